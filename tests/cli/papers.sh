#!/bin/bash
# Every report of the example city as page, workbook and paper: all figures are those of its CSV and JSON, and no others; the same cut
# gives the same bytes; vouchers, decisions and the quarter's bundle hold what the books hold.
# timeout: 300
# variants: plain
set -eu
cd "$SRCDIR"
for tool in python3 pdftotext; do command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }; done
[ -x "${FUNDPOOL%/*}/fundpool-papers" ] || { echo "skipped: built without the packages of papers"; exit 77; }
examples/huaibei/demo.sh "$TEST_TMP/demo" >"$TEST_TMP/demo.log" 2>&1 || { tail -n 20 "$TEST_TMP/demo.log"; exit 1; }
export FUNDPOOL_LEDGER=$TEST_TMP/demo/huaibei.fpl FUNDPOOL_LANG=zh FUNDPOOL_TEST=1 FUNDPOOL_CLOCK=1795140000000+
cd "$TEST_TMP"

cat >check.py <<'PYTHON'
import base64
import collections
import csv
import hashlib
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal
from fractions import Fraction

PROGRAM = os.environ["FUNDPOOL"]
FIGURE = re.compile(r"-?\d{1,3}(,\d{3})*\.\d{2,}%?")


def run(*words, user="shen.ji", code=0):
    done = subprocess.run([PROGRAM, *words, "--as", user], capture_output=True, check=False)
    assert done.returncode == code, (words, done.returncode, done.stderr.decode())
    return done.stdout.decode()


def to_file(name, form, *words, user="shen.ji"):
    if os.path.exists(name):
        os.remove(name)
    run(*words, "--format", form, "--output", name, user=user)
    with open(name, "rb") as file:
        return file.read()


# ---- readers -----------------------------------------------------------------------------------------------------------
def csv_tables(text):
    assert text.startswith("\ufeff")
    tables, current = [], None
    for row in csv.reader(io.StringIO(text[1:], newline="")):
        if not row:
            current = None
        elif current is None:
            current = {"head": row, "rows": []}
            tables.append(current)
        else:
            current["rows"].append(row)
    for table in tables:  # the day of the cut, which pages and papers say once and a row of CSV for itself
        if table["head"][-1].startswith("截止日（"):
            assert len({row.pop() for row in table["rows"]}) <= 1, table
            table["head"].pop()
    return tables


class Page(html.parser.HTMLParser):
    """Tables of a page: heads, rows, totals; and every text in it."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.texts, self.cell, self.part, self.skip = [], [], None, "", False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        assert tag not in ("script", "link", "img", "iframe"), tag
        assert not any(name in ("href", "src") for name, _ in attributes), attributes
        if tag == "table":
            self.tables.append({"head": [], "body": [], "foot": []})
        elif tag in ("thead", "tbody", "tfoot"):
            self.part = tag[1:]
        elif tag == "tr" and self.part in ("body", "foot"):
            self.tables[-1][self.part].append([])
        elif tag in ("td", "th"):
            self.cell = ""
        elif tag == "style":
            self.skip = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            place = self.tables[-1]["head"] if self.part == "head" else self.tables[-1][self.part][-1]
            place.append(self.cell)
            self.cell = None
        elif tag == "style":
            self.skip = False

    def handle_data(self, data):
        if not self.skip:
            self.texts.append(data)
        if self.cell is not None:
            self.cell += data


NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets_of(data):
    """Rows of each sheet: {column: (type, value, format)}."""
    book = zipfile.ZipFile(io.BytesIO(data))
    assert book.testzip() is None
    styles = ET.fromstring(book.read("xl/styles.xml"))
    codes = {n.get("numFmtId"): n.get("formatCode") for n in styles.iterfind(".//m:numFmt", NS)}
    formats = [codes.get(x.get("numFmtId"), x.get("numFmtId")) for x in styles.find("m:cellXfs", NS)]
    names = [s.get("name") for s in ET.fromstring(book.read("xl/workbook.xml")).iterfind(".//m:sheet", NS)]
    assert len(set(names)) == len(names) and all(0 < len(name) <= 31 for name in names), names
    out = []
    for at in range(1, len(names) + 1):
        text = book.read(f"xl/worksheets/sheet{at}.xml")
        assert b"<f>" not in text, "a formula"
        root, rows = ET.fromstring(text), []
        for row in root.iterfind(".//m:row", NS):
            cells = {}
            for c in row.iterfind("m:c", NS):
                column = re.match(r"[A-Z]+", c.get("r")).group(0)
                number = 0
                for letter in column:
                    number = number * 26 + ord(letter) - 64
                inline, value = c.find("m:is/m:t", NS), c.find("m:v", NS)
                if inline is not None:
                    cells[number - 1] = ("s", inline.text or "", None)
                elif value is not None:
                    cells[number - 1] = ("n", value.text, formats[int(c.get("s", "0"))])
            rows.append(cells)
        out.append(rows)
    return out


def as_csv(cell):
    """What a workbook's cell says, as the CSV writes it."""
    if cell is None:
        return ""
    kind, value, code = cell
    if kind == "s":
        return value
    number = Decimal(value)
    if code == "0.0000%":
        return str((number * 100).quantize(Decimal("0.0001")))
    if code == "yyyy-mm-dd":
        import datetime
        return str(datetime.date(1970, 1, 1) + datetime.timedelta(days=int(number) - 25569))
    if code in ("0", "1"):
        return str(int(number))
    places = len(code.split(";")[0].partition(".")[2])
    return str(number.quantize(Decimal(1).scaleb(-places)))


def pdf_words(data):
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    return text, collections.Counter(re.findall(r"[^\s（()）|=/]+", text))


# ---- comparing ---------------------------------------------------------------------------------------------------------
def plain(shown):
    """A figure as people see it, as a program reads it."""
    return shown.replace(",", "").rstrip("%") if FIGURE.fullmatch(shown) else shown


def compare_json(words, tables):
    """CSV and JSON have the same figures in the same places."""
    with_columns = [t for t in json.loads(run(*words, "--format", "json"))["tables"]]
    at = 0
    for table in tables:
        while len(with_columns[at]["rows"]) != len(table["rows"]) or (
            with_columns[at]["rows"] and len(with_columns[at]["rows"][0]) != len(table["head"])
        ):
            at += 1
        for row, wanted in zip(with_columns[at]["rows"], table["rows"]):
            for value, text in zip(row.values(), wanted):
                if value is None:
                    assert text == "", (words, text)
                elif isinstance(value, dict) and "percent" in value:
                    assert value["percent"] == text, (words, value, text)
                elif isinstance(value, str) and re.fullmatch(r"-?\d+\.\d+", value):
                    assert value == text, (words, value, text)
                elif isinstance(value, int):
                    assert str(value) == text, (words, value, text)
        at += 1


def compare_html(words, tables):
    page = Page(run(*words, "--format", "html"))
    shown = [t for t in page.tables]
    assert len(shown) == len(tables), (words, len(shown), len(tables))
    figures = collections.Counter()
    for table, wanted in zip(shown, tables):
        heads = [h.removesuffix("(%)") for h in wanted["head"]]
        places, after = [], 0
        for head in table["head"]:
            after = heads.index(head, after)
            places.append(after)
            after += 1
        body = [row for row in table["body"] if row != ["（无）"]]
        assert len(body) == len(wanted["rows"]), (words, len(body), len(wanted["rows"]))
        for row, expected in zip(body, wanted["rows"]):
            for cell, place in zip(row, places):
                text = expected[place]
                text = text[1:] if text[:1] == "'" else text
                assert text in (cell, plain(cell)), (words, cell, text)
        for row in table["body"] + table["foot"]:
            figures.update(cell for cell in row if FIGURE.fullmatch(cell))
    everything = set()
    for text in page.texts:
        everything.update(m.group(0) for m in FIGURE.finditer(text))
    return figures, everything


def compare_xlsx(words, tables):
    data = to_file("r.xlsx", "xlsx", *words)
    assert data == to_file("r.xlsx", "xlsx", *words), (words, "other bytes")
    at, sheets = 0, sheets_of(data)
    for table in tables:
        heads = [h.removesuffix("(%)") or " " for h in table["head"]]
        while not any([as_csv(r.get(i)) for i in range(len(heads))] == heads for r in sheets[at]):
            at += 1
        rows = sheets[at]
        first = next(i for i, r in enumerate(rows) if [as_csv(r.get(k)) for k in range(len(heads))] == heads) + 1
        for row, wanted in zip(rows[first : first + len(table["rows"])], table["rows"]):
            got = [as_csv(row.get(i)) for i in range(len(heads))]
            wanted = [w[1:] if w[:1] == "'" else w for w in wanted]
            assert got == wanted, (words, got, wanted)
        assert len(rows) >= first + len(table["rows"]), words
        at += 1


def compare_pdf(words, figures, everything):
    data = to_file("r.pdf", "pdf", *words)
    assert data == to_file("r.pdf", "pdf", *words), (words, "other bytes")
    text, found = pdf_words(data)
    for figure, times in figures.items():
        assert found[figure] >= times, (words, figure, times, found[figure])
    for word in found:
        if FIGURE.fullmatch(word):
            assert word in everything, (words, word, "is in no table")
    pages = re.findall(r"第\s*(\d+)\s*页\s*共\s*(\d+)\s*页", text)
    assert [int(p) for p, _ in pages] == list(range(1, len(pages) + 1)), (words, pages)
    assert {int(q) for _, q in pages} == {len(pages)}, (words, pages)
    assert text.count("存证") >= len(pages), (words, "a foot without its root")
    # Every page but the first says whose it is; none begins with a table's total.
    title = text.split()[0]
    for page in text.split("\f")[1:-1]:
        lines = [line.split() for line in page.splitlines() if line.strip()]
        assert lines[0][0] == title, (words, lines[0], title)
        assert len(lines) < 3 or lines[2][0] not in ("合计", "总计", "表内合计"), (words, lines[:3])


def compare(*words):
    tables = csv_tables(run(*words, "--format", "csv"))
    compare_json(words, tables)
    figures, everything = compare_html(words, tables)
    compare_xlsx(words, tables)
    compare_pdf(words, figures, everything)


funds, pool, others = ["HB-YD", "HB-KC", "HB-TS", "HB-ZZ"], "HB-PL", ["HB-CT", "HB-CZ"]
for book in funds + [pool] + others:
    compare("report", "balance", "--book", book)
    compare("report", "balance", "--book", book, "--by-party")
    compare("report", "balance-sheet", "--book", book)
    compare("report", "income", "--book", book, "--unit", "wan")
    compare("report", "cash-flow", "--book", book)
for book in funds:
    for name in "early", "fund", "performance", "takeon", "limits":
        compare("report", name, "--book", book)
    for name in "commitment", "holding", "duty", "deal":
        compare(name, "list", "--book", book)
for name in "early", "tolerance", "limits", "performance":
    compare("report", name)
compare("report", "tolerance", "--book", "HB-ZZ", "--history")
compare("report", "statement", "--book", "HB-YD", "--account", "100201")
for name in "pool", "claims", "loans", "takeon":
    compare("report", name, "--book", pool)
compare("explain", "XC-01", "--book", pool)
compare("log", "--last", "50")
compare("book", "list")
compare("pack", "show", "hb-demo")

# ---- vouchers: the book's own debits, on paper too ----------------------------------------------------------------------
vouchers = json.loads(run("voucher", "--book", pool, "--format", "json"))["tables"]
data = to_file("v.pdf", "pdf", "voucher", "--book", pool)
assert data == to_file("v.pdf", "pdf", "voucher", "--book", pool)
text, found = pdf_words(data)
flat = re.sub(r"\s+", "", text)
for voucher in vouchers:
    captions = voucher["captions"]
    assert captions["voucher"].replace(" ", "") in flat and captions["leaf"] in flat, captions
    assert captions["in_capitals"] in flat, captions
    for side in "debit", "credit":
        lines = sum(Decimal(row[side]) for row in voucher["rows"] if row[side] is not None)
        assert lines == Decimal(voucher["totals"][0][side]), voucher
        assert found[f"{lines:,.2f}"] >= 1, (lines, captions)
pages = lambda data: subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode().split("\f")[:-1]
size = lambda data: re.search(r"Page size:\s+(\d+)\S* x (\d+)", subprocess.run(["pdfinfo", "-"], input=data, capture_output=True, check=True).stdout.decode()).groups()
four = to_file("v4.pdf", "pdf", "voucher", "--book", pool, "--paper", "a4")
assert size(data) == ("595", "419") and size(four) == ("595", "841"), (size(data), size(four))
assert len(pages(four)) == (len(pages(data)) + 1) // 2
assert re.sub(r"\s+", "", "".join(pages(four))) == re.sub(r"\s+", "", "".join(pages(data))), "two to a page say something else"
run("voucher", "--book", pool, "--paper", "a3", "--format", "pdf", "--output", "none.pdf", code=2)
one = json.loads(run("voucher", "2026-10 记 17", "--book", pool, "--format", "json"))["tables"]
assert len(one) == 1 and one[0]["captions"]["receipt"] == "6/600", one

# ---- decisions: amount, capitals, clauses; a claim without a result has none --------------------------------------------
data = to_file("n.pdf", "pdf", "notice", "XC-01", "--book", pool, "--issuer", "示例市" + "科学技术和工业信息化" * 3 + "局", user="shen.pi")
text = re.sub(r"\s+", "", pdf_words(data)[0])
for part in ("拟稿", "关于给予示例相城银行股份有限公司", "440,000.00", "肆拾肆万元整", "示政办〔2024〕0号第十条", "核定表", "2026年10月22日"):
    assert part in text, part
assert "科学技术和工业信息化" * 3 + "局" in text, "the issuer's name is broken"
# What was cut says by which cap and under which clause, as explain does.
for lang, cut in ("zh", "起约束作用的上限：单行年度上限160,000.00（示政办〔2024〕0号第十五条）"), ("en", "thecapthatbound:yearlycapperinstitution160,000.00(示政办〔2024〕0号第十五条)"):
    text = re.sub(r"\s+", "", pdf_words(to_file("n.pdf", "pdf", "notice", "XC-02", "--book", pool, "--lang", lang))[0])
    assert cut in text, text
# An office of 250 characters is whole above the letter and below it, and covers nothing.
office = ("示例市科学技术和工业信息化" * 20)[:250]
text = re.sub(r"\s+", "", pdf_words(to_file("n.pdf", "pdf", "notice", "XC-01", "--book", pool, "--issuer", office, user="shen.pi"))[0])
assert text.count(office) == 2 and "附件：核定表" + office + "2026年10月22日" in text, text
assert "暂缓补偿" in re.sub(r"\s+", "", pdf_words(to_file("n.pdf", "pdf", "notice", "HJ-02", "--book", pool))[0])
# The day of a letter stands on no page without its text, and a sheet that goes on has its head and its claim again.
for claim in "XC-01", "HJ-02", "LJ-01", "SH-01":
    for name in "zh", "en":
        letter = [re.sub(r"\s+", "", p) for p in pages(to_file("n.pdf", "pdf", "notice", claim, "--book", pool, "--lang", name))]
        end = "附件：核定表" if name == "zh" else "Attached:thesheet"
        signed = [p for p in letter if end in p]
        assert len(signed) == 1 and ("2026年10月22日" if name == "zh" else "2026-10-22") in signed[0], letter
        assert len(signed[0].split(end)[0]) > 20, signed
        for sheet in letter[letter.index(signed[0]) + 2 :]:
            assert claim in sheet and ("核定表（续）" in sheet and "步骤" in sheet if name == "zh" else "continued" in sheet), sheet
# Its title has a font of its own; where that is not there, nothing is written.
faces = lambda data: subprocess.run(["pdffonts", "-"], input=data, capture_output=True, check=True).stdout.decode()
if "DejaVu Serif" in subprocess.run(["fc-list"], capture_output=True, check=False).stdout.decode():
    os.environ["FUNDPOOL_TITLE_FONT"] = "Nothing Like It, DejaVu Serif"
    told = faces(to_file("n.pdf", "pdf", "notice", "XC-01", "--book", pool, "--lang", "en"))
    assert "DejaVuSerif" in told and "MicroHei" in told, told
    assert "DejaVuSerif" not in faces(to_file("n.pdf", "pdf", "notice", "XC-01", "--book", pool, "--form", "sheet", "--lang", "en"))
os.environ["FUNDPOOL_TITLE_FONT"] = "Nothing Like It"
run("notice", "XC-01", "--book", pool, "--output", "none.pdf", code=5)
del os.environ["FUNDPOOL_TITLE_FONT"]
run("notice", "6/0", "--book", pool, "--output", "none.pdf", code=1)  # E_NOTICE: no claim
run("notice", "XC-01", "--book", pool, "--format", "xlsx", "--output", "none.pdf", code=2)
assert not os.path.exists("none.pdf")
own = re.sub(r"\s+", "", pdf_words(to_file("n.pdf", "pdf", "notice", "XC-01", "--book", pool, "--form", "receipt", user="xc.01"))[0])
assert "回执号：6/583" in own, own
# A receipt says whose loan it is, when it was recorded, and what proves on another machine that it is in the log: the path and the leaf
# on the paper lead to the root on the paper, which is that of the book's checkpoint.
def receipt(*words):
    return re.sub(r"\s+", "", pdf_words(to_file("n.pdf", "pdf", "notice", *words, "--form", "receipt", user="xc.01"))[0])
for own in own, receipt("6/583"), receipt("6/556"), receipt("6/491"):
    assert "示例相城银行" in own or "贷款银行" in own, own
    assert re.search("合同号：.+借据号：.+入账", own) or re.search("入账时刻：2.+合同号：.+借据号：", own), own
    index, leaf, size, root = (re.search(what, own).group(1) for what in ("本记录序号：([0-9]+?)叶散列", "叶散列：([0-9a-f]{64})", "日志记录数：([0-9]+?)存证根", "存证根：([0-9A-Za-z+/]{43}=)"))
    path = re.findall(r"[0-9A-Za-z+/]{43}=", own.split("由叶到根：")[1].split("由叶散列和路径")[0])
    node, at, last = bytes.fromhex(leaf), int(index), int(size) - 1
    for text in path:
        other = base64.b64decode(text)
        if at % 2 or at == last:
            node = hashlib.sha256(b"\1" + other + node).digest()
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            node = hashlib.sha256(b"\1" + node + other).digest()
        at, last = at // 2, last // 2
    assert last == 0 and node == base64.b64decode(root), (index, size, path)
    held = run("checkpoint", "show").split("\n")
    assert f"ledger.huaibei.example/6|{size}|{root}" in "|".join(held), (size, root)
# of the submission that was asked for by its number, although the claim was decided since
assert "事项：受理补偿申请" in receipt("6/556")
run("notice", "HJ-01", "--book", pool, "--form", "receipt", "--output", "none.pdf", user="xc.01", code=1)

# ---- the quarter ---------------------------------------------------------------------------------------------------------
def bundle(name, zone):
    os.environ["TZ"] = zone
    run("bundle", "--as-of", "2026-09-30", "--output", name)
    with open(name, "rb") as file:
        return file.read()


first = bundle("a.zip", "Asia/Shanghai")
assert first == bundle("b.zip", "America/New_York")
archive = zipfile.ZipFile(io.BytesIO(first))
assert archive.testzip() is None
sums = dict(reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines())
assert set(sums) | {"SHA256SUMS"} == set(archive.namelist())
for name, digest in sums.items():
    assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
for name in ["early", "tolerance", "HB-PL/pool", "HB-YD/balance-sheet", "HB-YD/fund"]:
    assert {f"{name}.pdf", f"{name}.xlsx", f"{name}.json"} <= set(sums), name
assert archive.read("HB-PL/balance.json").decode() in (
    run("report", "balance", "--book", pool, "--as-of", "2026-09-30", "--format", "json"),
)
sys.exit(0)
PYTHON
python3 check.py

# The checkpoints of a bundle are the ledger's own.
python3 -c 'import zipfile; open("checkpoints.txt", "wb").write(zipfile.ZipFile("a.zip").read("checkpoints.txt"))'
"$FUNDPOOL" verify --against checkpoints.txt >verified.txt 2>&1 || { cat verified.txt; exit 1; }
