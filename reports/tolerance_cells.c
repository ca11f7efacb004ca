/* Levels, flags, limits and rules of loss tolerance in words. */
#include "reports/tolerance_walk.h"
#include "reports/words.h"

#include <stdio.h>

struct word {
    const char *code, *zh, *en;
};

static void put(struct fpl_report *report, const struct word *word) {
    fpl_report_code(report, word->code, word->zh, word->en);
}

void fpl_tolerance__cell_level(struct fpl_report *report, enum fpl_loss_level level) {
    static const struct word words[] = {{"PROJECT", "项目", "project"},
                                        {"CATEGORY", "类别", "category"},
                                        {"FUND", "基金", "fund"},
                                        {"CLASS", "基金类别", "class"},
                                        {"FAMILY", "基金群", "family"}};
    put(report, &words[level]);
}

static const struct word classes[] = {
    {"seed", "种子", "seed"},          {"angel", "天使", "angel"},       {"growth", "成长", "growth"},
    {"industry", "产业", "industry"},  {"guidance", "引导", "guidance"}, {"chuying", "雏鹰", "chuying"},
    {"new_rd", "新型研发", "new r&d"}, {"sci", "科创", "sci-tech"},      {"future", "未来产业", "future"}};

static void put_class(struct fpl_report *report, struct fpl_str code) {
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (fpl_str_is(code, classes[i].code)) {
            put(report, &classes[i]);
            return;
        }
    }
    if (code.n)
        fpl_report_text(report, code);
    else
        fpl_report_code(report, "", "不明", "unknown");
}

void fpl_tolerance__cell_of(struct fpl_report *report, struct fpl_view *view, const struct fpl_tolerance__row *row) {
    char name[256];
    switch (row->row.level) {
    case FPL_LOSS_PROJECT:
        fpl_reports__party_name(view, fpl_str_of(row->name), name, sizeof name);
        fpl_report_text(report, fpl_str_of(name));
        return;
    case FPL_LOSS_FUND:
        fpl_report_text(report, fpl_str_of(row->fund));
        return;
    case FPL_LOSS_FAMILY:
        fpl_report_code(report, "", "全部", "all");
        return;
    case FPL_LOSS_CATEGORY:
    case FPL_LOSS_CLASS:
        break;
    }
    put_class(report, fpl_str_of(row->name));
}

void fpl_tolerance__cell_flags(struct fpl_report *report, int flags, int provisional) {
    static const struct word words[] = {{"UNVALUED", "无估值", "unvalued"},
                                        {"STALE", "估值过期", "stale"},
                                        {"CLASS_UNKNOWN", "类别不明", "class unknown"},
                                        {"NO_SHARE", "份额不明", "no share"},
                                        {"OUT_OF_SCOPE", "不在适用范围", "out of scope"},
                                        {"TEXT_EXPIRED", "文件失效", "text expired"},
                                        {"PROVISIONAL", "暂定", "provisional"}};
    char code[160] = "", zh[160] = "", en[160] = "";
    int a = 0, b = 0, c = 0;
    flags |= provisional ? 1 << 6 : 0;
    for (int i = 0; i < 7; i++) {
        if (!(flags & 1 << i))
            continue;
        a += snprintf(code + a, sizeof code - (size_t)a, "%s%s", a ? " " : "", words[i].code);
        b += snprintf(zh + b, sizeof zh - (size_t)b, "%s%s", b ? "、" : "", words[i].zh);
        c += snprintf(en + c, sizeof en - (size_t)c, "%s%s", c ? ", " : "", words[i].en);
    }
    fpl_report_code(report, code, zh, en);
}

void fpl_tolerance__cell_tau(struct fpl_report *report, const struct fpl_loss_limit *limit) {
    if (limit && limit->tested)
        fpl_report_percent(report, limit->tau.num, limit->tau.den);
    else
        fpl_report_none(report);
}

void fpl_tolerance__cell_verdict(struct fpl_report *report, enum fpl_loss_verdict verdict) {
    static const struct word words[] = {{"PASS", "未超", "within"},
                                        {"FAIL", "超限", "over"},
                                        {"NA", "不适用", "n/a"},
                                        {"NOT_TESTED", "不考核", "not tested"},
                                        {"PASS_ACCOUNTABLE", "未超，有追责", "within, accountable"}};
    put(report, &words[verdict]);
}

/* ---- a rule ---- */

static const struct word recognitions[] = {
    {"", "已实现", "realised"}, {"", "含未实现", "total"}, {"", "清算时", "at liquidation"}};
static const struct word nettings[] = {{"", "不轧差", "gross"},
                                       {"", "类别内轧差", "net within a category"},
                                       {"", "基金内轧差", "net within a fund"},
                                       {"", "基金群内轧差", "net within the family"}};
static const struct word denominators[] = {{"", "投资总额", "total invested"},
                                           {"", "实缴资本", "paid-in capital"},
                                           {"", "已退出成本", "cost exited"},
                                           {"", "基金规模", "fund size"}};
static const struct word timings[] = {
    {"", "当年", "annual"}, {"", "累计", "cumulative"}, {"", "全生命周期", "life cycle"}};

/* ---- captions ---- */

static void put_caption(struct fpl_report *report, const char *key, const char *zh, const char *en, struct fpl_buf *a,
                        struct fpl_buf *b) {
    fpl_buf_addc(a, '\0');
    fpl_buf_addc(b, '\0');
    fpl_report_caption(report, key, zh, en);
    if (fpl_buf_ok(a) || fpl_buf_ok(b))
        fpl_report_none(report);
    else
        fpl_report_name(report, a->p, b->p);
    fpl_buf_reset(a);
    fpl_buf_reset(b);
}

static void title(const struct fpl_tolerance__walk *walk, const struct fpl_tolerance__rule *rule, struct fpl_buf *zh,
                  struct fpl_buf *en) {
    struct fpl_str clause = fpl_loss_rule_clause(rule->rule), name = fpl_loss_rule_title(rule->rule, 1),
                   name_en = fpl_loss_rule_title(rule->rule, 0);
    fpl_buf_addf(zh, "%.*s", (int)name.n, name.p);
    fpl_buf_addf(en, "%.*s", (int)name_en.n, name_en.p);
    if (walk->by_hand) {
        fpl_buf_adds(zh, "；查询时指定，不是基金自己的规则");
        fpl_buf_adds(en, "; named for this report, not the fund's own rule");
        return;
    }
    fpl_buf_addf(zh, "；%.*s", (int)clause.n, clause.p);
    fpl_buf_addf(en, "; %.*s", (int)clause.n, clause.p);
}

static void method(const struct fpl_loss_terms *t, struct fpl_buf *zh, struct fpl_buf *en) {
    fpl_buf_addf(zh, "%s损失 ÷ %s，%s，%s，%s", recognitions[t->recognition].zh, denominators[t->denominator].zh,
                 nettings[t->netting].zh, t->income ? "股利利息抵减" : "股利利息不抵减", timings[t->timing].zh);
    fpl_buf_addf(en, "%s loss / %s, %s, %s, %s", recognitions[t->recognition].en, denominators[t->denominator].en,
                 nettings[t->netting].en, t->income ? "less dividends and interest" : "dividends and interest left out",
                 timings[t->timing].en);
}

static void validity(const struct fpl_loss_terms *t, struct fpl_date as_of, struct fpl_buf *zh, struct fpl_buf *en) {
    char day[12];
    if (t->reading) {
        fpl_buf_adds(zh, "读法，适用范围并非文件明文；");
        fpl_buf_adds(en, "a reading, the text does not say whom it covers; ");
    }
    if (!fpl_date_is_none(t->from)) {
        fpl_buf_addf(zh, "文件自 %s 有效；", fpl_date_format(t->from, day));
        fpl_buf_addf(en, "the text is valid from %s; ", fpl_date_format(t->from, day));
    }
    if (fpl_date_is_none(t->to)) {
        fpl_buf_adds(zh, "文件没有写明失效日");
        fpl_buf_adds(en, "the text names no last day");
        return;
    }
    int expired = fpl_date_cmp(as_of, t->to) > 0;
    fpl_buf_addf(zh, expired ? "文件已于 %s 失效" : "文件至 %s 有效", fpl_date_format(t->to, day));
    fpl_buf_addf(en, expired ? "text expired on %s" : "valid until %s", fpl_date_format(t->to, day));
}

/* Since when, by which document: of one fund; of several, how many. */
static void owner(const struct fpl_tolerance__walk *walk, const struct fpl_tolerance__rule *rule, struct fpl_buf *zh,
                  struct fpl_buf *en) {
    size_t count = 0;
    const struct fpl_tolerance__fund *fund = NULL;
    char from[12];
    for (size_t i = 0; i < walk->funds; i++) {
        if (walk->fund[i].rule != rule)
            continue;
        fund = fund ? fund : &walk->fund[i];
        count++;
    }
    if (count != 1 || !fund) {
        fpl_buf_addf(zh, "%zu 只基金", count);
        fpl_buf_addf(en, "%zu funds", count);
        return;
    }
    (void)fpl_date_format(fund->binding.from, from);
    fpl_buf_addf(zh, "%s 自 %s 适用（%s）", fund->book.code, from, fund->binding.document);
    fpl_buf_addf(en, "%s from %s (%s)", fund->book.code, from, fund->binding.document);
}

void fpl_tolerance__caption_rule(struct fpl_report *report, const struct fpl_tolerance__walk *walk,
                                 const struct fpl_tolerance__rule *rule) {
    const struct fpl_loss_terms *terms = fpl_loss_rule_terms(rule->rule);
    struct fpl_buf zh = {0}, en = {0};
    title(walk, rule, &zh, &en);
    put_caption(report, rule->name, rule->name, rule->name, &zh, &en);
    method(terms, &zh, &en);
    put_caption(report, "method", "算法", "Method", &zh, &en);
    if (!walk->by_hand) {
        validity(terms, fpl_view_as_of(walk->view), &zh, &en);
        put_caption(report, "validity", "效力", "Validity", &zh, &en);
        owner(walk, rule, &zh, &en);
        put_caption(report, "binds", "适用", "Binds", &zh, &en);
    }
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}
