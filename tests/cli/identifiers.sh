#!/bin/bash
# One rule for whatever is an identifier, by the field's type and wherever it comes from: options, lines of an entry, request keys, submissions,
# the founding's administrator, files. What cannot be seen, blanks and other scripts' look-alikes are refused with E_ID, and nothing is recorded.
. "$SRCDIR/tests/cli/lib.sh"
who="--as zhi.dan --checker fu.he"
unseen=$'a\u200bb' cyrillic=$'\u0430b'

# ---- the founding ----
for admin in "$unseen" "$cyrillic" 'a b' 'a|b' $'a\e[31m' $'\xff'; do
    expect 2 init --trial --origin a.example --admin "$admin" --admin-name 管理员
    err_has E_ID admin
done
expect 2 init --trial --origin a.example --admin ''
err_has E_MISSING admin
expect 2 init --trial --origin a.example --admin "$(printf '9%.0s' {1..65})"
err_has E_TOO_LONG admin
expect 2 init --trial --origin a.example --admin ad --admin-name $'\xff'
err_has E_ENCODING admin-name
expect 2 init --trial --origin a.example --admin ad --admin zwei
err_has "option given twice"
[ ! -e "$FUNDPOOL_LEDGER" ] || die "a ledger with such an administrator"

make_city
expect 0 user list --as guan.li --format json
python3 - "$tmp/out" <<'PY' || die "one administrator means one"
import json, sys
rows = json.load(open(sys.argv[1]))["tables"][0]["rows"]
sys.exit([row["user"] for row in rows if "admin" in row["roles"].split()] != ["guan.li"])
PY
before=$(records)
no() { # CODE FIELD ARGUMENT...: refused as no identifier
    local status=$1 field=$2
    shift 2
    expect 2 "$@"
    err_has "$status" "$field"
}
# shellcheck disable=SC2086  # options in variables throughout
for id in "$unseen" "$cyrillic" 'a"b' $'a\u00a0b'; do
    post="journal post --book guidance --occurred 2026-11-10 --memo 费 $who"
    no E_ID item $post --line "6404 D 1.00 item=$id" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
    no E_ID party $post --line "6404 D 1.00 party=$id" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
    no E_ID request $post --request "$id" --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
    no E_ID entry journal post "$id" --book guidance --occurred 2026-11-10 --memo 费 $who --line "6404 D 1.00" --line "100201 C 1.00"
    no E_ID user user enrol "$id" --name x --roles auditor --as guan.li
    no E_ID request user enrol neu --name x --roles auditor --as guan.li --request "$id"
    no E_ID code book open "$id" --kind fund --name x --name-en x --chart fund@1 --opened 2025-01-01 --as guan.li
    no E_ID party party register "$id" --name x --kind other --as zhi.dan
    no E_ID alias party register F-X --name x --kind foreign --alias "$id" --as zhi.dan
    no E_ID claim claim approve "$id" --book pool --expect 1.00 --as shen.pi
    no E_ID claim claim approve "BK-XC|$id|1" --book pool --expect 1.00 --as shen.pi
    no E_ID firm whitelist list "$id" --book pool --firm-name x --listed-on 2026-01-01 --as zhi.dan
    deals_csv 2 >"$tmp/deals.csv"
    no E_ID submission import deals "$tmp/deals.csv" --book guidance --submission "$id" $who
    printf '凭证序号,日期,摘要,科目,方向,金额,项目\nV1,2026-03-01,x,6404,借,1.00,"%s"\nV1,2026-03-01,x,100201,贷,1.00,\n' "${id//\"/\"\"}" >"$tmp/lines.csv"
    expect 1 import journal "$tmp/lines.csv" --book guidance --answer "$tmp/lines.answer.csv" --dry-run $who
    grep -q E_ID "$tmp/lines.answer.csv" || die "an item in a file's line: $id"
    rm -f "$tmp"/*.answer.csv
done
expect 2 claim approve 'BK-XC||1' --book pool --expect 1.00 --as shen.pi
err_has E_ID
[ "$(records)" = "$before" ] || die "something was recorded"

# ---- what is an identifier is taken ----
expect 0 journal post 'PZ-甲/1' --book guidance --occurred 2026-11-10 --memo 费 --as zhi.dan --checker fu.he --request R-1 \
    --line "6404 D 1.00 item=BK-XC|HT-1|01" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
expect 0 import deals "$tmp/deals.csv" --book guidance --submission 批次-2026.1 --as zhi.dan --checker fu.he
expect 0 verify
