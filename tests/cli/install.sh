#!/bin/bash
# What `make install` lays down is complete and hardened: the program runs, and a foreign program builds against the installed
# headers and library alone.
# timeout: 300
# variants: plain
set -eu
cd "$SRCDIR"
root=$TEST_TMP/root
# with another compiler, or another name for BUILD, all of it would be made anew, under the feet of the other tests
make --no-print-directory install CC="$(sed 's/ |.*//' "$BUILD/obj/flags")" BUILD="${BUILD#"$SRCDIR"/}" DESTDIR="$root" PREFIX=/usr >"$TEST_TMP/log" 2>&1 || { cat "$TEST_TMP/log"; exit 1; }
"$root/usr/bin/fundpool" help >"$TEST_TMP/help"
[ -s "$TEST_TMP/help" ]
[ "$(find "$root/usr/share/fundpool/policies" -type f | wc -l)" -gt 0 ]
[ -s "$root/usr/share/bash-completion/completions/fundpool" ] && bash -n "$root/usr/share/bash-completion/completions/fundpool"
[ -s "$root/usr/share/zsh/site-functions/_fundpool" ]
[ -s "$root/usr/share/man/man1/fundpool.1" ] && [ -s "$root/usr/share/man/man1/fundpool-service.1" ]
[ -x "$root/usr/bin/fundpool-backup" ] && [ -s "$root/usr/share/fundpool/operation/fundpool-nginx.conf" ]
grep -q '^ExecStart=/usr/bin/fundpool serve ' "$root/usr/lib/systemd/system/fundpool.service"
if [ -x "$root/usr/bin/fundpool-papers" ]; then
    [ -s "$root/usr/share/man/man1/fundpool-papers.1" ]
    grep -q '	fonts-wqy-microhei$' "$root/usr/share/fundpool/papers-fonts.txt"
fi

cat >"$TEST_TMP/one.c" <<'C'
#include <fundpool/money.h>
#include <stdio.h>
int main(void)
{
    struct fpl_money m;
    struct fpl_error error = {0};
    char text[FPL_MONEY_TEXT];
    if (fpl_money_parse(FPL_STR("12.345678"), FPL_UNIT_WAN, 2, &m, &error) != FPL_OK) {
        return 1;
    }
    puts(fpl_money_format(m, FPL_UNIT_YUAN, 2, text));
    return 0;
}
C
gcc -std=c17 -pedantic -Wall -Wextra -Werror -I"$root/usr/include" -o "$TEST_TMP/one" "$TEST_TMP/one.c" \
    "$root/usr/lib/libfundpool.a" -lsqlite3 -lgmp -lutf8proc -lcrypto
[ "$("$TEST_TMP/one")" = 123456.78 ]

[ -x "$root/usr/bin/fundpool-service" ]
if readelf -W -d "$root/usr/bin/fundpool" | grep -E 'NEEDED.*(microhttpd|gnutls|sodium)'; then echo "every run of fundpool loads what only the service needs"; exit 1; fi
readelf -W -h -l -d "$root/usr/bin/fundpool" >"$TEST_TMP/elf"
grep -q 'Type: *DYN' "$TEST_TMP/elf" || { echo "not position independent"; exit 1; }
grep -q 'GNU_RELRO' "$TEST_TMP/elf" || { echo "no RELRO"; exit 1; }
grep -qE 'BIND_NOW|FLAGS_1.*NOW' "$TEST_TMP/elf" || { echo "lazy binding"; exit 1; }
grep 'GNU_STACK' "$TEST_TMP/elf" | grep -qv 'RWE' || { echo "executable stack"; exit 1; }
nm -D "$root/usr/bin/fundpool" | grep -q '__stack_chk_fail' || { echo "no stack protector"; exit 1; }
