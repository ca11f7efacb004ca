/* A record read back: what its body says, folded as append folds what it has just written. */
#include "ledger/journal/journal.h"

#include <stdio.h>
#include <string.h>

struct fpl_date fpl_body__date(const struct fpl_json *body, const char *key) {
    struct fpl_date date = FPL_DATE_NONE;
    struct fpl_error ignored;
    if (fpl_date_parse(fpl_json_get_text(body, key), &date, &ignored))
        return FPL_DATE_NONE;
    return date;
}

enum fpl_status fpl_body__posting(const struct fpl_json *posting, struct fpl_posting *out, struct fpl_error *error) {
    const struct fpl_json *part[7] = {NULL}, *at = fpl_json_first(posting);
    uint32_t n = fpl_json_count(posting);
    for (uint32_t i = 0; at && i < 7; i++, at = fpl_json_next(posting, at))
        part[i] = at;
    struct fpl_str side = fpl_json_text(part[1]);
    if (n < 3 || n > 7 || side.n != 1 || (side.p[0] != 'D' && side.p[0] != 'C'))
        return fpl_fail(error, FPL_E_JSON, "p", NULL, NULL);
    *out = (struct fpl_posting){.account = fpl_json_text(part[0]),
                                .side = side.p[0],
                                .amount = fpl_money_of(fpl_json_num(part[2], 0)),
                                .party = fpl_json_text(part[3]),
                                .item = fpl_json_text(part[4]),
                                .currency = fpl_json_text(part[5]),
                                .flow = fpl_json_text(part[6])};
    return FPL_OK;
}

char *fpl_body__voucher(const struct fpl_json *body, char *out, size_t out_size) {
    const struct fpl_json *vno = fpl_json_get(body, "vno");
    struct fpl_buf text = {0};
    out[0] = '\0';
    if (!vno)
        return out;
    struct fpl_str month = fpl_json_text(fpl_json_at(vno, 0)), word = fpl_json_text(fpl_json_at(vno, 1));
    fpl_buf_add(&text, month.p, month.n);
    fpl_buf_addc(&text, ' ');
    fpl_buf_add(&text, word.p, word.n);
    fpl_buf_addc(&text, ' ');
    fpl_buf_addi(&text, fpl_json_num(fpl_json_at(vno, 2), 0));
    fpl_str_copy(fpl_buf_str(&text), out, out_size);
    fpl_buf_release(&text);
    return out;
}

static enum fpl_status fold_postings(struct fpl_fold *fold, int32_t book, const struct fpl_json *body,
                                     struct fpl_error *error) {
    const struct fpl_json *list = fpl_json_get(body, "p");
    struct fpl_date posted = fpl_body__posted(body);
    if (list && fpl_date_is_none(posted))
        return fpl_fail(error, FPL_E_JSON, "post", NULL, NULL);
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p)) {
        struct fpl_posting posting;
        enum fpl_status status = fpl_body__posting(p, &posting, error);
        if (!status)
            status = fpl_fold__posting(fold, book, posted, &posting, error);
        if (status)
            return status;
    }
    return FPL_OK;
}

int64_t fpl_gross__add(int64_t gross, int64_t amount) {
    int64_t size = amount == INT64_MIN ? INT64_MAX : amount < 0 ? -amount : amount, sum = 0;
    return __builtin_add_overflow(gross, size, &sum) ? INT64_MAX : sum;
}

int64_t fpl_gross__body(int64_t gross, const struct fpl_json *body) {
    const struct fpl_json *postings = fpl_json_get(body, "p"), *tallies = fpl_json_get(body, "y");
    for (const struct fpl_json *p = fpl_json_first(postings); p; p = fpl_json_next(postings, p))
        gross = fpl_gross__add(gross, fpl_json_num(fpl_json_at(p, 2), 0));
    for (const struct fpl_json *y = fpl_json_first(tallies); y; y = fpl_json_next(tallies, y))
        for (uint32_t scope = fpl_json_count(fpl_json_at(y, 1)); scope > 0; scope--)
            gross = fpl_gross__add(fpl_gross__add(gross, fpl_json_num(fpl_json_at(y, 2), 0)),
                                   fpl_json_num(fpl_json_at(y, 3), 0));
    return gross;
}

#define VOUCHER FPL_STR("voucher") /* key "2026-11|记" */

/* The series is no longer the newest. */
static enum fpl_status put_aside(struct fpl_fold *fold, int32_t book, const struct fpl_series *series,
                                 struct fpl_error *error) {
    struct fpl_item_value *value = NULL;
    struct fpl_str key = fpl_str_of(series->key);
    char data[32];
    int n = snprintf(data, sizeof data, "{\"n\":%lld}", (long long)series->number);
    enum fpl_status status =
        key.n ? fpl_fold__item(fold, book, series->seq0, VOUCHER, key, (struct fpl_str){data, (size_t)n}, error)
              : FPL_OK;
    if (!status && key.n)
        status = fpl_fold__item_value(fold, book, VOUCHER, key, &value, error);
    if (value)
        value->seq = series->seq;
    return status;
}

/* A series that goes on is an item no more. */
static enum fpl_status take_up(struct fpl_fold *fold, int32_t book, int64_t seq, struct fpl_str key,
                               struct fpl_series *out, struct fpl_error *error) {
    struct fpl_item_value *value = NULL;
    enum fpl_status status = fpl_fold__item_value(fold, book, VOUCHER, key, &value, error);
    if (status)
        return status;
    *out = (struct fpl_series){.seq0 = value->data.n ? value->seq0 : seq};
    fpl_str_copy(key, out->key, sizeof out->key);
    return value->data.n ? fpl_fold__item(fold, book, seq, VOUCHER, key, (struct fpl_str){"", 0}, error) : FPL_OK;
}

enum fpl_status fpl_fold__voucher(struct fpl_fold *fold, int32_t book, struct fpl_head *head, int64_t seq,
                                  const struct fpl_voucher *voucher, struct fpl_error *error) {
    struct fpl_series *series = &head->series, next = {.seq0 = seq};
    char key[sizeof series->key];
    size_t n = voucher->month.n;
    if (n == 0 || voucher->word.n == 0 || n + 1 + voucher->word.n >= sizeof key)
        return fpl_fail(error, FPL_E_JSON, "vno", NULL, NULL);
    memcpy(key, voucher->month.p, n);
    key[n] = '|';
    memcpy(key + n + 1, voucher->word.p, voucher->word.n);
    key[n + 1 + voucher->word.n] = '\0';
    if (strcmp(key, series->key) != 0) {
        enum fpl_status status = put_aside(fold, book, series, error);
        if (!status)
            status = take_up(fold, book, seq, fpl_str_of(key), &next, error);
        if (status)
            return status;
        *series = next;
    }
    series->seq = seq;
    series->number = voucher->number;
    return FPL_OK;
}

static enum fpl_status fold_items(struct fpl_fold *fold, int32_t book, int64_t seq, const struct fpl_json *body,
                                  struct fpl_error *error) {
    const struct fpl_json *list = fpl_json_get(body, "i");
    for (const struct fpl_json *i = fpl_json_first(list); i; i = fpl_json_next(list, i)) {
        const struct fpl_json *data = fpl_json_at(i, 2);
        enum fpl_status status =
            fpl_fold__item(fold, book, seq, fpl_json_text(fpl_json_at(i, 0)), fpl_json_text(fpl_json_at(i, 1)),
                           data ? data->raw : (struct fpl_str){"", 0}, error);
        if (status)
            return status;
    }
    return FPL_OK;
}

/* One entry stands for every scope it names. */
static enum fpl_status fold_scopes(struct fpl_fold *fold, int32_t book, struct fpl_date occurred,
                                   const struct fpl_json *entry, struct fpl_error *error) {
    const struct fpl_json *scopes = fpl_json_at(entry, 1);
    char name[96];
    enum fpl_status status = FPL_OK;
    fpl_str_copy(fpl_json_text(fpl_json_at(entry, 0)), name, sizeof name);
    for (const struct fpl_json *scope = fpl_json_first(scopes); scope && !status;
         scope = fpl_json_next(scopes, scope)) {
        struct fpl_tally_delta delta = {.name = name,
                                        .scope = fpl_json_text(scope),
                                        .amount = fpl_money_of(fpl_json_num(fpl_json_at(entry, 2), 0)),
                                        .count = fpl_json_num(fpl_json_at(entry, 3), 0)};
        status = fpl_fold__tally(fold, book, occurred, &delta, error);
    }
    return status;
}

static enum fpl_status fold_tallies(struct fpl_fold *fold, int32_t book, const struct fpl_json *body,
                                    struct fpl_error *error) {
    const struct fpl_json *list = fpl_json_get(body, "y");
    struct fpl_date occurred = fpl_body__date(body, "occ");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *y = fpl_json_first(list); y && !status; y = fpl_json_next(list, y))
        status = fold_scopes(fold, book, occurred, y, error);
    return status;
}

enum fpl_status fpl_fold__record(struct fpl_fold *fold, int32_t book, struct fpl_head *head, int64_t seq,
                                 const struct fpl_json *body, struct fpl_error *error) {
    const struct fpl_json *vno = fpl_json_get(body, "vno");
    enum fpl_status status = fold_postings(fold, book, body, error);
    if (!status)
        status = fold_items(fold, book, seq, body, error);
    if (!status && vno)
        status = fpl_fold__voucher(fold, book, head, seq,
                                   &(struct fpl_voucher){fpl_json_text(fpl_json_at(vno, 0)),
                                                         fpl_json_text(fpl_json_at(vno, 1)),
                                                         fpl_json_num(fpl_json_at(vno, 2), 0)},
                                   error);
    if (!status)
        status = fold_tallies(fold, book, body, error);
    return status;
}
