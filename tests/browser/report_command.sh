#!/usr/bin/env bash
# `carepool report DIR`: mends a damaged or missing report byte for byte, and refuses a folder whose results were changed.
# report_command.sh CAREPOOL SYNTHETIC_RUN WORK
set -euo pipefail
carepool=$1 synthetic=$2 work=$3
fail() { echo "FAILED: $*" >&2; exit 1; }
# expect CODE WORDS COMMAND…
expect() {
  local code=$1 words=$2 got=0
  shift 2
  "$@" >"$work/out" 2>&1 || got=$?
  [ "$got" = "$code" ] || fail "exit $got in place of $code: $*: $(cat "$work/out")"
  grep -qF -- "$words" "$work/out" || fail "'$words' is not in: $(cat "$work/out")"
}

rm -rf "$work"
mkdir -p "$work"
"$synthetic" "$work/run"
cp -r "$work/run" "$work/before"

expect 0 report.html "$carepool" report "$work/run"
cmp "$work/run/report.html" "$work/before/report.html" || fail "the report differs from the run's own"
cmp "$work/run/manifest.json" "$work/before/manifest.json" || fail "the manifest differs"

echo damaged >"$work/run/report.html"
expect 0 report.html "$carepool" report "$work/run"
cmp "$work/run/report.html" "$work/before/report.html" || fail "a damaged report is not mended"

rm "$work/run/report.html"
expect 0 report.html "$carepool" report "$work/run"
cmp "$work/run/report.html" "$work/before/report.html" || fail "a missing report is not written"
cmp "$work/run/manifest.json" "$work/before/manifest.json" || fail "the manifest differs after mending"

printf ' ' >>"$work/run/summary.json"
expect 2 summary.json "$carepool" report "$work/run"
cp "$work/before/summary.json" "$work/run/summary.json"

printf 'x' | dd of="$work/run/results.sqlite" bs=1 seek=9000 conv=notrunc status=none
expect 2 results.sqlite "$carepool" report "$work/run"

rm "$work/run/manifest.json"
expect 2 manifest "$carepool" report "$work/run"
expect 2 "$work/nowhere" "$carepool" report "$work/nowhere"
echo "carepool report: all as it should be"
