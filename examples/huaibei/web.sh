#!/bin/sh
# The example city in a browser: enrols trial accounts, prints them, and serves until Ctrl+C. Usage: examples/huaibei/web.sh [DIR]
# FUNDPOOL names the program, BUILD the build directory, PORT the port (8080). The ledger is the one that demo.sh made in DIR; it is made first
# if it is not there. The accounts have no second factor, which a trial ledger alone allows, and a new password each time.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
program=${FUNDPOOL:-$root/build/bin/fundpool}
dir=${1:-${BUILD:-$root/build}/demo}
[ -x "$program" ] || { echo "web: $program: 请先运行 make / run make first" >&2; exit 2; }

if [ ! -f "$dir/huaibei.fpl" ]; then
    echo "先演示一遍，建立示例账本…… the demo runs first and makes the ledger ..."
    "$here/demo.sh" "$dir" >"${TMPDIR:-/tmp}/fundpool-demo.$$" 2>&1 || { cat "${TMPDIR:-/tmp}/fundpool-demo.$$" >&2; exit 1; }
    rm -f "${TMPDIR:-/tmp}/fundpool-demo.$$"
fi
export FUNDPOOL_LEDGER="$dir/huaibei.fpl" FUNDPOOL_TEST=1 FUNDPOOL_CLOCK=1795140000000+ # the day on which the story ends
unset FUNDPOOL_USER FUNDPOOL_CHECKER

password=demo-$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
enrol() { # USER 中文 ENGLISH
    printf '%s\n' "$password" | "$program" access set "$1" --no-code >/dev/null 2>&1 || { echo "web: access set $1 failed" >&2; exit 1; }
    printf '  %-10s %s  %s\n' "$1" "$2" "$3"
}
printf '\n试用账户（口令均为 %s，动态码留空）\ntrial accounts (the password of each is %s, leave the code empty)\n\n' "$password" "$password"
enrol jian.guan '主管部门：全部账表' 'regulator: all books'
enrol shen.ji '审计：全部账表，下载副本' 'auditor: all books, download a copy'
enrol zhi.dan '市产投公司记账' 'recorder of the investment company'
enrol fu.he '复核' 'approver'
enrol xc.01 '相城银行：只见本行' 'a bank: sees its own'
enrol hx.01 '惠信担保：只见本机构' 'a guarantor: sees its own'
enrol guan.li '系统管理员：不查账' 'administrator: reads no books'
printf '\n在浏览器打开下面的地址；按 Ctrl+C 停止\nopen this address in a browser; Ctrl+C stops it\n\n'
exec "$program" serve --listen "127.0.0.1:${PORT:-8080}" 2>"$dir/service.log"
