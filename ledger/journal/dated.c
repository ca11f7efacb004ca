/* Items whose key holds a day, one for each day on which something changed: states, and the roles of users. */
#include "ledger/journal/journal.h"

#include <string.h>

#define DATE_BYTES 10 /* YYYY-MM-DD: in order of bytes as in time */

/* Items "user.roles", keys "USER|DATE|SEQ" with the seq in 12 digits: of those up to the day the last one holds. */
static enum fpl_status changed_roles(struct fpl_session *session, struct fpl_str id, struct fpl_date day,
                                     unsigned *roles, struct fpl_date *since, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    char prefix[80];
    int row = 1;
    if (id.n >= sizeof prefix - 1)
        return FPL_OK;
    memcpy(prefix, id.p, id.n);
    prefix[id.n] = '|';
    size_t n = id.n + 1;
    enum fpl_status status =
        fpl_store__scan_items(session->store, 0, FPL_STR("user.roles"), (struct fpl_str){prefix, n}, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        struct fpl_date date;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < n + DATE_BYTES || memcmp(item.key.p, prefix, n) != 0 ||
            fpl_date_parse((struct fpl_str){item.key.p + n, DATE_BYTES}, &date, NULL) || fpl_date_cmp(date, day) > 0)
            break;
        if (!(status = fpl_json_parse(&session->doc, item.data, error))) {
            *roles = (unsigned)fpl_json_get_num(fpl_json_root(&session->doc), "roles", 0);
            *since = date;
        }
    }
    fpl_store__end(cursor);
    return status;
}

/* Records of the registry as far as all that they wrote is stored; -1: not known. */
static int64_t settled_size(const struct fpl_session *session) {
    const struct fpl_open_book *registry = session->book ? session->book[0] : NULL;
    return registry && registry->head_loaded && session->set.dirties == 0 ? registry->head.size : -1;
}

static const struct fpl_known_user *known_user(const struct fpl_session *session, struct fpl_str id,
                                               struct fpl_date day) {
    int64_t size = settled_size(session);
    for (int i = 0; i < FPL_KNOWN_USERS && size >= 0 && id.n > 0; i++) {
        const struct fpl_known_user *known = &session->user[i];
        if (known->size == size && fpl_date_cmp(known->day, day) == 0 && fpl_str_is(id, known->id))
            return known;
    }
    return NULL;
}

static void keep_user(struct fpl_session *session, struct fpl_str id, struct fpl_date day, unsigned roles,
                      const char party[65]) {
    struct fpl_known_user *known = &session->user[session->next_user];
    if (settled_size(session) < 0 || id.n == 0 || id.n >= sizeof known->id)
        return;
    session->next_user = (session->next_user + 1) % FPL_KNOWN_USERS;
    *known = (struct fpl_known_user){.day = day, .size = settled_size(session), .roles = roles};
    fpl_str_copy(id, known->id, sizeof known->id);
    fpl_str_copy(fpl_str_of(party), known->party, sizeof known->party);
}

void fpl_journal__forget_users(struct fpl_session *session) {
    for (int i = 0; i < FPL_KNOWN_USERS; i++)
        session->user[i].id[0] = '\0';
}

enum fpl_status fpl_journal__user(struct fpl_session *session, struct fpl_str id, struct fpl_date day, unsigned *roles,
                                  char party[65], struct fpl_error *error) {
    const struct fpl_known_user *known = known_user(session, id, day);
    if (known) {
        *roles = known->roles;
        memcpy(party, known->party, sizeof known->party);
        return FPL_OK;
    }
    struct fpl_item_state state;
    struct fpl_date since = FPL_DATE_NONE;
    char name[65], text[12];
    unsigned held = 0;
    int found = 0;
    enum fpl_status status = fpl_journal__item(session, 0, "user", id, &state, &found, error);
    if (!status && !found)
        status = fpl_fail_text(error, FPL_E_ACTOR, id.p, id.n);
    if (!status)
        status = fpl_json_parse(&session->doc, state.data, error);
    if (status)
        return status;
    const struct fpl_json *data = fpl_json_root(&session->doc);
    held = (unsigned)fpl_json_get_num(data, "roles", 0);
    fpl_str_copy(fpl_json_get_text(data, "party"), party, 65);
    if ((status = changed_roles(session, id, day, &held, &since, error)))
        return status;
    if (held == 0)
        return fpl_fail(error, FPL_E_DISABLED, fpl_str_copy(id, name, sizeof name), fpl_date_format(since, text), NULL);
    *roles = held;
    keep_user(session, id, day, held, party);
    return FPL_OK;
}

enum fpl_status fpl_journal__newest_dated(struct fpl_store *store, const struct fpl_item_row *prefix,
                                          struct fpl_date day, struct fpl_date *out, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_date newest = FPL_DATE_NONE, date;
    size_t n = prefix->key.n;
    int row = 1;
    enum fpl_status status = fpl_store__scan_items(store, prefix->book, prefix->kind, prefix->key, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != n + DATE_BYTES || memcmp(item.key.p, prefix->key.p, n) != 0)
            break;
        if (fpl_date_parse((struct fpl_str){item.key.p + n, DATE_BYTES}, &date, NULL) || fpl_date_cmp(date, day) > 0)
            break;
        newest = date;
    }
    fpl_store__end(cursor);
    if (!status)
        *out = newest;
    return status;
}
