/* Whom a fund may put money into: docs/LIMITS.md §3 says why. */
#include "ledger/fund/investee.h"
#include "ledger/general/make.h"

#include <stdio.h>

#define SPELT_MAX 240 /* of a name; with every byte written out it fits an item's key */

void fpl_fund__firm_kind(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                         struct fpl_fact *out) {
    (void)text;
    out->v.text = data ? fpl_json_get_text(data, "kind")
                       : fpl_str_of(fpl_party__kind_unseen(fpl_fact_text(facts, FPL_FACT_FIRM_ID)));
    out->known = out->v.text.n > 0;
}

/* Names are compared by how they are spelt in the event: each says one, and one that differs from the registry's is
 * told beside it. Whole characters alone. */
void fpl_fund__spelt(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                     struct fpl_fact *out) {
    struct fpl_buf folded = {0};
    struct fpl_str name = fpl_fact_text(facts, FPL_FACT_FIRM_NAME);
    (void)data;
    if (name.n == 0)
        return;
    enum fpl_status status = fpl_name_fold(name, &folded);
    if (status == FPL_E_NOMEM)
        text->failed = 1;
    for (size_t i = 0; !status && i < folded.n; i++) {
        int begins = ((unsigned char)folded.p[i] & 0xC0) != 0x80;
        if (begins && text->n + 4 > SPELT_MAX)
            break;
        fpl_buf_addc(text, folded.p[i]);
    }
    fpl_buf_release(&folded);
    out->v.text = fpl_buf_str(text);
    out->known = !status && text->n > 0;
}

static const char *never(struct fpl_str kind) {
    return fpl_str_is(kind, "fiscal")      ? FPL_ZH_EN("财政", "a treasury")
           : fpl_str_is(kind, "regulator") ? FPL_ZH_EN("主管部门", "a regulator")
           : fpl_str_is(kind, "person")    ? FPL_ZH_EN("自然人", "a person")
                                           : NULL;
}

static int is_firm(struct fpl_str kind) {
    return kind.n == 0 || fpl_str_is(kind, "investee") || fpl_str_is(kind, "foreign") || fpl_str_is(kind, "soe") ||
           fpl_str_is(kind, "other");
}

static void ask(const struct fpl_facts *facts, const char *why, struct fpl_decision *out) {
    char firm[FPL_ERROR_ARG_BYTES];
    fpl_error_quote(fpl_fact_text(facts, FPL_FACT_FIRM_ID), firm);
    if (fpl_fact_known(facts, FPL_FACT_FIRM_REASON))
        fpl_decision_note(out, FPL_E_FIRM_TOLD, firm, why);
    else
        fpl_decision_refuse(out, FPL_E_FIRM_REASON, firm, why, NULL);
}

/* A name of a firm that the fund has left, or whose deal was taken back, is free. */
static int has_namesake(const struct fpl_facts *facts) {
    return fpl_fact_known(facts, FPL_FACT_FIRM_NAMESAKE_STATE) &&
           !fpl_str_eq(fpl_fact_text(facts, FPL_FACT_FIRM_NAMESAKE), fpl_fact_text(facts, FPL_FACT_FIRM_ID));
}

void fpl_fund__investee(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_FIRM_KIND), id = fpl_fact_text(facts, FPL_FACT_FIRM_ID);
    const char *no = never(kind);
    char why[FPL_ERROR_ARG_BYTES], other[FPL_ERROR_ARG_BYTES];
    if (no) {
        fpl_decision_refuse(out, FPL_E_FIRM_KIND, fpl_error_quote(id, other), no, NULL);
        return;
    }
    if (fpl_money_sign(fpl_fact_money(facts, FPL_FACT_FIRM_STAKE)) != 0)
        ask(facts, FPL_ZH_EN("是本基金的出资人", "it is a partner of this fund"), out);
    else if (!is_firm(kind))
        ask(facts, FPL_ZH_EN("登记的类别不是企业", "it is not registered as a firm"), out);
    if (!has_namesake(facts))
        return;
    fpl_error_quote(fpl_fact_text(facts, FPL_FACT_FIRM_NAMESAKE), other);
    (void)snprintf(why, sizeof why,
                   FPL_ZH_EN("与本基金已投的 %.40s 同名，可能是同一家企业",
                             "it has the name of %.40s, in which this fund has money, and may be the same firm"),
                   other, other);
    ask(facts, why, out);
}

void fpl_fund__invested(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str spelt = fpl_fact_text(facts, FPL_FACT_FIRM_SPELT);
    if (spelt.n == 0 || fpl_fact_known(facts, FPL_FACT_FIRM_NAMESAKE_STATE) ||
        fpl_str_eq(fpl_fact_text(facts, FPL_FACT_FIRM_NAMESAKE), fpl_fact_text(facts, FPL_FACT_FIRM_ID)))
        return;
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    fpl_fund__data_item(&data, "invested", spelt, out);
}
