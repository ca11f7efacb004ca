/* P01: money paid into the pool, by the treasury or by a partner institution; and taken back in red. What has been
 * charged to the contributor, is to go back to him, or was paid out or promised since rests on the money: it is taken
 * back first. */
#include "ledger/pool/room.h"

static const struct fpl_field_spec fields[] = {
    FS("contribution", "拨入编号", "contribution", "", ID, KEY, EVENT_KEY),
    FS("party", "出资方", "contributor", "", PARTY, REQ, EVENT_PARTY),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("contribution", "拨入编号", "contribution", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { FISCAL, PARTNER };
static const struct fpl_recipe recipe[] = {
    {"P01", "财政拨入", "paid in by the treasury", "100203", "271101", NONE, NONE, DIM(EVENT_PARTY), NONE, "POOL_IN"},
    {"P01", "合作机构出资", "paid in by a partner institution", "100203", "271104", NONE, NONE, DIM(EVENT_PARTY), NONE,
     "POOL_IN"},
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_EVENT_PARTY_KIND);
    int partner = fpl_str_is(kind, "bank") || fpl_str_is(kind, "guarantor");
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &recipe[partner ? PARTNER : FISCAL], out->amount, facts);
    fpl_pool__came_cash(&run, fpl_money_minor(out->amount));
    fpl_pool__came(&run, FPL_POOL_CAME_PAID_IN, fpl_fact_text(facts, FPL_FACT_EVENT_PARTY),
                   fpl_money_minor(out->amount));
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
    fpl_pool__keep_amount(&run, "contribution", (struct fpl_str){"", 0});
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    int64_t amount = fpl_money_minor(out->amount), own = fpl_pool__money(&run, FPL_FACT_CONTRIBUTOR_BALANCE),
            free = fpl_pool__money(&run, FPL_FACT_POOL_FREE), held = fpl_pool__money(&run, FPL_FACT_TRANSFER_HELD);
    if (amount > own)
        fpl_pool__refuse_over(out, FPL_E_ON_ACCOUNT, own, amount);
    else if (amount > free || amount > held)
        fpl_pool__refuse_over(out, FPL_E_ON_ACCOUNT, free < held ? free : held, amount);
    if (out->reasons > 0)
        return;
    fpl_pool__came_cash(&run, -amount);
    fpl_pool__came(&run, FPL_POOL_CAME_PAID_IN, fpl_fact_text(facts, FPL_FACT_EVENT_PARTY), -amount);
}

static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "contribution", EVENT_KEY, "amt", 0),
    READ_ITEM(EVENT_PARTY, "contribution", EVENT_KEY, "party", 0),
    READ_BALANCE_OF(CONTRIBUTOR_BALANCE, "+271101+271104", EVENT_PARTY, FPL_READ_NEGATE),
    READ_BALANCE(POOL_FREE, "+100203+224105+224107+224108", 0),
    FPL_POOL_READS_CASH,
};

static const struct fpl_read reads[] = {
    FPL_READS_REF,
    {.fact = FACT(EVENT_PARTY_KIND),
     .from = FPL_FROM_ITEM,
     .name = "party",
     .key = FACT(EVENT_PARTY),
     .member = "kind",
     .flags = FPL_READ_REGISTRY,
     .before = FPL_NO_FACT,
     .absent = FPL_E_PARTY},
};

const struct fpl_event fpl_event__pool_contributed = {
    .kind = "pool.contributed",
    .zh = "资金拨入",
    .en = "money paid into the pool",
    .command = {"pool.contribute", "资金拨入", "pay money into the pool", FPL_BOOK_POOL, RECORDERS, IMPORT | ENTRY,
                fields, COUNT(fields), "contributions", NULL, NULL,
                "pool contribute ZC-2026-09 --book pool --party F-SHI --occurred 2026-11-20 --amount 5000000.00 "
                "--bank-ref SL202611200001 --as zhi.dan --checker fu.he",
                1},
    .rows = "contribution=示例-BR-001;party=F-SL;occurred=2026-01-10;amount=30000000.00;bank_ref=示例流水0001|"
            "contribution=示例-BR-002;party=F-SL;occurred=2026-01-11;amount=1.00;bank_ref=示例流水0002",
    .item = "contribution",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "收到风险补偿资金",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__contribution_reversed = {
    .kind = "contribution.reversed",
    .zh = "拨入冲销",
    .en = "contribution reversed",
    .command = {"contribution.reverse", "拨入冲销", "reverse a contribution", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "contribution-reversals",
                "拨入冲销：整笔红字；原编号不再使用，更正用新编号",
                "take a contribution back in red; its id stays used, record the right one under a new id",
                "contribution reverse ZC-2026-09 --book pool --reason 重复登记 --as zhi.dan --checker fu.he", 1},
    .rows = "contribution=示例-BR-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "contribution",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__pool_contributed,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
