#!/bin/bash
# A pool with a past: loans and payouts of before the ledger are taken on from files, tied to the opening balances item by item, and
# shown for what they are by lists and explanations.
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool"
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2023-05-24 --as zhi.dan
    # the version under which the old loans were registered: that of 2025 binds none of them (E_PACK_DAY)
    sed 's/^version: 1$/version: 2/; s/^effective_from: .*/effective_from: 2023-01-01/' "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" >"$tmp/pack-2023.yaml"
    expect 0 pack adopt "$tmp/pack-2023.yaml" --as gui.ze
    expect 0 agreement sign XY-0 $pool --party BK-XC --pack hb-demo --version 2 --from 2023-01-01 --signed 2022-12-25 --as gui.ze
    expect 0 opening post QC-0 $pool --occurred 2025-01-01 --memo 启用余额 --line "100203 D 9600000.00" \
        --line "271101 C 9600000.00 party=F-SHI" $who
}
cat >"$tmp/loans.csv" <<'CSV'
合作银行,合同号,借据号,信用代码,企业名称,担保方式,合同金额,放款金额,放款日,到期日,备案日,利率,LPR,用途,实物抵押占比,企业年收入,企业人数,企业设立日,是否上市,行业,无违规年数,首贷,货币政策工具
BK-XC,XC-1,01,91340602XY0000098D,示例鹿鸣微电子有限公司,信用,1000000.00,1000000.00,2023-06-20,2024-06-20,2023-06-21,3.55%,3.45%,流动资金,0%,7920000.00,132,2019-11-05,否,电子信息,8,N,N
BK-XC,XC-2,01,91340602XY0000098D,示例鹿鸣微电子有限公司,信用,2000000.00,2000000.00,2024-06-20,2025-06-20,2024-06-21,3.55%,3.45%,流动资金,0%,7920000.00,132,2019-11-05,否,电子信息,8,N,N
CSV
cat >"$tmp/repaid.csv" <<'CSV'
合作银行,合同号,借据号,期次,还款日,还本金额
BK-XC,XC-2,01,1,2024-12-20,500000.00
CSV
cat >"$tmp/payouts.csv" <<'CSV'
合作银行,合同号,借据号,申请编号,核定日,拨付日,补偿金额,认定损失,银行流水号
BK-XC,XC-1,01,XC-2024-01,2024-09-20,2024-10-08,400000.00,1000000.00,SL1
BK-XC,XC-2,01,XC-2024-02,2024-09-20,2024-10-08,400000.00,399999.99,SL2
BK-XC,XC-3,01,XC-2024-03,2024-09-20,2024-10-08,400000.00,1000000.00,SL3
CSV
# shellcheck disable=SC2086
{
    expect 0 import loans "$tmp/loans.csv" $pool --take-on $who
    expect 0 import repayments "$tmp/repaid.csv" $pool --take-on $who
    expect 1 import payouts "$tmp/payouts.csv" $pool --submission without $who
    err_has "accepted 0" E_MISSING
    expect 1 import payouts "$tmp/payouts.csv" $pool --take-on $who
    err_has "accepted 1, already recorded 0, refused 2" E_GATE_PAYOUT E_GATE_LOAN
    n=$(records)
    expect 1 import payouts "$tmp/payouts.csv" $pool --take-on $who
    err_has "imported before"
    unchanged "$n"
}

takeon() { # TEST: a Python expression over tables t, by name, of the report
    expect 0 report takeon --book pool --as shen.ji --format json
    python3 - "$tmp/out" "$1" <<'PY'
import json, sys
t = {table["table"]: table for table in json.load(open(sys.argv[1]))["tables"]}
loans = {row["item"]: row for row in t["takeon"]["rows"]}
payouts = {row["claim"]: row for row in t["payouts"]["rows"]}
assert eval(sys.argv[2]), (sys.argv[2], t)
PY
}
one='BK-XC|XC-1|01' two='BK-XC|XC-2|01' claim='BK-XC|XC-1|01|XC-2024-01'
takeon "payouts['$claim']['taken_on'] == '400000.00' and payouts['$claim']['difference'] == '400000.00'"
takeon "t['payouts']['notes'] == ['differs', 'TRIAL'] and loans['$one']['compensated_difference'] == '400000.00'"
takeon "(loans['$one']['taken_on'], loans['$one']['exposure'], loans['$two']['taken_on']) == ('0.00', '0.00', '1500000.00')"
exposure=$(python3 -c '
import json, sys
rows = json.load(sys.stdin)["tables"][0]["rows"]
print([r["exposure"] for r in rows if r["item"].startswith("BK-XC|XC-2|")][0])' <"$tmp/out")
# shellcheck disable=SC2086
expect 0 opening post QC-1 $pool --occurred 2025-01-01 --memo 启用余额 --line "9003 D 1500000.00 party=BK-XC item=$two" \
    --line "9103 C 1500000.00" --line "9004 D $exposure party=BK-XC item=$two" --line "9104 C $exposure" \
    --line "9005 D 400000.00 party=BK-XC item=$one" --line "9105 C 400000.00" \
    --line "271105 D 399999.00 party=BK-XC item=$claim" --line "271101 C 399999.00 party=F-SHI" $who
takeon "t['takeon']['notes'] == ['ties'] and payouts['$claim']['difference'] == '1.00' and t['payouts']['notes'] == ['differs', 'TRIAL']"
# shellcheck disable=SC2086
expect 0 opening post QC-2 $pool --occurred 2025-01-01 --memo 补记 --line "271105 D 1.00 party=BK-XC item=$claim" \
    --line "271101 C 1.00 party=F-SHI" $who
takeon "t['payouts']['notes'] == ['ties', 'TRIAL'] and t['payouts']['totals'][0]['difference'] == '0.00'"

# ---- shown for what it is ----
expect 0 report claims --book pool --as shen.ji
out_has "paid (taken on)" 400,000.00
expect 0 report claims --book pool --state PAID --as shen.ji --format json
python3 - "$tmp/out" <<'PY'
import json, sys
rows = json.load(open(sys.argv[1]))["tables"][0]["rows"]
assert len(rows) == 1 and rows[0]["paid"] == rows[0]["decided"] == "400000.00" and rows[0]["provisional"] is None, rows
PY
FUNDPOOL_LANG=zh expect 0 explain XC-2024-01 --book pool --as shen.ji
out_has 承接历史补偿 已拨付（承接） 肆拾万元整 400,000.00
! grep -q '推导\|暂算' "$tmp/out" || die "a payout taken on has no derivation"
expect 0 explain XC-2024-01 --book pool --as xc.01
expect 1 claim approve XC-2024-01 --book pool --expect 400000.00 --as shen.pi
out_has E_STATE
expect 0 verify

# An amount in a unit is told in yuan beside those of the books, and one that is none as it stands.
cat >"$tmp/over.csv" <<'CSV'
合作银行,合同号,借据号,期次,还款日,还本金额（万元）
BK-XC,XC-2,01,7,2024-12-21,200
BK-XC,XC-2,01,8,2024-12-21,2x
CSV
# shellcheck disable=SC2086
expect 1 import repayments "$tmp/over.csv" $pool --take-on $who
grep -q "还款 2000000.00 超过尚欠的" "$tmp/over.answer.csv" || { cat "$tmp/over.answer.csv" >&2; die "the amount is not told in yuan"; }
grep -q "2x" "$tmp/over.answer.csv" || die "the cell is not told"
