#!/usr/bin/env bash
# england.sh - what ten years of England cost: CPU seconds on one thread by part and peak memory, the median of five runs, and the same world every time.
#   bash tests/bench/england.sh               five runs; fails when the world's hash is not the one on record; writes results/bench/england.csv
#   bash tests/bench/england.sh --write-hash  one run; puts its hash on record in tests/golden/england_decade.txt
# CAREPOOL_BUILD names the build folder (default build/release).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=${CAREPOOL_BUILD:-build/release}
record=tests/golden/england_decade.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

one_run() { "$build/carepool" run scenarios/england.yaml --threads 1 --quiet --format json --force --out "$scratch/run" >/dev/null; }
fact() { grep -o "\"$1\": *\"\?[^,\"}]*" "$scratch/run/manifest.json" | head -n1 | sed 's/.*: *"\?//'; }
median() { printf '%s\n' "$@" | sort -g | awk '{x[NR] = $1} END {print x[int((NR + 1) / 2)]}'; }

if [ "${1:-}" = --write-hash ]; then
  one_run
  fact world_hash >"$record"
  echo "England, ten years, seed 1: $(cat "$record")"
  exit 0
fi

declare -A seconds=()
memory=()
for run in 1 2 3 4 5; do
  one_run
  hash=$(fact world_hash)
  if [ "$hash" != "$(cat "$record")" ]; then
    echo "england.sh: the world's hash is $hash, on record is $(cat "$record"): a fast wrong answer" >&2
    exit 1
  fi
  for part in load populate start years write; do seconds[$part]+="$(fact $part) "; done
  memory+=("$(fact peak_memory_bytes)")
  echo "run $run: load $(fact load), populate $(fact populate), start $(fact start), ten years $(fact years), writing $(fact write) CPU s"
done

mkdir -p results/bench
{
  echo "# England, ten years, seed 1, one thread: CPU seconds, median of five runs. Command: bash tests/bench/england.sh"
  echo "# Machine: $(nproc) shared cores, $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n1). World hash: $(cat "$record")"
  echo "part,median,asked"
  load=$(median ${seconds[load]}) populate=$(median ${seconds[populate]})
  echo "load and populate,$(awk "BEGIN {printf \"%.2f\", $load + $populate}"),0.5"
  printf 'solving the start,%.2f,2\n' "$(median ${seconds[start]})"
  printf 'ten years,%.2f,3\n' "$(median ${seconds[years]})"
  printf 'writing,%.2f,0.5\n' "$(median ${seconds[write]})"
  printf 'peak memory (MB),%.0f,400\n' "$(median "${memory[@]}" | awk '{print $1 / 1e6}')"
} >results/bench/england.csv
cat results/bench/england.csv
