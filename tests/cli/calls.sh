#!/bin/bash
# A capital call from its dry run to its register: a row a party everywhere, payments and penalties that read it, a file of
# calls, and the limit on a fund's first call.
. "$SRCDIR/tests/cli/lib.sh"
make_city
clerk=(--book guidance --as zhi.dan --checker fu.he)
sign() { # ID PARTY KIND CAPACITY AMOUNT USCC
    expect 0 party register "$2" --uscc "$6" --name "$2 名" --kind "$3" --as zhi.dan
    expect 0 commitment sign "$1" --party "$2" --capacity "$4" --level CITY --signed-on 2025-02-01 --amount "$5" "${clerk[@]}"
}
sign RJ-1 LP-1 soe GUIDANCE 12000000.00 91340600XY9000043K
sign RJ-2 LP-2 lp SOCIAL 27600000.00 91340600XY9000051E
sign RJ-3 GP-1 gp GP 400000.00 91340600XY9000060C
issue=(call issue HK-001 --number 1 --notice-date 2025-03-01 --due 2025-03-15 --purpose INVESTMENT --document 缴款通知〔2025〕1号)

# tried: a row a party, and nothing is recorded
before=$(records)
expect 0 "${issue[@]}" --amount 1000000.01 --dry-run "${clerk[@]}" --format csv
out_has 'GP-1,GP-1 名,RJ-3,400000.00,10000.00,1/100,0.00,10000.00' 'LP-1,LP-1 名,RJ-1,12000000.00,300000.00,3/10,0.00,300000.00' \
    'LP-2,LP-2 名,RJ-2,27600000.00,690000.00,69/100,0.01,690000.01'
unchanged "$before"
expect 0 "${issue[@]}" --amount 1000000.01 --dry-run "${clerk[@]}" --format json
out_has '"shares"' '"remainder":"69/100"'

# given, and given again: the same rows in the answer
expect 0 "${issue[@]}" --amount 1000000.01 "${clerk[@]}"
out_has 'receipt' '1,000,000.01' 'Shares' '690,000.01' '69/100'
expect 0 "${issue[@]}" --amount 1000000.01 "${clerk[@]}" --format json
out_has '"ALREADY"' '"shares"' '"amount":"690000.01"'
[ "$(grep -c '"party":' "$tmp/out")" = 3 ] || die "not a row a party: $(cat "$tmp/out")"
FUNDPOOL_LANG=zh expect 0 explain HK-001 --book guidance --as shen.ji
out_has '各方份额' '缴款通知〔2025〕1号' '总额×依据÷依据合计' '690,000.01' '69/100' '认缴清单（份数与散列）' '3:'
expect 0 explain HK-001 --book guidance --as shen.ji --format json
out_has '"of":"27600000.00"' '"rounded_down":"690000.00"' '"added":"0.01"'

# paid: in time, late, too much; the register as of three days
pay=(capital receive --call HK-001 "${clerk[@]}")
expect 0 "${pay[@]}" --receipt SJ-1 --commitment RJ-1 --occurred 2025-03-15 --amount 300000.00 --bank-ref S1
expect 0 "${pay[@]}" --receipt SJ-2 --commitment RJ-2 --occurred 2025-03-25 --amount 600000.00 --bank-ref S2
out_has CALL_LATE '10 days late (due on 2025-03-15)'
expect 1 "${pay[@]}" --receipt SJ-3 --commitment RJ-2 --occurred 2025-03-25 --amount 90000.02 --bank-ref S3
out_has E_CALL_PAID 90000.01
expect 0 call list --book guidance --as shen.ji --as-of 2025-04-04 --format csv
out_has 'guidance,HK-001,1,2025-03-01,investment,LP-1,LP-1 名,RJ-1,300000.00,300000.00,0.00,2025-03-15,0' \
    'HK-001,1,2025-03-01,investment,LP-2,LP-2 名,RJ-2,690000.01,600000.00,90000.01,2025-03-15,20' \
    'HK-001,1,2025-03-01,investment,GP-1,GP-1 名,RJ-3,10000.00,0.00,10000.00,2025-03-15,20'
expect 0 call list --book guidance --as shen.ji --as-of 2025-03-20 --format csv
out_has 'RJ-2,690000.01,0.00,690000.01,2025-03-15,5'
expect 0 call list --book guidance --as shen.ji --as-of 2025-02-28 --format csv
[ "$(grep -c HK-001 "$tmp/out")" = 0 ] || die "a call before its notice: $(cat "$tmp/out")"
expect 0 call list --book guidance --as shen.ji
out_has '1,000,000.01' '900,000.00' '100,000.01'
grep -q '^Total .*1,000,000.01' "$tmp/out" || die "the sums of the register bear no name: $(cat "$tmp/out")"
expect 0 sql "SELECT number, amount FROM events WHERE event = 'call' AND book = 'guidance'" --as shen.ji --format csv
out_has 'HK-001,100000001'
expect 0 sql "SELECT 业务, 金额 FROM 业务 WHERE 编号 = 'HK-001'" --as shen.ji --format csv
out_has '缴款通知,1000000.01'

# the audit sheet looks at each share whose day has passed: 600,000.00 came late, 90,000.01 and 10,000.00 not at all
late() { # AS_OF: line and findings of 出资逾期 as of that day
    expect 0 report audit --book guidance --as shen.ji --as-of "$1" --format json
    python3 - "$tmp/out" <<'PY'
import json, sys
tables = json.load(open(sys.argv[1]))["tables"]
line = [r for r in tables[0]["rows"] if r["line"] == "PAID_LATE"][0]
found = sorted(r["key"] + " " + r["amount"] for r in tables[1]["rows"] if r["line"] == "PAID_LATE")
print(line["verdict"], line["tested"], line["amount"], line["denominator"], *found)
PY
}
[ "$(late 2025-02-28)" = "NOT_TESTED 0 None None" ] || die "no call, no test: $(late 2025-02-28)"
[ "$(late 2025-03-15)" = "NOT_TESTED 0 0.00 0.00" ] || die "the day due is in time: $(late 2025-03-15)"
[ "$(late 2025-03-16)" = "FOUND 3 700000.01 1000000.01 HK-001|RJ-2 690000.01 HK-001|RJ-3 10000.00" ] || die "$(late 2025-03-16)"
[ "$(late 2025-04-04)" = "FOUND 3 700000.01 1000000.01 HK-001|RJ-2 690000.01 HK-001|RJ-3 10000.00" ] || die "$(late 2025-04-04)"
expect 0 call list --book guidance --as shen.ji --format json
out_has '"overdue_days"' '"unpaid":"90000.01"'
penalty=(penalty receive --call HK-001 --commitment RJ-2 --occurred 2025-04-30 --bank-ref S9 "${clerk[@]}")
expect 0 "${penalty[@]}" --penalty WY-1 --amount 3450.00 --rate 0.05% --base 690000.00 --until 2025-03-25
expect 1 "${penalty[@]}" --penalty WY-2 --amount 1.00 --rate 0.05% --base 690000.02 --until 2025-03-25
out_has E_CALL_TOLD 690000.01

# what was given is compared with what was shown
expect 0 call issue HK-002 --number 2 --notice-date 2025-05-01 --due 2025-05-15 --purpose FEE --document d --amount 400000.00 --dry-run "${clerk[@]}" --format json
shown=$(sed -n 's/.*"shown":"\([0-9a-f]*\)".*/\1/p' "$tmp/out" | head -1)
sign RJ-4 LP-4 lp SOCIAL 1.00 91340600XY90000786
expect 1 call issue HK-002 --number 2 --notice-date 2025-05-01 --due 2025-05-15 --purpose FEE --document d --amount 400000.00 --expect-hash "$shown" "${clerk[@]}"
err_has E_NOT_AS_SHOWN

# a file of calls: each row is decided on what the rows before it left
cat >"$tmp/calls.csv" <<'CSV'
id,期次,日期,到期日,用途,金额,文件
HK-101,11,2025-06-01,2025-06-15,投资,20000000.00,通知甲
HK-102,12,2025-06-02,2025-06-15,管理费,20000000.00,通知乙
HK-103,13,2025-06-03,2025-06-15,费用,0.50,通知丙
CSV
expect 1 import calls "$tmp/calls.csv" "${clerk[@]}"
grep -q 'HK-102.*E_CALL_UNFUNDED' "$tmp/calls.answer.csv" || {
    cat "$tmp"/calls.answer.csv "$tmp/out" "$tmp/err" >&2
    die "the second row asks for more than the first left"
}
expect 0 call list --book guidance --as shen.ji --format csv
out_has HK-101 HK-103
expect 1 call reverse HK-001 --reason 误 "${clerk[@]}"
out_has E_LATER 'capital reverse SJ-'
expect 0 call reverse HK-103 --reason 误 "${clerk[@]}"
expect 0 call list --book guidance --as shen.ji --format csv
[ "$(grep -c HK-103 "$tmp/out")" = 0 ] || die "a call taken back is still in the register"
expect 0 verify

# the fund's limits speak of its first call: of all that is committed
expect 0 book open --code second --kind fund --name 二 --name-en Two --chart fund@1 --opened 2025-01-01 --as guan.li
expect 0 limit adopt "$SRCDIR/policies/limits/$(grep -l first_call "$SRCDIR"/policies/limits/*.yaml | head -1 | xargs basename)" --as gui.ze
rule=$(grep -l first_call "$SRCDIR"/policies/limits/*.yaml | head -1 | xargs basename | sed 's/.yaml//')
expect 0 limit bind XE-1 --book second --limits "$rule" --version 1 --from 2025-01-01 --target 100000.00 --document d --as gui.ze
two=(--book second --as zhi.dan --checker fu.he)
expect 0 commitment sign A-1 --party LP-2 --capacity SOCIAL --signed-on 2025-02-01 --amount 90000.00 --guaranteed N "${two[@]}"
expect 0 commitment sign A-2 --party GP-1 --capacity GP --signed-on 2025-02-01 --amount 10000.00 --guaranteed N "${two[@]}"
first=(call issue H-1 --number 1 --notice-date 2025-03-01 --due 2025-03-15 --purpose INVESTMENT --document d)
expect 1 "${first[@]}" --amount 19999.99 "${two[@]}"
out_has E_LIMIT 'first call' '19999.99 / 100000.00'
expect 0 "${first[@]}" --amount 20000.00 "${two[@]}"
expect 0 call issue H-2 --number 2 --notice-date 2025-04-01 --due 2025-04-15 --purpose FEE --document d --amount 0.01 "${two[@]}"
expect 0 verify

# and of its next ones: they wait until the earlier ones are deployed
cat >"$tmp/NEXT.yaml" <<'YAML'
id: NEXT
version: 1
title: {zh: 分期缴付, en: staged calls}
source: {doc: 合伙协议, clause: 第九条}
valid: {}
limits:
  - {limit: deployed, at_least: 70%, breach: REASON, clause: 前期出资使用达百分之七十}
YAML
expect 0 limit adopt "$tmp/NEXT.yaml" --as gui.ze
expect 0 book open --code third --kind fund --name 三 --name-en Three --chart fund@1 --opened 2025-01-01 --as guan.li
expect 0 limit bind XE-1 --book third --limits NEXT --version 1 --from 2025-01-01 --document 合伙协议 --as gui.ze
three=(--book third --as zhi.dan --checker fu.he)
expect 0 commitment sign A-1 --party LP-2 --capacity SOCIAL --signed-on 2025-02-01 --amount 100000.00 "${three[@]}"
expect 0 call issue H-1 --number 1 --notice-date 2025-03-01 --due 2025-03-15 --purpose INVESTMENT --amount 20000.00 --document d "${three[@]}"
expect 0 capital receive S-1 --commitment A-1 --call H-1 --occurred 2025-03-10 --amount 20000.00 --bank-ref S1 "${three[@]}"
expect 0 deal record T-1 --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2025-03-20 --amount 13999.99 "${three[@]}"
next=(call issue H-2 --number 2 --notice-date 2025-04-01 --due 2025-04-15 --purpose INVESTMENT --amount 30000.00 --document d)
expect 1 "${next[@]}" --dry-run "${three[@]}" --format csv
out_has 'after,13999.99,20000.00,69.9999,>= 70%,-0.01,"broken, refused"' '合伙协议 前期出资使用达百分之七十'
expect 1 "${next[@]}" "${three[@]}"
out_has E_LIMIT_REASON '13999.99 / 20000.00' 'short by 0.01' '合伙协议 前期出资使用达百分之七十'
expect 0 report limits --book third --as shen.ji --format csv
out_has 'earlier calls deployed' 'no next call yet' '13999.99,20000.00'
expect 1 capital receive S-2 --commitment A-1 --call 第二期 --occurred 2025-04-02 --amount 1.00 --bank-ref S2 "${three[@]}"
out_has E_CALL_NEEDED '合伙协议'
expect 0 deal record T-2 --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2025-03-21 --amount 0.01 "${three[@]}"
expect 0 "${next[@]}" --dry-run "${three[@]}" --format csv
out_has 'after,14000.00,20000.00,70.0000,>= 70%,0.00,within'
expect 0 "${next[@]}" "${three[@]}"
expect 0 explain H-2 --book third --as shen.ji
out_has 'earlier calls deployed' '14,000.00' '20,000.00' '合伙协议 前期出资使用达百分之七十' 'called before and not paid' 'instalments payable and not paid'
expect 0 capital receive S-2 --commitment A-1 --call H-2 --occurred 2025-04-02 --amount 30000.00 --bank-ref S2 "${three[@]}"
expect 0 explain S-2 --book third --as shen.ji
out_has 'earlier calls deployed' '14,000.00' '20,000.00'
expect 0 report limits --book third --as shen.ji --format csv
out_has 'no next call yet' '14000.00,50000.00'
expect 0 verify

# bank lines in the analysis database: one row a line that stands, and the sum of the reconciliation
line=(bankline record --book guidance --account 100201)
expect 0 "${line[@]}" DZ-1 --date 2025-06-02 --in 1234.56 --balance 901234.56 --as zhi.dan
expect 0 "${line[@]}" DZ-2 --date 2025-06-03 --out 0.56 --balance 901234.00 --as zhi.dan
expect 0 "${line[@]}" DZ-3 --date 2025-06-04 --in 7.00 --as zhi.dan
expect 0 bankline reverse DZ-3 --book guidance --account 100201 --reason 重复 --as zhi.dan
expect 0 sql "SELECT number, account, day, amount, balance FROM banklines ORDER BY day" --as shen.ji --format csv
out_has 'DZ-1,100201,2025-06-02,123456,90123456' 'DZ-2,100201,2025-06-03,-56,90123400'
expect 0 sql "SELECT count(*) AS n, sum(amount) AS 合计 FROM banklines" --as shen.ji --format csv
out_has '2,123400'
expect 0 report reconcile --book guidance --account 100201 --as shen.ji --as-of 2025-06-30 --format json
out_has '"lines":2' '"book":"1234.56"' '"book":"0.56"'
