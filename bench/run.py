#!/usr/bin/env python3
"""The measurements behind bench/run.sh: makes data, runs ours and the peer in turn, prints a line per budget."""
import csv
import os
import random
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

FP, BUILD = os.environ["FUNDPOOL"], os.environ["BUILD"]
FULL = os.environ.get("FULL") == "1"
SIZE = int(os.environ.get("SIZE", 10_000_000 if FULL else 1_000_000))
SMALL = max(1000, min(SIZE // 10, 100_000))
FILE_ROWS = int(os.environ.get("FILE_ROWS", 5_000_000))  # of one file: an import takes 10,000,000 rows, its heading among them
LOANS = int(os.environ.get("LOANS", 200_000))
BOOKS = int(os.environ.get("BOOKS", 600))
DEALS = int(os.environ.get("DEALS", 100_000))
FUNDS = int(os.environ.get("FUNDS", 2_700))  # as many as the country has
RUNS = 1 if FULL else int(os.environ.get("RUNS", 5))
ONLY = os.environ.get("ONLY", "").split()
WORK = os.path.join(BUILD, "bench", "work")
LINES = []
ACCOUNTS = 5000
CLOCK = {"FUNDPOOL_TEST": "1", "FUNDPOOL_CLOCK": "1795140000000+"}  # 2026-11-20 10:00 +08:00, running
ENV = dict(os.environ, FUNDPOOL_LANG="en", **CLOCK)
for name in ("FUNDPOOL_USER", "FUNDPOOL_CHECKER", "FUNDPOOL_LEDGER"):
    ENV.pop(name, None)


def wanted(*budgets):
    return not ONLY or any(b in ONLY for b in budgets)


def say(text):
    print(text, flush=True)


def line(budget, **fields):
    LINES.append(budget + " " + " ".join(f'{k}="{v}"' if isinstance(v, str) and " " in v else f"{k}={v}" for k, v in fields.items()))
    say("  " + LINES[-1])


def figure(x):
    return f"{x:.3g}" if x < 100 else f"{x:.0f}"


class Run:
    """One process: seconds, peak memory in MiB, exit code."""

    def __init__(self, command, ok=(0,), stdin=None, stdout=subprocess.DEVNULL):
        start = time.perf_counter()
        child = subprocess.Popen(command, env=ENV, stdin=stdin or subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE)
        error = child.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(child.pid, 0)
        self.seconds = time.perf_counter() - start
        self.cpu = usage.ru_utime + usage.ru_stime  # what others on this machine do is no part of it
        self.mib = usage.ru_maxrss / 1024
        self.code = os.waitstatus_to_exitcode(status)
        child.returncode = self.code
        if self.code not in ok:
            sys.exit(f"bench: {' '.join(map(str, command))}: exit {self.code}\n{error}")


def fundpool(ledger, *args, ok=(0,), stdout=subprocess.DEVNULL):
    return Run([FP, "--ledger", ledger, *map(str, args)], ok=ok, stdout=stdout)


def apart(make, *args):
    """Data are made in a process of their own: the peak memory of a child is at least its parent's."""
    pid = os.fork()
    if pid == 0:
        make(*args)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        sys.exit("bench: no data")


def remove(path):
    for end in ("", "-wal", "-shm", ".writer", ".verified", "-journal"):
        if os.path.exists(path + end):
            os.unlink(path + end)


def copy(source, target):
    remove(target)
    shutil.copy(source, target)


def pairs(runs, ours, peer):
    """Runs both in turn; the two lists of seconds."""
    a, b = [], []
    for i in range(runs):
        if i % 2:
            b.append(peer())
            a.append(ours())
        else:
            a.append(ours())
            b.append(peer())
    return a, b


def median_ratio(numerators, denominators):
    return statistics.median(x / y for x, y in zip(numerators, denominators))


# ---- ledgers and data ----

def users(ledger):
    fundpool(ledger, "init", "--trial", "--origin", "ledger.bench.example", "--admin", "root", "--admin-name", "root")
    for user, role in (("gui", "rules"), ("zhi", "recorder"), ("fu", "approver"), ("chu", "cashier"), ("shen", "auditor")):
        fundpool(ledger, "user", "enrol", user, "--name", user, "--roles", role, "--as", "root")


def chart_of(path):
    """A fund's chart with ACCOUNTS open accounts besides those that deals post to."""
    with open(path, "w", encoding="utf-8") as out:
        out.write('id: bench\nversion: 1\nkind: fund\ntitle: {zh: 测试, en: bench}\naccounts:\n')
        out.write('  - {code: "100201", zh: 银行存款, en: Bank, nature: A, side: D}\n')
        out.write('  - {code: "110101", zh: 成本, en: Cost, nature: A, side: D, control: fund, needs: [party, item]}\n')
        for i in range(ACCOUNTS):
            out.write(f'  - {{code: "{500001 + i}", zh: 科目, en: account, nature: A, side: D}}\n')


def part(path, i):
    """journal.csv, journal.csv.1, …: a journal of more than FILE_ROWS rows comes in several files."""
    return f"{path}.{i}" if i else path


def parts(path):
    i = 0
    while os.path.exists(part(path, i)):
        yield part(path, i)
        i += 1


def journal_csv(path, postings):
    """Entries of two to four lines (2.5 on average) in date order over two years; exactly `postings` rows, no entry in two files."""
    rng = random.Random(7)
    entries, left = [], postings
    while left:
        n = min(left, rng.choices((2, 3, 4), (60, 30, 10))[0])
        n = left if left - n == 1 else n
        entries.append(n)
        left -= n
    start = time.mktime((2025, 1, 1, 12, 0, 0, 0, 0, 0))
    out, rows, files = None, FILE_ROWS, 0
    for old in list(parts(path)):
        os.unlink(old)
    for e, n in enumerate(entries):
        if rows + n > FILE_ROWS - 1:  # the heading is a row of the file
            if out:
                out.close()
            out = open(part(path, files), "w", encoding="utf-8")
            out.write("单据号,日期,摘要,科目,方向,金额\n")
            rows, files = 0, files + 1
        rows += n
        day = time.strftime("%Y-%m-%d", time.localtime(start + 86400 * (e * 680 // len(entries))))
        fen = [rng.randrange(1, 10_000_00) for _ in range(n - 1)]
        lines = [("借", f) for f in fen] + [("贷", sum(fen))]
        for side, f in lines:
            out.write(f"E{e:08d},{day},收付款项,{500001 + rng.randrange(ACCOUNTS)},{side},{f // 100}.{f % 100:02d}\n")
    out.close()


def fund_base(path):
    remove(path)
    users(path)
    chart = os.path.join(WORK, "bench.yaml")
    chart_of(chart)
    fundpool(path, "chart", "adopt", chart, "--as", "gui")
    fundpool(path, "profile", "adopt", "policies/profiles/TRANSFER.yaml", "--as", "gui")
    fundpool(path, "profile", "adopt", "policies/profiles/AH_ANGEL_2025.yaml", "--as", "gui")
    fundpool(path, "book", "open", "f", "--kind", "fund", "--name", "f", "--name-en", "f", "--chart", "bench@1", "--opened",
             "2025-01-01", "--as", "root")


def pool_base(path):
    remove(path)
    users(path)
    fundpool(path, "chart", "adopt", "policies/charts/pool.yaml", "--as", "gui")
    fundpool(path, "pack", "adopt", "examples/huaibei/pack-hb-demo.yaml", "--as", "gui")
    fundpool(path, "import", "parties", "examples/huaibei/parties.csv", "--as", "zhi", "--answer", os.path.join(WORK, "p.csv"), ok=(0, 1))
    fundpool(path, "book", "open", "pool", "--kind", "pool", "--name", "p", "--name-en", "p", "--chart", "pool@1", "--opened",
             "2025-01-01", "--as", "root")
    fundpool(path, "import", "whitelist", "examples/huaibei/pool/whitelist.csv", "--book", "pool", "--as", "zhi", "--answer",
             os.path.join(WORK, "w.csv"), ok=(0, 1))
    with open("examples/huaibei/pool/agreements.csv", encoding="utf-8") as rows:
        for row in list(csv.reader(rows))[1:]:
            fundpool(path, "agreement", "sign", row[0], "--book", "pool", "--party", row[1], "--pack", row[2], "--version", row[3],
                     "--from", row[4], "--signed", row[6], "--as", "gui")
    with open("examples/huaibei/pool/contributions.csv", encoding="utf-8") as rows:
        party = list(csv.reader(rows))[1][1]
    fundpool(path, "pool", "contribute", "C1", "--book", "pool", "--party", party, "--occurred", "2025-01-10", "--amount",
             "900000000000.00", "--bank-ref", "S1", "--as", "zhi", "--checker", "fu")


def firms():
    with open("examples/huaibei/pool/whitelist.csv", encoding="utf-8") as rows:
        return [(r[0], r[1]) for r in list(csv.reader(rows))[1:] if r[2] < "2025"]  # listed before the first loan


LOAN_HEADER = ("合作银行,贷款合同号,借据号,统一社会信用代码,借款企业,担保方式,合同金额,放款金额,放款日,到期日,备案日,利率,LPR,用途,首贷,"
               "企业年收入,企业人数,企业设立日,是否上市,实物抵押占比,无违规年数\n")


def loans_csv(path, n):
    rng, list_of_firms = random.Random(11), firms()
    with open("examples/huaibei/pool/agreements.csv", encoding="utf-8") as rows:
        banks = [r[1] for r in list(csv.reader(rows))[1:] if r[1].startswith("BK-")]
    with open(path, "w", encoding="utf-8") as out:
        out.write(LOAN_HEADER)
        for i in range(n):
            firm, name = rng.choice(list_of_firms)
            month, day = 2 + i * 16 // n, 1 + rng.randrange(28)
            year, month = 2025 + (month - 1) // 12, (month - 1) % 12 + 1
            fen = rng.randrange(10_0000_00, 500_0000_00)
            out.write(f"{banks[i % len(banks)]},HT-{i:08d},JJ-{i:08d},{firm},{name},信用,{fen // 100}.{fen % 100:02d},"
                      f"{fen // 100}.{fen % 100:02d},{year}-{month:02d}-{day:02d},{year + 1}-{month:02d}-{day:02d},{year}-{month:02d}-{day:02d},"
                      f"3.65%,3.00%,经营周转,否,12000000.00,80,2018-05-01,否,10%,5\n")


def deals_csv(path, n):
    rng, list_of_firms = random.Random(13), firms()
    with open(path, "w", encoding="utf-8") as out:
        out.write("投资编号,统一社会信用代码,企业名称,付款日,实付额,轮次,科技成果转化,投决日,设立日\n")
        for i in range(n):
            firm, name = rng.choice(list_of_firms)
            out.write(f"D-{i:07d},{firm},{name},2026-{1 + i * 10 // n:02d}-{1 + i % 28:02d},{rng.randrange(10000, 5000000)}.00,"
                      f"天使轮,{rng.choice('是否')},2025-12-20,{rng.randrange(2012, 2025)}-06-01\n")


def sqlite_import(csv_paths, columns):
    """The raw peer of an import: the same rows into one table, no checks."""
    db = os.path.join(WORK, "peer.db")
    remove(db)
    names = ", ".join(f"c{i} TEXT" for i in range(columns))
    return Run(["sqlite3", db, f"CREATE TABLE t ({names});"] + [f".import --csv --skip 1 {path} t" for path in csv_paths]).seconds


def all_accepted(answers, rows):
    n = 0
    for answer in answers:
        with open(answer, encoding="utf-8-sig") as f:
            n += sum("接受" in text for text in f)
    if n < rows:
        sys.exit(f"bench: {answers[0]}: {n} of {rows} rows accepted")


# ---- budgets ----

class Journal:
    """The ledger of the journal import, made once; B1 measures its making."""

    def __init__(self):
        self.base, self.ledger = os.path.join(WORK, "base.fpl"), os.path.join(WORK, "big.fpl")
        self.small_ledger = os.path.join(WORK, "small.fpl")
        self.csv, self.small_csv = os.path.join(WORK, "journal.csv"), os.path.join(WORK, "small.csv")
        self.answer = os.path.join(WORK, "answer.csv")
        say(f"data: {SIZE} postings, {ACCOUNTS} accounts")
        apart(journal_csv, self.csv, SIZE)
        apart(journal_csv, self.small_csv, SMALL)
        fund_base(self.base)
        self.mib = 0

    def load(self, csv_path, ledger):
        copy(self.base, ledger)
        seconds = 0
        for i, path in enumerate(parts(csv_path)):
            run = fundpool(ledger, "import", "journal", path, "--book", "f", "--as", "zhi", "--checker", "fu", "--answer", part(self.answer, i))
            self.mib = max(self.mib, run.mib)
            seconds += run.seconds
        return seconds

    def measure(self):
        ours, peer = pairs(RUNS, lambda: self.load(self.csv, self.ledger), lambda: sqlite_import(list(parts(self.csv)), 6))
        self.seconds = statistics.median(ours)
        all_accepted(list(parts(self.answer)), SIZE)
        line("B1", ratio=figure(median_ratio(peer, ours)), first=0.4, then=1.0, ours=f"{figure(SIZE / self.seconds / 1e6)} M postings/s",
             peer=f"sqlite3 .import {figure(SIZE / statistics.median(peer) / 1e6)} M postings/s", n=SIZE, runs=RUNS)
        size = os.path.getsize(self.ledger)
        line("B10", value=f"{size / SIZE:.0f} B per posting", first="400 B", then="200 B", n=SIZE, runs=1)


def bench_program(name, *args):
    """A C program of this folder: prints pairs of seconds "ours peer", one a line, and lines "key value"."""
    out = subprocess.run([os.path.join(BUILD, "bench", name), *map(str, args)], env=ENV, capture_output=True, text=True, check=False)
    if out.returncode:
        sys.exit(f"bench: {name} {' '.join(map(str, args))}: status {out.returncode}: {out.stdout}{out.stderr}")
    ours, peer, values = [], [], {}
    for text in out.stdout.splitlines():
        word = text.split()
        if word[0] == "pair":
            ours.append(float(word[1]))
            peer.append(float(word[2]))
        else:
            values[word[0]] = float(word[1])
    return ours, peer, values


def verify_budget(journal):
    ours, peer, values = bench_program("check", journal.ledger, RUNS)
    n = int(values["records"])
    line("B8", ratio=figure(median_ratio(peer, ours)), first=0.5, then=1.0,
         ours=f"{figure(n / statistics.median(ours) / 1e6)} M records/s, state pass {figure(values['state'] / journal.seconds)} of import time",
         peer=f"re-hash and re-sum of the rows {figure(n / statistics.median(peer) / 1e6)} M records/s", n=SIZE, runs=RUNS)


def post_budget(journal):
    copy(journal.small_ledger, os.path.join(WORK, "post.fpl"))
    ours, peer, values = bench_program("post", "single", os.path.join(WORK, "post.fpl"), os.path.join(WORK, "bare.db"), max(RUNS, 5))
    n = int(values["posts"])
    line("B4", ratio=figure(median_ratio(peer, ours)), first=0.7, then=0.9, ours=f"{figure(n / statistics.median(ours) / 1e3)} k posts/s",
         peer=f"bare SQLite durable transfer {figure(n / statistics.median(peer) / 1e3)} k/s", n=n, runs=len(ours))


# What the service is asked by 32 clients: a command that is recorded at once, each time another, with the next of the keys.
WRK = """
local threads, number, key = 0, 0, {}
for line in io.lines(os.getenv("KEYS")) do key[#key + 1] = line end
function setup(thread) thread:set("id", threads) threads = threads + 1 end
function request()
    number = number + 1
    local name = "W" .. id .. "x" .. number
    return wrk.format("POST", nil, {["Authorization"] = "Bearer " .. key[number % #key + 1], ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = name}, '{"fields":{"party":"' .. name .. '","name":"' .. name .. '","kind":"OTHER"}}')
end
"""


def keys_of(ledger, count):
    """API keys of a recorder; each may ask 600 times at once."""
    path = os.path.join(WORK, "keys")
    with open(path, "w", encoding="ascii") as out:
        for _ in range(count):
            made = subprocess.run([FP, "access", "key", "zhi", "--ledger", ledger], env=ENV, capture_output=True, text=True, check=True)
            out.write(made.stdout)
    return path


def served(ledger, seconds):
    """Commands a second that 32 clients of the service are answered 201 for; None without wrk."""
    if not shutil.which("wrk"):
        return None
    script = os.path.join(WORK, "post.lua")
    with open(script, "w", encoding="ascii") as out:
        out.write(WRK)
    keys = keys_of(ledger, 240)  # two that share a place of the service's limit are not refused either
    before = records(ledger)
    with subprocess.Popen([FP, "serve", ledger, "--listen", "127.0.0.1:0"], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as service:
        url = service.stdout.readline().strip() + "api/v1/commands/party.register"
        asked = subprocess.run(["wrk", "-t", "2", "-c", "32", "-d", f"{seconds}s", "-s", script, url], env=dict(ENV, KEYS=keys), capture_output=True,
                               text=True, check=True).stdout
        service.terminate()
    if re.search("Non-2xx|Socket errors", asked):
        sys.exit(f"bench: the service: {asked}")
    took = float(re.search(r"requests in ([0-9.]+)s", asked).group(1))
    return (records(ledger) - before) / took


def records(ledger):
    shown = subprocess.run([FP, "checkpoint", "show", "--ledger", ledger, "--book", "0", "--format", "json"], env=ENV, capture_output=True, text=True,
                           check=True).stdout
    return int(re.search(r'"size":(\d+)', shown).group(1))


def service_budget(journal):
    """Group commit: 32 clients of the service, and the same batches through the library, beside a bare durable transfer."""
    ledger = os.path.join(WORK, "service.fpl")
    copy(journal.small_ledger, ledger)
    ours, peer, values = bench_program("post", "batched", ledger, os.path.join(WORK, "bare.db"), max(RUNS, 5))
    n = int(values["posts"])
    bare = n / statistics.median(peer)
    line("B5", ratio=figure(median_ratio(peer, ours)), first=8, then=12, ours=f"batches of 32 {figure(n / statistics.median(ours) / 1e3)} k posts/s",
         peer=f"bare SQLite durable transfer {figure(bare / 1e3)} k/s", n=n, runs=len(ours))
    rate = served(ledger, 5)
    if rate is None:
        say("  B5 over HTTP is not measured: no wrk")
    else:
        line("B5", ratio=figure(rate / bare), first=3, then=5, ours=f"32 clients over HTTP {figure(rate / 1e3)} k commands/s",
             peer=f"bare SQLite durable transfer {figure(bare / 1e3)} k/s", n=int(5 * rate), runs=1)


def books_budget(journal):
    """A post with a request key in a ledger of BOOKS books over one in a ledger of a single book."""
    many, one, path = (os.path.join(WORK, name) for name in ("many.fpl", "one.fpl", "books.csv"))
    copy(journal.small_ledger, many)
    copy(journal.small_ledger, one)
    with open(path, "w", encoding="utf-8") as out:
        out.write("code,kind,name,name_en,chart,opened\n")
        for i in range(1, BOOKS):
            out.write(f"b{i},fund,b{i},b{i},bench@1,2025-01-01\n")
    answer = os.path.join(WORK, "books.answer.csv")
    fundpool(many, "import", "books", path, "--as", "root", "--answer", answer)
    all_accepted([answer], BOOKS - 1)
    ours, peer, values = bench_program("post", "books", many, one, max(RUNS, 5), BOOKS)
    n = int(values["posts"])
    line("B14", value=f"{figure(median_ratio(ours, peer))} times", first=1.2, then=1.05,
         ours=f"post with a key, {BOOKS} books {figure(n / statistics.median(ours) / 1e3)} k/s, by turns in each {figure(n / values['turns'] / 1e3)} k/s",
         peer=f"1 book {figure(n / statistics.median(peer) / 1e3)} k/s", n=n, runs=len(ours))
    for left in (many, one):
        remove(left)
    os.unlink(path)


def growth_budget(journal):
    """Cost of a row in the big ledger over its cost in the small one."""
    reps = 1 if FULL else 3
    small = statistics.median(journal.load(journal.small_csv, journal.small_ledger) for _ in range(reps))
    ratios = {"import": (journal.seconds / SIZE) / (small / SMALL)}
    big_post, small_post = [], []
    for _ in range(reps):
        for ledger, list_of in ((journal.ledger, big_post), (journal.small_ledger, small_post)):
            copy(ledger, os.path.join(WORK, "post.fpl"))
            ours, _, values = bench_program("post", "single", os.path.join(WORK, "post.fpl"), os.path.join(WORK, "bare.db"), 3)
            list_of.append(statistics.median(ours))
    ratios["post"] = median_ratio(big_post, small_post)
    big, _, big_values = bench_program("check", journal.ledger, reps, "evidence")
    little, _, little_values = bench_program("check", journal.small_ledger, reps, "evidence")
    ratios["verify"] = (statistics.median(big) / big_values["records"]) / (statistics.median(little) / little_values["records"])
    worst = max(ratios, key=ratios.get)
    line("B11", value=f"{figure(ratios[worst])} times", first=1.5, then=1.15,
         ours=", ".join(f"{k} {figure(v)}" for k, v in ratios.items()), n=f"{SIZE} over {SMALL}", runs=reps)


def balance(journal, as_of="2025-09-17"):
    return fundpool(journal.ledger, "report", "balance", "--book", "f", "--as-of", as_of, "--as", "shen")


def trial_balance_budget(journal):
    if not shutil.which("ledger"):
        line("B6", ratio="none", first=500, then=2000, peer="ledger is not installed")
        return
    text = os.path.join(WORK, "f.ledger")
    with open(text, "wb") as out:
        fundpool(journal.ledger, "export", "--to", "ledger", "--book", "f", "--as", "shen", stdout=out)
    peer = Run(["ledger", "--no-pager", "-f", text, "bal", "--flat"]).seconds
    runs = 3 if peer > 10 else RUNS
    ours, peers = pairs(runs, lambda: balance(journal).seconds, lambda: Run(["ledger", "--no-pager", "-f", text, "bal", "--flat"]).seconds)
    os.unlink(text)
    line("B6", ratio=figure(median_ratio(peers, ours)), first=500, then=2000, ours=f"{figure(statistics.median(ours) * 1e3)} ms",
         peer=f"ledger bal {figure(statistics.median(peers))} s", n=SIZE, runs=runs)


def start_budget(journal):
    version = statistics.median(Run([FP, "--version"]).seconds for _ in range(21)) * 1e3
    big = statistics.median(balance(journal).seconds for _ in range(9)) * 1e3
    line("B12", value=f"{figure(version)} ms", first="10 / 30 ms", then="3 / 10 ms",
         ours=f"--version {figure(version)} ms, a balance of {ACCOUNTS} accounts {figure(big)} ms", n=SIZE, runs=21)


def memory_budget(journal):
    verify = fundpool(journal.ledger, "verify")
    trial = balance(journal)
    worst = max(journal.mib, verify.mib, trial.mib)
    line("B9", value=f"{worst:.0f} MiB", first="96 MiB", then="48 MiB",
         ours=f"import {journal.mib:.0f}, verify {verify.mib:.0f}, trial balance {trial.mib:.0f} MiB", n=SIZE, runs=1)


def loans_budget():
    base, ledger, path = os.path.join(WORK, "pool.base"), os.path.join(WORK, "pool.fpl"), os.path.join(WORK, "loans.csv")
    answer = os.path.join(WORK, "loans.answer.csv")
    say(f"data: {LOANS} loans")
    apart(loans_csv, path, LOANS)
    pool_base(base)
    made = []

    def ours():
        copy(base, ledger)
        made.append(fundpool(ledger, "import", "loans", path, "--book", "pool", "--as", "zhi", "--checker", "fu", "--answer", answer, ok=(0, 1)))
        return made[-1].seconds

    a, b = pairs(RUNS if LOANS <= 300_000 else 3, ours, lambda: sqlite_import([path], 21))
    all_accepted([answer], LOANS)
    line("B2", ratio=figure(median_ratio(b, a)), first=0.15, then=0.4, ours=f"{figure(LOANS / statistics.median(a) / 1e3)} k loans/s",
         peer=f"sqlite3 .import {figure(LOANS / statistics.median(b) / 1e3)} k loans/s", n=LOANS, runs=len(a))
    most = max(run.mib for run in made)
    line("B9", value=f"{most:.0f} MiB", first="96 MiB", then="48 MiB", ours=f"import of loans {most:.0f} MiB", n=LOANS, runs=len(a))
    return ledger, statistics.median(a)


CLAIM_HEADER = "合作银行,贷款合同号,借据号,申请编号,申请日,逾期天数,五级分类,诉讼阶段,已还本金,追偿净收回,未付利息,抵押物收回,保险赔付,其他财政补偿,申请材料\n"


def claims(ledger):
    """Claims through the desk on the loans of one bank that were due some 90 days before; the number of them."""
    path = os.path.join(WORK, "claims.csv")
    with open(os.path.join(WORK, "loans.csv"), encoding="utf-8") as rows:
        due = [row for row in csv.reader(rows) if "2026-08-10" <= row[9] <= "2026-08-20"]
    due = [row for row in due if row[0] == due[0][0]]
    for measure, amount in (("prior_year_balance", "9000000000.00"), ("bank_deposit", "100000000.00"), ("guarantee_fees", "9000000.00")):
        fundpool(ledger, "measure", "record", "--measure", measure, "--party", due[0][0], "--date", "2025-12-31", "--amount", amount,
                 "--book", "pool", "--as", "zhi")
    with open(path, "w", encoding="utf-8") as out:
        out.write(CLAIM_HEADER)
        for i, loan in enumerate(due):
            out.write(f"{loan[0]},{loan[1]},{loan[2]},CL-{i},2026-11-19,90,可疑,法院受理,0.00,0.00,0.00,0.00,0.00,0.00,补偿申请表、法院受理通知书\n")
    answer = os.path.join(WORK, "c.csv")
    fundpool(ledger, "import", "claims", path, "--book", "pool", "--as", "zhi", "--answer", answer, ok=(0, 1))
    with open(answer, encoding="utf-8-sig") as rows:
        return sum("接受" in text for text in rows)


def claims_budget(ledger):
    """The kept facts of one claim feed the pure decider."""
    _, _, values = bench_program("decide", ledger, max(RUNS, 5))
    line("B3", value=f"{figure(values['rate'] / 1e3)} k/s", first="200 k/s", then="500 k/s",
         ours="claims decided in one thread, demo pack", n=int(values["decisions"]), runs=max(RUNS, 5))


def verify_loans_budget(ledger, made, seconds):
    ours, peer, values = bench_program("check", ledger, RUNS)
    n = int(values["records"])
    line("B8", ratio=figure(median_ratio(peer, ours)), first=0.5, then=1.0, of=f"loans with {made} claims",
         ours=f"{figure(n / statistics.median(ours) / 1e6)} M records/s, state pass {figure(values['state'] / seconds)} of import time",
         peer=f"re-hash and re-sum of the rows {figure(n / statistics.median(peer) / 1e6)} M records/s", n=LOANS, runs=RUNS)


def reads_budget(pool_ledger):
    ledger, path = os.path.join(WORK, "deals.fpl"), os.path.join(WORK, "deals.csv")
    apart(deals_csv, path, DEALS)
    fund_base(ledger)
    fundpool(ledger, "import", "deals", path, "--book", "f", "--as", "zhi", "--checker", "fu", "--answer", os.path.join(WORK, "d.csv"), ok=(0, 1))
    _, _, share = bench_program("reads", ledger, "share", 9)
    _, _, position = bench_program("reads", pool_ledger, "position", 9)
    worst = max(share["ms"], position["ms"])
    line("B7", value=f"{figure(worst)} ms", first="50 ms", then="5 ms",
         ours=f"share of {DEALS} deals {figure(share['ms'])} ms, position of {LOANS} loans {figure(position['ms'])} ms", n=DEALS, runs=9)


def funds_budget():
    """The early-stage share of every fund under three profiles, and every fund's loss tolerance: a process each."""
    ledger, books = os.path.join(WORK, "funds.fpl"), os.path.join(WORK, "funds.csv")
    remove(ledger)
    users(ledger)
    fundpool(ledger, "chart", "adopt", "policies/charts/fund.yaml", "--as", "gui")
    for profile in ("TRANSFER", "AH_ANGEL_2025", "HB_EARLY"):
        fundpool(ledger, "profile", "adopt", f"policies/profiles/{profile}.yaml", "--as", "gui")
    fundpool(ledger, "tolerance", "adopt", "policies/loss/HUBEI.yaml", "--as", "gui")
    with open(books, "w", encoding="utf-8") as out:
        out.write("code,kind,name,name_en,chart,opened\n")
        for i in range(1, FUNDS + 1):
            out.write(f"f{i},fund,f{i},f{i},fund@1,2025-01-01\n")
    answer = os.path.join(WORK, "funds.answer.csv")
    fundpool(ledger, "import", "books", books, "--as", "root", "--answer", answer)
    all_accepted([answer], FUNDS)
    Run([os.path.join(BUILD, "bench", "funds"), ledger, str(FUNDS), "5"])
    seconds = {name: statistics.median(fundpool(ledger, "report", name, "--as", "shen", "--format", "csv").cpu for _ in range(max(RUNS, 3)))
               for name in ("early", "tolerance")}
    line("B15", value=f"{figure(max(seconds.values()) * 1e3)} ms", first="500 ms", then="250 ms",
         ours=", ".join(f"{name} {figure(s * 1e3)} ms of CPU" for name, s in seconds.items()), n=FUNDS, runs=max(RUNS, 3))
    for path in (books, answer):
        os.unlink(path)
    if not os.environ.get("KEEP"):
        remove(ledger)


def papers_budget(ledger):
    """The register of loans as a workbook, beside its CSV; and a log of some hundred pages on paper."""
    if not os.path.exists(FP + "-papers"):
        line("B13", ratio="none", first=0.1, then=0.3, peer="built without the packages of papers")
        return
    targets = {form: os.path.join(WORK, "shown." + form) for form in ("xlsx", "csv", "pdf")}

    def show(form, *words):
        remove(targets[form])
        return fundpool(ledger, *words, "--as", "shen", "--format", form, "--output", targets[form])

    loans = ("report", "loans", "--book", "pool")
    ours, peers = pairs(RUNS, lambda: show("xlsx", *loans).cpu, lambda: show("csv", *loans).cpu)
    more = show("xlsx", *loans).mib - show("csv", *loans).mib
    log = statistics.median(show("pdf", "log", "--last", 4000).cpu for _ in range(3))
    with open(targets["pdf"], "rb") as file:
        pages = len(re.findall(rb"/Type /Page\b", file.read()))
    line("B13", ratio=figure(median_ratio(peers, ours)), first=0.1, then=0.3,
         ours=f"xlsx {figure(statistics.median(ours))} s of CPU (5 s), {more:.0f} MiB more (16); {pages} pages of pdf {figure(log)} s, "
              f"{figure(log * 100 / max(pages, 1))} s a hundred (1 s)",
         peer=f"csv {figure(statistics.median(peers))} s", n=LOANS, runs=RUNS)
    for path in targets.values():
        os.unlink(path)


def main():
    os.makedirs(WORK, exist_ok=True)
    os.environ["TZ"] = "UTC"
    time.tzset()
    versions = subprocess.run([FP, "--version"], env=ENV, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    say(f"{versions}; sqlite {sqlite3.sqlite_version}; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}; runs in turn, medians of pairwise ratios")
    began = time.time()
    if wanted("B1", "B4", "B5", "B6", "B8", "B9", "B10", "B11", "B12", "B14"):
        journal = Journal()
        journal.measure()
        journal.load(journal.small_csv, journal.small_ledger)
        for budget, work in (("B4", post_budget), ("B5", service_budget), ("B14", books_budget), ("B6", trial_balance_budget), ("B8", verify_budget), ("B9", memory_budget),
                             ("B11", growth_budget), ("B12", start_budget)):
            if wanted(budget):
                work(journal)
        if not os.environ.get("KEEP"):  # room for the next budgets
            remove(journal.ledger)
            for path in [*parts(journal.csv), *parts(journal.answer)]:
                os.unlink(path)
    if wanted("B2", "B3", "B7", "B8", "B9", "B13"):
        pool_ledger, seconds = loans_budget()
        made = claims(pool_ledger) if wanted("B3", "B8") else 0
        if wanted("B3"):
            claims_budget(pool_ledger)
        if wanted("B8"):
            verify_loans_budget(pool_ledger, made, seconds)
        if wanted("B7"):
            reads_budget(pool_ledger)
        if wanted("B13"):
            papers_budget(pool_ledger)
    if wanted("B15"):
        funds_budget()
    if not os.environ.get("KEEP"):
        shutil.rmtree(WORK)
    say(f"\n{time.time() - began:.0f} s in all; peak memory of this script {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    for text in sorted(LINES, key=lambda t: int(t.split()[0][1:])):
        say(text)


if __name__ == "__main__":
    main()
