#!/bin/bash
# Single commands: what each kind of bad input answers, that a refusal leaves nothing half-done, and the shape of the answers.
. "$SRCDIR/tests/cli/lib.sh"

# ---- the ledger itself ----
expect 3 verify
err_has E_NOT_FOUND init
mkdir "$tmp/dir"
expect 3 --ledger "$tmp/dir" verify
printf 'no ledger\n' >"$tmp/text"
expect 3 --ledger "$tmp/text" verify
err_has E_NOT_LEDGER
: >"$tmp/empty"
expect 3 --ledger "$tmp/empty" verify
expect 3 --ledger "$tmp/none/city.fpl" init --trial --origin a.example --admin ad
make_city
expect 1 init --trial --origin ledger.test.example --admin guan.li
err_has E_EXISTS

# ---- the answer to one command ----
expect_deal 0 YD-001 2026-11-10 3000000.00
out_has "receipt 1/1" "voucher 2026-11" "3,000,000.00"
expect_deal 0 YD-001 2026-11-10 3000000.00
out_has "already recorded" "receipt 1/1"
FUNDPOOL_LANG=zh expect_deal 0 YD-001 2026-11-10 3000000.00
out_has 已登记 "回执号 1/1"
expect_deal 0 YD-002 2026-11-10 0.01 --format json
python3 - "$tmp/out" <<'PY'
import json, sys
row = json.load(open(sys.argv[1]))["tables"][0]["rows"][0]
assert row["status"] == "OK" and row["receipt"] == "1/2" and row["amount"] == "0.01" and row["voucher"], row
PY
expect_deal 1 YD-002 2026-11-10 0.02 --format json
python3 - "$tmp/out" <<'PY'
import json, sys
row = json.load(open(sys.argv[1]))["tables"][0]["rows"][0]
assert row["status"] == "E_KEY_CHANGED" and "amount" in row["reason_en"] and row["reason_zh"], row
PY

# ---- actor and checker from the environment; an option comes before it ----
mapfile -t bare < <(deal YD-E 2026-11-10 7.00)
bare=("${bare[@]:0:${#bare[@]}-4}")
FUNDPOOL_USER=zhi.dan FUNDPOOL_CHECKER=fu.he expect 0 "${bare[@]}"
FUNDPOOL_USER=shen.ji FUNDPOOL_CHECKER=fu.he expect 1 "${bare[@]/YD-E/YD-F}"
FUNDPOOL_USER=shen.ji FUNDPOOL_CHECKER=fu.he expect 0 "${bare[@]/YD-E/YD-F}" --as=zhi.dan

# ---- a request key acts once ----
expect_deal 0 YD-003 2026-11-10 5.00 --request R-1
expect_deal 0 YD-003 2026-11-10 5.00 --request R-1
out_has "already recorded"
expect_deal 1 YD-004 2026-11-10 5.00 --request R-1
out_has_or_err() { cat "$tmp/out" "$tmp/err" | grep -qF "$1" || die "nowhere: $1"; }
out_has_or_err E_REQUEST_CHANGED

# ---- bad input: the form (exit 2) and the answer no (exit 1) ----
n=$(records)
form() { # CODE DEAL-ARGUMENT...
    local code=$1
    shift
    expect_deal 2 "$@"
    out_empty
    err_has "[$code]"
    FUNDPOOL_LANG=zh expect_deal 2 "$@"
    [ "$(grep -c "\[$code\]" "$tmp/err")" -eq 2 ] || die "$code is not said in both languages"
    unchanged "$n"
}
form E_DATE_INVALID YD-9 2026-02-30 1.00
form E_DATE_FORMAT YD-9 2026/02/03 1.00
form E_NEGATIVE YD-9 2026-11-10 -1.00
form E_AMOUNT_SIGN YD-9 2026-11-10 0.00
form E_AMOUNT_FORMAT YD-9 2026-11-10 1e3
form E_AMOUNT_FORMAT YD-9 2026-11-10 1,000.00
form E_AMOUNT_FORMAT YD-9 2026-11-10 NaN
form E_AMOUNT_SCALE YD-9 2026-11-10 1.001
form E_AMOUNT_RANGE YD-9 2026-11-10 99999999999999999999.00
form E_ID "YD|9" 2026-11-10 1.00
err_has "no blanks" "bars |"
form E_ENCODING YD-9 2026-11-10 1.00 --memo "$(printf '\377\376')"
form E_TOO_LONG YD-9 2026-11-10 1.00 --memo "$(printf 'x%.0s' {1..5000})"
form E_ENUM YD-9 2026-11-10 1.00 --round SERIES_Z
form E_NUMBER_FORMAT YD-9 2026-11-10 1.00 --external-round one

no() { # CODE ARGUMENT...: not permitted, nothing recorded
    local code=$1
    shift
    expect 1 "$@"
    err_has "[$code]"
    unchanged "$n"
}
mapfile -t good < <(deal YD-9 2026-11-10 1.00)
no E_BOOK "${good[@]/guidance/nowhere}"
no E_BOOK "${good[@]/guidance/pool}"
no E_ROLE "${good[@]/zhi.dan/shen.ji}"
no E_ROLE "${good[@]/zhi.dan/guan.li}"
no E_ACTOR "${good[@]/zhi.dan/nobody}"
no E_CHECKER "${good[@]/fu.he/chu.na}"
no E_CHECKER "${good[@]/fu.he/nobody}"
no E_SAME_PERSON "${good[@]/fu.he/zhi.dan}"
no E_PARTY pool contribute ZC-1 --book pool --party NO-SUCH --occurred 2026-11-01 --amount 1.00 --bank-ref x --as zhi.dan --checker fu.he
no E_ROLE claim approve X --book pool --expect 1.00 --as xc.01
no E_ACTOR report balance --book guidance --as nobody
no E_BOOK report balance --book nowhere --as shen.ji
no E_BOOK report pool --book guidance --as shen.ji
no E_SCOPE report balance --book guidance --as xc.01
no E_ACCOUNT report statement --book guidance --account 9999 --as shen.ji
no E_NOT_FOUND record show 1/999 --as shen.ji
expect 2 "${good[@]:0:${#good[@]}-4}"
err_has --as
# a decided no is a record of its own, once
expect_deal 1 YD-9 2026-12-31 1.00
out_has E_FUTURE
n=$((n + 1))
unchanged "$n"

# ---- entries ----
post() { expect "$1" journal post --book guidance --occurred "$2" --memo 试 "${@:3}" --as zhi.dan --checker fu.he; }
post 0 2026-11-10 --line "6404 借 10.00" --line "100201 贷 10.00 cash_flow=GOODS"
out_has "voucher"
post 2 2026-11-10 --line "6404 借" --line "100201 贷 10.00 cash_flow=GOODS"
err_has E_USAGE line
post 1 2026-11-10 --line "6404 借 10.00" --line "100201 贷 9.99 cash_flow=GOODS"
out_has E_UNBALANCED
post 1 2026-11-10 --line "7777 借 10.00" --line "100201 贷 10.00 cash_flow=GOODS"
out_has E_ACCOUNT
expect 0 period close 2025-01 --book guidance --as fu.he
expect 1 period close 2025-03 --book guidance --as fu.he
out_has E_PERIOD_ORDER
expect 0 verify
