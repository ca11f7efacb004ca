#!/bin/bash
# variants: plain
# Messages in Chinese hold no identifiers: codes of statuses, units, names of standards and programs, and words that people type stand in a
# closed list; whatever else of three capitals or more, or with an underscore, has a Chinese word.
set -eu
cd "${SRCDIR:-$(dirname "$0")/../..}"
python3 - <<'PY'
import pathlib, re, sys

# What is written like this in Chinese texts as well: standards and formats, currency and rate names, environment variables and option values.
ALLOWED = set("""
CSV YAML JSON NFC NUL UTF GBK SHA LPR USCC PDF XLSX HMAC WAL ASCII UNICODE DPI RVPI TVPI IRR CNY USD HTML TRIAL SQL SQLITE EXCEL WPS GCM URI FIFO API TLS
FUNDPOOL_LEDGER FUNDPOOL_USER FUNDPOOL_CHECKER FUNDPOOL_LANG FUNDPOOL_CLOCK FUNDPOOL_TEST FUNDPOOL_PAGER
YYYY THH FILE NAME FIELD TEXT AMOUNT FIRM
""".split())
# A word of a rule document or a command, told where it is to be written: the document's own language.
DOCUMENT = re.compile(r"ledger/policy/(pack_check|pack_schema|predicate|profile)\.c|ledger/fund/(loss_rule|limit_rule|rule)\.c|src/ingest/")
literal = r'"((?:[^"\\]|\\.)*)"'
found, checked = [], 0


def check(place, text):
    global checked
    checked += 1
    for word in re.findall(r"[A-Z][A-Z_]{2,}|[a-z]+_[a-z_]+", re.sub(r"YYYY-MM-DDThh|%[a-z.*0-9]*[a-z]|\\.", " ", text)):
        if word not in ALLOWED and not re.match(r"E_[A-Z_]+$", word):
            found.append(f"{place}: {word}: {text}")


def is_chinese(text):
    return re.search("[\u4e00-\u9fff]", text)


for number, line in enumerate(open("include/fundpool/status.def", encoding="utf-8"), 1):
    match = re.match(r"FPL_STATUS\(\w+, -?\d+, \d, " + literal, line)
    if match:
        check(f"status.def:{number}", match[1])
for path in [*pathlib.Path("ledger").glob("*/*.c"), *pathlib.Path("reports").glob("*.c"), *pathlib.Path("src").glob("*/*.c")]:
    source = path.read_text(encoding="utf-8")
    for match in re.finditer(r"FPL_ZH_EN\(\s*" + literal, source):
        if not DOCUMENT.search(str(path)):
            check(f"{path}:{source.count(chr(10), 0, match.start()) + 1}", match[1])
    for match in re.finditer(r"(?:cli_say|cli_usage)\([^;]*?" + literal, source):
        if is_chinese(match[1]):
            check(f"{path}:{source.count(chr(10), 0, match.start()) + 1}", match[1])
    for match in re.finditer(r"fpl_report_(?:code|name|note|caption|column|table)\((?:[^;\"]|" + literal.replace("(", "(?:", 1) + ")*?;", source):
        for text in re.findall(literal, match[0]):
            if is_chinese(text):
                check(f"{path}:{source.count(chr(10), 0, match.start()) + 1}", text)
if checked < 500:
    sys.exit(f"only {checked} texts: the sources must have moved")
print("\n".join(found))
sys.exit(1 if found else 0)
PY

# ---- what a message is filled with: a field goes by its title, a state by its word ----
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect 1 --lang zh party register BK-9 --kind bank --name 某行 --as zhi.dan
head -n 1 "$tmp/err" >"$tmp/first"
grep -q "缺少必填项：统一社会信用代码（--uscc）" "$tmp/first" || die "a field by its title: $(cat "$tmp/first")"
expect_deal 0 D-1 2026-02-01 5000000.00
expect 1 --lang zh writeoff recover SH-1 --book guidance --firm 91340604XY00010150 --occurred 2026-11-10 --amount 2.00 --bank-ref S --as zhi.dan --checker fu.he
grep -q 在持 "$tmp/out" || die "a state by its word: $(cat "$tmp/out")"
