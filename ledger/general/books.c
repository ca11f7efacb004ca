/* What every book records: its founding, entries and openings given line by line, closed periods, imports, refusals. */
#include "ledger/journal/journal.h"
#include "ledger/policy/declare.h"

static const struct fpl_field_spec entry_post[] = {
    F("entry", "单据号", "document", "凭证序号|业务编号", ID, FPL_FIELD_KEY),
    F("occurred", "业务日期", "date", "日期|发生日期", DATE, REQ),
    F("memo", "摘要", "memo", "", TEXT, REQ),
    E("period13", "年终调整", "period 13", "", 0, "Y=是=yes|N=否=no"),
    F("attachments", "附件数", "attachments", "附件张数", INT, 0),
};
static const struct fpl_field_spec entry_reverse[] = {
    F("receipt", "原回执号", "receipt", "", ID, KEY | FPL_FIELD_VOUCHER),
    F("occurred", "业务日期", "date", "日期", DATE, 0),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec opening_post[] = {
    F("entry", "单据号", "document", "凭证序号|业务编号", ID, FPL_FIELD_KEY),
    F("occurred", "业务日期", "date", "日期", DATE, REQ),
    F("memo", "摘要", "memo", "", TEXT, REQ),
};
static const struct fpl_field_spec opening_reverse[] = {
    FS("entry", "单据号", "document", "凭证序号|业务编号", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec period_close[] = {
    F("period", "会计期间", "period", "", PERIOD, KEY),
};

const struct fpl_event fpl_event__book_founded = {
    .kind = FPL_KIND_FOUNDED, .zh = "账套建立", .en = "book founded", .flags = FPL_EVENT_GENERAL};

const struct fpl_event fpl_event__entry_posted = {
    .kind = "entry.posted",
    .zh = "录入凭证",
    .en = "journal entry",
    .command = {"journal.post", "录入凭证", "post a journal entry", FPL_BOOK_ANY, RECORDERS, FPL_COMMAND_LINES | ENTRY,
                entry_post, COUNT(entry_post), "journal", NULL, NULL,
                "journal post --book guidance --occurred 2026-11-20 --memo 支付托管费 --line \"6404 借 1000.00\" "
                "--line \"100201 贷 1000.00 cash_flow=OPERATING_OUT\" --as zhi.dan --checker fu.he",
                1},
    .rows = "entry=示例-PZ-001;occurred=2026-05-06;memo=手续费;account=6605;side=借;amount=12.50|"
            "entry=示例-PZ-001;occurred=2026-05-06;memo=手续费;account=100201;side=贷;amount=12.50;"
            "cash_flow=支付其他与经营活动有关的现金",
    .flags = FPL_EVENT_GENERAL | FPL_EVENT_RAW,
    .item = "entry",
};

const struct fpl_event fpl_event__entry_reversed = {
    .kind = "entry.reversed",
    .zh = "冲销凭证",
    .en = "reversal",
    .command = {"journal.reverse", "冲销凭证", "reverse a journal entry", FPL_BOOK_ANY, RECORDERS, IMPORT | ENTRY,
                entry_reverse, COUNT(entry_reverse), "journal-reversals", NULL, NULL,
                "journal reverse 1/17 --book guidance --reason 冲销重复凭证 --as zhi.dan --checker fu.he", 1},
    .rows = "receipt=示例-PZ-001;memo=冲销重复凭证",
    .flags = FPL_EVENT_GENERAL | FPL_EVENT_RED | FPL_EVENT_RAW,
    .undoes = &fpl_event__entry_posted,
};

const struct fpl_event fpl_event__opening_posted = {
    .kind = "opening.posted",
    .zh = "期初余额",
    .en = "opening balances",
    .command = {"opening.post", "录入期初余额", "post opening balances", FPL_BOOK_ANY, RECORDERS,
                FPL_COMMAND_LINES | ENTRY, opening_post, COUNT(opening_post), "openings", NULL, NULL,
                "opening post QC-01 --book guidance --occurred 2025-01-01 --memo 启用余额 --line \"100201 借 "
                "300000000.00\" --line \"400101 贷 300000000.00 party=CT\" --as zhi.dan --checker fu.he",
                1},
    .rows = "entry=示例-QC-001;occurred=2025-01-01;memo=启用余额;account=100201;side=借;amount=1000.00|"
            "entry=示例-QC-001;occurred=2025-01-01;memo=启用余额;account=4103;side=贷;amount=1000.00",
    .flags = FPL_EVENT_GENERAL | FPL_EVENT_OPENING,
    .item = "opening",
};

/* A wrong opening balance leaves the opening in red, and the right one is posted under a new number. As any opening
 * entry it stands on the opening day only, so until that period is closed. */
const struct fpl_event fpl_event__opening_reversed = {
    .kind = "opening.reversed",
    .zh = "期初余额冲销",
    .en = "opening balances reversed",
    .command = {"opening.reverse", "冲销期初余额", "reverse opening balances", FPL_BOOK_ANY, RECORDERS,
                IMPORT | ENTRY | DRY, opening_reverse, COUNT(opening_reverse), "opening-reversals",
                "期初余额冲销：整笔红字，记在启用日；正确的余额另以新单据号录入。首个期间结账后不能冲销",
                "take opening balances back in red, on the opening day; post the right ones under a new number. Not "
                "after the first period is closed",
                "opening reverse QC-01 --book guidance --reason 账户余额有误 --as zhi.dan --checker fu.he", 1},
    .rows = "entry=示例-QC-001;memo=余额有误",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_OPENING,
    .item = "opening",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__opening_posted,
    .memo_field = "memo",
};

const struct fpl_event fpl_event__period_closed = {
    .kind = "period.closed",
    .zh = "结账",
    .en = "period closed",
    .command =
        {"period.close", "结账", "close a period", FPL_BOOK_ANY, FPL_ROLE_APPROVER, DRY, period_close,
         COUNT(period_close), NULL,
         "按月依次结账；第 13 期（如 2025-13）是年终调整期，排在 12 月之后、次年 1 月之前，没有调整也须结账",
         "months are closed in order; period 13, 2025-13, holds the adjustments of the year's end: it comes after "
         "December and before January, and is closed even if it is empty",
         "period close 2026-10 --book guidance --as fu.he\nperiod close 2026-10 --book guidance --dry-run --as fu.he",
         1},
    .flags = FPL_EVENT_GENERAL,
};

const struct fpl_event fpl_event__import_began = {
    .kind = "import.began", .zh = "开始导入", .en = "import began", .flags = FPL_EVENT_GENERAL};

const struct fpl_event fpl_event__import_chunk = {
    .kind = "import.chunk", .zh = "导入批次", .en = "rows of an import", .flags = FPL_EVENT_GENERAL};

const struct fpl_event fpl_event__command_refused = {
    .kind = "command.refused", .zh = "拒绝", .en = "command refused", .flags = FPL_EVENT_GENERAL};
