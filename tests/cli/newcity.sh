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
    line=${line/fundpool init /fundpool init --trial }
    case $line in
    "export "*) eval "$line" ;;
    *)
        bash -c "$line" >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/out" "$tmp/err"; die "fails: $line"; }
        ;;
    esac
    commands=$((commands + 1))
done < <(awk '/^```console/ { on = 1; next } /^```/ { on = 0 } on && /^\$ / { print substr($0, 3) }' "$SRCDIR/docs/NEWCITY.md")
[ "$commands" -ge 40 ] || die "only $commands commands"
fundpool report claims --book SJ-PL --as shen.ji --format csv | grep -q 700000.00 || die "the claim of the page is not paid"
