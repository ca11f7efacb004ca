/* Names, values and canonical form of facts.
 *
 * Facts are written once per record and looked up by name in every leaf of every predicate, so both orders are prepared
 * once per process: the ids sorted by name (a canonical object's keys ascend), and an open-addressing table from name
 * to id. Both are derived from fact.def alone, so a row added there needs no change here. */
#include "ledger/policy/facts.h"

#include <stdio.h>
#include <string.h>
#include <threads.h>

#define SLOTS          4096u /* power of two, at least four times the facts, so that a probe rarely collides */
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

static uint16_t order[FPL_FACT_COUNT]; /* ids by name */
static uint16_t rank[FPL_FACT_COUNT];  /* places of ids in it */
static uint16_t slots[SLOTS];
static once_flag prepared = ONCE_FLAG_INIT;

static uint32_t name_hash(const char *p, size_t n) {
    uint64_t h = n, word = 0;
    for (; n >= sizeof word; n -= sizeof word, p += sizeof word) {
        memcpy(&word, p, sizeof word);
        h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    for (word = 0; n > 0; n--) {
        word = word << 8 | (unsigned char)*p++;
    }
    h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 32);
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
    for (int i = 0; i < FPL_FACT_COUNT; i++) {
        rank[order[i]] = (uint16_t)i;
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

/* ---- the sparse set ---- */

static const struct fpl_fact unknown_fact;

static void note(const struct fpl_facts *facts, enum fpl_fact_id id) {
    if (facts->asked) {
        facts->asked->bits[(unsigned)id / 64] |= UINT64_C(1) << ((unsigned)id % 64);
    }
}

int fpl_fact_was_asked(const struct fpl_facts_asked *asked, enum fpl_fact_id id) {
    return (asked->bits[(unsigned)id / 64] >> ((unsigned)id % 64)) & 1;
}

/* Its place, or -1. */
static int place_of(const struct fpl_facts *facts, enum fpl_fact_id id) {
    int place = facts->place[id];
    return place < facts->count && facts->id[place] == (uint16_t)id ? place : -1;
}

void fpl_facts_clear(struct fpl_facts *facts) {
    facts->count = 0;
}

void fpl_facts_copy(const struct fpl_facts *facts, struct fpl_facts *out) {
    out->count = facts->count;
    out->asked = facts->asked;
    for (int i = 0; i < facts->count; i++) {
        out->id[i] = facts->id[i];
        out->fact[i] = facts->fact[i];
        out->place[facts->id[i]] = (uint16_t)i;
    }
}

const struct fpl_fact *fpl_fact_of(const struct fpl_facts *facts, enum fpl_fact_id id) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    note(facts, id);
    int place = place_of(facts, id);
    return place < 0 ? &unknown_fact : &facts->fact[place];
}

void fpl_fact_forget(struct fpl_facts *facts, enum fpl_fact_id id) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    int place = place_of(facts, id), last = facts->count - 1;
    if (place < 0) {
        return;
    }
    facts->id[place] = facts->id[last];
    facts->fact[place] = facts->fact[last];
    facts->place[facts->id[place]] = (uint16_t)place;
    facts->count = last;
}

void fpl_fact_put(struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_fact *fact) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    if (!fact->known) {
        fpl_fact_forget(facts, id);
        return;
    }
    int place = place_of(facts, id);
    if (place < 0) {
        FPL_ASSERT(facts->count < FPL_FACTS_MAX);
        place = facts->count++;
        facts->id[place] = (uint16_t)id;
        facts->place[id] = (uint16_t)place;
    }
    facts->fact[place] = *fact;
}

void fpl_fact_freeze(struct fpl_facts *facts, enum fpl_fact_id id) {
    int place = place_of(facts, id);
    if (place >= 0) {
        facts->fact[place].frozen = 1;
    }
}

/* ---- setters and getters ---- */

static void put(struct fpl_facts *facts, enum fpl_fact_id id, enum fpl_fact_type type, const struct fpl_fact *fact) {
    FPL_ASSERT(id_is_ours(id));
    FPL_ASSERT(rows[id].type == (uint8_t)type);
    fpl_fact_put(facts, id, fact);
}

static const struct fpl_fact *fact_for_read(const struct fpl_facts *facts, enum fpl_fact_id id,
                                            enum fpl_fact_type type) {
    FPL_ASSERT(id_is_ours(id));
    FPL_ASSERT(rows[id].type == (uint8_t)type);
    return fpl_fact_of(facts, id);
}

void fpl_fact_set_money(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_money m) {
    put(facts, id, FPL_FACT_MONEY,
        &(struct fpl_fact){.known = 1, .book = FPL_SOURCE_NONE, .v.num = fpl_money_minor(m)});
}

void fpl_fact_set_int(struct fpl_facts *facts, enum fpl_fact_id id, int64_t n) {
    put(facts, id, FPL_FACT_INT, &(struct fpl_fact){.known = 1, .book = FPL_SOURCE_NONE, .v.num = n});
}

void fpl_fact_set_date(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_date d) {
    put(facts, id, FPL_FACT_DATE,
        &(struct fpl_fact){.known = !fpl_date_is_none(d), .book = FPL_SOURCE_NONE, .v.num = d.day});
}

void fpl_fact_set_text(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_str text) {
    put(facts, id, FPL_FACT_TEXT, &(struct fpl_fact){.known = text.n > 0, .book = FPL_SOURCE_NONE, .v.text = text});
}

void fpl_fact_set_ratio(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_ratio r) {
    FPL_ASSERT(r.den > 0);
    put(facts, id, FPL_FACT_RATIO, &(struct fpl_fact){.known = 1, .book = FPL_SOURCE_NONE, .v.ratio = r});
}

void fpl_fact_set_bool(struct fpl_facts *facts, enum fpl_fact_id id, int yes) {
    put(facts, id, FPL_FACT_BOOL, &(struct fpl_fact){.known = 1, .book = FPL_SOURCE_NONE, .v.num = yes != 0});
}

void fpl_fact_source(struct fpl_facts *facts, enum fpl_fact_id id, int32_t book, int64_t seq) {
    FPL_ASSERT(facts != NULL && id_is_ours(id));
    FPL_ASSERT((book >= 0 && seq >= 0) || ((book == FPL_SOURCE_NONE || book == FPL_SOURCE_COMMAND) && seq == 0));
    int place = place_of(facts, id);
    if (place >= 0) {
        facts->fact[place].book = book;
        facts->fact[place].seq = seq;
    }
}

int fpl_fact_known(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_fact_of(facts, id)->known != 0;
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

/* Is the fact at this place to be written? */
static int is_written(const struct fpl_facts *facts, int place) {
    const struct fpl_fact *fact = &facts->fact[place];
    if (fact->book == FPL_SOURCE_COMMAND) {
        return 0;
    }
    return !facts->asked || fact->frozen || fpl_fact_was_asked(facts->asked, (enum fpl_fact_id)facts->id[place]);
}

void fpl_facts_write(const struct fpl_facts *facts, struct fpl_json_out *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    const uint16_t *by_name = fpl_facts__order();
    uint64_t wanted[(FPL_FACT_COUNT + 63) / 64] = {0}; /* by rank of the name */
    for (int i = 0; i < facts->count; i++) {
        if (is_written(facts, i)) {
            wanted[rank[facts->id[i]] / 64] |= UINT64_C(1) << (rank[facts->id[i]] % 64);
        }
    }
    fpl_json_object(out);
    for (size_t word = 0; word < sizeof wanted / sizeof wanted[0]; word++) {
        for (uint64_t bits = wanted[word]; bits != 0; bits &= bits - 1) {
            uint16_t id = by_name[word * 64 + (size_t)__builtin_ctzll(bits)];
            const struct fpl_fact *fact = &facts->fact[facts->place[id]];
            FPL_ASSERT(fact->book >= 0); /* it was read somewhere */
            fpl_json_key(out, rows[id].name);
            fpl_json_array(out);
            write_value(out, (enum fpl_fact_type)rows[id].type, fact);
            fpl_json_int(out, fact->book);
            fpl_json_int(out, fact->seq);
            fpl_json_end(out);
        }
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
    facts.count = 0;
    facts.asked = NULL;
    for (const struct fpl_json *key = fpl_json_first(object); key != NULL;) {
        const struct fpl_json *value = fpl_json_next(object, key);
        int id = fpl_fact_find(key->str);
        if (id < 0 || facts.count == FPL_FACTS_MAX) {
            return fpl_fail_text(error, FPL_E_JSON, key->str.p, key->str.n);
        }
        struct fpl_fact fact = {.known = 1, .book = FPL_SOURCE_NONE};
        if (value->type != FPL_JSON_ARRAY || !read_source(value, &fact) ||
            !fpl_fact__read(fpl_json_at(value, 0), (enum fpl_fact_type)rows[id].type, &fact)) {
            return fpl_fail_text(error, FPL_E_JSON, key->str.p, key->str.n);
        }
        facts.place[id] = 0; /* so far of no value; see place_of */
        fpl_fact_put(&facts, (enum fpl_fact_id)id, &fact);
        key = fpl_json_next(object, value);
    }
    fpl_facts_copy(&facts, out);
    return FPL_OK;
}
