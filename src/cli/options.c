/* The command line: which command, which options, which arguments. An option may stand anywhere behind its command, the
 * global ones before it as well; "--name value" and "--name=value" are the same; "--" ends the options. */
#include "src/cli/cli.h"

#include <string.h>

/* '-' and '_' are one: fields are named contract_amount, options are typed --contract-amount. */
static int same_name(const char *a, const char *b, size_t n) {
    size_t i = 0;
    for (; i < n && a[i] != '\0'; i++)
        if (a[i] != b[i] && !((a[i] == '-' || a[i] == '_') && (b[i] == '-' || b[i] == '_')))
            return 0;
    return i == n && a[i] == '\0';
}

const char *cli_get(const struct cli *cli, const char *name) {
    for (int i = 0; i < cli->givens; i++)
        if (same_name(cli->given[i].name, name, strlen(name)))
            return cli->given[i].text;
    return NULL;
}

int cli_has(const struct cli *cli, const char *name) {
    for (int i = 0; i < cli->givens; i++)
        if (same_name(cli->given[i].name, name, strlen(name)))
            return 1;
    return 0;
}

int cli_get_date(struct cli *cli, const char *name, struct fpl_date none, struct fpl_date *out) {
    const char *text = cli_get(cli, name);
    *out = none;
    if (!text)
        return CLI_DONE;
    fpl_error_clear(&cli->error);
    if (fpl_date_parse(fpl_str_of(text), out, &cli->error) == FPL_OK)
        return CLI_DONE;
    fpl_error_at_field(&cli->error, name);
    return cli_fail(cli);
}

/* ---- which command ---- */

static int is_noun(const char *word) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    size_t n = strlen(word);
    for (int i = 0; i < count; i++)
        if (strncmp(commands[i].name, word, n) == 0 && commands[i].name[n] == ' ')
            return 1;
    return 0;
}

int cli_no_command(struct cli *cli, const char *words) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    struct fpl_near near;
    char zh[FPL_ERROR_ARG_BYTES], en[FPL_ERROR_ARG_BYTES], given[FPL_ERROR_ARG_BYTES];
    fpl_near_begin(&near, fpl_str_of(words));
    for (int i = 0; i < count; i++) {
        struct fpl_str name = fpl_str_of(commands[i].name);
        if (!strchr(words, ' ')) /* a lone word is compared with nouns */
            name.n = strcspn(commands[i].name, " ");
        fpl_near_try(&near, name, name);
    }
    (void)fpl_error_quote(fpl_str_of(words), given);
    snprintf(zh, sizeof zh, near.word[0] ? "没有命令“%.150s”，是否为“%s”" : "没有命令“%.150s”", given, near.word);
    snprintf(en, sizeof en, near.word[0] ? "no command \"%.150s\"; did you mean \"%s\"" : "no command \"%.150s\"",
             given, near.word);
    return cli_usage(cli, zh, en);
}

/* Takes one word of the command; CLI_DONE with cli->command still NULL after a noun. */
static int take_word(struct cli *cli, const char *word) {
    char both[96];
    if (!cli->noun) {
        cli->command = cli_command_find(word);
        if (cli->command || is_noun(word))
            cli->noun = word;
        else
            return cli_no_command(cli, word);
    } else {
        snprintf(both, sizeof both, "%.40s %.40s", cli->noun, word);
        cli->command = cli_command_find(both);
        if (!cli->command)
            return cli_no_command(cli, both);
    }
    if (cli->command && cli->command->submits)
        cli->spec = fpl_command_find(cli->command->submits);
    return CLI_DONE;
}

/* ---- options ---- */

static const struct cli_option *option_of(const struct cli_option *options, const char *name, size_t n) {
    for (; options && options->name; options++)
        if (same_name(options->name, name, n))
            return options;
    return NULL;
}

/* A reversal keeps its reason as the memo of its entry. People say --reason, as of everything else that is taken back.
 */
const char *cli_field_option(const struct fpl_field_spec *field) {
    return strcmp(field->name, "memo") == 0 && strcmp(field->en, "reason") == 0 ? "reason" : field->name;
}

static const char *field_of(const struct cli *cli, const char *name, size_t n) {
    if (!cli->spec || (cli->spec->flags & FPL_COMMAND_BLOB)) /* id and version of a document stand in the document */
        return NULL;
    for (int i = 0; i < cli->spec->field_count; i++)
        if (same_name(cli_field_option(&cli->spec->fields[i]), name, n))
            return cli->spec->fields[i].name;
    return NULL;
}

static int say_option(struct cli *cli, const char *zh, const char *en, const char *option) {
    char a[2 * FPL_ERROR_ARG_BYTES], b[2 * FPL_ERROR_ARG_BYTES], given[FPL_ERROR_ARG_BYTES];
    (void)fpl_error_quote(fpl_str_of(option), given);
    snprintf(a, sizeof a, "%s：%s", zh, given);
    snprintf(b, sizeof b, "%s: %s", en, given);
    return cli_usage(cli, a, b);
}

static void try_options(struct fpl_near *near, const struct cli_option *options) {
    for (; options && options->name; options++)
        fpl_near_try(near, fpl_str_of(options->name), fpl_str_of(options->name));
}

static int no_option(struct cli *cli, const char *typed, struct fpl_str name) {
    struct fpl_near near;
    int code = say_option(cli, "没有此选项", "no such option", typed);
    fpl_near_begin(&near, name);
    try_options(&near, cli->command ? cli->command->options : NULL);
    try_options(&near, cli_global_options);
    for (int i = 0; cli->spec && !(cli->spec->flags & FPL_COMMAND_BLOB) && i < cli->spec->field_count; i++) {
        struct fpl_str option = fpl_str_of(cli_field_option(&cli->spec->fields[i]));
        fpl_near_try(&near, option, option);
    }
    for (char *p = near.word; *p; p++)
        *p = (char)(*p == '_' ? '-' : *p); /* contract_amount is typed --contract-amount */
    if (near.word[0])
        cli_say(cli, "  是否为 --%s", "  did you mean --%s", near.word);
    return code;
}

static int set_global(struct cli *cli, const char *name, const char *text) {
    if (strcmp(name, "help") == 0)
        cli->help = 1;
    else if (strcmp(name, "version") == 0)
        cli->version = 1;
    else if (strcmp(name, "unsafe") == 0)
        cli->unsafe = 1;
    if (!text)
        return CLI_DONE;
    if (strcmp(name, "output") == 0) {
        cli->output = text;
        return CLI_DONE;
    }
    if (strcmp(name, "format") == 0) {
        cli->form = text;
        if (cli_paper_of(text, &cli->paper))
            return CLI_DONE;
    }
    char option[32];
    enum cli_set at = cli_setting_of(name);
    FPL_ASSERT(at < CLI_SETTINGS);
    if (!cli_setting_takes(at, text))
        return at == CLI_SET_LANG ? cli_wrong_word(cli, "--lang", "zh en", text)
                                  : cli_wrong_word(cli, "--format", CLI_FORMATS, text);
    snprintf(option, sizeof option, "--%s", name);
    cli_setting_use(cli, at, text, option);
    return CLI_DONE;
}

static int may_repeat(const struct cli *cli, const char *name) {
    static const char *const names[] = {"line", "set", "with", "file"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return strcmp(name, "mapping") == 0 && cli->command->run == cli_run_verify; /* of several files */
}

static int give(struct cli *cli, const char *name, const char *text, const char *typed) {
    if (!may_repeat(cli, name) && cli_has(cli, name))
        return say_option(cli, "选项重复", "option given twice", typed);
    if (cli->givens == CLI_GIVEN_MAX)
        return cli_usage(cli, "选项过多，请改用 import", "too many options; use import");
    cli->given[cli->givens++] = (struct cli_given){name, text};
    return CLI_DONE;
}

/* One option at argv[*at]; moves *at past its value. */
static int take_option(struct cli *cli, int argc, char **argv, int *at) {
    const char *typed = argv[*at];
    const char *name = typed[1] == '-' ? typed + 2 : strcmp(typed, "-h") == 0 ? "help" : "";
    if (strcmp(typed, "-V") == 0)
        name = "version";
    const char *text = strchr(name, '=');
    size_t n = text ? (size_t)(text - name) : strlen(name);
    const struct cli_option *global = option_of(cli_global_options, name, n);
    const struct cli_option *own = cli->command ? option_of(cli->command->options, name, n) : NULL;
    const char *field = field_of(cli, name, n);
    if (n == 0 || (!global && !own && !field))
        return no_option(cli, typed, (struct fpl_str){name, n});
    int wants = field ? 1 : own ? own->value != NULL : global->value != NULL; /* agreement sign --version 1 */
    if (text && !wants)
        return say_option(cli, "此选项不带取值", "the option takes no value", typed);
    if (text) {
        text++;
    } else if (wants) {
        if (*at + 1 >= argc)
            return say_option(cli, "选项缺少取值", "the option lacks its value", typed);
        text = argv[++*at];
    }
    if (!field && !own)
        return set_global(cli, global->name, text);
    return give(cli, field ? field : own->name, text, typed);
}

static int check_arguments(struct cli *cli) {
    if (cli->help || cli->version || !cli->command)
        return CLI_DONE;
    if (cli->args < cli->command->args_min)
        return cli_usage(cli, "缺少参数", "an argument is missing");
    return CLI_DONE;
}

int cli_parse(struct cli *cli, int argc, char **argv) {
    int code = CLI_DONE, options = 1;
    for (int i = 1; i < argc && code == CLI_DONE; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = 0;
        } else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
            code = take_option(cli, argc, argv, &i);
        } else if (!cli->command) {
            code = take_word(cli, argv[i]);
        } else if (cli->args == cli->command->args_max) {
            code = say_option(cli, "多余的参数", "unexpected argument", argv[i]);
        } else {
            cli->arg[cli->args++] = argv[i];
        }
    }
    return code == CLI_DONE ? check_arguments(cli) : code;
}
