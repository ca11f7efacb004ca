#include "world.h"

#include "fundpool/cash_flow.h"

#include <sqlite3.h>

static int64_t clock_of(void *ctx) {
    return ((struct world *)ctx)->now;
}

static enum fpl_status entropy_of(void *ctx, uint8_t *out, size_t n) {
    struct world *world = ctx;
    for (size_t i = 0; i < n; i++) { /* splitmix64, a byte at a time */
        uint64_t z = world->random += UINT64_C(0x9E3779B97F4A7C15);
        z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
        out[i] = (uint8_t)(z ^ z >> 31);
    }
    return FPL_OK;
}

struct fpl_date world_day(const char *text) {
    struct fpl_date date = FPL_DATE_NONE;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

void world_begin(struct world *world) {
    const char *tmp = getenv("TEST_TMP");
    struct fpl_init init = {.origin = FPL_STR("test.example"),
                            .admin = FPL_STR("root"),
                            .admin_name = FPL_STR("管理员"),
                            .lang = FPL_STR("zh"),
                            .offset_minutes = 480};
    *world = (struct world){.now = INT64_C(1795147200000), .random = 7}; /* 2026-11-20T04:00:00Z */
    snprintf(world->dir, sizeof world->dir, "%s/fplXXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(world->dir));
    snprintf(world->path, sizeof world->path, "%s/ledger", world->dir);
    world->host = (struct fpl_host){
        .ctx = world, .now_ms = clock_of, .entropy = entropy_of, .label = "pid 1, tester, test", .busy_ms = 50};
    assert_int_equal(fpl_ledger_init(world->path, &init, &world->host, &world->error), FPL_OK);
    world_reopen(world, FPL_WRITE);
}

void world_reopen(struct world *world, enum fpl_mode mode) {
    fpl_session_close(world->session);
    world->session = NULL;
    assert_int_equal(fpl_session_open(world->path, mode, &world->host, &world->session, &world->error), FPL_OK);
}

void world_end(struct world *world) {
    static const char *const suffix[] = {"", "-wal", "-shm", "-journal", ".writer", ".copy"};
    fpl_session_close(world->session);
    for (size_t i = 0; i < sizeof suffix / sizeof suffix[0]; i++) {
        char name[400];
        snprintf(name, sizeof name, "%s%s", world->path, suffix[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(world->dir), 0);
}

/* ---- registry ---- */

static void append_registry(struct world *world, const char *kind, struct fpl_item_write item, const char *extra) {
    struct fpl_open_book *book = NULL;
    struct fpl_draft draft;
    struct fpl_appended appended;
    assert_int_equal(fpl_journal__begin(world->session, 1, &world->error), FPL_OK);
    assert_int_equal(fpl_journal__book(world->session, 0, &book, &world->error), FPL_OK);
    fpl_draft__begin(&draft, kind);
    draft.actor = FPL_STR("root");
    draft.role = FPL_STR("admin");
    draft.extra = fpl_str_of(extra);
    draft.item = &item;
    draft.items = 1;
    assert_int_equal(fpl_journal__append(world->session, book, &draft, &appended, &world->error), FPL_OK);
    assert_int_equal(fpl_journal__commit(world->session, &world->error), FPL_OK);
}

void world_adopt(struct world *world, const char *kind, const char *key, const char *json) {
    struct fpl_buf extra = {0};
    fpl_buf_addf(&extra, "{\"doc\":%s}", json);
    fpl_buf_addc(&extra, '\0');
    append_registry(world, "document.adopted", (struct fpl_item_write){kind, fpl_str_of(key), FPL_STR("{\"on\":true}")},
                    extra.p);
    fpl_buf_release(&extra);
}

void world_currency(struct world *world, const char *code) {
    append_registry(world, "currency.added",
                    (struct fpl_item_write){"currency", fpl_str_of(code), FPL_STR("{\"scale\":2}")}, NULL);
}

void world_party(struct world *world, const char *id) {
    append_registry(world, "party.registered",
                    (struct fpl_item_write){"party", fpl_str_of(id), FPL_STR("{\"kind\":\"other\",\"name\":\"某\"}")},
                    NULL);
}

static const char chart[] =
    "{\"accounts\":["
    "{\"code\":\"100201\",\"nature\":\"A\",\"side\":\"D\",\"zh\":\"银行存款\"},"
    "{\"code\":\"110101\",\"control\":\"fund\",\"nature\":\"A\",\"needs\":[\"party\",\"item\"],\"side\":\"D\"},"
    "{\"code\":\"1001\",\"nature\":\"A\",\"side\":\"D\",\"zh\":\"现金\"},"
    "{\"code\":\"2001\",\"nature\":\"L\",\"needs\":[\"party\"],\"side\":\"C\"},"
    "{\"code\":\"3001\",\"nature\":\"E\",\"side\":\"C\"},"
    "{\"code\":\"90\",\"nature\":\"M\",\"posting\":false,\"side\":\"D\"},"
    "{\"code\":\"9001\",\"nature\":\"M\",\"side\":\"D\"}],\"kind\":\"fund\"}";

void world_adopt_chart(struct world *world) {
    world_adopt(world, "chart", "fund@1", chart);
}

static int has_chart(struct world *world) {
    struct fpl_item_state state;
    int found = 0;
    assert_int_equal(fpl_journal__item(world->session, 0, "chart", FPL_STR("fund@1"), &state, &found, &world->error),
                     FPL_OK);
    return found;
}

int32_t world_book(struct world *world, const char *code) {
    int32_t id = 0;
    char data[32];
    assert_int_equal(fpl_journal__begin(world->session, 0, &world->error), FPL_OK);
    int adopted = has_chart(world);
    assert_int_equal(fpl_store__last_book(world->session->store, &id, &world->error), FPL_OK);
    fpl_journal__rollback(world->session);
    if (!adopted)
        world_adopt_chart(world);
    id++;
    snprintf(data, sizeof data, "{\"id\":%d}", id);
    append_registry(world, "book.opened", (struct fpl_item_write){"book", fpl_str_of(code), fpl_str_of(data)}, NULL);
    struct fpl_founding founding = {.info = {.id = id, .kind = FPL_BOOK_FUND, .currency = "CNY"},
                                    .opened = world_day("2024-01-01"),
                                    .chart = "fund@1",
                                    .actor = FPL_STR("root"),
                                    .actor_name = FPL_STR("管理员")};
    snprintf(founding.info.uid, sizeof founding.info.uid, "%032x", 0xabc00u + (unsigned)id);
    snprintf(founding.info.code, sizeof founding.info.code, "%s", code);
    snprintf(founding.info.origin, sizeof founding.info.origin, "test.example/%d", id);
    assert_int_equal(fpl_journal__begin(world->session, 1, &world->error), FPL_OK);
    assert_int_equal(fpl_journal__found(world->session, &founding, NULL, &world->error), FPL_OK);
    assert_int_equal(fpl_journal__commit(world->session, &world->error), FPL_OK);
    return id;
}

/* ---- entries ---- */

static struct fpl_str take_until(const char **p, const char *stops) {
    size_t n = strcspn(*p, stops);
    struct fpl_str text = {*p, n};
    *p += n;
    return text;
}

static int parse_lines(const char *p, struct fpl_posting *out) {
    int n = 0;
    while (*p) {
        int64_t minor = 0;
        struct fpl_posting *line = &out[n++];
        *line = (struct fpl_posting){.side = *p++};
        line->account = take_until(&p, ":");
        p++;
        assert_int_equal(fpl_int_parse(take_until(&p, "@#= "), &minor), FPL_OK);
        line->amount = fpl_money_of(minor);
        while (*p && *p != ' ') {
            char mark = *p++;
            struct fpl_str text = take_until(&p, "@#= ");
            *(mark == '@' ? &line->party : mark == '#' ? &line->item : &line->currency) = text;
        }
        p += *p == ' ';
    }
    return n;
}

enum fpl_status world_append(struct world *world, int32_t id, const struct world_entry *entry,
                             struct fpl_appended *out) {
    static struct fpl_posting line[4096];
    struct fpl_item_write item = {entry->item_kind, fpl_str_of(entry->item_key), fpl_str_of(entry->item_data)};
    struct fpl_tally_delta tally = {entry->tally, fpl_str_of(entry->scope), fpl_money_of(entry->tally_amount), 1};
    struct fpl_open_book *book = NULL;
    struct fpl_draft draft;
    enum fpl_status status = fpl_journal__book(world->session, id, &book, &world->error);
    if (status)
        return status;
    fpl_draft__begin(&draft, entry->kind ? entry->kind : "entry.posted");
    draft.actor = FPL_STR("zhang");
    draft.role = FPL_STR("recorder");
    draft.checker = FPL_STR("li");
    draft.memo = fpl_str_of(entry->memo ? entry->memo : "摘要");
    draft.word = entry->word;
    draft.occurred = entry->occurred ? world_day(entry->occurred) : FPL_DATE_NONE;
    draft.period13 = entry->period13;
    draft.posting = line;
    draft.postings = entry->lines ? parse_lines(entry->lines, line) : 0;
    draft.flags = entry->flags;
    int alone = 1;
    for (int i = 0; i < draft.postings; i++)
        alone = alone && fpl_account_is_cash(line[i].account);
    for (int i = 0; i < draft.postings && !(draft.flags & FPL_DRAFT_OPENING); i++)
        if (fpl_account_is_cash(line[i].account))
            line[i].flow = fpl_str_of(alone                 ? FPL_CASH_TRANSFER
                                      : line[i].side == 'D' ? "OPERATING_IN"
                                                            : "OPERATING_OUT");
    draft.reverses = entry->reverses ? entry->reverses : -1;
    draft.item = &item;
    draft.items = entry->item_kind != NULL;
    draft.tally = &tally;
    draft.tallies = entry->tally != NULL;
    return fpl_journal__append(world->session, book, &draft, out, &world->error);
}

enum fpl_status world_try(struct world *world, int32_t book, const struct world_entry *entry,
                          struct fpl_appended *out) {
    struct fpl_appended appended;
    enum fpl_status status = fpl_journal__begin(world->session, 1, &world->error);
    if (status)
        return status;
    if ((status = world_append(world, book, entry, out ? out : &appended)))
        fpl_journal__rollback(world->session);
    else
        status = fpl_journal__commit(world->session, &world->error);
    return status;
}

int64_t world_post(struct world *world, int32_t book, const char *occurred, const char *lines) {
    struct fpl_appended out;
    struct world_entry entry = {.lines = lines, .occurred = occurred};
    assert_int_equal(world_try(world, book, &entry, &out), FPL_OK);
    return out.seq;
}

void world_close_period(struct world *world, int32_t book, const char *period) {
    char data[32];
    snprintf(data, sizeof data, "{\"p\":\"%s\"}", period);
    struct world_entry entry = {.kind = "period.closed", .item_kind = "closed", .item_key = "last", .item_data = data};
    assert_int_equal(world_try(world, book, &entry, NULL), FPL_OK);
}

void world_fill(struct world *world, int32_t book, int n) {
    struct fpl_appended out;
    struct world_entry entry = {.kind = "note"};
    assert_int_equal(fpl_journal__begin(world->session, 1, &world->error), FPL_OK);
    for (int i = 0; i < n; i++)
        assert_int_equal(world_append(world, book, &entry, &out), FPL_OK);
    assert_int_equal(fpl_journal__commit(world->session, &world->error), FPL_OK);
}

int64_t world_size(struct world *world, int32_t id) {
    struct fpl_open_book *book = NULL;
    assert_int_equal(fpl_journal__begin(world->session, 0, &world->error), FPL_OK);
    assert_int_equal(fpl_journal__book(world->session, id, &book, &world->error), FPL_OK);
    int64_t size = book->head.size;
    fpl_journal__rollback(world->session);
    return size;
}

void world_populate(struct world *w) {
    struct world_entry deal = {.lines = "D110101:700@firm#d1 C1001:700",
                               .occurred = "2026-03-01",
                               .flags = FPL_DRAFT_CONTROL,
                               .item_kind = "thing",
                               .item_key = "d1",
                               .item_data = "{\"amt\":700}",
                               .kind = "thing.recorded",
                               .tally = "sum",
                               .scope = "all",
                               .tally_amount = 700};
    struct world_entry back = {.lines = "D1001:-500 C3001:-500",
                               .occurred = "2026-05-01",
                               .flags = FPL_DRAFT_RED,
                               .reverses = 1,
                               .kind = "entry.reversed",
                               .item_kind = "reversed",
                               .item_key = "1",
                               .item_data = "{}"};
    world_begin(w);
    world_currency(w, "USD");
    int32_t a = world_book(w, "fund-a"), b = world_book(w, "fund-b");
    world_post(w, a, "2026-01-05", "D1001:500 C3001:500");
    world_post(w, a, "2026-01-06", "D1001:70 C2001:30@lp D9001:5=USD C3001:40 C9001:5=USD");
    assert_int_equal(world_try(w, a, &deal, NULL), FPL_OK);
    world_close_period(w, a, "2024-01");
    assert_int_equal(world_try(w, a, &back, NULL), FPL_OK);
    world_fill(w, a, 300);
    for (int i = 0; i < 5; i++)
        world_post(w, b, "2026-06-01", "D1001:9000 C3001:9000");
}

/* ---- from outside ---- */

struct sqlite3 *world_break_in(struct world *world) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
    int rc = sqlite3_exec(db,
                          "PRAGMA synchronous = OFF;" /* it is no power cut that is tested */
                          "CREATE TEMP TABLE guard AS SELECT sql FROM sqlite_schema WHERE type = 'trigger';"
                          "DROP TRIGGER IF EXISTS record_is_append_only_u;"
                          "DROP TRIGGER IF EXISTS record_is_append_only_d;"
                          "DROP TRIGGER IF EXISTS opening_is_append_only_u;"
                          "DROP TRIGGER IF EXISTS opening_is_append_only_d;",
                          NULL, NULL, NULL);
    assert_int_equal(rc, SQLITE_OK);
    return db;
}

static int put_back(void *db, int columns, char **value, char **name) {
    (void)columns;
    (void)name;
    return sqlite3_exec(db, value[0], NULL, NULL, NULL);
}

void world_break_out(struct sqlite3 *db) {
    assert_int_equal(sqlite3_exec(db, "SELECT sql FROM temp.guard", put_back, db, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

void world_sql(struct world *world, const char *sql) {
    char *text = NULL;
    sqlite3 *db = world_break_in(world);
    int before = sqlite3_total_changes(db);
    if (sqlite3_exec(db, sql, NULL, NULL, &text) != SQLITE_OK)
        fail_msg("%s: %s", sql, text);
    if (sqlite3_total_changes(db) == before)
        fail_msg("%s: changed nothing", sql);
    world_break_out(db);
}

void world_rebuild(struct world *world) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE head SET root = zeroblob(32)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    if (fpl_rebuild(world->session, NULL, NULL, &world->error))
        fail_msg("rebuild: %s %s", fpl_status_name(world->error.status), world->error.arg[0]);
}

enum fpl_status world_verify(struct world *world, unsigned passes, struct fpl_verify_report *report) {
    return fpl_verify(world->session, &(struct fpl_verify_spec){passes, world->now}, NULL, NULL, report, &world->error);
}

void world_table(struct world *world, const char *table, struct fpl_buf *out) {
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    assert_int_equal(fpl_journal__begin(world->session, 0, &world->error), FPL_OK);
    assert_int_equal(fpl_store__scan_table(world->session->store, table, &cursor, &world->error), FPL_OK);
    while (row) {
        assert_int_equal(fpl_store__next(cursor, &row, &world->error), FPL_OK);
        if (row) {
            fpl_store__table_row(cursor, out);
            fpl_buf_addc(out, '\n');
        }
    }
    fpl_store__end(cursor);
    fpl_journal__rollback(world->session);
}

void world_body(struct world *world, int32_t book, int64_t seq, struct fpl_buf *out) {
    struct fpl_str salt, bytes;
    fpl_buf_reset(out);
    assert_int_equal(fpl_journal__begin(world->session, 0, &world->error), FPL_OK);
    assert_int_equal(
        fpl_store__get_opening(world->session->store, book, seq, FPL_PART_BODY, &salt, &bytes, &world->error), FPL_OK);
    fpl_buf_add(out, bytes.p, bytes.n);
    fpl_buf_addc(out, '\0');
    fpl_journal__rollback(world->session);
}

/* One past the newest record that is there, whatever the head says. */
static int64_t next_seq(struct world *world, int32_t book) {
    struct fpl_record_row row;
    int64_t seq = 0;
    while (fpl_store__get_record(world->session->store, book, seq, &row, NULL) == FPL_OK)
        seq++;
    return seq;
}

void world_put(struct world *world, int32_t id, const char *kind, const char *body) {
    struct fpl_session *s = world->session;
    struct fpl_open_book *book = NULL;
    struct fpl_leaf leaf = {.t = world->now};
    uint8_t salt[FPL_SALT_BYTES];
    assert_int_equal(fpl_journal__begin(s, 1, &world->error), FPL_OK);
    assert_int_equal(fpl_journal__book(s, id, &book, &world->error), FPL_OK);
    assert_int_equal(fpl_journal__salt(s, salt, &world->error), FPL_OK);
    int64_t seq = leaf.seq = next_seq(world, id);
    snprintf(leaf.uid, sizeof leaf.uid, "%s", book->info.uid);
    snprintf(leaf.kind, sizeof leaf.kind, "%s", kind);
    fpl_commit(s->hasher, salt, "body", fpl_str_of(body), &leaf.body);
    assert_int_equal(fpl_store__add_record(s->store, id, &leaf, &world->error), FPL_OK);
    assert_int_equal(fpl_store__add_opening(s->store, id, seq, FPL_PART_BODY, salt, fpl_str_of(body), &world->error),
                     FPL_OK);
    assert_int_equal(fpl_journal__commit(s, &world->error), FPL_OK);
}

void world_forge(struct world *world, int32_t id, const char *kind, const char *body) {
    world_put(world, id, kind, body);
    world_rebuild(world);
}

static int ends_with(struct fpl_str line, const char *end) {
    size_t n = strlen(end);
    return line.n >= n && memcmp(line.p + line.n - n, end, n) == 0;
}

static int is_cut(struct fpl_str head) {
    return ends_with(head, ",截止日（业务发生日）") || ends_with(head, ",截止日（记账日期）") ||
           ends_with(head, ",As of (occurred)") || ends_with(head, ",As of (posted)");
}

void world_uncut(struct fpl_buf *csv) {
    struct fpl_buf out = {0};
    struct fpl_str rest = fpl_buf_str(csv), day = {NULL, 0};
    int is_head = 1, cuts = 0;
    if (rest.n < 3 || memcmp(rest.p, "\xEF\xBB\xBF", 3) != 0)
        return;
    while (rest.n > 0) {
        const char *end = memchr(rest.p, '\r', rest.n);
        struct fpl_str line = {rest.p, end ? (size_t)(end - rest.p) : rest.n};
        rest.p += line.n;
        rest.n -= line.n;
        if (is_head)
            cuts = is_cut(line);
        size_t n = line.n;
        while (cuts && n > 0 && line.p[n - 1] != ',')
            n--;
        struct fpl_str own = {line.p + n, line.n - n};
        if (cuts && n > 0 && !is_head) {
            if (day.n > 0 && !fpl_str_eq(day, own))
                fail_msg("a row as of %.*s among others", (int)own.n, own.p);
            day = own;
        }
        fpl_buf_add(&out, line.p, cuts && n > 0 ? n - 1 : line.n);
        is_head = line.n == 0; /* an empty line stands between two tables */
        size_t past = rest.n < 2 ? rest.n : 2;
        fpl_buf_add(&out, rest.p, past);
        rest.p += past;
        rest.n -= past;
    }
    assert_int_equal(fpl_buf_ok(&out), FPL_OK);
    fpl_buf_reset(csv);
    fpl_buf_add(csv, out.p, out.n);
    fpl_buf_release(&out);
}
