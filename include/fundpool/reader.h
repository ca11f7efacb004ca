#ifndef FUNDPOOL_READER_H
#define FUNDPOOL_READER_H
/* Reads. Every read goes through a view: who asks, as of which day, and with the knowledge of which moment. Callbacks
 * may stop a cursor by returning anything but FPL_OK, which the cursor then answers. Slices given to a callback live
 * until it returns. */
#include "fundpool/session.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_view_spec {
    struct fpl_str actor;  /* enrolled user */
    struct fpl_date as_of; /* FPL_DATE_NONE: today. Posted date for balances, occurred date for rule figures */
    int64_t known_by;      /* ms; 0: everything recorded so far. Records with t > known_by are not seen */
};
struct fpl_view;
/* Takes a consistent snapshot. FPL_E_ACTOR, FPL_E_IO. Institutions (bank, guarantor) see their own loans and claims
 * only: other reads answer FPL_E_SCOPE. */
FPL_MUST_CHECK enum fpl_status fpl_view_open(struct fpl_session *session, const struct fpl_view_spec *spec,
                                             struct fpl_view **out, struct fpl_error *error);
/* The same snapshot, actor and knowledge, cut on another day: for figures of several days that belong together. Closed
 * before the view that it is of, with which it shares the snapshot. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_view_on_day(const struct fpl_view *view, struct fpl_date day, struct fpl_view **out,
                                               struct fpl_error *error);
void fpl_view_close(struct fpl_view *view); /* NULL allowed; gives the snapshot back */
/* The day of the cut; where none was asked for, the day the view was opened. */
struct fpl_date fpl_view_as_of(const struct fpl_view *view);
/* The moment of the knowledge, ms; 0 if none was asked for. */
int64_t fpl_view_known_by(const struct fpl_view *view);
/* The same, and where none was asked for, the time of the newest record that the view knows: a view opened with it
 * later shows the same. */
int64_t fpl_view_moment(const struct fpl_view *view);
/* The day of an instant at the ledger's fixed offset: of a record's t, the day it was recorded. */
struct fpl_date fpl_view_day_of(const struct fpl_view *view, int64_t t);
/* Milliseconds of the ledger's local time: t at its fixed offset. */
int64_t fpl_view_local(const struct fpl_view *view, int64_t t);
unsigned fpl_view_roles(const struct fpl_view *view); /* of the actor, on the day the view was opened */
/* Who may check what the asker gives: the approvers of the view's day other than he and his institution's, as an
 * argument of an error; words where there are none. Errors of the store. */
FPL_MUST_CHECK enum fpl_status fpl_read_approvers(struct fpl_view *view, struct fpl_str asker,
                                                  char list[FPL_ERROR_ARG_BYTES], struct fpl_error *error);
struct fpl_str
fpl_view_institution(const struct fpl_view *view); /* the party an institution's user is bound to; empty for others */

struct fpl_book {
    int32_t id;
    enum fpl_book_kind kind;
    char uid[33]; /* the book's random uid, hex */
    char code[65];
    char name[256];
    char name_en[256];
    char currency[4];
    int scale; /* decimals of that currency, as fpl_read_book and fpl_read_books give it */
    char origin[FPL_ORIGIN_BYTES_MAX + 1];
    int64_t size; /* records, as this view sees them */
    int64_t t_last;
};
typedef enum fpl_status (*fpl_book_cb)(void *ctx, const struct fpl_book *book);
FPL_MUST_CHECK enum fpl_status fpl_read_books(struct fpl_view *view, fpl_book_cb cb, void *ctx,
                                              struct fpl_error *error); /* in order of id, registry first */
FPL_MUST_CHECK enum fpl_status fpl_read_book(struct fpl_view *view, struct fpl_str code, struct fpl_book *out,
                                             struct fpl_error *error); /* FPL_E_BOOK */

struct fpl_account {
    char code[16];
    const char *zh, *en; /* names, valid until the view is closed; "" where the chart has none */
    char nature;         /* 'A' asset 'L' liability 'E' equity 'P' profit and loss 'M' memo */
    char side;           /* normal balance 'D' or 'C' */
    int control;         /* raw journals may not touch it */
    int needs_party, needs_item;
};
/* `account` is valid until the view is closed. */
typedef enum fpl_status (*fpl_account_cb)(void *ctx, const struct fpl_account *account);
FPL_MUST_CHECK enum fpl_status fpl_read_accounts(struct fpl_view *view, int32_t book, fpl_account_cb cb, void *ctx,
                                                 struct fpl_error *error); /* chart order = code order */
/* One account of the book's chart. FPL_E_ACCOUNT. */
FPL_MUST_CHECK enum fpl_status fpl_read_account(struct fpl_view *view, int32_t book, struct fpl_str code,
                                                struct fpl_account *out, struct fpl_error *error);
/* A party as this view knows it, under the name that it bears on the view's day; uscc is "" where it has none. */
struct fpl_party {
    char id[65];
    char uscc[19];
    char name[256];
    char kind[16]; /* fiscal soe gp manager custodian lp investee bank guarantor regulator other */
};
/* By its id. FPL_E_PARTY if this view knows none. */
FPL_MUST_CHECK enum fpl_status fpl_read_party(struct fpl_view *view, struct fpl_str id, struct fpl_party *out,
                                              struct fpl_error *error);

/* What a party or a user is called. A name is registered with its bearer; `party rename` and `user rename` give another
 * one from a day on, and papers about what was recorded before keep the name of then. */
struct fpl_record;
struct fpl_then { /* when a record was made, and what the registry knew */
    struct fpl_date day;
    int64_t registry;
};
struct fpl_then fpl_view_then(const struct fpl_view *view, const struct fpl_record *record);
struct fpl_named {
    const char *kind; /* "party" or "user" */
    struct fpl_str id;
    const struct fpl_then *then; /* NULL: on the view's day, as the view knows it */
};
/* Into `out`, cut to its size; the id where nobody of that id is known. FPL_E_SCOPE: an institution's user asks for a
 * user; FPL_E_IO, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_read_name(struct fpl_view *view, const struct fpl_named *who, char *out, size_t size,
                                             struct fpl_error *error);
/* Each name that the bearer has come to bear up to the view's day after the one of the registration, in order of the
 * day; what is on hand is valid during the call. What cb answers; errors as fpl_read_name. */
struct fpl_name_change {
    struct fpl_date from;
    int64_t seq; /* of the registry's record */
    struct fpl_str name;
};
typedef enum fpl_status (*fpl_name_cb)(void *ctx, const struct fpl_name_change *change);
FPL_MUST_CHECK enum fpl_status fpl_read_names(struct fpl_view *view, const struct fpl_named *who, fpl_name_cb cb,
                                              void *ctx, struct fpl_error *error);

/* Turnover per account (and party, if by_party) and currency of postings with posted date in [from, to], in order of
 * account, party, currency. FPL_DATE_MIN as `from` gives balances since inception. Dates past the view's as_of are cut.
 * Every currency comes; a figure that counts the book's own alone asks reports/common.h, fpl_reports__own_totals. */
struct fpl_total {
    struct fpl_str account, party, currency;
    struct fpl_money debit, credit;
};
typedef enum fpl_status (*fpl_total_cb)(void *ctx, const struct fpl_total *total);
/* See struct fpl_total. What cb answers; FPL_E_OVERFLOW (a sum past int64), FPL_E_SCOPE, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status fpl_read_totals(struct fpl_view *view, int32_t book, struct fpl_date from,
                                               struct fpl_date to, int by_party, fpl_total_cb cb, void *ctx,
                                               struct fpl_error *error);
/* The same turnover by line of the cash-flow statement, whose code stands in place of the account: 'D' received, 'C'
 * paid; no party. Openings have no line. days: from and to. In order of code, currency. What fpl_read_totals answers.
 */
FPL_MUST_CHECK enum fpl_status fpl_read_flow_totals(struct fpl_view *view, int32_t book, const struct fpl_date days[2],
                                                    fpl_total_cb cb, void *ctx, struct fpl_error *error);

/* Postings of one account in order of (posted, seq, line). */
struct fpl_posted {
    int64_t seq;
    int line;
    struct fpl_date posted, occurred;
    struct fpl_str account, party, item, currency, memo, voucher;
    char side;
    struct fpl_money amount;
};
typedef enum fpl_status (*fpl_posted_cb)(void *ctx, const struct fpl_posted *posting);
/* Those with posted date in [from, to], cut at as_of. */
FPL_MUST_CHECK enum fpl_status fpl_read_postings(struct fpl_view *view, int32_t book, struct fpl_str account,
                                                 struct fpl_date from, struct fpl_date to, fpl_posted_cb cb, void *ctx,
                                                 struct fpl_error *error);

/* Records as written. body is the parsed opening of part "body" (NULL if erased: it never is). */
struct fpl_record {
    int32_t book;
    int64_t seq, t;
    struct fpl_str leaf; /* stored canonical bytes */
    struct fpl_str kind; /* "claim.decided" */
    struct fpl_str body_bytes;
    const struct fpl_json *body;
};
typedef enum fpl_status (*fpl_record_cb)(void *ctx, const struct fpl_record *record);

/* What a body does not say twice. The day on which it was posted is "post", or else "occ"; "" if it posts nothing. Its
 * summary (摘要) is "memo", or else what its command says; "" if there is none. */
struct fpl_str fpl_body_posted(const struct fpl_json *body);
struct fpl_str fpl_body_memo(const struct fpl_json *body);

/* A voucher by its number, "2026-10 记 17" or "记-2026-10-0017": accounting month (2025-13 is the adjusting one), word
 * and number, with blanks or '-' between them or, beside the word, nothing. A text of that form may be the number of a
 * business all the same. 0: the text is no such number. */
struct fpl_voucher_name {
    char month[8], word[32];
    struct fpl_period period; /* of month */
    int64_t number;
};
int fpl_voucher_parse(struct fpl_str text, struct fpl_voucher_name *out);
int fpl_body_bears(const struct fpl_json *body, const struct fpl_voucher_name *name); /* is it that voucher? */

/* How the record's people were known, as its own body says: its actor, its checker. A body that does not say it:
 * asserted. Of a row of an import, and of its chunks, the record that began the import says it (fpl_read_auth). */
void fpl_body_auth(const struct fpl_json *body, struct fpl_auth out[2]);
/* Of a row or chunk of an import: the number of the record that began it; -1: it is none. */
int64_t fpl_body_began(const struct fpl_json *body);

/* Items (deals, loans, claims …) with their state as this view sees it, in key order. A historical view (as_of before
 * today, or known_by) folds the records. */
struct fpl_item {
    struct fpl_str key;
    int64_t seq0, seq; /* first and last record that wrote it */
    const struct fpl_json *data;
};
typedef enum fpl_status (*fpl_item_cb)(void *ctx, const struct fpl_item *item);
/* Every item of the kind. What cb answers. */
FPL_MUST_CHECK enum fpl_status fpl_read_items(struct fpl_view *view, int32_t book, const char *kind, fpl_item_cb cb,
                                              void *ctx, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_read_item(struct fpl_view *view, int32_t book, const char *kind, struct fpl_str key,
                                             fpl_item_cb cb, void *ctx, struct fpl_error *error); /* FPL_E_NOT_FOUND */

/* Records that wrote an item of the kind first (with a key: that item's), known by this view's moment, whatever day
 * they stand on, in key order. An item's first record stays the same, so a historical view folds nothing for it.
 * What cb answers; FPL_E_SCOPE for an institution's user, who is given imports alone, those that its own users gave;
 * FPL_E_CORRUPT, FPL_E_IO. */
struct fpl_begun {
    int32_t book;
    const char *kind;
    struct fpl_str key; /* empty: all of the kind */
};
FPL_MUST_CHECK enum fpl_status fpl_read_beginnings(struct fpl_view *view, const struct fpl_begun *which,
                                                   fpl_record_cb cb, void *ctx, struct fpl_error *error);

/* Items of a kind from the key first->key on, as fpl_read_items gives them; the callback may end the reading with a
 * status of its own, which is answered. */
FPL_MUST_CHECK enum fpl_status fpl_read_items_from(struct fpl_view *view, const struct fpl_begun *first, fpl_item_cb cb,
                                                   void *ctx, struct fpl_error *error);

/* Decimals of a currency, whatever the view's cut: they are fixed when it is registered. FPL_E_CURRENCY. */
FPL_MUST_CHECK enum fpl_status fpl_read_scale(struct fpl_view *view, struct fpl_str currency, int *out,
                                              struct fpl_error *error);

/* A rule sum: records with occurred date in [from, to] (cut at as_of). */
FPL_MUST_CHECK enum fpl_status fpl_read_tally(struct fpl_view *view, int32_t book, const char *name,
                                              struct fpl_str scope, struct fpl_date from, struct fpl_date to,
                                              struct fpl_money *amount, int64_t *count, struct fpl_error *error);
typedef enum fpl_status (*fpl_tally_cb)(void *ctx, struct fpl_date day, struct fpl_money amount, int64_t count);
/* The same sum day by day, in order; days without any are left out. What cb answers. */
FPL_MUST_CHECK enum fpl_status fpl_read_tally_days(struct fpl_view *view, int32_t book, const char *name,
                                                   struct fpl_str scope, struct fpl_date from, struct fpl_date to,
                                                   fpl_tally_cb cb, void *ctx, struct fpl_error *error);

FPL_MUST_CHECK enum fpl_status fpl_read_record(struct fpl_view *view, int32_t book, int64_t seq, fpl_record_cb cb,
                                               void *ctx, struct fpl_error *error); /* FPL_E_NOT_FOUND */
/* Those with from <= seq <= to, in order; `to` past the end is cut. What cb answers; FPL_E_CORRUPT, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status fpl_read_records(struct fpl_view *view, int32_t book, int64_t from, int64_t to,
                                                fpl_record_cb cb, void *ctx, struct fpl_error *error);

/* How the people of a record were known, its actor and its checker: what the record says, or what the one says that
 * began its import. FPL_E_CORRUPT, FPL_E_TAMPERED, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status fpl_read_auth(struct fpl_view *view, const struct fpl_record *record,
                                             struct fpl_auth out[2], struct fpl_error *error);

/* Entries in posted-date order (posted, seq), for exports: whole records with postings, the registry excluded. */
FPL_MUST_CHECK enum fpl_status fpl_read_entries(struct fpl_view *view, int32_t book, struct fpl_date from,
                                                struct fpl_date to, fpl_record_cb cb, void *ctx,
                                                struct fpl_error *error);

/* The voucher of that number in a book, by the number of its record. FPL_E_NOT_FOUND; FPL_E_SCOPE for an institution's
 * user. */
FPL_MUST_CHECK enum fpl_status fpl_find_voucher(struct fpl_view *view, int32_t book,
                                                const struct fpl_voucher_name *name, int64_t *seq,
                                                struct fpl_error *error);

/* The period that the book closes next: the one after the last that this view knows as closed, or that of its opening
 * day. It can be closed once its last day is over. FPL_E_BOOK. */
FPL_MUST_CHECK enum fpl_status fpl_read_next_close(struct fpl_view *view, int32_t book, struct fpl_period *out,
                                                   struct fpl_error *error);

/* Adopted documents: kind "pack", "profile", "tolerance", "limit", "chart", "calendar", "mapping"; key
 * "<id>@<version>". */
typedef enum fpl_status (*fpl_document_cb)(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                           int64_t seq);
/* Every version that this view knows, in order of keys; `source` is the text it was made from, seq its registry record.
 * What cb answers. */
FPL_MUST_CHECK enum fpl_status fpl_read_documents(struct fpl_view *view, const char *kind, fpl_document_cb cb,
                                                  void *ctx, struct fpl_error *error);

/* The log of a book at this view's size: origin, size, root. */
FPL_MUST_CHECK enum fpl_status fpl_read_checkpoint(struct fpl_view *view, int32_t book, struct fpl_checkpoint *out,
                                                   struct fpl_error *error);
/* The same at another size, of the log as it is today, from its stored tree. FPL_E_NOT_FOUND: the log is smaller. */
FPL_MUST_CHECK enum fpl_status fpl_read_checkpoint_at(struct fpl_view *view, int32_t book, int64_t size,
                                                      struct fpl_checkpoint *out, struct fpl_error *error);
/* That a record is in the log of so many records: the path from its leaf to the root of fpl_read_checkpoint_at. It says
 * nothing of the record but its number; who may see it is asked by fpl_read_record. FPL_E_NOT_FOUND: the log of that
 * size does not have it. */
FPL_MUST_CHECK enum fpl_status fpl_read_inclusion(struct fpl_view *view, int32_t book, int64_t seq, int64_t size,
                                                  struct fpl_proof *out, struct fpl_error *error);

#ifdef __cplusplus
}
#endif
#endif
