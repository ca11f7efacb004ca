/* chart, pack, profile, tolerance, calendar, mapping adopt: YAML as people write it to the canonical JSON that is
 * adopted, both are kept. */
#include "src/cli/cli.h"
#include "src/ingest/document.h"

int cli_run_adopt(struct cli *cli) {
    struct ing_document document = {0};
    struct fpl_command command;
    struct fpl_buf texts = {0};
    fpl_error_clear(&cli->error);
    enum fpl_status status =
        ing_document_read(cli->arg[0], ing_document_kind_of(cli->spec->name), &document, &cli->error);
    int code = status ? cli_fail(cli) : cli_open_as(cli, FPL_WRITE);
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
        code = cli_command_give(cli, &command);
    }
    ing_document_release(&document);
    fpl_buf_release(&texts);
    return code;
}
