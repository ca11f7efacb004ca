/* 承接核对: deals or loans taken on from before the ledger, item by item, against what the opening balances say of
 * them. */
#include "reports/common.h"
#include "reports/derive.h"

#include <stdlib.h>
#include <string.h>

struct tie { /* one amount of one item, from either side */
    char *key;
    char party[65];
    int64_t taken[2], opening[2];
};
struct takeon {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    struct fpl_derive *derive;
    struct tie *tie;
    size_t n, cap;
    int which; /* amount at hand: 0 cost or balance, 1 exposure */
    struct fpl_report *report;
    struct fpl_error *error;
};

static enum fpl_status add_tie(struct takeon *t, struct fpl_str key, struct fpl_str party, struct tie **out) {
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 64;
        struct tie *wider = realloc(t->tie, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
        t->tie = wider;
        t->cap = cap;
    }
    struct tie *tie = &t->tie[t->n];
    memset(tie, 0, sizeof *tie);
    if (!(tie->key = calloc(1, key.n + 1)))
        return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (key.n)
        memcpy(tie->key, key.p, key.n);
    (void)fpl_str_copy(party, tie->party, sizeof tie->party);
    t->n++;
    *out = tie;
    return FPL_OK;
}

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct takeon *t = ctx;
    const struct fpl_decision *decision = NULL;
    struct tie *tie = NULL;
    int fund = t->book.kind == FPL_BOOK_FUND, taken_back = fpl_str_is(record->kind, "deal.reversed");
    if (!taken_back && !fpl_str_is(record->kind, fund ? "deal.recorded" : "loan.registered"))
        return FPL_OK;
    enum fpl_status status = fpl_derive__record(t->derive, record, &decision, t->error);
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    if (status || !decision || !fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0))
        return status;
    if (fund) {
        status = add_tie(t, fpl_fact_text(facts, FPL_FACT_DEAL_ID), fpl_fact_text(facts, FPL_FACT_FIRM_ID), &tie);
        int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT));
        if (!status) /* taken back, it is not taken on: what the opening balance still holds of it shows */
            tie->taken[0] = taken_back ? -amount : amount;
        return status;
    }
    status = add_tie(t, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), fpl_fact_text(facts, FPL_FACT_LOAN_BANK), &tie);
    if (!status) {
        tie->taken[0] = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LOAN_DISBURSED)) -
                        fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LOAN_REPAID));
        tie->taken[1] = fpl_money_minor(decision->amount);
    }
    return status;
}

/* Opening entries have a voucher word of their own. */
static enum fpl_status take_opening(void *ctx, const struct fpl_posted *posting) {
    static const char word[] = " 初 ";
    struct takeon *t = ctx;
    struct tie *tie = NULL;
    int opening = 0;
    for (size_t i = 0; i + sizeof word - 1 <= posting->voucher.n && !opening; i++)
        opening = memcmp(posting->voucher.p + i, word, sizeof word - 1) == 0;
    if (!opening)
        return FPL_OK;
    enum fpl_status status = add_tie(t, posting->item, posting->party, &tie);
    int64_t amount = fpl_money_minor(posting->amount);
    if (!status)
        tie->opening[t->which] = posting->side == 'D' ? amount : -amount;
    return status;
}

static enum fpl_status read_openings(struct takeon *t, const char *account, int which) {
    t->which = which;
    return fpl_read_postings(t->view, t->book.id, fpl_str_of(account), FPL_DATE_MIN, FPL_DATE_MAX, take_opening, t,
                             t->error);
}

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct tie *)a)->key, ((const struct tie *)b)->key);
}

static void put_three(struct takeon *t, const int64_t taken, const int64_t opening) {
    fpl_report_money(t->report, fpl_money_of(taken), t->book.scale);
    fpl_report_money(t->report, fpl_money_of(opening), t->book.scale);
    fpl_report_money(t->report, fpl_money_of(taken - opening), t->book.scale);
}

static void put_tie(struct takeon *t, const struct tie *tie) {
    char name[256];
    fpl_reports__party_name(t->view, fpl_str_of(tie->party), name, sizeof name);
    fpl_report_text(t->report, fpl_str_of(tie->key));
    fpl_report_text(t->report, fpl_str_of(tie->party));
    fpl_report_text(t->report, fpl_str_of(name));
    put_three(t, tie->taken[0], tie->opening[0]);
    if (t->book.kind == FPL_BOOK_POOL)
        put_three(t, tie->taken[1], tie->opening[1]);
}

/* Both sides of an item, sorted side by side, become one line. */
static enum fpl_status put_ties(struct takeon *t, int64_t sum[4]) {
    enum fpl_status status = FPL_OK;
    if (t->n)
        qsort(t->tie, t->n, sizeof *t->tie, by_key);
    for (size_t i = 0; i < t->n && !status;) {
        struct tie line = t->tie[i];
        size_t next = i + 1;
        for (; next < t->n && strcmp(t->tie[next].key, line.key) == 0 && !status; next++) {
            for (int k = 0; k < 2 && !status; k++) {
                status = fpl_reports__add(&line.taken[k], t->tie[next].taken[k], t->error);
                if (!status)
                    status = fpl_reports__add(&line.opening[k], t->tie[next].opening[k], t->error);
            }
        }
        for (int k = 0; k < 2 && !status; k++) {
            status = fpl_reports__add(&sum[2 * k], line.taken[k], t->error);
            if (!status)
                status = fpl_reports__add(&sum[2 * k + 1], line.opening[k], t->error);
        }
        if (!status)
            put_tie(t, &line);
        i = next;
    }
    return status;
}

static void begin_table(struct takeon *t) {
    struct fpl_report *r = t->report;
    int fund = t->book.kind == FPL_BOOK_FUND;
    fpl_report_table(r, "takeon", "承接核对", "Taken on against opening balances");
    fpl_reports__caption_book(r, &t->book);
    fpl_reports__caption_cut(r, t->view, 1);
    fpl_report_column(r, "item", fund ? "投资" : "贷款", fund ? "Deal" : "Loan", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", fund ? "企业" : "合作银行", fund ? "Firm" : "Bank", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "taken_on", fund ? "承接成本" : "承接余额", "Taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "opening", fund ? "期初 110101" : "期初 9003", fund ? "Opening 110101" : "Opening 9003",
                      FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
    if (fund)
        return;
    fpl_report_column(r, "exposure", "承接或有责任", "Exposure taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "exposure_opening", "期初 9004", "Opening 9004", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "exposure_difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
}

static enum fpl_status put_all(struct takeon *t) {
    int64_t sum[4] = {0, 0, 0, 0};
    begin_table(t);
    enum fpl_status status = put_ties(t, sum);
    if (status)
        return status;
    fpl_report_total(t->report);
    fpl_report_code(t->report, "total", "合计", "Total");
    fpl_report_none(t->report);
    fpl_report_none(t->report);
    put_three(t, sum[0], sum[1]);
    if (t->book.kind == FPL_BOOK_POOL)
        put_three(t, sum[2], sum[3]);
    if (sum[0] == sum[1] && sum[2] == sum[3])
        fpl_report_note(t->report, "ties", "承接与期初余额合计相符", "the totals tie");
    else
        fpl_report_note(t->report, "differs", "承接与期初余额合计不符，差额见上", "the totals differ as shown above");
    return FPL_OK;
}

enum fpl_status fpl_report_takeon(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                  struct fpl_error *error) {
    struct takeon t = {.view = view, .spec = spec, .error = error};
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_ANY, &t.book, error);
    if (!status && t.book.kind != FPL_BOOK_FUND && t.book.kind != FPL_BOOK_POOL)
        status = fpl_fail_text(error, FPL_E_BOOK, spec->book.p, spec->book.n);
    if (status)
        return status;
    if (!(t.report = fpl_reports__begin("takeon", error)))
        return FPL_E_NOMEM;
    status = fpl_derive__new(view, &t.derive, error);
    if (!status)
        status = fpl_read_records(view, t.book.id, 0, t.book.size - 1, take_record, &t, error);
    if (!status)
        status = read_openings(&t, t.book.kind == FPL_BOOK_FUND ? "110101" : "9003", 0);
    if (!status && t.book.kind == FPL_BOOK_POOL)
        status = read_openings(&t, "9004", 1);
    if (!status)
        status = put_all(&t);
    for (size_t i = 0; i < t.n; i++)
        free(t.tie[i].key);
    free(t.tie);
    fpl_derive__free(t.derive);
    return fpl_reports__end(t.report, status, out, error);
}
