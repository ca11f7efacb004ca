#!/bin/bash
# A firm that changes its name, a user who marries: an event each. Reports say the name as of the cut, papers about what was recorded
# before keep the name of then, old and new name both find the bearer, and a file with the new name is not flagged.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
firm=91340604XY00010150 old=示例汀兰新能源有限公司 new=示例汀兰新能源科技股份有限公司
expect_deal 0 D-1 2026-02-01 5000000.00
cp "$tmp/out" "$tmp/deal"
expect 0 voucher "2026-02 记 1" --book guidance --as shen.ji --format json
cp "$tmp/out" "$tmp/voucher"
holds "$tmp/voucher" "$old" zhi.dan
expect 0 explain D-1 --book guidance --as shen.ji --format json
cp "$tmp/out" "$tmp/explained"
before="2026-11-20 10:00:59"
export FUNDPOOL_CLOCK=1795140120000+

# ---- the event ----
expect 2 party rename "$firm" --name "$new" --as zhi.dan # a reason is asked for
expect 1 party rename "$firm" --name "$new" --from 2026-11-21 --reason 变更登记 --as zhi.dan
out_has 2026-11-21
expect 1 party rename 91340604XY0001015A --name "$new" --reason 变更登记 --as zhi.dan
expect 1 party rename "$firm" --name "$new" --reason 变更登记 --as chu.na
expect 0 party rename "$firm" --name "$new" --from 2026-06-01 --reason 变更登记 --as zhi.dan
expect 0 party rename "$firm" --name "$new" --from 2026-06-01 --reason 再报一次 --as zhi.dan # no news
out_has already
expect 0 user rename zhi.dan --name 李示例 --from 2026-06-01 --reason 身份证件更名 --as guan.li
expect 1 user rename zhi.dan --name 王示例 --reason 身份证件更名 --as zhi.dan
expect 1 user rename nobody --name 王示例 --reason 身份证件更名 --as guan.li
expect 0 log --kind party.renamed --as shen.ji
out_has 变更登记

# ---- reports: as of the cut ----
names() { # ARGUMENT...: the names of the firm that the list of deals shows
    expect 0 deal list --book guidance --as shen.ji --format json "$@"
    python3 -c '
import json, sys
print(*sorted({v for row in json.load(open(sys.argv[1]))["tables"][0]["rows"] for k, v in row.items() if isinstance(v, str) and "汀兰" in v}))' "$tmp/out"
}
[ "$(names)" = "$new" ] || die "today: $(names)"
[ "$(names --as-of 2026-05-31)" = "$old" ] || die "the day before: $(names --as-of 2026-05-31)"
[ "$(names --as-of 2026-06-01)" = "$new" ] || die "the day: $(names --as-of 2026-06-01)"
[ "$(names --known-by "$before")" = "$old" ] || die "before anybody knew: $(names --known-by "$before")"
expect 0 party list --as shen.ji --format csv
out_has "$new" "$old"
expect 0 user list --as shen.ji --format csv
out_has "zhi.dan,李示例,zhi.dan"

# ---- papers of before stay, to the byte; those of after have the new names ----
expect 0 voucher "2026-02 记 1" --book guidance --as shen.ji --format json
cmp "$tmp/voucher" "$tmp/out" || die "the voucher changed: $(diff "$tmp/voucher" "$tmp/out")"
expect 0 explain D-1 --book guidance --as shen.ji --format json
cmp "$tmp/explained" "$tmp/out" || die "the explanation changed: $(diff "$tmp/explained" "$tmp/out")"
expect 0 deal record D-2 --book guidance --firm "$firm" --firm-name "$new" --paid-date 2026-07-01 --amount 1000000.00 --is-transfer Y \
    --as zhi.dan --checker fu.he
if grep -q "another name" "$tmp/out" "$tmp/err"; then die "the new name is flagged"; fi
expect 0 voucher "2026-07 记 1" --book guidance --as shen.ji --format json
out_has "$new" 李示例
expect 0 deal record D-3 --book guidance --firm "$firm" --firm-name "$old" --paid-date 2026-07-02 --amount 1000000.00 --is-transfer Y \
    --as zhi.dan --checker fu.he
holds "$tmp/out" "$new"

# ---- the same import answers the same, though the firm is renamed in between ----
printf '投资编号,统一社会信用代码,企业名称,付款日,实付额\nD-4,%s,另一个名字,2026-08-01,1.00\n' "$firm" >"$tmp/deals.csv"
expect 0 import deals "$tmp/deals.csv" --book guidance --set is_transfer=Y --as zhi.dan --checker fu.he
cp "$tmp/deals.csv.answer.csv" "$tmp/answered" 2>/dev/null || cp "$tmp/deals.answer.csv" "$tmp/answered"
holds "$tmp/answered" "$new"
expect 0 party rename "$firm" --name 示例汀兰集团有限公司 --from 2026-11-01 --reason 变更登记 --as zhi.dan
expect 0 import deals "$tmp/deals.csv" --book guidance --set is_transfer=Y --as zhi.dan --checker fu.he
cmp "$tmp/answered" "$tmp/deals.answer.csv" || die "the answer changed: $(diff "$tmp/answered" "$tmp/deals.answer.csv")"

# ---- found by every name; the command takes each, unless two bear it ----
for name in "$old" "$new" 示例汀兰集团有限公司; do
    expect 0 find "$name" --as shen.ji --format csv
    out_has "$firm" 示例汀兰集团有限公司
    expect 0 report statement --book guidance --account 110101 --party "$name" --as shen.ji
done
expect 0 find 李示例 --as shen.ji --format csv
out_has zhi.dan
expect 0 party register X-2 --name "$old" --kind other --as zhi.dan # told: the name was another's
holds "$tmp/out" "$firm"
expect 2 report statement --book guidance --account 110101 --party "$old" --as shen.ji

# ---- an analysis database says what the reports say ----
expect 0 sql "SELECT name FROM parties WHERE party = '$firm'" --as shen.ji --format csv
out_has 示例汀兰集团有限公司
expect 0 sql "SELECT name FROM parties WHERE party = '$firm'" --as-of 2026-05-31 --as shen.ji --format csv
out_has "$old"
expect 0 verify
expect 0 rebuild --as guan.li
expect 0 verify
