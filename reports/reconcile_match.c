/* Which line of a bank's statement is which posting of the account. See reconcile.h. */
#include "reports/reconcile.h"

#include <stdlib.h>
#include <string.h>

struct one { /* a row of either side, for sorting */
    const struct fpl_reconcile__row *row;
    struct fpl_str ref;
    size_t at;
    int is_book;
};

static int by_place(const struct one *a, const struct one *b) {
    if (a->is_book != b->is_book)
        return a->is_book - b->is_book;
    return a->at < b->at ? -1 : a->at > b->at;
}

static int64_t size_of(const struct fpl_reconcile__row *row) {
    return row->amount < 0 ? -row->amount : row->amount;
}

/* Postings of one size and of the same party and item lie together, in their own order. */
static int by_red(const void *left, const void *right) {
    const struct one *a = left, *b = right;
    if (size_of(a->row) != size_of(b->row))
        return size_of(a->row) < size_of(b->row) ? -1 : 1;
    if (a->row->dims != b->row->dims)
        return a->row->dims < b->row->dims ? -1 : 1;
    return by_place(a, b);
}

static int compare_text(struct fpl_str a, struct fpl_str b) {
    int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int by_ref(const void *left, const void *right) {
    const struct one *a = left, *b = right;
    int order = compare_text(a->ref, b->ref);
    return order ? order : by_place(a, b);
}

static int by_amount(const void *left, const void *right) {
    const struct one *a = left, *b = right;
    if (a->row->amount != b->row->amount)
        return a->row->amount < b->row->amount ? -1 : 1;
    return by_place(a, b);
}

static void pair(struct fpl_reconcile__side *of, size_t at, struct fpl_reconcile__side *other, size_t with,
                 enum fpl_reconciled as) {
    of->row[at].as = other->row[with].as = as;
    of->row[at].with = with;
    other->row[with].with = at;
}

/* ---- red ---- */

static int takes_back(const struct fpl_reconcile__row *red, const struct fpl_reconcile__row *row) {
    return red->is_red && !row->is_red && row->as == FPL_RECONCILED_NOT && row->amount == -red->amount &&
           row->dims == red->dims && row->seq < red->seq;
}

/* The newest posting before it. What it looks through is of one size, party and item. */
static void match_red(struct fpl_reconcile__side *book, struct one *one) {
    qsort(one, book->n, sizeof *one, by_red);
    for (size_t i = 0; i < book->n; i++) {
        const struct fpl_reconcile__row *red = &book->row[one[i].at];
        size_t found = book->n;
        if (!red->is_red)
            continue;
        for (size_t k = i; k > 0 && found == book->n; k--) {
            const struct fpl_reconcile__row *row = &book->row[one[k - 1].at];
            if (size_of(row) != size_of(red) || row->dims != red->dims)
                break;
            if (takes_back(red, row))
                found = one[k - 1].at;
        }
        for (size_t k = i + 1; k < book->n && found == book->n; k++) { /* of an earlier day: a later entry of its own */
            const struct fpl_reconcile__row *row = &book->row[one[k].at];
            if (size_of(row) != size_of(red) || row->dims != red->dims)
                break;
            if (takes_back(red, row))
                found = one[k].at;
        }
        if (found < book->n)
            pair(book, one[i].at, book, found, FPL_RECONCILED_RED);
    }
}

/* ---- references, amounts ---- */

struct group {
    struct one *one;
    size_t n, lines; /* the lines of the bank stand first */
};

static void set_all(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, const struct group *g,
                    enum fpl_reconciled as) {
    for (size_t i = 0; i < g->n; i++)
        (g->one[i].is_book ? book : bank)->row[g->one[i].at].as = as;
}

static int sums_agree(const struct group *g) {
    int64_t more = 0; /* of the lines than of the postings */
    for (size_t i = 0; i < g->n; i++) {
        int64_t amount = g->one[i].row->amount;
        if (__builtin_add_overflow(more, g->one[i].is_book ? -amount : amount, &more))
            return 0;
    }
    return more == 0;
}

/* Two lists of one amount, each in order: the earliest of both, or the earlier is left. */
static void match_days(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, const struct group *g,
                       int32_t most, enum fpl_reconciled as) {
    size_t i = 0, k = g->lines;
    while (i < g->lines && k < g->n) {
        int32_t apart = fpl_days_between(g->one[i].row->day, g->one[k].row->day); /* > 0: the book is later */
        if (most >= 0 && (apart > most || apart < -most)) {
            if (apart > 0)
                i++;
            else
                k++;
            continue;
        }
        pair(bank, g->one[i++].at, book, g->one[k++].at, as);
    }
}

static size_t lines_of(const struct one *one, size_t n) {
    size_t lines = 0;
    while (lines < n && !one[lines].is_book)
        lines++;
    return lines;
}

static size_t end_of(const struct one *one, size_t from, size_t n, int (*order)(const void *, const void *)) {
    size_t to = from + 1;
    struct one first = one[from];
    for (; to < n; to++) {
        struct one next = one[to];
        next.is_book = first.is_book;
        next.at = first.at;
        if (order(&first, &next) != 0)
            break;
    }
    return to;
}

static void match_amounts(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, struct one *one, size_t n,
                          int32_t most, enum fpl_reconciled as) {
    qsort(one, n, sizeof *one, by_amount);
    for (size_t from = 0, to; from < n; from = to) {
        to = end_of(one, from, n, by_amount);
        struct group g = {one + from, to - from, lines_of(one + from, to - from)};
        match_days(bank, book, &g, most, as);
    }
}

static void match_refs(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, struct one *one, size_t n) {
    qsort(one, n, sizeof *one, by_ref);
    for (size_t from = 0, to; from < n; from = to) {
        to = end_of(one, from, n, by_ref);
        struct group g = {one + from, to - from, lines_of(one + from, to - from)};
        if (g.one[0].ref.n == 0 || g.lines == 0 || g.lines == g.n)
            continue;
        if (sums_agree(&g)) {
            set_all(bank, book, &g, FPL_RECONCILED_REF);
            continue;
        }
        set_all(bank, book, &g, FPL_RECONCILED_SUMS);
        match_amounts(bank, book, g.one, g.n, -1, FPL_RECONCILED_REF);
    }
}

static struct one one_of(const struct fpl_reconcile__side *side, size_t at, int is_book) {
    const struct fpl_reconcile__row *row = &side->row[at];
    struct fpl_str ref = {row->ref_n ? side->text.p + row->ref_at : "", row->ref_n};
    return (struct one){row, ref, at, is_book};
}

static size_t gather(const struct fpl_reconcile__side *bank, const struct fpl_reconcile__side *book, struct one *one) {
    size_t n = 0;
    for (size_t i = 0; i < bank->n; i++)
        if (bank->row[i].as == FPL_RECONCILED_NOT)
            one[n++] = one_of(bank, i, 0);
    for (size_t i = 0; i < book->n; i++)
        if (book->row[i].as == FPL_RECONCILED_NOT)
            one[n++] = one_of(book, i, 1);
    return n;
}

enum fpl_status fpl_reconcile__match(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book) {
    struct one *one = calloc(bank->n + book->n + 1, sizeof *one);
    if (!one)
        return FPL_E_NOMEM;
    for (size_t i = 0; i < book->n; i++)
        one[i] = one_of(book, i, 1);
    match_red(book, one);
    match_refs(bank, book, one, gather(bank, book, one));
    match_amounts(bank, book, one, gather(bank, book, one), FPL_RECONCILE_DAYS, FPL_RECONCILED_AMOUNT);
    free(one);
    return FPL_OK;
}

/* ---- the bank's own balances ---- */

/* Does another line of its day lead to this one? */
static int follows_another(const struct fpl_reconcile__side *bank, size_t at) {
    const struct fpl_reconcile__row *row = &bank->row[at];
    for (size_t i = at; i > 0 && fpl_date_cmp(bank->row[i - 1].day, row->day) == 0; i--)
        if (bank->row[i - 1].has_balance && bank->row[i - 1].balance == row->balance - row->amount)
            return 1;
    for (size_t i = at + 1; i < bank->n && fpl_date_cmp(bank->row[i].day, row->day) == 0; i++)
        if (bank->row[i].has_balance && bank->row[i].balance == row->balance - row->amount)
            return 1;
    return 0;
}

/* Of the first day with a balance, the line that no other leads to; else the first that states one. n: there is none.
 */
static size_t first_stated(const struct fpl_reconcile__side *bank, size_t *stated) {
    size_t first = 0;
    while (first < bank->n && !bank->row[first].has_balance)
        first++;
    *stated = first;
    for (size_t i = first; i < bank->n && fpl_date_cmp(bank->row[i].day, bank->row[first].day) == 0; i++)
        if (bank->row[i].has_balance && !follows_another(bank, i))
            return i;
    return first;
}

/* The balance before the first line: that of the first which states one, less what moved up to it. */
static int opening_of(const struct fpl_reconcile__side *bank, int64_t *opening, enum fpl_status *status) {
    size_t stated = 0, at = first_stated(bank, &stated);
    if (at == bank->n)
        return 0;
    int failed = __builtin_sub_overflow(bank->row[at].balance, bank->row[at].amount, opening);
    for (size_t i = 0; i < stated && !failed; i++)
        failed = __builtin_sub_overflow(*opening, bank->row[i].amount, opening);
    *status = failed ? FPL_E_OVERFLOW : FPL_OK;
    return 1;
}

static int leads(const struct fpl_reconcile__row *row, int64_t balance) {
    int64_t after = 0;
    return !row->has_balance || (!__builtin_add_overflow(balance, row->amount, &after) && after == row->balance);
}

/* The next line of the day [from, to) that its balance leads to; the first left where none does. */
static size_t next_of(const struct fpl_reconcile__side *bank, const unsigned char *taken, size_t from, size_t to,
                      int64_t balance) {
    size_t first = to;
    for (size_t i = from; i < to; i++) {
        if (taken[i])
            continue;
        if (leads(&bank->row[i], balance))
            return i;
        first = first == to ? i : first;
    }
    return first;
}

static enum fpl_status take(const struct fpl_reconcile__side *bank, size_t at, struct fpl_reconcile__balances *out) {
    const struct fpl_reconcile__row *row = &bank->row[at];
    int64_t after = 0, off = 0;
    if (__builtin_add_overflow(out->closing, row->amount, &after))
        return FPL_E_OVERFLOW;
    if (row->has_balance && row->balance != after) {
        if (__builtin_sub_overflow(row->balance, after, &off) || __builtin_add_overflow(out->broken, off, &out->broken))
            return FPL_E_OVERFLOW;
        if (out->breaks++ == 0)
            out->first_break = at;
        after = row->balance;
    }
    out->closing = after;
    return FPL_OK;
}

enum fpl_status fpl_reconcile__balances(const struct fpl_reconcile__side *bank, struct fpl_reconcile__balances *out) {
    enum fpl_status status = FPL_OK;
    *out = (struct fpl_reconcile__balances){0};
    out->stated = opening_of(bank, &out->opening, &status);
    unsigned char *taken = status ? NULL : calloc(bank->n + 1, 1);
    if (!taken)
        return status ? status : FPL_E_NOMEM;
    out->closing = out->opening;
    for (size_t from = 0, to; from < bank->n && !status; from = to) {
        size_t next = from; /* those before it are taken */
        for (to = from; to < bank->n && fpl_date_cmp(bank->row[to].day, bank->row[from].day) == 0; to++)
            ;
        for (size_t k = from; k < to && !status; k++) {
            size_t at = next_of(bank, taken, next, to, out->closing);
            status = take(bank, at, out);
            taken[at] = 1;
            while (next < to && taken[next])
                next++;
        }
    }
    free(taken);
    return status;
}
