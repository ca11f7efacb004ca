#!/bin/bash
# variants: plain
# The manual page names every file and every command as the program's own help does: `make man` writes these parts.
set -eu
cd "${SRCDIR:-$(dirname "$0")/../..}"
python3 tools/make-man "$FUNDPOOL" | diff docs/fundpool.1 - || { echo "run: make man"; exit 1; }
for words in "mirror set" "user change" "tolerance bind" "claim approve"; do
    grep -qxF ".B $words" docs/fundpool.1 || { echo "not in the manual page: $words"; exit 1; }
done
echo "the manual page is as the catalogue has it"
