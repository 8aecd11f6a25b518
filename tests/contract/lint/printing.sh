#!/usr/bin/env bash
# Only sim/cli prints, and the library never ends the process. A server's own log goes through a callback, too.
. tests/contract/lint/common.bash
mapfile -t files < <(sources sim include | grep -v '^sim/cli/' || true)
forbid 'std::(cout|cerr|clog|print|println)|fmt::print|[^a-z_](f|v)?printf[[:space:]]*\(|[^a-z_]f?puts[[:space:]]*\(|putchar' 'only sim/cli prints' "${files[@]}"
forbid '(^|[^A-Za-z0-9_.>])(std::)?(exit|_exit|quick_exit|abort|terminate)[[:space:]]*\(' 'the library never ends the process' "${files[@]}"
finish "${#files[@]} files"
