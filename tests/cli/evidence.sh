#!/bin/bash
# verify, checkpoint, copy, rebuild, record: what agrees, what was altered, what is missing.
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect_deal 0 YD-001 2026-11-10 3000000.00

expect 0 checkpoint show
cp "$tmp/out" "$tmp/earlier.txt"
[ "$(awk 'NF == 0' "$tmp/earlier.txt" | wc -l)" -eq 3 ] || die "three checkpoints and the mark of a trial ledger, three blank lines"
[ "$(tail -n 1 "$tmp/earlier.txt")" = "试验 TRIAL" ] || die "the checkpoints of a trial ledger do not say so"
expect 0 checkpoint show --book pool --as shen.ji
[ "$(wc -l <"$tmp/out")" -eq 5 ] || die "one checkpoint has three lines, the mark of a trial ledger one, with a blank line before it"
head -n 1 "$tmp/out" | grep -q '^ledger.test.example' || die "no origin"
expect 0 checkpoint show --book 1
expect 1 checkpoint show --book 77
err_has E_BOOK
for format in csv json; do expect 0 checkpoint show --format $format; done
python3 -m json.tool <"$tmp/out" >/dev/null

expect_deal 0 YD-002 2026-11-11 2000000.00
expect 0 verify
expect 0 verify --evidence
expect 0 verify --state
expect 0 verify --format json
python3 -c 'import json,sys; r=json.load(sys.stdin)["tables"][0]["rows"][0]; assert r["result"]=="OK" and r["records"]>10, r' <"$tmp/out"
# a record later than the clock of verification is told, and is no tampering
FUNDPOOL_CLOCK=1795000000000 expect 0 verify --format json
err_has warning "later than this clock"
python3 -c 'import json,sys; r=json.load(sys.stdin)["tables"][0]["rows"][0]; assert r["result"]=="OK" and r["ahead"]==r["records"] and r["ahead_where"]=="book 0 seq 0", r' <"$tmp/out"
FUNDPOOL_CLOCK=1795000000000 FUNDPOOL_LANG=zh expect 0 verify
err_has 警告 晚于本机时钟
expect 0 verify --against "$tmp/earlier.txt"
out_has ledger.test.example/1 "agrees: a beginning of this ledger" # in the table itself, which is what is kept
{ cat "$tmp/earlier.txt"; printf '\n— ledger.test.example/2 AAAA\n'; } >"$tmp/signed.txt"
expect 0 verify --against "$tmp/signed.txt"
# ---- as mail and editors leave them: CR LF, put together without a blank line, no end of the last line ----
head -n 3 "$tmp/earlier.txt" >"$tmp/first.txt"
tail -n +5 "$tmp/earlier.txt" | head -n 3 >"$tmp/second.txt"
agree() { # N FILE: so many checkpoints are compared
    expect 0 verify --against "$2"
    [ "$(grep -c 'agrees: a beginning of this ledger' "$tmp/out")" -eq "$1" ] || die "not $1 checkpoints: $2"
}
sed 's/$/\r/' "$tmp/earlier.txt" >"$tmp/crlf.txt"
agree 3 "$tmp/crlf.txt"
cat "$tmp/first.txt" "$tmp/second.txt" >"$tmp/joined.txt"
agree 2 "$tmp/joined.txt"
cat "$tmp/earlier.txt" "$tmp/earlier.txt" >"$tmp/twice.txt"
agree 6 "$tmp/twice.txt"
printf '\357\273\277%s' "$(sed 's/$/\r/' "$tmp/first.txt")" >"$tmp/open.txt"
agree 1 "$tmp/open.txt"
lacks() { # ROW WORD FILE: named by line
    expect 3 verify --against "$3"
    err_has "$3:$1: " "$2"
    FUNDPOOL_LANG=zh expect 3 verify --against "$3"
    err_has "$3:$1: " "$2"
}
head -n 2 "$tmp/first.txt" >"$tmp/cut.txt"
lacks 3 root "$tmp/cut.txt"
cat "$tmp/first.txt" "$tmp/cut.txt" >"$tmp/cut2.txt"
lacks 6 root "$tmp/cut2.txt"
head -n 1 "$tmp/first.txt" >"$tmp/cut3.txt"
lacks 2 size "$tmp/cut3.txt"
{ cat "$tmp/second.txt"; printf '\n\n'; sed '2s/^/x/' "$tmp/first.txt"; } >"$tmp/wrong.txt"
lacks 7 size "$tmp/wrong.txt"
lacks 7 E_NUMBER_FORMAT "$tmp/wrong.txt"

# ---- checkpoints of another history ----
expect 3 verify --against "$tmp/none.txt"
err_has E_NOT_FOUND
expect 3 verify --against "$tmp"
: >"$tmp/nothing.txt"
expect 3 verify --against "$tmp/nothing.txt"
printf 'ledger.test.example/1\nmany\nAAAA\n' >"$tmp/bad.txt"
expect 3 verify --against "$tmp/bad.txt"
awk 'NR == 3 { $0 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" } { print }' "$tmp/earlier.txt" >"$tmp/other.txt"
expect 4 verify --against "$tmp/other.txt"
err_has E_TAMPERED
awk 'NR == 2 { $0 = $0 + 1000 } { print }' "$tmp/earlier.txt" >"$tmp/longer.txt"
expect 4 verify --against "$tmp/longer.txt"
sed 's/ledger.test.example/ledger.other.example/' "$tmp/earlier.txt" >"$tmp/stranger.txt"
expect 1 verify --against "$tmp/stranger.txt"
err_has E_OTHER_LEDGER ledger.other.example/0 ledger.test.example/0 "take the ledger"
out_has "of another ledger"
FUNDPOOL_LANG=zh expect 1 verify --against "$tmp/stranger.txt"
err_has 另一账本
out_has 属于另一账本
# ---- what contradicts stands in the table, for every book, and the worst is the exit code ----
awk 'NR % 4 == 2 { $0 = $0 + 1000 } { print }' "$tmp/earlier.txt" >"$tmp/all.txt"
cat "$tmp/stranger.txt" "$tmp/all.txt" "$tmp/earlier.txt" >"$tmp/mixed.txt"
expect 4 verify --against "$tmp/mixed.txt" --format json
python3 -c '
import json, sys
rows = {t["table"]: t["rows"] for t in json.load(sys.stdin)["tables"]}
assert [r["result"] for r in rows["verify"]] == ["OK"]
assert [r["result"] for r in rows["against"]] == 3 * ["OTHER_LEDGER"] + 3 * ["DIFFERS"] + 3 * ["PREFIX"], rows["against"]
assert all("the log holds" in r["where"] for r in rows["against"] if r["result"] == "DIFFERS")' <"$tmp/out"
expect 4 verify --against "$tmp/all.txt"
for book in 0 1 2; do err_has "of ledger.test.example/$book: the log holds"; done
[ "$(tail -n 6 "$tmp/out" | grep -c differs)" -ge 3 ] || die "the last table says nothing of the contradiction"
# a book of this ledger that is not there is missing, and no other ledger
sed 's,example/2,example/9,' "$tmp/earlier.txt" >"$tmp/gone.txt"
expect 4 verify --against "$tmp/gone.txt"
err_has E_TAMPERED "ledger.test.example/9: this ledger has no such book"
# a receipt is no checkpoint, and how to save a table is no advice
printf '%%PDF-1.5\n1 0 obj\n' >"$tmp/receipt.pdf"
expect 3 verify --against "$tmp/receipt.pdf"
err_has E_NOT_CHECKPOINT explain

# ---- copies ----
expect 0 copy "$tmp/copy.fpl" --as shen.ji
expect 1 copy "$tmp/copy.fpl" --as shen.ji
err_has E_EXISTS
expect 3 copy "$tmp/none/copy.fpl" --as shen.ji
err_has E_NOT_FOUND "$tmp/none/copy.fpl"
expect 0 --ledger "$tmp/copy.fpl" verify --against "$tmp/earlier.txt"

# ---- rebuild changes nothing ----
"$fp" checkpoint show >"$tmp/before"
expect 0 rebuild --as guan.li
"$fp" checkpoint show >"$tmp/after"
cmp -s "$tmp/before" "$tmp/after" || die "rebuild changed a checkpoint"
expect 0 verify

# ---- records ----
expect 0 record show 1/1 --as shen.ji --format json
python3 -c 'import json,sys; r=json.load(sys.stdin); assert r["leaf"]["n"]==1 and r["body"]["chk"]=="fu.he", r' <"$tmp/out"
expect 0 record show guidance/1 --as shen.ji
out_has 300000000
# A refusal is explained as its answer gave it.
expect_deal 1 YD-FUT 2027-01-01 1.00
refused=$(grep -oE '[0-9]+/[0-9]+' "$tmp/out" "$tmp/err" | sed 's/.*://' | head -n 1)
expect 0 explain "$refused" --as shen.ji
out_has E_FUTURE "the date lies in the future: 2027-01-01" "record a deal"
# The leaf and its commitment can be made of the file without the program, as docs/FORMAT.md says.
expect 0 record show 1/1 --as shen.ji --format json
python3 - "$FUNDPOOL_LEDGER" "$tmp/out" <<'PY' || die "the leaf does not follow from the file"
import base64, hashlib, hmac, json, sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
told = open(sys.argv[2], encoding="utf-8").read()
uid, = db.execute("SELECT uid FROM record_by_book WHERE book = 1 AND seq = 0").fetchone()
e, t, c = db.execute("SELECT e, t, c FROM record_by_book WHERE book = 1 AND seq = 1").fetchone()
salt, body = db.execute("SELECT salt, bytes FROM opening_by_book WHERE book = 1 AND seq = 1 AND part = 0").fetchone()
assert hmac.new(salt, b"fundpool/commit/v1/body\n" + body, hashlib.sha256).digest() == c
leaf = f'{{"book":"{uid.hex()}","c":{{"body":"{base64.b64encode(c).decode()}"}},"e":"{e}","n":1,"t":{t},"v":1}}'
assert leaf in told, leaf
PY
expect 1 record show guidance/99 --as shen.ji

# ---- altered with another tool: named, exit 4 ----
command -v sqlite3 >/dev/null || { echo "skip: no sqlite3 for the tampering part"; exit 77; }
tamper() { # NAME SQL...
    cp "$tmp/copy.fpl" "$tmp/$1.fpl"
    sqlite3 "$tmp/$1.fpl" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'" >"$tmp/drop.sql"
    sqlite3 "$tmp/$1.fpl" <"$tmp/drop.sql"
    sqlite3 "$tmp/$1.fpl" "$2"
    expect 4 --ledger "$tmp/$1.fpl" verify
    err_has E_TAMPERED
    grep -qE 'book 1|row 1' "$tmp/err" || { cat "$tmp/err" >&2; die "$1: the place is not named"; }
}
# openings are numbered book << 44 | seq << 8 | part, records book << 36 | seq
opening="$((1 << 44 | 1 << 8))"
record="$((1 << 36 | 1))"
tamper body "UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), '300000000', '300000001') AS BLOB) WHERE id = $opening"
tamper salt "UPDATE opening SET salt = zeroblob(32) WHERE id = $opening"
tamper leaf "UPDATE record SET t = t + 1 WHERE id = $record"
tamper gone "DELETE FROM opening WHERE id = $opening"
tamper total "UPDATE total SET sums = CAST(sums || x'010202' AS BLOB) WHERE id >> 38 = 1"
