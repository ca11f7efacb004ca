/* The builders of a decision. A decision lives in the caller's memory, has fixed limits and copies every text it keeps,
 * so that a decider may build names and keys on its stack. Limits are the decider's to respect: running over one is a
 * defect, not bad data. */
#include "fundpool/decision.h"

#include <stdio.h>
#include <string.h>

void fpl_decision_begin(struct fpl_decision *d) {
    FPL_ASSERT(d != NULL);
    d->outcome = FPL_OK;
    d->amount = d->exposure = fpl_money_of(0);
    d->binding[0] = d->shown[0] = '\0';
    d->postings = d->items = d->tallies = d->reasons = d->steps = d->limits = d->unknowns = 0;
    d->text_n = 0;
    d->shares = NULL;
}

struct fpl_str fpl_decision_text(struct fpl_decision *d, struct fpl_str text) {
    FPL_ASSERT(d->text_n <= FPL_DECISION_TEXT && text.n < FPL_DECISION_TEXT - d->text_n);
    char *copy = d->text + d->text_n;
    if (text.n > 0) {
        memcpy(copy, text.p, text.n);
    }
    copy[text.n] = '\0'; /* so that a copy can also serve where a C string is wanted */
    d->text_n += text.n + 1;
    return (struct fpl_str){copy, text.n};
}

/* Keeps a text, unless it stands in d->text already or equals the one the neighbouring row keeps: the postings of one
 * event name the same party and item over and over, and long keys would soon fill the memory. */
static struct fpl_str keep(struct fpl_decision *d, struct fpl_str text, struct fpl_str neighbour) {
    if (text.n == 0) {
        return (struct fpl_str){NULL, 0};
    }
    if ((uintptr_t)text.p >= (uintptr_t)d->text && (uintptr_t)text.p < (uintptr_t)d->text + d->text_n) {
        return text;
    }
    return fpl_str_eq(text, neighbour) ? neighbour : fpl_decision_text(d, text);
}

static const char *keep_name(struct fpl_decision *d, const char *name) {
    FPL_ASSERT(name != NULL && name[0] != '\0');
    return fpl_decision_text(d, fpl_str_of(name)).p;
}

/* What no record could say is a refusal, whatever sum came to it. */
static int is_in_range(struct fpl_decision *d, struct fpl_money amount) {
    int64_t minor = fpl_money_minor(amount);
    if (minor >= -FPL_MINOR_MAX && minor <= FPL_MINOR_MAX)
        return 1;
    fpl_decision_refuse(d, FPL_E_AMOUNT_RANGE, NULL, NULL, NULL);
    return 0;
}

void fpl_decision_post(struct fpl_decision *d, const struct fpl_posting *posting) {
    if (!is_in_range(d, posting->amount))
        return;
    FPL_ASSERT(d->postings < FPL_DECISION_POSTINGS);
    FPL_ASSERT(posting->side == 'D' || posting->side == 'C');
    FPL_ASSERT(posting->account.n > 0 && posting->currency.n == 0);
    static const struct fpl_posting none;
    const struct fpl_posting *last = d->postings > 0 ? &d->posting[d->postings - 1] : &none;
    struct fpl_posting *to = &d->posting[d->postings++];
    *to = (struct fpl_posting){.side = posting->side, .amount = posting->amount};
    to->account = fpl_decision_text(d, posting->account);
    to->party = keep(d, posting->party, last->party);
    to->item = keep(d, posting->item, last->item);
    to->flow = keep(d, posting->flow, last->flow);
}

void fpl_decision_item(struct fpl_decision *d, const char *kind, struct fpl_str key, struct fpl_str data) {
    FPL_ASSERT(d->items < FPL_DECISION_ITEMS);
    FPL_ASSERT(key.n > 0);
    struct fpl_item_write *item = &d->item[d->items++];
    item->kind = keep_name(d, kind);
    item->key = keep(d, key, (struct fpl_str){NULL, 0});
    item->data = keep(d, data, (struct fpl_str){NULL, 0});
}

void fpl_decision_tally(struct fpl_decision *d, const char *name, struct fpl_str scope, struct fpl_money amount,
                        int64_t count) {
    if (!is_in_range(d, amount))
        return;
    FPL_ASSERT(d->tallies < FPL_DECISION_TALLIES);
    static const struct fpl_tally_delta none;
    const struct fpl_tally_delta *last = d->tallies > 0 ? &d->tally[d->tallies - 1] : &none;
    struct fpl_tally_delta *tally = &d->tally[d->tallies++];
    tally->name = keep_name(d, name);
    tally->scope = keep(d, scope, last->scope);
    tally->amount = amount;
    tally->count = count;
}

/* ---- of a list ---- */

void fpl_parts_begin(struct fpl_decision *d, struct fpl_parts *shares) {
    FPL_ASSERT(shares != NULL);
    d->shares = shares;
    shares->count = shares->items = 0;
    shares->whole = 0;
    shares->total = fpl_money_of(0);
    shares->text_n = 0;
}

static struct fpl_str keep_share(struct fpl_parts *shares, struct fpl_str text) {
    FPL_ASSERT(text.n < FPL_PARTS_TEXT - shares->text_n);
    char *copy = shares->text + shares->text_n;
    if (text.n > 0)
        memcpy(copy, text.p, text.n);
    shares->text_n += text.n;
    return (struct fpl_str){copy, text.n};
}

void fpl_parts_add(struct fpl_decision *d, const struct fpl_part *share) {
    struct fpl_parts *shares = d->shares;
    FPL_ASSERT(shares && shares->count < FPL_LIST_MAX);
    struct fpl_part *to = &shares->share[shares->count++];
    *to = *share;
    to->key = keep_share(shares, share->key);
    to->party = keep_share(shares, share->party);
}

void fpl_parts_item(struct fpl_decision *d, const char *kind, struct fpl_str key, struct fpl_str data) {
    struct fpl_parts *shares = d->shares;
    FPL_ASSERT(shares && shares->items < 2 * FPL_LIST_MAX && key.n > 0);
    shares->item[shares->items++] = (struct fpl_item_write){
        kind, keep_share(shares, key), data.n ? keep_share(shares, data) : (struct fpl_str){"", 0}};
}

/* Those of the event are few: room is made for them in front. */
struct fpl_item_write *fpl_parts_items(struct fpl_decision *d, int *count) {
    struct fpl_parts *shares = d->shares;
    memmove(shares->item + d->items, shares->item, (size_t)shares->items * sizeof shares->item[0]);
    memcpy(shares->item, d->item, (size_t)d->items * sizeof d->item[0]);
    *count = d->items + shares->items;
    return shares->item;
}

/* Place in status.def, which is the order of precedence. */
static int precedence(enum fpl_status status) {
    int count = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    for (int i = 0; i < count; i++) {
        if (all[i] == status) {
            return i;
        }
    }
    fpl_assert_failed("a status that is none of ours", __FILE__, __LINE__);
}

static void copy_z(const char *from, char *to, size_t size) {
    if (!from || !*from)
        *to = '\0';
    else
        (void)fpl_str_copy(fpl_str_of(from), to, size);
}

static void add_reason(struct fpl_decision *d, enum fpl_status status, const char *arg0, const char *arg1,
                       const char *clause) {
    FPL_ASSERT(status != FPL_OK);
    FPL_ASSERT(d->reasons < FPL_DECISION_REASONS);
    struct fpl_reason *reason = &d->reason[d->reasons++];
    *reason = (struct fpl_reason){.status = status};
    copy_z(arg0, reason->arg[0], sizeof reason->arg[0]);
    copy_z(arg1, reason->arg[1], sizeof reason->arg[1]);
    copy_z(clause, reason->clause, sizeof reason->clause);
}

void fpl_decision_note(struct fpl_decision *d, enum fpl_status status, const char *arg0, const char *arg1) {
    add_reason(d, status, arg0, arg1, NULL);
}

void fpl_decision_refuse(struct fpl_decision *d, enum fpl_status status, const char *arg0, const char *arg1,
                         const char *clause) {
    add_reason(d, status, arg0, arg1, clause);
    if (d->outcome == FPL_OK || precedence(status) < precedence(d->outcome)) {
        d->outcome = status;
    }
}

void fpl_decision_step(struct fpl_decision *d, const char *code, const char *value, const char *arg,
                       const char *clause) {
    FPL_ASSERT(d->steps < FPL_DECISION_STEPS);
    FPL_ASSERT(code != NULL && code[0] != '\0');
    struct fpl_step *step = &d->step[d->steps++];
    step->code = code;
    memset(step->rests, 0, sizeof step->rests);
    copy_z(value, step->value, sizeof step->value);
    copy_z(arg, step->arg, sizeof step->arg);
    copy_z(clause, step->clause, sizeof step->clause);
}

void fpl_decision_step_rests(struct fpl_decision *d, enum fpl_fact_id id) {
    FPL_ASSERT(d->steps > 0);
    int16_t *rests = d->step[d->steps - 1].rests;
    int n = 0;
    while (rests[n]) {
        n++;
        FPL_ASSERT(n < FPL_RESTS);
    }
    rests[n] = (int16_t)(1 + id);
}

void fpl_decision_reason_rests(struct fpl_decision *d, int arg, enum fpl_fact_id id) {
    FPL_ASSERT(d->reasons > 0 && (arg == 0 || arg == 1));
    d->reason[d->reasons - 1].rests[arg] = (int16_t)(1 + id);
}

void fpl_decision_left_out(const struct fpl_decision *d, char out[FPL_LEFT_OUT]) {
    static const char room[] = "room.";
    size_t n = 0;
    out[0] = '\0';
    for (int i = 0; i < d->steps; i++) {
        const struct fpl_step *step = &d->step[i];
        int cap = strncmp(step->code, room, sizeof room - 1) == 0;
        const char *name = cap ? step->code + sizeof room - 1 : "breaker";
        if (strcmp(step->value, "?") != 0 || (!cap && strncmp(step->code, "breaker", 7) != 0))
            continue;
        FPL_ASSERT(n + strlen(name) + 2 <= FPL_LEFT_OUT); /* every cap and one breaker fit */
        n += (size_t)snprintf(out + n, FPL_LEFT_OUT - n, "%s%s", n ? " " : "", name);
        if (!cap)
            break;
    }
}
