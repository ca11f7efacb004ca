/* The walk over funds and lines, and what rows are made of.
 *
 * 1. Only the movements of one line are kept at a time, then its sums are added to its category and fund; a category
 *    is floored once, a fund once, and a part of each fund waits for classes and family.
 * 2. Netting wider than the row's level is that of the level: a project never nets, a category only within itself.
 *    A family's NET_CATEGORY is the sum of the floored nets of the categories of each fund.
 * 3. Within a line movements take effect by day, then record; the order in which they are given is nothing. Of one
 *    record by kind.
 * 4. ANNUAL is the line at the cut-off less the same line at the end of the year before. */
#include "ledger/fund/loss.h"

#include <stdlib.h>
#include <string.h>

struct name {
    char text[FPL_LOSS_NAME_BYTES + 1];
    size_t n;
};

struct category {
    struct name name;
    int flags;
    struct fpl_money sum[FPL_LOSS_SUMS];
};

struct fpl_loss {
    const struct fpl_loss_terms *terms;
    struct fpl_date cut_off, year_before; /* the last day of the year before the cut-off's */
    fpl_loss_take take;
    void *ctx;
    int in_fund;
    int said; /* the error has its arguments, or is take()'s own business */
    /* the fund */
    struct name fund, fund_classes;
    struct fpl_loss__part part;
    struct fpl_money distributed;
    struct category *category;
    size_t categories, category_cap;
    /* the line */
    struct name line, line_category;
    struct fpl_date category_day;
    int64_t category_seq;
    struct fpl_loss_move *move;
    size_t moves, move_cap;
    struct fpl_loss__exit *exit; /* of the line being replayed: room for one a movement */
    size_t exit_cap;
    /* the funds before */
    struct fpl_loss__part *parts;
    size_t part_count, part_cap;
};

static struct fpl_str name_of(const struct name *name) {
    return (struct fpl_str){name->text, name->n};
}

/* A failure that no row or movement explains. */
static enum fpl_status failed(const struct fpl_loss *loss, enum fpl_status status, struct fpl_error *error) {
    return status == FPL_OK || loss->said ? status : fpl_fail(error, status, NULL, NULL, NULL);
}

static enum fpl_status set_name(struct fpl_loss *loss, struct name *name, struct fpl_str text,
                                struct fpl_error *error) {
    if (text.n > FPL_LOSS_NAME_BYTES) {
        loss->said = 1;
        return fpl_fail(error, FPL_E_TOO_LONG, "160", NULL, NULL);
    }
    if (text.n > 0)
        memcpy(name->text, text.p, text.n);
    name->text[text.n] = '\0';
    name->n = text.n;
    return FPL_OK;
}

/* "fund line day: what is wrong" */
static enum fpl_status broken(struct fpl_loss *loss, enum fpl_status status, struct fpl_date day, const char *why,
                              struct fpl_error *error) {
    char text[2 * FPL_LOSS_NAME_BYTES + 160], date[12];
    struct fpl_buf buf = {.p = text, .cap = sizeof text};
    fpl_buf_add(&buf, loss->fund.text, loss->fund.n);
    fpl_buf_addc(&buf, ' ');
    fpl_buf_add(&buf, loss->line.text, loss->line.n);
    fpl_buf_addc(&buf, ' ');
    fpl_buf_adds(&buf, fpl_date_format(day, date));
    fpl_buf_adds(&buf, "：");
    fpl_buf_adds(&buf, why);
    loss->said = 1;
    return fpl_fail_text(error, status, text, buf.n);
}

/* The list with room for one more of `size` bytes; NULL: out of memory. */
static void *room(void *list, size_t count, size_t *cap, size_t size) {
    if (count < *cap)
        return list;
    size_t wider_cap = *cap ? *cap * 2 : 16;
    void *wider = realloc(list, wider_cap * size);
    if (wider)
        *cap = wider_cap;
    return wider;
}

enum fpl_status fpl_loss_new(const struct fpl_loss_terms *terms, struct fpl_date cut_off, fpl_loss_take take, void *ctx,
                             struct fpl_loss **out) {
    FPL_ASSERT(terms != NULL && take != NULL && out != NULL && !fpl_date_is_none(cut_off));
    struct fpl_loss *loss = calloc(1, sizeof *loss);
    if (!loss)
        return FPL_E_NOMEM;
    loss->terms = terms;
    loss->cut_off = cut_off;
    loss->take = take;
    loss->ctx = ctx;
    int year, month, day;
    fpl_date_split(cut_off, &year, &month, &day);
    if (fpl_date_of(year - 1, 12, 31, &loss->year_before) != FPL_OK)
        loss->year_before = FPL_DATE_NONE; /* before every day */
    *out = loss;
    return FPL_OK;
}

void fpl_loss_free(struct fpl_loss *loss) {
    if (!loss)
        return;
    for (size_t i = 0; i < loss->part_count; i++)
        free((char *)(uintptr_t)loss->parts[i].classes.p);
    free(loss->parts);
    free(loss->category);
    free(loss->move);
    free(loss->exit);
    free(loss);
}

/* ---- rows ---- */

/* Adds what a smaller row gives to a larger one. */
static enum fpl_status add_sums(struct fpl_money *to, const struct fpl_money *from) {
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < FPL_LOSS_SUMS && status == FPL_OK; i++)
        status = fpl_loss__plus(&to[i], from[i]);
    return status;
}

/* From `netting` on, a row's loss is that of its own sum. */
static void floor_from(struct fpl_money *sum, enum fpl_loss_netting netting) {
    for (int reading = 0; reading <= (int)FPL_LOSS_BY_TEST; reading++)
        for (int n = (int)netting; n < 4; n++)
            sum[FPL_LOSS_AT(reading, n)] = fpl_loss__floor(sum[FPL_LOSS_SUM_RAW + reading]);
}

static struct fpl_loss_row row_of(const struct fpl_loss *loss, enum fpl_loss_level level,
                                  const struct fpl_money sum[FPL_LOSS_SUMS], int flags) {
    const struct fpl_loss_terms *terms = loss->terms;
    struct fpl_loss_row row = {.level = level, .fund = name_of(&loss->fund), .flags = flags | loss->part.flags};
    memcpy(row.sum, sum, sizeof row.sum);
    row.provisional = terms->timing == FPL_LOSS_LIFECYCLE && !loss->part.ended;
    if ((!fpl_date_is_none(terms->from) && fpl_date_cmp(loss->cut_off, terms->from) < 0) ||
        (!fpl_date_is_none(terms->to) && fpl_date_cmp(loss->cut_off, terms->to) > 0))
        row.flags |= FPL_LOSS_TEXT_EXPIRED;
    return row;
}

static enum fpl_status give(struct fpl_loss *loss, struct fpl_loss_row *row, struct fpl_str classes, int na) {
    enum fpl_status status = fpl_loss__judge(loss->terms, classes, na, row);
    if (status != FPL_OK)
        return status;
    status = loss->take(loss->ctx, row);
    loss->said |= status != FPL_OK;
    return status;
}

/* ---- a line ---- */

static int by_effect(const void *a, const void *b) {
    const struct fpl_loss_move *x = a, *y = b;
    int order = fpl_date_cmp(x->day, y->day);
    if (order == 0)
        order = (x->seq > y->seq) - (x->seq < y->seq);
    return order ? order : (x->kind > y->kind) - (x->kind < y->kind);
}

static enum fpl_status category_of(struct fpl_loss *loss, struct category **out) {
    struct fpl_str name = name_of(&loss->line_category);
    size_t at = 0;
    while (at < loss->categories && fpl_str_cmp(name_of(&loss->category[at].name), name) < 0)
        at++;
    if (at == loss->categories || !fpl_str_eq(name_of(&loss->category[at].name), name)) {
        struct category *list = room(loss->category, loss->categories, &loss->category_cap, sizeof *list);
        if (!list)
            return FPL_E_NOMEM;
        loss->category = list;
        memmove(&list[at + 1], &list[at], (loss->categories++ - at) * sizeof *list);
        memset(&list[at], 0, sizeof list[at]);
        list[at].name = loss->line_category;
    }
    *out = &loss->category[at];
    return FPL_OK;
}

static int flags_of(const struct fpl_loss *loss, const struct fpl_loss__line *line) {
    int held = fpl_money_sign(line->held) > 0, unvalued = held && !line->valued, valued = held && line->valued;
    for (size_t i = 0; i < line->exits; i++) {
        int sold = fpl_money_sign(line->exit[i].sold) > 0;
        unvalued |= sold && !line->exit[i].valued;
        valued |= sold && line->exit[i].valued;
    }
    int stale = loss->terms->stale_days;
    int old = valued && stale > 0 && fpl_days_between(line->valued_on, loss->cut_off) > stale;
    return (unvalued ? FPL_LOSS_UNVALUED : 0) | (old ? FPL_LOSS_STALE : 0);
}

/* What the line and each of its exits were when the year before the cut-off's ended. */
static enum fpl_status end_year(const struct fpl_loss__line *line, struct fpl_loss__line *before) {
    enum fpl_status status = FPL_OK;
    *before = *line;
    for (size_t i = 0; i < line->exits && status == FPL_OK; i++)
        status = fpl_money_sub(line->exit[i].cost, line->exit[i].back, &line->exit[i].before);
    return status;
}

static enum fpl_status replay(struct fpl_loss *loss, struct fpl_loss__line *line, struct fpl_loss__line *before,
                              struct fpl_error *error) {
    int this_year = 0;
    *line = (struct fpl_loss__line){.exit = loss->exit};
    for (size_t i = 0; i < loss->moves; i++) {
        const struct fpl_loss_move *move = &loss->move[i];
        const char *why = "";
        enum fpl_status status = FPL_OK;
        if (!this_year && fpl_date_cmp(move->day, loss->year_before) > 0) {
            this_year = 1;
            status = end_year(line, before);
        }
        if (status == FPL_OK)
            status = fpl_loss__line_move(line, loss->terms->buyback, move, &why);
        if (status != FPL_OK)
            return broken(loss, status, move->day, why, error);
    }
    return this_year ? FPL_OK : failed(loss, end_year(line, before), error);
}

/* Room for an exit a movement. */
static enum fpl_status make_room(struct fpl_loss *loss, struct fpl_error *error) {
    if (loss->moves <= loss->exit_cap)
        return FPL_OK;
    struct fpl_loss__exit *list = realloc(loss->exit, loss->move_cap * sizeof *list);
    if (!list)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    loss->exit = list;
    loss->exit_cap = loss->move_cap;
    return FPL_OK;
}

static enum fpl_status end_line(struct fpl_loss *loss, struct fpl_error *error) {
    struct fpl_loss__line line, before;
    struct fpl_money sum[FPL_LOSS_SUMS] = {{0}};
    struct category *category = NULL;
    if (loss->moves == 0)
        return FPL_OK;
    qsort(loss->move, loss->moves, sizeof *loss->move, by_effect);
    enum fpl_status status = make_room(loss, error);
    if (status == FPL_OK)
        status = replay(loss, &line, &before, error);
    if (status != FPL_OK)
        return status;
    loss->moves = 0;
    status = fpl_loss__line_sums(&line, loss->terms->timing == FPL_LOSS_ANNUAL ? &before : NULL, loss->terms, sum);
    if (status == FPL_OK)
        status = category_of(loss, &category);
    if (status == FPL_OK)
        status = add_sums(category->sum, sum);
    if (status != FPL_OK)
        return failed(loss, status, error);
    int flags = flags_of(loss, &line);
    category->flags |= flags;
    struct fpl_loss_row row = row_of(loss, FPL_LOSS_PROJECT, sum, flags);
    row.name = name_of(&loss->line);
    row.category = name_of(&loss->line_category);
    status = give(loss, &row, row.category, loss->terms->recognition == FPL_LOSS_LIQUIDATION);
    return failed(loss, status, error);
}

static enum fpl_status keep_move(struct fpl_loss *loss, const struct fpl_loss_move *move, struct fpl_error *error) {
    struct fpl_loss_move *list = room(loss->move, loss->moves, &loss->move_cap, sizeof *list);
    if (!list)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    loss->move = list;
    list[loss->moves] = *move;
    list[loss->moves].line = list[loss->moves].category = FPL_STR("");
    loss->moves++;
    if (move->kind != FPL_LOSS_PAID)
        return FPL_OK;
    int order = fpl_date_is_none(loss->category_day) ? -1 : fpl_date_cmp(move->day, loss->category_day);
    if (order > 0 || (order == 0 && move->seq > loss->category_seq))
        return FPL_OK;
    loss->category_day = move->day;
    loss->category_seq = move->seq;
    return set_name(loss, &loss->line_category, move->category, error);
}

static enum fpl_status open_line(struct fpl_loss *loss, struct fpl_str line, struct fpl_error *error) {
    int order = fpl_str_cmp(line, name_of(&loss->line));
    FPL_ASSERT(order >= 0); /* lines rise within a fund */
    if (order == 0)
        return FPL_OK;
    enum fpl_status status = end_line(loss, error);
    loss->category_day = FPL_DATE_NONE;
    loss->line_category.n = 0;
    return status == FPL_OK ? set_name(loss, &loss->line, line, error) : status;
}

/* ---- a fund ---- */

static enum fpl_status fund_move(struct fpl_loss *loss, const struct fpl_loss_move *move, struct fpl_error *error) {
    struct fpl_money *sum = loss->part.sum;
    enum fpl_status status = FPL_OK;
    int less = move->kind == FPL_LOSS_FUND_PAID_IN && !loss->part.look_through; /* an entry by hand may lower it */
    if ((fpl_money_sign(move->amount) < 0 && !less) || fpl_money_sign(move->own) < 0)
        return broken(loss, FPL_E_NEGATIVE, move->day, FPL_ZH_EN("金额为负", "an amount below 0"), error);
    if (fpl_money_sign(move->own) > 0 && fpl_money_cmp(move->own, move->amount) > 0)
        return broken(loss, FPL_E_LIMIT, move->day,
                      FPL_ZH_EN("自有实缴多于全部实缴", "own part above the whole paid in"), error);
    if (move->kind == FPL_LOSS_COMMITMENT)
        status = fpl_loss__plus(&sum[FPL_LOSS_SUM_SIZE], move->amount);
    else if (move->kind == FPL_LOSS_RELEASE)
        status = fpl_loss__minus(&sum[FPL_LOSS_SUM_SIZE], move->amount);
    else if (move->kind == FPL_LOSS_DISTRIBUTION)
        status = fpl_loss__plus(&loss->distributed, move->amount);
    else if (move->kind == FPL_LOSS_ENDED)
        loss->part.ended = 1;
    else {
        FPL_ASSERT(move->kind == FPL_LOSS_FUND_PAID_IN); /* the others have a line */
        status = fpl_loss__plus(&sum[FPL_LOSS_SUM_PRINCIPAL], move->amount);
        if (status == FPL_OK)
            status = fpl_loss__plus(&loss->part.own, move->own);
    }
    return failed(loss, status, error);
}

static enum fpl_status end_category(struct fpl_loss *loss, struct category *category) {
    floor_from(category->sum, FPL_LOSS_NET_CATEGORY);
    struct fpl_loss_row row = row_of(loss, FPL_LOSS_CATEGORY, category->sum, category->flags);
    row.name = row.category = name_of(&category->name);
    enum fpl_status status = give(loss, &row, row.name, loss->terms->recognition == FPL_LOSS_LIQUIDATION);
    return status == FPL_OK ? add_sums(loss->part.sum, category->sum) : status;
}

static enum fpl_status keep_part(struct fpl_loss *loss) {
    struct fpl_loss__part *list = room(loss->parts, loss->part_count, &loss->part_cap, sizeof *list);
    char *classes = list ? malloc(loss->fund_classes.n + 1) : NULL;
    if (list)
        loss->parts = list;
    if (!classes)
        return FPL_E_NOMEM;
    memcpy(classes, loss->fund_classes.text, loss->fund_classes.n + 1);
    loss->part.classes = (struct fpl_str){classes, loss->fund_classes.n};
    list[loss->part_count++] = loss->part;
    return FPL_OK;
}

static enum fpl_status end_fund(struct fpl_loss *loss, struct fpl_error *error) {
    if (!loss->in_fund)
        return FPL_OK;
    const struct fpl_loss_terms *terms = loss->terms;
    struct fpl_loss__part *part = &loss->part;
    enum fpl_status status = end_line(loss, error);
    int flags = 0;
    for (size_t i = 0; i < loss->categories && status == FPL_OK; i++) {
        status = end_category(loss, &loss->category[i]);
        flags |= loss->category[i].flags;
    }
    struct fpl_money *end = &part->sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_LIQUIDATION];
    if (status == FPL_OK && part->ended) /* fees are inside: what came in less what went out to the investors */
        status = fpl_money_sub(part->sum[FPL_LOSS_SUM_PRINCIPAL], loss->distributed, end);
    if (status == FPL_OK && terms->recognition == FPL_LOSS_LIQUIDATION)
        status = fpl_loss__plus(&part->sum[FPL_LOSS_SUM_RAW + FPL_LOSS_BY_TEST], *end);
    if (status != FPL_OK)
        return failed(loss, status, error);
    floor_from(part->sum, FPL_LOSS_NET_FUND);
    for (int n = 0; n < 4; n++) { /* a liquidation has no lines to net */
        part->sum[FPL_LOSS_AT(FPL_LOSS_BY_LIQUIDATION, n)] = fpl_loss__floor(*end);
        if (terms->recognition == FPL_LOSS_LIQUIDATION)
            part->sum[FPL_LOSS_AT(FPL_LOSS_BY_TEST, n)] = part->sum[FPL_LOSS_AT(FPL_LOSS_BY_TEST, FPL_LOSS_NET_FUND)];
    }
    part->flags |= flags;
    part->na = terms->recognition == FPL_LOSS_LIQUIDATION && !part->ended;
    struct fpl_loss_row row = row_of(loss, FPL_LOSS_FUND, part->sum, 0);
    status = give(loss, &row, name_of(&loss->fund_classes), part->na);
    if (status == FPL_OK && !(part->flags & FPL_LOSS_OUT_OF_SCOPE))
        status = keep_part(loss);
    loss->in_fund = 0;
    return failed(loss, status, error);
}

enum fpl_status fpl_loss_begin(struct fpl_loss *loss, const struct fpl_loss_fund *fund, struct fpl_error *error) {
    enum fpl_status status = end_fund(loss, error);
    if (status == FPL_OK)
        status = set_name(loss, &loss->fund, fund->id, error);
    if (status == FPL_OK)
        status = set_name(loss, &loss->fund_classes, fund->classes, error);
    loss->part = (struct fpl_loss__part){.look_through = fund->look_through};
    if (!fpl_date_is_none(fund->reported) && fpl_date_cmp(fund->reported, loss->cut_off) < 0)
        loss->part.flags |= FPL_LOSS_STALE;
    if (fund->classes.n == 0 && loss->terms->scope.n > 0)
        loss->part.flags |= FPL_LOSS_CLASS_UNKNOWN; /* it may be outside: kept in, and said */
    else if (!fpl_loss__covers(loss->terms->scope, fund->classes))
        loss->part.flags |= FPL_LOSS_OUT_OF_SCOPE;
    loss->distributed = fpl_money_of(0);
    loss->categories = loss->moves = 0;
    loss->line.n = loss->line_category.n = 0;
    loss->category_day = FPL_DATE_NONE;
    loss->in_fund = 1;
    return status;
}

enum fpl_status fpl_loss_add(struct fpl_loss *loss, const struct fpl_loss_move *move, struct fpl_error *error) {
    FPL_ASSERT(loss->in_fund && !fpl_date_is_none(move->day));
    if (fpl_date_cmp(move->day, loss->cut_off) > 0)
        return FPL_OK;
    enum fpl_status status = open_line(loss, move->line, error);
    if (status != FPL_OK)
        return status;
    FPL_ASSERT((move->line.n == 0) == (move->kind <= FPL_LOSS_ENDED));
    return move->line.n == 0 ? fund_move(loss, move, error) : keep_move(loss, move, error);
}

/* ---- classes and family ---- */

static enum fpl_status together(struct fpl_loss *loss, struct fpl_loss_row *row) {
    struct fpl_buf texts = {0};
    struct fpl_str exact[FPL_LOSS_SUMS];
    enum fpl_status status = fpl_loss__together(loss->terms, row, loss->parts, loss->part_count, &texts, exact);
    if (status == FPL_OK) {
        status = loss->take(loss->ctx, row);
        loss->said |= status != FPL_OK;
    }
    fpl_buf_release(&texts);
    return status;
}

static enum fpl_status rows_together(struct fpl_loss *loss) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < loss->part_count && status == FPL_OK; i++) {
        struct fpl_str classes = loss->parts[i].classes;
        int seen = 0;
        for (size_t j = 0; j < i && !seen; j++)
            seen = fpl_str_eq(loss->parts[j].classes, classes);
        if (seen)
            continue;
        struct fpl_money none[FPL_LOSS_SUMS] = {{0}};
        struct fpl_loss_row row = row_of(loss, FPL_LOSS_CLASS, none, 0);
        row.name = classes;
        status = together(loss, &row);
    }
    struct fpl_money none[FPL_LOSS_SUMS] = {{0}};
    struct fpl_loss_row row = row_of(loss, FPL_LOSS_FAMILY, none, 0);
    return status == FPL_OK ? together(loss, &row) : status;
}

enum fpl_status fpl_loss_end(struct fpl_loss *loss, struct fpl_error *error) {
    enum fpl_status status = end_fund(loss, error);
    if (status != FPL_OK)
        return status;
    loss->fund.n = 0;
    loss->part = (struct fpl_loss__part){0};
    return failed(loss, rows_together(loss), error);
}

enum fpl_status fpl_loss_run(const struct fpl_loss_terms *terms, const struct fpl_loss_world *world, fpl_loss_take take,
                             void *ctx, struct fpl_error *error) {
    struct fpl_loss *loss = NULL;
    enum fpl_status status = fpl_loss_new(terms, world->cut_off, take, ctx, &loss);
    if (status != FPL_OK)
        return fpl_fail(error, status, NULL, NULL, NULL);
    for (size_t i = 0; i < world->holdings && status == FPL_OK; i++) {
        const struct fpl_loss_holding *holding = &world->holding[i];
        status = fpl_loss_begin(loss, &holding->fund, error);
        for (size_t m = 0; m < holding->moves && status == FPL_OK; m++)
            status = fpl_loss_add(loss, &holding->move[m], error);
    }
    if (status == FPL_OK)
        status = fpl_loss_end(loss, error);
    fpl_loss_free(loss);
    return status;
}
