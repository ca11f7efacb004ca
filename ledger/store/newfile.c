/* A new file, or a folder of new files: made in a folder of its own, moved to its name when it is whole. */
#include "ledger/store/file.h"

#include "ledger/base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER ".part"
#define INSIDE "ledger"
/* All that can stand in the folder of one file; nothing else is ever removed from it. */
static const char *const inside[] = {INSIDE, INSIDE "-wal", INSIDE "-shm", INSIDE "-journal", INSIDE ".writer", NULL};

static char *joined(const char *a, const char *b) {
    size_t n = strlen(a) + strlen(b) + 1;
    char *out = malloc(n);
    if (out)
        snprintf(out, n, "%s%s", a, b);
    return out;
}

static char *within(const char *folder, const char *name) {
    char *slashed = joined(folder, "/"), *out = slashed ? joined(slashed, name) : NULL;
    free(slashed);
    return out;
}

/* An old FILE-wal beside a new FILE would be taken for its own. */
static enum fpl_status check_free(const char *path, const char *ledger, struct fpl_error *error) {
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    enum fpl_status status = fpl_file__check_beside(ledger, path, error);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0] && !status; i++) {
        struct stat info;
        char *name = joined(path, ends[i]);
        if (!name)
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        if (lstat(name, &info) == 0)
            status = fpl_fail(error, FPL_E_EXISTS, name, NULL, NULL);
        else if (errno != ENOENT)
            status = fpl_fail_errno(error, errno, path);
        free(name);
    }
    return status;
}

static void empty_folder(const struct fpl_new_file *file) {
    for (const char *const *at = file->name ? file->name : inside; *at; at++) {
        char *name = within(file->folder, *at);
        if (name)
            (void)unlink(name);
        free(name);
    }
}

/* The folder is ours by its owner and mode, and as long as we hold its lock. A run that has just ended may have removed
 * the one that we have locked. */
static enum fpl_status own_folder(struct fpl_new_file *file, struct fpl_error *error) {
    struct stat named, opened;
    for (;;) {
        if (mkdir(file->folder, 0700) != 0 && errno != EEXIST)
            return fpl_fail_errno(error, errno, file->path);
        file->fd = open(file->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (file->fd < 0 && errno == ENOENT)
            continue;
        if (file->fd < 0 || fstat(file->fd, &opened) != 0 || opened.st_uid != geteuid() ||
            (opened.st_mode & 0777) != 0700)
            return fpl_fail(error, FPL_E_EXISTS, file->folder, NULL, NULL);
        if (flock(file->fd, LOCK_EX | LOCK_NB) != 0)
            return fpl_fail(error, FPL_E_LOCKED, file->folder, NULL, NULL);
        if (lstat(file->folder, &named) == 0 && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino)
            break;
        close(file->fd);
    }
    empty_folder(file);
    return FPL_OK;
}

static void release(struct fpl_new_file *file) {
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    free(file->folder);
    free(file->file);
    *file = (struct fpl_new_file){.fd = -1};
}

static enum fpl_status begin(const char *path, const char *ledger, const char *const *name, struct fpl_new_file *out,
                             struct fpl_error *error) {
    enum fpl_status status = fpl_file_name_check(path, error);
    if (!status)
        status = check_free(path, ledger, error);
    if (status)
        return status;
    struct fpl_new_file file = {.path = joined(path, ""), .folder = joined(path, FOLDER), .fd = -1, .name = name};
    struct stat model;
    if (ledger && stat(ledger, &model) == 0)
        file.mode = (unsigned)(model.st_mode & 0666) | 0600;
    file.file = file.folder && !name ? within(file.folder, INSIDE) : NULL;
    status = file.path && file.folder && (name || file.file) ? own_folder(&file, error)
                                                             : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (status) {
        release(&file);
        return status;
    }
    *out = file;
    return FPL_OK;
}

enum fpl_status fpl_new_file_begin(const char *path, const char *ledger, struct fpl_new_file *out,
                                   struct fpl_error *error) {
    return begin(path, ledger, NULL, out, error);
}

/* A folder may be named with a slash behind it. */
enum fpl_status fpl_new_folder_begin(const char *path, const char *ledger, const char *const *name,
                                     struct fpl_new_file *out, struct fpl_error *error) {
    char *bare = joined(path, "");
    size_t n = strlen(path);
    if (!bare)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    while (n > 1 && bare[n - 1] == '/')
        bare[--n] = '\0';
    enum fpl_status status = begin(bare, ledger, name, out, error);
    free(bare);
    return status;
}

static int sync_path(const char *path, int flags) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    int failed = fd < 0 || (fsync(fd) != 0 && errno != EINVAL); /* some file systems cannot sync a folder */
    int number = errno;
    if (fd >= 0)
        close(fd);
    errno = number;
    return failed ? -1 : 0;
}

static void sync_parent(struct fpl_new_file *file) {
    char *slash = strrchr(file->path, '/');
    if (!slash || slash == file->path) {
        (void)sync_path(slash ? "/" : ".", O_DIRECTORY);
        return;
    }
    *slash = '\0';
    (void)sync_path(file->path, O_DIRECTORY); /* the content is synced; the name alone is no failure */
    *slash = '/';
}

static int settle_one(const struct fpl_new_file *file, const char *path) {
    return (file->mode && chmod(path, file->mode) != 0) || sync_path(path, O_NOFOLLOW) != 0 ? -1 : 0;
}

/* The folder is opened to others when it has its name: one that a killed run leaves is still known as ours. */
static int settle_folder(const struct fpl_new_file *file) {
    for (const char *const *at = file->name; *at; at++) {
        char *path = within(file->folder, *at);
        int failed = !path || settle_one(file, path) != 0, number = path ? errno : ENOMEM;
        free(path);
        errno = number;
        if (failed)
            return -1;
    }
    if (sync_path(file->folder, O_DIRECTORY) != 0 || fpl_file_settle(file->folder, file->path) != 0)
        return -1;
    if (file->mode)
        (void)fchmod(file->fd, file->mode | (file->mode & 0444) >> 2); /* it stands, if only for us */
    return 0;
}

enum fpl_status fpl_new_file_end(struct fpl_new_file *file, enum fpl_status status, struct fpl_error *error) {
    FPL_ASSERT(file->fd >= 0);
    if (!status && (file->name ? settle_folder(file)
                               : settle_one(file, file->file) != 0 || fpl_file_settle(file->file, file->path) != 0))
        status = errno == EEXIST ? fpl_fail(error, FPL_E_EXISTS, file->path, NULL, NULL)
                                 : fpl_fail_errno(error, errno, file->path);
    if (status || !file->name) { /* what has been moved to its name is no longer there, and may be another run's */
        empty_folder(file);
        (void)rmdir(file->folder);
    }
    if (!status)
        sync_parent(file);
    release(file);
    return status;
}
