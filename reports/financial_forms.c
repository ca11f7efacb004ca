/* The forms of the statements, one table each. Of enterprises: 财会〔2019〕6号 附件1, lines of the accounts that books
 * of this ledger can have; of a fund's profit: the order of its own accounts, for 6403 is its manager's fee; of the
 * treasury: 财库〔2015〕192号; cash flows: 企业会计准则第31号. A line that the book's chart has no account for is not
 * shown. */
#include "reports/financial.h"

#include <string.h>

#define HEADING(code, zh, en)                                                                                          \
    { FPL_FINANCIAL_HEADING, code, zh, en, "", 'D' }
#define SUM(code, zh, en, groups, side)                                                                                \
    { FPL_FINANCIAL_SUM, code, zh, en, groups, side }
#define PART(code, zh, en, takes, side)                                                                                \
    { FPL_FINANCIAL_OF_WHICH, code, zh, en, takes, side }

/* An interest in a firm is held for more than a year, so 1101 stands under 其他非流动金融资产 (财会〔2019〕6号). What
 * is not carried to 4103 yet is profit all the same. */
static const struct fpl_financial__line sheet[] = {
    HEADING("current_assets_", "流动资产：", "Current assets"),
    {'a', "cash", "货币资金", "Cash", "1001 1002 1012", 'D'},
    {'a', "notes_receivable", "应收票据", "Notes receivable", "1121", 'D'},
    {'a', "accounts_receivable", "应收账款", "Accounts receivable", "1122", 'D'},
    {'a', "prepaid", "预付款项", "Prepayments", "1123", 'D'},
    {'a', "other_receivables", "其他应收款", "Other receivables", "1131 1132 1221 1231", 'D'},
    {'a', "inventories", "存货", "Inventories", "14", 'D'},
    SUM("current_assets", "流动资产合计", "Total current assets", "a", 'D'),
    HEADING("non_current_assets_", "非流动资产：", "Non-current assets"),
    {'b', "debt_investments", "债权投资", "Debt investments", "1501 1502", 'D'},
    {'b', "equity_investments", "长期股权投资", "Long-term equity investments", "1511 1512", 'D'},
    {'b', "equity_instruments", "其他权益工具投资", "Other equity instruments", "1503", 'D'},
    {'b', "financial_assets", "其他非流动金融资产", "Other non-current financial assets", "1101", 'D'},
    {'b', "fixed_assets", "固定资产", "Fixed assets", "1601 1602 1603 1606", 'D'},
    {'b', "intangible_assets", "无形资产", "Intangible assets", "1701 1702 1703", 'D'},
    {'b', "deferred_expense", "长期待摊费用", "Long-term deferred expense", "1801", 'D'},
    {'b', "deferred_tax_assets", "递延所得税资产", "Deferred tax assets", "1811", 'D'},
    SUM("non_current_assets", "非流动资产合计", "Total non-current assets", "b", 'D'),
    SUM("assets", "资产总计", "Total assets", "ab", 'D'),
    HEADING("current_liabilities_", "流动负债：", "Current liabilities"),
    {'c', "short_loans", "短期借款", "Short-term loans", "2001", 'C'},
    {'c', "accounts_payable", "应付账款", "Accounts payable", "2202", 'C'},
    {'c', "advances", "预收款项", "Advances received", "2203", 'C'},
    {'c', "staff_payable", "应付职工薪酬", "Payable to employees", "2211", 'C'},
    {'c', "taxes_payable", "应交税费", "Taxes payable", "2221", 'C'},
    {'c', "other_payables", "其他应付款", "Other payables", "2231 2232 2241", 'C'},
    SUM("current_liabilities", "流动负债合计", "Total current liabilities", "c", 'C'),
    HEADING("non_current_liabilities_", "非流动负债：", "Non-current liabilities"),
    {'d', "long_loans", "长期借款", "Long-term loans", "2501", 'C'},
    {'d', "long_payables", "长期应付款", "Long-term payables", "2701 2711", 'C'},
    {'d', "provisions", "预计负债", "Provisions", "2801", 'C'},
    {'d', "deferred_income", "递延收益", "Deferred income", "2401", 'C'},
    {'d', "deferred_tax_liabilities", "递延所得税负债", "Deferred tax liabilities", "2901", 'C'},
    SUM("non_current_liabilities", "非流动负债合计", "Total non-current liabilities", "d", 'C'),
    SUM("liabilities", "负债合计", "Total liabilities", "cd", 'C'),
    HEADING("equity_", "所有者权益：", "Equity"),
    {'e', "paid_in", "实收资本（实收基金）", "Paid-in capital", "4001", 'C'},
    {'e', "capital_reserve", "资本公积", "Capital reserve", "4002", 'C'},
    {'e', "other_income", "其他综合收益", "Other comprehensive income", "4003", 'C'},
    {'e', "surplus_reserve", "盈余公积", "Surplus reserves", "4101", 'C'},
    PART("risk_reserve", "其中：风险准备金", "of which risk reserve", "410110", 'C'),
    {'e', "retained", "未分配利润", "Retained profit", "4103 4104 @P", 'C'},
    PART("not_carried", "其中：尚未结转的损益", "of which not yet carried", "@P", 'C'),
    SUM("equity", "所有者权益合计", "Total equity", "e", 'C'),
    SUM("liabilities_and_equity", "负债和所有者权益总计", "Total liabilities and equity", "cde", 'C'),
};

static const struct fpl_financial__line fund_income[] = {
    HEADING("revenue_", "一、收入", "Income"),
    {'a', "interest", "利息收入", "Interest", "6011", 'C'},
    {'a', "investment_income", "投资收益", "Investment income", "6111", 'C'},
    PART("exits", "其中：退出", "of which exits", "611101", 'C'),
    PART("dividends", "其中：股利", "of which dividends", "611102", 'C'),
    PART("equity_method", "其中：权益法", "of which equity method", "611103", 'C'),
    PART("write_offs", "其中：核销损失", "of which write-offs", "611104", 'C'),
    PART("recoveries", "其中：核销后收回", "of which recovered after write-off", "611105", 'C'),
    {'a', "fair_value", "公允价值变动收益", "Fair-value gains", "6101", 'C'},
    {'a', "other_income", "其他收益", "Other income", "6117", 'C'},
    {'a', "non_operating_income", "营业外收入", "Non-operating income", "6301", 'C'},
    SUM("revenue", "收入合计", "Total income", "a", 'C'),
    HEADING("expense_", "二、费用", "Expense"),
    {'b', "management_fee", "管理费（管理人报酬）", "Management fee", "6403", 'D'},
    {'b', "custody_fee", "托管费", "Custody fee", "6404", 'D'},
    {'b', "administration", "管理费用", "Administration", "6602", 'D'},
    {'b', "finance_cost", "财务费用", "Finance cost", "6603", 'D'},
    {'b', "other_expense", "其他费用", "Other expense", "6605", 'D'},
    {'b', "impairment", "减值损失", "Impairment loss", "6701 6702", 'D'},
    {'b', "non_operating_expense", "营业外支出", "Non-operating expense", "6711", 'D'},
    SUM("expense", "费用合计", "Total expense", "b", 'D'),
    SUM("profit_before_tax", "三、利润总额", "Profit before tax", "ab", 'C'),
    {'c', "income_tax", "减：所得税费用", "Income tax", "6801", 'D'},
    SUM("profit", "四、净利润", "Net profit", "abc", 'C'),
};

static const struct fpl_financial__line company_income[] = {
    {'a', "revenue", "一、营业收入", "Revenue", "6001 6051", 'C'},
    {'a', "cost", "减：营业成本", "Cost of revenue", "6401 6402", 'D'},
    {'a', "surtaxes", "税金及附加", "Taxes and surcharges", "6403", 'D'},
    {'a', "selling", "销售费用", "Selling expense", "6601", 'D'},
    {'a', "administration", "管理费用", "Administration", "6602", 'D'},
    {'a', "finance_cost", "财务费用", "Finance cost", "6603", 'D'},
    {'a', "other_income", "加：其他收益", "Other income", "6117", 'C'},
    {'a', "investment_income", "投资收益", "Investment income", "6111", 'C'},
    PART("exits", "其中：退出", "of which exits", "611101", 'C'),
    PART("dividends", "其中：股利", "of which dividends", "611102", 'C'),
    PART("equity_method", "其中：权益法", "of which equity method", "611103", 'C'),
    PART("write_offs", "其中：核销损失", "of which write-offs", "611104", 'C'),
    PART("recoveries", "其中：核销后收回", "of which recovered after write-off", "611105", 'C'),
    {'a', "fair_value", "公允价值变动收益", "Fair-value gains", "6101", 'C'},
    {'a', "credit_impairment", "信用减值损失（损失以“-”列示）", "Credit impairment (loss is negative)", "6702", 'C'},
    {'a', "impairment", "资产减值损失（损失以“-”列示）", "Impairment (loss is negative)", "6701", 'C'},
    {'a', "disposals", "资产处置收益", "Gains on disposal of assets", "6115", 'C'},
    SUM("operating_profit", "二、营业利润", "Operating profit", "a", 'C'),
    {'b', "non_operating_income", "加：营业外收入", "Non-operating income", "6301", 'C'},
    {'b', "non_operating_expense", "减：营业外支出", "Non-operating expense", "6711", 'D'},
    SUM("profit_before_tax", "三、利润总额", "Profit before tax", "ab", 'C'),
    {'c', "income_tax", "减：所得税费用", "Income tax", "6801", 'D'},
    SUM("profit", "四、净利润", "Net profit", "abc", 'C'),
};

static const struct fpl_financial__line fiscal_sheet[] = {
    {'a', "cash", "国库存款", "Treasury deposit", "1001", 'D'},
    {'a', "dividends_receivable", "应收股利", "Dividends receivable", "1022", 'D'},
    {'a', "equity_stakes", "股权投资", "Equity stakes", "1071", 'D'},
    SUM("assets", "资产总计", "Total assets", "a", 'D'),
    {'e', "carried_forward", "一般公共预算结转结余", "General public budget, carried forward", "3001 @P", 'C'},
    PART("not_carried", "其中：尚未结转的收支", "of which not yet carried", "@P", 'C'),
    {'e', "asset_fund", "资产基金", "Asset fund", "3081", 'C'},
    SUM("liabilities_and_equity", "负债和净资产总计", "Total liabilities and net assets", "e", 'C'),
};

static const struct fpl_financial__line fiscal_income[] = {
    {'a', "revenue", "一般公共预算本级收入", "General public budget revenue", "4001", 'C'},
    {'b', "expense", "一般公共预算本级支出", "General public budget expenditure", "5001", 'D'},
    SUM("profit", "本期收支差额", "Revenue less expenditure", "ab", 'C'),
};

#define FLOW_IN(group, code)                                                                                           \
    { group, code, NULL, NULL, code, 'D' }
#define FLOW_OUT(group, code)                                                                                          \
    { group, code, NULL, NULL, code, 'C' }
#define CASH_ENDS(groups)                                                                                              \
    {'t', "TRANSFER", NULL, NULL, "TRANSFER", 'D'},                                                                    \
        SUM("increase", "现金净增加额", "Net increase in cash", groups, 'D'),                                          \
        {FPL_FINANCIAL_OPENING, "opening", "加：期初现金余额", "Cash at the beginning", "", 'D'}, {                    \
        FPL_FINANCIAL_CLOSING, "closing", "期末现金余额", "Cash at the end", "", 'D'                                   \
    }

static const struct fpl_financial__line cash_flow[] = {
    HEADING("operating_", "一、经营活动产生的现金流量：", "Operating activities"),
    FLOW_IN('a', "SALES"),
    FLOW_IN('a', "TAX_BACK"),
    FLOW_IN('a', "OPERATING_IN"),
    SUM("operating_in", "经营活动现金流入小计", "Received, operating", "a", 'D'),
    FLOW_OUT('b', "GOODS"),
    FLOW_OUT('b', "STAFF"),
    FLOW_OUT('b', "TAX"),
    FLOW_OUT('b', "OPERATING_OUT"),
    SUM("operating_out", "经营活动现金流出小计", "Paid, operating", "b", 'C'),
    SUM("operating", "经营活动产生的现金流量净额", "Net, operating", "ab", 'D'),
    HEADING("investing_", "二、投资活动产生的现金流量：", "Investing activities"),
    FLOW_IN('c', "INVEST_BACK"),
    FLOW_IN('c', "INVEST_INCOME"),
    FLOW_IN('c', "ASSETS_SOLD"),
    FLOW_IN('c', "SUBSIDIARY_SOLD"),
    FLOW_IN('c', "INVESTING_IN"),
    SUM("investing_in", "投资活动现金流入小计", "Received, investing", "c", 'D'),
    FLOW_OUT('d', "ASSETS"),
    FLOW_OUT('d', "INVEST"),
    FLOW_OUT('d', "SUBSIDIARY"),
    FLOW_OUT('d', "INVESTING_OUT"),
    SUM("investing_out", "投资活动现金流出小计", "Paid, investing", "d", 'C'),
    SUM("investing", "投资活动产生的现金流量净额", "Net, investing", "cd", 'D'),
    HEADING("financing_", "三、筹资活动产生的现金流量：", "Financing activities"),
    FLOW_IN('e', "CAPITAL"),
    FLOW_IN('e', "LOAN_TAKEN"),
    FLOW_IN('e', "FINANCING_IN"),
    SUM("financing_in", "筹资活动现金流入小计", "Received, financing", "e", 'D'),
    FLOW_OUT('f', "LOAN_REPAID"),
    FLOW_OUT('f', "DIVIDENDS"),
    FLOW_OUT('f', "FINANCING_OUT"),
    SUM("financing_out", "筹资活动现金流出小计", "Paid, financing", "f", 'C'),
    SUM("financing", "筹资活动产生的现金流量净额", "Net, financing", "ef", 'D'),
    CASH_ENDS("abcdeft"),
};

static const struct fpl_financial__line pool_cash_flow[] = {
    FLOW_IN('a', "POOL_IN"),
    FLOW_IN('a', "POOL_INTEREST"),
    FLOW_IN('a', "POOL_RECOVERED"),
    FLOW_IN('a', "POOL_REFUNDED"),
    FLOW_IN('a', "POOL_OTHER_IN"),
    SUM("received", "现金流入小计", "Received", "a", 'D'),
    FLOW_OUT('b', "POOL_PAID"),
    FLOW_OUT('b', "POOL_SURPLUS"),
    FLOW_OUT('b', "POOL_FEE"),
    FLOW_OUT('b', "POOL_OTHER_OUT"),
    SUM("paid", "现金流出小计", "Paid", "b", 'C'),
    CASH_ENDS("abt"),
};

#define LINES(table) table, sizeof(table) / sizeof(table)[0]
#define PROFIT_TO    "4103 4104", "4103 410415"
static const struct fpl_financial__form sheets[] = {
    {"资产负债表", "Balance sheet", LINES(sheet), "assets", "liabilities_and_equity", PROFIT_TO},
    {"资产负债表", "Balance sheet", LINES(fiscal_sheet), "assets", "liabilities_and_equity", "3001", "3001"},
};
static const struct fpl_financial__form incomes[] = {
    {"利润表", "Income statement", LINES(company_income), "profit", NULL, PROFIT_TO},
    {"收入支出表", "Revenue and expenditure", LINES(fiscal_income), "profit", NULL, "3001", "3001"},
    {"利润表", "Income statement", LINES(fund_income), "profit", NULL, PROFIT_TO},
};
static const struct fpl_financial__form cash_flows[] = {
    {"现金流量表", "Cash-flow statement", LINES(cash_flow), "increase", NULL, "", ""},
    {"专户收支表", "Receipts and payments of the special account", LINES(pool_cash_flow), "increase", NULL, "", ""},
};

const struct fpl_financial__form *fpl_financial__form(enum fpl_book_kind kind, enum fpl_financial__which which) {
    if (which == FPL_FINANCIAL_SHEET)
        return &sheets[kind == FPL_BOOK_FISCAL];
    if (which == FPL_FINANCIAL_INCOME)
        return &incomes[kind == FPL_BOOK_FISCAL ? 1 : kind == FPL_BOOK_FUND ? 2 : 0];
    return &cash_flows[kind == FPL_BOOK_POOL];
}

int fpl_financial__match(const char *takes, struct fpl_str code, char nature) {
    int best = -1;
    while (*takes) {
        size_t n = strcspn(takes, " ");
        if (takes[0] == '@' && nature == takes[1] && best < 0)
            best = 0;
        else if (takes[0] != '@' && code.n >= n && memcmp(code.p, takes, n) == 0 && (int)n > best)
            best = (int)n;
        takes += n + (takes[n] == ' ');
    }
    return best;
}
