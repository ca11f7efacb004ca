/* The gathered movements put in order: without what was taken back, instalments and duty cases at the line of their
 * event, several cases of one line as one state. */
#include "reports/tolerance.h"

#include <stdlib.h>
#include <string.h>

static int by_seq(const void *a, const void *b) {
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int by_line(const void *a, const void *b) {
    const struct fpl_tolerance__move *x = a, *y = b;
    int order = strcmp(x->line, y->line), day = fpl_date_cmp(x->move.day, y->move.day);
    if (order || day)
        return order ? order : day;
    return (x->move.seq > y->move.seq) - (x->move.seq < y->move.seq);
}

static void leave_out(struct fpl_tolerance__moves *moves) {
    size_t kept = 0;
    if (moves->reversals)
        qsort(moves->reversed, moves->reversals, sizeof *moves->reversed, by_seq);
    for (size_t i = 0; i < moves->n; i++) {
        int back = moves->reversals && bsearch(&moves->list[i].move.seq, moves->reversed, moves->reversals,
                                               sizeof *moves->reversed, by_seq) != NULL;
        if (!back && !moves->list[i].taken_back)
            moves->list[kept++] = moves->list[i];
    }
    moves->n = kept;
    moves->reversals = 0;
}

/* ---- the line of an event ---- */

struct place {
    const char *event, *line;
    enum fpl_loss_kind kind;
};

static int by_event(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    return strcmp(x->event, y->event);
}

static int is_about(const struct fpl_tolerance__move *move) {
    return move->move.kind == FPL_LOSS_DUTY || move->move.kind == FPL_LOSS_INSTALMENT;
}

/* Cases and instalments go to the line of their event. One whose event was taken back tells of nothing, nor does what
 * is collected of a sale that is no buy-back: that counted when it was signed. */
static void find_line(struct fpl_tolerance__move *move, const struct place *places, size_t n) {
    struct place key = {.event = move->event};
    const struct place *found = n ? bsearch(&key, places, n, sizeof *places, by_event) : NULL;
    move->taken_back = !found || (move->move.kind == FPL_LOSS_INSTALMENT && found->kind != FPL_LOSS_BUYBACK);
    if (found)
        memcpy(move->line, found->line, sizeof move->line);
}

static enum fpl_status find_lines(struct fpl_tolerance__moves *moves, struct fpl_error *error) {
    struct place *places = calloc(moves->n ? moves->n : 1, sizeof *places);
    size_t n = 0;
    if (!places)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < moves->n; i++) {
        const struct fpl_tolerance__move *move = &moves->list[i];
        if (move->event[0] && !is_about(move))
            places[n++] = (struct place){move->event, move->line, move->move.kind};
    }
    if (n)
        qsort(places, n, sizeof *places, by_event);
    for (size_t i = 0; i < moves->n; i++)
        if (is_about(&moves->list[i]) && !moves->list[i].line[0])
            find_line(&moves->list[i], places, n);
    free(places);
    return FPL_OK;
}

/* ---- several cases of one line ---- */

enum fpl_loss_duty fpl_tolerance__duty(const struct fpl_tolerance__case *list, size_t n, int64_t *accountable,
                                       int *mixed) {
    size_t all = 0, open = 0;
    *accountable = 0;
    for (size_t i = 0; i < n; i++) {
        int judged = list[i].judged - 1;
        if (judged == FPL_DUTY_ACCOUNTABLE || judged == FPL_DUTY_PARTIAL)
            *accountable += judged == FPL_DUTY_ACCOUNTABLE ? list[i].loss : list[i].accountable;
        all += judged == FPL_DUTY_ACCOUNTABLE;
        open += judged < 0 || judged == FPL_DUTY_PENDING;
    }
    *mixed = *accountable > 0 && open > 0;
    if (n > 0 && all == n)
        return FPL_DUTY_ACCOUNTABLE;
    if (*accountable > 0)
        return FPL_DUTY_PARTIAL;
    return open > 0 ? FPL_DUTY_PENDING : FPL_DUTY_EXEMPT;
}

struct cases { /* of the line under way */
    struct fpl_tolerance__case *list;
    size_t n;
    int any, mixed;
};

static void note_case(struct cases *cases, const struct fpl_tolerance__move *move) {
    size_t i = 0;
    while (i < cases->n && strcmp(cases->list[i].event, move->event) != 0)
        i++;
    if (i == cases->n && move->move.kind != FPL_LOSS_DUTY)
        cases->list[cases->n++] = (struct fpl_tolerance__case){.event = move->event, .loss = move->loss};
    if (i < cases->n && move->move.kind == FPL_LOSS_DUTY) {
        cases->list[i].judged = 1 + (int)move->move.duty;
        cases->list[i].accountable = fpl_money_minor(move->move.amount);
        cases->any = 1;
    }
}

/* From this day on the line's case stands so: also where a further loss comes to one that was judged. */
static enum fpl_status put_state(struct fpl_tolerance__moves *moves, struct cases *cases, size_t at,
                                 struct fpl_error *error) {
    struct fpl_tolerance__move *move = &moves->list[at];
    int64_t accountable = 0;
    enum fpl_loss_duty duty = fpl_tolerance__duty(cases->list, cases->n, &accountable, &cases->mixed);
    if (move->move.kind != FPL_LOSS_DUTY) {
        struct fpl_tolerance__move state = {
            .move = {.kind = FPL_LOSS_DUTY, .day = move->move.day, .seq = move->move.seq}};
        memcpy(state.line, move->line, sizeof state.line);
        state.move.duty = duty;
        state.move.amount = fpl_money_of(duty == FPL_DUTY_PARTIAL ? accountable : 0);
        return fpl_tolerance__add(moves, &state, error);
    }
    move->move.duty = duty;
    move->move.amount = fpl_money_of(duty == FPL_DUTY_PARTIAL ? accountable : 0);
    return FPL_OK;
}

/* For as many states again: cases point at the names of their events, so the list must not move meanwhile. */
static enum fpl_status make_room(struct fpl_tolerance__moves *moves, struct fpl_error *error) {
    size_t cap = moves->n * 2 + 1;
    struct fpl_tolerance__move *wider = cap > moves->cap ? realloc(moves->list, cap * sizeof *wider) : moves->list;
    if (!wider)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    moves->list = wider;
    moves->cap = cap > moves->cap ? cap : moves->cap;
    return FPL_OK;
}

static enum fpl_status put_cases(struct fpl_tolerance__moves *moves, struct fpl_error *error) {
    struct cases cases = {.list = calloc(moves->n ? moves->n : 1, sizeof *cases.list)};
    size_t n = moves->n;
    enum fpl_status status = cases.list ? make_room(moves, error) : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    moves->mixed = 0;
    for (size_t i = 0; i < n && !status; i++) {
        const struct fpl_tolerance__move *move = &moves->list[i];
        if (i > 0 && strcmp(move->line, moves->list[i - 1].line) != 0) {
            moves->mixed += cases.mixed;
            cases.n = 0;
            cases.any = cases.mixed = 0;
        }
        if (!move->event[0] || (move->move.kind != FPL_LOSS_DUTY && move->loss == 0) ||
            move->move.kind == FPL_LOSS_INSTALMENT)
            continue;
        note_case(&cases, move);
        if (cases.any)
            status = put_state(moves, &cases, i, error);
    }
    moves->mixed += cases.mixed;
    free(cases.list);
    return status;
}

enum fpl_status fpl_tolerance__order(struct fpl_tolerance__moves *moves, struct fpl_error *error) {
    struct fpl_loss_move *wider = realloc(moves->move, (moves->n ? moves->n : 1) * sizeof *wider);
    if (!wider)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    moves->move = wider;
    if (moves->n)
        qsort(moves->list, moves->n, sizeof *moves->list, by_line);
    for (size_t i = 0; i < moves->n; i++) {
        moves->list[i].move.line = fpl_str_of(moves->list[i].line);
        moves->list[i].move.category = fpl_str_of(moves->list[i].category);
        moves->move[i] = moves->list[i].move;
    }
    return FPL_OK;
}

enum fpl_status fpl_tolerance__settle(struct fpl_tolerance__moves *moves, struct fpl_error *error) {
    enum fpl_status status = find_lines(moves, error);
    if (status)
        return status;
    leave_out(moves);
    if (moves->n)
        qsort(moves->list, moves->n, sizeof *moves->list, by_line);
    status = put_cases(moves, error);
    return status ? status : fpl_tolerance__order(moves, error);
}
