/* Steps of a derivation in words. The codes are a closed list (docs/GLOSSARY.md §10); a step of a later engine shows
 * its code. */
#include "reports/steps.h"
#include "fundpool/command.h"
#include "fundpool/event.h"
#include "reports/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum unit { MONEY, RATE, WORD };

static const struct {
    const char *code, *zh, *en;
    enum unit unit;
} steps[] = {
    {"deal.profile", "口径认定结果", "result under the profile", WORD},
    {"base.unpaid", "未清偿本金", "principal unpaid", MONEY},
    {"base.kind", "按基数口径确定的金额", "amount by the kind of base", MONEY},
    {"base.truncate", "按可补偿贷款上限折算的比例", "factor for a contract beyond the eligible limit", RATE},
    {"base.ip_share", "知识产权质押占比", "IP share of the pledge", RATE},
    {"base.deduct", "扣除的其他补偿", "other cover deducted", MONEY},
    {"base.cap", "基数按单笔上限封顶", "base cut by the cap per loan", MONEY},
    {"base.eligible", "可补偿基数", "eligible base", MONEY},
    {"rate.tier", "适用档次的比例", "rate of the tier that applies", RATE},
    {"rate.slice", "分档累进：一档的金额", "marginal tiers: amount of one slice", MONEY},
    {"rate.addon", "加成", "add-on", RATE},
    {"rate.per_year", "超期限每年加成", "add-on per further year", RATE},
    {"rate.ceiling", "比例上限", "rate ceiling", RATE},
    {"rate", "补偿比例", "rate", RATE},
    {"raw", "未封顶的补偿额", "payout before caps", MONEY},
    {"cap.cap_per_loan", "单笔上限封顶后的金额", "amount after the cap per loan", MONEY},
    {"round", "取整后的累计金额", "cumulative amount after rounding", MONEY},
    {"already_paid", "减：该笔已补偿", "less: already compensated for the loan", MONEY},
    {"room.cap_total_gov_of_liability", "累计政策补偿上限的余量", "room under the cap on all policy money", MONEY},
    {"room.cap_per_borrower_year", "单户年度上限的余量", "room under the yearly cap per borrower", MONEY},
    {"room.cap_per_bank_year", "单行年度上限的余量", "room under the yearly cap per institution", MONEY},
    {"room.cap_rate_of_lending", "贷款占比上限的余量", "room under the cap by lending", MONEY},
    {"room.cap_fee_multiple", "保费倍数上限的余量", "room under the cap by guarantee fees", MONEY},
    {"room.cap_per_bank_deposit", "单行存放专户上限的余量", "room under the cap by the deposit placed", MONEY},
    {"room.cap_scheme_year", "本办法年度上限的余量", "room under the yearly cap of the scheme", MONEY},
    {"room.cap_pool_year", "资金池年度上限的余量", "room under the yearly cap of the pool", MONEY},
    {"room.cap_pool_balance", "资金池余额上限的余量", "room under the cap by the pool's balance", MONEY},
    {"binding", "起约束作用的上限", "the cap that bound", MONEY},
    {"breaker.before", "熔断指标：计入本笔之前", "breaker metric before this claim", RATE},
    {"breaker.after", "熔断指标：计入本笔之后", "breaker metric after this claim", RATE},
    {"breaker.room", "熔断线内尚余的损失额", "loss still allowed under the line", MONEY},
    {"breaker.effect", "熔断效果", "effect of the breaker", WORD},
    {"paid_by_other_pools", "其他资金池已补偿", "compensated by other pools", MONEY},
    {"already_lapsed", "已由机构自担（资金不足）", "lapsed before for lack of money", MONEY},
    {"shortage.queued", "排队待付", "waits for money", MONEY},
    {"shortage.lapsed", "由机构自担", "lapses, borne by the institution", MONEY},
    {"shortage", "资金池可用余额", "money available in the pool", MONEY},
    {"gate.not_tested", "未检验", "not tested", WORD},
    {"pack.expired", "规则文本已失效，自次日起", "the rules' text has expired, after", WORD},
    {"loan.twin", "同企业同日同额的另一笔备案贷款", "another registered loan of the firm, day and amount", WORD},
    {"loan.other_terms", "另一资金池备案要素不同的同一贷款", "the same loan with other terms in another pool", WORD},
    {"loan.late", "备案日早于登记日的天数", "days from the registration to its recording", WORD},
    {"claim.recorded", "申请登记日", "claim recorded on", WORD},
    {"gate.capacity", "资金池放大额度", "leverage capacity of the pool", MONEY},
    {"amount", "结果", "result", MONEY},
    {"repaid", "本次还本", "principal repaid now", MONEY},
    {"exposure.released", "释放的或有补偿责任", "exposure released", MONEY},
    {"repaid.reversed", "冲销的还本", "repayment taken back", MONEY},
    {"exposure.restored", "恢复的或有补偿责任", "exposure given back", MONEY},
    {"return.unpaid", "所补损失（分享比例的分母）", "loss compensated, the share's denominator", MONEY},
    {"return.paid", "已补偿（分享比例的分子）", "paid out, the share's numerator", MONEY},
    {"return.net", "累计追偿净额", "net recoveries so far", MONEY},
    {"return.all", "累计应返", "the pool's share of them, in all", MONEY},
    {"balance.withdrawn", "撤销备案的余额", "balance withdrawn", MONEY},
    {"amount.revoked", "撤销核定的补偿款", "payout revoked", MONEY},
    {"loss.revoked", "撤销认定的损失", "loss no longer recognised", MONEY},
};
static const struct {
    const char *code, *zh, *en;
} words[] = {
    {"cap_per_loan", "单笔上限", "cap per loan"},
    {"cap_total_gov_of_liability", "累计政策补偿上限", "cap on all policy money"},
    {"cap_per_borrower_year", "单户年度上限", "yearly cap per borrower"},
    {"cap_per_bank_year", "单行年度上限", "yearly cap per institution"},
    {"cap_rate_of_lending", "贷款占比上限", "cap by lending"},
    {"cap_fee_multiple", "保费倍数上限", "cap by guarantee fees"},
    {"cap_per_bank_deposit", "单行存放专户上限", "cap by the deposit placed"},
    {"cap_scheme_year", "本办法年度上限", "yearly cap of this scheme"},
    {"cap_pool_year", "资金池年度上限", "yearly cap of the pool"},
    {"cap_pool_balance", "资金池余额上限", "cap by the pool's balance"},
    {"breaker.NPL_RATE", "熔断线（不良率）", "breaker line (NPL rate)"},
    {"breaker.ANNUAL_LOSS_RATE", "熔断线（年度损失率）", "breaker line (yearly loss rate)"},
    {"NPL_RATE", "不良率", "NPL rate"},
    {"ANNUAL_LOSS_RATE", "年度损失率", "yearly loss rate"},
    {"DEFER_PAYMENT", "暂缓补偿", "payment deferred"},
    {"WARN", "预警", "warning"},
    {"enough", "足够", "enough"},
    {"short", "不足", "short"},
    {"within", "未超过", "within"},
    {"beyond", "超过", "beyond"},
    {"deferred", "暂缓", "deferred"},
    {FPL_WITHHELD, "不向机构显示", "withheld"},
    {"T", "是", "yes"},
    {"F", "否", "no"},
    {"U", "不明", "unknown"},
};

static void put_word(struct fpl_report *report, const char *code) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(code, words[i].code) == 0) {
            fpl_report_code(report, code, words[i].zh, words[i].en);
            return;
        }
    }
    if (code[0])
        fpl_report_code(report, code, code, code);
    else
        fpl_report_none(report);
}

void fpl_steps__binding(struct fpl_report *report, const char *binding) {
    put_word(report, binding);
}

/* "n/d" or "n" of int64; 0 if the value is something else or too long for that. */
static int exact(const char *text, struct fpl_ratio *out) {
    const char *slash = strchr(text, '/');
    struct fpl_str num = {text, slash ? (size_t)(slash - text) : strlen(text)};
    out->den = 1;
    if (fpl_int_parse(num, &out->num))
        return 0;
    return !slash || (!fpl_int_parse(fpl_str_of(slash + 1), &out->den) && out->den > 0);
}

static const char *plain(int64_t minor, int scale, char *out) {
    return fpl_money_format_grouped(fpl_money_of(minor), scale, out);
}

/* 1,333,333.33; with thirds of a fen behind it: "1,333,333.33 又 1/3 分". Minor units are whole, what is left over is a
 * fraction of one. */
static void put_money(struct fpl_report *report, struct fpl_ratio value, int scale) {
    char whole[FPL_MONEY_TEXT], fraction[48], zh[128], en[128];
    int64_t rest = value.num % value.den;
    (void)plain(value.num / value.den, scale, whole);
    if (rest == 0) {
        fpl_report_name(report, whole, whole);
        return;
    }
    (void)fpl_ratio_format((struct fpl_ratio){rest < 0 ? -rest : rest, value.den}, fraction);
    (void)snprintf(zh, sizeof zh, "%s 又 %s 分", whole, fraction);
    (void)snprintf(en, sizeof en, "%s and %s fen", whole, fraction);
    fpl_report_name(report, zh, en);
}

static void put_rate(struct fpl_report *report, struct fpl_ratio value) {
    char fraction[48], text[128] = "";
    struct fpl_buf percent = {0};
    fpl_words__rate(value, &percent);
    fpl_buf_addf(&percent, " = %s", fpl_ratio_format(value, fraction));
    (void)fpl_str_copy(fpl_buf_str(&percent), text, sizeof text);
    fpl_buf_release(&percent);
    fpl_report_name(report, text, text);
}

static void put_value(struct fpl_report *report, const char *value, enum unit unit, int scale) {
    struct fpl_ratio ratio;
    int number = exact(value, &ratio);
    if (number && unit == MONEY)
        put_money(report, ratio, scale);
    else if (number && unit == RATE)
        put_rate(report, ratio);
    else
        put_word(report, value);
}

/* Which tier or add-on, the first being 1; a cap, a metric. */
static void put_arg(struct fpl_report *report, const struct fpl_step *step) {
    char zh[96], en[96];
    int numbered = strncmp(step->code, "rate.", 5) == 0 && step->arg[0] != '\0';
    const char *blank = strchr(step->arg, ' '); /* of a slice: its interval, amount and rate behind the number */
    if (!numbered) {
        put_word(report, step->arg);
        return;
    }
    int digits = (int)(blank ? (size_t)(blank - step->arg) : strlen(step->arg));
    (void)snprintf(zh, sizeof zh, "第 %.*s 项%s", digits, step->arg, blank ? blank : "");
    (void)snprintf(en, sizeof en, "no. %.*s%s", digits, step->arg, blank ? blank : "");
    fpl_report_code(report, step->arg, zh, en);
}

static void put_step(struct fpl_report *report, const struct fpl_step *step, int number, int scale) {
    enum unit unit = WORD;
    const char *zh = step->code, *en = step->code;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (strcmp(steps[i].code, step->code) == 0) {
            unit = steps[i].unit;
            zh = steps[i].zh;
            en = steps[i].en;
        }
    }
    fpl_report_int(report, number);
    fpl_report_code(report, step->code, zh, en);
    put_arg(report, step);
    put_value(report, step->value, unit, scale);
    fpl_report_text(report, fpl_str_of(step->value));
    fpl_report_text(report, fpl_str_of(step->clause));
}

void fpl_steps__table(struct fpl_report *report, const struct fpl_decision *decision, int scale) {
    fpl_report_table(report, "steps", "推导过程", "Derivation");
    fpl_report_column(report, "no", "序", "No.", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "step", "步骤", "Step", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "arg", "对象", "Of", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "reading", "数值（金额、比例）", "Value", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "value", "精确值（分）", "Exact value (minor units)", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(report, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < decision->steps; i++)
        put_step(report, &decision->step[i], i + 1, scale);
}

static void put_reasons(struct fpl_report *report, const struct fpl_reason *reason, int n) {
    struct fpl_buf zh = {0}, en = {0};
    if (n == 0)
        return;
    fpl_report_table(report, "reasons", "原因", "Reasons");
    fpl_report_column(report, "code", "原因代码", "Code", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "reason", "原因", "Reason", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < n; i++) {
        fpl_buf_reset(&zh);
        fpl_buf_reset(&en);
        fpl_words__reason(NULL, &reason[i], 1, &zh);
        fpl_words__reason(NULL, &reason[i], 0, &en);
        fpl_buf_addc(&zh, '\0');
        fpl_buf_addc(&en, '\0');
        fpl_report_text(report, fpl_str_of(fpl_status_name(reason[i].status)));
        if (fpl_buf_ok(&zh) || fpl_buf_ok(&en))
            fpl_report_none(report);
        else
            fpl_report_name(report, zh.p, en.p);
        fpl_report_text(report, fpl_str_of(reason[i].clause));
    }
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

void fpl_steps__reasons(struct fpl_report *report, const struct fpl_decision *decision) {
    put_reasons(report, decision->reason, decision->reasons);
}

enum fpl_status fpl_steps__refusal(struct fpl_report *report, const struct fpl_json *body) {
    const struct fpl_json *x = fpl_json_get(body, "x"), *codes = fpl_json_get(x, "codes");
    char name[64];
    const struct fpl_command_spec *spec =
        fpl_command_find(fpl_str_copy(fpl_json_get_text(x, "cmd"), name, sizeof name));
    struct fpl_reason *reason = calloc(fpl_json_count(codes) + 1, sizeof *reason);
    int n = 0;
    if (!reason)
        return FPL_E_NOMEM;
    if (spec) {
        fpl_report_caption(report, "action", "所拒绝的操作", "What was refused");
        fpl_report_name(report, spec->zh, spec->en);
    }
    for (const struct fpl_json *code = fpl_json_first(codes); code; code = fpl_json_next(codes, code), n++) {
        reason[n].status = fpl_status_of_name(fpl_str_copy(fpl_json_text(fpl_json_at(code, 0)), name, sizeof name));
        for (uint32_t i = 0; i < 2; i++)
            fpl_str_copy(fpl_json_text(fpl_json_at(code, 1 + i)), reason[n].arg[i], sizeof reason[n].arg[i]);
        fpl_str_copy(fpl_json_text(fpl_json_at(code, 3)), reason[n].clause, sizeof reason[n].clause);
    }
    put_reasons(report, reason, n);
    free(reason);
    return FPL_OK;
}
