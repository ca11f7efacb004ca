#ifndef LEDGER_FUND_ALLOT_H
#define LEDGER_FUND_ALLOT_H
/* An amount divided among a fund's commitments, and the shares of a call. Pure. */
#include "ledger/fund/life.h"

/* What a list of commitments says of each. */
enum { FPL_ROW_AMOUNT, FPL_ROW_PAID, FPL_ROW_RECALLABLE, FPL_ROW_RELEASED };
enum { FPL_ROW_PARTY, FPL_ROW_STATE };
void fpl_fund__row_of_commitment(const struct fpl_json *data, struct fpl_list_row *out);
int64_t fpl_fund__row_unfunded(const struct fpl_list_row *row);

/* clang-format off */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define READ_LIST(id, kind, key_, row_) \
    { .fact = FACT(id), .from = FPL_FROM_LIST, .name = kind, .key = key_, \
      .flags = FPL_READ_FROZEN, .before = FPL_NO_FACT, .row = row_ }
/* NOLINTEND(bugprone-macro-parentheses) */
/* clang-format on */
#define FPL_FUND_READS_COMMITMENTS READ_LIST(LIST_COMMITMENTS, "commitment", FPL_NO_FACT, fpl_fund__row_of_commitment)

/* Divides the amount among the rows for which `of` answers more than 0, in proportion to that: whole fen, largest
 * remainder, among equal ones the lowest party id, then the lowest commitment. Adds a share for each of them, in order
 * of parties; out->shares->order[i] is then the row of the i-th. Refuses FPL_E_LIST_EMPTY if there is none. Source:
 * fund rules §3.5, vector T10. */
void fpl_fund__allot(const struct fpl_list *list, int64_t (*of)(const struct fpl_list_row *row),
                     struct fpl_money amount, struct fpl_decision *out);

/* ---- the shares of a call ---- */

/* Item "call.share", key CALL|COMMITMENT: {"amt","due","last","late","of","paid","party"}. `amt` is what was called,
 * `of` the commitment less releases that it is a part of, `late` what was paid after the day it was due, `last` the day
 * of the latest such payment: absent where a reversal left some late money and took the latest. Item "call.open", key
 * COMMITMENT: {"called","open"}, what standing calls have called, and what of it is not paid. */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FPL_FUND_READ_CALL(id, member_)                                                                                \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = "call", .key = FACT(CALL_SHARE), .parts = 1,                  \
        .member = member_, .before = FPL_NO_FACT                                                                       \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define FPL_FUND_READ_SHARE(id, member_, flags_)                                                                       \
    FPL_FUND_READ_WHEN(id, "call.share", CALL_SHARE, member_, flags_, fpl_fund__is_called)
#define FPL_FUND_READS_SHARE                                                                                           \
    FPL_FUND_READ_CALL(CALL_STATE, "st"), FPL_FUND_READ_SHARE(CALL_CALLED, "amt", 0),                                  \
        FPL_FUND_READ_SHARE(CALL_DUE, "due", 0), FPL_FUND_READ_SHARE(CALL_PAID, "paid", 0),                            \
        FPL_FUND_READ_SHARE(CALL_LATE, "late", 0), FPL_FUND_READ_SHARE(CALL_LAST, "last", 0)
/* What a payment under a call writes again. */
#define FPL_FUND_READS_SHARE_WHOLE                                                                                     \
    FPL_FUND_READS_SHARE, FPL_FUND_READ_SHARE(CALL_OF, "of", 0),                                                       \
        FPL_FUND_READ_WHEN(CALL_ALL, "call.open", COMMITMENT_ID, "called", 0, fpl_fund__is_called),                    \
        FPL_FUND_READ_WHEN(CALL_OPEN, "call.open", COMMITMENT_ID, "open", 0, fpl_fund__is_called)
/* The key of the share from the fields of a command; of a text that is no id there is none. */
#define FPL_FUND_SHARE_KEY                                                                                             \
    { FACT(CALL_SHARE), "?call commitment" }

/* Does the command name a call that was issued? */
int fpl_fund__is_called(const struct fpl_facts *facts, const struct fpl_pack *pack);
/* Of a command that names one: refuses FPL_E_REVERSED for a call that was taken back and FPL_E_CALL_SHARE where the
 * commitment has no share in it. 1: it counts under the share. */
int fpl_fund__call_counts(const struct fpl_facts *facts, struct fpl_decision *out);
/* A payment on the day of the event, negative: taken back. Refuses FPL_E_CALL_PAID where it is more than is left, and
 * writes the share where nothing is refused. */
void fpl_fund__call_pay(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out);
void fpl_fund__call_open_write(struct fpl_str commitment, int64_t called, int64_t open, struct fpl_decision *out,
                               int of_list);

#endif
