/* Which books a transaction writes to: named before it begins, so that an engine may lock those and no others. */
#include "ledger/journal/journal.h"

#include <string.h>

static int is_registry(struct fpl_str code) {
    return code.n == 0 || fpl_str_is(code, "registry");
}

/* A code means the same book for ever, so what was found once is kept. */
static enum fpl_status find_id(struct fpl_session *session, struct fpl_str code, int32_t *out,
                               struct fpl_error *error) {
    struct fpl_open_book *book = NULL;
    struct fpl_error unknown = {0};
    int made = 0;
    enum fpl_status status = fpl_journal__book_by_code(session, code, &book, &unknown);
    *out = -1;
    if (status == FPL_E_BOOK) /* whoever looks at the command says so */
        return FPL_OK;
    if (status)
        return fpl_fail(error, status, unknown.arg[0], unknown.arg[1], unknown.arg[2]);
    int32_t *kept = fpl_map__add(&session->id_of_code, code, &made);
    if (!kept)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    *out = *kept = book->info.id;
    return FPL_OK;
}

static void add(struct fpl_writes *writes, int32_t id) {
    int at = writes->n;
    for (int i = 0; i < writes->n; i++)
        if (writes->book[i] == id)
            return;
    FPL_ASSERT(writes->n < FPL_WRITES_MAX);
    for (; at > 0 && writes->book[at - 1] > id; at--)
        writes->book[at] = writes->book[at - 1];
    writes->book[at] = id;
    writes->n++;
}

/* In a short transaction of its own: the engine wants to know before it begins. */
static enum fpl_status look_up(struct fpl_session *session, const struct fpl_str *code, int n,
                               struct fpl_writes *writes, struct fpl_error *error) {
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    for (int i = 0; i < n && !status; i++) {
        int32_t id = -1;
        if (!is_registry(code[i]) && !fpl_map__find(&session->id_of_code, code[i]) &&
            !(status = find_id(session, code[i], &id, error)) && id >= 0)
            add(writes, id);
    }
    fpl_journal__rollback(session);
    return status;
}

enum fpl_status fpl_journal__begin_books(struct fpl_session *session, const struct fpl_str *code, int n,
                                         struct fpl_error *error) {
    struct fpl_writes writes = {.n = 0};
    int unknown = 0;
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < n; i++) {
        const int32_t *known = is_registry(code[i]) ? NULL : fpl_map__find(&session->id_of_code, code[i]);
        unknown += !known && !is_registry(code[i]);
        if (known || is_registry(code[i]))
            add(&writes, known ? *known : 0);
    }
    if (unknown)
        status = look_up(session, code, n, &writes, error);
    return status ? status : fpl_journal__begin_writes(session, &writes, error);
}

void fpl_journal__name_book(struct fpl_session *session, int32_t id) {
    if (id <
        session->born) /* ids rise, and nobody else can have met one of them: a file may open any number of books */
        session->born = id;
}

int fpl_journal__may_write(const struct fpl_session *session, int32_t id) {
    int named = session->writes.n == FPL_WRITES_ALL || id >= session->born;
    for (int i = 0; i < session->writes.n && !named; i++)
        named = session->writes.book[i] == id;
    return named;
}
