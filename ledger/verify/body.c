/* One record's body against the rules of its book: dates and periods, postings, voucher numbers. Written from the
 * format's rules, not shared with append, so that a defect there cannot hide here. */
#include "ledger/verify/verify.h"

#include "fundpool/cash_flow.h"
#include "ledger/policy/events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY(run, book, record, what)                                                                                  \
    fpl_verify__differs((run), "book %d seq %lld body: %s", (book)->id, (long long)(record)->seq, (what))

void fpl_verify__book_release(struct fpl_verify__book *book) {
    fpl_chart__release(&book->chart);
    fpl_map__release(&book->account);
    free(book->voucher);
    fpl_json_doc_release(&book->reversed);
    *book = (struct fpl_verify__book){.id = -1};
}

/* One pass for all keys: both lists are in byte order. */
void fpl_verify__fields(struct fpl_verify__record *record) {
    static const char *const names[FPL_BODY_KEYS] = {
#define FPL_BODY_KEY(name) #name,
        FPL_BODY_KEYS_ALL
#undef FPL_BODY_KEY
    };
    int at = 0;
    memset(record->field, 0, sizeof record->field);
    if (record->body->type != FPL_JSON_OBJECT)
        return;
    for (const struct fpl_json *key = fpl_json_first(record->body); key;) {
        const struct fpl_json *value = fpl_json_next(record->body, key);
        int order = -1;
        while (at < FPL_BODY_KEYS && (order = fpl_str_cmp(fpl_str_of(names[at]), key->str)) < 0)
            at++;
        if (at < FPL_BODY_KEYS && order == 0)
            record->field[at++] = value;
        key = fpl_json_next(record->body, value);
    }
}

static enum fpl_status index_chart(struct fpl_verify__run *run, struct fpl_verify__book *book) {
    book->account = (struct fpl_map){.value_size = sizeof(const struct fpl_account *)};
    for (int i = 0; i < book->chart.count; i++) {
        int made = 0;
        const struct fpl_account **value = fpl_map__add(&book->account, fpl_str_of(book->chart.account[i].code), &made);
        if (!value)
            return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
        *value = &book->chart.account[i];
    }
    return FPL_OK;
}

static enum fpl_book_kind kind_of(struct fpl_str name) {
    for (int kind = 0; kind <= FPL_BOOK_POOL; kind++)
        if (fpl_str_is(name, fpl_book_kind_name((enum fpl_book_kind)kind, -1)))
            return (enum fpl_book_kind)kind;
    return FPL_BOOK_ANY;
}

/* Leaf 0 of a book gives its uid, the day it was opened and its chart, which the registry must hold. */
enum fpl_status fpl_verify__book_begin(struct fpl_verify__run *run, struct fpl_verify__registry *registry,
                                       struct fpl_verify__book *book, const struct fpl_json *body) {
    const struct fpl_json *x = fpl_json_get(body, "x");
    struct fpl_str uid = fpl_json_get_text(x, "uid"), chart = fpl_json_get_text(x, "chart"), json;
    enum fpl_book_kind kind = kind_of(fpl_json_get_text(x, "kind"));
    if (uid.n != 32 || fpl_json_get_num(x, "id", -1) != book->id || (kind == FPL_BOOK_REGISTRY) != (book->id == 0) ||
        kind == FPL_BOOK_ANY || (kind != FPL_BOOK_REGISTRY) != (chart.n > 0))
        return fpl_verify__differs(run, "book %d seq 0 body: identity", book->id);
    fpl_str_copy(uid, book->uid, sizeof book->uid);
    fpl_str_copy(fpl_json_get_text(x, "code"), book->code, sizeof book->code);
    fpl_str_copy(fpl_json_get_text(x, "currency"), book->currency, sizeof book->currency);
    book->opened = fpl_body__date(x, "opened");
    book->kind = kind;
    if (chart.n == 0)
        return FPL_OK;
    const struct fpl_verify__document *document = fpl_verify__document_of(registry, "chart", chart);
    if (!document || document->seq >= fpl_json_get_num(body, "reg", -1) || fpl_date_is_none(book->opened))
        return fpl_verify__differs(run, "book %d seq 0 body: chart", book->id);
    enum fpl_status status = fpl_verify__document_json(run, document, &json);
    if (!status)
        status = fpl_chart__parse(json, kind, &book->chart, run->error);
    if (status && status != FPL_E_NOMEM && status != FPL_E_IO)
        status = fpl_verify__differs(run, "book %d seq 0 body: chart", book->id);
    return status ? status : index_chart(run, book);
}

/* ---- postings ---- */

enum { RED = 1 /* a reversal */, RAW = 2 /* a person's own entry, not a business event */, OPENING = 4 };

static const char *check_posting(const struct fpl_verify__registry *registry, const struct fpl_verify__book *book,
                                 const struct fpl_json *row, const struct fpl_posting *p, unsigned flags) {
    const struct fpl_account *const *found = fpl_map__find(&book->account, p->account);
    const struct fpl_account *account = found ? *found : NULL;
    const struct fpl_json *amount = fpl_json_at(row, 2);
    int64_t minor = fpl_money_minor(p->amount);
    if (!account)
        return "account";
    if (amount->type != FPL_JSON_INT || minor == 0 || minor > FPL_MINOR_MAX || minor < -FPL_MINOR_MAX)
        return "amount";
    if (minor < 0 && !(flags & RED))
        return "negative amount outside a reversal";
    if (account->control && (flags & RAW))
        return "control account in a raw entry";
    if (account->control && (flags & (OPENING | RED)) == OPENING &&
        fpl_event_brings(book->kind, p->account, account->side))
        return "opening balance of what is settled item by item";
    if ((account->needs_party && p->party.n == 0) || (account->needs_item && p->item.n == 0))
        return "dimension";
    if (p->currency.n && !fpl_verify__has_currency(registry, p->currency))
        return "currency";
    if (fpl_str_is(p->currency, book->currency)) /* which goes without saying: two names would be two balances */
        return "the book's own currency written out";
    struct fpl_posting settled = *p;
    if (fpl_cash_flow_settle(&settled, book->kind, (flags & OPENING) != 0, NULL) || !fpl_str_eq(settled.flow, p->flow))
        return "line of the cash-flow statement";
    return NULL;
}

#define CURRENCIES_MAX 64 /* in one entry */
struct sums {
    struct fpl_str currency[CURRENCIES_MAX];
    int64_t sum[CURRENCIES_MAX], moved[CURRENCIES_MAX]; /* moved: of the lines that say TRANSFER */
    int count;
    int other_account, other_flow; /* 1: a line of no cash account; a line of the cash-flow statement but TRANSFER */
};

static const char *add_to_sums(struct sums *sums, const struct fpl_posting *p) {
    int i = 0;
    int64_t minor = fpl_money_minor(p->amount);
    while (i < sums->count && !fpl_str_eq(sums->currency[i], p->currency))
        i++;
    if (i == CURRENCIES_MAX)
        return "currencies";
    if (i == sums->count) {
        sums->currency[i] = p->currency;
        sums->sum[i] = sums->moved[i] = 0;
        sums->count++;
    }
    int64_t signed_ = p->side == 'D' ? minor : -minor;
    int moves = fpl_str_is(p->flow, FPL_CASH_TRANSFER);
    sums->other_account |= !fpl_account_is_cash(p->account);
    sums->other_flow |= p->flow.n > 0 && !moves;
    if (__builtin_add_overflow(sums->sum[i], signed_, &sums->sum[i]) ||
        (moves && __builtin_add_overflow(sums->moved[i], signed_, &sums->moved[i])))
        return "sum";
    return NULL;
}

static const char *check_postings(struct fpl_verify__run *run, const struct fpl_verify__registry *registry,
                                  const struct fpl_verify__book *book, const struct fpl_verify__record *record) {
    const struct fpl_json *list = record->field[FPL_BODY_p];
    const struct fpl_event *event = fpl_event_find(record->kind);
    unsigned is = event ? event->flags : 0, flags = (record->field[FPL_BODY_rev] ? RED : 0u) |
                                                    (is & FPL_EVENT_RAW ? RAW : 0u) |
                                                    (is & FPL_EVENT_OPENING ? OPENING : 0u);
    struct sums sums;
    sums.count = sums.other_account = sums.other_flow = 0;
    if (fpl_json_count(list) == 0 || list->type != FPL_JSON_ARRAY)
        return "postings";
    for (const struct fpl_json *row = fpl_json_first(list); row; row = fpl_json_next(list, row)) {
        struct fpl_posting posting;
        if (fpl_body__posting(row, &posting, NULL))
            return "posting";
        const char *bad = check_posting(registry, book, row, &posting, flags);
        if (!bad)
            bad = add_to_sums(&sums, &posting);
        if (bad)
            return bad;
        run->report->postings++;
    }
    for (int i = 0; i < sums.count; i++)
        if (sums.sum[i] != 0)
            return "debits and credits differ";
    for (int i = 0; i < sums.count; i++)
        if (sums.moved[i] != 0)
            return "moved between cash accounts that do not balance";
    return sums.other_flow && !sums.other_account ? "moved between cash accounts under another line" : NULL;
}

/* ---- reversals ---- */

static int is_red_of(const struct fpl_json *red, const struct fpl_json *old) {
    struct fpl_posting a, b;
    return !fpl_body__posting(red, &a, NULL) && !fpl_body__posting(old, &b, NULL) && a.side == b.side &&
           fpl_money_minor(a.amount) == -fpl_money_minor(b.amount) && fpl_str_eq(a.account, b.account) &&
           fpl_str_eq(a.party, b.party) && fpl_str_eq(a.item, b.item) && fpl_str_eq(a.currency, b.currency) &&
           fpl_str_eq(a.flow, b.flow);
}

/* NULL: the kind is no reversal in red. One of a business event bears the event's own day, so that
 * no cut counts it. */
static const struct fpl_event *reversal(struct fpl_str kind) {
    const struct fpl_event *event = fpl_event_find(kind);
    return event && (event->flags & FPL_EVENT_RED) ? event : NULL;
}

static int is_marked(const struct fpl_json *items, int64_t seq) {
    char mark[24];
    snprintf(mark, sizeof mark, "%lld", (long long)seq);
    for (const struct fpl_json *i = fpl_json_first(items); i; i = fpl_json_next(items, i))
        if (fpl_str_is(fpl_json_text(fpl_json_at(i, 0)), "reversed") &&
            fpl_str_is(fpl_json_text(fpl_json_at(i, 1)), mark))
            return 1;
    return 0;
}

/* Lines after the image are of an event alone that declares more rows than the one it takes back. */
static const char *compare_reversal(const struct fpl_verify__record *record, const struct fpl_json *original,
                                    int64_t seq, const struct fpl_event *event) {
    const struct fpl_json *red = record->field[FPL_BODY_p], *old = fpl_json_get(original, "p");
    int more = event->recipes > event->undoes->recipes, same_day = !(event->flags & FPL_EVENT_GENERAL),
        same = fpl_json_count(red) == fpl_json_count(old) || (more && fpl_json_count(red) > fpl_json_count(old));
    for (const struct fpl_json *a = fpl_json_first(red), *b = fpl_json_first(old); a && b && same;
         a = fpl_json_next(red, a), b = fpl_json_next(old, b))
        same = is_red_of(a, b);
    if (!same)
        return "reversal is not the red image of the entry";
    if (same_day && !fpl_str_eq(fpl_json_text(record->field[FPL_BODY_occ]), fpl_json_get_text(original, "occ")))
        return "reversal on another day than the event";
    return is_marked(record->field[FPL_BODY_i], seq) ? NULL : "reversal does not mark the event";
}

/* A reversal begins with the red image of an earlier entry, line by line; of an event taken on, which posted nothing,
 * it has none. */
static enum fpl_status check_reversal(struct fpl_verify__run *run, struct fpl_verify__book *book,
                                      const struct fpl_verify__record *record) {
    struct fpl_store *store = run->session->store;
    int64_t seq = fpl_json_num(record->field[FPL_BODY_rev], -1);
    const struct fpl_event *event = reversal(record->kind);
    int is_raw = event && (event->flags & FPL_EVENT_GENERAL);
    struct fpl_str salt = {NULL, 0}, bytes = {NULL, 0};
    struct fpl_record_row row;
    if (seq < 0 || seq >= record->seq || !event)
        return BODY(run, book, record, "reversal");
    enum fpl_status status = fpl_store__get_record(store, book->id, seq, &row, run->error);
    if (!status && strcmp(row.of.kind, event->undoes->kind) != 0)
        return BODY(run, book, record, is_raw ? "reversal of no raw entry" : "reversal of another kind of event");
    if (!status)
        status = fpl_store__get_opening(store, book->id, seq, FPL_PART_BODY, &salt, &bytes, run->error);
    if (!status)
        status = fpl_json_parse(&book->reversed, bytes, run->error);
    if (status)
        return status;
    const char *bad = compare_reversal(record, fpl_json_root(&book->reversed), seq, event);
    return bad ? BODY(run, book, record, bad) : FPL_OK;
}

/* ---- dates ---- */

static struct fpl_date first_open_day(const struct fpl_verify__book *book) {
    struct fpl_date first = book->opened;
    if (book->closed.year == 0)
        return first;
    struct fpl_period next = fpl_period_next(book->closed);
    if (next.month == 13) /* only year-end adjustments are left of that year */
        next = fpl_period_next(next);
    return fpl_date_cmp(fpl_period_first(next), first) > 0 ? fpl_period_first(next) : first;
}

static struct fpl_date date_of(struct fpl_verify__book *book, const struct fpl_json *node) {
    struct fpl_date date = FPL_DATE_NONE;
    struct fpl_str text = fpl_json_text(node);
    if (text.n == sizeof book->day.text && memcmp(text.p, book->day.text, text.n) == 0)
        return book->day.date;
    if (fpl_date_parse(text, &date, NULL))
        return FPL_DATE_NONE;
    memcpy(book->day.text, text.p, sizeof book->day.text);
    book->day.date = date;
    return date;
}

/* As fpl_body_posted. */
static struct fpl_date posted_on(struct fpl_verify__book *book, const struct fpl_verify__record *record) {
    const struct fpl_json *own = record->field[FPL_BODY_post];
    return date_of(book, own || !record->field[FPL_BODY_p] ? own : record->field[FPL_BODY_occ]);
}

static int is_opening(const struct fpl_verify__record *record) {
    const struct fpl_event *event = fpl_event_find(record->kind);
    return event && (event->flags & FPL_EVENT_OPENING);
}

static const char *check_dates(struct fpl_verify__book *book, const struct fpl_verify__record *record,
                               struct fpl_date today, struct fpl_period *period) {
    struct fpl_date occurred = date_of(book, record->field[FPL_BODY_occ]), posted = posted_on(book, record);
    int64_t per = fpl_json_num(record->field[FPL_BODY_per], 0);
    int has_postings = record->field[FPL_BODY_p] != NULL;
    if (fpl_date_is_none(occurred) || fpl_date_cmp(occurred, today) > 0)
        return "occurred date";
    if (has_postings != !fpl_date_is_none(posted) || (per && (per != 13 || !has_postings)))
        return "posted date";
    if (!has_postings)
        return NULL;
    *period = fpl_period_of(occurred);
    struct fpl_date expected = occurred;
    if (per) {
        period->month = 13;
        expected = fpl_period_last(*period);
    } else if (fpl_date_cmp(occurred, first_open_day(book)) < 0) {
        expected = first_open_day(book);
    }
    if (fpl_date_cmp(posted, expected) != 0 || fpl_date_cmp(posted, today) > 0)
        return "posted date";
    if (is_opening(record) && fpl_date_cmp(posted, occurred) != 0) /* it is never moved to the next open period */
        return "opening balances in a closed period";
    if (!per)
        *period = fpl_period_of(posted);
    if (book->closed.year && fpl_period_cmp(*period, book->closed) <= 0)
        return "posted into a closed period";
    return NULL;
}

/* ---- voucher numbers ---- */

static struct fpl_verify__voucher *voucher_of(struct fpl_verify__book *book, struct fpl_str month,
                                              struct fpl_str word) {
    if (book->vouchers) { /* mostly the same as the entry before */
        struct fpl_verify__voucher *last = &book->voucher[book->voucher_last];
        if (fpl_str_is(month, last->month) && fpl_str_is(word, last->word))
            return last;
    }
    for (size_t i = 0; i < book->vouchers; i++) {
        if (fpl_str_is(month, book->voucher[i].month) && fpl_str_is(word, book->voucher[i].word)) {
            book->voucher_last = i;
            return &book->voucher[i];
        }
    }
    if (book->vouchers == book->voucher_cap) {
        size_t cap = book->voucher_cap ? book->voucher_cap * 2 : 32;
        struct fpl_verify__voucher *wider = realloc(book->voucher, cap * sizeof *wider);
        if (!wider)
            return NULL;
        book->voucher = wider;
        book->voucher_cap = cap;
    }
    book->voucher_last = book->vouchers;
    struct fpl_verify__voucher *made = &book->voucher[book->vouchers++];
    fpl_str_copy(month, made->month, sizeof made->month);
    fpl_str_copy(word, made->word, sizeof made->word);
    made->number = 0;
    return made;
}

static enum fpl_status check_voucher(struct fpl_verify__run *run, struct fpl_verify__book *book,
                                     const struct fpl_verify__record *record, struct fpl_period period) {
    const struct fpl_json *vno = record->field[FPL_BODY_vno];
    struct fpl_str month = fpl_json_text(fpl_json_at(vno, 0)), word = fpl_json_text(fpl_json_at(vno, 1));
    char text[12];
    if (!record->field[FPL_BODY_p])
        return vno ? BODY(run, book, record, "voucher number without postings") : FPL_OK;
    if (fpl_json_count(vno) != 3 || word.n == 0 || word.n >= sizeof book->voucher->word ||
        !fpl_str_is(month, fpl_period_format(period, text)))
        return BODY(run, book, record, "voucher number");
    struct fpl_verify__voucher *voucher = voucher_of(book, month, word);
    if (!voucher)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (fpl_json_num(fpl_json_at(vno, 2), -1) != voucher->number + 1)
        return BODY(run, book, record, "voucher number not consecutive");
    voucher->number++;
    return FPL_OK;
}

/* ---- periods ---- */

/* A close is the journal's item ("closed", "last"): each closes the period after the one before. */
static const char *take_close(struct fpl_verify__book *book, const struct fpl_json *item) {
    struct fpl_period closed = {0, 0};
    if (fpl_date_is_none(book->opened)) /* the registry has no periods */
        return "closed period";
    if (!fpl_str_is(fpl_json_text(fpl_json_at(item, 1)), "last") ||
        fpl_period_parse(fpl_json_get_text(fpl_json_at(item, 2), "p"), &closed, NULL))
        return "closed period";
    struct fpl_period expected = book->closed.year ? fpl_period_next(book->closed) : fpl_period_of(book->opened);
    if (fpl_period_cmp(closed, expected) != 0)
        return "period closed out of order";
    book->closed = closed;
    return NULL;
}

static const char *check_items(struct fpl_verify__book *book, const struct fpl_json *list) {
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i)) {
        uint32_t n = fpl_json_count(i);
        struct fpl_str kind = fpl_json_text(fpl_json_at(i, 0));
        if (i->type != FPL_JSON_ARRAY || n < 2 || n > 3 || kind.n == 0)
            return "item";
        const char *bad = fpl_str_is(kind, "closed") ? take_close(book, i) : NULL;
        if (bad || fpl_str_is(kind, "voucher")) /* the journal's own counter */
            return bad ? bad : "item";
    }
    return NULL;
}

static int are_scopes(const struct fpl_json *scopes) {
    if (scopes->type != FPL_JSON_ARRAY || fpl_json_count(scopes) == 0)
        return 0;
    for (const struct fpl_json *s = fpl_json_first(scopes); s; s = fpl_json_next(scopes, s))
        if (s->type != FPL_JSON_STRING)
            return 0;
    return 1;
}

static const char *check_tallies(const struct fpl_json *list) {
    for (const struct fpl_json *y = fpl_json_first(list); y; y = fpl_json_next(list, y)) {
        const struct fpl_json *amount = fpl_json_at(y, 2), *count = fpl_json_at(y, 3);
        if (y->type != FPL_JSON_ARRAY || fpl_json_count(y) != 4 || fpl_json_text(fpl_json_at(y, 0)).n == 0 ||
            !are_scopes(fpl_json_at(y, 1)) || amount->type != FPL_JSON_INT || count->type != FPL_JSON_INT)
            return "tally";
    }
    return NULL;
}

/* Every record names the registry size it was decided under; it never falls within a book. */
static const char *check_registry_size(const struct fpl_verify__registry *registry, struct fpl_verify__book *book,
                                       const struct fpl_verify__record *record) {
    int64_t reg = fpl_json_num(record->field[FPL_BODY_reg], -1);
    if (book->id == 0 ? reg != record->seq : reg < book->reg || reg > registry->size)
        return "registry size";
    book->reg = reg;
    return NULL;
}

static const char *check_actor(const struct fpl_verify__record *record) {
    const struct fpl_json *act = record->field[FPL_BODY_act];
    struct fpl_str by = fpl_json_get_text(act, "by"), checker = fpl_json_text(record->field[FPL_BODY_chk]);
    if (by.n == 0 || fpl_json_count(act) != 2)
        return "actor";
    return checker.n && fpl_str_eq(by, checker) ? "maker and checker are the same" : NULL;
}

/* A deal that names its fund stands in that fund's book; an account that had to be cash is, in the book's chart. */
static const char *check_named(const struct fpl_verify__book *book, const struct fpl_verify__record *record) {
    const struct fpl_event *event = fpl_event_find(record->kind);
    for (int i = 0; event && i < event->command.field_count; i++) {
        const struct fpl_field_spec *field = &event->command.fields[i];
        struct fpl_str code = fpl_json_get_text(record->field[FPL_BODY_cmd], field->name);
        if ((field->flags & FPL_FIELD_OWN_BOOK) && code.n && !fpl_str_is(code, book->code))
            return field->name;
        if ((field->flags & FPL_FIELD_CASH) && (!fpl_chart__find(&book->chart, code) || !fpl_account_is_cash(code)))
            return field->name;
    }
    return NULL;
}

/* Rows refused in a chunk: a row with several reasons stands there once for each. */
static int64_t refused_rows(const struct fpl_json *x) {
    const struct fpl_json *list = fpl_json_get(x, "refused");
    int64_t rows = 0, last = -1;
    for (const struct fpl_json *r = fpl_json_first(list); r; r = fpl_json_next(list, r)) {
        int64_t row = fpl_json_num(fpl_json_at(r, 0), -1);
        rows += row != last;
        last = row;
    }
    return rows;
}

/* The tally by which an actor's day is limited says what the record itself says, on the day of recording. Ledgers of
 * before the limits have none. */
static const char *check_counted(const struct fpl_verify__record *record, struct fpl_date today) {
    const struct fpl_event *event = fpl_event_find(record->kind);
    int refusal = event == &fpl_event__command_refused, chunk = event == &fpl_event__import_chunk;
    const struct fpl_json *list = record->field[FPL_BODY_y], *y = fpl_json_at(list, 0), *scopes = fpl_json_at(y, 1);
    struct fpl_str by = fpl_json_get_text(record->field[FPL_BODY_act], "by"),
                   scope = fpl_json_text(fpl_json_at(scopes, 0));
    if (!list || (!refusal && !chunk && event != &fpl_event__import_began))
        return NULL;
    int same = fpl_json_count(list) == 1 && fpl_json_count(scopes) == 1 &&
               fpl_date_cmp(fpl_body__date(record->body, "occ"), today) == 0 &&
               fpl_json_num(fpl_json_at(y, 2), -1) == 0 &&
               fpl_str_is(fpl_json_text(fpl_json_at(y, 0)), refusal ? "refused"
                                                            : chunk ? "refused.rows"
                                                                    : "imports") &&
               fpl_json_num(fpl_json_at(y, 3), -1) == (chunk ? refused_rows(record->field[FPL_BODY_x]) : 1) &&
               scope.n == by.n + 5 && memcmp(scope.p, "user:", 5) == 0 && memcmp(scope.p + 5, by.p, by.n) == 0;
    return same ? NULL : "tally";
}

enum fpl_status fpl_verify__body(struct fpl_verify__run *run, struct fpl_verify__registry *registry,
                                 struct fpl_verify__book *book, const struct fpl_verify__record *record) {
    const struct fpl_json *body = record->body;
    struct fpl_date today = fpl_date_of_instant(record->t, run->session->offset_minutes);
    struct fpl_period period = {0, 0};
    const char *bad = body->type == FPL_JSON_OBJECT ? check_actor(record) : "not an object";
    if (!bad)
        bad = check_registry_size(registry, book, record);
    if (!bad)
        bad = check_dates(book, record, today, &period);
    if (!bad && record->field[FPL_BODY_p])
        bad = check_postings(run, registry, book, record);
    if (!bad)
        bad = check_tallies(record->field[FPL_BODY_y]);
    if (!bad)
        bad = check_named(book, record);
    if (!bad)
        bad = check_counted(record, today);
    if (bad)
        return BODY(run, book, record, bad);
    enum fpl_status status = check_voucher(run, book, record, period);
    if (!status && (record->field[FPL_BODY_rev] || reversal(record->kind)))
        status = check_reversal(run, book, record);
    if (!status && (bad = check_items(book, record->field[FPL_BODY_i])))
        status = BODY(run, book, record, bad);
    return status;
}
