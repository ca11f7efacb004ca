#ifndef LEDGER_JOURNAL_JOURNAL_H
#define LEDGER_JOURNAL_JOURNAL_H
/* Books, records and what is derived from them. `append` is the only way a record comes to be; `fold` is the only way
 * derived state changes, fed by append with what was just written and by replay with what is read back, so that a
 * rebuild cannot differ.
 *
 * Invariants (verify/ checks each again from the bytes):
 *   1 records of a book are numbered 0,1,2…; t never falls; leaf 0 carries the book's identity
 *   2 postings of an entry sum to zero per currency; amounts are within ±(2^53−1); negative only in reversals
 *   3 voucher numbers are consecutive per book, accounting month and word
 *   4 derived tables are a function of the records alone */
#include "fundpool/command.h"
#include "fundpool/reader.h"
#include "ledger/journal/cells.h"
#include "ledger/journal/map.h"
#include "ledger/journal/stored.h"
#include "ledger/store/store.h"

/* ---- charts ---- */
struct fpl_chart_slot { /* a code once more, so that a look-up meets no account but its own */
    char code[16];      /* filled up with zeros */
    int32_t place;      /* 1 + place in account; 0: empty */
};
struct fpl_chart {
    struct fpl_account *account; /* sorted by code */
    int count;
    struct fpl_arena_list names; /* what account[].zh and .en point at */
    struct fpl_chart_slot *slot; /* open addressing by code */
    uint32_t slots;
};
FPL_MUST_CHECK enum fpl_status fpl_chart__parse(struct fpl_str json, enum fpl_book_kind kind, struct fpl_chart *out,
                                                struct fpl_error *error);
void fpl_chart__release(struct fpl_chart *chart);
const struct fpl_account *fpl_chart__find(const struct fpl_chart *chart, struct fpl_str code); /* NULL if none */

struct fpl_kept_chart {   /* thousands of books have the same one: it is parsed once a session */
    struct fpl_hash body; /* the commitment of the record that adopted it */
    enum fpl_book_kind kind;
    struct fpl_chart chart;
    struct fpl_kept_chart *next;
};

/* ---- books and the session ---- */
struct fpl_open_book { /* a book as the session holds it */
    struct fpl_book info;
    struct fpl_chart chart; /* the session's, which keeps it */
    struct fpl_date opened;
    int scale;            /* decimals of its currency */
    struct fpl_head head; /* as of the open transaction */
    int head_loaded, head_dirty, born /* founded in the open transaction */;
    uint8_t tile[FPL_TILE_BYTES]; /* leaf hashes of the open tile, known from place tile_from on */
    int tile_from;                /* 256: none known; -1: forget at the next append */
    struct fpl_period closed;     /* last closed period; year 0: none */
    int closed_loaded;
    struct fpl_cell_line **plain; /* by place in the chart: the line of the account alone; NULL: not met yet */
    uint64_t plain_at;            /* resets of the write set that they belong to */
    int32_t *plain_no;            /* 1 + the number of that line, once it has been found stored; 0: not known */
    struct {                      /* the voucher number given last in the open transaction */
        struct fpl_period month;  /* month 0: not known */
        const char *word;         /* as the draft gave it */
        int64_t number;
    } voucher;
};

struct fpl_item_value {
    int64_t seq0, seq;
    struct fpl_str data;
    uint32_t place;        /* where it stands in the map */
    uint8_t exists, dirty; /* exists: a row is in the store */
    uint8_t written;       /* by this transaction, or one before it that this one carries on */
    uint8_t whole;         /* one of a kind that is known as a whole */
};
struct fpl_tally_value {
    int64_t amount, count;
};
#define FPL_SUM_RANGES 4
struct fpl_sum_value { /* sums of one tally already asked for in this transaction, kept up to date by fold */
    int n;
    struct {
        struct fpl_date from, to;
        struct fpl_tally_value sum;
    } range[FPL_SUM_RANGES];
};
#define FPL_BALANCES 8
struct fpl_known_balance { /* of an account over all parties, own currency: what is stored and what this transaction
                              adds */
    int32_t book;
    char account[16];
    size_t account_n;
    int64_t sum;
};
struct fpl_known_count { /* the stored count of one tally and day over all books, as it was asked for last */
    int known;
    int32_t day;
    char name[32], scope[160];
    int64_t stored;
};
#define FPL_ABSENT_KINDS  8
#define FPL_ABSENT_SHARED INT32_MAX /* in place of a book: numbered states, which stand in the table `request` */
struct fpl_absent_kind {            /* keys of a kind that may be stored: three of its bits are set for each */
    int32_t book;                   /* -1: none yet */
    char kind[32];
    int64_t asked;       /* look-ups that found nothing */
    struct fpl_buf upto; /* the stored keys up to this one are in it */
    uint64_t *bits;      /* NULL: too few have been asked for */
    int is_whole;        /* all stored keys are in it */
};
struct fpl_absent {        /* what is known not to be stored, so that it needs no question (absent.c) */
    struct fpl_map newest; /* (book, kind, beginning of a key) to the greatest stored key */
    struct fpl_map shared; /* the same of numbered states */
    struct fpl_absent_kind kind[FPL_ABSENT_KINDS];
    int many; /* an import, a fold of everything: to learn pays from the first look-up on */
};
#define FPL_WHOLE_KINDS 2
#define FPL_FEW_DIRTY   32
struct fpl_writeset { /* keys: book (4 bytes big-endian) then the row's own key */
    struct fpl_cells total;
    struct fpl_map item, sum;
    struct fpl_map request; /* keys asked for or used in this transaction; not carried to the next */
    struct fpl_map tally;   /* what this transaction adds, by book, name, scope and day */
    struct fpl_absent absent;
    struct { /* kinds of items that are here as a whole: what is not here is not stored */
        int32_t book;
        const char *kind;
    } whole[FPL_WHOLE_KINDS];
    int wholes;
    struct { /* entries of these maps, from the first on, that are known to be of watched books */
        size_t item, sum, newest;
    } watched;
    uint32_t dirty[FPL_FEW_DIRTY]; /* places of the dirty items in their map, as long as they are few */
    int dirties;                   /* how many there are; beyond FPL_FEW_DIRTY all are looked through */
    uint64_t resets;               /* lines found before the last one are gone */
    struct {                       /* number for the next new line of a book */
        int32_t book;              /* -1: not asked for */
        int64_t no;
    } next_line;
    struct fpl_known_balance balance[FPL_BALANCES]; /* asked for so far, kept up to date by fold */
    int balances;
    struct fpl_known_count count;
    int32_t lines_of; /* book whose stored lines are all in total.line; -1: of none */
    struct {
        int32_t book;
        int times; /* that the store was asked for one line of this book, and of no other in between */
    } asked;
    struct fpl_buf key, text; /* scratch */
};

struct fpl_pending_index { /* places of postings of records [from, to), all of one span, that an import has appended
                            */
    int32_t book;          /* -1: none */
    int64_t from, to;
    struct fpl_keyed *row; /* key: place of the account in the chart; at: seq within its span, day, line */
    size_t n, cap;
};

struct fpl_tile_roots { /* of the tiles [first, next) of a book, all within one tile of the level above */
    int32_t book;       /* -1: none */
    int64_t first, next;
    uint8_t hash[FPL_TILE_BYTES];
};

struct fpl_limits { /* of fundpool/limits.h; tests set smaller ones */
    int64_t import_rows, imports, refused_rows, refusals;
    int64_t lines; /* of a book, FPL_LINES_MAX */
    int64_t salts; /* that verification holds at a time; 0: as many as ledger/verify says */
};

#define FPL_KNOWN_USERS 8
/* What a user may do on a day, as the registry of `size` records says: a clerk's next command need not ask again. */
struct fpl_known_user {
    char id[65], party[65]; /* id "": the place is free */
    struct fpl_date day;
    int64_t size;
    unsigned roles;
};

/* A book of a list, and the leaf that its first record opened. */
struct fpl_listed {
    struct fpl_book book;
    char leaf[FPL_LEAF_BYTES];
    size_t leaf_n;
};

struct fpl_session {
    struct fpl_store *store;
    struct fpl_host host;
    struct fpl_hasher *hasher;
    enum fpl_mode mode;
    char lang[3];
    char origin[FPL_ORIGIN_BYTES_MAX + 1];
    int32_t offset_minutes;
    int trial;                       /* made to try things on */
    int rehearses;                   /* on a copy that is dropped: nothing of it is recorded */
    int64_t last_t;                  /* of the newest record, when the session was opened */
    int64_t stored_t;                /* of the newest stored record of any book, once times_known */
    int times_known, times_expected; /* expected: this transaction will see, once it has begun, that none is later */
    struct fpl_open_book **book;     /* by id; NULL: not loaded */
    int32_t book_cap;
    struct fpl_writeset set;
    struct fpl_json_doc doc, doc2; /* scratch parsers */
    struct fpl_buf body, read;     /* scratch writers */
    struct fpl_pending_index pending;
    struct fpl_tile_roots roots; /* of tiles that this session has filled, so that they are not read again */
    struct fpl_known_leaves known[FPL_KNOWN_TILES];
    struct fpl_checked_records checked;
    /* Of each posting of a draft, once checked: its account's place in the chart, its line. */
    int32_t place[FPL_COMMAND_LINES_MAX];
    struct fpl_cell_line *line[FPL_COMMAND_LINES_MAX];
    uint8_t entropy[4096]; /* salts are cut from this */
    size_t entropy_left;
    void *desk; /* the desk's caches; released by it */
    void (*desk_free)(void *desk);
    int64_t moment;    /* what the clock said when it was held */
    int held;          /* within this transaction, until it is held anew */
    int32_t last_book; /* -2: not asked for in this transaction */
    int depth;         /* 1 while a transaction of ours is open */
    struct fpl_kept_chart *charts;
    struct fpl_writes writes;  /* what it may append to */
    int32_t born;              /* and books from this id on, which it has made itself */
    struct fpl_map id_of_code; /* of books asked for so far: int32_t */
    /* Set when append failed after its first INSERT: the transaction holds half a record, so append and commit answer
     * this error until rollback. status FPL_OK: not abandoned. */
    struct fpl_error abandoned;
    int carried; /* what is known of the books and their state holds beyond the last commit, if nobody came between */
    int64_t appended; /* records begun since it was opened, those taken back included */
    int bulk;         /* an import is running: the posting index is brought up at its end */
    struct fpl_limits limits;
    struct fpl_listed *listed; /* by id: what the first record of each book says, once it has been found true */
    int32_t listed_n, lists;   /* lists: how often all were asked for */
    struct fpl_known_user user[FPL_KNOWN_USERS]; /* asked for last, in turn */
    unsigned next_user;
};

/* To read, or to write to whatever book: to make a ledger, to rebuild one. */
FPL_MUST_CHECK enum fpl_status fpl_journal__begin(struct fpl_session *session, int write, struct fpl_error *error);
/* To write to the books of these codes ("" and "registry": book 0) and to no other: append refuses that as a fault of
 * ours (FPL_E_BUG). A code that no book has is left out; whoever looks at the command says so. */
FPL_MUST_CHECK enum fpl_status fpl_journal__begin_books(struct fpl_session *session, const struct fpl_str *code, int n,
                                                        struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_journal__begin_writes(struct fpl_session *session, const struct fpl_writes *writes,
                                                         struct fpl_error *error); /* NULL: to read */
void fpl_journal__name_book(struct fpl_session *session, int32_t id); /* made in this transaction, as those after it */
int fpl_journal__may_write(const struct fpl_session *session, int32_t id);
/* Flushes the write set, then COMMIT. A transaction that append has abandoned is rolled back, and its failure answered.
 */
FPL_MUST_CHECK enum fpl_status fpl_journal__commit(struct fpl_session *session, struct fpl_error *error);
/* The failure that abandoned the open transaction, FPL_OK if none has. */
FPL_MUST_CHECK enum fpl_status fpl_journal__abandoned(const struct fpl_session *session, struct fpl_error *error);
void fpl_journal__rollback(struct fpl_session *session);
int64_t fpl_journal__now(const struct fpl_session *session);
/* Is the text what a ledger may be called? FPL_E_USAGE. */
FPL_MUST_CHECK enum fpl_status fpl_journal__check_origin(struct fpl_str origin, struct fpl_error *error);
/* Reads the clock once for the command at hand: the "today" it is decided on is then the day of its record's t, from
 * which it can be told for ever. Until the transaction ends or the clock is held anew. */
void fpl_journal__hold_clock(struct fpl_session *session);
/* The day of the t that the book's next record gets: a clock that goes back does not take the book with it. */
/* What a record written now has for its `t`: the clock's time, or that of the newest record of the book or of the
 * registry, whichever is the latest. */
int64_t fpl_journal__moment(const struct fpl_session *session, const struct fpl_open_book *book);
struct fpl_date fpl_journal__today(const struct fpl_session *session, const struct fpl_open_book *book);
/* Before the registry is appended to: how far time has come in all books. */
FPL_MUST_CHECK enum fpl_status fpl_journal__know_times(struct fpl_session *session, const struct fpl_open_book *book,
                                                       struct fpl_error *error);
/* FPL_E_CLOCK if the book's newest record is of a later day than the clock: what is recorded now would bear that day.
 */
FPL_MUST_CHECK enum fpl_status fpl_journal__check_clock(const struct fpl_session *session,
                                                        const struct fpl_open_book *book, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_journal__salt(struct fpl_session *session, uint8_t out[FPL_SALT_BYTES],
                                                 struct fpl_error *error);

/* The book with its head of the open transaction. FPL_E_BOOK. */
FPL_MUST_CHECK enum fpl_status fpl_journal__book(struct fpl_session *session, int32_t id, struct fpl_open_book **out,
                                                 struct fpl_error *error);
/* Calls cb for every book in order of id, with its identity (scale and size included) and its head as stored, read by
 * one statement. FPL_E_CORRUPT if a book has no head or no identity. */
typedef enum fpl_status (*fpl_head_cb)(void *ctx, const struct fpl_book *book, const struct fpl_head *head);
FPL_MUST_CHECK enum fpl_status fpl_journal__books(struct fpl_session *session, fpl_head_cb cb, void *ctx,
                                                  struct fpl_error *error);
/* Largest book id, -1: none. */
FPL_MUST_CHECK enum fpl_status fpl_journal__last_book(struct fpl_session *session, int32_t *out,
                                                      struct fpl_error *error);
void fpl_journal__free_charts(struct fpl_session *session);
void fpl_journal__free_book(struct fpl_open_book *book); /* NULL allowed */
FPL_MUST_CHECK enum fpl_status fpl_journal__book_by_code(struct fpl_session *session, struct fpl_str code,
                                                         struct fpl_open_book **out, struct fpl_error *error);

/* ---- append ---- */
struct fpl_draft {
    const char *kind;           /* event kind of the leaf: "deal.recorded" */
    struct fpl_str actor, role; /* role: identifier under which the command was given */
    struct fpl_str checker;
    struct fpl_auth auth, checker_auth; /* how they were known */
    struct fpl_str cmd;                 /* canonical JSON object, or empty */
    struct fpl_str extra;               /* canonical JSON object of the kind's own content, or empty */
    struct fpl_str memo;
    int64_t attachments;
    struct fpl_date occurred; /* FPL_DATE_NONE: today */
    int period13;
    const char *word; /* voucher word; NULL = 记 */
    const struct fpl_posting *posting;
    int postings;
    const struct fpl_item_write *item;
    int items;
    const struct fpl_tally_delta *tally;
    int tallies;
    const struct fpl_facts *facts; /* NULL: no decision kept */
    struct fpl_str pack;           /* hex SHA-256 of the pack's JSON, or empty */
    enum fpl_status outcome;
    struct fpl_str request;  /* request key of a single command, or empty */
    int64_t submission, row; /* import: seq of its import.began record and the row; -1 else */
    int64_t reverses;        /* seq of the entry reversed; -1 */
    struct fpl_str event;    /* id shared by the records of one event over several books, or empty */
    unsigned flags;
};
enum {
    FPL_DRAFT_CONTROL = 1 /* a business event: may post control accounts */,
    FPL_DRAFT_RED = 2 /* a reversal: amounts may be negative */,
    FPL_DRAFT_OPENING = 4
};
void fpl_draft__begin(struct fpl_draft *draft, const char *kind);

struct fpl_voucher_no {
    char month[12]; /* "2026-11" */
    const char *word;
    int64_t number; /* 0: none */
};
struct fpl_body_numbers { /* what a record is given when it is appended */
    struct fpl_date occurred, posted;
    struct fpl_voucher_no voucher;
    int64_t registry; /* size of the registry's log */
};
/* Writes the body of a draft into `to`, emptied first. */
void fpl_body__write(struct fpl_buf *to, const struct fpl_draft *draft, const struct fpl_body_numbers *numbers);

struct fpl_appended {
    int64_t seq, t;
    struct fpl_date posted;
    char voucher[40];
};
/* Everything that can refuse is checked before the first row is written: chart, dimensions, control, currency, balance,
 * period, future, number of lines, range. A failure after that is the machine's, and abandons the transaction: append
 * and commit answer it again, nothing but rollback is left. *out is written on success only. */
FPL_MUST_CHECK enum fpl_status fpl_journal__append(struct fpl_session *session, struct fpl_open_book *book,
                                                   const struct fpl_draft *draft, struct fpl_appended *out,
                                                   struct fpl_error *error);
/* The checks of append alone (dry run). */
FPL_MUST_CHECK enum fpl_status fpl_journal__check(struct fpl_session *session, struct fpl_open_book *book,
                                                  const struct fpl_draft *draft, struct fpl_date *posted,
                                                  struct fpl_error *error);
/* Of the checks of append, what concerns one posting by itself, and the balance of all: told before append would, where
 * several are at fault. *place is that of the account in the chart. */
FPL_MUST_CHECK enum fpl_status fpl_journal__check_posting(const struct fpl_open_book *book,
                                                          const struct fpl_draft *draft, const struct fpl_posting *p,
                                                          int32_t *place, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_journal__check_balance(struct fpl_session *session, const struct fpl_open_book *book,
                                                          const struct fpl_draft *draft, struct fpl_error *error);
/* Day on which something that occurred on `occurred` is posted: that day, or the first day of the first open period.
 * FPL_E_FUTURE. */
FPL_MUST_CHECK enum fpl_status fpl_journal__posting_day(struct fpl_session *session, struct fpl_open_book *book,
                                                        struct fpl_date occurred, int period13, struct fpl_date *out,
                                                        struct fpl_error *error);
#define FPL_KIND_FOUNDED "book.founded" /* the one kind that the journal makes by itself */
/* Leaf 0 of a new book: its identity, in body.x; for the registry also the ledger's settings and its one administrator.
 */
struct fpl_founding {
    struct fpl_book info;   /* id, kind, uid, code, names, currency, origin */
    struct fpl_date opened; /* FPL_DATE_NONE for the registry */
    char chart[96];         /* "<id>@<version>", empty for the registry */
    struct fpl_str actor, actor_name, event;
};
FPL_MUST_CHECK enum fpl_status fpl_journal__found(struct fpl_session *session, const struct fpl_founding *founding,
                                                  struct fpl_open_book **out, struct fpl_error *error);
/* The period that may be closed next. */
FPL_MUST_CHECK enum fpl_status fpl_journal__next_close(struct fpl_session *session, struct fpl_open_book *book,
                                                       struct fpl_period *out, struct fpl_error *error);

/* ---- reading the write set (it sees this transaction's earlier rows) ---- */
struct fpl_item_state {
    int64_t seq0, seq;
    struct fpl_str data; /* canonical JSON; valid until the item is written again */
};
/* *found = 0 if there is none. */
FPL_MUST_CHECK enum fpl_status fpl_journal__item(struct fpl_session *session, int32_t book, const char *kind,
                                                 struct fpl_str key, struct fpl_item_state *out, int *found,
                                                 struct fpl_error *error);
/* Is there another item of the kind whose key looks like this one, and whose first record is before `below`? Reads what
 * is stored: items of this transaction are not seen. */
#define FPL_ALIKE  "alike"  /* the items by which they are found */
#define FPL_NAMED  "name"   /* as `kind`: parties of the registry by their names; key is the name, own the party's id */
#define FPL_CALLED "called" /* users by theirs, any that they have borne */
struct fpl_alike {
    int32_t book;
    struct fpl_str kind, key, own;
    struct fpl_str after; /* of several under one spelling: in order of their keys the first behind this one */
    int64_t below;
    int64_t seq;     /* of the other's first record; -1: there is none */
    char other[200]; /* its key */
};
FPL_MUST_CHECK enum fpl_status fpl_journal__alike(struct fpl_session *session, struct fpl_alike *ask,
                                                  struct fpl_error *error);
/* The same of any store. */
FPL_MUST_CHECK enum fpl_status fpl_alike__find(struct fpl_store *store, struct fpl_alike *ask, struct fpl_error *error);
/* *any = 0: no key of the kind has been written in a way of its own, so none differs from another in that. */
FPL_MUST_CHECK enum fpl_status fpl_journal__any_alike(struct fpl_session *session, int32_t book, struct fpl_str kind,
                                                      int *any, struct fpl_error *error);
/* Where a key that acts once in the ledger acted, in whatever book; out->book is -1 if nowhere. */
FPL_MUST_CHECK enum fpl_status fpl_journal__request(struct fpl_session *session, const char *kind, struct fpl_str key,
                                                    struct fpl_request_row *out, struct fpl_error *error);
/* A thing that several books share (fundpool/event.h), and its newest state: n 0 if it has none, else the record that
 * wrote the n-th. */
struct fpl_shared {
    const char *kind;
    struct fpl_str key;
    int64_t n, seq;
    int32_t book;
};
FPL_MUST_CHECK enum fpl_status fpl_journal__newest_state(struct fpl_session *session, struct fpl_shared *thing,
                                                         struct fpl_error *error);
/* The n-th state in the body of the record that is said to have written it; NULL: it did not. */
const struct fpl_json *fpl_body__state(const struct fpl_json *body, const struct fpl_shared *thing);
/* An enrolled user's roles on that day, and the institution that he is enrolled for ("" if none). FPL_E_ACTOR: not
 * enrolled; FPL_E_DISABLED: he has no role on that day (arguments: the user, since when). */
FPL_MUST_CHECK enum fpl_status fpl_journal__user(struct fpl_session *session, struct fpl_str id, struct fpl_date day,
                                                 unsigned *roles, char party[65], struct fpl_error *error);
/* The users who hold one of the roles on the day, but for some, as an argument of an error: ids with a comma between;
 * words where there are none. */
struct fpl_wanted_people {
    unsigned roles;
    struct fpl_date day;
    struct fpl_str but[3];   /* these may not; those left over are empty */
    const char *institution; /* nor whoever belongs to it; "": none */
};
FPL_MUST_CHECK enum fpl_status fpl_journal__people(struct fpl_session *session, const struct fpl_wanted_people *wanted,
                                                   char list[FPL_ERROR_ARG_BYTES], struct fpl_error *error);
void fpl_journal__forget_users(struct fpl_session *session); /* what it has kept of the answers */
/* Items with keys PREFIX + day, PREFIX ending in '|': the newest such day that is not after `day`, FPL_DATE_NONE if
 * there is none. Reads what is stored: items of this transaction are not seen. */
FPL_MUST_CHECK enum fpl_status fpl_journal__newest_dated(struct fpl_store *store, const struct fpl_item_row *prefix,
                                                         struct fpl_date day, struct fpl_date *out,
                                                         struct fpl_error *error);
/* ---- names over time (names.c) ---- */
#define FPL_RENAMED         "renamed" /* the mark of a bearer whose name has changed */
#define FPL_NAME_SEQ_DIGITS 12
struct fpl_bearer {
    const char *kind; /* "party" or "user" */
    struct fpl_str id;
    struct fpl_date day; /* the name of that day, */
    int64_t size;        /* as the registry's first so many records say */
};
struct fpl_rename {
    struct fpl_date from;
    int64_t seq;
    struct fpl_str name; /* valid during the call */
};
typedef enum fpl_status (*fpl_rename_cb)(void *ctx, const struct fpl_rename *one);
/* The bearer and the day of a key "ID|DATE|SEQ". 0: no such key. */
int fpl_name_key__read(struct fpl_str key, struct fpl_str *id, struct fpl_date *from);
const char *fpl_name__kind(const struct fpl_bearer *who, char out[32]); /* "party.name" */
/* Key of the mark, "party|ID"; "" where it has no room. */
struct fpl_str fpl_name__mark(const struct fpl_bearer *who, char *out, size_t size);
/* The changes up to the day, in order of day and record. What cb answers. Reads what is stored: items of this
 * transaction are not seen. */
FPL_MUST_CHECK enum fpl_status fpl_name__each(struct fpl_store *store, const struct fpl_bearer *who, fpl_rename_cb cb,
                                              void *ctx, struct fpl_error *error);
/* The last of them into *name; *seq -1 and *name as it was: there is none. */
FPL_MUST_CHECK enum fpl_status fpl_name__on(struct fpl_store *store, const struct fpl_bearer *who, struct fpl_buf *name,
                                            int64_t *seq, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_journal__is_renamed(struct fpl_session *session, const struct fpl_bearer *who,
                                                       int *is, struct fpl_error *error);
/* What the bearer is called on the day: the last change up to it, else the name of the registration; "" for a stranger.
 * Uses session->doc. */
FPL_MUST_CHECK enum fpl_status fpl_journal__name(struct fpl_session *session, const struct fpl_bearer *who,
                                                 struct fpl_buf *name, struct fpl_error *error);
/* Decimals of a currency, which are fixed when it is registered. FPL_E_CURRENCY. */
FPL_MUST_CHECK enum fpl_status fpl_journal__scale(struct fpl_session *session, struct fpl_str code, int *out,
                                                  struct fpl_error *error);
/* Sum of a tally over occurred days in [from, to], the write set included. */
FPL_MUST_CHECK enum fpl_status fpl_journal__tally(struct fpl_session *session, int32_t book, const char *name,
                                                  struct fpl_str scope, struct fpl_date from, struct fpl_date to,
                                                  int64_t *amount, int64_t *count, struct fpl_error *error);
/* Count of a tally of one day over all books, the write set included. */
FPL_MUST_CHECK enum fpl_status fpl_journal__count_books(struct fpl_session *session, const char *name,
                                                        struct fpl_str scope, struct fpl_date day, int64_t *count,
                                                        struct fpl_error *error);
/* Balance (debit - credit) of an account in the book's own currency as of everything recorded: of the lines that name
 * this party ("": of those that name none), or over all parties if it is NULL. What stands there in another currency is
 * never in it: the ledger has no rates, so no rule can count it (fund rules §11: per book and currency). */
FPL_MUST_CHECK enum fpl_status fpl_journal__balance(struct fpl_session *session, int32_t book, struct fpl_str account,
                                                    const struct fpl_str *party, int64_t *out, struct fpl_error *error);
/* Hash of the perfect node (level, index), from tiles where they are full, from leaves below. */
struct fpl_node_source {
    struct fpl_session *session;
    int32_t book;
};
FPL_MUST_CHECK enum fpl_status fpl_journal__node(struct fpl_session *session, int32_t book, int level, uint64_t index,
                                                 struct fpl_hash *out, struct fpl_error *error);
/* Parses a record's body into session->doc2 (valid until the next such call). */
FPL_MUST_CHECK enum fpl_status fpl_journal__body(struct fpl_session *session, int32_t book, int64_t seq,
                                                 const struct fpl_json **out, struct fpl_error *error);
/* The same into the caller's buffer and document. */
struct fpl_body_into {
    struct fpl_buf *bytes;
    struct fpl_json_doc *doc;
};
FPL_MUST_CHECK enum fpl_status fpl_journal__body_in(struct fpl_session *session, int32_t book, int64_t seq,
                                                    const struct fpl_body_into *into, const struct fpl_json **out,
                                                    struct fpl_error *error);
/* The leaf of a stored record, which stands in the tree. */
FPL_MUST_CHECK enum fpl_status fpl_journal__leaf(struct fpl_session *session, int32_t book, int64_t seq,
                                                 struct fpl_leaf *out, struct fpl_error *error);

/* ---- fold ---- */
/* Folds one record's effects, given its parsed body, into a write set over `store` (the ledger's own on rebuild, a
 * scratch one for comparing or for historical views). */
struct fpl_fold {
    struct fpl_store *store; /* where existing rows are looked up and flushed to */
    struct fpl_writeset *set;
};
FPL_MUST_CHECK enum fpl_status fpl_fold__record(struct fpl_fold *fold, int32_t book, struct fpl_head *head, int64_t seq,
                                                const struct fpl_json *body, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_fold__posting(struct fpl_fold *fold, int32_t book, struct fpl_date posted,
                                                 const struct fpl_posting *posting, struct fpl_error *error);
/* Finds the line of a posting. Its `no` is -1 if the book has no such line yet; nothing is written. The pointer is good
 * until the write set is reset. stored_no: the line's number if the caller knows it, else -1. */
FPL_MUST_CHECK enum fpl_status fpl_fold__find_line(struct fpl_fold *fold, int32_t book,
                                                   const struct fpl_posting *posting, int32_t stored_no,
                                                   struct fpl_cell_line **out, struct fpl_error *error);
/* Gives a line that find_line did not find the book's next number and writes its row. FPL_E_LIMIT past FPL_LINES_MAX.
 */
FPL_MUST_CHECK enum fpl_status fpl_fold__add_line(struct fpl_fold *fold, const struct fpl_posting *posting,
                                                  struct fpl_cell_line *line, struct fpl_error *error);
/* The number that the book's next new line gets: how many lines it has. */
FPL_MUST_CHECK enum fpl_status fpl_fold__next_line(struct fpl_fold *fold, int32_t book, int64_t *out,
                                                   struct fpl_error *error);
#define FPL_LINES_TEXT FPL_ZH_EN("账套的科目与往来组合", "lines (account, party, currency, cash flow) of a book")
FPL_MUST_CHECK enum fpl_status fpl_fold__turnover(struct fpl_fold *fold, struct fpl_cell_line *line,
                                                  struct fpl_date posted, const struct fpl_posting *posting,
                                                  struct fpl_error *error);
/* Have the three cells of a posting room for `all` more on either side? FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_fold__room(struct fpl_fold *fold, int32_t book, struct fpl_date posted,
                                              const struct fpl_posting *posting, int64_t all, struct fpl_error *error);
/* 1: lines of this transaction's own are among those looked up, so that their numbers may not outlive it. */
int fpl_fold__has_new_lines(const struct fpl_fold *fold);
/* Has the day of a tally room for the delta? FPL_E_OVERFLOW. */
FPL_MUST_CHECK enum fpl_status fpl_fold__tally_room(struct fpl_fold *fold, int32_t book, struct fpl_date day,
                                                    const struct fpl_tally_delta *delta, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_fold__item(struct fpl_fold *fold, int32_t book, int64_t seq, struct fpl_str kind,
                                              struct fpl_str key, struct fpl_str data, struct fpl_error *error);
/* Beside a new item: the row by which others find that its key looks like theirs (alike.c). */
FPL_MUST_CHECK enum fpl_status fpl_fold__alike(struct fpl_fold *fold, const struct fpl_item_row *item,
                                               struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_fold__tally(struct fpl_fold *fold, int32_t book, struct fpl_date day,
                                               const struct fpl_tally_delta *delta, struct fpl_error *error);
/* After a flush what the write set knows may stay known, of those books whose heads the session will look at again
 * before it relies on it. Bounded: a large set keeps only what was read. */
struct fpl_carry {
    int (*knows)(const void *ctx, int32_t book);
    const void *ctx;
};
/* Is the item known not to be stored? May ask for the greatest key that begins like this one. FPL_E_NOMEM, or the
 * store's errors. */
FPL_MUST_CHECK enum fpl_status fpl_absent__look(struct fpl_fold *fold, const struct fpl_item_row *row, int *absent,
                                                struct fpl_error *error);
/* After the store was asked and had no such item: from time to time more of the kind's stored keys are read, at most 32
 * for each question so far. Errors as above. */
FPL_MUST_CHECK enum fpl_status fpl_absent__learn(struct fpl_fold *fold, const struct fpl_item_row *row,
                                                 struct fpl_error *error);
void fpl_absent__stored(struct fpl_writeset *set, const struct fpl_item_row *row); /* a new item goes to the store */
void fpl_absent__init(struct fpl_absent *absent);
void fpl_absent__reset(struct fpl_absent *absent);
void fpl_absent__release(struct fpl_absent *absent);
void fpl_absent__carry(struct fpl_absent *absent, const struct fpl_carry *carry); /* of watched books only */
/* Sets the counter behind consecutive voucher numbers. That of the newest record's series stands in the head, which
 * every record changes anyway; where another series goes on, the one before becomes an item of the journal's own. */
struct fpl_voucher {
    struct fpl_str month, word; /* "2026-11", "记" */
    int64_t number;
};
FPL_MUST_CHECK enum fpl_status fpl_fold__voucher(struct fpl_fold *fold, int32_t book, struct fpl_head *head,
                                                 int64_t seq, const struct fpl_voucher *voucher,
                                                 struct fpl_error *error);
/* Reads all lines of a book unless they are very many: from then on none of them is looked up in the store. */
FPL_MUST_CHECK enum fpl_status fpl_fold__load_lines(struct fpl_fold *fold, int32_t book, struct fpl_error *error);
/* Reads all items of a kind, of which there must be few: from then on none of them is looked up in the store. */
FPL_MUST_CHECK enum fpl_status fpl_fold__load_kind(struct fpl_fold *fold, int32_t book, const char *kind,
                                                   struct fpl_error *error);
/* The item as the write set sees it, loaded on first use; data empty: none. */
FPL_MUST_CHECK enum fpl_status fpl_fold__item_value(struct fpl_fold *fold, int32_t book, struct fpl_str kind,
                                                    struct fpl_str key, struct fpl_item_value **out,
                                                    struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_fold__flush(struct fpl_fold *fold, struct fpl_error *error);
/* Keys that act once in the ledger (items "request", "import", and those of FPL_LEDGER). find_request: where row->kind
 * and key acted first, in row->book (-1: nowhere) and seq. add_request: the key acts in row->book and seq; where it has
 * acted before, that stands. */
int fpl_request__is(struct fpl_str kind);
size_t fpl_request__value_size(void);
FPL_MUST_CHECK enum fpl_status fpl_fold__find_request(struct fpl_fold *fold, struct fpl_request_row *row,
                                                      struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_fold__add_request(struct fpl_fold *fold, const struct fpl_request_row *row,
                                                     struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_fold__flush_requests(struct fpl_fold *fold, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_fold__flush_tallies(struct fpl_fold *fold, struct fpl_error *error);
/* fpl_head.gross with one more amount or count in it. */
int64_t fpl_gross__add(int64_t gross, int64_t amount);
/* fpl_head.gross with everything in it that a body adds to totals and tallies. */
int64_t fpl_gross__body(int64_t gross, const struct fpl_json *body);
/* Sum of a tally over days [from, to], store and write set together. */
FPL_MUST_CHECK enum fpl_status fpl_fold__sum_tally(struct fpl_fold *fold, const struct fpl_tally_row *which,
                                                   struct fpl_date to, int64_t *amount, int64_t *count,
                                                   struct fpl_error *error);
/* Count of a tally's name, scope and day over all books, store and write set together. */
FPL_MUST_CHECK enum fpl_status fpl_fold__count_books(struct fpl_fold *fold, const struct fpl_tally_row *which,
                                                     int64_t *count, struct fpl_error *error);
/* Debit less credit of an account, store and write set together; party as in fpl_journal__balance. */
FPL_MUST_CHECK enum fpl_status fpl_fold__balance(struct fpl_fold *fold, int32_t book, struct fpl_str account,
                                                 const struct fpl_str *party, int64_t *out, struct fpl_error *error);
void fpl_fold__reset(struct fpl_fold *fold);
/* Instead of reset, after a flush. */
void fpl_fold__carry(struct fpl_fold *fold, const struct fpl_carry *carry);

/* ---- totals ---- */
/* First day of the grain (0 day, 1 month, 2 year) that a day falls in. */
int32_t fpl_totals__grain_day(int grain, struct fpl_date day);
/* Adds the gathered cells to the store, with the month and year sums above those before the open month, and empties
 * them: added twice they would count twice. */
FPL_MUST_CHECK enum fpl_status fpl_totals__flush(struct fpl_store *store, struct fpl_cells *cells,
                                                 struct fpl_error *error);
/* Lines of a book: by number in line[], in order of account, party, currency, flow by order[]. */
struct fpl_line_text {
    struct fpl_str account, party, currency, flow;
};
struct fpl_lines {
    struct fpl_line_text *line;
    int32_t *order;
    size_t count, cap;
    struct fpl_arena_list text;
};
FPL_MUST_CHECK enum fpl_status fpl_lines__load(struct fpl_store *store, int32_t book, struct fpl_lines *out,
                                               struct fpl_error *error); /* FPL_E_CORRUPT, FPL_E_NOMEM */
void fpl_lines__release(struct fpl_lines *lines);
/* Stored cells of a grain with days in [from, to], in order of day and line; each cell's line is one of `lines`. */
typedef enum fpl_status (*fpl_cell_cb)(void *ctx, const struct fpl_cell *cell);
FPL_MUST_CHECK enum fpl_status fpl_totals__each(struct fpl_store *store, const struct fpl_totals_range *range,
                                                const struct fpl_lines *lines, fpl_cell_cb cb, void *ctx,
                                                struct fpl_error *error);
/* First day of the open month, that of the newest stored day: months and years have no sums of it yet (totals.c).
 * INT32_MAX if nothing is stored. */
FPL_MUST_CHECK enum fpl_status fpl_totals__open_month(struct fpl_store *store, int32_t book, int32_t *month,
                                                      struct fpl_error *error);
/* Debit less credit of an account over everything stored, in the book's own currency. */
FPL_MUST_CHECK enum fpl_status fpl_totals__balance(struct fpl_store *store, int32_t book, struct fpl_str account,
                                                   const struct fpl_str *party, int64_t *out, struct fpl_error *error);
/* What a period's close records: SHA-256 over the stored totals of everything posted up to its end, a line of text a
 * cell ("grain|day|account|party|currency|flow|debit|credit"), years before its year, then the months of its year. */
FPL_MUST_CHECK enum fpl_status fpl_totals__digest(struct fpl_store *store, struct fpl_hasher *hasher, int32_t book,
                                                  struct fpl_period period, char hex[2 * FPL_HASH_BYTES + 1],
                                                  struct fpl_error *error);
/* Balances of profit-and-loss accounts over everything stored of a year and before, of each account and currency that
 * has one, in order of account: what has not been carried to equity. `currency` is empty for the book's own. What cb
 * answers; errors of fpl_lines__load. */
typedef enum fpl_status (*fpl_left_cb)(void *ctx, const struct fpl_account *account, struct fpl_str currency,
                                       int64_t balance);
FPL_MUST_CHECK enum fpl_status fpl_journal__profit_left(struct fpl_session *session, const struct fpl_open_book *book,
                                                        int year, fpl_left_cb cb, void *ctx, struct fpl_error *error);
void fpl_writeset__init(struct fpl_writeset *set);
void fpl_writeset__release(struct fpl_writeset *set);
/* Reads the postings of a body: *i-th of the array "p". */
FPL_MUST_CHECK enum fpl_status fpl_body__posting(const struct fpl_json *posting, struct fpl_posting *out,
                                                 struct fpl_error *error);
struct fpl_date fpl_body__posted(const struct fpl_json *body); /* fpl_body_posted as a day; FPL_DATE_NONE: none */
struct fpl_date fpl_body__date(const struct fpl_json *body, const char *key); /* FPL_DATE_NONE if absent or malformed */
/* By how much a record changed an amount of the loan it wrote: `field` of its loan item less `fact`, which its decision
 * read of the time before. What is absent is 0; 0 if it wrote no loan. */
int64_t fpl_body__moved(const struct fpl_json *body, const char *fact, const char *field);
/* Voucher number of a body, "2026-11 记 12"; "" if it is no entry. Returns out. */
char *fpl_body__voucher(const struct fpl_json *body, char *out, size_t out_size);

/* Notes the postings of a record just appended, for a later fpl_journal__index. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_pending__add(struct fpl_session *session, const struct fpl_open_book *book,
                                                int64_t seq, const struct fpl_draft *draft, struct fpl_date posted);
void fpl_pending__drop(struct fpl_pending_index *pending);
#define FPL_INDEX_LAG 4096 /* records a book's posting index may stay behind; readers fold the tail */
/* Brings the posting index of a book up to its head when more than `lag` records are behind. */
FPL_MUST_CHECK enum fpl_status fpl_journal__index(struct fpl_session *session, struct fpl_open_book *book, int64_t lag,
                                                  struct fpl_error *error);
#define FPL_SPAN_RECORDS 65536
struct fpl_place { /* of a posting */
    int64_t seq;
    int32_t line, day; /* line: 1, 2, … within its record */
};
struct fpl_places { /* reading a row of the index */
    struct fpl_str rest;
    struct fpl_place last;
};
void fpl_places__begin(struct fpl_places *places, int64_t span, struct fpl_str bytes);
int fpl_places__next(struct fpl_places *places, struct fpl_place *out); /* 1; 0 at the end; -1 damaged */
/* Makes index rows of a book's records, given in order of seq from `from` on; a span's rows are written when it is
 * full. fpl_index__end writes the remaining rows if `status` is FPL_OK, frees the builder in any case, and
 * returns `status`, or its own error. */
struct fpl_index_builder {
    struct fpl_store *to;
    int32_t book;
    int64_t indexed; /* rows of spans before this seq may be there already */
    int64_t span;    /* of what has been gathered: */
    struct fpl_index_row *row;
    size_t n, cap;
};
void fpl_index__begin(struct fpl_index_builder *builder, struct fpl_store *to, int32_t book, int64_t from);
FPL_MUST_CHECK enum fpl_status fpl_index__record(struct fpl_index_builder *builder, int64_t seq,
                                                 const struct fpl_json *body, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_index__end(struct fpl_index_builder *builder, enum fpl_status status,
                                              struct fpl_error *error);

#endif
