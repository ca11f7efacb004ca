/* E12: a dividend of a firm that the fund holds or held, received at once (100201 against 611102) or declared (1131
 * against 611102) and collected later by due.settle. It leaves cost and fair value as they are. One of before the
 * ledger is taken on: its receivable stands in the opening balances. And its reversal. */
#include "ledger/fund/due.h"
#include "ledger/fund/holding.h"
#include "ledger/fund/limit.h"

static const struct fpl_field_spec fields[] = {
    FS("dividend", "股利编号", "dividend", "", ID, KEY, EVENT_KEY),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, REQ, FIRM_ID),
    F("occurred", "宣告或到账日", "declared or received on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "股利", MONEY, REQ, EVENT_AMOUNT),
    ES("paid", "收款方式", "paid", "", REQ, "RECEIVED=已收=received|DECLARED=已宣告=declared", PAID_HOW),
    F("document", "分红决议", "document", "文件", TEXT, 0),
    FPL_BANK_REF(0),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("dividend", "股利编号", "dividend", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};
enum { RECEIVED, DECLARED };
static const struct fpl_recipe recipe[] = {
    {"E12", "收到股利", "dividend received", "100201", "611102", NONE, NONE, NONE, NONE, "INVEST_INCOME"},
    {"E12", "应收股利", "dividend declared", "1131", "611102", DIM(FIRM_ID), DIM(EVENT_KEY), NONE, NONE, ""},
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    int declared = fpl_str_is(fpl_fact_text(facts, FPL_FACT_PAID_HOW), "DECLARED");
    char text[FPL_ERROR_ARG_BYTES];
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_fact_known(facts, FPL_FACT_HOLDING_FIRST)) {
        fpl_decision_refuse(out, FPL_E_HOLDING, fpl_error_quote(fpl_fact_text(facts, FPL_FACT_FIRM_ID), text), "NONE",
                            NULL);
        return;
    }
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[declared ? DECLARED : RECEIVED], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    fpl_fund__data_item(&data, "dividend", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
    if (declared)
        fpl_fund__due_write(facts, "dividend", fpl_fact_text(facts, FPL_FACT_FIRM_ID), (struct fpl_str){"", 0}, amount,
                            out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__due_back(facts, "dividend", out);
    if (!fpl_fact_known(facts, FPL_FACT_DUE_AMOUNT)) /* it had come in at once */
        fpl_fund__limits_cash_back(facts, rules, &fpl_event__dividend_reversed, fpl_money_minor(out->amount), out);
}

static const struct fpl_read reads[] = {FPL_READS_REF, READ_ITEM(HOLDING_FIRST, "holding", FIRM_ID, "first", 0)};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "dividend", EVENT_KEY, "amt", 0),
    FPL_FUND_READS_DUE("dividend", EVENT_KEY),
    READ_UNDONE(TAKE_ON, "take_on"),
    FPL_FUND_READS_BACK,
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(HOLDING_FIRST), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__dividend_recorded = {
    .kind = "dividend.recorded",
    .zh = "股利",
    .en = "dividend",
    .command = {"dividend.record", "登记股利", "record a dividend", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "dividends",
                "股利：已收的直接入账，已宣告的以后用“收付款”收取；启用前宣告、尚未收到的，承接（--take-on），不入账",
                "received at once, or declared and collected by due settle; one declared before the ledger and not "
                "received is taken on (--take-on), which posts nothing",
                "dividend record GL-001 --book guidance --firm 91340604XY00010150 --occurred 2026-06-30 "
                "--amount 300000.00 --paid RECEIVED --bank-ref SL202606300001 --as zhi.dan --checker fu.he",
                1},
    .rows =
        "dividend=示例-GL-001;firm=91340604XY00010150;occurred=2026-04-10;amount=20000.00;paid=已宣告;"
        "document=示例分红决议|"
        "dividend=示例-GL-002;firm=91340604XY00010150;occurred=2026-04-10;amount=1.00;paid=已收;bank_ref=示例流水0105",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "dividend",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "被投企业分红",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__dividend_reversed = {
    .kind = "dividend.reversed",
    .zh = "股利冲销",
    .en = "dividend reversed",
    .command = {"dividend.reverse", "股利冲销", "reverse a dividend", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "dividend-reversals",
                "股利冲销：整笔红字；已宣告并已收款的，须先冲销收款",
                "take a dividend back in red; what was collected of it is reversed first",
                "dividend reverse GL-001 --book guidance --reason 重复登记 --as zhi.dan --checker fu.he", 1},
    .rows = "dividend=示例-GL-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "dividend",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__dividend_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .approver = FACT(LIMIT_APPROVER),
};
