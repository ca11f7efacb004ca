/* A payout made before the ledger, taken on as it was: nothing is computed, nothing is posted. And its reversal, as
 * long as nothing rests on it. */
#include "ledger/pool/returned.h"

static const struct fpl_field_spec fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("claim_no", "申请编号", "claim no", "补偿申请编号|补偿编号", ID, KEY),
    FS("claimant", "申请机构", "claimant", "", PARTY, 0, CLAIM_CLAIMANT),
    F("decided_on", "核定日", "decided on", "核定日期", DATE, REQ),
    FS("paid_on", "拨付日", "paid on", "拨付日期", DATE, 0, PAYOUT_PAID_ON),
    FS("amount", "补偿金额", "payout", "实补金额|补偿款", MONEY, REQ, PAYOUT_AMOUNT),
    FS("loss", "认定损失", "loss recognised", "认定本金损失", MONEY, REQ | ZERO, PAYOUT_LOSS),
    FPL_BANK_REF(REQ),
};

static const struct fpl_field_spec reverse_fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("claim_no", "申请编号", "claim no", "补偿申请编号|补偿编号", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

/* Whom the loan's risk was shared with: its bank, or its guarantor. */
static int is_of_the_loan(const struct fpl_facts *facts, struct fpl_str claimant) {
    return fpl_str_eq(claimant, fpl_fact_text(facts, FPL_FACT_LOAN_BANK)) ||
           (fpl_fact_known(facts, FPL_FACT_LOAN_GUARANTOR) &&
            fpl_str_eq(claimant, fpl_fact_text(facts, FPL_FACT_LOAN_GUARANTOR)));
}

/* Amounts of a loan's claims are cumulative: what was paid for it stays within the loss recognised on it. */
static void gate_amounts(struct fpl_pool__run *run, const struct fpl_pool__loan *loan) {
    int64_t paid = 0, loss = 0;
    run->amount = fpl_pool__need(run, FPL_FACT_PAYOUT_AMOUNT);
    run->loss = fpl_pool__need(run, FPL_FACT_PAYOUT_LOSS);
    if (run->out->reasons > 0)
        return;
    if (run->amount <= 0)
        fpl_pool__refuse(run, FPL_E_AMOUNT_SIGN, fpl_fact_name(FPL_FACT_PAYOUT_AMOUNT), NULL, FPL_PF_NO_CLAUSE);
    else if (run->loss < 0)
        fpl_pool__refuse(run, FPL_E_NEGATIVE, fpl_fact_name(FPL_FACT_PAYOUT_LOSS), NULL, FPL_PF_NO_CLAUSE);
    else if (__builtin_add_overflow(loan->compensated, run->amount, &paid) ||
             __builtin_add_overflow(loan->loss, run->loss, &loss) || loss > FPL_MINOR_MAX)
        fpl_pool__refuse(run, FPL_E_OVERFLOW, NULL, NULL, FPL_PF_NO_CLAUSE);
    else if (paid > loss)
        fpl_pool__refuse_money(run, FPL_E_GATE_PAYOUT, loss - loan->compensated, FPL_PF_NO_CLAUSE);
    else if (fpl_pool__paid_elsewhere(run) > 0 && fpl_pool__paid_elsewhere(run) > fpl_pool__unpaid(run) - paid)
        fpl_pool__refuse_money(run, FPL_E_GATE_PAYOUT,
                               fpl_pool__unpaid(run) - loan->compensated - fpl_pool__paid_elsewhere(run),
                               FPL_PF_NO_CLAUSE);
}

static void gate(struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    const struct fpl_facts *facts = run->facts;
    struct fpl_str loan_state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE),
                   claim_state = fpl_fact_text(facts, FPL_FACT_CLAIM_STATE),
                   claimant = fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT);
    if (!fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0))
        fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_TAKE_ON), NULL, FPL_PF_NO_CLAUSE);
    if (!is_of_the_loan(facts, claimant))
        fpl_pool__refuse_text(run, FPL_E_SCOPE, claimant, FPL_PF_NO_CLAUSE);
    if (!fpl_event_next(&fpl_event__payout_recorded, "claim", claim_state, ""))
        fpl_pool__refuse_text(run, FPL_E_STATE, claim_state, FPL_PF_NO_CLAUSE);
    if (!fpl_fact_bool(facts, FPL_FACT_LOAN_TAKE_ON, 0))
        fpl_pool__refuse_text(run, FPL_E_GATE_TAKE_ON, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
    fpl_pool__loan_load(run, loan);
    loan->state = fpl_event_next(&fpl_event__payout_recorded, "loan", loan_state, "");
    if (!loan->state)
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, loan_state, FPL_PF_NO_CLAUSE);
    gate_amounts(run, loan);
}

/* What its reversal gives back. */
static void keep_moved(struct fpl_pool__run *run, const struct fpl_pool__loan *loan) {
    const struct fpl_pool__amount list[] = {{"all", loan->compensated + run->amount, 0},
                                            {"amt", run->amount, 0},
                                            {"bal", loan->balance, 1},
                                            {"exp", loan->exposure, 1},
                                            {"loss", run->loss, 1},
                                            {"of", loan->paid_of, 1}};
    char bytes[256], day[12];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    for (int i = 0; i < COUNT(list); i++)
        if (list[i].value != 0 || !list[i].sparse)
            fpl_json_kint(&json, list[i].name, list[i].value);
    if (!fpl_date_is_none(loan->paid_on))
        fpl_json_kstrz(&json, "on", fpl_date_format(loan->paid_on, day));
    fpl_json_end(&json);
    FPL_ASSERT(data.p == bytes && !data.failed);
    fpl_decision_item(run->out, "payout", fpl_fact_text(run->facts, FPL_FACT_CLAIM_KEY), fpl_buf_str(&data));
}

void fpl_pool_decide_payout(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id ids[] = {FPL_FACT_CLAIM_KEY, FPL_FACT_CLAIM_CLAIMANT, FPL_FACT_LOAN_KEY,
                                           FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (fpl_fact_text(facts, FPL_FACT_LOAN_STATE).n == 0) {
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN, fpl_fact_text(facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
        return;
    }
    if (!fpl_pool__ids_fit(&run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    if (!fpl_pool__gate_claim_alike(&run))
        return;
    gate(&run, &loan);
    if (out->reasons > 0)
        return;
    int64_t balance = loan.balance;
    keep_moved(&run, &loan);
    loan.balance = loan.exposure = 0;
    loan.compensated += run.amount;
    if (fpl_str_eq(fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT), fpl_fact_text(facts, FPL_FACT_LOAN_GUARANTOR)))
        loan.to_guarantor += run.amount;
    loan.to = loan.to.n || run.amount == 0 ? loan.to : fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT);
    loan.loss += run.loss;
    loan.paid_of = fpl_pool__unpaid(&run); /* on what it was decided is not told; the loss is more if it has interest */
    loan.paid_of = loan.loss > loan.paid_of ? loan.loss : loan.paid_of;
    loan.paid_on =
        fpl_fact_date(facts, fpl_fact_known(facts, FPL_FACT_PAYOUT_PAID_ON) ? FPL_FACT_PAYOUT_PAID_ON : FPL_FACT_TODAY);
    out->amount = fpl_money_of(run.amount);
    fpl_pool__claim_write(&run, "PAID", run.amount, 0);
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__keep_claim_spelling(&run);
    fpl_event_keep_ref(facts, FPL_FACT_CLAIM_KEY, out);
    fpl_pool__tally_paid(&run, 1);
    fpl_pool__pools_taken_on(&run, run.amount);
    fpl_pool__tally_all(&run, "closed", balance, balance > 0);
}

/* ---- taken back ---- */

/* Nothing rests on it: no later payout, and nothing that was shared, reclaimed or charged of the loan. */
static void gate_last(struct fpl_pool__run *run, const struct fpl_pool__loan *loan) {
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE);
    struct fpl_pool__returned returned;
    fpl_pool__returned_load(run, &returned);
    if (!fpl_str_is(state, "COMPENSATED"))
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (loan->compensated != fpl_pool__need(run, FPL_FACT_PAYOUT_ALL))
        fpl_pool__refuse(run, FPL_E_LATER, fpl_event__payout_recorded.kind, NULL, FPL_PF_NO_CLAUSE);
    if (returned.net != 0 || returned.back != 0)
        fpl_pool__refuse(run, FPL_E_LATER, fpl_event__recovery_shared.kind, NULL, FPL_PF_NO_CLAUSE);
    if (returned.reclaimed != 0)
        fpl_pool__refuse(run, FPL_E_LATER, fpl_event__payout_reclaimed.kind, NULL, FPL_PF_NO_CLAUSE);
    if (fpl_pool__money(run, FPL_FACT_CHARGED_OWN) != 0 || fpl_pool__money(run, FPL_FACT_CHARGED_RECOVERED) != 0)
        fpl_pool__refuse(run, FPL_E_LATER, fpl_event__loss_charged.kind, NULL, FPL_PF_NO_CLAUSE);
}

/* The loan as it stood before: open with its balance, or compensated by the payouts that are left. */
static void give_back(struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    const struct fpl_facts *facts = run->facts;
    int guarantor =
        fpl_str_eq(fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT), fpl_fact_text(facts, FPL_FACT_LOAN_GUARANTOR));
    loan->balance = fpl_pool__money(run, FPL_FACT_PAYOUT_CLOSED);
    loan->exposure = fpl_pool__money(run, FPL_FACT_PAYOUT_RELEASED);
    loan->compensated -= run->amount;
    loan->to_guarantor -= guarantor ? run->amount : 0;
    loan->loss -= run->loss;
    loan->paid_of = fpl_pool__money(run, FPL_FACT_PAYOUT_OF_BEFORE);
    loan->paid_on = fpl_fact_date(facts, FPL_FACT_PAYOUT_ON_BEFORE);
    if (loan->compensated == 0)
        loan->to.n = 0;
    else if (loan->to_guarantor == 0 || loan->to_guarantor == loan->compensated) /* only one is left */
        loan->to = fpl_fact_text(facts, loan->to_guarantor ? FPL_FACT_LOAN_GUARANTOR : FPL_FACT_LOAN_BANK);
    loan->state = fpl_event_next(&fpl_event__payout_reversed, "loan", FPL_STR("COMPENSATED"),
                                 loan->compensated > 0 ? "compensated before" : "");
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out, .final = 1};
    struct fpl_pool__loan loan;
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_pool__loan_is_whole(&run, &loan))
        return;
    run.amount = fpl_pool__need(&run, FPL_FACT_PAYOUT_AMOUNT);
    run.loss = fpl_pool__money(&run, FPL_FACT_PAYOUT_LOSS);
    gate_last(&run, &loan);
    if (out->reasons == 0 && (run.amount > loan.compensated || run.loss > loan.loss))
        fpl_pool__refuse(&run, FPL_E_AMOUNT_RANGE, NULL, NULL, FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    give_back(&run, &loan);
    out->amount = fpl_money_of(run.amount);
    fpl_pool__step_int(&run, "payout.reversed", run.amount, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "loss.reversed", run.loss, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__claim_write(
        &run, fpl_event_next(&fpl_event__payout_reversed, "claim", fpl_fact_text(facts, FPL_FACT_CLAIM_STATE), ""), 0,
        0);
    fpl_pool__loan_write(&run, &loan);
    fpl_pool__tally_paid(&run, -1);
    fpl_pool__pools_taken_on(&run, -run.amount);
    fpl_pool__tally_all(&run, "closed", -loan.balance, -(loan.balance > 0));
}

/* ---- the events ---- */

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_pool_decide_payout(facts, out);
}

static void follows(const struct fpl_pack *pack, struct fpl_facts *facts) {
    (void)pack;
    fpl_fact__say_text(facts, FPL_FACT_CLAIM_CLAIMANT, fpl_fact_text(facts, FPL_FACT_LOAN_BANK));
}

static const struct fpl_read reads[] = {
    FPL_READS_REF,         FPL_POOL_READS_LOAN,    FPL_POOL_READS_POOLS, FPL_POOL_READS_ALIKE(CLAIM, claim),
    FPL_POOL_READS_SHARED, FPL_POOL_READ_TAKEN_ON,
};
static const struct fpl_day_rule days[] = {
    {"paid_on", FACT(PAYOUT_PAID_ON), FPL_NO_FACT, FPL_E_FUTURE},
    {"decided_on", FACT(TODAY), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
    {"paid_on", FACT(PAYOUT_PAID_ON), FACT(TODAY), FPL_E_DATE_ORDER},
};
static const struct fpl_move moves[] = {
    {"claim", "", "", "PAID"},
    {"loan", "REGISTERED", "", "COMPENSATED"},
    {"loan", "COMPENSATED", "", "COMPENSATED"}, /* paid out more than once */
};

const struct fpl_event fpl_event__payout_recorded = {
    .kind = "payout.recorded",
    .zh = "承接历史补偿",
    .en = "payout taken on",
    .command = {"payout.record", "承接历史补偿", "take on a historical payout", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "payouts", NULL, NULL,
                "payout record --book pool --bank BK-XC --contract XC-RCD-2025-004 --iou XC2025000401 --claim-no "
                "XC-2026-02 --decided-on 2026-04-20 --paid-on 2026-05-08 --amount 400000.00 --loss 1000000.00 "
                "--bank-ref SL202605080003 --take-on --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;claim_no=示例-SQ-009;decided_on=2026-09-01;"
            "paid_on=2026-09-10;amount=400000.00;loss=1000000.00;bank_ref=示例流水0009|"
            "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;claim_no=示例-SQ-010;decided_on=2026-09-02;"
            "paid_on=2026-09-11;amount=1000.00;loss=2000.00;bank_ref=示例流水0010",
    .flags = FPL_EVENT_TAKE_ON | FPL_EVENT_TAKEN_ON | FPL_EVENT_CHECKED, /* no posting, yet money that caps count */
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"},
             {FACT(CLAIM_KEY), "bank contract iou claim_no"},
             {FACT(CLAIM_SPELT), "bank contract iou ~claim_no"}},
    .occurred = "decided_on",
    .memo = "承接历史补偿",
    .tells = FPL_TELLS_REF,
    .follows = follows,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .move = moves,
    .moves = COUNT(moves),
};

static const struct fpl_read reverse_reads[] = {
    FPL_POOL_READS_LOAN,
    FPL_POOL_READS_POOLS,
    FPL_POOL_READS_RETURNED,
    FPL_POOL_READS_CHARGED,
    READ_UNDONE(TODAY, "occ"),
    READ_ITEM(CLAIM_STATE, "claim", CLAIM_KEY, "st", 0),
    READ_ITEM(CLAIM_CLAIMANT, "claim", CLAIM_KEY, "claimant", 0),
    READ_ITEM(PAYOUT_ALL, "payout", CLAIM_KEY, "all", 0),
    READ_ITEM(PAYOUT_AMOUNT, "payout", CLAIM_KEY, "amt", 0),
    READ_ITEM(PAYOUT_CLOSED, "payout", CLAIM_KEY, "bal", 0),
    READ_ITEM(PAYOUT_RELEASED, "payout", CLAIM_KEY, "exp", 0),
    READ_ITEM(PAYOUT_LOSS, "payout", CLAIM_KEY, "loss", 0),
    READ_ITEM(PAYOUT_OF_BEFORE, "payout", CLAIM_KEY, "of", 0),
    READ_ITEM(PAYOUT_ON_BEFORE, "payout", CLAIM_KEY, "on", 0),
};
static const struct fpl_move reverse_moves[] = {
    {"claim", "PAID", "", "REVERSED"},
    {"loan", "COMPENSATED", "", "REGISTERED"},
    {"loan", "COMPENSATED", "compensated before", "COMPENSATED"},
};

const struct fpl_event fpl_event__payout_reversed = {
    .kind = "payout.reversed",
    .zh = "历史补偿冲销",
    .en = "payout taken on reversed",
    .command =
        {"payout.reverse", "冲销承接的历史补偿", "reverse a payout taken on", FPL_BOOK_POOL, RECORDERS,
         IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "payout-reversals",
         "冲销承接有误的历史补偿：贷款恢复原状；其后的补偿、返还、追回、核销须先冲销；原申请编号不再使用，更正用新编号",
         "take back a payout that was taken on by mistake: the loan stands as before; what followed on it is "
         "reversed first; record the right one under another number",
         "payout reverse --book pool --bank BK-XC --contract XC-RCD-2025-004 --iou XC2025000401 --claim-no "
         "XC-2026-02 --reason 金额录错 --as zhi.dan --checker fu.he",
         0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;claim_no=示例-SQ-010;memo=重复录入",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(CLAIM_KEY), "bank contract iou claim_no"}},
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__payout_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
};
