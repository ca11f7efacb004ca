#!/bin/bash
# import: files as they come from banks, spreadsheets and accidents. Each is told: what, where and what to do, in both languages, and
# nothing that was not meant is recorded.
# timeout: 300
. "$SRCDIR/tests/cli/lib.sh"
make_city
into=(--book guidance --as zhi.dan --checker fu.he)
header='投资编号,统一社会信用代码,企业名称,付款日,实付额'
firm='91340604XY00010150,示例汀兰新能源有限公司'
n=$(records)

whole() { # CODE FILE TEXT...: refused as a whole, in both languages, with these words; nothing recorded
    local code=$1 file=$2
    shift 2
    FUNDPOOL_LANG=zh expect 3 import deals "$file" "${into[@]}"
    err_has "[$code]" "$(basename "$file")"
    expect 3 import deals "$file" "${into[@]}"
    err_has "[$code]" "$(basename "$file")" "$@"
    unchanged "$n"
}
rows() { # ACCEPTED REFUSED FILE TEXT...: decided row by row; the words stand in the summary or the answer file
    local accepted=$1 refused=$2 file=$3 code=0 text
    shift 3
    [ "$refused" -eq 0 ] || code=1
    expect "$code" import deals "$file" "${into[@]}"
    err_has "accepted $accepted, already recorded 0, refused $refused, deferred 0"
    cat "$tmp/err" "${file%.csv}.answer.csv" >"$tmp/said"
    for text in "$@"; do
        grep -aqF -e "$text" "$tmp/said" || {
            cat "$tmp/said" >&2
            die "$file: nothing says: $text"
        }
    done
}

# ---- whole files ----
printf '\357\273\277' >"$tmp/bom.csv"
whole E_EMPTY_FILE "$tmp/bom.csv"
printf '\357\273\277%s\n\n \n' "$header" >"$tmp/header.csv"
whole E_EMPTY_FILE "$tmp/header.csv"
printf 'PK\003\004\024\000\010\000xl/workbook.xml' >"$tmp/book.csv"
whole E_NOT_CSV "$tmp/book.csv" "Excel workbook" "CSV UTF-8"
printf '%s,实付额\nH-1,%s,2026-11-10,1.00,2.00\n' "$header" "$firm" >"$tmp/twice.csv"
whole E_DUPLICATE_FIELD "$tmp/twice.csv" ":1"
printf '%s\nH-1,%s,2026-11-10,1.00\n' "$header" "$firm" >"$tmp/utf8.csv"
{
    cat "$tmp/utf8.csv"
    printf 'H-2,91340604XY00010150,%s,2026-11-10,1.00\n' "$(printf 示例 | iconv -f UTF-8 -t GB18030)"
} >"$tmp/mixed.csv"
whole E_ENCODING "$tmp/mixed.csv" ":3"
printf '合同\n1\n' >"$tmp/one.csv"
whole E_HEADER "$tmp/one.csv" "paid date"
printf '单位：万元\n%s（元）\nH-1,%s,2026-11-10,1.00\n' "$header" "$firm" >"$tmp/conflict.csv"
whole E_UNIT_CONFLICT "$tmp/conflict.csv" "row 1: 万元" "column 5: 实付额（元） 元" ":2:5"
printf '单位：港币\n%s\nH-1,%s,2026-11-10,1.00\n' "$header" "$firm" >"$tmp/unit.csv"
whole E_UNIT "$tmp/unit.csv" "港币" "row 1"

# ---- row by row ----
{
    printf '%s\n' "$header"
    printf 'L-1,%s,2026-11-10,1.00\n' "$firm"
    printf 'L-2,91340604XY00010150,'
    head -c 10485760 /dev/zero | tr '\0' x
    printf '\nL-3,%s,2026-11-10,1.00\n' "$firm"
    printf 'L-4,%s,2026-11-' "$firm"
} >"$tmp/long.csv"
rows 2 2 "$tmp/long.csv" "long.csv:3: E_TOO_LONG" "long.csv:5: E_COLUMNS"
{
    printf '%s' "$header"
    printf ',列%d' $(seq 295)
    printf '\nW-1,%s,2026-11-10,1.00\nW-2,%s,2026-11-10,1.00' "$firm" "$firm"
    printf ',%d' $(seq 295)
    printf ',x\n'
} >"$tmp/wide.csv"
rows 1 1 "$tmp/wide.csv" "expected 300, found 301"
for kind in UTF-16LE UTF-16BE; do
    { printf '%s\nU-%s,%s,2026-11-10,1.00\n' "$header" "$kind" "$firm"; } | iconv -f UTF-8 -t $kind >"$tmp/$kind.csv"
    rows 1 0 "$tmp/$kind.csv"
    { printf '\357\273\277%s\nB-%s,%s,2026-11-10,1.00\n' "$header" "$kind" "$firm"; } | iconv -f UTF-8 -t $kind >"$tmp/bom-$kind.csv"
    rows 1 0 "$tmp/bom-$kind.csv"
done
printf '%s\nT-1,%s,2026-11-10,1.00\n' "$header" "$firm" | tr , '\t' >"$tmp/tabs.csv"
rows 1 0 "$tmp/tabs.csv"
printf '%s\nS-1,%s,2026-11-10,1.00\n' "$header" "$firm" | tr , ';' >"$tmp/semicolons.csv"
rows 1 0 "$tmp/semicolons.csv"
{ # a merged title, the unit, a header, rows, totals, a remark
    printf '引导基金投资明细表,,,,\n统计区间：2026年1-11月,,,单位：万元,\n%s\n' "$header"
    printf 'M-1,%s,2026-11-10,150.00\n合计,,,,150.00\n总计：1 笔,,,,\n,小计,,,150\n制表人：张,,,,\n' "$firm"
} | iconv -f UTF-8 -t GB18030 >"$tmp/merged.csv"
expect 1 import deals "$tmp/merged.csv" "${into[@]}"
err_has "accepted 1, already recorded 0, refused 1" "3 rows of totals, not imported" "amounts are in 万元 (row 2)" # 制表人 is no row
grep -a -q ',合计 total,E_TOTAL_ROW,' <(iconv -f GB18030 -t UTF-8 "$tmp/merged.answer.csv") || die "a row of totals is not told as one"
{ # totals alone fail no file; one that is not the sum of the rows does
    printf '%s\nM-2,%s,2026-11-10,1.00\nM-3,%s,2026-11-10,2.00\n合计,,,,3.00\n' "$header" "$firm" "$firm"
} >"$tmp/sum.csv"
expect 0 import deals "$tmp/sum.csv" "${into[@]}"
err_has "accepted 2, already recorded 0, refused 0" "1 rows of totals, not imported"
sed 's/M-2/M-4/;s/M-3/M-5/;s/3.00/4.00/' "$tmp/sum.csv" >"$tmp/lost.csv"
expect 1 import deals "$tmp/lost.csv" "${into[@]}"
err_has "accepted 2, already recorded 0, refused 1" "1  E_TOTAL_DIFFERS" "lost.csv:4: E_TOTAL_ROW;E_TOTAL_DIFFERS" \
    "the total 4.00 is not the sum 3.00 of the rows above"
expect 0 report early --book guidance --as shen.ji --format csv
out_has "M-1,91340604XY00010150" "1500000.00"
{
    printf '%s\n' "$header"
    printf 'F-1,%s,2026-11-10,１００\n' "$firm"
    printf 'F-2,%s,2026-11-10,"1,000.00"\n' "$firm"
    printf 'F-3,%s,2026-11-10,1.2E+5\n' "$firm"
    printf '6.22848E+18,%s,2026-11-10,1.00\n' "$firm"
    printf 'F-5,%s,2026/13/40,-\n' "$firm"
    printf 'F-6,%s,2026-11-10,1.00,,\n' "$firm"
    printf 'F-7,%s\n' "$firm"
} >"$tmp/cells.csv"
rows 1 6 "$tmp/cells.csv" "cells.csv:2:5: E_AMOUNT_FORMAT" "cells.csv:4:5: E_EXPONENT" "cells.csv:5:1: E_EXPONENT" \
    "E_DATE_FORMAT;E_AMOUNT_FORMAT" "第4列 付款日：" "column 5 amount:" "E_MISSING;E_MISSING"
{ # a stray quote swallows two rows, another is never closed
    printf '%s,摘要\n' "$header"
    printf 'Q-1,%s,2026-11-10,1.00,"投资\nQ-2,%s,2026-11-10,1.00,投资\nQ-3,%s,2026-11-10,1.00,"\n' "$firm" "$firm" "$firm"
    printf 'Q-4,%s,2026-11-10,1.00,投资\nQ-5,%s,2026-11-10,1.00,"投资\nQ-6,%s,2026-11-10,1.00,投资\n' "$firm" "$firm" "$firm"
} >"$tmp/quotes.csv"
rows 2 2 "$tmp/quotes.csv" "column 6, line 2 of the file" "column 6, line 6 of the file"
printf '%s\nN-1,91340604XY00010150,示\0例,2026-11-10,1.00\n%s\nN-2,%s,2026-11-10,1.00\n' "$header" "$header" "$firm" >"$tmp/nul.csv"
rows 1 2 "$tmp/nul.csv" "nul.csv:2:3: E_NUL" E_HEADER_ROW

# ---- entries: who is at fault is named, and nobody else ----
{
    printf '单据号,日期,摘要,科目,方向,金额,现金流量项目\nE-1,2026-05-06,费,6605,借,9.00,\nE-1,2026-05-06,费,100201,贷,9.00,GOODS\n'
    printf 'E-2,2026-05-06,费,6605,借,9.0O,\nE-2,2026-05-06,费,100201,贷,9.00,GOODS\n'
} >"$tmp/entries.csv"
expect 1 import journal "$tmp/entries.csv" "${into[@]}"
err_has "accepted 1" "entries.csv:4:6: E_AMOUNT_FORMAT"
grep -q '^E-2,2026-05-06,费,100201,贷,9.00,GOODS,拒绝 refused,E_NEIGHBOUR,.*row 4 is wrong' "$tmp/entries.answer.csv" ||
    die "the good row of a bad entry is not told so"
expect 0 verify
