/* Names, links and permissions of ledger files. A process that opens a file and closes it again loses the locks that
 * the engine holds on it (POSIX), so the ledger at work is looked at by stat() only. */
#include "ledger/store/file.h"

#include "ledger/base/base.h"
#include "ledger/store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 72 /* of the database header: up to and with the application id */

static const char *const beside[] = {"-wal", "-shm", "-journal", ".writer", ".verified", ".yaml"};
#define BESIDE (sizeof beside / sizeof beside[0])

enum fpl_status fpl_fail_errno(struct fpl_error *error, int number, const char *path) {
    enum fpl_status status = FPL_E_IO;
    if (number == ENAMETOOLONG)
        return fpl_file_name_check(path, error) ? FPL_E_TOO_LONG : fpl_fail(error, FPL_E_TOO_LONG, "255", NULL, NULL);
    if (number == ENOENT || number == ENOTDIR)
        status = FPL_E_NOT_FOUND;
    else if (number == EACCES || number == EPERM)
        status = FPL_E_PERMISSION;
    else if (number == EROFS)
        status = FPL_E_READONLY;
    else if (number == ENOSPC || number == EDQUOT || number == EFBIG)
        status = FPL_E_DISK_FULL;
    else if (number == ELOOP || number == EISDIR || number == ENXIO || number == ENODEV)
        status = FPL_E_NOT_FILE;
    (void)fpl_fail(error, status, path, NULL, NULL);
    if (error)
        fpl_error_hint(error, strerror(number));
    return status;
}

enum fpl_status fpl_file_name_check(const char *path, struct fpl_error *error) {
    char limit[24];
    if (path[0] == '\0' || strcmp(path, "-") == 0 || path[0] == ':' || strncmp(path, "file:", 5) == 0)
        return fpl_fail(error, FPL_E_FILE_NAME, path, NULL, NULL);
    snprintf(limit, sizeof limit, "%d", PATH_MAX - 1);
    if (strlen(path) < PATH_MAX)
        return FPL_OK;
    if (error)
        fpl_error_hint(error, FPL_ZH_EN("文件名", "file name"));
    return fpl_fail(error, FPL_E_TOO_LONG, limit, NULL, NULL);
}

/* path + suffix; 0 if that is too long to be a name. */
static int name_beside(const char *path, const char *suffix, char out[PATH_MAX]) {
    int n = snprintf(out, PATH_MAX, "%s%s", path, suffix);
    return n > 0 && n < PATH_MAX;
}

void fpl_file__remove(const char *path) {
    char name[PATH_MAX];
    (void)unlink(path);
    for (size_t i = 0; i < BESIDE; i++)
        if (name_beside(path, beside[i], name))
            (void)unlink(name);
}

/* The name beside which the engine keeps its files: that of the file, not of a link to it. */
static void resolve(const char *path, char out[PATH_MAX]) {
    if (!realpath(path, out))
        (void)name_beside(path, "", out);
}

int fpl_ledger_owns(const char *ledger, uint64_t device, uint64_t inode) {
    struct stat info;
    char name[PATH_MAX], real[PATH_MAX];
    resolve(ledger, real);
    if (stat(ledger, &info) == 0 && (uint64_t)info.st_dev == device && (uint64_t)info.st_ino == inode)
        return 1;
    for (size_t i = 0; i < BESIDE; i++)
        if (name_beside(real, beside[i], name) && lstat(name, &info) == 0 && (uint64_t)info.st_dev == device &&
            (uint64_t)info.st_ino == inode)
            return 1;
    return 0;
}

/* A ledger by its content. Not for the one at work. */
static int is_some_ledger(const char *path) {
    static const unsigned char id[4] = {FPL_APPLICATION_ID >> 24, (FPL_APPLICATION_ID >> 16) & 0xff,
                                        (FPL_APPLICATION_ID >> 8) & 0xff, FPL_APPLICATION_ID & 0xff};
    unsigned char header[HEADER_BYTES];
    struct stat info;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    int is_ledger = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
                    pread(fd, header, sizeof header, 0) == (ssize_t)sizeof header &&
                    memcmp(header, "SQLite format 3", 16) == 0 && memcmp(header + 68, id, 4) == 0;
    close(fd);
    return is_ledger;
}

static int is_ledger(const char *ledger, const char *path) {
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return 0;
    return (ledger && fpl_ledger_owns(ledger, (uint64_t)info.st_dev, (uint64_t)info.st_ino)) || is_some_ledger(path);
}

enum fpl_status fpl_file__check_beside(const char *ledger, const char *path, struct fpl_error *error) {
    size_t n = strlen(path);
    for (size_t i = 0; i < BESIDE; i++) {
        size_t m = strlen(beside[i]);
        char stem[PATH_MAX];
        if (n <= m || n >= sizeof stem || strcmp(path + n - m, beside[i]) != 0)
            continue;
        memcpy(stem, path, n - m);
        stem[n - m] = '\0';
        if (is_ledger(ledger, stem))
            return fpl_fail(error, FPL_E_OUTPUT, path, FPL_ZH_EN("账本旁的文件", "a file beside a ledger"), NULL);
    }
    return FPL_OK;
}

enum fpl_status fpl_output_check(const char *ledger, const char *path, struct fpl_error *error) {
    struct stat info;
    enum fpl_status status = fpl_file_name_check(path, error);
    if (!status)
        status = fpl_file__check_beside(ledger, path, error);
    if (status)
        return status;
    if (lstat(path, &info) != 0)
        return errno == ENOENT ? FPL_OK : fpl_fail_errno(error, errno, path);
    if (!S_ISREG(info.st_mode))
        return fpl_fail(error, FPL_E_NOT_FILE, path, NULL, NULL);
    return is_ledger(ledger, path) ? fpl_fail(error, FPL_E_OUTPUT, path, FPL_ZH_EN("账本", "a ledger"), NULL) : FPL_OK;
}

/* Where FILE-wal would have to be made, the folder must let us. */
static int folder_takes(const char *path) {
    char folder[PATH_MAX], wal[PATH_MAX], real[PATH_MAX];
    struct stat info;
    resolve(path, real);
    path = real;
    if (name_beside(path, "-wal", wal) && stat(wal, &info) == 0)
        return 1;
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (n >= sizeof folder)
        return 1;
    memcpy(folder, path, n);
    folder[n] = '\0';
    return access(!slash ? "." : n == 0 ? "/" : folder, W_OK) == 0;
}

enum fpl_status fpl_file__check(const char *path, int write, struct fpl_error *error) {
    struct stat info;
    enum fpl_status status = fpl_file_name_check(path, error);
    if (status)
        return status;
    if (stat(path, &info) != 0)
        return fpl_fail_errno(error, errno, path);
    if (!S_ISREG(info.st_mode))
        return fpl_fail(error, FPL_E_NOT_FILE, path, NULL, NULL);
    if (access(path, R_OK) != 0)
        return fpl_fail_errno(error, errno, path);
    if (write && info.st_nlink > 1) {
        char links[24];
        snprintf(links, sizeof links, "%lld", (long long)info.st_nlink);
        return fpl_fail(error, FPL_E_LINKS, path, links, NULL);
    }
    if (write && (access(path, W_OK) != 0 || !folder_takes(path))) {
        (void)fpl_fail_errno(error, errno, path);
        return fpl_fail(error, FPL_E_READONLY, path, NULL, NULL);
    }
    return FPL_OK;
}

void fpl_file__state(const char *path, struct fpl_file_state *out) {
    struct stat info;
    char wal[PATH_MAX], real[PATH_MAX];
    resolve(path, real);
    *out = (struct fpl_file_state){0};
    if (stat(path, &info) != 0)
        return;
    *out = (struct fpl_file_state){.device = (uint64_t)info.st_dev,
                                   .inode = (uint64_t)info.st_ino,
                                   .size = (int64_t)info.st_size,
                                   .seconds = (int64_t)info.st_mtim.tv_sec,
                                   .nanoseconds = (int64_t)info.st_mtim.tv_nsec,
                                   .links = (int64_t)info.st_nlink};
    if (name_beside(real, "-wal", wal) && stat(wal, &info) == 0) {
        out->wal_size = (int64_t)info.st_size;
        out->wal_seconds = (int64_t)info.st_mtim.tv_sec;
    }
}

int fpl_file__is_same(const struct fpl_file_state *a, const struct fpl_file_state *b) {
    return a->device == b->device && a->inode == b->inode && a->size == b->size && a->seconds == b->seconds &&
           a->nanoseconds == b->nanoseconds && a->wal_size == b->wal_size && a->wal_seconds == b->wal_seconds;
}

/* glibc declares it to those only who ask for all of GNU's extensions. */
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags);
#define NO_REPLACE 1u

/* A file system that cannot rename without replacing (NFS) gets the check and then the rename. */
int fpl_file_settle(const char *from, const char *to) {
    struct stat info;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, NO_REPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        return -1;
    if (lstat(to, &info) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}
