/* How a claim ends: paid (P06), in parts where the pool was short; refused or withdrawn before it is decided (P14); and
 * its decision revoked (P15), which gives the caps back on the day they were used and puts the claim back into its old
 * place. */
#include "ledger/pool/room.h"

static const struct fpl_field_spec refuse_fields[] = {
    FS("claim", "申请", "claim", "回执号", CLAIM, KEY, CLAIM_KEY),
    F("reason", "理由", "reason", "", TEXT, REQ),
    F("occurred", "决定日", "decided on", "", DATE, 0),
};
static const struct fpl_field_spec withdraw_fields[] = {
    FS("claim", "申请", "claim", "回执号", CLAIM, KEY, CLAIM_KEY),
    F("reason", "理由", "reason", "撤回原因|原因", TEXT, REQ),
    F("occurred", "撤回日", "withdrawn on", "", DATE, 0),
};
static const struct fpl_field_spec revoke_fields[] = {
    FS("claim", "申请", "claim", "回执号", CLAIM, KEY, CLAIM_KEY),
    F("reason", "理由", "reason", "", TEXT, REQ),
};
static const struct fpl_field_spec pay_fields[] = {
    FS("claim", "申请", "claim", "回执号", CLAIM, KEY, CLAIM_KEY),
    FPL_BANK_REF(REQ),
    F("occurred", "拨付日", "paid on", "", DATE, 0),
    FPL_POOL_CASH_REASON,
};

enum { PAID, BALANCE, EXPOSURE, RECOVERY };
static const struct fpl_recipe pay_recipe[] = {
    {"P06", "补偿款", "payout", "224105", "100203", DIM(CLAIM_CLAIMANT), DIM(CLAIM_KEY), NONE, NONE, "POOL_PAID"},
    FPL_POOL_MEMO("P06", "余下的贷款余额", "balance left", "9103", "9003"),
    FPL_POOL_MEMO("P06", "余下的或有责任", "exposure left", "9104", "9004"),
    FPL_POOL_MEMO("P06", "待追偿债权", "claim under recovery", "9005", "9105"),
};
enum { UNQUEUE };
static const struct fpl_recipe end_recipe[] = {
    FPL_POOL_MEMO("P14", "原暂缓、排队金额", "amount deferred or queued before", "9108", "9008"),
};
enum { REVOKED, LEAVE, ENTER };
static const struct fpl_recipe revoke_recipe[] = {
    {"P15", "撤销的补偿款", "payout revoked", "224105", "271105", DIM(CLAIM_CLAIMANT), DIM(CLAIM_KEY),
     DIM(CLAIM_CLAIMANT), DIM(CLAIM_KEY), ""},
    FPL_POOL_MEMO("P14", "原排队金额", "amount queued before", "9108", "9008"),
    FPL_POOL_MEMO("P14", "排队待付金额", "amount that waits for money", "9008", "9108"),
};

static int64_t provisional(const struct fpl_pool__run *run) {
    return fpl_pool__money(run, FPL_FACT_CLAIM_PROVISIONAL);
}

/* A repayment is always recorded; a decision made before it, or before it was taken back, was made on another loss. */
static int is_stale(struct fpl_pool__run *run) {
    int64_t then = fpl_pool__money(run, FPL_FACT_CLAIM_DECIDED_REPAID),
            now = fpl_pool__money(run, FPL_FACT_LOAN_REPAID);
    char before[FPL_MONEY_TEXT], after[FPL_MONEY_TEXT];
    enum fpl_status status = FPL_E_STALE;
    if (then == now) {
        status = FPL_E_STALE_ELSEWHERE;
        if (!fpl_pool__known_moved(run, &then, &now))
            return 0;
    }
    fpl_pool__refuse(run, status, fpl_money_format(fpl_money_of(then), FPL_UNIT_YUAN, 2, before),
                     fpl_money_format(fpl_money_of(now), FPL_UNIT_YUAN, 2, after), FPL_PF_NO_CLAUSE);
    return 1;
}

void fpl_pool_decide_payment(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__claim_is_open(&run, &fpl_event__claim_paid))
        return;
    (void)fpl_fact_known(facts, FPL_FACT_CLAIM_RECORDED_ON); /* the record keeps what the rule of its day compared */
    (void)fpl_fact_known(facts, FPL_FACT_CLAIM_LAST_ON);
    if (is_stale(&run))
        return;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    fpl_pool__loan_load(&run, &loan);
    run.part = fpl_pool__money(&run, FPL_FACT_CLAIM_PART);
    run.rest = fpl_pool__money(&run, FPL_FACT_CLAIM_REST);
    const char *way = run.rest > 0 ? "rest waits" : "";
    loan.state = fpl_event_next(&fpl_event__claim_paid, "loan", state, way);
    run.amount = fpl_pool__need(&run, FPL_FACT_CLAIM_APPROVED);
    if (!loan.state)
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    fpl_pool__gate_cash(&run, run.amount);
    if (out->outcome != FPL_OK)
        return;
    int64_t balance = loan.balance, all = run.part + run.amount;
    fpl_pool__post(&run, &pay_recipe[PAID], run.amount);
    fpl_pool__post(&run, &pay_recipe[BALANCE], balance);
    fpl_pool__post(&run, &pay_recipe[EXPOSURE], loan.exposure);
    fpl_pool__post(&run, &pay_recipe[RECOVERY], run.amount);
    loan.balance = 0;
    loan.exposure = 0;
    fpl_event_keep_ref(facts, FPL_FACT_CLAIM_KEY, out);
    loan.kept = loan.kept_guarantor = 0;
    loan.paid_on = fpl_fact_date(facts, FPL_FACT_TODAY);
    fpl_pool__keep_told(&run, &loan);
    fpl_pool__pools_paid(&run, run.amount, &loan);
    out->amount = fpl_money_of(run.amount);
    run.part = run.rest > 0 ? all : 0; /* once all is paid the claim's amount says it */
    fpl_pool__claim_write(&run, fpl_event_next(&fpl_event__claim_paid, "claim", FPL_STR("DECIDED"), way),
                          run.rest > 0 ? 0 : all, provisional(&run));
    int uncounted = loan.uncounted;
    loan.uncounted = uncounted && run.rest > 0;
    fpl_pool__loan_write(&run, &loan);
    loan.uncounted = uncounted;
    fpl_pool__tally_all(&run, "closed", balance, balance > 0);
    fpl_pool__tally_leaves(&run, &loan, balance, run.rest == 0);
    if (run.amount == 0) /* decided before such claims were closed: it ends the claim, and no money moves */
        fpl_pool__note_zero(&run);
    if (run.rest > 0)
        fpl_pool__note_rest(&run);
}

/* Refused or withdrawn before it is decided: the loan is released, the claim ends in `state`. */
static void give_up(const struct fpl_facts *facts, const struct fpl_event *event, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__claim_is_open(&run, event))
        return;
    (void)fpl_fact_known(facts, FPL_FACT_CLAIM_RECORDED_ON);
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    fpl_pool__loan_load(&run, &loan);
    int old = loan.balance == 0 && !fpl_str_is(state, "PAID_OFF");
    loan.state = fpl_event_next(event, "loan", state, old ? "compensated before" : "");
    if (!loan.state) {
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
        return;
    }
    int64_t part = fpl_pool__money(&run, FPL_FACT_CLAIM_PART);
    const char *to =
        fpl_event_next(event, "claim", fpl_fact_text(facts, FPL_FACT_CLAIM_STATE), part > 0 ? "part paid" : "");
    if (!to) { /* what was paid of a claim is not withdrawn: the rest is refused */
        fpl_pool__refuse_text(&run, FPL_E_STATE, fpl_fact_text(facts, FPL_FACT_CLAIM_STATE), FPL_PF_NO_CLAUSE);
        return;
    }
    fpl_pool__leave_memo(&run, &end_recipe[UNQUEUE]);
    fpl_pool__tally_leaves(&run, &loan, loan.balance, 1);
    loan.uncounted = 0;
    fpl_pool__claim_write(&run, to, part, provisional(&run));
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__place_leave(&run);
}

void fpl_pool_decide_refusal(const struct fpl_facts *facts, struct fpl_decision *out) {
    give_up(facts, &fpl_event__claim_refused, out);
}

/* ---- a decision revoked ---- */

/* What has lapsed stays lapsed (FIFO_BANK_BEARS): a decision revoked and made anew pays no more than had not, however
 * much money has come. */
static void keep_lapse(const struct fpl_pool__run *run, struct fpl_pool__loan *loan, int64_t borne, int guarantor) {
    int64_t before = guarantor ? loan->kept_guarantor : loan->kept;
    if (borne == 0 && before == 0)
        return;
    loan->kept = run->amount;
    loan->kept_guarantor = guarantor ? run->amount : 0;
}

void fpl_pool_decide_revocation(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__claim_is_open(&run, &fpl_event__claim_revoked) || !fpl_pool__loan_is_whole(&run, &loan))
        return;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE),
                   claim = fpl_fact_text(facts, FPL_FACT_CLAIM_STATE);
    int closed = fpl_str_is(claim, "CLOSED"), guarantor = fpl_str_eq(fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT),
                                                                     fpl_fact_text(facts, FPL_FACT_LOAN_GUARANTOR));
    loan.state = fpl_event_next(&fpl_event__claim_revoked, "loan", state, closed ? "closed" : "");
    run.amount = fpl_pool__need(&run, FPL_FACT_CLAIM_APPROVED);
    run.part = fpl_pool__money(&run, FPL_FACT_CLAIM_PART);
    int64_t loss = run.loss = fpl_pool__need(&run, FPL_FACT_CLAIM_LOSS),
            borne = fpl_pool__money(&run, FPL_FACT_CLAIM_BORNE), rest = fpl_pool__money(&run, FPL_FACT_CLAIM_REST);
    if (!loan.state)
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (run.amount < 0 || run.amount > loan.compensated || loss < 0 || loss > loan.loss || borne < 0 ||
             borne > (guarantor ? loan.lapsed_guarantor : loan.lapsed) || rest < 0 || rest > FPL_MINOR_MAX - run.amount)
        fpl_pool__refuse(&run, FPL_E_AMOUNT_RANGE, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    run.rest = run.part > 0 ? run.amount + rest : 0; /* of a claim paid in part, all that is left waits again */
    fpl_pool__post(&run, &revoke_recipe[REVOKED], run.amount);
    fpl_pool__leave_memo(&run, &revoke_recipe[LEAVE]);
    fpl_pool__post(&run, &revoke_recipe[ENTER], run.rest);
    out->amount = fpl_money_of(run.amount);
    loan.compensated -= run.amount;
    loan.to_guarantor -= guarantor ? run.amount : 0;
    if (loan.compensated == 0)
        loan.to.n = 0;
    else if (loan.to_guarantor == 0 || loan.to_guarantor == loan.compensated) /* only one is left */
        loan.to = fpl_fact_text(facts, loan.to_guarantor ? FPL_FACT_LOAN_GUARANTOR : FPL_FACT_LOAN_BANK);
    loan.loss -= loss;
    loan.paid_of -= fpl_pool__money(&run, FPL_FACT_LOAN_UNPAID_MOVED);
    loan.recovered_before -= fpl_pool__money(&run, FPL_FACT_LOAN_BEFORE_MOVED);
    keep_lapse(&run, &loan, borne, guarantor);
    if (closed) {
        loan.uncounted = !fpl_pool__counts_npl(&run);
        fpl_pool__tally_leaves(&run, &loan, -loan.balance, -1);
    }
    fpl_pool__step_int(&run, "amount.revoked", run.amount, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "loss.revoked", loss, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__claim_write(&run,
                          fpl_event_next(&fpl_event__claim_revoked, "claim", claim, run.part > 0 ? "part paid" : ""), 0,
                          provisional(&run));
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__place_open(&run);
    fpl_pool__tally_paid(&run, -1);
    fpl_pool__pools_decided(&run, -run.amount, NULL);
}

/* ---- the events ---- */

static void decide_refusal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    give_up(facts, &fpl_event__claim_refused, out);
}

static void decide_withdrawal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    give_up(facts, &fpl_event__claim_withdrawn, out);
}

static void decide_payment(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_pool_decide_payment(facts, out);
}

static void decide_revocation(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_pool_decide_revocation(facts, out);
}

static const struct fpl_read reads[] = {FPL_POOL_READS_CLAIM};
static const struct fpl_read pay_reads[] = {
    FPL_POOL_READS_CLAIM,
    FPL_POOL_READS_POOLS,
    READ_ITEM(CLAIM_DECIDED_REPAID, "claim", CLAIM_KEY, "rep", FPL_READ_ZERO),
    READ_ITEM(CLAIM_KNOWN_COLLATERAL, "claim", CLAIM_KEY, "kcol", 0),
    READ_ITEM(CLAIM_KNOWN_COUNTER, "claim", CLAIM_KEY, "kctr", 0),
    READ_ITEM(CLAIM_KNOWN_OUTSIDE, "claim", CLAIM_KEY, "kgov", 0),
    READ_ITEM(CLAIM_KNOWN_INSURANCE, "claim", CLAIM_KEY, "kins", 0),
    READ_ITEM(CLAIM_KNOWN_TAKEN_ON, "claim", CLAIM_KEY, "ktkn", 0),
    READ_ITEM(CLAIM_KNOWN_RECOVERED, "claim", CLAIM_KEY, "krec", FPL_READ_ZERO),
    READ_ITEM(CLAIM_KNOWN_REPAID, "claim", CLAIM_KEY, "krep", FPL_READ_ZERO),
    READ_ITEM(CLAIM_LAST_ON, "claim", CLAIM_KEY, "@on", 0),
    FPL_POOL_READS_CASH,
    FPL_POOL_READS_HELD_LATER,
    FPL_READS_REF,
};
/* The decision that is revoked: its own day, and the loss it recognised. */
static int when_decided(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_CLAIM_STATE);
    return fpl_str_is(state, "DECIDED") || fpl_str_is(state, "CLOSED");
}
static const struct fpl_read revoke_reads[] = {
    FPL_POOL_READS_CLAIM,
    FPL_POOL_READS_POOLS,
    READ_ITEM(CLAIM_BORNE, "claim", CLAIM_KEY, "brn", 0),
    READ_UNDONE(TODAY, "occ"),
    {.fact = FACT(LOAN_UNPAID_MOVED),
     .from = FPL_FROM_UNDONE,
     .name = "loan",
     .key = FPL_NO_FACT,
     .member = "upd",
     .before = FACT(LOAN_PAID_UNPAID),
     .when = when_decided},
    {.fact = FACT(LOAN_BEFORE_MOVED),
     .from = FPL_FROM_UNDONE,
     .name = "loan",
     .key = FPL_NO_FACT,
     .member = "rbf",
     .before = FACT(LOAN_RECOVERED_BEFORE),
     .when = when_decided},
    {.fact = FACT(CLAIM_LOSS),
     .from = FPL_FROM_UNDONE,
     .name = "loan",
     .key = FPL_NO_FACT,
     .member = "loss",
     .before = FACT(LOAN_LOSS),
     .when = when_decided},
};

static const struct fpl_day_rule days[] = {FPL_POOL_DAYS_OF_CLAIM};
static const struct fpl_day_rule pay_days[] = {
    FPL_POOL_DAYS_OF_CLAIM,
    {"occurred", FACT(TODAY), FACT(CLAIM_LAST_ON), FPL_E_DATE_ORDER},
};

static const struct fpl_move refuse_moves[] = {
    {"claim", "SUBMITTED", "", "REFUSED"},
    {"claim", "DEFERRED", "", "REFUSED"},
    {"claim", "QUEUED", "", "REFUSED"},
    {"claim", "QUEUED", "part paid", "PAID"}, /* the rest is given up */
    {"claim", "DEFERRED", "part paid", "PAID"},
    {"loan", "CLAIMED", "", "REGISTERED"},
    {"loan", "CLAIMED", "compensated before", "COMPENSATED"},
    {"loan", "PAID_OFF", "", "PAID_OFF"}, /* paid off while its claim was pending */
};
static const struct fpl_move withdraw_moves[] = {
    {"claim", "SUBMITTED", "", "WITHDRAWN"},
    {"claim", "DEFERRED", "", "WITHDRAWN"},
    {"claim", "QUEUED", "", "WITHDRAWN"},
    {"loan", "CLAIMED", "", "REGISTERED"},
    {"loan", "CLAIMED", "compensated before", "COMPENSATED"},
    {"loan", "PAID_OFF", "", "PAID_OFF"},
};
static const struct fpl_move pay_moves[] = {
    {"claim", "DECIDED", "", "PAID"},
    {"claim", "DECIDED", "rest waits", "QUEUED"},
    {"loan", "CLAIMED", "", "COMPENSATED"},
    {"loan", "CLAIMED", "rest waits", "CLAIMED"},
};
static const struct fpl_move revoke_moves[] = {
    {"claim", "DECIDED", "", "SUBMITTED"},       {"claim", "DECIDED", "part paid", "QUEUED"},
    {"claim", "CLOSED", "", "SUBMITTED"},        {"loan", "CLAIMED", "", "CLAIMED"},
    {"loan", "REGISTERED", "closed", "CLAIMED"}, {"loan", "COMPENSATED", "closed", "CLAIMED"},
    {"loan", "PAID_OFF", "", "PAID_OFF"}, /* decided, then paid off */
};

const struct fpl_event fpl_event__claim_refused = {
    .kind = "claim.refused",
    .zh = "不予补偿",
    .en = "claim refused",
    .command = {"claim.refuse", "不予补偿", "refuse a claim", FPL_BOOK_POOL, FPL_ROLE_APPROVER, 0, refuse_fields,
                COUNT(refuse_fields), NULL, NULL, NULL, "claim refuse XC-01 --book pool --reason 材料不实 --as shen.pi",
                1},
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .again = FPL_AGAIN_LAST,
    .occurred = "occurred",
    .memo_field = "reason",
    .decide = decide_refusal,
    .not_origin = 1,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = end_recipe,
    .recipes = COUNT(end_recipe),
    .move = refuse_moves,
    .moves = COUNT(refuse_moves),
};

/* By the institution, before the decision: the key stays consumed, the place is lost. */
const struct fpl_event fpl_event__claim_withdrawn = {
    .kind = "claim.withdrawn",
    .zh = "撤回申请",
    .en = "claim withdrawn",
    .command = {"claim.withdraw", "撤回补偿申请", "withdraw a claim", FPL_BOOK_POOL, CLAIMANTS, IMPORT | DRY,
                withdraw_fields, COUNT(withdraw_fields), "claim-withdrawals",
                "撤回申请（限核定前）：申请编号不再使用，受理次序作废；更正后另以新编号申请",
                "withdraw a claim before it is decided: its number stays used, its place is lost; claim again under a "
                "new number",
                "claim withdraw XC-01 --book pool --reason 材料有误 --as xc.01", 1},
    .rows = "claim=示例-SQ-001;reason=材料有误",
    .flags = FPL_EVENT_ENDS,
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .again = FPL_AGAIN_LAST,
    .occurred = "occurred",
    .memo_field = "reason",
    .scope = FACT(CLAIM_CLAIMANT),
    .scope_field = "claim",
    .decide = decide_withdrawal,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = end_recipe,
    .recipes = COUNT(end_recipe),
    .move = withdraw_moves,
    .moves = COUNT(withdraw_moves),
};

const struct fpl_event fpl_event__claim_revoked = {
    .kind = "claim.revoked",
    .zh = "撤销核定",
    .en = "decision revoked",
    .command = {"claim.revoke", "撤销核定", "revoke the decision on a claim", FPL_BOOK_POOL, FPL_ROLE_APPROVER, DRY,
                revoke_fields, COUNT(revoke_fields), NULL,
                "撤销核定（限拨付前）：限额退回，申请回到原受理次序；已拨付的款项不在此退回",
                "revoke a decision before payment: caps are given back, the claim is open again in its old place; "
                "money paid out is not taken back here",
                "claim revoke XC-01 --book pool --reason 核定依据有误 --as shen.pi", 1},
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_UNDOES_LAST,
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .again = FPL_AGAIN_LAST,
    .memo_field = "reason",
    .decide = decide_revocation,
    .not_origin = 1,
    .read = revoke_reads,
    .reads = COUNT(revoke_reads),
    .recipe = revoke_recipe,
    .recipes = COUNT(revoke_recipe),
    .move = revoke_moves,
    .moves = COUNT(revoke_moves),
};

const struct fpl_event fpl_event__claim_paid = {
    .kind = "claim.paid",
    .zh = "拨付补偿",
    .en = "claim paid",
    .command = {"claim.pay", "拨付补偿", "pay a claim", FPL_BOOK_POOL, FPL_ROLE_CASHIER, ENTRY, pay_fields,
                COUNT(pay_fields), NULL, NULL, NULL,
                "claim pay XC-01 --book pool --bank-ref SL202611200002 --as chu.na --checker fu.he", 1},
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .again = FPL_AGAIN_LAST,
    .occurred = "occurred",
    .memo = "拨付风险补偿款",
    .memo_field = "bank_ref",
    .tells = FPL_TELLS_REF,
    .decide = decide_payment,
    .not_origin = 1,
    .not_last = 1, /* who decided does not pay */
    .read = pay_reads,
    .reads = COUNT(pay_reads),
    .day = pay_days,
    .days = COUNT(pay_days),
    .recipe = pay_recipe,
    .recipes = COUNT(pay_recipe),
    .move = pay_moves,
    .moves = COUNT(pay_moves),
};
