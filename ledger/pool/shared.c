/* P07: a bank has recovered something of a compensated loan and shares it back. Cost first: N is what is left of the
 * gross recovery. The pool's part of all recoveries together is N x paid / L, HALF_UP, and no more than was paid
 * (pool rules §4, EFFECTIVE and PRO_RATA); L is the loss that the last payout compensated (fpl_pool__compensated_of),
 * whatever is told later. Counted cumulatively, so that no fen is lost between instalments. And its reversal. */
#include "ledger/pool/returned.h"

static const struct fpl_field_spec fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("share", "返还期次", "share no", "返还编号", ID, KEY),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("gross", "追偿毛额", "gross recovery", "追偿金额", MONEY, REQ, RETURN_GROSS),
    FS("cost", "追偿费用", "cost of recovery", "费用", MONEY, REQ | ZERO, RETURN_COST),
    FS("amount", "应返金额", "returned to the pool", "返还金额|金额", MONEY, REQ | ZERO, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("share", "返还期次", "share no", "返还编号", ID, KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { SHARED, PURSUED };
static const struct fpl_recipe recipe[] = {
    {"P07", "追偿返还", "recovery shared back", "100203", "271103", NONE, NONE, DIM(LOAN_BANK), DIM(LOAN_KEY),
     "POOL_RECOVERED"},
    FPL_POOL_MEMO("P07", "收回的待追偿债权", "claim recovered", "9105", "9005"),
};

/* ---- what has come back of a loan ---- */

void fpl_pool__returned_load(const struct fpl_pool__run *run, struct fpl_pool__returned *returned) {
    *returned = (struct fpl_pool__returned){
        fpl_pool__money(run, FPL_FACT_RETURN_NET), fpl_pool__money(run, FPL_FACT_RETURN_BACK),
        fpl_pool__money(run, FPL_FACT_RETURN_RECLAIMED), fpl_pool__money(run, FPL_FACT_RETURN_LATE),
        fpl_pool__money(run, FPL_FACT_RETURN_KNOWN)};
}

int64_t fpl_pool__pursued(const struct fpl_pool__run *run, const struct fpl_pool__loan *loan,
                          const struct fpl_pool__returned *returned) {
    return loan->compensated - (returned->back - returned->late) - returned->reclaimed -
           fpl_pool__money(run, FPL_FACT_CHARGED_OWN);
}

void fpl_pool__amounts_write(struct fpl_pool__run *run, const char *kind, enum fpl_fact_id key,
                             const struct fpl_pool__amount *list, int count) {
    char bytes[256];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    for (int i = 0; i < count; i++) {
        if (list[i].value < -FPL_MINOR_MAX || list[i].value > FPL_MINOR_MAX) {
            fpl_pool__refuse(run, FPL_E_AMOUNT_RANGE, NULL, NULL, FPL_PF_NO_CLAUSE);
            return;
        }
    }
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    for (int i = 0; i < count; i++)
        if (list[i].value != 0 || !list[i].sparse)
            fpl_json_kint(&json, list[i].name, list[i].value);
    fpl_json_end(&json);
    FPL_ASSERT(data.p == bytes && !data.failed);
    fpl_decision_item(run->out, kind, fpl_fact_text(run->facts, key), fpl_buf_str(&data));
}

void fpl_pool__returned_write(struct fpl_pool__run *run, const struct fpl_pool__returned *returned) {
    const struct fpl_pool__amount list[] = {{"back", returned->back, 0},
                                            {"known", returned->known, 1},
                                            {"late", returned->late, 1},
                                            {"net", returned->net, 0},
                                            {"recl", returned->reclaimed, 0}};
    fpl_pool__amounts_write(run, "loan.returned", FPL_FACT_LOAN_KEY, list, COUNT(list));
}

/* What was recovered of it in all: before the payout and taken off then, and since, as shared. Every pool that the loan
 * is registered in knows it from now on. */
static void tell_pools(struct fpl_pool__run *run, struct fpl_pool__returned *returned) {
    int64_t before = returned->known;
    returned->known = returned->net > 0 ? fpl_pool__money(run, FPL_FACT_LOAN_RECOVERED_BEFORE) + returned->net : 0;
    fpl_pool__pools_returned(run, before, returned->known);
}

int fpl_pool__is_compensated(struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE);
    if (!fpl_pool__loan_is_whole(run, loan))
        return 0;
    if (!fpl_str_is(state, "COMPENSATED"))
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    return run->out->reasons == 0;
}

/* ---- the share ---- */

/* The pool's part of all that was recovered, less what it has had. */
static int64_t due_now(struct fpl_pool__run *run, const struct fpl_pool__loan *loan,
                       const struct fpl_pool__returned *returned) {
    int64_t of = loan->paid_of, paid = loan->compensated - returned->reclaimed;
    struct fpl_money part = fpl_money_of(0);
    if (paid <= 0 || of <= 0)
        return 0;
    enum fpl_status status =
        fpl_money_scale(fpl_money_of(returned->net), (struct fpl_ratio){paid, of}, FPL_HALF_UP, &part);
    if (status != FPL_OK)
        fpl_pool__refuse(run, status, NULL, NULL, FPL_PF_NO_CLAUSE);
    int64_t all = fpl_money_minor(part) < paid ? fpl_money_minor(part) : paid;
    fpl_pool__step_int(run, "return.unpaid", of, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(run, "return.paid", paid, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(run, "return.net", returned->net, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(run, "return.all", all, NULL, FPL_PF_NO_CLAUSE);
    return all > returned->back ? all - returned->back : 0;
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    struct fpl_pool__returned returned;
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_pool__is_compensated(&run, &loan))
        return;
    int64_t gross = fpl_pool__money(&run, FPL_FACT_RETURN_GROSS), cost = fpl_pool__money(&run, FPL_FACT_RETURN_COST),
            amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT), net = gross > cost ? gross - cost : 0;
    fpl_pool__returned_load(&run, &returned);
    returned.net += net;
    if (returned.net > FPL_MINOR_MAX - fpl_pool__money(&run, FPL_FACT_LOAN_RECOVERED_BEFORE)) {
        fpl_pool__refuse(&run, FPL_E_AMOUNT_RANGE, fpl_fact_name(FPL_FACT_RETURN_GROSS), NULL, FPL_PF_NO_CLAUSE);
        return;
    }
    int64_t due = due_now(&run, &loan, &returned);
    if (out->reasons == 0 && amount != due)
        fpl_pool__refuse_over(out, FPL_E_RETURN_SHARE, due, amount);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_pool__post(&run, &recipe[SHARED], amount);
    fpl_pool__came_cash(&run, amount);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
    int64_t left = fpl_pool__pursued(&run, &loan, &returned), late = amount > left ? amount - left : 0;
    fpl_pool__post(&run, &recipe[PURSUED], amount - late);
    returned.back += amount;
    returned.late += late;
    tell_pools(&run, &returned);
    fpl_pool__returned_write(&run, &returned);
    const struct fpl_pool__amount list[] = {{"amt", amount, 0}, {"late", late, 1}, {"net", net, 0}};
    fpl_pool__amounts_write(&run, "share", FPL_FACT_EVENT_KEY, list, COUNT(list));
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__returned returned;
    (void)rules;
    fpl_decision_begin(out);
    fpl_pool__returned_load(&run, &returned);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    returned.back -= fpl_money_minor(out->amount);
    if (fpl_pool__money(&run, FPL_FACT_CHARGED_RECOVERED) > returned.back) { /* it stands against the loss already */
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__loss_charged.kind, NULL, NULL);
        return;
    }
    fpl_pool__came_cash(&run, -fpl_money_minor(out->amount));
    returned.net -= fpl_pool__money(&run, FPL_FACT_RETURN_MOVED_NET);
    returned.late -= fpl_pool__money(&run, FPL_FACT_RETURN_MOVED_LATE);
    tell_pools(&run, &returned);
    fpl_pool__returned_write(&run, &returned);
}

static const struct fpl_read reads[] = {FPL_POOL_READS_LOAN, FPL_POOL_READS_POOLS, FPL_POOL_READS_RETURNED,
                                        FPL_POOL_READS_CHARGED, FPL_READS_REF};
static const struct fpl_read reverse_reads[] = {
    FPL_POOL_READS_LOAN,
    FPL_POOL_READS_POOLS,
    READ_ITEM(EVENT_AMOUNT, "share", EVENT_KEY, "amt", FPL_READ_ZERO),
    READ_ITEM(RETURN_MOVED_NET, "share", EVENT_KEY, "net", FPL_READ_ZERO),
    READ_ITEM(RETURN_MOVED_LATE, "share", EVENT_KEY, "late", 0),
    FPL_POOL_READS_RETURNED,
    FPL_POOL_READS_CHARGED,
};
static const struct fpl_day_rule days[] = {
    {"occurred", FACT(TODAY), FACT(LOAN_DISBURSED_ON), FPL_E_DATE_ORDER},
    {"occurred", FACT(TODAY), FACT(LOAN_PAID_ON), FPL_E_DATE_ORDER},
};

const struct fpl_event fpl_event__recovery_shared = {
    .kind = "recovery.shared",
    .zh = "追偿返还",
    .en = "recovery shared back",
    .command = {"recovery.share", "登记追偿返还", "record a recovery shared back", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "recovery-shares",
                "追偿返还：净额（毛额减费用）×补偿占所补损失的比例，累计计算，不超过补偿额；金额须与应返额一致",
                "net recovery (gross less cost) x payout / loss compensated, counted cumulatively, no more than was "
                "paid; the amount must be that share",
                "recovery share --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --share 01 "
                "--occurred 2026-11-20 --gross 500000.00 --cost 30000.00 --amount 258500.00 --bank-ref "
                "SL202611200003 --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;share=01;occurred=2026-09-20;gross=310000.00;"
            "cost=10000.00;amount=40000.00;bank_ref=示例流水0051|"
            "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;share=02;occurred=2026-09-21;gross=30000.00;"
            "cost=0.00;amount=4000.00;bank_ref=示例流水0052",
    .flags = FPL_EVENT_CHECKED, /* a share of 0 posts nothing, and counts */
    .item = "share",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou share"}},
    .occurred = "occurred",
    .memo = "追偿返还",
    .memo_field = "bank_ref",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__share_reversed = {
    .kind = "share.reversed",
    .zh = "追偿返还冲销",
    .en = "shared recovery reversed",
    .command = {"share.reverse", "追偿返还冲销", "reverse a recovery shared back", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "share-reversals",
                "追偿返还冲销：整笔红字；下一笔按余下的累计净额重新计算",
                "take a shared recovery back in red; the next one is computed from the net recoveries that are left",
                "share reverse --book pool --bank BK-XC --contract XC-RCD-2025-002 --iou XC2025000201 --share 01 "
                "--reason 银行退回 --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;share=02;memo=银行退回",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "share",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}, {FACT(EVENT_KEY), "bank contract iou share"}},
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__recovery_shared,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
