#!/bin/bash
# usage: tools/lint.sh [STEP...]     all steps, or some of: rules format shell cppcheck tidy; NOTES=1 shows clang-tidy's paths
# Every step runs even when one before it failed, so that one run names all there is to mend. Nothing is compiled.
set -u
cd "$(dirname "$0")/.." || exit 2
jobs=${JOBS:-$(nproc)}
steps=${*:-rules format shell cppcheck tidy}
failed=

if [ -e .git ]; then
    list() { git ls-files -co --exclude-standard -- "$@" | while IFS= read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done; }
else # an unpacked release
    list() {
        local pattern
        for pattern in "$@"; do find . -path ./build -prune -o -path "./$pattern" -type f -print; done | sed 's,^\./,,' | sort -u
    }
fi

flags=(-std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 '-DFUNDPOOL_VERSION="lint"' -Iinclude -I. -Ibuild -include tools/banned.h)
# what src/documents includes, as the Makefile has it
read -r -a papers < <(pkg-config --cflags pangocairo fontconfig xlsxwriter libzip 2>/dev/null | sed "s/-I/-isystem /g") || true
flags+=("${papers[@]}")

step_rules() { python3 tools/lint.py; }

step_format() { list '*.c' '*.h' | xargs -r -d '\n' -n 8 -P "$jobs" clang-format --dry-run -Werror; }

step_shell() { { list '*.sh'; list '.ci/run' 'tests/outside/run' 'tests/browser/run' 'src/operation/fundpool-backup'; } | xargs -r -d '\n' shellcheck -x -e SC1091,SC2317; }

# Suppressed: uninitvar in base, where a helper initialises GMP's one-element arrays unseen by cppcheck (clang-tidy sees it);
# internalAstError, its own trouble with a compound literal after '?'.
step_cppcheck() {
    list 'ledger/*.c' 'reports/*.c' 'src/*.c' 'bench/*.c' 'tools/*.c' >build/lint/cppcheck.files
    [ -s build/lint/cppcheck.files ] || return 0
    timeout 300 cppcheck --std=c11 --language=c --platform=unix64 --enable=warning,portability,performance \
        --inline-suppr --suppress=missingIncludeSystem --suppress=internalAstError "--suppress=uninitvar:ledger/base/*" --max-configs=1 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -Iinclude -I. \
        --cppcheck-build-dir=build/lint --quiet --error-exitcode=1 -j "$jobs" --file-list=build/lint/cppcheck.files
}

# What a verdict of clang-tidy follows from: the tool, its settings, the flags, and the bytes of the file and of all it includes.
inputs() { # FILE FLAG...
    local -a parts
    clang-tidy --version
    printf '%s\n' "$@"
    read -r -d '' -a parts < <(clang -M -MT : "$@" | tr '\134' ' ')
    [ ${#parts[@]} -gt 1 ] || return
    sha256sum .clang-tidy "${parts[@]:1}"
}

one() { # FILE: under clang-tidy, unless these very bytes have passed before
    local model=(-include tools/analyzer.h) passed key
    [ "$1" != ledger/base/error.c ] || model=()
    passed=build/lint/tidy/$(printf '%s' "$1" | tr / .)
    key=$(set -o pipefail && inputs "$1" "${flags[@]}" "${model[@]}" | sha256sum) || return
    if [ -f "$passed" ] && [ "$(cat "$passed")" = "$key" ]; then return; fi
    rm -f "$passed"
    timeout 120 clang-tidy --quiet "$1" -- "${flags[@]}" "${model[@]}" || return
    mkdir -p build/lint/tidy && printf '%s\n' "$key" >"$passed"
}

step_tidy() {
    make -s generated || return # src/service includes what the templates become
    list 'ledger/*.c' 'reports/*.c' 'src/*.c' 'tools/*.c' | xargs -r -d '\n' ls -S | # the longest first, so that no core waits in the end
        xargs -r -d '\n' -P "$jobs" -I FILE tools/lint.sh one FILE 2>&1 |
        awk '/^[0-9]+ warnings? / || /^Suppressed / || /^Use -header-filter/ || /^$/ {next}
            /: (error|warning|fatal error): / {show = 1} /: note: / {show = ENVIRON["NOTES"] != ""} show'
    return "${PIPESTATUS[2]}"
}

if [ "${1:-}" = one ]; then
    one "$2"
    exit
fi
mkdir -p build/lint
for step in $steps; do
    start=$SECONDS
    if "step_$step"; then verdict=ok; else verdict=FAILED failed="$failed $step"; fi
    printf 'lint: %-8s %s (%s s)\n' "$step" "$verdict" "$((SECONDS - start))"
done
[ -z "$failed" ] || { printf 'lint: failed:%s\n' "$failed"; exit 1; }
