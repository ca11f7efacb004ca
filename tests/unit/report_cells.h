#ifndef FUNDPOOL_TESTS_REPORT_CELLS_H
#define FUNDPOOL_TESTS_REPORT_CELLS_H
/* What single cells of a report say, by the keys of their columns: {"REPORT.TABLE", "KEY=VALUE; …" of one row}. A test
 * is a table of these; tools/make-covered reads them, so that docs/COVERAGE.md says of each column which test fails
 * without it. Values are those of CSV; codes and ratios those of JSON, names in Chinese. */
#include "desk_world.h"
#include "fundpool/report.h"

struct cells {
    const char *of, *row;
};

struct cells_seen { /* each row as "|TABLE; KEY=VALUE; …; \n" */
    struct fpl_buf rows;
    const struct fpl_table_shown *table;
};

static enum fpl_status cells_begin(void *ctx, const struct fpl_table_shown *table) {
    ((struct cells_seen *)ctx)->table = table;
    return FPL_OK;
}

static enum fpl_status cells_take(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct cells_seen *seen = ctx;
    struct fpl_cell_style style = {.zh = 1, .data = 1, .exact = 1};
    for (size_t i = 0; i < n; i++) {
        if (i % seen->table->columns == 0) {
            fpl_buf_adds(&seen->rows, "|");
            fpl_buf_adds(&seen->rows, seen->table->key);
            fpl_buf_adds(&seen->rows, "; ");
        }
        fpl_buf_adds(&seen->rows, seen->table->column[i % seen->table->columns].key);
        fpl_buf_addc(&seen->rows, '=');
        if (cell[i].type == FPL_CELL_CODE)
            fpl_buf_adds(&seen->rows, fpl_cell_part(&cell[i], 0));
        else
            fpl_cell_text(&cell[i], style, &seen->rows);
        fpl_buf_adds(&seen->rows, (i + 1) % seen->table->columns == 0 ? "; \n" : "; ");
    }
    return FPL_OK;
}

/* The rows of a report, in the words above; frees the report. The caller frees the text. */
static inline char *cells_in(struct city *city, struct fpl_report *report) {
    const struct fpl_visitor visitor = {.begin = cells_begin, .rows = cells_take};
    struct cells_seen seen = {0};
    assert_int_equal(fpl_report_visit(report, &visitor, &seen, &city->error), FPL_OK);
    fpl_report_free(report);
    fpl_buf_addc(&seen.rows, '\0');
    return seen.rows.p;
}

static inline struct fpl_view *cells_view(struct city *city, const char *as_of) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_view *view = NULL;
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    return view;
}

static inline char *cells_of(struct city *city, const char *report, const struct fpl_report_spec *spec,
                             const char *as_of) {
    const struct fpl_report_kind *kind = fpl_report_kind_find(fpl_str_of(report));
    struct fpl_view *view = cells_view(city, as_of);
    struct fpl_report *made = NULL;
    assert_non_null(kind);
    enum fpl_status status = kind->make(view, spec, &made, &city->error);
    if (status)
        fail_msg("%s: %s %s", report, fpl_status_name(status), city->error.arg[0]);
    char *rows = cells_in(city, made);
    fpl_view_close(view);
    return rows;
}

/* What a dry run of the command would show of the book. */
static inline char *cells_before(struct city *city, const char *book, const char *command, const char *as_of) {
    struct fpl_report_spec spec = {.book = fpl_str_of(book)};
    struct fpl_decision *decision = calloc(1, sizeof *decision);
    struct fpl_report *made = NULL;
    struct fpl_answer answer;
    assert_non_null(decision);
    assert_int_equal(fpl_dry_run(city->w.session, city_parse(city, command), &answer, decision, &city->error), FPL_OK);
    struct fpl_view *view = cells_view(city, as_of);
    assert_int_equal(fpl_report_preview(view, &spec, decision, &made, &city->error), FPL_OK);
    char *rows = cells_in(city, made);
    fpl_view_close(view);
    free(decision);
    return rows;
}

/* What `explain` says of a record. */
static inline char *cells_explained(struct city *city, const char *key, const char *as_of) {
    struct fpl_report_spec spec = {.key = fpl_str_of(key)};
    struct fpl_view *view = cells_view(city, as_of);
    struct fpl_report *made = NULL;
    assert_int_equal(fpl_report_explain(view, &spec, &made, &city->error), FPL_OK);
    char *rows = cells_in(city, made);
    fpl_view_close(view);
    return rows;
}

/* Has the row from `row` to the end of its line this one "KEY=VALUE", n bytes? */
static inline int cells_have(const char *row, const char *one, size_t n) {
    const char *end = strchr(row, '\n');
    for (const char *at = strstr(row, "; "); at && at < end; at = strstr(at + 2, "; "))
        if (strncmp(at + 2, one, n) == 0 && strncmp(at + 2 + n, "; ", 2) == 0)
            return 1;
    return 0;
}

static inline int cells_are(const char *row, const char *wanted) {
    for (const char *end; *wanted; wanted = *end ? end + 2 : end) {
        end = strstr(wanted, "; ");
        if (!end)
            end = wanted + strlen(wanted);
        if (!cells_have(row, wanted, (size_t)(end - wanted)))
            return 0;
    }
    return 1;
}

/* Each of the cells is a row of them; frees the rows. */
static inline void cells_stand(char *rows, const struct cells *cells, size_t n) {
    char table[64];
    for (size_t i = 0; i < n; i++) {
        const char *dot = strchr(cells[i].of, '.'), *row = rows;
        assert_non_null(dot);
        snprintf(table, sizeof table, "|%s; ", dot ? dot + 1 : "");
        while (row && !(strncmp(row, table, strlen(table)) == 0 && cells_are(row, cells[i].row))) {
            row = strchr(row, '\n');
            row = row && row[1] ? row + 1 : NULL;
        }
        if (!row) {
            fputs(rows, stderr); /* a message of the test has no room for them */
            fail_msg("%s lacks: %s", cells[i].of, cells[i].row);
        }
    }
    free(rows);
}

#define CELLS(rows, ...)                                                                                               \
    cells_stand(rows, (const struct cells[]){__VA_ARGS__},                                                             \
                sizeof((const struct cells[]){__VA_ARGS__}) / sizeof(struct cells))
/* SHOWN(report, spec, as_of, {"REPORT.TABLE", "KEY=VALUE; ..."}, ...); BEFORE: of a dry run. */
#define SHOWN(report, spec, as_of, ...)   CELLS(cells_of(&city, report, spec, as_of), __VA_ARGS__)
#define BEFORE(book, command, as_of, ...) CELLS(cells_before(&city, book, command, as_of), __VA_ARGS__)

#endif
