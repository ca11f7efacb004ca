/* Who may do what concerns the whole file: copy it, make its derived tables anew. The roles come from the registry's
 * own records, as they open their commitments: tables that are damaged lock nobody out of the command that mends them,
 * and a row that was forged lets nobody in. */
#include "ledger/desk/desk.h"
#include "ledger/general/people.h"

#include <stdlib.h>
#include <string.h>

struct tenures { /* of one user */
    struct fpl_session *session;
    struct fpl_str user;
    struct fpl_tenure *list;
    size_t n, cap;
    unsigned enrolled;
    int found;
    struct fpl_error *error;
};

static enum fpl_status keep_change(struct tenures *of, const struct fpl_tenure *one) {
    if (of->n == of->cap) {
        size_t cap = of->cap ? of->cap * 2 : 8;
        struct fpl_tenure *wider = realloc(of->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(of->error, FPL_E_NOMEM, NULL, NULL, NULL);
        of->list = wider;
        of->cap = cap;
    }
    of->list[of->n++] = *one;
    return FPL_OK;
}

static enum fpl_status take_item(struct tenures *of, int64_t seq, const struct fpl_json *item) {
    struct fpl_str kind = fpl_json_text(fpl_json_at(item, 0)), key = fpl_json_text(fpl_json_at(item, 1));
    const struct fpl_json *data = fpl_json_at(item, 2);
    struct fpl_tenure one;
    if (fpl_str_is(kind, "user") && fpl_str_eq(key, of->user)) {
        of->enrolled = (unsigned)fpl_json_get_num(data, "roles", 0);
        of->found = 1;
    } else if (fpl_str_is(kind, "user.roles") && fpl_people__read(key, data, &one) && fpl_str_is(of->user, one.user)) {
        one.seq = seq;
        return keep_change(of, &one);
    }
    return FPL_OK;
}

/* Of most records of a registry, parties, a look at the bytes tells that they speak of no user. */
static int speaks_of_users(struct fpl_str body) {
    static const char mark[] = "[\"user";
    const char *end = body.p + body.n;
    for (const char *p = body.p; (p = memchr(p, '[', (size_t)(end - p))) != NULL; p++)
        if ((size_t)(end - p) >= sizeof mark - 1 && memcmp(p, mark, sizeof mark - 1) == 0)
            return 1;
    return 0;
}

static enum fpl_status take_record(void *ctx, const struct fpl_record_row *row) {
    struct tenures *of = ctx;
    const struct fpl_json *body = NULL;
    if (!speaks_of_users(row->bytes))
        return FPL_OK;
    enum fpl_status status = fpl_stored__parse(row->book, row->seq, row->bytes, &of->session->doc, &body, of->error);
    const struct fpl_json *items = status ? NULL : fpl_json_get(body, "i");
    for (const struct fpl_json *i = fpl_json_first(items); i && !status; i = fpl_json_next(items, i))
        status = take_item(of, row->seq, i);
    return status;
}

static enum fpl_status judge(const struct tenures *of, unsigned roles, const char *what) {
    char name[65], since[12];
    struct fpl_date today = fpl_session_today(of->session), from = FPL_DATE_NONE;
    fpl_str_copy(of->user, name, sizeof name);
    if (!of->found)
        return fpl_fail(of->error, FPL_E_ACTOR, name, NULL, NULL);
    unsigned held = fpl_people__roles(of->list, of->n, of->user, today, INT64_MAX, of->enrolled);
    for (size_t i = 0; i < of->n && held == 0; i++)
        if (fpl_date_cmp(of->list[i].from, today) <= 0 &&
            (fpl_date_is_none(from) || fpl_date_cmp(of->list[i].from, from) > 0))
            from = of->list[i].from;
    if (held == 0)
        return fpl_fail(of->error, FPL_E_DISABLED, name, fpl_date_format(from, since), NULL);
    return held & roles ? FPL_OK : fpl_fail(of->error, FPL_E_ROLE, name, what, NULL);
}

enum fpl_status fpl_session_permit(struct fpl_session *session, struct fpl_str actor, unsigned roles, const char *what,
                                   struct fpl_error *error) {
    struct tenures of = {.session = session, .user = actor, .error = error};
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    status = fpl_stored__each(session, 0, take_record, &of, error);
    fpl_journal__rollback(session);
    if (!status)
        status = judge(&of, roles, what);
    free(of.list);
    return status;
}

enum fpl_status fpl_session_currency(struct fpl_session *session, struct fpl_str book, char currency[4], int *scale,
                                     struct fpl_error *error) {
    struct fpl_open_book *open = NULL;
    int within = session->depth > 0; /* a file is compared inside a transaction */
    enum fpl_status status = within ? FPL_OK : fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    status = fpl_journal__book_by_code(session, book, &open, error);
    if (!status) {
        memcpy(currency, open->info.currency, 4);
        *scale = open->scale;
    }
    if (!within)
        fpl_journal__rollback(session);
    return status;
}
