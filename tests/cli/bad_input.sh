#!/bin/bash
# Bad input, each kind of fault with each kind of file that people give: rows, a mapping, a rule document, a chart, a file of checkpoints.
# What it is, where and what to do are told in both languages with a code, soon; nothing is recorded and no file is left. Then rows in
# another order, given again, with an unknown word or half a row: each has its answer, and what was right is in.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
cd "$tmp"
header='投资编号,统一社会信用代码,企业名称,付款日,实付额,轮次'
firm='91340604XY00010150,示例汀兰新能源有限公司'
mkdir good
{ echo "$header"; for i in 1 2 3 4 5 6; do echo "G-$i,$firm,2026-11-0$i,$i.00,PRE_A"; done; } >good/rows
printf 'command: deal.record\ncolumns:\n  deal: 投资编号\n  firm: 统一社会信用代码\n  firm_name: 企业名称\n  paid_date: 付款日\n  amount: 实付额\n' >good/mapping
cp "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" good/pack
sed 's/^id: fund$/id: fund9/' "$SRCDIR/policies/charts/fund.yaml" >good/chart
"$fp" checkpoint show >good/points
choose() { # KIND FILE: the command that reads it
    case $1 in
    rows) words=(import deals "$2" --book guidance --as zhi.dan --checker fu.he) ;;
    mapping) words=(import --mapping "$2" good/rows --book guidance --as zhi.dan --checker fu.he) ;;
    pack) words=(pack adopt "$2" --as gui.ze) ;;
    chart) words=(chart adopt "$2" --as gui.ze) ;;
    points) words=(verify --against "$2") ;;
    esac
}
before=$(records)
listing() { find . -path ./good -prune -o -type f -print | grep -v '/out$\|/err$\|/area/\|city.fpl\|/list' | sort; }
bad() { # KIND FILE: told in both languages, soon, and nothing is left
    local code lang
    choose "$1" "$2"
    listing >list1
    for lang in zh en; do
        code=0
        FUNDPOOL_LANG=$lang timeout 30 "$fp" "${words[@]}" >out 2>err </dev/null || code=$?
        case $code in
        1 | 3) ;;
        *) cat err >&2 && die "$1 $2: exit $code" ;;
        esac
        grep -q '\[E_[A-Z_]*\]' err || die "$1 $2: no code: $(cat err)"
        grep -q "$(basename "$2")" err || die "$1 $2: the file is not named: $(cat err)"
        [ "$lang" = en ] || LC_ALL=C grep -q $'[\344-\351]' err || die "$1 $2: not in Chinese: $(cat err)"
        if grep -q '{[0-9]}' err; then die "$1 $2: a placeholder: $(cat err)"; fi
    done
    listing >list2
    cmp -s list1 list2 || die "$1 $2: files are left: $(diff list1 list2)"
    unchanged "$before"
}
mkdir folder
mkfifo pipe
faults=0
for kind in rows mapping pack chart points; do
    # a FIFO without a writer must not hang: it is refused, or an interrupt ends the wait
    for name in nowhere folder /dev/null /dev/zero; do
        [ "$kind$name" != points/dev/zero ] || continue
        bad $kind $name
        faults=$((faults + 1))
    done
    : >empty
    head -c 37 good/$kind >short
    { head -c 60 good/$kind && printf '\0' && tail -c +61 good/$kind; } >nul
    { cat good/$kind && printf '\377\376\377\n'; } >bytes
    { cat good/$kind && printf '示例：' | iconv -f UTF-8 -t GB18030 && printf '1\n'; } >mixed
    printf 'PK\003\004\024\000\010\000xl/workbook.xml' >book
    { printf 'x: '; head -c 3000000 /dev/zero | tr '\0' x; } >huge
    head -c 4096 /dev/urandom >noise
    for name in empty short bytes mixed book huge noise; do
        bad $kind $name
        faults=$((faults + 1))
    done
    # a NUL in a row is that row's fault alone
    [ $kind = rows ] || bad $kind nul
    if [ "$(id -u)" -ne 0 ]; then
        cp good/$kind secret && chmod 000 secret
        bad $kind secret
        rm -f secret
    fi
done
[ $faults -ge 50 ] || die "only $faults faults were tried"
for kind in rows mapping pack chart; do # an input is refused as a pipe, or can be interrupted
    choose $kind pipe
    code=0
    timeout -s INT 2 "$fp" "${words[@]}" >out 2>err </dev/null || code=$?
    case $code in 3 | 5 | 124 | 130) ;; *) die "$kind from a pipe: exit $code $(cat err)" ;; esac
    unchanged "$before"
done

# ---- a link to a good file is that file ----
ln -s good/rows linked
expect 0 import deals linked --book guidance --as zhi.dan --checker fu.he --dry-run
err_has "accepted 6"
unchanged "$before"

# ---- rows in another order, repeated, half of them ----
expect 0 import deals good/rows --book guidance --as zhi.dan --checker fu.he
err_has "accepted 6, already recorded 0"
{ head -n 1 good/rows && tail -n +2 good/rows | sort -r; } >reversed.csv
expect 0 import deals reversed.csv --book guidance --as zhi.dan --checker fu.he
err_has "accepted 0, already recorded 6, refused 0"
awk -F, 'BEGIN { OFS = "," } { print $5, $4, $3, $2, $1, $6 }' good/rows >columns.csv # the columns in another order
expect 0 import deals columns.csv --book guidance --as zhi.dan --checker fu.he
err_has "accepted 0, already recorded 6, refused 0"
{ cat good/rows && tail -n +2 good/rows; } >twice.csv
expect 0 import deals twice.csv --book guidance --as zhi.dan --checker fu.he
err_has "accepted 0, already recorded 12, refused 0"
{ cat good/rows && printf 'G-7,%s,2026-11-07,7.00,PRE_A\nG-8,91340604XY' "$firm"; } >half.csv
expect 1 import deals half.csv --book guidance --as zhi.dan --checker fu.he
err_has "accepted 1, already recorded 6, refused 1" "half.csv:9:"

# ---- an unknown word: the row says which there are, in both languages' words, and the others are in ----
{ echo "$header" && printf 'G-9,%s,2026-11-07,7.00,种籽轮\nG-10,%s,2026-11-07,8.00,Pre-A轮\n' "$firm" "$firm"; } >word.csv
expect 1 import deals word.csv --book guidance --as zhi.dan --checker fu.he
err_has "accepted 1" "word.csv:2:6: E_ENUM" '"种籽轮" is not one of: ' PRE_A
grep -q '取值“种籽轮”不在允许范围：.*Pre-A' word.answer.csv || die "no Chinese words: $(cat word.answer.csv)"
expect 2 deal record G-11 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-11-07 --amount 1.00 \
    --round PRE_AA --as zhi.dan --checker fu.he
err_has E_ENUM 'did you mean "PRE_A"'
expect 0 verify
