#!/bin/bash
# Repeated rehearsals of a file leave one file of answers: the newest takes the place of one that nobody has altered, and of no other.
. "$SRCDIR/tests/cli/lib.sh"
make_city
cd "$tmp"
: >attributes
python3 -c 'import os; os.setxattr("attributes", "user.fundpool", b"x")' 2>/dev/null || { echo "skip: no extended attributes here"; exit 77; }
row() { printf 'D-%s,91340604XY00010150,示例汀兰新能源有限公司,2026-03-0%s,%s.00\n' "$1" "$2" "$3"; }
head='投资编号,统一社会信用代码,企业名称,付款日,实付额'
rehearse() { # AMOUNT [OPTION...]: a file whose answers differ by the amount
    { echo "$head" && row 1 2 "$1"; } >deals.csv
    shift
    expect 0 import deals deals.csv --book guidance --as zhi.dan --checker fu.he --dry-run "$@"
}
are() { # NAME...: exactly these files of answers
    local want got
    want=$(printf '%s\n' "$@" | sort)
    got=$(printf '%s\n' *rehearsal*.csv | sort)
    [ "$got" = "$want" ] || die "files: $got"
}
before=$(records)
for amount in 1 2 3 3 4; do
    rehearse $amount
    are deals.rehearsal.csv
    grep -q "2026-03-02,$amount.00,试算 rehearsal: 接受 accepted" deals.rehearsal.csv || die "not the newest: $(cat deals.rehearsal.csv)"
done
unchanged "$before"
# who prepares a file asks before anybody checks: the same answers, and recorded it is not without a checker
cp deals.rehearsal.csv checked.csv
expect 0 import deals deals.csv --book guidance --as zhi.dan --dry-run
cmp -s deals.rehearsal.csv checked.csv || die "without a checker another answer"
expect 3 import deals deals.csv --book guidance --as zhi.dan --answer none.csv
err_has E_MISSING
unchanged "$before"
# a clerk's corrections stay, and the answers beside them are replaced in their turn
echo 更正 >>deals.rehearsal.csv
cp deals.rehearsal.csv corrected
for amount in 5 6; do
    rehearse $amount
    are deals.rehearsal.csv deals.rehearsal.2.csv
    cmp -s deals.rehearsal.csv corrected || die "a corrected file was replaced"
    grep -q ",$amount.00,试算" deals.rehearsal.2.csv || die "not the newest beside it"
    err_has "deals.rehearsal.csv holds something else and was left as it is" "answer file: deals.rehearsal.2.csv"
done
# back to what the program wrote: it is its own again
rm deals.rehearsal.csv deals.rehearsal.2.csv
rehearse 7
# a copy, a file of another, a second name: none of them is replaced
cp deals.rehearsal.csv copy && mv copy deals.rehearsal.csv
rehearse 8
are deals.rehearsal.csv deals.rehearsal.2.csv
grep -q ",7.00,试算" deals.rehearsal.csv || die "a copy was replaced"
ln deals.rehearsal.2.csv kept
rehearse 9
are deals.rehearsal.csv deals.rehearsal.2.csv deals.rehearsal.3.csv
grep -q ",8.00,试算" kept || die "a file with another name was replaced"
# nor what is being read, though it is a rehearsal's answers
rm -f deals.rehearsal*.csv kept
rehearse 1
echo 更正 >>deals.rehearsal.csv
rehearse 2
expect 0 import deals deals.csv --book guidance --as zhi.dan --checker fu.he # so that its rows are answered otherwise
expect 0 import deals deals.rehearsal.2.csv --book guidance --as zhi.dan --checker fu.he --dry-run --answer deals.rehearsal.csv
are deals.rehearsal.csv deals.rehearsal.2.csv deals.rehearsal.3.csv
# nor the answers of an import, by a rehearsal or by another import
cp deals.answer.csv first
{ echo "$head" && row 2 3 5; } >deals.csv
expect 0 import deals deals.csv --book guidance --as zhi.dan --checker fu.he --dry-run --answer deals.answer.csv
cmp -s deals.answer.csv first || die "answers of an import were replaced"
