/* E30: a partner transfers its share of the fund, or a part of it, to another: 4001 of the one against 4001 of the
 * other by their classes, the commitment and what is unfunded of it go along (9001). The fund gets no money: what the
 * buyer pays the seller is between them, and is only told. What was called and is not paid stays with the seller, who
 * keeps as much unfunded. What the fund distributed before stays with whom it was
 * paid to; a payment outside the commitment stays with who made it. In a treasury's book its stake at cost, 107101,
 * moves with the holder; a company books the sale of its stake itself (fund rules §2.2, E30: column S has nothing).
 * And its reversal. */
#include "ledger/fund/lp.h"
#include "ledger/fund/limit.h"
#include "ledger/fund/sides.h"

static const struct fpl_field_spec fields[] = {
    FS("transfer", "转让编号", "transfer", "", ID, KEY, EVENT_KEY),
    FS("commitment", "转出认缴编号", "commitment", "认缴编号|commit_id", ID, REQ, COMMITMENT_ID),
    FS("to", "转入认缴编号", "commitment of the buyer", "", ID, REQ, LP_TO),
    FS("party", "受让人", "buyer", "受让方", PARTY, REQ, EVENT_PARTY),
    ES("capacity", "受让人身份", "capacity of the buyer", "身份|出资人类别", REQ,
       "GP=普通合伙人=general partner|GUIDANCE=引导基金=guidance fund|SOE=国有企业=state-owned enterprise|"
       "SOCIAL=社会资本=social capital",
       LP_CAPACITY),
    ES("level", "财政级次", "budget level", "级次", 0,
       "NATION=国家=national|PROVINCE=省=provincial|CITY=市=municipal|COUNTY=县区=county", LP_LEVEL),
    F("occurred", "转让日", "transferred on", "日期", DATE, REQ),
    FS("amount", "转让认缴额", "commitment transferred", "认缴额|金额", MONEY, REQ, EVENT_AMOUNT),
    FS("paid_in", "其中已实缴", "of it paid in", "实缴额", MONEY, ZERO, LP_PAID_IN),
    F("price", "转让价款", "price", "", MONEY, 0),
    F("document", "转让协议", "agreement", "文件", TEXT, REQ),
    FPL_FUND_LIMIT_FIELDS,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("transfer", "转让编号", "transfer", "", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};

#define MOVES(from, to)                                                                                                \
    {                                                                                                                  \
        "E30", "实缴份额转让", "paid-in capital transferred", from, to, DIM(COMMITMENT_PARTY), NONE, DIM(EVENT_PARTY), \
            NONE, ""                                                                                                   \
    }
enum { UNFUNDED = 9 };
static const struct fpl_recipe recipe[] = {
    MOVES("400101", "400101"),
    MOVES("400101", "400102"),
    MOVES("400101", "400103"),
    MOVES("400102", "400101"),
    MOVES("400102", "400102"),
    MOVES("400102", "400103"),
    MOVES("400103", "400101"),
    MOVES("400103", "400102"),
    MOVES("400103", "400103"),
    {"E30", "未缴认缴转让", "unfunded commitment transferred", "9001", "9001", DIM(EVENT_PARTY), NONE,
     DIM(COMMITMENT_PARTY), NONE, ""},
};
enum { STAKE, MEMO };
static const struct fpl_recipe out_recipe[] = {
    {"E30", "转出股权投资成本", "stake transferred, at cost", "308103", "107101", DIM(MIRROR_FUND), NONE,
     DIM(MIRROR_FUND), NONE, ""},
    {"E30", "转出未缴认缴", "unfunded, transferred", "9101", "9001", NONE, NONE, DIM(MIRROR_FUND), NONE, ""},
};
static const struct fpl_recipe in_recipe[] = {
    {"E30", "转入股权投资成本", "stake taken over, at cost", "107101", "308103", DIM(LP_FUND), NONE, DIM(LP_FUND), NONE,
     ""},
    {"E30", "转入未缴认缴", "unfunded, taken over", "9001", "9101", DIM(LP_FUND), NONE, NONE, NONE, ""},
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

/* ---- what goes ---- */

static int64_t part_of(int64_t sum, int64_t amount, int64_t whole) {
    struct fpl_money part = fpl_money_of(0);
    if (amount >= whole)
        return sum;
    enum fpl_status status = fpl_money_scale(fpl_money_of(sum), (struct fpl_ratio){amount, whole}, FPL_HALF_UP, &part);
    FPL_ASSERT(status == FPL_OK);
    return fpl_money_minor(part);
}

struct fpl_fund__lp fpl_fund__lp_moved(const struct fpl_facts *facts) {
    int64_t amount = minor(facts, FPL_FACT_EVENT_AMOUNT),
            whole = minor(facts, FPL_FACT_COMMITMENT_AMOUNT) - minor(facts, FPL_FACT_COMMITMENT_RELEASED);
    struct fpl_fund__lp moved = {.amount = amount,
                                 .paid = fpl_fact_known(facts, FPL_FACT_LP_PAID_IN)
                                             ? minor(facts, FPL_FACT_LP_PAID_IN)
                                             : part_of(minor(facts, FPL_FACT_COMMITMENT_PAID), amount, whole),
                                 .recallable = part_of(minor(facts, FPL_FACT_COMMITMENT_RECALLABLE), amount, whole)};
    return moved;
}

int64_t fpl_fund__lp_unfunded(const struct fpl_fund__lp *moved) {
    return moved->amount - moved->paid + moved->recallable;
}

/* ---- the fund ---- */

static int class_of(const struct fpl_facts *facts, enum fpl_fact_id id) {
    struct fpl_str capacity = fpl_fact_text(facts, id);
    return fpl_str_is(capacity, "GUIDANCE") ? 0 : fpl_str_is(capacity, "GP") ? 1 : 2;
}

/* Of the buyer, as check_budget of the commitment asks. */
static void check_buyer(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_str buyer = fpl_fact_text(facts, FPL_FACT_EVENT_PARTY);
    int guidance = class_of(facts, FPL_FACT_LP_CAPACITY) == 0,
        fiscal = fpl_str_is(fpl_fact_text(facts, FPL_FACT_LP_PARTY_KIND), "fiscal");
    if ((guidance || fiscal) && !fpl_fact_known(facts, FPL_FACT_LP_LEVEL))
        fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(FPL_FACT_LP_LEVEL), NULL, NULL);
    if (fiscal && !guidance)
        fpl_fund__refuse_text(out, FPL_E_FISCAL_CAPACITY, buyer);
    if (fpl_str_eq(buyer, fpl_fact_text(facts, FPL_FACT_COMMITMENT_PARTY)))
        fpl_fund__refuse_text(out, FPL_E_LP_SELF, buyer);
    if (fpl_fact_known(facts, FPL_FACT_LP_TO_STATE))
        fpl_fund__refuse_text(out, FPL_E_LP_TAKEN, fpl_fact_text(facts, FPL_FACT_LP_TO));
}

/* Neither is left with less unfunded than nothing. */
static void check_amounts(const struct fpl_fund__commitment *c, const struct fpl_fund__lp *moved,
                          struct fpl_decision *out) {
    int64_t whole = c->amount - c->released, unfunded = fpl_fund__lp_unfunded(moved);
    if (moved->amount > whole)
        fpl_fund__refuse_money(out, FPL_E_RELEASE, whole, moved->amount);
    else if (moved->paid > c->paid || unfunded < 0)
        fpl_fund__refuse_money(out, FPL_E_LP_PAID, c->paid, moved->paid);
    else if (unfunded > fpl_fund__unfunded(c))
        fpl_fund__refuse_money(out, FPL_E_UNFUNDED, fpl_fund__unfunded(c), unfunded);
}

static int64_t between(int from, int to, int64_t amount) {
    return (to ? amount : 0) - (from ? amount : 0);
}

/* The shares of guidance money, of all budgets and of the general partner are others afterwards; bans were asked of the
 * commitment. */
static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules, int64_t amount,
                                struct fpl_decision *out) {
    int from = class_of(facts, FPL_FACT_COMMITMENT_CAPACITY), to = class_of(facts, FPL_FACT_LP_CAPACITY);
    const struct fpl_fund__limit_change change = {
        .at = FPL_AT_COMMITMENT,
        .what = "lp",
        .key = FPL_FACT_EVENT_KEY,
        .day = FPL_FACT_TODAY,
        .more = 1,
        .guidance = between(from == 0, to == 0, amount),
        .gp = between(from == 1, to == 1, amount),
        .government = between(fpl_fund__is_government(facts), fpl_fact_known(facts, FPL_FACT_LP_LEVEL), amount)};
    fpl_fund__limits(facts, rules, &change, out);
}

static void count(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    static const char *const scope[] = {"guidance", "gp"};
    int from = class_of(facts, FPL_FACT_COMMITMENT_CAPACITY), to = class_of(facts, FPL_FACT_LP_CAPACITY);
    int64_t government = between(fpl_fund__is_government(facts), fpl_fact_known(facts, FPL_FACT_LP_LEVEL), amount);
    for (int i = 0; i < 2; i++)
        if (between(from == i, to == i, amount) != 0)
            fpl_decision_tally(out, "committed", fpl_str_of(scope[i]),
                               fpl_money_of(between(from == i, to == i, amount)), 0);
    if (government != 0)
        fpl_decision_tally(out, "committed", FPL_STR("government"), fpl_money_of(government), 0);
}

/* The buyer's commitment, as one that it signed, with its payments. */
static void write_buyer(const struct fpl_facts *facts, const struct fpl_fund__lp *moved, const char *state,
                        struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", moved->amount);
    fpl_fund__data_text(&data, "cap", fpl_fact_text(facts, FPL_FACT_LP_CAPACITY));
    fpl_fund__data_text(&data, "lvl", fpl_fact_text(facts, FPL_FACT_LP_LEVEL));
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_num(&data, "paid", moved->paid);
    fpl_fund__data_text(&data, "party", fpl_fact_text(facts, FPL_FACT_EVENT_PARTY));
    fpl_fund__data_num(&data, "rec", moved->recallable);
    fpl_fund__data_num(&data, "rel", 0);
    fpl_fund__data_text(&data, "st", fpl_str_of(state));
    fpl_fund__data_item(&data, "commitment", fpl_fact_text(facts, FPL_FACT_LP_TO), out);
}

/* Item "lp", key the transfer: what went, of which commitment ("cid") to which ("to"). */
static void keep(const struct fpl_facts *facts, const struct fpl_fund__lp *moved, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", moved->amount);
    fpl_fund__data_text(&data, "cid", fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID));
    fpl_fund__data_num(&data, "paid", moved->paid);
    fpl_fund__data_num(&data, "rec", moved->recallable);
    fpl_fund__data_text(&data, "to", fpl_fact_text(facts, FPL_FACT_LP_TO));
    fpl_fund__data_item(&data, "lp", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    struct fpl_fund__lp moved = fpl_fund__lp_moved(facts);
    check_buyer(facts, out);
    check_amounts(&c, &moved, out);
    fpl_fund__commitment_keeps_called(facts, &c, fpl_fund__lp_unfunded(&moved), out);
    if (out->outcome == FPL_OK)
        hold_against_limits(facts, rules, moved.amount, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(moved.amount);
    int row = 3 * class_of(facts, FPL_FACT_COMMITMENT_CAPACITY) + class_of(facts, FPL_FACT_LP_CAPACITY);
    fpl_event_post(out, &recipe[row], fpl_money_of(moved.paid), facts);
    fpl_event_post(out, &recipe[UNFUNDED], fpl_money_of(fpl_fund__lp_unfunded(&moved)), facts);
    count(facts, moved.amount, out);
    c.amount -= moved.amount;
    c.paid -= moved.paid;
    c.recallable -= moved.recallable;
    fpl_fund__commitment_write(facts, &c, "SIGNED", out);
    write_buyer(facts, &moved, "SIGNED", out);
    keep(facts, &moved, out);
}

/* ---- taken back ---- */

/* What the buyer has done since names its commitment or has changed it. */
static const char *standing(const struct fpl_facts *facts, const struct fpl_fund__lp *moved) {
    const struct {
        enum fpl_fact_id any;
        const struct fpl_event *event;
    } under[] = {
        {FPL_FACT_CALL_ALL, &fpl_event__call_issued},
        {FPL_FACT_COMMITMENT_ANY_CAPITAL, &fpl_event__capital_received},
        {FPL_FACT_COMMITMENT_ANY_DISTRIBUTION, &fpl_event__distribution_declared},
        {FPL_FACT_COMMITMENT_ANY_RESULT, &fpl_event__result_attributed},
        {FPL_FACT_COMMITMENT_ANY_PENALTY, &fpl_event__penalty_received},
        {FPL_FACT_COMMITMENT_ANY_LP, &fpl_event__lp_transferred},
    };
    for (int i = 0; i < COUNT(under); i++)
        if (minor(facts, under[i].any) != 0)
            return under[i].event->kind;
    return minor(facts, FPL_FACT_LP_TO_RELEASED) != 0         ? fpl_event__commitment_released.kind
           : minor(facts, FPL_FACT_LP_TO_PAID) != moved->paid ? fpl_event__capital_received.kind
                                                              : NULL;
}

/* The seller's class has its share again. */
static void hold_back(const struct fpl_facts *facts, const struct fpl_rules *rules, int64_t amount,
                      struct fpl_decision *out) {
    int from = class_of(facts, FPL_FACT_COMMITMENT_CAPACITY), to = class_of(facts, FPL_FACT_LP_CAPACITY);
    struct fpl_fund__limit_change change = fpl_fund__limit_back(&fpl_event__lp_reversed, 0);
    change.guidance = between(to == 0, from == 0, amount);
    change.gp = between(to == 1, from == 1, amount);
    change.government = between(fpl_fact_known(facts, FPL_FACT_LP_LEVEL), fpl_fund__is_government(facts), amount);
    fpl_fund__limits(facts, rules, &change, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__commitment c;
    struct fpl_fund__lp moved = {minor(facts, FPL_FACT_EVENT_AMOUNT), minor(facts, FPL_FACT_LP_PAID_IN),
                                 minor(facts, FPL_FACT_LP_RECALLABLE)};
    const char *later = standing(facts, &moved);
    fpl_decision_begin(out);
    fpl_fund__commitment_load(facts, &c, out);
    if (later)
        fpl_decision_refuse(out, FPL_E_LATER, later, NULL, NULL);
    else
        hold_back(facts, rules, moved.amount, out);
    fpl_fund__add(out, &c.amount, moved.amount);
    fpl_fund__add(out, &c.paid, moved.paid);
    fpl_fund__add(out, &c.recallable, moved.recallable);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(moved.amount);
    count(facts, -moved.amount, out);
    fpl_fund__commitment_write(facts, &c, "SIGNED", out);
    write_buyer(facts, &moved, "REVERSED", out);
}

/* ---- a treasury that sells, and one that buys ---- */

static void post_side(const struct fpl_facts *facts, const struct fpl_recipe *rows, struct fpl_decision *out) {
    struct fpl_fund__lp moved = fpl_fund__lp_moved(facts);
    out->amount = fpl_money_of(moved.amount);
    fpl_event_post(out, &rows[STAKE], fpl_money_of(moved.paid), facts);
    fpl_event_post(out, &rows[MEMO], fpl_money_of(fpl_fund__lp_unfunded(&moved)), facts);
}

static void decide_out(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__lp moved = fpl_fund__lp_moved(facts);
    int64_t held = minor(facts, FPL_FACT_STAKE_COST);
    (void)rules;
    fpl_decision_begin(out);
    if (moved.paid > held)
        fpl_fund__refuse_money(out, FPL_E_STAKE_COST, held, moved.paid);
    if (out->outcome == FPL_OK)
        post_side(facts, out_recipe, out);
}

static void decide_in(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    post_side(facts, in_recipe, out);
}

/* The image of what it posted; the amount is that of the event, and not that of a posting. */
static void decide_side_back(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_decision_begin(out);
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
}

/* ---- the events ---- */

/* Where both have their books in one, nothing moves there. */
static int moves_book(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    int64_t from = fpl_fact_int(facts, FPL_FACT_LP_FROM_BOOK, -1), to = fpl_fact_int(facts, FPL_FACT_LP_TO_BOOK, -1);
    return from != to;
}

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define READ_UNDER(id, kind)                                                                                           \
    {                                                                                                                  \
        .fact = FACT(id), .from = FPL_FROM_EACH, .name = kind, .key = FPL_NO_FACT, .flags = FPL_READ_BEGUN,            \
        .before = FPL_NO_FACT, .value = amount_under                                                                   \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
static void amount_under(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                         struct fpl_fact *out) {
    (void)text;
    if (fpl_str_eq(fpl_json_get_text(data, "cid"), fpl_fact_text(facts, FPL_FACT_LP_TO)))
        *out = (struct fpl_fact){.known = 1, .v.num = fpl_json_get_num(data, "amt", 0)};
}

/* The buyer, if it has a book of its own. */
static void buyer(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                  struct fpl_fact *out) {
    (void)text;
    *out = (struct fpl_fact){.known = data != NULL, .v.text = fpl_fact_text(facts, FPL_FACT_EVENT_PARTY)};
}

static const struct fpl_read reads[] = {
    FPL_FUND_READS_COMMITMENT,
    FPL_FUND_READ_CALL_OPEN,
    READ_ITEM(LP_TO_STATE, "commitment", LP_TO, "st", 0),
    READ_ITEM(LP_PARTY_KIND, "party", EVENT_PARTY, "kind", FPL_READ_REGISTRY),
    READ_ITEM(LP_FROM_BOOK, "mirror", COMMITMENT_PARTY, "book", FPL_READ_UNKEPT),
    READ_ITEM(LP_TO_BOOK, "mirror", EVENT_PARTY, "book", FPL_READ_UNKEPT),
    FPL_FUND_READ_WHEN(LP_SELLER, "commitment", COMMITMENT_ID, "party", FPL_READ_UNKEPT, moves_book),
    {.fact = FACT(LP_BUYER),
     .from = FPL_FROM_ITEM,
     .name = "mirror",
     .key = FACT(EVENT_PARTY),
     .flags = FPL_READ_UNKEPT,
     .before = FPL_NO_FACT,
     .when = moves_book,
     .value = buyer},
    FPL_FUND_READ_WHEN(MIRROR_FUND, "mirror", COMMITMENT_PARTY, "fund", FPL_READ_FROZEN, moves_book),
    FPL_FUND_READ_WHEN(LP_FUND, "mirror", EVENT_PARTY, "fund", FPL_READ_FROZEN, moves_book),
    FPL_FUND_READS_LIMIT_WHOLE,
    FPL_FUND_LIMIT_SUM(LIMIT_GUIDANCE, "+committed", "guidance"),
    FPL_FUND_LIMIT_SUM(LIMIT_GOVERNMENT, "+committed", "government"),
    FPL_FUND_LIMIT_SUM(LIMIT_GP, "+committed", "gp"),
};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(COMMITMENT_ID, "lp", EVENT_KEY, "cid", 0),
    READ_ITEM(LP_TO, "lp", EVENT_KEY, "to", 0),
    READ_ITEM(EVENT_AMOUNT, "lp", EVENT_KEY, "amt", 0),
    READ_ITEM(LP_PAID_IN, "lp", EVENT_KEY, "paid", FPL_READ_ZERO),
    READ_ITEM(LP_RECALLABLE, "lp", EVENT_KEY, "rec", FPL_READ_ZERO),
    READ_ITEM(EVENT_PARTY, "commitment", LP_TO, "party", 0),
    READ_ITEM(LP_CAPACITY, "commitment", LP_TO, "cap", 0),
    READ_ITEM(LP_LEVEL, "commitment", LP_TO, "lvl", 0),
    READ_ITEM(LP_TO_PAID, "commitment", LP_TO, "paid", FPL_READ_ZERO),
    READ_ITEM(LP_TO_RELEASED, "commitment", LP_TO, "rel", FPL_READ_ZERO),
    FPL_FUND_READS_COMMITMENT,
    READ_ITEM(CALL_ALL, "call.open", LP_TO, "called", 0),
    READ_UNDER(COMMITMENT_ANY_CAPITAL, "capital"),
    READ_UNDER(COMMITMENT_ANY_DISTRIBUTION, "distribution"),
    READ_UNDER(COMMITMENT_ANY_RESULT, "result"),
    READ_UNDER(COMMITMENT_ANY_PENALTY, "penalty"),
    READ_UNDER(COMMITMENT_ANY_LP, "lp"),
    FPL_FUND_READS_BACK_PARTNERS,
};
#define READS_MOVED                                                                                                    \
    READ_PRIMARY(COMMITMENT_AMOUNT), READ_PRIMARY(COMMITMENT_PAID), READ_PRIMARY(COMMITMENT_RECALLABLE),               \
        READ_PRIMARY(COMMITMENT_RELEASED)
static const struct fpl_read out_reads[] = {
    READS_MOVED,
    READ_PRIMARY(MIRROR_FUND),
    READ_BALANCE_OF(STAKE_COST, "+107101", MIRROR_FUND, 0),
};
static const struct fpl_read in_reads[] = {READS_MOVED, READ_PRIMARY(LP_FUND)};
static const struct fpl_read back_reads[] = {READ_PRIMARY(EVENT_AMOUNT)};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(COMMITMENT_ON), FPL_E_DATE_ORDER}};
static const struct fpl_side sides[] = {{&fpl_event__treasury_lp_out, FPL_BOOK_FISCAL, FACT(LP_SELLER)},
                                        {&fpl_event__treasury_lp_in, FPL_BOOK_FISCAL, FACT(LP_BUYER)}};
static const struct fpl_side reverse_sides[] = {{&fpl_event__treasury_lp_out_reversed, FPL_BOOK_FISCAL, 0},
                                                {&fpl_event__treasury_lp_in_reversed, FPL_BOOK_FISCAL, 0}};
static const struct fpl_move moves[] = {{"commitment", "SIGNED", "", "SIGNED"}, {"commitment", "", "", "SIGNED"}};
static const struct fpl_move reverse_moves[] = {{"commitment", "SIGNED", "seller", "SIGNED"},
                                                {"commitment", "SIGNED", "buyer", "REVERSED"}};

const struct fpl_event fpl_event__lp_transferred = {
    .kind = "lp.transferred",
    .zh = "出资份额转让",
    .en = "share of a partner transferred",
    .command =
        {"lp.transfer", "登记出资份额转让", "record the transfer of a partner's share", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY, fields, COUNT(fields), "lp-transfers",
         "受让人以新的认缴编号承接；不写其中已实缴的，按转让比例计算。价款由双方结清，不入本基金账",
         "the buyer takes it over under a commitment of its own; where the part paid in is not said it is that "
         "of the commitment. The price is settled between the two and stands in no account of the fund",
         "lp transfer ZR-001 --book guidance --commitment RJ-001 --to RJ-101 --party BK-XC --capacity SOCIAL "
         "--occurred 2026-10-31 --amount 6000000.00 --document 示例转让协议〔2026〕1号 --as zhi.dan --checker fu.he",
         1},
    .rows = "transfer=示例-ZR-001;commitment=示例-RJ-003;to=示例-RJ-101;party=F-SL;capacity=引导基金;level=市;"
            "occurred=2026-02-12;amount=400000.00;document=示例转让协议|"
            "transfer=示例-ZR-002;commitment=示例-RJ-003;to=示例-RJ-102;party=F-SL;capacity=引导基金;level=市;"
            "occurred=2026-02-12;amount=1.00;paid_in=0;document=示例转让协议",
    .item = "lp",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "出资份额转让",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
    .side = sides,
    .sides = COUNT(sides),
    .approver = FACT(LIMIT_APPROVER),
};

const struct fpl_event fpl_event__lp_reversed = {
    .kind = "lp.reversed",
    .zh = "出资份额转让冲销",
    .en = "transfer of a share reversed",
    .command = {"lp.reverse", "出资份额转让冲销", "reverse the transfer of a share", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "lp-reversals",
                "出资份额转让冲销：整笔红字；受让人的认缴下其后另有业务的，须先冲销其后的",
                "take a transfer back in red; what came under the buyer's commitment since is reversed first",
                "lp reverse ZR-001 --book guidance --reason 协议未生效 --as zhi.dan --checker fu.he", 1},
    .rows = "transfer=示例-ZR-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "lp",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__lp_transferred,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
    .side = reverse_sides,
    .sides = COUNT(reverse_sides),
    .approver = FACT(LIMIT_APPROVER),
};

SIDE(treasury_lp_out, "treasury.lp.out", "财政转出基金份额", "share of the treasury transferred", lp_transferred,
     "occurred", "转出基金份额", decide_out, out_reads, out_recipe);
SIDE_BACK_DECIDED(treasury_lp_out_reversed, "treasury.lp.out.reversed", "财政转出基金份额冲销",
                  "transferred share of the treasury reversed", lp_reversed, treasury_lp_out, decide_side_back,
                  back_reads);
SIDE(treasury_lp_in, "treasury.lp.in", "财政受让基金份额", "share taken over by the treasury", lp_transferred,
     "occurred", "受让基金份额", decide_in, in_reads, in_recipe);
SIDE_BACK_DECIDED(treasury_lp_in_reversed, "treasury.lp.in.reversed", "财政受让基金份额冲销",
                  "share taken over by the treasury reversed", lp_reversed, treasury_lp_in, decide_side_back,
                  back_reads);
