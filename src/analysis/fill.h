#ifndef SRC_ANALYSIS_FILL_H
#define SRC_ANALYSIS_FILL_H
#include "src/analysis/database.h"

/* Everything that a view shows, into an empty database: tables, rows, views, README. */
FPL_MUST_CHECK enum fpl_status ana_fill(struct ana_db *db, struct fpl_view *view, const struct ana_cut *cut,
                                        struct fpl_error *error);
/* The README, once all else is there; `describe.c`. */
FPL_MUST_CHECK enum fpl_status ana_describe(struct ana_db *db, struct fpl_view *view, const struct ana_cut *cut,
                                            struct fpl_error *error);
/* Room for "2026-11-20 10:00:00.123". */
#define ANA_MOMENT_BYTES 40
char *ana_moment(const struct fpl_view *view, int64_t t, char out[ANA_MOMENT_BYTES]);
FPL_MUST_CHECK enum fpl_status ana_table_begin(struct ana_db *db, const char *table, struct ana_rows *out,
                                               struct fpl_error *error);
#endif
