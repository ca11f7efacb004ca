/* The strict reader of canonical JSON. There is no second spelling of anything it takes, so what was read, written
 * again, gives the same bytes. Without recursion; one pass; the depth is that of the writer. */
#include "fundpool/json.h"

#include "ledger/base/base.h"

#include <stdlib.h>
#include <string.h>

#define INT_DIGITS_MAX 16
#define FIRST_NODES    64

struct reader {
    const char *start, *end, *fault; /* fault: where it was refused */
    struct fpl_json_doc *doc;
    uint32_t open[FPL_JSON_DEPTH];           /* their nodes */
    struct fpl_str last_key[FPL_JSON_DEPTH]; /* {NULL,0} before the first */
    int depth;                               /* of the containers around what is read */
    struct fpl_json_each each; /* path: what is left of it, empty if there is nothing (more) to look for */
    int path_depth;            /* containers around the key that path names next */
    int list_depth;            /* containers around an element of the list now read, 0: outside of it */
    int not_taken;             /* the status is that of an element's taker */
    enum fpl_status status;
};

/* What reads something of the text takes where it stands and answers where it ends, or NULL, and the reader then holds
 * what is wrong and where. */
static const char *refuse(struct reader *r, const char *at, enum fpl_status status) {
    r->fault = at;
    r->status = status;
    return NULL;
}

static const char *bad(struct reader *r, const char *at) {
    return refuse(r, at, FPL_E_JSON);
}

static int grow(struct reader *r, const char *at) {
    struct fpl_json_doc *doc = r->doc;
    uint32_t cap = doc->cap > 0 ? doc->cap * 2 : FIRST_NODES;
    if (cap > FPL_JSON_NODES_MAX) {
        refuse(r, at, FPL_E_LIMIT);
        return 0;
    }
    struct fpl_json *nodes = realloc(doc->nodes, cap * sizeof(*nodes));
    if (!nodes) {
        refuse(r, at, FPL_E_NOMEM);
        return 0;
    }
    doc->nodes = nodes;
    doc->cap = cap;
    return 1;
}

/* A node for the value or key from `at` to `end`; NULL if there is no room. */
static inline struct fpl_json *add_node(struct reader *r, enum fpl_json_type type, const char *at, const char *end) {
    struct fpl_json_doc *doc = r->doc;
    if (doc->count == doc->cap && !grow(r, at))
        return NULL;
    struct fpl_json *node = &doc->nodes[doc->count++];
    *node = (struct fpl_json){.type = type, .next = doc->count, .raw = {at, (size_t)(end - at)}};
    return node;
}

/* The quote, backslash or control character that comes first from p on; `end` if there is none. *wide is set if a byte
 * of another than an ASCII character was passed. */
static inline const char *skip_text(const char *p, const char *end, int *wide) {
    uint64_t high = 0, stops = 0;
    uint64_t word;
    while ((size_t)(end - p) >= sizeof(word)) {
        memcpy(&word, p, sizeof(word));
        if ((stops = fpl_json__stops(word)))
            break;
        high |= word;
        p += sizeof(word);
    }
    if (stops && FPL_BYTES_RISE) { /* the lowest bit set is that of the first byte: borrows go upwards */
        int before = __builtin_ctzll(stops) & ~7;
        high |= word & ((UINT64_C(1) << before) - 1);
        *wide |= (high & FPL_BYTE_TOPS) != 0;
        return p + before / 8;
    }
    *wide |= (high & FPL_BYTE_TOPS) != 0;
    for (; p < end && (unsigned char)*p >= 0x20 && *p != '"' && *p != '\\'; p++)
        *wide |= (unsigned char)*p >= 0x80;
    return p;
}

/* The byte meant by the escape at p; 0 if it is none of the mandatory ones in their one spelling. *n is its length. */
static char escaped(const char *p, const char *end, size_t *n) {
    static const char letters[] = "\"\\bfnrt";
    static const char bytes[] = "\"\\\b\f\n\r\t";
    if (end - p < 2)
        return 0;
    const char *letter = memchr(letters, p[1], sizeof(letters) - 1);
    if (letter) {
        *n = 2;
        return bytes[letter - letters];
    }
    if (end - p < 6 || memcmp(p, "\\u00", 4) != 0 || (p[4] != '0' && p[4] != '1'))
        return 0;
    int low = p[5] >= '0' && p[5] <= '9' ? p[5] - '0' : p[5] >= 'a' && p[5] <= 'f' ? p[5] - 'a' + 10 : -1;
    char byte = (char)((p[4] - '0') * 16 + low);
    if (low < 0 || byte == 0 || memchr(bytes, byte, sizeof(bytes) - 1) != NULL)
        return 0; /* a short escape exists, or NUL, which no text holds */
    *n = 6;
    return byte;
}

/* Goes on at the first escape of the string that starts at `from` (after the quote): copies it unescaped into the
 * document's own memory, which never moves, as there was room for all the input. */
static const char *copy_unescaped(struct reader *r, const char *from, int *wide, struct fpl_str *out) {
    struct fpl_buf *text = &r->doc->text;
    if (!fpl_buf__room(text, text->n == 0 ? (size_t)(r->end - r->start) : 0)) {
        refuse(r, from, FPL_E_NOMEM);
        return NULL;
    }
    size_t begin = text->n;
    const char *p = from;
    for (;;) {
        const char *run = p;
        p = skip_text(p, r->end, wide);
        fpl_buf_add(text, run, (size_t)(p - run));
        size_t n = 0;
        char byte = p < r->end && *p == '\\' ? escaped(p, r->end, &n) : 0;
        if (p < r->end && *p == '"')
            break;
        if (byte == 0) {
            bad(r, p);
            return NULL;
        }
        fpl_buf_addc(text, byte);
        p += n;
    }
    *out = (struct fpl_str){text->p + begin, text->n - begin};
    return p;
}

static const char *read_string(struct reader *r, const char *quote) {
    const char *from = quote + 1;
    int wide = 0;
    const char *p = skip_text(from, r->end, &wide);
    struct fpl_str text;
    if (p < r->end && *p == '"') {
        text = (struct fpl_str){from, (size_t)(p - from)};
    } else if (p < r->end && *p == '\\') {
        p = copy_unescaped(r, from, &wide, &text);
        if (!p)
            return NULL;
    } else {
        return bad(r, p);
    }
    size_t at = 0;
    enum fpl_status status = wide ? fpl_text__scan(text, &at) : FPL_OK;
    if (status != FPL_OK)
        return refuse(r, quote, status == FPL_E_NOMEM ? FPL_E_NOMEM : FPL_E_JSON);
    struct fpl_json *node = add_node(r, FPL_JSON_STRING, quote, p + 1);
    if (!node)
        return NULL;
    node->str = text;
    return p + 1;
}

static const char *read_int(struct reader *r, const char *from) {
    int negative = *from == '-';
    const char *first = from + negative;
    const char *p = first;
    uint64_t value = 0;
    while (p < r->end && *p >= '0' && *p <= '9' && p - first <= INT_DIGITS_MAX)
        value = value * 10 + (uint64_t)(*p++ - '0');
    if (p == first || p - first > INT_DIGITS_MAX || value > FPL_JSON_INT_MAX)
        return bad(r, from);
    if (*first == '0' && (p - first > 1 || negative))
        return bad(r, from);
    struct fpl_json *node = add_node(r, FPL_JSON_INT, from, p);
    if (!node)
        return NULL;
    node->num = negative ? -(int64_t)value : (int64_t)value;
    return p;
}

static const char *read_bool(struct reader *r, const char *p) {
    size_t left = (size_t)(r->end - p);
    int yes = left >= 4 && memcmp(p, "true", 4) == 0;
    if (!yes && !(left >= 5 && memcmp(p, "false", 5) == 0))
        return bad(r, p);
    const char *end = p + (yes ? 4 : 5);
    struct fpl_json *node = add_node(r, FPL_JSON_BOOL, p, end);
    if (!node)
        return NULL;
    node->num = yes;
    return end;
}

/* One step further on the path to the list whose elements are given one by one, if the key read last is on it. Its
 * value is at p. */
static void follow_path(struct reader *r, struct fpl_str key, const char *p) {
    struct fpl_str *path = &r->each.path;
    const char *dot = memchr(path->p, '.', path->n);
    size_t n = dot ? (size_t)(dot - path->p) : path->n;
    char opens = p < r->end ? *p : '\0';
    if (!fpl_str_eq(key, (struct fpl_str){path->p, n}))
        return;
    if (dot && opens == '{') {
        *path = (struct fpl_str){dot + 1, path->n - n - 1};
        r->path_depth++;
        return;
    }
    path->n = 0;
    if (!dot && opens == '[')
        r->list_depth = r->depth + 1;
}

/* Hands over the element that has just ended, at p, and forgets it. */
static const char *give_element(struct reader *r, const char *p) {
    uint32_t first = r->open[r->depth - 1] + 1;
    enum fpl_status status = r->each.take(r->each.ctx, &r->doc->nodes[first]);
    r->doc->count = first;
    r->not_taken = status != FPL_OK;
    return r->not_taken ? refuse(r, p, status) : p;
}

/* A container of the path or the list itself has ended: none of their names means anything further on. */
static void leave_path(struct reader *r) {
    if (r->path_depth > r->depth)
        r->each.path.n = 0;
    if (r->list_depth > r->depth) {
        r->list_depth = 0;
        r->doc->nodes[r->open[r->depth]].count = 0;
    }
}

/* A key with its colon; in an object each must be greater than the one before. */
static const char *read_key(struct reader *r, const char *quote) {
    if (quote == r->end || *quote != '"')
        return bad(r, quote);
    const char *p = quote + 1;
    while (p < r->end && fpl_json__in_key[(unsigned char)*p])
        p++;
    struct fpl_str key = {quote + 1, (size_t)(p - quote - 1)};
    if (p == r->end || *p != '"' || key.n == 0)
        return bad(r, p);
    if (++p == r->end || *p != ':')
        return bad(r, p);
    struct fpl_str *last = &r->last_key[r->depth - 1];
    if (last->p && last->p[0] >= key.p[0] && fpl_str_cmp(*last, key) >= 0)
        return bad(r, quote);
    *last = key;
    struct fpl_json *node = add_node(r, FPL_JSON_STRING, quote, p);
    if (!node)
        return NULL;
    node->str = key;
    r->doc->nodes[r->open[r->depth - 1]].count++;
    if (r->each.path.n > 0 && r->depth == r->path_depth)
        follow_path(r, key, p + 1);
    return p + 1;
}

/* Closes the container at depth with the bracket at p. */
static const char *close_container(struct reader *r, const char *p) {
    struct fpl_json *node = &r->doc->nodes[r->open[--r->depth]];
    node->next = r->doc->count;
    node->raw.n = (size_t)(p + 1 - node->raw.p);
    if (r->each.take)
        leave_path(r);
    return p + 1;
}

/* Opens the container at p and goes on to where its first value stands, or past an empty one; *done then tells that the
 * value is whole. */
static const char *open_container(struct reader *r, const char *p, int *done) {
    int is_array = *p == '[';
    if (r->depth == FPL_JSON_DEPTH)
        return bad(r, p);
    r->open[r->depth] = r->doc->count;
    r->last_key[r->depth] = (struct fpl_str){NULL, 0};
    struct fpl_json *node = add_node(r, is_array ? FPL_JSON_ARRAY : FPL_JSON_OBJECT, p, p);
    if (!node)
        return NULL;
    p++;
    r->depth++;
    *done = p < r->end && *p == (is_array ? ']' : '}');
    if (*done)
        return close_container(r, p);
    if (!is_array)
        return read_key(r, p);
    node->count = 1;
    return p;
}

/* One value, or the opening of a container, in which case *done is 0. */
static inline const char *read_value(struct reader *r, const char *p, int *done) {
    *done = 1;
    if (p == r->end)
        return bad(r, p);
    char c = *p;
    if (c == '"')
        return read_string(r, p);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_int(r, p);
    if (c == '{' || c == '[')
        return open_container(r, p, done);
    return read_bool(r, p);
}

/* After a whole value: closes what ends here and steps over the comma and key before the next value. */
static inline const char *after_value(struct reader *r, const char *p) {
    while (r->depth > 0) {
        struct fpl_json *node = &r->doc->nodes[r->open[r->depth - 1]];
        int is_array = node->type == FPL_JSON_ARRAY;
        if (r->depth == r->list_depth && !give_element(r, p))
            return NULL;
        if (p == r->end)
            return bad(r, p);
        if (*p == ',') {
            if (!is_array)
                return read_key(r, p + 1);
            node->count++;
            return p + 1;
        }
        if (*p != (is_array ? ']' : '}'))
            return bad(r, p);
        p = close_container(r, p);
    }
    return p == r->end ? p : bad(r, p);
}

enum fpl_status fpl_json_parse(struct fpl_json_doc *doc, struct fpl_str bytes, struct fpl_error *error) {
    return fpl_json_parse_each(doc, bytes, &(struct fpl_json_each){.take = NULL}, error);
}

/* What stands by depth is filled as containers open. */
static void begin(struct reader *r, struct fpl_json_doc *doc, struct fpl_str bytes, const struct fpl_json_each *each) {
    r->start = r->fault = bytes.p;
    r->end = bytes.p + bytes.n;
    r->doc = doc;
    r->depth = 0;
    r->each = *each;
    r->path_depth = 1;
    r->list_depth = 0;
    r->not_taken = 0;
    r->status = FPL_OK;
}

enum fpl_status fpl_json_parse_each(struct fpl_json_doc *doc, struct fpl_str bytes, const struct fpl_json_each *each,
                                    struct fpl_error *error) {
    struct reader r;
    char number[FPL_DECIMAL_BYTES + 1];
    char *end = number + sizeof(number) - 1;
    const char *p = bytes.p;
    *end = '\0';
    begin(&r, doc, bytes, each);
    doc->count = 0;
    fpl_buf_reset(&doc->text);
    if (bytes.n > FPL_JSON_BYTES_MAX)
        return fpl_fail(error, FPL_E_LIMIT, fpl_int__digits(FPL_JSON_BYTES_MAX, end), NULL, NULL);
    if (bytes.n == 0)
        return fpl_fail(error, FPL_E_JSON, "0", NULL, NULL);
    do {
        int done = 0;
        p = read_value(&r, p, &done);
        if (p && done)
            p = after_value(&r, p);
    } while (p && r.depth > 0);
    if (p)
        return FPL_OK;
    doc->count = 0;
    if (r.not_taken)
        return r.status;
    uint64_t detail = r.status == FPL_E_LIMIT ? FPL_JSON_NODES_MAX : (uint64_t)(r.fault - r.start);
    return fpl_fail(error, r.status, fpl_int__digits(detail, end), NULL, NULL);
}

void fpl_json_doc_release(struct fpl_json_doc *doc) {
    if (!doc)
        return;
    free(doc->nodes);
    fpl_buf_release(&doc->text);
    *doc = (struct fpl_json_doc){0};
}

const struct fpl_json *fpl_json_root(const struct fpl_json_doc *doc) {
    return doc->count > 0 ? doc->nodes : NULL;
}

static int is_container(const struct fpl_json *node) {
    return node && (node->type == FPL_JSON_OBJECT || node->type == FPL_JSON_ARRAY);
}

/* The index of a node, found from the first leaf below it, whose `next` is its own index plus one. */
static uint32_t index_of(const struct fpl_json *node) {
    uint32_t down = 0;
    while (is_container(node) && node->count > 0) {
        node++;
        down++;
    }
    return node->next - 1 - down;
}

const struct fpl_json *fpl_json_first(const struct fpl_json *container) {
    return is_container(container) && container->count > 0 ? container + 1 : NULL;
}

const struct fpl_json *fpl_json_next(const struct fpl_json *container, const struct fpl_json *child) {
    if (!is_container(container) || !child || child->next >= container->next)
        return NULL;
    return child + (child->next - index_of(child));
}

/* How a key of an object, which is never empty, stands to `want`. */
static inline int key_order(struct fpl_str key, const char *want) {
    size_t i = 0;
    while (i < key.n && key.p[i] == want[i])
        i++;
    return i < key.n ? (unsigned char)key.p[i] - (unsigned char)want[i] : -(want[i] != '\0');
}

const struct fpl_json *fpl_json_get(const struct fpl_json *object, const char *key) {
    if (!object || object->type != FPL_JSON_OBJECT || object->count == 0)
        return NULL;
    const struct fpl_json *nodes = object - index_of(object), *at = object + 1;
    for (uint32_t left = object->count; left > 0; left--) {
        int order = key_order(at->str, key);
        if (order == 0)
            return at + 1;
        if (order > 0)
            return NULL; /* keys stand in order */
        at = nodes + at[1].next;
    }
    return NULL;
}

void fpl_json_pick(const struct fpl_json *object, const struct fpl_str *key, const struct fpl_json **value, size_t n) {
    const struct fpl_json *at = object && object->type == FPL_JSON_OBJECT ? fpl_json_first(object) : NULL;
    for (size_t i = 0; i < n; i++) {
        int order = -1;
        while (at && (order = fpl_str_cmp(at->str, key[i])) < 0)
            at = fpl_json_next(object, at + 1);
        value[i] = at && order == 0 ? at + 1 : NULL;
    }
}

const struct fpl_json *fpl_json_at(const struct fpl_json *array, uint32_t index) {
    if (!array || array->type != FPL_JSON_ARRAY || index >= array->count)
        return NULL;
    const struct fpl_json *nodes = array - index_of(array), *at = array + 1;
    while (index-- > 0)
        at = nodes + at->next;
    return at;
}

struct fpl_str fpl_json_text(const struct fpl_json *node) {
    return node && node->type == FPL_JSON_STRING ? node->str : (struct fpl_str){NULL, 0};
}

int64_t fpl_json_num(const struct fpl_json *node, int64_t fallback) {
    return node && (node->type == FPL_JSON_INT || node->type == FPL_JSON_BOOL) ? node->num : fallback;
}

struct fpl_str fpl_json_get_text(const struct fpl_json *object, const char *key) {
    return fpl_json_text(fpl_json_get(object, key));
}

int64_t fpl_json_get_num(const struct fpl_json *object, const char *key, int64_t fallback) {
    return fpl_json_num(fpl_json_get(object, key), fallback);
}

uint32_t fpl_json_count(const struct fpl_json *container) {
    return is_container(container) ? container->count : 0;
}

int fpl_json_same(const struct fpl_json *a, const struct fpl_json *b) {
    return !a == !b && (!a || fpl_str_eq(a->raw, b->raw));
}
