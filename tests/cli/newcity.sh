#!/bin/bash
# docs/NEWCITY.md: every command of the page, in its order, from an empty folder; on a trial ledger, whose clock stands still
# in November 2026, so that the days of the page are days gone by.
. "$SRCDIR/tests/cli/lib.sh"
unset FUNDPOOL_LEDGER FUNDPOOL_LANG
mkdir -p "$tmp/city/build/bin"
ln -s "$FUNDPOOL" "$tmp/city/build/bin/fundpool"
ln -s "$SRCDIR/policies" "$tmp/city/policies"
cd "$tmp/city"
commands=0
while IFS= read -r line; do
    page_run "${line/fundpool init /fundpool init --trial }"
done < <(page_commands NEWCITY.md)
[ "$commands" -ge 55 ] || die "only $commands commands"
fundpool report claims --book SJ-PL --as shen.ji --format csv | grep -q 700000.00 || die "the claim of the page is not paid"
# what binds the fund does: a verdict on the share, a limit with its figures, and the other sides in the partners' books
fundpool report early --book SJ-CT --as shen.ji --format json | python3 -c '
import json, sys
text = json.dumps(json.load(sys.stdin), ensure_ascii=False)
assert "ZB-001" in text or "TRANSFER" in text, text' || die "no rule binds the early-stage share"
fundpool --lang zh report early --book SJ-CT --as shen.ji | grep -q 达标 || die "no verdict on the early-stage share"
fundpool report limits --book SJ-CT --as shen.ji --format csv | grep -q "20%" || die "no limit binds"
for book in SJ-ZK SJ-GS; do
    fundpool log --book $book --as shen.ji --format csv | grep -qE "$([ $book = SJ-ZK ] && echo 20,?000,?000 || echo 10,?000,?000)" || die "$book has no side"
done
code=0
fundpool deal record TZ-9 --book SJ-CT --firm 91340603XY00000121 --firm-name 示例青禾新材料科技有限公司 --paid-date 2026-04-10 --amount 9000000.00 \
    --is-transfer 是 --achievement SJ2026K0001 --dry-run --as zhi.dan --checker fu.he >"$tmp/out" 2>&1 || code=$?
{ [ "$code" -eq 1 ] && grep -q E_LIMIT "$tmp/out"; } || die "a limit that binds lets 9 of 20 million through: $code $(cat "$tmp/out")"
