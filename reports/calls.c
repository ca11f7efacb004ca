/* 缴款台账: the standing calls of a fund, a row a party: called, paid, unpaid, due and days overdue. */
#include "reports/common.h"

#include <stdlib.h>
#include <string.h>

struct call {
    char id[FPL_ID_BYTES_MAX + 1], purpose[16];
    int64_t number;
    struct fpl_date on;
};
struct share {
    size_t call; /* its place in calls.call */
    char commitment[FPL_ID_BYTES_MAX + 1], party[FPL_ID_BYTES_MAX + 1];
    int64_t called, paid, late;
    struct fpl_date due, last;
};
struct calls {
    struct fpl_view *view;
    struct fpl_book book;
    struct fpl_report *report;
    struct call *call;
    size_t n, cap;
    struct share *share;
    size_t shares, share_cap;
    int64_t called, paid;
    struct fpl_error *error;
};

static struct fpl_date date_of(const struct fpl_json *data, const char *member) {
    struct fpl_date day = FPL_DATE_NONE;
    return fpl_date_parse(fpl_json_get_text(data, member), &day, NULL) ? FPL_DATE_NONE : day;
}

static enum fpl_status take_call(void *ctx, const struct fpl_item *item) {
    struct calls *c = ctx;
    if (c->n == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 16;
        struct call *wider = realloc(c->call, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(c->error, FPL_E_NOMEM, NULL, NULL, NULL);
        c->call = wider;
        c->cap = cap;
    }
    struct call *call = &c->call[c->n++];
    call->number = fpl_json_get_num(item->data, "no", 0);
    call->on = date_of(item->data, "on");
    (void)fpl_str_copy(item->key, call->id, sizeof call->id);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "purpose"), call->purpose, sizeof call->purpose);
    return FPL_OK;
}

static int by_id(const void *key, const void *call) {
    const struct fpl_str *id = key;
    return fpl_str_cmp(*id, fpl_str_of(((const struct call *)call)->id));
}

static void put_purpose(struct fpl_report *r, const char *code) {
    static const char *const words[][3] = {
        {"INVESTMENT", "投资", "investment"}, {"FEE", "管理费", "fee"}, {"EXPENSE", "费用", "expense"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(code, words[i][0]) == 0) {
            fpl_report_code(r, words[i][0], words[i][1], words[i][2]);
            return;
        }
    fpl_report_text(r, fpl_str_of(code));
}

/* Of what is unpaid, the days since it was due; of what was paid late, those until the last payment. Where that day is
 * not known (a reversal took it) there is none. */
static void put_overdue(const struct calls *c, const struct share *share) {
    struct fpl_date until = share->last;
    if (share->called > share->paid)
        until = fpl_view_as_of(c->view);
    else if (share->late == 0)
        until = share->due;
    if (fpl_date_is_none(until) || fpl_date_is_none(share->due))
        fpl_report_none(c->report);
    else
        fpl_report_int(c->report, until.day > share->due.day ? until.day - share->due.day : 0);
}

static enum fpl_status take_share(void *ctx, const struct fpl_item *item) {
    struct calls *c = ctx;
    const char *bar = memchr(item->key.p, '|', item->key.n);
    struct fpl_str id = {item->key.p, bar ? (size_t)(bar - item->key.p) : item->key.n};
    const struct call *call = c->n ? bsearch(&id, c->call, c->n, sizeof *c->call, by_id) : NULL;
    if (!call || !bar)
        return fpl_fail(c->error, FPL_E_CORRUPT, "call.share", NULL, NULL);
    if (c->shares == c->share_cap) {
        size_t cap = c->share_cap ? c->share_cap * 2 : 64;
        struct share *wider = realloc(c->share, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(c->error, FPL_E_NOMEM, NULL, NULL, NULL);
        c->share = wider;
        c->share_cap = cap;
    }
    struct share *share = &c->share[c->shares++];
    *share = (struct share){.call = (size_t)(call - c->call),
                            .called = fpl_json_get_num(item->data, "amt", 0),
                            .paid = fpl_json_get_num(item->data, "paid", 0),
                            .late = fpl_json_get_num(item->data, "late", 0),
                            .due = date_of(item->data, "due"),
                            .last = date_of(item->data, "last")};
    (void)fpl_str_copy((struct fpl_str){bar + 1, (size_t)(item->key.p + item->key.n - bar - 1)}, share->commitment,
                       sizeof share->commitment);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "party"), share->party, sizeof share->party);
    return FPL_OK;
}

/* As the call itself was divided and answered: its parties in order of their ids, then their commitments. */
static int by_party(const void *a, const void *b) {
    const struct share *one = a, *other = b;
    int order = one->call != other->call ? (one->call > other->call) - (one->call < other->call)
                                         : strcmp(one->party, other->party);
    return order ? order : strcmp(one->commitment, other->commitment);
}

static enum fpl_status put_share(struct calls *c, const struct share *share) {
    struct fpl_report *r = c->report;
    const struct call *call = &c->call[share->call];
    char name[256];
    fpl_reports__party_name(c->view, fpl_str_of(share->party), name, sizeof name);
    fpl_report_text(r, fpl_str_of(c->book.code));
    fpl_report_text(r, fpl_str_of(call->id));
    fpl_report_int(r, call->number);
    fpl_report_date(r, call->on);
    put_purpose(r, call->purpose);
    fpl_report_text(r, fpl_str_of(share->party));
    fpl_report_text(r, fpl_str_of(name));
    fpl_report_text(r, fpl_str_of(share->commitment));
    fpl_report_money(r, fpl_money_of(share->called), c->book.scale);
    fpl_report_money(r, fpl_money_of(share->paid), c->book.scale);
    fpl_report_money(r, fpl_money_of(share->called - share->paid), c->book.scale);
    fpl_report_date(r, share->due);
    put_overdue(c, share);
    enum fpl_status status = fpl_reports__add(&c->called, share->called, c->error);
    return status ? status : fpl_reports__add(&c->paid, share->paid, c->error);
}

static void columns(struct calls *c) {
    struct fpl_report *r = c->report;
    fpl_report_table(r, "calls", "缴款台账", "Register of calls");
    fpl_reports__caption_book(r, &c->book);
    fpl_reports__caption_cut(r, c->view, 1);
    fpl_report_column(r, "fund", "基金", "Fund", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "call", "缴款通知编号", "Call", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "number", "期次", "Number", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "notice_date", "通知日", "Notice given on", FPL_COLUMN_DATE, FPL_COLUMN_DATA);
    fpl_report_column(r, "purpose", "用途", "Purpose", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "party_name", "出资人", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "commitment", "认缴编号", "Commitment", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "called", "应缴", "Called", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid", "已缴", "Paid", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "unpaid", "未缴", "Unpaid", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "due", "到期日", "Due on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "overdue_days", "逾期天数", "Days overdue", FPL_COLUMN_INT, 0);
}

static void put_total(struct calls *c) {
    struct fpl_report *r = c->report;
    fpl_report_total(r);
    fpl_report_none(r);
    fpl_report_name(r, "合计", "Total");
    for (int i = 0; i < 6; i++)
        fpl_report_none(r);
    fpl_report_money(r, fpl_money_of(c->called), c->book.scale);
    fpl_report_money(r, fpl_money_of(c->paid), c->book.scale);
    fpl_report_money(r, fpl_money_of(c->called - c->paid), c->book.scale);
    fpl_report_none(r);
    fpl_report_none(r);
}

enum fpl_status fpl_report_calls(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                 struct fpl_error *error) {
    struct calls c = {.view = view, .error = error};
    if (!(c.report = fpl_reports__begin("calls", error)))
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_FUND, &c.book, error);
    if (!status)
        status = fpl_read_items(view, c.book.id, "call", take_call, &c, error);
    if (!status) {
        columns(&c);
        status = fpl_read_items(view, c.book.id, "call.share", take_share, &c, error);
    }
    if (c.shares > 1)
        qsort(c.share, c.shares, sizeof c.share[0], by_party);
    for (size_t i = 0; i < c.shares && !status; i++)
        status = put_share(&c, &c.share[i]);
    if (!status)
        put_total(&c);
    free(c.call);
    free(c.share);
    return fpl_reports__end(c.report, status, out, error);
}
