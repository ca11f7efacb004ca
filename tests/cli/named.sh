#!/bin/bash
# How a record is named: by its receipt, its voucher number or the number of its business; and how a refusal names the later record that bars.
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool" fund="--book guidance"
# shellcheck disable=SC2086  # options in variables throughout
{
    post() { # NUMBER AMOUNT
        expect 0 journal post "$1" $fund --occurred 2026-10-1"${2%%.*}" --memo 费 $who --line "6404 D $2" --line "100201 C $2 cash_flow=OPERATING_OUT"
    }
    post PZ-1 1.00
    out_has "receipt 1/1" "voucher 2026-10 记 1"
    post PZ-2 2.00
    post PZ-3 3.00

    # ---- an entry is reversed by whichever of its numbers people have at hand; what is recorded is the receipt ----
    expect 0 journal reverse "2026-10 记 2" $fund --reason 重复 $who
    expect 0 record show 1/4 --as shen.ji
    out_has '"receipt": "1/2"'
    expect 0 journal reverse "2026-10记2" $fund --reason 重复 $who # given again: nothing changes
    out_has "already recorded" "receipt 1/4"
    expect 0 journal reverse 1/2 $fund --reason 重复 $who
    out_has "already recorded" "receipt 1/4"
    expect 0 journal reverse PZ-3 $fund --reason 重复 $who
    expect 0 record show 1/5 --as shen.ji
    out_has '"receipt": "1/3"'
    expect 0 journal reverse 1/1 $fund --reason 重复 $who
    for none in "2026-10 记 99" "2026-11 记 1" "2026-10 付 1" "2026-14 记 1" PZ-9 1/99 2/1; do
        expect 1 journal reverse "$none" $fund --reason 重复 $who
        err_has E_NOT_FOUND "$none"
    done
    unchanged "$(records)"
    expect 0 verify --as shen.ji

    # ---- explain: a voucher, a deal, without its book as well ----
    expect 0 explain "2026-10 记 2" $fund --as shen.ji
    grep -q 'Receipt  *1/2$' "$tmp/out" || die "a voucher is not explained: $(cat "$tmp/out")"
    expect 0 explain "2026-10 记 3" --as shen.ji
    grep -q 'Receipt  *1/3$' "$tmp/out" || die "a voucher is not found without its book"
    expect 1 explain "2026-10 记 77" --as shen.ji
    err_has E_NOT_FOUND "voucher number"
    expect_deal 0 YD-001 2026-11-10 3000000.00
    expect 0 explain YD-001 --as shen.ji
    out_has "Receipt" 3,000,000.00

    # ---- whatever takes a record takes each of its names, word first as well, and leading zeros ----
    same() { # RECEIPT KEY...
        local receipt=$1 key
        shift
        expect 0 record show "$receipt" --as shen.ji --format json
        cp "$tmp/out" "$tmp/shown"
        expect 0 record proof "$receipt" --as shen.ji
        cp "$tmp/out" "$tmp/proof"
        expect 0 log --since "$receipt" --as shen.ji
        cp "$tmp/out" "$tmp/since"
        for key in "$@"; do
            expect 0 record show "$key" --as shen.ji --format json
            cmp -s "$tmp/out" "$tmp/shown" || die "record show $key is not $receipt: $(cat "$tmp/out")"
            expect 0 record proof "$key" --as shen.ji
            cmp -s "$tmp/out" "$tmp/proof" || die "record proof $key is not that of $receipt"
            expect 0 log --since "$key" --as shen.ji
            cmp -s "$tmp/out" "$tmp/since" || die "log --since $key is not that of $receipt"
            expect 0 explain "$key" --as shen.ji
            grep -q "Receipt  *$receipt\$" "$tmp/out" || die "explain $key is not that of $receipt"
        done
    }
    same 1/2 guidance/2 "2026-10 记 2" "2026-10记2" "记-2026-10-0002" "记 2026-10 2" PZ-2
    same 1/7 YD-001
    for key in 1/2 PZ-2 "记-2026-10-2"; do
        expect 0 voucher "$key" --as shen.ji
        out_has "2026-10 记 2"
    done
    for none in 1/99 9/1 nowhere/1 "2026-10 记 99" "记-2026-10" PZ-9 nonsense; do
        for command in "record show" "record proof" explain voucher "log --since"; do
            expect 1 $command "$none" --as shen.ji
            err_has E_NOT_FOUND "$none"
        done
        for command in "record show" "record proof" explain voucher; do
            expect 1 $command "$none" --as shen.ji
            err_has "voucher number"
        done
    done
    expect 1 record show 1/2 --book pool --as shen.ji
    err_has E_NOT_FOUND "1/2"
    # a business whose number looks like a voucher's is found all the same
    expect 0 journal post "HT-2026-10-0002" $fund --occurred 2026-10-20 --memo 费 $who --line "6404 D 4.00" --line "100201 C 4.00 cash_flow=OPERATING_OUT"
    same 1/8 HT-2026-10-0002
    expect 0 journal reverse HT-2026-10-0002 $fund --reason 重复 $who

    # ---- a later record bars: its receipt, its number and the command that takes it back ----
    expect 0 valuation record GZ-1 $fund --firm 91340604XY00010150 --occurred 2026-11-12 --fair-value 3500000.00 --method 参考最近融资价格 --level 2 $who
    later=$(grep -o 'receipt [0-9/]*' "$tmp/out")
    expect 1 deal reverse YD-001 $fund --reason 误记 $who
    out_has E_LATER "($later, valuation reverse GZ-1)"
    expect 1 deal reverse YD-001 $fund --reason 误记 $who --lang zh
    out_has "此后另有业务 估值 GZ-1，须先冲销（回执号 ${later#receipt }，valuation reverse GZ-1）"
    expect 0 valuation reverse GZ-1 $fund --reason 误记 $who
    expect 0 deal reverse YD-001 $fund --reason 误记 $who

    # ---- a pool: contract, IOU and claim by their own numbers ----
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
    loan() { # CONTRACT IOU
        expect 0 loan register $pool --bank BK-XC --contract "$1" --iou "$2" --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 \
            --type 信用 --mode DIRECT --contract-amount 4800000.00 --disbursed 2000000.00 --disbursed-on "$3" --due-on 2027-01-25 \
            --registered-on "$3" --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 \
            --established 2019-11-05 --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N $who
    }
    loan HT-1 JJ-1 2026-03-01
    first=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
    for key in HT-1 JJ-1 "BK-XC|HT-1|JJ-1"; do
        expect 0 explain "$key" --as shen.ji
        grep -q "Receipt  *$first\$" "$tmp/out" || die "explain $key: $(cat "$tmp/out")"
    done
    # two ious of a contract: both are named, none is chosen
    loan HT-1 JJ-2 2026-03-02
    expect 2 explain HT-1 $pool --as shen.ji
    err_has E_AMBIGUOUS "BK-XC|HT-1|JJ-1, BK-XC|HT-1|JJ-2"
    expect 0 explain JJ-2 $pool --as xc.01
    # the same number in two books
    expect_deal 0 ZC-1 2026-11-10 1000000.00
    expect 2 explain ZC-1 --as shen.ji
    err_has E_AMBIGUOUS "guidance, pool" --book
    expect 0 explain ZC-1 $pool --as shen.ji
    out_has 30,000,000.00

    # what was paid of it bars the reversal of a cost
    expect 0 cost accrue FY-1 $pool --party BK-XC --cost-kind 其他 --occurred 2026-04-01 --amount 100.00 --document 合同 $who
    expect 0 payable pay FK-1 $pool --party BK-XC --of COST --occurred 2026-04-02 --amount 99.00 --bank-ref Z9 $who
    later=$(grep -o 'receipt [0-9/]*' "$tmp/out")
    expect 0 payable pay FK-2 $pool --party BK-XC --of COST --occurred 2026-04-03 --amount 1.00 --bank-ref Z10 $who
    expect 0 payment reverse FK-2 $pool --reason 误记 $who # taken back: the other one bars
    expect 1 cost reverse FY-1 $pool --reason 误记 $who
    out_has E_LATER "$later, payment reverse FK-1"
    expect 0 verify --as shen.ji
}
