/* Exports: every entry in posted-date order with the running balance of each account it touches, for an auditor's own
 * program. */
#include "reports/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTER_BYTES sizeof(struct fpl_export__account *) /* of the tables of accounts */

/* ---- words ---- */

const char *fpl_export__root(const struct fpl_account *account) {
    switch (account->nature) {
    case 'A':
        return "Assets";
    case 'L':
        return "Liabilities";
    case 'E':
        return "Equity";
    case 'P':
        return account->side == 'C' ? "Income" : "Expenses";
    default:
        return "Equity:Memo";
    }
}

struct fpl_str fpl_export__shown(struct fpl_str text, struct fpl_buf *scratch) {
    fpl_buf_reset(scratch);
    if (fpl_text_is_plain(text))
        return text;
    fpl_text_show(text, scratch);
    return fpl_buf_str(scratch);
}

void fpl_export__plain_text(struct fpl_str text, struct fpl_buf *out) {
    static const char special[] = ";|:()\"";
    static const char *const wide[] = {"；", "｜", "：", "（", "）", "”"};
    struct fpl_buf scratch = {0};
    struct fpl_str shown = fpl_export__shown(text, &scratch);
    for (size_t i = 0; i < shown.n; i++) {
        const char *at = strchr(special, shown.p[i]);
        if (at)
            fpl_buf_adds(out, wide[at - special]);
        else
            fpl_buf_addc(out, shown.p[i]);
    }
    out->failed |= scratch.failed;
    fpl_buf_release(&scratch);
}

/* Two blanks end an account's name in both programs. */
static void add_single_spaced(struct fpl_str text, struct fpl_buf *out) {
    size_t from = out->n, to;
    fpl_export__plain_text(text, out);
    if (out->failed)
        return;
    to = from;
    for (size_t i = from; i < out->n; i++)
        if (out->p[i] != ' ' || (to > from && out->p[to - 1] != ' '))
            out->p[to++] = out->p[i];
    out->n = to;
}

void fpl_export__plain_name(struct fpl_export__run *run, const struct fpl_account *account, struct fpl_str party,
                            struct fpl_buf *out) {
    fpl_buf_adds(out, fpl_export__root(account));
    fpl_buf_addc(out, ':');
    add_single_spaced(fpl_str_of(run->book.code), out);
    fpl_buf_addf(out, ":%s ", account->code);
    add_single_spaced(fpl_str_of(account->zh), out);
    if (party.n) {
        fpl_buf_addc(out, ':');
        add_single_spaced(party, out);
    }
}

void fpl_export__amount(int64_t minor, const struct fpl_export__account *account, struct fpl_buf *out) {
    char text[FPL_MONEY_TEXT];
    fpl_buf_adds(out, fpl_money_format(fpl_money_of(minor), FPL_UNIT_YUAN, account->scale, text));
    fpl_buf_addf(out, " %s", account->currency);
}

/* ---- accounts met so far ---- */

static uint64_t hash_of(struct fpl_str key) {
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < key.n; i++)
        hash = (hash ^ (unsigned char)key.p[i]) * UINT64_C(1099511628211);
    return hash;
}

static size_t place_of(struct fpl_export__account **slot, size_t cap, struct fpl_str key) {
    size_t at = hash_of(key) & (cap - 1);
    while (slot[at] && !fpl_str_eq((struct fpl_str){slot[at]->key, slot[at]->key_n}, key))
        at = (at + 1) & (cap - 1);
    return at;
}

static int grow(struct fpl_export__run *run) {
    size_t cap = run->cap ? run->cap * 2 : 256;
    struct fpl_export__account **wider = calloc(cap, POINTER_BYTES);
    if (!wider)
        return 0;
    for (size_t i = 0; i < run->cap; i++) {
        struct fpl_export__account *account = run->slot[i];
        if (account)
            wider[place_of(wider, cap, (struct fpl_str){account->key, account->key_n})] = account;
    }
    free(run->slot);
    run->slot = wider;
    run->cap = cap;
    return 1;
}

static void forget(struct fpl_export__run *run) {
    for (size_t i = 0; i < run->cap; i++) {
        if (run->slot[i]) {
            free(run->slot[i]->key);
            free(run->slot[i]->name);
            free(run->slot[i]);
        }
    }
    free(run->slot);
    run->slot = NULL;
    run->cap = run->count = run->touched = 0;
    run->day = INT32_MIN;
}

static enum fpl_status no_memory(struct fpl_export__run *run) {
    return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
}

static char *kept(const struct fpl_buf *buf) {
    char *p = buf->failed ? NULL : malloc(buf->n + 1);
    if (p) {
        memcpy(p, buf->p, buf->n);
        p[buf->n] = '\0';
    }
    return p;
}

static enum fpl_status make_account(struct fpl_export__run *run, const struct fpl_posting *posting,
                                    struct fpl_export__account **out) {
    const struct fpl_account *account = fpl_reports__account(&run->chart, posting->account);
    struct fpl_str currency = posting->currency.n ? posting->currency : fpl_str_of(run->book.currency);
    if (!account)
        return fpl_fail_text(run->error, FPL_E_ACCOUNT, posting->account.p, posting->account.n);
    struct fpl_export__account *made = calloc(1, sizeof *made);
    if (!made)
        return no_memory(run);
    struct fpl_buf name = {0};
    made->touched = INT32_MIN;
    (void)fpl_str_copy(currency, made->currency, sizeof made->currency);
    run->format->name(run, account, posting->party, &name);
    made->key = kept(&run->key);
    made->key_n = run->key.n;
    made->name = kept(&name);
    fpl_buf_release(&name);
    enum fpl_status status = fpl_reports__scale(run->view, &run->book, currency, &made->scale, run->error);
    if (!status && (!made->key || !made->name))
        status = no_memory(run);
    if (status) {
        free(made->key);
        free(made->name);
        free(made);
        return status;
    }
    *out = made;
    return FPL_OK;
}

static enum fpl_status account_of(struct fpl_export__run *run, const struct fpl_posting *posting,
                                  struct fpl_export__account **out) {
    struct fpl_str parts[] = {posting->account, posting->party,
                              posting->currency.n ? posting->currency : fpl_str_of(run->book.currency)};
    fpl_buf_reset(&run->key);
    for (int i = 0; i < 3; i++) {
        fpl_buf_add(&run->key, parts[i].p, parts[i].n);
        fpl_buf_addc(&run->key, '\0');
    }
    if (fpl_buf_ok(&run->key) || (run->count * 2 >= run->cap && !grow(run)))
        return no_memory(run);
    size_t at = place_of(run->slot, run->cap, fpl_buf_str(&run->key));
    if (!run->slot[at]) {
        enum fpl_status status = make_account(run, posting, &run->slot[at]);
        if (status)
            return status;
        run->count++;
    }
    *out = run->slot[at];
    return FPL_OK;
}

/* ---- writing ---- */

static enum fpl_status flush(struct fpl_export__run *run, size_t above) {
    if (run->out.n <= above)
        return FPL_OK;
    enum fpl_status status = fpl_buf_ok(&run->out);
    if (!status)
        status = run->write(run->ctx, run->out.p, run->out.n);
    fpl_buf_reset(&run->out);
    return status ? fpl_fail(run->error, status, NULL, NULL, NULL) : FPL_OK;
}

static int by_name(const void *a, const void *b) {
    const struct fpl_export__account *x = *(struct fpl_export__account *const *)a,
                                     *y = *(struct fpl_export__account *const *)b;
    int order = strcmp(x->name, y->name);
    return order ? order : strcmp(x->currency, y->currency);
}

static void end_day(struct fpl_export__run *run) {
    if (run->touched > 1)
        qsort(run->today, run->touched, POINTER_BYTES, by_name);
    for (size_t i = 0; i < run->touched; i++)
        run->format->day_end(run, run->today[i], (struct fpl_date){run->day});
    run->touched = 0;
}

static enum fpl_status touch(struct fpl_export__run *run, struct fpl_export__account *account) {
    if (account->touched == run->day)
        return FPL_OK;
    account->touched = run->day;
    if (run->touched == run->touched_cap) {
        size_t cap = run->touched_cap ? run->touched_cap * 2 : 64;
        struct fpl_export__account **wider = realloc(run->today, cap * POINTER_BYTES);
        if (!wider)
            return no_memory(run);
        run->today = wider;
        run->touched_cap = cap;
    }
    run->today[run->touched++] = account;
    return FPL_OK;
}

/* ["account","D",minor,"party","item","currency"], the last three as far as they are needed. */
static struct fpl_posting posting_of(const struct fpl_json *p) {
    struct fpl_posting out = {.account = fpl_json_text(fpl_json_at(p, 0)),
                              .side = fpl_str_is(fpl_json_text(fpl_json_at(p, 1)), "D") ? 'D' : 'C',
                              .amount = fpl_money_of(fpl_json_num(fpl_json_at(p, 2), 0)),
                              .party = fpl_json_text(fpl_json_at(p, 3)),
                              .item = fpl_json_text(fpl_json_at(p, 4)),
                              .currency = fpl_json_text(fpl_json_at(p, 5))};
    return out;
}

/* Accounts are announced before the entry that first uses them. */
static enum fpl_status announce(struct fpl_export__run *run, const struct fpl_json *list, struct fpl_date posted) {
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        struct fpl_posting posting = posting_of(p);
        struct fpl_export__account *account = NULL;
        status = account_of(run, &posting, &account);
        if (!status && !account->announced) {
            run->format->announce(run, account, posted);
            account->announced = 1;
        }
    }
    return status;
}

static enum fpl_status put_posting(struct fpl_export__run *run, const struct fpl_json *p) {
    struct fpl_posting posting = posting_of(p);
    struct fpl_export__account *account = NULL;
    int64_t amount = fpl_money_minor(posting.amount);
    enum fpl_status status = account_of(run, &posting, &account);
    amount = posting.side == 'D' ? amount : -amount;
    if (!status)
        status = fpl_reports__add(&account->balance, amount, run->error);
    if (!status)
        status = touch(run, account);
    if (!status)
        run->format->posting(run, &(struct fpl_export__posting){account, amount, posting.item});
    return status;
}

static enum fpl_status take_entry(void *ctx, const struct fpl_record *record) {
    struct fpl_export__run *run = ctx;
    const struct fpl_json *body = record->body, *list = fpl_json_get(body, "p"), *vno = fpl_json_get(body, "vno");
    struct fpl_str month = fpl_json_text(fpl_json_at(vno, 0)), word = fpl_json_text(fpl_json_at(vno, 1));
    char memo[FPL_REPORTS_MEMO];
    struct fpl_export__entry entry = {.memo = fpl_reports__memo(fpl_body_memo(body), memo)};
    enum fpl_status status = fpl_date_parse(fpl_body_posted(body), &entry.posted, run->error);
    if (status)
        return status;
    if (run->day != INT32_MIN && entry.posted.day != run->day)
        end_day(run);
    run->day = entry.posted.day;
    (void)snprintf(entry.receipt, sizeof entry.receipt, "%d/%lld", (int)record->book, (long long)record->seq);
    if (vno)
        (void)snprintf(entry.voucher, sizeof entry.voucher, "%.*s %.*s %lld", (int)month.n, month.p, (int)word.n,
                       word.p, (long long)fpl_json_num(fpl_json_at(vno, 2), 0));
    if ((status = announce(run, list, entry.posted)))
        return status;
    run->format->entry(run, &entry);
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p))
        status = put_posting(run, p);
    fpl_buf_addc(&run->out, '\n');
    return status ? status : flush(run, 64u << 10);
}

static enum fpl_status put_book(void *ctx, const struct fpl_book *book) {
    struct fpl_export__run *run = ctx;
    if (book->kind == FPL_BOOK_REGISTRY)
        return FPL_OK;
    run->book = *book;
    enum fpl_status status = fpl_reports__accounts(run->view, book->id, &run->chart, run->error);
    if (!status)
        status =
            fpl_read_entries(run->view, book->id, FPL_DATE_MIN, fpl_view_as_of(run->view), take_entry, run, run->error);
    if (!status)
        end_day(run);
    forget(run);
    fpl_reports__accounts_release(&run->chart);
    return status;
}

enum fpl_status fpl_export(struct fpl_view *view, struct fpl_str book, enum fpl_export to, fpl_write_fn write,
                           void *ctx, struct fpl_error *error) {
    static const struct fpl_export__format *const formats[] = {
        [FPL_EXPORT_HLEDGER] = &fpl_export__journal,
        [FPL_EXPORT_LEDGER] = &fpl_export__journal,
        [FPL_EXPORT_BEANCOUNT] = &fpl_export__beancount,
    };
    struct fpl_export__run run = {
        .view = view, .format = formats[to], .day = INT32_MIN, .write = write, .ctx = ctx, .error = error};
    struct fpl_book one;
    enum fpl_status status = FPL_OK;
    if (book.n)
        status = fpl_reports__book(view, book, FPL_BOOK_ANY, &one, error);
    if (!status && book.n)
        run.book = one;
    if (!status)
        run.format->head(&run);
    if (!status)
        status = book.n ? put_book(&run, &one) : fpl_read_books(view, put_book, &run, error);
    if (!status)
        status = fpl_buf_ok(&run.out) ? no_memory(&run) : flush(&run, 0);
    free(run.today);
    fpl_buf_release(&run.out);
    fpl_buf_release(&run.key);
    return status;
}
