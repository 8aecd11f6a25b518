#!/usr/bin/env bash
# Slices for any scheduler: the commands that scenarios/experiments/README.md gives for a Kubernetes indexed job and (but for its ssh) GNU parallel
# leave what one local sweep leaves. And what a sweep says of designs that begin again, and of a failure at which it is to stop.
. "$(dirname "$0")/sweep.bash"
pools_experiment "$work/X.yaml" 10 2
"$carepool" sweep "$work/X.yaml" --out "$work/local" --quiet >/dev/null || fail "the local sweep"
mkdir "$work/bin"
ln -s "$carepool" "$work/bin/carepool"
export PATH="$work/bin:$PATH"

# Kubernetes: the very command of the README, for each index of the job; index 2 is started twice, at once.
command=$(sed -n 's/^ *command: \[sh, -c, "\(.*\)"\]$/\1/p' scenarios/experiments/README.md)
[ -n "$command" ] || fail "the README has no Kubernetes command"
command=${command//\/shared/$work}
for index in 0 1 2 2 3 4 5 6 7; do JOB_COMPLETION_INDEX=$index sh -c "$command" & pids+=($!); done
for pid in "${pids[@]}"; do wait "$pid" || fail "a slice of the indexed job"; done
"$carepool" collect "$work/DIR" >"$work/stdout" 2>"$work/stderr" || { cat "$work/stderr" >&2; fail "collect after the indexed job"; }
grep -q '20 of 20 runs' "$work/stdout" || fail "the indexed job left something out"
same_as "$work/local" "$work/DIR"

# GNU parallel's line, its slices handed out by xargs.
line=$(sed -n 's/^parallel .* carepool sweep X.yaml --out DIR \(--shard .*\) ::: \(.*\); carepool collect DIR$/\1 ::: \2/p' scenarios/experiments/README.md)
[ -n "$line" ] || fail "the README has no line for GNU parallel"
cd "$work"
rm -r DIR
# shellcheck disable=SC2086
printf '%s\n' ${line#*::: } | xargs -P 4 -I '{}' carepool sweep X.yaml --out DIR ${line%% :::*} || fail "a slice"
carepool collect DIR >/dev/null || fail "collect after the slices"
same_as local DIR
echo "slices of an indexed job and of a list: the bytes of a local sweep"

# A slice that does not exist.
code=0
carepool sweep X.yaml --out DIR --shard 9/8 2>stderr || code=$?
[ $code = 2 ] && grep -q "shard" stderr || { cat stderr >&2; fail "exit code $code in place of 2 for slice 9 of 8"; }

# A Latin hypercube of another size says that it begins again, and so do Morris's trajectories on other levels; with more samples they go on,
# as a Sobol sequence does.
sampled() { # TYPE DESIGN
  cat >"$1.yaml" <<EOX
experiment: sampled
base: $OLDPWD/tests/support/scenarios/pools.yaml
set: [years=0.1]
design: {type: $1, $2}
factors:
  - {path: demand.level, range: [0.5, 1.5]}
  - {path: demand.mean_stay_days, range: [80, 120]}
  - {path: demand.entries_per_day, range: [0.05, 0.1]}
metrics: [referrals]
EOX
  carepool sweep "$1.yaml" --out "$1" >/dev/null 2>stderr || { cat stderr >&2; fail "a sweep of design $1"; }
}
for type in lhs morris sobol; do
  sampled $type 'samples: 4'
  sampled $type 'samples: 8'
  if [ $type = lhs ]; then
    grep -q 'a Latin hypercube of another size begins again' stderr || { cat stderr >&2; fail "lhs does not say that it begins again"; }
  else
    grep -Eq '^[0-9]+ of [0-9]+ runs are done already$' stderr && ! grep -q 'left aside' stderr || { cat stderr >&2; fail "$type does not go on"; }
  fi
done
sampled morris 'samples: 8, levels: 6'
grep -q 'Morris trajectories of other levels or another seed begin again' stderr || { cat stderr >&2; fail "morris does not say that it begins again"; }

# on_failure: stop. The first failure ends the sweep with 3; what was done before it is kept, what comes after it is missing.
cat >stop.yaml <<EOX
experiment: stop
base: $OLDPWD/tests/support/scenarios/pools.yaml
on_failure: stop
factors:
  - path: world.pools
    values: [2, 70000, 3]
metrics: [referrals]
EOX
code=0
carepool sweep stop.yaml --out stop --quiet >stdout 2>stderr || code=$?
[ $code = 3 ] && grep -q 'failed: point .*70000' stderr && grep -q 'missing: point .*world.pools = 3' stderr && grep -q '1 of 3 runs' stdout ||
  { cat stdout stderr >&2; fail "exit code $code for a sweep that stops at a failure"; }
echo "a failure at which to stop: $(grep failed: stderr)"
