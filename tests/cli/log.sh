#!/bin/bash
# log: what was recorded, by whom and when; its filters; what an institution's user sees of it.
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect_deal 0 YD-001 2026-11-10 3000000.00
expect_deal 1 YD-001 2026-11-10 3000000.01
expect_deal 0 YD-002 2026-11-11 2000000.00

rows() { # OPTION...: the rows of log as "receipt what key amount by checker result", a refusal by its codes
    expect 0 log --as shen.ji --format csv "$@"
    python3 -c 'import csv,io,sys
t = sys.stdin.read().lstrip("\ufeff")
for r in list(csv.reader(io.StringIO(t)))[1:]:
    print(r[1], r[3], r[4], r[5], r[6], r[7], r[9] or r[8], sep="|")' <"$tmp/out"
}
want() { # TEXT OPTION...: exactly these rows
    local text=$1 got
    shift
    got=$(rows "$@")
    [ "$got" = "$text" ] || die "log $*: got $got; want $text"
}
want '1/1|deal|YD-001|3000000.00|zhi.dan|fu.he|recorded
1/2|record a deal|YD-001|3000000.01|zhi.dan||E_KEY_CHANGED
1/3|deal|YD-002|2000000.00|zhi.dan|fu.he|recorded' --book guidance --since 1/0
want '1/2|record a deal|YD-001|3000000.01|zhi.dan||E_KEY_CHANGED' --kind command.refused
want '1/2|record a deal|YD-001|3000000.01|zhi.dan||E_KEY_CHANGED' --kind 拒绝
want '1/1|deal|YD-001|3000000.00|zhi.dan|fu.he|recorded
1/3|deal|YD-002|2000000.00|zhi.dan|fu.he|recorded' --by fu.he
want '1/3|deal|YD-002|2000000.00|zhi.dan|fu.he|recorded' --book guidance --last 1
err_has ''
[ "$(rows --last 1000 | wc -l)" -eq "$(records)" ] || die "log does not show every record"

# what became of it is told in words, the codes stand beside it for programs
expect 0 log --as shen.ji --kind 拒绝 --lang zh
out_has 不予受理 "已登记，但" "与原记录不一致"
expect 0 log --as shen.ji --kind 拒绝 --format json
python3 - "$tmp/out" <<'PY'
import json, sys
row = json.load(open(sys.argv[1], encoding="utf-8"))["tables"][0]["rows"][0]
assert row["result"] == "REFUSED" and row["codes"] == "E_KEY_CHANGED", row
PY

# amounts: of an entry by hand what it debits, of a reversal what is taken back
expect 0 journal post PZ-1 --book guidance --occurred 2026-11-10 --memo 费 --as zhi.dan --checker fu.he \
    --line "6404 D 7.25" --line "100201 C 7.25 cash_flow=OPERATING_OUT"
expect 0 deal reverse YD-002 --book guidance --reason 误记 --as zhi.dan --checker fu.he
want '1/4|journal entry|PZ-1|7.25|zhi.dan|fu.he|recorded
1/5|deal reversed|YD-002|2000000.00|zhi.dan|fu.he|recorded' --book guidance --last 2

# of an import: each deal, and what became of the rows
deals_csv 3 >"$tmp/deals.csv"
expect 0 import deals "$tmp/deals.csv" --book guidance --as zhi.dan --checker fu.he
rows --book guidance --last 1 | grep -q 'accepted 3, already recorded 0, refused 0' || die "the rows of an import are not told"

# a bank's user sees what concerns his bank alone
expect 0 log --as xc.01 --format csv
[ "$(tail -n +2 "$tmp/out" | grep -vc 'BK-XC\|xc.01')" -eq 0 ] || die "a bank's user sees more than his bank's"

expect 1 log --as shen.ji --since tomorrow
err_has YYYY-MM-DD
expect 1 log --as shen.ji --kind nothing
err_has "help events" nothing
expect 1 log --as shen.ji --book nothing
err_has E_BOOK
expect 2 log --as shen.ji --last 0
expect 1 log --as shen.ji --since 1/999

# ---- since a checkpoint: of each book what came after it, whatever the file's line endings; another ledger's is an error ----
"$fp" checkpoint show | sed 's/$/\r/' >"$tmp/then.txt"
expect 0 log --since "$tmp/then.txt" --as shen.ji --format csv
[ "$(grep -c . "$tmp/out")" -eq 1 ] || die "something after the newest checkpoint: $(cat "$tmp/out")"
expect 0 journal post PZ-SINCE --book guidance --occurred 2026-11-10 --memo 费 --as zhi.dan --checker fu.he \
    --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
expect 0 log --since "$tmp/then.txt" --as shen.ji --format csv
[ "$(grep -c PZ-SINCE "$tmp/out") $(grep -c . "$tmp/out")" = "1 2" ] || die "after a checkpoint: $(cat "$tmp/out")"
sed '1s/.*/other.example/' "$tmp/then.txt" >"$tmp/other.txt"
expect 1 log --since "$tmp/other.txt" --as shen.ji
err_has E_OTHER_LEDGER other.example
printf 'x\n' >"$tmp/bad.txt"
expect 3 log --since "$tmp/bad.txt" --as shen.ji
err_has "bad.txt:"

# ---- a pool: what was claimed, decided and paid bears its amount, whichever way the command says it ----
# shellcheck disable=SC2086  # options in variables
{
    who="--as zhi.dan --checker fu.he" pool="--book pool"
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 measure record prior_year_balance $pool --party BK-XC --date 2025-12-31 --amount 30000000.00 --as zhi.dan
    expect 0 measure record bank_deposit $pool --party BK-XC --date 2026-06-30 --amount 20000000.00 --as zhi.dan
    expect 0 measure record guarantee_fees $pool --party BK-XC --date 2026-06-30 --amount 900000.00 --as zhi.dan
    for n in 1 2; do
        expect 0 loan register $pool --bank BK-XC --contract XC-$n --iou XC-$n-01 --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 \
            --type 信用 --mode DIRECT --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 \
            --registered-on 2026-03-01 --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 \
            --established 2019-11-05 --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N $who
    done
    expect 0 loan repay $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --instalment 01 --occurred 2026-06-20 --amount 4000000.00 $who
    expect 0 loan repay $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --instalment 02 --occurred 2026-06-21 --amount 100000.00 $who
    expect 0 repayment reverse $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --instalment 02 --reason 误记他户 $who
    expect 0 claim submit $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --claim-no XC-01 --claim-date 2026-11-18 --overdue-days 85 \
        --five-class 次级 --litigation 法院受理 --repaid 4000000.00 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 \
        --docs 补偿申请表、法院受理通知书 --as xc.01
    expect 1 claim approve XC-01 $pool --expect 1.00 --as shen.pi
    expect 0 claim approve XC-01 $pool --expect 320000.00 --as shen.pi
    expect 0 log --as shen.ji --book pool --last 5 --lang zh
    cut -c1-400 "$tmp/out" >"$tmp/seen"
}
holds "$tmp/seen" "受理补偿申请  BK-XC XC-1 XC-1-01 XC-01  320,000.00" "核定补偿      BK-XC|XC-1|XC-1-01|XC-01  320,000.00" \
    "还款冲销      BK-XC XC-1 XC-1-01 02     100,000.00" "不予受理：金额与预期不一致：现为 320000.00"
expect 0 log --as shen.ji --book pool --last 99 --lang zh
out_has "上年末贷款余额 BK-XC 2025-12-31" 4,800,000.00

# ---- a bank finds the files that its own users gave, and what was refused of them; another bank does not ----
expect 0 party register BK-LJ --uscc 91340600XY00001771 --name 示例龙脊银行 --kind bank --as zhi.dan
expect 0 user enrol lj.01 --name 龙脊经办 --roles bank --party BK-LJ --as guan.li
expect 0 user enrol xc.02 --name 相城二号 --roles bank --party BK-XC --as guan.li
"$fp" import templates loans --lang zh | sed '2,$s/示例-HT-/XC-9/' >"$tmp/own-rows.csv"
expect 1 import loans "$tmp/own-rows.csv" --book pool --as xc.01 --checker fu.he
for user in xc.01 xc.02 lj.01; do
    expect 0 log --book pool --as $user --format csv
    cp "$tmp/out" "$tmp/log.$user"
    "$fp" find own-rows.csv --as $user --format csv >"$tmp/find.$user" 2>&1 || true
done
for user in xc.01 xc.02; do
    holds "$tmp/log.$user" own-rows.csv "refused 2"
    grep -q "^.\{0,3\}import,.*own-rows.csv" "$tmp/find.$user" || { cat "$tmp/find.$user"; die "$user does not find his bank's own file"; }
done
! grep -q "own-rows.csv\|refused 2" "$tmp/log.lj.01" "$tmp/find.lj.01" || die "a bank sees another's file"
# nor does it find there is one by its number
receipt=$(grep own-rows.csv "$tmp/log.xc.01" | grep -o '2/[0-9]*' | head -n 1)
expect 1 record show "$receipt" --as lj.01
err_has E_NOT_FOUND
expect 0 record show "$receipt" --as xc.02
