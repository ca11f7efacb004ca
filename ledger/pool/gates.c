/* Gates: every failing one gives its reason, and a fact that is UNKNOWN never counts as passed. Firm and loan are
 * judged at registration, on the facts of that day (pool rules §4, note 7); the claim has gates of its own. */
#include "ledger/pool/room.h"

#include <stdio.h>
#include <string.h>

static int is_known(const struct fpl_pool__run *run, enum fpl_fact_id id) {
    return fpl_fact_known(run->facts, id);
}

/* "?" stands for an unknown fact: a message says that it is not given. */
static const char *text_of(const struct fpl_pool__run *run, enum fpl_fact_id id, char *out, size_t size) {
    return is_known(run, id) ? fpl_str_copy(fpl_fact_text(run->facts, id), out, size) : "?";
}

static const char *int_text(int64_t value, char *end) {
    *--end = '\0';
    char *p = fpl_int__digits(fpl_int__abs(value), end);
    if (value < 0)
        *--p = '-';
    return p;
}

static const char *percent(struct fpl_ratio r, char *out, size_t size) {
    size_t n = strlen(fpl_percent_trunc(r.num, r.den, 4, out, size));
    if (n + 1 < size)
        memcpy(out + n, "%", 2);
    return out;
}

static int in_list(const struct fpl_json *list, struct fpl_str text) {
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each)) {
        if (fpl_str_eq(each->str, text))
            return 1;
    }
    return 0;
}

/* Codes of regions and industries are hierarchical: a shorter one covers those that begin with it. */
static int code_in_list(const struct fpl_json *list, struct fpl_str code) {
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each)) {
        if (code.n >= each->str.n && memcmp(code.p, each->str.p, each->str.n) == 0)
            return 1;
    }
    return 0;
}

/* Bytes of the separator at p: , ; | blank and the Chinese 、 ， ； ; 0 if there is none. */
static size_t separator(const char *p, size_t n) {
    static const char *const wide[] = {"、", "，", "；", "\xe3\x80\x80"};
    unsigned char first = (unsigned char)*p;
    if (first < 0x80)
        return first == ',' || first == ';' || first == '|' || first == ' ';
    if (first != 0xE3 && first != 0xEF) /* what the wide ones begin with */
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        if (n >= 3 && memcmp(p, wide[i], 3) == 0)
            return 3;
    }
    return 0;
}

/* Takes the next name off a separated list; 0 at its end. */
static int next_name(struct fpl_str *rest, struct fpl_str *name) {
    size_t skip = 0;
    while (rest->n > 0 && (skip = separator(rest->p, rest->n)) > 0)
        *rest = (struct fpl_str){rest->p + skip, rest->n - skip};
    size_t n = 0;
    while (n < rest->n && separator(rest->p + n, rest->n - n) == 0)
        n++;
    *name = (struct fpl_str){rest->p, n};
    *rest = (struct fpl_str){n < rest->n ? rest->p + n : rest->p, rest->n - n};
    return n > 0;
}

static int names_contain(struct fpl_str names, struct fpl_str wanted) {
    struct fpl_str name;
    while (next_name(&names, &name)) {
        if (fpl_str_eq(name, wanted))
            return 1;
    }
    return 0;
}

static int any_name_in_list(struct fpl_str names, const struct fpl_json *list) {
    struct fpl_str name;
    while (next_name(&names, &name)) {
        if (in_list(list, name))
            return 1;
    }
    return 0;
}

/* What the firm is, or "?", and what the pack asks: "营业收入上限：500000000.00". */
static void fail_firm(struct fpl_pool__run *run, const char *is, const char *asked, enum fpl_policy__field field) {
    char text[FPL_ERROR_ARG_BYTES];
    const struct fpl_pack_field *of = &fpl_pack_fields()[field];
    (void)snprintf(text, sizeof text, FPL_ZH_EN("%s：", "%s: ") "%s", of->zh, of->en, asked);
    fpl_pool__refuse(run, FPL_E_GATE_FIRM, is, text, field);
}

/* The pack asks for one, or for none, of a list; of a long one the beginning is told, and that there is more. */
static void fail_firm_list(struct fpl_pool__run *run, const char *is, enum fpl_policy__field field) {
    char asked[FPL_ERROR_ARG_BYTES / 2] = "";
    const struct fpl_str rest = FPL_STR(FPL_ZH_EN(" …（全部见规则包）", " … (all of them: the pack)"));
    const struct fpl_json *list = run->pack->field[field];
    size_t n = 0;
    int fits = 1;
    for (const struct fpl_json *each = fpl_json_first(list); each && fits; each = fpl_json_next(list, each)) {
        fits = n + each->str.n + rest.n + 2 < sizeof asked;
        struct fpl_str word = fits ? each->str : rest;
        if (n && fits)
            asked[n++] = ' ';
        memcpy(asked + n, word.p, word.n);
        n += word.n;
        asked[n] = '\0';
    }
    fail_firm(run, is, asked, field);
}

/* At most so many years old: the day that many years after the firm was established has not passed. */
static int young_enough(const struct fpl_pool__run *run, int64_t years) {
    if (is_known(run, FPL_FACT_FIRM_ESTABLISHED)) {
        struct fpl_date established = fpl_fact_date(run->facts, FPL_FACT_FIRM_ESTABLISHED);
        struct fpl_date day = fpl_fact_date(run->facts, FPL_FACT_TODAY);
        return !fpl_date_is_none(day) && fpl_date_cmp(day, fpl_date_add_months(established, (int)years * 12)) <= 0;
    }
    return is_known(run, FPL_FACT_FIRM_AGE_MONTHS) &&
           fpl_fact_int(run->facts, FPL_FACT_FIRM_AGE_MONTHS, 0) <= years * 12;
}

static void gate_firm_age(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    char day[12], text[24], asked[96];
    const char *is = "?";
    if (pack->age_max == FPL_PACK_UNSET || young_enough(run, pack->age_max))
        return;
    int by_day = is_known(run, FPL_FACT_FIRM_ESTABLISHED);
    if (by_day)
        is = fpl_date_format(fpl_fact_date(run->facts, FPL_FACT_FIRM_ESTABLISHED), day);
    else if (is_known(run, FPL_FACT_FIRM_AGE_MONTHS))
        is = int_text(fpl_fact_int(run->facts, FPL_FACT_FIRM_AGE_MONTHS, 0), text + sizeof text);
    (void)snprintf(asked, sizeof asked, "%lld %s", (long long)pack->age_max,
                   by_day ? FPL_ZH_EN("（自设立日起算）", "(from the day it was established)")
                          : FPL_ZH_EN("（以月数计）", "(as months)"));
    fail_firm(run, is, asked, FPL_PF_AGE_MAX);
}

static void gate_firm_size(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    char is[FPL_MONEY_TEXT], most[FPL_MONEY_TEXT], ratio[48];
    int known = is_known(run, FPL_FACT_FIRM_REVENUE);
    if (pack->revenue_max != FPL_PACK_UNSET &&
        (!known || fpl_pool__money(run, FPL_FACT_FIRM_REVENUE) > pack->revenue_max))
        fail_firm(run,
                  known ? fpl_money_format(fpl_fact_money(run->facts, FPL_FACT_FIRM_REVENUE), FPL_UNIT_YUAN, 2, is)
                        : "?",
                  fpl_money_format(fpl_money_of(pack->revenue_max), FPL_UNIT_YUAN, 2, most), FPL_PF_REVENUE_MAX);
    struct fpl_ratio staff = fpl_fact_ratio(run->facts, FPL_FACT_FIRM_EMPLOYEES);
    known = is_known(run, FPL_FACT_FIRM_EMPLOYEES);
    if (pack->staff_max != FPL_PACK_UNSET && (!known || fpl_share_cmp(staff.num, staff.den, pack->staff_max, 1) > 0))
        fail_firm(run, known ? fpl_ratio_format(staff, ratio) : "?", int_text(pack->staff_max, most + sizeof most),
                  FPL_PF_STAFF_MAX);
    gate_firm_age(run);
}

/* Class and region stand in the pool's list of firms, which an institution does not read: no word of theirs is told. */
static const char *not_among(const struct fpl_pool__run *run, enum fpl_fact_id id) {
    return is_known(run, id) ? FPL_ZH_EN("不在其列", "none of them") : "?";
}

static void gate_firm_record(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    char is[FPL_ERROR_ARG_BYTES], least[24];
    if (pack->field[FPL_PF_INDUSTRY_EXCLUDE] &&
        (!is_known(run, FPL_FACT_FIRM_INDUSTRY) ||
         code_in_list(pack->field[FPL_PF_INDUSTRY_EXCLUDE], fpl_fact_text(run->facts, FPL_FACT_FIRM_INDUSTRY))))
        fail_firm_list(run, text_of(run, FPL_FACT_FIRM_INDUSTRY, is, sizeof is), FPL_PF_INDUSTRY_EXCLUDE);
    int64_t years = fpl_fact_int(run->facts, FPL_FACT_FIRM_BREACH_FREE_YEARS, -1);
    if (pack->no_breach_years != FPL_PACK_UNSET && years < pack->no_breach_years)
        fail_firm(run, is_known(run, FPL_FACT_FIRM_BREACH_FREE_YEARS) ? int_text(years, is + sizeof is) : "?",
                  int_text(pack->no_breach_years, least + sizeof least), FPL_PF_NO_BREACH_YEARS);
}

void fpl_pool__gate_firm(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    const struct fpl_facts *facts = run->facts;
    if (pack->field[FPL_PF_WHITELIST_ID] && !fpl_fact_bool(facts, FPL_FACT_FIRM_WHITELISTED, 0))
        fpl_pool__refuse_text(run, FPL_E_GATE_WHITELIST, fpl_fact_text(facts, FPL_FACT_FIRM_ID), FPL_PF_WHITELIST_ID);
    if (pack->field[FPL_PF_FIRM_CLASS] &&
        !any_name_in_list(fpl_fact_text(facts, FPL_FACT_FIRM_CLASS), pack->field[FPL_PF_FIRM_CLASS]))
        fail_firm_list(run, not_among(run, FPL_FACT_FIRM_CLASS), FPL_PF_FIRM_CLASS);
    gate_firm_size(run);
    if (!pack->listed_ok && fpl_fact_bool(facts, FPL_FACT_FIRM_LISTED, 1))
        fail_firm(run, is_known(run, FPL_FACT_FIRM_LISTED) ? FPL_ZH_EN("是", "yes") : "?", FPL_ZH_EN("否", "no"),
                  FPL_PF_LISTED_OK);
    if (pack->field[FPL_PF_REGION] &&
        !code_in_list(pack->field[FPL_PF_REGION], fpl_fact_text(facts, FPL_FACT_FIRM_REGION)))
        fail_firm_list(run, not_among(run, FPL_FACT_FIRM_REGION), FPL_PF_REGION);
    gate_firm_record(run);
}

struct limit {
    struct fpl_pool__run *run;
    int above; /* out */
};

/* rate > LPR × value or rate > LPR + value, exactly: cross-multiplied ratios of ratios do not fit 128 bits. */
static enum fpl_status above_lpr(void *ctx) {
    struct limit *limit = ctx;
    const struct fpl_pack *pack = limit->run->pack;
    struct fpl_q rate, most, value;
    fpl_q_set_ratio(&rate, fpl_fact_ratio(limit->run->facts, FPL_FACT_LOAN_RATE));
    fpl_q_set_ratio(&most, fpl_fact_ratio(limit->run->facts, FPL_FACT_LOAN_LPR));
    fpl_q_set_ratio(&value, pack->rate_max);
    if (pack->rate_limit == FPL_RATE_LPR_TIMES)
        fpl_q_mul(&most, &most, &value);
    else
        fpl_q_add(&most, &most, &value);
    limit->above = fpl_q_cmp(&rate, &most) > 0;
    return FPL_OK;
}

/* The limit as the pack says it: 4.65%, LPR×1.5, LPR+1%. */
static void refuse_rate(struct fpl_pool__run *run, const char *rate) {
    const struct fpl_pack *pack = run->pack;
    char most[48], limit_text[FPL_ERROR_ARG_BYTES];
    const char *lacks = pack->rate_limit == FPL_RATE_FIXED || is_known(run, FPL_FACT_LOAN_LPR)
                            ? ""
                            : FPL_ZH_EN("（LPR 未填）", " (the LPR is not given)");
    if (pack->rate_limit == FPL_RATE_LPR_TIMES)
        (void)snprintf(limit_text, sizeof limit_text, "LPR×%s%s", fpl_ratio_format(pack->rate_max, most), lacks);
    else
        (void)snprintf(limit_text, sizeof limit_text, "%s%s%s", pack->rate_limit == FPL_RATE_FIXED ? "" : "LPR+",
                       percent(pack->rate_max, most, sizeof most), lacks);
    fpl_pool__refuse(run, FPL_E_GATE_RATE, rate, limit_text, FPL_PF_RATE_MAX);
}

static void gate_rate(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    struct fpl_ratio rate = fpl_fact_ratio(run->facts, FPL_FACT_LOAN_RATE);
    struct limit limit = {run, 1};
    char text[48];
    if (pack->rate_limit == FPL_RATE_UNLIMITED)
        return;
    if (!is_known(run, FPL_FACT_LOAN_RATE)) {
        refuse_rate(run, "?");
        return;
    }
    if (pack->rate_limit == FPL_RATE_FIXED) {
        limit.above = fpl_share_cmp(rate.num, rate.den, pack->rate_max.num, pack->rate_max.den) > 0;
    } else if (is_known(run, FPL_FACT_LOAN_LPR)) {
        enum fpl_status status = fpl_exact(above_lpr, &limit, FPL_EXACT_BYTES);
        if (status != FPL_OK)
            fpl_pool__refuse(run, status, "loan.rate", NULL, FPL_PF_RATE_MAX);
    }
    if (limit.above)
        refuse_rate(run, percent(rate, text, sizeof text));
}

static void gate_tenor(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    char text[24], most[32], least[32];
    if (pack->tenor_min == FPL_PACK_UNSET && pack->tenor_max == FPL_PACK_UNSET)
        return;
    int64_t months = fpl_fact_int(run->facts, FPL_FACT_LOAN_TENOR_MONTHS, 0);
    int known = is_known(run, FPL_FACT_LOAN_TENOR_MONTHS);
    if (known && (pack->tenor_max == FPL_PACK_UNSET || months <= pack->tenor_max) &&
        (pack->tenor_min == FPL_PACK_UNSET || months >= pack->tenor_min))
        return;
    (void)snprintf(most, sizeof most, "≤ %lld", (long long)pack->tenor_max);
    (void)snprintf(least, sizeof least, "≥ %lld", (long long)pack->tenor_min);
    if (!known)
        fpl_pool__refuse(run, FPL_E_GATE_TENOR, "?", pack->tenor_max != FPL_PACK_UNSET ? most : least,
                         FPL_PF_TENOR_MAX);
    else if (pack->tenor_max != FPL_PACK_UNSET && months > pack->tenor_max)
        fpl_pool__refuse(run, FPL_E_GATE_TENOR, int_text(months, text + sizeof text), most, FPL_PF_TENOR_MAX);
    else
        fpl_pool__refuse(run, FPL_E_GATE_TENOR, int_text(months, text + sizeof text), least, FPL_PF_TENOR_MIN);
}

/* An amount that is above its limit, or unknown. */
static void refuse_above(struct fpl_pool__run *run, enum fpl_status status, int64_t most, enum fpl_fact_id is,
                         enum fpl_policy__field field) {
    fpl_pool__refuse_limit(run, status, most, is_known(run, is) ? fpl_pool__money(run, is) : -1, field);
}

static void gate_amount(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    if (pack->max_loan == FPL_PACK_UNSET || pack->max_loan_truncates)
        return;
    if (!is_known(run, FPL_FACT_LOAN_CONTRACT_AMOUNT) ||
        fpl_pool__money(run, FPL_FACT_LOAN_CONTRACT_AMOUNT) > pack->max_loan)
        refuse_above(run, FPL_E_GATE_AMOUNT, pack->max_loan, FPL_FACT_LOAN_CONTRACT_AMOUNT, FPL_PF_MAX_ELIGIBLE_LOAN);
}

static void gate_purpose(struct fpl_pool__run *run) {
    const struct fpl_json *excluded = run->pack->field[FPL_PF_PURPOSE_EXCLUDE];
    struct fpl_str purpose = fpl_fact_text(run->facts, FPL_FACT_LOAN_PURPOSE);
    if (excluded && (purpose.n == 0 || in_list(excluded, purpose)))
        fpl_pool__refuse_text(run, FPL_E_GATE_PURPOSE, purpose, FPL_PF_PURPOSE_EXCLUDE);
}

static void refuse_ip(struct fpl_pool__run *run, const char *share, enum fpl_policy__field field) {
    char least[64] = "0–100%";
    if (field == FPL_PF_IP_SHARE_MIN) {
        fpl_str_copy(FPL_STR("≥ "), least, sizeof least);
        (void)percent(run->pack->ip_min, least + strlen(least), sizeof least - strlen(least));
    }
    fpl_pool__refuse(run, FPL_E_GATE_IP_SHARE, share, least, field);
}

static void gate_shares(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    struct fpl_ratio collateral = fpl_fact_ratio(run->facts, FPL_FACT_LOAN_COLLATERAL_SHARE);
    struct fpl_ratio ip = fpl_fact_ratio(run->facts, FPL_FACT_LOAN_IP_SHARE);
    int known = is_known(run, FPL_FACT_LOAN_COLLATERAL_SHARE), ip_known = is_known(run, FPL_FACT_LOAN_IP_SHARE);
    char text[48], limit_text[48];
    if (pack->has_collateral_max && (!known || fpl_share_cmp(collateral.num, collateral.den, pack->collateral_max.num,
                                                             pack->collateral_max.den) > 0))
        fpl_pool__refuse(run, FPL_E_GATE_COLLATERAL, known ? percent(collateral, text, sizeof text) : "?",
                         percent(pack->collateral_max, limit_text, sizeof limit_text), FPL_PF_COLLATERAL_RATIO_MAX);
    if (pack->has_ip_min && (!ip_known || fpl_share_cmp(ip.num, ip.den, pack->ip_min.num, pack->ip_min.den) < 0))
        refuse_ip(run, ip_known ? percent(ip, text, sizeof text) : "?", FPL_PF_IP_SHARE_MIN);
    else if (pack->ip_apply && (!ip_known || ip.num < 0 || fpl_share_cmp(ip.num, ip.den, 1, 1) > 0))
        refuse_ip(run, ip_known ? percent(ip, text, sizeof text) : "?", FPL_PF_IP_SHARE_APPLY);
}

/* What a firm owes to all banks is told to none of them. */
static void refuse_debt(struct fpl_pool__run *run, int64_t total) {
    fpl_pool__refuse_limit(run, FPL_E_GATE_FIRM_DEBT, run->pack->firm_debt_max, total, FPL_PF_FIRM_DEBT_MAX);
    fpl_decision_reason_rests(run->out, 1, FPL_FACT_FIRM_DEBT);
}

static void gate_sums(struct fpl_pool__run *run) {
    const struct fpl_pack *pack = run->pack;
    /* what is taken over from a loan renewed stands in the sums already */
    int64_t balance = fpl_pool__balance(run) - fpl_pool__money(run, FPL_FACT_RENEWED_BALANCE), total = -1;
    if (pack->firm_debt_max != FPL_PACK_UNSET &&
        (!is_known(run, FPL_FACT_FIRM_DEBT) ||
         __builtin_add_overflow(fpl_pool__money(run, FPL_FACT_FIRM_DEBT), balance, &total) ||
         total > pack->firm_debt_max))
        refuse_debt(run, total);
    if (pack->capacity == FPL_CAPACITY_NONE)
        return;
    struct fpl_money capacity = fpl_money_of(0);
    total = -1;
    int counted = is_known(run, FPL_FACT_POOL_PAID_IN) && is_known(run, FPL_FACT_BALANCE_POOL) &&
                  fpl_money_scale(fpl_fact_money(run->facts, FPL_FACT_POOL_PAID_IN), pack->leverage_max, FPL_DOWN,
                                  &capacity) == FPL_OK;
    int beyond = !counted || __builtin_add_overflow(fpl_pool__money(run, FPL_FACT_BALANCE_POOL), balance, &total) ||
                 total > fpl_money_minor(capacity);
    fpl_pool__step_int(run, "gate.capacity", fpl_money_minor(capacity), beyond ? "beyond" : "within",
                       FPL_PF_LEVERAGE_MAX);
    if (!run->bare)
        fpl_decision_step_rests(run->out, FPL_FACT_POOL_PAID_IN);
    if (beyond && pack->capacity == FPL_CAPACITY_BLOCK) {
        fpl_pool__refuse_limit(run, FPL_E_GATE_CAPACITY, fpl_money_minor(capacity), total, FPL_PF_LEVERAGE_MAX);
        fpl_decision_reason_rests(run->out, 0, FPL_FACT_POOL_PAID_IN);
        fpl_decision_reason_rests(run->out, 1, FPL_FACT_BALANCE_POOL);
    }
}

static void gate_registration_window(struct fpl_pool__run *run) {
    struct fpl_date day = fpl_fact_date(run->facts, FPL_FACT_TODAY);
    char text[24], most[24];
    if (run->pack->registration_window == FPL_PACK_UNSET)
        return;
    const char *allowed = int_text(run->pack->registration_window, most + sizeof most);
    if (!is_known(run, FPL_FACT_LOAN_DISBURSED_ON) || fpl_date_is_none(day)) {
        fpl_pool__refuse(run, FPL_E_GATE_WINDOW, "?", allowed, FPL_PF_REGISTRATION_WINDOW_DAYS);
        return;
    }
    int32_t days = fpl_days_between(fpl_fact_date(run->facts, FPL_FACT_LOAN_DISBURSED_ON), day);
    if (days > run->pack->registration_window)
        fpl_pool__refuse(run, FPL_E_GATE_WINDOW, int_text(days, text + sizeof text), allowed,
                         FPL_PF_REGISTRATION_WINDOW_DAYS);
}

/* What whoever uses the result has to know of its rules: which of their conditions nobody has tested, and that their
 * text has expired by the day of the event. */
static void caveats(struct fpl_pool__run *run) {
    const struct fpl_json *list = run->pack->field[FPL_PF_NOT_TESTED];
    struct fpl_date to = fpl_pack_to(run->pack), on = fpl_fact_date(run->facts, FPL_FACT_TODAY);
    char text[sizeof run->out->step[0].value], date[12];
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each))
        fpl_pool__step(run, "gate.not_tested", fpl_str_copy(each->str, text, sizeof text), NULL, FPL_PF_NOT_TESTED);
    if (!fpl_date_is_none(to) && !fpl_date_is_none(on) && fpl_date_cmp(on, to) > 0)
        fpl_pool__step(run, "pack.expired", fpl_date_format(to, date), NULL, FPL_PF_EFFECTIVE_TO);
}

void fpl_pool__note_caveats(struct fpl_pool__run *run) {
    const struct fpl_json *list = run->pack->field[FPL_PF_NOT_TESTED];
    struct fpl_date to = fpl_pack_to(run->pack), on = fpl_fact_date(run->facts, FPL_FACT_TODAY);
    struct fpl_str id = fpl_pack_id(run->pack);
    char text[FPL_ERROR_ARG_BYTES] = "", date[12], name[FPL_ERROR_ARG_BYTES];
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each))
        fpl_error_list(text, FPL_ZH_EN("；", "; "), each->str,
                       FPL_ZH_EN("…（全部见推导过程）", "… (all of them: the derivation)"));
    if (text[0])
        fpl_decision_note(run->out, FPL_NOT_TESTED, text, NULL);
    if (!fpl_date_is_none(to) && !fpl_date_is_none(on) && fpl_date_cmp(on, to) > 0) {
        (void)snprintf(name, sizeof name, "%.*s@%lld", (int)id.n, id.p, (long long)fpl_pack_version(run->pack));
        fpl_decision_note(run->out, FPL_TEXT_EXPIRED, fpl_date_format(to, date), name);
    }
}

static void gate_type(struct fpl_pool__run *run) {
    const struct fpl_json *covered = run->pack->field[FPL_PF_LOAN_TYPE];
    struct fpl_str type = fpl_fact_text(run->facts, FPL_FACT_LOAN_TYPE);
    char told[FPL_ERROR_ARG_BYTES], list[FPL_ERROR_ARG_BYTES] = "";
    if (!covered || in_list(covered, type))
        return;
    for (const struct fpl_json *each = fpl_json_first(covered); each; each = fpl_json_next(covered, each))
        fpl_error_list(list, ",", each->str, "…");
    fpl_pool__refuse(run, FPL_E_GATE_TYPE, type.n ? fpl_error_quote(type, told) : "?", list, FPL_PF_LOAN_TYPE);
}

void fpl_pool__gate_loan(struct fpl_pool__run *run) {
    caveats(run);
    gate_registration_window(run);
    gate_amount(run);
    gate_tenor(run);
    gate_rate(run);
    gate_type(run);
    gate_purpose(run);
    fpl_pool__gate_exclusive(run);
    gate_shares(run);
    gate_sums(run);
}

/* ---- the claim ---- */

/* 1 if the claim stands on a registered loan that is open to it. */
static int gate_states(struct fpl_pool__run *run) {
    struct fpl_str loan = fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE);
    struct fpl_str claim = fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE);
    char text[64];
    if (loan.n == 0) {
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN, fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
        return 0;
    }
    const struct fpl_event *event = run->final ? &fpl_event__claim_decided : &fpl_event__claim_submitted;
    if (run->final && !fpl_event_next(event, "claim", claim, "")) { /* nothing is left to be decided */
        fpl_pool__refuse(run, FPL_E_STATE, text_of(run, FPL_FACT_CLAIM_STATE, text, sizeof text), NULL,
                         FPL_PF_NO_CLAUSE);
        return 0;
    }
    int open = fpl_event_next(event, "loan", loan, "") != NULL;
    if (!open)
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, loan, FPL_PF_NO_CLAUSE);
    if (!fpl_event_next(event, "claim", claim, ""))
        fpl_pool__refuse(run, FPL_E_STATE, text_of(run, FPL_FACT_CLAIM_STATE, text, sizeof text), NULL,
                         FPL_PF_NO_CLAUSE);
    return 1;
}

/* Only a party of the loan that the pack compensates may claim; who it is decides the tiers that apply. */
static void gate_claimant(struct fpl_pool__run *run) {
    struct fpl_str claimant = fpl_fact_text(run->facts, FPL_FACT_CLAIM_CLAIMANT);
    struct fpl_str guarantor = fpl_fact_text(run->facts, FPL_FACT_LOAN_GUARANTOR);
    enum fpl_policy__role to = run->pack->beneficiary;
    int is_bank = claimant.n > 0 && fpl_str_eq(claimant, fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK));
    int is_guarantor = claimant.n > 0 && fpl_str_eq(claimant, guarantor);
    struct fpl_str firm = fpl_fact_text(run->facts, FPL_FACT_CLAIM_FIRM);
    if (firm.n > 0 && !fpl_str_eq(firm, fpl_fact_text(run->facts, FPL_FACT_FIRM_ID))) /* it names another loan's firm */
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN, fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
    run->role = is_guarantor ? FPL_ROLE_IS_GUARANTOR : FPL_ROLE_IS_BANK;
    if (!(is_bank && to != FPL_ROLE_IS_GUARANTOR) && !(is_guarantor && to != FPL_ROLE_IS_BANK))
        fpl_pool__refuse_text(run, FPL_E_SCOPE, claimant, FPL_PF_BENEFICIARY);
    struct fpl_str paid = fpl_fact_text(run->facts, FPL_FACT_LOAN_PAID_TO);
    if (paid.n > 0 && !run->pack->stacked && !fpl_str_eq(paid, claimant))
        fpl_pool__refuse_text(run, FPL_E_GATE_OTHER_PARTY, paid, FPL_PF_BENEFICIARY);
}

/* A rank in a list of codes, or in the Chinese words for them. */
static int rank_of(const struct fpl_pool__run *run, enum fpl_fact_id id, const char *codes, const char *zh) {
    struct fpl_str text = fpl_fact_text(run->facts, id);
    int rank = fpl_policy__rank(codes, text);
    return rank >= 0 ? rank : fpl_policy__rank(zh, text);
}

static struct fpl_str word(const char *words, int i) {
    for (; i > 0; i--)
        words += strcspn(words, " ") + 1;
    return (struct fpl_str){words, strcspn(words, " ")};
}

static void gate_rank(struct fpl_pool__run *run, enum fpl_status status, int least, enum fpl_fact_id id,
                      enum fpl_policy__field field) {
    const char *zh = id == FPL_FACT_CLAIM_CLASS ? "正常 关注 次级 可疑 损失" : "无 已起诉 法院受理 已判决 终结执行";
    char have[64], want[64];
    if (least < 0)
        return;
    int rank = rank_of(run, id, fpl_pack_fields()[field].values, zh);
    if (rank >= least)
        return;
    const char *text = rank < 0 ? text_of(run, id, have, sizeof have) : fpl_str_copy(word(zh, rank), have, sizeof have);
    fpl_pool__refuse(run, status, text, fpl_str_copy(word(zh, least), want, sizeof want), field);
}

/* Strictly more days than the pack says: 超过 excludes the number itself. Counted from the day after the due date where
 * the claim does not tell (principal or interest, whichever fell due first, is the claimant's to tell). */
static void gate_overdue(struct fpl_pool__run *run) {
    int64_t least = run->pack->overdue_min, days = -1;
    char have[24], want[24];
    if (least == FPL_PACK_UNSET)
        return;
    if (is_known(run, FPL_FACT_CLAIM_OVERDUE_DAYS))
        days = fpl_fact_int(run->facts, FPL_FACT_CLAIM_OVERDUE_DAYS, 0);
    else if (is_known(run, FPL_FACT_LOAN_DUE_ON) && is_known(run, FPL_FACT_CLAIM_DATE))
        days = fpl_days_overdue(fpl_fact_date(run->facts, FPL_FACT_LOAN_DUE_ON),
                                fpl_fact_date(run->facts, FPL_FACT_CLAIM_DATE));
    if (days <= least)
        fpl_pool__refuse(run, FPL_E_GATE_OVERDUE, days < 0 ? "?" : int_text(days, have + sizeof have),
                         int_text(least, want + sizeof want), FPL_PF_OVERDUE_DAYS_MIN);
}

static void gate_claim_window(struct fpl_pool__run *run) {
    char text[24], most[24];
    if (run->pack->claim_window == FPL_PACK_UNSET)
        return;
    const char *allowed = int_text(run->pack->claim_window, most + sizeof most);
    if (!is_known(run, FPL_FACT_LOAN_DUE_ON) || !is_known(run, FPL_FACT_CLAIM_DATE)) {
        fpl_pool__refuse(run, FPL_E_GATE_WINDOW, "?", allowed, FPL_PF_CLAIM_WINDOW_DAYS);
        return;
    }
    int32_t days = fpl_days_between(fpl_fact_date(run->facts, FPL_FACT_LOAN_DUE_ON),
                                    fpl_fact_date(run->facts, FPL_FACT_CLAIM_DATE));
    if (days > run->pack->claim_window)
        fpl_pool__refuse(run, FPL_E_GATE_WINDOW, int_text(days, text + sizeof text), allowed, FPL_PF_CLAIM_WINDOW_DAYS);
}

static void gate_docs(struct fpl_pool__run *run) {
    const struct fpl_json *required = run->pack->field[FPL_PF_DOCS_REQUIRED];
    struct fpl_str docs = fpl_fact_text(run->facts, FPL_FACT_CLAIM_DOCS);
    for (const struct fpl_json *each = fpl_json_first(required); each; each = fpl_json_next(required, each)) {
        if (!names_contain(docs, each->str))
            fpl_pool__refuse_text(run, FPL_E_GATE_DOCS, each->str, FPL_PF_DOCS_REQUIRED);
    }
}

void fpl_pool__gate_claim(struct fpl_pool__run *run) {
    if (!gate_states(run))
        return;
    caveats(run);
    fpl_pool__gate_renewed_elsewhere(run);
    gate_claimant(run);
    gate_amount(run);
    gate_purpose(run);
    fpl_pool__gate_exclusive(run);
    gate_shares(run);
    gate_overdue(run);
    gate_rank(run, FPL_E_GATE_CLASS, run->pack->class_min, FPL_FACT_CLAIM_CLASS, FPL_PF_CLASS_MIN);
    gate_rank(run, FPL_E_GATE_LITIGATION, run->pack->litigation, FPL_FACT_CLAIM_LITIGATION, FPL_PF_LITIGATION);
    gate_claim_window(run);
    gate_docs(run);
}
