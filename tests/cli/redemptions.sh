#!/bin/bash
# A convertible from its payment to its last instalment: what is due and unpaid is told, files of payments, answers, take-on, and a reversal.
. "$SRCDIR/tests/cli/lib.sh"
make_city
clerk=(--book guidance --as zhi.dan --checker fu.he)
firm=(--firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司)
expect 1 deal record KZ-0 "${firm[@]}" --paid-date 2025-03-01 --amount 1000000.00 --matures 2026-03-01 "${clerk[@]}"
out_has E_MATURITY
expect 0 deal record KZ-1 "${firm[@]}" --paid-date 2025-03-01 --amount 1000000.00 --instrument CONVERTIBLE --matures 2026-03-01 "${clerk[@]}"

# matured on its day, told the day after
expect 0 report fund --book guidance --as shen.ji --as-of 2026-03-01 --format csv
out_has 'KZ-1,91340604XY00010150,示例汀兰新能源有限公司,2025-03-01,2026-03-01,1000000.00,0.00,0.00,0.00,0.00,1000000.00,0,outstanding'
expect 0 report fund --book guidance --as shen.ji --as-of 2026-03-11 --format csv
out_has 'KZ-1,91340604XY00010150,示例汀兰新能源有限公司,2025-03-01,2026-03-01,1000000.00,0.00,0.00,0.00,0.00,1000000.00,10,"matured, unpaid"'
FUNDPOOL_LANG=zh expect 0 report fund --book guidance --as shen.ji --as-of 2026-03-11
out_has '到期未还' '1 笔可转债到期未还'

# a file of payments: a part with interest, more than is left, interest alone
cat >"$tmp/back.csv" <<'CSV'
偿还编号,项目编号,到账日,本金,利息,银行流水号
HB-1,KZ-1,2026-03-12,400000.00,50000.00,L-1
HB-2,KZ-1,2026-03-12,600000.01,0,L-2
HB-3,KZ-1,2026-03-13,0,1000.00,L-3
CSV
expect 1 import redemptions "$tmp/back.csv" "${clerk[@]}"
err_has 'accepted 2'
grep -q 'HB-2.*E_HELD.*600000.00' "$tmp/back.answer.csv" || die "$(cat "$tmp/back.answer.csv")"
before=$(records)
expect 0 convertible redeem HB-4 --deal KZ-1 --occurred 2026-03-20 --amount 600000.00 --interest 3000.00 --bank-ref L-4 --dry-run "${clerk[@]}"
out_has '603,000.00' '1501' '6011'
unchanged "$before"
expect 0 convertible redeem HB-4 --deal KZ-1 --occurred 2026-03-20 --amount 600000.00 --interest 3000.00 --bank-ref L-4 "${clerk[@]}"
expect 0 explain HB-4 --book guidance --as shen.ji
expect 0 report fund --book guidance --as shen.ji --as-of 2026-03-20 --format csv
out_has '1000000.00,0.00,0.00,1000000.00,54000.00,0.00,0,closed' 'principal of convertibles paid back,1000000.00'
expect 0 redemption reverse HB-4 --reason 误记他户 "${clerk[@]}"
expect 0 report fund --book guidance --as shen.ji --as-of 2026-03-20 --format csv
out_has '1000000.00,0.00,0.00,400000.00,51000.00,600000.00,19,"matured, unpaid"'
expect 1 convertible redeem HB-4 --deal KZ-1 --occurred 2026-03-21 --amount 600000.00 --bank-ref L-5 "${clerk[@]}"
out_has E_KEY_REVERSED
expect 0 verify
