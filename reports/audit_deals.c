/* What the deals of a fund say of themselves: the decision behind them, debt dressed as equity, listed shares. */
#include "reports/audit.h"

#include <string.h>

struct deals {
    struct fpl_audit *audit;
    struct fpl_audit__outcome *out;
};

static enum fpl_status add_deal(const struct deals *deals, const struct fpl_item *item, const char *zh,
                                const char *en) {
    struct fpl_audit__found found = {.seq = item->seq0,
                                     .day = FPL_DATE_NONE,
                                     .amount = fpl_json_get_num(item->data, "amt", 0),
                                     .has_amount = 1,
                                     .zh = zh,
                                     .en = en};
    (void)fpl_str_copy(item->key, found.key, sizeof found.key);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "firm"), found.party, sizeof found.party);
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "paid"), &found.day, deals->audit->error);
    return status ? status : fpl_audit__add(deals->audit, &found);
}

/* The amount of a deal is at issue once, whatever is found of it. */
static enum fpl_status at_issue(const struct deals *deals, const struct fpl_item *item) {
    return fpl_reports__add(&deals->out->amount, fpl_json_get_num(item->data, "amt", 0), deals->audit->error);
}

/* Every deal that stands adds to what the amount at issue is of. */
static enum fpl_status count(const struct deals *deals, const struct fpl_item *item) {
    deals->out->tested++;
    return fpl_reports__add(&deals->out->whole, fpl_json_get_num(item->data, "amt", 0), deals->audit->error);
}

static enum fpl_status each_deal(struct fpl_audit *audit, struct fpl_audit__outcome *out, fpl_audit__take take) {
    struct deals deals = {audit, out};
    enum fpl_status status = fpl_audit__each(audit, "deal", take, &deals);
    out->has_amount = out->has_whole = 1;
    if (out->tested + out->untested == 0)
        fpl_audit__why(out, "没有投资", "there are no deals");
    return status;
}

static enum fpl_status take_undecided(void *ctx, const struct fpl_item *item, const struct fpl_facts *facts) {
    const struct deals *deals = ctx;
    enum fpl_status status = count(deals, item);
    if (status || fpl_fact_known(facts, FPL_FACT_DEAL_IC_DATE))
        return status;
    status = at_issue(deals, item);
    return status ? status : add_deal(deals, item, NULL, NULL);
}

enum fpl_status fpl_audit__no_decision(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    return each_deal(audit, out, take_undecided);
}

/* What is not said is not tested: a deal is clean where it says of all three that they are not so. */
static enum fpl_status take_debt(void *ctx, const struct fpl_item *item, const struct fpl_facts *facts) {
    static const struct {
        enum fpl_fact_id id;
        const char *zh, *en;
    } marks[] = {{FPL_FACT_DEAL_FIXED_RETURN, "约定固定回报或最低收益", "a fixed or least return"},
                 {FPL_FACT_DEAL_FIXED_BUYBACK, "约定固定价格回购", "a buy-back at a fixed price"},
                 {FPL_FACT_DEAL_GUARANTEES, "为企业提供担保", "a guarantee for the firm"}};
    const struct deals *deals = ctx;
    int known = 0, found = 0;
    enum fpl_status status = count(deals, item);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && !status; i++) {
        known += fpl_fact_known(facts, marks[i].id) != 0;
        if (!fpl_fact_bool(facts, marks[i].id, 0))
            continue;
        if (!found++)
            status = at_issue(deals, item);
        if (!status)
            status = add_deal(deals, item, marks[i].zh, marks[i].en);
    }
    if (known < 3) {
        deals->out->untested++;
        deals->out->tested--;
    }
    return status;
}

enum fpl_status fpl_audit__debt_as_equity(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    enum fpl_status status = each_deal(audit, out, take_debt);
    if (out->untested > 0)
        fpl_audit__why(out, "有的投资没有写明固定回报、固定价格回购、担保",
                       "some deals do not say whether there is a fixed return, a fixed buy-back, a guarantee");
    return status;
}

static enum fpl_status take_listed(void *ctx, const struct fpl_item *item, const struct fpl_facts *facts) {
    const struct deals *deals = ctx;
    enum fpl_status status = count(deals, item);
    if (!fpl_fact_known(facts, FPL_FACT_FIRM_LISTED)) {
        deals->out->untested++;
        deals->out->tested--;
    }
    if (status || !fpl_fact_bool(facts, FPL_FACT_FIRM_LISTED, 0))
        return status;
    status = at_issue(deals, item);
    return status ? status : add_deal(deals, item, NULL, NULL);
}

enum fpl_status fpl_audit__listed(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    enum fpl_status status = each_deal(audit, out, take_listed);
    if (out->untested > 0)
        fpl_audit__why(out, "有的投资没有写明是否上市", "some deals do not say whether the firm is listed");
    return status;
}
