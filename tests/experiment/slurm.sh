#!/usr/bin/env bash
# A sweep of 200 runs on a real Slurm with three nodes, one of which dies mid-way with everything on it: the array's tasks and the collecting
# job finish what is missing by themselves, and the collected files are those of an undisturbed local sweep, to the byte.
. "$(dirname "$0")/sweep.bash"
cluster=$PWD/tests/support/slurm-local.sh
home=$(mktemp -d /tmp/carepool-slurm.XXXXXX)   # a socket's path must be short
export SLURM_LOCAL_PORT=${SLURM_LOCAL_PORT:-27817}
trap 'bash "$cluster" clean "$home" >/dev/null 2>&1 || true' EXIT
bash "$cluster" start "$home" 3 2 >"$work/cluster.log" 2>&1 || { cat "$work/cluster.log" >&2; fail "Slurm does not start"; }
eval "$(bash "$cluster" env "$home")"

pools_experiment "$work/e.yaml" 50 4
sed -i 's/years=2/years=2, world.pools=200/' "$work/e.yaml"
dir=$work/sweep

# --dry-run writes the script and submits nothing.
"$carepool" sweep "$work/e.yaml" --out "$work/dry" --executor slurm --dry-run --tasks 6 >"$work/stdout" || fail "the dry run"
grep -q '^#SBATCH --array=1-6$' "$work/dry/slurm/sweep.sbatch" || fail "the script has no array of six"
grep -q '^#SBATCH --time=[0-9]*:[0-9][0-9]:00$' "$work/dry/slurm/sweep.sbatch" || fail "the script has no time from the trial run"
grep -q '^#SBATCH --mem=[0-9]*M$' "$work/dry/slurm/sweep.sbatch" || fail "the script has no memory from the trial run"
[ -z "$(squeue -h)" ] || fail "the dry run submitted a job"

"$carepool" sweep "$work/e.yaml" --out "$dir" --executor slurm --tasks 6 --time 0:20:00 --mem 200M >"$work/stdout" 2>"$work/stderr" || { cat "$work/stderr" >&2; fail "the submission"; }
cat "$work/stdout"
squeue -h -o '%j %k' | grep -q '^carepool-pools carepool:pools:' || fail "the jobs do not carry the experiment's own id"

# With some records written (of half a minute's computing), node 2 dies: its daemon and every process of a task on it.
for i in $(seq 1200); do [ "$(segment_bytes "$dir")" -gt 4000 ] && break; sleep 0.1; done
bash "$cluster" kill-node "$home" 2 -9 >/dev/null
killed=0
# All processes are asked at once: one by one they would outlive the search.
with() { grep -lzxF "$1" /proc/[0-9]*/environ 2>/dev/null | sed 's,[^0-9],,g' | sort; }
for pid in $(comm -12 <(with SLURMD_NODENAME=n2) <(with "SLURM_CONF=$SLURM_CONF")); do
  if [ "$pid" != $$ ] && kill -9 "$pid" 2>/dev/null; then killed=$((killed + 1)); fi
done
# Counted afterwards, so that nothing stands between the first records and the death: its tasks' runs are still missing.
at_kill=$("$carepool" sweep "$work/e.yaml" --out "$dir" --dry-run --no-pilot --format json | sed -n 's/.*"done_already": *\([0-9]*\).*/\1/p')
echo "node 2 died with $killed processes; just afterwards $at_kill of 200 runs were done"
[ $killed -gt 0 ] || { squeue; cat "$dir"/slurm/*.out >&2 || true; fail "nothing ran on node 2"; }
[ "$at_kill" -gt 0 ] && [ "$at_kill" -lt 200 ] || fail "the node did not die mid-way"

finished() { grep -qs '"finished": 200' "$dir/manifest.json"; }
for i in $(seq 1200); do if finished; then break; fi; sleep 0.5; done
finished || { squeue; sinfo; tail -n 5 "$dir"/slurm/*.out >&2; fail "the sweep did not finish"; }
echo "finished after $(ls "$dir"/slurm/collect-*.out | wc -l) collecting jobs"

"$carepool" sweep "$work/e.yaml" --out "$work/local" --threads 2 --quiet >/dev/null || fail "the local sweep"
same_as "$work/local" "$dir"
echo "the collected files are those of a local sweep, to the byte"
