#ifndef FUNDPOOL_FACT_H
#define FUNDPOOL_FACT_H
/* The facts a decision reads, by name and type: what predicates test and what deciders compute with. A record keeps its
 * command, and the facts that were read from books with where they were read; both together are all the facts it was
 * decided on, so that the decision can be run again for ever. A missing fact is UNKNOWN, never zero or false. */
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

enum { FPL_SOURCE_NONE = -1 /* not given yet */, FPL_SOURCE_COMMAND = -2 /* the command itself */ };
struct fpl_fact {
    uint8_t known;  /* 0 = UNKNOWN */
    uint8_t frozen; /* 1: kept in the record even if its decision does not ask for it: later decisions will */
    int32_t book;   /* source: book and seq of the record it was read from, or the book's log size for a sum; or one of
                       the above */
    int64_t seq;
    union {
        int64_t num; /* MONEY minor, INT, DATE day, BOOL */
        struct fpl_ratio ratio;
        struct fpl_str text; /* borrowed */
    } v;
};

#define FPL_FACTS_MAX 512 /* known facts of one decision (asserted) */
struct fpl_facts_asked {  /* which facts a decider has asked for, known or not */
    uint64_t bits[(FPL_FACT_COUNT + 63) / 64];
};
/* The known facts of one decision. {0}-filled is valid: all unknown. What setting, copying and clearing cost depends on
 * the facts that are known, not on how many kinds of facts there are. */
struct fpl_facts {
    int count;
    struct fpl_facts_asked *asked; /* NULL: not noted; else every getter notes the fact here */
    uint16_t id[FPL_FACTS_MAX];
    struct fpl_fact fact[FPL_FACTS_MAX];
    uint16_t place[FPL_FACT_COUNT]; /* place of a fact in id[] and fact[]; believed only where id[] says the same */
};

void fpl_facts_clear(struct fpl_facts *facts);                             /* all unknown; `asked` stays */
void fpl_facts_copy(const struct fpl_facts *facts, struct fpl_facts *out); /* `asked` with them */
/* The fact as it is known; never NULL: an unknown one has known = 0. Notes that it was asked for. */
const struct fpl_fact *fpl_fact_of(const struct fpl_facts *facts, enum fpl_fact_id id);
void fpl_fact_put(struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_fact *fact); /* unknown: forgets */
void fpl_fact_forget(struct fpl_facts *facts, enum fpl_fact_id id);
void fpl_fact_freeze(struct fpl_facts *facts, enum fpl_fact_id id); /* no effect on an unknown one */
int fpl_fact_was_asked(const struct fpl_facts_asked *asked, enum fpl_fact_id id);

const char *fpl_fact_name(enum fpl_fact_id id);
enum fpl_fact_type fpl_fact_type(enum fpl_fact_id id);
const char *fpl_fact_title(enum fpl_fact_id id, int zh);
int fpl_fact_find(struct fpl_str name); /* -1 if none */

/* Setters; the source is none until fpl_fact_source gives it. */
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

/* Canonical form in a record: an object name → [value, book, seq] of the facts that were read from books, in byte order
 * of names. Facts of the command are left out, because the command stands beside them. With facts->asked only those are
 * written that the decision asked for, and frozen ones. A known fact without a source is a defect (asserted). DATE as
 * "YYYY-MM-DD", RATIO as "n/d" in lowest terms ("3" when whole), MONEY and INT as integers, or as decimal text past
 * +-(2^53-1), which only a sum can reach. */
void fpl_facts_write(const struct fpl_facts *facts, struct fpl_json_out *out);
/* FPL_E_JSON for an unknown name, a wrong type or a value without its source. Texts borrow from the document. */
FPL_MUST_CHECK enum fpl_status fpl_facts_read(const struct fpl_json *object, struct fpl_facts *out,
                                              struct fpl_error *error);

/* All facts that a record was decided on: those it keeps, those its command says, and those that follow from the
 * command, the day it occurred, the day it was recorded and the pack. */
struct fpl_pack;
struct fpl_decided {
    struct fpl_str kind;         /* "loan.registered"; one that comes from a decider */
    const struct fpl_json *body; /* "cmd", "dec" and "occ" are read */
    struct fpl_date today;       /* day of the record's t at the ledger's offset */
    const struct fpl_pack *pack; /* the one its decision names; NULL: none */
};
struct fpl_fact_keys { /* memory behind keys that are put together from several fields */
    char bytes[3072];  /* a shared spelling of 64 bytes has at most 704 */
};
/* Texts borrow from the body, keys stand in *keys. FPL_E_JSON (arg 0 = the fact, "cmd", "cmd.<field>", "occ" or the
 * kind) for a malformed command or fact, a fact that both the command and the record's kept facts give, and a day that
 * is not the command's; *out is then unchanged. Whether the days stand in order is asked where a record is made. */
FPL_MUST_CHECK enum fpl_status fpl_facts_of_record(const struct fpl_decided *record, struct fpl_fact_keys *keys,
                                                   struct fpl_facts *out, struct fpl_error *error);

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
