#!/bin/bash
# An import killed a hundred times at random moments: what a reader had seen before is there after, never half a row, and the same command ends
# with the very answer file of an import that nobody disturbed. FPL_TEST_SEED=n repeats a run, FPL_TEST_KILLS=n changes the number.
# The rows are few and wide (a column that is not used), so that an import commits several chunks in little time: 4 in 0.1 s.
# Under a sanitizer import_midway.sh stops and kills one.
# timeout: 400
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
cp "$FUNDPOOL_LEDGER" "$tmp/base"
kills=${FPL_TEST_KILLS:-100}
{
    deals_csv 3000
    printf 'D-000001,91340604XY00010150,示例汀兰新能源有限公司,2026-02-02,1.00\nD-X,,无代码,2026-02-30,x\n'
} | wide 2200 >"$tmp/many.csv"
exec python3 - "$fp" "$tmp" "$kills" "${FPL_TEST_SEED:-$RANDOM}" <<'PY'
import os, random, shutil, sqlite3, subprocess, sys, time

fp, tmp, kills, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
print("FPL_TEST_SEED=%d" % seed)
random.seed(seed)
ledger, answer = tmp + "/city.fpl", tmp + "/many.answer.csv"
command = [fp, "import", "deals", tmp + "/many.csv", "--book", "guidance", "--as", "zhi.dan", "--checker", "fu.he"]

def fresh():
    for end in ("", "-wal", "-shm", ".writer"):
        if os.path.exists(ledger + end):
            os.unlink(ledger + end)
    if os.path.exists(answer):
        os.unlink(answer)
    shutil.copy(tmp + "/base", ledger)

def run(delay=None):
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if delay is None:
        return child.wait(), 0
    time.sleep(delay)
    seen = committed() if random.random() < 0.5 else 0
    child.kill()
    return child.wait(), seen

def committed():
    db = sqlite3.connect("file:%s?mode=ro" % ledger, uri=True, timeout=10)
    try:
        return db.execute("SELECT count(*) FROM record WHERE id >= 1 << 36").fetchone()[0]
    finally:
        db.close()

def half_rows():
    db = sqlite3.connect("file:%s?mode=ro" % ledger, uri=True, timeout=10)
    try:
        return db.execute("SELECT count(*) FROM record r LEFT JOIN opening o ON o.id = r.id * 256 WHERE o.id IS NULL").fetchone()[0] + \
            db.execute("SELECT count(*) FROM opening o LEFT JOIN record r ON r.id = o.id / 256 WHERE r.id IS NULL").fetchone()[0]
    finally:
        db.close()

def verify():
    done = subprocess.run([fp, "verify"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

whole = 1e9
for _ in range(3):  # the kills are spread over the quickest of three
    fresh()
    before = time.time()
    code, _ = run()
    whole = min(whole, time.time() - before)
    assert code == 1, code  # two rows are refused
reference, total = open(answer, "rb").read(), committed()
assert reference.count(b"\n") > 2000

killed = rounds = at_work = 0
while killed < kills:
    fresh()
    rounds += 1
    code, last = None, 0
    while code != 1:
        # now and then let a run come to its end, so that kills meet the later chunks and the answer file too
        now = committed()
        assert now >= last, "%d records were there, %d are left" % (last, now)
        code, seen = run(random.uniform(0, whole * 1.1))
        assert code in (1, -9), code
        if code == -9:
            killed += 1
            at_work += now < committed() < total
            assert half_rows() == 0
            last = max(now, seen)
            if killed % 10 == 0:
                verify()
            if os.path.exists(answer):  # built beside and renamed: never a part of it
                assert open(answer, "rb").read() == reference
        if killed >= kills and code != 1:
            code, _ = run()
            assert code == 1, code
    verify()
    assert open(answer, "rb").read() == reference, "another answer file after kills"
    assert committed() == total
print("%d kills, %d of them after some rows were committed and before the last, in %d imports of %.2f s" % (killed, at_work, rounds, whole))
assert at_work >= kills // 10
PY
