/* The computation of one claim, steps 0 to 8, and what it writes, step 10. */
#include "ledger/pool/room.h"

#include <string.h>

#define FIVE_CLASS                                                                                                     \
    "PASS=正常=pass|SPECIAL=关注=special mention|SUBSTANDARD=次级=substandard|DOUBTFUL=可疑=doubtful|LOSS=损失=loss"
#define LITIGATION                                                                                                               \
    "NONE=无=none|FILED=已起诉=filed|ACCEPTED=法院受理=accepted|JUDGED=已判决=judged|ENFORCEMENT_ENDED=终结执行=" \
    "enforcement ended"

static const struct fpl_field_spec submit_fields[] = {
    FS("claimant", "申请机构", "claimant", "", PARTY, 0, CLAIM_CLAIMANT),
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("claim_no", "申请编号", "claim no", "补偿申请编号", ID, FPL_FIELD_KEY),
    FS("firm", "统一社会信用代码", "borrower uscc", "信用代码|borrower_uscc", PARTY, 0, CLAIM_FIRM),
    FS("claim_date", "申请日", "claim date", "申请日期", DATE, REQ, CLAIM_DATE),
    FS("overdue_days", "逾期天数", "overdue days", "", INT, REQ, CLAIM_OVERDUE_DAYS),
    ES("five_class", "五级分类", "five class", "", REQ, FIVE_CLASS, CLAIM_CLASS),
    ES("litigation", "诉讼阶段", "litigation", "", 0, LITIGATION, CLAIM_LITIGATION),
    FS("repaid", "已还本金", "repaid principal", "repaid_principal|已收回本金", MONEY, REQ | ZERO, CLAIM_REPAID),
    FS("recovered", "追偿净收回", "net recovered", "已追回", MONEY, ZERO, CLAIM_RECOVERED),
    FS("interest_since", "欠息起始日", "interest overdue since", "", DATE, 0, CLAIM_INTEREST_SINCE),
    FS("unpaid_interest", "未付利息", "unpaid interest", "欠息", MONEY, ZERO, CLAIM_UNPAID_INTEREST),
    FS("collateral", "抵押物收回", "collateral recovered", "collateral_recovered", MONEY, ZERO, CLAIM_COLLATERAL),
    FS("insurance", "保险赔付", "insurance paid", "insurance_paid", MONEY, ZERO, CLAIM_INSURANCE),
    FS("other_gov", "其他财政补偿", "other gov paid", "other_gov_paid", MONEY, ZERO, CLAIM_OTHER_GOV),
    FS("liability", "实际承担责任", "actual liability", "", MONEY, ZERO, CLAIM_LIABILITY),
    FS("guarantor_paid", "代偿本金", "guarantor paid", "代偿金额", MONEY, ZERO, CLAIM_GUARANTOR_PAID),
    FS("counter_guarantee", "反担保收回", "counter guarantee", "", MONEY, ZERO, CLAIM_COUNTER_GUARANTEE),
    F("court_case", "案号", "court case no", "court_case_no", TEXT, 0),
    FS("docs", "申请材料", "documents", "", TEXT, 0, CLAIM_DOCS),
};
static const struct fpl_field_spec approve_fields[] = {
    FS("claim", "申请", "claim", "回执号", CLAIM, KEY, CLAIM_KEY),
    FS("expect", "预期金额", "expected amount", "", MONEY, REQ | ZERO, CLAIM_EXPECTED),
    F("occurred", "决定日", "decided on", "", DATE, 0),
};

enum { PAYABLE, UNQUEUE, QUEUE };
static const struct fpl_recipe recipe[] = {
    {"P05", "核定补偿款", "payout decided", "271105", "224105", DIM(CLAIM_CLAIMANT), DIM(CLAIM_KEY),
     DIM(CLAIM_CLAIMANT), DIM(CLAIM_KEY), ""},
    FPL_POOL_MEMO("P14", "原暂缓、排队金额", "amount deferred or queued before", "9108", "9008"),
    FPL_POOL_MEMO("P14", "排队待付金额", "amount that waits for money", "9008", "9108"),
};
enum { LEAVE, ENTER };
static const struct fpl_recipe defer_recipe[] = {
    FPL_POOL_MEMO("P14", "原暂缓、排队金额", "amount deferred or queued before", "9108", "9008"),
    FPL_POOL_MEMO("P14", "暂缓金额", "amount deferred", "9008", "9108"),
};
static const struct fpl_recipe queue_recipe[] = {
    FPL_POOL_MEMO("P14", "原暂缓、排队金额", "amount deferred or queued before", "9108", "9008"),
    FPL_POOL_MEMO("P14", "排队待付金额", "amount that waits for money", "9008", "9108"),
};

/* Whole fen of the eligible base, less what earlier claims on the same loan have recognised. */
static void recognise_loss(struct fpl_pool__run *run) {
    int64_t total = fpl_x__round(&run->math, &run->base, FPL_HALF_UP);
    int64_t before = fpl_pool__money(run, FPL_FACT_LOAN_LOSS);
    run->loss = total > before ? total - before : 0;
}

static void compute(struct fpl_pool__run *run) {
    int reasons = run->out->reasons;
    fpl_x__set(&run->math, &run->raw, 0, 1);
    fpl_pool__base(run);
    fpl_pool__rate(run);
    if ((run->final && run->out->reasons > 0) || run->math.status != FPL_OK)
        return;
    if (run->out->reasons > reasons)
        fpl_x__set(&run->math, &run->raw, 0, 1); /* what caps and breakers lack is said as well */
    recognise_loss(run);
    fpl_pool__caps(run);
    if (run->math.status == FPL_OK)
        fpl_pool__breakers(run);
}

/* Step 8: what the pool has is paid; the rest queues, or lapses where the pack says that the bank bears it. Under
 * TOP_UP_WAIT nothing is paid of a claim that the pool cannot pay whole. A claim that waits already and would get
 * nothing stays as it is. */
static void face_shortage(struct fpl_pool__run *run) {
    int64_t available = fpl_pool__money(run, FPL_FACT_POOL_AVAILABLE);
    int known = fpl_fact_known(run->facts, FPL_FACT_POOL_AVAILABLE),
        is_short = run->amount > 0 && run->amount > available;
    int waits = fpl_str_is(fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE), "QUEUED");
    fpl_pool__step_int(run, "shortage", available, is_short ? "short" : "enough", FPL_PF_SHORTAGE_MODE);
    if (!run->bare)
        fpl_decision_step_rests(run->out, FPL_FACT_POOL_AVAILABLE);
    if (!is_short || !run->pack->waits) /* what would be paid now, of what came by the day of the decision */
        fpl_pool__gate_later(run, available, FPL_FACT_POOL_LATER, is_short ? available : run->amount);
    if (!is_short || run->out->reasons > 0)
        return;
    int64_t paid = available > 0 && !run->pack->waits ? available : 0, rest = run->amount - paid;
    if (!known || (waits && paid == 0 && !run->pack->bank_bears)) {
        fpl_pool__refuse_limit(run, FPL_E_SHORTAGE, available, run->amount, FPL_PF_SHORTAGE_MODE);
        fpl_decision_reason_rests(run->out, 0, FPL_FACT_POOL_AVAILABLE);
        return;
    }
    run->amount = paid;
    *(run->pack->bank_bears ? &run->borne : &run->rest) = rest;
    (void)fpl_str_copy(FPL_STR("shortage_mode"), run->out->binding, sizeof run->out->binding);
    fpl_pool__step_int(run, run->pack->bank_bears ? "shortage.lapsed" : "shortage.queued", rest, NULL,
                       FPL_PF_SHORTAGE_MODE);
    fpl_pool__step_int(run, "binding", paid, run->out->binding, FPL_PF_SHORTAGE_MODE);
}

/* The amount that the decision-maker named is the one to be paid now: 0 of a claim that only queues. */
static void check_expected(struct fpl_pool__run *run) {
    char text[FPL_MONEY_TEXT], cap[FPL_ERROR_ARG_BYTES];
    int64_t expected = fpl_pool__need(run, FPL_FACT_CLAIM_EXPECTED);
    if (fpl_fact_known(run->facts, FPL_FACT_CLAIM_EXPECTED) && expected != run->amount)
        fpl_pool__refuse(run, FPL_E_CHANGED, fpl_money_format(fpl_money_of(run->amount), FPL_UNIT_YUAN, 2, text),
                         fpl_pool__bound_by(run, cap), FPL_PF_NO_CLAUSE);
}

static void settle(struct fpl_pool__run *run) {
    face_shortage(run);
    if (run->out->reasons == 0)
        check_expected(run);
}

static void write_submitted(struct fpl_pool__run *run) {
    char bound[FPL_ERROR_ARG_BYTES];
    struct fpl_pool__loan loan;
    int counts = fpl_pool__counts_npl(run);
    fpl_pool__loan_load(run, &loan);
    loan.state =
        fpl_event_next(&fpl_event__claim_submitted, "loan", fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE), "");
    FPL_ASSERT(loan.state != NULL);
    loan.uncounted = !counts;
    fpl_pool__claim_write(run, "SUBMITTED", 0, run->amount);
    fpl_pool__loan_write(run, &loan);
    fpl_pool__keep_claim_spelling(run);
    fpl_pool__place_open(run);
    if (counts)
        fpl_pool__tally_npl(run, loan.balance, 1);
    if (run->amount == 0)
        fpl_decision_note(run->out, FPL_ZERO_PROVISIONAL, fpl_pool__bound_by(run, bound), NULL);
}

static int64_t provisional(const struct fpl_pool__run *run) {
    return fpl_pool__money(run, FPL_FACT_CLAIM_PROVISIONAL);
}

static void write_deferred(struct fpl_pool__run *run) {
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE);
    int64_t before = fpl_pool__money(run, FPL_FACT_CLAIM_APPROVED);
    int again = fpl_str_is(state, "DEFERRED");
    fpl_pool__refuse(run, FPL_DEFERRED, run->breaker, NULL, FPL_PF_BREAKER);
    if (!again || before != run->amount) {
        fpl_pool__leave_memo(run, &defer_recipe[LEAVE]);
        fpl_pool__post(run, &defer_recipe[ENTER], run->amount);
    }
    fpl_pool__claim_write(run, fpl_event_next(&fpl_event__claim_deferred, "claim", state, ""), run->amount,
                          provisional(run));
    fpl_pool__place_leave(run);
}

/* Nothing is there to be paid: all of it waits. No cap is used, no loss recognised. */
static void write_queued(struct fpl_pool__run *run) {
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE);
    fpl_pool__refuse_money(run, FPL_QUEUED, run->rest, FPL_PF_SHORTAGE_MODE);
    fpl_pool__leave_memo(run, &queue_recipe[LEAVE]);
    fpl_pool__post(run, &queue_recipe[ENTER], run->rest);
    fpl_pool__claim_write(run, fpl_event_next(&fpl_event__claim_queued, "claim", state, ""), 0, provisional(run));
    fpl_pool__place_open(run);
}

/* What is left of the loan where the claim ends without money: it may be claimed on again. */
static void release_loan(struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    fpl_pool__tally_leaves(run, loan, loan->balance, 1);
    fpl_pool__keep_told(run, loan);
    loan->uncounted = 0;
    loan->state = fpl_event_next(&fpl_event__claim_decided, "loan", FPL_STR("CLAIMED"),
                                 loan->balance == 0 ? "nothing to pay, compensated before" : "nothing to pay");
}

static void write_decided(struct fpl_pool__run *run) {
    const struct fpl_facts *facts = run->facts;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_CLAIM_STATE);
    int nothing = run->amount == 0;
    struct fpl_pool__loan loan;
    fpl_pool__loan_load(run, &loan);
    fpl_pool__post(run, &recipe[PAYABLE], run->amount);
    fpl_pool__leave_memo(run, &recipe[UNQUEUE]);
    fpl_pool__post(run, &recipe[QUEUE], run->rest);
    loan.compensated += run->amount;
    loan.to_guarantor += run->role == FPL_ROLE_IS_GUARANTOR ? run->amount : 0;
    loan.to = run->amount > 0 ? fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT) : loan.to;
    loan.loss += run->loss;
    loan.lapsed += run->borne;
    loan.lapsed_guarantor += run->role == FPL_ROLE_IS_GUARANTOR ? run->borne : 0;
    loan.paid_of = run->amount > 0 ? fpl_pool__compensated_of(run) : loan.paid_of;
    loan.recovered_before = run->amount > 0 ? fpl_pool__recovered_before(run) : loan.recovered_before;
    loan.state = "CLAIMED";
    if (nothing)
        release_loan(run, &loan);
    if (nothing && run->part > 0) { /* what was paid in parts stays paid, and is the claim's amount */
        int64_t all = run->part;
        run->part = 0;
        fpl_pool__claim_write(run, fpl_event_next(&fpl_event__claim_decided, "claim", state, "nothing left to pay"),
                              all, provisional(run));
    } else {
        fpl_pool__claim_write(
            run, fpl_event_next(&fpl_event__claim_decided, "claim", state, nothing ? "nothing to pay" : ""),
            run->amount, provisional(run));
    }
    fpl_pool__loan_write(run, &loan);
    if (run->rest > 0)
        fpl_pool__place_open(run);
    else
        fpl_pool__place_leave(run);
    fpl_pool__tally_paid(run, 1);
    fpl_pool__pools_decided(run, run->amount, nothing ? &loan : NULL);
    if (nothing)
        fpl_pool__note_zero(run);
    if (run->rest > 0)
        fpl_pool__note_rest(run);
}

/* A claim that was made before the ledger is on a loan of before it: else who enters it chose the year whose caps pay.
 */
static void gate_taken_on(struct fpl_pool__run *run) {
    if (fpl_fact_bool(run->facts, FPL_FACT_TAKE_ON, 0) && !fpl_fact_bool(run->facts, FPL_FACT_LOAN_TAKE_ON, 0))
        fpl_pool__refuse_text(run, FPL_E_GATE_TAKE_ON, fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
}

static void decide(struct fpl_pool__run *run, int big) {
    static const enum fpl_fact_id ids[] = {FPL_FACT_CLAIM_KEY, FPL_FACT_CLAIM_CLAIMANT, FPL_FACT_LOAN_KEY,
                                           FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};
    struct fpl_decision *out = run->out;
    fpl_pool__gate_claim(run);
    if (fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE).n == 0 || out->outcome == FPL_E_STATE)
        return;
    if (!fpl_pool__ids_fit(run, ids, (int)(sizeof ids / sizeof ids[0])))
        return;
    if (!run->final && !fpl_pool__gate_claim_alike(run))
        return;
    if (!run->final) {
        gate_taken_on(run);
        (void)fpl_pool__gate_told(run);
    }
    fpl_pool__step_twin(run);
    fpl_pool__step_late(run);
    if (run->final)
        fpl_pool__step_recorded(run);
    (void)fpl_fact_known(run->facts, FPL_FACT_CLAIM_LAST_ON);
    run->part = fpl_pool__money(run, FPL_FACT_CLAIM_PART);
    fpl_pool__compute(run, compute, big);
    if (out->reasons > 0)
        return;
    if (run->deferred && !run->final)
        run->amount = 0; /* nothing would be paid as things stand */
    if (run->final && !run->deferred)
        settle(run);
    fpl_pool__step_int(run, "amount", run->amount, run->deferred ? "deferred" : NULL, FPL_PF_NO_CLAUSE);
    out->amount = fpl_money_of(run->amount);
    if (out->reasons > 0)
        return;
    if (!run->final)
        write_submitted(run);
    else if (run->deferred)
        write_deferred(run);
    else if (run->rest > 0 && run->amount == 0)
        write_queued(run);
    else
        write_decided(run);
    if (run->final && out->outcome == FPL_OK)
        fpl_pool__note_caveats(run);
}

static void begin(struct fpl_pool__run *run, int big) {
    struct fpl_decision *out = run->out;
    fpl_decision_begin(out);
    decide(run, big);
    FPL_ASSERT(out->outcome == FPL_OK || out->reasons > 0);
    FPL_ASSERT(fpl_event_of_outcome(&fpl_event__claim_decided, out->outcome) ||
               (out->postings == 0 && out->items == 0));
}

void fpl_pool__decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final, int big,
                            struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && pack != NULL && out != NULL);
    begin(&(struct fpl_pool__run){.facts = facts, .pack = pack, .out = out, .final = final != 0}, big);
}

void fpl_pool_decide_claim(const struct fpl_facts *facts, const struct fpl_pack *pack, int final,
                           struct fpl_decision *out) {
    fpl_pool__decide_claim(facts, pack, final, 0, out);
}

/* ---- the events ---- */

/* With its steps in any case: the caps that it leaves out are read from them and kept. */
static void decide_submission(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    begin(&(struct fpl_pool__run){.facts = facts, .pack = rules->pack, .out = out}, 0);
}

static void decide_final(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    begin(&(struct fpl_pool__run){.facts = facts, .pack = rules->pack, .out = out, .final = 1, .bare = rules->bare}, 0);
}

/* Days are counted from the day after the due date, of principal or interest, whichever was overdue first (pool rules
 * §4, ambiguity 12). So no more than since the loan's due date, or than since the day the claim says interest was
 * overdue since, where that came first. Fewer are believed: an extension is not in the ledger. */
static void say_overdue_since(struct fpl_facts *facts) {
    int64_t days = fpl_fact_int(facts, FPL_FACT_CLAIM_OVERDUE_DAYS, 0);
    struct fpl_date on = fpl_fact_date(facts, FPL_FACT_CLAIM_DATE);
    struct fpl_fact since = {.known = days > 0 && !fpl_date_is_none(on), .v.num = FPL_DATE_MIN.day};
    if (days < (int64_t)on.day - FPL_DATE_MIN.day)
        since.v.num = on.day - days;
    fpl_fact__say(facts,
                  fpl_fact_known(facts, FPL_FACT_CLAIM_INTEREST_SINCE) ? FPL_FACT_CLAIM_INTEREST_TOLD
                                                                       : FPL_FACT_CLAIM_OVERDUE_SINCE,
                  &since);
}

/* Whoever is named, else the institution of the user who claims, else the loan's bank; and the day the ledger learned
 * of it. */
static void follows(const struct fpl_pack *pack, struct fpl_facts *facts) {
    (void)pack;
    fpl_fact__say_text(facts, FPL_FACT_CLAIM_CLAIMANT, fpl_fact_text(facts, FPL_FACT_LOAN_BANK));
    if (!fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0))
        fpl_fact__say(facts, FPL_FACT_CLAIM_RECORDED_ON, fpl_fact_of(facts, FPL_FACT_RECORDED_ON));
    say_overdue_since(facts);
}

/* Claims that share a cap or a breaker are decided in the order of submission (pool rules §4, ambiguity 2), whoever
 * claims; those that share nothing, in any. A breaker is the bank's, and a guarantor's claim has no part in it. One
 * that waits for the pool's money comes before all behind it, for they would be paid of the same. */
static int bars(const struct fpl_json *place, const struct fpl_facts *facts, const struct fpl_pack *pack) {
    static const struct {
        unsigned shared;
        const char *member;
        enum fpl_fact_id of;
    } by[] = {{FPL_SHARES_BORROWER, "firm", FPL_FACT_FIRM_ID},
              {FPL_SHARES_CLAIMANT, "claimant", FPL_FACT_CLAIM_CLAIMANT},
              {FPL_SHARES_BANK, "claimant", FPL_FACT_LOAN_BANK},
              {FPL_SHARES_SCHEME, "scheme", FPL_FACT_LOAN_SCHEME}};
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_CLAIM_STATE);
    if (!fpl_event_next(&fpl_event__claim_decided, "claim", state,
                        "")) /* nothing is left to wait for: its state says so */
        return 0;
    if (fpl_json_get_num(place, "queued", 0))
        return 1;
    if (fpl_str_is(state, "DEFERRED"))
        return 0;
    unsigned shared = fpl_pack_shared_caps(pack);
    if (!fpl_str_eq(fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT), fpl_fact_text(facts, FPL_FACT_LOAN_BANK)))
        shared &= ~(unsigned)FPL_SHARES_BANK;
    int same = (shared & FPL_SHARES_POOL) != 0;
    for (int i = 0; i < COUNT(by); i++)
        same |= (shared & by[i].shared) &&
                fpl_str_eq(fpl_json_get_text(place, by[i].member), fpl_fact_text(facts, by[i].of));
    return same;
}

static const struct fpl_read submit_reads[] = {
    {.fact = FACT(CLAIM_CLAIMANT), .from = FPL_FROM_ACTOR, .name = "", .key = FPL_NO_FACT, .before = FPL_NO_FACT},
    FPL_POOL_READS_LOAN,
    FPL_POOL_READS_POOLS,
    FPL_POOL_READS_SHARED,
    READ_ITEM(CLAIM_PLACE, "claim", CLAIM_KEY, "@first", FPL_READ_UNKEPT),
    FPL_POOL_READS_ALIKE(CLAIM, claim),
    FPL_POOL_READS_TWIN,
    FPL_POOL_READS_SUMS,
    FPL_POOL_READ_TAKEN_ON,
};
/* A claim that was deferred, or waits for money, is decided anew no earlier than that. */
static int when_looked_at(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_CLAIM_STATE);
    (void)pack;
    return fpl_str_is(state, "DEFERRED") || fpl_str_is(state, "QUEUED");
}
static const struct fpl_read decide_reads[] = {FPL_POOL_READS_LATER,
                                               FPL_POOL_READS_CLAIM,
                                               FPL_POOL_READS_POOLS,
                                               FPL_POOL_READS_SHARED,
                                               FPL_POOL_READS_TWIN,
                                               FPL_POOL_READS_SUMS,
                                               {.fact = FACT(CLAIM_LAST_ON),
                                                .from = FPL_FROM_ITEM,
                                                .name = "claim",
                                                .key = FACT(CLAIM_KEY),
                                                .member = "@on",
                                                .before = FPL_NO_FACT,
                                                .when = when_looked_at}};

static const struct fpl_day_rule submit_days[] = {
    {"claim_date", FACT(CLAIM_DATE), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
    {"interest_since", FACT(CLAIM_INTEREST_SINCE), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
    {"overdue_days", FACT(CLAIM_OVERDUE_SINCE), FACT(LOAN_DUE_ON), FPL_E_GATE_OVERDUE_SINCE},
    {"overdue_days", FACT(CLAIM_INTEREST_TOLD), FACT(LOAN_DUE_ON), FPL_OK},
    {"overdue_days", FACT(CLAIM_INTEREST_TOLD), FACT(CLAIM_INTEREST_SINCE), FPL_E_GATE_OVERDUE_SINCE},
};
static const struct fpl_day_rule decide_days[] = {
    FPL_POOL_DAYS_OF_CLAIM,
    {"occurred", FACT(TODAY), FACT(CLAIM_LAST_ON), FPL_E_DATE_ORDER},
};

static const struct fpl_move submit_moves[] = {
    {"claim", "", "", "SUBMITTED"},
    {"loan", "REGISTERED", "", "CLAIMED"},
    {"loan", "COMPENSATED", "", "CLAIMED"}, /* a further claim on the same loan counts what was paid before */
};
static const struct fpl_move decide_moves[] = {
    {"claim", "SUBMITTED", "", "DECIDED"},
    {"claim", "DEFERRED", "", "DECIDED"},
    {"claim", "QUEUED", "", "DECIDED"}, /* money came */
    {"claim", "SUBMITTED", "nothing to pay", "CLOSED"},
    {"claim", "DEFERRED", "nothing to pay", "CLOSED"},
    {"claim", "QUEUED", "nothing to pay", "CLOSED"},
    {"claim", "QUEUED", "nothing left to pay", "PAID"},
    {"claim", "DEFERRED", "nothing left to pay", "PAID"},
    {"loan", "CLAIMED", "", "CLAIMED"},
    {"loan", "CLAIMED", "nothing to pay", "REGISTERED"},
    {"loan", "CLAIMED", "nothing to pay, compensated before", "COMPENSATED"},
};
static const struct fpl_move defer_moves[] = {
    {"claim", "SUBMITTED", "", "DEFERRED"},
    {"claim", "DEFERRED", "", "DEFERRED"},
    {"claim", "QUEUED", "", "DEFERRED"},
};
static const struct fpl_move queue_moves[] = {
    {"claim", "SUBMITTED", "", "QUEUED"},
    {"claim", "DEFERRED", "", "QUEUED"},
};

const struct fpl_event fpl_event__claim_submitted = {
    .kind = "claim.submitted",
    .zh = "受理补偿申请",
    .en = "claim submitted",
    .command = {"claim.submit", "提交补偿申请", "submit a claim", FPL_BOOK_POOL, CLAIMANTS,
                IMPORT | DRY | FPL_COMMAND_TAKE_ON, submit_fields, COUNT(submit_fields), "claims", NULL, NULL,
                "claim submit --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --claim-no XC-01 "
                "--claim-date 2026-08-31 --overdue-days 103 --five-class SUBSTANDARD --litigation ACCEPTED "
                "--repaid 4000000.00 --recovered 0 --unpaid-interest 0 --collateral 0 --insurance 0 --other-gov 0 "
                "--docs 补偿申请表、法院受理通知书 --as xc.01",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-001;iou=示例-JJ-001;claim_no=示例-SQ-001;firm=91340603XY00000121;"
            "claim_date=2026-10-25;overdue_days=105;five_class=次级;litigation=法院受理;repaid=1000000.00;"
            "recovered=0.00;unpaid_interest=9000.00;collateral=0.00;insurance=0.00;other_gov=0.00;"
            "guarantor_paid=0.00;court_case=（2026）示0603民初1039号;docs=补偿申请表、法院受理通知书",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"},
             {FACT(CLAIM_KEY), "bank contract iou claim_no/claim_date"},
             {FACT(CLAIM_SPELT), "bank contract iou ~claim_no/claim_date"}},
    .occurred = "claim_date",
    .scope = FACT(CLAIM_CLAIMANT),
    .scope_field = "claimant",
    .binds = FPL_BINDS_ORIGIN,
    .follows = follows,
    .decide = decide_submission,
    .read = submit_reads,
    .reads = COUNT(submit_reads),
    .day = submit_days,
    .days = COUNT(submit_days),
    .move = submit_moves,
    .moves = COUNT(submit_moves),
};

const struct fpl_event fpl_event__claim_decided = {
    .kind = "claim.decided",
    .zh = "核定补偿",
    .en = "claim decided",
    .command = {"claim.approve", "核定补偿", "approve a claim", FPL_BOOK_POOL, FPL_ROLE_APPROVER, DRY, approve_fields,
                COUNT(approve_fields), NULL, NULL, NULL,
                "claim approve XC-01 --book pool --expect 440000.00 --dry-run --as shen.pi\n"
                "claim approve XC-01 --book pool --expect 440000.00 --as shen.pi",
                1},
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .again = FPL_AGAIN_LAST,
    .occurred = "occurred",
    .memo = "核定风险补偿",
    .binds = FPL_BINDS_ORIGIN,
    .decide = decide_final,
    .otherwise = &fpl_event__claim_deferred,
    .not_origin = 1,
    .places = FPL_POOL_PLACES,
    .bars = bars,
    .read = decide_reads,
    .reads = COUNT(decide_reads),
    .day = decide_days,
    .days = COUNT(decide_days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = decide_moves,
    .moves = COUNT(decide_moves),
};

/* The same command, where a breaker stops payment: no cap is used. */
const struct fpl_event fpl_event__claim_deferred = {
    .kind = "claim.deferred",
    .zh = "熔断暂缓",
    .en = "claim deferred",
    .by = "claim.approve",
    .outcome = FPL_DEFERRED,
    .otherwise = &fpl_event__claim_queued,
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .again = FPL_AGAIN_LAST,
    .occurred = "occurred",
    .memo = "熔断暂缓补偿",
    .binds = FPL_BINDS_ORIGIN,
    .decide = decide_final,
    .not_origin = 1,
    .places = FPL_POOL_PLACES,
    .bars = bars,
    .read = decide_reads,
    .reads = COUNT(decide_reads),
    .day = decide_days,
    .days = COUNT(decide_days),
    .recipe = defer_recipe,
    .recipes = COUNT(defer_recipe),
    .move = defer_moves,
    .moves = COUNT(defer_moves),
};

/* The same command, where the pool has nothing: the whole claim waits, in its place. */
const struct fpl_event fpl_event__claim_queued = {
    .kind = "claim.queued",
    .zh = "资金不足排队",
    .en = "claim queued",
    .by = "claim.approve",
    .outcome = FPL_QUEUED,
    .item = "claim",
    .key = FACT(CLAIM_KEY),
    .again = FPL_AGAIN_LAST,
    .occurred = "occurred",
    .memo = "资金不足排队待付",
    .binds = FPL_BINDS_ORIGIN,
    .decide = decide_final,
    .not_origin = 1,
    .places = FPL_POOL_PLACES,
    .bars = bars,
    .read = decide_reads,
    .reads = COUNT(decide_reads),
    .day = decide_days,
    .days = COUNT(decide_days),
    .recipe = queue_recipe,
    .recipes = COUNT(queue_recipe),
    .move = queue_moves,
    .moves = COUNT(queue_moves),
};
