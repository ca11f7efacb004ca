/* log: what was recorded, by whom and when, since a moment, a receipt or a checkpoint. */
#include "src/cli/cli.h"

#include <string.h>
#include <sys/stat.h>

static enum fpl_status take_moment(void *ctx, const struct fpl_record *record) {
    struct fpl_report_spec *spec = ctx;
    spec->since = record->t;
    spec->since_book = record->book;
    spec->since_seq = record->seq;
    return FPL_OK;
}

/* ---- a file of checkpoints ---- */

#define BOOKS_TOLD_MAX 4096 /* a checkpoint of a later book leaves it whole */
struct since {
    int64_t size[BOOKS_TOLD_MAX];
    int count;
    const struct fpl_checkpoint *checkpoint; /* at hand */
    char own[FPL_ORIGIN_BYTES_MAX + 1];      /* the origin of book 0 */
    int found;
};

static enum fpl_status take_size(void *ctx, const struct fpl_book *book) {
    struct since *since = ctx;
    if (book->id == 0)
        fpl_str_copy(fpl_str_of(book->origin), since->own, sizeof since->own);
    if (strcmp(book->origin, since->checkpoint->origin) != 0 || book->id >= BOOKS_TOLD_MAX)
        return FPL_OK;
    while (since->count <= book->id)
        since->size[since->count++] = 0;
    since->size[book->id] = since->checkpoint->size > INT64_MAX ? INT64_MAX : (int64_t)since->checkpoint->size;
    since->found = 1;
    return FPL_OK;
}

static int take_checkpoint(struct cli *cli, const struct fpl_checkpoint *checkpoint, void *ctx) {
    struct since *since = ctx;
    since->checkpoint = checkpoint;
    since->found = 0;
    if (fpl_read_books(cli->view, take_size, since, &cli->error) != FPL_OK)
        return cli_fail(cli);
    if (since->found)
        return CLI_DONE;
    fpl_fail(&cli->error, fpl_origin_is_akin(checkpoint->origin, since->own) ? FPL_E_NOT_FOUND : FPL_E_OTHER_LEDGER,
             checkpoint->origin, since->own, NULL);
    return cli_fail(cli);
}

/* After a record that a key means, "3/17"; after the checkpoints of a file; from a moment on. A receipt may be of
 * another book than the one that is listed. */
static int read_since(struct cli *cli, const char *text, struct since *since, struct fpl_report_spec *spec) {
    struct stat info;
    struct fpl_which which;
    if (stat(text, &info) == 0) {
        int code = cli_each_checkpoint(cli, text, take_checkpoint, since);
        spec->since_size = since->size;
        spec->since_sizes = since->count;
        return code;
    }
    if (text[strspn(text, "0123456789-:.T ")] == '\0')
        return cli_read_instant(cli, text, 1, &spec->since);
    int code = cli_which(cli, strchr(text, '/') ? (struct fpl_str){NULL, 0} : spec->book, text, &which);
    if (code == CLI_DONE &&
        fpl_read_record(cli->view, which.book.id, which.seq, take_moment, spec, &cli->error) != FPL_OK)
        code = cli_fail(cli);
    return code;
}

int cli_run_log(struct cli *cli) {
    struct fpl_report_spec spec = {.book = fpl_str_of(cli_get(cli, "book")),
                                   .who = fpl_str_of(cli_get(cli, "by")),
                                   .kind = fpl_str_of(cli_get(cli, "kind"))};
    const char *last = cli_get(cli, "last"), *since = cli_get(cli, "since");
    struct fpl_report *report = NULL;
    struct since moment = {.count = 0};
    int64_t number = 0;
    if (last && (fpl_int_parse(fpl_str_of(last), &number) != FPL_OK || number < 1 || number > INT32_MAX))
        return cli_usage(cli, "--last 应为 1 以上的行数", "--last takes a number of rows, from 1");
    spec.last = (int)number;
    int code = cli_view(cli);
    if (code == CLI_DONE && since)
        code = read_since(cli, since, &moment, &spec);
    if (code != CLI_DONE)
        return code;
    fpl_error_clear(&cli->error);
    if (fpl_report_log(cli->view, &spec, &report, &cli->error) != FPL_OK)
        return cli_fail(cli);
    return cli_show(cli, report);
}
