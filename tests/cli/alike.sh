#!/bin/bash
# Numbers that look alike: likely one thing twice. They are told, with the receipt of the first, and not refused.
. "$SRCDIR/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "skip: no sqlite3"; exit 77; }
make_city
row() { printf '%s,91340604XY00010150,示例汀兰新能源有限公司,2026-03-%02d,%s.00\n' "$1" "$2" "$3"; }
head='投资编号,统一社会信用代码,企业名称,付款日,实付额'
told() { out_has "E_ALIKE" "likely a repeat: $1, recorded before, differs only in case, width, dashes, letters drawn alike, or O for 0 and I or l for 1 (receipt $2)"; }
untold() { ! grep -q E_ALIKE "$tmp/out" || { cat "$tmp/out"; die "told without a reason"; }; }
receipt() { grep -o 'receipt [0-9]*/[0-9]*' "$tmp/out" | head -1 | cut -d' ' -f2; }

# ---- one command at a time ----
expect_deal 0 HT-1A 2026-02-02 1000.00
untold
first=$(receipt)
sqlite3 "$FUNDPOOL_LEDGER" "SELECT count(*) FROM item WHERE kind = 'alike' AND book > 0" >"$tmp/rows"
[ "$(cat "$tmp/rows")" = 0 ] || die "a number in capitals has a row of its own"
for id in ht-1a Ht-1A ＨＴ-1A 'HT－1A' $'\u041d\u0422-1\u0410' HT・1A HT一1A; do
    expect_deal 0 "$id" 2026-02-03 1000.00 --dry-run
    expect_deal 0 "$id" 2026-02-03 1000.00
    told HT-1A "$first"
    expect_deal 0 "$id" 2026-02-03 1000.00 # the same again is no repeat
    untold
done
expect_deal 0 HT-1B 2026-02-03 1000.00
untold
expect_deal 0 HT-1001 2026-02-03 1000.00
untold
thousand=$(receipt)
for id in HT-lOOl HT-I00I; do
    expect_deal 0 "$id" 2026-02-03 1000.00
    told HT-1001 "$thousand"
done
expect_deal 0 HT-IOOO 2026-02-03 1000.00 # is 1000
untold
expect_deal 0 x-2 2026-02-03 1000.00
untold
second=$(receipt)
expect_deal 0 X-2 2026-02-03 1000.00
told x-2 "$second"
FUNDPOOL_LANG=zh expect_deal 0 ｘ-2 2026-02-03 1000.00
out_has "可能重复：已登记的 X-2 与此编号只差写法"
expect 0 party register F-Acme --name 甲 --kind foreign --as zhi.dan
untold
expect 0 party register F-ACME --name 乙 --kind foreign --as zhi.dan --format json
out_has E_ALIKE F-Acme
expect 0 journal post j-1 --book guidance --occurred 2026-11-10 --memo 费 --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT" --as zhi.dan --checker fu.he
untold
expect 0 journal post J-1 --book guidance --occurred 2026-11-10 --memo 费 --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT" --as zhi.dan --checker fu.he
out_has "likely a repeat: j-1"

# ---- a file: in the answer of the row, the same whenever the answer is made ----
{ echo "$head"; row D-1 1 1; row d-2 2 2; row HT-1a 3 3; row D-2 4 4; row Ｄ-9 5 5; row D-8 6 6; } >"$tmp/deals.csv"
expect 0 import deals "$tmp/deals.csv" --book guidance --as zhi.dan --checker fu.he --answer "$tmp/one.csv"
python3 - "$tmp/one.csv" <<'PY' || die "the answer file"
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
told = {row[0]: [cell for cell in row[5:] if "E_ALIKE" in cell or "只差写法" in cell] for row in rows[1:]}
want = {"D-1": 0, "d-2": 0, "HT-1a": 1, "D-2": 1, "Ｄ-9": 0, "D-8": 0}
for number, some in want.items():
    if bool(told[number]) != bool(some):
        sys.exit(f"{number}: {told[number]}")
if not all("接受" in cell for row in rows[1:] for cell in row if "accepted" in cell):
    sys.exit("refused")
PY
rm "$tmp/one.csv"
expect_deal 0 d-1 2026-02-03 1000.00 # later, and so no news for the rows of the file
expect 0 import deals "$tmp/deals.csv" --book guidance --as zhi.dan --checker fu.he --answer "$tmp/two.csv"
expect 0 import deals "$tmp/deals.csv" --book guidance --as zhi.dan --checker fu.he --answer "$tmp/three.csv"
cmp -s "$tmp/two.csv" "$tmp/three.csv" || die "another answer"
grep -q "^D-1,.*E_ALIKE" "$tmp/two.csv" && die "a later number is told of an earlier row"

# ---- the rows that find them follow from the records ----
expect 0 verify
sqlite3 "$FUNDPOOL_LEDGER" "SELECT book, hex(key), seq0, seq, data FROM item WHERE kind = 'alike' ORDER BY book, key" >"$tmp/before"
[ "$(wc -l <"$tmp/before")" -ge 10 ] || die "too few rows: $(cat "$tmp/before")"
expect 0 rebuild --as guan.li
sqlite3 "$FUNDPOOL_LEDGER" "SELECT book, hex(key), seq0, seq, data FROM item WHERE kind = 'alike' ORDER BY book, key" >"$tmp/after"
cmp -s "$tmp/before" "$tmp/after" || die "a rebuild makes other rows"
cp "$FUNDPOOL_LEDGER" "$tmp/cut.fpl"
sqlite3 "$tmp/cut.fpl" "DELETE FROM item WHERE kind = 'alike' AND seq0 = (SELECT min(seq0) FROM item WHERE kind = 'alike')"
expect 4 --ledger "$tmp/cut.fpl" verify
err_has "table item"

# ---- journal entries without a number that say the same, given one by one ----
fee() { # DAY MEMO AMOUNT [OPTION...]
    local day=$1 memo=$2 amount=$3
    shift 3
    expect 0 journal post --book guidance --occurred "$day" --memo "$memo" --line "6404 D $amount" \
        --line "100201 C $amount cash_flow=OPERATING_OUT" --as zhi.dan --checker fu.he "$@"
}
same_as() { out_has SAME_ENTRY "recorded before (receipt $1)"; }
other() { ! grep -q SAME_ENTRY "$tmp/out" || die "told as a repeat: $(cat "$tmp/out")"; }
fee 2026-02-10 手续费 12.50
other
first=$(receipt)
fee 2026-02-10 手续费 12.51
other
fee 2026-02-11 手续费 12.50
other
fee 2026-02-10 手续费二 12.50
other
fee 2026-02-10 手续费 12.50 --entry FEE-1 # a number tells which it is
other
fee 2026-02-10 手续费 12.50
same_as "$first"
second=$(receipt)
# what was reversed says nothing any more
expect 0 journal reverse "$first" --book guidance --reason 重复 --as zhi.dan --checker fu.he
fee 2026-02-10 手续费 12.50
same_as "$second"
third=$(receipt)
for one in "$second" "$third"; do
    expect 0 journal reverse "$one" --book guidance --reason 重复 --as zhi.dan --checker fu.he
done
fee 2026-02-10 手续费 12.50
other
# posted on a later day, for its month was closed meanwhile
fee 2025-01-15 手续费 3.00
first=$(receipt)
expect 0 period close 2025-01 --book guidance --as fu.he
fee 2025-01-15 手续费 3.00
same_as "$first"
out_has POSTED_LATER
# beside entries that the index of postings has, of an import
awk 'BEGIN { print "日期,摘要,科目,方向,金额,现金流量项目"
    for (i = 1; i <= 3000; i++) { d = sprintf("2026-03-%02d", 1 + i % 28)
        printf "%s,费%d,6404,借,%d.00,\n%s,费%d,100201,贷,%d.00,OPERATING_OUT\n", d, i, i, d, i, i } }' >"$tmp/many.csv"
expect 0 import journal "$tmp/many.csv" --book guidance --as zhi.dan --checker fu.he
fee 2026-03-06 费5 5.00
out_has SAME_ENTRY
fee 2026-03-07 费5 5.00
other
