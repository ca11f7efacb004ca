/* The accounting data interface of a book and a year: an analysis database without a name, in which sums are made and
 * put in order, and from it two files of XML. */
#include "src/analysis/gbt.h"

#include "fundpool/cash_flow.h"
#include "fundpool/event.h"
#include "fundpool/file.h"
#include "fundpool/proof.h"
#include "src/analysis/fill.h"
#include "src/analysis/xml.h"

#include <stdio.h>
#include <string.h>

static const char *const roots[ANA_GBT_FILES] = {"公共档案", "总账"};
static const char *const files[ANA_GBT_FILES + 1] = {"公共档案.xml", "总账.xml", NULL};

struct gbt {
    struct fpl_view *view;
    const struct ana_gbt_asked *asked;
    struct fpl_book book;
    struct fpl_date until; /* the last day of the year, or the view's day */
    struct ana_db *db;
    struct ana_xml xml;
    char aids[1024]; /* 辅助项3编号 to 辅助项30编号, empty */
    struct fpl_error *error;
};

/* ---- what the questions read beside the database ---- */

/* yuan(amount, scale): minor units as an exact decimal; NULL stays NULL. */
static void yuan(sqlite3_context *context, int count, sqlite3_value **value) {
    char text[FPL_MONEY_TEXT];
    (void)count;
    if (sqlite3_value_type(value[0]) == SQLITE_NULL)
        return;
    fpl_money_format(fpl_money_of(sqlite3_value_int64(value[0])), FPL_UNIT_YUAN, sqlite3_value_int(value[1]), text);
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static enum fpl_status put_asked(struct gbt *g) {
    struct ana_rows rows;
    char day[12];
    enum fpl_status status = ana_rows_begin(g->db, "gbt", 4, &rows, g->error);
    if (!status) {
        ana_putz(&rows, g->book.code);
        ana_put_int(&rows, g->asked->year);
        ana_putz(&rows, fpl_date_format(g->until, day));
        ana_putz(&rows, FUNDPOOL_VERSION);
        status = ana_row(&rows, g->error);
    }
    ana_rows_end(&rows);
    return status;
}

static enum fpl_status put_kinds(struct gbt *g) {
    struct ana_rows rows;
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    enum fpl_status status = ana_rows_begin(g->db, "gbt_kind", 1, &rows, g->error);
    for (int i = 0; i < count && !status; i++) {
        if (!(events[i]->flags & FPL_EVENT_OPENING))
            continue;
        ana_putz(&rows, events[i]->kind);
        status = ana_row(&rows, g->error);
    }
    ana_rows_end(&rows);
    return status;
}

/* The lines that a book of its kind can name. */
static enum fpl_status put_flows(struct gbt *g) {
    struct ana_rows rows;
    int count = 0;
    char kind = g->book.kind == FPL_BOOK_POOL ? 'P' : 'N';
    const struct fpl_cash_flow *flows = fpl_cash_flow_all(&count);
    enum fpl_status status = ana_rows_begin(g->db, "gbt_flow", 5, &rows, g->error);
    for (int i = 0; i < count && !status; i++) {
        char side = flows[i].side;
        if (flows[i].book != 'B' && flows[i].book != kind)
            continue;
        ana_put_int(&rows, i);
        ana_putz(&rows, flows[i].code);
        ana_putz(&rows, flows[i].zh);
        ana_put(&rows, (struct fpl_str){&flows[i].side, 1});
        ana_putz(&rows, side == 'D' ? "流入" : side == 'C' ? "流出" : "划转");
        status = ana_row(&rows, g->error);
    }
    ana_rows_end(&rows);
    return status;
}

/* ---- statements ---- */

struct statement {
    struct gbt *g;
    const char *name; /* "balance-sheet" */
    const struct fpl_table_shown *table;
    int is_first; /* the table at hand is the statement; what ties it stands behind it */
    int seen;
    struct ana_rows rows;
};

static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    struct statement *s = ctx;
    s->table = table;
    s->is_first = !s->seen;
    s->seen = 1;
    return FPL_OK;
}

static const struct fpl_report_cell *cell_of(const struct statement *s, const struct fpl_report_cell *row,
                                             const char *column) {
    for (size_t i = 0; i < s->table->columns; i++)
        if (strcmp(s->table->column[i].key, column) == 0)
            return &row[i];
    return NULL;
}

static enum fpl_status put_line(struct statement *s, const struct fpl_report_cell *row) {
    const struct fpl_report_cell *item = cell_of(s, row, "item"), *accounts = cell_of(s, row, "accounts"),
                                 *currency = cell_of(s, row, "currency"), *current = cell_of(s, row, "current");
    if (current->type != FPL_CELL_MONEY) /* a heading */
        return FPL_OK;
    ana_putz(&s->rows, s->name);
    ana_putz(&s->rows, fpl_cell_part(item, 0));
    ana_put(&s->rows, fpl_cell_words(item, 1));
    ana_put(&s->rows, accounts && accounts->type == FPL_CELL_CODE ? fpl_cell_words(accounts, 1) : FPL_STR(""));
    ana_put(&s->rows, currency ? fpl_cell_words(currency, 1) : fpl_str_of(s->g->book.currency));
    ana_put_int(&s->rows, current->v.num);
    return ana_row(&s->rows, s->g->error);
}

static enum fpl_status take_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct statement *s = ctx;
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; s->is_first && i < n && !status; i += s->table->columns)
        status = put_line(s, cell + i);
    return status;
}

static enum fpl_status put_rows(struct gbt *g, const struct fpl_report_kind *kind) {
    static const struct fpl_visitor visitor = {.begin = begin_table, .rows = take_rows};
    struct statement s = {.g = g, .name = kind->name};
    const struct fpl_report_spec spec = {.book = fpl_str_of(g->book.code),
                                         .from = fpl_period_first((struct fpl_period){(int16_t)g->asked->year, 1}),
                                         .to = g->until};
    struct fpl_report *report = NULL;
    enum fpl_status status = kind->make(g->view, &spec, &report, g->error);
    if (status)
        return status;
    status = ana_rows_begin(g->db, "gbt_row", 6, &s.rows, g->error);
    if (!status)
        status = fpl_report_visit(report, &visitor, &s, g->error);
    ana_rows_end(&s.rows);
    fpl_report_free(report);
    return status;
}

static enum fpl_status put_statements(struct gbt *g) {
    static const char *const names[] = {"balance-sheet", "income", "cash-flow"};
    struct ana_rows rows;
    enum fpl_status status = ana_rows_begin(g->db, "gbt_statement", 3, &rows, g->error);
    for (int i = 0; i < 3 && !status; i++) {
        const struct fpl_report_kind *kind = fpl_report_kind_find(fpl_str_of(names[i]));
        ana_put_int(&rows, i);
        ana_putz(&rows, kind->name);
        ana_putz(&rows, kind->zh);
        status = ana_row(&rows, g->error);
        if (!status)
            status = put_rows(g, kind);
    }
    ana_rows_end(&rows);
    return status;
}

static enum fpl_status fill(struct gbt *g) {
    const struct ana_cut cut = {.book = g->asked->book, .trial = g->asked->trial};
    enum fpl_status status = ana_create("", &g->db, g->error);
    if (!status) /* what is put in order here has a few pages each; the rest waits in the file */
        status = ana_run(g->db, "PRAGMA cache_size=-3072", g->error);
    if (!status)
        status = ana_fill(g->db, g->view, &cut, g->error);
    if (!status)
        status = ana_failed(g->db,
                            sqlite3_create_function_v2(g->db->engine, "yuan", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                                       NULL, yuan, NULL, NULL, NULL),
                            g->error);
    if (!status)
        status = ana_run(g->db, ana_gbt_before, g->error);
    if (!status)
        status = put_asked(g);
    if (!status)
        status = put_kinds(g);
    if (!status)
        status = put_flows(g);
    if (!status)
        status = put_statements(g);
    return status ? status : ana_run(g->db, ana_gbt_after, g->error);
}

/* ---- files ---- */

static enum fpl_status put_head(struct gbt *g) {
    struct ana_xml *xml = &g->xml;
    struct fpl_checkpoint checkpoint;
    struct fpl_buf text = {0};
    char root[64], day[12], known[ANA_MOMENT_BYTES] = "";
    enum fpl_status status = fpl_read_checkpoint(g->view, g->book.id, &checkpoint, g->error);
    if (status)
        return status;
    (void)fpl_base64(checkpoint.root.byte, sizeof checkpoint.root.byte, root);
    if (fpl_view_known_by(g->view))
        ana_moment(g->view, fpl_view_known_by(g->view), known);
    ana_xml_raw(xml,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--\n"
                "GB/T 24589.1-2010《会计核算软件数据接口 第1部分：企业》：仅元素的名称与次序，依公开旁证，未与标准正文"
                "核对；不含元素标识符 locID 与命名空间，类型与必填未知。本文件不表示符合该标准，也不是 2024 版。\n"
                "没有数据的元素为空元素。启用余额列入期初余额，不列入记账凭证。\n"
                "Names and order of the elements of the edition of 2010 alone, as public witnesses have them and not "
                "as its text was read; without locID and namespace; types and what is mandatory are not known. The "
                "file does not claim to follow the standard, and is not of the edition of 2024.\n"
                "An element without data is empty. Opening balances are part of what a period opens with, and no "
                "voucher.\n");
    fpl_buf_addf(&text, "%s %s，%d 年，截至 %s%s%s\n", g->book.code, g->book.name, g->asked->year,
                 fpl_date_format(g->until, day), known[0] ? "，知悉截止 " : "", known);
    fpl_buf_addf(&text, "fundpool %s\n存证 checkpoint: %s %llu %s", FUNDPOOL_VERSION, checkpoint.origin,
                 (unsigned long long)checkpoint.size, root);
    if (g->asked->trial)
        fpl_buf_addf(&text, "\n%s", g->asked->trial);
    xml->out.failed |= text.failed;
    for (size_t at = 0, n; at < text.n; at += n + 1) { /* a line feed of ours stays one */
        const char *end = memchr(text.p + at, '\n', text.n - at);
        n = end ? (size_t)(end - text.p) - at : text.n - at;
        ana_xml_remark(xml, (struct fpl_str){text.p + at, n});
        ana_xml_raw(xml, "\n");
    }
    ana_xml_raw(xml, "-->\n");
    fpl_buf_release(&text);
    return FPL_OK;
}

static struct fpl_str column(sqlite3_stmt *stmt, int i) {
    const char *text = (const char *)sqlite3_column_text(stmt, i);
    return (struct fpl_str){text ? text : "", text ? (size_t)sqlite3_column_bytes(stmt, i) : 0};
}

/* The first two are filled; the others are empty in every row, and made once. */
static void make_aids(struct gbt *g) {
    size_t n = 0;
    for (int i = 3; i <= ANA_GBT_AIDS; i++)
        n += (size_t)snprintf(g->aids + n, sizeof g->aids - n, "<辅助项%d编号/>", i);
    FPL_ASSERT(n < sizeof g->aids);
}

static void put_aids(struct gbt *g, sqlite3_stmt *stmt, int *at) {
    ana_xml_element(&g->xml, FPL_STR("辅助项1编号"), column(stmt, (*at)++));
    ana_xml_element(&g->xml, FPL_STR("辅助项2编号"), column(stmt, (*at)++));
    ana_xml_raw(&g->xml, g->aids);
}

static void put_row(struct gbt *g, const struct ana_gbt_table *table, sqlite3_stmt *stmt) {
    struct ana_xml *xml = &g->xml;
    int at = 0;
    ana_xml_raw(xml, "<");
    ana_xml_raw(xml, table->name);
    ana_xml_raw(xml, ">");
    for (const char *name = table->elements, *next; *name; name = next) {
        size_t n = strcspn(name, " ");
        next = name + n + (name[n] == ' ');
        if (name[0] == '*')
            put_aids(g, stmt, &at);
        else if (name[0] == '-')
            ana_xml_element(xml, (struct fpl_str){name + 1, n - 1}, FPL_STR(""));
        else
            ana_xml_element(xml, (struct fpl_str){name, n}, column(stmt, at++));
    }
    FPL_ASSERT(at == sqlite3_column_count(stmt));
    ana_xml_raw(xml, "</");
    ana_xml_raw(xml, table->name);
    ana_xml_raw(xml, ">\n");
}

/* Every table stands in its file: one without a row as an empty element. */
static enum fpl_status put_table(struct gbt *g, const struct ana_gbt_table *table) {
    sqlite3_stmt *stmt = NULL;
    int rc = table->sql ? sqlite3_prepare_v2(g->db->engine, table->sql, -1, &stmt, NULL) : SQLITE_OK, rows = 0;
    if (rc == SQLITE_OK && stmt) {
        for (; !g->xml.status && (rc = sqlite3_step(stmt)) == SQLITE_ROW; rows++)
            put_row(g, table, stmt);
    }
    enum fpl_status status = g->xml.status ? g->xml.status : ana_failed(g->db, rc, g->error);
    sqlite3_finalize(stmt);
    if (!status && rows == 0) {
        ana_xml_element(&g->xml, fpl_str_of(table->name), FPL_STR(""));
        ana_xml_raw(&g->xml, "\n");
    }
    return status;
}

static enum fpl_status write_tables(struct gbt *g, int file) {
    int count = 0;
    const struct ana_gbt_table *tables = ana_gbt_tables(&count);
    enum fpl_status status = put_head(g);
    ana_xml_raw(&g->xml, "<");
    ana_xml_raw(&g->xml, roots[file]);
    ana_xml_raw(&g->xml, ">\n");
    for (int i = 0; i < count && !status; i++)
        if (tables[i].file == file)
            status = put_table(g, &tables[i]);
    ana_xml_raw(&g->xml, "</");
    ana_xml_raw(&g->xml, roots[file]);
    ana_xml_raw(&g->xml, ">\n");
    return status;
}

static enum fpl_status write_file(struct gbt *g, const struct fpl_new_file *folder, const char *path, int file) {
    struct fpl_buf name = {0};
    fpl_buf_addf(&name, "%s/%s", folder->folder, files[file]);
    fpl_buf_addc(&name, '\0');
    enum fpl_status status = fpl_buf_ok(&name) ? fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL)
                                               : ana_xml_open(&g->xml, name.p, path, g->error);
    fpl_buf_release(&name);
    if (status)
        return status;
    status = write_tables(g, file);
    enum fpl_status written = ana_xml_close(&g->xml);
    return status ? status : written;
}

/* ---- the export ---- */

static enum fpl_status check_asked(struct gbt *g) {
    char day[12], first[12];
    const struct fpl_period january = {(int16_t)g->asked->year, 1}, december = {(int16_t)g->asked->year, 12};
    enum fpl_status status = fpl_read_book(g->view, g->asked->book, &g->book, g->error);
    if (status)
        return status;
    if (g->book.kind == FPL_BOOK_REGISTRY)
        return fpl_fail_text(g->error, FPL_E_BOOK, g->asked->book.p, g->asked->book.n);
    g->until = fpl_view_as_of(g->view);
    if (fpl_date_cmp(g->until, fpl_period_first(january)) < 0)
        return fpl_fail(g->error, FPL_E_DATE_ORDER, fpl_date_format(g->until, day),
                        fpl_date_format(fpl_period_first(january), first), NULL);
    if (fpl_date_cmp(g->until, fpl_period_last(december)) > 0)
        g->until = fpl_period_last(december);
    return FPL_OK;
}

enum fpl_status ana_export_gbt24589(struct fpl_view *view, const struct ana_gbt_asked *asked, const char *ledger,
                                    const char *path, struct fpl_error *error) {
    struct gbt g = {.view = view, .asked = asked, .error = error};
    struct fpl_new_file folder;
    enum fpl_status status = check_asked(&g);
    if (!status)
        status = fpl_new_folder_begin(path, ledger, files, &folder, error);
    if (status)
        return status;
    make_aids(&g);
    status = fill(&g);
    for (int file = 0; file < ANA_GBT_FILES && !status; file++)
        status = write_file(&g, &folder, path, file);
    ana_close(g.db);
    return fpl_new_file_end(&folder, status, error);
}
