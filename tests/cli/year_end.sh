#!/bin/bash
# The end of a year: what profit-and-loss accounts still hold is told when the year is closed, and a statement shows the business day
# beside the posted day where they differ.
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect 0 currency add USD --scale 2 --as guan.li
spend() { # DAY AMOUNT DEBIT [MORE OF BOTH LINES [OF THE FIRST]]
    expect 0 journal post --book guidance --occurred "$1" --memo "费 $1" --line "$3 D $2 ${4-} ${5-}" \
        --line "100201 C $2 ${4-} cash_flow=OPERATING_OUT" --as zhi.dan --checker fu.he
}
earn() { # DAY AMOUNT CREDIT
    expect 0 journal post --book guidance --occurred "$1" --memo "收 $1" --line "100201 D $2 cash_flow=OPERATING_IN" \
        --line "$3 C $2" --as zhi.dan --checker fu.he
}
carry() { # AMOUNT DEBIT CREDIT
    expect 0 journal post --book guidance --occurred 2025-12-31 --memo 结转损益 --line "$2 D $1" --line "$3 C $1" \
        --period13 Y --as zhi.dan --checker fu.he
}
spend 2025-03-05 120.00 6605
spend 2025-04-05 30.00 6605 "" party=BK-XC
spend 2025-05-05 7.00 6605 currency=USD
earn 2025-06-05 9.99 6011
spend 2025-07-05 5.00 6404
earn 2025-07-06 5.00 6404
spend 2026-02-05 77.00 6403 # the next year's
close() { # BOOK MONTH...
    local book=$1 month
    shift
    for month in "$@"; do expect 0 period close "2025-$month" --book "$book" --as fu.he; done
}
silent() { ! grep -q NOT_CARRIED "$tmp/out" || die "told without a reason: $(cat "$tmp/out")"; }
close guidance 01 02 03 04 05 06 07 08 09 10 11
silent
close guidance 12 # while the year-end adjustments are still open
out_has NOT_CARRIED "2025-12 is closed" "6011 Cr 9.99, 6605 Dr 150.00, 6605 Dr 7.00 USD" "period13 Y"
if grep -qE '6403|6404|100201' "$tmp/out"; then die "the next year, a balance of 0 or cash is told: $(cat "$tmp/out")"; fi
carry 150.00 4103 6605
carry 9.99 6011 4103
expect 0 period close 2025-13 --book guidance --as fu.he --lang zh
out_has NOT_CARRIED_FINAL "2025-13（年终调整期）" "6605 借 7.00 USD" 下一年度
if grep -qE '6011|150' "$tmp/out"; then die "what was carried is told: $(cat "$tmp/out")"; fi
close pool 01 02 03 04 05 06 07 08 09 10 11 12
silent
close pool 13
silent # nothing was earned or spent

# ---- a statement: the day of the business beside the day it was posted on ----
expect 0 report statement --book guidance --account 6403 --as shen.ji
if grep -q Occurred "$tmp/out"; then die "a column that says nothing new: $(cat "$tmp/out")"; fi
spend 2025-12-30 1.00 6403
out_has POSTED_LATER
expect 0 report statement --book guidance --account 6403 --as shen.ji
out_has Occurred 2025-12-30 2026-01-01
expect 0 report statement --book guidance --account 6403 --as shen.ji --lang zh
out_has 业务发生日
expect 0 report statement --book guidance --account 6403 --as shen.ji --format csv
[ "$(head -n 1 "$tmp/out" | tr -d '\r\357\273\277' | cut -d, -f1-2)" = "Posted,Occurred" ] || die "columns of the data: $(head -n 1 "$tmp/out")"
