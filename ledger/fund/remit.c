/* E20: the investment company hands in to the treasury 上缴国库 what is not agreed to be reused: gains, 410415 against
 * 224107, or entrusted money, 224104 against 224107; then it is paid, 224107 against 100202, in one payment or several.
 * Where the company's book names the treasury's (mirror set), what is paid is budget revenue there at once. Nothing is
 * handed in beyond retained profit or beyond what the party entrusted. And the reversals of both. Fund rules §2.2, E20,
 * columns S and G; 财预〔2015〕210号 第二十七条. */
#include "ledger/fund/sides.h"

static const struct fpl_field_spec fields[] = {
    FS("remittance", "上缴编号", "remittance", "", ID, KEY, EVENT_KEY),
    ES("source", "上缴来源", "what is remitted", "来源", REQ, "GAIN=收益=gains|ENTRUSTED=代管资金=entrusted money",
       REMIT_SOURCE),
    FS("party", "财政部门", "treasury", "", PARTY, REQ, EVENT_PARTY),
    F("occurred", "决定日", "decided on", "日期", DATE, REQ),
    FS("amount", "应缴额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "缴款通知", "document", "文号|文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("remittance", "上缴编号", "remittance", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec pay_fields[] = {
    FS("payment", "缴款编号", "payment", "", ID, KEY, EVENT_KEY),
    FS("remittance", "上缴编号", "remittance", "", ID, REQ, DUE_ID),
    F("occurred", "缴款日", "paid on", "日期", DATE, REQ),
    FS("amount", "缴款额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec pay_reverse_fields[] = {
    FS("payment", "缴款编号", "payment", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { GAIN, ENTRUSTED };
static const struct fpl_recipe recipe[] = {
    {"E20", "应缴收益", "gains to be remitted", "410415", "224107", NONE, NONE, DIM(EVENT_PARTY), DIM(EVENT_KEY), ""},
    {"E20", "应缴代管资金", "entrusted money to be remitted", "224104", "224107", DIM(EVENT_PARTY), NONE,
     DIM(EVENT_PARTY), DIM(EVENT_KEY), ""},
};
static const struct fpl_recipe pay_recipe[] = {
    {"E20", "上缴收益", "gains remitted", "224107", "100202", DIM(DUE_PARTY), DIM(DUE_ID), NONE, NONE, "DIVIDENDS"},
    {"E20", "上缴代管资金", "entrusted money remitted", "224107", "100202", DIM(DUE_PARTY), DIM(DUE_ID), NONE, NONE,
     "OPERATING_OUT"},
};
static const struct fpl_recipe treasury_recipe[] = {
    {"E20", "上缴收入", "remitted, budget revenue", "1001", "4001", NONE, NONE, NONE, NONE, "INVEST_INCOME"},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static int row_of(const struct fpl_facts *facts) {
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_REMIT_SOURCE), "ENTRUSTED") ? ENTRUSTED : GAIN;
}

struct remittance {
    struct fpl_str key, party;
    struct fpl_date on;
    int64_t amount, open;
};

/* Item "remittance": {"amt","on","open","party","src"}, or {"amt","rev"} once it is taken back. */
static void write(const struct fpl_facts *facts, const struct remittance *r, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", r->amount);
    fpl_fund__data_date(&data, "on", r->on);
    fpl_fund__data_num(&data, "open", r->open);
    fpl_fund__data_text(&data, "party", r->party);
    fpl_fund__data_text(&data, "src", fpl_fact_text(facts, FPL_FACT_REMIT_SOURCE));
    fpl_fund__data_item(&data, "remittance", r->key, out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT), there = minor(facts, FPL_FACT_REMIT_AVAILABLE);
    (void)rules;
    fpl_decision_begin(out);
    if (amount > there) {
        fpl_fund__refuse_money(out, FPL_E_REMIT, there, amount);
        return;
    }
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[row_of(facts)], out->amount, facts);
    write(facts,
          &(struct remittance){fpl_fact_text(facts, FPL_FACT_EVENT_KEY), fpl_fact_text(facts, FPL_FACT_EVENT_PARTY),
                               fpl_fact_date(facts, FPL_FACT_TODAY), amount, amount},
          out);
}

static void mark(const struct fpl_facts *facts, const char *kind, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, kind, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    if (minor(facts, FPL_FACT_DUE_OPEN) != fpl_money_minor(out->amount))
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__remittance_paid.kind, NULL, NULL);
    else
        mark(facts, "remittance", out);
}

static void write_open(const struct fpl_facts *facts, int64_t paid, struct fpl_decision *out) {
    write(facts,
          &(struct remittance){fpl_fact_text(facts, FPL_FACT_DUE_ID), fpl_fact_text(facts, FPL_FACT_DUE_PARTY),
                               fpl_fact_date(facts, FPL_FACT_DUE_ON), minor(facts, FPL_FACT_DUE_AMOUNT),
                               minor(facts, FPL_FACT_DUE_OPEN) - paid},
          out);
}

static void decide_payment(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT), open = minor(facts, FPL_FACT_DUE_OPEN);
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_fact_known(facts, FPL_FACT_DUE_PARTY)) /* there is none, or it was taken back */
        fpl_fund__refuse_text(out, FPL_E_NOT_FOUND, fpl_fact_text(facts, FPL_FACT_DUE_ID));
    else if (amount > open)
        fpl_fund__refuse_money(out, FPL_E_DUE, open, amount);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &pay_recipe[row_of(facts)], out->amount, facts);
    write_open(facts, amount, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "id", fpl_fact_text(facts, FPL_FACT_DUE_ID));
    fpl_fund__data_item(&data, "remitted", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

static void decide_payment_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                    struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    write_open(facts, -fpl_money_minor(out->amount), out);
    mark(facts, "remitted", out);
}

static void decide_treasury(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &treasury_recipe[0], out->amount, facts);
}

static int of_gain(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return row_of(facts) == GAIN;
}

static int of_entrusted(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return row_of(facts) == ENTRUSTED;
}

static const struct fpl_read reads[] = {
    {.fact = FACT(REMIT_AVAILABLE),
     .from = FPL_FROM_BALANCE,
     .name = "+410415",
     .key = FPL_NO_FACT,
     .flags = FPL_READ_NEGATE,
     .before = FPL_NO_FACT,
     .when = of_gain},
    {.fact = FACT(REMIT_AVAILABLE),
     .from = FPL_FROM_BALANCE,
     .name = "+224104",
     .key = FACT(EVENT_PARTY),
     .flags = FPL_READ_NEGATE,
     .before = FPL_NO_FACT,
     .when = of_entrusted},
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "remittance", EVENT_KEY, "amt", 0),
    READ_ITEM(DUE_OPEN, "remittance", EVENT_KEY, "open", FPL_READ_ZERO),
};
#define READS_REMITTANCE                                                                                               \
    READ_ITEM(DUE_AMOUNT, "remittance", DUE_ID, "amt", FPL_READ_ZERO),                                                 \
        READ_ITEM(DUE_OPEN, "remittance", DUE_ID, "open", FPL_READ_ZERO),                                              \
        READ_ITEM(DUE_PARTY, "remittance", DUE_ID, "party", 0), READ_ITEM(DUE_ON, "remittance", DUE_ID, "on", 0),      \
        READ_ITEM(REMIT_SOURCE, "remittance", DUE_ID, "src", 0)
static const struct fpl_read pay_reads[] = {FPL_READS_REF, READS_REMITTANCE};
static const struct fpl_read pay_reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "remitted", EVENT_KEY, "amt", 0),
    READ_ITEM(DUE_ID, "remitted", EVENT_KEY, "id", 0),
    READS_REMITTANCE,
};
static const struct fpl_read no_reads[] = {READ_PRIMARY(DUE_PARTY)};
static const struct fpl_day_rule pay_days[] = {{"occurred", FACT(TODAY), FACT(DUE_ON), FPL_E_DATE_ORDER}};
static const struct fpl_side sides[] = {{&fpl_event__treasury_remitted, FPL_BOOK_FISCAL, FACT(DUE_PARTY)}};
static const struct fpl_side reverse_sides[] = {{&fpl_event__treasury_remittance_reversed, FPL_BOOK_FISCAL, 0}};

const struct fpl_event fpl_event__remittance_declared = {
    .kind = "remittance.declared",
    .zh = "应缴国库",
    .en = "remittance to the treasury",
    .command = {"remittance.declare", "登记应缴国库", "decide what the company hands in to the treasury",
                FPL_BOOK_COMPANY, RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "remittances",
                "应缴国库：收益不超过未分配利润，代管资金不超过该财政部门的代管余额；以后用 remittance pay 缴款",
                "gains at most retained profit, entrusted money at most what that treasury entrusted; paid by "
                "remittance pay",
                "remittance declare SJ-001 --book city --source GAIN --party F-SHI --occurred 2026-11-10 --amount "
                "60.00 --document 财缴〔2026〕1号 --as zhi.dan --checker fu.he",
                1},
    .rows = "remittance=示例-SG-001;source=收益;party=F-SL;occurred=2026-09-10;amount=60.00;document=示例财缴一号|"
            "remittance=示例-SG-002;source=收益;party=F-SL;occurred=2026-09-10;amount=1.00;document=示例财缴二号",
    .item = "remittance",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "应缴国库",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__remittance_reversed = {
    .kind = "remittance.reversed",
    .zh = "应缴国库冲销",
    .en = "remittance reversed",
    .command = {"remittance.reverse", "应缴国库冲销", "reverse a remittance", FPL_BOOK_COMPANY, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "remittance-reversals",
                "应缴国库冲销：整笔红字；已缴款的，须先冲销缴款",
                "take a remittance back in red; what was paid of it is reversed first",
                "remittance reverse SJ-001 --book city --reason 金额录错 --as zhi.dan --checker fu.he", 1},
    .rows = "remittance=示例-SG-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "remittance",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__remittance_declared,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};

const struct fpl_event fpl_event__remittance_paid = {
    .kind = "remittance.paid",
    .zh = "上缴国库",
    .en = "remitted to the treasury",
    .command =
        {"remittance.pay", "上缴国库", "pay what is to be handed in to the treasury", FPL_BOOK_COMPANY, RECORDERS,
         IMPORT | ENTRY | DRY, pay_fields, COUNT(pay_fields), "remitted-payments",
         "上缴国库：缴纳已登记的应缴款，可分次；财政设有对应账套的（mirror set），同时记预算收入",
         "pay what was decided, in one payment or several; where the treasury's book is named (mirror set) it is "
         "budget revenue there at once",
         "remittance pay JK-001 --book city --remittance SJ-001 --occurred 2026-11-15 --amount 60.00 --bank-ref "
         "SL202611150031 --as zhi.dan --checker fu.he",
         1},
    .rows = "payment=示例-JK-001;remittance=示例-SG-001;occurred=2026-09-15;amount=40.00;bank_ref=示例流水0140|"
            "payment=示例-JK-002;remittance=示例-SG-001;occurred=2026-09-15;amount=1.00;bank_ref=示例流水0141",
    .item = "remitted",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "上缴国库",
    .tells = FPL_TELLS_REF,
    .decide = decide_payment,
    .read = pay_reads,
    .reads = COUNT(pay_reads),
    .day = pay_days,
    .days = COUNT(pay_days),
    .recipe = pay_recipe,
    .recipes = COUNT(pay_recipe),
    .side = sides,
    .sides = COUNT(sides),
};

const struct fpl_event fpl_event__remitted_reversed = {
    .kind = "remitted.reversed",
    .zh = "上缴国库冲销",
    .en = "payment to the treasury reversed",
    .command = {"remitted.reverse", "上缴国库冲销", "reverse a payment to the treasury", FPL_BOOK_COMPANY, RECORDERS,
                IMPORT | ENTRY | DRY, pay_reverse_fields, COUNT(pay_reverse_fields), "remitted-reversals",
                "上缴国库冲销：各账套整笔红字，恢复应缴款", "take a payment back in red in every book: it is due again",
                "remitted reverse JK-001 --book city --reason 银行退回 --as zhi.dan --checker fu.he", 1},
    .rows = "payment=示例-JK-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "remitted",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__remittance_paid,
    .memo_field = "memo",
    .decide = decide_payment_reversal,
    .read = pay_reverse_reads,
    .reads = COUNT(pay_reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
};

SIDE(treasury_remitted, "treasury.remitted", "财政收到上缴", "remittance received by the treasury", remittance_paid,
     "occurred", "收到上缴收益", decide_treasury, no_reads, treasury_recipe);
SIDE_BACK(treasury_remittance_reversed, "treasury.remittance.reversed", "财政收到上缴冲销",
          "remittance received by the treasury, reversed", remitted_reversed, treasury_remitted);
