#!/bin/bash
# A list page by page on the command line: --limit, and --after with the cursor that the page before has shown.
. "$SRCDIR/tests/cli/lib.sh"
make_city
for n in 1 2 3 4 5; do
    expect_deal 0 "D-$n" 2026-11-1$n 1000000.0$n
done
list="report statement --book guidance --account 110101 --as shen.ji"
# shellcheck disable=SC2086  # words of a command
{
    expect 0 $list --format csv
    cp "$tmp/out" "$tmp/whole"
    expect 0 $list --limit 2
    out_has "there is more: --after"
    cursor=$(grep -o -- '--after [0-9a-f]*' "$tmp/out" | cut -d' ' -f2)
    FUNDPOOL_LANG=zh expect 0 $list --limit 2 --after "$cursor"
    out_has 承前页 "后面还有" 1,000,000.03 1,000,000.04
    expect 0 $list --limit 9 --after "$cursor" --format csv
    tail -n 3 "$tmp/out" | cmp -s - <(tail -n 3 "$tmp/whole") || die "other rows: $(cat "$tmp/out")"
    expect 2 $list --after "${cursor:2}"
    err_has E_CURSOR
    FUNDPOOL_LANG=zh expect 2 $list --from 2026-11-12 --after "$cursor"
    err_has 翻页标记无效
    expect 2 $list --as-of 2026-11-19 --after "$cursor"
    err_has E_CURSOR
    expect 2 $list --limit 0
    err_has E_NUMBER_FORMAT limit
}
