#!/bin/bash
# Defaults: option, environment, the file beside the ledger, the user's own file, in this order; `config` says where each comes from; a key
# or a value that there is not is told with file and line, and a file beside a ledger never says which program to run.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
beside=$FUNDPOOL_LEDGER.yaml ledger=$FUNDPOOL_LEDGER
export HOME=$tmp/home XDG_CONFIG_HOME=$tmp/xdg
mkdir -p "$HOME/.config/fundpool" "$XDG_CONFIG_HOME/fundpool"
own=$XDG_CONFIG_HOME/fundpool/config.yaml
unset FUNDPOOL_LANG LC_ALL LANG PAGER 2>/dev/null || true

from() { # SETTING VALUE SOURCE [ARGUMENT...]
    local setting=$1 value=$2 source=$3
    shift 3
    expect 0 config --lang en --format json "$@"
    python3 - "$tmp/out" "$setting" "$value" "$source" <<'PY' || die "$setting is not $value of $source: $(cat "$tmp/out")"
import json, sys
rows = {row["setting"]: row for row in json.load(open(sys.argv[1]))["tables"][0]["rows"]}
row = rows[sys.argv[2]]
assert [row["value"], row["from"]] == sys.argv[3:], row
PY
}

# ---- nobody has said anything ----
from as "" NONE
from pager "less -FRX" DEFAULT
from ledger "$ledger" FUNDPOOL_LEDGER
from format json --format

# ---- the user's own file, then the one beside, then the environment, then the option ----
printf '# 我的设置\nas: shen.ji\nlang: en\npager: cat\nledger: ~/no.fpl\n' >"$own"
from as shen.ji "$own:2"
from pager cat "$own:4"
from ledger "$ledger" FUNDPOOL_LEDGER
expect 0 book list
out_has Books
printf 'as: zhi.dan\nchecker: fu.he\r\nlang: zh\n' >"$beside"
from as zhi.dan "$beside:1"
from checker fu.he "$beside:2"
expect 0 book list
out_has 账套
FUNDPOOL_USER=gui.ze from as gui.ze FUNDPOOL_USER
FUNDPOOL_USER=gui.ze from as guan.li --as --as guan.li
# the pair of defaults records with both names
expect 0 journal post --book guidance --occurred 2026-11-10 --memo 费 --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
# which ledger: the user's own file says it, and the file beside that one counts
cp "$ledger" "$HOME/city.fpl"
printf 'as: fu.he\n' >"$HOME/city.fpl.yaml"
printf 'ledger: ~/city.fpl\nas: shen.ji\n' >"$own"
(unset FUNDPOOL_LEDGER && from ledger "$HOME/city.fpl" "$own:1" && from as fu.he "$HOME/city.fpl.yaml:1" && expect 0 book list)
# a link to a ledger: the file beside the ledger itself
ln -s "$ledger" "$tmp/link.fpl"
FUNDPOOL_LEDGER=$tmp/link.fpl from as zhi.dan "$beside:1"
# without XDG_CONFIG_HOME: ~/.config
printf 'lang: en\n' >"$HOME/.config/fundpool/config.yaml"
(unset XDG_CONFIG_HOME && rm "$beside" && expect 0 book list --as shen.ji && out_has Books)
: >"$own"
printf '# nothing\n\n   # at all\n' >"$beside"
expect 0 book list --as shen.ji

# ---- what is wrong is told with file and line, and nothing is done ----
wrong() { # FILE LINE WANT TEXT...: exit 3
    local file=$1 line=$2 want=$3
    shift 3
    printf '%s\n' "$@" >"$file"
    expect 3 book list --as shen.ji
    err_has "$file:$line" "$want"
    out_empty
    rm "$file"
}
for file in "$own" "$beside"; do
    wrong "$file" 2 E_UNKNOWN_FIELD "as: shen.ji" "colour: red"
    err_has "colour" "checker"
    wrong "$file" 1 E_ENUM "lang: fr"
    err_has "zh en"
    wrong "$file" 1 E_ENUM "format: excel"
    err_has "table csv json"
    wrong "$file" 2 E_YAML "as: a" "as: b"
    wrong "$file" 1 E_YAML "- as"
    wrong "$file" 1 E_ENUM "as: [a, b]"
done
wrong "$beside" 1 E_UNKNOWN_FIELD "pager: rm -rf /" # another's file runs no program
wrong "$beside" 1 E_UNKNOWN_FIELD "ledger: /other.fpl"
wrong "$own" 1 E_ENUM "ledger: relative.fpl"
err_has "/ or"
printf '\377\n' >"$own"
expect 3 book list --as shen.ji
err_has E_ENCODING "$own"
rm "$own"
mkdir "$own"
expect 3 book list --as shen.ji
err_has E_NOT_FILE
rmdir "$own"
# an output does not replace it
printf 'as: shen.ji\n' >"$beside"
expect 2 copy "$beside" --as shen.ji
err_has E_OUTPUT
