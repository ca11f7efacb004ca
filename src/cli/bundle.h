#ifndef SRC_CLI_BUNDLE_H
#define SRC_CLI_BUNDLE_H
#include "src/cli/cli.h"
#include "src/documents/documents.h"

/* The quarter's papers into a new ZIP at that path; only fundpool-papers has it. cli->error. */
FPL_MUST_CHECK enum fpl_status cli_bundle_write(struct cli *cli, const struct cli_cut *cut, const char *path);

/* What every paper of this run says, and is set in. Borrows both. */
struct doc_paper cli_doc_paper(const struct cli *cli, const struct cli_cut *cut);

#endif
