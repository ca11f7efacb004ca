/* The tables of the accounting data interface. Names and order of the elements: docs/GBT24589.md, "Elements of the
 * edition of 2010". The questions are put to an analysis database of one book.
 *
 * Balances: an opening balance that is posted within a period is part of what the period opens with, and so no movement
 * and no voucher, as in `report balance`; period 13 opens with what 12 closes with, although both end on one day. */
#include "src/analysis/gbt.h"

const char ana_gbt_before[] =
    "CREATE TABLE gbt (book TEXT, year INTEGER, as_of TEXT, version TEXT);"
    "CREATE TABLE gbt_kind (kind TEXT);" /* of opening balances */
    "CREATE TABLE gbt_flow (no INTEGER, code TEXT, zh TEXT, side TEXT, attribute TEXT);"
    "CREATE TABLE gbt_statement (no INTEGER, code TEXT, zh TEXT);"
    "CREATE TABLE gbt_row (statement TEXT, code TEXT, zh TEXT, accounts TEXT, currency TEXT, value INTEGER);"
    "CREATE TABLE gbt_period (no INTEGER PRIMARY KEY, month TEXT, first TEXT, last TEXT);"
    "CREATE TABLE gbt_user (user TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;"
    "CREATE TABLE gbt_account (account TEXT PRIMARY KEY, level INTEGER, digits INTEGER) WITHOUT ROWID;"
    "CREATE TABLE gbt_sum (account TEXT, party TEXT, item TEXT, currency TEXT, period INTEGER, opened INTEGER, debit "
    "INTEGER, credit INTEGER, PRIMARY KEY (account, party, item, currency, period)) WITHOUT ROWID;"
    "CREATE TABLE gbt_key (account TEXT, party TEXT, item TEXT, currency TEXT, PRIMARY KEY (account, party, item, "
    "currency)) WITHOUT ROWID;";

/* Entries of the year; those of a period that the cut has not reached are in no entry. */
#define OF_YEAR  "e.month BETWEEN (SELECT year || '-01' FROM gbt) AND (SELECT year || '-13' FROM gbt)"
#define OPENING  "e.kind IN (SELECT kind FROM gbt_kind)"
#define MOVED    OF_YEAR " AND NOT " OPENING
#define POSTINGS "entries e JOIN postings p ON p.book = e.book AND p.seq = e.seq"
#define PRIOR    "e.month < (SELECT year || '-01' FROM gbt)"

const char ana_gbt_after[] =
    /* The thirteenth where something is posted in it, or where it has been closed. */
    "INSERT INTO gbt_period SELECT value, printf('%d-%02d', year, value), printf('%d%02d%02d', year, min(value, 12), "
    "iif(value = 13, 31, 1)), strftime('%Y%m%d', printf('%d-%02d-01', year, min(value, 12)), '+1 month', '-1 day') "
    "FROM gbt, json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13]') WHERE value < 13 OR EXISTS (SELECT 1 FROM entries e WHERE "
    "e.month = year || '-13') OR EXISTS (SELECT 1 FROM items i WHERE i.kind = 'period' AND i.key = year || '-13');"
    "INSERT INTO gbt_user SELECT user, name FROM users;"
    /* Those that the code begins with are the account's upper levels. */
    "INSERT INTO gbt_account SELECT account, 1 + count(n), length(account) - coalesce(max(n), 0) FROM accounts a "
    "LEFT JOIN (SELECT DISTINCT length(account) AS n FROM accounts) ON n < length(account) AND EXISTS (SELECT 1 FROM "
    "accounts b WHERE b.book = a.book AND b.account = substr(a.account, 1, n)) GROUP BY account;"
    "INSERT INTO gbt_sum SELECT p.account, coalesce(p.party, ''), coalesce(p.item, ''), p.currency, iif(" PRIOR
    ", 0, CAST(substr(e.month, 6) AS INTEGER)) AS period, sum(iif(" PRIOR " OR " OPENING ", p.signed, 0)), "
    "sum(iif(" PRIOR " OR " OPENING " OR p.side = 'C', 0, p.amount)), sum(iif(" PRIOR " OR " OPENING
    " OR p.side = 'D', 0, p.amount)) FROM " POSTINGS
    " WHERE e.month <= (SELECT year || '-13' FROM gbt) GROUP BY 1, 2, 3, 4, 5;"
    "INSERT INTO gbt_key SELECT DISTINCT account, party, item, currency FROM gbt_sum;";

#define OF_BOOK       "gbt g JOIN books b ON b.book = g.book"
#define SIDE(balance) "iif(" balance " > 0 OR (" balance " = 0 AND a.side = 'D'), '借', '贷')"
/* In its own currency and in the book's: the ledger has no rates, so of another currency the second is not known. */
#define BOTH(amount) "yuan(" amount ", u.scale), iif(u.currency = b.currency, yuan(" amount ", u.scale), NULL)"
#define NAMED(user)  "coalesce((SELECT n.name FROM gbt_user n WHERE n.user = " user "), " user ")"
#define PARTIES(kinds)                                                                                                 \
    "SELECT party, name FROM parties WHERE kind IN (" kinds ") AND party IN (SELECT party FROM gbt_key) ORDER BY "     \
    "party"
#define AIDED(no, column, name)                                                                                        \
    "SELECT account, " no ", '" name "', '" name "', iif(needs_" column ", '须填', '可填') FROM accounts a WHERE " \
    "needs_" column " OR EXISTS (SELECT 1 FROM gbt_key k WHERE k.account = a.account AND k." column " <> '')"
/* Of the voucher's month, for the table of cash flows names no period and numbers begin anew with each. */
#define NUMBER   "replace(e.month, '-', '') || '-' || e.number"
#define ENTERED  POSTINGS " CROSS JOIN " OF_BOOK " JOIN currencies u ON u.currency = p.currency WHERE " MOVED
#define IN_ORDER " ORDER BY e.month, e.word, e.number, p.line"

#define BOOK                                                                                                           \
    "SELECT b.book, b.name, b.name, 'fundpool ' || g.version, b.currency, g.year, 'GB/T "                              \
    "24589.1-2010（仅元素名称与次序，依旁证，不表示符合）' FROM " OF_BOOK
#define CURRENCIES                                                                                                     \
    "SELECT currency, iif(currency = 'CNY', '人民币', NULL) FROM (SELECT currency FROM gbt_key UNION SELECT "       \
    "b.currency FROM " OF_BOOK ") ORDER BY 1"
#define RECORDED "entries e JOIN records r ON r.book = e.book AND r.seq = e.seq WHERE " MOVED
#define SIGNERS  "SELECT r.actor AS who FROM " RECORDED " UNION SELECT r.checker FROM " RECORDED
#define PEOPLE   "SELECT w.who, " NAMED("w.who") " FROM (" SIGNERS ") w WHERE w.who IS NOT NULL ORDER BY 1"
#define VALUES                                                                                                             \
    "SELECT '主体', k.party, coalesce(v.\"名称\", k.party), v.\"类型\", 1 FROM (SELECT DISTINCT party FROM gbt_key " \
    "WHERE party <> '') k LEFT JOIN \"主体\" v ON v.\"主体编号\" = k.party UNION ALL SELECT '项目', item, item, "  \
    "NULL, 1 FROM (SELECT DISTINCT item FROM gbt_key WHERE item <> '') ORDER BY 1, 2"
/* A level whose codes are of several lengths has no rule. */
#define RULE                                                                                                           \
    "SELECT '-', iif(max(n) = 1, group_concat(digits, '-'), NULL) FROM (SELECT min(digits) AS digits, count(DISTINCT " \
    "digits) AS n FROM gbt_account GROUP BY level ORDER BY level)"
#define ACCOUNTS                                                                                                           \
    "SELECT a.account, a.zh, l.level, CASE a.nature WHEN 'A' THEN '资产' WHEN 'L' THEN '负债' WHEN 'E' THEN '权益' " \
    "WHEN 'P' THEN '损益' ELSE '备查' END, iif(a.side = 'D', '借', '贷') FROM accounts a JOIN gbt_account l ON "     \
    "l.account = a.account ORDER BY a.account"
/* Of each period what it opens with and its movements. Both tables are walked in the order of their keys, so that
 * nothing is sorted; with a LIMIT the engine makes each row once, and not each time that it is named. */
#define SUMS                                                                                                           \
    "(SELECT k.account, k.party, k.item, k.currency, q.no, coalesce(m.opened, 0) + coalesce((SELECT sum(w.opened + "   \
    "w.debit - w.credit) FROM gbt_sum w WHERE w.account = k.account AND w.party = k.party AND w.item = k.item AND "    \
    "w.currency = k.currency AND w.period < q.no), 0) AS opening, coalesce(m.debit, 0) AS debit, coalesce(m.credit, "  \
    "0) AS credit FROM gbt_key k CROSS JOIN gbt_period q LEFT JOIN gbt_sum m ON m.account = k.account AND m.party = "  \
    "k.party AND m.item = k.item AND m.currency = k.currency AND m.period = q.no ORDER BY k.account, k.party, "        \
    "k.item, k.currency, q.no LIMIT -1)"
#define CLOSING    "s.opening + s.debit - s.credit"
#define SIDES      SIDE("s.opening") ", " SIDE(CLOSING)
#define MOVEMENTS  BOTH("s.debit") ", " BOTH("s.credit")
#define OF_PERIODS BOTH("abs(s.opening)") ", " MOVEMENTS ", " BOTH("abs(" CLOSING ")")
/* Of periods that have begun. */
#define BEGUN " CROSS JOIN gbt_period q ON q.no = s.no AND q.first <= replace(g.as_of, '-', '')"
#define OF_SUMS                                                                                                        \
    SUMS " s CROSS JOIN " OF_BOOK BEGUN " JOIN currencies u ON u.currency = s.currency LEFT JOIN accounts a ON "       \
         "a.book = g.book AND a.account = s.account"
#define BALANCES                                                                                                       \
    "SELECT s.account, s.party, s.item, " SIDES ", s.currency, g.year, s.no, " OF_PERIODS " FROM " OF_SUMS             \
    " WHERE s.opening <> 0 OR s.debit <> 0 OR s.credit <> 0"

#define SIDE_OF(side)  BOTH("iif(p.side = '" side "', p.amount, 0)")
#define SAID(what)     "(SELECT " what " FROM records r WHERE r.book = e.book AND r.seq = e.seq)"
#define GIVEN_BY       SAID(NAMED("r.actor"))
#define CHECKED_BY     SAID(NAMED("r.checker"))
#define PAPERS         SAID("json_extract(r.command, '$.attachments')")
#define SIGNED         PAPERS ", " GIVEN_BY ", " CHECKED_BY ", " GIVEN_BY
#define DAY_AND_PERIOD "replace(e.posted, '-', ''), g.year, CAST(substr(e.month, 6) AS INTEGER)"
#define AMOUNTS        SIDE_OF("D") ", " SIDE_OF("C")
#define VOUCHERS                                                                                                       \
    "SELECT " DAY_AND_PERIOD ", e.word, " NUMBER ", p.line, e.memo, p.account, p.party, p.item, p.currency, " AMOUNTS  \
    ", " SIGNED ", '1', '0', 'fundpool' FROM " ENTERED IN_ORDER
/* Received or paid, each positive; what moves between cash accounts sums to zero. */
#define FLOWED BOTH("iif(f.side = 'C', -p.signed, p.signed)")
#define FLOWS                                                                                                          \
    "SELECT e.word, " NUMBER ", p.currency, p.line, e.memo, f.code, f.attribute, " FLOWED                              \
    " FROM gbt_flow f JOIN " ENTERED " AND p.cash_flow = f.code" IN_ORDER
#define STATEMENTS                                                                                                     \
    "SELECT t.code, t.zh, min(replace(g.as_of, '-', ''), g.year || '1231'), g.year, b.name, iif(b.currency = 'CNY', "  \
    "'元', b.currency) FROM gbt_statement t CROSS JOIN " OF_BOOK " ORDER BY t.no"
#define ROWS                                                                                                           \
    "SELECT r.statement, r.code || iif(r.currency = b.currency, '', ' ' || r.currency), r.zh || iif(r.currency = "     \
    "b.currency, '', ' ' || r.currency), r.accounts, yuan(r.value, u.scale) FROM gbt_row r CROSS JOIN " OF_BOOK        \
    " JOIN currencies u ON u.currency = r.currency ORDER BY r.rowid"

static const struct ana_gbt_table all[] = {
    {0, "电子账簿",
     "电子账簿编号 电子账簿名称 会计核算单位 -组织机构代码 -单位性质 -行业 -开发单位 版本号 本位币 会计年度 标准版本号",
     BOOK},
    {0, "会计期间", "会计年度 会计期间号 会计期间起始日期 会计期间结束日期",
     "SELECT year, no, first, last FROM gbt, gbt_period ORDER BY no"},
    {0, "记账凭证类型", "记账凭证类型编号 记账凭证类型名称 记账凭证类型简称",
     "SELECT DISTINCT e.word, e.word || '字凭证', e.word FROM entries e WHERE " MOVED " ORDER BY 1"},
    {0, "汇率类型", "汇率类型编号 汇率类型名称", NULL},
    {0, "币种", "币种编码 币种名称", CURRENCIES},
    {0, "结算方式", "结算方式编码 结算方式名称", NULL},
    {0, "部门档案", "部门编码 部门名称 上级部门编码", NULL},
    {0, "员工档案", "员工编码 员工姓名 -证件类别 -证件号码 -性别 -出生日期 -部门编码 -入职日期 -离职日期", PEOPLE},
    {0, "供应商档案", "供应商编码 供应商名称 -供应商简称", PARTIES("'gp', 'manager', 'custodian'")},
    {0, "客户档案", "客户编码 客户名称 -客户简称", PARTIES("'investee', 'bank', 'guarantor'")},
    {0, "自定义档案项", "档案编码 档案名称 档案描述 是否有层级特征 -档案编码规则",
     "VALUES ('主体', '主体', '单位、机构和个人', '0'), ('项目', '项目', '投资、贷款、补偿申请等的编号', '0')"},
    {0, "自定义档案项值", "档案编码 档案值编码 档案值名称 档案值描述 -档案值父节点 档案值级次", VALUES},
    {1, "总账基础信息",
     "结构分隔符 会计科目编号规则 -现金流量项目编码规则 -凭证头可扩展字段结构 -凭证头可扩展结构对应档案 "
     "-分录行可扩展字段结构 -分录行可扩展字段对应档案",
     RULE},
    {1, "会计科目", "科目编号 科目名称 科目级次 科目类型 余额方向", ACCOUNTS},
    {1, "科目辅助核算", "科目编号 辅助项编号 辅助项名称 对应档案 辅助项描述",
     AIDED("1", "party", "主体") " UNION ALL " AIDED("2", "item", "项目") " ORDER BY 1, 2"},
    {1, "现金流量项目",
     "现金流量项目编码 现金流量项目名称 -现金流量项目描述 是否末级 现金流量项目级次 -现金流量项目父节点 "
     "-现金流量数据来源 现金流量项目属性",
     "SELECT code, zh, '1', '1', attribute FROM gbt_flow ORDER BY no"},
    {1, "科目余额及发生额",
     "科目编号 * 期初余额方向 期末余额方向 币种编码 -计量单位 会计年度 会计期间号 -期初数量 期初原币余额 期初本币余额 "
     "-借方数量 借方原币金额 借方本币金额 -贷方数量 贷方原币金额 贷方本币金额 -期末数量 期末原币余额 期末本币余额",
     BALANCES},
    {1, "记账凭证",
     "记账凭证日期 会计年度 会计期间号 记账凭证类型编号 记账凭证编号 记账凭证行号 记账凭证摘要 科目编号 * 币种编码 "
     "-计量单位 -借方数量 借方原币金额 借方本币金额 -贷方数量 贷方原币金额 贷方本币金额 -汇率类型编号 -汇率 -单价 "
     "-凭证头可扩展字段结构值 -分录行可扩展字段结构值 -结算方式编码 -票据类型 -票据号 -票据日期 附件数 制单人 审核人 "
     "记账人 记账标志 作废标志 凭证来源系统",
     VOUCHERS},
    {1, "现金流量凭证项目数据",
     "记账凭证类型编号 记账凭证编号 币种编码 现金流量行号 现金流量摘要 现金流量项目编码 现金流量项目属性 "
     "现金流量原币金额 现金流量本币金额",
     FLOWS},
    {1, "报表集", "报表编号 报表名称 报表报告日 报表报告期 编制单位 货币单位", STATEMENTS},
    {1, "报表项数据", "报表编号 报表项编号 报表项名称 报表项公式 报表项数值", ROWS},
};

const struct ana_gbt_table *ana_gbt_tables(int *count) {
    *count = (int)(sizeof all / sizeof all[0]);
    return all;
}
