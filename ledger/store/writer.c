#include "ledger/store/writer.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int writer_path(const char *path, char out[PATH_MAX]) {
    int n = snprintf(out, PATH_MAX, "%s.writer", path);
    return n > 0 && n < PATH_MAX;
}

void fpl_writer__claim(const char *path, const char *label) {
    char name[PATH_MAX];
    if (!label || !writer_path(path, name))
        return;
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return; /* advisory: a read-only directory must not stop a write */
    ssize_t written = write(fd, label, strlen(label));
    (void)written;
    close(fd);
}

void fpl_writer__drop(const char *path) {
    char name[PATH_MAX];
    if (writer_path(path, name))
        unlink(name);
}

void fpl_writer__read(const char *path, char *out, size_t out_size) {
    char name[PATH_MAX];
    ssize_t n = -1;
    int fd = writer_path(path, name) ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        n = read(fd, out, out_size - 1);
        close(fd);
    }
    if (n <= 0)
        n = snprintf(out, out_size, "?");
    out[n] = '\0';
    out[strcspn(out, "\n")] = '\0';
}
