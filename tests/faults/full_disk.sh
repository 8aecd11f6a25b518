#!/usr/bin/env bash
# On a full disk a run ends with exit code 1 and says so, and leaves no manifest. Needs the right to mount a tmpfs.
. "$(dirname "$0")/common.bash"
disk=$work/disk
mkdir -p "$disk"
mount -t tmpfs -o size=1m tmpfs "$disk" || fail "cannot mount a tmpfs (run as root)"
trap 'umount "$disk"' EXIT

# Nearly full, and full to the last byte.
for left_kb in 300 40 0; do
  rm -rf "${disk:?}"/*
  if [ $left_kb = 0 ]; then
    cat /dev/zero >"$disk/filler" 2>/dev/null || true
  else
    head -c $(((1024 - left_kb) * 1024)) /dev/zero >"$disk/filler"
  fi
  code=0
  "$carepool" run "${scenario[@]}" --set record.every=month --out "$disk/run" >/dev/null 2>"$work/stderr" || code=$?
  [ $code = 1 ] || { cat "$work/stderr" >&2; fail "exit code $code in place of 1 with $left_kb kB left"; }
  grep -qi 'no space left' "$work/stderr" || { cat "$work/stderr" >&2; fail "the message does not say that the disk is full"; }
  [ "$(is_whole "$disk/run")" = unfinished ] || fail "a manifest on a full disk"
  echo "with $left_kb kB left: exit 1, $(head -n 1 "$work/stderr")"
done
