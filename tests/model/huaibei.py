#!/usr/bin/env python3
"""An independent reckoning of examples/huaibei: tests/model/huaibei.py [DIR] prints what the program must answer.

Written from the published rules and the pack's text alone, with exact fractions, in the slowest and plainest way; it shares no
code with the program and calls nothing of it. It reads the same files and predicts, per row, accepted, already or refused with
the reason codes; per fund and profile, the early-stage share; per claim, every reason or the payout to the fen.
Lines are "key<TAB>value"; tests/cli/demo_expected.txt is its committed output.
"""

import csv
import datetime
import io
import os
import re
import sys
from fractions import Fraction
from math import floor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "examples", "huaibei")
OUT = []


def say(*cells):
    OUT.append("\t".join(str(c) for c in cells))


# ---- reading: each bank's layout as its README entry describes it ---------------------------------------------------


def rows_of(path, encoding="utf-8-sig", delimiter=",", skip=0):
    """[(number of the data row from 1, {header: text}, number of cells == number of headers)]"""
    with open(os.path.join(ROOT, path), "rb") as f:
        text = f.read().decode(encoding).lstrip("\ufeff")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[skip:]
    head = lines[0]
    return [(n, dict(zip(head, line)), len(line) == len(head)) for n, line in enumerate(lines[1:], 1)]


# ---- form ----------------------------------------------------------------------------------------------------------


class No(Exception):
    def __init__(self, *codes):
        super().__init__(*codes)
        self.codes = codes


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_ok(code):
    """GB 32100-2015: weights are powers of three modulo 31."""
    if len(code) != 18 or any(c not in ALPHABET for c in code):
        return False
    return sum(pow(3, i, 31) * ALPHABET.index(c) for i, c in enumerate(code[:17])) % 31 == (31 - ALPHABET.index(code[17])) % 31


def money(text, unit=1, group=False, zero=False):
    """Fen. unit 10000 for 万元 with six decimals."""
    if group:
        if not re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?", text):
            raise No("E_GROUPING")
        text = text.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise No("E_AMOUNT_FORMAT")
    decimals = len(text.partition(".")[2])
    if decimals > (2 if unit == 1 else 6):
        raise No("E_AMOUNT_SCALE")
    fen = Fraction(text) * unit * 100
    assert fen.denominator == 1
    if fen < 0 and zero:
        raise No("E_NEGATIVE")
    if fen <= 0 and not zero:
        raise No("E_AMOUNT_SIGN")
    return int(fen)


TODAY = datetime.date(2026, 11, 1)  # any day after the data and before 2099 gives the same answers


def date(text):
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise No("E_DATE_FORMAT")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise No("E_DATE_INVALID") from None


def past(text):
    d = date(text)
    if d > TODAY:
        raise No("E_FUTURE")
    return d


def ratio(text):
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


def need(row, *names):
    for name in names:
        if not row.get(name):
            raise No("E_MISSING")


def yes(text):
    return None if text == "" else {"是": True, "否": False}[text]


def months_after(d, months):
    """Same day of the month, or the last one (民法典 202)."""
    year, month = (d.year * 12 + d.month - 1 + months) // 12, (d.month - 1 + months) % 12 + 1
    day = d.day
    while True:
        try:
            return datetime.date(year, month, day)
        except ValueError:
            day -= 1


def half_up(q):
    return floor(q + Fraction(1, 2))


def outcome(name, n, accepted, codes=(), amount=None):
    say("row", name, n, accepted, ",".join(codes) if codes else "-", "-" if amount is None else amount)


def run(name, rows, decide):
    """decide(row) returns ("accepted"|"already", amount) or raises No."""
    counts, total = {"accepted": 0, "already": 0, "refused": 0}, 0
    for n, row, whole in rows:
        try:
            if not whole:
                raise No("E_COLUMNS")
            what, amount = decide(row)
            outcome(name, n, what, (), amount)
            counts[what] += 1
            total += amount if what == "accepted" else 0
        except No as no:
            outcome(name, n, "refused", no.codes)
            counts["refused"] += 1
    say("file", name, counts["accepted"], counts["already"], counts["refused"], total)
    return total


# ---- parties -------------------------------------------------------------------------------------------------------

PARTY, KIND = {}, {}  # id, code or alias -> id


def read_parties():
    for _, row, _ in rows_of("parties.csv"):
        assert uscc_ok(row["统一社会信用代码"])
        for name in ("主体编号", "统一社会信用代码", "简称"):
            PARTY[row[name]] = row["主体编号"]
        KIND[row["主体编号"]] = row["类别"]


def firm(code):
    if not uscc_ok(code):
        raise No("E_USCC")
    return code


# ---- funds: early-stage profiles in Kleene's three values: True, False, None = unknown --------------------------------


def k_and(*limbs):
    return False if False in limbs else None if None in limbs else True


def k_or(*limbs):
    return True if True in limbs else None if None in limbs else False


def limb(value, test):
    return None if value is None else test(value)


def optional(row, name, read):
    return read(row[name]) if row.get(name) else None


ROUNDS = ["种子轮", "天使轮", "Pre-A轮", "A轮", "A+轮", "B轮", "C轮", "D轮", "后期"]


def transfer(row):
    """淮政〔2022〕46号: a commercialisation project, shown by its registration."""
    return k_and(limb(yes(row["科技成果转化"]), bool), limb(row["成果登记号"] or None, bool))


def ah_angel(row):
    """皖科资秘〔2025〕255号, at the decision: 不满 5 years, at most 300 staff, bachelors at least 30 %, R&D at least 3 %,
    assets or yearly revenue at most 50 million."""
    ic, born = optional(row, "投决日", date), optional(row, "设立日", date)
    age = None if ic is None or born is None else ic < months_after(born, 60)
    return k_and(
        age,
        limb(optional(row, "从业人数", ratio), lambda v: v <= 300),
        limb(optional(row, "本科占比", ratio), lambda v: v >= Fraction(30, 100)),
        limb(optional(row, "研发占比", ratio), lambda v: v >= Fraction(3, 100)),
        k_or(
            limb(optional(row, "资产总额", lambda t: money(t, zero=True)), lambda v: v <= 5000000000),
            limb(optional(row, "年销售收入", lambda t: money(t, zero=True)), lambda v: v <= 5000000000),
        ),
    )


PROFILES = {
    "AH_ANGEL_2025": ah_angel,
    "HB_EARLY": lambda row: k_and(transfer(row), ah_angel(row)),
    "ROUND_BASED": lambda row: limb(row["轮次"] or None, lambda r: ROUNDS.index(r) <= ROUNDS.index("A轮")),
    "TRANSFER": transfer,
}


def deals(name, book, **how):
    seen, sums = {}, {p: {True: 0, False: 0, None: 0} for p in PROFILES}

    def decide(row):
        need(row, "投资编号", "统一社会信用代码", "企业名称", "付款日", "实付额")
        amount, content = money(row["实付额"]), tuple(row.values())
        paid = date(row["付款日"])
        firm(row["统一社会信用代码"])
        if row["投资编号"] in seen:
            if seen[row["投资编号"]] == content:
                return "already", amount
            raise No("E_KEY_CHANGED")
        if paid > TODAY:
            raise No("E_FUTURE")
        seen[row["投资编号"]] = content
        for p in PROFILES:
            sums[p][PROFILES[p](row)] += amount
        return "accepted", amount

    run(name, rows_of(name, **how), decide)
    for p in sorted(PROFILES):
        e, t = sums[p][True], sum(sums[p].values())
        # threshold one half, 以上 includes it: pass if 2E >= T; shortfall of early money, headroom of other money
        say("share", book, p, e, t, sums[p][None], "PASS" if 2 * e >= t else "FAIL", max(0, t - 2 * e), max(0, 2 * e - t))
    return sums


#POOL#


def main():
    read_parties()
    deals("funds/deals-guidance.csv", "HB-YD")
    deals("funds/deals-sci-tech.csv", "HB-KC")
    deals("funds/deals-angel.csv", "HB-TS", encoding="gb18030")
    pool()
    print("\n".join(OUT))


if __name__ == "__main__":
    main()
