#!/bin/bash
# Uploads over real sockets: a bank's file from its first byte to its answer file, which is the command line's byte for byte; a file that two people
# give in; pieces that go on after a lost connection; a service that is killed in between; what is no CSV, too large, or another's.
# timeout: 900
. "$SRCDIR/tests/cli/lib.sh"
make_city
export XDG_CONFIG_HOME=$tmp FUNDPOOL_LANG=en
expect 0 party register BK-DH --uscc 91340600XY9000027X --name 示例东湖银行 --kind bank --as zhi.dan
expect 0 agreement sign XY-1 --book pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze
expect 0 whitelist list 91340603XY00000121 --book pool --firm-name 示例青禾新材料科技有限公司 --listed-on 2025-05-24 --as zhi.dan
expect 0 party register F-SHI --name 示例市财政局 --kind fiscal --as zhi.dan
expect 0 pool contribute ZC-0 --book pool --party F-SHI --occurred 2026-01-05 --amount 50000000.00 --bank-ref SL1 --as zhi.dan --checker fu.he
expect 0 user enrol dh.01 --name 东湖经办 --roles bank --party BK-DH --as guan.li
printf 'tiandi-xuanhuang-7\n' >"$tmp/password"
for user in xc.01 dh.01 zhi.dan fu.he shen.ji; do
    "$fp" access key $user --days 30 >"$tmp/key.$user" 2>/dev/null || die "access key"
done
for user in xc.01 zhi.dan fu.he; do
    "$fp" access set $user --no-code <"$tmp/password" >/dev/null 2>&1 || die "access set"
done
"$fp" import templates parties >"$tmp/parties.csv" 2>/dev/null || die "the template of parties"
"$fp" import templates loans >"$tmp/template.csv" 2>/dev/null || die "the template of loans"
sed '2,$s/2026-01-12,2026-07-12,2026-01-20/2026-11-12,2027-05-12,/' "$tmp/template.csv" >"$tmp/loans.csv" # a bank registers on the day itself
"$fp" import templates deals 2>/dev/null | sed 's/示例-FQ-001//' >"$tmp/deals.csv" || die "the template of deals" # of no tranche: none is agreed here

# the bank's own layout: its headers, amounts in 万元, GB18030; one mapping that is adopted, one that goes with the file
cat >"$tmp/own.yaml" <<'YAML'
id: jingji-loans
version: 1
command: loan.register
delimiter: ";"
columns:
  contract: 合约编码
  iou: 放款凭证号
  firm: 客户信用代码
  firm_name: 客户名称
  type: 增信类型
  mode: 模式
  contract_amount: {header: 合约额(万元), unit: wan}
  disbursed: {header: 发放额(万元), unit: wan}
  disbursed_on: 起息日
  due_on: 止息日
  rate: 执行利率
  purpose: 资金投向
constants:
  bank: BK-XC
  lpr: 3.10%
  collateral_share: 0%
  revenue: "3240000.00"
  employees: "172"
  established: 2014-09-01
  listed: 否
  industry: 新材料
  breach_free_years: "5"
YAML
sed 's/^version: 1/version: 2/; s/合约编码/合同码/' "$tmp/own.yaml" >"$tmp/other.yaml"
own_file() { # NUMBER FILE
    { printf '合约编码;放款凭证号;客户信用代码;客户名称;增信类型;模式;合约额(万元);发放额(万元);起息日;止息日;执行利率;资金投向\r\n'
      printf '自-%s;凭-%s;91340603XY00000121;示例青禾新材料科技有限公司;信用;银行直贷;120;120;2026-11-12;2027-05-12;3.65%%;补充流动资金\r\n' "$1" "$1"
      printf '自-%s;凭-%sB;91340603XY00000121;示例青禾新材料科技有限公司;信用;银行直贷;一百;100;2026-11-12;2027-05-12;3.65%%;补充流动资金\r\n' "$1" "$1"
    } | iconv -f utf-8 -t gb18030 >"$2"
}
own_file 1 "$tmp/own1.csv"
own_file 2 "$tmp/own2.csv"
expect 0 mapping adopt "$tmp/own.yaml" --as gui.ze
expect 0 mapping adopt "$tmp/other.yaml" --as gui.ze

start() { # OPTION...: leaves the address in $address and the process in $service
    : >"$tmp/out.address"
    "$fp" serve --listen 127.0.0.1:0 "$@" >"$tmp/out.address" 2>>"$tmp/service.log" </dev/null &
    service=$!
    for _ in $(seq 200); do
        [ -s "$tmp/out.address" ] && break
        kill -0 "$service" 2>/dev/null || { cat "$tmp/service.log" >&2; die "it did not start"; }
        sleep 0.05
    done
    address=$(head -n 1 "$tmp/out.address")
}
client() { # STEP
    ADDRESS=$address TMP=$tmp PROCESS=$service python3 "$SRCDIR/tests/cli/service_uploads.py" "$1" || {
        grep -v '"http":2' "$tmp/service.log" | tail -n 5 >&2
        kill "$service" 2>/dev/null
        die "$1"
    }
}

cp "$FUNDPOOL_LEDGER" "$tmp/before.fpl"
start --upload-mb 1
client officer
client refused
kill -TERM "$service"
wait "$service" || die "it did not stop well"

# the command line gives the same answer file, in this ledger and in one that has not seen the file
expect 0 import loans "$tmp/loans.csv" --book pool --as xc.01 --checker fu.he --answer "$tmp/cli.same.csv"
cmp "$tmp/cli.same.csv" "$tmp/loans.answer.csv" || die "the answer is not that of the command line"
FUNDPOOL_LEDGER=$tmp/before.fpl expect 0 import loans "$tmp/loans.csv" --book pool --as xc.01 --checker fu.he --answer "$tmp/cli.fresh.csv"
cmp "$tmp/cli.fresh.csv" "$tmp/loans.answer.csv" || die "the answer is not that of a fresh import"

start
client people
client alone
cp "$FUNDPOOL_LEDGER" "$tmp/before.fpl"
client mapped
client tasks

# a backup while a file waits: restored with the folder of uploads the file goes on; without it, it says so
client waits
mkdir "$tmp/backups"
FUNDPOOL=$fp "$SRCDIR/src/operation/fundpool-backup" "$FUNDPOOL_LEDGER" "$tmp/backups" shen.ji >"$tmp/out" 2>&1 || { cat "$tmp/out"; die "backup"; }
kill -TERM "$service"
wait "$service" || die "it did not stop well"
at_work=$FUNDPOOL_LEDGER base=$(basename "$FUNDPOOL_LEDGER")
for kind in whole bare; do
    mkdir "$tmp/$kind"
    export FUNDPOOL_LEDGER=$tmp/$kind/$base
    cp "$tmp"/backups/*.fpl "$FUNDPOOL_LEDGER"
    cp "$tmp"/backups/*.service "$FUNDPOOL_LEDGER.service"
    [ "$(stat -c %a "$tmp"/backups/*.uploads.tar.gz)" = 600 ] || die "others may read the uploads of a backup"
    [ "$kind" = bare ] || tar -xzf "$tmp"/backups/*.uploads.tar.gz -C "$tmp/$kind"
    start
    client "restored_$kind"
    kill -TERM "$service"
    wait "$service" || die "it did not stop well"
done
export FUNDPOOL_LEDGER=$at_work
start
for file in own1 own2; do # adopted and chosen by name; given with the file
    FUNDPOOL_LEDGER=$tmp/before.fpl expect 1 import loans "$tmp/$file.csv" --mapping "$tmp/own.yaml" --book pool --as xc.01 --checker fu.he --answer "$tmp/$file.cli.csv"
    cmp "$tmp/$file.cli.csv" "$tmp/$file.answer.csv" || die "$file: the answer is not that of the command line"
    expect 0 verify --file "$tmp/$file.csv" --as shen.ji
done
client events # it stops the service while it listens
wait "$service" || die "it did not stop well"

# Under ThreadSanitizer thirty thousand rows are checked no faster than the moments of the kills pass: what runs in threads was looked at above.
[ "${FPL_VARIANT:-plain}" != tsan ] || exit 0

# killed at several moments of a file of many rows: after the restart it goes on, and each row is recorded once
python3 - "$tmp/loans.csv" "$tmp/many.csv" <<'PYTHON'
import sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
row = lines[1].split(",")
with open(sys.argv[2], "w", encoding="utf-8") as out:
    print(lines[0], file=out)
    for i in range(30000):
        row[1], row[2] = f"多-{i:05}", f"借-{i:05}"
        row[8] = row[10] = "100.00"
        print(",".join(row), file=out)
PYTHON
start
client many
for _ in 1 2 3; do
    wait "$service" 2>/dev/null || true
    "$fp" verify >"$tmp/verify" 2>&1 || { cat "$tmp/verify" >&2; die "after a kill the ledger is not sound"; }
    start
    client again
done
wait "$service" 2>/dev/null || true
start
client ended
kill -TERM "$service"
wait "$service" || die "it did not stop well"
"$fp" verify >"$tmp/verify" 2>&1 || { cat "$tmp/verify" >&2; die "the ledger is not sound"; }
expect 0 import loans "$tmp/many.csv" --book pool --as xc.01 --checker fu.he --answer "$tmp/cli.many.csv"
cmp "$tmp/cli.many.csv" "$tmp/many.answer.csv" || die "the answer after three kills is not that of the command line"
[ "$(find "$FUNDPOOL_LEDGER.service.uploads" -name '*.data' | wc -l)" = "$(cat "$tmp/open")" ] || die "files of what is done are left"
[ "$(stat -c %a "$FUNDPOOL_LEDGER.service.uploads")" = 700 ] || die "others may read the uploads"
