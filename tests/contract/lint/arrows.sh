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
  mapfile -t files < <(sources "sim/$room")
  [ ${#files[@]} -gt 0 ] || continue
  n=$((n + ${#files[@]}))
  while IFS= read -r offence; do offence "$offence"; done < <(REACH=$reach awk -v room="$room" '
    BEGIN { rows = split(ENVIRON["REACH"], row, "\n"); for (i = 1; i <= rows; i++) may[row[i]] = 1 }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
      path = $0; sub(/^[^"]*"/, "", path); sub(/".*/, "", path)
      if (path !~ /\// || path ~ /^\.\.?\//) { print FILENAME ":" FNR ": an include is rooted at sim/, as \"" room "/…\""; next }
      if (path !~ /^[a-z_]+\//) next
      other = path; sub(/\/.*/, "", other)
      if (other == "carepool") { if (path !~ /\.pb\.h/) next; other = "proto" }
      if (other != room && !((room " " other) in may)) print FILENAME ":" FNR ": room " room " may not include from " other " (sim/CMakeLists.txt holds the arrows)"
    }' "${files[@]}")
done
for folder in sim/*/; do
  room=$(basename "$folder")
  grep -qx "$room" <<<"$rooms" || offence "sim/$room: a room that sim/CMakeLists.txt does not name"
done
finish "$n files"
