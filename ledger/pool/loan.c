/* P03, P13: a loan enters the pool's register, and may renew one that is there. */
#include "ledger/pool/room.h"

#include <stdio.h>

#define LOAN_TYPES                                                                                                                 \
    "CREDIT=信用=credit|IP_PLEDGE=知识产权质押=ip pledge|RECEIVABLE=应收账款质押=receivable|INVENTORY=存货质押=" \
    "inventory|EQUITY=股权质押=equity|GUARANTEE=保证=guarantee|INSURANCE=保证保险=insurance|COLLATERAL=实物抵押="    \
    "collateral|ENVIRONMENT=环境权益=environment|OTHER=其他=other"
#define LOAN_MODES "DIRECT=银行直贷=direct|GUARANTEED=担保贷款=guaranteed"

static const struct fpl_field_spec fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    FS("firm", "统一社会信用代码", "borrower uscc", "信用代码|borrower_uscc|借款人信用代码", PARTY, NEWP, FIRM_ID),
    F("firm_name", "企业名称", "borrower", "借款企业|借款人", TEXT, NAME),
    FS("guarantor", "担保机构", "guarantor", "合作担保机构", PARTY, 0, LOAN_GUARANTOR),
    ES("type", "贷款类型", "loan type", "担保方式|贷款种类", REQ, LOAN_TYPES, LOAN_TYPE),
    ES("mode", "业务模式", "mode", "", 0, LOAN_MODES, LOAN_MODE),
    FS("contract_amount", "合同金额", "contract amount", "", MONEY, REQ, LOAN_CONTRACT_AMOUNT),
    FS("credit_line", "授信额度", "credit line", "", MONEY, 0, LOAN_CREDIT_LINE),
    FS("disbursed", "放款金额", "disbursed", "贷款金额|发放金额", MONEY, REQ, LOAN_DISBURSED),
    FS("repaid", "已还本金", "repaid", "", MONEY, ZERO, LOAN_REPAID),
    FS("disbursed_on", "放款日", "disbursed on", "放款日期|发放日", DATE, REQ, LOAN_DISBURSED_ON),
    FS("due_on", "到期日", "due on", "到期日期", DATE, REQ, LOAN_DUE_ON),
    F("registered_on", "备案日", "registered on", "备案日期", DATE, 0),
    FR("rate", "利率", "rate", "年利率", LOAN_RATE, 36),
    FR("lpr", "LPR", "lpr", "贷款市场报价利率", LOAN_LPR, 20),
    FS("purpose", "用途", "purpose", "贷款用途", TEXT, 0, LOAN_PURPOSE),
    FS("first_loan", "首贷", "first loan", "是否首贷", BOOL, 0, LOAN_FIRST),
    FS("monetary_tool", "货币政策工具", "monetary tool", "", BOOL, 0, LOAN_MONETARY_TOOL),
    FR("ip_share", "知产质押占比", "ip share", "知识产权质押占比", LOAN_IP_SHARE, 100),
    FR("collateral_share", "实物抵押占比", "collateral share", "", LOAN_COLLATERAL_SHARE, 100),
    FS("revenue", "企业年收入", "firm revenue", "营业收入", MONEY, ZERO, FIRM_REVENUE),
    FS("employees", "企业人数", "firm employees", "", RATIO, FPL_FIELD_PLAIN, FIRM_EMPLOYEES),
    FS("established", "企业设立日", "firm established", "", DATE, 0, FIRM_ESTABLISHED),
    ES("listed", "是否上市", "listed", "", 0, "Y=是=yes|N=否=no", FIRM_LISTED),
    FS("industry", "行业", "industry", "", TEXT, 0, FIRM_INDUSTRY),
    FS("breach_free_years", "无违规年数", "years without breach", "", INT, 0, FIRM_BREACH_FREE_YEARS),
    FS("renews_contract", "原合同号", "renews contract no", "续贷原合同号", ID, 0, RENEWED_CONTRACT),
    FS("renews_iou", "原借据号", "renews iou no", "续贷原借据号", ID, 0, RENEWED_IOU),
};

enum { BALANCE, EXPOSURE, OLD_BALANCE, OLD_EXPOSURE };
static const struct fpl_recipe recipe[] = {
    FPL_POOL_MEMO("P03", "备案贷款余额", "registered balance", "9003", "9103"),
    FPL_POOL_MEMO("P03", "或有补偿责任", "contingent exposure", "9004", "9104"),
    FPL_POOL_OLD_MEMO("P13", "续贷转出的原贷款余额", "balance moved from the loan renewed", "9103", "9003"),
    FPL_POOL_OLD_MEMO("P13", "续贷转出的原或有责任", "exposure moved from the loan renewed", "9104", "9004"),
};

static const enum fpl_fact_id ids[] = {FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};

/* Whom a claim on this loan would compensate. */
static enum fpl_policy__role expected_claimant(const struct fpl_pool__run *run) {
    if (run->pack->beneficiary != FPL_ROLE_BOTH)
        return run->pack->beneficiary;
    return fpl_fact_known(run->facts, FPL_FACT_LOAN_GUARANTOR) ? FPL_ROLE_IS_GUARANTOR : FPL_ROLE_IS_BANK;
}

static void gate_form(struct fpl_pool__run *run) {
    int64_t disbursed = fpl_pool__need(run, FPL_FACT_LOAN_DISBURSED),
            repaid = fpl_pool__money(run, FPL_FACT_LOAN_REPAID);
    int64_t contract = fpl_pool__need(run, FPL_FACT_LOAN_CONTRACT_AMOUNT);
    if (disbursed <= 0 || contract <= 0)
        fpl_pool__refuse(run, FPL_E_AMOUNT_SIGN,
                         fpl_fact_name(disbursed <= 0 ? FPL_FACT_LOAN_DISBURSED : FPL_FACT_LOAN_CONTRACT_AMOUNT), NULL,
                         FPL_PF_NO_CLAUSE);
    if (disbursed > contract) /* the contract amount picks the tier: a smaller one would buy a higher rate */
        fpl_pool__refuse_limit(run, FPL_E_GATE_DISBURSED, contract, disbursed, FPL_PF_NO_CLAUSE);
    if (repaid < 0)
        fpl_pool__refuse(run, FPL_E_NEGATIVE, fpl_fact_name(FPL_FACT_LOAN_REPAID), NULL, FPL_PF_NO_CLAUSE);
    if (repaid > disbursed)
        fpl_pool__refuse_limit(run, FPL_E_GATE_REPAID, disbursed, repaid, FPL_PF_NO_CLAUSE);
    if (run->pack->base == FPL_BASE_GUARANTOR_PAID && !fpl_fact_known(run->facts, FPL_FACT_LOAN_GUARANTOR))
        fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_LOAN_GUARANTOR), NULL, FPL_PF_BASE_KIND);
}

/* What either party of a stacked loan would be paid, of the base: one of them may have no rate, and not both. */
static void raw_of_both(struct fpl_pool__run *run) {
    struct fpl_decision *out = run->out;
    int reasons = out->reasons;
    enum fpl_status outcome = out->outcome;
    struct fpl_pool__x sum;
    fpl_x__set(&run->math, &sum, 0, 1);
    for (int i = 0, none = 0; i < 2; i++) {
        int before = out->reasons;
        run->role = i ? FPL_ROLE_IS_BANK : FPL_ROLE_IS_GUARANTOR;
        fpl_pool__rate(run);
        fpl_x__add(&run->math, &sum, &sum, &run->raw);
        if (out->reasons == before + 1 && out->reason[before].status == FPL_E_GATE_TIER && none++ == 0) {
            out->reasons = reasons;
            out->outcome = outcome;
        }
    }
    run->raw = sum;
}

/* The pool's contingent share: what it would pay if the whole balance were lost today, before sums that other claims
 * use up. */
static void exposure(struct fpl_pool__run *run) {
    const struct fpl_policy__cap *cap = &run->pack->cap[FPL_CAP_PER_LOAN];
    struct fpl_pool__math *m = &run->math;
    struct fpl_pool__x most;
    fpl_pool__factors(run);
    fpl_x__set(m, &run->base, fpl_pool__balance(run), 1);
    fpl_x__mul(m, &run->base, &run->base, &run->factor);
    fpl_x__set(m, &most, cap->amount, 1);
    if (cap->set && cap->level_base && fpl_x__cmp(m, &most, &run->base) < 0)
        run->base = most;
    fpl_pool__step_x(run, "base.eligible", &run->base, NULL, FPL_PF_NO_CLAUSE);
    if (fpl_x__sign(m, &run->base) <= 0 && m->status == FPL_OK)
        return; /* nothing outstanding: no exposure, and no tier to look for */
    if (run->pack->stacked && run->role == FPL_ROLE_IS_GUARANTOR && run->pack->beneficiary == FPL_ROLE_BOTH)
        raw_of_both(run);
    else
        fpl_pool__rate(run);
    if (cap->set && !cap->level_base && fpl_x__cmp(m, &most, &run->raw) < 0) {
        run->raw = most;
        fpl_pool__step_x(run, "cap.cap_per_loan", &most, NULL, FPL_PF_CAP_PER_LOAN);
    }
    run->amount = fpl_x__round(m, &run->raw, FPL_HALF_UP);
}

int64_t fpl_pool__registered_amount(const struct fpl_pool__run *run) {
    return fpl_pool__money(run, fpl_fact_known(run->facts, FPL_FACT_LOAN_REGISTERED_AMOUNT)
                                    ? FPL_FACT_LOAN_REGISTERED_AMOUNT
                                    : FPL_FACT_LOAN_DISBURSED);
}

static void write_registered(struct fpl_pool__run *run) {
    struct fpl_pool__loan loan;
    fpl_pool__loan_load(run, &loan);
    loan.exposure = run->amount;
    loan.state =
        fpl_event_next(&fpl_event__loan_registered, "loan", fpl_str_of(""), loan.balance > 0 ? "" : "paid off");
    fpl_pool__post(run, &recipe[BALANCE], loan.balance);
    fpl_pool__post(run, &recipe[EXPOSURE], loan.exposure);
    fpl_pool__write_renewed(run, &recipe[OLD_BALANCE], &recipe[OLD_EXPOSURE]);
    fpl_pool__loan_write(run, &loan);
    fpl_pool__contract_write(run);
    fpl_pool__pools_registered(run);
    fpl_pool__keep_loan_spelling(run);
    fpl_pool__keep_terms(run);
    fpl_pool__tally_all(run, "registered", fpl_pool__registered_amount(run), 1);
    fpl_pool__tally_all(run, "lending", fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED), 1);
    fpl_pool__tally_all(run, "repaid", loan.repaid, loan.repaid > 0);
}

static void decide_loan(const struct fpl_facts *facts, const struct fpl_pack *pack, int bare,
                        struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .pack = pack, .out = out, .bare = bare};
    fpl_decision_begin(out);
    if (!fpl_pool__ids_fit(&run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    run.role = expected_claimant(&run);
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    if (!fpl_event_next(&fpl_event__loan_registered, "loan", state, ""))
        fpl_pool__refuse_text(&run, FPL_E_STATE, state, FPL_PF_NO_CLAUSE);
    (void)fpl_pool__gate_loan_alike(&run);
    gate_form(&run);
    fpl_pool__gate_renewal(&run);
    int is_formed =
        out->reasons == 0; /* else there are no amounts to compute with; the other gates stand all the same */
    fpl_pool__gate_firm(&run);
    fpl_pool__gate_loan(&run);
    fpl_pool__step_late(&run);
    if (is_formed)
        fpl_pool__compute(&run, exposure, 0);
    fpl_pool__step_int(&run, "amount", run.amount, NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    out->amount = fpl_fact_money(facts, FPL_FACT_LOAN_DISBURSED);
    out->exposure = fpl_money_of(run.amount);
    write_registered(&run);
}

void fpl_pool_decide_loan(const struct fpl_facts *facts, const struct fpl_pack *pack, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && pack != NULL && out != NULL);
    decide_loan(facts, pack, 0, out);
}

/* ---- the event ---- */

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    decide_loan(facts, rules->pack, rules->bare, out);
}

/* How many days before its recording it was registered: a day of the past is the word of whoever enters it. Of one
 * taken on that is said already. */
static void say_late(struct fpl_facts *facts) {
    struct fpl_date on = fpl_fact_date(facts, FPL_FACT_TODAY), recorded = fpl_fact_date(facts, FPL_FACT_RECORDED_ON);
    if (fpl_date_is_none(on) || fpl_date_is_none(recorded) || fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0) ||
        fpl_date_cmp(on, recorded) >= 0)
        return;
    fpl_fact__say(facts, FPL_FACT_LOAN_LATE_DAYS,
                  &(struct fpl_fact){.known = 1, .v.num = fpl_days_between(on, recorded)});
}

/* The scheme, mode, tenor, the firm's age, the day of registration; and what counts as registered: what lies above the
 * eligible limit does not (计入备案金额). */
static void follows(const struct fpl_pack *pack, struct fpl_facts *facts) {
    struct fpl_date from = fpl_fact_date(facts, FPL_FACT_LOAN_DISBURSED_ON),
                    due = fpl_fact_date(facts, FPL_FACT_LOAN_DUE_ON),
                    established = fpl_fact_date(facts, FPL_FACT_FIRM_ESTABLISHED),
                    on = fpl_fact_date(facts, FPL_FACT_TODAY);
    int guaranteed = fpl_fact_known(facts, FPL_FACT_LOAN_GUARANTOR);
    struct fpl_fact counted = *fpl_fact_of(facts, FPL_FACT_LOAN_DISBURSED);
    if (pack)
        fpl_fact__say_text(facts, FPL_FACT_LOAN_SCHEME, fpl_pack_id(pack));
    fpl_fact__say_text(facts, FPL_FACT_LOAN_MODE, guaranteed ? FPL_STR("GUARANTEED") : FPL_STR("DIRECT"));
    fpl_fact__say(facts, FPL_FACT_LOAN_REGISTERED_ON,
                  &(struct fpl_fact){.known = !fpl_date_is_none(on), .v.num = on.day});
    say_late(facts);
    fpl_fact__say(facts, FPL_FACT_LOAN_REPAID_FIRST, fpl_fact_of(facts, FPL_FACT_LOAN_REPAID));
    if (!fpl_date_is_none(from) && !fpl_date_is_none(due) && fpl_date_cmp(due, from) >= 0)
        fpl_fact__say(facts, FPL_FACT_LOAN_TENOR_MONTHS,
                      &(struct fpl_fact){.known = 1, .v.num = fpl_months__until(from, due)});
    if (!fpl_date_is_none(from) && !fpl_date_is_none(established) && fpl_date_cmp(established, from) <= 0)
        fpl_fact__say(facts, FPL_FACT_FIRM_AGE_MONTHS,
                      &(struct fpl_fact){.known = 1, .v.num = fpl_months__full(established, from)});
    if (!pack || !pack->registered_min || !counted.known)
        return;
    if (pack->max_loan != FPL_PACK_UNSET && pack->max_loan < counted.v.num)
        counted.v.num = pack->max_loan;
    fpl_fact__say(facts, FPL_FACT_LOAN_REGISTERED_AMOUNT, &counted);
}

/* With whom the agreement is that binds the loan: the guarantor of a guaranteed one, the bank of another. */
static struct fpl_str partner(const struct fpl_facts *facts) {
    int guaranteed = fpl_str_is(fpl_fact_text(facts, FPL_FACT_LOAN_MODE), "GUARANTEED") &&
                     fpl_fact_known(facts, FPL_FACT_LOAN_GUARANTOR);
    return fpl_fact_text(facts, guaranteed ? FPL_FACT_LOAN_GUARANTOR : FPL_FACT_LOAN_BANK);
}

/* The white list on the day: a firm that is not on it is known not to be listed. */
static int is_listed(const struct fpl_json *listing) {
    return listing && fpl_str_is(fpl_json_get_text(listing, "st"), "IN");
}

static void listed(const struct fpl_json *listing, const struct fpl_facts *facts, struct fpl_buf *text,
                   struct fpl_fact *out) {
    (void)facts;
    (void)text;
    *out = (struct fpl_fact){.known = 1, .v.num = is_listed(listing)};
}

static void keylisted(const struct fpl_json *listing, const struct fpl_facts *facts, struct fpl_buf *text,
                      struct fpl_fact *out) {
    (void)facts;
    (void)text;
    *out = (struct fpl_fact){.known = listing != NULL,
                             .v.num = is_listed(listing) && fpl_json_num(fpl_json_get(listing, "key"), 0)};
}

static int when_debt(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)facts;
    return pack->firm_debt_max != FPL_PACK_UNSET;
}

static int when_capacity(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)facts;
    return pack->capacity != FPL_CAPACITY_NONE;
}

static int when_renewed(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return fpl_fact_known(facts, FPL_FACT_RENEWED_LOAN);
}

/* Of the loan renewed. */
#define READ_RENEWED(id, member_, flags_)                                                                              \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_ITEM, .name = "loan", .key = FACT(RENEWED_LOAN), .member = (member_),       \
        .flags = (flags_), .before = FPL_NO_FACT, .absent = FPL_E_GATE_LOAN, .when = when_renewed                      \
    }
#define READ_LISTING(id, member_, value_)                                                                              \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_DATED, .name = "whitelist|listing", .key = FACT(FIRM_ID),                   \
        .member = (member_), .flags = FPL_READ_FROZEN, .before = FPL_NO_FACT, .value = (value_)                        \
    }
static const struct fpl_read reads[] = {
    FPL_POOL_READS_ALIKE(LOAN, loan),
    FPL_POOL_READS_TWIN,
    READ_LISTING(FIRM_WHITELISTED, "st", listed),
    READ_LISTING(FIRM_KEYLIST, "key", keylisted),
    READ_LISTING(FIRM_CLASS, "class", NULL),
    READ_LISTING(FIRM_REGION, "region", NULL),
    FPL_POOL_READS_LEDGER(LOAN_CONTRACT_N, FPL_LEDGER_CONTRACT, LOAN_SPELT, 2, "@n"),
    FPL_POOL_READS_LEDGER(LOAN_CONTRACT_AS, FPL_LEDGER_CONTRACT, LOAN_SPELT, 2, "as"),
    FPL_POOL_READS_LEDGER(RENEWED_CONTRACT_N, FPL_LEDGER_CONTRACT, RENEWED_SPELT, 2, "@n"),
    FPL_POOL_READS_LEDGER(RENEWED_CONTRACT_AS, FPL_LEDGER_CONTRACT, RENEWED_SPELT, 2, "as"),
    FPL_POOL_READS_STATE,
    {.fact = FACT(LOAN_OTHER_TERMS),
     .from = FPL_FROM_LEDGER,
     .name = FPL_LEDGER_LOAN,
     .key = FACT(LOAN_SPELT),
     .member = "in",
     .before = FPL_NO_FACT,
     .value = fpl_pool__other_terms},
    {.fact = FACT(LOAN_OTHER_POOL),
     .from = FPL_FROM_LEDGER,
     .name = FPL_LEDGER_LOAN,
     .key = FACT(LOAN_SPELT),
     .member = "in",
     .before = FPL_NO_FACT,
     .value = fpl_pool__other_pool},
    FPL_POOL_READS_DEBT,
    FPL_POOL_READS_OLD_POOLS,
    READ_RENEWED(RENEWED_STATE, "st", 0),
    READ_RENEWED(RENEWED_ON, "@began", 0),
    READ_RENEWED(RENEWED_FIRM, "firm", 0),
    READ_RENEWED(RENEWED_GUARANTOR, "guar", 0),
    READ_RENEWED(RENEWED_DISBURSED, "disb", FPL_READ_ZERO),
    READ_RENEWED(RENEWED_BALANCE, "bal", FPL_READ_ZERO),
    READ_RENEWED(RENEWED_EXPOSURE, "exp", FPL_READ_ZERO),
    READ_RENEWED(RENEWED_REPAID, "rep", FPL_READ_ZERO),
    READ_RENEWED(RENEWED_TOLD_REPAID, "t_rep", 0),
    READ_RENEWED(LOAN_LOSS, "loss", 0),
    READ_RENEWED(LOAN_LAPSED, "lps", 0),
    READ_RENEWED(LOAN_LAPSED_GUARANTOR, "lpsg", 0),
    READ_RENEWED(LOAN_LAPSE_KEPT, "lpk", 0),
    READ_RENEWED(LOAN_LAPSE_KEPT_GUARANTOR, "lpkg", 0),
    READ_RENEWED(LOAN_TOLD_RECOVERED, "t_rec", 0),
    READ_RENEWED(LOAN_TOLD_COLLATERAL, "t_col", 0),
    READ_RENEWED(LOAN_TOLD_INSURANCE, "t_ins", 0),
    READ_RENEWED(LOAN_TOLD_OTHER_GOV, "t_gov", 0),
    READ_RENEWED(LOAN_TOLD_GUARANTOR_PAID, "t_gua", 0),
    READ_RENEWED(LOAN_TOLD_COUNTER_GUARANTEE, "t_ctr", 0),
    {.fact = FACT(FIRM_DEBT),
     .from = FPL_FROM_SUM,
     .name = "+lending-repaid-closed",
     .key = FACT(FIRM_ID),
     .member = "firm:",
     .before = FPL_NO_FACT,
     .when = when_debt},
    {.fact = FACT(BALANCE_POOL),
     .from = FPL_FROM_SUM,
     .name = "+lending-repaid-closed",
     .key = FPL_NO_FACT,
     .member = "",
     .before = FPL_NO_FACT,
     .when = when_capacity},
    {.fact = FACT(POOL_AVAILABLE),
     .from = FPL_FROM_BALANCE,
     .name = "+100203+224105",
     .key = FPL_NO_FACT,
     .before = FPL_NO_FACT,
     .when = when_capacity},
    {.fact = FACT(POOL_PAID_IN),
     .from = FPL_FROM_BALANCE,
     .name = "+271101+271104",
     .key = FPL_NO_FACT,
     .flags = FPL_READ_NEGATE,
     .before = FPL_NO_FACT,
     .when = when_capacity},
};

static const struct fpl_day_rule days[] = {
    {"disbursed_on", FACT(LOAN_DISBURSED_ON), FPL_NO_FACT, FPL_E_FUTURE},
    {"due_on", FACT(LOAN_DUE_ON), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
    {"registered_on", FACT(TODAY), FACT(RENEWED_ON), FPL_E_DATE_ORDER},
};

static const struct fpl_move moves[] = {
    {"loan", "", "", "REGISTERED"},
    {"loan", "", "paid off", "PAID_OFF"}, /* nothing is outstanding at registration */
    {"loan", "REGISTERED", "renewed by another", "RENEWED"},
};

const struct fpl_event fpl_event__loan_registered = {
    .kind = "loan.registered",
    .zh = "贷款备案",
    .en = "loan registered",
    .command =
        {"loan.register", "贷款备案", "register a loan", FPL_BOOK_POOL, LENDERS,
         IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "loans", NULL, NULL,
         "loan register --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 "
         "--firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 --type CREDIT --mode DIRECT "
         "--contract-amount 3000000.00 --disbursed 3000000.00 --disbursed-on 2026-11-10 --due-on 2027-11-10 "
         "--rate 3.70% --lpr 3.00% --purpose 流动资金 --collateral-share 0% --revenue 7920000.00 --employees 132 "
         "--established 2019-11-05 --listed N --industry 电子信息 --breach-free-years 6 --first-loan Y "
         "--monetary-tool N --as zhi.dan --checker fu.he",
         0},
    .rows = "bank=BK-XC;contract=示例-HT-001;iou=示例-JJ-001;firm=91340603XY00000121;"
            "firm_name=示例青禾新材料科技有限公司;type=信用;mode=银行直贷;contract_amount=3000000.00;"
            "disbursed=3000000.00;disbursed_on=2026-01-12;due_on=2026-07-12;registered_on=2026-01-20;"
            "rate=3.65%;lpr=3.10%;purpose=补充流动资金;first_loan=否;monetary_tool=否;collateral_share=0%;"
            "revenue=3240000.00;employees=172;established=2014-09-01;listed=否;industry=新材料;"
            "breach_free_years=5|"
            "bank=BK-XC;contract=示例-HT-002;iou=示例-JJ-002;firm=91340603XY00000121;"
            "firm_name=示例青禾新材料科技有限公司;type=信用;mode=银行直贷;contract_amount=3000000.00;"
            "disbursed=3000000.00;disbursed_on=2026-01-12;due_on=2026-07-12;registered_on=2026-01-20;"
            "rate=3.65%;lpr=3.10%;purpose=补充流动资金;first_loan=否;monetary_tool=否;collateral_share=0%;"
            "revenue=3240000.00;employees=172;established=2014-09-01;listed=否;industry=新材料;"
            "breach_free_years=5",
    .flags = FPL_EVENT_TAKE_ON | FPL_EVENT_NAMES_FIRM | FPL_EVENT_TELLS_DAY | FPL_EVENT_OWN_DAY,
    .item = "loan",
    .key = FACT(LOAN_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"},
             {FACT(LOAN_SPELT), "bank ~contract ~iou"},
             {FACT(LOAN_TERMS), "disbursed_on bank firm disbursed"}, /* files come by day, so new keys stand together */
             {FACT(RENEWED_LOAN), "bank renews_contract renews_iou"},
             {FACT(RENEWED_SPELT), "bank ~renews_contract ~renews_iou"}},
    .tells = {{FPL_SAME_TERMS, FACT(LOAN_TWIN), "loan.twin"},
              {FPL_LATE, FACT(LOAN_LATE_DAYS), NULL},
              {FPL_OTHER_POOL, FACT(LOAN_OTHER_POOL), "loan.other_pool"},
              {FPL_OTHER_TERMS, FACT(LOAN_OTHER_TERMS), "loan.other_terms"}},
    .occurred = "registered_on",
    .memo = "贷款备案",
    .scope = FACT(LOAN_BANK),
    .scope_field = "bank",
    .binds = FPL_BINDS_AGREEMENT,
    .partner = partner,
    .binding_day = FACT(LOAN_DISBURSED_ON),
    .follows = follows,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
    .moves_other = "renewed by another",
};
