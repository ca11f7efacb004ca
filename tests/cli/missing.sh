#!/bin/bash
# A dry run says which facts a judgement lacked, for which judgement, and where each comes from.
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect 0 profile adopt "$SRCDIR/policies/profiles/HB_EARLY.yaml" --as gui.ze
missing() { # rows "judgement fact" of the table; none: nothing
    python3 - "$tmp/out" <<'PY'
import json, sys
for table in json.load(open(sys.argv[1], encoding="utf-8"))["tables"]:
    for row in table["rows"] if table["table"] == "missing" else ():
        print(row["judgement"], row["fact"])
PY
}
mapfile -t arguments < <(deal YD-001 2026-11-10 1000000.00 --dry-run --lang zh)
expect 0 "${arguments[@]}"
out_has 所缺事实 本科以上占比 '“记录投资”的“本科占比”栏（deal record --bachelor）'
mapfile -t arguments < <(deal YD-001 2026-11-10 1000000.00 --dry-run --format json --achievement AH1 --established 2024-03-01 --employees 24 --bachelor 75% --assets 8000000.00)
expect 0 "${arguments[@]}"
[ "$(missing | sort | tr '\n' ' ')" = "HB_EARLY@1 deal.ic_date HB_EARLY@1 firm.rnd_share " ] || die "what is missing of HB_EARLY: $(missing)"
mapfile -t arguments < <(deal YD-001 2026-11-10 1000000.00 --dry-run --format json --achievement AH1 --established 2024-03-01 --employees 24 --bachelor 75% --assets 8000000.00 \
    --rnd-share 18% --revenue 1.00 --ic-date 2026-10-01)
expect 0 "${arguments[@]}"
[ -z "$(missing)" ] || die "nothing is missing: $(missing)"

# a claim without the bank's measures: the caps that are left out, and the record that would tell
who="--as zhi.dan --checker fu.he" pool="--book pool"
# shellcheck disable=SC2086  # options in variables
{
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 loan register $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 \
        --type 信用 --mode DIRECT --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 \
        --registered-on 2026-03-01 --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 \
        --established 2019-11-05 --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N $who
    expect 0 claim submit $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --claim-no XC-01 --claim-date 2026-11-18 --overdue-days 85 --dry-run \
        --five-class 次级 --litigation 法院受理 --repaid 0 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 \
        --docs 补偿申请表、法院受理通知书 --as xc.01 --lang zh
}
out_has 所缺事实 单行年度上限 上年末贷款余额 '记录“指标”'
