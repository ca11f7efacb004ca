/* By which rule the fund's early-stage share is judged: profile, basis, follow-on rounds and threshold, from which day,
 * by which document. It is the fund's own, and no choice of whoever asks for a report. It posts nothing. Of several the
 * one that begins last holds, and of those of one day the one recorded last; so a rule is corrected by another one.
 * Source: fund rules §3.1, §3.2, §11 (rule record). */
#include "ledger/fund/life.h"

#define BASES                                                                                                          \
    "B1=按投资额=by amounts invested|B2=按基金规模=by fund size|B3=按实缴=by paid-in capital|B5=按项目数=by projects"
#define FOLLOW "INHERIT_FIRST=随首笔认定=as the first deal|REASSESS=逐笔认定=each deal by itself"

static const struct fpl_field_spec fields[] = {
    FS("binding", "适用编号", "binding", "", ID, KEY, EVENT_KEY),
    F("profile", "早期口径", "profile", "口径编号", ID, REQ),
    F("version", "口径版本", "profile version", "版本", INT, REQ),
    F("from", "适用起始日", "from", "", DATE, REQ),
    FS("until", "规则失效日", "in force until", "", DATE, 0, EARLY_UNTIL),
    ES("basis", "计算基准", "basis", "", REQ, BASES, EARLY_BASIS),
    ES("followon", "后续轮次", "follow-on rounds", "", REQ, FOLLOW, EARLY_FOLLOW),
    {"threshold", "达标线", "threshold", "", FPL_FIELD_RATIO, REQ, "", 1 + FPL_FACT_EARLY_THRESHOLD, 100},
    FS("investment_end", "投资期届满日", "end of the investment period", "", DATE, 0, EARLY_INVESTMENT_END),
    FS("document", "适用依据", "document", "文件", TEXT, REQ, BINDING_DOCUMENT),
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_ratio threshold = fpl_fact_ratio(facts, FPL_FACT_EARLY_THRESHOLD);
    struct fpl_str document = fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT);
    (void)rules;
    fpl_decision_begin(out);
    if (threshold.num <= 0)
        fpl_decision_refuse(out, FPL_E_THRESHOLD, NULL, NULL, NULL);
    if (document.n > FPL_FUND_DATA / 2)
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "1024", fpl_fact_name(FPL_FACT_BINDING_DOCUMENT), NULL);
    if (out->reasons > 0)
        return;
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "basis", fpl_fact_text(facts, FPL_FACT_EARLY_BASIS));
    fpl_fund__data_text(&data, "doc", document);
    fpl_fund__data_date(&data, "end", fpl_fact_date(facts, FPL_FACT_EARLY_INVESTMENT_END));
    fpl_fund__data_text(&data, "follow", fpl_fact_text(facts, FPL_FACT_EARLY_FOLLOW));
    fpl_fund__data_date(&data, "from", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "hash", fpl_fact_text(facts, FPL_FACT_EARLY_HASH));
    fpl_fund__data_num(&data, "p", threshold.num);
    fpl_fund__data_text(&data, "profile", fpl_fact_text(facts, FPL_FACT_EARLY_PROFILE));
    fpl_fund__data_num(&data, "q", threshold.den);
    fpl_fund__data_date(&data, "until", fpl_fact_date(facts, FPL_FACT_EARLY_UNTIL));
    fpl_fund__data_item(&data, "early.rule", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READ(EARLY_HASH, "profile", EARLY_PROFILE, "hash", FPL_READ_REGISTRY, E_PROFILE),
};
static const struct fpl_day_rule days[] = {
    {"until", FACT(EARLY_UNTIL), FACT(TODAY), FPL_E_DATE_ORDER},
};

const struct fpl_event fpl_event__early_bound = {
    .kind = "early.bound",
    .zh = "适用早期占比规则",
    .en = "rule of the early-stage share bound",
    .command =
        {"early.bind", "适用早期占比规则", "say by which rule the fund's early-stage share is judged", FPL_BOOK_FUND,
         FPL_ROLE_RULES, DRY, fields, COUNT(fields), NULL,
         "适用早期占比规则：口径、基准、后续轮次、达标线；以起始日最近的一次为准，更正时另行登记",
         "profile, basis, follow-on rounds and threshold are the fund's own; of several the one that begins last "
         "holds, and another one corrects it",
         "early bind ZB-001 --book guidance --profile TRANSFER --version 1 --from 2025-01-01 --until 2025-12-31 "
         "--basis B1 --followon INHERIT_FIRST --threshold 50% --document 淮政〔2022〕46号二（四） --as gui.ze",
         1},
    .item = "early.rule",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(EARLY_PROFILE), "profile@version"}},
    .occurred = "from",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
};
