#ifndef REPORTS_LIMITS_H
#define REPORTS_LIMITS_H
/* What a fund's limits are held against, as the view sees it. */
#include "fundpool/fund_limit.h"
#include "reports/common.h"

struct fpl_limits__binding { /* what binds on the view's day */
    char id[65], rule[160], document[1100];
    struct fpl_date on, approved, established;
    int64_t seq, target; /* seq of its record; 0: none binds. target 0: not said */
};
struct fpl_limits__line { /* a commitment or a deal that stands */
    char key[129], who[129];
    struct fpl_date day;
    int64_t seq, amount, less; /* less: released or refunded */
    int64_t first;             /* of a commitment: its first payment; 0: none */
    int direct;                /* of a deal: 1 it says so, 0 it says nothing or no */
    char capacity;             /* of a commitment: 'G' guidance, 'P' general partner, else ' ' */
    int government;
};
struct fpl_limits__list {
    struct fpl_limits__line *line;
    size_t n, cap;
};
struct fpl_limits__passed { /* a record that broke limits and was let through */
    char key[192], limits[256], by[65];
    char firm[129];     /* of a reversal that put money back into one; "": of none */
    struct fpl_str why; /* in `text` */
    size_t why_at;
    struct fpl_date day;
    int64_t seq;
    int reversed;
};
struct fpl_limits__fund {
    struct fpl_view *view;
    const struct fpl_book *book;
    struct fpl_error *error;
    struct fpl_limits__binding binding;
    struct fpl_limits__list commitments, deals; /* deals by firm, day and record */
    struct fpl_limits__passed *passed;
    size_t passes, passed_cap;
    struct fpl_buf text;
    int64_t *reversed; /* records taken back, ascending */
    size_t reversals, reversed_cap;
    int foreign; /* balances in another currency stand beside */
    int64_t committed, guidance, government, gp, unfunded, paid_in, cash, direct;
    int64_t invested, unpaid, open;         /* less refunds; instalments not paid; called and not paid */
    struct fpl_date first_paid, first_deal; /* FPL_DATE_NONE: none */
};
/* Which limits bind: fund->binding alone. */
FPL_MUST_CHECK enum fpl_status fpl_limits__binding(struct fpl_limits__fund *fund);
/* Everything else. */
FPL_MUST_CHECK enum fpl_status fpl_limits__read(struct fpl_limits__fund *fund);
void fpl_limits__release(struct fpl_limits__fund *fund);

struct fpl_limits__rules {
    struct {
        char name[160];
        struct fpl_limit_rule *rule;
    } * list;
    size_t n, cap;
};
FPL_MUST_CHECK enum fpl_status fpl_limits__rules(struct fpl_view *view, struct fpl_limits__rules *out,
                                                 struct fpl_error *error);
void fpl_limits__rules_release(struct fpl_limits__rules *rules);
/* NULL: not adopted as far as the view knows. */
const struct fpl_limit_rule *fpl_limits__rule(const struct fpl_limits__rules *rules, const char *name);

/* The limits that a planned event was held against, without it and with it. Nothing where there are none. */
void fpl_limits__planned(struct fpl_report *report, const struct fpl_decision *decision, int scale);
/* A table of each limit now and under what the decision binds; nothing where it binds none. */
FPL_MUST_CHECK enum fpl_status fpl_limits__would_bind(struct fpl_report *report, struct fpl_view *view,
                                                      const struct fpl_book *book, const struct fpl_decision *decision,
                                                      struct fpl_error *error);
/* The same of each fund that an earlier version of such limits binds; nothing where there is none. */
FPL_MUST_CHECK enum fpl_status fpl_limits__adopted(struct fpl_report *report, struct fpl_view *view,
                                                   struct fpl_str json, struct fpl_error *error);
/* A binding as its item holds it; seq stays 0. */
FPL_MUST_CHECK enum fpl_status fpl_limits__read_binding(const struct fpl_json *data, struct fpl_limits__binding *out,
                                                        struct fpl_error *error);
/* Tables of one fund: its commitments and deals; what was let through, nothing where nothing was. */
void fpl_limits__records(struct fpl_report *report, const struct fpl_limits__fund *fund);
void fpl_limits__let_through(struct fpl_report *report, const struct fpl_limits__fund *fund);
int fpl_limits__names(const char *list, const char *word); /* is it one of the words, with a blank between? */
/* Cells of a limit: what it is, its bound; columns alike. */
void fpl_limits__kind(struct fpl_report *report, const struct fpl_limit *limit);
void fpl_limits__bound(struct fpl_report *report, const struct fpl_limit *limit);

#endif
