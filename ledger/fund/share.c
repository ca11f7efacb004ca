/* The early-stage share on basis B1, amounts invested: money in firms the profile holds for, over all money invested. A
 * deal that cannot be judged for want of a fact stands in the denominator only.
 *
 * With E and T the two sums and p/q the threshold, the test is q*E >= p*T ("以上" includes the number: 民法典
 * 第一千二百五十九条; 淮政〔2022〕46号 二(四)): whole numbers, never a rounded percentage. x more early money reaches
 * it when q*(E+x) >= p*(T+x), y more of any other money keeps it while q*E >= p*(T+y); solved for x upward and for y
 * downward these are shortfall and headroom. Products of two int64 fit into 127 bits with room for one difference. */
#include "fundpool/fund.h"
#include "ledger/base/base.h"

static enum fpl_status sum_all(const struct fpl_share_sums *sums, struct fpl_money *out) {
    if (fpl_money_sign(sums->yes) < 0 || fpl_money_sign(sums->no) < 0 || fpl_money_sign(sums->unknown) < 0) {
        return FPL_E_NEGATIVE;
    }
    struct fpl_money judged;
    enum fpl_status status = fpl_money_add(sums->yes, sums->no, &judged);
    return status == FPL_OK ? fpl_money_add(judged, sums->unknown, out) : status;
}

static enum fpl_status to_money(fpl__int128 value, struct fpl_money *out) {
    FPL_ASSERT(value >= 0);
    if (value > INT64_MAX) {
        return FPL_E_OVERFLOW;
    }
    *out = fpl_money_of((int64_t)value);
    return FPL_OK;
}

enum fpl_status fpl_fund_share(const struct fpl_share_sums *sums, struct fpl_ratio threshold, struct fpl_share *out) {
    FPL_ASSERT(sums != NULL && out != NULL);
    const int64_t p = threshold.num, q = threshold.den;
    FPL_ASSERT(q > 0 && p >= 0 && p <= q);
    struct fpl_share share = {.numerator = sums->yes, .verdict = FPL_NOT_APPLICABLE};
    enum fpl_status status = sum_all(sums, &share.denominator);
    if (status != FPL_OK) {
        return status;
    }
    const int64_t early = fpl_money_minor(sums->yes), total = fpl_money_minor(share.denominator);
    const fpl__int128 lead = (fpl__int128)q * early - (fpl__int128)p * total; /* >= 0: the test passes */
    share.headroom_unlimited = p == 0;
    if (total > 0) {
        share.verdict = lead >= 0 ? FPL_PASS : FPL_FAIL;
    }
    if (lead >= 0) {
        status = p > 0 ? to_money(lead / p, &share.headroom) : FPL_OK;
    } else if (p == q) {
        share.shortfall_unreachable = 1;
    } else {
        status = to_money((-lead + (q - p) - 1) / (q - p), &share.shortfall);
    }
    if (status != FPL_OK) {
        return status;
    }
    *out = share;
    return FPL_OK;
}
