/* What a paper says of the books that it was made of: whoever holds it can find them again, and see whether they are
 * still the same. One book: its code, how many records, and the root of its log. All books: their number, all records,
 * and the SHA-256 of what `checkpoint show` prints of them. */
#include "src/cli/cli.h"

#include "fundpool/proof.h"

#include <string.h>

struct logs {
    struct cli *cli;
    struct fpl_hasher *hasher;
    int64_t books, records, t;
};

static enum fpl_status take_book(void *ctx, const struct fpl_book *book) {
    struct logs *logs = ctx;
    struct fpl_checkpoint checkpoint;
    struct fpl_buf text = {0};
    enum fpl_status status = fpl_read_checkpoint(logs->cli->view, book->id, &checkpoint, &logs->cli->error);
    if (status)
        return status;
    status = cli_checkpoint_add(&checkpoint, logs->books == 0, &text);
    if (!status)
        fpl_sha256_add(logs->hasher, text.p, text.n);
    fpl_buf_release(&text);
    logs->books++;
    logs->records += (int64_t)checkpoint.size;
    logs->t = book->t_last > logs->t ? book->t_last : logs->t;
    return status;
}

static enum fpl_status say_all(struct cli *cli, struct logs *logs, char *out, size_t out_size) {
    struct fpl_hash hash;
    char hex[2 * FPL_HASH_BYTES + 1];
    if (fpl_hasher_new(&logs->hasher))
        return fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_sha256_begin(logs->hasher);
    enum fpl_status status = fpl_read_books(cli->view, take_book, logs, &cli->error);
    fpl_sha256_add(logs->hasher, cli_checkpoint_end(cli), strlen(cli_checkpoint_end(cli)));
    fpl_sha256_end(logs->hasher, &hash);
    fpl_hasher_free(logs->hasher);
    if (status)
        return status;
    fpl_hex(hash.byte, FPL_HASH_BYTES, hex);
    if (cli->zh)
        snprintf(out, out_size, "%lld 个账套 %lld 条记录　存证点 SHA-256 %s", (long long)logs->books,
                 (long long)logs->records, hex);
    else
        snprintf(out, out_size, "%lld books, %lld records, SHA-256 of their checkpoints %s", (long long)logs->books,
                 (long long)logs->records, hex);
    return FPL_OK;
}

static enum fpl_status say_book(struct cli *cli, const char *code, struct logs *logs, char *out, size_t out_size) {
    struct fpl_book book;
    struct fpl_checkpoint checkpoint;
    char root[48];
    enum fpl_status status = fpl_read_book(cli->view, fpl_str_of(code), &book, &cli->error);
    if (!status)
        status = fpl_read_checkpoint(cli->view, book.id, &checkpoint, &cli->error);
    if (status)
        return status;
    fpl_base64(checkpoint.root.byte, FPL_HASH_BYTES, root);
    logs->t = book.t_last;
    snprintf(out, out_size, cli->zh ? "%s　%llu 条记录　存证根 %s" : "%s, %llu records, root %s", book.code,
             (unsigned long long)checkpoint.size, root);
    return FPL_OK;
}

enum fpl_status cli_cut_of(struct cli *cli, struct cli_cut *out) {
    return cli_cut_of_book(cli, cli_get(cli, "book"), out);
}

enum fpl_status cli_cut_of_book(struct cli *cli, const char *code, struct cli_cut *out) {
    struct logs logs = {.cli = cli};
    const char *known = cli_get(cli, "known-by"), *mark = cli_trial_mark(cli);
    char day[12] = "", books[320] = "";
    enum fpl_status status = FPL_OK;
    memset(out, 0, sizeof *out);
    if (cli->view) {
        status = code ? say_book(cli, code, &logs, books, sizeof books) : say_all(cli, &logs, books, sizeof books);
        fpl_date_format(fpl_view_as_of(cli->view), day);
        out->t = logs.t;
        out->local = fpl_view_local(cli->view, logs.t);
    }
    snprintf(out->text, sizeof out->text, "%s%s%s%.80s%s%s%s%s",
             day[0] ? (cli->zh ? "业务发生日截至 " : "what occurred by ") : "", day,
             known ? (cli->zh ? "　知悉截止 " : ", known by ") : "", known ? known : "",
             books[0] ? (cli->zh ? "　" : ", ") : "", books, mark ? (cli->zh ? "　" : ", ") : "", mark ? mark : "");
    return status;
}
