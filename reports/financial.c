/* 资产负债表, 利润表, 现金流量表: a form filled from sums, what no line takes, and the tie that shows nothing is
 * missing. */
#include "reports/financial.h"

#include "fundpool/cash_flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the statement ---- */

static int is_zero(const struct fpl_financial__amounts *amounts) {
    return amounts->of[0] == 0 && amounts->of[1] == 0;
}

static void put_amounts(struct fpl_financial__statement *s, const struct fpl_financial__amounts *amounts, char side) {
    if (s->currencies)
        fpl_report_text(s->report, fpl_str_of(s->currency));
    for (int k = 0; k < 2; k++)
        fpl_report_money(s->report, fpl_money_of(side == 'C' ? -amounts->of[k] : amounts->of[k]), s->scale);
}

/* The accounts that a line is made of: of its beginnings, those that the chart has. */
static void put_takes(struct fpl_financial__statement *s, const struct fpl_financial__line *line) {
    char code[128] = "", zh[160], en[160];
    int rest = 0;
    for (const char *at = line->takes; *at && line->group != FPL_FINANCIAL_SUM;) {
        size_t n = strcspn(at, " "), i = 0, used = strlen(code);
        while (at[0] != '@' && i < s->accounts.n &&
               (strlen(s->accounts.account[i]->code) < n || memcmp(s->accounts.account[i]->code, at, n) != 0))
            i++;
        rest |= at[0] == '@';
        if (at[0] != '@' && i < s->accounts.n)
            (void)snprintf(code + used, sizeof code - used, "%s%.*s", used ? " " : "", (int)n, at);
        at += n + (at[n] == ' ');
    }
    const char *gap = code[0] && rest ? " " : "";
    (void)snprintf(zh, sizeof zh, "%s%s%s", code, gap, rest ? "损益类" : "");
    (void)snprintf(en, sizeof en, "%s%s%s", code, gap, rest ? "profit and loss" : "");
    (void)snprintf(code + strlen(code), sizeof code - strlen(code), "%s%s", gap, rest ? "@P" : "");
    fpl_report_code(s->report, code, zh, en);
}

static int has_account(const struct fpl_financial__statement *s, const struct fpl_financial__line *line) {
    for (size_t i = 0; i < s->accounts.n; i++) {
        const struct fpl_account *account = s->accounts.account[i];
        if (fpl_financial__match(line->takes, fpl_str_of(account->code), '?') > 0)
            return 1;
    }
    return 0;
}

static int is_wanted(const struct fpl_financial__statement *s, size_t i) {
    const struct fpl_financial__line *line = &s->form->line[i];
    if (!is_zero(&s->row[i]) || (!fpl_financial__is_line(line) && line->group != FPL_FINANCIAL_OF_WHICH))
        return 1;
    if (s->which == FPL_FINANCIAL_CASH)
        return line->group != 't';
    return fpl_financial__is_line(line) && has_account(s, line);
}

static void put_kind(struct fpl_financial__statement *s, char group) {
    static const char *const words[][4] = {{"#", "heading", "标题", "heading"},
                                           {".", "part", "其中", "of which"},
                                           {"=", "sum", "合计", "sum"},
                                           {"!", "difference", "差额", "difference"},
                                           {"", "line", "项目", "line"}};
    size_t i = 0;
    while (words[i][0][0] != '\0' && words[i][0][0] != group)
        i++;
    fpl_report_code(s->report, words[i][1], words[i][2], words[i][3]);
}

static void put_row(struct fpl_financial__statement *s, size_t i) {
    const struct fpl_financial__line *line = &s->form->line[i];
    const struct fpl_cash_flow *flow = line->zh ? NULL : fpl_cash_flow_find(fpl_str_of(line->code));
    put_kind(s, line->group);
    fpl_report_code(s->report, line->code, flow ? flow->zh : line->zh, flow ? flow->en : line->en);
    if (s->which != FPL_FINANCIAL_CASH)
        put_takes(s, line);
    if (line->group != FPL_FINANCIAL_HEADING) {
        put_amounts(s, &s->row[i], line->side);
        return;
    }
    for (int k = -s->currencies; k < 2; k++)
        fpl_report_none(s->report);
}

static void put_difference(struct fpl_financial__statement *s) {
    put_kind(s, '!');
    fpl_report_code(s->report, "difference", "差额：未列入以上各行", "Difference: in no line above");
    if (s->which != FPL_FINANCIAL_CASH)
        fpl_report_none(s->report);
    put_amounts(s, &s->difference, s->which == FPL_FINANCIAL_INCOME ? 'C' : 'D');
}

static void add_columns(struct fpl_financial__statement *s) {
    struct fpl_report *r = s->report;
    int sheet = s->which == FPL_FINANCIAL_SHEET;
    if (s->currencies)
        fpl_report_column(r, "currency", "币种", "Currency", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "current", sheet ? "期末余额" : "本期金额", sheet ? "Closing" : "This period",
                      FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "prior", sheet ? "上年年末余额" : "上期金额", sheet ? "End of last year" : "Last period",
                      FPL_COLUMN_MONEY, 0);
}

static void caption_days(struct fpl_financial__statement *s, int k, const char *key, const char *zh, const char *en) {
    char text[32], day[12];
    int n = snprintf(text, sizeof text, "%s/", fpl_date_format(s->asked.from[k], day));
    (void)snprintf(text + n, sizeof text - (size_t)n, "%s", fpl_date_format(s->asked.to[k], day));
    if (!fpl_reports__no_date(s->asked.from[k]))
        fpl_reports__caption_text(s->report, key, zh, en, fpl_str_of(text));
}

static void begin_table(struct fpl_financial__statement *s) {
    static const char *const keys[] = {"balance_sheet", "income", "cash_flow"};
    struct fpl_report *r = s->report;
    char zh[32], en[40];
    int wan = s->spec->unit == FPL_UNIT_WAN, cny = strcmp(s->book.currency, "CNY") == 0 && !s->currencies;
    fpl_report_table(r, keys[s->which], s->form->zh, s->form->en);
    fpl_reports__caption_book(r, &s->book);
    if (s->which == FPL_FINANCIAL_SHEET) {
        if (fpl_date_cmp(s->asked.to[0], fpl_view_as_of(s->view)) < 0) {
            fpl_report_caption(r, "to", "期末", "As of the end of");
            fpl_report_date(r, s->asked.to[0]);
        }
        fpl_report_caption(r, "prior", "上年年末", "End of last year");
        fpl_report_date(r, fpl_date_add_days(s->asked.from[0], -1));
    } else {
        caption_days(s, 0, "period", "本期", "This period");
        caption_days(s, 1, "prior", "上期", "Last period");
    }
    (void)snprintf(zh, sizeof zh, "%s%s", wan ? "万" : "", cny ? "元" : s->currencies ? "各币种" : s->book.currency);
    (void)snprintf(en, sizeof en, "%s%s", wan ? "10,000 " : "",
                   cny             ? "yuan"
                   : s->currencies ? "of each currency"
                                   : s->book.currency);
    fpl_report_caption(r, "unit", "单位", "Unit");
    fpl_report_code(r, wan ? "WAN" : "YUAN", zh, en);
    fpl_reports__caption_cut(r, s->view, 0);
    fpl_report_column(r, "row", "行别", "Row", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "item", "项目", "Item", FPL_COLUMN_TEXT, 0);
    if (s->which != FPL_FINANCIAL_CASH)
        fpl_report_column(r, "accounts", "科目", "Accounts", FPL_COLUMN_TEXT, 0);
    add_columns(s);
}

static enum fpl_status put_statement(struct fpl_financial__statement *s) {
    for (size_t i = 0; i < s->form->n; i++)
        if (is_wanted(s, i))
            put_row(s, i);
    if (!is_zero(&s->difference))
        put_difference(s);
    return FPL_OK;
}

/* ---- what no line takes ---- */

static enum fpl_status put_unplaced(struct fpl_financial__statement *s) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < s->sums.n && !status; i++) {
        const struct fpl_financial__entry *entry = &s->sums.entry[i];
        struct fpl_financial__amounts amounts = {{0, 0}};
        if (!fpl_financial__is_shown(s, entry) || fpl_financial__place(s, entry) >= 0)
            continue;
        status = fpl_financial__amounts(s, entry, &amounts);
        if (is_zero(&amounts))
            continue;
        fpl_report_text(s->report, fpl_str_of(entry->code));
        fpl_report_name(s->report, entry->account ? entry->account->zh : "", entry->account ? entry->account->en : "");
        put_amounts(s, &amounts, 'D');
    }
    return status;
}

static int has_unplaced(struct fpl_financial__statement *s) {
    struct fpl_financial__amounts amounts;
    for (size_t i = 0; i < s->sums.n; i++) {
        s->currency = s->sums.entry[i].currency;
        if (fpl_financial__is_shown(s, &s->sums.entry[i]) && fpl_financial__place(s, &s->sums.entry[i]) < 0 &&
            fpl_financial__amounts(s, &s->sums.entry[i], &amounts) == FPL_OK && !is_zero(&amounts))
            return 1;
    }
    return 0;
}

static void begin_unplaced(struct fpl_financial__statement *s) {
    fpl_report_table(s->report, "unplaced", "未列入报表的科目（借减贷）",
                     "Accounts that no line takes, debit less credit");
    fpl_report_column(s->report, "account", "科目", "Account", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(s->report, "name", "科目名称", "Name", FPL_COLUMN_TEXT, 0);
    add_columns(s);
}

/* ---- the tie ---- */

static void put_tie(struct fpl_financial__statement *s, const char *code, const char *zh, const char *en,
                    const struct fpl_financial__amounts *amounts, char side) {
    fpl_report_code(s->report, code, zh, en);
    put_amounts(s, amounts, side);
}

static int is_retained(const struct fpl_financial__statement *s, const struct fpl_financial__entry *entry) {
    return entry->nature == 'P' ||
           (entry->nature == 'E' && fpl_financial__match(s->form->retained, fpl_str_of(entry->code), 'E') >= 0);
}

/* What else moved an account of equity that profit goes to: distributions, reserves. */
static enum fpl_status tie_others(struct fpl_financial__statement *s, struct fpl_financial__amounts *sum) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < s->sums.n && !status; i++) {
        const struct fpl_financial__entry *entry = &s->sums.entry[i];
        struct fpl_financial__amounts moved = {{0, 0}};
        char zh[200], en[200];
        if (strcmp(entry->currency, s->currency) != 0 || entry->nature != 'E' || !is_retained(s, entry))
            continue;
        if ((status = fpl_financial__turned_over(s, entry, &moved)) || is_zero(&moved))
            continue;
        status = fpl_financial__add(s, sum, &moved, 1);
        (void)snprintf(zh, sizeof zh, "加：%s %.150s", entry->code, entry->account->zh);
        (void)snprintf(en, sizeof en, "plus %s %.150s", entry->code, entry->account->en);
        put_tie(s, entry->code, zh, en, &moved, 'C');
    }
    return status;
}

/* Retained profit at the beginning + profit + what else moved it = retained profit at the end, profit not carried
 * counted with either. */
static enum fpl_status tie_income(struct fpl_financial__statement *s) {
    struct fpl_financial__amounts begin = {{0, 0}}, end = {{0, 0}}, sum;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < s->sums.n && !status; i++) {
        const struct fpl_financial__entry *entry = &s->sums.entry[i];
        struct fpl_financial__amounts first,
            last = {{entry->sum[0][FPL_FINANCIAL_END], entry->sum[1][FPL_FINANCIAL_END]}};
        if (strcmp(entry->currency, s->currency) != 0 || !is_retained(s, entry))
            continue;
        status = fpl_financial__began_with(s, entry, &first);
        if (!status)
            status = fpl_financial__add(s, &begin, &first, 1);
        if (!status)
            status = fpl_financial__add(s, &end, &last, 1);
    }
    sum = begin;
    if (!status)
        status = fpl_financial__add(s, &sum, fpl_financial__row(s, s->form->left), 1);
    if (status)
        return status;
    put_tie(s, "retained_opening", "期初未分配利润（含未结转损益）",
            "Retained at the beginning, with what is not carried", &begin, 'C');
    put_tie(s, "profit", "加：净利润", "plus net profit", fpl_financial__row(s, s->form->left), 'C');
    status = tie_others(s, &sum);
    put_tie(s, "retained_closing", "期末未分配利润（含未结转损益）", "Retained at the end, with what is not carried",
            &end, 'C');
    if (!status)
        status = fpl_financial__add(s, &end, &sum, -1);
    put_tie(s, "difference", "差额", "Difference", &end, 'C');
    return status;
}

static enum fpl_status tie_sheet(struct fpl_financial__statement *s) {
    put_tie(s, "assets", "资产总计", "Total assets", fpl_financial__row(s, s->form->left), 'D');
    put_tie(s, "liabilities_and_equity", "负债和权益总计", "Total liabilities and equity",
            fpl_financial__row(s, s->form->right), 'C');
    put_tie(s, "difference", "差额", "Difference", &s->difference, 'D');
    return FPL_OK;
}

static enum fpl_status tie_cash(struct fpl_financial__statement *s) {
    struct fpl_financial__amounts sum = s->opening;
    enum fpl_status status = fpl_financial__add(s, &sum, fpl_financial__row(s, s->form->left), 1);
    put_tie(s, "computed", "期初余额 + 净增加额", "Beginning + net increase", &sum, 'D');
    put_tie(s, "closing", "现金科目期末余额", "Balance of the cash accounts", &s->closing, 'D');
    put_tie(s, "difference", "差额", "Difference", &s->difference, 'D');
    return status;
}

static void begin_tie(struct fpl_financial__statement *s) {
    fpl_report_table(s->report, "tie", "勾稽", "Tie");
    fpl_report_column(s->report, "item", "项目", "Item", FPL_COLUMN_TEXT, 0);
    add_columns(s);
}

static enum fpl_status put_ties(struct fpl_financial__statement *s) {
    return s->which == FPL_FINANCIAL_SHEET    ? tie_sheet(s)
           : s->which == FPL_FINANCIAL_INCOME ? tie_income(s)
                                              : tie_cash(s);
}

/* ---- notes ---- */

static void put_notes(struct fpl_financial__statement *s) {
    int opened = 0;
    char zh[300], en[300];
    for (size_t i = 0; i < s->sums.n; i++)
        for (int k = 0; k < 2; k++)
            opened |= s->sums.entry[i].sum[k][FPL_FINANCIAL_OPENED] != 0 &&
                      (s->which != FPL_FINANCIAL_INCOME || s->sums.entry[i].nature == 'P');
    if (opened && s->which == FPL_FINANCIAL_INCOME)
        fpl_report_note(s->report, "opened_with_profit", "启用余额中的损益是启用以前的，不计入各期金额",
                        "profit and loss in opening balances is from before the books and counts in no period");
    else if (opened)
        fpl_report_note(s->report, "opened",
                        s->which == FPL_FINANCIAL_SHEET ? "启用余额列入上年年末余额"
                                                        : "启用余额列入期初现金余额，不是现金流量",
                        s->which == FPL_FINANCIAL_SHEET ? "opening balances stand with the end of last year"
                                                        : "opening balances are cash at the beginning and no flow");
    for (size_t i = 0; i < s->sums.mixed_n; i++) {
        (void)snprintf(zh, sizeof zh, "凭证 %s/%lld 除结转损益外还记有其他科目，其损益计入本期金额", s->book.code,
                       (long long)s->sums.mixed[i]);
        (void)snprintf(en, sizeof en,
                       "entry %s/%lld carries profit and loss together with other accounts: its profit and "
                       "loss counts in the period",
                       s->book.code, (long long)s->sums.mixed[i]);
        fpl_report_note(s->report, "mixed_carry", zh, en);
    }
}

/* ---- all tables ---- */

/* Once for each currency, the book's own first. */
static enum fpl_status each_currency(struct fpl_financial__statement *s,
                                     enum fpl_status (*put)(struct fpl_financial__statement *s)) {
    enum fpl_status status = fpl_financial__fill(s, s->book.currency);
    if (!status)
        status = put(s);
    for (size_t i = 0; i < s->sums.n && !status; i++) {
        const char *currency = s->sums.entry[i].currency;
        if (strcmp(currency, s->book.currency) == 0 || (i > 0 && strcmp(currency, s->sums.entry[i - 1].currency) == 0))
            continue;
        status = fpl_financial__fill(s, currency);
        if (!status)
            status = put(s);
    }
    return status;
}

static enum fpl_status put_tables(struct fpl_financial__statement *s) {
    enum fpl_status status = FPL_OK;
    begin_table(s);
    status = each_currency(s, put_statement);
    put_notes(s);
    if (!status && has_unplaced(s)) {
        begin_unplaced(s);
        status = each_currency(s, put_unplaced);
    }
    begin_tie(s);
    return status ? status : each_currency(s, put_ties);
}

static enum fpl_status read_sums(struct fpl_financial__statement *s) {
    enum fpl_status status = fpl_reports__accounts(s->view, s->book.id, &s->accounts, s->error);
    s->asked.view = s->view;
    s->asked.book = &s->book;
    s->asked.accounts = &s->accounts;
    s->asked.carry = s->which == FPL_FINANCIAL_INCOME ? s->form->carry : NULL;
    s->asked.flows = s->which == FPL_FINANCIAL_CASH;
    if (!status)
        status = fpl_financial__set_periods(s);
    if (!status)
        status = fpl_financial__read(&s->asked, &s->sums, s->error);
    for (size_t i = 0; i < s->sums.n; i++)
        s->currencies |= strcmp(s->sums.entry[i].currency, s->book.currency) != 0;
    return status;
}

static enum fpl_status make(struct fpl_view *view, const struct fpl_report_spec *spec, enum fpl_financial__which which,
                            const char *name, struct fpl_report **out, struct fpl_error *error) {
    struct fpl_financial__statement s = {.view = view, .spec = spec, .which = which, .error = error};
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_ANY, &s.book, error);
    if (status)
        return status;
    s.form = fpl_financial__form(s.book.kind, which);
    FPL_ASSERT(s.form->n <= FPL_FINANCIAL_ROWS_MAX);
    if (!(s.report = fpl_reports__begin(name, error)))
        return FPL_E_NOMEM;
    status = read_sums(&s);
    if (!status)
        status = put_tables(&s);
    fpl_financial__release(&s.sums);
    fpl_reports__accounts_release(&s.accounts);
    return fpl_reports__end(s.report, status, out, error);
}

enum fpl_status fpl_report_balance_sheet(struct fpl_view *view, const struct fpl_report_spec *spec,
                                         struct fpl_report **out, struct fpl_error *error) {
    return make(view, spec, FPL_FINANCIAL_SHEET, "balance_sheet", out, error);
}

enum fpl_status fpl_report_income(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                  struct fpl_error *error) {
    return make(view, spec, FPL_FINANCIAL_INCOME, "income", out, error);
}

enum fpl_status fpl_report_cash_flow(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error) {
    return make(view, spec, FPL_FINANCIAL_CASH, "cash_flow", out, error);
}
