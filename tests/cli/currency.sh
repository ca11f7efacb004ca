#!/bin/bash
# Words follow the currency of the book: with books in USD alone no report, list, explanation, answer or import says 元, yuan or CNY, in
# either language; units above a table are the book's, or the file is refused; help names no currency.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city >/dev/null
rm -f "$tmp"/city.fpl*
expect 0 init --trial --origin ledger.test.example --admin guan.li --admin-name 管理员
while read -r user role; do expect 0 user enrol "$user" --name "$user" --roles "$role" --as guan.li; done <<'USERS'
gui.ze rules
zhi.dan recorder
fu.he approver
shen.pi approver
chu.na cashier
shen.ji auditor
USERS
expect 0 party register BK-XC --uscc 91340600XY90000193 --name 示例相城银行 --kind bank --as zhi.dan
expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
expect 0 user enrol xc.01 --name 经办 --roles bank --party BK-XC --as guan.li
for chart in fund pool; do expect 0 chart adopt "$SRCDIR/policies/charts/$chart.yaml" --as gui.ze; done
for profile in AH_ANGEL_2025 HB_EARLY TRANSFER; do expect 0 profile adopt "$SRCDIR/policies/profiles/$profile.yaml" --as gui.ze; done
expect 0 pack adopt "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" --as gui.ze
expect 0 pack show hb-demo --as shen.ji # written in 元, while no pool reads it otherwise
out_has "3,000,000.00 yuan"
expect 0 currency add USD --scale 2 --as guan.li
# a rule's amounts have two decimals: in yen 300万元 would be a hundred times as much
expect 0 currency add JPY --scale 0 --as guan.li
for kind in fund pool; do
    expect 1 book open yen --kind $kind --currency JPY --name 日元 --name-en Yen --chart $kind@1 --opened 2025-01-01 --as guan.li
    out_has E_BOOK_CURRENCY "JPY has 0"
done
expect 0 chart adopt "$SRCDIR/policies/charts/company.yaml" --as gui.ze
expect 0 book open yen --kind company --currency JPY --name 日元 --name-en Yen --chart company@1 --opened 2025-01-01 --as guan.li
expect 0 book open fund --kind fund --currency USD --name 美元基金 --name-en "Dollar fund" --chart fund@1 --opened 2025-01-01 --as guan.li
expect 0 book open pool --kind pool --currency USD --name 资金池 --name-en Pool --chart pool@1 --opened 2025-01-01 --as guan.li
who="--as zhi.dan --checker fu.he"
loan="--bank BK-XC --contract XC-1 --iou XC1-01"
# shellcheck disable=SC2086  # options in variables throughout
{
    deal="deal record D-1 --book fund --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-02-03 --amount 1000000.00
        --is-transfer Y --established 2024-01-11 --employees 60"
    expect 0 $deal $who
    expect 0 whitelist list 91340602XY0000098D --book pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 --book pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 --book pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    for measure in prior_year_balance:2025-12-31:30000000.00 bank_deposit:2026-06-30:20000000.00 guarantee_fees:2026-06-30:900000.00; do
        IFS=: read -r name day amount <<<"$measure"
        expect 0 measure record "$name" --book pool --party BK-XC --date "$day" --amount "$amount" --as zhi.dan
    done
    for iou in XC1-01 XC1-02; do expect 0 loan register --book pool ${loan/XC1-01/$iou} --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 --type 信用 --mode DIRECT \
        --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 --registered-on 2026-03-01 \
        --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05 \
        --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N $who; done
    expect 0 loan repay --book pool $loan --instalment 01 --occurred 2026-06-20 --amount 4000000.00 $who
}
# the answer file of a claim says what it is provisionally worth
printf '%s\n%s\n' 贷款合同号,借据号,申请编号,申请日,逾期天数,五级分类,诉讼阶段,已还本金,追偿净收回,未付利息,抵押物收回,保险赔付,其他财政补偿,申请材料 \
    XC-1,XC1-01,XC-01,2026-11-18,85,次级,法院受理,4000000.00,0,0,0,0,0,补偿申请表、法院受理通知书 >"$tmp/claim.csv"
expect 0 import claims "$tmp/claim.csv" --book pool --set bank=BK-XC --as xc.01
grep -q '受理，暂核补偿金额 [0-9.]* USD' "$tmp/claim.answer.csv" || die "the answer of a claim: $(cat "$tmp/claim.answer.csv")"
cat "$tmp/claim.answer.csv" >"$tmp/said"
# and of one worth nothing, that it is
{
    sed -n 1p "$tmp/claim.csv"
    printf '%s\n' XC-1,XC1-02,XC-02,2026-11-18,85,次级,法院受理,0,0,0,0,0,4800000.00,补偿申请表、法院受理通知书
} >"$tmp/zero.csv"
expect 0 import claims "$tmp/zero.csv" --book pool --set bank=BK-XC --as xc.01
holds "$tmp/zero.answer.csv" 'accepted,ZERO_PROVISIONAL,' '暂核补偿金额为 0（逐项余量见 fundpool explain 回执号）' 'the provisional amount is 0 ('
cat "$tmp/zero.answer.csv" >>"$tmp/said"
claim=$(sed -n '2s/.*,\([0-9]*\/[0-9]*\),.*/\1/p' "$tmp/claim.answer.csv")

# ---- units are the book's ----
head='投资编号,统一社会信用代码,企业名称,付款日,实付额'
n=1
unit() { # CODE UNIT|"" TITLE AMOUNT [BOOK]: a file of one deal with this unit above it and this title of the amount
    n=$((n + 1))
    { [ -z "$2" ] || printf '单位：%s\n' "$2"; printf '%s\nU-%d,91340604XY00010150,示例汀兰新能源有限公司,2026-03-%02d,%s\n' "${head/实付额/$3}" $n $n "$4"; } >"$tmp/u$n.csv"
    expect "$1" import deals "$tmp/u$n.csv" --book "${5-fund}" --as zhi.dan --checker fu.he
}
amount_is() { # AMOUNT: of the deal just given
    expect 0 explain "U-$n" --book fund --as shen.ji
    out_has "$1"
}
unit 0 "" 实付额 12345.67
amount_is "12,345.67"
for words in 美元 USD 万美元 千USD 万 亿美元 百万USD; do
    unit 0 $words 实付额 2.5
    case $words in 美元 | USD) amount_is " 2.50" ;; 万*) amount_is "25,000.00" ;; 千*) amount_is "2,500.00" ;; 百万*) amount_is "2,500,000.00" ;; *) amount_is "250,000,000.00" ;; esac
done
unit 0 "" 实付额（万美元） 1.5
amount_is "15,000.00"
for words in 元 万元 人民币 人民币万元 百万元 港币 欧元; do
    unit 3 $words 实付额 1.00
    err_has E_UNIT "\"$words\"" "row 1" "USD、千USD、万USD、百万USD、亿USD、%"
done
unit 3 "" 实付额（万元） 1.00
err_has E_UNIT "column 5"
printf 'command: deal.record\ncolumns:\n  deal: 投资编号\n  firm: 统一社会信用代码\n  firm_name: 企业名称\n  paid_date: 付款日\n  amount: {header: 实付额, unit: yuan}\n' >"$tmp/yuan.yaml"
printf '%s\nU-99,91340604XY00010150,示例汀兰新能源有限公司,2026-03-01,1.00\n' "$head" >"$tmp/mapped.csv"
expect 3 import --mapping "$tmp/yuan.yaml" "$tmp/mapped.csv" --book fund --as zhi.dan --checker fu.he
err_has E_UNIT mapping
# a unit that no column takes is refused; where a column is not used it may be that one's, and both are told
unit 3 % 实付额 1.00
err_has E_UNIT '"%"' "row 1"
n=$((n + 1))
printf '单位：%%\n%s,回报率\nU-%d,91340604XY00010150,示例汀兰新能源有限公司,2026-03-27,1.00,3\n' "$head" $n >"$tmp/idle.csv"
expect 0 import deals "$tmp/idle.csv" --book fund --as zhi.dan --checker fu.he
err_has "the unit % (row 1) is of no column that is used" "columns not used: 回报率"
printf '单位：万美元\n主体编号,名称,类别\nF-X,某局,财政\n' >"$tmp/party.csv"
expect 3 import parties "$tmp/party.csv" --as zhi.dan
err_has E_UNIT
# exact in a currency without decimals too
printf '单位：万日元\n单据号,日期,摘要,科目,方向,金额,现金流量项目\nY-1,2026-03-01,费,6602,借,1.5,\nY-1,2026-03-01,费,100202,贷,1.5,OPERATING_OUT\n' >"$tmp/yen.csv"
expect 0 import journal "$tmp/yen.csv" --book yen --as zhi.dan --checker fu.he
expect 0 report statement --book yen --account 100202 --as shen.ji --format csv
out_has ",15000,"
sed 's/Y-1/Y-2/; s/1\.5/1.00001/' "$tmp/yen.csv" >"$tmp/sen.csv"
expect 1 import journal "$tmp/sen.csv" --book yen --as zhi.dan --checker fu.he
err_has E_AMOUNT_SCALE "at most 4 here"
# decimals are told by what the place takes
unit 1 "" 实付额 1.234
err_has E_AMOUNT_SCALE "at most 2 here"
unit 1 万美元 实付额 1.2345678
err_has E_AMOUNT_SCALE "at most 6 here"

# ---- nothing says 元 ----
say() { # COMMAND...: in both languages and all formats, kept
    local lang format
    for lang in zh en; do
        for format in table csv json; do
            case "$*" in record*) [ $format != csv ] || continue ;; esac
            "$fp" "$@" --lang $lang --format $format >"$tmp/out" 2>&1 || { cat "$tmp/out"; die "$*"; }
            cat "$tmp/out" >>"$tmp/said"
        done
    done
}
for report in balance fund; do say report $report --book fund --as shen.ji; done
for report in balance pool claims loans takeon; do say report $report --book pool --as shen.ji; done
for report in early performance tolerance; do say report $report --as shen.ji; done
for list in commitment holding deal duty account; do say $list list --book fund --as shen.ji; done
say report early --book fund --as shen.ji
say report statement --book fund --account 110101 --as shen.ji
say book list --as shen.ji
say log --last 1000 --as shen.ji
say find 汀兰 --as shen.ji
say pack show hb-demo --as shen.ji
for key in D-1 U-2; do say explain $key --book fund --as shen.ji; done
say explain "$claim" --as shen.ji
say explain "BK-XC|XC-1|XC1-01" --book pool --as shen.ji
# shellcheck disable=SC2086
{
    say ${deal/D-1/D-9} $who --dry-run
    say claim approve "$claim" --book pool --expect 320000.00 --dry-run --as shen.pi
}
# an analysis database has each amount in the decimals of its own currency
expect 0 sql "SELECT 币种, 金额, 金额_分 FROM 分录 WHERE 账套编号 = 'yen' AND 方向 = '借'" --as shen.ji --format csv
out_has "JPY,15000,15000"
expect 0 sql "SELECT currency, amount_decimal, amount FROM v_postings WHERE book = 'fund' AND side = 'D' ORDER BY seq LIMIT 1" --as shen.ji --format csv
grep -qE '^USD,([0-9]+)\.([0-9]{2}),\1\2' "$tmp/out" || die "dollars: $(cat "$tmp/out")"
for command in "deal record" "loan register" "claim submit" "report early" "journal post" "import"; do
    # shellcheck disable=SC2086  # two words
    for lang in zh en; do expect 0 help $command --lang $lang && cat "$tmp/out" >>"$tmp/said"; done
done
sed 's/示例[^ ,"]*//g; s/美元//g; s/日元//g' "$tmp/said" >"$tmp/words"
if grep -nE '元|[Yy]uan|YUAN|CNY' "$tmp/words" >"$tmp/found"; then die "a book in USD says: $(head -n 5 "$tmp/found" | cut -c1-400)"; fi
grep -q '3,000,000.00 USD' "$tmp/words" || die "a pack's amounts are in no currency"
