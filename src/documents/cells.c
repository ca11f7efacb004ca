/* Rows stand behind a gap, for what comes before them, widths of columns among it, is known when they all are there. */
#include "src/documents/cells.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What stands before the rows, and what each column needs of it:
 * <col min="16384" max="16384" width="255.7109375" customWidth="1"/> */
#define GAP         8192
#define GAP_COLUMN  96
#define PIECE       65536
#define BARE        "<sheetData></sheetData>"
#define BARE_BEGIN  11 /* bytes of <sheetData> */
#define LINE_POINTS 15
#define NO_ROW      UINT32_MAX

struct doc_cells {
    int fd;
    int64_t gap;
    uint32_t row;    /* the open one */
    char digits[12]; /* its number, from 1 */
    size_t digits_n;
    int lines;           /* of the next row; 0: as any row */
    struct fpl_buf wait; /* what is not in the file yet */
    enum fpl_status status;
};

static enum fpl_status status_of(int number) {
    return number == ENOSPC || number == EDQUOT || number == EFBIG ? FPL_E_DISK_FULL
           : number == ENOMEM                                      ? FPL_E_NOMEM
                                                                   : FPL_E_IO;
}

enum fpl_status doc_cells_begin(const char *folder, size_t columns, struct doc_cells **out) {
    struct fpl_buf name = {0};
    enum fpl_status status = FPL_E_NOMEM;
    struct doc_cells *cells = calloc(1, sizeof *cells);
    fpl_buf_addf(&name, "%s/.fundpool-sheet-XXXXXX", folder);
    fpl_buf_addc(&name, '\0');
    if (cells && !fpl_buf_ok(&name)) {
        cells->gap = GAP + (int64_t)columns * GAP_COLUMN;
        cells->row = NO_ROW;
        cells->fd = mkstemp(name.p);
        status = cells->fd < 0 || unlink(name.p) != 0 || lseek(cells->fd, cells->gap, SEEK_SET) < 0 ? status_of(errno)
                                                                                                    : FPL_OK;
    }
    fpl_buf_release(&name);
    if (status && cells && cells->fd >= 0)
        (void)close(cells->fd);
    if (status) {
        free(cells);
        return status;
    }
    *out = cells;
    return FPL_OK;
}

void doc_cells_free(struct doc_cells *cells) {
    if (!cells)
        return;
    if (cells->fd >= 0)
        (void)close(cells->fd);
    fpl_buf_release(&cells->wait);
    free(cells);
}

/* ---- to the file ---- */

static enum fpl_status put_at(int fd, const char *p, size_t n) {
    while (n > 0) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return status_of(errno);
        p += put;
        n -= (size_t)put;
    }
    return FPL_OK;
}

static void flush(struct doc_cells *cells) {
    if (!cells->status && fpl_buf_ok(&cells->wait))
        cells->status = FPL_E_NOMEM;
    if (!cells->status)
        cells->status = put_at(cells->fd, cells->wait.p, cells->wait.n);
    fpl_buf_reset(&cells->wait);
}

static void add(struct doc_cells *cells, const char *text) {
    fpl_buf_add(&cells->wait, text, strlen(text));
}

/* ---- a cell ---- */

/* Digits of a number, the last one at end[-1]; where they begin. */
static char *digits_before(char *end, uint64_t number) {
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return end;
}

static void open_row(struct doc_cells *cells, uint32_t row) {
    if (row == cells->row)
        return;
    if (cells->row != NO_ROW)
        add(cells, "</row>");
    if (cells->wait.n >= PIECE)
        flush(cells);
    char number[24], *end = number + sizeof number, *p = digits_before(end, (uint64_t)row + 1);
    cells->row = row;
    cells->digits_n = (size_t)(end - p);
    memcpy(cells->digits, p, cells->digits_n);
    add(cells, "<row r=\"");
    fpl_buf_add(&cells->wait, cells->digits, cells->digits_n);
    if (cells->lines > 1)
        fpl_buf_addf(&cells->wait, "\" ht=\"%d\" customHeight=\"1", cells->lines * LINE_POINTS);
    cells->lines = 0;
    add(cells, "\">");
}

void doc_cells_lines(struct doc_cells *cells, int lines) {
    cells->lines = lines;
}

/* <c r="AB12" s="3" */
static void open_cell(struct doc_cells *cells, uint32_t row, uint32_t column, int style) {
    char tag[64], number[24], *end = number + sizeof number, *p = tag;
    char letters[8], *first = letters + sizeof letters;
    open_row(cells, row);
    for (uint32_t left = column + 1; left; left = (left - 1) / 26)
        *--first = (char)('A' + (left - 1) % 26);
    memcpy(p, "<c r=\"", 6);
    p += 6;
    memcpy(p, first, (size_t)(letters + sizeof letters - first));
    p += letters + sizeof letters - first;
    memcpy(p, cells->digits, cells->digits_n);
    p += cells->digits_n;
    *p++ = '"';
    if (style > 0) {
        char *digits = digits_before(end, (uint64_t)style);
        memcpy(p, " s=\"", 4);
        p += 4;
        memcpy(p, digits, (size_t)(end - digits));
        p += end - digits;
        *p++ = '"';
    }
    fpl_buf_add(&cells->wait, tag, (size_t)(p - tag));
}

/* "_x0041_": a reader takes it for the character of that number (22.9.2.19 ST_Xstring). */
static int is_escape(const char *p, size_t left) {
    if (left < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++)
        if (!strchr("0123456789abcdefABCDEF", p[i]))
            return 0;
    return 1;
}

static void add_escaped(struct fpl_buf *out, struct fpl_str text) {
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        const char *instead = c == '&'                                        ? "&amp;"
                              : c == '<'                                      ? "&lt;"
                              : c == '>'                                      ? "&gt;"
                              : c == '_' && is_escape(text.p + i, text.n - i) ? "_x005F_"
                                                                              : NULL;
        if (!instead)
            continue;
        fpl_buf_add(out, text.p + from, i - from);
        fpl_buf_add(out, instead, strlen(instead));
        from = i + 1;
    }
    fpl_buf_add(out, text.p + from, text.n - from);
}

static int is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

void doc_cells_text(struct doc_cells *cells, uint32_t row, uint32_t column, struct fpl_str text, int style) {
    if (text.n == 0)
        return;
    open_cell(cells, row, column, style);
    add(cells, is_blank(text.p[0]) || is_blank(text.p[text.n - 1]) ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">"
                                                                   : " t=\"inlineStr\"><is><t>");
    add_escaped(&cells->wait, text);
    add(cells, "</t></is></c>");
}

void doc_cells_number(struct doc_cells *cells, const uint32_t at[2], int64_t number, int scale, int style) {
    char text[40], *end = text + sizeof text, *p = end;
    uint64_t size = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number, unit = 1;
    while (scale > 0 && size % 10 == 0) { /* 120.50 is 120.5 */
        size /= 10;
        scale--;
    }
    for (int i = 0; i < scale; i++)
        unit *= 10;
    if (scale > 0) {
        p = digits_before(end, size % unit);
        while (end - p < scale)
            *--p = '0';
        *--p = '.';
    }
    p = digits_before(p, size / unit);
    if (number < 0)
        *--p = '-';
    open_cell(cells, at[0], at[1], style);
    add(cells, "><v>");
    fpl_buf_add(&cells->wait, p, (size_t)(end - p));
    add(cells, "</v></c>");
}

/* ---- the sheet ---- */

enum fpl_status doc_cells_end(struct doc_cells *cells) {
    if (cells->row != NO_ROW)
        add(cells, "</row>");
    cells->row = NO_ROW;
    flush(cells);
    return cells->status;
}

static const char *rows_of(struct fpl_str bare) {
    const size_t n = sizeof BARE - 1;
    for (size_t i = 0; i + n <= bare.n; i++)
        if (memcmp(bare.p + i, BARE, n) == 0)
            return bare.p + i;
    return NULL;
}

FILE *doc_cells_sheet(struct doc_cells *cells, struct fpl_str bare, int64_t *from, enum fpl_status *status) {
    const char *rows = rows_of(bare);
    FILE *file = NULL;
    *status = FPL_E_IO;
    if (!rows || rows + BARE_BEGIN - bare.p > cells->gap)
        return NULL;
    size_t head = (size_t)(rows - bare.p) + BARE_BEGIN;
    *from = cells->gap - (int64_t)head;
    *status = put_at(cells->fd, bare.p + head, bare.n - head); /* it stands behind the rows */
    if (!*status && lseek(cells->fd, *from, SEEK_SET) < 0)
        *status = status_of(errno);
    if (!*status)
        *status = put_at(cells->fd, bare.p, head);
    if (!*status && !(file = fdopen(cells->fd, "rb")))
        *status = status_of(errno);
    if (file)
        cells->fd = -1;
    return file;
}
