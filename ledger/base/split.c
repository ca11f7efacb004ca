/* The one split. Each part is rounded down; the units left over, fewer than there are parts, go one each to the largest
 * remainders, among equal ones to the lower index. All in 128 bits: a remainder is smaller than the sum of 4096 weights
 * of 63 bits. */
#include "fundpool/ratio.h"
#include "ledger/base/base.h"

#define FEW 16 /* parts of nearly every split */

struct remainder {
    fpl__int128 rest;
    int index;
};

static int goes_before(const struct remainder *a, const struct remainder *b) {
    return a->rest > b->rest || (a->rest == b->rest && a->index < b->index);
}

/* Shell sort: the order is total, nothing is allocated, and the usual two to ten parts take the last pass alone. */
static void sort(struct remainder *list, int n) {
    static const int gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof(gaps) / sizeof(gaps[0]); g++) {
        for (int i = gaps[g]; i < n; i++) {
            struct remainder moving = list[i];
            int at = i;
            for (; at >= gaps[g] && goes_before(&moving, &list[at - gaps[g]]); at -= gaps[g])
                list[at] = list[at - gaps[g]];
            list[at] = moving;
        }
    }
}

static struct fpl_money signed_part(fpl__int128 part, int negative) {
    return fpl_money_of((int64_t)(negative ? -part : part));
}

static enum fpl_status sum_weights(const int64_t *weights, int n, fpl__int128 *sum) {
    *sum = 0;
    for (int i = 0; i < n; i++) {
        if (weights[i] < 0)
            return FPL_E_NEGATIVE;
        *sum += weights[i];
    }
    return FPL_OK;
}

/* n >= 0 weights with their sum, 0 only if total is 0; list has room for n. */
static void split(struct fpl_money total, const int64_t *weights, int n, fpl__int128 sum, struct remainder *list,
                  struct fpl_money *parts) {
    int negative = fpl_money_sign(total) < 0;
    fpl__int128 left = (fpl__int128)fpl_int__abs(fpl_money_minor(total));
    const fpl__int128 whole = left;
    for (int i = 0; i < n; i++) {
        fpl__int128 product = whole * weights[i];
        fpl__int128 part = sum > 0 ? product / sum : 0;
        list[i] = (struct remainder){product - part * sum, i};
        parts[i] = signed_part(part, negative);
        left -= part;
    }
    FPL_ASSERT(left >= 0 && (left < n || left == 0));
    if (left > 0)
        sort(list, n);
    for (int i = 0; i < (int)left; i++) {
        struct fpl_money *part = &parts[list[i].index];
        FPL_ASSERT(list[i].rest > 0); /* a weight of 0 never gets anything */
        *part = fpl_money_of(fpl_money_minor(*part) + (negative ? -1 : 1));
    }
    fpl__int128 check = 0;
    for (int i = 0; i < n; i++)
        check += fpl_money_minor(parts[i]);
    FPL_ASSERT(check == fpl_money_minor(total));
}

/* Apart, so that the usual split does not pay for the large frame. */
__attribute__((noinline)) static void split_many(struct fpl_money total, const int64_t *weights, int n, fpl__int128 sum,
                                                 struct fpl_money *parts) {
    struct remainder list[FPL_SPLIT_MAX];
    split(total, weights, n, sum, list, parts);
}

enum fpl_status fpl_split(struct fpl_money total, const int64_t *weights, int n, struct fpl_money *parts) {
    struct remainder list[FEW];
    fpl__int128 sum = 0;
    FPL_ASSERT(n >= 0);
    FPL_ASSERT(n == 0 || (weights != NULL && parts != NULL));
    if (n > FPL_SPLIT_MAX)
        return FPL_E_LIMIT;
    enum fpl_status status = sum_weights(weights, n, &sum);
    if (status != FPL_OK)
        return status;
    if (sum == 0 && fpl_money_sign(total) != 0)
        return FPL_E_DIV_ZERO;
    if (n <= FEW)
        split(total, weights, n, sum, list, parts);
    else
        split_many(total, weights, n, sum, parts);
    return FPL_OK;
}
