/* 尽职免责: who answers for a loss by write-off, exit or bad debt. A judgement by an evaluator and an authority, with
 * its document; it posts nothing. Of several about one event the newest counts, so a judgement is corrected by a later
 * one.
 */
#include "ledger/fund/holding.h"

static const struct fpl_field_spec fields[] = {
    FS("case", "认定编号", "case", "case_id", ID, KEY, EVENT_KEY),
    ES("of", "对象类别", "what it is about", "类别", REQ,
       "WRITEOFF=核销=write-off|EXIT=退出=exit|BADDEBT=应收退出款核销=bad debt of an exit", DUTY_OF),
    FS("event", "核销、退出或坏账编号", "event", "对象编号|核销或退出编号", ID, REQ, DUTY_EVENT),
    F("occurred", "认定日", "judged on", "日期", DATE, REQ),
    ES("result", "认定结果", "result", "结果", REQ,
       "EXEMPT=尽职免责=exempt|PARTIAL=部分追责=partly accountable|ACCOUNTABLE=追责=accountable|PENDING=待定=pending",
       DUTY_RESULT),
    FS("accountable", "追责金额", "accountable amount", "", MONEY, 0, DUTY_ACCOUNTABLE),
    F("evaluator", "评估机构", "evaluator", "", TEXT, REQ),
    F("authority", "认定机关", "authority", "", TEXT, REQ),
    FS("document", "文件散列", "hash of the document", "", TEXT, REQ, EVIDENCE_HASH),
};

static void check(const struct fpl_facts *facts, struct fpl_decision *out) {
    int64_t cost = -fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUTY_COST)),
            proceeds = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUTY_PROCEEDS)),
            accountable = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DUTY_ACCOUNTABLE));
    struct fpl_date day = fpl_fact_date(facts, FPL_FACT_TODAY), newest = fpl_fact_date(facts, FPL_FACT_DUTY_NEWEST);
    int partial = fpl_str_is(fpl_fact_text(facts, FPL_FACT_DUTY_RESULT), "PARTIAL");
    char given[12], is[12];
    fpl_fund__check_hash(facts, FPL_FACT_EVIDENCE_HASH, out);
    if (!fpl_fact_known(facts, FPL_FACT_DUTY_COST)) {
        fpl_fund__refuse_text(out, FPL_E_NOT_FOUND, fpl_fact_text(facts, FPL_FACT_DUTY_EVENT));
        return;
    }
    if (fpl_fact_bool(facts, FPL_FACT_DUTY_REVERSED, 0))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, fpl_fact_text(facts, FPL_FACT_DUTY_EVENT));
    if (proceeds >= cost)
        fpl_fund__refuse_money(out, FPL_E_NO_LOSS, cost, proceeds);
    else if (partial ? accountable <= 0 || accountable > cost - proceeds : accountable != 0)
        fpl_fund__refuse_money(out, FPL_E_ACCOUNTABLE, cost - proceeds, accountable);
    if (!fpl_date_is_none(newest) && fpl_date_cmp(day, newest) < 0)
        fpl_decision_refuse(out, FPL_E_NEWEST, fpl_date_format(day, given), fpl_date_format(newest, is), NULL);
}

/* Item "duty", key "WRITEOFF|HX-001": the newest judgement {"amt","case","on","res"}; "duty.case" keeps the number. */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str key = fpl_fact_text(facts, FPL_FACT_EVENT_KEY);
    (void)rules;
    fpl_decision_begin(out);
    check(facts, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_fact_money(facts, FPL_FACT_DUTY_ACCOUNTABLE);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_text(&data, "case", key);
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "res", fpl_fact_text(facts, FPL_FACT_DUTY_RESULT));
    fpl_fund__data_item(&data, "duty", fpl_fact_text(facts, FPL_FACT_DUTY_KEY), out);
    fpl_decision_item(out, "duty.case", key, FPL_STR("{}"));
}

#define WHEN(name, of)                                                                                                 \
    static int name(const struct fpl_facts *facts, const struct fpl_pack *pack) {                                      \
        (void)pack;                                                                                                    \
        return fpl_str_is(fpl_fact_text(facts, FPL_FACT_DUTY_OF), of);                                                 \
    }
WHEN(of_writeoff, "WRITEOFF")
WHEN(of_exit, "EXIT")
WHEN(of_baddebt, "BADDEBT")

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define MEMBER(id, kind, member_, when_)                                                                               \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = kind, .key = FACT(DUTY_EVENT), .member = member_,             \
        .before = FPL_NO_FACT, .when = when_                                                                           \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
#define READS(kind, when)                                                                                              \
    MEMBER(DUTY_COST, kind, "dc", when), MEMBER(DUTY_EVENT_ON, kind, "day", when),                                     \
        MEMBER(DUTY_REVERSED, kind, "rev", when)
static const struct fpl_read reads[] = {
    READS("writeoff", of_writeoff),
    MEMBER(DUTY_PROCEEDS, "writeoff", "amt", of_writeoff),
    READS("exit", of_exit),
    MEMBER(DUTY_PROCEEDS, "exit", "amt", of_exit),
    READS("baddebt", of_baddebt), /* for which nothing came */
    READ_ITEM(DUTY_NEWEST, "duty", DUTY_KEY, "on", 0),
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(DUTY_EVENT_ON), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__duty_judged = {
    .kind = "duty.judged",
    .zh = "尽职认定",
    .en = "duty judged",
    .command =
        {"duty.judge", "登记尽职认定", "record who answers for a loss", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
         fields, COUNT(fields), "duty-cases",
         "尽职认定：对核销、亏损退出或应收退出款核销认定免责、部分追责、追责或待定，不记账；同一对象以最近一次为准",
         "judge a write-off, an exit at a loss or a bad debt: exempt, partly accountable, accountable or pending; "
         "nothing "
         "is posted, the newest judgement counts",
         "duty judge MZ-001 --book guidance --of WRITEOFF --event HX-001 --occurred 2026-10-20 --result EXEMPT "
         "--evaluator 示例会计师事务所 --authority 市联席会议办公室 --document "
         "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --as zhi.dan --checker fu.he",
         1},
    .rows = "case=示例-MZ-001;of=核销;event=示例-HX-001;occurred=2026-07-20;result=部分追责;"
            "accountable=10000.00;evaluator=示例会计师事务所;authority=示例联席会议办公室;"
            "document=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    .flags = FPL_EVENT_CHECKED,
    .item = "duty.case",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(DUTY_KEY), "of event"}},
    .occurred = "occurred",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
};
