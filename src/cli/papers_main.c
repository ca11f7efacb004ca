/* fundpool-papers: the program with PDF and XLSX in it. It is the same command line; `fundpool` becomes it where one of
 * these is asked for, so that no other command waits for the libraries that draw. */
#include "src/cli/cli.h"
#include "src/documents/documents.h"

static enum fpl_status write_report(struct cli *cli, const struct fpl_report *report, const struct cli_cut *cut,
                                    const char *path) {
    struct doc_paper paper = {cli->zh, cut->text, cut->local};
    return cli->paper == CLI_PAPER_XLSX ? doc_xlsx(report, &paper, path, &cli->error)
                                        : fpl_fail(&cli->error, FPL_E_NO_PAPERS, "pdf", NULL, NULL);
}

int main(int argc, char **argv) {
    static const struct cli_papers papers = {write_report};
    return cli_main(argc, argv, &papers);
}
