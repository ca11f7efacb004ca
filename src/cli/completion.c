/* completion: a shell's script that completes commands, options and their words, written from the table of commands.
 * The lists are functions that both shells read alike; behind them stands what differs. */
#include "src/cli/cli.h"

#include <string.h>

static size_t noun_length(const char *name) {
    return strcspn(name, " ");
}

static int is_first_of_noun(const struct cli_command *commands, int at) {
    size_t n = noun_length(commands[at].name);
    for (int i = 0; i < at; i++)
        if (noun_length(commands[i].name) == n && memcmp(commands[i].name, commands[at].name, n) == 0)
            return 0;
    return 1;
}

static void put_nouns(struct fpl_buf *out) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    fpl_buf_adds(out, "_fundpool_nouns() {\n    printf '%s\\n'");
    for (int i = 0; i < count; i++)
        if (is_first_of_noun(commands, i))
            fpl_buf_addf(out, " %.*s", (int)noun_length(commands[i].name), commands[i].name);
    fpl_buf_adds(out, "\n}\n");
}

/* What stands behind the first word: a verb; of the commands that take them, words of their own. */
static void put_verbs(struct fpl_buf *out) {
    int count = 0, specs = 0;
    const struct cli_command *commands = cli_commands(&count);
    const struct fpl_command_spec *spec = fpl_command_all(&specs);
    fpl_buf_adds(out, "_fundpool_verbs() {\n    case $1 in\n");
    for (int i = 0; i < count; i++) {
        size_t n = noun_length(commands[i].name);
        if (!commands[i].name[n] || !is_first_of_noun(commands, i))
            continue;
        fpl_buf_addf(out, "    %.*s) printf '%%s\\n'", (int)n, commands[i].name);
        for (int j = i; j < count; j++)
            if (noun_length(commands[j].name) == n && memcmp(commands[j].name, commands[i].name, n) == 0)
                fpl_buf_addf(out, " %s", commands[j].name + n + 1);
        fpl_buf_adds(out, " ;;\n");
    }
    fpl_buf_adds(out, "    completion) printf '%s\\n' bash zsh ;;\n"
                      "    help) printf '%s\\n' codes roles events postings parameters && _fundpool_nouns ;;\n"
                      "    import) printf '%s\\n' templates");
    for (int i = 0; i < specs; i++)
        if (spec[i].plural)
            fpl_buf_addf(out, " %s", spec[i].plural);
    fpl_buf_adds(out, " ;;\n    esac\n}\n");
}

static const struct fpl_command_spec *fields_of(const struct cli_command *command) {
    const struct fpl_command_spec *spec = command->submits ? fpl_command_find(command->submits) : NULL;
    return spec && !(spec->flags & FPL_COMMAND_BLOB) ? spec : NULL;
}

static void put_option(struct fpl_buf *out, const char *name) {
    fpl_buf_adds(out, " --");
    for (; *name; name++)
        fpl_buf_addc(out, *name == '_' ? '-' : *name);
}

static void put_options(struct fpl_buf *out) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    fpl_buf_adds(out, "_fundpool_options() {\n    printf '%s\\n'");
    for (const struct cli_option *option = cli_global_options; option->name; option++)
        put_option(out, option->name);
    fpl_buf_adds(out, "\n    case $1 in\n");
    for (int i = 0; i < count; i++) {
        const struct fpl_command_spec *spec = fields_of(&commands[i]);
        if (!spec && !commands[i].options)
            continue;
        fpl_buf_addf(out, "    '%s') printf '%%s\\n'", commands[i].name);
        for (int j = 0; spec && j < spec->field_count; j++)
            put_option(out, cli_field_option(&spec->fields[j]));
        for (const struct cli_option *option = commands[i].options; option && option->name; option++)
            put_option(out, option->name);
        fpl_buf_adds(out, " ;;\n");
    }
    fpl_buf_adds(out, "    esac\n}\n");
}

/* The words of "a|b|c", or the codes of "CODE=zh=en|CODE=…". */
static void put_words(struct fpl_buf *out, const char *command, const char *option, const char *words) {
    fpl_buf_addf(out, "    '%s", command);
    put_option(out, option);
    fpl_buf_adds(out, "') printf '%s\\n'");
    for (const char *p = words; *p; p += strcspn(p, "|"), p += *p == '|')
        fpl_buf_addf(out, " '%.*s'", (int)strcspn(p, "=|"), p);
    fpl_buf_adds(out, " ;;\n");
}

/* "FILE" and the like stand for what there are no words of. */
static int has_words(const struct cli_option *option) {
    return option->value && strchr(option->value, '|') && option->value[0] >= 'a' && option->value[0] <= 'z';
}

/* A filter by state names them behind a colon: "this state only: SUBMITTED, DECIDED". */
static void put_states(struct fpl_buf *out, const char *command, const struct cli_option *option) {
    struct fpl_buf words = {0};
    for (const char *p = strchr(option->en, ':') + 1; *p; p++)
        if (*p != ' ')
            fpl_buf_addc(&words, *p == ',' ? '|' : *p);
    fpl_buf_addc(&words, '\0');
    put_words(out, command, option->name, fpl_buf_ok(&words) ? "" : words.p);
    fpl_buf_release(&words);
}

static void put_values(struct fpl_buf *out) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    fpl_buf_adds(out, "_fundpool_values() {\n    case $2 in\n");
    for (const struct cli_option *option = cli_global_options; option->name; option++)
        if (has_words(option)) {
            fpl_buf_addf(out, "    --%s) printf '%%s\\n'", option->name);
            for (const char *p = option->value; *p; p += strcspn(p, "|"), p += *p == '|')
                fpl_buf_addf(out, " %.*s", (int)strcspn(p, "|"), p);
            fpl_buf_adds(out, " ;;\n");
        }
    fpl_buf_adds(out, "    esac\n    case \"$1 $2\" in\n");
    for (int i = 0; i < count; i++) {
        const struct fpl_command_spec *spec = fields_of(&commands[i]);
        for (int j = 0; spec && j < spec->field_count; j++)
            if (spec->fields[j].type == FPL_FIELD_BOOL)
                put_words(out, commands[i].name, cli_field_option(&spec->fields[j]), "Y|N");
            else if (spec->fields[j].choices[0])
                put_words(out, commands[i].name, cli_field_option(&spec->fields[j]), spec->fields[j].choices);
        for (const struct cli_option *option = commands[i].options; option && option->name; option++)
            if (has_words(option))
                put_words(out, commands[i].name, option->name, option->value);
            else if (option->value && strcmp(option->value, "STATE") == 0)
                put_states(out, commands[i].name, option);
    }
    fpl_buf_adds(out, "    esac\n}\n");
}

/* Options of every command whose value is the word behind them, as a pattern of `case`. */
static void put_taking(struct fpl_buf *out) {
    const char *bar = "";
    fpl_buf_adds(out, "_fundpool_takes() {\n    case $1 in\n    ");
    for (const struct cli_option *option = cli_global_options; option->name; option++)
        if (option->value) {
            fpl_buf_addf(out, "%s--%s", bar, option->name);
            bar = "|";
        }
    fpl_buf_adds(out, ") return 0 ;;\n    esac\n    return 1\n}\n");
}

/* Commands of one word, behind which stand no verbs. */
static void put_alone(struct fpl_buf *out) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    const char *bar = "";
    fpl_buf_adds(out, "_fundpool_alone() {\n    case $1 in\n    ");
    for (int i = 0; i < count; i++)
        if (!strchr(commands[i].name, ' ')) {
            fpl_buf_addf(out, "%s%s", bar, commands[i].name);
            bar = "|";
        }
    fpl_buf_adds(out, ") return 0 ;;\n    esac\n    return 1\n}\n");
}

/* What the words so far ask for: a line for each candidate; nothing: the name of a file. */
#define CANDIDATES                                                                                                     \
    "_fundpool_candidates() {\n"                                                                                       \
    "    local current=$1 before=$2 noun='' command='' word skip=0\n"                                                  \
    "    shift 2\n"                                                                                                    \
    "    for word in \"$@\"; do\n"                                                                                     \
    "        if [ $skip = 1 ]; then skip=0; continue; fi\n"                                                            \
    "        case $word in\n"                                                                                          \
    "        -*) if _fundpool_takes \"$word\"; then skip=1; fi ;;\n"                                                   \
    "        *)\n"                                                                                                     \
    "            if [ -z \"$noun\" ]; then noun=$word command=$word\n"                                                 \
    "            elif [ \"$command\" = \"$noun\" ]; then command=\"$noun $word\"; fi\n"                                \
    "            ;;\n"                                                                                                 \
    "        esac\n"                                                                                                   \
    "    done\n"                                                                                                       \
    "    case $before in\n"                                                                                            \
    "    --*) [ -n \"$(_fundpool_values \"$command\" \"$before\")\" ] && _fundpool_values \"$command\" \"$before\" "   \
    "&& return\n"                                                                                                      \
    "        if _fundpool_takes \"$before\"; then return; fi ;;\n"                                                     \
    "    esac\n"                                                                                                       \
    "    case $current in\n"                                                                                           \
    "    -*) if _fundpool_alone \"$noun\"; then command=$noun; fi\n"                                                   \
    "        _fundpool_options \"$command\"; return ;;\n"                                                              \
    "    esac\n"                                                                                                       \
    "    if [ -z \"$noun\" ]; then _fundpool_nouns\n"                                                                  \
    "    elif [ \"$command\" = \"$noun\" ]; then _fundpool_verbs \"$noun\"\n"                                          \
    "    elif [ \"$noun\" = help ]; then _fundpool_verbs \"${command#help }\"; fi\n"                                   \
    "}\n"

static const char bash[] =
    "_fundpool() {\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} found\n"
    "    if [ \"$current\" = = ]; then current=''; elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD - "
    "2]}; fi\n"
    "    found=$(_fundpool_candidates \"$current\" \"$before\" \"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n"
    "    local IFS=$'\\n'\n"
    "    if [ -n \"$found\" ]; then\n"
    "        COMPREPLY=($(compgen -W \"$found\" -- \"$current\"))\n"
    "    else\n"
    "        COMPREPLY=($(compgen -f -- \"$current\"))\n"
    "        compopt -o filenames 2>/dev/null\n"
    "    fi\n"
    "}\n"
    "complete -F _fundpool fundpool\n";

static const char zsh[] = "_fundpool() {\n"
                          "    local -a found\n"
                          "    found=(${(f)\"$(_fundpool_candidates \"${words[CURRENT]}\" \"${words[CURRENT-1]}\" "
                          "\"${(@)words[2,CURRENT-1]}\")\"})\n"
                          "    if (( ${#found} )); then compadd -- \"${found[@]}\"; else _files; fi\n"
                          "}\n"
                          "if [ \"${funcstack[1]}\" = _fundpool ]; then _fundpool \"$@\"; "
                          "elif (( $+functions[compdef] )); then compdef _fundpool fundpool; fi\n";

int cli_run_completion(struct cli *cli) {
    int is_zsh = strcmp(cli->arg[0], "zsh") == 0;
    struct fpl_buf out = {0};
    if (!is_zsh && strcmp(cli->arg[0], "bash") != 0)
        return cli_wrong_word(cli, "completion", "bash zsh", cli->arg[0]);
    fpl_buf_addf(&out, "%s# fundpool " FUNDPOOL_VERSION ", made by: fundpool completion %s\n",
                 is_zsh ? "#compdef fundpool\n" : "", cli->arg[0]);
    put_nouns(&out);
    put_verbs(&out);
    put_options(&out);
    put_values(&out);
    put_taking(&out);
    put_alone(&out);
    fpl_buf_adds(&out, CANDIDATES);
    fpl_buf_adds(&out, is_zsh ? zsh : bash);
    enum fpl_status status = fpl_buf_ok(&out);
    if (!status)
        status = cli_write(cli, out.p, out.n);
    fpl_buf_release(&out);
    return status == FPL_E_NOMEM ? cli_show(cli, NULL) : CLI_DONE; /* a failed write is told at the end */
}
