/* P02: interest that the bank pays on the pool's special account, and its reversal. The money belongs to the pool
 * (interest rolls into the account), so it stands beside the principal in 271102. */
#include "ledger/pool/room.h"

static const struct fpl_field_spec fields[] = {
    FS("interest", "结息编号", "interest", "", ID, KEY, EVENT_KEY),
    F("occurred", "结息日", "credited on", "日期|到账日", DATE, REQ),
    FS("amount", "金额", "amount", "利息", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("interest", "结息编号", "interest", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_recipe recipe[] = {
    {"P02", "专户利息", "interest of the account", "100203", "271102", NONE, NONE, NONE, NONE, "POOL_INTEREST"},
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    fpl_pool__came_cash(&run, fpl_money_minor(out->amount));
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
    fpl_pool__keep_amount(&run, "interest", (struct fpl_str){"", 0});
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_pool__came_cash(&run, -fpl_money_minor(out->amount));
}

static const struct fpl_read reads[] = {FPL_READS_REF};
static const struct fpl_read reverse_reads[] = {READ_ITEM(EVENT_AMOUNT, "interest", EVENT_KEY, "amt", 0)};

const struct fpl_event fpl_event__interest_received = {
    .kind = "interest.received",
    .zh = "专户结息",
    .en = "interest received",
    .command = {"interest.record", "登记专户利息", "record interest of the pool's account", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "interest", NULL, NULL,
                "interest record LX-2026-Q3 --book pool --occurred 2026-09-21 --amount 12345.67 "
                "--bank-ref SL202609210007 --as zhi.dan --checker fu.he",
                1},
    .rows = "interest=示例-LX-001;occurred=2026-03-21;amount=1234.56;bank_ref=示例流水0003|"
            "interest=示例-LX-002;occurred=2026-03-21;amount=1234.56;bank_ref=示例流水0003",
    .item = "interest",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "收到专户利息",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__interest_reversed = {
    .kind = "interest.reversed",
    .zh = "结息冲销",
    .en = "interest reversed",
    .command = {"interest.reverse", "结息冲销", "reverse an interest entry", FPL_BOOK_POOL, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "interest-reversals",
                "结息冲销：整笔红字；原编号不再使用，更正用新编号",
                "take interest back in red; its id stays used, record the right one under a new id",
                "interest reverse LX-2026-Q3 --book pool --reason 重复登记 --as zhi.dan --checker fu.he", 1},
    .rows = "interest=示例-LX-002;memo=重复登记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "interest",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__interest_received,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
