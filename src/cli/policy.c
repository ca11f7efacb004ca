/* pack show, profile show, tolerance show, limit show, mapping show, calendar show, chart show; policy show, policy
 * diff; and what adopting a text would bring. */
#include "src/cli/cli.h"

#include <string.h>

static const struct kind { /* of rule texts */
    const char *name;
    enum fpl_status unknown;
} kinds[] = {{"pack", FPL_E_PACK},        {"profile", FPL_E_PROFILE}, {"tolerance", FPL_E_TOLERANCE},
             {"limit", FPL_E_LIMIT_RULE}, {"chart", FPL_E_NOT_FOUND}, {"calendar", FPL_E_NOT_FOUND},
             {"mapping", FPL_E_NOT_FOUND}};
#define KINDS ((int)(sizeof kinds / sizeof kinds[0]))

/* ---- one that was adopted ---- */

struct wanted {
    struct fpl_str id;
    int64_t version; /* 0: the newest */
    int64_t below;   /* 0, or only versions before that one */
    int64_t found;   /* version of what `json` holds; 0: none yet */
    struct fpl_buf json;
};

static enum fpl_status take_wanted(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                   int64_t seq) {
    struct wanted *wanted = ctx;
    const char *at = memchr(key.p, '@', key.n);
    int64_t version = 0;
    (void)source;
    (void)seq;
    if (!at || !fpl_str_eq((struct fpl_str){key.p, (size_t)(at - key.p)}, wanted->id) ||
        fpl_int_parse((struct fpl_str){at + 1, key.n - (size_t)(at + 1 - key.p)}, &version) != FPL_OK)
        return FPL_OK;
    if (version < wanted->found || (wanted->version && version != wanted->version) ||
        (wanted->below && version >= wanted->below))
        return FPL_OK;
    fpl_buf_reset(&wanted->json);
    fpl_buf_add(&wanted->json, json.p, json.n);
    wanted->found = version;
    return fpl_buf_ok(&wanted->json);
}

/* ---- what its amounts are in ---- */

static enum fpl_status note_currency(void *ctx, const struct fpl_book *book) {
    char *currency = ctx;
    if (book->kind != FPL_BOOK_POOL)
        return FPL_OK;
    if (currency[0] == '?')
        memcpy(currency, book->currency, 4);
    else if (strcmp(currency, book->currency) != 0)
        currency[0] = '\0';
    return FPL_OK;
}

/* A pack's is that of the pools: "" if they have several, CNY while there is none. */
static enum fpl_status currency_of(struct cli *cli, const struct kind *kind, char out[4]) {
    memcpy(out, "?", 2);
    enum fpl_status status = kind == &kinds[0] ? fpl_read_books(cli->view, note_currency, out, &cli->error) : FPL_OK;
    if (out[0] == '?')
        memcpy(out, "CNY", 4);
    return status;
}

/* ---- as it is named ---- */

/* "ID" or "ID@VERSION". 0: that is none. */
static int read_name(const char *text, struct wanted *out) {
    const char *at = strchr(text, '@');
    out->id = (struct fpl_str){text, at ? (size_t)(at - text) : strlen(text)};
    return !at || (fpl_int_parse(fpl_str_of(at + 1), &out->version) == FPL_OK && out->version > 0);
}

static int wrong_name(struct cli *cli) {
    return cli_usage(cli, "写作 编号 或 编号@版本", "it is given as ID or ID@VERSION");
}

/* "KIND:ID…" or "ID…": the kind's place, KINDS where it is not said. */
static int kind_said(const char **text) {
    for (int i = 0; i < KINDS; i++) {
        size_t n = strlen(kinds[i].name);
        if (strncmp(*text, kinds[i].name, n) == 0 && (*text)[n] == ':') {
            *text += n + 1;
            return i;
        }
    }
    return KINDS;
}

static enum fpl_status look(struct cli *cli, int kind, struct wanted *wanted) {
    return fpl_read_documents(cli->view, kinds[kind].name, take_wanted, wanted, &cli->error);
}

/* Of whichever kind it is; two kinds may use one id. */
static enum fpl_status find_any(struct cli *cli, const char *text, int *kind, struct wanted *wanted) {
    char list[FPL_ERROR_ARG_BYTES] = "", name[160];
    int count = 0;
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < KINDS && !status; i++) {
        struct wanted one = {.id = wanted->id, .version = wanted->version};
        status = look(cli, i, &one);
        if (!status && one.found) {
            count++;
            (void)snprintf(name, sizeof name, "%s:%s", kinds[i].name, text);
            fpl_error_list(list, ", ", fpl_str_of(name), FPL_ZH_EN("…", "…"));
            *kind = i;
            fpl_buf_release(&wanted->json);
            *wanted = one;
        } else {
            fpl_buf_release(&one.json);
        }
    }
    if (status || count == 1)
        return status;
    return count ? fpl_fail(&cli->error, FPL_E_AMBIGUOUS, text, list, NULL)
                 : fpl_fail(&cli->error, FPL_E_NOT_FOUND, text, NULL, NULL);
}

/* Answers the kind, KINDS if the text is no such name (code is then set). */
static int find_text(struct cli *cli, const char *given, struct wanted *wanted, int *code) {
    const char *text = given;
    int kind = kind_said(&text);
    enum fpl_status status = FPL_OK;
    if (!read_name(text, wanted)) {
        *code = wrong_name(cli);
        return KINDS;
    }
    fpl_error_clear(&cli->error);
    if (kind == KINDS) {
        status = find_any(cli, text, &kind, wanted);
    } else {
        status = look(cli, kind, wanted);
        if (!status && !wanted->found)
            status = fpl_fail(&cli->error, kinds[kind].unknown, text, NULL, NULL);
    }
    *code = status ? cli_fail(cli) : CLI_DONE;
    return status ? KINDS : kind;
}

/* ---- show ---- */

static int show_found(struct cli *cli, int kind, const struct wanted *wanted) {
    char currency[4];
    struct fpl_report *report = NULL;
    enum fpl_status status = currency_of(cli, &kinds[kind], currency);
    const struct fpl_rule_text text = {kinds[kind].name, fpl_buf_str(&wanted->json), currency};
    if (!status)
        status = fpl_report_rule_text(&text, fpl_view_as_of(cli->view), &report, &cli->error);
    return status ? cli_fail(cli) : cli_show(cli, report);
}

int cli_run_policy_show(struct cli *cli) {
    struct wanted wanted = {.version = 0};
    int code = cli_view(cli);
    int kind = code == CLI_DONE ? find_text(cli, cli->arg[0], &wanted, &code) : KINDS;
    if (kind < KINDS)
        code = show_found(cli, kind, &wanted);
    fpl_buf_release(&wanted.json);
    return code;
}

/* `profile show`: the command's first word is the kind. */
int cli_run_rule_show(struct cli *cli) {
    struct wanted wanted = {.version = 0};
    size_t n = strcspn(cli->command->name, " ");
    int kind = 0;
    while (strlen(kinds[kind].name) != n || strncmp(kinds[kind].name, cli->command->name, n) != 0)
        kind++;
    if (!read_name(cli->arg[0], &wanted))
        return wrong_name(cli);
    int code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    fpl_error_clear(&cli->error);
    enum fpl_status status = look(cli, kind, &wanted);
    if (!status && !wanted.found)
        status = fpl_fail(&cli->error, kinds[kind].unknown, cli->arg[0], NULL, NULL);
    code = status ? cli_fail(cli) : show_found(cli, kind, &wanted);
    fpl_buf_release(&wanted.json);
    return code;
}

/* ---- diff ---- */

int cli_run_policy_diff(struct cli *cli) {
    struct wanted before = {.version = 0}, after = {.version = 0};
    struct fpl_report *report = NULL;
    char currency[4];
    int code = cli_view(cli), kind[2] = {KINDS, KINDS};
    if (code == CLI_DONE)
        kind[0] = find_text(cli, cli->arg[0], &before, &code);
    if (code == CLI_DONE)
        kind[1] = find_text(cli, cli->arg[1], &after, &code);
    if (code == CLI_DONE && kind[0] != kind[1])
        code = cli_usage(cli, "两个规则须是同一种类", "the two have to be of one kind");
    if (code == CLI_DONE) {
        enum fpl_status status = currency_of(cli, &kinds[kind[0]], currency);
        const struct fpl_rule_text a = {kinds[kind[0]].name, fpl_buf_str(&before.json), currency},
                                   b = {kinds[kind[0]].name, fpl_buf_str(&after.json), currency};
        if (!status)
            status = fpl_report_rule_differences(&a, &b, &report, &cli->error);
        code = status ? cli_fail(cli) : cli_show(cli, report);
    }
    fpl_buf_release(&before.json);
    fpl_buf_release(&after.json);
    return code;
}

/* ---- before an adoption ---- */

int cli_show_adopted(struct cli *cli, const char *kind, struct fpl_str json) {
    struct fpl_rule_text text = {kind, json, ""}, old = {kind, {"", 0}, ""};
    struct wanted before = {.version = 0};
    struct fpl_json_doc doc = {0};
    struct fpl_report *report = NULL;
    char currency[4];
    int at = 0, code = cli_view(cli);
    if (code != CLI_DONE)
        return code;
    fpl_error_clear(&cli->error);
    while (strcmp(kinds[at].name, kind) != 0)
        at++;
    enum fpl_status status = fpl_json_parse(&doc, json, &cli->error);
    const struct fpl_json *root = status ? NULL : fpl_json_root(&doc);
    if (!status) {
        before.id = fpl_json_get_text(root, at == 0 ? "scheme_id" : "id");
        before.below = fpl_json_get_num(root, "version", 0);
        status = look(cli, at, &before);
    }
    if (!status)
        status = currency_of(cli, &kinds[at], currency);
    if (!status) {
        text.currency = old.currency = currency;
        old.json = fpl_buf_str(&before.json);
        status = fpl_report_rule_adopted(cli->view, &text, before.found ? &old : NULL, &report, &cli->error);
    }
    fpl_json_doc_release(&doc);
    fpl_buf_release(&before.json);
    return status ? cli_fail(cli) : cli_show(cli, report);
}
