/* E_LATER, told to people: which record bars the reversal, by its receipt and number, and the command that takes it
 * back. The decider names the kind; which record it is, is read off the facts that it decided on, for each says which
 * record it was read from. */
#include "fundpool/event.h"
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <string.h>

static int is_prefix(const char *word, const char *text, size_t n) {
    return word && strlen(word) == n && strncmp(word, text, n) == 0;
}

/* "capital.received" or "exit|TC-1": what the decider told. */
static int is_told(const struct fpl_event *event, const char *told) {
    size_t n = strcspn(told, "|");
    return event && (is_prefix(event->kind, told, n) || is_prefix(event->item, told, n));
}

/* The event that takes such a one back; NULL: none does. */
static const struct fpl_event *reversal_of(const char *told) {
    int count = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    for (int i = 0; i < count; i++)
        if (all[i]->undoes && all[i]->command.name && is_told(all[i]->undoes, told))
            return all[i];
    return NULL;
}

/* The newest record of the told kind that a fact was read from; -1: none was. */
static enum fpl_status source_of(struct desk_call *call, const char *told, int64_t *out) {
    const struct fpl_facts *facts = &call->desk->facts;
    int32_t book = call->book->info.id;
    enum fpl_status status = FPL_OK;
    *out = -1;
    for (int64_t below = call->book->head.size; below > 0 && *out < 0 && !status;) {
        int64_t newest = -1;
        struct fpl_leaf leaf;
        for (int i = 0; i < facts->count; i++) {
            const struct fpl_fact *fact = &facts->fact[i];
            if (fact->known && fact->book == book && fact->seq < below && fact->seq > newest)
                newest = fact->seq;
        }
        if (newest < 0)
            break;
        status = fpl_journal__leaf(call->session, book, newest, &leaf, call->error);
        if (!status && is_told(fpl_event_find(fpl_str_of(leaf.kind)), told))
            *out = newest;
        below = newest;
    }
    return status;
}

/* The record that began what is told by its own number, "exit|TC-1"; -1: it is told by its kind alone. */
static enum fpl_status named_by(struct desk_call *call, const char *told, int64_t *out) {
    const char *bar = strchr(told, '|');
    struct fpl_item_state state;
    char kind[64];
    int found = 0;
    *out = -1;
    if (!bar)
        return FPL_OK;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id,
                          fpl_str_copy((struct fpl_str){told, (size_t)(bar - told)}, kind, sizeof kind),
                          fpl_str_of(bar + 1), &state, &found, call->error);
    if (!status && found)
        *out = state.seq0;
    return status;
}

/* ---- where the decision rests on a sum ---- */

static int has_item(const struct fpl_json *items, const struct fpl_json *sought) {
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_eq(fpl_json_text(fpl_json_at(item, 0)), fpl_json_text(fpl_json_at(sought, 0))) &&
            fpl_str_eq(fpl_json_text(fpl_json_at(item, 1)), fpl_json_text(fpl_json_at(sought, 1))))
            return 1;
    return 0;
}

/* On an account of one party or item: whose money stands there is the same. */
static int has_place(const struct fpl_json *postings, const struct fpl_json *sought) {
    struct fpl_str party = fpl_json_text(fpl_json_at(sought, 3)), item = fpl_json_text(fpl_json_at(sought, 4));
    for (const struct fpl_json *p = fpl_json_first(postings); p; p = fpl_json_next(postings, p))
        if ((party.n || item.n) &&
            fpl_str_eq(fpl_json_text(fpl_json_at(p, 0)), fpl_json_text(fpl_json_at(sought, 0))) &&
            fpl_str_eq(fpl_json_text(fpl_json_at(p, 3)), party) && fpl_str_eq(fpl_json_text(fpl_json_at(p, 4)), item))
            return 1;
    return 0;
}

/* Does a command name what the event begins, by the event's own field? */
static int is_named(const struct fpl_event *event, const struct fpl_json *origin, const struct fpl_json *later) {
    const char *field = event->keys[0].fields ? NULL : event->command.fields[0].name;
    struct fpl_str key = field ? fpl_json_get_text(fpl_json_get(origin, "cmd"), field) : (struct fpl_str){"", 0};
    return key.n > 0 && fpl_str_eq(key, fpl_json_get_text(fpl_json_get(later, "cmd"), field));
}

/* Do both write the state of one item, or move what stands on one account of one party? */
static int is_related(const struct fpl_json *a, const struct fpl_json *b) {
    const struct fpl_json *items = fpl_json_get(a, "i"), *postings = fpl_json_get(a, "p");
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (has_item(fpl_json_get(b, "i"), item))
            return 1;
    for (const struct fpl_json *p = fpl_json_first(postings); p; p = fpl_json_next(postings, p))
        if (has_place(fpl_json_get(b, "p"), p))
            return 1;
    return 0;
}

/* What was taken back bars nothing. */
static enum fpl_status in_force(struct desk_call *call, int64_t seq, int *out) {
    struct fpl_item_state state;
    char mark[24];
    int found = 0;
    (void)snprintf(mark, sizeof mark, "%lld", (long long)seq);
    enum fpl_status status = fpl_journal__item(call->session, call->book->info.id, "reversed", fpl_str_of(mark), &state,
                                               &found, call->error);
    *out = !found;
    return status;
}

/* The record that the reversal takes back; -1: it is not there. */
static enum fpl_status origin_of(struct desk_call *call, int64_t *out) {
    const struct fpl_event *event = fpl_event_of_command(call->command->spec);
    struct fpl_item_state state;
    int found = 0;
    *out = -1;
    if (!event->undoes || !event->item)
        return FPL_OK;
    struct fpl_str key = fpl_fact_text(&call->desk->facts, (enum fpl_fact_id)event->key);
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, event->item, key, &state, &found, call->error);
    if (!status && found)
        *out = state.seq0;
    return status;
}

/* The newest record of the told kind, after the one that is taken back, that has to do with the same: looked for from
 * the end, and only the bodies of that kind are read. -1: there is none. */
static enum fpl_status scan(struct desk_call *call, const char *told, int64_t *out) {
    const struct fpl_json *origin = NULL, *body = NULL;
    struct fpl_buf bytes = {0};
    struct fpl_json_doc doc = {0};
    const struct fpl_event *event = fpl_event_of_command(call->command->spec);
    int32_t book = call->book->info.id;
    int64_t began = -1;
    enum fpl_status status = origin_of(call, &began);
    if (!status && began >= 0)
        status = fpl_desk__body(call, book, began, &bytes, &doc, &origin);
    for (int64_t seq = call->book->head.size - 1; began >= 0 && seq > began && *out < 0 && !status; seq--) {
        struct fpl_leaf leaf;
        status = fpl_journal__leaf(call->session, book, seq, &leaf, call->error);
        if (status || !is_told(fpl_event_find(fpl_str_of(leaf.kind)), told))
            continue;
        status = fpl_desk__body(call, book, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
        int stands = 0;
        if (!status && (is_named(event->undoes, origin, body) || is_related(origin, body)))
            status = in_force(call, seq, &stands);
        if (!status && stands)
            *out = seq;
    }
    fpl_json_doc_release(&doc);
    fpl_buf_release(&bytes);
    return status;
}

/* ---- what people are told ---- */

/* Its key as the reversing command is given it: the argument alone, or an option for each part. Nothing where a part is
 * not in the record under the same name. */
static void add_key(const struct fpl_command_spec *spec, const struct fpl_json *cmd, struct fpl_buf *out) {
    size_t began = out->n;
    int alone = spec->args && (spec->fields[0].flags & FPL_FIELD_KEY);
    for (int i = 1; i < spec->field_count && alone; i++)
        alone = !(spec->fields[i].flags & FPL_FIELD_KEY);
    for (int i = 0; i < spec->field_count; i++) {
        const struct fpl_field_spec *field = &spec->fields[i];
        struct fpl_str value = fpl_json_get_text(cmd, field->name);
        if (!(field->flags & FPL_FIELD_KEY))
            continue;
        if (value.n == 0) {
            out->n = began;
            return;
        }
        if (!alone) {
            fpl_buf_adds(out, " --");
            for (const char *p = field->name; *p; p++)
                fpl_buf_addc(out, *p == '_' ? '-' : *p);
        }
        fpl_buf_addf(out, " %.*s", (int)value.n, value.p);
    }
}

static void add_command(const struct fpl_command_spec *spec, struct fpl_buf *out) {
    for (const char *p = spec->name; *p; p++)
        fpl_buf_addc(out, *p == '.' ? ' ' : *p);
}

enum fpl_status fpl_desk__name_later(struct desk_call *call, struct fpl_reason *reason) {
    const struct fpl_event *reversal = reversal_of(reason->arg[0]);
    const struct fpl_json *body = NULL;
    struct fpl_buf text = {0};
    int64_t seq = -1;
    if (!reversal)
        return FPL_OK;
    enum fpl_status status = call->institution[0] ? FPL_OK : named_by(call, reason->arg[0], &seq);
    if (!status && !call->institution[0] && seq < 0)
        status = source_of(call, reason->arg[0], &seq);
    if (!status && !call->institution[0] && seq < 0)
        status = scan(call, reason->arg[0], &seq);
    if (!status && seq >= 0)
        status = fpl_desk__body(call, call->book->info.id, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
    if (status)
        return status;
    if (body)
        fpl_buf_addf(&text, FPL_ZH_EN("回执号 %d/%lld，", "receipt %d/%lld, "), (int)call->book->info.id,
                     (long long)seq, (int)call->book->info.id, (long long)seq);
    add_command(&reversal->command, &text);
    if (body)
        add_key(&reversal->command, fpl_json_get(body, "cmd"), &text);
    if (fpl_buf_ok(&text) == FPL_OK && text.n < sizeof reason->arg[1])
        (void)fpl_str_copy(fpl_buf_str(&text), reason->arg[1], sizeof reason->arg[1]);
    fpl_buf_release(&text);
    return FPL_OK;
}
