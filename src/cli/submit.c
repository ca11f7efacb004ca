/* Single commands. Which fields there are, which are required and what they may hold is the desk's table; nothing here
 * knows a command by name. */
#include "fundpool/event.h"
#include "src/cli/cli.h"

#include <stdlib.h>
#include <string.h>

struct part { /* a value in the buffer of texts, which may still move */
    const struct fpl_field_spec *field;
    size_t at, n;
};

static enum fpl_status add_text(const char *raw, struct fpl_buf *texts, size_t *at, size_t *n,
                                struct fpl_error *error) {
    struct fpl_str text = fpl_str_of(raw);
    *at = texts->n;
    enum fpl_status status =
        text.n > FPL_FIELD_BYTES_MAX ? fpl_fail(error, FPL_E_TOO_LONG, "4096", NULL, NULL) : fpl_text_nfc(text, texts);
    if (status && error && error->status != status)
        fpl_fail(error, status, "UTF-8", NULL, NULL);
    *n = texts->n - *at;
    return status;
}

static const struct fpl_field_spec *field_of(const struct fpl_command_spec *spec, const char *name) {
    return fpl_field_find(spec, fpl_str_of(name));
}

static int set_values(struct cli *cli, struct fpl_command *command, struct fpl_buf *texts) {
    struct part part[FPL_COMMAND_VALUES];
    int parts = 0;
    for (int i = 0; i < cli->givens; i++) {
        const struct fpl_field_spec *field = field_of(cli->spec, cli->given[i].name);
        if (!field || !cli->given[i].text)
            continue;
        FPL_ASSERT(parts < FPL_COMMAND_VALUES);
        struct part *p = &part[parts++];
        p->field = field;
        if (add_text(cli->given[i].text, texts, &p->at, &p->n, &cli->error) != FPL_OK) {
            fpl_error_at_field(&cli->error, field->name);
            return cli_fail(cli);
        }
    }
    for (int i = 0; i < parts; i++) {
        struct fpl_str text = {texts->p + part[i].at, part[i].n};
        if (fpl_command_set(command, fpl_str_of(part[i].field->name), text, &cli->error) != FPL_OK)
            return cli_fail(cli);
    }
    return CLI_DONE;
}

/* A single argument stands for the command's first field: `claim approve XC-01` is `claim approve --claim XC-01`. */
static int take_argument(struct cli *cli) {
    if (cli->args == 0)
        return CLI_DONE;
    const char *name = cli->spec->fields[0].name;
    if (cli_has(cli, name) || cli->givens == CLI_GIVEN_MAX)
        return cli_usage(cli, "同一字段给了两次", "the same field was given twice");
    cli->given[cli->givens++] = (struct cli_given){name, cli->arg[0]};
    return CLI_DONE;
}

static int check_required(struct cli *cli) {
    for (int i = 0; i < cli->spec->field_count; i++) {
        const struct fpl_field_spec *field = &cli->spec->fields[i];
        const char *text = cli_get(cli, field->name);
        if (!(field->flags & FPL_FIELD_REQUIRED) || (text && *text))
            continue;
        char option[80] = "--";
        fpl_str_copy(fpl_str_of(cli_field_option(field)), option + 2, sizeof option - 2);
        for (char *p = option; *p; p++)
            *p = *p == '_' ? '-' : *p;
        char zh[200], en[200];
        snprintf(zh, sizeof zh, "缺少 %s（%s）", option, field->zh);
        snprintf(en, sizeof en, "%s (%s) is missing", option, field->en);
        return cli_usage(cli, zh, en);
    }
    if (cli->spec->book != FPL_BOOK_REGISTRY && !cli_get(cli, "book"))
        return cli_usage(cli, "缺少 --book（账套编号）", "--book (code of the book) is missing");
    if ((cli->spec->flags & FPL_COMMAND_LINES) && !cli_get(cli, "line"))
        return cli_usage(cli, "缺少 --line（分录）", "--line (postings) is missing");
    return CLI_DONE;
}

static int check_hash(struct cli *cli, struct fpl_str hash) {
    uint8_t bytes[FPL_HASH_BYTES];
    if (hash.n == 0 || fpl_unhex(hash, bytes, sizeof bytes) == FPL_OK)
        return CLI_DONE;
    fpl_error_at_field(&cli->error, "expect-hash");
    (void)fpl_fail_text(&cli->error, FPL_E_HASH, hash.p, hash.n);
    return cli_fail(cli);
}

int cli_command_fill(struct cli *cli, struct fpl_command *command, struct fpl_buf *texts) {
    fpl_command_begin(command, cli->spec);
    fpl_error_clear(&cli->error);
    command->actor = fpl_str_of(cli->actor);
    command->checker = fpl_str_of(cli->spec->flags & FPL_COMMAND_ENTRY ? cli->checker : NULL);
    command->book = fpl_str_of(cli->spec->book == FPL_BOOK_REGISTRY ? NULL : cli_get(cli, "book"));
    command->request = fpl_str_of(cli_get(cli, "request"));
    command->take_on = cli_has(cli, "take-on");
    command->expect = fpl_str_of(cli_get(cli, "expect-hash"));
    return check_hash(cli, command->expect) == CLI_DONE ? set_values(cli, command, texts) : CLI_USAGE;
}

/* Lines are normalised as wholes, then split: their slices point into *texts, which does not grow any more. */
static int set_lines(struct cli *cli, struct fpl_command *command, struct fpl_buf *texts, struct fpl_line *line) {
    size_t at[CLI_GIVEN_MAX], n;
    int lines = 0;
    for (int i = 0; i < cli->givens; i++) {
        if (strcmp(cli->given[i].name, "line") != 0)
            continue;
        if (add_text(cli->given[i].text, texts, &at[lines], &n, &cli->error) != FPL_OK) {
            fpl_error_at_field(&cli->error, "line");
            return cli_fail(cli);
        }
        fpl_buf_addc(texts, '\0');
        lines++;
    }
    if (fpl_buf_ok(texts) != FPL_OK) {
        fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
        return cli_fail(cli);
    }
    for (int i = 0; i < lines; i++)
        if (cli_line_parse(texts->p + at[i], &line[i], &cli->error) != FPL_OK)
            return cli_fail(cli);
    command->line = line;
    command->line_count = lines;
    return CLI_DONE;
}

/* In Chinese a field goes by its title, with the option that gives it. */
static void name_field(struct cli *cli) {
    const struct fpl_field_spec *field = cli->spec && cli->error.status == FPL_E_MISSING
                                             ? fpl_field_find(cli->spec, fpl_str_of(cli->error.arg[0]))
                                             : NULL;
    if (field)
        (void)snprintf(cli->error.arg[0], sizeof cli->error.arg[0], FPL_ZH_EN("%s（--%s）", "%s"), field->zh,
                       cli_field_option(field), field->name);
}

/* A fact that the rules need and nobody has recorded is an answer (no), not a mistake on the command line. */
static int fail_command(struct cli *cli) {
    name_field(cli);
    if (cli->error.status != FPL_E_MISSING || cli->error.field[0] != '\0')
        return cli_fail(cli);
    cli_say_error(cli, &cli->error);
    return CLI_NO;
}

int cli_fail_command(struct cli *cli, const struct fpl_answer *answer) {
    int code = fail_command(cli), told = 0;
    for (int i = 0; answer && i < answer->reasons; i++) {
        const struct fpl_reason *reason = &answer->reason[i];
        if (!told && reason->status == cli->error.status) { /* the error itself */
            told = 1;
            continue;
        }
        cli_say_reason(cli, reason, "  ");
    }
    return code;
}

/* A number that was recorded with another content: how what was recorded is put right. */
static void say_correction(const struct cli *cli, const struct fpl_answer *answer) {
    int count = 0, changed = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    for (int i = 0; i < answer->reasons; i++)
        changed |= answer->reason[i].status == FPL_E_KEY_CHANGED;
    if (!changed)
        return;
    if (strcmp(cli->spec->name, "user.enrol") == 0)
        cli_say(cli, "  角色用 fundpool user change 变更，姓名用 fundpool user rename 变更",
                "  roles are changed by fundpool user change, a name by fundpool user rename");
    if (strcmp(cli->spec->name, "party.register") == 0)
        cli_say(cli, "  主体登记后不能更改；更名的，沿用原编号，用 fundpool party rename 登记新名称",
                "  a party stays as it was registered; another name is recorded by fundpool party rename, and the id "
                "stays");
    for (int i = 0; i < count; i++)
        if (all[i]->undoes == fpl_event_of_command(cli->spec) && all[i]->command.name)
            cli_say(cli, "  原记录有误的，先办理“%s”，再用新编号登记",
                    "  if what was recorded is wrong: %s, and record it under a new number",
                    cli->zh ? all[i]->command.zh : all[i]->command.en);
}

/* A rule was bound: which, and from when. In English after Chinese, as errors are. */
static void say_bound(const struct cli *cli) {
    static const char *const rules[] = {"pack", "limits", "rule", "profile"};
    const char *from = cli_get(cli, "from"), *version = cli_get(cli, "version"), *rule = NULL;
    const char *to = cli_get(cli, "to") ? cli_get(cli, "to") : cli_get(cli, "until");
    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && !rule; i++)
        rule = field_of(cli->spec, rules[i]) ? cli_get(cli, rules[i]) : NULL;
    if (!rule || !version || !from || cli->spec->book == FPL_BOOK_REGISTRY)
        return;
    for (int zh = cli->zh ? 1 : 0; zh >= 0; zh--)
        cli_say(cli, "  %s%s@%s%s%s%s%s", "  %s%s@%s%s%s%s%s", zh ? "适用 " : "binds: ", rule, version,
                zh ? "，自 " : ", from ", from,
                to   ? (zh ? " 起，至 " : " until ")
                : zh ? " 起"
                     : " on",
                to ? to : "");
}

int cli_command_give(struct cli *cli, const struct fpl_command *command) {
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    if (!answer) {
        fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
        return cli_fail(cli);
    }
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_submit(cli->session, command, answer, &cli->error);
    if (!status)
        (void)snprintf(cli->recorded, sizeof cli->recorded, "%d/%lld", (int)answer->book, (long long)answer->seq);
    int code = status ? cli_fail_command(cli, answer) : cli_answer_print(cli, answer);
    say_correction(cli, answer);
    if (!status && answer->status == FPL_OK)
        say_bound(cli);
    if (!status && answer->status == FPL_OK && cli->command->zh) /* a reversal: what becomes of the key */
        cli_say(cli, "  %s", "  %s", cli_summary(cli->command, cli->zh));
    free(answer);
    return code;
}

int cli_run_submit(struct cli *cli) {
    struct fpl_buf texts = {0}, line_texts = {0};
    struct fpl_command *command = calloc(1, sizeof *command);
    struct fpl_line *line = calloc(CLI_GIVEN_MAX, sizeof *line);
    int dry = cli_has(cli, "dry-run");
    int code = take_argument(cli);
    if (code == CLI_DONE)
        code = check_required(cli);
    if (!command || !line) {
        fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
        code = cli_fail(cli);
        goto done;
    }
    if (code == CLI_DONE)
        code = cli_open_as(cli, dry ? FPL_READ : FPL_WRITE);
    if (code == CLI_DONE)
        code = cli_command_fill(cli, command, &texts);
    if (code == CLI_DONE)
        code = set_lines(cli, command, &line_texts, line);
    if (code == CLI_DONE)
        code = dry ? cli_dry_run(cli, command) : cli_command_give(cli, command);
done:
    fpl_buf_release(&texts);
    fpl_buf_release(&line_texts);
    free(line);
    free(command);
    return code;
}
