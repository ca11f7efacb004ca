/* The same code in a world so small that everything can be tried, and in a large one by chance, against the model in
 * tests/model. */
#include "ledger/policy/events.h"
#include "ledger/pool/room.h"
#include "tests/model/pool_model.h"
#include "tests/unit/base_support.h"
#include "tests/unit/pool_support.h"

struct world { /* sums the desk would keep */
    int64_t paid_firm[2], paid_bank[3], paid_pool, loss_bank[3];
};

static struct fpl_decision *d;
static int64_t compared;

static void fraction_text(char *out, size_t size, struct model_fraction f) {
    int64_t a = f.num, b = f.den;
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    if (f.den == a)
        (void)snprintf(out, size, "\"%lld\"", (long long)(f.num / a));
    else
        (void)snprintf(out, size, "\"%lld/%lld\"", (long long)(f.num / a), (long long)(f.den / a));
}

/* The rule as a pack. */
static struct fpl_pack *pack_of_rule(const struct model_rule *rule) {
    static const char *const modes[] = {"\"HALF_UP\"", "\"FLOOR\"", "\"BANKERS\""};
    static const char *const crossings[] = {"", "DEFER_THIS_ONE", "PAY_UP_TO_LINE", "PAY_THIS_ONE"};
    struct member m[MEMBERS_MAX];
    struct fpl_pack *pack = NULL;
    struct fpl_error error = {0};
    char tiers[512] = "[", rate[64], ceiling[64], addon[160], loan[64], borrower[64], bank[128] = "{", pool[64],
         gov[96];
    char breaker[256], most[96];
    int count = 0;
    usual_members(m, &count);
    for (int i = 0; i < rule->slices; i++) {
        size_t n = strlen(tiers);
        fraction_text(rate, sizeof rate, rule->slice[i].rate);
        (void)snprintf(tiers + n, sizeof tiers - n, "%s{\"over\":%lld,\"rate\":%s,\"upto\":%lld}", i ? "," : "",
                       (long long)rule->slice[i].over, rate, (long long)rule->slice[i].upto);
    }
    (void)snprintf(tiers + strlen(tiers), sizeof tiers - strlen(tiers), "]");
    member_set(m, &count, "rate_tiers", tiers);
    member_set(m, &count, "tier_measure", "\"CONTRACT_AMOUNT\"");
    member_set(m, &count, "tier_mode", rule->marginal ? "\"MARGINAL\"" : "\"WHOLE\"");
    member_set(m, &count, "round_mode", modes[rule->rounding]);
    member_set(m, &count, "other_cover_deduct", "[\"INSURANCE\"]");
    if (rule->addon.den > 0) {
        fraction_text(rate, sizeof rate, rule->addon);
        (void)snprintf(addon, sizeof addon,
                       "[{\"add\":%s,\"when\":{\"field\":\"loan.mode\",\"op\":\"=\",\"value\":\"DIRECT\"}}]", rate);
        member_set(m, &count, "addon", addon);
    }
    if (rule->ceiling.den > 0) {
        fraction_text(ceiling, sizeof ceiling, rule->ceiling);
        member_set(m, &count, "rate_ceiling", ceiling);
    }
    if (rule->ip_share.den > 0)
        member_set(m, &count, "ip_share_apply", "true");
    if (rule->truncate_at > 0) {
        (void)snprintf(most, sizeof most, "{\"amount\":%lld,\"over\":\"TRUNCATE\"}", (long long)rule->truncate_at);
        member_set(m, &count, "max_eligible_loan", most);
    }
    if (rule->cap_loan >= 0) {
        (void)snprintf(loan, sizeof loan, "{\"amount\":%lld}", (long long)rule->cap_loan);
        member_set(m, &count, "cap_per_loan", loan);
    }
    if (rule->cap_borrower >= 0) {
        (void)snprintf(borrower, sizeof borrower, "{\"amount\":%lld}", (long long)rule->cap_borrower);
        member_set(m, &count, "cap_per_borrower_year", borrower);
    }
    if (rule->cap_bank >= 0 || rule->cap_bank_rate.den > 0) {
        size_t n = 1;
        if (rule->cap_bank_rate.den > 0)
            fraction_text(rate, sizeof rate, rule->cap_bank_rate);
        if (rule->cap_bank >= 0)
            n += (size_t)snprintf(bank + n, sizeof bank - n, "\"amount\":%lld", (long long)rule->cap_bank);
        if (rule->cap_bank_rate.den > 0)
            n += (size_t)snprintf(bank + n, sizeof bank - n, "%s\"rate\":%s", n > 1 ? "," : "", rate);
        (void)snprintf(bank + n, sizeof bank - n, "}");
        member_set(m, &count, "cap_per_bank_year", bank);
    }
    if (rule->cap_pool >= 0) {
        (void)snprintf(pool, sizeof pool, "{\"amount\":%lld}", (long long)rule->cap_pool);
        member_set(m, &count, "cap_pool_year", pool);
    }
    if (rule->cap_gov.den > 0) {
        fraction_text(rate, sizeof rate, rule->cap_gov);
        (void)snprintf(gov, sizeof gov, "{\"rate\":%s}", rate);
        member_set(m, &count, "cap_total_gov_of_liability", gov);
    }
    if (rule->crossing != MODEL_NO_BREAKER) {
        fraction_text(rate, sizeof rate, rule->threshold);
        (void)snprintf(breaker, sizeof breaker,
                       "[{\"crossing_rule\":\"%s\",\"effect\":\"DEFER_PAYMENT\",\"metric\":\"ANNUAL_LOSS_RATE\","
                       "\"threshold\":%s}]",
                       crossings[rule->crossing], rate);
        member_set(m, &count, "breaker", breaker);
    }
    if (members_parse(m, count, &pack, &error) != FPL_OK)
        fail_msg("%s %s %s", fpl_status_name(error.status), error.arg[0], error.arg[1]);
    return pack;
}

static void facts_of_case(const struct model_rule *rule, const struct model_case *c, struct fpl_facts *facts) {
    claim_facts(facts, c->contract, -1);
    set_money(facts, FPL_FACT_POOL_AVAILABLE, FPL_MINOR_MAX);
    set_money(facts, FPL_FACT_CLAIM_REPAID, c->contract - c->base);
    set_money(facts, FPL_FACT_CLAIM_INSURANCE, c->cover);
    set_money(facts, FPL_FACT_CLAIM_LIABILITY, c->liability);
    set_money(facts, FPL_FACT_CLAIM_OTHER_GOV, c->other_gov);
    set_money(facts, FPL_FACT_PRIOR_YEAR_BALANCE, c->prior_balance);
    set_money(facts, FPL_FACT_LOAN_PAID, c->paid_loan);
    set_money(facts, FPL_FACT_LOAN_LOSS, c->loss_loan);
    set_money(facts, FPL_FACT_PAID_BORROWER_YTD, c->paid_borrower);
    set_money(facts, FPL_FACT_PAID_BANK_YTD, c->paid_bank);
    set_money(facts, FPL_FACT_PAID_POOL_YTD, c->paid_pool);
    set_money(facts, FPL_FACT_LOSS_BANK_YTD, c->loss_bank);
    set_money(facts, FPL_FACT_REGISTERED_BANK_YTD, c->registered_bank);
    if (rule->ip_share.den > 0)
        set_ratio(facts, FPL_FACT_LOAN_IP_SHARE, rule->ip_share.num, rule->ip_share.den);
}

/* The desk wants no steps: all else is as with them. */
static void compare_bare(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    static struct fpl_decision bare;
    const struct fpl_rules rules = {.pack = pack, .bare = 1};
    fpl_event__claim_decided.decide(facts, &rules, &bare);
    assert_true(d->steps > 0 && bare.steps == 0);
    assert_int_equal(bare.outcome, d->outcome);
    assert_true(amount_of(&bare) == amount_of(d) && strcmp(bare.binding, d->binding) == 0);
    assert_true(bare.reasons == d->reasons && bare.postings == d->postings);
    assert_true(bare.items == d->items && bare.tallies == d->tallies);
    for (int i = 0; i < d->reasons; i++)
        assert_true(bare.reason[i].status == d->reason[i].status &&
                    strcmp(bare.reason[i].arg[0], d->reason[i].arg[0]) == 0);
    for (int i = 0; i < d->postings; i++)
        assert_true(fpl_str_eq(bare.posting[i].account, d->posting[i].account) &&
                    bare.posting[i].side == d->posting[i].side &&
                    fpl_money_cmp(bare.posting[i].amount, d->posting[i].amount) == 0);
    for (int i = 0; i < d->items; i++)
        assert_true(fpl_str_eq(bare.item[i].key, d->item[i].key) && fpl_str_eq(bare.item[i].data, d->item[i].data));
    for (int i = 0; i < d->tallies; i++)
        assert_true(fpl_str_eq(bare.tally[i].scope, d->tally[i].scope) &&
                    fpl_money_cmp(bare.tally[i].amount, d->tally[i].amount) == 0);
}

/* One claim, in both gears, against the model. */
static struct model_answer compare(const struct model_rule *rule, const struct fpl_pack *pack,
                                   const struct model_case *c) {
    struct model_answer want;
    struct fpl_facts facts;
    model_claim(rule, c, &want);
    facts_of_case(rule, c, &facts);
    set_money(&facts, FPL_FACT_CLAIM_EXPECTED, want.amount);
    for (int big = 0; big < 2; big++) {
        fpl_pool__decide_claim(&facts, pack, 1, big, d);
        if (!big)
            compare_bare(&facts, pack);
        enum fpl_status outcome = want.deferred ? FPL_DEFERRED : FPL_OK;
        int right = want.refused ? d->outcome == FPL_E_GATE_BASE || d->outcome == FPL_E_GATE_TIER
                                 : d->outcome == outcome && amount_of(d) == want.amount;
        if (right && outcome == FPL_OK && !want.refused)
            right = tallied(d, "loss", "bank:B1") == want.loss && posted(d, "271105", 'D') == want.amount &&
                    posted(d, "224105", 'C') == want.amount;
        if (!right)
            fail_msg("%s %s %lld; model: refused %d deferred %d %lld; contract %lld base %lld big %d",
                     fpl_status_name(d->outcome), d->reasons ? d->reason[0].arg[0] : "", (long long)amount_of(d),
                     want.refused, want.deferred, (long long)want.amount, (long long)c->contract, (long long)c->base,
                     big);
        compared++;
    }
    return want;
}

/* Claims of three banks, of 0 to 6 fen, one after the other; the first two are on one firm. */
static void three_banks(const struct model_rule *rule, const struct fpl_pack *pack) {
    for (int code = 0; code < 343; code++) {
        const int64_t fen[3] = {code % 7, code / 7 % 7, code / 49};
        struct world w = {{0}, {0}, 0, {0}};
        for (int bank = 0; bank < 3; bank++) {
            int firm = bank == 2;
            struct model_case c = {.contract = 6,
                                   .base = fen[bank],
                                   .liability = fen[bank],
                                   .other_gov = bank,
                                   .prior_balance = 5 + bank,
                                   .paid_borrower = w.paid_firm[firm],
                                   .paid_bank = w.paid_bank[bank],
                                   .paid_pool = w.paid_pool,
                                   .loss_bank = w.loss_bank[bank],
                                   .registered_bank = 4 * bank + 3};
            struct model_answer answer = compare(rule, pack, &c);
            if (answer.refused || answer.deferred)
                continue;
            w.paid_firm[firm] += answer.amount;
            w.paid_bank[bank] += answer.amount;
            w.paid_pool += answer.amount;
            w.loss_bank[bank] += answer.loss;
        }
    }
}

static struct model_rule tiny_rule(int tenths) {
    struct model_rule rule = {.slices = 1, .cap_loan = -1, .cap_borrower = -1, .cap_bank = -1, .cap_pool = -1};
    rule.slice[0] = (struct model_slice){0, 6, {tenths, 10}};
    return rule;
}

static void test_pool_world__every_tiny_claim(void **state) {
    (void)state;
    for (int tenths = 0; tenths <= 10; tenths++) {
        for (int variant = 0; variant < 12; variant++) {
            struct model_rule rule = tiny_rule(tenths);
            rule.rounding = (enum model_rounding)(variant % 3);
            rule.cap_loan = variant == 1 || variant == 11 ? 2 : -1;
            rule.cap_borrower = variant == 2 || variant == 11 ? 3 : -1;
            rule.cap_bank = variant == 3 || variant == 11 ? 1 : -1;
            rule.cap_pool = variant == 4 || variant == 11 ? 4 : -1;
            if (variant == 5 || variant == 11)
                rule.cap_bank_rate = (struct model_fraction){1, 3};
            if (variant == 6 || variant == 11)
                rule.cap_gov = (struct model_fraction){4, 5};
            if (variant >= 7 && variant <= 10) {
                rule.crossing = (enum model_crossing)(1 + (variant - 7) % 3);
                rule.threshold = (struct model_fraction){variant == 10 ? 1 : 2, 5};
            }
            struct fpl_pack *pack = pack_of_rule(&rule);
            three_banks(&rule, pack);
            fpl_pack_free(pack);
        }
    }
    printf("%lld decisions compared\n", (long long)compared);
    assert_int_equal(compared, 2LL * 11 * 12 * 343 * 3);
}

/* Brackets, slices, truncation and IP shares of every tiny loan, and a second claim on it that counts the first. */
static void test_pool_world__every_tiny_loan(void **state) {
    (void)state;
    for (int variant = 0; variant < 24; variant++) {
        struct model_rule rule = tiny_rule(7);
        rule.slices = 2;
        rule.slice[0] = (struct model_slice){1, 3, {7, 10}};
        rule.slice[1] = (struct model_slice){3, 5, {1, 3}};
        rule.marginal = variant % 2;
        rule.rounding = (enum model_rounding)(variant / 2 % 3);
        if (variant % 4 >= 2)
            rule.ceiling = (struct model_fraction){2, 5};
        if (!rule.marginal && variant % 3 == 0) {
            rule.addon = (struct model_fraction){1, 7};
            rule.ceiling = (struct model_fraction){3, 4};
        }
        if (variant >= 12)
            rule.ip_share = (struct model_fraction){2, 3};
        rule.truncate_at = variant >= 6 && variant < 18 ? 4 : 0;
        struct fpl_pack *pack = pack_of_rule(&rule);
        for (int64_t contract = 1; contract <= 6; contract++) {
            for (int code = 0; code < 7 * 7 * 3; code++) {
                struct model_case c = {.contract = contract, .base = code % 7, .cover = code / 49};
                if (c.base > contract)
                    continue;
                struct model_answer first = compare(&rule, pack, &c);
                if (first.refused || code / 7 % 7 < c.base || code / 7 % 7 > contract)
                    continue;
                c.base = code / 7 % 7; /* cumulative */
                c.paid_loan = first.amount;
                c.loss_loan = first.loss;
                (void)compare(&rule, pack, &c);
            }
        }
        fpl_pack_free(pack);
    }
}

static int64_t below(uint64_t *x, int64_t n) {
    return (int64_t)(random_next(x) % (uint64_t)n);
}

static struct model_fraction some_share(uint64_t *x) {
    int64_t den = 1 + below(x, below(x, 2) ? 100 : 1000000);
    return (struct model_fraction){below(x, den + 1), den};
}

static struct model_rule random_rule(uint64_t *x, int64_t scale) {
    struct model_rule rule = {.cap_loan = -1, .cap_borrower = -1, .cap_bank = -1, .cap_pool = -1};
    int64_t at = 0;
    rule.slices = 1 + (int)below(x, 4);
    for (int i = 0; i < rule.slices; i++) {
        int64_t upto = at + 1 + below(x, scale);
        rule.slice[i] = (struct model_slice){at, upto, some_share(x)};
        at = upto;
    }
    rule.marginal = below(x, 3) == 0;
    rule.rounding = (enum model_rounding)below(x, 3);
    if (!rule.marginal && below(x, 2)) {
        rule.addon = some_share(x);
        rule.ceiling = some_share(x);
    }
    if (below(x, 3) == 0)
        rule.ip_share = some_share(x);
    if (below(x, 3) == 0)
        rule.truncate_at = 1 + below(x, scale);
    if (below(x, 3) == 0)
        rule.cap_loan = below(x, scale);
    if (below(x, 3) == 0)
        rule.cap_borrower = below(x, scale);
    if (below(x, 3) == 0)
        rule.cap_bank = below(x, scale);
    if (below(x, 3) == 0)
        rule.cap_pool = below(x, scale);
    if (below(x, 3) == 0)
        rule.cap_bank_rate = some_share(x);
    if (below(x, 3) == 0)
        rule.cap_gov = some_share(x);
    rule.crossing = (enum model_crossing)below(x, 4);
    rule.threshold = some_share(x);
    return rule;
}

static void test_pool_world__by_chance(void **state) {
    (void)state;
    uint64_t x = random_seed("test_pool_world");
    for (int i = 0; i < 4000; i++) {
        int64_t scale = INT64_C(1) << (3 + below(&x, 48));
        struct model_rule rule = random_rule(&x, scale);
        struct fpl_pack *pack = pack_of_rule(&rule);
        for (int j = 0; j < 5; j++) {
            struct model_case c = {.contract = 1 + below(&x, scale)};
            c.base = below(&x, c.contract + 1);
            c.cover = below(&x, 3) == 0 ? below(&x, c.base + 1) : 0;
            c.liability = below(&x, c.base + 1); /* a part of what is unpaid */
            c.other_gov = below(&x, 1 + scale / 8);
            c.prior_balance = below(&x, scale);
            c.paid_loan = below(&x, 3) == 0 ? below(&x, 1 + scale / 8) : 0;
            c.paid_borrower = below(&x, 1 + scale / 4);
            c.paid_bank = below(&x, 1 + scale / 4);
            c.paid_pool = below(&x, 1 + scale / 4);
            c.loss_loan = c.paid_loan > 0 ? below(&x, 1 + scale / 4) : 0;
            c.loss_bank = below(&x, 1 + scale / 4);
            c.registered_bank = below(&x, 8 * scale);
            (void)compare(&rule, pack, &c);
        }
        fpl_pack_free(pack);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_world__every_tiny_claim),
        cmocka_unit_test(test_pool_world__every_tiny_loan),
        cmocka_unit_test(test_pool_world__by_chance),
    };
    d = decision_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(d);
    return failed;
}
