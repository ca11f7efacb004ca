/* P09: a compensated claim is finally uncollectible. What the pool has lost on the loan, 271105, is closed: against the
 * recoveries that came back of it, 271103, and against the contributor who is charged with the rest, 271101 or 271104.
 * Which contributor bears which part says the document, for no pack states a funding split that the engine computes; so
 * a loss that several bear is charged in several events. What a contributor is charged with is pursued no more (memo
 * 9005), and a recovery after it stands in 271103 alone (账销案存). And its reversal. */
#include "ledger/pool/returned.h"

static const struct fpl_field_spec fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("charge", "核销编号", "charge no", "", ID, KEY),
    FS("party", "承担方", "contributor charged", "承担损失的出资方", PARTY, 0, EVENT_PARTY),
    F("occurred", "核销日", "written off on", "日期", DATE, REQ),
    FS("amount", "核销金额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "核销审批文件", "document", "文号", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("charge", "核销编号", "charge no", "", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { FISCAL, PARTNER, RECOVERED, PURSUED };
static const struct fpl_recipe recipe[] = {
    {"P09", "财政资金承担的损失", "loss borne by the treasury", "271101", "271105", DIM(EVENT_PARTY), NONE,
     DIM(LOAN_PAID_TO), DIM(LOAN_KEY), ""},
    {"P09", "合作机构承担的损失", "loss borne by a partner institution", "271104", "271105", DIM(EVENT_PARTY), NONE,
     DIM(LOAN_PAID_TO), DIM(LOAN_KEY), ""},
    {"P09", "以追偿收回冲抵", "set against recoveries", "271103", "271105", DIM(LOAN_BANK), DIM(LOAN_KEY),
     DIM(LOAN_PAID_TO), DIM(LOAN_KEY), ""},
    FPL_POOL_MEMO("P09", "核销的待追偿债权", "claim written off", "9105", "9005"),
};

static int has_party(const struct fpl_facts *facts) {
    return fpl_fact_known(facts, FPL_FACT_EVENT_PARTY);
}

static void charged_write(struct fpl_pool__run *run, int64_t own, int64_t recovered) {
    const struct fpl_pool__amount list[] = {{"own", own, 0}, {"rec", recovered, 0}};
    fpl_pool__amounts_write(run, "loan.charged", FPL_FACT_LOAN_KEY, list, COUNT(list));
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    struct fpl_pool__returned returned;
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_pool__is_compensated(&run, &loan))
        return;
    fpl_pool__returned_load(&run, &returned);
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT), own = fpl_pool__money(&run, FPL_FACT_CHARGED_OWN),
            recovered = fpl_pool__money(&run, FPL_FACT_CHARGED_RECOVERED);
    int64_t left = has_party(facts) ? fpl_pool__pursued(&run, &loan, &returned) : returned.back - recovered;
    int64_t open = loan.compensated - returned.reclaimed - own - recovered; /* of 271105 */
    left = left < open ? left : open;
    if (amount > left)
        fpl_pool__refuse_over(out, FPL_E_DUE, left, amount);
    if (has_party(facts) && amount > fpl_pool__money(&run, FPL_FACT_CONTRIBUTOR_BALANCE))
        fpl_pool__refuse_over(out, FPL_E_ON_ACCOUNT, fpl_pool__money(&run, FPL_FACT_CONTRIBUTOR_BALANCE), amount);
    else if (has_party(facts))
        fpl_pool__gate_later(&run, fpl_pool__money(&run, FPL_FACT_CONTRIBUTOR_BALANCE), FPL_FACT_CONTRIBUTOR_LATER,
                             amount);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    if (has_party(facts)) {
        struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_EVENT_PARTY_KIND);
        int partner = fpl_str_is(kind, "bank") || fpl_str_is(kind, "guarantor");
        fpl_pool__post(&run, &recipe[partner ? PARTNER : FISCAL], amount);
        fpl_pool__post(&run, &recipe[PURSUED], amount);
        charged_write(&run, own + amount, recovered);
    } else {
        fpl_pool__post(&run, &recipe[RECOVERED], amount);
        charged_write(&run, own, recovered + amount);
    }
    const struct fpl_pool__amount list[] = {{"amt", amount, 0}, {"own", has_party(facts) ? amount : 0, 0}};
    fpl_pool__amounts_write(&run, "charge", FPL_FACT_EVENT_KEY, list, COUNT(list));
}

/* Recoveries that came after the loss was charged left memo 9005 alone: to give it back now would pursue them twice. */
static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__returned returned;
    (void)rules;
    fpl_decision_begin(out);
    fpl_pool__returned_load(&run, &returned);
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT), was_own = fpl_pool__money(&run, FPL_FACT_CHARGE_OWN),
            own = fpl_pool__money(&run, FPL_FACT_CHARGED_OWN),
            recovered = fpl_pool__money(&run, FPL_FACT_CHARGED_RECOVERED);
    if (was_own > 0 && returned.late > 0) {
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__recovery_shared.kind, NULL, NULL);
        return;
    }
    out->amount = fpl_money_of(amount);
    charged_write(&run, own - was_own, recovered - (amount - was_own));
}

static int when_party(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return has_party(facts);
}

static const struct fpl_read reads[] = {
    FPL_POOL_READS_LOAN,
    FPL_POOL_READS_RETURNED,
    FPL_POOL_READS_CHARGED,
    {.fact = FACT(EVENT_PARTY_KIND),
     .from = FPL_FROM_ITEM,
     .name = "party",
     .key = FACT(EVENT_PARTY),
     .member = "kind",
     .flags = FPL_READ_REGISTRY,
     .before = FPL_NO_FACT,
     .when = when_party},
    {.fact = FACT(CONTRIBUTOR_LATER),
     .from = FPL_FROM_SUM,
     .name = "+came",
     .key = FACT(EVENT_PARTY),
     .member = FPL_POOL_CAME_PAID_IN,
     .flags = FPL_READ_AFTER,
     .before = FPL_NO_FACT,
     .when = when_party},
    {.fact = FACT(CONTRIBUTOR_BALANCE),
     .from = FPL_FROM_BALANCE,
     .name = "+271101+271104",
     .key = FACT(EVENT_PARTY),
     .flags = FPL_READ_NEGATE,
     .before = FPL_NO_FACT,
     .when = when_party},
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "charge", EVENT_KEY, "amt", FPL_READ_ZERO),
    READ_ITEM(CHARGE_OWN, "charge", EVENT_KEY, "own", FPL_READ_ZERO),
    FPL_POOL_READS_RETURNED,
    FPL_POOL_READS_CHARGED,
};
static const struct fpl_day_rule days[] = {
    {"occurred", FACT(TODAY), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
    {"occurred", FACT(TODAY), FACT(LOAN_PAID_ON), FPL_E_DATE_ORDER},
};

const struct fpl_event fpl_event__loss_charged = {
    .kind = "loss.charged",
    .zh = "补偿损失核销",
    .en = "loss charged",
    .command =
        {"loss.charge", "核销补偿损失", "charge the final loss of a loan", FPL_BOOK_POOL, RECORDERS,
         IMPORT | ENTRY | DRY, fields, COUNT(fields), "charges",
         "核销补偿损失：填承担方的，冲减其在池资金并核销待追偿债权，不超过未收回的补偿；不填的，以已返还的追偿款冲抵",
         "with a contributor: his money in the pool bears it and the claim is written off, no more than has not "
         "come back; without: set against the recoveries shared back",
         "loss charge --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --charge 01 "
         "--party F-SHI --occurred 2026-11-20 --amount 100000.00 --document 示例财金〔2026〕20号 "
         "--as zhi.dan --checker fu.he",
         0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;charge=01;party=F-SL;occurred=2026-09-28;amount=1000.00;"
            "document=示例财金〔2026〕20号",
    .item = "charge",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou charge"}},
    .occurred = "occurred",
    .memo = "核销补偿损失",
    .memo_field = "document",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__charge_reversed = {
    .kind = "charge.reversed",
    .zh = "补偿损失核销冲销",
    .en = "charge reversed",
    .command = {"charge.reverse", "核销补偿损失冲销", "reverse a loss charged", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "charge-reversals",
                "核销补偿损失冲销：整笔红字，恢复待追偿债权；此后又有追偿返还的，先冲销返还",
                "take a charge back in red: the claim is pursued again; a recovery shared back since is reversed first",
                "charge reverse --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --charge 01 "
                "--reason 审批撤销 --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;charge=01;memo=审批撤销",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "charge",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou charge"}},
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__loss_charged,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
