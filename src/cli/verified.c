/* FILE.verified: how far the logs of this file had come when `verify` last passed whole, in the form of checkpoints
 * with a line that says when. It is no evidence and part of no ledger: whoever writes to the folder can write it, no
 * copy takes it along, and it proves nothing. A report that shows it first looks whether the log has that root at that
 * size. What a report says of it is a remark on the file and not on the cut: tables end with it, CSV and JSON are the
 * same bytes with and without it. */
#include "fundpool/file.h"
#include "fundpool/verify.h"
#include "src/cli/cli.h"
#include "src/ingest/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTE_BYTES_MAX ((size_t)1 << 20)

/* Beside the file itself, not beside a link to it. */
static int name_of(const struct cli *cli, const char *suffix, char out[PATH_MAX]) {
    char real[PATH_MAX];
    int n = realpath(cli->ledger, real) ? snprintf(out, PATH_MAX, "%s%s", real, suffix) : -1;
    return n > 0 && n < PATH_MAX;
}

/* ---- writing ---- */

static enum fpl_status add_checkpoint(void *ctx, int32_t book, const struct fpl_checkpoint *checkpoint) {
    struct fpl_buf *text = ctx;
    (void)book;
    fpl_checkpoint_format(checkpoint, text);
    fpl_buf_addc(text, '\n');
    return fpl_buf_ok(text);
}

void cli_verified_begin(struct cli *cli, struct fpl_buf *text) {
    struct fpl_error ignored = {0};
    if (fpl_checkpoints(cli->session, add_checkpoint, text, &ignored) != FPL_OK)
        fpl_buf_reset(text); /* verification says why */
}

static int write_all(int fd, const char *p, size_t n) {
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return 0;
        p += done;
        n -= (size_t)done;
    }
    return 1;
}

/* Made under another name and renamed, so that it is there as a whole and no link is followed. 0: errno says why. */
static int put_file(const struct cli *cli, const struct fpl_buf *text) {
    char path[PATH_MAX], part[PATH_MAX], suffix[64];
    struct stat ledger;
    snprintf(suffix, sizeof suffix, ".verified.%ld", (long)getpid());
    if (!name_of(cli, ".verified", path) || !name_of(cli, suffix, part)) {
        errno = ENAMETOOLONG;
        return 0;
    }
    if (stat(cli->ledger, &ledger) != 0)
        return 0;
    if (!(ledger.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) || access(cli->ledger, W_OK) != 0) {
        errno = EACCES; /* who may not write to the books leaves nothing beside them */
        return 0;
    }
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, ledger.st_mode & 0666);
    if (fd < 0)
        return 0;
    int good = write_all(fd, text->p, text->n), number = errno;
    if (close(fd) != 0 && good) {
        good = 0;
        number = errno;
    }
    if (good && rename(part, path) != 0) {
        good = 0;
        number = errno;
    }
    if (!good)
        (void)unlink(part);
    errno = number;
    return good;
}

void cli_verified_end(struct cli *cli, struct fpl_buf *text) {
    struct fpl_session_file file;
    fpl_session_file(cli->session, &file);
    fpl_buf_addf(text, "— verified %lld\n", (long long)cli->host.now_ms(cli->host.ctx));
    if (fpl_buf_ok(text) != FPL_OK)
        return;
    errno = EROFS;
    if (file.is_still || !put_file(cli, text))
        cli_say(cli, "未在账本旁记下校验到何处：%s", "how far was verified is not noted beside the ledger: %s",
                strerror(errno));
}

/* ---- reading ---- */

struct noted {
    struct cli *cli;
    struct fpl_str text;
    size_t at; /* of the note found last */
    int64_t verified, records;
};

/* Bytes up to the end of a block, whose last line is followed by an empty one. */
static size_t block_at(struct fpl_str text, size_t at) {
    size_t end = at;
    while (end < text.n && !(text.p[end] == '\n' && (end + 1 == text.n || text.p[end + 1] == '\n')))
        end++;
    return (end < text.n ? end + 1 : end) - at;
}

/* The note on one log: three lines that begin with its origin. Books are asked for in the order in which they were
 * noted, so each search goes on where the last one ended. */
static int find_note(struct noted *noted, const char *origin, struct fpl_checkpoint *out) {
    struct fpl_error ignored = {0};
    struct fpl_str text = noted->text;
    size_t n = strlen(origin), from = noted->at, at = from;
    do {
        size_t block = block_at(text, at);
        if (block > n && memcmp(text.p + at, origin, n) == 0 && text.p[at + n] == '\n' &&
            fpl_checkpoint_parse((struct fpl_str){text.p + at, block}, out, &ignored) == FPL_OK) {
            noted->at = at;
            return 1;
        }
        at = at + block + 1 < text.n ? at + block + 1 : 0;
    } while (at != from && text.n);
    return 0;
}

/* A note counts where the log has that root at that size; of a cut no more than the cut has. */
static enum fpl_status look_at_book(void *ctx, const struct fpl_book *book) {
    struct noted *noted = ctx;
    struct fpl_checkpoint note, now, then;
    struct fpl_error ignored = {0};
    if (fpl_read_checkpoint(noted->cli->view, book->id, &now, &ignored) != FPL_OK)
        return FPL_OK;
    noted->records += (int64_t)now.size;
    if (!find_note(noted, now.origin, &note) || note.size > INT64_MAX ||
        fpl_read_checkpoint_at(noted->cli->view, book->id, (int64_t)note.size, &then, &ignored) != FPL_OK ||
        memcmp(note.root.byte, then.root.byte, FPL_HASH_BYTES) != 0)
        return FPL_OK;
    noted->verified += (int64_t)(note.size < now.size ? note.size : now.size);
    return FPL_OK;
}

static void read_note(struct noted *noted) {
    struct cli *cli = noted->cli;
    const char *code = cli_get(cli, "book");
    struct fpl_book book;
    struct fpl_error ignored = {0};
    struct fpl_buf text = {0};
    char path[PATH_MAX], sha256[65];
    if (name_of(cli, ".verified", path) && ing_document_load(path, NOTE_BYTES_MAX, &text, sha256, &ignored) == FPL_OK)
        noted->text = fpl_buf_str(&text);
    enum fpl_status status = code ? fpl_read_book(cli->view, fpl_str_of(code), &book, &ignored)
                                  : fpl_read_books(cli->view, look_at_book, noted, &ignored);
    if (code && status == FPL_OK)
        status = look_at_book(noted, &book);
    if (status != FPL_OK)
        noted->verified = 0;
    noted->text = (struct fpl_str){NULL, 0};
    fpl_buf_release(&text);
}

void cli_verified_tell(struct cli *cli, struct fpl_report *report) {
    struct noted noted = {.cli = cli};
    char zh[96] = "未校验", en[96] = "not verified";
    if (!cli->view)
        return;
    read_note(&noted);
    if (noted.verified > 0) {
        snprintf(zh, sizeof zh, "校验至 %lld（共 %lld 条记录）", (long long)noted.verified, (long long)noted.records);
        snprintf(en, sizeof en, "verified up to %lld of %lld records", (long long)noted.verified,
                 (long long)noted.records);
    }
    if (cli->format == FPL_FORMAT_TABLE)
        fpl_report_note(report, "VERIFIED", zh, en);
    else
        cli_say(cli, "%s", "%s", cli->zh ? zh : en);
}
