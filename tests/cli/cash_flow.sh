#!/bin/bash
# A clerk meets the lines of the cash-flow statement: an entry on cash without one is refused with the list to choose from, in
# both languages, singly and in a file; the record keeps the code; opening balances need none.
# shellcheck disable=SC2086  # options in variables throughout
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
entry="journal post --book guidance --occurred 2026-11-10 --memo 托管费 $who"

expect 1 $entry --line "6404 D 5.00" --line "100201 C 5.00"
out_has E_CASH_FLOW_OUT 100201 "GOODS paid for goods and services" "INVEST paid for investments"
FUNDPOOL_LANG=zh expect 1 $entry --line "6404 借 5.00" --line "100201 贷 5.00 cash_flow=其他"
out_has 现金流量项目 其他 "GOODS 购买商品、接受劳务支付的现金" "TRANSFER 现金科目之间划转"
FUNDPOOL_LANG=zh expect 1 $entry --line "6404 贷 5.00" --line "100201 借 5.00"
out_has E_CASH_FLOW_IN "SALES 销售商品、提供劳务收到的现金"
expect 1 $entry --line "6404 D 5.00 cash_flow=GOODS" --line "100201 C 5.00 cash_flow=GOODS"
out_has E_CASH_FLOW_NOT 6404
expect 0 $entry --line "6404 D 5.00" --line "100201 C 5.00 cash_flow=购买商品、接受劳务支付的现金"
receipt=$(sed -n 's/.*receipt \([0-9/]*\).*/\1/p' "$tmp/out" | head -1)
expect 0 record show "$receipt" --as shen.ji
out_has '"GOODS"'
expect 0 journal reverse "$receipt" --book guidance --reason 冲销 $who
expect 0 opening post Q-1 --book guidance --occurred 2025-01-01 --memo 启用 --line "100201 D 1.00" --line "4103 C 1.00" $who

# in a file the row at fault is told, with the list
{
    printf '单据号,日期,摘要,科目,方向,金额,现金流量项目\n'
    printf 'A-1,2026-11-10,费,6605,借,9.00,\nA-1,2026-11-10,费,100201,贷,9.00,支付其他与经营活动有关的现金\n'
    printf 'A-2,2026-11-10,费,6605,借,9.00,\nA-2,2026-11-10,费,100201,贷,9.00,\n'
} >"$tmp/entries.csv"
expect 1 import journal "$tmp/entries.csv" --book guidance $who
err_has "accepted 1" "entries.csv:5:7: E_CASH_FLOW_OUT"
grep -q "^A-2,2026-11-10,费,6605,借,9.00,,拒绝 refused,E_NEIGHBOUR,.*row 5" "$tmp/entries.answer.csv" || die "the other row is not told"
grep -q '^A-2,2026-11-10,费,100201,贷,9.00,,.*E_CASH_FLOW_OUT.*GOODS 购买商品' "$tmp/entries.answer.csv" ||
    { cat "$tmp/entries.answer.csv"; die "the answer file does not list the lines"; }
expect 0 verify
