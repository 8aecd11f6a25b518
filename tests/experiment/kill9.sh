#!/usr/bin/env bash
# A sweep of 200 runs killed with -9 at 20 random moments and started again each time ends with the same files, to the byte, as one
# that nobody disturbed; and no run is made twice but those under way at a kill.
. "$(dirname "$0")/sweep.bash"
kills=${KILLS:-20}
RANDOM=${SEED:-1}
pools_experiment "$work/e.yaml" 50 4

start=$(now_ms)
"$carepool" sweep "$work/e.yaml" --out "$work/whole" --threads 2 --quiet >/dev/null || fail "the undisturbed sweep"
total=$(($(now_ms) - start))
echo "one sweep: $total ms"

dir=$work/killed
hits=0 tries=0 torn=0
while [ $hits -lt "$kills" ]; do
  tries=$((tries + 1))
  [ $tries -le $((kills * 15)) ] || fail "only $hits of $tries tries hit a living process"
  # All done before the kills were: begin again, keeping the count.
  done=$("$carepool" sweep "$work/e.yaml" --out "$dir" --dry-run --no-pilot --format json | sed -n 's/.*"done_already": *\([0-9]*\).*/\1/p')
  if [ "${done:-0}" -gt 190 ]; then rm -rf "$dir"; fi
  "$carepool" sweep "$work/e.yaml" --out "$dir" --threads 2 --quiet >/dev/null 2>"$work/stderr" &
  pid=$!
  if [ $((tries % 2)) = 0 ]; then
    # As soon as a segment grows: in or about a write.
    before=$(segment_bytes "$dir")
    while kill -0 $pid 2>/dev/null && [ "$(segment_bytes "$dir")" = "$before" ]; do :; done
  else
    pause_ms "$(random_below $((total / 6 + 1)))"
  fi
  alive=no
  if kill -9 $pid 2>/dev/null; then alive=yes; fi
  code=0
  wait $pid 2>/dev/null || code=$?
  if [ $alive = yes ] && [ $code = 137 ]; then hits=$((hits + 1)); elif [ $code != 0 ]; then cat "$work/stderr" >&2; fail "a sweep ended with $code by itself"; fi
done

# One more kind: a record torn in the middle, as a machine that loses power leaves it.
last=$(ls "$dir"/segments/*.seg | tail -n 1)
size=$(stat -c %s "$last")
if [ "$size" -gt 400 ]; then truncate -s $((size - 100)) "$last"; torn=1; fi

before=$("$carepool" sweep "$work/e.yaml" --out "$dir" --dry-run --no-pilot --format json | sed -n 's/.*"done_already": *\([0-9]*\).*/\1/p')
"$carepool" sweep "$work/e.yaml" --out "$dir" --threads 2 >"$work/stdout" 2>"$work/stderr" || { cat "$work/stderr" >&2; fail "the sweep after the kills"; }
same_as "$work/whole" "$dir"
grep -q '200 of 200 runs' "$work/stdout" || fail "the summary does not say 200 of 200"
twice=$("$carepool" collect "$dir" --format json --quiet | sed -n 's/.*"equal_copies": *\([0-9]*\).*/\1/p')
[ "$twice" = 0 ] || fail "$twice finished runs were made again"
echo "$hits kills in $tries tries (and $torn torn record): the last start found $before of 200 done and made the rest; no finished run was made twice; the collected files are the same to the byte"
