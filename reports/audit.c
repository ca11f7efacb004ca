/* 审计疑点表: a row for each line and book, the records behind what was found, and idle money by age. */
#include "reports/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- table 1: the lines ---- */

static void put_verdict(struct fpl_report *r, int64_t found, const struct fpl_audit__outcome *out) {
    if (found > 0)
        fpl_report_code(r, "FOUND", "有疑点", "found");
    else if (out->tested == 0)
        fpl_report_code(r, "NOT_TESTED", "未检验", "not tested");
    else if (out->untested > 0)
        fpl_report_code(r, "PARTLY_TESTED", "部分未检验", "partly tested");
    else
        fpl_report_code(r, "CLEAN", "未发现", "nothing found");
}

static void put_money(struct fpl_report *r, const struct fpl_book *book, int has, int64_t amount) {
    if (has)
        fpl_report_money(r, fpl_money_of(amount), book->scale);
    else
        fpl_report_none(r);
}

static void put_words(struct fpl_report *r, const char *zh, const char *en) {
    if (zh && zh[0])
        fpl_report_name(r, zh, en);
    else
        fpl_report_none(r);
}

static void put_line(struct fpl_audit *audit, int64_t found, const struct fpl_audit__outcome *out,
                     struct fpl_report *r) {
    const struct fpl_audit__line *line = audit->line;
    int whole = out->tested == 0 || out->untested > 0; /* only then is there a reason to tell */
    fpl_report_text(r, fpl_str_of(audit->book->code));
    fpl_report_text(r, fpl_str_of(audit->book->currency));
    fpl_report_code(r, line->code, line->zh, line->en);
    put_words(r, line->limit_zh, line->limit_en);
    put_verdict(r, found, out);
    fpl_report_int(r, found);
    fpl_report_int(r, out->tested);
    fpl_report_int(r, out->untested);
    put_money(r, audit->book, out->has_amount, out->amount);
    put_money(r, audit->book, out->has_whole, out->whole);
    if (out->has_amount && out->has_whole && out->whole > 0)
        fpl_report_percent(r, out->amount, out->whole);
    else
        fpl_report_none(r);
    fpl_report_text(r, fpl_str_of(line->clause));
    put_words(r, whole ? out->why_zh : NULL, out->why_en);
}

static enum fpl_status run_line(struct fpl_audit *audit, struct fpl_report *r) {
    struct fpl_audit__outcome out = {0};
    size_t before = audit->founds;
    if (!audit->line->test)
        fpl_audit__why(&out, audit->line->why_zh, audit->line->why_en);
    enum fpl_status status = audit->line->test ? audit->line->test(audit, &out) : FPL_OK;
    if (!status)
        put_line(audit, (int64_t)(audit->founds - before), &out, r);
    return status;
}

enum fpl_status fpl_audit__run(struct fpl_audit *audit, struct fpl_report *report) {
    enum fpl_status status = FPL_OK;
    for (size_t b = 0; b < audit->n; b++) {
        audit->book = &audit->books[b];
        for (size_t i = 0; i < fpl_audit__line_count && !status; i++) {
            audit->line = &fpl_audit__lines[i];
            if (audit->line->book == audit->book->kind || audit->line->book == FPL_BOOK_ANY)
                status = run_line(audit, report);
        }
    }
    return status;
}

static enum fpl_status put_lines(struct fpl_audit *audit, struct fpl_report *r, int one) {
    fpl_report_table(r, "audit", "审计疑点表", "Audit sheet");
    if (one)
        fpl_reports__caption_book(r, &audit->books[0]);
    fpl_reports__caption_cut(r, audit->view, 1);
    fpl_report_column(r, "book", "账套", "Book", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_reports__currency_column(r, fpl_reports__several_currencies(audit->books, audit->n));
    fpl_report_column(r, "line", "疑点", "Finding", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "threshold", "界限", "Threshold", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "found", "疑点数", "Found", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "tested", "已检验数", "Tested", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "untested", "缺事实数", "Lacking", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "amount", "涉及金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "分母", "Of", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "share", "占比", "Share", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "why", "为何未检验", "Why not tested", FPL_COLUMN_TEXT, 0);
    enum fpl_status status = fpl_audit__run(audit, r);
    fpl_report_note(r, "not_clean",
                    "未检验的不等于没有问题；依据为空的，以本基金规则的条款为准，或是审计关注点、未见条款",
                    "what is not tested is not clean; where the clause is empty it is that of the fund's own rule, or "
                    "auditors look for it and none was seen");
    return status;
}

/* ---- table 2: the records ---- */

static void put_receipt(struct fpl_report *r, const struct fpl_book *book, int64_t seq) {
    char text[48];
    (void)snprintf(text, sizeof text, "%d/%lld", (int)book->id, (long long)seq);
    if (seq >= 0)
        fpl_report_text(r, fpl_str_of(text));
    else
        fpl_report_none(r);
}

static void put_found(const struct fpl_audit *audit, const struct fpl_audit__found *found, struct fpl_report *r) {
    char name[256] = "";
    if (found->party[0])
        fpl_reports__party_name(audit->view, fpl_str_of(found->party), name, sizeof name);
    fpl_report_text(r, fpl_str_of(found->book->code));
    fpl_report_code(r, found->line->code, found->line->zh, found->line->en);
    fpl_report_text(r, fpl_str_of(found->key));
    fpl_report_text(r, fpl_str_of(name));
    fpl_report_date(r, found->day);
    put_money(r, found->book, found->has_amount, found->amount);
    put_words(r, found->zh, found->en);
    put_receipt(r, found->book, found->seq);
}

static void put_records(const struct fpl_audit *audit, struct fpl_report *r) {
    fpl_report_table(r, "records", "疑点所据记录", "The records behind them");
    fpl_report_column(r, "book", "账套", "Book", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "line", "疑点", "Finding", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "key", "编号", "Key", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "day", "日期", "Day", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "remark", "说明", "Remark", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    for (size_t i = 0; i < audit->founds; i++)
        put_found(audit, &audit->found[i], r);
}

/* ---- table 3: idle money by age ---- */

static const struct {
    const char *code, *zh, *en;
    int months; /* older than so many */
} ages[] = {{"24", "超过 24 个月", "more than 24 months", 24},
            {"12", "超过 12 个月至 24 个月", "more than 12, up to 24 months", 12},
            {"6", "超过 6 个月至 12 个月", "more than 6, up to 12 months", 6},
            {"0", "6 个月以内", "up to 6 months", 0}};
enum { AGES = sizeof ages / sizeof ages[0] };

static int age_of(const struct fpl_audit *audit, struct fpl_date day) {
    for (int i = 0; i < AGES - 1; i++)
        if (fpl_date_cmp(fpl_date_add_months(day, ages[i].months), fpl_view_as_of(audit->view)) < 0)
            return i;
    return AGES - 1;
}

static enum fpl_status put_ages(struct fpl_audit *audit, const struct fpl_book *book, struct fpl_report *r) {
    int64_t sum[AGES] = {0}, paid_in = 0;
    audit->book = book;
    enum fpl_status status = fpl_audit__paid_in(audit, &paid_in);
    for (size_t i = 0; i < audit->idles && !status; i++)
        if (audit->idle[i].book == book)
            status = fpl_reports__add(&sum[age_of(audit, audit->idle[i].day)], audit->idle[i].amount, audit->error);
    for (int i = 0; i < AGES && !status; i++) {
        fpl_report_text(r, fpl_str_of(book->code));
        fpl_report_code(r, ages[i].code, ages[i].zh, ages[i].en);
        fpl_report_money(r, fpl_money_of(sum[i]), book->scale);
        fpl_report_money(r, fpl_money_of(paid_in), book->scale);
        fpl_report_percent(r, sum[i], paid_in > 0 ? paid_in : 0);
    }
    return status;
}

static enum fpl_status put_idle(struct fpl_audit *audit, struct fpl_report *r) {
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "idle", "闲置资金账龄", "Idle money by age");
    fpl_report_column(r, "book", "账套", "Book", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "age", "账龄", "Age", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid_in", "实缴", "Paid in", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "share", "闲置率", "Share", FPL_COLUMN_PERCENT, 0);
    for (size_t i = 0; i < audit->n && !status; i++)
        if (audit->books[i].kind == FPL_BOOK_FUND)
            status = put_ages(audit, &audit->books[i], r);
    fpl_report_note(r, "first_in_first_out",
                    "先到账的先用：余额是最后到账的资金（托管户与现金管理合计，100201、101201）；期初余额从启用日起算",
                    "what came in first was spent first: the balance of 100201 and 101201 is what came in last; an "
                    "opening balance counts from the day of the opening");
    return status;
}

/* ---- the report ---- */

static enum fpl_status add_book(void *ctx, const struct fpl_book *book) {
    struct fpl_audit *audit = ctx;
    if (book->kind != FPL_BOOK_FUND && book->kind != FPL_BOOK_POOL)
        return FPL_OK;
    struct fpl_book *wider = realloc(audit->books, (audit->n + 1) * sizeof *wider);
    if (!wider)
        return fpl_fail(audit->error, FPL_E_NOMEM, NULL, NULL, NULL);
    audit->books = wider;
    audit->books[audit->n++] = *book;
    return FPL_OK;
}

static enum fpl_status read_books(struct fpl_audit *audit, struct fpl_str code) {
    struct fpl_book book;
    if (code.n == 0)
        return fpl_read_books(audit->view, add_book, audit, audit->error);
    enum fpl_status status = fpl_reports__book(audit->view, code, FPL_BOOK_ANY, &book, audit->error);
    if (!status && book.kind != FPL_BOOK_FUND && book.kind != FPL_BOOK_POOL)
        status = fpl_reports__book(audit->view, code, FPL_BOOK_FUND, &book, audit->error); /* says of what kind it is */
    return status ? status : add_book(audit, &book);
}

enum fpl_status fpl_report_audit(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                 struct fpl_error *error) {
    struct fpl_audit audit = {.view = view, .error = error};
    struct fpl_report *report = fpl_reports__begin("audit", error);
    if (!report)
        return FPL_E_NOMEM;
    enum fpl_status status = read_books(&audit, spec->book);
    if (!status)
        status = put_lines(&audit, report, spec->book.n > 0);
    if (!status)
        put_records(&audit, report);
    if (!status)
        status = put_idle(&audit, report);
    free(audit.books);
    free(audit.found);
    free(audit.idle);
    return fpl_reports__end(report, status, out, error);
}
