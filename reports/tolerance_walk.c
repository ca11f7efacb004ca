/* Funds, their rules, their movements, and the rows of the engine: one walk a rule. */
#include "reports/tolerance_walk.h"

#include <stdlib.h>
#include <string.h>

static enum fpl_status add_fund(void *ctx, const struct fpl_book *book) {
    struct fpl_tolerance__walk *walk = ctx;
    if (book->kind != FPL_BOOK_FUND)
        return FPL_OK;
    struct fpl_tolerance__fund *wider = realloc(walk->fund, (walk->funds + 1) * sizeof *wider);
    if (!wider)
        return fpl_fail(walk->error, FPL_E_NOMEM, NULL, NULL, NULL);
    walk->fund = wider;
    walk->fund[walk->funds++] = (struct fpl_tolerance__fund){.book = *book};
    return FPL_OK;
}

static enum fpl_status read_funds(struct fpl_tolerance__walk *walk, struct fpl_str code) {
    struct fpl_book book;
    if (code.n == 0)
        return fpl_read_books(walk->view, add_fund, walk, walk->error);
    enum fpl_status status = fpl_reports__book(walk->view, code, FPL_BOOK_FUND, &book, walk->error);
    return status ? status : add_fund(walk, &book);
}

/* A fund keeps its class whoever names the rule. */
static enum fpl_status find_rule(struct fpl_tolerance__walk *walk, struct fpl_tolerance__fund *fund,
                                 struct fpl_str given) {
    enum fpl_status status =
        fpl_tolerance__binding(walk->view, fund->book.id, walk->planned, &fund->binding, walk->error);
    struct fpl_str name = given.n ? given : fpl_str_of(fund->binding.rule);
    if (status || name.n == 0)
        return status;
    fund->rule = fpl_tolerance__rule(&walk->rules, name);
    return fund->rule ? FPL_OK : fpl_fail_text(walk->error, FPL_E_TOLERANCE, name.p, name.n);
}

enum fpl_status fpl_tolerance__open(struct fpl_tolerance__walk *walk, struct fpl_str book, struct fpl_str rule) {
    enum fpl_status status = read_funds(walk, book);
    walk->by_hand = rule.n > 0;
    walk->lines = book.n > 0;
    if (!status)
        status = fpl_tolerance__rules(walk->view, &walk->rules, walk->error);
    if (!status && rule.n && !fpl_tolerance__rule(&walk->rules, rule))
        status = fpl_fail_text(walk->error, FPL_E_TOLERANCE, rule.p, rule.n);
    for (size_t i = 0; i < walk->funds && !status; i++) {
        status = find_rule(walk, &walk->fund[i], rule);
        if (!status && walk->fund[i].rule)
            status = fpl_tolerance__moves(walk->view, &walk->fund[i].book, &walk->fund[i].moves, walk->error);
    }
    return status;
}

void fpl_tolerance__close(struct fpl_tolerance__walk *walk) {
    for (size_t i = 0; i < walk->funds; i++)
        fpl_tolerance__moves_release(&walk->fund[i].moves);
    free(walk->fund);
    free(walk->rows.list);
    fpl_tolerance__rules_release(&walk->rules);
}

/* ---- rows ---- */

static int same_currency(const struct fpl_book *a, const struct fpl_book *b) {
    return strcmp(a->currency, b->currency) == 0;
}

struct keeping {
    struct fpl_tolerance__walk *walk;
    const struct fpl_tolerance__rule *rule;
    const struct fpl_book *book; /* the first of the funds at hand */
};

static enum fpl_status keep_row(void *ctx, const struct fpl_loss_row *row) {
    struct keeping *keeping = ctx;
    struct fpl_tolerance__rows *rows = &keeping->walk->rows;
    if (row->level < FPL_LOSS_FUND && !keeping->walk->lines)
        return FPL_OK;
    if (rows->n == rows->cap) {
        size_t cap = rows->cap ? rows->cap * 2 : 32;
        struct fpl_tolerance__row *wider = realloc(rows->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(keeping->walk->error, FPL_E_NOMEM, NULL, NULL, NULL);
        rows->list = wider;
        rows->cap = cap;
    }
    struct fpl_tolerance__row *kept = &rows->list[rows->n++];
    *kept = (struct fpl_tolerance__row){.row = *row, .rule = keeping->rule, .book = keeping->book};
    (void)fpl_str_copy(row->fund, kept->fund, sizeof kept->fund);
    (void)fpl_str_copy(row->name, kept->name, sizeof kept->name);
    (void)fpl_str_copy(row->category, kept->category, sizeof kept->category);
    return FPL_OK;
}

int fpl_tolerance__currencies(const struct fpl_tolerance__walk *walk) {
    for (size_t i = 1; i < walk->funds; i++)
        if (!same_currency(&walk->fund[i].book, &walk->fund[0].book))
            return 1;
    return 0;
}

size_t fpl_tolerance__world(const struct fpl_tolerance__walk *walk, const struct fpl_tolerance__rule *rule,
                            const struct fpl_book *like, struct fpl_loss_holding *at) {
    size_t n = 0;
    for (size_t i = 0; i < walk->funds; i++) {
        const struct fpl_tolerance__fund *fund = &walk->fund[i];
        if (fund->rule == rule && same_currency(&fund->book, like))
            at[n++] = (struct fpl_loss_holding){.fund = {.id = fpl_str_of(fund->book.code),
                                                         .classes = fpl_str_of(fund->binding.classes),
                                                         .reported = FPL_DATE_NONE},
                                                .move = fund->moves.move,
                                                .moves = fund->moves.n};
    }
    return n;
}

/* Is the fund the first of its rule and currency? */
static int is_first(const struct fpl_tolerance__walk *walk, size_t at) {
    const struct fpl_tolerance__fund *fund = &walk->fund[at];
    for (size_t i = 0; i < at; i++)
        if (walk->fund[i].rule == fund->rule && same_currency(&walk->fund[i].book, &fund->book))
            return 0;
    return 1;
}

/* The rows of one rule. */
static enum fpl_status run_rule(struct fpl_tolerance__walk *walk, const struct fpl_tolerance__rule *rule,
                                struct fpl_loss_holding *at) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < walk->funds && !status; i++) {
        if (walk->fund[i].rule != rule || !is_first(walk, i))
            continue;
        struct keeping keeping = {walk, rule, &walk->fund[i].book};
        struct fpl_loss_world world = {.holding = at, .cut_off = fpl_view_as_of(walk->view)};
        world.holdings = fpl_tolerance__world(walk, rule, keeping.book, at);
        status = fpl_loss_run(fpl_loss_rule_terms(rule->rule), &world, keep_row, &keeping, walk->error);
    }
    return status;
}

enum fpl_status fpl_tolerance__run(struct fpl_tolerance__walk *walk) {
    struct fpl_loss_holding *at = calloc(walk->funds ? walk->funds : 1, sizeof *at);
    enum fpl_status status = at ? FPL_OK : fpl_fail(walk->error, FPL_E_NOMEM, NULL, NULL, NULL);
    walk->rows.n = 0;
    for (size_t r = 0; r < walk->rules.n && !status; r++)
        status = run_rule(walk, &walk->rules.list[r], at);
    free(at);
    return status;
}
