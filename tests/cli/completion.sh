#!/bin/bash
# Completion, as a shell asks for it: what is offered are the commands, options and words of the catalogue, all of them and nothing else.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
expect 0 completion bash
cp "$tmp/out" "$tmp/fundpool.bash"
expect 0 completion zsh
cp "$tmp/out" "$tmp/_fundpool"
expect 2 completion fish
err_has "bash zsh"
expect 2 completion

cd "$tmp"
touch loans.csv city.fpl
# shellcheck source=/dev/null
. "$tmp/fundpool.bash"
[ "$(complete -p fundpool)" = "complete -F _fundpool fundpool" ] || die "nothing is set up for fundpool"
offered() { # WORD...: what is offered for the last one
    COMP_WORDS=(fundpool "$@")
    COMP_CWORD=$#
    COMPREPLY=()
    _fundpool
    printf '%s\n' "${COMPREPLY[@]}"
}
is() { # WANT WORD...
    local want=$1
    shift
    [ "$(offered "$@" | sort | paste -sd' ')" = "$want" ] || die "$*: offers $(offered "$@" | paste -sd' '), not $want"
}
has() { # WANT WORD...
    local want=$1
    shift
    offered "$@" | grep -qxF -e "$want" || die "$*: does not offer $want: $(offered "$@" | paste -sd' ')"
}
is "import" imp
is "approve" claim app
has claim ""
has approve claim ""
has --expect claim approve --e
has --book --as shen.ji claim approve --b
has --ledger --l
is "csv html json pdf svg table xlsx" report balance --format ""
is "csv" report balance --format = c
is "en zh" --lang ""
is "beancount gbt24589 hledger ledger sqlite" export --to ""
has PAID report claims --state ""
has REGISTERED report loans --state ""
is "N Y" deal record X --is-transfer ""
has DIRECT loan register --mode ""
is "bash zsh" completion ""
has loans import ""
is "loans.csv" import loans loans.c
is "city.fpl" verify --against ci
has --reason deal reverse --r
if offered deal reverse --m | grep -q -- --memo; then die "--memo of a reversal"; fi
has codes help ""
has approve help claim ""

# every command and every option that help shows is offered
"$fp" --lang en help | awk '/^commands:/{on=1;next} /^options everywhere/{on=0} on && /^  /{sub(/^  /,""); split($0,a,/  +/); print a[1]}' >commands
offered "" | sort -u >nouns
[ -z "$(cut -d' ' -f1 commands | sort -u | comm -3 - nouns)" ] || die "the first words: $(cut -d' ' -f1 commands | sort -u | comm -3 - nouns)"
while read -r noun verb; do
    # shellcheck disable=SC2086  # two words
    {
        "$fp" --lang en help $noun $verb | sed -n 's/^[* ] *\(--[a-z0-9-]*\).*/\1/p' | sort -u >shown
        offered $noun $verb -- | sort -u >got
    }
    [ -z "$(comm -23 shown got)" ] || die "help $noun $verb shows and completion lacks: $(comm -23 shown got)"
    "$fp" --lang en help | sed -n '/^options everywhere/,$s/^  \(--[a-z]*\).*/\1/p' | sort -u - shown >known
    [ -z "$(comm -13 known got)" ] || die "help $noun $verb lacks: $(comm -13 known got)"
done <commands
for noun in claim loan deal pack; do
    offered $noun "" | sort >got
    sed -n "s/^$noun //p" commands | sort | cmp -s - got || die "verbs of $noun"
done
if command -v zsh >/dev/null; then
    zsh -n "$tmp/_fundpool" || die "zsh cannot read it"
    # shellcheck disable=SC2016
    [ "$(zsh -fc '. ./_fundpool; _fundpool_candidates app claim claim | grep -x approve')" = approve ] || die "zsh: claim app"
    # what zsh's own function hands to compadd
    # shellcheck disable=SC2016
    zsh -fc '. ./_fundpool; compadd() { shift; print -l -- "$@"; }; _files() { print FILES; }; words=(fundpool report claims --state ""); CURRENT=5; _fundpool' |
        grep -qx PAID || die "zsh: states"
    # shellcheck disable=SC2016
    zsh -fc '. ./_fundpool; compadd() { print -l -- "$@"; }; _files() { print FILES; }; words=(fundpool import loans ""); CURRENT=4; _fundpool' |
        grep -qx FILES || die "zsh: files"
fi
