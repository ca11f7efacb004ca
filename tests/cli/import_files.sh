#!/bin/bash
# import: files that cannot be read as a whole, rows that are refused, the same file again, and what an interruption leaves.
# timeout: 300
. "$SRCDIR/tests/cli/lib.sh"
make_city
into="--book guidance --as zhi.dan --checker fu.he"
n=$(records)

# shellcheck disable=SC2086  # $into is several words throughout
whole() { # CODE FILE [OPTION...]: unreadable as a whole, nothing recorded, no answer file
    local code=$1 file=$2
    shift 2
    expect 3 import deals "$file" $into "$@"
    out_empty
    err_has "[$code]"
    FUNDPOOL_LANG=zh expect 3 import deals "$file" $into "$@"
    [ "$(grep -c "\[$code\]" "$tmp/err")" -eq 2 ] || die "$code is not said in both languages"
    unchanged "$n"
    [ ! -e "${file%.csv}.answer.csv" ] || die "an answer file for $file"
}
header='投资编号,统一社会信用代码,企业名称,付款日,实付额'
row='91340604XY00010150,示例汀兰新能源有限公司,2026-11-10'
whole E_NOT_FOUND "$tmp/none.csv"
mkdir "$tmp/folder.csv"
whole E_NOT_FILE "$tmp/folder.csv"
: >"$tmp/empty.csv"
whole E_EMPTY_FILE "$tmp/empty.csv"
printf '%s\n' "$header" >"$tmp/header.csv"
whole E_EMPTY_FILE "$tmp/header.csv"
printf 'a,b\n1,2\n' >"$tmp/strange.csv"
whole E_HEADER "$tmp/strange.csv"
printf '%s\nD-1,%s,1.00\n\377\377\n' "$header" "$row" >"$tmp/bytes.csv"
whole E_ENCODING "$tmp/bytes.csv"
printf '%s\nD-1,%s,1.00\n' "$header" "$row" | iconv -f UTF-8 -t GB18030 >"$tmp/gb.csv"
whole E_ENCODING "$tmp/gb.csv" --encoding utf-8
printf '%s\nD-1,%s,1.00\n' "$header" "$row" >"$tmp/one.csv"
whole E_NOT_FOUND "$tmp/one.csv" --mapping "$tmp/none.yaml"
printf 'a: [\n' >"$tmp/broken.yaml"
whole E_YAML "$tmp/one.csv" --mapping "$tmp/broken.yaml"
# shellcheck disable=SC2086  # options in a variable
expect 2 import deals "$tmp/one.csv" $into --set nonsense=1 # what is typed is usage
err_has "[E_UNKNOWN_FIELD]"
unchanged "$n"

denied() { # CODE ARGUMENT...
    local code=$1
    shift
    expect 1 "$@"
    err_has "[$code]"
    unchanged "$n"
}
denied E_ROLE import deals "$tmp/one.csv" --book guidance --as shen.ji --checker fu.he
denied E_BOOK import deals "$tmp/one.csv" --book nowhere --as zhi.dan --checker fu.he
denied E_BOOK import deals "$tmp/one.csv" --book pool --as zhi.dan --checker fu.he
expect 3 import deals "$tmp/one.csv" --book guidance --as zhi.dan # nobody is named: that is no wrong name
err_has E_MISSING
denied E_SAME_PERSON import deals "$tmp/one.csv" --book guidance --as zhi.dan --checker zhi.dan

# ---- dirty rows: each has its answer, the good ones are in ----
{
    printf '%s\n' "$header"
    printf 'D-1,%s,1.00\n' "$row"
    printf 'D-2,91340604XY00010150,示例,2026-02-30,1.00\n'
    printf 'D-3,91340604XY00010150,示例,2026-12-31,1.00\n'
    printf 'D-4,%s,-1.00\n' "$row"
    printf 'D-5,%s,99999999999999999999.00\n' "$row"
    printf 'D-6,91340604XY00010151,示例,2026-11-10,1.00\n'
    printf 'D-7,91340604XY00010150,\0示例,2026-11-10,1.00\n'
    printf 'D-8,91340604XY00010150,'
    head -c 5000 /dev/zero | tr '\0' x
    printf ',2026-11-10,1.00\n'
    printf 'D-1,%s,1.00\n' "$row"
    printf 'D-1,%s,2.00\n' "$row"
    printf 'D-9,91340604XY00010150'
} >"$tmp/dirty.csv"
# shellcheck disable=SC2086
expect 1 import deals "$tmp/dirty.csv" $into
out_empty
err_has "accepted 1, already recorded 1, refused 9" E_DATE_INVALID E_FUTURE E_NEGATIVE E_AMOUNT_RANGE E_USCC E_NUL E_TOO_LONG \
    E_KEY_CHANGED "dirty.csv:3:4: E_DATE_INVALID"
[ "$(wc -l <"$tmp/dirty.answer.csv")" -ge 11 ] || die "the answer file is short"
grep -a 'D-2' "$tmp/dirty.answer.csv" | grep -q E_DATE_INVALID || die "no answer for D-2"
expect 0 verify
n=$(records)
cp "$tmp/dirty.answer.csv" "$tmp/first.answer"
# the same file again: nothing changes, the same answer file
# shellcheck disable=SC2086
expect 1 import deals "$tmp/dirty.csv" $into --format json
err_has "imported before"
python3 - "$tmp/out" <<'PY'
import json, sys
tables = json.load(open(sys.argv[1]))["tables"]
row = tables[0]["rows"][0]
assert (row["accepted"], row["already"], row["refused"], row["state"]) == (1, 1, 9, "complete"), row
assert sum(r["count"] for r in tables[1]["rows"]) >= 9, tables[1]
PY
cmp -s "$tmp/dirty.answer.csv" "$tmp/first.answer" || die "another answer file for the same file"
unchanged "$n"
# the same submission key with another file is refused
# shellcheck disable=SC2086
expect 0 import deals "$tmp/one.csv" $into --submission S-1 --answer "$tmp/s1.csv"
printf '%s\nD-99,%s,1.00\n' "$header" "$row" >"$tmp/two.csv"
# shellcheck disable=SC2086
expect 1 import deals "$tmp/two.csv" $into --submission S-1
err_has E_SUBMISSION_CHANGED S-1 "differs in the file" "give a submission of its own" "--submission KEY"
# the refused rows are decided again on request only
# shellcheck disable=SC2086
expect 1 import deals "$tmp/dirty.csv" $into --again
err_has "refused 9"
# standard input
# shellcheck disable=SC2086
"$fp" import deals - $into --answer "$tmp/stdin.csv" <"$tmp/two.csv" 2>"$tmp/err" || die "from standard input: exit $?"
grep -q D-99 "$tmp/stdin.csv" || die "no answer file from standard input"
# the answer must not be the input
# shellcheck disable=SC2086
expect 2 import deals "$tmp/two.csv" $into --answer "$tmp/two.csv"
grep -q '^D-99' "$tmp/two.csv" || die "the input was overwritten"

# ---- opening balances given twice ----
cat >"$tmp/openings.csv" <<'CSV'
单据号,日期,摘要,科目,方向,金额,主体,项目
QC-1,2025-01-01,启用,100201,借,50.00,,
QC-1,2025-01-01,启用,4103,贷,50.00,,
QC-2,2025-01-01,启用,100201,借,50.00,,
QC-2,2025-01-01,启用,4103,贷,50.00,,
,2025-01-01,无号,100201,借,70.00,,
,2025-01-01,无号,4103,贷,70.00,,
CSV
# shellcheck disable=SC2086
expect 0 import openings "$tmp/openings.csv" $into
err_has "6 rows, 3 entries; accepted 3, already recorded 0, refused 0"
# shellcheck disable=SC2086
expect 0 import openings "$tmp/openings.csv" $into --submission again --answer "$tmp/openings2.csv"
err_has "accepted 0, already recorded 3, refused 0"
n=$(records)
expect 0 opening post --book guidance --occurred 2025-01-01 --memo 无号 --line "100201 D 70.00" --line "4103 C 70.00" --as zhi.dan --checker fu.he
expect 0 opening post QC-1 --book guidance --occurred 2025-01-01 --memo 启用 --line "100201 D 50.00" --line "4103 C 50.00" --as zhi.dan --checker fu.he
unchanged "$n"
expect 0 report balance --book guidance --as shen.ji --format csv
grep -q '170.00' "$tmp/out" || die "the opening balances are not counted once"

# ---- one file, one book ----
n=$(records)
expect 0 book open second --kind fund --name 二号基金 --name-en "Second fund" --chart fund@1 --opened 2025-01-01 --as guan.li
n=$((n + 2))
expect 1 import openings "$tmp/openings.csv" --book second --as zhi.dan --checker fu.he --answer "$tmp/openings3.csv"
err_has E_FILE_ELSEWHERE guidance "give it a submission of its own" "--submission KEY"
unchanged "$n"
# and with one it goes in
# shellcheck disable=SC2086
expect 0 import openings "$tmp/openings.csv" --book second --as zhi.dan --checker fu.he --submission second-openings
err_has "6 rows, 3 entries; accepted 3"

# ---- a closed period ----
expect 0 period close 2025-01 --book guidance --as fu.he
printf '%s\nD-70,91340604XY00010150,示例,2025-01-10,1.00\n' "$header" >"$tmp/closed.csv"
# shellcheck disable=SC2086
expect 0 import deals "$tmp/closed.csv" $into
expect 0 report statement --book guidance --account 110101 --as shen.ji --format csv
grep -q '2025-02-01' "$tmp/out" || die "a payment of a closed month is not posted on the first open day"

# ---- the writer's lock ----
python3 - "$FUNDPOOL_LEDGER" "$tmp/held" <<'PY' &
import sqlite3, sys, time, os
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
open(sys.argv[2], "w").close()
for _ in range(300):
    if os.path.exists(sys.argv[2] + ".free"):
        break
    time.sleep(0.1)
db.execute("ROLLBACK")
PY
holder=$!
while [ ! -e "$tmp/held" ]; do sleep 0.05; done
expect_deal 5 YD-L 2026-11-10 1.00
err_has E_LOCKED
expect 0 report balance --book guidance --as shen.ji
touch "$tmp/held.free"
wait "$holder"
expect_deal 0 YD-L 2026-11-10 1.00
expect 0 verify

# ---- the answer file: no device or pipe is replaced, and one run at a time writes it ----
printf '%s\nD-9,%s,1.00\n' "$header" "$row" >"$tmp/nine.csv"
mkfifo "$tmp/pipe"
# shellcheck disable=SC2086
expect 3 import deals "$tmp/nine.csv" $into --answer "$tmp/pipe"
err_has E_NOT_FILE pipe
[ -p "$tmp/pipe" ] || die "the pipe has become a file"
python3 - "$tmp/nine.answer.csv.part" "$tmp/mine" <<'PY' &
import fcntl, os, sys, time
part = open(sys.argv[1], "w")
fcntl.flock(part, fcntl.LOCK_EX)
open(sys.argv[2], "w").close()
for _ in range(300):
    if os.path.exists(sys.argv[2] + ".free"):
        break
    time.sleep(0.1)
PY
holder=$!
while [ ! -e "$tmp/mine" ]; do sleep 0.05; done
# shellcheck disable=SC2086
expect 5 import deals "$tmp/nine.csv" $into
err_has E_LOCKED nine.answer.csv.part
[ ! -e "$tmp/nine.answer.csv" ] || die "two runs wrote one answer file"
touch "$tmp/mine.free"
wait "$holder"
# shellcheck disable=SC2086
expect 0 import deals "$tmp/nine.csv" $into
grep -q 接受 "$tmp/nine.answer.csv" || die "no answer after the other run"
[ ! -e "$tmp/nine.answer.csv.part" ] || die "a part file stays behind"

# ---- currencies: of any number of decimals, and at a day before they were registered ----
expect 0 currency add JPY --scale 0 --as guan.li
yen="journal post --book guidance --memo 日元 --as zhi.dan --checker fu.he --occurred 2025-12-31"
# shellcheck disable=SC2086
expect 0 $yen J-1 --line "100201 D 1000 currency=JPY cash_flow=OPERATING_IN" --line "6404 C 1000 currency=JPY"
# shellcheck disable=SC2086
expect 1 $yen J-2 --line "100201 D 1000 currency=JPY cash_flow=OPERATING_IN" --line "6404 C 900 currency=JPY"
out_has "100 JPY"
expect 0 report balance --book guidance --as-of 2025-12-31 --as shen.ji --format csv
grep -q '^100201,.*JPY.*,1000$\|^100201,.*JPY.*,1000,' "$tmp/out" || { cat "$tmp/out"; die "no yen at a day before they were registered"; }
expect 0 report statement --book guidance --account 100201 --as-of 2025-12-31 --as shen.ji --format csv
out_has JPY
expect 0 export --to hledger --book guidance --as-of 2025-12-31 --as shen.ji
out_has JPY
expect 0 verify

# ---- a file opens as many books as it has rows ----
{
    printf '账套编号,账套类型,账套名称,英文名称,币种,科目表,启用日期\n'
    for i in $(seq 1 40); do printf 'many-%s,资金池,资金池%s,Pool %s,,pool@1,2026-01-01\n' "$i" "$i" "$i"; done
} >"$tmp/books.csv"
expect 0 import books "$tmp/books.csv" --as guan.li
err_has "accepted 40"
expect 0 book list --as shen.ji
out_has many-40
expect 0 verify
