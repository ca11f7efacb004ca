/* The figures of an event under each limit of the fund, before and with it, and what a breach leads to. Sources: fund
 * rules §3.5 (contribution caps, staged calls), 财预〔2015〕210号 第十三条 (no guarantee), law notes N14 (banned acts);
 * what each limit counts and why: docs/LIMITS.md. */
#include "ledger/fund/limit.h"

#include <stdio.h>

#define REASON_BYTES_MAX 512 /* with every byte of it written out it fits an item */

int fpl_fund__is_limited(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)pack;
    return fpl_fact_known(facts, FPL_FACT_LIMIT_RULE);
}

/* ---- what shares are counted from ---- */

int fpl_fund__is_government(const struct fpl_facts *facts) {
    return fpl_fact_known(facts, FPL_FACT_COMMITMENT_LEVEL);
}

void fpl_fund__count_committed(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    struct fpl_str capacity = fpl_fact_text(facts, FPL_FACT_COMMITMENT_CAPACITY);
    const char *scope = fpl_str_is(capacity, "GUIDANCE") ? "guidance" : fpl_str_is(capacity, "GP") ? "gp" : NULL;
    fpl_decision_tally(out, "committed", FPL_STR("all"), fpl_money_of(amount), 0);
    if (scope)
        fpl_decision_tally(out, "committed", fpl_str_of(scope), fpl_money_of(amount), 0);
    if (fpl_fund__is_government(facts))
        fpl_decision_tally(out, "committed", FPL_STR("government"), fpl_money_of(amount), 0);
}

void fpl_fund__count_invested(const struct fpl_facts *facts, int64_t amount, struct fpl_decision *out) {
    fpl_decision_tally(out, "invested", FPL_STR("fund"), fpl_money_of(amount), 0);
    if (fpl_fact_bool(facts, FPL_FACT_DEAL_DIRECT, 0))
        fpl_decision_tally(out, "direct", FPL_STR("fund"), fpl_money_of(amount), 0);
}

void fpl_fund__limit_committed(const struct fpl_facts *facts, int64_t amount, struct fpl_fund__limit_change *change) {
    struct fpl_str capacity = fpl_fact_text(facts, FPL_FACT_COMMITMENT_CAPACITY);
    change->committed = amount;
    change->guidance = fpl_str_is(capacity, "GUIDANCE") ? amount : 0;
    change->gp = fpl_str_is(capacity, "GP") ? amount : 0;
    change->government = fpl_fund__is_government(facts) ? amount : 0;
}

void fpl_fund__put_of(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                      struct fpl_fact *out) {
    (void)facts;
    (void)text;
    *out = (struct fpl_fact){.known = 1, .v.num = fpl_json_get_num(data, "put", fpl_json_get_num(data, "cost", 0))};
}

void fpl_fund__paid_of(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                       struct fpl_fact *out) {
    (void)text;
    if (fpl_json_get_num(data, "in", 0) &&
        fpl_str_eq(fpl_json_get_text(data, "cid"), fpl_fact_text(facts, FPL_FACT_COMMITMENT_ID)))
        *out = (struct fpl_fact){.known = 1, .v.num = fpl_json_get_num(data, "amt", 0)};
}

/* ---- the figures ---- */

struct judging {
    const struct fpl_facts *facts;
    const struct fpl_fund__limit_change *change;
    struct fpl_decision *out;
    const char *clause;    /* of the limit at hand */
    struct fpl_buf passed; /* codes of the breaches let through */
    char bytes[512];       /* each of the kinds once: far below */
    uint32_t kinds;        /* bits of those in `passed` */
};

static int64_t minor(const struct fpl_facts *facts, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(facts, id));
}

static int needs(struct judging *j, enum fpl_fact_id id) {
    if (fpl_fact_known(j->facts, id))
        return 1;
    for (int i = 0; i < j->out->reasons; i++)
        if (j->out->reason[i].status == FPL_E_MISSING && j->out->reason[i].about == 1 + (int)id)
            return 0;
    fpl_decision_refuse(j->out, FPL_E_MISSING, fpl_fact_name(id), NULL, j->clause);
    j->out->reason[j->out->reasons - 1].about = 1 + (int)id;
    return 0;
}

static void figures(struct fpl_limit_row *row, int64_t before, int64_t more) {
    row->num[0] = before;
    row->num[1] = before + more; /* both at most 2^53 */
}

/* What the share is of. 0: the fund has not said it. */
static int whole_of(struct judging *j, struct fpl_limit_row *row) {
    const struct fpl_fund__limit_change *c = j->change;
    switch (row->limit->of) {
    case FPL_OF_TARGET:
        row->whole[0] = row->whole[1] = minor(j->facts, FPL_FACT_LIMIT_TARGET);
        return needs(j, FPL_FACT_LIMIT_TARGET);
    case FPL_OF_COMMITTED:
        row->whole[0] = minor(j->facts, FPL_FACT_LIMIT_COMMITTED);
        row->whole[1] = row->whole[0] + c->committed;
        break;
    case FPL_OF_PAID_IN:
        row->whole[0] = minor(j->facts, FPL_FACT_LIMIT_PAID_IN);
        row->whole[1] = row->whole[0] + c->paid_in;
        break;
    }
    return 1;
}

/* Of the holding only where something has left it: else it is the cost. */
static int64_t put_in(const struct fpl_facts *facts) {
    return minor(facts, fpl_fact_known(facts, FPL_FACT_HOLDING_PUT) ? FPL_FACT_HOLDING_PUT : FPL_FACT_HOLDING_COST);
}

static int direct(struct judging *j, struct fpl_limit_row *row) {
    if (j->change->more) {
        figures(row, minor(j->facts, FPL_FACT_LIMIT_DIRECT), j->change->direct);
        return 1;
    }
    if (!needs(j, FPL_FACT_DEAL_DIRECT))
        return 0;
    figures(row, minor(j->facts, FPL_FACT_LIMIT_DIRECT),
            fpl_fact_bool(j->facts, FPL_FACT_DEAL_DIRECT, 0) ? j->change->invested : 0);
    return 1;
}

/* What is owed on instalments is in the firms' cost and not yet paid to them. A payment that names no call cannot be
 * told from the earlier ones, so it is asked which call it is under. */
static int deployed(struct judging *j, struct fpl_limit_row *row) {
    if (j->change->unnamed)
        fpl_decision_refuse(j->out, FPL_E_CALL_NEEDED, NULL, NULL, j->clause);
    if (j->change->prior <= 0)
        return 0;
    figures(row, minor(j->facts, FPL_FACT_LIMIT_INVESTED) - minor(j->facts, FPL_FACT_LIMIT_UNPAID), 0);
    row->whole[0] = row->whole[1] = j->change->prior;
    return 1;
}

/* Does the limit concern the event, and is everything known that it needs? Fills the numerators of a share or amount.
 */
static int numerator(struct judging *j, struct fpl_limit_row *row) {
    const struct fpl_fund__limit_change *c = j->change;
    const enum fpl_limit_kind kind = row->limit->kind;
    if (kind == FPL_LIMIT_GUIDANCE_SHARE)
        figures(row, minor(j->facts, FPL_FACT_LIMIT_GUIDANCE), c->guidance);
    else if (kind == FPL_LIMIT_GOVERNMENT_SHARE)
        figures(row, minor(j->facts, FPL_FACT_LIMIT_GOVERNMENT), c->government);
    else if (kind == FPL_LIMIT_GP_SHARE)
        figures(row, minor(j->facts, FPL_FACT_LIMIT_GP), c->gp);
    else if (kind == FPL_LIMIT_PROJECT_SHARE || kind == FPL_LIMIT_PROJECT_AMOUNT)
        figures(row, put_in(j->facts), c->invested);
    else if (kind == FPL_LIMIT_DEAL_AMOUNT)
        figures(row, c->deal, c->invested);
    else if (kind == FPL_LIMIT_DIRECT_SHARE)
        return direct(j, row);
    else if (kind == FPL_LIMIT_DEPLOYED)
        return deployed(j, row);
    else { /* the first call */
        figures(row, 0, c->first);
        row->whole[0] = row->whole[1] = c->first_of;
        return c->first > 0;
    }
    return 1;
}

/* ---- bans ---- */

/* 1: it is so; 0: it is not; -1: nobody said. Of two facts one that is so is enough, and both must be known to be not.
 */
static int is_so(struct judging *j, enum fpl_fact_id a, enum fpl_fact_id b) {
    if (fpl_fact_bool(j->facts, a, 0) || fpl_fact_bool(j->facts, b, 0))
        return 1;
    int known = needs(j, a);
    known = (a == b || needs(j, b)) && known;
    return known ? 0 : -1;
}

static int lacks_cash(struct judging *j, struct fpl_limit_row *row) {
    row->whole[0] = row->whole[1] = row->reach = minor(j->facts, FPL_FACT_LIMIT_CASH);
    row->has_reach = 1;
    figures(row, 0, j->change->pays);
    return j->change->pays > row->reach;
}

static int is_banned(struct judging *j, struct fpl_limit_row *row) {
    static const struct {
        enum fpl_limit_kind kind;
        enum fpl_fact_id a, b;
    } bans[] = {
        {FPL_LIMIT_PRINCIPAL_GUARANTEE, FPL_FACT_COMMITMENT_GUARANTEED, FPL_FACT_COMMITMENT_GUARANTEED},
        {FPL_LIMIT_NAMED_EQUITY, FPL_FACT_DEAL_FIXED_RETURN, FPL_FACT_DEAL_FIXED_BUYBACK},
        {FPL_LIMIT_FIRM_GUARANTEE, FPL_FACT_DEAL_GUARANTEES, FPL_FACT_DEAL_GUARANTEES},
        {FPL_LIMIT_LISTED_SHARES, FPL_FACT_FIRM_LISTED, FPL_FACT_FIRM_LISTED},
    };
    if (row->limit->kind == FPL_LIMIT_CASH)
        return lacks_cash(j, row);
    for (int i = 0; i < COUNT(bans); i++)
        if (bans[i].kind == row->limit->kind)
            return is_so(j, bans[i].a, bans[i].b);
    fpl_assert_failed("a ban that nothing looks at", __FILE__, __LINE__);
}

/* ---- a breach ---- */

static char *yuan(int64_t minor_, char out[FPL_MONEY_TEXT]) {
    return fpl_money_format(fpl_money_of(minor_), FPL_UNIT_YUAN, 2, out);
}

/* The figures of a breach, "6000000.00 / 20000000.00, bound <= 20%, over by 2000000.00". */
static void tell(const struct fpl_limit_row *row, char *out, size_t size) {
    const struct fpl_limit_words *kind = fpl_limit_words(row->limit->kind);
    char a[FPL_MONEY_TEXT], b[FPL_MONEY_TEXT], c[FPL_MONEY_TEXT], bound[FPL_LIMIT_BOUND];
    int64_t left = 0;
    int has = 0;
    if (row->has_reach && kind->shape != FPL_LIMIT_IS_BAN) {
        enum fpl_status status = fpl_limit_left(row->limit, row->num[1], row->whole[1], &has, &left);
        FPL_ASSERT(status == FPL_OK && has); /* what is broken is over or short by an amount */
    }
    int64_t by = -left;
    if (row->limit->kind == FPL_LIMIT_CASH)
        (void)snprintf(out, size, "%s > %s", yuan(row->num[1], a), yuan(row->reach, b));
    else if (!row->has_reach && kind->shape == FPL_LIMIT_IS_SHARE)
        (void)snprintf(out, size, "%s / 0.00" FPL_ZH_EN("，分母为零，无从判断", ", which cannot be judged: of nothing"),
                       yuan(row->num[1], a));
    else if (!row->has_reach)
        (void)snprintf(out, size, "%s", FPL_ZH_EN("所报为“是”", "it says yes"));
    else if (kind->shape == FPL_LIMIT_IS_SHARE)
        (void)snprintf(out, size, "%s / %s" FPL_ZH_EN("，界限 ", ", bound ") "%s%s%s", yuan(row->num[1], a),
                       yuan(row->whole[1], b), fpl_limit_bound(row->limit, -1, bound),
                       kind->upper ? FPL_ZH_EN("，超出 ", ", over by ") : FPL_ZH_EN("，少 ", ", short by "),
                       yuan(by, c));
    else
        (void)snprintf(out, size, "%s" FPL_ZH_EN("，界限 ", ", bound ") "%s" FPL_ZH_EN("，超出 ", ", over by ") "%s",
                       yuan(row->num[1], a), fpl_limit_bound(row->limit, -1, bound), yuan(by, c));
}

static enum fpl_fact_id reason_of(const struct judging *j) {
    return j->change->back ? FPL_FACT_LIMIT_BACK_REASON : FPL_FACT_LIMIT_REASON;
}

static int let_through(const struct judging *j, enum fpl_limit_breach breach) {
    int reason = fpl_fact_known(j->facts, reason_of(j));
    if (j->change->back)
        breach = FPL_BREACH_SECOND;
    return breach == FPL_BREACH_REASON   ? reason
           : breach == FPL_BREACH_SECOND ? fpl_fact_known(j->facts, FPL_FACT_LIMIT_APPROVER) && reason
                                         : 0;
}

static void add_passed(struct judging *j, enum fpl_limit_kind kind) {
    if (j->kinds & (UINT32_C(1) << kind))
        return;
    j->kinds |= UINT32_C(1) << kind;
    if (j->passed.n > 0)
        fpl_buf_addc(&j->passed, ' ');
    fpl_buf_adds(&j->passed, fpl_limit_words(kind)->code);
}

static void broken(struct judging *j, struct fpl_limit_row *row) {
    static const enum fpl_status status[] = {[FPL_BREACH_REFUSE] = FPL_E_LIMIT_REFUSED,
                                             [FPL_BREACH_REASON] = FPL_E_LIMIT_REASON,
                                             [FPL_BREACH_SECOND] = FPL_E_LIMIT_SECOND,
                                             [FPL_BREACH_TELL] = FPL_E_LIMIT_TOLD};
    const struct fpl_limit_words *kind = fpl_limit_words(row->limit->kind);
    char text[FPL_ERROR_ARG_BYTES];
    tell(row, text, sizeof text);
    if (row->limit->breach == FPL_BREACH_TELL) {
        row->verdict = FPL_LIMIT_TOLD;
        fpl_decision_note(j->out, FPL_E_LIMIT_TOLD, kind->both, text);
    } else if (let_through(j, row->limit->breach)) {
        row->verdict = FPL_LIMIT_PASSED;
        add_passed(j, row->limit->kind);
    } else {
        row->verdict = FPL_LIMIT_REFUSED;
        fpl_decision_refuse(j->out, j->change->back ? FPL_E_LIMIT_BACK : status[row->limit->breach], kind->both, text,
                            row->limit->clause);
    }
}

/* ---- one limit ---- */

/* A share of nothing cannot be judged, unless its numerator is nothing too and it is a cap. */
static int breaks(struct judging *j, struct fpl_limit_row *row) {
    int upper = fpl_limit_words(row->limit->kind)->upper;
    if (row->whole[1] <= 0 && fpl_limit_words(row->limit->kind)->shape == FPL_LIMIT_IS_SHARE)
        return !upper || row->num[1] > 0;
    if (fpl_limit_reach(row->limit, row->whole[1] > 0 ? row->whole[1] : 0, &row->reach)) {
        fpl_decision_refuse(j->out, FPL_E_AMOUNT_RANGE, NULL, NULL, NULL);
        return 0;
    }
    row->has_reach = 1;
    return upper ? row->num[1] > row->reach : row->num[1] < row->reach;
}

/* ---- one limit, of a reversal ---- */

/* What the reversal adds to the numerator and to the whole. */
static void moves(const struct judging *j, const struct fpl_limit *limit, int64_t *num, int64_t *whole) {
    const struct fpl_fund__limit_change *c = j->change;
    const enum fpl_limit_kind kind = limit->kind;
    *whole = !fpl_limit_words(kind)->has_of  ? 0
             : limit->of == FPL_OF_COMMITTED ? c->committed
             : limit->of == FPL_OF_PAID_IN   ? c->paid_in
                                             : 0;
    *num = kind == FPL_LIMIT_GUIDANCE_SHARE                                      ? c->guidance
           : kind == FPL_LIMIT_GOVERNMENT_SHARE                                  ? c->government
           : kind == FPL_LIMIT_GP_SHARE                                          ? c->gp
           : kind == FPL_LIMIT_PROJECT_SHARE || kind == FPL_LIMIT_PROJECT_AMOUNT ? c->invested
           : kind == FPL_LIMIT_DIRECT_SHARE                                      ? c->direct
                                                                                 : 0;
}

/* The first payment that is left, and the commitment as it is left. One under which nothing is left has none. */
static int first_back(const struct judging *j, struct fpl_limit_row *row) {
    const struct fpl_fund__limit_change *c = j->change;
    if (c->first_of <= 0)
        return 0;
    row->num[0] = row->num[1] = minor(j->facts, FPL_FACT_LIMIT_FIRST);
    if (c->paid_in < 0)
        row->num[1] = minor(j->facts, FPL_FACT_LIMIT_FIRST_LEFT);
    row->whole[0] = c->first_of;
    row->whole[1] = c->first_of + c->committed;
    return row->num[1] > 0;
}

/* The figures of a share or an amount that the reversal may break; 0: it cannot, or nobody said what the share is of.
 * Of firms the one that got most stands for all: what breaks of any breaks of that one. The general partner's floor is
 * asked for once money has come in. */
static int figures_back(struct judging *j, struct fpl_limit_row *row) {
    const enum fpl_limit_kind kind = row->limit->kind;
    int64_t num = 0, whole = 0;
    if (kind == FPL_LIMIT_FIRST_CALL)
        return first_back(j, row);
    moves(j, row->limit, &num, &whole);
    if (kind == FPL_LIMIT_DEAL_AMOUNT ||
        (fpl_limit_words(kind)->upper ? num <= 0 && whole >= 0 : num >= 0 && whole <= 0))
        return 0;
    if (kind == FPL_LIMIT_GP_SHARE && minor(j->facts, FPL_FACT_LIMIT_PAID_IN) <= 0)
        return 0;
    if (kind == FPL_LIMIT_DIRECT_SHARE)
        figures(row, minor(j->facts, FPL_FACT_LIMIT_DIRECT), num);
    else if (num == 0 && (kind == FPL_LIMIT_PROJECT_SHARE || kind == FPL_LIMIT_PROJECT_AMOUNT))
        figures(row, minor(j->facts, FPL_FACT_LIMIT_PROJECT), 0);
    else
        (void)numerator(j, row);
    return !fpl_limit_words(kind)->has_of || whole_of(j, row);
}

/* Over a cap, or short of a floor, by more than before. Where nothing is left to be a share of, a floor asks nothing.
 */
static int breaks_further(struct judging *j, struct fpl_limit_row *row) {
    const struct fpl_limit_words *kind = fpl_limit_words(row->limit->kind);
    int is_share = kind->shape == FPL_LIMIT_IS_SHARE;
    int64_t before = 0, now = 0;
    int had = 0, has = 0;
    if (!breaks(j, row))
        return 0;
    if (is_share && row->whole[1] <= 0)
        return kind->upper && (row->whole[0] > 0 || row->num[1] > row->num[0]);
    if (is_share && row->whole[0] <= 0)
        return 1;
    if (fpl_limit_left(row->limit, row->num[0], row->whole[0], &had, &before) ||
        fpl_limit_left(row->limit, row->num[1], row->whole[1], &has, &now)) {
        fpl_decision_refuse(j->out, FPL_E_AMOUNT_RANGE, NULL, NULL, NULL);
        return 0;
    }
    return !had || now < before;
}

/* As is_broken. Bans speak of what an event says, and a reversal says nothing new. */
static int is_broken_back(struct judging *j, struct fpl_limit_row *row) {
    const struct fpl_limit_words *kind = fpl_limit_words(row->limit->kind);
    if (row->limit->kind == FPL_LIMIT_CASH)
        return j->change->pays > 0 ? lacks_cash(j, row) : -1;
    if (kind->when == 0 || kind->shape == FPL_LIMIT_IS_BAN || !figures_back(j, row))
        return -1;
    return breaks_further(j, row);
}

struct fpl_fund__limit_change fpl_fund__limit_back(const struct fpl_event *reversal, int64_t pays) {
    return (struct fpl_fund__limit_change){
        .back = 1, .what = reversal->kind, .key = (enum fpl_fact_id)reversal->key, .day = FPL_FACT_TODAY, .pays = pays};
}

/* 1: broken; 0: kept; -1: it does not concern the event, or nobody said. */
static int is_broken(struct judging *j, struct fpl_limit_row *row) {
    const struct fpl_limit_words *kind = fpl_limit_words(row->limit->kind);
    if (!(kind->when & j->change->at))
        return -1;
    if (kind->shape == FPL_LIMIT_IS_BAN)
        return j->change->more ? -1 : is_banned(j, row);
    if (!numerator(j, row) || (kind->has_of && !whole_of(j, row)))
        return -1;
    if (!kind->upper) /* a floor must be reached by then, whoever is short of it */
        return breaks(j, row);
    int further = breaks_further(j, row);
    if (!further && j->out->outcome == FPL_OK && row->has_reach && breaks(j, row))
        row->verdict = FPL_LIMIT_BEFORE;
    return further;
}

static void judge(struct judging *j, const struct fpl_limit *limit) {
    struct fpl_limit_row row = {.limit = limit};
    j->clause = limit->clause;
    int is = j->change->back ? is_broken_back(j, &row) : is_broken(j, &row);
    if (is < 0)
        return;
    if (is)
        broken(j, &row);
    FPL_ASSERT(j->out->limits < FPL_DECISION_LIMITS);
    j->out->limit[j->out->limits++] = row;
}

/* ---- what was let through ---- */

/* Item "limit.passed": {"by","day","firm","limits","why"}, under "deal|KC-101"; of a reversal under
 * "refund.reversed|TK-1", with the firm if it put money back into one. */
static void keep_passed(struct judging *j) {
    struct fpl_fund__data data;
    char key[192];
    struct fpl_str why = fpl_fact_text(j->facts, reason_of(j)), id = fpl_fact_text(j->facts, j->change->key);
    if (why.n > REASON_BYTES_MAX) {
        fpl_decision_refuse(j->out, FPL_E_TOO_LONG, "512", fpl_fact_name(reason_of(j)), NULL);
        return;
    }
    (void)snprintf(key, sizeof key, "%s|%.*s", j->change->what, (int)id.n, id.n ? id.p : "");
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "by", fpl_fact_text(j->facts, FPL_FACT_LIMIT_APPROVER));
    fpl_fund__data_date(&data, "day", fpl_fact_date(j->facts, j->change->day));
    if (j->change->back && j->change->invested > 0)
        fpl_fund__data_text(&data, "firm", fpl_fact_text(j->facts, FPL_FACT_FIRM_ID));
    fpl_fund__data_text(&data, "limits", fpl_buf_str(&j->passed));
    fpl_fund__data_text(&data, "why", why);
    fpl_fund__data_item(&data, "limit.passed", fpl_str_of(key), j->out);
}

/* The limits bind as long as nobody binds others; that their text has expired by the day of the event is told. */
static void tell_expired(const struct judging *j, const struct fpl_limit_rule *limits) {
    struct fpl_date to = fpl_limit_rule_to(limits), day = fpl_fact_date(j->facts, j->change->day);
    char date[12], name[FPL_ERROR_ARG_BYTES];
    int told = j->out->outcome != FPL_OK || fpl_date_is_none(to) || fpl_date_is_none(day) || fpl_date_cmp(day, to) <= 0;
    for (int i = 0; i < j->out->reasons && !told; i++)
        told = j->out->reason[i].status == FPL_TEXT_EXPIRED;
    if (!told)
        fpl_decision_note(j->out, FPL_TEXT_EXPIRED, fpl_date_format(to, date),
                          fpl_error_quote(fpl_fact_text(j->facts, FPL_FACT_LIMIT_RULE), name));
}

void fpl_fund__limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                      const struct fpl_fund__limit_change *change, struct fpl_decision *out) {
    struct judging j = {.facts = facts, .change = change, .out = out};
    int count = 0;
    if (!rules || !rules->limits || fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0))
        return;
    j.passed = (struct fpl_buf){.p = j.bytes, .cap = sizeof j.bytes};
    (void)fpl_fact_known(facts, FPL_FACT_LIMIT_RULE); /* the record keeps by which limits it was judged */
    const struct fpl_limit *list = fpl_limit_rule_list(rules->limits, &count);
    for (int i = 0; i < count; i++)
        judge(&j, &list[i]);
    FPL_ASSERT(j.passed.p == j.bytes && !j.passed.failed);
    if (j.passed.n > 0 && out->outcome == FPL_OK)
        keep_passed(&j);
    tell_expired(&j, rules->limits);
}

void fpl_fund__limits_cash_back(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                const struct fpl_event *reversal, int64_t pays, struct fpl_decision *out) {
    const struct fpl_fund__limit_change change = fpl_fund__limit_back(reversal, pays);
    if (pays > 0 && out->outcome == FPL_OK)
        fpl_fund__limits(facts, rules, &change, out);
}
