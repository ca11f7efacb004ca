#ifndef LEDGER_VERIFY_VERIFY_H
#define LEDGER_VERIFY_VERIFY_H
/* Shared between the files of this room. The evidence pass trusts nothing but record and opening: charts, packs,
 * currencies and closed periods come from the records it has already checked, never from derived tables. */
#include "fundpool/pack.h"
#include "fundpool/verify.h"
#include "ledger/general/people.h"
#include "ledger/journal/journal.h"
#include "ledger/journal/map.h"

struct fpl_verify__registry;
struct fpl_verify__maker;
struct fpl_verify__ahead;
struct fpl_verify__row { /* of an import: a record that a chunk has yet to tell of */
    int64_t sub, row, number;
    int64_t told;    /* what its answer tells beside the receipt; 0: nothing */
    char series[40]; /* of its voucher; "": none */
};
struct fpl_verify__rows {
    struct fpl_verify__row *row;
    size_t n, cap;
};
struct fpl_verify__going { /* rounds of imports that have begun and not ended in the book at hand */
    struct fpl_verify__round {
        int64_t sub, hi; /* seq of its import.began; the last row that its chunks have told of */
        const struct fpl_command_spec *spec;
        int take_on;
        char by[65], role[16], checker[65];
        struct fpl_auth auth[2]; /* how they were known */
    } * round;
    size_t n, cap;
};
#define FPL_VERIFY_SCANS 16
struct fpl_verify__run {
    struct fpl_session *session;
    struct fpl_verify_report *report;
    fpl_progress progress;
    void *ctx;
    int64_t done, total; /* records, for the progress callback */
    int64_t salts_held;  /* FPL_VERIFY_SALTS_HELD, or what a test asks for */
    int64_t now;         /* the clock of verification */
    int64_t agreements;  /* state pass: items of them folded so far */
    /* state pass: kinds of the items that some source looks up by the beginning of their keys. They are stored before
     * the next such look-up. */
    struct fpl_str scanned[FPL_VERIFY_SCANS];
    int scans;
    int lookups_pending;                   /* state pass: such items are in the write set */
    struct fpl_verify__registry *registry; /* what the registry's records have added up to so far in this pass */
    struct fpl_verify__maker *maker;       /* state pass: for the record at hand */
    char origin[FPL_ORIGIN_BYTES_MAX + 1]; /* state pass: of the ledger, as its first record says */
    char code[65];                         /* state pass: of the book at hand, and below */
    char currency[8];
    enum fpl_book_kind kind;
    struct fpl_date opened;
    int32_t next_book; /* number that the next book gets */
    struct fpl_verify__rows rows;
    struct fpl_verify__going going;
    struct fpl_map uids; /* state pass: of every book opened so far */
    unsigned passes;
    struct fpl_verify__ahead
        *ahead; /* the fold waits for it; NULL: evidence was looked at before, or is not asked for */
    struct fpl_verify__ahead *tells; /* the evidence pass tells it how far it has come */
    struct fpl_error *error;
};
/* Names the first difference and answers FPL_E_TAMPERED; a difference already named stays. */
enum fpl_status fpl_verify__differs(struct fpl_verify__run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void fpl_verify__step(struct fpl_verify__run *run); /* one more record is done */
/* Which kinds are looked up by a beginning, as the declarations of the catalogue say. */
void fpl_verify__find_scanned(struct fpl_verify__run *run);
/* The origin of a log, as its first record says. */
FPL_MUST_CHECK enum fpl_status fpl_verify__origin(struct fpl_session *session, int32_t book,
                                                  char out[FPL_ORIGIN_BYTES_MAX + 1], struct fpl_error *error);
/* The book whose first record names the origin; -1 if none. */
FPL_MUST_CHECK enum fpl_status fpl_verify__find_origin(struct fpl_session *session, const char *origin, int32_t *out,
                                                       struct fpl_error *error);

/* No book here has this origin: FPL_E_TAMPERED, or FPL_E_OTHER_LEDGER if it is of another ledger. */
FPL_MUST_CHECK enum fpl_status fpl_verify__lacks(struct fpl_verify__run *run, const char *origin);

/* ---- documents adopted in the registry ---- */
struct fpl_verify__document {
    char kind[16], key[96];
    struct fpl_hash hash; /* SHA-256 of the JSON */
    int64_t seq;
    struct fpl_pack *pack; /* parsed on first use */
    struct fpl_profile *profile;
    struct fpl_limit_rule *limits;
};
struct fpl_verify__closing { /* names alone are not enough from that day on */
    struct fpl_date from;
    int64_t seq;
};
struct fpl_verify__registry {
    struct fpl_verify__document *document;
    size_t documents, document_cap;
    char (*currency)[4];
    size_t currencies, currency_cap;
    struct fpl_tenure *tenure; /* changes of roles, and the enrolments of administrators */
    size_t tenures, tenure_cap;
    struct fpl_verify__closing *closing;
    size_t closings, closing_cap;
    int64_t size; /* records */
    int64_t *t;   /* evidence pass: of each record, that no record of a book is older than the registry it rests on */
    size_t t_cap;
};
/* Notes the time of the registry's next record. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_verify__registry_time(struct fpl_verify__run *run,
                                                         struct fpl_verify__registry *registry, int64_t t);
void fpl_verify__registry_release(struct fpl_verify__registry *registry);
/* Takes what one registry record adds. */
FPL_MUST_CHECK enum fpl_status fpl_verify__registry_add(struct fpl_verify__run *run,
                                                        struct fpl_verify__registry *registry, int64_t seq,
                                                        const struct fpl_json *body);
struct fpl_verify__document *fpl_verify__document_of(struct fpl_verify__registry *registry, const char *kind,
                                                     struct fpl_str key); /* NULL if none */
struct fpl_verify__document *fpl_verify__pack_of(struct fpl_verify__registry *registry, struct fpl_str hash_hex);
int fpl_verify__has_currency(const struct fpl_verify__registry *registry, struct fpl_str code);
/* Its JSON, parsed into session->doc2; FPL_E_CORRUPT if the record holds none. */
FPL_MUST_CHECK enum fpl_status fpl_verify__document_json(struct fpl_verify__run *run,
                                                         const struct fpl_verify__document *document,
                                                         struct fpl_str *out);

/* ---- one body against the books' rules ---- */
struct fpl_verify__voucher { /* last number of a month and word */
    char month[12], word[32];
    int64_t number;
};
struct fpl_verify__book {
    int32_t id;
    char uid[33], code[65], currency[8];
    int64_t n, t, reg; /* next seq; time and registry size of the last record */
    enum fpl_book_kind kind;
    struct fpl_date opened;
    struct fpl_period closed; /* year 0: none */
    struct fpl_chart chart;
    struct fpl_map account; /* code → const struct fpl_account *, of the chart */
    struct {                /* the date last read: entries come by the day */
        char text[10];
        struct fpl_date date;
    } day;
    struct fpl_verify__voucher *voucher;
    size_t vouchers, voucher_cap, voucher_last;
    struct fpl_json_doc reversed; /* body of an entry that is reversed */
};
/* The keys of a body, in byte order. */
enum fpl_body_key {
#define FPL_BODY_KEY(name) FPL_BODY_##name,
#define FPL_BODY_KEYS_ALL                                                                                              \
    FPL_BODY_KEY(act)                                                                                                  \
    FPL_BODY_KEY(att)                                                                                                  \
    FPL_BODY_KEY(auth)                                                                                                 \
    FPL_BODY_KEY(chk)                                                                                                  \
    FPL_BODY_KEY(cmd)                                                                                                  \
    FPL_BODY_KEY(dec)                                                                                                  \
    FPL_BODY_KEY(ev)                                                                                                   \
    FPL_BODY_KEY(i)                                                                                                    \
    FPL_BODY_KEY(memo)                                                                                                 \
    FPL_BODY_KEY(occ)                                                                                                  \
    FPL_BODY_KEY(p)                                                                                                    \
    FPL_BODY_KEY(per)                                                                                                  \
    FPL_BODY_KEY(post)                                                                                                 \
    FPL_BODY_KEY(reg)                                                                                                  \
    FPL_BODY_KEY(rev)                                                                                                  \
    FPL_BODY_KEY(rk)                                                                                                   \
    FPL_BODY_KEY(vno)                                                                                                  \
    FPL_BODY_KEY(x)                                                                                                    \
    FPL_BODY_KEY(y)
    FPL_BODY_KEYS_ALL
#undef FPL_BODY_KEY
        FPL_BODY_KEYS
};
struct fpl_verify__record {
    int64_t seq, t;
    struct fpl_str kind;
    const struct fpl_json *body;
    const struct fpl_json *field[FPL_BODY_KEYS]; /* of the body; NULL where absent */
};
void fpl_verify__fields(struct fpl_verify__record *record); /* fills field from body */
FPL_MUST_CHECK enum fpl_status fpl_verify__book_begin(struct fpl_verify__run *run,
                                                      struct fpl_verify__registry *registry,
                                                      struct fpl_verify__book *book, const struct fpl_json *body);
void fpl_verify__book_release(struct fpl_verify__book *book);
FPL_MUST_CHECK enum fpl_status fpl_verify__body(struct fpl_verify__run *run, struct fpl_verify__registry *registry,
                                                struct fpl_verify__book *book, const struct fpl_verify__record *record);

/* Parse document->pack, ->profile or ->limits on their first use. */
FPL_MUST_CHECK enum fpl_status fpl_verify__load_pack(struct fpl_verify__run *run,
                                                     struct fpl_verify__document *document);
FPL_MUST_CHECK enum fpl_status fpl_verify__load_profile(struct fpl_verify__run *run,
                                                        struct fpl_verify__document *document);
FPL_MUST_CHECK enum fpl_status fpl_verify__load_limits(struct fpl_verify__run *run,
                                                       struct fpl_verify__document *document);

/* ---- salts ---- */
#define FPL_VERIFY_SALTS_HELD (1 << 20) /* values of eight bytes at a time; sorting takes as much again */
struct fpl_verify__salts {
    uint64_t *value; /* held: the first bytes of salts */
    size_t n, cap, most;
    struct fpl_store *lists; /* NULL: all are held */
    int64_t *list;           /* how many values each list has */
    int32_t count;
};
void fpl_verify__salts_begin(struct fpl_verify__salts *salts, int64_t most); /* most: held at a time */
/* Takes the salt of one opening, FPL_SALT_BYTES of it. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_verify__salt(struct fpl_verify__run *run, struct fpl_verify__salts *salts,
                                                const char *salt);
/* All of them have been taken: names one that is used twice. */
FPL_MUST_CHECK enum fpl_status fpl_verify__salts_end(struct fpl_verify__run *run, struct fpl_verify__salts *salts);
void fpl_verify__salts_release(struct fpl_verify__salts *salts);

/* ---- passes ---- */
FPL_MUST_CHECK enum fpl_status fpl_verify__evidence(struct fpl_verify__run *run);
FPL_MUST_CHECK enum fpl_status fpl_verify__state(struct fpl_verify__run *run);
/* Every row is found under its key. Together with the state pass. */
FPL_MUST_CHECK enum fpl_status fpl_verify__intact(struct fpl_verify__run *run);
/* ---- the evidence pass beside the fold (ahead.c) ---- */
/* Starts it through a session of its own; NULL if there is none to be had of the same commit: then one pass follows the
 * other. */
struct fpl_verify__ahead *fpl_verify__start_ahead(const struct fpl_verify__run *run);
/* Waits for its end and takes it into run->report and run->error. What it found comes before what the fold did. */
FPL_MUST_CHECK enum fpl_status fpl_verify__end_ahead(struct fpl_verify__run *run, enum fpl_status folded);
/* The evidence pass: this record is true. */
void fpl_verify__checked(struct fpl_verify__run *run, int32_t book, int64_t seq);
/* The fold: waits until this record is found true. FPL_E_TAMPERED if it will not be; fpl_verify__end_ahead says why. */
FPL_MUST_CHECK enum fpl_status fpl_verify__await(struct fpl_verify__run *run, int32_t book, int64_t seq);

/* Folds every record into the derived tables of `to` (which must be empty): totals, items, tallies, tiles, heads, and
 * the posting index up to the mark of each book that indexed() names. Write sets are flushed in batches, so that memory
 * does not grow with the ledger. */
struct fpl_verify__refold {
    struct fpl_verify__run *run;
    struct fpl_store *to;
    const int64_t *indexed; /* by book */
    int32_t books;
    /* Called before a record is folded, with the state of everything before it; may be NULL. */
    enum fpl_status (*look)(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                            const struct fpl_verify__record *record);
};
FPL_MUST_CHECK enum fpl_status fpl_verify__refold(struct fpl_verify__refold *refold);
/* Keys that act once in the ledger, against that state, books before this one included. */
FPL_MUST_CHECK enum fpl_status fpl_verify__keys(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                                const struct fpl_verify__record *record);
/* What a record claims about the state before it, against that state: keys that may be consumed once, and the digest of
 * the totals that a period was closed with. */
FPL_MUST_CHECK enum fpl_status fpl_verify__claims(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                                  const struct fpl_verify__record *record);
/* The record made again from its command and that state, byte for byte (remake.c). */
FPL_MUST_CHECK enum fpl_status fpl_verify__remake(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                                  const struct fpl_verify__record *record);
/* Notes a record that is a row of an import. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_verify__note_row(struct fpl_verify__run *run,
                                                    const struct fpl_verify__record *record);
/* At a book's end: every record that is a row has been told of. */
FPL_MUST_CHECK enum fpl_status fpl_verify__rows_told(struct fpl_verify__run *run, int32_t book);
/* Number of books (last id + 1) and the posting-index mark of each, from the heads; a mark that cannot be is the size.
 */
FPL_MUST_CHECK enum fpl_status fpl_verify__marks(struct fpl_verify__run *run, int64_t **out, int32_t *books);
/* Collects the perfect nodes of a growing tree into tiles and hands over each full one. */
#define FPL_VERIFY_TILE_LEVELS 5 /* 2^40 leaves, more than a book may have */
struct fpl_verify__tiles {
    enum fpl_status (*full)(void *ctx, int level, int64_t idx, const uint8_t hashes[FPL_TILE_BYTES]);
    void *ctx;
    enum fpl_status status; /* first answer of full() that is not FPL_OK */
    uint8_t open[FPL_VERIFY_TILE_LEVELS][FPL_TILE_BYTES];
};
void fpl_verify__tile_node(void *tiles, int level, uint64_t index, const struct fpl_hash *hash); /* fpl_node_emit */

#endif
