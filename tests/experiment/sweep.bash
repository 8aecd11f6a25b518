# sweep.bash - for the shell tests of sweeps: a sweep of 200 short runs, and the law that its collected files keep.
# Usage of each test: <test>.sh CAREPOOL FOLDER (the program, and an empty folder to work in).
set -euo pipefail
export LC_ALL=C
carepool=$(readlink -f "$1")
work=$2
rm -rf "$work"
mkdir -p "$work"
work=$(readlink -f "$work")

fail() { echo "FAILED: $*" >&2; exit 1; }
now_ms() { local t=${EPOCHREALTIME/./}; echo $((t / 1000)); }
pause_ms() { if [ "$1" -gt 0 ]; then sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"; fi; }
random_below() { echo $(((RANDOM * 32768 + RANDOM) % ($1 > 0 ? $1 : 1))); }

# pools_experiment FILE LEVELS REPLICATES [MORE]: pools of the test scenarios at so many levels of demand.
pools_experiment() {
  cat >"$1" <<EOX
experiment: pools
base: $PWD/tests/support/scenarios/pools.yaml
replicates: $3
set: [years=2, start=2025-04-01]
factors:
  - path: demand.level
    range: [0.5, 1.5]
    levels: $2
metrics: [fee_index, occupancy_usable, referrals, days_waiting_mean, operating_margin]
${4:-}
EOX
}

# Bytes of all segments of DIR so far.
segment_bytes() { { cat "$1"/segments/*.seg 2>/dev/null || true; } | wc -c; }

# Everything that collect writes, but for runs.json, which knows of clocks and machines.
collected="results.sqlite results.nc series.csv summary.csv wide.csv points.csv manifest.json plan.pb experiment.yaml"
same_as() { # DIR DIR
  local f
  for f in $collected; do cmp "$1/$f" "$2/$f" || fail "$f differs"; done
}
