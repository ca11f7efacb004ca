/* record show KEY: a record as it is stored, for people who want to see the bytes behind an answer. */
#include "src/cli/cli.h"

#include <string.h>

static enum fpl_status show_json(struct fpl_buf *out, const struct fpl_record *record, struct fpl_str body) {
    fpl_buf_addf(out, "{\"body\":%.*s,\"leaf\":%.*s}\n", (int)body.n, body.p, (int)record->leaf.n, record->leaf.p);
    return fpl_buf_ok(out);
}

/* A value over several lines, two blanks a level; scalars as their canonical bytes. */
static void pretty(struct fpl_buf *out, const struct fpl_json *value, int depth) {
    int is_object = value->type == FPL_JSON_OBJECT;
    if ((!is_object && value->type != FPL_JSON_ARRAY) || value->count == 0 || depth >= FPL_JSON_DEPTH) {
        fpl_buf_add(out, value->raw.p, value->raw.n);
        return;
    }
    fpl_buf_addc(out, is_object ? '{' : '[');
    const char *comma = "";
    for (const struct fpl_json *child = fpl_json_first(value); child; child = fpl_json_next(value, child)) {
        fpl_buf_addf(out, "%s\n%*s", comma, 2 * (depth + 1), "");
        comma = ",";
        if (is_object) {
            fpl_buf_addf(out, "%.*s: ", (int)child->raw.n, child->raw.p);
            child = fpl_json_next(value, child);
        }
        pretty(out, child, depth + 1);
    }
    fpl_buf_addf(out, "\n%*s%c", 2 * depth, "", is_object ? '}' : ']');
}

static void show_table(struct cli *cli, struct fpl_buf *out, const struct fpl_record *record,
                       const struct fpl_json *body) {
    char day[12];
    int64_t local = record->t + (int64_t)fpl_session_offset(cli->session) * 60000;
    int64_t second = local / 1000 % 86400;
    fpl_date_format(fpl_date_of_instant(record->t, fpl_session_offset(cli->session)), day);
    fpl_buf_addf(out,
                 cli->zh ? "回执号 %d/%lld　种类 %.*s　入账时刻 %s %02d:%02d:%02d.%03d\n"
                         : "receipt %d/%lld  kind %.*s  recorded %s %02d:%02d:%02d.%03d\n",
                 (int)record->book, (long long)record->seq, (int)record->kind.n, record->kind.p, day,
                 (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60), (int)(local % 1000));
    fpl_buf_addf(out, cli->zh ? "叶 %.*s\n内容 " : "leaf %.*s\nbody ", (int)record->leaf.n, record->leaf.p);
    if (body)
        pretty(out, body, 0);
    fpl_buf_addc(out, '\n');
}

static enum fpl_status show_record(void *ctx, const struct fpl_record *record) {
    struct cli *cli = ctx;
    struct fpl_buf out = {0}, body = {0};
    struct fpl_json_doc doc = {0};
    enum fpl_status status = FPL_OK;
    if (record->body)
        status = fpl_report_shown_body(cli->view, record, &body, &cli->error);
    if (!status && record->body)
        status = fpl_json_parse(&doc, fpl_buf_str(&body), &cli->error);
    if (!status && cli->format == FPL_FORMAT_JSON)
        status = show_json(&out, record, record->body ? fpl_buf_str(&body) : FPL_STR("null"));
    else if (!status)
        show_table(cli, &out, record, fpl_json_root(&doc));
    if (!status && !(status = fpl_buf_ok(&out)))
        status = cli->format == FPL_FORMAT_JSON ? cli_write_data(cli, out.p, out.n) : cli_write(cli, out.p, out.n);
    fpl_json_doc_release(&doc);
    fpl_buf_release(&body);
    fpl_buf_release(&out);
    return status;
}

int cli_which(struct cli *cli, struct fpl_str book, const char *key, struct fpl_which *out) {
    const struct fpl_wanted_record wanted = {book, fpl_str_of(key), 1};
    fpl_error_clear(&cli->error);
    return fpl_report_which(cli->view, &wanted, out, &cli->error) ? cli_fail(cli) : CLI_DONE;
}

int cli_run_record(struct cli *cli) {
    struct fpl_which which;
    if (cli->format == FPL_FORMAT_CSV)
        return cli_usage(cli, "record show 的 --format 为 table 或 json", "record show takes --format table or json");
    int code = cli_view(cli);
    if (code == CLI_DONE)
        code = cli_which(cli, fpl_str_of(cli_get(cli, "book")), cli->arg[0], &which);
    if (code != CLI_DONE)
        return code;
    return fpl_read_record(cli->view, which.book.id, which.seq, show_record, cli, &cli->error) ? cli_fail(cli)
                                                                                               : CLI_DONE;
}
