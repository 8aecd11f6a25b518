#!/usr/bin/env bash
# A run killed with -9 at 200 random moments, half of them while files are written, leaves either no manifest or a
# complete folder whose checksums hold; and the same command then finishes in the same folder.
. "$(dirname "$0")/common.bash"
kills=${KILLS:-200}
RANDOM=${SEED:-1}

# One undisturbed run: how long it takes, and how long of that it writes.
start=$(now_ms)
"$carepool" run "${scenario[@]}" --out "$work/whole" >/dev/null &
pid=$!
while ! writing "$work/whole" && kill -0 $pid 2>/dev/null; do :; done
first=$(now_ms)
wait $pid || fail "the undisturbed run"
end=$(now_ms)
[ "$(is_whole "$work/whole")" = complete ] || fail "the undisturbed run's folder"
total=$((end - start))
write=$((end - first))
echo "one run: $total ms, of which $write ms after the first result file"

hits=0 writing_hits=0 complete=0 tries=0
dir=$work/killed
while [ $hits -lt "$kills" ]; do
  tries=$((tries + 1))
  [ $tries -le $((kills * 20)) ] || fail "only $hits of $tries tries hit a living process"
  # While killing at any moment the folder is every other time the one of the last kill, which must be taken over.
  if [ $writing_hits -lt $((kills / 2)) ] || [ $((tries % 2)) = 0 ]; then rm -rf "$dir"; fi
  "$carepool" run "${scenario[@]}" --out "$dir" --force >/dev/null 2>"$work/stderr" &
  pid=$!
  if [ $writing_hits -lt $((kills / 2)) ]; then
    while kill -0 $pid 2>/dev/null; do if writing "$dir"; then break; fi; done
    pause_ms "$(random_below $((write * 4 / 5 + 1)))"
    kind=writing
  else
    pause_ms "$(random_below $((total * 9 / 10 + 1)))"
    kind=any
  fi
  alive=no
  if kill -9 $pid 2>/dev/null; then alive=yes; fi
  code=0
  wait $pid 2>/dev/null || code=$?
  if [ $alive = yes ] && [ $code = 137 ]; then
    hits=$((hits + 1))
    if [ $kind = writing ]; then writing_hits=$((writing_hits + 1)); fi
  elif [ $code != 0 ]; then
    cat "$work/stderr" >&2
    fail "a run ended with $code by itself"
  fi
  state=$(is_whole "$dir" 2>&1) || fail "after kill $hits: $state"
  if [ "$state" = complete ]; then complete=$((complete + 1)); fi
done
echo "$hits kills in $tries tries, $writing_hits of them while files were written; $complete times the folder was complete"
[ $writing_hits -ge $((kills / 2)) ] || fail "only $writing_hits kills while files were written"
[ $complete -lt $tries ] || fail "no kill ever left an unfinished folder"

"$carepool" run "${scenario[@]}" --out "$dir" --force >/dev/null || fail "the run after the kills"
[ "$(is_whole "$dir")" = complete ] || fail "the folder after the kills"
for file in series.csv scenario.yaml; do
  cmp -s "$work/whole/$file" "$dir/$file" || fail "$file after the kills differs from the undisturbed one"
done
echo "after the last kill the same command finished, with the same series"
