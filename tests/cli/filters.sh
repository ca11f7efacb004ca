#!/bin/bash
# What a report or a list can be asked for: the words that it prints are words that it takes, of either language and in code; a filter
# that names nothing is an error with the right values and never an empty list; an option that a report does not read is refused.
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool"
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 \
        --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    loan() { # N OPTION...: registers loan N
        local n=$1
        shift
        "$fp" loan register $pool --bank 相城银行 --contract "XC-$n" --iou "XC-$n-01" --firm 91340602XY0000098D \
            --firm-name 示例鹿鸣微电子有限公司 --type 信用 --mode DIRECT --contract-amount 4800000.00 --disbursed 4800000.00 \
            --disbursed-on 2026-02-20 --due-on 2026-08-25 --registered-on 2026-03-01 --rate 3.55% --lpr 3.00% --purpose 流动资金 \
            --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05 --listed 否 --industry 电子信息 \
            --breach-free-years 8 --first-loan N --monetary-tool N $who "$@" >"$tmp/out" 2>"$tmp/err"
    }
    # the answer's amount is the loan's own, the exposure stands by its name
    loan 1 || die "loan 1: $(cat "$tmp/out")"
    grep -q "amount 4,800,000.00.*exposure " "$tmp/out" || die "amount of a loan: $(cat "$tmp/out")"
    loan 2 || die "loan 2"
    loan 3 || die "loan 3"
    expect 0 loan repay $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --instalment 01 --occurred 2026-06-20 --amount 1800000.00 $who
    out_has "amount 1,800,000.00" "exposure "
    repayment=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
    expect 0 explain "$repayment" --as shen.ji
    grep -E 'Amount +.*1,800,000.00' "$tmp/out" >/dev/null || die "the amount of a repayment: $(cat "$tmp/out")"
    expect 0 loan repay $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --instalment 02 --occurred 2026-06-21 --amount 3000000.00 $who
    expect 0 loan withdraw $pool --bank BK-XC --contract XC-2 --iou XC-2-01 --reason 重复 $who
    expect 0 claim submit $pool --bank BK-XC --contract XC-3 --iou XC-3-01 --claim-no XC-01 --claim-date 2026-11-18 \
        --overdue-days 85 --five-class 次级 --litigation 法院受理 --repaid 0 --recovered 0 --unpaid-interest 0 --collateral 0 \
        --insurance 0 --other-gov 0 --docs 补偿申请表、法院受理通知书 --as xc.01
    expect 0 claim withdraw XC-01 $pool --reason 材料有误 --as xc.01
}

rows() { # N REPORT...: the report lists N rows
    local want=$1
    shift
    expect 0 report "$@" --book pool --as shen.ji --format csv
    [ "$(grep -c '' "$tmp/out")" -eq $((want + 1)) ] || die "$* lists $(($(grep -c '' "$tmp/out") - 1)) rows, not $want"
}
for state in 已结清 "paid off" PAID_OFF paid-off; do rows 1 loans --state "$state"; done
for state in 已撤销备案 withdrawn WITHDRAWN; do rows 1 loans --state "$state"; done
for state in 已备案 registered REGISTERED; do rows 1 loans --state "$state"; done
for state in 已撤回 withdrawn WITHDRAWN; do rows 1 claims --state "$state"; done
for state in "已拨付（承接）" TAKEN_ON paid 熔断暂缓; do rows 0 claims --state "$state"; done
for bank in BK-XC 相城银行 91340600XY90000193; do rows 3 loans --bank "$bank"; done
# every word that the lists print is one that they take
for list in loans claims; do
    for lang in zh en; do
        expect 0 report $list --book pool --as shen.ji --lang $lang --format json
        python3 - "$tmp/out" >"$tmp/codes" <<'PYTHON'
import json, sys
for table in json.load(open(sys.argv[1]))["tables"]:
    for row in table["rows"]:
        print(row["state"])
PYTHON
        while read -r code; do rows "$(grep -cx "$code" "$tmp/codes")" $list --state "$code"; done < <(sort -u "$tmp/codes")
    done
done

# what names nothing
expect 2 report loans --book pool --state 已結清 --as shen.ji
err_has E_ENUM 已結清 PAID_OFF WITHDRAWN
expect 2 report loans --book pool --state 已結清 --as shen.ji --lang zh
err_has 已备案 已结清 已撤销备案
expect 2 report claims --book pool --state REGISTERED --as shen.ji
err_has E_ENUM SUBMITTED WITHDRAWN PAID
for bank in BK-NO 示例; do
    expect 1 report loans --book pool --bank $bank --as shen.ji
    err_has E_PARTY "$bank"
done
expect 1 report loans --book pool --bank F-SHI --as shen.ji # neither bank nor guarantor
err_has E_PARTY
expect 1 report statement --book pool --account 100203 --party BK-NO --as shen.ji
err_has E_PARTY BK-NO
expect 0 report statement --book pool --account 271101 --party F-SHI --as shen.ji
out_has 30,000,000.00
expect 1 report statement --book pool --account 100203 --item NIE --as shen.ji
err_has E_NOT_FOUND NIE
for report in balance "statement --account 100203"; do
    # shellcheck disable=SC2086
    expect 1 report $report --book pool --from 2026-06-30 --to 2026-01-01 --as shen.ji
    err_has E_DATE_ORDER 2026-01-01 2026-06-30
done
# options of another report
expect 2 report pool --book pool --state PAID --as shen.ji
expect 2 report loans --book pool --from 2026-01-01 --as shen.ji
expect 0 --lang zh help report loans
out_has 已结清 PAID_OFF
expect 0 help report claims
out_has TAKEN_ON
# a bank has no part in a fund, and is not told which there are; a record of another's is as one that is not there
for book in guidance nothing; do
    expect 1 report fund --book $book --as xc.01
    err_has E_SCOPE
done
for record in 1/0 1/99; do
    expect 1 record show $record --as xc.01
    err_has E_NOT_FOUND "$record"
done
# a file that is not there is told before the passes
expect 3 verify --against "$tmp/nothing.txt"
out_empty
