#!/usr/bin/env python3
"""CSV torture files through the CSV reader and through import: torture.py DIR

Every file of csv/ goes through build/outside/csv, which prints what our reader makes of it. Its cells must be those of the answers in
json/ where there are any, and those of Python's csv module in any case, blanks around cells apart (ours drops them: a bank's padding
is no content). Records that our reader refuses, where others guess, are named below; so are the files that no encoding fits. Then each
file goes through import, which knows none of these headers: a clear refusal of the file as a whole, nothing recorded.
"""
import json
import os
import random

from common import BUILD, Ledger, Wrong, decode, part, read_file, read_rows, run, same, trimmed

READER = os.path.join(BUILD, "outside", "csv")
FOLDERS = ("spectrum/csvs", "test-data/csv", "csvkit", "cn-exports")
# (file, record) -> status: text behind a closing quote, a quote never closed, NUL
REFUSED = {
    ("test-data/csv/bad-missing-quote.csv", 2): "E_CSV",
    ("test-data/csv/bad-quotes-with-unescaped-quote.csv", 2): "E_CSV",
    ("csvkit/null_byte.csv", 2): "E_NUL",
}
DELIMITERS = {"csvkit/sniff_limit.csv": ";"}
# Latin-1 is neither UTF-8 nor GB18030 here: never guessed.
UNREADABLE = {"csvkit/test_latin1.csv": "E_ENCODING", "test-data/csv/bad-header-no-header.csv": "E_EMPTY_FILE"}
FILE_CODES = {"E_HEADER", "E_EMPTY_FILE", "E_ENCODING", "E_DUPLICATE_FIELD"}
GENERATED = 300
HOSTILE_BYTES = 24 << 20
KIB_MAX = 20 * 1024  # of the reader, whatever the file
IMPORT_KIB_MAX = 48 * 1024


def dump(path, delimiter=","):
    """(first line, records) of our reader."""
    done = run([READER, path, delimiter])
    if done.code not in (0, 1):
        raise Wrong(f"{path}: the reader ended with {done.code}: {done.err}")
    if done.kib > KIB_MAX:
        raise Wrong(f"{path}: {done.kib} KiB")
    lines = [json.loads(line) for line in done.out.decode().split("\n") if line]
    for record in lines[1:]:
        record["cells"] = record["cells"] or [""]  # an empty line: no cell or an empty one, both are blank
    return lines[0], lines[1:]


def compare(name, records, rows):
    """Cell by cell with the other reader; returns the refused records."""
    same(f"{name}: records", len(records), len(rows))
    refused = {}
    for number, (record, row) in enumerate(zip(records, rows), 1):
        same(f"{name}: number of record {number}", record["row"], number)
        if record["status"] != "OK":
            refused[name, number] = record["status"]
            continue
        same(f"{name}: record {number}", record["cells"], row)
        same(f"{name}: blank record {number}", record["blank"], int(not any(row)))
    return refused


def compare_json(folder, name, records):
    """With the file's own answer: objects by the header's names, or plain rows."""
    base = os.path.join(folder, "csv", name.replace("/csvs/", "/json/").replace("/csv/", "/json/")[:-4] + ".json")
    if "/csv" not in name or not os.path.exists(base):
        return 0
    with open(base, encoding="utf-8") as stream:
        answer = json.load(stream)
    rows = [record["cells"] for record in records]
    if not answer or isinstance(answer[0], dict):
        found = [dict(zip(rows[0], row)) for row in rows[1:]]
        same(f"{name}: its answer", found, [dict(zip(one, trimmed([one.values()])[0])) for one in answer])
    else:
        same(f"{name}: its answer", rows, trimmed(answer))
    return 1


def check_one(folder, name):
    path = os.path.join(folder, "csv", name)
    head, records = dump(path, DELIMITERS.get(name, ","))
    if name in UNREADABLE:
        same(f"{name}: refused", (head, records), ({"error": UNREADABLE[name]}, []))
        return 0, 0, 0, {}
    with open(path, "rb") as stream:
        _, encoding, mark = decode(stream.read())
    same(f"{name}: encoding", (head.get("encoding"), head.get("bom")), (encoding, mark))
    rows = read_file(path, DELIMITERS.get(name, ","))
    refused = compare(name, records, rows)
    return len(records), sum(len(r["cells"]) for r in records), compare_json(folder, name, records), refused


def quoted(cell, dice):
    if any(c in cell for c in '",\r\n') or dice.random() < 0.3:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def check_generated(ledger):
    """Cells thrown together from the characters that matter, in every encoding and with every line end."""
    dice = random.Random(20201130)
    compared = 0
    for i in range(GENERATED):
        rows = [["".join(dice.choice(['"', ",", "\n", "\r\n", "\r", " ", "甲", "é", "a", "1", "\t", ""]) for _ in range(dice.randint(0, 6)))
                 for _ in range(dice.randint(1, 5))] for _ in range(dice.randint(1, 8))]
        end = dice.choice(["\n", "\r\n", "\r"])
        text = "".join(",".join(quoted(cell, dice) for cell in row) + end for row in rows)
        encoding = dice.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
        path = ledger.path("generated.csv")
        with open(path, "wb") as out:
            out.write(text.encode(encoding))
        head, records = dump(path)
        if encoding == "gb18030" and head["encoding"] == "UTF-8":
            continue  # bytes that are valid either way
        compared += 1
        same(f"generated {i}: refused", compare(f"generated {i}", records, read_rows(text)), {})
        same(f"generated {i}: as written", [r["cells"] for r in records], trimmed(rows))
    return compared


def check_hostile(ledger):
    """Large files that tempt a reader to keep them: what is answered is one bad record, and memory stays where it was."""
    path = ledger.path("hostile.csv")
    line = "x" * 60 + "\n"
    many = HOSTILE_BYTES // len(line)
    cases = (
        ("a quote never closed", 'a,b\n1,"2\n' + line * many, {2: "E_CSV"}, many + 2),
        ("a line without end", "a,b\n" + "x" * HOSTILE_BYTES, {2: "E_TOO_LONG"}, 2),
        ("a quoted field without end", 'a,b\n"' + "x" * HOSTILE_BYTES, {2: "E_CSV"}, 2),
        ("too many cells", "a,b\n" + "," * 100000 + "\n1,2\n", {2: "E_COLUMNS"}, 3),
        ("a field too long", "a,b\n" + "x" * 5000 + ",2\n1,2\n", {2: "E_TOO_LONG"}, 3),
    )
    for what, text, expected, records in cases:
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        _, found = dump(path)
        same(f"{what}: refused", {r["row"]: r["status"] for r in found if r["status"] != "OK"}, expected)
        same(f"{what}: records", len(found), records)
    return len(cases)


def check_import(ledger, folder, names):
    before = ledger.records()
    codes = {}
    for name in names:
        done = ledger.call("import", "contributions", os.path.join(folder, "csv", name), "--book", "PL", "--as", "zhi.dan", "--checker",
                           "fu.he", "--answer", ledger.path("answer.csv"))
        code = next((word for word in sorted(FILE_CODES) if f"[{word}]" in done.err), None)
        if done.code != 3 or code is None or done.kib > IMPORT_KIB_MAX:
            raise Wrong(f"import of {name}: exit {done.code}, {done.kib} KiB\n{done.err}")
        same(f"{name}: no answer file", os.path.exists(ledger.path("answer.csv")), False)
        codes[code] = codes.get(code, 0) + 1
    same("records after the refused files", ledger.records() == before, True)
    return codes


def main(folder):
    names = [f"{place}/{name}" for place in FOLDERS for name in sorted(os.listdir(os.path.join(folder, "csv", place)))
             if name.endswith(".csv")]
    total, refused = [0, 0, 0], {}
    for name in names:
        records, cells, answered, no = check_one(folder, name)
        refused.update(no)
        total = [a + b for a, b in zip(total, (records, cells, answered))]
    same("refused records", refused, REFUSED)
    same("answers in json/", total[2], sum(name.endswith(".json") for place in ("spectrum", "test-data")
                                           for name in os.listdir(os.path.join(folder, "csv", place, "json"))))
    with Ledger() as ledger:
        generated = check_generated(ledger)
        hostile = check_hostile(ledger)
        ledger.open_book("PL", "pool", "CNY")
        codes = check_import(ledger, folder, names)
        ledger.verify()
    for name, code in sorted(UNREADABLE.items()):
        print(f"{name}: {code}")
    for (name, number), code in sorted(refused.items()):
        print(f"{name} record {number}: {code}")
    print(f"imports refused as a whole: {', '.join(f'{n} {code}' for code, n in sorted(codes.items()))}")
    print(f"SUMMARY {len(names)} files, {total[0]} records, {total[1]} cells as other readers have them, {total[2]} answers agree, "
          f"{len(refused)} records and {len(UNREADABLE)} files refused by name; {generated} generated and {hostile} hostile files too")


if __name__ == "__main__":
    part(main)
