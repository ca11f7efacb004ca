/* Record splitter over the decoded stream, cells by libcsv. */
#include "src/ingest/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#define FILL   65536u
#define WINDOW (ING_RECORD_BYTES_MAX + 2 * FILL)
#define FRONT  4096u /* what is kept of a record that is too long */

enum place { FIELD_START, UNQUOTED, QUOTED, QUOTE_SEEN, AFTER_QUOTE };
enum { BYTE_TEXT, BYTE_ENDS_CELL, BYTE_HARD /* quotes and NUL */ };

struct ing_csv {
    struct ing_intake *intake;
    char delimiter;
    int parser_made;
    struct csv_parser parser;
    unsigned char kind[256];  /* of each byte in a record without quotes */
    int64_t row, line;        /* the last record's number, and lines passed so far */
    size_t start, scan, stop; /* window: the record begins at start, is scanned up to scan; bytes end at stop */
    int at_end;               /* the stream has no more bytes */
    enum place place;
    size_t quote_at; /* of the quote that opened the field being scanned */
    int field;       /* being scanned, from 1 */
    int spoilt;      /* first field with text behind its closing quote; 0 = none */
    struct ing_record record;
    struct fpl_str cell[ING_CELLS_MAX];
    char *text; /* unquoted cells; never longer than the raw record */
    size_t text_n;
    char front[FRONT];
    char *window;
};

static int blank_tab(unsigned char c) {
    return c == ' ' || c == '\t';
}
static int blank_space(unsigned char c) {
    return c == ' ';
}

enum fpl_status ing_csv_new(struct ing_intake *intake, struct ing_csv **out, struct fpl_error *error) {
    struct ing_csv *csv = calloc(1, sizeof *csv);
    if (!csv)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    csv->intake = intake;
    csv->window = malloc(WINDOW);
    csv->text = malloc(WINDOW);
    csv->parser_made = csv_init(&csv->parser, 0) == 0;
    if (!csv->window || !csv->text || !csv->parser_made) {
        ing_csv_free(csv);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    csv_set_blk_size(&csv->parser, 8192);
    *out = csv;
    return FPL_OK;
}

void ing_csv_free(struct ing_csv *csv) {
    if (!csv)
        return;
    if (csv->parser_made)
        csv_free(&csv->parser);
    free(csv->window);
    free(csv->text);
    free(csv);
}

enum fpl_status ing_csv_restart(struct ing_csv *csv, char delimiter, struct fpl_error *error) {
    csv->delimiter = delimiter;
    memset(csv->kind, BYTE_TEXT, sizeof csv->kind);
    csv->kind[0] = csv->kind['"'] = BYTE_HARD;
    csv->kind['\n'] = csv->kind['\r'] = csv->kind[(unsigned char)delimiter] = BYTE_ENDS_CELL;
    csv_set_delim(&csv->parser, (unsigned char)delimiter);
    csv_set_space_func(&csv->parser, delimiter == '\t' ? blank_space : blank_tab);
    csv->row = csv->line = 0;
    csv->start = csv->scan = csv->stop = 0;
    csv->at_end = 0;
    csv->place = FIELD_START;
    return ing_intake_rewind(csv->intake, error);
}

/* More bytes behind stop; drops what lies before start to make room. */
static enum fpl_status fill(struct ing_csv *csv, struct fpl_error *error) {
    if (WINDOW - csv->stop < FILL) {
        size_t gone = csv->start;
        memmove(csv->window, csv->window + gone, csv->stop - gone);
        csv->start = 0;
        csv->scan -= gone;
        csv->quote_at -= gone;
        csv->stop -= gone;
    }
    size_t got = 0;
    FPL_ASSERT(WINDOW - csv->stop >= FILL);
    enum fpl_status status = ing_intake_read(csv->intake, csv->window + csv->stop, FILL, &got, error);
    if (status != FPL_OK)
        return status;
    csv->stop += got;
    csv->at_end = got == 0;
    return FPL_OK;
}

static int is_end(char c) {
    return c == '\n' || c == '\r';
}

/* The place behind one character outside quotes. Text behind a closing quote spoils the field; a quote inside an
 * unquoted field is an ordinary character, as every spreadsheet takes it. */
static enum place step(struct ing_csv *csv, char c, size_t at) {
    int blank = c == ' ' || c == '\t';
    if (c == csv->delimiter) {
        csv->field++;
        return FIELD_START;
    }
    switch (csv->place) {
    case FIELD_START:
        if (c == '"')
            csv->quote_at = at;
        return c == '"' ? QUOTED : blank ? FIELD_START : UNQUOTED;
    case QUOTE_SEEN:
        if (c == '"')
            return QUOTED;
        break;
    case AFTER_QUOTE:
        break;
    case UNQUOTED:
    case QUOTED:
        return UNQUOTED;
    }
    if (blank)
        return AFTER_QUOTE;
    if (csv->spoilt == 0)
        csv->spoilt = csv->field;
    return UNQUOTED;
}

/* Moves scan to the record's end; 1 if it stands on an unquoted line end, 0 if the window ran out. */
static int scan_record(struct ing_csv *csv) {
    const char *w = csv->window;
    size_t i = csv->scan;
    for (; i < csv->stop; i++) {
        char c = w[i];
        if (csv->place == QUOTED) {
            const char *quote = memchr(w + i, '"', csv->stop - i);
            if (!quote) {
                i = csv->stop;
                break;
            }
            i = (size_t)(quote - w);
            csv->place = QUOTE_SEEN;
            continue;
        }
        if (is_end(c))
            break;
        csv->place = step(csv, c, i);
    }
    csv->scan = i;
    return i < csv->stop;
}

/* Length of the line end at scan: 0 at the end of the file, 2 for CRLF. Brings the byte behind a CR in. */
static enum fpl_status line_end(struct ing_csv *csv, size_t *n, struct fpl_error *error) {
    *n = 0;
    if (csv->scan == csv->stop)
        return FPL_OK;
    if (csv->window[csv->scan] == '\r' && csv->scan + 1 == csv->stop && !csv->at_end) {
        enum fpl_status status = fill(csv, error);
        if (status != FPL_OK)
            return status;
    }
    int crlf = csv->window[csv->scan] == '\r' && csv->scan + 1 < csv->stop && csv->window[csv->scan + 1] == '\n';
    *n = crlf ? 2 : 1;
    return FPL_OK;
}

/* The record is given up: everything to the next physical line end is passed over; only its front is kept. */
static enum fpl_status skip_line(struct ing_csv *csv, struct fpl_error *error) {
    size_t front = csv->scan - csv->start;
    if (front > FRONT)
        front = FRONT;
    while (front > 0 && front < csv->scan - csv->start &&
           ((unsigned char)csv->window[csv->start + front] & 0xC0) == 0x80)
        front--;
    memcpy(csv->front, csv->window + csv->start, front);
    csv->record.raw = (struct fpl_str){csv->front, front};
    for (;;) {
        while (csv->scan < csv->stop && !is_end(csv->window[csv->scan]))
            csv->scan++;
        if (csv->scan < csv->stop || csv->at_end)
            return FPL_OK;
        csv->start = csv->scan;
        enum fpl_status status = fill(csv, error);
        if (status != FPL_OK)
            return status;
    }
}

/* The quote at quote_at is never closed: the record ends with the line it stands on. 1 if that line end is in the
 * window. */
static int cut_at_quote(struct ing_csv *csv) {
    for (size_t i = csv->quote_at; i < csv->stop; i++) {
        if (is_end(csv->window[i])) {
            csv->scan = i;
            return 1;
        }
    }
    return 0;
}

/* Finds the record's end. *bad: FPL_OK, or why its cells cannot be trusted. */
static enum fpl_status find_end(struct ing_csv *csv, enum fpl_status *bad, struct fpl_error *error) {
    *bad = FPL_OK;
    for (;;) {
        int found = scan_record(csv);
        int long_one = csv->scan - csv->start > ING_RECORD_BYTES_MAX;
        if (csv->place == QUOTED && (long_one || csv->at_end)) {
            *bad = FPL_E_CSV;
            csv->record.unclosed = 1;
            csv->spoilt = csv->field;
            if (cut_at_quote(csv))
                return FPL_OK;
            csv->scan = csv->stop;
            return long_one ? skip_line(csv, error) : FPL_OK;
        }
        if (long_one) {
            *bad = FPL_E_TOO_LONG;
            return skip_line(csv, error);
        }
        if (found || csv->at_end) {
            *bad = csv->spoilt ? FPL_E_CSV : FPL_OK;
            return FPL_OK;
        }
        enum fpl_status status = fill(csv, error);
        if (status != FPL_OK)
            return status;
    }
}

static void on_cell(void *bytes, size_t n, void *ctx) {
    struct ing_csv *csv = ctx;
    struct ing_record *record = &csv->record;
    if (record->cells == ING_CELLS_MAX) {
        record->status = FPL_E_COLUMNS;
        return;
    }
    char *to = csv->text + csv->text_n;
    if (n > 0)
        memcpy(to, bytes, n);
    csv->text_n += n;
    csv->cell[record->cells++] = fpl_str_trim((struct fpl_str){to, n});
    if (record->status == FPL_OK && (n > FPL_FIELD_BYTES_MAX || memchr(to, 0, n))) {
        record->status = n > FPL_FIELD_BYTES_MAX ? FPL_E_TOO_LONG : FPL_E_NUL;
        record->column = record->cells;
    }
}

static void on_row(int c, void *ctx) {
    (void)c;
    (void)ctx;
}

static enum fpl_status split_cells(struct ing_csv *csv, struct fpl_error *error) {
    struct ing_record *record = &csv->record;
    size_t done = csv_parse(&csv->parser, record->raw.p, record->raw.n, on_cell, on_row, csv);
    if (done == record->raw.n && csv_fini(&csv->parser, on_cell, on_row, csv) == 0)
        return FPL_OK;
    return fpl_fail(error, FPL_E_NOMEM, NULL, NULL,
                    NULL); /* the only thing that can happen to it without strict mode */
}

static int is_blank(const struct ing_record *record) {
    for (int i = 0; i < record->cells; i++)
        if (record->cell[i].n > 0)
            return 0;
    return 1;
}

static void add_plain_cell(struct ing_csv *csv, size_t from, size_t to) {
    csv->cell[csv->record.cells++] = fpl_str_trim((struct fpl_str){csv->window + from, to - from});
}

/* Most records hold no quote: their cells are what stands between the delimiters, and stay where they are. 1 if the
 * record at start is such a one and ends inside the window; scan then stands on its line end. 0, and nothing has
 * happened: it is for the general way, which also answers for every fault. */
static int split_plain(struct ing_csv *csv) {
    const char *w = csv->window;
    const unsigned char *kind = csv->kind;
    struct ing_record *record = &csv->record;
    size_t cell = csv->start;
    for (size_t i = cell;; i++) {
        while (i < csv->stop && kind[(unsigned char)w[i]] == BYTE_TEXT)
            i++;
        if (i == csv->stop || kind[(unsigned char)w[i]] == BYTE_HARD || i - cell > FPL_FIELD_BYTES_MAX ||
            record->cells == ING_CELLS_MAX)
            break;
        add_plain_cell(csv, cell, i);
        cell = i + 1;
        if (w[i] == csv->delimiter)
            continue;
        if ((w[i] == '\r' && i + 1 == csv->stop) || i - csv->start > ING_RECORD_BYTES_MAX ||
            (record->cells == 1 && csv->cell[0].n == 0))
            break;
        csv->scan = i;
        return 1;
    }
    record->cells = 0;
    return 0;
}

/* Lines that a record takes: its own line end, and those inside its quotes. */
static int64_t lines_of(struct fpl_str raw) {
    int64_t lines = 1;
    for (size_t i = 0; i < raw.n; i++)
        lines += raw.p[i] == '\n' || (raw.p[i] == '\r' && !(i + 1 < raw.n && raw.p[i + 1] == '\n'));
    return lines;
}

enum fpl_status ing_csv_next(struct ing_csv *csv, const struct ing_record **out, struct fpl_error *error) {
    struct ing_record *record = &csv->record;
    enum fpl_status bad, status;
    size_t end_n;
    memset(record, 0, sizeof *record);
    csv->place = FIELD_START;
    csv->field = 1;
    csv->spoilt = 0;
    csv->start = csv->scan;
    int plain = split_plain(csv);
    bad = FPL_OK;
    status = plain ? FPL_OK : find_end(csv, &bad, error);
    if (status == FPL_OK)
        status = line_end(csv, &end_n, error);
    if (status != FPL_OK)
        return status;
    if (csv->scan == csv->start && end_n == 0 && !record->raw.n) {
        *out = NULL;
        return FPL_OK;
    }
    if (!record->raw.p)
        record->raw = (struct fpl_str){csv->window + csv->start, csv->scan - csv->start};
    record->end = (struct fpl_str){csv->window + csv->scan, end_n};
    csv->scan += end_n;
    record->row = ++csv->row;
    record->line = csv->line + 1;
    record->lines = plain || bad == FPL_E_TOO_LONG ? 1 : lines_of(record->raw);
    csv->line += record->lines;
    record->delimiter = csv->delimiter;
    record->cell = csv->cell;
    record->status = bad;
    record->column = bad == FPL_E_CSV ? csv->spoilt : 0;
    csv->text_n = 0;
    if (bad == FPL_OK && !plain) {
        status = split_cells(csv, error);
        if (status != FPL_OK)
            return status;
    }
    record->blank = record->status == FPL_OK && is_blank(record);
    *out = record;
    return FPL_OK;
}
