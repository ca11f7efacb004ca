#!/bin/bash
# What people see on a terminal: no line of a table or of help is wider than the screen, and no text is cut; colour for signs only and
# not with NO_COLOR; a pager as git has one. What goes into a pipe is none of this.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
script -qec true /dev/null </dev/null >/dev/null 2>&1 || { echo "skip: no script(1), or no pseudo-terminal on this machine"; exit 77; }
make_city
expect_deal 0 D-1 2026-02-01 5000000.00
expect 0 journal post --book guidance --occurred 2026-11-10 --memo "$(printf "很长的摘要，%.0s" {1..30})结束。" --as zhi.dan --checker fu.he \
    --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
export TERM=xterm
unset NO_COLOR PAGER FUNDPOOL_PAGER LESS 2>/dev/null || true

# screen COLUMNS ARGUMENT...: standard output is a terminal of so many columns; what it showed is in $tmp/screen
screen() {
    local columns=$1
    shift
    timeout 60 script -qec "stty cols $columns rows 24; '$fp' $*" /dev/null </dev/null 2>&1 | tr -d '\r' >"$tmp/screen" ||
        die "on a terminal: $*: $(cat "$tmp/screen")"
}
fits() { # COLUMNS: no line is wider
    python3 - "$1" "$tmp/screen" <<'PY' || die "wider than the screen: $2"
import re, sys, unicodedata
for line in open(sys.argv[2], encoding="utf-8"):
    text = re.sub("\033\\[[0-9]*m", "", line.rstrip("\n"))
    assert "\033" not in text, repr(text)
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    assert width <= int(sys.argv[1]), (width, text)
PY
}

export FUNDPOOL_PAGER=cat
cat >"$tmp/commands" <<'COMMANDS'
help
help codes
help roles
help events
help postings
help parameters
help report claims
help loan register
report early --book guidance
report balance --book guidance
report fund --book guidance
report pool --book pool
report tolerance
holding list --book guidance
log
explain D-1 --book guidance
user list
party list
profile list
pack list
book list
COMMANDS
for lang in zh en; do # one of …, which people may write, is no sign of a cut
    sed "s|.*|'$fp' --lang $lang & --as shen.ji|" "$tmp/commands" >"$tmp/all.sh"
    bash "$tmp/all.sh" >"$tmp/whole"
    for columns in 60 80 120; do
        timeout 60 script -qec "stty cols $columns rows 24; bash '$tmp/all.sh'" /dev/null </dev/null 2>&1 | tr -d '\r' >"$tmp/screen"
        fits $columns "$columns columns in $lang"
        [ "$(grep -o … "$tmp/screen" | wc -l)" -eq "$(grep -o … "$tmp/whole" | wc -l)" ] || die "a text is cut at $columns columns in $lang"
    done
done
screen 80 --lang zh log --as shen.ji
[ "$(tr -d '\n ' <"$tmp/screen" | grep -o '很长的摘要' | wc -l)" -eq 30 ] || die "the memo is not whole"

# ---- in a pipe: 160 columns, or those that COLUMNS asks for; nothing is cut, and what is to be copied stands whole ----
for columns in "" 60 120 nonsense 9; do
    case $columns in 60 | 120) wide=$columns ;; *) wide=160 ;; esac
    for lang in zh en; do
        env -u COLUMNS ${columns:+COLUMNS=$columns} bash <(sed "s|.*|'$fp' --lang $lang & --as shen.ji|" <(grep -v '^help' "$tmp/commands")) >"$tmp/screen"
        fits "$wide" "a pipe with COLUMNS=$columns in $lang"
    done
done
COLUMNS=60 expect 0 log --as shen.ji
[ "$(tr -d '\n ' <"$tmp/out" | grep -o '很长的摘要' | wc -l)" -eq 30 ] || die "the memo is not whole in a narrow pipe"
expect_deal 0 D-2 2026-02-02 5000000.00
COLUMNS=60 expect 0 report statement --book guidance --account 100201 --limit 1 --as shen.ji
cursor=$(grep -Eo '[0-9a-f]{60,}' "$tmp/out") || die "the cursor is folded: $(cat "$tmp/out")"
expect 0 report statement --book guidance --account 100201 --limit 1 --after "$cursor" --as shen.ji

# ---- colour ----
screen 120 report early --book guidance --as shen.ji
grep -q $'\033\[3[123]m' "$tmp/screen" || die "no sign bears a colour"
NO_COLOR=1 screen 120 report early --book guidance --as shen.ji
if grep -q $'\033' "$tmp/screen"; then die "NO_COLOR"; fi
TERM=dumb screen 120 report early --book guidance --as shen.ji
if grep -q $'\033' "$tmp/screen"; then die "TERM=dumb"; fi
expect 0 report early --book guidance --as shen.ji
if grep -q $'\033' "$tmp/out"; then die "colour in a pipe"; fi

# ---- pager: $FUNDPOOL_PAGER, then $PAGER; never in a pipe, never for data ----
pager="sed s/^/P:/"
FUNDPOOL_PAGER=$pager screen 80 book list --as shen.ji
grep -q '^P:' "$tmp/screen" || die "FUNDPOOL_PAGER: $(cat "$tmp/screen")"
PAGER=$pager FUNDPOOL_PAGER=cat screen 80 book list --as shen.ji
if grep -q '^P:' "$tmp/screen"; then die "PAGER before FUNDPOOL_PAGER"; fi
unset FUNDPOOL_PAGER
PAGER=$pager screen 80 help
grep -q '^P:' "$tmp/screen" || die "PAGER"
PAGER=$pager screen 80 --version
if grep -q '^P:' "$tmp/screen"; then die "a version needs no pager"; fi
PAGER=$pager expect 0 help
if grep -q '^P:' "$tmp/out"; then die "a pager in a pipe"; fi
PAGER="" screen 80 help
grep -q fundpool "$tmp/screen" || die "an empty PAGER"
# one that leaves at once is no failure; one that there is not is told
PAGER="head -n 1" screen 80 help codes
code=0
PAGER=/nonexistent/pager timeout 60 script -qec "'$fp' help" /dev/null </dev/null >"$tmp/screen" 2>&1 || code=$?
[ "$code" -eq 5 ] || die "a pager that there is not: exit $code"
grep -q "cannot be run: /nonexistent/pager" "$tmp/screen" || die "a pager that there is not: $(cat "$tmp/screen")"
# the exit code is the program's own
code=0
PAGER="cat" timeout 60 script -qec "'$fp' help nothing" /dev/null </dev/null >"$tmp/screen" 2>&1 || code=$?
[ "$code" -eq 2 ] || die "exit $code behind a pager"

# ---- a command that is recorded says so, though nothing can be shown: the clerk would record it again ----
if [ -c /dev/full ]; then
    code=0
    "$fp" party register X-FULL --name 某公司 --kind other --as zhi.dan >/dev/full 2>"$tmp/err" || code=$?
    [ "$code" -eq 5 ] || die "recorded, and a full disk behind standard output: exit $code"
    err_has E_STDOUT "recorded, receipt 0/"
    expect 0 find X-FULL --as shen.ji
    out_has X-FULL
fi
