#!/bin/bash
# docs/REGULATOR.md: every command of the page, by the regulator, on the copy and the checkpoints of the city of docs/NEWCITY.md, in a
# folder of his own; and what each of them is said to show.
# timeout: 180
. "$SRCDIR/tests/cli/lib.sh"
unset FUNDPOOL_LEDGER FUNDPOOL_LANG
mkdir -p "$tmp/city/build/bin" "$tmp/away"
ln -s "$FUNDPOOL" "$tmp/city/build/bin/fundpool"
ln -s "$SRCDIR/policies" "$tmp/city/policies"
cd "$tmp/city"
commands=0
while IFS= read -r line; do
    page_run "${line/fundpool init /fundpool init --trial }"
    [[ $line != *"deal reverse TZ-001"* ]] || fundpool checkpoint show >checkpoint-2026-10.txt
done < <(page_commands NEWCITY.md)
mv checkpoint-2026-1?.txt shijiang-2026-11.fpl loans.csv "$tmp/away/"
cd "$tmp/away"
commands=0
while IFS= read -r line; do
    page_run "$line"
    case $line in
    *"verify --against"*) out_has ledger.shijiang.example/4 一致：是本账本的开头 ;;
    *"| sha256sum") out_has "$(sha256sum <checkpoint-2026-11.txt | cut -c1-64)" ;;
    "fundpool report early --book SJ-CT --as jian.guan") out_has 分子 分母 淮政〔2022〕46号 2800000 达标 ;;
    "fundpool report tolerance --as jian.guan") out_has SJ-CT ;;
    "fundpool log --since "*)
        out_has TZ-002 SQ-001
        ! grep -q TZ-001 "$tmp/out" || die "not what came since the checkpoint"
        ;;
    "fundpool log --kind deal.reversed"*) out_has TZ-001 ;;
    "fundpool explain SQ-001"*) out_has 700,000.00 ;;
    "fundpool record check "*) out_has 根与所持存证点一致 ledger.shijiang.example ;;
    esac
done < <(page_commands REGULATOR.md)
[ "$commands" -ge 27 ] || die "only $commands commands"
# each row of a CSV says as of which day it is
for file in early-03.csv:2026-03-31 early-11.csv:2026-11-20; do
    rows=$(tr -d '\r' <"${file%%:*}" | grep -c ",${file#*:}\$")
    heads=$(tr -d '\r' <"${file%%:*}" | grep -c ',截止日（业务发生日）$')
    all=$(tr -d '\r' <"${file%%:*}" | grep -c .)
    [[ $heads -ge 2 && $((rows + heads)) -eq $all ]] || { cat "${file%%:*}"; die "a row of ${file%%:*} lacks its day"; }
done
fundpool log --kind 投资冲销 --as jian.guan >"$tmp/out"
out_has TZ-001
