/* P08: compensation that was not due, or was more than the loss, is claimed back from whom it was paid to: 122103
 * against 271105, the interest on it against 271102; receivable.record collects it. The memo of claims under recovery
 * falls at once, for the pool then pursues the payee and no longer the borrower. Caps and breakers keep what they
 * counted: what a measure says of them is not known. And its reversal, as long as it was not collected and no other
 * pool has decided on what it made free: the record keeps, as "oth", what others had decided by then. */
#include "ledger/pool/returned.h"

static const struct fpl_field_spec fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("reclaim", "追回编号", "reclaim no", "", ID, KEY),
    F("occurred", "决定日", "decided on", "日期", DATE, REQ),
    FS("amount", "应退补偿款", "compensation to be returned", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("interest", "应退利息", "interest on it", "利息", MONEY, ZERO, RECLAIM_INTEREST),
    F("document", "决定文书", "document", "文号", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("reclaim", "追回编号", "reclaim no", "", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { PAYOUT, INTEREST, PURSUED };
static const struct fpl_recipe recipe[] = {
    {"P08", "应退补偿款", "compensation to be returned", "122103", "271105", DIM(LOAN_PAID_TO), DIM(LOAN_KEY),
     DIM(LOAN_PAID_TO), DIM(LOAN_KEY), ""},
    {"P08", "应退补偿款的利息", "interest on it", "122103", "271102", DIM(LOAN_PAID_TO), DIM(LOAN_KEY), NONE, NONE, ""},
    FPL_POOL_MEMO("P08", "不再向借款人追偿的债权", "claim no longer pursued", "9105", "9005"),
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    struct fpl_pool__returned returned;
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_pool__is_compensated(&run, &loan))
        return;
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT),
            interest = fpl_pool__money(&run, FPL_FACT_RECLAIM_INTEREST);
    fpl_pool__returned_load(&run, &returned);
    int64_t left = fpl_pool__pursued(&run, &loan, &returned);
    if (amount > left)
        fpl_pool__refuse_over(out, FPL_E_DUE, left, amount);
    if (out->reasons > 0)
        return;
    returned.reclaimed += amount;
    out->amount = fpl_money_of(amount);
    fpl_pool__post(&run, &recipe[PAYOUT], amount);
    fpl_pool__post(&run, &recipe[INTEREST], interest);
    fpl_pool__post(&run, &recipe[PURSUED], amount);
    fpl_pool__came(&run, FPL_POOL_CAME_RECLAIM, fpl_fact_text(facts, FPL_FACT_LOAN_PAID_TO), amount + interest);
    fpl_pool__returned_write(&run, &returned);
    const struct fpl_pool__amount list[] = {
        {"amt", amount, 0}, {"int", interest, 0}, {"oth", fpl_pool__paid_elsewhere(&run), 1}};
    fpl_pool__amounts_write(&run, "reclaim", FPL_FACT_EVENT_KEY, list, COUNT(list));
    fpl_pool__pools_reclaimed(&run, amount);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__returned returned;
    (void)rules;
    fpl_decision_begin(out);
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT);
    if (amount + fpl_pool__money(&run, FPL_FACT_RECLAIM_INTEREST) > fpl_pool__money(&run, FPL_FACT_RECEIVABLE_OPEN)) {
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__receivable_recorded.kind, NULL, NULL);
        return;
    }
    fpl_pool__returned_load(&run, &returned);
    if (fpl_pool__paid_elsewhere(&run) >
        fpl_pool__money(&run, FPL_FACT_RECLAIM_ELSEWHERE)) { /* what was free is used */
        fpl_decision_refuse(out, FPL_E_RECLAIM_USED, NULL, NULL, NULL);
        return;
    }
    returned.reclaimed -= amount;
    fpl_pool__came(&run, FPL_POOL_CAME_RECLAIM, fpl_fact_text(facts, FPL_FACT_LOAN_PAID_TO),
                   -amount - fpl_pool__money(&run, FPL_FACT_RECLAIM_INTEREST));
    out->amount = fpl_money_of(amount);
    fpl_pool__returned_write(&run, &returned);
    fpl_pool__pools_reclaimed(&run, -amount);
}

static const struct fpl_read reads[] = {FPL_POOL_READS_LOAN, FPL_POOL_READS_POOLS, FPL_POOL_READS_RETURNED,
                                        FPL_POOL_READS_CHARGED};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "reclaim", EVENT_KEY, "amt", FPL_READ_ZERO),
    READ_ITEM(RECLAIM_INTEREST, "reclaim", EVENT_KEY, "int", FPL_READ_ZERO),
    READ_ITEM(RECLAIM_ELSEWHERE, "reclaim", EVENT_KEY, "oth", 0),
    FPL_POOL_READS_LOAN,
    FPL_POOL_READS_POOLS,
    READ_BALANCE_OF(RECEIVABLE_OPEN, "+122103", LOAN_PAID_TO, 0),
    FPL_POOL_READS_RETURNED,
};
static const struct fpl_day_rule days[] = {
    {"occurred", FACT(TODAY), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
    {"occurred", FACT(TODAY), FACT(LOAN_PAID_ON), FPL_E_DATE_ORDER},
};

const struct fpl_event fpl_event__payout_reclaimed = {
    .kind = "payout.reclaimed",
    .zh = "追回补偿款",
    .en = "compensation reclaimed",
    .command = {"payout.reclaim", "登记追回补偿款", "reclaim compensation", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "reclaims",
                "追回补偿款：不超过已补偿而未返还的金额，利息另列；收款用 receivable record",
                "no more than was paid and has not come back; interest apart; receivable record collects it",
                "payout reclaim --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --reclaim 01 "
                "--occurred 2026-11-20 --amount 100000.00 --interest 1200.00 --document 示例科〔2026〕12号 "
                "--as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;reclaim=01;occurred=2026-09-25;amount=50000.00;"
            "interest=200.00;document=示例科〔2026〕12号",
    .item = "reclaim",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou reclaim"}},
    .occurred = "occurred",
    .memo = "追回补偿款",
    .memo_field = "document",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__reclaim_reversed = {
    .kind = "reclaim.reversed",
    .zh = "追回补偿款冲销",
    .en = "reclaim reversed",
    .command = {"reclaim.reverse", "追回补偿款冲销", "reverse a reclaim", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "reclaim-reversals",
                "追回补偿款冲销：整笔红字；已收款的先冲销收款",
                "take a reclaim back in red; what was collected is reversed first",
                "reclaim reverse --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --reclaim 01 "
                "--reason 复议撤销 --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;reclaim=01;memo=复议撤销",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "reclaim",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou reclaim"}},
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__payout_reclaimed,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
