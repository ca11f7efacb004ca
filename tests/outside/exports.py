#!/usr/bin/env python3
"""Chinese bank, card and payment exports as money paid into a pool, each through its own mapping: exports.py DIR

Each file is imported as it is, then re-encoded in GB18030 and in UTF-16 (in a temporary folder), as other systems would have written
it: the same rows must get the same answers, worked out here, and the account balances must be the sums of the accepted rows.
"""
import os
import re
from collections import Counter
from fractions import Fraction

from common import (ACCEPTED, ALREADY, Ledger, Wrong, answers, check_answers, date_fault, decode, money, part, positive_fault,
                    read_rows, same, shown, told)

DASHED = r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
TIMED = DASHED + r" \d\d:\d\d:\d\d"
PLAIN = r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"
# file, mapping, a title that only the header holds, day (title, pattern) or the constant, amount (title, grouped), key, what a column
# must say, the reference
FILES = (
    ("abc_debit-example-abc_debit-records", "export-abc", "日 志 号", ("交易日期", PLAIN), ("交易金额", False), ("交易日期", "日 志 号"),
     None, "日 志 号"),
    ("bocom_debit-example-bocom_debit-records", "export-bocom", "序号", ("交易日期", DASHED), ("交易金额", False), ("交易日期", "序号"),
     ("借贷", "贷Cr"), "对方账号"),
    ("credit-example-cmb-records", "export-cmb", "记账日", "2024-01-31", ("人民币金额", True), ("记账日", "人民币金额"), None,
     "交易摘要"),
    ("credit-example-icbc-credit-records", "export-icbc", "记账日期", ("记账日期", DASHED), ("记账金额(收入)", True),
     ("记账日期", "余额"), None, "摘要"),
    ("debit-example-boc-records", "export-boc", "记账日期", ("记账日期", DASHED), ("金额", True), ("记账日期", "记账时间"), None,
     "对方账户名"),
    ("jd-example-jd-records", "export-jd", "商户名称", ("交易时间", TIMED), ("金额", False), ("交易时间", "交易订单号"), None,
     "商家订单号"),
    ("mt-example-mt-records", "export-mt", "交易单号", ("交易成功时间", TIMED), ("实付金额", False), ("交易单号",),
     ("收/支", "收入"), "商家单号"),
    ("wechat-example-wechat-records", "export-wechat", "商户单号", ("交易时间", TIMED), ("金额(元)", False), ("交易单号",),
     ("收/支", "收入"), "商户单号"),
)


def predict_row(row, day, amount, must, reference, key, seen):
    text = row[amount[0]]
    content = None
    if not isinstance(day, str):
        if row[day[0]]:
            fault, date = date_fault(row[day[0]], day[1])
            if fault:
                return fault, None
        else:
            date = None
    else:
        date = day
    if amount[1] and "," in text:
        if not re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
            return "E_GROUPING", None
        text = text.replace(",", "")
    if must and row[must[0]].replace(" ", "") != must[1]:
        return "E_ENUM", None
    fault = positive_fault(text) if text else None
    if fault:
        return fault, None
    if not (date and text and row[reference] and any(row[name] for name in key)):
        return "E_MISSING", None
    name = tuple(row[title] for title in key)
    content = (date, money(text), row[reference])
    if name in seen:
        return (ALREADY if seen[name] == content else "E_KEY_CHANGED"), None
    seen[name] = content
    return ACCEPTED, content


def predict(rows, title, day, amount, key, must, reference):
    """({record: answer}, sum of the accepted amounts)."""
    header = next(i for i, row in enumerate(rows) if title in row)
    titles, out, seen, total = rows[header], {}, {}, Fraction(0)
    for number, cells in enumerate(rows[header + 1:], header + 2):
        if not any(cells):
            continue
        while cells and len(cells) > len(titles) and not cells[-1]:
            cells = cells[:-1]
        if len(cells) > len(titles):
            out[number] = "E_COLUMNS"
            continue
        row = dict(zip(titles, cells + [""] * len(titles)))
        out[number], content = predict_row(row, day, amount, must, reference, key, seen)
        total += content[1] if content else 0
    return out, total


def check_file(ledger, folder, entry, written):
    """One file in one encoding, into the book of that encoding; returns the counts and the sum."""
    name, mapping, *how = entry
    with open(os.path.join(folder, "csv", "cn-exports", name + ".csv"), "rb") as stream:
        text, _, marked = decode(stream.read())
    path = ledger.path(f"{name}.{written}.csv")
    mark = "\ufeff" if written == "UTF-16LE" or (marked and written == "UTF-8") else ""
    with open(path, "wb") as stream:
        stream.write((mark + text).encode(written))
    rows = read_rows(text)
    expected, total = predict(rows, *how)
    code = 0 if set(expected.values()) <= {ACCEPTED, ALREADY} else 1
    done, content = ledger.load("contributions", path, written, mapping, code, "--format", "json")
    if f'"{written}"' not in done.out.decode():
        raise Wrong(f"{path}: not taken as {written}: {done.out.decode()}")
    same("encoding of the answer file", decode(content)[1], written)
    same("mark of the answer file", decode(content)[2], int(bool(mark)))
    return check_answers(answers(content, rows), expected), total


def main(folder):
    present = sorted(name for name in os.listdir(os.path.join(folder, "csv", "cn-exports")) if name.endswith(".csv"))
    same("files", present, sorted(entry[0] + ".csv" for entry in FILES))
    all_counts = Counter()
    with Ledger() as ledger:
        ledger.do("party", "register", "G-SF", "--name", "Treasury", "--kind", "fiscal", "--as", "zhi.dan")
        encodings = ("UTF-8", "GB18030", "UTF-16LE")
        totals = {}
        for written in encodings:
            ledger.open_book(written, "pool", "CNY")
            totals[written] = Fraction(0)
        for entry in FILES:
            for written in encodings:
                counts, total = check_file(ledger, folder, entry, written)
                totals[written] += total
            all_counts += counts
            print(f"{entry[0]}: {sum(counts.values())} rows: {told(counts)}; {shown(total)}")
        for written in encodings:
            balance = {line["Account"]: money(line["Closing, debit less credit"]) for line in ledger.report("balance", written)[0]}
            same(f"balances of {written}", balance, {"100203": totals[written], "271101": -totals[written]})
        ledger.verify()
    print(f"SUMMARY {len(FILES)} files in {len(encodings)} encodings, {sum(all_counts.values())} rows each: {told(all_counts)}; "
          "balances agree")


if __name__ == "__main__":
    part(main)
