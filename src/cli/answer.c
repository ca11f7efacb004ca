/* The answer to one command: receipt and voucher number, amount, or the reasons why not. */
#include "src/ingest/answer.h"
#include "src/cli/cli.h"

#include <string.h>

void cli_reason_text(const struct fpl_reason *reason, int zh, struct fpl_buf *out) {
    struct fpl_error error = {0};
    char text[FPL_MESSAGE_BYTES];
    fpl_fail(&error, reason->status, zh ? fpl_report_state_word(reason->status, reason->arg[0]) : reason->arg[0],
             zh ? fpl_report_state_word(reason->status, reason->arg[1]) : reason->arg[1], NULL);
    fpl_buf_adds(out, fpl_error_message(&error, zh, text, sizeof text));
    int untold = strcmp(reason->arg[0], "?") == 0 || strcmp(reason->arg[1], "?") == 0;
    if ((reason->status == FPL_E_MISSING || untold) && reason->clause[0])
        fpl_buf_adds(out, zh ? "（规则包要求）" : " (asked for by the rule pack)");
    if (reason->clause[0])
        fpl_buf_addf(out, zh ? "（依据 %s）" : " (%s)", reason->clause);
}

static const char *outcome(enum fpl_status status, int zh) {
    switch ((int)status) {
    case FPL_OK:
        return zh ? "已办理" : "done";
    case FPL_ALREADY:
        return zh ? "已登记，无变化" : "already recorded, nothing changed";
    case FPL_DEFERRED:
        return zh ? "熔断暂缓，已登记备查" : "deferred by the circuit breaker, kept in memo";
    case FPL_QUEUED:
        return zh ? "资金不足，已登记排队" : "queued for lack of money, kept in memo";
    default:
        return zh ? "不予受理" : "refused";
    }
}

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

/* Decimals of the book the answer is about; -1 if they cannot be read: the amount is not shown, and cli->error says
 * why.
 */
static int answer_scale(struct cli *cli, const struct fpl_answer *answer) {
    struct fpl_view_spec spec = {fpl_str_of(cli->actor), FPL_DATE_NONE, 0};
    struct book_of book = {answer->book, ""};
    int scale = -1;
    if (cli->view || fpl_view_open(cli->session, &spec, &cli->view, &cli->error) != FPL_OK)
        return -1;
    if (fpl_read_books(cli->view, take_book, &book, &cli->error) == FPL_OK)
        scale = cli_scale(cli, book.currency);
    fpl_view_close(cli->view);
    cli->view = NULL;
    return scale;
}

static void reasons_text(const struct fpl_answer *answer, int zh, struct fpl_buf *out) {
    for (int i = 0; i < answer->reasons; i++) {
        if (i)
            fpl_buf_adds(out, zh ? "；" : "; ");
        cli_reason_text(&answer->reason[i], zh, out);
    }
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
    fpl_buf_addf(&text, zh ? "%s：%s" : "%s: %s", name, outcome(answer->status, zh));
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
        cli_reason_text(&answer->reason[i], zh, &text);
        if (zh) {
            fpl_buf_adds(&text, "\n    ");
            cli_reason_text(&answer->reason[i], 0, &text);
        }
        fpl_buf_addc(&text, '\n');
    }
    (void)cli_write(cli, text.p, text.n);
    fpl_buf_release(&text);
}

static void codes_cell(struct fpl_report *report, const struct fpl_answer *answer) {
    struct fpl_buf codes = {0};
    for (int i = 0; i < answer->reasons; i++)
        fpl_buf_addf(&codes, "%s%s", i ? ";" : "", fpl_status_name(answer->reason[i].status));
    fpl_report_text(report, fpl_buf_str(&codes));
    fpl_buf_release(&codes);
}

static int show_answer(struct cli *cli, const struct fpl_answer *answer, int scale) {
    struct fpl_report *report = fpl_report_new("answer");
    struct fpl_buf zh = {0}, en = {0};
    char receipt[48] = "";
    if (!report)
        return cli_show(cli, NULL);
    if (answer->seq >= 0)
        snprintf(receipt, sizeof receipt, "%d/%lld", (int)answer->book, (long long)answer->seq);
    reasons_text(answer, 1, &zh);
    reasons_text(answer, 0, &en);
    fpl_report_table(report, "answer", "答复", "Answer");
    fpl_report_column(report, "command", "命令", "command", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "status", "结果", "result", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "receipt", "回执号", "receipt", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "voucher", "凭证号", "voucher", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "amount", "金额", "amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "exposure", "或有补偿责任", "exposure", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "codes", "原因代码", "reason codes", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "reason_zh", "原因", "reason (zh)", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "reason_en", "原因（英文）", "reason", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "left_out", "暂核未计入", "left out", FPL_COLUMN_TEXT, 0);
    fpl_report_text(report, fpl_str_of(cli->spec ? cli->spec->name : ""));
    fpl_report_code(report, fpl_status_name(answer->status), outcome(answer->status, 1), outcome(answer->status, 0));
    fpl_report_text(report, fpl_str_of(receipt));
    fpl_report_text(report, fpl_str_of(answer->voucher));
    for (int i = 0; i < 2; i++) {
        struct fpl_money amount = i == 0 ? answer->amount : answer->exposure;
        if (scale < 0 || (i > 0 && fpl_money_sign(amount) == 0))
            fpl_report_none(report);
        else
            fpl_report_money(report, amount, scale);
    }
    codes_cell(report, answer);
    fpl_report_text(report, fpl_buf_str(&zh));
    fpl_report_text(report, fpl_buf_str(&en));
    fpl_report_text(report, fpl_str_of(answer->left_out));
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
    return cli_show(cli, report);
}

int cli_answer_print(struct cli *cli, const struct fpl_answer *answer) {
    fpl_error_clear(&cli->error);
    int scale =
        fpl_money_sign(answer->amount) != 0 || fpl_money_sign(answer->exposure) != 0 ? answer_scale(cli, answer) : -1;
    int code = CLI_DONE;
    if (cli->format != FPL_FORMAT_TABLE)
        code = show_answer(cli, answer, scale);
    else
        print_lines(cli, answer, scale);
    if (cli_exit_of(cli->error.status) == CLI_TAMPERED) /* recorded, and then a damaged book was met */
        return cli_fail(cli);
    return code != CLI_DONE ? code : (int)cli_exit_of(answer->status) == CLI_DONE ? CLI_DONE : CLI_NO;
}
