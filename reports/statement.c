/* 科目明细账: one account, posting by posting, with its running balance. */
#include "reports/page.h"
#include "reports/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CURRENCIES 16

struct running { /* per currency */
    char currency[16];
    int scale;
    int64_t opening, balance, debit, credit;
};
struct statement {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    struct fpl_account account;
    struct fpl_date from, to;
    char party[65];  /* id of the one asked for; "": all */
    int differ;      /* a posting stands on another day than its business */
    int64_t matches; /* postings that the filters let through, before the period and in it */
    struct running running[CURRENCIES];
    int n;
    struct fpl_reports__page page;
    struct { /* the last posting of the page before; seq -1: there is none */
        struct fpl_date day;
        int64_t seq, line;
    } behind;
    int is_begun;    /* the balances before the first row are rows already */
    int64_t *opened; /* records of opening balances in the period: in the opening balance and no row */
    size_t opened_n, opened_cap;
    struct fpl_report *report;
    struct fpl_error *error;
};

static enum fpl_status running_of(struct statement *s, struct fpl_str currency, struct running **out) {
    if (currency.n == 0)
        currency = fpl_str_of(s->book.currency);
    for (int i = 0; i < s->n; i++) {
        if (fpl_str_is(currency, s->running[i].currency)) {
            *out = &s->running[i];
            return FPL_OK;
        }
    }
    if (s->n == CURRENCIES)
        return fpl_fail(s->error, FPL_E_LIMIT, "currencies", NULL, NULL);
    struct running *running = &s->running[s->n];
    *running = (struct running){.scale = 2};
    (void)fpl_str_copy(currency, running->currency, sizeof running->currency);
    enum fpl_status status =
        fpl_reports__scale(s->view, &s->book, fpl_str_of(running->currency), &running->scale, s->error);
    if (!status) {
        s->n++;
        *out = running;
    }
    return status;
}

static int is_wanted(const struct statement *s, struct fpl_str party, struct fpl_str item) {
    return (!s->party[0] || fpl_str_is(party, s->party)) && (s->spec->item.n == 0 || fpl_str_eq(item, s->spec->item));
}

static enum fpl_status open_from_total(void *ctx, const struct fpl_total *total) {
    struct statement *s = ctx;
    struct running *running = NULL;
    int64_t balance = 0;
    if (!fpl_str_is(total->account, s->account.code) || !is_wanted(s, total->party, s->spec->item))
        return FPL_OK;
    enum fpl_status status = running_of(s, total->currency, &running);
    if (!status && __builtin_sub_overflow(fpl_money_minor(total->debit), fpl_money_minor(total->credit), &balance))
        status = fpl_fail(s->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return status ? status : fpl_reports__add(&running->opening, balance, s->error);
}

/* Items are in no total: their opening balance is the sum of their own postings. */
static enum fpl_status open_from_posting(void *ctx, const struct fpl_posted *posting) {
    struct statement *s = ctx;
    struct running *running = NULL;
    if (!is_wanted(s, posting->party, posting->item))
        return FPL_OK;
    s->matches++;
    enum fpl_status status = running_of(s, posting->currency, &running);
    int64_t amount = fpl_money_minor(posting->amount);
    return status ? status : fpl_reports__add(&running->opening, posting->side == 'D' ? amount : -amount, s->error);
}

static enum fpl_status take_opened(void *ctx, const struct fpl_reports__opened *line) {
    struct statement *s = ctx;
    struct running *running = NULL;
    if (!fpl_str_is(line->account, s->account.code) || !is_wanted(s, line->party, line->item))
        return FPL_OK;
    if (s->opened_n == s->opened_cap) {
        size_t cap = s->opened_cap ? s->opened_cap * 2 : 16;
        int64_t *wider = realloc(s->opened, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(s->error, FPL_E_NOMEM, NULL, NULL, NULL);
        s->opened = wider;
        s->opened_cap = cap;
    }
    s->opened[s->opened_n++] = line->seq;
    enum fpl_status status = running_of(s, line->currency, &running);
    return status ? status : fpl_reports__add(&running->opening, line->balance, s->error);
}

static int is_opening(const struct statement *s, int64_t seq) {
    for (size_t i = 0; i < s->opened_n; i++)
        if (s->opened[i] == seq)
            return 1;
    return 0;
}

static enum fpl_status read_opening(struct statement *s) {
    struct running *own = NULL;
    enum fpl_status status = running_of(s, fpl_str_of(s->book.currency), &own);
    if (!status)
        status = fpl_reports__openings(s->view, &s->book, (const struct fpl_date[2]){s->from, s->to}, take_opened, s,
                                       s->error);
    if (status || fpl_date_cmp(s->from, FPL_DATE_MIN) <= 0)
        return status;
    struct fpl_date before = fpl_date_add_days(s->from, -1);
    if (s->spec->item.n)
        return fpl_read_postings(s->view, s->book.id, fpl_str_of(s->account.code), FPL_DATE_MIN, before,
                                 open_from_posting, s, s->error);
    return fpl_read_totals(s->view, s->book.id, FPL_DATE_MIN, before, s->spec->party.n > 0, open_from_total, s,
                           s->error);
}

static void put_balance(struct statement *s, const struct running *running, int64_t balance) {
    fpl_reports__side(s->report, balance);
    fpl_report_money(s->report, fpl_money_of(balance < 0 ? -balance : balance), running->scale);
    fpl_report_money(s->report, fpl_money_of(balance), running->scale);
}

static void put_summary(struct statement *s, const struct running *running, int opening) {
    if (!opening) /* the opening balance is the first row */
        fpl_report_total(s->report);
    fpl_report_date(s->report, !opening ? s->to : fpl_date_cmp(s->from, FPL_DATE_MIN) > 0 ? s->from : FPL_DATE_NONE);
    fpl_report_none(s->report);
    fpl_report_none(s->report);
    if (opening && s->behind.seq >= 0)
        fpl_report_code(s->report, "carried", "承前页", "Carried forward");
    else if (opening)
        fpl_report_code(s->report, "opening", "期初余额", "Opening balance");
    else
        fpl_report_code(s->report, "closing", "本期合计及期末余额", "Turnover and closing balance");
    for (int i = 0; i < 3; i++)
        fpl_report_none(s->report);
    fpl_report_text(s->report, fpl_str_of(running->currency));
    if (opening) {
        fpl_report_none(s->report);
        fpl_report_none(s->report);
    } else {
        fpl_report_money(s->report, fpl_money_of(running->debit), running->scale);
        fpl_report_money(s->report, fpl_money_of(running->credit), running->scale);
    }
    put_balance(s, running, opening ? running->opening : running->balance);
    fpl_report_none(s->report);
}

static void put_posting(struct statement *s, const struct fpl_posted *posting, const struct running *running) {
    struct fpl_report *r = s->report;
    char name[256], receipt[48];
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)s->book.id, (long long)posting->seq);
    s->differ |= fpl_date_cmp(posting->posted, posting->occurred) != 0;
    fpl_report_date(r, posting->posted);
    fpl_report_date(r, posting->occurred);
    fpl_report_text(r, posting->voucher);
    char memo[FPL_REPORTS_MEMO];
    fpl_report_text(r, fpl_reports__memo(posting->memo, memo));
    fpl_report_text(r, posting->party);
    fpl_reports__party_name(s->view, posting->party, name, sizeof name);
    fpl_report_text(r, fpl_str_of(name));
    fpl_report_text(r, posting->item);
    fpl_report_text(r, fpl_str_of(running->currency));
    if (posting->side == 'C')
        fpl_report_none(r);
    fpl_report_money(r, posting->amount, running->scale);
    if (posting->side == 'D')
        fpl_report_none(r);
    put_balance(s, running, running->balance);
    fpl_report_text(r, fpl_str_of(receipt));
}

/* A page's rows stand in order of day, record and line. */
static int is_behind(const struct statement *s, const struct fpl_posted *posting) {
    int order = s->behind.seq < 0 ? 1 : fpl_date_cmp(posting->posted, s->behind.day);
    if (order == 0)
        order = posting->seq != s->behind.seq ? (posting->seq > s->behind.seq ? 1 : -1)
                                              : (posting->line > s->behind.line ? 1 : 0);
    return order <= 0;
}

static void begin_rows(struct statement *s) {
    for (int i = 0; i < s->n && !s->is_begun; i++) {
        s->running[i].opening = s->running[i].balance; /* with what the pages before have of that day */
        put_summary(s, &s->running[i], 1);
    }
    s->is_begun = 1;
}

/* Does the posting belong on the page? FPL_PAGE_FULL. */
static enum fpl_status take_row(struct statement *s, const struct fpl_posted *posting) {
    char key[64], day[12];
    (void)snprintf(key, sizeof key, "%s|%lld|%d", fpl_date_format(posting->posted, day), (long long)posting->seq,
                   posting->line);
    if (!fpl_reports__page_takes(&s->page, fpl_str_of(key)))
        return FPL_PAGE_FULL;
    begin_rows(s);
    return FPL_OK;
}

static enum fpl_status take_posting(void *ctx, const struct fpl_posted *posting) {
    struct statement *s = ctx;
    struct running *running = NULL;
    int64_t amount = fpl_money_minor(posting->amount);
    if (!is_wanted(s, posting->party, posting->item) || is_opening(s, posting->seq))
        return FPL_OK;
    s->matches++;
    int behind = is_behind(s, posting);
    enum fpl_status status = behind ? FPL_OK : take_row(s, posting);
    if (!status)
        status = running_of(s, posting->currency, &running);
    if (!status)
        status = fpl_reports__add(&running->balance, posting->side == 'D' ? amount : -amount, s->error);
    if (!status)
        status = fpl_reports__add(posting->side == 'D' ? &running->debit : &running->credit, amount, s->error);
    if (!status && !behind)
        put_posting(s, posting, running);
    return status;
}

static void begin_table(struct statement *s) {
    struct fpl_report *r = s->report;
    fpl_report_table(r, "statement", "科目明细账", "Account statement");
    fpl_reports__caption_book(r, &s->book);
    fpl_report_caption(r, "account", "科目", "Account");
    fpl_report_text(r, fpl_str_of(s->account.code));
    fpl_report_caption(r, "account_name", "科目名称", "Account name");
    fpl_report_name(r, s->account.zh, s->account.en);
    if (s->spec->party.n)
        fpl_reports__caption_text(r, "party", "主体", "Party", fpl_str_of(s->party));
    if (s->spec->item.n)
        fpl_reports__caption_text(r, "item", "项目", "Item", s->spec->item);
    if (fpl_date_cmp(s->from, FPL_DATE_MIN) > 0) {
        fpl_report_caption(r, "from", "期间起", "From");
        fpl_report_date(r, s->from);
    }
    fpl_report_caption(r, "to", "期间止", "To");
    fpl_report_date(r, s->to);
    fpl_reports__caption_cut(r, s->view, 0);
    fpl_report_column(r, "posted", "记账日期", "Posted", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "occurred", "业务发生日", "Occurred", FPL_COLUMN_DATE, FPL_COLUMN_DATA);
    fpl_report_column(r, "voucher", "凭证号", "Voucher", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "memo", "摘要", "Memo", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "party_name", "主体", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "item", "项目", "Item", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "currency", "币种", "Currency", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "debit", "借方", "Debit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "credit", "贷方", "Credit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "side", "方向", "D/C", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "amount", "余额", "Balance", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "balance", "余额（借减贷）", "Balance, debit less credit", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
}

/* "2026-03-01|17|2" */
static enum fpl_status read_behind(struct statement *s) {
    struct fpl_str key = fpl_str_of(s->page.first), part[3];
    s->behind.seq = -1;
    if (key.n == 0)
        return FPL_OK;
    for (int i = 0; i < 3; i++) {
        const char *bar = i < 2 && key.n ? memchr(key.p, '|', key.n) : NULL;
        part[i] = (struct fpl_str){key.p, bar ? (size_t)(bar - key.p) : key.n};
        key = (struct fpl_str){key.p + part[i].n + (bar != NULL), key.n - part[i].n - (bar != NULL)};
    }
    if (!fpl_date_parse(part[0], &s->behind.day, NULL) && !fpl_int_parse(part[1], &s->behind.seq) &&
        s->behind.seq >= 0 && !fpl_int_parse(part[2], &s->behind.line) && fpl_date_cmp(s->behind.day, s->from) >= 0)
        return FPL_OK;
    fpl_error_at_field(s->error, "after");
    return fpl_fail(s->error, FPL_E_CURSOR, NULL, NULL, NULL);
}

enum fpl_status fpl_report_statement(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error) {
    struct statement s = {.view = view, .spec = spec, .error = error};
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_ANY, &s.book, error);
    if (!status)
        status = fpl_reports__account_named(view, &s.book, spec->account, &s.account, error);
    if (!status)
        status = fpl_reports__range(view, spec, &s.from, &s.to, error);
    if (!status)
        status = fpl_reports__party_of(view, spec->party, "party", s.party, error);
    s.page = (struct fpl_reports__page){.view = view, .spec = spec, .list = "statement"};
    if (!status)
        status = fpl_reports__page_begin(&s.page, error);
    if (!status)
        status = read_behind(&s);
    if (status)
        return status;
    if (!(s.report = fpl_reports__begin("statement", error)))
        return FPL_E_NOMEM;
    begin_table(&s);
    if (s.behind.seq >= 0) /* the totals say what was before that day */
        s.from = s.behind.day;
    status = read_opening(&s);
    for (int i = 0; i < s.n && !status; i++)
        s.running[i].balance = s.running[i].opening;
    if (!status && s.behind.seq < 0)
        begin_rows(&s);
    if (!status)
        status = fpl_read_postings(view, s.book.id, fpl_str_of(s.account.code), s.from, s.to, take_posting, &s, error);
    status = status == FPL_PAGE_FULL ? FPL_OK : status;
    if (!status)
        begin_rows(&s);
    if (!status && spec->item.n && s.matches == 0) { /* no list of items tells a mistyped one */
        fpl_error_at_field(error, "item");
        status = fpl_fail_text(error, FPL_E_NOT_FOUND, spec->item.p, spec->item.n);
    }
    if (s.differ)
        fpl_report__show(s.report, "occurred");
    for (int i = 0; i < s.n && !status && !fpl_reports__is_paged(&s.page); i++)
        put_summary(&s, &s.running[i], 0);
    if (!status)
        status = fpl_reports__page_end(&s.page, s.report, error);
    free(s.opened);
    return fpl_reports__end(s.report, status, out, error);
}
