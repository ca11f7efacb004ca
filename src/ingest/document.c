/* YAML to restricted canonical JSON, typed by the kind of document. */
#include "src/ingest/document.h"

#include "fundpool/json.h"
#include "fundpool/pack.h"
#include "src/ingest/intake.h"
#include "src/ingest/mapping.h"
#include "src/ingest/scalar.h"
#include "src/ingest/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct converter {
    struct ing_yaml_doc doc;
    struct fpl_json_out out;
    struct fpl_error *error;
    enum ing_document_kind kind;
};

typedef enum fpl_status (*write_fn)(struct converter *c, const struct ing_yaml *node, const void *about);

static enum fpl_status wrong(struct converter *c, const struct ing_yaml *node, const char *what) {
    return ing_yaml_fail(&c->doc, node, what, c->error);
}

static int is_json_key(struct fpl_str key) {
    for (size_t i = 0; i < key.n; i++) {
        char k = key.p[i];
        if (!((k >= 'a' && k <= 'z') || (k >= '0' && k <= '9') || k == '_' || k == '.'))
            return 0;
    }
    return key.n > 0;
}

static int by_key(const void *a, const void *b) {
    const struct ing_yaml *const *x = a, *const *y = b;
    return fpl_str_cmp((*x)->key, (*y)->key);
}

/* The members of a mapping in the order of canonical JSON; the caller frees. */
static const struct ing_yaml **sorted(const struct ing_yaml *map) {
    const size_t each = sizeof(const struct ing_yaml *); /* NOLINT(bugprone-sizeof-expression): a list of pointers */
    const struct ing_yaml **list = malloc((map->count ? map->count : 1) * each);
    size_t n = 0;
    if (!list)
        return NULL;
    for (const struct ing_yaml *at = map->first; at; at = at->next)
        list[n++] = at;
    qsort(list, n, each, by_key);
    return list;
}

static enum fpl_status deep_enough(struct converter *c, const struct ing_yaml *node) {
    return c->out.depth > FPL_JSON_DEPTH - 3 ? wrong(c, node, FPL_ZH_EN("层次过深", "nested too deep")) : FPL_OK;
}

/* An object whose members `member` writes (it is given the key by the node). */
static enum fpl_status write_map(struct converter *c, const struct ing_yaml *map, write_fn member, const void *about) {
    enum fpl_status status = deep_enough(c, map);
    if (status != FPL_OK)
        return status;
    const struct ing_yaml **list = sorted(map);
    if (!list)
        return fpl_fail(c->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_json_object(&c->out);
    for (uint32_t i = 0; i < map->count && status == FPL_OK; i++) {
        if (!is_json_key(list[i]->key)) {
            status = wrong(c, list[i], FPL_ZH_EN("键只能含小写字母、数字、_ 和 .", "keys take a-z 0-9 _ ."));
            break;
        }
        fpl_json_key(&c->out, list[i]->key.p);
        status = member(c, list[i], about);
    }
    if (status == FPL_OK)
        fpl_json_end(&c->out);
    free(list);
    return status;
}

static enum fpl_status write_seq(struct converter *c, const struct ing_yaml *seq, write_fn element, const void *about) {
    enum fpl_status status = deep_enough(c, seq);
    if (status != FPL_OK)
        return status;
    fpl_json_array(&c->out);
    for (const struct ing_yaml *at = seq->first; at && status == FPL_OK; at = at->next)
        status = element(c, at, about);
    if (status == FPL_OK)
        fpl_json_end(&c->out);
    return status;
}

/* ---- scalars ---- */
static enum fpl_status write_text(struct converter *c, const struct ing_yaml *node, const void *about) {
    (void)about;
    if (node->type != ING_YAML_SCALAR)
        return wrong(c, node, FPL_ZH_EN("应为文字", "expected a text"));
    fpl_json_str(&c->out, node->text);
    return FPL_OK;
}

static enum fpl_status write_bool(struct converter *c, const struct ing_yaml *node) {
    int yes = fpl_str_is(node->text, "true");
    if (node->type != ING_YAML_SCALAR || (!yes && !fpl_str_is(node->text, "false")))
        return wrong(c, node, FPL_ZH_EN("应为 true 或 false", "expected true or false"));
    fpl_json_bool(&c->out, yes);
    return FPL_OK;
}

static enum fpl_status write_typed(struct converter *c, const struct ing_yaml *node, enum ing_scalar type) {
    char text[64];
    int64_t number = 0;
    if (node->type != ING_YAML_SCALAR)
        return wrong(c, node, ing_scalar_want(type));
    if (ing_scalar_read(node->text, type, &number, text) != FPL_OK)
        return wrong(c, node, ing_scalar_want(type));
    if (type == ING_SCALAR_MONEY || type == ING_SCALAR_INT)
        fpl_json_int(&c->out, number);
    else
        fpl_json_strz(&c->out, text);
    return FPL_OK;
}

/* What a scalar is where the document's kind does not say. */
static enum fpl_status write_plain(struct converter *c, const struct ing_yaml *node) {
    int64_t number;
    if (node->plain && (fpl_str_is(node->text, "true") || fpl_str_is(node->text, "false")))
        return write_bool(c, node);
    if (node->plain && fpl_int_parse(node->text, &number) == FPL_OK && number >= -FPL_MINOR_MAX &&
        number <= FPL_MINOR_MAX)
        fpl_json_int(&c->out, number);
    else
        fpl_json_str(&c->out, node->text);
    return FPL_OK;
}

/* ---- predicates ---- */
static enum fpl_status write_fact_value(struct converter *c, const struct ing_yaml *node, const void *about) {
    enum fpl_fact_type type = *(const enum fpl_fact_type *)about;
    if (node->type == ING_YAML_SEQ)
        return write_seq(c, node, write_fact_value, about);
    if (node->type == ING_YAML_MAP && type == FPL_FACT_DATE) { /* {field, months} */
        static const enum fpl_fact_type inner = FPL_FACT_NONE;
        return write_map(c, node, write_fact_value, &inner);
    }
    if (node->type != ING_YAML_SCALAR || fpl_str_is(node->text, "inf"))
        return write_text(c, node, NULL);
    switch (type) {
    case FPL_FACT_MONEY:
        return write_typed(c, node, ING_SCALAR_MONEY);
    case FPL_FACT_INT:
        return write_typed(c, node, ING_SCALAR_INT);
    case FPL_FACT_DATE:
        return write_typed(c, node, ING_SCALAR_DATE);
    case FPL_FACT_RATIO:
        return write_typed(c, node, ING_SCALAR_RATIO);
    case FPL_FACT_BOOL:
        return write_bool(c, node);
    case FPL_FACT_TEXT:
        return write_text(c, node, NULL);
    case FPL_FACT_NONE:
        break;
    }
    return write_plain(c, node);
}

static enum fpl_status write_predicate(struct converter *c, const struct ing_yaml *node, const void *about);

/* A member of {field, op, value}; `about` is the type of the fact named by field. */
static enum fpl_status write_comparison(struct converter *c, const struct ing_yaml *node, const void *about) {
    if (fpl_str_is(node->key, "value"))
        return write_fact_value(c, node, about);
    return write_text(c, node, NULL);
}

static enum fpl_status write_limb(struct converter *c, const struct ing_yaml *node, const void *about) {
    if (fpl_str_is(node->key, "not"))
        return write_predicate(c, node, about);
    if (node->type != ING_YAML_SEQ)
        return wrong(c, node, FPL_ZH_EN("应为条件列表", "expected a list of conditions"));
    return write_seq(c, node, write_predicate, about);
}

static enum fpl_status write_predicate(struct converter *c, const struct ing_yaml *node, const void *about) {
    const struct ing_yaml *field = ing_yaml_get(node, "field");
    if (node->type != ING_YAML_MAP)
        return wrong(c, node, FPL_ZH_EN("应为条件", "expected a condition"));
    if (!field)
        return write_map(c, node, write_limb, about);
    int id = field->type == ING_YAML_SCALAR ? fpl_fact_find(field->text) : -1;
    if (id < 0)
        return wrong(c, field, FPL_ZH_EN("未知的事实", "unknown fact"));
    enum fpl_fact_type type = fpl_fact_type((enum fpl_fact_id)id);
    return write_map(c, node, write_comparison, &type);
}

/* ---- documents without a schema of their own: charts, calendars, profiles, tolerance, limits, mappings ---- */
static int always_text(struct fpl_str key) {
    static const char *const keys[] = {"id", "code", "zh", "en", "doc", "clause", "parent", "effective_to"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (fpl_str_is(key, keys[i]))
            return 1;
    return 0;
}

static int is_share(const struct converter *c, struct fpl_str key) {
    return c->kind == ING_TOLERANCE && (fpl_str_is(key, "tau") || fpl_str_is(key, "reserve"));
}

static int is_bound(const struct converter *c, struct fpl_str key) {
    return c->kind == ING_LIMIT && (fpl_str_is(key, "at_most") || fpl_str_is(key, "below") ||
                                    fpl_str_is(key, "at_least") || fpl_str_is(key, "above"));
}

/* "500万元", "20%". */
static enum fpl_status write_bound(struct converter *c, const struct ing_yaml *node) {
    static const char unit[] = "元";
    const size_t n = sizeof unit - 1;
    int is_money = node->text.n > n && memcmp(node->text.p + node->text.n - n, unit, n) == 0;
    return write_typed(c, node, is_money ? ING_SCALAR_MONEY : ING_SCALAR_RATIO);
}

static enum fpl_status write_any(struct converter *c, const struct ing_yaml *node, const void *about);

static enum fpl_status write_pairs(struct converter *c, const struct ing_yaml *map) {
    fpl_json_array(&c->out);
    for (const struct ing_yaml *at = map->first; at; at = at->next) {
        fpl_json_array(&c->out);
        fpl_json_str(&c->out, at->key);
        enum fpl_status status = write_any(c, at, NULL);
        if (status != FPL_OK)
            return status;
        fpl_json_end(&c->out);
    }
    fpl_json_end(&c->out);
    return FPL_OK;
}

static enum fpl_status write_any(struct converter *c, const struct ing_yaml *node, const void *about) {
    if (node->type == ING_YAML_SEQ)
        return write_seq(c, node, write_any, about);
    if (node->type == ING_YAML_SCALAR && is_share(c, node->key))
        return write_typed(c, node, ING_SCALAR_RATIO);
    if (node->type == ING_YAML_SCALAR && is_bound(c, node->key))
        return write_bound(c, node);
    if (node->type == ING_YAML_SCALAR)
        return always_text(node->key) ? write_text(c, node, NULL) : write_plain(c, node);
    if (fpl_str_is(node->key, "predicate"))
        return write_predicate(c, node, NULL);
    enum fpl_status status = deep_enough(c, node);
    for (const struct ing_yaml *at = node->first; at && status == FPL_OK; at = at->next)
        if (!is_json_key(at->key))
            return write_pairs(c, node);
    return status == FPL_OK ? write_map(c, node, write_any, about) : status;
}

/* ---- packs ---- */
static enum fpl_status write_pack_member(struct converter *c, const struct ing_yaml *node, const void *about);

/* "4.35%", "1.5×LPR", "LPR+300bp" as {kind, value}. */
static enum fpl_status write_rate_max(struct converter *c, const struct ing_yaml *node) {
    char text[64];
    const char *kind;
    if (ing_rate_limit_read(node->text, &kind, text) != FPL_OK)
        return wrong(c, node,
                     FPL_ZH_EN("应如 4.35%、1.5×LPR、LPR+300bp", "expected such as 4.35%, 1.5×LPR, LPR+300bp"));
    fpl_json_object(&c->out);
    fpl_json_kstrz(&c->out, "kind", kind);
    fpl_json_kstrz(&c->out, "value", text);
    fpl_json_end(&c->out);
    return FPL_OK;
}

static enum fpl_status write_pack_object(struct converter *c, const struct ing_yaml *node, const void *about) {
    if (node->type != ING_YAML_MAP)
        return wrong(c, node, FPL_ZH_EN("应为对照表", "expected a mapping"));
    return write_map(c, node, write_pack_member, about);
}

static enum fpl_status write_pack_list(struct converter *c, const struct ing_yaml *node, write_fn element,
                                       const void *about) {
    if (node->type != ING_YAML_SEQ)
        return wrong(c, node, FPL_ZH_EN("应为列表", "expected a list"));
    return write_seq(c, node, element, about);
}

static enum fpl_status write_pack_value(struct converter *c, const struct ing_yaml *node,
                                        const struct fpl_pack_field *field) {
    switch (field->type) {
    case FPL_PACK_TEXT:
    case FPL_PACK_ENUM:
        return write_text(c, node, NULL);
    case FPL_PACK_MONEY:
        return write_typed(c, node, ING_SCALAR_MONEY);
    case FPL_PACK_RATIO:
        return write_typed(c, node, ING_SCALAR_RATIO);
    case FPL_PACK_INT:
        return write_typed(c, node, ING_SCALAR_INT);
    case FPL_PACK_DATE:
        return write_typed(c, node, ING_SCALAR_DATE);
    case FPL_PACK_BOOL:
        return write_bool(c, node);
    case FPL_PACK_TEXTS:
    case FPL_PACK_ENUMS:
        return write_pack_list(c, node, write_text, NULL);
    case FPL_PACK_OBJECT:
        if (node->type == ING_YAML_SCALAR && strcmp(field->name, "rate_max") == 0)
            return write_rate_max(c, node);
        return write_pack_object(c, node, field->fields);
    case FPL_PACK_OBJECTS:
        return write_pack_list(c, node, write_pack_object, field->fields);
    case FPL_PACK_PREDICATE:
        return write_predicate(c, node, NULL);
    case FPL_PACK_CLAUSES:
        return node->type == ING_YAML_MAP ? write_map(c, node, write_text, NULL)
                                          : wrong(c, node, FPL_ZH_EN("应为对照表", "expected a mapping"));
    case FPL_PACK_NONE:
        break;
    }
    return wrong(c, node, FPL_ZH_EN("未知的栏目", "unknown field"));
}

static enum fpl_status write_pack_member(struct converter *c, const struct ing_yaml *node, const void *about) {
    const struct fpl_pack_field *table = about;
    for (; table && table->name; table++)
        if (fpl_str_is(node->key, table->name))
            return write_pack_value(c, node, table);
    fpl_error_at(c->error, c->doc.file, node->line, node->column);
    char name[64];
    return fpl_fail(c->error, FPL_E_PACK_INVALID, fpl_str_copy(node->key, name, sizeof name),
                    FPL_ZH_EN("未知的栏目", "unknown field"), NULL);
}

/* ---- the door ---- */
enum ing_document_kind ing_document_kind_of(const char *command) {
    static const char *const names[] = {"",
                                        "chart.adopt",
                                        "pack.adopt",
                                        "profile.adopt",
                                        "tolerance.adopt",
                                        "limit.adopt",
                                        "calendar.adopt",
                                        "mapping.adopt"};
    for (int i = 1; i <= ING_MAPPING; i++)
        if (strcmp(command, names[i]) == 0)
            return (enum ing_document_kind)i;
    return (enum ing_document_kind)0;
}

void ing_document_release(struct ing_document *document) {
    fpl_buf_release(&document->json);
    fpl_buf_release(&document->source);
}

static enum fpl_status head(struct converter *c, enum ing_document_kind kind, struct ing_document *out) {
    const char *id_key = kind == ING_PACK ? "scheme_id" : "id";
    const struct ing_yaml *root = c->doc.root;
    int64_t number;
    if (root->type != ING_YAML_MAP)
        return wrong(c, root, FPL_ZH_EN("应为对照表", "expected a mapping"));
    const struct ing_yaml *id = ing_yaml_get(root, id_key), *version = ing_yaml_get(root, "version");
    if (!id || id->type != ING_YAML_SCALAR || id->text.n >= sizeof out->id)
        return wrong(c, id ? id : root,
                     kind == ING_PACK ? FPL_ZH_EN("缺少 scheme_id", "scheme_id is missing")
                                      : FPL_ZH_EN("缺少 id", "id is missing"));
    if (!version || version->type != ING_YAML_SCALAR || fpl_int_parse(version->text, &number) != FPL_OK || number < 1)
        return wrong(c, version ? version : root,
                     FPL_ZH_EN("缺少 version（正整数）", "version is missing, a whole number from 1"));
    fpl_str_copy(id->text, out->id, sizeof out->id);
    fpl_str_copy(version->text, out->version, sizeof out->version);
    return FPL_OK;
}

/* A mapping has no schema of JSON: its form is what files are read by. */
static enum fpl_status check_mapping(struct fpl_str yaml, const char *name, struct fpl_error *error) {
    struct ing_mapping *mapping = NULL;
    enum fpl_status status = ing_mapping_parse(yaml, name, &mapping, error);
    ing_mapping_free(mapping);
    return status;
}

enum fpl_status ing_document_convert(struct fpl_str yaml, const char *name, enum ing_document_kind kind,
                                     struct ing_document *out, struct fpl_error *error) {
    struct converter c = {.error = error, .kind = kind};
    struct ing_document made = {0};
    enum fpl_status status = kind == ING_MAPPING ? check_mapping(yaml, name, error) : FPL_OK;
    if (status == FPL_OK)
        status = ing_yaml_parse(yaml, name, &c.doc, error);
    if (status != FPL_OK)
        return status;
    fpl_json_begin(&c.out, &made.json);
    status = head(&c, kind, &made);
    if (status == FPL_OK)
        status = kind == ING_PACK ? write_map(&c, c.doc.root, write_pack_member, fpl_pack_fields())
                                  : write_map(&c, c.doc.root, write_any, NULL);
    fpl_buf_add(&made.source, yaml.p, yaml.n);
    if (status == FPL_OK)
        status = fpl_buf_ok(&made.json) != FPL_OK ? FPL_E_NOMEM : fpl_buf_ok(&made.source);
    ing_yaml_release(&c.doc);
    if (status != FPL_OK) {
        ing_document_release(&made);
        return status;
    }
    *out = made;
    return FPL_OK;
}

enum fpl_status ing_document_read(const char *path, enum ing_document_kind kind, struct ing_document *out,
                                  struct fpl_error *error) {
    struct fpl_buf text = {0};
    char sha256[65];
    enum fpl_status status = ing_document_load(path, ING_YAML_BYTES_MAX, &text, sha256, error);
    if (status == FPL_OK)
        status = ing_document_convert(fpl_buf_str(&text), path, kind, out, error);
    if (status == FPL_OK)
        memcpy(out->sha256, sha256, sizeof sha256);
    fpl_buf_release(&text);
    return status;
}

enum fpl_status ing_document_translate(void *ctx, const char *kind, struct fpl_str source, struct fpl_buf *json,
                                       struct fpl_error *error) {
    struct ing_document document = {0};
    char command[32];
    (void)ctx;
    snprintf(command, sizeof command, "%.16s.adopt", kind);
    enum fpl_status status = ing_document_convert(source, "x.src", ing_document_kind_of(command), &document, error);
    if (status != FPL_OK)
        return status;
    fpl_buf_reset(json);
    fpl_buf_add(json, document.json.p, document.json.n);
    ing_document_release(&document);
    return fpl_buf_ok(json);
}
