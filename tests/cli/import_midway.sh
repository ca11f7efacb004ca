#!/bin/bash
# An import that is stopped, killed, or runs out of disk: everything acknowledged is there, nothing half-done, and the same command goes on.
# timeout: 600
. "$SRCDIR/tests/cli/lib.sh"
make_city
rows=120000
[ "${FPL_VARIANT:-plain}" = plain ] || rows=40000
deals_csv $rows >"$tmp/many.csv"
run="import deals $tmp/many.csv --book guidance --as zhi.dan --checker fu.he"

started() { # PID BEFORE: waits until the import has begun to record
    for _ in $(seq 1 500); do
        [ "$(records)" -gt "$2" ] && return
        sleep 0.01
    done
    die "the import did not start"
}

# ---- SIGTERM: the chunk is finished, exit 5 ----
n=$(records)
# shellcheck disable=SC2086
"$fp" $run >"$tmp/out" 2>"$tmp/err" &
pid=$!
started "$pid" "$n"
kill -TERM "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 5 ] || { cat "$tmp/err"; die "SIGTERM: exit $code"; }
err_has E_INTERRUPTED
[ ! -e "$tmp/many.answer.csv" ] || die "an answer file of an import that did not finish"
expect 0 verify
# ---- SIGKILL, twice ----
for wait in 0.1 0; do
    n=$(records)
    # shellcheck disable=SC2086
    "$fp" $run >"$tmp/out" 2>"$tmp/err" &
    pid=$!
    [ "$wait" != 0 ] || started "$pid" "$n"
    sleep "$wait"
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null || true
    [ ! -e "$tmp/many.answer.csv" ] || die "the import was done before it was killed"
    expect 0 verify
done
# ---- and on to the end ----
# shellcheck disable=SC2086
expect 0 $run --format json
python3 - "$tmp/out" "$rows" <<'PY'
import json, sys
row = json.load(open(sys.argv[1]))["tables"][0]["rows"][0]
assert row["accepted"] == row["rows"] == int(sys.argv[2]) and row["refused"] == row["already"] == 0, row
PY
[ "$(grep -c '接受' "$tmp/many.answer.csv")" -eq "$rows" ] || die "not every row has its answer"
cp "$tmp/many.answer.csv" "$tmp/first"
n=$(records)
# shellcheck disable=SC2086
expect 0 $run
cmp -s "$tmp/first" "$tmp/many.answer.csv" || die "the answer file is not the same"
unchanged "$n"
expect 0 verify
# every deal once, to the fen
expect 0 report statement --book guidance --account 110101 --as shen.ji --format json
python3 - "$tmp/out" "$tmp/many.csv" <<'PY'
import json, sys, csv
from fractions import Fraction
want = sum(Fraction(r["实付额"]) for r in csv.DictReader(open(sys.argv[2], encoding="utf-8")))
text = open(sys.argv[1], encoding="utf-8").read()
json.loads(text)
fen = int(want * 100)
amount = f"{fen // 100}.{fen % 100:02d}"
assert f'"{amount}"' in text, amount
PY

# ---- a bar on a terminal for anything over a second, none elsewhere ----
if ! python3 -c 'import os; os.openpty()' 2>/dev/null; then
    echo "no pseudo-terminals on this machine: the progress bar is not tried"
elif [ "${FPL_VARIANT:-plain}" = plain ]; then
    deals_csv 480000 200001 >"$tmp/long.csv"
    expect 0 copy "$tmp/bar.fpl" --as shen.ji
    # shellcheck disable=SC2086
    TERM=xterm python3 - "$fp" --ledger "$tmp/bar.fpl" ${run/many/long} >"$tmp/out" <<'PY'
import os, pty, sys
shown = b""
def read(fd):
    global shown
    data = os.read(fd, 65536)
    shown += data
    return data
code = pty.spawn(sys.argv[1:], read)
assert os.waitstatus_to_exitcode(code) == 0, shown[-500:]
assert b"%" in shown and b"[#" in shown.replace(b"[.", b"[#"), shown[-500:]
PY
    grep -q '%' "$tmp/err" && die "a bar in a file"
fi

# ---- a disk that is full: a small file system if we may mount one, else a limit on the size of files ----
deals_csv 6000 900001 >"$tmp/more.csv"
more="import deals $tmp/more.csv --book guidance --as zhi.dan --checker fu.he"
small=$tmp/small
mkdir "$small"
size=$(($(stat -c %s "$FUNDPOOL_LEDGER") / 1024 + 600))
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o "size=${size}k" tmpfs "$small" 2>/dev/null; then
    trap 'umount "$small"' EXIT
    "$fp" copy "$small/city.fpl" --as shen.ji 2>/dev/null || die "copy to the small disk"
    n=$(FUNDPOOL_LEDGER=$small/city.fpl records)
    # shellcheck disable=SC2086
    FUNDPOOL_LEDGER=$small/city.fpl expect 5 $more
    err_has E_DISK_FULL
    FUNDPOOL_LEDGER=$small/city.fpl expect 0 verify
    mount -o remount,size=$((2 * size + 65536))k "$small"
    # shellcheck disable=SC2086
    FUNDPOOL_LEDGER=$small/city.fpl expect 0 $more
    FUNDPOOL_LEDGER=$small/city.fpl expect 0 verify
else
    expect 0 copy "$small/city.fpl" --as shen.ji
    code=0
    # shellcheck disable=SC2086
    (ulimit -f "$size" && FUNDPOOL_LEDGER=$small/city.fpl exec "$fp" $more) >"$tmp/out" 2>"$tmp/err" || code=$?
    [ "$code" -eq 5 ] || { cat "$tmp/err"; die "no room: exit $code"; }
    FUNDPOOL_LEDGER=$small/city.fpl expect 0 verify
    # shellcheck disable=SC2086
    FUNDPOOL_LEDGER=$small/city.fpl expect 0 $more
fi
