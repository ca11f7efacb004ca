#ifndef LEDGER_FUND_INVESTEE_H
#define LEDGER_FUND_INVESTEE_H
/* Whom a fund may put money into. One firm is one party: limits, holdings and follow-on rounds count by it. Pure. */
#include "ledger/fund/life.h"

#define FPL_FUND_FIRM_FIELD FS("firm_reason", "企业说明", "reason for the firm", "", TEXT, 0, FIRM_REASON)
#define FPL_FUND_READS_INVESTEE                                                                                        \
    {.fact = FACT(FIRM_KIND),                                                                                          \
     .from = FPL_FROM_ITEM,                                                                                            \
     .name = "party",                                                                                                  \
     .key = FACT(FIRM_ID),                                                                                             \
     .flags = FPL_READ_REGISTRY | FPL_READ_UNKEPT,                                                                     \
     .before = FPL_NO_FACT,                                                                                            \
     .value = fpl_fund__firm_kind},                                                                                    \
        {.fact = FACT(FIRM_SPELT),                                                                                     \
         .from = FPL_FROM_ITEM,                                                                                        \
         .name = "party",                                                                                              \
         .key = FACT(FIRM_ID),                                                                                         \
         .flags = FPL_READ_REGISTRY | FPL_READ_UNKEPT,                                                                 \
         .before = FPL_NO_FACT,                                                                                        \
         .value = fpl_fund__spelt},                                                                                    \
        READ_ITEM(FIRM_NAMESAKE, "invested", FIRM_SPELT, "firm", 0),                                                   \
        READ_ITEM(FIRM_NAMESAKE_STATE, "holding", FIRM_NAMESAKE, "st", 0),                                             \
        READ_BALANCE_OF(FIRM_STAKE, "+9001-400101-400102-400103", FIRM_ID, FPL_READ_UNKEPT)

/* The kind that the register has, which never changes; of a firm that the event registers, the one it gets. */
void fpl_fund__firm_kind(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                         struct fpl_fact *out);
/* The name that the event says, as look-alikes share it, without blanks; of a long one the beginning. */
void fpl_fund__spelt(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                     struct fpl_fact *out);

/* Refuses FPL_E_FIRM_KIND for a treasury, a regulator or a person; FPL_E_FIRM_REASON where nobody gives a reason for a
 * party that is a partner of this fund or none that money is put into, or that has the name of another firm in which
 * this fund has money. With a reason each is told (FPL_E_FIRM_TOLD). */
void fpl_fund__investee(const struct fpl_facts *facts, struct fpl_decision *out);
/* Item "invested", key = the name as spelt: {"firm"}, the firm that the name means in this fund. */
void fpl_fund__invested(const struct fpl_facts *facts, struct fpl_decision *out);

#endif
