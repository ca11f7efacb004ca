#!/bin/bash
# variants: plain
# A renewal (无还本续贷) as `explain` tells it: of the loan renewed, of the one that renews it, and of a claim on that.
set -eu
. "$SRCDIR/tests/cli/lib.sh"
make_city
export FUNDPOOL_LANG=zh FUNDPOOL_USER=zhi.dan FUNDPOOL_CHECKER=fu.he
cat >"$tmp/pack.yaml" <<'PACK'
scheme_id: renewals
version: 1
title: {zh: 续贷办法（虚构）, en: "Renewals (invented)"}
doc_no: 示〔2026〕1号
effective_from: 2025-01-01
family: [COMPENSATE_RATE]
beneficiary: BANK
rule_binding: BY_REGISTRATION
renewal_without_repayment: NEW_LOAN_LINKED
base_kind: OUTSTANDING_PRINCIPAL
clauses: {base_kind: 第三条, rate_tiers: 第四条}
rate_tiers:
  - {rate: 40%}
PACK
expect 0 pack adopt "$tmp/pack.yaml" --as gui.ze
expect 0 agreement sign AG-1 --book pool --party BK-XC --signed 2026-01-01 --pack renewals --version 1 --from 2025-01-01 --as gui.ze

loan() { # CONTRACT AMOUNT DISBURSED DUE [OPTION...]
    local contract=$1 amount=$2 from=$3 to=$4
    shift 4
    expect 0 loan register --book pool --bank BK-XC --contract "$contract" --iou 1 --firm 91340604XY00010150 \
        --firm-name 示例汀兰新能源有限公司 --type 信用 --contract-amount "$amount" --disbursed "$amount" \
        --disbursed-on "$from" --due-on "$to" --registered-on "$from" "$@"
}
# 3,000,000 of which 500,000 are repaid; 2,500,000 are renewed
loan HT-1 3000000.00 2026-01-05 2026-05-05
expect 0 loan repay --book pool --bank BK-XC --contract HT-1 --iou 1 --instalment 1 --occurred 2026-04-01 --amount 500000.00
loan HT-2 2500000.00 2026-05-05 2026-08-05 --renews-contract HT-1 --renews-iou 1
expect 0 claim submit --book pool --bank BK-XC --contract HT-2 --iou 1 --claim-no SQ-1 --claim-date 2026-11-01 \
    --overdue-days 80 --five-class 次级 --repaid 0

# the loan renewed: its state now, and which loan renews it
expect 0 explain 'BK-XC|HT-1|1' --book pool
out_has 贷款状态 已续贷 续贷贷款 'BK-XC|HT-2|1' 3,000,000.00
# the renewal: what it renews, as that stood, and the memo that moves; no code in Chinese
expect 0 explain 'BK-XC|HT-2|1' --book pool
out_has 续贷的原贷款 'BK-XC|HT-1|1' 原贷款状态 已备案 原贷款余额 2,500,000.00 原贷款已还本金 500,000.00 "银行直贷 renewals"
slurp "$tmp/out"
[[ $text != *REGISTERED* && $text != *DIRECT* ]] || die "a code in Chinese: $text"
expect 0 explain 'BK-XC|HT-2|1' --book pool --format csv
grep -q '^C,.*9003.*HT-1.*2500000.00' "$tmp/out" || grep -q '贷,9003.*HT-1.*2500000.00' "$tmp/out" || die "9003 leaves the loan renewed"
grep -Eq '9004.*HT-1.*1000000.00' "$tmp/out" || die "9004 leaves the loan renewed"
# the claim on it: 40 % of 2,500,000, whose tenor and days overdue are those of the renewal
expect 0 explain SQ-1 --book pool
out_has 已受理 原合同号 HT-1 未清偿本金 2,500,000.00 1,000,000.00
FUNDPOOL_LANG=en expect 0 explain 'BK-XC|HT-1|1' --book pool
out_has "Renewed by" renewed
# nothing is claimed on the loan renewed; the claim is decided and paid, and explained whole
expect 1 claim submit --book pool --bank BK-XC --contract HT-1 --iou 1 --claim-no SQ-2 --claim-date 2026-11-01 \
    --overdue-days 80 --five-class 次级 --repaid 500000.00
out_has E_GATE_LOAN_STATE 已续贷
expect 0 pool contribute Z-1 --book pool --party BK-XC --occurred 2026-01-10 --amount 5000000.00 --bank-ref S1
expect 0 claim approve SQ-1 --book pool --expect 1000000.00 --as shen.pi
expect 0 claim pay SQ-1 --book pool --bank-ref S2 --as chu.na
expect 0 explain SQ-1 --book pool
out_has 核定补偿 拨付补偿 未清偿本金 2,500,000.00 1,000,000.00
expect 0 explain SQ-1 --book pool --as xc.01
out_has 未清偿本金 1,000,000.00
expect 0 verify
