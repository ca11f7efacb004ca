#!/bin/bash
# variants: plain
# A fund of many deals: each is listed, in every format.
. "$SRCDIR/tests/cli/lib.sh"
make_city
{
    echo '投资编号,统一社会信用代码,企业名称,付款日,实付额'
    seq 1 1100 | sed 's/.*/N-&,F-&,企业&,2026-11-10,1.00/'
} >"$tmp/many.csv"
expect 0 import deals "$tmp/many.csv" --book guidance --as zhi.dan --checker fu.he
for format in table csv json; do
    expect 0 report early --book guidance --as shen.ji --format $format
    [ "$(grep -cE '\bN-[0-9]+\b' "$tmp/out")" -eq 1100 ] || die "the deals in $format"
    expect 0 holding list --book guidance --as shen.ji --format $format
    [ "$(grep -c '企业[0-9]' "$tmp/out")" -ge 1100 ] || die "the holdings in $format"
done
