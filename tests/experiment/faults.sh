#!/usr/bin/env bash
# What can go wrong with a sweep's folder is named, the rest is kept, and the exit code says which kind it is: a damaged segment, one cut
# short, two copies, a point that throws, a full disk, a folder or a segment that may not be read, Ctrl-C. Needs the rights to mount
# a tmpfs and to change user.
. "$(dirname "$0")/sweep.bash"
pools_experiment "$work/e.yaml" 5 2
dir=$work/sweep
"$carepool" sweep "$work/e.yaml" --out "$dir" --quiet >/dev/null || fail "the undisturbed sweep"
cp -r "$dir" "$work/whole"
segment=$(ls "$dir"/segments/*.seg)
name=$(basename "$segment")
size=$(stat -c %s "$segment")

# expect CODE WORDS… : the collect's exit code and words of its standard error.
expect() {
  local want=$1 code=0 word; shift
  "$carepool" collect "$dir" >"$work/stdout" 2>"$work/stderr" || code=$?
  [ $code = "$want" ] || { cat "$work/stdout" "$work/stderr" >&2; fail "exit code $code in place of $want"; }
  for word in "$@"; do grep -q -- "$word" "$work/stderr" "$work/stdout" || { cat "$work/stderr" >&2; fail "'$word' is not said"; }; done
}
restore() { rm -rf "$dir"; cp -r "$work/whole" "$dir"; }
heal() {  # the sweep again: only what is missing
  "$carepool" sweep "$work/e.yaml" --out "$dir" --quiet >/dev/null || fail "the sweep after the fault"
  same_as "$work/whole" "$dir"
}

printf 'X' | dd of="$segment" bs=1 seek=$((size / 2)) conv=notrunc status=none
expect 3 "damaged: segments/$name: record at byte" "missing: point " "9 of 10 runs"
echo "damaged segment: $(grep damaged "$work/stderr")"
# The run is made again: the damaged record stays named, as a warning, and nothing is missing any more.
heal
expect 0 "warning: damaged: segments/$name: record at byte .*superseded: every planned run has a good record" "10 of 10 runs"
! grep -q '^damaged' "$work/stderr" || fail "damage that was made good is still a problem"
"$carepool" collect "$dir" --format json 2>/dev/null | grep -q '"complete": true' || fail "the JSON does not say that the sweep is complete"
echo "damaged and made again: $(grep warning "$work/stderr")"
restore

truncate -s $((size - 200)) "$segment"
expect 3 "cut short: segments/$name" "missing: point " "9 of 10 runs"
echo "truncated file: $(grep 'cut short' "$work/stderr")"
heal; restore

cp "$segment" "$dir/segments/copy.seg"
expect 0 "10 equal copies were dropped"
same_as "$work/whole" "$dir"
echo "two copies: $(grep copies "$work/stderr")"
restore

# A point that throws: more councils than there can be.
cat >"$work/throws.yaml" <<EOX
experiment: throws
base: $PWD/tests/support/scenarios/pools.yaml
factors:
  - path: world.pools
    values: [2, 70000, 3]
metrics: [referrals]
EOX
code=0
"$carepool" sweep "$work/throws.yaml" --out "$work/throws" --quiet >"$work/stdout" 2>"$work/stderr" || code=$?
[ $code = 3 ] || fail "exit code $code in place of 3 for a point that throws"
grep -q 'failed: point .*world.pools = 70000.*seed 1: .*councils' "$work/stderr" || { cat "$work/stderr" >&2; fail "the failure is not named"; }
grep -q '2 of 3 runs' "$work/stdout" || fail "the others were not run"
echo "a point that throws: $(cat "$work/stderr")"

# A full disk: exit 1, what is finished stays, and with room the same command goes on.
disk=$work/disk
mkdir -p "$disk"
mount -t tmpfs -o size=200k tmpfs "$disk" || fail "cannot mount a tmpfs (run as root)"
trap 'umount "$disk"' EXIT
# Little room for the tables; then hardly any for the runs.
for left_kb in 34 22 16; do
  rm -rf "$disk/s"
  head -c $(((200 - left_kb) * 1024)) /dev/zero >"$disk/filler"
  code=0
  "$carepool" sweep "$work/e.yaml" --out "$disk/s" --quiet >/dev/null 2>"$work/stderr" || code=$?
  [ $code = 1 ] || { cat "$work/stderr" >&2; fail "exit code $code in place of 1 on a full disk"; }
  grep -qiE 'no space left|disk is full' "$work/stderr" || { cat "$work/stderr" >&2; fail "the message does not say that the disk is full"; }
  [ ! -e "$disk/s/manifest.json" ] || fail "a manifest on a full disk"
  echo "full disk, $left_kb kB left: exit 1, $(head -n 1 "$work/stderr")"
done
rm "$disk/filler"
mount -o remount,size=20m "$disk"
"$carepool" sweep "$work/e.yaml" --out "$disk/s" --quiet >/dev/null || fail "the sweep when there was room again"
same_as "$work/whole" "$disk/s"

# What may not be read, as an unprivileged user: root ignores permissions.
as_nobody() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi; }
reach=$(mktemp -d)
trap 'umount "$disk"; chmod -R u+rwX "$reach"; rm -rf "$reach"' EXIT
chmod 755 "$reach"
cp "$carepool" "$reach/carepool"
cp -r "$work/whole" "$reach/s"
chmod -R a+rwX "$reach/s"
chmod 000 "$reach/s/segments/$name"
code=0
as_nobody "$reach/carepool" collect "$reach/s" >/dev/null 2>"$work/stderr" || code=$?
[ $code = 3 ] && grep -q "unreadable: segments/$name: .*[Pp]ermission denied" "$work/stderr" || { cat "$work/stderr" >&2; fail "exit code $code for an unreadable segment"; }
grep -q "kept: the tables stay as they were published, with 10 finished runs: 10 of them" "$work/stderr" || { cat "$work/stderr" >&2; fail "it does not say that the tables are kept"; }
same_as "$work/whole" "$reach/s"  # what was published is what still is
grep -q '"tables_kept": true' "$reach/s/runs.json" && grep -q 'Permission denied' "$reach/s/runs.json" || fail "runs.json does not name the unreadable segment"
echo "unreadable segment: exit 3, $(head -n 1 "$work/stderr")"
# Where nothing was published, what can be read is: one more run than nought.
cp -r "$work/whole" "$reach/part"
rm -f "$reach/part/manifest.json" "$reach/part/results.sqlite"
head -c $((size / 2)) "$segment" >"$reach/part/segments/half.seg"
chmod -R a+rwX "$reach/part"
chmod 000 "$reach/part/segments/$name"
code=0
as_nobody "$reach/carepool" collect "$reach/part" >"$work/stdout" 2>"$work/stderr" || code=$?
[ $code = 3 ] && grep -qE '[1-9] of 10 runs' "$work/stdout" && grep -q 'Tables: ' "$work/stdout" || { cat "$work/stdout" "$work/stderr" >&2; fail "exit code $code where part can be read and nothing was published"; }
# Tables of a part are not lost to a smaller part, and grow when all can be read again.
cp "$reach/part/results.sqlite" "$work/part.sqlite"
chmod 000 "$reach/part/segments/half.seg"
code=0
as_nobody "$reach/carepool" collect "$reach/part" >"$work/stdout" 2>"$work/stderr" || code=$?
[ $code = 3 ] && cmp -s "$work/part.sqlite" "$reach/part/results.sqlite" && grep -q 'were kept as they were' "$work/stdout" || fail "tables of a part were written over by less"
chmod a+rw "$reach/part/segments/"*
as_nobody "$reach/carepool" collect "$reach/part" >/dev/null 2>&1 || fail "collect when all can be read again"
same_as "$work/whole" "$reach/part"
# A folder that may not be entered, one that may not be listed, and one whose segments may not: every command says 2.
cp "$work/e.yaml" "$reach/e.yaml"; mkdir "$reach/tests"; cp -r tests/support "$reach/tests/support"
sed -i "s|^base: .*|base: $reach/tests/support/scenarios/pools.yaml|" "$reach/e.yaml"
chmod -R a+rX "$reach/e.yaml" "$reach/tests"; chmod a+rw "$reach/s/segments/$name"
unreadable() { # WHAT COMMAND…
  local what=$1 code=0
  shift
  as_nobody "$reach/carepool" "$@" >/dev/null 2>"$work/stderr" || code=$?
  [ $code = 2 ] && grep -q "^$reach/s.*: error: cannot be read: [Pp]ermission denied; allowed a folder that may be read" "$work/stderr" || { cat "$work/stderr" >&2; fail "exit code $code for $what: $*"; }
}
for locked in "700 777" "711 777" "744 777" "755 700" "755 711"; do
  chmod "${locked% *}" "$reach/s"; chmod "${locked#* }" "$reach/s/segments"
  unreadable "$locked" collect "$reach/s"
  unreadable "$locked" sweep "$reach/s" --quiet
  unreadable "$locked" sweep "$reach/e.yaml" --out "$reach/s" --quiet
  unreadable "$locked" sweep "$reach/e.yaml" --out "$reach/s" --dry-run --no-pilot
done
echo "unreadable folder: exit 2, $(head -n 1 "$work/stderr")"
# What may be read and not be written is a failure, not bad input: 1 in both.
chmod -R u+rwX,go-w+rX "$reach/s"
for command in "collect $reach/s" "sweep $reach/s --quiet"; do
  code=0
  as_nobody "$reach/carepool" $command >/dev/null 2>"$work/stderr" || code=$?
  [ $code = 1 ] && grep -qi "permission denied" "$work/stderr" || { cat "$work/stderr" >&2; fail "exit code $code for a folder that may not be written: $command"; }
done

# Ctrl-C: 130, and what is finished is kept.
pools_experiment "$work/long.yaml" 200 4
"$carepool" sweep "$work/long.yaml" --out "$work/long" --quiet >/dev/null 2>"$work/stderr" &
pid=$!
while [ "$(segment_bytes "$work/long")" -lt 3000 ]; do kill -0 $pid 2>/dev/null || fail "the long sweep ended too early"; sleep 0.02; done
kill -INT $pid
code=0
wait $pid || code=$?
[ $code = 130 ] || { cat "$work/stderr" >&2; fail "exit code $code in place of 130 after Ctrl-C"; }
grep -q 'finished and are kept' "$work/stderr" || fail "it does not say what is kept"
[ ! -e "$work/long/manifest.json" ] || fail "a manifest after Ctrl-C"
echo "Ctrl-C: exit 130, $(cat "$work/stderr")"
