/* One loan, one number; one claim, one number. A number that differs from a recorded one only in case, width, dashes or
 * quotes is taken for the same thing written twice, and refused: a loan that is registered under both would be
 * compensated twice. A loan under any other number is told by its bank, firm, day and amount.
 *
 * Nearly every number is its own shared spelling. Of one that is not, an item "loan.alike" or "claim.alike" is kept
 * under the spelling; so of a new number two items tell whether another is alike: the thing whose key is the spelling
 * itself, and that item. */
#include "ledger/pool/room.h"

#include <stdio.h>

static int respelt(const struct fpl_facts *facts, enum fpl_fact_id key, enum fpl_fact_id spelt,
                   enum fpl_fact_id alike) {
    return !fpl_fact_known(facts, alike) && fpl_fact_known(facts, spelt) &&
           !fpl_str_eq(fpl_fact_text(facts, spelt), fpl_fact_text(facts, key));
}

int fpl_pool__loan_respelt(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return respelt(facts, FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_SPELT, FPL_FACT_LOAN_ALIKE);
}

int fpl_pool__claim_respelt(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return respelt(facts, FPL_FACT_CLAIM_KEY, FPL_FACT_CLAIM_SPELT, FPL_FACT_CLAIM_ALIKE);
}

void fpl_pool__loan_so_spelt(const struct fpl_json *loan, const struct fpl_facts *facts, struct fpl_buf *text,
                             struct fpl_fact *out) {
    (void)text;
    *out = (struct fpl_fact){.known = loan != NULL, .v.text = fpl_fact_text(facts, FPL_FACT_LOAN_SPELT)};
}

void fpl_pool__claim_so_spelt(const struct fpl_json *claim, const struct fpl_facts *facts, struct fpl_buf *text,
                              struct fpl_fact *out) {
    (void)text;
    *out = (struct fpl_fact){.known = claim != NULL, .v.text = fpl_fact_text(facts, FPL_FACT_CLAIM_SPELT)};
}

static int gate(struct fpl_pool__run *run, enum fpl_fact_id spelt, enum fpl_fact_id alike) {
    const struct fpl_fact *other = fpl_fact_of(run->facts, alike);
    const int before = run->out->reasons;
    char key[FPL_POOL_KEY_MAX + 1], receipt[48];
    if (fpl_fact_text(run->facts, spelt).n > FPL_POOL_KEY_MAX)
        fpl_pool__refuse(run, FPL_E_TOO_LONG, "256", fpl_fact_name(spelt), FPL_PF_NO_CLAUSE);
    if (!other->known)
        return run->out->reasons == before;
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)other->book, (long long)other->seq);
    fpl_pool__refuse(run, FPL_E_LOOKALIKE, fpl_str_copy(other->v.text, key, sizeof key), receipt, FPL_PF_NO_CLAUSE);
    return 0;
}

int fpl_pool__gate_loan_alike(struct fpl_pool__run *run) {
    return gate(run, FPL_FACT_LOAN_SPELT, FPL_FACT_LOAN_ALIKE);
}

int fpl_pool__gate_claim_alike(struct fpl_pool__run *run) {
    return gate(run, FPL_FACT_CLAIM_SPELT, FPL_FACT_CLAIM_ALIKE);
}

static void keep(struct fpl_pool__run *run, const char *kind, struct fpl_str spelt, struct fpl_str key) {
    char bytes[FPL_POOL_KEY_MAX * 2 + 32]; /* keys hold no sign that is escaped */
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    if (spelt.n == 0 || fpl_str_eq(spelt, key))
        return;
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    fpl_json_kstr(&json, "key", key);
    fpl_json_end(&json);
    FPL_ASSERT(data.p == bytes && !data.failed);
    fpl_decision_item(run->out, kind, spelt, fpl_buf_str(&data));
}

void fpl_pool__keep_loan_spelling(struct fpl_pool__run *run) {
    keep(run, "loan.alike", fpl_fact_text(run->facts, FPL_FACT_LOAN_SPELT),
         fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY));
}

void fpl_pool__keep_claim_spelling(struct fpl_pool__run *run) {
    keep(run, "claim.alike", fpl_fact_text(run->facts, FPL_FACT_CLAIM_SPELT),
         fpl_fact_text(run->facts, FPL_FACT_CLAIM_KEY));
}

/* ---- one loan under two numbers that do not look the same ---- */

/* The loans with the same terms, in the shared spelling of their numbers, are a state over the whole ledger
 * (FPL_LEDGER_TERMS): "A B C" in the order of registration, of which no more is kept than TERMS_MOST bytes. "*" in
 * front says that older ones are left out. */
enum { TERMS_MOST = 3 * (FPL_POOL_KEY_MAX + 1) };
#define OLDER "*"

static struct fpl_str first_of(struct fpl_str *list) {
    size_t n = 0;
    while (n < list->n && list->p[n] != ' ')
        n++;
    struct fpl_str one = {list->p, n};
    n += n < list->n;
    *list = (struct fpl_str){list->p + n, list->n - n};
    return one;
}

static int has_loan(struct fpl_str list, struct fpl_str spelt) {
    while (list.n > 0)
        if (fpl_str_eq(first_of(&list), spelt))
            return 1;
    return 0;
}

/* The last loan with these terms, but for the loan itself. If the loan itself was the last, its receipt is that of its
 * own registration, which tells the other. */
void fpl_pool__twin(const struct fpl_json *terms, const struct fpl_facts *facts, struct fpl_buf *text,
                    struct fpl_fact *out) {
    struct fpl_str list = fpl_json_get_text(terms, "loans"), spelt = fpl_fact_text(facts, FPL_FACT_LOAN_SPELT);
    (void)text;
    out->v.text = (struct fpl_str){NULL, 0};
    while (list.n > 0) {
        struct fpl_str one = first_of(&list), as = fpl_json_get_text(terms, "last");
        if (!fpl_str_eq(one, spelt) && !fpl_str_is(one, OLDER))
            out->v.text = list.n == 0 && as.n > 0 ? as : one;
    }
    out->known = out->v.text.n > 0;
}

void fpl_pool__other_terms(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                           struct fpl_fact *out) {
    struct fpl_str same = fpl_fact_text(facts, FPL_FACT_LOAN_TERMS_AS),
                   spelt = fpl_fact_text(facts, FPL_FACT_LOAN_SPELT);
    (void)text;
    *out = (struct fpl_fact){.known = fpl_json_get_num(state, "in", 0) > 0 && !has_loan(same, spelt) &&
                                      !has_loan(same, FPL_STR(OLDER)),
                             .v.text = spelt};
}

/* One loan may be two honest ones; so it is told and not refused. */
void fpl_pool__keep_terms(struct fpl_pool__run *run) {
    struct fpl_str key = fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY),
                   terms = fpl_fact_text(run->facts, FPL_FACT_LOAN_TERMS),
                   spelt = fpl_fact_text(run->facts, FPL_FACT_LOAN_SPELT),
                   list = fpl_fact_text(run->facts, FPL_FACT_LOAN_TERMS_AS);
    int64_t n = fpl_fact_int(run->facts, FPL_FACT_LOAN_TERMS_N, 0);
    struct fpl_buf all = {0}, data = {0};
    struct fpl_json_out json;
    if (fpl_fact_text(run->facts, FPL_FACT_LOAN_TWIN).n > 0)
        fpl_decision_item(run->out, "loan.twin", key, FPL_STR("{}"));
    if (terms.n == 0 || has_loan(list, spelt)) /* a decider that is called by itself has none */
        return;
    int left_out = has_loan(list, FPL_STR(OLDER));
    while (list.n + 1 + spelt.n > TERMS_MOST) {
        left_out = 1;
        (void)first_of(&list);
    }
    if (left_out && !has_loan(list, FPL_STR(OLDER)))
        fpl_buf_adds(&all, OLDER " ");
    fpl_buf_add(&all, list.p, list.n);
    fpl_buf_adds(&all, list.n > 0 ? " " : "");
    fpl_buf_add(&all, spelt.p, spelt.n);
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    if (!fpl_str_eq(key, spelt))
        fpl_json_kstr(&json, "last", key);
    fpl_json_kstr(&json, "loans", fpl_buf_str(&all));
    fpl_json_end(&json);
    data.failed |= all.failed;
    fpl_pool__write_state(run, FPL_LEDGER_TERMS, terms, n + 1, &data);
    fpl_buf_release(&all);
    fpl_buf_release(&data);
}

void fpl_pool__step_twin(struct fpl_pool__run *run) {
    struct fpl_str twin = fpl_fact_text(run->facts, FPL_FACT_LOAN_TWIN),
                   key = fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY);
    char text[sizeof run->out->step[0].value];
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_TERMS_N, 0); /* whoever uses a state keeps its number */
    if (twin.n > 0)
        fpl_decision_step(run->out, "loan.twin", fpl_str_copy(twin, text, sizeof text), "", "");
    if (twin.n > 0)
        fpl_decision_step_rests(run->out, FPL_FACT_LOAN_TWIN);
    if (fpl_fact_int(run->facts, FPL_FACT_LOAN_POOLS_ODD, 0) > 0)
        fpl_decision_step(run->out, "loan.other_terms", fpl_str_copy(key, text, sizeof text), "", "");
}

void fpl_pool__step_late(struct fpl_pool__run *run) {
    char text[24];
    if (!fpl_fact_known(run->facts, FPL_FACT_LOAN_LATE_DAYS) || run->bare)
        return;
    (void)snprintf(text, sizeof text, "%lld", (long long)fpl_fact_int(run->facts, FPL_FACT_LOAN_LATE_DAYS, 0));
    fpl_decision_step(run->out, "loan.late", text, "", "");
}

void fpl_pool__step_recorded(struct fpl_pool__run *run) {
    struct fpl_date on = fpl_fact_date(run->facts, FPL_FACT_CLAIM_RECORDED_ON);
    char text[12];
    if (!fpl_date_is_none(on))
        fpl_decision_step(run->out, "claim.recorded", fpl_date_format(on, text), "", "");
}
