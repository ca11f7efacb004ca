#ifndef FUNDPOOL_CASH_FLOW_H
#define FUNDPOOL_CASH_FLOW_H
/* Lines of the cash-flow statement 现金流量项目. Each posting on a cash account names one: an event's recipe does, and
 * who posts a raw entry says which. Opening balances name none, for nothing has flowed.
 *
 * The list is closed. Lines of a pool are the receipts and payments of its special account; the others are those of
 * 企业会计准则第31号——现金流量表 (财会〔2006〕3号) 第十条 operating, 第十三条 investing, 第十五条 financing.
 * Moving money from one cash account to another is no flow (第二条) and has a line of its own to say so. */
#include "fundpool/command.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ROW(code, zh, en): money received, money paid, and the line of both; those of pools and those of other books. */
#define FPL_CASH_FLOWS_IN(ROW)                                                                                         \
    ROW("SALES", "销售商品、提供劳务收到的现金", "received for goods and services")                                    \
    ROW("TAX_BACK", "收到的税费返还", "taxes refunded")                                                                \
    ROW("OPERATING_IN", "收到其他与经营活动有关的现金", "other operating receipts")                                    \
    ROW("INVEST_BACK", "收回投资收到的现金", "received from disposal of investments")                                  \
    ROW("INVEST_INCOME", "取得投资收益收到的现金", "returns on investments received")                                  \
    ROW("ASSETS_SOLD", "处置固定资产、无形资产和其他长期资产收回的现金净额", "net receipts for long-term assets sold") \
    ROW("SUBSIDIARY_SOLD", "处置子公司及其他营业单位收到的现金净额", "net receipts for subsidiaries sold")             \
    ROW("INVESTING_IN", "收到其他与投资活动有关的现金", "other investing receipts")                                    \
    ROW("CAPITAL", "吸收投资收到的现金", "received from investors")                                                    \
    ROW("LOAN_TAKEN", "取得借款收到的现金", "received from loans taken")                                               \
    ROW("FINANCING_IN", "收到其他与筹资活动有关的现金", "other financing receipts")
#define FPL_CASH_FLOWS_OUT(ROW)                                                                                        \
    ROW("GOODS", "购买商品、接受劳务支付的现金", "paid for goods and services")                                        \
    ROW("STAFF", "支付给职工以及为职工支付的现金", "paid to and for employees")                                        \
    ROW("TAX", "支付的各项税费", "taxes paid")                                                                         \
    ROW("OPERATING_OUT", "支付其他与经营活动有关的现金", "other operating payments")                                   \
    ROW("ASSETS", "购建固定资产、无形资产和其他长期资产支付的现金", "paid for long-term assets")                       \
    ROW("INVEST", "投资支付的现金", "paid for investments")                                                            \
    ROW("SUBSIDIARY", "取得子公司及其他营业单位支付的现金净额", "net payments for subsidiaries acquired")              \
    ROW("INVESTING_OUT", "支付其他与投资活动有关的现金", "other investing payments")                                   \
    ROW("LOAN_REPAID", "偿还债务支付的现金", "debts repaid")                                                           \
    ROW("DIVIDENDS", "分配股利、利润或偿付利息支付的现金", "dividends, profits and interest paid")                     \
    ROW("FINANCING_OUT", "支付其他与筹资活动有关的现金", "other financing payments")
#define FPL_CASH_FLOWS_POOL_IN(ROW)                                                                                    \
    ROW("POOL_IN", "收到的风险补偿资金", "compensation funds paid in")                                                 \
    ROW("POOL_INTEREST", "收到的专户利息", "interest of the special account")                                          \
    ROW("POOL_RECOVERED", "收到的追偿款", "recoveries shared back")                                                    \
    ROW("POOL_REFUNDED", "收回的补偿款", "compensation returned")                                                      \
    ROW("POOL_OTHER_IN", "专户收到的其他款项", "other receipts of the special account")
#define FPL_CASH_FLOWS_POOL_OUT(ROW)                                                                                   \
    ROW("POOL_PAID", "支付的补偿款", "compensation paid")                                                              \
    ROW("POOL_SURPLUS", "退回的风险补偿资金", "surplus returned to who paid it in")                                    \
    ROW("POOL_FEE", "支付的手续费", "handling fees paid")                                                              \
    ROW("POOL_OTHER_OUT", "专户支付的其他款项", "other payments of the special account")
#define FPL_CASH_TRANSFER        "TRANSFER"
#define FPL_CASH_FLOWS_BOTH(ROW) ROW("TRANSFER", "现金科目之间划转", "moved between cash accounts")

struct fpl_cash_flow {
    const char *code; /* "INVEST": what a record keeps */
    const char *zh, *en;
    char side; /* side of the cash account: 'D' money received, 'C' money paid, 'B' either */
    char book; /* 'P' books of pools, 'N' the others, 'B' any */
};

/* All lines; static memory. */
const struct fpl_cash_flow *fpl_cash_flow_all(int *count);
/* The line that a text names: its code (ignoring ASCII case), its Chinese or its English name; NULL: none. */
const struct fpl_cash_flow *fpl_cash_flow_find(struct fpl_str text);
/* Is an account cash? Those of 1001, 1002 and 1012 (库存现金, 银行存款, 其他货币资金) with everything below them. */
int fpl_account_is_cash(struct fpl_str account);
/* Settles the line of a posting, which posting->flow names by its code or a name: it becomes the code. `opening`: an
 * opening balance. FPL_E_CASH_FLOW_IN, _OUT, _POOL_IN, _POOL_OUT (on this side of a cash account, in a book of this
 * kind, none is given, or none that fits: the text lists those that do), FPL_E_CASH_FLOW_NOT (given where no cash
 * flows). arg 0 = the account, arg 1 = what was given. */
FPL_MUST_CHECK enum fpl_status fpl_cash_flow_settle(struct fpl_posting *posting, enum fpl_book_kind book, int opening,
                                                    struct fpl_error *error);
/* Money moved between cash accounts is no flow, and what is a flow has another account against it (第31号 第二条): of
 * each currency the TRANSFER lines of an entry sum to zero, and an entry of cash accounts alone has no other line. The
 * postings are settled. FPL_E_CASH_TRANSFER, FPL_E_CASH_ALONE; *sum: debit less credit of the TRANSFER lines in the
 * currency of posting[*at], which is one of them, or what is left of them. */
FPL_MUST_CHECK enum fpl_status fpl_cash_flow_tie(const struct fpl_posting *posting, int count, int *at, int64_t *sum);

#ifdef __cplusplus
}
#endif
#endif
