#include "src/ingest/marks.h"

#include "fundpool/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROW_BITS    40
#define ROW_MASK    ((UINT64_C(1) << ROW_BITS) - 1)
#define BLOCK       ((size_t)256) /* marks read at a time: a page */
#define RUNS_MAX    4096
#define SIEVE_LEAST ((uint64_t)1 << 22) /* bits: 512 KiB */
#define SIEVE_MOST  ((uint64_t)1 << 27) /* 16 MiB */
#define SIEVE_EACH  8 /* bits for a mark, as long as there are so many: of forty unseen marks one is looked for */

struct ing_marks {
    struct ing_mark *place;  /* twice `most`, a power of two; row 0: free */
    struct ing_mark *sorted; /* room to sort them */
    size_t used, most;
    int file;             /* -1: none yet */
    size_t run[RUNS_MAX]; /* where runs begin, in marks */
    size_t runs, stored;  /* stored: marks in the file */
    uint64_t *sieve;      /* bits of the marks in the file */
    uint64_t bits;
    int failed;
};

struct ing_marks *ing_marks_new(size_t held) {
    struct ing_marks *m = calloc(1, sizeof *m);
    FPL_ASSERT(held > 0 && (held & (held - 1)) == 0);
    if (!m)
        return NULL;
    m->file = -1;
    m->most = held;
    m->place = calloc(2 * held, sizeof *m->place);
    if (m->place)
        return m;
    free(m);
    return NULL;
}

void ing_marks_free(struct ing_marks *m) {
    if (!m)
        return;
    if (m->file >= 0)
        close(m->file);
    free(m->place);
    free(m->sorted);
    free(m->sieve);
    free(m);
}

static int64_t row_of(const struct ing_mark *mark) {
    return (int64_t)(mark->b_row & ROW_MASK);
}

static int is_same(const struct ing_mark *x, const struct ing_mark *y) {
    return x->a == y->a && (x->b_row & ~ROW_MASK) == (y->b_row & ~ROW_MASK);
}

/* ---- what is held ---- */

/* Where the mark is, or where it belongs. */
static struct ing_mark *place_of(const struct ing_marks *m, const struct ing_mark *mark) {
    size_t mask = 2 * m->most - 1, at = (size_t)mark->a & mask;
    while (m->place[at].b_row & ROW_MASK && !is_same(&m->place[at], mark))
        at = (at + 1) & mask;
    return &m->place[at];
}

/* ---- the file ---- */

static int open_file(struct ing_marks *m) {
    const char *folder = getenv("TMPDIR");
    char path[512];
    if (m->file >= 0)
        return 1;
    int length = snprintf(path, sizeof path, "%s/fundpool-XXXXXX", folder && *folder ? folder : "/tmp");
    if (length < 0 || (size_t)length >= sizeof path || (m->file = mkstemp(path)) < 0)
        return 0;
    (void)unlink(path);
    return 1;
}

static int write_at(int file, const void *bytes, size_t n, size_t at) {
    const char *from = bytes;
    while (n > 0) {
        ssize_t put = pwrite(file, from, n, (off_t)at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return 0;
        from += put;
        n -= (size_t)put;
        at += (size_t)put;
    }
    return 1;
}

static int read_at(int file, void *bytes, size_t n, size_t at) {
    char *to = bytes;
    while (n > 0) {
        ssize_t got = pread(file, to, n, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        to += got;
        n -= (size_t)got;
        at += (size_t)got;
    }
    return 1;
}

static int read_marks(const struct ing_marks *m, struct ing_mark *out, size_t n, size_t at) {
    return read_at(m->file, out, n * sizeof *out, at * sizeof *out);
}

/* Four bits a mark, from parts of the hash that do not place it among those held. */
static uint64_t bit_of(const struct ing_marks *m, const struct ing_mark *mark, int i) {
    return ((mark->a >> 20) * (uint64_t)(2 * i + 1) + (mark->b_row >> ROW_BITS) * (uint64_t)i * UINT64_C(0x9e3779b9)) &
           (m->bits - 1);
}

static void sift(struct ing_marks *m, const struct ing_mark *mark) {
    for (int i = 0; i < 4; i++) {
        uint64_t bit = bit_of(m, mark, i);
        m->sieve[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
}

static int may_be_stored(const struct ing_marks *m, const struct ing_mark *mark) {
    for (int i = 0; i < 4; i++) {
        uint64_t bit = bit_of(m, mark, i);
        if (!(m->sieve[bit / 64] >> (bit % 64) & 1))
            return 0;
    }
    return 1;
}

/* A wider sieve is filled anew from the file. */
static int widen_sieve(struct ing_marks *m) {
    uint64_t bits = m->bits ? m->bits : SIEVE_LEAST;
    struct ing_mark block[BLOCK] = {0};
    while (bits < SIEVE_MOST && bits < (uint64_t)m->stored * SIEVE_EACH)
        bits *= 2;
    if (bits == m->bits)
        return 1;
    free(m->sieve);
    m->bits = bits;
    if (!(m->sieve = calloc((size_t)bits / 64, sizeof *m->sieve)))
        return 0;
    for (size_t at = 0; at < m->stored; at += BLOCK) {
        size_t n = m->stored - at < BLOCK ? m->stored - at : BLOCK;
        if (!read_marks(m, block, n, at))
            return 0;
        for (size_t i = 0; i < n; i++)
            sift(m, &block[i]);
    }
    return 1;
}

static int by_hash(const void *x, const void *y) {
    const struct ing_mark *a = x, *b = y;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b_row < b->b_row ? -1 : a->b_row > b->b_row;
}

/* What is held becomes one more run. */
static int put_away(struct ing_marks *m) {
    size_t n = 0;
    if (m->runs == RUNS_MAX || !open_file(m) || (!m->sorted && !(m->sorted = calloc(m->most, sizeof *m->sorted))))
        return 0;
    for (size_t i = 0; i < 2 * m->most; i++)
        if (row_of(&m->place[i]))
            m->sorted[n++] = m->place[i];
    qsort(m->sorted, n, sizeof *m->sorted, by_hash);
    if (!write_at(m->file, m->sorted, n * sizeof *m->sorted, m->stored * sizeof *m->sorted))
        return 0;
    m->run[m->runs++] = m->stored;
    m->stored += n;
    uint64_t before = m->bits;
    if (!widen_sieve(m))
        return 0;
    for (size_t i = 0; i < n && m->bits == before; i++)
        sift(m, &m->sorted[i]);
    memset(m->place, 0, 2 * m->most * sizeof *m->place);
    m->used = 0;
    return 1;
}

/* Where to read: hashes are spread evenly, so that the block about their proportion is mostly the right one. */
static size_t guess(size_t low, size_t high, uint64_t first, uint64_t last, uint64_t hash) {
    uint64_t width = (last - first) >> 32, place = (hash - first) >> 32; /* fewer than 2^32 marks stand in a run */
    size_t at = width ? (size_t)(place * (high - low) / (width + 1)) : 0;
    at = low + (at > BLOCK / 2 ? at - BLOCK / 2 : 0);
    return at < high ? at : high - 1;
}

static int64_t look_in_run(struct ing_marks *m, size_t from, size_t to, const struct ing_mark *mark) {
    struct ing_mark block[BLOCK] = {0};
    size_t low = from, high = to; /* it stands in [low, high), if at all */
    uint64_t first = 0, last = UINT64_MAX;
    while (low < high) {
        size_t at = guess(low, high, first, last, mark->a), count = high - at < BLOCK ? high - at : BLOCK;
        if (!read_marks(m, block, count, at)) {
            m->failed = 1;
            return 0;
        }
        if (block[0].a > mark->a) {
            high = at;
            last = block[0].a;
        } else if (block[count - 1].a < mark->a) {
            low = at + count;
            first = block[count - 1].a;
        } else {
            for (size_t i = 0; i < count; i++)
                if (is_same(&block[i], mark))
                    return row_of(&block[i]);
            return 0;
        }
    }
    return 0;
}

static int64_t look_in_file(struct ing_marks *m, const struct ing_mark *mark) {
    if (m->runs == 0 || !may_be_stored(m, mark))
        return 0;
    for (size_t i = 0; i < m->runs && !m->failed; i++) {
        int64_t row = look_in_run(m, m->run[i], i + 1 < m->runs ? m->run[i + 1] : m->stored, mark);
        if (row)
            return row;
    }
    return 0;
}

int64_t ing_marks_seen(struct ing_marks *m, uint64_t a, uint64_t b, int64_t row) {
    const struct ing_mark mark = {a, b << ROW_BITS | (uint64_t)row};
    FPL_ASSERT(row > 0 && (uint64_t)row <= ROW_MASK);
    if (m->failed)
        return 0;
    struct ing_mark *at = place_of(m, &mark);
    int64_t before = row_of(at) ? row_of(at) : look_in_file(m, &mark);
    if (before)
        return before;
    if (m->used == m->most) {
        if (!put_away(m)) {
            m->failed = 1;
            return 0;
        }
        at = place_of(m, &mark);
    }
    *at = mark;
    m->used++;
    return 0;
}
