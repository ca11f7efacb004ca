/* E19: carried interest (业绩报酬) or a concession of gains (让利) is declared to its payee, 410401 against 224106, and
 * paid by due.settle; what is withheld of it for a loss beyond what is tolerated goes back, 224106 against 410401
 * (E17); what was paid too much is claimed back (回拨), 122102 against 410401, and collected by due.settle. And the
 * reversals of all three. A concession comes out of gains, never out of principal (fund rules §3.7; 财预〔2015〕210号
 * 第十三条): it is held against what the fund has earned. */
#include "ledger/fund/due.h"

static const struct fpl_field_spec fields[] = {
    FS("carry", "业绩报酬编号", "carry", "", ID, KEY, EVENT_KEY),
    ES("kind", "类别", "kind", "", REQ, "CARRY=业绩报酬=carried interest|CONCESSION=让利=concession of gains",
       CARRY_KIND),
    FS("payee", "收款人", "payee", "对象", PARTY, REQ, EVENT_PARTY),
    F("occurred", "计提日", "declared on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "", MONEY, REQ, EVENT_AMOUNT),
    F("document", "依据", "document", "文件", TEXT, REQ),
    FS("gain", "政府出资应得收益", "gain of the contributor", "", MONEY, 0, CONCESSION_GAIN),
    FS("hurdle_gain", "门槛收益", "gain up to the hurdle", "", MONEY, ZERO, CONCESSION_HURDLE),
    FR("qualifying", "符合条件的投资占比", "qualifying share of what was invested", "早期投资占比",
       CONCESSION_QUALIFYING, 100),
    FR("conceded", "让利比例", "part conceded", "", CONCESSION_PART, 100),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("carry", "业绩报酬编号", "carry", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec hold_fields[] = {
    FS("withholding", "扣减编号", "withholding", "", ID, KEY, EVENT_KEY),
    FS("carry", "业绩报酬编号", "carry", "", ID, REQ, DUE_ID),
    F("occurred", "扣减日", "withheld on", "日期", DATE, REQ),
    FS("amount", "扣减额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("year", "亏损年度", "year of the loss", "年度", INT, REQ, LOSS_YEAR),
    F("approval", "审批文号", "approval", "批文", TEXT, REQ),
};
static const struct fpl_field_spec hold_reverse_fields[] = {
    FS("withholding", "扣减编号", "withholding", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec claw_fields[] = {
    FS("clawback", "回拨编号", "clawback", "", ID, KEY, EVENT_KEY),
    FS("payer", "回拨义务人", "payer", "", PARTY, REQ, EVENT_PARTY),
    F("occurred", "确认日", "claimed on", "日期", DATE, REQ),
    FS("amount", "回拨额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "依据", "document", "文件", TEXT, REQ),
};
static const struct fpl_field_spec claw_reverse_fields[] = {
    FS("clawback", "回拨编号", "clawback", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
enum { CARRY, CONCESSION };
static const struct fpl_recipe recipe[] = {
    {"E19", "计提业绩报酬", "carried interest declared", "410401", "224106", DIM(EVENT_PARTY), DIM(EVENT_KEY),
     DIM(EVENT_PARTY), DIM(EVENT_KEY), ""},
    {"E19", "计提让利", "concession declared", "410401", "224106", DIM(EVENT_PARTY), DIM(EVENT_KEY), DIM(EVENT_PARTY),
     DIM(EVENT_KEY), ""},
};
static const struct fpl_recipe hold_recipe[] = {
    {"E17", "扣减业绩报酬弥补亏损", "carry withheld to cover a loss", "224106", "410401", DIM(DUE_PARTY), DIM(DUE_ID),
     DIM(DUE_PARTY), DIM(DUE_ID), ""},
};
static const struct fpl_recipe claw_recipe[] = {
    {"E19", "应收业绩回拨", "clawback receivable", "122102", "410401", DIM(EVENT_PARTY), DIM(EVENT_KEY),
     DIM(EVENT_PARTY), DIM(EVENT_KEY), ""},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static int is_concession(const struct fpl_facts *facts) {
    return fpl_str_is(fpl_fact_text(facts, FPL_FACT_CARRY_KIND), "CONCESSION");
}

/* What the fund's books show as earned, whether or not it was carried. What was distributed is not taken off: 410401
 * holds returned capital too. */
static void check_earned(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    int64_t earned = minor(facts, FPL_FACT_FUND_EARNED);
    if (is_concession(facts) && !fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0) && amount > earned)
        fpl_fund__refuse_money(out, FPL_E_CONCESSION, earned, amount);
}

/* part x qualifying x (gain - hurdle), at least 0, told whole or not at all; a hurdle of nothing need not be told. */
static void check_basis(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id basis[] = {FPL_FACT_CONCESSION_GAIN, FPL_FACT_CONCESSION_QUALIFYING,
                                             FPL_FACT_CONCESSION_PART};
    struct fpl_ratio part = fpl_fact_ratio(facts, FPL_FACT_CONCESSION_PART),
                     of = fpl_fact_ratio(facts, FPL_FACT_CONCESSION_QUALIFYING);
    struct fpl_money made = fpl_money_of(0);
    char text[FPL_MONEY_TEXT];
    int known = fpl_fact_known(facts, FPL_FACT_CONCESSION_HURDLE);
    for (int i = 0; i < COUNT(basis); i++)
        known += fpl_fact_known(facts, basis[i]);
    if (known > 0 && !is_concession(facts))
        fpl_decision_refuse(out, FPL_E_USAGE, fpl_fact_name(FPL_FACT_CONCESSION_GAIN), NULL, NULL);
    for (int i = 0; i < COUNT(basis) && known > 0; i++)
        if (!fpl_fact_known(facts, basis[i]))
            fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(basis[i]), NULL, NULL);
    if (known == 0 || out->reasons > 0)
        return;
    int64_t gain = minor(facts, FPL_FACT_CONCESSION_GAIN) - minor(facts, FPL_FACT_CONCESSION_HURDLE);
    enum fpl_status status = FPL_OK;
    if (__builtin_mul_overflow(part.num, of.num, &part.num) || __builtin_mul_overflow(part.den, of.den, &part.den))
        status = FPL_E_OVERFLOW;
    else
        status = fpl_money_scale(fpl_money_of(gain > 0 ? gain : 0), part, FPL_HALF_UP, &made);
    if (status)
        fpl_decision_refuse(out, status, NULL, NULL, NULL);
    else if (fpl_money_cmp(made, fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT)) != 0)
        fpl_decision_refuse(out, FPL_E_CHANGED, fpl_money_format(made, FPL_UNIT_YUAN, 2, text),
                            FPL_ZH_EN("按收益、门槛、占比与让利比例计算", "gain, hurdle, share and part conceded"),
                            NULL);
}

static const char *due_of(const struct fpl_facts *facts) {
    return is_concession(facts) ? "concession" : "carry";
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_CARRY_KIND);
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT);
    (void)rules;
    fpl_decision_begin(out);
    check_earned(facts, amount, out);
    check_basis(facts, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[is_concession(facts) ? CONCESSION : CARRY], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "kind", kind);
    fpl_fund__data_item(&data, "carry", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    fpl_fund__due_write(facts, due_of(facts), fpl_fact_text(facts, FPL_FACT_EVENT_PARTY), kind, amount, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__due_back(facts, due_of(facts), out);
}

static void decide_hold(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT);
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__due_withhold(facts, "carry", amount, out);
    fpl_fund__check_loss_year(facts, FPL_FACT_DUE_ON, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &hold_recipe[0], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "id", fpl_fact_text(facts, FPL_FACT_DUE_ID));
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_num(&data, "year", fpl_fact_int(facts, FPL_FACT_LOSS_YEAR, 0));
    fpl_fund__data_item(&data, "withholding", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_hold_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                 struct fpl_decision *out) {
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__due_withhold(facts, "carry", -fpl_money_minor(out->amount), out);
    if (out->reasons > 0)
        return;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, "withholding", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_claw(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT);
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &claw_recipe[0], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_item(&data, "clawback", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    fpl_fund__due_write(facts, "clawback", fpl_fact_text(facts, FPL_FACT_EVENT_PARTY), (struct fpl_str){"", 0}, amount,
                        out);
}

static void decide_claw_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                 struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__due_back(facts, "clawback", out);
}

static int concedes(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return is_concession(facts);
}

static int is_carry(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return !is_concession(facts);
}

#define READS_DUE_WHEN(kind, when)                                                                                     \
    FPL_FUND_READ_WHEN(DUE_AMOUNT, kind, EVENT_KEY, "amt", FPL_READ_ZERO, when),                                       \
        FPL_FUND_READ_WHEN(DUE_OPEN, kind, EVENT_KEY, "open", FPL_READ_ZERO, when),                                    \
        FPL_FUND_READ_WHEN(DUE_HELD, kind, EVENT_KEY, "held", 0, when)
static const struct fpl_read reads[] = {
    {.fact = FACT(FUND_EARNED),
     .from = FPL_FROM_BALANCE,
     .name = FPL_FUND_EARNED,
     .key = FPL_NO_FACT,
     .flags = FPL_READ_NEGATE,
     .before = FPL_NO_FACT,
     .when = concedes},
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "carry", EVENT_KEY, "amt", 0),
    READ_ITEM(CARRY_KIND, "carry", EVENT_KEY, "kind", 0),
    READS_DUE_WHEN("carry.due", is_carry),
    READS_DUE_WHEN("concession.due", concedes),
};
static const struct fpl_read hold_reads[] = {FPL_FUND_READS_DUE_WHOLE("carry", DUE_ID)};
static const struct fpl_read hold_reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "withholding", EVENT_KEY, "amt", 0),
    READ_ITEM(DUE_ID, "withholding", EVENT_KEY, "id", 0),
    FPL_FUND_READS_DUE_WHOLE("carry", DUE_ID),
};
static const struct fpl_read claw_reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "clawback", EVENT_KEY, "amt", 0),
    FPL_FUND_READS_DUE("clawback", EVENT_KEY),
};
static const struct fpl_day_rule hold_days[] = {{"occurred", FACT(TODAY), FACT(DUE_ON), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__carry_declared = {
    .kind = "carry.declared",
    .zh = "业绩报酬与让利",
    .en = "carried interest or concession",
    .command = {"carry.declare", "计提业绩报酬或让利", "declare carried interest or a concession", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "carries",
                "计提业绩报酬或让利，以后用“收付款”支付；让利不超过基金已实现和未实现的收益，不动本金",
                "declare carried interest or a concession of gains, paid by due settle; a concession is at most what "
                "the fund has earned",
                "carry declare YJ-001 --book guidance --kind CARRY --payee F-SHI --occurred 2026-10-31 --amount "
                "10000.00 --document 合伙协议第八条 --as zhi.dan --checker fu.he",
                1},
    .rows =
        "carry=示例-YJ-001;kind=业绩报酬;payee=91340604XY00010150;occurred=2026-09-15;amount=100.00;document=示例协议"
        "|"
        "carry=示例-YJ-002;kind=业绩报酬;payee=91340604XY00010150;occurred=2026-09-15;amount=1.00;document=示例协议",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "carry",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "业绩报酬与让利",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__carry_reversed = {
    .kind = "carry.reversed",
    .zh = "业绩报酬冲销",
    .en = "carry reversed",
    .command = {"carry.reverse", "业绩报酬冲销", "reverse a carry", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "carry-reversals",
                "业绩报酬冲销：整笔红字；已支付或已扣减的，须先冲销",
                "take a carry back in red; what was paid or withheld of it is reversed first",
                "carry reverse YJ-001 --book guidance --reason 测算有误 --as zhi.dan --checker fu.he", 1},
    .rows = "carry=示例-YJ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "carry",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__carry_declared,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};

const struct fpl_event fpl_event__carry_withheld = {
    .kind = "carry.withheld",
    .zh = "扣减业绩报酬",
    .en = "carry withheld",
    .command = {"carry.withhold", "扣减业绩报酬", "withhold carry for a loss beyond what is tolerated", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY, hold_fields, COUNT(hold_fields), "withholdings",
                "扣减尚未支付的业绩报酬，弥补超过容忍的亏损",
                "withhold unpaid carry to cover a loss beyond what is tolerated",
                "carry withhold KJ-001 --book guidance --carry YJ-001 --occurred 2026-10-31 --amount 4000.00 --year "
                "2025 --approval 批002 --as zhi.dan --checker fu.he",
                1},
    .rows = "withholding=示例-KJ-001;carry=示例-YJ-001;occurred=2026-09-16;amount=30.00;year=2026;approval=示例批3号"
            "|"
            "withholding=示例-KJ-002;carry=示例-YJ-001;occurred=2026-09-16;amount=1.00;year=2026;approval=示例批3号",
    .item = "withholding",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "扣减业绩报酬弥补亏损",
    .decide = decide_hold,
    .read = hold_reads,
    .reads = COUNT(hold_reads),
    .day = hold_days,
    .days = COUNT(hold_days),
    .recipe = hold_recipe,
    .recipes = COUNT(hold_recipe),
};

const struct fpl_event fpl_event__withholding_reversed = {
    .kind = "withholding.reversed",
    .zh = "扣减业绩报酬冲销",
    .en = "withholding reversed",
    .command = {"withholding.reverse", "扣减业绩报酬冲销", "reverse a withholding", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, hold_reverse_fields, COUNT(hold_reverse_fields), "withholding-reversals",
                "扣减冲销：整笔红字，恢复应付的业绩报酬", "take a withholding back in red: the carry is due again",
                "withholding reverse KJ-001 --book guidance --reason 误记 --as zhi.dan --checker fu.he", 1},
    .rows = "withholding=示例-KJ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "withholding",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__carry_withheld,
    .memo_field = "memo",
    .decide = decide_hold_reversal,
    .read = hold_reverse_reads,
    .reads = COUNT(hold_reverse_reads),
};

const struct fpl_event fpl_event__clawback_claimed = {
    .kind = "clawback.claimed",
    .zh = "业绩回拨",
    .en = "clawback",
    .command = {"clawback.claim", "确认业绩回拨", "claim carried interest back", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, claw_fields, COUNT(claw_fields), "clawbacks",
                "确认应收回的业绩报酬（回拨），以后用“收付款”收取",
                "claim back carried interest that was paid too much, collected by due settle",
                "clawback claim HB-001 --book guidance --payer F-SHI --occurred 2026-10-31 --amount 5000.00 --document "
                "清算测算 --as zhi.dan --checker fu.he",
                1},
    .rows = "clawback=示例-HB-001;payer=91340604XY00010150;occurred=2026-09-17;amount=20.00;document=示例测算"
            "|"
            "clawback=示例-HB-002;payer=91340604XY00010150;occurred=2026-09-17;amount=1.00;document=示例测算",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "clawback",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "业绩回拨",
    .decide = decide_claw,
    .recipe = claw_recipe,
    .recipes = COUNT(claw_recipe),
};

const struct fpl_event fpl_event__clawback_reversed = {
    .kind = "clawback.reversed",
    .zh = "业绩回拨冲销",
    .en = "clawback reversed",
    .command = {"clawback.reverse", "业绩回拨冲销", "reverse a clawback", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, claw_reverse_fields, COUNT(claw_reverse_fields), "clawback-reversals",
                "业绩回拨冲销：整笔红字；已收取的，须先冲销收款",
                "take a clawback back in red; what was collected of it is reversed first",
                "clawback reverse HB-001 --book guidance --reason 误记 --as zhi.dan --checker fu.he", 1},
    .rows = "clawback=示例-HB-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "clawback",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__clawback_claimed,
    .memo_field = "memo",
    .decide = decide_claw_reversal,
    .read = claw_reverse_reads,
    .reads = COUNT(claw_reverse_reads),
};
