/* Parameters that need or exclude each other, and limits the schema has no words for. */
#include "ledger/policy/pack.h"
#include "ledger/policy/words.h"

#include <stdio.h>

static enum fpl_status invalid(struct fpl_error *error, const char *path, const char *what) {
    return fpl_fail(error, FPL_E_PACK_INVALID, path, what, NULL);
}

static int above_one(struct fpl_ratio r) {
    return fpl_share_cmp(r.num, r.den, 1, 1) > 0;
}

static int is_scheme_id(struct fpl_str id) {
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        int fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                   c == '_';
        if (!fits)
            return 0;
    }
    return id.n > 0 && id.n <= 64;
}

static enum fpl_status check_head(const struct fpl_pack *pack, struct fpl_error *error) {
    static const enum fpl_policy__field required[] = {FPL_PF_SCHEME_ID, FPL_PF_VERSION,        FPL_PF_TITLE,
                                                      FPL_PF_DOC_NO,    FPL_PF_EFFECTIVE_FROM, FPL_PF_FAMILY,
                                                      FPL_PF_BASE_KIND, FPL_PF_RATE_TIERS};
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (!pack->field[required[i]])
            return invalid(error, fpl_pack_fields()[required[i]].name, FPL_ZH_EN("缺少", "missing"));
    }
    if (!is_scheme_id(fpl_pack_id(pack)))
        return invalid(error, "scheme_id", FPL_ZH_EN("只用字母、数字和 . _ -，至多 64 个", "not [A-Za-z0-9._-]{1,64}"));
    if (fpl_json_count(pack->field[FPL_PF_NOT_TESTED]) > FPL_PACK_NOT_TESTED)
        return invalid(error, "not_tested", FPL_ZH_EN("过多", "too many"));
    for (const struct fpl_json *each = fpl_json_first(pack->field[FPL_PF_NOT_TESTED]); each;
         each = fpl_json_next(pack->field[FPL_PF_NOT_TESTED], each))
        if (each->str.n >= sizeof((struct fpl_step *)0)->value) /* it stands whole in a step */
            return invalid(error, "not_tested", FPL_ZH_EN("过长，至多255字节", "at most 255 bytes each"));
    if (pack->version < 1)
        return invalid(error, "version", FPL_ZH_EN("不得小于 1", "less than 1"));
    if (fpl_pack_title(pack, 1).n == 0 || fpl_pack_title(pack, 0).n == 0)
        return invalid(error, "title", FPL_ZH_EN("须有中英文（zh、en）", "needs zh and en"));
    if (!fpl_date_is_none(pack->to) && fpl_date_cmp(pack->to, pack->from) < 0)
        return invalid(error, "effective_to", FPL_ZH_EN("早于 effective_from", "before effective_from"));
    return FPL_OK;
}

/* A text that a list has twice was meant as another: it is refused at the second. */
static enum fpl_status check_once(const struct fpl_json *list, const char *place, struct fpl_error *error) {
    char path[64];
    int i = 0;
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each), i++)
        for (const struct fpl_json *before = fpl_json_first(list); before != each; before = fpl_json_next(list, before))
            if (fpl_str_eq(before->str, each->str)) {
                (void)snprintf(path, sizeof path, "%s.%d", place, i);
                return invalid(error, path, FPL_ZH_EN("与前面的重复", "given twice"));
            }
    return FPL_OK;
}

static enum fpl_status check_lists(const struct fpl_pack *pack, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < FPL_PF_COUNT && !status; i++) {
        const struct fpl_pack_field *field = &fpl_pack_fields()[i];
        if (pack->field[i] && (field->type == FPL_PACK_TEXTS || field->type == FPL_PACK_ENUMS))
            status = check_once(pack->field[i], field->name, error);
    }
    return status;
}

static enum fpl_status check_family(const struct fpl_pack *pack, struct fpl_error *error) {
    if (pack->stacked && !pack->cap[FPL_CAP_TOTAL_GOV].set)
        return invalid(
            error, "family",
            FPL_ZH_EN("STACKED 须同时写 cap_total_gov_of_liability", "STACKED needs cap_total_gov_of_liability"));
    if (pack->base == FPL_BASE_GUARANTOR_PAID && pack->beneficiary == FPL_ROLE_IS_BANK)
        return invalid(
            error, "base_kind",
            FPL_ZH_EN(
                "以担保机构代偿本金为基数（GUARANTOR_PAID_PRINCIPAL）的，受偿方 beneficiary 须为 GUARANTOR 或 BOTH",
                "GUARANTOR_PAID_PRINCIPAL needs beneficiary GUARANTOR or BOTH"));
    return FPL_OK;
}

/* Each text of the list at the place must be one that the fact can be. */
static enum fpl_status check_words(const struct fpl_json *list, enum fpl_fact_id id, const char *place,
                                   struct fpl_error *error) {
    char path[64];
    int i = 0;
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each), i++) {
        (void)snprintf(path, sizeof path, "%s.%d", place, i);
        enum fpl_status status = fpl_policy__check_word(id, each->str, path, error);
        if (status != FPL_OK)
            return status;
    }
    return FPL_OK;
}

/* A tier's bounds must be those its measure is counted in. */
static enum fpl_status check_tier(const struct fpl_pack *pack, int i, struct fpl_error *error) {
    const struct fpl_policy__tier *tier = &pack->tier[i];
    const struct fpl_json *node = fpl_json_at(pack->field[FPL_PF_RATE_TIERS], (uint32_t)i);
    char path[32];
    (void)snprintf(path, sizeof path, "rate_tiers.%d", i);
    int money = fpl_json_get(node, "over") || fpl_json_get(node, "upto");
    int years = fpl_json_get(node, "years_over") || fpl_json_get(node, "years_upto");
    int by_money = pack->measure == FPL_MEASURE_CONTRACT || pack->measure == FPL_MEASURE_CREDIT_LINE ||
                   pack->measure == FPL_MEASURE_REVENUE;
    int by_text = pack->measure == FPL_MEASURE_CLASS || pack->measure == FPL_MEASURE_LOAN_TYPE;
    if (!fpl_json_get(node, "rate"))
        return invalid(error, path, FPL_ZH_EN("须写 rate", "needs rate"));
    if (above_one(tier->rate))
        return invalid(error, path, FPL_ZH_EN("比例超过 1", FPL_ZH_EN("比例超过 1", "rate above 1")));
    if ((money && !by_money) || (years && pack->measure != FPL_MEASURE_YEARS) || (tier->values && !by_text))
        return invalid(error, path, FPL_ZH_EN("档次界限与 tier_measure 不符", "bounds of another tier_measure"));
    if (tier->bounded && tier->over >= tier->upto)
        return invalid(error, path, FPL_ZH_EN("区间为空", "empty interval"));
    if (pack->marginal && (tier->when || tier->to != FPL_ROLE_ANY || pack->measure != FPL_MEASURE_CONTRACT))
        return invalid(
            error, path,
            FPL_ZH_EN("MARGINAL 只用 CONTRACT_AMOUNT 的单纯区间", "MARGINAL takes plain intervals of CONTRACT_AMOUNT"));
    (void)snprintf(path, sizeof path, "rate_tiers.%d.values", i);
    enum fpl_status status = check_once(tier->values, path, error);
    return status ? status
                  : check_words(tier->values,
                                pack->measure == FPL_MEASURE_CLASS ? FPL_FACT_FIRM_CLASS : FPL_FACT_LOAN_TYPE, path,
                                error);
}

static int share_a_text(const struct fpl_json *a, const struct fpl_json *b) {
    for (const struct fpl_json *x = fpl_json_first(a); x; x = fpl_json_next(a, x)) {
        for (const struct fpl_json *y = fpl_json_first(b); y; y = fpl_json_next(b, y)) {
            if (fpl_str_eq(x->str, y->str))
                return 1;
        }
    }
    return 0;
}

/* Two tiers with predicates may exclude each other in ways no check can see; those without are compared. */
static int overlap(const struct fpl_policy__tier *a, const struct fpl_policy__tier *b) {
    if (a->when || b->when || (a->to != b->to && a->to != FPL_ROLE_ANY && b->to != FPL_ROLE_ANY))
        return 0;
    if (a->values && b->values)
        return share_a_text(a->values, b->values);
    int64_t over = a->over > b->over ? a->over : b->over, upto = a->upto < b->upto ? a->upto : b->upto;
    return over < upto;
}

/* Amounts between two tiers that no tier takes: 1 if tier i begins above such a gap. Below the lowest tier and above
 * the highest a scheme may end. */
static int after_a_gap(const struct fpl_pack *pack, int i) {
    const struct fpl_policy__tier *tier = &pack->tier[i];
    int lower = 0;
    for (int j = 0; j < pack->tiers; j++) {
        const struct fpl_policy__tier *other = &pack->tier[j];
        int apart = other->to != tier->to && other->to != FPL_ROLE_ANY && tier->to != FPL_ROLE_ANY;
        if (j == i || apart)
            continue;
        if (!other->bounded || (other->over < tier->over && other->upto >= tier->over))
            return 0;
        lower |= other->upto < tier->over;
    }
    return lower;
}

static enum fpl_status check_tiers(const struct fpl_pack *pack, struct fpl_error *error) {
    if (fpl_json_count(pack->field[FPL_PF_RATE_TIERS]) > FPL_PACK_TIERS)
        return invalid(error, "rate_tiers", FPL_ZH_EN("过多", "too many"));
    char path[32];
    int said = pack->field[FPL_PF_MULTI_MATCH] != NULL && pack->match != FPL_MATCH_ERROR && !pack->marginal;
    for (int i = 0; i < pack->tiers; i++) {
        enum fpl_status status = check_tier(pack, i, error);
        if (status != FPL_OK)
            return status;
        if (pack->tier[i].bounded && after_a_gap(pack, i)) {
            (void)snprintf(path, sizeof path, "rate_tiers.%d", i);
            return invalid(error, path,
                           FPL_ZH_EN("与前一档之间有空档", "a gap below it: no tier says what applies there"));
        }
        for (int j = 0; j < i && !said; j++) {
            if (overlap(&pack->tier[i], &pack->tier[j]))
                return invalid(error, "rate_tiers",
                               FPL_ZH_EN("档次重叠，而 multi_match 没有写明适用哪一档",
                                         "tiers overlap and multi_match does not say which applies"));
        }
    }
    return FPL_OK;
}

struct sum {
    const struct fpl_pack *pack;
    int above; /* out: the greatest rate the pack can reach is above 1 */
};

/* The greatest tier and every add-on together, exactly. */
static enum fpl_status greatest_rate(void *ctx) {
    struct sum *sum = ctx;
    const struct fpl_pack *pack = sum->pack;
    struct fpl_q total, next, one;
    fpl_q_set(&total, 0, 1);
    fpl_q_set(&one, 1, 1);
    for (int i = 0; i < pack->tiers; i++) {
        fpl_q_set_ratio(&next, pack->tier[i].rate);
        fpl_q_max(&total, &total, &next);
    }
    for (int i = 0; i < pack->addons; i++) {
        fpl_q_set_ratio(&next, pack->addon[i].add);
        fpl_q_add(&total, &total, &next);
    }
    sum->above = fpl_q_cmp(&total, &one) > 0;
    return FPL_OK;
}

static enum fpl_status check_rate(const struct fpl_pack *pack, struct fpl_error *error) {
    const struct fpl_json *addons = pack->field[FPL_PF_ADDON];
    const struct fpl_json *per_year = pack->field[FPL_PF_ADDON_PER_YEAR];
    if (fpl_json_count(addons) > FPL_PACK_ADDONS)
        return invalid(error, "addon", FPL_ZH_EN("过多", "too many"));
    for (const struct fpl_json *each = fpl_json_first(addons); each; each = fpl_json_next(addons, each)) {
        if (!fpl_json_get(each, "when") || !fpl_json_get(each, "add"))
            return invalid(error, "addon", FPL_ZH_EN("须写 when 和 add", "needs when and add"));
    }
    if (per_year && (!fpl_json_get(per_year, "add") || pack->per_year_from < 1))
        return invalid(error, "addon_per_year",
                       FPL_ZH_EN("须写 add，from_year 不小于 1", "needs add and from_year of at least 1"));
    if (pack->marginal && (addons || per_year))
        return invalid(error, addons ? "addon" : "addon_per_year",
                       FPL_ZH_EN("只用于 tier_mode: WHOLE", "applies in tier_mode WHOLE only"));
    if (pack->has_ceiling && above_one(pack->ceiling))
        return invalid(error, "rate_ceiling", FPL_ZH_EN("超过 1", "above 1"));
    if (per_year && !pack->has_ceiling)
        return invalid(error, "addon_per_year", FPL_ZH_EN("须同时写比例上限 rate_ceiling", "needs rate_ceiling"));
    struct sum sum = {.pack = pack, .above = 0};
    enum fpl_status status = fpl_exact(greatest_rate, &sum, FPL_EXACT_BYTES);
    if (status != FPL_OK)
        return fpl_fail(error, status, "rate_tiers", NULL, NULL);
    return sum.above && !pack->has_ceiling
               ? invalid(error, "rate_ceiling",
                         FPL_ZH_EN("缺少：比例合计可能超过 1，须写上限", "missing; the rates can exceed 1"))
               : FPL_OK;
}

static enum fpl_status check_base(const struct fpl_pack *pack, struct fpl_error *error) {
    const struct fpl_json *max_loan = pack->field[FPL_PF_MAX_ELIGIBLE_LOAN];
    if (max_loan && (!fpl_json_get(max_loan, "amount") || !fpl_json_get(max_loan, "over") || pack->max_loan == 0))
        return invalid(error, "max_eligible_loan",
                       FPL_ZH_EN("须写 amount（大于 0）和 over", "needs amount > 0 and over"));
    if (pack->registered_min && pack->max_loan_truncates)
        return invalid(error, "registered_amount_rule",
                       FPL_ZH_EN("取小（MIN）与 max_eligible_loan 的截断（TRUNCATE）不能并用",
                                 "MIN and max_eligible_loan TRUNCATE exclude each other"));
    if ((pack->deduct & FPL_DEDUCT_COLLATERAL) && pack->base == FPL_BASE_ACTUAL_LOSS)
        return invalid(error, "other_cover_deduct",
                       FPL_ZH_EN("实际本金损失（ACTUAL_PRINCIPAL_LOSS）已扣除抵押物（COLLATERAL），不再扣",
                                 "COLLATERAL is within ACTUAL_PRINCIPAL_LOSS already"));
    if ((pack->deduct & FPL_DEDUCT_OTHER_GOV) && pack->cap[FPL_CAP_TOTAL_GOV].set)
        return invalid(error, "other_cover_deduct",
                       FPL_ZH_EN("其他政府补偿（OTHER_GOV）已计入 cap_total_gov_of_liability，不再扣",
                                 "OTHER_GOV counts in cap_total_gov_of_liability already"));
    if ((pack->base == FPL_BASE_PRINCIPAL_INTEREST) != (pack->field[FPL_PF_INTEREST_CUTOFF] != NULL))
        return invalid(error, "interest_cutoff",
                       FPL_ZH_EN("与基数 base_kind 的 PRINCIPAL_INTEREST（本金和利息）同写或同不写",
                                 "goes with base_kind PRINCIPAL_INTEREST"));
    if (pack->has_ip_min && above_one(pack->ip_min))
        return invalid(error, "ip_share_min", FPL_ZH_EN("超过 1", "above 1"));
    return FPL_OK;
}

/* What each named cap is made of; anything else the table of caps could say is a variant this engine lacks. */
struct cap_form {
    enum fpl_policy__field field;
    enum fpl_policy__cap_id cap;
    int amount, rate; /* 1 required, 0 allowed, -1 refused */
    const char *measure, *period, *scopes;
};
static const struct cap_form cap_forms[] = {
    {FPL_PF_CAP_PER_LOAN, FPL_CAP_PER_LOAN, 1, -1, "", "LOAN", "LOAN"},
    {FPL_PF_CAP_PER_BORROWER_YEAR, FPL_CAP_BORROWER_YEAR, 1, -1, "", "YEAR", "BORROWER"},
    {FPL_PF_CAP_PER_BANK_YEAR, FPL_CAP_BANK_YEAR, 0, 0, "PRIOR_YEAR_BALANCE", "YEAR", "BANK"},
    {FPL_PF_CAP_PER_BANK_DEPOSIT, FPL_CAP_BANK_DEPOSIT, -1, 0, "DEPOSIT", "", "BANK"},
    {FPL_PF_CAP_SCHEME_YEAR, FPL_CAP_SCHEME_YEAR, 1, -1, "", "YEAR", "SCHEME"},
    {FPL_PF_CAP_POOL_YEAR, FPL_CAP_POOL_YEAR, 1, -1, "", "YEAR", "POOL"},
    {FPL_PF_CAP_POOL_BALANCE, FPL_CAP_POOL_BALANCE, -1, 0, "POOL_BALANCE", "", "POOL"},
    {FPL_PF_CAP_TOTAL_GOV, FPL_CAP_TOTAL_GOV, -1, 1, "LIABILITY", "LOAN", "LOAN"},
    {FPL_PF_CAP_FEE_MULTIPLE, FPL_CAP_FEE_MULTIPLE, -1, 1, "FEES", "COOPERATION", "POOL BANK"},
    {FPL_PF_CAP_RATE_OF_LENDING, FPL_CAP_RATE_OF_LENDING, -1, 1, "LENDING", "COOPERATION", "POOL BANK"},
};

static enum fpl_status cap_variant(const struct cap_form *form, const struct fpl_json *node, const char *member,
                                   const char *allowed, struct fpl_error *error) {
    struct fpl_str given = fpl_json_get_text(node, member);
    char path[160], code[64];
    if (given.n == 0 || fpl_policy__rank(allowed, given) >= 0)
        return FPL_OK;
    (void)snprintf(path, sizeof path, "%s.%s=%s", fpl_pack_fields()[form->field].name, member,
                   fpl_str_copy(given, code, sizeof code));
    return fpl_fail(error, FPL_E_PACK_FIELD, path, NULL, NULL);
}

static enum fpl_status check_cap(const struct fpl_pack *pack, const struct cap_form *form, struct fpl_error *error) {
    const struct fpl_json *node = pack->field[form->field];
    const struct fpl_policy__cap *cap = &pack->cap[form->cap];
    const char *name = fpl_pack_fields()[form->field].name;
    if (!node)
        return FPL_OK;
    enum fpl_status status = cap_variant(form, node, "measure", form->measure, error);
    if (status == FPL_OK)
        status = cap_variant(form, node, "period", form->period, error);
    if (status == FPL_OK)
        status = cap_variant(form, node, "scope", form->scopes, error);
    if (status == FPL_OK)
        status = cap_variant(form, node, "level", form->cap == FPL_CAP_PER_LOAN ? "BASE PAYOUT" : "PAYOUT", error);
    if (status != FPL_OK)
        return status;
    int ramped = form->cap == FPL_CAP_BORROWER_YEAR && pack->ramps > 0;
    if ((form->amount == 1 && !cap->has_amount && !ramped) || (form->rate == 1 && !cap->has_rate))
        return invalid(error, name,
                       form->amount == 1 ? FPL_ZH_EN("须写 amount", "needs amount")
                                         : FPL_ZH_EN("须写 rate", "needs rate"));
    if ((form->amount == -1 && cap->has_amount) || (form->rate == -1 && cap->has_rate))
        return invalid(error, name,
                       form->amount == -1 ? FPL_ZH_EN("不写 amount", "takes no amount")
                                          : FPL_ZH_EN("不写 rate", "takes no rate"));
    if (form->cap == FPL_CAP_BANK_YEAR && !cap->has_amount && !cap->has_rate)
        return invalid(error, name, FPL_ZH_EN("须写 amount、rate 之一或两者", "needs amount, rate or both"));
    return FPL_OK;
}

static enum fpl_status check_caps(const struct fpl_pack *pack, struct fpl_error *error) {
    for (size_t i = 0; i < sizeof cap_forms / sizeof cap_forms[0]; i++) {
        enum fpl_status status = check_cap(pack, &cap_forms[i], error);
        if (status != FPL_OK)
            return status;
    }
    if (pack->cap[FPL_CAP_TOTAL_GOV].set && above_one(pack->cap[FPL_CAP_TOTAL_GOV].rate))
        return invalid(error, "cap_total_gov_of_liability", FPL_ZH_EN("比例超过 1", "rate above 1"));
    if (fpl_json_count(pack->field[FPL_PF_CAP_YEAR_RAMP]) > FPL_PACK_RAMP)
        return invalid(error, "cap_year_ramp", FPL_ZH_EN("过多", "too many"));
    for (int i = 0; i < pack->ramps; i++) {
        if (pack->ramp[i].year <= (i > 0 ? pack->ramp[i - 1].year : 0) || (i == 0 && pack->ramp[i].year != 1))
            return invalid(error, "cap_year_ramp", FPL_ZH_EN("年度须从 1 起递增", "years must rise from 1"));
        if (!fpl_json_get(fpl_json_at(pack->field[FPL_PF_CAP_YEAR_RAMP], (uint32_t)i), "amount"))
            return invalid(error, "cap_year_ramp", FPL_ZH_EN("须写 amount", "needs amount"));
    }
    return FPL_OK;
}

static enum fpl_status check_breakers(const struct fpl_pack *pack, struct fpl_error *error) {
    const struct fpl_json *list = pack->field[FPL_PF_BREAKER];
    if (fpl_json_count(list) > FPL_PACK_BREAKERS)
        return invalid(error, "breaker", FPL_ZH_EN("过多", "too many"));
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each)) {
        if (!fpl_json_get(each, "metric") || !fpl_json_get(each, "threshold") || !fpl_json_get(each, "effect"))
            return invalid(error, "breaker",
                           FPL_ZH_EN("须写 metric、threshold、effect", "needs metric, threshold and effect"));
    }
    for (int i = 0; i < pack->breakers; i++) {
        const struct fpl_policy__breaker *breaker = &pack->breaker[i];
        if (above_one(breaker->threshold))
            return invalid(error, "breaker", FPL_ZH_EN("threshold 超过 1", "threshold above 1"));
        if (breaker->cohort && breaker->npl)
            return invalid(error, "breaker",
                           FPL_ZH_EN("cohort 只用于 ANNUAL_LOSS_RATE", "cohort goes with ANNUAL_LOSS_RATE"));
        if (breaker->crossing == FPL_CROSSING_UP_TO_LINE && !breaker->warn && (breaker->npl || breaker->inclusive))
            return invalid(error, "breaker",
                           FPL_ZH_EN("PAY_UP_TO_LINE 须用 ANNUAL_LOSS_RATE，且 op 为 >",
                                     "PAY_UP_TO_LINE needs ANNUAL_LOSS_RATE and op >"));
    }
    return FPL_OK;
}

static enum fpl_status check_gates(const struct fpl_pack *pack, struct fpl_error *error) {
    const struct fpl_json *rate_max = pack->field[FPL_PF_RATE_MAX];
    if (rate_max && (pack->rate_limit == FPL_RATE_UNLIMITED || !fpl_json_get(rate_max, "value")))
        return invalid(error, "rate_max", FPL_ZH_EN("须写 kind 和 value", "needs kind and value"));
    if (pack->tenor_min != FPL_PACK_UNSET && pack->tenor_max != FPL_PACK_UNSET && pack->tenor_min > pack->tenor_max)
        return invalid(error, "tenor_max", FPL_ZH_EN("小于 tenor_min", "less than tenor_min"));
    if (pack->has_collateral_max && above_one(pack->collateral_max))
        return invalid(error, "collateral_ratio_max", FPL_ZH_EN("超过 1", "above 1"));
    if (pack->field[FPL_PF_CAPACITY_CHECK] && !pack->has_leverage &&
        !fpl_str_is(pack->field[FPL_PF_CAPACITY_CHECK]->str, "NONE"))
        return invalid(error, "capacity_check", FPL_ZH_EN("须同时写放大倍数 leverage_max", "needs leverage_max"));
    if (pack->age_max > 200)
        return invalid(error, "age_max", FPL_ZH_EN("超过 200 年", "more than 200 years"));
    if (fpl_json_count(pack->field[FPL_PF_DOCS_REQUIRED]) > FPL_PACK_DOCS)
        return invalid(error, "docs_required", FPL_ZH_EN("过多", "too many"));
    return FPL_OK;
}

/* Lists whose texts are compared with what a field says. */
static enum fpl_status check_gate_words(const struct fpl_pack *pack, struct fpl_error *error) {
    static const struct {
        enum fpl_policy__field field;
        enum fpl_fact_id fact;
    } lists[] = {{FPL_PF_FIRM_CLASS, FPL_FACT_FIRM_CLASS},
                 {FPL_PF_REGION, FPL_FACT_FIRM_REGION},
                 {FPL_PF_INDUSTRY_EXCLUDE, FPL_FACT_FIRM_INDUSTRY},
                 {FPL_PF_LOAN_TYPE, FPL_FACT_LOAN_TYPE},
                 {FPL_PF_PURPOSE_EXCLUDE, FPL_FACT_LOAN_PURPOSE}};
    const struct fpl_json *schemes = pack->field[FPL_PF_EXCLUSIVE_WITH];
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        enum fpl_status status =
            check_words(pack->field[lists[i].field], lists[i].fact, fpl_pack_fields()[lists[i].field].name, error);
        if (status != FPL_OK)
            return status;
    }
    for (const struct fpl_json *each = fpl_json_first(schemes); each; each = fpl_json_next(schemes, each))
        if (!is_scheme_id(each->str))
            return invalid(error, "exclusive_with",
                           FPL_ZH_EN("应为办法编号（字母、数字、. _ -）", "not a scheme id [A-Za-z0-9._-]{1,64}"));
    return FPL_OK;
}

/* It stands whole behind each reason and step that rests on it, with the document's number. */
static enum fpl_status check_clauses(const struct fpl_pack *pack, struct fpl_error *error) {
    size_t doc = fpl_json_text(pack->field[FPL_PF_DOC_NO]).n;
    for (int i = 0; i < FPL_PF_COUNT; i++)
        if (doc + 1 + fpl_json_get_text(pack->field[FPL_PF_CLAUSES], fpl_pack_fields()[i].name).n >= FPL_CLAUSE_BYTES)
            return invalid(
                error, "clauses",
                FPL_ZH_EN("文号与条款合计过长，至多511字节", "doc_no and a clause: at most 511 bytes together"));
    return FPL_OK;
}

enum fpl_status fpl_policy__cross_check(const struct fpl_pack *pack, struct fpl_error *error) {
    static enum fpl_status (*const checks[])(const struct fpl_pack *, struct fpl_error *) = {
        check_head, check_lists,    check_family, check_tiers,      check_rate,    check_base,
        check_caps, check_breakers, check_gates,  check_gate_words, check_clauses,
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        enum fpl_status status = checks[i](pack, error);
        if (status != FPL_OK)
            return status;
    }
    return FPL_OK;
}
