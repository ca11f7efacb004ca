/* A rule of loss tolerance as an adopted document. Everything is said: each switch, each level, and of each level what
 * holds for a class that no earlier limit names. A rule that leaves a gap, or whose figures would have no meaning, is
 * refused at adoption. */
#include "ledger/fund/loss.h"
#include "ledger/fund/rule.h"
#include "ledger/policy/events.h"

#include "fundpool/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMITS_MAX      32
#define BONUS_YEARS_MAX 50
#define STALE_DAYS_MAX  36600

struct fpl_loss_rule {
    struct fpl_buf json, clause;
    struct fpl_json_doc doc;
    struct fpl_loss_terms terms;
    struct fpl_loss_limit limit[LIMITS_MAX];
    struct fpl_buf words[LIMITS_MAX + 1]; /* of the limits; the last: of the scope */
};

static enum fpl_status flag(const struct fpl_json *object, const char *member, int *out, struct fpl_error *error) {
    const struct fpl_json *node = fpl_json_get(object, member);
    if (node == NULL || node->type != FPL_JSON_BOOL)
        return fpl_fund__rule_bad(error, member, FPL_ZH_EN("应为 true 或 false", "not true or false"));
    *out = (int)node->num;
    return FPL_OK;
}

static enum fpl_status number(const struct fpl_json *object, const char *member, int max, int *out,
                              struct fpl_error *error) {
    const struct fpl_json *node = fpl_json_get(object, member);
    if (node == NULL || node->type != FPL_JSON_INT || node->num < 0 || node->num > max)
        return fpl_fund__rule_bad(error, member, FPL_ZH_EN("应为整数", "a whole number"));
    *out = (int)node->num;
    return FPL_OK;
}

/* The classes that there are: what a command may say of a fund, or of a firm's first tranche. */
static const char *class_choices(int of_fund) {
    const struct fpl_command_spec *command =
        of_fund ? &fpl_event__tolerance_bound.command : &fpl_event__deal_recorded.command;
    const struct fpl_field_spec *field = fpl_field_find(command, of_fund ? FPL_STR("class") : FPL_STR("category"));
    FPL_ASSERT(field != NULL && field->type == FPL_FIELD_ENUM);
    return field->choices;
}

/* Is it the code at the head of the choice, in the small letters that rules are written in? */
static int is_class(struct fpl_str word, const char *choice) {
    size_t n = 0;
    for (; n < word.n && choice[n] != '='; n++) {
        char small = (char)(choice[n] >= 'A' && choice[n] <= 'Z' ? choice[n] - 'A' + 'a' : choice[n]);
        if (word.p[n] != small)
            return 0;
    }
    return n == word.n && choice[n] == '=';
}

static int names_class(struct fpl_str word, const char *choices) {
    for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (is_class(word, at))
            return 1;
    }
    return 0;
}

/* A word that names no class would bind nobody, and the limit would be off. */
static enum fpl_status no_class(struct fpl_error *error, const char *place, struct fpl_str word, const char *choices) {
    char text[FPL_ERROR_ARG_BYTES];
    struct fpl_buf out = {.p = text, .cap = sizeof text};
    fpl_buf_addf(&out, "%.*s " FPL_ZH_EN("不是类别；可写", "names no class; there are"),
                 (int)(word.n < 40 ? word.n : 40), word.p);
    for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        fpl_buf_addc(&out, ' ');
        for (; *at != '='; at++)
            fpl_buf_addc(&out, (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at));
    }
    fpl_buf_addc(&out, '\0');
    return fpl_fund__rule_bad(error, place, text);
}

/* ["seed","future"] as "seed future"; classes of funds, or categories of what they invest in. */
static enum fpl_status words(const struct fpl_json *list, const char *place, int of_fund, struct fpl_buf *out,
                             struct fpl_error *error) {
    const char *choices = class_choices(of_fund);
    if (list == NULL || list->type != FPL_JSON_ARRAY)
        return fpl_fund__rule_bad(error, place, FPL_ZH_EN("应为列表", "not a list"));
    for (const struct fpl_json *word = fpl_json_first(list); word; word = fpl_json_next(list, word)) {
        if (word->type != FPL_JSON_STRING || !names_class(word->str, choices))
            return no_class(error, place, fpl_json_text(word), choices);
        if (out->n > 0)
            fpl_buf_addc(out, ' ');
        fpl_buf_add(out, word->str.p, word->str.n);
    }
    return fpl_buf_ok(out) == FPL_OK ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
}

/* ---- the parts ---- */

static enum fpl_status read_switches(struct fpl_loss_terms *terms, const struct fpl_json *root,
                                     struct fpl_error *error) {
    static const char *const known[] = {"denominator", "income", "netting", "recognition", "timing", NULL};
    static const char *const recognitions[] = {"REALISED", "TOTAL", "LIQUIDATION", NULL};
    static const char *const nettings[] = {"GROSS", "NET_CATEGORY", "NET_FUND", "NET_FAMILY", NULL};
    static const char *const denominators[] = {"TOTAL_INVESTED", "PRINCIPAL", "EXITED_COST", "FUND_SIZE", NULL};
    static const char *const timings[] = {"ANNUAL", "CUMULATIVE", "LIFECYCLE", NULL};
    static const char *const buybacks[] = {"CASH", "SIGNING", NULL};
    const struct fpl_json *s = fpl_json_get(root, "switches");
    int recognition = 0, netting = 0, denominator = 0, timing = 0, buyback = 0;
    enum fpl_status status = fpl_fund__rule_members(s, "switches", known, error);
    if (status == FPL_OK)
        status =
            fpl_fund__rule_choice(fpl_json_get(s, "recognition"), "recognition", recognitions, &recognition, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_choice(fpl_json_get(s, "netting"), "netting", nettings, &netting, error);
    if (status == FPL_OK)
        status =
            fpl_fund__rule_choice(fpl_json_get(s, "denominator"), "denominator", denominators, &denominator, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_choice(fpl_json_get(s, "timing"), "timing", timings, &timing, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_choice(fpl_json_get(root, "buyback"), "buyback", buybacks, &buyback, error);
    if (status == FPL_OK)
        status = flag(s, "income", &terms->income, error);
    terms->recognition = (enum fpl_loss_recognition)recognition;
    terms->netting = (enum fpl_loss_netting)netting;
    terms->denominator = (enum fpl_loss_denominator)denominator;
    terms->timing = (enum fpl_loss_timing)timing;
    terms->buyback = (enum fpl_loss_buyback)buyback;
    return status;
}

static enum fpl_status read_conditions(struct fpl_loss_rule *rule, const struct fpl_json *root,
                                       struct fpl_error *error) {
    static const char *const known[] = {"bonus_years", "reserve", NULL};
    struct fpl_loss_terms *terms = &rule->terms;
    const struct fpl_json *excess = fpl_json_get(root, "excess");
    enum fpl_status status = fpl_fund__rule_members(excess, "excess", known, error);
    if (status == FPL_OK)
        status = number(excess, "bonus_years", BONUS_YEARS_MAX, &terms->bonus_years, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_ratio(excess, "reserve", &terms->reserve, error);
    if (status == FPL_OK && terms->reserve.num > terms->reserve.den)
        status = fpl_fund__rule_bad(error, "reserve", FPL_ZH_EN("超过全部", "more than the whole"));
    if (status == FPL_OK)
        status = number(root, "stale_days", STALE_DAYS_MAX, &terms->stale_days, error);
    if (status == FPL_OK)
        status = flag(root, "pre_concession", &terms->pre_concession, error);
    if (status == FPL_OK)
        status = flag(root, "duty_gate", &terms->duty_gate, error);
    if (status == FPL_OK)
        status = flag(root, "reading", &terms->reading, error);
    if (status == FPL_OK)
        status = words(fpl_json_get(root, "scope"), "scope", 1, &rule->words[LIMITS_MAX], error);
    terms->scope = fpl_buf_str(&rule->words[LIMITS_MAX]);
    return status;
}

static enum fpl_status read_limit(struct fpl_loss_rule *rule, const struct fpl_json *node, struct fpl_error *error) {
    static const char *const known[] = {"?above_one", "classes", "level", "?tau", "tested", NULL};
    static const char *const levels[] = {"project", "category", "fund", "class", "family", NULL};
    struct fpl_loss_limit *limit = &rule->limit[rule->terms.limits];
    struct fpl_buf *classes = &rule->words[rule->terms.limits];
    int level = 0, above_one = 0;
    enum fpl_status status = fpl_fund__rule_members(node, "limits", known, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_choice(fpl_json_get(node, "level"), "level", levels, &level, error);
    if (status == FPL_OK)
        status = flag(node, "tested", &limit->tested, error);
    if (status == FPL_OK)
        status = words(fpl_json_get(node, "classes"), "classes", level >= FPL_LOSS_FUND, classes, error);
    if (status == FPL_OK && fpl_json_get(node, "above_one") != NULL)
        status = flag(node, "above_one", &above_one, error);
    limit->tau = (struct fpl_ratio){1, 1};
    if (status == FPL_OK && (limit->tested || fpl_json_get(node, "tau") != NULL))
        status = fpl_fund__rule_ratio(node, "tau", &limit->tau, error);
    if (status == FPL_OK && limit->tau.num > limit->tau.den && !above_one)
        return fpl_fund__rule_bad(error, "tau",
                                  FPL_ZH_EN("超过全部，须写明 above_one", "above the whole: needs above_one"));
    limit->level = (enum fpl_loss_level)level;
    limit->classes = fpl_buf_str(classes);
    if (status == FPL_OK && limit->level == FPL_LOSS_FAMILY && limit->classes.n > 0)
        return fpl_fund__rule_bad(error, "classes",
                                  FPL_ZH_EN("基金群不分类别，见 scope", "a family has no classes: use scope"));
    rule->terms.limits++;
    return status;
}

/* ---- what has no meaning ---- */

static enum fpl_status check_limits(const struct fpl_loss_terms *terms, struct fpl_error *error) {
    int named[FPL_LOSS_LEVELS] = {0}, closed[FPL_LOSS_LEVELS] = {0};
    for (int i = 0; i < terms->limits; i++) {
        const struct fpl_loss_limit *limit = &terms->limit[i];
        if (closed[limit->level])
            return fpl_fund__rule_bad(
                error, "limits",
                FPL_ZH_EN("前一条已全部适用，此条无效", "never reached: the one before it holds for all"));
        named[limit->level] = 1;
        closed[limit->level] = limit->classes.n == 0;
        int small = limit->level == FPL_LOSS_PROJECT || limit->level == FPL_LOSS_CATEGORY;
        if (small && limit->tested &&
            (terms->denominator == FPL_LOSS_PRINCIPAL || terms->denominator == FPL_LOSS_FUND_SIZE))
            return fpl_fund__rule_bad(error, "denominator",
                                      FPL_ZH_EN("实缴、规模只用于基金", "paid-in and size are for a fund only"));
        if (small && limit->tested && terms->recognition == FPL_LOSS_LIQUIDATION)
            return fpl_fund__rule_bad(error, "recognition",
                                      FPL_ZH_EN("清算只用于基金", "liquidation is for a fund only"));
    }
    for (int level = 0; level < FPL_LOSS_LEVELS; level++) {
        if (!named[level])
            return fpl_fund__rule_bad(error, "limits", FPL_ZH_EN("五个层级都要写明", "name each of the five levels"));
        if (!closed[level])
            return fpl_fund__rule_bad(error, "limits",
                                      FPL_ZH_EN("其余类别未写明", "nothing is said of the other classes"));
    }
    return terms->recognition == FPL_LOSS_TOTAL && terms->denominator == FPL_LOSS_EXITED_COST
               ? fpl_fund__rule_bad(error, "denominator",
                                    FPL_ZH_EN("TOTAL 不除以 EXITED_COST", "TOTAL is not divided by EXITED_COST"))
               : FPL_OK;
}

static enum fpl_status read_limits(struct fpl_loss_rule *rule, const struct fpl_json *root, struct fpl_error *error) {
    const struct fpl_json *list = fpl_json_get(root, "limits");
    enum fpl_status status = FPL_OK;
    rule->terms.limit = rule->limit;
    if (list->type != FPL_JSON_ARRAY || list->count > LIMITS_MAX)
        return fpl_fund__rule_bad(error, "limits", FPL_ZH_EN("至多 32 条", "at most 32"));
    for (const struct fpl_json *node = fpl_json_first(list); node && status == FPL_OK; node = fpl_json_next(list, node))
        status = read_limit(rule, node, error);
    return status == FPL_OK ? check_limits(&rule->terms, error) : status;
}

static enum fpl_status read_rule(struct fpl_loss_rule *rule, struct fpl_error *error) {
    static const char *const known[] = {"buyback",        "duty_gate", "excess", "id",      "limits",
                                        "pre_concession", "reading",   "scope",  "source",  "stale_days",
                                        "switches",       "title",     "valid",  "version", NULL};
    const struct fpl_json *root = fpl_json_root(&rule->doc);
    enum fpl_status status = fpl_fund__rule_members(root, "", known, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_head(root, &rule->clause, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_validity(root, &rule->terms.from, &rule->terms.to, error);
    if (status == FPL_OK)
        status = read_switches(&rule->terms, root, error);
    if (status == FPL_OK)
        status = read_conditions(rule, root, error);
    return status == FPL_OK ? read_limits(rule, root, error) : status;
}

enum fpl_status fpl_loss_rule_parse(struct fpl_str json, struct fpl_loss_rule **out, struct fpl_error *error) {
    FPL_ASSERT(out != NULL);
    struct fpl_loss_rule *rule = calloc(1, sizeof *rule);
    if (rule == NULL)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_buf_add(&rule->json, json.p, json.n);
    enum fpl_status status = fpl_buf_ok(&rule->json);
    if (status != FPL_OK)
        status = fpl_fail(error, status, NULL, NULL, NULL);
    if (status == FPL_OK)
        status = fpl_json_parse(&rule->doc, fpl_buf_str(&rule->json), error);
    if (status == FPL_OK)
        status = read_rule(rule, error);
    if (status != FPL_OK) {
        fpl_loss_rule_free(rule);
        return status;
    }
    *out = rule;
    return FPL_OK;
}

void fpl_loss_rule_free(struct fpl_loss_rule *rule) {
    if (rule == NULL)
        return;
    for (int i = 0; i <= LIMITS_MAX; i++)
        fpl_buf_release(&rule->words[i]);
    fpl_json_doc_release(&rule->doc);
    fpl_buf_release(&rule->clause);
    fpl_buf_release(&rule->json);
    free(rule);
}

const struct fpl_loss_terms *fpl_loss_rule_terms(const struct fpl_loss_rule *rule) {
    return &rule->terms;
}

struct fpl_str fpl_loss_rule_id(const struct fpl_loss_rule *rule) {
    return fpl_json_get_text(fpl_json_root(&rule->doc), "id");
}

int64_t fpl_loss_rule_version(const struct fpl_loss_rule *rule) {
    return fpl_json_get_num(fpl_json_root(&rule->doc), "version", 0);
}

struct fpl_str fpl_loss_rule_title(const struct fpl_loss_rule *rule, int zh) {
    return fpl_json_get_text(fpl_json_get(fpl_json_root(&rule->doc), "title"), zh ? "zh" : "en");
}

struct fpl_str fpl_loss_rule_clause(const struct fpl_loss_rule *rule) {
    return fpl_buf_str(&rule->clause);
}
