#include "tests/model/loss_model.h"

#include <gmp.h>
#include <string.h>

/* What one line came to by the end of a day. No rounding happens here: exits say their cost, and values are kept as
 * rationals rounded where the rules say so. */
struct line {
    int64_t cost, gone, back, income, conceded, value;
    int64_t whole, then; /* value and cost held before the exits in a row; then 0: there is none */
    int valued, exists, category;
};

/* Half up, of a × b / c with all >= 0. */
static int64_t half_up(int64_t a, int64_t b, int64_t c) {
    mpz_t x;
    mpz_init_set_si(x, a);
    mpz_mul_si(x, x, 2 * b);
    mpz_add_ui(x, x, (unsigned long)c);
    mpz_fdiv_q_ui(x, x, 2 * (unsigned long)c);
    int64_t out = mpz_get_si(x);
    mpz_clear(x);
    return out;
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t above_zero(int64_t a) {
    return a > 0 ? a : 0;
}

static void apply(struct line *line, const struct model_event *event) {
    int64_t held = line->cost - line->gone;
    switch (event->kind) {
    case MODEL_PAID:
        if (!line->exists)
            line->category = event->category;
        line->exists = 1;
        line->cost += event->amount;
        line->value += line->valued ? event->amount : 0;
        line->then = 0;
        break;
    case MODEL_REFUND:
        line->cost -= event->amount;
        line->value -= smaller(line->value, event->amount);
        line->then = 0;
        break;
    case MODEL_EXIT:
    case MODEL_WRITE_OFF:
        if (line->then == 0) {
            line->whole = line->value;
            line->then = held;
        }
        line->value = event->cost == held ? 0 : half_up(line->whole, held - event->cost, line->then);
        line->gone += event->cost;
        line->back += event->amount;
        break;
    case MODEL_RECOVERY:
        line->back += event->amount;
        break;
    case MODEL_DIVIDEND:
        line->income += event->amount;
        break;
    case MODEL_CONCESSION:
        line->conceded += event->amount;
        break;
    case MODEL_VALUE:
        line->value = held == 0 ? 0 : event->amount;
        line->valued = 1;
        line->then = 0;
        break;
    default:
        break;
    }
    line->exists = 1;
}

/* The line after all its events up to a day: day by day, as they happened. */
static struct line line_on(const struct model_world *world, int fund, int at, int on) {
    struct line line = {.category = -1};
    for (int day = 1; day <= on; day++)
        for (int i = 0; i < world->events; i++) {
            const struct model_event *event = &world->event[i];
            if (event->fund == fund && event->line == at && event->day == day)
                apply(&line, event);
        }
    return line;
}

static int64_t result(const struct line *line, const struct model_rules *rules, int recognition) {
    int64_t back = line->back - (rules->before_concession ? 0 : line->conceded);
    int64_t out = recognition == MODEL_REALISED ? line->gone - back : line->cost - back;
    if (recognition == MODEL_TOTAL)
        out -= line->valued ? line->value : line->cost - line->gone;
    return out - (rules->income ? line->income : 0);
}

/* In the year looked at, or since the beginning. */
static int64_t result_in(const struct model_world *world, const struct model_rules *rules, int fund, int at, int on,
                         int recognition) {
    struct line now = line_on(world, fund, at, on);
    int64_t out = result(&now, rules, recognition);
    if (rules->year_from > 0) {
        struct line then = line_on(world, fund, at, rules->year_from - 1);
        out -= result(&then, rules, recognition);
    }
    return out;
}

static int is_of(const struct model_event *event, int fund, int at) {
    return event->fund == fund && event->line == at;
}

/* What the exit or write-off at `number` of the world's list had cost more than it brought by the end of a day. What is
 * recovered is of the newest write-off before it. */
static int64_t lost_by(const struct model_world *world, int number, int on) {
    const struct model_event *exit = &world->event[number];
    int64_t lost = exit->cost - exit->amount;
    for (int day = exit->day; exit->kind == MODEL_WRITE_OFF && day <= on; day++)
        for (int i = 0; i < world->events; i++) {
            const struct model_event *event = &world->event[i];
            if (!is_of(event, exit->fund, exit->line) || event->day != day || (day == exit->day && i <= number))
                continue;
            if (event->kind == MODEL_WRITE_OFF)
                return lost;
            lost -= event->kind == MODEL_RECOVERY ? event->amount : 0;
        }
    return lost;
}

/* What is held to account of the exit at `number`. */
static int64_t held_of(const struct model_world *world, const struct model_rules *rules, int number, int on) {
    const struct model_event *exit = &world->event[number];
    int64_t lost = lost_by(world, number, on), duty = -3;
    if (rules->year_from > 0 && exit->day < rules->year_from)
        lost -= lost_by(world, number, rules->year_from - 1);
    lost = above_zero(lost);
    for (int day = 1; day <= on; day++)
        for (int i = 0; i < world->events; i++)
            if (world->event[i].kind == MODEL_DUTY && world->event[i].day == day && world->event[i].about == number + 1)
                duty = world->event[i].amount;
    return duty == -1 ? lost : duty < 0 ? 0 : smaller(duty, lost);
}

static int64_t accountable(const struct model_world *world, const struct model_rules *rules, int fund, int at, int on) {
    int64_t realised = above_zero(result_in(world, rules, fund, at, on, MODEL_REALISED)), held = 0;
    int recognition = rules->recognition == MODEL_AT_END ? MODEL_REALISED : rules->recognition;
    int64_t loss = smaller(realised, above_zero(result_in(world, rules, fund, at, on, recognition)));
    for (int i = 0; i < world->events; i++) {
        const struct model_event *event = &world->event[i];
        if (is_of(event, fund, at) && event->day <= on && (event->kind == MODEL_EXIT || event->kind == MODEL_WRITE_OFF))
            held += held_of(world, rules, i, on);
    }
    return smaller(held, loss);
}

static int64_t sum_of_fund(const struct model_world *world, int fund, int kind, int on, int own) {
    int64_t out = 0;
    for (int i = 0; i < world->events; i++) {
        const struct model_event *event = &world->event[i];
        if (event->fund == fund && event->line < 0 && event->kind == kind && event->day <= on)
            out += own ? event->own : event->amount;
    }
    return out;
}

static int has_ended(const struct model_world *world, int fund, int on) {
    for (int i = 0; i < world->events; i++)
        if (world->event[i].fund == fund && world->event[i].kind == MODEL_ENDED && world->event[i].day <= on)
            return 1;
    return 0;
}

/* Of the lines of a fund in a category (-1: all): the sum, with or without what is held to account, each line floored
 * or not. */
static int64_t lines_of(const struct model_world *world, const struct model_rules *rules, int fund, int category,
                        int on, int tested, int floored) {
    int64_t sum = 0;
    for (int at = 0; at < world->lines; at++) {
        struct line line = line_on(world, fund, at, on);
        if (!line.exists || (category >= 0 && line.category != category))
            continue;
        int64_t one = result_in(world, rules, fund, at, on, rules->recognition);
        one -= tested ? accountable(world, rules, fund, at, on) : 0;
        sum += floored ? above_zero(one) : one;
    }
    return sum;
}

static int64_t fund_raw(const struct model_world *world, const struct model_rules *rules, int fund, int on,
                        int tested) {
    if (rules->recognition != MODEL_AT_END)
        return lines_of(world, rules, fund, -1, on, tested, 0);
    int64_t out = sum_of_fund(world, fund, MODEL_PAID_IN, on, 0) - sum_of_fund(world, fund, MODEL_DISTRIBUTED, on, 0);
    for (int at = 0; at < world->lines && tested; at++)
        out -= accountable(world, rules, fund, at, on);
    return out;
}

static int64_t fund_loss(const struct model_world *world, const struct model_rules *rules, int fund, int on,
                         int tested) {
    if (rules->recognition == MODEL_AT_END || rules->netting >= MODEL_BY_FUND)
        return above_zero(fund_raw(world, rules, fund, on, tested));
    if (rules->netting == MODEL_GROSS)
        return lines_of(world, rules, fund, -1, on, tested, 1);
    int64_t sum = 0;
    for (int category = 0; category < world->categories; category++)
        sum += above_zero(lines_of(world, rules, fund, category, on, tested, 0));
    return sum;
}

static int64_t line_den(const struct model_world *world, const struct model_rules *rules, int fund, int at, int on) {
    struct line now = line_on(world, fund, at, on);
    if (rules->over == MODEL_OVER_INVESTED)
        return now.cost;
    return now.gone - (rules->year_from > 0 ? line_on(world, fund, at, rules->year_from - 1).gone : 0);
}

static int64_t fund_den(const struct model_world *world, const struct model_rules *rules, int fund, int category,
                        int on) {
    if (rules->over == MODEL_OVER_PAID_IN)
        return sum_of_fund(world, fund, MODEL_PAID_IN, on, 0);
    if (rules->over == MODEL_OVER_SIZE)
        return sum_of_fund(world, fund, MODEL_COMMITTED, on, 0);
    int64_t sum = 0;
    for (int at = 0; at < world->lines; at++) {
        struct line line = line_on(world, fund, at, on);
        if (line.exists && (category < 0 || line.category == category))
            sum += line_den(world, rules, fund, at, on);
    }
    return sum;
}

/* to += amount × our part of the fund */
static void add_part(mpq_t to, const struct model_world *world, int fund, int on, int64_t amount) {
    mpq_t x, w;
    mpq_init(x);
    mpq_init(w);
    mpq_set_si(x, amount, 1);
    int64_t all = sum_of_fund(world, fund, MODEL_PAID_IN, on, 0);
    if (world->look_through[fund]) {
        mpq_set_si(w, all ? sum_of_fund(world, fund, MODEL_PAID_IN, on, 1) : 0, all ? (unsigned long)all : 1);
        mpq_canonicalize(w);
        mpq_mul(x, x, w);
    }
    mpq_add(to, to, x);
    mpq_clear(x);
    mpq_clear(w);
}

static void family_sum(mpq_t out, const struct model_world *world, const struct model_rules *rules, int on,
                       int tested) {
    for (int fund = 0; fund < world->funds; fund++)
        add_part(out, world, fund, on,
                 rules->netting == MODEL_BY_FAMILY ? fund_raw(world, rules, fund, on, tested)
                                                   : fund_loss(world, rules, fund, on, tested));
    if (mpq_sgn(out) < 0)
        mpq_set_si(out, 0, 1);
}

static void loss_of(mpq_t out, const struct model_world *world, const struct model_rules *rules, int on,
                    const int place[3], int tested) {
    int level = place[0], fund = place[1], at = place[2];
    if (level == MODEL_OF_FAMILY) {
        family_sum(out, world, rules, on, tested);
        return;
    }
    int64_t loss;
    if (level == MODEL_OF_LINE)
        loss = above_zero(result_in(world, rules, fund, at, on, rules->recognition) -
                          (tested ? accountable(world, rules, fund, at, on) : 0));
    else if (level == MODEL_OF_CATEGORY)
        loss = rules->netting == MODEL_GROSS ? lines_of(world, rules, fund, at, on, tested, 1)
                                             : above_zero(lines_of(world, rules, fund, at, on, tested, 0));
    else
        loss = fund_loss(world, rules, fund, on, tested);
    mpq_set_si(out, loss, 1);
}

static void den_of(mpq_t out, const struct model_world *world, const struct model_rules *rules, int on,
                   const int place[3]) {
    if (place[0] == MODEL_OF_FAMILY) {
        for (int fund = 0; fund < world->funds; fund++)
            add_part(out, world, fund, on, fund_den(world, rules, fund, -1, on));
        return;
    }
    mpq_set_si(out,
               place[0] == MODEL_OF_LINE
                   ? line_den(world, rules, place[1], place[2], on)
                   : fund_den(world, rules, place[1], place[0] == MODEL_OF_FUND ? -1 : place[2], on),
               1);
}

static int any_accountable(const struct model_world *world, const struct model_rules *rules, int on,
                           const int place[3]) {
    for (int fund = 0; fund < world->funds; fund++)
        for (int at = 0; at < world->lines; at++) {
            struct line line = line_on(world, fund, at, on);
            int inside = place[0] == MODEL_OF_FAMILY || fund == place[1];
            if (place[0] == MODEL_OF_LINE)
                inside &= at == place[2];
            if (place[0] == MODEL_OF_CATEGORY)
                inside &= line.category == place[2];
            if (place[0] == MODEL_OF_FAMILY && world->look_through[fund])
                inside &= sum_of_fund(world, fund, MODEL_PAID_IN, on, 1) > 0;
            if (inside && line.exists && accountable(world, rules, fund, at, on) > 0)
                return 1;
        }
    return 0;
}

/* Whole fen between a loss and what may be lost, rounded outwards for an excess, inwards for headroom. */
static int64_t apart(mpq_t a, mpz_t b, int up) {
    mpq_t x;
    mpz_t z;
    mpq_init(x);
    mpz_init(z);
    mpq_set_z(x, b);
    mpq_sub(x, a, x);
    if (up)
        mpz_cdiv_q(z, mpq_numref(x), mpq_denref(x));
    else {
        mpq_neg(x, x);
        mpz_fdiv_q(z, mpq_numref(x), mpq_denref(x));
    }
    int64_t out = above_zero(mpz_get_si(z));
    mpq_clear(x);
    mpz_clear(z);
    return out;
}

static int is_na(const struct model_world *world, const struct model_rules *rules, int on, const int place[3]) {
    for (int fund = 0; fund < world->funds; fund++) {
        if (place[0] != MODEL_OF_FAMILY && fund != place[1])
            continue;
        if (rules->recognition == MODEL_AT_END && !has_ended(world, fund, on))
            return 1;
        if (place[0] == MODEL_OF_FAMILY && world->look_through[fund] &&
            sum_of_fund(world, fund, MODEL_PAID_IN, on, 0) == 0) {
            int64_t invested = 0;
            for (int at = 0; at < world->lines; at++)
                invested += line_on(world, fund, at, on).cost;
            if (invested > 0)
                return 1;
        }
    }
    return rules->recognition == MODEL_AT_END && place[0] < MODEL_OF_FUND;
}

void model_loss(const struct model_world *world, const struct model_rules *rules, int on, int level, int fund, int at,
                struct model_loss *out) {
    const int place[3] = {level, fund, at};
    mpq_t tested, all_in, den, limit;
    mpz_t allowed;
    mpq_inits(tested, all_in, den, limit, NULL);
    mpz_init(allowed);
    memset(out, 0, sizeof *out);
    loss_of(all_in, world, rules, on, place, 0);
    loss_of(tested, world, rules, on, place, rules->gated);
    den_of(den, world, rules, on, place);
    mpq_get_str(out->tested, 10, tested);
    mpq_get_str(out->all_in, 10, all_in);
    mpq_get_str(out->den, 10, den);
    mpq_set_si(limit, rules->p, (unsigned long)rules->q);
    mpq_canonicalize(limit);
    mpq_mul(limit, limit, den);
    mpz_fdiv_q(allowed, mpq_numref(limit), mpq_denref(limit));
    if (is_na(world, rules, on, place) || mpq_sgn(den) == 0)
        out->verdict = 2;
    else if (mpq_cmp(tested, limit) > 0)
        out->verdict = 1;
    else
        out->verdict = rules->gated && any_accountable(world, rules, on, place) ? 4 : 0;
    if (out->verdict == 1)
        out->excess = apart(tested, allowed, 1);
    else if (out->verdict != 2)
        out->headroom = apart(tested, allowed, 0);
    mpq_clears(tested, all_in, den, limit, NULL);
    mpz_clear(allowed);
}

int model_loss_not_above(const char *a, const char *b) {
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    int bad = mpq_set_str(x, a, 10) != 0 || mpq_set_str(y, b, 10) != 0;
    int out = !bad && mpq_cmp(x, y) <= 0;
    mpq_clears(x, y, NULL);
    return out;
}
