#!/usr/bin/env python3
"""Compares what the demo of examples/huaibei left behind with what tests/model/huaibei.py predicts, row by row:
compare_demo.py DEMO_DIR EXPECTED [DIR of reports as JSON]. Exit 0 if all agree; differences are printed."""

import csv
import io
import json
import os
import re
import sys

UNPAID = ("KD-01", "HX-01")  # decided in the demo, not yet paid at its end
WORD = {"接受": "accepted", "已登记": "already", "拒绝": "refused", "合计": "total"}


def decode(data):
    if data[:2] == b"\xff\xfe":
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def answers(path):
    """{row as a spreadsheet numbers it: (result, set of codes, reason)}"""
    with open(path, "rb") as f:
        text = decode(f.read())
    for delimiter in ",;\t":
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        head = next((i for i, r in enumerate(rows) if "结果 Result" in r), None)
        if head is not None:
            break
    else:
        raise SystemExit(f"{path}: no answer columns")
    at = rows[head].index("结果 Result")
    out = {}
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if any(row):
            codes = {c for c in row[at + 1].split(";") if c}
            out[number] = (WORD.get(row[at].split(" ")[0], row[at]), codes, row[at + 2])
    return out


def fen(text):
    return int(text.replace(".", "")) if re.fullmatch(r"-?\d+\.\d\d", text) else text


def rows(folder, name, table):
    with open(os.path.join(folder, name + ".json"), encoding="utf-8") as f:
        return next(t["rows"] for t in json.load(f)["tables"] if t["table"] == table)


class Tally:
    def __init__(self):
        self.checked = self.wrong = 0

    def same(self, what, want, got):
        self.checked += 1
        if want != got:
            self.wrong += 1
            print(f"{what}: expected {want}, got {got}")


def compare_rows(demo, lines, tally):
    files = {}
    for name, number, result, codes, amount in (cells for kind, *cells in lines if kind == "row"):
        if name not in files:
            files[name] = answers(os.path.join(demo, "answers", os.path.basename(name)))
        want = {"ALREADY"} if result == "already" else set() if codes == "-" else set(codes.split(","))
        got = files[name].pop(int(number), ("nothing", set(), ""))
        tally.same(f"{name} row {number}", (result, want), got[:2])
        if result == "accepted" and "/claims-" in name:
            money = re.search(r"(\d[\d,]*\.\d\d)", got[2])
            tally.same(f"{name} row {number} provisional", int(amount), money and fen(money[1].replace(",", "")))
    for name, rest in files.items():
        tally.same(f"{name}: rows not predicted", {}, rest)


def compare_shares(folder, lines, tally):
    got = {(r["fund"], r["profile"]): r for r in rows(folder, "early", "share")}
    for book, profile, *want in (cells for kind, *cells in lines if kind == "share"):
        r = got.pop((book, profile + "@1"), None)
        found = r and [str(fen(r[k])) for k in ("numerator", "denominator", "unknown", "verdict", "shortfall", "headroom")]
        tally.same(f"share {book} {profile}", want, found)
    tally.same("shares not predicted", {}, got)


def compare_balances(folder, lines, tally):
    books = {cells[0] for kind, *cells in lines if kind == "balance"}
    for book in sorted(books):
        got = {r["account"]: fen(r["balance"]) for r in rows(folder, "balance-" + book, "balance")}
        for account, want in (cells[1:] for kind, *cells in lines if kind == "balance" and cells[0] == book):
            tally.same(f"balance {book} {account}", int(want), got.pop(account, "none"))
            if account.startswith("90"):  # a memo account and its contra
                tally.same(f"balance {book} 91{account[2:]}", -int(want), got.pop("91" + account[2:], "none"))
        tally.same(f"balances of {book} not predicted", {}, {a: b for a, b in got.items() if b})


def compare_claims(folder, lines, tally):
    got = {r["claim"].rpartition("|")[2]: r for r in rows(folder, "claims", "claims")}
    for number, state, amount, binding in (cells for kind, *cells in lines if kind == "claim"):
        r = got.pop(number, None) or {}
        if state == "DEFERRED":
            want, found = (state, None, None, int(amount)), (r.get("deferred") or "")
            found = (r.get("state"), r.get("decided"), r.get("paid"), fen(found))
        else:
            paid = None if number in UNPAID else int(amount)
            want = ("DECIDED" if paid is None else "PAID", int(amount), paid, None)
            found = (r.get("state"), fen(r.get("decided") or ""), r.get("paid") and fen(r["paid"]), r.get("deferred"))
            tally.same(f"claim {number} binding cap", "" if binding == "-" else binding, r.get("binding") or "")
        tally.same(f"claim {number}", want, found)
    for number, amount in ((cells[0], cells[1]) for kind, *cells in lines if kind == "provisional"):
        r = next((r for r in rows(folder, "claims", "claims") if r["claim"].endswith("|" + number)), {})
        tally.same(f"claim {number} provisional", int(amount), fen(r.get("provisional") or ""))
    tally.same("claims not predicted", {}, got)


def compare_pool(folder, lines, tally):
    """The pool's position against the predicted closing balances, liabilities turned round, and the breakers' sums."""
    balance = {account: int(want) for kind, *cells in lines if kind == "balance" for book, account, want in [cells] if book == "HB-PL"}
    got = {r["item"]: r["amount"] and fen(r["amount"]) for r in rows(folder, "pool", "position")}
    for item, account, sign in (("paid_in", "271101", -1), ("cash", "100203", 1), ("decided_unpaid", "224105", -1), ("interest", "271102", -1),
                                ("decided", "271105", 1), ("paid", "9005", 1), ("loans", "9003", 1), ("exposure", "9004", 1),
                                ("pursued", "9005", 1), ("deferred", "9008", 1)):
        tally.same(f"pool {item}", sign * balance[account], got.get(item))
    tally.same("pool available", balance["100203"] + balance["224105"], got.get("available"))
    got = {r["institution"]: (fen(r["part"]), fen(r["whole"])) for r in rows(folder, "pool", "breakers")}
    for bank, loss, registered in (cells for kind, *cells in lines if kind == "breaker"):
        tally.same(f"breaker {bank}", (int(loss), int(registered)), got.get(bank))
    loans = rows(folder, "loans", "loans")
    for count, total in (cells for kind, *cells in lines if kind == "loans"):
        tally.same("loans", (int(count), int(total)), (len(loans), sum(fen(r["disbursed"]) for r in loans)))


def main():
    demo, expected, *folder = sys.argv[1:]
    with open(expected, encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f]
    tally = Tally()
    compare_rows(demo, lines, tally)
    if folder:
        compare_shares(folder[0], lines, tally)
        compare_balances(folder[0], lines, tally)
        compare_claims(folder[0], lines, tally)
        compare_pool(folder[0], lines, tally)
    print(f"{tally.checked} figures compared, {tally.wrong} differ")
    return 1 if tally.wrong or not tally.checked else 0


if __name__ == "__main__":
    sys.exit(main())
