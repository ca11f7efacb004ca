#ifndef LEDGER_FUND_LIQUIDATION_H
#define LEDGER_FUND_LIQUIDATION_H
/* The liquidation of a fund, from its begin to its end. Pure.
 *
 * Item "liquidating", one of the fund: {"cl","end","id","last","on"}: begun on, by which event, how many times a
 * partner's capital was closed, the day of the last event, the day of its end. */
#include "ledger/fund/life.h"

struct fpl_fund__liquidation {
    struct fpl_str id;
    struct fpl_date on, last, end;
    int64_t closed;
};
#define FPL_FUND_READS_LIQUIDATION                                                                                     \
    FPL_FUND_READ_LIQUIDATION, FPL_FUND_READ_LIQUIDATING(LIQUIDATION_ID, "id"),                                        \
        FPL_FUND_READ_LIQUIDATING(LIQUIDATION_LAST, "last"), FPL_FUND_READ_LIQUIDATING(LIQUIDATION_CLOSED, "cl"),      \
        FPL_FUND_READ_LIQUIDATING(LIQUIDATION_ENDED, "end")

void fpl_fund__liquidation_load(const struct fpl_facts *facts, struct fpl_fund__liquidation *l);
/* One without an id ends. */
void fpl_fund__liquidation_write(const struct fpl_fund__liquidation *l, struct fpl_decision *out);

/* What must be wound up before anything is closed, account by account. */
#define FPL_FUND_READS_LEFT                                                                                            \
    READ_BALANCE(LEFT_HELD_COST, "+110101", 0), READ_BALANCE(LEFT_HELD_FAIR, "+110102", 0),                            \
        READ_BALANCE(LEFT_DEBT, "+1501", 0), READ_BALANCE(LEFT_CASH_MANAGED, "+101201", 0),                            \
        READ_BALANCE(LEFT_BANK, "+100201", 0), READ_BALANCE(LEFT_DIVIDENDS, "+1131", 0),                               \
        READ_BALANCE(LEFT_INTEREST, "+1132", 0), READ_BALANCE(LEFT_PROCEEDS, "+122101", 0),                            \
        READ_BALANCE(LEFT_CLAWBACK, "+122102", 0), READ_BALANCE(LEFT_ALLOWANCE, "+1231", 0),                           \
        READ_BALANCE(LEFT_TAX, "+2221", 0), READ_BALANCE(LEFT_DISTRIBUTIONS, "+2232", 0),                              \
        READ_BALANCE(LEFT_MANAGEMENT_FEE, "+224101", 0), READ_BALANCE(LEFT_CUSTODY_FEE, "+224102", 0),                 \
        READ_BALANCE(LEFT_INSTALMENTS, "+224103", 0), READ_BALANCE(LEFT_CARRY, "+224106", 0),                          \
        READ_BALANCE(LEFT_RESERVE, "+410110", 0), READ_BALANCE(LEFT_UNFUNDED, "+9001", 0),                             \
        READ_BALANCE(LEFT_TRANCHES, "+9002", 0),                                                                       \
        READ_BALANCE(LEFT_RESULT, "+4103+6011+6101+611101+611102+611103+611104+611105+630101+6403+6404+6605", 0)
/* Refuses FPL_E_LIQUIDATION_LEFT for each account that is not empty, with what stands on it. */
void fpl_fund__check_left(const struct fpl_facts *facts, struct fpl_decision *out);

#endif
