/* From checked JSON nodes to the typed members of a pack. Nothing here can fail: the schema walk has seen every value.
 */
#include "ledger/policy/pack.h"

#include <string.h>

static int code(const struct fpl_pack *pack, enum fpl_policy__field id, int unset) {
    if (!pack->field[id])
        return unset;
    int rank = fpl_policy__rank(fpl_pack_fields()[id].values, pack->field[id]->str);
    FPL_ASSERT(rank >= 0);
    return rank;
}

static int64_t number(const struct fpl_pack *pack, enum fpl_policy__field id) {
    return pack->field[id] ? pack->field[id]->num : FPL_PACK_UNSET;
}

static struct fpl_ratio ratio_of(const struct fpl_json *node) {
    struct fpl_ratio ratio = {0, 1};
    if (node) {
        enum fpl_status status = fpl_ratio_parse(node->str, &ratio, NULL);
        FPL_ASSERT(status == FPL_OK);
    }
    return ratio;
}

static struct fpl_date date_of(const struct fpl_json *node) {
    struct fpl_date date = FPL_DATE_NONE;
    if (node) {
        enum fpl_status status = fpl_date_parse(node->str, &date, NULL);
        FPL_ASSERT(status == FPL_OK);
    }
    return date;
}

static void resolve_tier(const struct fpl_json *node, int years, struct fpl_policy__tier *tier) {
    const struct fpl_json *over = fpl_json_get(node, years ? "years_over" : "over");
    const struct fpl_json *upto = fpl_json_get(node, years ? "years_upto" : "upto");
    tier->when = fpl_json_get(node, "when");
    tier->values = fpl_json_get(node, "values");
    tier->bounded = over != NULL || upto != NULL;
    tier->over = fpl_json_num(over, 0);
    tier->upto = fpl_json_num(upto, INT64_MAX);
    tier->to = (enum fpl_policy__role)(fpl_policy__rank("BANK GUARANTOR", fpl_json_get_text(node, "beneficiary")) + 1);
    tier->rate = ratio_of(fpl_json_get(node, "rate"));
}

static void resolve_addons(struct fpl_pack *pack) {
    const struct fpl_json *list = pack->field[FPL_PF_ADDON];
    uint32_t count = fpl_json_count(list);
    const struct fpl_json *node = fpl_json_first(list);
    for (uint32_t i = 0; i < count && i < FPL_PACK_ADDONS; i++, node = fpl_json_next(list, node)) {
        struct fpl_policy__addon *addon = &pack->addon[pack->addons++];
        struct fpl_str group = fpl_json_get_text(node, "group");
        addon->when = fpl_json_get(node, "when");
        addon->add = ratio_of(fpl_json_get(node, "add"));
        addon->group = group.n > 0 ? (int)i : -1;
        for (uint32_t j = 0; j < i && group.n > 0; j++) {
            if (fpl_str_eq(group, fpl_json_get_text(fpl_json_at(list, j), "group"))) {
                addon->group = (int)j;
                break;
            }
        }
    }
}

static void resolve_rate(struct fpl_pack *pack) {
    const struct fpl_json *tiers = pack->field[FPL_PF_RATE_TIERS];
    pack->measure = (enum fpl_policy__measure)(code(pack, FPL_PF_TIER_MEASURE, -1) + 1);
    pack->marginal = code(pack, FPL_PF_TIER_MODE, 0) == 1;
    pack->match = (enum fpl_policy__match)code(pack, FPL_PF_MULTI_MATCH, FPL_MATCH_MAX);
    for (const struct fpl_json *each = fpl_json_first(tiers); each && pack->tiers < FPL_PACK_TIERS;
         each = fpl_json_next(tiers, each))
        resolve_tier(each, pack->measure == FPL_MEASURE_YEARS, &pack->tier[pack->tiers++]);
    resolve_addons(pack);
    const struct fpl_json *per_year = pack->field[FPL_PF_ADDON_PER_YEAR];
    pack->has_per_year = per_year != NULL;
    pack->per_year = ratio_of(fpl_json_get(per_year, "add"));
    pack->per_year_from = fpl_json_get_num(per_year, "from_year", 1);
    pack->has_ceiling = pack->field[FPL_PF_RATE_CEILING] != NULL;
    pack->ceiling = ratio_of(pack->field[FPL_PF_RATE_CEILING]);
}

static void resolve_base(struct fpl_pack *pack) {
    const struct fpl_json *max_loan = pack->field[FPL_PF_MAX_ELIGIBLE_LOAN];
    const struct fpl_json *deduct = pack->field[FPL_PF_OTHER_COVER_DEDUCT];
    pack->base = (enum fpl_policy__base)code(pack, FPL_PF_BASE_KIND, FPL_BASE_OUTSTANDING);
    pack->has_ip_min = pack->field[FPL_PF_IP_SHARE_MIN] != NULL;
    pack->ip_min = ratio_of(pack->field[FPL_PF_IP_SHARE_MIN]);
    pack->ip_apply = fpl_json_num(pack->field[FPL_PF_IP_SHARE_APPLY], 0) != 0;
    pack->max_loan = fpl_json_get_num(max_loan, "amount", FPL_PACK_UNSET);
    pack->max_loan_truncates = fpl_str_is(fpl_json_get_text(max_loan, "over"), "TRUNCATE");
    pack->registered_min = code(pack, FPL_PF_REGISTERED_AMOUNT_RULE, 0) == 1;
    for (const struct fpl_json *each = fpl_json_first(deduct); each; each = fpl_json_next(deduct, each))
        pack->deduct |= 1u << fpl_policy__rank("INSURANCE OTHER_GOV COLLATERAL", each->str);
}

static void resolve_cap(const struct fpl_json *node, struct fpl_policy__cap *cap) {
    const struct fpl_json *amount = fpl_json_get(node, "amount"), *rate = fpl_json_get(node, "rate");
    cap->set = node != NULL;
    cap->has_amount = amount != NULL;
    cap->amount = fpl_json_num(amount, 0);
    cap->has_rate = rate != NULL;
    cap->rate = ratio_of(rate);
    cap->level_base = fpl_str_is(fpl_json_get_text(node, "level"), "BASE");
    cap->scope_bank = fpl_str_is(fpl_json_get_text(node, "scope"), "BANK");
}

static void resolve_caps(struct fpl_pack *pack) {
    static const enum fpl_policy__field from[FPL_CAP_COUNT] = {
        [FPL_CAP_PER_LOAN] = FPL_PF_CAP_PER_LOAN,
        [FPL_CAP_TOTAL_GOV] = FPL_PF_CAP_TOTAL_GOV,
        [FPL_CAP_BORROWER_YEAR] = FPL_PF_CAP_PER_BORROWER_YEAR,
        [FPL_CAP_BANK_YEAR] = FPL_PF_CAP_PER_BANK_YEAR,
        [FPL_CAP_RATE_OF_LENDING] = FPL_PF_CAP_RATE_OF_LENDING,
        [FPL_CAP_FEE_MULTIPLE] = FPL_PF_CAP_FEE_MULTIPLE,
        [FPL_CAP_BANK_DEPOSIT] = FPL_PF_CAP_PER_BANK_DEPOSIT,
        [FPL_CAP_SCHEME_YEAR] = FPL_PF_CAP_SCHEME_YEAR,
        [FPL_CAP_POOL_YEAR] = FPL_PF_CAP_POOL_YEAR,
        [FPL_CAP_POOL_BALANCE] = FPL_PF_CAP_POOL_BALANCE,
    };
    for (int i = 0; i < FPL_CAP_COUNT; i++)
        resolve_cap(pack->field[from[i]], &pack->cap[i]);
    struct fpl_policy__cap *deposit = &pack->cap[FPL_CAP_BANK_DEPOSIT], *balance = &pack->cap[FPL_CAP_POOL_BALANCE];
    if (!deposit->has_rate)
        deposit->rate = (struct fpl_ratio){1, 1};
    if (!balance->has_rate)
        balance->rate = (struct fpl_ratio){1, 1};
    const struct fpl_json *ramp = pack->field[FPL_PF_CAP_YEAR_RAMP];
    for (const struct fpl_json *each = fpl_json_first(ramp); each && pack->ramps < FPL_PACK_RAMP;
         each = fpl_json_next(ramp, each)) {
        pack->ramp[pack->ramps].year = fpl_json_get_num(each, "year", 0);
        pack->ramp[pack->ramps++].amount = fpl_json_get_num(each, "amount", 0);
    }
    if (pack->ramps > 0)
        pack->cap[FPL_CAP_BORROWER_YEAR].set = 1;
}

static void resolve_breakers(struct fpl_pack *pack) {
    const struct fpl_json *list = pack->field[FPL_PF_BREAKER];
    int usual = code(pack, FPL_PF_CROSSING_RULE, FPL_CROSSING_DEFER);
    for (const struct fpl_json *each = fpl_json_first(list); each && pack->breakers < FPL_PACK_BREAKERS;
         each = fpl_json_next(list, each)) {
        struct fpl_policy__breaker *breaker = &pack->breaker[pack->breakers++];
        int own = fpl_policy__rank(fpl_pack_field("crossing_rule")->values, fpl_json_get_text(each, "crossing_rule"));
        breaker->npl = fpl_str_is(fpl_json_get_text(each, "metric"), "NPL_RATE");
        breaker->cohort = fpl_str_is(fpl_json_get_text(each, "cohort"), "REGISTRATION_YEAR");
        breaker->inclusive = fpl_str_is(fpl_json_get_text(each, "op"), ">=");
        breaker->warn = fpl_str_is(fpl_json_get_text(each, "effect"), "WARN");
        breaker->threshold = ratio_of(fpl_json_get(each, "threshold"));
        breaker->crossing = (enum fpl_policy__crossing)(own >= 0 ? own : usual);
    }
}

static void resolve_gates(struct fpl_pack *pack) {
    static const enum fpl_policy__rate_limit limits[] = {FPL_RATE_UNLIMITED, FPL_RATE_FIXED, FPL_RATE_LPR_TIMES,
                                                         FPL_RATE_LPR_PLUS};
    static const enum fpl_policy__capacity checks[] = {FPL_CAPACITY_BLOCK, FPL_CAPACITY_WARN, FPL_CAPACITY_NONE};
    const struct fpl_json *rate_max = pack->field[FPL_PF_RATE_MAX];
    pack->has_leverage = pack->field[FPL_PF_LEVERAGE_MAX] != NULL;
    pack->leverage_max = ratio_of(pack->field[FPL_PF_LEVERAGE_MAX]);
    pack->capacity = pack->has_leverage ? checks[code(pack, FPL_PF_CAPACITY_CHECK, 0)] : FPL_CAPACITY_NONE;
    pack->has_collateral_max = pack->field[FPL_PF_COLLATERAL_RATIO_MAX] != NULL;
    pack->collateral_max = ratio_of(pack->field[FPL_PF_COLLATERAL_RATIO_MAX]);
    pack->rate_limit = limits[fpl_policy__rank("FIXED LPR_TIMES LPR_PLUS", fpl_json_get_text(rate_max, "kind")) + 1];
    pack->rate_max = ratio_of(fpl_json_get(rate_max, "value"));
    pack->revenue_max = number(pack, FPL_PF_REVENUE_MAX);
    pack->staff_max = number(pack, FPL_PF_STAFF_MAX);
    pack->age_max = number(pack, FPL_PF_AGE_MAX);
    pack->no_breach_years = number(pack, FPL_PF_NO_BREACH_YEARS);
    pack->tenor_min = number(pack, FPL_PF_TENOR_MIN);
    pack->tenor_max = number(pack, FPL_PF_TENOR_MAX);
    pack->firm_debt_max = number(pack, FPL_PF_FIRM_DEBT_MAX);
    pack->registration_window = number(pack, FPL_PF_REGISTRATION_WINDOW_DAYS);
    pack->claim_window = number(pack, FPL_PF_CLAIM_WINDOW_DAYS);
    pack->overdue_min = number(pack, FPL_PF_OVERDUE_DAYS_MIN);
    pack->listed_ok = fpl_json_num(pack->field[FPL_PF_LISTED_OK], 1) != 0;
    pack->class_min = code(pack, FPL_PF_CLASS_MIN, -1);
    pack->litigation = code(pack, FPL_PF_LITIGATION, -1);
}

static void resolve_clauses(struct fpl_pack *pack) {
    struct fpl_str doc = fpl_json_text(pack->field[FPL_PF_DOC_NO]);
    for (int i = 0; i < FPL_PF_COUNT; i++) {
        struct fpl_str clause = fpl_json_get_text(pack->field[FPL_PF_CLAUSES], fpl_pack_fields()[i].name);
        if (clause.n == 0)
            continue;
        char *to = pack->clause[i];
        size_t room = sizeof pack->clause[i];
        (void)fpl_str_copy(doc, to, room);
        size_t n = strlen(to);
        if (n > 0 && n + 1 < room)
            to[n++] = ' ';
        (void)fpl_str_copy(clause, to + n, room - n);
    }
}

void fpl_policy__resolve(struct fpl_pack *pack) {
    static const enum fpl_rounding modes[] = {FPL_HALF_UP, FPL_DOWN, FPL_HALF_EVEN};
    pack->version = number(pack, FPL_PF_VERSION);
    pack->from = date_of(pack->field[FPL_PF_EFFECTIVE_FROM]);
    pack->to = date_of(pack->field[FPL_PF_EFFECTIVE_TO]);
    pack->by_registration = pack->field[FPL_PF_RULE_BINDING] && code(pack, FPL_PF_RULE_BINDING, 1) == 0;
    pack->beneficiary = (enum fpl_policy__role)(code(pack, FPL_PF_BENEFICIARY, 0) + 1);
    for (const struct fpl_json *each = fpl_json_first(pack->field[FPL_PF_FAMILY]); each;
         each = fpl_json_next(pack->field[FPL_PF_FAMILY], each))
        pack->stacked |= fpl_str_is(each->str, "STACKED");
    const struct fpl_json *shortage = pack->field[FPL_PF_SHORTAGE_MODE];
    pack->bank_bears = shortage && fpl_str_is(shortage->str, "FIFO_BANK_BEARS");
    pack->waits = shortage && fpl_str_is(shortage->str, "TOP_UP_WAIT");
    pack->rounding = modes[code(pack, FPL_PF_ROUND_MODE, 0)];
    resolve_rate(pack);
    resolve_base(pack);
    resolve_caps(pack);
    resolve_breakers(pack);
    resolve_gates(pack);
    resolve_clauses(pack);
}
