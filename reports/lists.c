/* 贷款台账 and 补偿申请台账: items with their states, and what their records add. */
#include "fundpool/event.h"
#include "reports/common.h"
#include "reports/derive.h"
#include "reports/page.h"
#include "reports/steps.h"

#include <stdio.h>
#include <string.h>

struct list {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    char bank[65];        /* id of the institution asked for; "": all */
    struct fpl_str state; /* code of the state asked for; "": all */
    int only_taken_on;    /* claims: those alone that were paid before the ledger */
    struct fpl_derive *derive;
    struct fpl_reports__page page;
    struct fpl_report *report;
    int64_t sum[6];
    int64_t rows, withdrawn; /* rows counted; rows listed and not counted */
    /* taken from the record of the row at hand */
    struct fpl_date disbursed_on, due_on;
    int64_t decided; /* seq of the decision behind a payment; -1 */
    int taken_on;    /* the claim was paid before the ledger */
    struct fpl_error *error;
};

static int is_wanted(const struct list *list, const struct fpl_json *data, const char *also) {
    struct fpl_str bank = fpl_str_of(list->bank);
    if (list->state.n && !fpl_str_eq(fpl_json_get_text(data, "st"), list->state))
        return 0;
    return bank.n == 0 || fpl_str_eq(fpl_json_get_text(data, "bank"), bank) ||
           fpl_str_eq(fpl_json_get_text(data, also), bank);
}

static void put_party(struct list *list, struct fpl_str id) {
    char name[256];
    fpl_reports__party_name(list->view, id, name, sizeof name);
    fpl_report_text(list->report, id);
    fpl_report_text(list->report, fpl_str_of(name));
}

static void party_columns(struct fpl_report *r, const char *const names[6], unsigned flags) {
    fpl_report_column(r, names[0], names[1], names[2], FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, names[3], names[4], names[5], FPL_COLUMN_TEXT, flags);
}

/* Keys are "bank|contract|IOU" and "bank|contract|IOU|claim number". */
static struct fpl_str part_of(struct fpl_str key, int index) {
    size_t from = 0;
    for (size_t i = 0; i <= key.n; i++) {
        if (i < key.n && key.p[i] != '|')
            continue;
        if (index-- == 0)
            return (struct fpl_str){key.p + from, i - from};
        from = i + 1;
    }
    return key;
}

static void put_receipt(struct list *list, int64_t seq) {
    char text[48];
    (void)snprintf(text, sizeof text, "%d/%lld", (int)list->book.id, (long long)seq);
    fpl_report_text(list->report, fpl_str_of(text));
}

static int is_withdrawn(const struct fpl_json *data) {
    return fpl_str_is(fpl_json_get_text(data, "st"), "WITHDRAWN");
}

static enum fpl_status put_sum(struct list *list, int i, const struct fpl_json *data, const char *key) {
    int64_t amount = fpl_json_get_num(data, key, 0);
    fpl_report_money(list->report, fpl_money_of(amount), list->book.scale);
    return is_withdrawn(data) ? FPL_OK : fpl_reports__add(&list->sum[i], amount, list->error);
}

static enum fpl_status read_filters(struct list *list, int claims) {
    struct fpl_str state = list->spec->state;
    struct fpl_party party;
    enum fpl_status status = fpl_reports__party_of(list->view, list->spec->bank, "bank", list->bank, list->error);
    if (!status && list->bank[0] && fpl_read_party(list->view, fpl_str_of(list->bank), &party, NULL) == FPL_OK &&
        strcmp(party.kind, "bank") != 0 && strcmp(party.kind, "guarantor") != 0) {
        fpl_error_at_field(list->error, "bank");
        return fpl_fail_text(list->error, FPL_E_PARTY, list->spec->bank.p, list->spec->bank.n);
    }
    if (status || state.n == 0)
        return status;
    return claims ? fpl_reports__find_claim_state(state, &list->state, &list->only_taken_on, list->error)
                  : fpl_reports__find_loan_state(state, &list->state, list->error);
}

static enum fpl_status begin(struct list *list, const char *name, enum fpl_status (*columns)(struct list *)) {
    enum fpl_status status = fpl_reports__book(list->view, list->spec->book, FPL_BOOK_POOL, &list->book, list->error);
    if (!status)
        status = read_filters(list, strcmp(name, "claims") == 0);
    list->page = (struct fpl_reports__page){.view = list->view, .spec = list->spec, .list = name};
    if (!status)
        status = fpl_reports__page_begin(&list->page, list->error);
    if (status)
        return status;
    if (!(list->report = fpl_reports__begin(name, list->error)))
        return FPL_E_NOMEM;
    status = fpl_derive__new(list->view, &list->derive, list->error);
    return status ? status : columns(list);
}

static void filters(struct list *list) {
    fpl_reports__caption_book(list->report, &list->book);
    fpl_reports__caption_cut(list->report, list->view, 1);
    if (list->spec->bank.n)
        fpl_reports__caption_text(list->report, "institution", "机构", "Institution", fpl_str_of(list->bank));
    if (list->state.n)
        fpl_report_caption(list->report, "state", "状态", "State");
}

/* ---- loans ---- */

static enum fpl_status loan_columns(struct list *list) {
    static const char *const bank[] = {"bank", "银行编号", "Bank id", "bank_name", "合作银行", "Bank"};
    static const char *const firm[] = {"firm", "企业代码", "Firm id", "firm_name", "借款企业", "Borrower"};
    static const char *const guar[] = {"guarantor",      "担保机构编号", "Guarantor id",
                                       "guarantor_name", "担保机构",     "Guarantor"};
    struct fpl_report *r = list->report;
    fpl_report_table(r, "loans", "贷款台账", "Register of loans");
    filters(list);
    if (list->state.n)
        fpl_reports__loan_state(r, list->state);
    fpl_report_column(r, "loan", "贷款", "Loan", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "contract", "合同号", "Contract", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    party_columns(r, bank, 0);
    party_columns(r, firm, 0);
    party_columns(r, guar, FPL_COLUMN_DATA);
    fpl_report_column(r, "disbursed_on", "放款日", "Disbursed on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "due_on", "到期日", "Due on", FPL_COLUMN_DATE, FPL_COLUMN_DATA);
    fpl_report_column(r, "disbursed", "放款金额", "Disbursed", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "repaid", "已还本金", "Repaid", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_column(r, "balance", "备案余额", "Balance", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "exposure", "或有补偿责任", "Exposure", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "compensated", "已补偿", "Compensated", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "loss", "已认定损失", "Loss recognised", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    return FPL_OK;
}

static enum fpl_status take_dates(void *ctx, const struct fpl_record *record) {
    struct list *list = ctx;
    const struct fpl_json *cmd = fpl_json_get(record->body, "cmd");
    if (fpl_date_parse(fpl_json_get_text(cmd, "disbursed_on"), &list->disbursed_on, NULL))
        list->disbursed_on = FPL_DATE_NONE;
    if (fpl_date_parse(fpl_json_get_text(cmd, "due_on"), &list->due_on, NULL))
        list->due_on = FPL_DATE_NONE;
    return FPL_OK;
}

static enum fpl_status take_loan(void *ctx, const struct fpl_item *item) {
    static const char *const keys[] = {"disb", "rep", "bal", "exp", "cmp", "loss"};
    struct list *list = ctx;
    const struct fpl_json *data = item->data;
    enum fpl_status status = FPL_OK;
    if (!is_wanted(list, data, "guar"))
        return FPL_OK;
    if (!fpl_reports__page_takes(&list->page, item->key))
        return list->page.more ? FPL_PAGE_FULL : FPL_OK;
    list->disbursed_on = list->due_on = FPL_DATE_NONE;
    status = fpl_read_record(list->view, list->book.id, item->seq0, take_dates, list, list->error);
    if (status && status != FPL_E_NOT_FOUND) /* a guarantor may see the loan and not the bank's own application */
        return status;
    if (status)
        fpl_error_clear(list->error);
    if (is_withdrawn(data))
        list->withdrawn++;
    else
        list->rows++;
    fpl_report_text(list->report, item->key);
    fpl_report_text(list->report, part_of(item->key, 1));
    put_party(list, fpl_json_get_text(data, "bank"));
    put_party(list, fpl_json_get_text(data, "firm"));
    put_party(list, fpl_json_get_text(data, "guar"));
    fpl_report_date(list->report, list->disbursed_on);
    fpl_report_date(list->report, list->due_on);
    status = FPL_OK;
    for (int i = 0; i < 6 && !status; i++)
        status = put_sum(list, i, data, keys[i]);
    if (status)
        return status;
    fpl_reports__loan_state(list->report, fpl_json_get_text(data, "st"));
    put_receipt(list, item->seq0);
    return FPL_OK;
}

/* The rows of one page, or of the whole list. */
static enum fpl_status read_page(struct list *list, const char *kind, fpl_item_cb take) {
    const struct fpl_begun first = {list->book.id, kind, fpl_str_of(list->page.first)};
    enum fpl_status status = fpl_read_items_from(list->view, &first, take, list, list->error);
    return status == FPL_PAGE_FULL ? FPL_OK : status;
}

static void put_count(struct list *list, int skipped) {
    char zh[64], en[64];
    (void)snprintf(zh, sizeof zh, "合计（%lld 笔）", (long long)list->rows);
    (void)snprintf(en, sizeof en, "Total (%lld)", (long long)list->rows);
    fpl_report_total(list->report);
    while (skipped-- > 0) /* columns that a terminal does not show */
        fpl_report_none(list->report);
    fpl_report_code(list->report, "total", zh, en);
}

static void note_withdrawn(struct list *list) {
    char zh[96], en[96];
    if (list->withdrawn == 0)
        return;
    (void)snprintf(zh, sizeof zh, "另有 %lld 笔已撤销备案，不计入合计", (long long)list->withdrawn);
    (void)snprintf(en, sizeof en, "%lld withdrawn, not in the total", (long long)list->withdrawn);
    fpl_report_note(list->report, "withdrawn", zh, en);
}

enum fpl_status fpl_report_loans(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                 struct fpl_error *error) {
    struct list list = {.view = view, .spec = spec, .error = error};
    enum fpl_status status = begin(&list, "loans", loan_columns);
    if (!list.report)
        return status;
    if (!status)
        status = read_page(&list, "loan", take_loan);
    if (!status && !fpl_reports__is_paged(&list.page)) {
        put_count(&list, 1);
        for (int i = 0; i < 8; i++)
            fpl_report_none(list.report);
        for (int i = 0; i < 6; i++)
            fpl_report_money(list.report, fpl_money_of(list.sum[i]), list.book.scale);
        fpl_report_none(list.report);
        fpl_report_none(list.report);
        note_withdrawn(&list);
    }
    if (!status)
        status = fpl_derive__note_expired(list.derive, list.book.id, list.report, error);
    if (!status)
        status = fpl_reports__page_end(&list.page, list.report, error);
    fpl_derive__free(list.derive);
    return fpl_reports__end(list.report, status, out, error);
}

/* ---- claims ---- */

static enum fpl_status claim_columns(struct list *list) {
    static const char *const claimant[] = {"claimant",      "申请机构编号", "Claimant id",
                                           "claimant_name", "申请机构",     "Claimant"};
    static const char *const bank[] = {"bank", "银行编号", "Bank id", "bank_name", "贷款银行", "Bank"};
    static const char *const firm[] = {"firm", "企业代码", "Firm id", "firm_name", "借款企业", "Borrower"};
    struct fpl_report *r = list->report;
    fpl_report_table(r, "claims", "补偿申请台账", "Register of claims");
    filters(list);
    if (list->state.n)
        fpl_reports__claim_state(r, list->state, list->only_taken_on);
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "claim", "申请", "Claim", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "number", "申请编号", "Number", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    party_columns(r, claimant, 0);
    party_columns(r, bank, FPL_COLUMN_DATA);
    party_columns(r, firm, 0);
    fpl_report_column(r, "loan", "贷款", "Loan", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "claim_date", "申请日", "Claimed on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "provisional", "受理暂算", "Provisional", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "decided", "核定", "Decided", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid", "已拨付", "Paid", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "deferred", "暂缓、排队", "Deferred or queued", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "binding", "起作用的上限", "Binding cap", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "decision", "决定回执号", "Decision receipt", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    return FPL_OK;
}

/* A payment keeps the approved amount with its source: the decision. A payout taken on has none. */
static enum fpl_status take_decided(void *ctx, const struct fpl_record *record) {
    struct list *list = ctx;
    const struct fpl_event *event = fpl_event_find(record->kind);
    list->taken_on = event && (event->flags & FPL_EVENT_TAKEN_ON) != 0;
    const struct fpl_json *facts = fpl_json_get(fpl_json_get(record->body, "dec"), "facts");
    list->decided = fpl_json_num(fpl_json_at(fpl_json_get(facts, "claim.approved"), 2), -1);
    return FPL_OK;
}

static enum fpl_status find_decision(struct list *list, const struct fpl_item *item, struct fpl_str state) {
    list->decided = item->seq;
    list->taken_on = 0;
    if (fpl_str_is(state, "SUBMITTED"))
        list->decided = item->seq0;
    else if (fpl_str_is(state, "REFUSED") || fpl_str_is(state, "WITHDRAWN") || fpl_str_is(state, "REVERSED"))
        list->decided = -1;
    if (!fpl_str_is(state, "PAID"))
        return FPL_OK;
    return fpl_read_record(list->view, list->book.id, item->seq, take_decided, list, list->error);
}

static void put_if(struct list *list, int yes, int i, int64_t amount) {
    if (!yes) {
        fpl_report_none(list->report);
        return;
    }
    fpl_report_money(list->report, fpl_money_of(amount), list->book.scale);
    list->sum[i] += amount; /* put_amounts has found that all of them together fit */
}

static enum fpl_status put_amounts(struct list *list, const struct fpl_json *data, struct fpl_str state) {
    int64_t amount = fpl_json_get_num(data, "amt", 0), part = fpl_json_get_num(data, "part", 0), all = 0;
    int deferred = fpl_str_is(state, "DEFERRED"), ended = fpl_str_is(state, "PAID"),
        decided = ended || fpl_str_is(state, "DECIDED") || fpl_str_is(state, "CLOSED");
    int64_t waits = deferred ? amount : fpl_json_get_num(data, "rest", 0);
    enum fpl_status status = FPL_OK;
    if (list->taken_on)
        fpl_report_none(list->report);
    else
        status = put_sum(list, 0, data, "prov");
    for (int i = 1; i < 4 && !status; i++)
        status = fpl_reports__add(&all, list->sum[i], list->error);
    if (!status)
        status = fpl_reports__add(&all, amount, list->error);
    if (!status)
        status = fpl_reports__add(&all, part, list->error);
    if (!status)
        status = fpl_reports__add(&all, waits, list->error);
    if (status)
        return status;
    put_if(list, decided || part > 0, 1, part + (decided ? amount : 0));
    put_if(list, ended || part > 0, 2, part + (ended ? amount : 0));
    put_if(list, deferred || waits > 0, 3, waits);
    return FPL_OK;
}

static enum fpl_status take_claim(void *ctx, const struct fpl_item *item) {
    struct list *list = ctx;
    const struct fpl_json *data = item->data;
    const struct fpl_decision *decision = NULL;
    struct fpl_str state = fpl_json_get_text(data, "st");
    struct fpl_date date;
    if (!is_wanted(list, data, "claimant"))
        return FPL_OK;
    enum fpl_status status = find_decision(list, item, state);
    if (!status && list->only_taken_on && !list->taken_on)
        return FPL_OK;
    if (!status && !fpl_reports__page_takes(&list->page, item->key))
        return list->page.more ? FPL_PAGE_FULL : FPL_OK;
    if (!status && list->decided >= 0)
        status = fpl_derive__seq(list->derive, list->book.id, list->decided, &decision, list->error);
    if (status == FPL_E_NOT_FOUND) { /* a bank sees that a guarantor claims on its loan, not how that is decided */
        fpl_error_clear(list->error);
        list->decided = -1;
    } else if (status) {
        return status;
    }
    list->rows++;
    put_receipt(list, item->seq0);
    fpl_report_text(list->report, item->key);
    fpl_report_text(list->report, part_of(item->key, 3));
    put_party(list, fpl_json_get_text(data, "claimant"));
    put_party(list, fpl_json_get_text(data, "bank"));
    put_party(list, fpl_json_get_text(data, "firm"));
    fpl_report_text(list->report, fpl_json_get_text(data, "loan"));
    if (fpl_date_parse(fpl_json_get_text(data, "date"), &date, NULL))
        date = FPL_DATE_NONE;
    fpl_report_date(list->report, date);
    fpl_reports__claim_state(list->report, state, list->taken_on);
    if ((status = put_amounts(list, data, state)))
        return status;
    fpl_steps__binding(list->report, decision ? decision->binding : "");
    if (list->decided >= 0 && !fpl_str_is(state, "SUBMITTED"))
        put_receipt(list, list->decided);
    else
        fpl_report_none(list->report);
    return FPL_OK;
}

enum fpl_status fpl_report_claims(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                  struct fpl_error *error) {
    struct list list = {.view = view, .spec = spec, .decided = -1, .error = error};
    enum fpl_status status = begin(&list, "claims", claim_columns);
    if (!list.report)
        return status;
    if (!status)
        status = read_page(&list, "claim", take_claim);
    if (!status && !fpl_reports__is_paged(&list.page)) {
        put_count(&list, 0);
        for (int i = 0; i < 11; i++)
            fpl_report_none(list.report);
        for (int i = 0; i < 4; i++)
            fpl_report_money(list.report, fpl_money_of(list.sum[i]), list.book.scale);
        fpl_report_none(list.report);
        fpl_report_none(list.report);
    }
    if (!status)
        status = fpl_derive__note_expired(list.derive, list.book.id, list.report, error);
    if (!status)
        status = fpl_reports__page_end(&list.page, list.report, error);
    fpl_derive__free(list.derive);
    return fpl_reports__end(list.report, status, out, error);
}
