#ifndef REPORTS_TOLERANCE_WALK_H
#define REPORTS_TOLERANCE_WALK_H
/* The funds of one report with their rules, and the rows that the engine makes of them. */
#include "reports/tolerance.h"

struct fpl_tolerance__fund {
    struct fpl_book book;
    struct fpl_tolerance__binding binding;  /* the rule given by hand stands in its place */
    const struct fpl_tolerance__rule *rule; /* NULL: none binds it */
    struct fpl_tolerance__moves moves;
};

struct fpl_tolerance__row { /* as the engine gave it, its texts copied */
    struct fpl_loss_row row;
    const struct fpl_tolerance__rule *rule;
    const struct fpl_book *book; /* in its currency; of a class or family, the first of its funds */
    char fund[65], name[FPL_LOSS_NAME_BYTES], category[16];
};
struct fpl_tolerance__rows {
    struct fpl_tolerance__row *list;
    size_t n, cap;
};

struct fpl_tolerance__walk {
    struct fpl_view *view;
    struct fpl_tolerance__rules rules;
    struct fpl_tolerance__fund *fund;
    size_t funds;
    const struct fpl_bound *planned; /* of a dry run; NULL: none */
    int by_hand;                     /* the rule was named by whoever asks */
    int lines;                       /* projects and categories are kept too */
    struct fpl_tolerance__rows rows;
    struct fpl_error *error;
};
/* Reads the funds (of `book`, or all), their rules or `rule` for all of them, and their movements. */
FPL_MUST_CHECK enum fpl_status fpl_tolerance__open(struct fpl_tolerance__walk *walk, struct fpl_str book,
                                                   struct fpl_str rule);
/* Makes the rows anew, rule by rule, and of each rule currency by currency: the ledger has no rates, so funds in
 * different currencies are never added up (fund rules §11: per book and currency). */
FPL_MUST_CHECK enum fpl_status fpl_tolerance__run(struct fpl_tolerance__walk *walk);
/* The funds of one rule in the currency of `like`, in order; at[] takes walk->funds of them. */
size_t fpl_tolerance__world(const struct fpl_tolerance__walk *walk, const struct fpl_tolerance__rule *rule,
                            const struct fpl_book *like, struct fpl_loss_holding *at);
/* Are there funds in more than one currency? */
int fpl_tolerance__currencies(const struct fpl_tolerance__walk *walk);
void fpl_tolerance__close(struct fpl_tolerance__walk *walk);

/* Cells: reports/tolerance_cells.c */
void fpl_tolerance__cell_level(struct fpl_report *report, enum fpl_loss_level level);
void fpl_tolerance__cell_of(struct fpl_report *report, struct fpl_view *view, const struct fpl_tolerance__row *row);
void fpl_tolerance__cell_flags(struct fpl_report *report, int flags, int provisional);
void fpl_tolerance__cell_tau(struct fpl_report *report, const struct fpl_loss_limit *limit);
void fpl_tolerance__cell_verdict(struct fpl_report *report, enum fpl_loss_verdict verdict);
/* One rule as a caption: title, clause, switches, validity, whose it is. */
void fpl_tolerance__caption_rule(struct fpl_report *report, const struct fpl_tolerance__walk *walk,
                                 const struct fpl_tolerance__rule *rule);
/* A table "steps": how each row of the one fund follows, in exact figures. FPL_E_LIMIT, FPL_E_NOMEM, FPL_E_TOO_LONG. */
FPL_MUST_CHECK enum fpl_status fpl_tolerance__steps(const struct fpl_tolerance__walk *walk, struct fpl_report *report);

/* Of one fund: what was recorded to make an excess good, by year, and what of the excess is open (tolerance_cover.c).
 * Nothing where there is neither. */
FPL_MUST_CHECK enum fpl_status fpl_tolerance__cover(const struct fpl_tolerance__walk *walk, struct fpl_report *report);

#endif
