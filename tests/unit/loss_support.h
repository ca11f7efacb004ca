#ifndef TESTS_UNIT_LOSS_SUPPORT_H
#define TESTS_UNIT_LOSS_SUPPORT_H
/* Movements, terms and rows of loss tolerance as short tables. */
#include "fundpool/loss.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(list)  (sizeof(list) / sizeof((list)[0]))
#define KIND(name)   FPL_LOSS_##name
#define WHOLE(level) LIMIT(level, "", 1, 1)

#define MOVES_MAX 64
#define ROWS_MAX  64

static inline struct fpl_date day(const char *text) {
    struct fpl_date date = FPL_DATE_NONE;
    assert_int_equal(fpl_date_parse(fpl_str_of(text), &date, NULL), FPL_OK);
    return date;
}

static inline struct fpl_money yuan(const char *text) {
    struct fpl_money amount = fpl_money_of(0);
    if (text != NULL)
        assert_int_equal(fpl_money_parse(fpl_str_of(text), FPL_UNIT_YUAN, 2, &amount, NULL), FPL_OK);
    return amount;
}

/* A movement as a line of a table; amounts in yuan, NULL: none. What is about an exit (DUTY, INSTALMENT, UNPAID) has
 * the day of that in place of a category, NULL: the newest of the line. */
struct move {
    const char *day, *line;
    enum fpl_loss_kind kind;
    const char *amount;
    int64_t shares;
    const char *category, *cost, *own;
    enum fpl_loss_duty duty;
};

struct world { /* one fund */
    struct fpl_loss_move move[MOVES_MAX];
    struct fpl_loss_holding holding;
};

static inline int by_line(const void *a, const void *b) {
    const struct fpl_loss_move *x = a, *y = b;
    int order = fpl_str_cmp(x->line, y->line);
    return order ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

static inline int is_exit(const struct move *move) {
    return move->kind == FPL_LOSS_EXIT || move->kind == FPL_LOSS_BUYBACK || move->kind == FPL_LOSS_WRITE_OFF ||
           move->kind == FPL_LOSS_UNPAID;
}

/* The number of the exit that move `at` of the table is about; 0: of none. */
static inline int64_t about(const struct move *moves, size_t at) {
    const struct move *move = &moves[at];
    if (move->kind != FPL_LOSS_DUTY && move->kind != FPL_LOSS_INSTALMENT && move->kind != FPL_LOSS_UNPAID)
        return 0;
    for (size_t i = at; i-- > 0;)
        if (strcmp(moves[i].line, move->line) == 0 && is_exit(&moves[i]) &&
            (move->category == NULL || strcmp(moves[i].day, move->category) == 0))
            return (int64_t)i + 1;
    fail_msg("move %d is about nothing", (int)at);
    return 0;
}

static inline void fund_of(struct world *world, const char *id, const char *classes, const struct move *moves,
                           size_t n) {
    assert_true(n <= MOVES_MAX);
    memset(world, 0, sizeof *world);
    for (size_t i = 0; i < n; i++)
        world->move[i] =
            (struct fpl_loss_move){.line = fpl_str_of(moves[i].line),
                                   .category = fpl_str_of(moves[i].kind == FPL_LOSS_PAID ? moves[i].category : ""),
                                   .kind = moves[i].kind,
                                   .day = day(moves[i].day),
                                   .seq = (int64_t)i + 1,
                                   .amount = yuan(moves[i].amount),
                                   .has_cost = moves[i].cost != NULL,
                                   .cost = yuan(moves[i].cost),
                                   .shares = moves[i].shares,
                                   .own = yuan(moves[i].own),
                                   .of = about(moves, i),
                                   .duty = moves[i].duty};
    qsort(world->move, n, sizeof world->move[0], by_line);
    world->holding.fund =
        (struct fpl_loss_fund){.id = fpl_str_of(id), .classes = fpl_str_of(classes), .reported = FPL_DATE_NONE};
    world->holding.move = world->move;
    world->holding.moves = n;
}

struct rows {
    struct fpl_loss_row row[ROWS_MAX];
    struct {
        char fund[32], name[32], category[32], exact_tested[256], exact_denominator[256], exact_fund[256],
            exact_cash[256];
    } text[ROWS_MAX];
    int count;
    const struct fpl_loss_terms *terms;
};

static inline void copy_exact(const struct fpl_loss_row *row, int at, char out[256]) {
    out[0] = '\0';
    if (row->exact != NULL)
        fpl_str_copy(row->exact[at], out, 256);
}

static inline enum fpl_status take_row(void *ctx, const struct fpl_loss_row *row) {
    struct rows *rows = ctx;
    assert_true(rows->count < ROWS_MAX);
    int i = rows->count++;
    rows->row[i] = *row;
    rows->row[i].fund = fpl_str_of(fpl_str_copy(row->fund, rows->text[i].fund, 32));
    rows->row[i].name = fpl_str_of(fpl_str_copy(row->name, rows->text[i].name, 32));
    rows->row[i].category = fpl_str_of(fpl_str_copy(row->category, rows->text[i].category, 32));
    copy_exact(row, FPL_LOSS_AT(FPL_LOSS_BY_TEST, rows->terms->netting), rows->text[i].exact_tested);
    copy_exact(row, FPL_LOSS_SUM_INVESTED, rows->text[i].exact_denominator);
    copy_exact(row, FPL_LOSS_AT(FPL_LOSS_BY_TEST, FPL_LOSS_NET_FUND), rows->text[i].exact_fund);
    copy_exact(row, FPL_LOSS_SUM_CASH_OUT, rows->text[i].exact_cash);
    return FPL_OK;
}

static inline void run(const struct fpl_loss_terms *terms, const char *cut_off, const struct fpl_loss_holding *holding,
                       size_t holdings, struct rows *rows) {
    struct fpl_error error = {0};
    rows->count = 0;
    rows->terms = terms;
    const struct fpl_loss_world world = {holding, holdings, day(cut_off)};
    if (fpl_loss_run(terms, &world, take_row, rows, &error) != FPL_OK)
        fail_msg("%s: %s", fpl_status_name(error.status), error.arg[0]);
}

static inline const struct fpl_loss_row *row_at(const struct rows *rows, enum fpl_loss_level level, const char *fund,
                                                const char *name) {
    for (int i = 0; i < rows->count; i++)
        if (rows->row[i].level == level && fpl_str_is(rows->row[i].fund, fund) && fpl_str_is(rows->row[i].name, name))
            return &rows->row[i];
    fail_msg("no row of level %d, fund %s, name %s", (int)level, fund, name);
    return NULL;
}

/* What a row says, for comparison: "7880000.00/35000000.00 22.5142 PASS +2620000.00"; a FAIL shows its excess with -.
 */
static inline const char *said(const struct fpl_loss_row *row, char out[160]) {
    char tested[FPL_MONEY_TEXT], den[FPL_MONEY_TEXT], room[FPL_MONEY_TEXT], percent[48];
    int fails = row->verdict == FPL_LOSS_FAIL;
    int plain = row->verdict == FPL_LOSS_NA || row->verdict == FPL_LOSS_NOT_TESTED;
    fpl_percent_trunc(fpl_money_minor(row->tested), fpl_money_minor(row->denominator), 4, percent, sizeof percent);
    snprintf(out, 160, "%s/%s %s %s%s%s", fpl_money_format(row->tested, FPL_UNIT_YUAN, 2, tested),
             fpl_money_format(row->denominator, FPL_UNIT_YUAN, 2, den), percent,
             fpl_loss_verdict_name(row->verdict, -1),
             plain   ? ""
             : fails ? " -"
                     : " +",
             plain ? "" : fpl_money_format(fails ? row->excess : row->headroom, FPL_UNIT_YUAN, 2, room));
    return out;
}

#define assert_row(rows, level, fund, name, want)                                                                      \
    do {                                                                                                               \
        char said_[160];                                                                                               \
        assert_string_equal(said(row_at(rows, level, fund, name), said_), want);                                       \
    } while (0)

/* REALISED, GROSS, no income, TOTAL_INVESTED, CUMULATIVE, cash, before concession, gated; `limit` at every level. */
static inline struct fpl_loss_terms terms_of(const struct fpl_loss_limit *limit, int limits) {
    return (struct fpl_loss_terms){.timing = FPL_LOSS_CUMULATIVE,
                                   .pre_concession = 1,
                                   .duty_gate = 1,
                                   .reserve = {0, 1},
                                   .from = FPL_DATE_NONE,
                                   .to = FPL_DATE_NONE,
                                   .limit = limit,
                                   .limits = limits};
}

#define LIMIT(at, words, num, den)                                                                                     \
    { .level = FPL_LOSS_##at, .classes = {words, sizeof(words) - 1}, .tau = {num, den}, .tested = 1 }
#define FREE(at)                                                                                                       \
    { .level = FPL_LOSS_##at, .tau = {1, 1}, .tested = 0 }
#endif
