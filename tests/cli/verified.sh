#!/bin/bash
# What `verify` notes beside the ledger, and what reports and lists say of it.
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect_deal 0 YD-001 2026-11-10 3000000.00
note=$FUNDPOOL_LEDGER.verified

says() { # EN ZH COMMAND...: as the last note of a table, and as talk beside CSV and JSON
    local en=$1 zh=$2
    shift 2
    expect 0 "$@" --as shen.ji
    out_has "$en"
    FUNDPOOL_LANG=zh expect 0 "$@" --as shen.ji
    out_has "$zh"
    for format in csv json; do
        expect 0 "$@" --as shen.ji --format $format
        err_has "$en"
        if grep -qF -e "$en" "$tmp/out"; then die "the remark stands in $format"; fi
    done
}
says "not verified" 未校验 report balance --book guidance
says "not verified" 未校验 book list
[ ! -e "$note" ] || die "something is noted"
expect 0 verify --evidence
expect 0 verify --state
[ ! -e "$note" ] || die "a part of verification is noted"

# ---- a whole verification is noted; nothing that is evidence or data changes by it ----
"$fp" checkpoint show >"$tmp/before"
sha256sum "$FUNDPOOL_LEDGER" >"$tmp/before.sha"
for format in csv json; do "$fp" report balance --book guidance --as shen.ji --format $format >"$tmp/before.$format" 2>/dev/null; done
expect 0 verify
"$fp" checkpoint show >"$tmp/after"
cmp -s "$tmp/before" "$tmp/after" || die "a checkpoint changed"
sha256sum -c --quiet "$tmp/before.sha" || die "the ledger changed"
for format in csv json; do
    "$fp" report balance --book guidance --as shen.ji --format $format 2>/dev/null | cmp -s - "$tmp/before.$format" || die "$format changed"
done
n=$("$fp" checkpoint show --book guidance --as shen.ji | sed -n 2p)
all=$(records)
says "verified up to $n of $n records" "校验至 $n（共 $n 条记录）" report balance --book guidance
says "verified up to $all of $all records" "校验至 $all（共 $all 条记录）" party list
expect 0 verify --against "$note" # it has the form of checkpoints
expect 0 copy "$tmp/copy.fpl" --as shen.ji
[ ! -e "$tmp/copy.fpl.verified" ] || die "a copy takes the note along"
says "not verified" 未校验 report balance --book guidance --ledger "$tmp/copy.fpl"

"$fp" export --to hledger --as shen.ji >"$tmp/e1" 2>/dev/null
rm "$note"
"$fp" export --to hledger --as shen.ji >"$tmp/e2" 2>/dev/null
cmp -s "$tmp/e1" "$tmp/e2" || die "an export changed"

# ---- later records are not verified; of an earlier cut no more is than it has ----
expect 0 verify
expect_deal 0 YD-002 2026-11-11 2000000.00
says "verified up to $n of $((n + 1)) records" "校验至 $n（共 $((n + 1)) 条记录）" report balance --book guidance
expect 0 report balance --book guidance --as shen.ji --known-by 2026-11-01
out_has "not verified"

# ---- a forged note is none: another root, a size that is not there, no checkpoints at all ----
cp "$note" "$tmp/note"
forged() { # SED SCRIPT
    sed "$1" "$tmp/note" >"$note"
    says "not verified" 未校验 report balance --book guidance
}
line=$(grep -n "^$("$fp" checkpoint show --book guidance --as shen.ji | head -n 1)\$" "$tmp/note" | cut -d: -f1)
forged "$((line + 2))s/^./&A/"
forged "$((line + 2))s/.*/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/"
forged "$((line + 1))s/.*/$((n + 1))/"
forged "$((line + 1))s/.*/$((n - 1))/"
forged "$((line + 1))s/.*/999999999/"
forged "s/.*/x/"
: >"$note"
says "not verified" 未校验 report balance --book guidance
rm "$note"
mkdir "$note"
says "not verified" 未校验 report balance --book guidance
expect 0 verify
err_has "is not noted beside the ledger"
rmdir "$note"

# ---- what may not be written to is verified all the same ----
chmod 444 "$FUNDPOOL_LEDGER"
expect 0 verify
err_has "is not noted beside the ledger"
FUNDPOOL_LANG=zh expect 0 verify
err_has 未在账本旁记下
[ ! -e "$note" ] || die "noted beside a ledger that is read-only"
chmod 644 "$FUNDPOOL_LEDGER"
ln -s "$tmp/elsewhere" "$note"
expect 0 verify
if [ -e "$tmp/elsewhere" ] || [ -L "$note" ]; then die "a link was followed"; fi
[ "$(find "$tmp" -mindepth 1 -name '*.verified.*' | wc -l)" -eq 0 ] || die "a part file is left"

printf '投资编号,统一社会信用代码,企业名称,付款日,实付额\nD-9,91340604XY00010150,示例汀兰新能源有限公司,2026-11-10,1.00\n' >"$tmp/one.csv"
expect 2 import deals "$tmp/one.csv" --book guidance --as zhi.dan --checker fu.he --answer "$note"
err_has E_OUTPUT
