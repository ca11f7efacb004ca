#!/bin/bash
# What fees are paid from, by rules that follow one another: a payment is under the rule of its own day, and verification reads the same one.
. "$SRCDIR/tests/cli/lib.sh"
make_city
clerk=(--book guidance --as zhi.dan --checker fu.he)
expect 0 party register LP-1 --uscc 91340600XY9000043K --name 出资人 --kind soe --as zhi.dan
expect 0 commitment sign RJ-1 --party LP-1 --capacity SOE --signed-on 2025-02-01 --amount 1000.00 "${clerk[@]}"
expect 0 capital receive SJ-1 --commitment RJ-1 --occurred 2025-02-02 --amount 1000.00 --bank-ref S1 "${clerk[@]}"
rule() { expect 0 fee bind "$1" --book guidance --from "$2" --source "$3" --document d --as gui.ze; }
pay() { expect 0 due settle "$1" --of FEE --event FY-1 --occurred "$2" --amount 10.00 --bank-ref "$1" "${clerk[@]}"; }
advanced() { # WANT: what stands on 9007
    expect 0 report balance --book guidance --as shen.ji --format csv
    grep -q "^9007,.*,Dr,$1,$1," "$tmp/out" || die "9007 is not $1: $(grep ^9007 "$tmp/out")"
}
rule FG-1 2025-01-01 INCOME
rule FG-2 2025-08-10 ANY
expect 0 fee accrue FY-1 --kind MANAGEMENT --occurred 2025-06-30 --amount 100.00 "${clerk[@]}"
pay SF-1 2025-07-01 # the newest rule is of a later day
advanced 10.00
expect 0 verify
pay SF-2 2025-08-15
advanced 10.00
rule FG-3 2025-09-01 INCOME
pay SF-3 2025-08-15 # between two
advanced 10.00
pay SF-4 2025-09-15
advanced 20.00
expect 0 verify
