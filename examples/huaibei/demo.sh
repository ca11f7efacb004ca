#!/bin/sh
# The main job on an invented city: its books from CSV to answers. Usage: examples/huaibei/demo.sh [DIR]
# FUNDPOOL names the program (build/bin/fundpool), BUILD the build directory; the ledger and the answer files are left in
# DIR (BUILD/demo) for a closer look. Captions are Chinese first, English second.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
program=${FUNDPOOL:-$root/build/bin/fundpool}
dir=${1:-${BUILD:-$root/build}/demo}
began=$(date +%s)

[ -x "$program" ] || { echo "demo: $program: 请先运行 make / run make first" >&2; exit 2; }
rm -rf "$dir"
mkdir -p "$dir"
cd "$here"
export FUNDPOOL_LEDGER="$dir/huaibei.fpl" FUNDPOOL_LANG=zh
unset FUNDPOOL_USER

step=0
say() { # 中文 English
    step=$((step + 1))
    printf '\n\033[1m── %s. %s\033[0m\n   %s\n' "$step" "$1" "$2"
}
note() { printf '   %s  %s\n' "$1" "$2"; }

# Shows the command and runs it. Exit 1 is an answer ("no", or some rows refused); anything above is a failure of the demo.
run() {
    printf '$ fundpool'
    printf ' %s' "$@"
    printf '\n'
    quiet "$@"
}
quiet() {
    status=0
    "$program" "$@" || status=$?
    [ "$status" -le 1 ] || { echo "demo: fundpool $*: exit $status" >&2; exit "$status"; }
}
must() { # the same, but the answer has to be yes
    quiet "$@"
    [ "$status" -eq 0 ] || { echo "demo: fundpool $*: exit $status" >&2; exit 1; }
}
never() { # the answer has to be no
    run "$@"
    [ "$status" -eq 1 ] || { echo "demo: fundpool $*: exit $status, expected 1" >&2; exit 1; }
}

say "建立账本，登记用户：一名管理员，既不能制单也不能审批" "a new ledger and its users; the administrator can neither post nor approve"
run init --origin ledger.huaibei.example --admin guan.li --admin-name "管理员"
tail -n +2 users.csv | while IFS=, read -r user name roles party; do
    [ -z "$party" ] || continue
    must user enrol --as guan.li --user "$user" --name "$name" --roles "$roles"
done
