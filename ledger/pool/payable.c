/* P10, P11: what the pool owes is paid from its account: 224107 to a contributor, 224108 to who is paid for a cost.
 * What is owed to whom says the balance of the account, opening balances included, in one payment or several. And its
 * reversal: money that did not leave must be in the books. */
#include "ledger/pool/room.h"

static const struct fpl_field_spec fields[] = {
    FS("payment", "付款编号", "payment", "", ID, KEY, EVENT_KEY),
    ES("of", "付款类别", "what is paid", "类别", REQ, "SURPLUS=结余退回=surplus returned|COST=管理费用=cost",
       PAYABLE_OF),
    FS("party", "收款方", "payee", "", PARTY, 0, EVENT_PARTY),
    F("occurred", "付款日", "paid on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
    FPL_POOL_CASH_REASON,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("payment", "付款编号", "payment", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { SURPLUS, COST };
static const struct fpl_recipe recipe[] = {
    {"P10", "退回资金", "money returned", "224107", "100203", DIM(EVENT_PARTY), NONE, NONE, NONE, "POOL_SURPLUS"},
    {"P11", "支付管理费用", "cost paid", "224108", "100203", DIM(EVENT_PARTY), NONE, NONE, NONE, "POOL_FEE"},
};

static int is_cost(const struct fpl_facts *facts) {
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_PAYABLE_OF), "COST");
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT), open, cash;
    (void)rules;
    fpl_decision_begin(out);
    open = fpl_pool__money(&run, FPL_FACT_PAYABLE_OPEN);
    cash = fpl_pool__money(&run, FPL_FACT_POOL_AVAILABLE);
    if (amount > open)
        fpl_pool__refuse_over(out, FPL_E_DUE, open, amount);
    fpl_pool__gate_later(&run, open, FPL_FACT_OWED_LATER, amount);
    if (amount > cash)
        fpl_pool__refuse_limit(&run, FPL_E_SHORTAGE, cash, amount, FPL_PF_NO_CLAUSE);
    else
        fpl_pool__gate_cash(&run, amount);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[is_cost(facts) ? COST : SURPLUS], out->amount, facts);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
    fpl_decision_item(out, "payment", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), FPL_STR("{}"));
}

static int when_cost(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return is_cost(facts);
}
static int when_surplus(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return !is_cost(facts);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define OWED(account, when_)                                                                                           \
    {                                                                                                                  \
        .fact = FACT(PAYABLE_OPEN), .from = FPL_FROM_BALANCE, .name = account, .key = FACT(EVENT_PARTY),               \
        .flags = FPL_READ_NEGATE, .before = FPL_NO_FACT, .when = when_                                                 \
    }
#define LATER(account, when_)                                                                                          \
    {                                                                                                                  \
        .fact = FACT(OWED_LATER), .from = FPL_FROM_SUM, .name = "+came", .key = FACT(EVENT_PARTY), .member = account,  \
        .flags = FPL_READ_AFTER, .before = FPL_NO_FACT, .when = when_                                                  \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
static const struct fpl_read reads[] = {
    OWED("+224107", when_surplus),
    OWED("+224108", when_cost),
    READ_BALANCE(POOL_AVAILABLE, "+100203+224105", 0),
    FPL_POOL_READS_CASH,
    FPL_POOL_READS_HELD_LATER,
    FPL_READS_REF,
    LATER(FPL_POOL_CAME_SURPLUS, when_surplus),
    LATER(FPL_POOL_CAME_COST, when_cost),
};

const struct fpl_event fpl_event__payable_paid = {
    .kind = "payable.paid",
    .zh = "专户付款",
    .en = "payable paid",
    .command = {"payable.pay", "支付应付款", "pay what the pool owes", FPL_BOOK_POOL, RECORDERS, IMPORT | ENTRY | DRY,
                fields, COUNT(fields), "payments", "支付已登记的应退结余或管理费用，不超过应付余额；可分次",
                "pay a surplus or a cost that was recorded, no more than is owed; in one payment or several",
                "payable pay FK-001 --book pool --of COST --occurred 2026-11-15 --amount 48000.00 --bank-ref "
                "SL202611150009 --as zhi.dan --checker fu.he",
                1},
    .rows = "payment=示例-FK-001;of=结余退回;party=F-SL;occurred=2026-09-05;amount=50000.00;bank_ref=示例流水0021|"
            "payment=示例-FK-002;of=管理费用;party=;occurred=2026-09-05;amount=48.00;bank_ref=示例流水0022",
    .item = "payment",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "支付应付款",
    .memo_field = "bank_ref",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__payment_reversed = {
    .kind = "payment.reversed",
    .zh = "专户付款冲销",
    .en = "payment reversed",
    .command = {"payment.reverse", "付款冲销", "reverse a payment of the pool", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "payment-reversals",
                "付款冲销：整笔红字，恢复应付；原编号不再使用，更正用新编号",
                "take a payment back in red: the amount is owed again; its id stays used",
                "payment reverse FK-001 --book pool --reason 银行退回 --as zhi.dan --checker fu.he", 1},
    .rows = "payment=示例-FK-002;memo=银行退回",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "payment",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__payable_paid,
    .memo_field = "memo",
};
