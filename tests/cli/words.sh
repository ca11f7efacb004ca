#!/bin/bash
# Options that take a word, of every command that reads: the commands, their options and the right words are asked of the program, on the
# example city. A word that names nothing is an error that quotes it and prints no row; one that is nearly right is told the right one;
# every right word, and every word that a report prints, is taken, in both languages.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
unset FUNDPOOL_TEST FUNDPOOL_CLOCK FUNDPOOL_LANG FUNDPOOL_LEDGER
PATH=$PATH:/usr/games examples/huaibei/demo.sh "$tmp/demo" >"$tmp/out" 2>&1 || die "the example city: $(tail -n 5 "$tmp/out")"
cd "$tmp" # where a word that is taken for a file's name may make one
FUNDPOOL_LEDGER=$tmp/demo/huaibei.fpl python3 - "$fp" <<'PYTHON'
import concurrent.futures, csv, io, json, os, re, subprocess, sys

fp = sys.argv[1]
WHO = ["--as", "shen.ji"]
def run(*args, lang="en"):
    done = subprocess.run([fp, *args], env={**os.environ, "FUNDPOOL_LANG": lang}, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode, done.stdout, done.stderr
def ask(*args):  # the rows of all tables
    code, out, err = run(*args, *WHO, "--format", "json")
    assert code == 0, (args, err)
    return [row for table in json.loads(out)["tables"] for row in table["rows"]]
def printed(lang, *args):  # each row as people read it: title -> text
    code, out, err = run(*args, *WHO, "--format", "csv", lang=lang)
    assert code == 0, (args, err)
    return list(csv.reader(io.StringIO(out.lstrip("\ufeff"))))

# ---- what there is ----
script = run("completion", "bash")[1]
options = {m[1]: m[2].split() for m in re.finditer(r"^    '([^']+)'\) printf '%s\\n' (.*) ;;$", script, re.M)}
takes = {}  # command -> {option: what follows it}
for command in options:
    text = run("help", *command.split())[1]
    takes[command] = {m[1]: m[2] for m in re.finditer(r"^  (--[a-z-]+) (\S+) ", text, re.M) if m[1] in options[command]}
READS = re.compile(r"^(report .*|find|explain|export|log|(checkpoint|record|pack) show|(?!whitelist).* list)$")
reading = {c: o for c, o in takes.items() if READS.match(c)}
assert len(reading) > 25, sorted(reading)

FUND, POOL = "HB-YD", "HB-PL"
books = [row["code"] for row in ask("book", "list") if row["id"] > 0]
parties = ask("party", "list")
lenders = [p for p in parties if p["kind"] in ("bank", "guarantor")]
accounts = ask("account", "list", "--book", FUND)
loans, deals = ask("report", "loans", "--book", POOL), ask("deal", "list", "--book", FUND)
users = [row["user"] for row in ask("user", "list")]
lines = ask("report", "statement", "--book", FUND, "--account", "110101")
items = sorted({row["item"] for row in lines if row.get("item")})
of_lines = sorted({row["party"] for row in lines if row.get("party")})
profiles, rules = ask("profile", "list"), ask("tolerance", "list")
assert len(books) > 4 and lenders and items and loans and deals and rules

def names(p):
    return [p["party"], p["uscc"], p["name"]]
def state_words(command, lang):
    err = run(*command.split(), "--book", POOL, "--state", "zzqqxxyy", *WHO, lang=lang)[2].splitlines()[0]
    return err.split("：" if lang == "zh" else ": ", 2)[-1].split("（栏目" if lang == "zh" else " (field")[0].split("：")[-1].split()
def kind_words():
    words = set()
    for lang in ("zh", "en"):
        for row in printed(lang, "log", "--last", "100000")[1:]:
            words.add(row[3])
    words |= {row["what"] for row in ask("log", "--last", "100000")}
    return sorted(words)

# What an option takes whose words the ledger or the program lists.
held = ask("holding", "list", "--book", FUND)
RIGHT = {
    "--book": lambda c: books,
    "--bank": lambda c: [w for p in lenders for w in names(p) if w],
    "--state": lambda c: state_words(c, "zh") + state_words(c, "en"),
    "--account": lambda c: [a["account"] for a in accounts],
    "--party": lambda c: of_lines,
    "--item": lambda c: items,
    "--profile": lambda c: [f'{p["id"]}{v}' for p in profiles for v in ("", f'@{p["version"]}')],
    "--rule": lambda c: [f'{r["id"]}{v}' for r in rules for v in ("", f'@{r["version"]}')],
    "--by": lambda c: users,
    "--kind": lambda c: kind_words(),
    "--to": lambda c: ["hledger", "ledger", "beancount"],
    "--unit": lambda c: ["yuan", "wan", "元", "万元"],
    "--with": lambda c: sorted({h["firm"] for h in held}),
}
FORM = {"DATE", "TIME", "RATIO", "YYYY", "NUMBER", "KEY|TIME|FILE", "CURSOR", "FILE", "YUAN"}  # how it is written, not which there are
OWN_BOOK = {"report pool": POOL, "report claims": POOL, "report loans": POOL}

def command_line(command, option):
    args = command.split() + {"find": ["x"], "explain": ["1/1"], "record show": ["1/1"], "pack show": ["hb-demo"]}.get(command, [])
    has = reading[command]
    if "--book" in has and option != "--book" and command != "log":
        args += ["--book", OWN_BOOK.get(command, FUND)]
    if command == "report statement" and option != "--account":
        args += ["--account", "110101"]
    if command == "report reconcile" and option != "--account":
        args += ["--account", "100201"]
    if command == "report tolerance" and option == "--with":
        args += ["--rule", rules[0]["id"]]  # none binds the fund
    if command == "export" and option != "--to":
        args += ["--to", "hledger"]
    return args

faults = []
def check(ok, *what):
    if not ok:
        faults.append(what)

def wrong(command, option, word, lang):
    code, out, err = run(*command_line(command, option), option, word, *WHO, lang=lang)
    check(code in (1, 2, 3 if command == "access list" else 2) and out == ""  # its file is not there
           and (word in err or option in err or f" {option[2:]})" in err or f" {option[2:]}）" in err), "a wrong word", command, option, word, code, err, out[:200])
    check("{0}" not in err and "{1}" not in err, "a placeholder", command, err)
    return err

def near(command, option, right, typed):
    err = wrong(command, option, typed, "en")
    check(f'did you mean "{right}"' in err, "the nearest", command, option, typed, right, err)

def right(command, option, word, lang):
    code, out, err = run(*command_line(command, option), option, word, *WHO, lang=lang)
    other = {"explain": "E_NOT_FOUND", "record show": "E_NOT_FOUND", "report statement": "E_ACCOUNT", "report reconcile": "E_ACCOUNT", "report reinvest": "E_NOT_FOUND",
             "report waterfall": "E_NOT_FOUND"}.get(command, "E_BOOK")  # the city's funds are bound to no such rule
    if command == "report reconcile" and option == "--account" and "E_NOT_CASH" in err:
        return  # an account, and not one that a bank keeps
    fits = code == 0 or (option == "--book" and code == 1 and (other in err or "E_BOOK" in err))  # it is a book of another kind
    check(fits, "a right word", command, option, word, code, err)

with concurrent.futures.ThreadPoolExecutor(4) as pool:
    jobs = []
    for command, has in sorted(reading.items()):
        for option, form in has.items():
            check(form in FORM or option in RIGHT, "an option whose words nobody has listed here", command, option, form)
            for lang in ("en", "zh"):
                jobs.append(pool.submit(wrong, command, option, "zzqqxxyy", lang))
                jobs.append(pool.submit(wrong, command, option, "没有此词", lang))
            if option not in RIGHT or form in FORM:
                continue
            words = RIGHT[option](command)
            check(words, "no words to try", command, option)
            for word in words if command != "export" or option != "--book" else words[:1]:
                jobs.append(pool.submit(right, command, option, word, "zh"))
            typed = max(words, key=lambda w: len(w) if w.isascii() else 0)
            if option != "--state":  # of a state the whole list is told, and the nearest of it
                mistyped = typed[:len(typed) // 2] + typed[len(typed) // 2 + 1:]
                if mistyped not in words:
                    err = pool.submit(wrong, command, option, mistyped, "en")
                    jobs.append(pool.submit(lambda e=err, c=command, o=option, m=mistyped:
                                            check("did you mean" in e.result(), "the nearest", c, o, m, e.result())))
    for job in jobs:
        job.result()

# ---- the nearest one ----
near("report loans", "--state", "PAID_OFF", "payd off")
near("report loans", "--state", "已结清", "已結清")
near("report claims", "--state", "已拨付", "已拨咐")
near("report loans", "--bank", "BK-XC", "BK-CX")
near("report loans", "--bank", "BK-XC", "示例相城银行股份公司")
near("report balance", "--book", FUND, "引导基金")
near("report early", "--profile", "HB_EARLY", "HB-EARLI")
near("report statement", "--account", "100201", "10021")
near("log", "--by", "zhi.dan", "zhi.dna")
near("log", "--kind", "deal.recorded", "deal.recoded")
near("log", "--kind", "录入凭证", "录入凭单")
near("export", "--to", "hledger", "hleger")
near("report income", "--unit", "yuan", "yaun")
for line, meant in ((["report", "loans", "--bnak", "x"], "--bank"), (["import", "delas", "x"], "deals"), (["report", "laons"], "report loans"),
                    (["help", "loan", "regster"], "loan register"), (["verify", "--format", "jsn"], "json"),
                    (["import", "deals", "x", "--encoding", "utf-9"], "utf-8"), (["deal", "record", "X", "--fimr", "x"], "--firm")):
    code, out, err = run(*line, *(WHO if "help" not in line else []))
    check(code == 2 and out == "" and "did you mean" in err and meant in err, "the nearest", line, code, err)

# ---- words printed are words taken ----
def column(rows, *titles):
    at = [rows[0].index(t) for t in titles if t in rows[0]]
    assert at, (titles, rows[0])
    return sorted({row[at[0]] for row in rows[1:] if row[at[0]]})
for lang in ("zh", "en"):
    for report in ("loans", "claims"):
        rows = printed(lang, "report", report, "--book", POOL)
        for word in column(rows, "状态", "State"):
            code, out, err = run("report", report, "--book", POOL, "--state", word, *WHO, "--format", "csv", lang=lang)
            check(code == 0 and out.count("\n") > 1, "a state as printed", report, word, err)
        for titles in (("银行编号", "Bank id", "机构编号", "Institution id"), ("合作银行", "Bank", "机构", "Institution")):
            if not set(titles) & set(rows[0]):
                continue
            for word in column(rows, *titles):
                code, out, err = run("report", report, "--book", POOL, "--bank", word, *WHO, "--format", "csv", lang=lang)
                check(code == 0 and out.count("\n") > 1, "a bank as printed", report, word, err)
    rows = printed(lang, "report", "statement", "--book", FUND, "--account", "110101")
    for option, titles in (("--party", ("主体编号", "Party id")), ("--party", ("主体", "Party")), ("--item", ("项目", "Item"))):
        for word in column(rows, *titles):
            code, out, err = run("report", "statement", "--book", FUND, "--account", "110101", option, word, *WHO, "--format", "csv", lang=lang)
            check(code == 0 and out.count("\n") > 1, "as a statement prints it", option, word, err)
    rows = printed(lang, "log", "--last", "100000")
    for option, titles in (("--kind", ("事项", "What")), ("--by", ("经办", "By")), ("--by", ("复核", "Checked by"))):
        for word in column(rows, *titles):
            code, out, err = run("log", option, word, *WHO, "--format", "csv", lang=lang)
            check(code == 0 and out.count("\n") > 1, "as the log prints it", option, word, err)
    for account in printed(lang, "account", "list", "--book", FUND)[1:]:
        names_of = [a[1] for a in printed(lang, "account", "list", "--book", FUND)[1:]] if account[0] == "100201" else []
        if names_of.count(account[1]) == 1:
            code, out, err = run("report", "statement", "--book", FUND, "--account", account[1], *WHO, lang=lang)
            check(code == 0 and "100201" in out, "an account by its name", account, err)
for firm in column(printed("en", "holding", "list", "--book", FUND), "Firm")[:1]:
    code, out, err = run("report", "tolerance", "--book", FUND, "--rule", f'{rules[0]["id"]}', "--with", firm, *WHO)
    check(code == 0, "a firm by the name that is printed", firm, err)

for fault in faults[:20]:
    print(*fault, sep=" | ", file=sys.stderr)
sys.exit(bool(faults))
PYTHON
