/* What the bank's own balances say of its lines: whether one path through balances takes each line of a day once, and
 * where not, how few breaks there can be. See reconcile.h. */
#include "reports/reconcile.h"

#include <stdlib.h>
#include <string.h>

/* A balance is a place, a line an edge from the balance before it to the one after it. Places that lines connect are a
 * piece. One path takes all edges of a piece if at most one place has an edge more that leaves than that arrive; a
 * piece needs as many paths as there are such edges, at least one, and where each place has as many of both the path is
 * a circuit, which may begin anywhere. */
struct place {
    int64_t balance;
    int64_t excess;    /* edges that leave less those that arrive */
    size_t piece;      /* the first place of its piece, at its end */
    int64_t paths;     /* of the piece, at its first place */
    size_t first_from; /* 1 + rank of the line that leaves first, and of the one that arrives last; 0: none */
    size_t last_to;
};
struct day {
    size_t from, to; /* lines [from, to) of the statement */
    size_t stated;   /* of them with a balance */
    struct place *place;
    size_t places;
    int64_t paths; /* of all pieces */
};
struct walk {
    const struct fpl_reconcile__side *bank;
    struct fpl_reconcile__balances *out;
    struct day *day;
    size_t days;
    struct place *place;  /* of all days */
    int newest_first;     /* the lines were entered so */
    unsigned char *taken; /* of the lines of the day at hand */
    size_t *tries;        /* left for all days */
};

static const struct fpl_reconcile__row *row_at(const struct walk *w, size_t at) {
    return &w->bank->row[at];
}

/* The line of that rank of a day, in the order in which the statement runs. */
static size_t ranked(const struct walk *w, const struct day *day, size_t rank) {
    return w->newest_first ? day->to - 1 - rank : day->from + rank;
}

/* Do lines that were entered side by side lead to one another downwards or upwards? */
static int is_newest_first(const struct fpl_reconcile__side *bank) {
    size_t down = 0, up = 0;
    for (size_t i = 1; i < bank->n; i++) {
        const struct fpl_reconcile__row *a = &bank->row[i - 1], *b = &bank->row[i];
        if (fpl_date_cmp(a->day, b->day) != 0) {
            down += a->seq < b->seq;
            up += a->seq > b->seq;
            continue;
        }
        if (!a->has_balance || !b->has_balance)
            continue;
        int64_t before_a = 0, before_b = 0;
        if (__builtin_sub_overflow(a->balance, a->amount, &before_a) ||
            __builtin_sub_overflow(b->balance, b->amount, &before_b))
            continue;
        down += a->balance == before_b;
        up += b->balance == before_a;
    }
    return up > down;
}

/* ---- a day as places and edges ---- */

static int by_balance(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    return (a->balance > b->balance) - (a->balance < b->balance);
}

static struct place *find(const struct day *day, int64_t balance) {
    const struct place sought = {.balance = balance};
    return day->places ? bsearch(&sought, day->place, day->places, sizeof sought, by_balance) : NULL;
}

static size_t piece_of(const struct day *day, size_t at) {
    while (day->place[at].piece != at) {
        day->place[at].piece = day->place[day->place[at].piece].piece;
        at = day->place[at].piece;
    }
    return at;
}

static void join(const struct day *day, const struct place *a, const struct place *b) {
    size_t one = piece_of(day, (size_t)(a - day->place)), other = piece_of(day, (size_t)(b - day->place));
    day->place[one > other ? one : other].piece = one > other ? other : one;
}

static enum fpl_status gather_places(const struct walk *w, struct day *day) {
    size_t n = 0;
    for (size_t i = day->from; i < day->to; i++) {
        const struct fpl_reconcile__row *row = row_at(w, i);
        int64_t before = 0;
        if (!row->has_balance)
            continue;
        if (__builtin_sub_overflow(row->balance, row->amount, &before))
            return FPL_E_OVERFLOW;
        day->place[n++] = (struct place){.balance = before};
        day->place[n++] = (struct place){.balance = row->balance};
        day->stated++;
    }
    if (n)
        qsort(day->place, n, sizeof *day->place, by_balance);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || day->place[i].balance != day->place[day->places - 1].balance)
            day->place[day->places++] = day->place[i];
    return FPL_OK;
}

static void draw_edges(const struct walk *w, struct day *day) {
    for (size_t i = 0; i < day->places; i++)
        day->place[i].piece = i;
    for (size_t rank = 0; rank < day->to - day->from; rank++) {
        const struct fpl_reconcile__row *row = row_at(w, ranked(w, day, rank));
        if (!row->has_balance)
            continue;
        struct place *from = find(day, row->balance - row->amount), *to = find(day, row->balance);
        from->excess++;
        to->excess--;
        if (from->first_from == 0)
            from->first_from = rank + 1;
        to->last_to = rank + 1;
        join(day, from, to);
    }
}

static void count_paths(struct day *day) {
    for (size_t i = 0; i < day->places; i++) {
        day->place[i].piece = piece_of(day, i);
        if (day->place[i].excess > 0)
            day->place[day->place[i].piece].paths += day->place[i].excess;
    }
    for (size_t i = 0; i < day->places; i++)
        if (day->place[i].piece == i)
            day->paths += day->place[i].paths ? day->place[i].paths : 1;
}

static int is_circuit(const struct day *day, const struct place *place) {
    return day->place[place->piece].paths == 0;
}
static int begins_path(const struct day *day, const struct place *place) {
    return is_circuit(day, place) || place->excess > 0;
}
static int ends_path(const struct day *day, const struct place *place) {
    return is_circuit(day, place) || place->excess < 0;
}
static int has_free(const struct day *day) {
    return day->stated < day->to - day->from;
}

/* The place at which a path of the day may go on from that balance; NULL: none. */
static const struct place *goes_on(const struct day *day, int64_t balance) {
    const struct place *place = find(day, balance);
    return place && begins_path(day, place) ? place : NULL;
}

/* ---- days with lines that state no balance ---- */

static int leads(const struct fpl_reconcile__row *row, int64_t balance, int64_t *after) {
    return !__builtin_add_overflow(balance, row->amount, after) && (!row->has_balance || *after == row->balance);
}

/* The first line from that rank on that is not taken and goes on from the balance; the number of lines: none. */
static size_t next_rank(const struct walk *w, const struct day *day, size_t rank, int64_t balance, int64_t *after) {
    size_t lines = day->to - day->from;
    while (rank < lines && (w->taken[ranked(w, day, rank)] || !leads(row_at(w, ranked(w, day, rank)), balance, after)))
        rank++;
    return rank;
}

/* Goes on with the first line that fits, and with the one after it where that came to nothing. 1: all lines of the day,
 * at most FPL_RECONCILE_FREE, stand in an order. */
static int try_orders(const struct walk *w, const struct day *day, int64_t balance, int64_t *closing) {
    size_t rank[FPL_RECONCILE_FREE + 1] = {0}, lines = day->to - day->from, depth = 0;
    int64_t at[FPL_RECONCILE_FREE + 1] = {balance};
    for (size_t tries = 0; depth < lines && tries<FPL_RECONCILE_TRIES && * w->tries> 0; tries++, --*w->tries) {
        rank[depth] = next_rank(w, day, rank[depth], at[depth], &at[depth + 1]);
        if (rank[depth] < lines) {
            w->taken[ranked(w, day, rank[depth])] = 1;
            rank[++depth] = 0;
        } else if (depth == 0) {
            return 0;
        } else {
            w->taken[ranked(w, day, rank[--depth]++)] = 0;
        }
    }
    *closing = at[depth];
    return depth == lines;
}

/* Is there an order of the day from that balance on? The first that is tried is the one as entered. */
static int has_order(const struct walk *w, const struct day *day, int64_t balance, int64_t *closing) {
    size_t lines = day->to - day->from;
    int found = lines <= FPL_RECONCILE_FREE && try_orders(w, day, balance, closing);
    memset(w->taken + day->from, 0, lines);
    return found;
}

/* ---- which end, where there are several ---- */

/* What a balance is after the lines of days [from, to); 0: no int64. */
static int add_lines(const struct walk *w, size_t from, size_t to, int64_t *balance) {
    for (size_t i = from; i < to; i++)
        if (__builtin_add_overflow(*balance, row_at(w, i)->amount, balance))
            return 0;
    return 1;
}

/* To which day a balance carries without a break from day `at` on; SIZE_MAX: from there on all are one. A day without a
 * break ends with what it began with and all its lines. */
static size_t carries(const struct walk *w, size_t at, int64_t balance) {
    for (; at<w->days && * w->tries> 0; at++) {
        const struct day *day = &w->day[at];
        int64_t closing = 0;
        if (has_free(day)) {
            if (day->stated > 0 && !has_order(w, day, balance, &closing))
                return at;
        } else {
            const struct place *place = goes_on(day, balance);
            if (!place || day->paths > 1)
                return at + (place != NULL);
            if (!is_circuit(day, place))
                return SIZE_MAX;
        }
        if (!add_lines(w, day->from, day->to, &balance))
            return at;
    }
    return SIZE_MAX;
}

/* May the day end there if it begins at `start` (NULL: anywhere) and has no break more for it? The end's piece comes
 * last; it is that of the start where this has several paths, between which the others stand, or where there is no
 * other. */
static int may_end(const struct day *day, const struct place *start, const struct place *end) {
    if (!ends_path(day, end))
        return 0;
    if (!start || start->piece != end->piece)
        return 1;
    if (is_circuit(day, start))
        return day->paths == 1 && start == end;
    return day->paths == 1 || day->place[start->piece].paths > 1;
}

/* The end from which the days after it go on the furthest; of these, that of the line that was entered last. */
static const struct place *choose_end(const struct walk *w, size_t at, const struct place *start, size_t *among) {
    const struct day *day = &w->day[at];
    const struct place *best = NULL;
    size_t furthest = 0;
    *among = 0;
    for (size_t i = 0; i < day->places; i++) {
        const struct place *end = &day->place[i];
        if (!may_end(day, start, end))
            continue;
        size_t far = carries(w, at + 1, end->balance);
        *among = best && far == furthest ? *among + 1 : !best || far > furthest ? 1 : *among;
        if (!best || far > furthest || (far == furthest && end->last_to > best->last_to))
            best = end;
        furthest = far > furthest ? far : furthest;
    }
    return best;
}

/* Where the first day begins if nothing is known before it. */
static const struct place *choose_start(const struct day *day, const struct place *end) {
    const struct place *best = NULL;
    if (day->paths == 1 && is_circuit(day, end))
        return end;
    for (size_t i = 0; i < day->places; i++) {
        const struct place *start = &day->place[i];
        if (begins_path(day, start) && may_end(day, start, end) && (!best || start->first_from < best->first_from))
            best = start;
    }
    return best;
}

/* ---- day by day ---- */

static enum fpl_status tell_break(struct fpl_reconcile__balances *out, const struct fpl_reconcile__row *row,
                                  int64_t off) {
    if (__builtin_add_overflow(out->broken, off, &out->broken))
        return FPL_E_OVERFLOW;
    if (out->breaks++ == 0)
        out->first_break = row->day;
    return FPL_OK;
}

/* The first line of the day, not taken yet, that goes on from there; the first of all where none does. */
static size_t next_of(const struct walk *w, const struct day *day, int64_t balance) {
    int64_t after = 0;
    size_t rank = next_rank(w, day, 0, balance, &after);
    for (size_t first = 0; rank == day->to - day->from; first++)
        if (!w->taken[ranked(w, day, first)])
            rank = first;
    return ranked(w, day, rank);
}

/* As entered. */
static enum fpl_status walk_entered(const struct walk *w, const struct day *day) {
    enum fpl_status status = FPL_OK;
    for (size_t k = day->from; k < day->to && !status; k++) {
        size_t at = next_of(w, day, w->out->closing);
        const struct fpl_reconcile__row *row = row_at(w, at);
        int64_t after = 0, off = 0;
        w->taken[at] = 1;
        if (__builtin_add_overflow(w->out->closing, row->amount, &after))
            return FPL_E_OVERFLOW;
        if (row->has_balance && row->balance != after) {
            if (__builtin_sub_overflow(row->balance, after, &off))
                return FPL_E_OVERFLOW;
            status = tell_break(w->out, row, off);
            after = row->balance;
        }
        w->out->closing = after;
    }
    return status;
}

static enum fpl_status walk_free(const struct walk *w, const struct day *day) {
    int64_t closing = 0;
    if (!has_order(w, day, w->out->closing, &closing))
        return walk_entered(w, day);
    w->out->closing = closing;
    return FPL_OK;
}

/* ---- the statement ---- */

/* What the lines of a day sum to, less what its end is from the balance before it, is in no line. */
static enum fpl_status walk_day(const struct walk *w, size_t at) {
    const struct day *day = &w->day[at];
    struct fpl_reconcile__balances *out = w->out;
    int64_t after = out->closing, off = 0;
    size_t among = 0;
    if (has_free(day))
        return walk_free(w, day);
    const struct place *start = goes_on(day, out->closing), *end = choose_end(w, at, start, &among);
    int64_t breaks = day->paths - (start != NULL);
    if (!add_lines(w, day->from, day->to, &after) || __builtin_sub_overflow(end->balance, after, &off))
        return FPL_E_OVERFLOW;
    out->closing = end->balance;
    if (breaks == 0)
        return FPL_OK;
    enum fpl_status status = tell_break(out, row_at(w, day->from), off);
    out->breaks += (size_t)(breaks - 1);
    return status;
}

struct opening { /* that from which the days go on the furthest */
    int64_t balance;
    size_t day; /* to which; SIZE_MAX: to the end */
    int found;
};

static void consider(const struct walk *w, size_t at, int64_t balance, struct opening *best) {
    int64_t closing = 0;
    if (best->day == SIZE_MAX || !has_order(w, &w->day[at], balance, &closing))
        return;
    size_t day = carries(w, at + 1, closing);
    if (!best->found || day > best->day)
        *best = (struct opening){balance, day, 1};
}

/* Before each line that states a balance, with each choice of the first FPL_RECONCILE_BEFORE lines that state none
 * standing before it. */
static void consider_all(const struct walk *w, size_t at, struct opening *best) {
    const struct day *day = &w->day[at];
    int64_t free_line[FPL_RECONCILE_BEFORE];
    unsigned n = 0;
    for (size_t rank = 0; rank < day->to - day->from && n < FPL_RECONCILE_BEFORE; rank++)
        if (!row_at(w, ranked(w, day, rank))->has_balance)
            free_line[n++] = row_at(w, ranked(w, day, rank))->amount;
    for (unsigned chosen = 0; chosen < 1U << n; chosen++)
        for (size_t i = 0; i < day->places && best->day != SIZE_MAX && *w->tries > 0; i++) {
            int64_t balance = day->place[i].balance;
            int fits = day->place[i].first_from > 0;
            for (unsigned k = 0; k < n; k++)
                fits = fits && !((chosen >> k & 1) && __builtin_sub_overflow(balance, free_line[k], &balance));
            if (fits)
                consider(w, at, balance, best);
        }
}

/* Of a day whose lines do not all state a balance: before its first line as entered, unless the lines are in order from
 * another one and the days after it go on further. */
static enum fpl_status open_free(const struct walk *w, size_t at, const struct place *start, int64_t *opening) {
    const struct day *day = &w->day[at];
    struct opening best = {0, 0, 0};
    for (size_t rank = 0; rank + 1 < start->first_from; rank++) {
        const struct fpl_reconcile__row *row = row_at(w, ranked(w, day, rank));
        if (!row->has_balance && __builtin_sub_overflow(*opening, row->amount, opening))
            return FPL_E_OVERFLOW;
    }
    consider(w, at, *opening, &best);
    consider_all(w, at, &best);
    if (best.found)
        *opening = best.balance;
    return FPL_OK;
}

/* The balance before the first line: that of the first day which states one, less what moved up to it. */
static enum fpl_status find_opening(const struct walk *w) {
    size_t at = 0, among = 0;
    while (at < w->days && w->day[at].stated == 0)
        at++;
    if (at == w->days)
        return FPL_OK;
    const struct day *day = &w->day[at];
    const struct place *start = choose_start(day, choose_end(w, at, NULL, &among));
    int64_t opening = start->balance;
    enum fpl_status status = has_free(day) ? open_free(w, at, start, &opening) : FPL_OK;
    for (size_t i = 0; i < day->from && !status; i++)
        if (__builtin_sub_overflow(opening, row_at(w, i)->amount, &opening))
            status = FPL_E_OVERFLOW;
    w->out->stated = 1;
    w->out->several = among > 1 && day->paths == 1 && is_circuit(day, start);
    w->out->opening = opening;
    return status;
}

static enum fpl_status read_days(struct walk *w) {
    const struct fpl_reconcile__side *bank = w->bank;
    struct place *place = w->place;
    enum fpl_status status = FPL_OK;
    for (size_t from = 0, to; from < bank->n && !status; from = to) {
        for (to = from; to < bank->n && fpl_date_cmp(bank->row[to].day, bank->row[from].day) == 0; to++)
            ;
        struct day *day = &w->day[w->days++];
        *day = (struct day){.from = from, .to = to, .place = place};
        status = gather_places(w, day);
        if (status)
            break;
        draw_edges(w, day);
        count_paths(day);
        place += day->places;
    }
    return status;
}

enum fpl_status fpl_reconcile__balances(const struct fpl_reconcile__side *bank, struct fpl_reconcile__balances *out) {
    size_t tries = FPL_RECONCILE_TRIES_ALL;
    struct walk w = {.bank = bank,
                     .out = out,
                     .day = calloc(bank->n + 1, sizeof *w.day),
                     .place = calloc(2 * bank->n + 1, sizeof *w.place),
                     .taken = calloc(bank->n + 1, 1),
                     .tries = &tries,
                     .newest_first = is_newest_first(bank)};
    enum fpl_status status = w.day && w.place && w.taken ? FPL_OK : FPL_E_NOMEM;
    *out = (struct fpl_reconcile__balances){.first_break = FPL_DATE_NONE};
    if (!status)
        status = read_days(&w);
    if (!status)
        status = find_opening(&w);
    out->closing = out->opening;
    for (size_t at = 0; at < w.days && !status; at++)
        status = walk_day(&w, at);
    free(w.day);
    free(w.place);
    free(w.taken);
    return status;
}
