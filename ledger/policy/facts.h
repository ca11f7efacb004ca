#ifndef LEDGER_POLICY_FACTS_H
#define LEDGER_POLICY_FACTS_H
/* Inside ledger/: the order in which facts are written, and the form of one value. */
#include "fundpool/fact.h"

/* FPL_FACT_COUNT fact ids in byte order of their names. Built once, on first use; safe from several threads. */
const uint16_t *fpl_facts__order(void);
/* Reads a value of the given type in its one canonical form into fact->v; 0 if it is not in that form. Texts borrow. */
int fpl_fact__read(const struct fpl_json *node, enum fpl_fact_type type, struct fpl_fact *fact);

#endif
