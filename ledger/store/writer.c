#include "ledger/store/writer.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_BYTES_MAX 512

static int writer_path(const char *path, char out[PATH_MAX]) {
    int n = snprintf(out, PATH_MAX, "%s.writer", path);
    return n > 0 && n < PATH_MAX;
}

static int is_ours(const struct stat *now, const struct fpl_writer *writer) {
    return now->st_nlink == 1 && writer->inode == (uint64_t)now->st_ino && writer->seconds == now->st_mtim.tv_sec &&
           writer->nanoseconds == now->st_mtim.tv_nsec;
}

static void let_go(struct fpl_writer *writer) {
    if (writer->mine)
        close(writer->fd);
    *writer = (struct fpl_writer){.mine = 0};
}

void fpl_writer__claim(const char *path, const char *label, struct fpl_writer *writer) {
    char name[PATH_MAX];
    struct stat now;
    if (!label || (writer->mine && fstat(writer->fd, &now) == 0 && is_ours(&now, writer)))
        return;
    let_go(writer);
    if (!writer_path(path, name))
        return;
    /* What was left there is replaced if it can be such a line; nothing else is, and no link is followed. */
    if (lstat(name, &now) == 0 && S_ISREG(now.st_mode) && now.st_nlink == 1 && now.st_size <= LINE_BYTES_MAX)
        (void)unlink(name);
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return; /* advisory: a read-only directory must not stop a write */
    ssize_t written = write(fd, label, strlen(label));
    if (written >= 0 && fstat(fd, &now) == 0)
        *writer = (struct fpl_writer){1, fd, (uint64_t)now.st_ino, now.st_mtim.tv_sec, now.st_mtim.tv_nsec};
    else
        close(fd);
}

/* The name may be another's by now: what stands there is looked at. */
void fpl_writer__drop(const char *path, struct fpl_writer *writer) {
    char name[PATH_MAX];
    struct stat now;
    if (writer->mine && writer_path(path, name) && lstat(name, &now) == 0 && is_ours(&now, writer))
        unlink(name);
    let_go(writer);
}

void fpl_writer__read(const char *path, char *out, size_t out_size) {
    char name[PATH_MAX];
    ssize_t n = -1;
    int fd = writer_path(path, name) ? open(name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (fd >= 0) {
        n = read(fd, out, out_size - 1);
        close(fd);
    }
    out[n > 0 ? n : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    if (out[0] == '\0') /* it has not said so, or could not */
        (void)snprintf(out, out_size, "%s", FPL_ZH_EN("另一进程", "another process"));
}
