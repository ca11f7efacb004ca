/* The only predicate evaluator of the program: Kleene's three-valued logic over the facts of one decision.
 *
 * A leaf about a missing fact is UNKNOWN, and "all", "any", "not" carry that on as Kleene has it: one FALSE limb
 * settles "all", one TRUE limb settles "any", whatever is missing elsewhere. So a missing figure can never fail a firm
 * by itself, and never admits one. 以上/以内/届满 are >= and <=, 不满/超过 are < and >: 民法典 第一千二百五十九条; the
 * pack says which.
 *
 * Checking walks the whole predicate once, when a pack or profile is parsed; evaluation then trusts the shape. Members
 * of a canonical object stand in byte order, so a leaf is always field, op, value, and is read by position. */
#include "ledger/policy/predicate.h"
#include "ledger/policy/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX                                                                                                      \
    8 /* of all, any and not in one another: below the parser's own limit, so that the place can be named */
#define PLACE_MAX  FPL_ERROR_ARG_BYTES
#define MONTHS_MAX 2400 /* 200 years: no date of the calendar can need more */

enum op { OP_NONE, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN, OP_BETWEEN };

static enum op op_of(struct fpl_str text) {
    static const struct {
        const char *text;
        enum op op;
    } table[] = {{"=", OP_EQ}, {"!=", OP_NE}, {"<", OP_LT},  {"<=", OP_LE},
                 {">", OP_GT}, {">=", OP_GE}, {"in", OP_IN}, {"between", OP_BETWEEN}};
    for (size_t i = 0; i < sizeof table / sizeof table[0] && text.n > 0; i++) {
        if (text.p[0] == table[i].text[0] && fpl_str_is(text, table[i].text)) {
            return table[i].op;
        }
    }
    return OP_NONE;
}

/* ---- rounds of financing, from the first money on ---- */

static int round_rank(struct fpl_str text) {
    static const char *const ranks[] = {"SEED", "ANGEL", "PRE_A", "A", "A_PLUS", "B", "C", "D", "LATER"};
    for (int i = 0; i < (int)(sizeof ranks / sizeof ranks[0]); i++) {
        if (fpl_str_is(text, ranks[i])) {
            return i;
        }
    }
    return -1;
}

/* ---- checking ---- */

struct check { /* the place being looked at, and where to report */
    char place[PLACE_MAX];
    size_t place_n;
    struct fpl_error *error;
};

static enum fpl_status bad(struct check *check, const char *what) {
    return fpl_fail(check->error, FPL_E_PACK_INVALID, check->place, what, NULL);
}

static void enter(struct check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void enter(struct check *check, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(check->place + check->place_n, sizeof check->place - check->place_n, format, args);
    va_end(args);
    FPL_ASSERT(n >= 0);
    check->place_n = (size_t)n < sizeof check->place - check->place_n
                         ? check->place_n + (size_t)n
                         : sizeof check->place - 1; /* cut: still a place */
}

static void leave(struct check *check, size_t place_n) {
    check->place_n = place_n;
    check->place[place_n] = '\0';
}

static int ratio_of_node(const struct fpl_json *node, struct fpl_ratio *out) {
    if (node->type == FPL_JSON_INT) {
        *out = (struct fpl_ratio){node->num, 1};
        return 1;
    }
    const char *slash = node->str.n > 0 ? memchr(node->str.p, '/', node->str.n) : NULL;
    struct fpl_str num = node->str, den = FPL_STR("1");
    if (slash != NULL) {
        num.n = (size_t)(slash - node->str.p);
        den = (struct fpl_str){slash + 1, node->str.n - num.n - 1};
    }
    return node->type == FPL_JSON_STRING && fpl_int_parse(num, &out->num) == FPL_OK &&
           fpl_int_parse(den, &out->den) == FPL_OK && out->den > 0;
}

/* A ratio has one spelling, lowest terms, so that two packs that mean the same have the same bytes. */
static const char *ratio_fault(const struct fpl_json *node) {
    char text[48];
    struct fpl_ratio ratio, lowest;
    if (!ratio_of_node(node, &ratio)) {
        return FPL_ZH_EN("应为比例，如 2/5", "not a ratio \"n/d\"");
    }
    if (node->type == FPL_JSON_STRING && (fpl_ratio_parse(node->str, &lowest, NULL) != FPL_OK ||
                                          !fpl_str_is(node->str, fpl_ratio_format(lowest, text)))) {
        return FPL_ZH_EN("应为最简分数", "not in lowest terms");
    }
    return NULL;
}

static const char *date_fault(const struct fpl_json *node) {
    struct fpl_date date;
    if (node->type == FPL_JSON_STRING) {
        return fpl_date_parse(node->str, &date, NULL) == FPL_OK
                   ? NULL
                   : FPL_ZH_EN("应为 YYYY-MM-DD 形式的日期", "not a date YYYY-MM-DD");
    }
    const struct fpl_json *months = fpl_json_get(node, "months");
    if (fpl_json_count(node) != 2 || months == NULL || fpl_json_get(node, "field") == NULL) {
        return FPL_ZH_EN("应为日期，或 {field, months}", "not a date, nor {field, months}");
    }
    int other = fpl_fact_find(fpl_json_get_text(node, "field"));
    if (other < 0 || fpl_fact_type((enum fpl_fact_id)other) != FPL_FACT_DATE) {
        return FPL_ZH_EN("起算月数的栏目不是日期", "the field to count months from is not a date");
    }
    if (months->type != FPL_JSON_INT || months->num < -MONTHS_MAX || months->num > MONTHS_MAX) {
        return FPL_ZH_EN("应为月数", "not a number of months");
    }
    return NULL;
}

/* NULL if one value is of the type the fact is compared with, else what is wrong with it. */
static const char *scalar_fault(enum fpl_fact_id id, const struct fpl_json *node) {
    switch (fpl_fact_type(id)) {
    case FPL_FACT_MONEY:
        return node->type == FPL_JSON_INT ? NULL : FPL_ZH_EN("应为金额", "not a whole number of minor units");
    case FPL_FACT_INT:
        return node->type == FPL_JSON_INT ? NULL : FPL_ZH_EN("应为整数", "not a whole number");
    case FPL_FACT_DATE:
        return date_fault(node);
    case FPL_FACT_RATIO:
        return ratio_fault(node);
    case FPL_FACT_BOOL:
        return node->type == FPL_JSON_BOOL ? NULL : FPL_ZH_EN("应为 true 或 false", "not true or false");
    case FPL_FACT_TEXT:
        if (node->type != FPL_JSON_STRING || node->str.n == 0) {
            return FPL_ZH_EN("应为文字", "not a text");
        }
        return id == FPL_FACT_DEAL_ROUND && round_rank(node->str) < 0 ? FPL_ZH_EN("没有此轮次", "not a round") : NULL;
    case FPL_FACT_NONE:
        break;
    }
    return FPL_ZH_EN("事实没有类型", "a fact without a type");
}

static int op_fits(enum fpl_fact_id id, enum op op) {
    enum fpl_fact_type type = fpl_fact_type(id);
    if (type == FPL_FACT_BOOL) {
        return op == OP_EQ || op == OP_NE;
    }
    if (type == FPL_FACT_TEXT && id != FPL_FACT_DEAL_ROUND) {
        return op == OP_EQ || op == OP_NE || op == OP_IN;
    }
    return 1;
}

static int is_inf(const struct fpl_json *node) {
    return node->type == FPL_JSON_STRING && fpl_str_is(node->str, "inf");
}

/* A text must be one that the fact can be: another is never met. */
static enum fpl_status check_scalar(struct check *check, enum fpl_fact_id id, const struct fpl_json *node) {
    const char *fault = scalar_fault(id, node);
    if (fault != NULL) {
        return bad(check, fault);
    }
    return fpl_fact_type(id) == FPL_FACT_TEXT ? fpl_policy__check_word(id, node->str, check->place, check->error)
                                              : FPL_OK;
}

static enum fpl_status check_list(struct check *check, enum fpl_fact_id id, enum op op, const struct fpl_json *list) {
    if (list->type != FPL_JSON_ARRAY || fpl_json_count(list) == 0) {
        return bad(check, FPL_ZH_EN("应为取值的列表", "not a list of values"));
    }
    if (op == OP_BETWEEN && fpl_json_count(list) != 2) {
        return bad(check, FPL_ZH_EN("应为区间 [lo,hi]", "not an interval [lo,hi]"));
    }
    uint32_t i = 0;
    for (const struct fpl_json *node = fpl_json_first(list); node != NULL; node = fpl_json_next(list, node), i++) {
        if (op == OP_BETWEEN && i == 1 && is_inf(node)) {
            continue;
        }
        size_t here = check->place_n;
        enter(check, "[%u]", i);
        enum fpl_status status = check_scalar(check, id, node);
        if (status != FPL_OK) {
            return status;
        }
        leave(check, here);
    }
    return FPL_OK;
}

static enum fpl_status check_leaf(struct check *check, const struct fpl_json *leaf) {
    const struct fpl_json *field = fpl_json_get(leaf, "field"), *op_node = fpl_json_get(leaf, "op"),
                          *value = fpl_json_get(leaf, "value");
    if (fpl_json_count(leaf) != 3 || field == NULL || op_node == NULL || value == NULL) {
        return bad(check, FPL_ZH_EN("应为 all、any、not 或 {field, op, value}",
                                    "not one of all, any, not, {field, op, value}"));
    }
    size_t here = check->place_n;
    enter(check, ".field");
    int id = field->type == FPL_JSON_STRING ? fpl_fact_find(field->str) : -1;
    if (id < 0) {
        return bad(check, FPL_ZH_EN("没有此栏目", "unknown field"));
    }
    leave(check, here);
    enter(check, ".op");
    enum op op = op_node->type == FPL_JSON_STRING ? op_of(op_node->str) : OP_NONE;
    if (op == OP_NONE) {
        return bad(check, FPL_ZH_EN("没有此比较方式", "unknown op"));
    }
    if (!op_fits((enum fpl_fact_id)id, op)) {
        return bad(check, FPL_ZH_EN("此栏目不能这样比较", "this field cannot be compared so"));
    }
    leave(check, here);
    enter(check, ".value");
    if (op == OP_IN || op == OP_BETWEEN) {
        return check_list(check, (enum fpl_fact_id)id, op, value);
    }
    return check_scalar(check, (enum fpl_fact_id)id, value);
}

static enum fpl_status check_node(struct check *check, const struct fpl_json *node, int depth);

static enum fpl_status check_limbs(struct check *check, const struct fpl_json *list, int depth) {
    if (list->type != FPL_JSON_ARRAY || fpl_json_count(list) == 0) {
        return bad(check, FPL_ZH_EN("应为条件的列表", "not a list of predicates"));
    }
    size_t here = check->place_n;
    uint32_t i = 0;
    for (const struct fpl_json *limb = fpl_json_first(list); limb != NULL; limb = fpl_json_next(list, limb), i++) {
        enter(check, "[%u]", i);
        enum fpl_status status = check_node(check, limb, depth);
        if (status != FPL_OK) {
            return status;
        }
        leave(check, here);
    }
    return FPL_OK;
}

static enum fpl_status check_node(struct check *check, const struct fpl_json *node, int depth) {
    if (node == NULL || node->type != FPL_JSON_OBJECT) {
        return bad(check, FPL_ZH_EN("应为条件", "not a predicate"));
    }
    if (depth >= DEPTH_MAX) {
        return bad(check, FPL_ZH_EN("嵌套过深", "nested too deeply"));
    }
    const struct fpl_json *key = fpl_json_first(node);
    if (fpl_json_count(node) != 1) {
        return check_leaf(check, node);
    }
    const struct fpl_json *child = fpl_json_next(node, key);
    if (fpl_str_is(key->str, "all") || fpl_str_is(key->str, "any")) {
        enter(check, fpl_str_is(key->str, "all") ? ".all" : ".any");
        return check_limbs(check, child, depth + 1);
    }
    if (fpl_str_is(key->str, "not")) {
        enter(check, ".not");
        return check_node(check, child, depth + 1);
    }
    return bad(check,
               FPL_ZH_EN("应为 all、any、not 或 {field, op, value}", "not one of all, any, not, {field, op, value}"));
}

enum fpl_status fpl_predicate__check_at(const struct fpl_json *predicate, const char *place, struct fpl_error *error) {
    FPL_ASSERT(place != NULL);
    struct check check = {.error = error};
    enter(&check, "%s", place);
    return check_node(&check, predicate, 0);
}

enum fpl_status fpl_predicate_check(const struct fpl_json *predicate, struct fpl_error *error) {
    return fpl_predicate__check_at(predicate, "predicate", error);
}

/* ---- evaluation ---- */

static enum fpl_tri tri_of(int yes) {
    return yes ? FPL_TRUE : FPL_FALSE;
}

static enum fpl_tri tri_and(enum fpl_tri a, enum fpl_tri b) {
    if (a == FPL_FALSE || b == FPL_FALSE) {
        return FPL_FALSE;
    }
    return a == FPL_UNKNOWN || b == FPL_UNKNOWN ? FPL_UNKNOWN : FPL_TRUE;
}

static enum fpl_tri tri_or(enum fpl_tri a, enum fpl_tri b) {
    if (a == FPL_TRUE || b == FPL_TRUE) {
        return FPL_TRUE;
    }
    return a == FPL_UNKNOWN || b == FPL_UNKNOWN ? FPL_UNKNOWN : FPL_FALSE;
}

static enum fpl_tri tri_not(enum fpl_tri a) {
    return a == FPL_UNKNOWN ? FPL_UNKNOWN : tri_of(a == FPL_FALSE);
}

static int sign_of(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* The day a DATE is compared with; 0 if it hangs on a date that is missing. Age rules: the same day of the month that
 * many months later, or the month's last day where it has none (民法典 第二百零二条). */
static int date_of_node(const struct fpl_json *node, const struct fpl_facts *facts, struct fpl_date *out) {
    if (node->type == FPL_JSON_STRING) {
        return fpl_date_parse(node->str, out, NULL) == FPL_OK;
    }
    int id = fpl_fact_find(fpl_json_get_text(node, "field"));
    FPL_ASSERT(id >= 0);
    if (!fpl_fact_known(facts, (enum fpl_fact_id)id)) {
        return 0;
    }
    struct fpl_date date = fpl_fact_date(facts, (enum fpl_fact_id)id);
    *out = fpl_date_add_months(date, (int)fpl_json_num(fpl_json_get(node, "months"), 0));
    return 1;
}

/* Compares a known fact with one value: 1 and *sign, or 0 where the comparison cannot be made (a date that hangs on a
 * missing one, a round that is none of ours). */
static int compare(enum fpl_fact_id id, const struct fpl_facts *facts, const struct fpl_json *node, int *sign) {
    const struct fpl_fact *fact = fpl_fact_of(facts, id);
    struct fpl_ratio ratio = {0, 1};
    struct fpl_date date = FPL_DATE_NONE;
    switch (fpl_fact_type(id)) {
    case FPL_FACT_MONEY:
    case FPL_FACT_INT:
    case FPL_FACT_BOOL:
        *sign = sign_of(fact->v.num, node->num);
        return 1;
    case FPL_FACT_DATE:
        if (!date_of_node(node, facts, &date)) {
            return 0;
        }
        *sign = sign_of(fact->v.num, date.day);
        return 1;
    case FPL_FACT_RATIO:
        FPL_ASSERT(ratio_of_node(node, &ratio));
        *sign = fpl_share_cmp(fact->v.ratio.num, fact->v.ratio.den, ratio.num, ratio.den);
        return 1;
    case FPL_FACT_TEXT:
        if (id == FPL_FACT_DEAL_ROUND) {
            int rank = round_rank(fact->v.text);
            *sign = sign_of(rank, round_rank(node->str));
            return rank >= 0;
        }
        *sign = fpl_str_eq(fact->v.text, node->str) ? 0 : 1;
        return 1;
    case FPL_FACT_NONE:
        break;
    }
    fpl_assert_failed("a fact without a type", __FILE__, __LINE__);
}

static enum fpl_tri eval_scalar(enum fpl_fact_id id, enum op op, const struct fpl_json *value,
                                const struct fpl_facts *facts) {
    int sign = 0;
    if (!compare(id, facts, value, &sign)) {
        return FPL_UNKNOWN;
    }
    switch (op) {
    case OP_EQ:
        return tri_of(sign == 0);
    case OP_NE:
        return tri_of(sign != 0);
    case OP_LT:
        return tri_of(sign < 0);
    case OP_LE:
        return tri_of(sign <= 0);
    case OP_GT:
        return tri_of(sign > 0);
    case OP_GE:
        return tri_of(sign >= 0);
    case OP_NONE:
    case OP_IN:
    case OP_BETWEEN:
        break;
    }
    fpl_assert_failed("an op that takes no single value", __FILE__, __LINE__);
}

static enum fpl_tri eval_list(enum fpl_fact_id id, enum op op, const struct fpl_json *list,
                              const struct fpl_facts *facts) {
    const struct fpl_json *node = fpl_json_first(list);
    if (op == OP_BETWEEN) { /* (lo, hi] */
        enum fpl_tri above = eval_scalar(id, OP_GT, node, facts);
        node = fpl_json_next(list, node);
        return is_inf(node) ? above : tri_and(above, eval_scalar(id, OP_LE, node, facts));
    }
    enum fpl_tri found = FPL_FALSE;
    for (; node != NULL && found != FPL_TRUE; node = fpl_json_next(list, node)) {
        found = tri_or(found, eval_scalar(id, OP_EQ, node, facts));
    }
    return found;
}

/* `name` is the value of "field"; "op" and "value" follow it. */
static enum fpl_tri eval_leaf(const struct fpl_json *leaf, const struct fpl_json *name, const struct fpl_facts *facts) {
    int id = fpl_fact_find(name->str);
    FPL_ASSERT(id >= 0);
    if (!fpl_fact_known(facts, (enum fpl_fact_id)id)) {
        return FPL_UNKNOWN;
    }
    const struct fpl_json *op_node = fpl_json_next(leaf, fpl_json_next(leaf, name));
    const struct fpl_json *value = fpl_json_next(leaf, fpl_json_next(leaf, op_node));
    enum op op = op_of(op_node->str);
    return op == OP_IN || op == OP_BETWEEN ? eval_list((enum fpl_fact_id)id, op, value, facts)
                                           : eval_scalar((enum fpl_fact_id)id, op, value, facts);
}

enum fpl_tri fpl_predicate_eval(const struct fpl_json *predicate, const struct fpl_facts *facts) {
    FPL_ASSERT(predicate != NULL && predicate->type == FPL_JSON_OBJECT && facts != NULL);
    const struct fpl_json *key = fpl_json_first(predicate);
    FPL_ASSERT(key != NULL);
    const struct fpl_json *child = fpl_json_next(predicate, key);
    if (key->str.n == 5) { /* "field" */
        return eval_leaf(predicate, child, facts);
    }
    if (key->str.p[0] == 'n') { /* "not" */
        return tri_not(fpl_predicate_eval(child, facts));
    }
    int all = key->str.p[1] == 'l'; /* "all" or "any" */
    enum fpl_tri result = tri_of(all), settled = tri_of(!all);
    for (const struct fpl_json *limb = fpl_json_first(child); limb != NULL && result != settled;
         limb = fpl_json_next(child, limb)) {
        enum fpl_tri value = fpl_predicate_eval(limb, facts);
        result = all ? tri_and(result, value) : tri_or(result, value);
    }
    return result;
}
