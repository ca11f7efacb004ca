#!/usr/bin/env python3
"""Sixty cash flows with their rate to thirty digits, and ten where another program found none, through the ledger's own solver
(build/outside/irr): xirr.py DIR

The rate given must be among ours, to the twelfth decimal. Every other rate of ours must be one: with exact fractions of a year the sum of
the discounted amounts changes its sign there, which is worked out here in decimals of sixty digits.
"""
import datetime
import os
from decimal import Decimal, getcontext

from common import BUILD, Wrong, part, read_file, run, same

IRR = os.path.join(BUILD, "outside", "irr")
getcontext().prec = 60
HALF = Decimal("0.0000000000005")


def flows_of(path):
    return [(datetime.date.fromisoformat(row[0]), Decimal(row[1])) for row in read_file(path) if row and row[0][:1].isdigit()]


def solve(flows):
    """Whole numbers of as many decimals as all amounts together bear in 64 bits."""
    largest = max(abs(amount) for _, amount in flows)
    decimals = min(12, 18 - len(str(int(largest))))
    given = "".join(f"{day} {int(amount.scaleb(decimals))}\n" for day, amount in flows)
    done = run([IRR], given.encode())
    same("exit status", done.code, 0)
    words = done.out.decode().split()
    return words[0], words[1:]


def value(flows, rate):
    first = min(day for day, _ in flows)
    return sum(amount / (1 + rate) ** (Decimal((day - first).days) / 365) for day, amount in flows)


def is_rate(flows, text):
    """A sign change within a millionth of the twelfth decimal's unit, or of the rate itself."""
    rate = Decimal(text)
    near = max(HALF * 2, abs(rate) * Decimal("1e-15"))
    return rate - near <= -1 or value(flows, rate - near) * value(flows, rate + near) <= 0


def check(folder):
    found = others = without = 0
    for row in read_file(os.path.join(folder, "xirr", "expected.csv"))[1:]:
        flows = flows_of(os.path.join(folder, "xirr", "samples", row[0]))
        answer, rates = solve(flows)
        if row[3]:
            near = [text for text in rates if not text.startswith(">") and abs(Decimal(text) - Decimal(row[3])) <= HALF * 2]
            if len(near) != 1:
                raise Wrong(f"{row[0]}: {row[3]} is not among {answer} {rates}")
            rates.remove(near[0])
            found += 1
        else:
            without += not rates
        for text in rates:
            if not text.startswith(">") and not is_rate(flows, text):
                raise Wrong(f"{row[0]}: {text} is no rate")
        others += len(rates)
    return found, others, without


def main(folder):
    found, others, without = check(folder)
    print(f"SUMMARY {found} rates as published, {others} further ones that are rates, {without} flows without any")


if __name__ == "__main__":
    part(main)
