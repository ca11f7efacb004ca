#!/bin/bash
# log: what was recorded, by whom and when; its filters; what an institution's user sees of it.
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect_deal 0 YD-001 2026-11-10 3000000.00
expect_deal 1 YD-001 2026-11-10 3000000.01
expect_deal 0 YD-002 2026-11-11 2000000.00

rows() { # OPTION...: the rows of log as "receipt what key by checker result"
    expect 0 log --as shen.ji --format csv "$@"
    python3 -c 'import csv,io,sys
t = sys.stdin.read().lstrip("\ufeff")
for r in list(csv.reader(io.StringIO(t)))[1:]:
    print(r[1], r[3], r[4], r[5], r[6], r[7], r[8], sep="|")' <"$tmp/out"
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

# of an import: each deal, and what became of the rows
deals_csv 3 >"$tmp/deals.csv"
expect 0 import deals "$tmp/deals.csv" --book guidance --as zhi.dan --checker fu.he
rows --book guidance --last 1 | grep -q 'accepted 3, already recorded 0, refused 0' || die "the rows of an import are not told"

# a bank's user sees what concerns his bank alone
expect 0 log --as xc.01 --format csv
[ "$(tail -n +2 "$tmp/out" | grep -vc 'BK-XC\|xc.01')" -eq 0 ] || die "a bank's user sees more than his bank's"

expect 2 log --as shen.ji --since tomorrow
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
err_has E_NOT_FOUND other.example
printf 'x\n' >"$tmp/bad.txt"
expect 3 log --since "$tmp/bad.txt" --as shen.ji
err_has "bad.txt:"
