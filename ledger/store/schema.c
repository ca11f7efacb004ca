/* Compares the schema of the file with what this program makes. The driver lists both in the same way, as pairs of name
 * and definition in order of name: the file's, and that of a new store in memory made by the same DDL. So the DDL is
 * the only list of objects there is. */
#include "ledger/store/internal.h"

#include <stdio.h>
#include <string.h>

const char *fpl_schema_difference_text(enum fpl_schema_difference difference, int zh) {
    switch (difference) {
    case FPL_SCHEMA_MISSING:
        return zh ? "缺少" : "missing";
    case FPL_SCHEMA_CHANGED:
        return zh ? "已改动" : "changed";
    case FPL_SCHEMA_FOREIGN:
        break;
    }
    return zh ? "非本程序所建" : "not ours";
}

struct listing { /* of one store's objects; the row at hand if there is one */
    const struct fpl_driver *driver;
    struct fpl_stmt *stmt;
    int row;
};

static enum fpl_status next(struct listing *list, struct fpl_error *error) {
    return list->driver->step(list->stmt, &list->row, error);
}

static enum fpl_status begin(struct listing *list, const struct fpl_driver *driver, struct fpl_db *db, const char *sql,
                             struct fpl_error *error) {
    *list = (struct listing){.driver = driver};
    enum fpl_status status = driver->prepare(db, sql, &list->stmt, error);
    return status ? status : next(list, error);
}

static struct fpl_str column(const struct listing *list, int n) {
    return list->driver->column_bytes(list->stmt, n);
}

static void tell(struct fpl_str name, enum fpl_schema_difference difference, fpl_schema_cb cb, void *ctx) {
    struct fpl_error object; /* makes a name that anybody may have written printable */
    fpl_error_clear(&object);
    fpl_fail_text(&object, FPL_E_SCHEMA, name.p, name.n);
    cb(ctx, object.arg[0], difference);
}

/* Walks both in order of name; ends when both have ended. */
static enum fpl_status walk(struct listing *ours, struct listing *theirs, fpl_schema_cb cb, void *ctx,
                            struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    while (!status && (ours->row || theirs->row)) {
        int order = !theirs->row ? -1 : !ours->row ? 1 : fpl_str_cmp(column(ours, 0), column(theirs, 0));
        if (order < 0)
            tell(column(ours, 0), FPL_SCHEMA_MISSING, cb, ctx);
        else if (order > 0)
            tell(column(theirs, 0), FPL_SCHEMA_FOREIGN, cb, ctx);
        else if (!fpl_str_eq(column(ours, 1), column(theirs, 1)))
            tell(column(theirs, 0), FPL_SCHEMA_CHANGED, cb, ctx);
        if (order <= 0)
            status = next(ours, error);
        if (order >= 0 && !status)
            status = next(theirs, error);
    }
    return status;
}

static enum fpl_status compare_settings(struct fpl_store *store, struct fpl_db *model, fpl_schema_cb cb, void *ctx,
                                        struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    for (const char *const *text = store->driver->settings; *text && !status; text++) {
        struct listing ours = {0}, theirs = {0};
        if (!(status = begin(&ours, store->driver, model, *text, error)))
            status = begin(&theirs, store->driver, store->db, *text, error);
        if (!status && (column(&ours, 0).n == 0 || column(&theirs, 0).n == 0)) /* no number is without digits */
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        if (!status && !fpl_str_eq(column(&ours, 0), column(&theirs, 0)))
            tell(fpl_str_of(*text), FPL_SCHEMA_CHANGED, cb, ctx);
        store->driver->finalize(ours.stmt);
        store->driver->finalize(theirs.stmt);
    }
    return status;
}

/* 1: the texts in the file, in order of their making, are the DDL, each with a ';' behind it. */
static enum fpl_status is_the_ddl(struct fpl_store *store, int *out, struct fpl_error *error) {
    struct listing theirs = {0};
    const char *rest = store->driver->ddl;
    enum fpl_status status = begin(&theirs, store->driver, store->db, store->driver->texts, error);
    while (!status && theirs.row) {
        struct fpl_str text = column(&theirs, 0);
        if (text.n == 0 || strncmp(rest, text.p, text.n) != 0 || rest[text.n] != ';')
            break;
        rest += text.n + 1;
        status = next(&theirs, error);
    }
    *out = !status && !theirs.row && *rest == '\0';
    store->driver->finalize(theirs.stmt);
    return status;
}

static enum fpl_status compare_objects(struct fpl_store *store, struct fpl_db *model, fpl_schema_cb cb, void *ctx,
                                       struct fpl_error *error) {
    const struct fpl_driver *driver = store->driver;
    struct listing ours = {0}, theirs = {0};
    enum fpl_status status = driver->script(model, driver->ddl, error);
    if (!status)
        status = begin(&ours, driver, model, driver->objects, error);
    if (!status)
        status = begin(&theirs, driver, store->db, driver->objects, error);
    if (!status)
        status = walk(&ours, &theirs, cb, ctx, error);
    driver->finalize(ours.stmt);
    driver->finalize(theirs.stmt);
    return status;
}

enum fpl_status fpl_store__schema(struct fpl_store *store, fpl_schema_cb cb, void *ctx, struct fpl_error *error) {
    const struct fpl_db_options options = {.model = 1};
    struct fpl_db *model = NULL;
    int same = 0;
    FPL_ASSERT(!store->scratch);
    enum fpl_status status = store->driver->open("", &options, &model, error);
    if (!status)
        status = compare_settings(store, model, cb, ctx, error);
    if (!status)
        status = is_the_ddl(store, &same, error);
    if (!status && !same)
        status = compare_objects(store, model, cb, ctx, error);
    store->driver->close(model);
    return status;
}

struct found {
    struct fpl_error first;
    int n;
};

static void note(void *ctx, const char *object, enum fpl_schema_difference difference) {
    struct found *found = ctx;
    char what[64];
    snprintf(what, sizeof what, FPL_ZH_EN("%s", "%s"), fpl_schema_difference_text(difference, 1),
             fpl_schema_difference_text(difference, 0));
    if (found->n++ == 0)
        fpl_fail(&found->first, FPL_E_SCHEMA, object, what, NULL);
}

enum fpl_status fpl_store__schema_is_ours(struct fpl_store *store, struct fpl_error *error) {
    struct found found = {.n = 0};
    char count[16];
    enum fpl_status status = fpl_store__schema(store, note, &found, error);
    if (status || !found.n)
        return status;
    snprintf(count, sizeof count, "%d", found.n);
    return fpl_fail(error, FPL_E_SCHEMA, found.first.arg[0], found.first.arg[1], count);
}

enum fpl_status fpl_store__check_schema(struct fpl_store *store, int write, struct fpl_error *error) {
    if (store->scratch || store->unsafe)
        return FPL_OK;
    uint32_t seen = store->driver->version ? store->driver->version(store->db) : 0;
    if (write && store->schema_checked && store->driver->version && seen == store->schema_seen)
        return FPL_OK; /* nobody else has written, and we alter no object; a reader has seen nothing yet */
    int64_t version = store->driver->schema_version(store->db);
    store->schema_seen = seen;
    if (store->schema_checked && version == store->schema_version)
        return FPL_OK;
    enum fpl_status status = fpl_store__schema_is_ours(store, error);
    store->schema_checked = !status;
    store->schema_version = version;
    return status;
}
