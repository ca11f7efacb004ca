/* By which limits a fund's events are judged, from which day, by which document; and what only the fund knows of
 * itself: its target size, when it was approved and established. It posts nothing. Of several the one that begins last
 * holds, and of those of one day the one recorded last; so a binding is corrected by another one. An event is judged by
 * what binds on its own day. */
#include "ledger/fund/limit.h"

#include <stdio.h>

static const struct fpl_field_spec fields[] = {
    FS("binding", "适用编号", "binding", "", ID, KEY, EVENT_KEY),
    F("limits", "限额规则", "limits", "规则编号", ID, REQ),
    F("version", "规则版本", "version of the limits", "版本", INT, REQ),
    F("from", "适用起始日", "from", "", DATE, REQ),
    FS("target", "目标规模", "target size", "", MONEY, 0, LIMIT_TARGET),
    FS("approved_on", "基金批准日", "fund approved on", "", DATE, 0, LIMIT_APPROVED),
    FS("established_on", "基金设立日", "fund established on", "", DATE, 0, LIMIT_ESTABLISHED),
    FS("document", "适用依据", "document", "文件", TEXT, REQ, BINDING_DOCUMENT),
};

static void keep(const struct fpl_facts *facts, const char *kind, struct fpl_str key, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_date(&data, "approved", fpl_fact_date(facts, FPL_FACT_LIMIT_APPROVED));
    fpl_fund__data_text(&data, "doc", fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT));
    fpl_fund__data_date(&data, "est", fpl_fact_date(facts, FPL_FACT_LIMIT_ESTABLISHED));
    fpl_fund__data_text(&data, "hash", fpl_fact_text(facts, FPL_FACT_LIMIT_HASH));
    fpl_fund__data_text(&data, "id", fpl_fact_text(facts, FPL_FACT_EVENT_KEY));
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "rule", fpl_fact_text(facts, FPL_FACT_LIMIT_RULE));
    if (fpl_fact_known(facts, FPL_FACT_LIMIT_TARGET))
        fpl_fund__data_num(&data, "target", fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LIMIT_TARGET)));
    fpl_fund__data_item(&data, kind, key, out);
}

/* A rule says 500万元, which is no number of dollars. Shares, bans and months need no currency, and the target size is
 * the fund's own. */
static void check_currency(const struct fpl_rules *rules, struct fpl_decision *out) {
    char code[16];
    int count = 0;
    if (!rules || !rules->limits || rules->currency.n == 0 || fpl_str_is(rules->currency, "CNY"))
        return;
    const struct fpl_limit *list = fpl_limit_rule_list(rules->limits, &count);
    for (int i = 0; i < count; i++)
        if (fpl_limit_words(list[i].kind)->shape == FPL_LIMIT_IS_AMOUNT) {
            fpl_decision_refuse(out, FPL_E_LIMIT_CURRENCY, fpl_limit_words(list[i].kind)->both,
                                fpl_str_copy(rules->currency, code, sizeof code), list[i].clause);
            return;
        }
}

/* The one that was in force ends with it, which whoever binds has to see. */
static void tell_replaced(const struct fpl_facts *facts, struct fpl_date from, struct fpl_decision *out) {
    char day[12], id[FPL_ERROR_ARG_BYTES];
    if (fpl_fact_known(facts, FPL_FACT_LIMIT_REPLACED))
        fpl_decision_note(out, FPL_LIMIT_REPLACED, fpl_date_format(from, day),
                          fpl_error_quote(fpl_fact_text(facts, FPL_FACT_LIMIT_REPLACED), id));
}

/* Item "limit.rule" is the newest state, items "limit.since" the one of each day from which one binds. */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_date from = fpl_fact_date(facts, FPL_FACT_TODAY), newest = fpl_fact_date(facts, FPL_FACT_LIMIT_NEWEST);
    struct fpl_fund__data data;
    char key[32], day[12];
    fpl_decision_begin(out);
    check_currency(rules, out);
    if (fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT).n > FPL_FUND_DATA / 2)
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "1024", fpl_fact_name(FPL_FACT_BINDING_DOCUMENT), NULL);
    if (out->outcome != FPL_OK)
        return;
    (void)snprintf(key, sizeof key, FPL_ONE_KEY "|%s", fpl_date_format(from, day));
    keep(facts, "limit.since", fpl_str_of(key), out);
    if (fpl_date_is_none(newest) || fpl_date_cmp(newest, from) <= 0)
        keep(facts, "limit.rule", FPL_STR(FPL_ONE_KEY), out);
    tell_replaced(facts, from, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_date(&data, "on", from);
    fpl_fund__data_item(&data, "limit.binding", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READ(LIMIT_HASH, "limit", LIMIT_RULE, "hash", FPL_READ_REGISTRY, E_LIMIT_RULE),
    {.fact = FACT(LIMIT_NEWEST),
     .from = FPL_FROM_ITEM,
     .name = "limit.rule",
     .key = FPL_NO_FACT,
     .member = "on",
     .before = FPL_NO_FACT},
    FPL_FUND_LIMIT_DATED(LIMIT_REPLACED, "id", NULL),
};
static const struct fpl_day_rule days[] = {
    {"established_on", FACT(LIMIT_ESTABLISHED), FACT(LIMIT_APPROVED), FPL_E_DATE_ORDER},
};

const struct fpl_event fpl_event__limit_bound = {
    .kind = "limit.bound",
    .zh = "适用限额规则",
    .en = "limits bound",
    .command =
        {"limit.bind", "适用限额规则", "say which limits bind the fund", FPL_BOOK_FUND, FPL_ROLE_RULES, IMPORT | DRY,
         fields, COUNT(fields), "limit-bindings",
         "适用限额规则：认缴、实缴、投资、付款在登记之前按业务日适用的规则检查；以起始日最近的一次为准，更正时另行登记",
         "commitments, capital, deals and payments are held against what binds on their day before they are recorded; "
         "of several bindings the one that begins last holds, and another one corrects it",
         "limit bind XE-001 --book guidance --limits GZ_DEV_ZONE --version 1 --from 2025-01-01 --target 200000000.00 "
         "--document 示例基金合伙协议第十二条 --as gui.ze",
         1},
    .rows =
        "binding=示例-XE-001;limits=GZ_DEV_ZONE;version=1;from=2026-01-01;target=200000000.00;approved_on=2025-06-10;"
        "established_on=2025-09-01;document=示例合伙协议第十二条",
    .item = "limit.binding",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LIMIT_RULE), "limits@version"}},
    .occurred = "from",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
};
