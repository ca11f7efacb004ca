/* P10: money goes back to who paid it in: 271101 or 271104 becomes payable, 224107, and is paid by payable.pay. Nobody
 * takes out more than stands under his name, and the pool returns no money that it owes to somebody. And its
 * reversal, as long as it was not paid. */
#include "ledger/pool/room.h"

static const struct fpl_field_spec fields[] = {
    FS("surplus", "退回编号", "surplus", "", ID, KEY, EVENT_KEY),
    FS("party", "出资方", "contributor", "", PARTY, REQ, EVENT_PARTY),
    F("occurred", "决定日", "decided on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    F("document", "批准文件", "document", "文号", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("surplus", "退回编号", "surplus", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { FISCAL, PARTNER };
static const struct fpl_recipe recipe[] = {
    {"P10", "应退财政资金", "to be returned to the treasury", "271101", "224107", DIM(EVENT_PARTY), NONE,
     DIM(EVENT_PARTY), NONE, ""},
    {"P10", "应退合作机构出资", "to be returned to a partner institution", "271104", "224107", DIM(EVENT_PARTY), NONE,
     DIM(EVENT_PARTY), NONE, ""},
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_EVENT_PARTY_KIND);
    int partner = fpl_str_is(kind, "bank") || fpl_str_is(kind, "guarantor");
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT), own, available;
    (void)rules;
    fpl_decision_begin(out);
    own = fpl_pool__money(&run, FPL_FACT_CONTRIBUTOR_BALANCE);
    available = fpl_pool__money(&run, FPL_FACT_POOL_FREE);
    if (amount > own)
        fpl_pool__refuse_over(out, FPL_E_ON_ACCOUNT, own, amount);
    if (amount > available)
        fpl_pool__refuse_limit(&run, FPL_E_SHORTAGE, available, amount, FPL_PF_NO_CLAUSE);
    fpl_pool__gate_later(&run, own, FPL_FACT_CONTRIBUTOR_LATER, amount);
    if (out->reasons == 0)
        fpl_pool__gate_later(&run, available, FPL_FACT_POOL_LATER, amount);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[partner ? PARTNER : FISCAL], out->amount, facts);
    fpl_pool__came(&run, FPL_POOL_CAME_SURPLUS, fpl_fact_text(facts, FPL_FACT_EVENT_PARTY), amount);
    fpl_pool__keep_amount(&run, "surplus", (struct fpl_str){"", 0});
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    fpl_pool__back_unpaid(facts, out);
    if (out->reasons == 0)
        fpl_pool__came(&run, FPL_POOL_CAME_SURPLUS, fpl_fact_text(facts, FPL_FACT_EVENT_PARTY),
                       -fpl_money_minor(out->amount));
}

static const struct fpl_read reads[] = {
    READ_ITEM(EVENT_PARTY_KIND, "party", EVENT_PARTY, "kind", FPL_READ_REGISTRY),
    READ_BALANCE_OF(CONTRIBUTOR_BALANCE, "+271101+271104", EVENT_PARTY, FPL_READ_NEGATE),
    READ_BALANCE(POOL_FREE, "+100203+224105+224107+224108-9008", 0),
    FPL_POOL_READS_LATER,
    FPL_POOL_READS_OWN_LATER,
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "surplus", EVENT_KEY, "amt", 0),
    READ_ITEM(EVENT_PARTY, "surplus", EVENT_KEY, "party", 0),
    READ_BALANCE_OF(PAYABLE_OPEN, "+224107", EVENT_PARTY, FPL_READ_NEGATE),
};

const struct fpl_event fpl_event__surplus_declared = {
    .kind = "surplus.declared",
    .zh = "结余退回",
    .en = "surplus to be returned",
    .command = {"surplus.declare", "登记应退结余", "decide that money goes back to its contributor", FPL_BOOK_POOL,
                RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "surpluses",
                "应退结余：不超过该出资方在池资金，也不超过资金池未承诺余额；付款用 payable pay",
                "no more than the contributor has in the pool, nor than the pool owes to nobody; payable pay pays it",
                "surplus declare TH-2026-01 --book pool --party F-SHI --occurred 2026-11-10 --amount 2000000.00 "
                "--document 示例财金〔2026〕8号 --as zhi.dan --checker fu.he",
                1},
    .rows = "surplus=示例-TH-001;party=F-SL;occurred=2026-09-01;amount=50000.00;document=示例财金〔2026〕8号|"
            "surplus=示例-TH-002;party=F-SL;occurred=2026-09-01;amount=10000.00;document=示例财金〔2026〕8号",
    .item = "surplus",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "应退风险补偿资金",
    .memo_field = "document",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__surplus_reversed = {
    .kind = "surplus.reversed",
    .zh = "结余退回冲销",
    .en = "surplus reversed",
    .command = {"surplus.reverse", "应退结余冲销", "reverse money to be returned", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "surplus-reversals",
                "应退结余冲销：整笔红字；已付款的先冲销付款",
                "take back in red what was to be returned; a payment of it is reversed first",
                "surplus reverse TH-2026-01 --book pool --reason 重复登记 --as zhi.dan --checker fu.he", 1},
    .rows = "surplus=示例-TH-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "surplus",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__surplus_declared,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
