"""The files of `export --to gbt24589` against the page that names their elements and against the reports, figure by figure, read by
an XML parser that is not ours. Usage: gbt24589.py PROGRAM PAGE FOLDER BOOK YEAR [REPORT-OPTION...]"""
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from decimal import Decimal

program, page, folder, book, year = sys.argv[1:6]
cut = sys.argv[6:]
ZERO = Decimal(0)
faults = []


def check(got, want, *what):
    if got != want:
        faults.append((what, got, want))


def run(*args):
    done = subprocess.run([program, *args, "--format", "json"], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, "FUNDPOOL_LANG": "zh"})
    assert done.returncode == 0, (args, done.stderr)
    return json.loads(done.stdout)["tables"]


# ---- the page: tables in their order, elements in theirs
declared = {}
for line in open(page, encoding="utf-8"):
    cells = [c.strip() for c in line.strip().strip("|").split("|")]
    if len(cells) == 4 and re.fullmatch(r"T\d{3}\*?", cells[1]):
        names = []
        for name in cells[2].split("、"):
            many = re.fullmatch(r"辅助项 1 至 30 编号", name)
            names += [f"辅助项{i}编号" for i in range(1, 31)] if many else [name]
        declared[cells[0]] = (cells[1][:2], names)
assert len(declared) == 21, list(declared)

tables = defaultdict(list)
for file, prefix in (("公共档案", "T1"), ("总账", "T2")):
    path = f"{folder}/{file}.xml"
    raw = open(path, encoding="utf-8").read()
    assert raw.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!--'), raw[:80]
    head = raw[raw.index("<!--") + 4:raw.index("-->")]
    for said in ("GB/T 24589.1-2010", "旁证", "locID", "命名空间", "不表示符合", "2024", "does not claim", book, year):
        assert said in head, (said, head)
    assert re.search("[\u4e00-\u9fff]", head.split("\n")[1]), "Chinese comes first"
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", raw), "a control character"
    root = ET.fromstring(raw)
    check(root.tag, file, "root")
    order = [name for name, (start, _) in declared.items() if start == prefix]
    met = []
    for row in root:
        if not met or met[-1] != row.tag:
            met.append(row.tag)
        assert not row.attrib and not any(e.attrib or len(e) for e in row), row.tag
        if len(row):
            check([e.tag for e in row], declared[row.tag][1], "elements of", row.tag)
            tables[row.tag].append({e.tag: e.text or "" for e in row})
    check(met, order, "tables of", file)


def money(text):
    return Decimal(text) if text else ZERO


# ---- what a file says of itself
[ledger] = tables["电子账簿"]
check((ledger["电子账簿编号"], ledger["会计年度"]), (book, year), "book")
assert "旁证" in ledger["标准版本号"] and "不表示符合" in ledger["标准版本号"], ledger["标准版本号"]
periods = [r["会计期间号"] for r in tables["会计期间"]]
check(periods[:12], [str(i) for i in range(1, 13)], "periods")
assert periods[12:] in ([], ["13"]), periods
accounts = {r["科目编号"]: r for r in tables["会计科目"]}
listed = {r["account"]: r for r in run("account", "list", "--book", book)[0]["rows"]}
check(set(accounts), set(listed), "accounts")
currencies = {r["币种编码"] for r in tables["币种"]}
words = {r["记账凭证类型编号"] for r in tables["记账凭证类型"]}
archives = defaultdict(set)
for r in tables["自定义档案项值"]:
    archives[r["档案编码"]].add(r["档案值编码"])
check({r["档案编码"] for r in tables["自定义档案项"]}, {"主体", "项目"}, "archives")
helped = {(r["科目编号"], r["辅助项编号"]): r["对应档案"] for r in tables["科目辅助核算"]}
people = {r["员工姓名"] for r in tables["员工档案"]}
for r in tables["员工档案"]:
    assert r["员工编码"] and not any(v for k, v in r.items() if k not in ("员工编码", "员工姓名")), r
flows = {r["现金流量项目编码"]: r for r in tables["现金流量项目"]}
parties = {r["party"]: r for r in run("party", "list")[0]["rows"]}
for kind, kinds in (("供应商", ("gp", "manager", "custodian")), ("客户", ("investee", "bank", "guarantor"))):
    check({r[kind + "编码"] for r in tables[kind + "档案"]}, {p for p in archives["主体"] if parties[p]["kind"] in kinds}, kind)
    for r in tables[kind + "档案"]:
        check(r[kind + "名称"], parties[r[kind + "编码"]]["name"], kind)


def aided(row):
    """Its party and item, which stand in their archives."""
    for i, archive in ((1, "主体"), (2, "项目")):
        code = row[f"辅助项{i}编号"]
        assert not code or code in archives[archive], (archive, code)
        assert not code or helped[row["科目编号"], str(i)] == archive, row
    assert not any(row[f"辅助项{i}编号"] for i in range(3, 31))
    return row["辅助项1编号"], row["辅助项2编号"]


def home(row, what, original, local):
    check(row[local], row[original] if row["币种编码"] == ledger["本位币"] else "", what)


# ---- vouchers: each balances, in each currency, in order, by whom the file knows
moved, sums, last = defaultdict(lambda: [ZERO, ZERO]), defaultdict(Decimal), None
for r in tables["记账凭证"]:
    assert r["记账凭证日期"][:4] == r["会计年度"] == year and r["会计期间号"] in periods, r
    assert r["会计期间号"] == "13" or int(r["记账凭证日期"][4:6]) == int(r["会计期间号"]), r
    assert r["科目编号"] in accounts and r["币种编码"] in currencies and r["记账凭证类型编号"] in words, r
    assert r["制单人"] in people and r["记账人"] in people and (not r["审核人"] or r["审核人"] in people), r
    assert (r["记账标志"], r["作废标志"]) == ("1", "0") and r["记账凭证摘要"], r
    month, number = r["记账凭证编号"].split("-")
    check(month, f"{year}{int(r['会计期间号']):02d}", "number")
    place = (month, r["记账凭证类型编号"], int(number), int(r["记账凭证行号"]))
    assert last is None or last < place, (last, place)
    assert last is None or place[:3] == last[:3] and place[3] == last[3] + 1 or place[3] == 1, (last, place)
    last = place
    debit, credit = Decimal(r["借方原币金额"]), Decimal(r["贷方原币金额"])
    home(r, "voucher", "借方原币金额", "借方本币金额")
    home(r, "voucher", "贷方原币金额", "贷方本币金额")
    assert not (debit and credit), r
    sums[place[:3] + (r["币种编码"],)] += debit - credit
    key = (r["科目编号"], *aided(r), r["币种编码"], r["会计期间号"])
    moved[key][0] += debit
    moved[key][1] += credit
check([k for k, v in sums.items() if v], [], "vouchers out of balance")

# ---- balances: opening + movement = closing, movement = the vouchers', one period's closing the next one's opening
rows = {}
for r in tables["科目余额及发生额"]:
    key = (r["科目编号"], *aided(r), r["币种编码"])
    assert (key, r["会计期间号"]) not in rows, key
    side = {"借": 1, "贷": -1}
    for of in ("期初", "期末"):
        home(r, "balance", of + "原币余额", of + "本币余额")
        assert Decimal(r[of + "原币余额"]) >= 0, r
    opening = side[r["期初余额方向"]] * Decimal(r["期初原币余额"])
    closing = side[r["期末余额方向"]] * Decimal(r["期末原币余额"])
    debit, credit = Decimal(r["借方原币金额"]), Decimal(r["贷方原币金额"])
    home(r, "balance", "借方原币金额", "借方本币金额")
    home(r, "balance", "贷方原币金额", "贷方本币金额")
    check(opening + debit - credit, closing, "opening + movement", key, r["会计期间号"])
    check([debit, credit], moved.pop((*key, r["会计期间号"]), [ZERO, ZERO]), "movement of the vouchers", key, r["会计期间号"])
    rows[key, r["会计期间号"]] = (opening, debit, credit, closing)
check([k for k, v in moved.items() if any(v)], [], "vouchers without a balance")

# ---- the same of every month in the report, by account and party, to the fen
for p in range(1, 13):
    first = f"{year}-{p:02d}-01"
    after = f"{int(year) + p // 12}-{p % 12 + 1:02d}-01"
    if "--as-of" in cut and cut[cut.index("--as-of") + 1] < first:
        check([k for k in rows if k[1] == str(p)], [], "a period after the cut")
        continue
    final = subprocess.run(["date", "-d", after + " -1 day", "+%F"], capture_output=True, text=True).stdout.strip()
    done = subprocess.run([program, "report", "balance", "--book", book, "--from", first, "--to", final, "--by-party", "--format", "json", *cut],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:  # the period has not begun yet
        assert "E_DATE_ORDER" in done.stderr, done.stderr
        check([k for k in rows if k[1] == str(p)], [], "a period that has not begun")
        continue
    told = defaultdict(lambda: [ZERO] * 4)
    for r in json.loads(done.stdout)["tables"][0]["rows"]:
        if "party" not in r:
            continue
        sign = {"DEBIT": 1, "CREDIT": -1, "D": 1, "C": -1, "借": 1, "贷": -1}
        o = sign.get(r["opening_side"], 0) * Decimal(r["opening"])
        told[r["account"], r["party"] or "", r.get("currency") or ledger["本位币"]] = [
            o, Decimal(r["debit"]), Decimal(r["credit"]), Decimal(r["balance"])]
    had = defaultdict(lambda: [ZERO] * 4)
    of_month = [str(p)] + (["13"] if p == 12 and "13" in periods else [])
    for (key, period), (o, d, c, e) in rows.items():
        if period in of_month:
            sum_ = had[key[0], key[1], key[3]]
            sum_[0] += o if period == str(p) else ZERO
            sum_[1] += d
            sum_[2] += c
            sum_[3] += e if period == of_month[-1] else ZERO
    for key in set(told) | set(had):
        check(had[key], told[key], "report balance", key, first)

# ---- cash flows: every one is a line of a voucher, and their sums are the statement's lines
numbers = {(k[1], f"{k[0]}-{k[2]}") for k in sums}
by_line = defaultdict(Decimal)
for r in tables["现金流量凭证项目数据"]:
    assert (r["记账凭证类型编号"], r["记账凭证编号"]) in numbers, r
    check(r["现金流量项目属性"], flows[r["现金流量项目编码"]]["现金流量项目属性"], "flow")
    by_line[r["现金流量项目编码"] + ("" if r["币种编码"] == ledger["本位币"] else " " + r["币种编码"])] += Decimal(r["现金流量原币金额"])
    home(r, "flow", "现金流量原币金额", "现金流量本币金额")

# ---- statements: the very lines of the reports as of the same day
until = min([f"{year}-12-31"] + ([cut[cut.index("--as-of") + 1]] if "--as-of" in cut else []))
sets = {r["报表编号"]: r for r in tables["报表集"]}
check(set(sets), {"balance-sheet", "income", "cash-flow"}, "statements")
values = defaultdict(dict)
for r in tables["报表项数据"]:
    assert r["报表项编号"] not in values[r["报表编号"]] and r["报表项名称"], r
    values[r["报表编号"]][r["报表项编号"]] = money(r["报表项数值"])
for name, which in (("balance-sheet", ["--as-of", until]), ("income", ["--from", f"{year}-01-01", "--to", until]),
                    ("cash-flow", ["--from", f"{year}-01-01", "--to", until])):
    more = [c for i, c in enumerate(cut) if name != "balance-sheet" or (c != "--as-of" and (i == 0 or cut[i - 1] != "--as-of"))]
    want = {}
    done = subprocess.run([program, "report", name, "--book", book, "--format", "json", *which, *more], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    for r in json.loads(done.stdout)["tables"][0]["rows"]:
        if r.get("row") not in ("heading", None):
            code = r["item"] if not r.get("currency") or r["currency"] == ledger["本位币"] else f"{r['item']} {r['currency']}"
            want[code] = money(r["current"])
    check(values[name], want, name)
    if name == "cash-flow":
        for code, amount in by_line.items():
            if code in want:
                check(amount, want[code], "cash flow", code)
assert tables["会计科目"] and set(r["余额方向"] for r in tables["会计科目"]) <= {"借", "贷"}
if faults:
    for fault in faults[:20]:
        print(*fault, sep="\n  ", file=sys.stderr)
    sys.exit(f"{folder}: {len(faults)} faults")
print(f"{book} {year}: {len(tables['记账凭证'])} lines, {len(rows)} balances")
