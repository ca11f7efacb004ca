"""Shared by the parts of tests/outside: running the program, reading its answers, and counting in exact numbers.

Nothing of the program is reused here: files are read with Python's own csv module, amounts with Fraction, dates with the
calendar of datetime, so that an agreement means something.
"""
import csv
import datetime
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
PROGRAM = os.environ.get("FUNDPOOL", os.path.join(BUILD, "bin", "fundpool"))
BLANKS = " \t\n\r\v\f\u3000\u00a0\ufeff"  # what a cell loses at both ends
COMMAND_SECONDS = 120
ACCEPTED, ALREADY = "accepted", "already"
FORM_FAULTS = {"E_MISSING", "E_AMOUNT_FORMAT", "E_AMOUNT_SCALE", "E_AMOUNT_RANGE", "E_AMOUNT_SIGN", "E_NEGATIVE", "E_EXPONENT", "E_DATE_FORMAT",
               "E_DATE_INVALID", "E_NUMBER_FORMAT", "E_ENUM", "E_GROUPING", "E_TOO_LONG", "E_ENCODING", "E_USCC"}

os.environ.update(FUNDPOOL_LANG="en", LC_ALL="C.UTF-8")
for name in ("FUNDPOOL_LEDGER", "FUNDPOOL_USER", "FUNDPOOL_CHECKER", "FUNDPOOL_TEST", "FUNDPOOL_CLOCK"):
    os.environ.pop(name, None)


class Wrong(Exception):
    """An answer that differs from what was worked out."""


def same(what, found, expected):
    if found != expected:
        raise Wrong(f"{what}: found {found!r}, expected {expected!r}")


# ---- running ---------------------------------------------------------------------------------------------------------
class Done:
    def __init__(self, code, out, err, kib, seconds):
        self.code, self.out, self.err, self.kib, self.seconds = code, out, err, kib, seconds


def high_water(pid):
    """The process's largest resident size so far, KiB. What wait4 tells would include this script's own, from before the exec."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as stream:
            return max((int(line.split()[1]) for line in stream if line.startswith("VmHWM:")), default=0)
    except OSError:
        return 0


def run(words, stdin=b""):
    """Runs a program with a time limit."""
    began, kib = time.monotonic(), 0
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        child = subprocess.Popen(words, stdin=given, stdout=out, stderr=err)
        while child.poll() is None:
            kib = max(kib, high_water(child.pid))
            if time.monotonic() - began > COMMAND_SECONDS:
                child.kill()
                child.wait()
                raise Wrong(f"no end after {COMMAND_SECONDS} seconds: {words}")
            time.sleep(0.002)
        out.seek(0)
        err.seek(0)
        return Done(child.returncode, out.read(), err.read().decode("utf-8", "replace"), kib, time.monotonic() - began)


class Ledger:
    """A fresh ledger in a folder of its own, with the few people it takes."""

    PEOPLE = {"gui.ze": "rules", "zhi.dan": "recorder", "fu.he": "approver", "shen.ji": "auditor"}

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fundpool-outside-")
        self.file = os.path.join(self.folder, "outside.fpl")
        try:
            self.found()
        except Wrong:
            self.__exit__()
            raise

    def found(self):
        self.do("init", "--origin", "ledger.outside.example", "--admin", "guan.li", "--admin-name", "Admin")
        for user, role in self.PEOPLE.items():
            self.do("user", "enrol", user, "--name", user, "--roles", role, "--as", "guan.li")
        self.do("currency", "add", "USD", "--scale", "2", "--as", "guan.li")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def call(self, *words):
        return run([PROGRAM, "--ledger", self.file, *words])

    def do(self, *words, code=0):
        done = self.call(*words)
        if done.code != code:
            raise Wrong(f"exit {done.code}, expected {code}: fundpool {' '.join(words)}\n{done.err}")
        return done

    def open_book(self, code, kind, currency):
        # the chart may be there already: then it is refused, and the book opens all the same
        self.call("chart", "adopt", os.path.join(ROOT, "policies", "charts", kind + ".yaml"), "--as", "gui.ze")
        self.do("book", "open", code, "--kind", kind, "--chart", kind + "@1", "--name", code, "--name-en", code, "--currency",
                currency, "--opened", "1990-01-01", "--as", "guan.li")

    def load(self, what, file, book, mapping, code, *more):
        """import; returns how it ended and the bytes of the answer file."""
        answer = self.path("answer.csv")
        done = self.do("import", what, file, "--book", book, "--mapping", mapping_file(mapping), "--answer", answer, "--as",
                       "zhi.dan", "--checker", "fu.he", *more, code=code)
        with open(answer, "rb") as stream:
            content = stream.read()
        os.unlink(answer)
        return done, content

    def records(self):
        """What lies in every book, as the checkpoints have it: nothing changed means that this stays the same."""
        return self.do("checkpoint", "show").out

    def report(self, name, book):
        """The tables of a report, each a list of dicts by English title."""
        text = self.do("report", name, "--book", book, "--format", "csv", "--as", "shen.ji").out.decode("utf-8-sig")
        tables = []
        for part in text.split("\r\n\r\n"):
            rows = list(csv.reader(io.StringIO(part, newline="")))
            if rows:
                tables.append([dict(zip(rows[0], row)) for row in rows[1:] if row])
        return tables

    def verify(self):
        self.do("verify", "--as", "shen.ji")


def mapping_file(name):
    return os.path.join(HERE, "mappings", name + ".yaml")


# ---- reading ---------------------------------------------------------------------------------------------------------
def decode(content):
    """(text, name of the encoding, has a mark): a mark, else strict UTF-8, else strict GB18030; None if it is neither."""
    for mark, name in ((b"\xef\xbb\xbf", "UTF-8"), (b"\xff\xfe", "UTF-16LE"), (b"\xfe\xff", "UTF-16BE")):
        if content.startswith(mark):
            return content[len(mark):].decode(name), name, 1
    for name in ("UTF-8", "GB18030"):
        try:
            return content.decode(name), name, 0
        except UnicodeDecodeError:
            pass
    return None, None, 0


def trimmed(rows):
    return [[cell.strip(BLANKS) for cell in row] or [""] for row in rows]


def read_rows(text, delimiter=","):
    """Every record, blank ones too, as lists of cells without the blanks around them."""
    return trimmed(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_file(path, delimiter=","):
    with open(path, "rb") as stream:
        return read_rows(decode(stream.read())[0], delimiter)


def answers(content, source):
    """[(number, cells, result, codes)] of an answer file, after checking that it is the source plus five columns."""
    rows = read_rows(decode(content)[0])
    header = next(i for i, row in enumerate(rows) if "结果 Result" in row)
    width = rows[header].index("结果 Result")
    same("records of the answer file", len(rows), len(source))
    out = []
    for i, row in enumerate(rows):
        cells = [cell for cell in source[i]]
        if i <= header or not any(cells):
            same(f"record {i + 1} of the answer file", row[:len(cells)], cells)
            continue
        while len(cells) > width and not cells[-1]:
            cells.pop()
        same(f"record {i + 1} of the answer file", row[:len(cells)], cells)
        result, codes, _, receipt = row[width:width + 4]
        # an accepted row may have remarks, by their codes
        same(f"record {i + 1} has a receipt", bool(receipt), result.split(" ")[-1] in (ACCEPTED, ALREADY))
        out.append((i + 1, cells, result.split(" ")[-1], codes))
    return out


def check_answers(found, expected):
    """found as answers(), expected {record number: ACCEPTED, ALREADY or the codes}: row by row, then the counts. A row tells
    every bad cell; where the form is bad, the code that is worked out is among those told, and all of them are of the form."""
    same("rows answered", [n for n, *_ in found], sorted(expected))
    for number, _, result, codes in found:
        said = result if result in (ACCEPTED, ALREADY) else codes
        if said == codes and expected[number] in codes.split(";") and set(codes.split(";")) <= FORM_FAULTS:
            said = expected[number]
        same(f"record {number}", said, expected[number])
    return Counter(expected.values())


def told(counts):
    """Counts in words, the largest first."""
    first = [f"{counts[key]} {key}" for key in (ACCEPTED, ALREADY) if counts[key]]
    rest = [f"{n} {key}" for key, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if key not in (ACCEPTED, ALREADY)]
    return ", ".join(first + rest)


# ---- exact values ----------------------------------------------------------------------------------------------------
def amount_fault(text, decimals=2):
    """Why a text is no amount, None if it is one: plain digits, a minus, at most so many decimals."""
    match = re.fullmatch(r"-?[0-9]+(?:\.([0-9]+))?", text)
    if not match:
        exponent = re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+", text)
        return "E_EXPONENT" if exponent else "E_AMOUNT_FORMAT"
    if len(match.group(1) or "") > decimals:
        return "E_AMOUNT_SCALE"
    return "E_AMOUNT_RANGE" if abs(Fraction(text)) * 10**decimals > 9007199254740991 else None


def positive_fault(text, zero_allowed=False):
    fault = amount_fault(text)
    if fault or Fraction(text) > 0:
        return fault
    return "E_NEGATIVE" if Fraction(text) < 0 else None if zero_allowed else "E_AMOUNT_SIGN"


def money(text):
    return Fraction(text.replace(",", "") or "0")


def date_fault(text, pattern):
    """pattern with groups y, m, d; returns (fault, ISO date)."""
    match = re.fullmatch(pattern, text)
    if not match:
        return "E_DATE_FORMAT", None
    try:
        return None, datetime.date(*(int(match.group(g)) for g in "ymd")).isoformat()
    except ValueError:
        return "E_DATE_INVALID", None


def half_up(value):
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


def shown(value):
    """An amount of whole cents as text."""
    cents = value * 100
    same("whole cents", cents.denominator, 1)
    return f"{'-' if cents < 0 else ''}{abs(cents.numerator) // 100:,}.{abs(cents.numerator) % 100:02d}"


# ---- one part --------------------------------------------------------------------------------------------------------
def part(main):
    """Runs one part: its own lines, exit status 1 at the first difference."""
    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        sys.exit(f"usage: {sys.argv[0]} DIR")
    try:
        main(sys.argv[1])
    except Wrong as wrong:
        print(f"WRONG {wrong}")
        sys.exit(1)
