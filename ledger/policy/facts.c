/* Names, values and canonical form of facts.
 *
 * Facts are written once per record and looked up by name in every leaf of every predicate, so both orders are prepared
 * once per process: the ids sorted by name (a canonical object's keys ascend), and an open-addressing table from name
 * to id. Both are derived from fact.def alone, so a row added there needs no change here. */
#include "ledger/policy/facts.h"

#include <stdio.h>
#include <string.h>
#include <threads.h>

#define SLOTS          512u /* power of two, at least four times the facts, so that a probe rarely collides */
#define NO_FACT        UINT16_MAX
#define NAME_BYTES_MAX 40u

_Static_assert(FPL_FACT_COUNT * 4 <= SLOTS, "the name table is too full: double SLOTS");

struct fact_row {
    const char *name, *zh, *en;
    uint8_t length, type;
};

static const struct fact_row rows[FPL_FACT_COUNT] = {
#define FPL_FACT(id, name, type, zh, en)                                                                               \
    [FPL_FACT_##id] = {(name), (zh), (en), (uint8_t)(sizeof(name) - 1), (uint8_t)FPL_FACT_##type},
#include "fundpool/fact.def"
#undef FPL_FACT
};

static uint16_t order[FPL_FACT_COUNT];
static uint16_t slots[SLOTS];
static once_flag prepared = ONCE_FLAG_INIT;

static uint32_t name_hash(const char *p, size_t n) {
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    }
    return h ^ (h >> 15);
}

static void prepare(void) {
    for (uint32_t i = 0; i < SLOTS; i++) {
        slots[i] = NO_FACT;
    }
    for (int i = 0; i < FPL_FACT_COUNT; i++) {
        const uint16_t id = (uint16_t)i;
        FPL_ASSERT(rows[id].length > 0 && rows[id].length <= NAME_BYTES_MAX);
        uint32_t at = name_hash(rows[id].name, rows[id].length) & (SLOTS - 1);
        while (slots[at] != NO_FACT) {
            FPL_ASSERT(strcmp(rows[slots[at]].name, rows[id].name) != 0);
            at = (at + 1) & (SLOTS - 1);
        }
        slots[at] = id;
        uint16_t place = id; /* insertion sort: a hundred names, once */
        while (place > 0 && strcmp(rows[order[place - 1]].name, rows[id].name) > 0) {
            order[place] = order[place - 1];
            place--;
        }
        order[place] = id;
    }
}

const uint16_t *fpl_facts__order(void) {
    call_once(&prepared, prepare);
    return order;
}

static int id_is_ours(enum fpl_fact_id id) {
    return (unsigned)id < (unsigned)FPL_FACT_COUNT;
}

const char *fpl_fact_name(enum fpl_fact_id id) {
    FPL_ASSERT(id_is_ours(id));
    return rows[id].name;
}

enum fpl_fact_type fpl_fact_type(enum fpl_fact_id id) {
    FPL_ASSERT(id_is_ours(id));
    return (enum fpl_fact_type)rows[id].type;
}

const char *fpl_fact_title(enum fpl_fact_id id, int zh) {
    FPL_ASSERT(id_is_ours(id));
    return zh ? rows[id].zh : rows[id].en;
}

int fpl_fact_find(struct fpl_str name) {
    if (name.n == 0 || name.n > NAME_BYTES_MAX) {
        return -1;
    }
    call_once(&prepared, prepare);
    uint32_t at = name_hash(name.p, name.n) & (SLOTS - 1);
    for (; slots[at] != NO_FACT; at = (at + 1) & (SLOTS - 1)) {
        const struct fact_row *row = &rows[slots[at]];
        if (row->length == name.n && memcmp(row->name, name.p, name.n) == 0) {
            return slots[at];
        }
    }
    return -1;
}

/* ---- setters and getters ---- */

static struct fpl_fact *fact_for_write(struct fpl_facts *facts, enum fpl_fact_id id, enum fpl_fact_type type) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    FPL_ASSERT(rows[id].type == (uint8_t)type);
    struct fpl_fact *fact = &facts->fact[id];
    *fact = (struct fpl_fact){.known = 1, .book = FPL_SOURCE_NONE, .seq = 0};
    return fact;
}

static const struct fpl_fact *fact_for_read(const struct fpl_facts *facts, enum fpl_fact_id id,
                                            enum fpl_fact_type type) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    FPL_ASSERT(rows[id].type == (uint8_t)type);
    return &facts->fact[id];
}

void fpl_fact_set_money(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_money m) {
    fact_for_write(facts, id, FPL_FACT_MONEY)->v.num = fpl_money_minor(m);
}

void fpl_fact_set_int(struct fpl_facts *facts, enum fpl_fact_id id, int64_t n) {
    fact_for_write(facts, id, FPL_FACT_INT)->v.num = n;
}

void fpl_fact_set_date(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_date d) {
    struct fpl_fact *fact = fact_for_write(facts, id, FPL_FACT_DATE);
    fact->known = !fpl_date_is_none(d);
    fact->v.num = fact->known ? d.day : 0;
}

void fpl_fact_set_text(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_str text) {
    struct fpl_fact *fact = fact_for_write(facts, id, FPL_FACT_TEXT);
    fact->known = text.n > 0;
    fact->v.text = text;
}

void fpl_fact_set_ratio(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_ratio r) {
    FPL_ASSERT(r.den > 0);
    fact_for_write(facts, id, FPL_FACT_RATIO)->v.ratio = r;
}

void fpl_fact_set_bool(struct fpl_facts *facts, enum fpl_fact_id id, int yes) {
    fact_for_write(facts, id, FPL_FACT_BOOL)->v.num = yes != 0;
}

void fpl_fact_source(struct fpl_facts *facts, enum fpl_fact_id id, int32_t book, int64_t seq) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    FPL_ASSERT((book >= 0 && seq >= 0) || ((book == FPL_SOURCE_NONE || book == FPL_SOURCE_COMMAND) && seq == 0));
    facts->fact[id].book = book;
    facts->fact[id].seq = seq;
}

int fpl_fact_known(const struct fpl_facts *facts, enum fpl_fact_id id) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    return facts->fact[id].known != 0;
}

struct fpl_money fpl_fact_money(const struct fpl_facts *facts, enum fpl_fact_id id) {
    const struct fpl_fact *fact = fact_for_read(facts, id, FPL_FACT_MONEY);
    return fpl_money_of(fact->known ? fact->v.num : 0);
}

int64_t fpl_fact_int(const struct fpl_facts *facts, enum fpl_fact_id id, int64_t unknown) {
    const struct fpl_fact *fact = fact_for_read(facts, id, FPL_FACT_INT);
    return fact->known ? fact->v.num : unknown;
}

struct fpl_date fpl_fact_date(const struct fpl_facts *facts, enum fpl_fact_id id) {
    const struct fpl_fact *fact = fact_for_read(facts, id, FPL_FACT_DATE);
    return fact->known ? (struct fpl_date){(int32_t)fact->v.num} : FPL_DATE_NONE;
}

struct fpl_str fpl_fact_text(const struct fpl_facts *facts, enum fpl_fact_id id) {
    const struct fpl_fact *fact = fact_for_read(facts, id, FPL_FACT_TEXT);
    return fact->known ? fact->v.text : (struct fpl_str){NULL, 0};
}

struct fpl_ratio fpl_fact_ratio(const struct fpl_facts *facts, enum fpl_fact_id id) {
    const struct fpl_fact *fact = fact_for_read(facts, id, FPL_FACT_RATIO);
    return fact->known ? fact->v.ratio : (struct fpl_ratio){0, 1};
}

int fpl_fact_bool(const struct fpl_facts *facts, enum fpl_fact_id id, int unknown) {
    const struct fpl_fact *fact = fact_for_read(facts, id, FPL_FACT_BOOL);
    return fact->known ? (int)fact->v.num : unknown;
}

/* ---- canonical form ---- */

/* A sum may exceed what canonical JSON can carry as a number, though no posting can (2^53-1); it is then written as
 * decimal text, so that a big ledger keeps working and a value still has exactly one form. */
static void write_whole(struct fpl_json_out *out, int64_t value) {
    if (value >= -FPL_MINOR_MAX && value <= FPL_MINOR_MAX) {
        fpl_json_int(out, value);
        return;
    }
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    fpl_json_strz(out, text);
}

static void write_value(struct fpl_json_out *out, enum fpl_fact_type type, const struct fpl_fact *fact) {
    char text[48];
    switch (type) {
    case FPL_FACT_MONEY:
    case FPL_FACT_INT:
        write_whole(out, fact->v.num);
        break;
    case FPL_FACT_DATE:
        fpl_json_strz(out, fpl_date_format((struct fpl_date){(int32_t)fact->v.num}, text));
        break;
    case FPL_FACT_TEXT:
        fpl_json_str(out, fact->v.text);
        break;
    case FPL_FACT_RATIO:
        fpl_json_strz(out, fpl_ratio_format(fact->v.ratio, text));
        break;
    case FPL_FACT_BOOL:
        fpl_json_bool(out, fact->v.num != 0);
        break;
    case FPL_FACT_NONE:
        FPL_ASSERT(type != FPL_FACT_NONE);
        break;
    }
}

void fpl_facts_write(const struct fpl_facts *facts, struct fpl_json_out *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    const uint16_t *by_name = fpl_facts__order();
    fpl_json_object(out);
    for (int i = 0; i < FPL_FACT_COUNT; i++) {
        const struct fpl_fact *fact = &facts->fact[by_name[i]];
        if (!fact->known || fact->book == FPL_SOURCE_COMMAND) {
            continue;
        }
        FPL_ASSERT(fact->book >= 0); /* it was read somewhere */
        enum fpl_fact_type type = (enum fpl_fact_type)rows[by_name[i]].type;
        fpl_json_key(out, rows[by_name[i]].name);
        fpl_json_array(out);
        write_value(out, type, fact);
        fpl_json_int(out, fact->book);
        fpl_json_int(out, fact->seq);
        fpl_json_end(out);
    }
    fpl_json_end(out);
}

static int read_whole(const struct fpl_json *node, int64_t *out) {
    if (node->type == FPL_JSON_INT) {
        *out = node->num;
        return 1;
    }
    int64_t value;
    if (node->type != FPL_JSON_STRING || fpl_int_parse(node->str, &value) != FPL_OK ||
        (value >= -FPL_MINOR_MAX && value <= FPL_MINOR_MAX)) {
        return 0;
    }
    *out = value;
    return 1;
}

/* Only the one form that write_value() gives is taken: otherwise two different records would mean the same. */
static int read_ratio(const struct fpl_json *node, struct fpl_ratio *out) {
    char text[48];
    struct fpl_ratio ratio;
    if (node->type != FPL_JSON_STRING || fpl_ratio_parse(node->str, &ratio, NULL) != FPL_OK ||
        !fpl_str_is(node->str, fpl_ratio_format(ratio, text))) {
        return 0;
    }
    *out = ratio;
    return 1;
}

int fpl_fact__read(const struct fpl_json *node, enum fpl_fact_type type, struct fpl_fact *fact) {
    struct fpl_date date;
    switch (type) {
    case FPL_FACT_MONEY:
    case FPL_FACT_INT:
        return read_whole(node, &fact->v.num);
    case FPL_FACT_DATE:
        if (node->type != FPL_JSON_STRING || fpl_date_parse(node->str, &date, NULL) != FPL_OK) {
            return 0;
        }
        fact->v.num = date.day;
        return 1;
    case FPL_FACT_TEXT:
        fact->v.text = node->str;
        return node->type == FPL_JSON_STRING && node->str.n > 0;
    case FPL_FACT_RATIO:
        return read_ratio(node, &fact->v.ratio);
    case FPL_FACT_BOOL:
        fact->v.num = node->num;
        return node->type == FPL_JSON_BOOL;
    case FPL_FACT_NONE:
        break;
    }
    return 0;
}

static int read_source(const struct fpl_json *array, struct fpl_fact *fact) {
    const struct fpl_json *book = fpl_json_at(array, 1), *seq = fpl_json_at(array, 2);
    if (fpl_json_count(array) != 3 || book->type != FPL_JSON_INT || seq->type != FPL_JSON_INT || book->num < 0 ||
        book->num > INT32_MAX || seq->num < 0) {
        return 0;
    }
    fact->book = (int32_t)book->num;
    fact->seq = seq->num;
    return 1;
}

enum fpl_status fpl_facts_read(const struct fpl_json *object, struct fpl_facts *out, struct fpl_error *error) {
    FPL_ASSERT(out != NULL);
    if (object == NULL || object->type != FPL_JSON_OBJECT) {
        return fpl_fail(error, FPL_E_JSON, "facts", NULL, NULL);
    }
    struct fpl_facts facts;
    memset(&facts, 0, sizeof facts);
    for (const struct fpl_json *key = fpl_json_first(object); key != NULL;) {
        const struct fpl_json *value = fpl_json_next(object, key);
        int id = fpl_fact_find(key->str);
        if (id < 0) {
            return fpl_fail_text(error, FPL_E_JSON, key->str.p, key->str.n);
        }
        struct fpl_fact *fact = &facts.fact[id];
        *fact = (struct fpl_fact){.known = 1, .book = FPL_SOURCE_NONE};
        if (value->type != FPL_JSON_ARRAY || !read_source(value, fact) ||
            !fpl_fact__read(fpl_json_at(value, 0), (enum fpl_fact_type)rows[id].type, fact)) {
            return fpl_fail_text(error, FPL_E_JSON, key->str.p, key->str.n);
        }
        key = fpl_json_next(object, value);
    }
    *out = facts;
    return FPL_OK;
}
