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
