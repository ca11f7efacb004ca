#ifndef SRC_SERVICE_SPOOL_H
#define SRC_SERVICE_SPOOL_H
/* The folder of uploaded files and of their answers, beside the state file (STATE.uploads, 0700): names are numbers of
 * ours, never what a sender typed. */
#include "fundpool/proof.h"

enum spool_file { SPOOL_DATA, SPOOL_CHECK, SPOOL_ANSWER, SPOOL_COPY, SPOOL_FILES };

/* What a request brought: a part of a file, or of memory (fd < 0). */
struct spool_source {
    int fd;
    const char *memory;
    int64_t from, bytes;
};
#define SPOOL_PATH_BYTES 4160
struct spool {
    char folder[4096];
};
/* Makes the folder. FPL_E_IO, FPL_E_PERMISSION (others may read it), FPL_E_TOO_LONG. */
FPL_MUST_CHECK enum fpl_status spool_open(struct spool *spool, const char *state_file, struct fpl_error *error);
const char *spool_path(const struct spool *spool, int64_t id, enum spool_file which, char out[SPOOL_PATH_BYTES]);
/* A file of it that has no name and is gone with its descriptor. */
FPL_MUST_CHECK enum fpl_status spool_nameless(const struct spool *spool, int *fd, struct fpl_error *error);
/* The source behind the first `at` bytes of the upload's data, on the disk when it returns. What was half written
 * before is cut off. FPL_E_DISK_FULL, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status spool_append(const struct spool *spool, int64_t id, int64_t at,
                                            const struct spool_source *source, struct fpl_error *error);
/* SHA-256 of the data, in hex. FPL_E_UPLOAD_GONE, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status spool_hash(const struct spool *spool, int64_t id, char out[65], struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status spool_source_hash(const struct spool_source *source, char out[65],
                                                 struct fpl_error *error);
/* Opens it to read. FPL_E_UPLOAD_GONE. */
FPL_MUST_CHECK enum fpl_status spool_read(const struct spool *spool, int64_t id, enum spool_file which, int *fd,
                                          int64_t *bytes, struct fpl_error *error);
void spool_remove(const struct spool *spool, int64_t id, enum spool_file which);
/* Every file whose upload the callback does not keep is removed. */
typedef int (*spool_keep_fn)(void *ctx, int64_t id, enum spool_file which);
void spool_sweep(const struct spool *spool, spool_keep_fn keep, void *ctx);
/* n bytes at an offset of the source; 0 if there are fewer. */
int spool_source_read(const struct spool_source *source, int64_t at, char *out, size_t n);

#endif
