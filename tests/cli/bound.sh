#!/bin/bash
# A dry run of a command that binds a rule shows what the rule says of the fund now: the verdict before and under it, with numerator and
# denominator, and what fails. The figures are reckoned by hand; bound, the report says the same.
# shellcheck disable=SC2046 # words of a command line
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
book="--book guidance"
expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
expect 0 party register GL --name 示例管理人 --kind gp --uscc 91340600XY9000043K --as zhi.dan
sed 's/^id: HUBEI/id: STRICT/; s/tau: 50%/tau: 20%/' "$SRCDIR/policies/loss/HUBEI.yaml" >"$tmp/strict.yaml"
for rule in "$SRCDIR/policies/loss/HUBEI.yaml" "$tmp/strict.yaml"; do
    expect 0 tolerance adopt "$rule" --as gui.ze
done
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 commitment sign RJ-1 $book --party F-SHI --capacity GUIDANCE --level CITY --signed-on 2025-02-01 --amount 100000000.00 $who
    expect 0 capital receive SJ-1 $book --commitment RJ-1 --call 1 --occurred 2025-03-01 --amount 50000000.00 --bank-ref L1 $who
    deal_of() { # ID FIRM NAME AMOUNT IS_TRANSFER
        expect 0 deal record "$1" $book --firm "$2" --firm-name "$3" --paid-date 2025-04-01 --amount "$4" --is-transfer "$5" --achievement 皖科成2025001 $who
    }
    deal_of D-1 91340604XY00010150 示例汀兰新能源有限公司 30000000.00 Y
    deal_of D-2 91340602XY0000098D 示例鹿鸣微电子有限公司 10000000.00 N
    rows() { # TABLE: when, and the columns asked for, of each row of that table
        local table=$1
        shift
        python3 - "$tmp/out" "$table" "$@" <<'PY'
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
table = next(t for t in report["tables"] if t["table"] == sys.argv[2])
for row in table["rows"]:
    print("|".join("" if row[column] is None else str(row[column]) for column in sys.argv[3:]))
print("notes", *sorted(set(table["notes"]) - {"TRIAL"}))
PY
    }
    shows() { # TABLE COLUMNS WANTED
        local got
        got=$(rows "$1" $2)
        [ "$got" = "$3" ] || die "$1: $got, wanted: $3"
    }
    dry() { expect 0 "$@" $book --as gui.ze --dry-run --format json; }

    # ---- early: 30 of 40 million is 75 %; to 80 % it lacks 10 million, for 40 of 50 is 80 % ----
    early() { # ID THRESHOLD FROM
        echo early bind "$1" --profile TRANSFER --version 1 --from "$3" --basis B1 --followon REASSESS --threshold "$2" --document 办法
    }
    dry $(early ZB-1 50% 2025-01-01)
    shows rule "when binding numerator denominator verdict shortfall" "before|NONE||||
after|ZB-1|30000000.00|40000000.00|PASS|0.00
notes text_expired"
    expect 0 $(early ZB-1 50% 2025-01-01) $book --as gui.ze
    dry $(early ZB-2 80% 2026-01-01)
    shows rule "when binding numerator denominator verdict shortfall" "before|ZB-1|30000000.00|40000000.00|PASS|0.00
after|ZB-2|30000000.00|40000000.00|FAIL|10000000.00
notes text_expired"
    dry $(early ZB-4 80% 2024-06-01) # the one in force begins later
    shows rule "when binding verdict" "before|ZB-1|PASS
after|ZB-1|PASS
notes HELD_BY_ANOTHER text_expired"

    expect 0 report early $book --history --as-of 2025-08-01 --as shen.ji --format json # each quarter by the rule of its last day
    shows by_quarter "date binding numerator denominator verdict" "2025-06-30|ZB-1|30000000.00|40000000.00|PASS
2025-08-01|ZB-1|30000000.00|40000000.00|PASS
notes RULE_OF_THEN"
    expect 0 report early --history --as-of 2025-08-01 --as shen.ji --format json # of all funds there is none
    ! grep -q by_quarter "$tmp/out" || die "quarters of no one book"

    # ---- reinvestment: 1.5 x 50 million = 75 million, 20 recognised ----
    expect 0 reinvest recognise FT-1 $book --firm 91340604XY00010150 --situation REGISTERED --occurred 2025-06-01 --amount 20000000.00 --document 认定 $who
    bind_reinvest() { echo reinvest bind "$1" --from 2025-01-01 --times "$2" --base PAID_IN --affiliates N --document 协议; }
    dry $(bind_reinvest FT-1 0.4)
    shows reinvest "when binding recognised required short verdict" "before|NONE||||
after|FT-1|20000000.00|20000000.00|0.00|PASS
notes"
    expect 0 $(bind_reinvest FT-1 0.4) $book --as gui.ze
    dry $(bind_reinvest FT-2 1.5)
    shows reinvest "when binding recognised required short verdict" "before|FT-1|20000000.00|20000000.00|0.00|PASS
after|FT-2|20000000.00|75000000.00|55000000.00|FAIL
notes"

    # ---- waterfall: carry of one million paid while no capital was returned is to be clawed back whole ----
    bind_waterfall() { echo waterfall bind "$1" --from 2025-01-01 --hurdle "$2" --growth SIMPLE --catch-up 100% --carry 20% --document 协议; }
    dry $(bind_waterfall PB-1 8%)
    shows waterfall "when binding paid_in carried clawback verdict" "before|NONE||||
after|PB-1|50000000.00|0.00|0.00|KEPT
notes"
    expect 0 carry declare YJ-1 $book --kind CARRY --payee GL --occurred 2025-12-31 --amount 1000000.00 --document 协议 $who
    expect 0 due settle FK-1 $book --of CARRY --event YJ-1 --occurred 2026-01-05 --amount 1000000.00 --bank-ref L9 $who
    expect 0 $(bind_waterfall PB-1 8%) $book --as gui.ze
    dry $(bind_waterfall PB-2 6%)
    shows waterfall "when binding paid_in carried clawback verdict" "before|PB-1|50000000.00|1000000.00|1000000.00|CLAWBACK
after|PB-2|50000000.00|1000000.00|1000000.00|CLAWBACK
notes"

    # ---- loss tolerance: 10 of 40 million are lost ----
    expect 0 writeoff record HX-1 $book --firm 91340602XY0000098D --occurred 2026-03-31 --ground BANKRUPTCY --recovered 0 --approval 决议 --evidence "$(printf '0%.0s' {1..64})" $who
    bind_tolerance() { echo tolerance bind "$1" --rule "$2" --version 1 --from 2025-01-01 --class GUIDANCE --document 协议; }
    levels() { rows tolerance when level loss denominator verdict excess headroom | grep -E 'NONE|FUND|notes'; }
    dry $(bind_tolerance SY-1 HUBEI)
    [ "$(levels)" = "before|NONE|||||
after|FUND|10000000.00|40000000.00|PASS|0.00|10000000.00
notes" ] || die "tolerance: $(levels)"
    expect 0 $(bind_tolerance SY-1 HUBEI) $book --as gui.ze
    dry $(bind_tolerance SY-2 STRICT) # 10 of 40 is 25 %; 20 % is 8
    [ "$(levels)" = "before|FUND|10000000.00|40000000.00|PASS|0.00|10000000.00
after|FUND|10000000.00|40000000.00|FAIL|2000000.00|0.00
notes BROKEN_UNDER" ] || die "tolerance: $(levels)"
    expect 0 $(bind_tolerance SY-2 STRICT) $book --as gui.ze
    expect 0 report tolerance $book --as shen.ji --format json
    [ "$(rows tolerance level verdict excess | grep FUND)" = "FUND|FAIL|2000000.00" ] || die "bound, the report says something else"
    # nothing of it is recorded, and people read it too
    n=$(records)
    FUNDPOOL_LANG=zh expect 0 $(bind_tolerance SY-3 HUBEI) $book --as gui.ze --dry-run
    out_has "容错率：现行与适用后" "适用后" "超限" "未超"
    unchanged "$n"
    expect 0 verify
}
