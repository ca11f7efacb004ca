#!/bin/bash
# The analysis database of the example city: every total and every row equals the report's, under each cut; the same cut gives the same
# bytes; `sql` only asks; what cannot be written leaves nothing behind.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
unset FUNDPOOL_TEST FUNDPOOL_CLOCK FUNDPOOL_LEDGER
PATH=$PATH:/usr/games examples/huaibei/demo.sh "$tmp/demo" >"$tmp/out" 2>&1 || die "the example city: $(tail -n 5 "$tmp/out")"
export FUNDPOOL_LEDGER=$tmp/demo/huaibei.fpl FUNDPOOL_USER=shen.ji
db=$tmp/a.sqlite

expect 0 export --to sqlite "$db"
err_has "exported to"
expect 0 export --to sqlite "$tmp/b.sqlite"
cmp -s "$db" "$tmp/b.sqlite" || die "the same cut, other bytes"
# the Chinese views say words: what is left of codes are numbers, names and columns that are called codes
python3 - "$db" <<'PY'
import re, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
codes = {"币种", "账套编号", "英文名称", "事项代码", "事项英文", "科目英文", "英文", "原因英文", "原因代码", "经办", "复核", "用户", "文件名", "编号", "主体编号"}
views = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'") if re.search("[\u4e00-\u9fff]", n)]
assert len(views) > 15, views
for name in views:
    if name in ("说明", "项目"):  # what the tables are; items as they stand
        continue
    rows = db.execute(f'SELECT * FROM "{name}"')
    columns = [c[0] for c in rows.description]
    for row in rows:
        for column, value in zip(columns, row):
            if column not in codes and isinstance(value, str) and re.fullmatch("[A-Za-z][A-Za-z_.]+", value):
                sys.exit(f"{name}.{column}: {value}")
for name, column, want in (("贷款", "增信类型", "知识产权质押"), ("记录", "角色", "记账"), ("机构指标", "指标", "上年末贷款余额"), ("早期投资占比", "结论", "未达标"), ("拒绝", "栏目", "合同金额")):
    assert want in {v for (v,) in db.execute(f'SELECT "{column}" FROM "{name}"')}, (name, column)
PY
[ ! -e "$db.part" ] || die "a part is left"
mkdir -m 700 "$tmp/killed.sqlite.part" # as a run that was killed leaves it
printf 'half a database' >"$tmp/killed.sqlite.part/ledger"
expect 0 export --to sqlite "$tmp/killed.sqlite"
cmp -s "$db" "$tmp/killed.sqlite" || die "what a killed run left stands in the next file"
[ ! -e "$tmp/killed.sqlite.part" ] || die "what a killed run left is left"

python3 - "$fp" "$tmp" <<'PYTHON'
import csv, io, json, os, sqlite3, subprocess, sys

fp, tmp = sys.argv[1:]
faults, compared = [], 0
def check(got, want, *what):
    global compared
    compared += 1
    if got != want:
        faults.append((what, got, want))

def run(*args, lang="en"):
    done = subprocess.run([fp, *args], env={**os.environ, "FUNDPOOL_LANG": lang}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, (args, done.stderr)
    return done.stdout
def rows(*args):
    return json.loads(run(*args, "--format", "json"))["tables"]
def first(*args):
    return rows(*args)[0]["rows"]
def fen(text):
    return None if text is None else int(text.replace(".", ""))
def printed(*args):
    return list(csv.DictReader(io.StringIO(run(*args, "--format", "csv", lang="zh").lstrip("\ufeff"))))

def whole(path, cut):
    """A database against the reports of its cut."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    def ask(sql, *args):
        return [dict(row) for row in db.execute(sql, args)]
    books = ask("SELECT * FROM books WHERE kind <> 'registry'")
    assert len(books) == 7 or "--known-by" in cut
    for b in books:
        code = b["book"]
        told = [r for t in rows("report", "balance", "--book", code, *cut) for r in t["rows"] if "balance" in r and "account" in r]
        had = {r["account"]: r["balance"] for r in ask("SELECT * FROM balances WHERE book = ?", code)}
        for r in told:
            check(had.pop(r["account"], 0), fen(r["balance"]), "balance", code, r["account"])
        check([a for a, v in had.items() if v], [], "accounts that the report lacks", code)
        if b["kind"] == "fund":
            for command, table, key, pairs in (
                    ("deal list", "deals", "deal", {"amount": "amount", "firm": "firm", "paid": "paid_on", "receipt": "receipt"}),
                    ("holding list", "holdings", "firm", {"cost": "cost", "value": "fair_value", "pursued": "pursued", "shares": "shares",
                                                          "first": "first_paid", "last": "last_event", "state": "state", "firm_name": "firm_name"}),
                    ("commitment list", "commitments", "commitment", {"amount": "amount", "paid": "paid", "released": "released",
                                                                      "recallable": "recallable", "party": "party"}),
                    ("duty list", "duties", "event", {"case": "duty_case", "result": "result", "accountable": "accountable", "on": "judged_on"})):
                money = {"amount", "cost", "fair_value", "pursued", "paid", "released", "recallable", "accountable"}
                told = first(*command.split(), "--book", code, *cut)
                had = {r[key]: r for r in ask(f"SELECT * FROM v_{table} WHERE book = ?", code)}
                check(len(had), len(told), command, code)
                for r in told:
                    mine = had.get(r[key], {})
                    for theirs, ours in pairs.items():
                        want = fen(r[theirs]) if ours in money else r[theirs]
                        got = mine.get(ours)
                        check(got or 0 if ours == "shares" else got, want or 0 if ours == "shares" else want, command, code, r[key], ours)
                        if ours in money:
                            check(mine.get(ours + "_decimal"), r[theirs], command, code, r[key], ours, "decimal")
        if b["kind"] == "pool":
            told = rows("report", "loans", "--book", code, *cut)[0]
            had = {r["loan"]: r for r in ask("SELECT * FROM v_loans WHERE book = ?", code)}
            check(len(had), len(told["rows"]), "loans")
            amounts = ("disbursed", "repaid", "balance", "exposure", "compensated", "loss")
            for r in told["rows"]:
                mine = had[r["loan"]]
                for name in ("contract", "bank", "bank_name", "firm", "firm_name", "disbursed_on", "due_on", "state", "receipt"):
                    check(mine[name], r[name], "loan", r["loan"], name)
                check(mine["guarantor"] or "", r["guarantor"], "loan", r["loan"], "guarantor")
                for name in amounts:
                    check((mine[name], mine[name + "_decimal"]), (fen(r[name]), r[name]), "loan", r["loan"], name)
            sums = ask("SELECT " + ", ".join(f"sum({n}) {n}" for n in amounts) + " FROM loans WHERE state <> 'WITHDRAWN'")[0]
            for name in amounts:
                check(sums[name] or 0, fen(told["totals"][0][name]), "loans in all", name)
            told = rows("report", "claims", "--book", code, *cut)[0]
            had = {r["claim"]: r for r in ask("SELECT * FROM v_claims WHERE book = ?", code)}
            check(len(had), len(told["rows"]), "claims")
            amounts = {"provisional": "provisional", "decided": "decided", "paid": "paid", "deferred": "waiting"}
            for r in told["rows"]:
                mine = had[r["claim"]]
                for name in ("receipt", "number", "claimant", "bank", "firm", "firm_name", "loan", "state"):
                    check(mine[name], r[name], "claim", r["claim"], name)
                check(mine["claimed_on"], r["claim_date"], "claim", r["claim"], "day")
                for theirs, ours in amounts.items():
                    check((mine[ours], mine[ours + "_decimal"]), (fen(r[theirs]), r[theirs]), "claim", r["claim"], ours)
            for theirs, ours in amounts.items():
                check(ask(f"SELECT coalesce(sum({ours}), 0) n FROM claims")[0]["n"], fen(told["totals"][0][theirs]), "claims in all", ours)
    told = [r for t in rows("report", "early", *cut) if t["table"] == "share" for r in t["rows"]]
    had = ask("SELECT * FROM early_shares")
    check([(r["book"], r["profile"], r["early"], r["unknown"], r["total"], r["share"], r["verdict"]) for r in had],
          [(r["fund"], r["profile"], fen(r["numerator"]), fen(r["unknown"]), fen(r["denominator"]), r["share"]["ratio"], r["verdict"]) for r in told],
          "early share")
    assert ask("SELECT sum(signed) n FROM postings")[0]["n"] == 0
    lines = ask("SELECT count(*) n, sum(lines) m FROM entries")[0]
    check(ask("SELECT count(*) n FROM postings")[0]["n"], lines["m"], "postings of entries")
    check(ask("SELECT count(*) n FROM items WHERE recorded IS NULL")[0]["n"], 0, "items without a moment")
    # every table is described, every column too, and every view can be read
    for table in [r["name"] for r in ask("SELECT name FROM sqlite_schema WHERE type = 'table'")]:
        columns = [r["name"] for r in ask(f"SELECT name FROM pragma_table_info('{table}')")]
        told = [r["name"] for r in ask("SELECT name FROM readme WHERE object = ? AND name IS NOT NULL AND no > 15", table)]
        check(told, columns, "columns told of", table)
    for view in [r["name"] for r in ask("SELECT name FROM sqlite_schema WHERE type = 'view'")]:
        ask(f'SELECT * FROM "{view}"')
    return db, ask

db, ask = whole(f"{tmp}/a.sqlite", [])
for table in ("deals", "holdings", "commitments", "duties", "loans", "claims", "agreements", "whitelist", "events", "measures", "imports",
              "refusals", "documents", "early_shares", "deal_profiles", "users", "parties", "currencies", "accounts"):
    assert ask(f"SELECT count(*) n FROM {table}")[0]["n"] > 0, table

# ---- every view, in both languages: as many rows as its table, and every amount sums up to the same, in fen and written out
sums = 0
for head in ask("SELECT object, zh FROM readme WHERE name IS NULL AND no > 15 AND object <> 'readme'"):
    table, names = head["object"], {r["name"]: r["zh"] for r in ask("SELECT name, zh FROM readme WHERE object = ? AND name IS NOT NULL AND no > 15", head["object"])}
    views = {r["name"] for r in ask("SELECT name FROM sqlite_schema WHERE type = 'view'")} & {"v_" + table, head["zh"]}
    check(len(views), 2, "views of", table)
    n = ask(f"SELECT count(*) n FROM {table}")[0]["n"]
    for view in views:
        check(ask(f'SELECT count(*) n FROM "{view}"')[0]["n"], n, "rows of", view)
    english = [r["name"] for r in ask(f"SELECT name FROM pragma_table_info('v_{table}')")]
    chinese = [r["name"] for r in ask("SELECT name FROM pragma_table_info(?)", head["zh"])]
    for name in [c for c in english if c + "_decimal" in english]:
        minor = ask(f"SELECT sum({name}) n FROM {table}")[0]["n"] or 0
        said = {c: [r["x"] for r in ask(f'SELECT "{c}" AS x FROM "{view}" WHERE "{c}" IS NOT NULL')]
                for view, c in ((f"v_{table}", name), (f"v_{table}", name + "_decimal"), (head["zh"], names[name]), (head["zh"], names[name] + "_分"))}
        assert {names[name], names[name] + "_分"} <= set(chinese), (table, name)
        check(sum(said[name]), minor, "sum", table, name)
        check(sum(said[names[name] + "_分"]), minor, "sum", head["zh"], name)
        check(sum(fen(x) for x in said[name + "_decimal"]), minor, "sum of decimals", table, name)
        check(sum(fen(x) for x in said[names[name]]), minor, "sum of decimals", head["zh"], name)
        sums += 1
assert sums > 20, sums

# ---- the Chinese views say what the Chinese lists say, in their words
for command, view, key, columns in (("report loans", "贷款", "回执号", ("合同号", "合作银行", "借款企业", "放款金额", "备案余额", "或有补偿责任", "状态")),
                                    ("report claims", "补偿申请", "回执号", ("申请编号", "申请机构", "借款企业", "状态", "核定", "已拨付"))):
    had = {r[key]: r for r in ask(f'SELECT * FROM "{view}"')}
    told = printed(*command.split(), "--book", "HB-PL")
    assert told
    for r in told:
        for name in columns:
            check(had[r[key]][name] or "", r[name], view, r[key], name)
for r in printed("holding", "list", "--book", "HB-ZZ"):
    mine = ask("SELECT * FROM 持有投资 WHERE 企业编号 = ? AND 账套编号 = 'HB-ZZ'", r["企业代码"])[0]
    for name in ("企业", "类别", "状态", "剩余成本", "公允价值"):
        check(mine[name] or "", r[name], "持有投资", r["企业代码"], name)

# ---- the checkpoints, and the refusals of the log
told = run("checkpoint", "show").split("\n\n")
told = sorted(tuple(block.strip().split("\n")) for block in told if block.strip() and "TRIAL" not in block)
check(sorted((r["origin"], str(r["size"]), r["root"]) for r in ask("SELECT origin, size, root FROM books")), told, "checkpoints")
refused = [r for r in first("log", "--kind", "command.refused", "--last", "1000")]
check(ask("SELECT count(DISTINCT book || seq) n FROM refusals WHERE row IS NULL")[0]["n"], len(refused), "commands refused")
check(ask("SELECT sum(refused) n FROM imports")[0]["n"], ask("SELECT count(DISTINCT book || '/' || seq || '/' || row) n FROM refusals "
                                                             "WHERE row IS NOT NULL")[0]["n"], "rows refused")
assert not ask("SELECT * FROM refusals WHERE zh IS NULL OR en IS NULL OR command IS NULL")

# ---- other cuts: a day, a moment, both
moment = ask("SELECT t FROM records WHERE book = 'HB-PL' AND seq = 560")[0]["t"]
for i, cut in enumerate((["--as-of", "2026-06-30"], ["--known-by", str(moment)], ["--as-of", "2026-09-30", "--known-by", str(moment)])):
    path = f"{tmp}/cut{i}.sqlite"
    run("export", "--to", "sqlite", path, *cut)
    older, of = whole(path, cut)
    assert of("SELECT count(*) n FROM postings")[0]["n"] < ask("SELECT count(*) n FROM postings")[0]["n"], cut
    if "--as-of" in cut:
        check(of("SELECT value FROM readme WHERE name = 'as_of'")[0]["value"], cut[1], "the cut told")
    if "--known-by" in cut:
        assert of("SELECT max(t) n FROM records")[0]["n"] <= moment, cut
        assert of("SELECT sum(size) n FROM books")[0]["n"] == of("SELECT count(*) n FROM records")[0]["n"], cut

# ---- one book
run("export", "--to", "sqlite", f"{tmp}/one.sqlite", "--book", "HB-PL")
one = sqlite3.connect(f"{tmp}/one.sqlite")
check(sorted(r[0] for r in one.execute("SELECT DISTINCT book FROM records")), ["HB-PL", "registry"], "one book")
check(one.execute("SELECT count(*) FROM loans").fetchone()[0], ask("SELECT count(*) n FROM loans")[0]["n"], "its loans")

# ---- sql: of the ledger and of the file, the same; the forms
question = "SELECT book, account, balance FROM balances ORDER BY 1, 2"
for form in ("table", "csv", "json"):
    shown = [run("sql", question, *file, "--format", form).rsplit("─\n", 1)[0] for file in ([], [f"{tmp}/a.sqlite"])]  # notes behind it
    check(shown[0], shown[1], "sql", form)
told = first("sql", question, f"{tmp}/a.sqlite")
check(told, ask(question), "sql as json")
check(first("sql", "SELECT 1 AS a, 2 AS a, 3 AS a_2, NULL AS b, '=1' AS c, 9007199254740993 AS d"),
      [{"a": 1, "a_2": 2, "a_2_2": 3, "b": None, "c": "=1", "d": 9007199254740993}], "columns of one name")
check(first("sql", "SELECT 1 AS a WHERE 0"), [], "no rows")
check(printed("sql", "SELECT '=1+1' AS x")[0]["x"], "'=1+1", "a formula")
check(first("sql", "SELECT 1 AS a; -- a remark\n ;"), [{"a": 1}], "a remark behind it")
check(first("sql", "SELECT count(*) AS n FROM 贷款 WHERE 状态 = '已备案'"), ask("SELECT count(*) n FROM loans WHERE state = 'REGISTERED'"), "Chinese names")
n = first("sql", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n")
check([r["i"] for r in n], list(range(1, 20001)), "many rows")
check(first("sql", "SELECT CAST(x'ff41' AS TEXT) AS t, x'00ff' AS b"), [{"t": "\ufffdA", "b": "00ff"}], "bytes that are no text")

if faults:
    for fault in faults[:20]:
        print(*fault, sep="\n  ")
    sys.exit(f"{len(faults)} of {compared} differ")
assert compared > 2000, compared
print(compared, "compared")
PYTHON

# ---- what sql refuses, in both languages, and leaves as it was
before=$(sha256sum <"$db")
no_sql() { # CODE REASON SQL [ARGUMENT...]
    local code=$1 reason=$2 lang
    shift 2
    for lang in zh en; do
        expect "$code" --lang $lang sql "$@"
        err_has "$reason"
        out_empty
    done
}
for source in "" "$db"; do
    for sql in "DROP TABLE loans" "DELETE FROM loans" "UPDATE loans SET balance = 0" "INSERT INTO loans SELECT * FROM loans" \
        "CREATE TEMP TABLE x AS SELECT 1" "CREATE VIEW x AS SELECT 1" "ATTACH '$tmp/x' AS x" "DETACH main" "PRAGMA query_only = OFF" \
        "PRAGMA writable_schema = ON" "VACUUM INTO '$tmp/x'" "VACUUM" "BEGIN" "COMMIT" "SAVEPOINT x" "REINDEX" "ANALYZE" \
        "SELECT 1; DROP TABLE loans" "SELECT 1; SELECT 2" "SELECT load_extension('x')" "SELECT * FROM pragma_database_list" \
        "WITH x AS (SELECT 1) DELETE FROM loans" "CREATE VIRTUAL TABLE x USING fts5(a)"; do
        no_sql 2 E_SQL_WRITE "$sql" ${source:+"$source"}
    done
done
no_sql 2 "no such column: nope" "SELECT nope FROM loans"
FUNDPOOL_LANG=zh expect 2 sql "SELECT nope FROM loans"
err_has 没有此列：nope E_SQL readme
no_sql 2 "no such table: nope" "SELECT * FROM nope"
no_sql 2 "no such function: nope" "SELECT nope(1)"
no_sql 2 "syntax error near" "SELEC 1"
no_sql 2 E_SQL "SELECT ?"
no_sql 2 E_SQL "SELECT book FROM loans, claims"
no_sql 2 E_MISSING ""
no_sql 2 E_MISSING " -- nothing"
no_sql 1 E_LIMIT "SELECT length(zeroblob(100000000))"
no_sql 1 E_LIMIT "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n" --seconds 1
no_sql 2 E_NUMBER_FORMAT "SELECT 1" --seconds 0
no_sql 2 E_USAGE "SELECT 1" "$db" --as-of 2026-01-01
no_sql 1 E_BOOK "SELECT 1" --book nope
[ "$before" = "$(sha256sum <"$db")" ] || die "a question has changed the file"
[ ! -e "$tmp/x" ] || die "a question has written a file"
# What it sorts stands in a file and not in memory.
(
    ulimit -v 300000
    expect 0 sql "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT count(*) AS n FROM (SELECT i, hex(randomblob(100)) AS b FROM n ORDER BY b LIMIT -1 OFFSET 1)" --format csv
    out_has 999999
)
# a renderer that stops half-way says why
expect 1 sql "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, iif(i > 3000, zeroblob(9000000), 1) FROM n" --format json
err_has E_LIMIT

# ---- files that are none of ours
no_sql 3 E_NOT_FOUND "SELECT 1" "$tmp/nowhere.sqlite"
no_sql 3 E_NOT_FILE "SELECT 1" "$tmp"
no_sql 3 E_NOT_ANALYSIS "SELECT 1" "$FUNDPOOL_LEDGER"
printf 'SQLite format 3' >"$tmp/short"
no_sql 3 E_NOT_ANALYSIS "SELECT 1" "$tmp/short"
head -c 20000 "$db" >"$tmp/cut.sqlite"
no_sql 3 E_NOT_ANALYSIS "SELECT * FROM loans" "$tmp/cut.sqlite"
if [ "$(id -u)" -ne 0 ]; then
    cp "$db" "$tmp/closed" && chmod 0 "$tmp/closed"
    no_sql 3 E_PERMISSION "SELECT 1" "$tmp/closed"
fi
chmod 400 "$db"
expect 0 sql "SELECT 1" "$db"

# ---- what export refuses
no_export() { # CODE REASON ARGUMENT...
    local code=$1 reason=$2
    shift 2
    expect "$code" --lang zh export --to sqlite "$@"
    err_has "$reason"
    expect "$code" export --to sqlite "$@"
    err_has "$reason"
}
no_export 1 E_EXISTS "$db"
ln -s "$tmp/target" "$tmp/link.sqlite"
no_export 1 E_EXISTS "$tmp/link.sqlite"
[ ! -e "$tmp/target" ] || die "a link was followed"
no_export 1 E_EXISTS "$FUNDPOOL_LEDGER"
no_export 2 E_OUTPUT "$FUNDPOOL_LEDGER-wal"
no_export 3 E_NOT_FOUND "$tmp/nowhere/a.sqlite"
no_export 2 E_USAGE
expect 2 export --to hledger "$tmp/h.journal"
err_has E_USAGE
[ "$(sqlite3 -readonly "$db" 'SELECT sum("放款金额_分") FROM "贷款"')" = "$(sqlite3 -readonly "$db" 'SELECT sum(disbursed) FROM loans')" ] || die "sqlite3 reads another sum"
for table in books currencies accounts entries postings; do
    grep -q "\`$table\`" "$SRCDIR/docs/GBT24589.md" || die "the page does not name the table $table"
    sqlite3 "$db" "SELECT count(*) FROM $table" >/dev/null || die "the page names a table that there is not: $table"
done
no_export 1 E_BOOK "$tmp/none.sqlite" --book nope
no_export 1 E_SCOPE "$tmp/none.sqlite" --as xc.01
no_export 1 E_ACTOR "$tmp/none.sqlite" --as nobody
expect 1 sql "SELECT 1" --as xc.01
err_has E_SCOPE
(
    ulimit -f 200 # of 1024 bytes
    expect 5 export --to sqlite "$tmp/none.sqlite"
)
if [ -w /dev/full ] && [ "$(id -u)" -eq 0 ] && mkdir "$tmp/small" && mount -t tmpfs -o size=400k tmpfs "$tmp/small" 2>/dev/null; then
    code=0
    "$fp" export --to sqlite "$tmp/small/a.sqlite" >"$tmp/out" 2>"$tmp/err" || code=$?
    left=$(ls -A "$tmp/small")
    umount "$tmp/small"
    [ "$code" -eq 5 ] || die "a full disk: exit $code"
    err_has E_DISK_FULL
    [ -z "$left" ] || die "left on a full disk: $left"
fi
for left in "$tmp"/none.sqlite*; do
    [ ! -e "$left" ] || die "left behind: $left"
done

# ---- a trial ledger's database says so
unset FUNDPOOL_USER
FUNDPOOL_LEDGER=$tmp/trial.fpl
"$fp" init --trial --origin trial.example --admin ad >"$tmp/out" 2>&1
expect 0 user enrol au --name 审计 --roles auditor --as ad
expect 0 export --to sqlite "$tmp/trial.sqlite" --as au
expect 0 sql "SELECT 1" "$tmp/trial.sqlite"
out_has TRIAL
expect 0 sql "SELECT value FROM readme WHERE name = 'trial'" "$tmp/trial.sqlite" --format json
out_has 试验
(
    unset FUNDPOOL_TEST FUNDPOOL_CLOCK
    FUNDPOOL_LEDGER=$tmp/real.fpl
    "$fp" init --origin real.example --admin ad >"$tmp/out" 2>&1
    expect 0 user enrol au --name 审计 --roles auditor --as ad
    expect 0 export --to sqlite "$tmp/real.sqlite" --as au
    expect 0 sql "SELECT 1" "$tmp/real.sqlite"
)
if grep -q TRIAL "$tmp/out"; then die "a real ledger's database calls itself a trial"; fi
