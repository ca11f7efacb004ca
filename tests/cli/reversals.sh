#!/bin/bash
# What was recorded wrongly, taken back through the program: a deal, a contribution, a repayment, a loan, a decision. Reports before and
# after, at cuts by day and by knowledge; what help says of the keys; a file of reversals; verification and second opinions.
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool"
loan() { # N: the options that name it, in $options
    options="--bank BK-XC --contract XC-$1 --iou XC-$1-01"
}

# ---- a deal ----
expect_deal 0 YD-001 2026-05-10 3000000.00 --achievement AH1
expect_deal 0 YD-002 2026-06-10 1000000.00 --achievement AH2
share() { # TEXT [OPTION...]: the fund's line of the report holds TEXT
    local text=$1
    shift
    expect 0 report early --book guidance --profile TRANSFER --as shen.ji --format csv "$@"
    grep -a '^guidance' "$tmp/out" | grep -qF -e "$text" || { cat "$tmp/out" >&2; die "share: $text"; }
}
share 4000000.00
FUNDPOOL_CLOCK=1795226400000+ # a day later
export FUNDPOOL_CLOCK
before=$(records)
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 deal reverse YD-001 --book guidance --reason 金额录错 --dry-run $who
    out_has before after 1,000,000.00 -3,000,000.00
    unchanged "$before"
    expect 0 deal reverse YD-001 --book guidance --reason 金额录错 --request R-1 $who
    err_has "its id stays used" "under a new one"
    reversal=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
    expect 0 deal reverse YD-001 --book guidance --reason 金额录错 --request R-1 $who
    out_has "already recorded" "$reversal"
    expect 1 deal reverse YD-001 --book guidance --reason 别的 $who
    out_has E_REVERSED "$reversal"
    expect 1 deal reverse YD-001 --book guidance --reason 别的 --lang zh $who
    out_has 凭证已冲销
    expect 1 deal reverse YD-404 --book guidance --reason x $who
    err_has YD-404
    expect 1 journal reverse "$reversal" --book guidance --reason x $who
    out_has E_REVERSED
    expect 2 deal reverse YD-002 --book guidance --reason x --take-on $who
    # the id stays used, for nothing: neither the same again nor another content is taken, a new id is
    for amount in 3000000.00 300000.00; do
        expect_deal 1 YD-001 2026-05-10 $amount --achievement AH1
        out_has E_KEY_REVERSED "$reversal"
    done
    expect_deal 0 YD-001-2 2026-05-10 300000.00 --achievement AH1
}
expect 0 help deal reverse
out_has "its id stays used" "new one"
expect 0 --lang zh help deal reverse
out_has 更正用新编号
share 1300000.00
share 300000.00 --as-of 2026-05-31
share 4000000.00 --known-by 2026-11-20
share 3000000.00 --known-by 2026-11-20 --as-of 2026-05-31
expect 0 report early --book guidance --profile TRANSFER --as shen.ji
grep -F YD-001 "$tmp/out" | grep -q "reversed, counts nowhere" || die "the deal is not listed as reversed"
expect 0 explain YD-001 --book guidance --as shen.ji
out_has "Reversed by" "$reversal"
expect 0 explain "$reversal" --as shen.ji
out_has "deal reversed" Reverses -3,000,000.00
expect 0 report balance --book guidance --as shen.ji
out_has 1,300,000.00

# ---- a deal judged by a profile that was adopted after it ----
expect 0 profile adopt "$SRCDIR/policies/profiles/ROUND_BASED.yaml" --as gui.ze
late() {
    expect 0 report early --book guidance --profile ROUND_BASED --as shen.ji --format csv "${@:2}"
    grep -a '^guidance' "$tmp/out" | grep -qF -e "$1" || { cat "$tmp/out" >&2; die "judged late: $1"; }
}
late 1300000.00
# shellcheck disable=SC2086
expect 0 deal reverse YD-002 --book guidance --reason 未成交 $who
late 300000.00

# ---- a deal taken on: what the opening balance holds of it shows ----
expect_deal 0 YD-OLD 2024-12-01 1000000.00 --take-on
expect 0 report takeon --book guidance --as shen.ji --format csv
grep -q '^YD-OLD,.*,1000000.00,0.00,1000000.00' "$tmp/out" || { cat "$tmp/out" >&2; die "taken on"; }
# shellcheck disable=SC2086
expect 0 deal reverse YD-OLD --book guidance --reason 未投 $who
expect 0 report takeon --book guidance --as shen.ji --format csv
grep -q '^YD-OLD,.*,0.00,0.00,0.00' "$tmp/out" || { cat "$tmp/out" >&2; die "taken on and taken back"; }

# ---- a file of reversals ----
printf '投资编号,冲销原因\nYD-001-2,重复\nYD-404,重复\nYD-002,未成交\n' >"$tmp/back.csv"
# shellcheck disable=SC2086
expect 1 import deal-reversals "$tmp/back.csv" --book guidance $who
err_has "accepted 1" E_NOT_FOUND
late 0.00

# ---- the pool ----
# shellcheck disable=SC2086
{
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 \
        --signed 2024-12-25 --as gui.ze
    for n in 1 2 3; do
        expect 0 pool contribute ZC-$n $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL$n $who
        loan $n
        expect 0 loan register $pool $options --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 --type 信用 --mode DIRECT \
            --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 --registered-on 2026-03-01 \
            --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 \
            --established 2019-11-05 --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N $who
    done
    expect 0 measure record prior_year_balance $pool --party BK-XC --date 2025-12-31 --amount 30000000.00 --as zhi.dan
    expect 0 measure record bank_deposit $pool --party BK-XC --date 2026-06-30 --amount 20000000.00 --as zhi.dan
    expect 0 measure record guarantee_fees $pool --party BK-XC --date 2026-06-30 --amount 900000.00 --as zhi.dan
    expect 0 contribution reverse ZC-3 $pool --reason 重复登记 $who
    expect 0 contribution reverse ZC-2 $pool --reason 重复登记 --dry-run $who
    expect 0 contribution reverse ZC-2 $pool --reason 重复登记 $who
    loan 1
    expect 0 loan repay $pool $options --instalment 01 --occurred 2026-06-20 --amount 4000000.00 $who
    loan 1
    expect 0 loan repay $pool $options --instalment 02 --occurred 2026-06-21 --amount 100000.00 $who
    loan 1
    expect 0 repayment reverse $pool $options --instalment 02 --reason 误记他户 --dry-run $who
    out_has "repayment taken back" 100,000.00
    loan 1
    expect 0 repayment reverse $pool $options --instalment 02 --reason 误记他户 $who
    loan 2
    expect 0 loan withdraw $pool $options --reason 年末未取得入库编号 $who
    loan 2
    expect 1 loan repay $pool $options --instalment 01 --occurred 2026-06-20 --amount 1.00 $who
    out_has E_GATE_LOAN_STATE WITHDRAWN
}
expect 0 report loans --book pool --as shen.ji
out_has withdrawn "Total (2)" "1 withdrawn, not in the total" 5,600,000.00 9,600,000.00
expect 0 report loans --book pool --state WITHDRAWN --as shen.ji --lang zh
out_has 已撤销备案 "另有 1 笔已撤销备案，不计入合计"
expect 0 report pool --book pool --as shen.ji
out_has 30,000,000.00 9,600,000.00 5,600,000.00
if grep -q 60,000,000.00 "$tmp/out"; then die "the contribution taken back is counted"; fi
if grep -q 14,400,000.00 "$tmp/out"; then die "the withdrawn loan is counted as registered"; fi
expect 0 explain "BK-XC|XC-2|XC-2-01" --book pool --as shen.ji
out_has "State of the loan" withdrawn

# ---- a decision, before it is paid and after ----
# shellcheck disable=SC2086
{
    loan 1
    expect 0 claim submit $pool $options --claim-no XC-01 --claim-date 2026-11-18 --overdue-days 85 --five-class 次级 \
        --litigation 法院受理 --repaid 4000000.00 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 \
        --docs 补偿申请表、法院受理通知书 --as xc.01 --format json
    amount=$(python3 -c 'import json,sys; print(json.load(sys.stdin)["tables"][0]["rows"][0]["amount"])' <"$tmp/out")
    expect 1 claim revoke XC-01 $pool --reason x --as shen.pi
    out_has E_STATE SUBMITTED
    expect 0 claim approve XC-01 $pool --expect "$amount" --as shen.pi
    expect 0 report claims $pool --as shen.pi
    out_has decided
    expect 0 claim revoke XC-01 $pool --reason 核定依据有误 --dry-run --as fu.he
    out_has "payout revoked" 224105
    expect 0 claim revoke XC-01 $pool --reason 核定依据有误 --as fu.he
    expect 0 report claims $pool --state SUBMITTED --as shen.pi
    out_has XC-01
    expect 0 explain XC-01 $pool --as shen.ji
    out_has "decision revoked" submitted
    expect 1 claim pay XC-01 $pool --bank-ref SL9 --as chu.na --checker fu.he
    expect 0 claim approve XC-01 $pool --expect "$amount" --as shen.pi
    expect 0 claim pay XC-01 $pool --bank-ref SL9 --as chu.na --checker fu.he
    expect 1 claim revoke XC-01 $pool --reason x --as fu.he
    out_has E_STATE PAID
}
expect 0 help claim revoke
out_has "not taken back here"
expect 0 verify
expect 0 rebuild --as guan.li
expect 0 verify
for program in hledger ledger beancount; do
    expect 0 export --to $program --as shen.ji
    cp "$tmp/out" "$tmp/books.$program"
done
if command -v hledger >/dev/null; then hledger -f "$tmp/books.hledger" check; fi
if command -v ledger >/dev/null; then ledger -f "$tmp/books.ledger" balance >/dev/null; fi
if command -v bean-check >/dev/null; then bean-check "$tmp/books.beancount"; fi
