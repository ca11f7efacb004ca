#ifndef LEDGER_JOURNAL_VIEW_H
#define LEDGER_JOURNAL_VIEW_H
/* A view: a read transaction with its cuts, and for historical views a scratch store into which the visible records are
 * folded. */
#include "ledger/journal/journal.h"

struct fpl_view {
    struct fpl_session *session;
    struct fpl_date as_of, today;
    int64_t known_by; /* 0: all */
    int borrowed;     /* its snapshot is that of another view */
    int knows_all;    /* as the view was opened, that was all */
    int64_t newest;   /* t of the newest record then */
    char institution[65];
    char asked[65]; /* the user who was asked for last, whether he is the institution's; "": nobody yet */
    int asked_is_own;
    unsigned roles;
    struct fpl_store *scratch; /* NULL until a historical item is asked for */
    struct fpl_writeset set;
    int32_t folded_book; /* the book in scratch, -1: none */
};
/* Number of records of the book that the view sees (t <= known_by). */
FPL_MUST_CHECK enum fpl_status fpl_view__size(struct fpl_view *view, int32_t book, int64_t *out,
                                              struct fpl_error *error);
/* FPL_E_SCOPE for an institution's user. */
FPL_MUST_CHECK enum fpl_status fpl_view__need_all(const struct fpl_view *view, struct fpl_error *error);
/* Makes view->scratch hold the items of one book as they were by the view's day and moment; asked again for the same
 * book they are there already. */
FPL_MUST_CHECK enum fpl_status fpl_view__fold_items(struct fpl_view *view, int32_t book, struct fpl_error *error);
/* Bodies of records [from, to) in order. */
typedef enum fpl_status (*fpl_body_cb)(void *ctx, int64_t seq, const struct fpl_json *body);
FPL_MUST_CHECK enum fpl_status fpl_view__bodies(struct fpl_view *view, int32_t book, int64_t from, int64_t to,
                                                fpl_body_cb cb, void *ctx, struct fpl_error *error);
#endif
