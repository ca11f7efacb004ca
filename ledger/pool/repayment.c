/* P04: a repayment of principal, and its reversal (E25), which gives the sums back on the repayment's own day. */
#include "ledger/pool/room.h"

static const enum fpl_fact_id ids[] = {FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};

static const struct fpl_field_spec fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("instalment", "期次", "instalment", "还款期次|还款编号", ID, KEY),
    F("occurred", "还款日", "repaid on", "还款日期|日期", DATE, REQ),
    FS("amount", "还本金额", "principal repaid", "金额|归还本金", MONEY, REQ, CLAIM_REPAID),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("instalment", "期次", "instalment", "还款期次|还款编号", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { BALANCE, EXPOSURE, LEFT_BALANCE, LEFT_EXPOSURE };
#define REPAID_ROWS                                                                                                    \
    FPL_POOL_MEMO("P04", "归还本金", "principal repaid", "9103", "9003"),                                              \
        FPL_POOL_MEMO("P04", "释放的或有责任", "exposure released", "9104", "9004")
static const struct fpl_recipe recipe[] = {REPAID_ROWS};
static const struct fpl_recipe reverse_recipe[] = {
    REPAID_ROWS,
    FPL_POOL_MEMO("P12", "已撤销备案贷款的余额", "balance of a loan withdrawn", "9103", "9003"),
    FPL_POOL_MEMO("P12", "已撤销备案贷款的或有责任", "exposure of a loan withdrawn", "9104", "9004"),
};

/* A part of the exposure as the instalment is of the balance, HALF_UP; never more than there is. */
static int64_t released(struct fpl_pool__run *run, int64_t exposure_now, int64_t instalment, int64_t balance) {
    struct fpl_money part = fpl_money_of(0);
    enum fpl_status status =
        fpl_money_scale(fpl_money_of(exposure_now), (struct fpl_ratio){instalment, balance}, FPL_HALF_UP, &part);
    if (status != FPL_OK)
        fpl_pool__refuse(run, status, NULL, NULL, FPL_PF_NO_CLAUSE);
    return fpl_money_minor(part);
}

void fpl_pool_decide_repayment(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    fpl_decision_begin(out);
    if (state.n == 0) {
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
        return;
    }
    if (!fpl_pool__ids_fit(&run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    int64_t instalment = fpl_pool__need(&run, FPL_FACT_CLAIM_REPAID);
    fpl_pool__loan_load(&run, &loan);
    int all = instalment == loan.balance;
    loan.state = fpl_event_next(&fpl_event__loan_repaid, "loan", state, all ? "all" : "part");
    int claimed = fpl_str_is(state, "CLAIMED");
    if (!loan.state || (claimed && loan.balance == 0)) /* compensation was paid: it is a recovery */
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (instalment <= 0)
        fpl_pool__refuse(&run, FPL_E_AMOUNT_SIGN, fpl_fact_name(FPL_FACT_CLAIM_REPAID), NULL, FPL_PF_NO_CLAUSE);
    else if (instalment > loan.balance)
        fpl_pool__refuse_limit(&run, FPL_E_GATE_REPAID, loan.balance, instalment, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    int64_t release = all ? loan.exposure : released(&run, loan.exposure, instalment, loan.balance);
    if (out->reasons > 0)
        return;
    fpl_pool__post(&run, &recipe[BALANCE], instalment);
    fpl_pool__post(&run, &recipe[EXPOSURE], release);
    loan.balance -= instalment;
    loan.repaid += instalment;
    loan.exposure -= release;
    out->amount = fpl_money_of(instalment);
    out->exposure = fpl_money_of(release);
    fpl_pool__step_int(&run, "repaid", instalment, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "exposure.released", release, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__pools_repaid(&run, loan.repaid - instalment, loan.repaid);
    fpl_pool__tally_all(&run, "repaid", instalment, 1);
    fpl_pool__key_consume(&run, "repayment");
    if (claimed && !loan.uncounted)
        fpl_pool__tally_npl(&run, -instalment, 0);
}

/* ---- taken back ---- */

/* Moves the loan as the reversal does; a reason if it may not. A loan withdrawn has no balance that could return: what
 * other pools know is corrected, and no more. */
static void give_back(struct fpl_pool__run *run, struct fpl_pool__loan *loan, int64_t instalment, int64_t release) {
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE);
    int pending = fpl_str_is(state, "PAID_OFF") && fpl_fact_bool(run->facts, FPL_FACT_LOAN_CLAIM_PENDING, 0);
    int claimed = fpl_str_is(state, "CLAIMED");
    loan->state = fpl_event_next(&fpl_event__repayment_reversed, "loan", state, pending ? "claim pending" : "");
    if (!loan->state || (claimed && loan->balance == 0)) /* compensation was paid on what had been repaid */
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (instalment <= 0 || release < 0)
        fpl_pool__refuse(run, FPL_E_AMOUNT_SIGN, NULL, NULL, FPL_PF_NO_CLAUSE);
    else if (instalment > loan->repaid)
        fpl_pool__refuse_limit(run, FPL_E_GATE_REPAID, loan->repaid, instalment, FPL_PF_NO_CLAUSE);
    else if (!fpl_str_is(state, "WITHDRAWN") && (__builtin_add_overflow(loan->balance, instalment, &loan->balance) ||
                                                 __builtin_add_overflow(loan->exposure, release, &loan->exposure)))
        fpl_pool__refuse(run, FPL_E_OVERFLOW, NULL, NULL, FPL_PF_NO_CLAUSE);
    else
        loan->repaid -= instalment;
}

void fpl_pool_decide_repayment_reversal(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__loan_is_whole(&run, &loan))
        return;
    int64_t instalment = fpl_pool__need(&run, FPL_FACT_CLAIM_REPAID);
    int64_t release = fpl_pool__need(&run, FPL_FACT_REPAYMENT_RELEASED);
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_LOAN_STATE), "PAID_OFF") &&
        !fpl_fact_known(facts, FPL_FACT_LOAN_CLAIM_PENDING)) /* whether it is claimed again only the claims tell */
        fpl_pool__refuse(&run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_LOAN_CLAIM_PENDING), NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons == 0)
        give_back(&run, &loan, instalment, release);
    if (out->reasons > 0)
        return;
    fpl_event_post(out, &reverse_recipe[BALANCE], fpl_money_of(-instalment), facts);
    fpl_event_post(out, &reverse_recipe[EXPOSURE], fpl_money_of(-release), facts);
    out->amount = fpl_money_of(instalment);
    out->exposure = fpl_money_of(release);
    fpl_pool__step_int(&run, "repaid.reversed", instalment, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "exposure.restored", release, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__pools_repaid(&run, loan.repaid + instalment, loan.repaid);
    if (fpl_str_is(fpl_str_of(loan.state), "WITHDRAWN")) { /* what returns left with the loan, and its sums did */
        fpl_pool__post(&run, &reverse_recipe[LEFT_BALANCE], instalment);
        fpl_pool__post(&run, &reverse_recipe[LEFT_EXPOSURE], release);
        return;
    }
    fpl_pool__tally_all(&run, "repaid", -instalment, -1);
    if (fpl_str_is(fpl_str_of(loan.state), "CLAIMED") && !loan.uncounted)
        fpl_pool__tally_npl(&run, instalment, 0);
}

/* ---- the events ---- */

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_pool_decide_repayment(facts, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_pool_decide_repayment_reversal(facts, out);
}

static const struct fpl_read reads[] = {FPL_POOL_READS_LOAN, FPL_POOL_READS_POOLS};

static const struct fpl_day_rule days[] = {
    {"occurred", FACT(TODAY), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
};

static const struct fpl_move moves[] = {
    {"loan", "REGISTERED", "part", "REGISTERED"},
    {"loan", "REGISTERED", "all", "PAID_OFF"},
    {"loan", "CLAIMED", "part", "CLAIMED"},
    {"loan", "CLAIMED", "all", "PAID_OFF"},
};

const struct fpl_event fpl_event__loan_repaid = {
    .kind = "loan.repaid",
    .zh = "还款",
    .en = "repayment",
    .command = {"loan.repay", "登记还款", "record a repayment", FPL_BOOK_POOL, LENDERS,
                IMPORT | ENTRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "repayments", NULL, NULL,
                "loan repay --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 --instalment 01 "
                "--occurred 2026-11-20 --amount 500000.00 --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-001;iou=示例-JJ-001;instalment=01;occurred=2026-06-12;"
            "amount=1000000.00|"
            "bank=BK-XC;contract=示例-HT-001;iou=示例-JJ-001;instalment=02;occurred=2026-07-10;"
            "amount=500000.00",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "repayment",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou instalment"}},
    .occurred = "occurred",
    .memo = "归还贷款本金",
    .scope = FACT(LOAN_BANK),
    .scope_field = "bank",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};

/* Asked of a loan paid off, whose state does not tell. */
static int when_paid_off(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_LOAN_STATE), "PAID_OFF");
}

static void pending(const struct fpl_json *claim, const struct fpl_facts *facts, struct fpl_buf *text,
                    struct fpl_fact *out) {
    struct fpl_str state = fpl_json_get_text(claim, "st");
    (void)facts;
    (void)text;
    *out = (struct fpl_fact){.known = 1,
                             .v.num = state.n && !fpl_str_is(state, "REFUSED") && !fpl_str_is(state, "WITHDRAWN") &&
                                      !fpl_str_is(state, "PAID") && !fpl_str_is(state, "CLOSED")};
}

static const struct fpl_read reverse_reads[] = {
    FPL_POOL_READS_LOAN,
    FPL_POOL_READS_POOLS,
    READ_UNDONE(TODAY, "occ"),
    READ_UNDONE(TAKE_ON, "take_on"),
    {.fact = FACT(CLAIM_REPAID),
     .from = FPL_FROM_UNDONE,
     .name = "loan",
     .key = FPL_NO_FACT,
     .member = "rep",
     .before = FACT(LOAN_REPAID)},
    {.fact = FACT(REPAYMENT_RELEASED),
     .from = FPL_FROM_UNDONE,
     .name = "loan",
     .key = FPL_NO_FACT,
     .member = "exp",
     .flags = FPL_READ_NEGATE,
     .before = FACT(LOAN_MEMO_SHARE)},
    {.fact = FACT(LOAN_CLAIM_PENDING),
     .from = FPL_FROM_ANY,
     .name = "claim",
     .key = FACT(LOAN_KEY),
     .before = FPL_NO_FACT,
     .when = when_paid_off,
     .value = pending},
};

static const struct fpl_move reverse_moves[] = {
    {"loan", "REGISTERED", "", "REGISTERED"}, {"loan", "CLAIMED", "", "CLAIMED"},
    {"loan", "PAID_OFF", "", "REGISTERED"},   {"loan", "PAID_OFF", "claim pending", "CLAIMED"},
    {"loan", "WITHDRAWN", "", "WITHDRAWN"}, /* other pools go on counting it */
};

const struct fpl_event fpl_event__repayment_reversed = {
    .kind = "repayment.reversed",
    .zh = "还款冲销",
    .en = "repayment reversed",
    .command = {"repayment.reverse", "还款冲销", "reverse a repayment", FPL_BOOK_POOL, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "repayment-reversals",
                "还款冲销：整笔红字，恢复余额与或有责任（已撤销备案的不恢复）；原期次不再使用，更正用新期次",
                "take a repayment back in red: balance and exposure return, unless the loan was withdrawn; record the "
                "right one as another instalment",
                "repayment reverse --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 "
                "--instalment 01 --reason 误记他户还款 --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-001;iou=示例-JJ-001;instalment=02;memo=银行退回",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "repayment",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou instalment"}},
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__loan_repaid,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .recipe = reverse_recipe,
    .recipes = COUNT(reverse_recipe),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
};
