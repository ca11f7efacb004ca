/* 科目余额表. Two reads of totals, up to the day before the period and up to its end; the turnover is their difference.
 */
#include "reports/common.h"

#include <stdlib.h>
#include <string.h>

struct line {                                             /* one account (and party) in one currency */
    size_t account, party, currency;                      /* where these stand in lines.text, each with its NUL */
    const struct fpl_account *of_chart;                   /* NULL: not in the chart */
    int64_t opening_debit, opening_credit, debit, credit; /* cumulated up to the cuts */
};
struct lines {
    struct line *line;
    size_t n, cap, at; /* at: where the merge with the second read stands */
    struct fpl_buf text;
    int opening;
    struct fpl_error *error;
};
struct sums { /* of one group and currency */
    char currency[16];
    int memo, scale;
    int64_t opening_debit, opening_credit, debit, credit, closing_debit, closing_credit;
};
#define SUMS_MAX 64
struct balance {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    struct fpl_reports__accounts accounts;
    struct fpl_date from, to;
    struct lines lines;
    struct sums sums[SUMS_MAX];
    size_t sums_n;
    int currencies; /* more than the book's own */
    struct fpl_report *report;
    struct fpl_error *error;
};

static struct fpl_str text_of(const struct lines *lines, size_t at) {
    return fpl_str_of(lines->text.p + at);
}

static int line_cmp(const struct lines *lines, const struct fpl_total *total) {
    const struct line *line = &lines->line[lines->at];
    int order = fpl_str_cmp(text_of(lines, line->account), total->account);
    if (order == 0)
        order = fpl_str_cmp(text_of(lines, line->party), total->party);
    return order ? order : fpl_str_cmp(text_of(lines, line->currency), total->currency);
}

static size_t keep_text(struct lines *lines, struct fpl_str text) {
    size_t at = lines->text.n;
    fpl_buf_add(&lines->text, text.p, text.n);
    fpl_buf_addc(&lines->text, '\0');
    return at;
}

/* A line of zeros where the merge stands. */
static enum fpl_status add_line(struct lines *lines, const struct fpl_total *total) {
    if (lines->n == lines->cap) {
        size_t cap = lines->cap ? lines->cap * 2 : 256;
        struct line *wider = realloc(lines->line, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(lines->error, FPL_E_NOMEM, NULL, NULL, NULL);
        lines->line = wider;
        lines->cap = cap;
    }
    struct line line = {.account = keep_text(lines, total->account),
                        .party = keep_text(lines, total->party),
                        .currency = keep_text(lines, total->currency)};
    if (fpl_buf_ok(&lines->text))
        return fpl_fail(lines->error, FPL_E_NOMEM, NULL, NULL, NULL);
    struct line *to = lines->line + lines->at;
    memmove(to + 1, to, (lines->n - lines->at) * sizeof *to);
    *to = line;
    lines->n++;
    return FPL_OK;
}

/* Both reads come in the same order, so the second is merged into the first as it goes. */
static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct lines *lines = ctx;
    enum fpl_status status = FPL_OK;
    int order = 1;
    while (lines->at < lines->n && (order = line_cmp(lines, total)) < 0)
        lines->at++;
    if (lines->at == lines->n || order != 0)
        status = add_line(lines, total);
    if (status)
        return status;
    struct line *line = &lines->line[lines->at];
    if (lines->opening) {
        line->opening_debit = fpl_money_minor(total->debit);
        line->opening_credit = fpl_money_minor(total->credit);
    } else {
        line->debit = fpl_money_minor(total->debit);
        line->credit = fpl_money_minor(total->credit);
    }
    lines->at++; /* the next one stands behind it */
    return FPL_OK;
}

/* Lines and accounts stand in the same order. */
static void find_accounts(struct balance *b) {
    size_t at = 0;
    for (size_t i = 0; i < b->lines.n; i++) {
        struct fpl_str code = text_of(&b->lines, b->lines.line[i].account);
        int order = 1;
        while (at < b->accounts.n && (order = fpl_str_cmp(fpl_str_of(b->accounts.account[at]->code), code)) < 0)
            at++;
        if (at < b->accounts.n && order == 0)
            b->lines.line[i].of_chart = b->accounts.account[at];
    }
}

/* An opening balance in the period is none of its turnover. Its line is there: it was posted by the end of the period.
 */
static enum fpl_status take_opened(void *ctx, const struct fpl_reports__opened *opened) {
    struct balance *b = ctx;
    struct lines *lines = &b->lines;
    struct fpl_total at = {.account = opened->account,
                           .party = b->spec->by_party ? opened->party : (struct fpl_str){"", 0},
                           .currency = opened->currency};
    size_t low = 0, high = lines->n;
    while (low < high) {
        lines->at = low + (high - low) / 2;
        int order = line_cmp(lines, &at);
        low = order < 0 ? lines->at + 1 : low;
        high = order < 0 ? high : lines->at;
    }
    if ((lines->at = low) == lines->n || line_cmp(lines, &at) != 0)
        return FPL_OK;
    struct line *line = &lines->line[low];
    return fpl_reports__add(opened->side == 'D' ? &line->opening_debit : &line->opening_credit,
                            opened->side == 'D' ? opened->balance : -opened->balance, b->error);
}

static enum fpl_status read_lines(struct balance *b) {
    enum fpl_status status = FPL_OK;
    b->lines.error = b->error;
    /* The end of the period first: it has nearly every line, so that the opening finds its place and inserts hardly
     * any. */
    status =
        fpl_read_totals(b->view, b->book.id, FPL_DATE_MIN, b->to, b->spec->by_party, take_total, &b->lines, b->error);
    if (!status && fpl_date_cmp(b->from, FPL_DATE_MIN) > 0) {
        b->lines.opening = 1;
        b->lines.at = 0;
        status = fpl_read_totals(b->view, b->book.id, FPL_DATE_MIN, fpl_date_add_days(b->from, -1), b->spec->by_party,
                                 take_total, &b->lines, b->error);
    }
    if (!status)
        status = fpl_reports__openings(b->view, &b->book, (const struct fpl_date[2]){b->from, b->to}, take_opened, b,
                                       b->error);
    for (size_t i = 0; i < b->lines.n; i++)
        if (!fpl_str_is(text_of(&b->lines, b->lines.line[i].currency), b->book.currency))
            b->currencies = 1;
    find_accounts(b);
    return status;
}

static enum fpl_status sums_of(struct balance *b, const char *currency, int memo, struct sums **out) {
    for (size_t i = 0; i < b->sums_n; i++) {
        if (b->sums[i].memo == memo && strcmp(b->sums[i].currency, currency) == 0) {
            *out = &b->sums[i];
            return FPL_OK;
        }
    }
    if (b->sums_n == SUMS_MAX)
        return fpl_fail(b->error, FPL_E_LIMIT, "currencies", NULL, NULL);
    struct sums *sums = &b->sums[b->sums_n];
    *sums = (struct sums){.memo = memo};
    (void)fpl_str_copy(fpl_str_of(currency), sums->currency, sizeof sums->currency);
    enum fpl_status status = fpl_reports__scale(b->view, &b->book, fpl_str_of(currency), &sums->scale, b->error);
    if (status)
        return status;
    b->sums_n++;
    *out = sums;
    return FPL_OK;
}

static enum fpl_status add_sides(struct balance *b, int64_t balance, int64_t *debit, int64_t *credit) {
    if (balance == INT64_MIN)
        return fpl_fail(b->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return balance >= 0 ? fpl_reports__add(debit, balance, b->error) : fpl_reports__add(credit, -balance, b->error);
}

static void put_amount(struct balance *b, int64_t amount, int scale) {
    fpl_report_money(b->report, fpl_money_of(amount), scale);
}

static void put_balance(struct balance *b, int64_t balance, int scale) {
    fpl_reports__side(b->report, balance);
    put_amount(b, balance < 0 ? -balance : balance, scale);
}

static void put_names(struct balance *b, const struct line *line) {
    const struct fpl_account *account = line->of_chart;
    fpl_report_text(b->report, text_of(&b->lines, line->account));
    fpl_report_name(b->report, account ? account->zh : "", account ? account->en : "");
    if (b->spec->by_party) {
        char name[256];
        fpl_reports__party_name(b->view, text_of(&b->lines, line->party), name, sizeof name);
        fpl_report_text(b->report, text_of(&b->lines, line->party));
        fpl_report_text(b->report, fpl_str_of(name));
    }
    if (b->currencies)
        fpl_report_text(b->report, text_of(&b->lines, line->currency));
}

static enum fpl_status put_line(struct balance *b, const struct line *line, int memo) {
    struct sums *sums = NULL;
    int64_t opening = 0, closing = 0, debit = 0, credit = 0;
    enum fpl_status status = sums_of(b, b->lines.text.p + line->currency, memo, &sums);
    if (!status && (__builtin_sub_overflow(line->opening_debit, line->opening_credit, &opening) ||
                    __builtin_sub_overflow(line->debit, line->credit, &closing) ||
                    __builtin_sub_overflow(line->debit, line->opening_debit, &debit) ||
                    __builtin_sub_overflow(line->credit, line->opening_credit, &credit)))
        status = fpl_fail(b->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    if (!status)
        status = add_sides(b, opening, &sums->opening_debit, &sums->opening_credit);
    if (!status)
        status = add_sides(b, closing, &sums->closing_debit, &sums->closing_credit);
    if (!status)
        status = fpl_reports__add(&sums->debit, debit, b->error);
    if (!status)
        status = fpl_reports__add(&sums->credit, credit, b->error);
    if (status)
        return status;
    put_names(b, line);
    put_balance(b, opening, sums->scale);
    put_amount(b, debit, sums->scale);
    put_amount(b, credit, sums->scale);
    put_balance(b, closing, sums->scale);
    put_amount(b, closing, sums->scale);
    return FPL_OK;
}

static void put_total(struct balance *b, const struct sums *sums) {
    fpl_report_total(b->report);
    fpl_report_none(b->report);
    fpl_report_code(b->report, sums->memo ? "memo" : "books", sums->memo ? "表外合计" : "表内合计",
                    sums->memo ? "Total, memo" : "Total");
    if (b->spec->by_party) {
        fpl_report_none(b->report);
        fpl_report_none(b->report);
    }
    if (b->currencies)
        fpl_report_text(b->report, fpl_str_of(sums->currency));
    int64_t opening = sums->opening_debit - sums->opening_credit, closing = sums->closing_debit - sums->closing_credit;
    put_balance(b, opening, sums->scale);
    put_amount(b, sums->debit, sums->scale);
    put_amount(b, sums->credit, sums->scale);
    put_balance(b, closing, sums->scale);
    put_amount(b, closing, sums->scale);
}

static enum fpl_status put_lines(struct balance *b) {
    enum fpl_status status = FPL_OK;
    for (int memo = 0; memo <= 1; memo++) {
        for (size_t i = 0; i < b->lines.n && !status; i++) {
            const struct line *line = &b->lines.line[i];
            if ((line->of_chart && line->of_chart->nature == 'M') == memo)
                status = put_line(b, line, memo);
        }
    }
    for (size_t i = 0; i < b->sums_n && !status; i++)
        put_total(b, &b->sums[i]);
    return status;
}

static void begin_table(struct balance *b) {
    struct fpl_report *r = b->report;
    fpl_report_table(r, "balance", "科目余额表", "Account balances");
    fpl_reports__caption_book(r, &b->book);
    if (fpl_date_cmp(b->from, FPL_DATE_MIN) > 0) {
        fpl_report_caption(r, "from", "期间起", "From");
        fpl_report_date(r, b->from);
    }
    if (fpl_date_cmp(b->to, fpl_view_as_of(b->view)) < 0) {
        fpl_report_caption(r, "to", "期间止", "To");
        fpl_report_date(r, b->to);
    }
    fpl_reports__caption_cut(r, b->view, 0);
    fpl_report_column(r, "account", "科目", "Account", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "name", "科目名称", "Name", FPL_COLUMN_TEXT, 0);
    if (b->spec->by_party) {
        fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
        fpl_report_column(r, "party_name", "主体", "Party", FPL_COLUMN_TEXT, 0);
    }
    if (b->currencies)
        fpl_report_column(r, "currency", "币种", "Currency", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "opening_side", "方向", "D/C", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "opening", "期初余额", "Opening", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "debit", "借方发生额", "Debit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "credit", "贷方发生额", "Credit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "closing_side", "方向", "D/C", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "closing", "期末余额", "Closing", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "balance", "期末借减贷", "Closing, debit less credit", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
}

static void put_tie(struct balance *b, const struct sums *sums, int which) {
    static const char *const what[][3] = {
        {"opening", "期初余额", "Opening"}, {"turnover", "本期发生额", "Turnover"}, {"closing", "期末余额", "Closing"}};
    int64_t debit[] = {sums->opening_debit, sums->debit, sums->closing_debit};
    int64_t credit[] = {sums->opening_credit, sums->credit, sums->closing_credit};
    fpl_report_code(b->report, sums->memo ? "memo" : "books", sums->memo ? "表外" : "表内",
                    sums->memo ? "Memo" : "Books");
    fpl_report_text(b->report, fpl_str_of(sums->currency));
    fpl_report_code(b->report, what[which][0], what[which][1], what[which][2]);
    put_amount(b, debit[which], sums->scale);
    put_amount(b, credit[which], sums->scale);
    put_amount(b, debit[which] - credit[which], sums->scale);
}

/* Σ debit = Σ credit, of balances and of turnover. */
static void put_ties(struct balance *b) {
    struct fpl_report *r = b->report;
    fpl_report_table(r, "tie", "试算平衡", "Trial balance");
    fpl_report_column(r, "group", "范围", "Group", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "currency", "币种", "Currency", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "what", "项目", "Item", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "debit", "借方合计", "Debit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "credit", "贷方合计", "Credit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
    for (size_t i = 0; i < b->sums_n; i++)
        for (int which = 0; which < 3; which++)
            put_tie(b, &b->sums[i], which);
}

enum fpl_status fpl_report_balance(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                   struct fpl_error *error) {
    struct balance b = {.view = view, .spec = spec, .error = error};
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_ANY, &b.book, error);
    if (status)
        return status;
    if ((status = fpl_reports__range(view, spec, &b.from, &b.to, error)))
        return status;
    if (!(b.report = fpl_reports__begin("balance", error)))
        return FPL_E_NOMEM;
    status = fpl_reports__accounts(view, b.book.id, &b.accounts, error);
    if (!status)
        status = read_lines(&b);
    if (!status) {
        begin_table(&b);
        status = put_lines(&b);
    }
    if (!status)
        put_ties(&b);
    free(b.lines.line);
    fpl_buf_release(&b.lines.text);
    fpl_reports__accounts_release(&b.accounts);
    return fpl_reports__end(b.report, status, out, error);
}
