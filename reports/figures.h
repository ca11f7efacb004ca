#ifndef REPORTS_FIGURES_H
#define REPORTS_FIGURES_H
/* How a figure follows, as rows of a table: each step an exact equation, and the clause that asks for it. */
#include "fundpool/ratio.h"
#include "fundpool/report.h"

#define FPL_FIGURES__TEXT  128                        /* one number */
#define FPL_FIGURES__STEP  1024                       /* one equation */
#define FPL_FIGURES__CIVIL "民法典第一千二百五十九条" /* 以上、以下、不超过: the number itself included */

/* The columns step, figures, clause, behind those that say of what. */
void fpl_figures__columns(struct fpl_report *report);
struct fpl_figures__step {
    const char *code, *zh, *en;
};
void fpl_figures__put(struct fpl_report *report, const struct fpl_figures__step *step, const char *figures,
                      struct fpl_str clause);
/* Minor units over 10^scale: "12", "12.34", or a fraction where there is a part of a fen, "37/3". Inside fpl_exact.
 * FPL_E_TOO_LONG. */
FPL_MUST_CHECK enum fpl_status fpl_figures__amount(const struct fpl_q *minor, int scale, char out[FPL_FIGURES__TEXT]);
/* The same of a whole number of minor units, anywhere. Returns out. */
char *fpl_figures__money(int64_t minor, int scale, char out[FPL_FIGURES__TEXT]);
/* a ÷ b as a fraction in lowest terms, b > 0. Returns out. */
char *fpl_figures__quotient(int64_t a, int64_t b, char out[FPL_FIGURES__TEXT]);

#endif
