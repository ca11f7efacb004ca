/* The growing byte string. An append that finds no memory marks the buffer and the later ones do nothing, so that a
 * writer of many pieces checks once. */
#include "ledger/base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 256

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
    "4950515253545556575859606162636465666768697071727374757677787980818283848586878889909192939495"
    "96979899";

char *fpl_int__digits(uint64_t value, char *end) {
    while (value >= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        end -= 2;
        memcpy(end, pairs + 2 * value, 2);
    } else {
        *--end = (char)('0' + value);
    }
    return end;
}

int fpl_buf__grow(struct fpl_buf *buf, size_t n) {
    FPL_ASSERT(buf->n <= buf->cap);
    if (n > SIZE_MAX / 4 || buf->n > SIZE_MAX / 4) {
        buf->failed = 1;
        return 0;
    }
    size_t cap = buf->cap > 0 ? buf->cap : FIRST_BYTES;
    while (cap < buf->n + n)
        cap *= 2;
    char *p = realloc(buf->p, cap);
    if (!p) {
        buf->failed = 1;
        return 0;
    }
    buf->p = p;
    buf->cap = cap;
    return 1;
}

void fpl_buf_release(struct fpl_buf *buf) {
    if (!buf)
        return;
    free(buf->p);
    *buf = (struct fpl_buf){0};
}

void fpl_buf_reset(struct fpl_buf *buf) {
    buf->n = 0;
    buf->failed = 0;
}

void fpl_buf_append(struct fpl_buf *buf, const void *bytes, size_t n) {
    if (n == 0)
        return;
    FPL_ASSERT(bytes != NULL);
    char *to = fpl_buf__room(buf, n);
    if (!to)
        return;
    memcpy(to, bytes, n);
    buf->n += n;
}

void fpl_buf_adds(struct fpl_buf *buf, const char *nul_ended) {
    fpl_buf_add(buf, nul_ended, nul_ended ? strlen(nul_ended) : 0);
}

void fpl_buf_addi(struct fpl_buf *buf, int64_t value) {
    char text[FPL_DECIMAL_BYTES + 1];
    char *end = text + sizeof(text);
    char *p = fpl_int__digits(fpl_int__abs(value), end);
    if (value < 0)
        *--p = '-';
    fpl_buf_add(buf, p, (size_t)(end - p));
}

void fpl_buf_addv(struct fpl_buf *buf, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    FPL_ASSERT(n >= 0);
    char *to = fpl_buf__room(buf, (size_t)n + 1); /* vsnprintf wants to end it with NUL */
    if (to) {
        int written = vsnprintf(to, (size_t)n + 1, format, again);
        FPL_ASSERT(written == n);
        buf->n += (size_t)n;
    }
    va_end(again);
}

void fpl_buf_addf(struct fpl_buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fpl_buf_addv(buf, format, args);
    va_end(args);
}

enum fpl_status fpl_buf_ok(const struct fpl_buf *buf) {
    return buf->failed ? FPL_E_NOMEM : FPL_OK;
}
