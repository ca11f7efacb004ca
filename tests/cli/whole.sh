#!/bin/bash
# Every command once with success: a fund and a pool from opening to payout, then each report in each format, columns aligned,
# and the three exports taken by the three programs where they are installed.
# timeout: 300
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool"
# shellcheck disable=SC2086  # options in variables throughout
{
    expect 0 currency add USD --scale 2 --as guan.li
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 party register CT --name 示例财政 --kind fiscal --as zhi.dan
    expect 0 calendar adopt "$SRCDIR/policies/calendars/cn-2026.yaml" --as gui.ze
    expect 0 mapping adopt "$SRCDIR/examples/huaibei/banks/mapping-longji.yaml" --as gui.ze
    expect 0 opening post --book guidance --occurred 2025-01-01 --memo 启用余额 --line "100201 借 300000000.00" \
        --line "400101 贷 300000000.00 party=CT" $who
    expect 0 journal post D-1 --book guidance --occurred 2026-11-10 --memo 托管费 --line "6404 D 1000.00" --line "100201 C 1000.00 cash_flow=OPERATING_OUT" $who
    receipt=$(grep -o 'receipt [0-9/]*' "$tmp/out" | cut -d' ' -f2)
    expect 0 journal reverse "$receipt" --book guidance --reason 冲销 $who
    expect 1 journal reverse "$receipt" --book guidance --reason 冲销 --occurred 2026-11-11 $who
    mapfile -t dry < <(deal YD-001 2026-11-10 3000000.00 --dry-run)
    before=$(records)
    expect 0 "${dry[@]}"
    err_has "nothing was recorded"
    out_has TRANSFER@1 110101 3,000,000.00
    expect 0 "${dry[@]}" --format json
    python3 -m json.tool <"$tmp/out" >/dev/null
    unchanged "$before"
    expect_deal 0 YD-001 2026-11-10 3000000.00
    expect_deal 0 YD-OLD 2024-12-01 1000000.00 --take-on

    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 agreement sign XY-1 $pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 \
        --signed 2024-12-25 --as gui.ze
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 measure record prior_year_balance $pool --party BK-XC --date 2025-12-31 --amount 30000000.00 --as zhi.dan
    expect 0 measure record bank_deposit $pool --party BK-XC --date 2026-06-30 --amount 20000000.00 --as zhi.dan
    expect 0 measure record guarantee_fees $pool --party BK-XC --date 2026-06-30 --amount 900000.00 --as zhi.dan
    loan="--bank BK-XC --contract XC-1 --iou XC1-01"
    register="loan register $pool $loan --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 --type 信用 --mode DIRECT
        --contract-amount 4800000.00 --disbursed 4800000.00 --disbursed-on 2026-02-20 --due-on 2026-08-25 --registered-on 2026-03-01
        --rate 3.55% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05
        --listed 否 --industry 电子信息 --breach-free-years 8 --first-loan N --monetary-tool N"
    expect 0 $register --dry-run $who
    expect 0 $register $who
    expect 0 ${register//XC1-01/XC1-02} $who
    expect 0 loan repay $pool $loan --instalment 01 --occurred 2026-06-20 --amount 4000000.00 $who
    submit="claim submit $pool $loan --claim-no XC-01 --claim-date 2026-11-18 --overdue-days 85 --five-class 次级 --litigation 法院受理
        --repaid 4000000.00 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 --docs 补偿申请表、法院受理通知书"
    expect 0 $submit --dry-run --as xc.01
    out_has "eligible base" 600,000.00
    expect 0 $submit --as xc.01 --format json
    claim=$(python3 -c 'import json,sys; r=json.load(sys.stdin)["tables"][0]["rows"][0]; print(r["receipt"], r["amount"])' <"$tmp/out")
    amount=${claim#* } claim=${claim% *}
    [ "$amount" != None ] || die "no provisional amount"
    expect 1 claim approve "$claim" $pool --expect 1.00 --dry-run --as shen.pi
    expect 1 claim approve "$claim" $pool --expect 1.00 --as shen.pi
    out_has E_CHANGED
    expect 0 claim approve "$claim" $pool --expect "$amount" --dry-run --as shen.pi
    expect 0 claim approve "$claim" $pool --expect "$amount" --as shen.pi
    expect 0 claim pay "$claim" $pool --bank-ref SL2 --as chu.na --checker fu.he
    # another one, to be refused by a person
    expect 0 ${submit//XC1-01/XC1-02} --as xc.01
    expect 0 explain "$claim" --as shen.ji
    out_has "$(printf '%s' "$amount" | sed 's/\..*//' | rev | sed 's/.../&,/g;s/,$//' | rev)"
    expect 0 period close 2025-01 --book guidance --as fu.he
}

# ---- a claim is refused ----
expect 0 report claims --book pool --as shen.pi --format json
other=$(python3 -c '
import json, sys
rows = json.load(sys.stdin)["tables"][0]["rows"]
print([r for r in rows if "SUBMITTED" in json.dumps(r)][0]["receipt"])' <"$tmp/out")
# shellcheck disable=SC2086
expect 0 claim refuse "$other" $pool --reason 材料不实 --as shen.pi

# ---- every list and report in every format ----
shown=0
show() { # kept, to be looked at all together in the end
    local format lang
    for format in table csv json; do
        for lang in en zh; do
            FUNDPOOL_LANG=$lang expect 0 "$@" --format $format
            shown=$((shown + 1))
            mv "$tmp/out" "$tmp/shown.$shown.$format"
            printf '%s' "$*" >"$tmp/shown.$shown.$format.of"
        done
    done
}
for list in book party pack profile; do show $list list --as shen.ji; done
show report balance --book guidance --as shen.ji
show report balance --book guidance --from 2026-01-01 --to 2026-11-30 --by-party --as shen.ji
show report statement --book guidance --account 100201 --as shen.ji
show report early --as shen.ji
show report early --book guidance --profile TRANSFER --threshold 60% --as shen.ji
show report pool --book pool --year 2026 --as shen.ji
show report claims --book pool --as shen.ji
show report loans --book pool --bank BK-XC --as shen.ji
show report takeon --book guidance --as shen.ji
show explain YD-001 --book guidance --as shen.ji
show help roles
show help codes
python3 - "$tmp" "$shown" <<'PY' || die "a list that is not as it should be"
# Tables: rules as wide as the widest line allows, columns of figures end below their titles; CSV of two rows at least; JSON.
import csv, glob, json, sys, unicodedata
def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
def aligned(path):
    lines = open(path, encoding="utf-8").read().split("\n")
    rules = [i for i, line in enumerate(lines) if line and set(line) == {"─"}]
    assert rules, "no table"
    i = 0
    while i + 2 < len(rules) + 1 and i + 1 < len(rules):
        top, under = rules[i], rules[i + 1]
        if under != top + 2:
            i += 1
            continue
        wide = width(lines[top])
        for line in lines[top + 1:]:
            if not line:
                break
            assert width(line.rstrip()) <= wide or set(line) == {"─"}, (wide, width(line), line)
        i += 2
looked = 0
for path in glob.glob(sys.argv[1] + "/shown.*.of"):
    file = path[:-3]
    try:
        if file.endswith(".table"):
            aligned(file)
        elif file.endswith(".csv"):
            assert len(list(csv.reader(open(file, encoding="utf-8-sig", newline="")))) >= 2, "short"
        else:
            json.load(open(file, encoding="utf-8"))
    except Exception as wrong:
        sys.exit(f"{open(path, encoding='utf-8').read()} ({file}): {wrong!r}")
    looked += 1
sys.exit(looked != int(sys.argv[2]) and "not all were looked at")
PY
# what was known before is answered as it was
expect 0 report balance --book guidance --as-of 2025-06-30 --as shen.ji
if grep -q 110101 "$tmp/out"; then die "a deal of 2026 in a balance of 2025"; fi
expect 0 report balance --book guidance --known-by 2026-11-19 --as shen.ji
if grep -q 110101 "$tmp/out"; then die "known before it was recorded"; fi
expect 2 report balance --book guidance --known-by yesterday --as shen.ji
expect 2 report early --threshold 3/2 --as shen.ji

# ---- second opinions ----
for program in hledger ledger beancount; do
    expect 0 export --to $program --as shen.ji
    [ -s "$tmp/out" ] || die "nothing exported for $program"
    cp "$tmp/out" "$tmp/books.$program"
done
if command -v hledger >/dev/null; then hledger -f "$tmp/books.hledger" check; fi
if command -v ledger >/dev/null; then ledger -f "$tmp/books.ledger" balance >/dev/null; fi
if command -v bean-check >/dev/null; then bean-check "$tmp/books.beancount"; fi
expect 0 verify
