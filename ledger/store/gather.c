/* A VFS between SQLite and the one below it that gathers writes which follow each other in the WAL and hands them on
 * together: SQLite writes a frame in two calls, and each costs more than what it carries.
 *
 * Why this keeps what SQLite relies on: nothing is promised about a write before the file's next sync, which hands on
 * first; a read, a truncation, a question for the size and the close do so as well. A frame becomes visible
 * to other connections only when the shared index names it, which happens after the sync (synchronous=FULL). Writes to
 * the database file are never delayed: a checkpoint that a reader stops halfway publishes its progress (nBackfill)
 * without a sync, and other connections then read those pages from the file. */
#include "ledger/store/gather.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define GATHER_BYTES (64 << 10) /* the VFS below writes less than 128 KiB at a time */

struct gathered_file {
    sqlite3_file base; /* first: SQLite's own view of it */
    sqlite3_file *below;
    char *bytes;      /* waiting; NULL: this file does not gather */
    sqlite3_int64 at; /* where the first of them belongs */
    int n;
};

static struct gathered_file *of(sqlite3_file *file) {
    return (struct gathered_file *)(void *)file;
}

static sqlite3_file *below(sqlite3_file *file) {
    return of(file)->below;
}

/* What could not be handed on waits on, so that every call fails until it can be, or is truncated away. */
static int hand_on(struct gathered_file *file) {
    int rc = file->n ? file->below->pMethods->xWrite(file->below, file->bytes, file->n, file->at) : SQLITE_OK;
    if (rc == SQLITE_OK)
        file->n = 0;
    return rc;
}

static int gather_close(sqlite3_file *base) {
    struct gathered_file *file = of(base);
    int rc = hand_on(file), closed = file->below->pMethods->xClose(file->below);
    free(file->bytes);
    file->bytes = NULL;
    return rc != SQLITE_OK ? rc : closed;
}

static int gather_read(sqlite3_file *base, void *to, int n, sqlite3_int64 at) {
    int rc = hand_on(of(base));
    return rc != SQLITE_OK ? rc : below(base)->pMethods->xRead(below(base), to, n, at);
}

static int gather_write(sqlite3_file *base, const void *from, int n, sqlite3_int64 at) {
    struct gathered_file *file = of(base);
    if (!file->bytes)
        return below(base)->pMethods->xWrite(below(base), from, n, at);
    if (file->n > 0 && (at != file->at + file->n || n > GATHER_BYTES - file->n)) {
        int rc = hand_on(file);
        if (rc != SQLITE_OK)
            return rc;
    }
    if (n > GATHER_BYTES)
        return below(base)->pMethods->xWrite(below(base), from, n, at);
    if (file->n == 0)
        file->at = at;
    memcpy(file->bytes + file->n, from, (size_t)n);
    file->n += n;
    return SQLITE_OK;
}

static int gather_truncate(sqlite3_file *base, sqlite3_int64 size) {
    if (of(base)->at >= size)
        of(base)->n = 0;
    int rc = hand_on(of(base));
    return rc != SQLITE_OK ? rc : below(base)->pMethods->xTruncate(below(base), size);
}

static int gather_sync(sqlite3_file *base, int flags) {
    int rc = hand_on(of(base));
    return rc != SQLITE_OK ? rc : below(base)->pMethods->xSync(below(base), flags);
}

static int gather_size(sqlite3_file *base, sqlite3_int64 *size) {
    int rc = hand_on(of(base));
    return rc != SQLITE_OK ? rc : below(base)->pMethods->xFileSize(below(base), size);
}

static int gather_lock(sqlite3_file *base, int level) {
    return below(base)->pMethods->xLock(below(base), level);
}

static int gather_unlock(sqlite3_file *base, int level) {
    return below(base)->pMethods->xUnlock(below(base), level);
}

static int gather_reserved(sqlite3_file *base, int *out) {
    return below(base)->pMethods->xCheckReservedLock(below(base), out);
}

static int gather_control(sqlite3_file *base, int op, void *arg) {
    return below(base)->pMethods->xFileControl(below(base), op, arg);
}

static int gather_sector(sqlite3_file *base) {
    return below(base)->pMethods->xSectorSize(below(base));
}

static int gather_device(sqlite3_file *base) {
    return below(base)->pMethods->xDeviceCharacteristics(below(base));
}

/* Version 1: a WAL has no shared memory of its own and is not mapped. */
static const sqlite3_io_methods methods = {.iVersion = 1,
                                           .xClose = gather_close,
                                           .xRead = gather_read,
                                           .xWrite = gather_write,
                                           .xTruncate = gather_truncate,
                                           .xSync = gather_sync,
                                           .xFileSize = gather_size,
                                           .xLock = gather_lock,
                                           .xUnlock = gather_unlock,
                                           .xCheckReservedLock = gather_reserved,
                                           .xFileControl = gather_control,
                                           .xSectorSize = gather_sector,
                                           .xDeviceCharacteristics = gather_device};

/* ---- the VFS ---- */

static sqlite3_vfs *parent(sqlite3_vfs *vfs) {
    return vfs->pAppData;
}

static int gather_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *out_flags) {
    struct gathered_file *file = of(base);
    if (!(flags & SQLITE_OPEN_WAL)) /* as if there were nothing between */
        return parent(vfs)->xOpen(parent(vfs), name, base, flags, out_flags);
    *file = (struct gathered_file){.below = (sqlite3_file *)(void *)(file + 1)};
    int rc = parent(vfs)->xOpen(parent(vfs), name, file->below, flags, out_flags);
    if (rc != SQLITE_OK) {
        if (file->below->pMethods)
            file->below->pMethods->xClose(file->below);
        return rc;
    }
    file->bytes = malloc(GATHER_BYTES); /* without memory it does not gather */
    base->pMethods = &methods;
    return SQLITE_OK;
}

static int gather_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    return parent(vfs)->xDelete(parent(vfs), name, sync);
}

static int gather_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
    return parent(vfs)->xAccess(parent(vfs), name, flags, out);
}

static int gather_full_name(sqlite3_vfs *vfs, const char *name, int n, char *out) {
    return parent(vfs)->xFullPathname(parent(vfs), name, n, out);
}

static int gather_randomness(sqlite3_vfs *vfs, int n, char *out) {
    return parent(vfs)->xRandomness(parent(vfs), n, out);
}

static int gather_sleep(sqlite3_vfs *vfs, int microseconds) {
    return parent(vfs)->xSleep(parent(vfs), microseconds);
}

static int gather_time(sqlite3_vfs *vfs, sqlite3_int64 *out) {
    return parent(vfs)->xCurrentTimeInt64(parent(vfs), out);
}

static int gather_last_error(sqlite3_vfs *vfs, int n, char *out) {
    return parent(vfs)->xGetLastError(parent(vfs), n, out);
}

#define OVERS_MAX 4 /* VFSes that one program opens stores on */

static struct over {
    sqlite3_vfs vfs;
    char name[64];
} overs[OVERS_MAX];
static int over_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *over(sqlite3_vfs *under) {
    for (int i = 0; i < over_count; i++)
        if (overs[i].vfs.pAppData == under)
            return overs[i].name;
    if (over_count == OVERS_MAX || under->iVersion < 2)
        return NULL;
    struct over *made = &overs[over_count];
    sqlite3_snprintf((int)sizeof made->name, made->name, "fundpool-%d", over_count);
    made->vfs = (sqlite3_vfs){.iVersion = 2, /* which asks xCurrentTimeInt64 instead of xCurrentTime */
                              .szOsFile = (int)sizeof(struct gathered_file) + under->szOsFile,
                              .mxPathname = under->mxPathname,
                              .zName = made->name,
                              .pAppData = under,
                              .xOpen = gather_open,
                              .xDelete = gather_delete,
                              .xAccess = gather_access,
                              .xFullPathname = gather_full_name,
                              .xRandomness = gather_randomness,
                              .xSleep = gather_sleep,
                              .xGetLastError = gather_last_error,
                              .xCurrentTimeInt64 = gather_time};
    if (sqlite3_vfs_register(&made->vfs, 0) != SQLITE_OK)
        return NULL;
    over_count++;
    return made->name;
}

const char *fpl_gather__over(const char *vfs) {
    sqlite3_vfs *under = sqlite3_vfs_find(vfs);
    pthread_mutex_lock(&lock);
    const char *name = under ? over(under) : NULL;
    pthread_mutex_unlock(&lock);
    return name ? name : vfs;
}
