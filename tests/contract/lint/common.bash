# common.bash - for the lint tests: what code says without its comments and strings, and how to report.
# Needs only bash, awk, grep and sort. Run from the top of the tree.
set -euo pipefail
export LC_ALL=C
bad=0

# code FILE…: "file:line:text" with comments and the insides of string and character literals blanked.
code() {
  awk '
    FNR == 1 { in_block = 0 }
    {
      line = $0; out = ""; n = length(line); quote = ""
      for (i = 1; i <= n; i++) {
        c = substr(line, i, 1); two = substr(line, i, 2)
        if (in_block) { if (two == "*/") { in_block = 0; i++ }; continue }
        if (quote != "") { if (c == "\\") i++; else if (c == quote) { quote = ""; out = out c }; continue }
        if (two == "//") break
        if (two == "/*") { in_block = 1; i++; continue }
        if (c == "\"" || (c == "\047" && substr(line, i - 1, 1) !~ /[0-9a-fA-F]/)) { quote = c; out = out c; continue }
        out = out c
      }
      if (line ~ /^[ \t]*#[ \t]*include/) { out = line }
      if (out !~ /^[ \t]*$/) print FILENAME ":" FNR ":" out
    }' "$@"
}

# forbid PATTERN WHY FILE…: every match is an offence. A line marked `// lint: allow, <reason>` is let through.
forbid() {
  local pattern=$1 why=$2 hit file line
  shift 2
  [ $# -gt 0 ] || return 0
  while IFS= read -r hit; do
    file=${hit%%:*}; line=${hit#*:}; line=${line%%:*}
    if sed -n "${line}p" "$file" | grep -qE '// lint: allow, .{8,}'; then continue; fi
    printf '%s\n    %s\n' "$hit" "$why"
    bad=1
  done < <(code "$@" | grep -E -- "$pattern" || true)
}

offence() { printf '%s\n' "$*"; bad=1; }
finish() { if [ $bad = 0 ]; then echo "nothing found in $1"; fi; exit $bad; }

# sources FOLDER…: the C++ files below folders that exist.
sources() { local d; for d in "$@"; do if [ -d "$d" ]; then find "$d" \( -name '*.cpp' -o -name '*.hpp' \) -not -path '*/node_modules/*' | sort; fi; done; }
