#!/bin/bash
# A ledger whose structure was altered with another tool: not written to, read only with --unsafe, named each time.
. "$SRCDIR/tests/cli/lib.sh"
command -v sqlite3 >/dev/null || { echo "skip: no sqlite3"; exit 77; }
make_city
expect_deal 0 YD-001 2026-11-10 3000000.00
expect 0 --lang zh --unsafe book list --as shen.ji # nothing to say of a sound one
[ ! -s "$tmp/err" ] || die "a sound ledger: $(cat "$tmp/err")"
cp "$tmp/out" "$tmp/sound"

sqlite3 "$FUNDPOOL_LEDGER" "DROP TRIGGER record_is_append_only_d; CREATE VIEW shown AS SELECT * FROM total"

for lang in zh en; do
    expect 4 --lang $lang book list --as shen.ji
    out_empty
    err_has "[E_SCHEMA]" "trigger record_is_append_only_d" "2 in all" --unsafe
done
expect_deal 4 YD-002 2026-11-11 2000000.00
err_has "[E_SCHEMA]"
expect 4 rebuild --as guan.li
err_has "[E_SCHEMA]"

for _ in 1 2; do # every time
    expect 0 --lang zh book list --as shen.ji --unsafe
    err_has "账本结构不符：trigger record_is_append_only_d（缺少）" "view shown（非本程序所建）"
    cmp -s "$tmp/out" "$tmp/sound" || die "reads something else"
done
expect 0 --lang en --unsafe checkpoint show
err_has "structure altered: trigger record_is_append_only_d (missing)" "structure altered: view shown (not ours)"
expect 2 --unsafe rebuild --as guan.li
err_has "[E_USAGE]" --unsafe

expect 4 --lang en verify
err_has "structure altered: view shown (not ours)" "[E_SCHEMA]"
expect 4 --lang en verify --format json
python3 -c '
import json, sys
row = json.load(sys.stdin)["tables"][0]["rows"][0]
assert row["where"] == "schema: trigger record_is_append_only_d: missing", row
assert row["records"] > 10 and row["derived_rows"] > 10, row' <"$tmp/out"

sqlite3 "$FUNDPOOL_LEDGER" "DROP VIEW shown; CREATE TRIGGER record_is_append_only_d BEFORE DELETE ON record  BEGIN SELECT RAISE(ABORT, 'record is append-only'); END"
expect 0 verify
expect_deal 0 YD-002 2026-11-11 2000000.00
