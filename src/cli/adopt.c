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

/* ---- what was adopted, and from when it binds ---- */

static const struct {
    const char *kind, *zh, *en; /* by which step it comes to bind */
} binds[] = {
    {"pack", "由 agreement sign 签订写明此版本的协议后，协议期内备案的贷款按此办理",
     "it binds loans registered under an agreement that names this version (agreement sign)"},
    {"profile", "此后登记的投资即按其最新版本认定；达标线由 early bind 登记",
     "deals recorded from now on are judged under its newest version; early bind says the threshold"},
    {"tolerance", "由 tolerance bind 写明基金和起始日后适用", "it binds a fund from the day that tolerance bind says"},
    {"limit", "由 limit bind 写明基金和起始日后适用", "it binds a fund from the day that limit bind says"},
    {"chart", "此后开设的账套可以采用；已开设的账套不变",
     "books opened from now on may use it; those open keep theirs"},
    {"calendar", "供查阅；现有规则没有按工作日计算的", "it is kept to be looked up; no rule counts work days yet"},
    {"mapping", "供查阅；导入时用 --mapping 指明文件",
     "it is kept to be looked up; an import names its file by --mapping"},
};

/* Each sentence in the language of the run, and in English after Chinese, as errors are. */
static void say_both(const struct cli *cli, const char *zh, const char *en) {
    cli_say(cli, "  %s", "  %s", cli->zh ? zh : en);
    if (cli->zh)
        cli_say(cli, "  %s", "  %s", en);
}

static void add_day(struct fpl_buf out[2], struct fpl_str day, int is_end) {
    if (day.n == 0)
        return;
    fpl_buf_addf(&out[1], is_end ? "，至 %.*s 止" : "，文件自 %.*s 起有效", (int)day.n, day.p);
    fpl_buf_addf(&out[0], is_end ? ", until %.*s" : ", its text is valid from %.*s", (int)day.n, day.p);
}

static void say_adopted(struct cli *cli, struct fpl_str json) {
    struct fpl_json_doc doc = {0};
    struct fpl_buf text[2] = {{0}, {0}};
    size_t n = strcspn(cli->spec->name, ".");
    if (fpl_json_parse(&doc, json, NULL) == FPL_OK) {
        const struct fpl_json *root = fpl_json_root(&doc), *title = fpl_json_get(root, "title"),
                              *valid = fpl_json_get(root, "valid");
        struct fpl_str id = fpl_json_get_text(root, "id"), from = fpl_json_get_text(valid, "from"),
                       to = fpl_json_get_text(valid, "to");
        id = id.n ? id : fpl_json_get_text(root, "scheme_id");
        from = from.n ? from : fpl_json_get_text(root, "effective_from");
        to = to.n ? to : fpl_json_get_text(root, "effective_to");
        for (int zh = 0; zh < 2; zh++) {
            struct fpl_str name = fpl_json_get_text(title, zh ? "zh" : "en");
            fpl_buf_addf(&text[zh], zh ? "%.*s@%lld　%.*s" : "%.*s@%lld  %.*s", (int)id.n, id.p,
                         (long long)fpl_json_get_num(root, "version", 0), (int)name.n, name.p);
        }
        add_day(text, from, 0);
        add_day(text, to, 1);
        for (int zh = 0; zh < 2; zh++)
            fpl_buf_addc(&text[zh], '\0');
        if (fpl_buf_ok(&text[0]) == FPL_OK && fpl_buf_ok(&text[1]) == FPL_OK)
            say_both(cli, text[1].p, text[0].p);
    }
    for (size_t i = 0; i < sizeof binds / sizeof binds[0]; i++)
        if (strlen(binds[i].kind) == n && strncmp(binds[i].kind, cli->spec->name, n) == 0)
            say_both(cli, binds[i].zh, binds[i].en);
    for (int zh = 0; zh < 2; zh++)
        fpl_buf_release(&text[zh]);
    fpl_json_doc_release(&doc);
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
        if (code == CLI_DONE && !is_dry)
            say_adopted(cli, command.blob);
    }
    if (is_dry)
        cli_rehearsal_end(cli, &rehearsal);
    ing_document_release(&document);
    fpl_buf_release(&texts);
    return code;
}
