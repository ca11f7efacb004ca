#!/bin/bash
# The answer file and the inputs of an import as files among others: what may not be replaced, what is not read, what is said when the answers
# cannot be written, and that the same command gives them afterwards.
# What the operating system answers is the same under a sanitizer; imports with their answers are run there by import_files.sh and import_midway.sh.
# timeout: 240
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
program=$fp
soon() { timeout 60 "$program" "$@"; }
fp=soon
mkdir "$tmp/here"
cd "$tmp/here"
export FUNDPOOL_LEDGER=city.fpl
make_city
expect 0 copy other.fpl --as shen.ji
cat >map.yaml <<'YAML'
command: deal.record
columns:
  deal: 投资编号
  firm: 统一社会信用代码
  firm_name: 企业名称
  paid_date: 付款日
  amount: 实付额
YAML
deals_csv 3 >three.csv
cp three.csv three.keep
cp map.yaml map.keep
n=$(records)
into=(--book guidance --as zhi.dan --checker fu.he)
no() { # CODE STATUS ARGUMENT...: an import that records nothing, in both languages
    local code=$1 status=$2 lang
    shift 2
    for lang in zh en; do
        FUNDPOOL_LANG=$lang expect "$code" import deals "$@" "${into[@]}"
        err_has "[$status]"
    done
    unchanged "$n"
    { cmp -s three.csv three.keep && cmp -s map.yaml map.keep; } || die "an input was written to: $*"
}

# ---- what an answer file may not be ----
ln three.csv input-hard
ln map.yaml map-hard
ln -s three.csv input-soft
ln -s nowhere dangling
mkfifo pipe
mkdir folder
for name in three.csv ./folder/../three.csv input-hard; do no 2 E_OUTPUT three.csv --answer "$name"; done
no 2 E_OUTPUT input-soft --answer three.csv
for name in map.yaml map-hard; do no 2 E_OUTPUT three.csv --mapping map.yaml --answer "$name"; done
for name in city.fpl ./folder/../city.fpl other.fpl city.fpl-wal city.fpl-shm city.fpl-journal city.fpl.writer other.fpl-wal; do
    no 2 E_OUTPUT three.csv --answer "$name"
done
for name in input-soft dangling pipe folder /dev/null /dev/full /dev/stdout /proc/self/fd/1; do
    no 3 E_NOT_FILE three.csv --answer "$name"
done
for name in '' - ':memory:' 'file:x'; do no 2 E_FILE_NAME three.csv --answer "$name"; done
no 2 E_TOO_LONG three.csv --answer "$(printf 'x%.0s' {1..5000})"
no 3 E_NOT_FOUND three.csv --answer none/a.csv
[ ! -e nowhere ] || die "a link was followed"
# nor what it is made in: NAME.part
cp three.csv x.csv.part
no 2 E_OUTPUT x.csv.part --answer x.csv
ln -s text x.soft.part
ln three.keep x.hard.part
printf 'mine\n' >text
no 3 E_NOT_FILE three.csv --answer x.soft
no 1 E_EXISTS three.csv --answer x.hard
[ "$(cat text)" = mine ] || die "written through a link"
ln other.fpl x.ledger.part
no 2 E_OUTPUT three.csv --answer x.ledger
rm x.ledger.part x.hard.part x.soft.part x.csv.part

# ---- what is no input ----
for name in folder /dev/null /dev/zero /dev/full; do no 3 E_NOT_FILE "$name" --answer a.csv; done
for name in folder /dev/null /dev/zero; do no 3 E_NOT_FILE three.csv --mapping "$name" --answer a.csv; done
no 3 E_NOT_FOUND none.csv
no 3 E_TOO_LONG "$(printf 'x%.0s' {1..5000})" --answer a.csv
python3 - "$program" "${into[@]}" <<'PY' || die "a pipe that nobody writes to"
import os, signal, subprocess, sys, time
program, into = sys.argv[1], sys.argv[2:]
for words in (["pipe"], ["three.csv", "--mapping", "pipe"]):
    for number in (signal.SIGINT, signal.SIGTERM):
        child = subprocess.Popen([program, "import", "deals", *words, "--answer", "a.csv", *into])
        time.sleep(0.5)
        assert child.poll() is None, "ended by itself"
        child.send_signal(number)
        assert child.wait(10) == -number, child.returncode
assert not os.path.exists("a.csv") and not os.path.exists("a.csv.part")
PY
unchanged "$n"

# ---- names that are names, and a pipe that somebody writes to ----
expect 0 import deals three.csv --answer=-a.csv "${into[@]}"
n=$(records)
for name in $'new\nline.csv' './file:x.csv' 'per%41?.csv'; do
    expect 0 import deals three.csv --answer "$name" "${into[@]}"
    cmp -s ./-a.csv "./$name" || die "another answer under another name"
done
cat three.csv >pipe &
expect 0 import deals pipe --answer p.csv "${into[@]}"
cmp -s ./-a.csv p.csv || die "a pipe is answered otherwise"
unchanged "$n"

# ---- left by a killed run, and used again; killed while the answers are written ----
printf 'half an answer' >again.csv.part
expect 0 import deals three.csv --answer again.csv "${into[@]}"
{ cmp -s ./-a.csv again.csv && [ ! -e again.csv.part ]; } || die "the part file of a killed run"
deals_csv 20000 4 >many.csv
while :; do
    "$program" import deals many.csv --answer many.answer "${into[@]}" >/dev/null 2>&1 &
    child=$!
    until [ -s many.answer.part ] || ! kill -0 $child 2>/dev/null; do :; done
    if kill -9 $child 2>/dev/null; then break; fi
    [ ! -e many.answer ] || break
done
wait "$child" 2>/dev/null || true
expect 0 import deals many.csv --answer many.answer "${into[@]}"
[ ! -e many.answer.part ] || die "the part file stays"
expect 0 import deals many.csv --answer many.second "${into[@]}"
cmp -s many.answer many.second || die "another answer after a kill"
n=$(records)

# ---- the answers cannot be written: what was recorded is said, and the same command gives them later ----
lost() { # N: so many rows are recorded all the same
    err_has "[E_ANSWER]" "already recorded 0" "accepted $1," "same command"
    if grep -q "\.csv: the answer" "$tmp/err"; then die "the input is blamed"; fi
}
code=0
(ulimit -f 256 && exec "$program" import deals many.csv --answer limited "${into[@]}") >"$tmp/out" 2>"$tmp/err" || code=$?
[ "$code" -eq 5 ] || { cat "$tmp/err"; die "over the limit of a file: exit $code"; }
lost 20000
{ [ ! -e limited ] && [ ! -e limited.part ]; } || die "a part of the answers"
expect 0 import deals many.csv --answer limited "${into[@]}"
cmp -s limited many.answer || die "not the same answers afterwards"
unchanged "$n"
deals_csv 20000 30004 >more.csv
mkdir gone
code=0
"$program" import deals more.csv --answer gone/a.csv "${into[@]}" >"$tmp/out" 2>"$tmp/err" &
child=$!
until [ -e gone/a.csv.part ]; do kill -0 $child || die "ended before"; done
rm -r gone
wait $child || code=$?
[ "$code" -eq 5 ] || { cat "$tmp/err"; die "a folder that is gone: exit $code"; }
lost 20000
FUNDPOOL_LANG=zh expect 0 import deals more.csv --answer more.answer "${into[@]}"
expect 0 verify

[ "$(id -u)" -eq 0 ] || { echo "skip: the full disk and the folder of another user need root"; exit 77; }
unshare -m true 2>/dev/null || { echo "skip: no mount namespace on this machine"; exit 77; }
setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null || { echo "skip: no other user can run a program on this machine"; exit 77; }
# ---- a full disk ----
n=$(records)
mkdir small
for lang in zh en; do
    code=0
    # shellcheck disable=SC2016  # variables of the inner shell
    unshare -m bash -c 'mount -t tmpfs -o size=64k none small || exit 77; shift 2; "$@" >/dev/null || code=$?; ls -A small; exit "${code:-0}"' - - - \
        env FUNDPOOL_LANG=$lang "$program" import deals many.csv --answer small/a.csv "${into[@]}" >"$tmp/out" 2>"$tmp/err" || code=$?
    [ "$code" -ne 77 ] || { echo "skip: no tmpfs"; exit 77; }
    [ "$code" -eq 5 ] || { cat "$tmp/err"; die "a full disk: exit $code"; }
    out_empty
    err_has "[E_ANSWER]" "No space left"
done
lost 20000
unchanged "$n"
# ---- a folder in which this user may not write: known before anything is recorded ----
area=$(mktemp -d /tmp/fundpool-answers-XXXXXX)
trap 'rm -rf "${area:?}"' EXIT
mkdir "$area/his" "$area/ours"
cp "$program" "$area/fundpool"
cp city.fpl "$area/his/city.fpl"
deals_csv 3 90000 >"$area/his/new.csv"
chown -R 65534:65534 "$area/his"
chmod 755 "$area" "$area/ours"
fp=reader
reader() { timeout 60 setpriv --reuid=65534 --regid=65534 --clear-groups env TMPDIR=/tmp "$area/fundpool" "$@"; }
export FUNDPOOL_LEDGER=$area/his/city.fpl
n=$(records)
for lang in zh en; do
    FUNDPOOL_LANG=$lang expect 3 import deals "$area/his/new.csv" --answer "$area/ours/a.csv" "${into[@]}"
    err_has "[E_PERMISSION]" "$area/ours/a.csv"
done
unchanged "$n"
chmod 000 "$area/his/new.csv"
expect 3 import deals "$area/his/new.csv" --answer "$area/his/a.csv" "${into[@]}"
err_has "[E_PERMISSION]" new.csv
