#!/bin/bash
# The accounting data interface: every book and year of the example city, each figure added up again from the XML and held against the
# reports, elements against the page that names them; currencies, the thirteenth period, reversed openings and hostile texts; a folder
# is written whole or not at all.
# timeout: 300
# variants: plain
# shellcheck disable=SC2030,SC2031
. "$SRCDIR/tests/cli/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
page=$SRCDIR/docs/GBT24589.md
[ -s "$page" ] || die "the page that outputs name is not there"

n=0
whole() { # BOOK YEAR [OPTION...]: exported, and every figure compared; the folder is $folder
    local book=$1 year=$2
    shift 2
    n=$((n + 1))
    folder=$tmp/gbt.$BASHPID.$n
    expect 0 export --to gbt24589 "$folder" --book "$book" --year "$year" --as shen.ji "$@"
    err_has "exported to $folder" "no claim to follow the standard"
    [ "$(cd "$folder" && echo *)" = "公共档案.xml 总账.xml" ] || die "$folder holds something else: $(ls "$folder")"
    [ ! -e "$folder.part" ] || die "a part is left"
    FUNDPOOL_USER=shen.ji python3 "$SRCDIR/tests/cli/gbt24589.py" "$fp" "$page" "$folder" "$book" "$year" "$@" >"$tmp/py" 2>&1 ||
        die "$book $year $*: $(cat "$tmp/py")"
}
xml_has() { holds "$folder/总账.xml" "$@"; }
xml_lacks() { ! grep -q "$1" "$folder/总账.xml" || die "stands in it: $1"; }

# ---- the example city: every book, every year, and earlier cuts
(
    unset FUNDPOOL_TEST FUNDPOOL_CLOCK FUNDPOOL_LEDGER
    PATH=$PATH:/usr/games "$SRCDIR/examples/huaibei/demo.sh" "$tmp/demo" >"$tmp/out" 2>&1 || die "the example city: $(tail -n 5 "$tmp/out")"
    export FUNDPOOL_LEDGER=$tmp/demo/huaibei.fpl
    books=$("$fp" book list --as shen.ji --format json |
        python3 -c 'import json, sys; print(*(r["code"] for r in json.load(sys.stdin)["tables"][0]["rows"] if r["kind"] != "registry"))')
    [ "$(wc -w <<<"$books")" = 7 ] || die "other books: $books"
    for book in $books; do
        whole "$book" 2025
        whole "$book" 2026
    done
    holds "$folder/公共档案.xml" "试验 TRIAL"
    xml_has "试验 TRIAL"
    grep -q '<汇率类型/>' "$folder/公共档案.xml" || die "a table without rows does not stand"
    whole HB-ZZ 2024
    whole HB-YD 2025 --as-of 2025-06-17
    xml_lacks '<会计期间号>7<'
    whole HB-PL 2026 --as-of 2026-05-31 --known-by 2026-11-01
    # the checkpoint is the ledger's own, and the same cut gives the same bytes
    root=$("$fp" checkpoint show --book HB-PL --as shen.ji 2>/dev/null | sed -n 3p)
    whole HB-PL 2026 --lang en
    xml_has " $root"
    "$fp" export --to gbt24589 "$tmp/again/" --book HB-PL --year 2026 --as shen.ji --lang zh 2>"$tmp/err"
    err_has "已导出到" "不表示符合标准"
    diff -r "$folder" "$tmp/again" || die "the same cut, other bytes"
    # a disk that fills up while the file is written, and before it
    for blocks in 2000 200; do # of 1024 bytes
        (
            ulimit -f "$blocks"
            expect 5 export --to gbt24589 "$tmp/gbt.full" --book HB-PL --year 2026 --as shen.ji
        )
        err_has E_DISK_FULL "$tmp/gbt.full"
        { [ ! -e "$tmp/gbt.full" ] && [ ! -e "$tmp/gbt.full.part" ]; } || die "something is left on a full disk"
    done
)

# ---- currencies, period 13, an opening taken back, papers, hostile texts
make_city
expect 0 currency add USD --scale 2 --as guan.li
expect 0 currency add JPY --scale 0 --as guan.li
long=$(printf '甲%.0s' $(seq 70))$(printf 'x%.0s' $(seq 40)) # 250 bytes
strange='<b>&"]]>-- --><!--'
expect 0 party register LONG --uscc 91340604XY00010150 --name "$long" --kind investee --as zhi.dan
expect 0 party register FORMULA --uscc 91340600XY9000027X --name '=HYPERLINK("http://x")😀' --kind manager --as zhi.dan
expect 0 party register STRANGE --uscc 91340600XY9000035Q --name "$strange" --kind lp --as zhi.dan
expect 0 opening post QC-1 --book guidance --occurred 2025-01-01 --memo 启用 --line "100201 D 900.00" --line "4103 C 900.00" --as zhi.dan --checker fu.he
expect 0 opening reverse QC-1 --book guidance --reason 有误 --as zhi.dan --checker fu.he
expect 0 opening post QC-2 --book guidance --occurred 2025-01-01 --memo 启用 --line "100201 D 1000.00" --line "4103 C 1000.00" --as zhi.dan --checker fu.he
post() { # DAY AMOUNT DEBIT MEMO [MORE OF THE FIRST LINE [OF BOTH [OPTION...]]]
    local day=$1 amount=$2 debit=$3 memo=$4 first=${5-} both=${6-}
    shift $(($# > 6 ? 6 : $#))
    expect 0 journal post --book guidance --occurred "$day" --memo "$memo" --line "$debit D $amount $first $both" \
        --line "100201 C $amount $both cash_flow=OPERATING_OUT" --as zhi.dan --checker fu.he "$@"
}
post 2025-03-05 120.01 6605 "$strange" "party=LONG item=项目-1"
post 2025-03-31 0.09 6605 "=1+1 不可见$(printf '\342\200\213')字符 😀" "party=FORMULA" "" --attachments 3
post 2025-04-05 7.00 6605 美元 "party=STRANGE item=项目-2" currency=USD
post 2025-12-31 77 6605 日元 "" currency=JPY
post 2025-12-31 5.00 6605 十二月
expect 0 journal post --book guidance --occurred 2025-12-31 --memo 结转损益 --line "4103 D 125.10" --line "6605 C 125.10" --period13 Y --as zhi.dan --checker fu.he
expect 0 journal post --book guidance --occurred 2026-01-01 --memo 新年 --line "6605 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT" --as zhi.dan --checker fu.he
whole guidance 2025
xml_has '<会计期间号>13<' '<记账凭证编号>202513-1<' '<附件数>3<' '&lt;b&gt;&amp;"]]&gt;-- --&gt;&lt;!--' '=1+1 不可见⟨U+200B⟩字符 😀' '<借方原币金额>77<' '<借方本币金额/>'
xml_lacks '摘要>启用' # what opened the book is a balance and no voucher
holds "$folder/公共档案.xml" "$long" '=HYPERLINK("http://x")😀' "<档案值名称>&lt;b&gt;" "<会计期间号>13</会计期间号><会计期间起始日期>20251231</会计期间起始日期>"
xml_has '<期初原币余额>1000.00<'
whole guidance 2026
xml_has '<期初原币余额>874.90<'
whole guidance 2025 --as-of 2025-03-31
whole pool 2025
grep -q '<记账凭证/>' "$folder/总账.xml" || die "a year without vouchers"
expect 1 export --to gbt24589 "$tmp/gbt.none" --book guidance --year 2027 --as shen.ji
err_has E_DATE_ORDER 2027-01-01
expect 1 export --to gbt24589 "$tmp/gbt.none" --book guidance --year 2026 --as-of 2025-12-31 --as shen.ji
err_has E_DATE_ORDER 2026-01-01

# a name that would end the remark at the head of a file
expect 0 book open dash --kind fund --name 'A--B-->--' --name-en A --chart fund@1 --opened 2025-01-01 --as guan.li
whole dash 2025
# a ledger that is none of a trial says nothing of it
(
    unset FUNDPOOL_TEST FUNDPOOL_CLOCK
    export FUNDPOOL_LEDGER=$tmp/real.fpl
    expect 0 init --origin ledger.test.example --admin guan.li --admin-name 管理员
    expect 0 user enrol gui.ze --name 桂 --roles rules --as guan.li
    expect 0 user enrol shen.ji --name 审 --roles auditor --as guan.li
    expect 0 chart adopt "$SRCDIR/policies/charts/fund.yaml" --as gui.ze
    expect 0 book open f --kind fund --name 基金 --name-en F --chart fund@1 --opened 2025-01-01 --as guan.li
    whole f 2025
    xml_lacks TRIAL
)

# ---- what is refused leaves nothing
no() { # CODE REASON FOLDER OPTION...
    local code=$1 reason=$2 out=$3
    shift 3
    expect "$code" --lang zh export --to gbt24589 "$out" "$@"
    err_has "$reason"
    expect "$code" export --to gbt24589 "$out" "$@"
    err_has "$reason"
    out_empty
    { [ ! -e "$tmp/gbt.none" ] && [ ! -e "$tmp/gbt.none.part" ]; } || die "a refused export has left something"
}
none=$tmp/gbt.none
no 2 E_USAGE "$none" --book guidance --as shen.ji
no 2 E_USAGE "$none" --year 2025 --as shen.ji
expect 2 export --to gbt24589 --book guidance --year 2025 --as shen.ji
err_has E_USAGE "FOLDER"
for year in x 20256 25 2025.0 -2025; do no 2 "E_NUMBER_FORMAT" "$none" --book guidance "--year=$year" --as shen.ji; done
for to in hledger sqlite; do
    expect 2 export --to $to --book guidance --year 2025 --as shen.ji
    err_has E_USAGE "--year is for --to gbt24589"
done
no 1 E_BOOK "$none" --book nope --year 2025 --as shen.ji
no 1 E_BOOK "$none" --book registry --year 2025 --as shen.ji
no 1 E_SCOPE "$none" --book pool --year 2025 --as xc.01
no 1 E_ROLE "$none" --book guidance --year 2025 --as guan.li
no 1 E_ACTOR "$none" --book guidance --year 2025 --as nobody
no 3 E_NOT_FOUND "$tmp/nowhere/f" --book guidance --year 2025 --as shen.ji
mkdir "$tmp/empty"
ln -s "$tmp/target" "$tmp/link"
for path in "$tmp/empty" "$tmp/link" "$FUNDPOOL_LEDGER"; do no 1 E_EXISTS "$path" --book guidance --year 2025 --as shen.ji; done
{ rmdir "$tmp/empty" && [ ! -e "$tmp/target" ]; } || die "what stood there was touched"
no 2 E_OUTPUT "$FUNDPOOL_LEDGER-wal" --book guidance --year 2025 --as shen.ji
chmod 640 "$FUNDPOOL_LEDGER" # what is made of a ledger is as closed as that is
whole guidance 2025
[ "$(stat -c %a "$folder" "$folder/总账.xml" "$folder/公共档案.xml" | tr '\n' ' ')" = "750 640 640 " ] || die "modes: $(stat -c %a "$folder" "$folder"/*)"

# ---- killed at any moment: there is no folder, or it is whole; what is left behind is taken up
reference=$folder
mkdir -m 700 "$tmp/killed.part"
printf '<half' >"$tmp/killed.part/总账.xml"
killed=0
for i in $(seq 20); do
    "$fp" export --to gbt24589 "$tmp/killed" --book guidance --year 2025 --as shen.ji 2>/dev/null &
    child=$!
    sleep "0.00$((i % 10))$((i * 7 % 10))"
    if kill -9 $child 2>/dev/null; then killed=$((killed + 1)); fi
    wait $child 2>/dev/null || true
    [ ! -e "$tmp/killed" ] || { diff -r "$reference" "$tmp/killed" && rm -r "$tmp/killed"; } || die "half a folder"
done
[ "$killed" -gt 0 ] || die "no export was killed"
expect 0 export --to gbt24589 "$tmp/killed" --book guidance --year 2025 --as shen.ji
diff -r "$reference" "$tmp/killed" || die "what a killed run left stands in the next folder"
[ ! -e "$tmp/killed.part" ] || die "what a killed run left is left"
mkdir "$tmp/mine.part" # of somebody else: it stays, with all that is in it
chmod 755 "$tmp/mine.part"
printf mine >"$tmp/mine.part/总账.xml"
expect 1 export --to gbt24589 "$tmp/mine" --book guidance --year 2025 --as shen.ji
err_has E_EXISTS
[ "$(cat "$tmp/mine.part/总账.xml")" = mine ] || die "a folder that is not ours was emptied"
echo "gbt24589: $killed killed"
