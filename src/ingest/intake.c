/* File intake: which bytes, in which encoding, and whether they stayed the same between the passes. */
#include "src/ingest/intake.h"

#include "fundpool/file.h"
#include "fundpool/proof.h"
#include "src/ingest/detect.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 65536
#define NO_CD ((iconv_t)-1)

struct ing_intake {
    int fd;
    char name[256];
    char sha256[65];
    int64_t bytes;
    enum ing_encoding encoding;
    size_t bom;
    struct fpl_hasher *hasher;
    iconv_t cd;
    int64_t at;      /* raw bytes read from the file in this pass */
    size_t from, to; /* what of raw[] is still to be decoded */
    int ended;       /* the file's end was read and the hash matched */
    unsigned char raw[BLOCK];
};

static enum fpl_status io_failed(struct fpl_error *error, const char *what) {
    int number = errno;
    enum fpl_status status = number == ENOSPC || number == EDQUOT ? FPL_E_DISK_FULL : FPL_E_IO;
    fpl_fail(error, status, what, NULL, NULL);
    if (error)
        fpl_error_hint(error, strerror(number));
    return status;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* Up to n bytes at an offset; short only at the end of the file; -1 on error. */
static ssize_t read_at(int fd, void *out, size_t n, int64_t offset) {
    size_t have = 0;
    while (have < n) {
        ssize_t got = pread(fd, (char *)out + have, n - have, (off_t)offset + (off_t)have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

static int write_all(int fd, const unsigned char *bytes, size_t n) {
    while (n > 0) {
        ssize_t put = write(fd, bytes, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        bytes += put;
        n -= (size_t)put;
    }
    return 0;
}

/* Copies a pipe to an unlinked temporary file, so that it can be read twice; *fd becomes that file. */
static enum fpl_status spool(struct ing_intake *in, struct fpl_error *error) {
    const char *folder = getenv("TMPDIR");
    char path[512];
    int length = snprintf(path, sizeof path, "%s/fundpool-XXXXXX", folder && *folder ? folder : "/tmp");
    if (length < 0 || (size_t)length >= sizeof path)
        return fpl_fail(error, FPL_E_IO, "TMPDIR", NULL, NULL);
    int copy = mkstemp(path);
    if (copy < 0)
        return io_failed(error, path);
    (void)unlink(path);
    enum fpl_status status = FPL_OK;
    for (;;) {
        ssize_t got = read(in->fd, in->raw, BLOCK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = io_failed(error, in->name);
        if (got <= 0)
            break;
        if (write_all(copy, in->raw, (size_t)got) < 0) {
            status = io_failed(error, in->name);
            break;
        }
    }
    if (status != FPL_OK) {
        close(copy);
        return status;
    }
    if (in->fd != STDIN_FILENO)
        close(in->fd);
    in->fd = copy;
    return FPL_OK;
}

static enum fpl_status open_file(struct ing_intake *in, const char *path, struct fpl_error *error) {
    struct stat info;
    if (strcmp(path, "-") == 0) {
        in->fd = STDIN_FILENO;
    } else {
        if (stat(path, &info) != 0)
            return fpl_fail_errno(error, errno, path);
        if (!S_ISREG(info.st_mode) && !S_ISFIFO(info.st_mode)) /* to open a device may do something or never end */
            return fpl_fail(error, FPL_E_NOT_FILE, path, NULL, NULL);
        in->fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
        if (in->fd < 0)
            return fpl_fail_errno(error, errno, path);
    }
    if (fstat(in->fd, &info) != 0)
        return io_failed(error, path);
    if (S_ISREG(info.st_mode))
        return FPL_OK;
    if (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode) || in->fd == STDIN_FILENO)
        return S_ISDIR(info.st_mode) ? fpl_fail(error, FPL_E_NOT_FILE, path, NULL, NULL) : spool(in, error);
    return fpl_fail(error, FPL_E_NOT_FILE, path, NULL, NULL);
}

/* The line an offset stands in, counting LF, CRLF and CR; 0 for UTF-16, where bytes are no lines. */
static int64_t line_of(struct ing_intake *in, int64_t offset) {
    int64_t line = 1, at = 0;
    int cr = 0;
    if (in->encoding == ING_UTF16LE || in->encoding == ING_UTF16BE)
        return 0;
    while (at < offset) {
        ssize_t got = read_at(in->fd, in->raw, BLOCK, at);
        if (got <= 0)
            break;
        for (ssize_t i = 0; i < got && at < offset; i++, at++) {
            line += (in->raw[i] == '\n' && !cr) || in->raw[i] == '\r';
            cr = in->raw[i] == '\r';
        }
    }
    return line;
}

static enum fpl_status bad_encoding(struct ing_intake *in, int64_t offset, struct fpl_error *error) {
    char text[96];
    snprintf(text, sizeof text, "%s, byte %lld", ing_encoding_name(in->encoding), (long long)offset);
    int64_t line = line_of(in, offset);
    if (error)
        error->row = line;
    return fpl_fail(error, FPL_E_ENCODING, text, NULL, NULL);
}

/* The whole file through iconv, output thrown away; *bad = offset of the first invalid character, -1 if there is none.
 */
static enum fpl_status check_by_iconv(struct ing_intake *in, int64_t *bad, struct fpl_error *error) {
    static const int64_t none = -1;
    char sink[BLOCK * 2];
    iconv_t cd = iconv_open("UTF-8", ing_encoding_name(in->encoding));
    if (cd == NO_CD)
        return fpl_fail(error, FPL_E_IO, "iconv", NULL, NULL);
    enum fpl_status status = FPL_OK;
    int64_t offset = (int64_t)in->bom;
    *bad = none;
    for (;;) {
        ssize_t got = read_at(in->fd, in->raw, BLOCK, offset);
        if (got < 0)
            status = io_failed(error, in->name);
        if (got <= 0)
            break;
        char *from = (char *)in->raw, *to = sink;
        size_t left = (size_t)got, room = sizeof sink;
        size_t result = iconv(cd, &from, &left, &to, &room);
        offset += got - (ssize_t)left;
        if (result != (size_t)-1 || errno == E2BIG)
            continue;
        /* EINVAL: the block ends inside a character; a fault only where the file ends there too. */
        if (errno == EINVAL && (left < (size_t)got || got == BLOCK))
            continue;
        *bad = offset;
        break;
    }
    iconv_close(cd);
    return status;
}

static enum fpl_status settle_encoding(struct ing_intake *in, enum ing_encoding told, struct ing_utf8_check *utf8,
                                       struct fpl_error *error) {
    int64_t bad = -1;
    enum fpl_status status;
    int is_utf8 = ing_utf8_done(utf8);
    if (in->encoding == 0) /* neither a mark nor the pattern of UTF-16 */
        in->encoding = told ? told : is_utf8 ? ING_UTF8 : ING_GB18030;
    if (in->encoding == ING_UTF8)
        return is_utf8 ? FPL_OK : bad_encoding(in, utf8->bad_at, error);
    status = check_by_iconv(in, &bad, error);
    if (status != FPL_OK || bad < 0)
        return status;
    if (!told && in->encoding == ING_GB18030 && utf8->bad_at > bad) { /* it got further as UTF-8: speak of that */
        in->encoding = ING_UTF8;
        bad = utf8->bad_at;
    }
    return bad_encoding(in, bad, error);
}

static enum fpl_status pass_one(struct ing_intake *in, enum ing_encoding told, struct fpl_error *error) {
    struct ing_utf8_check utf8 = {0};
    struct fpl_hash hash;
    fpl_sha256_begin(in->hasher);
    for (;;) {
        ssize_t got = read_at(in->fd, in->raw, BLOCK, in->bytes);
        if (got < 0)
            return io_failed(error, in->name);
        if (got == 0)
            break;
        const char *other = in->bytes == 0 ? ing_not_text(in->raw, (size_t)got) : NULL;
        if (other)
            return fpl_fail(error, FPL_E_NOT_CSV, other, NULL, NULL);
        if (in->bytes == 0) {
            in->bom = ing_bom(in->raw, (size_t)got, &in->encoding);
            if (in->bom == 0 && !told)
                in->encoding = ing_utf16_pattern(in->raw, (size_t)got);
            if (told && in->bom != 0 && in->encoding != told) {
                in->encoding = told;
                in->bom = 0;
            }
        }
        fpl_sha256_add(in->hasher, in->raw, (size_t)got);
        ing_utf8_feed(&utf8, in->raw, (size_t)got);
        in->bytes += got;
    }
    fpl_sha256_end(in->hasher, &hash);
    fpl_hex(hash.byte, FPL_HASH_BYTES, in->sha256);
    if (in->bytes == (int64_t)in->bom)
        return fpl_fail(error, FPL_E_EMPTY_FILE, NULL, NULL, NULL);
    return settle_encoding(in, told, &utf8, error);
}

static enum fpl_status start_decoding(struct ing_intake *in, struct fpl_error *error) {
    if (in->encoding != ING_UTF8) {
        in->cd = iconv_open("UTF-8", ing_encoding_name(in->encoding));
        if (in->cd == NO_CD)
            return fpl_fail(error, FPL_E_IO, "iconv", NULL, NULL);
    }
    return ing_intake_rewind(in, error);
}

enum fpl_status ing_intake_open(const char *path, enum ing_encoding encoding, struct ing_intake **out,
                                struct fpl_error *error) {
    struct ing_intake *in = calloc(1, sizeof *in);
    if (!in)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    in->fd = -1;
    in->cd = NO_CD;
    fpl_str_copy(fpl_str_of(base_name(path)), in->name, sizeof in->name);
    enum fpl_status status = fpl_hasher_new(&in->hasher);
    if (status == FPL_OK)
        status = open_file(in, path, error);
    if (status == FPL_OK)
        status = pass_one(in, encoding, error);
    if (status == FPL_OK)
        status = start_decoding(in, error);
    if (status != FPL_OK) {
        if (error)
            fpl_str_copy(fpl_str_of(path), error->file, sizeof error->file);
        ing_intake_close(in);
        return status;
    }
    *out = in;
    return FPL_OK;
}

enum fpl_status ing_intake_again(const struct ing_intake *intake, struct ing_intake **out, struct fpl_error *error) {
    struct ing_intake *in = calloc(1, sizeof *in);
    if (!in)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    memcpy(in->name, intake->name, sizeof in->name);
    memcpy(in->sha256, intake->sha256, sizeof in->sha256);
    in->bytes = intake->bytes;
    in->encoding = intake->encoding;
    in->bom = intake->bom;
    in->cd = NO_CD;
    in->fd = fcntl(intake->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    enum fpl_status status = in->fd < 0 ? io_failed(error, in->name) : fpl_hasher_new(&in->hasher);
    if (status == FPL_OK)
        status = start_decoding(in, error);
    if (status != FPL_OK) {
        ing_intake_close(in);
        return status;
    }
    *out = in;
    return FPL_OK;
}

void ing_intake_close(struct ing_intake *in) {
    if (!in)
        return;
    if (in->fd > STDERR_FILENO)
        close(in->fd);
    if (in->cd != NO_CD)
        iconv_close(in->cd);
    fpl_hasher_free(in->hasher);
    free(in);
}

const char *ing_intake_name(const struct ing_intake *in) {
    return in->name;
}
const char *ing_intake_sha256(const struct ing_intake *in) {
    return in->sha256;
}
enum ing_encoding ing_intake_encoding(const struct ing_intake *in) {
    return in->encoding;
}
int ing_intake_has_bom(const struct ing_intake *in) {
    return in->bom != 0;
}
int ing_intake_is(const struct ing_intake *in, uint64_t device, uint64_t inode) {
    struct stat info;
    return fstat(in->fd, &info) == 0 && (uint64_t)info.st_dev == device && (uint64_t)info.st_ino == inode;
}
int64_t ing_intake_bytes(const struct ing_intake *in) {
    return in->bytes;
}
int64_t ing_intake_position(const struct ing_intake *in) {
    return in->at;
}

enum fpl_status ing_intake_rewind(struct ing_intake *in, struct fpl_error *error) {
    (void)error;
    in->at = 0;
    in->from = in->to = 0;
    in->ended = 0;
    if (in->cd != NO_CD)
        (void)iconv(in->cd, NULL, NULL, NULL, NULL);
    fpl_sha256_begin(in->hasher);
    return FPL_OK;
}

static enum fpl_status changed(struct ing_intake *in, struct fpl_error *error) {
    return fpl_fail(error, FPL_E_FILE_CHANGED, in->name, NULL, NULL);
}

/* Brings the next raw block behind what is left of the last one; sets ended, after comparing the hash, at the end. */
static enum fpl_status fill(struct ing_intake *in, struct fpl_error *error) {
    size_t left = in->to - in->from;
    memmove(in->raw, in->raw + in->from, left);
    in->from = 0;
    in->to = left;
    ssize_t got = read_at(in->fd, in->raw + left, BLOCK - left, in->at);
    if (got < 0)
        return io_failed(error, in->name);
    if (got == 0) {
        struct fpl_hash hash;
        char hex[65];
        fpl_sha256_end(in->hasher, &hash);
        fpl_hex(hash.byte, FPL_HASH_BYTES, hex);
        if (left != 0 || memcmp(hex, in->sha256, sizeof hex) != 0)
            return changed(in, error);
        in->ended = 1;
        return FPL_OK;
    }
    fpl_sha256_add(in->hasher, in->raw + left, (size_t)got);
    if (in->at == 0)
        in->from = in->bom;
    in->at += got;
    in->to += (size_t)got;
    return FPL_OK;
}

/* Decodes from raw[] into out; 0 bytes if what is left is the front of a character. FPL_E_FILE_CHANGED: pass one saw it
 * valid. */
static enum fpl_status decode(struct ing_intake *in, char *out, size_t size, size_t *got, struct fpl_error *error) {
    size_t left = in->to - in->from;
    if (in->cd == NO_CD) {
        size_t n = left < size ? left : size;
        memcpy(out, in->raw + in->from, n);
        in->from += n;
        *got = n;
        return FPL_OK;
    }
    char *from = (char *)in->raw + in->from, *to = out;
    size_t room = size;
    size_t result = iconv(in->cd, &from, &left, &to, &room);
    if (result == (size_t)-1 && errno == EILSEQ)
        return changed(in, error);
    in->from = in->to - left;
    *got = size - room;
    return FPL_OK;
}

enum fpl_status ing_intake_read(struct ing_intake *in, char *out, size_t size, size_t *got, struct fpl_error *error) {
    FPL_ASSERT(size >= 16);
    size_t n = 0;
    while (!in->ended) {
        if (in->to > in->from) {
            enum fpl_status status = decode(in, out, size, &n, error);
            if (status != FPL_OK)
                return status;
            if (n > 0)
                break;
        }
        enum fpl_status status = fill(in, error);
        if (status != FPL_OK)
            return status;
    }
    *got = n;
    return FPL_OK;
}

enum fpl_status ing_document_load(const char *path, size_t bytes_max, struct fpl_buf *text, char sha256[65],
                                  struct fpl_error *error) {
    struct ing_intake *in = NULL;
    enum fpl_status status = ing_intake_open(path, (enum ing_encoding)0, &in, error);
    if (status != FPL_OK)
        return status;
    char number[24], block[4096];
    size_t got = 1;
    if ((uint64_t)in->bytes > bytes_max) {
        snprintf(number, sizeof number, "%zu", bytes_max);
        status = fpl_fail(error, FPL_E_TOO_LONG, number, NULL, NULL);
    } else if (in->encoding != ING_UTF8) {
        snprintf(block, sizeof block, "%s" FPL_ZH_EN("；此类文件须为 UTF-8", "; this kind of file is UTF-8"),
                 ing_encoding_name(in->encoding));
        status = fpl_fail(error, FPL_E_ENCODING, block, NULL, NULL);
    }
    if (status != FPL_OK && error)
        fpl_str_copy(fpl_str_of(path), error->file, sizeof error->file);
    while (status == FPL_OK && got > 0) {
        status = ing_intake_read(in, block, sizeof block, &got, error);
        if (status == FPL_OK)
            fpl_buf_add(text, block, got);
    }
    if (status == FPL_OK)
        status = fpl_buf_ok(text);
    if (status == FPL_OK)
        memcpy(sha256, in->sha256, sizeof in->sha256);
    ing_intake_close(in);
    return status;
}
