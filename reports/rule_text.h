#ifndef REPORTS_RULE_TEXT_H
#define REPORTS_RULE_TEXT_H
/* The text of a rule of any kind as rows: what it sets, in words, and the clause behind it. Shown whole, compared with
 * another version, told before an adoption. */
#include "fundpool/report.h"

struct fpl_rule_text__row {
    struct fpl_str
        key; /* "rate_tiers 2": the same parameter of another version bears it too; a list numbers its rows */
    const char *zh, *en, *rule_zh, *rule_en;
    struct fpl_str clause;
};
typedef enum fpl_status (*fpl_rule_text__cb)(void *ctx, const struct fpl_rule_text__row *row);

/* Title, document, validity: what stands above the rows. */
FPL_MUST_CHECK enum fpl_status fpl_rule_text__head(const struct fpl_rule_text *text, fpl_rule_text__cb cb, void *ctx,
                                                   struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_rule_text__rows(const struct fpl_rule_text *text, fpl_rule_text__cb cb, void *ctx,
                                                   struct fpl_error *error);
/* The parameters of a pack (pack.c). What fpl_pack_parse answers, FPL_E_NOMEM, what cb does. */
FPL_MUST_CHECK enum fpl_status fpl_rule_text__pack(const struct fpl_rule_text *text, fpl_rule_text__cb cb, void *ctx,
                                                   struct fpl_error *error);
/* Tables of a report that is being made: a pack, limits (limits_rule.c), any kind; two versions against each other. */
FPL_MUST_CHECK enum fpl_status fpl_pack__table(struct fpl_report *report, const struct fpl_rule_text *text,
                                               struct fpl_date day, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_limits__rule_table(struct fpl_report *report, struct fpl_str json,
                                                      struct fpl_date day, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_rule_text__table(struct fpl_report *report, const struct fpl_rule_text *text,
                                                    struct fpl_date day, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_rule_text__differences(struct fpl_report *report, const struct fpl_rule_text *before,
                                                          const struct fpl_rule_text *after, struct fpl_error *error);
const char *fpl_rule_text__kind(const char *kind, int zh);                 /* 规则包, rule pack */
void fpl_rule_text__name(const struct fpl_rule_text *text, char out[160]); /* "hb-demo@1" */
#endif
