#!/bin/bash
# usage: tools/run-tests.sh BUILD [NAME...]
# Runs every test program below BUILD/tests and every test script of tests/cli and tests/headers, as many at once as there
# are cores, each with a time limit and a scratch directory of its own: in memory if /dev/shm has room, for the tests sync
# to disk all the time, else below BUILD (FPL_SCRATCH=DIR says where). A test with a longer time limit begins before one
# with a shorter one, so that none is left running alone in the end. A cmocka case counts as one, a script as one. While
# they run it says how many are done and which ones are running: on a terminal in one line, in a log every FPL_TELL_SECONDS.
# Output is shown for what failed only; the last line is "N passed, N failed". With NAMEs only tests whose name holds one of
# them.
#
# A script sees FUNDPOOL (the program), BUILD, SRCDIR, TEST_TMP (its scratch directory, also its HOME and TMPDIR) and starts
# in SRCDIR. Exit 0 passes, 77 is a skip (named in the summary), anything else fails. A script with a line "# variants: plain"
# does not depend on how the program was compiled and runs in the plain build only. "# timeout: N" (seconds, also in a
# C file as a line "// timeout: N" or "/* timeout: N */") replaces the usual limit.
set -u
cd "$(dirname "$0")/.." || exit 2

build=$1
shift
case $build in /*) ;; *) build=$PWD/$build ;; esac
results=$build/test-results
limit=${FPL_TEST_TIMEOUT:-120}
variant=${FPL_VARIANT:-plain}
jobs=${JOBS:-$(nproc)}

wanted() { # NAME PATTERN...
    local name=$1 pattern
    shift
    [ $# -gt 0 ] || return 0
    for pattern in "$@"; do
        [[ $name == *"$pattern"* ]] && return 0
    done
    return 1
}

list_tests() {
    local source script name
    for source in tests/*/test_*.c; do
        [ -e "$source" ] && wanted "${source%.c}" "$@" && printf '%s\n' "$source"
    done
    for script in tests/cli/*.sh tests/headers/*.sh; do
        [ -e "$script" ] || continue
        name=$(basename "$script")
        case $name in lib.sh | lib_*.sh | common.sh | support.sh) continue ;; esac
        if [ "$variant" != plain ] && grep -q '^# variants: plain' "$script"; then continue; fi
        wanted "$script" "$@" && printf '%s\n' "$script"
    done
}

own_limit() { # SOURCE: what it says of itself, or nothing
    sed -n 's,^\(#\|//\|/\*\) timeout: \([0-9]*\).*,\2,p' "$1" | head -n 1
}

longest_first() {
    local source own
    while IFS= read -r source; do
        own=$(own_limit "$source")
        printf '%s %s\n' "${own:-0}" "$source"
    done | sort -s -k 1,1rn | cut -d ' ' -f 2-
}

# A directory for scratch of this run; a container often has no more than 64 MiB of memory there.
make_scratch() {
    local room
    if [ "${FPL_SCRATCH:-}" ]; then
        mkdir -p "$FPL_SCRATCH" && mktemp -d "$FPL_SCRATCH/fundpool-tests.XXXXXX"
        return
    fi
    room=$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)
    if [ "${room:-0}" -ge 2000000 ] && mktemp -d /dev/shm/fundpool-tests.XXXXXX 2>/dev/null; then return; fi
    printf '%s\n' "$results"
}

# Where python3 is a version manager's front, each start of it runs a score of shells first (80 ms of CPU instead of 30, and twenty
# processes instead of one). The tests start it hundreds of times, so they get the interpreter itself.
own_python() {
    local real
    real=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) && [ -x "$real" ] || return 0
    mkdir -p "$results/bin" && ln -s "$real" "$results/bin/python3" && PATH=$results/bin:$PATH
}

# Runs one test; leaves NAME.out and NAME.count with "passed failed skipped".
run_one() {
    local source=$1 key out own status run passed skipped failed start
    key=$(printf '%s' "${source%.*}" | tr / .)
    out=$results/$key.out
    own=$(own_limit "$source")
    [ -n "$own" ] && [ "$own" -gt "$limit" ] && limit=$own
    export TEST_TMP=$FPL_SCRATCH/$key.tmp
    rm -rf "$TEST_TMP" && mkdir -p "$TEST_TMP"
    export HOME=$TEST_TMP TMPDIR=$TEST_TMP
    start=$SECONDS
    printf 'begins %s\n' "$key"
    case $source in
    *.c) timeout -k 10 "$limit" "$build/${source%.c}" >"$out" 2>&1 </dev/null ;;
    *) timeout -k 10 "$limit" bash "$source" >"$out" 2>&1 </dev/null ;;
    esac
    status=$?
    case $status in
    124 | 137) printf 'run-tests: no end after %s seconds\n' "$limit" >>"$out" ;;
    esac
    passed=0 failed=0 skipped=0
    case $source in
    *.c)
        run=$(grep -ac '\[ RUN      \]' "$out")
        passed=$(grep -ac '\[       OK \]' "$out")
        # cmocka names a skipped test twice, once where it ran and once in its summary
        skipped=$(grep -a '\[  SKIPPED \]' "$out" | grep -avc 'test(s)')
        skipped=$((skipped / 2))
        failed=$((run - passed - skipped))
        [ "$failed" -ge 0 ] || failed=0
        if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
        if [ "$run" -eq 0 ] && [ "$failed" -eq 0 ]; then
            printf 'run-tests: the program ran no test\n' >>"$out"
            failed=1
        fi
        ;;
    *)
        case $status in
        0) passed=1 ;;
        77) skipped=1 ;;
        *) failed=1 ;;
        esac
        ;;
    esac
    printf '%s %s %s %s %s\n' "$passed" "$failed" "$skipped" "$((SECONDS - start))" "$status" >"$results/$key.count"
    rm -rf "$TEST_TMP"
    printf 'ends %s %s\n' "$key" "$failed"
}

# Shows the lines of run_one as they come: TOTAL tests altogether.
show_progress() {
    local total=$1 finished=0 failing=0 what key failed status told=$SECONDS name line
    local -A since=()
    while :; do
        what=
        read -r -t 1 what key failed
        status=$?
        [ -n "$what" ] || [ "$status" -gt 128 ] || break
        case $what in
        begins) since[$key]=$SECONDS ;;
        ends)
            unset "since[$key]"
            finished=$((finished + 1))
            [ "$failed" -eq 0 ] || failing=$((failing + 1))
            ;;
        esac
        line="$finished of $total, $SECONDS s"
        [ "$failing" -eq 0 ] || line="$line, FAILED in $failing"
        for name in "${!since[@]}"; do line="$line; ${name#tests.} $((SECONDS - since[$name])) s"; done
        if [ -t 1 ]; then
            printf '\r\033[K%s' "${line:0:$((columns - 1))}"
        elif [ $((SECONDS - told)) -ge "${FPL_TELL_SECONDS:-5}" ]; then
            printf '%s\n' "$line"
            told=$SECONDS
        fi
    done
    [ ! -t 1 ] || printf '\r\033[K'
}

if [ "${FPL_RUN_ONE:-}" ]; then
    run_one "$1" 2>>"$results/runner.log"
    exit 0
fi

rm -rf "$results"
mkdir -p "$results"
export FUNDPOOL=$build/bin/fundpool BUILD=$build SRCDIR=$PWD FPL_VARIANT=$variant FPL_TEST_TIMEOUT=$limit
export LC_ALL=C.UTF-8 TZ=UTC CMOCKA_MESSAGE_OUTPUT=STDOUT
export LSAN_OPTIONS="suppressions=$PWD/tools/lsan.supp:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
unset FUNDPOOL_LANG FUNDPOOL_LEDGER MAKEFLAGS MFLAGS MAKELEVEL
own_python

list_tests "$@" | longest_first >"$results/list"
FPL_SCRATCH=$(make_scratch) || exit 2
export FPL_SCRATCH
[ "$FPL_SCRATCH" = "$results" ] || trap 'rm -rf "$FPL_SCRATCH"' EXIT
columns=$(stty size 2>/dev/null </dev/tty | cut -d ' ' -f 2)
[ "${columns:-0}" -gt 1 ] || columns=80
FPL_RUN_ONE=1 xargs -r -a "$results/list" -d '\n' -n 1 -P "$jobs" "tools/run-tests.sh" "$build" |
    show_progress "$(wc -l <"$results/list")"

total_passed=0 total_failed=0 total_skipped=0 skips=
while IFS= read -r source; do
    key=$(printf '%s' "${source%.*}" | tr / .)
    if ! read -r passed failed skipped seconds status 2>/dev/null <"$results/$key.count"; then
        passed=0 failed=1 skipped=0 seconds=0 status=lost
    fi
    total_passed=$((total_passed + passed))
    total_failed=$((total_failed + failed))
    total_skipped=$((total_skipped + skipped))
    if [ "$failed" -gt 0 ]; then
        printf '\n==== FAILED %s (%s failed, exit %s, %s s)\n' "$source" "$failed" "$status" "$seconds"
        tail -n "${FPL_TEST_LINES:-80}" "$results/$key.out" 2>/dev/null
    elif [ "$skipped" -gt 0 ]; then
        skips="$skips"$'\n'"  $source: $(grep -am 1 -i 'skip' "$results/$key.out")"
    fi
done <"$results/list"

printf '\n%s test files; slowest (seconds):' "$(wc -l <"$results/list")"
for count in "$results"/*.count; do
    [ -e "$count" ] || continue
    read -r _ _ _ seconds _ <"$count"
    printf '%s %s\n' "$seconds" "$(basename "$count" .count)"
done | sort -rn | head -n 5 | awk '{printf " %s %s", $2, $1} END {print ""}'
[ "$total_skipped" -eq 0 ] || printf '%s skipped:%s\n' "$total_skipped" "$skips"
printf '%s passed, %s failed\n' "$total_passed" "$total_failed"
[ "$total_failed" -eq 0 ] && [ "$total_passed" -gt 0 ]
