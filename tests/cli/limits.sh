#!/bin/bash
# Limits of a fund: adopted, shown and bound; a deal that breaks one is stopped, tried before, let through by a second person with a reason,
# shown by the report, and made again by verify.
. "$SRCDIR/tests/cli/lib.sh"
make_city
for rule in "$SRCDIR"/policies/limits/*.yaml; do
    expect 0 limit adopt "$rule" --as gui.ze
    expect 0 limit show "$(basename "$rule" .yaml)" --as shen.ji
done
expect 0 limit list --as shen.ji --format csv
[ "$(grep -c , "$tmp/out")" = $(($(find "$SRCDIR/policies/limits" -name '*.yaml' | wc -l) + 1)) ] || die "not all are listed: $(cat "$tmp/out")"
expect 0 limit show MOF_210@1 --as shen.ji --format json
out_has '"principal_guarantee"' '"财预〔2015〕210号 第十三条"' '"发改财金规〔2025〕1752号 禁止行为（条号未见）"' '12 months' '"REPORT"'
FUNDPOOL_LANG=zh expect 0 limit show GZ_DEV_ZONE --as shen.ji
out_has '直接投资比例' '<= 30%' '实收资本' '须写理由并由第二人批准' '<= 5,000,000.00' '不超过账上货币资金'
expect 1 limit show NONE --as shen.ji
err_has E_LIMIT_RULE
expect 2 limit show GZ_DEV_ZONE@x --as shen.ji

# refused at adoption, with the place and the reason
refused() { # WANT CHANGE
    sed "$2" "$SRCDIR/policies/limits/GZ_DEV_ZONE.yaml" | sed 's/^id: .*/id: BAD/' >"$tmp/BAD.yaml"
    expect 1 limit adopt "$tmp/BAD.yaml" --as gui.ze
    out_has E_PACK_INVALID "$1"
}
refused "direct_share: needs one bound" 's/at_most: 30%, //'
refused "direct_share: is a cap" 's/at_most: 30%/at_least: 30%/'
refused "direct_share: say what it is a share of" 's/of: PAID_IN, //'
refused "project_amount: an amount" 's/500万元/5%/'
refused "cash: takes no bound" 's/limit: cash/limit: cash, below: 1%/'
refused "cash: say what a breach asks for" 's/limit: cash, breach: REASON/limit: cash/'
FUNDPOOL_LANG=zh expect 1 limit adopt "$tmp/BAD.yaml" --as gui.ze
out_has "须写 breach"

expect 1 limit bind XE-0 --book guidance --limits NONE --version 1 --from 2025-01-01 --document d --as gui.ze
out_has E_LIMIT_RULE NONE@1
expect 0 report limits --as shen.ji --format csv
out_has 'guidance,Guidance fund,CNY,none'
expect 0 limit bind XE-1 --book guidance --limits GZ_DEV_ZONE --version 1 --from 2025-01-01 --target 100000000.00 --document 示例协议 --as gui.ze
clerk="--as zhi.dan --checker fu.he"
expect 0 party register LP-1 --uscc 91340600XY9000043K --name 示例出资人 --kind soe --as zhi.dan
# shellcheck disable=SC2086  # two options in one variable
{
    expect 0 commitment sign RJ-1 --book guidance --party LP-1 --capacity GUIDANCE --level CITY --signed-on 2025-02-01 --amount 50000000.00 $clerk
    expect 0 capital receive SJ-1 --book guidance --commitment RJ-1 --occurred 2025-02-10 --amount 20000000.00 --bank-ref S1 $clerk
    deal="--book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2025-03-01"
    expect 2 deal record T-1 $deal --amount 4000000.00 $clerk
    err_has E_MISSING direct
    expect 0 deal record T-1 $deal --amount 4000000.00 --direct Y $clerk
    # what is planned, before and after, also of a deal that is then stopped
    expect 1 deal record T-2 $deal --amount 1500000.00 --direct Y --dry-run $clerk --format csv
    out_has 'amount of one project,before,4000000.00,,,"<= 5,000,000.00",1000000.00,,' 'amount of one project,after,5500000.00,,,"<= 5,000,000.00",-500000.00,"broken, refused"' \
        'share of direct investment,before,4000000.00,20000000.00,20.0000,<= 30%,2000000.00,' \
        'share of direct investment,after,5500000.00,20000000.00,27.5000,<= 30%,500000.00,within' 穗开国资规字〔2025〕1号
}
# shellcheck disable=SC2086
{
    before=$(records)
    expect 1 deal record T-2 $deal --amount 1500000.00 --direct Y $clerk
    out_has E_LIMIT_SECOND "amount of one project" "5500000.00, bound <= 5000000.00, over by 500000.00" "another approver"
    unchanged $((before + 1)) # the refusal
    FUNDPOOL_LANG=zh expect 1 deal record T-2 $deal --amount 1500000.00 --direct Y --limit-reason 追加轮次 $clerk
    out_has E_LIMIT_SECOND "单个项目投资额" "5500000.00，界限 <= 5000000.00，超出 500000.00" "另一位审批人"
    for who in zhi.dan fu.he chu.na nobody; do
        expect 1 deal record T-2 $deal --amount 1500000.00 --direct Y --limit-reason 追加轮次 --limit-approver "$who" $clerk
        out_has E_LIMIT_APPROVER "$who"
    done
    expect 0 deal record T-2 $deal --amount 1500000.00 --direct Y --limit-reason 追加轮次 --limit-approver shen.pi $clerk
    expect 1 deal record T-3 --book guidance --firm 91340603XY00000121 --firm-name 示例青禾新材料科技有限公司 --paid-date 2025-03-02 --amount 500000.01 --direct Y $clerk
    out_has E_LIMIT_SECOND "6000000.01 / 20000000.00" "<= 30%"
    expect 0 deal record T-3 --book guidance --firm 91340603XY00000121 --firm-name 示例青禾新材料科技有限公司 --paid-date 2025-03-02 --amount 500000.00 --direct Y $clerk
    expect 1 deal record T-4 --book guidance --firm 91340603XY00000121 --firm-name 示例青禾新材料科技有限公司 --paid-date 2025-03-02 --amount 14000000.01 --direct N $clerk
    out_has E_LIMIT_REASON "14000000.01 > 14000000.00"
}
expect 0 report limits --book guidance --as shen.ji --format csv
out_has 'GZ_DEV_ZONE@1,share of direct investment,,,6000000.00,20000000.00,30.0000,<= 30%,0.00,within,穗开国资规字〔2025〕1号 直接投资（条号未见）,' \
    'amount of one project,91340604XY00010150,示例汀兰新能源有限公司,5500000.00,,110.0000,"<= 5,000,000.00",-500000.00,"broken, let through"' \
    'amount of one project,91340603XY00000121,示例青禾新材料科技有限公司,500000.00,,10.0000,"<= 5,000,000.00",4500000.00,within' \
    'unfunded commitments are not negative,,,20000000.00,50000000.00,40.0000,<= 100%,30000000.00,within' \
    ',deal,T-2,91340604XY00010150,示例汀兰新能源有限公司,2025-03-01,1500000.00,0.00' 'T-2,amount of one project,追加轮次,shen.pi,2025-03-01,stands'
expect 0 report limits --as shen.ji --format json
out_has '"status":"PASSED"' '"limit":"project_amount"' '"left":"-500000.00"'
[ "$(grep -o '"limit":"project_amount"' "$tmp/out" | wc -l)" = 1 ] || die "an overview shows the tightest firm alone"
FUNDPOOL_LANG=zh expect 0 report limits --book guidance --as shen.ji
out_has 超限，已放行 未缴认缴不为负 超限而放行的记录 追加轮次
expect 0 explain T-2 --book guidance --as shen.ji --format csv
out_has 'amount of one project,after,5500000.00,,,"<= 5,000,000.00",-500000.00,"broken, let through"' 'reason of a breach,追加轮次' 'limits that bind,GZ_DEV_ZONE@1'

# of a file each row is judged, and its answer says why not
cat >"$tmp/deals.csv" <<'CSV'
投资编号,统一社会信用代码,企业名称,付款日,实付额,直接投资,超限理由,超限批准人
T-5,91340603XY00000121,示例青禾新材料科技有限公司,2025-03-03,5000000.00,否,,
T-6,91340603XY00000121,示例青禾新材料科技有限公司,2025-03-03,1000.00,否,领投,fu.he
T-7,91340603XY00000121,示例青禾新材料科技有限公司,2025-03-03,4500000.00,否,,
T-8,91340603XY00000121,示例青禾新材料科技有限公司,2025-03-03,1000.00,否,领投,shen.pi
CSV
# shellcheck disable=SC2086
expect 1 import deals "$tmp/deals.csv" --book guidance $clerk --answer "$tmp/answer.csv"
[ "$(grep -oE 'E_LIMIT_[A-Z]+|[0-9]+/[0-9]+' "$tmp/answer.csv" | sed 's,/.*,/,' | tr '\n' ' ')" = "E_LIMIT_SECOND E_LIMIT_APPROVER 1/ 1/ " ] || die "$(cat "$tmp/answer.csv")"

# taken back: the room is there again, and the report says so
# shellcheck disable=SC2086
expect 0 deal reverse T-2 --book guidance --reason 金额录错 $clerk
expect 0 report limits --book guidance --as shen.ji --format csv
out_has '4000000.00,,80.0000,"<= 5,000,000.00",1000000.00,within' 'shen.pi,2025-03-01,taken back'

# the room that a refund made is used again, and the refund is taken back: a second person lets it through
# shellcheck disable=SC2086
{
    expect 0 deal refund TK-1 --book guidance --deal T-1 --occurred 2025-03-05 --amount 4000000.00 --bank-ref S2 $clerk
    expect 0 deal record T-9 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2025-03-06 --amount 1500000.00 --direct N $clerk
    expect 1 refund reverse TK-1 --book guidance --reason 退款录错 --dry-run $clerk --format csv
    out_has 'amount of one project,before,1500000.00,,,"<= 5,000,000.00",3500000.00,,' 'amount of one project,after,5500000.00,,,"<= 5,000,000.00",-500000.00,"broken, refused"'
    expect 1 refund reverse TK-1 --book guidance --reason 退款录错 $clerk
    out_has E_LIMIT_BACK "5500000.00, bound <= 5000000.00, over by 500000.00" --limit-approver
    expect 1 refund reverse TK-1 --book guidance --reason 退款录错 --limit-approver fu.he $clerk
    out_has E_LIMIT_APPROVER fu.he
    FUNDPOOL_LANG=zh expect 1 refund reverse TK-1 --book guidance --reason 退款录错 $clerk
    out_has 冲销后超过本基金限额 单个项目投资额 5500000.00
    expect 0 refund reverse TK-1 --book guidance --reason 退款录错 --limit-approver shen.pi $clerk
}
receipt=$(grep -oE '1/[0-9]+' "$tmp/out" | head -1)
expect 0 explain "$receipt" --as shen.ji --format csv
out_has 'amount of one project,after,5500000.00,,,"<= 5,000,000.00",-500000.00,"broken, let through"' 'reason of the reversal,退款录错' 'limits that bind,GZ_DEV_ZONE@1'
expect 0 report limits --book guidance --as shen.ji --format csv
out_has '示例汀兰新能源有限公司,5500000.00,,110.0000,"<= 5,000,000.00",-500000.00,"broken, let through"' "$receipt,TK-1,amount of one project,退款录错,shen.pi,2025-03-05,stands"
expect 0 verify

# a file of reversals: each row leaves the state that the next one is held against
sed -e 's/^id: .*/id: CALLS/' -e '/^limits:/q' "$SRCDIR/policies/limits/GZ_DEV_ZONE.yaml" >"$tmp/CALLS.yaml"
echo '  - {limit: first_call, at_least: 20%, breach: REASON, clause: 第三条}' >>"$tmp/CALLS.yaml"
expect 0 limit adopt "$tmp/CALLS.yaml" --as gui.ze
# shellcheck disable=SC2086
{
    expect 0 book open calls --kind fund --name 首期基金 --name-en "Calls" --chart fund@1 --opened 2025-01-01 --as guan.li
    expect 0 limit bind XE-C --book calls --limits CALLS --version 1 --from 2025-01-01 --document 示例协议 --as gui.ze
    expect 0 commitment sign RJ-C --book calls --party LP-1 --capacity SOCIAL --signed-on 2025-02-01 --amount 100.00 $clerk
    n=0
    for amount in 30 25 5 4; do
        expect 0 capital receive "SC-$((n += 1))" --book calls --commitment RJ-C --occurred 2025-02-10 --amount $amount --bank-ref "C$n" $clerk
    done
    printf '%s\n' 实缴编号,冲销原因,超限批准人 SC-1,录错, SC-2,录错, SC-2,录错,shen.pi SC-3,录错, SC-4,录错, >"$tmp/back.csv"
    expect 1 import capital-reversals "$tmp/back.csv" --book calls $clerk --answer "$tmp/backs.csv"
}
[ "$(grep -oE 'E_LIMIT_[A-Z]+|accepted' "$tmp/backs.csv" | tr '\n' ' ')" = "accepted E_LIMIT_BACK accepted E_LIMIT_BACK accepted " ] || die "$(cat "$tmp/backs.csv")"
for left in 5.00 4.00; do
    grep -q "E_LIMIT_BACK.*$left / 100.00" "$tmp/backs.csv" || die "$left: $(cat "$tmp/backs.csv")"
done
expect 0 verify

# early exit: 210号 第二十条
expect 0 limit bind XE-2 --book guidance --limits MOF_210 --version 1 --from 2026-01-01 --approved-on 2024-01-31 --document 示例协议 --as gui.ze
expect 0 report limits --book guidance --as shen.ji --format csv --as-of 2026-06-30
out_has 'not established in time after approval: an early exit is open,,,,,,12 months,,triggered' \
    'no investment in time after money was paid in: an early exit is open,,,,,,12 months,,within'
expect 0 limit bind XE-3 --book guidance --limits MOF_210 --version 1 --from 2026-01-01 --approved-on 2024-01-31 --established-on 2025-01-01 --document 示例协议 --as gui.ze
expect 0 report limits --book guidance --as shen.ji --format csv --as-of 2026-06-30
out_has 'not established in time after approval: an early exit is open,,,,,,12 months,,within'
expect 0 report limits --book guidance --as shen.ji --format csv --as-of 2025-12-31
out_has GZ_DEV_ZONE@1

# the largest contributor: an equal one is it too
expect 0 limit bind XE-4 --book guidance --limits MOF_128 --version 1 --from 2026-02-01 --target 200000000.00 --document 示例协议 --as gui.ze
expect 0 party register LP-2 --uscc 91340600XY9000027X --name 示例社会资本 --kind lp --as zhi.dan
# shellcheck disable=SC2086
expect 0 commitment sign RJ-2 --book guidance --party LP-2 --capacity SOCIAL --signed-on 2026-02-02 --amount 50000000.00 $clerk
expect 0 report limits --book guidance --as shen.ji --format csv
out_has 'share of the guidance fund,,,50000000.00,200000000.00,25.0000,<= 25%,0.00,within' 'not the largest contributor,,,50000000.00,50000000.00,,,-0.01,broken'
# shellcheck disable=SC2086
expect 0 commitment sign RJ-3 --book guidance --party LP-2 --capacity SOCIAL --signed-on 2026-02-02 --amount 0.01 $clerk
expect 0 report limits --book guidance --as shen.ji --format csv
out_has 'not the largest contributor,,,50000000.00,50000000.01,,,0.00,within'

expect 0 verify
expect 0 rebuild --as guan.li
expect 0 verify
