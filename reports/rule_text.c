/* 规则文本: profiles, rules of loss tolerance, limits, charts, calendars and column mappings in words, a row a
 * parameter. What a text holds and this table does not know is shown as it stands, so nothing is left out. */
#include "reports/rule_text.h"

#include "fundpool/fund_limit.h"
#include "fundpool/pack.h"
#include "reports/common.h"
#include "reports/words.h"

#include <stdio.h>
#include <string.h>

struct word {
    const char *code, *zh, *en;
};
static const char *word_of(const struct word *words, struct fpl_str code, int zh) {
    for (; words->code; words++)
        if (fpl_str_is(code, words->code))
            return zh ? words->zh : words->en;
    return NULL;
}

static const struct word kinds[] = {{"pack", "规则包", "Rule pack"},
                                    {"profile", "早期口径", "Early-stage profile"},
                                    {"tolerance", "容错规则", "Rule of loss tolerance"},
                                    {"limit", "限额规则", "Limits of a fund"},
                                    {"chart", "科目表", "Chart of accounts"},
                                    {"calendar", "工作日历", "Work-day calendar"},
                                    {"mapping", "列映射", "Column mapping"},
                                    {NULL, NULL, NULL}};

/* Names of parameters. */
static const struct word names[] = {
    {"as_of", "判定日", "judged as of"},
    {"switches", "算法", "method"},
    {"recognition", "损失确认", "recognition"},
    {"netting", "轧差", "netting"},
    {"income", "抵减股利", "less income"},
    {"denominator", "分母", "denominator"},
    {"timing", "期间", "period"},
    {"reading", "是一种读法，不是文件原文", "a reading, not the text"},
    {"scope", "适用基金类别", "classes of funds"},
    {"pre_concession", "让利前计算", "before concessions"},
    {"duty_gate", "以尽职认定为条件", "asks for due diligence"},
    {"buyback", "回购认定", "a buyback counts on"},
    {"stale_days", "估值过期天数", "days after which a valuation is stale"},
    {"excess", "超额弥补", "cover of an excess"},
    {"reserve", "风险准备金比例", "share of the special reserve"},
    {"bonus_years", "扣减业绩报酬年数", "years of carried interest withheld"},
    {"limits", "限值", "limits"},
    {"level", "层级", "level"},
    {"tau", "限值", "limit"},
    {"tested", "考核", "tested"},
    {"classes", "类别", "classes"},
    {"above_one", "可超过全部", "may exceed the whole"},
    {"accounts", "科目", "accounts"},
    {"nature", "性质", "nature"},
    {"side", "余额方向", "side"},
    {"posting", "可记账", "takes postings"},
    {"control", "受控于业务", "controlled by"},
    {"needs", "须写", "needs"},
    {"cash", "货币资金", "cash"},
    {"from", "起", "from"},
    {"to", "止", "to"},
    {"rest", "放假日", "days off"},
    {"work", "调休上班日", "weekend days worked"},
    {"command", "用于命令", "for the command"},
    {"delimiter", "分隔符", "delimiter"},
    {"encoding", "编码", "encoding"},
    {"skip_rows", "表头前的行数", "rows above the header"},
    {"standard", "同时认标准表头", "standard headers too"},
    {"columns", "列", "columns"},
    {"constants", "固定值", "constants"},
    {"checks", "只核对格式的列", "columns checked for form"},
    {"header", "表头", "header"},
    {"unit", "单位", "unit"},
    {"date", "日期写法", "dates as"},
    {"values", "取值对照", "values"},
    {"default", "其余取值", "others"},
    {"join", "合并各列", "joins"},
    {"with", "以此连接", "with"},
    {"optional", "可缺此列", "may be absent"},
    {"required", "必填", "required"},
    {"when_empty", "空格时取", "if empty"},
    {"grouping", "千分位符", "grouping"},
    {"groups", "分节方式", "groups"},
    {"partial", "不全的日期", "partial dates"},
    {"dash_empty", "横线作空", "dashes are empty"},
    {"slug", "整理为编号", "made an id"},
    {"prefix", "前缀", "prefix"},
    {"type", "类型", "type"},
    {NULL, NULL, NULL},
};
static const struct word codes[] = {
    {"REALISED", "已实现", "realised"},
    {"TOTAL", "含未实现", "total"},
    {"LIQUIDATION", "清算时", "at liquidation"},
    {"GROSS", "不轧差", "gross"},
    {"NET_CATEGORY", "类别内轧差", "net within a category"},
    {"NET_FUND", "基金内轧差", "net within a fund"},
    {"NET_FAMILY", "基金群内轧差", "net within the family"},
    {"TOTAL_INVESTED", "投资总额", "total invested"},
    {"PRINCIPAL", "实缴资本", "paid-in capital"},
    {"EXITED_COST", "已退出成本", "cost exited"},
    {"FUND_SIZE", "基金规模", "fund size"},
    {"ANNUAL", "当年", "annual"},
    {"CUMULATIVE", "累计", "cumulative"},
    {"LIFECYCLE", "全生命周期", "life cycle"},
    {"CASH", "收到款项时", "the money's receipt"},
    {"SIGNING", "签约时", "signing"},
    {"project", "项目", "project"},
    {"category", "类别", "category"},
    {"fund", "基金", "fund"},
    {"pool", "资金池", "pool"},
    {"class", "基金类别", "class of fund"},
    {"family", "基金群", "family"},
    {"seed", "种子", "seed"},
    {"angel", "天使", "angel"},
    {"growth", "成长", "growth"},
    {"industry", "产业", "industry"},
    {"guidance", "引导", "guidance"},
    {"chuying", "雏鹰", "chuying"},
    {"new_rd", "新型研发", "new r&d"},
    {"sci", "科创", "sci-tech"},
    {"future", "未来产业", "future"},
    {"party", "主体", "party"},
    {"item", "项目", "item"},
    {"A", "资产", "asset"},
    {"L", "负债", "liability"},
    {"E", "权益", "equity"},
    {"P", "损益", "profit and loss"},
    {"M", "表外", "memo"},
    {"D", "借", "debit"},
    {"C", "贷", "credit"},
    {"yuan", "元", "yuan"},
    {"thousand", "千元", "thousand"},
    {"wan", "万元", "10,000 yuan"},
    {"million", "百万元", "million"},
    {"yi", "亿元", "100 million yuan"},
    {"percent", "百分数", "percent"},
    {"number", "数值", "number"},
    {"money", "金额", "money"},
    {"first", "取首日", "first day"},
    {"last", "取末日", "last day"},
    {"refuse", "不接受", "refused"},
    {NULL, NULL, NULL},
};

const char *fpl_rule_text__kind(const char *kind, int zh) {
    const char *word = word_of(kinds, fpl_str_of(kind), zh);
    return word ? word : kind;
}

/* ---- one row at a time ---- */

struct maker {
    const struct fpl_rule_text *text;
    const struct fpl_json *root;
    fpl_rule_text__cb cb;
    void *ctx;
    struct fpl_error *error;
    struct fpl_buf key, title[2], rule[2]; /* [1] in Chinese */
    struct fpl_str clause;
    char source[1100];
    enum fpl_status status;
};

static void begin(struct maker *m, const char *key) {
    fpl_buf_reset(&m->key);
    fpl_buf_adds(&m->key, key);
    for (int zh = 0; zh < 2; zh++) {
        fpl_buf_reset(&m->title[zh]);
        fpl_buf_reset(&m->rule[zh]);
    }
    m->clause = fpl_str_of(m->source);
}

static void give(struct maker *m) {
    enum fpl_status status = fpl_buf_ok(&m->key);
    for (int zh = 0; zh < 2 && !status; zh++) {
        fpl_buf_addc(&m->title[zh], '\0');
        fpl_buf_addc(&m->rule[zh], '\0');
        status = fpl_buf_ok(&m->title[zh]);
        if (!status)
            status = fpl_buf_ok(&m->rule[zh]);
    }
    if (status)
        m->status = fpl_fail(m->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (m->status)
        return;
    struct fpl_rule_text__row row = {fpl_buf_str(&m->key), m->title[1].p, m->title[0].p,
                                     m->rule[1].p,         m->rule[0].p,  m->clause};
    m->status = m->cb(m->ctx, &row);
}

static void add_words(struct fpl_buf out[2], const struct word *words, struct fpl_str code) {
    for (int zh = 0; zh < 2; zh++) {
        const char *word = word_of(words, code, zh);
        if (word)
            fpl_buf_adds(&out[zh], word);
        else
            fpl_buf_add(&out[zh], code.p, code.n);
    }
}

static void add_both(struct fpl_buf out[2], const char *zh, const char *en) {
    fpl_buf_adds(&out[1], zh);
    fpl_buf_adds(&out[0], en);
}

/* Any value: a list joined, an object as "name：value；…". */
static void add_value(struct fpl_buf out[2], const struct fpl_json *node, int depth) {
    int n = 0;
    switch (node->type) {
    case FPL_JSON_STRING:
        add_words(out, codes, fpl_json_text(node));
        break;
    case FPL_JSON_BOOL:
        add_both(out, node->num ? "是" : "否", node->num ? "yes" : "no");
        break;
    case FPL_JSON_ARRAY:
        for (const struct fpl_json *each = fpl_json_first(node); each && depth < 4; each = fpl_json_next(node, each)) {
            if (n++)
                add_both(out, "、", ", ");
            add_value(out, each, depth + 1);
        }
        if (n == 0)
            add_both(out, "不限", "all");
        break;
    case FPL_JSON_OBJECT:
        for (const struct fpl_json *key = fpl_json_first(node); key && depth < 4;) {
            const struct fpl_json *value = fpl_json_next(node, key);
            if (n++)
                add_both(out, "；", "; ");
            add_words(out, names, key->str);
            add_both(out, "：", ": ");
            add_value(out, value, depth + 1);
            key = fpl_json_next(node, value);
        }
        break;
    case FPL_JSON_INT:
        for (int zh = 0; zh < 2; zh++)
            fpl_buf_add(&out[zh], node->raw.p, node->raw.n);
        break;
    }
}

/* A ratio is kept as a fraction, "4/5". */
static void add_rate(struct fpl_buf out[2], const struct fpl_json *node) {
    struct fpl_ratio rate;
    for (int zh = 0; zh < 2; zh++)
        if (fpl_ratio_parse(fpl_json_text(node), &rate, NULL) == FPL_OK)
            fpl_words__rate(rate, &out[zh]);
        else
            fpl_buf_add(&out[zh], node->raw.p, node->raw.n);
}

/* ---- kinds ---- */

static void put_plain(struct maker *m, const char *key, struct fpl_str name, const struct fpl_json *value) {
    begin(m, key);
    add_words(m->title, names, name);
    if (fpl_str_is(name, "reserve") || fpl_str_is(name, "tau"))
        add_rate(m->rule, value);
    else
        add_value(m->rule, value, 0);
    give(m);
}

/* {"field":"firm.employees",…}, or any, all, not of such. */
static void put_limb(struct maker *m, const struct fpl_json *limb, int number) {
    const struct fpl_words__unit unit = {m->text->currency, 2};
    struct fpl_str field = fpl_json_get_text(limb, "field");
    int fact = field.n ? fpl_fact_find(field) : -1;
    char key[96];
    (void)snprintf(key, sizeof key, "predicate %d", number);
    begin(m, key);
    for (int zh = 0; zh < 2; zh++) {
        if (fact >= 0)
            fpl_buf_adds(&m->title[zh], fpl_fact_title((enum fpl_fact_id)fact, zh));
        else
            fpl_buf_adds(&m->title[zh], zh ? "条件" : "condition");
        fpl_words__predicate(limb, &unit, zh, &m->rule[zh]);
    }
    give(m);
}

static void put_profile(struct maker *m) {
    struct fpl_profile *profile = NULL;
    const struct fpl_json *predicate = fpl_json_get(m->root, "predicate"), *all = fpl_json_get(predicate, "all");
    int number = 1;
    m->status = fpl_profile_parse(m->text->json, &profile, m->error);
    if (m->status)
        return;
    begin(m, "as_of");
    add_words(m->title, names, FPL_STR("as_of"));
    for (int zh = 0; zh < 2; zh++)
        fpl_buf_adds(&m->rule[zh], fpl_fact_title(fpl_profile_as_of(profile), zh));
    give(m);
    if (!all)
        put_limb(m, predicate, number);
    for (const struct fpl_json *limb = fpl_json_first(all); limb; limb = fpl_json_next(all, limb))
        put_limb(m, limb, number++);
    fpl_profile_free(profile);
}

static void put_loss_limit(struct maker *m, const struct fpl_json *limit, int number) {
    const struct fpl_json *classes = fpl_json_get(limit, "classes"), *tested = fpl_json_get(limit, "tested");
    char key[32];
    (void)snprintf(key, sizeof key, "limits %d", number);
    begin(m, key);
    add_both(m->title, "限值：", "limit: ");
    add_words(m->title, codes, fpl_json_get_text(limit, "level"));
    if (fpl_json_count(classes)) {
        add_both(m->title, "（", " (");
        add_value(m->title, classes, 0);
        add_both(m->title, "）", ")");
    }
    if (tested && tested->num)
        add_rate(m->rule, fpl_json_get(limit, "tau"));
    else
        add_both(m->rule, "不考核", "not tested");
    give(m);
}

static void put_fund_limits(struct maker *m) {
    static const struct word breaches[] = {
        {"REFUSE", "超限不予登记", "a breach is refused"},
        {"REASON", "超限须写理由", "a breach needs a reason"},
        {"SECOND", "超限须写理由并由第二人批准", "a breach needs a reason and another approver"},
        {"TELL", "超限提示", "a breach is told"},
        {NULL, NULL, NULL}};
    static const char *const breach[] = {[FPL_BREACH_REFUSE] = "REFUSE",
                                         [FPL_BREACH_REASON] = "REASON",
                                         [FPL_BREACH_SECOND] = "SECOND",
                                         [FPL_BREACH_TELL] = "TELL"};
    static const struct word of[] = {{"0", "占目标规模", "of the target size"},
                                     {"1", "占认缴（减核减）", "of commitments less releases"},
                                     {"2", "占实收资本", "of paid-in capital"},
                                     {NULL, NULL, NULL}};
    struct fpl_limit_rule *rule = NULL;
    int count = 0;
    m->status = fpl_limit_rule_parse(m->text->json, &rule, m->error);
    if (m->status)
        return;
    const struct fpl_limit *list = fpl_limit_rule_list(rule, &count);
    for (int i = 0; i < count && !m->status; i++) {
        const struct fpl_limit_words *kind = fpl_limit_words(list[i].kind);
        char bound[FPL_LIMIT_BOUND], key[96], place[2] = {0};
        (void)snprintf(key, sizeof key, "%s", kind->code);
        begin(m, key);
        add_both(m->title, kind->zh, kind->en);
        place[0] = list[i].of == FPL_OF_TARGET ? '0' : list[i].of == FPL_OF_COMMITTED ? '1' : '2';
        for (int zh = 0; zh < 2; zh++)
            fpl_buf_adds(&m->rule[zh], fpl_limit_bound(&list[i], zh, bound));
        if (kind->has_of) {
            add_both(m->rule, "，", ", ");
            add_words(m->rule, of, fpl_str_of(place));
        }
        if (m->rule[0].n)
            add_both(m->rule, "；", "; ");
        if (kind->when)
            add_words(m->rule, breaches, fpl_str_of(breach[list[i].breach]));
        else
            add_both(m->rule, "只在报表列示", "shown by the report");
        m->clause = fpl_str_of(list[i].clause);
        give(m);
    }
    fpl_limit_rule_free(rule);
}

static void put_accounts(struct maker *m, const struct fpl_json *accounts) {
    for (const struct fpl_json *one = fpl_json_first(accounts); one && !m->status; one = fpl_json_next(accounts, one)) {
        struct fpl_str code = fpl_json_get_text(one, "code"), zh = fpl_json_get_text(one, "zh"),
                       en = fpl_json_get_text(one, "en");
        char key[64];
        int n = 0;
        begin(m, fpl_str_copy(code, key, sizeof key));
        fpl_buf_addf(&m->title[1], "%.*s %.*s", (int)code.n, code.p, (int)zh.n, zh.p);
        fpl_buf_addf(&m->title[0], "%.*s %.*s", (int)code.n, code.p, (int)en.n, en.p);
        for (const struct fpl_json *name = fpl_json_first(one); name;) {
            const struct fpl_json *value = fpl_json_next(one, name);
            if (!fpl_str_is(name->str, "code") && !fpl_str_is(name->str, "zh") && !fpl_str_is(name->str, "en")) {
                if (n++)
                    add_both(m->rule, "；", "; ");
                add_words(m->rule, names, name->str);
                add_both(m->rule, "：", ": ");
                add_value(m->rule, value, 0);
            }
            name = fpl_json_next(one, value);
        }
        give(m);
    }
}

/* Columns and constants of a mapping go by the titles of the command's fields. */
static void put_fields(struct maker *m, const char *group, const struct fpl_json *object) {
    char name[64], key[160];
    const struct fpl_command_spec *spec =
        fpl_command_find(fpl_str_copy(fpl_json_get_text(m->root, "command"), name, sizeof name));
    for (const struct fpl_json *field = fpl_json_first(object); field && !m->status;) {
        const struct fpl_json *value = fpl_json_next(object, field);
        const struct fpl_field_spec *of = spec ? fpl_field_find(spec, field->str) : NULL;
        (void)snprintf(key, sizeof key, "%s.%.*s", group, (int)field->str.n, field->str.p);
        begin(m, key);
        if (of)
            add_both(m->title, of->zh, of->en);
        else
            add_words(m->title, names, field->str);
        if (strcmp(group, "constants") == 0)
            add_both(m->rule, "固定为 ", "always ");
        if (strcmp(group, "checks") == 0)
            add_both(m->rule, "只核对格式：", "checked for its form: ");
        add_value(m->rule, value, 0);
        give(m);
        field = fpl_json_next(object, value);
    }
}

static int is_head(struct fpl_str name) {
    static const char *const head[] = {"id", "version", "title", "source", "valid", "note"};
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        if (fpl_str_is(name, head[i]))
            return 1;
    return 0;
}

static void put_command(struct maker *m, struct fpl_str code) {
    char name[64];
    const struct fpl_command_spec *spec = fpl_command_find(fpl_str_copy(code, name, sizeof name));
    begin(m, "command");
    add_words(m->title, names, FPL_STR("command"));
    add_both(m->rule, spec ? spec->zh : name, spec ? spec->en : name);
    give(m);
}

static void put_list(struct maker *m, const struct fpl_json *list) {
    int number = 1;
    for (const struct fpl_json *each = fpl_json_first(list); each && !m->status; each = fpl_json_next(list, each))
        put_loss_limit(m, each, number++);
}

/* Every member of the text, in the order of its bytes. */
static void put_members(struct maker *m, const struct fpl_json *object, const char *group) {
    for (const struct fpl_json *name = fpl_json_first(object); name && !m->status;) {
        const struct fpl_json *value = fpl_json_next(object, name);
        char code[64], key[160];
        (void)fpl_str_copy(name->str, code, sizeof code);
        (void)snprintf(key, sizeof key, "%s%s%s", group, group[0] ? "." : "", code);
        if (!group[0] && is_head(name->str))
            ;
        else if (!group[0] && (strcmp(code, "switches") == 0 || strcmp(code, "excess") == 0))
            put_members(m, value, code);
        else if (!group[0] && strcmp(code, "limits") == 0)
            put_list(m, value);
        else if (!group[0] && strcmp(code, "accounts") == 0)
            put_accounts(m, value);
        else if (!group[0] && strcmp(code, "command") == 0)
            put_command(m, fpl_json_text(value));
        else if (!group[0] &&
                 (strcmp(code, "columns") == 0 || strcmp(code, "constants") == 0 || strcmp(code, "checks") == 0))
            put_fields(m, code, value);
        else
            put_plain(m, key, name->str, value);
        name = fpl_json_next(object, value);
    }
}

/* ---- the whole ---- */

static void read_source(struct maker *m) {
    const struct fpl_json *source = fpl_json_get(m->root, "source");
    struct fpl_str doc = fpl_json_get_text(source, "doc"), clause = fpl_json_get_text(source, "clause");
    (void)snprintf(m->source, sizeof m->source, "%.*s%s%.*s", (int)doc.n, doc.p, doc.n && clause.n ? " " : "",
                   (int)clause.n, clause.p);
}

static void release(struct maker *m) {
    fpl_buf_release(&m->key);
    for (int zh = 0; zh < 2; zh++) {
        fpl_buf_release(&m->title[zh]);
        fpl_buf_release(&m->rule[zh]);
    }
}

enum fpl_status fpl_rule_text__rows(const struct fpl_rule_text *text, fpl_rule_text__cb cb, void *ctx,
                                    struct fpl_error *error) {
    struct maker m = {.text = text, .cb = cb, .ctx = ctx, .error = error};
    struct fpl_json_doc doc = {0};
    if (strcmp(text->kind, "pack") == 0)
        return fpl_rule_text__pack(text, cb, ctx, error);
    m.status = fpl_json_parse(&doc, text->json, error);
    if (!m.status) {
        m.root = fpl_json_root(&doc);
        read_source(&m);
        if (strcmp(text->kind, "profile") == 0)
            put_profile(&m);
        else if (strcmp(text->kind, "limit") == 0)
            put_fund_limits(&m);
        else
            put_members(&m, m.root, "");
    }
    fpl_json_doc_release(&doc);
    release(&m);
    return m.status;
}

static void put_head_row(struct maker *m, const char *key, const char *const title[2], const struct fpl_json *value) {
    if (!value || m->status)
        return;
    begin(m, key);
    m->clause = FPL_STR("");
    add_both(m->title, title[0], title[1]);
    if (value->type == FPL_JSON_OBJECT && fpl_json_get(value, "zh")) {
        struct fpl_str zh = fpl_json_get_text(value, "zh"), en = fpl_json_get_text(value, "en");
        fpl_buf_add(&m->rule[1], zh.p, zh.n);
        fpl_buf_add(&m->rule[0], en.p, en.n);
    } else if (value->type == FPL_JSON_STRING) {
        for (int zh = 0; zh < 2; zh++)
            fpl_buf_add(&m->rule[zh], fpl_json_text(value).p, fpl_json_text(value).n);
    } else {
        add_value(m->rule, value, 0);
    }
    give(m);
}

enum fpl_status fpl_rule_text__head(const struct fpl_rule_text *text, fpl_rule_text__cb cb, void *ctx,
                                    struct fpl_error *error) {
    static const char *const titles[][2] = {{"名称", "title"},         {"文号", "document"},
                                            {"依据条款", "clause"},    {"生效日", "in force from"},
                                            {"失效日", "in force to"}, {"说明", "note"}};
    struct maker m = {.text = text, .cb = cb, .ctx = ctx, .error = error};
    struct fpl_json_doc doc = {0};
    m.status = fpl_json_parse(&doc, text->json, error);
    if (!m.status) {
        const struct fpl_json *root = fpl_json_root(&doc), *source = fpl_json_get(root, "source"),
                              *valid = fpl_json_get(root, "valid");
        int is_pack = strcmp(text->kind, "pack") == 0;
        m.root = root;
        put_head_row(&m, "title", titles[0], fpl_json_get(root, "title"));
        put_head_row(&m, "document", titles[1], is_pack ? fpl_json_get(root, "doc_no") : fpl_json_get(source, "doc"));
        put_head_row(&m, "clause", titles[2], fpl_json_get(source, "clause"));
        put_head_row(&m, "from", titles[3],
                     is_pack ? fpl_json_get(root, "effective_from") : fpl_json_get(valid, "from"));
        put_head_row(&m, "to", titles[4], is_pack ? fpl_json_get(root, "effective_to") : fpl_json_get(valid, "to"));
        put_head_row(&m, "note", titles[5], fpl_json_get(root, "note"));
    }
    fpl_json_doc_release(&doc);
    release(&m);
    return m.status;
}

void fpl_rule_text__name(const struct fpl_rule_text *text, char out[160]) {
    struct fpl_json_doc doc = {0};
    out[0] = '\0';
    if (fpl_json_parse(&doc, text->json, NULL) == FPL_OK) {
        const struct fpl_json *root = fpl_json_root(&doc);
        struct fpl_str id = fpl_json_get_text(root, "id");
        id = id.n ? id : fpl_json_get_text(root, "scheme_id");
        (void)snprintf(out, 160, "%.*s@%lld", (int)(id.n < 128 ? id.n : 128), id.p,
                       (long long)fpl_json_get_num(root, "version", 0));
    }
    fpl_json_doc_release(&doc);
}
