#!/bin/bash
# Each function of tools/banned.h really does not compile, with either compiler, and the list is not empty.
# variants: plain
set -eu
cd "$SRCDIR"
names=$(sed -n 's/^#define \([a-z]*\)(\.\.\.).*/\1/p' tools/banned.h)
[ "$(printf '%s\n' "$names" | wc -l)" -ge 20 ]
for name in $names; do
    printf '#include <stddef.h>\nvoid use(void);\nvoid use(void)\n{\n    (void)%s(NULL, NULL, NULL);\n}\n' "$name" >"$TEST_TMP/use.c"
    for compiler in gcc clang; do
        if $compiler -std=c17 -fsyntax-only -include tools/banned.h "$TEST_TMP/use.c" 2>"$TEST_TMP/log"; then
            echo "$name compiles with $compiler"
            exit 1
        fi
        grep -q "fpl_banned_function_$name" "$TEST_TMP/log" || { cat "$TEST_TMP/log"; exit 1; }
    done
done
