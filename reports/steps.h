#ifndef REPORTS_STEPS_H
#define REPORTS_STEPS_H
/* The steps, reasons and postings of a decision as tables. */
#include "reports/common.h"

/* 推导过程: every step with its exact value, a reading of it, and the clause behind it. */
void fpl_steps__table(struct fpl_report *report, const struct fpl_decision *decision, int scale);
/* 不予通过的原因; no table if there is none. */
void fpl_steps__reasons(struct fpl_report *report, const struct fpl_decision *decision);
/* Of a refusal: what was asked for, and every reason as its answer gave it. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_steps__refusal(struct fpl_report *report, const struct fpl_json *body);
/* A cap's or a breaker's name in words, as a cell; none if "". */
void fpl_steps__binding(struct fpl_report *report, const char *binding);
#endif
