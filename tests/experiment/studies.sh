#!/usr/bin/env bash
# Every committed study, copied to where nothing of the tree lies beside it, is what the model gives today: its files, and one run of each made again.
. "$(dirname "$0")/sweep.bash"
n=0
for file in scenarios/experiments/*.yaml; do
  name=$(basename "$file" .yaml)
  study=results/studies/experiments/$name
  [ -e "$study/manifest.json" ] || fail "no committed study of $name: bash results/studies/experiments/regenerate $name"
  cp -r "$study" "$work/$name"
  (cd "$work" && "$carepool" verify "$name" --runs 1 >stdout 2>stderr) || { cat "$work/stdout" "$work/stderr" >&2; fail "$study is not what the model gives today: bash results/studies/experiments/regenerate $name"; }
  echo "$name: $(cat "$work/stdout")"
  n=$((n + 1))
done
[ $n -ge 4 ] || fail "only $n studies"

# A byte changed in a copy is noticed.
printf 'X' | dd of="$work/$name/wide.csv" bs=1 seek=100 conv=notrunc status=none
code=0
"$carepool" verify "$work/$name" --runs 1 >"$work/stdout" || code=$?
[ $code = 1 ] && grep -q 'wide.csv is damaged' "$work/stdout" || fail "a changed table was not noticed (exit code $code)"
