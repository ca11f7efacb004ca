#!/usr/bin/env python3
"""The rules of the house that need no compiler: layers, doors, exactness, names, kinds, sizes, hygiene, files.

usage: tools/lint.py [ROOT]            prints FILE:LINE: [rule] what is wrong; exit 1 if anything was
       tools/lint.py --exceptions      prints the sizes over their limits, in the form of tools/lint.exceptions

Each rule is one function over one parsed file. What may break a size rule stands in tools/lint.exceptions with its
present figure, and that list may only shrink: an entry that is no longer needed, or is larger than needed, is an error,
and so is one that the commit before did not have.
"""
import functools
import os
import re
import subprocess
import sys

ROOMS = ["base", "proof", "store", "journal", "policy", "general", "fund", "pool", "desk", "verify"]
STRANGERS = {("fund", "pool"), ("pool", "fund")}
PROGRAMS = {
    "host": {"host"},
    "ingest": {"ingest"},
    "analysis": {"analysis"},
    "documents": {"documents"},
    "cli": {"cli", "host", "ingest", "analysis", "documents"},
    "service": {"service", "host", "ingest", "analysis", "documents"},
}

# External headers, each opened by one folder only. The engine is opened by three: for ledgers by their store, for analysis databases,
# which are no ledgers and which no part of the library reads, and for what the service knows of its users.
HEADER_DOORS = [
    (r"sqlite3\.h", ("ledger/store/", "src/analysis/", "src/service/state.c")),
    (r"sqlite3ext\.h|libpq-fe\.h|libpq/.*", "ledger/store/"),
    (r"gmp\.h|utf8proc\.h", "ledger/base/"),
    (r"openssl/.*", "ledger/proof/"),
    (r"csv\.h|libfyaml\.h|iconv\.h|yaml\.h", "src/ingest/"),
    (r"cairo.*|pango/.*|fontconfig/.*|xlsxwriter\.h|zip\.h", "src/documents/"),
    (r"sys/socket\.h|sys/un\.h|netinet/.*|arpa/.*|netdb\.h|jansson\.h|sodium\.h|gnutls/.*", "src/service/"),
    (r"microhttpd\.h", "src/service/http.c"),
    (r"sys/random\.h|locale\.h|langinfo\.h|wchar\.h|wctype\.h|termios\.h|sys/ioctl\.h|sys/time\.h", "src/"),
]
# What the trusted library may use of C and POSIX; the store alone meets the file system and other processes.
PURE_HEADERS = set(
    "assert.h errno.h inttypes.h limits.h pthread.h setjmp.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h"
    " stdlib.h string.h threads.h".split()
)
STORE_HEADERS = set("fcntl.h sys/stat.h sys/types.h sys/file.h unistd.h signal.h".split())
LAST_WORDS = "ledger/base/status.c"  # fpl_assert_failed writes one line to descriptor 2 before it aborts

PRINTING = "printf fprintf vprintf vfprintf dprintf vdprintf puts fputs putc fputc putchar perror fwrite"
# name of the door, functions behind it, where it may stand open (path prefixes)
CALL_DOORS = [
    # what they print has gone through fpl_text_show, or is a constant
    ("printing", PRINTING, ["src/cli/say.c", "src/cli/output.c", "src/cli/app.c", "src/cli/progress.c", "src/service/say.c"]),
    ("data as it is", "cli_write_data", ["src/cli/output.c", "src/cli/import.c", "src/cli/record.c", "src/cli/cli.h"]),
    ("exit", "exit _exit _Exit quick_exit atexit", ["src/"]),
    ("abort", "abort raise", ["src/", "ledger/base/"]),
    ("clock", "clock_gettime gettimeofday clock time ftime timespec_get localtime_r gmtime_r strftime mktime", ["src/"]),
    ("environment", "getenv secure_getenv setenv putenv unsetenv", ["src/"]),
    ("locale", "setlocale newlocale uselocale nl_langinfo localeconv mbstowcs mbrtowc wcwidth wcswidth", ["src/"]),
    ("randomness", "getrandom getentropy rand rand_r random srand srandom drand48 arc4random RAND_bytes", ["src/"]),
    ("sockets", "socket bind listen accept connect getaddrinfo", ["src/service/"]),
    (
        "unchecked records",
        "fpl_store__get_record fpl_store__get_opening fpl_store__scan_records fpl_store__scan_openings"
        " fpl_store__scan_all_records fpl_store__scan_all_openings",
        ["ledger/store/", "ledger/journal/stored", "ledger/journal/append", "ledger/journal/node", "ledger/verify/"],
    ),
    ("process", "fork execv execve execvp execl execlp popen system posix_spawn", ["src/"]),
]
PRODUCT = ("ledger/", "reports/", "src/", "include/")
EXACT = ("ledger/", "reports/", "include/", "src/analysis/")
LIMITS = {"function": 70, "test function": 120, "file": 800, "columns": 120, "parameters": 6, "nesting": 4}
KEYWORDS = set("if for while switch return sizeof do else case goto typedef struct enum union".split())

FINDINGS = []
MEASURED = {}  # (rule, place) -> figure over its limit


def finding(path, line, rule, text):
    FINDINGS.append((path, line, rule, text))


def measured(path, line, rule, place, figure, limit):
    """A size over its limit: an error unless tools/lint.exceptions grants exactly this figure."""
    if figure > limit:
        key = (rule, place)
        if key not in MEASURED or MEASURED[key][0] < figure:
            MEASURED[key] = (figure, limit, path, line)


# ---- reading C -------------------------------------------------------------------------------------------------------
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blanked(text, strings):
    """text with comments (and, if told, literals) turned to blanks, every newline kept."""

    def blank(match):
        token = match.group(0)
        if token[0] in "\"'":
            return token if not strings else token[0] + re.sub(r"[^\n]", " ", token[1:-1]) + token[-1]
        return re.sub(r"[^\n]", " ", token)

    return TOKEN.sub(blank, text)


class Source:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.with_strings = blanked(text, strings=False)
        self.code = blanked(text, strings=True)
        self.includes = [
            (n, m.group(1), m.group(2))
            for n, line in enumerate(self.with_strings.split("\n"), 1)
            for m in [re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)]
            if m
        ]
        # Directives away: macros are not functions, and an #if branch would unbalance the braces.
        self.plain = re.sub(r"(?m)^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", self.no_directive, self.code)
        self.functions = list(self.find_functions())

    @staticmethod
    def no_directive(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def matches(self, pattern, text=None):
        for match in re.finditer(pattern, self.code if text is None else text):
            yield self.line_of(match.start()), match

    def find_functions(self):
        """(name, is_static, first line, last line, parameters, deepest nesting) of each definition."""
        depth, start, opened, deepest = 0, 0, None, 0
        for match in re.finditer(r"[{};]", self.plain):
            char, at = match.group(0), match.start()
            if char == "{":
                if depth == 0:
                    head = self.plain[start:at]
                    if re.fullmatch(r'\s*extern\s*"\s*"\s*', head):
                        start = at + 1
                        continue
                    opened, deepest = self.head_of(head, start), 0
                depth += 1
                deepest = max(deepest, depth - 1)
            elif char == "}" and depth > 0:
                depth -= 1
                if depth == 0:
                    if opened:
                        name, static, first, parameters = opened
                        yield name, static, first, self.line_of(at), parameters, deepest
                    opened, start = None, at + 1
            elif depth == 0:
                start = at + 1

    def head_of(self, head, start):
        """What stands before an outermost brace, if it is a function's head."""
        clean = re.sub(r"__attribute__\s*\(\(.*?\)\)", lambda m: " " * len(m.group(0)), head, flags=re.S)
        match = re.search(r"\b(\w+)\s*\(", clean)
        if not match or match.group(1) in KEYWORDS or "=" in clean[: match.start()]:
            return None
        end = clean.rfind(")")
        if end < match.end() or clean[end + 1 :].strip():
            return None
        first = self.line_of(start + len(head) - len(head.lstrip()))
        static = bool(re.search(r"\bstatic\b", clean[: match.start()]))
        return match.group(1), static, first, count_parameters(clean[match.end() : end])


def count_parameters(text):
    if text.strip() in ("", "void"):
        return 0
    depth, count = 0, 1
    for char in text:
        depth += char in "([" and 1 or char in ")]" and -1 or 0
        count += char == "," and depth == 0
    return count


# ---- rules -----------------------------------------------------------------------------------------------------------
def rule_layers(source):
    path = source.path
    for line, mark, name in source.includes:
        if mark == "<":
            if name.startswith("fundpool/"):
                finding(path, line, "layers", f'write "{name}" with quotes')
            continue
        why = layer_broken(path, name)
        if why:
            finding(path, line, "layers", f"includes {name}: {why}")
    if not path.startswith(("ledger/", "tests/", "bench/")):
        for line, match in source.matches(r"\bfpl_\w+?__\w+"):
            if match.group(0) not in names_of_room(path.split("/")[0]):
                finding(path, line, "layers", f"{match.group(0)} is internal to ledger/")
    if path.endswith(".c") and path.startswith(PRODUCT):
        for line, match in source.matches(r"(?m)^\s*extern\b", source.plain):
            finding(path, line, "layers", "extern in a .c file; include the header that declares it")


@functools.lru_cache(maxsize=None)
def names_of_room(top):
    """Names with a double underscore that headers below a top folder declare: its own, not those of ledger/."""
    names = set()
    for folder, _, files in os.walk(top):
        for file in files:
            if file.endswith(".h"):
                with open(os.path.join(folder, file), encoding="utf-8") as text:
                    names.update(re.findall(r"\bfpl_\w+?__\w+", text.read()))
    return names


def layer_broken(path, name):
    """Why `path` may not include "name"; None if it may."""
    top, inner = path.split("/")[0], name.split("/")
    if name.startswith("fundpool/"):
        return None
    if name == "gen/pages.h":
        return None if path.startswith(("src/service/", "tests/")) else "the pages are the service's"
    if inner[0] == "tools":
        return "tools is no library"
    if top in ("tests", "bench") and len(inner) == 1:
        return None
    if inner[0] not in ("ledger", "reports", "src", "tests", "bench"):
        return "write includes from the root of the tree"
    if path.startswith("tests/model/"):
        return None if name.startswith("tests/model/") else "the model is independent of the product"
    if top in ("tests", "bench"):
        return None
    if top == "ledger" and inner[0] == "ledger" and len(inner) > 2:
        return room_broken(path.split("/")[1], inner[1])
    if top == "reports" and inner[0] == "reports":
        return None
    if top == "src" and inner[0] == "reports":
        return None
    if top == "src" and inner[0] == "src":
        mine = path.split("/")[1]
        return None if inner[1] in PROGRAMS.get(mine, {mine}) else f"src/{mine} may not use src/{inner[1]}"
    return "the order is src > reports > include < ledger"


def room_broken(mine, other):
    if mine not in ROOMS or other not in ROOMS:
        return "no such room in ledger/"
    if (mine, other) in STRANGERS:
        return "fund and pool do not know each other"
    if ROOMS.index(other) > ROOMS.index(mine):
        return f"ledger/{other} lies above ledger/{mine}"
    return None


def rule_doors(source):
    path = source.path
    if not path.startswith(PRODUCT):
        return
    for line, mark, name in source.includes:
        door = next((folder for pattern, folder in HEADER_DOORS if re.fullmatch(pattern, name)), None)
        if door and not path.startswith(door):
            finding(path, line, "doors", f"<{name}> is opened by {' and '.join([door] if isinstance(door, str) else door)} only")
        elif not door and mark == "<" and path.startswith(("ledger/", "include/")):
            allowed = PURE_HEADERS | (STORE_HEADERS if path.startswith("ledger/store/") else set())
            if name not in allowed and (path, name) != (LAST_WORDS, "unistd.h"):
                finding(path, line, "doors", f"<{name}> has no door in this folder (tools/lint.py)")
    for door, names, folders in CALL_DOORS:
        if path.startswith(tuple(folders)):
            continue
        for line, match in source.matches(r"(?<![\w.>])(%s)\s*\(" % names.replace(" ", "|")):
            finding(path, line, "doors", f"{match.group(1)}(): {door} belongs to {', '.join(folders)}")
    if path.startswith("ledger/"):
        for line, match in source.matches(r"\b(stdout|stderr|stdin|environ)\b"):
            finding(path, line, "doors", f"{match.group(1)} in the library")


def rule_banned(source):
    if source.path == "tools/banned.h":
        return
    for line, match in source.matches(r"(?<![\w.>])(%s)\s*\(" % "|".join(BANNED)):
        finding(source.path, line, "banned", f"{match.group(1)}() (tools/banned.h says why)")


def rule_exact(source):
    path = source.path
    if path.startswith(EXACT):
        for line, match in source.matches(r"\b(double|float|_Float\w+|_Complex)\b|(?<![\w.])\d+\.\d*(?![\w.])"):
            finding(path, line, "exact", f"binary floating point ({match.group(0)}) where money is counted")
    if path != "ledger/base/money.c":
        for line, _ in source.matches(r"(?:\.|->)minor\b"):
            if "/* Raw:" not in source.lines[line - 1]:
                finding(path, line, "exact", "fpl_money.minor is touched in ledger/base/money.c only; use fpl_money_minor()")
    if path.startswith(PRODUCT):
        pattern = r"(?i)\b(UPDATE|DELETE\s+FROM|REPLACE\s+INTO|INSERT\s+OR\s+REPLACE\s+INTO)\s+(record|opening)\b"
        for line, match in source.matches(pattern, source.with_strings):
            if "/* Raw:" not in source.lines[line - 1]:
                finding(path, line, "exact", f"{match.group(0)}: records and openings are append-only")


def rule_names(source):
    path = source.path
    if path.endswith(".h") and not path.startswith(("tests/", "bench/")):
        stem = path[len("include/") :] if path.startswith("include/") else path
        guard = re.sub(r"[^A-Z0-9]", "_", stem.upper())
        directives = re.findall(r"(?m)^[ \t]*#[ \t]*(\w+)[ \t]*([^\n]*?)[ \t]*$", source.code)[:2]
        if directives != [("ifndef", guard), ("define", guard)]:
            finding(path, 1, "names", f"the include guard is not {guard}")
    if path.startswith(("ledger/", "reports/")) and path.endswith(".c"):
        for name, static, first, *_ in source.functions:
            if not static and not name.startswith("fpl_"):
                finding(path, first, "names", f"{name}: shared functions begin with fpl_; others are static")
    if path.startswith("include/"):
        for line, match in source.matches(r"(?m)^#\s*define\s+(?!FPL_|FUNDPOOL_)(\w+)|^(?:struct|enum|union)\s+(?!fpl_)(\w+)\s*\{"):
            finding(path, line, "names", f"{match.group(1) or match.group(2)}: public names begin with fpl_ or FPL_")


KINDS = {}  # kind of record -> the file that declares it
DECLARED = re.compile(
    r'\.kind = "(\w+\.[\w.]+)"|#define FPL_KIND_\w+ "(\w+\.[\w.]+)"|^[A-Z_]+\(\w+, "(\w+\.[\w.]+)"|^DOCUMENT\((\w+),', re.M
)


def read_kinds(paths):
    """Declarations of events, and the one kind that the journal makes by itself."""
    for path in paths:
        if re.fullmatch(r"ledger/(fund|pool|general)/\w+\.c|ledger/journal/journal\.h", path):
            for match in DECLARED.finditer(blanked(open(path, encoding="utf-8").read(), strings=False)):
                written, noun = next(filter(None, match.groups()[:3]), None), match.group(4)
                KINDS[written or noun + ".adopted"] = path


def rule_kinds(source):
    """A kind's text stands in its declaration; who means it says &fpl_event__NAME, or what the declaration says."""
    if source.path.startswith(PRODUCT):
        for line, match in source.matches(r'"(\w+\.[\w.]+)"', source.with_strings):
            home = KINDS.get(match.group(1))
            if home and home != source.path:
                finding(source.path, line, "kinds", f"{match.group(0)} is declared in {home}: name its event, or what it declares")


def rule_sizes(source):
    path = source.path
    test = path.startswith(("tests/", "bench/"))
    limit = LIMITS["test function" if test else "function"]
    measured(path, 1, "file", path, len(source.lines) - 1, LIMITS["file"])
    for name, _, first, last, parameters, nesting in source.functions:
        place = f"{path}:{name}"
        measured(path, first, "function", place, last - first + 1, limit)
        if not test and "/* Foreign:" not in source.lines[max(first - 2, 0)]:  # a callback has the parameters its caller gives
            measured(path, first, "parameters", place, parameters, LIMITS["parameters"])
        if not test:
            measured(path, first, "nesting", place, nesting, LIMITS["nesting"])
    for number, line in enumerate(source.lines, 1):
        line = line.rstrip(" \\")  # clang-format aligns the backslashes of macros by bytes
        if len(line) > LIMITS["columns"] and not path.endswith(".def"):
            measured(path, number, "columns", path, len(line), LIMITS["columns"])


MACHINE_PATH = re.compile(r"(?<![\w.])/(?:%s)/" % "|".join(["wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me/\\w+"]))
UNFINISHED = re.compile(r"\b(?:%s)\b(?!\(#?\d+\))" % "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]))


def rule_hygiene(path, text):
    """Over every text file of ours, whatever its language."""
    for number, line in enumerate(text.split("\n"), 1):
        match = MACHINE_PATH.search(line)
        if match:
            finding(path, number, "hygiene", f"a path of one machine: {match.group(0)}")
        match = UNFINISHED.search(line)
        if match:
            finding(path, number, "hygiene", f"{match.group(0)} without an issue number, as in {match.group(0)}(12)")
        if line != line.rstrip() and not path.endswith((".md", ".csv", ".txt")):
            finding(path, number, "hygiene", "blanks at the end of the line")
    if text and not text.endswith("\n") and path.endswith((".c", ".h", ".def", ".sh", ".py", ".md")):
        finding(path, text.count("\n") + 1, "hygiene", "no newline at the end of the file")


LEFT_BEHIND = re.compile(r"core|core\..*|vgcore\..*|.*\.(orig|rej|swp|swo|bak)|.*~|a\.out|gmon\.out|nohup\.out")
FILE_BYTES_MAX = 1 << 20
BINARY = ("tests/data/", "tests/fuzz/corpus/")  # stored ledgers, and what parsers must survive

UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what a spreadsheet saves is text


def rule_files(path):
    """Over every file, text or not: a file that comes in by mistake stays in everybody's clone for ever."""
    if LEFT_BEHIND.fullmatch(os.path.basename(path)):
        finding(path, 1, "files", "left behind by a program, or named as if it were: delete or rename it")
    size = os.path.getsize(path)
    if size > FILE_BYTES_MAX:
        finding(path, 1, "files", f"{size} bytes, the limit is {FILE_BYTES_MAX}: make it when it is needed, as tools/make-example does")
    elif not path.startswith(BINARY):
        with open(path, "rb") as file:
            content = file.read()
            if b"\0" in content and not content.startswith(UTF16):
                finding(path, 1, "files", f"binary; such files belong to {' and '.join(BINARY)}")


# ---- exceptions ------------------------------------------------------------------------------------------------------
EXCEPTIONS = "tools/lint.exceptions"


def parse_exceptions(text):
    granted = {}
    for line in text.split("\n"):
        fields = line.split("#")[0].split()
        if len(fields) == 3:
            granted[(fields[0], fields[1])] = int(fields[2])
    return granted


def git(*arguments):
    """Output of git, None without it, or where the tree is a copy inside somebody else's repository."""
    if not os.path.exists(".git"):
        return None
    try:
        return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def exceptions_before():
    """The list as the last commit that is not the present state had it; None where there is no history."""
    now = open(EXCEPTIONS, encoding="utf-8").read()
    for revision in ("HEAD", "HEAD^"):
        before = git("show", f"{revision}:{EXCEPTIONS}")
        if before is None or before != now:
            return before
    return None


def apply_exceptions():
    granted = parse_exceptions(open(EXCEPTIONS, encoding="utf-8").read()) if os.path.exists(EXCEPTIONS) else {}
    for (rule, place), (figure, limit, path, line) in sorted(MEASURED.items()):
        allowed = granted.pop((rule, place), limit)
        if figure > allowed:
            finding(path, line, "sizes", f"{rule} {place}: {figure}, the limit is {allowed}")
        elif figure < allowed:
            finding(EXCEPTIONS, 1, "sizes", f"{rule} {place} {allowed}: it is down to {figure}, lower the figure")
    for (rule, place), allowed in sorted(granted.items()):
        finding(EXCEPTIONS, 1, "sizes", f"{rule} {place} {allowed}: needed no longer, remove the line")
    before = exceptions_before() if os.path.exists(EXCEPTIONS) else None
    if before is not None:
        old = parse_exceptions(before)
        now = parse_exceptions(open(EXCEPTIONS, encoding="utf-8").read())
        for key, figure in sorted(now.items()):
            if figure > old.get(key, 0):
                finding(EXCEPTIONS, 1, "sizes", f"{key[0]} {key[1]} {figure}: the list may only shrink")


# ---- the tree --------------------------------------------------------------------------------------------------------
TEXT = (".c", ".h", ".def", ".sh", ".py", ".md", ".yaml", ".yml", ".sql", ".mk", "Makefile", ".ci/run", "outside/run")


def tree():
    listed = git("ls-files", "-co", "--exclude-standard")
    if listed is not None:
        return sorted(path for path in set(listed.split("\n")) if path and os.path.isfile(path))
    found = []
    for folder, folders, files in os.walk("."):
        folders[:] = [name for name in folders if name not in ("build", ".git")]
        found += [os.path.normpath(os.path.join(folder, name)) for name in files]
    return sorted(found)


def main():
    global BANNED
    arguments = [word for word in sys.argv[1:] if not word.startswith("--")]
    root = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    os.chdir(root)
    BANNED = re.findall(r"(?m)^#define (\w+)\(\.\.\.\)", open("tools/banned.h", encoding="utf-8").read())
    files = 0
    paths = tree()
    read_kinds(paths)
    for path in paths:
        rule_files(path)
        if not path.endswith(TEXT):
            continue
        try:
            text = open(path, encoding="utf-8").read()
        except UnicodeDecodeError:
            finding(path, 1, "hygiene", "not UTF-8")
            continue
        files += 1
        rule_hygiene(path, text)
        if path.endswith((".c", ".h")):
            source = Source(path, text)
            for rule in (rule_layers, rule_doors, rule_banned, rule_exact, rule_names, rule_kinds, rule_sizes):
                rule(source)
    if "--exceptions" in sys.argv:
        print("\n".join(f"{rule} {place} {figure}" for (rule, place), (figure, *_) in sorted(MEASURED.items())))
        return 0
    apply_exceptions()
    for path, line, rule, text in sorted(FINDINGS):
        print(f"{path}:{line}: [{rule}] {text}")
    print(f"lint: {files} files, {len(FINDINGS)} findings", file=sys.stderr)
    return 1 if FINDINGS else 0


if __name__ == "__main__":
    sys.exit(main())
