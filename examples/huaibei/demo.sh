#!/bin/sh
# The main job on an invented city: its books from CSV to answers. Usage: examples/huaibei/demo.sh [DIR]
# FUNDPOOL names the program (build/bin/fundpool), BUILD the build directory; the ledger and the answer files stay in DIR (BUILD/demo)
# for a closer look. Captions are Chinese first, English second. Every step is checked: the demo stops at the first wrong answer.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
program=${FUNDPOOL:-$root/build/bin/fundpool}
dir=${1:-${BUILD:-$root/build}/demo}
began=$(date +%s)

[ -x "$program" ] || { echo "demo: $program: 请先运行 make / run make first" >&2; exit 2; }
rm -rf "$dir"
mkdir -p "$dir/answers"
dir=$(CDPATH='' cd -- "$dir" && pwd)
cd "$here"
export FUNDPOOL_LEDGER="$dir/huaibei.fpl" FUNDPOOL_LANG=zh
# A decision uses the caps of the year that its claim was recorded in, so the story has its own days, whenever it is played: a trial ledger.
clock() { export FUNDPOOL_TEST=1 FUNDPOOL_CLOCK="$1+"; }
clock 1792634400000 # 2026-10-22 10:00 +08:00
unset FUNDPOOL_USER FUNDPOOL_CHECKER

step=0
say() { # 中文 English
    step=$((step + 1))
    printf '\n\033[1m── %s. %s\033[0m\n      %s\n' "$step" "$1" "$2"
}
note() { # 中文 English
    printf '      %s  %s\n' "$1" "$2"
}

# Exit 1 is an answer ("no", or some rows refused); anything above is a failure of the demo.
quiet() {
    status=0
    "$program" "$@" || status=$?
    [ "$status" -le 1 ] || { echo "demo: fundpool $*: exit $status" >&2; exit "$status"; }
}
run() { # shows the command too
    printf '$ fundpool'
    printf ' %s' "$@"
    printf '\n'
    quiet "$@"
}
want() { # STATUS COMMAND…
    expected=$1
    shift
    run "$@"
    [ "$status" -eq "$expected" ] || { echo "demo: fundpool $*: exit $status, expected $expected" >&2; exit 1; }
}
yes() { want 0 "$@"; }
no() { want 1 "$@"; }
silently() {
    quiet "$@" >"$dir/last.out" 2>&1
    [ "$status" -eq 0 ] || { cat "$dir/last.out" >&2; echo "demo: fundpool $*: exit $status" >&2; exit 1; }
}
part() { # FROM TO COMMAND…: shows some lines of a long answer
    from=$1 to=$2
    shift 2
    run "$@" >"$dir/last.out"
    [ "$status" -eq 0 ] || { cat "$dir/last.out"; exit 1; }
    head -n 1 "$dir/last.out"
    tail -n +2 "$dir/last.out" | sed -n "$from,${to}p"
    [ "$(wc -l <"$dir/last.out")" -le $((to + 1)) ] || echo '      ……'
}
table() { # FILE: the rows of a plain CSV without its header
    tail -n +2 "$1"
}
answer() { # FILE: where the answer to a file goes
    printf '%s/answers/%s' "$dir" "$(basename "$1")"
}
refusals() { # ENCODING FILE: the rows of an answer file that were refused, with reasons
    iconv -f "$1" -t UTF-8 "$(answer "$2")" | tr -d '\r' | grep -E '[,;	]"?E_[A-Z_]+' |
        sed -E 's/^(.{0,46}).*[,;	]("?E_[A-Z_,;]+.*)$/      \1… │ \2/' || true
}
receipt() { # CLAIM NUMBER: its receipt number, from the answer files
    grep -h ",$1," "$dir"/answers/claims-*.csv | grep -v 'E_[A-Z]' | head -n 1 | sed -E 's/.*,([0-9]+\/[0-9]+),[^,]*$/\1/'
}
clerk="--as zhi.dan --checker fu.he"

say "建立账本，登记用户：管理员只有一名，既不能制单也不能审批" "a new ledger and its users; the one administrator can neither post nor approve"
yes init --trial --origin ledger.huaibei.example --admin guan.li --admin-name 管理员
table users.csv | while IFS=, read -r user name roles party; do
    [ -n "$party" ] || silently user enrol --as guan.li --user "$user" --name "$name" --roles "$roles"
done

say "采用科目表、早期口径、规则包（规则是数据，逐条注明依据）" "adopt charts, early-stage profiles and the rule pack: rules are data and cite their clauses"
for chart in fund company fiscal pool; do silently chart adopt "$root/policies/charts/$chart.yaml" --as gui.ze; done
for profile in TRANSFER AH_ANGEL_2025 HB_EARLY ROUND_BASED; do
    silently profile adopt "$root/policies/profiles/$profile.yaml" --as gui.ze
done
yes pack adopt pack-hb-demo.yaml --as gui.ze

say "开设六个账套：三只基金、市产投、财政、资金池" "open six books: three funds, the investment company, the treasury, the pool"
while IFS='|' read -r code kind chart name name_en; do
    silently book open --as guan.li --code "$code" --kind "$kind" --chart "$chart@1" --name "$name" --name-en "$name_en" --opened 2025-01-01
    note "$code $name" "$name_en"
done <<'BOOKS'
HB-YD|fund|fund|科技成果转化引导基金|Guidance fund
HB-KC|fund|fund|科创基金|Sci-tech fund
HB-TS|fund|fund|天使基金|Angel fund
HB-CT|company|company|市产投公司|Investment company
HB-CZ|fiscal|fiscal|市财政|Treasury
HB-PL|pool|pool|科技贷款风险补偿资金池|Risk-compensation pool
BOOKS

say "登记主体，录入各账套期初余额" "register the parties, post the opening balances"
yes import parties parties.csv --as zhi.dan --answer "$(answer parties.csv)"
table users.csv | while IFS=, read -r user name roles party; do
    [ -z "$party" ] || silently user enrol --as guan.li --user "$user" --name "$name" --roles "$roles" --party "$party"
done
for pair in HB-YD:funds/opening-guidance HB-KC:funds/opening-sci-tech HB-TS:funds/opening-angel \
    HB-CT:company/opening-company HB-CZ:company/opening-fiscal; do
    file=${pair#*:}.csv
    # shellcheck disable=SC2086  # two options in one variable
    silently import openings "$file" --book "${pair%%:*}" $clerk --answer "$(answer "$file")"
done
yes report balance --book HB-YD --as jian.guan --as-of 2025-01-01

say "导入三只基金的投资，一行一答；科创基金文件里有 5 行问题" "import the funds' deals, one answer a row; five rows of the sci-tech fund's file are not in order"
# shellcheck disable=SC2086
{
    yes import deals funds/deals-guidance.csv --book HB-YD $clerk --answer "$(answer funds/deals-guidance.csv)"
    no import deals funds/deals-sci-tech.csv --book HB-KC $clerk --answer "$(answer funds/deals-sci-tech.csv)"
    yes import deals funds/deals-angel.csv --book HB-TS $clerk --answer "$(answer funds/deals-angel.csv)"
    for pair in HB-YD:guidance HB-KC:sci-tech HB-TS:angel; do
        silently import journal "funds/journal-${pair#*:}.csv" --book "${pair%%:*}" $clerk --answer "$(answer "journal-${pair#*:}.csv")"
    done
}

say "早期投资占比（不低于 50%，含本数；资料不全的只计入分母）" "early-stage share: at least 50 %, which includes 50 %; what is unknown counts in the denominator only"
early_rule() { # FUND BINDING
    yes early bind "$2" --book "$1" --profile TRANSFER --version 1 --from 2025-01-01 --until 2025-12-31 --basis B1 --followon INHERIT_FIRST \
        --threshold 50% --document 淮政〔2022〕46号二（四） --as gui.ze
}
early_rule HB-YD YD-Z01
early_rule HB-KC KC-Z01
part 1 29 report early --as jian.guan
note "每只基金的规则（口径、基准、达标线、依据、有效期）是它自己登记的；文件 2025 年底到期，报表注明" \
    "profile, basis, threshold, document and validity are each fund's own record; the text ended with 2025, and the report says so"
note "引导基金：各口径均达标，并列出余地" "guidance fund: passes under each profile, with the headroom"
note "科创基金：TRANSFER 口径只差 1 分钱，四舍五入会显示 50.00%，仍不达标" "sci-tech fund: one fen short under TRANSFER; rounded it would read 50.00 %, and still it fails"
note "天使基金：HB_EARLY 口径恰为 50%，达标" "angel fund: exactly 50 % under HB_EARLY: a pass"

say "试算：科创基金再投 1 笔 1200 万元早期项目，占比会怎样（不入账）" "dry run: one more early deal of 12 million yuan, what would it do to the share? nothing is recorded"
firm=$(sed -n 5p pool/whitelist.csv)
# shellcheck disable=SC2086
yes deal record --dry-run --book HB-KC $clerk --deal KC-101 --firm "${firm%%,*}" --firm-name "$(printf '%s' "$firm" | cut -d, -f2)" \
    --paid-date 2026-10-15 --amount 12000000.00 --round 天使轮 --is-transfer 是 --achievement AH2026K0001 --ic-date 2026-09-10 \
    --agreement-date 2026-09-25 --established 2024-03-01 --employees 24 --bachelor 75% --assets 8000000.00 --net-assets 5000000.00 \
    --revenue 1200000.00 --rnd-share 18% --listed 否
note "HB_EARLY 口径将由 46.25% 升到恰好 50%" "under HB_EARLY it would go from 46.25 % to exactly 50 %"

say "资金池：白名单 427 户、合作协议 8 份、财政拨入、年末指标" "the pool: a white list of 427 firms, eight agreements, money paid in, year-end measures"
yes import whitelist pool/whitelist.csv --book HB-PL --as zhi.dan --answer "$(answer pool/whitelist.csv)"
table pool/agreements.csv | while IFS=, read -r agreement party pack version from to signed; do
    silently agreement sign --book HB-PL --as gui.ze --agreement "$agreement" --party "$party" --pack "$pack" --version "$version" \
        --from "$from" --to "$to" --signed "$signed"
done
# shellcheck disable=SC2086
{
    no import contributions pool/contributions.csv --book HB-PL $clerk --answer "$(answer pool/contributions.csv)"
    silently import measures pool/measures.csv --book HB-PL --as zhi.dan --answer "$(answer pool/measures.csv)"
    for what in interest costs payments; do
        silently import "$what" "pool/$what.csv" --book HB-PL $clerk --answer "$(answer "pool/$what.csv")"
    done
}

say "六家银行各交各的表：编码、分隔符、单位、表头都不同，答复文件沿用原样式" \
    "six banks, six layouts: encodings, delimiters, units and headers differ, and each answer keeps its bank's own"
note "这些贷款早已备案，由资金池的记账员补登：备案日早于登记日的，答复里写明天数；银行用户自己只能在当日备案" \
    "these loans were registered long ago and are entered by the pool's recorder: the answer tells by how many days; a bank's own user registers on the day itself"
loans() { # FILE [MAPPING]
    file=banks/loans-$1.csv
    # shellcheck disable=SC2086
    if [ $# -gt 1 ]; then
        no import loans "$file" --book HB-PL --mapping "banks/$2" $clerk --answer "$(answer "$file")"
    else
        no import loans "$file" --book HB-PL $clerk --answer "$(answer "$file")"
    fi
}
loans xiangcheng
loans suihe
loans longji mapping-longji.yaml
loans nanhu
loans huajiahu mapping-huajiahu.yaml
loans shibanjie
note "相城银行收到的答复文件（GB18030，表前说明、列序、分隔符不变，行尾加五列），其中被拒的行：" \
    "the answer file that bank XC gets back (GB18030, its own lines and columns, five more at the end); the refused rows in it:"
refusals GB18030 banks/loans-xiangcheng.csv
note "合计 30 笔 122,800,000.00 元" "30 loans, 122,800,000.00 yuan"

say "登记还款" "repayments"
# shellcheck disable=SC2086
no import repayments banks/repayments.csv --book HB-PL $clerk --answer "$(answer banks/repayments.csv)"
part 1 12 report loans --book HB-PL --as jian.guan

say "银行和担保机构提交补偿申请：受理并给出暂估金额，或逐条说明为何不予受理" \
    "banks and guarantors submit claims: accepted with a provisional amount, or refused with every reason"
for pair in xc:xiangcheng sh:suihe lj:longji nh:nanhu hj:huajiahu sb:shibanjie kd:kedan hx:huixin; do
    file=banks/claims-${pair#*:}.csv
    run import claims "$file" --book HB-PL --as "${pair%%:*}.01" --answer "$(answer "$file")"
done

say "核定：换人办理、按登记顺序、写明预期金额，三者缺一不可" "decisions: by another person, in order of registration, naming the expected amount"
no claim approve --book HB-PL --as shen.pi --claim "$(receipt XC-02)" --expect 160000.00 --occurred 2026-10-22
note "XC-01 登记在前、共用限额，须先办" "XC-01 was registered before it and shares its caps"
table pool/decisions.csv | while IFS=, read -r number amount; do
    [ "$number" != XC-02 ] || no claim approve --book HB-PL --as shen.pi --claim "$(receipt XC-02)" --expect 275000.00 --occurred 2026-10-22
    if [ "$number" = HJ-02 ]; then expected=1; else expected=0; fi
    want $expected claim approve --book HB-PL --as shen.pi --claim "$(receipt "$number")" --expect "$amount" --occurred 2026-10-22
done
note "XC-02 暂估 275,000.00，因单行年度上限只余 160,000.00；HJ-02 触发熔断，暂缓" \
    "XC-02's provisional 275,000.00 meets a bank cap with 160,000.00 left; HJ-02 trips the breaker and is deferred"

clock 1793152800000 # 2026-10-28
say "拨付（两笔留待下月）" "payments; two are left for next month"
for number in XC-01 XC-02 SH-01 LJ-01 NH-01 HJ-01 SB-01 SB-02; do
    silently claim pay --book HB-PL --as chu.na --checker fu.he --claim "$(receipt $number)" --bank-ref "SL20261028-$number" \
        --occurred 2026-10-28
done
yes report claims --book HB-PL --as jian.guan

clock 1795140000000 # 2026-11-20
say "这笔补偿是怎么算出来的？精确分数，逐步注明条款" "how was this payout reached? exact fractions, each step with its clause"
part 1 42 explain "$(receipt HJ-01)" --as jian.guan

say "资金池状况与科目余额" "where the pool stands, and its trial balance"
yes report pool --book HB-PL --as jian.guan
"$program" report pool --book HB-PL --as jian.guan --format json >"$dir/last.out"
grep -q '"identity_holds"' "$dir/last.out" || { echo "demo: the balance identity of the pool does not hold" >&2; exit 1; }
yes report balance --book HB-PL --as jian.guan

say "一只基金的一生：种子基金从认缴到分配，中间有估值、退出、核销和尽职免责" \
    "the life of a fund: the seed fund from its commitments to a distribution, with valuations, an exit, a write-off and its duty case"
silently book open --as guan.li --code HB-ZZ --kind fund --chart fund@1 --name 种子基金 --name-en "Seed fund" --opened 2024-01-01
silently tolerance adopt "$root/policies/loss/HB_READING.yaml" --as gui.ze
yes tolerance bind ZZ-Y01 --book HB-ZZ --rule HB_READING --version 1 --from 2024-01-15 --class SEED --document 示例种子基金合伙协议第三十条 --as gui.ze
silently limit adopt limits-hb-demo.yaml --as gui.ze
yes limit bind ZZ-X01 --book HB-ZZ --limits HB_DEMO --version 1 --from 2024-01-15 --target 100000000.00 --approved-on 2023-11-01 \
    --established-on 2024-01-15 --document 示例种子基金合伙协议第十二条 --as gui.ze
for what in commitments capital deals valuations writeoffs duty-cases exits dividends distributions settlements recoveries; do
    # shellcheck disable=SC2086
    silently import "$what" "funds/life-$what.csv" --book HB-ZZ $clerk --answer "$(answer "life-$what.csv")"
done
yes report fund --book HB-ZZ --as jian.guan
part 1 9 report early --book HB-ZZ --profile TRANSFER --as jian.guan

say "限额：对一家企业的投资将达实收资本的 27.5%，超过 25%：先试算，登记时被拦下，由第二位审批人写明理由后放行" \
    "limits: one firm would take 27.5 % of paid-in capital, more than 25 %: tried first, stopped when it is recorded, let through by a second approver with a reason"
set -- --book HB-ZZ --firm 91340604XY0004232R --firm-name 示例若谷智慧农业有限公司 --paid-date 2026-04-15 --amount 1000000.00 --round B轮 --is-transfer 否 --listed 否
# shellcheck disable=SC2086
{
    run deal record ZZ-005 "$@" --dry-run $clerk >"$dir/last.out" 2>&1
    [ "$status" -eq 1 ] || { cat "$dir/last.out"; exit 1; }
    head -n 1 "$dir/last.out"
    sed -n '/^限额：计入前后/,/^$/p' "$dir/last.out"
    no deal record ZZ-005 "$@" $clerk
    yes import deals funds/life-deals-over.csv --book HB-ZZ $clerk --answer "$(answer life-deals-over.csv)"
}
yes report limits --book HB-ZZ --as jian.guan
note "理由与批准人留在记录里；verify 由规则和当时的数重新判断一次" "reason and approver stay in the record; verify judges again, by the rule and the figures of that moment"

say "业绩：DPI、RVPI、TVPI 与内部收益率，净层面与毛层面" "performance: DPI, RVPI, TVPI and the internal rate of return, net and gross"
yes report performance --as jian.guan

say "容错率：基金自己的规则、分子、分母、结论，其他读法并列；免责、待定、追责分开" \
    "loss tolerance: the fund's own rule, numerator, denominator and verdict, the other readings beside it; exempt, pending and accountable apart"
yes report tolerance --book HB-ZZ --as jian.guan
note "淮北的 80% 是读法；文件在 2025 年底失效，所以标明" "80 % for Huaibei is a reading; its text expired at the end of 2025, and is flagged"

say "待批的核销会不会超限？先问，再批" "would a write-off that waits for approval exceed the limit? ask before it is approved"
firm=$(sed -n 4p funds/life-deals.csv | cut -d, -f2)
run report tolerance --book HB-ZZ --with "$firm" --as jian.guan >"$dir/last.out"
[ "$status" -eq 0 ] || { cat "$dir/last.out"; exit 1; }
head -n 1 "$dir/last.out"
sed -n '/^加上待批核销/,$p' "$dir/last.out"

say "结账到 2025 年 3 月；之后补记的 3 月业务落在最早的未结期间" "close up to March 2025; a March entry that comes late is posted on the first open day"
for month in 01 02 03; do silently period close --book HB-YD --as fu.he --period "2025-$month"; done
# shellcheck disable=SC2086
yes import journal funds/journal-late.csv --book HB-YD $clerk --answer "$(answer journal-late.csv)"
yes report statement --book HB-YD --account 6605 --as shen.ji

say "审计：存证与全部派生数据重算核对；留存检查点；复制一份带走" "audit: evidence and every derived figure checked; keep a checkpoint; take a copy away"
yes verify --as shen.ji
"$program" checkpoint show --as shen.ji >"$dir/checkpoints.txt"
cat "$dir/checkpoints.txt"
yes copy "$dir/auditor.fpl" --as shen.ji
yes verify --ledger "$dir/auditor.fpl" --against "$dir/checkpoints.txt" --as shen.ji

say "第二意见：导出后由 hledger 独立重算余额" "a second opinion: hledger recomputes the balances from the export"
"$program" export --to hledger --as shen.ji >"$dir/huaibei.journal"
if command -v hledger >/dev/null 2>&1; then
    LC_ALL=C.UTF-8 hledger -f "$dir/huaibei.journal" check
    note "hledger 逐笔核对余额断言，无差异" "hledger checked every balance assertion: no difference"
    LC_ALL=C.UTF-8 hledger -f "$dir/huaibei.journal" balance --flat --no-total 100203 110101 | head -n 8
else
    note "未安装 hledger，跳过（make deps-demo 可安装）" "hledger is not installed: skipped (make deps-demo installs it)"
fi

say "同一文件再交一次：什么也不变" "the same file once more: nothing changes"
cp "$(answer banks/loans-suihe.csv)" "$dir/first-answer.csv"
# shellcheck disable=SC2086
no import loans banks/loans-suihe.csv --book HB-PL $clerk --answer "$(answer banks/loans-suihe.csv)"
cmp "$(answer banks/loans-suihe.csv)" "$dir/first-answer.csv"
note "答复文件逐字节相同" "the answer file is the same byte for byte"

printf '\n完成，用时 %s 秒；账本与答复文件在 %s\ndone in %s seconds; the ledger and the answer files are in %s\n' \
    "$(($(date +%s) - began))" "$dir" "$(($(date +%s) - began))" "$dir"
printf '\n在浏览器里看这座城市：make demo-web\nto look at this city in a browser: make demo-web\n'
