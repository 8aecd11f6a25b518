# packages.sh - which Debian packages carepool needs, and how to install the missing ones. Sourced by
# scenarios/quickstart and tests/run; installs nothing by itself. Uses sudo only when not root.

build_packages=(g++ cmake ninja-build ccache pkg-config ca-certificates git
  libboost1.81-dev libprotobuf-dev protobuf-compiler libyaml-cpp-dev libtbb-dev libsqlite3-dev libcli11-dev libfmt-dev
  libspdlog-dev nlohmann-json3-dev librandom123-dev libzstd-dev libxxhash-dev libssl-dev libnetcdf-dev libmimalloc-dev)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev chromium fonts-dejavu-core util-linux mount procps
  netcdf-bin munge slurmctld slurmd slurm-client)

say() { printf '\n== %s\n' "$*"; }

# Two compilers at once need about 1.5 GB each at their worst.
jobs_here() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/{print int($2 / 1572864)}' /proc/meminfo)
  [ "${memory:-1}" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

need_packages() {
  local package missing=()
  mkdir -p build
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian or a relative of it: these packages (by their Debian names) are needed: $*" >&2
    return 0
  fi
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  if [ ${#missing[@]} = 0 ]; then echo "all ${#} packages are there"; return 0; fi
  echo "installing: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >build/apt.log 2>&1 || { tail -n 20 build/apt.log >&2; return 1; }
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >>build/apt.log 2>&1 ||
    { tail -n 20 build/apt.log >&2; return 1; }
}

# Node 18 or newer with npm, from wherever; Debian's if there is none.
need_node() {
  local major=0
  if command -v node >/dev/null && command -v npm >/dev/null; then
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    if [ "$major" -ge 18 ]; then echo "node $(node --version) is there"; return 0; fi
  fi
  need_packages nodejs npm
}
