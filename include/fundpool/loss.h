#ifndef FUNDPOOL_LOSS_H
#define FUNDPOOL_LOSS_H
/* Loss tolerance 容错率: how much a fund lost, over what, against which limit. Pure: movements in, rows out.
 *
 * No published text defines the arithmetic. So every choice is a switch of the rule, and every row shows the other
 * readings beside the one that decides: docs/LOSS.md explains each with its source. A *line* is one fund's holding in
 * one investee, all tranches and instruments added up. Money is exact; a verdict is a cross-multiplication of whole
 * numbers; a sum that leaves int64 is FPL_E_OVERFLOW. What happens after the cut-off is not looked at, so an old
 * cut-off gives the same rows for ever. */
#include "fundpool/date.h"
#include "fundpool/ratio.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the rule ---- */
enum fpl_loss_recognition { FPL_LOSS_REALISED, FPL_LOSS_TOTAL, FPL_LOSS_LIQUIDATION };
enum fpl_loss_netting { FPL_LOSS_GROSS, FPL_LOSS_NET_CATEGORY, FPL_LOSS_NET_FUND, FPL_LOSS_NET_FAMILY };
enum fpl_loss_denominator {
    FPL_LOSS_TOTAL_INVESTED, /* 投资总额: cost paid less refunds, exited cost included */
    FPL_LOSS_PRINCIPAL,      /* 投资本金: paid-in capital; fund, class and family only */
    FPL_LOSS_EXITED_COST,    /* cost disposed of or written off (ANNUAL: that of the year) */
    FPL_LOSS_FUND_SIZE       /* commitments less releases; fund, class and family only */
};
enum fpl_loss_timing { FPL_LOSS_ANNUAL, FPL_LOSS_CUMULATIVE, FPL_LOSS_LIFECYCLE };
enum fpl_loss_buyback { FPL_LOSS_CASH, FPL_LOSS_SIGNING }; /* when the proceeds of a buy-back count */
enum fpl_loss_level { FPL_LOSS_PROJECT, FPL_LOSS_CATEGORY, FPL_LOSS_FUND, FPL_LOSS_CLASS, FPL_LOSS_FAMILY };
#define FPL_LOSS_LEVELS 5

struct fpl_loss_limit {
    enum fpl_loss_level level;
    struct fpl_str classes; /* words with a blank between them, one of which must be a word of the row's class (of a
                               project or category: its category); empty: any */
    struct fpl_ratio tau; /* the loss may be at most this share (the number included: 民法典 第一千二百五十九条) */
    int tested;           /* 0: expressly not tested */
};

/* What is computed. Limits are tried in order, the first that fits holds. */
struct fpl_loss_terms {
    enum fpl_loss_recognition recognition;
    enum fpl_loss_netting netting;
    enum fpl_loss_denominator denominator;
    enum fpl_loss_timing timing;
    enum fpl_loss_buyback buyback;
    int income;               /* dividends and interest reduce a loss */
    int pre_concession;       /* proceeds are counted before what was conceded 让利 */
    int duty_gate;            /* only losses not held to account 追责 are tested against the limit */
    int reading;              /* whom the rule covers is a reading 读法, not the text's word */
    int stale_days;           /* a valuation older than this at the cut-off is flagged; 0: never */
    int bonus_years;          /* years whose bonuses cover an excess, its own first; 0: no such mechanism */
    struct fpl_ratio reserve; /* share of the year's exit gains put into the special reserve */
    struct fpl_date from, to; /* validity of the text, both days in it; FPL_DATE_NONE: open */
    struct fpl_str scope;     /* classes of fund it covers, words; empty: every fund */
    const struct fpl_loss_limit *limit;
    int limits;
};

struct fpl_loss_rule; /* 容错规则: the terms as an adopted document */
/* Canonical JSON with the members buyback, duty_gate, excess {bonus_years, reserve}, id, limits, pre_concession,
 * reading, scope, source {clause, doc}, stale_days, switches {denominator, income, netting, recognition, timing},
 * title {en, zh}, valid {from, to}, version; docs/LOSS.md shows one. FPL_E_PACK_INVALID (arg 0 = place, 1 =
 * the place, 2 = the reason) for a missing, unknown or malformed member and for rules without a meaning: TOTAL over
 * EXITED_COST, PRINCIPAL, FUND_SIZE or LIQUIDATION with a tested project or category, a level that no limit names, a
 * level whose last limit does not fit every class, a limit behind one that does, tau above 1 without `above_one`, a
 * validity that ends before it begins. FPL_E_JSON, FPL_E_NOMEM. The bytes are copied; the caller frees. */
FPL_MUST_CHECK enum fpl_status fpl_loss_rule_parse(struct fpl_str json, struct fpl_loss_rule **out,
                                                   struct fpl_error *error);
/* NULL allowed. Texts and terms of the rule die with it. */
void fpl_loss_rule_free(struct fpl_loss_rule *rule);
const struct fpl_loss_terms *fpl_loss_rule_terms(const struct fpl_loss_rule *rule); /* never NULL */
struct fpl_str fpl_loss_rule_id(const struct fpl_loss_rule *rule);                  /* "HB_READING" */
int64_t fpl_loss_rule_version(const struct fpl_loss_rule *rule);                    /* 1, 2, … */
struct fpl_str fpl_loss_rule_title(const struct fpl_loss_rule *rule, int zh);       /* Chinese if zh != 0 */
struct fpl_str fpl_loss_rule_clause(const struct fpl_loss_rule *rule);              /* document number and clause */

/* ---- what happened ---- */
/* In the order in which the movements of one record take effect; those of one day go by record. */
enum fpl_loss_kind {
    /* of a fund */
    FPL_LOSS_COMMITMENT,   /* 认缴 */
    FPL_LOSS_RELEASE,      /* 核减认缴 */
    FPL_LOSS_FUND_PAID_IN, /* 实缴: amount, below 0 where it is lowered; own = our part, in a fund looked through */
    FPL_LOSS_DISTRIBUTION, /* 分配, of any kind */
    FPL_LOSS_ENDED,        /* 清算: the fund has been liquidated */
    /* of a line */
    FPL_LOSS_PAID,       /* cost paid; shares acquired, 0 where the holding is not in shares; category */
    FPL_LOSS_REFUND,     /* 退回投资款: neither proceeds nor loss; amount, shares given back */
    FPL_LOSS_EXIT,       /* amount = proceeds net of tax and fees, may be negative; cost or shares, see below */
    FPL_LOSS_BUYBACK,    /* signed, not yet paid: amount = price, > 0; cost or shares */
    FPL_LOSS_REDEEMED,   /* principal of a convertible paid back: amount = cost relieved and proceeds */
    FPL_LOSS_INSTALMENT, /* cash of the buy-back `of`, amount at most what is still owed of it */
    FPL_LOSS_UNPAID,     /* what is still owed of the buy-back, or of the sale, `of` is written off: amount = that */
    FPL_LOSS_WRITE_OFF,  /* booked; amount = received with it; cost or shares */
    FPL_LOSS_RECOVERY,   /* after a write-off, `of` or the newest of the line: amount */
    FPL_LOSS_DIVIDEND,   /* dividends and interest: amount */
    FPL_LOSS_CONCESSION, /* amount conceded out of the proceeds */
    FPL_LOSS_VALUATION,  /* amount = fair value of what is held but convertibles, when recorded; not of what is sold */
    FPL_LOSS_DUTY        /* the duty case 尽职免责案件 of the loss `of` stands so from this day on */
};
enum fpl_loss_duty { FPL_DUTY_PENDING, FPL_DUTY_EXEMPT, FPL_DUTY_PARTIAL, FPL_DUTY_ACCOUNTABLE };

struct fpl_loss_move {
    struct fpl_str line;     /* at most FPL_LOSS_NAME_BYTES; empty for the kinds of a fund */
    struct fpl_str category; /* PAID: the line's is that of its first paid tranche, for ever; empty: unknown */
    enum fpl_loss_kind kind;
    struct fpl_date day;
    int64_t seq; /* the record's number: order within a day */
    struct fpl_money amount;
    int has_cost;          /* EXIT, BUYBACK, WRITE_OFF: `cost` is what is relieved; else by moving average over */
    struct fpl_money cost; /* `shares`, HALF_UP to fen, the last share taking the rest; shares 0: all that is held */
    int64_t shares;
    struct fpl_money debt; /* PAID, REFUND, WRITE_OFF: by how much what is held in convertibles 可转债 changes */
    struct fpl_money own;
    int64_t of;              /* seq of the record that the movement is about; 0: see RECOVERY */
    enum fpl_loss_duty duty; /* DUTY; of PARTIAL `amount` is held to account, the rest exempt */
};
#define FPL_LOSS_NAME_BYTES 160

struct fpl_loss_fund {
    struct fpl_str id;        /* at most FPL_LOSS_NAME_BYTES */
    struct fpl_str classes;   /* words with a blank between them, "growth future"; empty: unknown */
    int look_through;         /* 1: we own a part, paid-in own over all, and count with it in class and family */
    struct fpl_date reported; /* day of the newest report of a fund kept elsewhere; FPL_DATE_NONE: these books */
};

/* Cost relieved: left × sold ÷ held, HALF_UP to fen, all of it when sold = held. 0 <= sold <= held, held > 0 and
 * left >= 0 asserted. Source: CAS 22 moving average [a choice]; vector L3. */
FPL_MUST_CHECK enum fpl_status fpl_loss_relief(struct fpl_money left, int64_t sold, int64_t held,
                                               struct fpl_money *out);

/* ---- what came of it ---- */
/* Readings of one row's loss: recognition and income, then the fund's liquidation, then what the rule tests. */
enum fpl_loss_reading {
    FPL_LOSS_BY_REALISED,
    FPL_LOSS_BY_REALISED_INCOME,
    FPL_LOSS_BY_TOTAL,
    FPL_LOSS_BY_TOTAL_INCOME,
    FPL_LOSS_BY_LIQUIDATION,
    FPL_LOSS_BY_TEST /* the rule's reading without what is held to account */
};
/* Sums of a row, in fen. LOSS + reading × 4 + netting; RAW + reading: before the last floor at 0. */
enum fpl_loss_sum {
    FPL_LOSS_SUM_LOSS = 0,
    FPL_LOSS_SUM_RAW = 24,
    FPL_LOSS_SUM_INVESTED = 30,
    FPL_LOSS_SUM_EXITED,
    FPL_LOSS_SUM_PRINCIPAL,
    FPL_LOSS_SUM_SIZE,
    FPL_LOSS_SUM_CASH_OUT, /* our own money: invested, or paid into the funds looked through */
    FPL_LOSS_SUM_EXEMPT,   /* the three add up to the gross loss of the rule's reading */
    FPL_LOSS_SUM_PENDING,
    FPL_LOSS_SUM_ACCOUNTABLE,
    FPL_LOSS_SUM_PURSUED, /* written off and not recovered: memo 9006 */
    FPL_LOSS_SUMS
};
#define FPL_LOSS_AT(reading, netting) (FPL_LOSS_SUM_LOSS + (int)(reading)*4 + (int)(netting))

enum fpl_loss_verdict {
    FPL_LOSS_PASS,
    FPL_LOSS_FAIL,
    FPL_LOSS_NA,               /* nothing in the denominator, or no liquidation yet */
    FPL_LOSS_NOT_TESTED,       /* no limit, an express exemption, or a fund the rule does not cover */
    FPL_LOSS_PASS_ACCOUNTABLE, /* the tested loss passes, and some loss is held to account */
    FPL_LOSS_VERDICTS
};
/* "PASS", "FAIL", … for lang < 0, else 达标 … (1), pass … (0). */
const char *fpl_loss_verdict_name(enum fpl_loss_verdict verdict, int lang);

enum fpl_loss_flag {
    FPL_LOSS_UNVALUED = 1,      /* something held has no valuation and stands at cost */
    FPL_LOSS_STALE = 2,         /* a valuation too old, or a fund's report older than the cut-off */
    FPL_LOSS_CLASS_UNKNOWN = 4, /* class or category unknown: the strictest limit was taken */
    FPL_LOSS_NO_SHARE = 8,      /* a fund looked through has nothing paid in: its part is not known, verdict NA */
    FPL_LOSS_OUT_OF_SCOPE = 16, /* the rule does not cover this fund */
    FPL_LOSS_TEXT_EXPIRED = 32  /* the cut-off lies outside the validity of the rule's text */
};

struct fpl_loss_row { /* borrowed for the call */
    enum fpl_loss_level level;
    struct fpl_str fund;                 /* empty in rows of class and family */
    struct fpl_str name;                 /* line, category or classes; empty: fund, family */
    struct fpl_str category;             /* of a project */
    struct fpl_money sum[FPL_LOSS_SUMS]; /* where exact != NULL, cut towards 0 */
    const struct fpl_str *exact;         /* [FPL_LOSS_SUMS]: the sums as rationals "p/q", where parts of funds count */
    struct fpl_money all_in, tested, denominator;
    const struct fpl_loss_limit *limit; /* NULL: none */
    enum fpl_loss_verdict verdict;
    int provisional;           /* LIFECYCLE, and a fund in it goes on */
    int flags;                 /* enum fpl_loss_flag */
    struct fpl_money allowed;  /* ⌊tau × denominator⌋ */
    struct fpl_money excess;   /* tested − allowed when FAIL, fractions of a fen up; else 0 */
    struct fpl_money headroom; /* allowed − tested when not FAIL, fractions down; else 0 */
};
typedef enum fpl_status (*fpl_loss_take)(void *ctx, const struct fpl_loss_row *row);

/* A walk: funds one after the other, of each its movements with `line` rising bytewise (asserted), so those of the
 * fund itself first; within a line in any order. Memory: the movements of one line and a few sums a fund. Rows come as
 * soon as they are known: each line, then the fund's categories and the fund; classes and the family at the end.
 * Texts given are borrowed for the call; the terms must outlive the walk. Statuses: FPL_E_OVERFLOW; FPL_E_LIMIT (arg 0
 * = fund, line and what is wrong) for a relief or refund of more than is held, an instalment of more than is owed;
 * FPL_E_NEGATIVE (the same) for an amount below 0; FPL_E_TOO_LONG; FPL_E_NOMEM; what take() answers. After any of
 * them the walk only can be freed. */
struct fpl_loss;
FPL_MUST_CHECK enum fpl_status fpl_loss_new(const struct fpl_loss_terms *terms, struct fpl_date cut_off,
                                            fpl_loss_take take, void *ctx, struct fpl_loss **out);
FPL_MUST_CHECK enum fpl_status fpl_loss_begin(struct fpl_loss *loss, const struct fpl_loss_fund *fund,
                                              struct fpl_error *error); /* the next fund */
FPL_MUST_CHECK enum fpl_status fpl_loss_add(struct fpl_loss *loss, const struct fpl_loss_move *move,
                                            struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_loss_end(struct fpl_loss *loss, struct fpl_error *error);
void fpl_loss_free(struct fpl_loss *loss); /* NULL allowed */

/* The same over arrays. */
struct fpl_loss_holding {
    struct fpl_loss_fund fund;
    const struct fpl_loss_move *move;
    size_t moves;
};
struct fpl_loss_world {
    const struct fpl_loss_holding *holding;
    size_t holdings;
    struct fpl_date cut_off;
};
FPL_MUST_CHECK enum fpl_status fpl_loss_run(const struct fpl_loss_terms *terms, const struct fpl_loss_world *world,
                                            fpl_loss_take take, void *ctx, struct fpl_error *error);

/* Several verdicts in one: FAIL if any fails, else PASS_ACCOUNTABLE or PASS if any passes, else NA if any is NA, else
 * NOT_TESTED. All NA is never PASS (vector L11). */
enum fpl_loss_verdict fpl_loss_together(enum fpl_loss_verdict a, enum fpl_loss_verdict b);

/* ---- breach history ---- */
struct fpl_loss_breach {      /* borrowed for the call */
    struct fpl_date from, to; /* FAIL on the days [from, to); FPL_DATE_NONE: still so at the end */
    struct fpl_date highest_on;
    struct fpl_money tested, denominator;           /* of the highest rate */
    struct fpl_str exact_tested, exact_denominator; /* where parts of funds count, else empty */
};
/* The intervals in which one row failed, by the days on which something happened up to the world's cut-off, in order.
 * level, fund and name as in struct fpl_loss_row. Whether the text was in force on those days is not looked at. Errors
 * as of fpl_loss_run, and what take() answers. */
struct fpl_loss_place {
    enum fpl_loss_level level;
    struct fpl_str fund, name;
};
typedef enum fpl_status (*fpl_loss_take_breach)(void *ctx, const struct fpl_loss_breach *breach);
FPL_MUST_CHECK enum fpl_status fpl_loss_history(const struct fpl_loss_terms *terms, const struct fpl_loss_world *world,
                                                const struct fpl_loss_place *place, fpl_loss_take_breach take,
                                                void *ctx, struct fpl_error *error);

/* ---- what makes an excess good ---- */
struct fpl_loss_year {
    int year;                           /* rising by one (asserted) */
    struct fpl_money loss, denominator; /* of the year's end, cumulative */
    struct fpl_money gains;             /* the year's exit gains; below 0 they credit nothing */
    struct fpl_money bonus;             /* the manager's bonus of the year */
};
struct fpl_loss_cover {
    struct fpl_money excess;                          /* max(0, loss − ⌊tau × denominator⌋) */
    struct fpl_money credited, reserve_used, reserve; /* into the reserve, out of it, left */
    struct fpl_money withheld, paid;                  /* of the bonus */
    struct fpl_money open;                            /* not made good so far */
    struct fpl_money lapsed; /* of that, past its last bonus year: the reserve alone covers it */
    struct fpl_money over;   /* covered in earlier years beyond the excess: nothing is given back */
};
/* Per category and year: special reserve first, then bonuses of the year of origin and the bonus_years − 1 after it,
 * first in first out; a fall of the excess takes the oldest part first. cover[years] is written only on FPL_OK.
 * FPL_E_OVERFLOW, FPL_E_NEGATIVE, FPL_E_LIMIT (years > FPL_LOSS_YEARS_MAX). Source: 穗开国资规字〔2025〕1号; vector
 * L14. */
#define FPL_LOSS_YEARS_MAX 100
FPL_MUST_CHECK enum fpl_status fpl_loss_cover(const struct fpl_loss_terms *terms, struct fpl_ratio tau,
                                              const struct fpl_loss_year *year, int years,
                                              struct fpl_loss_cover *cover);

#ifdef __cplusplus
}
#endif
#endif
