#!/bin/sh
# usage: tools/make-fonts.sh     prints the list of the papers' fonts, as src/documents/fonts.def has it; `make install` keeps it
# in share/fundpool/papers-fonts.txt. Columns are divided by tabs.
set -eu
cd "$(dirname "$0")/.."
printf '# 文书所用字体，依次取第一个已安装的 Fonts of the papers: the first that is installed is taken\n'
printf '# 用途 use\t字体 family\tDebian 12 软件包（- 没有） package (-: none)\n'
sed -n -e 's/^DOC_FONT_SANS("\(.*\)", "\(.*\)")$/报表、凭证 reports, vouchers\t\1\t\2/p' \
    -e 's/^DOC_FONT_TITLE("\(.*\)", "\(.*\)")$/决定书标题 titles of decisions\t\1\t\2/p' \
    -e 's/^DOC_FONT_SERIF("\(.*\)", "\(.*\)")$/决定书、回执 decisions, receipts\t\1\t\2/p' src/documents/fonts.def |
    sed 's/\t$/\t-/'
