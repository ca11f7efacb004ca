/* 承接核对: deals and their fair-value changes, or loans and payouts, taken on from before the ledger, item by item,
 * against what the opening balances say of them. */
#include "fundpool/event.h"
#include "reports/common.h"
#include "reports/derive.h"

#include <stdlib.h>
#include <string.h>

#define AMOUNTS 3
struct tie { /* the amounts of one item, from either side */
    char *key;
    char party[65];
    int64_t taken[AMOUNTS], opening[AMOUNTS];
};
struct ties {
    struct tie *tie;
    size_t n, cap;
    int amounts; /* 1: cost of a deal, fair-value change of a firm, or payout of a claim; 3: a loan's balance, exposure,
                    compensated */
};
struct takeon {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    struct fpl_derive *derive;
    struct ties items, payouts, valuations;
    struct ties *ties; /* at hand, while openings are read */
    int which;         /* amount at hand */
    struct fpl_report *report;
    struct fpl_error *error;
};

static enum fpl_status add_tie(struct takeon *t, struct ties *ties, struct fpl_str key, struct fpl_str party,
                               struct tie **out) {
    if (ties->n == ties->cap) {
        size_t cap = ties->cap ? ties->cap * 2 : 64;
        struct tie *wider = realloc(ties->tie, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
        ties->tie = wider;
        ties->cap = cap;
    }
    struct tie *tie = &ties->tie[ties->n];
    memset(tie, 0, sizeof *tie);
    if (!(tie->key = calloc(1, key.n + 1)))
        return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (key.n)
        memcpy(tie->key, key.p, key.n);
    (void)fpl_str_copy(party, tie->party, sizeof tie->party);
    ties->n++;
    *out = tie;
    return FPL_OK;
}

static int64_t money_of(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

/* What a record takes on, by the item of its event; -1 in *sign: it takes that back. A loan withdrawn has undone its
 * own opening balance by postings. */
enum taken { TAKES_NOTHING, TAKES_DEAL, TAKES_VALUATION, TAKES_LOAN, TAKES_REPAYMENT, TAKES_PAYOUT };
static enum taken taken_by(struct fpl_str kind, int *sign) {
    const struct fpl_event *event = fpl_event_find(kind);
    const struct fpl_event *given = event && event->undoes ? event->undoes : event;
    if (!given || !(given->flags & FPL_EVENT_TAKE_ON))
        return TAKES_NOTHING;
    *sign = event == given ? 1 : -1;
    if (fpl_event_begins(given, FPL_STR("deal")))
        return TAKES_DEAL;
    if (fpl_event_begins(given, FPL_STR("valuation")))
        return TAKES_VALUATION;
    if (fpl_event_begins(given, FPL_STR("repayment")))
        return TAKES_REPAYMENT;
    if (fpl_event_begins(event, FPL_STR("loan")))
        return TAKES_LOAN;
    return event->flags & FPL_EVENT_TAKEN_ON ? TAKES_PAYOUT : TAKES_NOTHING;
}

static enum fpl_status take_payout(struct takeon *t, struct tie *tie, int64_t amount) {
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    tie->taken[0] = -money_of(facts, FPL_FACT_LOAN_BALANCE);
    tie->taken[1] = -money_of(facts, FPL_FACT_LOAN_MEMO_SHARE);
    tie->taken[2] = amount;
    enum fpl_status status = add_tie(t, &t->payouts, fpl_fact_text(facts, FPL_FACT_CLAIM_KEY),
                                     fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT), &tie);
    if (!status)
        tie->taken[0] = amount;
    return status;
}

/* A loan is taken on with its balance; what was repaid or paid out before the ledger takes from it again. */
static enum fpl_status take_loan(struct takeon *t, enum taken taken, int sign, const struct fpl_decision *decision) {
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    struct tie *tie = NULL;
    enum fpl_status status =
        add_tie(t, &t->items, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), fpl_fact_text(facts, FPL_FACT_LOAN_BANK), &tie);
    if (status)
        return status;
    if (taken == TAKES_PAYOUT)
        return take_payout(t, tie, fpl_money_minor(decision->amount));
    int64_t exposure = fpl_money_minor(decision->exposure);
    if (taken == TAKES_LOAN) {
        tie->taken[0] = money_of(facts, FPL_FACT_LOAN_DISBURSED) - money_of(facts, FPL_FACT_LOAN_REPAID);
        tie->taken[1] = exposure;
    } else {
        tie->taken[0] = -sign * money_of(facts, FPL_FACT_CLAIM_REPAID);
        tie->taken[1] = -sign * exposure;
    }
    return FPL_OK;
}

/* 110102 is a firm's: a valuation is of all that is held in it. */
static enum fpl_status take_valuation(struct takeon *t, int64_t change) {
    struct tie *tie = NULL;
    struct fpl_str firm = fpl_fact_text(fpl_derive__facts(t->derive), FPL_FACT_FIRM_ID);
    enum fpl_status status = add_tie(t, &t->valuations, firm, firm, &tie);
    if (!status)
        tie->taken[0] = change;
    return status;
}

/* Taken back, it is not taken on: what the opening balance still holds of it shows. */
static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct takeon *t = ctx;
    const struct fpl_decision *decision = NULL;
    struct tie *tie = NULL;
    int sign = 1;
    enum taken taken = taken_by(record->kind, &sign);
    if (taken == TAKES_NOTHING)
        return FPL_OK;
    enum fpl_status status = fpl_derive__record(t->derive, record, &decision, t->error);
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    if (status || !decision)
        return status;
    if (taken == TAKES_VALUATION) /* one that posted is the ledger's own, and so is its reversal */
        return fpl_json_get(record->body, "p") ? FPL_OK : take_valuation(t, sign * fpl_money_minor(decision->amount));
    if (!fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0))
        return FPL_OK;
    if (taken != TAKES_DEAL)
        return take_loan(t, taken, sign, decision);
    status =
        add_tie(t, &t->items, fpl_fact_text(facts, FPL_FACT_DEAL_ID), fpl_fact_text(facts, FPL_FACT_FIRM_ID), &tie);
    if (!status)
        tie->taken[0] = sign * money_of(facts, FPL_FACT_DEAL_AMOUNT);
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
    if (!opening || !fpl_str_is(posting->currency, t->book.currency))
        return FPL_OK;
    struct fpl_str key = t->ties == &t->valuations ? posting->party : posting->item;
    enum fpl_status status = add_tie(t, t->ties, key, posting->party, &tie);
    int64_t amount = fpl_money_minor(posting->amount);
    if (!status)
        tie->opening[t->which] = posting->side == 'D' ? amount : -amount;
    return status;
}

static enum fpl_status read_openings(struct takeon *t, struct ties *ties, const char *account, int which) {
    t->ties = ties;
    t->which = which;
    return fpl_read_postings(t->view, t->book.id, fpl_str_of(account), FPL_DATE_MIN, FPL_DATE_MAX, take_opening, t,
                             t->error);
}

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct tie *)a)->key, ((const struct tie *)b)->key);
}

static void put_amounts(struct takeon *t, const struct tie *tie, int amounts) {
    for (int k = 0; k < amounts; k++) {
        fpl_report_money(t->report, fpl_money_of(tie->taken[k]), t->book.scale);
        fpl_report_money(t->report, fpl_money_of(tie->opening[k]), t->book.scale);
        fpl_report_money(t->report, fpl_money_of(tie->taken[k] - tie->opening[k]), t->book.scale);
    }
}

static void put_tie(struct takeon *t, const struct tie *tie, int amounts) {
    char name[256];
    fpl_reports__party_name(t->view, fpl_str_of(tie->party), name, sizeof name);
    fpl_report_text(t->report, fpl_str_of(tie->key));
    fpl_report_text(t->report, fpl_str_of(tie->party));
    fpl_report_text(t->report, fpl_str_of(name));
    put_amounts(t, tie, amounts);
}

static enum fpl_status add_amounts(struct takeon *t, struct tie *to, const struct tie *from) {
    enum fpl_status status = FPL_OK;
    for (int k = 0; k < AMOUNTS && !status; k++) {
        status = fpl_reports__add(&to->taken[k], from->taken[k], t->error);
        if (!status)
            status = fpl_reports__add(&to->opening[k], from->opening[k], t->error);
    }
    return status;
}

/* Both sides of an item, sorted side by side, become one line. *same: nothing differs, in any line. */
static enum fpl_status put_ties(struct takeon *t, struct ties *ties, struct tie *sum, int *same) {
    enum fpl_status status = FPL_OK;
    if (ties->n)
        qsort(ties->tie, ties->n, sizeof *ties->tie, by_key);
    for (size_t i = 0; i < ties->n && !status;) {
        struct tie line = ties->tie[i];
        size_t next = i + 1;
        for (; next < ties->n && strcmp(ties->tie[next].key, line.key) == 0 && !status; next++)
            status = add_amounts(t, &line, &ties->tie[next]);
        if (!status)
            status = add_amounts(t, sum, &line);
        if (!status)
            put_tie(t, &line, ties->amounts);
        for (int k = 0; k < ties->amounts; k++)
            *same = *same && line.taken[k] == line.opening[k];
        i = next;
    }
    return status;
}

static enum fpl_status put_table(struct takeon *t, struct ties *ties) {
    struct tie sum = {.key = NULL};
    int same = 1;
    enum fpl_status status = put_ties(t, ties, &sum, &same);
    if (status)
        return status;
    fpl_report_total(t->report);
    fpl_report_code(t->report, "total", "合计", "Total");
    fpl_report_none(t->report);
    fpl_report_none(t->report);
    put_amounts(t, &sum, ties->amounts);
    if (same)
        fpl_report_note(t->report, "ties", "承接与期初余额逐行相符", "each line ties, and so do the totals");
    else
        fpl_report_note(t->report, "differs", "承接与期初余额不符，差额见上", "they differ as shown above");
    if (!same && ties == &t->valuations)
        fpl_report_note(
            t->report, "TAKE_ON_VALUATION", "期初公允价值变动未承接的，以后的估值、退出会重复计入：先承接估值",
            "a change that is not taken on is counted again by later valuations and exits: take the valuation "
            "on first");
    return FPL_OK;
}

static void begin_items(struct takeon *t) {
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
    fpl_report_column(r, "compensated", "承接已补偿", "Compensated taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "compensated_opening", "期初 9005", "Opening 9005", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "compensated_difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
}

static void begin_payouts(struct takeon *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "payouts", "历史补偿核对", "Payouts taken on against opening balances");
    fpl_report_column(r, "claim", "申请", "Claim", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "申请机构", "Claimant", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "taken_on", "承接补偿款", "Payout taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "opening", "期初 271105", "Opening 271105", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
}

static void begin_valuations(struct takeon *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "valuations", "公允价值变动核对", "Fair-value changes taken on against opening balances");
    fpl_report_column(r, "firm", "信用代码", "USCC", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "taken_on", "承接公允价值变动", "Change taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "opening", "期初 110102", "Opening 110102", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
}

static enum fpl_status read_all(struct takeon *t) {
    int fund = t->book.kind == FPL_BOOK_FUND;
    t->items.amounts = fund ? 1 : AMOUNTS;
    t->payouts.amounts = t->valuations.amounts = 1;
    enum fpl_status status = fpl_derive__new(t->view, &t->derive, t->error);
    if (!status)
        status = fpl_read_records(t->view, t->book.id, 0, t->book.size - 1, take_record, t, t->error);
    if (!status)
        status = read_openings(t, &t->items, fund ? "110101" : "9003", 0);
    if (!status && fund)
        status = read_openings(t, &t->valuations, "110102", 0);
    if (!status && !fund)
        status = read_openings(t, &t->items, "9004", 1);
    if (!status && !fund)
        status = read_openings(t, &t->items, "9005", 2);
    if (!status && !fund)
        status = read_openings(t, &t->payouts, "271105", 0);
    return status;
}

static void release(struct ties *ties) {
    for (size_t i = 0; i < ties->n; i++)
        free(ties->tie[i].key);
    free(ties->tie);
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
    status = read_all(&t);
    if (!status) {
        begin_items(&t);
        status = put_table(&t, &t.items);
    }
    if (!status && t.book.kind == FPL_BOOK_POOL) {
        begin_payouts(&t);
        status = put_table(&t, &t.payouts);
    }
    if (!status && t.book.kind == FPL_BOOK_FUND) {
        begin_valuations(&t);
        status = put_table(&t, &t.valuations);
    }
    release(&t.items);
    release(&t.valuations);
    release(&t.payouts);
    fpl_derive__free(t.derive);
    return fpl_reports__end(t.report, status, out, error);
}
