/* 规则包: what a pack says, as a clerk reads it: every parameter that it sets in words, with the clause behind it. */
#include "fundpool/pack.h"
#include "reports/common.h"
#include "reports/rule_text.h"
#include "reports/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The codes of the pack schema in words; a test holds that each has its own. */
static const struct fpl_pack_word words[] = {
    {"BY_REGISTRATION", "按备案日有效的版本", "the version in force on the day of registration"},
    {"BY_DISBURSEMENT", "按放款日有效的版本", "the version in force on the day of disbursement"},
    {"YUAN", "元", "yuan"},
    {"WAN", "万元", "10,000 yuan"},
    {"POOL_TIER", "资金池出资级次", "a tier of the pool"},
    {"BANK", "银行", "bank"},
    {"GUARANTOR", "担保机构", "guarantor"},
    {"REGUARANTOR", "再担保机构", "re-guarantor"},
    {"INSURER", "保险机构", "insurer"},
    {"APPRAISER", "评估机构", "appraiser"},
    {"BORROWER", "借款企业", "borrower"},
    {"MANAGER", "管理机构", "manager"},
    {"BOTH", "银行和担保机构", "bank and guarantor"},
    {"COMPENSATE_RATE", "按比例补偿", "a rate of the base"},
    {"LOSS_SPLIT", "按比例分担损失", "shares of the loss"},
    {"CONTRIBUTED_POOL", "共同出资", "a pool of contributions"},
    {"STACKED", "银行与担保叠加", "bank and guarantor both claim"},
    {"FUNDING_SPLIT", "出资级次分担", "tiers share the funding"},
    {"PORTFOLIO_BAND", "按组合不良率区间", "by the band of the portfolio's NPL rate"},
    {"VOLUME", "按业务量奖补", "by volume"},
    {"CAPPED_BY_FEE", "以保费为限", "limited by fees"},
    {"FIXED", "固定", "fixed"},
    {"BY_TERRITORY", "按属地", "by territory"},
    {"PRO_RATA_TO_BALANCE", "按余额比例", "pro rata to balances"},
    {"WHOLE", "全额适用一档", "one tier for the whole"},
    {"MARGINAL", "超额累进", "each tier for its slice"},
    {"CONTRACT_AMOUNT", "贷款合同金额", "contract amount"},
    {"CREDIT_LINE", "授信额度", "credit line"},
    {"BORROWER_REVENUE", "企业营业收入", "the borrower's revenue"},
    {"FIRM_CLASS", "企业类别", "class of the firm"},
    {"LOAN_TYPE", "贷款类型", "type of loan"},
    {"TENOR_YEARS", "贷款年限", "tenor in years"},
    {"MAX", "取最高", "the greatest"},
    {"FIRST", "取第一档", "the first"},
    {"MIN", "取最低", "the least"},
    {"ERROR", "不予办理", "refused"},
    {"OUTSTANDING_PRINCIPAL", "未偿本金", "outstanding principal"},
    {"ACTUAL_PRINCIPAL_LOSS", "本金实际损失", "actual loss of principal"},
    {"PRINCIPAL_INTEREST", "未偿本金和利息", "outstanding principal and interest"},
    {"GUARANTOR_PAID_PRINCIPAL", "担保机构代偿的本金", "principal paid by the guarantor"},
    {"BALANCE_GROWTH", "贷款余额增量", "growth of balances"},
    {"LENDING_VOLUME", "放款量", "lending volume"},
    {"CLASSIFIED_NPL", "列为不良之日", "the day it became non-performing"},
    {"CLAIM", "申请日", "the day of the claim"},
    {"JUDGMENT", "判决日", "the day of judgment"},
    {"REJECT", "不予补偿", "nothing is paid"},
    {"TRUNCATE", "按上限计算", "the limit counts"},
    {"FULL", "全额", "in full"},
    {"INSURANCE", "保险赔付", "insurance"},
    {"OTHER_GOV", "其他财政补偿", "other public compensation"},
    {"COLLATERAL", "抵质押物处置所得", "proceeds of collateral"},
    {"PRIOR_YEAR_BALANCE", "上年末贷款余额", "loan balance at the end of the year before"},
    {"DEPOSIT", "存放专户的资金", "money placed with the bank"},
    {"POOL_BALANCE", "资金池余额", "balance of the pool"},
    {"LIABILITY", "责任余额", "liability"},
    {"FEES", "保费收入", "guarantee fees"},
    {"LENDING", "累计放款", "lending"},
    {"LAST_YEAR_END_POOL_BALANCE", "上年末资金池余额", "balance of the pool at the end of the year before"},
    {"BASE", "补偿基数", "base"},
    {"PAYOUT", "补偿额", "payout"},
    {"LOAN", "单笔贷款", "the loan"},
    {"YEAR", "年度", "year"},
    {"COOPERATION", "合作期", "the cooperation"},
    {"BUSINESS_YEAR", "业务年度", "business year"},
    {"POOL", "资金池", "the pool"},
    {"SCHEME", "本办法", "the scheme"},
    {"LPR_TIMES", "LPR 的倍数", "times LPR"},
    {"LPR_PLUS", "LPR 加点", "above LPR"},
    {"ANNUAL_LOSS_RATE", "年度损失率", "loss rate of the year"},
    {"NPL_RATE", "不良率", "NPL rate"},
    {"COMP_RATE", "补偿率", "compensation rate"},
    {"DAICHANG_RATE", "代偿率", "rate of guarantee payments"},
    {"LOSS_OF_POOL", "资金池损失率", "loss of the pool"},
    {"LOAN_BALANCE", "贷款余额", "loan balance"},
    {"CALENDAR", "公历年度", "calendar year"},
    {"REGISTRATION_YEAR", "备案年度", "year of registration"},
    {"PRODUCT", "产品", "product"},
    {"REGION", "区域", "region"},
    {">", "超过", "above"},
    {">=", "达到或超过", "at or above"},
    {"WARN", "提示", "a warning"},
    {"DEFER_PAYMENT", "暂缓拨付", "payment is deferred"},
    {"CAP_PAYOUT", "限制补偿额", "the payout is capped"},
    {"STOP_NEW_LOANS", "停止新增备案", "no new loans"},
    {"SUSPEND_BANK", "暂停该行业务", "the bank is suspended"},
    {"CANCEL_BANK", "取消该行资格", "the bank is removed"},
    {"STOP_POOL", "停止全部业务", "the pool stops"},
    {"DEFER_THIS_ONE", "当笔暂缓", "the one that crosses is deferred"},
    {"PAY_UP_TO_LINE", "补偿至触发线", "paid up to the line"},
    {"PAY_THIS_ONE", "当笔照付", "the one that crosses is paid"},
    {"WHEN_BELOW", "降到触发线以下时解除", "when below the line"},
    {"MANUAL", "人工解除", "by hand"},
    {"NEXT_YEAR", "次年解除", "next year"},
    {"BLOCK", "超出不予备案", "refused beyond it"},
    {"NONE", "无", "none"},
    {"NEW_RECORD", "另行备案", "a new record"},
    {"SAME_LOAN", "视为同一笔", "the same loan"},
    {"NEW_LOAN_LINKED", "新贷款，关联原贷款", "a new loan, linked"},
    {"PASS", "正常", "pass"},
    {"SPECIAL", "关注", "special mention"},
    {"SUBSTANDARD", "次级", "substandard"},
    {"DOUBTFUL", "可疑", "doubtful"},
    {"LOSS", "损失", "loss"},
    {"FILED", "已起诉", "filed"},
    {"ACCEPTED", "法院受理", "accepted by the court"},
    {"JUDGED", "已判决", "judged"},
    {"ENFORCEMENT_ENDED", "终结执行", "enforcement ended"},
    {"PRO_RATA", "按比例", "pro rata"},
    {"FIFO_QUEUE", "按受理顺序，余下等待", "in order, the rest waits"},
    {"FIFO_BANK_BEARS", "按受理顺序，余下由银行承担", "in order, the bank bears the rest"},
    {"TOP_UP_WAIT", "补足后拨付", "paid when topped up"},
    {"INTEREST_FIRST", "先利息", "interest first"},
    {"BANK_FIRST", "先银行", "the bank first"},
    {"POOL_FIRST", "先资金池", "the pool first"},
    {"EFFECTIVE", "实际比例", "effective"},
    {"NOMINAL", "名义比例", "nominal"},
    {"MONTH", "每月", "monthly"},
    {"QUARTER", "每季", "quarterly"},
    {"HALF_UP", "四舍五入", "half up"},
    {"FLOOR", "舍去", "down"},
    {"BANKERS", "四舍六入五成双", "half to even"},
    {"PARTY", "各方", "each party"},
    {"LARGEST_REMAINDER", "余数大者", "largest remainder"},
    {"ACTUAL", "实际天数", "actual days"},
    {NULL, NULL, NULL},
};

const struct fpl_pack_word *fpl_pack_words(void) {
    return words;
}

struct how { /* words are given */
    int zh;
    struct fpl_words__unit unit;
};

static void put_code(struct fpl_str code, const struct how *how, struct fpl_buf *out) {
    int is_wan = fpl_str_is(code, "WAN");
    if ((is_wan || fpl_str_is(code, "YUAN")) && strcmp(how->unit.currency, "CNY") != 0) {
        const char *own = how->zh ? "本币" : "of the book's currency", *currency = how->unit.currency;
        fpl_buf_addf(out, "%s%s", is_wan ? (how->zh ? "万" : "10,000 ") : "", currency[0] ? currency : own);
        return;
    }
    for (const struct fpl_pack_word *word = words; word->code; word++)
        if (fpl_str_is(code, word->code)) {
            fpl_buf_adds(out, how->zh ? word->zh : word->en);
            return;
        }
    fpl_buf_add(out, code.p, code.n);
}

static void put_value(const struct fpl_pack_field *field, const struct fpl_json *node, const struct how *how,
                      struct fpl_buf *out);

/* The members that are set, in the order of the schema. */
static void put_members(const struct fpl_pack_field *members, const struct fpl_json *node, const struct how *how,
                        struct fpl_buf *out) {
    const char *comma = "";
    for (; members->name; members++) {
        const struct fpl_json *value = fpl_json_get(node, members->name);
        if (!value)
            continue;
        fpl_buf_addf(out, how->zh ? "%s%s：" : "%s%s: ", comma, how->zh ? members->zh : members->en);
        put_value(members, value, how, out);
        comma = how->zh ? "；" : "; ";
    }
}

static void put_list(const struct fpl_pack_field *field, const struct fpl_json *node, const struct how *how,
                     struct fpl_buf *out) {
    const char *comma = "";
    for (const struct fpl_json *each = fpl_json_first(node); each; each = fpl_json_next(node, each)) {
        fpl_buf_adds(out, comma);
        if (field->type == FPL_PACK_ENUMS)
            put_code(fpl_json_text(each), how, out);
        else if (strcmp(field->name, "loan_type") == 0) /* the codes that a loan's field takes */
            fpl_words__choice(FPL_FACT_LOAN_TYPE, fpl_json_text(each), how->zh, out);
        else
            fpl_buf_add(out, fpl_json_text(each).p, fpl_json_text(each).n);
        comma = how->zh ? "、" : ", ";
    }
}

/* A share in percent; what is several times something, as so many times. */
static void put_rate(struct fpl_str text, int zh, struct fpl_buf *out) {
    struct fpl_ratio ratio;
    if (fpl_ratio_parse(text, &ratio, NULL) != FPL_OK)
        fpl_buf_add(out, text.p, text.n);
    else if (ratio.num > ratio.den && ratio.num % ratio.den == 0)
        fpl_buf_addf(out, zh ? "%lld倍" : "%lld times", (long long)(ratio.num / ratio.den));
    else
        fpl_words__rate(ratio, out);
}

static void put_value(const struct fpl_pack_field *field, const struct fpl_json *node, const struct how *how,
                      struct fpl_buf *out) {
    switch (field->type) {
    case FPL_PACK_MONEY:
        fpl_words__amount(fpl_json_num(node, 0), &how->unit, how->zh, out);
        break;
    case FPL_PACK_RATIO:
        put_rate(fpl_json_text(node), how->zh, out);
        break;
    case FPL_PACK_INT:
        fpl_buf_addi(out, fpl_json_num(node, 0));
        break;
    case FPL_PACK_BOOL:
        fpl_buf_adds(out, node->num ? (how->zh ? "是" : "yes") : how->zh ? "否" : "no");
        break;
    case FPL_PACK_ENUM:
        put_code(fpl_json_text(node), how, out);
        break;
    case FPL_PACK_TEXTS:
    case FPL_PACK_ENUMS:
        put_list(field, node, how, out);
        break;
    case FPL_PACK_OBJECT:
        put_members(field->fields, node, how, out);
        break;
    case FPL_PACK_PREDICATE:
        fpl_words__predicate(node, &how->unit, how->zh, out);
        break;
    case FPL_PACK_TEXT:
    case FPL_PACK_DATE:
        fpl_buf_add(out, fpl_json_text(node).p, fpl_json_text(node).n);
        break;
    case FPL_PACK_OBJECTS: /* a row each */
    case FPL_PACK_CLAUSES:
    case FPL_PACK_NONE:
        break;
    }
}

struct page {
    struct fpl_report *report;
    fpl_rule_text__cb cb; /* takes the rows */
    void *ctx;
    struct how how[2]; /* in English, in Chinese */
    const struct fpl_pack *pack;
    struct fpl_buf zh, en;
    struct fpl_error *error;
};

static enum fpl_status put_row(struct page *page, const struct fpl_pack_field *field, const struct fpl_json *node,
                               int number) {
    char zh[128], en[128], key[128];
    fpl_buf_reset(&page->zh);
    fpl_buf_reset(&page->en);
    if (field->type == FPL_PACK_OBJECTS) {
        (void)snprintf(zh, sizeof zh, "%s %d", field->zh, number);
        (void)snprintf(en, sizeof en, "%s %d", field->en, number);
        put_members(field->fields, node, &page->how[1], &page->zh);
        put_members(field->fields, node, &page->how[0], &page->en);
    } else {
        (void)snprintf(zh, sizeof zh, "%s", field->zh);
        (void)snprintf(en, sizeof en, "%s", field->en);
        put_value(field, node, &page->how[1], &page->zh);
        put_value(field, node, &page->how[0], &page->en);
    }
    fpl_buf_addc(&page->zh, '\0');
    fpl_buf_addc(&page->en, '\0');
    if (fpl_buf_ok(&page->zh) || fpl_buf_ok(&page->en))
        return fpl_fail(page->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (number)
        (void)snprintf(key, sizeof key, "%s %d", field->name, number);
    else
        (void)snprintf(key, sizeof key, "%s", field->name);
    struct fpl_rule_text__row row = {fpl_str_of(key), zh,         en,
                                     page->zh.p,      page->en.p, fpl_pack_clause(page->pack, field->name)};
    return page->cb(page->ctx, &row);
}

static enum fpl_status put_parameters(struct page *page, const struct fpl_json *root) {
    enum fpl_status status = FPL_OK;
    static const char *const head = " scheme_id version title note doc_no clauses effective_from effective_to ";
    char name[96];
    for (const struct fpl_pack_field *field = fpl_pack_fields(); field->name && !status; field++) {
        const struct fpl_json *node = fpl_json_get(root, field->name);
        (void)snprintf(name, sizeof name, " %s ", field->name);
        if (!node || strstr(head, name))
            continue;
        if (field->type != FPL_PACK_OBJECTS) {
            status = put_row(page, field, node, 0);
            continue;
        }
        int number = 1;
        for (const struct fpl_json *each = fpl_json_first(node); each && !status; each = fpl_json_next(node, each))
            status = put_row(page, field, each, number++);
    }
    return status;
}

enum fpl_status fpl_rule_text__pack(const struct fpl_rule_text *text, fpl_rule_text__cb cb, void *ctx,
                                    struct fpl_error *error) {
    struct fpl_json_doc doc = {0};
    struct fpl_pack *pack = NULL;
    const struct fpl_words__unit unit = {text->currency, 2}; /* as a document writes its amounts */
    struct page page = {.cb = cb, .ctx = ctx, .how = {{0, unit}, {1, unit}}, .error = error};
    enum fpl_status status = fpl_pack_parse(text->json, &pack, error);
    if (!status)
        status = fpl_json_parse(&doc, text->json, error);
    page.pack = pack;
    if (!status)
        status = put_parameters(&page, fpl_json_root(&doc));
    fpl_buf_release(&page.zh);
    fpl_buf_release(&page.en);
    fpl_json_doc_release(&doc);
    fpl_pack_free(pack);
    return status;
}

/* The parameter without the number of its row, as programs know it. */
static enum fpl_status put_cells(void *ctx, const struct fpl_rule_text__row *row) {
    struct fpl_report *r = ctx;
    const char *blank = memchr(row->key.p, ' ', row->key.n);
    fpl_report_text(r, (struct fpl_str){row->key.p, blank ? (size_t)(blank - row->key.p) : row->key.n});
    fpl_report_name(r, row->zh, row->en);
    fpl_report_name(r, row->rule_zh, row->rule_en);
    fpl_report_text(r, row->clause);
    return FPL_OK;
}

static void put_head(struct page *page, const struct fpl_json *root, struct fpl_date day) {
    struct fpl_report *r = page->report;
    char id[128], zh[512], en[512];
    struct fpl_date to = fpl_pack_to(page->pack);
    (void)snprintf(id, sizeof id, "%.*s@%lld", (int)fpl_pack_id(page->pack).n, fpl_pack_id(page->pack).p,
                   (long long)fpl_pack_version(page->pack));
    fpl_report_table(r, "pack", "规则包", "Rule pack");
    fpl_reports__caption_text(r, "pack", "规则包", "Pack", fpl_str_of(id));
    fpl_report_caption(r, "title", "名称", "Title");
    fpl_report_name(r, fpl_str_copy(fpl_pack_title(page->pack, 1), zh, sizeof zh),
                    fpl_str_copy(fpl_pack_title(page->pack, 0), en, sizeof en));
    fpl_reports__caption_text(r, "doc_no", "文号", "Document", fpl_json_get_text(root, "doc_no"));
    fpl_report_caption(r, "from", "生效日", "In force from");
    fpl_report_date(r, fpl_pack_from(page->pack));
    fpl_report_caption(r, "to", "失效日", "In force to");
    if (fpl_date_is_none(to))
        fpl_report_code(r, "OPEN", "未定", "not said");
    else
        fpl_report_date(r, to);
    fpl_report_caption(r, "state", "截止日的状态", "On the as-of day");
    if (fpl_pack_in_force(page->pack, day))
        fpl_report_code(r, "IN_FORCE", "有效", "in force");
    else if (day.day < fpl_pack_from(page->pack).day)
        fpl_report_code(r, "NOT_YET", "尚未生效", "not yet in force");
    else
        fpl_report_code(r, "EXPIRED", "已失效", "expired");
    const struct fpl_json *note = fpl_json_get(root, "note");
    if (note) {
        fpl_report_caption(r, "note", "说明", "Note");
        struct fpl_str zh_note = fpl_json_get_text(note, "zh"), en_note = fpl_json_get_text(note, "en");
        fpl_buf_add(&page->zh, zh_note.p, zh_note.n);
        fpl_buf_add(&page->en, en_note.p, en_note.n);
        fpl_buf_addc(&page->zh, '\0');
        fpl_buf_addc(&page->en, '\0');
        int failed = fpl_buf_ok(&page->zh) || fpl_buf_ok(&page->en);
        fpl_report_name(r, failed ? "" : page->zh.p, failed ? "" : page->en.p);
    }
    fpl_report_column(r, "field", "参数", "parameter", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "title", "项目", "what", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "rule", "规定", "rule", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause", "依据", "clause", FPL_COLUMN_TEXT, 0);
}

enum fpl_status fpl_pack__table(struct fpl_report *report, const struct fpl_rule_text *text, struct fpl_date day,
                                struct fpl_error *error) {
    struct fpl_json_doc doc = {0};
    struct fpl_pack *pack = NULL;
    struct page page = {.report = report, .error = error};
    enum fpl_status status = fpl_pack_parse(text->json, &pack, error);
    if (!status)
        status = fpl_json_parse(&doc, text->json, error);
    page.pack = pack;
    if (!status)
        put_head(&page, fpl_json_root(&doc), day);
    fpl_buf_release(&page.zh);
    fpl_buf_release(&page.en);
    fpl_json_doc_release(&doc);
    fpl_pack_free(pack);
    return status ? status : fpl_rule_text__pack(text, put_cells, report, error);
}
