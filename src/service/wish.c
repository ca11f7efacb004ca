#include "src/service/wish.h"

#include <jansson.h>
#include <stdlib.h>

#define DEPTH_MOST 4 /* of a command: the object, its fields or lines, a line, a value */

const char *const wish_line_part[WISH_LINE_PARTS] = {"account", "side", "amount", "party", "item", "currency", "flow"};

struct wish_text {
    struct wish_text *next;
    struct fpl_buf text;
};

struct reading {
    struct wish *wish;
    const struct fpl_command_spec *spec;
    struct fpl_error *error;
};

static enum fpl_status at(struct reading *r, const char *field, enum fpl_status status) {
    fpl_error_at_field(r->error, field);
    return status;
}

/* ---- texts ---- */

static enum fpl_status keep_text(struct reading *r, struct fpl_str raw, size_t most, struct fpl_str *out) {
    struct wish_text *text = calloc(1, sizeof *text);
    char limit[24];
    if (!text)
        return fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
    text->next = r->wish->texts;
    r->wish->texts = text;
    if (raw.n > most) {
        snprintf(limit, sizeof limit, "%zu", most);
        return fpl_fail(r->error, FPL_E_TOO_LONG, limit, NULL, NULL);
    }
    enum fpl_status status = fpl_text_nfc(raw, &text->text);
    if (status)
        return fpl_fail(r->error, status, "UTF-8", NULL, NULL);
    *out = fpl_buf_str(&text->text);
    return FPL_OK;
}

static enum fpl_status wrong_type(struct reading *r, const json_t *value, const char *wanted) {
    if (json_is_number(value))
        return fpl_fail(r->error, FPL_E_NUMBER_FORMAT,
                        FPL_ZH_EN("JSON 数字；请写成带引号的文字", "a JSON number; write it as a string"), NULL, NULL);
    return fpl_fail(r->error, FPL_E_REQUEST, wanted, NULL, NULL);
}

static enum fpl_status read_string(struct reading *r, const json_t *value, size_t most, struct fpl_str *out) {
    if (!json_is_string(value))
        return wrong_type(r, value, FPL_ZH_EN("此处应为文字（带引号）", "a string is asked for here"));
    return keep_text(r, (struct fpl_str){json_string_value(value), json_string_length(value)}, most, out);
}

static enum fpl_status read_value(struct reading *r, const struct fpl_field_spec *field, const json_t *value,
                                  struct fpl_str *out) {
    char number[32];
    if (json_is_boolean(value) && field->type == FPL_FIELD_BOOL) {
        *out = json_is_true(value) ? FPL_STR("Y") : FPL_STR("N");
        return FPL_OK;
    }
    if (json_is_integer(value) && field->type == FPL_FIELD_INT) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        return keep_text(r, fpl_str_of(number), FPL_FIELD_BYTES_MAX, out);
    }
    return read_string(r, value, FPL_FIELD_BYTES_MAX, out);
}

/* ---- members ---- */

static enum fpl_status read_fields(struct reading *r, json_t *fields) {
    const char *name = NULL;
    json_t *value = NULL;
    if (!json_is_object(fields))
        return wrong_type(r, fields, FPL_ZH_EN("各栏目应写成一个 JSON 对象", "\"fields\" is an object"));
    json_object_foreach(fields, name, value) {
        const struct fpl_field_spec *field = fpl_field_find(r->spec, fpl_str_of(name));
        struct fpl_str text = {0};
        fpl_error_at_field(r->error, name);
        if (!field)
            return fpl_fail_text(r->error, FPL_E_UNKNOWN_FIELD, name, strlen(name));
        enum fpl_status status = read_value(r, field, value, &text);
        if (!status && text.n)
            status = fpl_command_set(&r->wish->command, fpl_str_of(field->name), text, r->error);
        if (status)
            return status;
    }
    return at(r, "", FPL_OK);
}

static struct fpl_str *part_of(struct fpl_line *line, const char *name) {
    struct fpl_str *const parts[WISH_LINE_PARTS] = {&line->account, &line->side,     &line->amount, &line->party,
                                                    &line->item,    &line->currency, &line->flow};
    for (int i = 0; i < WISH_LINE_PARTS; i++)
        if (strcmp(wish_line_part[i], name) == 0)
            return parts[i];
    return NULL;
}

static enum fpl_status read_line(struct reading *r, json_t *object, struct fpl_line *line) {
    const char *name = NULL;
    json_t *value = NULL;
    if (!json_is_object(object))
        return wrong_type(r, object, FPL_ZH_EN("每一分录应为对象", "each line is an object"));
    json_object_foreach(object, name, value) {
        struct fpl_str *part = part_of(line, name);
        fpl_error_at_field(r->error, name);
        if (!part)
            return fpl_fail_text(r->error, FPL_E_UNKNOWN_FIELD, name, strlen(name));
        enum fpl_status status = read_string(r, value, FPL_FIELD_BYTES_MAX, part);
        if (status)
            return status;
    }
    return at(r, "", FPL_OK);
}

static enum fpl_status read_lines(struct reading *r, json_t *lines) {
    size_t n = json_array_size(lines);
    if (!(r->spec->flags & FPL_COMMAND_LINES))
        return at(r, "lines", fpl_fail(r->error, FPL_E_UNKNOWN_FIELD, "lines", NULL, NULL));
    if (!json_is_array(lines))
        return at(r, "lines", wrong_type(r, lines, FPL_ZH_EN("各分录应写成一个 JSON 数组", "\"lines\" is an array")));
    if (n > FPL_COMMAND_LINES_MAX)
        return at(r, "lines", fpl_fail(r->error, FPL_E_LIMIT, "4096", NULL, NULL));
    r->wish->line = calloc(n ? n : 1, sizeof *r->wish->line);
    if (!r->wish->line)
        return fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; !status && i < n; i++) {
        status = read_line(r, json_array_get(lines, i), &r->wish->line[i]);
        if (status)
            fpl_error_at(r->error, NULL, (int64_t)i + 1, 0);
    }
    r->wish->command.line = r->wish->line;
    r->wish->command.line_count = (int)n;
    return status;
}

static enum fpl_status read_document(struct reading *r, const json_t *value) {
    struct fpl_str text = {0};
    struct fpl_command *command = &r->wish->command;
    enum ing_document_kind kind = ing_document_kind_of(r->spec->name);
    fpl_error_at_field(r->error, "document");
    if (!(r->spec->flags & FPL_COMMAND_BLOB) || !kind)
        return fpl_fail(r->error, FPL_E_UNKNOWN_FIELD, "document", NULL, NULL);
    enum fpl_status status = read_string(r, value, FPL_JSON_BYTES_MAX, &text);
    if (!status)
        status = ing_document_convert(text, "document", kind, &r->wish->document, r->error);
    if (status)
        return status;
    command->blob = fpl_buf_str(&r->wish->document.json);
    command->blob_source = fpl_buf_str(&r->wish->document.source);
    return at(r, "", FPL_OK);
}

static enum fpl_status read_take_on(struct reading *r, const json_t *value) {
    if (!json_is_boolean(value))
        return at(r, "take_on",
                  fpl_fail(r->error, FPL_E_REQUEST,
                           FPL_ZH_EN("承接标记应为真或假，不带引号", "take_on is true or false"), NULL, NULL));
    r->wish->command.take_on = json_is_true(value);
    return FPL_OK;
}

static enum fpl_status read_expect(struct reading *r, const json_t *value) {
    uint8_t hash[FPL_HASH_BYTES];
    struct fpl_str *out = &r->wish->command.expect;
    enum fpl_status status = at(r, "expect", read_string(r, value, FPL_FIELD_BYTES_MAX, out));
    if (!status && fpl_unhex(*out, hash, sizeof hash))
        status = fpl_fail_text(r->error, FPL_E_HASH, out->p, out->n);
    return status ? status : at(r, "", FPL_OK);
}

static enum fpl_status read_member(struct reading *r, const char *name, json_t *value) {
    if (strcmp(name, "fields") == 0)
        return read_fields(r, value);
    if (strcmp(name, "lines") == 0)
        return read_lines(r, value);
    if (strcmp(name, "document") == 0)
        return read_document(r, value);
    if (strcmp(name, "take_on") == 0)
        return read_take_on(r, value);
    if (strcmp(name, "expect") == 0)
        return read_expect(r, value);
    fpl_error_at_field(r->error, name);
    if (strcmp(name, "book") != 0)
        return fpl_fail_text(r->error, FPL_E_UNKNOWN_FIELD, name, strlen(name));
    if (r->spec->book == FPL_BOOK_REGISTRY && (!json_is_string(value) || json_string_length(value) > 0))
        return fpl_fail(r->error, FPL_E_UNKNOWN_FIELD, "book", NULL, NULL);
    enum fpl_status status = read_string(r, value, FPL_ID_BYTES_MAX, &r->wish->command.book);
    return status ? status : at(r, "", FPL_OK);
}

static enum fpl_status check_form(struct reading *r) {
    const struct fpl_command *command = &r->wish->command;
    if ((r->spec->flags & FPL_COMMAND_BLOB) && command->blob.n == 0)
        return at(r, "document", fpl_fail(r->error, FPL_E_MISSING, FPL_ZH_EN("规则文件", "document"), NULL, NULL));
    if (command->take_on && !(r->spec->flags & FPL_COMMAND_TAKE_ON))
        return at(r, "take_on", fpl_fail(r->error, FPL_E_UNKNOWN_FIELD, "take_on", NULL, NULL));
    return FPL_OK;
}

/* ---- the whole ---- */

/* "duplicate object key near '"amount"'": the key alone. */
static enum fpl_status no_json(struct reading *r, const json_error_t *why) {
    char place[FPL_ERROR_ARG_BYTES];
    const char *key = strstr(why->text, "near '\"");
    if (json_error_code(why) == json_error_duplicate_key) {
        key = key ? key + strlen("near '\"") : "";
        return fpl_fail_text(r->error, FPL_E_DUPLICATE_FIELD, key, strcspn(key, "\""));
    }
    snprintf(place, sizeof place, FPL_ZH_EN("JSON 有误，第 %d 行第 %d 列", "not JSON, line %d column %d"), why->line,
             why->column, why->line, why->column);
    return fpl_fail(r->error, FPL_E_REQUEST, place, NULL, NULL);
}

static int depth_of(const char *text, size_t n) {
    int depth = 0, most = 0, quoted = 0;
    for (size_t i = 0; i < n; i++) {
        if (quoted && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '{' || text[i] == '['))
            most = ++depth > most ? depth : most;
        else if (!quoted && (text[i] == '}' || text[i] == ']'))
            depth--;
    }
    return most;
}

static enum fpl_status make_canonical(struct reading *r, json_t *root) {
    json_object_del(root, "expect");
    char *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
    if (text)
        fpl_buf_adds(&r->wish->canonical, text);
    free(text);
    return text && !fpl_buf_ok(&r->wish->canonical) ? FPL_OK : fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
}

enum fpl_status wish_read(const struct fpl_command_spec *spec, struct fpl_str json, struct wish *out,
                          struct fpl_error *error) {
    struct reading r = {out, spec, error};
    json_error_t why = {.line = 0};
    const char *name = NULL;
    json_t *value = NULL;
    fpl_command_begin(&out->command, spec);
    if (depth_of(json.p, json.n) > DEPTH_MOST)
        return fpl_fail(error, FPL_E_REQUEST, FPL_ZH_EN("JSON 层次过深", "the JSON is too deep"), NULL, NULL);
    json_t *root = json_loadb(json.p ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        return no_json(&r, &why);
    enum fpl_status status =
        json_is_object(root)
            ? FPL_OK
            : fpl_fail(error, FPL_E_REQUEST, FPL_ZH_EN("应为 JSON 对象", "a JSON object is asked for"), NULL, NULL);
    if (!status)
        json_object_foreach(root, name, value) if ((status = read_member(&r, name, value))) break;
    if (!status)
        status = check_form(&r);
    if (!status)
        status = make_canonical(&r, root);
    json_decref(root);
    return status;
}

void wish_release(struct wish *wish) {
    for (struct wish_text *text = wish->texts, *next; text; text = next) {
        next = text->next;
        fpl_buf_release(&text->text);
        free(text);
    }
    free(wish->line);
    ing_document_release(&wish->document);
    fpl_buf_release(&wish->canonical);
    *wish = (struct wish){.texts = NULL};
}
