/* One event over several books: the primary names the records of its sides, they bear its id, and each is opened from
 * the other: all there, none twice, the same command, day and people. Each is made again in its own book besides. */
#include "ledger/verify/remake.h"

#include <stdio.h>

/* Body of a record of another book, which may lie before or after this one; *out NULL: there is none of that kind. */
static enum fpl_status open_other(struct fpl_remake *m, int64_t book, int64_t seq, const char *kind,
                                  struct fpl_verify__other *other, const struct fpl_json **out) {
    struct fpl_record_row row;
    *out = NULL;
    other->t = -1;
    if (book < 0 || book > FPL_BOOK_MAX || seq < 0 || seq > FPL_SEQ_MAX)
        return FPL_OK;
    enum fpl_status status = fpl_store__get_record(m->run->session->store, (int32_t)book, seq, &row, m->run->error);
    if (!status && strcmp(row.of.kind, kind) != 0)
        return FPL_OK;
    if (!status) {
        other->t = row.of.t;
        status = fpl_remake__body_of(m, (int32_t)book, seq, &other->bytes, &other->doc, out);
    }
    return status == FPL_E_NOT_FOUND || status == FPL_E_JSON ? FPL_OK : status;
}

static enum fpl_status open_side(struct fpl_remake *m, int64_t book, int64_t seq, const char *kind,
                                 const struct fpl_json **out) {
    return open_other(m, book, seq, kind, &m->maker->side, out);
}

/* A side that posts nothing has no checker. */
static const char *unlike(const struct fpl_remake *m, const struct fpl_json *other) {
    static const char *const names[] = {"cmd", "act", "occ", "ev", "reg"};
    const struct fpl_json *chk = fpl_json_get(other, "chk"), *own = m->record->field[FPL_BODY_chk];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!fpl_json_same(fpl_json_get(m->record->body, names[i]), fpl_json_get(other, names[i])))
            return names[i];
    struct fpl_auth auth[2], own_auth[2];
    fpl_body_auth(other, auth);
    fpl_body_auth(m->record->body, own_auth);
    if (!fpl_auth_eq(&auth[0], &own_auth[0]) || (chk && own && !fpl_auth_eq(&auth[1], &own_auth[1])))
        return "auth";
    return chk && own && !fpl_json_same(chk, own) ? "chk" : NULL;
}

/* The book that this one's item says has the party's side; -1: none, or one of another kind. */
static enum fpl_status mirror(struct fpl_remake *m, const struct fpl_side *side, int64_t *out) {
    struct fpl_item_value *value = NULL;
    struct fpl_str party = fpl_fact_text(m->facts, (enum fpl_fact_id)side->party);
    enum fpl_status status = party.n ? fpl_remake__item(m, m->book, "mirror", party, &value) : FPL_OK;
    if (status || !value || (status = fpl_json_parse(&m->maker->item_doc, value->data, m->run->error)))
        return status;
    const struct fpl_json *data = fpl_json_root(&m->maker->item_doc);
    if (fpl_str_is(fpl_json_get_text(data, "kind"), fpl_book_kind_name(side->book, -1)))
        *out = fpl_json_get_num(data, "book", -1);
    return FPL_OK;
}

/* Of a reversal: the book where the event taken back has the side that this one undoes; -1: it has none. */
static enum fpl_status undone_side(struct fpl_remake *m, const struct fpl_side *side, int64_t *out) {
    const struct fpl_json *sides = fpl_json_get(fpl_json_get(m->undone_body, "x"), "sides");
    for (const struct fpl_json *at = fpl_json_first(sides); at; at = fpl_json_next(sides, at)) {
        const struct fpl_json *body = NULL;
        int64_t book = fpl_json_num(fpl_json_at(at, 0), -1);
        enum fpl_status status =
            open_side(m, book, fpl_json_num(fpl_json_at(at, 1), -1), side->event->undoes->kind, &body);
        if (status)
            return status;
        if (body)
            *out = book;
    }
    return FPL_OK;
}

/* Time of the record before; -1: there is none. */
static enum fpl_status time_before(struct fpl_remake *m, int32_t book, int64_t seq, int64_t *t) {
    struct fpl_record_row row;
    *t = -1;
    enum fpl_status status = fpl_store__get_record(m->run->session->store, book, seq - 1, &row, m->run->error);
    if (!status)
        *t = row.of.t;
    return status == FPL_E_NOT_FOUND ? FPL_OK : status;
}

/* One moment, but where a book's newest record was ahead of the clock: there time does not fall. */
static enum fpl_status check_moment(struct fpl_remake *m, int64_t book, int64_t seq) {
    int64_t t = m->maker->side.t, own = m->record->t, before = -1;
    if (t == own)
        return FPL_OK;
    enum fpl_status status =
        t > own ? time_before(m, (int32_t)book, seq, &before) : time_before(m, m->book, m->record->seq, &before);
    return !status && before != (t > own ? t : own) ? fpl_remake__refuse(m, "a side of another moment") : status;
}

static enum fpl_status check_side(struct fpl_remake *m, const struct fpl_side *side, int64_t book, int64_t seq) {
    const struct fpl_json *body = NULL;
    char why[96];
    enum fpl_status status = open_side(m, book, seq, side->event->kind, &body);
    if (status)
        return status;
    const char *what = body ? unlike(m, body) : "is not there";
    if (!what)
        return check_moment(m, book, seq);
    snprintf(why, sizeof why, "side of book %lld seq %lld: %s", (long long)book, (long long)seq, what);
    return fpl_remake__refuse(m, why);
}

/* The sides there must be, in the order declared, against those that are told. */
static enum fpl_status primary(struct fpl_remake *m, struct fpl_draft *draft) {
    const struct fpl_json *told = fpl_json_get(m->record->field[FPL_BODY_x], "sides");
    const struct fpl_json *at = told ? fpl_json_first(told) : NULL;
    struct fpl_json_out out;
    int sides = 0;
    fpl_buf_reset(&m->maker->sides);
    fpl_json_begin(&out, &m->maker->sides);
    fpl_json_object(&out);
    fpl_json_key(&out, "sides");
    fpl_json_array(&out);
    for (int i = 0; i < m->event->sides && !m->said.take_on && !m->refused; i++) {
        const struct fpl_side *side = &m->event->side[i];
        int64_t book = -1;
        enum fpl_status status =
            m->event->flags & FPL_EVENT_UNDOES ? undone_side(m, side, &book) : mirror(m, side, &book);
        if (status)
            return status;
        if (book < 0)
            continue;
        int64_t seq = at ? fpl_json_num(fpl_json_at(at, 1), -1) : -1;
        if (!at || fpl_json_num(fpl_json_at(at, 0), -1) != book)
            return fpl_remake__refuse(m, "a side is missing");
        if ((status = check_side(m, side, book, seq)))
            return status;
        fpl_json_array(&out);
        fpl_json_int(&out, book);
        fpl_json_int(&out, seq);
        fpl_json_end(&out);
        at = fpl_json_next(told, at);
        sides++;
    }
    fpl_json_end(&out);
    fpl_json_end(&out);
    if (!sides)
        return FPL_OK;
    snprintf(m->maker->event_id, sizeof m->maker->event_id, "%d/%lld", (int)m->book, (long long)m->record->seq);
    draft->event = fpl_str_of(m->maker->event_id);
    draft->extra = fpl_buf_str(&m->maker->sides);
    return fpl_buf_ok(&m->maker->sides) ? fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

static int64_t digits(const char **at, const char *end) {
    int64_t n = 0;
    for (int i = 0; i < 15 && *at < end && **at >= '0' && **at <= '9'; i++)
        n = 10 * n + (*(*at)++ - '0');
    return n;
}

/* "3/17" to book and seq, in its one form; 0: another form. */
static int read_id(struct fpl_str text, int64_t *book, int64_t *seq) {
    char made[48];
    const char *at = text.p, *end = text.p + text.n;
    *book = digits(&at, end);
    if (at == end || *at++ != '/')
        return 0;
    *seq = digits(&at, end);
    snprintf(made, sizeof made, "%lld/%lld", (long long)*book, (long long)*seq);
    return fpl_str_is(text, made);
}

/* Does this list of sides name a record of this book? *seq: which. */
static int names(const struct fpl_remake *m, const struct fpl_json *body, int64_t *seq) {
    const struct fpl_json *sides = fpl_json_get(fpl_json_get(body, "x"), "sides");
    int named = 0;
    for (const struct fpl_json *at = fpl_json_first(sides); at; at = fpl_json_next(sides, at))
        if (fpl_json_num(fpl_json_at(at, 0), -1) == m->book) {
            *seq = fpl_json_num(fpl_json_at(at, 1), -1);
            named++;
        }
    return named == 1;
}

static enum fpl_status find_undone(struct fpl_remake *m, int64_t book) {
    const struct fpl_json *body = NULL;
    int64_t rev = fpl_json_get_num(m->primary, "rev", -1);
    enum fpl_status status = open_side(m, book, rev, m->event->side_of->undoes->kind, &body);
    if (!status && !(body && names(m, body, &m->undone)))
        return fpl_remake__refuse(m, "the event taken back has no side here");
    return status;
}

enum fpl_status fpl_remake__begin_side(struct fpl_remake *m) {
    struct fpl_verify__maker *maker = m->maker;
    struct fpl_error local = {0};
    int64_t book = -1, seq = -1, own = -1;
    if (!m->event->side_of)
        return FPL_OK;
    if (!read_id(fpl_json_text(m->record->field[FPL_BODY_ev]), &book, &seq))
        return fpl_remake__refuse(m, "event");
    enum fpl_status status = open_other(m, book, seq, m->event->side_of->kind, &maker->primary, &m->primary);
    if (status)
        return status;
    if (!m->primary)
        return fpl_remake__refuse(m, "its event is not there");
    if (!names(m, m->primary, &own) || own != m->record->seq)
        return fpl_remake__refuse(m, "its event does not name it");
    struct fpl_decided record = {fpl_str_of(m->event->side_of->kind), m->primary, fpl_body__date(m->primary, "occ"),
                                 NULL};
    fpl_facts_clear(&maker->primary_facts);
    if (fpl_json_get(m->primary, "dec") &&
        fpl_facts_of_record(&record, &maker->primary_keys, &maker->primary_facts, &local))
        return fpl_remake__refuse(m, "what its event has read");
    for (int i = 0; i < maker->primary_facts.count; i++)
        if (maker->primary_facts.fact[i].book == FPL_SOURCE_COMMAND) {
            maker->primary_facts.fact[i].book = (int32_t)book;
            maker->primary_facts.fact[i].seq = seq;
        }
    return m->event->flags & FPL_EVENT_UNDOES ? find_undone(m, book) : FPL_OK;
}

/* ---- what is recorded for each share of a list ---- */

/* The command that the share gives, in its canonical form. *out valid until maker->cmd_each is used again. */
static enum fpl_status command_of(struct fpl_remake *m, const struct fpl_part *part, struct fpl_str *out) {
    struct fpl_typed typed[FPL_COMMAND_VALUES];
    struct fpl_buf *text = &m->maker->cmd_each;
    struct fpl_json_out json;
    struct fpl_error local = {0};
    char key[FPL_EACH_KEY];
    if (fpl_each__typed(m->event, m->maker->typed, part, key, typed, &local))
        return fpl_remake__refuse(m, fpl_status_name(local.status));
    fpl_buf_reset(text);
    fpl_json_begin(&json, text);
    fpl_command__write(fpl_event__plan(m->event->each), typed, 0, &json);
    *out = fpl_buf_str(text);
    return fpl_buf_ok(text) ? fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* The record at `seq` is what the share gives: that command, and the day, people, registry and event of this one. */
static enum fpl_status check_each(struct fpl_remake *m, const struct fpl_part *part, int64_t seq) {
    static const char *const names[] = {"act", "auth", "chk", "ev", "occ", "reg"};
    const struct fpl_json *body = NULL;
    struct fpl_str cmd = {"", 0};
    char why[96];
    enum fpl_status status = command_of(m, part, &cmd);
    if (!status && !m->refused)
        status = open_side(m, m->book, seq, m->event->each->kind, &body);
    if (status || m->refused)
        return status;
    const struct fpl_json *given = fpl_json_get(body, "cmd");
    const char *what = !body                                    ? "is not there"
                       : !given || !fpl_str_eq(given->raw, cmd) ? "cmd"
                       : m->maker->side.t != m->record->t       ? "a side of another moment"
                                                                : NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !what; i++)
        if (!fpl_json_same(fpl_json_get(m->record->body, names[i]), fpl_json_get(body, names[i])))
            what = names[i];
    if (!what)
        return FPL_OK;
    snprintf(why, sizeof why, "share in seq %lld: %s", (long long)seq, what);
    return fpl_remake__refuse(m, why);
}

static enum fpl_status each(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_verify__maker *maker = m->maker;
    const struct fpl_parts *parts = maker->decision.shares;
    int64_t seq = m->record->seq;
    enum fpl_status status = FPL_OK;
    snprintf(maker->event_id, sizeof maker->event_id, "%d/%lld", (int)m->book, (long long)seq);
    for (int i = 0; i < parts->count && !status && !m->refused; i++)
        if (fpl_money_sign(parts->share[i].amount) > 0)
            status = check_each(m, &parts->share[i], ++seq);
    if (status || m->refused)
        return status;
    maker->each_book = m->book;
    maker->each_from = m->record->seq;
    maker->each_to = seq;
    fpl_each__extra(fpl_each__count(parts), &maker->sides);
    draft->event = fpl_str_of(maker->event_id);
    draft->extra = fpl_buf_str(&maker->sides);
    return fpl_buf_ok(&maker->sides) ? fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* One that bears another's event id was made by an event for a list, the last one before it, which named its command.
 */
static enum fpl_status one_of(struct fpl_remake *m, struct fpl_str ev, struct fpl_draft *draft) {
    const struct fpl_verify__maker *maker = m->maker;
    int64_t book = -1, seq = -1;
    if (!read_id(ev, &book, &seq))
        return fpl_remake__refuse(m, "event");
    if (book != m->book || maker->each_book != m->book || seq != maker->each_from || m->record->seq <= seq ||
        m->record->seq > maker->each_to)
        return fpl_remake__refuse(m, "its event does not name it");
    draft->event = ev;
    return FPL_OK;
}

enum fpl_status fpl_remake__sides(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_str ev = fpl_json_text(m->record->field[FPL_BODY_ev]);
    char own[48];
    snprintf(own, sizeof own, "%d/%lld", (int)m->book, (long long)m->record->seq);
    if (m->event->side_of) /* begun with it */
        draft->event = ev;
    if (m->event->each)
        return each(m, draft);
    if (m->event->each_of && ev.n && !fpl_str_is(ev, own))
        return one_of(m, ev, draft);
    return m->event->sides ? primary(m, draft) : FPL_OK;
}
