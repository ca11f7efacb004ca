/* E14 and E15 of what an exit left to be collected: money of a signed sale or buy-back that will not come is written
 * off, 611104 against 122101, with its ground, the approval and the hash of the evidence. It goes on being pursued in
 * memo, 9006 against 9106. What comes in after all, 611105, takes the memo down, to 0 at most. And the reversals of
 * both. Source: loss rules, answer 17 and vector L12. */
#include "ledger/fund/due.h"
#include "ledger/fund/holding.h"
#include "ledger/fund/limit.h"

static const struct fpl_field_spec fields[] = {
    FS("baddebt", "坏账编号", "bad debt", "", ID, KEY, EVENT_KEY),
    FS("exit", "退出编号", "exit", "exit_id", ID, REQ, DUE_ID),
    F("occurred", "核销日", "written off on", "日期", DATE, REQ),
    E("ground", "核销事由", "ground", "事由", REQ, FPL_FUND_GROUNDS),
    F("approval", "审批文号", "approval", "批文", TEXT, REQ),
    FS("evidence", "证据散列", "hash of the evidence", "", TEXT, REQ, EVIDENCE_HASH),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("baddebt", "坏账编号", "bad debt", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec recover_fields[] = {
    FS("collection", "收回编号", "collection", "", ID, KEY, EVENT_KEY),
    FS("baddebt", "坏账编号", "bad debt", "", ID, REQ, BADDEBT_ID),
    F("occurred", "到账日", "received on", "日期", DATE, REQ),
    FS("amount", "收回金额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FPL_BANK_REF(REQ),
};
static const struct fpl_field_spec recover_reverse_fields[] = {
    FS("collection", "收回编号", "collection", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};

#define OWED DIM(DUE_PARTY), DIM(DUE_ID)
enum { LOSS, PURSUED };
static const struct fpl_recipe recipe[] = {
    {"E14", "退出款核销损失", "loss by a bad debt", "611104", "122101", NONE, NONE, OWED, ""},
    {"E14", "核销备查", "written off and pursued", "9006", "9106", OWED, NONE, NONE, ""},
};
enum { INCOME, MEMO };
static const struct fpl_recipe recover_recipe[] = {
    {"E15", "坏账收回", "bad debt recovered", "100201", "611105", NONE, NONE, NONE, NONE, "INVEST_BACK"},
    {"E15", "备查减少", "amount pursued less", "9106", "9006", NONE, NONE, OWED, ""},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

/* Item "baddebt": {"amt","day","dc","exit","firm","left"}: the amount that is lost, and the same as cost relieved (dc,
 * negative), as a duty case reads it of an exit; `left` is the balance of 9006. Taken back: {"amt","dc","rev":1}. */
static void write(const struct fpl_facts *facts, struct fpl_str key, int64_t lost, int64_t left,
                  struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", lost);
    fpl_fund__data_date(
        &data, "day",
        fpl_fact_date(facts, fpl_fact_known(facts, FPL_FACT_BADDEBT_ON) ? FPL_FACT_BADDEBT_ON : FPL_FACT_TODAY));
    fpl_fund__data_num(&data, "dc", -lost);
    fpl_fund__data_text(&data, "exit", fpl_fact_text(facts, FPL_FACT_DUE_ID));
    fpl_fund__data_text(&data, "firm", fpl_fact_text(facts, FPL_FACT_DUE_PARTY));
    fpl_fund__data_num(&data, "left", left);
    fpl_fund__data_item(&data, "baddebt", key, out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int64_t open = minor(facts, FPL_FACT_DUE_OPEN);
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__check_hash(facts, FPL_FACT_EVIDENCE_HASH, out);
    if (open <= 0)
        fpl_fund__refuse_text(out, FPL_E_NOTHING_DUE, fpl_fact_text(facts, FPL_FACT_DUE_ID));
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(open);
    fpl_event_post(out, &recipe[LOSS], out->amount, facts);
    fpl_event_post(out, &recipe[PURSUED], out->amount, facts);
    fpl_fund__due_open(facts, "exit", -open, out);
    write(facts, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), open, open, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t lost = -minor(facts, FPL_FACT_MOVED_COST);
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_money_of(lost);
    if (minor(facts, FPL_FACT_BADDEBT_LEFT) != lost)
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__baddebt_recovered.kind, NULL, NULL);
    if (out->reasons > 0)
        return;
    fpl_fund__due_open(facts, "exit", lost, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", lost);
    fpl_fund__data_num(&data, "dc", -lost);
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, "baddebt", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void keep(const struct fpl_facts *facts, int64_t amount, int64_t memo, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "baddebt", fpl_fact_text(facts, FPL_FACT_BADDEBT_ID));
    fpl_fund__data_text(&data, "firm", fpl_fact_text(facts, FPL_FACT_DUE_PARTY));
    fpl_fund__data_num(&data, "memo", memo);
    fpl_fund__data_item(&data, "collection", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_recovery(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT), left = minor(facts, FPL_FACT_BADDEBT_LEFT),
            memo = amount < left ? amount : left;
    (void)rules;
    fpl_decision_begin(out);
    if (fpl_fact_bool(facts, FPL_FACT_BADDEBT_REVERSED, 0))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, fpl_fact_text(facts, FPL_FACT_BADDEBT_ID));
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recover_recipe[INCOME], out->amount, facts);
    fpl_event_post(out, &recover_recipe[MEMO], fpl_money_of(memo), facts);
    write(facts, fpl_fact_text(facts, FPL_FACT_BADDEBT_ID), -minor(facts, FPL_FACT_MOVED_COST), left - memo, out);
    keep(facts, amount, memo, out);
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
}

static void decide_recovery_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                     struct fpl_decision *out) {
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__limits_cash_back(facts, rules, &fpl_event__collection_reversed, fpl_money_minor(out->amount), out);
    if (out->outcome != FPL_OK)
        return;
    write(facts, fpl_fact_text(facts, FPL_FACT_BADDEBT_ID), -minor(facts, FPL_FACT_MOVED_COST),
          minor(facts, FPL_FACT_BADDEBT_LEFT) + minor(facts, FPL_FACT_MOVED_PURSUED), out);
}

#define READS_DUE                                                                                                      \
    READ_ITEM(DUE_PARTY, "exit.due", DUE_ID, "party", 0), READ_ITEM(DUE_ON, "exit.due", DUE_ID, "on", 0),              \
        FPL_FUND_READS_DUE("exit", DUE_ID)
static const struct fpl_read reads[] = {
    FPL_FUND_READ(DUE_PARTY, "exit.due", DUE_ID, "party", 0, E_NOT_FOUND),
    READ_ITEM(DUE_ON, "exit.due", DUE_ID, "on", 0),
    FPL_FUND_READS_DUE("exit", DUE_ID),
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(DUE_ID, "baddebt", EVENT_KEY, "exit", 0),
    READ_ITEM(MOVED_COST, "baddebt", EVENT_KEY, "dc", FPL_READ_ZERO),
    READ_ITEM(BADDEBT_LEFT, "baddebt", EVENT_KEY, "left", FPL_READ_ZERO),
    READS_DUE,
};
#define READS_BADDEBT                                                                                                  \
    FPL_FUND_READ(MOVED_COST, "baddebt", BADDEBT_ID, "dc", FPL_READ_ZERO, E_NOT_FOUND),                                \
        READ_ITEM(BADDEBT_ON, "baddebt", BADDEBT_ID, "day", 0), READ_ITEM(DUE_ID, "baddebt", BADDEBT_ID, "exit", 0),   \
        READ_ITEM(DUE_PARTY, "baddebt", BADDEBT_ID, "firm", 0),                                                        \
        READ_ITEM(BADDEBT_LEFT, "baddebt", BADDEBT_ID, "left", FPL_READ_ZERO),                                         \
        READ_ITEM(BADDEBT_REVERSED, "baddebt", BADDEBT_ID, "rev", 0)
static const struct fpl_read recover_reads[] = {FPL_READS_REF, READS_BADDEBT};
static const struct fpl_read recover_reverse_reads[] = {
    READ_ITEM(BADDEBT_ID, "collection", EVENT_KEY, "baddebt", 0),
    READ_ITEM(EVENT_AMOUNT, "collection", EVENT_KEY, "amt", 0),
    READ_ITEM(MOVED_PURSUED, "collection", EVENT_KEY, "memo", FPL_READ_ZERO),
    READS_BADDEBT,
    FPL_FUND_READS_BACK,
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(DUE_ON), FPL_E_DATE_ORDER}};
static const struct fpl_day_rule recover_days[] = {{"occurred", FACT(TODAY), FACT(BADDEBT_ON), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__baddebt_recorded = {
    .kind = "baddebt.recorded",
    .zh = "应收退出款核销",
    .en = "bad debt of an exit",
    .command = {"baddebt.record", "登记应收退出款核销", "write off what an exit still owes", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "baddebts",
                "应收退出款核销：已签约的退出款（如回购分期款）尚未收到的全部余额转为损失，记入备查继续追索",
                "all that is still due of a signed exit (the instalments of a buy-back, say) becomes a loss, and goes "
                "on being pursued in memo",
                "baddebt record HZ-001 --book guidance --exit TC-002 --occurred 2026-11-10 --ground BANKRUPTCY "
                "--approval 示例批〔2026〕3号 --evidence "
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --dry-run --as zhi.dan "
                "--checker fu.he",
                1},
    .rows = "baddebt=示例-HZ-001;exit=示例-TC-001;occurred=2026-10-01;ground=破产清算;approval=示例批3号;"
            "evidence=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    .item = "baddebt",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "应收退出款核销",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__baddebt_reversed = {
    .kind = "baddebt.reversed",
    .zh = "应收退出款核销冲销",
    .en = "bad debt reversed",
    .command = {"baddebt.reverse", "应收退出款核销冲销", "reverse a bad debt", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "baddebt-reversals",
                "应收退出款核销冲销：整笔红字，款项重新待收；核销后已有收回的，须先冲销",
                "take a bad debt back in red: the money is due again; what was recovered is reversed first",
                "baddebt reverse HZ-001 --book guidance --reason 批复撤回 --as zhi.dan --checker fu.he", 1},
    .rows = "baddebt=示例-HZ-001;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "baddebt",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__baddebt_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};

const struct fpl_event fpl_event__baddebt_recovered = {
    .kind = "baddebt.recovered",
    .zh = "应收退出款核销后收回",
    .en = "recovery of a bad debt",
    .command = {"baddebt.recover", "登记应收退出款核销后收回", "record a recovery of a bad debt", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY, recover_fields, COUNT(recover_fields), "collections", NULL, NULL,
                "baddebt recover ZS-001 --book guidance --baddebt HZ-001 --occurred 2026-11-15 --amount 20000.00 "
                "--bank-ref SL202611150002 --as zhi.dan --checker fu.he",
                1},
    .rows = "collection=示例-ZS-001;baddebt=示例-HZ-001;occurred=2026-11-01;amount=3000.00;bank_ref=示例流水0112",
    .item = "collection",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "应收退出款核销后收回",
    .tells = FPL_TELLS_REF,
    .decide = decide_recovery,
    .read = recover_reads,
    .reads = COUNT(recover_reads),
    .day = recover_days,
    .days = COUNT(recover_days),
    .recipe = recover_recipe,
    .recipes = COUNT(recover_recipe),
};

const struct fpl_event fpl_event__collection_reversed = {
    .kind = "collection.reversed",
    .zh = "应收退出款核销后收回冲销",
    .en = "recovery of a bad debt reversed",
    .command = {"collection.reverse", "应收退出款核销后收回冲销", "reverse a recovery of a bad debt", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY, recover_reverse_fields, COUNT(recover_reverse_fields),
                "collection-reversals", "应收退出款核销后收回冲销：整笔红字，恢复备查金额",
                "take a recovery of a bad debt back in red: the amount pursued returns",
                "collection reverse ZS-001 --book guidance --reason 误记他户 --as zhi.dan --checker fu.he", 1},
    .rows = "collection=示例-ZS-001;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "collection",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__baddebt_recovered,
    .memo_field = "memo",
    .decide = decide_recovery_reversal,
    .read = recover_reverse_reads,
    .reads = COUNT(recover_reverse_reads),
    .approver = FACT(LIMIT_APPROVER),
};
