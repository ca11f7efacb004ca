/* What records claim about the state they were written on, checked while the state is made anew. */
#include "ledger/policy/events.h"
#include "ledger/verify/verify.h"

#include <string.h>

/* ---- keys consumed once ---- */

static enum fpl_status check_keys(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                  const struct fpl_verify__record *record) {
    const struct fpl_json *list = fpl_json_get(record->body, "i");
    const struct fpl_event *event = fpl_event_find(record->kind);
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i)) {
        struct fpl_str kind = fpl_json_text(fpl_json_at(i, 0)), key = fpl_json_text(fpl_json_at(i, 1));
        struct fpl_item_value *value = NULL;
        if (!fpl_event_begins(event, kind) && !fpl_str_is(kind, "reversed")) /* the mark of what is taken back */
            continue;
        enum fpl_status status = fpl_fold__item_value(fold, book, kind, key, &value, run->error);
        if (status)
            return status;
        if (value->data.n && !fpl_event_moved_other(event, kind, fpl_json_get_text(fpl_json_at(i, 2), "st")))
            return fpl_verify__differs(run, "book %d seq %lld body: %.*s %.*s recorded before in seq %lld", book,
                                       (long long)record->seq, (int)kind.n, kind.p, (int)key.n, key.p,
                                       (long long)value->seq0);
    }
    return FPL_OK;
}

/* ---- closed periods ---- */

static enum fpl_status digest(struct fpl_verify__run *run, struct fpl_store *store, int32_t book,
                              struct fpl_period period, char hex[2 * FPL_HASH_BYTES + 1]) {
    struct fpl_hasher *hasher = NULL;
    enum fpl_status status = fpl_hasher_new(&hasher);
    if (status)
        return fpl_fail(run->error, status, NULL, NULL, NULL);
    status = fpl_totals__digest(store, hasher, book, period, hex, run->error);
    fpl_hasher_free(hasher);
    return status;
}

static enum fpl_status check_close(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                   const struct fpl_verify__record *record) {
    const struct fpl_json *list = fpl_json_get(record->body, "i");
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i)) {
        const struct fpl_json *data = fpl_json_at(i, 2);
        struct fpl_period period;
        char hex[2 * FPL_HASH_BYTES + 1];
        if (!fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), "period"))
            continue;
        int bad = fpl_period_parse(fpl_json_text(fpl_json_at(i, 1)), &period, NULL) != FPL_OK;
        enum fpl_status status = fpl_fold__flush(fold, run->error); /* the digest is over stored rows */
        if (!status && !bad)
            status = digest(run, fold->store, book, period, hex);
        if (status)
            return status;
        if (bad || fpl_json_get_num(data, "size", -1) != record->seq ||
            !fpl_str_is(fpl_json_get_text(data, "digest"), hex))
            return fpl_verify__differs(run, "book %d seq %lld body: digest of the closed period", book,
                                       (long long)record->seq);
    }
    return FPL_OK;
}

static void add_scanned(struct fpl_verify__run *run, struct fpl_str kind) {
    for (int i = 0; i < run->scans; i++)
        if (fpl_str_eq(run->scanned[i], kind))
            return;
    FPL_ASSERT(run->scans < FPL_VERIFY_SCANS);
    run->scanned[run->scans++] = kind;
}

static void add_read(struct fpl_verify__run *run, const struct fpl_read *read) {
    const char *bar = read->name ? strchr(read->name, '|') : NULL;
    if (read->from == FPL_FROM_ANY)
        add_scanned(run, fpl_str_of(read->name));
    else if (read->from == FPL_FROM_DATED)
        add_scanned(run, fpl_str_of(bar + 1));
    else if (read->from == FPL_FROM_LATEST)
        add_scanned(run, (struct fpl_str){read->name, (size_t)(bar - read->name)});
}

/* A list of kinds kept by hand lacks the next one, and then an honest record differs: the catalogue is asked. Sources
 * that look at all items of a kind (EACH, LIST) store what is not stored each time. */
void fpl_verify__find_scanned(struct fpl_verify__run *run) {
    int events = 0;
    const struct fpl_event *const *all = fpl_event_all(&events);
    run->scans = 0;
    add_scanned(run, FPL_STR("agreement"));
    for (int e = 0; e < events; e++) {
        if (all[e]->places)
            add_scanned(run, fpl_str_of(all[e]->places));
        for (int i = 0; i < all[e]->reads; i++)
            add_read(run, &all[e]->read[i]);
    }
}

static void note_lookups(struct fpl_verify__run *run, const struct fpl_verify__record *record) {
    const struct fpl_json *list = record->field[FPL_BODY_i];
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i)) {
        struct fpl_str kind = fpl_json_text(fpl_json_at(i, 0));
        run->agreements += fpl_str_is(kind, "agreement");
        for (int k = 0; k < run->scans && !run->lookups_pending; k++)
            run->lookups_pending = fpl_str_eq(kind, run->scanned[k]);
    }
}

enum fpl_status fpl_verify__rows_told(struct fpl_verify__run *run, int32_t book) {
    if (run->rows.n == 0 || !(run->passes & FPL_VERIFY_BODIES))
        return FPL_OK;
    return fpl_verify__differs(run, "book %d: rows of an import that no chunk tells of", book);
}

static void begin_book(struct fpl_verify__run *run, int32_t book, const struct fpl_json *x) {
    struct fpl_str kind = fpl_json_get_text(x, "kind");
    fpl_str_copy(fpl_json_get_text(x, "code"), run->code, sizeof run->code);
    fpl_str_copy(fpl_json_get_text(x, "currency"), run->currency, sizeof run->currency);
    run->opened = fpl_body__date(x, "opened");
    run->kind = FPL_BOOK_ANY;
    for (int k = FPL_BOOK_REGISTRY; k <= FPL_BOOK_POOL; k++)
        if (fpl_str_is(kind, fpl_book_kind_name((enum fpl_book_kind)k, -1)))
            run->kind = (enum fpl_book_kind)k;
    if (book == 0)
        run->next_book = 1;
    run->rows.n = 0;
    run->going.n = 0;
}

enum fpl_status fpl_verify__claims(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                   const struct fpl_verify__record *record) {
    enum fpl_status status = check_keys(run, fold, book, record);
    if (!status && book == 0)
        status = fpl_verify__registry_add(run, run->registry, record->seq, record->body);
    if (!status && book > 0 && fpl_str_is(record->kind, fpl_event__period_closed.kind))
        status = check_close(run, fold, book, record);
    if (!status && record->seq == 0) {
        status = fpl_verify__rows_told(run, book - 1);
        begin_book(run, book, record->field[FPL_BODY_x]);
    }
    if (!status)
        status = fpl_verify__note_row(run, record);
    if (!status && (run->passes & FPL_VERIFY_BODIES))
        status = fpl_verify__remake(run, fold, book, record);
    note_lookups(run, record);
    return status;
}
