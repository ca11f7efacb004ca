#ifndef LEDGER_POLICY_FACTS_H
#define LEDGER_POLICY_FACTS_H
/* Inside ledger/: the order in which facts are written. */
#include "fundpool/fact.h"

/* FPL_FACT_COUNT fact ids in byte order of their names. Built once, on first use; safe from several threads. */
const uint16_t *fpl_facts__order(void);

#endif
