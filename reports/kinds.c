/* Every report by name. Whoever offers reports reads this table, so that none is offered in one place and not in
 * another. */
#include "fundpool/report.h"

#define OF_BOOK (FPL_REPORT_BOOK | FPL_REPORT_NEEDS_BOOK)

static const struct fpl_report_kind kinds[] = {
    {"early", "report early", "早期投资占比", "Early-stage share", FPL_BOOK_FUND,
     FPL_REPORT_BOOK | FPL_REPORT_PROFILE | FPL_REPORT_HISTORY, fpl_report_early},
    {"tolerance", "report tolerance", "容错率", "Loss tolerance", FPL_BOOK_FUND,
     FPL_REPORT_BOOK | FPL_REPORT_RULE | FPL_REPORT_HISTORY, fpl_report_tolerance},
    {"limits", "report limits", "限额", "Limits", FPL_BOOK_FUND, FPL_REPORT_BOOK, fpl_report_limits},
    {"fund", "report fund", "基金概况表", "The fund at a glance", FPL_BOOK_FUND, OF_BOOK, fpl_report_fund},
    {"performance", "report performance", "业绩表", "Performance", FPL_BOOK_FUND, FPL_REPORT_BOOK,
     fpl_report_performance},
    {"waterfall", "report waterfall", "分配瀑布", "Waterfall", FPL_BOOK_FUND, OF_BOOK, fpl_report_waterfall},
    {"reinvest", "report reinvest", "返投完成情况", "Reinvestment", FPL_BOOK_FUND, OF_BOOK, fpl_report_reinvest},
    {"audit", "report audit", "审计疑点表", "Audit sheet", FPL_BOOK_ANY, FPL_REPORT_BOOK, fpl_report_audit},
    {"joint", "report joint", "联席会议季报", "For the joint conference", FPL_BOOK_FUND, FPL_REPORT_BOOK,
     fpl_report_joint},
    {"deals", "deal list", "投资台账", "Register of deals", FPL_BOOK_FUND, OF_BOOK, fpl_report_deals},
    {"holdings", "holding list", "持有的投资", "Holdings", FPL_BOOK_FUND, OF_BOOK, fpl_report_holdings},
    {"commitments", "commitment list", "认缴与实缴", "Commitments", FPL_BOOK_FUND, OF_BOOK, fpl_report_commitments},
    {"calls", "call list", "缴款台账", "Register of calls", FPL_BOOK_FUND, OF_BOOK, fpl_report_calls},
    {"duties", "duty list", "尽职认定", "Duty cases", FPL_BOOK_FUND, OF_BOOK, fpl_report_duties},
    {"pool", "report pool", "资金池报表", "Position of the pool", FPL_BOOK_POOL, OF_BOOK | FPL_REPORT_YEAR,
     fpl_report_pool},
    {"loans", "report loans", "贷款台账", "Register of loans", FPL_BOOK_POOL,
     OF_BOOK | FPL_REPORT_BANK_STATE | FPL_REPORT_INSTITUTIONS, fpl_report_loans},
    {"claims", "report claims", "补偿申请台账", "Register of claims", FPL_BOOK_POOL,
     OF_BOOK | FPL_REPORT_BANK_STATE | FPL_REPORT_INSTITUTIONS, fpl_report_claims},
    {"balance", "report balance", "科目余额表", "Trial balance", FPL_BOOK_ANY,
     OF_BOOK | FPL_REPORT_FROM | FPL_REPORT_TO | FPL_REPORT_BY_PARTY, fpl_report_balance},
    {"balance-sheet", "report balance-sheet", "资产负债表", "Balance sheet", FPL_BOOK_ANY, OF_BOOK | FPL_REPORT_UNIT,
     fpl_report_balance_sheet},
    {"income", "report income", "利润表", "Income statement", FPL_BOOK_ANY,
     OF_BOOK | FPL_REPORT_FROM | FPL_REPORT_TO | FPL_REPORT_UNIT, fpl_report_income},
    {"cash-flow", "report cash-flow", "现金流量表", "Cash-flow statement", FPL_BOOK_ANY,
     OF_BOOK | FPL_REPORT_FROM | FPL_REPORT_TO | FPL_REPORT_UNIT, fpl_report_cash_flow},
    {"statement", "report statement", "科目明细账", "Statement of an account", FPL_BOOK_ANY,
     OF_BOOK | FPL_REPORT_FROM | FPL_REPORT_TO | FPL_REPORT_ACCOUNT | FPL_REPORT_PARTY | FPL_REPORT_ITEM,
     fpl_report_statement},
    {"reconcile", "report reconcile", "银行存款余额调节表", "Bank reconciliation", FPL_BOOK_ANY,
     OF_BOOK | FPL_REPORT_ACCOUNT | FPL_REPORT_PARTY, fpl_report_reconcile},
    {"takeon", "report takeon", "承接核对", "What was taken on", FPL_BOOK_ANY, OF_BOOK, fpl_report_takeon},
};

const struct fpl_report_kind *fpl_report_kinds(int *count) {
    *count = (int)(sizeof kinds / sizeof kinds[0]);
    return kinds;
}

const struct fpl_report_kind *fpl_report_kind_find(struct fpl_str name) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (fpl_str_is(name, kinds[i].name) || fpl_str_is(name, kinds[i].command))
            return &kinds[i];
    return NULL;
}
