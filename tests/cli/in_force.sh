#!/bin/bash
# Caps and breakers of a pool: those of every pack that loans still stand under, not of the newest agreement alone; none of a guarantor.
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
pool="--book pool"
table() { # NAME: rows of that table of the pool's report, "institution pack threshold or cap"
    expect 0 report pool --book pool --as shen.ji --format json
    python3 - "$1" "$tmp/out" <<'PY'
import json, sys
table = next(t for t in json.load(open(sys.argv[2], encoding="utf-8"))["tables"] if t["table"] == sys.argv[1])
for row in table["rows"]:
    print(row["institution"] or "pool", row["pack"], row.get("cap") or row["threshold"]["ratio"], row["clause"])
PY
}
# shellcheck disable=SC2086  # options in variables throughout
{
    sed 's/^version: 1/version: 2/; s/threshold: 15%/threshold: 5%/; s/^  breaker: 第十九条/  breaker: 第二十九条/' \
        "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" >"$tmp/pack2.yaml"
    sed 's/^version: 1/version: 3/; s/threshold: 15%/threshold: 7%/' "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" >"$tmp/pack3.yaml"
    expect 0 pack adopt "$tmp/pack2.yaml" --as gui.ze
    expect 0 pack adopt "$tmp/pack3.yaml" --as gui.ze
    expect 0 party register F-SHI --name 市财政局 --kind fiscal --as zhi.dan
    expect 0 party register DB-KD --uscc 91340600XY90000861 --name 示例科担 --kind guarantor --as zhi.dan
    expect 0 whitelist list 91340602XY0000098D $pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --as zhi.dan
    expect 0 pool contribute ZC-1 $pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    signed() { # ID PARTY VERSION FROM TO
        expect 0 agreement sign "$1" $pool --party "$2" --pack hb-demo --version "$3" --from "$4" --to "$5" --signed "$4" --as gui.ze
    }
    signed XY-1 BK-XC 1 2025-01-01 2026-03-31
    signed XY-2 BK-XC 2 2026-04-01 2027-12-31
    loan() { # N DISBURSED OPTION...
        local n=$1 on=$2
        shift 2
        expect 0 loan register $pool --bank BK-XC --contract "XC-$n" --iou "XC-$n-01" --firm 91340602XY0000098D \
            --firm-name 示例鹿鸣微电子有限公司 --type 信用 --contract-amount 4800000.00 --disbursed 4800000.00 \
            --disbursed-on "$on" --due-on 2027-01-25 --registered-on "$on" --rate 3.55% --lpr 3.00% --purpose 流动资金 \
            --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05 --listed 否 --industry 电子信息 \
            --breach-free-years 8 --first-loan N --monetary-tool N $who "$@"
    }
    # no loan stands under the first pack: the newest alone
    [ "$(table breakers)" = "BK-XC hb-demo@2 1/20 示政办〔2024〕0号 第二十九条" ] || die "before the first loan: $(table breakers)"
    loan 1 2026-03-01 --mode DIRECT
    loan 2 2026-05-01 --mode DIRECT
    [ "$(table breakers)" = "BK-XC hb-demo@1 3/20 示政办〔2024〕0号 第十九条
BK-XC hb-demo@2 1/20 示政办〔2024〕0号 第二十九条" ] || die "loans under two packs: $(table breakers)"
    [ "$(table caps | grep -c '^BK-XC hb-demo@1 cap_per_bank_year ')" -eq 1 ] || die "caps of the first pack: $(table caps)"
    [ "$(table caps | grep -c '^pool hb-demo@. cap_pool_year ')" -eq 2 ] || die "caps of the pool by pack: $(table caps)"

    # a guarantor's agreement binds loans of the bank; its own claims have no breaker
    signed XY-3 DB-KD 3 2025-01-01 2027-12-31
    [ "$(table breakers | wc -l)" -eq 2 ] || die "a guarantor without loans: $(table breakers)"
    loan 3 2026-05-02 --mode GUARANTEED --guarantor DB-KD
    [ "$(table breakers | cut -d' ' -f1-3 | sort)" = "BK-XC hb-demo@1 3/20
BK-XC hb-demo@2 1/20
BK-XC hb-demo@3 7/100" ] || die "a guaranteed loan: $(table breakers)"
    [ "$(table caps | grep -c '^DB-KD hb-demo@3 cap_per_bank_year ')" -eq 1 ] || die "caps of the guarantor: $(table caps)"
    [ "$(table caps | grep -c '^BK-XC hb-demo@3 ')" -eq 0 ] || die "caps under another's agreement: $(table caps)"

    # the last loan under a pack is settled: its lines are in force for nothing any more
    expect 0 loan repay $pool --bank BK-XC --contract XC-1 --iou XC-1-01 --instalment 01 --occurred 2026-06-20 --amount 4800000.00 $who
    [ "$(table breakers | cut -d' ' -f2 | sort | tr '\n' ' ')" = "hb-demo@2 hb-demo@3 " ] || die "settled: $(table breakers)"
    # known before the settlement: still there
    expect 0 report pool $pool --as shen.ji --as-of 2026-06-19 --lang zh
    out_has hb-demo@1 15.0000% 年度损失率
}
