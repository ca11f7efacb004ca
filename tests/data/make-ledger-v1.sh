#!/bin/bash
# Made tests/data/ledger-v1.db and what stands beside it, once, with the first version of the format: a stored ledger is never made anew. For
# the next version of the format, copy this script, not the file. usage: FUNDPOOL=build/bin/fundpool SRCDIR=$PWD TEST_TMP=$(mktemp -d) bash tests/data/make-ledger-v1.sh
. "$SRCDIR/tests/cli/lib.sh"
data=$SRCDIR/tests/data
[ ! -e "$data/ledger-v1.db" ] || die "tests/data/ledger-v1.db is there already"
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool"
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 currency add USD --scale 2 --as guan.li
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 party register CT --name 示例财政 --kind fiscal --as zhi.dan
    expect 0 opening post --book guidance --occurred 2025-01-01 --memo 启用余额 --line "100201 借 300000000.00" \
        --line "400101 贷 300000000.00 party=CT" $who
    expect 0 period close 2025-01 --book guidance --as fu.he
    expect 0 journal post D-0 --book guidance --occurred 2025-01-15 --memo 补记托管费 --line "6404 D 0.01" --line "100201 C 0.01 cash_flow=OPERATING_OUT" $who
    expect 0 journal post D-1 --book guidance --occurred 2026-11-10 --memo 托管费 --attachments 2 --line "6404 D 1000.00" \
        --line "100201 C 1000.00 cash_flow=OPERATING_OUT" $who
    receipt=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
    expect 0 journal reverse "$receipt" --book guidance --reason 冲销 $who
    expect 0 journal post D-2 --book guidance --occurred 2025-12-31 --period13 Y --memo 年终调整 --line "6404 D 5.00" --line "100201 C 5.00 cash_flow=OPERATING_OUT" $who
    expect_deal 0 YD-OLD 2024-12-01 1000000.00 --take-on
    expect_deal 1 YD-OLD 2024-12-01 1000000.01 --take-on
    deals_csv 60 >"$tmp/deals.csv"
    printf 'D-000001,91340604XY00010150,示例汀兰新能源有限公司,2026-02-02,1.00\nD-X,,无代码,2026-02-30,x\n' >>"$tmp/deals.csv"
    expect 1 import deals "$tmp/deals.csv" --book guidance $who
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 \
        --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 measure record prior_year_balance $pool --party BK-XC --date 2025-12-31 --amount 30000000.00 --as zhi.dan
    expect 0 measure record bank_deposit $pool --party BK-XC --date 2026-06-30 --amount 20000000.00 --as zhi.dan
    expect 0 measure record guarantee_fees $pool --party BK-XC --date 2026-06-30 --amount 900000.00 --as zhi.dan
    loan="--bank BK-XC --contract XC-1 --iou XC1-01"
    register="loan register $pool $loan --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 --type 信用 --mode DIRECT
        --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 --registered-on 2026-03-01
        --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05
        --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N"
    expect 0 $register $who
    expect 0 ${register//XC1-01/XC1-02} $who
    expect 0 loan repay $pool $loan --instalment 01 --occurred 2026-06-20 --amount 4000000.00 $who
    submit="claim submit $pool $loan --claim-no XC-01 --claim-date 2026-11-18 --overdue-days 85 --five-class 次级 --litigation 法院受理
        --repaid 4000000.00 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 --docs 补偿申请表、法院受理通知书"
    expect 0 $submit --as xc.01 --format json
    claim=$(python3 -c 'import json,sys; r=json.load(sys.stdin)["tables"][0]["rows"][0]; print(r["receipt"], r["amount"])' <"$tmp/out")
    amount=${claim#* } claim=${claim% *}
    expect 1 claim approve "$claim" $pool --expect 1.00 --as shen.pi
    expect 0 claim approve "$claim" $pool --expect "$amount" --as shen.pi
    expect 0 claim pay "$claim" $pool --bank-ref SL2 --as chu.na --checker fu.he
    expect 0 ${submit//XC1-01/XC1-02} --as xc.01
}
expect 0 verify
expect 0 copy "$data/ledger-v1.db" --as shen.ji
export FUNDPOOL_LEDGER=$data/ledger-v1.db
"$fp" checkpoint show >"$data/ledger-v1.checkpoints"
mkdir -p "$data/ledger-v1"
for report in "balance --book guidance --by-party" "balance --book pool --by-party" "early" "claims --book pool" "loans --book pool"; do
    # shellcheck disable=SC2086
    expect 0 report $report --as-of 2026-11-20 --as shen.ji --format json
    cp "$tmp/out" "$data/ledger-v1/$(printf '%s' "$report" | tr ' ' '_').json"
done
chmod 644 "$data/ledger-v1.db"
ls -l "$data"
