/* E07: a management or custody fee is accrued, 6403 against 224101 or 6404 against 224102, and paid by due.settle
 * (E08). Where base, rate and days are given the amount must be base x rate x days / 365, HALF_UP to fen; both days
 * count. And its reversal. */
#include "ledger/fund/due.h"

static const struct fpl_field_spec fields[] = {
    FS("fee", "费用编号", "fee", "fee_id", ID, KEY, EVENT_KEY),
    ES("kind", "费用类别", "kind", "类别", REQ, "MANAGEMENT=管理费=management fee|CUSTODY=托管费=custody fee",
       FEE_KIND),
    F("occurred", "计提日", "accrued on", "日期", DATE, REQ),
    FS("amount", "金额", "amount", "计提额", MONEY, REQ, EVENT_AMOUNT),
    ES("base_kind", "计费口径", "what the base is", "", 0,
       "COMMITTED=认缴=committed|PAID_IN=实缴=paid in|INVESTED=实际投资=invested|UNEXITED_COST=未退出成本=unexited "
       "cost|NAV=净值=net asset value",
       FEE_BASE_KIND),
    FS("base", "计费基数", "base", "", MONEY, ZERO, FEE_BASE),
    FR("rate", "年费率", "rate a year", "费率", FEE_RATE, 10),
    FS("from", "计费起日", "from", "", DATE, 0, FEE_FROM),
    FS("to", "计费止日", "to", "", DATE, 0, FEE_TO),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("fee", "费用编号", "fee", "fee_id", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
enum { MANAGEMENT, CUSTODY };
static const struct fpl_recipe recipe[] = {
    {"E07", "计提管理费", "management fee accrued", "6403", "224101", NONE, NONE, NONE, DIM(EVENT_KEY), ""},
    {"E07", "计提托管费", "custody fee accrued", "6404", "224102", NONE, NONE, NONE, DIM(EVENT_KEY), ""},
};
#define DAYS_A_YEAR 365

/* base x rate x days / 365; a status where the exact product does not fit. */
static enum fpl_status computed(const struct fpl_facts *facts, struct fpl_money *out) {
    struct fpl_ratio rate = fpl_fact_ratio(facts, FPL_FACT_FEE_RATE);
    int64_t days = (int64_t)fpl_fact_date(facts, FPL_FACT_FEE_TO).day - fpl_fact_date(facts, FPL_FACT_FEE_FROM).day + 1;
    if (__builtin_mul_overflow(rate.num, days, &rate.num) ||
        __builtin_mul_overflow(rate.den, (int64_t)DAYS_A_YEAR, &rate.den))
        return FPL_E_OVERFLOW;
    return fpl_money_scale(fpl_fact_money(facts, FPL_FACT_FEE_BASE), rate, FPL_HALF_UP, out);
}

static void check_basis(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id basis[] = {FPL_FACT_FEE_BASE, FPL_FACT_FEE_RATE, FPL_FACT_FEE_FROM, FPL_FACT_FEE_TO};
    if (fpl_fund__told_whole(facts, basis, COUNT(basis), out)) {
        struct fpl_money fee = fpl_money_of(0);
        fpl_fund__check_computed(facts, computed(facts, &fee), fee, out);
    }
}

/* ---- what is remarked on ---- */

static const char *period_text(struct fpl_date from, struct fpl_date to, char out[32]) {
    char a[12], b[12];
    struct fpl_buf text = {.p = out, .cap = 32};
    fpl_buf_addf(&text, "%s/%s", fpl_date_format(from, a), fpl_date_format(to, b));
    fpl_buf_addc(&text, '\0');
    return out;
}

/* Days of this kind of fee that were accrued before: all between the first and the last of them. */
static void note_period(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_date from = fpl_fact_date(facts, FPL_FACT_FEE_FROM), to = fpl_fact_date(facts, FPL_FACT_FEE_TO),
                    first = fpl_fact_date(facts, FPL_FACT_FEE_SINCE), last = fpl_fact_date(facts, FPL_FACT_FEE_UNTIL),
                    day = fpl_fact_date(facts, FPL_FACT_TODAY);
    char text[2][32];
    if (fpl_date_is_none(from) || fpl_date_is_none(to))
        return;
    if (!fpl_date_is_none(last) && fpl_date_cmp(from, last) <= 0 && fpl_date_cmp(to, first) >= 0)
        fpl_decision_note(out, FPL_FEE_TWICE, period_text(from, to, text[0]), period_text(first, last, text[1]));
    if (fpl_date_cmp(day, to) < 0)
        fpl_decision_note(out, FPL_FEE_EARLY, fpl_date_format(day, text[0]), fpl_date_format(to, text[1]));
}

/* A base of what is committed or paid in, against the books. */
static void note_base(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_money base = fpl_fact_money(facts, FPL_FACT_FEE_BASE), has = fpl_fact_money(facts, FPL_FACT_FEE_BOOKED);
    char a[FPL_MONEY_TEXT], b[FPL_MONEY_TEXT];
    if (fpl_fact_known(facts, FPL_FACT_FEE_BOOKED) && fpl_money_cmp(base, has) > 0)
        fpl_decision_note(out, FPL_FEE_BASE, fpl_money_format(base, FPL_UNIT_YUAN, 2, a),
                          fpl_money_format(has, FPL_UNIT_YUAN, 2, b));
}

/* Item "fee.period", key = the kind of fee: {"fee","from","to"}, all that was accrued from the first day to the last,
 * and the fee that set it last. The fee's own item keeps what stood there before. */
static void write_period(struct fpl_str kind, struct fpl_str fee, struct fpl_date from, struct fpl_date to,
                         struct fpl_decision *out) {
    struct fpl_fund__data data;
    if (fpl_date_is_none(to)) {
        fpl_decision_item(out, "fee.period", kind, (struct fpl_str){"", 0});
        return;
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "fee", fee);
    fpl_fund__data_date(&data, "from", from);
    fpl_fund__data_date(&data, "to", to);
    fpl_fund__data_item(&data, "fee.period", kind, out);
}

static void extend_period(const struct fpl_facts *facts, struct fpl_str kind, struct fpl_decision *out) {
    struct fpl_date from = fpl_fact_date(facts, FPL_FACT_FEE_FROM), to = fpl_fact_date(facts, FPL_FACT_FEE_TO),
                    first = fpl_fact_date(facts, FPL_FACT_FEE_SINCE), last = fpl_fact_date(facts, FPL_FACT_FEE_UNTIL);
    if (fpl_date_is_none(from) || fpl_date_is_none(to))
        return;
    if (!fpl_date_is_none(last)) {
        from = fpl_date_cmp(first, from) < 0 ? first : from;
        to = fpl_date_cmp(last, to) > 0 ? last : to;
    }
    write_period(kind, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), from, to, out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_FEE_KIND);
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    (void)rules;
    fpl_decision_begin(out);
    check_basis(facts, out);
    fpl_fund__not_closed(facts, out);
    if (out->reasons > 0)
        return;
    out->amount = fpl_money_of(amount);
    fpl_event_post(out, &recipe[fpl_str_is(kind, "CUSTODY") ? CUSTODY : MANAGEMENT], out->amount, facts);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", amount);
    fpl_fund__data_text(&data, "fee", fpl_fact_text(facts, FPL_FACT_FEE_LAST));
    fpl_fund__data_date(&data, "from", fpl_fact_date(facts, FPL_FACT_FEE_SINCE));
    fpl_fund__data_text(&data, "kind", kind);
    fpl_fund__data_date(&data, "to", fpl_fact_date(facts, FPL_FACT_FEE_UNTIL));
    fpl_fund__data_item(&data, "fee", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    extend_period(facts, kind, out);
    fpl_fund__due_write(facts, "fee", (struct fpl_str){"", 0}, kind, amount, out);
    note_period(facts, out);
    note_base(facts, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__due_back(facts, "fee", out);
    if (out->reasons == 0 &&
        fpl_str_eq(fpl_fact_text(facts, FPL_FACT_FEE_LAST), fpl_fact_text(facts, FPL_FACT_EVENT_KEY)))
        write_period(fpl_fact_text(facts, FPL_FACT_FEE_KIND), fpl_fact_text(facts, FPL_FACT_FEE_BEFORE),
                     fpl_fact_date(facts, FPL_FACT_FEE_SINCE), fpl_fact_date(facts, FPL_FACT_FEE_UNTIL), out);
}

#define WHEN(name, kind)                                                                                               \
    static int name(const struct fpl_facts *facts, const struct fpl_pack *pack) {                                      \
        (void)pack;                                                                                                    \
        return fpl_str_is(fpl_fact_text(facts, FPL_FACT_FEE_BASE_KIND), kind);                                         \
    }
WHEN(of_paid_in, "PAID_IN")
WHEN(of_committed, "COMMITTED")

static const struct fpl_read reads[] = {
    FPL_FUND_READ_CLOSED,
    READ_ITEM(FEE_LAST, "fee.period", FEE_KIND, "fee", 0),
    READ_ITEM(FEE_SINCE, "fee.period", FEE_KIND, "from", 0),
    READ_ITEM(FEE_UNTIL, "fee.period", FEE_KIND, "to", 0),
    {.fact = FACT(FEE_BOOKED),
     .from = FPL_FROM_BALANCE,
     .name = "+400101+400102+400103",
     .key = FPL_NO_FACT,
     .flags = FPL_READ_NEGATE,
     .before = FPL_NO_FACT,
     .when = of_paid_in},
    {.fact = FACT(FEE_BOOKED),
     .from = FPL_FROM_SUM,
     .name = "+committed",
     .key = FPL_NO_FACT,
     .member = "all",
     .before = FPL_NO_FACT,
     .when = of_committed},
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EVENT_AMOUNT, "fee", EVENT_KEY, "amt", 0),
    READ_ITEM(FEE_KIND, "fee", EVENT_KEY, "kind", 0),
    READ_ITEM(FEE_BEFORE, "fee", EVENT_KEY, "fee", 0),
    READ_ITEM(FEE_SINCE, "fee", EVENT_KEY, "from", 0),
    READ_ITEM(FEE_UNTIL, "fee", EVENT_KEY, "to", 0),
    READ_ITEM(FEE_LAST, "fee.period", FEE_KIND, "fee", 0),
    FPL_FUND_READS_DUE("fee", EVENT_KEY),
};
static const struct fpl_day_rule days[] = {{"to", FACT(FEE_TO), FACT(FEE_FROM), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__fee_accrued = {
    .kind = "fee.accrued",
    .zh = "计提费用",
    .en = "fee accrued",
    .command =
        {"fee.accrue", "计提费用", "accrue a fee", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON,
         fields, COUNT(fields), "fees",
         "计提费用：写明基数、年费率与起止日的，按基数×费率×天数÷365 "
         "核对金额，首尾两日都计；启用前计提、尚未支付的，承接（--take-on），不入账",
         "base, rate and days, where given, must make the amount: base x rate x days / 365, both days counting; one "
         "of before the ledger that is not paid is taken on (--take-on), which posts nothing",
         "fee accrue FY-001 --book guidance --kind MANAGEMENT --occurred 2026-06-30 --amount 177534.25 "
         "--base-kind PAID_IN --base 40000000.00 --rate 1.5% --from 2026-03-15 --to 2026-06-30 --as zhi.dan "
         "--checker fu.he",
         1},
    .rows = "fee=示例-FY-001;kind=管理费;occurred=2026-06-30;amount=69534.25;base_kind=实缴;"
            "base=12000000.00;rate=1.5%;from=2026-02-10;to=2026-06-30|"
            "fee=示例-FY-002;kind=托管费;occurred=2026-06-30;amount=1.00",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "fee",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "计提费用",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
};

const struct fpl_event fpl_event__fee_reversed = {
    .kind = "fee.reversed",
    .zh = "计提冲销",
    .en = "fee reversed",
    .command = {"fee.reverse", "计提冲销", "reverse a fee", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "fee-reversals", "计提冲销：整笔红字；已支付的，须先冲销支付",
                "take a fee back in red; what was paid of it is reversed first",
                "fee reverse FY-001 --book guidance --reason 基数有误 --as zhi.dan --checker fu.he", 1},
    .rows = "fee=示例-FY-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "fee",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__fee_accrued,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
