#!/usr/bin/env bash
# Into a folder that may not be written, a run ends with exit code 1 and names the folder; from a scenario that may not be
# read, with exit code 2. Root ignores permissions, so the run is made as an unprivileged user.
. "$(dirname "$0")/common.bash"
as_nobody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi
}
# The program and its scenario must be in reach of that user, wherever the tree lies.
reach=$(mktemp -d)
trap 'rm -rf "$reach"' EXIT
chmod 755 "$reach"
cp "$carepool" "$reach/carepool"
cp -r scenarios "$reach/scenarios"
chmod -R a+rX "$reach"
mkdir "$reach/locked"
chmod 555 "$reach/locked"
cd "$reach"

code=0
as_nobody ./carepool run "${scenario[@]}" --out locked/run >/dev/null 2>"$work/stderr" || code=$?
[ $code = 1 ] || { cat "$work/stderr" >&2; fail "exit code $code in place of 1"; }
grep -qi 'permission denied' "$work/stderr" && grep -q 'locked' "$work/stderr" || { cat "$work/stderr" >&2; fail "the message does not say what may not be written"; }
echo "read-only folder: exit 1, $(head -n 1 "$work/stderr")"

# A folder that may not be looked into is bad input, whether it may be written or not: what a run would write over is not known.
for rights in 000 300 333 444 744; do
  rm -rf "$reach/shut"
  mkdir -p "$reach/shut/run"
  echo '{}' >"$reach/shut/run/manifest.json"
  chmod "$rights" "$reach/shut/run"
  for command in "run" "compare --policy scenarios/policies/fee-cap.yaml"; do
    code=0
    as_nobody ./carepool ${command%% *} scenarios/england.yaml $(cut -s -d" " -f2- <<<"$command") --set years=1 --quiet --out shut/run >/dev/null 2>"$work/stderr" || code=$?
    [ $code = 2 ] && grep -qi '^shut/run: error: cannot be read: permission denied; allowed a folder that may be read' "$work/stderr" ||
      { cat "$work/stderr" >&2; fail "exit code $code in place of 2 for a folder with rights $rights: $command"; }
  done
done
chmod 700 "$reach/shut"
code=0
as_nobody ./carepool run "${scenario[@]}" --out shut/new >/dev/null 2>"$work/stderr" || code=$?
[ $code = 2 ] && grep -qi 'shut/new: error: cannot be read' "$work/stderr" || { cat "$work/stderr" >&2; fail "exit code $code in place of 2 below a folder that may not be entered"; }
echo "unreadable folder: exit 2, $(head -n 1 "$work/stderr")"

chmod 000 scenarios/england.yaml
code=0
as_nobody ./carepool check scenarios/england.yaml >/dev/null 2>"$work/stderr" || code=$?
[ $code = 2 ] || { cat "$work/stderr" >&2; fail "exit code $code in place of 2 for an unreadable scenario"; }
grep -q 'england.yaml' "$work/stderr" || { cat "$work/stderr" >&2; fail "the message does not name the unreadable file"; }
echo "unreadable scenario: exit 2, $(head -n 1 "$work/stderr")"
