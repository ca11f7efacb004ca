/* Memory for GMP. GMP cannot report that memory ran out, nor be stopped halfway, so every computation runs in an arena
 * that is thrown away as a whole: running out unwinds to fpl_exact(), which answers a status.
 *
 * 1. The first block is the thread's own and is always there, so a usual decision costs no malloc; further blocks come
 * from malloc, bounded by bytes_max, and go back when the outermost fpl_exact() ends, by return or by unwinding.
 * 2. Freeing gives memory back only for the newest block, growing in place likewise; nothing else is needed for runs so
 * short.
 * 3. The hooks are for the whole process: outside fpl_exact() they behave as GMP's own, so a host program that uses GMP
 * is served. */
#include "ledger/base/arena.h"

#include "fundpool/ratio.h"
#include "ledger/base/base.h"

#include <gmp.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES ((size_t)16 * 1024)
#define BLOCK_BYTES ((size_t)64 * 1024)
#define ALIGN       ((size_t)16)

struct block {
    alignas(16) struct block *older;
    size_t bytes;
};

struct arena {
    int active;
    enum fpl_status failure; /* why it unwound */
    unsigned char *base;     /* the current block */
    size_t used, room;
    size_t taken, limit; /* bytes in all blocks; bytes_max */
    struct block *blocks;
    jmp_buf entry;
    alignas(16) unsigned char first[FIRST_BYTES];
};

static _Thread_local struct arena arena; /* the library's one thread-local: GMP's hooks take no context */
static pthread_once_t hooks_once = PTHREAD_ONCE_INIT;

__attribute__((noreturn)) static void unwind(enum fpl_status failure) {
    arena.failure = failure;
    longjmp(arena.entry, 1);
}

static void new_block(size_t need) {
    size_t left = arena.limit - arena.taken;
    size_t bytes = arena.room * 2 > BLOCK_BYTES ? arena.room * 2 : BLOCK_BYTES;
    if (need > left)
        unwind(FPL_E_LIMIT);
    bytes = bytes > need ? bytes : need;
    bytes = bytes < left ? bytes : left;
    struct block *block = malloc(sizeof(*block) + bytes);
    if (!block)
        unwind(FPL_E_NOMEM);
    block->older = arena.blocks;
    block->bytes = bytes;
    arena.blocks = block;
    arena.base = (unsigned char *)(block + 1);
    arena.used = 0;
    arena.room = bytes;
    arena.taken += bytes;
}

static size_t rounded(size_t n) {
    if (n > SIZE_MAX / 2)
        unwind(FPL_E_LIMIT);
    return (n + ALIGN - 1) & ~(ALIGN - 1);
}

static void *take(size_t n) {
    size_t need = rounded(n);
    if (need > arena.room - arena.used)
        new_block(need);
    void *p = arena.base + arena.used;
    arena.used += need;
    return p;
}

static int is_newest(const void *p, size_t n) {
    return (const unsigned char *)p + rounded(n) == arena.base + arena.used;
}

static void *hook_alloc(size_t n) {
    if (arena.active)
        return take(n);
    void *p = malloc(n > 0 ? n : 1);
    FPL_ASSERT(p != NULL);
    return p;
}

static void *hook_realloc(void *p, size_t old, size_t n) {
    if (!arena.active) {
        void *moved = realloc(p, n > 0 ? n : 1);
        FPL_ASSERT(moved != NULL);
        return moved;
    }
    if (is_newest(p, old)) {
        size_t start = arena.used - rounded(old);
        if (rounded(n) <= arena.room - start) {
            arena.used = start + rounded(n);
            return p;
        }
    }
    void *moved = take(n);
    memcpy(moved, p, old < n ? old : n);
    return moved;
}

static void hook_free(void *p, size_t n) {
    if (!arena.active) {
        free(p);
        return;
    }
    if (is_newest(p, n))
        arena.used -= rounded(n);
}

static void install_hooks(void) {
    mp_set_memory_functions(hook_alloc, hook_realloc, hook_free);
}

static void begin(size_t bytes_max) {
    arena.failure = FPL_OK;
    arena.base = arena.first;
    arena.used = 0;
    arena.room = bytes_max < FIRST_BYTES ? bytes_max & ~(ALIGN - 1) : FIRST_BYTES;
    arena.taken = arena.room;
    arena.limit = bytes_max & ~(ALIGN - 1);
    arena.blocks = NULL;
    arena.active = 1;
}

static void end(void) {
    arena.active = 0;
    while (arena.blocks) {
        struct block *older = arena.blocks->older;
        free(arena.blocks);
        arena.blocks = older;
    }
}

enum fpl_status fpl_exact(fpl_exact_fn fn, void *ctx, size_t bytes_max) {
    FPL_ASSERT(fn != NULL);
    if (arena.active)
        return fn(ctx);
    int once = pthread_once(&hooks_once, install_hooks);
    FPL_ASSERT(once == 0);
    begin(bytes_max);
    if (setjmp(arena.entry) != 0) {
        end();
        return arena.failure;
    }
    enum fpl_status status = fn(ctx);
    end();
    return status;
}

void fpl_exact__assert_inside(void) {
    FPL_ASSERT(arena.active);
}
