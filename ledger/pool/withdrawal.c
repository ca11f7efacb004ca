/* P12: a loan leaves the register. Its sums are given back on the day of the registration, and the record bears that
 * day. */
#include "ledger/pool/room.h"

static const struct fpl_field_spec fields[] = {
    FS("bank", "合作银行", "bank", "银行|贷款银行", PARTY, KEY, LOAN_BANK),
    F("contract", "贷款合同号", "contract no", "合同号|合同编号|contract_no", ID, KEY),
    F("iou", "借据号", "iou no", "借据编号|iou_no", ID, KEY),
    F("reason", "理由", "reason", "撤销原因|原因", TEXT, REQ),
    ES("restores", "恢复原借据", "restore the loan renewed", "", 0, "Y=恢复=restore|N=不恢复=leave", RENEWED_RESTORED),
};

enum { BALANCE, EXPOSURE, OLD_BALANCE, OLD_EXPOSURE };
static const struct fpl_recipe recipe[] = {
    FPL_POOL_MEMO("P12", "余下的贷款余额", "balance left", "9103", "9003"),
    FPL_POOL_MEMO("P12", "余下的或有责任", "exposure left", "9104", "9004"),
    FPL_POOL_OLD_MEMO("P13", "恢复的原贷款余额", "balance of the loan renewed, restored", "9003", "9103"),
    FPL_POOL_OLD_MEMO("P13", "恢复的原或有责任", "exposure of the loan renewed, restored", "9004", "9104"),
};

void fpl_pool_decide_withdrawal(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_pool__loan loan;
    fpl_decision_begin(out);
    if (!fpl_pool__loan_is_whole(&run, &loan))
        return;
    struct fpl_str state = fpl_fact_text(facts, FPL_FACT_LOAN_STATE);
    int64_t disbursed = fpl_pool__need(&run, FPL_FACT_LOAN_DISBURSED), registered = fpl_pool__registered_amount(&run);
    loan.state = fpl_event_next(&fpl_event__loan_withdrawn, "loan", state, "");
    if (!loan.state)
        fpl_pool__refuse_text(&run, FPL_E_GATE_LOAN_STATE, state, FPL_PF_NO_CLAUSE);
    else if (disbursed < 0 || registered < 0)
        fpl_pool__refuse(&run, FPL_E_NEGATIVE, NULL, NULL, FPL_PF_NO_CLAUSE);
    else
        fpl_pool__gate_restore(&run, &loan);
    if (out->reasons > 0)
        return;
    fpl_pool__step_int(&run, "balance.withdrawn", loan.balance, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__step_int(&run, "exposure.released", loan.exposure, NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__post(&run, &recipe[BALANCE], loan.balance);
    fpl_pool__post(&run, &recipe[EXPOSURE], loan.exposure);
    out->amount = fpl_money_of(loan.balance);
    out->exposure = fpl_money_of(loan.exposure);
    loan.balance = 0;
    loan.exposure = 0;
    fpl_pool__write_restored(&run, &loan, &recipe[OLD_BALANCE], &recipe[OLD_EXPOSURE]);
    fpl_pool__tally_all(&run, "registered", -registered, -1);
    fpl_pool__tally_all(&run, "lending", -disbursed, -1);
    fpl_pool__tally_all(&run, "repaid", -loan.repaid, -(loan.repaid > 0));
    loan.repaid = fpl_pool__pools_withdrawn(&run);
    fpl_pool__loan_write(&run, &loan);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_pool_decide_withdrawal(facts, out);
}

static const struct fpl_read reads[] = {FPL_POOL_READS_LOAN, FPL_POOL_READS_POOLS, FPL_POOL_READS_OLD_POOLS,
                                        READ_UNDONE(TODAY, "occ")};
static const struct fpl_move moves[] = {
    {"loan", "REGISTERED", "", "WITHDRAWN"},
    {"loan", "RENEWED", "restored", "REGISTERED"},
};

const struct fpl_event fpl_event__loan_withdrawn = {
    .kind = "loan.withdrawn",
    .zh = "撤销备案",
    .en = "loan withdrawn",
    .command = {"loan.withdraw", "撤销备案", "withdraw a loan", FPL_BOOK_POOL, RECORDERS, IMPORT | ENTRY | DRY, fields,
                COUNT(fields), "withdrawals",
                "撤销备案：冲回余下的表外余额，不再计入备案与放款；此后不得还款、申请补偿，原借据不再备案；撤销续贷的，"
                "须写是否恢复原借据",
                "withdraw a loan: memo balances and sums are undone; it takes no repayment and no claim, its key stays "
                "used; of one that renews another say whether that one is open again",
                "loan withdraw --book pool --bank BK-XC --contract XC-RCD-2026-001 --iou XC2026000101 --reason "
                "年末未取得入库编号 --as zhi.dan --checker fu.he",
                0},
    .rows = "bank=BK-XC;contract=示例-HT-002;iou=示例-JJ-002;reason=重复报送",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_ENDS,
    .item = "loan",
    .key = FACT(LOAN_KEY),
    .keys = {{FACT(LOAN_KEY), "bank contract iou"}},
    .again = FPL_AGAIN_LAST,
    .memo_field = "reason",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
    .moves_other = "restored",
};
