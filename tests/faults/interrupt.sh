#!/usr/bin/env bash
# Ctrl-C ends a run with exit code 130 and keeps the replicates that are finished; before the first is finished it leaves no manifest.
. "$(dirname "$0")/common.bash"
pools=(scenarios/verification/erlang-loss.yaml --set world.pools=50 --set years=2)

# Ends the run with a Ctrl-C once `until_done` says so, and prints its exit code.
interrupted() {
  local until_done=$1 code=0
  shift
  "$carepool" run "$@" >"$work/stdout" 2>"$work/stderr" &
  local pid=$!
  until $until_done; do kill -0 $pid 2>/dev/null || { cat "$work/stderr" >&2; fail "the run ended before it was interrupted"; }; done
  kill -INT $pid
  wait $pid || code=$?
  echo $code
}

some_are_done() { grep -q '^ *[1-9]0 % done' "$work/stderr"; }
rm -f "$work/stderr"
code=$(interrupted some_are_done "${pools[@]}" --replicates 2000 --out "$work/kept")
[ "$code" = 130 ] || { cat "$work/stderr" >&2; fail "exit code $code in place of 130"; }
[ "$(is_whole "$work/kept")" = complete ] || fail "the folder with what is finished"
finished=$(tr -d '\n ' <"$work/kept/manifest.json" | sed -E 's/.*"replicates":([0-9]+).*/\1/')
[ "$finished" -ge 100 ] && [ "$finished" -lt 2000 ] || fail "$finished of 2,000 replicates are kept"
"$carepool" verify "$work/kept" >/dev/null || fail "what is kept is not what a run gives"
echo "Ctrl-C after some replicates: exit 130, $finished of 2,000 kept, and they verify"

has_begun() { [ -d "$work/none" ]; }
code=$(interrupted has_begun scenarios/england.yaml --quiet --out "$work/none")
[ "$code" = 130 ] || { cat "$work/stderr" >&2; fail "exit code $code in place of 130 before the first replicate was finished"; }
[ "$(is_whole "$work/none")" = unfinished ] || fail "a manifest without a finished replicate"
grep -q 'nothing is published' "$work/stderr" || fail "it does not say that nothing is published"
echo "Ctrl-C before that: exit 130, $(cat "$work/stderr")"
