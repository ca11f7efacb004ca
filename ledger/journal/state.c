/* Looking things up inside the open transaction: items, tallies, balances; and what a leaf says. */
#include "ledger/journal/journal.h"

#define FOLD(s) (&(struct fpl_fold){(s)->store, &(s)->set})

enum fpl_status fpl_journal__item(struct fpl_session *session, int32_t book, const char *kind, struct fpl_str key,
                                  struct fpl_item_state *out, int *found, struct fpl_error *error) {
    struct fpl_item_value *value = NULL;
    enum fpl_status status = fpl_fold__item_value(FOLD(session), book, fpl_str_of(kind), key, &value, error);
    if (status)
        return status;
    *found = value->data.n > 0;
    *out = (struct fpl_item_state){value->seq0, value->seq, value->data};
    return FPL_OK;
}

enum fpl_status fpl_journal__tally(struct fpl_session *session, int32_t book, const char *name, struct fpl_str scope,
                                   struct fpl_date from, struct fpl_date to, int64_t *amount, int64_t *count,
                                   struct fpl_error *error) {
    struct fpl_tally_row which = {.book = book, .name = fpl_str_of(name), .scope = scope, .day = from.day};
    return fpl_fold__sum_tally(FOLD(session), &which, to, amount, count, error);
}

enum fpl_status fpl_journal__count_books(struct fpl_session *session, const char *name, struct fpl_str scope,
                                         struct fpl_date day, int64_t *count, struct fpl_error *error) {
    const struct fpl_tally_row which = {.name = fpl_str_of(name), .scope = scope, .day = day.day};
    return fpl_fold__count_books(FOLD(session), &which, count, error);
}

enum fpl_status fpl_journal__balance(struct fpl_session *session, int32_t book, struct fpl_str account,
                                     const struct fpl_str *party, int64_t *out, struct fpl_error *error) {
    return fpl_fold__balance(FOLD(session), book, account, party, out, error);
}
