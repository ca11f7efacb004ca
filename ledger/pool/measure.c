/* Measures 指标 that caps are computed from and that the ledger does not hold itself, as told on a day. */
#include "ledger/policy/declare.h"

static const struct fpl_field_spec fields[] = {
    E("measure", "指标", "measure", "", KEY,
      "prior_year_balance=上年末贷款余额=balance at last year end|bank_deposit=存放专户余额=deposit "
      "placed|guarantee_fees=已收担保费=guarantee fees"),
    FS("party", "机构", "institution", "合作银行", PARTY, KEY, EVENT_PARTY),
    F("date", "截止日", "as of", "日期", DATE, KEY),
    FS("amount", "金额", "amount", "", MONEY, REQ | ZERO, EVENT_AMOUNT),
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    char bytes[64];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    fpl_json_kint(&json, "amt", fpl_money_minor(out->amount));
    fpl_json_end(&json);
    fpl_decision_item(out, "measure", fpl_fact_text(facts, FPL_FACT_MEASURE_KEY), fpl_buf_str(&data));
}

const struct fpl_event fpl_event__measure_recorded = {
    .kind = "measure.recorded",
    .zh = "指标",
    .en = "measure",
    .command = {"measure.record", "登记指标", "record a measure", FPL_BOOK_POOL, RECORDERS, IMPORT, fields,
                COUNT(fields), "measures", NULL, NULL,
                "measure record prior_year_balance --book pool --party BK-XC --date 2025-12-31 --amount 30000000.00 "
                "--as zhi.dan",
                1},
    .rows = "measure=上年末贷款余额;party=BK-XC;date=2025-12-31;amount=30000000.00",
    .item = "measure",
    .key = FACT(MEASURE_KEY),
    .keys = {{FACT(MEASURE_KEY), "measure party date"}},
    .occurred = "date",
    .decide = decide,
};
