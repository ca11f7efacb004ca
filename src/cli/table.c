/* The command table. Everything `help`, the parser and the man page say about a command is read from here and, for
 * commands that record, from the desk's own table (fpl_command_all). */
#include "src/cli/cli.h"

#include <string.h>

#define END                                                                                                            \
    { NULL, NULL, NULL, NULL }

const struct cli_option cli_global_options[] = {
    {"ledger", "FILE", "账本文件（或环境变量 FUNDPOOL_LEDGER）", "the ledger (or FUNDPOOL_LEDGER)"},
    {"as", "USER", "操作人（或 FUNDPOOL_USER）", "who acts (or FUNDPOOL_USER)"},
    {"checker", "USER", "复核人，记账凭证必填（或 FUNDPOOL_CHECKER）", "who checks an entry (or FUNDPOOL_CHECKER)"},
    {"lang", "zh|en", "语言（或 FUNDPOOL_LANG，再按账本设置）", "language (or FUNDPOOL_LANG, then the ledger's own)"},
    {"format", "table|csv|json", "输出格式，默认 table", "form of the output, table by default"},
    {"unsafe", NULL, "账本结构被改动时仍然读取，并逐项列出改动；不能写入",
     "read a ledger whose structure was altered, naming each alteration; never writes"},
    {"help", NULL, "显示帮助", "show help"},
    {"version", NULL, "显示版本", "show the version"},
    END,
};

#define BOOK                                                                                                           \
    { "book", "CODE", "账套编号", "code of the book" }
#define REQUEST                                                                                                        \
    { "request", "KEY", "请求号：同号同内容只办理一次", "request key: the same key and content act once" }
#define DRY                                                                                                            \
    {                                                                                                                  \
        "dry-run", NULL, "只试算，不入账；不通过时退出码为 1",                                                         \
            "show what would happen, record nothing; exit 1 if a rule fails"                                           \
    }
#define TAKEON                                                                                                         \
    {                                                                                                                  \
        "take-on", NULL, "承接历史数据：计入规则与限额，不另行记账",                                                   \
            "history taken on: counted by rules and caps, not posted"                                                  \
    }
#define ASOF                                                                                                           \
    { "as-of", "DATE", "截至日期，默认今天", "as of this day, today by default" }
#define KNOWN                                                                                                          \
    { "known-by", "TIME", "只看该时刻以前入账的记录", "only what had been recorded by then" }

static const struct cli_option registry_options[] = {REQUEST, END};
static const struct cli_option book_options[] = {BOOK, REQUEST, END};
static const struct cli_option taking_options[] = {BOOK, REQUEST, TAKEON, END};
static const struct cli_option dry_options[] = {BOOK, REQUEST, DRY, END};
static const struct cli_option dry_taking_options[] = {BOOK, REQUEST, DRY, TAKEON, END};
static const struct cli_option lines_options[] = {BOOK,
                                                  REQUEST,
                                                  {"line", "LINE",
                                                   "分录，可重复：“科目 借|贷 金额 [party=主体] [item=项目]”",
                                                   "a posting, repeated: \"ACCOUNT D|C AMOUNT [party=ID] [item=ID]\""},
                                                  END};
static const struct cli_option view_options[] = {ASOF, KNOWN, END};
static const struct cli_option init_options[] = {
    {"origin", "NAME", "账本的存证来源名，如 ledger.huaibei.example",
     "origin of the logs, like ledger.huaibei.example"},
    {"admin", "USER", "系统管理员的用户号", "user id of the one administrator"},
    {"admin-name", "NAME", "系统管理员姓名", "the administrator's name"},
    {"offset", "+HH:MM", "“今天”所按的固定时差，默认 +08:00", "fixed UTC offset of \"today\", +08:00 by default"},
    END};
static const struct cli_option import_options[] = {
    BOOK,
    {"mapping", "FILE", "列映射文件（YAML）", "mapping file (YAML)"},
    {"answer", "FILE", "答复文件，默认在输入旁：名.answer.csv",
     "answer file, by default beside the input: NAME.answer.csv"},
    {"submission", "KEY", "报送批次号，默认文件的 SHA-256", "submission key, by default the file's SHA-256"},
    {"again", NULL, "只重新办理上次被拒的行", "decide the rows refused before once more"},
    TAKEON,
    {"encoding", "NAME", "文字编码：utf-8 gb18030 utf-16le utf-16be，默认自动识别",
     "utf-8 gb18030 utf-16le utf-16be; found out by default"},
    {"delimiter", "CHAR", "分隔符：, ; tab，默认自动识别", ", ; or tab; found out by default"},
    {"set", "FIELD=TEXT", "每行相同的字段，可重复", "a field that is the same in every row, repeated"},
    END};
static const struct cli_option explain_options[] = {BOOK, ASOF, KNOWN, END};
static const struct cli_option verify_options[] = {
    {"against", "FILE", "与早先的存证点比对", "compare with earlier checkpoints"},
    {"evidence", NULL, "只做存证遍", "the evidence pass only"},
    {"state", NULL, "只做状态遍", "the state pass only"},
    END};
static const struct cli_option checkpoint_options[] = {BOOK, END};
static const struct cli_option export_options[] = {
    {"to", "hledger|ledger|beancount", "导出格式", "program to export to"}, BOOK, ASOF, KNOWN, END};
static const struct cli_option report_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    {"from", "DATE", "balance、statement：起始记账日", "balance, statement: first posted day"},
    {"to", "DATE", "balance、statement：截止记账日", "balance, statement: last posted day"},
    {"by-party", NULL, "balance：按主体分列", "balance: one line per account and party"},
    {"account", "CODE", "statement：科目", "statement: the account"},
    {"party", "ID", "statement：只看该主体", "statement: this party only"},
    {"item", "ID", "statement：只看该项目", "statement: this item only"},
    {"profile", "ID[@N]", "early：口径", "early: the profile"},
    {"threshold", "RATIO", "early：达标线，默认 1/2", "early: the threshold, 1/2 by default"},
    {"bank", "ID", "loans、claims：只看该机构", "loans, claims: this institution only"},
    {"state", "STATE", "loans、claims：只看该状态", "loans, claims: this state only"},
    {"year", "YYYY", "pool：年度", "pool: the year"},
    END};

#define SUBMIT(name, submits, options, args, examples)                                                                 \
    { name, (args) ? "KEY" : "", NULL, NULL, submits, options, 0, args, examples, cli_run_submit }
/* A reversal says in its one line what becomes of the key: people look there before they give it. */
#define UNDO(name, arguments, zh, en, submits, args, examples)                                                         \
    { name, arguments, zh, en, submits, dry_options, 0, args, examples, cli_run_submit }
#define ADOPT(noun, example)                                                                                           \
    { noun " adopt", "FILE.yaml", NULL, NULL, noun ".adopt", registry_options, 1, 1, example, cli_run_adopt }

static const struct cli_command commands[] = {
    {"init", "--origin NAME --admin USER", "新建账本", "create a ledger", NULL, init_options, 0, 0,
     "init --ledger city.fpl --origin ledger.huaibei.example --admin guan.li --admin-name 管理员", cli_run_init},
    {"import", "WHAT FILE [--book CODE]", "导入 CSV，逐行答复", "import a CSV file, an answer for each row", NULL,
     import_options, 1, 2,
     "import loans banks/loans-xiangcheng.csv --book pool --as zhi.dan --checker fu.he\n"
     "import claims claims.csv --book pool --as xc.01 --answer claims.answer.csv\n"
     "import loans loans.csv --book pool --mapping mapping-longji.yaml --as zhi.dan --checker fu.he --again",
     cli_run_import},
    {"explain", "KEY [--book CODE]", "逐步说明一条记录（补偿推导、投资认定、凭证）",
     "derive one record step by step (claim, deal, entry)", NULL, explain_options, 1, 1,
     "explain XC-01 --book pool --as shen.ji\nexplain 5/42 --as shen.ji", cli_run_explain},
    {"verify", "[--against FILE] [--evidence|--state]", "校验账本与存证，指出第一处差异",
     "verify ledger and evidence, naming the first difference", NULL, verify_options, 0, 0,
     "verify\nverify --against checkpoint-2026-10.txt", cli_run_verify},
    {"rebuild", "", "由记录重建全部派生表", "rebuild everything derived from the records", NULL, NULL, 0, 0, "rebuild",
     cli_run_rebuild},
    {"copy", "TARGET", "为审计人员复制一份一致的账本", "make a consistent copy for an auditor", NULL, NULL, 1, 1,
     "copy audit-2026-11.fpl", cli_run_copy},
    {"export", "--to PROGRAM [--book CODE]", "导出给 hledger、ledger、beancount 复算",
     "export for hledger, ledger or beancount to recompute", NULL, export_options, 0, 0,
     "export --to hledger --book guidance --as shen.ji >guidance.journal\nexport --to beancount --as shen.ji",
     cli_run_export},
    {"help", "[COMMAND|codes|roles]", "帮助；codes 列原因代码，roles 列角色权限",
     "help; codes lists the reason codes, roles who may do what", NULL, NULL, 0, 2,
     "help claim approve\nhelp codes\nhelp roles --format csv", cli_run_help},

    SUBMIT("user enrol", "user.enrol", registry_options, 1,
           "user enrol zhi.dan --name 支丹 --roles recorder --as guan.li\n"
           "user enrol xc.01 --name 相城银行经办 --roles bank --party BK-XC --as guan.li"),
    SUBMIT("currency add", "currency.add", registry_options, 1, "currency add USD --scale 2 --as guan.li"),
    SUBMIT("book open", "book.open", registry_options, 1,
           "book open guidance --kind fund --name 科技成果转化引导基金 --name-en \"Guidance fund\" --chart fund@1 "
           "--opened 2025-01-01 --as guan.li"),
    {"book list", "", "账套列表", "list the books", NULL, view_options, 0, 0, "book list --as shen.ji",
     cli_run_book_list},
    SUBMIT("party register", "party.register", registry_options, 1,
           "party register BK-XC --name 相城银行 --kind bank --alias 相城银行 --as zhi.dan"),
    {"party list", "", "主体列表", "list the parties", NULL, view_options, 0, 0, "party list --as shen.ji --format csv",
     cli_run_party_list},
    ADOPT("chart", "chart adopt policies/charts/fund.yaml --as gui.ze"),
    ADOPT("pack", "pack adopt pack-hb-demo.yaml --as gui.ze"),
    {"pack list", "", "已采用的规则包", "list the packs adopted", NULL, view_options, 0, 0, "pack list --as shen.ji",
     cli_run_pack_list},
    ADOPT("profile", "profile adopt policies/profiles/AH_ANGEL_2025.yaml --as gui.ze"),
    {"profile list", "", "已采用的早期口径", "list the early-stage profiles adopted", NULL, view_options, 0, 0,
     "profile list --as shen.ji", cli_run_profile_list},
    ADOPT("calendar", "calendar adopt policies/calendars/cn-2026.yaml --as gui.ze"),
    ADOPT("mapping", "mapping adopt mapping-longji.yaml --as gui.ze"),

    SUBMIT("journal post", "journal.post", lines_options, 1,
           "journal post --book guidance --occurred 2026-11-20 --memo 支付托管费 --line \"6404 借 1000.00\" "
           "--line \"100201 贷 1000.00\" --as zhi.dan --checker fu.he"),
    SUBMIT("journal reverse", "journal.reverse", book_options, 1,
           "journal reverse 3/17 --book guidance --memo 冲销重复凭证 --as zhi.dan --checker fu.he"),
    SUBMIT("opening post", "opening.post", lines_options, 1,
           "opening post QC-01 --book guidance --occurred 2025-01-01 --memo 启用余额 --line \"100201 借 300000000.00\" "
           "--line \"400101 贷 300000000.00 party=CT\" --as zhi.dan --checker fu.he"),
    SUBMIT("period close", "period.close", book_options, 1, "period close 2026-10 --book guidance --as fu.he"),
    SUBMIT("deal record", "deal.record", dry_taking_options, 1,
           "deal record YD-025 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 "
           "--paid-date 2026-11-20 --amount 3000000.00 --round ANGEL --dry-run --as zhi.dan --checker fu.he"),
    UNDO(
        "deal reverse", "KEY", "投资冲销：整笔红字，任何截止日均不再计入；原编号不再使用，更正用新编号",
        "take a deal back in red: it counts at no cut; its id stays used, record the right deal under a new one",
        "deal.reverse", 1,
        "deal reverse YD-024 --book guidance --memo 金额录错，另以YD-024-2登记 --dry-run --as zhi.dan --checker fu.he\n"
        "deal reverse YD-024 --book guidance --memo 金额录错，另以YD-024-2登记 --as zhi.dan --checker fu.he"),
    SUBMIT("pool contribute", "pool.contribute", taking_options, 1,
           "pool contribute ZC-2026-09 --book pool --party F-SHI --occurred 2026-11-20 --amount 5000000.00 "
           "--bank-ref SL202611200001 --as zhi.dan --checker fu.he"),
    UNDO("contribution reverse", "KEY", "拨入冲销：整笔红字；原编号不再使用，更正用新编号",
         "take a contribution back in red; its id stays used, record the right one under a new id",
         "contribution.reverse", 1,
         "contribution reverse ZC-2026-09 --book pool --memo 重复登记 --as zhi.dan --checker fu.he"),
    SUBMIT(
        "whitelist list", "whitelist.list", book_options, 1,
        "whitelist list 91340603XY00000121 --book pool --firm-name 示例青禾新材料科技有限公司 --listed-on 2026-11-20 "
        "--as zhi.dan"),
    SUBMIT("agreement sign", "agreement.sign", book_options, 1,
           "agreement sign XY-XC-2025 --book pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 "
           "--to 2027-12-31 --signed 2024-12-25 --as gui.ze"),
    SUBMIT("measure record", "measure.record", book_options, 1,
           "measure record prior_year_balance --book pool --party BK-XC --date 2025-12-31 --amount 30000000.00 --as "
           "zhi.dan"),
    SUBMIT("loan register", "loan.register", dry_taking_options, 0,
           "loan register --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 "
           "--firm 91340602XY0000098D --firm-name 示例企业 --type CREDIT --contract-amount 3000000.00 "
           "--disbursed 3000000.00 --disbursed-on 2026-11-10 --due-on 2027-11-10 --rate 3.70% --as zhi.dan --checker "
           "fu.he"),
    SUBMIT("loan repay", "loan.repay", book_options, 0,
           "loan repay --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 --instalment 01 "
           "--occurred 2026-11-20 --amount 500000.00 --as zhi.dan --checker fu.he"),
    UNDO("loan withdraw", "",
         "撤销备案：冲回余下的表外余额，不再计入备案与放款；此后不得还款、申请补偿，原借据不再备案",
         "withdraw a loan: memo balances and sums are undone; it takes no repayment and no claim, its key stays used",
         "loan.withdraw", 0,
         "loan withdraw --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 --reason "
         "年末未取得入库编号 "
         "--as zhi.dan --checker fu.he"),
    UNDO("repayment reverse", "", "还款冲销：整笔红字，恢复余额与或有责任；原期次不再使用，更正用新期次",
         "take a repayment back in red: balance and exposure return; record the right one as another instalment",
         "repayment.reverse", 0,
         "repayment reverse --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 --instalment 01 "
         "--memo 误记他户还款 --as zhi.dan --checker fu.he"),
    SUBMIT("claim submit", "claim.submit", dry_taking_options, 0,
           "claim submit --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --claim-no XC-01 "
           "--claim-date 2026-08-31 --overdue-days 103 --five-class SUBSTANDARD --litigation ACCEPTED "
           "--repaid 4000000.00 --as xc.01"),
    SUBMIT("claim approve", "claim.approve", dry_options, 1,
           "claim approve XC-01 --book pool --expect 440000.00 --dry-run --as shen.pi\n"
           "claim approve XC-01 --book pool --expect 440000.00 --as shen.pi"),
    SUBMIT("claim refuse", "claim.refuse", book_options, 1,
           "claim refuse XC-01 --book pool --reason 材料不实 --as shen.pi"),
    UNDO("claim revoke", "KEY", "撤销核定（限拨付前）：限额退回，申请回到原受理次序；已拨付的款项不在此退回",
         "revoke a decision before payment: caps are given back, the claim is open again in its old place; "
         "money paid out is not taken back here",
         "claim.revoke", 1, "claim revoke XC-01 --book pool --reason 核定依据有误 --as shen.pi"),
    SUBMIT("claim pay", "claim.pay", book_options, 1,
           "claim pay XC-01 --book pool --bank-ref SL202611200002 --as chu.na --checker fu.he"),
    SUBMIT(
        "payout record", "payout.record", taking_options, 0,
        "payout record --book pool --bank BK-XC --contract XC-RCD-2023-004 --iou XC2023000401 --claim-no XC-2024-02 "
        "--decided-on 2024-09-20 --paid-on 2024-10-08 --amount 400000.00 --loss 1000000.00 --bank-ref SL202410080003 "
        "--take-on --as zhi.dan --checker fu.he"),

    {"checkpoint show", "[--book CODE]", "显示存证点：来源、记录数、根", "show checkpoints: origin, size, root", NULL,
     checkpoint_options, 0, 0, "checkpoint show >checkpoint-2026-11.txt\ncheckpoint show --book pool",
     cli_run_checkpoint},
    {"report balance", "--book CODE", "科目余额表", "trial balance", NULL, report_options, 0, 0,
     "report balance --book guidance --from 2026-01-01 --to 2026-06-30 --as shen.ji", cli_run_report},
    {"report statement", "--book CODE --account CODE", "科目明细账", "account statement", NULL, report_options, 0, 0,
     "report statement --book guidance --account 100201 --from 2026-01-01 --as shen.ji", cli_run_report},
    {"report early", "[--book CODE]", "早期投资占比", "early-stage share", NULL, report_options, 0, 0,
     "report early --book guidance --as jian.guan\nreport early --profile TRANSFER --as-of 2026-06-30 --as jian.guan",
     cli_run_report},
    {"report pool", "--book CODE", "资金池报表", "position of the pool", NULL, report_options, 0, 0,
     "report pool --book pool --as jian.guan", cli_run_report},
    {"report claims", "--book CODE", "补偿申请台账", "register of claims", NULL, report_options, 0, 0,
     "report claims --book pool --state SUBMITTED --as shen.pi", cli_run_report},
    {"report loans", "--book CODE", "贷款台账", "register of loans", NULL, report_options, 0, 0,
     "report loans --book pool --bank BK-XC --format csv --as jian.guan", cli_run_report},
    {"report takeon", "--book CODE", "历史数据承接核对", "what was taken on, against the opening balances", NULL,
     report_options, 0, 0, "report takeon --book guidance --as shen.ji", cli_run_report},
    {"record show", "BOOK/SEQ", "显示一条记录的原文", "show one record as it is stored", NULL, view_options, 1, 1,
     "record show 3/17 --as shen.ji\nrecord show pool/0 --as shen.ji --format json", cli_run_record},
};

const struct cli_command *cli_commands(int *count) {
    *count = (int)(sizeof commands / sizeof commands[0]);
    return commands;
}

const struct cli_command *cli_command_find(const char *name) {
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const char *cli_summary(const struct cli_command *command, int zh) {
    if (command->zh)
        return zh ? command->zh : command->en;
    const struct fpl_command_spec *spec = fpl_command_find(command->submits);
    FPL_ASSERT(spec != NULL);
    return zh ? spec->zh : spec->en;
}
