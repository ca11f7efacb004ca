#!/bin/bash
# variants: plain
# The committed files of examples/huaibei are what tools/make-example writes, and the committed expectations are what the independent
# model reckons from them. Sums that the example promises are checked here too.
set -eu
for script in tools/make-example tests/model/huaibei.py tests/model/compare_demo.py; do
    python3 -c 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read())' "$script"
done
python3 tools/make-example "$TEST_TMP/made"
made=$(cd "$TEST_TMP/made" && find . -type f | LC_ALL=C sort)
while IFS= read -r file; do
    cmp "$TEST_TMP/made/$file" "examples/huaibei/$file"
done <<<"$made"
[ "$(printf '%s\n' "$made" | wc -l)" -ge 30 ]

python3 tests/model/huaibei.py examples/huaibei >"$TEST_TMP/expected.txt"
cmp "$TEST_TMP/expected.txt" tests/cli/demo_expected.txt

has() { grep -qxF "$1" "$TEST_TMP/expected.txt" || { echo "missing: $1"; exit 1; }; }
has $'loans\t30\t12280000000'
has $'file\tpool/whitelist.csv\t427\t0\t0\t0'
has $'share\tHB-TS\tHB_EARLY\t1500000000\t3000000000\t500000000\tPASS\t0\t0'
has $'share\tHB-KC\tTRANSFER\t7999999999\t16000000000\t2060000001\tFAIL\t2\t0'
has $'claim\tHJ-02\tDEFERRED\t27000000\t-'
has $'decided\t255000000'
