#!/usr/bin/env bash
# Every header says `#pragma once` and opens with a comment on what it is for; every other source file has one too where it is long.
. tests/contract/lint/common.bash
n=0
while IFS= read -r file; do
  case $file in *.hpp) ;; *) continue ;; esac
  n=$((n + 1))
  grep -q '^#pragma once' "$file" || offence "$file:1: no #pragma once"
  first=$(grep -vE '^[[:space:]]*$|^#pragma once' "$file" | head -n 1 || true)
  case $first in //* | /\**) ;; *) offence "$file:1: a header opens with a comment: what it is for, who writes it, who reads it, the one surprising decision" ;; esac
done < <(sources sim include tests)
while IFS= read -r file; do
  if [ "$(wc -l <"$file")" -gt 800 ]; then offence "$file: more than 800 lines; is it still one thing?"; fi
done < <(sources sim include)
finish "$n headers"
