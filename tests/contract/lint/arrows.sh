#!/usr/bin/env bash
# A room includes only itself and the rooms that its DEPS line in sim/CMakeLists.txt reaches; the arrows have no cycle.
. tests/contract/lint/common.bash
arrows=$(sed -n 's/^carepool_room(\([a-z]*\) DEPS \(.*\))/\1 \2/p' sim/CMakeLists.txt)
rooms=$(awk '{print $1}' <<<"$arrows")
pairs=$(awk '{for (i = 2; i <= NF; i++) if ($i ~ /^[a-z]+$/) print $1, $i}' <<<"$arrows")
tsort <<<"$pairs" >/dev/null 2>&1 || offence "sim/CMakeLists.txt: the arrows between rooms have a cycle"

# reach: every "room dependency" pair, however far.
reach=$pairs
while :; do
  more=$({ echo "$reach"; awk 'NR == FNR { next_of[$1] = next_of[$1] " " $2; next } { n = split(next_of[$2], a, " "); for (i = 1; i <= n; i++) print $1, a[i] }' <(echo "$pairs") <(echo "$reach"); } | sort -u)
  [ "$more" != "$reach" ] || break
  reach=$more
done

n=0
for room in $rooms; do
  while IFS= read -r file; do
    n=$((n + 1))
    while IFS= read -r hit; do
      line=${hit%%:*}; other=$(sed -E 's/.*"([a-z_]+)\/.*/\1/' <<<"$hit")
      [ "$other" != "$room" ] || continue
      if [ "$other" = carepool ]; then
        case $hit in *.pb.h*) other=proto ;; *) continue ;; esac
      fi
      grep -qx "$room $other" <<<"$reach" || offence "$file:$line: room $room may not include from $other (sim/CMakeLists.txt holds the arrows)"
    done < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[a-z_]+/' "$file" || true)
    while IFS= read -r hit; do
      offence "$file:${hit%%:*}: an include is rooted at sim/, as \"$room/…\""
    done < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"([^/"]+|\.\.?/[^"]*)"' "$file" || true)
  done < <(sources "sim/$room")
done
for folder in sim/*/; do
  room=$(basename "$folder")
  grep -qx "$room" <<<"$rooms" || offence "sim/$room: a room that sim/CMakeLists.txt does not name"
done
finish "$n files"
