/* 容错率: losses against the limits of the rule that binds each fund, the other readings beside it, who answers, the
 * lines behind, when a limit was exceeded, and what write-offs still to be approved would do. */
#include "reports/tolerance_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct recorded { /* a row as it is without the write-offs to be approved */
    const struct fpl_tolerance__rule *rule;
    enum fpl_loss_level level;
    char of[FPL_LOSS_NAME_BYTES];
    struct fpl_money tested;
};
struct tolerance {
    const struct fpl_report_spec *spec;
    struct fpl_tolerance__walk walk;
    int scale;        /* of the row at hand */
    char (*firm)[65]; /* ids of the firms that spec->with names */
    struct recorded *recorded;
    size_t recordeds;
    struct fpl_report *report;
    struct fpl_error *error;
};

/* Of the one fund that a question about one is about. */
static int scale_of(const struct tolerance *t) {
    return t->walk.funds ? t->walk.fund[0].book.scale : 2;
}

static void put_money(const struct tolerance *t, struct fpl_money amount) {
    fpl_report_money(t->report, amount, t->scale);
}

/* Begins a row of a table: its amounts are in its own currency, which stands in it where there are several. */
static void put_of(struct tolerance *t, const struct fpl_tolerance__row *row) {
    t->scale = row->book->scale;
    fpl_tolerance__cell_level(t->report, row->row.level);
    fpl_tolerance__cell_of(t->report, t->walk.view, row);
    fpl_report_text(t->report, fpl_str_of(row->book->currency));
}

static void of_columns(struct tolerance *t) {
    fpl_report_column(t->report, "level", "层级", "Level", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(t->report, "of", "对象", "Of", FPL_COLUMN_TEXT, 0);
    fpl_reports__currency_column(t->report, fpl_tolerance__currencies(&t->walk));
}

static void put_rate(const struct tolerance *t, struct fpl_money loss, struct fpl_money over) {
    if (fpl_money_sign(over) <= 0)
        fpl_report_none(t->report);
    else
        fpl_report_percent(t->report, fpl_money_minor(loss), fpl_money_minor(over));
}

/* ---- table 1: levels and verdicts ---- */

/* The flags of a supposition are those of the report: in its table they are for programs. */
static void level_columns(struct tolerance *t, unsigned flags) {
    struct fpl_report *r = t->report;
    fpl_report_column(r, "rule", "规则", "Rule", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    of_columns(t);
    fpl_report_column(r, "loss", "考核损失", "Loss tested", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "all_in", "全口径损失", "All losses", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_column(r, "denominator", "分母", "Denominator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "rate", "损失率", "Rate", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "limit", "容错率", "Limit", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "excess", "超额", "Excess", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "headroom", "余额", "Headroom", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "flags", "标记", "Flags", FPL_COLUMN_TEXT, flags);
}

static void put_level(struct tolerance *t, const struct fpl_tolerance__row *row) {
    struct fpl_report *r = t->report;
    int judged = row->row.verdict != FPL_LOSS_NA && row->row.verdict != FPL_LOSS_NOT_TESTED;
    fpl_report_text(r, fpl_str_of(row->rule->name));
    put_of(t, row);
    put_money(t, row->row.tested);
    put_money(t, row->row.all_in);
    put_money(t, row->row.denominator);
    put_rate(t, row->row.tested, row->row.denominator);
    fpl_tolerance__cell_tau(r, row->row.limit);
    fpl_tolerance__cell_verdict(r, row->row.verdict);
    if (judged) {
        put_money(t, row->row.excess);
        put_money(t, row->row.headroom);
    } else {
        fpl_report_none(r);
        fpl_report_none(r);
    }
    fpl_tolerance__cell_flags(r, row->row.flags, row->row.provisional);
}

static void note_funds(struct tolerance *t) {
    if (t->spec->book.n)
        fpl_report_note(t->report, "one_fund", "基金类别、基金群各行只含本基金；要看全部基金的，不选账套",
                        "rows of class and family hold this fund alone; choose no book for all funds");
    for (size_t i = 0; i < t->walk.funds; i++) {
        const struct fpl_tolerance__fund *fund = &t->walk.fund[i];
        char zh[400], en[400];
        if (!fund->rule) {
            (void)snprintf(zh, sizeof zh, "%s：没有适用的容错规则，未计算：由规则管理员办理“适用容错规则”",
                           fund->book.code);
            (void)snprintf(
                en, sizeof en,
                "%s: no rule of loss tolerance binds it, nothing was computed: the rules administrator binds one",
                fund->book.code);
            fpl_report_note(t->report, "no_rule", zh, en);
        }
    }
}

static void put_levels(struct tolerance *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "tolerance", "容错率", "Loss tolerance");
    fpl_reports__caption_cut(r, t->walk.view, 1);
    if (t->spec->book.n)
        fpl_reports__caption_book(r, &t->walk.fund[0].book);
    for (size_t i = 0; i < t->walk.rules.n; i++)
        for (size_t f = 0; f < t->walk.funds; f++)
            if (t->walk.fund[f].rule == &t->walk.rules.list[i]) {
                fpl_tolerance__caption_rule(r, &t->walk, &t->walk.rules.list[i]);
                break;
            }
    level_columns(t, 0);
    fpl_report_chart(r, &(struct fpl_chart_spec){.kind = FPL_CHART_METER,
                                                 .zh = "容错额度，已用与余额",
                                                 .en = "Tolerance, used and left",
                                                 .label = {"level", "of"},
                                                 .value = {"loss", NULL, "headroom", "excess"}});
    for (size_t i = 0; i < t->walk.rows.n; i++)
        if (t->walk.rows.list[i].row.level != FPL_LOSS_PROJECT)
            put_level(t, &t->walk.rows.list[i]);
    note_funds(t);
}

/* ---- table 2: the other readings ---- */

static void put_reading(struct tolerance *t, const struct fpl_tolerance__row *row, int reading, int netting) {
    static const char *const readings[][3] = {{"REALISED", "已实现", "realised"},
                                              {"REALISED_INCOME", "已实现，抵减股利", "realised less income"},
                                              {"TOTAL", "含未实现", "total"},
                                              {"TOTAL_INCOME", "含未实现，抵减股利", "total less income"}};
    static const char *const nettings[][3] = {{"GROSS", "不轧差", "gross"},
                                              {"NET_CATEGORY", "类别内", "net, category"},
                                              {"NET_FUND", "基金内", "net, fund"},
                                              {"NET_FAMILY", "基金群内", "net, family"}};
    struct fpl_report *r = t->report;
    const struct fpl_money *sum = row->row.sum;
    struct fpl_money loss = sum[FPL_LOSS_AT(reading, netting)];
    int64_t raw = fpl_money_minor(sum[FPL_LOSS_SUM_RAW + reading]);
    put_of(t, row);
    fpl_report_code(r, readings[reading][0], readings[reading][1], readings[reading][2]);
    fpl_report_code(r, nettings[netting][0], nettings[netting][1], nettings[netting][2]);
    put_money(t, loss);
    put_money(t, fpl_money_of(netting != FPL_LOSS_GROSS && raw < 0 ? -raw : 0));
    put_rate(t, loss, sum[FPL_LOSS_SUM_INVESTED]);
    if (strncmp(readings[reading][0], "TOTAL", 5) == 0)
        fpl_report_none(r); /* what is still held is no part of what was exited: a rule that divides so is refused */
    else
        put_rate(t, loss, sum[FPL_LOSS_SUM_EXITED]);
    put_rate(t, loss, sum[FPL_LOSS_SUM_PRINCIPAL]);
    put_rate(t, loss, sum[FPL_LOSS_SUM_SIZE]);
}

static int shows_readings(const struct tolerance *t, const struct fpl_tolerance__row *row) {
    return row->row.exact == NULL && row->row.level == (t->spec->book.n ? FPL_LOSS_FUND : FPL_LOSS_FAMILY);
}

static void put_readings(struct tolerance *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "readings", "其他读法", "Other readings");
    of_columns(t);
    fpl_report_column(r, "reading", "认定", "Recognised", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "netting", "轧差", "Netting", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "loss", "损失", "Loss", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "gain", "净盈利", "Net gain", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "of_invested", "÷投资总额", "/ invested", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "of_exited", "÷已退出成本", "/ exited", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "of_paid_in", "÷实缴", "/ paid-in", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "of_size", "÷基金规模", "/ fund size", FPL_COLUMN_PERCENT, 0);
    for (size_t i = 0; i < t->walk.rows.n; i++) {
        const struct fpl_tolerance__row *row = &t->walk.rows.list[i];
        int net = row->row.level == FPL_LOSS_FAMILY ? FPL_LOSS_NET_FAMILY : FPL_LOSS_NET_FUND;
        for (int reading = 0; shows_readings(t, row) && reading < FPL_LOSS_BY_LIQUIDATION; reading++) {
            put_reading(t, row, reading, FPL_LOSS_GROSS);
            put_reading(t, row, reading, net);
        }
    }
}

/* ---- table 3: who answers ---- */

static void put_duties(struct tolerance *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "duty", "尽职免责与追责", "Who answers for the loss");
    of_columns(t);
    fpl_report_column(r, "exempt", "免责", "Exempt", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "pending", "待定", "Pending", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "accountable", "追责", "Accountable", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "pursued", "核销后追索", "Still pursued", FPL_COLUMN_MONEY, 0);
    for (size_t i = 0; i < t->walk.rows.n; i++) {
        const struct fpl_tolerance__row *row = &t->walk.rows.list[i];
        if (row->row.level == FPL_LOSS_PROJECT || row->row.exact)
            continue;
        put_of(t, row);
        put_money(t, row->row.sum[FPL_LOSS_SUM_EXEMPT]);
        put_money(t, row->row.sum[FPL_LOSS_SUM_PENDING]);
        put_money(t, row->row.sum[FPL_LOSS_SUM_ACCOUNTABLE]);
        put_money(t, row->row.sum[FPL_LOSS_SUM_PURSUED]);
    }
}

/* ---- table 4: the lines ---- */

static void put_line(struct tolerance *t, const struct fpl_tolerance__row *row) {
    struct fpl_report *r = t->report;
    const struct fpl_money *sum = row->row.sum;
    struct fpl_tolerance__row category = {.row = {.level = FPL_LOSS_CATEGORY}};
    memcpy(category.name, row->category, sizeof row->category);
    t->scale = row->book->scale;
    fpl_report_text(r, fpl_str_of(row->name));
    fpl_tolerance__cell_of(r, t->walk.view, row);
    fpl_tolerance__cell_of(r, t->walk.view, &category);
    put_money(t, sum[FPL_LOSS_SUM_INVESTED]);
    put_money(t, sum[FPL_LOSS_SUM_EXITED]);
    put_money(t, sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_REALISED]);
    put_money(t, sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TOTAL]);
    put_rate(t, row->row.tested, row->row.denominator);
    fpl_tolerance__cell_verdict(r, row->row.verdict);
    fpl_tolerance__cell_flags(r, row->row.flags, 0);
}

static void put_lines(struct tolerance *t) {
    struct fpl_report *r = t->report;
    fpl_report_table(r, "lines", "逐个企业", "Firm by firm");
    fpl_report_column(r, "firm", "企业代码", "Firm id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "category", "类别", "Category", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "invested", "投资额", "Invested", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "exited", "已退出成本", "Exited", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "realised", "已实现损益", "Realised loss", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "total", "含未实现", "Total loss", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "rate", "损失率", "Rate", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "flags", "标记", "Flags", FPL_COLUMN_TEXT, 0);
    for (size_t i = 0; i < t->walk.rows.n; i++)
        if (t->walk.rows.list[i].row.level == FPL_LOSS_PROJECT)
            put_line(t, &t->walk.rows.list[i]);
    fpl_report_note(r, "sign", "损益：正数为损失，负数为盈利", "results: a loss is positive, a gain negative");
}

/* ---- table 5: history ---- */

struct history {
    struct tolerance *t;
    const struct fpl_tolerance__row *row;
};

static enum fpl_status take_breach(void *ctx, const struct fpl_loss_breach *breach) {
    struct history *h = ctx;
    struct fpl_report *r = h->t->report;
    fpl_report_text(r, fpl_str_of(h->row->rule->name));
    put_of(h->t, h->row);
    fpl_report_date(r, breach->from);
    fpl_report_date(r, fpl_date_is_none(breach->to) ? breach->to : fpl_date_add_days(breach->to, -1));
    fpl_report_date(r, breach->highest_on);
    put_money(h->t, breach->tested);
    put_money(h->t, breach->denominator);
    put_rate(h->t, breach->tested, breach->denominator);
    fpl_tolerance__cell_tau(r, h->row->row.limit);
    return FPL_OK;
}

static enum fpl_status put_breaches(struct tolerance *t, struct fpl_loss_holding *at) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < t->walk.rows.n && !status; i++) {
        struct history h = {t, &t->walk.rows.list[i]};
        const struct fpl_tolerance__row *row = h.row;
        struct fpl_loss_place place = {row->row.level, fpl_str_of(row->fund), fpl_str_of(row->name)};
        struct fpl_loss_world world = {.holding = at, .cut_off = fpl_view_as_of(t->walk.view)};
        if (!row->row.limit || !row->row.limit->tested)
            continue;
        world.holdings = fpl_tolerance__world(&t->walk, row->rule, row->book, at);
        status = fpl_loss_history(fpl_loss_rule_terms(row->rule->rule), &world, &place, take_breach, &h, t->error);
    }
    return status;
}

static enum fpl_status put_history(struct tolerance *t) {
    struct fpl_report *r = t->report;
    struct fpl_loss_holding *at = calloc(t->walk.funds ? t->walk.funds : 1, sizeof *at);
    if (!at)
        return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_report_table(r, "history", "超限历史", "When over the limit");
    fpl_report_column(r, "rule", "规则", "Rule", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    of_columns(t);
    fpl_report_column(r, "from", "起", "From", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "to", "止", "To", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "highest_on", "最高日", "Highest on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "loss", "考核损失", "Loss tested", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "分母", "Denominator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "rate", "损失率", "Rate", FPL_COLUMN_PERCENT, 0);
    fpl_report_column(r, "limit", "容错率", "Limit", FPL_COLUMN_PERCENT, 0);
    enum fpl_status status = put_breaches(t, at);
    free(at);
    return status;
}

/* ---- table 6: write-offs that are not recorded ---- */

static size_t firm_end(struct fpl_str text) {
    const char *colon = text.n ? memchr(text.p, ':', text.n) : NULL;
    return colon ? (size_t)(colon - text.p) : text.n;
}

static struct fpl_str firm_of(const struct tolerance *t, int at) {
    return fpl_str_of(t->firm[at]);
}

/* The firms of --with, by their ids: people give a name, as reports print it, or an alias too. */
static enum fpl_status name_firms(struct tolerance *t) {
    enum fpl_status status = FPL_OK;
    t->firm = malloc((size_t)t->spec->withs * sizeof *t->firm);
    if (!t->firm)
        return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int i = 0; i < t->spec->withs && !status; i++) {
        struct fpl_str with = t->spec->with[i];
        with.n = firm_end(with);
        status = fpl_reports__party_of(t->walk.view, with, "with", t->firm[i], t->error);
    }
    return status;
}

/* Cost that the fund still holds of the firm; 0: none, or it never had any. */
static enum fpl_status held_of(const struct tolerance *t, struct fpl_str firm, struct fpl_money *out) {
    *out = fpl_money_of(0);
    for (size_t i = 0; i < t->walk.rows.n; i++) {
        const struct fpl_loss_row *row = &t->walk.rows.list[i].row;
        if (row->level == FPL_LOSS_PROJECT && fpl_str_is(firm, t->walk.rows.list[i].name))
            return fpl_money_sub(row->sum[FPL_LOSS_SUM_INVESTED], row->sum[FPL_LOSS_SUM_EXITED], out);
    }
    return FPL_OK;
}

/* Is something held of the firm, as much as is to be written off, and is the firm named once? */
static enum fpl_status check_with(struct tolerance *t, int at, const struct fpl_money *amount) {
    char book[65], is[FPL_MONEY_TEXT], given[FPL_MONEY_TEXT];
    struct fpl_money held;
    struct fpl_str firm = firm_of(t, at);
    fpl_error_at_field(t->error, "with");
    if (firm.n == 0)
        return fpl_fail(t->error, FPL_E_USAGE, "FIRM[:AMOUNT]", NULL, NULL);
    if (amount && fpl_money_sign(*amount) < 0)
        return fpl_fail(t->error, FPL_E_NEGATIVE, NULL, NULL, NULL);
    for (int i = 0; i < at; i++)
        if (fpl_str_eq(firm_of(t, i), firm))
            return fpl_fail_text(t->error, FPL_E_USAGE, firm.p, firm.n);
    enum fpl_status status = held_of(t, firm, &held);
    if (status)
        return fpl_fail(t->error, status, "with", NULL, NULL);
    if (fpl_money_sign(held) <= 0)
        return fpl_fail(t->error, FPL_E_HOLDING, t->firm[at], fpl_str_copy(t->spec->book, book, sizeof book), NULL);
    if (amount && fpl_money_cmp(*amount, held) > 0)
        return fpl_fail(t->error, FPL_E_HELD, fpl_money_format(held, FPL_UNIT_YUAN, scale_of(t), is),
                        fpl_money_format(*amount, FPL_UNIT_YUAN, scale_of(t), given), NULL);
    fpl_error_clear(t->error);
    return FPL_OK;
}

/* "FIRM" or "FIRM:AMOUNT" in the book's currency. */
static enum fpl_status write_off(struct tolerance *t, int at) {
    struct fpl_str text = t->spec->with[at], firm = firm_of(t, at);
    struct fpl_money amount;
    size_t end = firm_end(text);
    int whole = end == text.n;
    enum fpl_status status = FPL_OK;
    if (!whole)
        status = fpl_money_parse((struct fpl_str){text.p + end + 1, text.n - end - 1}, FPL_UNIT_YUAN, scale_of(t),
                                 &amount, t->error);
    if (status)
        fpl_error_at_field(t->error, "with");
    else
        status = check_with(t, at, whole ? NULL : &amount);
    return status ? status
                  : fpl_tolerance__write_off(&t->walk.fund[0].moves, firm, whole ? NULL : &amount,
                                             fpl_view_as_of(t->walk.view), t->error);
}

/* Is the firm one of those written off? */
static int is_with(const struct tolerance *t, const char *firm) {
    for (int i = 0; i < t->spec->withs; i++)
        if (strcmp(t->firm[i], firm) == 0)
            return 1;
    return 0;
}

/* What each row was before the supposition. */
static enum fpl_status keep_recorded(struct tolerance *t) {
    t->recorded = calloc(t->walk.rows.n ? t->walk.rows.n : 1, sizeof *t->recorded);
    if (!t->recorded)
        return fpl_fail(t->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < t->walk.rows.n; i++) {
        const struct fpl_tolerance__row *row = &t->walk.rows.list[i];
        t->recorded[i] = (struct recorded){row->rule, row->row.level, "", row->row.tested};
        (void)fpl_str_copy(fpl_str_of(row->name), t->recorded[i].of, sizeof t->recorded[i].of);
    }
    t->recordeds = t->walk.rows.n;
    return FPL_OK;
}

static enum fpl_status put_level_with(struct tolerance *t, const struct fpl_tolerance__row *row) {
    struct fpl_money before = fpl_money_of(0), pending;
    for (size_t i = 0; i < t->recordeds; i++)
        if (t->recorded[i].rule == row->rule && t->recorded[i].level == row->row.level &&
            strcmp(t->recorded[i].of, row->name) == 0)
            before = t->recorded[i].tested;
    enum fpl_status status = fpl_money_sub(row->row.tested, before, &pending);
    if (status)
        return fpl_fail(t->error, status, NULL, NULL, NULL);
    put_level(t, row);
    put_money(t, before);
    put_money(t, pending);
    return FPL_OK;
}

static enum fpl_status put_with(struct tolerance *t) {
    enum fpl_status status = name_firms(t);
    if (!status)
        status = keep_recorded(t);
    fpl_report_table(t->report, "with", "加上待批核销", "With the write-offs to be approved");
    for (int i = 0; i < t->spec->withs && !status; i++) {
        fpl_reports__caption_text(t->report, "with", "待批核销", "Write-off", t->spec->with[i]);
        status = write_off(t, i);
    }
    if (!status)
        status = fpl_tolerance__run(&t->walk);
    if (status)
        return status;
    level_columns(t, FPL_COLUMN_DATA);
    fpl_report_column(t->report, "recorded", "已记账损失", "Recorded", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_column(t->report, "pending", "待批核销增加", "Pending", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_chart(t->report, &(struct fpl_chart_spec){.kind = FPL_CHART_METER,
                                                         .zh = "容错额度，已用、待批与余额",
                                                         .en = "Tolerance, used, pending and left",
                                                         .label = {"level", "of"},
                                                         .value = {"recorded", "pending", "headroom", "excess"}});
    for (size_t i = 0; i < t->walk.rows.n; i++)
        if (t->walk.rows.list[i].row.level != FPL_LOSS_PROJECT || is_with(t, t->walk.rows.list[i].name))
            if ((status = put_level_with(t, &t->walk.rows.list[i])))
                return status;
    fpl_report_note(t->report, "not_recorded", "假设以上核销已记账且没有收回，其余不变；账本未作改动",
                    "as if these write-offs were booked with nothing recovered; the ledger is unchanged");
    return FPL_OK;
}

enum fpl_status fpl_report_tolerance(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error) {
    struct tolerance t = {.spec = spec, .walk = {.view = view, .error = error}, .error = error};
    if (spec->withs > 0 && spec->book.n == 0) {
        fpl_error_at_field(error, "with");
        return fpl_fail(error, FPL_E_USAGE, "--book", NULL, NULL);
    }
    if (!(t.report = fpl_reports__begin("tolerance", error)))
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_tolerance__open(&t.walk, spec->book, spec->rule);
    if (!status)
        status = fpl_tolerance__run(&t.walk);
    if (!status) {
        put_levels(&t);
        put_readings(&t);
        put_duties(&t);
    }
    if (!status && spec->book.n) {
        put_lines(&t);
        status = fpl_tolerance__cover(&t.walk, t.report);
    }
    if (!status && spec->book.n)
        status = fpl_tolerance__steps(&t.walk, t.report);
    if (!status && spec->history)
        status = put_history(&t);
    if (!status && spec->withs > 0)
        status = put_with(&t);
    fpl_tolerance__close(&t.walk);
    free(t.firm);
    free(t.recorded);
    return fpl_reports__end(t.report, status, out, error);
}

/* ---- what another rule would make of it ---- */

/* Every level, and of the firms those that fail. */
static int is_shown(const struct fpl_tolerance__row *row) {
    return row->row.level != FPL_LOSS_PROJECT || row->row.verdict == FPL_LOSS_FAIL;
}

static void put_unbound(struct tolerance *t) {
    fpl_report_none(t->report);
    fpl_report_code(t->report, "NONE", "未登记", "none");
    for (int i = 0; i < 11; i++)
        fpl_report_none(t->report);
}

static enum fpl_status put_when(struct tolerance *t, const struct fpl_book *book, int *failing) {
    t->walk.rows.n = 0;
    enum fpl_status status = fpl_tolerance__open(&t->walk, fpl_str_of(book->code), (struct fpl_str){NULL, 0});
    if (!status)
        status = fpl_tolerance__run(&t->walk);
    if (status)
        return status;
    if (!t->walk.fund[0].rule) {
        fpl_bound__cell_when(t->report, 0);
        put_unbound(t);
    }
    for (size_t i = 0; i < t->walk.rows.n; i++) {
        const struct fpl_tolerance__row *row = &t->walk.rows.list[i];
        if (!is_shown(row))
            continue;
        fpl_bound__cell_when(t->report, t->walk.planned != NULL);
        put_level(t, row);
        *failing += t->walk.planned && row->row.verdict == FPL_LOSS_FAIL;
    }
    return FPL_OK;
}

static void note_failing(struct fpl_report *r, int failing) {
    char zh[160], en[160];
    if (failing == 0)
        return;
    (void)snprintf(zh, sizeof zh, "适用后，此刻有 %d 行超过容错率，见上表", failing);
    (void)snprintf(en, sizeof en, "under it, %d rows are above their limit as things stand: see the table", failing);
    fpl_report_note(r, "BROKEN_UNDER", zh, en);
}

enum fpl_status fpl_tolerance__would_bind(struct fpl_report *report, struct fpl_view *view, const struct fpl_book *book,
                                          const struct fpl_decision *decision, struct fpl_error *error) {
    const struct fpl_report_spec spec = {.book = fpl_str_of(book->code)};
    struct fpl_bound planned;
    int failing = 0;
    enum fpl_status status = fpl_bound__read(decision, "binding", &planned, error);
    for (int after = 0; after <= 1 && !status && planned.is; after++) {
        struct tolerance t = {.spec = &spec, .walk = {.view = view, .error = error}, .report = report, .error = error};
        t.walk.planned = after ? &planned : NULL;
        if (!after) {
            fpl_report_table(report, "tolerance", "容错率：现行与适用后", "Loss tolerance now and under it");
            fpl_reports__caption_planned(report, view);
            fpl_report_column(report, "when", "时点", "When", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
            level_columns(&t, 0);
        }
        status = put_when(&t, book, &failing);
        if (!status && after) {
            note_failing(report, failing);
            fpl_bound__note_held(report, &planned, t.walk.fund[0].binding.id);
        }
        fpl_tolerance__close(&t.walk);
    }
    fpl_bound__release(&planned);
    return status;
}
