#include "forger.h"

#include "fundpool/event.h"
#include <sqlite3.h>

/* ---- what stands in a body ---- */

static struct forger_value *add_value(struct forger_record *r, const char *path) {
    if ((r->values & (r->values - 1)) == 0) {
        r->value = realloc(r->value, (size_t)(r->values ? 2 * r->values : 1) * sizeof *r->value);
        assert_non_null(r->value);
    }
    struct forger_value *value = &r->value[r->values++];
    *value = (struct forger_value){.at = 0};
    assert_true(strlen(path) < sizeof value->path);
    snprintf(value->path, sizeof value->path, "%s", path);
    return value;
}

/* Lists whose elements have no place of their own; other arrays are tuples. */
static int is_list(const char *path) {
    static const char *const lists[] = {"p",         "i",         "y",      "y.*.scopes", "x.runs",
                                        "x.already", "x.refused", "x.skip", "x.codes"};
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
        if (strcmp(path, lists[k]) == 0)
            return 1;
    return 0;
}

static void name_element(const char *path, const struct fpl_json *element, int at, char out[FORGER_PATH]) {
    static const struct {
        const char *path, *name[9];
    } tuples[] = {{"p.*", {"account", "side", "amount", "party", "item", "currency", "flow"}},
                  {"i.", {"kind", "key", "data"}},
                  {"y.*", {"name", "scopes", "amount", "count"}},
                  {"vno", {"month", "word", "number"}},
                  {"rk", {"key", "row"}},
                  {"auth", {"actor", "checker"}},
                  {"auth.actor", {"how", "ref"}},
                  {"auth.checker", {"how", "ref"}},
                  {"dec.facts.", {"value", "book", "seq"}},
                  {"x.runs.*", {"row", "rows", "entries", "series", "number"}},
                  {"x.already.*", {"row", "last", "seq"}},
                  {"x.skip.*", {"row", "last"}},
                  {"x.codes.*", {"code", "argument", "argument2", "clause"}},
                  {"x.refused.*", {"row", "last", "code", "field", "argument", "argument2", "clause", "commitment"}}};
    char kind[40];
    if (strcmp(path, "i") == 0) { /* an item is known by its kind */
        snprintf(out, FORGER_PATH, "i.%s", fpl_str_copy(fpl_json_text(fpl_json_at(element, 0)), kind, sizeof kind));
        return;
    }
    snprintf(out, FORGER_PATH, is_list(path) ? "%s.*" : "%s.%d", path, at);
    for (size_t k = 0; k < sizeof tuples / sizeof tuples[0]; k++) {
        size_t n = strlen(tuples[k].path);
        int fits = tuples[k].path[n - 1] == '.' ? strncmp(path, tuples[k].path, n) == 0 && !strstr(path, ".data")
                                                : strcmp(path, tuples[k].path) == 0;
        if (fits && at < 9 && tuples[k].name[at])
            snprintf(out, FORGER_PATH, "%s.%s", path, tuples[k].name[at]);
    }
}

static void walk(struct forger_record *r, const char *path, const struct fpl_json *node);

static void walk_part(struct forger_record *r, const char *path, const struct fpl_json *key,
                      const struct fpl_json *node, int at, int is_last) {
    struct forger_value *value = add_value(r, path);
    const char *base = r->body.p, *from = key ? key->raw.p : node->raw.p;
    value->type = node->type;
    value->at = (size_t)(node->raw.p - base);
    value->n = node->raw.n;
    value->num = node->num;
    value->members = node->type == FPL_JSON_OBJECT ? (int)node->count : 0;
    value->member_at = (size_t)(from - base) - (is_last && at > 0);
    value->member_n = value->at + value->n - value->member_at + !is_last;
    walk(r, path, node);
}

static void walk(struct forger_record *r, const char *path, const struct fpl_json *node) {
    char inner[FORGER_PATH];
    int at = 0;
    if ((node->type != FPL_JSON_OBJECT && node->type != FPL_JSON_ARRAY) || strcmp(path, "x.doc") == 0)
        return; /* a document is told as a whole */
    for (const struct fpl_json *k = fpl_json_first(node), *v; k; k = fpl_json_next(node, v), at++) {
        int member = node->type == FPL_JSON_OBJECT;
        v = member ? fpl_json_next(node, k) : k;
        if (member)
            snprintf(inner, sizeof inner, "%s%s%.*s", path, path[0] ? "." : "", (int)k->str.n, k->str.p);
        else
            name_element(path, v, at, inner);
        int before = r->values;
        walk_part(r, inner, member ? k : NULL, v, at, fpl_json_next(node, v) == NULL);
        r->value[before].in_list = !member && is_list(path);
    }
}

/* ---- the file ---- */

static void name_kind(struct forger_record *r, const struct fpl_json *body) {
    const struct fpl_json *cmd = fpl_json_get(body, "cmd");
    char kind[32];
    fpl_str_copy(fpl_str_of(r->leaf.kind), kind, sizeof kind);
    const char *form = r->book == 0 && strcmp(kind, "book.founded") == 0 ? " (registry)"
                       : !cmd && strcmp(kind, "party.registered") == 0   ? " (on the way)"
                                                                         : "";
    snprintf(r->kind, sizeof r->kind, "%s%s", kind, form);
}

static int load(struct forger *f, int32_t book, int64_t seq) {
    struct fpl_store *store = f->city->w.session->store;
    struct fpl_str salt, body;
    struct fpl_json_doc doc = {0};
    struct fpl_record_row stored;
    if (fpl_store__get_record(store, book, seq, &stored, NULL) != FPL_OK)
        return 0;
    f->record = realloc(f->record, (size_t)(f->records + 1) * sizeof *f->record);
    assert_non_null(f->record);
    struct forger_record *r = &f->record[f->records++];
    *r = (struct forger_record){.book = book, .seq = seq, .leaf = stored.of};
    assert_int_equal(fpl_store__get_opening(store, book, seq, FPL_PART_BODY, &salt, &body, NULL), FPL_OK);
    fpl_buf_add(&r->body, body.p, body.n);
    memcpy(r->salt, salt.p, sizeof r->salt);
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&r->body), NULL), FPL_OK);
    name_kind(r, fpl_json_root(&doc));
    walk_part(r, "", NULL, fpl_json_root(&doc), 0, 1);
    fpl_json_doc_release(&doc);
    return 1;
}

void forger_begin(struct forger *f, struct city *city) {
    int32_t last = 0;
    *f = (struct forger){.city = city, .touched = -1};
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_store__last_book(city->w.session->store, &last, &city->error), FPL_OK);
    for (int32_t book = 0; book <= last; book++)
        for (int64_t seq = 0; load(f, book, seq); seq++)
            ;
    fpl_journal__rollback(city->w.session);
    assert_int_equal(sqlite3_open(city->w.path, &f->db), SQLITE_OK); /* the guards are triggers of the file */
    assert_int_equal(sqlite3_db_config(f->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(f->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
}

void forger_end(struct forger *f) {
    for (int i = 0; i < f->records; i++) {
        fpl_buf_release(&f->record[i].body);
        free(f->record[i].value);
    }
    free(f->record);
    assert_int_equal(sqlite3_close(f->db), SQLITE_OK);
}

static void update(struct forger *f, const char *sql, struct fpl_str bytes, int64_t id) {
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL), SQLITE_OK);
    sqlite3_bind_blob(stmt, 1, bytes.p, (int)bytes.n, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, id);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(f->db), 1);
    sqlite3_finalize(stmt);
}

static void write_leaf(struct forger *f, const struct forger_record *r, const struct fpl_leaf *leaf) {
    sqlite3_stmt *stmt = NULL;
    uint8_t uid[FPL_UID_BYTES];
    assert_int_equal(fpl_unhex(fpl_str_of(leaf->uid), uid, sizeof uid), FPL_OK);
    assert_int_equal(
        sqlite3_prepare_v2(f->db, "UPDATE record SET e = ?1, t = ?2, c = ?3, uid = ?4 WHERE id = ?5", -1, &stmt, NULL),
        SQLITE_OK);
    sqlite3_bind_text(stmt, 1, leaf->kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, leaf->t);
    sqlite3_bind_blob(stmt, 3, leaf->body.byte, FPL_HASH_BYTES, SQLITE_STATIC);
    sqlite3_bind_blob(stmt, 4, uid, r->seq == 0 ? (int)sizeof uid : 0, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 5, ((int64_t)r->book << 36) | r->seq);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(f->db), 1);
    sqlite3_finalize(stmt);
}

static void write_record(struct forger *f, const struct forger_record *r, struct fpl_str body,
                         const struct fpl_leaf *leaf) {
    write_leaf(f, r, leaf);
    update(f, "UPDATE opening SET bytes = ?1 WHERE id = ?2", body, (((int64_t)r->book << 36) | r->seq) * 256);
}

static void put_back(struct forger *f) {
    if (f->touched < 0)
        return;
    const struct forger_record *r = &f->record[f->touched];
    write_record(f, r, fpl_buf_str(&r->body), &r->leaf);
    f->touched = -1;
}

enum fpl_status forger_put(struct forger *f, int record, struct fpl_str body, const struct fpl_leaf *leaf,
                           struct fpl_verify_report *report) {
    const struct forger_record *r = &f->record[record];
    struct fpl_leaf fitting = *leaf;
    fpl_commit(f->city->w.session->hasher, r->salt, "body", body, &fitting.body);
    assert_int_equal(sqlite3_exec(f->db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    put_back(f);
    write_record(f, r, body, &fitting);
    f->touched = record;
    assert_int_equal(sqlite3_exec(f->db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    return forger_verify(&f->city->w, report);
}

enum fpl_status forger_set(struct forger *f, int record, const char *columns, struct fpl_verify_report *report) {
    const struct forger_record *r = &f->record[record];
    char sql[256];
    snprintf(sql, sizeof sql, "UPDATE record SET %s WHERE id = %lld", columns,
             (long long)(((int64_t)r->book << 36) | r->seq));
    assert_int_equal(sqlite3_exec(f->db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    put_back(f);
    assert_int_equal(sqlite3_exec(f->db, sql, NULL, NULL, NULL), SQLITE_OK);
    f->touched = record;
    assert_int_equal(sqlite3_exec(f->db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    return forger_verify(&f->city->w, report);
}

/* A record that is named is named whatever head and derived tables say; they are made right for what is not. The bodies
 * are asked first: they name nearly everything, stop where it stands, and may be asked without the evidence. */
enum fpl_status forger_verify(struct world *w, struct fpl_verify_report *report) {
    struct fpl_verify_report evidence;
    enum fpl_status status = world_verify(w, FPL_VERIFY_BODIES, report);
    if (status == FPL_E_TAMPERED && strstr(report->where, " seq "))
        return status;
    if (world_verify(w, FPL_VERIFY_EVIDENCE, &evidence) == FPL_E_TAMPERED && strstr(evidence.where, " seq ")) {
        *report = evidence;
        return FPL_E_TAMPERED;
    }
    if (status)
        return status;
    world_rebuild(w);
    return world_verify(w, FPL_VERIFY_ALL, report);
}

/* ---- appended, and salts ---- */

static int64_t size_of(const struct forger *f, int32_t book) {
    int64_t n = 0;
    for (int i = 0; i < f->records; i++)
        n += f->record[i].book == book;
    return n;
}

static const struct forger_value *value_of(const struct forger_record *r, const char *path) {
    for (int k = 0; k < r->values; k++)
        if (strcmp(r->value[k].path, path) == 0)
            return &r->value[k];
    return NULL;
}

static struct fpl_str text_of(const struct forger_record *r, const char *path) {
    const struct forger_value *value = value_of(r, path);
    return value ? (struct fpl_str){r->body.p + value->at, value->n} : (struct fpl_str){NULL, 0};
}

/* The number that the next voucher of the record's series gets. */
static int64_t next_number(const struct forger *f, const struct forger_record *r) {
    int64_t n = 1;
    for (int i = 0; i < f->records; i++) {
        const struct forger_record *other = &f->record[i];
        n += other->book == r->book && text_of(other, "vno").n > 0 &&
             fpl_str_eq(text_of(other, "vno.month"), text_of(r, "vno.month")) &&
             fpl_str_eq(text_of(other, "vno.word"), text_of(r, "vno.word"));
    }
    return n;
}

enum fpl_status forger_append(struct forger *f, int record, struct fpl_verify_report *report) {
    const struct forger_record *r = &f->record[record];
    const struct forger_value *reg = value_of(r, "reg"), *number = value_of(r, "vno.number");
    struct fpl_buf body = {0};
    char kind[48];
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(r->kind, " "), r->kind);
    fpl_buf_add(&body, r->body.p, reg->at);
    fpl_buf_addi(&body, size_of(f, 0));
    size_t at = reg->at + reg->n;
    if (number) { /* vno comes after reg */
        fpl_buf_add(&body, r->body.p + at, number->at - at);
        fpl_buf_addi(&body, next_number(f, r));
        at = number->at + number->n;
    }
    fpl_buf_add(&body, r->body.p + at, r->body.n - at);
    fpl_buf_addc(&body, '\0');
    world_forge(&f->city->w, r->book, kind, body.p);
    fpl_buf_release(&body);
    return world_verify(&f->city->w, FPL_VERIFY_ALL, report);
}

void forger_cut(struct forger *f, int record) {
    const struct forger_record *r = &f->record[record];
    char sql[160];
    long long id = ((long long)r->book << 36) | (long long)size_of(f, r->book);
    snprintf(sql, sizeof sql, "DELETE FROM record WHERE id = %lld; DELETE FROM opening WHERE id = %lld", id, id * 256);
    assert_int_equal(sqlite3_exec(f->db, sql, NULL, NULL, NULL), SQLITE_OK);
    world_rebuild(&f->city->w);
}

void forger_salt(struct forger *f, int record, int from) {
    struct forger_record *r = &f->record[record];
    struct fpl_hasher *hasher = f->city->w.session->hasher;
    int64_t id = ((int64_t)r->book << 36) | r->seq;
    memcpy(r->salt, f->record[from].salt, sizeof r->salt);
    fpl_commit(hasher, r->salt, "body", fpl_buf_str(&r->body), &r->leaf.body);
    write_leaf(f, r, &r->leaf);
    update(f, "UPDATE opening SET salt = ?1 WHERE id = ?2", (struct fpl_str){(const char *)r->salt, sizeof r->salt},
           id * 256);
    world_rebuild(&f->city->w);
}

void forger_restore(struct forger *f) {
    put_back(f);
    world_rebuild(&f->city->w);
}

void forger_shorten(struct forger *f, int32_t book, int n) {
    char sql[200];
    long long from = ((long long)book << 36) | (long long)(size_of(f, book) - n);
    long long to = ((long long)book + 1) << 36;
    snprintf(sql, sizeof sql,
             "DELETE FROM record WHERE id >= %lld AND id < %lld; DELETE FROM opening WHERE id >= %lld AND id < %lld",
             from, to, from * 256, to * 256);
    assert_int_equal(sqlite3_exec(f->db, sql, NULL, NULL, NULL), SQLITE_OK);
    world_rebuild(&f->city->w);
}

/* ---- a text for another ---- */

int forger_record_of(const struct forger *forger, const char *kind) {
    for (int i = 0; i < forger->records; i++)
        if (strcmp(forger->record[i].kind, kind) == 0)
            return i;
    fail_msg("no %s", kind);
    return -1;
}

static const char *find(struct fpl_str whole, const char *text) {
    size_t n = strlen(text);
    for (size_t i = 0; i + n <= whole.n; i++)
        if (memcmp(whole.p + i, text, n) == 0)
            return whole.p + i;
    return NULL;
}

void forger_replace(struct forger *forger, const char *kind, const char *from, const char *to) {
    struct fpl_verify_report report;
    struct fpl_buf body = {0};
    const struct forger_record *r = &forger->record[forger_record_of(forger, kind)];
    struct fpl_str whole = fpl_buf_str(&r->body);
    const char *at = find(whole, from);
    if (!at)
        fail_msg("%s has no %s", kind, from);
    fpl_buf_add(&body, whole.p, (size_t)(at - whole.p));
    fpl_buf_adds(&body, to);
    at += strlen(from);
    fpl_buf_add(&body, at, (size_t)(whole.p + whole.n - at));
    if (forger_put(forger, forger_record_of(forger, kind), fpl_buf_str(&body), &r->leaf, &report) != FPL_E_TAMPERED)
        fail_msg("%s: %s for %s passes", kind, to, from);
    assert_non_null(strstr(report.where, " seq "));
    fpl_buf_release(&body);
}

/* ---- forgeries of one value ---- */

struct forging {
    const struct forger_record *record;
    const char *path;
    struct fpl_buf body;
    forger_cb cb;
    void *ctx;
};

/* The body with `n` bytes at `at` replaced. */
static void splice(struct forging *g, size_t at, size_t n, struct fpl_str text) {
    const struct fpl_buf *body = &g->record->body;
    fpl_buf_reset(&g->body);
    fpl_buf_add(&g->body, body->p, at);
    fpl_buf_add(&g->body, text.p, text.n);
    fpl_buf_add(&g->body, body->p + at + n, body->n - at - n);
    if (g->body.n != body->n || memcmp(g->body.p, body->p, body->n) != 0)
        g->cb(g->ctx, g->path, fpl_buf_str(&g->body));
}

static void say(struct forging *g, const struct forger_value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(struct forging *g, const struct forger_value *value, const char *format, ...) {
    char text[4200];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0 && (size_t)n < sizeof text)
        splice(g, value->at, value->n, (struct fpl_str){text, (size_t)n});
}

static struct fpl_str raw_of(const struct forger_record *r, const struct forger_value *value) {
    return (struct fpl_str){r->body.p + value->at, value->n};
}

static void other_text(struct forging *g, const struct forger_value *value, struct fpl_str raw) {
    char text[4100];
    fpl_str_copy((struct fpl_str){raw.p + 1, raw.n - 2}, text, sizeof text);
    size_t n = strlen(text);
    say(g, value, "\"\"");
    say(g, value, "7");
    for (size_t i = n; i > 0; i--) { /* another last digit or letter: a date stays one */
        char *c = &text[i - 1], was = *c;
        if ((was >= '0' && was <= '9') || (was >= 'a' && was <= 'z') || (was >= 'A' && was <= 'Z')) {
            *c = (char)(was == '9' ? '8' : was == 'z' || was == 'Z' ? was - 1 : was + 1);
            say(g, value, "\"%s\"", text);
            return;
        }
    }
    if (n > 0) /* nothing but Chinese */
        say(g, value, "\"%s1\"", text);
}

static void other_values(struct forging *g, const struct forger_value *value) {
    struct fpl_str raw = raw_of(g->record, value);
    long long num = (long long)value->num;
    switch (value->type) {
    case FPL_JSON_INT:
        say(g, value, "%lld", num + 1);
        say(g, value, "%lld", num - 1);
        say(g, value, "\"%lld\"", num);
        break;
    case FPL_JSON_BOOL:
        say(g, value, raw.n == 4 ? "false" : "true");
        say(g, value, raw.n == 4 ? "1" : "0");
        break;
    case FPL_JSON_STRING:
        other_text(g, value, raw);
        break;
    case FPL_JSON_ARRAY:
        say(g, value, "[]");
        break;
    case FPL_JSON_OBJECT:
        say(g, value, "{}");
        break;
    }
}

/* Values that stand at the same place of other records, up to a few. */
#define ALIKE 3
static int alike(const struct forger *f, const char *path, struct fpl_str but, struct fpl_str out[ALIKE]) {
    int n = 0;
    for (int i = 0; i < f->records && n < ALIKE; i++) {
        const struct forger_record *r = &f->record[i];
        for (int k = 0; k < r->values && n < ALIKE; k++) {
            struct fpl_str raw = raw_of(r, &r->value[k]);
            int known = strcmp(r->value[k].path, path) != 0 || fpl_str_eq(raw, but) || raw.n > 4000;
            for (int j = 0; j < n && !known; j++)
                known = fpl_str_eq(out[j], raw);
            if (!known)
                out[n++] = raw;
        }
    }
    return n;
}

static int is_member_of(const char *path, const char *object) {
    size_t n = strlen(object);
    if (n > 0 && (strncmp(path, object, n) != 0 || path[n] != '.'))
        return 0;
    const char *name = path + n + (n > 0);
    return name[0] && name[0] != '*' && (!strchr(name, '.') || strcmp(object, "dec.facts") == 0);
}

/* Adds "name":raw to the object at the place that its name has. */
static void add_member(struct forging *g, const struct forger_value *object, const char *name, struct fpl_str raw) {
    const struct forger_record *r = g->record;
    struct fpl_buf text = {0};
    size_t at = object->at + object->n - 1;
    int last = 1;
    for (int k = 0; k < r->values; k++) {
        const struct forger_value *v = &r->value[k];
        int inside = v->at > object->at && v->at < object->at + object->n && is_member_of(v->path, object->path);
        const char *theirs = v->path + strlen(object->path) + (object->path[0] != '\0');
        if (inside && last && strcmp(theirs, name) > 0) {
            at = v->member_at + (r->body.p[v->member_at] == ',');
            last = 0;
        }
    }
    fpl_buf_addf(&text, "%s\"%s\":%.*s%s", last && object->members ? "," : "", name, (int)raw.n, raw.p,
                 last ? "" : ",");
    splice(g, at, 0, fpl_buf_str(&text));
    fpl_buf_release(&text);
}

static int has_member(const struct forger_record *r, const struct forger_value *object, const char *path) {
    for (int k = 0; k < r->values; k++)
        if (r->value[k].at > object->at && r->value[k].at < object->at + object->n &&
            strcmp(r->value[k].path, path) == 0)
            return 1;
    return 0;
}

/* Is it a field of another command? One of those will do: the grammar is one. */
static int is_foreign(const struct forger_record *r, const char *path) {
    char kind[48];
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(r->kind, " "), r->kind);
    const struct fpl_event *event = fpl_event_find(fpl_str_of(kind));
    const struct fpl_command_spec *spec = event->command.name ? &event->command
                                          : event->by         ? fpl_command_find(event->by)
                                                              : NULL;
    return spec && strncmp(path, "cmd.", 4) == 0 && strcmp(path, "cmd.take_on") != 0 &&
           !fpl_field_find(spec, fpl_str_of(path + 4));
}

/* Members that such an object has in other records, and one that nobody knows. */
static void more_members(const struct forger *f, struct forging *g, const struct forger_value *object) {
    char seen[200][FORGER_PATH];
    int n = 0, foreign = 0;
    if (strcmp(object->path, "x.doc") == 0)
        return;
    add_member(g, object, "zz", FPL_STR("1"));
    if (strchr(object->path, '.')) /* what items, facts and lists may hold is made from the rest */
        return;
    for (int i = 0; i < f->records; i++)
        for (int k = 0; k < f->record[i].values; k++) {
            const struct forger_value *v = &f->record[i].value[k];
            int known = !is_member_of(v->path, object->path) || has_member(g->record, object, v->path) || n == 200;
            for (int j = 0; j < n && !known; j++)
                known = strcmp(seen[j], v->path) == 0;
            if (known || (is_foreign(g->record, v->path) && foreign++))
                continue;
            struct fpl_str other[ALIKE];
            snprintf(seen[n++], FORGER_PATH, "%s", v->path);
            int found = alike(f, v->path, (struct fpl_str){NULL, 0}, other);
            g->path = v->path;
            for (int j = 0; j < found && j < 1; j++)
                add_member(g, object, v->path + strlen(object->path) + (object->path[0] != '\0'), other[j]);
        }
}

void forger_each(const struct forger *f, int record, int which, forger_cb cb, void *ctx) {
    const struct forger_record *r = &f->record[record];
    const struct forger_value *value = &r->value[which];
    struct forging g = {.record = r, .path = value->path, .cb = cb, .ctx = ctx};
    struct fpl_str other[ALIKE], raw = raw_of(r, value);
    if (which > 0) {
        other_values(&g, value);
        int n = alike(f, value->path, raw, other);
        for (int i = 0; i < n; i++)
            splice(&g, value->at, value->n, other[i]);
        splice(&g, value->member_at, value->member_n, (struct fpl_str){"", 0});
    }
    if (value->in_list) {
        struct fpl_buf twice = {0};
        fpl_buf_addf(&twice, "%.*s,%.*s", (int)raw.n, raw.p, (int)raw.n, raw.p);
        splice(&g, value->at, value->n, fpl_buf_str(&twice));
        fpl_buf_release(&twice);
    }
    if (value->type == FPL_JSON_OBJECT)
        more_members(f, &g, value);
    fpl_buf_release(&g.body);
}
