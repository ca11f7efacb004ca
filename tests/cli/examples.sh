#!/bin/bash
# Every example of every page of help is a command that works: each is run as it stands, on a city made for it, with what has to come before it.
# A new command's examples are run without a word here, unless something has to come before them.
# timeout: 300
# variants: plain
. "$SRCDIR/tests/cli/lib.sh"
make_city
expect 0 user enrol jian.guan --name 简冠 --roles regulator --as guan.li
for chart in company fiscal; do expect 0 chart adopt "$SRCDIR/policies/charts/$chart.yaml" --as gui.ze; done
expect 0 tolerance adopt "$SRCDIR/policies/loss/HB_READING.yaml" --as gui.ze
expect 0 limit adopt "$SRCDIR/policies/limits/GZ_DEV_ZONE.yaml" --as gui.ze
while read -r id kind name; do
    expect 0 party register "$id" --kind "$kind" --name "$name" --as zhi.dan
done <<'PARTIES'
F-SHI fiscal 市财政局
F-YD other 引导基金
CT other 市产投公司
PARTIES
expect 0 book open treasury --kind fiscal --name 市财政 --name-en Treasury --chart fiscal@1 --opened 2025-01-01 --as guan.li
who="--as zhi.dan --checker fu.he"
# shellcheck disable=SC2086  # options in a variable
{
    expect 0 opening post QC-0 --book guidance --occurred 2025-01-01 --memo 启用余额 --line "100201 借 900000000.00" \
        --line "400101 贷 900000000.00 party=CT" $who
    expect 0 pool contribute ZC-0 --book pool --party F-SHI --occurred 2026-01-05 --amount 30000000.00 --bank-ref SL1 $who
    expect 0 deal record YD-024 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-04-01 --amount 3000000.00 $who
    expect 0 whitelist list 91340602XY0000098D --book pool --firm-name 示例鹿鸣微电子有限公司 --listed-on 2024-05-24 --keylist Y --as zhi.dan
}
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
    expect 0 journal post --book guidance --occurred 2026-11-10 --memo "费 $n" --as zhi.dan --checker fu.he --line "6404 D 1.00" --line "100201 C 1.00 cash_flow=OPERATING_OUT"
done

cd "$tmp"
ln -s "$SRCDIR/policies" policies
cp -r "$SRCDIR/examples/huaibei/banks" .
cp "$SRCDIR/examples/huaibei/pack-hb-demo.yaml" banks/mapping-longji.yaml .
sed 's/^version: 1/version: 2/; s/threshold: 15%/threshold: 12%/' pack-hb-demo.yaml >pack2.yaml
"$fp" checkpoint show >checkpoint-2026-10.txt
expect 0 copy audit-2026-10.fpl --as shen.ji
mkdir backups && expect 0 copy backups/city-20261120T020000Z.fpl --as shen.ji
cp "$FUNDPOOL_LEDGER" base.fpl
# a file of that bank's own layout, with one good row
cat >longji.csv <<'CSV'
合约编码;放款凭证号;客户信用代码;客户名称;增信类型;模式;增信机构;合约金额(万元);发放额(万元);起息日;止息日;报备日;执行利率;基准LPR;资金投向;首次贷款;再贷款支持;知产占比;实物抵押比;营收(万元);员工数;成立日;已上市;所属行业;守信年数
LJ-1;LJ-1-1;91340602XY0000098D;示例鹿鸣微电子有限公司;信用;银行直贷;;300;300;2026-02-20;2026-08-25;2026-03-01;3.55%;3.00%;流动资金;否;否;;0%;792;132;2019-11-05;否;电子信息;5
CSV
printf 'tiandi-xuanhuang-7\n' >password.txt
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout server.key -out server.pem -days 2 -subj /CN=localhost >/dev/null 2>&1
cp server.pem shen.ji.pem # any certificate
python3 - "$fp" <<'PY'
import os, re, shlex, shutil, subprocess, sys

program = sys.argv[1]
who = "--as zhi.dan --checker fu.he"
loan = "--book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201"
terms = ("--mode DIRECT --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 --established 2019-11-05 "
         "--listed 否 --industry 电子信息 --breach-free-years 8 --first-loan Y --monetary-tool N --firm-name 示例鹿鸣微电子有限公司")
old_loan = [f"loan register {loan} --firm 91340602XY0000098D --type 信用 --contract-amount 4800000.00 --disbursed 4800000.00 "
            f"--disbursed-on 2025-08-20 --due-on 2026-05-20 --registered-on 2025-09-01 --rate 3.55% {terms} {who}"]
# Lending beside it, so that neither a cap nor the breaker binds.
others = [line.replace("2025-002", f"2026-01{n}").replace("20250002", f"2026001{n}").replace("2025-08-20", "2026-02-20")
          .replace("2026-05-20", "2026-12-20").replace("2025-09-01", "2026-03-01") for n in range(5) for line in old_loan]
months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 14)]
templates = ["import templates whitelist >w.csv", "import templates agreements >a.csv", "import templates loans >banks/loans-xiangcheng.csv",
             "import templates claims >claims.csv", "import whitelist w.csv --book pool --as zhi.dan", "import agreements a.csv --book pool --as gui.ze"]
longji = ["import templates loans >loans.csv && cp longji.csv loans.csv",
          "party register BK-LJ --kind bank --name 示例龙脊村镇银行 --uscc 91340600XY9000035Q --as zhi.dan",
          f"!import loans loans.csv --book pool --mapping mapping-longji.yaml {who}",
          "agreement sign XY-LJ --book pool --party BK-LJ --pack hb-demo --version 1 --from 2025-01-01 --to 2027-12-31 --signed 2024-12-25 --as gui.ze"]
# A small fund that has given everything back and is being wound up.
wound = ["book open seed --kind fund --name 种子基金 --name-en Seed --chart fund@1 --opened 2025-01-01 --as guan.li",
         f"commitment sign RJ-001 --book seed --party CT --capacity SOE --signed-on 2026-01-05 --amount 1000.00 {who}",
         f"capital receive SJ-001 --book seed --commitment RJ-001 --occurred 2026-01-10 --amount 1000.00 --bank-ref SL1 {who}",
         f"distribution declare FP-001 --book seed --commitment RJ-001 --occurred 2026-10-10 --amount 1000.00 --source RETURN_OF_CAPITAL {who}",
         f"due settle SF-001 --book seed --of DISTRIBUTION --event FP-001 --occurred 2026-10-11 --amount 1000.00 --bank-ref SL2 {who}",
         f"liquidation begin QS-001 --book seed --occurred 2026-10-01 --ground TERM --document 解散决议 {who}"]
# What has to come before a command's examples: commands ("!": refused rows are as they should be), or "@NAME", the first example of that
# command with what it needs itself.
needs = {
    "import": templates,
    "import loans loans.csv": longji,
    "import claims": [*templates, f"import loans banks/loans-xiangcheng.csv --book pool {who}"],
    "verify --file": [*templates, f"import loans banks/loans-xiangcheng.csv --book pool {who}"],
    "opening reverse": ["@opening post"],
    "period close": [f"period close {month} --book guidance --as fu.he" for month in months if month < "2026-10"],
    "commitment reverse": ["@commitment sign"],
    "commitment release": ["@commitment sign"],
    "release reverse": ["@commitment release"],
    "call issue": ["@commitment sign"],
    "call reverse": ["@call issue"],
    "capital receive": ["@commitment sign"],
    "lp transfer": ["@commitment sign"],
    "lp reverse": ["@lp transfer"],
    "capital reverse": ["@capital receive"],
    "penalty receive": ["@commitment sign"],
    "penalty reverse": ["@penalty receive"],
    "tranche reverse": ["@tranche agree"],
    "tranche cancel": ["@tranche agree"],
    "cancellation reverse": ["@tranche cancel"],
    "instalment reverse": ["@instalment agree"],
    "convertible convert": [f"deal record ZZ-001 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-10-20 "
                            f"--amount 3000000.00 --instrument CONVERTIBLE {who}"],
    "conversion reverse": ["@convertible convert"],
    "convertible redeem": [f"deal record ZZ-001 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 --paid-date 2026-10-20 "
                           f"--amount 3000000.00 --instrument CONVERTIBLE {who}"],
    "redemption reverse": ["@convertible redeem"],
    "refund reverse": ["@deal refund"],
    "valuation reverse": ["@valuation record"],
    "dividend reverse": ["@dividend record"],
    "exit reverse": ["@exit record"],
    "writeoff reverse": ["@writeoff record"],
    "writeoff recover": ["@writeoff record"],
    "recovery reverse": ["@writeoff recover"],
    "duty judge": ["@writeoff record"],
    "distribution declare": ["@capital receive"],
    "distribution allocate": ["@capital receive"],
    "distribution reverse": ["@distribution declare"],
    "distribution deliver": ["@distribution declare"],
    "delivery reverse": ["@distribution deliver"],
    "tax withhold": [f"commitment sign RJ-9 --book guidance --party BK-XC --capacity SOCIAL --signed-on 2026-03-01 --amount 10000000.00 {who}",
                     f"distribution declare FP-002 --book guidance --commitment RJ-9 --occurred 2026-10-31 --amount 100000.00 --source GAIN {who}"],
    "tax reverse": ["@tax withhold"],
    "result attribute": ["@commitment sign"],
    "result reverse": ["@result attribute"],
    "reserve reverse": ["@reserve appropriate"],
    "reserve use": ["@reserve appropriate"],
    "cover reverse": ["@reserve use"],
    "carry reverse": ["@carry declare"],
    "carry withhold": ["@carry declare"],
    "withholding reverse": ["@carry withhold"],
    "clawback reverse": ["@clawback claim"],
    "recognition reverse": ["@reinvest recognise"],
    "reinvest revoke": ["@reinvest recognise"],
    "revocation reverse": ["@reinvest revoke"],
    "report reinvest": ["@reinvest bind"],
    "subfund record": ["party register ZI-001 --kind other --name 示例天使子基金 --uscc 91340600XY9000035Q --as zhi.dan"],
    "subfund reverse": ["@subfund record"],
    "lookthrough record": ["@subfund record"],
    "lookthrough reverse": ["@lookthrough record"],
    "underlying record": ["@lookthrough record"],
    "underlying reverse": ["@underlying record"],
    "fee reverse": ["@fee accrue"],
    "advance refill": ["@fee bind", f"fee accrue FY-9 --book guidance --kind CUSTODY --occurred 2026-11-11 --amount 5.00 {who}",
                       f"due settle SF-9 --book guidance --of FEE --event FY-9 --occurred 2026-11-12 --amount 5.00 --bank-ref SL9 {who}",
                       f"dividend record GL-9 --book guidance --firm 91340604XY00010150 --occurred 2026-11-13 --amount 21.00 --paid RECEIVED "
                       f"--bank-ref SL8 {who}"],
    "refill reverse": ["@advance refill"],
    "remittance declare": ["book open city --kind company --name 市产投 --name-en City --chart company@1 --opened 2025-01-01 --as guan.li",
                           f'opening post QC-1 --book city --occurred 2025-01-01 --memo 启用 --line "100202 D 100.00" --line "410415 C 100.00" {who}'],
    "remittance reverse": ["@remittance declare"],
    "remittance pay": ["@remittance declare"],
    "remitted reverse": ["@remittance pay"],
    "term extend": ["@fund describe"],
    "extension reverse": ["@term extend"],
    "liquidation reverse": ["@liquidation begin"],
    "liquidation settle": wound,
    "closure reverse": ["@liquidation settle"],
    "liquidation end": ["@liquidation settle"],
    "ending reverse": ["@liquidation end"],
    "due settle": [f"exit record TC-002 --book guidance --firm 91340604XY00010150 --type TRANSFER --occurred 2026-10-15 --whole Y "
                   f"--proceeds 4500000.00 --paid DUE {who}"],
    "baddebt record": [f"exit record TC-002 --book guidance --firm 91340604XY00010150 --type TRANSFER --occurred 2026-10-15 --whole Y "
                   f"--proceeds 4500000.00 --paid DUE {who}"],
    "baddebt reverse": ["@baddebt record"],
    "baddebt recover": ["@baddebt record"],
    "collection reverse": ["@baddebt recover"],
    "settlement reverse": ["@due settle"],
    "contribution reverse": ["@pool contribute"],
    "interest reverse": ["@interest record"],
    "receivable reverse": ["@receivable record"],
    "surplus reverse": ["@surplus declare"],
    "cost reverse": ["@cost accrue"],
    "payable pay": ["@cost accrue"],
    "payment reverse": ["@payable pay"],
    "transfer reverse": ["@transfer record"],
    "loan register": ["@agreement sign"],
    "loan repay": ["@loan register"],
    "loan withdraw": ["@loan register"],
    "repayment reverse": ["@loan repay"],
    "claim submit": ["@agreement sign", *old_loan, *others],
    "claim withdraw": ["@claim submit"],
    "claim approve": ["@claim submit", *(f"measure record {name} --book pool --party BK-XC --date {day} --amount 90000000.00 --as zhi.dan"
                                         for name, day in (("prior_year_balance", "2025-12-31"), ("bank_deposit", "2026-01-05"), ("guarantee_fees", "2026-01-05")))],
    "record show": ["@claim submit"],
    "record proof XC-01": ["@claim submit"],
    "notice": ["@claim approve"],
    "claim refuse": ["@claim submit"],
    "claim revoke": ["@claim approve"],
    "claim pay": ["@claim approve"],
    "explain": ["@claim submit"],
    "access end": ["access set xc.01 --no-code <password.txt"],
    "sql": ["export --to sqlite analysis-2026-10.sqlite --as shen.ji"],
    "payout record": ["@agreement sign", *(line.replace("2025-002", "2025-004").replace("20250002", "20250004") + " --take-on" for line in old_loan)],
    "recovery share": ["@claim pay"],
    "loss charge": ["@claim pay"],
    "charge reverse": ["@loss charge"],
    "share reverse": ["@recovery share"],
    "payout reclaim": ["@claim pay"],
    "payout reverse": ["@payout record"],
    "report tolerance --book": ["@tolerance bind"],
    "report waterfall": ["@waterfall bind"],
    "reclaim reverse": ["@payout reclaim"],
    "bankline reverse": ["@bankline record"],
    "record check": ["@record proof"],
    "profile show": ["@profile adopt"],
    "calendar show": ["@calendar adopt"],
    "mapping show": ["@mapping adopt"],
    "policy show": ["@profile adopt"],
    "policy diff": ["pack adopt pack2.yaml --as gui.ze"],
}


def text_of(*words):
    return subprocess.run([program, "--lang", "zh", *words], capture_output=True, text=True, check=True).stdout


def examples_of(name):
    page = text_of("help", *name.split())
    return [line[2:] for line in page[page.index("示例：\n"):].split("\n") if line.startswith("  fundpool ")]


listing = text_of("help")
commands = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  +", listing[listing.index("命令：\n"):listing.index("各处可用的选项")], re.M)
examples = {name: examples_of(name) for name in commands}
lacking = [name for name in commands if not examples[name]]


def serve(line):
    """Until it says where it listens, which is a free port here."""
    line = re.sub(r":8443", ":0", line) + ("" if re.search("--listen|--unix", line) else " --listen 127.0.0.1:0")
    service = subprocess.Popen([program, *shlex.split(line)[1:]], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = service.stdout.readline()
    service.terminate()
    out, err = service.communicate()
    return subprocess.CompletedProcess(line, service.returncode if first else 1, out, err)


def run(line):
    line = line if line.startswith("fundpool ") else "fundpool " + line
    clock = {"FUNDPOOL_CLOCK", "FUNDPOOL_TEST"} if line.startswith("fundpool init") else set() # for a real ledger the real clock
    if line.startswith("fundpool access set ") and "<" not in line:
        line += " <password.txt"
    if line.startswith("fundpool serve "):
        return serve(line)
    plain = not re.search(r"[][<>|&;$`\\\\*?~(){}#!]", line) # nothing in it that a shell would make something of
    return subprocess.run([program, *shlex.split(line)[1:]] if plain else ["bash", "-c", f'fundpool() {{ "{program}" "$@"; }}\n{line}'],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={name: value for name, value in os.environ.items() if name not in clock})


def steps(name, line, done):
    """What has to come before it, all of it in order."""
    words = line.removeprefix("fundpool ")
    own = max((key for key in needs if words.startswith(key)), key=len, default="")
    for step in needs.get(own, []):
        if not step.startswith("@"):
            yield step
        elif step[1:] not in done:
            done.add(step[1:])
            first = next(line for line in examples[step[1:]] if "import templates" not in line).replace(" --dry-run", "")
            yield from steps(step[1:], first, done)
            yield first


ledger, made = os.environ["FUNDPOOL_LEDGER"], {(): "base.fpl"}


def prepare(name, line):
    """The ledger as it is after those steps: each row of steps is gone once, and what it made is kept."""
    way = tuple(steps(name, line, {name}) if "import templates" not in line else ())
    known = next(n for n in range(len(way), -1, -1) if way[:n] in made)
    shutil.copy(made[way[:known]], ledger)
    for n in range(known, len(way)):
        result = run(way[n].lstrip("!"))
        if result.returncode > way[n].startswith("!"):
            raise SystemExit(f"before the examples of {name}: {way[n]}\n{result.stderr}{result.stdout[:300]}")
        made[way[:n + 1]] = f"made{len(made)}.fpl"
        shutil.copy(ledger, made[way[:n + 1]])


failed, count = [f"no example: {name}" for name in lacking], 0
for name, lines in examples.items():
    for line in lines:
        for side in ("-wal", "-shm"):
            if os.path.exists(ledger + side):
                os.remove(ledger + side)
        if os.path.exists("audit-2026-11.fpl"): # what an example makes anew
            os.remove("audit-2026-11.fpl")
        try:
            prepare(name, line)
            if name == "init":
                os.remove(ledger)
            result = run(line)
            if result.returncode:
                failed.append(f"{line}\n  exit {result.returncode}: {result.stderr.strip()} {result.stdout.strip()[:300]}")
        except SystemExit as problem:
            failed.append(f"{line}\n  {problem}")
        count += 1
if count < 180:
    failed.append(f"only {count} examples")
print("\n".join(failed), file=sys.stderr)
sys.exit(1 if failed else 0)
PY
