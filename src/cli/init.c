/* init: a new ledger file with its registry and one administrator, who enrols all others; what follows from one is said
 * here. */
#include "src/cli/cli.h"

#include <string.h>

/* "+08:00", "-05:30" to minutes; 0 on anything else. */
static int read_offset(const char *text, int32_t *out) {
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return 0;
    for (int i = 1; i < 6; i++)
        if (i != 3 && (text[i] < '0' || text[i] > '9'))
            return 0;
    int32_t hours = (text[1] - '0') * 10 + (text[2] - '0'), minutes = (text[4] - '0') * 10 + (text[5] - '0');
    if (hours > 14 || minutes > 59)
        return 0;
    *out = (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
    return 1;
}

/* As fpl_ledger_init checks it; told here because it is typed by a person. */
static int is_plain_origin(const char *origin) {
    for (const char *p = origin; *p; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f || *p == '+')
            return 0;
    return *origin != '\0';
}

int cli_run_init(struct cli *cli) {
    const char *origin = cli_get(cli, "origin"), *admin = cli_get(cli, "admin"), *name = cli_get(cli, "admin-name");
    const char *offset = cli_get(cli, "offset");
    struct fpl_init init = {.lang = fpl_str_of(cli->lang_told && !cli->zh ? "en" : "zh"), .offset_minutes = 480};
    if (!cli->ledger)
        return cli_usage(cli, "用 --ledger 文件 或环境变量 FUNDPOOL_LEDGER 指明新账本",
                         "name the new ledger with --ledger FILE or FUNDPOOL_LEDGER");
    if (!origin || !admin)
        return cli_usage(cli, "需要 --origin 与 --admin", "--origin and --admin are needed");
    if (offset && !read_offset(offset, &init.offset_minutes))
        return cli_usage(cli, "--offset 应为 +08:00 的形式", "--offset looks like +08:00");
    if (!is_plain_origin(origin))
        return cli_usage(cli, "--origin 只用 ASCII 字母、数字、点和连字符，不含空白和“+”，如 ledger.huaibei.example",
                         "--origin takes ASCII letters, digits, dots and hyphens, no blanks and no '+', like "
                         "ledger.huaibei.example");
    init.trial = cli_has(cli, "trial");
    int code = cli_clock_allowed(cli, init.trial);
    if (code != CLI_DONE)
        return code;
    init.origin = fpl_str_of(origin);
    init.admin = fpl_str_of(admin);
    init.admin_name = fpl_str_of(name ? name : admin);
    cli->actor = admin;
    cli_host_label(cli);
    fpl_error_clear(&cli->error);
    if (fpl_ledger_init(cli->ledger, &init, &cli->host, &cli->error) != FPL_OK) {
        code = cli_fail(cli);
        return cli->error.status == FPL_E_NOT_FOUND ? CLI_INPUT : code;
    }
    char line[700], file[240];
    snprintf(line, sizeof line,
             cli->zh ? "已新建账本：%s　来源 %.200s　系统管理员 %.64s%s\n"
                     : "ledger created: %s  origin %.200s  administrator %.64s%s\n",
             fpl_str_show(fpl_str_of(cli->ledger), file, sizeof file), origin, admin, init.trial ? "  试验 TRIAL" : "");
    (void)cli_write(cli, line, strlen(line));
    cli_say(
        cli,
        "系统管理员共 1 名：%s。最后一名不能停用，也不能免去该角色；登记第二名（user enrol --roles admin）后才能更换。",
        "administrators: 1, %s. The last one cannot be disabled and keeps the role; it can be replaced once a second "
        "is enrolled (user enrol --roles admin).",
        admin);
    cli_say(cli,
            "系统管理员不记账、不复核、不出纳。资金业务须两人：另登记记账 recorder 与复核 approver 各至少 1 人，"
            "出纳 cashier 不得是核定人。",
            "An administrator records, approves and pays nothing. Money takes two people: enrol at least one recorder "
            "and one approver besides, and a cashier who is not the one who decides.");
    return CLI_DONE;
}
