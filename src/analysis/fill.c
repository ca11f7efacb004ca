/* From a view into the tables: records book by book in their order, then items kind by kind, one row at a time; what
 * follows from those is filled by the engine. */
#include "src/analysis/fill.h"

#include "fundpool/event.h"
#include "src/analysis/tables.h"

#include <stdio.h>
#include <string.h>

enum { RECORDS, ENTRIES, POSTINGS, ITEMS, REFUSALS, ACCOUNTS, DOCUMENTS, BOOKS, TABLES };
static const char *const table_names[TABLES] = {"records",  "entries",  "postings",  "items",
                                                "refusals", "accounts", "documents", "books"};
struct filling {
    struct ana_db *db;
    struct fpl_view *view;
    const struct ana_cut *cut;
    struct fpl_book book; /* at hand */
    const char *kind;     /* of items or documents, at hand */
    struct ana_rows into[TABLES];
    struct fpl_error *error;
};

char *ana_moment(const struct fpl_view *view, int64_t t, char out[ANA_MOMENT_BYTES]) {
    int64_t local = fpl_view_local(view, t), ms = local % 86400000;
    char day[12];
    ms = ms < 0 ? ms + 86400000 : ms;
    int s = (int)(ms / 1000);
    (void)snprintf(out, ANA_MOMENT_BYTES, "%s %02d:%02d:%02d.%03d", fpl_date_format(fpl_view_day_of(view, t), day),
                   s / 3600, s / 60 % 60, s % 60, (int)(ms % 1000));
    return out;
}

enum fpl_status ana_table_begin(struct ana_db *db, const char *table, struct ana_rows *out, struct fpl_error *error) {
    return ana_rows_begin(db, table, ana_table_named(table)->columns, out, error);
}

/* ---- records ---- */

/* Columns that most tables begin with. */
static void put_place(const struct filling *f, struct ana_rows *rows, int64_t seq) {
    ana_putz(rows, f->book.code);
    ana_put_int(rows, seq);
}

static enum fpl_status put_record(struct filling *f, const struct fpl_record *record, const char *moment) {
    struct ana_rows *rows = &f->into[RECORDS];
    const struct fpl_json *body = record->body, *act = fpl_json_get(body, "act"), *said = fpl_json_get(body, "cmd"),
                          *x = fpl_json_get(body, "x");
    if (!said && fpl_json_get(x, "submission")) /* an import's beginning says how its file was read */
        said = x;
    put_place(f, rows, record->seq);
    ana_putz(rows, moment);
    ana_put_int(rows, record->t);
    ana_put(rows, record->kind);
    ana_put(rows, fpl_json_get_text(act, "by"));
    ana_put(rows, fpl_json_get_text(act, "role"));
    ana_put(rows, fpl_json_get_text(body, "chk"));
    ana_put(rows, fpl_json_get_text(body, "occ"));
    ana_put(rows, said ? said->raw : FPL_STR(""));
    return ana_row(rows, f->error);
}

static enum fpl_status put_posting(struct filling *f, const struct fpl_record *record, int line,
                                   const struct fpl_json *p, const char *moment) {
    struct ana_rows *rows = &f->into[POSTINGS];
    struct fpl_str side = fpl_json_text(fpl_json_at(p, 1)), currency = fpl_json_text(fpl_json_at(p, 5));
    int64_t amount = fpl_json_num(fpl_json_at(p, 2), 0);
    put_place(f, rows, record->seq);
    ana_put_int(rows, line);
    ana_putz(rows, moment);
    ana_put(rows, fpl_body_posted(record->body));
    ana_put(rows, fpl_json_get_text(record->body, "occ"));
    ana_put(rows, fpl_json_text(fpl_json_at(p, 0)));
    ana_put(rows, side);
    ana_put(rows, currency.n ? currency : fpl_str_of(f->book.currency));
    ana_put_int(rows, amount);
    ana_put_int(rows, fpl_str_is(side, "D") ? amount : -amount);
    ana_put(rows, fpl_json_text(fpl_json_at(p, 3)));
    ana_put(rows, fpl_json_text(fpl_json_at(p, 4)));
    ana_put(rows, fpl_json_text(fpl_json_at(p, 6)));
    return ana_row(rows, f->error);
}

/* In a record an event's own words and what was typed are divided by '|'. */
static struct fpl_str memo_of(struct fpl_str memo, struct fpl_buf *text) {
    const char *bar = memo.n ? memchr(memo.p, '|', memo.n) : NULL;
    if (!bar)
        return memo;
    fpl_buf_add(text, memo.p, (size_t)(bar - memo.p));
    fpl_buf_adds(text, "：");
    fpl_buf_add(text, bar + 1, memo.n - (size_t)(bar - memo.p) - 1);
    return fpl_buf_str(text);
}

static enum fpl_status put_entry(struct filling *f, const struct fpl_record *record, const char *moment) {
    struct ana_rows *rows = &f->into[ENTRIES];
    const struct fpl_json *body = record->body, *list = fpl_json_get(body, "p"), *vno = fpl_json_get(body, "vno");
    struct fpl_str month = fpl_json_text(fpl_json_at(vno, 0)), word = fpl_json_text(fpl_json_at(vno, 1));
    struct fpl_buf memo = {0};
    char voucher[96];
    int64_t number = fpl_json_num(fpl_json_at(vno, 2), 0);
    (void)snprintf(voucher, sizeof voucher, "%.*s %.*s %lld", (int)month.n, month.p, (int)word.n, word.p,
                   (long long)number);
    put_place(f, rows, record->seq);
    ana_putz(rows, moment);
    ana_putz(rows, vno ? voucher : "");
    ana_put(rows, month);
    ana_put(rows, word);
    ana_put_int(rows, number);
    ana_put(rows, fpl_body_posted(body));
    ana_put(rows, fpl_json_get_text(body, "occ"));
    ana_put(rows, record->kind);
    ana_put(rows, memo_of(fpl_body_memo(body), &memo));
    ana_put_int(rows, fpl_json_count(list));
    enum fpl_status status = ana_row(rows, f->error);
    if (!status && memo.failed)
        status = fpl_fail(f->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_buf_release(&memo);
    return status;
}

static enum fpl_status put_entries(struct filling *f, const struct fpl_record *record, const char *moment) {
    const struct fpl_json *list = fpl_json_get(record->body, "p");
    struct fpl_date posted;
    int line = 0;
    if (fpl_json_count(list) == 0 || f->book.kind == FPL_BOOK_REGISTRY)
        return FPL_OK;
    enum fpl_status status = fpl_date_parse(fpl_body_posted(record->body), &posted, f->error);
    if (status || fpl_date_cmp(posted, fpl_view_as_of(f->view)) > 0)
        return status;
    status = put_entry(f, record, moment);
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p))
        status = put_posting(f, record, ++line, p, moment);
    return status;
}

/* ---- refusals ---- */

struct refusal {
    const struct fpl_json *import; /* the number of the record that began it; NULL: a single command */
    const struct fpl_json *row;    /* NULL: a single command */
    struct fpl_str command, field; /* as far as the record tells */
    const struct fpl_json *said;   /* what holds code and arguments */
    uint32_t code, args;           /* where they stand in it */
};

static void put_number(struct ana_rows *rows, const struct fpl_json *number) {
    if (number)
        ana_put_int(rows, fpl_json_num(number, 0));
    else
        ana_putz(rows, "");
}

static enum fpl_status put_refusal(struct filling *f, int64_t seq, const char *moment, const struct refusal *refusal) {
    struct ana_rows *rows = &f->into[REFUSALS];
    struct fpl_str code = fpl_json_text(fpl_json_at(refusal->said, refusal->code));
    struct fpl_error reason;
    char name[64], zh[FPL_MESSAGE_BYTES], en[FPL_MESSAGE_BYTES];
    fpl_error_clear(&reason);
    reason.status = fpl_status_of_name(fpl_str_copy(code, name, sizeof name));
    for (uint32_t i = 0; i < FPL_ERROR_ARGS; i++)
        (void)fpl_str_copy(fpl_json_text(fpl_json_at(refusal->said, refusal->args + i)), reason.arg[i],
                           sizeof reason.arg[i]);
    put_place(f, rows, seq);
    ana_putz(rows, moment);
    put_number(rows, refusal->import);
    put_number(rows, refusal->row);
    ana_put(rows, refusal->command);
    ana_put(rows, code);
    ana_put(rows, refusal->field);
    fpl_report_error_words(NULL, 0, &reason);
    (void)fpl_error_message(&reason, 0, en, sizeof en);
    ana_putz(rows, fpl_error_message(&reason, 1, zh, sizeof zh));
    ana_putz(rows, en);
    return ana_row(rows, f->error);
}

static enum fpl_status put_refusals(struct filling *f, const struct fpl_record *record, const char *moment) {
    const struct fpl_json *x = fpl_json_get(record->body, "x"), *codes = fpl_json_get(x, "codes"),
                          *refused = fpl_json_get(x, "refused");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *c = fpl_json_first(codes); c && !status; c = fpl_json_next(codes, c)) {
        struct refusal one = {.command = fpl_json_get_text(x, "cmd"), .said = c, .code = 0, .args = 1};
        status = put_refusal(f, record->seq, moment, &one);
    }
    for (const struct fpl_json *r = fpl_json_first(refused); r && !status; r = fpl_json_next(refused, r)) {
        struct refusal one = {.import = fpl_json_get(x, "sub"),
                              .row = fpl_json_at(r, 0),
                              .field = fpl_json_text(fpl_json_at(r, 3)),
                              .said = r,
                              .code = 2,
                              .args = 4};
        status = put_refusal(f, record->seq, moment, &one);
    }
    return status;
}

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct filling *f = ctx;
    char moment[ANA_MOMENT_BYTES];
    ana_moment(f->view, record->t, moment);
    enum fpl_status status = put_record(f, record, moment);
    if (!status)
        status = put_entries(f, record, moment);
    return status ? status : put_refusals(f, record, moment);
}

/* ---- books, accounts, items, documents ---- */

static int64_t unit_of(int scale) {
    int64_t unit = 1;
    while (scale-- > 0)
        unit *= 10;
    return unit;
}

static enum fpl_status put_book(struct filling *f) {
    static const char *const kinds[] = {"registry", "fund", "company", "fiscal", "pool"};
    struct ana_rows *rows = &f->into[BOOKS];
    struct fpl_checkpoint checkpoint;
    char root[64];
    enum fpl_status status = fpl_read_checkpoint(f->view, f->book.id, &checkpoint, f->error);
    if (status)
        return status;
    (void)fpl_base64(checkpoint.root.byte, sizeof checkpoint.root.byte, root);
    ana_putz(rows, f->book.code);
    ana_put_int(rows, f->book.id);
    ana_putz(rows, kinds[f->book.kind]);
    ana_putz(rows, f->book.name);
    ana_putz(rows, f->book.name_en);
    ana_putz(rows, f->book.currency);
    ana_put_int(rows, f->book.scale);
    ana_put_int(rows, unit_of(f->book.scale));
    ana_putz(rows, checkpoint.origin);
    ana_put_int(rows, (int64_t)checkpoint.size);
    ana_putz(rows, root);
    return ana_row(rows, f->error);
}

static enum fpl_status take_account(void *ctx, const struct fpl_account *account) {
    struct filling *f = ctx;
    struct ana_rows *rows = &f->into[ACCOUNTS];
    put_place(f, rows, 0);
    ana_putz(rows, "");
    ana_putz(rows, account->code);
    ana_putz(rows, account->zh);
    ana_putz(rows, account->en);
    ana_put(rows, (struct fpl_str){&account->nature, 1});
    ana_put(rows, (struct fpl_str){&account->side, 1});
    ana_put_int(rows, account->control != 0);
    ana_put_int(rows, account->needs_party != 0);
    ana_put_int(rows, account->needs_item != 0);
    return ana_row(rows, f->error);
}

static enum fpl_status take_item(void *ctx, const struct fpl_item *item) {
    struct filling *f = ctx;
    struct ana_rows *rows = &f->into[ITEMS];
    put_place(f, rows, item->seq0);
    ana_put_int(rows, item->seq);
    ana_putz(rows, f->kind);
    ana_put(rows, item->key);
    ana_putz(rows, "");
    ana_put(rows, item->data->raw);
    return ana_row(rows, f->error);
}

/* Of a change of name, key "ID|DATE|SEQ": is it from a later day than that of the cut? */
static int is_later_name(const struct filling *f, struct fpl_str key) {
    const size_t tail = sizeof "|YYYY-MM-DD|000000000000" - 1;
    char day[12];
    if (!strstr(f->kind, ".name") || key.n < tail)
        return 0;
    return memcmp(key.p + key.n - tail + 1, fpl_date_format(fpl_view_as_of(f->view), day), 10) > 0;
}

/* A party, a name or a currency as the record that began it has it: there is no later one, and a day that comes before
 * it does not make it unknown. */
static enum fpl_status take_begun(void *ctx, const struct fpl_record *record) {
    struct filling *f = ctx;
    struct ana_rows *rows = &f->into[ITEMS];
    const struct fpl_json *list = fpl_json_get(record->body, "i");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *i = fpl_json_first(list); i && !status; i = fpl_json_next(list, i)) {
        struct fpl_str key = fpl_json_text(fpl_json_at(i, 1));
        if (!fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), f->kind) || is_later_name(f, key))
            continue;
        put_place(f, rows, record->seq);
        ana_put_int(rows, record->seq);
        ana_putz(rows, f->kind);
        ana_put(rows, key);
        ana_putz(rows, "");
        ana_put(rows, fpl_json_at(i, 2)->raw);
        status = ana_row(rows, f->error);
    }
    return status;
}

static int is_fixed(const struct filling *f) {
    static const char *const kinds[] = {"party", "party.name", "user.name", "currency"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (f->book.kind == FPL_BOOK_REGISTRY && strcmp(f->kind, kinds[i]) == 0)
            return 1;
    return 0;
}

static enum fpl_status take_document(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                     int64_t seq) {
    struct filling *f = ctx;
    struct ana_rows *rows = &f->into[DOCUMENTS];
    (void)source;
    put_place(f, rows, seq);
    ana_putz(rows, "");
    ana_putz(rows, f->kind);
    ana_put(rows, key);
    ana_put(rows, json);
    return ana_row(rows, f->error);
}

#define KINDS_MAX 128

static int add_kind(const char *kinds[KINDS_MAX], int n, const char *kind) {
    int at = n;
    if (!kind || !kind[0])
        return n;
    for (int i = 0; i < n; i++)
        if (strcmp(kinds[i], kind) == 0)
            return n;
    FPL_ASSERT(n < KINDS_MAX);
    for (; at > 0 && strcmp(kinds[at - 1], kind) > 0; at--)
        kinds[at] = kinds[at - 1];
    kinds[at] = kind;
    return n + 1;
}

/* What the catalogue names, and what the journal keeps beside it; in order of the name. */
static int kinds_of_items(const char *kinds[KINDS_MAX]) {
    static const char *const more[] = {"party",      "alias",    "user",          "user.roles",   "holding",
                                       "agreement",  "listing",  "loan.charged",  "duty",         "contract",
                                       "import",     "chunk",    "loan.returned", "limit.passed", "limit.since",
                                       "limit.rule", "reversed", "period",        "loan.twin",    "distribution.due"};
    int count = 0, n = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    for (int i = 0; i < count; i++) {
        n = add_kind(kinds, n, events[i]->item);
        for (int m = 0; m < events[i]->moves; m++)
            n = add_kind(kinds, n, events[i]->move[m].item);
    }
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        n = add_kind(kinds, n, more[i]);
    return n;
}

static enum fpl_status put_items(struct filling *f) {
    const char *kinds[KINDS_MAX];
    int n = kinds_of_items(kinds);
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < n && !status; i++) {
        f->kind = kinds[i];
        const struct fpl_begun all = {.book = f->book.id, .kind = f->kind};
        status = is_fixed(f) ? fpl_read_beginnings(f->view, &all, take_begun, f, f->error)
                             : fpl_read_items(f->view, f->book.id, f->kind, take_item, f, f->error);
    }
    return status;
}

static enum fpl_status put_documents(struct filling *f) {
    static const char *const kinds[] = {"calendar", "chart", "limit", "pack", "profile", "tolerance"};
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !status; i++) {
        f->kind = kinds[i];
        status = fpl_read_documents(f->view, f->kind, take_document, f, f->error);
    }
    return status;
}

static enum fpl_status take_book(void *ctx, const struct fpl_book *book) {
    struct filling *f = ctx;
    enum fpl_status status = FPL_OK;
    if (f->cut->book.n && book->kind != FPL_BOOK_REGISTRY && !fpl_str_is(f->cut->book, book->code))
        return FPL_OK;
    f->book = *book;
    status = put_book(f);
    if (!status)
        status = fpl_read_records(f->view, book->id, 0, book->size - 1, take_record, f, f->error);
    if (!status)
        status = put_items(f);
    if (!status && book->kind == FPL_BOOK_REGISTRY)
        return put_documents(f);
    return status ? status : fpl_read_accounts(f->view, book->id, take_account, f, f->error);
}

/* ---- what needs no book ---- */

static enum fpl_status put_kinds(struct filling *f) {
    struct ana_rows rows;
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    enum fpl_status status = ana_table_begin(f->db, "kinds", &rows, f->error);
    for (int i = 0; i < count && !status; i++) {
        ana_putz(&rows, events[i]->kind);
        ana_putz(&rows, events[i]->zh);
        ana_putz(&rows, events[i]->en);
        ana_put_int(&rows, (events[i]->flags & FPL_EVENT_TAKEN_ON) != 0);
        status = ana_row(&rows, f->error);
    }
    ana_rows_end(&rows);
    return status;
}

static enum fpl_status into_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return fpl_buf_ok(ctx);
}

/* The report's own rows, so that there is one way to count them. */
static enum fpl_status early_report(struct filling *f, struct fpl_buf *json) {
    const struct fpl_report_spec spec = {.book = {NULL, 0}};
    const struct fpl_render how = {.format = FPL_FORMAT_JSON};
    struct fpl_report *report = NULL;
    enum fpl_status status = fpl_report_early(f->view, &spec, &report, f->error);
    if (!status)
        status = fpl_report_render(report, &how, into_buf, json, f->error);
    fpl_report_free(report);
    return status;
}

/* part(key, n): the n-th part of a business key; NULL if it has fewer. */
static void part(sqlite3_context *context, int count, sqlite3_value **value) {
    const char *key = (const char *)sqlite3_value_text(value[0]);
    int n = sqlite3_value_int(value[1]);
    (void)count;
    while (key && n-- > 0) {
        key = strchr(key, '|');
        key = key ? key + 1 : NULL;
    }
    if (key)
        sqlite3_result_text(context, key, (int)strcspn(key, "|"), SQLITE_TRANSIENT);
}

static enum fpl_status run_fill(struct filling *f, const char *sql, struct fpl_str json) {
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(f->db->engine, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK && sqlite3_bind_parameter_count(stmt) > 0)
        rc = sqlite3_bind_text64(stmt, 1, json.p, json.n, SQLITE_STATIC, SQLITE_UTF8);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    enum fpl_status status = rc == SQLITE_DONE ? FPL_OK : ana_failed(f->db, rc, f->error);
    sqlite3_finalize(stmt);
    return status;
}

typedef void (*sql_fn)(const struct ana_table *table, struct fpl_buf *out);

/* Of each table what `make` says, carried out table by table. */
static enum fpl_status run_all(struct filling *f, sql_fn make, struct fpl_str json) {
    int count = 0;
    const struct ana_table *tables = ana_tables(&count);
    struct fpl_buf sql = {0};
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < count && !status; i++) {
        fpl_buf_reset(&sql);
        make(&tables[i], &sql);
        if (sql.n == 0)
            continue;
        fpl_buf_addc(&sql, '\0');
        if (fpl_buf_ok(&sql))
            status = fpl_fail(f->error, FPL_E_NOMEM, NULL, NULL, NULL);
        else
            status = json.n ? run_fill(f, sql.p, json) : ana_run(f->db, sql.p, f->error);
    }
    fpl_buf_release(&sql);
    return status;
}

static const char after_records[] =
    "UPDATE accounts SET recorded = (SELECT recorded FROM records r WHERE r.book = accounts.book AND r.seq = 0);"
    "UPDATE documents SET recorded = (SELECT recorded FROM records r WHERE r.book = documents.book AND r.seq = "
    "documents.seq);"
    "UPDATE items SET recorded = (SELECT recorded FROM records r WHERE r.book = items.book AND r.seq = "
    "items.last_seq);"
    "UPDATE refusals SET command = (SELECT json_extract(r.command, '$.command') FROM records r WHERE r.book = "
    "refusals.book AND r.seq = refusals.import_seq) WHERE import_seq IS NOT NULL;"
    "INSERT INTO currencies SELECT key, json_extract(data, '$.scale'), CAST('1' || substr('000000000', 1, "
    "json_extract(data, '$.scale')) AS INTEGER) FROM items WHERE kind = 'currency' ORDER BY key;"
    "INSERT OR IGNORE INTO currencies SELECT DISTINCT currency, scale, unit FROM books WHERE currency IS NOT NULL "
    "ORDER BY currency;";

static enum fpl_status fill_tables(struct filling *f) {
    struct fpl_book one;
    struct fpl_buf json = {0};
    enum fpl_status status = FPL_OK;
    if (f->cut->book.n)
        status = fpl_read_book(f->view, f->cut->book, &one, f->error);
    if (!status)
        status = run_all(f, ana_sql_create, FPL_STR(""));
    for (int i = 0; i < TABLES && !status; i++)
        status = ana_table_begin(f->db, table_names[i], &f->into[i], f->error);
    if (!status)
        status = put_kinds(f);
    if (!status)
        status = fpl_read_books(f->view, take_book, f, f->error);
    for (int i = 0; i < TABLES; i++)
        ana_rows_end(&f->into[i]);
    if (!status)
        status = ana_run(f->db, after_records, f->error);
    if (!status)
        status = early_report(f, &json);
    if (!status)
        status = run_all(f, ana_sql_fill, fpl_buf_str(&json));
    fpl_buf_release(&json);
    if (!status)
        status = run_all(f, ana_sql_views, FPL_STR(""));
    return status ? status : ana_describe(f->db, f->view, f->cut, f->error);
}

enum fpl_status ana_fill(struct ana_db *db, struct fpl_view *view, const struct ana_cut *cut, struct fpl_error *error) {
    struct filling f = {.db = db, .view = view, .cut = cut, .error = error};
    int rc = sqlite3_create_function_v2(db->engine, "part", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, part, NULL,
                                        NULL, NULL);
    enum fpl_status status = ana_failed(db, rc, error);
    if (!status)
        status = ana_run(db, "BEGIN", error);
    if (!status)
        status = fill_tables(&f);
    return status ? status : ana_run(db, "COMMIT", error);
}
