/* The limits of a fund as an adopted document. Each limit says its bound, whether the bound itself passes, what it is a
 * share of, and what a breach asks for; one that leaves any of it open is refused at adoption. */
#include "fundpool/fund_limit.h"
#include "ledger/fund/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS_MAX 600

struct fpl_limit_rule {
    struct fpl_buf json, clause;
    struct fpl_json_doc doc;
    struct fpl_date from, to;
    struct fpl_limit limit[FPL_LIMITS_MAX];
    int limits;
};

#define WORDS(code, zh, en, shape, upper, when, has_of)                                                                \
    { code, zh, en, FPL_ZH_EN(zh, en), FPL_LIMIT_IS_##shape, upper, when, has_of }
static const struct fpl_limit_words words[FPL_LIMIT_KINDS] = {
    [FPL_LIMIT_GUIDANCE_SHARE] =
        WORDS("guidance_share", "引导基金出资比例", "share of the guidance fund", SHARE, 1, FPL_AT_COMMITMENT, 1),
    [FPL_LIMIT_GOVERNMENT_SHARE] =
        WORDS("government_share", "各级财政出资合计比例", "share of all budget levels", SHARE, 1, FPL_AT_COMMITMENT, 1),
    [FPL_LIMIT_NOT_LARGEST] = WORDS("not_largest", "引导基金不为第一大出资人",
                                    "the guidance fund is not the largest contributor", BAN, 1, 0, 0),
    [FPL_LIMIT_GP_SHARE] =
        WORDS("gp_share", "普通合伙人出资比例", "share of the general partner", SHARE, 0, FPL_AT_CAPITAL, 1),
    [FPL_LIMIT_FIRST_CALL] =
        WORDS("first_call", "首期到位比例", "first call", SHARE, 0, FPL_AT_CAPITAL | FPL_AT_CALL, 0),
    [FPL_LIMIT_DEPLOYED] =
        WORDS("deployed", "前期出资使用比例", "earlier calls deployed", SHARE, 0, FPL_AT_CAPITAL | FPL_AT_CALL, 0),
    [FPL_LIMIT_PROJECT_SHARE] =
        WORDS("project_share", "单个项目投资比例", "share of one project", SHARE, 1, FPL_AT_DEAL, 1),
    [FPL_LIMIT_PROJECT_AMOUNT] =
        WORDS("project_amount", "单个项目投资额", "amount of one project", AMOUNT, 1, FPL_AT_DEAL, 0),
    [FPL_LIMIT_DEAL_AMOUNT] = WORDS("deal_amount", "单笔投资额", "amount of one deal", AMOUNT, 1, FPL_AT_DEAL, 0),
    [FPL_LIMIT_DIRECT_SHARE] =
        WORDS("direct_share", "直接投资比例", "share of direct investment", SHARE, 1, FPL_AT_DEAL, 1),
    [FPL_LIMIT_CASH] = WORDS("cash", "付款不超过账上货币资金", "no payment beyond the cash there is", BAN, 1,
                             FPL_AT_DEAL | FPL_AT_PAYMENT, 0),
    [FPL_LIMIT_PRINCIPAL_GUARANTEE] =
        WORDS("principal_guarantee", "不得向其他出资人承诺本金不受损失或最低收益",
              "no guarantee of principal or of a least return to other investors", BAN, 1, FPL_AT_COMMITMENT, 0),
    [FPL_LIMIT_NAMED_EQUITY] =
        WORDS("named_equity", "不得名股实债", "no debt dressed as equity", BAN, 1, FPL_AT_DEAL, 0),
    [FPL_LIMIT_FIRM_GUARANTEE] =
        WORDS("firm_guarantee", "不得为企业提供担保", "no guarantee for firms", BAN, 1, FPL_AT_DEAL, 0),
    [FPL_LIMIT_LISTED_SHARES] =
        WORDS("listed_shares", "不得投资上市公司股票", "no listed shares", BAN, 1, FPL_AT_DEAL, 0),
    [FPL_LIMIT_EXIT_NOT_ESTABLISHED] =
        WORDS("exit_not_established", "批准后逾期未设立，可提前退出",
              "not established in time after approval: an early exit is open", MONTHS, 1, 0, 0),
    [FPL_LIMIT_EXIT_IDLE] =
        WORDS("exit_idle", "资金到位后逾期未投资，可提前退出",
              "no investment in time after money was paid in: an early exit is open", MONTHS, 1, 0, 0),
    [FPL_LIMIT_EXIT_OFF_POLICY] = WORDS("exit_off_policy", "投资领域和方向不符合政策目标，可提前退出",
                                        "investments off the policy's aim: an early exit is open", BAN, 1, 0, 0),
    [FPL_LIMIT_EXIT_BREACH] = WORDS("exit_breach", "未按章程约定投资，可提前退出",
                                    "investments against the charter: an early exit is open", BAN, 1, 0, 0),
};

const struct fpl_limit_words *fpl_limit_words(enum fpl_limit_kind kind) {
    FPL_ASSERT((unsigned)kind < FPL_LIMIT_KINDS);
    return &words[kind];
}

/* ---- one limit ---- */

static const char *const edges[] = {"at_most", "below", "at_least", "above", NULL};

static enum fpl_status read_kind(const struct fpl_json *node, struct fpl_limit *limit, struct fpl_error *error) {
    const char *local[FPL_LIMIT_KINDS + 1] = {NULL};
    int kind = 0;
    for (int i = 0; i < FPL_LIMIT_KINDS; i++)
        local[i] = words[i].code;
    enum fpl_status status = fpl_fund__rule_choice(fpl_json_get(node, "limit"), "limits.limit", local, &kind, error);
    limit->kind = (enum fpl_limit_kind)kind;
    return status;
}

/* The one bound that the kind needs; of those it does not, none. */
static enum fpl_status read_edge(const struct fpl_json *node, struct fpl_limit *limit, struct fpl_error *error) {
    const struct fpl_limit_words *kind = &words[limit->kind];
    int needs = kind->shape == FPL_LIMIT_IS_SHARE || kind->shape == FPL_LIMIT_IS_AMOUNT, given = 0;
    for (int i = 0; edges[i]; i++)
        if (fpl_json_get(node, edges[i])) {
            limit->edge = (enum fpl_limit_edge)i;
            given++;
        }
    if (given != needs)
        return fpl_fund__rule_bad(
            error, kind->code,
            needs ? FPL_ZH_EN("须写一个界限：at_most（含）、below（不含）、at_least（含）、above（不含）",
                              "needs one bound: at_most or at_least (the number passes), below or "
                              "above (it does not)")
                  : FPL_ZH_EN("这一项没有界限", "takes no bound"));
    if (needs && kind->upper != (limit->edge == FPL_AT_MOST || limit->edge == FPL_BELOW))
        return fpl_fund__rule_bad(error, kind->code,
                                  kind->upper ? FPL_ZH_EN("这一项是上限", "is a cap")
                                              : FPL_ZH_EN("这一项是下限", "is a floor"));
    return FPL_OK;
}

/* A cap above 100 % stops nothing and one below 0 % lets nothing pass; a floor of 0 % and one above 100 % likewise. But
 * commitments are more than what is paid in of them. */
static int judges(const struct fpl_limit *limit) {
    int64_t p = limit->ratio.num, q = limit->ratio.den;
    if (words[limit->kind].when == FPL_AT_COMMITMENT && limit->of == FPL_OF_PAID_IN)
        return 1;
    switch (limit->edge) {
    case FPL_AT_MOST:
        return p <= q;
    case FPL_BELOW:
        return p > 0 && p <= q;
    case FPL_AT_LEAST:
        return p > 0 && p <= q;
    case FPL_ABOVE:
        return p < q;
    }
    return 0;
}

static enum fpl_status read_bound(const struct fpl_json *node, struct fpl_limit *limit, struct fpl_error *error) {
    const struct fpl_limit_words *kind = &words[limit->kind];
    const struct fpl_json *months = fpl_json_get(node, "months");
    enum fpl_status status = read_edge(node, limit, error);
    if (status)
        return status;
    if ((kind->shape == FPL_LIMIT_IS_MONTHS) != (months != NULL) ||
        (months && (months->type != FPL_JSON_INT || months->num < 1 || months->num > MONTHS_MAX)))
        return fpl_fund__rule_bad(error, kind->code, FPL_ZH_EN("月数 months 为 1 至 600", "months: 1 to 600"));
    limit->months = months ? (int)months->num : 0;
    if (kind->shape == FPL_LIMIT_IS_SHARE)
        return fpl_fund__rule_ratio(node, edges[limit->edge], &limit->ratio, error);
    if (kind->shape != FPL_LIMIT_IS_AMOUNT)
        return FPL_OK;
    const struct fpl_json *amount = fpl_json_get(node, edges[limit->edge]);
    if (amount->type != FPL_JSON_INT || amount->num <= 0 || amount->num > FPL_MINOR_MAX)
        return fpl_fund__rule_bad(error, kind->code, FPL_ZH_EN("应为金额，如 500万元", "an amount, such as 500万元"));
    limit->amount = amount->num;
    return FPL_OK;
}

static enum fpl_status read_of(const struct fpl_json *node, struct fpl_limit *limit, struct fpl_error *error) {
    static const char *const wholes[] = {"TARGET", "COMMITTED", "PAID_IN", NULL};
    int of = 0;
    if (words[limit->kind].has_of != (fpl_json_get(node, "of") != NULL))
        return fpl_fund__rule_bad(error, words[limit->kind].code,
                                  words[limit->kind].has_of
                                      ? FPL_ZH_EN("须写分母 of：TARGET、COMMITTED、PAID_IN",
                                                  "say what it is a share of: TARGET, COMMITTED or PAID_IN")
                                      : FPL_ZH_EN("这一项不写分母 of", "takes no `of`"));
    enum fpl_status status = words[limit->kind].has_of
                                 ? fpl_fund__rule_choice(fpl_json_get(node, "of"), "limits.of", wholes, &of, error)
                                 : FPL_OK;
    limit->of = (enum fpl_limit_of)of;
    return status;
}

/* A trigger asks for nothing: a report shows it. */
static enum fpl_status read_breach(const struct fpl_json *node, struct fpl_limit *limit, struct fpl_error *error) {
    static const char *const breaches[] = {"REFUSE", "REASON", "SECOND", "TELL", NULL};
    int breach = FPL_BREACH_TELL;
    const struct fpl_json *said = fpl_json_get(node, "breach");
    if ((words[limit->kind].when != 0) != (said != NULL))
        return fpl_fund__rule_bad(
            error, words[limit->kind].code,
            said ? FPL_ZH_EN("只在报表中列示，不写 breach", "is shown by a report alone and takes no `breach`")
                 : FPL_ZH_EN("须写 breach：REFUSE、REASON、SECOND、TELL",
                             "say what a breach asks for: REFUSE, REASON, SECOND or TELL"));
    enum fpl_status status = said ? fpl_fund__rule_choice(said, "limits.breach", breaches, &breach, error) : FPL_OK;
    limit->breach = (enum fpl_limit_breach)breach;
    return status;
}

/* Its own document and validity, or those of the whole. */
static enum fpl_status read_source(const struct fpl_limit_rule *rule, const struct fpl_json *node,
                                   struct fpl_limit *limit, struct fpl_error *error) {
    const struct fpl_json *doc = fpl_json_get(node, "doc"), *clause = fpl_json_get(node, "clause"),
                          *whole = fpl_json_get(fpl_json_get(fpl_json_root(&rule->doc), "source"), "doc");
    struct fpl_buf text = {.p = limit->clause, .cap = sizeof limit->clause};
    if (!fpl_fund__rule_text(clause) || (doc && !fpl_fund__rule_text(doc)))
        return fpl_fund__rule_bad(error, words[limit->kind].code, FPL_ZH_EN("需要文号与条款", "needs doc and clause"));
    doc = doc ? doc : whole;
    fpl_buf_add(&text, doc->str.p, doc->str.n);
    fpl_buf_addc(&text, ' ');
    fpl_buf_add(&text, clause->str.p, clause->str.n);
    fpl_buf_addc(&text, '\0'); /* at most 402 bytes: it never grows */
    enum fpl_status status = fpl_fund__rule_day(node, "from", &limit->from, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_day(node, "to", &limit->to, error);
    if (status == FPL_OK && !fpl_json_get(node, "from"))
        limit->from = rule->from;
    if (status == FPL_OK && !fpl_json_get(node, "to"))
        limit->to = rule->to;
    if (status == FPL_OK && !fpl_date_is_none(limit->to) && fpl_date_cmp(limit->to, limit->from) < 0)
        return fpl_fund__rule_bad(error, words[limit->kind].code, FPL_ZH_EN("失效早于生效", "ends before it begins"));
    return status;
}

static int same(const struct fpl_limit *a, const struct fpl_limit *b) {
    return a->kind == b->kind && a->edge == b->edge && a->of == b->of && a->amount == b->amount &&
           a->months == b->months && a->ratio.num == b->ratio.num && a->ratio.den == b->ratio.den;
}

static enum fpl_status read_limit(struct fpl_limit_rule *rule, const struct fpl_json *node, struct fpl_error *error) {
    static const char *const known[] = {"?above", "?at_least", "?at_most", "?below", "?breach", "clause", "?doc",
                                        "?from",  "limit",     "?months",  "?of",    "?to",     NULL};
    struct fpl_limit *limit = &rule->limit[rule->limits];
    *limit = (struct fpl_limit){.ratio = {0, 1}};
    enum fpl_status status = fpl_fund__rule_members(node, "limits", known, error);
    if (status == FPL_OK)
        status = read_kind(node, limit, error);
    if (status == FPL_OK)
        status = read_bound(node, limit, error);
    if (status == FPL_OK)
        status = read_of(node, limit, error);
    if (status == FPL_OK && words[limit->kind].shape == FPL_LIMIT_IS_SHARE && !judges(limit))
        return fpl_fund__rule_bad(
            error, words[limit->kind].code,
            FPL_ZH_EN("这个比例什么都拦不住，或者什么都通不过", "this share stops nothing, or lets nothing pass"));
    if (status == FPL_OK)
        status = read_breach(node, limit, error);
    if (status == FPL_OK)
        status = read_source(rule, node, limit, error);
    for (int i = 0; i < rule->limits && status == FPL_OK; i++)
        if (same(&rule->limit[i], limit))
            status = fpl_fund__rule_bad(error, words[limit->kind].code, FPL_ZH_EN("写了两次", "is said twice"));
    rule->limits += status == FPL_OK;
    return status;
}

static enum fpl_status read_rule(struct fpl_limit_rule *rule, struct fpl_error *error) {
    static const char *const known[] = {"id", "limits", "source", "title", "valid", "version", NULL};
    const struct fpl_json *root = fpl_json_root(&rule->doc), *list = fpl_json_get(root, "limits");
    enum fpl_status status = fpl_fund__rule_members(root, "", known, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_head(root, &rule->clause, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_validity(root, &rule->from, &rule->to, error);
    if (status == FPL_OK &&
        (list->type != FPL_JSON_ARRAY || fpl_json_count(list) < 1 || fpl_json_count(list) > FPL_LIMITS_MAX))
        return fpl_fund__rule_bad(error, "limits", FPL_ZH_EN("应为 1 至 32 项", "a list of 1 to 32"));
    for (const struct fpl_json *node = fpl_json_first(list); node && status == FPL_OK; node = fpl_json_next(list, node))
        status = read_limit(rule, node, error);
    return status;
}

enum fpl_status fpl_limit_rule_parse(struct fpl_str json, struct fpl_limit_rule **out, struct fpl_error *error) {
    FPL_ASSERT(out != NULL);
    struct fpl_limit_rule *rule = calloc(1, sizeof *rule);
    if (rule == NULL)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_buf_add(&rule->json, json.p, json.n);
    enum fpl_status status = fpl_buf_ok(&rule->json);
    status = status != FPL_OK ? fpl_fail(error, status, NULL, NULL, NULL)
                              : fpl_json_parse(&rule->doc, fpl_buf_str(&rule->json), error);
    if (status == FPL_OK)
        status = read_rule(rule, error);
    if (status != FPL_OK) {
        fpl_limit_rule_free(rule);
        return status;
    }
    *out = rule;
    return FPL_OK;
}

void fpl_limit_rule_free(struct fpl_limit_rule *rule) {
    if (rule == NULL)
        return;
    fpl_json_doc_release(&rule->doc);
    fpl_buf_release(&rule->clause);
    fpl_buf_release(&rule->json);
    free(rule);
}

const struct fpl_limit *fpl_limit_rule_list(const struct fpl_limit_rule *rule, int *count) {
    *count = rule->limits;
    return rule->limit;
}

struct fpl_str fpl_limit_rule_id(const struct fpl_limit_rule *rule) {
    return fpl_json_get_text(fpl_json_root(&rule->doc), "id");
}

int64_t fpl_limit_rule_version(const struct fpl_limit_rule *rule) {
    return fpl_json_get_num(fpl_json_root(&rule->doc), "version", 0);
}

struct fpl_str fpl_limit_rule_title(const struct fpl_limit_rule *rule, int zh) {
    return fpl_json_get_text(fpl_json_get(fpl_json_root(&rule->doc), "title"), zh ? "zh" : "en");
}

struct fpl_str fpl_limit_rule_clause(const struct fpl_limit_rule *rule) {
    return fpl_buf_str(&rule->clause);
}

struct fpl_date fpl_limit_rule_from(const struct fpl_limit_rule *rule) {
    return rule->from;
}

struct fpl_date fpl_limit_rule_to(const struct fpl_limit_rule *rule) {
    return rule->to;
}

/* ---- its arithmetic ---- */

/* n/whole <= p/q is n <= floor(p·whole/q), n < is n <= ceil - 1, n >= is n >= ceil, n > is n >= floor + 1: whole
 * numbers, without a quotient that was rounded. */
enum fpl_status fpl_limit_reach(const struct fpl_limit *limit, int64_t whole, int64_t *out) {
    int closed = limit->edge == FPL_AT_MOST || limit->edge == FPL_AT_LEAST;
    int upper = limit->edge == FPL_AT_MOST || limit->edge == FPL_BELOW;
    struct fpl_money part = fpl_money_of(limit->amount);
    FPL_ASSERT(whole >= 0);
    if (words[limit->kind].shape == FPL_LIMIT_IS_SHARE) {
        enum fpl_status status =
            fpl_money_scale(fpl_money_of(whole), limit->ratio, closed == upper ? FPL_DOWN : FPL_UP, &part);
        if (status)
            return status;
    }
    *out = fpl_money_minor(part) + (closed ? 0 : upper ? -1 : 1);
    return FPL_OK;
}

/* Commitments of one kind are part of all commitments. */
static int moves_its_whole(const struct fpl_limit *limit) {
    return limit->of == FPL_OF_COMMITTED &&
           (limit->kind == FPL_LIMIT_GUIDANCE_SHARE || limit->kind == FPL_LIMIT_GOVERNMENT_SHARE ||
            limit->kind == FPL_LIMIT_GP_SHARE);
}

/* (n+x)/(d+x) <= p/q is n+x <= (d−n) × p/(q−p): of what the others have, a fixed whole. From 100 % on there is no such
 * ratio: a cap that holds lets everything pass. */
enum fpl_status fpl_limit_left(const struct fpl_limit *limit, int64_t num, int64_t whole, int *has, int64_t *out) {
    struct fpl_limit of_rest = *limit;
    int upper = words[limit->kind].upper, moves = moves_its_whole(limit) && num <= whole;
    int64_t reach = 0;
    *has = 1;
    enum fpl_status status = fpl_limit_reach(limit, whole, &reach);
    if (status)
        return status;
    if (moves && limit->ratio.num < limit->ratio.den) {
        of_rest.ratio = (struct fpl_ratio){limit->ratio.num, limit->ratio.den - limit->ratio.num};
        int beyond = fpl_limit_reach(&of_rest, whole - num, &reach) != FPL_OK; /* more than any amount */
        *has = !(beyond && upper);
    } else if (moves && upper && num <= reach) {
        *has = 0;
    }
    *out = upper ? reach - num : num - reach;
    return FPL_OK;
}

int fpl_limit_expired(const struct fpl_limit *limit, struct fpl_date day) {
    return (!fpl_date_is_none(limit->from) && fpl_date_cmp(day, limit->from) < 0) ||
           (!fpl_date_is_none(limit->to) && fpl_date_cmp(day, limit->to) > 0);
}

/* "20%", "28.5%", or the fraction where it has no such form. */
static char *share_text(struct fpl_ratio r, char out[64]) {
    char text[48];
    if (r.num > INT32_MAX || 10000 % r.den != 0) {
        (void)snprintf(out, 64, "%s", fpl_ratio_format(r, text));
        return out;
    }
    int64_t part = r.num * (10000 / r.den);
    int n = snprintf(text, sizeof text, "%lld.%02lld", (long long)(part / 100), (long long)(part % 100));
    while (text[n - 1] == '0')
        n--;
    n -= text[n - 1] == '.';
    (void)snprintf(out, 64, "%.*s%%", n, text);
    return out;
}

char *fpl_limit_bound(const struct fpl_limit *limit, int zh, char out[FPL_LIMIT_BOUND]) {
    static const char *const signs[] = {"<=", "<", ">=", ">"};
    char text[64];
    out[0] = '\0';
    if (words[limit->kind].shape == FPL_LIMIT_IS_SHARE)
        (void)snprintf(out, FPL_LIMIT_BOUND, "%s %.60s", signs[limit->edge], share_text(limit->ratio, text));
    else if (words[limit->kind].shape == FPL_LIMIT_IS_AMOUNT)
        (void)snprintf(out, FPL_LIMIT_BOUND, "%s %.60s", signs[limit->edge],
                       zh < 0 ? fpl_money_format(fpl_money_of(limit->amount), FPL_UNIT_YUAN, 2, text)
                              : fpl_money_format_grouped(fpl_money_of(limit->amount), 2, text));
    else if (words[limit->kind].shape == FPL_LIMIT_IS_MONTHS)
        (void)snprintf(out, FPL_LIMIT_BOUND, zh > 0 ? "%d 个月" : "%d months", limit->months);
    return out;
}
