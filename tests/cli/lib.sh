# Shared by the scripts of tests/cli: a small city in TEST_TMP, and commands whose exit code is checked.
# shellcheck shell=bash
set -eu

fp=${FUNDPOOL:?}
tmp=${TEST_TMP:?}
export FUNDPOOL_LEDGER=$tmp/city.fpl FUNDPOOL_LANG=en
unset FUNDPOOL_USER FUNDPOOL_CHECKER FUNDPOOL_PAGER XDG_CONFIG_HOME 2>/dev/null || true
# Tables in a pipe are as wide as they need to be, so that a row is a line; terminal.sh asks for the default.
export COLUMNS=1000
# The clock of the trial ledgers runs from 2026-11-20 10:00 +08:00.
export FUNDPOOL_TEST=1 FUNDPOOL_CLOCK=1795140000000+

die() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

# expect CODE ARGUMENT...: runs the program, leaves $tmp/out and $tmp/err, and dies unless it exits with CODE.
expect() {
    local want=$1 got=0
    shift
    "$fp" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || got=$?
    if [ "$got" -ne "$want" ]; then
        cat "$tmp/out" "$tmp/err" >&2
        die "exit $got, expected $want: fundpool $*"
    fi
}

# slurp FILE: all of it in $text. No process is started for it, nor for the looks below: there are thousands of them.
slurp() {
    local -a slurped=()
    mapfile -d '' slurped <"$1"
    text=${slurped[*]-}
}

# holds FILE TEXT...: each stands in it
holds() {
    local file=$1 text want
    shift
    slurp "$file"
    for want in "$@"; do
        [[ $text == *"$want"* ]] || {
            printf '%s\n' "$text" >&2
            die "${file##*/} lacks: $want"
        }
    done
}

err_has() { holds "$tmp/err" "$@"; } # TEXT...: each stands on standard error

out_has() { holds "$tmp/out" "$@"; }

out_empty() { [ ! -s "$tmp/out" ] || die "standard output is not empty: $(head -c 200 "$tmp/out")"; }

# how many records the ledger holds: nothing half-done means that it stays the same
records() { "$fp" checkpoint show | awk 'NR % 4 == 2 { n += $1 } END { print n }'; }

unchanged() { # WANT: the ledger holds still so many records and verifies
    [ "$(records)" = "$1" ] || die "the ledger went from $1 to $(records) records"
}

# guan.li administers, gui.ze keeps the rules, zhi.dan records, fu.he checks, shen.pi approves, chu.na pays, shen.ji audits,
# xc.01 is a bank's clerk. Books: guidance (a fund) and pool.
make_city() {
    local user role
    expect 0 init --trial --origin ledger.test.example --admin guan.li --admin-name 管理员
    while read -r user role; do
        expect 0 user enrol "$user" --name "$user" --roles "$role" --as guan.li
    done <<'USERS'
gui.ze rules
zhi.dan recorder
fu.he approver
shen.pi approver
chu.na cashier
shen.ji auditor
USERS
    expect 0 party register BK-XC --uscc 91340600XY90000193 --name 示例相城银行 --kind bank --alias 相城银行 --as zhi.dan
    expect 0 user enrol xc.01 --name 经办 --roles bank --party BK-XC --as guan.li
    expect 0 chart adopt "$SRCDIR/policies/charts/fund.yaml" --as gui.ze
    expect 0 chart adopt "$SRCDIR/policies/charts/pool.yaml" --as gui.ze
    expect 0 profile adopt "$SRCDIR/policies/profiles/TRANSFER.yaml" --as gui.ze
    expect 0 pack adopt "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" --as gui.ze
    expect 0 book open guidance --kind fund --name 引导基金 --name-en "Guidance fund" --chart fund@1 --opened 2025-01-01 --as guan.li
    expect 0 book open pool --kind pool --name 资金池 --name-en "Pool" --chart pool@1 --opened 2025-01-01 --as guan.li
}

# deal ID DATE AMOUNT [OPTION...]: the arguments of one deal record
deal() {
    local id=$1 date=$2 amount=$3
    shift 3
    printf '%s\n' deal record "$id" --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 \
        --paid-date "$date" --amount "$amount" --is-transfer Y --as zhi.dan --checker fu.he "$@"
}
expect_deal() { # CODE ID DATE AMOUNT [OPTION...]
    local code=$1
    shift
    mapfile -t arguments < <(deal "$@")
    expect "$code" "${arguments[@]}"
}

# deals_csv N [FIRST]: N rows of distinct deals
deals_csv() {
    printf '投资编号,统一社会信用代码,企业名称,付款日,实付额\n'
    seq "${2:-1}" "$((${2:-1} + $1 - 1))" |
        awk '{printf "D-%06d,91340604XY00010150,示例汀兰新能源有限公司,2026-%02d-%02d,%d.%02d\n", $1, 1 + $1 % 10, 1 + $1 % 28, 1000 + $1, $1 % 100}'
}

# wide N: each row of standard input with a column more, of N bytes and not used: an import commits its rows by the bytes of the file
wide() { awk -v n="$1" 'BEGIN { pad = sprintf("%*s", n, ""); gsub(/ /, "x", pad) } { print $0 "," (NR == 1 ? "旁注" : pad) }'; }

# page_commands PAGE: those of its ```console blocks that begin with "$ ", in their order
page_commands() { awk '/^```console/ { on = 1; next } /^```/ { on = 0 } on && /^\$ / { print substr($0, 3) }' "$SRCDIR/docs/$1"; }
# page_run LINE: one of them; an export holds for those behind it
page_run() {
    case $1 in
    "export "*) eval "$1" ;;
    *) bash -c "$1" >"$tmp/out" 2>"$tmp/err" || { cat "$tmp/out" "$tmp/err"; die "fails: $1"; } ;;
    esac
    commands=$((commands + 1))
}
