#ifndef LEDGER_POLICY_COMMAND_FACTS_H
#define LEDGER_POLICY_COMMAND_FACTS_H
/* What a command says, as facts: one table for every kind of record that comes from a decider, with the derivations
 * that follow from the command alone. The desk feeds it the typed fields of the command it decides; whoever reads a
 * record back feeds it the record's own `cmd`. So a record need not keep these facts a second time. */
#include "fundpool/fact.h"

#define FPL_COMMAND_FACTS_MAX 40 /* facts of one command, derived ones included */

enum fpl_command_slot { /* fields that keys and dates are made of */
                        FPL_SLOT_NONE,
                        FPL_SLOT_BANK,
                        FPL_SLOT_CONTRACT,
                        FPL_SLOT_IOU,
                        FPL_SLOT_CLAIM_NO,
                        FPL_SLOT_OCCURRED,
                        FPL_SLOT_COUNT
};

struct fpl_command_row;
struct fpl_command_kind;
struct fpl_command_facts {
    const struct fpl_command_kind *kind;
    const struct fpl_command_row *row; /* of the field asked for last */
    int next;                          /* where the next field is looked for first */
    int count;
    struct {
        enum fpl_fact_id id;
        struct fpl_fact fact;
    } said[FPL_COMMAND_FACTS_MAX];
    struct fpl_fact slot[FPL_SLOT_COUNT];
    struct fpl_str loan_key, claim_key; /* in *keys; empty: none */
    struct fpl_fact_keys *keys;
};

/* 1 if records of this kind come from a decider; the command is then empty, and its composed keys will stand in *keys,
 * which must outlive every use of the facts. */
int fpl_command_facts__begin(struct fpl_command_facts *command, struct fpl_str kind, struct fpl_fact_keys *keys);
/* The type in which the field's value is wanted; FPL_FACT_NONE: the field makes no fact. Cheapest in order of names. */
enum fpl_fact_type fpl_command_facts__wants(struct fpl_command_facts *command, const char *field);
/* The value of the field just asked for, known and of the type wanted. Texts are borrowed. */
void fpl_command_facts__put(struct fpl_command_facts *command, const struct fpl_fact *value);
/* All fields are there: composes the keys and derives what follows from the command alone. FPL_E_JSON if the keys are
 * longer than any form allows (arg 0 = "cmd"). */
FPL_MUST_CHECK enum fpl_status fpl_command_facts__end(struct fpl_command_facts *command, struct fpl_error *error);
/* Adds the command's facts to those read from books, for an event that occurred on `occurred` and is recorded on
 * `today`. The claimant that a submission does not name is its bank, unless it is known already. FPL_E_JSON naming a
 * fact that is known already, or "occ" if `occurred` is not the day the command says (the day of recording where it
 * says none, of a reversal the day TODAY that was read of the event it takes back); *facts may then hold some of them.
 */
FPL_MUST_CHECK enum fpl_status fpl_command_facts__add(const struct fpl_command_facts *command, struct fpl_date occurred,
                                                      struct fpl_date today, struct fpl_facts *facts,
                                                      struct fpl_error *error);
/* What follows from the command and the pack it is decided under (NULL: none): of a loan the amount that counts as
 * registered. FPL_E_JSON if that is known already. */
FPL_MUST_CHECK enum fpl_status fpl_command_facts__under(const struct fpl_command_facts *command,
                                                        const struct fpl_pack *pack, struct fpl_facts *facts,
                                                        struct fpl_error *error);
/* The order in which the days of one event may stand, all facts being there: FPL_E_FUTURE, FPL_E_DATE_INVALID or
 * FPL_E_DATE_ORDER with the field. */
FPL_MUST_CHECK enum fpl_status fpl_command_facts__dates(const struct fpl_command_facts *command,
                                                        const struct fpl_facts *facts, struct fpl_date today,
                                                        struct fpl_error *error);

#endif
