#ifndef REPORTS_AUDIT_H
#define REPORTS_AUDIT_H
/* 审计疑点表: what auditors and regulators look for, line by line, with the records behind each. A line is clean only
 * where something was looked at and all of it could be; what no record tells is not tested, with the reason. */
#include "fundpool/fact.h"
#include "reports/common.h"

struct fpl_audit;
struct fpl_audit__outcome {   /* of one line in one book; begins as zeroes */
    int64_t tested, untested; /* things looked at; things that lack what is to be looked at */
    int64_t amount, whole;    /* at issue, and of what; minor units */
    int has_amount, has_whole;
    const char *why_zh, *why_en; /* why it was not tested, or not wholly */
};
struct fpl_audit__line {
    const char *code, *zh, *en;
    const char *limit_zh, *limit_en; /* the threshold in words; "": none */
    int64_t limit;                   /* months, years; 0: none */
    const char *clause;              /* "": auditors look for it, and no clause was seen */
    enum fpl_book_kind book;
    enum fpl_status (*test)(struct fpl_audit *audit, struct fpl_audit__outcome *out); /* NULL: nothing records it */
    const char *why_zh, *why_en;                                                      /* then */
};
extern const struct fpl_audit__line fpl_audit__lines[];
extern const size_t fpl_audit__line_count;

struct fpl_audit__found {
    const struct fpl_audit__line *line;
    const struct fpl_book *book;
    char key[160];
    char party[65];
    int64_t seq; /* of its record; -1: none */
    struct fpl_date day;
    int64_t amount;
    int has_amount;
    const char *zh, *en; /* a remark, static; NULL: none */
};
struct fpl_audit__idle { /* money that came in on a day and is still there */
    const struct fpl_book *book;
    int64_t seq;
    struct fpl_date day;
    int64_t amount;
};
struct fpl_audit {
    struct fpl_view *view;
    struct fpl_book *books;
    size_t n;
    const struct fpl_book *book; /* at hand, with its line */
    const struct fpl_audit__line *line;
    struct fpl_audit__found *found;
    size_t founds, found_cap;
    struct fpl_audit__idle *idle;
    size_t idles, idle_cap;
    struct fpl_error *error;
};
/* One finding of the line at hand; book and line are filled in. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_audit__add(struct fpl_audit *audit, const struct fpl_audit__found *found);
/* The list with room for one more of `size` bytes; NULL (and the error told): no memory. */
void *fpl_audit__room(struct fpl_audit *audit, void *list, size_t count, size_t *cap, size_t size);
/* The record that took the one of the book at hand back; -1: none. */
FPL_MUST_CHECK enum fpl_status fpl_audit__reversed(struct fpl_audit *audit, int64_t seq, int64_t *by);
/* Every item of the kind that stands, whose first record occurred up to the view's day, with what that record says. */
typedef enum fpl_status (*fpl_audit__take)(void *ctx, const struct fpl_item *item, const struct fpl_facts *facts);
FPL_MUST_CHECK enum fpl_status fpl_audit__each(struct fpl_audit *audit, const char *kind, fpl_audit__take take,
                                               void *ctx);
/* Capital paid in as the book has it. */
FPL_MUST_CHECK enum fpl_status fpl_audit__paid_in(struct fpl_audit *audit, int64_t *out);
/* Why a line was not tested, or not wholly: both languages. */
void fpl_audit__why(struct fpl_audit__outcome *out, const char *zh, const char *en);
/* Runs every line on every book asked for: a row each in the table at hand. */
FPL_MUST_CHECK enum fpl_status fpl_audit__run(struct fpl_audit *audit, struct fpl_report *report);

/* The tests, by what they read: audit_money.c, audit_term.c, audit_deals.c, audit_rules.c, audit_bank.c. */
typedef enum fpl_status fpl_audit__test(struct fpl_audit *audit, struct fpl_audit__outcome *out);
fpl_audit__test fpl_audit__idle_money, fpl_audit__no_deal, fpl_audit__paid_late, fpl_audit__state_ahead;
fpl_audit__test fpl_audit__no_term, fpl_audit__past_term, fpl_audit__not_filed, fpl_audit__fee_basis,
    fpl_audit__fee_overlap, fpl_audit__fee_after_term;
fpl_audit__test fpl_audit__no_decision, fpl_audit__debt_as_equity, fpl_audit__listed;
fpl_audit__test fpl_audit__early_short, fpl_audit__loss_over, fpl_audit__limit_broken, fpl_audit__stale,
    fpl_audit__reinvest_clause;
fpl_audit__test fpl_audit__unreconciled;

#endif
