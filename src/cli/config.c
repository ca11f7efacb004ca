/* Defaults: of an option not given, the environment says it; else the file beside the ledger, LEDGER.yaml; else the
 * user's own, $XDG_CONFIG_HOME/fundpool/config.yaml or ~/.config/fundpool/config.yaml. Which ledger, and what program
 * is run to show pages, only the user's own file says: a file beside a ledger comes with it, from whoever sent it. */
#include "src/cli/cli.h"
#include "src/host/host.h"
#include "src/ingest/intake.h"
#include "src/ingest/yaml.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_BYTES_MAX ((size_t)64 << 10)

static const struct setting {
    const char *key, *zh, *en;
    const char *variable; /* of the environment; NULL: none */
    const char *values;   /* separated by blanks; NULL: any text */
    int own_only;         /* the user's own file alone */
} settings[CLI_SETTINGS] = {
    [CLI_SET_LEDGER] = {"ledger", "账本文件", "the ledger", "FUNDPOOL_LEDGER", NULL, 1},
    [CLI_SET_AS] = {"as", "操作人", "who acts", "FUNDPOOL_USER", NULL, 0},
    [CLI_SET_CHECKER] = {"checker", "复核人", "who checks", "FUNDPOOL_CHECKER", NULL, 0},
    [CLI_SET_LANG] = {"lang", "语言", "language", "FUNDPOOL_LANG", "zh en", 0},
    [CLI_SET_FORMAT] = {"format", "输出格式", "form of the output", NULL, "table csv json", 0},
    [CLI_SET_PAGER] = {"pager", "分页程序", "pager", "FUNDPOOL_PAGER", NULL, 1},
    [CLI_SET_FONT] = {"font", "报表和凭证的字体", "font of reports and vouchers", "FUNDPOOL_FONT", NULL, 0},
    [CLI_SET_LETTER_FONT] = {"letter-font", "决定书和回执的字体", "font of decisions and receipts",
                             "FUNDPOOL_LETTER_FONT", NULL, 0},
    [CLI_SET_TITLE_FONT] = {"title-font", "决定书标题的字体", "font of a decision's title", "FUNDPOOL_TITLE_FONT", NULL,
                            0},
};

enum cli_set cli_setting_of(const char *key) {
    enum cli_set at = CLI_SET_LEDGER;
    while (at < CLI_SETTINGS && strcmp(settings[at].key, key) != 0)
        at++;
    return at;
}

int cli_setting_takes(enum cli_set at, const char *text) {
    const char *values = settings[at].values;
    size_t n = strlen(text);
    for (const char *p = values; p && *p; p += strcspn(p, " "), p += *p == ' ')
        if (strcspn(p, " ") == n && memcmp(p, text, n) == 0)
            return 1;
    return values == NULL;
}

void cli_setting_use(struct cli *cli, enum cli_set at, const char *text, const char *source) {
    FPL_ASSERT(cli_setting_takes(at, text));
    cli->setting[at].text = text;
    snprintf(cli->setting[at].source, sizeof cli->setting[at].source, "%s", source);
    switch (at) {
    case CLI_SET_LEDGER:
        cli->ledger = text;
        break;
    case CLI_SET_AS:
        cli->actor = text;
        break;
    case CLI_SET_CHECKER:
        cli->checker = text;
        break;
    case CLI_SET_LANG:
        cli->zh = text[0] == 'z';
        cli->lang_told = 1;
        break;
    case CLI_SET_FORMAT:
        cli->format = text[0] == 't' ? FPL_FORMAT_TABLE : text[0] == 'c' ? FPL_FORMAT_CSV : FPL_FORMAT_JSON;
        break;
    case CLI_SET_PAGER:
        cli->pager = text;
        break;
    case CLI_SET_FONT: /* papers ask for them (bundle.c) */
    case CLI_SET_LETTER_FONT:
    case CLI_SET_TITLE_FONT:
    case CLI_SETTINGS:
        break;
    }
}

/* ---- a file ---- */

struct config_file {
    struct cli *cli;
    const char *path;
    int is_own;
};

static void keys_of(int is_own, char out[128]) {
    size_t n = 0;
    for (int i = 0; i < CLI_SETTINGS; i++)
        if (is_own || !settings[i].own_only)
            n += (size_t)snprintf(out + n, 128 - n, "%s%s", n ? " " : "", settings[i].key);
}

static int wrong(const struct config_file *file, const struct ing_yaml *node, enum fpl_status status, const char *b) {
    struct cli *cli = file->cli;
    char a[200];
    (void)fpl_fail(&cli->error, status,
                   fpl_str_copy(status == FPL_E_UNKNOWN_FIELD ? node->key : node->text, a, sizeof a),
                   status == FPL_E_UNKNOWN_FIELD ? NULL : b, NULL);
    if (status == FPL_E_UNKNOWN_FIELD)
        fpl_error_hint(&cli->error, b);
    fpl_error_at(&cli->error, file->path, node->line, node->column);
    return cli_fail(cli);
}

/* "~/" is the home folder; any other path must be whole, for the folder one stands in differs from day to day. */
static char *whole_path(const char *text) {
    const char *home = host_environment("HOME");
    char path[PATH_MAX];
    if (text[0] == '/')
        return strdup(text);
    if (text[0] != '~' || text[1] != '/' || !home || snprintf(path, sizeof path, "%s%s", home, text + 1) >= PATH_MAX)
        return NULL;
    return strdup(path);
}

static int take_setting(const struct config_file *file, const struct ing_yaml *node) {
    struct cli *cli = file->cli;
    char key[64], text[PATH_MAX], source[PATH_MAX + 24], keys[128];
    enum cli_set at = cli_setting_of(fpl_str_copy(node->key, key, sizeof key));
    keys_of(file->is_own, keys);
    if (at == CLI_SETTINGS || (settings[at].own_only && !file->is_own))
        return wrong(file, node, FPL_E_UNKNOWN_FIELD, keys);
    if (node->type != ING_YAML_SCALAR || node->text.n == 0 || node->text.n >= sizeof text)
        return wrong(file, node, FPL_E_ENUM,
                     settings[at].values ? settings[at].values : FPL_ZH_EN("一行文字", "a line of text"));
    fpl_str_copy(node->text, text, sizeof text);
    if (!cli_setting_takes(at, text))
        return wrong(file, node, FPL_E_ENUM, settings[at].values);
    char *kept = at == CLI_SET_LEDGER ? whole_path(text) : strdup(text);
    if (!kept)
        return wrong(file, node, FPL_E_ENUM, FPL_ZH_EN("以 / 或 ~/ 开头的路径", "a path that begins with / or ~/"));
    if (cli->setting[at].text) { /* somebody before has said it */
        free(kept);
        return CLI_DONE;
    }
    free(cli->setting[at].kept);
    cli->setting[at].kept = kept;
    snprintf(source, sizeof source, "%s:%d", file->path, (int)node->line);
    cli_setting_use(cli, at, kept, source);
    return CLI_DONE;
}

static int is_all_remarks(struct fpl_str text) {
    int fresh = 1, remark = 0;
    for (size_t i = 0; i < text.n; i++) {
        remark = text.p[i] == '\n' ? 0 : remark || (fresh && text.p[i] == '#');
        fresh = text.p[i] == '\n' || (fresh && (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\r'));
        if (!fresh && !remark)
            return 0;
    }
    return 1;
}

/* A file that is not there says nothing, nor does a home that this user may not enter; any other that cannot be read is
 * told. */
static int read_file(struct cli *cli, const char *path, int is_own) {
    struct config_file file = {cli, path, is_own};
    struct ing_yaml_doc doc = {.root = NULL};
    struct fpl_buf text = {0};
    char sha256[65];
    int code = CLI_DONE;
    if (is_own && access(path, F_OK) != 0)
        return CLI_DONE;
    fpl_error_clear(&cli->error);
    enum fpl_status status = ing_document_load(path, CONFIG_BYTES_MAX, &text, sha256, &cli->error);
    if (status == FPL_E_NOT_FOUND || status == FPL_E_EMPTY_FILE || (!status && is_all_remarks(fpl_buf_str(&text)))) {
        fpl_buf_release(&text);
        fpl_error_clear(&cli->error); /* no later failure is about this file */
        return CLI_DONE;
    }
    if (!status)
        status = ing_yaml_parse(fpl_buf_str(&text), path, &doc, &cli->error);
    if (!status && doc.root->type != ING_YAML_MAP)
        status = ing_yaml_fail(&doc, doc.root, FPL_ZH_EN("应为“键: 值”各一行", "a line \"key: value\" for each"),
                               &cli->error);
    if (status) {
        fpl_error_at(&cli->error, path, cli->error.row, cli->error.column);
        code = cli_fail(cli);
    }
    for (const struct ing_yaml *node = status ? NULL : doc.root->first; node && code == CLI_DONE; node = node->next)
        code = take_setting(&file, node);
    ing_yaml_release(&doc);
    fpl_buf_release(&text);
    return code;
}

static int own_path(char out[PATH_MAX]) {
    const char *folder = host_environment("XDG_CONFIG_HOME"), *home = host_environment("HOME");
    int n = folder && folder[0] == '/' ? snprintf(out, PATH_MAX, "%s/fundpool/config.yaml", folder)
            : home                     ? snprintf(out, PATH_MAX, "%s/.config/fundpool/config.yaml", home)
                                       : -1;
    return n > 0 && n < PATH_MAX;
}

/* Beside the file itself, not beside a link to it; a ledger that is not there yet has none. */
static int beside_path(const struct cli *cli, char out[PATH_MAX]) {
    char real[PATH_MAX];
    int n = cli->ledger && realpath(cli->ledger, real) ? snprintf(out, PATH_MAX, "%s.yaml", real) : -1;
    return n > 0 && n < PATH_MAX;
}

int cli_config_begin(struct cli *cli) {
    char own[PATH_MAX], beside[PATH_MAX];
    struct cli_kept_setting told[CLI_SETTINGS];
    for (enum cli_set at = CLI_SET_LEDGER; at < CLI_SETTINGS; at++) {
        const char *text = settings[at].variable ? host_environment(settings[at].variable) : NULL;
        if (text && !cli->setting[at].text && cli_setting_takes(at, text))
            cli_setting_use(cli, at, text, settings[at].variable);
    }
    memcpy(told, cli->setting, sizeof told);
    int has_own = own_path(own), code = has_own ? read_file(cli, own, 1) : CLI_DONE;
    if (code != CLI_DONE || !beside_path(cli, beside))
        return code;
    /* The one beside goes before the user's own, which had to be read first: it may say which ledger. */
    for (enum cli_set at = CLI_SET_LEDGER; at < CLI_SETTINGS; at++)
        if (!told[at].text && !settings[at].own_only)
            cli->setting[at].text = NULL;
    code = read_file(cli, beside, 0);
    for (enum cli_set at = CLI_SET_LEDGER; at < CLI_SETTINGS; at++)
        if (!cli->setting[at].text && cli->setting[at].kept)
            cli->setting[at].text = cli->setting[at].kept;
    return code;
}

void cli_config_end(struct cli *cli) {
    for (int i = 0; i < CLI_SETTINGS; i++)
        free(cli->setting[i].kept);
}

/* ---- config: what is set, and by whom ---- */

static void put_path(struct fpl_report *report, const char *key, const char *zh, const char *en, const char *path) {
    fpl_report_caption(report, key, zh, en);
    fpl_report_text(report, fpl_str_of(path));
}

int cli_run_config(struct cli *cli) {
    struct fpl_report *report = fpl_report_new("config");
    char own[PATH_MAX] = "", beside[PATH_MAX] = "";
    if (!report)
        return cli_show(cli, NULL);
    fpl_report_table(report, "config", "设置", "Settings");
    if (beside_path(cli, beside))
        put_path(report, "beside", "账本旁的文件", "The file beside the ledger", beside);
    if (own_path(own))
        put_path(report, "own", "用户的文件", "The user's file", own);
    fpl_report_column(report, "setting", "设置", "setting", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "title", "含义", "meaning", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "value", "值", "value", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "from", "来自", "from", FPL_COLUMN_TEXT, 0);
    for (enum cli_set at = CLI_SET_LEDGER; at < CLI_SETTINGS; at++) {
        const struct cli_kept_setting *set = &cli->setting[at];
        const char *fallback = at == CLI_SET_LANG     ? (cli->zh ? "zh" : "en")
                               : at == CLI_SET_FORMAT ? "table"
                               : at == CLI_SET_PAGER  ? cli_pager_name(cli)
                                                      : "";
        fpl_report_text(report, fpl_str_of(settings[at].key));
        fpl_report_name(report, settings[at].zh, settings[at].en);
        fpl_report_text(report, fpl_str_of(set->text ? set->text : fallback));
        if (set->text)
            fpl_report_text(report, fpl_str_of(set->source));
        else if (at == CLI_SET_PAGER && (getenv("FUNDPOOL_PAGER") || getenv("PAGER")))
            fpl_report_text(report, getenv("FUNDPOOL_PAGER") ? FPL_STR("FUNDPOOL_PAGER") : FPL_STR("PAGER"));
        else
            fpl_report_code(report, *fallback ? "DEFAULT" : "NONE", *fallback ? "默认" : "未设",
                            *fallback ? "the default" : "not set");
    }
    return cli_show(cli, report);
}
