/* Building a report: memory, tables, captions, columns, cells, notes. */
#include "reports/table.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES  (32u << 10)
#define ROWS_AT_ONCE 64 /* handed over of a table whose rows are not gathered */

struct fpl_report_block {
    struct fpl_report_block *next;
    size_t used, cap;
    char bytes[];
};

static char *take(struct fpl_report *report, size_t n) {
    struct fpl_report_block *block = report->block;
    if (report->failed)
        return NULL;
    if (!block || block->cap - block->used < n) {
        size_t cap = n > BLOCK_BYTES ? n : BLOCK_BYTES;
        if (!(block = malloc(sizeof *block + cap))) {
            report->failed = 1;
            return NULL;
        }
        *block = (struct fpl_report_block){.next = report->block, .cap = cap};
        report->block = block;
    }
    char *p = block->bytes + block->used;
    block->used += n;
    return p;
}

static char *copy(struct fpl_report *report, const char *text, size_t n) {
    char *p = take(report, n + 1);
    if (p) {
        if (n)
            memcpy(p, text, n);
        p[n] = '\0';
    }
    return p;
}

static const char *keep(struct fpl_report *report, const char *text) {
    return copy(report, text ? text : "", text ? strlen(text) : 0);
}

/* Room for one more of `size` bytes in a growing array. */
static void *grow(struct fpl_report *report, void *list, size_t n, size_t *cap, size_t size) {
    if (report->failed)
        return NULL;
    if (n < *cap)
        return list;
    size_t wider = *cap ? *cap * 2 : 8;
    void *moved = realloc(list, wider * size);
    if (!moved) {
        report->failed = 1;
        return NULL;
    }
    *cap = wider;
    return moved;
}

struct fpl_report *fpl_report_new(const char *name) {
    struct fpl_report *report = calloc(1, sizeof *report);
    if (!report)
        return NULL;
    report->name = keep(report, name);
    if (!report->name) {
        free(report);
        return NULL;
    }
    return report;
}

/* Gives back all blocks of memory but `keep` of them, which is empty then. */
static void release_blocks(struct fpl_report *report, int keep) {
    struct fpl_report_block *kept = keep ? report->block : NULL;
    struct fpl_report_block *block = kept ? kept->next : report->block;
    while (block) {
        struct fpl_report_block *next = block->next;
        free(block);
        block = next;
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
    }
    report->block = kept;
}

void fpl_report_free(struct fpl_report *report) {
    if (!report)
        return;
    for (size_t i = 0; i < report->tables; i++) {
        free(report->table[i].caption);
        free(report->table[i].column);
        free(report->table[i].cell);
        free(report->table[i].total);
        free(report->table[i].note);
        free(report->table[i].chart);
        if (report->table[i].rows_release)
            report->table[i].rows_release(report->table[i].rows_ctx);
    }
    free(report->next);
    free(report->table);
    release_blocks(report, 0);
    free(report);
}

enum fpl_status fpl_report_ok(const struct fpl_report *report) {
    return report && !report->failed ? FPL_OK : FPL_E_NOMEM;
}

static struct fpl_table *current(struct fpl_report *report) {
    FPL_ASSERT(report->failed || report->tables > 0);
    return report->failed ? NULL : &report->table[report->tables - 1];
}

static void check_rows(const struct fpl_table *table) {
    FPL_ASSERT(table->columns == 0 || (table->cells % table->columns == 0 && table->totals % table->columns == 0));
}

void fpl_report_table(struct fpl_report *report, const char *key, const char *zh, const char *en) {
    if (!report->failed && report->tables)
        check_rows(current(report));
    struct fpl_table *list = grow(report, report->table, report->tables, &report->table_cap, sizeof *list);
    if (!list)
        return;
    report->table = list;
    report->to_total = 0;
    list[report->tables] = (struct fpl_table){keep(report, key), keep(report, zh), keep(report, en), .captions = 0};
    report->tables++;
}

void fpl_report_caption(struct fpl_report *report, const char *key, const char *zh, const char *en) {
    struct fpl_table *table = current(report);
    FPL_ASSERT(!report->to_caption);
    struct fpl_caption *list =
        table ? grow(report, table->caption, table->captions, &table->caption_cap, sizeof *list) : NULL;
    if (!list)
        return;
    table->caption = list;
    list[table->captions++] =
        (struct fpl_caption){keep(report, key), keep(report, zh), keep(report, en), {.type = FPL_CELL_NONE}};
    report->to_caption = 1;
}

void fpl_report__cut(struct fpl_report *report) {
    struct fpl_table *table = current(report);
    if (table && table->captions > 0)
        report->cut = table->caption[table->captions - 1];
}

void fpl_report_column(struct fpl_report *report, const char *key, const char *zh, const char *en,
                       enum fpl_column_type type, unsigned flags) {
    struct fpl_table *table = current(report);
    struct fpl_column *list =
        table ? grow(report, table->column, table->columns, &table->column_cap, sizeof *list) : NULL;
    if (!list)
        return;
    FPL_ASSERT(table->cells == 0 && table->totals == 0);
    table->column = list;
    list[table->columns++] = (struct fpl_column){keep(report, key), keep(report, zh), keep(report, en), type, flags};
}

void fpl_report__show(struct fpl_report *report, const char *key) {
    struct fpl_table *table = current(report);
    for (size_t i = 0; table && i < table->columns; i++)
        if (strcmp(table->column[i].key, key) == 0)
            table->column[i].flags &= ~(unsigned)FPL_COLUMN_DATA;
}

void fpl_report_total(struct fpl_report *report) {
    if (!report->failed)
        check_rows(current(report));
    report->to_total = 1;
}

void fpl_report_note(struct fpl_report *report, const char *code, const char *zh, const char *en) {
    struct fpl_table *table = current(report);
    struct fpl_note *list = table ? grow(report, table->note, table->notes, &table->note_cap, sizeof *list) : NULL;
    if (!list)
        return;
    table->note = list;
    list[table->notes++] = (struct fpl_note){keep(report, code), keep(report, zh), keep(report, en)};
}

void fpl_report_chart(struct fpl_report *report, const struct fpl_chart_spec *chart) {
    struct fpl_table *table = current(report);
    struct fpl_chart_spec *list =
        table ? grow(report, table->chart, table->charts, &table->chart_cap, sizeof *list) : NULL;
    if (!list)
        return;
    FPL_ASSERT(table->columns > 0);
    table->chart = list;
    list[table->charts++] = *chart;
}

void fpl_report_rows(struct fpl_report *report, fpl_rows_fn rows, void *ctx, void (*release)(void *ctx)) {
    struct fpl_table *table = current(report);
    if (!table) {
        if (release)
            release(ctx);
        return;
    }
    FPL_ASSERT(table->columns > 0 && table->cells == 0 && !table->rows);
    table->rows = rows;
    table->rows_ctx = ctx;
    table->rows_release = release;
}

/* ---- rows that are not gathered ---- */

static void hand_over(struct fpl_report *report, struct fpl_table *table) {
    if (!report->status)
        report->status = report->take(report->take_ctx, table->cell, table->cells);
    table->cells = 0;
    release_blocks(report, 1);
}

/* Hands over the table's rows, some whole ones at a time, gathered or not. */
static enum fpl_status each_rows(const struct fpl_table *table, fpl_take_fn to, void *ctx, struct fpl_error *error) {
    if (!to || table->columns == 0)
        return FPL_OK;
    if (!table->rows)
        return to(ctx, table->cell, table->cells);
    struct fpl_table some = {.key = table->key, .column = table->column, .columns = table->columns};
    struct fpl_report report = {.table = &some, .tables = 1, .take = to, .take_ctx = ctx};
    enum fpl_status status = table->rows(table->rows_ctx, &report, error);
    if (!status && report.failed && !report.status)
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status) {
        check_rows(&some);
        hand_over(&report, &some);
    }
    free(some.cell);
    release_blocks(&report, 0);
    return report.status ? report.status : status;
}

static enum fpl_status visit_table(const struct fpl_table *table, const struct fpl_visitor *visitor, void *ctx,
                                   struct fpl_error *error) {
    struct fpl_table_shown shown = {.key = table->key,
                                    .zh = table->zh,
                                    .en = table->en,
                                    .caption = table->caption,
                                    .column = table->column,
                                    .total = table->total,
                                    .note = table->note,
                                    .chart = table->chart,
                                    .charts = table->charts,
                                    .captions = table->captions,
                                    .columns = table->columns,
                                    .totals = table->totals,
                                    .notes = table->notes};
    enum fpl_status status = visitor->begin ? visitor->begin(ctx, &shown) : FPL_OK;
    if (!status)
        status = each_rows(table, visitor->measure, ctx, error);
    if (!status && visitor->head && table->columns)
        status = visitor->head(ctx);
    if (!status)
        status = each_rows(table, visitor->rows, ctx, error);
    return !status && visitor->end ? visitor->end(ctx) : status;
}

enum fpl_status fpl_report_visit(const struct fpl_report *report, const struct fpl_visitor *visitor, void *ctx,
                                 struct fpl_error *error) {
    enum fpl_status status = fpl_report_ok(report);
    if (status)
        return fpl_fail(error, status, NULL, NULL, NULL);
    for (size_t i = 0; i < report->tables && !status; i++)
        status = visit_table(&report->table[i], visitor, ctx, error);
    return status;
}

const char *fpl_report_key(const struct fpl_report *report) {
    return report->name;
}

/* ---- cells ---- */

static void add_cell(struct fpl_report *report, struct fpl_report_cell cell) {
    struct fpl_table *table = current(report);
    if (!table)
        return;
    if (report->to_caption) {
        table->caption[table->captions - 1].value = cell;
        report->to_caption = 0;
        return;
    }
    FPL_ASSERT(table->columns > 0 && !table->rows);
    struct fpl_report_cell **list = report->to_total ? &table->total : &table->cell;
    size_t *n = report->to_total ? &table->totals : &table->cells;
    struct fpl_report_cell *wider =
        grow(report, *list, *n, report->to_total ? &table->total_cap : &table->cell_cap, sizeof *wider);
    if (!wider)
        return;
    *list = wider;
    wider[(*n)++] = cell;
    if (report->to_total && *n % table->columns == 0)
        report->to_total = 0;
    if (report->take && *n == ROWS_AT_ONCE * table->columns)
        hand_over(report, table);
}

void fpl_report_none(struct fpl_report *report) {
    add_cell(report, (struct fpl_report_cell){.type = FPL_CELL_NONE});
}

void fpl_report_text(struct fpl_report *report, struct fpl_str text) {
    FPL_ASSERT(text.n <= UINT32_MAX);
    add_cell(report, (struct fpl_report_cell){
                         .type = FPL_CELL_TEXT, .n = (uint32_t)text.n, .v.p = copy(report, text.p, text.n)});
}

/* Up to three texts one after the other, each with its NUL. */
static const char *pack(struct fpl_report *report, const char *a, const char *b, const char *c) {
    size_t na = strlen(a) + 1, nb = strlen(b) + 1, nc = c ? strlen(c) + 1 : 0;
    char *p = take(report, na + nb + nc);
    if (!p)
        return NULL;
    memcpy(p, a, na);
    memcpy(p + na, b, nb);
    if (c)
        memcpy(p + na + nb, c, nc);
    return p;
}

void fpl_report_name(struct fpl_report *report, const char *zh, const char *en) {
    add_cell(report, (struct fpl_report_cell){.type = FPL_CELL_NAME, .v.p = pack(report, zh, en, NULL)});
}

void fpl_report_code(struct fpl_report *report, const char *code, const char *zh, const char *en) {
    add_cell(report, (struct fpl_report_cell){.type = FPL_CELL_CODE, .v.p = pack(report, code, zh, en)});
}

void fpl_report__words(struct fpl_report *report, const char *packed) {
    add_cell(report, (struct fpl_report_cell){.type = FPL_CELL_CODE, .v.p = packed});
}

void fpl_report_money(struct fpl_report *report, struct fpl_money amount, int scale) {
    FPL_ASSERT(scale >= 0 && scale < 10);
    add_cell(report, (struct fpl_report_cell){
                         .type = FPL_CELL_MONEY, .scale = (uint8_t)scale, .v.num = fpl_money_minor(amount)});
}

void fpl_report_int(struct fpl_report *report, int64_t value) {
    add_cell(report, (struct fpl_report_cell){.type = FPL_CELL_INT, .v.num = value});
}

void fpl_report_ratio(struct fpl_report *report, struct fpl_ratio ratio) {
    add_cell(report, (struct fpl_report_cell){.type = FPL_CELL_RATIO, .v.num = ratio.num, .den = ratio.den});
}

void fpl_report_percent(struct fpl_report *report, int64_t num, int64_t den) {
    add_cell(report,
             (struct fpl_report_cell){.type = den > 0 ? FPL_CELL_PERCENT : FPL_CELL_NONE, .v.num = num, .den = den});
}

void fpl_report_date(struct fpl_report *report, struct fpl_date date) {
    int none = fpl_date_is_none(date);
    add_cell(report, (struct fpl_report_cell){.type = none ? FPL_CELL_NONE : FPL_CELL_DATE, .v.num = date.day});
}

/* ---- reading them back ---- */

const char *fpl_cell_part(const struct fpl_report_cell *cell, int index) {
    const char *p = cell->v.p;
    while (index-- > 0)
        p += strlen(p) + 1;
    return p;
}

/* Lowest terms: 185/93, not 18500000/9300000. */
static struct fpl_ratio lowest(int64_t num, int64_t den) {
    uint64_t a = num < 0 ? 0 - (uint64_t)num : (uint64_t)num, b = den < 0 ? 0 - (uint64_t)den : (uint64_t)den;
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    int64_t common = a > 1 && a <= INT64_MAX ? (int64_t)a : 1;
    return (struct fpl_ratio){num / common, den / common};
}

static void add_number(const struct fpl_report_cell *cell, struct fpl_cell_style style, struct fpl_buf *out) {
    char text[64];
    switch ((enum fpl_cell_type)cell->type) {
    case FPL_CELL_MONEY:
        fpl_buf_adds(out, style.data ? fpl_money_format(fpl_money_of(cell->v.num), FPL_UNIT_YUAN, cell->scale, text)
                                     : fpl_money_format_grouped(fpl_money_of(cell->v.num), cell->scale, text));
        break;
    case FPL_CELL_RATIO: {
        struct fpl_ratio ratio = lowest(cell->v.num, cell->den);
        /* num/den is the percentage of num/(100 den), truncated to four decimals like every other quotient shown */
        if (style.exact || ratio.den > INT64_MAX / 100)
            fpl_buf_adds(out, fpl_ratio_format(ratio, text));
        else
            fpl_buf_adds(out, fpl_percent_trunc(ratio.num, ratio.den * 100, 4, text, sizeof text));
        break;
    }
    case FPL_CELL_PERCENT:
        fpl_buf_adds(out, fpl_percent_trunc(cell->v.num, cell->den, 4, text, sizeof text));
        if (!style.data)
            fpl_buf_addc(out, '%');
        break;
    case FPL_CELL_DATE:
        fpl_buf_adds(out, fpl_date_format((struct fpl_date){(int32_t)cell->v.num}, text));
        break;
    case FPL_CELL_INT:
        fpl_buf_addi(out, cell->v.num);
        break;
    case FPL_CELL_NONE:
    case FPL_CELL_TEXT:
    case FPL_CELL_NAME:
    case FPL_CELL_CODE:
        break;
    }
}

struct fpl_str fpl_cell_words(const struct fpl_report_cell *cell, int zh) {
    if (cell->type == FPL_CELL_TEXT)
        return (struct fpl_str){cell->v.p, cell->n};
    FPL_ASSERT(cell->type == FPL_CELL_NAME || cell->type == FPL_CELL_CODE);
    return fpl_str_of(fpl_cell_part(cell, cell->type == FPL_CELL_NAME ? !zh : zh ? 1 : 2));
}

void fpl_cell_text(const struct fpl_report_cell *cell, struct fpl_cell_style style, struct fpl_buf *out) {
    if (cell->type != FPL_CELL_TEXT && cell->type != FPL_CELL_NAME && cell->type != FPL_CELL_CODE) {
        add_number(cell, style, out);
        return;
    }
    struct fpl_str words = fpl_cell_words(cell, style.zh);
    fpl_buf_add(out, words.p, words.n);
}
