#ifndef LEDGER_POLICY_COMMAND_H
#define LEDGER_POLICY_COMMAND_H
/* A command's fields in their types, its one canonical form, and the facts that it says. The desk makes typed fields of
 * texts; whoever reads a record back makes them of the record's own `cmd`; from there on both go the same way, so that
 * a record need not keep these facts a second time. */
#include "ledger/policy/events.h"

struct fpl_typed { /* a field's value in its type */
    int given;
    int64_t num; /* MONEY minor, INT, BOOL, DATE day, PERIOD year * 100 + month */
    struct fpl_ratio ratio;
    struct fpl_str text; /* TEXT, ID, ENUM code, PARTY id, USCC, CLAIM key; of other types the text as given */
};

enum {
    FPL_PLAN_ELSE = 256 /* the field stands in for the one before it, if that is not given */,
    FPL_PLAN_AT = 512 /* the field is joined by '@' */,
    FPL_PLAN_SPELT = 1024 /* the field is folded into its shared spelling */,
    FPL_PLAN_ID = 2048 /* the field is free text: no key where it is no id */,
    FPL_PLAN_MAY = 4096 /* the key does without the field, if that is not given */
};
struct fpl_plan {                        /* what is found out once about an event's fields */
    const struct fpl_command_spec *spec; /* its own command, or the one it is a second outcome of; NULL: none */
    uint8_t order[FPL_COMMAND_VALUES];   /* places of the fields in order of their names */
    int16_t key[FPL_EVENT_KEYS][6];      /* fields of keys[i]; -1: the end */
    int16_t occurred;                    /* field that says the day; -1: none */
};
const struct fpl_plan *fpl_event__plan(const struct fpl_event *event);
/* Is what a reversal posts the red image of the event taken back, whatever its decider writes? So it is where the
 * declaration has no recipe of its own. */
int fpl_event__is_image(const struct fpl_event *event);

/* Writes the canonical command: given fields in order of their names, and `take_on` where it was given so. */
void fpl_command__write(const struct fpl_plan *plan, const struct fpl_typed *typed, int take_on,
                        struct fpl_json_out *out);
/* Reads it back; texts borrow from `cmd`. FPL_E_JSON (arg 0 = "cmd" or "cmd.<field>") for anything but the one form
 * that fpl_command__write gives. */
FPL_MUST_CHECK enum fpl_status fpl_command__read(const struct fpl_plan *plan, const struct fpl_json *cmd,
                                                 struct fpl_typed *typed, int *take_on, struct fpl_error *error);

struct fpl_said { /* a command on its way into facts */
    const struct fpl_event *event;
    const struct fpl_typed *typed;
    int take_on;
    struct fpl_date today;      /* the day of recording */
    struct fpl_fact_keys *keys; /* memory behind keys put together; must outlive every use of the facts */
    struct fpl_date opened;     /* the day its book was opened */
};
/* Adds what the command says: its fields, the keys, and event.occurred (but for an event that undoes another: its day
 * is read). FPL_E_JSON naming a fact that is known already; "cmd" if a key is longer than any form allows. */
FPL_MUST_CHECK enum fpl_status fpl_command__say(const struct fpl_said *said, struct fpl_facts *facts,
                                                struct fpl_error *error);
/* Adds what follows from the command and its pack, once they and the actor's institution are known. */
void fpl_command__follow(const struct fpl_said *said, const struct fpl_pack *pack, struct fpl_facts *facts);
/* The day on which it occurred: what the command says, the day of recording where it says none, or for an event that
 * undoes another the day that was read of that event. */
struct fpl_date fpl_command__day(const struct fpl_said *said, const struct fpl_facts *facts);
/* The order in which the days of one event may stand, all facts being there: FPL_E_FUTURE, FPL_E_DATE_INVALID or
 * FPL_E_DATE_ORDER with the field. An event of a fund that posts is not before the day its book was opened, where it
 * would stand with another day's money, unless it is taken on; what is taken on is (FPL_E_TAKE_ON_DAY). */
FPL_MUST_CHECK enum fpl_status fpl_command__dates(const struct fpl_said *said, const struct fpl_facts *facts,
                                                  struct fpl_error *error);
/* The same one by one: *at is 0 for the first that is out of order, and is moved behind it. FPL_OK: no further one. */
FPL_MUST_CHECK enum fpl_status fpl_command__dates_from(const struct fpl_said *said, const struct fpl_facts *facts,
                                                       int *at, struct fpl_error *error);
/* For `follows` of events: a fact that the command says, unless it is known. */
void fpl_fact__say(struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_fact *value);
void fpl_fact__say_text(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_str text);
/* Smallest number of months that reaches `to` from `from`; full months from `from` to `to`, which is not earlier. */
int fpl_months__until(struct fpl_date from, struct fpl_date to);
int fpl_months__full(struct fpl_date from, struct fpl_date to);

/* ---- what an event for a list gives for each of its parts (each.c) ---- */

#define FPL_EACH_KEY (2 * FPL_ID_BYTES_MAX + 2)
/* The typed fields of `event->each` for one part: its key is the event's own, "-" and the row's, in `key`; commitment
 * and amount are the part's; what both commands have a field for is as the event's command says. FPL_E_EACH_ID (arg 0 =
 * the key) for one that is longer than an id. */
FPL_MUST_CHECK enum fpl_status fpl_each__typed(const struct fpl_event *event, const struct fpl_typed *said,
                                               const struct fpl_part *part, char key[FPL_EACH_KEY],
                                               struct fpl_typed *out, struct fpl_error *error);
int fpl_each__count(const struct fpl_parts *parts);   /* parts above 0: as many are recorded */
void fpl_each__extra(int count, struct fpl_buf *out); /* x of the event's own record */

/* How many bytes a text of this field may have. */
size_t fpl_field__bytes(const struct fpl_field_spec *field);
/* Groups of facts (FPL_GROUP_*) that a fact belongs to. */
unsigned fpl_fact__group(enum fpl_fact_id id);

/* "付款日 2024-01-01" and "paid_date 2024-01-01", an argument: a day with what it is the day of. Returns out. */
#define FPL_NAMED_DAY   320
#define FPL_OPENING_DAY "账套启用日", "the day the book was opened,"
/* Behind it: what to do with that which happened before. */
#define FPL_TAKE_ON_ADVICE                                                                                             \
    FPL_ZH_EN("（此前的业务承接登记，不入账：--take-on，余额列入期初）",                                               \
              " (what was before is taken on, with --take-on, and its balance stands among the opening balances)")
#define FPL_OPENING_ADVICE                                                                                             \
    FPL_ZH_EN("（此前的不逐笔登记：余额用 opening post 列入期初）",                                                    \
              " (what was before is not recorded one by one: opening post gives its balance)")
const char *fpl_command__named_day(const char *zh, const char *en, struct fpl_date day, char out[FPL_NAMED_DAY]);

#endif
