/* verify --file: a sender's own file against what an import recorded of it. */
#include "src/cli/cli.h"
#include "src/ingest/recheck.h"

#include <string.h>

#define SHOWN     20
#define GIVEN_MAX 32

struct comparing {
    struct cli *cli;
    const char *file;
    int64_t differences;
};

static void differs(void *ctx, const struct fpl_file_difference *d) {
    struct comparing *c = ctx;
    char row[32] = "";
    if (c->differences++ >= SHOWN)
        return;
    if (d->row)
        snprintf(row, sizeof row, ":%lld", (long long)d->row);
    const char *space = d->detail[0] ? " " : "";
    cli_say(c->cli, "%s%s: 记录 %d/%lld：%s%s%s", "%s%s: record %d/%lld: %s%s%s", c->file, row, (int)d->book,
            (long long)d->seq, c->cli->zh ? d->zh : d->en, space, d->detail);
}

static void compared(void *ctx, const struct fpl_submitted *round, const struct fpl_recheck_counts *n) {
    const struct comparing *c = ctx;
    cli_say(c->cli, "与报送文件一致：%s　%s %d/%lld 第 %lld 轮；接受 %lld，已登记 %lld，拒绝 %lld，未办理 %lld",
            "agrees with the sender's file: %s, %s %d/%lld round %lld; accepted %lld, already recorded %lld, refused "
            "%lld, not decided %lld",
            c->file, round->code, (int)round->book, (long long)round->seq, (long long)round->round,
            (long long)n->accepted, (long long)n->already, (long long)n->refused, (long long)n->open);
    const char *slash = strrchr(c->file, '/'), *name = slash ? slash + 1 : c->file;
    if (strcmp(name, round->name) != 0)
        cli_say(c->cli, "  报送时的文件名：%s", "  its name when it was submitted: %s", round->name);
}

/* --mapping and --set, as often as they are given. */
static int read_given(struct cli *cli, struct ing_recheck_options *o, const char **mapping, struct ing_constant *set) {
    for (int i = 0; i < cli->givens; i++) {
        const char *name = cli->given[i].name, *text = cli->given[i].text;
        if (strcmp(name, "mapping") == 0 && o->mappings < GIVEN_MAX) {
            mapping[o->mappings++] = text;
        } else if (strcmp(name, "set") == 0) {
            const char *equals = strchr(text, '=');
            if (!equals || o->constants == GIVEN_MAX)
                return cli_usage(cli, "--set 应为 字段=取值", "--set takes FIELD=TEXT");
            set[o->constants++] = (struct ing_constant){{text, (size_t)(equals - text)}, fpl_str_of(equals + 1)};
        }
    }
    return CLI_DONE;
}

static int verify_file(struct cli *cli, struct ing_recheck_options *o, const char *file) {
    struct comparing c = {cli, file, 0};
    o->file = file;
    o->ctx = &c;
    fpl_error_clear(&cli->error);
    enum fpl_status status = strcmp(file, "-") == 0 ? fpl_fail(&cli->error, FPL_E_USAGE, "--file -", NULL, NULL)
                                                    : ing_recheck_run(o, &cli->error);
    o->ctx = NULL;
    if (c.differences > SHOWN)
        cli_say(cli, "  …另有 %lld 处", "  … and %lld more", (long long)(c.differences - SHOWN));
    if (status == FPL_OK)
        return CLI_DONE;
    fpl_str_copy(fpl_str_of(file), cli->error.file, sizeof cli->error.file);
    return cli_fail(cli);
}

int cli_verify_files(struct cli *cli) {
    struct ing_recheck_options o = {.session = cli->session, .differs = differs, .compared = compared};
    const char *mapping[GIVEN_MAX];
    struct ing_constant set[GIVEN_MAX];
    o.mapping = mapping;
    o.constant = set;
    o.submission = fpl_str_of(cli_get(cli, "submission"));
    int code = read_given(cli, &o, mapping, set);
    for (int i = 0; i < cli->givens && (code == CLI_DONE || code == CLI_TAMPERED); i++) {
        if (strcmp(cli->given[i].name, "file") != 0)
            continue;
        int own = verify_file(cli, &o, cli->given[i].text);
        code = own == CLI_DONE ? code : own;
    }
    return code;
}
