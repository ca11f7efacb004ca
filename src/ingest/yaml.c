/* The YAML subset, built from libfyaml's events, so that nothing is resolved, expanded or typed on the way. */
#include "src/ingest/yaml.h"

#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODES_MAX 100000

struct chunk { /* all texts and nodes of a document, freed at once */
    struct chunk *before;
};

struct builder {
    struct ing_yaml_doc *doc;
    struct fpl_error *error;
    struct ing_yaml *open[ING_YAML_DEPTH]; /* containers not yet ended */
    struct ing_yaml *last[ING_YAML_DEPTH]; /* their last child */
    struct fpl_str key[ING_YAML_DEPTH];    /* key waiting for its value */
    int has_key[ING_YAML_DEPTH];
    int depth;
    int line, column; /* of the last event that has a place; an empty value has none of its own */
    int documents;
    long nodes;
};

static void *take(struct ing_yaml_doc *doc, size_t n) {
    struct chunk *chunk = calloc(1, sizeof *chunk + n);
    if (!chunk)
        return NULL;
    chunk->before = doc->memory;
    doc->memory = chunk;
    return chunk + 1;
}

void ing_yaml_release(struct ing_yaml_doc *doc) {
    struct chunk *chunk = doc->memory;
    while (chunk) {
        struct chunk *before = chunk->before;
        free(chunk);
        chunk = before;
    }
    doc->memory = NULL;
    doc->root = NULL;
}

static enum fpl_status fail_at(struct builder *b, int line, int column, const char *what) {
    fpl_error_at(b->error, b->doc->file, line, column);
    return fpl_fail(b->error, FPL_E_YAML, what, NULL, NULL);
}

enum fpl_status ing_yaml_fail(const struct ing_yaml_doc *doc, const struct ing_yaml *node, const char *what,
                              struct fpl_error *error) {
    char text[FPL_ERROR_ARG_BYTES];
    snprintf(text, sizeof text, "%s%s%.*s", what, node->key.n ? ": " : "", (int)node->key.n,
             node->key.n ? node->key.p : "");
    fpl_error_at(error, doc->file, node->line, node->column);
    return fpl_fail(error, FPL_E_YAML, text, NULL, NULL);
}

const struct ing_yaml *ing_yaml_get(const struct ing_yaml *map, const char *key) {
    if (!map || map->type != ING_YAML_MAP)
        return NULL;
    for (const struct ing_yaml *at = map->first; at; at = at->next)
        if (fpl_str_is(at->key, key))
            return at;
    return NULL;
}

/* A token's text, checked and copied. */
static enum fpl_status copy_text(struct builder *b, struct fy_token *token, struct fpl_str *out) {
    size_t n = 0;
    const char *text = fy_token_get_text(token, &n);
    const struct fy_mark *mark = fy_token_start_mark(token);
    int line = mark ? mark->line + 1 : 0, column = mark ? mark->column + 1 : 0;
    struct fpl_error inner;
    fpl_error_clear(&inner);
    if (fpl_text_check((struct fpl_str){text, n}, FPL_FIELD_BYTES_MAX, &inner) != FPL_OK)
        return fail_at(b, line, column, fpl_status_name(inner.status));
    char *copy = take(b->doc, n + 1);
    if (!copy)
        return fpl_fail(b->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (n > 0)
        memcpy(copy, text, n);
    *out = (struct fpl_str){copy, n};
    return FPL_OK;
}

static enum fpl_status take_key(struct builder *b, struct fy_token *value, int line, int column) {
    int level = b->depth - 1;
    struct fpl_str key;
    enum fpl_status status = copy_text(b, value, &key);
    if (status != FPL_OK)
        return status;
    if (key.n == 0)
        return fail_at(b, line, column, FPL_ZH_EN("空键", "empty key"));
    if (fpl_str_is(key, "<<"))
        return fail_at(b, line, column, FPL_ZH_EN("不支持合并键", "merge key not allowed"));
    for (const struct ing_yaml *at = b->open[level]->first; at; at = at->next)
        if (fpl_str_eq(at->key, key))
            return fail_at(b, line, column, FPL_ZH_EN("键重复", "duplicate key"));
    b->key[level] = key;
    b->has_key[level] = 1;
    return FPL_OK;
}

/* Hangs a new node into the innermost open container, or makes it the root. */
static enum fpl_status add_node(struct builder *b, enum ing_yaml_type type, int line, int column,
                                struct ing_yaml **out) {
    int level = b->depth - 1;
    if (++b->nodes > NODES_MAX)
        return fail_at(b, line, column, FPL_ZH_EN("内容过多", "too many nodes"));
    struct ing_yaml *node = take(b->doc, sizeof *node);
    if (!node)
        return fpl_fail(b->error, FPL_E_NOMEM, NULL, NULL, NULL);
    node->type = type;
    node->line = line;
    node->column = column;
    if (level < 0) {
        b->doc->root = node;
    } else {
        if (b->open[level]->type == ING_YAML_MAP) {
            node->key = b->key[level];
            b->has_key[level] = 0;
        }
        if (b->last[level])
            b->last[level]->next = node;
        else
            b->open[level]->first = node;
        b->last[level] = node;
        b->open[level]->count++;
    }
    *out = node;
    return FPL_OK;
}

static int awaits_key(const struct builder *b) {
    return b->depth > 0 && b->open[b->depth - 1]->type == ING_YAML_MAP && !b->has_key[b->depth - 1];
}

static enum fpl_status on_scalar(struct builder *b, struct fy_event *event, int line, int column) {
    struct fy_token *value = event->scalar.value;
    struct ing_yaml *node;
    size_t n = 0;
    if (event->scalar.anchor || event->scalar.tag)
        return fail_at(b, line, column, FPL_ZH_EN("不支持锚点和标签", "anchors and tags not allowed"));
    if (awaits_key(b))
        return value ? take_key(b, value, line, column) : fail_at(b, line, column, FPL_ZH_EN("空键", "empty key"));
    int plain = !value || fy_token_scalar_style(value) == FYSS_PLAIN;
    if (plain && (!value || !fy_token_get_text(value, &n) || n == 0))
        return fail_at(b, line, column, FPL_ZH_EN("值为空", "empty value"));
    enum fpl_status status = add_node(b, ING_YAML_SCALAR, line, column, &node);
    if (status != FPL_OK)
        return status;
    node->plain = plain;
    return copy_text(b, value, &node->text);
}

static enum fpl_status on_open(struct builder *b, enum ing_yaml_type type, int marked, int line, int column) {
    struct ing_yaml *node;
    if (marked)
        return fail_at(b, line, column, FPL_ZH_EN("不支持锚点和标签", "anchors and tags not allowed"));
    if (awaits_key(b))
        return fail_at(b, line, column, FPL_ZH_EN("键必须是文字", "a key must be a scalar"));
    if (b->depth == ING_YAML_DEPTH)
        return fail_at(b, line, column, FPL_ZH_EN("层次过深", "nested too deep"));
    enum fpl_status status = add_node(b, type, line, column, &node);
    if (status != FPL_OK)
        return status;
    b->open[b->depth] = node;
    b->last[b->depth] = NULL;
    b->has_key[b->depth] = 0;
    b->depth++;
    return FPL_OK;
}

static enum fpl_status on_event(struct builder *b, struct fy_event *event) {
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (mark) {
        b->line = mark->line + 1;
        b->column = mark->column + 1;
    }
    int line = b->line, column = b->column;
    switch (event->type) {
    case FYET_DOCUMENT_START:
        return ++b->documents > 1 ? fail_at(b, line, column, FPL_ZH_EN("只能有一个文档", "more than one document"))
                                  : FPL_OK;
    case FYET_ALIAS:
        return fail_at(b, line, column - 1,
                       FPL_ZH_EN("不支持别名", "aliases not allowed")); /* the mark is behind the star */
    case FYET_SCALAR:
        return on_scalar(b, event, line, column);
    case FYET_MAPPING_START:
        return on_open(b, ING_YAML_MAP, event->mapping_start.anchor || event->mapping_start.tag, line, column);
    case FYET_SEQUENCE_START:
        return on_open(b, ING_YAML_SEQ, event->sequence_start.anchor || event->sequence_start.tag, line, column);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        b->depth--;
        return FPL_OK;
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_END:
        return FPL_OK;
    }
    return FPL_OK;
}

/* What the parser says, in Chinese: by a word of it, for it has some two hundred sentences. */
static const char *in_chinese(const char *said) {
    static const char *const words[][2] = {{"without closing quote", "引号没有闭合"},
                                           {"closing bracket", "方括号没有闭合"},
                                           {"closing brace", "花括号没有闭合"},
                                           {"mismatched", "括号不配对"},
                                           {"tab", "缩进用了制表符，须用空格"},
                                           {"cannot start with", "文字不能以此字符开头，请加引号"},
                                           {"multiline plain key", "键的写法有误：冒号、缩进或引号不对"},
                                           {"inden", "缩进不一致"},
                                           {"omma", "逗号多余或缺少"},
                                           {"duplicate", "重复"},
                                           {"comment", "注释的位置不对：# 之前须有空格"},
                                           {"expected ':'", "缺少冒号"},
                                           {"'-'", "列表项“-”的位置不对"},
                                           {"block sequence", "列表项“-”的位置不对"},
                                           {"block entry", "列表项“-”的位置不对"},
                                           {"escape", "转义写法有误"},
                                           {"UTF8", "不是有效的 UTF-8"},
                                           {"utf8", "不是有效的 UTF-8"},
                                           {"anchor", "不支持锚点和标签"},
                                           {"alias", "不支持锚点和标签"},
                                           {"tag", "不支持锚点和标签"},
                                           {"key", "键的写法有误"},
                                           {"mapping", "键和值的写法有误"},
                                           {"value", "值的写法有误"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(said, words[i][0]))
            return words[i][1];
    return "语法有误";
}

/* The parser stopped: what it collected says where and why. */
static enum fpl_status syntax_error(struct builder *b, struct fy_diag *diag) {
    void *iterator = NULL;
    const struct fy_diag_error *first = fy_diag_errors_iterate(diag, &iterator);
    const char *said = first && first->msg ? first->msg : "syntax error";
    char text[FPL_ERROR_ARG_BYTES];
    (void)snprintf(text, sizeof text, FPL_ZH_EN("%s", "%.200s"), in_chinese(said), said);
    return fail_at(b, first ? first->line : 0, first ? first->column : 0, text);
}

static enum fpl_status run(struct builder *b, struct fy_parser *parser, struct fy_diag *diag) {
    enum fpl_status status = FPL_OK;
    while (status == FPL_OK) {
        struct fy_event *event = fy_parser_parse(parser);
        if (!event)
            break;
        status = on_event(b, event);
        int end = event->type == FYET_STREAM_END;
        fy_parser_event_free(parser, event);
        if (end && status == FPL_OK)
            return fy_diag_got_error(diag) ? syntax_error(b, diag)
                   : b->doc->root          ? FPL_OK
                                           : fail_at(b, 1, 1, FPL_ZH_EN("文件无内容", "empty document"));
    }
    return status != FPL_OK ? status : syntax_error(b, diag);
}

/* Looks at the text before libfyaml does: 0.7.12 never returns from a directive with invalid UTF-8 behind it. */
static enum fpl_status check_bytes(struct builder *b, struct fpl_str text) {
    struct fpl_error inner;
    int line = 1, column = 1;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F)
            return fail_at(b, line, column, FPL_ZH_EN("含控制字符", "control character"));
        if (c == '%' && column == 1)
            return fail_at(b, line, column, FPL_ZH_EN("不支持指令", "directives not allowed"));
        column = c == '\n' ? 1 : column + 1;
        line += c == '\n';
    }
    fpl_error_clear(&inner);
    if (fpl_text_check(text, ING_YAML_BYTES_MAX, &inner) == FPL_E_ENCODING)
        return fail_at(b, 0, 0, FPL_ZH_EN("不是有效的 UTF-8", "not valid UTF-8"));
    return FPL_OK;
}

enum fpl_status ing_yaml_parse(struct fpl_str text, const char *name, struct ing_yaml_doc *out,
                               struct fpl_error *error) {
    struct ing_yaml_doc doc = {{0}, NULL, NULL};
    struct builder b = {.doc = &doc, .error = error};
    fpl_str_copy(fpl_str_of(name), doc.file, sizeof doc.file);
    if (text.n > ING_YAML_BYTES_MAX)
        return fail_at(&b, 0, 0, FPL_ZH_EN("文件过大", "file too large"));
    if (text.n == 0)
        return fail_at(&b, 0, 0, FPL_ZH_EN("文件无内容", "empty document"));
    enum fpl_status status = check_bytes(&b, text);
    if (status != FPL_OK)
        return status;
    struct fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&diag_cfg);
    struct fy_parser *parser = NULL;
    status = FPL_E_NOMEM;
    if (!diag)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2, .diag = diag};
    parser = fy_parser_create(&cfg);
    if (parser && fy_parser_set_string(parser, text.p, text.n) == 0)
        status = run(&b, parser, diag);
    else
        fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (parser)
        fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    if (status != FPL_OK) {
        ing_yaml_release(&doc);
        return status;
    }
    *out = doc;
    return FPL_OK;
}
