/* E10: a holding is valued, with the method, the level of the inputs and the day. The difference between the fair value
 * and what the holding is carried at moves 110102 against 6101, either way. And its reversal.
 *
 * The change of a holding taken on stands in the opening balances: its valuation is taken on and posts nothing, and the
 * next one moves the books from there.
 *
 * Cost does not change, and a loss by valuation is not realised: the policy loss of a holding is told by its cost and
 * what came back (fund rules §2.1, note iv). */
#include "ledger/fund/holding.h"

#define METHOD                                                                                                                 \
    "RECENT_ROUND=参考最近融资价格=recent round|MULTIPLE=市场乘数=market multiple|INDUSTRY=行业指标=industry " \
    "benchmark|DCF=现金流折现=discounted cash flow|NET_ASSET=净资产=net assets|MILESTONE=里程碑=milestone|"         \
    "QUOTED=公开报价=quoted price|COST=成本=cost"

static const struct fpl_field_spec fields[] = {
    FS("valuation", "估值编号", "valuation", "val_id", ID, KEY, EVENT_KEY),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, REQ, FIRM_ID),
    F("occurred", "估值日", "valued at", "日期", DATE, REQ),
    FS("fair_value", "公允价值", "fair value", "", MONEY, REQ | ZERO, FAIR_VALUE),
    E("method", "估值方法", "method", "方法", REQ, METHOD),
    E("level", "公允价值层级", "level", "层级", REQ, "1=第一层次=level 1|2=第二层次=level 2|3=第三层次=level 3"),
    F("calibration", "校准说明", "calibration", "", TEXT, 0),
    E("audited", "审计状态", "audited", "", 0, "Y=经审计=yes|N=未审=no"),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("valuation", "估值编号", "valuation", "val_id", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
enum { UP, DOWN };
static const struct fpl_recipe recipe[] = {
    {"E10", "公允价值上升", "fair value up", "110102", "6101", DIM(FIRM_ID), DIM(FIRM_ID), NONE, NONE, ""},
    {"E10", "公允价值下降", "fair value down", "6101", "110102", NONE, NONE, DIM(FIRM_ID), DIM(FIRM_ID), ""},
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__change change;
    (void)rules;
    if (!fpl_fund__change_begin(&change, facts, "valuation", "HELD", out))
        return;
    int64_t moved =
        fpl_money_minor(fpl_fact_money(facts, FPL_FACT_FAIR_VALUE)) - change.before.cost - change.before.fair;
    fpl_fund__check_carried(&change);
    fpl_fund__add(out, &change.now.fair, moved);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(moved);
    fpl_event_post(out, &recipe[moved < 0 ? DOWN : UP], fpl_money_of(moved < 0 ? -moved : moved), facts);
    fpl_fund__change_end(&change, moved, (struct fpl_str){"", 0});
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_fund__change_back(facts, "valuation", out);
}

static const struct fpl_read reads[] = {FPL_FUND_READS_HOLDING, FPL_FUND_READS_CARRIED};
static const struct fpl_read reverse_reads[] = {FPL_FUND_READS_CHANGE("valuation")};
static const struct fpl_move moves[] = {{"holding", "HELD", "", "HELD"}};

const struct fpl_event fpl_event__valuation_recorded = {
    .kind = "valuation.recorded",
    .zh = "估值",
    .en = "valuation",
    .command =
        {"valuation.record", "登记估值", "record a valuation", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "valuations",
         "估值：写持仓的全部公允价值，差额自动计入；估值日不早于该持仓最近一笔业务。承接的持仓期初有公允价值变动的，"
         "承接其估值，不入账",
         "give the fair value of the whole holding; the difference is posted; not before its newest event. A "
         "holding taken on with a fair-value change in the opening balances has its valuation taken on, "
         "which posts nothing",
         "valuation record GZ-001 --book guidance --firm 91340604XY00010150 --occurred 2026-06-30 "
         "--fair-value 3500000.00 --method RECENT_ROUND --level 3 --as zhi.dan --checker fu.he",
         1},
    .rows = "valuation=示例-GZ-001;firm=91340604XY00010150;occurred=2026-03-31;fair_value=1600000.00;"
            "method=参考最近融资价格;level=第三层次;calibration=示例校准;audited=未审|"
            "valuation=示例-GZ-002;firm=91340604XY00010150;occurred=2026-03-31;fair_value=1.00;method=成本;level=3",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "valuation",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "公允价值变动",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};

const struct fpl_event fpl_event__valuation_reversed = {
    .kind = "valuation.reversed",
    .zh = "估值冲销",
    .en = "valuation reversed",
    .command = {"valuation.reverse", "估值冲销", "reverse a valuation", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "valuation-reversals",
                "估值冲销：整笔红字；其后另有持仓业务的，须先冲销其后的",
                "take a valuation back in red; later events of the holding are reversed first",
                "valuation reverse GZ-001 --book guidance --reason 估值有误 --as zhi.dan --checker fu.he", 1},
    .rows = "valuation=示例-GZ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "valuation",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__valuation_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
