/* The command table: names, roles, fields. Everything a program shows or reads about commands comes from here. */
#include "fundpool/command.h"

#include <string.h>

#define F(name, zh, en, aliases, type, flags)                                                                          \
    { name, zh, en, aliases, FPL_FIELD_##type, flags, "" }
#define E(name, zh, en, aliases, flags, choices)                                                                       \
    { name, zh, en, aliases, FPL_FIELD_ENUM, flags, choices }
#define REQ      FPL_FIELD_REQUIRED
#define KEY      (FPL_FIELD_REQUIRED | FPL_FIELD_KEY)
#define ZERO     FPL_FIELD_ZERO
#define NEWP     (FPL_FIELD_REQUIRED | FPL_FIELD_REGISTERS)
#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

#define PARTY_KINDS                                                                                                                      \
    "fiscal=财政=fiscal|soe=国企=soe|gp=普通合伙人=gp|manager=管理人=manager|custodian=托管行=custodian|lp=社会资本=" \
    "lp|investee=企业=firm|bank=合作银行=bank|guarantor=合作担保机构=guarantor|regulator=主管部门=regulator|"            \
    "person=自然人=person|foreign=境外机构=foreign|other=其他=other"
#define ROUNDS                                                                                                               \
    "SEED=种子轮=seed|ANGEL=天使轮=angel|PRE_A=Pre-A轮=pre-a|A=A轮=series a|A_PLUS=A+轮=a+|B=B轮=series b|C=C轮=" \
    "series c|D=D轮=series d|LATER=后期=later"
#define LOAN_TYPES                                                                                                                 \
    "CREDIT=信用=credit|IP_PLEDGE=知识产权质押=ip pledge|RECEIVABLE=应收账款质押=receivable|INVENTORY=存货质押=" \
    "inventory|EQUITY=股权质押=equity|GUARANTEE=保证=guarantee|INSURANCE=保证保险=insurance|COLLATERAL=实物抵押="    \
    "collateral|ENVIRONMENT=环境权益=environment|OTHER=其他=other"
#define LOAN_MODES "DIRECT=银行直贷=direct|GUARANTEED=担保贷款=guaranteed"
#define FIVE_CLASS                                                                                                     \
    "PASS=正常=pass|SPECIAL=关注=special mention|SUBSTANDARD=次级=substandard|DOUBTFUL=可疑=doubtful|LOSS=损失=loss"
#define LITIGATION                                                                                                               \
    "NONE=无=none|FILED=已起诉=filed|ACCEPTED=法院受理=accepted|JUDGED=已判决=judged|ENFORCEMENT_ENDED=终结执行=" \
    "enforcement ended"

static const struct fpl_field_spec user_enrol[] = {
    F("user", "用户", "user", "", ID, KEY),
    F("name", "姓名", "name", "", TEXT, REQ),
    F("roles", "角色", "roles", "", TEXT, REQ),
    F("party", "所属机构", "institution", "", PARTY, 0),
};
static const struct fpl_field_spec book_open[] = {
    F("code", "账套编号", "book code", "", ID, KEY),
    E("kind", "账套类型", "book kind", "", REQ,
      "fund=基金=fund|company=公司=company|fiscal=财政=fiscal|pool=资金池=pool"),
    F("name", "账套名称", "name", "", TEXT, REQ),
    F("name_en", "英文名称", "english name", "", TEXT, REQ),
    F("currency", "币种", "currency", "", ID, 0),
    F("chart", "科目表", "chart", "", ID, REQ),
    F("opened", "启用日期", "opened", "", DATE, REQ),
};
static const struct fpl_field_spec currency_add[] = {
    F("currency", "币种", "currency", "", ID, KEY),
    F("scale", "小数位", "scale", "", INT, REQ),
};
static const struct fpl_field_spec party_register[] = {
    F("party", "主体编号", "party", "", ID, FPL_FIELD_KEY),
    F("uscc", "统一社会信用代码", "uscc", "信用代码", USCC, 0),
    F("name", "名称", "name", "企业名称|单位名称", TEXT, REQ),
    E("kind", "类别", "kind", "主体类别", REQ, PARTY_KINDS),
    F("alias", "简称", "alias", "", ID, 0),
    F("region", "行政区划", "region", "区域", TEXT, 0),
};
static const struct fpl_field_spec document_adopt[] = {
    F("id", "编号", "id", "", ID, KEY),
    F("version", "版本", "version", "", INT, KEY),
};
static const struct fpl_field_spec entry_post[] = {
    F("entry", "单据号", "document", "凭证序号|业务编号", ID, FPL_FIELD_KEY),
    F("occurred", "业务日期", "date", "日期|发生日期", DATE, REQ),
    F("memo", "摘要", "memo", "", TEXT, REQ),
    E("period13", "年终调整", "period 13", "", 0, "Y=是=yes|N=否=no"),
    F("attachments", "附件数", "attachments", "附件张数", INT, 0),
};
static const struct fpl_field_spec entry_reverse[] = {
    F("receipt", "原回执号", "receipt", "", ID, KEY),
    F("occurred", "业务日期", "date", "日期", DATE, 0),
    F("memo", "摘要", "memo", "", TEXT, REQ),
};
static const struct fpl_field_spec opening_post[] = {
    F("entry", "单据号", "document", "凭证序号|业务编号", ID, FPL_FIELD_KEY),
    F("occurred", "业务日期", "date", "日期", DATE, REQ),
    F("memo", "摘要", "memo", "", TEXT, REQ),
};
static const struct fpl_field_spec period_close[] = {
    F("period", "会计期间", "period", "", PERIOD, KEY),
};
static const struct fpl_field_spec deal_record[] = {
    F("deal", "投资编号", "deal", "项目编号|inv_id", ID, KEY),
    F("fund", "基金编号", "fund", "fund_id|账套编号", ID, 0),
    F("firm", "统一社会信用代码", "uscc", "信用代码|firm", PARTY, NEWP),
    F("firm_name", "企业名称", "firm name", "项目名称|company", TEXT, REQ),
    F("paid_date", "付款日", "paid date", "投资日|付款日期", DATE, REQ),
    F("amount", "实付额", "amount", "实付金额|投资金额", MONEY, REQ),
    E("round", "轮次", "round", "", 0, ROUNDS),
    F("external_round", "外部轮次序号", "external round", "", INT, 0),
    E("is_transfer", "科技成果转化", "is transfer", "是否科技成果转化项目", 0, "Y=是=yes|N=否=no"),
    F("achievement", "成果登记号", "achievement", "科技成果登记号", TEXT, 0),
    F("ic_date", "投决日", "ic date", "", DATE, 0),
    F("agreement_date", "协议日", "agreement date", "", DATE, 0),
    F("established", "设立日", "established", "成立日期", DATE, 0),
    F("employees", "从业人数", "employees", "从业人数avg12", RATIO, 0),
    F("bachelor", "本科占比", "bachelor share", "本科以上占比", RATIO, 0),
    F("assets", "资产总额", "total assets", "资产总额avg12", MONEY, ZERO),
    F("net_assets", "净资产", "net assets", "", MONEY, ZERO),
    F("revenue", "年销售收入", "revenue", "年销售收入12m", MONEY, ZERO),
    F("rnd_share", "研发占比", "r&d share", "研发费用占比", RATIO, 0),
    E("listed", "是否上市", "listed", "上市", 0, "Y=是=yes|N=否=no"),
    F("memo", "摘要", "memo", "", TEXT, 0),
};
static const struct fpl_field_spec deal_reverse[] = {
    F("deal", "投资编号", "deal", "项目编号|inv_id", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec contribution_reverse[] = {
    F("contribution", "拨入编号", "contribution", "", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec pool_contribute[] = {
    F("contribution", "拨入编号", "contribution", "", ID, KEY),   F("party", "出资方", "contributor", "", PARTY, REQ),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),    F("amount", "金额", "amount", "", MONEY, REQ),
    F("bank_ref", "银行流水号", "bank reference", "", TEXT, REQ),
};
static const struct fpl_field_spec whitelist_list[] = {
    F("firm", "统一社会信用代码", "uscc", "信用代码|firm", PARTY, NEWP | FPL_FIELD_KEY),
    F("firm_name", "企业名称", "firm name", "名称", TEXT, REQ),
    F("listed_on", "入库日期", "listed on", "列入日期", DATE, REQ),
    F("class", "企业类别", "firm class", "类别", TEXT, 0),
    F("region", "行政区划", "region", "区域", TEXT, 0),
    E("keylist", "重点支持", "key list", "重点支持名录", 0, "Y=是=yes|N=否=no"),
    E("status", "状态", "status", "", 0, "IN=在库=in|OUT=出库=out"),
};
static const struct fpl_field_spec agreement_sign[] = {
    F("agreement", "协议编号", "agreement", "", ID, KEY),
    F("party", "合作机构", "institution", "", PARTY, REQ),
    F("pack", "规则包", "pack", "", ID, REQ),
    F("version", "规则包版本", "pack version", "", INT, REQ),
    F("from", "生效日", "from", "", DATE, REQ),
    F("to", "到期日", "to", "", DATE, 0),
    F("signed", "签订日", "signed on", "", DATE, REQ),
};
static const struct fpl_field_spec measure_record[] = {
    E("measure", "指标", "measure", "", KEY,
      "prior_year_balance=上年末贷款余额=balance at last year end|bank_deposit=存放专户余额=deposit "
      "placed|guarantee_fees=已收担保费="
      "guarantee fees"),
    F("party", "机构", "institution", "合作银行", PARTY, KEY),
    F("date", "截止日", "as of", "日期", DATE, KEY),
    F("amount", "金额", "amount", "", MONEY, REQ | ZERO),
};
static const struct fpl_field_spec loan_register[] = {
    F("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("firm", "统一社会信用代码", "borrower uscc", "信用代码|borrower_uscc|借款人信用代码", PARTY, NEWP),
    F("firm_name", "企业名称", "borrower", "借款企业|借款人", TEXT, REQ),
    F("guarantor", "担保机构", "guarantor", "合作担保机构", PARTY, 0),
    E("type", "担保方式", "loan type", "贷款类型|贷款种类", REQ, LOAN_TYPES),
    E("mode", "业务模式", "mode", "", 0, LOAN_MODES),
    F("contract_amount", "合同金额", "contract amount", "", MONEY, REQ),
    F("credit_line", "授信额度", "credit line", "", MONEY, 0),
    F("disbursed", "放款金额", "disbursed", "贷款金额|发放金额", MONEY, REQ),
    F("repaid", "已还本金", "repaid", "", MONEY, ZERO),
    F("disbursed_on", "放款日", "disbursed on", "放款日期|发放日", DATE, REQ),
    F("due_on", "到期日", "due on", "到期日期", DATE, REQ),
    F("registered_on", "备案日", "registered on", "备案日期", DATE, 0),
    F("rate", "利率", "rate", "年利率", RATIO, 0),
    F("lpr", "LPR", "lpr", "贷款市场报价利率", RATIO, 0),
    F("purpose", "用途", "purpose", "贷款用途", TEXT, 0),
    F("first_loan", "首贷", "first loan", "是否首贷", BOOL, 0),
    F("monetary_tool", "货币政策工具", "monetary tool", "", BOOL, 0),
    F("ip_share", "知产质押占比", "ip share", "知识产权质押占比", RATIO, 0),
    F("collateral_share", "实物抵押占比", "collateral share", "", RATIO, 0),
    F("revenue", "企业年收入", "firm revenue", "营业收入", MONEY, ZERO),
    F("employees", "企业人数", "firm employees", "", RATIO, 0),
    F("established", "企业设立日", "firm established", "", DATE, 0),
    E("listed", "是否上市", "listed", "", 0, "Y=是=yes|N=否=no"),
    F("industry", "行业", "industry", "", TEXT, 0),
    F("breach_free_years", "无违规年数", "years without breach", "", INT, 0),
};
static const struct fpl_field_spec loan_repay[] = {
    F("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("instalment", "期次", "instalment", "还款期次|还款编号", ID, KEY),
    F("occurred", "还款日", "repaid on", "还款日期|日期", DATE, REQ),
    F("amount", "还本金额", "principal repaid", "金额|归还本金", MONEY, REQ),
};
static const struct fpl_field_spec loan_withdraw[] = {
    F("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("reason", "理由", "reason", "撤销原因|原因", TEXT, REQ),
};
static const struct fpl_field_spec repayment_reverse[] = {
    F("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("instalment", "期次", "instalment", "还款期次|还款编号", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec claim_submit[] = {
    F("claimant", "申请机构", "claimant", "", PARTY, 0),
    F("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("claim_no", "申请编号", "claim no", "补偿申请编号", ID, FPL_FIELD_KEY),
    F("firm", "统一社会信用代码", "borrower uscc", "信用代码|borrower_uscc", PARTY, 0),
    F("claim_date", "申请日", "claim date", "申请日期", DATE, REQ),
    F("overdue_days", "逾期天数", "overdue days", "", INT, REQ),
    E("five_class", "五级分类", "five class", "", REQ, FIVE_CLASS),
    E("litigation", "诉讼阶段", "litigation", "", 0, LITIGATION),
    F("repaid", "已还本金", "repaid principal", "repaid_principal|已收回本金", MONEY, REQ | ZERO),
    F("recovered", "追偿净收回", "net recovered", "已追回", MONEY, ZERO),
    F("unpaid_interest", "未付利息", "unpaid interest", "欠息", MONEY, ZERO),
    F("collateral", "抵押物收回", "collateral recovered", "collateral_recovered", MONEY, ZERO),
    F("insurance", "保险赔付", "insurance paid", "insurance_paid", MONEY, ZERO),
    F("other_gov", "其他财政补偿", "other gov paid", "other_gov_paid", MONEY, ZERO),
    F("liability", "实际承担责任", "actual liability", "", MONEY, ZERO),
    F("guarantor_paid", "代偿本金", "guarantor paid", "代偿金额", MONEY, ZERO),
    F("counter_guarantee", "反担保收回", "counter guarantee", "", MONEY, ZERO),
    F("court_case", "案号", "court case no", "court_case_no", TEXT, 0),
    F("docs", "申请材料", "documents", "", TEXT, 0),
};
static const struct fpl_field_spec claim_approve[] = {
    F("claim", "申请", "claim", "回执号", ID, KEY),
    F("expect", "预期金额", "expected amount", "", MONEY, REQ | ZERO),
    F("occurred", "决定日", "decided on", "", DATE, 0),
};
static const struct fpl_field_spec claim_refuse[] = {
    F("claim", "申请", "claim", "回执号", ID, KEY),
    F("reason", "理由", "reason", "", TEXT, REQ),
    F("occurred", "决定日", "decided on", "", DATE, 0),
};
static const struct fpl_field_spec claim_revoke[] = {
    F("claim", "申请", "claim", "回执号", ID, KEY),
    F("reason", "理由", "reason", "", TEXT, REQ),
};
static const struct fpl_field_spec claim_pay[] = {
    F("claim", "申请", "claim", "回执号", ID, KEY),
    F("bank_ref", "银行流水号", "bank reference", "", TEXT, REQ),
    F("occurred", "拨付日", "paid on", "", DATE, 0),
};
static const struct fpl_field_spec payout_record[] = {
    F("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("claim_no", "申请编号", "claim no", "补偿申请编号|补偿编号", ID, KEY),
    F("claimant", "申请机构", "claimant", "", PARTY, 0),
    F("decided_on", "核定日", "decided on", "核定日期", DATE, REQ),
    F("paid_on", "拨付日", "paid on", "拨付日期", DATE, 0),
    F("amount", "补偿金额", "payout", "实补金额|补偿款", MONEY, REQ),
    F("loss", "认定损失", "loss recognised", "认定本金损失", MONEY, REQ | ZERO),
    F("bank_ref", "银行流水号", "bank reference", "", TEXT, REQ),
};

#define IMPORT FPL_COMMAND_IMPORT
#define ENTRY  FPL_COMMAND_ENTRY
#define DRY    FPL_COMMAND_DRY
#define CMD(name, zh, en, book, roles, flags, fields)                                                                  \
    { name, zh, en, FPL_BOOK_##book, roles, flags, fields, COUNT(fields) }
#define RECORDERS (FPL_ROLE_RECORDER)
#define CLAIMANTS (FPL_ROLE_RECORDER | FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)
#define LENDERS   (FPL_ROLE_RECORDER | FPL_ROLE_BANK)

static const struct fpl_command_spec commands[] = {
    CMD("user.enrol", "登记用户", "enrol a user", REGISTRY, FPL_ROLE_ADMIN, IMPORT, user_enrol),
    CMD("currency.add", "登记币种", "register a currency", REGISTRY, FPL_ROLE_ADMIN, 0, currency_add),
    CMD("book.open", "开设账套", "open a book", REGISTRY, FPL_ROLE_ADMIN, IMPORT, book_open),
    CMD("party.register", "登记主体", "register a party", REGISTRY, FPL_ROLE_RECORDER | FPL_ROLE_RULES, IMPORT,
        party_register),
    CMD("chart.adopt", "采用科目表", "adopt a chart of accounts", REGISTRY, FPL_ROLE_RULES, FPL_COMMAND_BLOB,
        document_adopt),
    CMD("pack.adopt", "采用规则包", "adopt a rule pack", REGISTRY, FPL_ROLE_RULES, FPL_COMMAND_BLOB, document_adopt),
    CMD("profile.adopt", "采用早期口径", "adopt an early-stage profile", REGISTRY, FPL_ROLE_RULES, FPL_COMMAND_BLOB,
        document_adopt),
    CMD("calendar.adopt", "采用工作日历", "adopt a work-day calendar", REGISTRY, FPL_ROLE_RULES, FPL_COMMAND_BLOB,
        document_adopt),
    CMD("mapping.adopt", "采用列映射", "adopt a column mapping", REGISTRY, FPL_ROLE_RULES, FPL_COMMAND_BLOB,
        document_adopt),
    CMD("journal.post", "录入凭证", "post a journal entry", ANY, RECORDERS, FPL_COMMAND_LINES | ENTRY, entry_post),
    CMD("journal.reverse", "冲销凭证", "reverse a journal entry", ANY, RECORDERS, ENTRY, entry_reverse),
    CMD("opening.post", "录入期初余额", "post opening balances", ANY, RECORDERS, FPL_COMMAND_LINES | ENTRY,
        opening_post),
    CMD("period.close", "结账", "close a period", ANY, FPL_ROLE_APPROVER, 0, period_close),
    CMD("deal.record", "记录投资", "record a deal", FUND, RECORDERS, IMPORT | ENTRY | DRY, deal_record),
    CMD("deal.reverse", "投资冲销", "reverse a deal", FUND, RECORDERS, IMPORT | ENTRY | DRY, deal_reverse),
    CMD("pool.contribute", "资金拨入", "pay money into the pool", POOL, RECORDERS, IMPORT | ENTRY, pool_contribute),
    CMD("contribution.reverse", "拨入冲销", "reverse a contribution", POOL, RECORDERS, IMPORT | ENTRY | DRY,
        contribution_reverse),
    CMD("whitelist.list", "白名单入库", "list a firm", POOL, RECORDERS, IMPORT, whitelist_list),
    CMD("agreement.sign", "签订合作协议", "sign an agreement", POOL, FPL_ROLE_RULES, IMPORT, agreement_sign),
    CMD("measure.record", "登记指标", "record a measure", POOL, RECORDERS, IMPORT, measure_record),
    CMD("loan.register", "贷款备案", "register a loan", POOL, LENDERS, IMPORT | ENTRY | DRY, loan_register),
    CMD("loan.repay", "登记还款", "record a repayment", POOL, LENDERS, IMPORT | ENTRY, loan_repay),
    CMD("loan.withdraw", "撤销备案", "withdraw a loan", POOL, RECORDERS, IMPORT | ENTRY | DRY, loan_withdraw),
    CMD("repayment.reverse", "还款冲销", "reverse a repayment", POOL, RECORDERS, IMPORT | ENTRY | DRY,
        repayment_reverse),
    CMD("claim.submit", "提交补偿申请", "submit a claim", POOL, CLAIMANTS, IMPORT | DRY, claim_submit),
    CMD("claim.approve", "核定补偿", "approve a claim", POOL, FPL_ROLE_APPROVER, DRY, claim_approve),
    CMD("claim.refuse", "不予补偿", "refuse a claim", POOL, FPL_ROLE_APPROVER, 0, claim_refuse),
    CMD("claim.revoke", "撤销核定", "revoke the decision on a claim", POOL, FPL_ROLE_APPROVER, DRY, claim_revoke),
    CMD("claim.pay", "拨付补偿", "pay a claim", POOL, FPL_ROLE_CASHIER, ENTRY, claim_pay),
    CMD("payout.record", "承接历史补偿", "take on a historical payout", POOL, RECORDERS, IMPORT | ENTRY, payout_record),
};

const struct fpl_command_spec *fpl_command_all(int *count) {
    *count = COUNT(commands);
    return commands;
}

const struct fpl_command_spec *fpl_command_find(const char *name) {
    for (int i = 0; i < COUNT(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const struct fpl_field_spec *fpl_field_find(const struct fpl_command_spec *command, struct fpl_str name) {
    for (int i = 0; i < command->field_count; i++)
        if (fpl_str_is(name, command->fields[i].name))
            return &command->fields[i];
    return NULL;
}

void fpl_command_begin(struct fpl_command *command, const struct fpl_command_spec *spec) {
    memset(command, 0, sizeof *command);
    command->spec = spec;
}

enum fpl_status fpl_command_set(struct fpl_command *command, struct fpl_str name, struct fpl_str text,
                                struct fpl_error *error) {
    const struct fpl_field_spec *field = fpl_field_find(command->spec, name);
    if (!field)
        return fpl_fail_text(error, FPL_E_UNKNOWN_FIELD, name.p, name.n);
    for (int i = 0; i < command->value_count; i++) {
        if (command->value[i].field == field) {
            command->value[i].text = text;
            return FPL_OK;
        }
    }
    if (command->value_count == FPL_COMMAND_VALUES)
        return fpl_fail(error, FPL_E_LIMIT, "fields", NULL, NULL);
    command->value[command->value_count++] = (struct fpl_value){field, text};
    return FPL_OK;
}

struct fpl_str fpl_command_get(const struct fpl_command *command, const char *name) {
    for (int i = 0; i < command->value_count; i++)
        if (strcmp(command->value[i].field->name, name) == 0)
            return command->value[i].text;
    return (struct fpl_str){NULL, 0};
}

static const struct {
    enum fpl_role role;
    const char *id, *zh, *en;
} roles[] = {
    {FPL_ROLE_ADMIN, "admin", "系统管理员", "administrator"},
    {FPL_ROLE_RULES, "rules", "规则管理员", "rule keeper"},
    {FPL_ROLE_RECORDER, "recorder", "记账", "recorder"},
    {FPL_ROLE_APPROVER, "approver", "复核", "approver"},
    {FPL_ROLE_CASHIER, "cashier", "出纳", "cashier"},
    {FPL_ROLE_BANK, "bank", "合作银行", "partner bank"},
    {FPL_ROLE_GUARANTOR, "guarantor", "合作担保机构", "partner guarantor"},
    {FPL_ROLE_REGULATOR, "regulator", "主管部门", "regulator"},
    {FPL_ROLE_AUDITOR, "auditor", "审计", "auditor"},
};

const char *fpl_role_name(enum fpl_role role, int zh) {
    for (int i = 0; i < COUNT(roles); i++)
        if (roles[i].role == role)
            return zh < 0 ? roles[i].id : zh ? roles[i].zh : roles[i].en;
    return "";
}

unsigned fpl_role_of(struct fpl_str identifier) {
    for (int i = 0; i < COUNT(roles); i++)
        if (fpl_str_is(identifier, roles[i].id))
            return roles[i].role;
    return 0;
}

const char *fpl_book_kind_name(enum fpl_book_kind kind, int zh) {
    static const char *const names[][3] = {{"registry", "登记簿", "registry"},
                                           {"fund", "基金账套", "fund"},
                                           {"company", "公司账套", "company"},
                                           {"fiscal", "财政账套", "fiscal"},
                                           {"pool", "资金池账套", "pool"}};
    if ((unsigned)kind >= COUNT(names))
        return "";
    return names[kind][zh < 0 ? 0 : zh ? 1 : 2];
}
