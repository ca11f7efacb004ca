#!/bin/bash
# variants: plain
# The bench of a journal longer than one file may be: it is split between entries, imported file by file, and measured as one.
set -eu
command -v sqlite3 >/dev/null || { echo "skip: no sqlite3, the peer of the import"; exit 77; }
cd "${SRCDIR:-$(dirname "$0")/../..}"
export BUILD=$TEST_TMP KEEP=1 FULL=1 SIZE=2500 FILE_ROWS=1000 ONLY=B1
python3 bench/run.py >"$TEST_TMP/out"
grep -q '^B1 ratio=.* n=2500 runs=1$' "$TEST_TMP/out" || { cat "$TEST_TMP/out"; exit 1; }
work=$TEST_TMP/bench/work
[ "$(cat "$work"/journal.csv* | grep -c '^E')" -eq 2500 ] || { echo "not 2500 postings"; exit 1; }
for file in "$work"/journal.csv "$work"/journal.csv.1 "$work"/journal.csv.2; do
    rows=$(wc -l <"$file")
    if [ "$rows" -gt 1000 ] || [ "$rows" -lt 100 ]; then echo "$file: $rows rows"; exit 1; fi
done
[ "$(cut -d, -f1 "$work"/journal.csv* | grep '^E' | uniq | sort | uniq -d | wc -l)" -eq 0 ] || { echo "an entry stands in two files"; exit 1; }
echo "2500 postings in three files"
