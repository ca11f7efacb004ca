/* P01: money paid into the pool, by the treasury or by a partner institution; and taken back in red. No rule stands
 * behind the reversal: money that did not come must leave the books, whatever has been paid out since. */
#include "ledger/policy/declare.h"

static const struct fpl_field_spec fields[] = {
    FS("contribution", "拨入编号", "contribution", "", ID, KEY, EVENT_KEY),
    FS("party", "出资方", "contributor", "", PARTY, REQ, EVENT_PARTY),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    F("bank_ref", "银行流水号", "bank reference", "", TEXT, REQ),
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
    (void)rules;
    fpl_decision_begin(out);
    struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_EVENT_PARTY_KIND);
    int partner = fpl_str_is(kind, "bank") || fpl_str_is(kind, "guarantor");
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &recipe[partner ? PARTNER : FISCAL], out->amount, facts);
    fpl_decision_item(out, "contribution", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), FPL_STR("{}"));
}

static const struct fpl_read reads[] = {
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
};
