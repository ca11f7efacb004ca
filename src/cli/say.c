/* Talk: one place where errors become lines. With Chinese a second line gives the English, so that a screenshot sent to
 * anyone can be read; a last line says what to do where that is not plain. */
#include "src/cli/cli.h"

#include <stdarg.h>
#include <string.h>

/* The one way to standard error, but for a bar of progress: each line as people are shown a text. */
static void talk(struct fpl_buf *line) {
    struct fpl_buf shown = {0};
    fpl_text_show(fpl_buf_str(line), &shown);
    cli_output_flush(); /* data written before comes before */
    if (line->failed || shown.failed)
        fputs("fundpool: 内存不足 / out of memory [E_NOMEM]", stderr);
    else
        fwrite(shown.p, 1, shown.n, stderr);
    fputc('\n', stderr);
    fpl_buf_release(&shown);
    fpl_buf_release(line);
}

void cli_say(const struct cli *cli, const char *zh, const char *en, ...) {
    struct fpl_buf line = {0};
    va_list ap;
    va_start(ap, en);
    fpl_buf_addv(&line, cli->zh ? zh : en, ap);
    va_end(ap);
    talk(&line);
}

void cli_say_lines(const struct cli *cli, const struct fpl_buf *lines) {
    for (const char *p = lines->p, *end = p + lines->n; lines->n && p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        int n = (int)((stop ? stop : end) - p);
        cli_say(cli, "%.*s", "%.*s", n, p);
        p += n + (stop != NULL);
    }
}

static const struct {
    enum fpl_status status;
    const char *zh, *en;
} advice[] = {
    {FPL_E_ACTOR, "用 --as 用户 或环境变量 FUNDPOOL_USER 指明已登记的操作人",
     "name an enrolled user with --as USER or FUNDPOOL_USER"},
    {FPL_E_AUTH, "须先登录或使用密钥；--as、--checker 只是姓名",
     "sign in first, or use a key: --as and --checker are names alone"},
    {FPL_E_DISABLED, "由系统管理员恢复：fundpool user change",
     "an administrator gives roles back: fundpool user change"},
    {FPL_E_ROLE, "各命令所需角色见 fundpool help roles", "fundpool help roles lists the roles each command needs"},
    {FPL_E_CHECKER, "用 --checker 用户 或环境变量 FUNDPOOL_CHECKER 指明复核人",
     "name the checker with --checker USER or FUNDPOOL_CHECKER"},
    {FPL_E_LIMIT_REASON, "超限理由写在 --limit-reason", "the reason is given by --limit-reason"},
    {FPL_E_LIMIT_SECOND, "超限理由写在 --limit-reason，批准人写在 --limit-approver",
     "the reason is given by --limit-reason, the approver by --limit-approver"},
    {FPL_E_LIMIT_BACK, "批准人写在 --limit-approver", "the approver is given by --limit-approver"},
    {FPL_E_FIRM_REASON, "企业说明写在 --firm-reason", "the reason is given by --firm-reason"},
    {FPL_E_TAKE_ON_DAY, "去掉 --take-on 再运行", "run it without --take-on"},
    {FPL_E_SUBMISSION_CHANGED, "报送号写在 --submission", "a submission is given by --submission KEY"},
    {FPL_E_FILE_ELSEWHERE, "报送号写在 --submission", "a submission is given by --submission KEY"},
    {FPL_E_NOT_CASH, "科目列表：fundpool account list", "fundpool account list shows the accounts"},
    {FPL_E_BOOK, "账套列表：fundpool book list", "fundpool book list shows the books"},
    {FPL_E_PACK, "已采用的规则包：fundpool pack list", "fundpool pack list shows the packs adopted"},
    {FPL_E_PROFILE, "已采用的口径：fundpool profile list", "fundpool profile list shows the profiles adopted"},
    {FPL_E_PARTY, "核对编号、简称或名称；没有登记的，由记账员或规则管理员登记：fundpool party register",
     "check id, alias or name; a recorder or a rule keeper registers a party: fundpool party register"},
    {FPL_E_HEADER, "文件用自己的列名的，以列映射指明：--mapping 文件；每行相同的栏目可写 --set 栏目=取值",
     "columns of other names are told by a mapping, --mapping FILE; what is the same in every row by --set FIELD=TEXT"},
    {FPL_E_TAMPERED, "请停止写入，保留此文件，并与最近的 fundpool copy 及存证点比对",
     "stop writing, keep this file, and compare it with the latest copy and checkpoints"},
    {FPL_E_SCHEMA, "请停止写入；fundpool verify 列出全部差异，读命令加 --unsafe 仍可查看",
     "stop writing; fundpool verify lists every difference, and --unsafe lets a command read it all the same"},
    {FPL_E_CORRUPT, "请停止写入，保留此文件，从最近的 fundpool copy 恢复",
     "stop writing, keep this file, and go back to the latest copy"},
    {FPL_E_LINKS, "find / -samefile 账本 列出其余名称：删去多余的，或用 fundpool copy 另存一份",
     "find / -samefile LEDGER lists the other names: remove them, or use a fundpool copy"},
    {FPL_E_READONLY, "读取和校验不受影响；写入须有文件及所在目录的写权限",
     "reading and verifying work; to write, file and folder must be writable"},
    {FPL_E_FILE_NAME, "空名、“-”以及以“:”或“file:”开头的名称另有含义；这样命名的文件请写成 ./名称",
     "an empty name, \"-\" and names that begin with \":\" or \"file:\" mean something else; write ./NAME for such a "
     "file"},
    {FPL_E_OUTPUT, "请为输出另取名称", "choose another name for the output"},
    {FPL_E_CLOCK, "请先校准本机时钟；若当时确实快了，等到那一天，或从此前的 fundpool copy 重做",
     "set this machine's clock right; if it was fast, wait for that day or go back to the copy made before"},
    {FPL_E_VERSION, "请升级 fundpool", "use a newer fundpool"},
    {FPL_E_BUG, "请连同命令与本行一并报告", "please report this line with the command"},
};

/* Of a field, where its words are listed. */
static const struct {
    const char *field, *zh, *en;
} field_advice[] = {{"kind", "记录种类：fundpool help events", "fundpool help events lists the kinds of records"},
                    {"by", "用户：fundpool user list", "fundpool user list shows the users"},
                    {"chart", "科目表须连同版本，如 fund@1；已采用的：fundpool chart list",
                     "a chart is named with its version, fund@1; fundpool chart list shows those adopted"}};

void cli_place(const struct fpl_error *error, struct fpl_buf *out) {
    if (error->file[0] == '\0' && error->row == 0)
        return;
    fpl_buf_adds(out, error->file[0] ? error->file : "-");
    if (error->row > 0)
        fpl_buf_addf(out, ":%lld", (long long)error->row);
    if (error->row > 0 && error->column > 0)
        fpl_buf_addf(out, ":%d", (int)error->column);
    fpl_buf_adds(out, ": ");
}

/* In Chinese a field goes by its title, with the option that gives it. */
static void add_field(const struct cli *cli, const char *name, const char *text, int zh, struct fpl_buf *line) {
    const struct fpl_field_spec *field = zh && cli->spec ? fpl_field_find(cli->spec, fpl_str_of(name)) : NULL;
    if (name[0] == '\0' || strstr(text, field ? field->zh : name))
        return;
    if (!field) {
        fpl_buf_addf(line, zh ? "（栏目 %s）" : " (field %s)", name);
        return;
    }
    fpl_buf_addf(line, "（%s --", field->zh);
    for (const char *p = cli_field_option(field); *p; p++)
        fpl_buf_addc(line, *p == '_' ? '-' : *p);
    fpl_buf_adds(line, "）");
}

static void error_line(const struct cli *cli, const struct fpl_error *said, int zh) {
    struct fpl_error own = *said;
    const struct fpl_error *error = &own;
    fpl_report_error_words(cli->spec, 0, &own);
    char text[FPL_MESSAGE_BYTES];
    struct fpl_buf line = {0};
    fpl_buf_adds(&line, "fundpool: ");
    cli_place(error, &line);
    fpl_buf_adds(&line, fpl_error_message(error, zh, text, sizeof text));
    add_field(cli, error->field, text, zh, &line);
    if (error->clause[0])
        fpl_buf_addf(&line, zh ? "（依据 %s）" : " (%s)", error->clause);
    char hint[sizeof error->hint];
    if (error->hint[0] && !strstr(text, fpl_error_words(error->hint, zh, hint, sizeof hint)))
        fpl_buf_addf(&line, zh ? "（%s）" : " (%s)", hint);
    fpl_buf_addf(&line, " [%s]", fpl_status_name(error->status));
    talk(&line);
}

/* Maker and checker are chosen with the command; who made an earlier record cannot make this one, whoever checks it. */
static void say_other_person(const struct cli *cli, const struct fpl_error *error) {
    if (error->status != FPL_E_SAME_PERSON)
        return;
    if (error->arg[1][0])
        cli_say(cli, "  %s 已办理前一步（回执号 %s），这一步须由另一人办理：--as 用户",
                "  %s did the step before (receipt %s): let another person do this one, --as USER", error->arg[0],
                error->arg[1]);
    else
        cli_say(cli, "  另请一人复核：--checker 用户", "  let another person check it: --checker USER");
}

const char *cli_advice(enum fpl_status status, int zh) {
    for (size_t i = 0; i < sizeof advice / sizeof advice[0]; i++)
        if (advice[i].status == status)
            return zh ? advice[i].zh : advice[i].en;
    return NULL;
}

/* Does it take one record, by whichever of its names? */
static int takes_record(const struct cli_command *command) {
    int (*const run[])(struct cli *) = {cli_run_explain, cli_run_voucher,      cli_run_notice,
                                        cli_run_record,  cli_run_record_proof, cli_run_log};
    for (size_t i = 0; i < sizeof run / sizeof run[0]; i++)
        if (command && command->run == run[i])
            return 1;
    return 0;
}

void cli_say_error(const struct cli *cli, const struct fpl_error *error) {
    if (cli->zh)
        error_line(cli, error, 1);
    error_line(cli, error, 0);
    const char *words = cli_advice(error->status, cli->zh);
    if (words)
        cli_say(cli, "  %s", "  %s", words);
    say_other_person(cli, error);
    if (error->status == FPL_E_NOT_FOUND && takes_record(cli->command))
        cli_say(
            cli,
            "  可写回执号（如 1/49）、凭证号（如 2026-10 记 17）或业务编号：补偿申请编号、合同号、借据号、投资编号等",
            "  give a receipt, 1/49, a voucher number, \"2026-10 记 17\", or the number of a business: of a claim, a "
            "contract, an IOU, a deal and so on");
    if (error->status == FPL_E_NOT_FOUND && cli->command && cli->command->run == cli_run_log)
        cli_say(cli, "  或时刻：YYYY-MM-DD、YYYY-MM-DDThh:mm:ss；或存证点文件",
                "  or a moment, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss, or a file of checkpoints");
    for (size_t i = 0; error->status == FPL_E_NOT_FOUND && i < sizeof field_advice / sizeof field_advice[0]; i++)
        if (strcmp(field_advice[i].field, error->field) == 0)
            cli_say(cli, "  %s", "  %s", cli->zh ? field_advice[i].zh : field_advice[i].en);
}

/* As an answer has it: the code, then in Chinese a second line with the English. */
void cli_say_reason(const struct cli *cli, const struct fpl_reason *reason, const char *before) {
    struct fpl_buf text = {0};
    fpl_buf_addf(&text, "%s%s  ", before, fpl_status_name(reason->status));
    fpl_report_reason_text(cli->spec, reason, cli->zh, &text);
    if (cli->zh) {
        fpl_buf_addf(&text, "\n%s  ", before);
        fpl_report_reason_text(cli->spec, reason, 0, &text);
    }
    if (fpl_buf_ok(&text) == FPL_OK)
        cli_say_lines(cli, &text);
    fpl_buf_release(&text);
}

/* One rule: a file that cannot be read as a whole is bad input, what was typed is usage. */
int cli_fail(struct cli *cli) {
    enum fpl_status status = cli->error.status;
    cli_say_error(cli, &cli->error);
    cli_say_near(cli, &cli->error);
    return (int)(cli->error.file[0] ? cli_exit_of(status) : cli_exit_typed(status));
}

int cli_usage(struct cli *cli, const char *zh, const char *en) {
    fpl_error_clear(&cli->error);
    if (cli->zh) {
        fpl_fail(&cli->error, FPL_E_USAGE, zh, NULL, NULL);
        error_line(cli, &cli->error, 1);
    }
    fpl_fail(&cli->error, FPL_E_USAGE, en, NULL, NULL);
    error_line(cli, &cli->error, 0);
    const char *about = cli->command ? cli->command->name : cli->noun ? cli->noun : "";
    cli_say(cli, "  详见 fundpool help%s%s", "  see fundpool help%s%s", *about ? " " : "", about);
    return CLI_USAGE;
}
