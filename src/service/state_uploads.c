#include "src/service/state_uploads.h"
#include "src/service/state_sql.h"

static const struct state_word_texts names[UPLOAD_STATES] = {
    [UPLOAD_RECEIVING] = {"RECEIVING", "接收中", "being received"},
    [UPLOAD_CHECKING] = {"CHECKING", "预检中", "being pre-checked"},
    [UPLOAD_CHECKED] = {"CHECKED", "已预检，待报送", "pre-checked, not given in"},
    [UPLOAD_SUBMITTED] = {"SUBMITTED", "待复核", "to be checked"},
    [UPLOAD_APPROVED] = {"APPROVED", "核对中", "being compared"},
    [UPLOAD_RUNNING] = {"RUNNING", "导入中", "being imported"},
    [UPLOAD_DONE] = {"DONE", "已办结", "done"},
    [UPLOAD_FAILED] = {"FAILED", "不能办理", "not possible"},
    [UPLOAD_RETURNED] = {"RETURNED", "已退回", "returned"},
    [UPLOAD_WITHDRAWN] = {"WITHDRAWN", "已撤回", "withdrawn"},
    [UPLOAD_EXPIRED] = {"EXPIRED", "已过期", "expired"}};

static const struct state_words words = {names, UPLOAD_STATES};

const char *upload_state_name(enum upload_state state, int zh) {
    return state_word(&words, (int)state, zh);
}

enum upload_state upload_state_of(struct fpl_str identifier) {
    int found = state_word_of(&words, identifier);
    return found ? (enum upload_state)found : UPLOAD_FAILED;
}

#define COLUMNS                                                                                                        \
    "SELECT id,maker,own_key,command,book,name,take_on,made,changed,bytes,sha256,expect,auth,auth_ref,checker,"        \
    "checker_auth,checker_ref,note,mapping,mapping_adopted,mapping_sha256,state FROM upload "
#define FIELD(kind, member) STATE_FIELD(kind, struct state_upload, member)
static const struct state_field fields[] = {FIELD(STATE_INT64, id),
                                            FIELD(STATE_TEXT, maker),
                                            FIELD(STATE_TEXT, own_key),
                                            FIELD(STATE_TEXT, command),
                                            FIELD(STATE_TEXT, book),
                                            FIELD(STATE_TEXT, name),
                                            FIELD(STATE_INT, take_on),
                                            FIELD(STATE_INT64, made_ms),
                                            FIELD(STATE_INT64, changed_ms),
                                            FIELD(STATE_INT64, bytes),
                                            FIELD(STATE_TEXT, sha256),
                                            FIELD(STATE_TEXT, expect),
                                            FIELD(STATE_INT, auth.kind),
                                            FIELD(STATE_BYTES, auth.ref),
                                            FIELD(STATE_TEXT, checker),
                                            FIELD(STATE_INT, checker_auth.kind),
                                            FIELD(STATE_BYTES, checker_auth.ref),
                                            FIELD(STATE_TEXT, note),
                                            FIELD(STATE_TEXT, mapping),
                                            FIELD(STATE_INT, mapping_adopted),
                                            FIELD(STATE_TEXT, mapping_sha256)};
#define FIELDS ((int)(sizeof fields / sizeof fields[0]))

static void read_upload(struct sqlite3_stmt *get, struct state_upload *out) {
    *out = (struct state_upload){.id = 0};
    state_read(get, fields, FIELDS, out);
    out->state = upload_state_of(state_column(get, FIELDS));
}

struct making {
    struct state *state;
    struct state_upload *upload;
    const char *mapping;
};

static enum fpl_status make_it(void *ctx, struct fpl_error *error) {
    const struct making *making = ctx;
    struct state_upload *upload = making->upload;
    int changes = 0;
    struct sqlite3_stmt *put = state_begin(
        making->state, "INSERT INTO upload(id,maker,own_key,command,book,name,take_on,state,made,changed,bytes,sha256,"
                       "expect,auth,auth_ref,checker,checker_auth,checker_ref,note,checked,result,problem,mapping,"
                       "mapping_adopted,mapping_sha256,mapping_text)SELECT 1+("
                       "SELECT coalesce(max(id),0)FROM upload),?1,?2,?3,?4,?5,?6,?7,?8,?8,0,'','',?9,?10,'',0,x'','',"
                       "'','','',?11,?12,?13,?14 WHERE NOT EXISTS(SELECT 1 FROM upload WHERE maker=?1 AND own_key=?2)");
    state_bind_text(put, 1, upload->maker);
    state_bind_text(put, 2, upload->own_key);
    state_bind_text(put, 3, upload->command);
    state_bind_text(put, 4, upload->book);
    state_bind_text(put, 5, upload->name);
    state_bind_int(put, 6, upload->take_on);
    state_bind_text(put, 7, names[upload->state].name);
    state_bind_int(put, 8, upload->made_ms);
    state_bind_int(put, 9, upload->auth.kind);
    state_bind_blob(put, 10, upload->auth.ref, FPL_AUTH_REF_BYTES);
    state_bind_text(put, 11, upload->mapping);
    state_bind_int(put, 12, upload->mapping_adopted);
    state_bind_text(put, 13, upload->mapping_sha256);
    state_bind_text(put, 14, making->mapping);
    enum fpl_status status = state_end(making->state, put, &changes, error);
    if (!status && changes == 0)
        status = fpl_fail(error, FPL_E_EXISTS, upload->own_key, NULL, NULL);
    return status ? status : state_upload_find(making->state, upload->maker, upload->own_key, &upload->id, error);
}

enum fpl_status state_upload_make(struct state *state, struct state_upload *upload, const char *mapping,
                                  struct fpl_error *error) {
    struct making making = {state, upload, mapping};
    return state_together(state, make_it, &making, error);
}

enum fpl_status state_upload_get(struct state *state, int64_t id, struct state_upload *out, struct fpl_error *error) {
    struct state_upload upload = {.id = 0};
    struct sqlite3_stmt *get = state_begin(state, COLUMNS "WHERE id=?1");
    state_bind_int(get, 1, id);
    if (state_row(get))
        read_upload(get, &upload);
    enum fpl_status status = state_end(state, get, NULL, error);
    if (status)
        return status;
    if (!upload.id)
        return state_fail_at(error, FPL_E_NOT_FOUND, id);
    *out = upload;
    return FPL_OK;
}

enum fpl_status state_upload_find(struct state *state, const char *maker, const char *own_key, int64_t *id,
                                  struct fpl_error *error) {
    int64_t found = 0;
    struct sqlite3_stmt *get = state_begin(state, "SELECT id FROM upload WHERE maker=?1 AND own_key=?2");
    state_bind_text(get, 1, maker);
    state_bind_text(get, 2, own_key);
    if (state_row(get))
        found = state_column_int(get, 0);
    enum fpl_status status = state_end(state, get, NULL, error);
    if (!status)
        *id = found;
    return status;
}

enum fpl_status state_upload_put(struct state *state, const struct state_upload *upload, unsigned from,
                                 const char *const text[UPLOAD_TEXTS], struct fpl_error *error) {
    struct fpl_buf sql = {0};
    int changes = 0;
    fpl_buf_adds(&sql, "UPDATE upload SET state=?2,changed=?3,bytes=?4,sha256=?5,expect=?6,auth=?7,auth_ref=?8,"
                       "checker=?9,checker_auth=?10,checker_ref=?11,note=?12,checked=coalesce(?13,checked),"
                       "result=coalesce(?14,result),problem=coalesce(?15,problem),"
                       "mapping_text=coalesce(?16,mapping_text),mapping=?17,mapping_adopted=?18,mapping_sha256=?19 "
                       "WHERE id=?1 AND state");
    state_words_in(&sql, &words, from);
    fpl_buf_addc(&sql, '\0');
    enum fpl_status status = fpl_buf_ok(&sql);
    if (!status) {
        struct sqlite3_stmt *put = state_begin(state, sql.p);
        state_bind_int(put, 1, upload->id);
        state_bind_text(put, 2, names[upload->state].name);
        state_bind_int(put, 3, upload->changed_ms);
        state_bind_int(put, 4, upload->bytes);
        state_bind_text(put, 5, upload->sha256);
        state_bind_text(put, 6, upload->expect);
        state_bind_int(put, 7, upload->auth.kind);
        state_bind_blob(put, 8, upload->auth.ref, FPL_AUTH_REF_BYTES);
        state_bind_text(put, 9, upload->checker);
        state_bind_int(put, 10, upload->checker_auth.kind);
        state_bind_blob(put, 11, upload->checker_auth.ref, FPL_AUTH_REF_BYTES);
        state_bind_text(put, 12, upload->note);
        for (int i = 0; i < UPLOAD_TEXTS; i++)
            state_bind_text(put, 13 + i, text ? text[i] : NULL);
        state_bind_text(put, 17, upload->mapping);
        state_bind_int(put, 18, upload->mapping_adopted);
        state_bind_text(put, 19, upload->mapping_sha256);
        status = state_end(state, put, &changes, error);
    }
    fpl_buf_release(&sql);
    return !status && changes == 0 ? state_fail_at(error, FPL_E_UPLOAD_STATE, upload->id) : status;
}

enum fpl_status state_upload_text(struct state *state, int64_t id, enum upload_text which, struct fpl_buf *out,
                                  struct fpl_error *error) {
    static const char *const sql[UPLOAD_TEXTS] = {
        "SELECT checked FROM upload WHERE id=?1", "SELECT result FROM upload WHERE id=?1",
        "SELECT problem FROM upload WHERE id=?1", "SELECT mapping_text FROM upload WHERE id=?1"};
    struct sqlite3_stmt *get = state_begin(state, sql[which]);
    state_bind_int(get, 1, id);
    if (state_row(get)) {
        struct fpl_str text = state_column(get, 0);
        fpl_buf_add(out, text.p, text.n);
    }
    enum fpl_status status = state_end(state, get, NULL, error);
    return status ? status : fpl_buf_ok(out);
}

enum fpl_status state_uploads(struct state *state, const struct upload_filter *filter, state_upload_cb cb, void *ctx,
                              struct fpl_error *error) {
    struct fpl_buf sql = {0};
    fpl_buf_adds(&sql, COLUMNS "WHERE(?1 IS NULL OR maker=?1)AND(?2=0 OR id<?2)AND state");
    state_words_in(&sql, &words, filter->states);
    fpl_buf_adds(&sql, filter->is_oldest ? "ORDER BY changed,id LIMIT ?3" : "ORDER BY id DESC LIMIT ?3");
    fpl_buf_addc(&sql, '\0');
    enum fpl_status status = fpl_buf_ok(&sql);
    if (!status) {
        struct sqlite3_stmt *list = state_begin(state, sql.p);
        state_bind_text(list, 1, filter->maker);
        state_bind_int(list, 2, filter->after);
        state_bind_int(list, 3, filter->limit);
        while (!status && state_row(list)) {
            struct state_upload upload;
            read_upload(list, &upload);
            status = cb(ctx, &upload);
        }
        enum fpl_status ended = state_end(state, list, NULL, error);
        status = status ? status : ended;
    }
    fpl_buf_release(&sql);
    return status;
}
