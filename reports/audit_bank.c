/* What the book and the bank's statement do not both have: the figures are those of the bank reconciliation. */
#include "reports/audit.h"
#include "reports/borrow.h"

#include <stdlib.h>
#include <string.h>

struct sub_account { /* at a bank, with a statement of its own */
    char party[65];
};
struct bank {
    struct fpl_audit *audit;
    struct fpl_audit__outcome *out;
    const char *account;
    int64_t own; /* lines of the account itself */
    struct sub_account *sub;
    size_t subs, cap;
};

/* Lines of the statements of that account, up to the cut: without any there is nothing to hold the book against. */
static enum fpl_status take_line(void *ctx, const struct fpl_item *item) {
    struct bank *bank = ctx;
    size_t n = strlen(bank->account);
    struct fpl_date day;
    if (item->key.n <= n || memcmp(item->key.p, bank->account, n) != 0 || item->key.p[n] != '|' ||
        fpl_json_get_text(item->data, "st").n > 0)
        return FPL_OK;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "day"), &day, bank->audit->error);
    if (!status && fpl_date_cmp(day, fpl_view_as_of(bank->audit->view)) <= 0) {
        bank->out->tested++;
        bank->own += fpl_json_get_text(item->data, "bank").n == 0;
    }
    return status;
}

/* One without a statement is not tested. */
static enum fpl_status take_sub_account(void *ctx, const struct fpl_borrow__row *row) {
    struct bank *bank = ctx;
    if (fpl_borrow__number(row, "lines") == 0) {
        bank->out->untested++;
        return FPL_OK;
    }
    struct sub_account *sub = fpl_audit__room(bank->audit, bank->sub, bank->subs, &bank->cap, sizeof *bank->sub);
    if (!sub)
        return FPL_E_NOMEM;
    bank->sub = sub;
    fpl_borrow__text(row, "party", sub[bank->subs++].party, sizeof sub->party);
    return FPL_OK;
}

static enum fpl_status take_open(void *ctx, const struct fpl_borrow__row *row) {
    const struct bank *bank = ctx;
    const struct fpl_report_cell *day = fpl_borrow__at(row, "day");
    int at_bank = fpl_borrow__is(row, "side", "BANK");
    struct fpl_audit__found found = {.seq = -1,
                                     .day = {day ? (int32_t)day->v.num : FPL_DATE_NONE.day},
                                     .amount = fpl_borrow__number(row, "in") - fpl_borrow__number(row, "out"),
                                     .has_amount = 1,
                                     .zh = at_bank ? "银行有，账上没有" : "账上有，银行没有",
                                     .en = at_bank ? "at the bank, not in the book" : "in the book, not at the bank"};
    char receipt[64];
    fpl_borrow__text(row, "receipt", receipt, sizeof receipt);
    fpl_borrow__text(row, "reference", found.key, sizeof found.key);
    const char *slash = strchr(receipt, '/'); /* "BOOK/SEQ", of this book */
    if (slash && fpl_int_parse(fpl_str_of(slash + 1), &found.seq) != FPL_OK)
        return fpl_fail(bank->audit->error, FPL_E_CORRUPT, receipt, NULL, NULL);
    return fpl_audit__add(bank->audit, &found);
}

static enum fpl_status take_difference(void *ctx, const struct fpl_borrow__row *row) {
    const struct bank *bank = ctx;
    int64_t amount = fpl_borrow__number(row, "book");
    if (!fpl_borrow__is(row, "line", "DIFFERENCE"))
        return FPL_OK;
    bank->out->has_amount = 1;
    if (amount == 0)
        return FPL_OK;
    enum fpl_status status = fpl_reports__add(&bank->out->amount, amount < 0 ? -amount : amount, bank->audit->error);
    if (status)
        return status;
    return fpl_audit__add(bank->audit, &(struct fpl_audit__found){.seq = -1,
                                                                  .day = FPL_DATE_NONE,
                                                                  .amount = amount,
                                                                  .has_amount = 1,
                                                                  .zh = "调节后不符",
                                                                  .en = "differs once adjusted"});
}

static enum fpl_status hold(struct bank *bank, const char *party) {
    const struct fpl_audit *audit = bank->audit;
    const struct fpl_report_spec spec = {
        .book = fpl_str_of(audit->book->code), .account = fpl_str_of(bank->account), .party = fpl_str_of(party)};
    const struct fpl_borrow__source open = {fpl_report_reconcile, &spec, "open"},
                                    sums = {fpl_report_reconcile, &spec, "reconcile"};
    enum fpl_status status = fpl_borrow__read(audit->view, &open, take_open, bank, audit->error);
    return status ? status : fpl_borrow__read(audit->view, &sums, take_difference, bank, audit->error);
}

/* Each statement by itself: what one bank has more makes nothing good that another has less. */
static enum fpl_status hold_all(struct bank *bank) {
    const struct fpl_audit *audit = bank->audit;
    const struct fpl_report_spec spec = {.book = fpl_str_of(audit->book->code), .account = fpl_str_of(bank->account)};
    const struct fpl_borrow__source subs = {fpl_report_reconcile, &spec, "sub_accounts"};
    enum fpl_status status = fpl_borrow__read(audit->view, &subs, take_sub_account, bank, audit->error);
    if (!status && bank->own > 0)
        status = hold(bank, "");
    else if (!status)
        bank->out->untested++;
    for (size_t i = 0; i < bank->subs && !status; i++)
        status = hold(bank, bank->sub[i].party);
    if (bank->out->untested > 0)
        fpl_audit__why(bank->out, "有专户或子账户没有登记银行流水",
                       "of an account or a sub-account no line of the statement is recorded");
    return status;
}

enum fpl_status fpl_audit__unreconciled(struct fpl_audit *audit, struct fpl_audit__outcome *out) {
    struct bank bank = {
        .audit = audit, .out = out, .account = audit->book->kind == FPL_BOOK_POOL ? "100203" : "100201"};
    enum fpl_status status = fpl_read_items(audit->view, audit->book->id, "bankline", take_line, &bank, audit->error);
    if (!status && out->tested > 0)
        status = hold_all(&bank);
    else if (!status)
        fpl_audit__why(out, "没有登记银行流水", "no line of the bank's statement is recorded");
    free(bank.sub);
    return status;
}
