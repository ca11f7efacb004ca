/* bundle: what a quarter's file holds. Each book's statements and each report of the city as PDF, XLSX and JSON, the
 * checkpoints they were made at, and a list of SHA-256. */
#include "src/cli/bundle.h"

#include "fundpool/file.h"
#include "src/documents/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Which reports, by their names in reports/kinds.c, which says how each is made and of whose books. */
static const struct bundled {
    const char *name;
    int of_books; /* 1: one of each book of its kind */
} contents[] = {{"early", 0},   {"tolerance", 0},     {"limits", 0}, {"performance", 0},
                {"balance", 1}, {"balance-sheet", 1}, {"income", 1}, {"cash-flow", 1},
                {"fund", 1},    {"early", 1},         {"pool", 1},   {"claims", 1}};

struct bundling {
    struct cli *cli;
    const char *scratch; /* where a workbook is made before it is taken in */
    struct doc_bundle *bundle;
    struct fpl_buf checkpoints;
    struct fpl_error glyph; /* the first paper that lacks a character */
    int papers;
};

struct doc_paper cli_doc_paper(const struct cli *cli, const struct cli_cut *cut) {
    return (struct doc_paper){.zh = cli->zh,
                              .foot = cut->text,
                              .t = cut->t,
                              .local = cut->local,
                              .font = cli->setting[CLI_SET_FONT].text,
                              .letter_font = cli->setting[CLI_SET_LETTER_FONT].text,
                              .title_font = cli->setting[CLI_SET_TITLE_FONT].text};
}

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return fpl_buf_ok(ctx);
}

static enum fpl_status load(const char *path, struct fpl_buf *out, struct fpl_error *error) {
    char piece[65536];
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : 1;
    while (got > 0)
        if ((got = read(fd, piece, sizeof piece)) > 0)
            fpl_buf_add(out, piece, (size_t)got);
    int number = errno;
    if (fd >= 0)
        close(fd);
    return got < 0 ? fpl_fail_errno(error, number, path) : fpl_buf_ok(out);
}

static enum fpl_status add(struct bundling *b, const char *folder, const char *name, const char *ending,
                           struct fpl_buf *bytes) {
    char path[256];
    snprintf(path, sizeof path, "%s%s%s.%s", folder, folder[0] ? "/" : "", name, ending);
    return doc_bundle_add(b->bundle, path, bytes, &b->cli->error);
}

static enum fpl_status add_report(struct bundling *b, const struct fpl_report *report, const struct doc_paper *paper,
                                  const char *folder, const char *name) {
    struct cli *cli = b->cli;
    struct fpl_buf bytes = {0};
    enum fpl_status status = doc_pdf(report, paper, to_buf, &bytes, &cli->error);
    if (status == FPL_E_GLYPH) {
        if (!b->glyph.status)
            b->glyph = cli->error;
        fpl_error_clear(&cli->error);
        status = FPL_OK;
    }
    if (!status)
        status = add(b, folder, name, "pdf", &bytes);
    if (!status)
        status = doc_xlsx(report, paper, b->scratch, &cli->error);
    if (!status)
        status = load(b->scratch, &bytes, &cli->error);
    (void)unlink(b->scratch);
    if (!status)
        status = add(b, folder, name, "xlsx", &bytes);
    if (!status)
        status =
            fpl_report_render(report, &(struct fpl_render){.format = FPL_FORMAT_JSON}, to_buf, &bytes, &cli->error);
    if (!status)
        status = add(b, folder, name, "json", &bytes);
    fpl_buf_release(&bytes);
    return status;
}

static enum fpl_status bundle_one(struct bundling *b, const struct bundled *what, const char *book) {
    struct cli *cli = b->cli;
    struct fpl_report *report = NULL;
    struct fpl_report_spec spec = {.book = fpl_str_of(book)};
    struct cli_cut cut;
    enum fpl_status status = cli_cut_of_book(cli, book, &cut);
    if (!status)
        status = fpl_report_kind_find(fpl_str_of(what->name))->make(cli->view, &spec, &report, &cli->error);
    if (status)
        return status;
    if (cli_trial_mark(cli))
        fpl_report_note(report, "TRIAL", cli_trial_mark(cli), cli_trial_mark(cli));
    struct doc_paper paper = cli_doc_paper(cli, &cut);
    status = add_report(b, report, &paper, book ? book : "", what->name);
    fpl_report_free(report);
    b->papers++;
    return status;
}

static enum fpl_status bundle_book(void *ctx, const struct fpl_book *book) {
    struct bundling *b = ctx;
    struct fpl_checkpoint checkpoint;
    enum fpl_status status = fpl_read_checkpoint(b->cli->view, book->id, &checkpoint, &b->cli->error);
    if (!status)
        status = cli_checkpoint_add(&checkpoint, b->checkpoints.n == 0, &b->checkpoints);
    for (size_t i = 0; i < sizeof contents / sizeof contents[0] && !status; i++) {
        enum fpl_book_kind kind = fpl_report_kind_find(fpl_str_of(contents[i].name))->book;
        if (contents[i].of_books && book->kind != FPL_BOOK_REGISTRY && (kind == FPL_BOOK_ANY || kind == book->kind))
            status = bundle_one(b, &contents[i], book->code);
    }
    return status;
}

enum fpl_status cli_bundle_write(struct cli *cli, const struct cli_cut *cut, const char *path) {
    char scratch[PATH_MAX];
    struct bundling b = {.cli = cli, .scratch = scratch};
    if (snprintf(scratch, sizeof scratch, "%s.xlsx", path) >= PATH_MAX)
        return fpl_fail(&cli->error, FPL_E_TOO_LONG, path, NULL, NULL);
    enum fpl_status status = doc_bundle_begin(path, cut->local, &b.bundle, &cli->error);
    if (status)
        return status;
    for (size_t i = 0; i < sizeof contents / sizeof contents[0] && !status; i++)
        if (!contents[i].of_books)
            status = bundle_one(&b, &contents[i], NULL);
    if (!status)
        status = fpl_read_books(cli->view, bundle_book, &b, &cli->error);
    if (!status)
        status = doc_bundle_add(b.bundle, "checkpoints.txt", &b.checkpoints, &cli->error);
    status = doc_bundle_end(b.bundle, status, &cli->error);
    fpl_buf_release(&b.checkpoints);
    if (!status && b.glyph.status) {
        cli->error = b.glyph;
        status = FPL_E_GLYPH;
    }
    return status;
}
