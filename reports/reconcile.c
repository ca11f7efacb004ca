/* 银行存款余额调节表: the balance of a cash account in the book and at the bank, what each has that the other has not,
 * and both balances with that taken in, which must be equal. Then the lines behind it. */
#include "reports/reconcile.h"

#include "fundpool/cash_flow.h"
#include "fundpool/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sub_account { /* at a bank, reconciled by itself */
    char party[65];
    size_t lines;    /* of its statement */
    int64_t balance; /* in the book */
};
struct reconcile {
    struct fpl_view *view;
    struct fpl_report *report;
    struct fpl_book book;
    struct fpl_account account;
    char party[65];             /* the bank of the sub-account asked for; "": the account without its sub-accounts */
    int by_bank;                /* every party of its postings is the bank of a sub-account */
    struct sub_account *others; /* those that are left out, in the order met */
    size_t others_n, others_cap;
    struct fpl_error *error;
    struct fpl_reconcile__side bank, posted;
    struct fpl_reconcile__balances balances;
    struct fpl_date from; /* day of the first line of the statement */
    int64_t *opening;     /* records of opening balances */
    size_t opening_n, opening_cap;
    int64_t book_opening; /* of the account before that day, what has since been matched left out */
    int64_t book_closing;
    int foreign;
    struct told_by { /* of the record at hand */
        size_t ref_n;
        int64_t undone;
    } told;
};

static enum fpl_status grow(struct reconcile *r, void **list, size_t *cap, size_t n, size_t size) {
    if (n < *cap)
        return FPL_OK;
    size_t wider = *cap ? *cap * 2 : 64;
    void *more = realloc(*list, wider * size);
    if (!more)
        return fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
    *list = more;
    *cap = wider;
    return FPL_OK;
}

static enum fpl_status add_row(struct reconcile *r, struct fpl_reconcile__side *side, struct fpl_reconcile__row row,
                               struct fpl_str ref) {
    void *list = side->row;
    enum fpl_status status = grow(r, &list, &side->cap, side->n, sizeof *side->row);
    side->row = list;
    if (status)
        return status;
    row.ref_at = side->text.n;
    if (ref.n && fpl_id_fold(ref, &side->text) != FPL_OK)
        fpl_buf_add(&side->text, ref.p, ref.n);
    row.ref_n = side->text.n - row.ref_at;
    side->row[side->n++] = row;
    return fpl_buf_ok(&side->text) ? fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* ---- sub-accounts ---- */

/* Events that name a party in a line of the account say so whose sub-account it is (ledger/pool/transfer.c): who pays
 * or is paid stands on the other side. */
static int names_banks(const struct fpl_event *event, const struct reconcile *r) {
    for (int i = 0; i < event->recipes && fpl_event_book(event) == r->book.kind; i++) {
        const struct fpl_recipe *row = &event->recipe[i];
        if ((row->debit_party && strcmp(row->debit, r->account.code) == 0) ||
            (row->credit_party && strcmp(row->credit, r->account.code) == 0))
            return 1;
    }
    return 0;
}

static int is_by_bank(const struct reconcile *r) {
    int n = 0;
    const struct fpl_event *const *all = fpl_event_all(&n);
    for (int i = 0; i < n; i++)
        if (names_banks(all[i], r))
            return 1;
    return 0;
}

static struct sub_account *other(const struct reconcile *r, struct fpl_str party) {
    for (size_t i = 0; i < r->others_n; i++)
        if (fpl_str_is(party, r->others[i].party))
            return &r->others[i];
    return NULL;
}

/* One line of its statement, or its posting, is left out. */
static enum fpl_status leave_out(struct reconcile *r, struct fpl_str party, size_t lines, int64_t amount) {
    void *list = r->others;
    struct sub_account *of = other(r, party);
    if (r->party[0])
        return FPL_OK;
    if (!of) {
        enum fpl_status status = grow(r, &list, &r->others_cap, r->others_n, sizeof *r->others);
        r->others = list;
        if (status)
            return status;
        of = &r->others[r->others_n++];
        *of = (struct sub_account){.lines = 0};
        (void)fpl_str_copy(party, of->party, sizeof of->party);
    }
    of->lines += lines;
    return fpl_reports__add(&of->balance, amount, r->error);
}

/* Is the posting of this sub-account, or of none? In an account whose parties are not banks by themselves, a party is
 * one if lines of a statement name it. */
static int is_posted_here(const struct reconcile *r, struct fpl_str party) {
    if (r->party[0])
        return fpl_str_is(party, r->party);
    return party.n == 0 || !(r->by_bank || other(r, party));
}

/* ---- the statement ---- */

static enum fpl_status take_line(void *ctx, const struct fpl_item *item) {
    struct reconcile *r = ctx;
    size_t n = strlen(r->account.code);
    struct fpl_date day;
    if (item->key.n <= n || memcmp(item->key.p, r->account.code, n) != 0 || item->key.p[n] != '|' ||
        fpl_json_get_text(item->data, "st").n)
        return FPL_OK;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "day"), &day, r->error);
    if (status || fpl_date_cmp(day, fpl_view_as_of(r->view)) > 0)
        return status;
    struct fpl_str bank = fpl_json_get_text(item->data, "bank"), ref = fpl_json_get_text(item->data, "ref");
    if (!fpl_str_is(bank, r->party))
        return bank.n ? leave_out(r, bank, 1, 0) : FPL_OK;
    return add_row(r, &r->bank,
                   (struct fpl_reconcile__row){.seq = item->seq0,
                                               .day = day,
                                               .amount = fpl_json_get_num(item->data, "amt", 0),
                                               .balance = fpl_json_get_num(item->data, "bal", 0),
                                               .has_balance = fpl_json_get(item->data, "bal") != NULL},
                   ref);
}

static int by_day(const void *left, const void *right) {
    const struct fpl_reconcile__row *a = left, *b = right;
    int order = fpl_date_cmp(a->day, b->day);
    return order ? order : (a->seq > b->seq) - (a->seq < b->seq);
}

static enum fpl_status read_statement(struct reconcile *r) {
    enum fpl_status status = fpl_read_items(r->view, r->book.id, "bankline", take_line, r, r->error);
    if (status)
        return status;
    if (r->bank.n)
        qsort(r->bank.row, r->bank.n, sizeof *r->bank.row, by_day);
    r->from = r->bank.n ? r->bank.row[0].day : FPL_DATE_NONE;
    status = fpl_reconcile__balances(&r->bank, &r->balances);
    return status ? fpl_fail(r->error, status, NULL, NULL, NULL) : FPL_OK;
}

/* ---- the book ---- */

static enum fpl_status take_opening(void *ctx, const struct fpl_reports__opened *line) {
    struct reconcile *r = ctx;
    if (!fpl_str_is(line->account, r->account.code))
        return FPL_OK;
    void *list = r->opening;
    enum fpl_status status = grow(r, &list, &r->opening_cap, r->opening_n, sizeof *r->opening);
    r->opening = list;
    if (!status)
        r->opening[r->opening_n++] = line->seq;
    return status;
}

static int is_opening(const struct reconcile *r, int64_t seq) {
    for (size_t i = 0; i < r->opening_n; i++)
        if (r->opening[i] == seq)
            return 1;
    return 0;
}

static enum fpl_status take_posting(void *ctx, const struct fpl_posted *p) {
    struct reconcile *r = ctx;
    int64_t minor = fpl_money_minor(p->amount), amount = p->side == 'D' ? minor : -minor;
    if (p->currency.n && !fpl_str_is(p->currency, r->book.currency)) {
        r->foreign = 1;
        return FPL_OK;
    }
    if (!is_posted_here(r, p->party))
        return leave_out(r, p->party, 0, amount);
    enum fpl_status status = fpl_reports__add(&r->book_closing, amount, r->error);
    if (status)
        return status;
    if (is_opening(r, p->seq))
        return fpl_reports__add(&r->book_opening, amount, r->error);
    return add_row(r, &r->posted,
                   (struct fpl_reconcile__row){.seq = p->seq, .line = p->line, .day = p->posted, .amount = amount},
                   (struct fpl_str){"", 0});
}

static enum fpl_status take_told_by(void *ctx, const struct fpl_record *record) {
    struct reconcile *r = ctx;
    size_t at = r->posted.text.n;
    struct fpl_str ref = fpl_json_get_text(fpl_json_get(record->body, "cmd"), "bank_ref");
    if (ref.n && fpl_id_fold(ref, &r->posted.text) != FPL_OK)
        fpl_buf_add(&r->posted.text, ref.p, ref.n);
    r->told = (struct told_by){r->posted.text.n - at, fpl_json_get_num(record->body, "rev", 0)};
    return FPL_OK;
}

/* The reference stands in the command of the record, and what it takes back in its body. */
static enum fpl_status read_refs(struct reconcile *r) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < r->posted.n && !status; i++) {
        struct fpl_reconcile__row *row = &r->posted.row[i];
        row->ref_at = r->posted.text.n;
        status = fpl_read_record(r->view, r->book.id, row->seq, take_told_by, r, r->error);
        row->ref_n = r->told.ref_n;
        row->undone = r->told.undone;
    }
    if (!status && fpl_buf_ok(&r->posted.text))
        status = fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return status;
}

static int is_open(const struct fpl_reconcile__row *row) {
    return row->as == FPL_RECONCILED_NOT || row->as == FPL_RECONCILED_SUMS;
}

static int is_before(const struct reconcile *r, const struct fpl_reconcile__row *row) {
    return fpl_date_cmp(row->day, r->from) < 0;
}

static enum fpl_status read_book(struct reconcile *r) {
    struct fpl_date to = fpl_view_as_of(r->view);
    enum fpl_status status = fpl_reports__openings(r->view, &r->book, (const struct fpl_date[2]){FPL_DATE_MIN, to},
                                                   take_opening, r, r->error);
    if (!status)
        status = fpl_read_postings(r->view, r->book.id, fpl_str_of(r->account.code), FPL_DATE_MIN, to, take_posting, r,
                                   r->error);
    return status ? status : read_refs(r);
}

/* What was posted before the statement begins and has met nothing, neither a line of it nor what takes it back. */
static enum fpl_status match(struct reconcile *r) {
    enum fpl_status status = fpl_reconcile__match(&r->bank, &r->posted);
    if (status)
        return fpl_fail(r->error, status, NULL, NULL, NULL);
    for (size_t i = 0; i < r->posted.n && !status; i++)
        if (is_before(r, &r->posted.row[i]) && is_open(&r->posted.row[i]))
            status = fpl_reports__add(&r->book_opening, r->posted.row[i].amount, r->error);
    return status;
}

/* ---- the table ---- */

struct sums { /* not matched: what came in, what went out (not negative) */
    int64_t in, out;
};

static enum fpl_status sum_open(const struct reconcile *r, const struct fpl_reconcile__side *side, int is_book,
                                struct sums *out) {
    enum fpl_status status = FPL_OK;
    *out = (struct sums){0, 0};
    for (size_t i = 0; i < side->n && !status; i++) {
        const struct fpl_reconcile__row *row = &side->row[i];
        if (!is_open(row) || (is_book && is_before(r, row)))
            continue;
        status = row->amount < 0 ? fpl_reports__add(&out->out, -row->amount, r->error)
                                 : fpl_reports__add(&out->in, row->amount, r->error);
    }
    return status;
}

static void put_money(const struct reconcile *r, int64_t amount) {
    fpl_report_money(r->report, fpl_money_of(amount), r->book.scale);
}

struct line {
    const char *key, *zh, *en;
    int64_t book, bank;
    int has_book, has_bank;
};

static void put_line(const struct reconcile *r, const struct line *line) {
    fpl_report_code(r->report, line->key, line->zh, line->en);
    if (line->has_book)
        put_money(r, line->book);
    else
        fpl_report_none(r->report);
    if (line->has_bank)
        put_money(r, line->bank);
    else
        fpl_report_none(r->report);
}

static size_t count_as(const struct fpl_reconcile__side *side, enum fpl_reconciled as) {
    size_t n = 0;
    for (size_t i = 0; i < side->n; i++)
        n += side->row[i].as == as;
    return n;
}

static void caption_count(const struct reconcile *r, const char *key, const char *zh, const char *en, size_t n) {
    fpl_report_caption(r->report, key, zh, en);
    fpl_report_int(r->report, (int64_t)n);
}

static void begin_table(const struct reconcile *r, int64_t difference) {
    struct fpl_report *report = r->report;
    fpl_report_table(report, "reconcile", "银行存款余额调节表", "Bank reconciliation");
    fpl_reports__caption_book(report, &r->book);
    fpl_report_caption(report, "account", "科目", "Account");
    fpl_report_text(report, fpl_str_of(r->account.code));
    fpl_report_caption(report, "account_name", "科目名称", "Account name");
    fpl_report_name(report, r->account.zh, r->account.en);
    if (r->party[0])
        fpl_reports__caption_text(report, "party", "子账户开户行", "Bank of the sub-account", fpl_str_of(r->party));
    fpl_report_caption(report, "from", "对账单始于", "Statement begins");
    fpl_report_date(report, r->from);
    fpl_reports__caption_cut(report, r->view, 0);
    caption_count(r, "lines", "对账单行数", "Lines of the statement", r->bank.n);
    caption_count(r, "by_ref", "其中按参考号核对", "Matched by reference", count_as(&r->bank, FPL_RECONCILED_REF));
    caption_count(r, "by_amount", "其中按金额推定", "Inferred by amount", count_as(&r->bank, FPL_RECONCILED_AMOUNT));
    fpl_report_caption(report, "verdict", "结论", "Verdict");
    if (r->bank.n == 0)
        fpl_report_code(report, "NOT_CHECKED", "未核对", "not checked");
    else if (difference == 0)
        fpl_report_code(report, "AGREES", "调节后相符", "agrees once adjusted");
    else
        fpl_report_code(report, "DIFFERS", "调节后不符", "differs");
    fpl_report_column(report, "line", "项目", "Line", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "book", "企业账面", "Book", FPL_COLUMN_MONEY, 0);
    fpl_report_column(report, "bank", "银行对账单", "Bank", FPL_COLUMN_MONEY, 0);
}

static void put_notes(const struct reconcile *r) {
    char zh[256], en[256], day[12];
    const struct fpl_reconcile__balances *b = &r->balances;
    fpl_reports__note_foreign(r->report, &r->book, r->foreign);
    if (r->bank.n == 0)
        fpl_report_note(r->report, "NO_STATEMENT", "没有登记银行流水，未核对：先导入或登记银行流水",
                        "no line of a statement is recorded, nothing is checked: import or record the statement first");
    else if (!b->stated)
        fpl_report_note(r->report, "NO_BALANCE", "银行流水未列余额：期初取账面余额，期初差额无从核对",
                        "no line states a balance: the opening is the book's, and cannot be checked");
    if (b->breaks) {
        fpl_date_format(b->first_break, day);
        (void)snprintf(zh, sizeof zh, "银行所列余额有 %zu 处不连续，首处在 %s：其前有流水缺漏或金额有误", b->breaks,
                       day);
        (void)snprintf(
            en, sizeof en,
            "the bank's balances break %zu times, first on %s: a line before is missing or has a wrong amount",
            b->breaks, day);
        fpl_report_note(r->report, "BREAKS", zh, en);
    }
    if (r->others_n)
        fpl_report_note(
            r->report, "SUB_ACCOUNTS", "不含各行的子账户（见下表），每行另行核对：按开户行查看",
            "without the sub-accounts at banks, listed below; each is reconciled by itself: ask for it by its bank");
    if (b->several)
        fpl_report_note(r->report, "SEVERAL", "首日流水的余额首尾相接，起点不止一种可能，期初按登记次序取其一",
                        "the balances of the first day's lines run in a circle: they fit another opening as well, and "
                        "the one as entered is taken");
    if (count_as(&r->bank, FPL_RECONCILED_AMOUNT) > 0) {
        (void)snprintf(zh, sizeof zh, "按金额推定的见下表：金额相同、日期相差不超过 %d 天，参考号不同或没有",
                       FPL_RECONCILE_DAYS);
        (void)snprintf(en, sizeof en,
                       "what is inferred by amount stands below: equal amounts at most %d days apart, of no common "
                       "reference",
                       FPL_RECONCILE_DAYS);
        fpl_report_note(r->report, "INFERRED", zh, en);
    }
}

static enum fpl_status put(struct reconcile *r) {
    struct sums bank, posted;
    const struct fpl_reconcile__balances *b = &r->balances;
    int64_t opening = b->stated ? b->opening : r->book_opening, closing = b->closing, book = r->book_closing, off = 0,
            adjusted = 0, difference = 0;
    enum fpl_status status = sum_open(r, &r->bank, 0, &bank);
    if (!status)
        status = sum_open(r, &r->posted, 1, &posted);
    if (!status && !b->stated)
        status = fpl_reports__add(&closing, opening, r->error);
    if (!status)
        status = fpl_reports__add(&book, bank.in, r->error);
    if (!status)
        status = fpl_reports__add(&book, -bank.out, r->error);
    adjusted = closing;
    if (!status)
        status = fpl_reports__add(&adjusted, posted.in, r->error);
    if (!status)
        status = fpl_reports__add(&adjusted, -posted.out, r->error);
    if (!status &&
        (__builtin_sub_overflow(book, adjusted, &difference) || __builtin_sub_overflow(r->book_opening, opening, &off)))
        status = fpl_fail(r->error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    if (status)
        return status;
    const struct line lines[] = {
        {"BALANCE", "余额", "balance", r->book_closing, closing, 1, 1},
        {"BANK_IN", "加：银行已收、账上未收", "add: received by the bank, not in the book", bank.in, 0, 1, 0},
        {"BANK_OUT", "减：银行已付、账上未付", "less: paid by the bank, not in the book", bank.out, 0, 1, 0},
        {"BOOK_IN", "加：账上已收、银行未收", "add: received in the book, not at the bank", 0, posted.in, 0, 1},
        {"BOOK_OUT", "减：账上已付、银行未付", "less: paid in the book, not at the bank", 0, posted.out, 0, 1},
        {"ADJUSTED", "调节后余额", "adjusted balance", book, adjusted, 1, 1},
        {"DIFFERENCE", "差额（应为零）", "difference, to be zero", difference, 0, 1, 0},
        {"OPENING", "　其中：对账单期初差额", "  of it: opening of the statement", off, 0, 1, 0},
        {"BROKEN", "　其中：银行余额不连续", "  of it: breaks of the bank's balances", -b->broken, 0, 1, 0},
    };
    begin_table(r, difference);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        put_line(r, &lines[i]);
    put_notes(r);
    return FPL_OK;
}

/* ---- the lines behind it ---- */

struct told { /* of a record */
    char number[300], memo[FPL_REPORTS_MEMO], counterparty[300];
};

static enum fpl_status take_told(void *ctx, const struct fpl_record *record) {
    struct told *told = ctx;
    const struct fpl_json *cmd = fpl_json_get(record->body, "cmd");
    struct fpl_str line = fpl_json_get_text(cmd, "no"), ref = fpl_json_get_text(cmd, "ref");
    char memo[FPL_REPORTS_MEMO];
    if (line.n == 0)
        ref = fpl_json_get_text(cmd, "bank_ref");
    (void)fpl_str_copy(ref.n ? ref : line, told->number, sizeof told->number);
    (void)fpl_str_copy(fpl_json_get_text(cmd, "counterparty"), told->counterparty, sizeof told->counterparty);
    (void)fpl_str_copy(fpl_reports__memo(fpl_body_memo(record->body), memo), told->memo, sizeof told->memo);
    return FPL_OK;
}

static enum fpl_status put_row(const struct reconcile *r, const struct fpl_reconcile__row *row, int is_book) {
    struct told told = {"", "", ""};
    char receipt[48];
    enum fpl_status status = fpl_read_record(r->view, r->book.id, row->seq, take_told, &told, r->error);
    if (status)
        return status;
    if (is_book)
        fpl_report_code(r->report, "BOOK", "账上有", "in the book");
    else
        fpl_report_code(r->report, "BANK", "银行有", "at the bank");
    fpl_report_date(r->report, row->day);
    fpl_report_text(r->report, fpl_str_of(told.number));
    fpl_report_text(r->report, fpl_str_of(told.counterparty));
    fpl_report_text(r->report, fpl_str_of(told.memo));
    if (row->amount < 0)
        fpl_report_none(r->report);
    put_money(r, row->amount < 0 ? -row->amount : row->amount);
    if (row->amount >= 0)
        fpl_report_none(r->report);
    fpl_report_int(r->report, fpl_days_between(row->day, fpl_view_as_of(r->view)));
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)r->book.id, (long long)row->seq);
    fpl_report_text(r->report, fpl_str_of(receipt));
    return FPL_OK;
}

static void begin_rows(const struct reconcile *r) {
    fpl_report_column(r->report, "side", "在何处", "Where", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r->report, "day", "日期", "Day", FPL_COLUMN_DATE, 0);
    fpl_report_column(r->report, "reference", "参考号", "Reference", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r->report, "counterparty", "对方户名", "Counterparty", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r->report, "memo", "摘要", "Memo", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r->report, "in", "收入", "Received", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r->report, "out", "支出", "Paid", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r->report, "age", "已历天数", "Days since", FPL_COLUMN_INT, 0);
    fpl_report_column(r->report, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
}

static void put_remark(const struct reconcile *r, const struct fpl_reconcile__row *row) {
    if (row->as == FPL_RECONCILED_SUMS)
        fpl_report_code(r->report, "SUMS", "参考号两边都有，笔数或金额不符",
                        "reference on both sides, number or amounts differ");
    else
        fpl_report_none(r->report);
}

static enum fpl_status put_open(const struct reconcile *r) {
    enum fpl_status status = FPL_OK;
    fpl_report_table(r->report, "open", "未达账项", "Not on both sides");
    begin_rows(r);
    fpl_report_column(r->report, "remark", "说明", "Remark", FPL_COLUMN_TEXT, 0);
    for (int is_book = 0; is_book < 2; is_book++) {
        const struct fpl_reconcile__side *side = is_book ? &r->posted : &r->bank;
        for (size_t i = 0; i < side->n && !status; i++) {
            if (!is_open(&side->row[i]) || (is_book && is_before(r, &side->row[i])))
                continue;
            status = put_row(r, &side->row[i], is_book);
            put_remark(r, &side->row[i]);
        }
    }
    return status;
}

/* A pair, the bank's line first. */
static enum fpl_status put_inferred(const struct reconcile *r) {
    enum fpl_status status = FPL_OK;
    if (count_as(&r->bank, FPL_RECONCILED_AMOUNT) == 0)
        return FPL_OK;
    fpl_report_table(r->report, "inferred", "按金额推定为同一笔", "Taken for one by their amount");
    begin_rows(r);
    for (size_t i = 0; i < r->bank.n && !status; i++) {
        const struct fpl_reconcile__row *row = &r->bank.row[i];
        if (row->as != FPL_RECONCILED_AMOUNT)
            continue;
        status = put_row(r, row, 0);
        if (!status)
            status = put_row(r, &r->posted.row[row->with], 1);
    }
    return status;
}

static void put_others(const struct reconcile *r) {
    char name[256];
    if (r->others_n == 0)
        return;
    fpl_report_table(r->report, "sub_accounts", "另行核对的子账户", "Sub-accounts reconciled by themselves");
    fpl_report_column(r->report, "party", "开户行编号", "Bank id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r->report, "party_name", "开户行", "Bank", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r->report, "book", "企业账面", "Book", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r->report, "lines", "对账单行数", "Lines of the statement", FPL_COLUMN_INT, 0);
    for (size_t i = 0; i < r->others_n; i++) {
        fpl_report_text(r->report, fpl_str_of(r->others[i].party));
        fpl_reports__party_name(r->view, fpl_str_of(r->others[i].party), name, sizeof name);
        fpl_report_text(r->report, fpl_str_of(name));
        put_money(r, r->others[i].balance);
        fpl_report_int(r->report, (int64_t)r->others[i].lines);
    }
}

static void release(struct reconcile *r) {
    free(r->bank.row);
    free(r->posted.row);
    free(r->opening);
    free(r->others);
    fpl_buf_release(&r->bank.text);
    fpl_buf_release(&r->posted.text);
}

enum fpl_status fpl_report_reconcile(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error) {
    struct reconcile r = {.view = view, .error = error};
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_ANY, &r.book, error);
    if (!status)
        status = fpl_reports__account_named(view, &r.book, spec->account, &r.account, error);
    if (!status && !fpl_account_is_cash(fpl_str_of(r.account.code))) {
        fpl_error_at_field(error, "account");
        status = fpl_fail_text(error, FPL_E_NOT_CASH, spec->account.p, spec->account.n);
    }
    if (!status)
        status = fpl_reports__party_of(view, spec->party, "party", r.party, error);
    if (status)
        return status;
    if (!(r.report = fpl_reports__begin("reconcile", error)))
        return FPL_E_NOMEM;
    r.by_bank = is_by_bank(&r);
    status = read_statement(&r);
    if (!status)
        status = read_book(&r);
    if (!status)
        status = match(&r);
    if (!status)
        status = put(&r);
    if (!status)
        status = put_open(&r);
    if (!status)
        status = put_inferred(&r);
    if (!status)
        put_others(&r);
    release(&r);
    return fpl_reports__end(r.report, status, out, error);
}
