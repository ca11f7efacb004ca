/* 业绩表 (R9): money paid in, money back, what is left; DPI, RVPI, TVPI and XIRR, of each fund net and gross, by
 * vintage, and of one fund by party and by project. Source: fund rules §3.7, §5 R9. */
#include "fundpool/irr.h"
#include "reports/flows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Flows and what is left, of a party, a project, a fund or a vintage. */
struct sum {
    int64_t in, out, rest;
    int undated; /* some of what was paid in has no day: opening balances, entries by hand */
    struct fpl_irr_flow *flow;
    size_t n, cap;
};

struct rest { /* of one party or firm on the books */
    enum fpl_flows__of of;
    int is_capital; /* no rest: what the party has paid in, 4001 */
    char id[65];
    int64_t amount;
};

struct fund {
    struct fpl_book book;
    struct fpl_flows flows;
    struct fpl_reports__accounts accounts;
    struct rest *rest;
    size_t rests, rest_cap;
    int64_t net;     /* assets less liabilities */
    int64_t capital; /* balance of the paid-in capital, 4001 */
    int64_t dated;   /* payments in that have a day */
    int vintage;     /* year of the first payment in; 0: nothing was paid in, or some of it has no day */
    int foreign;     /* has balances in another currency, which count nowhere here */
    int pooled;      /* stands in the row of a vintage */
};

struct tables {
    struct fpl_view *view;
    struct fpl_report *report;
    struct fund *fund;
    size_t funds, cap;
    int scale;
    struct fpl_error *error;
};

static enum fpl_status no_memory(const struct tables *t) {
    return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
}

/* ---- sums ---- */

static enum fpl_status add_flow(const struct tables *t, struct sum *sum, struct fpl_date day, int64_t amount) {
    if (sum->n == sum->cap) {
        size_t cap = sum->cap ? sum->cap * 2 : 16;
        struct fpl_irr_flow *wider = realloc(sum->flow, cap * sizeof *wider);
        if (!wider)
            return no_memory(t);
        sum->flow = wider;
        sum->cap = cap;
    }
    sum->flow[sum->n++] = (struct fpl_irr_flow){day, fpl_money_of(amount)};
    return FPL_OK;
}

static enum fpl_status add(const struct tables *t, struct sum *sum, const struct fpl_flows__flow *flow) {
    int64_t *side = (flow->amount < 0 && !flow->exit) || flow->refund ? &sum->in : &sum->out;
    enum fpl_status status = fpl_reports__add(side, side == &sum->in ? -flow->amount : flow->amount, t->error);
    return status ? status : add_flow(t, sum, flow->day, flow->amount);
}

/* Flows of one id, or of all where it is NULL. */
static enum fpl_status add_all(const struct tables *t, const struct fund *fund, enum fpl_flows__of of, const char *id,
                               struct sum *sum) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < fund->flows.n && !status; i++)
        if (fund->flows.list[i].of == of && (!id || strcmp(fund->flows.list[i].id, id) == 0))
            status = add(t, sum, &fund->flows.list[i]);
    return status;
}

static enum fpl_status add_rest(const struct tables *t, const struct fund *fund, enum fpl_flows__of of, const char *id,
                                struct sum *sum) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < fund->rests && !status; i++)
        if (fund->rest[i].of == of && !fund->rest[i].is_capital && (!id || strcmp(fund->rest[i].id, id) == 0))
            status = fpl_reports__add(&sum->rest, fund->rest[i].amount, t->error);
    return status;
}

/* What was paid in as the accounts have it, of one party or of all, in place of the dated payments alone: `before` is
 * what the sum held before these. */
static enum fpl_status add_capital(const struct tables *t, const struct fund *fund, const char *id, int64_t before,
                                   struct sum *sum) {
    int64_t capital = before;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < fund->rests && !status; i++)
        if (fund->rest[i].is_capital && (!id || strcmp(fund->rest[i].id, id) == 0))
            status = fpl_reports__add(&capital, fund->rest[i].amount, t->error);
    sum->undated |= capital != sum->in;
    sum->in = capital;
    return status;
}

/* ---- what a fund has ---- */

struct totals {
    const struct tables *t;
    struct fund *fund;
};

/* Of projects: cost, fair-value change, convertibles, proceeds and dividends receivable, less instalments owed. Of
 * parties: distributions payable. */
static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    const struct totals *of = ctx;
    struct fund *fund = of->fund;
    int64_t balance = fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    const struct fpl_account *account = fpl_reports__account(&fund->accounts, total->account);
    enum fpl_status status = FPL_OK;
    int capital = fpl_reports__is_capital(total->account);
    if (capital && (status = fpl_reports__add(&fund->capital, -balance, of->t->error)))
        return status;
    if (!account || (account->nature != 'A' && account->nature != 'L' && !capital))
        return FPL_OK;
    if (!capital && (status = fpl_reports__add(&fund->net, balance, of->t->error)))
        return status;
    int named = total->party.n > 0 && /* by an event; entries by hand may name nobody */
                (fpl_reports__begins(total->account, "224103") || fpl_reports__begins(total->account, "1501"));
    int project = fpl_reports__begins(total->account, "1101") || fpl_reports__begins(total->account, "122101") ||
                  fpl_reports__begins(total->account, "1131") || named;
    if (!project && !capital && !fpl_reports__begins(total->account, "2232"))
        return FPL_OK;
    if (fund->rests == fund->rest_cap) {
        size_t cap = fund->rest_cap ? fund->rest_cap * 2 : 64;
        struct rest *wider = realloc(fund->rest, cap * sizeof *wider);
        if (!wider)
            return no_memory(of->t);
        fund->rest = wider;
        fund->rest_cap = cap;
    }
    struct rest *rest = &fund->rest[fund->rests++];
    *rest = (struct rest){.of = project ? FPL_FLOWS_PROJECT : FPL_FLOWS_PARTY,
                          .is_capital = capital,
                          .amount = project ? balance : -balance};
    (void)fpl_str_copy(total->party, rest->id, sizeof rest->id);
    return FPL_OK;
}

static enum fpl_status read_fund(const struct tables *t, struct fund *fund) {
    struct totals totals = {t, fund};
    struct fpl_reports__own own = {.book = &fund->book, .by_party = 1, .take = take_total, .ctx = &totals};
    enum fpl_status status = fpl_flows__read(t->view, &fund->book, &fund->flows, t->error);
    if (!status)
        status = fpl_reports__accounts(t->view, fund->book.id, &fund->accounts, t->error);
    if (!status)
        status = fpl_reports__own_totals(t->view, &own, t->error);
    fund->foreign = own.foreign;
    fpl_reports__accounts_release(&fund->accounts);
    struct fpl_date first = FPL_DATE_NONE;
    int64_t dated = 0;
    for (size_t i = 0; i < fund->flows.n && !status; i++) {
        const struct fpl_flows__flow *flow = &fund->flows.list[i];
        if (flow->of == FPL_FLOWS_PARTY && (flow->amount < 0 || flow->refund))
            status = fpl_reports__add(&dated, -flow->amount, t->error);
        if (flow->of == FPL_FLOWS_PARTY && flow->amount < 0 &&
            (fpl_date_is_none(first) || fpl_date_cmp(flow->day, first) < 0))
            first = flow->day;
    }
    int month, day;
    fund->dated = dated;
    if (!fpl_date_is_none(first) && dated == fund->capital) /* else nobody knows when it began */
        fpl_date_split(first, &fund->vintage, &month, &day);
    return status;
}

static enum fpl_status take_book(void *ctx, const struct fpl_book *book) {
    struct tables *t = ctx;
    if (book->kind != FPL_BOOK_FUND)
        return FPL_OK;
    if (t->funds == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 16;
        struct fund *wider = realloc(t->fund, cap * sizeof *wider);
        if (!wider)
            return no_memory(t);
        t->fund = wider;
        t->cap = cap;
    }
    t->fund[t->funds++] = (struct fund){.book = *book};
    return FPL_OK;
}

/* ---- cells ---- */

/* One rate is a number, whose JSON has all its digits; several are a list. */
static void put_irr(const struct tables *t, const struct fpl_irr *irr) {
    static const struct {
        const char *code, *zh, *en;
    } words[] = {[FPL_IRR_NONE] = {"NONE", "无解", "none"},
                 [FPL_IRR_ONE] = {"ONE", "唯一", "one"},
                 [FPL_IRR_MULTIPLE] = {"MULTIPLE", "多解", "several"},
                 [FPL_IRR_UNDECIDED] = {"UNDECIDED", "或不止这些", "perhaps more"}};
    char text[FPL_IRR_RATES_MAX * 48] = "", one[48];
    for (size_t i = 0; i < irr->rates && i < FPL_IRR_RATES_MAX; i++) {
        size_t used = strlen(text);
        if (irr->rate[i] == INT64_MAX)
            (void)fpl_str_copy(FPL_STR(">900000000"), one, sizeof one);
        else
            fpl_percent_trunc(irr->rate[i], FPL_IRR_UNIT, 4, one, sizeof one);
        (void)snprintf(text + used, sizeof text - used, "%s%s", i ? " / " : "", one);
    }
    if (irr->rates == 0)
        fpl_report_none(t->report);
    else if (irr->rates == 1 && irr->rate[0] != INT64_MAX)
        fpl_report_percent(t->report, irr->rate[0], FPL_IRR_UNIT);
    else
        fpl_report_text(t->report, fpl_str_of(text));
    fpl_report_code(t->report, words[irr->answer].code, words[irr->answer].zh, words[irr->answer].en);
}

static void put_columns(const struct tables *t, const char *in_zh, const char *in_en, const char *rest_zh,
                        const char *rest_en) {
    struct fpl_report *r = t->report;
    fpl_report_column(r, "in", in_zh, in_en, FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "out", "已收回", "Back", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "rest", rest_zh, rest_en, FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "dpi", "DPI", "DPI", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "rvpi", "RVPI", "RVPI", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "tvpi", "TVPI", "TVPI", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "irr", "IRR", "IRR", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "irr_is", "IRR 解", "IRR rates", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
}

/* The rest of the row; what is left counts as money back on the day asked for. Frees the flows. */
static enum fpl_status put_sum(const struct tables *t, struct sum *sum) {
    struct fpl_irr irr;
    int64_t both = sum->out;
    enum fpl_status status = fpl_reports__add(&both, sum->rest, t->error);
    if (!status && sum->rest != 0)
        status = add_flow(t, sum, fpl_view_as_of(t->view), sum->rest);
    if (!status && (status = fpl_irr(sum->flow, sum->n, &irr)))
        fpl_fail(t->error, status, NULL, NULL, NULL);
    free(sum->flow);
    if (status)
        return status;
    fpl_report_money(t->report, fpl_money_of(sum->in), t->scale);
    fpl_report_money(t->report, fpl_money_of(sum->out), t->scale);
    fpl_report_money(t->report, fpl_money_of(sum->rest), t->scale);
    fpl_reports__multiple(t->report, sum->out, sum->in);
    fpl_reports__multiple(t->report, sum->rest, sum->in);
    fpl_reports__multiple(t->report, both, sum->in);
    if (sum->undated) {
        fpl_report_none(t->report);
        fpl_report_code(t->report, "NO_DATES", "实缴缺日期", "capital without days");
    } else {
        put_irr(t, &irr);
    }
    return FPL_OK;
}

/* ---- funds ---- */

static enum fpl_status net_of(const struct tables *t, const struct fund *fund, struct sum *sum) {
    int64_t before = sum->in;
    enum fpl_status status = add_all(t, fund, FPL_FLOWS_PARTY, NULL, sum);
    if (!status)
        status = add_capital(t, fund, NULL, before, sum);
    if (!status)
        status = fpl_reports__add(&sum->rest, fund->net, t->error);
    return status ? status : add_rest(t, fund, FPL_FLOWS_PARTY, NULL, sum);
}

static enum fpl_status gross_of(const struct tables *t, const struct fund *fund, struct sum *sum) {
    enum fpl_status status = add_all(t, fund, FPL_FLOWS_PROJECT, NULL, sum);
    return status ? status : add_rest(t, fund, FPL_FLOWS_PROJECT, NULL, sum);
}

static void put_basis(const struct tables *t, int gross) {
    if (gross)
        fpl_report_code(t->report, "GROSS", "毛（项目）", "gross, projects");
    else
        fpl_report_code(t->report, "NET", "净（出资人）", "net, parties");
}

static void put_definition(const struct tables *t) {
    fpl_report_caption(t->report, "definition", "口径", "Definition");
    fpl_report_name(
        t->report,
        "DPI＝已收回÷投入，RVPI＝剩余÷投入，TVPI 为两者之和，六位小数截尾；IRR 为使 Σ 金额÷(1＋IRR)^(天数÷365)＝0 "
        "的全部利率，剩余按截止日收回计；净：实缴、已付分配、净资产加已宣告未付的分配；毛：投资（减退款）、退出款、"
        "股利、收回，公允价值加应收",
        "DPI = back / in, RVPI = rest / in, TVPI both, six decimals, cut; IRR: every rate with "
        "Σ amount / (1 + IRR)^(days / 365) = 0, the rest counted as back on the cut-off day; net: paid in, "
        "distributions paid, net assets and distributions declared; gross: invested less refunds, proceeds, "
        "dividends, recoveries, fair value and receivables");
}

/* What was paid in before the books were opened, or by hand, has no day and no party here. */
static void note_capital(const struct tables *t, const struct fund *fund) {
    char zh[512], en[512], booked[FPL_MONEY_TEXT], known[FPL_MONEY_TEXT];
    if (fund->capital == fund->dated)
        return;
    fpl_money_format(fpl_money_of(fund->capital), FPL_UNIT_YUAN, fund->book.scale, booked);
    fpl_money_format(fpl_money_of(fund->dated), FPL_UNIT_YUAN, fund->book.scale, known);
    (void)snprintf(
        zh, sizeof zh,
        "%s：实缴科目余额 %s，其中有缴款日期的 %s；倍数按余额计，其余没有日期，净层面的 IRR 和首期年份不适用",
        fund->book.code, booked, known);
    (void)snprintf(en, sizeof en,
                   "%s: %s stands on the accounts of paid-in capital, %s of it has a day of payment; multiples count "
                   "the balance, the net IRR and the vintage do not apply",
                   fund->book.code, booked, known);
    fpl_report_note(t->report, "CAPITAL_WITHOUT_DAYS", zh, en);
}

static int several_currencies(const struct tables *t) {
    for (size_t i = 1; i < t->funds; i++)
        if (strcmp(t->fund[i].book.currency, t->fund[0].book.currency) != 0)
            return 1;
    return 0;
}

static enum fpl_status put_funds(struct tables *t) {
    enum fpl_status status = FPL_OK;
    fpl_report_table(t->report, "performance", "业绩表", "Performance");
    fpl_reports__caption_cut(t->report, t->view, 1);
    put_definition(t);
    fpl_report_column(t->report, "fund", "基金", "Fund", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_reports__currency_column(t->report, several_currencies(t));
    fpl_report_column(t->report, "vintage", "首期年份", "Vintage", FPL_COLUMN_TEXT, 0);
    fpl_report_column(t->report, "basis", "计算层面", "Level", FPL_COLUMN_TEXT, 0);
    put_columns(t, "投入", "In", "剩余", "Rest");
    for (size_t i = 0; i < 2 * t->funds && !status; i++) {
        const struct fund *fund = &t->fund[i / 2];
        struct sum sum = {0};
        char year[16] = "";
        t->scale = fund->book.scale;
        status = i % 2 ? gross_of(t, fund, &sum) : net_of(t, fund, &sum);
        if (status) {
            free(sum.flow);
            break;
        }
        fpl_report_text(t->report, fpl_str_of(fund->book.code));
        fpl_report_text(t->report, fpl_str_of(fund->book.currency));
        if (fund->vintage > 0)
            (void)snprintf(year, sizeof year, "%d", fund->vintage);
        fpl_report_text(t->report, fpl_str_of(year));
        put_basis(t, i % 2 != 0);
        if (i % 2 == 0)
            note_capital(t, fund);
        if (i % 2 == 0)
            fpl_reports__note_foreign(t->report, &fund->book, fund->foreign);
        status = put_sum(t, &sum);
    }
    return status;
}

/* The flows of all funds of one year and currency in one sum, that of fund[first], the first of them. */
static enum fpl_status put_vintage(struct tables *t, size_t first) {
    const struct fund *like = &t->fund[first];
    struct sum sum = {0};
    enum fpl_status status = FPL_OK;
    char text[16];
    int64_t funds = 0;
    for (size_t i = first; i < t->funds && !status; i++) {
        struct fund *fund = &t->fund[i];
        if (fund->vintage != like->vintage || strcmp(fund->book.currency, like->book.currency) != 0)
            continue;
        status = net_of(t, fund, &sum);
        fund->pooled = 1;
        funds++;
    }
    if (status) {
        free(sum.flow);
        return status;
    }
    t->scale = like->book.scale;
    (void)snprintf(text, sizeof text, "%d", like->vintage);
    fpl_report_text(t->report, fpl_str_of(text));
    fpl_report_text(t->report, fpl_str_of(like->book.currency));
    fpl_report_int(t->report, funds);
    return put_sum(t, &sum);
}

static enum fpl_status put_vintages(struct tables *t) {
    enum fpl_status status = FPL_OK;
    fpl_report_table(t->report, "vintages", "按首期年份（净）", "By vintage, net");
    fpl_report_column(t->report, "vintage", "首期年份", "Vintage", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_reports__currency_column(t->report, several_currencies(t));
    fpl_report_column(t->report, "funds", "基金数", "Funds", FPL_COLUMN_INT, 0);
    put_columns(t, "实缴", "Paid in", "剩余", "Rest");
    for (;;) {
        size_t next = t->funds;
        for (size_t i = 0; i < t->funds; i++)
            if (t->fund[i].vintage > 0 && !t->fund[i].pooled &&
                (next == t->funds || t->fund[i].vintage < t->fund[next].vintage))
                next = i;
        if (status || next == t->funds)
            return status;
        status = put_vintage(t, next);
    }
}

/* ---- parties and projects of one fund ---- */

/* The ids of flows and of what is left, each once, in order; the caller's. */
static char (*ids_of(const struct fund *fund, enum fpl_flows__of of, size_t *n))[65] {
    char(*id)[65] = calloc(fund->flows.n + fund->rests + 1, sizeof *id);
    size_t count = 0, unique = 0;
    *n = 0;
    if (!id)
        return NULL;
    for (size_t i = 0; i < fund->flows.n; i++)
        if (fund->flows.list[i].of == of)
            memcpy(id[count++], fund->flows.list[i].id, sizeof *id);
    for (size_t i = 0; i < fund->rests; i++)
        if (fund->rest[i].of == of && fund->rest[i].amount != 0)
            memcpy(id[count++], fund->rest[i].id, sizeof *id);
    if (count > 0)
        qsort(id, count, sizeof *id, (int (*)(const void *, const void *))strcmp);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(id[i], id[unique - 1]) != 0)
            memmove(id[unique++], id[i], sizeof *id);
    *n = unique;
    return id;
}

/* The net assets by what each party paid in, in whole fen, largest remainder (fund rules §3.5, T10). */
static enum fpl_status split_net(const struct tables *t, const struct fund *fund, struct sum *sum, size_t n) {
    int64_t weight[FPL_SPLIT_MAX];
    struct fpl_money part[FPL_SPLIT_MAX];
    enum fpl_status status = FPL_OK;
    if (n > FPL_SPLIT_MAX)
        return fpl_fail(t->error, FPL_E_LIMIT, NULL, NULL, NULL);
    for (size_t i = 0; i < n; i++)
        weight[i] = sum[i].in > 0 ? sum[i].in : 0;
    if (n == 0 || (status = fpl_split(fpl_money_of(fund->net), weight, (int)n, part)) == FPL_E_DIV_ZERO)
        return FPL_OK; /* nobody paid in: the net assets are nobody's */
    for (size_t i = 0; i < n && !status; i++)
        status = fpl_reports__add(&sum[i].rest, fpl_money_minor(part[i]), t->error);
    return status;
}

static enum fpl_status gather(const struct tables *t, const struct fund *fund, enum fpl_flows__of of, char (*id)[65],
                              size_t n, struct sum *sum) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < n && !status; i++)
        if (!(status = add_all(t, fund, of, id[i], &sum[i])) && !(status = add_rest(t, fund, of, id[i], &sum[i])) &&
            of == FPL_FLOWS_PARTY)
            status = add_capital(t, fund, id[i], 0, &sum[i]);
    return !status && of == FPL_FLOWS_PARTY ? split_net(t, fund, sum, n) : status;
}

static enum fpl_status put_each(struct tables *t, const struct fund *fund, enum fpl_flows__of of) {
    size_t n, done = 0;
    char(*id)[65] = ids_of(fund, of, &n), name[256];
    struct sum *sum = calloc(n + 1, sizeof *sum);
    enum fpl_status status = id && sum ? gather(t, fund, of, id, n, sum) : no_memory(t);
    t->scale = fund->book.scale;
    for (; done < n && !status; done++) {
        fpl_reports__party_name(t->view, fpl_str_of(id[done]), name, sizeof name);
        fpl_report_text(t->report, fpl_str_of(id[done]));
        fpl_report_text(t->report, fpl_str_of(name));
        status = put_sum(t, &sum[done]);
    }
    for (; sum && done < n; done++)
        free(sum[done].flow);
    free(sum);
    free(id);
    return status;
}

static enum fpl_status put_parties(struct tables *t, const struct fund *fund) {
    fpl_report_table(t->report, "parties", "按出资人（净）", "By party, net");
    fpl_report_column(t->report, "party", "出资人编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(t->report, "party_name", "出资人", "Party", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    put_columns(t, "实缴", "Paid in", "应享净资产", "Net assets due");
    enum fpl_status status = put_each(t, fund, FPL_FLOWS_PARTY);
    fpl_report_note(t->report, "BY_PAID_IN", "净资产按实缴比例分到分，余分给余数最大者；分配瀑布另计",
                    "net assets are split by what was paid in, to the fen, the rest to the largest remainders; no "
                    "waterfall is applied");
    return status;
}

static enum fpl_status put_projects(struct tables *t, const struct fund *fund) {
    fpl_report_table(t->report, "projects", "按项目（毛）", "By project, gross");
    fpl_report_column(t->report, "firm", "企业代码", "Firm id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(t->report, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    put_columns(t, "投资", "Invested", "公允价值及应收", "Fair value and receivables");
    return put_each(t, fund, FPL_FLOWS_PROJECT);
}

static enum fpl_status put(struct tables *t, int one) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < t->funds && !status; i++)
        status = read_fund(t, &t->fund[i]);
    if (!status)
        status = put_funds(t);
    if (status || !one)
        return status ? status : put_vintages(t);
    FPL_ASSERT(t->fund != NULL);
    status = put_parties(t, t->fund);
    return status ? status : put_projects(t, t->fund);
}

enum fpl_status fpl_report_performance(struct fpl_view *view, const struct fpl_report_spec *spec,
                                       struct fpl_report **out, struct fpl_error *error) {
    struct tables t = {.view = view, .error = error};
    struct fpl_book book;
    enum fpl_status status;
    if (!(t.report = fpl_reports__begin("performance", error)))
        return FPL_E_NOMEM;
    if (spec->book.n == 0)
        status = fpl_read_books(view, take_book, &t, error);
    else if (!(status = fpl_reports__book(view, spec->book, FPL_BOOK_FUND, &book, error)))
        status = take_book(&t, &book);
    if (!status)
        status = put(&t, spec->book.n > 0);
    for (size_t i = 0; i < t.funds; i++) {
        fpl_flows__release(&t.fund[i].flows);
        free(t.fund[i].rest);
    }
    free(t.fund);
    return fpl_reports__end(t.report, status, out, error);
}
