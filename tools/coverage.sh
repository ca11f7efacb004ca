#!/bin/bash
# usage: tools/coverage.sh BUILD     line and branch coverage per folder, from what a COVERAGE=1 build in BUILD has run
set -eu
cd "$(dirname "$0")/.."
build=$1
list=$build/coverage.txt
: >"$list"
for folder in ledger reports src; do
    [ -d "$build/obj/$folder" ] || continue
    find "$build/obj/$folder" -name '*.gcno' | sort | while IFS= read -r notes; do
        gcov -n -b -o "$(dirname "$notes")" "$notes" 2>/dev/null
    done
done | awk '
    /^File / { file = $2; gsub(/\047/, "", file); next }
    /^Lines executed:/ && file ~ /^(ledger|reports|src)\// && file ~ /\.c$/ {
        split($2, part, ":"); sub(/%/, "", part[2]); print "L", file, part[2], $NF; next }
    /^Taken at least once:/ && file ~ /^(ledger|reports|src)\// && file ~ /\.c$/ {
        split($0, part, ":"); percent = part[2]; sub(/%.*/, "", percent); print "B", file, percent, $NF }
' >"$list"
awk '
    function folder(path) { sub(/\/[^\/]*$/, "", path); return path }
    { key = folder($2); total[$1, key] += $4; hit[$1, key] += $3 * $4 / 100; folders[key] = 1 }
    END {
        for (key in folders) {
            printf "%-18s lines %6.2f %% of %6d   branches %6.2f %% of %6d\n", key,
                total["L", key] ? 100 * hit["L", key] / total["L", key] : 0, total["L", key],
                total["B", key] ? 100 * hit["B", key] / total["B", key] : 0, total["B", key]
        }
    }' "$list" | sort
echo "per file: $list"
