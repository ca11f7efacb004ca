/* A deal is a tranche of its holding: it adds cost and shares, or a convertible, and fixes the category with the first
 * one. */
#include "ledger/fund/recorded.h"

static void check_category(const struct fpl_fund__holding *h, struct fpl_str given, struct fpl_decision *out) {
    char is[FPL_ERROR_ARG_BYTES], other[FPL_ERROR_ARG_BYTES];
    if (h->category.n && given.n && !fpl_str_eq(h->category, given))
        fpl_decision_refuse(out, FPL_E_FROZEN, fpl_error_quote(h->category, is), fpl_error_quote(given, other), NULL);
}

/* A late tranche would have changed what the events after its day relieved or measured. */
static void check_day(const struct fpl_fund__holding *h, struct fpl_date paid, struct fpl_decision *out) {
    char given[12], is[12];
    if (!fpl_date_is_none(h->on) && fpl_date_cmp(paid, h->on) < 0)
        fpl_decision_refuse(out, FPL_E_NEWEST, fpl_date_format(paid, given), fpl_date_format(h->on, is), NULL);
}

static int is_none_or(struct fpl_date a, struct fpl_date b, int sign) {
    return fpl_date_is_none(a) || fpl_date_cmp(b, a) * sign > 0;
}

/* A convertible has no shares yet. */
static void add_money(const struct fpl_facts *facts, struct fpl_fund__holding *h, struct fpl_decision *out) {
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)),
            shares = fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0);
    int convertible = fpl_fund__is_convertible(facts);
    if (convertible && shares > 0)
        fpl_fund__refuse_text(out, FPL_E_CONVERTIBLE, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    fpl_fund__add(out, convertible ? &h->debt : &h->cost, amount);
    fpl_fund__add(out, &h->put, amount);
    fpl_fund__add(out, &h->shares, shares);
}

/* Equity that comes when none was left enters the firm anew, as after an exit. */
static int enters_anew(const struct fpl_fund__holding *h) {
    return fpl_str_is(h->state, "EXITED") || (fpl_str_is(h->state, "CONVERTIBLE") && h->last.n > 0);
}

void fpl_fund__tranche_add(const struct fpl_facts *facts, struct fpl_fund__holding *after, struct fpl_decision *out) {
    struct fpl_fund__holding h;
    struct fpl_str category = fpl_fact_text(facts, FPL_FACT_DEAL_CATEGORY),
                   firm = fpl_fact_text(facts, FPL_FACT_FIRM_ID);
    struct fpl_date paid = fpl_fact_date(facts, FPL_FACT_DEAL_PAID_DATE);
    char text[FPL_ERROR_ARG_BYTES];
    fpl_fund__holding_load(facts, &h);
    if (fpl_str_is(h.state, "WRITTEN_OFF"))
        fpl_decision_refuse(out, FPL_E_HOLDING, fpl_error_quote(firm, text), "WRITTEN_OFF", NULL);
    check_category(&h, category, out);
    check_day(&h, paid, out);
    add_money(facts, &h, out);
    if (out->reasons > 0)
        return;
    if (enters_anew(&h) && (!fpl_fund__is_convertible(facts) || fpl_str_is(h.state, "EXITED")))
        h.since = ++h.no;
    h.state =
        fpl_fund__is_convertible(facts) && !fpl_str_is(h.state, "HELD") ? FPL_STR("CONVERTIBLE") : FPL_STR("HELD");
    h.category = category.n ? category : h.category;
    h.first = is_none_or(h.first, paid, -1) ? paid : h.first;
    h.paid = is_none_or(h.paid, paid, 1) ? paid : h.paid;
    *after = h;
}

void fpl_fund__tranche_back(const struct fpl_facts *facts, struct fpl_fund__holding *after, struct fpl_decision *out) {
    struct fpl_fund__holding h;
    struct fpl_date before = fpl_fact_date(facts, FPL_FACT_BEFORE_PAID);
    fpl_fund__holding_load(facts, &h);
    if (!fpl_str_eq(h.last, fpl_fact_text(facts, FPL_FACT_BEFORE_LAST)))
        fpl_fund__refuse_text(out, FPL_E_LATER, h.last);
    fpl_fund__add(out, fpl_fund__is_convertible(facts) ? &h.debt : &h.cost,
                  -fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)));
    fpl_fund__add(out, &h.put, -fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)));
    fpl_fund__add(out, &h.shares, -fpl_fact_int(facts, FPL_FACT_MOVED_SHARES, 0));
    if (out->reasons > 0)
        return;
    if (!fpl_date_is_none(before) && fpl_date_cmp(h.paid, fpl_fact_date(facts, FPL_FACT_DEAL_PAID_DATE)) == 0)
        h.paid = before;
    if (h.cost == 0 && h.shares == 0) /* nothing is left: of the whole holding, or since it was exited */
        h.state = h.debt > 0 ? FPL_STR("CONVERTIBLE") : h.last.n ? FPL_STR("EXITED") : (struct fpl_str){"", 0};
    *after = h;
}
