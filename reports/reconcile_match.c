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

/* Postings in the order in which they were recorded. */
static int by_record(const void *left, const void *right) {
    const struct one *a = left, *b = right;
    if (a->row->seq != b->row->seq)
        return a->row->seq < b->row->seq ? -1 : 1;
    return a->row->line - b->row->line;
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

/* Where the postings of a record begin. */
static size_t first_of(const struct one *one, size_t n, int64_t seq) {
    size_t from = 0;
    while (from < n) {
        size_t middle = from + (n - from) / 2;
        if (one[middle].row->seq < seq)
            from = middle + 1;
        else
            n = middle;
    }
    return from;
}

/* A red record is the image of the one that it takes back, line by line. */
static void match_red(struct fpl_reconcile__side *book, struct one *one) {
    if (book->n)
        qsort(one, book->n, sizeof *one, by_record);
    for (size_t i = 0; i < book->n; i++) {
        const struct fpl_reconcile__row *red = one[i].row;
        if (red->undone == 0)
            continue;
        for (size_t k = first_of(one, book->n, red->undone); k < i && one[k].row->seq == red->undone; k++) {
            const struct fpl_reconcile__row *row = one[k].row;
            if (row->as != FPL_RECONCILED_NOT || row->line != red->line || row->amount != -red->amount)
                continue;
            pair(book, one[i].at, book, one[k].at, FPL_RECONCILED_RED);
            break;
        }
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

struct unit { /* a line, or what one record posts: one movement */
    int64_t amount;
    size_t from, n; /* in the group */
    int is_book;
};

static int by_unit(const void *left, const void *right) {
    const struct unit *a = left, *b = right;
    if (a->amount != b->amount)
        return a->amount < b->amount ? -1 : 1;
    if (a->is_book != b->is_book)
        return a->is_book - b->is_book;
    return a->from < b->from ? -1 : a->from > b->from;
}

static size_t units_of(const struct group *g, struct unit *unit) {
    size_t n = 0;
    for (size_t from = 0, to; from < g->n; from = to) {
        unit[n] = (struct unit){g->one[from].row->amount, from, 1, g->one[from].is_book};
        int fits = 1;
        for (to = from + 1; to < g->n && unit[n].is_book && g->one[to].row->seq == g->one[from].row->seq; to++)
            fits = fits && !__builtin_add_overflow(unit[n].amount, g->one[to].row->amount, &unit[n].amount);
        unit[n].n = to - from;
        n += (size_t)fits;
    }
    return n;
}

static void set_unit(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, const struct group *g,
                     const struct unit *unit) {
    const struct group of = {g->one + unit->from, unit->n, 0};
    set_all(bank, book, &of, FPL_RECONCILED_REF);
}

/* Line for record. */
static void match_units(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, const struct group *g,
                        struct unit *unit) {
    size_t n = units_of(g, unit);
    qsort(unit, n, sizeof *unit, by_unit);
    for (size_t from = 0, to; from < n; from = to) {
        size_t lines = 0;
        for (to = from; to < n && unit[to].amount == unit[from].amount; to++)
            lines += !unit[to].is_book;
        for (size_t i = 0; i < lines && from + lines + i < to; i++) {
            set_unit(bank, book, g, &unit[from + i]);
            set_unit(bank, book, g, &unit[from + lines + i]);
        }
    }
}

static int by_side(const void *left, const void *right) {
    return by_place(left, right);
}

/* What of the group has no other side yet, put in front of the rest. */
static struct group left_of(const struct group *g) {
    struct group left = {g->one, 0, 0};
    for (size_t i = 0; i < g->n; i++) {
        struct one one = g->one[i];
        if (one.row->as != FPL_RECONCILED_SUMS)
            continue;
        g->one[i] = g->one[left.n];
        g->one[left.n++] = one;
        left.lines += !one.is_book;
    }
    qsort(left.one, left.n, sizeof *left.one, by_side);
    return left;
}

/* One for several: one line or one record, the other side in the same direction, and of one sum. */
static int is_one_for_several(const struct group *g) {
    int64_t more = 0; /* of the lines than of the postings */
    size_t records = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct fpl_reconcile__row *row = g->one[i].row;
        if ((row->amount < 0) != (g->one[0].row->amount < 0) ||
            __builtin_add_overflow(more, g->one[i].is_book ? -row->amount : row->amount, &more))
            return 0;
        records += g->one[i].is_book && (i == g->lines || row->seq != g->one[i - 1].row->seq);
    }
    return more == 0 && (g->lines == 1 || records == 1);
}

/* All that bears one reference. */
static void match_ref(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, struct group *g,
                      struct unit *unit) {
    set_all(bank, book, g, FPL_RECONCILED_SUMS);
    if (g->n == 2 * g->lines)
        match_amounts(bank, book, g->one, g->n, -1, FPL_RECONCILED_REF);
    struct group left = left_of(g);
    if (left.n == 0)
        return;
    set_all(bank, book, g, FPL_RECONCILED_SUMS); /* not line for posting throughout: then records come first */
    qsort(g->one, g->n, sizeof *g->one, by_side);
    match_units(bank, book, g, unit);
    left = left_of(g);
    match_amounts(bank, book, left.one, left.n, -1, FPL_RECONCILED_REF);
    left = left_of(&left);
    if (is_one_for_several(&left))
        set_all(bank, book, &left, FPL_RECONCILED_REF);
}

static void match_refs(struct fpl_reconcile__side *bank, struct fpl_reconcile__side *book, struct one *one, size_t n,
                       struct unit *unit) {
    qsort(one, n, sizeof *one, by_ref);
    for (size_t from = 0, to; from < n; from = to) {
        to = end_of(one, from, n, by_ref);
        struct group g = {one + from, to - from, lines_of(one + from, to - from)};
        if (g.one[0].ref.n > 0 && g.lines > 0 && g.lines < g.n)
            match_ref(bank, book, &g, unit);
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
    size_t n = bank->n + book->n + 1;
    struct one *one = calloc(n, sizeof *one);
    struct unit *unit = calloc(n, sizeof *unit);
    enum fpl_status status = one && unit ? FPL_OK : FPL_E_NOMEM;
    if (!status) {
        for (size_t i = 0; i < book->n; i++)
            one[i] = one_of(book, i, 1);
        match_red(book, one);
        match_refs(bank, book, one, gather(bank, book, one), unit);
        match_amounts(bank, book, one, gather(bank, book, one), FPL_RECONCILE_DAYS, FPL_RECONCILED_AMOUNT);
    }
    free(one);
    free(unit);
    return status;
}
