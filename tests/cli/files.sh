#!/bin/bash
# The ledger as a file among files: hostile names, links, devices, permissions, read-only media, and copies that were killed.
# What the operating system answers is the same under a sanitizer; each command is run there by whole.sh and strange.sh.
# timeout: 240
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"

both() { # CODE STATUS ARGUMENT...: said in both languages, and soon
    local code=$1 status=$2 lang
    shift 2
    for lang in zh en; do
        FUNDPOOL_LANG=$lang expect "$code" "$@"
        err_has "[$status]"
        out_empty
    done
}
program=$fp
soon() { timeout 30 "$program" "$@"; }
fp=soon # a name that blocks must not hang the test
mkdir "$tmp/here"
cd "$tmp/here"
export FUNDPOOL_LEDGER=city.fpl
long=$(printf 'x%.0s' {1..5000})
part=$(printf 'y%.0s' {1..300})

# ---- names that are none ----
for name in '' 'file:x.fpl' 'file:x.fpl?mode=memory' ':memory:' -; do
    both 2 E_FILE_NAME --ledger "$name" verify
    both 2 E_FILE_NAME --ledger "$name" init --trial --origin a.example --admin ad
done
for name in "$long" "$part"; do
    both 2 E_TOO_LONG --ledger "$name" verify
    both 2 E_TOO_LONG --ledger "$name" init --trial --origin a.example --admin ad
done
[ -z "$(ls -A)" ] || die "something was made: $(ls -A)"
mkfifo pipe
mkdir folder
ln -s circle circle
for name in folder pipe /dev/null /dev/full circle; do both 3 E_NOT_FILE --ledger "$name" verify; done
# what is a plain name works as one, whatever it looks like
for name in './file:x.fpl' './:memory:' $'new\nline.fpl' '-dash.fpl' 'per%41cent?mode=ro#.fpl'; do
    expect 0 --ledger="$name" init --trial --origin a.example --admin ad
    [ -f "./$name" ] || die "not made under its name: $name"
    expect 0 --ledger="$name" user enrol x --name x --roles auditor --as ad
    expect 0 --ledger="$name" verify
done

make_city
expect_deal 0 YD-001 2026-11-10 3000000.00

# ---- nothing that stands somewhere is replaced by a copy or a new ledger, by whatever name ----
sum() { sha256sum <city.fpl; }
was=$(sum)
ln -s nowhere dangling
ln -s city.fpl alias
ln city.fpl hard
printf 'mine\n' >text
for name in city.fpl ./folder/../city.fpl alias hard dangling text folder pipe /dev/null /dev/full /proc/self/fd/1; do
    both 1 E_EXISTS copy "$name" --as shen.ji
    both 1 E_EXISTS --ledger "$name" init --trial --origin a.example --admin ad
done
rm hard
for name in city.fpl-wal city.fpl-shm city.fpl-journal city.fpl.writer ./folder/../city.fpl-wal alias-wal; do
    both 2 E_OUTPUT copy "$name" --as shen.ji
    both 2 E_OUTPUT --ledger "$name" init --trial --origin a.example --admin ad
done
for name in city.fpl alias hard fresh.fpl-wal; do [ ! -e "$name" ] || both 1 E_EXISTS export --to sqlite "$name" --as shen.ji; done
both 2 E_OUTPUT export --to sqlite city.fpl-shm --as shen.ji
both 3 E_NOT_FOUND export --to sqlite none/x.sqlite --as shen.ji
both 3 E_NOT_FOUND copy none/x.fpl --as shen.ji
both 2 E_TOO_LONG copy "$long" --as shen.ji
for name in '' - 'file:y' ':memory:'; do both 2 E_FILE_NAME copy "$name" --as shen.ji; done
printf 'old\n' >fresh.fpl-wal # would be taken for the new ledger's own
both 1 E_EXISTS copy fresh.fpl --as shen.ji
both 1 E_EXISTS --ledger fresh.fpl init --trial --origin a.example --admin ad
rm fresh.fpl-wal
{ [ ! -e nowhere ] && [ "$(cat text)" = mine ] && [ "$(sum)" = "$was" ]; } || die "something was replaced"
for left in *.part; do [ ! -e "$left" ] || die "left: $left"; done

# ---- what is made of a ledger is as closed as the ledger ----
for mode in 600 640 644; do
    chmod "$mode" "$FUNDPOOL_LEDGER"
    expect 0 copy "closed-$mode.fpl" --as shen.ji
    expect 0 export --to sqlite "closed-$mode.sqlite" --as shen.ji
    for made in "closed-$mode.fpl" "closed-$mode.sqlite"; do
        [ "$(stat -c %a "$made")" = "$mode" ] || die "$made has the mode $(stat -c %a "$made"), the ledger $mode"
    done
done

# ---- made whole or not at all: a killed run leaves a folder that the next one uses; one that is not ours stays ----
mkdir -m 700 second.fpl.part third.fpl.part sixth.fpl.part
for end in "" -shm -journal .writer; do printf 'half a ledger' >"second.fpl.part/ledger$end"; done
ln -s "$PWD/text" second.fpl.part/ledger-wal
expect 0 copy second.fpl --as shen.ji
{ [ ! -e second.fpl.part ] && [ "$(cat text)" = mine ]; } || die "what a killed copy left is still there"
expect 0 --ledger second.fpl verify
printf 'half a ledger' >third.fpl.part/ledger
expect 0 --ledger third.fpl init --trial --origin a.example --admin ad
expect 0 --ledger third.fpl verify
mkdir -m 755 fourth.fpl.part
printf 'a letter' >fourth.fpl.part/ledger
both 1 E_EXISTS copy fourth.fpl --as shen.ji
[ "$(cat fourth.fpl.part/ledger)" = "a letter" ] || die "a folder of somebody else's was emptied"
ln -s folder fifth.fpl.part
both 1 E_EXISTS copy fifth.fpl --as shen.ji
exec 9<sixth.fpl.part
flock 9
both 5 E_LOCKED copy sixth.fpl --as shen.ji
exec 9<&-
expect 0 copy sixth.fpl --as shen.ji
deals_csv 5000 >many.csv
expect 0 import deals many.csv --book guidance --as zhi.dan --checker fu.he
killed=0
for try in 1 2 3 4 5 6 7 8 9 10 11 12; do
    "$program" copy killed.fpl --as shen.ji 2>/dev/null &
    child=$!
    sleep "0.0$((try * 7 % 10))"
    if kill -9 $child 2>/dev/null; then killed=$((killed + 1)); fi
    wait $child 2>/dev/null || true
    [ ! -e killed.fpl ] || { expect 0 --ledger killed.fpl verify --evidence; rm killed.fpl; }
done
[ "$killed" -gt 0 ] || die "no copy was killed"
expect 0 copy killed.fpl --as shen.ji
expect 0 --ledger killed.fpl verify --evidence
[ ! -e killed.fpl.part ] || die "a killed copy is still there"
n=$(records)

# ---- several names: read, not written, and said ----
ln city.fpl other-name.fpl
both 1 E_LINKS user enrol y --name y --roles auditor --as guan.li
err_has "2 names" -samefile
both 1 E_LINKS --ledger other-name.fpl rebuild --as guan.li
FUNDPOOL_LANG=zh expect 0 verify
err_has "2 个名称" 硬链接
expect 0 --ledger other-name.fpl verify
err_has "2 names" "not written"
expect 0 copy from-linked.fpl --as shen.ji
rm other-name.fpl
expect 0 verify
if grep -q names "$tmp/err"; then die "one name is called several"; fi
unchanged "$n"

# ---- FILE.writer follows no link and takes nobody's file ----
ln -s text city.fpl.writer
expect 0 user enrol z1 --name z --roles auditor --as guan.li
{ [ "$(cat text)" = mine ] && [ -L city.fpl.writer ]; } || die "written through FILE.writer"
ln -f text city.fpl.writer
expect 0 user enrol z2 --name zz --roles auditor --as guan.li
[ "$(cat text)" = mine ] || die "written through FILE.writer, a hard link"
rm city.fpl.writer

# ---- the streams of the program: `>>` and `1<>` open without emptying ----
was=$(sum)
stream() { # CODE
    [ "$1" -eq 2 ] || die "standard output is the ledger: exit $1"
    err_has "[E_OUTPUT]"
    [ "$(sum)" = "$was" ] || die "written into the ledger"
}
code=0
"$program" export --to ledger --as shen.ji >>city.fpl 2>"$tmp/err" || code=$?
stream $code
code=0
"$program" report early --as shen.ji 1<>city.fpl 2>"$tmp/err" || code=$?
stream $code
code=0
"$program" verify >&- 2>"$tmp/err" || code=$?
[ "$code" -eq 5 ] || die "a closed standard output: exit $code"
"$program" user enrol closed --name c --roles auditor --as guan.li >&- 2>&- <&- || true
expect 0 verify
expect 0 book list --as closed

# ---- permissions and read-only media: with a user who may only read ----
area=$(mktemp -d /tmp/fundpool-files-XXXXXX)
trap 'chmod -R u+w "${area:?}"; rm -rf "${area:?}"' EXIT
chmod 755 "$area"
cp "$program" "$area/fundpool"
ro=$area/ro
if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null || { echo "skip: no other user can run a program on this machine"; exit 77; }
    reader() { timeout 60 setpriv --reuid=65534 --regid=65534 --clear-groups env TMPDIR=/tmp "$area/fundpool" "$@"; }
else
    reader() { timeout 60 "$area/fundpool" "$@"; }
fi
fp=reader
mkdir "$ro"
cp city.fpl "$ro/plain.fpl" # in WAL mode, as it is
cp second.fpl "$ro/copy.fpl"
cp city.fpl "$ro/secret.fpl"
cp city.fpl "$ro/per%41 cent?.fpl"
# a copy of FILE and FILE-wal, with the newest records in FILE-wal alone: a reader keeps the checkpoint back
python3 - "$program" city.fpl "$ro/with-wal.fpl" <<'PY'
import shutil, sqlite3, subprocess, sys
fp, ledger, copy = sys.argv[1:]
db = sqlite3.connect(ledger, isolation_level=None)
db.execute("BEGIN")
db.execute("SELECT count(*) FROM record").fetchone()
for name in ("late.1", "late.2"):
    subprocess.run([fp, "user", "enrol", name, "--name", name, "--roles", "auditor", "--as", "guan.li"], check=True,
                   stdout=subprocess.DEVNULL)
shutil.copy(ledger, copy)
shutil.copy(ledger + "-wal", copy + "-wal")
db.execute("ROLLBACK")
PY
chmod 444 "$ro"/*
chmod 000 "$ro/secret.fpl"
chmod 555 "$ro"
for name in plain copy 'per%41 cent?'; do
    expect 0 --ledger "$ro/$name.fpl" verify
    if grep -q wal "$tmp/err"; then die "a WAL that is not there"; fi
    expect 0 --ledger "$ro/$name.fpl" report balance --book guidance --as shen.ji
    both 1 E_READONLY --ledger "$ro/$name.fpl" user enrol y --name y --roles auditor --as guan.li
    (cd "$ro" && expect 0 --ledger "$name.fpl" verify)
done
ln -s "$ro/with-wal.fpl" "$area/alias.fpl"
expect 0 --ledger "$area/alias.fpl" verify
err_has -wal "last checkpoint"
expect 0 --ledger "$ro/with-wal.fpl" verify
err_has -wal "last checkpoint" "2026-11-20 10:" "fundpool copy"
FUNDPOOL_LANG=zh expect 0 --ledger "$ro/with-wal.fpl" verify
err_has -wal 检查点 "2026-11-20 10:" "fundpool copy"
expect 1 --ledger "$ro/with-wal.fpl" book list --as late.2
err_has E_ACTOR
both 3 E_PERMISSION --ledger "$ro/secret.fpl" verify
if grep -q init "$tmp/err"; then die "advises to found a new ledger"; fi
both 3 E_PERMISSION --ledger "$ro/plain.fpl" copy "$ro/new.fpl" --as shen.ji
both 3 E_PERMISSION --ledger "$ro/new.fpl" init --trial --origin a.example --admin ad
# written to while it is read without locks: said, and no success
expect 0 --ledger "$ro/plain.fpl" checkpoint show
cp "$tmp/out" "$tmp/points"
mkfifo -m 644 "$area/points"
for lang in zh en; do
    (FUNDPOOL_LANG=$lang expect 5 --ledger "$ro/plain.fpl" verify --against "$area/points") &
    child=$!
    # shellcheck disable=SC2016  # expanded by the inner shell
    timeout 30 bash -c 'exec 8>"$1/points"; touch "$1/ro/plain.fpl"; cat "$2" >&8' - "$area" "$tmp/points"
    wait $child || die "written to while it was read without locks"
    err_has E_FILE_CHANGED plain.fpl
done
chmod 000 "$ro"
[ "$(id -u)" -ne 0 ] || both 3 E_PERMISSION --ledger "$ro/plain.fpl" verify
chmod 755 "$ro"

# ---- a read-only mount: not even root writes there ----
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
    # shellcheck disable=SC2016  # variables of the inner shell
    unshare -m bash -c '
        mount --bind "$1/ro" "$1/ro" && mount -o remount,ro,bind "$1/ro" || exit 77
        "$2" --ledger "$1/ro/plain.fpl" verify >"$3/out" 2>"$3/err" || exit 1
        code=0
        "$2" --ledger "$1/ro/plain.fpl" user enrol y --name y --roles auditor --as guan.li >"$3/out" 2>"$3/err" || code=$?
        [ "$code" -eq 1 ] && grep -q E_READONLY "$3/err"' - "$area" "$program" "$tmp" || {
        code=$?
        cat "$tmp/err" >&2
        [ "$code" -eq 77 ] || die "a read-only mount: exit $code"
    }
fi
