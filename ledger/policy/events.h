#ifndef LEDGER_POLICY_EVENTS_H
#define LEDGER_POLICY_EVENTS_H
/* The declarations of the catalogue by name: &fpl_event__deal_recorded. Code that means one kind of record says it so;
 * the kind's text stands in its declaration alone. */
#include "fundpool/event.h"

#define EVENT(name) extern const struct fpl_event fpl_event__##name;
#include "ledger/policy/events.def"
#undef EVENT

#endif
