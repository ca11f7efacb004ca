/* The command table. Everything `help`, the parser and the man page say about a command is read from here and, for
 * commands that record, from the catalogue of events (fpl_command_all). */
#include "src/cli/cli.h"

#include <string.h>

#define END                                                                                                            \
    { NULL, NULL, NULL, NULL }

const struct cli_option cli_global_options[] = {
    {"ledger", "FILE", "账本文件（或环境变量 FUNDPOOL_LEDGER）", "the ledger (or FUNDPOOL_LEDGER)"},
    {"as", "USER", "操作人（或 FUNDPOOL_USER）", "who acts (or FUNDPOOL_USER)"},
    {"checker", "USER", "复核人，记账凭证必填（或 FUNDPOOL_CHECKER）", "who checks an entry (or FUNDPOOL_CHECKER)"},
    {"lang", "zh|en", "语言（或 FUNDPOOL_LANG，再按账本设置）", "language (or FUNDPOOL_LANG, then the ledger's own)"},
    {"format", "table|csv|json|html|svg|pdf|xlsx",
     "输出格式，默认 table；html、svg（图）、pdf、xlsx 限报表和列表，pdf、xlsx 须用 --output 指明文件",
     "form of the output, table by default; html, svg (charts), pdf and xlsx of reports and lists, the last two into "
     "--output"},
    {"output", "FILE", "报表或列表写入此文件，格式随后缀（pdf xlsx html svg csv json txt）；已有的文件不覆盖",
     "a report or list goes to this file, which must be new, in the form that its name ends in (pdf xlsx html svg csv "
     "json txt)"},
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
#define EXPECT                                                                                                         \
    {                                                                                                                  \
        "expect-hash", "HASH", "试算所示的结果散列：结果有变的不登记",                                                 \
            "hash of the result that a dry run showed: record nothing else"                                            \
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
static const struct cli_option document_options[] = {
    REQUEST,
    {"dry-run", NULL, "只试采用，不记账；规则包和限额规则并列出内容",
     "try it and record nothing; of a pack or of limits, show what it says"},
    END};
static const struct cli_option book_options[] = {BOOK, REQUEST, END};
static const struct cli_option taking_options[] = {BOOK, REQUEST, TAKEON, END};
static const struct cli_option dry_options[] = {BOOK, REQUEST, DRY, EXPECT, END};
static const struct cli_option dry_taking_options[] = {BOOK, REQUEST, DRY, EXPECT, TAKEON, END};
static const struct cli_option lines_options[] = {
    BOOK,
    REQUEST,
    {"line", "LINE", "分录，可重复：“科目 借|贷 金额 [party=主体] [item=项目] [cash_flow=现金流量项目]”",
     "a posting, repeated: \"ACCOUNT D|C AMOUNT [party=ID] [item=ID] "
     "[cash_flow=LINE]\""},
    END};
static const struct cli_option view_options[] = {ASOF, KNOWN, END};
static const struct cli_option proof_options[] = {
    BOOK,
    {"against", "FILE", "别处所持的存证点：证明写到其记录数为止",
     "checkpoints that are held elsewhere: the proof is made at their size"},
    END};
static const struct cli_option check_options[] = {
    {"against", "FILE", "与别处所持的存证点比对", "compare with checkpoints that are held elsewhere"}, END};
static const struct cli_option log_options[] = {
    {"book", "CODE", "只列此账套", "only this book"},
    {"since", "KEY|TIME|FILE", "只列此记录（回执号、凭证号或业务编号）以后、此时刻起，或文件中的存证点以后入账的",
     "only what was recorded after this record (receipt, voucher number or number of a business), from this moment on, "
     "or after the checkpoints of a file"},
    {"by", "USER", "只列此人经办或复核的", "only what this user gave or checked"},
    {"kind", "KIND", "只列此种记录：代码或“事项”栏的用语，见 help events；command.refused 为被拒绝的",
     "only this kind, by its code or as the column What says it, see help events; command.refused: what was refused"},
    {"last", "NUMBER", "最多列出的行数，默认 100", "rows at most, 100 by default"},
    KNOWN,
    END};
static const struct cli_option init_options[] = {
    {"origin", "NAME", "账本的存证来源名，如 ledger.huaibei.example",
     "origin of the logs, like ledger.huaibei.example"},
    {"admin", "USER", "系统管理员的用户号：新账本只有这一名用户，其他人由其登记",
     "user id of the administrator: the one user of a new ledger, who enrols the others"},
    {"admin-name", "NAME", "系统管理员姓名", "the administrator's name"},
    {"trial", NULL, "试验账本：各项输出均注明“试验 TRIAL”，可用试验时钟",
     "a ledger to try things on: every output says 试验 TRIAL; takes the test clock"},
    {"offset", "+HH:MM", "“今天”所按的固定时差，默认 +08:00", "fixed UTC offset of \"today\", +08:00 by default"},
    END};
static const struct cli_option import_options[] = {
    BOOK,
    {"mapping", "FILE", "列映射文件（YAML）", "mapping file (YAML)"},
    {"answer", "FILE", "答复文件，默认在输入旁：名.answer.csv；已有内容不同的文件时写在其旁：名.answer.2.csv",
     "answer file, by default beside the input: NAME.answer.csv; NAME.answer.2.csv where that holds something else"},
    {"submission", "KEY", "报送批次号，默认文件的 SHA-256", "submission key, by default the file's SHA-256"},
    {"again", NULL, "只重新办理上次被拒的行", "decide the rows refused before once more"},
    {"dry-run", NULL, "试算：逐行判定，不记账", "rehearse: decide every row, record nothing"},
    TAKEON,
    {"encoding", "NAME", "文字编码：utf-8 gb18030 utf-16le utf-16be，默认自动识别",
     "utf-8 gb18030 utf-16le utf-16be; found out by default"},
    {"delimiter", "CHAR", "分隔符：, ; tab，默认自动识别", ", ; or tab; found out by default"},
    {"set", "FIELD=TEXT", "每行相同的字段，可重复", "a field that is the same in every row, repeated"},
    END};
static const struct cli_option explain_options[] = {BOOK, ASOF, KNOWN, END};
static const struct cli_option doctor_options[] = {
    {"backups", "DIR", "同时查看 fundpool-backup 的备份目录", "look at the folder of fundpool-backup too"}, END};
static const struct cli_option verify_options[] = {
    {"against", "FILE", "与早先的存证点，或账本早先的副本比对：其每个账套都应是本账本的开头",
     "compare with earlier checkpoints, or with an older copy: each of its books must be the beginning of this "
     "ledger's"},
    {"file", "FILE", "与报送的原文件逐行比对，可重复", "compare with a file that was imported, row by row, repeated"},
    {"mapping", "FILE", "导入该文件时用的列映射，可重复（已采用的不必再给）",
     "mapping the file was imported with, repeated (one that was adopted need not be given)"},
    {"set", "FIELD=TEXT", "导入该文件时给的 --set，可重复", "--set as given when the file was imported, repeated"},
    {"submission", "KEY", "按报送批次号找报送，默认按文件的 SHA-256",
     "find the submission by its key, by default by the file's SHA-256"},
    {"evidence", NULL, "只做存证遍", "the evidence pass only"},
    {"state", NULL, "只做状态遍", "the state pass only"},
    END};
static const struct cli_option checkpoint_options[] = {BOOK, END};
static const struct cli_option export_options[] = {
    {"to", "hledger|ledger|beancount|sqlite|gbt24589", "导出格式；sqlite 写成分析库文件，gbt24589 写成文件夹",
     "program to export to; sqlite: an analysis database in a file; gbt24589: a folder"},
    BOOK,
    {"year", "YYYY", "年度，用于 gbt24589", "the year, of gbt24589"},
    ASOF,
    KNOWN,
    END};
static const struct cli_option sql_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    {"seconds", "NUMBER", "查询最长秒数，默认 60", "seconds that a query may take, 60 by default"},
    END};
#define STATE                                                                                                          \
    {                                                                                                                  \
        "state", "FILE", "服务状态文件（口令、登录、密钥），默认 账本.service",                                        \
            "state of the service: passwords, sessions, keys; LEDGER.service by default"                               \
    }
static const struct cli_option serve_options[] = {
    {"listen", "ADDRESS:PORT", "监听地址，默认 127.0.0.1:8080（只限本机）",
     "where it listens, 127.0.0.1:8080 by default: this machine alone"},
    {"unix", "PATH", "监听 UNIX 套接字，供前面的网关连接", "a unix socket, for a gateway in front"},
    STATE,
    {"tls-cert", "FILE", "TLS 证书（PEM）", "TLS certificate (PEM)"},
    {"tls-key", "FILE", "TLS 私钥（PEM）", "TLS key (PEM)"},
    {"tls-client-ca", "FILE", "签发用户证书的机构（PEM）：所出示的证书已登记的，作为其用户办理 API",
     "authorities of users' certificates (PEM): who shows one that is enrolled asks the API as its user"},
    {"url", "URL", "人们访问的网址，如 https://ledger.example；由前面的网关加密时必填",
     "the address that people type, https://ledger.example: needed where a gateway in front encrypts"},
    {"upload-mb", "MIB", "上传的一份文件最多多少 MiB（缺省 512）", "the most MiB of an uploaded file (512)"},
    {"unencrypted", NULL, "在本机以外的地址上不加密传输口令与数据：只用于自成一网、由网关加密之处",
     "passwords and data travel in the clear beyond this machine: only where a gateway on a network of its own "
     "encrypts"},
    END};
static const struct cli_option access_options[] = {STATE, END};
static const struct cli_option access_set_options[] = {
    STATE, {"no-code", NULL, "不设动态码：只限试验账本", "without a second factor: trial ledgers alone"}, END};
static const struct cli_option access_key_options[] = {
    STATE,
    {"days", "NUMBER", "有效天数，1 至 366，默认 90", "days that it is good for, 1 to 366, 90 by default"},
    {"note", "TEXT", "用途，供识别", "what it is for, to know it by"},
    END};
static const struct cli_option access_cert_options[] = {
    STATE,
    {"cert", "FILE", "用户的证书（PEM），由 serve 的 --tls-client-ca 所列机构签发",
     "the user's certificate (PEM), signed by an authority of serve's --tls-client-ca"},
    {"days", "NUMBER", "有效天数，1 至 366，默认 90，不超过证书的有效期",
     "days that it is good for, 1 to 366, 90 by default, and no longer than the certificate itself"},
    {"note", "TEXT", "用途，供识别", "what it is for, to know it by"},
    END};
static const struct cli_option list_options[] = {BOOK, ASOF, KNOWN, END};
#define LIMIT                                                                                                          \
    { "limit", "NUMBER", "一页的行数，不列合计；默认全部", "rows of a page, without totals; all by default" }
#define AFTER                                                                                                          \
    {                                                                                                                  \
        "after", "CURSOR", "接着上一页所示的翻页标记列出，时点与上一页相同",                                           \
            "go on behind the cursor that the page before showed, at the same moment"                                  \
    }
static const struct cli_option waterfall_options[] = {
    BOOK,
    {"amount", "YUAN", "试算：再分配这么多，业绩报酬在内", "as if so much more were paid out, carry included"},
    ASOF,
    KNOWN,
    END};
#define FROM                                                                                                           \
    { "from", "DATE", "起始记账日", "first posted day" }
#define TO                                                                                                             \
    { "to", "DATE", "截止记账日，默认截至日期", "last posted day, by default the day of --as-of" }
#define BANK                                                                                                           \
    {                                                                                                                  \
        "bank", "ID", "只看该机构（主体编号、信用代码、简称或名称）",                                                  \
            "this institution only: party id, USCC, alias or name"                                                     \
    }
static const struct cli_option notice_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    {"form", "decision|sheet|receipt", "决定书稿（默认）、核定表或回执",
     "draft decision (default), sheet of figures or receipt"},
    {"issuer", "NAME", "发文机关名称，默认留空", "the issuing office, blank by default"},
    END};
static const struct cli_option voucher_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    FROM,
    TO,
    {"paper", "a5|a4", "pdf 的纸张：A5 横放一张（默认），A4 上下两张，中间裁开",
     "paper of the PDF: A5 with one voucher (default), A4 with two to be cut apart"},
    END};
static const struct cli_option balance_options[] = {
    BOOK, ASOF, KNOWN, FROM, TO, {"by-party", NULL, "按主体分列", "one line per account and party"}, END};
static const struct cli_option statement_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    FROM,
    TO,
    {"account", "CODE", "科目，编号或名称", "the account, by its code or its name"},
    {"party", "ID", "只看该主体（编号、信用代码、简称或名称）", "this party only: its id, USCC, alias or name"},
    {"item", "ID", "只看该项目", "this item only"},
    LIMIT,
    AFTER,
    END};
static const struct cli_option reconcile_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    {"account", "CODE", "科目，编号或名称", "the account, by its code or its name"},
    {"party", "ID", "该行的子账户（编号、信用代码、简称或名称）",
     "the sub-account at this bank: its id, USCC, alias or name"},
    END};
#define UNIT                                                                                                           \
    {                                                                                                                  \
        "unit", "yuan|wan", "金额单位：元 yuan（默认）或万元 wan",                                                     \
            "unit of amounts: yuan (default), or wan, 10,000 yuan"                                                     \
    }
static const struct cli_option sheet_options[] = {BOOK, ASOF, KNOWN, UNIT, END};
static const struct cli_option period_options[] = {
    BOOK, ASOF, KNOWN, {"from", "DATE", "本期首日，默认当年1月1日", "first day of the period, by default 1 January"},
    TO,   UNIT, END};
static const struct cli_option early_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    {"profile", "ID[@N]", "口径", "the profile"},
    {"threshold", "RATIO", "达标线，默认 1/2", "the threshold, 1/2 by default"},
    {"history", NULL, "逐季按各季末适用的本基金规则列示（须写账套）",
     "each quarter by the fund's rule of its last day (of one book)"},
    END};
static const struct cli_option pool_options[] = {BOOK, ASOF, KNOWN, {"year", "YYYY", "年度", "the year"}, END};
static const struct cli_option claims_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    BANK,
    LIMIT,
    AFTER,
    {"state", "STATE",
     "只看该状态：已受理 SUBMITTED、已核定待拨付 DECIDED、熔断暂缓 DEFERRED、资金不足排队 QUEUED、不予补偿 "
     "REFUSED、已撤回 "
     "WITHDRAWN、核定为零办结 CLOSED、已拨付 PAID、已冲销 REVERSED、"
     "已拨付（承接） TAKEN_ON",
     "this state only: SUBMITTED, DECIDED, DEFERRED, QUEUED, REFUSED, WITHDRAWN, CLOSED, PAID, REVERSED, TAKEN_ON"},
    END};
static const struct cli_option loans_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    BANK,
    LIMIT,
    AFTER,
    {"state", "STATE",
     "只看该状态：已备案 REGISTERED、已结清 PAID_OFF、已申请补偿 CLAIMED、已补偿 COMPENSATED、已撤销备案 "
     "WITHDRAWN、已续贷 RENEWED",
     "this state only: REGISTERED, PAID_OFF, CLAIMED, COMPENSATED, WITHDRAWN, RENEWED"},
    END};
static const struct cli_option tolerance_options[] = {
    BOOK,
    ASOF,
    KNOWN,
    {"rule", "ID[@N]", "指定容错规则，默认用各基金自己的", "this rule, by default each fund's own"},
    {"history", NULL, "列出超限历史", "when a limit was exceeded"},
    {"with", "FIRM[:AMOUNT]", "加上尚未记账的核销，可重复", "as if this were written off, repeated"},
    END};

static const struct cli_command own[] = {
    {"init", "--origin NAME --admin USER", "新建账本", "create a ledger", NULL, init_options, 0, 0,
     "init --ledger city.fpl --origin ledger.huaibei.example --admin guan.li --admin-name 管理员", cli_run_init, 0},
    {"import", "WHAT FILE [--book CODE] | templates WHAT", "导入 CSV，逐行答复；templates 给出样表",
     "import a CSV file, an answer for each row; templates prints a sample file", NULL, import_options, 1, 2,
     "import templates loans >loans.csv\n"
     "import loans banks/loans-xiangcheng.csv --book pool --as zhi.dan --checker fu.he --dry-run\n"
     "import loans banks/loans-xiangcheng.csv --book pool --as zhi.dan --checker fu.he\n"
     "import claims claims.csv --book pool --as xc.01 --answer claims.answer.csv\n"
     "import loans loans.csv --book pool --mapping mapping-longji.yaml --as zhi.dan --checker fu.he --again",
     cli_run_import, 0},
    {"explain", "KEY [--book CODE]", "逐步说明一条记录（补偿推导、投资认定、凭证）",
     "derive one record step by step (claim, deal, entry)", NULL, explain_options, 1, 1,
     "explain XC-01 --book pool --as shen.ji\nexplain 1/17 --as shen.ji", cli_run_explain, CLI_OF_BOOKS},
    {"voucher", "[KEY] [--book CODE]",
     "记账凭证：一张（回执号、凭证号或业务编号），或一段时间的；--format pdf 为可签字的纸样",
     "vouchers: one (its receipt, its number or the number of a business), or those of some time; as papers to sign "
     "with --format pdf",
     NULL, voucher_options, 0, 1,
     "voucher 1/17 --as shen.ji\nvoucher \"2026-01 记 1\" --book pool --as shen.ji\n"
     "voucher --book pool --from 2026-01-01 --to 2026-01-31 --as shen.ji --format pdf --output vouchers.pdf",
     cli_run_voucher, CLI_READERS},
    {"notice", "KEY [--book CODE] --output FILE", "补偿申请的决定书稿（附核定表）、核定表或回执，PDF",
     "a claim's draft decision with its sheet of figures, the sheet alone, or a receipt, as PDF", NULL, notice_options,
     1, 1,
     "notice XC-01 --book pool --issuer 示例市科学技术局 --as shen.pi --output decision-XC-01.pdf\n"
     "notice XC-01 --book pool --form sheet --as shen.ji --output sheet-XC-01.pdf\n"
     "notice XC-01 --book pool --form receipt --as xc.01 --output receipt-XC-01.pdf",
     cli_run_notice, CLI_OF_BOOKS},
    {"bundle", "--output FILE.zip", "季报材料：各账套报表和全市报表的 PDF、XLSX、JSON，存证点，SHA-256 清单，一个 ZIP",
     "a quarter's papers: reports of each book and of all as PDF, XLSX and JSON, checkpoints and a list of SHA-256 in "
     "one "
     "ZIP",
     NULL, view_options, 0, 0, "bundle --as-of 2026-09-30 --as shen.ji --output 2026-Q3.zip", cli_run_bundle,
     CLI_READERS},
    {"find", "TEXT [--book CODE]",
     "按名称或编号查找：企业、机构、贷款、申请、投资、持仓、用户、账套、科目、规则、导入文件、凭证等，可只写一部分",
     "find by name or number, or a part of it: firms, institutions, loans, claims, deals, holdings, users, books, "
     "accounts, rules, imported files, vouchers …",
     NULL, explain_options, 1, 1,
     "find 相城 --as shen.ji\nfind XC-01 --book pool --as shen.ji\nfind \"2026-06 记 1\" --as shen.ji", cli_run_find,
     CLI_OF_BOOKS},
    {"verify", "[--against FILE] [--file FILE] [--evidence|--state]", "校验账本与存证，指出第一处差异",
     "verify ledger and evidence, naming the first difference", NULL, verify_options, 0, 0,
     "verify\nverify --against checkpoint-2026-10.txt\nverify --against audit-2026-10.fpl\nverify --file "
     "banks/loans-xiangcheng.csv",
     cli_run_verify, 0},
    {"rebuild", "", "由记录重建全部派生表", "rebuild everything derived from the records", NULL, NULL, 0, 0,
     "rebuild --as guan.li", cli_run_rebuild, FPL_ROLE_ADMIN},
    {"doctor", "", "检查账本周围：文件、磁盘、时钟、校验、备份，并说明怎么办",
     "look at what stands around the ledger: file, disk, clock, verification, backups, and what to do", NULL,
     doctor_options, 0, 0, "doctor\ndoctor --backups backups", cli_run_doctor, 0},
    {"copy", "TARGET", "为审计人员复制一份一致的账本", "make a consistent copy for an auditor", NULL, NULL, 1, 1,
     "copy audit-2026-11.fpl --as shen.ji", cli_run_copy, CLI_READERS},
    {"export", "--to PROGRAM [--book CODE] | --to sqlite FILE | --to gbt24589 FOLDER --book CODE --year YYYY",
     "导出给 hledger、ledger、beancount 复算；或导出为 SQLite 分析库，供 Excel、DBeaver、DuckDB 使用；或按 GB/T 24589 "
     "的元素名称导出一个账套一个年度",
     "export for hledger, ledger or beancount to recompute; or as an SQLite database to analyse in Excel, DBeaver, "
     "DuckDB; or a year of a book with the element names of GB/T 24589",
     NULL, export_options, 0, 1,
     "export --to hledger --book guidance --as shen.ji >guidance.journal\nexport --to beancount --as shen.ji\n"
     "export --to sqlite analysis-2026-11.sqlite --as shen.ji\n"
     "export --to gbt24589 guidance-2026 --book guidance --year 2026 --as shen.ji",
     cli_run_export, CLI_READERS},
    {"sql", "\"SELECT …\" [FILE]", "用 SQL 查询分析库：当场由账本生成，或已导出的文件；只读",
     "ask the analysis database in SQL: made of the ledger on the spot, or a file exported before; reads only", NULL,
     sql_options, 1, 2,
     "sql \"SELECT * FROM readme\" --as shen.ji\n"
     "sql \"SELECT 科目, sum(借正贷负_分) FROM 分录 GROUP BY 科目\" --as shen.ji --format csv\n"
     "sql \"SELECT bank_name, count(*) FROM v_loans GROUP BY bank_name\" analysis-2026-10.sqlite",
     cli_run_sql, CLI_READERS},
    {"serve", "[FILE] [--listen ADDRESS:PORT|--unix PATH]", "网页与 API 服务：看账、记账与复核、报送文件、看规则与存证",
     "the service: pages and an API to read books, to record and check, to take files, and to see rules and evidence",
     NULL, serve_options, 0, 1,
     "serve city.fpl\n"
     "serve city.fpl --listen 127.0.0.1:8443 --tls-cert server.pem --tls-key server.key\n"
     "serve city.fpl --unix fundpool.sock --url https://ledger.huaibei.example",
     cli_run_serve, 0},
    {"config", "", "各项设置的值及其来自何处：选项、环境变量、账本旁或用户的文件",
     "what is set, and by whom: an option, the environment, the file beside the ledger or the user's", NULL, NULL, 0, 0,
     "config\nconfig --format json", cli_run_config, 0},
    {"completion", "bash|zsh", "供命令行补全的脚本", "a script that completes commands and options in a shell", NULL,
     NULL, 1, 1, "completion bash >fundpool.bash\ncompletion zsh >_fundpool", cli_run_completion, 0},
    {"help", "[COMMAND|WORD|codes|roles|events|postings|parameters]",
     "帮助；写一个词，列出与它有关的命令；写一个原因代码，加以说明；codes 列原因代码，roles 列角色权限，events "
     "列事项与状态，postings 列分录模板，parameters 列规则包的栏目",
     "help; a word lists the commands that speak of it, a reason code is explained; codes lists the reason "
     "codes, roles who may do what, events their states, postings what they post, "
     "parameters the fields of a pack",
     NULL, NULL, 0, 2,
     "help claim approve\nhelp 转股\nhelp E_DUE\nhelp codes\nhelp roles --format csv\nhelp postings\nhelp parameters",
     cli_run_help, 0},

    {"access set", "USER [--no-code]", "为已登记的用户设口令（由标准输入读取）与动态码，供登录服务",
     "set password (read from standard input) and second factor of an enrolled user, to sign in to the service", NULL,
     access_set_options, 1, 1, "access set shen.ji", cli_run_access, 0},
    {"access key", "USER [--days NUMBER] [--note TEXT]", "为已登记的用户发 API 密钥，只显示一次",
     "make an API key of an enrolled user; it is shown once", NULL, access_key_options, 1, 1,
     "access key shen.ji --days 30 --note \"monthly export\"", cli_run_access, 0},
    {"access cert", "USER --cert FILE [--days NUMBER] [--note TEXT]", "为已登记的用户登记证书，供 API 使用",
     "enrol a certificate of an enrolled user, for the API", NULL, access_cert_options, 1, 1,
     "access cert shen.ji --cert shen.ji.pem --days 30", cli_run_access, 0},
    {"access list", "", "谁能登录服务，有哪些密钥", "who can sign in to the service, and the keys there are", NULL,
     access_options, 0, 0, "access list", cli_run_access, 0},
    {"access end", "USER|KEY|CERTIFICATE", "停用一名用户的口令、登录、密钥与证书，或一个密钥、一张证书",
     "withdraw password, sessions, keys and certificates of a user, or one key or certificate", NULL, access_options, 1,
     1, "access end xc.01", cli_run_access, 0},
    {"access copy", "TARGET", "复制服务的状态文件（口令、动态码、待复核事项），供备份",
     "copy the state of the service (passwords, codes, proposals) for a backup", NULL, access_options, 1, 1,
     "access copy service-2026-11-30", cli_run_access, 0},
    {"book list", "", "账套列表", "list the books", NULL, view_options, 0, 0, "book list --as shen.ji",
     cli_run_book_list, CLI_ENROLLED},
    {"user list", "", "用户及其角色（自何日起）", "list everyone with his roles and since when", NULL, view_options, 0,
     0, "user list --as shen.ji", cli_run_user_list, CLI_STAFF},
    {"party list", "", "主体列表", "list the parties", NULL, view_options, 0, 0, "party list --as shen.ji --format csv",
     cli_run_party_list, CLI_READERS},
    {"pack list", "", "已采用的规则包", "list the packs adopted", NULL, view_options, 0, 0, "pack list --as shen.ji",
     cli_run_pack_list, CLI_ENROLLED},
    {"pack show", "ID[@VERSION]", "规则包的全部规定：比例、上限、条件、熔断及其依据条款、有效期",
     "what a pack says: rates, caps, gates, breakers, the clause of each, and its validity", NULL, view_options, 1, 1,
     "pack show hb-demo --as shen.ji\npack show hb-demo@1 --as shen.ji --format csv", cli_run_rule_show, CLI_ENROLLED},
    {"chart list", "", "已采用的科目表", "list the charts of accounts adopted", NULL, view_options, 0, 0,
     "chart list --as shen.ji", cli_run_chart_list, CLI_ENROLLED},
    {"account list", "--book CODE", "账套的科目", "list the accounts of a book", NULL, list_options, 0, 0,
     "account list --book guidance --as shen.ji", cli_run_account_list, CLI_READERS},
    {"period list", "--book CODE", "已结账的会计期间", "list the months that are closed", NULL, list_options, 0, 0,
     "period list --book guidance --as shen.ji", cli_run_period_list, CLI_READERS},
    {"profile list", "", "已采用的早期口径", "list the early-stage profiles adopted", NULL, view_options, 0, 0,
     "profile list --as shen.ji", cli_run_profile_list, CLI_ENROLLED},
    {"tolerance list", "", "已采用的容错规则", "list the rules of loss tolerance adopted", NULL, view_options, 0, 0,
     "tolerance list --as shen.ji", cli_run_tolerance_list, CLI_ENROLLED},

    {"tolerance show", "ID[@VERSION]", "容错规则的全部规定：算法、各层级限值、依据条款、有效期",
     "what a rule of loss tolerance says: method, limits by level, clause, validity", NULL, view_options, 1, 1,
     "tolerance show HB_READING --as shen.ji", cli_run_rule_show, CLI_ENROLLED},
    {"profile show", "ID[@VERSION]", "早期口径的全部条件及其依据条款、判定日",
     "what a profile asks for: every condition, its clause, the day it is judged as of", NULL, view_options, 1, 1,
     "profile show AH_ANGEL_2025 --as shen.ji", cli_run_rule_show, CLI_ENROLLED},
    {"chart show", "ID[@VERSION]", "科目表的全部科目：性质、方向、受控、须写的维度",
     "every account of a chart: nature, side, control, dimensions it needs", NULL, view_options, 1, 1,
     "chart show fund --as shen.ji", cli_run_rule_show, CLI_ENROLLED},
    {"mapping show", "ID[@VERSION]", "列映射：各栏取自何列、单位、取值对照、固定值",
     "a column mapping: where each field comes from, units, values, constants", NULL, view_options, 1, 1,
     "mapping show longji-loans --as shen.ji", cli_run_rule_show, CLI_ENROLLED},
    {"calendar show", "ID[@VERSION]", "工作日历：放假日、调休上班日",
     "a work-day calendar: days off, weekend days worked", NULL, view_options, 1, 1,
     "calendar show cn-2026 --as shen.ji", cli_run_rule_show, CLI_ENROLLED},
    {"policy show", "ID[@VERSION]", "任何一种规则文本的全部规定及依据；同号的写作 种类:编号",
     "what a rule text of any kind says, with its clauses; KIND:ID where several kinds use the id", NULL, view_options,
     1, 1, "policy show hb-demo@1 --as shen.ji\npolicy show profile:AH_ANGEL_2025 --as shen.ji", cli_run_policy_show,
     CLI_ENROLLED},
    {"policy diff", "A B", "两版规则的不同：增加、删去、修改的规定及前后依据",
     "what two versions say differently: added, removed, changed, with the clauses of both", NULL, view_options, 2, 2,
     "policy diff hb-demo@1 hb-demo@2 --as shen.ji", cli_run_policy_diff, CLI_ENROLLED},
    {"limit list", "", "已采用的限额规则", "list the limits adopted", NULL, view_options, 0, 0,
     "limit list --as shen.ji", cli_run_limit_list, CLI_ENROLLED},
    {"limit show", "ID[@VERSION]", "限额规则的全部规定：界限、分母、超限时的处理、条款、有效期",
     "what limits say: bound, denominator, what a breach asks for, clause, validity", NULL, view_options, 1, 1,
     "limit show GZ_DEV_ZONE --as shen.ji\nlimit show GZ_DEV_ZONE@1 --as shen.ji --format csv", cli_run_rule_show,
     CLI_ENROLLED},

    {"checkpoint show", "[--book CODE]", "显示存证点：来源、记录数、根", "show checkpoints: origin, size, root", NULL,
     checkpoint_options, 0, 0, "checkpoint show >checkpoint-2026-11.txt\ncheckpoint show --book pool --as shen.ji",
     cli_run_checkpoint, 0},
    {"report balance", "--book CODE", "科目余额表", "trial balance", NULL, balance_options, 0, 0,
     "report balance --book guidance --from 2026-01-01 --to 2026-06-30 --as shen.ji", cli_run_report, CLI_READERS},
    {"report balance-sheet", "--book CODE", "资产负债表，与上年年末对照，附勾稽",
     "balance sheet beside the end of last year, with its tie", NULL, sheet_options, 0, 0,
     "report balance-sheet --book guidance --as shen.ji\n"
     "report balance-sheet --book guidance --as-of 2026-06-30 --unit wan --as jian.guan",
     cli_run_report, CLI_READERS},
    {"report income", "--book CODE", "利润表，与上年同期对照，附勾稽",
     "income statement beside the same period of last year, with its tie", NULL, period_options, 0, 0,
     "report income --book guidance --as shen.ji\n"
     "report income --book guidance --from 2026-04-01 --to 2026-06-30 --unit wan --as jian.guan",
     cli_run_report, CLI_READERS},
    {"report cash-flow", "--book CODE", "现金流量表，与上年同期对照，附勾稽",
     "cash-flow statement beside the same period of last year, with its tie", NULL, period_options, 0, 0,
     "report cash-flow --book guidance --as shen.ji\n"
     "report cash-flow --book guidance --from 2026-04-01 --to 2026-06-30 --unit wan --as jian.guan",
     cli_run_report, CLI_READERS},
    {"report statement", "--book CODE --account CODE", "科目明细账", "account statement", NULL, statement_options, 0, 0,
     "report statement --book guidance --account 100201 --from 2026-01-01 --as shen.ji", cli_run_report, CLI_READERS},
    {"report reconcile", "--book CODE --account CODE", "银行存款余额调节表：账面与银行对账单核对，列出未达账项",
     "bank reconciliation: the book against the bank's statement, and what only one of them has", NULL,
     reconcile_options, 0, 0,
     "report reconcile --book guidance --account 100201 --as-of 2026-10-31 --as shen.ji\n"
     "report reconcile --book pool --account 100203 --party BK-XC --as shen.ji",
     cli_run_report, CLI_READERS},
    {"report early", "[--book CODE]", "早期投资占比", "early-stage share", NULL, early_options, 0, 0,
     "report early --book guidance --as jian.guan\nreport early --book guidance --history --as jian.guan\n"
     "report early --profile TRANSFER --as-of 2026-06-30 --as jian.guan",
     cli_run_report, CLI_READERS},
    {"report pool", "--book CODE", "资金池报表", "position of the pool", NULL, pool_options, 0, 0,
     "report pool --book pool --as jian.guan", cli_run_report, CLI_READERS},
    {"report claims", "--book CODE", "补偿申请台账", "register of claims", NULL, claims_options, 0, 0,
     "report claims --book pool --state SUBMITTED --as shen.pi", cli_run_report, CLI_OF_BOOKS},
    {"report loans", "--book CODE", "贷款台账", "register of loans", NULL, loans_options, 0, 0,
     "report loans --book pool --bank BK-XC --format csv --as jian.guan", cli_run_report, CLI_OF_BOOKS},
    {"report takeon", "--book CODE", "历史数据承接核对", "what was taken on, against the opening balances", NULL,
     list_options, 0, 0, "report takeon --book guidance --as shen.ji", cli_run_report, CLI_READERS},
    {"report tolerance", "[--book CODE]", "容错率", "loss tolerance", NULL, tolerance_options, 0, 0,
     "report tolerance --as jian.guan\nreport tolerance --book guidance --history --as jian.guan\n"
     "report tolerance --book guidance --with 91340604XY00010150:2000000.00 --as jian.guan",
     cli_run_report, CLI_READERS},
    {"report limits", "[--book CODE]", "限额：分子、分母、已用、余额、结论与条款",
     "limits: numerator, denominator, used, left, status and clause", NULL, list_options, 0, 0,
     "report limits --as jian.guan\nreport limits --book guidance --as jian.guan", cli_run_report, CLI_READERS},
    {"report audit", "[--book CODE]", "审计疑点表：疑点、界限、依据、记录；未检验的写明原因",
     "audit sheet: findings, thresholds, clauses, records; what is not tested says why", NULL, list_options, 0, 0,
     "report audit --as shen.ji\nreport audit --book guidance --as shen.ji", cli_run_report, CLI_READERS},
    {"report joint", "[--book CODE]", "联席会议季报：资金到位、本季投资、早期占比、损失率、返投、退出、预警",
     "for the joint conference: money, deals, early share, losses, reinvestment, exits, warnings", NULL, list_options,
     0, 0, "report joint --as jian.guan\nreport joint --book guidance --as-of 2026-09-30 --as jian.guan",
     cli_run_report, CLI_READERS},
    {"report fund", "--book CODE", "基金概况表", "the fund at a glance", NULL, list_options, 0, 0,
     "report fund --book guidance --as jian.guan", cli_run_report, CLI_READERS},
    {"report performance", "[--book CODE]", "业绩表：DPI、RVPI、TVPI、IRR", "performance: DPI, RVPI, TVPI, IRR", NULL,
     list_options, 0, 0, "report performance --as jian.guan\nreport performance --book guidance --as jian.guan",
     cli_run_report, CLI_READERS},
    {"report reinvest", "--book CODE", "返投完成情况", "reinvestment in the region", NULL, list_options, 0, 0,
     "report reinvest --book guidance --as jian.guan", cli_run_report, CLI_READERS},
    {"report waterfall", "--book CODE", "分配瀑布：各层、归谁、应回拨", "waterfall: tiers, payees, clawback", NULL,
     waterfall_options, 0, 0, "report waterfall --book guidance --amount 5000000.00 --as jian.guan", cli_run_report,
     CLI_READERS},
    {"commitment list", "--book CODE", "认缴与实缴", "commitments of a fund", NULL, list_options, 0, 0,
     "commitment list --book guidance --as jian.guan", cli_run_report, CLI_READERS},
    {"call list", "--book CODE", "缴款台账", "capital calls of a fund: called, paid, unpaid, days overdue", NULL,
     list_options, 0, 0, "call list --book guidance --as jian.guan", cli_run_report, CLI_READERS},
    {"holding list", "--book CODE", "持有的投资", "holdings of a fund", NULL, list_options, 0, 0,
     "holding list --book guidance --as jian.guan --format csv", cli_run_report, CLI_READERS},
    {"deal list", "--book CODE", "投资台账", "deals of a fund", NULL, list_options, 0, 0,
     "deal list --book guidance --as jian.guan", cli_run_report, CLI_READERS},
    {"duty list", "--book CODE", "尽职认定", "duty cases of a fund", NULL, list_options, 0, 0,
     "duty list --book guidance --as jian.guan", cli_run_report, CLI_READERS},
    {"log", "", "操作日志：何时、何人、办理了什么", "what was recorded, by whom and when", NULL, log_options, 0, 0,
     "log --as shen.ji\nlog --book guidance --since 2026-11-01 --as shen.ji\nlog --since checkpoint-2026-10.txt --as "
     "shen.ji\nlog --by zhi.dan --last 20 --as shen.ji\n"
     "log --kind command.refused --as shen.ji --format csv",
     cli_run_log, CLI_OF_BOOKS},
    {"record show", "KEY [--book CODE]", "显示一条记录的原文：写回执号、凭证号或业务编号",
     "show one record as it is stored: its receipt, voucher number or number of a business", NULL, explain_options, 1,
     1,
     "record show 1/17 --as shen.ji\nrecord show pool/0 --as shen.ji --format json\n"
     "record show \"2026-01 记 1\" --book pool --as shen.ji",
     cli_run_record, CLI_OF_BOOKS},
    {"record proof", "KEY [--book CODE] [--against FILE]",
     "一条记录在日志中的证明，供别人在另一台机器上核对：写回执号、凭证号或业务编号",
     "a proof that a record is in the log, for others to check on a machine of theirs: its receipt, voucher number or "
     "number of a business",
     NULL, proof_options, 1, 1,
     "record proof 1/17 --as shen.ji >17.proof\nrecord proof XC-01 --book pool --as shen.ji >XC-01.proof\nrecord proof "
     "1/17 --against checkpoint-2026-10.txt --as shen.ji "
     ">17.proof",
     cli_run_record_proof, CLI_OF_BOOKS},
    {"record check", "FILE [--against FILE]", "核对一份证明：不需要账本", "check such a proof: without a ledger", NULL,
     check_options, 1, 1, "record check 17.proof\nrecord check 17.proof --against checkpoint-2026-10.txt",
     cli_run_record_check, 0},
};

#define OWN ((int)(sizeof own / sizeof own[0]))

/* ---- commands of the catalogue ---- */

static const struct cli_option *options_of(const struct fpl_command_spec *spec) {
    int dry = (spec->flags & FPL_COMMAND_DRY) != 0, taking = (spec->flags & FPL_COMMAND_TAKE_ON) != 0;
    if (spec->flags & FPL_COMMAND_BLOB)
        return document_options;
    if (spec->book == FPL_BOOK_REGISTRY)
        return registry_options;
    if (spec->flags & FPL_COMMAND_LINES)
        return lines_options;
    return dry && taking ? dry_taking_options : dry ? dry_options : taking ? taking_options : book_options;
}

/* "claim.approve" is given as `claim approve`. */
static void make_command(const struct fpl_command_spec *spec, char name[40], struct cli_command *out) {
    int blob = (spec->flags & FPL_COMMAND_BLOB) != 0;
    snprintf(name, 40, "%s", spec->name);
    *strchr(name, '.') = ' ';
    *out = (struct cli_command){.name = name,
                                .arguments = blob         ? "FILE.yaml"
                                             : spec->args ? "KEY"
                                                          : "",
                                .zh = spec->note_zh,
                                .en = spec->note_en,
                                .submits = spec->name,
                                .options = options_of(spec),
                                .args_min = blob,
                                .args_max = spec->args,
                                .examples = spec->examples,
                                .run = blob ? cli_run_adopt : cli_run_submit};
}

/* ---- all commands: the program's own, then the catalogue's, each noun's lists behind them ---- */

#define ALL_MAX 320
static struct cli_command all[ALL_MAX];
static char names[ALL_MAX][40];
static int all_count;

static size_t noun_of(const char *name) {
    return strcspn(name, " ");
}

static int same_noun(const char *a, const char *b) {
    return noun_of(a) == noun_of(b) && strncmp(a, b, noun_of(a)) == 0;
}

static void add(const struct cli_command *command) {
    FPL_ASSERT(all_count < ALL_MAX);
    all[all_count++] = *command;
}

static void add_own(const char *noun) {
    for (int i = 0; i < OWN; i++)
        if (strchr(own[i].name, ' ') && same_noun(own[i].name, noun))
            add(&own[i]);
}

/* Is this the last command of its noun? */
static int is_last(const struct fpl_command_spec *specs, int count, int at) {
    for (int i = at + 1; i < count; i++)
        if (strcspn(specs[i].name, ".") == strcspn(specs[at].name, ".") &&
            strncmp(specs[i].name, specs[at].name, strcspn(specs[at].name, ".")) == 0)
            return 0;
    return 1;
}

static int is_listed(const struct cli_command *command) {
    for (int i = 0; i < all_count; i++)
        if (strcmp(all[i].name, command->name) == 0)
            return 1;
    return 0;
}

static void make_all(void) {
    int count = 0;
    const struct fpl_command_spec *specs = fpl_command_all(&count);
    for (int i = 0; i < OWN; i++)
        if (!strchr(own[i].name, ' '))
            add(&own[i]);
    for (int i = 0; i < count; i++) {
        struct cli_command command;
        make_command(&specs[i], names[i], &command);
        add(&command);
        if (is_last(specs, count, i))
            add_own(command.name);
    }
    for (int i = 0; i < OWN; i++)
        if (!is_listed(&own[i]))
            add(&own[i]);
}

const struct cli_command *cli_commands(int *count) {
    if (!all_count)
        make_all();
    *count = all_count;
    return all;
}

const struct cli_command *cli_command_find(const char *name) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    for (int i = 0; i < count; i++)
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
