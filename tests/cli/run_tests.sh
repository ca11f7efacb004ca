#!/bin/bash
# The runner of the tests: what it counts, what it says while it runs, and that its last line is the count.
# variants: plain
set -eu
copy=$TEST_TMP/tree
mkdir -p "$copy"/{tools,build} "$copy"/tests/{cli,headers}
cp "$SRCDIR/tools/run-tests.sh" "$copy/tools/"
echo 'exit 0' >"$copy/tests/cli/good.sh"
cat >"$copy/tests/cli/slow.sh" <<'SLOW' # ends some seconds after all others, however slow the machine
until [ "$(find build/test-results -name '*.count' | wc -l)" -ge "${OTHERS:-3}" ]; do sleep 0.2; done
sleep 3
SLOW
printf 'echo skipped: no such machine\nexit 77\n' >"$copy/tests/cli/other.sh"
printf 'echo why it failed\nexit 1\n' >"$copy/tests/headers/bad.sh"
cd "$copy"
unset FPL_RUN_ONE FPL_VARIANT FPL_TEST_TIMEOUT FPL_TEST_LINES

die() { echo "$1"; cat "$TEST_TMP/out"; exit 1; }
has() { grep -q -- "$1" "$TEST_TMP/out" || die "no $1 in"; }

# in a log: lines of their own, not one a test
code=0
JOBS=2 FPL_TELL_SECONDS=1 tools/run-tests.sh build >"$TEST_TMP/out" || code=$?
[ "$code" -eq 1 ] || die "exit $code with a failing test"
has '^[0-3] of 4, [0-9]* s.*; cli.slow [0-9]* s'
has '^3 of 4, [0-9]* s, FAILED in 1; cli.slow [0-9]* s$'
has '^==== FAILED tests/headers/bad.sh (1 failed, exit 1, '
has '^why it failed$'
has 'tests/cli/other.sh: skipped: no such machine'
[ "$(tail -n 1 "$TEST_TMP/out")" = "2 passed, 1 failed" ] || die "the last line is not the count:"
told=$(sed -n 's/^[0-4] of 4, \([0-9]*\) s.*/\1/p' "$TEST_TMP/out")
[ "$(wc -l <<<"$told")" -le "$((1 + $(tail -n 1 <<<"$told")))" ] || die "more lines than seconds in"

# the longer ones first, scratch where it is said
printf '# timeout: 500\nexit 0\n' >"$copy/tests/cli/zeal.sh"
# shellcheck disable=SC2016  # of the script
echo '[ -d "$TEST_TMP" ] && echo "$TEST_TMP" >scratch' >"$copy/tests/cli/good.sh"
FPL_SCRATCH=$copy/here tools/run-tests.sh build cli/good cli/zeal >/dev/null || die "a good test failed:"
[ "$(head -n 1 build/test-results/list)" = tests/cli/zeal.sh ] || die "the longest is not the first:"
case $(cat scratch) in "$copy"/here/*/tests.cli.good.tmp) ;; *) die "scratch elsewhere: $(cat scratch)" ;; esac
[ -z "$(ls here)" ] || die "scratch is left behind:"

# a python3 that is another program's front is asked once, for the interpreter; the tests start that
mkdir front
printf '#!/bin/sh\necho >>"%s/asked"\nexec "%s" "$@"\n' "$copy" "$(command -v python3)" >front/python3
chmod 755 front/python3
printf 'for i in 1 2 3; do python3 -c "import json"; done\n' >tests/cli/good.sh
PATH=$copy/front:$PATH tools/run-tests.sh build cli/good >/dev/null || die "a good test failed:"
[ "$(wc -l <asked)" -eq 1 ] || die "the front was started $(wc -l <asked) times:"
echo 'exit 0' >tests/cli/good.sh

# nothing to say when it is over at once
FPL_TELL_SECONDS=100 tools/run-tests.sh build cli/good >"$TEST_TMP/out" || die "a good test failed:"
[ "$(tail -n 1 "$TEST_TMP/out")" = "1 passed, 0 failed" ] || die "the last line is not the count:"
! grep -q ' of 1, ' "$TEST_TMP/out" || die "a line of progress in"

# no test at all is a failure
! tools/run-tests.sh build nothing_of_this_name >"$TEST_TMP/out" || die "no test passed:"
[ "$(tail -n 1 "$TEST_TMP/out")" = "0 passed, 0 failed" ] || die "the last line is not the count:"

# on a terminal: one line, written over, and gone in the end
script -qec true /dev/null </dev/null >/dev/null 2>&1 || { echo "skip: no script(1), or no pseudo-terminal on this machine"; exit 77; }
OTHERS=0 script -qec "stty cols 40; tools/run-tests.sh build cli/slow" /dev/null </dev/null >"$TEST_TMP/out" || die "exit $? on a terminal:"
has $'\r\033\[K0 of 1, [0-9]* s; cli.slow [0-9]* s'
has $'\r\033\[K\r*$'
[ "$(tail -n 1 "$TEST_TMP/out" | tr -d '\r')" = "1 passed, 0 failed" ] || die "the last line is not the count:"
