#ifndef LEDGER_FUND_AGREED_H
#define LEDGER_FUND_AGREED_H
/* What a fund has agreed to pay into a firm and has not paid: the tranches of an investment agreement that wait for
 * their day or milestone. Memo 9002 by firm and tranche against 9102, off balance. Pure.
 *
 * Item "tranche", key its id: {"amt","can","firm","inst","on","paid","st"}; of the amount `paid` was paid by deals,
 * `inst` has become payable (E27), `can` was cancelled, and the rest is left. The last three are absent while they
 * are 0; "st" is "REVERSED" of one that was taken back. */
#include "ledger/fund/life.h"

#define FPL_FUND_TRANCHE_FIELD FS("tranche", "分期编号", "tranche", "tranche_no", ID, 0, TRANCHE_ID)
#define FPL_FUND_READS_TRANCHE                                                                                         \
    READ_ITEM(TRANCHE_FIRM, "tranche", TRANCHE_ID, "firm", 0), READ_ITEM(TRANCHE_ON, "tranche", TRANCHE_ID, "on", 0),  \
        READ_ITEM(TRANCHE_STATE, "tranche", TRANCHE_ID, "st", 0),                                                      \
        READ_ITEM(TRANCHE_AMOUNT, "tranche", TRANCHE_ID, "amt", FPL_READ_ZERO),                                        \
        READ_ITEM(TRANCHE_PAID, "tranche", TRANCHE_ID, "paid", FPL_READ_ZERO),                                         \
        READ_ITEM(TRANCHE_PAYABLE, "tranche", TRANCHE_ID, "inst", FPL_READ_ZERO),                                      \
        READ_ITEM(TRANCHE_CANCELLED, "tranche", TRANCHE_ID, "can", FPL_READ_ZERO)
/* The row that takes the memo off, for the recipe of whatever pays a tranche. */
#define FPL_FUND_TRANCHE_ROW(code, zh, en)                                                                             \
    { code, zh, en, "9102", "9002", NONE, NONE, DIM(TRANCHE_FIRM), DIM(TRANCHE_ID), "" }

enum fpl_fund__agreed_by { FPL_AGREED_PAID, FPL_AGREED_PAYABLE, FPL_AGREED_CANCELLED };

/* What is left of the tranche TRANCHE_ID of the firm FIRM_ID falls by `amount`; negative: it is given back. Writes the
 * item. No effect where the event names no tranche. Refuses FPL_E_NOT_FOUND, FPL_E_REVERSED, FPL_E_TRANCHE_FIRM (it is
 * agreed with another firm: that firm, the tranche), FPL_E_TRANCHE (what is left, the amount). */
void fpl_fund__agreed_take(const struct fpl_facts *facts, enum fpl_fund__agreed_by by, int64_t amount,
                           struct fpl_decision *out);
/* 1: the event names a tranche. */
int fpl_fund__names_tranche(const struct fpl_facts *facts);

#endif
