#ifndef TESTS_SUPPORT_BYTES_H
#define TESTS_SUPPORT_BYTES_H
/* Files made of exact bytes in a temporary folder of the test, for tests of what reads files. */
#include <stddef.h>

struct test_file {
    char folder[64];
    char path[128];
};
/* Writes bytes (n = (size_t)-1: up to NUL) to a fresh file; aborts if it cannot. */
struct test_file test_file_of(const void *bytes, size_t n);
void test_file_replace(const struct test_file *file, const void *bytes, size_t n); /* same inode, other content */
void test_file_remove(const struct test_file *file);
/* The whole content, NUL-ended; *n (may be NULL) its length. The caller frees. */
char *test_file_read(const char *path, size_t *n);
#endif
