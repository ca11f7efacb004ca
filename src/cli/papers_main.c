/* fundpool-papers: the program with PDF and XLSX in it. It is the same command line; `fundpool` becomes it where one of
 * these is asked for, so that no other command waits for the libraries that draw. */
#include "fundpool/file.h"
#include "src/cli/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int is_a4(const struct cli *cli) {
    const char *paper = cli_get(cli, "paper");
    return paper && strcmp(paper, "a4") == 0;
}

static enum fpl_status draw(struct cli *cli, const struct fpl_report *report, const struct doc_paper *paper, int *fd) {
    const char *form = cli_get(cli, "form");
    struct doc_notice notice = {.issuer = cli_get(cli, "issuer"), .key = cli->args ? cli->arg[0] : ""};
    if (cli->command->run == cli_run_voucher)
        return doc_voucher(report, paper, is_a4(cli), cli_write_file, fd, &cli->error);
    if (cli->command->run != cli_run_notice)
        return doc_pdf(report, paper, cli_write_file, fd, &cli->error);
    notice.kind = form && strcmp(form, "sheet") == 0     ? DOC_NOTICE_SHEET
                  : form && strcmp(form, "receipt") == 0 ? DOC_NOTICE_RECEIPT
                                                         : DOC_NOTICE_DECISION;
    return doc_notice(report, paper, &notice, cli_write_file, fd, &cli->error);
}

static enum fpl_status write_pdf(struct cli *cli, const struct fpl_report *report, const struct doc_paper *paper,
                                 const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return fpl_fail_errno(&cli->error, errno, cli->output);
    enum fpl_status status = draw(cli, report, paper, &fd);
    if (close(fd) != 0 && (!status || status == FPL_E_GLYPH))
        status = fpl_fail_errno(&cli->error, errno, cli->output);
    return status;
}

static enum fpl_status write_report(struct cli *cli, const struct fpl_report *report, const struct cli_cut *cut,
                                    const char *path) {
    struct doc_paper paper = cli_doc_paper(cli, cut);
    return cli->paper == CLI_PAPER_PDF ? write_pdf(cli, report, &paper, path)
                                       : doc_xlsx(report, &paper, path, &cli->error);
}

int main(int argc, char **argv) {
    static const struct cli_papers papers = {write_report, cli_bundle_write};
    return cli_main(argc, argv, &papers);
}
