/* help: the list of commands, one command with its options and examples, the reason codes, the table of roles. */
#include "src/cli/cli.h"

#include "fundpool/cash_flow.h"
#include "fundpool/event.h"

#include <string.h>
#include <strings.h>

/* Where the text of the last column of a line begins, behind two blanks: further lines of it begin there too. */
static int hanging(struct fpl_str line, int width) {
    size_t at = 0;
    for (size_t i = 2; i < line.n; i++)
        if (line.p[i] != ' ' && line.p[i - 1] == ' ' && line.p[i - 2] == ' ')
            at = i;
    int column = fpl_text_width((struct fpl_str){line.p, at});
    return column > width / 2 ? 2 : column;
}

/* Lines that are wider than the terminal, folded. */
static void fold(const struct fpl_buf *text, int width, struct fpl_buf *out) {
    for (size_t at = 0; at < text->n;) {
        const char *end = memchr(text->p + at, '\n', text->n - at);
        struct fpl_str line = {text->p + at, end ? (size_t)(end - text->p) - at : text->n - at};
        int indent = hanging(line, width);
        at += line.n + (end != NULL);
        struct fpl_str first = fpl_text_fold(&line, width);
        fpl_buf_add(out, first.p, first.n);
        while (line.n) {
            struct fpl_str more = fpl_text_fold(&line, width - indent);
            fpl_buf_addf(out, "\n%*s%.*s", indent, "", (int)more.n, more.p);
        }
        fpl_buf_addc(out, '\n');
    }
}

static void flush(struct cli *cli, struct fpl_buf *text) {
    struct fpl_buf folded = {0};
    int width = cli_terminal_width();
    if (width > 0)
        fold(text, width, &folded);
    const struct fpl_buf *out = width > 0 ? &folded : text;
    cli_pager_begin(cli);
    if (fpl_buf_ok(out) == FPL_OK)
        (void)cli_write(cli, out->p, out->n);
    fpl_buf_release(&folded);
    fpl_buf_release(text);
}

/* Appends text and blanks up to `width` terminal columns, at least one. */
static void padded(struct fpl_buf *text, struct fpl_str cell, int width) {
    fpl_buf_add(text, cell.p, cell.n);
    int used = fpl_text_width(cell);
    do
        fpl_buf_addc(text, ' ');
    while (++used < width);
}

static void list_row(struct cli *cli, struct fpl_buf *text, const struct cli_command *command) {
    fpl_buf_adds(text, "  ");
    padded(text, fpl_str_of(command->name), 23);
    fpl_buf_adds(text, cli_summary(command, cli->zh));
    fpl_buf_addc(text, '\n');
}

static void global_rows(struct cli *cli, struct fpl_buf *text) {
    char left[64];
    for (const struct cli_option *option = cli_global_options; option->name; option++) {
        snprintf(left, sizeof left, "--%s%s%s", option->name, option->value ? " " : "",
                 option->value ? option->value : "");
        fpl_buf_adds(text, "  ");
        padded(text, fpl_str_of(left), 28);
        fpl_buf_addf(text, "%s\n", cli->zh ? option->zh : option->en);
    }
}

static int list_commands(struct cli *cli) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    struct fpl_buf text = {0};
    fpl_buf_adds(&text, cli->zh ? "用法：fundpool [--ledger 文件] [--as 用户] 命令 …\n\n命令：\n"
                                : "usage: fundpool [--ledger FILE] [--as USER] COMMAND …\n\ncommands:\n");
    for (int i = 0; i < count; i++) {
        if (i > 0 && strchr(commands[i].name, ' ') && !strchr(commands[i - 1].name, ' '))
            fpl_buf_addc(&text, '\n');
        list_row(cli, &text, &commands[i]);
    }
    fpl_buf_adds(&text, cli->zh ? "\n各处可用的选项：\n" : "\noptions everywhere:\n");
    global_rows(cli, &text);
    fpl_buf_adds(&text,
                 cli->zh ? "\n退出码：0 完成 · 1 不予受理或有行被拒 · 2 用法 · 3 输入整体不可读 · 4 账本被改动或损坏 · "
                           "5 未能完成，可重试 · 70 程序缺陷\n单条命令的帮助与示例：fundpool help 命令\n"
                         : "\nexit codes: 0 done · 1 refused, or a row was · 2 usage · 3 input unreadable as a whole · "
                           "4 tampering or damage found · 5 could not finish, retry · 70 a defect\n"
                           "one command with examples: fundpool help COMMAND\n");
    flush(cli, &text);
    return CLI_DONE;
}

/* ---- one command ---- */

#define CHOICES_EDGE 110

static const char *type_name(const struct fpl_field_spec *field, int zh) {
    switch (field->type) {
    case FPL_FIELD_TEXT:
        return zh ? "文字" : "TEXT";
    case FPL_FIELD_ID:
        return zh ? "编号" : "ID";
    case FPL_FIELD_MONEY:
        return zh ? "金额" : "AMOUNT";
    case FPL_FIELD_DATE:
        return "YYYY-MM-DD";
    case FPL_FIELD_INT:
        return zh ? "整数" : "NUMBER";
    case FPL_FIELD_RATIO:
        return field->flags & FPL_FIELD_PLAIN ? zh ? "数字" : "NUMBER" : zh ? "比率" : "RATIO";
    case FPL_FIELD_BOOL:
        return "Y|N";
    case FPL_FIELD_ENUM:
        return zh ? "代码" : "CODE";
    case FPL_FIELD_PARTY:
        return zh ? "主体" : "PARTY";
    case FPL_FIELD_USCC:
        return zh ? "18 位信用代码（末位为校验码）" : "USCC, 18 with a check character";
    case FPL_FIELD_PERIOD:
        return "YYYY-MM";
    case FPL_FIELD_CLAIM:
        return zh ? "申请" : "CLAIM";
    }
    return "";
}

/* "CODE 中文 · CODE 中文 · …", broken before the right edge. */
static void choices_rows(struct fpl_buf *text, const char *choices, int zh) {
    int column = CHOICES_EDGE;
    for (const char *p = choices; *p;) {
        const char *end = strchr(p, '|');
        size_t n = end ? (size_t)(end - p) : strlen(p);
        const char *word = memchr(p, '=', n), *second = word ? memchr(word + 1, '=', n - (size_t)(word + 1 - p)) : NULL;
        FPL_ASSERT(word && second);
        struct fpl_str code = {p, (size_t)(word - p)}, name = {second + 1, n - (size_t)(second + 1 - p)};
        if (zh)
            name = (struct fpl_str){word + 1, (size_t)(second - word - 1)};
        int width = fpl_text_width(code) + fpl_text_width(name) + 4;
        if (column + width > CHOICES_EDGE) {
            fpl_buf_addf(text, "%s%26s", p == choices ? "" : "\n", "");
            column = 26;
        }
        fpl_buf_addf(text, "%.*s %.*s%s", (int)code.n, code.p, (int)name.n, name.p, end ? " · " : "");
        column += width;
        p += n + (end != NULL);
    }
    fpl_buf_addc(text, '\n');
}

static void option_name(const struct fpl_field_spec *field, struct fpl_buf *text) {
    fpl_buf_adds(text, "--");
    for (const char *p = cli_field_option(field); *p; p++)
        fpl_buf_addc(text, *p == '_' ? '-' : *p);
}

static void field_rows(struct cli *cli, struct fpl_buf *text) {
    const struct fpl_command_spec *spec = cli->spec;
    struct fpl_buf left = {0};
    if (!spec || (spec->flags & FPL_COMMAND_BLOB))
        return;
    fpl_buf_adds(text, cli->zh ? "\n字段（* 必填）：\n" : "\nfields (* required):\n");
    for (int i = 0; i < spec->field_count; i++) {
        const struct fpl_field_spec *field = &spec->fields[i];
        left.n = 0;
        fpl_buf_adds(&left, field->flags & FPL_FIELD_REQUIRED ? "* " : "  ");
        option_name(field, &left);
        padded(text, fpl_buf_str(&left), 26);
        padded(text, fpl_str_of(type_name(field, cli->zh)), 12);
        fpl_buf_addf(text, "%s %s\n", cli->zh ? field->zh : field->en, cli->zh ? field->en : field->zh);
        if (field->choices[0])
            choices_rows(text, field->choices, cli->zh);
    }
    fpl_buf_release(&left);
}

static void option_rows(struct cli *cli, const struct cli_option *options, struct fpl_buf *text) {
    char left[96];
    if (!options)
        return;
    fpl_buf_adds(text, cli->zh ? "\n选项：\n" : "\noptions:\n");
    for (; options->name; options++) {
        snprintf(left, sizeof left, "  --%s%s%s", options->name, options->value ? " " : "",
                 options->value ? options->value : "");
        padded(text, fpl_str_of(left), 38);
        fpl_buf_addf(text, "%s\n", cli->zh ? options->zh : options->en);
    }
}

static void role_row(struct cli *cli, unsigned roles, struct fpl_buf *text) {
    const char *comma = "";
    int is_wide = (roles | FPL_ROLE_ADMIN) == CLI_ENROLLED;
    if (!roles)
        return;
    fpl_buf_adds(text, cli->zh ? "\n角色：" : "\nroles: ");
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR && !is_wide; role <<= 1) {
        if (!(roles & role))
            continue;
        fpl_buf_addf(text, "%s%s", comma, fpl_role_name((enum fpl_role)role, cli->zh));
        comma = cli->zh ? "、" : ", ";
    }
    if (is_wide) {
        fpl_buf_adds(text, cli->zh ? "各角色" : "any");
        if (roles == CLI_OF_BOOKS)
            fpl_buf_adds(text, cli->zh ? "，系统管理员除外" : " but the administrator");
        fpl_buf_adds(text, cli->zh ? "；合作机构的用户只见本机构的业务"
                                   : "; an institution's user sees its own business only");
    }
    if (cli->spec && cli->spec->flags & FPL_COMMAND_ENTRY)
        fpl_buf_adds(text, cli->zh ? "；须有另一人复核（--checker）" : "; checked by another person (--checker)");
    fpl_buf_addc(text, '\n');
}

static void example_rows(struct cli *cli, const char *examples, struct fpl_buf *text) {
    fpl_buf_adds(text, cli->zh ? "\n示例：\n" : "\nexamples:\n");
    while (*examples) {
        const char *end = strchr(examples, '\n');
        size_t n = end ? (size_t)(end - examples) : strlen(examples);
        fpl_buf_addf(text, "  fundpool %.*s\n", (int)n, examples);
        examples += n + (end != NULL);
    }
}

/* "claim approve CLAIM --book CODE --expect 金额（元） [选项]" */
static void usage_row(struct cli *cli, const struct cli_command *command, struct fpl_buf *text) {
    const struct fpl_command_spec *spec = cli->spec;
    fpl_buf_addf(text, cli->zh ? "用法：fundpool %s" : "usage: fundpool %s", command->name);
    if (command->arguments[0])
        fpl_buf_addf(text, " %s", command->arguments);
    if (spec && spec->book != FPL_BOOK_REGISTRY)
        fpl_buf_adds(text, " --book CODE");
    for (int i = command->args_max; spec && !(spec->flags & FPL_COMMAND_BLOB) && i < spec->field_count; i++) {
        if (!(spec->fields[i].flags & FPL_FIELD_REQUIRED))
            continue;
        fpl_buf_addc(text, ' ');
        option_name(&spec->fields[i], text);
        fpl_buf_addf(text, " %s", type_name(&spec->fields[i], cli->zh));
    }
    if (spec && (spec->flags & FPL_COMMAND_LINES))
        fpl_buf_adds(text, " --line LINE --line LINE …");
    fpl_buf_addf(text, "%s\n%s\n", cli->zh ? " [选项]" : " [options]", cli_summary(command, cli->zh));
}

int cli_help(struct cli *cli, const struct cli_command *command) {
    struct fpl_buf text = {0};
    if (!command)
        return list_commands(cli);
    cli->spec = command->submits ? fpl_command_find(command->submits) : NULL;
    usage_row(cli, command, &text);
    field_rows(cli, &text);
    if (cli->spec && command->args_max == 1 && !(cli->spec->flags & FPL_COMMAND_BLOB))
        fpl_buf_addf(&text, cli->zh ? "  KEY 即 --%s\n" : "  KEY stands for --%s\n",
                     cli_field_option(&cli->spec->fields[0]));
    option_rows(cli, command->options, &text);
    role_row(cli, cli->spec ? cli->spec->roles : command->roles, &text);
    example_rows(cli, command->examples, &text);
    if (cli->spec && cli->spec->plural)
        fpl_buf_addf(&text,
                     cli->zh ? "  fundpool import templates %s\n    文件模板：表头和示例行\n"
                             : "  fundpool import templates %s\n    a file of these: its header with example rows\n",
                     cli->spec->plural);
    flush(cli, &text);
    return CLI_DONE;
}

int cli_help_noun(struct cli *cli, const char *noun) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    struct fpl_buf text = {0};
    size_t n = strlen(noun);
    fpl_buf_addf(&text, cli->zh ? "用法：fundpool %s …\n\n" : "usage: fundpool %s …\n\n", noun);
    for (int i = 0; i < count; i++)
        if (strncmp(commands[i].name, noun, n) == 0 && commands[i].name[n] == ' ')
            list_row(cli, &text, &commands[i]);
    flush(cli, &text);
    return CLI_DONE;
}

/* ---- tables ---- */

/* A text of a status, with … for what each case puts there. */
static void add_status_text(struct fpl_buf *shown, const char *text) {
    for (const char *p = text; *p; p++) {
        int place = p[0] == '{' && p[1] && p[2] == '}';
        if (place && p[2 + 1] != '{')
            fpl_buf_adds(shown, "…");
        else if (!place)
            fpl_buf_addc(shown, *p);
        p += place ? 2 : 0;
    }
}

static void put_status_text(struct fpl_report *report, const char *text) {
    struct fpl_buf shown = {0};
    add_status_text(&shown, text);
    fpl_report_text(report, fpl_buf_str(&shown));
    fpl_buf_release(&shown);
}

static int help_codes(struct cli *cli) {
    int count = 0;
    const enum fpl_status *all = fpl_status_all(&count);
    struct fpl_report *report = fpl_report_new("codes");
    if (!report)
        return cli_show(cli, NULL);
    fpl_report_table(report, "codes", "原因代码", "Reason codes");
    fpl_report_column(report, "code", "原因代码", "code", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "number", "编号", "number", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "exit", "退出码", "exit code", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "exit_file", "文件有误时", "of a file", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "retry", "可重试", "retry", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "zh", "中文", "Chinese", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "en", "英文", "English", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < count; i++) {
        fpl_report_text(report, fpl_str_of(fpl_status_name(all[i])));
        fpl_report_int(report, (int64_t)all[i]);
        fpl_report_int(report, (int64_t)cli_exit_typed(all[i]));
        fpl_report_int(report, (int64_t)cli_exit_of(all[i]));
        fpl_report_code(report, fpl_status_is_retryable(all[i]) ? "Y" : "N",
                        fpl_status_is_retryable(all[i]) ? "是" : "", fpl_status_is_retryable(all[i]) ? "yes" : "");
        put_status_text(report, fpl_status_text(all[i], 1));
        put_status_text(report, fpl_status_text(all[i], 0));
    }
    fpl_report_note(
        report, "EXIT",
        "命令行上所写有误为“退出码”一栏，读入的文件整体有误为“文件有误时”一栏；导入时有行被拒，或规则所需事实缺失（"
        "E_MISSING），为 1",
        "\"exit code\" is of what was typed, \"of a file\" of a file that cannot be read as a whole; an import with "
        "refused rows, and a fact that the rules lack (E_MISSING), leave with 1");
    return cli_show(cli, report);
}

static void role_cells(struct fpl_report *report, unsigned roles, int checked) {
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR; role <<= 1)
        fpl_report_text(report, fpl_str_of(roles & role ? "●" : ""));
    fpl_report_text(report, fpl_str_of(checked ? "●" : ""));
}

/* The program's own commands, those that need a role: they concern the ledger as a whole, or only read. */
static void own_roles(struct fpl_report *report) {
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    for (int i = 0; i < count; i++) {
        if (commands[i].submits || !commands[i].roles)
            continue;
        fpl_report_text(report, fpl_str_of(commands[i].name));
        fpl_report_name(report, commands[i].zh, commands[i].en);
        fpl_report_code(report, "any", "各账套", "any");
        role_cells(report, commands[i].roles, 0);
    }
}

static int help_roles(struct cli *cli) {
    int count = 0;
    const struct fpl_command_spec *specs = fpl_command_all(&count);
    struct fpl_report *report = fpl_report_new("roles");
    if (!report)
        return cli_show(cli, NULL);
    fpl_report_table(report, "roles", "角色与命令", "Roles and commands");
    fpl_report_column(report, "command", "命令", "command", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "title", "名称", "title", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "book", "账套", "book", FPL_COLUMN_TEXT, 0);
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR; role <<= 1)
        fpl_report_column(report, fpl_role_name((enum fpl_role)role, -1), fpl_role_name((enum fpl_role)role, 1),
                          fpl_role_name((enum fpl_role)role, 0), FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "checked", "须复核", "checked", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < count; i++) {
        int any = specs[i].book == FPL_BOOK_ANY, entry = (specs[i].flags & FPL_COMMAND_ENTRY) != 0;
        fpl_report_text(report, fpl_str_of(specs[i].name));
        fpl_report_name(report, specs[i].zh, specs[i].en);
        fpl_report_code(report, any ? "any" : fpl_book_kind_name(specs[i].book, -1),
                        any ? "各账套" : fpl_book_kind_name(specs[i].book, 1),
                        any ? "any" : fpl_book_kind_name(specs[i].book, 0));
        role_cells(report, specs[i].roles, entry);
    }
    own_roles(report);
    return cli_show(cli, report);
}

/* Which accounts a book's account code belongs to is the chart's matter; here stands what each event posts. */
static int help_postings(struct cli *cli) {
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    struct fpl_report *report = fpl_report_new("postings");
    if (!report)
        return cli_show(cli, NULL);
    fpl_report_table(report, "postings", "分录模板", "What events post");
    fpl_report_column(report, "code", "编码", "code", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "event", "事项", "event", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "book", "账套", "book", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "debit", "借", "debit", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "credit", "贷", "credit", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "amount", "金额", "amount", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "sign", "红字", "red", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "flow", "现金流量项目", "cash-flow line", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < count; i++) {
        const struct fpl_event *event = events[i];
        const struct fpl_event *of = event->recipes || !event->undoes ? event : event->undoes;
        enum fpl_book_kind book = fpl_event_book(event);
        int red = (event->flags & FPL_EVENT_RED) != 0;
        for (int j = 0; j < of->recipes; j++) {
            const struct fpl_recipe *row = &of->recipe[j];
            fpl_report_text(report, fpl_str_of(row->code));
            fpl_report_code(report, event->kind, event->zh, event->en);
            fpl_report_code(report, fpl_book_kind_name(book, -1), fpl_book_kind_name(book, 1),
                            fpl_book_kind_name(book, 0));
            fpl_report_text(report, fpl_str_of(row->debit));
            fpl_report_text(report, fpl_str_of(row->credit));
            fpl_report_name(report, row->zh, row->en);
            fpl_report_code(report, red ? "Y" : "", red ? "红字" : "", red ? "red" : "");
            const struct fpl_cash_flow *flow = fpl_cash_flow_find(fpl_str_of(row->flow));
            fpl_report_code(report, row->flow, flow ? flow->zh : "", flow ? flow->en : "");
        }
    }
    return cli_show(cli, report);
}

/* An event with its moves, one a row; one without states has a row all the same. */
static void event_row(struct fpl_report *report, const struct fpl_event *event, const struct fpl_move *move) {
    const char *command = event->command.name ? event->command.name
                          : event->by         ? event->by
                          : event->side_of    ? event->side_of->command.name
                                              : "";
    fpl_report_code(report, event->kind, event->zh, event->en);
    fpl_report_text(report, fpl_str_of(command));
    fpl_report_text(report, fpl_str_of(move ? move->item : ""));
    fpl_report_text(report, fpl_str_of(move ? move->from : ""));
    fpl_report_text(report, fpl_str_of(move ? move->to : ""));
    fpl_report_text(report, fpl_str_of(move ? move->way : ""));
    fpl_report_text(report, fpl_str_of(event->undoes ? event->undoes->kind : ""));
}

static int help_events(struct cli *cli) {
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    struct fpl_report *report = fpl_report_new("events");
    if (!report)
        return cli_show(cli, NULL);
    fpl_report_table(report, "events", "事项与状态", "Events and states");
    fpl_report_column(report, "kind", "事项", "event", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "command", "命令", "command", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "item", "对象", "item", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "from", "原状态", "from", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "to", "新状态", "to", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "way", "情形", "way", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "undoes", "冲销", "takes back", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < events[i]->moves; j++)
            event_row(report, events[i], &events[i]->move[j]);
        if (events[i]->moves == 0)
            event_row(report, events[i], NULL);
    }
    return cli_show(cli, report);
}

/* ---- a word that is no command ---- */

static int holds(const char *text, const char *word) {
    size_t n = strlen(word);
    for (; text && *text; text++)
        if (strncasecmp(text, word, n) == 0)
            return 1;
    return 0;
}

/* Does the command say that word: by its name, a field, or its Chinese line of help? In the English lines common words
 * stand that would find every other command. */
static int speaks_of(const struct cli_command *command, const char *word) {
    const struct fpl_command_spec *spec = command->submits ? fpl_command_find(command->submits) : NULL;
    int is = holds(command->name, word) || holds(cli_summary(command, 1), word);
    if (spec)
        is = is || holds(spec->zh, word) || holds(spec->en, word) ||
             (spec->flags & FPL_COMMAND_TAKE_ON && holds("承接 take on", word));
    for (int i = 0; spec && i < spec->field_count && !is; i++)
        is = holds(spec->fields[i].zh, word) || holds(spec->fields[i].en, word) || holds(spec->fields[i].choices, word);
    return is;
}

static int help_code(struct cli *cli, enum fpl_status status) {
    const char *advice = cli_advice(status, cli->zh);
    struct fpl_buf text = {0};
    fpl_buf_addf(&text, "%s %d\n  ", fpl_status_name(status), (int)status);
    add_status_text(&text, fpl_status_text(status, 1));
    fpl_buf_adds(&text, "\n  ");
    add_status_text(&text, fpl_status_text(status, 0));
    fpl_buf_addc(&text, '\n');
    if (advice)
        fpl_buf_addf(&text, "  %s\n", advice);
    flush(cli, &text);
    return CLI_DONE;
}

/* A reason code is explained; of any other word the commands that speak of it are listed. */
static int help_word(struct cli *cli, const char *word) {
    int count = 0, statuses = 0, found = 0;
    const enum fpl_status *all = fpl_status_all(&statuses);
    const struct cli_command *commands = cli_commands(&count);
    struct fpl_buf text = {0};
    for (int i = 0; i < statuses; i++)
        if (strcasecmp(fpl_status_name(all[i]), word) == 0)
            return help_code(cli, all[i]);
    fpl_buf_addf(&text, cli->zh ? "与“%s”有关的命令：\n\n" : "commands that speak of \"%s\":\n\n", word);
    for (int i = 0; i < count; i++) {
        if (!speaks_of(&commands[i], word))
            continue;
        list_row(cli, &text, &commands[i]);
        found++;
    }
    if (found) {
        flush(cli, &text);
        return CLI_DONE;
    }
    fpl_buf_release(&text);
    return cli_no_command(cli, word);
}

int cli_run_help(struct cli *cli) {
    char name[96];
    if (cli->args == 0)
        return list_commands(cli);
    if (cli->args == 1 && strcmp(cli->arg[0], "codes") == 0)
        return help_codes(cli);
    if (cli->args == 1 && strcmp(cli->arg[0], "roles") == 0)
        return help_roles(cli);
    if (cli->args == 1 && strcmp(cli->arg[0], "events") == 0)
        return help_events(cli);
    if (cli->args == 1 && strcmp(cli->arg[0], "postings") == 0)
        return help_postings(cli);
    if (cli->args == 1 && strcmp(cli->arg[0], "parameters") == 0)
        return cli_help_parameters(cli);
    snprintf(name, sizeof name, "%.40s%s%.40s", cli->arg[0], cli->args == 2 ? " " : "",
             cli->args == 2 ? cli->arg[1] : "");
    const struct cli_command *command = cli_command_find(name);
    if (command)
        return cli_help(cli, command);
    int count = 0;
    const struct cli_command *commands = cli_commands(&count);
    for (int i = 0; cli->args == 1 && i < count; i++)
        if (strncmp(commands[i].name, name, strlen(name)) == 0 && commands[i].name[strlen(name)] == ' ')
            return cli_help_noun(cli, cli->arg[0]);
    return help_word(cli, name);
}
