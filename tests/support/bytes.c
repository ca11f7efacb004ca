/* Exact bytes in temporary files. */
#include "tests/support/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void give_up(const char *what) {
    perror(what);
    abort();
}

void test_file_replace(const struct test_file *file, const void *bytes, size_t n) {
    FILE *out = fopen(file->path, "wb");
    if (n == (size_t)-1)
        n = strlen(bytes);
    if (!out || fwrite(bytes, 1, n, out) != n || fclose(out) != 0)
        give_up(file->path);
}

struct test_file test_file_of(const void *bytes, size_t n) {
    struct test_file file;
    snprintf(file.folder, sizeof file.folder, "/tmp/fundpool-test-XXXXXX");
    if (!mkdtemp(file.folder))
        give_up(file.folder);
    snprintf(file.path, sizeof file.path, "%s/in.csv", file.folder);
    test_file_replace(&file, bytes, n);
    return file;
}

void test_file_remove(const struct test_file *file) {
    (void)unlink(file->path);
    (void)rmdir(file->folder);
}

char *test_file_read(const char *path, size_t *n) {
    FILE *in = fopen(path, "rb");
    size_t cap = 1 << 20, have = 0;
    char *out = malloc(cap + 1);
    if (!in || !out)
        give_up(path);
    while (have < cap) {
        size_t got = fread(out + have, 1, cap - have, in);
        if (got == 0)
            break;
        have += got;
    }
    fclose(in);
    out[have] = 0;
    if (n)
        *n = have;
    return out;
}
