#!/usr/bin/env bash
# Every relative link and every `path` in the README that looks like a file of the tree leads somewhere.
. tests/contract/lint/common.bash
n=0
while IFS= read -r page; do
  while IFS= read -r link; do
    n=$((n + 1))
    target=${link%%#*}
    [ -n "$target" ] || continue
    [ -e "$(dirname "$page")/$target" ] || offence "$page: the link $link leads nowhere"
  done < <(grep -oE '\]\([^)]+\)' "$page" | sed -E 's/^\]\(//; s/\)$//' | grep -vE '^(https?|mailto):' || true)
done < <(find . -name '*.md' -not -path './build/*' -not -path '*/node_modules/*' -not -path './results/*')
finish "$n links"
