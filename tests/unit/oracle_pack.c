/* See oracle_pack.h. */
#include "oracle_pack.h"

#include <stdio.h>
#include <string.h>

static uint64_t state;

void oracle_seed(uint64_t seed) {
    state = seed * UINT64_C(1000003);
}

uint32_t oracle_draw(uint32_t below) {
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 33) % below;
}

int oracle_one_in(uint32_t n) {
    return oracle_draw(n) == 0;
}

const char *const oracle_class[] = {"PASS", "SPECIAL", "SUBSTANDARD", "DOUBTFUL", "LOSS"};
const char *const oracle_stage[] = {"NONE", "FILED", "ACCEPTED", "JUDGED", "ENFORCEMENT_ENDED"};
const char *oracle_yuan(int64_t fen) {
    static char text[16][32];
    static int turn;
    turn = (turn + 1) % 16;
    snprintf(text[turn], sizeof text[turn], "%lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
    return text[turn];
}

/* ---- packs ---- */

static struct model_fraction share(int most) {
    struct model_fraction f = {1 + oracle_draw((uint32_t)most), 100};
    if (oracle_one_in(3))
        f = (struct model_fraction){1 + oracle_draw(20), 61};
    return f;
}

int64_t oracle_money(int64_t about) {
    int64_t fen = about / 2 + (int64_t)oracle_draw(1000000) * about / 1000000;
    return oracle_one_in(3) ? fen : fen / 1000000 * 1000000 + 1000000;
}

static void some_tiers(struct wm_pack *p) {
    int64_t at = 0;
    int rungs = 1 + (int)oracle_draw(3), rule = p->rule.marginal;
    for (int i = 0; i < rungs; i++) {
        int64_t upto = i == rungs - 1 ? INT64_MAX : at + oracle_money(200000000);
        int both = p->whom == WM_BOTH && !rule && oracle_one_in(2);
        for (int whom = both ? 1 : 0; whom <= (both ? 2 : 0); whom++)
            p->tier[p->tiers++] = (struct wm_tier){{at, upto, share(60)}, (enum wm_whom)whom, 0};
        at = upto;
        if (p->tiers > 3)
            break;
    }
    p->tier[p->tiers - 1].slice.upto = INT64_MAX;
    if (p->tiers > 1 && p->tier[p->tiers - 1].whom)
        p->tier[p->tiers - 2].slice.upto = INT64_MAX;
    if (!rule && p->tiers < 5 && oracle_one_in(3)) {
        int last = p->tiers++;
        p->tier[last] = (struct wm_tier){{0, INT64_MAX, share(60)}, (enum wm_whom)0, 1};
        if (oracle_one_in(2)) {
            struct wm_tier first = p->tier[last];
            memmove(&p->tier[1], &p->tier[0], (size_t)last * sizeof p->tier[0]);
            p->tier[0] = first;
        }
    }
}

static void some_caps(struct wm_pack *p) {
    struct model_rule *r = &p->rule;
    r->cap_loan = oracle_one_in(4) ? oracle_money(100000000) : WM_NONE;
    r->cap_borrower = oracle_one_in(4) ? oracle_money(150000000) : WM_NONE;
    r->cap_bank = oracle_one_in(4) ? oracle_money(300000000) : WM_NONE;
    if (oracle_one_in(5))
        r->cap_bank_rate = (struct model_fraction){1 + oracle_draw(5), 100};
    r->cap_pool = oracle_one_in(3) ? oracle_money(600000000) : WM_NONE;
    p->cap_scheme = oracle_one_in(4) ? oracle_money(300000000) : WM_NONE;
    if (p->stacked || oracle_one_in(4))
        r->cap_gov = (struct model_fraction){50 + oracle_draw(50), 100};
    if (oracle_one_in(6))
        p->lending_all = (struct model_fraction){1 + oracle_draw(30), 100};
    if (oracle_one_in(6))
        p->lending_bank = (struct model_fraction){1 + oracle_draw(30), 100};
    if (oracle_one_in(8))
        p->balance = (struct model_fraction){1 + oracle_draw(100), 100};
    if (oracle_one_in(8))
        p->deposit = (struct model_fraction){1, 1};
    if (oracle_one_in(8))
        p->fees = (struct model_fraction){2, 1};
    p->ramp[0] = p->ramp[1] = WM_NONE;
    if (oracle_one_in(6))
        for (int i = 0; i < 2; i++)
            p->ramp[i] = oracle_money(100000000 * (i + 1));
}

struct wm_pack oracle_pack(enum wm_whom whom) {
    struct wm_pack p = {.whom = whom, .by_disbursement = oracle_one_in(2)};
    if (oracle_one_in(6))
        p.effective_to = wm_day(2027, 3, 31);
    p.base = (enum wm_base)oracle_draw(4);
    if (p.base == WM_GUARANTOR_PAID && p.whom == WM_BANK)
        p.base = WM_OUTSTANDING;
    p.stacked = p.whom == WM_BOTH && oracle_one_in(2);
    p.rule.marginal = !p.stacked && oracle_one_in(4);
    p.rule.rounding = (enum model_rounding)oracle_draw(3);
    p.match = p.rule.marginal ? WM_MAX : (enum wm_match)oracle_draw(3);
    some_tiers(&p);
    if (!p.rule.marginal) {
        if (oracle_one_in(3))
            p.keylist = share(15);
        if (oracle_one_in(3))
            p.tool = share(5);
    }
    if (oracle_one_in(3) || (p.keylist.den && (p.tool.den || oracle_one_in(2)))) /* the rates could exceed 1 */
        p.rule.ceiling = share(70);
    if (oracle_one_in(5))
        p.rule.ip_share = (struct model_fraction){1, 1};
    p.eligible_most = WM_NONE;
    if (oracle_one_in(4))
        p.rule.truncate_at = oracle_money(300000000);
    else if (oracle_one_in(6))
        p.eligible_most = oracle_money(600000000);
    else if (oracle_one_in(4))
        p.registered_min = 1;
    some_caps(&p);
    for (int what = WM_COLLATERAL; what <= WM_OTHER_GOV; what++)
        if (oracle_one_in(6) && !(what == WM_OTHER_GOV && p.rule.cap_gov.den) &&
            !(what == WM_COLLATERAL && p.base == WM_ACTUAL_LOSS))
            p.deducts |= 1 << what;
    if (p.whom != WM_GUARANTOR && oracle_one_in(3)) {
        p.npl = oracle_one_in(2);
        p.warns = oracle_one_in(6);
        p.rule.crossing = (enum model_crossing)(1 + oracle_draw(3));
        if (p.npl && p.rule.crossing == MODEL_UP_TO_LINE)
            p.rule.crossing = MODEL_PAY;
        p.rule.threshold = (struct model_fraction){1 + oracle_draw(30), 100};
        p.rule.reached = p.rule.crossing != MODEL_UP_TO_LINE && oracle_one_in(4);
        p.cohort = !p.npl && oracle_one_in(2);
    }
    p.overdue = oracle_one_in(2) ? (int)oracle_draw(90) : WM_NONE;
    p.class_min = oracle_one_in(2) ? 2 : WM_NONE;
    p.litigation = oracle_one_in(5) ? 1 : WM_NONE;
    p.window = oracle_one_in(5) ? 200 + (int)oracle_draw(400) : WM_NONE;
    p.whitelist = oracle_one_in(3);
    p.shortage = (enum wm_shortage)oracle_draw(3);
    return p;
}

static void rate_text(struct fpl_buf *b, const char *name, struct model_fraction f) {
    if (f.den)
        fpl_buf_addf(b, "%s: %lld/%lld\n", name, (long long)f.num, (long long)f.den);
}

static void cap_text(struct fpl_buf *b, const char *name, int64_t cap) {
    if (cap >= 0)
        fpl_buf_addf(b, "%s: {amount: %s元}\n", name, oracle_yuan(cap));
}

static void part_text(struct fpl_buf *b, const char *name, struct model_fraction f, const char *of) {
    if (f.den)
        fpl_buf_addf(b, "%s: {rate: %lld/%lld, measure: %s}\n", name, (long long)f.num, (long long)f.den, of);
}

static void tiers_text(struct fpl_buf *b, const struct wm_pack *p) {
    fpl_buf_addf(b, "tier_mode: %s\ntier_measure: CONTRACT_AMOUNT\n", p->rule.marginal ? "MARGINAL" : "WHOLE");
    if (p->match)
        fpl_buf_addf(b, "multi_match: %s\n", p->match == WM_MIN ? "MIN" : "FIRST");
    fpl_buf_addf(b, "rate_tiers:\n");
    for (int i = 0; i < p->tiers; i++) {
        const struct wm_tier *tier = &p->tier[i];
        fpl_buf_addf(b, "  - {rate: %lld/%lld", (long long)tier->slice.rate.num, (long long)tier->slice.rate.den);
        if (tier->slice.over > 0)
            fpl_buf_addf(b, ", over: %s元", oracle_yuan(tier->slice.over));
        if (tier->slice.upto < INT64_MAX)
            fpl_buf_addf(b, ", upto: %s元", oracle_yuan(tier->slice.upto));
        if (tier->whom)
            fpl_buf_addf(b, ", beneficiary: %s", tier->whom == WM_BANK ? "BANK" : "GUARANTOR");
        if (tier->first_loan)
            fpl_buf_addf(b, ", when: {field: loan.first_loan, op: \"=\", value: true}");
        fpl_buf_addf(b, "}\n");
    }
}

static void addons_text(struct fpl_buf *b, const struct wm_pack *p) {
    static const char *const field[] = {"firm.keylist", "loan.monetary_tool"};
    if (p->keylist.den || p->tool.den)
        fpl_buf_addf(b, "addon:\n");
    for (int i = 0; i < 2; i++) {
        struct model_fraction f = i ? p->tool : p->keylist;
        if (f.den)
            fpl_buf_addf(b, "  - {when: {field: %s, op: \"=\", value: true}, add: %lld/%lld}\n", field[i],
                         (long long)f.num, (long long)f.den);
    }
}

static void gates_text(struct fpl_buf *b, const struct wm_pack *p) {
    static const char *const crossing[] = {"", "DEFER_THIS_ONE", "PAY_UP_TO_LINE", "PAY_THIS_ONE"};
    if (p->rule.crossing)
        fpl_buf_addf(b,
                     "breaker:\n  - {metric: %s, scope: BANK, op: \"%s\", threshold: %lld/%lld, effect: %s, "
                     "crossing_rule: %s, cohort: %s, release_rule: WHEN_BELOW}\n",
                     p->npl ? "NPL_RATE" : "ANNUAL_LOSS_RATE", p->rule.reached ? ">=" : ">",
                     (long long)p->rule.threshold.num, (long long)p->rule.threshold.den,
                     p->warns ? "WARN" : "DEFER_PAYMENT", crossing[p->rule.crossing],
                     p->cohort ? "REGISTRATION_YEAR" : "CALENDAR");
    if (p->overdue != WM_NONE)
        fpl_buf_addf(b, "overdue_days_min: %d\n", p->overdue);
    if (p->class_min != WM_NONE)
        fpl_buf_addf(b, "class_min: %s\n", oracle_class[p->class_min]);
    if (p->litigation != WM_NONE)
        fpl_buf_addf(b, "litigation: %s\n", oracle_stage[p->litigation]);
    if (p->window != WM_NONE)
        fpl_buf_addf(b, "claim_window_days: %d\n", p->window);
    if (p->whitelist)
        fpl_buf_addf(b, "whitelist_id: o\n");
    if (p->shortage)
        fpl_buf_addf(b, "shortage_mode: %s\n", p->shortage == WM_BEARS ? "FIFO_BANK_BEARS" : "TOP_UP_WAIT");
}

void oracle_pack_text(struct fpl_buf *b, const struct wm_pack *p) {
    static const char *const whom[] = {"", "BANK", "GUARANTOR", "BOTH"},
                             *const rounding[] = {"HALF_UP", "FLOOR", "BANKERS"},
                             *const base[] = {"OUTSTANDING_PRINCIPAL", "ACTUAL_PRINCIPAL_LOSS", "PRINCIPAL_INTEREST",
                                              "GUARANTOR_PAID_PRINCIPAL"};
    fpl_buf_reset(b);
    if (p->effective_to)
        fpl_buf_addf(b, "effective_to: %s\n", wm_text(p->effective_to));
    fpl_buf_addf(b, "family: [%s]\nrule_binding: %s\nbeneficiary: %s\nbase_kind: %s\nround_mode: %s\n",
                 p->stacked ? "STACKED" : "COMPENSATE_RATE", p->by_disbursement ? "BY_DISBURSEMENT" : "BY_REGISTRATION",
                 whom[p->whom], base[p->base], rounding[p->rule.rounding]);
    if (p->base == WM_WITH_INTEREST)
        fpl_buf_addf(b, "interest_cutoff: CLAIM\n");
    tiers_text(b, p);
    addons_text(b, p);
    rate_text(b, "rate_ceiling", p->rule.ceiling);
    if (p->rule.ip_share.den)
        fpl_buf_addf(b, "ip_share_apply: true\n");
    if (p->rule.truncate_at)
        fpl_buf_addf(b, "max_eligible_loan: {amount: %s元, over: TRUNCATE}\n", oracle_yuan(p->rule.truncate_at));
    if (p->eligible_most >= 0)
        fpl_buf_addf(b, "max_eligible_loan: {amount: %s元, over: REJECT}\n", oracle_yuan(p->eligible_most));
    if (p->registered_min)
        fpl_buf_addf(b, "registered_amount_rule: MIN\n");
    if (p->deducts)
        fpl_buf_addf(b, "other_cover_deduct: [%s%s%s]\n",
                     (unsigned)p->deducts >> WM_COLLATERAL & 1U ? "COLLATERAL," : "",
                     (unsigned)p->deducts >> WM_INSURANCE & 1U ? "INSURANCE," : "",
                     (unsigned)p->deducts >> WM_OTHER_GOV & 1U ? "OTHER_GOV" : "");
    cap_text(b, "cap_per_loan", p->rule.cap_loan);
    cap_text(b, "cap_per_borrower_year", p->rule.cap_borrower);
    if (p->rule.cap_bank_rate.den && p->rule.cap_bank >= 0)
        fpl_buf_addf(b, "cap_per_bank_year: {amount: %s元, rate: %lld/%lld, measure: PRIOR_YEAR_BALANCE}\n",
                     oracle_yuan(p->rule.cap_bank), (long long)p->rule.cap_bank_rate.num,
                     (long long)p->rule.cap_bank_rate.den);
    else if (p->rule.cap_bank_rate.den)
        part_text(b, "cap_per_bank_year", p->rule.cap_bank_rate, "PRIOR_YEAR_BALANCE");
    else
        cap_text(b, "cap_per_bank_year", p->rule.cap_bank);
    cap_text(b, "cap_pool_year", p->rule.cap_pool);
    cap_text(b, "cap_scheme_year", p->cap_scheme);
    part_text(b, "cap_total_gov_of_liability", p->rule.cap_gov, "LIABILITY");
    if (p->lending_all.den)
        part_text(b, "cap_rate_of_lending", p->lending_all, "LENDING, scope: POOL");
    else
        part_text(b, "cap_rate_of_lending", p->lending_bank, "LENDING, scope: BANK");
    part_text(b, "cap_pool_balance", p->balance, "POOL_BALANCE");
    if (p->deposit.den)
        fpl_buf_addf(b, "cap_per_bank_deposit: {measure: DEPOSIT}\n");
    part_text(b, "cap_fee_multiple", p->fees, "FEES, scope: BANK");
    if (p->ramp[0] >= 0)
        fpl_buf_addf(b, "cap_year_ramp:\n  - {year: 1, amount: %s元}\n  - {year: 2, amount: %s元}\n",
                     oracle_yuan(p->ramp[0]), oracle_yuan(p->ramp[1]));
    gates_text(b, p);
}
