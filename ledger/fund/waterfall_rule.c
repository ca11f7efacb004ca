/* By which waterfall the fund distributes: hurdle, how it runs, catch-up and carry, from which day, by which document.
 * It is the fund's own, and no choice of whoever asks for a report. It posts nothing. Of several the one that begins
 * last holds, and of those of one day the one recorded last; so a rule is corrected by another one. Source: fund rules
 * §3.7. */
#include "ledger/fund/life.h"

#define GROWTH                                                                                                         \
    "COMPOUND=复利，按天数÷365=compound, days / 365|SIMPLE=单利，按天数÷365=simple, days / 365|"         \
    "YEARS=复利，按整年=compound, full years"

static const struct fpl_field_spec fields[] = {
    FS("binding", "适用编号", "binding", "", ID, KEY, EVENT_KEY),
    F("from", "适用起始日", "from", "", DATE, REQ),
    {"hurdle", "门槛收益率", "hurdle", "", FPL_FIELD_RATIO, REQ, "", 1 + FPL_FACT_WATERFALL_HURDLE, 100},
    ES("growth", "门槛收益计算方式", "how the hurdle runs", "计息方式", REQ, GROWTH, WATERFALL_GROWTH),
    {"catch_up", "追补比例", "catch-up", "", FPL_FIELD_RATIO, REQ, "", 1 + FPL_FACT_WATERFALL_CATCH_UP, 100},
    {"carry", "业绩报酬比例", "carry", "", FPL_FIELD_RATIO, REQ, "", 1 + FPL_FACT_WATERFALL_CARRY, 100},
    FS("document", "适用依据", "document", "文件", TEXT, REQ, BINDING_DOCUMENT),
};

/* Catch-up "cp/cq", carry "kp/kq", hurdle "hp/hq". */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_ratio hurdle = fpl_fact_ratio(facts, FPL_FACT_WATERFALL_HURDLE),
                     catch_up = fpl_fact_ratio(facts, FPL_FACT_WATERFALL_CATCH_UP),
                     carry = fpl_fact_ratio(facts, FPL_FACT_WATERFALL_CARRY);
    struct fpl_str document = fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT);
    (void)rules;
    fpl_decision_begin(out);
    if (document.n > FPL_FUND_DATA / 2) {
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "1024", fpl_fact_name(FPL_FACT_BINDING_DOCUMENT), NULL);
        return;
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "cp", catch_up.num);
    fpl_fund__data_num(&data, "cq", catch_up.den);
    fpl_fund__data_text(&data, "doc", document);
    fpl_fund__data_date(&data, "from", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "growth", fpl_fact_text(facts, FPL_FACT_WATERFALL_GROWTH));
    fpl_fund__data_num(&data, "hp", hurdle.num);
    fpl_fund__data_num(&data, "hq", hurdle.den);
    fpl_fund__data_num(&data, "kp", carry.num);
    fpl_fund__data_num(&data, "kq", carry.den);
    fpl_fund__data_item(&data, "waterfall", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

const struct fpl_event fpl_event__waterfall_bound = {
    .kind = "waterfall.bound",
    .zh = "适用分配瀑布",
    .en = "waterfall bound",
    .command =
        {"waterfall.bind", "适用分配瀑布", "say by which waterfall the fund distributes", FPL_BOOK_FUND, FPL_ROLE_RULES,
         IMPORT | DRY, fields, COUNT(fields), "waterfall-bindings",
         "整体先回本（欧式）：门槛收益率、计算方式、追补比例、业绩报酬比例；以起始日最近的一次为准，更正时另行登记",
         "European, whole fund: hurdle, how it runs, catch-up and carry; of several the one that begins last "
         "holds, and another one corrects it",
         "waterfall bind PB-001 --book guidance --from 2025-01-01 --hurdle 8% --growth COMPOUND --catch-up 100% "
         "--carry 20% --document 合伙协议第八条 --as gui.ze",
         1},
    .rows = "binding=示例-PB-001;from=2026-01-01;hurdle=8%;growth=复利，按天数÷365;catch_up=100%;carry=20%;"
            "document=示例合伙协议第八条",
    .item = "waterfall",
    .key = FACT(EVENT_KEY),
    .occurred = "from",
    .decide = decide,
};
