/* Stages of an early-stage share by buckets: "A:40%|B:20%|C:20%". Fund rules §3.2 (B7), §3.1 (rounds, an order). */
#include "fundpool/fund.h"
#include "ledger/base/base.h"

static const struct fpl_fund_round rounds[] = {
    {"SEED", "种子轮", "seed"}, {"ANGEL", "天使轮", "angel"}, {"PRE_A", "Pre-A轮", "pre-a"},
    {"A", "A轮", "series a"},   {"A_PLUS", "A+轮", "a+"},     {"B", "B轮", "series b"},
    {"C", "C轮", "series c"},   {"D", "D轮", "series d"},     {"LATER", "后期", "later"},
};

int fpl_fund_round_place(struct fpl_str code) {
    for (int i = 0; i < (int)(sizeof rounds / sizeof rounds[0]); i++)
        if (fpl_str_is(code, rounds[i].code))
            return i;
    return -1;
}

const struct fpl_fund_round *fpl_fund_round_at(int place) {
    FPL_ASSERT(place >= 0 && place < (int)(sizeof rounds / sizeof rounds[0]));
    return &rounds[place];
}

static struct fpl_str cut(struct fpl_str *text, char mark) {
    struct fpl_str part = {text->p, 0};
    while (part.n < text->n && text->p[part.n] != mark)
        part.n++;
    size_t skip = part.n < text->n ? part.n + 1 : part.n;
    text->p += skip;
    text->n -= skip;
    return part;
}

static enum fpl_status add_least(void *ctx) {
    const struct fpl_fund_buckets *buckets = ctx;
    struct fpl_q sum, one, least;
    fpl_q_set(&sum, 0, 1);
    fpl_q_set(&one, 1, 1);
    for (int i = 0; i < buckets->n; i++) {
        fpl_q_set_ratio(&least, buckets->bucket[i].least);
        fpl_q_add(&sum, &sum, &least);
    }
    return fpl_q_cmp(&sum, &one) > 0 ? FPL_E_EARLY_BUCKETS : FPL_OK;
}

enum fpl_status fpl_fund_buckets_parse(struct fpl_str text, struct fpl_fund_buckets *out) {
    struct fpl_fund_buckets buckets = {.n = 0};
    struct fpl_error ignored = {0};
    while (text.n > 0) {
        if (buckets.n == FPL_FUND_BUCKETS)
            return FPL_E_EARLY_BUCKETS;
        struct fpl_str part = cut(&text, '|'), round = cut(&part, ':');
        struct fpl_fund_bucket *bucket = &buckets.bucket[buckets.n];
        bucket->last = fpl_fund_round_place(round);
        if (bucket->last < 0 || (buckets.n > 0 && bucket->last <= bucket[-1].last) ||
            fpl_ratio_parse(part, &bucket->least, &ignored) || bucket->least.num <= 0)
            return FPL_E_EARLY_BUCKETS;
        buckets.n++;
    }
    if (buckets.n == 0)
        return FPL_E_EARLY_BUCKETS;
    enum fpl_status status = fpl_exact(add_least, &buckets, FPL_EXACT_BYTES);
    if (status == FPL_OK)
        *out = buckets;
    return status;
}

int fpl_fund_bucket_of(const struct fpl_fund_buckets *buckets, int place) {
    for (int i = 0; place >= 0 && i < buckets->n; i++)
        if (place <= buckets->bucket[i].last)
            return i;
    return -1;
}
