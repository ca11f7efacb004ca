/* The state pass: the derived tables made anew in a temporary store, and compared with the ledger's row by row. */
#include "ledger/verify/remake.h"

#include <stdlib.h>

struct side {
    struct fpl_cursor *cursor;
    struct fpl_buf row;
    int more;
};

static enum fpl_status next_row(struct side *side, struct fpl_error *error) {
    fpl_buf_reset(&side->row);
    enum fpl_status status = fpl_store__next(side->cursor, &side->more, error);
    if (!status && side->more) {
        fpl_store__table_row(side->cursor, &side->row);
        status = fpl_buf_ok(&side->row) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
    }
    return status;
}

#define SHOWN(text, most) (int)((text).n > (most) ? (most) : (text).n), (text).p

/* Does `side`, one row further on, hold `row`? Then the row it held before is the one too many. */
static enum fpl_status is_next(struct side *side, struct fpl_str row, int *yes, struct fpl_error *error) {
    enum fpl_status status = side->more ? next_row(side, error) : FPL_OK;
    *yes = !status && side->more && fpl_str_eq(fpl_buf_str(&side->row), row);
    return status;
}

/* Names the row: one too many, one missing, or one that holds something else. Ends the comparison. */
static enum fpl_status row_differs(struct fpl_verify__run *run, const char *table, struct side *live,
                                   struct side *made) {
    struct fpl_buf live_row = live->row, made_row = made->row; /* kept while the sides move on */
    struct fpl_str a = fpl_buf_str(&live_row), b = fpl_buf_str(&made_row);
    int extra = !made->more, missing = !live->more;
    live->row = made->row = (struct fpl_buf){0};
    enum fpl_status status = extra || missing ? FPL_OK : is_next(live, b, &extra, run->error);
    if (!status && !extra && !missing)
        status = is_next(made, a, &missing, run->error);
    if (!status && extra)
        status = fpl_verify__differs(run, "table %s: row %.*s: not from any record", table, SHOWN(a, 120));
    else if (!status && missing)
        status = fpl_verify__differs(run, "table %s: row missing: %.*s", table, SHOWN(b, 1000));
    else if (!status)
        status = fpl_verify__differs(run, "table %s: row %.*s, rebuilt %.*s", table, SHOWN(a, 80), SHOWN(b, 1000));
    fpl_buf_release(&live_row);
    fpl_buf_release(&made_row);
    return status;
}

/* Row by row as text, to name the first that differs. None does where a column holds the same in another type, or there
 * is a column more: only another schema lets it, and that is named by itself. */
static enum fpl_status name_difference(struct fpl_verify__run *run, struct fpl_store *made_store, const char *table) {
    struct side live = {.more = 1}, made = {.more = 1};
    enum fpl_status status = fpl_store__scan_table(run->session->store, table, &live.cursor, run->error);
    if (!status)
        status = fpl_store__scan_table(made_store, table, &made.cursor, run->error);
    while (!status && live.more && made.more) {
        status = next_row(&live, run->error);
        if (!status)
            status = next_row(&made, run->error);
        if (status || (!live.more && !made.more))
            break;
        if (live.more != made.more || !fpl_str_eq(fpl_buf_str(&live.row), fpl_buf_str(&made.row)))
            status = row_differs(run, table, &live, &made);
        else
            run->report->derived_rows++;
    }
    fpl_store__end(live.cursor);
    fpl_store__end(made.cursor);
    fpl_buf_release(&live.row);
    fpl_buf_release(&made.row);
    return status;
}

static enum fpl_status compare_table(struct fpl_verify__run *run, struct fpl_store *made_store, const char *table) {
    struct fpl_cursor *live = NULL, *made = NULL;
    int a = 1, b = 1, same = 1;
    int64_t rows = 0;
    enum fpl_status status = fpl_store__scan_columns(run->session->store, table, &live, run->error);
    if (!status)
        status = fpl_store__scan_columns(made_store, table, &made, run->error);
    while (!status && same && a) {
        status = fpl_store__next(live, &a, run->error);
        if (!status)
            status = fpl_store__next(made, &b, run->error);
        same = !status && a == b && (!a || fpl_store__same_row(live, made));
        rows += same && a;
    }
    fpl_store__end(live);
    fpl_store__end(made);
    if (!status && !same)
        return name_difference(run, made_store, table);
    run->report->derived_rows += rows;
    return status;
}

static enum fpl_status remake(struct fpl_verify__run *run, struct fpl_verify__refold *refold) {
    run->maker = calloc(1, sizeof *run->maker);
    if (!run->maker)
        return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    run->registry = &run->maker->registry;
    run->uids = (struct fpl_map){.value_size = 1};
    enum fpl_status status = fpl_verify__refold(refold);
    if (!status)
        status = fpl_verify__rows_told(run, refold->books - 1);
    if (!status && (run->passes & FPL_VERIFY_BODIES) && run->next_book != refold->books)
        status = fpl_verify__differs(run, "book %d: opened in the registry, and it has no record", refold->books);
    fpl_verify__registry_release(run->registry);
    fpl_verify__maker_free(run->maker);
    free(run->rows.row);
    run->rows = (struct fpl_verify__rows){0};
    fpl_map__release(&run->uids);
    free(run->going.round);
    run->going = (struct fpl_verify__going){0};
    run->maker = NULL;
    run->registry = NULL;
    return status;
}

static enum fpl_status look(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                            const struct fpl_verify__record *record) {
    enum fpl_status status = fpl_verify__keys(run, fold, book, record);
    return status ? status : fpl_verify__claims(run, fold, book, record);
}

enum fpl_status fpl_verify__state(struct fpl_verify__run *run) {
    struct fpl_store_options options = {.write = 1, .scratch = 1};
    struct fpl_verify__refold refold = {.run = run, .look = look};
    struct fpl_store *scratch = NULL;
    int64_t *mark = NULL;
    enum fpl_status status = fpl_verify__marks(run, &mark, &refold.books);
    if (!status)
        status = fpl_store__open("", &options, &scratch, run->error);
    if (!status)
        status = fpl_store__begin(scratch, 1, run->error);
    refold.to = scratch;
    refold.indexed = mark;
    if (!status)
        fpl_store__start_behind(scratch); /* written while the next records are folded */
    if (!status)
        status = remake(run, &refold);
    if (!status)
        status = fpl_store__settle(scratch, run->error);
    for (int i = 0; !status && (run->passes & FPL_VERIFY_STATE) && fpl_store__derived_tables[i]; i++)
        status = compare_table(run, scratch, fpl_store__derived_tables[i]);
    fpl_store__close(scratch);
    free(mark);
    return status;
}
