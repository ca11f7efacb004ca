/* The early-stage share looked through to sub-funds, in exact fractions: N = own early money + the sum of w x early
 * money of each sub-fund, w = the product of what was paid in by the holder over what all paid in, along the chain. L1
 * divides by what was invested, L2 by what the fund put into its sub-funds, L3 takes a sub-fund as its class says.
 * Source: fund rules §3.2 (look-through), §6 T3 f. */
#include "reports/early.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct fpl_view *view;
    struct fpl_early__through *through;
    struct fpl_error *error;
};

static enum fpl_status read_day(const struct fpl_item *item, const char *member, struct fpl_date *out,
                                struct fpl_error *error) {
    struct fpl_str text = fpl_json_get_text(item->data, member);
    *out = FPL_DATE_NONE;
    return text.n ? fpl_date_parse(text, out, error) : FPL_OK;
}

/* Taken back, or not yet begun on the view's day: it counts nowhere. */
static enum fpl_status is_out(const struct reading *r, const struct fpl_item *item, const char *member,
                              struct fpl_date *day, int *out) {
    enum fpl_status status = read_day(item, member, day, r->error);
    *out = fpl_date_is_none(*day) || fpl_date_cmp(*day, fpl_view_as_of(r->view)) > 0 ||
           fpl_str_is(fpl_json_get_text(item->data, "st"), "REVERSED");
    return status;
}

static enum fpl_status take_stake(void *ctx, const struct fpl_item *item) {
    struct reading *r = ctx;
    struct fpl_early__through *t = r->through;
    struct fpl_date day;
    int out = 0;
    enum fpl_status status = is_out(r, item, "on", &day, &out);
    if (status || out)
        return status;
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 16;
        struct fpl_early__stake *wider = realloc(t->stake, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(r->error, FPL_E_NOMEM, NULL, NULL, NULL);
        t->stake = wider;
        t->cap = cap;
    }
    struct fpl_early__stake *stake = &t->stake[t->n++];
    *stake = (struct fpl_early__stake){
        .day = FPL_DATE_NONE, .part = {fpl_json_get_num(item->data, "n", 0), fpl_json_get_num(item->data, "q", 1)}};
    (void)fpl_str_copy(item->key, stake->key, sizeof stake->key);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "party"), stake->party, sizeof stake->party);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "holder"), stake->holder, sizeof stake->holder);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "class"), stake->class, sizeof stake->class);
    return FPL_OK;
}

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct fpl_early__stake *)a)->key, ((const struct fpl_early__stake *)b)->key);
}

static struct fpl_early__stake *find(const struct fpl_early__through *t, const char *key) {
    struct fpl_early__stake wanted = {.own = 0};
    (void)snprintf(wanted.key, sizeof wanted.key, "%s", key);
    return t->n ? bsearch(&wanted, t->stake, t->n, sizeof wanted, by_key) : NULL;
}

/* Of several reports the newest; of one day the one with the greater number. */
static enum fpl_status take_look(void *ctx, const struct fpl_item *item) {
    struct reading *r = ctx;
    char key[FPL_EARLY_ID];
    struct fpl_date day;
    int out = 0;
    enum fpl_status status = is_out(r, item, "day", &day, &out);
    if (status || out)
        return status;
    struct fpl_early__stake *stake =
        find(r->through, fpl_str_copy(fpl_json_get_text(item->data, "sub"), key, sizeof key));
    if (!stake || (!fpl_date_is_none(stake->day) && fpl_date_cmp(day, stake->day) < 0))
        return FPL_OK;
    stake->day = day;
    stake->own = fpl_json_get_num(item->data, "own", 0);
    stake->paid = fpl_json_get_num(item->data, "paid", 0);
    (void)fpl_str_copy(item->key, stake->look, sizeof stake->look);
    return FPL_OK;
}

static enum fpl_status take_project(void *ctx, const struct fpl_item *item) {
    struct reading *r = ctx;
    struct fpl_str look = fpl_json_get_text(item->data, "look"), early = fpl_json_get_text(item->data, "e");
    int64_t amount = fpl_json_get_num(item->data, "amt", -1);
    struct fpl_date day;
    int out = 0;
    enum fpl_status status = is_out(r, item, "day", &day, &out);
    for (size_t i = 0; i < r->through->n && !status && !out; i++) {
        struct fpl_early__stake *stake = &r->through->stake[i];
        if (!fpl_str_is(look, stake->look))
            continue;
        int yes = fpl_str_is(early, "Y"), unknown = fpl_str_is(early, "U");
        if (amount < 0) {
            stake->hidden++;
            stake->hidden_early += yes;
            return FPL_OK;
        }
        status = fpl_reports__add(&stake->all, amount, r->error);
        if (!status && (yes || unknown))
            status = fpl_reports__add(yes ? &stake->early : &stake->unknown, amount, r->error);
    }
    return status;
}

/* A stake whose chain is broken above it counts nowhere. A chain has no cycle: a stake names one recorded before it. */
static void break_chains(struct fpl_early__through *t) {
    for (size_t pass = 0; pass < t->n; pass++) {
        int moved = 0;
        for (size_t i = 0; i < t->n; i++) {
            struct fpl_early__stake *stake = &t->stake[i];
            const struct fpl_early__stake *above = stake->holder[0] ? find(t, stake->holder) : NULL;
            int out = fpl_date_is_none(stake->day) || (stake->holder[0] && (!above || above->out));
            moved |= out != stake->out;
            stake->out = out;
        }
        if (!moved)
            break;
    }
}

enum fpl_status fpl_early__stakes(struct fpl_view *view, int32_t book, struct fpl_early__through *out,
                                  struct fpl_error *error) {
    struct reading r = {view, out, error};
    enum fpl_status status = fpl_read_items(view, book, "subfund", take_stake, &r, error);
    if (!status && out->n > 0)
        qsort(out->stake, out->n, sizeof *out->stake, by_key);
    if (!status)
        status = fpl_read_items(view, book, "lookthrough", take_look, &r, error);
    if (!status)
        status = fpl_read_items(view, book, "underlying", take_project, &r, error);
    break_chains(out);
    return status;
}

void fpl_early__stakes_release(struct fpl_early__through *through) {
    free(through->stake);
    *through = (struct fpl_early__through){.n = 0};
}

int fpl_early__holds(const struct fpl_early__through *through, const char *party) {
    for (size_t i = 0; i < through->n; i++)
        if (through->stake[i].holder[0] == '\0' && strcmp(through->stake[i].party, party) == 0)
            return 1;
    return 0;
}

/* ---- the sums ---- */

static void weight_of(const struct fpl_early__through *t, const struct fpl_early__stake *stake, struct fpl_q *out) {
    struct fpl_q one;
    fpl_q_set(out, stake->own, stake->paid);
    while (stake->holder[0] && (stake = find(t, stake->holder)) != NULL) {
        fpl_q_set(&one, stake->own, stake->paid);
        fpl_q_mul(out, out, &one);
    }
}

/* L3: seed, angel and transfer funds count whole, a comprehensive one by its charter, any other not at all. */
static struct fpl_ratio part_of(const struct fpl_early__stake *stake) {
    static const char *const whole[] = {"SEED", "ANGEL", "TRANSFER"};
    for (int i = 0; i < 3; i++)
        if (strcmp(stake->class, whole[i]) == 0)
            return (struct fpl_ratio){1, 1};
    return strcmp(stake->class, "COMPREHENSIVE") == 0 ? stake->part : (struct fpl_ratio){0, 1};
}

struct looking {
    const struct fpl_early__through *through;
    const int64_t *own; /* early, unknown, all */
    struct fpl_ratio threshold;
    struct fpl_early__result *out;
    struct fpl_q early, unknown, whole;
};

static void add(struct fpl_q *sum, const struct fpl_q *weight, int64_t amount) {
    struct fpl_q term;
    fpl_q_set(&term, amount, 1);
    fpl_q_mul(&term, &term, weight);
    fpl_q_add(sum, sum, &term);
}

static void add_stake(struct looking *l, const struct fpl_early__stake *stake) {
    struct fpl_q weight, one;
    int direct = stake->holder[0] == '\0';
    fpl_q_set(&one, 1, 1);
    if (l->through->scope == FPL_EARLY_L3) {
        fpl_q_set_ratio(&weight, part_of(stake));
        if (direct)
            add(&l->early, &weight, stake->own);
    } else {
        weight_of(l->through, stake, &weight);
        add(&l->early, &weight, stake->early);
        add(&l->unknown, &weight, stake->unknown);
    }
    if (l->through->scope == FPL_EARLY_L1)
        add(&l->whole, &weight, stake->all);
    else if (direct)
        add(&l->whole, &one, stake->own);
}

static enum fpl_status minor(const struct fpl_q *q, enum fpl_rounding mode, int64_t *out) {
    struct fpl_money money;
    enum fpl_status status = fpl_q_round(q, mode, &money);
    if (!status)
        *out = fpl_money_minor(money);
    return status;
}

/* q E - p T decides; what is lacking and what is left are solved for as for a fund without sub-funds. */
static enum fpl_status judge(struct looking *l) {
    struct fpl_q p, q, lead, part, by;
    struct fpl_early__result *out = l->out;
    enum fpl_status status = FPL_OK;
    fpl_q_set(&p, l->threshold.num, 1);
    fpl_q_set(&q, l->threshold.den, 1);
    fpl_q_mul(&lead, &q, &l->early);
    fpl_q_mul(&part, &p, &l->whole);
    fpl_q_sub(&lead, &lead, &part);
    out->verdict = fpl_q_sign(&l->whole) <= 0 ? FPL_NOT_APPLICABLE : fpl_q_sign(&lead) >= 0 ? FPL_PASS : FPL_FAIL;
    if (out->verdict == FPL_NOT_APPLICABLE)
        return FPL_OK;
    if (fpl_q_sign(&lead) >= 0) {
        out->unlimited = l->threshold.num == 0;
        if (out->unlimited || (status = fpl_q_div(&by, &lead, &p)))
            return status;
        return minor(&by, FPL_DOWN, &out->headroom);
    }
    out->unreachable = l->threshold.num == l->threshold.den;
    fpl_q_sub(&by, &p, &q);
    if (out->unreachable || (status = fpl_q_div(&by, &lead, &by)))
        return status;
    return minor(&by, FPL_UP, &out->shortfall);
}

static enum fpl_status look(void *ctx) {
    struct looking *l = ctx;
    struct fpl_q share, million;
    fpl_q_set(&l->early, l->own[0], 1);
    fpl_q_set(&l->unknown, l->own[1], 1);
    fpl_q_set(&l->whole, l->own[2], 1);
    for (size_t i = 0; i < l->through->n; i++)
        if (!l->through->stake[i].out)
            add_stake(l, &l->through->stake[i]);
    enum fpl_status status = judge(l);
    if (!status)
        status = minor(&l->early, FPL_DOWN, &l->out->early);
    if (!status)
        status = minor(&l->unknown, FPL_DOWN, &l->out->unknown);
    if (!status)
        status = minor(&l->whole, FPL_UP, &l->out->whole);
    if (status || fpl_q_sign(&l->whole) <= 0)
        return status;
    fpl_q_set(&million, 1000000, 1);
    if ((status = fpl_q_div(&share, &l->early, &l->whole)))
        return status;
    fpl_q_mul(&share, &share, &million);
    return minor(&share, FPL_DOWN, &l->out->ppm);
}

enum fpl_status fpl_early__look(const struct fpl_early__through *through, const int64_t own[3],
                                struct fpl_ratio threshold, struct fpl_date cut, struct fpl_early__result *out,
                                struct fpl_error *error) {
    *out = (struct fpl_early__result){.early = 0};
    struct looking l = {.through = through, .own = own, .threshold = threshold, .out = out};
    for (size_t i = 0; i < through->n; i++) {
        const struct fpl_early__stake *stake = &through->stake[i];
        out->without += stake->out;
        out->stale += !stake->out && fpl_date_cmp(stake->day, cut) < 0;
        out->hidden += stake->out ? 0 : stake->hidden;
    }
    enum fpl_status status = fpl_exact(look, &l, FPL_EXACT_BYTES);
    if (status)
        return fpl_fail(error, status, NULL, NULL, NULL);
    out->open = through->undisclosed == FPL_EARLY_NO_VERDICT && through->scope != FPL_EARLY_L3 && out->hidden > 0;
    return FPL_OK;
}

/* ---- the table ---- */

struct putting {
    const struct fpl_early__through *through;
    const struct fpl_early__stake *stake;
    struct fpl_report *report;
    int scale;
};

static enum fpl_status put_weighed(void *ctx) {
    const struct putting *p = ctx;
    struct fpl_q weight, early;
    char text[96], sum[96];
    int64_t unit = 1;
    for (int i = 0; i < p->scale; i++)
        unit *= 10;
    weight_of(p->through, p->stake, &weight);
    fpl_q_set(&early, p->stake->early, unit);
    fpl_q_mul(&early, &early, &weight);
    enum fpl_status status = fpl_q_text(&weight, text, sizeof text);
    if (!status)
        status = fpl_q_text(&early, sum, sizeof sum);
    if (status)
        return status;
    fpl_report_text(p->report, fpl_str_of(text));
    fpl_report_text(p->report, fpl_str_of(sum));
    return FPL_OK;
}

static enum fpl_status put_stake(const struct putting *p, struct fpl_date cut, struct fpl_error *error) {
    const struct fpl_early__stake *stake = p->stake;
    fpl_report_text(p->report, fpl_str_of(stake->key));
    fpl_report_text(p->report, fpl_str_of(stake->party));
    fpl_report_text(p->report, fpl_str_of(stake->holder));
    fpl_report_date(p->report, stake->day);
    if (stake->out)
        fpl_report_code(p->report, "NONE", "无报表，不计", "no report, left out");
    else if (fpl_date_cmp(stake->day, cut) < 0)
        fpl_report_code(p->report, "STALE", "早于截止日", "older than the cut");
    else
        fpl_report_code(p->report, "CURRENT", "截止日报表", "of the cut");
    fpl_report_money(p->report, fpl_money_of(stake->own), p->scale);
    fpl_report_money(p->report, fpl_money_of(stake->paid), p->scale);
    fpl_report_money(p->report, fpl_money_of(stake->early), p->scale);
    fpl_report_money(p->report, fpl_money_of(stake->all), p->scale);
    fpl_report_int(p->report, stake->hidden);
    fpl_report_int(p->report, stake->hidden_early);
    if (stake->out) {
        fpl_report_none(p->report);
        fpl_report_none(p->report);
        return FPL_OK;
    }
    enum fpl_status status = fpl_exact(put_weighed, (void *)p, FPL_EXACT_BYTES);
    return status ? fpl_fail(error, status, NULL, NULL, NULL) : FPL_OK;
}

enum fpl_status fpl_early__put_stakes(const struct fpl_early__through *through, struct fpl_date cut, int scale,
                                      struct fpl_report *r, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "look_through", "穿透明细", "Looked through");
    fpl_report_column(r, "subfund", "持有编号", "Stake", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "party", "子基金", "Sub-fund", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "holder", "上级持有编号", "Held through", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "day", "报表日", "Report of", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "age", "报表时效", "Age", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "own", "上级实缴", "Paid in by the holder", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "paid_in", "实缴总额", "Paid in by all", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "early", "早期投资", "Early", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "invested", "累计投资", "Invested", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "undisclosed", "未披露（项）", "Undisclosed", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "undisclosed_early", "其中早期（项）", "Early of these", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "weight", "穿透权重", "Weight", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "early_part", "归属早期额", "Early part", FPL_COLUMN_TEXT, 0);
    for (size_t i = 0; i < through->n && !status; i++) {
        const struct putting p = {through, &through->stake[i], r, scale};
        status = put_stake(&p, cut, error);
    }
    return status;
}

/* What of the sub-funds is old, missing or not disclosed. */
void fpl_early__note_stakes(const struct fpl_early__through *through, const char *binding,
                            const struct fpl_early__result *mine, struct fpl_report *r) {
    static const char *const policy[][2] = {
        {"只计项数", "counted by number alone"}, {"不计", "left out"}, {"不作结论", "no verdict"}};
    static const char *const scope[][2] = {
        {"", ""},
        {"穿透 L1：分母为投资额", "looked through, L1: of what was invested"},
        {"穿透 L2：分母为直接投资额与对子基金的实缴",
         "looked through, L2: of own deals and what was paid in to sub-funds"},
        {"穿透 L3：按子基金类别归属", "looked through, L3: by the class of the sub-fund"}};
    char zh[512], en[512];
    (void)snprintf(
        zh, sizeof zh, "%s：%s；报表早于截止日的子基金 %d 只，无报表而不计的 %d 只；金额未披露 %lld 项（%s）", binding,
        scope[through->scope][0], mine->stale, mine->without, (long long)mine->hidden, policy[through->undisclosed][0]);
    (void)snprintf(
        en, sizeof en,
        "%s: %s; %d reports of sub-funds are older than the cut, %d sub-funds have none and are left out; %lld "
        "amounts undisclosed (%s)",
        binding, scope[through->scope][1], mine->stale, mine->without, (long long)mine->hidden,
        policy[through->undisclosed][1]);
    fpl_report_note(r, mine->stale ? "STALE" : "LOOK_THROUGH", zh, en);
}
