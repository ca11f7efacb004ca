/* Loss tolerance against a plain model on random worlds, the properties that hold in every world, all tiny worlds, and
 * what is refused. FPL_SEED repeats a run. */
#include "tests/model/loss_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "loss_support.h"

#define FUNDS  3
#define LINES  3
#define DAYS   12
#define EVENTS 400

static uint64_t seed_now;

static int64_t up_to(int64_t n) { /* 0..n */
    seed_now = seed_now * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((seed_now >> 33) % (uint64_t)(n + 1));
}

static struct fpl_date date_of(int at) { /* 1..6 in 2023, 7..12 in 2024 */
    return fpl_date_add_months(day("2023-06-15"), at);
}

/* ---- a random world, twice ---- */
struct twin {
    struct model_event event[EVENTS];
    int events;
    struct fpl_loss_move move[FUNDS][EVENTS];
    size_t moves[FUNDS];
    struct fpl_loss_holding holding[FUNDS];
    struct model_world world;
};

static const char *const line_names[LINES] = {"a", "b", "c"};
static const char *const category_names[2] = {"seed", "wood"};
static const char *const fund_names[FUNDS] = {"F0", "F1", "F2"};

static void happen(struct twin *twin, struct model_event event) {
    static const enum fpl_loss_kind kinds[] = {KIND(PAID),     KIND(REFUND),       KIND(EXIT),       KIND(WRITE_OFF),
                                               KIND(RECOVERY), KIND(DIVIDEND),     KIND(CONCESSION), KIND(VALUATION),
                                               KIND(DUTY),     KIND(FUND_PAID_IN), KIND(COMMITMENT), KIND(DISTRIBUTION),
                                               KIND(ENDED)};
    assert_true(twin->events < EVENTS);
    twin->event[twin->events++] = event;
    struct fpl_loss_move *move = &twin->move[event.fund][twin->moves[event.fund]++];
    *move = (struct fpl_loss_move){.line = fpl_str_of(event.line < 0 ? "" : line_names[event.line]),
                                   .category = fpl_str_of(category_names[event.category]),
                                   .kind = kinds[event.kind],
                                   .day = date_of(event.day),
                                   .seq = twin->events,
                                   .amount = fpl_money_of(event.amount),
                                   .has_cost = 1,
                                   .cost = fpl_money_of(event.cost),
                                   .own = fpl_money_of(event.own)};
    if (event.kind == MODEL_DUTY) {
        move->of = event.about;
        move->duty = event.amount == -1   ? FPL_DUTY_ACCOUNTABLE
                     : event.amount == -2 ? FPL_DUTY_EXEMPT
                     : event.amount == -3 ? FPL_DUTY_PENDING
                                          : FPL_DUTY_PARTIAL;
        move->amount = fpl_money_of(event.amount < 0 ? 0 : event.amount);
    }
}

/* The kinds of a line's events in any order. */
static void shuffle(int kinds[MODEL_DUTY + 1]) {
    for (int i = 0; i <= MODEL_DUTY; i++)
        kinds[i] = i;
    for (int i = MODEL_DUTY; i > 0; i--) {
        int other = (int)up_to(i), swap = kinds[i];
        kinds[i] = kinds[other];
        kinds[other] = swap;
    }
}

/* One of the exits and write-offs of the line so far, numbered from 1; 0: there is none. */
static int any_exit(const struct twin *twin, int fund, int line) {
    int found = 0, exits = 0;
    for (int i = 0; i < twin->events; i++) {
        const struct model_event *event = &twin->event[i];
        if (event->fund == fund && event->line == line &&
            (event->kind == MODEL_EXIT || event->kind == MODEL_WRITE_OFF) && up_to(exits++) == 0)
            found = i + 1;
    }
    return found;
}

/* One line's life, each kind at most once a day, in any order, and never more than is held. */
static void live(struct twin *twin, int fund, int line, int64_t most) {
    int64_t held = 0;
    int paid = 0, kinds[MODEL_DUTY + 1];
    for (int on = 1; on <= DAYS; on++) {
        shuffle(kinds);
        for (int k = 0; k <= MODEL_DUTY; k++) {
            int kind = kinds[k];
            struct model_event event = {fund, line, (int)up_to(1), kind, on, up_to(most), 0, 0, 0};
            if (up_to(kind == MODEL_PAID ? 4 : kind == MODEL_DUTY ? 2 : 9) != 0 || (!paid && kind != MODEL_PAID))
                continue;
            paid = 1;
            if (kind == MODEL_PAID)
                held += event.amount;
            if (kind == MODEL_REFUND)
                held -= event.amount = up_to(held);
            if (kind == MODEL_EXIT || kind == MODEL_WRITE_OFF)
                held -= event.cost = up_to(2) == 0 ? held : up_to(held);
            if (kind == MODEL_DUTY) {
                event.amount = up_to(1) == 0 ? -1 - up_to(2) : event.amount;
                event.about = any_exit(twin, fund, line);
                if (event.about == 0)
                    continue;
            }
            happen(twin, event);
        }
    }
}

static int by_line_then_seq(const void *a, const void *b) {
    return by_line(a, b);
}

static void make(struct twin *twin) {
    memset(twin, 0, sizeof *twin);
    int64_t most = up_to(1) == 0 ? 5 : 100000000000;
    for (int fund = 0; fund < FUNDS; fund++) {
        twin->world.look_through[fund] = fund > 0 && up_to(3) > 0;
        for (int i = 0; i < 3; i++) {
            struct model_event event = {fund, -1, 0, MODEL_PAID_IN, 1 + (int)up_to(DAYS - 1), up_to(most), 0, 0, 0};
            event.own = up_to(event.amount);
            happen(twin, event);
            event = (struct model_event){fund, -1, 0, MODEL_COMMITTED, 1 + (int)up_to(DAYS - 1), up_to(most), 0, 0, 0};
            happen(twin, event);
            event.kind = MODEL_DISTRIBUTED;
            happen(twin, event);
        }
        if (up_to(1) == 0)
            happen(twin, (struct model_event){fund, -1, 0, MODEL_ENDED, 1 + (int)up_to(DAYS - 1), 0, 0, 0, 0});
        for (int line = 0; line < LINES; line++)
            live(twin, fund, line, most);
        qsort(twin->move[fund], twin->moves[fund], sizeof twin->move[fund][0], by_line_then_seq);
        twin->holding[fund] = (struct fpl_loss_holding){.fund = {.id = fpl_str_of(fund_names[fund]),
                                                                 .classes = FPL_STR("vc"),
                                                                 .look_through = twin->world.look_through[fund],
                                                                 .reported = FPL_DATE_NONE},
                                                        .move = twin->move[fund],
                                                        .moves = twin->moves[fund]};
    }
    twin->world.event = twin->event;
    twin->world.events = twin->events;
    twin->world.funds = FUNDS;
    twin->world.lines = LINES;
    twin->world.categories = 2;
}

struct setting {
    struct fpl_loss_limit limit[FPL_LOSS_LEVELS];
    struct fpl_loss_terms terms;
    struct model_rules rules;
    int on;
};

static void choose(struct setting *s) {
    s->on = 1 + (int)up_to(DAYS - 1);
    int64_t q = 1 + up_to(6), p = up_to(q);
    for (int level = 0; level < FPL_LOSS_LEVELS; level++)
        s->limit[level] = (struct fpl_loss_limit){.level = (enum fpl_loss_level)level, .tau = {p, q}, .tested = 1};
    s->terms = terms_of(s->limit, FPL_LOSS_LEVELS);
    s->terms.recognition = (enum fpl_loss_recognition)up_to(2);
    s->terms.netting = (enum fpl_loss_netting)up_to(3);
    s->terms.denominator = (enum fpl_loss_denominator)up_to(3);
    s->terms.income = (int)up_to(1);
    s->terms.pre_concession = (int)up_to(1);
    s->terms.duty_gate = (int)up_to(1);
    int annual = up_to(2) == 0;
    s->terms.timing = annual ? FPL_LOSS_ANNUAL : up_to(1) == 0 ? FPL_LOSS_CUMULATIVE : FPL_LOSS_LIFECYCLE;
    s->rules = (struct model_rules){(int)s->terms.recognition,
                                    (int)s->terms.netting,
                                    (int)s->terms.denominator,
                                    s->terms.income,
                                    s->terms.pre_concession,
                                    s->terms.duty_gate,
                                    !annual      ? 0
                                    : s->on >= 7 ? 7
                                                 : 1,
                                    p,
                                    q};
}

/* ---- rows as texts ---- */
struct answers {
    struct {
        enum fpl_loss_level level;
        char fund[8], name[8], tested[160], all_in[160], den[160];
        struct fpl_loss_row row;
    } row[64];
    int count;
    const struct fpl_loss_terms *terms;
};

static void figure(const struct fpl_loss_row *row, int at, char out[160]) {
    if (row->exact != NULL)
        fpl_str_copy(row->exact[at], out, 160);
    else
        snprintf(out, 160, "%lld", (long long)fpl_money_minor(row->sum[at]));
}

static int at_of(const struct fpl_loss_terms *terms, int tested) {
    int reading = terms->recognition == FPL_LOSS_LIQUIDATION ? FPL_LOSS_BY_LIQUIDATION
                                                             : (int)terms->recognition * 2 + terms->income;
    return FPL_LOSS_AT(tested && terms->duty_gate ? (int)FPL_LOSS_BY_TEST : reading, terms->netting);
}

static enum fpl_status note(void *ctx, const struct fpl_loss_row *row) {
    static const int dens[] = {FPL_LOSS_SUM_INVESTED, FPL_LOSS_SUM_PRINCIPAL, FPL_LOSS_SUM_EXITED, FPL_LOSS_SUM_SIZE};
    struct answers *answers = ctx;
    assert_true(answers->count < 64);
    int i = answers->count++;
    answers->row[i].level = row->level;
    fpl_str_copy(row->fund, answers->row[i].fund, 8);
    fpl_str_copy(row->name, answers->row[i].name, 8);
    figure(row, at_of(answers->terms, 1), answers->row[i].tested);
    figure(row, at_of(answers->terms, 0), answers->row[i].all_in);
    figure(row, dens[answers->terms->denominator], answers->row[i].den);
    answers->row[i].row = *row;
    answers->row[i].row.fund = answers->row[i].row.name = answers->row[i].row.category = FPL_STR("");
    answers->row[i].row.exact = NULL;
    return FPL_OK;
}

static void ask(const struct fpl_loss_holding *holding, const struct setting *s, struct answers *answers) {
    const struct fpl_loss_world world = {holding, FUNDS, date_of(s->on)};
    struct fpl_error error = {0};
    memset(answers, 0, sizeof *answers);
    answers->terms = &s->terms;
    if (fpl_loss_run(&s->terms, &world, note, answers, &error) != FPL_OK)
        fail_msg("%s: %s", fpl_status_name(error.status), error.arg[0]);
}

static int number_of(const char *name, const char *const *names, int n) {
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return 0;
}

static void compare(const struct twin *twin, const struct setting *s, const struct answers *answers) {
    static const int levels[FPL_LOSS_LEVELS] = {MODEL_OF_LINE, MODEL_OF_CATEGORY, MODEL_OF_FUND, MODEL_OF_FAMILY,
                                                MODEL_OF_FAMILY}; /* all funds are of one class */
    for (int i = 0; i < answers->count; i++) {
        enum fpl_loss_level level = answers->row[i].level;
        const struct fpl_loss_row *row = &answers->row[i].row;
        if (level < FPL_LOSS_FUND && s->terms.denominator != FPL_LOSS_TOTAL_INVESTED &&
            s->terms.denominator != FPL_LOSS_EXITED_COST)
            continue; /* refused at adoption */
        struct model_loss want;
        int at = level == FPL_LOSS_PROJECT ? number_of(answers->row[i].name, line_names, LINES)
                                           : number_of(answers->row[i].name, category_names, 2);
        model_loss(&twin->world, &s->rules, s->on, levels[level], number_of(answers->row[i].fund, fund_names, FUNDS),
                   at, &want);
        int figures = strcmp(want.den, answers->row[i].den) != 0;
        if (!(level < FPL_LOSS_FUND && s->terms.recognition == FPL_LOSS_LIQUIDATION) && want.verdict != 2)
            figures |=
                strcmp(want.tested, answers->row[i].tested) != 0 || strcmp(want.all_in, answers->row[i].all_in) != 0;
        if (figures || want.verdict != (int)row->verdict || want.excess != fpl_money_minor(row->excess) ||
            want.headroom != fpl_money_minor(row->headroom))
            fail_msg(
                "level %d %s %s: %s (%s) / %s verdict %d excess %lld headroom %lld; the model says %s (%s) / %s %d "
                "%lld %lld",
                (int)level, answers->row[i].fund, answers->row[i].name, answers->row[i].tested, answers->row[i].all_in,
                answers->row[i].den, (int)row->verdict, (long long)fpl_money_minor(row->excess),
                (long long)fpl_money_minor(row->headroom), want.tested, want.all_in, want.den, want.verdict,
                (long long)want.excess, (long long)want.headroom);
    }
}

static int worlds(void) {
#ifdef FPL_VERIFY_BUILD
    return 300;
#else
    return 3000;
#endif
}

static void test_fund_loss_model__agrees(void **state) {
    static struct twin twin;
    struct setting s;
    struct answers answers;
    int seen[FPL_LOSS_VERDICTS] = {0};
    (void)state;
    for (int i = 0; i < worlds(); i++) {
        make(&twin);
        choose(&s);
        ask(twin.holding, &s, &answers);
        compare(&twin, &s, &answers);
        for (int k = 0; k < answers.count; k++)
            seen[answers.row[k].row.verdict]++;
    }
    const int enough = worlds() / 30; /* of each verdict */
    assert_true(seen[FPL_LOSS_PASS] > enough && seen[FPL_LOSS_FAIL] > enough && seen[FPL_LOSS_NA] > enough);
    assert_true(seen[FPL_LOSS_PASS_ACCOUNTABLE] > enough);
}

/* ---- what holds in every world ---- */
static int64_t fen(const struct fpl_loss_row *row, int at) {
    return fpl_money_minor(row->sum[at]);
}

static void assert_ordered(const struct fpl_loss_row *row, const struct fpl_loss_terms *terms) {
    int liquidation = terms->recognition == FPL_LOSS_LIQUIDATION;
    for (int reading = 0; reading <= (int)FPL_LOSS_BY_TEST; reading++) {
        int64_t last = INT64_MAX;
        for (int netting = 0; netting < 4; netting++) {
            int64_t loss = fen(row, FPL_LOSS_AT(reading, netting));
            assert_true(loss >= 0 && loss <= last); /* gross >= net by category >= by fund >= by family >= 0 */
            last = loss;
        }
    }
    int64_t apart = fen(row, FPL_LOSS_SUM_EXEMPT) + fen(row, FPL_LOSS_SUM_PENDING) + fen(row, FPL_LOSS_SUM_ACCOUNTABLE);
    int by = liquidation ? terms->income : (int)terms->recognition * 2 + terms->income;
    if (row->level <= FPL_LOSS_FUND)
        assert_int_equal(apart, fen(row, FPL_LOSS_AT(by, FPL_LOSS_GROSS)));
    assert_true(fpl_money_cmp(row->tested, row->all_in) <= 0);
}

static void test_fund_loss_model__properties(void **state) {
    static struct twin twin, mixed;
    struct setting s;
    struct answers answers, again;
    (void)state;
    for (int i = 0; i < worlds() / 3; i++) {
        make(&twin);
        choose(&s);
        ask(twin.holding, &s, &answers);
        for (int k = 0; k < answers.count; k++)
            assert_ordered(&answers.row[k].row, &s.terms);
        /* within a line the order is nothing */
        mixed = twin;
        for (int fund = 0; fund < FUNDS; fund++)
            for (size_t m = 0; m + 1 < mixed.moves[fund]; m++) {
                size_t last = m;
                while (last + 1 < mixed.moves[fund] &&
                       fpl_str_eq(mixed.move[fund][last + 1].line, mixed.move[fund][m].line))
                    last++;
                size_t other = m + (size_t)up_to((int64_t)(last - m));
                struct fpl_loss_move swap = mixed.move[fund][m];
                mixed.move[fund][m] = mixed.move[fund][other];
                mixed.move[fund][other] = swap;
            }
        for (int fund = 0; fund < FUNDS; fund++)
            mixed.holding[fund].move = mixed.move[fund];
        ask(mixed.holding, &s, &again);
        assert_memory_equal(&answers, &again, sizeof answers);
        /* what came later never changes an old cut-off */
        for (int fund = 0; fund < FUNDS; fund++) {
            size_t kept = 0;
            for (size_t m = 0; m < twin.moves[fund]; m++)
                if (fpl_date_cmp(twin.move[fund][m].day, date_of(s.on)) <= 0)
                    mixed.move[fund][kept++] = twin.move[fund][m];
            mixed.holding[fund].moves = kept;
        }
        ask(mixed.holding, &s, &again);
        assert_memory_equal(&answers, &again, sizeof answers);
    }
}

/* ---- every tiny world: three lines, 0 to 4 fen, every limit p/q of small numbers ---- */
struct tiny {
    struct fpl_loss_move move[3 * 3];
    struct fpl_loss_holding holding;
    int64_t loss[3], cost;
};

static void tiny_world(struct tiny *tiny, int number, int total) {
    static const char *const names[] = {"a", "b", "c"};
    tiny->cost = 0;
    for (int i = 0; i < 3; i++, number /= 25) {
        int64_t cost = number % 5, got = number / 5 % 5;
        tiny->move[2 * i] = (struct fpl_loss_move){.line = fpl_str_of(names[i]),
                                                   .category = i < 2 ? FPL_STR("seed") : FPL_STR("wood"),
                                                   .kind = FPL_LOSS_PAID,
                                                   .day = day("2024-01-01"),
                                                   .amount = fpl_money_of(cost)};
        tiny->move[2 * i + 1] = (struct fpl_loss_move){.line = fpl_str_of(names[i]),
                                                       .kind = total ? FPL_LOSS_VALUATION : FPL_LOSS_EXIT,
                                                       .day = day("2024-02-01"),
                                                       .amount = fpl_money_of(got)};
        tiny->loss[i] = cost - (total && cost == 0 ? 0 : got); /* nothing held has no value */
        tiny->cost += cost;
    }
    tiny->holding.fund = (struct fpl_loss_fund){.id = FPL_STR("F"), .reported = FPL_DATE_NONE};
    tiny->holding.move = tiny->move;
    tiny->holding.moves = 6;
}

static int64_t floored(int64_t a) {
    return a > 0 ? a : 0;
}

static enum fpl_status keep_fund(void *ctx, const struct fpl_loss_row *row) {
    struct fpl_loss_row *out = ctx;
    if (row->level == FPL_LOSS_FUND)
        *out = *row;
    return FPL_OK;
}

static void tiny_verdict(const struct tiny *tiny, int64_t p, int64_t q, struct fpl_loss_terms *terms) {
    int64_t losses[] = {floored(tiny->loss[0]) + floored(tiny->loss[1]) + floored(tiny->loss[2]),
                        floored(tiny->loss[0] + tiny->loss[1]) + floored(tiny->loss[2]),
                        floored(tiny->loss[0] + tiny->loss[1] + tiny->loss[2])};
    const struct fpl_loss_world world = {&tiny->holding, 1, day("2024-12-31")};
    for (int netting = 0; netting < 3; netting++) {
        struct fpl_loss_row row;
        terms->netting = (enum fpl_loss_netting)netting;
        if (fpl_loss_run(terms, &world, keep_fund, &row, NULL) != FPL_OK)
            fail_msg("not computed");
        int64_t loss = losses[netting];
        enum fpl_loss_verdict want = tiny->cost == 0              ? FPL_LOSS_NA
                                     : loss * q <= p * tiny->cost ? FPL_LOSS_PASS
                                                                  : FPL_LOSS_FAIL;
        int64_t allowed = p * tiny->cost / q;
        if (row.verdict != want || fpl_money_minor(row.tested) != loss ||
            fpl_money_minor(row.denominator) != tiny->cost ||
            fpl_money_minor(row.excess) != (want == FPL_LOSS_FAIL ? loss - allowed : 0) ||
            fpl_money_minor(row.headroom) != (want == FPL_LOSS_PASS ? allowed - loss : 0))
            fail_msg("losses %lld %lld %lld of %lld, limit %lld/%lld, netting %d: %lld verdict %d",
                     (long long)tiny->loss[0], (long long)tiny->loss[1], (long long)tiny->loss[2],
                     (long long)tiny->cost, (long long)p, (long long)q, netting, (long long)fpl_money_minor(row.tested),
                     (int)row.verdict);
    }
}

static void test_fund_loss_model__all_tiny_worlds(void **state) {
    static const struct fpl_ratio taus[] = {{0, 1}, {1, 4}, {1, 3}, {1, 2}, {2, 3}, {3, 4}, {1, 1}};
    (void)state;
#ifdef FPL_VERIFY_BUILD
    const int step = 7;
#else
    const int step = 1;
#endif
    for (int total = 0; total < 2; total++)
        for (int number = 0; number < 25 * 25 * 25; number += step) {
            struct tiny tiny;
            tiny_world(&tiny, number, total);
            for (size_t i = 0; i < COUNT(taus); i++) {
                struct fpl_loss_limit limit = {.level = FPL_LOSS_FUND, .tau = taus[i], .tested = 1};
                struct fpl_loss_terms terms = terms_of(&limit, 1);
                terms.recognition = total ? FPL_LOSS_TOTAL : FPL_LOSS_REALISED;
                tiny_verdict(&tiny, taus[i].num, taus[i].den, &terms);
            }
        }
}

/* ---- breach history: the days on which the walk says FAIL ---- */
struct intervals {
    struct fpl_date from[16], to[16];
    int count;
};

static enum fpl_status take_interval(void *ctx, const struct fpl_loss_breach *breach) {
    struct intervals *all = ctx;
    assert_true(all->count < 16);
    all->from[all->count] = breach->from;
    all->to[all->count++] = breach->to;
    return FPL_OK;
}

static int inside(const struct intervals *all, struct fpl_date at) {
    for (int i = 0; i < all->count; i++)
        if (fpl_date_cmp(all->from[i], at) <= 0 && (fpl_date_is_none(all->to[i]) || fpl_date_cmp(at, all->to[i]) < 0))
            return 1;
    return 0;
}

static void test_fund_loss_model__history(void **state) {
    static struct twin twin;
    struct setting s;
    struct answers answers;
    int breaches = 0;
    (void)state;
    for (int i = 0; i < worlds() / 30; i++) {
        make(&twin);
        choose(&s);
        int family = up_to(1) == 0;
        const struct fpl_loss_place place = {family ? FPL_LOSS_FAMILY : FPL_LOSS_FUND,
                                             family ? FPL_STR("") : FPL_STR("F1"), FPL_STR("")};
        const struct fpl_loss_world past = {twin.holding, FUNDS, date_of(DAYS)};
        struct intervals all = {.count = 0};
        assert_int_equal(fpl_loss_history(&s.terms, &past, &place, take_interval, &all, NULL), FPL_OK);
        breaches += all.count;
        for (s.on = 1; s.on <= DAYS; s.on++) {
            ask(twin.holding, &s, &answers);
            int fails = 0;
            for (int k = 0; k < answers.count; k++)
                if (answers.row[k].level == place.level && fpl_str_is(place.fund, answers.row[k].fund))
                    fails = answers.row[k].row.verdict == FPL_LOSS_FAIL;
            assert_int_equal(inside(&all, date_of(s.on)), fails);
        }
    }
    assert_true(breaches > worlds() / 300);
}

/* ---- what is refused ---- */
static enum fpl_status refuse_rows(void *ctx, const struct fpl_loss_row *row) {
    (void)ctx;
    return row->level == FPL_LOSS_FUND ? FPL_E_INTERRUPTED : FPL_OK;
}

static enum fpl_status ignore_rows(void *ctx, const struct fpl_loss_row *row) {
    (void)ctx;
    (void)row;
    return FPL_OK;
}

static void test_fund_loss_model__refuses(void **state) {
    static const struct {
        enum fpl_loss_kind kind;
        const char *line;
        int64_t amount, cost, shares, own;
        enum fpl_status want;
    } table[] = {
        {KIND(EXIT), "x", 1, 101, 0, 0, FPL_E_LIMIT},
        {KIND(EXIT), "x", 1, 100, 0, 0, FPL_OK},
        {KIND(EXIT), "x", -1, 100, 0, 0, FPL_OK}, /* costs of an exit may exceed what it brings */
        {KIND(EXIT), "x", 1, -1, 11, 0, FPL_E_LIMIT},
        {KIND(EXIT), "x", 1, -1, 10, 0, FPL_OK},
        {KIND(WRITE_OFF), "x", 0, 101, 0, 0, FPL_E_LIMIT},
        {KIND(REFUND), "x", 101, -1, 0, 0, FPL_E_LIMIT},
        {KIND(REFUND), "x", 100, -1, 11, 0, FPL_E_LIMIT},
        {KIND(REFUND), "x", 100, -1, 10, 0, FPL_OK},
        {KIND(INSTALMENT), "x", 1, -1, 0, 0, FPL_E_LIMIT},
        {KIND(BUYBACK), "x", 0, -1, 0, 0, FPL_E_LIMIT},
        {KIND(PAID), "x", -1, -1, 0, 0, FPL_E_NEGATIVE},
        {KIND(PAID), "x", 1, -1, -1, 0, FPL_E_NEGATIVE},
        {KIND(EXIT), "x", 1, -2, 0, 0, FPL_E_NEGATIVE},
        {KIND(VALUATION), "x", -1, -1, 0, 0, FPL_E_NEGATIVE},
        {KIND(PAID), "x", INT64_MAX, -1, 0, 0, FPL_E_OVERFLOW},
        {KIND(PAID), "x", 1, -1, INT64_MAX, 0, FPL_E_OVERFLOW},
        {KIND(PAID), "y", INT64_MAX - 99, -1, 0, 0, FPL_E_OVERFLOW}, /* of two lines together */
        {KIND(FUND_PAID_IN), "", 1, -1, 0, 2, FPL_E_LIMIT},
        {KIND(FUND_PAID_IN), "", -1, -1, 0, 0, FPL_OK}, /* lowered by hand */
        {KIND(COMMITMENT), "", -1, -1, 0, 0, FPL_E_NEGATIVE},
        {KIND(COMMITMENT), "", 1, -1, 0, 0, FPL_OK},
    };
    const struct fpl_loss_limit limit = WHOLE(FUND);
    struct fpl_loss_terms terms = terms_of(&limit, 1);
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct fpl_loss_move moves[] = {{.line = FPL_STR("x"),
                                         .kind = FPL_LOSS_PAID,
                                         .day = day("2024-01-01"),
                                         .amount = fpl_money_of(100),
                                         .shares = 10},
                                        {.line = fpl_str_of(table[i].line),
                                         .kind = table[i].kind,
                                         .day = day("2024-02-01"),
                                         .amount = fpl_money_of(table[i].amount),
                                         .has_cost = table[i].cost != -1,
                                         .cost = fpl_money_of(table[i].cost),
                                         .shares = table[i].shares,
                                         .own = fpl_money_of(table[i].own)}};
        if (fpl_str_cmp(moves[1].line, moves[0].line) < 0) {
            struct fpl_loss_move swap = moves[0];
            moves[0] = moves[1];
            moves[1] = swap;
        }
        const struct fpl_loss_holding holding = {{.id = FPL_STR("F"), .reported = FPL_DATE_NONE}, moves, 2};
        const struct fpl_loss_world world = {&holding, 1, day("2024-12-31")};
        struct fpl_error error = {0};
        enum fpl_status status = fpl_loss_run(&terms, &world, ignore_rows, NULL, &error);
        if (status != table[i].want || error.status != (status == FPL_OK ? FPL_OK : status))
            fail_msg("row %d: %s %s", (int)i, fpl_status_name(status), error.arg[0]);
        if (status == FPL_E_LIMIT || status == FPL_E_NEGATIVE)
            assert_non_null(strstr(error.arg[0], "2024-02-01"));
    }
    const struct fpl_loss_holding none = {{.id = FPL_STR("F"), .reported = FPL_DATE_NONE}, NULL, 0};
    const struct fpl_loss_world world = {&none, 1, day("2024-12-31")};
    assert_int_equal(fpl_loss_run(&terms, &world, refuse_rows, NULL, NULL), FPL_E_INTERRUPTED);
    char name[FPL_LOSS_NAME_BYTES + 2];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    const struct fpl_loss_holding longest = {{.id = fpl_str_of(name), .reported = FPL_DATE_NONE}, NULL, 0};
    const struct fpl_loss_world too_long = {&longest, 1, day("2024-12-31")};
    assert_int_equal(fpl_loss_run(&terms, &too_long, ignore_rows, NULL, NULL), FPL_E_TOO_LONG);
}

/* A valuation too old and a report older than the cut-off are said, on the line, its fund and the family. */
static void test_fund_loss_model__stale(void **state) {
    static const struct move moves[] = {
        {"2024-01-01", "x", KIND(PAID), "1.00", 0, "seed", NULL, NULL, FPL_DUTY_PENDING},
        {"2024-01-01", "x", KIND(VALUATION), "1.00", 0, NULL, NULL, NULL, FPL_DUTY_PENDING},
    };
    const struct fpl_loss_limit limit = WHOLE(FUND);
    struct fpl_loss_terms terms = terms_of(&limit, 1);
    struct world world;
    struct rows rows;
    (void)state;
    terms.stale_days = 366;
    fund_of(&world, "F", "", moves, COUNT(moves));
    run(&terms, "2025-01-01", &world.holding, 1, &rows); /* 366 days */
    for (int i = 0; i < rows.count; i++)
        assert_int_equal(rows.row[i].flags, 0);
    run(&terms, "2025-01-02", &world.holding, 1, &rows);
    for (int i = 0; i < rows.count; i++)
        assert_int_equal(rows.row[i].flags, FPL_LOSS_STALE);
    world.holding.fund.reported = day("2024-12-30");
    run(&terms, "2024-12-31", &world.holding, 1, &rows);
    assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F", "")->flags, FPL_LOSS_STALE);
    assert_int_equal(row_at(&rows, FPL_LOSS_FAMILY, "", "")->flags, FPL_LOSS_STALE);
    run(&terms, "2024-12-30", &world.holding, 1, &rows);
    assert_int_equal(row_at(&rows, FPL_LOSS_FUND, "F", "")->flags, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_loss_model__agrees),          cmocka_unit_test(test_fund_loss_model__properties),
        cmocka_unit_test(test_fund_loss_model__all_tiny_worlds), cmocka_unit_test(test_fund_loss_model__history),
        cmocka_unit_test(test_fund_loss_model__refuses),         cmocka_unit_test(test_fund_loss_model__stale),
    };
    const char *given = getenv("FPL_SEED");
    int64_t seed = 20261128;
    if (given != NULL && fpl_int_parse(fpl_str_of(given), &seed) != FPL_OK)
        return 2;
    seed_now = (uint64_t)seed;
    print_message("FPL_SEED=%llu\n", (unsigned long long)seed_now);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
