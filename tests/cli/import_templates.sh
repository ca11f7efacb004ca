#!/bin/bash
# import templates: each kind of file has one, and its example rows import as they are, in the order of the list; users, books and
# agreements can be imported; a rehearsal says the same and records nothing.
# timeout: 600
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect 0 chart adopt "$SRCDIR/policies/charts/fiscal.yaml" --as gui.ze
expect 0 tolerance adopt "$SRCDIR/policies/loss/HB_READING.yaml" --as gui.ze
expect 0 limit adopt "$SRCDIR/policies/limits/GZ_DEV_ZONE.yaml" --as gui.ze

templates=0
take() { # WHAT BOOK ACTOR [CHECKER [OPTION...]]: rehearsed, imported, every row accepted
    local what=$1 book=$2 actor=$3 checker=${4:-} n text
    shift "$(($# < 4 ? $# : 4))"
    local options=(--as "$actor" "$@")
    [ -z "$book" ] || options+=(--book "$book")
    [ -z "$checker" ] || options+=(--checker "$checker")
    expect 0 import templates "$what"
    [ -e "$tmp/$what.csv" ] || cp "$tmp/out" "$tmp/$what.csv"
    if [ "${FPL_VARIANT:-plain}" = plain ] || [ "$templates" -eq 0 ]; then # a rehearsal is the import on a copy: once under a sanitizer
        n=$(records)
        expect 0 import "$what" "$tmp/$what.csv" "${options[@]}" --dry-run
        err_has "rehearsal" "refused 0, deferred 0"
        unchanged "$n"
        slurp "$tmp/$what.rehearsal.csv"
        case $what in # loans of the past are told to be entered late; nothing is left for the claim, beside the measures that nobody has recorded
        loans) noted=LATE ;;
        claims) noted=ZERO_PROVISIONAL ;;
        *) noted=,,, ;;
        esac
        [[ $text == *"试算 rehearsal: 接受 accepted,$noted"* ]] || die "the rehearsal of $what is not marked"
    fi
    expect 0 import "$what" "$tmp/$what.csv" "${options[@]}"
    err_has "refused 0, deferred 0"
    slurp "$tmp/err"
    [[ $text != *未使用* ]] || die "columns of the template of $what are not used"
    rm "$tmp/$what.csv"
    templates=$((templates + 1))
}
take users "" guan.li
take books "" guan.li
take parties "" zhi.dan
take agreements pool gui.ze
take whitelist pool zhi.dan
take contributions pool zhi.dan fu.he
take interest pool zhi.dan fu.he
take interest-reversals pool zhi.dan fu.he
for what in receivables receivable-reversals surpluses surplus-reversals costs payments payment-reversals cost-reversals transfers \
    transfer-reversals; do
    take "$what" pool zhi.dan fu.he
done
take measures pool zhi.dan
take openings guidance zhi.dan fu.he
take journal guidance zhi.dan fu.he
take banklines guidance zhi.dan
take bankline-reversals guidance zhi.dan
for what in commitments commitment-reversals releases release-reversals lp-transfers lp-reversals calls call-reversals capital capital-reversals \
    penalties penalty-reversals tranches deals cancellations cancellation-reversals tranche-reversals instalments instalment-reversals conversions \
    conversion-reversals redemptions redemption-reversals refunds refund-reversals valuations valuation-reversals dividends dividend-reversals exits exit-reversals writeoffs \
    duty-cases recoveries recovery-reversals writeoff-reversals distributions deliveries delivery-reversals distribution-reversals taxes tax-reversals \
    results result-reversals fees fee-reversals reserves covers cover-reversals reserve-reversals carries withholdings withholding-reversals \
    carry-reversals clawbacks clawback-reversals recognitions revocations revocation-reversals recognition-reversals settlements settlement-reversals \
    fund-descriptions extensions extension-reversals subfunds subfund-reversals lookthrough lookthrough-reversals underlyings underlying-reversals \
    baddebts collections collection-reversals baddebt-reversals liquidations liquidation-reversals; do
    take "$what" guidance zhi.dan fu.he
done
# what the investment company hands in; what fees took of principal; the last days of a fund: each in a book of its own
expect 0 chart adopt "$SRCDIR/policies/charts/company.yaml" --as gui.ze
expect 0 book open --code city --kind company --name 市产投 --name-en City --chart company@1 --opened 2025-01-01 --as guan.li
expect 0 opening post QC-1 --book city --occurred 2025-01-01 --memo 启用 --line "100202 D 100.00" --line "410415 C 100.00" --as zhi.dan --checker fu.he
for what in remittances remittance-reversals remitted-payments remitted-reversals; do
    take "$what" city zhi.dan fu.he
done
expect 0 book open --code fees --kind fund --name 费用 --name-en Fees --chart fund@1 --opened 2025-01-01 --as guan.li
take fee-bindings fees gui.ze
ofees=(--book fees --as zhi.dan --checker fu.he)
expect 0 fee accrue FY-9 --kind CUSTODY --occurred 2026-09-01 --amount 5.00 "${ofees[@]}"
expect 0 due settle SF-9 --of FEE --event FY-9 --occurred 2026-09-02 --amount 5.00 --bank-ref SL9 "${ofees[@]}"
expect 0 deal record KC-9 --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-09-02 --amount 1.00 "${ofees[@]}"
expect 0 dividend record GL-9 --firm 91340604XY00010150 --occurred 2026-09-03 --amount 21.00 --paid RECEIVED --bank-ref SL8 "${ofees[@]}"
for what in refills refill-reversals; do
    take "$what" fees zhi.dan fu.he
done
expect 0 book open --code ended --kind fund --name 清算 --name-en Ended --chart fund@1 --opened 2025-01-01 --as guan.li
wound=(--book ended --as zhi.dan --checker fu.he)
for n in 1 3; do
    partner=(--party BK-SL --capacity SOCIAL)
    [ "$n" = 1 ] || partner=(--party F-SL --capacity GUIDANCE --level CITY)
    expect 0 commitment sign "示例-RJ-00$n" "${partner[@]}" --signed-on 2026-01-05 --amount 1000.00 "${wound[@]}"
    expect 0 capital receive "SJ-$n" --commitment "示例-RJ-00$n" --occurred 2026-01-10 --amount 1000.00 --bank-ref "SL1$n" "${wound[@]}"
    expect 0 distribution declare "FP-$n" --commitment "示例-RJ-00$n" --occurred 2026-08-10 --amount 1000.00 --source RETURN_OF_CAPITAL "${wound[@]}"
    expect 0 due settle "SF-$n" --of DISTRIBUTION --event "FP-$n" --occurred 2026-08-11 --amount 1000.00 --bank-ref "SL2$n" "${wound[@]}"
done
expect 0 liquidation begin QS-1 --occurred 2026-08-01 --ground TERM --document 解散决议 "${wound[@]}"
for what in closures closure-reversals; do
    take "$what" ended zhi.dan fu.he
done
expect 0 liquidation settle JQ-9 --commitment 示例-RJ-003 --occurred 2026-09-21 --document 清算报告 "${wound[@]}"
for what in endings ending-reversals; do
    take "$what" ended zhi.dan fu.he
done
take loans pool zhi.dan fu.he
take repayments pool zhi.dan fu.he
take repayment-reversals pool zhi.dan fu.he
take claims pool zhi.dan
take claim-withdrawals pool zhi.dan
take withdrawals pool zhi.dan fu.he
# a historical payout belongs to a loan that was taken on
"$fp" import templates loans | sed -n '1,2s/-001/-009/g;1,2p' >"$tmp/loans.csv"
expect 0 import loans "$tmp/loans.csv" --book pool --as zhi.dan --checker fu.he --take-on
take payouts pool zhi.dan fu.he --take-on
take payout-reversals pool zhi.dan fu.he
for what in recovery-shares share-reversals reclaims reclaim-reversals charges charge-reversals; do
    take "$what" pool zhi.dan fu.he
done
take contribution-reversals pool zhi.dan fu.he
take deal-reversals guidance zhi.dan fu.he
take opening-reversals guidance zhi.dan fu.he
take journal-reversals guidance zhi.dan fu.he
# rules bind last: what stands above is judged by none
for what in tolerance-bindings early-bindings limit-bindings waterfall-bindings reinvest-bindings mirrors; do
    take "$what" guidance gui.ze
done
# of each kind that can be taken back one was: given again in another file it is refused with both receipts, whether or not the rest of
# the row is the same, and its number stays used
given_again() { # WHAT BOOK [CHECKER]
    local what=$1 book=$2 checker=${3:-}
    local options=(--as zhi.dan --book "$book")
    [ -z "$checker" ] || options+=(--checker "$checker")
    expect 0 import templates "$what"
    { cat "$tmp/out" && echo; } >"$tmp/again-$what.csv"
    expect 1 import "$what" "$tmp/again-$what.csv" "${options[@]}"
    grep -q 'E_KEY_REVERSED.*回执号.*回执号' "$tmp/again-$what.answer.csv" || {
        cat "$tmp/again-$what.answer.csv" >&2
        die "$what: what was taken back is not refused by its receipts"
    }
    rm "$tmp/again-$what.csv" "$tmp/again-$what.answer.csv"
}
for what in commitments releases lp-transfers capital penalties tranches deals cancellations instalments conversions redemptions refunds valuations dividends exits writeoffs recoveries distributions deliveries taxes results fees reserves covers carries withholdings clawbacks recognitions revocations settlements baddebts collections; do
    given_again "$what" guidance fu.he
done
for what in contributions interest loans repayments; do
    given_again "$what" pool fu.he
done
given_again claims pool
for what in remittances remitted-payments; do
    given_again "$what" city fu.he
done
given_again refills fees fu.he
for what in closures endings; do
    given_again "$what" ended fu.he
done
# rows that hold no command are told as ranges: the heading, blank rows between others, and those at the end
"$fp" import templates contributions | sed 's/示例-BR-00/示例-BR-10/; s/示例流水/示例流水9/; 2a ,,,,' >"$tmp/blank.csv"
printf ',,,,\n,,,,\n' >>"$tmp/blank.csv"
expect 0 import contributions "$tmp/blank.csv" --book pool --as zhi.dan --checker fu.he
err_has "accepted 2"
slurp "$tmp/blank.answer.csv"
[[ $text =~ ([0-9]+)/[0-9]+ ]] || die "no receipt: $text"
skipped=$(sqlite3 -readonly "$FUNDPOOL_LEDGER" "SELECT json_extract(CAST(bytes AS TEXT), '$.x.skip') FROM opening_by_book
    WHERE CAST(bytes AS TEXT) LIKE '%\"skip\"%' AND book = ${BASH_REMATCH[1]} ORDER BY seq DESC LIMIT 1")
[ "$skipped" = "[[1,1],[3,3],[5,6]]" ] || die "rows told to hold no command: $skipped"
expect 0 verify

# explain finds each of them by its number, and help of a command names its file
told() { # BOOK KEY KIND
    expect 0 explain "$2" --book "$1" --as shen.ji
    out_has "$3"
}
told pool 示例-LX-001 "interest received"
told pool 示例-GF-001 "cost accrued"
told pool 示例-HZ-001 "transfer"
told pool "BK-XC|示例-HT-009|示例-JJ-009|01" "recovery shared back"
told pool 示例-BR-001 "money paid into the pool"
told pool 示例-XY-001 "agreement"
told pool 91340603XY00000121 "white list"
told pool "prior_year_balance|BK-XC|2025-12-31" measure
told pool "BK-XC|示例-HT-001|示例-JJ-001" "loan registered"
told pool "BK-XC|示例-HT-001|示例-JJ-001|01" repayment
told guidance 示例-TZ-001 "deal"
told guidance 示例-PZ-001 "journal entry"
told guidance 示例-QC-001 "opening balances"
expect 1 explain 示例-LX-404 --book pool --as shen.ji
err_has E_NOT_FOUND 示例-LX-404
expect 0 help loan register
out_has "import templates loans"

# none is left out, and what cannot be imported is told with what can be
expect 2 import templates nonsense
err_has "what can be imported" "users books parties"
words=$("$fp" import templates nonsense 2>&1 | sed -n 's/^.*imported: //p' | wc -w)
[ "$words" -eq "$templates" ] || die "$templates templates were imported of $words"
