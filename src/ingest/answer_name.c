#include "src/ingest/answer_name.h"

#include "fundpool/file.h"
#include "src/ingest/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_MAX 999
#define BLOCK     16384

/* loans.answer.csv, loans.answer.2.csv … */
static int put_name(const char *path, int number, struct fpl_buf *name) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    size_t stem = dot && dot != path && (!slash || dot > slash + 1) ? (size_t)(dot - path) : strlen(path);
    fpl_buf_reset(name);
    fpl_buf_add(name, path, stem);
    if (number > 1)
        fpl_buf_addf(name, ".%d", number);
    fpl_buf_adds(name, path + stem);
    fpl_buf_addc(name, 0);
    if (fpl_buf_ok(name) == FPL_OK)
        return 0;
    errno = ENOMEM;
    return -1;
}

static ssize_t read_whole(int fd, char *out) {
    size_t have = 0;
    while (have < BLOCK) {
        ssize_t got = read(fd, out + have, BLOCK - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -1 : (ssize_t)have;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

static int same_bytes(int one, int other) {
    static _Thread_local char block[2][BLOCK];
    for (;;) {
        ssize_t n = read_whole(one, block[0]);
        if (n < 0 || read_whole(other, block[1]) != n || memcmp(block[0], block[1], (size_t)n) != 0)
            return 0;
        if (n < BLOCK)
            return 1;
    }
}

/* Is what stands there a file of the same bytes? One that cannot be read is another. */
static int is_same(const char *part, const char *name) {
    struct stat info;
    int one = open(part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int other = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int same = one >= 0 && other >= 0 && fstat(other, &info) == 0 && S_ISREG(info.st_mode) && same_bytes(one, other);
    if (one >= 0)
        (void)close(one);
    if (other >= 0)
        (void)close(other);
    return same;
}

static int may_replace(const char *name, const struct ing_intake *rehearsed) {
    struct stat info;
    return rehearsed && lstat(name, &info) == 0 &&
           !ing_intake_is(rehearsed, (uint64_t)info.st_dev, (uint64_t)info.st_ino) && ing_mark_holds(name);
}

int ing_answer_name(const char *part, const char *path, const struct ing_intake *rehearsed, struct fpl_buf *name) {
    if (rehearsed)
        ing_mark_set(part);
    for (int number = 1; number <= NAMES_MAX; number++) {
        if (put_name(path, number, name) != 0)
            return -1;
        if (fpl_file_settle(part, name->p) == 0)
            return 0;
        if (errno != EEXIST)
            return -1;
        if (is_same(part, name->p))
            return unlink(part);
        if (may_replace(name->p, rehearsed))
            return rename(part, name->p);
    }
    errno = EEXIST;
    return -1;
}
