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

# ---- what is wrong with a pack is said in Chinese words, with the place; codes stay as the author writes them ----
wrong() { # PLACE ZH SED...: the pack so changed is refused there
    local place=$1 zh=$2
    shift 2
    sed "$@" -e 's/^scheme_id: [a-z].*/scheme_id: wrong/' "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" >"$tmp/wrong.yaml"
    FUNDPOOL_LANG=zh expect 1 pack adopt "$tmp/wrong.yaml" --as gui.ze
    out_has "规则文件无效：$place" "$zh"
    ! grep -E '规则文件无效.*[a-z]{2,} [a-z]{2,}' "$tmp/out" || die "English within Chinese"
}
wrong 'loan_type.2（贷款类型）' 与前面的重复 -e 's/^loan_type: .*/loan_type: [CREDIT, EQUITY, CREDIT]/'
wrong 'docs_required.1' 与前面的重复 -e 's/^docs_required: .*/docs_required: [甲, 甲]/'
wrong 'family.1' 与前面的重复 -e 's/^family: .*/family: [STACKED, STACKED]/'
wrong 'rate_ceiling（比例上限）' '超过 1' -e 's/^rate_ceiling: .*/rate_ceiling: 155%/'
wrong 'collateral_ratio_max' '超过 1' -e 's/^collateral_ratio_max: .*/collateral_ratio_max: 130%/'
wrong 'rate_tiers' '没有写明适用哪一档' -e 's/^multi_match: .*//' -e '/upto/s/when: [^}]*}, //' -e 's/over: 300万元, //'
wrong 'capacity_check' '须同时写放大倍数' -e 's/^leverage_max: .*//'
wrong 'scheme_id' '只用字母' -e 's/^scheme_id: .*/scheme_id: 甲/'
