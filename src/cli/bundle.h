#ifndef SRC_CLI_BUNDLE_H
#define SRC_CLI_BUNDLE_H
#include "src/cli/cli.h"

/* The quarter's papers into a new ZIP at that path; only fundpool-papers has it. cli->error. */
FPL_MUST_CHECK enum fpl_status cli_bundle_write(struct cli *cli, const struct cli_cut *cut, const char *path);

#endif
