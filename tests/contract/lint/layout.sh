#!/usr/bin/env bash
# The top level holds only what was agreed, and each folder of tests/ mirrors a room or is one of the agreed others.
. tests/contract/lint/common.bash
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then all=$(git ls-files); else all=$(find . -type f -not -path './build/*' -not -path '*/node_modules/*' | sed 's|^\./||'); fi
while IFS= read -r entry; do
  case $entry in
    CMakeLists.txt | CMakePresets.json | LICENSE | CHANGELOG.md | README.md | .clang-format | .clang-tidy | .gitignore | .gitattributes | .ci) ;;
    sim | scenarios | proto | include | tests | results) ;;
    *) offence "$entry: not one of the agreed entries of the top level" ;;
  esac
done < <(cut -d/ -f1 <<<"$all" | sort -u)
while IFS= read -r folder; do
  case $folder in
    laws | verification | contract | golden | faults | browser | bench | support | install | running | scenario_data) ;;
    *) [ -d "sim/$folder" ] || offence "tests/$folder: no room of that name in sim/" ;;
  esac
done < <(grep -E '^tests/[^/]+/' <<<"$all" | cut -d/ -f2 | sort -u)
finish "$(wc -l <<<"$all") files"
