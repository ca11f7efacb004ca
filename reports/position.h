#ifndef REPORTS_POSITION_H
#define REPORTS_POSITION_H
/* What the tables of a pool's position share. */
#include "reports/common.h"
#include "reports/derive.h"

/* Accounts of the pool rules' balance identity and memo accounts, in chart order. */
enum fpl_position__account {
    FPL_POSITION__CASH,       /* 100203 */
    FPL_POSITION__MANAGED,    /* 101201 */
    FPL_POSITION__INTEREST_R, /* 1132 */
    FPL_POSITION__RETURNS,    /* 122103 */
    FPL_POSITION__PAYABLE,    /* 224105 */
    FPL_POSITION__TREASURY,   /* 224107 */
    FPL_POSITION__COST_P,     /* 224108 */
    FPL_POSITION__FISCAL,     /* 271101 */
    FPL_POSITION__INTEREST,   /* 271102 */
    FPL_POSITION__RECOVERED,  /* 271103 */
    FPL_POSITION__PARTNERS,   /* 271104 */
    FPL_POSITION__SPENT,      /* 271105 */
    FPL_POSITION__COST,       /* 271106 */
    FPL_POSITION__LOANS,      /* 9003 */
    FPL_POSITION__EXPOSURE,   /* 9004 */
    FPL_POSITION__PURSUED,    /* 9005 */
    FPL_POSITION__DEFERRED,   /* 9008 */
    FPL_POSITION__ACCOUNTS
};

struct fpl_position__party { /* a contributor or an institution */
    char id[65];
    int64_t balance[FPL_POSITION__ACCOUNTS]; /* debit - credit */
    int agreed;                              /* has an agreement in force */
    int is_guarantor;                        /* by the registry; such claims have no part in a breaker */
};
struct fpl_position__under { /* a pack that loans of a bank, or guaranteed by a guarantor, stand under */
    char party[65];
    struct fpl_date from; /* of the last agreement under it */
    const struct fpl_pack *pack;
    int in_force;     /* an agreement under it is in force, and no later one: new loans come under it */
    int has_loans;    /* a loan under it can still be claimed */
    int by_guarantor; /* it has no such agreement of its own: a guarantor's binds loans of this bank */
};
struct fpl_position__measure {
    char kind[32];
    char party[65];
    struct fpl_date date;
    int64_t amount;
};
struct fpl_position {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    int year;
    int64_t balance[FPL_POSITION__ACCOUNTS];
    int foreign;  /* the book has balances in another currency, which count nowhere here */
    int64_t paid; /* paid out so far: debit turnover of 9005 */
    struct fpl_position__party *party;
    size_t parties, party_cap;
    struct fpl_position__under *under; /* by institution, the oldest first */
    size_t unders, under_cap;
    struct fpl_position__measure *measure;
    size_t measures, measure_cap;
    struct fpl_derive *derive; /* keeps the packs */
    struct fpl_report *report;
    struct fpl_error *error;
};
const char *fpl_position__code(enum fpl_position__account account);
/* Keeps an agreement that has begun. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_position__note_under(struct fpl_position *p, const struct fpl_position__under *one);
/* Orders them and leaves those in force: the last agreement's, and each that still has loans. What reading answers. */
FPL_MUST_CHECK enum fpl_status fpl_position__unders(struct fpl_position *p);
/* 机构, 上限, 熔断 */
FPL_MUST_CHECK enum fpl_status fpl_position__institutions(struct fpl_position *p);
FPL_MUST_CHECK enum fpl_status fpl_position__caps(struct fpl_position *p);
FPL_MUST_CHECK enum fpl_status fpl_position__breakers(struct fpl_position *p);
/* A tally of a scope ("bank:" + id if prefix, else "") in the year or since a day. */
FPL_MUST_CHECK enum fpl_status fpl_position__tally(struct fpl_position *p, const char *name, const char *party,
                                                   struct fpl_date from, int64_t *out);
/* The same of a scope written out, "scheme:ID". */
enum fpl_status fpl_position__tally_of(struct fpl_position *p, const char *name, const char *scope,
                                       struct fpl_date from, int64_t *out);
struct fpl_date fpl_position__year_first(const struct fpl_position *p);

#endif
