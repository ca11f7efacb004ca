#!/bin/bash
# An import while another program writes: the same loans into another pool, a measure into the same book. It goes on by itself, each row says what it
# met, and the counts are what the ledger has.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect 0 book open second --kind pool --name 二号资金池 --name-en "Second pool" --chart pool@1 --opened 2025-01-01 --as guan.li
expect 0 party register F-SHI --name 示例市财政局 --kind fiscal --as zhi.dan
for book in pool second; do
    expect 0 pool contribute ZC-1 --book $book --party F-SHI --occurred 2026-01-05 --amount 90000000.00 --bank-ref SL-$book --as zhi.dan --checker fu.he
    expect 0 agreement sign XY-$book --book $book --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
    expect 0 whitelist list 91340603XY00000121 --book $book --firm-name 示例青禾新材料科技有限公司 --listed-on 2025-05-24 --as zhi.dan
done
"$fp" import templates loans >"$tmp/template.csv" 2>/dev/null || die "the template of loans"
python3 - "$tmp" <<'PY'
import csv, sys
tmp = sys.argv[1]
rows = list(csv.reader(open(f"{tmp}/template.csv", encoding="utf-8-sig", newline="")))
head, one = rows[0], rows[1]
contract, iou = head.index("贷款合同号"), head.index("借据号")
def write(name, numbers, pad):
    with open(f"{tmp}/{name}.csv", "w", encoding="utf-8", newline="") as out:
        w = csv.writer(out)
        w.writerow(head + ["旁注"])
        for n in numbers:
            row = ["100.00" if cell == "3000000.00" else cell for cell in one]
            row[contract], row[iou] = f"HT-{n:06d}", f"JJ-{n:06d}"
            w.writerow(row + ["x" * pad])
write("many", range(1, 24001), 2000)
for part in range(20):  # of rows that come late in the file
    write(f"beside.{part}", range(7000 + 10 * part, 7010 + 10 * part), 0)
PY
who="--as zhi.dan --checker fu.he"
# shellcheck disable=SC2086
"$fp" import loans "$tmp/many.csv" --book pool $who --answer "$tmp/answer.csv" >"$tmp/many.out" 2>"$tmp/many.err" &
import=$!
beside=0
for part in $(seq 0 19); do
    # shellcheck disable=SC2086
    "$fp" import loans "$tmp/beside.$part.csv" --book second $who >"$tmp/beside.out" 2>"$tmp/beside.err" || [ $? = 5 ] || { cat "$tmp/beside.err"; die "beside"; }
    "$fp" measure record prior_year_balance --book pool --party BK-XC --date "2025-12-$((part + 10))" --amount 100.00 --as zhi.dan \
        >"$tmp/measure.out" 2>&1 || [ $? = 5 ] || { cat "$tmp/measure.out"; die "the same book"; }
    kill -0 "$import" 2>/dev/null && beside=$((beside + 1))
done
wait "$import" || { code=$?; cat "$tmp/many.err"; die "the import ended with $code"; }
[ "$beside" -gt 0 ] || die "nothing was written beside it"
grep -q "accepted 24000" "$tmp/many.err" || { cat "$tmp/many.err"; die "not all rows"; }
python3 - "$tmp/answer.csv" <<'PY' || die "the answers"
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))[1:]
taken = [r for r in rows if any("接受" in c for c in r)]
if len(rows) != 24000 or len(taken) != 24000:
    sys.exit(f"{len(rows)} rows, {len(taken)} accepted")
PY
expect 0 verify
