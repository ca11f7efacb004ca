#!/bin/bash
# An import that is stopped, killed, or runs out of disk: everything acknowledged is there, nothing half-done, and the same command goes on.
# timeout: 600
. "$SRCDIR/tests/cli/lib.sh"
make_city
# Wide rows: an import of these commits a chunk for every 2 MiB of the file, seven at least.
rows=20000 width=1000
[ "${FPL_VARIANT:-plain}" = plain ] || { rows=3500 width=4000; }
deals_csv $rows | wide $width >"$tmp/many.csv"
run="import deals $tmp/many.csv --book guidance --as zhi.dan --checker fu.he"

cat >"$tmp/stop.py" <<'PY'
# stop.py LEDGER SIGNAL CHUNKS PAUSE COMMAND...: sends the signal as soon as so many chunks more are seen to be committed, which is before the last
# one, whatever the machine's pace; PAUSE seconds before it the command is held. With "pty" as PAUSE it is held for longer than a second,
# let go on, and what it shows on a terminal is printed.
import os, pty, signal, sqlite3, sys, time

ledger, how, chunks, pause, *command = sys.argv[1:]


def newest():
    db = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=10)
    try:
        return db.execute("SELECT max(id) FROM record WHERE id < 2 << 36").fetchone()[0]
    finally:
        db.close()


shown = b""
pid, terminal = pty.fork() if pause == "pty" else (os.fork(), -1)
if pid == 0:
    os.execv(command[0], command)
before, seen = newest(), 0
while seen < int(chunks):
    if os.waitpid(pid, os.WNOHANG)[0]:
        sys.exit("the import was done before it was stopped")
    now = newest()
    seen += now > before + 1  # the record that an import begins with is one
    before = max(before, now)
    time.sleep(0.001)
if pause != "0":
    os.kill(pid, signal.SIGSTOP)
    time.sleep(1.2)
os.kill(pid, getattr(signal, how))
os.kill(pid, signal.SIGCONT)
while pause == "pty":
    try:
        data = os.read(terminal, 65536)
    except OSError:  # the other end is closed
        break
    if not data:
        break
    shown += data
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.buffer.write(shown)
sys.exit(code if code >= 0 else 128 - code)
PY
stopped() { # CODE SIGNAL CHUNKS PAUSE: the import, which is not at its end
    local code=0
    # shellcheck disable=SC2086
    python3 "$tmp/stop.py" "$FUNDPOOL_LEDGER" "$2" "$3" "$4" "$fp" $run >"$tmp/out" 2>"$tmp/err" </dev/null || code=$?
    [ "$code" -eq "$1" ] || { cat "$tmp/err"; die "$2: exit $code"; }
    [ ! -e "$tmp/many.answer.csv" ] || die "an answer file of an import that did not finish"
}

# ---- SIGTERM: the chunk is finished, exit 5; in a file there is no bar, however long it takes ----
stopped 5 SIGTERM 1 1
err_has E_INTERRUPTED
if grep -q '%' "$tmp/err"; then die "a bar in a file"; fi
expect 0 verify
# ---- SIGKILL, twice ----
for chunks in 2 1; do
    stopped 137 SIGKILL $chunks 0
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
    deals_csv $rows 200001 | wide $width >"$tmp/long.csv"
    expect 0 copy "$tmp/bar.fpl" --as shen.ji
    # shellcheck disable=SC2086
    TERM=xterm python3 "$tmp/stop.py" "$tmp/bar.fpl" SIGCONT 1 pty "$fp" --ledger "$tmp/bar.fpl" ${run/many/long} >"$tmp/out" </dev/null ||
        { cat "$tmp/out"; die "on a terminal: exit $?"; }
    out_has % "[#"
fi

# ---- a disk that is full: a small file system if we may mount one, else a limit on the size of files ----
deals_csv 2000 900001 >"$tmp/more.csv"
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
