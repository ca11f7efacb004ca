/* The README of an analysis database: its cut, the checkpoints it was read at, and every table and column. */
#include "src/analysis/fill.h"
#include "src/analysis/tables.h"

#include <stdio.h>

struct describing {
    struct ana_rows rows;
    int64_t no;
    struct fpl_error *error;
};

struct line {
    const char *object, *name, *zh, *en, *value;
};

static enum fpl_status put(struct describing *d, const struct line *line) {
    ana_put_int(&d->rows, ++d->no);
    ana_putz(&d->rows, line->object);
    ana_putz(&d->rows, line->name);
    ana_putz(&d->rows, line->zh);
    ana_putz(&d->rows, line->en);
    ana_putz(&d->rows, line->value);
    return ana_row(&d->rows, d->error);
}

static enum fpl_status put_cut(struct describing *d, struct fpl_view *view, const struct ana_cut *cut) {
    char day[12], moment[ANA_MOMENT_BYTES] = "", book[FPL_ID_BYTES_MAX + 1];
    if (fpl_view_known_by(view))
        ana_moment(view, fpl_view_known_by(view), moment);
    const struct line lines[] = {
        {"program", "fundpool", "程序版本", "version of the program", FUNDPOOL_VERSION},
        {"cut", "as_of", "截至日期：凭证、分录、余额只到该日，项目状态为该日状态",
         "as of: entries, postings and balances up to this day, items as they stood on it",
         fpl_date_format(fpl_view_as_of(view), day)},
        {"cut", "known_by", "只看该时刻以前入账的；空为全部", "only what had been recorded by then; empty: everything",
         moment},
        {"cut", "book", "只含此账套与登记簿；空为全部账套", "this book and the registry only; empty: every book",
         fpl_str_copy(cut->book, book, sizeof book)},
        {"cut", "trial", "试验账本的标记；空为正式账本", "the mark of a trial ledger; empty: it is none", cut->trial},
        {"amounts", NULL, "金额为整数，单位为币种的最小单位（分）；视图另以元列出，为精确文本",
         "amounts are integers in the currency's minor unit (fen); views show them in whole units (yuan) as well, as "
         "exact text",
         NULL},
        {"taken back", NULL,
         "投资项目、投资认定、认缴、尽职认定、业务不含已冲销的：合计与报表相同；已冲销的在“项目”与“记录”中",
         "deals, deal_profiles, commitments, duties and events hold what nobody has taken back, so that sums are those "
         "of the reports; the others stand in items and records",
         NULL},
        {"views", NULL, "每张表有中文视图与英文视图（v_表名）",
         "each table has a Chinese view and an English one, v_TABLE", NULL},
    };
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0] && !status; i++)
        status = put(d, &lines[i]);
    return status;
}

static enum fpl_status put_checkpoints(struct describing *d, struct ana_db *db) {
    sqlite3_stmt *stmt = NULL;
    enum fpl_status status = ana_failed(
        db,
        sqlite3_prepare_v2(db->engine, "SELECT book, origin || ' ' || size || ' ' || root FROM books ORDER BY number",
                           -1, &stmt, NULL),
        d->error);
    int rc = SQLITE_DONE;
    while (!status && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
        status = put(d, &(struct line){"checkpoint", (const char *)sqlite3_column_text(stmt, 0),
                                       "读取时该账套的存证点：来源、记录数、根",
                                       "checkpoint of the book as it was read: origin, size, root",
                                       (const char *)sqlite3_column_text(stmt, 1)});
    if (!status)
        status = ana_failed(db, rc, d->error);
    sqlite3_finalize(stmt);
    return status;
}

static enum fpl_status put_table(struct describing *d, const struct ana_table *table) {
    enum fpl_status status = put(d, &(struct line){table->name, NULL, table->zh, table->en, NULL});
    struct fpl_buf words = {0};
    for (int i = 0; i < table->columns && !status; i++) {
        const struct ana_column *column = &table->column[i];
        fpl_buf_reset(&words);
        if (column->words)
            ana_words(column, &words);
        fpl_buf_addc(&words, '\0');
        status = fpl_buf_ok(&words) ? fpl_fail(d->error, FPL_E_NOMEM, NULL, NULL, NULL)
                                    : put(d, &(struct line){table->name, column->name, column->zh, column->en,
                                                            column->words ? words.p : NULL});
    }
    fpl_buf_release(&words);
    return status;
}

enum fpl_status ana_describe(struct ana_db *db, struct fpl_view *view, const struct ana_cut *cut,
                             struct fpl_error *error) {
    struct describing d = {.error = error};
    int count = 0;
    const struct ana_table *tables = ana_tables(&count);
    enum fpl_status status = ana_table_begin(db, "readme", &d.rows, error);
    if (!status)
        status = put_cut(&d, view, cut);
    if (!status)
        status = put_checkpoints(&d, db);
    for (int i = 0; i < count && !status; i++)
        status = put_table(&d, &tables[i]);
    ana_rows_end(&d.rows);
    return status;
}
