#!/bin/bash
# The reports of the demo city agree with each other: lists with totals, shares with the deals behind them, explanations with
# decisions; JSON and CSV of each are well formed in both languages, and an institution sees what is its own and no more.
# timeout: 300
set -eu
cd "$SRCDIR"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
examples/huaibei/demo.sh "$TEST_TMP/demo" >"$TEST_TMP/demo.log" 2>&1 || { tail -n 20 "$TEST_TMP/demo.log"; exit 1; }
export FUNDPOOL_LEDGER=$TEST_TMP/demo/huaibei.fpl FUNDPOOL_LANG=zh
cd "$TEST_TMP"

cat >check.py <<'PYTHON'
import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal
from fractions import Fraction

PROGRAM = os.environ["FUNDPOOL"]


def run(*words, user="shen.ji", code=0):
    done = subprocess.run([PROGRAM, *words, "--as", user], capture_output=True, check=False)
    assert done.returncode == code, (words, done.returncode, done.stderr.decode())
    return done.stdout.decode()


def tables(*words, **more):
    report = json.loads(run(*words, "--format", "json", **more))
    return {table["table"]: table for table in report["tables"]}


def total(rows, key):
    return sum((Decimal(row[key]) for row in rows if row[key] is not None), Decimal(0))


def columns_of(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def well_formed(*words):
    """CSV: BOM, CRLF, as many fields in each row as in its header; the terminal's grid: as wide as its rules."""
    for lang in "zh", "en":
        text = run(*words, "--format", "csv", "--lang", lang)
        assert text.startswith("\ufeff") and "\n" not in text.replace("\r\n", ""), words
        width = None
        for row in csv.reader(io.StringIO(text[1:], newline="")):
            if not row:
                width = None
                continue
            width = width or len(row)
            assert len(row) == width, (words, row)
            assert not any(f and f[0] in "=+@\t\r" for f in row), (words, row)
        shown = run(*words, "--lang", lang).split("\n")
        grid = None
        for line in shown:
            if line.startswith("──"):
                grid = columns_of(line) if set(line) == {"─"} else grid
            elif not line:
                grid = None
            elif grid:
                assert columns_of(line) <= grid or line.startswith("  "), (words, line)
        has_chinese = any("\u4e00" <= c <= "\u9fff" for c in shown[0])
        assert has_chinese == (lang == "zh"), (words, shown[0])


funds = [r["code"] for r in tables("book", "list")["books"]["rows"] if r["kind"] == "fund"]
pools = [r["code"] for r in tables("book", "list")["books"]["rows"] if r["kind"] == "pool"]
assert len(funds) >= 3 and len(pools) == 1
pool = pools[0]

# ---- every share is the sum of the deals behind it
for fund in funds:
    early = tables("report", "early", "--book", fund)
    deals = early["deals"]["rows"]
    assert len(deals) == 5 if fund == "HB-ZZ" else len(deals) >= 5
    for row in early["share"]["rows"]:
        by = {result: total([d for d in deals if d[row["profile"]] == result], "amount") for result in "TFU"}
        assert Decimal(row["numerator"]) == by["T"] and Decimal(row["unknown"]) == by["U"], (fund, row)
        assert Decimal(row["denominator"]) == sum(by.values())
        share = Fraction(by["T"]) / Fraction(sum(by.values()))
        assert Fraction(row["share"]["ratio"]) == share
        assert row["verdict"] == ("PASS" if share >= Fraction(1, 2) else "FAIL")
        short, room, fen, half = Fraction(row["shortfall"]), Fraction(row["headroom"]), Fraction(1, 100), Fraction(1, 2)
        yes, every = Fraction(by["T"]), Fraction(sum(by.values()))
        if share < half:
            assert (yes + short) / (every + short) >= half > (yes + short - fen) / (every + short - fen)
        else:
            assert yes / (every + room) >= half > yes / (every + room + fen)
    for deal in deals:
        unknown = [p for p in deal if "@" in p and deal[p] == "U"]
        assert not unknown or "lacks" in deal["why"]["en"], deal
    last = [r for r in early["over_time"]["rows"] if r["date"] == early["share"]["captions"]["as_of"]]
    assert [r["numerator"] for r in last] == [r["numerator"] for r in early["share"]["rows"]]

# ---- the pool's position against its lists
position = tables("report", "pool", "--book", pool)
amount = {r["item"]: Decimal(r["amount"]) for r in position["position"]["rows"] if "/" not in r["amount"]}
loans = tables("report", "loans", "--book", pool)["loans"]
claims = tables("report", "claims", "--book", pool)["claims"]
assert len(loans["rows"]) >= 25 and len(claims["rows"]) >= 5
assert total(loans["rows"], "balance") == amount["loans"]
assert total(loans["rows"], "exposure") == amount["exposure"]
assert total(loans["rows"], "compensated") == amount["decided"] == total(claims["rows"], "decided")
assert total(claims["rows"], "paid") == amount["paid"]
assert total(claims["rows"], "decided") - total(claims["rows"], "paid") == amount["decided_unpaid"]
assert total(claims["rows"], "deferred") == amount["deferred"]
assert amount["available"] == amount["cash"] - amount["decided_unpaid"]
assert position["identity"]["totals"][0]["amount"] == "0.00" and "identity_holds" in position["identity"]["notes"]
contributors = position["contributors"]
assert total(contributors["rows"], "fiscal") + total(contributors["rows"], "partner") == amount["paid_in"]
for cap in position["caps"]["rows"]:
    if cap["room"] is not None:
        assert Decimal(cap["room"]) == max(Decimal(0), Decimal(cap["limit"]) - Decimal(cap["used"])), cap
institutions = position["institutions"]["rows"]
assert total(institutions, "balance") == amount["loans"] and total(institutions, "unpaid") == amount["decided_unpaid"]
for breaker in position["breakers"]["rows"]:
    if Decimal(breaker["whole"]) > 0:
        over = Fraction(breaker["part"]) / Fraction(breaker["whole"]) > Fraction(breaker["threshold"]["ratio"])
        assert over == (breaker["state"] == "TRIPPED"), breaker

# ---- each claim's derivation gives its amount
bound = 0
for claim in claims["rows"]:
    told = tables("explain", claim["receipt"])
    if claim["state"] in ("DECIDED", "PAID"):
        assert told["steps"]["rows"][-1]["step"] == "amount"
        assert Decimal(told["steps"]["rows"][-1]["value"]) / 100 == Decimal(claim["decided"]), claim
        assert told["record"]["captions"].get("binding") == claim["binding"]
        bound += claim["binding"] is not None
        debit = [p for p in told["postings"]["rows"] if p["account"] == "271105"]
        assert debit[0]["amount"] == claim["decided"]
    if claim["state"] == "PAID":
        paid = [p for p in told["payment_postings"]["rows"] if p["account"] == "100203"]
        assert paid[0]["amount"] == claim["paid"] and paid[0]["side"] == "C"
    by_key = tables("explain", claim["claim"], "--book", pool)
    assert by_key == told, claim["claim"]
    number = tables("explain", claim["number"], "--book", pool)
    assert number["claim"]["captions"]["claim"].endswith("|" + claim["number"])
assert bound >= 4, "the demo pack is made to use its caps"
deal = tables("explain", "KC-007", "--book", "HB-KC")
assert {r["profile"]: r["result"] for r in deal["results"]["rows"]}["AH_ANGEL_2025@1"] == "U"
assert deal["record"]["captions"]["in_capitals"] == "叁佰万元整"

# ---- statements end where the balance stands
for book in funds + pools:
    for row in tables("report", "balance", "--book", book)["balance"]["rows"]:
        rows = tables("report", "statement", "--book", book, "--account", row["account"])["statement"]
        assert rows["totals"][0]["balance"] == row["balance"], (book, row)
        assert rows["rows"][-1]["balance"] == row["balance"]
        assert total(rows["rows"][1:], "debit") == Decimal(row["debit"])

# ---- the three statements: each ties, agrees with the trial balance, with itself in 万元 and with the years before
STATEMENTS = ("balance-sheet", "income", "cash-flow")


def money(table, code, column="current"):
    return {row["item"]: Decimal(row[column]) for row in table["rows"] if row[column] is not None}[code]


for book in [b["code"] for b in tables("book", "list")["books"]["rows"] if b["code"] != "registry"]:
    balances = {r["account"]: Decimal(r["balance"]) for r in tables("report", "balance", "--book", book)["balance"]["rows"]}
    shown = {name: tables("report", name, "--book", book) for name in STATEMENTS}
    wan = {name: tables("report", name, "--book", book, "--unit", "wan") for name in STATEMENTS}
    for name in STATEMENTS:
        key = name.replace("-", "_")
        assert "unplaced" not in shown[name], (book, name)
        assert money(shown[name]["tie"], "difference") == money(shown[name]["tie"], "difference", "prior") == 0, (book, name)
        for row, other in zip(shown[name][key]["rows"], wan[name][key]["rows"], strict=True):
            assert row["current"] is None or Decimal(row["current"]) == 10000 * Decimal(other["current"]), (book, row)
            assert row["row"] != "difference", (book, row)
    sheet, income, cash = (shown[n][n.replace("-", "_")] for n in STATEMENTS)
    held = {a: v for a, v in balances.items() if a[0] != "9"}
    assert money(sheet, "assets") == sum(v for a, v in held.items() if a[0] == "1"), book
    assert money(cash, "closing") == sum(v for a, v in held.items() if a[:4] in ("1001", "1002", "1012")) == money(sheet, "cash"), book
    assert money(cash, "opening") == money(sheet, "cash", "prior"), book
    whole = tables("report", "income", "--book", book, "--from", "2020-01-01")["income"] # nothing was carried in the demo
    assert money(whole, "profit") == -sum(v for a, v in held.items() if a[0] in ("6" if book != "HB-CZ" else "45")), book
    assert money(tables("report", "income", "--book", book, "--as-of", "2025-11-30")["income"], "profit") == money(income, "profit", "prior"), book
run("report", "income", "--book", "HB-YD", "--unit", "fen", code=2)

# ---- form
for words in (("report", "balance-sheet", "--book", pool), ("report", "income", "--book", "HB-KC"),
              ("report", "cash-flow", "--book", "HB-KC", "--unit", "万元"),
              ("report", "balance", "--book", pool), ("report", "balance", "--book", pool, "--by-party"),
              ("report", "early"), ("report", "early", "--book", "HB-KC"), ("report", "pool", "--book", pool),
              ("report", "claims", "--book", pool), ("report", "loans", "--book", pool),
              ("report", "takeon", "--book", pool), ("report", "takeon", "--book", "HB-KC"),
              ("report", "statement", "--book", "HB-KC", "--account", "100201"), ("explain", claims["rows"][0]["receipt"])):
    well_formed(*words)

# ---- an institution
banker = sys.argv[1]
own = tables("report", "claims", "--book", pool, user=banker)["claims"]["rows"]
assert own and len({r["bank"] for r in own} | {r["claimant"] for r in own}) <= 3 and len(own) < len(claims["rows"])
mine = tables("report", "loans", "--book", pool, user=banker)["loans"]["rows"]
assert mine and len({r["bank"] for r in mine}) == 1
for words in (("report", "pool", "--book", pool), ("report", "balance", "--book", pool), ("report", "early"),
              ("report", "cash-flow", "--book", pool)):
    run(*words, user=banker, code=1)
other = next(c["receipt"] for c in claims["rows"] if c["receipt"] not in {r["receipt"] for r in own})
tables("explain", own[0]["receipt"], user=banker)
run("explain", other, user=banker, code=1)
print("reports agree")
PYTHON
python3 check.py sh.01
