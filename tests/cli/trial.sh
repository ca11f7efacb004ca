#!/bin/bash
# A trial ledger says so in all that it puts out, no other takes the test clock, and a clock that went back is named and dates nothing.
. "$SRCDIR/tests/cli/lib.sh"

# ---- the test clock acts on a trial ledger only ----
expect 2 init --origin a.example --admin ad
err_has E_USAGE FUNDPOOL_CLOCK --trial
[ ! -e "$FUNDPOOL_LEDGER" ] || die "a real ledger was founded by the test clock"
real() { env -u FUNDPOOL_CLOCK -u FUNDPOOL_TEST "$fp" --ledger "$tmp/real.fpl" "$@"; }
real init --origin real.example --admin ad >"$tmp/out"
if grep -q TRIAL "$tmp/out"; then die "a real ledger calls itself a trial"; fi
real user enrol au --name 审计 --roles auditor --as ad >"$tmp/out"
for command in "verify" "checkpoint show" "book list --as ad" "copy $tmp/copy.fpl --as ad" "export --to ledger --as ad" "sql SELECT --as ad" \
    "user enrol x --name x --roles auditor --as ad"; do
    # shellcheck disable=SC2086  # words
    expect 2 --ledger "$tmp/real.fpl" $command
    err_has FUNDPOOL_CLOCK --trial
    # shellcheck disable=SC2086
    FUNDPOOL_LANG=zh expect 2 --ledger "$tmp/real.fpl" $command
    err_has FUNDPOOL_CLOCK 试验账本
done
[ ! -e "$tmp/copy.fpl" ] || die "copied all the same"
for command in verify "checkpoint show" "book list --as ad" "export --to ledger --as au"; do
    # shellcheck disable=SC2086
    real $command >"$tmp/out" 2>"$tmp/err" || die "real ledger: $command"
    if grep -q 'TRIAL\|试验' "$tmp/out" "$tmp/err"; then die "a real ledger calls itself a trial: $command"; fi
done
if real record show 0/0 --as au --format json | grep -q trial; then die "the founding of a real ledger speaks of trials"; fi

# ---- a trial ledger says so ----
make_city
expect_deal 0 YD-001 2026-11-10 3000000.00
expect 0 record show 0/0 --as shen.ji --format json
out_has '"trial":true'
for lang in zh en; do
    for command in "verify" "book list" "report balance --book guidance" "report early" "report pool --book pool" "explain 1/1" \
        "checkpoint show --format json" "checkpoint show"; do
        # shellcheck disable=SC2086
        expect 0 --lang $lang $command --as shen.ji
        out_has TRIAL
    done
    for program in hledger ledger beancount; do
        expect 0 --lang $lang export --to $program --as shen.ji
        head -n 1 "$tmp/out" | grep -q '^; 试验 TRIAL' || die "the export to $program does not begin with the mark"
    done
    expect 0 --lang $lang report balance --book guidance --as shen.ji --format csv
    err_has "试验 TRIAL"
done
expect 0 copy "$tmp/copy.fpl" --as shen.ji
expect 0 --ledger "$tmp/copy.fpl" book list --as shen.ji
out_has TRIAL
expect 0 checkpoint show
cp "$tmp/out" "$tmp/points.txt"
expect 0 verify --against "$tmp/points.txt"

# ---- a clock that was ahead ----
n=$(records)
at() { # MS COMMAND...
    local FUNDPOOL_CLOCK=$1
    export FUNDPOOL_CLOCK
    shift
    "$@"
}
noon=1795147200000 day=86400000
at $((noon + 3 * day)) expect_deal 0 YD-002 2026-11-10 1.00
n=$((n + 1))
at $noon expect 0 verify # three days back; reading goes on
err_has "2026-11-23 12:00" "3 d 0 h 0 min" "clock"
at $((noon - 1800000)) expect 0 --lang zh report balance --book guidance --as shen.ji
err_has "2026-11-23 12:00" "3 天 0 小时 30 分" 时钟
at $noon expect_deal 1 YD-003 2026-11-10 1.00
err_has E_CLOCK 2026-11-23 2026-11-20
FUNDPOOL_LANG=zh at $noon expect_deal 1 YD-003 2026-11-10 1.00
err_has E_CLOCK 晚于本机今天
at $noon expect_deal 1 YD-004 2026-11-23 1.00 # which is dated after the real day, too
at $noon expect 1 period close 2025-01 --book guidance --as fu.he
err_has E_CLOCK
deals_csv 3 >"$tmp/three.csv"
at $noon expect 1 import deals "$tmp/three.csv" --book guidance --as zhi.dan --checker fu.he
err_has E_CLOCK
[ ! -e "$tmp/three.answer.csv" ] || die "an answer to nothing"
unchanged "$n"
at $noon expect 1 user enrol neu --name neu --roles auditor --as guan.li # whose record would say that the deal was not there yet
err_has E_CLOCK
at $((noon + 3 * day - 3600000)) expect_deal 0 YD-005 2026-11-10 1.00 # an hour back, the same day
err_has "0 d 1 h 0 min"
at $((noon + 3 * day - 3600000)) expect 1 import deals "$tmp/three.csv" --book guidance --as zhi.dan --checker nobody
at $((noon + 3 * day - 59000)) expect 0 verify # less than a minute is no news
if grep -q clock "$tmp/err"; then die "a few seconds are called a fault of the clock"; fi
at $((noon + 3 * day)) expect 0 import deals "$tmp/three.csv" --book guidance --as zhi.dan --checker fu.he
at $((noon + 3 * day)) expect 0 verify
