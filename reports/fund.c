/* 基金概况表: what a fund was promised and paid, what it invested, holds, sold, lost and gave back, and its multiples;
 * with the lists of its commitments, holdings and duty cases. */
#include "reports/convertibles.h"
#include "reports/tolerance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct life;
struct page {
    struct fpl_view *view;
    struct fpl_book book;
    struct fpl_report *report;
    struct fpl_error *error;
    struct fpl_reports__accounts accounts;
    int64_t sum[FPL_LOSS_DUTY + 1];             /* amounts by kind of movement, up to the cut-off */
    int64_t sold, written_off;                  /* cost relieved by sales and by write-offs */
    int64_t cash, carried, receivable, payable; /* what the net assets are made of, and `debt`; less the last */
    int64_t net, unpaid;     /* net assets; distributions declared and not yet paid, of the payable */
    int64_t advance, beyond; /* 9007; fees and costs paid beyond income, as ledger/fund/advance.h says */
    int advanced, refills;   /* has 9007 ever moved?; the table of advances is at its refills */
    const struct life *life; /* at hand */
    int64_t paid_in;         /* capital as the books have it, opening balances included */
    int64_t debt;            /* convertibles, at cost */
    int64_t agreed;          /* tranches agreed and not paid, memo 9002 */
};

static void put_money(const struct page *page, int64_t amount) {
    fpl_report_money(page->report, fpl_money_of(amount), page->book.scale);
}

static int64_t number_of(const struct fpl_item *item, const char *member) {
    return fpl_json_get_num(item->data, member, 0);
}

static void put_party(const struct page *page, struct fpl_str id) {
    char name[256];
    fpl_reports__party_name(page->view, id, name, sizeof name);
    fpl_report_text(page->report, id);
    fpl_report_text(page->report, fpl_str_of(name));
}

struct word {
    const char *code, *zh, *en;
};

static void put_word(const struct page *page, const struct word *words, size_t n, struct fpl_str code) {
    for (size_t i = 0; i < n; i++) {
        if (fpl_str_is(code, words[i].code)) {
            fpl_report_code(page->report, words[i].code, words[i].zh, words[i].en);
            return;
        }
    }
    fpl_report_text(page->report, code);
}
#define PUT_WORD(page, words, code) put_word(page, words, sizeof(words) / sizeof((words)[0]), code)

/* ---- commitments ---- */

static enum fpl_status take_commitment(void *ctx, const struct fpl_item *item) {
    static const struct word capacities[] = {{"GP", "普通合伙人", "general partner"},
                                             {"GUIDANCE", "引导基金", "guidance fund"},
                                             {"SOE", "国有企业", "state-owned"},
                                             {"SOCIAL", "社会资本", "social capital"}};
    static const struct word levels[] = {{"NATION", "国家", "national"},
                                         {"PROVINCE", "省", "provincial"},
                                         {"CITY", "市", "municipal"},
                                         {"COUNTY", "县区", "county"}};
    const struct page *page = ctx;
    int64_t amount = number_of(item, "amt"), paid = number_of(item, "paid"), released = number_of(item, "rel"),
            recallable = number_of(item, "rec");
    if (fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED"))
        return FPL_OK;
    fpl_report_text(page->report, item->key);
    put_party(page, fpl_json_get_text(item->data, "party"));
    PUT_WORD(page, capacities, fpl_json_get_text(item->data, "cap"));
    PUT_WORD(page, levels, fpl_json_get_text(item->data, "lvl"));
    put_money(page, amount);
    put_money(page, paid);
    put_money(page, released);
    put_money(page, recallable);
    put_money(page, amount - paid + recallable - released);
    return FPL_OK;
}

static enum fpl_status put_commitments(struct page *page) {
    struct fpl_report *r = page->report;
    fpl_report_table(r, "commitments", "认缴与实缴", "Commitments");
    fpl_reports__caption_book(r, &page->book);
    fpl_report_column(r, "commitment", "认缴编号", "Commitment", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "party", "出资人编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "party_name", "出资人", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "capacity", "身份", "Capacity", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "level", "财政级次", "Level", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "amount", "认缴额", "Committed", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid", "实缴", "Paid in", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "released", "核减", "Released", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "recallable", "可循环", "Recallable", FPL_COLUMN_MONEY, FPL_COLUMN_DATA);
    fpl_report_column(r, "unfunded", "未缴", "Unfunded", FPL_COLUMN_MONEY, 0);
    return fpl_read_items(page->view, page->book.id, "commitment", take_commitment, page, page->error);
}

/* ---- holdings ---- */

static void put_day(const struct page *page, const struct fpl_item *item, const char *member) {
    struct fpl_date day = FPL_DATE_NONE;
    struct fpl_str text = fpl_json_get_text(item->data, member);
    if (text.n == 0 || fpl_date_parse(text, &day, NULL))
        fpl_report_none(page->report);
    else
        fpl_report_date(page->report, day);
}

static enum fpl_status take_holding(void *ctx, const struct fpl_item *item) {
    static const struct word states[] = {{"HELD", "在持", "held"},
                                         {"CONVERTIBLE", "仅可转债", "convertible"},
                                         {"EXITED", "已退出", "exited"},
                                         {"WRITTEN_OFF", "已核销", "written off"}};
    static const struct word categories[] = {{"SEED", "种子", "seed"},
                                             {"ANGEL", "天使", "angel"},
                                             {"GROWTH", "成长", "growth"},
                                             {"INDUSTRY", "产业", "industry"}};
    const struct page *page = ctx;
    put_party(page, item->key);
    PUT_WORD(page, categories, fpl_json_get_text(item->data, "cat"));
    PUT_WORD(page, states, fpl_json_get_text(item->data, "st"));
    put_money(page, number_of(item, "cost") + number_of(item, "debt"));
    put_money(page, number_of(item, "cost") + number_of(item, "debt") + number_of(item, "fair"));
    put_money(page, number_of(item, "pur"));
    fpl_report_int(page->report, number_of(item, "sh"));
    put_day(page, item, "first");
    put_day(page, item, "on");
    return FPL_OK;
}

static enum fpl_status give_holdings(void *ctx, struct fpl_report *report, struct fpl_error *error) {
    struct page *page = ctx;
    page->report = report;
    return fpl_read_items(page->view, page->book.id, "holding", take_holding, page, error);
}

/* The table's rows are read as they are shown, by a page of the report's own. */
static enum fpl_status stream(const struct page *page, fpl_rows_fn rows) {
    struct page *own = malloc(sizeof *own);
    if (!own)
        return fpl_fail(page->error, FPL_E_NOMEM, NULL, NULL, NULL);
    *own = (struct page){.view = page->view, .book = page->book};
    fpl_report_rows(page->report, rows, own, free);
    return FPL_OK;
}

static enum fpl_status put_holdings(struct page *page) {
    struct fpl_report *r = page->report;
    fpl_report_table(r, "holdings", "持有的投资", "Holdings");
    fpl_reports__caption_book(r, &page->book);
    fpl_report_column(r, "firm", "企业代码", "Firm id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "category", "类别", "Category", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    fpl_report_column(r, "cost", "剩余成本", "Cost left", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "value", "公允价值", "Fair value", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "pursued", "核销后追索", "Still pursued", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "shares", "股数", "Shares", FPL_COLUMN_INT, FPL_COLUMN_DATA);
    fpl_report_column(r, "first", "首笔付款", "First paid", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "last", "最近业务", "Last event", FPL_COLUMN_DATE, 0);
    return stream(page, give_holdings);
}

/* ---- duty cases: the newest judgement of each event ---- */

static enum fpl_status take_reversed(void *ctx, const struct fpl_item *item) {
    *(int *)ctx = fpl_json_get_num(item->data, "rev", 0) != 0;
    return FPL_OK;
}

/* Does what was judged still stand? A case of what was taken back answers for nothing. The key is gone with the next
 * read, whose event is a copy. */
static enum fpl_status put_standing(const struct page *page, struct fpl_str of, const char *event) {
    static const char *const items[][2] = {{"WRITEOFF", "writeoff"}, {"EXIT", "exit"}, {"BADDEBT", "baddebt"}};
    const char *kind = NULL;
    int back = 0;
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        if (fpl_str_is(of, items[i][0]))
            kind = items[i][1];
    enum fpl_status status =
        kind ? fpl_read_item(page->view, page->book.id, kind, fpl_str_of(event), take_reversed, &back, page->error)
             : FPL_OK;
    if (status && status != FPL_E_NOT_FOUND)
        return status;
    fpl_error_clear(page->error);
    if (back)
        fpl_report_code(page->report, "REVERSED", "已冲销", "reversed");
    else
        fpl_report_code(page->report, "IN_FORCE", "有效", "in force");
    return FPL_OK;
}

static enum fpl_status take_duty(void *ctx, const struct fpl_item *item) {
    static const struct word kinds[] = {
        {"WRITEOFF", "核销", "write-off"}, {"EXIT", "退出", "exit"}, {"BADDEBT", "应收退出款核销", "bad debt"}};
    static const struct word results[] = {{"EXEMPT", "尽职免责", "exempt"},
                                          {"PARTIAL", "部分追责", "partly accountable"},
                                          {"ACCOUNTABLE", "追责", "accountable"},
                                          {"PENDING", "待定", "pending"}};
    const struct page *page = ctx;
    char event[FPL_ID_BYTES_MAX + 1];
    const char *bar = memchr(item->key.p, '|', item->key.n);
    size_t n = bar ? (size_t)(bar - item->key.p) : item->key.n;
    struct fpl_str of = {item->key.p, n};
    fpl_str_copy(bar ? (struct fpl_str){bar + 1, item->key.n - n - 1} : FPL_STR(""), event, sizeof event);
    PUT_WORD(page, kinds, of);
    fpl_report_text(page->report, fpl_str_of(event));
    fpl_report_text(page->report, fpl_json_get_text(item->data, "case"));
    PUT_WORD(page, results, fpl_json_get_text(item->data, "res"));
    put_money(page, number_of(item, "amt"));
    put_day(page, item, "on");
    return put_standing(page, of, event);
}

static enum fpl_status put_duties(struct page *page) {
    struct fpl_report *r = page->report;
    fpl_report_table(r, "duty", "尽职认定", "Duty cases");
    fpl_reports__caption_book(r, &page->book);
    fpl_report_column(r, "of", "对象", "About", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "event", "业务编号", "Event", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "case", "认定编号", "Case", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "result", "结果", "Result", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "accountable", "追责金额", "Accountable", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "on", "认定日", "Judged on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, FPL_COLUMN_VERDICT);
    return fpl_read_items(page->view, page->book.id, "duty", take_duty, page, page->error);
}

/* ---- fees out of principal ---- */

static enum fpl_status take_advance(void *ctx, const struct fpl_item *item) {
    struct page *page = ctx;
    int refill = page->refills, back = number_of(item, "rev") != 0;
    int64_t amount = number_of(item, refill ? "amt" : "adv");
    if (amount == 0 || back)
        return FPL_OK;
    fpl_report_code(page->report, refill ? "REFILLED" : "ADVANCED", refill ? "补回" : "预支",
                    refill ? "refilled" : "advanced");
    fpl_report_text(page->report, item->key);
    put_day(page, item, "on");
    put_money(page, refill ? 0 : amount);
    put_money(page, refill ? amount : 0);
    return FPL_OK;
}

/* What fees took of principal, by payment, and what was refilled; below it what is still to be refilled, and what
 * income has come for. Nothing for a fund that has never had an advance. */
static enum fpl_status put_advances(struct page *page) {
    struct fpl_report *r = page->report;
    int64_t can = page->advance - (page->beyond > 0 ? page->beyond : 0);
    if (!page->advanced)
        return FPL_OK;
    fpl_report_table(r, "advances", "本金预支费用", "Fees advanced from principal");
    fpl_reports__caption_book(r, &page->book);
    fpl_report_column(r, "what", "事项", "What", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "id", "编号", "Id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "on", "日期", "On", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "advanced", "预支", "Advanced", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "refilled", "补回", "Refilled", FPL_COLUMN_MONEY, 0);
    page->refills = 0;
    enum fpl_status status = fpl_read_items(page->view, page->book.id, "settlement", take_advance, page, page->error);
    page->refills = 1;
    if (!status)
        status = fpl_read_items(page->view, page->book.id, "refill", take_advance, page, page->error);
    if (status)
        return status;
    fpl_report_table(r, "advance", "本金预支余额", "Advance that is left");
    fpl_report_column(r, "held", "待补回", "To be refilled", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "can", "已有收益可补回", "Income has come for", FPL_COLUMN_MONEY, 0);
    put_money(page, page->advance);
    put_money(page, can > 0 ? can : 0);
    return FPL_OK;
}

/* ---- its life: what it is, how long it goes on, its end ---- */

static const struct life {
    const char *item, *zh, *en, *day, *until;
} lives[] = {{"fund.description", "基金情况", "described", "from", "term"},
             {"extension", "延期", "term extended", "on", "end"},
             {"liquidation", "清算开始", "liquidation begun", "on", ""},
             {"ending", "清算终结", "liquidation ended", "on", ""}};

static enum fpl_status take_life(void *ctx, const struct fpl_item *item) {
    const struct page *page = ctx;
    if (number_of(item, "rev"))
        return FPL_OK;
    fpl_report_code(page->report, page->life->item, page->life->zh, page->life->en);
    fpl_report_text(page->report, item->key);
    put_day(page, item, page->life->day);
    put_day(page, item, page->life->until);
    return FPL_OK;
}

static enum fpl_status put_life(struct page *page) {
    struct fpl_report *r = page->report;
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "life", "存续与清算", "Term and liquidation");
    fpl_reports__caption_book(r, &page->book);
    fpl_report_column(r, "what", "事项", "What", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "id", "编号", "Id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "on", "日期", "On", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "until", "存续期届满日", "End of the term", FPL_COLUMN_DATE, 0);
    for (size_t i = 0; i < sizeof lives / sizeof lives[0] && !status; i++) {
        page->life = &lives[i];
        status = fpl_read_items(page->view, page->book.id, page->life->item, take_life, page, page->error);
    }
    return status;
}

/* ---- figures ---- */

static enum fpl_status read_moves(struct page *page) {
    struct fpl_tolerance__moves moves = {.n = 0};
    struct fpl_date as_of = fpl_view_as_of(page->view);
    enum fpl_status status = fpl_tolerance__moves(page->view, &page->book, &moves, page->error);
    for (size_t i = 0; i < moves.n && !status; i++) {
        const struct fpl_loss_move *move = &moves.move[i];
        if (fpl_date_cmp(move->day, as_of) > 0)
            continue;
        status = fpl_reports__add(&page->sum[move->kind], fpl_money_minor(move->amount), page->error);
        if (!status && move->kind == FPL_LOSS_WRITE_OFF)
            status = fpl_reports__add(&page->written_off, fpl_money_minor(move->cost), page->error);
        else if (!status && (move->kind == FPL_LOSS_EXIT || move->kind == FPL_LOSS_BUYBACK))
            status = fpl_reports__add(&page->sold, fpl_money_minor(move->cost), page->error);
    }
    fpl_tolerance__moves_release(&moves);
    return status;
}

/* The sum of the accounts that say what was paid beyond income: profit, however far it was carried, without fair-value
 * changes and fees not paid. */
static enum fpl_status take_advanced(struct page *page, const struct fpl_total *total,
                                     const struct fpl_account *account) {
    static const char *const others[] = {"4103", "410415", "410110", "410101", "110102", "224101", "224102"};
    int64_t balance = fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    int counts = account && account->nature == 'P';
    if (fpl_str_is(total->account, "9007")) {
        page->advanced |= fpl_money_sign(total->debit) != 0;
        return fpl_reports__add(&page->advance, balance, page->error);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        counts = counts || fpl_str_is(total->account, others[i]);
    return counts ? fpl_reports__add(&page->beyond, balance, page->error) : FPL_OK;
}

/* Assets less liabilities; memo accounts are neither. */
static enum fpl_status take_total(void *ctx, const struct fpl_total *total) {
    struct page *page = ctx;
    int64_t balance = fpl_money_minor(total->debit) - fpl_money_minor(total->credit);
    const struct fpl_account *account = fpl_reports__account(&page->accounts, total->account);
    enum fpl_status status = take_advanced(page, total, account);
    if (status)
        return status;
    if (fpl_reports__is_capital(total->account))
        return fpl_reports__add(&page->paid_in, -balance, page->error);
    if (fpl_reports__begins(total->account, "9002"))
        return fpl_reports__add(&page->agreed, balance, page->error);
    if (!account || (account->nature != 'A' && account->nature != 'L'))
        return FPL_OK;
    int64_t *of = account->nature == 'L'                        ? &page->payable
                  : fpl_reports__begins(total->account, "10")   ? &page->cash
                  : fpl_reports__begins(total->account, "1101") ? &page->carried
                  : fpl_reports__begins(total->account, "1501") ? &page->debt
                                                                : &page->receivable;
    status = fpl_reports__add(&page->net, balance, page->error);
    if (!status)
        status = fpl_reports__add(of, account->nature == 'L' ? -balance : balance, page->error);
    if (!status && fpl_reports__begins(total->account, "2232"))
        status = fpl_reports__add(&page->unpaid, -balance, page->error);
    return status;
}

static void put_figure(const struct page *page, const char *code, const char *zh, const char *en, int64_t amount) {
    fpl_report_code(page->report, code, zh, en);
    put_money(page, amount);
}

static void put_figures(const struct page *page) {
    const int64_t *sum = page->sum;
    fpl_report_table(page->report, "fund", "基金概况表", "The fund at a glance");
    fpl_reports__caption_book(page->report, &page->book);
    fpl_reports__caption_cut(page->report, page->view, 1);
    fpl_report_column(page->report, "item", "项目", "Item", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(page->report, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    put_figure(page, "COMMITTED", "认缴（减核减）", "committed, less releases",
               sum[FPL_LOSS_COMMITMENT] - sum[FPL_LOSS_RELEASE]);
    put_figure(page, "PAID_IN", "实缴", "paid in", page->paid_in);
    put_figure(page, "INVESTED", "投资（减退款）", "invested, less refunds", sum[FPL_LOSS_PAID] - sum[FPL_LOSS_REFUND]);
    put_figure(page, "SOLD", "退出结转成本", "cost of exits", page->sold);
    put_figure(page, "PROCEEDS", "退出收入（净）", "proceeds of exits, net",
               sum[FPL_LOSS_EXIT] + sum[FPL_LOSS_BUYBACK]);
    put_figure(page, "WRITTEN_OFF", "核销成本", "cost written off", page->written_off);
    put_figure(page, "RECOVERED", "核销时及核销后收回", "recovered with and after write-offs",
               sum[FPL_LOSS_WRITE_OFF] + sum[FPL_LOSS_RECOVERY]);
    if (sum[FPL_LOSS_REDEEMED] != 0)
        put_figure(page, "REDEEMED", "可转债收回本金", "principal of convertibles paid back", sum[FPL_LOSS_REDEEMED]);
    put_figure(page, "DIVIDENDS", "股利与可转债利息", "dividends, and interest on convertibles",
               sum[FPL_LOSS_DIVIDEND]);
    put_figure(page, "DISTRIBUTED", "已宣告分配", "distributions declared", sum[FPL_LOSS_DISTRIBUTION]);
    put_figure(page, "CARRIED", "在持投资（公允价值）", "investments at fair value", page->carried);
    if (page->debt != 0)
        put_figure(page, "CONVERTIBLE", "债权投资（可转债，按成本）", "debt investments (convertibles) at cost",
                   page->debt);
    put_figure(page, "CASH", "货币资金", "cash", page->cash);
    put_figure(page, "RECEIVABLE", "应收款项及其他资产", "receivables and other assets", page->receivable);
    put_figure(page, "PAYABLE", "减：应付款项", "less: payables", page->payable);
    put_figure(page, "UNPAID", "其中：已宣告未付的分配", "of these: distributions declared and not paid", page->unpaid);
    put_figure(page, "NAV", "净资产", "net asset value", page->net);
    if (page->agreed != 0)
        put_figure(page, "AGREED", "表外：约定未付的分期", "off balance: tranches agreed and not paid", page->agreed);
}

/* ---- multiples ---- */

static int64_t gcd(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static void put_multiple(const struct page *page, const char *code, const char *zh, const char *en, int64_t num) {
    char text[64];
    int64_t den = page->paid_in;
    fpl_report_code(page->report, code, zh, en);
    put_money(page, num);
    put_money(page, den);
    if (den <= 0) { /* nothing was paid in: none of them means anything */
        fpl_report_none(page->report);
        fpl_report_none(page->report);
        return;
    }
    int64_t by = gcd(num, den);
    fpl_report_text(page->report, fpl_str_of(fpl_ratio_format((struct fpl_ratio){num / by, den / by}, text)));
    fpl_reports__multiple(page->report, num, den);
}

/* Money back is what was paid, not what was declared: what is declared and not paid is no longer in the net assets, and
 * not yet in the hands of the parties, so it counts with the rest. */
static enum fpl_status put_multiples(const struct page *page) {
    struct fpl_report *r = page->report;
    int64_t back = page->sum[FPL_LOSS_DISTRIBUTION], rest = page->net, both = back;
    enum fpl_status status = fpl_reports__add(&back, -page->unpaid, page->error);
    if (!status)
        status = fpl_reports__add(&rest, page->unpaid, page->error);
    if (!status)
        status = fpl_reports__add(&both, page->net, page->error);
    if (status)
        return status;
    fpl_report_table(r, "performance", "业绩倍数", "Multiples");
    fpl_report_column(r, "measure", "指标", "Measure", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "numerator", "分子", "Numerator", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "denominator", "实缴", "Paid in", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "exact", "分数", "Exact", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "value", "倍数", "Multiple", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    put_multiple(page, "DPI", "DPI 已付分配 ÷ 实缴", "DPI, paid out / paid in", back);
    put_multiple(page, "RVPI", "RVPI （净资产＋已宣告未付的分配）÷ 实缴",
                 "RVPI, net assets and what is declared and not paid / paid in", rest);
    put_multiple(page, "TVPI", "TVPI 合计 ÷ 实缴", "TVPI, both / paid in", both);
    return FPL_OK;
}

static enum fpl_status put_page(struct page *page) {
    struct fpl_reports__own own = {.book = &page->book, .take = take_total, .ctx = page};
    enum fpl_status status = read_moves(page);
    if (!status)
        status = fpl_reports__accounts(page->view, page->book.id, &page->accounts, page->error);
    if (!status)
        status = fpl_reports__own_totals(page->view, &own, page->error);
    fpl_reports__accounts_release(&page->accounts);
    if (status)
        return status;
    put_figures(page);
    fpl_reports__note_foreign(page->report, &page->book, own.foreign);
    if (!(status = put_multiples(page)) && !(status = put_commitments(page)) && !(status = put_holdings(page)))
        status = fpl_convertibles__table(page->report, page->view, &page->book, page->error);
    if (!status)
        status = put_duties(page);
    if (!status)
        status = put_advances(page);
    return status ? status : put_life(page);
}

/* ---- deals ---- */

/* "AH_ANGEL_2025@1 T": what the deal was under each profile when it was recorded. */
static void put_results(const struct page *page, const struct fpl_json *results) {
    struct fpl_buf zh = {0}, en = {0};
    for (const struct fpl_json *one = fpl_json_first(results); one; one = fpl_json_next(results, one)) {
        struct fpl_str profile = fpl_json_text(fpl_json_at(one, 0)), result = fpl_json_text(fpl_json_at(one, 1));
        int is_true = fpl_str_is(result, "T"), is_false = fpl_str_is(result, "F");
        fpl_buf_addf(&zh, "%s%.*s %s", zh.n ? "；" : "", (int)profile.n, profile.p,
                     is_true    ? "是"
                     : is_false ? "否"
                                : "不明");
        fpl_buf_addf(&en, "%s%.*s %s", en.n ? "; " : "", (int)profile.n, profile.p,
                     is_true    ? "yes"
                     : is_false ? "no"
                                : "unknown");
    }
    fpl_buf_addc(&zh, '\0');
    fpl_buf_addc(&en, '\0');
    int failed = fpl_buf_ok(&zh) || fpl_buf_ok(&en);
    fpl_report_name(page->report, failed ? "" : zh.p, failed ? "" : en.p);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

static enum fpl_status take_deal(void *ctx, const struct fpl_item *item) {
    const struct page *page = ctx;
    char receipt[48];
    if (fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED"))
        return FPL_OK;
    fpl_report_text(page->report, item->key);
    put_party(page, fpl_json_get_text(item->data, "firm"));
    put_day(page, item, "paid");
    put_money(page, number_of(item, "amt"));
    put_results(page, fpl_json_get(item->data, "pr"));
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)page->book.id, (long long)item->seq0);
    fpl_report_text(page->report, fpl_str_of(receipt));
    return FPL_OK;
}

static enum fpl_status give_deals(void *ctx, struct fpl_report *report, struct fpl_error *error) {
    struct page *page = ctx;
    page->report = report;
    return fpl_read_items(page->view, page->book.id, "deal", take_deal, page, error);
}

static enum fpl_status put_deals(struct page *page) {
    struct fpl_report *r = page->report;
    struct page *kept = malloc(sizeof *kept);
    if (!kept)
        return fpl_fail(page->error, FPL_E_NOMEM, NULL, NULL, NULL);
    *kept = *page;
    fpl_report_table(r, "deals", "投资台账", "Deals");
    fpl_reports__caption_book(r, &page->book);
    fpl_report_column(r, "deal", "投资编号", "Deal", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "firm", "企业代码", "Firm id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "firm_name", "企业", "Firm", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "paid", "付款日", "Paid on", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "amount", "实付额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "results", "各口径认定", "Under each profile", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_rows(r, give_deals, kept, free);
    return FPL_OK;
}

/* ---- reports ---- */

static enum fpl_status ask(struct fpl_view *view, const struct fpl_report_spec *spec, const char *name,
                           enum fpl_status (*put)(struct page *page), struct fpl_report **out,
                           struct fpl_error *error) {
    struct page page = {.view = view, .error = error};
    if (!(page.report = fpl_reports__begin(name, error)))
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_FUND, &page.book, error);
    if (!status)
        status = put(&page);
    return fpl_reports__end(page.report, status, out, error);
}

enum fpl_status fpl_report_fund(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                struct fpl_error *error) {
    return ask(view, spec, "fund", put_page, out, error);
}

enum fpl_status fpl_report_commitments(struct fpl_view *view, const struct fpl_report_spec *spec,
                                       struct fpl_report **out, struct fpl_error *error) {
    return ask(view, spec, "commitments", put_commitments, out, error);
}

enum fpl_status fpl_report_holdings(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                    struct fpl_error *error) {
    return ask(view, spec, "holdings", put_holdings, out, error);
}

enum fpl_status fpl_report_deals(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                 struct fpl_error *error) {
    return ask(view, spec, "deals", put_deals, out, error);
}

enum fpl_status fpl_report_duties(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                  struct fpl_error *error) {
    return ask(view, spec, "duty", put_duties, out, error);
}
