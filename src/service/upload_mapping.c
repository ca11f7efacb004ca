#include "src/service/upload_mapping.h"
#include "src/ingest/mapping.h"

#define NAME_MOST "120"

void upload_mapping_release(struct upload_mapping *mapping) {
    fpl_buf_release(&mapping->text);
    *mapping = (struct upload_mapping){.is_adopted = 0};
}

void upload_mapping_put(const struct upload_mapping *mapping, struct state_upload *upload) {
    memcpy(upload->mapping, mapping->name, sizeof upload->mapping);
    memcpy(upload->mapping_sha256, mapping->sha256, sizeof upload->mapping_sha256);
    upload->mapping_adopted = mapping->is_adopted;
}

/* ---- adopted ones ---- */

struct wanted {
    struct fpl_str id;
    int64_t version; /* 0: the newest */
    int64_t found;   /* the version that `out` holds; 0: none yet */
    struct upload_mapping *out;
};

/* "ID@VERSION" in its two parts; 0 if it is not so. */
static int parts_of(struct fpl_str key, struct fpl_str *id, int64_t *version) {
    const char *at = key.n ? memchr(key.p, '@', key.n) : NULL;
    if (!at)
        return 0;
    *id = (struct fpl_str){key.p, (size_t)(at - key.p)};
    return fpl_int_parse((struct fpl_str){at + 1, key.n - id->n - 1}, version) == FPL_OK && *version > 0;
}

static enum fpl_status take_wanted(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                   int64_t seq) {
    struct wanted *wanted = ctx;
    struct fpl_str id;
    int64_t version = 0;
    (void)json;
    (void)seq;
    if (!parts_of(key, &id, &version) || !fpl_str_eq(id, wanted->id) || version < wanted->found ||
        (wanted->version && version != wanted->version))
        return FPL_OK;
    (void)fpl_str_copy(key, wanted->out->name, sizeof wanted->out->name);
    fpl_buf_reset(&wanted->out->text);
    fpl_buf_add(&wanted->out->text, source.p, source.n);
    wanted->found = version;
    return fpl_buf_ok(&wanted->out->text);
}

static enum fpl_status find_adopted(struct call *call, struct fpl_str name, struct upload_mapping *out) {
    struct wanted wanted = {.id = name, .out = out};
    if (memchr(name.p, '@', name.n) && !parts_of(name, &wanted.id, &wanted.version))
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, name.p, name.n);
    enum fpl_status status = fpl_read_documents(call->view, "mapping", take_wanted, &wanted, &call->error);
    out->is_adopted = 1;
    return status || wanted.found ? status : fpl_fail_text(&call->error, FPL_E_NOT_FOUND, name.p, name.n);
}

struct each {
    upload_mapping_cb cb;
    void *ctx;
    struct fpl_error *error;
};

static enum fpl_status give_one(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                int64_t seq) {
    const struct each *each = ctx;
    struct fpl_json_doc doc = {0};
    char name[UPLOAD_NAME_BYTES], word[64];
    (void)source;
    (void)seq;
    enum fpl_status status = fpl_json_parse(&doc, json, each->error);
    if (!status) {
        struct fpl_str command = fpl_json_get_text(fpl_json_root(&doc), "command");
        const struct fpl_command_spec *spec = fpl_command_find(fpl_str_copy(command, word, sizeof word));
        status = spec ? each->cb(each->ctx, fpl_str_copy(key, name, sizeof name), spec) : FPL_OK;
    }
    fpl_json_doc_release(&doc);
    return status;
}

enum fpl_status upload_mapping_each(struct call *call, upload_mapping_cb cb, void *ctx) {
    struct each each = {cb, ctx, &call->error};
    return fpl_read_documents(call->view, "mapping", give_one, &each, &call->error);
}

/* ---- given ones ---- */

static enum fpl_status take_name(struct call *call, struct fpl_str name, struct upload_mapping *out) {
    name = uploads_last_part(name);
    if (name.n == 0)
        name = FPL_STR("mapping.yaml");
    if (name.n >= sizeof out->name)
        return fpl_fail(&call->error, FPL_E_TOO_LONG, NAME_MOST, NULL, NULL);
    (void)fpl_str_copy(name, out->name, sizeof out->name);
    return fpl_text_check(name, sizeof out->name, &call->error);
}

static enum fpl_status take_given(struct call *call, const struct upload_wish *wish, struct upload_mapping *out) {
    enum fpl_status status = take_name(call, wish->mapping_name, out);
    if (!status && memchr(wish->mapping_text.p, '\0', wish->mapping_text.n))
        status = fpl_fail(&call->error, FPL_E_NUL, NULL, NULL, NULL);
    fpl_buf_add(&out->text, wish->mapping_text.p, wish->mapping_text.n);
    return status;
}

/* ---- either ---- */

static enum fpl_status check(struct call *call, const struct fpl_command_spec *command, struct upload_mapping *out) {
    struct ing_mapping *mapping = NULL;
    enum fpl_status status = ing_mapping_parse(fpl_buf_str(&out->text), out->name, &mapping, &call->error);
    if (!status)
        status = ing_mapping_is_for(mapping, out->name, command, &call->error);
    if (!status)
        memcpy(out->sha256, mapping->sha256, sizeof out->sha256);
    ing_mapping_free(mapping);
    fpl_buf_addc(&out->text, '\0');
    return status ? status : fpl_buf_ok(&out->text);
}

enum fpl_status upload_mapping_find(struct call *call, const struct upload_wish *wish,
                                    const struct fpl_command_spec *command, struct upload_mapping *out) {
    enum fpl_status status = FPL_OK;
    char chosen[UPLOAD_NAME_BYTES];
    *out = (struct upload_mapping){.is_adopted = 0};
    if (!wish->mapping.n && !wish->mapping_text.n) {
        fpl_buf_addc(&out->text, '\0');
        return fpl_buf_ok(&out->text);
    }
    fpl_error_at_field(&call->error, "mapping");
    if (wish->mapping.n && wish->mapping_text.n)
        status = take_name(call, wish->mapping_name, out);
    if (!status && wish->mapping.n && wish->mapping_text.n)
        status = fpl_fail(&call->error, FPL_E_MAPPING_TWICE, fpl_str_copy(wish->mapping, chosen, sizeof chosen),
                          out->name, NULL);
    else if (!status)
        status = wish->mapping.n ? find_adopted(call, wish->mapping, out) : take_given(call, wish, out);
    if (!status)
        status = check(call, command, out);
    if (status) {
        upload_mapping_release(out);
        fpl_error_at_field(&call->error, "mapping");
        return status;
    }
    fpl_error_at_field(&call->error, "");
    return FPL_OK;
}
