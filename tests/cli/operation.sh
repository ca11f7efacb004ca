#!/bin/bash
# docs/OPERATION.md: every command of the page; then what doctor and fundpool-backup say when something is wrong, and what the service
# tells the one who started it.
# timeout: 180
. "$SRCDIR/tests/cli/lib.sh"
unset FUNDPOOL_LEDGER FUNDPOOL_LANG
mkdir -p "$tmp/bin" "$tmp/page"
ln -s "$FUNDPOOL" "$tmp/bin/fundpool"
ln -s "$SRCDIR/src/operation/fundpool-backup" "$tmp/bin/fundpool-backup"
export PATH="$tmp/bin:$PATH" LC_ALL=C.UTF-8

# ---- a service ----------------------------------------------------------------------------------------------------------
serve() { # LEDGER: sets $served and $address
    : >"$tmp/served"
    fundpool serve "$1" --listen 127.0.0.1:0 >"$tmp/served" 2>"$tmp/served.err" &
    served=$!
    for _ in $(seq 100); do [ -s "$tmp/served" ] && break; sleep 0.1; done
    [ -s "$tmp/served" ] || { cat "$tmp/served.err"; die "the service does not start"; }
}
stop() { # SIGNAL
    kill "-$1" "$served"
    wait "$served" || [ "$1" = KILL ] || die "the service does not stop well"
}

# ---- the page -----------------------------------------------------------------------------------------------------------
cd "$tmp/page"
commands=0
enrol() { fundpool user enrol "$2" --name "$2" --roles auditor --as guan.li --ledger "$1" >"$tmp/out" || die "enrol $2"; }
while IFS= read -r line; do
    case $line in
    "mv ledger.fpl"*) # what was acknowledged and stands in the -wal alone is not lost by what the page does
        serve ledger.fpl
        enrol ledger.fpl after.backup
        stop KILL
        [ -s ledger.fpl-wal ] || die "the -wal holds nothing"
        ;;
    esac
    page_run "${line/fundpool init /fundpool init --trial }"
    [ "$commands" != 1 ] || sleep 1.1 # two backups of one second would have one name
done < <(page_commands OPERATION.md)
[ "$commands" -ge 22 ] || die "only $commands commands"

fundpool log --ledger broken/ledger.fpl --as shen.ji >"$tmp/out" 2>&1
out_has after.backup
! fundpool log --as after.backup --ledger ledger.fpl >"$tmp/out" 2>&1 || die "what came after the copy is in it"

# ---- a service that stopped leaves every record in the file itself, whoever wrote it -------------------------------------------
enrol ledger.fpl stopped.0 # a copy has no -wal before somebody writes to it
serve ledger.fpl
enrol ledger.fpl stopped.1
stop KILL
[ -s ledger.fpl-wal ] || die "the -wal of a service that was killed holds nothing"
serve ledger.fpl # and this one writes nothing itself
stop TERM
[ ! -s ledger.fpl-wal ] || die "the -wal holds $(stat -c %s ledger.fpl-wal) bytes when the service has stopped"
mkdir "$tmp/alone"
cp ledger.fpl "$tmp/alone/"
fundpool log --ledger "$tmp/alone/ledger.fpl" --as stopped.1 >"$tmp/out" 2>&1 || die "a record is not in the file"
# One that somebody else still reads is told, and its -wal goes along.
serve ledger.fpl
enrol ledger.fpl stopped.2
python3 - ledger.fpl "$served" <<'PY' || die "a reader at the stop"
import os, signal, sqlite3, sys, time
db = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True, isolation_level=None)
db.execute("BEGIN")
db.execute("SELECT count(*) FROM record").fetchone()
os.kill(int(sys.argv[2]), signal.SIGTERM)
for _ in range(300):
    try:
        with open("/proc/%s/stat" % sys.argv[2]) as f:
            if f.read().rsplit(")", 1)[1].split()[0] == "Z":
                break
    except FileNotFoundError:
        break
    time.sleep(0.1)
else:
    sys.exit("it does not stop")
PY
wait "$served" || die "the service does not stop well beside a reader"
holds "$tmp/served.err" ledger.fpl-wal E_LOCKED

# ---- doctor -------------------------------------------------------------------------------------------------------------
export FUNDPOOL_LEDGER=$tmp/page/ledger.fpl FUNDPOOL_LANG=en
finds() { # CODE CHECK VERDICT [--backups DIR]: the exit code, and the verdict on that check
    local want=$1 check=$2 verdict=$3
    shift 3
    expect "$want" doctor --format csv "$@"
    grep -q "^$check,$verdict," "$tmp/out" || { cat "$tmp/out"; die "doctor: $check is not $verdict"; }
}
finds 0 "ledger file" good
finds 0 "names of the file" good
finds 0 "owner of the files" good
if [ "$(id -u)" = 0 ]; then # of a file that root made, the service's user has nothing
    for file in ledger.fpl ledger.fpl.service; do
        chown 65534 "$file"
        finds 1 "owner of the files" wrong
        chown 0 "$file"
    done
    chown 65534 .
    finds 1 "owner of the files" wrong
    chown 0 .
fi
finds 0 "state of the service" good
chmod o+r ledger.fpl
finds 0 "ledger file" note
chmod o+w ledger.fpl
finds 1 "ledger file" wrong
chmod 600 ledger.fpl
ln ledger.fpl other.fpl
finds 1 "names of the file" wrong
rm other.fpl
chmod 644 ledger.fpl.service
finds 1 "state of the service" wrong
chmod 600 ledger.fpl.service
chmod o+w .
finds 1 "its folder" wrong
chmod o-w .
rm -f ledger.fpl.verified
finds 0 "last verified" note
finds 0 "newest backup" good --backups backups
finds 1 "newest backup" wrong --backups "$tmp/bin"
FUNDPOOL_CLOCK=1795136400000 finds 1 "clock" wrong # an hour before
FUNDPOOL_LANG=zh "$fp" doctor >"$tmp/out" || die "doctor in Chinese"
out_has 账本文件 最近一次校验 正常 磁盘空间
expect 3 doctor --ledger "$tmp/nothing.fpl"

# ---- backups: which are kept ----------------------------------------------------------------------------------------------
backup() { fundpool-backup ledger.fpl backups shen.ji >"$tmp/out" 2>"$tmp/err"; }
newest() { find backups -name '*.fpl' | sort | tail -n 1; }
for days in $(seq 1 500); do
    moment=$(date -u -d "$days days ago" +%Y%m%d)
    : >"backups/ledger-${moment}T010000Z.fpl"
    : >"backups/ledger-${moment}T010000Z.checkpoints"
done
sleep 1.1
backup || { cat "$tmp/err"; die "backup"; }
kept=$(find backups -name '*.fpl' | wc -l)
[[ $kept -ge 18 && $kept -le 24 ]] || die "$kept backups are kept"
[ "$(find backups -name '*.checkpoints' | wc -l)" = "$kept" ] || die "checkpoints without their backup"
for days in 1 2 3 4 5 6; do
    [ -e "backups/ledger-$(date -u -d "$days days ago" +%Y%m%d)T010000Z.fpl" ] || die "that of $days days ago is gone"
done
[ -s "$(newest)" ] || die "the newest is empty"
holds "$(newest | sed 's/fpl$/checkpoints/')" ledger.huaibei.example

# ---- and when it fails, nothing is lost -----------------------------------------------------------------------------------
before=$(find backups -type f | sort | md5sum)
same() { [ "$(find backups -type f | sort | md5sum)" = "$before" ] || die "$1: other backups than before"; }
sleep 1.1
! fundpool-backup ledger.fpl backups nobody >"$tmp/out" 2>"$tmp/err" || die "a user that is not enrolled makes backups"
same "no such user"
mkdir "$tmp/fork"
(cd "$tmp/fork" && fundpool init --trial --ledger ledger.fpl --origin ledger.huaibei.example --admin guan.li --admin-name 管理员 &&
    fundpool user enrol shen.ji --name 审计 --roles auditor --as guan.li --ledger ledger.fpl) >"$tmp/out" 2>&1
! fundpool-backup "$tmp/fork/ledger.fpl" backups shen.ji >"$tmp/out" 2>"$tmp/err" || die "another ledger goes on where this one ended"
same "a fork"
: >"backups/.ledger.part.20200101T000000Z" # of one that was killed
(flock 9 && ! fundpool-backup ledger.fpl backups shen.ji 2>"$tmp/err") 9>backups/.ledger.lock || die "two at a time"
err_has "another backup"
sleep 1.1
backup || { cat "$tmp/err"; die "backup after failures"; }
[ ! -e backups/.ledger.part.20200101T000000Z ] || die "the part of a killed one is left"
mode=$(stat -c %a "$(newest)")
[ "$mode" = 600 ] || die "others can read the backup: $mode"
fundpool verify --ledger "$(newest)" >/dev/null || die "the backup does not verify"
got=0
fundpool-backup 2>"$tmp/err" || got=$?
[ "$got" = 2 ] || die "usage: exit $got"
got=0
fundpool-backup "$tmp/nothing.fpl" backups shen.ji 2>"$tmp/err" || got=$?
[ "$got" = 3 ] || die "no ledger: exit $got"

# ---- the state of the service ----------------------------------------------------------------------------------------------
expect 0 access copy "$tmp/state.copy"
[ "$(stat -c %a "$tmp/state.copy")" = 600 ] || die "others can read the copy of the state"
expect 0 access list --state "$tmp/state.copy"
out_has shen.ji
expect 1 access copy "$tmp/state.copy"
expect 3 access copy "$tmp/no-folder/state.copy"

# ---- what the service tells: READY=1, signs of life, STOPPING=1 ---------------------------------------------------------------
python3 - "$FUNDPOOL" "$tmp/page/ledger.fpl" "$tmp/notify" <<'PY' || die "notify"
import os, signal, socket, subprocess, sys
program, ledger, path = sys.argv[1:]
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(path)
s.settimeout(20)
env = dict(os.environ, NOTIFY_SOCKET=path, WATCHDOG_USEC="400000")
child = subprocess.Popen([program, "serve", ledger, "--listen", "127.0.0.1:0"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    told = [s.recv(100) for _ in range(3)]
    child.send_signal(signal.SIGTERM)
    while told[-1] != b"STOPPING=1":
        told.append(s.recv(100))
    assert told[0] == b"READY=1" and told[1] == told[2] == b"WATCHDOG=1", told
    assert child.wait(20) == 0
finally:
    child.kill()
PY

# ---- the units name what there is --------------------------------------------------------------------------------------------
"$fp" help serve --lang en >"$tmp/out"
out_has --unix --url
for unit in fundpool.service fundpool-backup.service fundpool-backup.timer fundpool-nginx.conf; do
    [ -s "$SRCDIR/src/operation/$unit" ] || die "$unit is missing"
done
if command -v systemd-analyze >/dev/null; then
    sed "s,/usr/bin/fundpool,$FUNDPOOL,; s,$FUNDPOOL-backup,$SRCDIR/src/operation/fundpool-backup," "$SRCDIR/src/operation/fundpool.service" >"$tmp/fundpool.service"
    systemd-analyze verify --man=no "$tmp/fundpool.service" 2>"$tmp/err" || { cat "$tmp/err"; die "systemd-analyze"; }
fi

# ---- one folder for several ledgers: each is compared with its own backups, whatever its name ---------------------------------
n=0
mkdir "$tmp/several"
cd "$tmp/several"
for name in ledger ledger-old 'city[1]'; do
    fundpool init --trial --ledger "$name.fpl" --origin "ledger$((++n)).example" --admin guan.li --admin-name 管理员 >"$tmp/out" 2>&1
    fundpool user enrol shen.ji --name 审计 --roles auditor --as guan.li --ledger "$name.fpl" >"$tmp/out" 2>&1
done
mkdir backups
for name in ledger ledger-old 'city[1]'; do fundpool-backup "$name.fpl" backups shen.ji >"$tmp/out" || die "first backup of $name"; done
sleep 1.1
for name in ledger-old ledger 'city[1]'; do fundpool-backup "$name.fpl" backups shen.ji >"$tmp/out" || die "second backup of $name"; done
rm 'city[1].fpl' && cp ledger.fpl 'city[1].fpl'
! fundpool-backup 'city[1].fpl' backups shen.ji >"$tmp/out" 2>&1 || die "another ledger under the name of a pattern"
export FUNDPOOL_LEDGER=$tmp/several/ledger.fpl
mkdir others
cp backups/ledger-old-*.fpl others/
echo junk >others/zzz.fpl
finds 1 "newest backup" wrong --backups others
printf 'yi-ge-henchangde-kouling\n' | fundpool access set shen.ji --no-code >"$tmp/out" 2>&1
chmod 644 ledger.fpl.service
sleep 1.1
got=0
fundpool-backup ledger.fpl backups shen.ji >"$tmp/out" 2>"$tmp/err" || got=$?
[ "$got" = 3 ] || die "a state file that others can read: exit $got"
err_has E_PERMISSION 服务状态和上传的文件没有
[ -s "$(cat "$tmp/out")" ] || die "the copy of the ledger went with the state file's"
