#!/bin/bash
# What a clerk gives by mistake: each has one answer that says what is wrong, where, and what to do; all that is wrong with a row is told at
# once; nothing is read as something else.
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
export FUNDPOOL_LANG=zh FUNDPOOL_USER=zhi.dan FUNDPOOL_CHECKER=fu.he
cd "$tmp"
header='投资编号,统一社会信用代码,企业名称,付款日,实付额,摘要'
firm='91340604XY00010150,示例汀兰新能源有限公司'
n=0
refused() { # DAY AMOUNT STATUS WORDS: one deal of a file, refused as this alone
    n=$((n + 1))
    printf '%s\nM-%d,%s,%s,%s,\n' "$header" $n "$firm" "$1" "$2" >"m$n.csv"
    expect 1 import deals "m$n.csv" --book guidance
    err_has "接受 0" "m$n.csv:2:" "$3  " "$4"
}
before=$(records)

# ---- days ----
refused 2026-02-30 1.00 E_DATE_INVALID '日期不存在：2026-02-30'
for day in 2026/2/3 26-2-3 二〇二六年二月三日 2026年2月3日 20260203 2026.2.3 2026-2-3 '2026-02-03 00:00:00' 46056 ２０２６-０２-０３ -; do
    refused "$day" 1.00 E_DATE_FORMAT "$day"'”，应为 YYYY-MM-DD，半角数字'
done
refused '' 1.00 E_MISSING 缺少必填项：付款日
refused 2029-02-03 1.00 E_FUTURE '2029-02-03'

# ---- amounts ----
for amount in 100元 １００ 壹万 一百 ¥100 '(100.00)' 100.00- +100 '1 000' 100万 100% .5 100. —— '#REF!' NaN '"1,234.56"' '"1.234,56"'; do
    refused 2026-02-03 "$amount" E_AMOUNT_FORMAT '只写半角数字和小数点，不带逗号、单位、货币符号和括号'
done
for amount in 1e5 1E+05; do refused 2026-02-03 "$amount" E_EXPONENT 科学计数; done
for amount in -0 0 0.00; do refused 2026-02-03 "$amount" E_AMOUNT_SIGN 冲销不写负数; done
refused 2026-02-03 -100 E_NEGATIVE 冲销不写负数
refused 2026-02-03 0.001 E_AMOUNT_SCALE '最多 2 位'
refused 2026-02-03 '' E_MISSING 缺少必填项：实付额
# an amount that its own comma cuts apart is not the amount in front of the comma
for amount in 1,00 1,000 1,234.56 1,000,00; do refused 2026-02-03 "$amount" E_COLUMNS '应有 6 列'; done
[ "$(records)" -gt "$before" ] || die "no chunk was recorded"
expect 0 report early --book guidance --as shen.ji --format csv
if grep -q '^M-' "$tmp/out"; then die "a mistake was taken: $(grep '^M-' "$tmp/out")"; fi
# where a file ends each of its rows with a comma, and the amount stands before a column of numbers, nothing is cut apart
printf '投资编号,统一社会信用代码,企业名称,付款日,实付额,从业人数\nW-1,%s,2026-02-03,1,100,\nW-2,%s,2026-02-03,2,100,\n' "$firm" "$firm" >wide.csv
expect 0 import deals wide.csv --book guidance
err_has "接受 2"

# ---- other cells: a code, a share, a number with its unit ----
cell() { # STATUS WORDS CODE SHARE PEOPLE
    n=$((n + 1))
    printf '投资编号,统一社会信用代码,企业名称,付款日,实付额,研发占比,从业人数\nM-%d,%s,示例汀兰新能源有限公司,2026-02-03,1.00,%s,%s\n' $n "$3" "$4" "$5" >"m$n.csv"
    expect 1 import deals "m$n.csv" --book guidance
    err_has "接受 0" "$1  " "$2"
}
for code in ９１３４０６０４XY００010150 91340604xy00010150 91340604XY00010151 110101199001011234; do
    cell E_USCC '18 位半角数字和大写字母' "$code" '' ''
done
cell E_EXPONENT 科学计数 1.1E+17 '' ''
for share in '3.1 %' ３.1% 3.1‰ 百分之三 '"3,1%"'; do cell E_NUMBER_FORMAT '比例写成 3.1% 或 0.031' 91340604XY00010150 "$share" ''; done
cell E_RATIO_RANGE '多半漏写百分号：请写 3.1%' 91340604XY00010150 3.1 ''
cell E_NUMBER_FORMAT 不带单位 91340604XY00010150 '' 12人

# ---- what stands beside the rows: a note, a name, a row struck out; a header again ----
{
    echo '2026年2月直投明细表,,,,,' && echo "$header" && echo "N-1,$firm,2026-02-01,1.09,"
    echo '合计,,,,1.09,' && echo '制表人：张三,,,,,' && echo '作废,,,,,' && echo "$header"
} >notes.csv
expect 1 import deals notes.csv --book guidance
err_has "接受 1" "2  E_NOTE_ROW" "notes.csv:5: E_NOTE_ROW  此行只有第 1 列有内容，像是表注、签章或作废行" "notes.csv:7: E_HEADER_ROW"
grep -q '^作废.*拒绝 refused,E_NOTE_ROW,"\?此行只有第 1 列' notes.answer.csv || die "the answer of a note: $(cat notes.answer.csv)"

# ---- files that are none of ours ----
for mark in ， '|'; do
    { echo "$header" && echo "D-1,$firm,2026-02-01,1.09,"; } | sed "s/,/$mark/g" >delimiter.csv
    expect 3 import deals delimiter.csv --book guidance
    err_has E_HEADER '只读出一列：分隔符应为逗号、分号或制表符'
done
printf 'Rar!\032\007\001\000xxxx' >x.csv
expect 3 import deals x.csv --book guidance
err_has E_NOT_CSV '文件类型是“RAR 压缩文件”' 另存为
expect 1 import deals wide.csv --book guidence
err_has E_BOOK '是否为“guidance”'
expect 2 import journals wide.csv --book guidance
err_has '是否为“journal”'

# ---- all that is wrong with a row, in one answer ----
{
    printf '合作银行,贷款合同号,借据号,统一社会信用代码,企业名称,贷款类型,合同金额,放款金额,放款日,到期日,备案日,利率\n'
    printf 'BK-ZZ,HT-2,JJ-2,91340604XY00010151,示例汀兰,信用,3000000.00,3000000.00,2026-01-12,2026-07-12,2026-01-20,3.65%%\n'
    printf 'BK-XC,HT-4,JJ-4,91340604XY00010150,示例汀兰,信用,3000000.00,3000000.00,2029-01-12,2025-07-12,2025-01-20,3.65%%\n'
    printf 'BK-XC,HT-5,JJ-5,91340604XY00010150,示例汀兰,信用,13000000.00,14000000.00,2026-01-12,2029-07-12,2026-01-20,33.65%%\n'
} >loans.csv
expect 0 agreement sign AG-1 --book pool --party BK-XC --signed 2026-01-01 --pack hb-demo --version 1 --from 2024-01-01 --as gui.ze
expect 1 import loans loans.csv --book pool
err_has "loans.csv:2:1: E_PARTY;E_USCC" "loans.csv:3:9: E_FUTURE;E_DATE_ORDER" 'loans.csv:4:8: E_GATE_DISBURSED;E_GATE_WHITELIST' E_GATE_RATE
{
    printf '单据号,业务日期,摘要,科目,借方,贷方,现金流量项目\n'
    printf 'PZ-2,2026-03-01,错科目,9999,100.00,,\nPZ-2,2026-03-01,错科目,8888,,99.00,\n'
    printf 'PZ-5,2029-03-01,将来,6404,100.00,,\nPZ-5,2029-03-01,将来,100201,,100.00,XX\n'
    printf 'PZ-6,2026-03-01,没有金额,6404,,,\nPZ-6,2026-03-01,没有金额,100201,,1.00,OPERATING_OUT\n'
} >entries.csv
expect 1 import journal entries.csv --book guidance
err_has "entries.csv:2:4: E_ACCOUNT;E_UNBALANCED" "entries.csv:3:4: E_ACCOUNT;E_UNBALANCED" "E_FUTURE;E_CASH_FLOW_OUT" 缺少必填项：金额
expect 2 deal record S-1 --book guidance --firm 91340604XY00010151 --firm-name 示例 --paid-date 2026-02-30 --amount 1,00
err_has E_USCC E_DATE_INVALID E_AMOUNT_FORMAT
expect 1 journal post --book guidance --occurred 2026-03-01 --memo 一行 --line "6404 D 1.00"
out_has E_UNBALANCED 凭证至少一借一贷两行
expect 0 verify
