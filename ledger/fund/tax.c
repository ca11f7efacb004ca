/* E31: of what a partner is distributed the fund withholds its tax, 2232 against 2221, and hands it in by due.settle.
 * The partner has received it all the same: in the book of the investment company it is tax paid beforehand, 2221
 * against what a distribution of that source is booked on. Where base and rate are told the amount must be their
 * product, HALF_UP to fen. And its reversal. Fund rules §2.2, E31, columns F and S; the treasury has no column.
 *
 * Nothing is withheld of principal, which is no income, nor of a treasury, which is no taxpayer. */
#include "ledger/fund/due.h"
#include "ledger/fund/sides.h"

static const struct fpl_field_spec fields[] = {
    FS("tax", "代扣编号", "tax", "", ID, KEY, EVENT_KEY),
    FS("distribution", "分配编号", "distribution", "dist_id", ID, REQ, DUE_ID),
    F("occurred", "代扣日", "withheld on", "日期", DATE, REQ),
    FS("amount", "代扣税额", "amount", "税额|金额", MONEY, REQ, EVENT_AMOUNT),
    FS("base", "应纳税所得额", "taxable income", "所得额", MONEY, 0, TAX_BASE),
    FR("rate", "税率", "rate", "", TAX_RATE, 45),
    F("document", "依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("tax", "代扣编号", "tax", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_recipe recipe[] = {
    {"E31", "代扣税款", "tax withheld", "2232", "2221", DIM(DUE_PARTY), DIM(DUE_ID), DIM(DUE_PARTY), DIM(EVENT_KEY),
     ""},
};
enum { LTEI_RESULT, FAIR_GAIN, FAIR_INCOME };
static const struct fpl_recipe company_recipe[] = {
    {"E31", "已扣税款，权益法", "tax withheld, equity method", "2221", "151102", NONE, NONE, DIM(MIRROR_FUND), NONE,
     ""},
    {"E31", "已扣税款，退出收益", "tax withheld of a gain", "2221", "611101", NONE, NONE, NONE, NONE, ""},
    {"E31", "已扣税款，股利、利息", "tax withheld of a dividend or interest", "2221", "611102", NONE, NONE, NONE, NONE,
     ""},
};

static int is(const struct fpl_facts *facts, enum fpl_fact_id id, const char *text) {
    return fpl_str_is(fpl_fact_text(facts, id), text);
}

static void check_taxable(const struct fpl_facts *facts, struct fpl_decision *out) {
    if (is(facts, FPL_FACT_DISTRIBUTION_SOURCE, "RETURN_OF_CAPITAL") || is(facts, FPL_FACT_MIRROR_KIND, "fiscal") ||
        is(facts, FPL_FACT_COMMITMENT_PARTY_KIND, "fiscal"))
        fpl_fund__refuse_text(out, FPL_E_NO_TAX, fpl_fact_text(facts, FPL_FACT_DUE_ID));
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str party = fpl_fact_text(facts, FPL_FACT_DUE_PARTY);
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    (void)rules;
    fpl_decision_begin(out);
    check_taxable(facts, out);
    fpl_fund__check_product(facts, FPL_FACT_TAX_BASE, FPL_FACT_TAX_RATE, out);
    fpl_fund__due_withhold(facts, "distribution", amount, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "id", fpl_fact_text(facts, FPL_FACT_DUE_ID));
    fpl_fund__data_text(&data, "party", party);
    fpl_fund__data_item(&data, "tax", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    fpl_fund__due_write(facts, "tax", party, (struct fpl_str){"", 0}, amount, out);
}

/* What was handed in must come back first. */
static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_money_of(amount);
    if (fpl_money_minor(fpl_fact_money(facts, FPL_FACT_TAX_OPEN)) != amount) {
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__due_settled.kind, NULL, NULL);
        return;
    }
    fpl_decision_item(out, "tax.due", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), (struct fpl_str){"", 0});
    fpl_fund__due_withhold(facts, "distribution", -amount, out);
}

/* The same accounts as if it had been paid (ledger/fund/receipts.c). */
static void decide_company(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int fair = is(facts, FPL_FACT_MIRROR_STAKE, "FVTPL"), gain = is(facts, FPL_FACT_DISTRIBUTION_SOURCE, "GAIN");
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &company_recipe[!fair ? LTEI_RESULT : gain ? FAIR_GAIN : FAIR_INCOME], out->amount, facts);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READS_DUE_WHOLE("distribution", DUE_ID),
    READ_ITEM(DISTRIBUTION_SOURCE, "distribution", DUE_ID, "src", FPL_READ_FROZEN),
    READ_ITEM(COMMITMENT_PARTY_KIND, "party", DUE_PARTY, "kind", FPL_READ_REGISTRY),
    READ_ITEM(MIRROR_KIND, "mirror", DUE_PARTY, "kind", 0),
    FPL_FUND_READS_MIRROR_OF(DUE_PARTY, NULL),
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "tax", EVENT_KEY, "amt", 0),
    READ_ITEM(DUE_ID, "tax", EVENT_KEY, "id", 0),
    READ_ITEM(TAX_OPEN, "tax.due", EVENT_KEY, "open", FPL_READ_ZERO),
    FPL_FUND_READS_DUE_WHOLE("distribution", DUE_ID),
};
static const struct fpl_read company_reads[] = {
    READ_PRIMARY(MIRROR_FUND),
    READ_PRIMARY(MIRROR_STAKE),
    READ_PRIMARY(DISTRIBUTION_SOURCE),
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(DUE_ON), FPL_E_DATE_ORDER}};

static const struct fpl_side sides[] = {{&fpl_event__company_taxed, FPL_BOOK_COMPANY, FACT(DUE_PARTY)}};
static const struct fpl_side reverse_sides[] = {{&fpl_event__company_tax_reversed, FPL_BOOK_COMPANY, 0}};

const struct fpl_event fpl_event__tax_withheld = {
    .kind = "tax.withheld",
    .zh = "代扣税款",
    .en = "tax withheld",
    .command = {"tax.withhold", "代扣税款", "withhold tax of a distribution", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "taxes",
                "代扣税款：从已宣告未付的分配中代扣，以后用“收付款”缴纳；返还本金与财政出资不代扣；写明所得额与税率的，"
                "核对金额",
                "tax is withheld of a distribution that is declared and not paid, and handed in by due settle; none of "
                "principal or of a treasury; taxable income and rate, where given, must make the amount",
                "tax withhold DK-001 --book guidance --distribution FP-002 --occurred 2026-11-10 --amount 20000.00 "
                "--base 100000.00 --rate 20% --document 扣缴申报表 --as zhi.dan --checker fu.he",
                1},
    .rows = "tax=示例-DK-001;distribution=示例-FP-003;occurred=2026-09-01;amount=2000.00;base=10000.00;rate=20%;"
            "document=示例扣缴申报表|"
            "tax=示例-DK-002;distribution=示例-FP-003;occurred=2026-09-01;amount=1.00;document=示例扣缴申报表",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "tax",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "代扣税款",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .side = sides,
    .sides = COUNT(sides),
};

const struct fpl_event fpl_event__tax_reversed = {
    .kind = "tax.reversed",
    .zh = "代扣税款冲销",
    .en = "tax reversed",
    .command = {"tax.reverse", "代扣税款冲销", "reverse a tax withheld", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "tax-reversals",
                "代扣税款冲销：整笔红字，恢复应付分配款；已缴纳的，须先冲销付款",
                "take a tax back in red: the distribution is due again; what was handed in is reversed first",
                "tax reverse DK-001 --book guidance --reason 税率有误 --as zhi.dan --checker fu.he", 1},
    .rows = "tax=示例-DK-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "tax",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__tax_withheld,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
};

SIDE(company_taxed, "company.taxed", "公司被代扣税款", "tax of the company withheld", tax_withheld, "occurred",
     "基金分配被代扣税款", decide_company, company_reads, company_recipe);
SIDE_BACK(company_tax_reversed, "company.tax.reversed", "公司被代扣税款冲销", "tax of the company reversed",
          tax_reversed, company_taxed);
