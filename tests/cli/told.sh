#!/bin/bash
# variants: plain
# What people are told when a word, a name, a file or a book is not the one that was meant.
set -eu
. "$SRCDIR/tests/cli/lib.sh"
make_city
export FUNDPOOL_LANG=zh FUNDPOOL_USER=zhi.dan FUNDPOOL_CHECKER=fu.he
expect_deal 0 D-1 2026-02-01 5000000.00

# ---- a party by its full registered name, wherever its id does ----
expect 0 party register BK-3 --kind bank --name '示例 相城银行' --uscc 91340600XY9000052H # looks like it, and is another name
expect 0 agreement sign AG-1 --book pool --party 示例相城银行 --signed 2026-01-01 --pack hb-demo --version 1 --from 2026-01-01 --as gui.ze
expect 0 explain 2/1 --as shen.ji
out_has BK-XC
expect 0 agreement sign AG-3 --book pool --party '示例 相城银行' --signed 2026-01-01 --pack hb-demo --version 1 --from 2026-01-01 --as gui.ze
expect 0 explain 2/2 --as shen.ji
out_has BK-3
printf '贷款银行,合同号,借据号,统一社会信用代码,企业名称,放款日,到期日,合同金额,放款金额,利率,贷款类型\n%s,HT-1,1,91340604XY00010150,示例汀兰新能源有限公司,2026-03-01,2027-03-01,3000000.00,3000000.00,3.5%%,信用\n' 示例相城银行 >"$tmp/loans.csv"
got=0
"$fp" import loans "$tmp/loans.csv" --book pool --dry-run >"$tmp/out" 2>"$tmp/err" || got=$?
slurp "$tmp/err"
[[ $text != *E_PARTY* ]] || die "a bank's name in a column is its id: $text"
expect 0 report loans --book pool --bank 示例相城银行
expect 0 report loans --book pool --bank 相城银行
expect 0 party register BK-2 --kind bank --name 示例相城银行 --uscc 91340600XY9000043K
for word in report\ loans\ --book\ pool\ --bank\ 示例相城银行 \
    agreement\ sign\ AG-2\ --book\ pool\ --party\ 示例相城银行\ --signed\ 2026-02-01\ --pack\ hb-demo\ --version\ 1\ --from\ 2026-02-01\ --as\ gui.ze; do
    # shellcheck disable=SC2086 # words
    expect 2 $word
    err_has E_AMBIGUOUS BK-XC BK-2
done

# ---- roles and kinds are words, and the words are accepted ----
expect 0 user list
out_has 系统管理员 规则管理员 合作银行
expect 0 party list
out_has 合作银行 企业
expect 0 user change chu.na --roles 出纳、记账 --as guan.li
expect 2 user change chu.na --roles 会计 --as guan.li
head -n 1 "$tmp/err" >"$tmp/first"
holds "$tmp/first" 规则管理员 "角色 --roles"
expect 1 user enrol chu.na --name 别人 --roles recorder --as guan.li
out_has 姓名 与原记录不一致
err_has "user change"
expect_deal 1 D-1 2026-02-01 6000000.00
err_has 冲销
expect 1 period close 2025-01 --book pool --as zhi.dan
head -n 1 "$tmp/err" >"$tmp/first"
holds "$tmp/first" "无权执行 结账"

# ---- books, periods, reasons ----
expect 1 report pool --book guidance
err_has "guidance 是基金账套" 资金池账套
expect 2 import deals "$tmp/loans.csv"
err_has "缺少 --book"
expect 2 deal reverse D-1 --book guidance
err_has "缺少 --reason"
expect 2 period close 2025-1 --book pool --as fu.he
err_has E_PERIOD_FORMAT "YYYY-MM，如 2025-01"
before=$(records)
expect 0 period close 2025-01 --book pool --as fu.he --dry-run
unchanged "$before"

# ---- one rule of exit codes: what was typed leaves with 2, a file that is wrong as a whole with 3, a row with 1 ----
expect 0 help codes --format csv
grep -q '^E_DATE_FORMAT,-52,2,3,' "$tmp/out" || die "the table of codes"
expect 2 deal record D-2 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026/1/x --amount 1 --is-transfer Y
expect 2 user change chu.na --roles none --from 2026-13-01 --as guan.li
printf 'nothing\n' >"$tmp/bad.csv"
expect 3 import deals "$tmp/bad.csv" --book guidance
err_has E_HEADER --mapping

# ---- what a key may be, what limits say before they are adopted ----
expect 1 explain HT-1 --book pool
err_has 回执号 凭证号 合同号、借据号
expect 1 book open x --kind fund --name 基金 --name-en Fund --chart fund --opened 2026-01-01 --as guan.li
slurp "$tmp/err"
[[ $text == *fund@1* ]] || holds "$tmp/out" fund@1
expect 0 limit adopt "$SRCDIR/policies/limits/GZ_DEV_ZONE.yaml" --dry-run --as gui.ze
out_has 界限 超限时

# ---- a file that is no checkpoint, a row of totals with two wrong columns ----
expect 3 verify --against "$tmp/loans.csv"
err_has E_NOT_CHECKPOINT
expect 0 checkpoint show
cp "$tmp/out" "$tmp/checkpoints"
expect 0 verify --against "$tmp/checkpoints"
printf '投资编号,统一社会信用代码,企业名称,付款日,实付额,年销售收入\nD-8,91340604XY00010150,示例汀兰新能源有限公司,2026-02-02,100.00,50.00\n合计,,,,101.00,51.00\n' >"$tmp/totals.csv"
got=0
"$fp" import deals "$tmp/totals.csv" --book guidance >"$tmp/out" 2>"$tmp/err" || got=$?
holds "$tmp/totals.answer.csv" "合计 101.00" "合计 51.00"

# ---- a rehearsal that is told to stop leaves nothing behind ----
deals_csv 20000 >"$tmp/many.csv"
mkdir "$tmp/scratch"
TMPDIR=$tmp/scratch "$fp" import deals "$tmp/many.csv" --book guidance --dry-run >"$tmp/out" 2>"$tmp/err" &
pid=$!
for _ in $(seq 200); do
    [ -z "$(ls "$tmp/scratch")" ] || break
    sleep 0.02
done
kill -TERM "$pid" 2>/dev/null || true
wait "$pid" || true
[ -z "$(ls "$tmp/scratch")" ] || die "a private copy was left: $(ls -R "$tmp/scratch")"

# ---- who may check: a bank's clerk does not know the people of the pool ----
expect 0 user enrol xc.02 --name 复核 --roles approver --party BK-XC --as guan.li
expect 0 user change shen.pi --roles none --from 2026-11-20 --reason 离职 --as guan.li
checks() { # CODE STATUS WORDS_ZH WORDS_EN EXTRA...
    local code=$1 status=$2 zh=$3 en=$4
    shift 4
    FUNDPOOL_CHECKER='' expect "$code" import loans "$tmp/loans.csv" --book pool --as xc.01 "$@"
    err_has "$status" "$zh：fu.he [" "$en: fu.he ["
}
checks 3 E_MISSING 须由有审批角色的另一人复核 'another person, an approver, checks'
checks 1 E_CHECKER 可复核的有 'these people may check' --checker nobody
checks 1 E_CHECKER 可复核的有 'these people may check' --checker shen.pi
checks 1 E_SAME_PERSON 可办理的另有 'others who may do it' --checker xc.01
FUNDPOOL_CHECKER='' expect 1 deal record T-9 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-02-01 --amount 1 --is-transfer Y
err_has 'E_MISSING' '复核：fu.he、xc.02 ['

# ---- what is refused names its field: in a record, in a dry run, in a file ----
bad_off="writeoff record HX-1 --book guidance --firm 91340604XY00010150 --occurred 2026-09-30 --ground BANKRUPTCY --recovered 0 --approval d --evidence 9f8"
late="dividend record GL-1 --book guidance --firm 91340604XY00010150 --occurred 2027-09-30 --amount 1 --paid RECEIVED"
# shellcheck disable=SC2086  # options in one variable
{
    expect 1 $bad_off
    out_has '9f8（证据散列）' '9f8 (evidence)'
    expect 1 $bad_off --dry-run
    out_has '9f8（证据散列）'
    expect 1 $late
    out_has '2027-09-30（宣告或到账日）' '2027-09-30 (occurred)'
    expect 1 $late --dry-run
    err_has '2027-09-30（宣告或到账日 --occurred）' '2027-09-30 (field occurred)'
}
expect 2 early bind ZB-1 --book guidance --profile TRANSFER --version 1 --from 2025-01-01 --basis B1 --followon INHERIT_FIRST --threshold 50% \
    --document "$(printf '%1100s' '' | tr ' ' x)" --as gui.ze
err_has 'E_TOO_LONG' '（适用依据 --document）' '(field document)'
expect 2 exit record TC-1 --book guidance --firm 91340604XY00010150 --type TRANSFER --occurred 2026-08-01 --shares 1 --proceeds 0 --costs 5 --paid DUE
err_has '（税费 --costs）'
printf '核销编号,统一社会信用代码,核销日,核销事由,收回金额,批文,证据散列\nHX-2,91340604XY00010150,2029-09-30,破产清算,0,d,%064d\n' 0 >"$tmp/off.csv"
expect 1 import writeoffs "$tmp/off.csv" --book guidance
err_has 'off.csv:2:3: E_FUTURE  第3列 核销日：日期晚于今天：2029-09-30'
