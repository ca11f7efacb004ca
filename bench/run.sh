#!/bin/sh
# What the ledger costs, measured against raw peers on this machine; one line a budget, last in the output. Usage: make bench
#   SIZE=N   postings of the journal import (1,000,000), LOANS=N loans (200,000), DEALS=N deals (100,000),
#   BOOKS=N books (600), FUNDS=N funds (2,700), RUNS=N (5)
#   FULL=1   ten million postings once;  FILE_ROWS=N rows of one file (5,000,000): a longer journal comes in several, for an import takes 10,000,000
#   ONLY="B3 B8" these budgets alone
# Works in BUILD/bench/work, which it removes at the end (KEEP=1 leaves it).
set -eu
cd "$(dirname "$0")/.."
: "${BUILD:=$PWD/build}" "${FUNDPOOL:=$BUILD/bin/fundpool}"
export BUILD FUNDPOOL
command -v python3 >/dev/null || { echo "bench: python3 is missing" >&2; exit 2; }
exec python3 bench/run.py
