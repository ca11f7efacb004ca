/* What the pool has to receive: interest on its deposits accrued and collected (P02), and compensation to be returned
 * collected (P08). No more is collected than stands on the account. And its reversal: an accrual is taken back as long
 * as it was not collected. */
#include "ledger/pool/room.h"

#define WAYS                                                                                                           \
    "INTEREST_ACCRUED=计提应收利息=interest accrued|INTEREST_COLLECTED=收到应收利息=interest collected|"   \
    "RETURN_COLLECTED=收到退回补偿款=compensation returned"

static const struct fpl_field_spec fields[] = {
    FS("receivable", "应收编号", "receivable", "", ID, KEY, EVENT_KEY),
    ES("way", "应收业务", "what became of it", "类别", REQ, WAYS, RECEIVABLE_WAY),
    FS("party", "付款方", "payer", "", PARTY, 0, EVENT_PARTY),
    F("occurred", "业务日期", "date", "日期|到账日", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    FS("bank_ref", "依据（银行流水号）", "bank reference or document", "银行流水号", TEXT, REQ, BANK_REF),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("receivable", "应收编号", "receivable", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { ACCRUED, COLLECTED, RETURNED };
static const struct fpl_recipe recipe[] = {
    {"P02", "应收利息", "interest accrued", "1132", "271102", DIM(EVENT_PARTY), NONE, NONE, NONE, ""},
    {"P02", "收到应收利息", "interest collected", "100203", "1132", NONE, NONE, DIM(EVENT_PARTY), NONE,
     "POOL_INTEREST"},
    {"P08", "收到退回的补偿款", "compensation returned", "100203", "122103", NONE, NONE, DIM(EVENT_PARTY), NONE,
     "POOL_REFUNDED"},
};

static int way_of(const struct fpl_facts *facts) {
    struct fpl_str way = fpl_fact_text(facts, FPL_FACT_RECEIVABLE_WAY);
    return fpl_str_is(way, "INTEREST_ACCRUED") ? ACCRUED : fpl_str_is(way, "INTEREST_COLLECTED") ? COLLECTED : RETURNED;
}

static void came(struct fpl_pool__run *run, int way, int64_t amount) {
    if (way == ACCRUED)
        fpl_pool__came(run, FPL_POOL_CAME_INTEREST, fpl_fact_text(run->facts, FPL_FACT_EVENT_PARTY), amount);
    else
        fpl_pool__came_cash(run, amount);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT), open = 0;
    int way = way_of(facts);
    (void)rules;
    fpl_decision_begin(out);
    if (way == RETURNED && !fpl_fact_known(facts, FPL_FACT_EVENT_PARTY))
        fpl_pool__refuse(&run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_EVENT_PARTY), NULL, FPL_PF_NO_CLAUSE);
    else if (way != ACCRUED)
        fpl_pool__gate_later(&run, fpl_pool__money(&run, FPL_FACT_RECEIVABLE_OPEN), FPL_FACT_OWED_LATER, amount);
    if (out->reasons == 0 && way != ACCRUED && amount > (open = fpl_pool__money(&run, FPL_FACT_RECEIVABLE_OPEN)))
        fpl_pool__refuse_over(out, FPL_E_DUE, open, amount);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[way], out->amount, facts);
    came(&run, way, amount);
    fpl_pool__keep_amount(&run, "receivable", fpl_fact_text(facts, FPL_FACT_RECEIVABLE_WAY));
    if (way != ACCRUED)
        fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    if (way_of(facts) == ACCRUED && fpl_money_cmp(out->amount, fpl_fact_money(facts, FPL_FACT_RECEIVABLE_OPEN)) > 0)
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__receivable_recorded.kind, NULL, NULL);
    else
        came(&run, way_of(facts), -fpl_money_minor(out->amount));
}

static int when_interest(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return way_of(facts) != RETURNED;
}
static int when_returned(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return way_of(facts) == RETURNED;
}

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define OPEN(account, when_)                                                                                           \
    {                                                                                                                  \
        .fact = FACT(RECEIVABLE_OPEN), .from = FPL_FROM_BALANCE, .name = account, .key = FACT(EVENT_PARTY),            \
        .before = FPL_NO_FACT, .when = when_                                                                           \
    }
#define LATER(account, when_)                                                                                          \
    {                                                                                                                  \
        .fact = FACT(OWED_LATER), .from = FPL_FROM_SUM, .name = "+came", .key = FACT(EVENT_PARTY), .member = account,  \
        .flags = FPL_READ_AFTER, .before = FPL_NO_FACT, .when = when_                                                  \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
/* What is accrued is no payment: it rests on a certificate of deposit, say, each time on the same. */
static int when_paid(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return way_of(facts) != ACCRUED;
}
static const struct fpl_read reads[] = {{.fact = FACT(BANK_REF_BEFORE),
                                         .from = FPL_FROM_ITEM,
                                         .name = "bank.ref",
                                         .key = FACT(BANK_REF),
                                         .member = "of",
                                         .before = FPL_NO_FACT,
                                         .when = when_paid},
                                        OPEN("+1132", when_interest),
                                        OPEN("+122103", when_returned),
                                        LATER(FPL_POOL_CAME_INTEREST, when_interest),
                                        LATER(FPL_POOL_CAME_RECLAIM, when_returned)};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "receivable", EVENT_KEY, "amt", 0),
    READ_ITEM(EVENT_PARTY, "receivable", EVENT_KEY, "party", 0),
    READ_ITEM(RECEIVABLE_WAY, "receivable", EVENT_KEY, "way", 0),
    OPEN("+1132", when_interest),
};

const struct fpl_event fpl_event__receivable_recorded = {
    .kind = "receivable.recorded",
    .zh = "应收款项",
    .en = "receivable",
    .command = {"receivable.record", "登记应收款项", "record what the pool accrues or collects", FPL_BOOK_POOL,
                RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "receivables",
                "计提应收利息、收到应收利息、收到退回的补偿款；收到的不超过应收余额，付款方须相同",
                "accrue interest, collect it, collect compensation to be returned; no more than is receivable from "
                "that payer",
                "receivable record YS-001 --book pool --way INTEREST_ACCRUED --party BK-XC --occurred 2026-10-31 "
                "--amount 35000.00 --bank-ref 定期存单0007 --as zhi.dan --checker fu.he",
                1},
    .rows = "receivable=示例-YS-001;way=计提应收利息;party=BK-XC;occurred=2026-08-31;amount=200.00;"
            "bank_ref=示例存单0001|"
            "receivable=示例-YS-002;way=收到应收利息;party=BK-XC;occurred=2026-09-10;amount=150.00;"
            "bank_ref=示例流水0041",
    .item = "receivable",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "应收款项",
    .tells = FPL_TELLS_REF,
    .memo_field = "bank_ref",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__receivable_reversed = {
    .kind = "receivable.reversed",
    .zh = "应收款项冲销",
    .en = "receivable reversed",
    .command = {"receivable.reverse", "应收款项冲销", "reverse what was accrued or collected", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "receivable-reversals",
                "应收款项冲销：整笔红字；已收到的应收利息先冲销收款，再冲销计提",
                "take it back in red; interest that was collected: first the collection, then the accrual",
                "receivable reverse YS-001 --book pool --reason 重复登记 --as zhi.dan --checker fu.he", 1},
    .rows = "receivable=示例-YS-002;memo=银行退回",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "receivable",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__receivable_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
