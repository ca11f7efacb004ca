/* chart, pack, profile, tolerance, limit, calendar, mapping adopt: YAML as people write it to the canonical JSON that
 * is adopted, both are kept. */
#include "src/cli/cli.h"
#include "src/ingest/document.h"

#include <stdlib.h>
#include <string.h>

/* On a copy, which is dropped: what adopting it would answer, what it says and what it changes. */
static int try_it(struct cli *cli, const struct fpl_command *command) {
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    char kind[32];
    fpl_error_clear(&cli->error);
    enum fpl_status status = answer ? fpl_submit(cli->session, command, answer, &cli->error)
                                    : fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
    int already = !status && answer->status == FPL_ALREADY,
        refused = !status && cli_exit_of(answer->status) != CLI_DONE;
    int code = status || refused ? cli_fail_command(cli, answer) : CLI_DONE;
    free(answer);
    if (code != CLI_DONE)
        return code;
    cli_say(cli, already ? "试办：已采用，无变化。" : "试办：可以采用；未记账。",
            already ? "dry run: adopted already, nothing would change."
                    : "dry run: it can be adopted; nothing was recorded.");
    (void)fpl_str_copy((struct fpl_str){cli->spec->name, strcspn(cli->spec->name, ".")}, kind, sizeof kind);
    return cli_show_adopted(cli, kind, command->blob);
}

int cli_run_adopt(struct cli *cli) {
    struct ing_document document = {0};
    struct fpl_command command;
    struct fpl_buf texts = {0};
    fpl_error_clear(&cli->error);
    enum fpl_status status =
        ing_document_read(cli->arg[0], ing_document_kind_of(cli->spec->name), &document, &cli->error);
    struct cli_rehearsal rehearsal = {.ledger = cli->ledger};
    int is_dry = cli_has(cli, "dry-run");
    int code = status ? cli_fail(cli) : is_dry ? cli_rehearsal_begin(cli, &rehearsal) : cli_open_as(cli, FPL_WRITE);
    if (code == CLI_DONE)
        code = cli_command_fill(cli, &command, &texts);
    if (code == CLI_DONE && !cli_has(cli, "id"))
        status = fpl_command_set(&command, FPL_STR("id"), fpl_str_of(document.id), &cli->error);
    if (code == CLI_DONE && !status && !cli_has(cli, "version"))
        status = fpl_command_set(&command, FPL_STR("version"), fpl_str_of(document.version), &cli->error);
    if (code == CLI_DONE && status)
        code = cli_fail(cli);
    if (code == CLI_DONE) {
        command.blob = fpl_buf_str(&document.json);
        command.blob_source = fpl_buf_str(&document.source);
        code = is_dry ? try_it(cli, &command) : cli_command_give(cli, &command);
    }
    if (is_dry)
        cli_rehearsal_end(cli, &rehearsal);
    ing_document_release(&document);
    fpl_buf_release(&texts);
    return code;
}
