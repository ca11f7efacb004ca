#ifndef FUNDPOOL_FACT_H
#define FUNDPOOL_FACT_H
/* The facts a decision reads, by name and type: what predicates test, what deciders compute with, and what a record
 * keeps so that the decision can be run again for ever. A missing fact is UNKNOWN, never zero or false. */
#include "fundpool/date.h"
#include "fundpool/json.h"
#include "fundpool/money.h"
#include "fundpool/ratio.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fpl_fact_id {
#define FPL_FACT(id, name, type, zh, en) FPL_FACT_##id,
#include "fundpool/fact.def"
#undef FPL_FACT
    FPL_FACT_COUNT
};

enum fpl_fact_type {
    FPL_FACT_NONE = 0,
    FPL_FACT_MONEY,
    FPL_FACT_INT,
    FPL_FACT_DATE,
    FPL_FACT_TEXT,
    FPL_FACT_RATIO,
    FPL_FACT_BOOL
};

struct fpl_fact {
    uint8_t known; /* 0 = UNKNOWN */
    int32_t book;  /* source: book and seq of the record it was read from, or the book's log size for a sum; -1: the
                      command itself */
    int64_t seq;
    union {
        int64_t num; /* MONEY minor, INT, DATE day, BOOL */
        struct fpl_ratio ratio;
        struct fpl_str text; /* borrowed */
    } v;
};

struct fpl_facts { /* {0}-filled is valid: all unknown */
    struct fpl_fact fact[FPL_FACT_COUNT];
};

const char *fpl_fact_name(enum fpl_fact_id id);
enum fpl_fact_type fpl_fact_type(enum fpl_fact_id id);
const char *fpl_fact_title(enum fpl_fact_id id, int zh);
int fpl_fact_find(struct fpl_str name); /* -1 if none */

/* Setters, source = the command; fpl_fact_source changes it. */
void fpl_fact_set_money(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_money m);
void fpl_fact_set_int(struct fpl_facts *facts, enum fpl_fact_id id, int64_t n);
void fpl_fact_set_date(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_date d);
void fpl_fact_set_text(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_str text); /* borrowed; "" = unknown */
void fpl_fact_set_ratio(struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_ratio r);
void fpl_fact_set_bool(struct fpl_facts *facts, enum fpl_fact_id id, int yes);
void fpl_fact_source(struct fpl_facts *facts, enum fpl_fact_id id, int32_t book, int64_t seq);
/* Getters with the value used when unknown. */
int fpl_fact_known(const struct fpl_facts *facts, enum fpl_fact_id id);
struct fpl_money fpl_fact_money(const struct fpl_facts *facts, enum fpl_fact_id id); /* 0 if unknown */
int64_t fpl_fact_int(const struct fpl_facts *facts, enum fpl_fact_id id, int64_t unknown);
struct fpl_date fpl_fact_date(const struct fpl_facts *facts, enum fpl_fact_id id); /* FPL_DATE_NONE */
struct fpl_str fpl_fact_text(const struct fpl_facts *facts, enum fpl_fact_id id);
struct fpl_ratio fpl_fact_ratio(const struct fpl_facts *facts, enum fpl_fact_id id); /* 0/1 if unknown */
int fpl_fact_bool(const struct fpl_facts *facts, enum fpl_fact_id id, int unknown);

/* Canonical form in a record: an object name → value (command) or [value, book, seq] (read), known facts only, in byte
 * order of names. DATE as "YYYY-MM-DD", RATIO as "n/d" in lowest terms ("3" when whole), MONEY and INT as integers, or
 * as decimal text past +-(2^53-1), which only a sum can reach. */
void fpl_facts_write(const struct fpl_facts *facts, struct fpl_json_out *out);
/* FPL_E_JSON for an unknown name or a wrong type. Texts borrow from the document. */
FPL_MUST_CHECK enum fpl_status fpl_facts_read(const struct fpl_json *object, struct fpl_facts *out,
                                              struct fpl_error *error);

/* Kleene's three values. */
enum fpl_tri { FPL_FALSE = 0, FPL_TRUE = 1, FPL_UNKNOWN = 2 };

/* The only predicate evaluator. A predicate is canonical JSON: {"all":[..]} | {"any":[..]} | {"not":p} |
 * {"field":name,"op":op,"value":v} with op in = != < <= > >= in between; "between" takes [lo,hi] as the interval
 * (lo,hi], "inf" for no upper bound; "in" a list; a DATE compared with
 * {"field":..,"months":n} means that date plus n months (age rules). Money values are minor units, ratios "n/d" in
 * lowest terms or whole numbers. No expression text.
 * Checking refuses an unknown field or op, a value of the wrong type, an empty list and more than 8 levels:
 * FPL_E_PACK_INVALID, arg 0 = the place ("predicate.all[1].value"), arg 1 = what is wrong. */
FPL_MUST_CHECK enum fpl_status fpl_predicate_check(const struct fpl_json *predicate, struct fpl_error *error);
/* A predicate that passed the check. Rounds (deal.round) compare by the order SEED<ANGEL<PRE_A<A<A_PLUS<B<C<D<LATER. */
enum fpl_tri fpl_predicate_eval(const struct fpl_json *predicate, const struct fpl_facts *facts);

#ifdef __cplusplus
}
#endif
#endif
