/* An amount divided among commitments, and what payments leave of the shares of a call. */
#include "ledger/fund/allot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- dividing ---- */

void fpl_fund__row_of_commitment(const struct fpl_json *data, struct fpl_list_row *out) {
    static const char *const numbers[] = {"amt", "paid", "rec", "rel"}, *const texts[] = {"party", "st"};
    for (int i = 0; i < COUNT(numbers); i++)
        out->num[i] = fpl_json_get_num(data, numbers[i], 0);
    for (int i = 0; i < COUNT(texts); i++)
        (void)fpl_str_copy(fpl_json_get_text(data, texts[i]), out->text[i], sizeof out->text[i]);
}

int64_t fpl_fund__row_unfunded(const struct fpl_list_row *row) {
    const struct fpl_fund__commitment c = {row->num[FPL_ROW_AMOUNT], row->num[FPL_ROW_PAID],
                                           row->num[FPL_ROW_RECALLABLE], row->num[FPL_ROW_RELEASED]};
    return fpl_fund__unfunded(&c);
}

static int by_party(const void *a, const void *b) {
    const struct fpl_list_row *const *one = a, *const *other = b;
    int order = strcmp((*one)->text[FPL_ROW_PARTY], (*other)->text[FPL_ROW_PARTY]);
    return order ? order : strcmp((*one)->key, (*other)->key);
}

/* The rows that take part, in order of parties; 0: the sum of what they are measured by does not fit. */
static int gather(const struct fpl_list *list, int64_t (*of)(const struct fpl_list_row *row), struct fpl_parts *shares,
                  int *count) {
    int n = 0;
    for (int i = 0; i < list->rows; i++)
        if (of(&list->row[i]) > 0)
            shares->order[n++] = &list->row[i];
    qsort(shares->order, (size_t)n, sizeof shares->order[0], by_party);
    for (int i = 0; i < n; i++) {
        shares->weight[i] = of(shares->order[i]);
        if (__builtin_add_overflow(shares->whole, shares->weight[i], &shares->whole))
            return 0;
    }
    *count = n;
    return 1;
}

void fpl_fund__allot(const struct fpl_list *list, int64_t (*of)(const struct fpl_list_row *row),
                     struct fpl_money amount, struct fpl_decision *out) {
    struct fpl_parts *shares = out->shares;
    int n = 0;
    if (!gather(list, of, shares, &n)) {
        fpl_decision_refuse(out, FPL_E_OVERFLOW, NULL, NULL, NULL);
        return;
    }
    if (n == 0) {
        fpl_decision_refuse(out, FPL_E_LIST_EMPTY, NULL, NULL, NULL);
        return;
    }
    enum fpl_status status = fpl_split(amount, shares->weight, n, shares->part);
    if (status) {
        fpl_decision_refuse(out, status, NULL, NULL, NULL);
        return;
    }
    shares->total = amount;
    for (int i = 0; i < n; i++) {
        const struct fpl_list_row *row = shares->order[i];
        fpl_parts_add(out, &(struct fpl_part){fpl_str_of(row->key), fpl_str_of(row->text[FPL_ROW_PARTY]),
                                              shares->weight[i], shares->part[i]});
    }
}

/* ---- the shares of a call ---- */

int fpl_fund__is_called(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return fpl_fact_known(facts, FPL_FACT_CALL_STATE);
}

/* The first part of its key. */
static struct fpl_str call_of(const struct fpl_facts *facts) {
    struct fpl_str key = fpl_fact_text(facts, FPL_FACT_CALL_SHARE);
    const char *bar = key.n ? memchr(key.p, '|', key.n) : NULL;
    return bar ? (struct fpl_str){key.p, (size_t)(bar - key.p)} : key;
}

int fpl_fund__call_counts(const struct fpl_facts *facts, struct fpl_decision *out) {
    char call[FPL_ERROR_ARG_BYTES], commitment[FPL_ERROR_ARG_BYTES];
    if (!fpl_fund__is_called(facts, NULL))
        return 0;
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_CALL_STATE), "REVERSED"))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, call_of(facts));
    else if (!fpl_fact_known(facts, FPL_FACT_CALL_CALLED))
        fpl_decision_refuse(out, FPL_E_CALL_SHARE, fpl_error_quote(call_of(facts), call),
                            fpl_error_quote(fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID), commitment), NULL);
    else
        return 1;
    return 0;
}

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

void fpl_fund__call_open_write(struct fpl_str commitment, int64_t called, int64_t open, struct fpl_decision *out,
                               int of_list) {
    struct fpl_fund__data data;
    struct fpl_str text = {"", 0}; /* no call stands: it ends */
    if (called > 0) {
        fpl_fund__data_begin(&data);
        fpl_fund__data_num(&data, "called", called);
        fpl_fund__data_num(&data, "open", open);
        fpl_json_end(&data.json);
        text = fpl_buf_str(&data.buf);
    }
    if (of_list)
        fpl_parts_item(out, "call.open", commitment, text);
    else
        fpl_decision_item(out, "call.open", commitment, text);
}

/* The day of the latest late payment. Where a reversal takes the latest of several, no item knows the one before. */
static struct fpl_date last_of(const struct fpl_facts *facts, int64_t late, int64_t amount) {
    struct fpl_date day = fpl_fact_date(facts, FPL_FACT_TODAY), last = fpl_fact_date(facts, FPL_FACT_CALL_LAST);
    if (late + amount == 0)
        return FPL_DATE_NONE;
    if (amount < 0)
        return fpl_date_cmp(day, last) == 0 ? FPL_DATE_NONE : last;
    if (late == 0)
        return day;
    return fpl_date_is_none(last) || fpl_date_cmp(day, last) <= 0 ? last : day;
}

static void tell_late(struct fpl_date day, struct fpl_date due, struct fpl_decision *out) {
    char days[16], date[12];
    (void)snprintf(days, sizeof days, "%d", (int)(day.day - due.day));
    fpl_decision_note(out, FPL_CALL_LATE, days, fpl_date_format(due, date));
}

void fpl_fund__call_pay(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t called = minor(facts, FPL_FACT_CALL_CALLED), paid = minor(facts, FPL_FACT_CALL_PAID),
            late = minor(facts, FPL_FACT_CALL_LATE), open = minor(facts, FPL_FACT_CALL_OPEN);
    struct fpl_date day = fpl_fact_date(facts, FPL_FACT_TODAY), due = fpl_fact_date(facts, FPL_FACT_CALL_DUE);
    struct fpl_date last = fpl_fact_date(facts, FPL_FACT_CALL_LAST);
    int is_late = fpl_date_cmp(day, due) > 0;
    if (amount > called - paid) {
        fpl_fund__refuse_money(out, FPL_E_CALL_PAID, called - paid, amount);
        fpl_fund__about(out, FPL_FACT_EVENT_AMOUNT);
    }
    if (out->outcome != FPL_OK)
        return;
    fpl_decision_tally(out, "called.paid", FPL_STR("fund"), fpl_money_of(amount), 0);
    if (is_late) {
        last = last_of(facts, late, amount);
        late += amount;
        if (amount > 0)
            tell_late(day, due, out);
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", called);
    fpl_fund__data_date(&data, "due", due);
    fpl_fund__data_date(&data, "last", last);
    fpl_fund__data_num(&data, "late", late);
    fpl_fund__data_num(&data, "of", minor(facts, FPL_FACT_CALL_OF));
    fpl_fund__data_num(&data, "paid", paid + amount);
    fpl_fund__data_text(&data, "party", fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY));
    fpl_fund__data_item(&data, "call.share", fpl_fact_text(facts, FPL_FACT_CALL_SHARE), out);
    fpl_fund__call_open_write(fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID), minor(facts, FPL_FACT_CALL_ALL),
                              open - amount, out, 0);
}
