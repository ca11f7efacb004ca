/* By which rule the fund's early-stage share is judged: profile, basis, follow-on rounds and threshold, from which day,
 * by which document. It is the fund's own, and no choice of whoever asks for a report. It posts nothing. Of several the
 * one that begins last holds, and of those of one day the one recorded last; so a rule is corrected by another one.
 * Source: fund rules §3.1, §3.2, §11 (rule record). */
#include "fundpool/fund.h"
#include "ledger/fund/life.h"

#define BASES                                                                                                                         \
    "B1=按投资额=by amounts invested|B2=按基金规模=by fund size|B3=按实缴=by paid-in capital|B4=按协议额=by amounts " \
    "agreed|B5=按项目数=by projects|B6=双重要求=by two floors|B7=按阶段=by stages"
#define WINDOWS "CUMULATIVE=累计=cumulative|PERIOD=期间=one period|OUTSTANDING=仍持有成本=cost still held"
#define SCOPES                                                                                                         \
    "DIRECT=直接投资=the fund alone|L1=穿透，分母为投资额=looked through, of what was invested|"          \
    "L2=穿透，分母为出资=looked through, of what was paid in|L3=按子基金类别归属=by the class of the sub-fund"
#define UNDISCLOSED "COUNT=只计项数=by number alone|EXCLUDE=不计=left out|FAIL=不作结论=no verdict"
#define FOLLOW      "INHERIT_FIRST=随首笔认定=as the first deal|REASSESS=逐笔认定=each deal by itself"

static const struct fpl_field_spec fields[] = {
    FS("binding", "适用编号", "binding", "", ID, KEY, EVENT_KEY),
    F("profile", "早期口径", "profile", "口径编号", ID, REQ),
    F("version", "口径版本", "profile version", "版本", INT, REQ),
    F("from", "适用起始日", "from", "", DATE, REQ),
    FS("until", "规则失效日", "in force until", "", DATE, 0, EARLY_UNTIL),
    ES("basis", "计算基准", "basis", "", REQ, BASES, EARLY_BASIS),
    ES("followon", "后续轮次", "follow-on rounds", "", REQ, FOLLOW, EARLY_FOLLOW),
    {"threshold", "达标线", "threshold", "", FPL_FIELD_RATIO, 0, "", 1 + FPL_FACT_EARLY_THRESHOLD, 100},
    ES("window", "窗口", "window", "", 0, WINDOWS, EARLY_WINDOW),
    FS("period_from", "窗口起始日", "window from", "", DATE, 0, EARLY_PERIOD_FROM),
    FS("period_to", "窗口截止日", "window to", "", DATE, 0, EARLY_PERIOD_TO),
    FS("times", "引导出资倍数", "times the guidance money", "倍数", RATIO, FPL_FIELD_PLAIN, EARLY_TIMES),
    FS("buckets", "各阶段下限", "least shares", "阶段下限", TEXT, 0, EARLY_BUCKETS),
    ES("scope", "范围", "scope", "", 0, SCOPES, EARLY_SCOPE),
    ES("undisclosed", "未披露金额的处理", "amounts not disclosed", "", 0, UNDISCLOSED, EARLY_UNDISCLOSED),
    FS("investment_end", "投资期届满日", "end of the investment period", "", DATE, 0, EARLY_INVESTMENT_END),
    FS("document", "适用依据", "document", "文件", TEXT, REQ, BINDING_DOCUMENT),
};

/* What the basis or the window needs is given, and nothing that neither would use. */
static void check_use(const struct fpl_facts *facts, enum fpl_fact_id id, int used, struct fpl_decision *out) {
    int known = fpl_fact_known(facts, id);
    if (used != known)
        fpl_decision_refuse(out, used ? FPL_E_MISSING : FPL_E_EARLY_UNUSED, fpl_fact_name(id), NULL, NULL);
}

static void check(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_str basis = fpl_fact_text(facts, FPL_FACT_EARLY_BASIS),
                   window = fpl_fact_text(facts, FPL_FACT_EARLY_WINDOW);
    struct fpl_str document = fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT);
    struct fpl_str stages = fpl_fact_text(facts, FPL_FACT_EARLY_BUCKETS);
    struct fpl_fund_buckets buckets;
    int staged = fpl_str_is(basis, "B7"), period = fpl_str_is(window, "PERIOD");
    check_use(facts, FPL_FACT_EARLY_THRESHOLD, !staged, out);
    check_use(facts, FPL_FACT_EARLY_BUCKETS, staged, out);
    check_use(facts, FPL_FACT_EARLY_TIMES, fpl_str_is(basis, "B6"), out);
    check_use(facts, FPL_FACT_EARLY_PERIOD_FROM, period, out);
    check_use(facts, FPL_FACT_EARLY_PERIOD_TO, period, out);
    if (fpl_fact_known(facts, FPL_FACT_EARLY_THRESHOLD) && fpl_fact_ratio(facts, FPL_FACT_EARLY_THRESHOLD).num <= 0)
        fpl_decision_refuse(out, FPL_E_THRESHOLD, fpl_fact_name(FPL_FACT_EARLY_THRESHOLD), NULL, NULL);
    if (fpl_str_is(basis, "B4") && fpl_str_is(window, "OUTSTANDING"))
        fpl_decision_refuse(out, FPL_E_EARLY_WINDOW, fpl_fact_name(FPL_FACT_EARLY_WINDOW), NULL, NULL);
    struct fpl_str scope = fpl_fact_text(facts, FPL_FACT_EARLY_SCOPE);
    int through = fpl_str_is(scope, "L1") || fpl_str_is(scope, "L2");
    check_use(facts, FPL_FACT_EARLY_UNDISCLOSED, through, out);
    if (scope.n > 0 && !fpl_str_is(scope, "DIRECT") &&
        (!fpl_str_is(basis, "B1") || (window.n > 0 && !fpl_str_is(window, "CUMULATIVE"))))
        fpl_decision_refuse(out, FPL_E_EARLY_SCOPE, fpl_fact_name(FPL_FACT_EARLY_SCOPE), NULL, NULL);
    if (stages.n > 0 && (stages.n > FPL_FUND_DATA / 8 || fpl_fund_buckets_parse(stages, &buckets) != FPL_OK))
        fpl_fund__refuse_text(out, FPL_E_EARLY_BUCKETS, stages);
    if (document.n > FPL_FUND_DATA / 2)
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "1024", fpl_fact_name(FPL_FACT_BINDING_DOCUMENT), NULL);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_ratio share = {0, 1}, times = {0, 1};
    int shared = fpl_fact_known(facts, FPL_FACT_EARLY_THRESHOLD), doubled = fpl_fact_known(facts, FPL_FACT_EARLY_TIMES);
    (void)rules;
    fpl_decision_begin(out);
    check(facts, out);
    if (out->reasons > 0)
        return;
    share = shared ? fpl_fact_ratio(facts, FPL_FACT_EARLY_THRESHOLD) : share;
    times = doubled ? fpl_fact_ratio(facts, FPL_FACT_EARLY_TIMES) : times;
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "basis", fpl_fact_text(facts, FPL_FACT_EARLY_BASIS));
    fpl_fund__data_text(&data, "doc", fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT));
    fpl_fund__data_date(&data, "end", fpl_fact_date(facts, FPL_FACT_EARLY_INVESTMENT_END));
    fpl_fund__data_text(&data, "follow", fpl_fact_text(facts, FPL_FACT_EARLY_FOLLOW));
    fpl_fund__data_date(&data, "from", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "hash", fpl_fact_text(facts, FPL_FACT_EARLY_HASH));
    if (doubled)
        fpl_fund__data_num(&data, "mn", times.num);
    if (doubled)
        fpl_fund__data_num(&data, "mq", times.den);
    if (shared)
        fpl_fund__data_num(&data, "p", share.num);
    fpl_fund__data_text(&data, "profile", fpl_fact_text(facts, FPL_FACT_EARLY_PROFILE));
    if (shared)
        fpl_fund__data_num(&data, "q", share.den);
    fpl_fund__data_text(&data, "scope", fpl_fact_text(facts, FPL_FACT_EARLY_SCOPE));
    fpl_fund__data_text(&data, "stages", fpl_fact_text(facts, FPL_FACT_EARLY_BUCKETS));
    fpl_fund__data_text(&data, "und", fpl_fact_text(facts, FPL_FACT_EARLY_UNDISCLOSED));
    fpl_fund__data_date(&data, "until", fpl_fact_date(facts, FPL_FACT_EARLY_UNTIL));
    fpl_fund__data_date(&data, "wf", fpl_fact_date(facts, FPL_FACT_EARLY_PERIOD_FROM));
    fpl_fund__data_text(&data, "win", fpl_fact_text(facts, FPL_FACT_EARLY_WINDOW));
    fpl_fund__data_date(&data, "wt", fpl_fact_date(facts, FPL_FACT_EARLY_PERIOD_TO));
    fpl_fund__data_item(&data, "early.rule", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READ(EARLY_HASH, "profile", EARLY_PROFILE, "hash", FPL_READ_REGISTRY, E_PROFILE),
};
static const struct fpl_day_rule days[] = {
    {"until", FACT(EARLY_UNTIL), FACT(TODAY), FPL_E_DATE_ORDER},
    {"period_to", FACT(EARLY_PERIOD_TO), FACT(EARLY_PERIOD_FROM), FPL_E_DATE_ORDER},
};

const struct fpl_event fpl_event__early_bound = {
    .kind = "early.bound",
    .zh = "适用早期占比规则",
    .en = "rule of the early-stage share bound",
    .command =
        {"early.bind", "适用早期占比规则", "say by which rule the fund's early-stage share is judged", FPL_BOOK_FUND,
         FPL_ROLE_RULES, IMPORT | DRY, fields, COUNT(fields), "early-bindings",
         "适用早期占比规则：口径、基准、窗口、后续轮次、达标线；窗口不写为累计；以起始日最近的一次为准，更正时另行登记",
         "profile, basis, window (cumulative if not given), follow-on rounds and threshold are the fund's own; of "
         "several the one that begins last holds, and another one corrects it",
         "early bind ZB-001 --book guidance --profile TRANSFER --version 1 --from 2025-01-01 --until 2025-12-31 "
         "--basis B1 --followon INHERIT_FIRST --threshold 50% --document 淮政〔2022〕46号二（四） --as gui.ze",
         1},
    .rows = "binding=示例-ZB-001;profile=TRANSFER;version=1;from=2026-01-01;until=2026-12-31;basis=按投资额;"
            "followon=随首笔认定;threshold=50%;window=累计;document=示例管理办法第八条",
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
