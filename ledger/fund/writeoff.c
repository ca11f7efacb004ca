/* E14: a holding is written off 核销, with its ground, the approval and the hash of the evidence: what is recovered at
 * once comes in, the fair-value change is reversed, the rest of the cost is the loss, 611104. Cost less recovery goes
 * on being pursued in memo, 9006 against 9106. E15: what is recovered later, 611105, takes the memo down, to 0 at most.
 * And the reversals of both. */
#include "ledger/fund/holding.h"
#include "ledger/fund/limit.h"

#define GROUND FPL_FUND_GROUNDS "|TRANSFER_LOSS=转让亏损=loss on transfer"

static const struct fpl_field_spec fields[] = {
    FS("writeoff", "核销编号", "write-off", "wo_id", ID, KEY, EVENT_KEY),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, REQ, FIRM_ID),
    F("occurred", "核销日", "written off on", "日期", DATE, REQ),
    E("ground", "核销事由", "ground", "事由", REQ, GROUND),
    FS("recovered", "收回金额", "recovered", "", MONEY, REQ | ZERO, RECOVERED),
    F("approval", "审批文号", "approval", "批文", TEXT, REQ),
    FS("evidence", "证据散列", "hash of the evidence", "", TEXT, REQ, EVIDENCE_HASH),
    FPL_BANK_REF(0),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("writeoff", "核销编号", "write-off", "wo_id", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};
static const struct fpl_field_spec recover_fields[] = {
    FS("recovery", "收回编号", "recovery", "", ID, KEY, EVENT_KEY),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, REQ, FIRM_ID),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("amount", "收回金额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec recover_reverse_fields[] = {
    FS("recovery", "收回编号", "recovery", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};

#define CASH "INVEST_BACK"
#define HELD DIM(FIRM_ID), DIM(FIRM_ID)
enum { CASH_COST, CASH_FAIR, FAIR_COST, LOSS_COST, LOSS_FAIR, PURSUED, CASH_DEBT, LOSS_DEBT };
static const struct fpl_recipe recipe[] = {
    {"E14", "核销时收回成本", "cost recovered at the write-off", "100201", "110101", NONE, NONE, HELD, CASH},
    {"E14", "核销时收回公允价值变动", "fair-value change recovered", "100201", "110102", NONE, NONE, HELD, CASH},
    {"E14", "转销公允价值下降", "fall in fair value reversed", "110102", "110101", HELD, HELD, ""},
    {"E14", "核销损失", "loss by write-off", "611104", "110101", NONE, NONE, HELD, ""},
    {"E14", "核销损失：公允价值变动", "loss by write-off, fair-value change", "611104", "110102", NONE, NONE, HELD, ""},
    {"E14", "核销备查", "written off and pursued", "9006", "9106", HELD, NONE, NONE, ""},
    {"E14", "核销时收回可转债", "convertibles recovered", "100201", "1501", NONE, NONE, HELD, CASH},
    {"E14", "核销损失：可转债", "loss by write-off, convertibles", "611104", "1501", NONE, NONE, HELD, ""},
};
enum { INCOME, MEMO };
static const struct fpl_recipe recover_recipe[] = {
    {"E15", "核销后收回", "recovered after the write-off", "100201", "611105", NONE, NONE, NONE, NONE, CASH},
    {"E15", "备查减少", "amount pursued less", "9106", "9006", NONE, NONE, HELD, ""},
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    static const struct fpl_fund__rows rows = {{{&recipe[CASH_COST], &recipe[CASH_FAIR], NULL},
                                                {&recipe[FAIR_COST], NULL, NULL},
                                                {&recipe[LOSS_COST], &recipe[LOSS_FAIR], NULL}}};
    struct fpl_fund__change change;
    int64_t recovered = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_RECOVERED));
    (void)rules;
    if (!fpl_fund__change_begin(&change, facts, "writeoff", FPL_FUND_ANY_HELD, out))
        return;
    int64_t equity = change.before.cost + change.before.fair, debt = change.before.debt, carried = equity + debt,
            pursued = change.before.cost + debt - recovered, of_debt = recovered > equity ? recovered - equity : 0;
    fpl_fund__check_carried(&change);
    fpl_fund__check_hash(facts, FPL_FACT_EVIDENCE_HASH, out);
    if (recovered > carried)
        fpl_fund__refuse_money(out, FPL_E_WRITE_OFF_GAIN, carried, recovered);
    if (out->reasons > 0)
        return;
    struct fpl_fund__relief relief = fpl_fund__relieve(&change.now, 0, 1, out);
    change.now.debt = 0;
    change.now.state = FPL_STR("WRITTEN_OFF");
    change.now.pursued = pursued > 0 ? pursued : 0;
    out->amount = fpl_money_of(change.now.pursued);
    fpl_fund__post_relief(facts, &rows, recovered - of_debt, &relief, out);
    fpl_event_post(out, &recipe[CASH_DEBT], fpl_money_of(of_debt), facts);
    fpl_event_post(out, &recipe[LOSS_DEBT], fpl_money_of(debt - of_debt), facts);
    fpl_event_post(out, &recipe[PURSUED], out->amount, facts);
    fpl_fund__change_end(&change, recovered, (struct fpl_str){"", 0});
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    fpl_fund__change_back(facts, "writeoff", out);
    fpl_fund__limits_cash_back(facts, rules, &fpl_event__writeoff_reversed, fpl_money_minor(out->amount), out);
}

static void decide_recovery(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__change change;
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    (void)rules;
    if (!fpl_fund__change_begin(&change, facts, "recovery", "WRITTEN_OFF", out))
        return;
    int64_t memo = amount < change.before.pursued ? amount : change.before.pursued;
    change.now.pursued -= memo;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recover_recipe[INCOME], out->amount, facts);
    fpl_event_post(out, &recover_recipe[MEMO], fpl_money_of(memo), facts);
    fpl_fund__change_end(&change, amount, (struct fpl_str){"", 0});
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

static void decide_recovery_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                     struct fpl_decision *out) {
    fpl_fund__change_back(facts, "recovery", out);
    fpl_fund__limits_cash_back(facts, rules, &fpl_event__recovery_reversed, fpl_money_minor(out->amount), out);
}

static const struct fpl_read reads[] = {FPL_READS_REF, FPL_FUND_READS_HOLDING, FPL_FUND_READS_CARRIED};
static const struct fpl_read reverse_reads[] = {FPL_FUND_READS_CHANGE("writeoff"), FPL_FUND_READS_BACK};
static const struct fpl_read recover_reverse_reads[] = {FPL_FUND_READS_CHANGE("recovery"), FPL_FUND_READS_BACK};
static const struct fpl_move moves[] = {{"holding", "HELD", "", "WRITTEN_OFF"},
                                        {"holding", "CONVERTIBLE", "", "WRITTEN_OFF"}};
static const struct fpl_move reverse_moves[] = {{"holding", "WRITTEN_OFF", "", "HELD"},
                                                {"holding", "WRITTEN_OFF", "convertibles", "CONVERTIBLE"}};
static const struct fpl_move recover_moves[] = {{"holding", "WRITTEN_OFF", "", "WRITTEN_OFF"}};

const struct fpl_event fpl_event__writeoff_recorded = {
    .kind = "writeoff.recorded",
    .zh = "投资核销",
    .en = "write-off",
    .command = {"writeoff.record", "登记投资核销", "write a holding off", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "writeoffs", NULL, NULL,
                "writeoff record HX-001 --book guidance --firm 91340604XY00010150 --occurred 2026-09-30 "
                "--ground BANKRUPTCY --recovered 150000.00 --approval 示例批〔2026〕7号 --evidence "
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --dry-run --as zhi.dan "
                "--checker fu.he",
                1},
    .rows = "writeoff=示例-HX-001;firm=91340604XY00010150;occurred=2026-06-30;ground=破产清算;recovered=50000.00;"
            "approval=示例批2号;"
            "evidence=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08;"
            "bank_ref=示例流水0107",
    .item = "writeoff",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "投资核销",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};

const struct fpl_event fpl_event__writeoff_reversed = {
    .kind = "writeoff.reversed",
    .zh = "核销冲销",
    .en = "write-off reversed",
    .command = {"writeoff.reverse", "核销冲销", "reverse a write-off", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "writeoff-reversals",
                "核销冲销：整笔红字，恢复持仓；核销后已有收回的，须先冲销",
                "take a write-off back in red: the holding returns; later recoveries are reversed first",
                "writeoff reverse HX-001 --book guidance --reason 批复撤回 --as zhi.dan --checker fu.he", 1},
    .rows = "writeoff=示例-HX-001;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "writeoff",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__writeoff_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
    .approver = FACT(LIMIT_APPROVER),
};

const struct fpl_event fpl_event__writeoff_recovered = {
    .kind = "writeoff.recovered",
    .zh = "核销后收回",
    .en = "recovery after a write-off",
    .command = {"writeoff.recover", "登记核销后收回", "record a recovery after a write-off", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, recover_fields, COUNT(recover_fields), "recoveries", NULL, NULL,
                "writeoff recover SH-001 --book guidance --firm 91340604XY00010150 --occurred 2026-11-10 "
                "--amount 20000.00 --bank-ref SL202611100001 --as zhi.dan --checker fu.he",
                1},
    .rows = "recovery=示例-SH-001;firm=91340604XY00010150;occurred=2026-08-01;amount=3000.00;bank_ref=示例流水0108|"
            "recovery=示例-SH-002;firm=91340604XY00010150;occurred=2026-08-02;amount=1.00;bank_ref=示例流水0109",
    .item = "recovery",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "核销后收回",
    .tells = FPL_TELLS_REF,
    .decide = decide_recovery,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recover_recipe,
    .recipes = COUNT(recover_recipe),
    .move = recover_moves,
    .moves = COUNT(recover_moves),
};

const struct fpl_event fpl_event__recovery_reversed = {
    .kind = "recovery.reversed",
    .zh = "核销后收回冲销",
    .en = "recovery reversed",
    .command = {"recovery.reverse", "核销后收回冲销", "reverse a recovery", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, recover_reverse_fields, COUNT(recover_reverse_fields), "recovery-reversals",
                "核销后收回冲销：整笔红字，恢复备查金额", "take a recovery back in red: the amount pursued returns",
                "recovery reverse SH-001 --book guidance --reason 误记他户 --as zhi.dan --checker fu.he", 1},
    .rows = "recovery=示例-SH-002;memo=误记|recovery=示例-SH-001;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "recovery",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__writeoff_recovered,
    .memo_field = "memo",
    .decide = decide_recovery_reversal,
    .read = recover_reverse_reads,
    .reads = COUNT(recover_reverse_reads),
    .move = recover_moves,
    .moves = COUNT(recover_moves),
    .approver = FACT(LIMIT_APPROVER),
};
