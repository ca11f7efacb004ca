#!/bin/bash
# Names, memos, file names and cells that hold characters nobody sees: tables, messages, journals and answers write them out, CSV and JSON keep the
# bytes of data. Every command that shows anything runs over such a ledger.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
# zero width space, direction override, C1 control, soft hyphen, tag, variation selectors, a mark by itself, escapes, blanks that are none, line ends
unseen=$'\u200b\u202e\u0085\u00ad\U000e0041\ufe0f\U000e0100 \u0301\e[31m\u00a0\u2028\t\nz\u2066\ufeff\u3164\ue000'
make_city
expect 0 limit adopt "$SRCDIR/policies/limits/GZ_DEV_ZONE.yaml" --as gui.ze
expect 0 tolerance adopt "$SRCDIR/policies/loss/HB_READING.yaml" --as gui.ze
expect 0 mapping adopt "$SRCDIR/examples/huaibei/banks/mapping-longji.yaml" --as gui.ze
expect 0 calendar adopt "$SRCDIR/policies/calendars/cn-2026.yaml" --as gui.ze
who="--as zhi.dan --checker fu.he"
pool="--book pool"
loan="--bank BK-XC --contract XC-1 --iou XC1-01"
expect 0 user enrol li.si --name "李$unseen" --roles auditor --as guan.li
expect 0 party register F-SHI --name "市$unseen" --kind fiscal --alias 市财政局 --region "省$unseen" --as zhi.dan
for kind in chart:fund pack:pack-hb-demo profile:TRANSFER; do
    case $kind in
    chart:*) from=$SRCDIR/policies/charts/fund.yaml ;;
    pack:*) from=$SRCDIR/examples/huaibei/pack-hb-demo.yaml ;;
    *) from=$SRCDIR/policies/profiles/TRANSFER.yaml ;;
    esac
    python3 - "$from" "$tmp/strange.yaml" "${kind%%:*}" <<'PY'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
nasty = r"\u200b\u202e\u0085\u00ad\U000e0041 \u0301\e[31m"
text = re.sub(r"(?m)^version: *1$", "version: 9", text)
text, n = re.subn(r"(?ms)(^title:.*?zh: )([^,\n]*)(.*?en: )([^}\n]*)", lambda m: f'{m[1]}"{m[2]}{nasty}"{m[3]}"{m[4]}{nasty}"', text, count=1)
if sys.argv[3] == "chart":
    text, n = re.subn(r"(100201.*?zh: )([^,}]*)", lambda m: f'{m[1]}"{m[2]}{nasty}"', text, count=1)
if n != 1:
    sys.exit("no title")
open(sys.argv[2], "w", encoding="utf-8").write(text)
PY
    expect 0 "${kind%%:*}" adopt "$tmp/strange.yaml" --as gui.ze
done
expect 0 waterfall bind PB-1 --book guidance --from 2025-01-01 --hurdle 8% --growth YEARS --catch-up 100% --carry 20% \
    --document "协议$unseen" --as gui.ze
expect 0 reinvest bind FT-1 --book guidance --from 2025-01-01 --times 1.5 --base PAID_IN --affiliates Y --document "协议$unseen" --as gui.ze
expect 0 book open second --kind fund --name "二号$unseen" --name-en "Second$unseen" --chart fund@9 --opened 2025-01-01 --as guan.li
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 opening post --book second --occurred 2025-01-01 --memo "启用$unseen" --line "100201 借 5.00" --line "400101 贷 5.00 party=F-SHI" $who
    expect 0 opening post --book guidance --occurred 2025-01-01 --memo "启用$unseen" --line "100201 借 300000000.00" --line "400101 贷 300000000.00 party=F-SHI" $who
    expect 0 journal post J-1 --book guidance --occurred 2026-11-10 --memo "托管费$unseen" --line "6404 D 1000.00" --line "100201 C 1000.00 cash_flow=OPERATING_OUT" $who
    voucher=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
    expect 0 deal record D-1 --book guidance --firm 91340604XY00010150 --firm-name "汀兰$unseen" --paid-date 2026-02-02 --amount 1020.20 --is-transfer Y $who
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name "鹿鸣$unseen" --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 measure record prior_year_balance $pool --party BK-XC --date 2025-12-31 --amount 30000000.00 --as zhi.dan
    expect 0 measure record bank_deposit $pool --party BK-XC --date 2026-06-30 --amount 20000000.00 --as zhi.dan
    expect 0 measure record guarantee_fees $pool --party BK-XC --date 2026-06-30 --amount 900000.00 --as zhi.dan
    expect 0 loan register $pool $loan --firm 91340602XY0000098D --firm-name "鹿鸣$unseen" --type 信用 --mode DIRECT \
        --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 --registered-on 2026-03-01 \
        --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05 \
        --listed 否 --industry "电子$unseen" --breach-free-years 8 --first-loan N --monetary-tool N $who
    expect 0 claim submit $pool $loan --claim-no XC-01 --claim-date 2026-11-18 --overdue-days 85 --five-class 次级 --litigation 法院受理 \
        --repaid 0 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 --docs "补偿申请表、法院受理通知书、其他$unseen" --as xc.01
    claim=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
}

cat >"$tmp/seen.py" <<'PY'
# Is everything in these outputs to be seen? With "told": does it show that something was hidden? Of each: a name, told or plain, two files.
import sys, unicodedata
words = open(sys.argv[1], "rb").read().decode("utf-8").split("\0")[:-1]
shown = 0
for name, wants, *files in zip(*[iter(words)] * 4):
    told = False
    for path in files:
        text = open(path, "rb").read().decode("utf-8")
        shown += len(text) > 0
        suspects = {}
        for c in set(text):
            kind, cp = unicodedata.category(c), ord(c)
            hidden = c not in "\n \u3000" and (
                kind in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp", "Zs") or 0xFE00 <= cp <= 0xFE0F or 0xE0100 <= cp <= 0xE01EF
                or cp in (0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x34F))
            if hidden or kind[0] == "M":
                suspects[c] = hidden
        for at, c in enumerate(text) if suspects else ():
            if c in suspects and (suspects[c] or at == 0 or text[at - 1] in "\n \u3000"):
                sys.exit(f"{name}: U+{ord(c):04X} in {text[max(0, at - 30):at + 5]!r}")
        told = told or "⟨U+200B⟩" in text
    if wants == "told" and not told:
        sys.exit(f"{name}: does not show U+200B")
sys.exit(shown < len(words) // 4 and "nothing was shown")
PY
# keep NAME WANTS OUT ERR: looked at all together in the end, for an interpreter started for each takes longer than the program
keep() { printf '%s\0' "$@" >>"$tmp/kept"; }
keep_last() { # NAME WANTS: what expect has left
    kept=$((kept + 1))
    mv "$tmp/out" "$tmp/out.$kept"
    mv "$tmp/err" "$tmp/err.$kept"
    keep "$1" "$2" "$tmp/out.$kept" "$tmp/err.$kept"
}
kept=0

# ---- every command that shows: told where a name or memo stands in it ----
while read -r wants command; do
    for lang in zh en; do
        # shellcheck disable=SC2086  # words of a command
        FUNDPOOL_LANG=$lang expect 0 $command --as shen.ji
        keep_last "$command" "$wants"
    done
    printf '%s\n' "$command" >>"$tmp/shown"
done <<COMMANDS
told book list
told user list
told party list
told pack list
told profile list
plain tolerance list
plain limit list
plain limit show GZ_DEV_ZONE
plain tolerance show HB_READING
plain profile show TRANSFER
plain mapping show longji-loans
plain calendar show cn-2026
plain chart show fund
plain policy show pack:hb-demo
plain policy diff hb-demo hb-demo
told report balance --book guidance --by-party
told report statement --book guidance --account 100201
told report early --book guidance
told report pool --book pool
told report claims --book pool
told report loans --book pool
plain report takeon --book pool
plain report tolerance --book guidance
plain report limits --book guidance
plain report balance-sheet --book guidance
plain report income --book guidance
plain report cash-flow --book guidance
plain report fund --book guidance
told report audit --book guidance
told report reconcile --book guidance --account 100201
told report joint --book guidance
plain commitment list --book guidance
plain call list --book guidance
told holding list --book guidance
plain duty list --book guidance
told deal list --book guidance
plain report performance
told report waterfall --book guidance
told report reinvest --book guidance
plain chart list
plain account list --book guidance
plain period list --book guidance
plain pack show hb-demo
told find 汀兰
plain config
plain completion bash
told explain $claim
told explain D-1 --book guidance
told explain $voucher
told voucher $voucher
plain log
told record show $voucher
told record show $claim
plain record proof $voucher
plain verify
plain checkpoint show
plain help
plain help codes
plain help events
plain help postings
plain help roles
told export --to hledger --book guidance
told export --to ledger --book guidance
told export --to beancount --book guidance
plain export --to beancount --book second
told export --to ledger --book second
told report balance --book second
told sql SELECT/**/name/**/FROM/**/parties
plain sql SELECT/**/count(*)/**/FROM/**/分录
COMMANDS
expect 0 help roles --format json
python3 - "$tmp/out" "$tmp/shown" <<'PY' || die "a command that shows is not among these"
import json, sys
shown = [line.strip() for line in open(sys.argv[2])]
for row in json.load(open(sys.argv[1]))["tables"][0]["rows"]:
    name = row["command"]
    if "." not in name and name not in ("rebuild", "copy", "notice", "bundle") and not any(s == name or s.startswith(name + " ") for s in shown):
        sys.exit(name)
PY

# ---- data keeps its bytes ----
for format in csv json; do
    expect 0 party list --as shen.ji --format $format
    python3 - "$tmp/out" "$unseen" $format <<'PY' || die "$format changed a name"
import csv, json, sys
want = "市" + sys.argv[2]
if sys.argv[3] == "json":
    names = [row["name"] for row in json.load(open(sys.argv[1], encoding="utf-8"))["tables"][0]["rows"]]
else:
    names = [row[2] for row in csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline=""))]
sys.exit(want not in names)
PY
done

# ---- messages: what was typed, a file's name, cells of a file, on the screen and in the answer file ----
said() { # CODE ARGUMENT...: refused, and all of it can be seen
    local lang
    for lang in zh en; do
        FUNDPOOL_LANG=$lang expect "$@"
        keep_last "$*" told
    done
}
said 1 book list --as "x$unseen"
said 2 report balance --book guidance --from "2026$unseen" --as shen.ji
said 2 report early --threshold "1$unseen" --as shen.ji
said 1 report balance --book "x$unseen" --as shen.ji
said 1 explain "x$unseen" --as shen.ji
said 2 "x$unseen"
said 2 book list "x$unseen" --as shen.ji
said 2 book list "--x$unseen" --as shen.ji
said 3 verify --ledger "$tmp/x$unseen"
said 3 verify --against "$tmp/x$unseen"
said 2 party register "x$unseen" --name x --kind other --as zhi.dan
said 2 party register F-X --name x --kind "x$unseen" --as zhi.dan
said 2 journal post J-2 --book guidance --occurred "2026$unseen" --memo x --line "6404 D 1.00" --as zhi.dan --checker fu.he
said 2 journal post J-2 --book guidance --occurred 2026-11-10 --memo x --line "6404$unseen D 1.00" --line "100201 C 1.00" --as zhi.dan --checker fu.he
file="$tmp/deals$unseen.csv"
{
    printf '投资编号,统一社会信用代码,企业名称,付款日,实付额,备@unseen@\n' | sed "s/@unseen@/$(printf '\xe2\x80\x8b')/"
    printf 'D-2%s,91340604XY00010150,汀,2026-02-30,1,x\nD-3,91340604XY00010150,汀,20%s,1,x\nD-4,91340604XY00010150,汀,2026-02-03,1%s,x\n' \
        $'\u200b' $'\u200b\e[31m' $'\u202e'
} >"$file"
for lang in zh en; do
    FUNDPOOL_LANG=$lang expect 1 import deals "$file" --book guidance --as zhi.dan --checker fu.he --answer "$tmp/answer.csv"
    keep_last "import ($lang)" told
done
python3 - "$tmp/answer.csv" "$file" <<'PY' || die "the answer file"
import csv, sys
answer = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
source = list(csv.reader(open(sys.argv[2], encoding="utf-8", newline="")))
n = len(source[0])
told = 0
for mine, theirs in zip(answer[1:], source[1:]):
    if mine[:n] != theirs:
        sys.exit(f"a cell was changed: {mine[:n]!r} {theirs!r}")
    for cell in mine[n:]:
        told += "⟨U+" in cell
        if any(c in cell for c in "\u200b\u202e\x1b"):
            sys.exit(f"a reason holds what is not seen: {cell!r}")
sys.exit(0 if told >= 3 else f"only {told} reasons tell")
PY
expect 1 import deals "$file" --book guidance --as zhi.dan --checker fu.he --answer "$tmp/answer.csv" --format json
python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$tmp/out" || die "JSON"
expect 0 verify
python3 "$tmp/seen.py" "$tmp/kept" || die "something unseen"
