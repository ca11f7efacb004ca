/* The catalogue, and what every decider does with its declaration: posting by a recipe, moving by a life cycle. */
#include "ledger/policy/command.h"

#include "fundpool/cash_flow.h"

#include <pthread.h>
#include <string.h>

static const struct fpl_event *const events[] = {
#define EVENT(name) &fpl_event__##name,
#include "ledger/policy/events.def"
#undef EVENT
};
#define EVENTS ((int)(sizeof events / sizeof events[0]))

/* Commands in the order of the catalogue; kinds, and declarations by their address, by open-addressing tables, so that
 * finding one does not cost more with more of them. */
#define SLOTS 512u
_Static_assert(EVENTS * 2 <= (int)SLOTS, "the table of kinds is too full: double SLOTS");
static struct fpl_command_spec commands[EVENTS];
static const struct fpl_event *makes[EVENTS]; /* what each of them makes */
static int command_count;
static uint16_t slots[SLOTS], own_slots[SLOTS]; /* 1 + place in events; 0: empty. The second by address */
static size_t kind_bytes[EVENTS];
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static uint32_t kind_hash(struct fpl_str kind) {
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < kind.n; i++)
        h = (h ^ (unsigned char)kind.p[i]) * 16777619u;
    return h ^ (h >> 15);
}

static uint32_t address_hash(const struct fpl_event *event) {
    return (uint32_t)((uint64_t)(uintptr_t)event * 0x9fb21c651e98df25u >> 40);
}

static void prepare(void) {
    for (int i = 0; i < EVENTS; i++) {
        uint32_t own = address_hash(events[i]) & (SLOTS - 1);
        while (own_slots[own])
            own = (own + 1) & (SLOTS - 1);
        own_slots[own] = (uint16_t)(i + 1);
        kind_bytes[i] = strlen(events[i]->kind);
        uint32_t at = kind_hash(fpl_str_of(events[i]->kind)) & (SLOTS - 1);
        while (slots[at]) {
            FPL_ASSERT(strcmp(events[slots[at] - 1]->kind, events[i]->kind) != 0);
            at = (at + 1) & (SLOTS - 1);
        }
        slots[at] = (uint16_t)(i + 1);
        if (!events[i]->command.name)
            continue;
        commands[command_count] = events[i]->command;
        makes[command_count++] = events[i];
    }
}

const struct fpl_event *const *fpl_event_all(int *count) {
    *count = EVENTS;
    return events;
}

const struct fpl_event *fpl_event_find(struct fpl_str kind) {
    (void)pthread_once(&prepared, prepare);
    for (uint32_t at = kind_hash(kind) & (SLOTS - 1); slots[at]; at = (at + 1) & (SLOTS - 1))
        if (kind.n == kind_bytes[slots[at] - 1] && memcmp(kind.p, events[slots[at] - 1]->kind, kind.n) == 0)
            return events[slots[at] - 1];
    return NULL;
}

const struct fpl_command_spec *fpl_command_all(int *count) {
    (void)pthread_once(&prepared, prepare);
    *count = command_count;
    return commands;
}

const struct fpl_command_spec *fpl_command_find(const char *name) {
    (void)pthread_once(&prepared, prepare);
    for (int i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const struct fpl_event *fpl_event_of_command(const struct fpl_command_spec *spec) {
    FPL_ASSERT(spec >= commands && spec < commands + command_count);
    return makes[spec - commands];
}

const struct fpl_event *fpl_event_of_outcome(const struct fpl_event *event, enum fpl_status outcome) {
    while (event && event->outcome != outcome)
        event = event->otherwise;
    return event;
}

enum fpl_book_kind fpl_event_book(const struct fpl_event *event) {
    const struct fpl_event *primary = event->side_of;
    for (int i = 0; primary && i < primary->sides; i++)
        if (primary->side[i].event == event)
            return primary->side[i].book;
    return event->by ? fpl_command_find(event->by)->book : event->command.book;
}

/* ---- for deciders ---- */

void fpl_event_post(struct fpl_decision *out, const struct fpl_recipe *row, struct fpl_money amount,
                    const struct fpl_facts *facts) {
    const struct {
        const char *account;
        int party, item;
    } leg[2] = {{row->debit, row->debit_party, row->debit_item}, {row->credit, row->credit_party, row->credit_item}};
    if (fpl_money_sign(amount) == 0 || fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0))
        return;
    for (int i = 0; i < 2; i++) {
        struct fpl_posting line = {.account = fpl_str_of(leg[i].account), .side = "DC"[i], .amount = amount};
        if (leg[i].party)
            line.party = fpl_fact_text(facts, (enum fpl_fact_id)(leg[i].party - 1));
        if (leg[i].item)
            line.item = fpl_fact_text(facts, (enum fpl_fact_id)(leg[i].item - 1));
        if (fpl_account_is_cash(line.account))
            line.flow = fpl_str_of(row->flow);
        fpl_decision_post(out, &line);
    }
}

const char *fpl_event_next(const struct fpl_event *event, const char *item, struct fpl_str from, const char *way) {
    for (int i = 0; i < event->moves; i++) {
        const struct fpl_move *move = &event->move[i];
        if (strcmp(move->item, item) == 0 && strcmp(move->way, way) == 0 && fpl_str_is(from, move->from))
            return move->to;
    }
    return NULL;
}

int64_t fpl_event_told_number(const struct fpl_event *event, const struct fpl_facts *facts) {
    for (int i = 0; i < FPL_EVENT_TELLS && event->tells[i].as; i++)
        if (!event->tells[i].item)
            return fpl_fact_int(facts, (enum fpl_fact_id)event->tells[i].fact, 0);
    return 0;
}

/* ---- accounts that are settled item by item ---- */

/* The side on which the event posts an item on the account, against money or not; 0: it does not. */
static char side_of_item(const struct fpl_event *event, struct fpl_str account, int money) {
    for (int i = 0; i < event->recipes; i++) {
        const struct fpl_recipe *row = &event->recipe[i];
        if (row->debit_item && fpl_str_is(account, row->debit) && fpl_account_is_cash(fpl_str_of(row->credit)) == money)
            return 'D';
        if (row->credit_item && fpl_str_is(account, row->credit) &&
            fpl_account_is_cash(fpl_str_of(row->debit)) == money)
            return 'C';
    }
    return '\0';
}

const struct fpl_event *fpl_event_brings(enum fpl_book_kind book, struct fpl_str account, char side) {
    const struct fpl_event *brings = NULL;
    int settled = 0;
    for (int i = 0; i < EVENTS; i++) {
        const struct fpl_event *event = events[i];
        if (fpl_event_book(event) != book || (event->flags & (FPL_EVENT_UNDOES | FPL_EVENT_RED)))
            continue;
        char bringing = side_of_item(event, account, 0), settling = side_of_item(event, account, 1);
        if ((bringing || settling) && (event->flags & FPL_EVENT_TAKE_ON))
            return NULL;
        if (bringing == side && !brings)
            brings = event;
        settled = settled || (settling && settling != side);
    }
    return settled ? brings : NULL;
}

int fpl_event_begins(const struct fpl_event *event, struct fpl_str item) {
    return event && event->item && event->again == FPL_AGAIN_KEY && fpl_str_is(item, event->item);
}

int fpl_event_moved_other(const struct fpl_event *event, struct fpl_str item, struct fpl_str to) {
    for (int i = 0; event && event->moves_other && i < event->moves; i++)
        if (fpl_str_is(item, event->move[i].item) && strcmp(event->move[i].way, event->moves_other) == 0 &&
            fpl_str_is(to, event->move[i].to))
            return 1;
    return 0;
}

int fpl_event__is_image(const struct fpl_event *event) {
    return (event->flags & FPL_EVENT_RED) && event->recipes == 0;
}

/* ---- plans ---- */

static struct fpl_plan plans[EVENTS];
static pthread_once_t planned = PTHREAD_ONCE_INIT;

static int field_at(const struct fpl_command_spec *spec, const char *name, size_t n) {
    for (int i = 0; i < spec->field_count; i++)
        if (strncmp(spec->fields[i].name, name, n) == 0 && spec->fields[i].name[n] == '\0')
            return i;
    fpl_assert_failed(name, __FILE__, __LINE__);
}

/* "bank contract iou", "claim_no/claim_date", "pack@version", "?call commitment", "bank ~contract" and "account no
 * +bank" to places. */
static void plan_key(const struct fpl_command_spec *spec, const char *fields, int16_t out[6]) {
    int n = 0, how = 0;
    while (*fields) {
        if (*fields == '~') {
            how |= FPL_PLAN_SPELT;
            fields++;
        } else if (*fields == '?') {
            how |= FPL_PLAN_ID;
            fields++;
        } else if (*fields == '+') {
            how |= FPL_PLAN_MAY;
            fields++;
        }
        size_t length = strcspn(fields, " /@");
        FPL_ASSERT(n < 5);
        out[n++] = (int16_t)(field_at(spec, fields, length) + how);
        how = fields[length] == '/' ? FPL_PLAN_ELSE : fields[length] == '@' ? FPL_PLAN_AT : 0;
        fields += length + (fields[length] != '\0');
    }
    out[n] = -1;
}

static void plan_event(const struct fpl_event *event, struct fpl_plan *plan) {
    const struct fpl_command_spec *spec = event->command.name ? &event->command
                                          : event->by         ? fpl_command_find(event->by)
                                          : event->side_of    ? fpl_command_find(event->side_of->command.name)
                                                              : NULL;
    plan->spec = spec;
    plan->occurred = -1;
    if (!spec)
        return;
    FPL_ASSERT(spec->field_count <= FPL_COMMAND_VALUES);
    for (int i = 0; i < spec->field_count; i++) {
        int at = i;
        for (; at > 0 && strcmp(spec->fields[plan->order[at - 1]].name, spec->fields[i].name) > 0; at--)
            plan->order[at] = plan->order[at - 1];
        plan->order[at] = (uint8_t)i;
    }
    for (int i = 0; i < FPL_EVENT_KEYS && event->keys[i].fields; i++)
        plan_key(spec, event->keys[i].fields, plan->key[i]);
    if (event->occurred)
        plan->occurred = (int16_t)field_at(spec, event->occurred, strlen(event->occurred));
}

static void plan_all(void) {
    (void)pthread_once(&prepared, prepare);
    for (int i = 0; i < EVENTS; i++)
        plan_event(events[i], &plans[i]);
}

const struct fpl_plan *fpl_event__plan(const struct fpl_event *event) {
    (void)pthread_once(&planned, plan_all);
    for (uint32_t at = address_hash(event) & (SLOTS - 1); own_slots[at]; at = (at + 1) & (SLOTS - 1))
        if (events[own_slots[at] - 1] == event)
            return &plans[own_slots[at] - 1];
    fpl_assert_failed(event->kind, __FILE__, __LINE__);
}

#define REF_BYTES_MAX 128 /* of an id; a longer text is no reference of a bank */

void fpl_event_keep_ref(const struct fpl_facts *facts, enum fpl_fact_id key, struct fpl_decision *out) {
    struct fpl_str ref = fpl_fact_text(facts, FPL_FACT_BANK_REF), of = fpl_fact_text(facts, key);
    struct fpl_buf buf = {0};
    struct fpl_json_out json;
    if (ref.n == 0 || ref.n > REF_BYTES_MAX)
        return;
    fpl_json_begin(&json, &buf);
    fpl_json_object(&json);
    fpl_json_kstr(&json, "of", of);
    fpl_json_end(&json);
    if (fpl_buf_ok(&buf) == FPL_OK)
        fpl_decision_item(out, "bank.ref", ref, fpl_buf_str(&buf));
    else
        fpl_decision_refuse(out, FPL_E_NOMEM, NULL, NULL, NULL);
    if (fpl_fact_known(facts, FPL_FACT_BANK_REF_BEFORE))
        fpl_decision_item(out, "bank.ref.again", ref, FPL_STR("{}"));
    fpl_buf_release(&buf);
}
