/* Warnings, what happened in the quarter, and what is to be settled among departments. */
#include "reports/borrow.h"
#include "reports/joint.h"

#include <stdio.h>
#include <string.h>

/* ---- warnings ---- */

static enum fpl_status take_warning(void *ctx, const struct fpl_borrow__row *row) {
    static const char *const columns[] = {"book", "line", "found", "amount", "denominator", "share", "clause"};
    struct fpl_joint *j = ctx;
    for (size_t i = 0; fpl_borrow__is(row, "verdict", "FOUND") && i < sizeof columns / sizeof columns[0]; i++)
        fpl_borrow__copy(row, columns[i], j->report);
    return FPL_OK;
}

enum fpl_status fpl_joint__warnings(struct fpl_joint *j) {
    struct fpl_report *r = j->report;
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "warnings", "预警清单", "Warnings");
    fpl_report_column(r, "fund", "基金编号", "Fund id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "line", "疑点", "Finding", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "found", "疑点数", "Found", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "amount", "涉及金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "分母", "Of", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "share", "占比", "Share", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
    for (size_t i = 0; i < j->n && !status; i++) {
        const struct fpl_report_spec spec = {.book = fpl_str_of(j->fund[i].code)};
        const struct fpl_borrow__source source = {fpl_report_audit, &spec, "audit"};
        status = fpl_borrow__read(j->view, &source, take_warning, j, j->error);
    }
    fpl_report_note(r, "from_audit", "取自 report audit；未检验的疑点不在此列，见该表",
                    "from report audit; what it has not tested is not here, see there");
    return status;
}

/* ---- what happened ---- */

struct happened {
    struct fpl_joint *j;
    const struct fpl_book *fund;
    const char *const *event; /* item, code, words */
};

static void put_event(const struct happened *h, const struct fpl_item *item, struct fpl_date day) {
    struct fpl_report *r = h->j->report;
    struct fpl_str firm = fpl_json_get_text(item->data, "firm");
    char name[256] = "", receipt[48];
    if (firm.n)
        fpl_reports__party_name(h->j->view, firm, name, sizeof name);
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)h->fund->id, (long long)item->seq0);
    fpl_report_text(r, fpl_str_of(h->fund->code));
    fpl_report_date(r, day);
    fpl_report_code(r, h->event[1], h->event[2], h->event[3]);
    fpl_report_text(r, item->key);
    fpl_report_text(r, fpl_str_of(name));
    fpl_report_money(r, fpl_money_of(fpl_json_get_num(item->data, "amt", 0)), h->fund->scale);
    fpl_report_text(r, fpl_str_of(receipt));
}

static enum fpl_status take_event(void *ctx, const struct fpl_item *item) {
    const struct happened *h = ctx;
    struct fpl_date day;
    if (fpl_json_get_num(item->data, "rev", 0))
        return FPL_OK; /* taken back */
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "day"), &day, h->j->error);
    if (!status && fpl_date_cmp(day, h->j->from) >= 0 && fpl_date_cmp(day, fpl_view_as_of(h->j->view)) <= 0)
        put_event(h, item, day);
    return status;
}

static enum fpl_status put_happened(struct fpl_joint *j) {
    static const char *const items[][4] = {{"exit", "EXIT", "退出", "sale"},
                                           {"redemption", "REDEMPTION", "可转债还本付息", "convertible redeemed"},
                                           {"writeoff", "WRITEOFF", "核销", "write-off"}};
    struct fpl_report *r = j->report;
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "events", "重大事项", "What happened");
    fpl_report_column(r, "fund", "基金编号", "Fund id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "day", "日期", "Day", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "event", "事项", "Event", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "key", "编号", "Key", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "amount", "收回金额", "Received", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    for (size_t f = 0; f < j->n; f++) {
        for (size_t i = 0; i < sizeof items / sizeof items[0] && !status; i++) {
            struct happened h = {j, &j->fund[f], items[i]};
            status = fpl_read_items(j->view, j->fund[f].id, items[i][0], take_event, &h, j->error);
        }
    }
    fpl_report_note(
        r, "which_events", "本季的退出与核销；其他事项账本不作重大与否的判断，见 log",
        "sales and write-offs of the quarter; of other events the ledger does not say which matter, see log");
    return status;
}

enum fpl_status fpl_joint__events(struct fpl_joint *j) {
    enum fpl_status status = put_happened(j);
    fpl_report_table(j->report, "to_settle", "需协调事项", "To be settled among departments");
    fpl_report_column(j->report, "matter", "事项", "Matter", FPL_COLUMN_TEXT, 0);
    fpl_report_code(j->report, "NOT_RECORDED", "账本不登记，由报送单位填写",
                    "the ledger records none: for whoever hands the page in");
    return status;
}
