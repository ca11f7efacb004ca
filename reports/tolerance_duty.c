/* The gathered movements put in order: without what was taken back; what is about an event (an instalment, a duty case,
 * a bad debt) at the line of that event. */
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

static int is_reversed(const struct fpl_tolerance__moves *moves, int64_t seq) {
    return moves->reversals &&
           bsearch(&seq, moves->reversed, moves->reversals, sizeof *moves->reversed, by_seq) != NULL;
}

static void leave_out(struct fpl_tolerance__moves *moves) {
    size_t kept = 0;
    for (size_t i = 0; i < moves->n; i++)
        if (!moves->list[i].left_out && !is_reversed(moves, moves->list[i].move.seq))
            moves->list[kept++] = moves->list[i];
    moves->n = kept;
}

/* ---- the event that it is about ---- */

static int by_event(const void *a, const void *b) {
    const struct fpl_tolerance__move *const *x = a, *const *y = b;
    return strcmp((*x)->event, (*y)->event);
}

struct places { /* the events that stand, by name */
    const struct fpl_tolerance__move **list;
    size_t n;
};

/* One whose event was taken back tells of nothing, nor does what is collected of a sale that is no buy-back: that
 * counted when it was signed. The line of a bad debt is that of its exit, so what is about it looks there. */
static void find_line(struct fpl_tolerance__move *move, const struct places *places) {
    struct fpl_tolerance__move like;
    const struct fpl_tolerance__move *key = &like, *const *found = NULL;
    memcpy(like.event, move->about, sizeof like.event);
    if (places->n)
        found = bsearch(&key, places->list, places->n, /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
                        sizeof *places->list, by_event);
    move->left_out |= !found || (move->move.kind == FPL_LOSS_INSTALMENT && (*found)->move.kind != FPL_LOSS_BUYBACK);
    if (!found)
        return;
    move->move.of = (*found)->move.seq;
    memcpy(move->line, (*found)->line, sizeof move->line);
}

static enum fpl_status find_lines(struct fpl_tolerance__moves *moves, struct fpl_error *error) {
    struct places places = {calloc(moves->n ? moves->n : 1, sizeof(struct fpl_tolerance__move *)), 0};
    if (!places.list)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (size_t i = 0; i < moves->n; i++)
        if (moves->list[i].event[0])
            places.list[places.n++] = &moves->list[i];
    if (places.n)
        /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
        qsort(places.list, places.n, sizeof *places.list, by_event);
    for (int bad = 1; bad >= 0; bad--) /* bad debts first: others are about them */
        for (size_t i = 0; i < moves->n; i++)
            if (moves->list[i].about[0] && (moves->list[i].event[0] != '\0') == bad)
                find_line(&moves->list[i], &places);
    free(places.list);
    return FPL_OK;
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
    if (moves->reversals)
        qsort(moves->reversed, moves->reversals, sizeof *moves->reversed, by_seq);
    leave_out(moves);
    enum fpl_status status = find_lines(moves, error);
    if (status)
        return status;
    leave_out(moves);
    moves->reversals = 0;
    return fpl_tolerance__order(moves, error);
}
