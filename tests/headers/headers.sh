#!/bin/sh
# Every public header stands alone, as pedantic C17 and as C++: whoever includes just one of them gets all it needs.
# variants: plain
set -eu
cd "$SRCDIR"
count=0
for header in include/fundpool/*.h; do
    name=${header#include/}
    guard=$(printf '%s' "$name" | tr 'a-z/.' 'A-Z__')
    head -n 2 "$header" | grep -qx "#ifndef $guard" || { echo "$header: guard is not $guard"; exit 1; }
    printf '#include "%s"\n#include "%s"\ntypedef int fpl_not_empty;\n' "$name" "$name" >"$TEST_TMP/one.c"
    cp "$TEST_TMP/one.c" "$TEST_TMP/one.cc"
    for flags in "gcc -std=c17" "clang -std=c17"; do
        $flags -pedantic-errors -Wall -Wextra -Werror -Wstrict-prototypes -Iinclude -fsyntax-only "$TEST_TMP/one.c"
    done
    clang++ -std=c++17 -pedantic-errors -Wall -Wextra -Werror -Iinclude -fsyntax-only "$TEST_TMP/one.cc"
    count=$((count + 1))
done
[ "$count" -gt 0 ]
echo "$count headers"
