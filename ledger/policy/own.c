/* Whose a fact is follows from the read that gives it, which the catalogue declares: a tally, a balance or a measure is
 * kept for what its key names; what is read of the loan that a renewal renews is that loan's bank's and guarantor's. */
#include "fundpool/event.h"

#include <stddef.h>
#include <string.h>

static int is_kept_for_somebody(enum fpl_from from) {
    return from == FPL_FROM_SUM || from == FPL_FROM_BALANCE || from == FPL_FROM_LATEST;
}

/* "BANK", or "BANK|2025" of a cohort. */
static int names(struct fpl_str key, struct fpl_str institution) {
    return institution.n > 0 && key.n >= institution.n && memcmp(key.p, institution.p, institution.n) == 0 &&
           (key.n == institution.n || key.p[institution.n] == '|');
}

int fpl_event_is_own(const struct fpl_event *event, enum fpl_fact_id id, const struct fpl_facts *facts,
                     struct fpl_str institution) {
    const struct fpl_event *origin = NULL;
    for (int i = 0; i < event->reads; i++) {
        const struct fpl_read *read = &event->read[i];
        if (read->from == FPL_FROM_ORIGIN && read->origin && read->origin != event)
            origin = read->origin;
        if (read->fact == (int)id &&
            read->from == FPL_FROM_LEDGER) /* what stands in other pools; terms are of a bank */
            return strcmp(read->name, FPL_LEDGER_TERMS) == 0 &&
                   fpl_str_eq(fpl_fact_text(facts, FPL_FACT_LOAN_BANK), institution);
        if (read->fact == (int)id && read->key == FPL_FACT_RENEWED_LOAN) /* another loan, of the same bank */
            return names(fpl_fact_text(facts, FPL_FACT_RENEWED_LOAN), institution) ||
                   fpl_str_eq(fpl_fact_text(facts, FPL_FACT_RENEWED_GUARANTOR), institution);
        if (read->fact == (int)id)
            return !is_kept_for_somebody(read->from) ||
                   (read->key != FPL_NO_FACT && names(fpl_fact_text(facts, (enum fpl_fact_id)read->key), institution));
    }
    return !origin || fpl_event_is_own(origin, id, facts, institution); /* kept by the record that began the item */
}

int fpl_event_concerns(const struct fpl_event *event, const struct fpl_facts *facts, struct fpl_str institution) {
    static const enum fpl_fact_id parties[] = {FPL_FACT_CLAIM_CLAIMANT, FPL_FACT_LOAN_BANK,     FPL_FACT_LOAN_GUARANTOR,
                                               FPL_FACT_EVENT_PARTY,    FPL_FACT_TRANSFER_FROM, FPL_FACT_TRANSFER_TO};
    if (institution.n == 0 || fpl_event_book(event) != FPL_BOOK_POOL)
        return 0;
    for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++)
        if (names(fpl_fact_text(facts, parties[i]), institution))
            return 1;
    return 0;
}

static int is_shown(const struct fpl_event *event, int rests, const struct fpl_facts *facts,
                    struct fpl_str institution) {
    return rests == 0 || fpl_event_is_own(event, (enum fpl_fact_id)(rests - 1), facts, institution);
}

static void put(char *to, size_t size, const char *text) {
    (void)fpl_str_copy(fpl_str_of(text), to, size);
}

void fpl_event_withhold(const struct fpl_event *event, struct fpl_facts *facts, struct fpl_str institution,
                        struct fpl_decision *decision) {
    struct fpl_facts_asked *asked = facts->asked;
    facts->asked = NULL; /* to look is not to decide on it */
    for (int i = 0; i < decision->steps; i++) {
        struct fpl_step *step = &decision->step[i];
        for (int j = 0; j < FPL_RESTS; j++)
            if (!is_shown(event, step->rests[j], facts, institution))
                put(step->value, sizeof step->value, FPL_WITHHELD);
    }
    for (int i = 0; i < decision->reasons; i++) {
        struct fpl_reason *reason = &decision->reason[i];
        for (int j = 0; j < 2; j++)
            if (!is_shown(event, reason->rests[j], facts, institution))
                put(reason->arg[j], sizeof reason->arg[j], FPL_ZH_EN("（不向机构显示）", "(withheld)"));
    }
    facts->asked = asked;
}
