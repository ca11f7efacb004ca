#!/bin/bash
# The command line itself: every command has its help in both languages, what is wrong is said in both, and --version is quick.
# Under a sanitizer strange.sh asks for the help of every command.
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"

# ---- help for each command of the table ----
"$fp" --lang en help >"$tmp/help.en"
"$fp" --lang zh help >"$tmp/help.zh"
awk '/^commands:/{on=1;next} /^options everywhere/{on=0} on && /^  /{sub(/^  /,""); split($0,a,/  +/); print a[1]}' \
    "$tmp/help.en" >"$tmp/commands"
[ "$(wc -l <"$tmp/commands")" -ge 40 ] || die "only $(wc -l <"$tmp/commands") commands"
while IFS= read -r command; do
    # shellcheck disable=SC2086  # two words
    set -- $command
    for lang in zh en; do
        expect 0 --lang $lang "$@" --help
        out_has "fundpool $command"
        slurp "$tmp/out"
        one=$text
        expect 0 --lang $lang help "$@"
        slurp "$tmp/out"
        [ "$text" = "$one" ] || die "help $command differs from $command --help"
        example=examples:
        [ $lang = en ] || example=示例：
        out_has $example
    done
done <"$tmp/commands"
expect 0 help claim
out_has "claim approve" "claim pay"

# ---- tables of help ----
for what in codes roles; do
    expect 0 help $what --format json
    python3 -m json.tool <"$tmp/out" >/dev/null
    expect 0 help $what --format csv
    [ "$(wc -l <"$tmp/out")" -gt 20 ] || die "help $what --format csv is short"
done
# a word that is no command: which commands speak of it, by name, line, field or choice; a code is explained
FUNDPOOL_LANG=zh expect 0 help 转股
out_has 'convertible convert' 'conversion reverse'
grep -q 'claim pay' "$tmp/out" && die "claim pay does not speak of 转股"
expect 0 help Interest
out_has 'interest record'
FUNDPOOL_LANG=zh expect 0 help 承接
out_has 'deal record' 'capital receive'
expect 0 help e_due
out_has 'E_DUE -207' '尚余 …，本次 …' 'more than is still due: … is due, … was given'
expect 2 help xyzzy
err_has 'no command "xyzzy"'
expect 2 import commitment x.csv
err_has 'did you mean "commitments"'
grep -q 'what can be imported' "$tmp/err" && die "a hundred words in front of the one that was meant"
expect 0 help codes
out_has E_GATE_WHITELIST E_BUG
expect 0 --lang zh help roles
out_has claim.approve 合作银行

# ---- what is wrong on the command line: exit 2, said in both languages ----
bad() { # WHAT ARGUMENT...
    local want=$1
    shift
    expect 2 --lang zh "$@"
    out_empty
    err_has "[E_USAGE]" 用法错误 usage: "$want"
    expect 2 --lang en "$@"
    err_has "$want"
    slurp "$tmp/err"
    if [[ $text == *用法错误* ]]; then die "Chinese in an English answer: $*"; fi
}
bad "a command is missing"
bad "not complete" claim
bad "did you mean \"claim approve\"" claim aprove
bad "did you mean \"import\"" imprt
bad "no such option: --bogus" verify --bogus
bad "no such option: -x" verify -x
bad "lacks its value" verify --against
bad "takes no value" verify --state=yes
bad "given twice" verify --against a --against b
bad "unexpected argument" verify more
bad "an argument is missing" copy
bad "--format takes" verify --format xml
bad "--lang takes" verify --lang fr
bad "the same field was given twice" claim refuse X --claim Y --book pool --reason z
bad "--expect" claim approve X --book pool
bad "--book" claim approve X --expect 1
bad "--line" journal post --book guidance --occurred 2026-11-01 --memo m
bad "--to takes" export --to excel
bad "--account" report statement --book guidance
bad "cannot import that" import loan loans.csv
bad "say what to import" import loans.csv
bad "--encoding takes" import loans loans.csv --encoding ebcdic
bad "--delimiter takes" import loans loans.csv --delimiter xx
bad "--origin and --admin" init
bad "--offset" init --origin a.example --admin x --offset 8
expect 2 help nothing
[ ! -e "$FUNDPOOL_LEDGER" ] || die "a usage error made a ledger"
env -u FUNDPOOL_LEDGER "$fp" verify 2>"$tmp/err" && die "no ledger was named"
err_has "--ledger"
env -u FUNDPOOL_TEST "$fp" verify 2>"$tmp/err" && die "a test clock without FUNDPOOL_TEST"
err_has FUNDPOOL_TEST
FUNDPOOL_CLOCK=noon "$fp" verify 2>"$tmp/err" && die "a test clock that is no number"

# ---- language: --lang, FUNDPOOL_LANG, the ledger's own; before one is open LC_ALL and LANG; zh if nobody says ----
first() { "$@" 2>&1 | head -n 1; }
plain() { env -u FUNDPOOL_LANG -u LC_ALL -u LANG "$@"; }
[[ $(first plain "$fp" help) == 用法* ]] || die "not Chinese by default"
[[ $(first plain env LANG=en_US.UTF-8 "$fp" help) == usage* ]] || die "LANG=en"
[[ $(first plain env LANG=en_US.UTF-8 LC_ALL=zh_CN.UTF-8 "$fp" help) == 用法* ]] || die "LC_ALL before LANG"
[[ $(first plain env LANG=C.UTF-8 "$fp" help) == 用法* ]] || die "LANG=C"
[[ $(first plain env LANG=zh_CN FUNDPOOL_LANG=en "$fp" help) == usage* ]] || die "FUNDPOOL_LANG before LANG"
[[ $(first env FUNDPOOL_LANG=en "$fp" --lang zh help) == 用法* ]] || die "--lang before FUNDPOOL_LANG"
plain "$fp" --lang en --ledger "$tmp/en.fpl" init --trial --origin e.example --admin ad >/dev/null
plain "$fp" --ledger "$tmp/zh.fpl" init --trial --origin z.example --admin ad >/dev/null
[[ $(first plain env LANG=zh_CN "$fp" --ledger "$tmp/en.fpl" book list --as ad) == Books* ]] || die "the ledger's own language: en"
[[ $(first plain env LANG=en_US "$fp" --ledger "$tmp/zh.fpl" book list --as ad) == 账套* ]] || die "the ledger's own language: zh"
[[ $(first env FUNDPOOL_LANG=en "$fp" --ledger "$tmp/zh.fpl" book list --as ad) == Books* ]] || die "FUNDPOOL_LANG before the ledger"

# ---- output that cannot be written is no success; a reader that leaves is ----
if [ -c /dev/full ]; then
    code=0
    "$fp" help >/dev/full 2>"$tmp/err" || code=$?
    [ "$code" -eq 5 ] || die "a full disk behind standard output: exit $code"
    err_has E_STDOUT "No space left"
fi
set -o pipefail
"$fp" help codes | head -n 1 >/dev/null || die "a closed pipe: exit $?"

# ---- quick ----
expect 0 --version
out_has fundpool
if [ "${FPL_VARIANT:-plain}" = plain ]; then # a ratio: it costs no more than a few processes that do nothing (measured: 2)
    best() { # COMMAND...: the quickest of ten, in µs
        local least=1000000000000 start took
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            start=${EPOCHREALTIME/./}
            "$@" >/dev/null
            took=$((${EPOCHREALTIME/./} - start))
            [ "$took" -ge "$least" ] || least=$took
        done
        echo "$least"
    }
    mine=$(best "$fp" --version)
    nothing=$(best /bin/true)
    [ "$mine" -le $((5 * nothing)) ] || die "--version takes $mine µs, a process that does nothing $nothing µs"
fi
