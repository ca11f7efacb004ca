#ifndef SRC_ANALYSIS_ANALYSIS_H
#define SRC_ANALYSIS_ANALYSIS_H
/* The analysis database: what a view of the ledger shows, as plain SQLite tables for programs that read such files. It
 * is made from reads alone (fundpool/reader.h) and is no ledger: nothing is proven by it, and nothing reads it back but
 * `fundpool sql`. The same cut gives the same bytes. */
#include "fundpool/report.h"

struct ana_cut {         /* beside the view's own day and moment */
    struct fpl_str book; /* its code: this book and the registry; empty: every book */
    const char *trial;   /* what outputs of a trial ledger say; NULL: it is none */
};

/* Writes the database to a new file. `ledger` is the one at work. The errors of fpl_new_file_begin, of the reads,
 * FPL_E_DISK_FULL, FPL_E_IO; nothing is left on failure. */
FPL_MUST_CHECK enum fpl_status ana_export(struct fpl_view *view, const struct ana_cut *cut, const char *ledger,
                                          const char *path, struct fpl_error *error);

/* What the accounting data interface is asked for, beside the view's own day and moment. */
struct ana_gbt_asked {
    struct fpl_str book; /* its code */
    int year;            /* 1900 to 2199 */
    const char *trial;   /* as above */
};
/* Writes 公共档案.xml and 总账.xml of a book and a year into a new folder, with the names and the order of elements
 * that docs/GBT24589.md has; what lies behind the view's day is left out. Exact decimals. FPL_E_BOOK (or it is the
 * registry), FPL_E_DATE_ORDER (the view's day is before the year), the errors of fpl_new_folder_begin, of the reads and
 * reports, FPL_E_DISK_FULL, FPL_E_IO; nothing is left on failure. */
FPL_MUST_CHECK enum fpl_status ana_export_gbt24589(struct fpl_view *view, const struct ana_gbt_asked *asked,
                                                   const char *ledger, const char *path, struct fpl_error *error);

struct ana_db; /* one that can be asked */
/* Makes it in a file without a name, which the system removes when it is closed. *out is the caller's, ana_close. */
FPL_MUST_CHECK enum fpl_status ana_build(struct fpl_view *view, const struct ana_cut *cut, struct ana_db **out,
                                         struct fpl_error *error);
/* Opens one that was exported, for reading. FPL_E_NOT_ANALYSIS (it is something else), FPL_E_NOT_FOUND,
 * FPL_E_NOT_FILE, FPL_E_PERMISSION, FPL_E_FILE_NAME, FPL_E_TOO_LONG, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status ana_open(const char *path, struct ana_db **out, struct fpl_error *error);
void ana_close(struct ana_db *db);   /* NULL allowed */
int ana_is_trial(struct ana_db *db); /* it shows a trial ledger; asked before ana_ask */

struct ana_bounds {
    int64_t (*now_ms)(void); /* a clock for durations */
    int64_t most_ms;         /* of reading all rows, as often as a renderer asks for them */
};
/* One SELECT as a report of one table, whose rows are read while it is rendered; db stays open until the report is
 * freed. Nothing can be written, attached, set or loaded. FPL_E_SQL (argument: what the engine says), FPL_E_SQL_WRITE
 * (it would write), FPL_E_LIMIT; the last three also while it is rendered. */
FPL_MUST_CHECK enum fpl_status ana_ask(struct ana_db *db, const char *sql, const struct ana_bounds *bounds,
                                       struct fpl_report **out, struct fpl_error *error);
#endif
