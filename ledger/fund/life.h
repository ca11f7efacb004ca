#ifndef LEDGER_FUND_LIFE_H
#define LEDGER_FUND_LIFE_H
/* What the events of a fund's life share: items with several members, refusals with their figures, and the commitment,
 * which capital, releases and recallable distributions move. Pure. */
#include "ledger/policy/declare.h"

#define FPL_FUND_DATA 2048 /* an item's data: at most six ids of 64 bytes, eight numbers and four dates */

/* A read that refuses where there is no such item. */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_READ(id, kind, key_, member_, flags_, absent_)                                                        \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = kind, .key = FACT(key_), .member = member_, .flags = flags_,  \
        .absent = FPL_##absent_, .before = FPL_NO_FACT                                                                 \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

struct fpl_fund__data { /* an item's data under way, members in the order of their names */
    char bytes[FPL_FUND_DATA];
    struct fpl_buf buf;
    struct fpl_json_out json;
};
void fpl_fund__data_begin(struct fpl_fund__data *data);
/* Nothing for an empty text and for no date. */
void fpl_fund__data_text(struct fpl_fund__data *data, const char *member, struct fpl_str text);
void fpl_fund__data_date(struct fpl_fund__data *data, const char *member, struct fpl_date date);
void fpl_fund__data_num(struct fpl_fund__data *data, const char *member, int64_t num);
/* Ends the object and writes it as the item's state. */
void fpl_fund__data_item(struct fpl_fund__data *data, const char *kind, struct fpl_str key, struct fpl_decision *out);

/* The last refusal is about what this fact says: the field is named. */
void fpl_fund__about(struct fpl_decision *out, enum fpl_fact_id id);
/* Refuses with two amounts in yuan, with two numbers, with one text. */
void fpl_fund__refuse_money(struct fpl_decision *out, enum fpl_status status, int64_t is, int64_t given);
void fpl_fund__refuse_count(struct fpl_decision *out, enum fpl_status status, int64_t is, int64_t given);
void fpl_fund__refuse_text(struct fpl_decision *out, enum fpl_status status, struct fpl_str text);
/* What an amount is made of is told whole or not at all, and makes EVENT_AMOUNT: base x rate, HALF_UP to fen. Refuses
 * FPL_E_MISSING, FPL_E_CHANGED with what they make. */
void fpl_fund__check_product(const struct fpl_facts *facts, enum fpl_fact_id base, enum fpl_fact_id rate,
                             struct fpl_decision *out);
/* Is a basis told? It is told whole or not at all: refuses FPL_E_MISSING for each of the `count` facts left out. */
int fpl_fund__told_whole(const struct fpl_facts *facts, const enum fpl_fact_id *basis, int count,
                         struct fpl_decision *out);
/* What rate, base and days make is EVENT_AMOUNT: refuses `status` where it could not be computed, FPL_E_CHANGED with
 * `amount` where it is another. */
void fpl_fund__check_computed(const struct fpl_facts *facts, enum fpl_status status, struct fpl_money amount,
                              struct fpl_decision *out);
/* A loss is made good by the year in which it arose and by later ones: by what was set aside or earned on the day that
 * the fact `day` is. Refuses FPL_E_LOSS_YEAR for a LOSS_YEAR after that. Source: loss rules, Q28. */
void fpl_fund__check_loss_year(const struct fpl_facts *facts, enum fpl_fact_id day, struct fpl_decision *out);
/* Refuses FPL_E_HASH where the fact is anything but 64 lower-case hexadecimal digits. */
void fpl_fund__check_hash(const struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_decision *out);
/* Adds to a sum that an item keeps. FPL_E_AMOUNT_RANGE past FPL_MINOR_MAX, which the decision is then refused with. */
void fpl_fund__add(struct fpl_decision *out, int64_t *sum, int64_t amount);

/* ---- the term (term.c) ---- */

/* Item "fund.term", one of the fund: {"by","end","from"}: until when it goes on, by which event ("extension|YQ-1"),
 * since when that holds. */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_READ_TERM(id, member_)                                                                                \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = "fund.term", .key = FPL_NO_FACT, .member = member_,           \
        .before = FPL_NO_FACT                                                                                          \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
void fpl_fund__term_write(const char *kind, struct fpl_str key, struct fpl_date from, struct fpl_date end,
                          struct fpl_decision *out);

/* ---- liquidation (liquidation.c) ---- */

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_READ_LIQUIDATING(id, member_)                                                                         \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = "liquidating", .key = FPL_NO_FACT, .member = member_,         \
        .before = FPL_NO_FACT                                                                                          \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define FPL_FUND_READ_LIQUIDATION FPL_FUND_READ_LIQUIDATING(LIQUIDATION_ON, "on")
/* Once a partner's capital is closed, nothing moves that was wound up before it: refuses FPL_E_LIQUIDATION_CLOSED.
 * Source: fund rules §2.2, E21. */
#define FPL_FUND_READ_CLOSED                                                                                           \
    FPL_FUND_READ_LIQUIDATING(LIQUIDATION_CLOSED, "cl"), FPL_FUND_READ_LIQUIDATING(LIQUIDATION_LAST, "last")
void fpl_fund__not_closed(const struct fpl_facts *facts, struct fpl_decision *out);
/* Refuses FPL_E_LIQUIDATING where the event is of the day on which the fund's liquidation began or of a later one;
 * `what` says what it is, in words of both languages (FPL_ZH_EN). What is taken on has happened. Source: 合伙企业法
 * 第八十八条. */
void fpl_fund__not_liquidating(const struct fpl_facts *facts, const char *what, struct fpl_decision *out);

/* ---- the other side of a partner's events (partners.c) ---- */

/* What the sides read of the primary: kept by it, asked or not. */
#define FPL_FUND_READS_MIRROR                                                                                          \
    READ_ITEM(MIRROR_FUND, "mirror", COMMITMENT_PARTY, "fund", FPL_READ_FROZEN),                                       \
        READ_ITEM(MIRROR_STAKE, "mirror", COMMITMENT_PARTY, "stake", FPL_READ_FROZEN)
#define FPL_FUND_SIDES(company, treasury) FPL_FUND_SIDES_OF(company, treasury, COMMITMENT_PARTY)
/* Of an event that concerns a partner's book in some cases only: `party` is unknown in the others. */
#define FPL_FUND_SIDES_OF(company, treasury, party)                                                                    \
    {                                                                                                                  \
        {&fpl_event__##company, FPL_BOOK_COMPANY, FACT(party)}, {                                                      \
            &fpl_event__##treasury, FPL_BOOK_FISCAL, FACT(party)                                                       \
        }                                                                                                              \
    }
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_READ_WHEN(id, kind, key_, member_, flags_, when_)                                                     \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = kind, .key = FACT(key_), .member = member_, .flags = flags_,  \
        .before = FPL_NO_FACT, .when = when_                                                                           \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define FPL_FUND_READS_MIRROR_OF(party, when_)                                                                         \
    FPL_FUND_READ_WHEN(MIRROR_FUND, "mirror", party, "fund", FPL_READ_FROZEN, when_),                                  \
        FPL_FUND_READ_WHEN(MIRROR_STAKE, "mirror", party, "stake", FPL_READ_FROZEN, when_)
/* Has the party a book of its own? */
int fpl_fund__is_mirrored(const struct fpl_facts *facts, const struct fpl_pack *pack);

/* ---- the commitment ---- */

/* Item "commitment", key its id: {"amt","cap","lvl","on","paid","party","rec","rel","st"}; unfunded = amount - paid +
 * recallable - released, never below 0. Source: fund rules §2.2 E01, E03, E22, E29; §11, invariants. */
struct fpl_fund__commitment {
    int64_t amount, paid, recallable, released;
};
#define FPL_FUND_READS_COMMITMENT                                                                                      \
    FPL_FUND_READ(COMMITMENT_PARTY, "commitment", COMMITMENT_ID, "party", 0, E_NOT_FOUND),                             \
        READ_ITEM(COMMITMENT_CAPACITY, "commitment", COMMITMENT_ID, "cap", 0),                                         \
        READ_ITEM(COMMITMENT_LEVEL, "commitment", COMMITMENT_ID, "lvl", 0),                                            \
        READ_ITEM(COMMITMENT_ON, "commitment", COMMITMENT_ID, "on", 0),                                                \
        READ_ITEM(COMMITMENT_STATE, "commitment", COMMITMENT_ID, "st", 0),                                             \
        READ_ITEM(COMMITMENT_AMOUNT, "commitment", COMMITMENT_ID, "amt", FPL_READ_ZERO),                               \
        READ_ITEM(COMMITMENT_PAID, "commitment", COMMITMENT_ID, "paid", FPL_READ_ZERO),                                \
        READ_ITEM(COMMITMENT_RECALLABLE, "commitment", COMMITMENT_ID, "rec", FPL_READ_ZERO),                           \
        READ_ITEM(COMMITMENT_RELEASED, "commitment", COMMITMENT_ID, "rel", FPL_READ_ZERO), FPL_FUND_READ_CLOSED

/* As the facts say; refuses FPL_E_REVERSED for one that was taken back, FPL_E_LIQUIDATION_CLOSED after a closure. */
void fpl_fund__commitment_load(const struct fpl_facts *facts, struct fpl_fund__commitment *c, struct fpl_decision *out);
int64_t fpl_fund__unfunded(const struct fpl_fund__commitment *c);
/* Refuses FPL_E_CALL_OPEN where what was called of the commitment and is not paid would not be covered once `amount` of
 * what is unfunded is gone (fact CALL_OPEN). */
void fpl_fund__commitment_keeps_called(const struct fpl_facts *facts, const struct fpl_fund__commitment *c,
                                       int64_t amount, struct fpl_decision *out);
#define FPL_FUND_READ_CALL_OPEN READ_ITEM(CALL_OPEN, "call.open", COMMITMENT_ID, "open", 0)
/* Refuses FPL_E_UNFUNDED where `amount` is more than is unfunded. */
void fpl_fund__commitment_covers(const struct fpl_fund__commitment *c, int64_t amount, struct fpl_decision *out);
void fpl_fund__commitment_write(const struct fpl_facts *facts, const struct fpl_fund__commitment *c, const char *state,
                                struct fpl_decision *out);

#endif
