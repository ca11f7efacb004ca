#!/bin/bash
# A body, a salt, a leaf or a tile changed with another tool, the guards put back: every command either does not meet it and works, or leaves
# with 4 and names the book and seq, in both languages. What it prints is then what it printed of the whole ledger.
# timeout: 600
. "$SRCDIR/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "skip: no sqlite3"; exit 77; }
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool"
loan="--bank BK-XC --contract XC-1 --iou XC1-01"
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 opening post --book guidance --occurred 2025-01-01 --memo 启用余额 --line "100201 借 300000000.00" --line "400101 贷 300000000.00 party=F-SHI" $who
    deals_csv 300 >"$tmp/deals.csv"
    printf 'D-X,,无代码,2026-02-30,x\n' >>"$tmp/deals.csv"
    expect 1 import deals "$tmp/deals.csv" --book guidance $who
    expect 0 journal post D-1 --book guidance --occurred 2026-11-10 --memo 托管费 --line "6404 D 1000.00" --line "100201 C 1000.00 cash_flow=OPERATING_OUT" $who
    voucher=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 measure record prior_year_balance $pool --party BK-XC --date 2025-12-31 --amount 30000000.00 --as zhi.dan
    expect 0 measure record bank_deposit $pool --party BK-XC --date 2026-06-30 --amount 20000000.00 --as zhi.dan
    expect 0 measure record guarantee_fees $pool --party BK-XC --date 2026-06-30 --amount 900000.00 --as zhi.dan
    expect 0 loan register $pool $loan --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 --type 信用 --mode DIRECT \
        --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 --registered-on 2026-03-01 \
        --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05 \
        --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N $who
    expect 0 claim submit $pool $loan --claim-no XC-01 --claim-date 2026-11-18 --overdue-days 85 --five-class 次级 --litigation 法院受理 \
        --repaid 0 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 --docs 补偿申请表、法院受理通知书 --as xc.01 --format json
}
claim=$(python3 -c 'import json,sys; r=json.load(sys.stdin)["tables"][0]["rows"][0]; print(r["receipt"], r["amount"])' <"$tmp/out")
amount=${claim#* } claim=${claim% *}
expect 0 verify
"$fp" checkpoint show >"$tmp/checkpoints"
cp "$FUNDPOOL_LEDGER" "$tmp/whole.fpl"
deals_csv 3 301 >"$tmp/more.csv"

# What is tried, one a line, the words as the shell splits them. Those that read take the file as it is, one after the other, and leave
# it as it was; the others get a copy each.
cat >"$tmp/reads" <<COMMANDS
verify
verify --evidence
verify --state
verify --against $tmp/checkpoints
checkpoint show
book list --as shen.ji
party list --as shen.ji
pack list --as shen.ji
profile list --as shen.ji
tolerance list --as shen.ji
report balance --book guidance --as shen.ji
report balance --book pool --by-party --known-by 2026-11-20T10:00:01 --as shen.ji
report balance --book guidance --known-by 2026-11-20T10:00:01 --as shen.ji
report statement --book guidance --account 100201 --as shen.ji
report early --as shen.ji
report early --as-of 2026-06-30 --as shen.ji
report pool --book pool --as shen.ji
report pool --book pool --as-of 2026-06-30 --as shen.ji
report claims --book pool --as shen.ji
report claims --book pool --as xc.01
report loans --book pool --as shen.ji
report loans --book pool --as-of 2026-06-30 --as shen.ji
report takeon --book guidance --as shen.ji
export --to hledger --book guidance --as shen.ji
export --to ledger --book pool --as shen.ji
export --to beancount --book guidance --as shen.ji
record show 0/0 --as shen.ji
record show 1/1 --as shen.ji
record show 1/300 --as shen.ji --format json
record show $claim --as shen.ji
record show $claim --as xc.01
explain $claim --as shen.ji
explain 1/20 --as shen.ji
explain $voucher --as shen.ji
COMMANDS
cat >"$tmp/writes" <<COMMANDS
rebuild --as guan.li
copy $tmp/answer.copy --as shen.ji
import deals $tmp/deals.csv --book guidance $who
import deals $tmp/deals.csv --book guidance --again $who
import deals $tmp/more.csv --book guidance $who
import deals $tmp/more.csv --book guidance --dry-run $who
deal record D-000020 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-02-02 --amount 1020.20 --is-transfer Y $who
deal record D-NEW --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-02-02 --amount 1020.20 --is-transfer Y --request rq-1 $who
deal reverse D-000020 --book guidance --reason 冲销 $who
deal reverse D-000300 --book guidance --reason 冲销 --dry-run $who
journal post D-2 --book guidance --occurred 2026-11-10 --memo 托管费 --line 6404_D_1000.00 $who
journal reverse $voucher --book guidance --reason 冲销 $who
period close 2025-01 --book guidance --as fu.he
loan repay --book pool $loan --instalment 01 --occurred 2026-06-20 --amount 40000.00 $who
claim approve $claim --book pool --expect $amount --as shen.pi
claim approve $claim --book pool --expect $amount --as shen.pi --dry-run
claim withdraw $claim --book pool --as xc.01
party register P-NEW --name 新 --kind lp --as zhi.dan
chart adopt $SRCDIR/policies/charts/pool.yaml --as gui.ze
pack adopt $SRCDIR/examples/huaibei/pack-hb-demo.yaml --as gui.ze
book open second --kind fund --name 二号 --name-en Second --chart fund@1 --opened 2025-01-01 --as guan.li
COMMANDS

# One command on the ledger "$tmp/one.fpl": $got, $out, $err. There are hundreds of them, so nothing but the program is started for one.
ulimit -t 60
run_one() { # LEDGER I
    local -a words
    read -r -a words <<<"${commands[$2]}"
    [ "$2" -lt "$reads" ] || fresh "$1"
    got=0
    [ ! -e "$tmp/one.fpl.verified" ] || rm "$tmp/one.fpl.verified" # which verify leaves where it passes
    "$fp" --ledger "$tmp/one.fpl" "${words[@]}" >"$tmp/out" 2>"$tmp/err" </dev/null || got=$?
    slurp "$tmp/out" && out=$text
    slurp "$tmp/err" && err=$text
}
fresh() { # LEDGER: the ledger as it is, and nothing beside it
    local name beside=()
    for name in "$tmp"/one.fpl-* "$tmp"/one.fpl.* "$tmp"/answer.copy "$tmp"/*.result.csv "$tmp"/*.answers.csv "$tmp"/*.结果.csv; do
        [ ! -e "$name" ] || beside+=("$name")
    done
    [ ${#beside[@]} -eq 0 ] || rm -f "${beside[@]}"
    cp "$1" "$tmp/one.fpl"
}
each() { # LEDGER COMMANDS JUDGE...: JUDGE is called after each of the first COMMANDS with its number
    local ledger=$1 most=$2 i
    shift 2
    fresh "$ledger"
    for ((i = 0; i < most; i++)); do
        [ "$i" -ne "$reads" ] || cmp "$ledger" "$tmp/one.fpl" || die "$ledger: a command that reads has changed it"
        run_one "$ledger" "$i"
        "$@" "$i"
    done
}

# What the whole ledger answers, exit code and standard output: a damaged one answers the same, or 4.
mapfile -t commands < <(cat "$tmp/reads" "$tmp/writes")
reads=$(wc -l <"$tmp/reads") whole_out=() whole_code=()
keep() { # I
    whole_out[$1]=$out whole_code[$1]=$got
    case $got in 0 | 1 | 2) ;; *) die "the whole ledger: exit $got: ${commands[$1]}: $err" ;; esac
}
each "$tmp/whole.fpl" ${#commands[@]} keep

judge() { # NAME BOOK SEQ I
    local command=${commands[$4]}
    local place='book [0-9]+ (seq [0-9]|tile [0-9]+/[0-9])|table [a-z]*: row' this="book $2 seq $3"'([^0-9]|$)|seq [0-9]+ to [0-9]'
    [ "$command" != verify ] || [ "$got" = 4 ] || die "$1: verify does not find it"
    if [ "$got" = 4 ]; then
        met=$((met + 1))
        [[ $err =~ $place ]] || die "$1: no book and seq: $command: $err"
        [[ $command == verify* || $err =~ $this ]] || die "$1: not book $2 seq $3: $command: $err"
    elif [ "$got" != "${whole_code[$4]}" ]; then
        die "$1: exit $got, of the whole ledger ${whole_code[$4]}: $command: $err"
    elif [ "$out" != "${whole_out[$4]}" ]; then
        die "$1: answers another thing: $command: $out"
    fi
}
damage() { # NAME SQL BOOK SEQ LEAST [COMMANDS]: a copy of the whole ledger with the change, its guards as they were
    local most=${6:-${#commands[@]}}
    cp "$tmp/whole.fpl" "$tmp/$1.fpl"
    sqlite3 "$tmp/$1.fpl" "SELECT sql || ';' FROM sqlite_master WHERE type = 'trigger'" >"$tmp/guards.sql"
    sqlite3 "$tmp/$1.fpl" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'" >"$tmp/drop.sql"
    { cat "$tmp/drop.sql"; printf '%s;\n' "$2"; cat "$tmp/guards.sql"; } | sqlite3 "$tmp/$1.fpl"
    met=0
    each "$tmp/$1.fpl" "$most" judge "$1" "$3" "$4"
    printf '%s: met by %s of %s commands\n' "$1" "$met" "$most"
    [ "$met" -ge "$5" ] || die "$1: met by $met commands, expected $5"
}
opening() { echo "$(($1 << 44 | $2 << 8))"; }
record() { echo "$(($1 << 36 | $2))"; }
flip() { # COLUMN AT: that byte turned by one bit
    echo "CAST(substr($1, 1, $2 - 1) || CASE substr($1, $2, 1) WHEN x'31' THEN x'30' ELSE x'31' END || substr($1, $2 + 1) AS BLOB)"
}
seq=${claim#*/} vseq=${voucher#*/}
only="$*" # some of the changes, by name; under a sanitizer those where other bytes are parsed
[ "${FPL_VARIANT:-plain}" = plain ] || only=${only:-body no_json empty registry}
try() { case " ${only:-$1} " in *" $1 "*) damage "$@" ;; esac; }
# A second way of being wrong at the same record (its salt instead of its bytes, a leaf that still reads well) is told by the same comparison in
# ledger/journal/stored.c: those that write meet it by the first way, those that read by each.
try body "UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), '102020', '102021') AS BLOB) WHERE id = $(opening 1 22)" 1 22 4
try no_json "UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), '{', '[') AS BLOB) WHERE id = $(opening 1 "$vseq")" 1 "$vseq" 4
try empty "UPDATE opening SET bytes = x'' WHERE id = $(opening 2 "$seq")" 2 "$seq" 4
try gone "DELETE FROM opening WHERE id = $(opening 2 "$seq")" 2 "$seq" 4
try salt "UPDATE opening SET salt = $(flip salt 3) WHERE id = $(opening 2 "$seq")" 2 "$seq" 4 "$reads"
try leaf "UPDATE record SET c = $(flip c 20) WHERE id = $(record 1 20)" 1 20 4
try leaf_t "UPDATE record SET t = t - 1000000000 WHERE id = $(record 1 20)" 1 20 4 "$reads"
try leaf_e "UPDATE record SET e = 'deal.reversed' WHERE id = $(record 1 20)" 1 20 4 "$reads"
try leaf_no "UPDATE record SET c = x'' WHERE id = $(record 1 20)" 1 20 4
try leaf_uid "UPDATE record SET uid = zeroblob(16) WHERE id = $(record 1 0)" 1 0 20
try leaf_tail "UPDATE record SET t = t - 1000000000 WHERE id = $(record 2 "$seq")" 2 "$seq" 4
try leaf_gone "DELETE FROM record WHERE id = $(record 1 20)" 1 20 4
try tile "UPDATE tile SET hashes = $(flip hashes $((20 * 32 + 1))) WHERE book = 1 AND level = 0 AND idx = 0" 1 20 2
try identity "UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), 'CNY', 'USD') AS BLOB) WHERE id = $(opening 1 0)" 1 0 20
try registry "UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), '480', '481') AS BLOB) WHERE id = $(opening 0 0)" 0 0 50
try registry_salt "UPDATE opening SET salt = zeroblob(32) WHERE id = $(opening 0 0)" 0 0 30 "$reads"

# Both languages name the place.
[ -z "$only" ] || exit 0
FUNDPOOL_LANG=zh expect 4 --ledger "$tmp/body.fpl" record show 1/22 --as shen.ji
err_has 账本内容与存证不一致 "does not match its evidence" "book 1 seq 22" E_TAMPERED
err_has "账本内容与存证不一致：账套 1 记录 22"
out_empty
