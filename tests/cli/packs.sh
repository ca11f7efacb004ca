#!/bin/bash
# docs/PACKS.md: its examples are adopted as they stand, and each field of theirs is one that `help parameters` lists.
. "$SRCDIR/tests/cli/lib.sh"
make_city

blocks() { # the YAML blocks of the page as $tmp/1.yaml, 2.yaml
    awk -v dir="$tmp" '/^```yaml/ { n++; on = 1; next } /^```/ { on = 0 } on { print > (dir "/" n ".yaml") }' "$SRCDIR/docs/PACKS.md"
}
blocks
expect 0 pack adopt "$tmp/1.yaml" --as gui.ze
expect 0 profile adopt "$tmp/2.yaml" --as gui.ze
expect 0 pack list --as gui.ze
out_has shijiang-2026

expect 0 help parameters --format csv
cp "$tmp/out" "$tmp/parameters.csv"
while IFS= read -r field; do
    grep -q "^$field," "$tmp/parameters.csv" || die "help parameters does not list $field"
done < <(sed -n 's/^\([a-z_]*\):.*/\1/p' "$tmp/1.yaml")
grep -q '^rate_tiers.upto,' "$tmp/parameters.csv" || die "members of a list are not listed"
grep -q '^share,' "$tmp/parameters.csv" && die "a field that adoption refuses is listed"

# a misspelt word is named with its place
sed 's/tier_mode: WHOLE/tier_mode: HOLE/; s/^scheme_id: .*/scheme_id: other/' "$tmp/1.yaml" >"$tmp/bad.yaml"
expect 1 pack adopt "$tmp/bad.yaml" --as gui.ze
out_has E_PACK_INVALID tier_mode
