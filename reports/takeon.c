/* 承接核对: deals and their fair-value changes, what is due and what partners committed and paid in, or loans and
 * payouts, taken on from before the ledger, item by item, against what the opening balances say of them. */
#include "fundpool/event.h"
#include "reports/common.h"
#include "reports/derive.h"

#include <stdlib.h>
#include <string.h>

#define AMOUNTS 3
struct tie { /* the amounts of one item, from either side */
    char *key;
    const char *account; /* of what is due, else "" */
    char party[65];
    int left; /* an exit relieved what the firm cost by it */
    int64_t taken[AMOUNTS], opening[AMOUNTS];
};
struct ties {
    struct tie *tie;
    size_t n, cap;
    int amounts; /* 1: cost of a deal, be it equity or a convertible, fair-value change of a firm, what is due, or
                    payout of a claim; 2: what a partner
                    has not paid, and has; 3: a loan's balance, exposure, compensated */
};
struct takeon {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    struct fpl_derive *derive;
    struct ties items, debts, payouts, valuations, dues, partners;
    struct ties *ties;   /* at hand, while openings are read */
    int which;           /* amount at hand */
    const char *account; /* at hand, and the side that it stands on */
    char side;
    struct fpl_json_doc doc;
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
    tie->account = "";
    ties->n++;
    *out = tie;
    return FPL_OK;
}

static int64_t money_of(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

/* What a record takes on, by the item of its event; -1 in *sign: it takes that back. A loan withdrawn has undone its
 * own opening balance by postings. */
enum taken { TAKES_NOTHING, TAKES_FUND, TAKES_LOAN, TAKES_REPAYMENT, TAKES_PAYOUT };
static enum taken taken_by(struct fpl_str kind, int *sign) {
    const struct fpl_event *event = fpl_event_find(kind);
    const struct fpl_event *given = event && event->undoes ? event->undoes : event;
    if (!given || !(given->flags & FPL_EVENT_TAKE_ON))
        return TAKES_NOTHING;
    *sign = event == given ? 1 : -1;
    if (fpl_event_book(given) == FPL_BOOK_FUND)
        return TAKES_FUND;
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

/* ---- of a fund ---- */

static enum fpl_status take(struct takeon *t, struct ties *ties, struct fpl_str key, struct fpl_str party, int which,
                            int64_t amount) {
    struct tie *tie = NULL;
    enum fpl_status status = add_tie(t, ties, key, party, &tie);
    if (!status)
        tie->taken[which] = amount;
    return status;
}

/* What an exit relieves of equity (110101) or of convertibles (1501): it is the firm's, whatever the tranches. */
static enum fpl_status take_left(struct takeon *t, struct ties *ties, struct fpl_str firm, int64_t cost) {
    enum fpl_status status = take(t, ties, firm, firm, 0, cost);
    if (!status)
        ties->tie[ties->n - 1].left = 1;
    return status;
}

/* The cost that an exit moved ("dc", of which "dd" is that of convertibles) and the fair-value change. */
static enum fpl_status take_exit(struct takeon *t, const struct fpl_event *event, const struct fpl_decision *decision) {
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    struct fpl_str firm = fpl_fact_text(facts, FPL_FACT_FIRM_ID);
    int64_t cost = -money_of(facts, FPL_FACT_MOVED_COST), fair = -money_of(facts, FPL_FACT_MOVED_FAIR);
    int64_t debt = -money_of(facts, FPL_FACT_MOVED_DEBT);
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < decision->items && !event->undoes && !status; i++) {
        const struct fpl_item_write *item = &decision->item[i];
        if (strcmp(item->kind, event->item) != 0)
            continue;
        if (!(status = fpl_json_parse(&t->doc, item->data, t->error))) {
            cost = fpl_json_get_num(fpl_json_root(&t->doc), "dc", 0);
            debt = fpl_json_get_num(fpl_json_root(&t->doc), "dd", 0);
            fair = fpl_json_get_num(fpl_json_root(&t->doc), "df", 0);
        }
    }
    if (!status && debt)
        status = take_left(t, &t->debts, firm, debt);
    if (!status && (cost != debt || !debt))
        status = take_left(t, &t->items, firm, cost - debt);
    return status ? status : take(t, &t->valuations, firm, firm, 0, fair);
}

static const char *account_of(const struct fpl_facts *facts, const char *kind) {
    static const char *const accounts[][2] = {
        {"exit.due", "122101"},       {"dividend.due", "1131"},   {"distribution.due", "2232"}, {"carry.due", "224106"},
        {"concession.due", "224106"}, {"clawback.due", "122102"}, {"tax.due", "2221"}};
    int custody = fpl_str_is(fpl_fact_text(facts, FPL_FACT_FEE_KIND), "CUSTODY") ||
                  fpl_str_is(fpl_fact_text(facts, FPL_FACT_DUE_KIND), "CUSTODY");
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++)
        if (strcmp(kind, accounts[i][0]) == 0)
            return accounts[i][1];
    return strcmp(kind, "fee.due") == 0 ? (custody ? "224102" : "224101") : NULL;
}

static struct fpl_str party_of(const struct fpl_facts *facts) {
    static const enum fpl_fact_id said[] = {FPL_FACT_DUE_PARTY, FPL_FACT_FIRM_ID, FPL_FACT_COMMITMENT_PARTY,
                                            FPL_FACT_EVENT_PARTY};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (fpl_fact_text(facts, said[i]).n > 0)
            return fpl_fact_text(facts, said[i]);
    return FPL_STR("");
}

/* An event leaves its whole amount due under its own key; one that settles or withholds takes it off another's. */
static enum fpl_status take_dues(struct takeon *t, int sign, const struct fpl_decision *decision) {
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    struct fpl_str own = fpl_fact_text(facts, FPL_FACT_EVENT_KEY);
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < decision->items && !status; i++) {
        const struct fpl_item_write *item = &decision->item[i];
        const char *account = account_of(facts, item->kind);
        int64_t amount = sign * fpl_money_minor(decision->amount);
        if (!account)
            continue;
        status = take(t, &t->dues, item->key, party_of(facts), 0, fpl_str_eq(item->key, own) ? amount : -amount);
        if (!status)
            t->dues.tie[t->dues.n - 1].account = account;
    }
    return status;
}

/* What a partner has not paid of its commitments, and what it has paid in. */
static enum fpl_status take_partner(struct takeon *t, const struct fpl_event *given, int64_t amount) {
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    struct fpl_str party = fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY);
    if (fpl_event_begins(given, FPL_STR("commitment")))
        return take(t, &t->partners, party, party, 0, amount);
    enum fpl_status status = FPL_OK;
    if (fpl_event_begins(given, FPL_STR("distribution")))
        return fpl_fact_bool(facts, FPL_FACT_DISTRIBUTION_RECALLABLE, 0)
                   ? take(t, &t->partners, party, party, 0, amount)
                   : FPL_OK;
    if (!fpl_event_begins(given, FPL_STR("capital")))
        return FPL_OK;
    if (fpl_fact_bool(facts, FPL_FACT_CAPITAL_INSIDE, 1))
        status = take(t, &t->partners, party, party, 0, -amount);
    return status ? status : take(t, &t->partners, party, party, 1, amount);
}

/* What posted is the ledger's own, and so is its reversal. */
static enum fpl_status take_fund(struct takeon *t, const struct fpl_record *record, int sign,
                                 const struct fpl_decision *decision) {
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    const struct fpl_event *event = fpl_event_find(record->kind), *given = event->undoes ? event->undoes : event;
    struct fpl_str firm = fpl_fact_text(facts, FPL_FACT_FIRM_ID);
    int64_t amount = sign * fpl_money_minor(decision->amount);
    if (fpl_json_get(record->body, "p"))
        return FPL_OK;
    int convertible = fpl_str_is(fpl_fact_text(facts, FPL_FACT_DEAL_INSTRUMENT), "CONVERTIBLE");
    if (fpl_event_begins(given, FPL_STR("deal")))
        return take(t, convertible ? &t->debts : &t->items, fpl_fact_text(facts, FPL_FACT_DEAL_ID), firm, 0,
                    sign * money_of(facts, FPL_FACT_DEAL_AMOUNT));
    if (fpl_event_begins(given, FPL_STR("valuation"))) /* of all that is held in the firm */
        return take(t, &t->valuations, firm, firm, 0, amount);
    enum fpl_status status = FPL_OK;
    if (fpl_event_begins(given, FPL_STR("exit")))
        status = take_exit(t, event, decision);
    if (!status)
        status = take_partner(t, given, amount);
    return status ? status : take_dues(t, sign, decision);
}

/* Taken back, it is not taken on: what the opening balance still holds of it shows. */
static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct takeon *t = ctx;
    const struct fpl_decision *decision = NULL;
    int sign = 1;
    enum taken taken = taken_by(record->kind, &sign);
    if (taken == TAKES_NOTHING)
        return FPL_OK;
    enum fpl_status status = fpl_derive__record(t->derive, record, &decision, t->error);
    const struct fpl_facts *facts = fpl_derive__facts(t->derive);
    if (status || !decision)
        return status;
    if (taken == TAKES_FUND)
        return take_fund(t, record, sign, decision);
    return fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0) ? take_loan(t, taken, sign, decision) : FPL_OK;
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
    int by_party = t->ties == &t->valuations || t->ties == &t->partners;
    struct fpl_str key = by_party ? posting->party : posting->item;
    enum fpl_status status = add_tie(t, t->ties, key, posting->party, &tie);
    int64_t amount = fpl_money_minor(posting->amount);
    if (!status) {
        tie->opening[t->which] = (posting->side == t->side) ? amount : -amount;
        tie->account = t->ties == &t->dues ? t->account : "";
    }
    return status;
}

/* An account that stands on `side`. */
static enum fpl_status read_side(struct takeon *t, struct ties *ties, const char *account, int which, char side) {
    t->ties = ties;
    t->which = which;
    t->side = side;
    t->account = account;
    return fpl_read_postings(t->view, t->book.id, fpl_str_of(account), FPL_DATE_MIN, FPL_DATE_MAX, take_opening, t,
                             t->error);
}

static enum fpl_status read_openings(struct takeon *t, struct ties *ties, const char *account, int which) {
    return read_side(t, ties, account, which, 'D');
}

static int by_key(const void *a, const void *b) {
    const struct tie *x = a, *y = b;
    int accounts = strcmp(x->account, y->account);
    return accounts ? accounts : strcmp(x->key, y->key);
}

/* A firm that the fund left in part: the openings say what is left of it, under whichever tranche. It becomes one line.
 */
static enum fpl_status join_left(struct takeon *t, struct ties *ties) {
    for (size_t i = 0; i < ties->n; i++)
        for (size_t k = 0; ties->tie[i].left && k < ties->n; k++) {
            struct tie *tie = &ties->tie[k];
            if (strcmp(tie->party, ties->tie[i].party) != 0 || strcmp(tie->key, tie->party) == 0)
                continue;
            char *key = strdup(tie->party);
            if (!key)
                return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
            free(tie->key);
            tie->key = key;
        }
    return FPL_OK;
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
    if (tie->account[0])
        fpl_report_text(t->report, fpl_str_of(tie->account));
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
        for (; next < ties->n && by_key(&ties->tie[next], &line) == 0 && !status; next++)
            if (!(status = add_amounts(t, &line, &ties->tie[next])) && !line.party[0])
                memcpy(line.party, ties->tie[next].party, sizeof line.party);
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
    struct tie sum = {.account = ""};
    int same = 1;
    enum fpl_status status = put_ties(t, ties, &sum, &same);
    if (status)
        return status;
    fpl_report_total(t->report);
    fpl_report_code(t->report, "total", "合计", "Total");
    for (int i = ties == &t->dues ? 0 : 1; i < 3; i++)
        fpl_report_none(t->report);
    put_amounts(t, &sum, ties->amounts);
    if (same)
        fpl_report_note(t->report, "ties", "承接与期初余额逐行相符", "each line ties, and so do the totals");
    else
        fpl_report_note(t->report, "differs", "承接与期初余额不符，差额见上", "they differ as shown above");
    if (!same && ties == &t->valuations)
        fpl_report_note(
            t->report, "TAKE_ON_VALUATION", "期初公允价值变动未承接的，以后的估值、退出、核销不予登记：先承接估值",
            "of a change that is not taken on, later valuations, exits and write-offs are refused: take the "
            "valuation on first");
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

static void begin_debts(struct takeon *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "convertibles", "可转债核对", "Convertibles taken on against opening balances");
    fpl_report_column(r, "item", "投资", "Deal", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "taken_on", "承接成本", "Taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "opening", "期初 1501", "Opening 1501", FPL_COLUMN_MONEY, 0);
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

static void begin_dues(struct takeon *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "dues", "应收应付核对", "Dues taken on against opening balances");
    fpl_report_column(r, "account", "科目", "Account", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "event", "原业务编号", "Event", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "对方", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "taken_on", "承接未收付", "Due, taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "opening", "期初余额", "Opening balance", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
}

static void begin_partners(struct takeon *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "partners", "认缴实缴核对", "Commitments and capital taken on against opening balances");
    fpl_report_column(r, "partner", "出资人编号", "Partner id", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "name", "出资人", "Partner", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "unfunded", "承接未缴", "Unfunded, taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "unfunded_opening", "期初 9001", "Opening 9001", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "unfunded_difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid_in", "承接实缴", "Paid in, taken on", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid_in_opening", "期初 4001", "Opening 4001", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid_in_difference", "差额", "Difference", FPL_COLUMN_MONEY, 0);
}

static enum fpl_status read_fund(struct takeon *t) {
    static const struct {
        const char *account;
        char side;
    } dues[] = {{"1131", 'D'}, {"122101", 'D'}, {"122102", 'D'}, {"2221", 'C'},
                {"2232", 'C'}, {"224101", 'C'}, {"224102", 'C'}, {"224106", 'C'}};
    static const char *const capital[] = {"400101", "400102", "400103"};
    enum fpl_status status = read_openings(t, &t->debts, "1501", 0);
    if (!status)
        status = read_openings(t, &t->valuations, "110102", 0);
    for (size_t i = 0; i < sizeof dues / sizeof dues[0] && !status; i++)
        status = read_side(t, &t->dues, dues[i].account, 0, dues[i].side);
    if (!status)
        status = read_openings(t, &t->partners, "9001", 0);
    for (size_t i = 0; i < sizeof capital / sizeof capital[0] && !status; i++)
        status = read_side(t, &t->partners, capital[i], 1, 'C');
    if (!status)
        status = join_left(t, &t->items);
    return status ? status : join_left(t, &t->debts);
}

static enum fpl_status put_fund(struct takeon *t) {
    begin_debts(t);
    enum fpl_status status = put_table(t, &t->debts);
    if (!status) {
        begin_valuations(t);
        status = put_table(t, &t->valuations);
    }
    if (!status) {
        begin_dues(t);
        status = put_table(t, &t->dues);
    }
    if (!status) {
        begin_partners(t);
        status = put_table(t, &t->partners);
    }
    return status;
}

static enum fpl_status read_all(struct takeon *t) {
    int fund = t->book.kind == FPL_BOOK_FUND;
    t->items.amounts = fund ? 1 : AMOUNTS;
    t->debts.amounts = t->payouts.amounts = t->valuations.amounts = t->dues.amounts = 1;
    t->partners.amounts = 2;
    enum fpl_status status = fpl_derive__new(t->view, &t->derive, t->error);
    if (!status)
        status = fpl_read_records(t->view, t->book.id, 0, t->book.size - 1, take_record, t, t->error);
    if (!status)
        status = read_openings(t, &t->items, fund ? "110101" : "9003", 0);
    if (!status && fund)
        status = read_fund(t);
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
    if (!status && t.book.kind == FPL_BOOK_FUND)
        status = put_fund(&t);
    release(&t.items);
    release(&t.debts);
    release(&t.valuations);
    release(&t.payouts);
    release(&t.dues);
    release(&t.partners);
    fpl_json_doc_release(&t.doc);
    fpl_derive__free(t.derive);
    return fpl_reports__end(t.report, status, out, error);
}
