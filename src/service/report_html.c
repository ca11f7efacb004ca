/* A report as HTML tables: the cells that the other renderers get, with links where a cell names something that has a
 * page. */
#include "src/service/page.h"

#define SHORT_BYTES 36 /* twelve Chinese characters: a cell of them is not broken */
#define LONG_BYTES  60
/* That fit a telephone; of more a narrow page makes each row a list, so that nothing stands out of sight. */
#define FEW_COLUMNS 2
#define MOST_TITLES 64

struct shown {
    const struct report_html *how;
    const struct fpl_table_shown *table;
    struct fpl_buf *out;
    size_t column, rows;
    int is_open, left_out, is_many;
    struct fpl_str title[MOST_TITLES]; /* of the columns, for such a list */
    struct fpl_buf words;
    char fund[65]; /* of the row: what its column "fund" or "book" says */
};

const char *report_verdict(const char *code) {
    static const struct {
        const char *code, *class_name;
    } verdicts[] = {{"PASS", "pass"},
                    {"WITHIN", "pass"},
                    {"MET", "pass"},
                    {"T", "pass"},
                    {"OK", "pass"},
                    {"KEPT", "pass"},
                    {"CLEAN", "pass"},
                    {"FAIL", "fail"},
                    {"EXCEEDED", "fail"},
                    {"BROKEN", "fail"},
                    {"BROKEN_BEFORE", "fail"},
                    {"PASSED", "fail"}, /* broken, let through */
                    {"TOLD", "fail"},
                    {"OVER", "fail"},
                    {"F", "fail"},
                    {"TRIPPED", "fail"},
                    {"REFUSED", "fail"},
                    {"FOUND", "fail"},
                    {"UNREACHABLE", "fail"},
                    {"UNKNOWN", "unsure"},
                    {"U", "unsure"},
                    {"PENDING", "unsure"},
                    {"DEFERRED", "unsure"},
                    {"QUEUED", "unsure"},
                    {"TRIGGERED", "unsure"},
                    {"NEXT_CALL_WAITS", "unsure"},
                    {"NOT_TESTED", "unsure"},
                    {"PARTLY_TESTED", "unsure"}};
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (strcmp(code, verdicts[i].code) == 0)
            return verdicts[i].class_name;
    return "";
}

static struct fpl_str name_of(const struct shown *shown, const char *zh, const char *en) {
    return fpl_str_of(shown->how->page->call->zh ? zh : en);
}

/* A ratio as people read it, and exactly. */
static struct fpl_str words_of(struct shown *shown, const struct fpl_report_cell *cell) {
    int zh = shown->how->page->call->zh;
    fpl_buf_reset(&shown->words);
    fpl_cell_text(cell, (struct fpl_cell_style){.zh = zh}, &shown->words);
    if (cell->type == FPL_CELL_RATIO && cell->den != 1) {
        fpl_buf_adds(&shown->words, " = ");
        fpl_cell_text(cell, (struct fpl_cell_style){.zh = zh, .exact = 1}, &shown->words);
    }
    return fpl_buf_str(&shown->words);
}

static int is_number(enum fpl_column_type type) {
    return type == FPL_COLUMN_MONEY || type == FPL_COLUMN_INT || type == FPL_COLUMN_RATIO || type == FPL_COLUMN_PERCENT;
}

/* ---- links ---- */

/* "6/556", of a book and a record that there are: a fraction may look the same. */
static int is_receipt(const struct call *call, const char *key, struct fpl_str text) {
    const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
    int64_t book = 0, seq = 0;
    static const char *const fractions[] = {"exact", "remainder", "weight", "early_part", "figures"};
    for (size_t i = 0; i < sizeof fractions / sizeof fractions[0]; i++)
        if (strcmp(key, fractions[i]) == 0)
            return 0;
    if (!slash)
        return 0;
    struct fpl_str before = {text.p, (size_t)(slash - text.p)}, after = {slash + 1, text.n - before.n - 1};
    if (fpl_int_parse(before, &book) || fpl_int_parse(after, &seq) || seq < 0)
        return 0;
    for (int i = 0; i < call->cut.books; i++)
        if (call->cut.book[i].id == book)
            return seq < call->cut.book[i].size;
    return 0;
}

static struct fpl_str item_link(struct shown *shown, struct fpl_str text) {
    struct fpl_buf path = {0};
    struct fpl_str book = shown->fund[0] ? fpl_str_of(shown->fund) : shown->how->book;
    struct fpl_str link = {0};
    if (!book.n || !text.n)
        return link;
    fpl_buf_adds(&path, "/items/");
    web_urlencode(book, &path);
    fpl_buf_addc(&path, '/');
    web_urlencode(text, &path);
    fpl_buf_addc(&path, '\0');
    if (fpl_buf_ok(&path) == FPL_OK)
        link = page_link(shown->how->page, path.p, NULL, 0);
    fpl_buf_release(&path);
    return link;
}

/* Where a cell leads; empty: nowhere. */
static struct fpl_str link_of(struct shown *shown, const char *key, struct fpl_str text) {
    struct page *page = shown->how->page;
    int reads_all = page->call->institution.n == 0;
    if (is_receipt(page->call, key, text))
        return page_link(page, page_format(page, "/records/%.*s", (int)text.n, text.p).p, NULL, 0);
    if (strcmp(key, "account") == 0 && shown->how->book.n && reads_all) {
        struct web_pair pairs[] = {{FPL_STR("book"), shown->how->book}, {FPL_STR("account"), text}};
        return page_link(page, "/statements/statement", pairs, 2);
    }
    if (strcmp(key, "deal") == 0 || strcmp(key, "loan") == 0 || strcmp(key, "claim") == 0 ||
        (strcmp(key, "number") == 0 && strcmp(shown->table->key, "claims") == 0))
        return item_link(shown, text);
    return (struct fpl_str){0};
}

static void put_words(struct shown *shown, const char *key, const struct fpl_report_cell *cell, struct fpl_str text) {
    struct fpl_str to = cell->type == FPL_CELL_TEXT ? link_of(shown, key, text) : (struct fpl_str){0};
    if (to.n) {
        fpl_buf_adds(shown->out, "<a href=\"");
        page_put_url(shown->out, to);
        fpl_buf_adds(shown->out, "\">");
    }
    page_put_text(shown->out, text);
    if (to.n)
        fpl_buf_adds(shown->out, "</a>");
}

/* ---- tables ---- */

static void put_captions(struct shown *shown) {
    const struct fpl_table_shown *table = shown->table;
    if (table->captions == 0)
        return;
    fpl_buf_adds(shown->out, "<dl class=\"facts\">\n");
    for (size_t i = 0; i < table->captions; i++) {
        const struct fpl_caption *caption = &table->caption[i];
        struct fpl_str words = words_of(shown, &caption->value);
        fpl_buf_adds(shown->out, words.n > 90 ? "<div class=\"wide\"><dt>" : "<div><dt>");
        page_put_text(shown->out, page_title(shown->how->page, caption->zh, caption->en));
        fpl_buf_adds(shown->out, "</dt><dd>");
        put_words(shown, caption->key, &caption->value, words);
        fpl_buf_adds(shown->out, "</dd></div>\n");
    }
    fpl_buf_adds(shown->out, "</dl>\n");
}

static enum fpl_status begin(void *ctx, const struct fpl_table_shown *table) {
    struct shown *shown = ctx;
    shown->table = table;
    shown->rows = shown->column = 0;
    shown->is_open = shown->left_out = 0;
    shown->fund[0] = '\0';
    fpl_buf_adds(shown->out, "<section>\n");
    if (!shown->how->is_bare) {
        fpl_buf_adds(shown->out, "<h2>");
        page_put_text(shown->out, name_of(shown, table->zh, table->en));
        fpl_buf_adds(shown->out, "</h2>\n");
    }
    put_captions(shown);
    return fpl_buf_ok(shown->out);
}

/* What to type at a command line is no word of a page: its links lead there. */
static int is_shown(const struct fpl_column *column) {
    return !(column->flags & (FPL_COLUMN_DATA | FPL_COLUMN_TYPED));
}

/* What stays in sight while a wide table is scrolled: whose row it is, and what became of it. */
static const char *held_class(const struct fpl_column *column, int is_first) {
    return column->flags & FPL_COLUMN_VERDICT ? " held-end" : is_first ? " held" : "";
}

static enum fpl_status head(void *ctx) {
    struct shown *shown = ctx;
    const struct fpl_table_shown *table = shown->table;
    /* Numbered: two tables of one title are two regions, and a reader of the screen is to know which one he is in. */
    fpl_buf_addf(shown->out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s %d ",
                 shown->how->page->call->zh ? "表" : "Table", ++shown->how->page->tables);
    page_put_text(shown->out, name_of(shown, table->zh, table->en));
    int columns = 0, is_first = 1;
    for (size_t i = 0; i < table->columns; i++) {
        columns += is_shown(&table->column[i]);
        if (i < MOST_TITLES)
            shown->title[i] = page_title(shown->how->page, table->column[i].zh, table->column[i].en);
    }
    shown->is_many = columns > FEW_COLUMNS && table->columns <= MOST_TITLES;
    fpl_buf_adds(shown->out, shown->is_many ? "\">\n<table class=\"many\">\n<thead><tr>" : "\">\n<table>\n<thead><tr>");
    for (size_t i = 0; i < table->columns; i++) {
        if (!is_shown(&table->column[i]))
            continue;
        struct fpl_str name = page_title(shown->how->page, table->column[i].zh, table->column[i].en);
        const char *tag = name.n ? "th" : "td"; /* a head without words is none */
        fpl_buf_addf(shown->out, "<%s%s class=\"%s%s\">", tag, name.n ? " scope=\"col\"" : "",
                     is_number(table->column[i].type) ? "num" : "", held_class(&table->column[i], is_first));
        is_first = 0;
        page_put_text(shown->out, name);
        fpl_buf_addf(shown->out, "</%s>", tag);
    }
    fpl_buf_adds(shown->out, "</tr></thead>\n<tbody>\n");
    shown->is_open = 1;
    return fpl_buf_ok(shown->out);
}

static int is_negative(const struct fpl_report_cell *cell) {
    return (cell->type == FPL_CELL_MONEY || cell->type == FPL_CELL_PERCENT || cell->type == FPL_CELL_RATIO) &&
           cell->v.num < 0;
}

static void put_cell(struct shown *shown, const struct fpl_column *column, const struct fpl_report_cell *cell,
                     int is_first) {
    struct fpl_str words = words_of(shown, cell);
    const char *verdict = cell->type == FPL_CELL_CODE ? report_verdict(fpl_cell_part(cell, 0)) : "";
    int is_head = is_first && words.n > 0;
    fpl_buf_addf(shown->out, "<%s class=\"%s%s%s%s%s %s\"", is_head ? "th scope=\"row\"" : "td",
                 is_number(column->type) ? "num" : "", held_class(column, is_first),
                 column->flags & FPL_COLUMN_KEEP || words.n <= SHORT_BYTES ? " keep" : "",
                 words.n > LONG_BYTES           ? " long"
                 : cell->type == FPL_CELL_RATIO ? " ratio"
                                                : "",
                 is_negative(cell) ? " neg" : "", verdict);
    if (shown->is_many) {
        fpl_buf_adds(shown->out, " data-of=\"");
        page_put_text(shown->out, shown->title[column - shown->table->column]);
        fpl_buf_adds(shown->out, "\"");
    }
    fpl_buf_addc(shown->out, '>');
    put_words(shown, column->key, cell, words);
    fpl_buf_adds(shown->out, is_head ? "</th>" : "</td>");
}

static void note_fund(struct shown *shown, const struct fpl_column *column, const struct fpl_report_cell *cell) {
    if (cell->type == FPL_CELL_TEXT && (strcmp(column->key, "fund") == 0 || strcmp(column->key, "book") == 0))
        (void)fpl_str_copy((struct fpl_str){cell->v.p, cell->n}, shown->fund, sizeof shown->fund);
}

static void put_rows(struct shown *shown, const struct fpl_report_cell *cell, size_t n, const char *row) {
    const struct fpl_table_shown *table = shown->table;
    int is_first = 1;
    for (size_t i = 0; i < n; i++) {
        const struct fpl_column *column = &table->column[i % table->columns];
        if (i % table->columns == 0) {
            fpl_buf_adds(shown->out, row);
            is_first = 1;
        }
        note_fund(shown, column, &cell[i]);
        if (is_shown(column)) {
            put_cell(shown, column, &cell[i], is_first);
            is_first = 0;
        }
        if (i % table->columns == table->columns - 1)
            fpl_buf_adds(shown->out, "</tr>\n");
    }
}

static enum fpl_status rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct shown *shown = ctx;
    size_t columns = shown->table->columns, room = REPORT_ROWS_MOST - shown->rows, given = n / columns;
    if (given > room) {
        given = room;
        shown->left_out = 1;
    }
    put_rows(shown, cell, given * columns, "<tr>");
    shown->rows += given;
    return fpl_buf_ok(shown->out);
}

static void put_left_out(struct shown *shown) {
    fpl_buf_adds(shown->out, "<p class=\"empty\">");
    page_put_text(shown->out,
                  name_of(shown, "本页只列前 500 行；全部见 CSV。", "The first 500 rows; the CSV has all of them. "));
    if (shown->how->csv) {
        fpl_buf_adds(shown->out, " <a href=\"");
        page_put_url(shown->out, fpl_str_of(shown->how->csv));
        fpl_buf_adds(shown->out, "\">CSV</a>");
    }
    fpl_buf_adds(shown->out, "</p>\n");
}

static enum fpl_status end(void *ctx) {
    struct shown *shown = ctx;
    const struct fpl_table_shown *table = shown->table;
    if (shown->is_open) {
        put_rows(shown, table->total, table->totals, "<tr class=\"total\">");
        fpl_buf_adds(shown->out, "</tbody>\n</table>\n</div>\n");
        if (shown->rows == 0 && table->totals == 0) {
            fpl_buf_adds(shown->out, "<p class=\"empty\">");
            page_put_text(shown->out, name_of(shown, "没有内容。", "There is none."));
            fpl_buf_adds(shown->out, "</p>\n");
        }
    }
    if (shown->left_out)
        put_left_out(shown);
    size_t notes = shown->how->is_bare ? 0 : table->notes;
    if (notes > 0)
        fpl_buf_adds(shown->out, "<ul class=\"notes\">\n");
    for (size_t i = 0; i < notes; i++) {
        fpl_buf_adds(shown->out, "<li>");
        page_put_text(shown->out, name_of(shown, table->note[i].zh, table->note[i].en));
        fpl_buf_adds(shown->out, "</li>\n");
    }
    fpl_buf_adds(shown->out, notes > 0 ? "</ul>\n</section>\n" : "</section>\n");
    return fpl_buf_ok(shown->out);
}

enum fpl_status report_html(const struct report_html *how, const struct fpl_report *report) {
    static const struct fpl_visitor visitor = {.begin = begin, .head = head, .rows = rows, .end = end};
    struct shown shown = {.how = how, .out = &how->page->html};
    enum fpl_status status = fpl_report_visit(report, &visitor, &shown, &how->page->call->error);
    fpl_buf_release(&shown.words);
    return status;
}
