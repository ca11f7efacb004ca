/* The lines of the audit sheet, in order: finding, threshold and clause as data. Where auditors look for something and
 * no clause was seen, the clause is empty. A line without a test has no event that records it: it says so, and is never
 * clean. */
#include "reports/audit.h"

#define FUND(code, zh, en, limit_zh, limit_en, limit, clause, test)                                                    \
    { code, zh, en, limit_zh, limit_en, limit, clause, FPL_BOOK_FUND, test, NULL, NULL }
#define NONE(book, code, zh, en, clause, why_zh, why_en)                                                               \
    { code, zh, en, "", "", 0, clause, book, NULL, why_zh, why_en }
#define A20      "财预〔2015〕210号 第二十条"
#define G1       "国办发〔2025〕1号"
#define G1752    "国办发〔2025〕1号；发改财金规〔2025〕1752号"
#define OWN_RULE "" /* the clause is the fund's rule's, and stands in the report of that rule */

const struct fpl_audit__line fpl_audit__lines[] = {
    FUND("IDLE", "资金闲置", "money lies idle", "超过 12 个月", "more than 12 months", 12, A20, fpl_audit__idle_money),
    FUND("NO_DEAL", "拨付后一年以上未投资", "no investment within a year of the money", "超过 12 个月",
         "more than 12 months", 12, A20, fpl_audit__no_deal),
    FUND("EARLY_SHORT", "早期投资占比不足", "early-stage share too small", "本基金规则", "the fund's own rule", 0,
         OWN_RULE, fpl_audit__early_short),
    NONE(FPL_BOOK_FUND, "OFF_PURPOSE", "投向不符", "money outside the fund's purpose", A20,
         "投资没有登记所属产业，基金没有登记投向目录", "deals have no industry, and the fund has no list of fields"),
    FUND("NO_TERM", "没有存续期", "a fund without a term", "应写明", "to be stated", 0, "", fpl_audit__no_term),
    FUND("PAST_TERM", "存续期已满仍持有投资", "past its term and still invested", "届满日后", "after its last day", 0,
         "", fpl_audit__past_term),
    NONE(FPL_BOOK_FUND, "SUBFUND_LATE", "子基金未按期设立", "sub-funds not set up in time", A20,
         "没有登记子基金的批准日与设立期限", "no day of approval and no deadline of sub-funds is recorded"),
    FUND("NOT_FILED", "基金未备案", "fund not registered with the industry body", "应有备案编号", "a number", 0, "",
         fpl_audit__not_filed),
    NONE(FPL_BOOK_FUND, "MANAGER_NOT_FILED", "管理人未登记", "manager not registered with the industry body", "",
         "没有登记管理人及其编号", "neither the manager nor its number is recorded"),
    FUND("NO_DECISION", "没有投决日", "no decision of the committee", "应有投决日", "a day", 0, "",
         fpl_audit__no_decision),
    NONE(FPL_BOOK_FUND, "NO_DUE_DILIGENCE", "缺尽职调查", "due diligence missing", "", "投资没有登记尽调文件及其哈希",
         "deals record no document of due diligence"),
    FUND("PAID_LATE", "出资逾期", "contributions paid late", "缴款到期日后", "after the day due", 0, "",
         fpl_audit__paid_late),
    FUND("STATE_AHEAD", "财政出资先于其他出资", "state money ahead of the rest", "到位率不高于其他出资",
         "paid in to no larger share than the rest", 0, "", fpl_audit__state_ahead),
    FUND("FEE_BASIS", "费用没有基数、费率、天数", "fee without base, rate and days", "应写明", "to be stated", 0, G1,
         fpl_audit__fee_basis),
    FUND("FEE_OVERLAP", "同一期间重复计提费用", "fees of the same days twice", "每日至多一次", "each day at most once",
         0, G1, fpl_audit__fee_overlap),
    FUND("FEE_AFTER_TERM", "存续期满后计提费用", "fees after the end of the term", "届满日后", "after its last day", 0,
         G1, fpl_audit__fee_after_term),
    FUND("DEBT_AS_EQUITY", "名股实债", "debt dressed as equity", "不得约定", "not to be agreed", 0, G1752,
         fpl_audit__debt_as_equity),
    FUND("LISTED", "投资上市股票", "listed shares", "不得投资", "not to be bought", 0, G1752, fpl_audit__listed),
    FUND("REINVEST_CLAUSE", "2025 年 1 月以后的返投要求", "a requirement to reinvest since January 2025",
         "自 2025-01-01 起", "from 2025-01-01 on", 20250101, "国办发〔2025〕1号（十七）", fpl_audit__reinvest_clause),
    FUND("LIMIT_BROKEN", "超过限额", "a limit broken", "本基金规则", "the fund's own rule", 0, OWN_RULE,
         fpl_audit__limit_broken),
    FUND("LOSS_OVER", "损失超过容错率", "loss above what is tolerated", "本基金规则", "the fund's own rule", 0,
         OWN_RULE, fpl_audit__loss_over),
    FUND("VALUATION_OLD", "没有估值或估值过期", "never valued, or too long ago", "本基金规则的天数",
         "the days of the fund's own rule", 0, "", fpl_audit__stale),
    NONE(FPL_BOOK_FUND, "SUBMITTED_LATE", "报送逾期", "data handed in late",
         "政府投资基金投向评价管理办法（试行） 第五条", "没有登记报送及其期限",
         "no submission and no deadline is recorded"),
    {"UNRECONCILED", "银行对账未达", "not reconciled with the bank", "两边都有", "on both sides", 0, "", FPL_BOOK_ANY,
     fpl_audit__unreconciled, NULL, NULL},
    NONE(FPL_BOOK_ANY, "FINDING_OPEN", "审计问题未整改", "findings not settled", "", "没有登记审计问题及其整改",
         "no finding and no correction of one is recorded"),
    NONE(FPL_BOOK_POOL, "LIST_UNFAIR", "名单没有普遍标准", "a list without a general criterion",
         "公平竞争审查条例 第十条", "名单没有登记入选标准及决定", "the list records no criterion and no decision"),
    NONE(FPL_BOOK_POOL, "SERIES", "成批虚构借款人", "invented borrowers in series", "",
         "没有登记经办支行、客户经理、电话与地址", "no branch, officer, telephone or address is recorded"),
    NONE(FPL_BOOK_POOL, "FIRM_GONE", "申请企业已注销", "the firm has been deregistered", "", "没有登记企业的工商状态",
         "no state of the firm in the register of companies is recorded"),
    NONE(FPL_BOOK_POOL, "ROUND_TRIP", "关联交易制造损失", "a loss made up among affiliates", "", "没有登记关联关系",
         "no affiliation is recorded"),
    NONE(FPL_BOOK_POOL, "LOW_EXECUTION", "预算执行率低", "low execution of the budget", "", "没有登记预算",
         "no budget is recorded"),
    NONE(FPL_BOOK_POOL, "NOT_RETURNED", "追偿款未按期返还", "recoveries not returned in time", "",
         "没有登记返还期限；金额见 report pool", "no deadline is recorded; for amounts see report pool"),
};
const size_t fpl_audit__line_count = sizeof fpl_audit__lines / sizeof fpl_audit__lines[0];
