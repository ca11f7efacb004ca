/* The schema of a pack, as data, and the walk that holds a document against it: unknown names and wrong types are
 * invalid, known ones that this engine lacks are refused by name. */
#include "ledger/policy/pack.h"
#include "ledger/policy/predicate.h"
#include "ledger/policy/words.h"

#include <stdio.h>
#include <string.h>

#define PACK_ROLES    "POOL_TIER BANK GUARANTOR REGUARANTOR INSURER APPRAISER BORROWER MANAGER"
#define PACK_CROSSING "DEFER_THIS_ONE PAY_UP_TO_LINE PAY_THIS_ONE"
#define MEMBER(name, type, engine, values, lacking, zh, en)                                                            \
    { name, zh, en, FPL_PACK_##type, engine, NULL, values, lacking }
#define END                                                                                                            \
    { NULL, NULL, NULL, FPL_PACK_NONE, 0, NULL, NULL, NULL }

static const struct fpl_pack_field bilingual[] = {MEMBER("en", TEXT, 1, "", "", "英文", "english"),
                                                  MEMBER("zh", TEXT, 1, "", "", "中文", "chinese"), END};
static const struct fpl_pack_field share[] = {MEMBER("role", ENUM, 1, PACK_ROLES, "", "角色", "role"),
                                              MEMBER("share", RATIO, 1, "", "", "比例", "share"), END};
static const struct fpl_pack_field funding_split[] = {MEMBER("tier", TEXT, 1, "", "", "级次", "tier"),
                                                      MEMBER("share", RATIO, 1, "", "", "比例", "share"), END};
static const struct fpl_pack_field rate_tier[] = {
    MEMBER("when", PREDICATE, 1, "", "", "条件", "condition"),
    MEMBER("over", MONEY, 1, "", "", "超过", "over"),
    MEMBER("upto", MONEY, 1, "", "", "至（含）", "up to and including"),
    MEMBER("years_over", INT, 1, "", "", "年限超过", "years over"),
    MEMBER("years_upto", INT, 1, "", "", "年限至（含）", "years up to and including"),
    MEMBER("values", TEXTS, 1, "", "", "取值", "values"),
    MEMBER("beneficiary", ENUM, 1, "BANK GUARANTOR", "", "补偿对象", "beneficiary"),
    MEMBER("tier", INT, 0, "", "", "补偿级次", "government tier"),
    MEMBER("rate", RATIO, 1, "", "", "比例", "rate"),
    END};
static const struct fpl_pack_field addon[] = {MEMBER("when", PREDICATE, 1, "", "", "条件", "condition"),
                                              MEMBER("add", RATIO, 1, "", "", "加成", "added"),
                                              MEMBER("group", TEXT, 1, "", "", "组", "group"), END};
static const struct fpl_pack_field addon_per_year[] = {MEMBER("add", RATIO, 1, "", "", "每年加成", "added per year"),
                                                       MEMBER("from_year", INT, 1, "", "", "起算年", "after year"),
                                                       END};
static const struct fpl_pack_field band[] = {MEMBER("lo", RATIO, 1, "", "", "下限", "low"),
                                             MEMBER("hi", RATIO, 1, "", "", "上限", "high"), END};
static const struct fpl_pack_field max_eligible_loan[] = {
    MEMBER("amount", MONEY, 1, "", "", "上限", "limit"),
    MEMBER("over", ENUM, 1, "REJECT TRUNCATE", "", "超过时", "beyond it"), END};
static const struct fpl_pack_field cap[] = {
    MEMBER("amount", MONEY, 1, "", "", "金额", "amount"),
    MEMBER("rate", RATIO, 1, "", "", "比例", "rate"),
    MEMBER("measure", ENUM, 1,
           "PRIOR_YEAR_BALANCE DEPOSIT POOL_BALANCE LIABILITY FEES LENDING LAST_YEAR_END_POOL_BALANCE",
           "LAST_YEAR_END_POOL_BALANCE", "计量", "measure"),
    MEMBER("level", ENUM, 1, "BASE PAYOUT", "", "环节", "level"),
    MEMBER("period", ENUM, 1, "LOAN YEAR COOPERATION BUSINESS_YEAR", "BUSINESS_YEAR", "期间", "period"),
    MEMBER("scope", ENUM, 1, "LOAN BORROWER BANK POOL SCHEME", "", "范围", "scope"),
    MEMBER("joint", ENUMS, 0, PACK_ROLES, "", "合并计算的各方", "joint parties"),
    END};
static const struct fpl_pack_field cap_year_ramp[] = {MEMBER("year", INT, 1, "", "", "年度序号", "scheme year"),
                                                      MEMBER("amount", MONEY, 1, "", "", "金额", "amount"), END};
static const struct fpl_pack_field rate_max[] = {
    MEMBER("kind", ENUM, 1, "FIXED LPR_TIMES LPR_PLUS", "", "方式", "kind"),
    MEMBER("value", RATIO, 1, "", "", "数值", "value"), END};
static const struct fpl_pack_field workflow_step[] = {
    MEMBER("name", TEXT, 1, "", "", "环节", "step"), MEMBER("actor", TEXT, 1, "", "", "办理方", "actor"),
    MEMBER("max_workdays", INT, 1, "", "", "时限（工作日）", "work days"), END};
static const struct fpl_pack_field breaker[] = {
    MEMBER("metric", ENUM, 1, "ANNUAL_LOSS_RATE NPL_RATE COMP_RATE DAICHANG_RATE LOSS_OF_POOL LOAN_BALANCE",
           "COMP_RATE DAICHANG_RATE LOSS_OF_POOL LOAN_BALANCE", "指标", "metric"),
    MEMBER("cohort", ENUM, 1, "CALENDAR REGISTRATION_YEAR", "", "年度口径", "which year"),
    MEMBER("scope", ENUM, 1, "BANK POOL GUARANTOR PRODUCT REGION", "POOL GUARANTOR PRODUCT REGION", "范围", "scope"),
    MEMBER("op", ENUM, 1, "> >=", "", "比较", "comparison"),
    MEMBER("threshold", RATIO, 1, "", "", "触发线", "threshold"),
    MEMBER("effect", ENUM, 1, "WARN DEFER_PAYMENT CAP_PAYOUT STOP_NEW_LOANS SUSPEND_BANK CANCEL_BANK STOP_POOL",
           "CAP_PAYOUT STOP_NEW_LOANS SUSPEND_BANK CANCEL_BANK STOP_POOL", "效果", "effect"),
    MEMBER("crossing_rule", ENUM, 1, PACK_CROSSING, "", "触线当笔处理", "the claim that crosses"),
    MEMBER("release_rule", ENUM, 1, "WHEN_BELOW MANUAL NEXT_YEAR", "MANUAL NEXT_YEAR", "解除", "release"),
    END};

static const struct fpl_pack_field fields[] = {
#define PACK_FIELD(id, name, type, engine, sub, values, lacking, zh, en)                                               \
    {name, zh, en, FPL_PACK_##type, engine, sub, values, lacking},
#include "ledger/policy/pack_fields.def"
#undef PACK_FIELD
    END};

const struct fpl_pack_field *fpl_pack_fields(void) {
    return fields;
}

static const struct fpl_pack_field *find(const struct fpl_pack_field *table, struct fpl_str name) {
    for (; table && table->name; table++) {
        if (fpl_str_is(name, table->name))
            return table;
    }
    return NULL;
}

static int is_position(struct fpl_str part) {
    for (size_t i = 0; i < part.n; i++) {
        if (part.p[i] < '0' || part.p[i] > '9')
            return 0;
    }
    return part.n > 0;
}

const struct fpl_pack_field *fpl_pack_field(const char *path) {
    const struct fpl_pack_field *found = NULL, *table = fields;
    FPL_ASSERT(path != NULL);
    for (;;) {
        size_t n = strcspn(path, ".");
        struct fpl_str part = {path, n};
        if (found == NULL || !is_position(part)) {
            found = find(table, part);
            if (!found)
                return NULL;
            table = found->fields;
        }
        if (path[n] == '\0')
            return found;
        path += n + 1;
    }
}

enum fpl_pack_type fpl_pack_field_type(const char *path) {
    const struct fpl_pack_field *field = fpl_pack_field(path);
    return field ? field->type : FPL_PACK_NONE;
}

int fpl_policy__rank(const char *codes, struct fpl_str text) {
    int rank = 0;
    while (*codes != '\0') {
        size_t n = strcspn(codes, " ");
        if (text.n == n && n > 0 && memcmp(codes, text.p, n) == 0)
            return rank;
        rank++;
        codes += n;
        codes += *codes == ' ';
    }
    return -1;
}

#define PATH_BYTES 160
struct walk {
    struct fpl_error *error;
    char path[PATH_BYTES];
};

static enum fpl_status invalid(const struct walk *walk, const char *what) {
    return fpl_fail(walk->error, FPL_E_PACK_INVALID, walk->path, what, NULL);
}

static enum fpl_status lacking(const struct walk *walk, struct fpl_str value) {
    char text[PATH_BYTES + 64], code[64];
    if (value.n == 0)
        return fpl_fail(walk->error, FPL_E_PACK_FIELD, walk->path, NULL, NULL);
    (void)snprintf(text, sizeof text, "%s=%s", walk->path, fpl_str_copy(value, code, sizeof code));
    return fpl_fail(walk->error, FPL_E_PACK_FIELD, text, NULL, NULL);
}

/* Appends ".name" or, if name is empty, ".i"; returns the old length for leave(). A longer path is cut: it only names a
 * place. */
static size_t enter(struct walk *walk, struct fpl_str name, unsigned i) {
    size_t n = strlen(walk->path);
    char text[72];
    if (name.n > 0)
        (void)snprintf(walk->path + n, PATH_BYTES - n, "%s%s", n > 0 ? "." : "", fpl_str_copy(name, text, sizeof text));
    else
        (void)snprintf(walk->path + n, PATH_BYTES - n, ".%u", i);
    return n;
}

static enum fpl_status check_text(struct walk *walk, const struct fpl_json *node) {
    if (node->type != FPL_JSON_STRING || node->str.n == 0)
        return invalid(walk, FPL_ZH_EN("应为文字", "not a text"));
    return node->str.n > 1024 ? invalid(walk, FPL_ZH_EN("文字过长", "text too long")) : FPL_OK;
}

static enum fpl_status check_ratio(struct walk *walk, const struct fpl_json *node) {
    struct fpl_ratio ratio;
    char text[48];
    if (node->type != FPL_JSON_STRING || fpl_ratio_parse(node->str, &ratio, NULL) != FPL_OK ||
        !fpl_str_is(node->str, fpl_ratio_format(ratio, text)))
        return invalid(walk, FPL_ZH_EN("应为最简分数，如 2/5", "not a rational \"n/d\" in lowest terms"));
    return ratio.num < 0 && strcmp(walk->path, "rate_max.value") != 0 ? invalid(walk, FPL_ZH_EN("不得为负", "negative"))
                                                                      : FPL_OK;
}

static enum fpl_status check_number(struct walk *walk, const struct fpl_json *node, const char *what) {
    if (node->type != FPL_JSON_INT)
        return invalid(walk, what);
    return node->num < 0 ? invalid(walk, FPL_ZH_EN("不得为负", "negative")) : FPL_OK;
}

static enum fpl_status too_many(const struct walk *walk, const struct fpl_pack_field *field, struct fpl_str given) {
    char text[FPL_ERROR_ARG_BYTES];
    struct fpl_str best = fpl_policy__nearest(given, field->values);
    (void)snprintf(text, sizeof text,
                   FPL_ZH_EN("不是可用的取值，最接近的是 %.*s，全部取值见 fundpool help parameters",
                             "not one of the values allowed, nearest is %.*s; fundpool help parameters lists them"),
                   (int)best.n, best.p, (int)best.n, best.p);
    return invalid(walk, text);
}

/* The values that this engine computes with. A long list does not fit an argument: help parameters has it whole. */
static enum fpl_status not_allowed(const struct walk *walk, const struct fpl_pack_field *field, struct fpl_str given) {
    char text[FPL_ERROR_ARG_BYTES], list[FPL_ERROR_ARG_BYTES / 2] = "";
    size_t n = 0;
    for (const char *p = field->values; *p; p += *p == ' ') {
        struct fpl_str code = {p, strcspn(p, " ")};
        p += code.n;
        if (fpl_policy__rank(field->lacking, code) >= 0)
            continue;
        if (n + code.n + 1 >= sizeof list)
            return too_many(walk, field, given);
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s", n ? " " : "", (int)code.n, code.p);
    }
    struct fpl_str best = fpl_policy__nearest(given, list);
    if (given.n > 0)
        (void)snprintf(
            text, sizeof text,
            FPL_ZH_EN("应为下列之一", "not one of") ": %s " FPL_ZH_EN("（最接近的是 %.*s）", "(nearest: %.*s)"), list,
            (int)best.n, best.p, (int)best.n, best.p);
    else
        (void)snprintf(text, sizeof text, FPL_ZH_EN("应为下列之一", "not one of") ": %s", list);
    return invalid(walk, text);
}

static enum fpl_status check_code(struct walk *walk, const struct fpl_pack_field *field, const struct fpl_json *node) {
    if (node->type != FPL_JSON_STRING || fpl_policy__rank(field->values, node->str) < 0)
        return not_allowed(walk, field, fpl_json_text(node));
    return fpl_policy__rank(field->lacking, node->str) >= 0 ? lacking(walk, node->str) : FPL_OK;
}

static enum fpl_status check_bool(struct walk *walk, const struct fpl_pack_field *field, const struct fpl_json *node) {
    if (node->type != FPL_JSON_BOOL)
        return invalid(walk, FPL_ZH_EN("应为 true 或 false", "not true or false"));
    struct fpl_str text = node->num ? FPL_STR("true") : FPL_STR("false");
    return fpl_policy__rank(field->lacking, text) >= 0 ? lacking(walk, text) : FPL_OK;
}

static enum fpl_status check_date(struct walk *walk, const struct fpl_json *node) {
    struct fpl_date date;
    if (node->type != FPL_JSON_STRING || fpl_date_parse(node->str, &date, NULL) != FPL_OK)
        return invalid(walk, FPL_ZH_EN("应为 YYYY-MM-DD 形式的日期", "not a date YYYY-MM-DD"));
    return FPL_OK;
}

/* Parameter name → clause text. */
static enum fpl_status check_clauses(struct walk *walk, const struct fpl_json *node) {
    if (node->type != FPL_JSON_OBJECT)
        return invalid(walk, FPL_ZH_EN("应为对照表（键: 值）", "not an object"));
    for (const struct fpl_json *key = fpl_json_first(node); key;) {
        const struct fpl_json *value = fpl_json_next(node, key);
        size_t here = enter(walk, key->str, 0);
        if (!find(fields, key->str))
            return invalid(walk, FPL_ZH_EN("没有此栏目", "unknown field"));
        enum fpl_status status = check_text(walk, value);
        if (status != FPL_OK)
            return status;
        walk->path[here] = '\0';
        key = fpl_json_next(node, value);
    }
    return FPL_OK;
}

static enum fpl_status check_members(struct walk *walk, const struct fpl_pack_field *table,
                                     const struct fpl_json *node);

static enum fpl_status check_element(struct walk *walk, const struct fpl_pack_field *field,
                                     const struct fpl_json *node) {
    if (field->type == FPL_PACK_TEXTS)
        return check_text(walk, node);
    return field->type == FPL_PACK_ENUMS ? check_code(walk, field, node) : check_members(walk, field->fields, node);
}

static enum fpl_status check_list(struct walk *walk, const struct fpl_pack_field *field, const struct fpl_json *node) {
    if (node->type != FPL_JSON_ARRAY || fpl_json_count(node) == 0)
        return invalid(walk, FPL_ZH_EN("应为非空的列表", "not a list with something in it"));
    unsigned i = 0;
    for (const struct fpl_json *each = fpl_json_first(node); each; each = fpl_json_next(node, each), i++) {
        size_t here = enter(walk, (struct fpl_str){NULL, 0}, i);
        enum fpl_status status = check_element(walk, field, each);
        if (status != FPL_OK)
            return status;
        walk->path[here] = '\0';
    }
    return FPL_OK;
}

static enum fpl_status check_value(struct walk *walk, const struct fpl_pack_field *field, const struct fpl_json *node) {
    switch (field->type) {
    case FPL_PACK_TEXT:
        return check_text(walk, node);
    case FPL_PACK_MONEY:
        return check_number(walk, node, FPL_ZH_EN("应为金额，如 300万元", "not an amount in whole minor units"));
    case FPL_PACK_INT:
        return check_number(walk, node, FPL_ZH_EN("应为整数", "not a whole number"));
    case FPL_PACK_RATIO:
        return check_ratio(walk, node);
    case FPL_PACK_DATE:
        return check_date(walk, node);
    case FPL_PACK_BOOL:
        return check_bool(walk, field, node);
    case FPL_PACK_ENUM:
        return check_code(walk, field, node);
    case FPL_PACK_TEXTS:
    case FPL_PACK_ENUMS:
    case FPL_PACK_OBJECTS:
        return check_list(walk, field, node);
    case FPL_PACK_OBJECT:
        return check_members(walk, field->fields, node);
    case FPL_PACK_PREDICATE:
        return fpl_predicate__check_at(node, walk->path, walk->error);
    case FPL_PACK_CLAUSES:
        return check_clauses(walk, node);
    case FPL_PACK_NONE:
        break;
    }
    fpl_assert_failed("a pack field without a type", __FILE__, __LINE__);
    return FPL_E_BUG;
}

struct shares {
    const struct fpl_json *list;
    int whole; /* out: they sum to 1 */
};

static enum fpl_status sum_shares(void *ctx) {
    struct shares *shares = ctx;
    struct fpl_q sum, one;
    fpl_q_set(&sum, 0, 1);
    fpl_q_set(&one, 1, 1);
    for (const struct fpl_json *each = fpl_json_first(shares->list); each; each = fpl_json_next(shares->list, each)) {
        struct fpl_ratio ratio = {0, 1};
        struct fpl_q part;
        if (fpl_ratio_parse(fpl_json_get_text(each, "share"), &ratio, NULL) != FPL_OK)
            return FPL_OK;
        fpl_q_set_ratio(&part, ratio);
        fpl_q_add(&sum, &sum, &part);
    }
    shares->whole = fpl_q_cmp(&sum, &one) == 0;
    return FPL_OK;
}

/* Parties and tiers share the whole of a loss or payout. */
static enum fpl_status check_shares(struct walk *walk, const struct fpl_pack_field *field,
                                    const struct fpl_json *node) {
    struct shares shares = {node, 0};
    if (field->fields != share && field->fields != funding_split)
        return FPL_OK;
    enum fpl_status status = fpl_exact(sum_shares, &shares, FPL_EXACT_BYTES);
    if (status != FPL_OK)
        return fpl_fail(walk->error, status, walk->path, NULL, NULL);
    return shares.whole ? FPL_OK : invalid(walk, FPL_ZH_EN("各方比例之和应为 1", "shares do not sum to 1"));
}

/* A field's form is checked before it is refused as lacking, so that a misspelt value is named as such. */
static enum fpl_status check_field(struct walk *walk, const struct fpl_pack_field *field, const struct fpl_json *node) {
    enum fpl_status status = check_value(walk, field, node);
    if (status == FPL_OK)
        status = check_shares(walk, field, node);
    if (status != FPL_OK)
        return status;
    return field->engine == 0 ? lacking(walk, (struct fpl_str){NULL, 0}) : FPL_OK;
}

static enum fpl_status check_members(struct walk *walk, const struct fpl_pack_field *table,
                                     const struct fpl_json *node) {
    if (node->type != FPL_JSON_OBJECT)
        return invalid(walk, FPL_ZH_EN("应为对照表（键: 值）", "not an object"));
    for (const struct fpl_json *key = fpl_json_first(node); key;) {
        const struct fpl_json *value = fpl_json_next(node, key);
        const struct fpl_pack_field *field = find(table, key->str);
        size_t here = enter(walk, key->str, 0);
        if (!field)
            return invalid(walk, FPL_ZH_EN("没有此栏目", "unknown field"));
        enum fpl_status status = check_field(walk, field, value);
        if (status != FPL_OK)
            return status;
        walk->path[here] = '\0';
        key = fpl_json_next(node, value);
    }
    return FPL_OK;
}

enum fpl_status fpl_policy__check_schema(struct fpl_pack *pack, struct fpl_error *error) {
    struct walk walk = {.error = error, .path = ""};
    const struct fpl_json *root = fpl_json_root(&pack->doc);
    if (root == NULL || root->type != FPL_JSON_OBJECT)
        return fpl_fail(error, FPL_E_PACK_INVALID, "", FPL_ZH_EN("应为对照表（键: 值）", "not an object"), NULL);
    enum fpl_status status = check_members(&walk, fields, root);
    if (status != FPL_OK)
        return status;
    for (int i = 0; i < FPL_PF_COUNT; i++)
        pack->field[i] = fpl_json_get(root, fields[i].name);
    return FPL_OK;
}
