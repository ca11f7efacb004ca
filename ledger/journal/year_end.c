/* What profit-and-loss accounts still hold at the end of a year: carried to equity (结转损益) they hold nothing. */
#include "ledger/journal/journal.h"

#include <stdlib.h>

struct left {
    const struct fpl_lines *lines;
    int64_t *sum; /* debit less credit of each line */
    struct fpl_error *error;
};

static enum fpl_status add_cell(void *ctx, const struct fpl_cell *cell) {
    struct left *left = ctx;
    int64_t *sum = &left->sum[cell->line];
    return __builtin_add_overflow(*sum, cell->debit, sum) || __builtin_sub_overflow(*sum, cell->credit, sum)
               ? fpl_fail(left->error, FPL_E_OVERFLOW, NULL, NULL, NULL)
               : FPL_OK;
}

static int is_same(const struct fpl_line_text *a, const struct fpl_line_text *b) {
    return fpl_str_eq(a->account, b->account) && fpl_str_eq(a->currency, b->currency);
}

/* The sum over all parties of the account and currency of the line at `at` in order; *met: it was told of before. */
static int64_t sum_over_parties(const struct left *left, size_t at, int *met) {
    const struct fpl_lines *lines = left->lines;
    const struct fpl_line_text *own = &lines->line[lines->order[at]];
    int64_t sum = 0;
    *met = 0;
    for (size_t i = at; i > 0 && fpl_str_eq(lines->line[lines->order[i - 1]].account, own->account) && !*met; i--)
        *met = is_same(&lines->line[lines->order[i - 1]], own);
    for (size_t i = at; !*met && i < lines->count; i++) {
        const struct fpl_line_text *line = &lines->line[lines->order[i]];
        if (!fpl_str_eq(line->account, own->account))
            break;
        if (is_same(line, own)) /* lines of one book sum to no more than the book has ever taken */
            sum += left->sum[lines->order[i]];
    }
    return sum;
}

static enum fpl_status give_left(const struct left *left, const struct fpl_open_book *book, fpl_left_cb cb, void *ctx) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < left->lines->count && !status; i++) {
        const struct fpl_line_text *line = &left->lines->line[left->lines->order[i]];
        const struct fpl_account *account = fpl_chart__find(&book->chart, line->account);
        int met = 0;
        int64_t sum = account && account->nature == 'P' ? sum_over_parties(left, i, &met) : 0;
        if (sum != 0 && !met)
            status = cb(ctx, account, line->currency, sum);
    }
    return status;
}

enum fpl_status fpl_journal__profit_left(struct fpl_session *session, const struct fpl_open_book *book, int year,
                                         fpl_left_cb cb, void *ctx, struct fpl_error *error) {
    const struct fpl_totals_range years = {book->info.id, 2, INT32_MIN,
                                           fpl_period_last((struct fpl_period){(int16_t)year, 13}).day};
    struct fpl_totals_range open = {book->info.id, 0, INT32_MAX, years.to};
    struct fpl_lines lines = {0};
    struct left left = {.lines = &lines, .error = error};
    enum fpl_status status = fpl_lines__load(session->store, book->info.id, &lines, error);
    if (!status && !(left.sum = calloc(lines.count + 1, sizeof *left.sum)))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = fpl_totals__each(session->store, &years, &lines, add_cell, &left, error);
    if (!status)
        status = fpl_totals__open_month(session->store, book->info.id, &open.from, error);
    if (!status)
        status = fpl_totals__each(session->store, &open, &lines, add_cell, &left, error);
    if (!status)
        status = give_left(&left, book, cb, ctx);
    free(left.sum);
    fpl_lines__release(&lines);
    return status;
}
