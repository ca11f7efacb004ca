/* A session: the store, the books it has seen, the write set of the open transaction. */
#include "fundpool/limits.h"
#include "ledger/journal/journal.h"
#include "ledger/store/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Runs on the session's own store and write set. */
#define FOLD(s) (&(struct fpl_fold){(s)->store, &(s)->set})

static void forget_books(struct fpl_session *session) {
    for (int32_t i = 0; i < session->book_cap; i++) {
        if (!session->book[i])
            continue;
        session->book[i]->head_loaded = session->book[i]->head_dirty = session->book[i]->closed_loaded = 0;
        session->book[i]->born = 0;
        session->book[i]->voucher.month.month = 0;
    }
}

void fpl_session_close(struct fpl_session *session) {
    if (!session)
        return;
    if (session->desk_free)
        session->desk_free(session->desk);
    for (int32_t i = 0; i < session->book_cap; i++)
        fpl_journal__free_book(session->book[i]);
    fpl_journal__free_charts(session);
    free(session->book);
    free(session->listed);
    fpl_store__close(session->store);
    fpl_hasher_free(session->hasher);
    fpl_writeset__release(&session->set);
    fpl_map__release(&session->id_of_code);
    fpl_json_doc_release(&session->doc);
    fpl_json_doc_release(&session->doc2);
    fpl_pending__drop(&session->pending);
    fpl_buf_release(&session->body);
    fpl_buf_release(&session->read);
    free(session->checked.bits);
    free(session);
}

static enum fpl_status open_session(const char *path, enum fpl_mode mode, int create, const struct fpl_host *host,
                                    struct fpl_session **out, struct fpl_error *error) {
    struct fpl_session *session = calloc(1, sizeof *session);
    if (!session)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    session->host = *host;
    session->mode = mode;
    fpl_writeset__init(&session->set);
    session->id_of_code.value_size = sizeof(int32_t);
    session->pending.book = session->roots.book = -1;
    session->last_book = -2;
    session->limits = (struct fpl_limits){.import_rows = FPL_IMPORT_ROWS_MAX,
                                          .imports = FPL_IMPORTS_A_DAY_MAX,
                                          .refused_rows = FPL_REFUSED_ROWS_A_DAY_MAX,
                                          .refusals = FPL_REFUSALS_A_DAY_MAX,
                                          .lines = FPL_LINES_MAX};
    struct fpl_store_options options = {.write = mode == FPL_WRITE,
                                        .create = create,
                                        .unsafe = mode == FPL_READ_UNSAFE,
                                        .busy_ms = host->busy_ms,
                                        .vfs = host->vfs,
                                        .label = host->label};
    enum fpl_status status = fpl_hasher_new(&session->hasher);
    if (!status)
        status = fpl_store__open(path, &options, &session->store, error);
    if (status) {
        fpl_session_close(session);
        return status;
    }
    *out = session;
    return FPL_OK;
}

/* The root stored beside the frontier must be what the frontier folds to: a cheap look at every opening; `verify` is
 * the real one. */
static enum fpl_status check_head(struct fpl_session *session, const struct fpl_head *head, struct fpl_error *error) {
    struct fpl_hash root;
    fpl_frontier_root(session->hasher, &head->frontier, &root);
    if (!fpl_hash_eq(&root, &head->root) || (int64_t)head->frontier.size != head->size)
        return fpl_fail(error, FPL_E_TAMPERED, "head", NULL, NULL);
    return FPL_OK;
}

static enum fpl_status load_identity(struct fpl_session *session, struct fpl_error *error) {
    const struct fpl_json *body = NULL;
    struct fpl_record_row row;
    struct fpl_head head;
    enum fpl_status status = fpl_stored__identity(session, 0, &row, error);
    if (!status)
        status = fpl_stored__parse(0, 0, row.bytes, &session->doc2, &body, error);
    if (status)
        return status;
    const struct fpl_json *x = fpl_json_get(body, "x");
    fpl_str_copy(fpl_json_get_text(x, "ledger"), session->origin, sizeof session->origin);
    fpl_str_copy(fpl_json_get_text(x, "lang"), session->lang, sizeof session->lang);
    session->offset_minutes = (int32_t)fpl_json_get_num(x, "offset", 480);
    session->trial = fpl_json_get_num(x, "trial", 0) != 0;
    if ((status = fpl_store__get_head(session->store, 0, &head, error)))
        return status == FPL_E_NOT_FOUND ? fpl_fail(error, FPL_E_CORRUPT, "head", NULL, NULL) : status;
    if ((status = fpl_store__last_t(session->store, &session->last_t, error)))
        return status;
    return check_head(session, &head, error);
}

enum fpl_status fpl_session_open(const char *path, enum fpl_mode mode, const struct fpl_host *host,
                                 struct fpl_session **out, struct fpl_error *error) {
    struct fpl_session *session = NULL;
    enum fpl_status status = open_session(path, mode, 0, host, &session, error);
    if (status)
        return status;
    if (!(status = fpl_journal__begin(session, 0, error)))
        status = load_identity(session, error);
    fpl_journal__rollback(session);
    if (status) {
        fpl_session_close(session);
        return status;
    }
    *out = session;
    return FPL_OK;
}

enum fpl_status fpl_session_schema(struct fpl_session *session, fpl_schema_cb cb, void *ctx, struct fpl_error *error) {
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    status = fpl_store__schema(session->store, cb, ctx, error);
    fpl_journal__rollback(session);
    return status;
}

struct fpl_str fpl_session_lang(const struct fpl_session *session) {
    return fpl_str_of(session->lang);
}

int32_t fpl_session_offset(const struct fpl_session *session) {
    return session->offset_minutes;
}

int fpl_session_is_trial(const struct fpl_session *session) {
    return session->trial;
}

int64_t fpl_session_last_ms(const struct fpl_session *session) {
    return session->last_t;
}

enum fpl_status fpl_session_write_back(struct fpl_session *session, struct fpl_error *error) {
    return fpl_store__write_back(session->store, error);
}

void fpl_session_file(const struct fpl_session *session, struct fpl_session_file *out) {
    struct fpl_file_state now;
    const struct fpl_file_state *found = fpl_store__file(session->store);
    fpl_file__state(fpl_store__path(session->store), &now);
    *out = (struct fpl_session_file){.links = found->links,
                                     .is_still = fpl_store__is_still(session->store),
                                     .is_changed = !fpl_file__is_same(found, &now),
                                     .wal_bytes = found->wal_size,
                                     .wal_changed_ms = found->wal_seconds * 1000};
}

int64_t fpl_session_ahead_ms(const struct fpl_session *session) {
    int64_t now = session->host.now_ms(session->host.ctx);
    return session->last_t > now ? session->last_t - now : 0;
}

int64_t fpl_journal__now(const struct fpl_session *session) {
    return session->held ? session->moment : session->host.now_ms(session->host.ctx);
}

void fpl_journal__hold_clock(struct fpl_session *session) {
    session->held = 0;
    session->moment = fpl_journal__now(session);
    session->held = 1;
}

struct fpl_date fpl_session_today(const struct fpl_session *session) {
    return fpl_date_of_instant(fpl_journal__now(session), session->offset_minutes);
}

/* Of the newest record of the book and of the registry; for the registry, of all books: a record that does not know one
 * of the registry's is none the later, so that nobody acts with roles he no longer has. */
static int64_t newest(const struct fpl_session *session, const struct fpl_open_book *book) {
    const struct fpl_open_book *registry = session->book ? session->book[0] : NULL;
    int64_t t = registry && registry->head_loaded && registry->head.t > book->head.t ? registry->head.t : book->head.t;
    if (book->info.id != 0)
        return t;
    t = session->stored_t > t ? session->stored_t : t;
    for (int32_t i = 1; session->book && i < session->book_cap; i++)
        if (session->book[i] && session->book[i]->head_loaded && session->book[i]->head.t > t)
            t = session->book[i]->head.t;
    return t;
}

enum fpl_status fpl_journal__know_times(struct fpl_session *session, const struct fpl_open_book *book,
                                        struct fpl_error *error) {
    if (book->info.id != 0 || session->times_known)
        return FPL_OK;
    enum fpl_status status = fpl_store__last_t(session->store, &session->stored_t, error);
    session->times_known = !status;
    return status;
}

int64_t fpl_journal__moment(const struct fpl_session *session, const struct fpl_open_book *book) {
    int64_t now = fpl_journal__now(session), last = newest(session, book);
    return now > last ? now : last;
}

struct fpl_date fpl_journal__today(const struct fpl_session *session, const struct fpl_open_book *book) {
    return fpl_date_of_instant(fpl_journal__moment(session, book), session->offset_minutes);
}

enum fpl_status fpl_journal__check_clock(const struct fpl_session *session, const struct fpl_open_book *book,
                                         struct fpl_error *error) {
    struct fpl_date last = fpl_date_of_instant(newest(session, book), session->offset_minutes);
    struct fpl_date today = fpl_date_of_instant(fpl_journal__now(session), session->offset_minutes);
    char text[2][12];
    if (fpl_date_cmp(last, today) <= 0)
        return FPL_OK;
    return fpl_fail(error, FPL_E_CLOCK, fpl_date_format(last, text[0]), fpl_date_format(today, text[1]), NULL);
}

enum fpl_status fpl_journal__salt(struct fpl_session *session, uint8_t out[FPL_SALT_BYTES], struct fpl_error *error) {
    if (session->entropy_left < FPL_SALT_BYTES) {
        enum fpl_status status = session->host.entropy(session->host.ctx, session->entropy, sizeof session->entropy);
        if (status)
            return fpl_fail(error, status, NULL, NULL, NULL);
        session->entropy_left = sizeof session->entropy;
    }
    session->entropy_left -= FPL_SALT_BYTES;
    memcpy(out, session->entropy + session->entropy_left, FPL_SALT_BYTES);
    memset(session->entropy + session->entropy_left, 0, FPL_SALT_BYTES);
    return FPL_OK;
}

/* ---- transactions ---- */

/* FPL_E_MEANWHILE if another process has written since our last commit. With write-behind the check is queued, and its
 * failure is answered by a later call. */
static enum fpl_status expect_as_it_was(struct fpl_session *session, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    if (!fpl_store__is_behind(session->store))
        return fpl_store__is_unchanged(session->store) ? FPL_OK : FPL_E_MEANWHILE;
    for (int32_t i = 0; i < session->book_cap && !status; i++)
        if (session->book[i] && session->book[i]->head_loaded)
            status = fpl_store__expect_head(session->store, i, &session->book[i]->head, error);
    return status;
}

/* Nothing carried over is true any more, or nothing was. */
static void forget(struct fpl_session *session) {
    session->carried = session->times_known = 0;
    session->stored_t = 0;
    fpl_stored__forget(session);
    fpl_journal__forget_users(session);
    session->last_book = -2;
    session->roots.book = -1;
    fpl_fold__reset(FOLD(session));
    forget_books(session);
}

enum fpl_status fpl_journal__begin(struct fpl_session *session, int write, struct fpl_error *error) {
    static const struct fpl_writes all = {.n = FPL_WRITES_ALL};
    return fpl_journal__begin_writes(session, write ? &all : NULL, error);
}

enum fpl_status fpl_journal__begin_writes(struct fpl_session *session, const struct fpl_writes *writes,
                                          struct fpl_error *error) {
    FPL_ASSERT(session->depth == 0);
    if (writes && session->mode != FPL_WRITE)
        return fpl_fail(error, FPL_E_READONLY, fpl_store__path(session->store), NULL, NULL);
    session->writes = writes ? *writes : (struct fpl_writes){.n = 0};
    session->born = INT32_MAX;
    enum fpl_status status = fpl_store__begin_writes(session->store, writes, error);
    if (status)
        return status;
    FPL_ASSERT(session->abandoned.status == FPL_OK);
    session->depth = 1;
    session->held = session->times_expected = 0;
    fpl_stored__begin(session);
    if (session->carried && !(status = expect_as_it_was(session, error)))
        return FPL_OK;
    if (fpl_store__is_poisoned(session->store)) {
        fpl_journal__rollback(session);
        return status;
    }
    forget(session);
    return FPL_OK;
}

static enum fpl_status put_heads(struct fpl_session *session, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    for (int32_t i = 0; i < session->book_cap && !status; i++) {
        struct fpl_open_book *book = session->book[i];
        if (!book || !book->head_dirty)
            continue;
        fpl_frontier_root(session->hasher, &book->head.frontier, &book->head.root);
        status = fpl_store__put_head(session->store, i, &book->head, !book->born, error);
    }
    return status;
}

/* While an import runs the index is brought up span by span, as they are filled (fpl_journal__append). */
static enum fpl_status index_heads(struct fpl_session *session, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    for (int32_t i = 1; i < session->book_cap && !status && !session->bulk; i++)
        if (session->book[i] && session->book[i]->head_dirty)
            status = fpl_journal__index(session, session->book[i], FPL_INDEX_LAG, error);
    return status;
}

static enum fpl_status flush_all(struct fpl_session *session, struct fpl_error *error) {
    enum fpl_status status = fpl_fold__flush(FOLD(session), error);
    if (!status)
        status = index_heads(session, error);
    return status ? status : put_heads(session, error);
}

static int watches(const void *ctx, int32_t book) {
    const struct fpl_session *session = ctx;
    if (book == FPL_ABSENT_SHARED) /* what is taken from it is compared by the writer */
        return fpl_store__is_behind(session->store);
    return book < session->book_cap && session->book[book] && session->book[book]->head_loaded;
}

/* The next transaction builds on what this one knew, once it has seen that nobody else wrote to these books. */
static void carry(struct fpl_session *session) {
    fpl_fold__carry(FOLD(session), &(struct fpl_carry){watches, session});
    for (int32_t i = 0; i < session->book_cap; i++)
        if (session->book[i])
            session->book[i]->head_dirty = session->book[i]->born = 0;
    if (!watches(session, 0)) /* which tells of new books */
        session->last_book = -2;
    session->carried = 1;
}

enum fpl_status fpl_journal__abandoned(const struct fpl_session *session, struct fpl_error *error) {
    const struct fpl_error *why = &session->abandoned;
    return why->status ? fpl_fail(error, why->status, why->arg[0], why->arg[1], why->arg[2]) : FPL_OK;
}

enum fpl_status fpl_journal__commit(struct fpl_session *session, struct fpl_error *error) {
    enum fpl_status status = fpl_journal__abandoned(session, error);
    if (!status)
        status = flush_all(session, error);
    if (status) {
        fpl_journal__rollback(session);
        return status;
    }
    status = fpl_store__commit(session->store, error);
    session->depth = session->held = 0;
    if (!status) {
        carry(session);
        return FPL_OK;
    }
    fpl_pending__drop(&session->pending);
    for (int32_t i = 0; i < session->book_cap; i++)
        if (session->book[i])
            session->book[i]->tile_from = -1;
    forget(session);
    return status;
}

/* The books' heads are read again at the next begin; hashes of rolled-back leaves must not stay in an open tile. */
void fpl_journal__rollback(struct fpl_session *session) {
    fpl_store__rollback(session->store);
    session->depth = session->held = 0;
    fpl_error_clear(&session->abandoned);
    for (int32_t i = 0; i < session->book_cap; i++) {
        struct fpl_open_book *book = session->book[i];
        if (book && book->head_dirty && i == session->pending.book)
            fpl_pending__drop(&session->pending);
        if (book && book->head_dirty)
            book->tile_from = -1;
        if (book && book->born) {
            fpl_journal__free_book(book);
            session->book[i] = NULL;
        }
    }
    forget(session);
}

/* ---- a new ledger ---- */

enum fpl_status fpl_journal__check_origin(struct fpl_str origin, struct fpl_error *error) {
    if (origin.n == 0 || origin.n > FPL_ORIGIN_BYTES_MAX - 12 || fpl_text_check(origin, FPL_ORIGIN_BYTES_MAX, NULL))
        return fpl_fail_text(error, FPL_E_USAGE, origin.p, origin.n);
    for (size_t i = 0; i < origin.n; i++) {
        unsigned char c = (unsigned char)origin.p[i];
        if (c <= ' ' || c == '+' || c == 0x7f || c >= 0x80)
            return fpl_fail_text(error, FPL_E_USAGE, origin.p, origin.n);
    }
    return FPL_OK;
}

static enum fpl_status found_registry(struct fpl_session *session, const struct fpl_init *init,
                                      struct fpl_error *error) {
    struct fpl_founding founding = {.info = {.id = 0, .kind = FPL_BOOK_REGISTRY},
                                    .opened = FPL_DATE_NONE,
                                    .actor = init->admin,
                                    .actor_name = init->admin_name};
    uint8_t uid[FPL_SALT_BYTES];
    fpl_str_copy(init->origin, session->origin, sizeof session->origin);
    fpl_str_copy(init->lang, session->lang, sizeof session->lang);
    session->offset_minutes = init->offset_minutes;
    session->trial = init->trial != 0;
    enum fpl_status status = fpl_journal__salt(session, uid, error);
    if (status)
        return status;
    fpl_hex(uid, 16, founding.info.uid);
    snprintf(founding.info.code, sizeof founding.info.code, "registry");
    snprintf(founding.info.name, sizeof founding.info.name, "登记簿");
    snprintf(founding.info.name_en, sizeof founding.info.name_en, "Registry");
    snprintf(founding.info.currency, sizeof founding.info.currency, "CNY");
    snprintf(founding.info.origin, sizeof founding.info.origin, "%.*s/0", FPL_ORIGIN_BYTES_MAX - 2, session->origin);
    return fpl_journal__found(session, &founding, NULL, error);
}

/* The first user is a user like any other: what he may be called follows from the fields of his enrolment. */
static enum fpl_status check_admin(const struct fpl_init *init, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    if (init->admin.n == 0 || init->admin_name.n == 0) {
        fpl_error_at_field(error, init->admin.n == 0 ? "admin" : "admin-name");
        return fpl_fail(error, FPL_E_MISSING, init->admin.n == 0 ? "admin" : "admin-name", NULL, NULL);
    }
    if ((status = fpl_id_check(init->admin, error)))
        fpl_error_at_field(error, "admin");
    else if ((status = fpl_text_check(init->admin_name, FPL_NAME_BYTES_MAX, error)))
        fpl_error_at_field(error, "admin-name");
    return status;
}

enum fpl_status fpl_ledger_init(const char *path, const struct fpl_init *init, const struct fpl_host *host,
                                struct fpl_error *error) {
    struct fpl_session *session = NULL;
    struct fpl_new_file file;
    enum fpl_status status = fpl_journal__check_origin(init->origin, error);
    if (!status)
        status = check_admin(init, error);
    if (!status && !fpl_str_is(init->lang, "zh") && !fpl_str_is(init->lang, "en"))
        status = fpl_fail_text(error, FPL_E_USAGE, init->lang.p, init->lang.n);
    if (!status && (init->offset_minutes < -14 * 60 || init->offset_minutes > 14 * 60))
        status = fpl_fail(error, FPL_E_USAGE, "offset", NULL, NULL);
    if (!status)
        status = fpl_new_file_begin(path, NULL, &file, error);
    if (status)
        return status;
    if (!(status = open_session(file.file, FPL_WRITE, 1, host, &session, error)) &&
        !(status = fpl_journal__begin(session, 1, error))) {
        status = found_registry(session, init, error);
        if (!status)
            status = fpl_journal__commit(session, error);
        else
            fpl_journal__rollback(session);
    }
    fpl_session_close(session);
    return fpl_new_file_end(&file, status, error);
}

enum fpl_status fpl_ledger_copy(struct fpl_session *session, const char *path, struct fpl_error *error) {
    return fpl_store__copy(session->store, path, error);
}
