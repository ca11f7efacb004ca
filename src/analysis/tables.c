/* The tables of an analysis database. An item's own table is filled from `items` (what the ledger holds of it, as JSON)
 * and `records` (r: the one that began it, l: the last one that wrote it). */
#include "src/analysis/tables.h"

#include "fundpool/cash_flow.h"

#include <string.h>

#define HELD(member) "json_extract(i.data, '$." member "')"
/* The name borne as of the cut: the last change up to it, else that of the registration. */
#define BORNE(changes)                                                                                                 \
    "coalesce((SELECT json_extract(n.data, '$.name') FROM items n WHERE n.kind = '" changes                            \
    "' AND part(n.key, 0) = i.key ORDER BY n.key DESC LIMIT 1), " HELD("name") ")"
#define SAID(field) "json_extract(r.command, '$." field "')"
#define PART(n)     "part(i.key, " #n ")"
#define ITEMS(kinds)                                                                                                   \
    "items i LEFT JOIN records r ON r.book = i.book AND r.seq = i.seq LEFT JOIN records l ON l.book = i.book AND "     \
    "l.seq = i.last_seq WHERE i.kind IN (" kinds ") ORDER BY i.rowid"

/* Those that nobody has taken back: a sum over the table is what the reports say. The others stand in `items`. */
#define TAKEN_BACK "(i.book || '/' || i.seq) IN (SELECT book || '/' || key FROM items WHERE kind = 'reversed')"
#define STANDING(kinds)                                                                                                \
    "items i LEFT JOIN records r ON r.book = i.book AND r.seq = i.seq LEFT JOIN records l ON l.book = i.book AND "     \
    "l.seq = i.last_seq WHERE i.kind IN (" kinds ") AND NOT " TAKEN_BACK " ORDER BY i.rowid"

#define WORD(code, zh, en) code "=" zh "|"
#define OF_BOOK(from)                                                                                                  \
    { "book", "账套", "code of the book", ANA_BOOK, from, NULL }
#define OF_SEQ(from, en)                                                                                               \
    { "seq", "回执号", en, ANA_RECEIPT, from, NULL }
#define OF_TIME(from)                                                                                                  \
    { "recorded", "入账时刻", "moment from which the row is known, in the ledger's time", ANA_TEXT, from, NULL }
#define OF_ITEM                                                                                                        \
    OF_BOOK("i.book"), OF_SEQ("i.seq", "record that began it"),                                                        \
        {"last_seq", "最近回执号", "last record that wrote it", ANA_RECEIPT, "i.last_seq", NULL},                      \
        OF_TIME("l.recorded")

static const struct ana_column books[] = {
    {"book", "账套编号", "code", ANA_TEXT, NULL, NULL},
    {"number", "账套序号", "number, the first part of a receipt", ANA_INT, NULL, NULL},
    {"kind", "账套类型", "kind", ANA_TEXT, NULL,
     "registry=登记簿|fund=基金账套|company=公司账套|fiscal=财政账套|pool=资金池账套"},
    {"name", "账套名称", "name", ANA_TEXT, NULL, NULL},
    {"name_en", "英文名称", "English name", ANA_TEXT, NULL, NULL},
    {"currency", "币种", "currency", ANA_TEXT, NULL, NULL},
    {"scale", "小数位", "decimals of that currency", ANA_INT, NULL, NULL},
    {"unit", "每元最小单位数", "minor units of one whole: 100 fen", ANA_INT, NULL, NULL},
    {"origin", "存证来源", "checkpoint: origin of the log", ANA_TEXT, NULL, NULL},
    {"size", "记录数", "checkpoint: records", ANA_INT, NULL, NULL},
    {"root", "存证根", "checkpoint: root, base64", ANA_TEXT, NULL, NULL},
};
static const struct ana_column currencies[] = {
    {"currency", "币种", "ISO code", ANA_TEXT, NULL, NULL},
    {"scale", "小数位", "decimals", ANA_INT, NULL, NULL},
    {"unit", "每元最小单位数", "minor units of one whole", ANA_INT, NULL, NULL},
};
static const struct ana_column kinds[] = {
    {"kind", "事项代码", "kind of a record", ANA_TEXT, NULL, NULL},
    {"zh", "事项", "in Chinese", ANA_TEXT, NULL, NULL},
    {"en", "事项英文", "in English", ANA_TEXT, NULL, NULL},
    {"taken_on", "承接", "1: history taken on", ANA_INT, NULL, NULL},
};
static const struct ana_column accounts[] = {
    OF_BOOK(NULL),
    OF_SEQ(NULL, "record that founded the book under its chart"),
    OF_TIME(NULL),
    {"account", "科目编号", "code of the account", ANA_TEXT, NULL, NULL},
    {"zh", "科目", "name", ANA_TEXT, NULL, NULL},
    {"en", "科目英文", "English name", ANA_TEXT, NULL, NULL},
    {"nature", "类别", "A asset, L liability, E equity, P profit and loss, M memo", ANA_TEXT, NULL,
     "A=资产|L=负债|E=权益|P=损益|M=备查"},
    {"side", "余额方向", "normal balance, D debit or C credit", ANA_TEXT, NULL, "D=借|C=贷"},
    {"control", "受控", "1: closed to raw journals", ANA_INT, NULL, NULL},
    {"needs_party", "须填主体", "1: postings name a party", ANA_INT, NULL, NULL},
    {"needs_item", "须填项目", "1: postings name an item", ANA_INT, NULL, NULL},
};
static const struct ana_column records[] = {
    OF_BOOK(NULL),
    OF_SEQ(NULL, "number of the record"),
    OF_TIME(NULL),
    {"t", "入账毫秒", "the same, milliseconds since 1970", ANA_INT, NULL, NULL},
    {"kind", "事项", "kind of the record", ANA_KIND, NULL, NULL},
    {"actor", "经办", "who gave it", ANA_TEXT, NULL, NULL},
    {"role", "角色", "in which role", ANA_TEXT, NULL, "@roles"},
    {"checker", "复核", "who checked it", ANA_TEXT, NULL, NULL},
    {"occurred", "业务发生日", "day it occurred", ANA_TEXT, NULL, NULL},
    {"command", "命令", "what was said, JSON: amounts in minor units, ratios n/d", ANA_TEXT, NULL, NULL},
};
static const struct ana_column entries[] = {
    OF_BOOK(NULL),
    OF_SEQ(NULL, "record of the entry"),
    OF_TIME(NULL),
    {"voucher", "凭证号", "voucher number", ANA_TEXT, NULL, NULL},
    {"month", "会计期间", "accounting month", ANA_TEXT, NULL, NULL},
    {"word", "凭证字", "voucher word", ANA_TEXT, NULL, NULL},
    {"number", "序号", "number within month and word", ANA_INT, NULL, NULL},
    {"posted", "记账日期", "day it counts on in balances", ANA_TEXT, NULL, NULL},
    {"occurred", "业务发生日", "day it occurred", ANA_TEXT, NULL, NULL},
    {"kind", "事项", "kind of the record", ANA_KIND, NULL, NULL},
    {"memo", "摘要", "memo", ANA_TEXT, NULL, NULL},
    {"lines", "分录数", "postings", ANA_INT, NULL, NULL},
};
static const struct ana_column postings[] = {
    OF_BOOK(NULL),
    OF_SEQ(NULL, "record of the entry"),
    {"line", "行", "line of the entry, from 1", ANA_INT, NULL, NULL},
    OF_TIME(NULL),
    {"posted", "记账日期", "day it counts on in balances", ANA_TEXT, NULL, NULL},
    {"occurred", "业务发生日", "day it occurred", ANA_TEXT, NULL, NULL},
    {"account", "科目", "code of the account", ANA_TEXT, NULL, NULL},
    {"side", "方向", "D debit or C credit", ANA_TEXT, NULL, "D=借|C=贷"},
    {"currency", "币种", "currency", ANA_TEXT, NULL, NULL},
    {"amount", "金额", "amount on that side; negative in red entries only", ANA_MONEY, NULL, NULL},
    {"signed", "借正贷负", "debit positive, credit negative: sums are balances", ANA_MONEY, NULL, NULL},
    {"party", "主体", "party of the line", ANA_PARTY, NULL, NULL},
    {"item", "项目", "item of the line: a deal, loan or claim", ANA_TEXT, NULL, NULL},
    {"cash_flow", "现金流量项目", "line of the cash-flow statement", ANA_TEXT, NULL,
     FPL_CASH_FLOWS_IN(WORD) FPL_CASH_FLOWS_OUT(WORD) FPL_CASH_FLOWS_POOL_IN(WORD) FPL_CASH_FLOWS_POOL_OUT(WORD)
         FPL_CASH_FLOWS_BOTH(WORD)},
};
static const struct ana_column balances[] = {
    OF_BOOK("p.book"),
    {"account", "科目编号", "code of the account", ANA_TEXT, "p.account", NULL},
    {"name", "科目", "name of the account", ANA_TEXT, "a.zh", NULL},
    {"currency", "币种", "currency", ANA_TEXT, "p.currency", NULL},
    {"debit", "借方", "debits, opening balances included", ANA_MONEY, "sum(iif(p.side = 'D', p.amount, 0))", NULL},
    {"credit", "贷方", "credits, opening balances included", ANA_MONEY, "sum(iif(p.side = 'C', p.amount, 0))", NULL},
    {"balance", "余额", "debit less credit", ANA_MONEY, "sum(p.signed)", NULL},
};
static const struct ana_column items[] = {
    OF_BOOK(NULL),
    OF_SEQ(NULL, "record that began it"),
    {"last_seq", "最近回执号", "last record that wrote it", ANA_RECEIPT, NULL, NULL},
    {"kind", "种类", "kind of item", ANA_TEXT, NULL, NULL},
    {"key", "编号", "business key, parts divided by |", ANA_TEXT, NULL, NULL},
    OF_TIME(NULL),
    {"data", "内容", "its state, JSON: amounts in minor units", ANA_TEXT, NULL, NULL},
};
static const struct ana_column documents[] = {
    OF_BOOK(NULL),
    OF_SEQ(NULL, "record that adopted it"),
    OF_TIME(NULL),
    {"kind", "种类", "pack, profile, tolerance, limit, chart or calendar", ANA_TEXT, NULL,
     "pack=规则包|profile=早期口径|tolerance=容错规则|limit=限额规则|chart=科目表|calendar=工作日历|mapping=列映射"},
    {"document", "编号与版本", "id@version", ANA_TEXT, NULL, NULL},
    {"json", "内容", "the document, canonical JSON", ANA_TEXT, NULL, NULL},
};
static const struct ana_column refusals[] = {
    OF_BOOK(NULL),
    OF_SEQ(NULL, "record that tells of it"),
    OF_TIME(NULL),
    {"import_seq", "报送回执号", "record that began the import; none for a single command", ANA_RECEIPT, NULL, NULL},
    {"row", "文件行", "row of the imported file; none for a single command", ANA_INT, NULL, NULL},
    {"command", "命令", "the command, or that of the file's rows", ANA_TEXT, NULL, "@commands"},
    {"code", "原因代码", "reason code, see fundpool help codes", ANA_TEXT, NULL, NULL},
    {"field", "栏目", "the field at fault", ANA_TEXT, NULL, "@fields"},
    {"zh", "原因", "the reason in Chinese; @field stands for what the row said", ANA_TEXT, NULL, NULL},
    {"en", "原因英文", "the reason in English", ANA_TEXT, NULL, NULL},
};
static const struct ana_column early_shares[] = {
    OF_BOOK("json_extract(s.value, '$.fund')"),
    {"profile", "口径", "profile@version", ANA_TEXT, "json_extract(s.value, '$.profile')", NULL},
    {"early", "早期投资额", "early-stage deals", ANA_MONEY,
     "CAST(replace(json_extract(s.value, '$.numerator'), '.', '') AS INTEGER)", NULL},
    {"unknown", "其中不明", "deals of which it is unknown", ANA_MONEY,
     "CAST(replace(json_extract(s.value, '$.unknown'), '.', '') AS INTEGER)", NULL},
    {"total", "投资总额", "all deals", ANA_MONEY,
     "CAST(replace(json_extract(s.value, '$.denominator'), '.', '') AS INTEGER)", NULL},
    {"share", "占比", "exact fraction", ANA_TEXT, "json_extract(s.value, '$.share.ratio')", NULL},
    {"percent", "占比（百分之）", "per cent, four decimals, cut", ANA_TEXT, "json_extract(s.value, '$.share.percent')",
     NULL},
    {"verdict", "结论", "PASS, FAIL or UNKNOWN against one half", ANA_TEXT, "json_extract(s.value, '$.verdict')",
     "PASS=达标|FAIL=未达标|UNKNOWN=不明|NOT_APPLICABLE=不适用"},
    {"yes", "是", "deals that are", ANA_INT, "json_extract(s.value, '$.yes')", NULL},
    {"no", "否", "deals that are not", ANA_INT, "json_extract(s.value, '$.no')", NULL},
    {"unknown_deals", "不明", "deals of which it is unknown", ANA_INT, "json_extract(s.value, '$.unknown_deals')",
     NULL},
};

/* ---- what the items hold ---- */

static const struct ana_column parties[] = {
    OF_ITEM,
    {"party", "主体编号", "id", ANA_TEXT, "i.key", NULL},
    {"name", "名称", "name, as of the cut", ANA_TEXT, BORNE("party.name"), NULL},
    {"kind", "类型", "kind", ANA_TEXT, HELD("kind"), "@party.register kind"},
    {"uscc", "统一社会信用代码", "unified social credit code", ANA_TEXT, HELD("uscc"), NULL},
    {"region", "地区", "administrative region", ANA_TEXT, HELD("region"), NULL},
};
static const struct ana_column users[] = {
    OF_ITEM,
    {"user", "用户", "id", ANA_TEXT, "i.key", NULL},
    {"name", "姓名", "name, as of the cut", ANA_TEXT, BORNE("user.name"), NULL},
    {"roles", "角色",
     "sum of: 1 admin, 2 rules, 4 recorder, 8 approver, 16 cashier, 32 bank, 64 guarantor, 128 regulator, "
     "256 auditor",
     ANA_INT, HELD("roles"), NULL},
    {"party", "所属机构", "institution", ANA_PARTY, HELD("party"), NULL},
};
static const struct ana_column deals[] = {
    OF_ITEM,
    {"deal", "投资编号", "id of the tranche", ANA_TEXT, "i.key", NULL},
    {"firm", "企业", "firm invested in", ANA_PARTY, HELD("firm"), NULL},
    {"paid_on", "付款日", "day it was paid", ANA_TEXT, HELD("paid"), NULL},
    {"amount", "实付额", "amount, refunds taken off", ANA_MONEY, HELD("amt"), NULL},
    {"shares", "股数", "shares", ANA_INT, HELD("sh"), NULL},
    {"round", "轮次", "round", ANA_TEXT, SAID("round"), "@deal.record round"},
    {"is_transfer", "科技成果转化", "commercialisation project, Y or N", ANA_TEXT, SAID("is_transfer"), "Y=是|N=否"},
    {"agreement_date", "协议日", "day of the agreement", ANA_TEXT, SAID("agreement_date"), NULL},
    {"ic_date", "投决日", "day of the investment committee", ANA_TEXT, SAID("ic_date"), NULL},
    {"established", "设立日", "day the firm was established", ANA_TEXT, SAID("established"), NULL},
    {"employees", "从业人数", "employees", ANA_TEXT, SAID("employees"), NULL},
    {"revenue", "年销售收入", "yearly revenue", ANA_MONEY, SAID("revenue"), NULL},
    {"assets", "资产总额", "total assets", ANA_MONEY, SAID("assets"), NULL},
    {"net_assets", "净资产", "net assets", ANA_MONEY, SAID("net_assets"), NULL},
    {"rnd_share", "研发费用占比", "R&D share, exact", ANA_TEXT, SAID("rnd_share"), NULL},
    {"listed", "已上市", "listed", ANA_TEXT, SAID("listed"), "@deal.record listed"},
};
static const struct ana_column deal_profiles[] = {
    OF_ITEM,
    {"deal", "投资编号", "id of the tranche", ANA_TEXT, "i.key", NULL},
    {"profile", "口径", "profile@version it was judged under", ANA_TEXT, "json_extract(p.value, '$[0]')", NULL},
    {"result", "认定", "T, F or U", ANA_TEXT, "json_extract(p.value, '$[1]')", "T=符合|F=不符合|U=不明"},
    {"amount", "实付额", "amount of the deal", ANA_MONEY, HELD("amt"), NULL},
};
#define ZERO(member) "coalesce(" HELD(member) ", 0)"
static const struct ana_column holdings[] = {
    OF_ITEM,
    {"firm", "企业", "firm", ANA_PARTY, "i.key", NULL},
    {"state", "状态", "HELD, CONVERTIBLE, EXITED or WRITTEN_OFF", ANA_TEXT, HELD("st"),
     "HELD=在持|CONVERTIBLE=仅可转债|EXITED=已退出|WRITTEN_OFF=已核销"},
    {"category", "类别", "category of loss tolerance", ANA_TEXT, HELD("cat"),
     "SEED=种子|ANGEL=天使|GROWTH=成长|INDUSTRY=产业"},
    {"cost", "剩余成本", "cost left, convertibles included", ANA_MONEY, ZERO("cost") " + " ZERO("debt"), NULL},
    {"fair_value", "公允价值", "cost and fair-value change; convertibles at cost", ANA_MONEY,
     ZERO("cost") " + " ZERO("debt") " + " ZERO("fair"), NULL},
    {"pursued", "核销后追索", "still pursued after a write-off", ANA_MONEY, ZERO("pur"), NULL},
    {"shares", "股数", "shares", ANA_INT, HELD("sh"), NULL},
    {"first_paid", "首笔付款", "first tranche", ANA_TEXT, HELD("first"), NULL},
    {"last_paid", "末笔付款", "last tranche", ANA_TEXT, HELD("paid"), NULL},
    {"last_event", "最近业务", "day of the last event that is no tranche", ANA_TEXT, HELD("on"), NULL},
};
static const struct ana_column commitments[] = {
    OF_ITEM,
    {"commitment", "认缴编号", "id", ANA_TEXT, "i.key", NULL},
    {"party", "出资人", "partner", ANA_PARTY, HELD("party"), NULL},
    {"capacity", "身份", "GP, GUIDANCE, SOE or SOCIAL", ANA_TEXT, HELD("cap"), "@commitment.sign capacity"},
    {"level", "财政级次", "level of government", ANA_TEXT, HELD("lvl"), "@commitment.sign level"},
    {"signed_on", "签订日", "day it was signed", ANA_TEXT, HELD("on"), NULL},
    {"state", "状态", "state", ANA_TEXT, HELD("st"), "SIGNED=已签订|REVERSED=已冲销"},
    {"amount", "认缴额", "committed", ANA_MONEY, ZERO("amt"), NULL},
    {"paid", "实缴", "paid in", ANA_MONEY, ZERO("paid"), NULL},
    {"released", "核减", "released", ANA_MONEY, ZERO("rel"), NULL},
    {"recallable", "可循环", "distributed and recallable", ANA_MONEY, ZERO("rec"), NULL},
};
static const struct ana_column duties[] = {
    OF_ITEM,
    {"about", "对象", "WRITEOFF, EXIT or BADDEBT", ANA_TEXT, PART(0), "WRITEOFF=核销|EXIT=退出|BADDEBT=应收退出款核销"},
    {"event", "业务编号", "number of that event", ANA_TEXT, PART(1), NULL},
    {"duty_case", "认定编号", "number of the case", ANA_TEXT, HELD("case"), NULL},
    {"result", "结果", "newest judgement", ANA_TEXT, HELD("res"),
     "EXEMPT=尽职免责|PARTIAL=部分追责|ACCOUNTABLE=追责|PENDING=待定"},
    {"accountable", "追责金额", "amount to answer for", ANA_MONEY, ZERO("amt"), NULL},
    {"judged_on", "认定日", "day of the judgement", ANA_TEXT, HELD("on"), NULL},
};
static const struct ana_column loans[] = {
    OF_ITEM,
    {"loan", "贷款", "bank|contract|IOU", ANA_TEXT, "i.key", NULL},
    {"contract", "合同号", "contract", ANA_TEXT, PART(1), NULL},
    {"iou", "借据号", "IOU", ANA_TEXT, PART(2), NULL},
    {"bank", "合作银行", "bank", ANA_PARTY, HELD("bank"), NULL},
    {"firm", "借款企业", "borrower", ANA_PARTY, HELD("firm"), NULL},
    {"guarantor", "担保机构", "guarantor", ANA_PARTY, HELD("guar"), NULL},
    {"state", "状态", "state", ANA_TEXT, HELD("st"),
     "REGISTERED=已备案|PAID_OFF=已结清|CLAIMED=已申请补偿|COMPENSATED=已补偿|WITHDRAWN=已撤销备案|RENEWED=已续贷"},
    {"disbursed_on", "放款日", "day of disbursement", ANA_TEXT, SAID("disbursed_on"), NULL},
    {"due_on", "到期日", "day it is due", ANA_TEXT, SAID("due_on"), NULL},
    {"registered_on", "备案日", "day of registration; of recording where none was said", ANA_TEXT,
     "coalesce(" SAID("registered_on") ", r.occurred)", NULL},
    {"contract_amount", "合同金额", "contract amount", ANA_MONEY, SAID("contract_amount"), NULL},
    {"disbursed", "放款金额", "disbursed", ANA_MONEY, ZERO("disb"), NULL},
    {"repaid", "已还本金", "principal repaid", ANA_MONEY, ZERO("rep"), NULL},
    {"balance", "备案余额", "balance", ANA_MONEY, ZERO("bal"), NULL},
    {"exposure", "或有补偿责任", "contingent share of the pool", ANA_MONEY, ZERO("exp"), NULL},
    {"compensated", "已补偿", "compensated", ANA_MONEY, ZERO("cmp"), NULL},
    {"loss", "已认定损失", "loss recognised", ANA_MONEY, ZERO("loss"), NULL},
    {"rate", "利率", "interest rate, exact", ANA_TEXT, SAID("rate"), NULL},
    {"type", "增信类型", "kind of credit", ANA_TEXT, SAID("type"), "@loan.register type"},
    {"mode", "模式", "DIRECT or GUARANTEED", ANA_TEXT, SAID("mode"), "@loan.register mode"},
    {"purpose", "资金用途", "purpose", ANA_TEXT, SAID("purpose"), NULL},
    {"industry", "行业", "industry", ANA_TEXT, SAID("industry"), NULL},
    {"revenue", "营业收入", "yearly revenue", ANA_MONEY, SAID("revenue"), NULL},
    {"employees", "从业人数", "employees", ANA_TEXT, SAID("employees"), NULL},
    {"established", "设立日", "day the firm was established", ANA_TEXT, SAID("established"), NULL},
};
#define STATE_IN(states) HELD("st") " IN (" states ")"
#define PAID_BEFORE      "coalesce((SELECT taken_on FROM kinds WHERE kind = l.kind), 0) AND " HELD("st") " = 'PAID'"
static const struct ana_column claims[] = {
    OF_ITEM,
    {"claim", "申请", "bank|contract|IOU|number", ANA_TEXT, "i.key", NULL},
    {"number", "申请编号", "number of the claim", ANA_TEXT, PART(3), NULL},
    {"claimant", "申请机构", "claimant", ANA_PARTY, HELD("claimant"), NULL},
    {"bank", "贷款银行", "bank of the loan", ANA_PARTY, HELD("bank"), NULL},
    {"firm", "借款企业", "borrower", ANA_PARTY, HELD("firm"), NULL},
    {"loan", "贷款", "the loan", ANA_TEXT, HELD("loan"), NULL},
    {"claimed_on", "申请日", "day of the claim", ANA_TEXT, HELD("date"), NULL},
    {"state", "状态", "state; TAKEN_ON: paid before the ledger", ANA_TEXT,
     "iif(" PAID_BEFORE ", 'TAKEN_ON', " HELD("st") ")",
     "SUBMITTED=已受理|DECIDED=已核定待拨付|DEFERRED=熔断暂缓|QUEUED=资金不足排队|REFUSED=不予补偿|WITHDRAWN=已撤回|"
     "CLOSED=核定为零办结|PAID=已拨付|REVERSED=已冲销|TAKEN_ON=已拨付（承接）"},
    {"provisional", "受理暂算", "provisional amount", ANA_MONEY, "iif(" PAID_BEFORE ", NULL, " ZERO("prov") ")", NULL},
    {"decided", "核定", "decided amount", ANA_MONEY,
     "CASE WHEN " STATE_IN("'PAID', 'DECIDED', 'CLOSED'") " THEN " ZERO("part") " + " ZERO("amt") " WHEN " ZERO(
         "part") " > 0 THEN " ZERO("part") " END",
     NULL},
    {"paid", "已拨付", "paid", ANA_MONEY,
     "CASE WHEN " STATE_IN("'PAID'") " THEN " ZERO("part") " + " ZERO("amt") " WHEN " ZERO("part") " > 0 THEN " ZERO(
         "part") " END",
     NULL},
    {"waiting", "暂缓、排队", "deferred or queued", ANA_MONEY,
     "CASE WHEN " STATE_IN("'DEFERRED'") " THEN " ZERO("amt") " WHEN " ZERO("rest") " > 0 THEN " ZERO("rest") " END",
     NULL},
};
static const struct ana_column agreements[] = {
    OF_ITEM,
    {"agreement", "协议编号", "agreement", ANA_TEXT, HELD("agr"), NULL},
    {"party", "合作机构", "institution", ANA_PARTY, PART(0), NULL},
    {"from_day", "生效日", "in force from", ANA_TEXT, HELD("from"), NULL},
    {"to_day", "截止日", "in force until", ANA_TEXT, HELD("to"), NULL},
    {"pack", "规则包", "pack@version", ANA_TEXT, HELD("pack"), NULL},
};
static const struct ana_column whitelist[] = {
    OF_ITEM,
    {"firm", "企业", "firm", ANA_PARTY, "i.key", NULL},
    {"state", "状态", "IN or OUT", ANA_TEXT, HELD("st"), "IN=在库|OUT=已移出"},
    {"class", "认定类别", "class of the firm", ANA_TEXT, HELD("class"), NULL},
    {"listed_on", "入库日", "day of the listing", ANA_TEXT, HELD("on"), NULL},
    {"keylist", "重点名单", "1: on the key list", ANA_INT, HELD("key"), NULL},
    {"region", "地区", "administrative region", ANA_TEXT, HELD("region"), NULL},
};
static const struct ana_column events[] = {
    OF_ITEM,
    {"event", "业务", "kind of event", ANA_TEXT, "i.kind",
     "capital=实缴|valuation=估值|dividend=分红|exit=退出|writeoff=核销|recovery=追回|distribution=分配|fee=费用|"
     "penalty=违约金|tax=代扣税款|tranche=约定分期|cancellation=取消分期|instalment=应付投资款|conversion=可转债转股|"
     "redemption=可转债还本付息|delivery=实物分配|lp=份额转让|call=缴款通知|carry=业绩报酬与让利|withholding="
     "扣减业绩报酬|"
     "clawback=业绩回拨|closure=结清出资人权益|refill=本金预支补回|remittance=应缴国库|remitted=上缴国库|reserve="
     "提取风险准备金|"
     "cover=准备金弥补亏损|result=损益份额|settlement=结清|baddebt=应收退出款核销|collection=坏账收回|refund=退款|"
     "release=核减|contribution=出资|interest=利息|receivable=应收|surplus=结余|cost=管理费用|payment=支付|transfer="
     "调拨|"
     "repayment=还款|share=分享追回款|reclaim=收回补偿|charge=损失核减"},
    {"number", "编号", "its business key", ANA_TEXT, "i.key", NULL},
    {"occurred", "业务发生日", "day it occurred", ANA_TEXT, "coalesce(" HELD("day") ", r.occurred)", NULL},
    {"amount", "金额", "its amount; of a valuation the change of the value, of a write-off the loss", ANA_MONEY,
     "iif(i.kind = 'writeoff', abs(" HELD("dc") ") - " HELD("amt") ", coalesce(" HELD("amt") ", " SAID("amount") "))",
     NULL},
    {"party", "主体", "firm or party it is about", ANA_PARTY,
     "coalesce(" HELD("firm") ", " HELD("party") ", " SAID("party") ")", NULL},
    {"commitment", "认缴编号", "commitment it is about", ANA_TEXT, HELD("cid"), NULL},
};
static const struct ana_column banklines[] = {
    OF_ITEM,
    {"account", "科目", "bank account", ANA_TEXT, SAID("account"), NULL},
    {"day", "日期", "day of the line", ANA_TEXT, HELD("day"), NULL},
    {"number", "流水编号", "its business key", ANA_TEXT, "i.key", NULL},
    {"amount", "金额", "received; paid is negative", ANA_MONEY, HELD("amt"), NULL},
    {"balance", "对账单余额", "balance behind it, where the bank tells it", ANA_MONEY, HELD("bal"), NULL},
    {"reference", "银行流水号", "the bank's reference", ANA_TEXT, HELD("ref"), NULL},
};
static const struct ana_column measures[] = {
    OF_ITEM,
    {"measure", "指标", "name", ANA_TEXT, PART(0), "@measure.record measure"},
    {"party", "机构", "institution", ANA_PARTY, PART(1), NULL},
    {"day", "截止日", "day it is of", ANA_TEXT, PART(2), NULL},
    {"amount", "金额", "its amount", ANA_MONEY, HELD("amt"), NULL},
    {"data", "内容", "all it holds, JSON", ANA_TEXT, "i.data", NULL},
};
static const struct ana_column imports[] = {
    OF_ITEM,
    {"submission", "报送批次号", "submission key", ANA_TEXT, "i.key", NULL},
    {"what", "事项", "command of its rows", ANA_TEXT, HELD("what"), "@commands"},
    {"file_name", "文件名", "name of the file", ANA_TEXT, SAID("name"), NULL},
    {"sha256", "文件 SHA-256", "SHA-256 of the file", ANA_TEXT, HELD("file"), NULL},
    {"rounds", "轮次", "rounds", ANA_INT, HELD("round"), NULL},
    {"done", "已完成", "1: complete", ANA_INT, HELD("done"), NULL},
    {"accepted", "受理行", "rows accepted", ANA_INT, "c.accepted", NULL},
    {"already", "已办行", "rows recorded before", ANA_INT, "c.already", NULL},
    {"refused", "拒绝行", "rows refused", ANA_INT, "c.refused", NULL},
};
static const struct ana_column readme[] = {
    {"no", "序号", "order", ANA_INT, NULL, NULL},
    {"object", "对象", "table, view, or what this row is about", ANA_TEXT, NULL, NULL},
    {"name", "名称", "column", ANA_TEXT, NULL, NULL},
    {"zh", "中文", "in Chinese", ANA_TEXT, NULL, NULL},
    {"en", "英文", "in English", ANA_TEXT, NULL, NULL},
    {"value", "值", "value", ANA_TEXT, NULL, NULL},
};

#define COLUMNS(columns) columns, (int)(sizeof(columns) / sizeof((columns)[0]))
#define EVENTS                                                                                                         \
    "'capital', 'valuation', 'dividend', 'exit', 'writeoff', 'recovery', 'distribution', 'fee', "                      \
    "'settlement', 'baddebt', 'collection', 'penalty', 'tax', 'tranche', 'cancellation', 'instalment', "               \
    "'conversion', 'redemption', 'delivery', 'lp', 'call', 'carry', 'withholding', 'clawback', "                       \
    "'closure', 'refill', 'remittance', 'remitted', 'reserve', 'cover', 'result', 'refund', 'release', "               \
    "'contribution', 'interest', 'receivable', 'surplus', 'cost', 'payment', 'transfer', 'repayment', "                \
    "'share', 'reclaim', 'charge'"
#define BOOKS_OWN "b.currency"
static const struct ana_table all[] = {
    {"readme", "说明", "what this database is and what stands in it", NULL, NULL, NULL, COLUMNS(readme), 0},
    {"currencies", "币种", "currencies", "currency", NULL, NULL, COLUMNS(currencies), 0},
    {"books", "账套", "books with their checkpoints", "book", NULL, NULL, COLUMNS(books), 0},
    {"kinds", "事项", "kinds of records in words", "kind", NULL, NULL, COLUMNS(kinds), 0},
    {"accounts", "科目", "accounts of each book's chart", "book, account", NULL, NULL, COLUMNS(accounts), 0},
    {"records", "记录", "every record known", "book, seq", NULL, NULL, COLUMNS(records), 0},
    {"entries", "凭证", "entries posted up to the as-of day", "book, seq", NULL, NULL, COLUMNS(entries), 0},
    {"postings", "分录", "their postings", "book, seq, line", NULL, "t.currency", COLUMNS(postings), 0},
    {"balances", "科目余额", "trial balance", NULL,
     "postings p LEFT JOIN accounts a ON a.book = p.book AND a.account = p.account GROUP BY p.book, p.account, "
     "p.currency",
     "t.currency", COLUMNS(balances), 1},
    {"items", "项目", "every item with its state as of the cut", NULL, NULL, NULL, COLUMNS(items), 0},
    {"parties", "主体", "parties", "party", ITEMS("'party'"), NULL, COLUMNS(parties), 0},
    {"users", "用户", "users", NULL, ITEMS("'user'"), NULL, COLUMNS(users), 0},
    {"documents", "规则文件", "adopted documents", NULL, NULL, NULL, COLUMNS(documents), 0},
    {"deals", "投资项目", "tranches of funds, without those taken back", NULL, STANDING("'deal'"), BOOKS_OWN,
     COLUMNS(deals), 0},
    {"deal_profiles", "投资认定", "each deal that stands under each profile", NULL,
     "items i, json_each(i.data, '$.pr') p LEFT JOIN records l ON l.book = i.book AND l.seq = i.last_seq WHERE i.kind "
     "= "
     "'deal' AND NOT " TAKEN_BACK " ORDER BY i.rowid, p.key",
     BOOKS_OWN, COLUMNS(deal_profiles), 0},
    {"early_shares", "早期投资占比", "early-stage share of each fund, as report early has it", NULL,
     "json_each(?1, '$.tables') f, json_each(f.value, '$.rows') s WHERE json_extract(f.value, '$.table') = 'share' AND "
     "json_extract(s.value, '$.fund') IN (SELECT book FROM books) ORDER BY s.key",
     BOOKS_OWN, COLUMNS(early_shares), 0},
    {"holdings", "持有投资", "what each fund holds in each firm", NULL, ITEMS("'holding'"), BOOKS_OWN,
     COLUMNS(holdings), 0},
    {"commitments", "认缴", "commitments to funds, without those taken back", NULL, STANDING("'commitment'"), BOOKS_OWN,
     COLUMNS(commitments), 0},
    {"duties", "尽职认定", "duty cases of events that stand", NULL,
     "items i LEFT JOIN records r ON r.book = i.book AND r.seq = i.seq LEFT JOIN records l ON l.book = i.book AND "
     "l.seq = i.last_seq LEFT JOIN items e ON e.book = i.book AND e.kind = lower(part(i.key, 0)) AND e.key = "
     "part(i.key, 1) "
     "WHERE i.kind = 'duty' AND NOT coalesce((e.book || '/' || e.seq) IN (SELECT book || '/' || key FROM items WHERE "
     "kind = "
     "'reversed'), 0) ORDER BY i.rowid",
     BOOKS_OWN, COLUMNS(duties), 0},
    {"loans", "贷款", "loans registered with pools", NULL, ITEMS("'loan'"), BOOKS_OWN, COLUMNS(loans), 0},
    {"claims", "补偿申请", "claims on pools", NULL, ITEMS("'claim'"), BOOKS_OWN, COLUMNS(claims), 0},
    {"agreements", "合作协议", "agreements with institutions", NULL, ITEMS("'agreement'"), NULL, COLUMNS(agreements),
     0},
    {"whitelist", "白名单", "firms of the white lists", NULL, ITEMS("'whitelist'"), NULL, COLUMNS(whitelist), 0},
    {"events", "业务", "other events of funds and pools, without those taken back", NULL, STANDING(EVENTS), BOOKS_OWN,
     COLUMNS(events), 0},
    {"banklines", "银行流水", "lines of bank statements, without those taken back", NULL, STANDING("'bankline'"),
     BOOKS_OWN, COLUMNS(banklines), 0},
    {"measures", "机构指标", "measures of institutions", NULL, ITEMS("'measure'"), BOOKS_OWN, COLUMNS(measures), 0},
    {"imports", "报送", "files imported", NULL,
     "items i LEFT JOIN (SELECT book, part(key, 0) AS key, sum(json_extract(data, '$.acc')) AS accepted, "
     "sum(json_extract(data, '$.alr')) AS already, sum(json_extract(data, '$.ref')) AS refused FROM items WHERE kind = "
     "'chunk' GROUP BY 1, 2) c ON c.book = i.book AND c.key = i.key LEFT JOIN records r ON r.book = i.book AND r.seq = "
     "i.seq LEFT JOIN records l ON l.book = i.book AND l.seq = i.last_seq WHERE i.kind = 'import' ORDER BY i.rowid",
     NULL, COLUMNS(imports), 0},
    {"refusals", "拒绝", "what was refused, and why", NULL, NULL, NULL, COLUMNS(refusals), 0},
};

const struct ana_table *ana_tables(int *count) {
    *count = (int)(sizeof all / sizeof all[0]);
    return all;
}

const struct ana_table *ana_table_named(const char *name) {
    size_t i = 0;
    while (strcmp(all[i].name, name) != 0)
        i++;
    return &all[i];
}
