#!/usr/bin/env bash
# prepare.sh WORK: copies the browser tests into WORK and installs what package-lock.json names, once for each lock file.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$1
mkdir -p "$work"
cp "$here"/*.mjs "$here"/package.json "$work"/
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || { echo "no browser: apt-get install chromium" >&2; exit 1; }
if [ -d "$work/node_modules" ] && cmp -s "$here/package-lock.json" "$work/package-lock.json"; then exit 0; fi
cp "$here/package-lock.json" "$work"/
npm ci --no-audit --no-fund --loglevel=error --prefix "$work"
