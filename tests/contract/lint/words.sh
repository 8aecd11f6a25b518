#!/usr/bin/env bash
# Nothing is left unfinished by its own words, no test is switched off, and no path of one machine is in the tree.
. tests/contract/lint/common.bash
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then list() { git ls-files -z; }; else list() { find . -type f -not -path './build/*' -not -path './.git/*' -not -path '*/node_modules/*' -print0; }; fi
# Patterns are put together from pieces, so that this file does not find itself.
look() { # WHY PATTERN
  local hit
  while IFS= read -r hit; do offence "$hit"$'\n'"    $1"; done < <(list | xargs -0 grep -nIE -- "$2" 2>/dev/null | grep -vE '(^|/)(LICENSE|package-lock\.json):|^(\./)?(scenarios/data|results)/' | cut -c1-200 || true)
}
look 'left unfinished' "TO""DO|FIX""ME|\\bX""XX\\b|not yet imple""mented|unimple""mented"
look 'a test that is switched off' "GTEST_""SKIP|DIS""ABLED_|EXPECT_TRUE\\(tr""ue\\)|\\.sk""ip\\("
look 'a path of one machine' "(^|[^A-Za-z0-9_.])/(wo""rk|fa""rm|ro""ot|ho""me/[a-z]+)/[A-Za-z.]"
finish "the tree"
