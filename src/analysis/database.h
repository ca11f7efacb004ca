#ifndef SRC_ANALYSIS_DATABASE_H
#define SRC_ANALYSIS_DATABASE_H
/* The engine, for the files of this folder: opening, statements, rows put into a table. */
#include "src/analysis/analysis.h"

#include <sqlite3.h>

#define ANA_APPLICATION_ID 0x46504c41 /* "FPLA" */
#define ANA_FORMAT         1

struct ana_db {
    sqlite3 *engine;
    int64_t deadline; /* of a question, by bounds.now_ms */
    struct ana_bounds bounds;
    int is_late;
};

/* A new, empty one that rows are put into; path "": in a file without a name. */
FPL_MUST_CHECK enum fpl_status ana_create(const char *path, struct ana_db **out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status ana_run(struct ana_db *db, const char *sql, struct fpl_error *error);
/* What the engine answered, as a status of ours. */
FPL_MUST_CHECK enum fpl_status ana_failed(struct ana_db *db, int rc, struct fpl_error *error);

struct ana_rows { /* rows into one table, column after column */
    struct ana_db *db;
    sqlite3_stmt *stmt;
    int at; /* columns given */
};
FPL_MUST_CHECK enum fpl_status ana_rows_begin(struct ana_db *db, const char *table, int columns, struct ana_rows *out,
                                              struct fpl_error *error);
void ana_rows_end(struct ana_rows *rows);
/* The next column of the row at hand. An empty text is NULL. A text lives until ana_row. */
void ana_put(struct ana_rows *rows, struct fpl_str text);
void ana_putz(struct ana_rows *rows, const char *text);
void ana_put_int(struct ana_rows *rows, int64_t value);
FPL_MUST_CHECK enum fpl_status ana_row(struct ana_rows *rows, struct fpl_error *error);
#endif
