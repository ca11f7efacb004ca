/* Entries without a number that say the same, from one to the one before it. */
#include "ledger/desk/same.h"

#include <stdio.h>

int64_t fpl_desk__says_after(const struct fpl_json *body) {
    const struct fpl_json *items = fpl_json_get(body, "i");
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "said"))
            return fpl_json_get_num(fpl_json_at(item, 2), "before", -1);
    return -1;
}

enum fpl_status fpl_desk__said_before(struct fpl_session *session, int32_t book, int64_t seq, int64_t *before,
                                      struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    while (*before >= 0) {
        const struct fpl_json *body = NULL;
        struct fpl_item_state reversal = {.seq0 = -1};
        char key[24];
        int found = 0;
        (void)snprintf(key, sizeof key, "%lld", (long long)*before);
        status = fpl_journal__item(session, book, "reversed", fpl_str_of(key), &reversal, &found, error);
        if (status || !found || reversal.seq0 >= seq)
            return status;
        if ((status = fpl_journal__body(session, book, *before, &body, error)))
            return status;
        *before = fpl_desk__says_after(body);
    }
    return status;
}
