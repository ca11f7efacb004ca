#!/bin/bash
# `verify --against OLD.fpl`: an older copy has to be the beginning of the ledger, in every book. Another record, a record or a book that is gone, a
# copy that is newer, of another ledger, damaged, missing or the ledger itself: each is told, with book and number, and has its exit code.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
entry() { # N: one more record in the fund's book
    expect 0 journal post "PZ-$1" --book guidance --occurred 2026-11-10 --memo "费 $1" --as zhi.dan --checker fu.he \
        --line "6404 D $1.00" --line "100201 C $1.00 cash_flow=OPERATING_OUT"
}
entry 1
expect 0 copy "$tmp/old.fpl" --as shen.ji
entry 2
expect 0 book open later --kind fund --name 后设 --name-en Later --chart fund@1 --opened 2025-01-01 --as guan.li
entry 3

expect 0 verify --against "$tmp/old.fpl"
out_has copy old.fpl "agrees: a beginning of this ledger"
expect 0 --lang zh verify --against "$tmp/old.fpl"
out_has 副本 一致：是本账本的开头
expect 0 copy "$tmp/new.fpl" --as shen.ji
expect 0 verify --against "$tmp/new.fpl" # the same
cp "$FUNDPOOL_LEDGER" "$tmp/kept.fpl"

# ---- the copy has what this ledger lacks: it is the newer one, or something was taken away ----
expect 4 --ledger "$tmp/old.fpl" verify --against "$tmp/new.fpl"
err_has E_TAMPERED "book 0 seq" "the older copy has it" "newer"
# a book that is gone
entry 4
expect 0 --ledger "$tmp/new.fpl" journal post PZ-9 --book later --occurred 2026-11-10 --memo 费 --as zhi.dan --checker fu.he \
    --line "6404 D 9.00" --line "100201 C 9.00 cash_flow=OPERATING_OUT"
expect 4 verify --against "$tmp/new.fpl"
err_has "book 3 seq 1 " "the older copy has it"

# ---- a ledger that went another way after the copy: the record is named ----
cp "$tmp/kept.fpl" "$tmp/fork.fpl"
cp "$tmp/old.fpl" "$tmp/other.fpl"
chmod 600 "$tmp/other.fpl"
(FUNDPOOL_LEDGER=$tmp/other.fpl entry 7)
expect 4 --ledger "$tmp/fork.fpl" verify --against "$tmp/other.fpl"
seq=$(sqlite3 "$tmp/old.fpl" "select count(*) from record where id >= 1 << 36 and id < 2 << 36" 2>/dev/null ||
    "$fp" --ledger "$tmp/old.fpl" checkpoint show --book 1 | sed -n 2p)
err_has "book 1 seq $seq " "another record"

# ---- no copy of this ledger ----
expect 0 --ledger "$tmp/stranger.fpl" init --trial --origin other.example --admin ad
expect 1 verify --against "$tmp/stranger.fpl"
err_has E_OTHER_LEDGER other.example "another ledger"
out_has "of another ledger"
expect 2 verify --against "$FUNDPOOL_LEDGER"
err_has "this very ledger"
expect 3 verify --against "$tmp/missing.fpl"
err_has E_NOT_FOUND missing.fpl
head -c 20000 "$tmp/old.fpl" >"$tmp/short.fpl"
expect 4 verify --against "$tmp/short.fpl"
err_has short.fpl E_CORRUPT
printf 'SQLite format 3\0 and nothing' >"$tmp/not.fpl"
code=0
"$fp" verify --against "$tmp/not.fpl" >"$tmp/out" 2>"$tmp/err" || code=$?
[ "$code" -eq 3 ] || [ "$code" -eq 4 ] || die "a file that only begins like one: exit $code"
err_has not.fpl
# a copy that was altered: the fault is the copy's, and said to be
cp "$tmp/old.fpl" "$tmp/altered.fpl"
chmod 600 "$tmp/altered.fpl"
python3 - "$tmp/altered.fpl" <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
at = data.index("费 1".encode())
open(sys.argv[1], "wb").write(data[:at] + "税 1".encode() + data[at + len("费 1".encode()):])
PY
expect 4 verify --against "$tmp/altered.fpl"
err_has altered.fpl "a fault of the copy"
# the ledger's own faults come first
expect 0 verify

# ---- checkpoints: lines that end in CR LF, several files joined, signatures and blank lines ----
expect 0 --ledger "$tmp/old.fpl" checkpoint show
cp "$tmp/out" "$tmp/one.txt"
expect 0 checkpoint show
cat "$tmp/one.txt" "$tmp/out" >"$tmp/two.txt"
sed 's/$/\r/' "$tmp/two.txt" >"$tmp/crlf.txt"
grep -v '^$' "$tmp/two.txt" >"$tmp/tight.txt"
printf '\n— signed by hand\n' >>"$tmp/tight.txt"
for file in one two crlf tight; do
    expect 0 verify --against "$tmp/$file.txt"
    out_has checkpoint "agrees: a beginning of this ledger"
done
[ "$(grep -c "agrees: a beginning" "$tmp/out")" -eq 7 ] || die "3 books and 4: $(cat "$tmp/out")"
sed '2s/.*/999/' "$tmp/two.txt" >"$tmp/wrong.txt"
expect 4 verify --against "$tmp/wrong.txt"
