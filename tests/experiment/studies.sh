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
[ $n -ge 7 ] || fail "only $n studies"

# A byte changed in a copy is noticed.
printf 'X' | dd of="$work/$name/wide.csv" bs=1 seek=100 conv=notrunc status=none
code=0
"$carepool" verify "$work/$name" --runs 1 >"$work/stdout" || code=$?
[ $code = 1 ] && grep -q 'wide.csv is damaged' "$work/stdout" || fail "a changed table was not noticed (exit code $code)"

# Nothing may be made of tables that are not those that were collected, and tables whose segments were not kept are not written over.
expect() { # CODE PATTERN COMMAND…
  local want=$1 pattern=$2 code=0
  shift 2
  "$@" >"$work/stdout" 2>"$work/stderr" || code=$?
  [ $code = "$want" ] && grep -q "$pattern" "$work/stdout" "$work/stderr" || { cat "$work/stdout" "$work/stderr" >&2; fail "exit code $code, expected $want and '$pattern': $*"; }
}
expect 2 'wide.csv is damaged' "$carepool" analyse "$work/$name"
name=fee-cap
before=$(sha256sum "$work/$name/results.sqlite")
expect 2 'nothing to merge' "$carepool" collect "$work/$name"
[ "$before" = "$(sha256sum "$work/$name/results.sqlite")" ] || fail "collect wrote over a study's tables"
expect 2 'holds a sweep' "$carepool" compare scenarios/england.yaml --policy scenarios/policies/rcc.yaml --force --out "$work/$name"
expect 2 'holds a sweep' "$carepool" run scenarios/england.yaml --force --out "$work/$name"
rm "$work/$name/report.html"
expect 0 'report.html' "$carepool" report "$work/$name"
cmp "$work/$name/report.html" "results/studies/experiments/$name/report.html" || fail "the report was not written again as it was"
