/* 资金池报表: money, commitments and memo accounts from totals; the rates of institutions from tallies. No loan is
 * read, so that a million of them cost nothing. */
#include "reports/position.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const codes[FPL_POSITION__ACCOUNTS] = {
    [FPL_POSITION__CASH] = "100203",      [FPL_POSITION__MANAGED] = "101201",  [FPL_POSITION__INTEREST_R] = "1132",
    [FPL_POSITION__RETURNS] = "122103",   [FPL_POSITION__PAYABLE] = "224105",  [FPL_POSITION__TREASURY] = "224107",
    [FPL_POSITION__COST_P] = "224108",    [FPL_POSITION__FISCAL] = "271101",   [FPL_POSITION__INTEREST] = "271102",
    [FPL_POSITION__RECOVERED] = "271103", [FPL_POSITION__PARTNERS] = "271104", [FPL_POSITION__SPENT] = "271105",
    [FPL_POSITION__COST] = "271106",      [FPL_POSITION__LOANS] = "9003",      [FPL_POSITION__EXPOSURE] = "9004",
    [FPL_POSITION__PURSUED] = "9005",     [FPL_POSITION__DEFERRED] = "9008",
};

const char *fpl_position__code(enum fpl_position__account account) {
    return codes[account];
}

/* ---- reading ---- */

static enum fpl_status party_of(struct fpl_position *p, struct fpl_str id, struct fpl_position__party **out) {
    for (size_t i = 0; i < p->parties; i++) {
        if (fpl_str_is(id, p->party[i].id)) {
            *out = &p->party[i];
            return FPL_OK;
        }
    }
    if (p->parties == p->party_cap) {
        size_t cap = p->party_cap ? p->party_cap * 2 : 16;
        struct fpl_position__party *wider = realloc(p->party, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(p->error, FPL_E_NOMEM, NULL, NULL, NULL);
        p->party = wider;
        p->party_cap = cap;
    }
    *out = &p->party[p->parties++];
    memset(*out, 0, sizeof **out);
    (void)fpl_str_copy(id, (*out)->id, sizeof(*out)->id);
    return FPL_OK;
}

static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct fpl_position *p = ctx;
    struct fpl_position__party *party = NULL;
    int64_t balance = 0;
    int account = 0;
    while (account < FPL_POSITION__ACCOUNTS && !fpl_str_is(total->account, codes[account]))
        account++;
    if (account == FPL_POSITION__ACCOUNTS)
        return FPL_OK;
    if (__builtin_sub_overflow(fpl_money_minor(total->debit), fpl_money_minor(total->credit), &balance))
        return fpl_fail(p->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    enum fpl_status status = fpl_reports__add(&p->balance[account], balance, p->error);
    if (!status && account == FPL_POSITION__PURSUED)
        status = fpl_reports__add(&p->paid, fpl_money_minor(total->debit), p->error);
    if (!status && total->party.n && !(status = party_of(p, total->party, &party)))
        party->balance[account] += balance; /* part of the sum above, of one sign or another */
    return status;
}

/* Key "party|from". Of several in force the last one signed for holds for what is registered from then on. */
static enum fpl_status take_agreement(void *ctx, const struct fpl_item *item) {
    struct fpl_position *p = ctx;
    const char *bar = memchr(item->key.p, '|', item->key.n);
    struct fpl_date as_of = fpl_view_as_of(p->view), to = FPL_DATE_MAX;
    struct fpl_str until = fpl_json_get_text(item->data, "to");
    struct fpl_position__party *party = NULL;
    struct fpl_position__under under = {.pack = NULL};
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "from"), &under.from, p->error);
    if (!status && until.n)
        status = fpl_date_parse(until, &to, p->error);
    if (status || !bar || fpl_date_cmp(under.from, as_of) > 0)
        return status;
    (void)fpl_str_copy((struct fpl_str){item->key.p, (size_t)(bar - item->key.p)}, under.party, sizeof under.party);
    under.in_force = fpl_date_cmp(as_of, to) <= 0;
    status = party_of(p, fpl_str_of(under.party), &party);
    if (!status)
        status = fpl_derive__pack_of(p->derive, fpl_json_get_text(item->data, "hash"), &under.pack, p->error);
    if (status)
        return status;
    party->agreed |= under.in_force;
    for (size_t i = 0; under.in_force && i < p->unders; i++) { /* keys come in order of their days */
        if (strcmp(p->under[i].party, under.party) == 0)
            p->under[i].in_force = 0;
    }
    return fpl_position__note_under(p, &under);
}

/* Key "kind|party|date". */
static enum fpl_status take_measure(void *ctx, const struct fpl_item *item) {
    struct fpl_position *p = ctx;
    const char *first = memchr(item->key.p, '|', item->key.n), *end = item->key.p + item->key.n;
    const char *second = first ? memchr(first + 1, '|', (size_t)(end - first) - 1) : NULL;
    if (!second)
        return FPL_OK;
    if (p->measures == p->measure_cap) {
        size_t cap = p->measure_cap ? p->measure_cap * 2 : 32;
        struct fpl_position__measure *wider = realloc(p->measure, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(p->error, FPL_E_NOMEM, NULL, NULL, NULL);
        p->measure = wider;
        p->measure_cap = cap;
    }
    struct fpl_position__measure *measure = &p->measure[p->measures];
    struct fpl_str date = {second + 1, (size_t)(end - second) - 1};
    (void)fpl_str_copy((struct fpl_str){item->key.p, (size_t)(first - item->key.p)}, measure->kind,
                       sizeof measure->kind);
    (void)fpl_str_copy((struct fpl_str){first + 1, (size_t)(second - first) - 1}, measure->party,
                       sizeof measure->party);
    measure->amount = fpl_json_get_num(item->data, "amt", 0);
    if (fpl_date_parse(date, &measure->date, NULL) == FPL_OK)
        p->measures++;
    return FPL_OK;
}

static enum fpl_status read_position(struct fpl_position *p) {
    struct fpl_reports__own own = {.book = &p->book, .by_party = 1, .take = take_total, .ctx = p};
    enum fpl_status status = fpl_derive__new(p->view, &p->derive, p->error);
    if (!status)
        status = fpl_reports__own_totals(p->view, &own, p->error);
    p->foreign = own.foreign;
    if (!status)
        status = fpl_read_items(p->view, p->book.id, "agreement", take_agreement, p, p->error);
    if (!status)
        status = fpl_position__unders(p);
    if (!status)
        status = fpl_read_items(p->view, p->book.id, "measure", take_measure, p, p->error);
    for (int i = 0; i < FPL_POSITION__ACCOUNTS && !status; i++) /* so that the few sums of them below cannot overflow */
        if (p->balance[i] > INT64_MAX / 16 || p->balance[i] < -(INT64_MAX / 16))
            status = fpl_fail(p->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    return status;
}

struct fpl_date fpl_position__year_first(const struct fpl_position *p) {
    return fpl_period_first((struct fpl_period){(int16_t)p->year, 1});
}

enum fpl_status fpl_position__tally(struct fpl_position *p, const char *name, const char *party, struct fpl_date from,
                                    int64_t *out) {
    char scope[96] = "";
    if (party)
        (void)snprintf(scope, sizeof scope, "bank:%s", party);
    return fpl_position__tally_of(p, name, scope, from, out);
}

enum fpl_status fpl_position__tally_of(struct fpl_position *p, const char *name, const char *scope,
                                       struct fpl_date from, int64_t *out) {
    struct fpl_date to = FPL_DATE_MAX;
    struct fpl_money amount;
    int64_t count = 0;
    if (fpl_date_cmp(from, fpl_position__year_first(p)) == 0)
        to = fpl_period_last((struct fpl_period){(int16_t)p->year, 12});
    enum fpl_status status =
        fpl_read_tally(p->view, p->book.id, name, fpl_str_of(scope), from, to, &amount, &count, p->error);
    if (!status)
        *out = fpl_money_minor(amount);
    return status;
}

/* ---- position ---- */

static void put_row(struct fpl_position *p, const char *code, const char *zh, const char *en, int64_t amount,
                    const char *how) {
    fpl_report_code(p->report, code, zh, en);
    fpl_report_money(p->report, fpl_money_of(amount), p->book.scale);
    fpl_report_text(p->report, fpl_str_of(how));
}

static void put_leverage(struct fpl_position *p, const char *const words[3], int64_t money, const char *how) {
    fpl_report_code(p->report, words[0], words[1], words[2]);
    if (money > 0)
        fpl_report_ratio(p->report, (struct fpl_ratio){p->balance[FPL_POSITION__LOANS], money});
    else
        fpl_report_none(p->report);
    fpl_report_text(p->report, fpl_str_of(how));
}

static void put_position(struct fpl_position *p) {
    static const char *const on_balance[] = {"leverage", "放大倍数（备案余额÷可用资金）",
                                             "Leverage on money available"};
    static const char *const on_paid_in[] = {"leverage_paid_in", "放大倍数（备案余额÷实缴资金）",
                                             "Leverage on capital paid in"};
    const int64_t *b = p->balance;
    int64_t paid_in = -(b[FPL_POSITION__FISCAL] + b[FPL_POSITION__PARTNERS]);
    int64_t available = b[FPL_POSITION__CASH] + b[FPL_POSITION__PAYABLE];
    fpl_report_table(p->report, "position", "资金池报表", "Position of the pool");
    fpl_reports__caption_book(p->report, &p->book);
    fpl_reports__caption_cut(p->report, p->view, 0);
    fpl_report_column(p->report, "item", "项目", "Item", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(p->report, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(p->report, "how", "取数", "From", FPL_COLUMN_TEXT, 0);
    put_row(p, "paid_in", "实缴资金", "Capital paid in", paid_in, "271101 + 271104");
    put_row(p, "cash", "专户存款", "Cash in the special account", b[FPL_POSITION__CASH], "100203");
    put_row(p, "decided_unpaid", "已核定未拨付", "Decided, not yet paid", -b[FPL_POSITION__PAYABLE], "224105");
    put_row(p, "available", "可用资金", "Money available", available, "100203 - 224105");
    put_row(p, "interest", "专户利息", "Account interest", -b[FPL_POSITION__INTEREST], "271102");
    put_row(p, "recovered", "追偿收回", "Recoveries returned", -b[FPL_POSITION__RECOVERED], "271103");
    put_row(p, "decided", "累计补偿支出", "Compensation decided so far", b[FPL_POSITION__SPENT], "271105");
    put_row(p, "paid", "累计已拨付", "Compensation paid so far", p->paid, "9005 D");
    put_row(p, "loans", "备案贷款余额", "Registered loan balance", b[FPL_POSITION__LOANS], "9003");
    put_row(p, "exposure", "或有补偿责任", "Contingent exposure", b[FPL_POSITION__EXPOSURE], "9004");
    put_row(p, "pursued", "已代偿待追偿", "Compensated, under recovery", b[FPL_POSITION__PURSUED], "9005");
    put_row(p, "deferred", "排队、暂缓补偿", "Queued or deferred claims", b[FPL_POSITION__DEFERRED], "9008");
    put_leverage(p, on_balance, available, "9003 / (100203 - 224105)");
    put_leverage(p, on_paid_in, paid_in, "9003 / (271101 + 271104)");
    fpl_reports__note_foreign(p->report, &p->book, p->foreign);
}

/* ---- contributors ---- */

static void put_contributors(struct fpl_position *p) {
    int64_t all = -(p->balance[FPL_POSITION__FISCAL] + p->balance[FPL_POSITION__PARTNERS]);
    fpl_report_table(p->report, "contributors", "出资情况", "Contributors");
    fpl_report_column(p->report, "party", "出资方编号", "Contributor id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(p->report, "name", "出资方", "Contributor", FPL_COLUMN_TEXT, 0);
    fpl_report_column(p->report, "fiscal", "财政拨入（271101）", "Fiscal money (271101)", FPL_COLUMN_MONEY, 0);
    fpl_report_column(p->report, "partner", "合作机构（271104）", "Partners' money (271104)", FPL_COLUMN_MONEY, 0);
    fpl_report_column(p->report, "share", "占比", "Share", FPL_COLUMN_PERCENT, 0);
    for (size_t i = 0; i < p->parties; i++) {
        const struct fpl_position__party *party = &p->party[i];
        int64_t fiscal = -party->balance[FPL_POSITION__FISCAL], partner = -party->balance[FPL_POSITION__PARTNERS];
        char name[256];
        if (fiscal == 0 && partner == 0)
            continue;
        fpl_reports__party_name(p->view, fpl_str_of(party->id), name, sizeof name);
        fpl_report_text(p->report, fpl_str_of(party->id));
        fpl_report_text(p->report, fpl_str_of(name));
        fpl_report_money(p->report, fpl_money_of(fiscal), p->book.scale);
        fpl_report_money(p->report, fpl_money_of(partner), p->book.scale);
        fpl_report_percent(p->report, fiscal + partner, all);
    }
    fpl_report_total(p->report);
    fpl_report_none(p->report);
    fpl_report_code(p->report, "total", "合计", "Total");
    fpl_report_money(p->report, fpl_money_of(-p->balance[FPL_POSITION__FISCAL]), p->book.scale);
    fpl_report_money(p->report, fpl_money_of(-p->balance[FPL_POSITION__PARTNERS]), p->book.scale);
    fpl_report_percent(p->report, all, all);
}

/* ---- identity ---- */

static void put_identity(struct fpl_position *p) {
    const int64_t *b = p->balance;
    int64_t money = b[FPL_POSITION__CASH] + b[FPL_POSITION__MANAGED] + b[FPL_POSITION__INTEREST_R];
    int64_t sources =
        -(b[FPL_POSITION__FISCAL] + b[FPL_POSITION__INTEREST] + b[FPL_POSITION__RECOVERED] + b[FPL_POSITION__PARTNERS]);
    int64_t spent = b[FPL_POSITION__SPENT] + b[FPL_POSITION__COST];
    int64_t payable = -(b[FPL_POSITION__PAYABLE] + b[FPL_POSITION__TREASURY] + b[FPL_POSITION__COST_P]);
    int64_t right = sources - spent + payable - b[FPL_POSITION__RETURNS];
    fpl_report_table(p->report, "identity", "资金平衡核对", "Balance identity");
    fpl_report_column(p->report, "item", "项目", "Item", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(p->report, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(p->report, "how", "取数", "From", FPL_COLUMN_TEXT, 0);
    put_row(p, "money", "货币资金及应收利息", "Money and interest receivable", money, "100203 + 101201 + 1132");
    put_row(p, "sources", "资金来源", "Sources", sources, "271101 + 271102 + 271103 + 271104");
    put_row(p, "spent", "减：已用", "Less: spent", spent, "271105 + 271106");
    put_row(p, "payable", "加：应付", "Plus: payable", payable, "2241");
    put_row(p, "returns", "减：应收退回", "Less: to be returned", b[FPL_POSITION__RETURNS], "122103");
    fpl_report_total(p->report);
    put_row(p, "difference", "差额（应为零）", "Difference (must be zero)", money - right, "");
    if (money == right)
        fpl_report_note(p->report, "identity_holds", "资金平衡式成立", "the balance identity holds");
    else
        fpl_report_note(p->report, "identity_fails", "资金平衡式不成立，请查账", "the balance identity does NOT hold");
}

/* ---- where the money came from and went to ---- */

static void put_step(struct fpl_position *p, const char *const words[3], int64_t amount, const char *how) {
    put_row(p, words[0], words[1], words[2], amount, how);
}

static void put_flow(struct fpl_position *p) {
    static const char *const words[][3] = {{"fiscal", "财政拨入", "Fiscal money"},
                                           {"partners", "合作机构投入", "Partners' money"},
                                           {"interest", "利息", "Interest"},
                                           {"recovered", "追偿收回", "Recoveries returned"},
                                           {"compensation", "补偿支出", "Compensation"},
                                           {"cost", "费用", "Costs"},
                                           {"payable", "应付未付", "Payable, not yet paid"},
                                           {"returns", "应收退回", "To be returned"}};
    const int64_t *b = p->balance;
    fpl_report_table(p->report, "flow", "资金来源与去向", "Where the money came from and went to");
    fpl_report_column(p->report, "item", "项目", "Item", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(p->report, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(p->report, "how", "取数", "From", FPL_COLUMN_TEXT, 0);
    fpl_report_chart(p->report, &(struct fpl_chart_spec){.kind = FPL_CHART_WATERFALL,
                                                         .zh = "资金来源与去向",
                                                         .en = "Where the money came from and went to",
                                                         .label = {"item"},
                                                         .value = {"amount"}});
    put_step(p, words[0], -b[FPL_POSITION__FISCAL], "271101");
    put_step(p, words[1], -b[FPL_POSITION__PARTNERS], "271104");
    put_step(p, words[2], -b[FPL_POSITION__INTEREST], "271102");
    put_step(p, words[3], -b[FPL_POSITION__RECOVERED], "271103");
    put_step(p, words[4], -b[FPL_POSITION__SPENT], "271105");
    put_step(p, words[5], -b[FPL_POSITION__COST], "271106");
    put_step(p, words[6], -(b[FPL_POSITION__PAYABLE] + b[FPL_POSITION__TREASURY] + b[FPL_POSITION__COST_P]), "2241");
    put_step(p, words[7], -b[FPL_POSITION__RETURNS], "122103");
    fpl_report_total(p->report);
    put_row(p, "money", "货币资金及应收利息", "Money and interest receivable",
            b[FPL_POSITION__CASH] + b[FPL_POSITION__MANAGED] + b[FPL_POSITION__INTEREST_R], "100203 + 101201 + 1132");
}

/* ---- payouts by month ---- */

struct payouts {
    struct fpl_position *p;
    int64_t sum;
};

static enum fpl_status take_paid(void *ctx, const struct fpl_total *total) {
    struct payouts *payouts = ctx;
    if (!fpl_str_is(total->account, codes[FPL_POSITION__PURSUED]) ||
        !fpl_str_is(total->currency, payouts->p->book.currency))
        return FPL_OK;
    return fpl_reports__add(&payouts->sum, fpl_money_minor(total->debit), payouts->p->error);
}

static enum fpl_status put_payouts(struct fpl_position *p) {
    int64_t year = 0;
    enum fpl_status status = FPL_OK;
    fpl_report_table(p->report, "payouts", "逐月拨付", "Payouts by month");
    fpl_report_column(p->report, "month", "月份", "Month", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(p->report, "paid", "拨付补偿", "Compensation paid", FPL_COLUMN_MONEY, 0);
    fpl_report_chart(p->report, &(struct fpl_chart_spec){.kind = FPL_CHART_COLUMNS,
                                                         .zh = "逐月拨付补偿",
                                                         .en = "Compensation paid by month",
                                                         .label = {"month"},
                                                         .value = {"paid"}});
    for (int month = 1; month <= 12 && !status; month++) {
        struct fpl_period period = {(int16_t)p->year, (int8_t)month};
        struct payouts payouts = {p, 0};
        char text[32];
        if (fpl_date_cmp(fpl_period_first(period), fpl_view_as_of(p->view)) > 0)
            break;
        status = fpl_read_totals(p->view, p->book.id, fpl_period_first(period), fpl_period_last(period), 0, take_paid,
                                 &payouts, p->error);
        if (!status)
            status = fpl_reports__add(&year, payouts.sum, p->error);
        (void)snprintf(text, sizeof text, "%04d-%02d", p->year, month);
        fpl_report_text(p->report, fpl_str_of(text));
        fpl_report_money(p->report, fpl_money_of(payouts.sum), p->book.scale);
    }
    fpl_report_total(p->report);
    fpl_report_code(p->report, "total", "合计", "Total");
    fpl_report_money(p->report, fpl_money_of(year), p->book.scale);
    return status;
}

static int by_id(const void *a, const void *b) {
    const struct fpl_position__party *x = a, *y = b;
    return strcmp(x->id, y->id);
}

enum fpl_status fpl_report_pool(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                struct fpl_error *error) {
    struct fpl_position p = {.view = view, .spec = spec, .error = error};
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_POOL, &p.book, error);
    if (status)
        return status;
    p.year = spec->year ? spec->year : fpl_period_of(fpl_view_as_of(view)).year;
    if (p.year < 1900 || p.year > 2199)
        return fpl_fail(error, FPL_E_DATE_INVALID, "year", NULL, NULL);
    if (!(p.report = fpl_reports__begin("pool", error)))
        return FPL_E_NOMEM;
    status = read_position(&p);
    if (!status) {
        if (p.parties)
            qsort(p.party, p.parties, sizeof *p.party, by_id);
        put_position(&p);
        put_contributors(&p);
        status = fpl_position__institutions(&p);
    }
    if (!status)
        status = fpl_derive__note_expired(p.derive, p.book.id, p.report, error);
    if (!status)
        status = fpl_position__caps(&p);
    if (!status)
        status = fpl_derive__note_expired(p.derive, p.book.id, p.report, error);
    if (!status)
        status = fpl_position__breakers(&p);
    if (!status)
        status = fpl_derive__note_expired(p.derive, p.book.id, p.report, error);
    if (!status)
        status = put_payouts(&p);
    if (!status) {
        put_flow(&p);
        put_identity(&p);
    }
    fpl_derive__free(p.derive);
    free(p.party);
    free(p.under);
    free(p.measure);
    return fpl_reports__end(p.report, status, out, error);
}
