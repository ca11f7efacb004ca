#!/usr/bin/env python3
"""Start-up rounds as deals of a fund: rounds.py DIR

The clean American file, then the dirty one into the same fund (bare CR line ends, its rows twice, headers repeated), then the Indian
file into another. Every row must be answered as worked out here; deals and early-stage share, in all and by quarter, must be
those of the accepted rows under the profile ROUND_BASED: seed, angel and A are early, an unknown round counts below the line only.
A firm with the name of another in which the fund has money (whatever case, width or blanks) needs a reason, which no row gives (docs/LIMITS.md §3).
"""
import os
import re
import unicodedata
from collections import Counter
from fractions import Fraction

from common import (ACCEPTED, ALREADY, ROOT, Ledger, answers, check_answers, date_fault, money, part, positive_fault, read_file,
                    same, shown, told)

EARLY = {"SEED", "ANGEL", "A"}
USA = {"seed": "SEED", "angel": "ANGEL", "a": "A", "b": "B", "c": "C", "d": "D", "e": "LATER", "unattributed": ""}
INDIA = {"seedfunding": "SEED", "crowdfunding": "SEED", "privateequity": "LATER"}
MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


def short_date(text):
    """1-May-07, with POSIX's window for the years."""
    match = re.fullmatch(r"(\d{1,2})-([A-Za-z]{3})-(\d\d)", text)
    if not match or match.group(2).lower() not in MONTHS:
        return "E_DATE_FORMAT", None
    year = int(match.group(3)) + (1900 if int(match.group(3)) >= 69 else 2000)
    return date_fault(f"{match.group(1)}/{MONTHS[match.group(2).lower()]}/{year}", r"(?P<d>\d+)/(?P<m>\d+)/(?P<y>\d+)")


def read_usa(row):
    """(fault, key, content) of a row, content as the ledger would keep it."""
    fault, day = short_date(row["fundedDate"])
    if fault:
        return fault, None, None
    if row["round"].lower().replace(" ", "") not in USA or row["raisedCurrency"] != "USD":
        return "E_ENUM", None, None
    stage = USA[row["round"].lower().replace(" ", "")]
    key = (row["permalink"], row["round"], row["fundedDate"])
    return None, key, (row["permalink"], row["company"], day, row["raisedAmt"], stage)


def read_india(row):
    fault, day = date_fault(row["Date"], r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})")
    amount, label = row["AmountInUSD"], row["InvestmentType"].lower().replace(" ", "")
    if fault:
        return fault, None, None
    if "," in amount and not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", amount):
        return "E_GROUPING", None, None
    if label and label not in INDIA:
        return "E_ENUM", None, None
    return None, row["SNo"], (row["StartupName"], row["StartupName"], day, amount.replace(",", ""), INDIA.get(label, ""))


def is_header(row, header):
    return sum(a == b for a, b in zip(row, header)) > len(header) // 2


def spelt(name):
    """As names are compared: NFKC, without case and blanks, one kind of dash and of quote."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join("-" if unicodedata.category(c) == "Pd" else "'" if c in "\u2018\u2019" else c for c in text if not c.isspace())


def predict(rows, read, deals):
    """{record: ACCEPTED, ALREADY or code}; accepted ones go into deals {key: content}."""
    out, header = {}, rows[0]
    firms = {spelt(content[1]): content[0] for content in deals.values()}
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if is_header(row, header):
            out[number] = "E_HEADER_ROW"
            continue
        fault, key, content = read(dict(zip(header, row)))
        if not fault and not (content[0] and content[1] and content[3]):
            fault = "E_MISSING"
        if not fault:
            fault = positive_fault(content[3])
        if not fault and key in deals:
            fault = ALREADY if deals[key] == content else "E_KEY_CHANGED"
        if not fault and firms.setdefault(spelt(content[1]), content[0]) != content[0]:
            fault = "E_FIRM_REASON"
        out[number] = fault or ACCEPTED
        if not fault:
            deals[key] = content
    return out


def share_of(deals):
    """Early, unknown and all money."""
    early = sum((money(d[3]) for d in deals if d[4] in EARLY), Fraction(0))
    unknown = sum((money(d[3]) for d in deals if d[4] == ""), Fraction(0))
    return early, unknown, sum((money(d[3]) for d in deals), Fraction(0))


def check_share(ledger, book, deals):
    tables = ledger.report("early", book)
    titles = ("Early", "Unknown", "All")
    (line,) = tables[0]
    expected = share_of(deals)
    same("early, unknown, all", tuple(money(line[t]) for t in titles), expected)
    counts = Counter("Unknown deals" if d[4] == "" else "Yes" if d[4] in EARLY else "No" for d in deals)
    for name in ("Yes", "No", "Unknown deals"):
        same(f"deals counted as {name}", int(line[name]), counts[name])
    same("verdict", line["Verdict"], "pass" if 2 * expected[0] >= expected[2] else "fail")
    lack = expected[2] - 2 * expected[0]  # x more early money: E + x >= (T + x) / 2
    same("shortfall and headroom", (money(line["Shortfall"]), money(line["Headroom"])), (max(lack, 0), max(-lack, 0)))
    quarters = [row for table in tables for row in table if "As of" in row]
    for row in quarters:
        same(f"as of {row['As of']}", tuple(money(row[t]) for t in titles), share_of([d for d in deals if d[2] <= row["As of"]]))
    first = min(d[2] for d in deals)
    same("first quarter", quarters[0]["As of"][:4], first[:4])
    balance = {line["Account"]: money(line["Closing, debit less credit"]) for line in ledger.report("balance", book)[0]}
    same("balances", balance, {"110101": expected[2], "100201": -expected[2]})
    return expected, counts, len(quarters)


def load(ledger, folder, file, book, mapping, read, deals):
    path = os.path.join(folder, file)
    rows = read_file(path)
    expected = predict(rows, read, deals)
    done, content = ledger.load("deals", path, book, mapping, 1)
    counts = check_answers(answers(content, rows), expected)
    before = ledger.records()
    done, again = ledger.load("deals", path, book, mapping, 1)
    same("answer file of the second time", again == content, True)
    same("checkpoints after the second time", ledger.records() == before, True)
    done, again = ledger.load("deals", path, book, mapping, 1, "--again")
    same("answers after --again", check_answers(answers(again, rows), expected), counts)
    print(f"{file}: {sum(counts.values())} rows ({len(rows) - 1 - sum(counts.values())} blank ones beside): {told(counts)}")
    return counts


def main(folder):
    parts = []
    with Ledger() as ledger:
        ledger.do("profile", "adopt", os.path.join(ROOT, "policies", "profiles", "ROUND_BASED.yaml"), "--as", "gui.ze")
        for book, mapping, read, files in (
                ("US", "rounds-usa", read_usa, ("rounds-usa/TechCrunch_998.csv", "rounds-usa/TechCrunch_CR_dirty_2924.csv")),
                ("IN", "rounds-india", read_india, ("rounds-india/startup_funding.csv",))):
            ledger.open_book(book, "fund", "USD")
            deals = {}
            rows = sum(sum(load(ledger, folder, file, book, mapping, read, deals).values()) for file in files)
            (early, unknown, total), counts, quarters = check_share(ledger, book, list(deals.values()))
            print(f"{book}: {len(deals)} deals, early {shown(early)} of {shown(total)} USD, unknown {shown(unknown)}; "
                  f"{quarters} dates of the share over time agree")
            parts.append(f"{book} {rows} rows, {len(deals)} deals")
        ledger.verify()
    print(f"SUMMARY {'; '.join(parts)}; early-stage shares and balances agree")


if __name__ == "__main__":
    part(main)
