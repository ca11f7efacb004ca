/* One event over several books: the primary names the records of its sides, they bear its id, and each is opened from
 * the other: all there, none twice, the same command, day and people. Each is made again in its own book besides. */
#include "ledger/verify/remake.h"

#include <stdio.h>

/* Kind and body of a record of another book, which may lie before or after this one; *out NULL: there is none. */
static enum fpl_status open_other(struct fpl_remake *m, int64_t book, int64_t seq, const struct fpl_event *expected,
                                  const struct fpl_json **out) {
    struct fpl_str bytes;
    struct fpl_leaf leaf = {.seq = -1};
    *out = NULL;
    if (book < 0 || book > FPL_BOOK_MAX || seq < 0 || seq > FPL_SEQ_MAX)
        return FPL_OK;
    enum fpl_status status =
        fpl_store__get_record(m->run->session->store, (int32_t)book, seq, &bytes, m->run->error);
    if (!status)
        status = fpl_leaf__parse(&m->maker->item_doc, bytes, &leaf, m->run->error);
    if (!status && !fpl_str_is(leaf.kind, expected->kind))
        return FPL_OK;
    if (!status)
        status = fpl_remake__body_of(m, (int32_t)book, seq, &m->maker->record_bytes, &m->maker->record_doc, out);
    if (status == FPL_E_NOT_FOUND || status == FPL_E_JSON)
        status = FPL_OK;
    return status;
}

static int same_member(const struct fpl_json *a, const struct fpl_json *b) {
    return !a == !b && (!a || fpl_str_eq(a->raw, b->raw));
}

/* A side that posts nothing has no checker. */
static const char *unlike(const struct fpl_remake *m, const struct fpl_json *other) {
    static const char *const names[] = {"cmd", "act", "occ", "ev"};
    const struct fpl_json *chk = fpl_json_get(other, "chk"), *own = m->record->field[FPL_BODY_chk];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!same_member(fpl_json_get(m->record->body, names[i]), fpl_json_get(other, names[i])))
            return names[i];
    return chk && own && !same_member(chk, own) ? "chk" : NULL;
}

/* The book of that kind that this one is mirrored in; -1: none. */
static enum fpl_status mirror(struct fpl_remake *m, enum fpl_book_kind kind, int64_t *out) {
    struct fpl_item_value *value = NULL;
    *out = -1;
    enum fpl_status status =
        fpl_remake__item(m, m->book, "mirror", fpl_str_of(fpl_book_kind_name(kind, -1)), &value);
    if (status || !value)
        return status;
    if (!(status = fpl_json_parse(&m->maker->item_doc, value->data, m->run->error)))
        *out = fpl_json_get_num(fpl_json_root(&m->maker->item_doc), "book", -1);
    return status;
}

static enum fpl_status check_side(struct fpl_remake *m, const struct fpl_side *side, int64_t book, int64_t seq) {
    const struct fpl_json *body = NULL;
    char why[96];
    enum fpl_status status = open_other(m, book, seq, side->event, &body);
    if (status)
        return status;
    const char *what = body ? unlike(m, body) : "is not there";
    if (!what)
        return FPL_OK;
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
    for (int i = 0; i < m->event->sides && !m->refused; i++) {
        const struct fpl_side *side = &m->event->side[i];
        int64_t book = -1;
        if (side->when && !side->when(m->facts))
            continue;
        enum fpl_status status = mirror(m, side->book, &book);
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

/* The primary there must be, and that it names this very record. */
static enum fpl_status follower(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_str id = fpl_json_text(m->record->field[FPL_BODY_ev]);
    const struct fpl_json *body = NULL, *sides = NULL;
    int64_t book = -1, seq = -1;
    int named = 0;
    if (!read_id(id, &book, &seq))
        return fpl_remake__refuse(m, "event");
    enum fpl_status status = open_other(m, book, seq, m->event->side_of, &body);
    if (status)
        return status;
    sides = body ? fpl_json_get(fpl_json_get(body, "x"), "sides") : NULL;
    for (const struct fpl_json *at = sides ? fpl_json_first(sides) : NULL; at; at = fpl_json_next(sides, at))
        named += fpl_json_num(fpl_json_at(at, 0), -1) == m->book && fpl_json_num(fpl_json_at(at, 1), -1) == m->record->seq;
    if (!named)
        return fpl_remake__refuse(m, body ? "its event does not name it" : "its event is not there");
    draft->event = id;
    return FPL_OK;
}

enum fpl_status fpl_remake__sides(struct fpl_remake *m, struct fpl_draft *draft) {
    if (m->event->side_of)
        return follower(m, draft);
    return m->event->sides ? primary(m, draft) : FPL_OK;
}
