/* P16: the pool's own money moves from one of its accounts to another: between the special account and its sub-accounts
 * at banks, which are lines of 100203 that name the bank, and into cash management, 101201, and back. No account gives
 * what it does not hold. And its reversal. */
#include "ledger/pool/room.h"

#define WAYS "BANKS=专户划转=between accounts|PLACE=存出现金管理=placed|REDEEM=收回现金管理=redeemed"

static const struct fpl_field_spec fields[] = {
    FS("transfer", "划转编号", "transfer", "", ID, KEY, EVENT_KEY),
    ES("way", "划转方式", "way", "方式", REQ, WAYS, TRANSFER_WAY),
    FS("from", "转出行", "from", "", PARTY, 0, TRANSFER_FROM),
    FS("to", "转入行", "to", "", PARTY, 0, TRANSFER_TO),
    F("occurred", "划转日", "transferred on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("transfer", "划转编号", "transfer", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

enum { BANKS, PLACE, REDEEM };
static const struct fpl_recipe recipe[] = {
    {"P16", "专户划转", "between accounts", "100203", "100203", DIM(TRANSFER_TO), NONE, DIM(TRANSFER_FROM), NONE,
     "TRANSFER"},
    {"P16", "存出现金管理", "placed in cash management", "101201", "100203", DIM(TRANSFER_TO), NONE, DIM(TRANSFER_FROM),
     NONE, "TRANSFER"},
    {"P16", "收回现金管理", "redeemed from cash management", "100203", "101201", DIM(TRANSFER_TO), NONE,
     DIM(TRANSFER_FROM), NONE, "TRANSFER"},
};

static int way_of(const struct fpl_facts *facts) {
    struct fpl_str way = fpl_fact_text(facts, FPL_FACT_TRANSFER_WAY);
    return fpl_str_is(way, "PLACE") ? PLACE : fpl_str_is(way, "REDEEM") ? REDEEM : BANKS;
}

static void came(struct fpl_pool__run *run, int way, struct fpl_str to, int64_t amount) {
    fpl_pool__came(run, way == PLACE ? FPL_POOL_CAME_PLACED : FPL_POOL_CAME_CASH, to, amount);
    if (way == REDEEM)
        fpl_pool__came(run, FPL_POOL_CAME_ALL, (struct fpl_str){"", 0}, amount);
}

static void keep(struct fpl_pool__run *run, int way, struct fpl_str to) {
    static const char *const ways[] = {[BANKS] = "BANKS", [PLACE] = "PLACE", [REDEEM] = "REDEEM"};
    struct fpl_buf buf = {0};
    struct fpl_json_out json;
    fpl_json_begin(&json, &buf);
    fpl_json_object(&json);
    fpl_json_kint(&json, "amt", fpl_money_minor(run->out->amount));
    if (to.n > 0)
        fpl_json_kstr(&json, "to", to);
    fpl_json_kstrz(&json, "way", ways[way]);
    fpl_json_end(&json);
    if (fpl_buf_ok(&buf) == FPL_OK)
        fpl_decision_item(run->out, "transfer", fpl_fact_text(run->facts, FPL_FACT_EVENT_KEY), fpl_buf_str(&buf));
    else
        fpl_pool__refuse(run, FPL_E_NOMEM, NULL, NULL, FPL_PF_NO_CLAUSE);
    fpl_buf_release(&buf);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    struct fpl_str from = fpl_fact_text(facts, FPL_FACT_TRANSFER_FROM), to = fpl_fact_text(facts, FPL_FACT_TRANSFER_TO);
    int64_t amount = fpl_pool__money(&run, FPL_FACT_EVENT_AMOUNT), held;
    int way = way_of(facts);
    (void)rules;
    fpl_decision_begin(out);
    held = fpl_pool__money(&run, FPL_FACT_TRANSFER_HELD);
    if (way == BANKS && fpl_str_eq(from, to))
        fpl_pool__refuse(&run, FPL_E_MISSING, fpl_fact_name(FPL_FACT_TRANSFER_TO), NULL, FPL_PF_NO_CLAUSE);
    fpl_pool__gate_later(&run, held, FPL_FACT_HELD_LATER, amount);
    if (amount > held)
        fpl_pool__refuse_over(out, FPL_E_ON_ACCOUNT, held, amount);
    else if (way == PLACE && amount > fpl_pool__money(&run, FPL_FACT_POOL_FREE)) /* what is owed stays payable */
        fpl_pool__refuse_limit(&run, FPL_E_SHORTAGE, fpl_pool__money(&run, FPL_FACT_POOL_FREE), amount,
                               FPL_PF_NO_CLAUSE);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[way], out->amount, facts);
    came(&run, way, to, amount);
    keep(&run, way, to);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

/* Where the money went to gives back what came there. */
static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_pool__run run = {.facts = facts, .out = out};
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    came(&run, way_of(facts), fpl_fact_text(facts, FPL_FACT_TRANSFER_TO), -fpl_money_minor(out->amount));
}

static int when_redeemed(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return way_of(facts) == REDEEM;
}
static int when_from_bank(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return way_of(facts) != REDEEM;
}

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define HELD(account, when_)                                                                                           \
    {                                                                                                                  \
        .fact = FACT(TRANSFER_HELD), .from = FPL_FROM_BALANCE, .name = account, .key = FACT(TRANSFER_FROM),            \
        .before = FPL_NO_FACT, .when = when_                                                                           \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
static int when_placed(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return way_of(facts) == PLACE;
}
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "transfer", EVENT_KEY, "amt", 0),
    READ_ITEM(TRANSFER_WAY, "transfer", EVENT_KEY, "way", 0),
    READ_ITEM(TRANSFER_TO, "transfer", EVENT_KEY, "to", 0),
};
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define LATER(account, when_)                                                                                          \
    {                                                                                                                  \
        .fact = FACT(HELD_LATER), .from = FPL_FROM_SUM, .name = "+came", .key = FACT(TRANSFER_FROM),                   \
        .member = account, .flags = FPL_READ_AFTER, .before = FPL_NO_FACT, .when = when_                               \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
static const struct fpl_read reads[] = {
    FPL_READS_REF,
    LATER(FPL_POOL_CAME_CASH, when_from_bank),
    LATER(FPL_POOL_CAME_PLACED, when_redeemed),
    HELD("+100203", when_from_bank),
    HELD("+101201", when_redeemed),
    {.fact = FACT(POOL_FREE),
     .from = FPL_FROM_BALANCE,
     .name = "+100203+224105+224107+224108-9008",
     .key = FPL_NO_FACT,
     .before = FPL_NO_FACT,
     .when = when_placed},
};

const struct fpl_event fpl_event__transfer_recorded = {
    .kind = "transfer.recorded",
    .zh = "专户划转",
    .en = "transfer",
    .command = {"transfer.record", "登记专户划转", "record a transfer between the pool's accounts", FPL_BOOK_POOL,
                RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "transfers",
                "转出行、转入行：不填即专户本身；现金管理填存放行",
                "from, to: a bank's sub-account, none for the special account itself; for cash management the bank "
                "that holds it",
                "transfer record HZ-001 --book pool --way BANKS --to BK-XC --occurred 2026-11-12 --amount 3000000.00 "
                "--bank-ref SL202611120001 --as zhi.dan --checker fu.he",
                1},
    .rows = "transfer=示例-HZ-001;way=专户划转;from=;to=BK-XC;occurred=2026-08-01;amount=1000000.00;"
            "bank_ref=示例流水0031|"
            "transfer=示例-HZ-002;way=存出现金管理;from=BK-XC;to=BK-XC;occurred=2026-08-02;amount=500000.00;"
            "bank_ref=示例流水0032",
    .item = "transfer",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "专户划转",
    .tells = FPL_TELLS_REF,
    .memo_field = "bank_ref",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__transfer_reversed = {
    .kind = "transfer.reversed",
    .zh = "划转冲销",
    .en = "transfer reversed",
    .command = {"transfer.reverse", "划转冲销", "reverse a transfer", FPL_BOOK_POOL, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "transfer-reversals",
                "划转冲销：整笔红字；原编号不再使用，更正用新编号",
                "take a transfer back in red; its id stays used, record the right one under a new id",
                "transfer reverse HZ-001 --book pool --reason 银行退回 --as zhi.dan --checker fu.he", 1},
    .rows = "transfer=示例-HZ-002;memo=银行退回",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "transfer",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__transfer_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
