/* A deal that is recorded, as later events of it see it. */
#include "ledger/fund/recorded.h"

#include <stdio.h>
#include <string.h>

#include "fundpool/fund.h"

void fpl_fund__deal_results(const struct fpl_json *deal, const struct fpl_facts *facts, struct fpl_buf *text,
                            struct fpl_fact *out) {
    (void)facts;
    if (!deal)
        return;
    fpl_fund_deal_results(deal, text);
    *out = (struct fpl_fact){.known = text->n > 0, .v.text = fpl_buf_str(text)};
}

int fpl_fund__is_convertible(const struct fpl_facts *facts) {
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_DEAL_INSTRUMENT), "CONVERTIBLE");
}

void fpl_fund__count_results(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    struct fpl_str results = fpl_fact_text(facts, FPL_FACT_DEAL_RESULTS);
    for (size_t at = 0; at < results.n;) {
        const char *word = results.p + at, *blank = memchr(word, ' ', results.n - at);
        size_t n = blank ? (size_t)(blank - word) : results.n - at;
        char name[96];
        FPL_ASSERT(n > 2 && n < sizeof name - sizeof "early.");
        (void)snprintf(name, sizeof name, "early.%.*s", (int)(n - 2), word);
        fpl_decision_tally(out, name, (struct fpl_str){word + n - 1, 1}, fpl_money_of(amount), 0);
        at += n + 1;
    }
}

void fpl_fund__count_deal(const struct fpl_facts *facts, const char *tally, int64_t amount, struct fpl_decision *out) {
    char scope[160];
    struct fpl_str deal = fpl_fact_text(facts, FPL_FACT_DEAL_ID);
    (void)snprintf(scope, sizeof scope, "deal:%.*s", (int)deal.n, deal.n ? deal.p : "");
    fpl_decision_tally(out, tally, fpl_str_of(scope), fpl_money_of(amount), amount > 0 ? 1 : -1);
}

void fpl_fund__check_deal(const struct fpl_fund__change *change) {
    const struct fpl_facts *facts = change->facts;
    char firm[FPL_ERROR_ARG_BYTES];
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_DEAL_STATE), "REVERSED"))
        fpl_fund__refuse_text(change->out, FPL_E_REVERSED, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
    else if (fpl_fact_int(facts, FPL_FACT_DEAL_ENTRY, 1) < change->before.since)
        fpl_decision_refuse(change->out, FPL_E_HOLDING, fpl_error_quote(fpl_fact_text(facts, FPL_FACT_FIRM_ID), firm),
                            "EXITED", NULL);
}
