#ifndef REPORTS_EARLY_H
#define REPORTS_EARLY_H
/* The sums behind an early-stage share, by day, profile by profile. */
#include "reports/common.h"

#define FPL_EARLY__NAME 80 /* "<id>@<version>" */
struct fpl_early__profile {
    char name[FPL_EARLY__NAME];
    int64_t adopted;    /* registry seq; a deal decided under a registry no larger has no tally for it */
    int64_t superseded; /* registry seq of the next version, from which on deals have none again; INT64_MAX */
    struct fpl_profile *profile;
    struct fpl_json_doc doc;          /* of its JSON */
    const struct fpl_json *predicate; /* in doc */
};
struct fpl_early__profiles {
    struct fpl_early__profile *list;
    size_t n, cap;
};
/* Adopted profiles in key order, those that `wanted` names ("ID" or "ID@VERSION"; empty: all). FPL_E_PROFILE if it
 * names none. */
FPL_MUST_CHECK enum fpl_status fpl_early__profiles(struct fpl_view *view, struct fpl_str wanted,
                                                   struct fpl_early__profiles *out, struct fpl_error *error);
void fpl_early__profiles_release(struct fpl_early__profiles *profiles);

struct fpl_early__day { /* money of one result on one day */
    int32_t day;
    int result; /* enum fpl_tri */
    int64_t amount, count;
};
struct fpl_early__sums { /* of one fund under one profile, sorted by day */
    struct fpl_early__day *day;
    size_t n, cap;
    int64_t late; /* deals recorded while the profile was not in force, judged now from the facts they kept */
};
FPL_MUST_CHECK enum fpl_status fpl_early__sums(struct fpl_view *view, const struct fpl_book *book,
                                               const struct fpl_early__profile *profile, struct fpl_early__sums *out,
                                               struct fpl_error *error);
void fpl_early__sums_release(struct fpl_early__sums *sums);
/* Cumulated up to and on `to`. FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_early__cumulate(const struct fpl_early__sums *sums, struct fpl_date to,
                                                   struct fpl_share_sums *out, struct fpl_error *error);

/* The share's cells shared by the report and the preview: numerator, unknown, denominator, percent, verdict, shortfall,
 * headroom. */
void fpl_early__share_columns(struct fpl_report *report);
FPL_MUST_CHECK enum fpl_status fpl_early__share_cells(struct fpl_report *report, const struct fpl_share_sums *sums,
                                                      struct fpl_ratio threshold, int scale, struct fpl_error *error);
/* A table, where a rule binds any of them on the view's day (`early bind`): each fund by its own rule, or 未登记. A
 * follow-on round stands as its rule says, the other reading beside it. With a decision that is planned, the one fund
 * without it and with it. What the reads answer, FPL_E_OVERFLOW. */
/* A table of one fund's share at the end of each quarter and on the view's day, each by the rule that bound on that
 * day; from the first rule or, if that is later, the first deal. Nothing where no rule was ever bound. Each day is a
 * fold of the fund's records. */
FPL_MUST_CHECK enum fpl_status fpl_early__history(struct fpl_view *view, const struct fpl_book *fund,
                                                  struct fpl_report *report, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_early__by_rule(struct fpl_view *view, const struct fpl_book *fund, size_t n,
                                                  const struct fpl_decision *planned, struct fpl_report *report,
                                                  struct fpl_error *error);
/* How a share by a fund's own rule follows, step by step, in exact whole numbers and fractions; each step's clause
 * beside it. */
struct fpl_early__derived {
    int64_t early, whole;           /* minor units, or projects */
    int64_t invested, fees, guided; /* of a fixed whole: what can no longer be invested; the guidance money */
    int scale;                      /* decimals of the two */
    struct fpl_ratio threshold, times;
    int fixed, floors; /* the denominator is a fixed whole; there are two floors */
    int under_way;     /* within the investment period */
    const char *document;
};
/* A table "steps". FPL_E_LIMIT, FPL_E_NOMEM, FPL_E_TOO_LONG. */
FPL_MUST_CHECK enum fpl_status fpl_early__steps(const struct fpl_early__derived *derived, struct fpl_report *report,
                                                struct fpl_error *error);
/* The fund's share looked through to its sub-funds: own deals at their amount, projects of sub-funds at what the fund
 * has of them, which is the product of the parts paid in along the chain. Source: fund rules §3.2, L1 to L3. */
enum fpl_early__scope { FPL_EARLY_DIRECT, FPL_EARLY_L1, FPL_EARLY_L2, FPL_EARLY_L3 };
enum fpl_early__undisclosed { FPL_EARLY_COUNT, FPL_EARLY_EXCLUDE, FPL_EARLY_NO_VERDICT };
#define FPL_EARLY_ID 65
struct fpl_early__stake { /* that stands on the view's day, with its newest report that does */
    char key[FPL_EARLY_ID], party[FPL_EARLY_ID], holder[FPL_EARLY_ID], look[FPL_EARLY_ID];
    char class[16];
    struct fpl_ratio part;                             /* COMPREHENSIVE: early by its charter */
    struct fpl_date day;                               /* of the report; FPL_DATE_NONE: there is none */
    int64_t own, paid;                                 /* in the report; paid > 0 where there is one */
    int64_t early, unknown, all, hidden, hidden_early; /* of its projects; hidden: amounts not disclosed, by number */
    int out;                                           /* the stake above it was taken back, or has no report */
};
struct fpl_early__through {
    struct fpl_early__stake *stake; /* in order of keys */
    size_t n, cap;
    enum fpl_early__scope scope;
    enum fpl_early__undisclosed undisclosed;
};
struct fpl_early__result {              /* exact ones stand in the table; minor units, early down and whole up to one */
    int64_t early, unknown, whole, ppm; /* ppm: the share, cut at six decimals */
    int64_t shortfall, headroom, hidden;
    enum fpl_verdict verdict;
    int unreachable, unlimited, stale, without; /* stakes whose report is old, or that have none */
    int open;                                   /* no verdict: amounts are not disclosed */
};
FPL_MUST_CHECK enum fpl_status fpl_early__stakes(struct fpl_view *view, int32_t book, struct fpl_early__through *out,
                                                 struct fpl_error *error);
void fpl_early__stakes_release(struct fpl_early__through *through);
/* Is it a sub-fund that the fund holds itself? Then what was paid to it is no deal of the fund's own. */
int fpl_early__holds(const struct fpl_early__through *through, const char *party);
/* FPL_E_OVERFLOW, FPL_E_LIMIT, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_early__look(const struct fpl_early__through *through, const int64_t own[3],
                                               struct fpl_ratio threshold, struct fpl_date cut,
                                               struct fpl_early__result *out, struct fpl_error *error);
/* A table "look_through": each stake with its weight, exactly, its report, STALE or not, and what it adds. */
FPL_MUST_CHECK enum fpl_status fpl_early__put_stakes(const struct fpl_early__through *through, struct fpl_date cut,
                                                     int scale, struct fpl_report *report, struct fpl_error *error);
/* A note: scope, reports older than the cut, sub-funds without one, amounts not disclosed. */
void fpl_early__note_stakes(const struct fpl_early__through *through, const char *binding,
                            const struct fpl_early__result *result, struct fpl_report *report);
/* The stage as a cell: 至A轮, "up to series a". */
void fpl_early__name_stage(const struct fpl_fund_buckets *stages, int stage, struct fpl_report *report);
/* What a supervisor counts a fund under: its description on the view's day (`fund describe`), and its verdict. */
struct fpl_early__group {
    const struct fpl_book *fund;
    char verdict[24], class[16], level[16], region[FPL_EARLY_ID]; /* class "": not described */
    struct fpl_date from;
    int64_t seq;
};
/* The newest description that has begun. What fpl_read_items answers. */
FPL_MUST_CHECK enum fpl_status fpl_early__describe(struct fpl_view *view, const struct fpl_book *fund,
                                                   const char *verdict, struct fpl_early__group *out,
                                                   struct fpl_error *error);
/* Tables "groups" (funds by verdict: all, by class, level, region) and "failing" (those alone that fail), if a fund is
 * described. Sorts `group`. */
void fpl_early__put_groups(struct fpl_early__group *group, size_t n, struct fpl_report *report);
struct fpl_ratio fpl_early__threshold(const struct fpl_report_spec *spec);
/* A threshold given by hand has no clause. */
void fpl_early__caption_basis(struct fpl_report *report, const struct fpl_report_spec *spec);

/* Which facts a planned decision lacked (missing.c): of the profiles that could not judge it, of caps and breakers that
 * it leaves out; and where each comes from. Nothing where none was lacking. */
void fpl_reports__missing(struct fpl_report *report, const struct fpl_early__profiles *profiles,
                          const struct fpl_decision *decision);

#endif
