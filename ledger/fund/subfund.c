/* What is held through sub-funds: a stake in a sub-fund, directly or through another one; the reports that the sub-fund
 * hands in; the projects of a report. They post nothing: what the fund paid to its sub-fund is a deal. Each is taken
 * back by an event of its own, after which it and all that hangs on it counts nowhere.
 *
 * A stake keeps the chain of funds through which it is held, so a fund cannot stand in its own chain, and no cycle can
 * be made: a stake begins once and never moves. Source: fund rules §3.2 (look-through), §5 R14, §11. */
#include "ledger/fund/life.h"

#include <string.h>

#define CLASSES                                                                                                               \
    "SEED=种子=seed|ANGEL=天使=angel|TRANSFER=成果转化=transfer of results|COMPREHENSIVE=综合=comprehensive|OTHER=" \
    "其他=other"
#define CHAIN    1024 /* bytes of a chain of funds: fifteen ids of the greatest length */
#define REVERSED "REVERSED"

static const struct fpl_field_spec fields[] = {
    FS("subfund", "持有编号", "stake", "", ID, KEY, SUBFUND_ID),
    FS("party", "子基金", "sub-fund", "子基金编号", PARTY, REQ, SUBFUND_PARTY),
    FS("holder", "上级持有编号", "held through", "", ID, 0, SUBFUND_HOLDER),
    F("occurred", "持有起始日", "held from", "日期", DATE, REQ),
    ES("class", "子基金类别", "class", "类别", REQ, CLASSES, SUBFUND_CLASS),
    FR("early_part", "章程约定的早期比例", "early part in its charter", "早期比例", SUBFUND_PART, 100),
    F("document", "依据文件", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec look_fields[] = {
    FS("report", "穿透报表编号", "report", "", ID, KEY, LOOK_ID),
    FS("subfund", "持有编号", "stake", "", ID, REQ, SUBFUND_ID),
    F("occurred", "期末日", "last day", "报表日", DATE, REQ),
    FS("own_paid_in", "上级实缴", "paid in by the holder", "母基金实缴", MONEY, REQ | ZERO, LOOK_OWN),
    FS("paid_in", "子基金实缴总额", "paid in by all", "", MONEY, REQ, LOOK_PAID_IN),
    FS("document", "文件散列", "hash of the document", "文件hash", TEXT, REQ, EVIDENCE_HASH),
};
static const struct fpl_field_spec under_fields[] = {
    FS("underlying", "底层项目编号", "underlying project", "", ID, KEY, EVENT_KEY),
    FS("report", "穿透报表编号", "report", "", ID, REQ, LOOK_ID),
    F("occurred", "期末日", "last day", "报表日", DATE, REQ),
    F("firm", "企业代码", "firm", "底层项目uscc|统一社会信用代码", ID, REQ),
    FS("amount", "累计投资", "invested so far", "累计投资额", MONEY, ZERO, EVENT_AMOUNT),
    ES("early", "早期结论", "early", "", REQ, "Y=是=yes|N=否=no|U=不明=unknown", UNDERLYING_EARLY),
};
#define REVERSE_FIELDS(field, zh, en, fact)                                                                            \
    { FS(field, zh, en, "", ID, KEY, fact), F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ) }
static const struct fpl_field_spec reverse_fields[] = REVERSE_FIELDS("subfund", "持有编号", "stake", SUBFUND_ID);
static const struct fpl_field_spec look_reverse[] = REVERSE_FIELDS("report", "穿透报表编号", "report", LOOK_ID);
static const struct fpl_field_spec under_reverse[] =
    REVERSE_FIELDS("underlying", "底层项目编号", "underlying project", EVENT_KEY);

static void stands(const struct fpl_facts *facts, enum fpl_fact_id state, enum fpl_fact_id key,
                   struct fpl_decision *out) {
    if (fpl_str_is(fpl_fact_text(facts, state), REVERSED))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, fpl_fact_text(facts, key));
}

/* ---- the stake: item "subfund", {"class","holder","n","path","party","q","st"} ---- */

/* Does the party stand in the chain "A|B|C"? */
static int in_chain(struct fpl_str chain, struct fpl_str party) {
    while (chain.n > 0) {
        const char *mark = memchr(chain.p, '|', chain.n);
        size_t n = mark ? (size_t)(mark - chain.p) : chain.n;
        if (fpl_str_eq((struct fpl_str){chain.p, n}, party))
            return 1;
        n += mark != NULL;
        chain = (struct fpl_str){chain.p + n, chain.n - n};
    }
    return 0;
}

static struct fpl_str holder_chain(const struct fpl_facts *facts, struct fpl_decision *out) {
    if (!fpl_fact_known(facts, FPL_FACT_SUBFUND_HOLDER))
        return FPL_STR("");
    if (!fpl_fact_known(facts, FPL_FACT_SUBFUND_HOLDER_STATE))
        fpl_fund__refuse_text(out, FPL_E_NOT_FOUND, fpl_fact_text(facts, FPL_FACT_SUBFUND_HOLDER));
    stands(facts, FPL_FACT_SUBFUND_HOLDER_STATE, FPL_FACT_SUBFUND_HOLDER, out);
    return fpl_fact_text(facts, FPL_FACT_SUBFUND_HOLDER_PATH);
}

static void check_part(const struct fpl_facts *facts, struct fpl_decision *out) {
    int mixed = fpl_str_is(fpl_fact_text(facts, FPL_FACT_SUBFUND_CLASS), "COMPREHENSIVE");
    if (mixed != fpl_fact_known(facts, FPL_FACT_SUBFUND_PART))
        fpl_decision_refuse(out, mixed ? FPL_E_MISSING : FPL_E_EARLY_UNUSED, fpl_fact_name(FPL_FACT_SUBFUND_PART), NULL,
                            NULL);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    char bytes[CHAIN + 64], shown[FPL_ERROR_ARG_BYTES], party_shown[FPL_ERROR_ARG_BYTES];
    struct fpl_buf path = {.p = bytes, .cap = sizeof bytes};
    struct fpl_str party = fpl_fact_text(facts, FPL_FACT_SUBFUND_PARTY), chain;
    (void)rules;
    fpl_decision_begin(out);
    chain = holder_chain(facts, out);
    check_part(facts, out);
    if (in_chain(chain, party))
        fpl_decision_refuse(out, FPL_E_SUBFUND_CYCLE, fpl_str_copy(party, party_shown, sizeof party_shown),
                            fpl_str_copy(chain, shown, sizeof shown), NULL);
    if (chain.n + 1 + party.n > CHAIN)
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "1024", fpl_fact_name(FPL_FACT_SUBFUND_HOLDER_PATH), NULL);
    if (out->reasons > 0)
        return;
    fpl_buf_add(&path, chain.p, chain.n);
    if (chain.n > 0)
        fpl_buf_addc(&path, '|');
    fpl_buf_add(&path, party.p, party.n);
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "class", fpl_fact_text(facts, FPL_FACT_SUBFUND_CLASS));
    fpl_fund__data_text(&data, "holder", fpl_fact_text(facts, FPL_FACT_SUBFUND_HOLDER));
    if (fpl_fact_known(facts, FPL_FACT_SUBFUND_PART))
        fpl_fund__data_num(&data, "n", fpl_fact_ratio(facts, FPL_FACT_SUBFUND_PART).num);
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "party", party);
    fpl_fund__data_text(&data, "path", fpl_buf_str(&path));
    if (fpl_fact_known(facts, FPL_FACT_SUBFUND_PART))
        fpl_fund__data_num(&data, "q", fpl_fact_ratio(facts, FPL_FACT_SUBFUND_PART).den);
    fpl_fund__data_text(&data, "st", FPL_STR("HELD"));
    fpl_fund__data_item(&data, "subfund", fpl_fact_text(facts, FPL_FACT_SUBFUND_ID), out);
}

/* ---- its report: item "lookthrough", {"day","own","paid","st","sub"} ---- */

static void decide_look(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t own = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LOOK_OWN)),
            paid = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LOOK_PAID_IN));
    (void)rules;
    fpl_decision_begin(out);
    stands(facts, FPL_FACT_SUBFUND_STATE, FPL_FACT_SUBFUND_ID, out);
    if (own > paid)
        fpl_fund__refuse_money(out, FPL_E_SUBFUND_SHARE, paid, own);
    fpl_fund__check_hash(facts, FPL_FACT_EVIDENCE_HASH, out);
    if (out->reasons > 0)
        return;
    fpl_fund__data_begin(&data);
    fpl_fund__data_date(&data, "day", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_num(&data, "own", own);
    fpl_fund__data_num(&data, "paid", paid);
    fpl_fund__data_text(&data, "st", FPL_STR("REPORTED"));
    fpl_fund__data_text(&data, "sub", fpl_fact_text(facts, FPL_FACT_SUBFUND_ID));
    fpl_fund__data_item(&data, "lookthrough", fpl_fact_text(facts, FPL_FACT_LOOK_ID), out);
}

/* ---- one project of it: item "underlying", {"amt","day","e","look","st"}; without an amount it was not disclosed ----
 */

static void decide_under(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    stands(facts, FPL_FACT_LOOK_STATE, FPL_FACT_LOOK_ID, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__data_begin(&data);
    if (fpl_fact_known(facts, FPL_FACT_EVENT_AMOUNT))
        fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_date(&data, "day", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "e", fpl_fact_text(facts, FPL_FACT_UNDERLYING_EARLY));
    fpl_fund__data_text(&data, "look", fpl_fact_text(facts, FPL_FACT_LOOK_ID));
    fpl_fund__data_text(&data, "st", FPL_STR("REPORTED"));
    fpl_fund__data_item(&data, "underlying", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* ---- taken back: nothing but the state is left, so that nothing of it can count ---- */

static void take_back(const struct fpl_facts *facts, enum fpl_fact_id state, const char *item, enum fpl_fact_id key,
                      struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_decision_begin(out);
    stands(facts, state, key, out);
    if (out->reasons > 0)
        return;
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "st", FPL_STR(REVERSED));
    fpl_fund__data_item(&data, item, fpl_fact_text(facts, key), out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    take_back(facts, FPL_FACT_SUBFUND_STATE, "subfund", FPL_FACT_SUBFUND_ID, out);
}

static void decide_look_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                 struct fpl_decision *out) {
    (void)rules;
    take_back(facts, FPL_FACT_LOOK_STATE, "lookthrough", FPL_FACT_LOOK_ID, out);
}

static void decide_under_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                  struct fpl_decision *out) {
    (void)rules;
    take_back(facts, FPL_FACT_UNDERLYING_STATE, "underlying", FPL_FACT_EVENT_KEY, out);
}

static const struct fpl_read reads[] = {
    READ_ITEM(SUBFUND_HOLDER_STATE, "subfund", SUBFUND_HOLDER, "st", 0),
    READ_ITEM(SUBFUND_HOLDER_PATH, "subfund", SUBFUND_HOLDER, "path", 0),
};
static const struct fpl_read look_reads[] = {
    FPL_FUND_READ(SUBFUND_STATE, "subfund", SUBFUND_ID, "st", 0, E_NOT_FOUND),
};
static const struct fpl_read under_reads[] = {
    FPL_FUND_READ(LOOK_STATE, "lookthrough", LOOK_ID, "st", 0, E_NOT_FOUND),
    READ_ITEM(LOOK_DAY, "lookthrough", LOOK_ID, "day", 0),
};
static const struct fpl_read look_back_reads[] = {
    FPL_FUND_READ(LOOK_STATE, "lookthrough", LOOK_ID, "st", 0, E_NOT_FOUND),
};
static const struct fpl_read under_back_reads[] = {
    FPL_FUND_READ(UNDERLYING_STATE, "underlying", EVENT_KEY, "st", 0, E_NOT_FOUND),
};
static const struct fpl_day_rule under_days[] = {{"occurred", FACT(TODAY), FACT(LOOK_DAY), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__subfund_recorded = {
    .kind = "subfund.recorded",
    .zh = "持有子基金",
    .en = "stake in a sub-fund",
    .command = {"subfund.record", "登记持有子基金", "record a stake in a sub-fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "subfunds",
                "持有子基金：直接持有，或经另一只子基金持有（上级持有编号）；综合类写明章程约定的早期比例",
                "held directly, or through another sub-fund; one of the comprehensive class says the early part in its "
                "charter",
                "subfund record ZJ-001 --book guidance --party ZI-001 --occurred 2026-10-01 --class ANGEL --document "
                "合伙协议 --as zhi.dan --checker fu.he",
                1},
    .rows = "subfund=示例-ZJ-001;party=F-SL;occurred=2026-03-31;class=天使;document=示例合伙协议|"
            "subfund=示例-ZJ-002;party=BK-SL;holder=示例-ZJ-001;occurred=2026-03-31;class=综合;early_part=60%;"
            "document=示例合伙协议",
    .flags = FPL_EVENT_CHECKED,
    .item = "subfund",
    .key = FACT(SUBFUND_ID),
    .occurred = "occurred",
    .memo = "持有子基金",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
};

const struct fpl_event fpl_event__subfund_reversed = {
    .kind = "subfund.reversed",
    .zh = "持有子基金冲销",
    .en = "stake in a sub-fund reversed",
    .command = {"subfund.reverse", "持有子基金冲销", "reverse a stake in a sub-fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "subfund-reversals",
                "持有子基金冲销：登记有误，连同其报表与底层项目不再计入",
                "take back a stake that was recorded wrongly; its reports and projects count no more",
                "subfund reverse ZJ-001 --book guidance --reason 录错 --as zhi.dan --checker fu.he", 1},
    .rows = "subfund=示例-ZJ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "subfund",
    .key = FACT(SUBFUND_ID),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__subfund_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = look_reads,
    .reads = COUNT(look_reads),
};

const struct fpl_event fpl_event__lookthrough_recorded = {
    .kind = "lookthrough.recorded",
    .zh = "穿透报表",
    .en = "report of a sub-fund",
    .command = {"lookthrough.record", "登记穿透报表", "record the report of a sub-fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, look_fields, COUNT(look_fields), "lookthrough",
                "穿透报表：期末日的实缴与子基金实缴总额，两者之比为穿透权重；其底层项目另行登记",
                "what its holder and all have paid in on the last day: their ratio is the weight; the projects are "
                "recorded apart",
                "lookthrough record CT-001 --book guidance --subfund ZJ-001 --occurred 2026-10-31 --own-paid-in "
                "30000000.00 --paid-in 100000000.00 --document "
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --as zhi.dan --checker fu.he",
                1},
    .rows = "report=示例-CT-001;subfund=示例-ZJ-001;occurred=2026-06-30;own_paid_in=30000000.00;paid_in=100000000.00;"
            "document=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08|"
            "report=示例-CT-002;subfund=示例-ZJ-001;occurred=2026-09-30;own_paid_in=30000000.00;paid_in=100000000.00;"
            "document=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    .flags = FPL_EVENT_CHECKED,
    .item = "lookthrough",
    .key = FACT(LOOK_ID),
    .occurred = "occurred",
    .memo = "穿透报表",
    .decide = decide_look,
    .read = look_reads,
    .reads = COUNT(look_reads),
};

const struct fpl_event fpl_event__lookthrough_reversed = {
    .kind = "lookthrough.reversed",
    .zh = "穿透报表冲销",
    .en = "report of a sub-fund reversed",
    .command = {"lookthrough.reverse", "穿透报表冲销", "reverse the report of a sub-fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, look_reverse, COUNT(look_reverse), "lookthrough-reversals",
                "穿透报表冲销：报表有误，连同其底层项目不再计入，以前一份为准",
                "take back a report; its projects count no more, and the one before it holds",
                "lookthrough reverse CT-001 --book guidance --reason 报错 --as zhi.dan --checker fu.he", 1},
    .rows = "report=示例-CT-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "lookthrough",
    .key = FACT(LOOK_ID),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__lookthrough_recorded,
    .memo_field = "memo",
    .decide = decide_look_reversal,
    .read = look_back_reads,
    .reads = COUNT(look_back_reads),
};

const struct fpl_event fpl_event__underlying_recorded = {
    .kind = "underlying.recorded",
    .zh = "底层项目",
    .en = "underlying project",
    .command =
        {"underlying.record", "登记底层项目", "record a project of a sub-fund", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, under_fields, COUNT(under_fields), "underlyings",
         "底层项目：穿透报表中的一个项目；未披露金额的不填累计投资，按本基金规则处理",
         "one project of a report; an amount that was not disclosed is left empty, and the fund's rule says what "
         "becomes of it",
         "underlying record DC-001 --book guidance --report CT-001 --occurred 2026-10-31 --firm "
         "91340604XY00010150 --amount 60000000.00 --early Y --as zhi.dan --checker fu.he",
         1},
    .rows = "underlying=示例-DC-001;report=示例-CT-001;occurred=2026-06-30;firm=91340604XY00010150;amount=60000000.00;"
            "early=是|underlying=示例-DC-002;report=示例-CT-001;occurred=2026-06-30;firm=91340603XY00000121;early=不明",
    .flags = FPL_EVENT_CHECKED,
    .item = "underlying",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "底层项目",
    .decide = decide_under,
    .read = under_reads,
    .reads = COUNT(under_reads),
    .day = under_days,
    .days = COUNT(under_days),
};

const struct fpl_event fpl_event__underlying_reversed = {
    .kind = "underlying.reversed",
    .zh = "底层项目冲销",
    .en = "underlying project reversed",
    .command = {"underlying.reverse", "底层项目冲销", "reverse a project of a sub-fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, under_reverse, COUNT(under_reverse), "underlying-reversals",
                "底层项目冲销：登记有误，不再计入", "take back a project that was recorded wrongly",
                "underlying reverse DC-001 --book guidance --reason 录错 --as zhi.dan --checker fu.he", 1},
    .rows = "underlying=示例-DC-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "underlying",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__underlying_recorded,
    .memo_field = "memo",
    .decide = decide_under_reversal,
    .read = under_back_reads,
    .reads = COUNT(under_back_reads),
};
