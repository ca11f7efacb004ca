/* Steps of a derivation as exact equations. */
#include "reports/figures.h"

#include <stdio.h>
#include <string.h>

void fpl_figures__columns(struct fpl_report *report) {
    fpl_report_column(report, "step", "步骤", "Step", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "figures", "算式", "Figures", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
}

void fpl_figures__put(struct fpl_report *report, const struct fpl_figures__step *step, const char *figures,
                      struct fpl_str clause) {
    fpl_report_code(report, step->code, step->zh, step->en);
    fpl_report_text(report, fpl_str_of(figures));
    fpl_report_text(report, clause);
}

static int64_t unit_of(int scale) {
    int64_t unit = 1;
    for (int i = 0; i < scale; i++)
        unit *= 10;
    return unit;
}

/* Equations have one sign for less: "−", U+2212, as between two terms. */
static char *signed_so(char out[FPL_FIGURES__TEXT]) {
    static const char sign[] = "−";
    size_t n = strlen(out);
    if (out[0] == '-' && n + sizeof sign - 1 <= FPL_FIGURES__TEXT) {
        memmove(out + sizeof sign - 1, out + 1, n);
        memcpy(out, sign, sizeof sign - 1);
    }
    return out;
}

char *fpl_figures__money(int64_t minor, int scale, char out[FPL_FIGURES__TEXT]) {
    char text[FPL_MONEY_TEXT];
    int64_t unit = unit_of(scale);
    if (minor % unit == 0)
        (void)snprintf(out, FPL_FIGURES__TEXT, "%lld", (long long)(minor / unit));
    else
        (void)snprintf(out, FPL_FIGURES__TEXT, "%s", fpl_money_format(fpl_money_of(minor), FPL_UNIT_YUAN, scale, text));
    return signed_so(out);
}

enum fpl_status fpl_figures__amount(const struct fpl_q *minor, int scale, char out[FPL_FIGURES__TEXT]) {
    struct fpl_money whole;
    struct fpl_q part;
    if (fpl_q_round(minor, FPL_EXACT_OR_ERROR, &whole) == FPL_OK) {
        (void)fpl_figures__money(fpl_money_minor(whole), scale, out);
        return FPL_OK;
    }
    fpl_q_set(&part, 1, unit_of(scale));
    fpl_q_mul(&part, &part, minor);
    enum fpl_status status = fpl_q_text(&part, out, FPL_FIGURES__TEXT);
    if (!status)
        (void)signed_so(out);
    return status;
}

static int64_t common(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

char *fpl_figures__quotient(int64_t a, int64_t b, char out[FPL_FIGURES__TEXT]) {
    int64_t by = common(a, b);
    FPL_ASSERT(b > 0);
    return signed_so(fpl_ratio_format((struct fpl_ratio){a / by, b / by}, out));
}
