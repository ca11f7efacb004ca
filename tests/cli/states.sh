#!/bin/bash
# variants: plain
# docs/STATES.md says of each item what `help events` says: `make states` writes it.
set -eu
cd "${SRCDIR:-$(dirname "$0")/../..}"
tools/make-states "$FUNDPOOL" | diff docs/STATES.md - || { echo "run: make states"; exit 1; }
told=$(grep -c '^| [—`]' docs/STATES.md)
moves=$("$FUNDPOOL" help events --format csv --lang en | tail -n +2 | awk -F, '$5 != ""' | wc -l)
if [ "$told" -ne "$moves" ] || [ "$moves" -le 40 ]; then echo "$told moves in the page, $moves in the catalogue"; exit 1; fi
for item in commitment deal holding loan claim; do
    grep -q "^## .* $item\$" docs/STATES.md || { echo "no table for $item"; exit 1; }
done
echo "$told moves as the catalogue has them"
