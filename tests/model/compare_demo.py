#!/usr/bin/env python3
"""Compares what the demo of examples/huaibei left behind with what tests/model/huaibei.py predicts, row by row:
compare_demo.py DEMO_DIR EXPECTED. Exit 0 if all agree; differences are printed."""

import csv
import io
import os
import re
import sys

WORD = {"接受": "accepted", "已登记": "already", "拒绝": "refused"}


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


def main():
    demo, expected = sys.argv[1:3]
    wrong, checked, files = 0, 0, {}
    with open(expected, encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f]
    for kind, *cells in lines:
        if kind != "row":
            continue
        name, number, result, codes, amount = cells
        if name not in files:
            files[name] = answers(os.path.join(demo, "answers", os.path.basename(name)))
        want = (result, set() if codes == "-" else set(codes.split(",")))
        got = files[name].pop(int(number), ("nothing", set(), ""))
        checked += 1
        if got[:2] != want:
            wrong += 1
            print(f"{name} row {number}: expected {want}, got {got}")
        elif result == "accepted" and "/claims-" in name:
            money = re.search(r"(\d[\d,]*\.\d\d)", got[2])
            if not money or int(money[1].replace(",", "").replace(".", "")) != int(amount):
                wrong += 1
                print(f"{name} row {number}: expected provisional {amount} fen, got {got[2]}")
    for name, rest in files.items():
        for number, got in rest.items():
            wrong += 1
            print(f"{name} row {number}: not predicted: {got}")
    print(f"{checked} rows compared, {wrong} differ")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
