#!/bin/bash
# variants: plain
# docs/COVERAGE.md says what the catalogue, the policies, the reports and the tests say: `make covered` writes it.
set -eu
cd "${SRCDIR:-$(dirname "$0")/../..}"
tools/make-covered "$FUNDPOOL" >"$TEST_TMP/covered.md"
diff docs/COVERAGE.md "$TEST_TMP/covered.md" || { echo "run: make covered"; exit 1; }

# An empty cell is shown as one: no number is put in its place, and what is counted is what stands there.
python3 - "$TEST_TMP/covered.md" <<'PY'
import re
import sys

sections = re.split(r"^## ", open(sys.argv[1], encoding="utf-8").read(), flags=re.M)[1:]
assert len(sections) == 8, [section.split("\n")[0] for section in sections]
for section in sections:
    empty, cells = map(int, re.search(r"Empty 空格：(\d+) / (\d+)", section).groups())
    rows = [line.strip("|").split("|")[1:] for line in section.split("\n") if line.startswith("| ")][1:]
    assert rows and sum(len(row) for row in rows) == cells, section.split("\n")[0]
    assert sum(cell.strip() == "" for row in rows for cell in row) == empty, section.split("\n")[0]

# A test is named where it names the thing, and nowhere else.
page = open(sys.argv[1], encoding="utf-8").read()
assert re.search(r"^\| E23 \|", page, re.M) and re.search(r"^\| B1 L2 \| test_reports_early_rule__t3_f_look_through", page, re.M)
assert re.search(r"^\| `income: true` \| [^|]*test_", page, re.M)
PY
