#!/bin/bash
# What was seen to fail in other systems (docs/TRIED.md), tried here. Each function is named by a row of that table; all of them run.
# timeout: 300
. "$SRCDIR/tests/cli/lib.sh"
make_city
into=(--book guidance --as zhi.dan --checker fu.he)
header='投资编号,统一社会信用代码,企业名称,付款日,实付额'
firm='91340604XY00010150,示例汀兰新能源有限公司'

deals() { # CODE NAME ROW...: a file of deals; its rows go behind the header
    local code=$1 name=$2
    shift 2
    { printf '%s,摘要\n' "$header" && printf "%b\n" "$@"; } >"$tmp/$name.csv"
    expect "$code" import deals "$tmp/$name.csv" "${into[@]}"
}
entry() { # CODE DAY MEMO DEBIT CREDIT [OPTION...]
    local code=$1 day=$2 memo=$3 debit=$4 credit=$5
    shift 5
    expect "$code" journal post "$@" --book guidance --occurred "$day" --memo "$memo" --line "$debit" --line "$credit" --as zhi.dan --checker fu.he
}
answer_has() { # NAME TEXT...
    local name=$1 text
    shift
    for text in "$@"; do
        grep -aqF -e "$text" "$tmp/$name.answer.csv" || {
            cat "$tmp/$name.answer.csv" >&2
            die "$name.answer.csv lacks: $text"
        }
    done
}
early_has() {
    expect 0 report early --book guidance --as shen.ji --format csv
    out_has "$@"
}

said() { # TEXT...: on either output
    cat "$tmp/out" >>"$tmp/err"
    err_has "$@"
}

# ---- numbers and days ----
two_points() {
    deals 1 points "N-1,$firm,2026-11-10,-0.0.66962,"
    err_has "points.csv:2:5: E_AMOUNT_FORMAT"
}
separators() {
    deals 1 separators "N-2,$firm,2026-11-10,\"1,000.00\"," "N-3,$firm,2026-11-10,\"1.000,00\"," "N-4,$firm,2026-11-10,\"1000,00\","
    err_has "accepted 0" "3  E_AMOUNT_FORMAT"
    cat >"$tmp/grouped.yaml" <<'YAML'
command: deal.record
standard_headers: true
columns:
  amount: {header: 实付额, grouping: ","}
YAML
    expect 1 import deals "$tmp/separators.csv" "${into[@]}" --mapping "$tmp/grouped.yaml"
    err_has "accepted 1" "separators.csv:3:5: E_" "separators.csv:4:5: E_GROUPING"
    early_has "N-2,91340604XY00010150,示例汀兰新能源有限公司,2026-11-10,1000.00"
}
three_decimals() {
    deals 1 decimals "N-5,$firm,2026-11-10,3.000,"
    err_has "decimals.csv:2:5: E_AMOUNT_SCALE"
}
one_decimal() {
    deals 0 tenth "N-6,$firm,2026-11-10,110.7,"
    early_has "N-6,91340604XY00010150,示例汀兰新能源有限公司,2026-11-10,110.70"
}
small_amount() {
    deals 0 small "N-7,$firm,2026-11-10,0.01,"
    early_has "N-7,91340604XY00010150,示例汀兰新能源有限公司,2026-11-10,0.01"
    ! grep -q '[0-9]e-' "$tmp/out" || die "an exponent in a report"
}
day_first() {
    deals 1 dayfirst "N-8,$firm,31/01/2026,1.00," "N-9,$firm,01/02/2026,1.00,"
    err_has "accepted 0" "2  E_DATE_FORMAT"
}
day_number() {
    deals 1 serial "N-10,$firm,46000,1.00,"
    err_has "serial.csv:2:4: E_DATE_FORMAT"
}
no_such_day() {
    deals 1 february "N-11,$firm,2026-02-30,1.00," "N-12,$firm,2026-02-29,1.00,"
    err_has "2  E_DATE_INVALID" "no such date: 2026-02-30"
}
leading_zeros() {
    deals 0 zeros "00125867,$firm,2026-11-10,1.00," "125867,$firm,2026-11-11,2.00,"
    answer_has zeros "仅差前导零" "the key is that of row 2"
    early_has "00125867,$firm,2026-11-10,1.00" "125867,$firm,2026-11-11,2.00"
}
long_number() {
    deals 1 long "6.22848E+18,$firm,2026-11-10,1.00,"
    err_has "long.csv:2:1: E_EXPONENT"
}

# ---- the layout of a file ----
mark() {
    { printf '\357\273\277%s\n' "$header" && printf 'L-1,%s,2026-11-10,1.00\n' "$firm"; } >"$tmp/mark.csv"
    expect 0 import deals "$tmp/mark.csv" "${into[@]}"
    err_has "accepted 1"
}
lone_quote() {
    deals 0 quote "L-2,91340604XY00010150,示例\"汀兰\",2026-11-10,1.00,"
    err_has "1 accepted rows bear a remark"
    answer_has quote '示例"汀兰",2026-11-10,1.00,,接受 accepted,E_PARTY_NAME,' "another name under a known code; flagged, not overwritten: ${firm#*,}"
}
swallowed() {
    deals 1 swallowed "L-3,$firm,2026-11-10,1.00,\"投资" "L-4,$firm,2026-11-10,1.00," "L-5,$firm,2026-11-10,1.00,\"" "L-6,$firm,2026-11-10,1.00,"
    err_has "accepted 1, already recorded 0, refused 1" "swallowed.csv:2: E_QUOTE" "column 6, line 2 of the file"
}
never_closed() {
    deals 1 open "L-7,$firm,2026-11-10,1.00,\"投资" "L-8,$firm,2026-11-10,1.00,"
    err_has "open.csv:2: E_QUOTE" "may have swallowed rows"
    early_has "L-8,"
    ! grep -q '^L-7,' "$tmp/out" || die "a row with an open quote was recorded"
}
control() {
    deals 0 control "L-9,$firm,2026-11-10,1.00,a\\x1ab" "L-10,$firm,2026-11-11,1.00,"
    err_has "2 rows; accepted 2"
}
nul() {
    { printf '%s\n' "$header" && printf 'L-11,91340604XY00010150,示\0例,2026-11-10,1.00\nL-12,%s,2026-11-10,1.50\n' "$firm"; } >"$tmp/nul.csv"
    expect 1 import deals "$tmp/nul.csv" "${into[@]}"
    err_has "accepted 1, already recorded 0, refused 1" "nul.csv:2:3: E_NUL"
}
too_wide() {
    deals 1 wide "L-13,$firm,2026-11-10,1.00,x,y"
    err_has "wide.csv:2: E_COLUMNS" "expected 6, found 7"
}
too_short() {
    deals 0 short "L-14,$firm,2026-11-10,1.25" "L-15,$firm,2026-11-10,1.75"
    err_has "accepted 2"
}
gbk() {
    { printf '%s\n' "$header" && printf 'L-16,%s,2026-11-10,1.10\n' "$firm"; } | iconv -f UTF-8 -t GBK >"$tmp/gbk.csv"
    expect 0 import deals "$tmp/gbk.csv" "${into[@]}"
    iconv -f GBK -t UTF-8 "$tmp/gbk.answer.csv" | grep -q '接受 accepted' || die "the answer is not in the bank's encoding"
}
spreadsheet() {
    expect 0 report early --book guidance --as shen.ji --format csv
    [ "$(head -c 3 "$tmp/out" | od -An -tx1 | tr -d ' \n')" = efbbbf ] || die "a spreadsheet takes the report for another encoding"
}
formula() {
    deals 0 formula "=1+1,$firm,2026-11-10,2.20,"
    early_has "'=1+1,$firm"
}
total() {
    deals 0 total "L-17,$firm,2026-11-10,1.00," "L-18,$firm,2026-11-11,2.00," "合计,,,,3.00,"
    err_has "accepted 2, already recorded 0, refused 0" "1 rows of totals"
    deals 1 lost "L-19,$firm,2026-11-12,1.00," "合计,,,,3.00,"
    err_has "lost.csv:3: E_TOTAL_ROW;E_TOTAL_DIFFERS"
}

end_mark() {
    deals 1 mark "L-20,$firm,2026-11-14,1.00," "***END OF FILE***"
    err_has "accepted 1, already recorded 0, refused 1" "mark.csv:3"
}

# ---- the same thing twice ----
twice() {
    deals 0 twice "T-1,$firm,2026-11-10,4.00,"
    { cat "$tmp/twice.csv" && printf 'T-2,%s,2026-11-11,5.00,\n' "$firm"; } | sed 's/$/\r/' >"$tmp/later.csv"
    expect 0 import deals "$tmp/later.csv" "${into[@]}"
    err_has "accepted 1, already recorded 1"
}
same_entry() {
    local line='2026-05-06,费,6605,借,9.00,\n2026-05-06,费,100201,贷,9.00,GOODS\n' receipt
    printf '日期,摘要,科目,方向,金额,现金流量项目\n%b' "$line" >"$tmp/fee.csv"
    expect 0 import journal "$tmp/fee.csv" "${into[@]}"
    ! grep -q remark "$tmp/err" || die "the first entry is told as a repeat"
    receipt=$(sed -n 's/.*,\([0-9]*\/[0-9]*\),2026.*/\1/p' "$tmp/fee.answer.csv" | head -n 1)
    { sed 's/$/\r/' "$tmp/fee.csv" && printf '2026-05-07,费,6605,借,9.00,\n2026-05-07,费,100201,贷,9.00,GOODS\n'; } >"$tmp/fee2.csv"
    expect 0 import journal "$tmp/fee2.csv" "${into[@]}"
    err_has "accepted 2" "1 accepted rows bear a remark"
    answer_has fee2 "接受 accepted,SAME_ENTRY," "as an entry recorded before (receipt $receipt)"
    cp "$tmp/fee2.answer.csv" "$tmp/fee2.first"
    expect 0 import journal "$tmp/fee2.csv" "${into[@]}"
    cmp -s "$tmp/fee2.answer.csv" "$tmp/fee2.first" || die "another answer for the same file"
    # what was reversed says nothing any more
    expect 0 journal reverse "$receipt" --book guidance --reason 错 --as zhi.dan --checker fu.he
    receipt=$(sed -n 's/.*,\([0-9]*\/[0-9]*\),2026.*/\1/p' "$tmp/fee2.answer.csv" | head -n 1)
    expect 0 journal reverse "$receipt" --book guidance --reason 错 --as zhi.dan --checker fu.he
    printf '日期,摘要,科目,方向,金额,现金流量项目\n%b\n%b' "$line" "$line" >"$tmp/fee3.csv"
    expect 0 import journal "$tmp/fee3.csv" "${into[@]}"
    err_has "accepted 1"
    ! grep -q SAME_ENTRY "$tmp/fee3.answer.csv" || die "an entry that was reversed is told"
}
two_alike() {
    deals 0 alike "T-3,$firm,2026-11-12,6.00," "T-4,$firm,2026-11-12,6.00,"
    err_has "accepted 2" "1 rows likely repeat"
    answer_has alike "the content is that of row 2 under another number"
}
dash_for_nought() {
    printf '单据号,日期,摘要,科目,借方金额,贷方金额,现金流量项目\nZ-1,2026-05-08,费,6605,9.00,-,\nZ-1,2026-05-08,费,100201, - ,9.00,GOODS\n' >"$tmp/dash.csv"
    expect 0 import journal "$tmp/dash.csv" "${into[@]}"
    err_has "accepted 1"
    printf '单据号,日期,摘要,科目,借方金额,贷方金额,现金流量项目\nZ-2,2026-05-08,费,6605,-,-,\nZ-2,2026-05-08,费,100201,-,9.00,GOODS\n' >"$tmp/dashes.csv"
    expect 1 import journal "$tmp/dashes.csv" "${into[@]}"
    err_has "dashes.csv:2:" E_MISSING
    deals 1 dashdeal "N-20,$firm,2026-11-10,-,"
    err_has E_AMOUNT_FORMAT
}
edited_answer() {
    deals 1 edited "T-5,$firm,2026-11-13,x,"
    printf 'corrected by hand\n' >"$tmp/edited.answer.csv"
    expect 1 import deals "$tmp/edited.csv" "${into[@]}"
    err_has "holds something else and was left as it is" "answer file: $tmp/edited.answer.2.csv"
    [ "$(cat "$tmp/edited.answer.csv")" = "corrected by hand" ] || die "a clerk's file was replaced"
    grep -q E_AMOUNT_FORMAT "$tmp/edited.answer.2.csv" || die "no answers beside it"
}
over_the_input() {
    expect 2 import deals "$tmp/twice.csv" "${into[@]}" --answer "$tmp/twice.csv"
    err_has E_OUTPUT
    grep -q '^T-1' "$tmp/twice.csv" || die "the input was replaced"
}
same_request() {
    expect_deal 0 T-6 2026-11-14 5.00 --request R-1
    local n
    n=$(records)
    expect_deal 0 T-6 2026-11-14 5.00 --request R-1
    said "already recorded"
    unchanged "$n"
}
same_key_other_amount() {
    expect_deal 1 T-6 2026-11-14 6.00 --request R-1
    said E_REQUEST_CHANGED amount
    expect_deal 1 T-6 2026-11-14 6.00
    said E_KEY_CHANGED "amount differs"
}

# ---- books ----
one_fen() {
    entry 1 2026-03-01 一分 "6605 借 25.00" "100201 贷 25.01 cash_flow=GOODS"
    said E_UNBALANCED
}
mixed_decimals() {
    entry 0 2026-03-01 两位 "6605 借 6.35" "100201 贷 6.35 cash_flow=GOODS"
    expect 0 journal post --book guidance --occurred 2026-03-02 --memo 三行 --line "6605 借 2.0" --line "6605 借 4.35" \
        --line "100201 贷 6.35 cash_flow=GOODS" --as zhi.dan --checker fu.he
    expect 0 report balance --book guidance --as shen.ji --as-of 2026-03-31 --format csv
    out_has "0.00,12.70,0.00,Dr,12.70"
}
no_negative() {
    entry 2 2026-03-01 负数 "6605 借 -1.00" "100201 贷 -1.00 cash_flow=GOODS"
    err_has E_NEGATIVE
}
half_an_entry() {
    local n
    n=$(records)
    entry 1 2026-03-01 半笔 "6605 借 1.00" "999999 贷 1.00"
    said E_ACCOUNT
    n=$((n + 1)) # the refusal itself
    unchanged "$n"
    expect 0 verify
}
opening_once() {
    local n
    expect 0 opening post --book guidance --occurred 2025-01-01 --memo 启用 --line "100201 D 70.00" --line "4103 C 70.00" --as zhi.dan --checker fu.he
    n=$(records)
    expect 0 opening post --book guidance --occurred 2025-01-01 --memo 启用 --line "100201 D 70.00" --line "4103 C 70.00" --as zhi.dan --checker fu.he
    said "already recorded"
    unchanged "$n"
}
opening_after_closing() {
    local month
    for month in 2025-01 2025-02 2025-03 2025-04 2025-05 2025-06 2025-07 2025-08 2025-09 2025-10 2025-11 2025-12 2025-13; do
        expect 0 period close "$month" --book guidance --as fu.he
    done
    expect 0 report balance --book guidance --as shen.ji --from 2026-01-01 --as-of 2026-01-31 --format csv
    grep -q '^100201,.*,Dr,70.00,0.00,0.00,Dr,70.00' "$tmp/out" || { cat "$tmp/out" && die "the opening balance of the year is not the closing one of the last"; }
    expect 0 report statement --book guidance --account 100201 --from 2026-01-01 --to 2026-01-31 --as shen.ji --format csv
    out_has "Dr,70.00"
}
before_the_opening() {
    expect 0 report balance --book guidance --as shen.ji --as-of 2024-12-31 --format csv
    ! grep -q '^100201,.*70.00' "$tmp/out" || die "the opening balance stands in a year before it"
    entry 1 2015-05-06 笔误 "6605 借 1.00" "100201 贷 1.00 cash_flow=GOODS" # nor does an entry with a mistyped year
    said E_DATE_ORDER "2015-05-06 is before the day the book was opened, 2025-01-01"
}
closed_month() {
    entry 0 2025-12-31 迟到 "6605 借 1.00" "100201 贷 1.00 cash_flow=GOODS"
    said "2026-01 记" "is closed: this is posted on"
    deals 0 closed "L-21,$firm,2025-12-30,1.00," "L-22,$firm,2026-01-02,1.00,"
    err_has "1 accepted rows bear a remark"
    answer_has closed '2025-12-30,1.00,,接受 accepted,POSTED_LATER,' "the month of 2025-12-30 is closed: this is posted on 2026-01-01"
}
no_gap() {
    entry 0 2026-04-01 甲 "6605 借 3.00" "100201 贷 3.00 cash_flow=GOODS" V-1
    local receipt
    receipt=$(cat "$tmp/out" "$tmp/err" | sed -n 's/.*receipt \([0-9/]*\).*/\1/p' | head -n 1)
    expect 0 journal reverse "$receipt" --book guidance --occurred 2026-04-02 --reason 错 --as zhi.dan --checker fu.he
    entry 0 2026-04-03 乙 "6605 借 3.00" "100201 贷 3.00 cash_flow=GOODS" V-2
    said "2026-04 记 3"
    entry 1 2026-04-03 丙 "6605 借 4.00" "100201 贷 4.00 cash_flow=GOODS" V-1
}

# ---- evidence and files ----
size_of_another() {
    expect 0 checkpoint show
    cp "$tmp/out" "$tmp/checkpoint.txt"
    sed '2s/.*/4/' "$tmp/checkpoint.txt" >"$tmp/other.txt"
    expect 4 verify --against "$tmp/other.txt"
    err_has ledger.test.example/0
}
size_zero() {
    sed '2s/.*/0/' "$tmp/checkpoint.txt" >"$tmp/zero.txt"
    local code=0
    "$fp" verify --against "$tmp/zero.txt" >"$tmp/out" 2>"$tmp/err" || code=$?
    [ "$code" -ne 0 ] || die "a root was taken for that of an empty log"
}
edited_rows() {
    cp "$tmp/city.fpl" "$tmp/edited.fpl"
    python3 - "$tmp/edited.fpl" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
for name in names:
    db.execute(f"DROP TRIGGER {name}")
db.execute("UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), '管理员', '管理者') AS BLOB) WHERE CAST(bytes AS TEXT) LIKE '%管理员%'")
db.commit()
assert db.total_changes > 0
PY
    FUNDPOOL_LEDGER=$tmp/edited.fpl expect 4 verify
}
rewound() {
    cp "$tmp/city.fpl" "$tmp/old.fpl"
    expect_deal 0 E-1 2026-11-15 1.00
    expect 0 checkpoint show
    cp "$tmp/out" "$tmp/newer.txt"
    FUNDPOOL_LEDGER=$tmp/old.fpl expect 0 verify
    FUNDPOOL_LEDGER=$tmp/old.fpl expect 4 verify --against "$tmp/newer.txt"
    expect 0 verify --against "$tmp/newer.txt"
}
stale_wal() {
    : >"$tmp/fresh.fpl-wal"
    FUNDPOOL_LEDGER=$tmp/fresh.fpl expect 1 init --trial --origin a.example --admin guan.li --admin-name 管
    err_has E_EXISTS fresh.fpl-wal
    expect 1 copy "$tmp/fresh.fpl" --as shen.ji
    err_has E_EXISTS fresh.fpl-wal
}
a_copy() {
    expect 0 copy "$tmp/copy.fpl" --as shen.ji
    FUNDPOOL_LEDGER=$tmp/copy.fpl expect 0 verify --against "$tmp/newer.txt"
    expect 1 copy "$tmp/copy.fpl" --as shen.ji
    err_has E_EXISTS
}

sql_exact() {
    deals 0 exact "X-1,$firm,2026-11-10,50000123.45," "X-2,$firm,2026-11-10,0.10," "X-3,$firm,2026-11-10,0.20,"
    expect 0 sql "SELECT sum(amount), typeof(sum(amount)) FROM deals WHERE deal IN ('X-1','X-2','X-3')" --as shen.ji --format csv
    out_has "5000012375,integer"
    expect 0 sql "SELECT amount_decimal FROM v_deals WHERE deal = 'X-1'" --as shen.ji --format csv
    out_has 50000123.45
}

# ---- loans ----
loans_begin() {
    local what
    expect 0 party register F-SL --name 示例市财政局 --kind fiscal --as zhi.dan
    for what in "agreements gui.ze" "whitelist zhi.dan" "contributions zhi.dan --checker fu.he" "loans zhi.dan --checker fu.he"; do
        # shellcheck disable=SC2086  # several words
        set -- $what
        expect 0 import templates "$1"
        cp "$tmp/out" "$tmp/$1.csv"
        expect 0 import "$1" "$tmp/$1.csv" --book pool --as "$2" "${@:3}"
    done
}
loan_again() {
    sed -n '1,2s/-001/-777/gp' "$tmp/loans.csv" >"$tmp/again.csv"
    sed -n 1p "$tmp/loans.csv" | cat - "$tmp/again.csv" >"$tmp/loanagain.csv"
    expect 0 import loans "$tmp/loanagain.csv" --book pool --as zhi.dan --checker fu.he
    answer_has loanagain SAME_TERMS
}
repaid_too_much() {
    expect 0 import templates repayments
    sed -n '1,2s/1000000.00/3000000.01/;1,2p' "$tmp/out" >"$tmp/toomuch.csv"
    expect 1 import repayments "$tmp/toomuch.csv" --book pool --as zhi.dan --checker fu.he
    err_has "accepted 0" "refused 1"
}

# ---- all of them, and the table names each ----
functions=$(sed -n 's/^\([a-z_]*\)() {$/\1/p' "$SRCDIR/tests/cli/tried.sh" | grep -vxE 'deals|entry|answer_has|early_has|said|loans_begin|is_there')
is_there() { # NAME: of a test in the last column of the table
    case $1 in
    tests/*) [ -f "$SRCDIR/$1" ] ;;
    test_*) grep -qE "cmocka_unit_test\($1\)" "$SRCDIR"/tests/unit/*.c ;;
    *) grep -qx "$1" <<<"$functions" ;;
    esac
}
# shellcheck disable=SC2016  # backquotes of the table
named=$(sed -n 's/^| .* | `\([^`]*\)` |$/\1/p' "$SRCDIR/docs/TRIED.md")
[ "$(wc -l <<<"$named")" -ge 40 ] || die "docs/TRIED.md has fewer than forty rows"
for name in $named; do is_there "$name" || die "docs/TRIED.md names no test: $name"; done
for name in $functions; do grep -qx "$name" <<<"$named" || die "docs/TRIED.md lacks $name"; done
! is_there no_such_test || die "a test that there is not is found"
for name in $functions; do
    [ "$name" != loan_again ] || loans_begin
    "$name"
done
expect 0 verify
