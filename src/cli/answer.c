/* The answer to one command: receipt and voucher number, amount, or the reasons why not. */
#include "src/ingest/answer.h"
#include "src/cli/cli.h"

#include <string.h>

struct book_of {
    int32_t id;
    char currency[4];
};

static enum fpl_status take_book(void *ctx, const struct fpl_book *book) {
    struct book_of *want = ctx;
    if (book->id == want->id)
        memcpy(want->currency, book->currency, sizeof want->currency);
    return FPL_OK;
}

/* What the answer needs of the ledger is read once it is recorded; cli->error says why where it cannot be. */
static int open_view(struct cli *cli) {
    struct fpl_view_spec spec = {fpl_str_of(cli->actor), FPL_DATE_NONE, 0};
    return !cli->view && fpl_view_open(cli->session, &spec, &cli->view, &cli->error) == FPL_OK;
}

static void close_view(struct cli *cli) {
    fpl_view_close(cli->view);
    cli->view = NULL;
}

/* Decimals of the book the answer is about; -1 if they cannot be read: the amount is not shown. */
static int answer_scale(struct cli *cli, const struct fpl_answer *answer) {
    struct book_of book = {answer->book, ""};
    int scale = -1;
    if (!open_view(cli))
        return -1;
    if (fpl_read_books(cli->view, take_book, &book, &cli->error) == FPL_OK)
        scale = cli_scale(cli, book.currency);
    close_view(cli);
    return scale;
}

static void add_amount(struct fpl_money amount, int scale, const char *label, struct fpl_buf *out) {
    char text[FPL_MONEY_TEXT];
    if (scale >= 0 && fpl_money_sign(amount) != 0)
        fpl_buf_addf(out, "%s %s", label, fpl_money_format_grouped(amount, scale, text));
}

static void print_lines(struct cli *cli, const struct fpl_answer *answer, int scale) {
    struct fpl_buf text = {0};
    int zh = cli->zh;
    const char *name = cli->spec ? zh ? cli->spec->zh : cli->spec->en : "";
    fpl_buf_addf(&text, zh ? "%s：%s" : "%s: %s", name, fpl_report_outcome_text(answer->status, zh));
    if (answer->seq >= 0)
        fpl_buf_addf(&text, zh ? "　回执号 %d/%lld" : "  receipt %d/%lld", (int)answer->book, (long long)answer->seq);
    if (answer->voucher[0])
        fpl_buf_addf(&text, zh ? "　凭证号 %s" : "  voucher %s", answer->voucher);
    add_amount(answer->amount, scale, zh ? "　金额" : "  amount", &text);
    if (answer->left_out[0]) {
        char names[512];
        ing_left_out(answer->left_out, zh, names, sizeof names);
        fpl_buf_addf(&text, zh ? "（暂核，未计入：%s）" : " (provisional, without: %s)", names);
    }
    add_amount(answer->exposure, scale, zh ? "　或有补偿责任" : "  exposure", &text);
    for (int i = 0; i < answer->sides; i++)
        fpl_buf_addf(&text, zh ? "　同时记入 %d/%lld" : "  also recorded as %d/%lld", (int)answer->side[i].book,
                     (long long)answer->side[i].seq);
    fpl_buf_addc(&text, '\n');
    for (int i = 0; i < answer->reasons; i++) {
        fpl_buf_addf(&text, "  %s  ", fpl_status_name(answer->reason[i].status));
        fpl_report_reason_text(cli->spec, &answer->reason[i], zh, &text);
        if (zh) {
            fpl_buf_adds(&text, "\n    ");
            fpl_report_reason_text(cli->spec, &answer->reason[i], 0, &text);
        }
        const char *advice = cli_advice(answer->reason[i].status, zh);
        if (advice)
            fpl_buf_addf(&text, "\n    %s", advice);
        fpl_buf_addc(&text, '\n');
    }
    (void)cli_write(cli, text.p, text.n);
    fpl_buf_release(&text);
}

/* As a table, CSV or JSON; behind lines of text what a list came to is a table of its own. */
static int show_answer(struct cli *cli, const struct fpl_answer *answer, int scale, int is_list) {
    struct fpl_report *report = NULL;
    int reads = fpl_report_answers_list(cli->spec, answer) && open_view(cli);
    if (is_list && !reads)
        return cli_fail(cli);
    enum fpl_status status =
        is_list ? fpl_report_answer_list(cli->view, answer, scale, &report, &cli->error)
                : fpl_report_answer(reads ? cli->view : NULL, cli->spec, answer, scale, &report, &cli->error);
    int code = status ? cli_fail(cli) : cli_show(cli, report);
    if (reads)
        close_view(cli);
    return code;
}

int cli_answer_print(struct cli *cli, const struct fpl_answer *answer) {
    fpl_error_clear(&cli->error);
    int scale =
        fpl_money_sign(answer->amount) != 0 || fpl_money_sign(answer->exposure) != 0 ? answer_scale(cli, answer) : -1;
    int code = CLI_DONE;
    if (cli->format != FPL_FORMAT_TABLE)
        code = show_answer(cli, answer, scale, 0);
    else
        print_lines(cli, answer, scale);
    if (cli->format == FPL_FORMAT_TABLE && fpl_report_answers_list(cli->spec, answer))
        code = show_answer(cli, answer, scale, 1);
    if (cli_exit_of(cli->error.status) == CLI_TAMPERED) /* recorded, and then a damaged book was met */
        return cli_fail(cli);
    return code != CLI_DONE ? code : (int)cli_exit_of(answer->status) == CLI_DONE ? CLI_DONE : CLI_NO;
}
