#!/usr/bin/env bash
# Every example experiment can be planned as it stands, and runs at a small scale; a dry run of a small one says what it would take.
. "$(dirname "$0")/sweep.bash"
n=0
for file in scenarios/experiments/*.yaml; do
  n=$((n + 1))
  "$carepool" sweep "$file" --dry-run --no-pilot --out "$work/none" >"$work/stdout" || fail "$file cannot be planned"
  head -n 1 "$work/stdout"
  [ ! -e "$work/none" ] || fail "a dry run wrote something"
done
[ $n -ge 7 ] || fail "only $n examples"

small=(--set "world.only_region=North East" --set years=1.5 --set start_state.prehistory_days=60 --replicates 1 --seed 3)
"$carepool" sweep scenarios/experiments/demand-blocks.yaml "${small[@]}" --out "$work/small" --dry-run >"$work/stdout" || fail "the dry run"
grep -q ' a run (one trial run' "$work/stdout" && grep -q 'disk:' "$work/stdout" || { cat "$work/stdout"; fail "the dry run does not estimate time and disk"; }
"$carepool" sweep scenarios/experiments/demand-blocks.yaml "${small[@]}" --out "$work/small" --threads 2 --quiet || fail "the small sweep"
"$carepool" verify "$work/small" --runs 2 >"$work/stdout" || fail "verify"
grep -q '^same: ' "$work/stdout" || fail "verify does not say that it is the same"
ncdump "$work/small/results.nc" >"$work/results.cdl" || fail "ncdump cannot read the NetCDF file"
grep -q 'double fee_index(point, draw, replicate, time)' "$work/results.cdl" || fail "the NetCDF file has no trajectories"
grep -q 'fee_index:units = "index"' "$work/results.cdl" || fail "the NetCDF file has no units"
grep -q '"regional blocks"' "$work/results.cdl" || fail "the NetCDF file does not hold the factors"
echo "$n examples planned, one run small and verified"
