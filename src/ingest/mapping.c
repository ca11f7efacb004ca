/* Mapping files: every key known, every mistake with its line and column. */
#include "src/ingest/mapping.h"

#include "fundpool/near.h"
#include "fundpool/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AFFIX_BYTES 64

struct reader {
    struct ing_mapping *m;
    struct fpl_error *error;
};

static enum fpl_status wrong(struct reader *r, const struct ing_yaml *node, const char *what) {
    return ing_yaml_fail(&r->m->doc, node, what, r->error);
}

/* The nearest word that there is, where one is near. */
static void hint_near(struct reader *r, const struct fpl_near *near) {
    char hint[2 * sizeof near->word + 64];
    (void)snprintf(hint, sizeof hint, FPL_ZH_EN("是否为“%s”", "did you mean \"%s\""), near->word, near->word);
    if (near->word[0])
        fpl_error_hint(r->error, hint);
}

static enum fpl_status no_such(struct reader *r, const struct ing_yaml *node, const char *what,
                               const struct fpl_near *near) {
    enum fpl_status status = wrong(r, node, what);
    hint_near(r, near);
    return status;
}

static enum fpl_status unknown_key(struct reader *r, const struct ing_yaml *node, const char *keys) {
    struct fpl_near near;
    fpl_near_begin(&near, node->key);
    fpl_near_choices(&near, keys);
    return no_such(r, node, FPL_ZH_EN("未知的键", "unknown key"), &near);
}

static enum fpl_status want_text(struct reader *r, const struct ing_yaml *node, size_t bytes_max, struct fpl_str *out) {
    if (node->type != ING_YAML_SCALAR)
        return wrong(r, node, FPL_ZH_EN("应为文字", "expected a text"));
    if (node->text.n > bytes_max)
        return wrong(r, node, FPL_ZH_EN("文字过长", "text too long"));
    *out = node->text;
    return FPL_OK;
}

static enum fpl_status want_bool(struct reader *r, const struct ing_yaml *node, int *out) {
    if (node->type == ING_YAML_SCALAR && fpl_str_is(node->text, "true"))
        *out = 1;
    else if (node->type == ING_YAML_SCALAR && fpl_str_is(node->text, "false"))
        *out = 0;
    else
        return wrong(r, node, FPL_ZH_EN("应为 true 或 false", "expected true or false"));
    return FPL_OK;
}

static enum fpl_status want_headers(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    if (node->type == ING_YAML_SCALAR) {
        rule->header[rule->headers++] = node->text;
        return FPL_OK;
    }
    if (node->type != ING_YAML_SEQ || node->count == 0 || node->count > ING_JOIN_MAX)
        return wrong(r, node, FPL_ZH_EN("应为一个列名或最多 6 个列名", "expected one to six column names"));
    for (const struct ing_yaml *at = node->first; at; at = at->next) {
        if (at->type != ING_YAML_SCALAR)
            return wrong(r, at, FPL_ZH_EN("应为列名", "expected a column name"));
        rule->header[rule->headers++] = at->text;
    }
    return FPL_OK;
}

static enum fpl_status want_dates(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    static const char *const needs[] = {"yy", "M", "d"};
    int list = node->type == ING_YAML_SEQ;
    if (rule->field->type != FPL_FIELD_DATE || node->type == ING_YAML_MAP || (list && node->count == 0))
        return wrong(r, node, FPL_ZH_EN("date 只用于日期栏", "date belongs to date fields"));
    for (const struct ing_yaml *one = list ? node->first : node; one; one = list ? one->next : NULL) {
        char lower[64];
        struct fpl_str text = {NULL, 0};
        enum fpl_status status = want_text(r, one, sizeof lower - 1, &text);
        if (status != FPL_OK)
            return status;
        fpl_str_copy(text, lower, sizeof lower);
        for (char *p = lower; *p; p++)
            *p = (char)(*p == 'Y' ? 'y' : *p == 'D' ? 'd' : *p);
        for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
            if (!strstr(lower, needs[i]))
                return wrong(r, one, FPL_ZH_EN("日期式样缺年、月或日", "the date pattern lacks year, month or day"));
    }
    rule->dates = node;
    return FPL_OK;
}

static enum fpl_status want_values(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    if (node->type != ING_YAML_MAP || node->count == 0)
        return wrong(r, node, FPL_ZH_EN("values 应为对照表", "values must be a mapping"));
    for (const struct ing_yaml *at = node->first; at; at = at->next)
        if (at->type != ING_YAML_SCALAR)
            return wrong(r, at, FPL_ZH_EN("应为文字", "expected a text"));
    rule->values = node;
    return FPL_OK;
}

static enum fpl_status want_unit(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    static const struct {
        const char *word;
        enum fpl_field_type type;
        enum ing_unit unit;
    } units[] = {{"yuan", FPL_FIELD_MONEY, ING_UNIT_YUAN},    {"thousand", FPL_FIELD_MONEY, ING_UNIT_THOUSAND},
                 {"wan", FPL_FIELD_MONEY, ING_UNIT_WAN},      {"million", FPL_FIELD_MONEY, ING_UNIT_MILLION},
                 {"yi", FPL_FIELD_MONEY, ING_UNIT_YI},        {"percent", FPL_FIELD_RATIO, ING_UNIT_PERCENT},
                 {"number", FPL_FIELD_RATIO, ING_UNIT_NUMBER}};
    for (size_t i = 0; node->type == ING_YAML_SCALAR && i < sizeof units / sizeof units[0]; i++) {
        if (rule->field->type == units[i].type && fpl_str_is(node->text, units[i].word)) {
            rule->unit = units[i].unit;
            return FPL_OK;
        }
    }
    return wrong(r, node,
                 FPL_ZH_EN("unit 应为 yuan thousand wan million yi（金额）、percent number（比例）",
                           "unit is one of yuan thousand wan million yi (money), percent number (ratio)"));
}

static enum fpl_status want_grouping(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    if (node->type != ING_YAML_SCALAR || node->text.n != 1 || !strchr(",' _", node->text.p[0]) ||
        (rule->field->type != FPL_FIELD_MONEY && rule->field->type != FPL_FIELD_INT))
        return wrong(r, node,
                     FPL_ZH_EN("grouping 应为一个分隔符，只用于金额和数字",
                               "grouping must be one separator, of a money or number field"));
    rule->grouping = node->text.p[0];
    return FPL_OK;
}

static enum fpl_status want_groups(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    if (fpl_str_is(node->text, "western"))
        rule->groups = ING_GROUPS_WESTERN;
    else if (fpl_str_is(node->text, "indian"))
        rule->groups = ING_GROUPS_INDIAN;
    else if (fpl_str_is(node->text, "any"))
        rule->groups = ING_GROUPS_ANY;
    else
        return wrong(r, node, "groups: western, indian, any");
    return FPL_OK;
}

static enum fpl_status want_partial(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    static const char *const words[] = {"refuse", "first", "last"};
    for (int i = 0; i < 3 && node->type == ING_YAML_SCALAR && rule->field->type == FPL_FIELD_DATE; i++) {
        if (fpl_str_is(node->text, words[i])) {
            rule->partial = (enum ing_partial)i;
            return FPL_OK;
        }
    }
    return wrong(
        r, node,
        FPL_ZH_EN("partial 只用于日期栏：refuse first last", "partial belongs to date fields: refuse first last"));
}

static enum fpl_status want_node(struct reader *r, const struct ing_yaml *node, const struct ing_yaml **out) {
    struct fpl_str text;
    enum fpl_status status = want_text(r, node, FPL_FIELD_BYTES_MAX, &text);
    if (status == FPL_OK)
        *out = node;
    return status;
}

/* One key of a column's rule. */
static enum fpl_status rule_key(struct reader *r, const struct ing_yaml *node, struct ing_rule *rule) {
    struct fpl_str key = node->key;
    if (fpl_str_is(key, "header") || fpl_str_is(key, "join"))
        return rule->headers ? wrong(r, node, FPL_ZH_EN("header 与 join 只能有一个", "either header or join"))
                             : want_headers(r, node, rule);
    if (fpl_str_is(key, "with"))
        return want_text(r, node, AFFIX_BYTES, &rule->with);
    if (fpl_str_is(key, "prefix"))
        return want_text(r, node, AFFIX_BYTES, &rule->prefix);
    if (fpl_str_is(key, "unit"))
        return want_unit(r, node, rule);
    if (fpl_str_is(key, "grouping"))
        return want_grouping(r, node, rule);
    if (fpl_str_is(key, "groups"))
        return want_groups(r, node, rule);
    if (fpl_str_is(key, "date"))
        return want_dates(r, node, rule);
    if (fpl_str_is(key, "partial"))
        return want_partial(r, node, rule);
    if (fpl_str_is(key, "dash_empty"))
        return want_bool(r, node, &rule->dash_empty);
    if (fpl_str_is(key, "values"))
        return want_values(r, node, rule);
    if (fpl_str_is(key, "default"))
        return want_node(r, node, &rule->fallback);
    if (fpl_str_is(key, "when_empty"))
        return want_node(r, node, &rule->when_empty);
    if (fpl_str_is(key, "slug"))
        return want_bool(r, node, &rule->slug);
    if (fpl_str_is(key, "required"))
        return want_bool(r, node, &rule->required);
    if (fpl_str_is(key, "optional"))
        return want_bool(r, node, &rule->optional);
    if (fpl_str_is(key, "type") && rule->use == ING_USE_CHECK)
        return FPL_OK; /* read before */
    return unknown_key(r, node,
                       "header|join|with|prefix|unit|grouping|groups|date|partial|dash_empty|values|default|when_empty|"
                       "slug|required|optional|type");
}

/* What a text of the mapping becomes is read by the field as it stands: one that the field never takes is told here, at
 * its own place, and not in every row by the name of the cell. */
static enum fpl_status takes(struct reader *r, const struct ing_rule *rule, const struct ing_yaml *node) {
    struct fpl_near near;
    int is_sure = 1;
    if (node->text.n == 0 || ing_form_check(rule, node->text, &is_sure, r->error) == FPL_OK || !is_sure)
        return FPL_OK;
    fpl_near_begin(&near, node->text);
    fpl_near_choices(&near, rule->field->type == FPL_FIELD_BOOL ? ING_BOOL_CHOICES : rule->field->choices);
    hint_near(r, &near);
    fpl_error_at(r->error, r->m->doc.file, node->line, node->column);
    return r->error->status;
}

/* Of choices alone: any other text has its unit, its date's pattern, its slug or prefix still before it. */
static enum fpl_status takes_values(struct reader *r, const struct ing_rule *rule) {
    enum fpl_status status = FPL_OK;
    if ((rule->field->type != FPL_FIELD_ENUM && rule->field->type != FPL_FIELD_BOOL) || rule->slug || rule->prefix.n)
        return FPL_OK;
    for (const struct ing_yaml *at = rule->values ? rule->values->first : NULL; at && status == FPL_OK; at = at->next)
        status = takes(r, rule, at);
    return status == FPL_OK && rule->fallback ? takes(r, rule, rule->fallback) : status;
}

static enum fpl_status read_rule(struct reader *r, const struct ing_yaml *node, const struct fpl_field_spec *field,
                                 enum ing_use use) {
    struct ing_mapping *m = r->m;
    struct ing_rule rule = {.field = field, .use = use};
    enum fpl_status status = FPL_OK;
    if (m->rules == ING_RULES_MAX)
        return wrong(r, node, FPL_ZH_EN("列过多", "too many columns"));
    for (int i = 0; i < m->rules; i++)
        if (m->rule[i].field == field)
            return wrong(r, node, FPL_ZH_EN("栏目重复", "field given twice"));
    if (node->type == ING_YAML_MAP) {
        for (const struct ing_yaml *at = node->first; at && status == FPL_OK; at = at->next)
            status = rule_key(r, at, &rule);
        if (status == FPL_OK && rule.headers == 0)
            status = wrong(r, node, FPL_ZH_EN("缺少 header", "header is missing"));
        if (status == FPL_OK && rule.fallback && !rule.values)
            status = wrong(r, node, FPL_ZH_EN("default 须与 values 同用", "default needs values"));
        if (status == FPL_OK)
            status = takes_values(r, &rule);
    } else {
        status = want_headers(r, node, &rule);
    }
    if (status == FPL_OK)
        m->rule[m->rules++] = rule;
    return status;
}

static const struct fpl_field_spec *line_field(const struct ing_mapping *m, struct fpl_str name) {
    for (int i = 0; (m->command->flags & FPL_COMMAND_LINES) && i < ING_LINE_PARTS; i++)
        if (fpl_str_is(name, ing_line_fields()[i].name))
            return &ing_line_fields()[i];
    return NULL;
}

static void try_field(struct fpl_near *near, const struct fpl_field_spec *field) {
    struct fpl_str name = fpl_str_of(field->name);
    fpl_near_try(near, name, name);
    fpl_near_try(near, fpl_str_of(field->zh), name);
    fpl_near_try(near, fpl_str_of(field->en), name);
}

static enum fpl_status no_field(struct reader *r, const struct ing_yaml *node) {
    struct fpl_near near;
    fpl_near_begin(&near, node->key);
    for (int i = 0; i < r->m->command->field_count; i++)
        try_field(&near, &r->m->command->fields[i]);
    for (int i = 0; (r->m->command->flags & FPL_COMMAND_LINES) && i < ING_LINE_PARTS; i++)
        try_field(&near, &ing_line_fields()[i]);
    return no_such(r, node, FPL_ZH_EN("命令没有此栏目", "the command has no such field"), &near);
}

static enum fpl_status read_columns(struct reader *r, const struct ing_yaml *node) {
    enum fpl_status status = FPL_OK;
    if (node->type != ING_YAML_MAP)
        return wrong(r, node, FPL_ZH_EN("columns 应为对照表", "columns must be a mapping"));
    for (const struct ing_yaml *at = node->first; at && status == FPL_OK; at = at->next) {
        const struct fpl_field_spec *field = fpl_field_find(r->m->command, at->key);
        const struct fpl_field_spec *line = field ? NULL : line_field(r->m, at->key);
        if (!field && !line)
            return no_field(r, at);
        status = read_rule(r, at, field ? field : line, field ? ING_USE_FIELD : ING_USE_LINE);
    }
    return status;
}

static enum fpl_status read_constants(struct reader *r, const struct ing_yaml *node) {
    struct ing_mapping *m = r->m;
    if (node->type != ING_YAML_MAP)
        return wrong(r, node, FPL_ZH_EN("constants 应为对照表", "constants must be a mapping"));
    for (const struct ing_yaml *at = node->first; at; at = at->next) {
        struct ing_rule rule = {.is_constant = 1};
        const struct fpl_field_spec *line = line_field(m, at->key);
        rule.field = fpl_field_find(m->command, at->key);
        rule.use = rule.field ? ING_USE_FIELD : ING_USE_LINE;
        if (!rule.field)
            rule.field = line;
        if (!rule.field)
            return no_field(r, at);
        enum fpl_status status = want_text(r, at, FPL_FIELD_BYTES_MAX, &rule.constant);
        if (status == FPL_OK)
            status = takes(r, &rule, at);
        if (status != FPL_OK)
            return status;
        for (int i = 0; i < m->rules; i++)
            if (m->rule[i].field == rule.field)
                return wrong(r, at, FPL_ZH_EN("栏目重复", "field given twice"));
        if (m->rules == ING_RULES_MAX)
            return wrong(r, at, FPL_ZH_EN("列过多", "too many columns"));
        m->rule[m->rules++] = rule;
    }
    return FPL_OK;
}

static int check_type(const struct ing_yaml *node, enum fpl_field_type *type) {
    static const struct {
        const char *name;
        enum fpl_field_type type;
    } types[] = {
        {"money", FPL_FIELD_MONEY}, {"date", FPL_FIELD_DATE}, {"int", FPL_FIELD_INT}, {"text", FPL_FIELD_TEXT}};
    for (size_t i = 0; node && i < sizeof types / sizeof types[0]; i++) {
        if (fpl_str_is(node->text, types[i].name)) {
            *type = types[i].type;
            return 1;
        }
    }
    return 0;
}

static enum fpl_status read_checks(struct reader *r, const struct ing_yaml *node) {
    struct ing_mapping *m = r->m;
    enum fpl_status status = FPL_OK;
    if (node->type != ING_YAML_MAP)
        return wrong(r, node, FPL_ZH_EN("checks 应为对照表", "checks must be a mapping"));
    for (const struct ing_yaml *at = node->first; at && status == FPL_OK; at = at->next) {
        struct fpl_field_spec *field = &m->check[m->checks];
        if (m->checks == ING_RULES_MAX || at->key.n >= sizeof m->check_name[0])
            return wrong(r, at, FPL_ZH_EN("列过多或名称过长", "too many checks, or too long a name"));
        fpl_str_copy(at->key, m->check_name[m->checks], sizeof m->check_name[0]);
        *field = (struct fpl_field_spec){.name = m->check_name[m->checks], .aliases = "", .choices = ""};
        field->zh = field->en = field->name;
        if (!check_type(ing_yaml_get(at, "type"), &field->type))
            return wrong(r, at, FPL_ZH_EN("type 应为 money date int text 之一", "type is one of money date int text"));
        m->checks++;
        status = read_rule(r, at, field, ING_USE_CHECK);
    }
    return status;
}

static enum fpl_status read_delimiter(struct reader *r, const struct ing_yaml *node) {
    if (node->type == ING_YAML_SCALAR && fpl_str_is(node->text, "tab"))
        r->m->delimiter = '\t';
    else if (node->type == ING_YAML_SCALAR && node->text.n == 1 && strchr(",;\t|", node->text.p[0]))
        r->m->delimiter = node->text.p[0];
    else
        return wrong(r, node, "delimiter: \",\" \";\" \"|\" tab");
    return FPL_OK;
}

static enum fpl_status read_skip(struct reader *r, const struct ing_yaml *node) {
    int64_t n;
    if (node->type != ING_YAML_SCALAR || fpl_int_parse(node->text, &n) != FPL_OK || n < 0 || n > 10000)
        return wrong(r, node, FPL_ZH_EN("skip_rows 应为 0..10000", "skip_rows must be 0..10000"));
    r->m->skip_rows = (int)n;
    return FPL_OK;
}

static enum fpl_status read_key(struct reader *r, const struct ing_yaml *node) {
    struct fpl_str key = node->key;
    if (fpl_str_is(key, "command") || fpl_str_is(key, "id") || fpl_str_is(key, "version") || fpl_str_is(key, "title") ||
        fpl_str_is(key, "note"))
        return FPL_OK;
    if (fpl_str_is(key, "columns"))
        return read_columns(r, node);
    if (fpl_str_is(key, "constants"))
        return read_constants(r, node);
    if (fpl_str_is(key, "checks"))
        return read_checks(r, node);
    if (fpl_str_is(key, "delimiter"))
        return read_delimiter(r, node);
    if (fpl_str_is(key, "skip_rows"))
        return read_skip(r, node);
    if (fpl_str_is(key, "dash_empty"))
        return want_bool(r, node, &r->m->dash_empty);
    if (fpl_str_is(key, "standard_headers"))
        return want_bool(r, node, &r->m->standard);
    if (fpl_str_is(key, "encoding")) {
        r->m->encoding = node->type == ING_YAML_SCALAR ? ing_encoding_of(node->text) : (enum ing_encoding)0;
        return r->m->encoding ? FPL_OK : wrong(r, node, "encoding: utf-8, gb18030, gbk, utf-16le, utf-16be");
    }
    return unknown_key(r, node,
                       "id|version|title|note|command|columns|constants|checks|delimiter|skip_rows|dash_empty|"
                       "standard_headers|encoding");
}

static enum fpl_status read_mapping(struct reader *r) {
    const struct ing_yaml *root = r->m->doc.root;
    const struct ing_yaml *command = ing_yaml_get(root, "command");
    char name[64];
    enum fpl_status status = FPL_OK;
    if (root->type != ING_YAML_MAP)
        return wrong(r, root, FPL_ZH_EN("应为对照表", "expected a mapping"));
    if (!command || command->type != ING_YAML_SCALAR)
        return wrong(r, root, FPL_ZH_EN("缺少 command", "command is missing"));
    r->m->command = fpl_command_find(fpl_str_copy(command->text, name, sizeof name));
    if (!r->m->command || !(r->m->command->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES)))
        return wrong(r, command, FPL_ZH_EN("不是可导入的命令", "not a command that can be imported"));
    for (const struct ing_yaml *at = root->first; at && status == FPL_OK; at = at->next)
        status = read_key(r, at);
    if (status == FPL_OK && r->m->rules == 0)
        status = wrong(r, root, FPL_ZH_EN("缺少 columns", "columns is missing"));
    return status;
}

/* Of the bytes as they are, so that a text given otherwise than by a file is known by the same hash. */
static enum fpl_status hash_text(struct fpl_str text, char sha256[65], struct fpl_error *error) {
    struct fpl_hasher *hasher = NULL;
    struct fpl_hash hash;
    enum fpl_status status = fpl_hasher_new(&hasher);
    if (status != FPL_OK)
        return fpl_fail(error, status, NULL, NULL, NULL);
    fpl_sha256(hasher, text.p, text.n, &hash);
    fpl_hex(hash.byte, FPL_HASH_BYTES, sha256);
    fpl_hasher_free(hasher);
    return FPL_OK;
}

enum fpl_status ing_mapping_parse(struct fpl_str text, const char *name, struct ing_mapping **out,
                                  struct fpl_error *error) {
    static const char mark[] = "\xef\xbb\xbf"; /* of the byte order */
    struct ing_mapping *m = calloc(1, sizeof *m);
    if (!m)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    struct reader r = {m, error};
    m->skip_rows = -1;
    enum fpl_status status = hash_text(text, m->sha256, error);
    if (text.n >= sizeof mark - 1 && memcmp(text.p, mark, sizeof mark - 1) == 0)
        text = (struct fpl_str){text.p + sizeof mark - 1, text.n - (sizeof mark - 1)};
    if (status == FPL_OK)
        status = ing_yaml_parse(text, name, &m->doc, error);
    if (status == FPL_OK)
        status = read_mapping(&r);
    if (status != FPL_OK) {
        ing_mapping_free(m);
        return status;
    }
    *out = m;
    return FPL_OK;
}

enum fpl_status ing_mapping_load(const char *path, struct ing_mapping **out, struct fpl_error *error) {
    struct fpl_buf text = {0};
    char sha256[65];
    enum fpl_status status = ing_document_load(path, ING_YAML_BYTES_MAX, &text, sha256, error);
    if (status == FPL_OK)
        status = ing_mapping_parse(fpl_buf_str(&text), path, out, error);
    if (status == FPL_OK)
        memcpy((*out)->sha256, sha256, sizeof sha256);
    fpl_buf_release(&text);
    return status;
}

static const char *words_of(const struct fpl_command_spec *command, char out[FPL_ERROR_ARG_BYTES]) {
    (void)snprintf(out, FPL_ERROR_ARG_BYTES, FPL_ZH_EN("“%s”", "\"%s\""), command->zh, command->en);
    return out;
}

enum fpl_status ing_mapping_is_for(const struct ing_mapping *mapping, const char *name,
                                   const struct fpl_command_spec *command, struct fpl_error *error) {
    char of[FPL_ERROR_ARG_BYTES], wanted[FPL_ERROR_ARG_BYTES];
    return mapping->command == command ? FPL_OK
                                       : fpl_fail(error, FPL_E_MAPPING_COMMAND, name, words_of(mapping->command, of),
                                                  words_of(command, wanted));
}

void ing_mapping_free(struct ing_mapping *m) {
    if (!m)
        return;
    ing_yaml_release(&m->doc);
    free(m);
}
