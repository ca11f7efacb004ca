#!/bin/bash
# A ledger stored when the format was first fixed opens, verifies, has the same checkpoints and reports the same figures, and can be carried on.
. "$SRCDIR/tests/cli/lib.sh"
data=$SRCDIR/tests/data
cp "$data/ledger-v1.db" "$FUNDPOOL_LEDGER"
chmod 644 "$FUNDPOOL_LEDGER"

expect 0 verify
expect 0 verify --against "$data/ledger-v1.checkpoints"
expect 0 checkpoint show
cmp -s "$tmp/out" "$data/ledger-v1.checkpoints" || die "other checkpoints than when it was stored"
# Figures are compared as data: a report may gain columns and captions, no figure may change.
for kept in "$data"/ledger-v1/*.json; do
    report=$(basename "$kept" .json | tr _ ' ')
    # shellcheck disable=SC2086  # the report's own options
    expect 0 report $report --as-of 2026-11-20 --as shen.ji --format json
    python3 - "$kept" "$tmp/out" <<'PY' || die "report $report: other figures"
import json, sys
old, new = (json.load(open(path, encoding="utf-8"))["tables"] for path in sys.argv[1:])
now_by = {table["table"]: table for table in new}
for before in old:
    now = now_by[before["table"]]
    assert len(before["rows"]) == len(now["rows"]), (len(before["rows"]), len(now["rows"]))
    for a, b in zip(before["rows"], now["rows"]):
        for key, value in a.items():
            assert b[key] == value, (key, value, b[key])
assert len(new) >= len(old) and any(table["rows"] for table in old)
PY
done
# The derived tables are today's program's own.
expect 0 rebuild --as guan.li
expect 0 verify --against "$data/ledger-v1.checkpoints"
deals_csv 60 >"$tmp/again.csv" # recorded then: the same rows again are no new deals
expect 0 import deals "$tmp/again.csv" --book guidance --as zhi.dan --checker fu.he --format json
python3 - "$tmp/out" <<'PY'
import json, sys
row = json.load(open(sys.argv[1]))["tables"][0]["rows"][0]
assert row["already"] == row["rows"] == 60 and row["accepted"] == row["refused"] == 0, row
PY
n=$(records)
expect_deal 0 NEW-1 2026-11-19 5000.00
[ "$(records)" -gt "$n" ] || die "nothing can be added"
expect 0 verify
expect 0 verify --against "$data/ledger-v1.checkpoints"
