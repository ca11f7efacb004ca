/* E32: a distribution that is declared is paid in kind: a holding, or shares of it, goes to the party at its fair value
 * on that day, 2232 against what is relieved of 110101 and 110102, and what differs from the carrying amount is a
 * change of fair value, 6101: nothing was sold. Under loss tolerance it counts as an exit for that value (loss rules
 * §3.3, edge case m). What the party gets stands in its own book (receipts.c). And its reversal. */
#include "ledger/fund/due.h"
#include "ledger/fund/holding.h"

static const struct fpl_field_spec fields[] = {
    FS("delivery", "实物分配编号", "delivery", "", ID, KEY, EVENT_KEY),
    FS("distribution", "分配编号", "distribution", "dist_id", ID, REQ, DUE_ID),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, REQ, FIRM_ID),
    F("occurred", "交付日", "delivered on", "日期", DATE, REQ),
    FS("shares", "交付股数", "shares delivered", "股数", INT, 0, EXIT_SHARES),
    ES("whole", "全部持仓", "whole holding", "", 0, "Y=是=yes|N=否=no", EXIT_WHOLE),
    FS("amount", "交付日公允价值", "fair value on the day", "公允价值|金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "估值及分配依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("delivery", "实物分配编号", "delivery", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

#define HELD DIM(FIRM_ID), DIM(FIRM_ID)
#define OWED DIM(DUE_PARTY), DIM(DUE_ID)
enum { OWED_COST, OWED_FAIR, OWED_GAIN, FAIR_COST, FAIR_GAIN, LOSS_COST, LOSS_FAIR };
static const struct fpl_recipe recipe[] = {
    {"E32", "实物分配：成本", "in kind: cost", "2232", "110101", OWED, HELD, ""},
    {"E32", "实物分配：公允价值变动", "in kind: fair-value change", "2232", "110102", OWED, HELD, ""},
    {"E32", "交付日公允价值上升", "in kind: rise on the day", "2232", "6101", OWED, NONE, NONE, ""},
    {"E32", "转销公允价值下降", "fall in fair value relieved", "110102", "110101", HELD, HELD, ""},
    {"E32", "转销公允价值下降的回升", "fall in fair value relieved, rise", "110102", "6101", HELD, NONE, NONE, ""},
    {"E32", "交付日公允价值下降", "in kind: fall on the day", "6101", "110101", NONE, NONE, HELD, ""},
    {"E32", "交付日公允价值下降：变动", "in kind: fall, fair-value change", "6101", "110102", NONE, NONE, HELD, ""},
};

static void check(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    int64_t open = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUE_OPEN));
    int whole = fpl_fact_bool(facts, FPL_FACT_EXIT_WHOLE, 0), says = fpl_fact_known(facts, FPL_FACT_EXIT_SHARES);
    if (amount > open)
        fpl_fund__refuse_money(out, FPL_E_DUE, open, amount);
    if (whole == says)
        fpl_decision_refuse(out, FPL_E_SHARES_OR_WHOLE, fpl_fact_name(FPL_FACT_EXIT_SHARES), NULL, NULL);
}

/* Item "delivered", key the delivery: {"amt","id"}, of which distribution. */
static void keep(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "id", fpl_fact_text(facts, FPL_FACT_DUE_ID));
    fpl_fund__data_item(&data, "delivered", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    static const struct fpl_fund__rows rows = {{{&recipe[OWED_COST], &recipe[OWED_FAIR], &recipe[OWED_GAIN]},
                                                {&recipe[FAIR_COST], NULL, &recipe[FAIR_GAIN]},
                                                {&recipe[LOSS_COST], &recipe[LOSS_FAIR], NULL}}};
    struct fpl_fund__change change;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    (void)rules;
    if (!fpl_fund__change_begin(&change, facts, "delivery", "HELD", out))
        return;
    check(facts, amount, out);
    struct fpl_fund__relief relief = fpl_fund__relieve(&change.now, fpl_fact_int(facts, FPL_FACT_EXIT_SHARES, 0),
                                                       fpl_fact_bool(facts, FPL_FACT_EXIT_WHOLE, 0), out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_fund__post_relief(facts, &rows, amount, &relief, out);
    fpl_fund__change_end(&change, amount, (struct fpl_str){"", 0});
    fpl_fund__due_deliver(facts, "distribution", amount, out);
    keep(facts, amount, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_fund__change_back(facts, "delivery", out);
    if (out->outcome == FPL_OK)
        fpl_fund__due_deliver(facts, "distribution", -fpl_money_minor(out->amount), out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READS_DUE_WHOLE("distribution", DUE_ID),
    FPL_FUND_READS_HOLDING,
    FPL_FUND_READS_MIRROR_OF(DUE_PARTY, NULL),
    FPL_FUND_READ_WHEN(COMMITMENT_ID, "distribution", DUE_ID, "cid", FPL_READ_FROZEN, fpl_fund__is_mirrored),
    FPL_FUND_READ_WHEN(DISTRIBUTION_SOURCE, "distribution", DUE_ID, "src", FPL_READ_FROZEN, fpl_fund__is_mirrored),
};
static const struct fpl_read reverse_reads[] = {
    FPL_FUND_READS_CHANGE("delivery"),
    READ_ITEM(DUE_ID, "delivered", EVENT_KEY, "id", 0),
    FPL_FUND_READS_DUE_WHOLE("distribution", DUE_ID),
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(DUE_ON), FPL_E_DATE_ORDER}};
static const struct fpl_move moves[] = {
    {"holding", "HELD", "part", "HELD"},
    {"holding", "HELD", "whole", "EXITED"},
    {"holding", "HELD", "convertibles left", "CONVERTIBLE"},
};
static const struct fpl_move reverse_moves[] = {
    {"holding", "HELD", "", "HELD"},
    {"holding", "EXITED", "", "HELD"},
    {"holding", "CONVERTIBLE", "", "HELD"},
};
static const struct fpl_side sides[] = FPL_FUND_SIDES_OF(company_delivered, treasury_delivered, DUE_PARTY);
static const struct fpl_side reverse_sides[] = FPL_FUND_SIDES(company_delivery_reversed, treasury_delivery_reversed);

const struct fpl_event fpl_event__distribution_delivered = {
    .kind = "distribution.delivered",
    .zh = "实物分配",
    .en = "distribution in kind",
    .command =
        {"distribution.deliver", "登记实物分配", "pay a distribution in kind", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, fields, COUNT(fields), "deliveries",
         "以持有的股权支付已宣告的分配，按交付日公允价值；与账面的差额计入公允价值变动损益",
         "shares of a holding pay a distribution that is declared, at their fair value on the day; what differs "
         "from the carrying amount is a change of fair value",
         "distribution deliver SW-001 --book guidance --distribution FP-001 --firm 91340604XY00010150 --occurred "
         "2026-11-10 --whole Y --amount 1200000.00 --document 示例评估报告〔2026〕9号 --as zhi.dan --checker fu.he",
         1},
    .rows = "delivery=示例-SW-001;distribution=示例-FP-001;firm=91340603XY0000047K;occurred=2026-09-01;shares=10000;"
            "amount=70000.00;document=示例评估报告|"
            "delivery=示例-SW-002;distribution=示例-FP-001;firm=91340603XY0000047K;occurred=2026-09-01;shares=1;"
            "amount=1.00;document=示例评估报告",
    .item = "delivery",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "实物分配",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
    .side = sides,
    .sides = COUNT(sides),
};

const struct fpl_event fpl_event__delivery_reversed = {
    .kind = "delivery.reversed",
    .zh = "实物分配冲销",
    .en = "delivery reversed",
    .command =
        {"delivery.reverse", "实物分配冲销", "reverse a distribution in kind", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "delivery-reversals",
         "实物分配冲销：整笔红字，恢复持仓与未付分配；其后另有持仓业务的，须先冲销其后的",
         "take a delivery back in red: the holding returns and the distribution is due again; later events of the "
         "holding are reversed first",
         "delivery reverse SW-001 --book guidance --reason 过户未完成 --as zhi.dan --checker fu.he", 1},
    .rows = "delivery=示例-SW-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "delivery",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__distribution_delivered,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
};
