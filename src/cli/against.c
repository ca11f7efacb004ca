/* verify --against: a file of checkpoints, or an older copy of the ledger itself. */
#include "fundpool/file.h"
#include "fundpool/verify.h"
#include "src/cli/cli.h"
#include "src/ingest/intake.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AGAINST_BYTES_MAX ((size_t)1 << 20)

/* ---- a file of checkpoints ---- */

struct lines { /* of a text whose lines may end in CR LF: auditors keep these files in mail and in Notepad */
    struct fpl_str rest;
    struct fpl_str line; /* the one come to, without its end */
    int64_t row;         /* its number, 1 = first */
};

static int next_line(struct lines *lines) {
    if (lines->rest.n == 0)
        return 0;
    const char *end = memchr(lines->rest.p, '\n', lines->rest.n);
    size_t n = end ? (size_t)(end - lines->rest.p) : lines->rest.n, past = end ? n + 1 : n;
    lines->line = (struct fpl_str){lines->rest.p, n > 0 && lines->rest.p[n - 1] == '\r' ? n - 1 : n};
    lines->rest.p += past;
    lines->rest.n -= past;
    lines->row++;
    return 1;
}

/* Blank lines, signatures of a signed note ("— name base64"), and what ends the checkpoints of a trial ledger. */
static int is_passed_over(struct fpl_str line) {
    static const char trial[] = CLI_TRIAL_BLOCK;
    int is_signature = line.n >= 4 && memcmp(line.p, "\xe2\x80\x94 ", 4) == 0;
    int is_trial = line.n == sizeof trial - 2 && memcmp(line.p, trial, line.n) == 0;
    return line.n == 0 || is_signature || is_trial;
}

/* Reads the checkpoint whose first line is come to. An error names the line that is wrong or lacking. */
static enum fpl_status read_checkpoint(struct lines *lines, struct fpl_checkpoint *out, struct fpl_error *error) {
    static const char *const part[3] = {"origin", "size", "root"};
    struct fpl_str line[3] = {lines->line};
    int64_t first = lines->row;
    struct fpl_buf text = {0};
    for (int i = 1; i < 3; i++) {
        if (!next_line(lines) || is_passed_over(lines->line)) {
            error->row = first + i;
            return fpl_fail(error, FPL_E_MISSING, part[i], NULL, NULL);
        }
        line[i] = lines->line;
    }
    for (int i = 0; i < 3; i++) {
        fpl_buf_add(&text, line[i].p, line[i].n);
        fpl_buf_addc(&text, '\n');
    }
    enum fpl_status status = fpl_buf_ok(&text);
    if (!status)
        status = fpl_checkpoint_parse(fpl_buf_str(&text), out, error);
    fpl_buf_release(&text);
    int wrong = status ? error->arg[0][0] - '1' : -1; /* the parser tells its number */
    if (status && wrong >= 0 && wrong < 3) {
        error->row = first + wrong;
        fpl_error_at_field(error, part[wrong]);
        return fpl_fail_text(error, status, line[wrong].p, line[wrong].n);
    }
    return status;
}

/* Is the second line that says anything a number, or is there but one, without blanks, as an origin is? Of what is no
 * checkpoint at all, no line is said to be wrong. */
static int has_size(struct fpl_str text) {
    struct lines lines = {.rest = text};
    int64_t size;
    int blanks = 1;
    for (int said = 0; next_line(&lines);)
        if (!is_passed_over(lines.line) && ++said == 2)
            return fpl_int_parse(lines.line, &size) == FPL_OK;
        else if (said == 1)
            blanks = memchr(lines.line.p, ' ', lines.line.n) != NULL;
    return !blanks;
}

int cli_each_checkpoint(struct cli *cli, const char *file, cli_checkpoint_fn take, void *ctx) {
    struct fpl_checkpoint earlier;
    struct fpl_buf text = {0};
    char sha256[65];
    int taken = 0;
    fpl_error_clear(&cli->error);
    int code = ing_document_load(file, AGAINST_BYTES_MAX, &text, sha256, &cli->error) ? cli_fail(cli) : CLI_DONE;
    struct lines lines = {.rest = fpl_buf_str(&text)};
    while (code == CLI_DONE && next_line(&lines)) {
        if (is_passed_over(lines.line))
            continue;
        fpl_error_clear(&cli->error);
        if (read_checkpoint(&lines, &earlier, &cli->error)) {
            if (taken == 0 && !has_size(fpl_buf_str(&text))) {
                fpl_error_clear(&cli->error);
                (void)fpl_fail(&cli->error, FPL_E_NOT_CHECKPOINT, NULL, NULL, NULL);
            }
            fpl_error_at(&cli->error, file, cli->error.row, 0);
            code = cli_fail(cli);
        } else {
            code = take(cli, &earlier, ctx);
        }
        taken++;
    }
    if (code == CLI_DONE && taken == 0) {
        fpl_fail(&cli->error, FPL_E_EMPTY_FILE, NULL, NULL, NULL);
        fpl_error_at(&cli->error, file, 0, 0);
        code = cli_fail(cli);
    }
    fpl_buf_release(&text);
    return code;
}

static int compare_one(struct cli *cli, const struct fpl_checkpoint *earlier, void *ctx) {
    struct fpl_verify_report found = {0};
    (void)ctx;
    if (fpl_verify_against(cli->session, earlier, &found, &cli->error))
        return cli_fail(cli);
    cli_say(cli, "与存证点一致：%s　%llu 条记录", "agrees with the checkpoint: %s, %llu records", earlier->origin,
            (unsigned long long)earlier->size);
    return CLI_DONE;
}

/* ---- an older copy ---- */

/* What the file begins with. The ledger at work is looked at by stat() only. */
static int is_copy(const char *file) {
    static const char magic[] = "SQLite format 3";
    char start[sizeof magic] = "";
    struct stat info;
    if (stat(file, &info) != 0 || !S_ISREG(info.st_mode))
        return 0;
    FILE *stream = fopen(file, "rb");
    size_t n = stream ? fread(start, 1, sizeof start, stream) : 0;
    if (stream)
        fclose(stream);
    return n == sizeof start && memcmp(start, magic, sizeof magic) == 0;
}

/* The copy must be sound itself, or a difference says nothing of this ledger. */
static int against_copy(struct cli *cli, const char *file) {
    struct fpl_session *older = NULL;
    struct fpl_verify_report found = {0};
    struct cli_progress progress;
    struct fpl_verify_spec spec = {FPL_VERIFY_EVIDENCE, INT64_MAX};
    fpl_error_clear(&cli->error);
    cli_progress_begin(&progress, cli, "比对", "compare");
    enum fpl_status status = fpl_session_open(file, FPL_READ_UNSAFE, &cli->host, &older, &cli->error);
    if (!status)
        status = fpl_verify(older, &spec, cli_progress_step, &progress, &found, &cli->error);
    int is_damaged = status != FPL_OK;
    if (!status)
        status = fpl_verify_older(cli->session, older, cli_progress_step, &progress, &found, &cli->error);
    fpl_session_close(older);
    cli_progress_end(&progress);
    if (!status) {
        cli_say(cli, "与早先的副本一致：%d 个账套，%lld 条记录", "agrees with the older copy: %d books, %lld records",
                (int)found.books, (long long)found.records);
        return CLI_DONE;
    }
    cli->error.status = status;
    if (is_damaged)
        fpl_error_at(&cli->error, file, 0, 0);
    else if (status == FPL_E_NOT_FOUND)
        fpl_str_copy(FPL_STR(FPL_ZH_EN("这是另一账本的副本", "a copy of another ledger")), cli->error.hint,
                     sizeof cli->error.hint);
    int code = cli_fail(cli);
    if (is_damaged && code == CLI_TAMPERED)
        cli_say(cli, "  以上是副本 %s 自身的差异，不是本账本的",
                "  that is a fault of the copy %s itself, not of this ledger", file);
    else if (status == FPL_E_TAMPERED)
        cli_say(cli, "  若 %s 其实较新，请以它为账本，与本账本比对",
                "  if %s is really the newer one, verify it against this ledger", file);
    return code;
}

int cli_verify_against(struct cli *cli, const char *file) {
    struct stat info, own;
    if (stat(file, &info) == 0 && stat(cli->ledger, &own) == 0 && info.st_dev == own.st_dev &&
        info.st_ino == own.st_ino)
        return cli_usage(cli, "--against 所指就是本账本：请给出早先的副本或存证点",
                         "--against names this very ledger: give an older copy, or checkpoints");
    return is_copy(file) ? against_copy(cli, file) : cli_each_checkpoint(cli, file, compare_one, NULL);
}

/* A file that cannot be read is told before the work of hours. It is read behind that, for it may be a pipe. */
int cli_check_against(struct cli *cli, const char *file) {
    struct fpl_buf text = {0};
    char sha256[65];
    if (!file || access(file, R_OK) == 0)
        return CLI_DONE;
    fpl_error_clear(&cli->error);
    int code = ing_document_load(file, AGAINST_BYTES_MAX, &text, sha256, &cli->error) ? cli_fail(cli) : CLI_DONE;
    fpl_buf_release(&text);
    return code;
}
