#!/bin/sh
# The library as the linker sees it: every shared name begins with fpl_, and nothing in it can print, exit, or look at the clock,
# the environment, the locale or a source of randomness. The lint says the same of the sources; this cannot be fooled by a macro.
# variants: plain
set -eu
lib=$BUILD/lib/libfundpool.a
nm -g --defined-only "$lib" | awk 'NF == 3 && $3 !~ /^fpl_/ {print "not ours by name: " $3; bad = 1} END {exit bad}'
# abort stands behind FPL_ASSERT, and write gives its last words
nm -gu "$lib" | awk '
    BEGIN {
        split("printf __printf_chk vprintf __vprintf_chk fprintf __fprintf_chk vfprintf __vfprintf_chk dprintf puts fputs putc " \
              "fputc putchar perror fwrite stdout stderr exit _exit quick_exit time clock clock_gettime gettimeofday " \
              "localtime_r gmtime_r getenv secure_getenv environ setlocale newlocale nl_langinfo getrandom getentropy " \
              "rand random RAND_bytes socket connect system popen fork", list, " ")
        for (i in list) forbidden[list[i]] = 1
    }
    { sub(/@.*/, "", $2) }
    $2 in forbidden { print "the library uses " $2; bad = 1 }
    END { exit bad }'
[ "$(nm -g --defined-only "$lib" | grep -c ' T fpl_')" -gt 0 ]
