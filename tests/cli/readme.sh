#!/bin/bash
# The tours of both READMEs, replayed on the demo's ledger: what they show is what the program says.
# variants: plain
set -eu
command -v hledger >/dev/null || { echo "skip: no hledger"; exit 77; }
command -v sqlite3 >/dev/null || { echo "skip: no sqlite3"; exit 77; }
unset FUNDPOOL_LEDGER FUNDPOOL_LANG FUNDPOOL_USER FUNDPOOL_CHECKER 2>/dev/null || true
mkdir -p "$TEST_TMP/build/bin"
ln -s "$FUNDPOOL" "$TEST_TMP/build/bin/fundpool"
BUILD=$TEST_TMP/build "$SRCDIR/examples/huaibei/demo.sh" >"$TEST_TMP/demo.out" 2>&1 || { tail -n 20 "$TEST_TMP/demo.out"; exit 1; }
cd "$TEST_TMP"
for readme in README.md README.zh.md; do
    rm -f build/copy.fpl*
    python3 - "$SRCDIR/$readme" <<'PY'
import subprocess, sys
shown, told, inside, setting = [], [], False, ""
for line in open(sys.argv[1], encoding="utf-8").read().split("\n"):
    if line == "```console":
        inside = True
    elif line == "```":
        inside = False
    elif inside:
        shown.append(line)
        if not line.startswith("$ "):
            continue
        told.append(line)
        if line.startswith("$ export "):
            setting = line[2:] + "; "
            continue
        run = subprocess.run(["bash", "-c", setting + line[2:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        told += [text.rstrip() for text in run.stdout.split("\n")[:-1]]
assert len([line for line in shown if line.startswith("$ ")]) >= 10, "no tour"
for number, (a, b) in enumerate(zip(shown + [""] * len(told), told + [""] * len(shown))):
    if a != b:
        sys.exit(f"{sys.argv[1]}: line {number} of the tour\n  shows  {a}\n  is now {b}")
PY
done
