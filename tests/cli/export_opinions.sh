#!/bin/bash
# Second opinions: hledger, ledger and beancount read the demo city's export, agree with every balance of ours by account and
# party to the fen, and refuse it when one fen of it is changed, on one side of an entry or on both.
# variants: plain
# timeout: 300
set -eu
cd "$SRCDIR"
for program in hledger ledger bean-check bean-query python3; do
    command -v "$program" >/dev/null || { echo "skipped: no $program"; exit 77; }
done

examples/huaibei/demo.sh "$TEST_TMP/demo" >"$TEST_TMP/demo.log" 2>&1 || { tail -n 20 "$TEST_TMP/demo.log"; exit 1; }
export FUNDPOOL_LEDGER=$TEST_TMP/demo/huaibei.fpl FUNDPOOL_LANG=zh
cd "$TEST_TMP"
books=$("$FUNDPOOL" book list --as shen.ji --format json |
    python3 -c 'import json, sys; print(*(row["code"] for row in json.load(sys.stdin)["tables"][0]["rows"] if row["kind"] != "registry"))')

"$FUNDPOOL" export --to hledger --as shen.ji >h.journal
"$FUNDPOOL" export --to ledger --as shen.ji >l.ledger
"$FUNDPOOL" export --to beancount --as shen.ji >b.beancount
for book in $books; do # every book but the registry
    "$FUNDPOOL" report balance --book "$book" --by-party --format json --as shen.ji >"ours.$book.json"
done

# ---- each program's own judgement, and its balances
check_hledger() { hledger -f "$1" check accounts; }
check_ledger() { ledger -f "$1" bal >/dev/null; }
check_beancount() { bean-check "$1"; }

check_hledger h.journal
check_ledger l.ledger
check_beancount b.beancount
hledger -f h.journal bal --flat -E -N -O csv >h.csv
ledger -f l.ledger bal --flat --no-total --balance-format '%(account)\t%(amount)\n' >l.tsv
bean-query -f csv b.beancount 'SELECT account, sum(position) AS balance GROUP BY account' >b.csv

cat >compare.py <<'PYTHON'
"""Every (book, account, party) of ours against what one program says; names as the exports write them."""
import csv
import json
import re
import sys
from decimal import Decimal

program, path, books = sys.argv[1], sys.argv[2], sys.argv[3:]
NAME = re.compile(r"(?:Equity:Memo|Assets|Liabilities|Equity|Income|Expenses):([^:]+):([0-9]+)[ -]([^:]*)(?::(.*))?$")


def place(name):
    book, account, _, party = NAME.match(name).groups()
    if program == "beancount":
        book = book[2:]
        party = "" if party == "0" else re.sub("--([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), party[1:])
    return book, account, party or ""


def amount(text):
    number, currency = (text.split() + ["0", "CNY"][len(text.split()):])[:2]  # a balance of nothing is "" or "0"
    assert currency == "CNY", text
    return Decimal(number)


ours = {}
for book in books:
    with open(f"ours.{book}.json", encoding="utf-8") as file:
        for row in json.load(file)["tables"][0]["rows"]:
            ours[book, row["account"], row["party"]] = Decimal(row["balance"])
theirs = {}
with open(path, encoding="utf-8") as file:
    rows = csv.reader(file, delimiter="\t" if program == "ledger" else ",")
    for row in rows:
        if len(row) < 2 or row[0].strip() == "account":
            continue
        key = place(row[0].strip())
        assert key not in theirs, key
        theirs[key] = amount(row[1])
bad = [k for k in ours.keys() | theirs.keys() if ours.get(k, Decimal(0)) != theirs.get(k, Decimal(0))]
for key in sorted(bad):
    print(program, key, "ours", ours.get(key), "theirs", theirs.get(key))
if len(ours) < 60 or not any(ours.values()):
    print(program, "too little to compare:", len(ours))
    bad.append(None)
print(f"{program}: {len(ours)} balances, {len(bad)} differ")
sys.exit(1 if bad else 0)
PYTHON
# shellcheck disable=SC2086 # a list of books
for program in 'hledger h.csv' 'ledger l.tsv' 'beancount b.csv'; do
    python3 compare.py $program $books
done

# ---- one fen
cat >tamper.py <<'PYTHON'
"""Adds one fen to a posting in the middle of an export; with "both", takes it off the next posting of the entry again."""
import re
import sys
from decimal import Decimal

source, target, how = sys.argv[1:4]
lines = open(source, encoding="utf-8").read().split("\n")
posting = re.compile(r"^(\s+(?:Assets|Liabilities|Equity|Income|Expenses):.*?  )(-?[0-9]+\.[0-9]{2})( CNY.*)$")
places = [i for i, line in enumerate(lines) if posting.match(line)]
# of the places in the middle, one whose next posting belongs to the same entry
start = next(i for i in places[len(places) // 2:] if any(j in places for j in (i + 1, i + 2)) and lines[i + 1].strip())
later = start + 1 if start + 1 in places else start + 2


def change(i, fen):
    head, number, tail = posting.match(lines[i]).groups()
    lines[i] = f"{head}{Decimal(number) + Decimal(fen)}{tail}"


change(start, "0.01")
if how == "both":
    change(later, "-0.01")
open(target, "w", encoding="utf-8").write("\n".join(lines))
PYTHON
for how in one both; do
    python3 tamper.py h.journal "h.$how.journal" "$how"
    python3 tamper.py l.ledger "l.$how.ledger" "$how"
    python3 tamper.py b.beancount "b.$how.beancount" "$how"
    if check_hledger "h.$how.journal" >/dev/null 2>&1; then echo "hledger took a changed fen ($how)"; exit 1; fi
    if check_ledger "l.$how.ledger" >/dev/null 2>&1; then echo "ledger took a changed fen ($how)"; exit 1; fi
    if check_beancount "b.$how.beancount" >/dev/null 2>&1; then echo "beancount took a changed fen ($how)"; exit 1; fi
done

# ---- one book alone, and an earlier day
"$FUNDPOOL" export --to hledger --book HB-PL --as-of 2026-10-22 --as shen.ji >day.journal
check_hledger day.journal
"$FUNDPOOL" report balance --book HB-PL --by-party --as-of 2026-10-22 --format json --as shen.ji >ours.HB-PL.json
hledger -f day.journal bal --flat -E -N -O csv >day.csv
sed -i 's/len(ours) < 60/len(ours) < 10/' compare.py
python3 compare.py hledger day.csv HB-PL
