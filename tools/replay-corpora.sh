#!/bin/sh
# usage: tools/replay-corpora.sh DIR     DIR holds the fuzz programs; each replays tests/fuzz/corpus/NAME
# Last line: "N passed, N failed", one count a target. A target without a corpus is a failure.
set -u
cd "$(dirname "$0")/.." || exit 2
passed=0 failed=0
for source in tests/fuzz/fuzz_*.c; do
    [ -e "$source" ] || continue
    name=$(basename "$source" .c)
    name=${name#fuzz_}
    if timeout "${FPL_TEST_TIMEOUT:-300}" "$1/fuzz_$name" "tests/fuzz/corpus/$name"; then
        passed=$((passed + 1))
    else
        echo "FAILED fuzz_$name"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
