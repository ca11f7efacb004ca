#!/bin/bash
# verify --file: a sender's own file settles what an import told of its rows.
. "$SRCDIR/tests/cli/lib.sh"
make_city
into="--book guidance --as zhi.dan --checker fu.he"
header='投资编号,统一社会信用代码,企业名称,付款日,实付额'
firm='91340604XY00010150,示例汀兰新能源有限公司'

agrees() { # TEXT FILE [OPTION...]
    local text=$1 file=$2
    shift 2
    expect 0 verify --evidence --file "$file" "$@"
    err_has "agrees with the sender's file: $file" "$text"
    FUNDPOOL_LANG=zh expect 0 verify --evidence --file "$file" "$@"
    err_has 与报送文件一致
}

# ---- accepted, recorded before, refused by its form and by the books, blank rows, a title, a total ----
{
    printf '直投台账\n\n%s\n' "$header"
    printf 'D-1,%s,2026-11-10,1.00\n' "$firm"
    printf 'D-2,%s,2026-02-30,1.00\n\n' "$firm"
    printf 'D-3,%s,2026-12-31,1.00\n' "$firm"
    printf 'D-1,%s,2026-11-10,1.00\n' "$firm"
    printf 'D-1,%s,2026-11-10,2.00\n' "$firm"
    printf 'D-4,91340604XY00010151,示例,2026-11-10,1.00\n'
    printf 'D-5,%s,2026-11-11,"3.00"\n合计,,,,8.00\n\n' "$firm"
} >"$tmp/deals.csv"
# shellcheck disable=SC2086  # $into is several words throughout
expect 1 import deals "$tmp/deals.csv" $into
agrees "accepted 2, already recorded 1, refused 5, not decided 0" "$tmp/deals.csv"
cp "$tmp/deals.csv" "$tmp/renamed.csv"
agrees "its name when it was submitted: deals.csv" "$tmp/renamed.csv"
expect 0 verify --file "$tmp/deals.csv"

# ---- a later round of the refused rows, in both rounds ----
# shellcheck disable=SC2086
expect 1 import deals "$tmp/deals.csv" $into --again
agrees "round 2; accepted 0, already recorded 0, refused 5" "$tmp/deals.csv"

# ---- GBK, UTF-16, and a mapping: given, adopted, another one ----
printf '%s\nG-1,%s,2026-11-10,1.00\nG-2,%s,2026-13-10,1.00\n' "$header" "$firm" "$firm" | iconv -f UTF-8 -t GB18030 >"$tmp/gbk.csv"
# shellcheck disable=SC2086
expect 1 import deals "$tmp/gbk.csv" $into
agrees "accepted 1, already recorded 0, refused 1" "$tmp/gbk.csv"
cat >"$tmp/map.yaml" <<'YAML'
id: own-deals
version: 1
title: 自定列名
command: deal.record
columns:
  deal: {header: 编号}
  firm: {header: 代码}
  firm_name: {header: 名称}
  paid_date: {header: 日期}
  amount: {header: 金额}
YAML
printf '编号,代码,名称,日期,金额\nM-1,%s,2026-11-10,1.00\nM-2,%s,x,1.00\n' "$firm" "$firm" >"$tmp/mapped.csv"
# shellcheck disable=SC2086
expect 1 import deals "$tmp/mapped.csv" $into --mapping "$tmp/map.yaml"
agrees "accepted 1, already recorded 0, refused 1" "$tmp/mapped.csv" --mapping "$tmp/map.yaml"
sed 's/自定列名/别的列名/' "$tmp/map.yaml" >"$tmp/other.yaml"
expect 3 verify --evidence --file "$tmp/mapped.csv" --mapping "$tmp/other.yaml"
err_has E_MISSING --mapping
expect 3 verify --evidence --file "$tmp/mapped.csv"
err_has E_MISSING --mapping
agrees "accepted 1" "$tmp/mapped.csv" --mapping "$tmp/other.yaml" --mapping "$tmp/map.yaml"
expect 0 mapping adopt "$tmp/map.yaml" --as gui.ze
agrees "accepted 1, already recorded 0, refused 1" "$tmp/mapped.csv"

# ---- fields given beside the file ----
printf '投资编号,统一社会信用代码,企业名称,实付额\nS-1,%s,1.00\n' "$firm" >"$tmp/set.csv"
# shellcheck disable=SC2086
expect 0 import deals "$tmp/set.csv" $into --set paid_date=2026-11-12
agrees "accepted 1" "$tmp/set.csv" --set paid_date=2026-11-12
expect 4 verify --evidence --file "$tmp/set.csv" --set paid_date=2026-11-13
err_has E_FILE_DIFFERS "$tmp/set.csv:2: record 1/" "another command was recorded paid_date"
FUNDPOOL_LANG=zh expect 4 verify --evidence --file "$tmp/set.csv" --set paid_date=2026-11-13
err_has E_FILE_DIFFERS 入账的内容不同
expect 4 verify --evidence --file "$tmp/set.csv"
err_has "the file cannot be read in the way that is recorded" E_HEADER

# ---- entries of several rows ----
{
    printf '单据号,业务日期,摘要,科目,方向,金额,现金流量\n'
    printf 'J-1,2026-11-10,一,100201,借,5.00,INVEST_INCOME\nJ-1,2026-11-10,一,6011,贷,5.00,\n'
    printf 'J-2,2026-11-10,二,100201,借,5.00,INVEST_INCOME\nJ-2,2026-11-10,二,6011,贷,4.00,\n'
    printf 'J-3,2026-11-10,三,100201,借,x,INVEST_INCOME\nJ-3,2026-11-10,三,6011,贷,4.00,\n'
} >"$tmp/journal.csv"
# shellcheck disable=SC2086
expect 1 import journal "$tmp/journal.csv" $into
err_has "3 entries; accepted 1, already recorded 0, refused 2"
agrees "accepted 1, already recorded 0, refused 2" "$tmp/journal.csv"

# ---- several files, a file of no submission, a changed file by its submission ----
expect 0 verify --file "$tmp/deals.csv" --file "$tmp/gbk.csv"
sed 's/D-5,/D-6,/' "$tmp/deals.csv" >"$tmp/changed.csv"
expect 1 verify --evidence --file "$tmp/changed.csv"
err_has E_NO_SUBMISSION
FUNDPOOL_LANG=zh expect 1 verify --evidence --file "$tmp/changed.csv"
err_has 账本中没有这份文件的报送
key=$(sha256sum "$tmp/deals.csv" | cut -c1-64)
against() { # ROW TEXT FILE
    expect 4 verify --evidence --file "$3" --submission "$key"
    err_has E_FILE_DIFFERS "$3: record 1/" "the file is not the one that was submitted" "$3:$1: record 1/" "$2"
    FUNDPOOL_LANG=zh expect 4 verify --evidence --file "$3" --submission "$key"
    err_has E_FILE_DIFFERS 文件不是报送时的文件
}
against 11 "another command was recorded deal" "$tmp/changed.csv"
sed 's/D-3,\(.*\),1.00/D-3,\1,1.01/' "$tmp/deals.csv" >"$tmp/changed.csv"
against 7 "what was refused is not the content of this row" "$tmp/changed.csv"
sed '8s/1.00/1.01/' "$tmp/deals.csv" >"$tmp/changed.csv"
against 8 "another command was recorded amount" "$tmp/changed.csv"
sed '4s/1.00/x/' "$tmp/deals.csv" >"$tmp/changed.csv"
against 4 "the row is ill-formed, and is recorded as decided E_AMOUNT_FORMAT" "$tmp/changed.csv"
sed '10d' "$tmp/deals.csv" >"$tmp/changed.csv"
against 10 "what was refused is not the content of this row" "$tmp/changed.csv"
sed '6s/.*/D-7,91340604XY00010150,示例,2026-11-10,1.00/' "$tmp/deals.csv" >"$tmp/changed.csv"
against 6 "the row holds a command, and is recorded as holding none" "$tmp/changed.csv"
sed '11s/.*//' "$tmp/deals.csv" >"$tmp/changed.csv"
against 11 "the row holds no command, and is recorded as holding one" "$tmp/changed.csv"
expect 3 verify --evidence --file "$tmp/none.csv"
err_has E_NOT_FOUND
expect 2 verify --mapping "$tmp/map.yaml"
expect 2 verify --file -
