#include "cut_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512
#define FILES  16

struct sector { /* what the disk held at the last sync */
    int64_t number;
    int n; /* bytes of it that were within the file */
    unsigned char bytes[SECTOR];
};

struct disk { /* one path */
    char path[512];
    int64_t synced_size;
    struct sector *sector;
    int sectors, cap;
};

struct cut_file {
    sqlite3_file base;
    struct disk *disk; /* NULL: not watched */
    sqlite3_file *real;
};

static struct {
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods;
    enum cut_kind kind;
    int at, sticky, seen, happened, dead;
    uint64_t x;
    struct disk disk[FILES];
    int disks;
} cut;

static unsigned next_random(void) {
    cut.x = cut.x * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(cut.x >> 33);
}

/* One operation that changes a file: SQLITE_OK, or what it answers instead of being done. */
static int operation(int code) {
    if (cut.dead)
        return SQLITE_IOERR;
    cut.seen++;
    if (cut.kind == CUT_NONE || cut.seen < cut.at || (cut.seen > cut.at && !cut.sticky))
        return SQLITE_OK;
    cut.happened = 1;
    cut.dead = cut.kind == CUT_POWER;
    return cut.kind == CUT_DISK_FULL ? SQLITE_FULL : code;
}

static struct disk *disk_of(const char *path) {
    for (int i = 0; i < cut.disks; i++)
        if (strcmp(cut.disk[i].path, path) == 0)
            return &cut.disk[i];
    if (cut.disks == FILES)
        abort();
    struct disk *disk = &cut.disk[cut.disks++];
    struct stat status;
    snprintf(disk->path, sizeof disk->path, "%s", path);
    disk->synced_size = stat(path, &status) == 0 ? status.st_size : 0;
    disk->sectors = 0;
    return disk;
}

static struct sector *find_sector(struct disk *disk, int64_t number) {
    for (int i = disk->sectors - 1; i >= 0; i--)
        if (disk->sector[i].number == number)
            return &disk->sector[i];
    return NULL;
}

/* Keeps the sectors of [offset, offset + n) as the disk has them, if they are not kept yet. */
static void keep(struct cut_file *file, int64_t offset, int64_t n) {
    struct disk *disk = file->disk;
    for (int64_t s = offset / SECTOR; s * SECTOR < offset + n; s++) {
        sqlite3_int64 size = 0;
        if (find_sector(disk, s))
            continue;
        if (disk->sectors == disk->cap) {
            disk->cap = disk->cap ? disk->cap * 2 : 64;
            disk->sector = realloc(disk->sector, (size_t)disk->cap * sizeof *disk->sector);
            if (!disk->sector)
                abort();
        }
        struct sector *sector = &disk->sector[disk->sectors++];
        memset(sector, 0, sizeof *sector);
        sector->number = s;
        file->real->pMethods->xFileSize(file->real, &size);
        int64_t within = size - s * SECTOR;
        sector->n = (int)(within < 0 ? 0 : within > SECTOR ? SECTOR : within);
        if (sector->n > 0)
            file->real->pMethods->xRead(file->real, sector->bytes, sector->n, s * SECTOR);
    }
}

static int cut_close(sqlite3_file *base) {
    struct cut_file *file = (struct cut_file *)base;
    int rc = file->real->pMethods ? file->real->pMethods->xClose(file->real) : SQLITE_OK;
    return rc;
}

static int cut_read(sqlite3_file *base, void *out, int n, sqlite3_int64 offset) {
    sqlite3_file *real = ((struct cut_file *)base)->real;
    return cut.dead ? SQLITE_IOERR_READ : real->pMethods->xRead(real, out, n, offset);
}

static int cut_write(sqlite3_file *base, const void *bytes, int n, sqlite3_int64 offset) {
    struct cut_file *file = (struct cut_file *)base;
    int rc = operation(SQLITE_IOERR_WRITE);
    if (rc != SQLITE_OK && cut.kind != CUT_POWER)
        return rc;
    if (cut.dead && rc != SQLITE_OK && cut.seen != cut.at)
        return rc;
    if (file->disk)
        keep(file, offset, n);
    int done = rc == SQLITE_OK ? n : n / 2; /* the write during which the power goes gets half way */
    int real = done ? file->real->pMethods->xWrite(file->real, bytes, done, offset) : SQLITE_OK;
    if (rc != SQLITE_OK)
        cut.seen++;
    return rc != SQLITE_OK ? rc : real;
}

static int cut_truncate(sqlite3_file *base, sqlite3_int64 size) {
    struct cut_file *file = (struct cut_file *)base;
    sqlite3_int64 old = 0;
    int rc = operation(SQLITE_IOERR_TRUNCATE);
    if (rc != SQLITE_OK)
        return rc;
    file->real->pMethods->xFileSize(file->real, &old);
    if (file->disk && old > size)
        keep(file, size, old - size);
    return file->real->pMethods->xTruncate(file->real, size);
}

static int cut_sync(sqlite3_file *base, int flags) {
    struct cut_file *file = (struct cut_file *)base;
    sqlite3_int64 size = 0;
    int rc = operation(SQLITE_IOERR_FSYNC);
    if (rc != SQLITE_OK)
        return rc;
    (void)flags; /* the files are ours alone: a real sync would only cost time */
    file->real->pMethods->xFileSize(file->real, &size);
    if (file->disk) {
        file->disk->sectors = 0;
        file->disk->synced_size = size;
    }
    return SQLITE_OK;
}

#define REAL(base) (((struct cut_file *)(base))->real)
static int cut_size(sqlite3_file *base, sqlite3_int64 *out) {
    return REAL(base)->pMethods->xFileSize(REAL(base), out);
}
static int cut_lock(sqlite3_file *base, int level) {
    return REAL(base)->pMethods->xLock(REAL(base), level);
}
static int cut_unlock(sqlite3_file *base, int level) {
    return REAL(base)->pMethods->xUnlock(REAL(base), level);
}
static int cut_reserved(sqlite3_file *base, int *out) {
    return REAL(base)->pMethods->xCheckReservedLock(REAL(base), out);
}
static int cut_control(sqlite3_file *base, int op, void *arg) {
    return REAL(base)->pMethods->xFileControl(REAL(base), op, arg);
}
static int cut_sector_size(sqlite3_file *base) {
    (void)base;
    return SECTOR;
}
static int cut_characteristics(sqlite3_file *base) { /* no promise beyond the sector */
    (void)base;
    return 0;
}
static int cut_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **out) {
    return REAL(base)->pMethods->xShmMap(REAL(base), page, size, extend, out);
}
static int cut_shm_lock(sqlite3_file *base, int offset, int n, int flags) {
    return REAL(base)->pMethods->xShmLock(REAL(base), offset, n, flags);
}
static void cut_shm_barrier(sqlite3_file *base) {
    REAL(base)->pMethods->xShmBarrier(REAL(base));
}
static int cut_shm_unmap(sqlite3_file *base, int delete) {
    return REAL(base)->pMethods->xShmUnmap(REAL(base), delete);
}

static int cut_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out) {
    struct cut_file *file = (struct cut_file *)base;
    (void)vfs;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    int rc = (flags & SQLITE_OPEN_CREATE) && access(name ? name : "", F_OK) != 0 ? operation(SQLITE_CANTOPEN)
             : cut.dead ? SQLITE_CANTOPEN
                        : SQLITE_OK;
    if (rc != SQLITE_OK)
        return rc;
    if (name && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)))
        file->disk = disk_of(name);
    rc = cut.real->xOpen(cut.real, name, file->real, flags, out);
    if (file->real->pMethods)
        file->base.pMethods = &cut.methods;
    return rc;
}

static int cut_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    (void)sync;
    if (cut.dead)
        return SQLITE_IOERR_DELETE;
    int rc = operation(SQLITE_IOERR_DELETE);
    return rc != SQLITE_OK ? rc : cut.real->xDelete(cut.real, name, 0);
}

static void install(void) {
    static const sqlite3_io_methods methods = {.iVersion = 2,
                                               .xClose = cut_close,
                                               .xRead = cut_read,
                                               .xWrite = cut_write,
                                               .xTruncate = cut_truncate,
                                               .xSync = cut_sync,
                                               .xFileSize = cut_size,
                                               .xLock = cut_lock,
                                               .xUnlock = cut_unlock,
                                               .xCheckReservedLock = cut_reserved,
                                               .xFileControl = cut_control,
                                               .xSectorSize = cut_sector_size,
                                               .xDeviceCharacteristics = cut_characteristics,
                                               .xShmMap = cut_shm_map,
                                               .xShmLock = cut_shm_lock,
                                               .xShmBarrier = cut_shm_barrier,
                                               .xShmUnmap = cut_shm_unmap};
    if (cut.real)
        return;
    cut.real = sqlite3_vfs_find(NULL);
    cut.methods = methods;
    cut.vfs = *cut.real;
    cut.vfs.pNext = NULL;
    cut.vfs.zName = CUT_VFS_NAME;
    cut.vfs.szOsFile = (int)sizeof(struct cut_file) + cut.real->szOsFile;
    cut.vfs.xOpen = cut_open;
    cut.vfs.xDelete = cut_delete;
    if (sqlite3_vfs_register(&cut.vfs, 0) != SQLITE_OK)
        abort();
}

void cut_arm(enum cut_kind kind, int at, int sticky, uint64_t seed) {
    install();
    cut.kind = kind;
    cut.at = at;
    cut.sticky = sticky;
    cut.seen = cut.happened = cut.dead = 0;
    cut.x = seed;
    for (int i = 0; i < FILES; i++) /* a file that stays open keeps its place */
        free(cut.disk[i].sector);
    memset(cut.disk, 0, sizeof cut.disk);
    cut.disks = 0;
}

int cut_happened(void) {
    return cut.happened;
}

int cut_operations(void) {
    return cut.seen;
}

/* Each unsynced sector is there or not, by chance; so is the file's new length. */
static void take_back(struct disk *disk) {
    int fd = open(disk->path, O_RDWR | O_CLOEXEC);
    struct stat status;
    if (fd < 0)
        return;
    if (fstat(fd, &status) != 0)
        abort();
    for (int i = 0; i < disk->sectors; i++) {
        const struct sector *sector = &disk->sector[i];
        if (next_random() % 2 && sector->n > 0 &&
            pwrite(fd, sector->bytes, (size_t)sector->n, sector->number * SECTOR) != sector->n)
            abort();
        static const unsigned char zero[SECTOR];
        if (next_random() % 4 == 0 && sector->n == 0 && sector->number * SECTOR < status.st_size &&
            pwrite(fd, zero, SECTOR, sector->number * SECTOR) != SECTOR)
            abort();
    }
    if (disk->synced_size < status.st_size && next_random() % 2) {
        int64_t lost = status.st_size - disk->synced_size;
        if (ftruncate(fd, disk->synced_size + (int64_t)(next_random() % (unsigned)(lost + 1))) != 0)
            abort();
    }
    close(fd);
}

void cut_settle(void) {
    for (int i = 0; cut.dead && i < cut.disks; i++)
        take_back(&cut.disk[i]);
    cut_arm(CUT_NONE, 0, 0, 0);
}
