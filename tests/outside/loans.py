#!/usr/bin/env python3
"""World Bank loans through mappings/loans-ibrd.yaml: loans.py DIR

Every one of the rows must be answered as worked out here from the file alone, in the order in which a row is read: the
mapping's columns (dates), its checks (due), the command's fields in their order, then the pool's rules. What was accepted must
add up to the sums in the register of loans and in the account balances, loan by loan; the whole file once more must change
nothing and give the same answer file to the byte.
"""
import os
from fractions import Fraction

from common import (ACCEPTED, ALREADY, HERE, Ledger, Wrong, amount_fault, answers, check_answers, date_fault, half_up, money,
                    part, positive_fault, read_file, same, shown, told)

FILE = "loans-ibrd/ibrd-statement-of-loans-2020-11-30.csv"
ROWS, NOISE = 8986, 1706
DAY = r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)T00:00:00\.000"
RATE = Fraction(30, 100)
KIB_MAX = 64 * 1024  # of an import, whatever the file's size
KIB_GROWTH = 20 * 1024  # for eight times the file: 24 MiB more input, of which nothing may stay
COPIES = 8


def predict(row):
    """(codes or ACCEPTED, whether a bound amount is noise)."""
    approved, last = row["Board Approval Date"], row["Last Repayment Date"]
    principal, disbursed = row["Original Principal Amount"], row["Disbursed Amount"]
    repaid, due = row["Repaid to IBRD"], row["Due to IBRD"]
    noise = any(amount_fault(text) for text in (principal, disbursed, repaid, due))
    days = {}
    for name, text in (("from", approved), ("to", last)):
        if text:
            fault, days[name] = date_fault(text, DAY)
            if fault:
                return fault, noise
    faults = [amount_fault(due), positive_fault(principal), positive_fault(disbursed), positive_fault(repaid, zero_allowed=True)]
    for fault in faults:
        if fault:
            return fault, noise
    if "from" not in days or "to" not in days:
        return "E_MISSING", noise
    if days["to"] < days["from"]:
        return "E_DATE_INVALID", noise
    refused = []
    if money(disbursed) > money(principal):
        refused.append("E_GATE_DISBURSED")
    if money(repaid) > money(disbursed):
        refused.append("E_GATE_REPAID")
    return ";".join(refused) or ACCEPTED, noise


def prepare(ledger):
    ledger.do("party", "register", "BK-IBRD", "--uscc", "91340600XY90000193", "--kind", "bank", "--alias", "IBRD", "--name",
              "International Bank for Reconstruction and Development", "--as", "zhi.dan")
    ledger.do("pack", "adopt", os.path.join(HERE, "packs", "ibrd.yaml"), "--as", "gui.ze")
    for book in ("WB", "WB8"):
        ledger.open_book(book, "pool", "USD")
        ledger.do("agreement", "sign", "XY-" + book, "--book", book, "--party", "BK-IBRD", "--pack", "ibrd", "--version", "1",
                  "--from", "1947-01-01", "--signed", "1947-01-01", "--as", "gui.ze")


def check_register(ledger, accepted):
    """The register of loans, line by line and in total, and the balances, against the accepted rows."""
    (loans,) = ledger.report("loans", "WB")
    expected, sums = {}, [Fraction(0)] * 4
    for row in accepted:
        disbursed, repaid = money(row["Disbursed Amount"]), money(row["Repaid to IBRD"])
        figures = (disbursed, repaid, disbursed - repaid, half_up((disbursed - repaid) * RATE))
        sums = [a + b for a, b in zip(sums, figures)]
        expected[f"BK-IBRD|{row['Loan Number']}|1"] = (*figures, row["Board Approval Date"][:10], row["Last Repayment Date"][:10])
    titles = ("Disbursed", "Repaid", "Balance", "Exposure")
    found = {line["Loan"]: (*(money(line[t]) for t in titles), line["Disbursed on"], line["Due on"]) for line in loans
             if line["Loan"] in expected}
    same("loans in the register", len(found), len(expected))
    for key, figures in expected.items():
        same(f"loan {key}", found[key], figures)
    rest = [line for line in loans if line["Loan"] not in expected]
    if rest:
        same("total of the register", [money(rest[0][t]) for t in titles], sums)
    same("sum of the register", [sum(f[i] for f in found.values()) for i in range(4)], sums)
    balance = {line["Account"]: money(line["Closing, debit less credit"]) for line in ledger.report("balance", "WB")[0]}
    same("balances", balance, {"9003": sums[2], "9103": -sums[2], "9004": sums[3], "9104": -sums[3]})
    return sums


def check_again(ledger, path, content):
    before = ledger.records()
    done, again = ledger.load("loans", path, "WB", "loans-ibrd", 1)
    same("answer file of the second time", again == content, True)
    same("checkpoints after the second time", ledger.records() == before, True)
    if "imported before, nothing changed" not in done.err:
        raise Wrong(f"the second import does not say that nothing changed: {done.err}")


def check_many(ledger, path, rows, expected, kib):
    """The file many times over, headers repeated, into a book of its own: the same loans again are already there, and memory
    does not follow the file."""
    many = ledger.path("many.csv")
    with open(path, "rb") as stream:
        content = stream.read()
    with open(many, "wb") as stream:
        for _ in range(COPIES):
            stream.write(content)
    wanted = {}
    for copy in range(COPIES):
        for number in range(1 + (copy == 0), len(rows) + 1):
            said = "E_HEADER_ROW" if number == 1 else expected[number]
            wanted[copy * len(rows) + number] = ALREADY if copy > 0 and said == ACCEPTED else said
    done, answer = ledger.load("loans", many, "WB8", "loans-ibrd", 1)
    counts = check_answers(answers(answer, rows * COPIES), wanted)
    if done.kib > KIB_MAX or done.kib - kib > KIB_GROWTH:
        raise Wrong(f"memory: {kib} KiB for the file, {done.kib} KiB for {COPIES} times the file")
    return counts, done


def main(folder):
    path = os.path.join(folder, FILE)
    rows = read_file(path)
    header, data = rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]
    same("rows of the file", (len(data), {len(row) for row in rows}), (ROWS, {len(header)}))
    predicted = [predict(row) for row in data]
    expected = {i + 2: said for i, (said, _) in enumerate(predicted)}
    noisy = [said for said, noise in predicted if noise]
    same("rows with noise in a bound amount", len(noisy), NOISE)
    same("codes of the rows with noise", set(noisy), {"E_EXPONENT", "E_AMOUNT_SCALE"})
    with Ledger() as ledger:
        prepare(ledger)
        done, content = ledger.load("loans", path, "WB", "loans-ibrd", 1)
        counts = check_answers(answers(content, rows), expected)
        if done.kib > KIB_MAX:
            raise Wrong(f"memory: {done.kib} KiB")
        sums = check_register(ledger, [row for row, (said, _) in zip(data, predicted) if said == ACCEPTED])
        check_again(ledger, path, content)
        often, large = check_many(ledger, path, rows, expected, done.kib)
        ledger.verify()
    print(f"{len(data)} rows: {told(counts)}")
    print(f"noise in a bound amount: {len(noisy)} ({noisy.count('E_EXPONENT')} in exponent form, "
          f"{noisy.count('E_AMOUNT_SCALE')} with too many decimals)")
    print("disbursed {} repaid {} balance {} exposure {} USD".format(*map(shown, sums)))
    print(f"once more: nothing changed, the same answer file; {COPIES} times over: {told(often)}")
    print(f"{done.seconds:.1f} s and {done.kib // 1024} MiB; {COPIES} times the file: {large.seconds:.1f} s and "
          f"{large.kib // 1024} MiB")
    print(f"SUMMARY {len(data)} rows, {counts[ACCEPTED]} accepted, {NOISE} refused for noise, "
          f"{len(data) - counts[ACCEPTED] - NOISE} for other named causes; totals agree")


if __name__ == "__main__":
    part(main)
