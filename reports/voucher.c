/* 记账凭证: the entries of a book as vouchers, each a table of its own: number, days, lines, sum and its capitals, who
 * made and who checked it, receipt and leaf hash. */
#include "fundpool/event.h"
#include "fundpool/proof.h"
#include "reports/common.h"

#include <stdio.h>
#include <string.h>

#define VOUCHERS_MAX 5000 /* of one paper; a year of a large book is taken in parts */

struct vouchers {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    struct fpl_reports__accounts accounts;
    struct fpl_hasher *hasher;
    struct fpl_report *report;
    int64_t n;
    struct fpl_then then; /* of the voucher at hand: its names stay as they were */
    struct fpl_error *error;
};

struct sums {
    int64_t debit, credit;
    int memo_only, left_out; /* lines of memo accounts: alone they are the voucher, else they only mirror */
};

static const char *side_of(const struct fpl_json *p) {
    return fpl_str_is(fpl_json_text(fpl_json_at(p, 1)), "D") ? "D" : "C";
}

static int is_memo(const struct vouchers *v, const struct fpl_json *p) {
    const struct fpl_account *account = fpl_reports__account(&v->accounts, fpl_json_text(fpl_json_at(p, 0)));
    return account && account->nature == 'M';
}

static struct sums sums_of(const struct vouchers *v, const struct fpl_json *list) {
    struct sums sums = {0, 0, 1, 0};
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p))
        sums.memo_only = sums.memo_only && is_memo(v, p);
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p)) {
        int64_t amount = fpl_json_num(fpl_json_at(p, 2), 0);
        if (is_memo(v, p) && !sums.memo_only)
            sums.left_out++;
        else if (fpl_json_text(fpl_json_at(p, 5)).n == 0) /* append has found that sums of the book's currency fit */
            *(side_of(p)[0] == 'D' ? &sums.debit : &sums.credit) += amount;
    }
    return sums;
}

/* A user as people know him; the id where the registry may not be read. */
static void caption_user(const struct vouchers *v, const char *const words[3], struct fpl_str id) {
    char name[256];
    fpl_reports__name_then(v->view, &(struct fpl_named){"user", id, &v->then}, name, sizeof name);
    fpl_reports__caption_text(v->report, words[0], words[1], words[2], fpl_str_of(name));
}

static enum fpl_status put_line(struct vouchers *v, const struct fpl_json *p, struct fpl_str memo) {
    struct fpl_str code = fpl_json_text(fpl_json_at(p, 0)), party = fpl_json_text(fpl_json_at(p, 3));
    struct fpl_str currency = fpl_json_text(fpl_json_at(p, 5));
    const struct fpl_account *account = fpl_reports__account(&v->accounts, code);
    struct fpl_money amount = fpl_money_of(fpl_json_num(fpl_json_at(p, 2), 0));
    char name[256] = "";
    int scale = 2;
    enum fpl_status status = fpl_reports__scale(v->view, &v->book, currency, &scale, v->error);
    if (status)
        return status;
    if (party.n)
        fpl_reports__name_then(v->view, &(struct fpl_named){"party", party, &v->then}, name, sizeof name);
    fpl_report_text(v->report, memo);
    fpl_report_text(v->report, code);
    fpl_report_name(v->report, account ? account->zh : "", account ? account->en : "");
    fpl_report_text(v->report, fpl_str_of(name));
    fpl_report_text(v->report, fpl_json_text(fpl_json_at(p, 4)));
    fpl_report_text(v->report, currency.n ? currency : fpl_str_of(v->book.currency));
    for (const char *side = "DC"; *side; side++) {
        if (side_of(p)[0] == *side)
            fpl_report_money(v->report, amount, scale);
        else
            fpl_report_none(v->report);
    }
    return FPL_OK;
}

static void put_columns(struct fpl_report *r) {
    fpl_report_column(r, "memo", "摘要", "Memo", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "account", "科目", "Account", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "account_name", "科目名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "item", "项目", "Item", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "currency", "币种", "Currency", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "debit", "借方", "Debit", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "credit", "贷方", "Credit", FPL_COLUMN_MONEY, 0);
}

static void put_captions(struct vouchers *v, const struct fpl_record *record, const struct sums *sums) {
    static const char *const maker[] = {"made_by", "制单", "Made by"}, *const checker[] = {"checked_by", "复核",
                                                                                           "Checked by"};
    const struct fpl_json *body = record->body, *vno = fpl_json_get(body, "vno");
    struct fpl_str month = fpl_json_text(fpl_json_at(vno, 0)), word = fpl_json_text(fpl_json_at(vno, 1));
    struct fpl_hash leaf;
    char text[300], root[2 * FPL_HASH_BYTES + 1];
    fpl_leaf_hash(v->hasher, record->leaf.p, record->leaf.n, &leaf);
    fpl_hex(leaf.byte, FPL_HASH_BYTES, root);
    fpl_reports__caption_book(v->report, &v->book);
    (void)snprintf(text, sizeof text, "%.*s %.*s %lld", (int)month.n, month.p, (int)word.n, word.p,
                   (long long)fpl_json_num(fpl_json_at(vno, 2), 0));
    fpl_reports__caption_text(v->report, "voucher", "凭证号", "Voucher", fpl_str_of(text));
    fpl_reports__caption_text(v->report, "posted", "记账日期", "Posted", fpl_body_posted(body));
    fpl_reports__caption_text(v->report, "occurred", "业务发生日", "Occurred", fpl_json_get_text(body, "occ"));
    caption_user(v, maker, fpl_json_get_text(fpl_json_get(body, "act"), "by"));
    if (fpl_json_get(body, "chk"))
        caption_user(v, checker, fpl_json_get_text(body, "chk"));
    if (fpl_json_get(fpl_json_get(body, "cmd"), "attachments")) {
        fpl_report_caption(v->report, "attachments", "附件", "Papers attached");
        fpl_report_int(v->report, fpl_json_get_num(fpl_json_get(body, "cmd"), "attachments", 0));
    }
    (void)snprintf(text, sizeof text, "%d/%lld", (int)record->book, (long long)record->seq);
    fpl_reports__caption_text(v->report, "receipt", "回执号", "Receipt", fpl_str_of(text));
    fpl_reports__caption_text(v->report, "leaf", "叶散列", "Leaf hash", fpl_str_of(root));
    if (sums->debit < 0 || sums->credit < 0) {
        fpl_report_caption(v->report, "reversal", "红字", "Red");
        fpl_report_code(v->report, "REVERSAL", "冲销凭证，金额为负", "a reversal: amounts are negative");
    }
    if (strcmp(v->book.currency, "CNY") == 0)
        fpl_reports__caption_text(v->report, "in_capitals", "大写", "In capitals",
                                  fpl_str_of(fpl_money_capitals(fpl_money_of(sums->debit), text, sizeof text)));
}

static enum fpl_status put_voucher(struct vouchers *v, const struct fpl_record *record) {
    const struct fpl_json *list = fpl_json_get(record->body, "p");
    struct sums sums = sums_of(v, list);
    char buffer[FPL_REPORTS_MEMO], zh[96], en[96];
    struct fpl_str memo = fpl_reports__memo(fpl_body_memo(record->body), buffer);
    enum fpl_status status = FPL_OK;
    if (v->n++ == VOUCHERS_MAX) {
        (void)snprintf(zh, sizeof zh, "%d", VOUCHERS_MAX);
        return fpl_fail(v->error, FPL_E_VOUCHERS, zh, NULL, NULL);
    }
    fpl_report_table(v->report, "voucher", "记账凭证", "Voucher");
    v->then = fpl_view_then(v->view, record);
    put_captions(v, record, &sums);
    put_columns(v->report);
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p))
        if (sums.memo_only || !is_memo(v, p))
            status = put_line(v, p, memo);
    fpl_report_total(v->report);
    fpl_report_code(v->report, "total", "合计", "Total");
    for (int i = 0; i < 5; i++)
        fpl_report_none(v->report);
    fpl_report_money(v->report, fpl_money_of(sums.debit), v->book.scale);
    fpl_report_money(v->report, fpl_money_of(sums.credit), v->book.scale);
    if (sums.left_out) {
        (void)snprintf(zh, sizeof zh, "另有表外登记 %d 行，见 explain", sums.left_out);
        (void)snprintf(en, sizeof en, "and %d lines of memo accounts, see explain", sums.left_out);
        fpl_report_note(v->report, "memo_lines", zh, en);
    }
    return status;
}

/* ---- which ones ---- */

static enum fpl_status take_entry(void *ctx, const struct fpl_record *record) {
    struct vouchers *v = ctx;
    const struct fpl_json *vno = fpl_json_get(record->body, "vno");
    return vno ? put_voucher(v, record) : FPL_OK;
}

static enum fpl_status read_one(struct vouchers *v) {
    const struct fpl_wanted_record wanted = {v->spec->book, v->spec->key, 1};
    struct fpl_which which;
    enum fpl_status status = fpl_report_which(v->view, &wanted, &which, v->error);
    if (status)
        return status;
    v->book = which.book;
    if ((status = fpl_reports__accounts(v->view, v->book.id, &v->accounts, v->error)))
        return status;
    return fpl_read_record(v->view, v->book.id, which.seq, take_entry, v, v->error);
}

static enum fpl_status read_range(struct vouchers *v) {
    struct fpl_date days[2];
    enum fpl_status status = fpl_reports__book(v->view, v->spec->book, FPL_BOOK_ANY, &v->book, v->error);
    if (!status)
        status = fpl_reports__range(v->view, v->spec, &days[0], &days[1], v->error);
    if (!status)
        status = fpl_reports__accounts(v->view, v->book.id, &v->accounts, v->error);
    return status ? status : fpl_read_entries(v->view, v->book.id, days[0], days[1], take_entry, v, v->error);
}

static enum fpl_status read_vouchers(struct vouchers *v) {
    struct fpl_str key = v->spec->key;
    enum fpl_status status = key.n ? read_one(v) : read_range(v);
    if (!status && v->n == 0)
        status = key.n ? fpl_fail_text(v->error, FPL_E_NOT_FOUND, key.p, key.n)
                       : fpl_fail(v->error, FPL_E_NOT_FOUND, v->book.code, NULL, NULL);
    return status;
}

enum fpl_status fpl_report_voucher(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                   struct fpl_error *error) {
    struct vouchers v = {.view = view, .spec = spec, .error = error};
    if (fpl_hasher_new(&v.hasher))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = FPL_E_NOMEM;
    if ((v.report = fpl_reports__begin("voucher", error)))
        status = read_vouchers(&v);
    fpl_reports__accounts_release(&v.accounts);
    fpl_hasher_free(v.hasher);
    return fpl_reports__end(v.report, status, out, error);
}
