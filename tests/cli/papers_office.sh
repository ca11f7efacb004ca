#!/bin/bash
# Every workbook of the example city, opened by LibreOffice: what it shows in each cell is what the report's CSV says.
# timeout: 300
# variants: plain
set -eu
cd "$SRCDIR"
command -v soffice >/dev/null || { echo "skipped: no LibreOffice (apt-get install --no-install-recommends libreoffice-calc-nogui)"; exit 77; }
[ -x "${FUNDPOOL%/*}/fundpool-papers" ] || { echo "skipped: built without the packages of papers"; exit 77; }
examples/huaibei/demo.sh "$TEST_TMP/demo" >"$TEST_TMP/demo.log" 2>&1 || { tail -n 20 "$TEST_TMP/demo.log"; exit 1; }
export FUNDPOOL_LEDGER=$TEST_TMP/demo/huaibei.fpl FUNDPOOL_LANG=zh FUNDPOOL_TEST=1 FUNDPOOL_CLOCK=1795140000000+ HOME=$TEST_TMP/home
mkdir "$HOME" "$TEST_TMP/books" "$TEST_TMP/shown"
cd "$TEST_TMP"
cat >office.py <<'PYTHON'
import csv
import glob
import io
import os
import re
import subprocess

PROGRAM = os.environ["FUNDPOOL"]
SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true,false,false,-1"  # each sheet, cells as shown
FUNDS, POOL = ["HB-YD", "HB-KC", "HB-TS", "HB-ZZ"], "HB-PL"


def questions():
    for book in [*FUNDS, POOL, "HB-CT", "HB-CZ"]:
        for name in "balance", "balance-sheet", "income", "cash-flow":
            yield ("report", name, "--book", book)
        yield ("report", "balance", "--book", book, "--by-party")
    for book in FUNDS:
        for name in "early", "fund", "performance", "takeon", "limits":
            yield ("report", name, "--book", book)
        for name in "commitment", "holding", "duty", "deal":
            yield (name, "list", "--book", book)
    for name in "early", "tolerance", "limits", "performance":
        yield ("report", name)
    for name in "pool", "claims", "loans", "takeon":
        yield ("report", name, "--book", POOL)
    yield ("report", "statement", "--book", "HB-YD", "--account", "100201")
    yield ("explain", "XC-01", "--book", POOL)
    yield ("log", "--last", "50")


def run(*words):
    return subprocess.run([PROGRAM, *words, "--as", "shen.ji"], capture_output=True, check=True).stdout.decode()


def tables(text):
    out, current = [], None
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        if not row:
            current = None
        elif current is None:
            current = (row, [])
            out.append(current)
        else:
            current[1].append(row)
    for head, rows in out:  # the day of the cut, which a workbook says once and a row of CSV for itself
        if head[-1].startswith("截止日（"):
            assert len({row.pop() for row in rows}) <= 1, head
            head.pop()
    return out


def plain(shown):
    """A figure as people see it, as a program reads it."""
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", shown):
        return shown.replace(",", "")
    return shown[:-1] if re.fullmatch(r"-?\d+\.\d{4}%", shown) else shown


asked = list(questions())
for at, words in enumerate(asked):
    run(*words, "--format", "xlsx", "--output", f"books/{at:03}.xlsx")
subprocess.run(["soffice", "--headless", "--convert-to", SHOWN, "--outdir", "shown", *sorted(glob.glob("books/*.xlsx"))],
               check=True, capture_output=True, timeout=240)
cells = 0
for at, words in enumerate(asked):
    sheets = []
    for name in glob.glob(f"shown/{at:03}-*.csv"):
        with open(name, newline="", encoding="utf-8") as file:
            sheets.append([[plain(c) for c in row] for row in csv.reader(file)])
    assert sheets, words
    for head, rows in tables(run(*words, "--format", "csv")):
        head = [h.removesuffix("(%)") or " " for h in head]
        place = [(s, i) for s in sheets for i, row in enumerate(s) if row[: len(head)] == head]
        assert place, (words, head)
        wanted = [[plain(c[1:] if c[:1] == "'" else c) for c in row] for row in rows]
        found = [[row[: len(head)] for row in s[i + 1 : i + 1 + len(rows)]] for s, i in place]
        assert wanted in found, (words, head, [(a, b) for a, b in zip(wanted, found[0]) if a != b][:3])
        cells += sum(map(len, wanted))
assert cells > 5000, cells
print(f"{len(asked)} workbooks, {cells} cells")
PYTHON
python3 office.py
