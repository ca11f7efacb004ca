#!/bin/bash
# record proof and record check: what a receipt is worth on another machine. The proof is recomputed here by RFC 6962 in a few lines of
# Python that share nothing with the program; every byte of it that is altered is found; and a checkpoint held elsewhere is what it is
# compared with.
. "$SRCDIR/tests/cli/lib.sh"
make_city
for n in 1 2 3 4 5 6; do expect_deal 0 YD-$n 2026-11-10 1000000.00; done
"$fp" checkpoint show >"$tmp/held.txt"
for n in 7 8 9; do expect_deal 0 YD-$n 2026-11-11 1000000.00; done
"$fp" checkpoint show >"$tmp/later.txt"
cat >"$tmp/recompute.py" <<'PY'
import base64, hashlib, json, sys
head, checkpoint, mark = open(sys.argv[1]).read().split("\n\n")
assert mark == "试验 TRIAL\n"
version, extra, index, *path = head.split("\n")
leaf = base64.b64decode(extra.split(" ")[1])
index = int(index.split(" ")[1])
origin, size, root = checkpoint.strip().split("\n")
size = int(size)
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
assert version == "c2sp.org/tlog-proof@v1" and json.loads(leaf)["n"] == index
node, last, at = sha(b"\0", leaf), size - 1, index  # RFC 9162 2.1.3.2
for text in path:
    other = base64.b64decode(text)
    if at % 2 or at == last:
        node = sha(b"\1", other, node)
        while at % 2 == 0 and at:
            at, last = at // 2, last // 2
    else:
        node = sha(b"\1", node, other)
    at, last = at // 2, last // 2
assert last == 0 and node == base64.b64decode(root), (origin, index, size)
print(origin, size)
PY
proved() { # FILE ORIGIN SIZE
    [ "$(python3 "$tmp/recompute.py" "$1")" = "$2 $3" ] || die "$1 does not prove $2 $3"
}
prove() { # FILE RECEIPT [OPTION...]
    local file=$1 receipt=$2
    shift 2
    expect 0 record proof "$receipt" --as shen.ji "$@"
    cp "$tmp/out" "$file"
}
size_of() { awk -v origin="$1" '$0 == origin { getline; print }' "$2"; }
held=$(size_of ledger.test.example/1 "$tmp/held.txt")
later=$(size_of ledger.test.example/1 "$tmp/later.txt")
for seq in $(seq 0 $((later - 1))); do
    prove "$tmp/$seq.proof" "guidance/$seq"
    proved "$tmp/$seq.proof" ledger.test.example/1 "$later"
    (unset FUNDPOOL_LEDGER && cd / && expect 0 record check "$tmp/$seq.proof" --against "$tmp/later.txt") # without a ledger
    out_has "that of the checkpoint held"
done
# of a record before the checkpoint, at its size; then no record behind it
prove "$tmp/then.proof" guidance/2 --against "$tmp/held.txt"
proved "$tmp/then.proof" ledger.test.example/1 "$held"
expect 0 record check "$tmp/then.proof" --against "$tmp/held.txt"
expect 0 record check "$tmp/then.proof"
out_has "compare the root"
expect 1 record check "$tmp/then.proof" --against "$tmp/later.txt"
err_has E_PROOF_SIZE "$held" "$later"
expect 1 record proof "guidance/$held" --against "$tmp/held.txt" --as shen.ji
err_has E_NOT_FOUND
# ---- what is altered, or held otherwise ----
sed "s/^index 2$/index 3/" "$tmp/then.proof" >"$tmp/bad.proof"
expect 4 record check "$tmp/bad.proof"
err_has E_PROOF_PATH bad.proof
for line in 4 5 "$(($(wc -l <"$tmp/then.proof") - 2))"; do
    awk -v line="$line" 'NR == line { $0 = (substr($0, 1, 1) == "A" ? "B" : "A") substr($0, 2) } { print }' "$tmp/then.proof" >"$tmp/bad.proof"
    expect 4 record check "$tmp/bad.proof"
    err_has E_PROOF_PATH
done
for form in table json; do
    expect 0 record check "$tmp/then.proof" --format $form
    out_has TRIAL
done
head -n -2 "$tmp/then.proof" >"$tmp/bad.proof" # whoever cuts the mark off is told by the checkpoints that others hold
expect 0 record check "$tmp/bad.proof" --against "$tmp/held.txt"
out_has TRIAL
sed 's/TRIAL/REAL/' "$tmp/then.proof" >"$tmp/bad.proof"
expect 3 record check "$tmp/bad.proof"
err_has E_NOT_PROOF
cp "$tmp/1.proof" "$tmp/bad.proof"
sed -i "s/^extra .*/$(grep ^extra "$tmp/2.proof" | sed 's,/,\\/,g')/" "$tmp/bad.proof" # another record's leaf
expect 4 record check "$tmp/bad.proof"
awk 'NR % 4 == 3 { $0 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" } { print }' "$tmp/held.txt" >"$tmp/forked.txt"
expect 4 record check "$tmp/then.proof" --against "$tmp/forked.txt"
err_has E_PROOF_ROOT ledger.test.example/1 regulator
expect 4 record proof guidance/2 --against "$tmp/forked.txt" --as shen.ji
err_has E_PROOF_ROOT
sed 's/test.example/other.example/' "$tmp/held.txt" >"$tmp/other.txt"
expect 1 record check "$tmp/then.proof" --against "$tmp/other.txt"
err_has E_OTHER_LEDGER
expect 1 record proof guidance/2 --against "$tmp/other.txt" --as shen.ji
for file in "$tmp/held.txt" "$FUNDPOOL_LEDGER"; do
    expect 3 record check "$file"
    err_has E_NOT_PROOF
done
FUNDPOOL_LANG=zh expect 3 record check "$tmp/held.txt"
err_has 不是记录的证明
expect 3 record check "$tmp/none.proof"
# ---- who may have one ----
expect 1 record proof guidance/2 --as xc.01
err_has E_NOT_FOUND
expect 1 record proof guidance/2 --as guan.li
err_has E_ROLE
