#!/usr/bin/env bash
# run.sh BUILD FOLDER: installs BUILD into a folder, builds example/ against it with nothing of the tree in reach but the
# scenario, runs it, and compares its world hash with the program's.
set -euo pipefail
build=$(readlink -f "$1")
work=$2
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
cmake -S "$here/example" -B "$work/example" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" >"$work/configure.log"
cmake --build "$work/example" >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
said=$("$work/example/example" scenarios/england.yaml)
echo "$said"
hash=$(sed -n 's/.*world \([0-9a-f]*\)$/\1/p' <<<"$said")
"$work/prefix/bin/carepool" run scenarios/england.yaml --set years=1 --quiet --out "$work/run" >/dev/null
grep -q "\"world_hash\": *\"$hash\"" "$work/run/manifest.json" || { echo "the installed program's world is another one" >&2; exit 1; }
echo "the installed program and library agree: $hash"
