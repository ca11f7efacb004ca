#!/bin/bash
# Who may take the whole ledger away, who may make its tables anew, and who may check it: copy, export, rebuild, verify, checkpoint show.
. "$SRCDIR/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "skip: no sqlite3"; exit 77; }
make_city
expect 0 user enrol jian.guan --name 监管 --roles regulator --as guan.li
expect 0 user enrol li.zhi --name 离职 --roles auditor --as guan.li
expect 0 user change li.zhi --roles none --as guan.li
expect 0 party register BK-LJ --uscc 91340600XY00001771 --name 示例龙脊银行 --kind bank --as zhi.dan
expect 0 user enrol lj.01 --name 龙脊经办 --roles bank --party BK-LJ --as guan.li
enrolled="guan.li gui.ze zhi.dan fu.he shen.pi chu.na shen.ji jian.guan xc.01"

# ---- copy and export: everybody who reads everything; not an institution, and not the administrator, who reads no books ----
for user in $enrolled; do
    want=0
    case $user in xc.01 | guan.li) want=1 ;; esac
    rm -f "$tmp"/copy.fpl*
    expect $want copy "$tmp/copy.fpl" --as "$user"
    [ "$want" = 0 ] || { err_has "$user has no role for copy" E_ROLE; [ ! -e "$tmp/copy.fpl" ] || die "$user has a copy"; }
    [ "$want" = 1 ] || "$fp" --ledger "$tmp/copy.fpl" verify >"$tmp/verified" || die "the copy of $user"
    for program in hledger ledger beancount; do
        expect $want export --to $program --as "$user"
    done
    expect $want sql "SELECT count(*) FROM records" --as "$user"
    rm -f "$tmp/a.sqlite"
    expect $want export --to sqlite "$tmp/a.sqlite" --as "$user"
    [ "$want" = 0 ] || [ ! -e "$tmp/a.sqlite" ] || die "$user has a database"
    [ "$want" = 0 ] || out_empty
done
# The administrator keeps users and the names of books; what stands in books is not his, on the command line as on the pages.
for command in "report early" "report balance --book guidance" "report claims --book pool" "deal list --book guidance" "account list --book guidance" \
    "party list" "log" "find 1" "explain 0/0" "record show 0/0" "record proof 0/0" "bundle --output $tmp/none.zip"; do
    # shellcheck disable=SC2086  # words of a command
    expect 1 $command --as guan.li
    err_has "guan.li has no role for" E_ROLE
done
for command in "user list" "book list" "chart list" "profile show TRANSFER"; do
    # shellcheck disable=SC2086
    expect 0 $command --as guan.li
done
expect 0 help log
out_has "any but the administrator" "its own business only"
# To an institution every book is alike: one that there is, its own pool, and one that there is not.
for book in guidance pool nowhere; do
    expect 1 export --to hledger --book $book --as xc.01
    cp "$tmp/err" "$tmp/told.$book"
    cmp -s "$tmp/told.guidance" "$tmp/told.$book" || die "export tells an institution about $book"
done
for command in "copy $tmp/none.fpl" rebuild "export --to ledger" "export --to sqlite $tmp/none.fpl" "sql SELECT" "book list" "record show 0/0"; do
    # shellcheck disable=SC2086  # words of a command
    {
        expect 2 $command
        err_has "name yourself with --as USER" E_USAGE
        expect 1 $command --as nobody
        err_has E_ACTOR nobody
        expect 1 $command --as li.zhi
        err_has E_DISABLED "since 2026-11-20"
    }
done
[ ! -e "$tmp/none.fpl" ] || die "nobody made a copy"

# ---- rebuild: an administrator ----
for user in gui.ze zhi.dan fu.he shen.pi chu.na shen.ji jian.guan xc.01; do
    expect 1 rebuild --as $user
    err_has "$user has no role for rebuild" E_ROLE
done
expect 0 rebuild --as guan.li
expect 0 user enrol er.hao --name 二号 --roles admin --as guan.li
expect 0 user change guan.li --roles auditor --as er.hao
expect 1 rebuild --as guan.li
expect 0 rebuild --as er.hao
expect 0 user change guan.li --roles admin --as er.hao

# ---- what is damaged locks nobody out, and what is forged lets nobody in ----
sql() { sqlite3 "$tmp/d.fpl" "$1"; }
damaged() { # SQL: a copy of the ledger whose derived tables were changed
    rm -f "$tmp"/d.fpl*
    cp "$FUNDPOOL_LEDGER" "$tmp/d.fpl"
    sql "$1"
    expect 4 --ledger "$tmp/d.fpl" verify
}
for change in "DELETE FROM item WHERE kind LIKE 'user%'" "UPDATE item SET data = '{\"name\":\"x\",\"roles\":256}' WHERE kind = 'user'" \
    "DELETE FROM item" "UPDATE head SET root = zeroblob(32) WHERE book = 1" \
    "UPDATE item SET data = '{\"name\":\"x\",\"roles\":1}' WHERE kind = 'user' AND key = 'shen.ji'"; do
    damaged "$change"
    expect 1 --ledger "$tmp/d.fpl" rebuild --as shen.ji
    err_has E_ROLE
    expect 0 --ledger "$tmp/d.fpl" rebuild --as er.hao
    expect 0 --ledger "$tmp/d.fpl" verify
done
# Records that were altered are no ground for a rebuild, whoever asks.
rm -f "$tmp"/d.fpl*
cp "$FUNDPOOL_LEDGER" "$tmp/d.fpl"
sqlite3 "$tmp/d.fpl" "SELECT sql || ';' FROM sqlite_master WHERE type = 'trigger'" >"$tmp/guards.sql"
sqlite3 "$tmp/d.fpl" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'" >"$tmp/drop.sql"
{ cat "$tmp/drop.sql"; echo "UPDATE opening SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"roles\":256', '\"roles\":1') AS BLOB);"; cat "$tmp/guards.sql"; } | sqlite3 "$tmp/d.fpl"
expect 4 --ledger "$tmp/d.fpl" rebuild --as shen.ji
err_has "book 0 seq"

# ---- evidence is everybody's ----
expect 0 verify
expect 0 checkpoint show
cp "$tmp/out" "$tmp/checkpoints"
expect 0 verify --against "$tmp/checkpoints"
expect 0 verify --as nobody

# ---- lists and reports: an institution's user has some of them, and others say nothing of what there is ----
while read -r want command; do
    # shellcheck disable=SC2086  # words of a command
    {
        expect 0 $command --as shen.ji
        expect "$want" $command --as xc.01
    }
    [ "$want" = 0 ] || { err_has E_SCOPE BK-XC; out_empty; }
done <<'COMMANDS'
0 book list
0 pack list
0 profile list
0 tolerance list
0 report claims --book pool
0 report loans --book pool
1 user list
1 party list
1 report balance --book pool
1 report statement --book pool --account 100203
1 report balance-sheet --book pool
1 report income --book pool
1 report cash-flow --book pool
1 report early
1 report pool --book pool
1 report takeon --book pool
1 report tolerance
1 report fund --book guidance
1 commitment list --book guidance
1 holding list --book guidance
1 duty list --book guidance
COMMANDS
expect 1 report balance --book nowhere --as xc.01
err_has E_SCOPE

# ---- help says the same ----
expect 0 help roles --format json
python3 - "$tmp/out" <<'PY' || die "help roles"
import json, sys
rows = {row["command"]: row for row in json.load(open(sys.argv[1]))["tables"][0]["rows"]}
roles = "admin rules recorder approver cashier bank guarantor regulator auditor".split()
marked = {name: "".join("x" if row[role] else "-" for role in roles) for name, row in rows.items()}
for name, want in {"rebuild": "x--------", "copy": "-xxxx--xx", "export": "-xxxx--xx", "sql": "-xxxx--xx", "log": "-xxxxxxxx", "book list": "xxxxxxxxx", "user list": "xxxxx--xx"}.items():
    if marked.get(name) != want:
        sys.exit(f"{name}: {marked.get(name)}, expected {want}")
if {"verify", "checkpoint show"} & set(rows):
    sys.exit("verify and checkpoint show need no role")
PY
expect 0 help rebuild
out_has "roles: administrator"
expect 0 help record show
out_has "its own business only"

# ---- names alone: closed from a day on, for ever ----
expect 1 auth require --from 2026-12-01 --as fu.he
err_has E_ROLE
expect 0 auth require --from 2026-11-21 --reason 启用网上办理 --as guan.li
expect 0 party register N-7 --name 某人 --kind person --as zhi.dan
export FUNDPOOL_CLOCK=1795226400000 # the next day
expect 1 party register N-8 --name 某人 --kind person --as zhi.dan
err_has E_AUTH "zhi.dan is only named"
FUNDPOOL_LANG=zh expect 1 party register N-8 --name 某人 --kind person --as zhi.dan
err_has "仅凭姓名" "2026-11-21" "只是姓名"
expect 1 auth require --from 2026-12-31 --as guan.li
err_has E_AUTH
expect 0 explain registry/0 --as shen.ji
out_has "asserted"
expect 0 verify
