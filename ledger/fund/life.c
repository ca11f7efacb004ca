/* Items and refusals of a fund's events; the commitment's figures. */
#include "ledger/fund/life.h"

#include <stdio.h>

/* ---- items ---- */

void fpl_fund__data_begin(struct fpl_fund__data *data) {
    data->buf = (struct fpl_buf){.p = data->bytes, .cap = sizeof data->bytes};
    fpl_json_begin(&data->json, &data->buf);
    fpl_json_object(&data->json);
}

void fpl_fund__data_text(struct fpl_fund__data *data, const char *member, struct fpl_str text) {
    if (text.n > 0)
        fpl_json_kstr(&data->json, member, text);
}

void fpl_fund__data_date(struct fpl_fund__data *data, const char *member, struct fpl_date date) {
    char text[12];
    if (!fpl_date_is_none(date))
        fpl_json_kstrz(&data->json, member, fpl_date_format(date, text));
}

void fpl_fund__data_num(struct fpl_fund__data *data, const char *member, int64_t num) {
    fpl_json_kint(&data->json, member, num);
}

void fpl_fund__data_item(struct fpl_fund__data *data, const char *kind, struct fpl_str key, struct fpl_decision *out) {
    fpl_json_end(&data->json);
    FPL_ASSERT(data->buf.p == data->bytes && !data->buf.failed); /* it never grows */
    fpl_decision_item(out, kind, key, fpl_buf_str(&data->buf));
}

/* ---- refusals ---- */

void fpl_fund__refuse_money(struct fpl_decision *out, enum fpl_status status, int64_t is, int64_t given) {
    char a[FPL_MONEY_TEXT], b[FPL_MONEY_TEXT];
    fpl_decision_refuse(out, status, fpl_money_format(fpl_money_of(is), FPL_UNIT_YUAN, 2, a),
                        fpl_money_format(fpl_money_of(given), FPL_UNIT_YUAN, 2, b), NULL);
}

void fpl_fund__about(struct fpl_decision *out, enum fpl_fact_id id) {
    FPL_ASSERT(out->reasons > 0);
    out->reason[out->reasons - 1].about = 1 + (int)id;
}

void fpl_fund__refuse_count(struct fpl_decision *out, enum fpl_status status, int64_t is, int64_t given) {
    char a[24], b[24];
    (void)snprintf(a, sizeof a, "%lld", (long long)is);
    (void)snprintf(b, sizeof b, "%lld", (long long)given);
    fpl_decision_refuse(out, status, a, b, NULL);
}

void fpl_fund__refuse_text(struct fpl_decision *out, enum fpl_status status, struct fpl_str text) {
    char copy[FPL_ERROR_ARG_BYTES];
    fpl_decision_refuse(out, status, fpl_error_quote(text, copy), NULL, NULL);
}

void fpl_fund__check_product(const struct fpl_facts *facts, enum fpl_fact_id base, enum fpl_fact_id rate,
                             struct fpl_decision *out) {
    struct fpl_money part = fpl_money_of(0);
    char text[FPL_MONEY_TEXT];
    int has_base = fpl_fact_known(facts, base), has_rate = fpl_fact_known(facts, rate);
    if (!has_base && !has_rate)
        return;
    if (!has_base || !has_rate) {
        fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(has_base ? rate : base), NULL, NULL);
        return;
    }
    enum fpl_status status =
        fpl_money_scale(fpl_fact_money(facts, base), fpl_fact_ratio(facts, rate), FPL_HALF_UP, &part);
    if (status != FPL_OK)
        fpl_decision_refuse(out, status, NULL, NULL, NULL);
    else if (fpl_money_cmp(part, fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT)) != 0)
        fpl_decision_refuse(out, FPL_E_CHANGED, fpl_money_format(part, FPL_UNIT_YUAN, 2, text),
                            FPL_ZH_EN("按基数与比例计算", "base and rate"), NULL);
}

int fpl_fund__told_whole(const struct fpl_facts *facts, const enum fpl_fact_id *basis, int count,
                         struct fpl_decision *out) {
    int known = 0;
    for (int i = 0; i < count; i++)
        known += fpl_fact_known(facts, basis[i]);
    for (int i = 0; i < count && known > 0; i++)
        if (!fpl_fact_known(facts, basis[i]))
            fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(basis[i]), NULL, NULL);
    return known == count;
}

void fpl_fund__check_computed(const struct fpl_facts *facts, enum fpl_status status, struct fpl_money amount,
                              struct fpl_decision *out) {
    char text[FPL_MONEY_TEXT];
    if (status != FPL_OK)
        fpl_decision_refuse(out, status, NULL, NULL, NULL);
    else if (fpl_money_cmp(amount, fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT)) != 0)
        fpl_decision_refuse(out, FPL_E_CHANGED, fpl_money_format(amount, FPL_UNIT_YUAN, 2, text),
                            FPL_ZH_EN("按费率、基数和天数计算", "rate, base and days"), NULL);
}

void fpl_fund__check_loss_year(const struct fpl_facts *facts, enum fpl_fact_id day, struct fpl_decision *out) {
    struct fpl_date on = fpl_fact_date(facts, day);
    int64_t year = fpl_fact_int(facts, FPL_FACT_LOSS_YEAR, 0);
    if (!fpl_date_is_none(on) && year > fpl_period_of(on).year)
        fpl_fund__refuse_count(out, FPL_E_LOSS_YEAR, year, fpl_period_of(on).year);
}

void fpl_fund__check_hash(const struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_decision *out) {
    struct fpl_str hash = fpl_fact_text(facts, id);
    char text[FPL_ERROR_ARG_BYTES];
    size_t n = 0;
    while (n < hash.n && ((hash.p[n] >= '0' && hash.p[n] <= '9') || (hash.p[n] >= 'a' && hash.p[n] <= 'f')))
        n++;
    if (n != hash.n || n != 64)
        fpl_decision_refuse(out, FPL_E_HASH, fpl_error_quote(hash, text), fpl_fact_name(id), NULL);
}

void fpl_fund__add(struct fpl_decision *out, int64_t *sum, int64_t amount) {
    int64_t total = 0;
    if (__builtin_add_overflow(*sum, amount, &total) || total > FPL_MINOR_MAX || total < -FPL_MINOR_MAX)
        fpl_decision_refuse(out, FPL_E_AMOUNT_RANGE, fpl_fact_name(FPL_FACT_EVENT_AMOUNT), NULL, NULL);
    else
        *sum = total;
}

int fpl_fund__is_mirrored(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return fpl_fact_known(facts, FPL_FACT_MIRROR_FUND);
}

/* ---- the commitment ---- */

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

void fpl_fund__commitment_load(const struct fpl_facts *facts, struct fpl_fund__commitment *c,
                               struct fpl_decision *out) {
    *c = (struct fpl_fund__commitment){
        .amount = minor(facts, FPL_FACT_COMMITMENT_AMOUNT),
        .paid = minor(facts, FPL_FACT_COMMITMENT_PAID),
        .recallable = minor(facts, FPL_FACT_COMMITMENT_RECALLABLE),
        .released = minor(facts, FPL_FACT_COMMITMENT_RELEASED),
    };
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_COMMITMENT_STATE), "REVERSED"))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__not_closed(facts, out);
}

int64_t fpl_fund__unfunded(const struct fpl_fund__commitment *c) {
    return c->amount - c->paid + c->recallable - c->released; /* each of them at most 2^53 */
}

void fpl_fund__commitment_covers(const struct fpl_fund__commitment *c, int64_t amount, struct fpl_decision *out) {
    if (amount > fpl_fund__unfunded(c))
        fpl_fund__refuse_money(out, FPL_E_UNFUNDED, fpl_fund__unfunded(c), amount);
}

void fpl_fund__commitment_keeps_called(const struct fpl_facts *facts, const struct fpl_fund__commitment *c,
                                       int64_t amount, struct fpl_decision *out) {
    int64_t open = minor(facts, FPL_FACT_CALL_OPEN);
    if (open <= 0 || amount <= fpl_fund__unfunded(c) - open)
        return;
    fpl_fund__refuse_money(out, FPL_E_CALL_OPEN, open, amount);
    fpl_fund__about(out, FPL_FACT_EVENT_AMOUNT);
}

void fpl_fund__commitment_write(const struct fpl_facts *facts, const struct fpl_fund__commitment *c, const char *state,
                                struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", c->amount);
    fpl_fund__data_text(&data, "cap", fpl_fact_text(facts, FPL_FACT_COMMITMENT_CAPACITY));
    fpl_fund__data_text(&data, "lvl", fpl_fact_text(facts, FPL_FACT_COMMITMENT_LEVEL));
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_COMMITMENT_ON));
    fpl_fund__data_num(&data, "paid", c->paid);
    fpl_fund__data_text(&data, "party", fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY));
    fpl_fund__data_num(&data, "rec", c->recallable);
    fpl_fund__data_num(&data, "rel", c->released);
    fpl_fund__data_text(&data, "st", fpl_str_of(state));
    fpl_fund__data_item(&data, "commitment", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID), out);
}
