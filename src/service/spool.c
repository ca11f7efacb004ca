#include "src/service/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES (1u << 16)

static const char *const endings[SPOOL_FILES] = {".data", ".precheck.csv", ".answer.csv", ".copy"};

static enum fpl_status failed(struct fpl_error *error, const char *what) {
    return fpl_fail(error,
                    errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? FPL_E_DISK_FULL
                    : errno == EACCES                                    ? FPL_E_PERMISSION
                                                                         : FPL_E_IO,
                    what, NULL, NULL);
}

#define FOLDER_WORDS FPL_ZH_EN("上传文件夹", "the folder of uploads")

enum fpl_status spool_open(struct spool *spool, const char *state_file, struct fpl_error *error) {
    struct stat info;
    int n = snprintf(spool->folder, sizeof spool->folder, "%s.uploads", state_file);
    if (n < 0 || (size_t)n >= sizeof spool->folder)
        return fpl_fail(error, FPL_E_TOO_LONG, "4095", NULL, NULL);
    if (mkdir(spool->folder, 0700) != 0 && errno != EEXIST)
        return failed(error, spool->folder);
    if (lstat(spool->folder, &info) != 0)
        return failed(error, spool->folder);
    if (!S_ISDIR(info.st_mode) || (info.st_mode & 077))
        return fpl_fail(error, FPL_E_PERMISSION, spool->folder, NULL, NULL);
    return FPL_OK;
}

const char *spool_path(const struct spool *spool, int64_t id, enum spool_file which, char out[SPOOL_PATH_BYTES]) {
    snprintf(out, SPOOL_PATH_BYTES, "%s/%lld%s", spool->folder, (long long)id, endings[which]);
    return out;
}

enum fpl_status spool_nameless(const struct spool *spool, int *fd, struct fpl_error *error) {
    char name[SPOOL_PATH_BYTES];
    snprintf(name, sizeof name, "%s/body.XXXXXX", spool->folder);
    *fd = mkstemp(name);
    if (*fd < 0)
        return failed(error, FOLDER_WORDS);
    unlink(name);
    return FPL_OK;
}

int spool_source_read(const struct spool_source *source, int64_t at, char *out, size_t n) {
    if (at < 0 || at + (int64_t)n > source->bytes)
        return 0;
    if (source->fd < 0) {
        memcpy(out, source->memory + source->from + at, n);
        return 1;
    }
    while (n > 0) {
        ssize_t got = pread(source->fd, out, n, (off_t)(source->from + at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        at += got;
        out += got;
        n -= (size_t)got;
    }
    return 1;
}

static int write_all(int fd, const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t wrote = write(fd, bytes, n);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return 0;
        bytes += wrote;
        n -= (size_t)wrote;
    }
    return 1;
}

static int copy_all(int fd, const struct spool_source *source, char *piece) {
    for (int64_t at = 0; at < source->bytes;) {
        size_t n = source->bytes - at < (int64_t)PIECE_BYTES ? (size_t)(source->bytes - at) : PIECE_BYTES;
        if (!spool_source_read(source, at, piece, n) || !write_all(fd, piece, n))
            return 0;
        at += (int64_t)n;
    }
    return 1;
}

enum fpl_status spool_append(const struct spool *spool, int64_t id, int64_t at, const struct spool_source *source,
                             struct fpl_error *error) {
    char path[SPOOL_PATH_BYTES];
    char *piece = malloc(PIECE_BYTES);
    if (!piece)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    errno = 0;
    int fd = open(spool_path(spool, id, SPOOL_DATA, path), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int good = fd >= 0 && ftruncate(fd, (off_t)at) == 0 && lseek(fd, (off_t)at, SEEK_SET) == (off_t)at &&
               copy_all(fd, source, piece) && fdatasync(fd) == 0;
    enum fpl_status status = good ? FPL_OK : failed(error, FOLDER_WORDS);
    if (fd >= 0)
        close(fd);
    free(piece);
    return status;
}

enum fpl_status spool_read(const struct spool *spool, int64_t id, enum spool_file which, int *fd, int64_t *bytes,
                           struct fpl_error *error) {
    char path[SPOOL_PATH_BYTES], no[24];
    struct stat info;
    snprintf(no, sizeof no, "%lld", (long long)id);
    int opened = open(spool_path(spool, id, which, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (opened < 0)
        return errno == ENOENT ? fpl_fail(error, FPL_E_UPLOAD_GONE, no, NULL, NULL) : failed(error, FOLDER_WORDS);
    if (fstat(opened, &info) != 0) {
        close(opened);
        return failed(error, FOLDER_WORDS);
    }
    *fd = opened;
    *bytes = info.st_size;
    return FPL_OK;
}

enum fpl_status spool_source_hash(const struct spool_source *source, char out[65], struct fpl_error *error) {
    struct fpl_hasher *hasher = NULL;
    struct fpl_hash hash;
    enum fpl_status status = FPL_OK;
    char *piece = malloc(PIECE_BYTES);
    if (!piece || fpl_hasher_new(&hasher))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        fpl_sha256_begin(hasher);
    for (int64_t at = 0; !status && at < source->bytes; at += (int64_t)PIECE_BYTES) {
        size_t n = source->bytes - at < (int64_t)PIECE_BYTES ? (size_t)(source->bytes - at) : PIECE_BYTES;
        if (!spool_source_read(source, at, piece, n))
            status = failed(error, FOLDER_WORDS);
        else
            fpl_sha256_add(hasher, piece, n);
    }
    if (!status) {
        fpl_sha256_end(hasher, &hash);
        fpl_hex(hash.byte, FPL_HASH_BYTES, out);
    }
    fpl_hasher_free(hasher);
    free(piece);
    return status;
}

enum fpl_status spool_hash(const struct spool *spool, int64_t id, char out[65], struct fpl_error *error) {
    struct spool_source source = {.fd = -1};
    enum fpl_status status = spool_read(spool, id, SPOOL_DATA, &source.fd, &source.bytes, error);
    if (status)
        return status;
    status = spool_source_hash(&source, out, error);
    close(source.fd);
    return status;
}

void spool_remove(const struct spool *spool, int64_t id, enum spool_file which) {
    char path[SPOOL_PATH_BYTES];
    unlink(spool_path(spool, id, which, path));
}

/* "17.answer.csv" is the answer of 17; what an import left half written bears further letters. */
static int64_t read_name(const char *name, enum spool_file *which) {
    int64_t id = 0;
    size_t n = strcspn(name, ".");
    if (fpl_int_parse((struct fpl_str){name, n}, &id) || id < 1)
        return 0;
    for (int i = 0; i < SPOOL_FILES; i++)
        if (strcmp(name + n, endings[i]) == 0) {
            *which = (enum spool_file)i;
            return id;
        }
    return 0;
}

void spool_sweep(const struct spool *spool, spool_keep_fn keep, void *ctx) {
    DIR *folder = opendir(spool->folder);
    if (!folder)
        return;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        enum spool_file which = SPOOL_COPY;
        if (entry->d_name[0] == '.' && (entry->d_name[1] == '\0' || strcmp(entry->d_name, "..") == 0))
            continue;
        int64_t id = read_name(entry->d_name, &which);
        if (!keep(ctx, id, which))
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
}
