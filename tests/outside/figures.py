#!/usr/bin/env python3
"""Exact amounts through the ledger's own parser (build/outside/money): figures.py DIR

The published totals of Shandong's filings, in 万元 with up to six decimals, must become the fen that exact fractions give and come back
as the same text; what banks filed can never exceed what they lent. Then every amount of the World Bank's file, noise and all.
"""
import os
from fractions import Fraction

from common import BUILD, Wrong, amount_fault, part, read_file, run, same, shown

MONEY = os.path.join(BUILD, "outside", "money")
FILINGS = "policy-figures/shandong_filings.csv"
LOANS = "loans-ibrd/ibrd-statement-of-loans-2020-11-30.csv"
AMOUNTS = ("Original Principal Amount", "Cancelled Amount", "Undisbursed Amount", "Disbursed Amount", "Repaid to IBRD", "Due to IBRD",
           "Exchange Adjustment", "Borrower Obligation", "Sold 3rd Party", "Repaid 3rd Party", "Due 3rd Party", "Loans Held")


def parse(unit, scale, texts):
    """What the parser says to each text: (minor, yuan, wan) or the name of a status."""
    given = "".join(f"{unit} {scale} {text}\n" for text in texts)
    done = run([MONEY], given.encode())
    lines = done.out.decode().split("\n")[:-1]
    same("answers of the parser", (done.code, len(lines)), (0, len(texts)))
    out = []
    for line in lines:
        words = line.split(" ")
        out.append((int(words[0]), words[1], words[2]) if len(words) == 3 else line)
    return out


def check_filings(folder):
    rows = read_file(os.path.join(folder, FILINGS))
    data = [dict(zip(rows[0], row)) for row in rows[1:]]
    texts = [row[name] for row in data for name in ("loan_total_wan", "filed_total_wan")]
    found = parse("wan", 2, texts)
    for text, answer in zip(texts, found):
        exact = Fraction(text) * 10000 * 100
        same(f"{text} 万元 is whole fen", exact.denominator, 1)
        same(f"{text} 万元", answer, (int(exact), shown(exact / 100).replace(",", ""), text + "0" * (6 - len(text.split(".")[1]))))
    lent, filed = (sum(answer[0] for answer in found[i::2]) for i in (0, 1))
    same("sum in fen", (lent, filed), tuple(sum(Fraction(t) for t in texts[i::2]) * 10**6 for i in (0, 1)))
    for row, a, b in zip(data, found[::2], found[1::2]):
        if b[0] > a[0]:
            raise Wrong(f"{row['period']}: filed more than lent")
    finer = parse("wan", 2, [text + "0" * (6 - len(text.split(".")[1])) + "1" for text in texts])
    same("a seventh decimal", set(finer), {"E_AMOUNT_SCALE"})
    return len(texts), Fraction(lent, 100), Fraction(filed, 100)


def check_amounts(folder):
    rows = read_file(os.path.join(folder, LOANS))
    at = [rows[0].index(name) for name in AMOUNTS]
    texts = [row[i] for row in rows[1:] for i in at if row[i]]
    counts, total, exact = {}, 0, Fraction(0)
    for text, answer in zip(texts, parse("yuan", 2, texts)):
        fault = amount_fault(text)
        fault = "E_AMOUNT_FORMAT" if fault == "E_EXPONENT" else fault  # the import names an exponent; the grammar has none
        if fault or isinstance(answer, str):
            same(f"amount {text}", answer, fault)
            counts[fault] = counts.get(fault, 0) + 1
            continue
        same(f"amount {text}", (Fraction(answer[0], 100), Fraction(answer[1]), Fraction(answer[2]) * 10000), (Fraction(text),) * 3)
        total, exact = total + answer[0], exact + Fraction(text)
    same("sum of all amounts", Fraction(total, 100), exact)
    return len(texts), counts


def main(folder):
    n, lent, filed = check_filings(folder)
    print(f"Shandong: {n} amounts in 万元, lent {shown(lent)} filed {shown(filed)} yuan")
    amounts, counts = check_amounts(folder)
    print(f"World Bank: {amounts} amounts, refused {counts}")
    print(f"SUMMARY {n} amounts in 万元 and {amounts} in dollars are exact, {sum(counts.values())} refused as predicted")


if __name__ == "__main__":
    part(main)
