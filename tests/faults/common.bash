# common.bash - for the fault tests: a short run to disturb, and the law that its folder must keep.
# Usage of each test: <test>.sh CAREPOOL FOLDER (the program, and an empty folder to work in).
set -euo pipefail
export LC_ALL=C
carepool=$(readlink -f "$1")
work=$2
rm -rf "$work"
mkdir -p "$work"
work=$(readlink -f "$work")

# One region for a year: long enough to be killed in the middle, short enough to be killed 200 times.
scenario=(scenarios/england.yaml --set "world.only_region=East of England" --set years=1 --set start_state.prehistory_days=60 --quiet)

fail() { echo "FAILED: $*" >&2; exit 1; }

# is_whole DIR: no manifest, or every file that the manifest names is there with its checksum. Says which.
is_whole() {
  local dir=$1 name sum n=0
  if [ ! -e "$dir/manifest.json" ]; then echo unfinished; return 0; fi
  while read -r name sum; do
    n=$((n + 1))
    [ -f "$dir/$name" ] || { echo "$dir: $name is missing" >&2; return 1; }
    [ "$(sha256sum <"$dir/$name" | cut -d' ' -f1)" = "$sum" ] || { echo "$dir: $name differs from its checksum" >&2; return 1; }
  done < <(tr -d '\n' <"$dir/manifest.json" | sed 's/.*"files"[^{]*{//' |
    grep -oE '"[a-z._]+": *\{[^}]*"sha256": *"[0-9a-f]{64}"' | sed -E 's/^"([^"]+)".*"([0-9a-f]{64})"$/\1 \2/')
  [ $n -ge 5 ] || { echo "$dir: its manifest names only $n files" >&2; return 1; }
  echo complete
}

now_ms() { local t=${EPOCHREALTIME/./}; echo $((t / 1000)); }
pause_ms() { if [ "$1" -gt 0 ]; then sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"; fi; }
random_below() { echo $(((RANDOM * 32768 + RANDOM) % ($1 > 0 ? $1 : 1))); }

# writing DIR: a result file (not just the manifest's mark) has appeared.
writing() {
  local f
  for f in "$1"/*; do
    case $f in */manifest.json.part | "$1/*") ;; *) return 0 ;; esac
  done
  return 1
}
