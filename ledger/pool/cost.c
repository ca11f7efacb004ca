/* P11: a cost that the pool bears is accrued, 271106 against 224108, and paid by payable.pay. Whether the pool may bear
 * it says the scheme (`fees_from_pool`, which no engine tests yet); the document is on the record. And its reversal,
 * as long as it was not paid. */
#include "ledger/pool/room.h"

#define KINDS                                                                                                                 \
    "BANK=银行手续费=bank charges|MANAGER=受托管理费=manager's fee|AUDIT=审计费=audit|LEGAL=法律费用=legal|" \
    "OTHER=其他=other"

static const struct fpl_field_spec fields[] = {
    FS("cost", "费用编号", "cost", "", ID, KEY, EVENT_KEY),
    E("cost_kind", "费用类别", "kind of cost", "类别", REQ, KINDS),
    FS("party", "收款方", "payee", "", PARTY, 0, EVENT_PARTY),
    F("occurred", "计提日", "accrued on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    F("document", "依据", "document", "文号", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("cost", "费用编号", "cost", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_recipe recipe[] = {
    {"P11", "管理费用", "cost borne by the pool", "271106", "224108", NONE, NONE, DIM(EVENT_PARTY), NONE, ""},
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    fpl_pool__came(&run, FPL_POOL_CAME_COST, fpl_fact_text(facts, FPL_FACT_EVENT_PARTY), fpl_money_minor(out->amount));
    fpl_pool__keep_amount(&run, "cost", (struct fpl_str){"", 0});
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    fpl_pool__back_unpaid(facts, out);
    if (out->reasons == 0)
        fpl_pool__came(&run, FPL_POOL_CAME_COST, fpl_fact_text(facts, FPL_FACT_EVENT_PARTY),
                       -fpl_money_minor(out->amount));
}

static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "cost", EVENT_KEY, "amt", 0),
    READ_ITEM(EVENT_PARTY, "cost", EVENT_KEY, "party", 0),
    READ_BALANCE_OF(PAYABLE_OPEN, "+224108", EVENT_PARTY, FPL_READ_NEGATE),
};

const struct fpl_event fpl_event__cost_accrued = {
    .kind = "cost.accrued",
    .zh = "计提管理费用",
    .en = "cost accrued",
    .command = {"cost.accrue", "计提管理费用", "accrue a cost of the pool", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "costs",
                "管理费用：银行手续费、受托管理费、审计费等；付款用 payable pay，收款方须相同",
                "bank charges, the manager's fee, audit and the like; payable pay pays it, to the same payee",
                "cost accrue FY-2026-01 --book pool --cost-kind AUDIT --occurred 2026-11-10 --amount 48000.00 "
                "--document 审计约定书 --as zhi.dan --checker fu.he",
                1},
    .rows = "cost=示例-GF-001;cost_kind=审计费;occurred=2026-08-25;amount=48.00;document=审计约定书|"
            "cost=示例-GF-002;cost_kind=银行手续费;occurred=2026-08-25;amount=12.50;document=银行回单",
    .item = "cost",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "计提管理费用",
    .memo_field = "document",
    .decide = decide,
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__cost_reversed = {
    .kind = "cost.reversed",
    .zh = "管理费用冲销",
    .en = "cost reversed",
    .command = {"cost.reverse", "管理费用冲销", "reverse a cost of the pool", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "cost-reversals",
                "管理费用冲销：整笔红字；已付款的先冲销付款",
                "take a cost back in red; a payment of it is reversed first",
                "cost reverse FY-2026-01 --book pool --reason 重复登记 --as zhi.dan --checker fu.he", 1},
    .rows = "cost=示例-GF-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "cost",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__cost_accrued,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
