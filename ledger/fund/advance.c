/* E08, E09: where a fund's agreement has fees paid out of income and interest alone, what is paid beyond them is an
 * advance of principal, in memo: 9007 against 9107 by due.settle, and back as income comes. The rule binds a fund from
 * a day on (of several that which begins last); without one nothing is kept. Fund rules §2.2, E08, E09; §3.6.
 *
 * What is beyond income follows from the balances, whatever was carried to retained profit: earned profit with fees and
 * costs off, without changes of fair value, and with fees that are accrued and not paid put back. A realised loss
 * lowers income, so fees paid after it are advanced too; an event advances at most what it pays. And the reversal. */
#include "ledger/fund/advance.h"

#include <stdio.h>

static const struct fpl_field_spec bind_fields[] = {
    FS("binding", "适用编号", "binding", "", ID, KEY, EVENT_KEY),
    F("from", "适用起始日", "from", "", DATE, REQ),
    ES("source", "费用支付来源", "what fees are paid from", "", REQ,
       "INCOME=收益和利息，不足预支本金=income and interest, else principal in advance|ANY=不限=anything", FEE_SOURCE),
    F("document", "适用依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec fields[] = {
    FS("refill", "补回编号", "refill", "", ID, KEY, EVENT_KEY),
    F("occurred", "补回日", "refilled on", "日期", DATE, REQ),
    FS("amount", "补回额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "依据", "document", "文件", TEXT, 0),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("refill", "补回编号", "refill", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_recipe recipe[] = {
    {"E09", "本金预支补回", "advance refilled", "9107", "9007", NONE, NONE, NONE, DIM(EVENT_KEY), ""},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

int fpl_fund__is_advanced(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_FEE_SOURCE), "INCOME") &&
           !fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0);
}

int64_t fpl_fund__advance(const struct fpl_facts *facts, int64_t amount) {
    if (!fpl_fund__is_advanced(facts, NULL))
        return 0;
    int64_t beyond = minor(facts, FPL_FACT_FEE_SHORT) + amount, more = 0; /* each at most 2^53 */
    more = (beyond > 0 ? beyond : 0) - minor(facts, FPL_FACT_ADVANCE_HELD);
    return more < 0 ? 0 : more < amount ? more : amount;
}

/* ---- the rule ---- */

static void write_rule(const struct fpl_facts *facts, const char *kind, const char *key, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "src", fpl_fact_text(facts, FPL_FACT_FEE_SOURCE));
    fpl_fund__data_item(&data, kind, fpl_str_of(key), out);
}

/* Item "fee.rule" is the newest state, items "fee.since" the one of each day from which one binds. */
static void decide_binding(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_date from = fpl_fact_date(facts, FPL_FACT_TODAY), newest = fpl_fact_date(facts, FPL_FACT_FEE_RULE_ON);
    struct fpl_fund__data data;
    char key[32], day[12];
    (void)rules;
    fpl_decision_begin(out);
    (void)snprintf(key, sizeof key, FPL_ONE_KEY "|%s", fpl_date_format(from, day));
    write_rule(facts, "fee.since", key, out);
    if (fpl_date_is_none(newest) || fpl_date_cmp(newest, from) <= 0)
        write_rule(facts, "fee.rule", FPL_ONE_KEY, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_date(&data, "on", from);
    fpl_fund__data_item(&data, "fee.binding", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* ---- refilled ---- */

static void keep(const struct fpl_facts *facts, int back, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    if (!back)
        fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    else
        fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, "refill", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT), beyond = minor(facts, FPL_FACT_FEE_SHORT),
            can = minor(facts, FPL_FACT_ADVANCE_HELD) - (beyond > 0 ? beyond : 0);
    (void)rules;
    fpl_decision_begin(out);
    if (amount > can) {
        fpl_fund__refuse_money(out, FPL_E_ADVANCE, can > 0 ? can : 0, amount);
        return;
    }
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[0], out->amount, facts);
    keep(facts, 0, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    keep(facts, 1, out);
}

static const struct fpl_read bind_reads[] = {
    {.fact = FACT(FEE_RULE_ON),
     .from = FPL_FROM_ITEM,
     .name = "fee.rule",
     .key = FPL_NO_FACT,
     .member = "on",
     .before = FPL_NO_FACT},
};
static const struct fpl_read reads[] = {
    READ_BALANCE(FEE_SHORT, FPL_FUND_BEYOND_INCOME, 0),
    READ_BALANCE(ADVANCE_HELD, "+9007", 0),
};
static const struct fpl_read reverse_reads[] = {READ_ITEM(EVENT_AMOUNT, "refill", EVENT_KEY, "amt", 0)};

const struct fpl_event fpl_event__fee_bound = {
    .kind = "fee.bound",
    .zh = "适用费用规则",
    .en = "rule of fees bound",
    .command =
        {"fee.bind", "适用费用规则", "say what the fund pays its fees from", FPL_BOOK_FUND, FPL_ROLE_RULES,
         IMPORT | DRY, bind_fields, COUNT(bind_fields), "fee-bindings",
         "适用费用规则：约定费用只从收益和利息支付的，支付超过累计收益的部分自动记本金预支（9007），有收益后用 "
         "advance refill 补回；以起始日最近的一次为准",
         "where fees are paid from income and interest alone, what is paid beyond them is kept as an advance of "
         "principal (9007) and refilled by advance refill; of several the one that begins last holds",
         "fee bind FG-001 --book guidance --from 2025-01-01 --source INCOME --document 合伙协议第二十条 --as gui.ze",
         1},
    .rows = "binding=示例-FG-001;from=2026-01-01;source=收益和利息，不足预支本金;document=示例合伙协议第二十条",
    .item = "fee.binding",
    .key = FACT(EVENT_KEY),
    .occurred = "from",
    .decide = decide_binding,
    .read = bind_reads,
    .reads = COUNT(bind_reads),
};

const struct fpl_event fpl_event__advance_refilled = {
    .kind = "advance.refilled",
    .zh = "本金预支补回",
    .en = "advance refilled",
    .command =
        {"advance.refill", "补回本金预支", "refill what fees took of principal", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, fields, COUNT(fields), "refills",
         "补回本金预支的费用：不超过已实现收益可以补回的数额（report fund 列明）",
         "refill what fees took of principal, as far as realised income has come for it (report fund)",
         "advance refill BH-001 --book guidance --occurred 2026-11-20 --amount 3.00 --as zhi.dan --checker fu.he", 1},
    .rows = "refill=示例-BH-001;occurred=2026-09-10;amount=3.00;document=示例决议|"
            "refill=示例-BH-002;occurred=2026-09-10;amount=1.00",
    .item = "refill",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "本金预支费用补回",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__refill_reversed = {
    .kind = "refill.reversed",
    .zh = "本金预支补回冲销",
    .en = "refill reversed",
    .command = {"refill.reverse", "本金预支补回冲销", "reverse a refill", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "refill-reversals",
                "补回冲销：整笔红字，恢复待补回的预支",
                "take a refill back in red: the advance is to be refilled again",
                "refill reverse BH-001 --book guidance --reason 误记 --as zhi.dan --checker fu.he", 1},
    .rows = "refill=示例-BH-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "refill",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__advance_refilled,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
