#!/bin/bash
# Every command of the catalogue, each of its options and arguments in turn with a strange value: an answer, a refusal or a word about usage, and
# never a defect of ours, a signal or a wait. Each command's own example is what the value is put into. The commands, options and examples are read
# from `help`. One of the values for each option, another for the next; a number as an argument begins with another value, "all" tries each with each.
# timeout: 240
. "$SRCDIR/tests/cli/lib.sh"
make_city
cd "$tmp"
mkdir area banks
cp "$SRCDIR/policies/charts/fund.yaml" area/
expect 0 import templates loans
cp "$tmp/out" banks/loans-xiangcheng.csv
cat >strange.py <<'PY'
import collections, concurrent.futures, os, re, shlex, subprocess, sys

program, work, told = os.environ["FUNDPOOL"], sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "0"
VALUES = [
    b"", b"|", b":", b"-1", "\u200b".encode(), b"9" * 30, b"x" * 3000, b"\xff\xfe", b"NaN", b"/" + b"d/" * 1500 + b"x", b"-", b"a|b", b"%s%n",
    b"0", b"1e9", "\u202e\u0301".encode(), b"..", b"/", b"2026-02-30", b"0000-00-00", b"1/0", b"9" * 18 + b"/7", b"100%", b"\n", b"@", b"--",
    b"-9223372036854775808", b"9223372036854775807", b"1.005", b"a=b", b"/dev/null", b"/dev/full", b"{}", b"'\"", b"=1+1", "Ａ".encode(),
]
EACH = len(VALUES) if told == "all" else 1
# An option of one name is read alike in every command (--book in eighty of them): under a sanitizer, where a start costs 25 ms, each name
# is tried with this many commands.
COMMANDS = 1000 if os.environ.get("FPL_VARIANT", "plain") == "plain" else 8


def ask(*words):
    return subprocess.run([program, *words], capture_output=True, check=True, env=dict(os.environ, FUNDPOOL_LANG="en")).stdout.decode()


def commands():
    body = ask("help").split("commands:\n")[1].split("\noptions everywhere")[0]
    return [re.split(r"  +", line.strip())[0] for line in body.splitlines() if line.strip()]


def options(page):
    return list(dict.fromkeys(re.findall(r"(?m)^[ *] --([a-z0-9-]+)", page)))


def examples(page):
    part = page.split("examples:\n")[1] if "examples:\n" in page else ""
    return [shlex.split(line.strip()[len("fundpool "):]) for line in part.splitlines() if line.startswith("  fundpool ")]


def without_redirection(words):
    return [w for w in words if not w.startswith(">") and w != "<"]


def tries():
    """Each as a list of bytes: the words of a command line."""
    at = 0 if told == "all" else int(told)
    tried = collections.Counter()
    for turn, name in enumerate(commands()):
        page = ask("help", *name.split())
        own = [w.encode() for w in without_redirection((examples(page) or [name.split()])[0])]
        head = len(name.split())
        # What every command takes is read in one place for all: each is tried with every third command, and with every value all the same.
        everywhere = [o for k, o in enumerate(["as", "checker", "lang", "format", "ledger"]) if EACH > 1 or (k + turn) % 3 == 0]
        places = [("option", o) for o in options(page) + everywhere]
        places += [("argument", i) for i in range(head, len(own)) if i == head and not own[i].startswith(b"--")] or [("more", 0)]
        for kind, where in places:
            tried[where] += kind == "option"
            if tried[where] > COMMANDS:
                continue
            for k in range(EACH):
                value = VALUES[(at * EACH + k) % len(VALUES)]
                words = list(own)
                if kind == "option":
                    flag = b"--" + where.encode()
                    if flag in words:
                        words[words.index(flag) + 1:words.index(flag) + 2] = [value]
                    else:
                        words += [flag, value] if at % 2 == 0 else [flag + b"=" + value]
                elif kind == "argument":
                    words[where] = value
                else:
                    words.append(value)
                yield words
            at += 1


def run(job):
    n, words = job
    where = os.path.join(work, f"run{n % 2}")
    try:
        done = subprocess.run([program, *words], cwd=where, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return f"waits: {words!r:.300}"
    except ValueError:  # NUL or so: cannot be given
        return None
    told = done.stderr + done.stdout
    if done.returncode not in (0, 1, 2, 3, 5) or b"E_BUG" in told:
        return f"exit {done.returncode}: {words!r:.300}\n{told[-400:]!r}"
    if b"\x1b" in told or "\u200b".encode() in done.stderr or "\u202e".encode() in done.stderr:
        return f"unseen: {words!r:.300}"
    if done.returncode and not done.stderr and not done.stdout:
        return f"silent: exit {done.returncode}: {words!r:.300}"
    return None


jobs = list(tries())
for n in range(2):
    os.makedirs(os.path.join(work, f"run{n}", "banks"), exist_ok=True)
    for folder in ("area", "banks"):
        for file in os.listdir(os.path.join(work, folder)):
            os.system(f"cp '{work}/{folder}/{file}' '{work}/run{n}/{folder if folder == 'banks' else '.'}/'")
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    found = [f for f in pool.map(run, enumerate(jobs)) if f]
print(f"{len(jobs)} command lines, {len(found)} findings")
for one in found[:40]:
    print(one)
sys.exit(len(found) > 0 or len(jobs) < (900 if COMMANDS == 1000 else 400))
PY
python3 strange.py "$tmp" "$@" >findings || { cat findings >&2; die "strange values"; }
cat findings
expect 0 verify
# a book that there is not is no damage, and takes no memory
for number in 99 999999999 2147483647; do
    expect 1 record show $number/0 --as shen.ji
    err_has E_NOT_FOUND $number
done
