#!/usr/bin/env bash
# sweep.sh - what a sweep costs beyond its runs: two threads against one (alternating pairs, median of nine), CPU over the bare runs,
# and memory over ten thousand short runs.
#   bash tests/bench/sweep.sh [PAIRS] [SHORT_RUNS]   fails above the bounds; writes results/bench/sweep.csv
# CAREPOOL_BUILD names the build folder (default build/release).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C
carepool=$(readlink -f "${CAREPOOL_BUILD:-build/release}")/carepool
pairs=${1:-9} short=${2:-10000}
load=$(cut -d' ' -f1 /proc/loadavg)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
median() { sort -g | awk '{x[NR] = $1} END {print x[int((NR + 1) / 2)]}'; }
largest() { sort -g | tail -n 1; }

# Twenty-four runs of one region, four years each.
cat >"$scratch/region.yaml" <<EOX
experiment: region
base: $PWD/tests/support/scenarios/one_region.yaml
set: [years=4]
replicates: 4
factors:
  - path: demand.level
    range: [0.9, 1.15]
    levels: 6
metrics: [fee_index, operating_margin, sufficiency_rate_20mi, spend_total, crisis_children]
EOX
# timed OUT ARGUMENTS…: "cpu wall" of a sweep from nothing.
timed() {
  local out=$1 TIMEFORMAT='%U %S %R'
  shift
  rm -rf "$out"
  { time "$carepool" sweep "$scratch/region.yaml" --out "$out" --quiet "$@" >/dev/null; } 2>&1 | tail -n 1 | awk '{print $1 + $2, $3}'
}

timed "$scratch/warm" --no-collect >/dev/null
for pair in $(seq "$pairs"); do
  if [ $((pair % 2)) = 1 ]; then one=$(timed "$scratch/one" --no-collect); two=$(timed "$scratch/two" --threads 2 --no-collect)
  else two=$(timed "$scratch/two" --threads 2 --no-collect); one=$(timed "$scratch/one" --no-collect); fi
  echo "$one $two" | awk '{printf "%.3f %.3f\n", $3 / $1, $4 / $2}' | tee -a "$scratch/ratios" | sed "s/^/pair $pair: CPU and wall of two threads over one: /"
done
cpu=$(awk '{print $1}' "$scratch/ratios" | median) wall=$(awk '{print $2}' "$scratch/ratios" | median)

# All CPU of a whole sweep, planning, writing and collecting included, over that of its runs alone.
for again in 1 2 3 4 5; do
  whole=$(timed "$scratch/whole" | awk '{print $1}')
  bare=$(grep -o '"cpu_seconds":[0-9.e-]*' "$scratch/whole/runs.json" | cut -d: -f2 | awk '{s += $1} END {print s}')
  awk "BEGIN {printf \"%.4f\n\", $whole / $bare - 1}" >>"$scratch/overheads"
done
overhead=$(median <"$scratch/overheads")

# Ten thousand runs of a few weeks: what the process held after the first twentieth, and at the end.
cat >"$scratch/short.yaml" <<EOX
experiment: short
base: $PWD/tests/support/scenarios/pools.yaml
set: [years=0.1]
replicates: $((short / 100))
factors:
  - path: demand.level
    range: [0.5, 1.5]
    levels: 100
metrics: [referrals]
EOX
"$carepool" sweep "$scratch/short.yaml" --out "$scratch/short" --threads 2 --quiet >/dev/null
grep -o '"peak_memory_bytes":[0-9]*' "$scratch/short/runs.json" | cut -d: -f2 | sort -g >"$scratch/memory"
runs=$(wc -l <"$scratch/memory")
early=$(sed -n "$((runs / 20))p" "$scratch/memory") late=$(largest <"$scratch/memory")
growth=$(awk "BEGIN {printf \"%.4f\", $late / $early - 1}")

mkdir -p results/bench
{
  echo "# Sweeps: 24 runs of one region over four years; $runs short runs. Command: bash tests/bench/sweep.sh $pairs $short"
  echo "# Machine: $(nproc) shared cores, $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n1); load average at the start $load (wall times mean something below 0.5)"
  echo "measure,measured,asked"
  echo "CPU of two threads over one (median of $pairs alternating pairs),$cpu,at most 1.05"
  echo "wall time of two threads over one (median of $pairs alternating pairs),$wall,at most 0.6"
  echo "CPU of a sweep over that of its runs less 1 (planning and writing and collecting; median of 5),$overhead,at most 0.03"
  echo "peak memory (MB) after $((runs / 20)) runs,$(awk "BEGIN {printf \"%.1f\", $early / 1e6}"),"
  echo "peak memory (MB) after $runs runs,$(awk "BEGIN {printf \"%.1f\", $late / 1e6}"),"
  echo "growth of peak memory,$growth,at most 0.1"
} >results/bench/sweep.csv
cat results/bench/sweep.csv
awk "BEGIN {exit !($cpu <= 1.05 && $wall <= 0.6 && $overhead <= 0.03 && $growth <= 0.1)}" || { echo "sweep.sh: a bound is not kept" >&2; exit 1; }
