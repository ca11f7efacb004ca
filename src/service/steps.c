#include "src/service/steps.h"
#include "src/service/api.h"

#include <jansson.h>

enum fpl_status step_id(struct call *call, int64_t *id) {
    if (fpl_int_parse(call->variable[0], id) == FPL_OK && *id > 0)
        return FPL_OK;
    return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[0].p, call->variable[0].n);
}

enum fpl_status step_of_form(struct call *call, unsigned members, struct step *out) {
    int64_t version = 0;
    struct fpl_str text = web_pairs_get(&call->args, "version");
    *out = (struct step){.expect = web_pairs_get(&call->args, "expect"),
                         .reason = web_pairs_get(&call->args, "reason"),
                         .factor = web_pairs_get(&call->args, "code")};
    enum fpl_status status = step_id(call, &out->id);
    if (status || !(members & STEP_VERSION))
        return status;
    if (fpl_int_parse(text, &version) || version < 1 || version > INT32_MAX) {
        fpl_error_at_field(&call->error, "version");
        return fpl_fail_text(&call->error, FPL_E_NUMBER_FORMAT, text.p, text.n);
    }
    out->version = (int)version;
    return FPL_OK;
}

/* ---- JSON ---- */

/* Where the text of that member goes; NULL: this step has no such member. */
static struct fpl_str *place_of(struct step *step, unsigned members, const char *name) {
    return (members & STEP_EXPECT) && strcmp(name, "expect") == 0   ? &step->expect
           : (members & STEP_REASON) && strcmp(name, "reason") == 0 ? &step->reason
           : (members & STEP_SHA256) && strcmp(name, "sha256") == 0 ? &step->sha256
                                                                    : NULL;
}

static enum fpl_status take_member(struct call *call, unsigned members, const char *name, const json_t *value,
                                   struct step *out) {
    struct fpl_str *text = place_of(out, members, name);
    int is_version = (members & STEP_VERSION) && strcmp(name, "version") == 0;
    json_int_t number = json_integer_value(value);
    fpl_error_at_field(&call->error, name);
    if (!text && !is_version)
        return fpl_fail_text(&call->error, FPL_E_UNKNOWN_FIELD, name, strlen(name));
    if (is_version ? number < 1 || number >= INT32_MAX : !json_is_string(value))
        return fpl_fail(&call->error, FPL_E_NUMBER_FORMAT, name, NULL, NULL);
    if (is_version)
        out->version = (int)number;
    else
        *text = (struct fpl_str){json_string_value(value), json_string_length(value)};
    return FPL_OK;
}

enum fpl_status step_of_json(struct call *call, unsigned members, struct step *out) {
    json_error_t why = {.line = 0};
    const char *body = call->request->body ? call->request->body : "", *name = NULL;
    json_t *value = NULL;
    *out = (struct step){.factor = call->request->header[WEB_CODE]};
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &out->id);
    if (status)
        return status;
    out->root = json_loadb(body, call->request->body_bytes, JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(out->root))
        return fpl_fail(&call->error, FPL_E_REQUEST, FPL_ZH_EN("应为 JSON 对象", "a JSON object is asked for"), NULL,
                        NULL);
    json_object_foreach(out->root, name, value) {
        status = take_member(call, members, name, value, out);
        if (status)
            return status;
    }
    int lacks = (members & STEP_VERSION) && !out->version;
    fpl_error_at_field(&call->error, lacks ? "version" : "");
    return lacks ? fpl_fail(&call->error, FPL_E_MISSING, "version", NULL, NULL) : FPL_OK;
}

void step_release(struct step *step) {
    json_decref(step->root);
    *step = (struct step){.id = 0};
}

/* ---- pages ---- */

enum fpl_status step_trouble(struct call *call, int64_t id, enum fpl_status status,
                             enum fpl_status (*show)(struct call *call, int64_t id, struct fpl_str trouble)) {
    char text[FPL_MESSAGE_BYTES];
    struct fpl_buf words = {0};
    int http = problem_http_status(status);
    if (http == 404 || http >= 500 || http == 401)
        return status;
    fpl_buf_adds(&words, fpl_error_message(&call->error, call->zh, text, sizeof text));
    fpl_error_clear(&call->error);
    call->response->status = http;
    enum fpl_status shown = fpl_buf_ok(&words);
    if (!shown)
        shown = show(call, id, fpl_buf_str(&words));
    fpl_buf_release(&words);
    return shown;
}
