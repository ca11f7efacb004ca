#!/bin/bash
# Papers of what does not fit: files that stand in the way, a full disk, fonts and characters that are not there, formulas, markup and
# controls in texts, long names, sixty columns, ten thousand rows, none; vouchers that go on, and red ones.
# timeout: 300
# variants: plain
set -eu
cd "$SRCDIR"
. tests/cli/lib.sh
for tool in python3 pdftotext; do command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }; done
[ -x "${fp%/*}/fundpool-papers" ] || { echo "skipped: built without the packages of papers"; exit 77; }
make_city
cd "$tmp"
balance=(report balance --book guidance --as shen.ji)

nothing_at() { # NAME: neither the file nor a part of it
    if [ -e "$1" ] || [ -e "$1.part" ]; then die "$1 is there"; fi
}
flat() { pdftotext -layout "$1" - | tr -d ' \n\f'; } # FILE.pdf: its text without blanks
page_has() { # FILE.pdf TEXT...
    local text file=$1 want
    text=$(flat "$file")
    shift
    for want in "$@"; do [[ $text == *"$want"* ]] || die "the page lacks: $want"; done
}

# ---- files that stand in the way --------------------------------------------------------------------------------------
for form in table csv json html pdf xlsx; do
    printf 'mine\n' >kept
    expect 1 "${balance[@]}" --format $form --output kept
    err_has E_EXISTS kept
    [ "$(cat kept)" = mine ] || die "kept was written to"
    expect 2 "${balance[@]}" --format $form --output "$FUNDPOOL_LEDGER"
    err_has E_OUTPUT
    expect 2 "${balance[@]}" --format $form --output "$FUNDPOOL_LEDGER-wal"
    ln -sf "$FUNDPOOL_LEDGER" link
    expect 3 "${balance[@]}" --format $form --output link
    expect 3 "${balance[@]}" --format $form --output no/such/folder
    nothing_at no
done
expect 0 verify
expect 2 "${balance[@]}" --format pdf
err_has --output
expect 2 "${balance[@]}" --format svg --output
expect 2 checkpoint show --format pdf --output x.pdf
expect 2 bundle --as shen.ji --format pdf --output x.zip
expect 2 bundle --as shen.ji
expect 2 "${balance[@]}" --format docx
nothing_at x.pdf
expect 1 "${balance[@]}" --format svg --output x.svg
err_has E_NO_CHART
nothing_at x.svg
expect 0 "${balance[@]}" --output X.JSON # the case of an ending says nothing
[ "$(head -c 1 X.JSON)" = '{' ] || die "X.JSON holds another form"
expect 0 "${balance[@]}" --format csv --output x.csv
"$fp" "${balance[@]}" --format csv 2>/dev/null | cmp - x.csv || die "--output has other bytes than standard output"

# Where only the one program was installed, it says what is missing.
mkdir alone
cp "$fp" alone/fundpool
got=0
alone/fundpool "${balance[@]}" --format pdf --output alone.pdf >out 2>err </dev/null || got=$?
[ $got = 5 ] || die "without fundpool-papers: exit $got"
err_has E_NO_PAPERS 'make deps'
nothing_at alone.pdf

# ---- a full disk: a file may have 4 KiB ---------------------------------------------------------------------------------
for form in html pdf xlsx; do
    got=0
    (ulimit -f 4 && exec "$fp" "${balance[@]}" --format $form --output full.$form) >out 2>err </dev/null || got=$?
    if [ $form != html ] || [ $got != 0 ]; then
        [ $got = 5 ] || { cat err; die "full disk, $form: exit $got"; }
        err_has E_
        nothing_at full.$form
    fi
done
got=0
# However little room there is: no workbook that lacks a row. Rows wait in a file of their own, beside the workbook.
counted="WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 4000) SELECT i, i * 7919 % 4001 AS r, 'row' AS t FROM s"
for blocks in 34 60 130 260 400 500 540 560 580 600 620 660 1000; do
    got=0
    (ulimit -f $blocks && exec "$fp" sql --as shen.ji --format xlsx "$counted" --output "room$blocks.xlsx") >out 2>err </dev/null || got=$?
    if [ $got = 0 ]; then
        python3 -c 'import re, sys, zipfile
sheet = zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml").decode()
assert len(re.findall("<t>row</t>", sheet)) == 4000 and sheet.endswith("</worksheet>"), sys.argv' "room$blocks.xlsx"
    else
        [ $got = 5 ] || { cat err; die "room for $blocks blocks: exit $got"; }
        err_has E_
        nothing_at "room$blocks.xlsx"
    fi
done
[ -e room1000.xlsx ] || die "no workbook where there is room"
[ ! -e room130.xlsx ] || die "a workbook where there is none"
got=0
(ulimit -f 4 && exec "$fp" bundle --as shen.ji --output full.zip) >out 2>err </dev/null || got=$?
[ $got = 5 ] || { cat err; die "full disk, bundle: exit $got"; }
nothing_at full.zip

# ---- fonts and characters that are not there ------------------------------------------------------------------------------
mkdir fonts
latin=$(fc-list 2>/dev/null | sed -n 's/^\(.*DejaVuSans\.ttf\):.*/\1/p' | head -n 1)
if [ "$latin" ]; then
    cp "$latin" fonts/
    printf '<?xml version="1.0"?><fontconfig><dir>%s/fonts</dir><cachedir>%s/cache</cachedir></fontconfig>\n' "$tmp" "$tmp" >fonts.conf
    got=0
    FONTCONFIG_FILE=$tmp/fonts.conf "$fp" "${balance[@]}" --format pdf --output nofont.pdf >out 2>err </dev/null || got=$?
    [ $got = 5 ] || { cat err; die "no Chinese font: exit $got"; }
    err_has E_FONT fonts-wqy-microhei
    nothing_at nofont.pdf
fi
asked=(sql --as shen.ji --format pdf)
expect 1 "${asked[@]}" "SELECT '甲' || char(131072) || '乙' AS 名称, 1234567 AS n" --output glyph.pdf
err_has E_GLYPH U+20000 'page 1: “甲𠀀乙”'
page_has glyph.pdf U+20000 1234567 'page1:“甲' # the character itself is a box
expect 1 "${asked[@]}" --lang zh "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 90) SELECT i AS 序, CASE i WHEN 90 THEN char(131072) || '公司' ELSE '企业' END AS 名称 FROM s" --output late.pdf
err_has E_GLYPH '第 3 页：“𠀀公司”'
page_has late.pdf '第3页：“'
expect 0 sql --as shen.ji --format xlsx "SELECT '甲' || char(131072) AS 名称" --output glyph.xlsx

# Fonts that are asked for: by the environment, by the file beside the ledger; where none of them is there, nothing is written.
FUNDPOOL_FONT='No Such Font, 无此字体' expect 5 "${balance[@]}" --format pdf --output font.pdf
err_has E_FONT_NAME 'No Such Font, 无此字体' letter-font
nothing_at font.pdf
if [ "$latin" ]; then
    FUNDPOOL_FONT='No Such Font, DejaVu Sans' expect 0 "${balance[@]}" --format pdf --output font.pdf
    pdffonts font.pdf >fonts.txt
    holds fonts.txt DejaVuSans
    printf 'font: DejaVu Sans\nletter-font: Nothing Like It\n' >"$FUNDPOOL_LEDGER.yaml"
    expect 0 "${balance[@]}" --format pdf --output beside.pdf
    cmp font.pdf beside.pdf || die "the file beside the ledger names another font"
    expect 0 bundle --as shen.ji --output beside.zip
    expect 0 config
    holds out 'DejaVu Sans' letter-font
    rm "$FUNDPOOL_LEDGER.yaml"
fi
expect 0 "${balance[@]}" --format pdf --output plain.pdf
pdffonts plain.pdf | awk 'NR > 2 { if ($(NF - 4) != "yes") bad = 1 } END { exit bad }' || die "a font is not embedded"

# ---- texts -------------------------------------------------------------------------------------------------------------
strange="SELECT '=HYPERLINK(\"http://x\",\"y\")' AS a, '<b>&amp;' AS b, 'x' || char(27) || '[31m' || char(10) || 'y' || char(8238) AS c, '+1' AS d"
for form in html pdf xlsx; do expect 0 sql --as shen.ji --format $form "$strange" --output strange.$form; done
page_has strange.pdf '=HYPERLINK("http://x","y")' '<b>&amp;' 'x⟨U+001B⟩[31m⟨U+000A⟩y⟨U+202E⟩'
holds strange.html '=HYPERLINK(&quot;http://x&quot;,&quot;y&quot;)' '&lt;b&gt;&amp;amp;' 'x⟨U+001B⟩[31m⟨U+000A⟩y⟨U+202E⟩'
python3 - <<'PYTHON'
import re, zipfile
text = zipfile.ZipFile("strange.xlsx").read("xl/worksheets/sheet1.xml").decode()
assert "<f>" not in text and "\x1b" not in text
for part in ("=HYPERLINK(&quot;", '<t>+1</t>', "&lt;b&gt;&amp;amp;", "⟨U+001B⟩[31m⟨U+000A⟩y"):
    assert part in text or part.replace("&quot;", '"') in text, (part, text)
PYTHON

# A name of 250 characters is whole on every paper; one of the greatest length goes over several pages.
long="replace(hex(zeroblob(125)), '00', '名字')"
expect 0 "${asked[@]}" "SELECT $long AS 名称, 1 AS n" --output long.pdf
[ "$(flat long.pdf | grep -o 名 | wc -l)" = 126 ] || die "the long name is cut"
expect 0 "${asked[@]}" "SELECT replace(hex(zeroblob(3000)), '00', '长文') AS 名称, 'x' AS b, 7654321 AS n" --output longer.pdf
[ "$(flat longer.pdf | grep -o 长 | wc -l)" = 3000 ] || die "the longer text is cut"
page_has longer.pdf 7654321

# Sixty columns: a row is a list of its cells.
sixty=$(seq 1 60 | sed 's/.*/printf("%d.%02d", &, &) || " 一二三四五六七八" AS c&/' | tr '\n' ',' | tr '"' "'")
expect 0 "${asked[@]}" "SELECT ${sixty%,}" --output sixty.pdf
page_has sixty.pdf 1.01一二三四五六七八 60.60一二三四五六七八
expect 0 sql --as shen.ji --format xlsx "SELECT ${sixty%,}" --output sixty.xlsx

# The form follows the name; two that differ are refused, and nothing is written.
expect 0 report claims --book pool --as shen.ji --output named.pdf
[ "$(head -c 5 named.pdf)" = %PDF- ] || die "named.pdf is no PDF"
expect 0 report claims --book pool --as shen.ji --output named.json
[ "$(head -c 10 named.json)" = '{"report":' ] || die "named.json is no JSON"
expect 0 report claims --book pool --as shen.ji --format csv --output named.dat # a name that says nothing
for form in csv xlsx table; do
    expect 2 report claims --book pool --as shen.ji --format $form --output other.pdf
    err_has --format
    [ ! -e other.pdf ] || die "it was written"
done

# No rows.
for form in html pdf xlsx; do expect 0 report claims --book pool --as shen.ji --format $form --output none.$form --lang zh; done
page_has none.pdf （无）
holds none.html （无）

# Ten thousand rows, each of them once, under a head on every page; a figure is never on two pages.
deals_csv 10000 >deals.csv
expect 0 import deals deals.csv --book guidance --as zhi.dan --checker fu.he
for form in html pdf xlsx; do expect 0 deal list --book guidance --as shen.ji --format $form --output many.$form; done
python3 - <<'PYTHON'
import re, subprocess, zipfile
text = subprocess.run(["pdftotext", "-layout", "many.pdf", "-"], capture_output=True, check=True).stdout.decode()
pages = text.split("\f")[:-1]
ids = re.findall(r"D-\d{6}", text)
assert len(ids) == len(set(ids)) == 10000, len(ids)
amounts = sum(int(m.replace(",", "").replace(".", "")) for m in re.findall(r"\d{1,3}(?:,\d{3})+\.\d{2}", text.rsplit("Total", 1)[0]))
wanted = sum((1000 + i) * 100 + i % 100 for i in range(1, 10001))
assert amounts % wanted == 0 and amounts, (amounts, wanted)
assert all("Amount" in page for page in pages[:-1]), "a page without its head"
assert f"page{len(pages)}of{len(pages)}" in re.sub(r"\s", "", pages[-1])
sheet = zipfile.ZipFile("many.xlsx").read("xl/worksheets/sheet1.xml").decode()
assert len(re.findall(r"<t>D-\d{6}</t>", sheet)) == 10000
PYTHON

# ---- vouchers ------------------------------------------------------------------------------------------------------------
lines=()
for i in $(seq 1 20); do lines+=(--line "100201 D $i.00 cash_flow=OPERATING_IN" --line "6404 C $i.00"); done
expect 0 journal post --book guidance --occurred 2026-11-01 --memo 多行凭证 --attachments 7 "${lines[@]}" --as zhi.dan --checker fu.he
receipt=$(grep -o '[0-9]*/[0-9]*' out | head -n 1)
expect 0 voucher "$receipt" --as shen.ji --lang zh --format pdf --output pages.pdf
page_has pages.pdf 附件7张 1/5 5/5 转下页 合计：贰佰壹拾元整 多行凭证
[ "$(flat pages.pdf | grep -o 合计 | wc -l)" = 1 ] || die "the sum stands on more than one page"
expect 0 journal reverse "$receipt" --book guidance --reason 录入错误 --as zhi.dan --checker fu.he
receipt=$(grep -o '[0-9]*/[0-9]*' out | tail -n 1)
expect 0 voucher "$receipt" --as shen.ji --lang zh --format pdf --output red.pdf
page_has red.pdf 红字冲销 -20.00 合计：负贰佰壹拾元整
expect 1 voucher "2026-11 记 99" --book guidance --as shen.ji
err_has E_NOT_FOUND
expect 1 voucher --book guidance --as shen.ji
err_has E_VOUCHERS --from
expect 0 voucher "2026-11 记 1" --as shen.ji # a number says by itself which voucher, if one book alone has it
expect 0 verify
