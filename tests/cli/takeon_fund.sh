#!/bin/bash
# docs/TAKEON.md: every command of the page, in its order, on a trial ledger of November 2026; all of it ties, each thing on the account
# where later events expect it, and an opening balance on another account is told.
. "$SRCDIR/tests/cli/lib.sh"
unset FUNDPOOL_LEDGER FUNDPOOL_LANG
mkdir -p "$tmp/city/build/bin"
ln -s "$FUNDPOOL" "$tmp/city/build/bin/fundpool"
ln -s "$SRCDIR/policies" "$tmp/city/policies"
cd "$tmp/city"
commands=0
while IFS= read -r line; do
    page_run "${line/fundpool init /fundpool init --trial }"
done < <(page_commands TAKEON.md)
[ "$commands" -ge 30 ] || die "only $commands commands"

tables() { # what each table of the report says, and the sums of its differences
    fundpool report takeon --book JJ --as shen.ji --format json | python3 -c '
import json, sys
for t in json.load(sys.stdin)["tables"]:
    print(t["table"], t["notes"][0], *[v for k, v in t["totals"][0].items() if k.endswith("difference")])'
}
want="takeon ties 0.00
valuations ties 0.00
convertibles ties 0.00
dues ties 0.00
partners ties 0.00 0.00"
[ "$(tables)" = "$want" ] || die "it does not tie: $(tables)"
# the convertible has left 1501 for 110101, and nothing else stands there
fundpool report balance --book JJ --as shen.ji --format csv >"$tmp/out"
out_has 1501 110101
python3 - "$tmp/out" <<'PY'
import csv, sys
rows = {r[0]: r for r in csv.reader(open(sys.argv[1], encoding="utf-8-sig")) if r and r[0].isdigit()}
assert "0.00" in rows["1501"] and "11000000.00" in rows["110101"], (rows["1501"], rows["110101"])
PY

# an opening balance of the convertible on 110101 fits neither table
fundpool opening reverse QC-1 --book JJ --reason 科目写错 --as zhi.dan --checker fu.he >"$tmp/out" 2>&1 && die "after a close: $(cat "$tmp/out")"
fundpool book open J2 --kind fund --name 二 --name-en Two --chart fund@1 --opened 2026-01-01 --as guan.li >"$tmp/out" 2>&1 || die "$(cat "$tmp/out")"
fundpool deal record TZ-9 --book J2 --firm 91340603XY0000047K --firm-name 示例远岫碳纤维有限公司 --paid-date 2024-03-01 --amount 100.00 \
    --instrument CONVERTIBLE --take-on --as zhi.dan --checker fu.he >"$tmp/out" 2>&1 || die "$(cat "$tmp/out")"
code=0
fundpool opening post Q-0 --book J2 --occurred 2026-01-01 --memo 启用 --line "110101 借 100.00 party=91340603XY0000047K" \
    --line "410415 贷 100.00" --as zhi.dan --checker fu.he >"$tmp/out" 2>&1 || code=$?
{ [ "$code" -eq 1 ] && grep -q E_DIMENSION "$tmp/out" && grep -q '项目（item）' "$tmp/out"; } || die "a line without its item: $code $(cat "$tmp/out")"
fundpool opening post Q-1 --book J2 --occurred 2026-01-01 --memo 启用 --line "110101 借 100.00 party=91340603XY0000047K item=TZ-9" \
    --line "410415 贷 100.00" --as zhi.dan --checker fu.he >"$tmp/out" 2>&1 || die "$(cat "$tmp/out")"
fundpool report takeon --book J2 --as shen.ji --lang en >"$tmp/out"
grep -q 'TZ-9 .* 0.00 .*100.00 .*-100.00' "$tmp/out" || die "the balance on 110101 is no equity that was taken on: $(cat "$tmp/out")"
grep -q 'TZ-9 .*100.00 .* 0.00 .* 100.00' "$tmp/out" || die "the convertible has no balance on 1501: $(cat "$tmp/out")"

# a file of opening balances: the line that lacks something is told by its own row
printf '单据号,业务日期,摘要,科目,方向,金额,往来,项目\nQ-2,2026-01-01,启用,100201,借,5.00,,\nQ-2,2026-01-01,启用,110101,借,5.00,,\nQ-2,2026-01-01,启用,410415,贷,10.00,,\n' >open.csv
code=0
fundpool import openings open.csv --book J2 --as zhi.dan --checker fu.he --lang en >"$tmp/out" 2>&1 || code=$?
{ [ "$code" -eq 1 ] && grep -q 'open.csv:3:.*E_DIMENSION.*party, item' "$tmp/out"; } || die "the row that lacks party and item: $code $(cat "$tmp/out")"

# what is refused because it is of before says how it is recorded; a file given again says how its refused rows are
printf '认缴编号,出资人,出资人身份,财政级次,认缴日,认缴额\nR-1,CZ,引导基金,市,2022-03-01,100.00\nR-2,NN,社会资本,,2026-03-01,100.00\n' >signed.csv
code=0
fundpool import commitments signed.csv --book J2 --as zhi.dan --checker fu.he --lang en >"$tmp/out" 2>&1 || code=$?
{ [ "$code" -eq 1 ] && grep -q 'E_DATE_ORDER.*taken on, with --take-on' "$tmp/out"; } || die "no word of taking on: $code $(cat "$tmp/out")"
code=0
fundpool import commitments signed.csv --book J2 --as zhi.dan --checker fu.he --lang en >"$tmp/out" 2>&1 || code=$?
{ [ "$code" -eq 1 ] && grep -q 'imported before' "$tmp/out" && grep -q -- '--again gives the refused rows anew' "$tmp/out"; } ||
    die "no word of --again: $code $(cat "$tmp/out")"
fundpool party register NN --name 某 --kind lp --as zhi.dan >"$tmp/out" 2>&1 && die "a company without a USCC"
grep -q '缺少必填项：统一社会信用代码.*只有财政、自然人' "$tmp/out" || die "who may lack a USCC: $(cat "$tmp/out")"
fundpool verify >"$tmp/out" 2>&1 || die "$(cat "$tmp/out")"
