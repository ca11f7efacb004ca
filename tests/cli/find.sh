#!/bin/bash
# What a ledger holds, listed and found: lists of deals, charts, accounts and periods, a pack in words, and `find` by a name or a number, or a
# part of it, in any case and width; each row says where it stands, and the command it names shows it.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect_deal 0 D-1 2026-02-01 5000000.00
expect_deal 0 d-20 2026-03-01 1000000.00
expect 0 journal post PZ-7 --book guidance --occurred 2026-01-10 --memo 支付托管费 --as zhi.dan --checker fu.he \
    --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
expect 0 period close 2025-01 --book guidance --as fu.he

found() { # TEXT BOOK/NUMBER...: exactly these, in any order
    local text=$1
    shift
    expect 0 find "$text" --as "${who:-shen.ji}" --format json
    python3 - "$tmp/out" "$@" <<'PY' || die "find $text: $(cat "$tmp/out")"
import json, sys
rows = json.load(open(sys.argv[1]))["tables"][0]["rows"]
assert sorted(row["book"] + "/" + row["number"] for row in rows) == sorted(sys.argv[2:]), rows
PY
}
firm=91340604XY00010150
found D-1 guidance/D-1
found d-1 guidance/D-1 # case
found Ｄ－２０ guidance/d-20 # width
found d- guidance/D-1 guidance/d-20
found 相城 registry/BK-XC registry/相城银行 registry/xc.01 # name, alias; the user is of that party
found XY9000 registry/BK-XC registry/xc.01 # a part of the code
found 汀兰新能源 registry/$firm guidance/$firm guidance/D-1 guidance/d-20 # a firm, and what concerns it: its holding too
found zhi.dan registry/zhi.dan
found "2026-01 记 1" "guidance/2026-01 记 1"
found 记-1 "guidance/2026-01 记 1" "guidance/2026-02 记 1" "guidance/2026-03 记 1"
found pz-7 guidance/PZ-7
found "no such thing"
expect 0 find 汀兰 --book pool --as shen.ji --format json
python3 -c 'import json,sys; assert [r["book"] for r in json.load(open(sys.argv[1]))["tables"][0]["rows"]] == ["registry"]' "$tmp/out" || die "--book"
who=xc.01 found D-1 # to an institution what is not its own does not exist
who=xc.01 found 汀兰
who=xc.01 found "借2" # nor do the vouchers of the book, which a text that ends in a digit may be meant for
expect 2 find "" --as shen.ji
err_has "nothing to find"
expect 1 find x --book nix --as shen.ji
err_has E_BOOK
# the command that a row names shows it
expect 0 find 相城 --as shen.ji --format json
python3 -c 'import json,sys; print("\n".join(r["shown_by"] for t in json.load(open(sys.argv[1]))["tables"] for r in t["rows"]))' "$tmp/out" >"$tmp/shown"
[ -s "$tmp/shown" ] || die "nothing names a command"
while read -r words; do
    # shellcheck disable=SC2086  # words
    expect 0 $words --as shen.ji
done <"$tmp/shown"

# ---- lists ----
expect 0 deal list --book guidance --as shen.ji
out_has D-1 d-20 5,000,000.00 示例汀兰新能源有限公司 2026-02-01 "TRANSFER@1"
expect 0 chart list --as shen.ji
out_has fund pool 54
expect 0 account list --book guidance --as shen.ji
out_has 100201 110101 debit asset
expect 0 period list --book guidance --as shen.ji
out_has 2025-01 fu.he closed
expect 0 period list --book pool --as shen.ji
out_has "(none)" "not listed are open"
for list in "deal list" "account list" "period list"; do
    # shellcheck disable=SC2086  # two words
    {
        expect 2 $list --as shen.ji
        expect 1 $list --book nix --as shen.ji
        err_has E_BOOK
    }
done
expect 1 account list --book guidance --as xc.01
err_has E_SCOPE

# ---- a pack in words, and before it is adopted ----
expect 0 pack show hb-demo --as shen.ji --lang zh
out_has "hb-demo@1" 有效 2027-12-31 第十条 50% "3,000,000.00元" 信用 10倍 熔断
if grep -v TRIAL "$tmp/out" | grep -qE '[A-Z]{4,}'; then die "an identifier in Chinese: $(grep -E '[A-Z]{4,}' "$tmp/out")"; fi
expect 0 pack show hb-demo@1 --as xc.01 --as-of 2026-06-30
out_has "in force"
expect 0 pack show hb-demo@1 --as shen.ji --format json
python3 - "$tmp/out" "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" <<'PY' || die "a parameter of the pack is not shown"
import json, re, sys
shown = {row["field"] for row in json.load(open(sys.argv[1]))["tables"][0]["rows"]}
written = {m[1] for m in re.finditer(r"^([a-z_]+):", open(sys.argv[2], encoding="utf-8").read(), re.M)}
missing = written - shown - {"scheme_id", "version", "title", "note", "doc_no", "clauses", "effective_from", "effective_to"}
assert not missing, missing
PY
expect 1 pack show nix --as shen.ji
err_has E_PACK
expect 1 pack show hb-demo@9 --as shen.ji
expect 2 pack show hb-demo@x --as shen.ji
before=$(records)
sed 's/^version: 1/version: 2/' "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" >"$tmp/two.yaml"
expect 0 pack adopt "$tmp/two.yaml" --dry-run --as gui.ze
out_has "hb-demo@2"
err_has "nothing was recorded"
expect 0 pack adopt "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" --dry-run --as gui.ze
err_has "adopted already"
sed 's/^version: 2/version: 1/; s/40%/45%/' "$tmp/two.yaml" >"$tmp/other.yaml"
expect 1 pack adopt "$tmp/other.yaml" --dry-run --as gui.ze
err_has E_PACK_EXISTS
expect 1 pack adopt "$tmp/two.yaml" --dry-run --as zhi.dan
err_has E_ROLE
sed 's/50%/fifty/' "$tmp/two.yaml" >"$tmp/bad.yaml"
expect 3 pack adopt "$tmp/bad.yaml" --dry-run --as gui.ze
err_has "bad.yaml:"
sed 's/^version: 1/version: 2/' "$SRCDIR/policies/charts/fund.yaml" >"$tmp/fund2.yaml"
expect 0 chart adopt "$tmp/fund2.yaml" --dry-run --as gui.ze
unchanged "$before"

# ---- every kind of item whose key a person gives is found by it, in the example city ----
command -v sqlite3 >/dev/null || exit 0
(
    unset FUNDPOOL_TEST FUNDPOOL_CLOCK FUNDPOOL_LANG FUNDPOOL_LEDGER
    PATH=$PATH:/usr/games examples/huaibei/demo.sh "$tmp/demo" >"$tmp/out" 2>&1 || die "the example city: $(tail -n 5 "$tmp/out")"
)
unset FUNDPOOL_TEST FUNDPOOL_CLOCK
export FUNDPOOL_LEDGER=$tmp/demo/huaibei.fpl
# what no person gives or looks for, and why
unsought=' chunk closed profiles packhash opening.lines voucher alike request reversed loan.terms loan.alike claim.alike claim.open distribution.due fee.due '
unsought+=' limit.passed limit.rule limit.since contract duty listing binding.last early.last holding.lines '
kinds=0
while IFS='|' read -r kind number; do
    case $unsought in *" $kind "*) continue ;; esac
    key=$(sqlite3 "$FUNDPOOL_LEDGER" "SELECT key FROM item WHERE kind = '$kind' ORDER BY book, key LIMIT 1 OFFSET $number")
    expect 0 find "$key" --as shen.ji --format json
    python3 - "$tmp/out" "$key" "$kind" <<'PY' || die "an item of the kind $kind is not found by its key $key: $(cat "$tmp/out")"
import json, sys
rows = json.load(open(sys.argv[1]))["tables"][0]["rows"]
key, kind = sys.argv[2:]
def says(row):
    return key in (row["number"], row["name"]) or (kind == "alias" and row["what"]["en"] == "party")  # a code is the party's
assert any(says(row) for row in rows), rows
PY
    kinds=$((kinds + 1))
done < <(sqlite3 "$FUNDPOOL_LEDGER" "SELECT kind, 0 FROM item GROUP BY kind UNION SELECT kind, count(*) - 1 FROM item GROUP BY kind")
[ $kinds -gt 50 ] || die "only $kinds items were looked for"
# books, accounts, documents by their names, a file by its name, an agreement by its bank; each names a command that shows it
shows() { # TEXT WHAT...: rows of these kinds are among those found, and the command of each first one works
    local text=$1 what words
    shift
    expect 0 find "$text" --as shen.ji --format csv
    cp "$tmp/out" "$tmp/rows"
    for what in "$@"; do
        words=$(grep "^$what,\|^.\{0,3\}$what," "$tmp/rows" | head -n 1 | tr -d '\r' | sed 's/.*,//')
        [ -n "$words" ] || die "find $text lists no $what: $(cat "$tmp/rows")"
        # shellcheck disable=SC2086  # words
        expect 0 $words --as shen.ji
    done
}
shows 扶摇食品 party holding deal
shows 科技贷款风险 book "rule pack"
shows 银行存款 account
shows 100203 account
shows BK-XC party agreement "loan registered"
shows XY-XC-2025 agreement
shows loans-suihe.csv import
shows 科技成果转化项目 "early-stage profile"
shows 2025-02 "closed period"
