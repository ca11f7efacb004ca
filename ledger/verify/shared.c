/* What several books share, as a record has read it. The record tells which state that was; it is opened in the record
 * that wrote it. That no state was left out follows from the numbers: no two records of a ledger give the same one
 * (keys.c), so whoever wrote the next has read the last. Of a record that only reads, it is seen that its own book had
 * written no later one before it. */
#include "ledger/verify/remake.h"

#include <stdio.h>
#include <string.h>

/* Does the stored decision say that it has read the n-th state, and where? 0 where it has read none. */
static int64_t read_told(const struct fpl_remake *m, int fact, int64_t *book, int64_t *seq) {
    const struct fpl_json *facts = fpl_json_get(m->record->field[FPL_BODY_dec], "facts"),
                          *told = fpl_json_get(facts, fpl_fact_name((enum fpl_fact_id)fact));
    *book = fpl_json_num(fpl_json_at(told, 1), -1);
    *seq = fpl_json_num(fpl_json_at(told, 2), -1);
    return told ? fpl_json_num(fpl_json_at(told, 0), -1) : 0;
}

static enum fpl_status open_state(struct fpl_remake *m) {
    struct fpl_verify__other *other = &m->maker->shared;
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_remake__body_of(m, m->shared.book, m->shared.seq, &other->bytes, &other->doc, &body);
    if (status == FPL_E_NOT_FOUND || status == FPL_E_JSON)
        return fpl_remake__refuse(m, "state of another book");
    if (!status && !(m->state = fpl_body__state(body, &m->shared)))
        return fpl_remake__refuse(m, "state of another book");
    return status;
}

/* Has an earlier record of this book written the state after the one that was read? */
static enum fpl_status check_next(struct fpl_remake *m) {
    struct fpl_buf *key = &m->maker->extra;
    struct fpl_request_row row = {.kind = fpl_str_of(m->shared.kind), .book = -1, .seq = -1};
    fpl_buf_reset(key);
    fpl_buf_add(key, m->shared.key.p, m->shared.key.n);
    fpl_buf_addc(key, '|');
    fpl_buf_addi(key, m->shared.n + 1);
    if (fpl_buf_ok(key))
        return fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    row.key = fpl_buf_str(key);
    enum fpl_status status = fpl_fold__find_request(m->fold, &row, m->run->error);
    return !status && row.book == m->book ? fpl_remake__refuse(m, "state read before the newest one") : status;
}

enum fpl_status fpl_remake__shared(struct fpl_remake *m, const struct fpl_read *read, struct fpl_str key) {
    int64_t book = -1, seq = -1, n;
    if (strcmp(read->member, "@n") != 0) /* comes first, and several facts stand in one state */
        return FPL_OK;
    n = read_told(m, read->fact, &book, &seq);
    m->shared = (struct fpl_shared){.kind = read->name, .key = key, .n = n};
    m->state = NULL;
    if (n == 0) { /* none was there: seen at the size of the own log */
        m->shared.book = m->book;
        m->shared.seq = m->record->seq;
        return check_next(m);
    }
    if (n < 0 || book < 1 || book > FPL_BOOK_MAX || seq < 0 || seq > FPL_SEQ_MAX ||
        (book == m->book && seq >= m->record->seq))
        return fpl_remake__refuse(m, "state of another book");
    m->shared.book = (int32_t)book;
    m->shared.seq = seq;
    enum fpl_status status = open_state(m);
    return status || m->refused ? status : check_next(m);
}
