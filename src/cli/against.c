/* verify --against: a file of checkpoints, or an older copy of the ledger itself. */
#include "fundpool/file.h"
#include "fundpool/verify.h"
#include "src/cli/cli.h"
#include "src/ingest/intake.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
static int is_trial_mark(struct fpl_str line) {
    static const char trial[] = CLI_TRIAL_BLOCK;
    return line.n == sizeof trial - 2 && memcmp(line.p, trial, line.n) == 0;
}

static int is_passed_over(struct fpl_str line) {
    int is_signature = line.n >= 4 && memcmp(line.p, "\xe2\x80\x94 ", 4) == 0;
    return line.n == 0 || is_signature || is_trial_mark(line);
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
    enum fpl_status status = ing_document_load(file, AGAINST_BYTES_MAX, &text, sha256, &cli->error);
    if (status == FPL_E_NOT_CSV ||
        status == FPL_E_ENCODING) { /* a paper, a workbook: how to save a table is no advice */
        fpl_error_clear(&cli->error);
        (void)fpl_fail(&cli->error, FPL_E_NOT_CHECKPOINT, NULL, NULL, NULL);
        fpl_error_at(&cli->error, file, 0, 0);
    }
    int code = status ? cli_fail(cli) : CLI_DONE;
    struct lines lines = {.rest = fpl_buf_str(&text)};
    while (code == CLI_DONE && next_line(&lines)) {
        cli->trial_file |= is_trial_mark(lines.line); /* whatever it is compared with is of that ledger */
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

static int keep_one(struct cli *cli, const struct fpl_checkpoint *earlier, void *ctx) {
    struct cli_against *against = ctx;
    if (against->count == against->room) {
        size_t room = against->room ? 2 * against->room : 16;
        struct fpl_checkpoint *wider = realloc(against->earlier, room * sizeof *wider);
        if (!wider) {
            (void)fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
            return cli_fail(cli);
        }
        against->earlier = wider;
        against->room = room;
    }
    against->earlier[against->count++] = *earlier;
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
static enum fpl_status compare_copy(struct cli *cli, const char *file, struct fpl_verify_report *found,
                                    int *is_damaged) {
    struct fpl_session *older = NULL;
    struct cli_progress progress;
    struct fpl_verify_spec spec = {FPL_VERIFY_EVIDENCE, INT64_MAX};
    cli_progress_begin(&progress, cli, "比对", "compare");
    enum fpl_status status = fpl_session_open(file, FPL_READ_UNSAFE, &cli->host, &older, &cli->error);
    if (!status)
        status = fpl_verify(older, &spec, cli_progress_step, &progress, found, &cli->error);
    *is_damaged = status != FPL_OK;
    if (!status)
        status = fpl_verify_older(cli->session, older, cli_progress_step, &progress, found, &cli->error);
    fpl_session_close(older);
    cli_progress_end(&progress);
    return status;
}

/* ---- the table ---- */

static void put_row(struct fpl_report *report, const char *what, int64_t size, enum fpl_status status,
                    const char *where) {
    int agrees = status == FPL_OK, is_other = status == FPL_E_OTHER_LEDGER;
    struct fpl_buf shown = {0};
    fpl_report_text(report, fpl_str_of(what));
    fpl_report_int(report, size);
    fpl_report_code(report,
                    agrees     ? "PREFIX"
                    : is_other ? "OTHER_LEDGER"
                               : "DIFFERS",
                    agrees     ? "一致：是本账本的开头"
                    : is_other ? "属于另一账本"
                               : "不一致",
                    agrees     ? "agrees: a beginning of this ledger"
                    : is_other ? "of another ledger"
                               : "differs");
    fpl_text_show(fpl_str_of(agrees ? "" : where), &shown); /* of a copy that was altered it may be anything */
    fpl_report_text(report, fpl_buf_ok(&shown) ? fpl_str_of("") : fpl_buf_str(&shown));
    fpl_buf_release(&shown);
}

/* What a comparison that has ended says; another status is no answer, and ends the command. */
static int is_answer(enum fpl_status status) {
    return status == FPL_OK || status == FPL_E_TAMPERED || status == FPL_E_OTHER_LEDGER;
}

/* A difference outweighs what is of another ledger, and that outweighs what agrees. */
static void note_code(struct cli_against *against, int code) {
    if (against->code != CLI_TAMPERED && code != CLI_DONE)
        against->code = code;
}

static int put_checkpoints(struct cli *cli, struct cli_against *against, struct fpl_report *report) {
    for (size_t i = 0; i < against->count; i++) {
        const struct fpl_checkpoint *earlier = &against->earlier[i];
        struct fpl_verify_report found = {0};
        fpl_error_clear(&cli->error);
        enum fpl_status status = fpl_verify_against(cli->session, earlier, &found, &cli->error);
        if (status)
            note_code(against, cli_fail(cli));
        if (!is_answer(status))
            return against->code;
        put_row(report, earlier->origin, earlier->size > INT64_MAX ? INT64_MAX : (int64_t)earlier->size, status,
                found.where);
    }
    return CLI_DONE;
}

static int put_copy(struct cli *cli, struct cli_against *against, struct fpl_report *report) {
    struct fpl_verify_report found = {0};
    const char *file = against->file;
    int is_damaged = 0;
    fpl_error_clear(&cli->error);
    enum fpl_status status = compare_copy(cli, file, &found, &is_damaged);
    if (status) {
        cli->error.status = status;
        if (is_damaged)
            fpl_error_at(&cli->error, file, 0, 0);
        note_code(against, cli_fail(cli));
        if (is_damaged && against->code == CLI_TAMPERED)
            cli_say(cli, "  以上是副本 %s 自身的差异，不是本账本的",
                    "  that is a fault of the copy %s itself, not of this ledger", file);
        else if (status == FPL_E_TAMPERED)
            cli_say(cli, "  若 %s 其实较新，请以它为账本，与本账本比对",
                    "  if %s is really the newer one, verify it against this ledger", file);
    }
    if (is_damaged || !is_answer(status))
        return against->code;
    put_row(report, file, found.records, status, found.where);
    return CLI_DONE;
}

int cli_against_put(struct cli *cli, struct cli_against *against, struct fpl_report *report) {
    fpl_report_table(report, "against", "与早先的比对", "Against what was kept earlier");
    fpl_report_column(report, "earlier", against->is_copy ? "副本" : "存证点", against->is_copy ? "copy" : "checkpoint",
                      FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "size", "记录数", "records", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "result", "结果", "result", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "where", "差异", "difference", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    return against->is_copy ? put_copy(cli, against, report) : put_checkpoints(cli, against, report);
}

/* A file that cannot be read, or is no such thing, is told before the work of hours. */
int cli_against_read(struct cli *cli, const char *file, struct cli_against *out) {
    struct stat info, own;
    *out = (struct cli_against){.file = file};
    if (!file)
        return CLI_DONE;
    if (stat(file, &info) == 0 && stat(cli->ledger, &own) == 0 && info.st_dev == own.st_dev &&
        info.st_ino == own.st_ino)
        return cli_usage(cli, "--against 所指就是本账本：请给出早先的副本或存证点",
                         "--against names this very ledger: give an older copy, or checkpoints");
    out->is_copy = is_copy(file);
    return out->is_copy ? CLI_DONE : cli_each_checkpoint(cli, file, keep_one, out);
}

void cli_against_release(struct cli_against *against) {
    free(against->earlier);
    *against = (struct cli_against){.file = NULL};
}
