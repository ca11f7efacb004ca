/* What several reports need. */
#include "reports/common.h"

#include "fundpool/pack.h"

#include "fundpool/event.h"
#include "reports/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- accounts, books, parties ---- */

static enum fpl_status keep_account(void *ctx, const struct fpl_account *account) {
    struct fpl_reports__accounts *list = ctx;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 128;
        const struct fpl_account **wider = realloc(list->account, cap * sizeof(const struct fpl_account *));
        if (!wider)
            return FPL_E_NOMEM;
        list->account = wider;
        list->cap = cap;
    }
    list->account[list->n++] = account;
    return FPL_OK;
}

enum fpl_status fpl_reports__accounts(struct fpl_view *view, int32_t book, struct fpl_reports__accounts *out,
                                      struct fpl_error *error) {
    enum fpl_status status = fpl_read_accounts(view, book, keep_account, out, error);
    return status == FPL_E_NOMEM ? fpl_fail(error, status, NULL, NULL, NULL) : status;
}

void fpl_reports__accounts_release(struct fpl_reports__accounts *accounts) {
    free(accounts->account);
    *accounts = (struct fpl_reports__accounts){.n = 0};
}

const struct fpl_account *fpl_reports__account(const struct fpl_reports__accounts *accounts, struct fpl_str code) {
    size_t low = 0, high = accounts->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = fpl_str_cmp(fpl_str_of(accounts->account[middle]->code), code);
        if (order == 0)
            return accounts->account[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

int64_t fpl_reports__debits(const struct fpl_reports__accounts *accounts, const struct fpl_json *body) {
    const struct fpl_json *list = fpl_json_get(body, "p");
    int64_t sum = 0;
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p)) {
        const struct fpl_account *account = fpl_reports__account(accounts, fpl_json_text(fpl_json_at(p, 0)));
        int counts = fpl_json_text(fpl_json_at(p, 5)).n == 0 && account && account->nature != 'M';
        if (counts && fpl_str_is(fpl_json_text(fpl_json_at(p, 1)), "D"))
            sum += fpl_json_num(fpl_json_at(p, 2), 0); /* append has found that the sum fits */
    }
    return sum;
}

enum fpl_status fpl_reports__book(struct fpl_view *view, struct fpl_str code, enum fpl_book_kind kind,
                                  struct fpl_book *out, struct fpl_error *error) {
    struct fpl_str institution = fpl_view_institution(view);
    if (kind == FPL_BOOK_FUND && institution.n) /* has no part in a fund, and is not told which there are */
        return fpl_fail_text(error, FPL_E_SCOPE, institution.p, institution.n);
    enum fpl_status status = fpl_read_book(view, code, out, error);
    if (!status && (kind == FPL_BOOK_ANY ? out->kind == FPL_BOOK_REGISTRY : out->kind != kind))
        status = fpl_book_wrong_kind(error, out, kind);
    return status;
}

enum fpl_status fpl_reports__scale(struct fpl_view *view, const struct fpl_book *book, struct fpl_str currency,
                                   int *out, struct fpl_error *error) {
    if (currency.n == 0 || fpl_str_is(currency, book->currency)) {
        *out = book->scale;
        return FPL_OK;
    }
    return fpl_read_scale(view, currency, out, error);
}

void fpl_reports__party_name(struct fpl_view *view, struct fpl_str id, char *out, size_t out_size) {
    struct fpl_party party;
    if (id.n && fpl_read_party(view, id, &party, NULL) == FPL_OK && party.name[0])
        (void)fpl_str_copy(fpl_str_of(party.name), out, out_size);
    else
        (void)fpl_str_copy(id, out, out_size);
}

void fpl_reports__name_then(struct fpl_view *view, const struct fpl_named *who, char *out, size_t out_size) {
    if (who->id.n == 0 || fpl_read_name(view, who, out, out_size, NULL) != FPL_OK)
        (void)fpl_str_copy(who->id, out, out_size);
}

static enum fpl_status take_alias(void *ctx, const struct fpl_item *item) {
    (void)fpl_str_copy(fpl_json_get_text(item->data, "party"), ctx, 65);
    return FPL_OK;
}

struct named {
    struct fpl_view *view;
    struct fpl_str name;
    int bears;
    char *id; /* of the party found */
    int count;
    char all[FPL_ERROR_ARG_BYTES]; /* ids of those that bear it */
};

static enum fpl_status take_other_name(void *ctx, const struct fpl_name_change *change) {
    struct named *named = ctx;
    named->bears = named->bears || fpl_str_eq(change->name, named->name);
    return FPL_OK;
}

/* The name it bears, or one that it bore. */
static enum fpl_status take_named(void *ctx, const struct fpl_item *item) {
    struct named *named = ctx;
    const struct fpl_named who = {.kind = "party", .id = item->key};
    named->bears = fpl_str_eq(fpl_json_get_text(item->data, "name"), named->name);
    if (!named->bears && fpl_read_names(named->view, &who, take_other_name, named, NULL) != FPL_OK)
        return FPL_E_IO;
    if (!named->bears)
        return FPL_OK;
    (void)fpl_str_copy(item->key, named->id, 65);
    named->count++;
    fpl_error_list(named->all, FPL_ZH_EN("、", ", "), item->key,
                   FPL_ZH_EN("…（全部见 fundpool party list）", "… (all of them: fundpool party list)"));
    return FPL_OK;
}

enum fpl_status fpl_reports__party_of(struct fpl_view *view, struct fpl_str text, const char *field, char *out,
                                      struct fpl_error *error) {
    struct fpl_party party;
    struct fpl_error ignored = {0};
    struct named named = {.view = view, .name = text, .id = out};
    char quoted[FPL_ERROR_ARG_BYTES];
    (void)fpl_str_copy(text, out, 65);
    if (text.n == 0 || fpl_read_party(view, text, &party, NULL) == FPL_OK)
        return FPL_OK;
    enum fpl_status status = fpl_read_item(view, 0, "alias", text, take_alias, out, &ignored);
    if (status == FPL_OK)
        return status;
    /* the name, as reports print it, if one party alone bears it */
    if (fpl_read_items(view, 0, "party", take_named, &named, &ignored) == FPL_OK && named.count == 1)
        return FPL_OK;
    fpl_error_at_field(error, field);
    if (named.count > 1)
        return fpl_fail(error, FPL_E_AMBIGUOUS, fpl_error_quote(text, quoted), named.all, NULL);
    return fpl_fail_text(error, FPL_E_PARTY, text.p, text.n);
}

/* ---- dates, sums ---- */

int fpl_reports__no_date(struct fpl_date date) {
    return fpl_date_is_none(date) || date.day == 0;
}

enum fpl_status fpl_reports__range(const struct fpl_view *view, const struct fpl_report_spec *spec,
                                   struct fpl_date *from, struct fpl_date *to, struct fpl_error *error) {
    struct fpl_date as_of = fpl_view_as_of(view);
    char first[12], last[12];
    *from = fpl_reports__no_date(spec->from) ? FPL_DATE_MIN : spec->from;
    *to = fpl_reports__no_date(spec->to) || fpl_date_cmp(spec->to, as_of) > 0 ? as_of : spec->to;
    if (fpl_date_cmp(*from, *to) <= 0)
        return FPL_OK;
    fpl_error_at_field(error, "from");
    return fpl_fail(error, FPL_E_DATE_ORDER, fpl_date_format(*to, last), fpl_date_format(*from, first), NULL);
}

enum fpl_status fpl_reports__add(int64_t *sum, int64_t more, struct fpl_error *error) {
    return __builtin_add_overflow(*sum, more, sum) ? fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL) : FPL_OK;
}

/* ---- begin, captions, end ---- */

struct fpl_report *fpl_reports__begin(const char *name, struct fpl_error *error) {
    struct fpl_report *report = fpl_report_new(name);
    if (!report)
        (void)fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return report;
}

enum fpl_status fpl_reports__end(struct fpl_report *report, enum fpl_status status, struct fpl_report **out,
                                 struct fpl_error *error) {
    if (!status && fpl_report_ok(report))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (status)
        fpl_report_free(report);
    else
        *out = report;
    return status;
}

void fpl_reports__caption_text(struct fpl_report *report, const char *key, const char *zh, const char *en,
                               struct fpl_str text) {
    fpl_report_caption(report, key, zh, en);
    fpl_report_text(report, text);
}

void fpl_reports__auth(struct fpl_report *report, const struct fpl_auth *auth) {
    char hex[2 * FPL_AUTH_REF_BYTES + 1], code[96], zh[64], en[64];
    if (auth->kind == FPL_AUTH_ASSERTED) {
        fpl_report_code(report, fpl_auth_name(auth->kind, -1), fpl_auth_name(auth->kind, 1),
                        fpl_auth_name(auth->kind, 0));
        return;
    }
    fpl_hex(auth->ref, sizeof auth->ref, hex);
    (void)snprintf(code, sizeof code, "%s:%s", fpl_auth_name(auth->kind, -1), hex);
    (void)snprintf(zh, sizeof zh, "%s %.16s", fpl_auth_name(auth->kind, 1), hex);
    (void)snprintf(en, sizeof en, "%s %.16s", fpl_auth_name(auth->kind, 0), hex);
    fpl_report_code(report, code, zh, en);
}

void fpl_reports__caption_book(struct fpl_report *report, const struct fpl_book *book) {
    char zh[400], en[400];
    (void)snprintf(zh, sizeof zh, "%s %s（%s）", book->code, book->name, book->currency);
    (void)snprintf(en, sizeof en, "%s %s (%s)", book->code, book->name_en[0] ? book->name_en : book->name,
                   book->currency);
    fpl_report_caption(report, "book", "账套", "Book");
    fpl_report_code(report, book->code, zh, en);
}

char *fpl_reports__moment(const struct fpl_view *view, int64_t t, char out[40]) {
    char day[12];
    int64_t second = fpl_view_local(view, t) / 1000 % 86400;
    (void)snprintf(out, 40, "%s %02d:%02d:%02d", fpl_date_format(fpl_view_day_of(view, t), day), (int)(second / 3600),
                   (int)(second / 60 % 60), (int)(second % 60));
    return out;
}

void fpl_reports__caption_known(struct fpl_report *report, const struct fpl_view *view) {
    char text[40];
    if (fpl_view_known_by(view) != 0)
        fpl_reports__caption_text(report, "known_by", "所知截至", "Known by",
                                  fpl_str_of(fpl_reports__moment(view, fpl_view_known_by(view), text)));
}

void fpl_reports__caption_cut(struct fpl_report *report, const struct fpl_view *view, int by_occurred) {
    fpl_report_caption(report, "as_of", by_occurred ? "截止日（业务发生日）" : "截止日（记账日期）",
                       by_occurred ? "As of (occurred)" : "As of (posted)");
    fpl_report_date(report, fpl_view_as_of(view));
    fpl_report__cut(report);
    fpl_reports__caption_known(report, view);
}

void fpl_reports__caption_planned(struct fpl_report *report, const struct fpl_view *view) {
    fpl_report_caption(report, "as_of", "账上数字统计至（试算当日）", "Books counted to (today)");
    fpl_report_date(report, fpl_view_as_of(view));
    fpl_reports__caption_known(report, view);
}

void fpl_reports__caption_exposure(struct fpl_report *report, const struct fpl_decision *decision, int scale) {
    if (fpl_money_sign(decision->exposure) == 0)
        return;
    fpl_report_caption(report, "exposure", "或有补偿责任", "Exposure");
    fpl_report_money(report, decision->exposure, scale);
}

/* ---- words ---- */

struct word {
    const char *code, *zh, *en;
};

static void add_word(struct fpl_report *report, const struct word *words, size_t n, struct fpl_str code) {
    for (size_t i = 0; i < n; i++) {
        if (fpl_str_is(code, words[i].code)) {
            fpl_report_code(report, words[i].code, words[i].zh, words[i].en);
            return;
        }
    }
    fpl_report_text(report, code);
}

struct fpl_str fpl_reports__memo(struct fpl_str memo, char out[FPL_REPORTS_MEMO]) {
    int count = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    const char *bar = memo.n ? memchr(memo.p, '|', memo.n) : NULL;
    size_t n = bar ? (size_t)(bar - memo.p) : 0;
    for (int i = 0; n && i < count; i++) {
        if (!all[i]->memo || !all[i]->memo_field || strlen(all[i]->memo) != n || memcmp(all[i]->memo, memo.p, n) != 0)
            continue;
        int put = snprintf(out, FPL_REPORTS_MEMO, "%.*s：%.*s", (int)n, memo.p, (int)(memo.n - n - 1), bar + 1);
        return put > 0 && put < FPL_REPORTS_MEMO ? (struct fpl_str){out, (size_t)put} : memo;
    }
    return memo;
}

void fpl_reports__side(struct fpl_report *report, int64_t balance) {
    fpl_report__words(report, balance > 0 ? "D\0借\0Dr" : balance < 0 ? "C\0贷\0Cr" : "\0平\0-");
}

#define WORDS(table) table, sizeof(table) / sizeof(table)[0]
static const struct word loan_states[] = {
    {"REGISTERED", "已备案", "registered"},   {"PAID_OFF", "已结清", "paid off"},
    {"CLAIMED", "已申请补偿", "claimed"},     {"COMPENSATED", "已补偿", "compensated"},
    {"WITHDRAWN", "已撤销备案", "withdrawn"}, {"RENEWED", "已续贷", "renewed"},
};
static const struct word claim_states[] = {
    {"SUBMITTED", "已受理", "submitted"},
    {"DECIDED", "已核定待拨付", "decided"},
    {"DEFERRED", "熔断暂缓", "deferred"},
    {"QUEUED", "资金不足排队", "queued"},
    {"REFUSED", "不予补偿", "refused"},
    {"WITHDRAWN", "已撤回", "withdrawn"},
    {"CLOSED", "核定为零办结", "closed"},
    {"PAID", "已拨付", "paid"},
    {"REVERSED", "已冲销", "reversed"},                /* of a payout taken on */
    {"TAKEN_ON", "已拨付（承接）", "paid (taken on)"}, /* its code stands in no record */
};
#define CLAIM_TAKEN_ON (claim_states[sizeof claim_states / sizeof claim_states[0] - 1])

void fpl_reports__loan_state(struct fpl_report *report, struct fpl_str state) {
    add_word(report, WORDS(loan_states), state);
}

void fpl_reports__claim_state(struct fpl_report *report, struct fpl_str state, int taken_on) {
    if (taken_on)
        fpl_report_code(report, "PAID", CLAIM_TAKEN_ON.zh, CLAIM_TAKEN_ON.en);
    else
        add_word(report, WORDS(claim_states), state);
}

/* ASCII letters of either case, '-' and '_' are one: PAID_OFF, paid off and paid-off. */
static int same_letter(char a, char b) {
    char x = (char)(a >= 'A' && a <= 'Z' ? a + 32 : a), y = (char)(b >= 'A' && b <= 'Z' ? b + 32 : b);
    x = (char)(x == '-' || x == '_' ? ' ' : x);
    y = (char)(y == '-' || y == '_' ? ' ' : y);
    return x == y;
}

static int same_word(struct fpl_str text, const char *word) {
    size_t i = 0;
    while (i < text.n && word[i] != '\0' && same_letter(text.p[i], word[i]))
        i++;
    return i == text.n && word[i] == '\0';
}

static int is_word(struct fpl_str text, const struct word *word) {
    return same_word(text, word->code) || same_word(text, word->zh) || same_word(text, word->en);
}

static enum fpl_status find_state(const struct word *words, size_t n, struct fpl_str text, struct fpl_str *code,
                                  struct fpl_error *error) {
    char choices[600] = "", all[FPL_ERROR_ARG_BYTES], given[FPL_ERROR_ARG_BYTES];
    for (size_t i = 0; i < n; i++) {
        if (is_word(text, &words[i])) {
            *code = fpl_str_of(words[i].code);
            return FPL_OK;
        }
        size_t at = strlen(choices);
        (void)snprintf(choices + at, sizeof choices - at, "%s%s=%s=%s", i ? "|" : "", words[i].code, words[i].zh,
                       words[i].en);
    }
    FPL_ASSERT(strlen(choices) + 1 < sizeof choices);
    fpl_error_choices(choices, all);
    fpl_error_at_field(error, "state");
    return fpl_fail(error, FPL_E_ENUM, fpl_error_quote(text, given), all, NULL);
}

enum fpl_status fpl_reports__find_loan_state(struct fpl_str text, struct fpl_str *code, struct fpl_error *error) {
    return find_state(WORDS(loan_states), text, code, error);
}

enum fpl_status fpl_reports__find_claim_state(struct fpl_str text, struct fpl_str *code, int *taken_on,
                                              struct fpl_error *error) {
    enum fpl_status status = find_state(WORDS(claim_states), text, code, error);
    *taken_on = !status && fpl_str_is(*code, "TAKEN_ON");
    if (*taken_on)
        *code = FPL_STR("PAID");
    return status;
}

void fpl_reports__result(struct fpl_report *report, int result) {
    static const struct word words[] = {{"F", "否", "no"}, {"T", "是", "yes"}, {"U", "不明", "unknown"}};
    if (result < 0 || result > 2)
        fpl_report_code(report, "", "未判定", "not judged");
    else
        fpl_report_code(report, words[result].code, words[result].zh, words[result].en);
}

/* ---- texts that have expired ---- */

void fpl_reports__note_expired(struct fpl_report *report, struct fpl_str name, struct fpl_date to,
                               struct fpl_date day) {
    char zh[256], en[256], text[12];
    if (fpl_date_is_none(to) || fpl_date_cmp(day, to) <= 0)
        return;
    (void)fpl_date_format(to, text);
    (void)snprintf(zh, sizeof zh, "%.*s 的文件已于 %s 失效", (int)name.n, name.p, text);
    (void)snprintf(en, sizeof en, "the text of %.*s expired on %s", (int)name.n, name.p, text);
    fpl_report_note(report, "text_expired", zh, en);
}

void fpl_reports__note_not_tested(struct fpl_report *report, struct fpl_str name, const struct fpl_pack *pack) {
    for (int i = 0; fpl_pack_not_tested(pack, i).n > 0; i++) {
        struct fpl_str what = fpl_pack_not_tested(pack, i);
        struct fpl_buf zh = {0}, en = {0};
        fpl_buf_addf(&zh, "%.*s 未检验：%.*s", (int)name.n, name.p, (int)what.n, what.p);
        fpl_buf_addf(&en, "not tested by %.*s: %.*s", (int)name.n, name.p, (int)what.n, what.p);
        fpl_buf_addc(&zh, '\0');
        fpl_buf_addc(&en, '\0');
        if (fpl_buf_ok(&zh) == FPL_OK && fpl_buf_ok(&en) == FPL_OK)
            fpl_report_note(report, "not_tested", zh.p, en.p);
        fpl_buf_release(&zh);
        fpl_buf_release(&en);
    }
}

/* ---- opening balances ---- */

struct openings {
    struct fpl_view *view;
    const struct fpl_book *book;
    struct fpl_date from, to; /* they are posted on these days */
    fpl_reports__opened_cb cb;
    void *ctx;
    int numberless; /* of the records met, only those without a number */
    struct fpl_error *error;
};

static enum fpl_status take_lines(const struct openings *o, const struct fpl_record *record) {
    const struct fpl_json *list = fpl_json_get(record->body, "p");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        int64_t amount = fpl_json_num(fpl_json_at(p, 2), 0);
        int credit = fpl_str_is(fpl_json_text(fpl_json_at(p, 1)), "C");
        struct fpl_reports__opened line = {.seq = record->seq,
                                           .account = fpl_json_text(fpl_json_at(p, 0)),
                                           .party = fpl_json_text(fpl_json_at(p, 3)),
                                           .item = fpl_json_text(fpl_json_at(p, 4)),
                                           .currency = fpl_json_text(fpl_json_at(p, 5)),
                                           .balance = credit ? -amount : amount,
                                           .side = credit ? 'C' : 'D'};
        if (line.currency.n == 0)
            line.currency = fpl_str_of(o->book->currency);
        status = o->cb(o->ctx, &line);
    }
    return status;
}

static enum fpl_status take_posted(void *ctx, const struct fpl_record *record) {
    const struct openings *o = ctx;
    struct fpl_date posted = FPL_DATE_NONE;
    enum fpl_status status = fpl_date_parse(fpl_body_posted(record->body), &posted, o->error);
    if (status || fpl_date_cmp(posted, o->from) < 0 || fpl_date_cmp(posted, o->to) > 0)
        return status;
    return take_lines(o, record);
}

static enum fpl_status take_opening(void *ctx, const struct fpl_record *record) {
    struct openings *o = ctx;
    char key[24];
    if (o->numberless && fpl_json_get_text(fpl_json_get(record->body, "cmd"), "entry").n)
        return FPL_OK; /* met by its number */
    enum fpl_status status = take_posted(o, record);
    (void)snprintf(key, sizeof key, "%lld", (long long)record->seq);
    if (status)
        return status;
    const struct fpl_begun reversal = {o->book->id, "reversed", fpl_str_of(key)};
    return fpl_read_beginnings(o->view, &reversal, take_posted, o, o->error);
}

/* The whole log is not walked for them: an opening voucher is an item by its number, or by its lines if it has none. */
enum fpl_status fpl_reports__openings(struct fpl_view *view, const struct fpl_book *book, const struct fpl_date days[2],
                                      fpl_reports__opened_cb cb, void *ctx, struct fpl_error *error) {
    struct openings o = {
        .view = view, .book = book, .from = days[0], .to = days[1], .cb = cb, .ctx = ctx, .error = error};
    if (fpl_date_cmp(o.to, fpl_view_as_of(view)) > 0)
        o.to = fpl_view_as_of(view);
    const struct fpl_begun numbered = {book->id, "opening", {"", 0}}, by_lines = {book->id, "opening.lines", {"", 0}};
    enum fpl_status status = fpl_read_beginnings(view, &numbered, take_opening, &o, error);
    o.numberless = 1;
    return status ? status : fpl_read_beginnings(view, &by_lines, take_opening, &o, error);
}

int fpl_reports__begins(struct fpl_str code, const char *with) {
    size_t n = strlen(with);
    return code.n >= n && memcmp(code.p, with, n) == 0;
}

/* Of a closure's entry, the capital that it closed: it was paid in all the same. */
static enum fpl_status give_back(void *ctx, const struct fpl_reports__opened *line) {
    const struct fpl_reports__own *own = ctx;
    if (!fpl_reports__is_capital(line->account) || !fpl_str_is(line->currency, own->book->currency))
        return FPL_OK;
    const struct fpl_total total = {.account = line->account,
                                    .party = own->by_party ? line->party : FPL_STR(""),
                                    .currency = line->currency,
                                    .debit = fpl_money_of(0),
                                    .credit = fpl_money_of(line->balance)};
    return own->take(own->ctx, &total);
}

/* What the end of a liquidation closed is met by the items of its events: no log is walked for them. */
static enum fpl_status add_closed(struct fpl_view *view, struct fpl_reports__own *own, struct fpl_error *error) {
    struct openings o = {.view = view,
                         .book = own->book,
                         .from = FPL_DATE_MIN,
                         .to = fpl_view_as_of(view),
                         .cb = give_back,
                         .ctx = own,
                         .error = error};
    const struct fpl_begun closures = {own->book->id, "closure", {"", 0}};
    return own->book->kind == FPL_BOOK_FUND ? fpl_read_beginnings(view, &closures, take_opening, &o, error) : FPL_OK;
}

static enum fpl_status take_own(void *ctx, const struct fpl_total *total) {
    struct fpl_reports__own *own = ctx;
    if (fpl_str_is(total->currency, own->book->currency))
        return own->take(own->ctx, total);
    own->foreign |= fpl_money_cmp(total->debit, total->credit) != 0;
    return FPL_OK;
}

enum fpl_status fpl_reports__own_totals(struct fpl_view *view, struct fpl_reports__own *own, struct fpl_error *error) {
    own->foreign = 0;
    enum fpl_status status =
        fpl_read_totals(view, own->book->id, FPL_DATE_MIN, fpl_view_as_of(view), own->by_party, take_own, own, error);
    return status ? status : add_closed(view, own, error);
}

int fpl_reports__several_currencies(const struct fpl_book *book, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (strcmp(book[i].currency, book[0].currency) != 0)
            return 1;
    return 0;
}

void fpl_reports__currency_column(struct fpl_report *report, int several) {
    fpl_report_column(report, "currency", "币种", "Currency", FPL_COLUMN_TEXT,
                      several ? FPL_COLUMN_KEEP : FPL_COLUMN_DATA);
}

void fpl_reports__note_foreign(struct fpl_report *report, const struct fpl_book *book, int foreign) {
    char zh[256], en[256];
    if (!foreign)
        return;
    (void)snprintf(zh, sizeof zh, "%s：另有其他币种的余额，账本没有汇率，以上只含 %s；各币种见科目余额表", book->code,
                   book->currency);
    (void)snprintf(en, sizeof en,
                   "%s: there are balances in other currencies; the ledger has no rates, and the figures count %s "
                   "alone; report balance shows each currency",
                   book->code, book->currency);
    fpl_report_note(report, "OTHER_CURRENCY", zh, en);
}

int fpl_reports__is_capital(struct fpl_str code) {
    return fpl_reports__begins(code, "4001");
}

void fpl_reports__multiple(struct fpl_report *report, int64_t num, int64_t den) {
    char text[48];
    struct fpl_money scaled = fpl_money_of(0);
    if (den <= 0 || fpl_money_scale(fpl_money_of(num), (struct fpl_ratio){1000000, den}, FPL_DOWN, &scaled)) {
        fpl_report_none(report);
        return;
    }
    int64_t parts = fpl_money_minor(scaled), size = parts < 0 ? -parts : parts;
    (void)snprintf(text, sizeof text, "%s%lld.%06lld", parts < 0 ? "-" : "", (long long)(size / 1000000),
                   (long long)(size % 1000000));
    fpl_report_text(report, fpl_str_of(text));
}

struct account_named {
    struct fpl_str name;
    const struct fpl_account *account;
    int count;
};

static enum fpl_status take_account_named(void *ctx, const struct fpl_account *account) {
    struct account_named *named = ctx;
    if (fpl_str_is(named->name, account->zh) || fpl_str_is(named->name, account->en)) {
        named->account = account;
        named->count++;
    }
    return FPL_OK;
}

enum fpl_status fpl_reports__account_named(struct fpl_view *view, const struct fpl_book *book, struct fpl_str text,
                                           struct fpl_account *out, struct fpl_error *error) {
    struct account_named named = {.name = text};
    enum fpl_status status = fpl_read_accounts(view, book->id, take_account_named, &named, error);
    if (!status && named.count == 1)
        *out = *named.account;
    else if (!status)
        status = fpl_read_account(view, book->id, text, out, error);
    return status;
}
