#!/bin/bash
# variants: plain
# The manual pages name every file, command, option and font as the program's own help does: `make man` writes these parts. They
# are set without a complaint.
set -eu
cd "${SRCDIR:-$(dirname "$0")/../..}"
for page in docs/*.1; do
    python3 tools/make-man "$FUNDPOOL" "$page" | diff "$page" - || { echo "run: make man"; exit 1; }
    command -v groff >/dev/null || continue
    told=$(groff -man -Tutf8 -Kutf8 -ww -rLL=80n "$page" 2>&1 >/dev/null)
    [ -z "$told" ] || { echo "$told"; exit 1; }
done
for words in "mirror set" "user change" "tolerance bind" "claim approve" voucher serve; do
    grep -qxF ".B $words" docs/fundpool.1 || { echo "not in the manual page: $words"; exit 1; }
done
for words in "fundpool\\-papers" "fundpool\\-service"; do
    grep -qF "$words" docs/fundpool.1 || { echo "fundpool(1) does not name $words"; exit 1; }
done
echo "the manual pages are as the catalogue has them"
