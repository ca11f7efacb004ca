/* E16: a part of the year's exit gains is set aside as the special risk reserve, 410415 against 410110; E17: the
 * reserve covers a loss beyond what is tolerated, 410110 against 410415, at most what it holds. Where base and rate are
 * told the amount set aside must be their product, rounded half up to the fen. And the reversals of both. Fund rules
 * §2.2, E16, E17; §3.3, excess mechanism. */
#include "ledger/fund/life.h"

static const struct fpl_field_spec fields[] = {
    FS("reserve", "准备金编号", "reserve", "", ID, KEY, EVENT_KEY),
    F("occurred", "提取日", "set aside on", "日期", DATE, REQ),
    FS("amount", "提取额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("base", "本年退出收益", "exit gains of the year", "计提基数", MONEY, ZERO, RESERVE_BASE),
    FR("rate", "提取比例", "rate", "比例", RESERVE_RATE, 100),
    F("document", "依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("reserve", "准备金编号", "reserve", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec cover_fields[] = {
    FS("cover", "弥补编号", "cover", "", ID, KEY, EVENT_KEY),
    F("occurred", "弥补日", "covered on", "日期", DATE, REQ),
    FS("amount", "弥补额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("year", "亏损年度", "year of the loss", "年度", INT, REQ, LOSS_YEAR),
    F("approval", "审批文号", "approval", "批文", TEXT, REQ),
};
static const struct fpl_field_spec cover_reverse_fields[] = {
    FS("cover", "弥补编号", "cover", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_recipe recipe[] = {
    {"E16", "提取风险准备金", "risk reserve set aside", "410415", "410110", NONE, NONE, NONE, NONE, ""},
};
static const struct fpl_recipe cover_recipe[] = {
    {"E17", "风险准备金弥补超额亏损", "excess loss covered from the reserve", "410110", "410415", NONE, NONE, NONE,
     NONE, ""},
};

static void keep(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_item(&data, kind, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void keep_back(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, kind, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static int64_t held(const struct fpl_facts *facts) {
    return fpl_money_minor(fpl_fact_money(facts, FPL_FACT_RESERVE_HELD));
}

/* What leaves the reserve must be there. */
static void check_held(const struct fpl_facts *facts, struct fpl_decision *out) {
    if (fpl_money_minor(out->amount) > held(facts))
        fpl_fund__refuse_money(out, FPL_E_RESERVE, held(facts), fpl_money_minor(out->amount));
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__check_product(facts, FPL_FACT_RESERVE_BASE, FPL_FACT_RESERVE_RATE, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    keep(facts, "reserve", out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    check_held(facts, out);
}

/* What a cover is of, for the reports: the amount, the year of the loss, the day. */
static void keep_cover(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_num(&data, "year", fpl_fact_int(facts, FPL_FACT_LOSS_YEAR, 0));
    fpl_fund__data_item(&data, "cover", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_cover(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    check_held(facts, out);
    fpl_fund__check_loss_year(facts, FPL_FACT_TODAY, out);
    if (out->reasons > 0)
        return;
    fpl_event_post(out, &cover_recipe[0], out->amount, facts);
    keep_cover(facts, out);
}

static void decide_cover_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                  struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    keep_back(facts, "cover", out);
}

static const struct fpl_read cover_reads[] = {READ_BALANCE(RESERVE_HELD, "+410110", FPL_READ_NEGATE)};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "reserve", EVENT_KEY, "amt", 0),
    READ_BALANCE(RESERVE_HELD, "+410110", FPL_READ_NEGATE),
};
static const struct fpl_read cover_reverse_reads[] = {READ_ITEM(EVENT_AMOUNT, "cover", EVENT_KEY, "amt", 0)};

const struct fpl_event fpl_event__reserve_appropriated = {
    .kind = "reserve.appropriated",
    .zh = "提取风险准备金",
    .en = "risk reserve set aside",
    .command =
        {"reserve.appropriate", "提取风险准备金", "set the special risk reserve aside", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, fields, COUNT(fields), "reserves",
         "提取专项风险准备金（如当年退出收益的5%）；写明基数与比例的，按乘积四舍五入到分核对",
         "set a part of the year's exit gains aside; base and rate, where given, must make the amount, rounded half up "
         "to the fen",
         "reserve appropriate ZB-001 --book guidance --occurred 2026-10-31 --amount 30000.00 --base 600000.00 --rate "
         "5% --document 管理办法第十条 --as zhi.dan --checker fu.he",
         1},
    .rows = "reserve=示例-ZB-001;occurred=2026-09-10;amount=50.00;base=1000.00;rate=5%;document=示例办法"
            "|"
            "reserve=示例-ZB-002;occurred=2026-09-10;amount=1.00;document=示例办法",
    .item = "reserve",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "提取风险准备金",
    .decide = decide,
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__reserve_reversed = {
    .kind = "reserve.reversed",
    .zh = "提取准备金冲销",
    .en = "risk reserve set aside, reversed",
    .command = {"reserve.reverse", "提取准备金冲销", "reverse what was set aside", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "reserve-reversals",
                "提取准备金冲销：整笔红字；已用于弥补的，须先冲销弥补",
                "take it back in red; what covered a loss out of it is reversed first",
                "reserve reverse ZB-001 --book guidance --reason 基数有误 --as zhi.dan --checker fu.he", 1},
    .rows = "reserve=示例-ZB-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "reserve",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__reserve_appropriated,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};

const struct fpl_event fpl_event__reserve_used = {
    .kind = "reserve.used",
    .zh = "准备金弥补亏损",
    .en = "loss covered from the reserve",
    .command = {"reserve.use", "准备金弥补亏损", "cover a loss beyond what is tolerated", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, cover_fields, COUNT(cover_fields), "covers",
                "用风险准备金弥补超过容忍的亏损，不超过准备金余额",
                "cover a loss beyond what is tolerated out of the risk reserve, at most what it holds",
                "reserve use MB-001 --book guidance --occurred 2026-10-31 --amount 20000.00 --year 2025 --approval "
                "批001 --as zhi.dan --checker fu.he",
                1},
    .rows = "cover=示例-MB-001;occurred=2026-09-12;amount=40.00;year=2026;approval=示例批2号"
            "|"
            "cover=示例-MB-002;occurred=2026-09-12;amount=1.00;year=2026;approval=示例批2号",
    .item = "cover",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "风险准备金弥补亏损",
    .decide = decide_cover,
    .read = cover_reads,
    .reads = COUNT(cover_reads),
    .recipe = cover_recipe,
    .recipes = COUNT(cover_recipe),
};

const struct fpl_event fpl_event__cover_reversed = {
    .kind = "cover.reversed",
    .zh = "弥补亏损冲销",
    .en = "cover reversed",
    .command = {"cover.reverse", "弥补亏损冲销", "reverse a cover", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                cover_reverse_fields, COUNT(cover_reverse_fields), "cover-reversals",
                "弥补亏损冲销：整笔红字，恢复准备金", "take a cover back in red: the reserve returns",
                "cover reverse MB-001 --book guidance --reason 误记 --as zhi.dan --checker fu.he", 1},
    .rows = "cover=示例-MB-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "cover",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__reserve_used,
    .memo_field = "memo",
    .decide = decide_cover_reversal,
    .read = cover_reverse_reads,
    .reads = COUNT(cover_reverse_reads),
};
