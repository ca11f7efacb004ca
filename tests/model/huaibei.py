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
    """[(row as a spreadsheet numbers it, {header: text}, no cells beyond the headers)]; cells missing at the end are empty"""
    with open(os.path.join(ROOT, path), "rb") as f:
        text = f.read().decode(encoding).lstrip("\ufeff")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[skip:]
    head = lines[0]
    return [(n, dict(zip(head, line + [""] * len(head))), len(line) <= len(head)) for n, line in enumerate(lines[1:], skip + 2)]


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
    if fen < 0:
        raise No("E_NEGATIVE")
    if fen == 0 and not zero:
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
    """decide(row) returns ("accepted"|"already", amount, note…) or raises No."""
    counts, total = {"accepted": 0, "already": 0, "refused": 0}, 0
    for n, row, whole in rows:
        try:
            if not whole:
                raise No("E_COLUMNS")
            if next(filter(None, row.values()), "") == "合计":
                raise No("E_TOTAL_ROW")
            what, amount, *notes = decide(row)
            outcome(name, n, what, notes, amount)
            counts[what] += 1
            total += amount if what == "accepted" else 0
        except No as no:
            what = "total" if "E_TOTAL_ROW" in no.codes else "refused"
            outcome(name, n, what, no.codes)
            counts["refused"] += what == "refused"
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


def deals(name, book, more=(), **how):
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

    invested = run(name, rows_of(name, **how), decide)
    for other in more:
        invested += run(other, rows_of(other, **how), decide)
    for p in sorted(PROFILES):
        e, t = sums[p][True], sum(sums[p].values())
        # threshold one half, 以上 includes it: pass if 2E >= T; shortfall of early money, headroom of other money
        say("share", book, p, e, t, sums[p][None], "PASS" if 2 * e >= t else "FAIL", max(0, t - 2 * e), max(0, 2 * e - t))
    return invested


# ---- the pool: registration ------------------------------------------------------------------------------------------

TYPES = {"信用": "CREDIT", "知识产权质押": "IP_PLEDGE", "应收账款质押": "RECEIVABLE", "存货质押": "INVENTORY", "保证": "GUARANTEE"}
MODES = {"银行直贷": "DIRECT", "担保贷款": "GUARANTEED"}
ZH = dict(bank="合作银行", contract="贷款合同号", iou="借据号", firm="统一社会信用代码", name="企业名称", type="担保方式", mode="业务模式",
          guarantor="担保机构", contract_amount="合同金额", disbursed="放款金额", start="放款日", due="到期日", registered="备案日", rate="利率",
          lpr="LPR", first="首贷", tool="货币政策工具", ip="知产质押占比", collateral="实物抵押占比", revenue="企业年收入", staff="企业人数",
          born="企业设立日", listed="是否上市", breach="无违规年数", purpose="用途", industry="行业")
EN = dict(bank="bank", contract="contract no", iou="iou no", firm="borrower uscc", name="borrower", type="loan type", mode="mode",
          guarantor="guarantor", contract_amount="contract amount", disbursed="disbursed", start="disbursed on", due="due on",
          registered="registered on", rate="rate", lpr="lpr", first="first loan", tool="monetary tool", ip="ip share",
          collateral="collateral share", revenue="firm revenue", staff="firm employees", born="firm established", listed="listed",
          breach="years without breach", purpose="purpose", industry="industry")
LJ = dict(contract="合约编码", iou="放款凭证号", firm="客户信用代码", name="客户名称", type="增信类型", mode="模式", guarantor="增信机构",
          contract_amount="合约金额(万元)", disbursed="发放额(万元)", start="起息日", due="止息日", registered="报备日", rate="执行利率",
          lpr="基准LPR", first="首次贷款", tool="再贷款支持", ip="知产占比", collateral="实物抵押比", revenue="营收(万元)", staff="员工数",
          born="成立日", listed="已上市", breach="守信年数", purpose="资金投向", industry="所属行业")
HJ = dict(contract="合同编码", iou="借据编码", firm="社会信用代码", name="户名", type="担保", mode="方式", guarantor="担保人",
          contract_amount="签约金额", disbursed="实放金额", start="放款日期", due="到期日期", registered="备案日期", rate="年利率", lpr="LPR",
          first="首贷户", tool="支小再贷款", ip="知产比例", collateral="抵押比例", revenue="年营业额", staff="人数", born="注册日期",
          listed="上市公司", breach="无违规年限", purpose="贷款用途", industry="行业")
SB = dict(ZH, contract="合同编号", iou="借据编号", firm="信用代码", name="借款企业", bank="贷款银行", disbursed="贷款金额", start="放款日期",
          due="到期日期", registered="备案日期", rate="年利率", type="贷款类型")
LOAN_FILES = [  # file, how it is read, its words, unit, thousands separators, the bank if no column says it
    ("banks/loans-xiangcheng.csv", dict(encoding="gb18030", skip=3), ZH, 1, False, None),
    ("banks/loans-suihe.csv", {}, EN, 1, False, None),
    ("banks/loans-longji.csv", dict(delimiter=";"), LJ, 10000, False, "BK-LJ"),
    ("banks/loans-nanhu.csv", dict(encoding="utf-16", delimiter="\t"), ZH, 1, False, None),
    ("banks/loans-huajiahu.csv", dict(encoding="gb18030", delimiter="\t", skip=2), HJ, 1, True, "BK-HJ"),
    ("banks/loans-shibanjie.csv", {}, SB, 1, False, None),
]
LISTED, LOANS = {}, {}


def whitelist():
    def decide(row):
        need(row, "统一社会信用代码", "企业名称", "入库日期")
        code = firm(row["统一社会信用代码"])
        LISTED[code] = dict(on=past(row["入库日期"]), klass=row["企业类别"], key=yes(row["重点支持"]), region=row["行政区划"])
        return "accepted", 0

    run("pool/whitelist.csv", rows_of("pool/whitelist.csv"), decide)


def contributions():
    seen = {}

    def decide(row):
        need(row, "拨入编号", "出资方", "到账日", "金额", "银行流水号")
        amount, content = money(row["金额"]), tuple(row.values())
        if row["拨入编号"] in seen:
            if seen[row["拨入编号"]] == content:
                return "already", amount
            raise No("E_KEY_CHANGED")
        past(row["到账日"])
        seen[row["拨入编号"]] = content
        return "accepted", amount

    return run("pool/contributions.csv", rows_of("pool/contributions.csv"), decide)


def party(text):
    if text not in PARTY:
        raise No("E_PARTY")
    return PARTY[text]


def typed_loan(row, unit, group, bank):
    need(row, *([] if bank else ["bank"]), "contract", "iou", "firm", "name", "type", "contract_amount", "disbursed", "start", "due")
    bank = bank or party(row["bank"])  # what the cells lack is told before what the ledger lacks
    loan = dict(bank=bank, contract=row["contract"], iou=row["iou"], firm=firm(row["firm"]))
    if row["type"] not in TYPES:
        raise No("E_ENUM")
    loan.update(type=TYPES[row["type"]], mode=MODES[row["mode"]], guarantor=party(row["guarantor"]) if row["guarantor"] else None)
    loan.update(contract_amount=money(row["contract_amount"], unit, group), disbursed=money(row["disbursed"], unit, group))
    loan.update({f: date(row[f]) for f in ("start", "due", "registered", "born")})
    loan.update({f: ratio(row[f]) if row[f] else None for f in ("rate", "lpr", "ip", "collateral")})
    loan.update({f: yes(row[f]) for f in ("first", "tool", "listed")})
    loan.update(revenue=money(row["revenue"], unit, group, zero=True), staff=ratio(row["staff"]), breach=int(row["breach"]))
    loan.update(purpose=row["purpose"], industry=row["industry"])
    return loan


def tenor_months(loan):
    """Months begun: the smallest n whose n months from the first day reach the due day."""
    n = 0
    while months_after(loan["start"], n) < loan["due"]:
        n += 1
    return n


def loans():
    total = 0
    for name, how, words, unit, group, bank in LOAN_FILES:

        def decide(source, words=words, unit=unit, group=group, bank=bank):
            row = {f: source[h] for f, h in words.items()}
            loan = typed_loan(row, unit, group, bank)
            key = (loan["bank"], loan["contract"], loan["iou"])
            if key in LOANS:
                if all(LOANS[key][f] == v for f, v in loan.items()):
                    return "already", loan["disbursed"]
                raise No("E_KEY_CHANGED")
            if max(loan["start"], loan["registered"]) > TODAY:
                raise No("E_FUTURE")
            codes = registration_gates(loan)
            if codes:
                raise No(*codes)
            LOANS[key] = dict(loan, repaid=0, state="REGISTERED", instalments={}, paid=0)
            return "accepted", loan["disbursed"], *(["LATE"] if loan["registered"] < TODAY else [])

        total += run(name, rows_of(name, **how), decide)
    say("loans", len(LOANS), total)


def repayments():
    def decide(row):
        need(row, "合作银行", "贷款合同号", "借据号", "期次", "还款日", "还本金额")
        key, amount = (party(row["合作银行"]), row["贷款合同号"], row["借据号"]), money(row["还本金额"])
        when = date(row["还款日"])
        if key not in LOANS:
            raise No("E_GATE_LOAN")
        loan = LOANS[key]
        if row["期次"] in loan["instalments"]:
            if loan["instalments"][row["期次"]] == (when, amount):
                return "already", amount
            raise No("E_KEY_CHANGED")
        if when > TODAY:
            raise No("E_FUTURE")
        if loan["state"] != "REGISTERED":
            raise No("E_GATE_LOAN_STATE")
        if loan["repaid"] + amount > loan["disbursed"]:
            raise No("E_GATE_REPAID")
        loan["repaid"] += amount
        loan["instalments"][row["期次"]] = (when, amount)
        if loan["repaid"] == loan["disbursed"]:
            loan["state"] = "PAID_OFF"
        return "accepted", amount

    run("banks/repayments.csv", rows_of("banks/repayments.csv"), decide)


# ---- the pool: the city's pack (示政办〔2024〕0号, invented), as a person reads it ------------------------------------------

WAN = 1000000  # fen in 万元


def registration_gates(loan):
    codes = []
    firm_row = LISTED.get(loan["firm"])
    if firm_row is None:
        codes.append("E_GATE_WHITELIST")  # 第五条
    if loan["listed"] is not False or loan["revenue"] > 40000 * WAN or loan["staff"] > 1000 or loan["breach"] < 3:
        codes.append("E_GATE_FIRM")
    if (loan["registered"] - loan["start"]).days > 90:
        codes.append("E_GATE_WINDOW")  # 第七条
    if loan["contract_amount"] > 1000 * WAN:
        codes.append("E_GATE_AMOUNT")  # 第六条
    if not 6 <= tenor_months(loan) <= 36:
        codes.append("E_GATE_TENOR")
    if loan["rate"] > loan["lpr"] * Fraction(13, 10):
        codes.append("E_GATE_RATE")
    if loan["collateral"] > Fraction(30, 100):
        codes.append("E_GATE_COLLATERAL")
    if loan["disbursed"] > loan["contract_amount"]:
        codes.append("E_GATE_DISBURSED")
    if rate_of(loan) is None:
        codes.append("E_GATE_TIER")  # no rate, so no exposure either
    return codes


def rate_of(loan):
    """第十条, 第十一条: bracket (lo, hi] of the contract amount, add-ons, ceiling."""
    amount = loan["contract_amount"]
    if amount > 1000 * WAN:
        return None
    if loan["mode"] == "GUARANTEED":
        return Fraction(20, 100) + (Fraction(10, 100) if loan["type"] == "IP_PLEDGE" else 0)
    rate = Fraction(50 if amount <= 300 * WAN else 40 if amount <= 500 * WAN else 30, 100)
    if LISTED.get(loan["firm"], {}).get("key") or loan["type"] == "IP_PLEDGE":
        rate += Fraction(10, 100)  # one group: taken once
    if loan["first"]:
        rate += Fraction(5, 100)
    if loan["tool"]:
        rate += Fraction(5, 100)
    return min(rate, Fraction(55, 100))


def exposure_at_registration(loan):
    return half_up(min(Fraction(60 * WAN), loan["disbursed"] * rate_of(loan)))


# ---- the pool: claims ------------------------------------------------------------------------------------------------

CLASSES = ["正常", "关注", "次级", "可疑", "损失"]
STAGES = ["无", "已起诉", "法院受理", "已判决", "终结执行"]
CLAIM_FILES = [("banks/claims-xiangcheng.csv", "BK-XC"), ("banks/claims-suihe.csv", "BK-SH"), ("banks/claims-longji.csv", "BK-LJ"),
               ("banks/claims-nanhu.csv", "BK-NH"), ("banks/claims-huajiahu.csv", "BK-HJ"), ("banks/claims-shibanjie.csv", "BK-SB"),
               ("banks/claims-kedan.csv", "GU-KD"), ("banks/claims-huixin.csv", "GU-HX")]
MEASURE, CLAIMS = {}, []
PAID = {"firm": {}, "party": {}, "pool": 0}
LOSS = {}


def measures():
    def decide(row):
        need(row, "指标", "机构", "截止日", "金额")
        MEASURE[row["指标"], party(row["机构"])] = money(row["金额"], zero=True)
        past(row["截止日"])
        return "accepted", 0

    run("pool/measures.csv", rows_of("pool/measures.csv"), decide)


def claim_gates(claim, loan):
    codes = []
    if claim["by"] not in (loan["bank"], loan["guarantor"]):  # an institution's own file: another's loan is as an unknown one
        return ["E_GATE_LOAN"]
    if loan["state"] not in ("REGISTERED", "COMPENSATED"):
        codes.append("E_GATE_LOAN_STATE")
    if claim["overdue"] <= 60:  # 第十二条 超过60天
        codes.append("E_GATE_OVERDUE")
    if CLASSES.index(claim["class"]) < CLASSES.index("次级"):
        codes.append("E_GATE_CLASS")
    if STAGES.index(claim["stage"]) < STAGES.index("法院受理"):
        codes.append("E_GATE_LITIGATION")
    if (claim["date"] - loan["due"]).days > 120:  # 第十三条
        codes.append("E_GATE_WINDOW")
    for doc in ("补偿申请表", "法院受理通知书"):
        if doc not in claim["docs"].split("、"):
            codes.append("E_GATE_DOCS")
    return codes


def unpaid(claim, loan):
    return loan["disbursed"] - max(claim["repaid"], loan["repaid"])


def base_of(claim, loan):
    """第九条: unpaid principal less what was recovered, less insurance."""
    return max(0, max(0, unpaid(claim, loan) - claim["recovered"]) - claim["insurance"])


def amount_of(claim, loan):
    """(payout, the cap that binds). 第十四条 to 第十八条; every room is whole fen, floored and never below nothing."""
    exact, binding = base_of(claim, loan) * rate_of(loan), "-"
    if exact > 60 * WAN:
        exact, binding = Fraction(60 * WAN), "cap_per_loan"
    y = max(0, half_up(exact) - loan["paid"])
    own = claim["own"] if claim["own"] is not None else unpaid(claim, loan)
    paid_here = PAID["party"].get(claim["by"], 0)
    lent = sum(x["disbursed"] for x in LOANS.values())
    rooms = [
        ("cap_total_gov_of_liability", own * 80 // 100 - claim["other"] - loan["paid"]),
        ("cap_per_borrower_year", 80 * WAN - PAID["firm"].get(loan["firm"], 0)),
        ("cap_per_bank_year", min(MEASURE["上年末贷款余额", claim["by"]] * 2 // 100, 150 * WAN) - paid_here),
        ("cap_rate_of_lending", lent * 5 // 100 - PAID["pool"]),
        ("cap_fee_multiple", 2 * MEASURE["已收担保费", claim["by"]] - paid_here),
        ("cap_per_bank_deposit", MEASURE["存放专户余额", claim["by"]]),
        ("cap_pool_year", 255 * WAN - PAID["pool"]),
    ]
    for name, room in rooms:
        if max(0, room) < y:
            y, binding = max(0, room), name
    return y, binding


def registered_this_year(bank):
    return sum(x["disbursed"] for x in LOANS.values() if x["bank"] == bank and x["registered"].year == 2026)


def deferred(claim, loan):
    """第十九条: the bank's loss of the year with this claim above 15 % of what it registered in the year; a guarantor's claim has no part in it."""
    return claim["by"] == loan["bank"] and (LOSS.get(loan["bank"], 0) + base_of(claim, loan)) * 100 > 15 * registered_this_year(loan["bank"])


def claims():
    seen = {}
    for name, by in CLAIM_FILES:

        def decide(row, by=by):
            need(row, "合作银行", "贷款合同号", "借据号", "申请编号", "申请日", "逾期天数", "五级分类", "已还本金")
            key = (party(row["合作银行"]), row["贷款合同号"], row["借据号"])
            zero = {f: money(row[h], zero=True) for f, h in (("repaid", "已还本金"), ("recovered", "追偿净收回"), ("other", "其他财政补偿"),
                                                            ("insurance", "保险赔付"))}
            claim = dict(zero, by=by, key=key, number=row["申请编号"], date=past(row["申请日"]), overdue=int(row["逾期天数"]),
                         stage=row["诉讼阶段"], docs=row["申请材料"],
                         own=money(row["实际承担责任"], zero=True) if row["实际承担责任"] else None)
            claim["class"] = row["五级分类"]
            if (key, claim["number"]) in seen:
                if seen[key, claim["number"]] == claim:
                    return "already", 0
                raise No("E_KEY_CHANGED")
            if key not in LOANS:
                raise No("E_GATE_LOAN")
            loan = LOANS[key]
            codes = claim_gates(claim, loan)
            if base_of(claim, loan) == 0:
                codes.append("E_GATE_BASE")
            if codes:
                raise No(*codes)
            seen[key, claim["number"]] = dict(claim)
            loan["state"] = "CLAIMED"
            provisional = 0 if deferred(claim, loan) else amount_of(claim, loan)[0]
            CLAIMS.append(claim)
            say("provisional", claim["number"], provisional)
            return "accepted", provisional

        run(name, rows_of(name), decide)


def decisions():
    """In order of registration; the approver's file names the amounts."""
    named = {row["申请编号"]: money(row["预期金额"], zero=True) for _, row, _ in rows_of("pool/decisions.csv")}
    for claim in CLAIMS:
        loan = LOANS[claim["key"]]
        amount, binding = amount_of(claim, loan)
        assert amount == named[claim["number"]], (claim["number"], amount, binding, named[claim["number"]])
        if deferred(claim, loan):
            claim["waiting"] = amount
            say("claim", claim["number"], "DEFERRED", amount, binding)
            continue
        claim["paid"] = amount
        loan["paid"] += amount
        PAID["firm"][loan["firm"]] = PAID["firm"].get(loan["firm"], 0) + amount
        PAID["party"][claim["by"]] = PAID["party"].get(claim["by"], 0) + amount
        PAID["pool"] += amount
        if claim["by"] == loan["bank"]:
            LOSS[loan["bank"]] = LOSS.get(loan["bank"], 0) + base_of(claim, loan)
        say("claim", claim["number"], "DECIDED", amount, binding)
    say("decided", PAID["pool"])
    for bank in sorted({x["bank"] for x in LOANS.values()}):
        say("breaker", bank, LOSS.get(bank, 0), registered_this_year(bank))


UNPAID_IN_DEMO = ("KD-01", "HX-01")  # decided, but not yet paid when the demo ends


def memo():
    """Registered balances and contingent shares as they stand at the end: P03, P04, P06."""
    balance = share = 0
    compensated = {c["key"]: c for c in CLAIMS if "paid" in c and c["number"] not in UNPAID_IN_DEMO}
    for key, loan in LOANS.items():
        rest, part = loan["disbursed"], exposure_at_registration(loan)
        for _, amount in sorted(loan["instalments"].values()):
            out = part if amount == rest else half_up(Fraction(part) * amount / rest)
            rest, part = rest - amount, part - out
        if key not in compensated:
            balance, share = balance + rest, share + part
    paid = sum(c["paid"] for c in compensated.values())
    owed = PAID["pool"] - paid
    waiting = sum(c["waiting"] for c in CLAIMS if "waiting" in c)
    return {"9003": balance, "9004": share, "9005": paid, "9008": waiting, "224105": -owed, "271105": PAID["pool"]}, paid


def entries(name):
    """Closing balance per account, debit positive, of a file of raw lines."""
    sums = {}
    for _, row, _ in rows_of(name):
        fen = money(row["金额"]) * (1 if row["方向"] == "借" else -1)
        sums[row["科目"]] = sums.get(row["科目"], 0) + fen
    return sums


def pool():
    whitelist()
    paid_in = contributions()
    measures()
    loans()
    repayments()
    claims()
    decisions()
    sums, paid = memo()
    interest, cost, cost_paid = (sum(money(row["金额"]) for _, row, _ in rows_of(f"pool/{what}.csv")) for what in ("interest", "costs", "payments"))
    sums |= {"100203": paid_in + interest - paid - cost_paid, "224108": cost_paid - cost, "271101": -paid_in, "271102": -interest, "271106": cost}
    assert sums["100203"] == -sum(fen for account, fen in sums.items() if account.startswith("2")), "the balance identity of the pool"
    for account in sorted(sums):
        say("balance", "HB-PL", account, sums[account])


def fund_balances(book, word, invested):
    sums = {"110101": invested, "100201": -invested}
    late = ["journal-late"] if book == "HB-YD" else []
    for part in [f"opening-{word}", f"journal-{word}"] + late:
        for account, fen in entries(f"funds/{part}.csv").items():
            sums[account] = sums.get(account, 0) + fen
    assert sum(sums.values()) == 0
    for account in sorted(sums):
        say("balance", book, account, sums[account])


# ---- the life of a fund ----------------------------------------------------------------------------------------------


class Holding:
    """What a fund holds in one firm: cost and change of value leave by the moving average, the last share takes the rest."""

    def __init__(self):
        self.cost = self.change = self.shares = self.pursued = 0

    def leave(self, shares):
        part = Fraction(shares, self.shares)
        cost, change = (half_up(part * x) for x in (self.cost, self.change))
        if shares == self.shares:
            cost, change = self.cost, self.change
        self.cost, self.change, self.shares = self.cost - cost, self.change - change, self.shares - shares
        return cost, change


PAID_IN = {"引导基金": "400101", "普通合伙人": "400102", "社会资本": "400103"}


def life():
    """Closing balances of the seed fund, event by event in the order of their days."""
    sums, held, capacity, events = {}, {}, {}, []

    def book(account, fen):
        sums[account] = sums.get(account, 0) + fen

    def value(h, row):
        change = money(row["公允价值"]) - h.cost - h.change
        h.change += change
        book("6101", -change)

    def deal(h, row):
        h.cost, h.shares = h.cost + money(row["实付额"]), h.shares + int(row["取得股数"])
        book("100201", -money(row["实付额"]))

    def sale(h, row):
        net = money(row["退出价款"]) - money(row["税费"], zero=True)
        cost, change = h.leave(int(row["转出股数"]))
        book("100201", net)
        book("611101", cost + change - net)

    def write_off(h, row):
        recovered = money(row["收回金额"], zero=True)
        h.pursued = h.cost - recovered
        cost, change = h.leave(h.shares)
        book("100201", recovered)
        book("611104", cost + change - recovered)

    def recovery(h, row):
        h.pursued -= min(h.pursued, money(row["收回金额"]))
        book("100201", money(row["收回金额"]))
        book("611105", -money(row["收回金额"]))

    def dividend(h, row):
        book("100201", money(row["金额"]))
        book("611102", -money(row["金额"]))

    for name, day, what in (
        ("deals", "付款日", deal),
        ("deals-over", "付款日", deal),
        ("valuations", "估值日", value),
        ("exits", "签约或到账日", sale),
        ("writeoffs", "核销日", write_off),
        ("recoveries", "到账日", recovery),
        ("dividends", "宣告或到账日", dividend),
    ):
        events += [(date(row[day]), number, what, row) for number, row, _ in rows_of(f"funds/life-{name}.csv")]
    for _, _, what, row in sorted(events, key=lambda e: e[:2]):
        what(held.setdefault(row["统一社会信用代码"], Holding()), row)
    for _, row, _ in rows_of("funds/life-commitments.csv"):
        capacity[row["认缴编号"]] = row["出资人身份"]
        book("9001", money(row["认缴额"]))
    for _, row, _ in rows_of("funds/life-capital.csv"):
        fen = money(row["实缴额"])
        for account, amount in (("100201", fen), (PAID_IN[capacity[row["认缴编号"]]], -fen), ("9001", -fen)):
            book(account, amount)
    for _, row, _ in rows_of("funds/life-distributions.csv"):
        book("410401", money(row["分配额"]))
    for _, row, _ in rows_of("funds/life-settlements.csv"):
        book("100201", -money(row["金额"]))
    book("110101", sum(h.cost for h in held.values()))
    book("110102", sum(h.change for h in held.values()))
    assert sum(fen for account, fen in sums.items() if account != "9001") == 0
    book("9006", sum(h.pursued for h in held.values()))
    deals("funds/life-deals.csv", "HB-ZZ", ("funds/life-deals-over.csv",))
    for account in sorted(sums):
        say("balance", "HB-ZZ", account, sums[account])


def main():
    read_parties()
    for book, word, how in (("HB-YD", "guidance", {}), ("HB-KC", "sci-tech", {}), ("HB-TS", "angel", {"encoding": "gb18030"})):
        fund_balances(book, word, deals(f"funds/deals-{word}.csv", book, **how))
    pool()
    life()
    print("\n".join(OUT))


if __name__ == "__main__":
    main()
