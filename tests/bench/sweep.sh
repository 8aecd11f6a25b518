#!/usr/bin/env bash
# sweep.sh - what a sweep costs beyond its runs: two threads against one (alternating pairs, medians), CPU over the bare runs, and memory
# over ten thousand short runs. In the same breath it checks the answer: both must leave the same bytes, with no run missing.
#   bash tests/bench/sweep.sh           about two minutes on a quiet machine; fails above the bounds; writes results/bench/sweep.csv
#   bash tests/bench/sweep.sh --busy    also where other programs run: their share is written down, and two threads against one are not judged
# CAREPOOL_BUILD names the build folder (default build/release), PAIRS and SHORT_RUNS how much is done (9 and 10000).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export LC_ALL=C
carepool=$(readlink -f "${CAREPOOL_BUILD:-build/release}")/carepool
pairs=${PAIRS:-9} short=${SHORT_RUNS:-10000} busy=no
case ${1:-} in
  '') ;;
  --busy) busy=yes ;;
  *) sed -n '2,6s/^# *//p' "$0"; exit 2 ;;
esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
median() { sort -g | awk '{x[NR] = $1} END {print x[int((NR + 1) / 2)]}'; }
fail() { echo "sweep.sh: $*" >&2; exit 1; }

[ "$(nproc)" -ge 2 ] || fail "two threads need two processors"

# Seconds of processor time that the whole machine has spent so far; those of this script and what it has started are in its own times.
machine_cpu() { awk -v hz="$(getconf CLK_TCK)" '/^cpu / {print ($2 + $3 + $4 + $7 + $8 + $9) / hz}' /proc/stat; }
now() { echo "$EPOCHREALTIME"; }

# Is anybody else at work?
before=$(machine_cpu); sleep 2; after=$(machine_cpu)
others=$(awk "BEGIN {printf \"%.2f\", ($after - $before) / 2}")
echo "other programs use $others of $(nproc) processors"
if [ $busy = no ] && awk "BEGIN {exit !($others > 0.1)}"; then
  fail "the machine is not quiet, so wall times would say nothing; wait, or give --busy"
fi

# Thirty-two runs of one region, eight years each.
cat >"$scratch/region.yaml" <<EOX
experiment: region
base: $PWD/tests/support/scenarios/one_region.yaml
set: [years=8]
replicates: 4
factors:
  - path: demand.level
    range: [0.9, 1.15]
    levels: 8
metrics: [fee_index, operating_margin, sufficiency_rate_20mi, spend_total, crisis_children]
EOX
# timed OUT THREADS: "cpu wall bare" of a sweep from nothing, planning, writing and collecting included; bare: CPU of its runs alone.
timed() {
  local out=$1 TIMEFORMAT='%U %S %R' spent
  rm -rf "$out"
  spent=$({ time "$carepool" sweep "$scratch/region.yaml" --out "$out" --threads "$2" --quiet >/dev/null; } 2>&1) || fail "a sweep with $2 threads: $spent"
  grep -q '"finished": 32,' "$out/manifest.json" || fail "with $2 threads not every run was finished"
  echo "$spent $(grep -o '"cpu_seconds":[0-9.e-]\+' "$out/runs.json" | cut -d: -f2 | awk '{s += $1} END {print s}')" | awk '{print $1 + $2, $3, $4}'
}
# CPU of the busier of two workers over that of both: above a half, one of them had nothing left to do.
busier() { # OUT
  grep -o '"segment":"[^"]*"\|"cpu_seconds":[0-9.e-]\+' "$1/runs.json" | paste - - |
    awk -F'[:\t]' '{cpu[$2] += $4; all += $4} END {for (w in cpu) if (cpu[w] > most) most = cpu[w]; print most / all}'
}

# unhindered THREADS: wall seconds of a sweep less those in which its first thread was ready and had no processor.
unhindered() {
  local pid from to ran waited=0 last=0
  rm -rf "$scratch/free"
  from=$(now)
  "$carepool" sweep "$scratch/region.yaml" --out "$scratch/free" --threads "$1" --quiet >/dev/null &
  pid=$!
  while { read -r ran waited _ <"/proc/$pid/schedstat"; } 2>/dev/null; do last=$waited; sleep 0.02; done
  wait "$pid" || fail "a sweep with $1 threads"
  to=$(now)
  awk "BEGIN {print $to - $from - $last / 1e9}"
}

timed "$scratch/warm" 1 >/dev/null
began=$(now) machine=$(machine_cpu)
for pair in $(seq "$pairs"); do
  if [ $((pair % 2)) = 1 ]; then one=$(timed "$scratch/one" 1); two=$(timed "$scratch/two" 2)
  else two=$(timed "$scratch/two" 2); one=$(timed "$scratch/one" 1); fi
  cmp "$scratch/one/manifest.json" "$scratch/two/manifest.json" || fail "two threads leave other bytes than one: a fast wrong answer"
  echo "$one $two $(busier "$scratch/two")" >>"$scratch/pairs"
  echo "$one $two" | awk -v n="$pair" '{printf "pair %s: CPU %.3f and wall %.3f of two threads over one (%.2f s and %.2f s by the clock)\n", n, $4 / $1, $5 / $2, $5, $2}'
done
ended=$(now) machine=$(awk "BEGIN {print $(machine_cpu) - $machine}")
cpu=$(awk '{printf "%.3f\n", $4 / $1}' "$scratch/pairs" | median)
wall=$(awk '{printf "%.3f\n", $5 / $2}' "$scratch/pairs" | median)
overhead=$(awk '{printf "%.4f\n", $1 / $3 - 1}' "$scratch/pairs" | median)
busier=$(awk '{printf "%.3f\n", $7}' "$scratch/pairs" | median)
beside=$(awk -v all="$machine" -v wall="$(awk "BEGIN {print $ended - $began}")" '{own += $1 + $4} END {printf "%.2f", (all - own > 0 ? all - own : 0) / wall}' "$scratch/pairs")
free=$(unhindered 1) free=$(awk "BEGIN {printf \"%.3f\", $(unhindered 2) / $free}")
quiet=$(awk "BEGIN {print $beside <= 0.15 ? \"yes\" : \"no\"}")

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
[ "$runs" = "$short" ] || fail "$runs of $short short runs were finished"
early=$(sed -n "$((runs / 20))p" "$scratch/memory") late=$(tail -n 1 "$scratch/memory")
growth=$(awk "BEGIN {printf \"%.4f\", $late / $early - 1}")

mkdir -p results/bench
{
  echo "# Sweeps: 32 runs of one region over eight years with planning, writing and collecting; $runs short runs. Command: bash tests/bench/sweep.sh ${1:-}"
  echo "# Machine: $(nproc) shared cores, $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n1); beside the sweeps, other programs used $beside processors$([ $quiet = yes ] || echo ': too much to compare two threads with one by the clock')"
  echo "measure,measured,asked"
  echo "CPU of two threads over one (median of $pairs alternating pairs),$cpu,at most 1.05"
  echo "wall time of two threads over one (median of $pairs alternating pairs),$wall,at most 0.6"
  echo "the same without the time in which a thread waited for a processor (one pair),$free,"
  echo "share of the runs' CPU that the busier of two workers had (median of $pairs),$busier,"
  echo "CPU of a sweep over that of its runs less 1 (one thread; median of $pairs),$overhead,at most 0.03"
  echo "peak memory (MB) after $((runs / 20)) runs,$(awk "BEGIN {printf \"%.1f\", $early / 1e6}"),"
  echo "peak memory (MB) after $runs runs,$(awk "BEGIN {printf \"%.1f\", $late / 1e6}"),"
  echo "growth of peak memory,$growth,at most 0.1"
} >results/bench/sweep.csv
cat results/bench/sweep.csv
awk "BEGIN {exit !($overhead <= 0.03 && $growth <= 0.1)}" || fail "a bound is not kept"
if [ "$quiet" = yes ]; then
  awk "BEGIN {exit !($cpu <= 1.05)}" || fail "two threads took $cpu of one's CPU"
  awk "BEGIN {exit !($wall <= 0.6)}" || fail "two threads took $wall of one's wall time"
elif [ $busy = yes ]; then
  echo "the machine was busy: of two threads against one, nothing is judged"
else
  fail "other programs came in between: nothing can be said of two threads against one"
fi
