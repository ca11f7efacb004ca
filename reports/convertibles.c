/* 可转债: each deal that bought one, by its day of maturity. Source: fund rules §2.2, E28. */
#include "reports/convertibles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct note {
    char deal[FPL_ID_BYTES_MAX + 1], firm[FPL_ID_BYTES_MAX + 1];
    struct fpl_date paid, matures; /* matures FPL_DATE_NONE: nobody said */
    int64_t amount, refunded, converted, redeemed, interest, left;
};
struct notes {
    struct fpl_view *view;
    const struct fpl_book *book;
    struct fpl_error *error;
    struct note *list;
    size_t n, cap;
};

static enum fpl_status read_day(const struct notes *notes, const struct fpl_item *item, const char *member,
                                struct fpl_date *out) {
    struct fpl_str text = fpl_json_get_text(item->data, member);
    *out = FPL_DATE_NONE;
    return text.n ? fpl_date_parse(text, out, notes->error) : FPL_OK;
}

static int is_later(const struct notes *notes, struct fpl_date day) {
    return fpl_date_cmp(day, fpl_view_as_of(notes->view)) > 0;
}

static enum fpl_status take_deal(void *ctx, const struct fpl_item *item) {
    struct notes *notes = ctx;
    struct note note = {.amount = fpl_json_get_num(item->data, "amt", 0)};
    if (!fpl_str_is(fpl_json_get_text(item->data, "ins"), "CONVERTIBLE"))
        return FPL_OK;
    enum fpl_status status = read_day(notes, item, "paid", &note.paid);
    if (!status)
        status = read_day(notes, item, "mat", &note.matures);
    if (status || is_later(notes, note.paid))
        return status;
    if (notes->n == notes->cap) {
        size_t cap = notes->cap ? notes->cap * 2 : 16;
        struct note *wider = realloc(notes->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(notes->error, FPL_E_NOMEM, NULL, NULL, NULL);
        notes->list = wider;
        notes->cap = cap;
    }
    note.left = note.amount;
    (void)fpl_str_copy(item->key, note.deal, sizeof note.deal);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "firm"), note.firm, sizeof note.firm);
    notes->list[notes->n++] = note;
    return FPL_OK;
}

/* Items come in order of their keys. */
static int by_deal(const void *key, const void *note) {
    return strcmp(key, ((const struct note *)note)->deal);
}

/* What an event of a deal took of it; one taken back names no deal. */
static enum fpl_status take_off(struct notes *notes, const struct fpl_item *item, int64_t principal, size_t at) {
    char deal[FPL_ID_BYTES_MAX + 1];
    struct fpl_date day;
    (void)fpl_str_copy(fpl_json_get_text(item->data, "deal"), deal, sizeof deal);
    struct note *note = notes->n ? bsearch(deal, notes->list, notes->n, sizeof *note, by_deal) : NULL;
    enum fpl_status status = read_day(notes, item, "day", &day);
    if (status || !note || is_later(notes, day))
        return status;
    status = fpl_reports__add((int64_t *)(void *)((char *)note + at), principal, notes->error);
    if (!status)
        status = fpl_reports__add(&note->left, -principal, notes->error);
    if (!status && at == offsetof(struct note, redeemed))
        status = fpl_reports__add(&note->interest, fpl_json_get_num(item->data, "amt", 0) - principal, notes->error);
    return status;
}

static enum fpl_status take_refund(void *ctx, const struct fpl_item *item) {
    return take_off(ctx, item, fpl_json_get_num(item->data, "amt", 0), offsetof(struct note, refunded));
}

static enum fpl_status take_conversion(void *ctx, const struct fpl_item *item) {
    return take_off(ctx, item, fpl_json_get_num(item->data, "amt", 0), offsetof(struct note, converted));
}

static enum fpl_status take_redemption(void *ctx, const struct fpl_item *item) {
    return take_off(ctx, item, -fpl_json_get_num(item->data, "dd", 0), offsetof(struct note, redeemed));
}

static enum fpl_status take_holding(void *ctx, const struct fpl_item *item) {
    struct notes *notes = ctx;
    for (size_t i = 0; i < notes->n && fpl_json_get_num(item->data, "debt", 0) == 0; i++)
        if (fpl_str_is(item->key, notes->list[i].firm))
            notes->list[i].left = 0;
    return FPL_OK;
}

static enum fpl_status read_notes(struct notes *notes) {
    static const struct {
        const char *kind;
        fpl_item_cb take;
    } items[] = {{"deal", take_deal},
                 {"refund", take_refund},
                 {"conversion", take_conversion},
                 {"redemption", take_redemption},
                 {"holding", take_holding}};
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < sizeof items / sizeof items[0] && !status && (i == 0 || notes->n > 0); i++)
        status = fpl_read_items(notes->view, notes->book->id, items[i].kind, items[i].take, notes, notes->error);
    return status;
}

/* Days past the day of maturity on the view's day; 0: it is not past, nothing is left, or nobody said the day. */
static int64_t late(const struct notes *notes, const struct note *note) {
    int64_t days = fpl_date_is_none(note->matures) || note->left <= 0
                       ? 0
                       : (int64_t)fpl_view_as_of(notes->view).day - note->matures.day;
    return days > 0 ? days : 0;
}

static void put_note(const struct notes *notes, struct fpl_report *r, const struct note *note) {
    const int64_t sums[] = {note->amount, note->refunded, note->converted, note->redeemed, note->interest, note->left};
    char name[256];
    fpl_report_text(r, fpl_str_of(note->deal));
    fpl_reports__party_name(notes->view, fpl_str_of(note->firm), name, sizeof name);
    fpl_report_text(r, fpl_str_of(note->firm));
    fpl_report_text(r, fpl_str_of(name));
    fpl_report_date(r, note->paid);
    fpl_report_date(r, note->matures);
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        fpl_report_money(r, fpl_money_of(sums[i]), notes->book->scale);
    fpl_report_int(r, late(notes, note));
    if (note->left <= 0)
        fpl_report_code(r, "CLOSED", "已结清", "closed");
    else if (late(notes, note) > 0)
        fpl_report_code(r, "MATURED", "到期未还", "matured, unpaid");
    else if (fpl_date_is_none(note->matures))
        fpl_report_code(r, "NO_DAY", "未写到期日", "no day said");
    else
        fpl_report_code(r, "OUTSTANDING", "未到期", "outstanding");
}

static void put(const struct notes *notes, struct fpl_report *r) {
    size_t matured = 0;
    char zh[160], en[200];
    fpl_report_table(r, "convertibles", "可转债", "Convertibles");
    fpl_reports__caption_book(r, notes->book);
    fpl_report_column(r, "deal", "投资编号", "Deal", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "firm", "企业代码", "Firm id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "paid", "付款日", "Paid on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "matures", "到期日", "Matures on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "amount", "本金", "Principal", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "refunded", "退回", "Refunded", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_column(r, "converted", "转股", "Converted", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "redeemed", "已还本金", "Paid back", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "interest", "已收利息", "Interest", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "left", "未还本金", "Left", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "days_late", "逾期天数", "Days late", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    for (size_t i = 0; i < notes->n; i++) {
        put_note(notes, r, &notes->list[i]);
        matured += late(notes, &notes->list[i]) > 0;
    }
    if (matured == 0)
        return;
    (void)snprintf(zh, sizeof zh, "%zu 笔可转债到期未还：仍按成本列示，还本付息、转股或核销之前不会自行变动", matured);
    (void)snprintf(
        en, sizeof en,
        "%zu convertibles have matured and are not paid: they stand at cost until they are paid, converted or "
        "written off",
        matured);
    fpl_report_note(r, "MATURED", zh, en);
}

enum fpl_status fpl_convertibles__table(struct fpl_report *report, struct fpl_view *view, const struct fpl_book *book,
                                        struct fpl_error *error) {
    struct notes notes = {.view = view, .book = book, .error = error};
    enum fpl_status status = read_notes(&notes);
    if (!status && notes.n > 0)
        put(&notes, report);
    free(notes.list);
    return status;
}
