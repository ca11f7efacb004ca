#!/bin/bash
# variants: plain
# What whoever reads a result has to know of its rules: conditions that nobody tests, and a text that has expired. Each decision, derivation
# and report of the pool says it.
set -eu
. "$SRCDIR/tests/cli/lib.sh"
make_city
export FUNDPOOL_LANG=zh FUNDPOOL_USER=zhi.dan FUNDPOOL_CHECKER=fu.he
cat >"$tmp/pack.yaml" <<'PACK'
scheme_id: expired
version: 1
title: {zh: 已失效的办法（虚构）, en: "Expired (invented)"}
doc_no: 示〔2026〕1号
effective_from: 2025-01-01
effective_to: 2026-10-31
not_tested: [借款人在本市注册 region of the borrower, 担保机构须为政府性 a government-backed guarantor]
family: [COMPENSATE_RATE]
beneficiary: BANK
rule_binding: BY_REGISTRATION
base_kind: OUTSTANDING_PRINCIPAL
rate_tiers:
  - {rate: 40%}
PACK
expect 0 pack adopt "$tmp/pack.yaml" --as gui.ze
expect 0 agreement sign AG-1 --book pool --party BK-XC --signed 2026-01-01 --pack expired --version 1 --from 2025-01-01 --as gui.ze
expect 0 pool contribute Z-1 --book pool --party BK-XC --occurred 2026-01-10 --amount 5000000.00 --bank-ref S1
expect 0 loan register --book pool --bank BK-XC --contract HT-1 --iou 1 --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --type 信用 \
    --contract-amount 3000000.00 --disbursed 3000000.00 --disbursed-on 2026-01-05 --due-on 2026-05-05 --registered-on 2026-01-05
expect 0 claim submit --book pool --bank BK-XC --contract HT-1 --iou 1 --claim-no SQ-1 --claim-date 2026-11-01 --overdue-days 80 \
    --five-class 次级 --repaid 0
told() { out_has 未检验 "借款人在本市注册" "担保机构须为政府性" 失效 2026-10-31; }
expect 0 claim approve SQ-1 --book pool --expect 1200000.00 --as shen.pi --dry-run
told
expect 0 claim approve SQ-1 --book pool --expect 1200000.00 --as shen.pi
out_has NOT_TESTED TEXT_EXPIRED
told
expect 0 explain SQ-1 --book pool
told
expect 0 explain SQ-1 --book pool --as xc.01
told
for report in pool loans claims; do
    expect 0 report $report --book pool
    told
    FUNDPOOL_LANG=en expect 0 report $report --book pool
    out_has "not tested by expired@1: " "the text of expired@1 expired on 2026-10-31"
done
expect 0 report pool --book pool --as-of 2026-10-31
! grep -q 失效 "$tmp/out" || die "on its last day the text is in force"
expect 0 verify

# ---- whoever adopts or binds a text that has expired, and whoever records under it, is told, once ----
sed -e 's/^id: .*/id: OLD_LIMIT/' -e 's/^valid: .*/valid: {from: 2025-01-01, to: 2026-06-30}/' "$SRCDIR/policies/limits/GZ_DEV_ZONE.yaml" >"$tmp/limit.yaml"
sed -e 's/^id: .*/id: OLD_LOSS/' -e 's/^valid: .*/valid: {from: 2025-01-01, to: 2026-06-30}/' "$SRCDIR/policies/loss/AH_2026.yaml" >"$tmp/loss.yaml"
sed -e 's/^id: .*/id: OLD_PROFILE/' "$SRCDIR/policies/profiles/TRANSFER.yaml" >"$tmp/profile.yaml" # until 2025-12-31
once() { # NAME DAY: in Chinese, and once
    local n
    n=$(cat "$tmp/out" "$tmp/err" | grep -c "TEXT_EXPIRED.*$1 的文件已于 $2 失效") || true
    [ "$n" = 1 ] || die "told $n times that $1 expired: $(cat "$tmp/out" "$tmp/err")"
}
never() { ! grep -q 失效 "$tmp/out" "$tmp/err" || die "nothing has expired: $(cat "$tmp/out" "$tmp/err")"; }
expect 0 limit adopt "$tmp/limit.yaml" --as gui.ze
once OLD_LIMIT@1 2026-06-30
FUNDPOOL_LANG=en expect 0 limit adopt "$tmp/limit.yaml" --as gui.ze
expect 0 tolerance adopt "$tmp/loss.yaml" --as gui.ze
once OLD_LOSS@1 2026-06-30
expect 0 profile adopt "$tmp/profile.yaml" --as gui.ze
once OLD_PROFILE@1 2025-12-31
expect 0 limit adopt "$SRCDIR/policies/limits/CQ_SEED_2024.yaml" --as gui.ze
never
expect 0 agreement sign AG-2 --book pool --party BK-XC --signed 2026-01-01 --pack expired --version 1 --from 2026-02-01 --as gui.ze
once expired@1 2026-10-31
for dry in --dry-run ""; do
    expect 0 limit bind XE-1 --book guidance --limits OLD_LIMIT --version 1 --from 2025-01-01 --document d --as gui.ze $dry
    once OLD_LIMIT@1 2026-06-30
    expect 0 tolerance bind SY-1 --book guidance --rule OLD_LOSS --version 1 --from 2025-01-01 --class ANGEL --document d --as gui.ze $dry
    once OLD_LOSS@1 2026-06-30
    expect 0 early bind ZB-1 --book guidance --profile OLD_PROFILE --version 1 --from 2025-01-01 --until 2026-03-31 --basis B1 \
        --followon INHERIT_FIRST --threshold 50% --document d --as gui.ze $dry
    once OLD_PROFILE@1 2025-12-31
    once ZB-1 2026-03-31
done
expect 0 party register LP-1 --uscc 91340600XY9000043K --name 示例出资人 --kind soe
expect 0 commitment sign RJ-1 --book guidance --party LP-1 --capacity GUIDANCE --level CITY --signed-on 2025-02-01 --amount 50000000.00
never # its limits were in force on that day
expect 0 capital receive SJ-1 --book guidance --commitment RJ-1 --occurred 2025-02-10 --amount 20000000.00 --bank-ref S1
deal="--book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --amount 400000.00 --is-transfer Y --direct Y"
for dry in --dry-run ""; do
    # shellcheck disable=SC2086  # options in one variable
    expect 0 deal record T-1 $deal --paid-date 2026-07-01 $dry
    once OLD_LIMIT@1 2026-06-30
    [ -z "$dry" ] || out_has 'OLD_PROFILE@1 的文件已于 2025-12-31 失效' 'ZB-1 的文件已于 2026-03-31 失效' '账上数字统计至（试算当日）  2026-11-20'
    ! grep -q 截止日 "$tmp/out" || die "a dry run has no cut-off"
done
# shellcheck disable=SC2086
expect 0 deal record T-2 $deal --paid-date 2026-06-30
! grep -q TEXT_EXPIRED "$tmp/out" "$tmp/err" || die "on its last day the text is in force"
expect 0 verify

# Headings stand whole at any width, or are folded between words.
for width in 60 80 100 120 140 150 160 170 180 200 220; do
    COLUMNS=$width expect 0 report early --book guidance --as shen.ji
    slurp "$tmp/out"
    for part in '适用编 ' '后续轮 ' '另一读 ' '早期投 ' '早期投资 '; do
        [[ $text != *"$part"* ]] || die "at $width columns a heading is broken: $part"
    done
done
