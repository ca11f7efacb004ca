/* Keys that act once in the ledger, in whatever book: a request and a numbered state in one record, a submission in one
 * book. */
#include "ledger/verify/verify.h"

enum fpl_status fpl_verify__keys(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                 const struct fpl_verify__record *record) {
    const struct fpl_json *list = fpl_json_get(record->body, "i");
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i)) {
        struct fpl_request_row row = {.kind = fpl_json_text(fpl_json_at(i, 0)),
                                      .key = fpl_json_text(fpl_json_at(i, 1))};
        if (!fpl_request__is(row.kind))
            continue;
        enum fpl_status status = fpl_fold__find_request(fold, &row, run->error);
        if (status)
            return status;
        if (row.book == book && !fpl_str_is(row.kind, "import"))
            return fpl_verify__differs(run, "book %d seq %lld body: %.*s %.*s recorded before in seq %lld", book,
                                       (long long)record->seq, (int)row.kind.n, row.kind.p, (int)row.key.n, row.key.p,
                                       (long long)row.seq);
        if (row.book >= 0 && row.book != book)
            return fpl_verify__differs(run, "book %d seq %lld body: %.*s %.*s recorded before in book %d seq %lld",
                                       book, (long long)record->seq, (int)row.kind.n, row.kind.p, (int)row.key.n,
                                       row.key.p, row.book, (long long)row.seq);
    }
    return FPL_OK;
}
