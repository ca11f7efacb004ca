#ifndef FUNDPOOL_TESTS_FORGER_H
#define FUNDPOOL_TESTS_FORGER_H
/* A forger of the whole file: he changes one value of one record and makes commitment, leaf, tree, head and every
 * derived table right again. */
#include "desk_world.h"

#define FORGER_PATH 96

/* An honest ledger in which every kind of the catalogue stands at least once, made through the desk alone. */
void forger_story(struct city *city);

struct forger_value {       /* one value of a body, and where it stands in the body's bytes */
    char path[FORGER_PATH]; /* "cmd.bank", "p.*.amount", "i.loan.data.st", "dec.facts.loan.mode.seq" */
    size_t at, n;
    size_t member_at, member_n; /* with its key and a comma: what is cut out to remove it */
    enum fpl_json_type type;
    int64_t num;          /* of a number */
    int in_list, members; /* members: of an object */
};
struct forger_record {
    int32_t book;
    int64_t seq;
    char kind[48]; /* "party.registered (on the way)" where a kind comes in two forms */
    struct fpl_leaf leaf;
    struct fpl_buf body;
    uint8_t salt[FPL_SALT_BYTES];
    struct forger_value *value; /* the body itself, path "", is the first */
    int values;
};
struct forger { /* a session's file and what honestly stands in it */
    struct city *city;
    struct forger_record *record;
    int records, touched; /* touched: the record that is forged at the moment; -1: none */
    struct sqlite3 *db;
};
void forger_begin(struct forger *forger, struct city *city);
void forger_end(struct forger *forger);

/* Puts this body, and this leaf with the commitment that fits, in the record's place; what was forged before is put
 * back. Answers what verification says of it: FPL_OK or FPL_E_TAMPERED. */
enum fpl_status forger_put(struct forger *forger, int record, struct fpl_str body, const struct fpl_leaf *leaf,
                           struct fpl_verify_report *report);
/* Sets columns of its row in the table `record`: "t = t - 1". */
enum fpl_status forger_set(struct forger *forger, int record, const char *columns, struct fpl_verify_report *report);
enum fpl_status forger_verify(struct world *world, struct fpl_verify_report *report);
/* Puts back what was forged. */
void forger_restore(struct forger *forger);

/* Appends a copy of the record to its book, as of now: under the registry and with the voucher number of today. */
enum fpl_status forger_append(struct forger *forger, int record, struct fpl_verify_report *report);
/* Takes it away again. */
void forger_cut(struct forger *forger, int record);
/* Takes the last n records of a book away for good, as if they had never been. */
void forger_shorten(struct forger *forger, int32_t book, int n);
/* The first record of the kind; it must be there. */
int forger_record_of(const struct forger *forger, const char *kind);
/* Puts `to` for the first `from` in the body of that record: verification must name a record. */
void forger_replace(struct forger *forger, const char *kind, const char *from, const char *to);
/* Gives the record another's salt for good, and the commitment that fits. */
void forger_salt(struct forger *forger, int record, int from);

/* Every forgery of one value: other values of its type, values that stand at the same place of other records, another
 * type, none at all; of an object also a member that it may have and has not, and one that nobody knows. */
typedef void (*forger_cb)(void *ctx, const char *path, struct fpl_str body);
void forger_each(const struct forger *forger, int record, int value, forger_cb cb, void *ctx);

/* Parts of the honest ledger: the registry; the rules that bind a fund; money of the pool that no claim moves; what
 * comes back of a payout. */
void forger_registry(struct city *city);
void forger_rules(struct city *city);
void forger_pool_money(struct city *city);
void forger_pool_returns(struct city *city);
void forger_empty_pool(struct city *city);
void forger_import(struct city *city);

/* fpl_host.translate: what a document says is a function of its bytes alone, and a quarter of a verification's time, so
 * the JSON of the first texts is kept; those are the story's honest ones. */
enum fpl_status forger_translate(void *ctx, const char *kind, struct fpl_str source, struct fpl_buf *json,
                                 struct fpl_error *error);

#endif
