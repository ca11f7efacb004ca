/* The parts of a workbook are entries of a ZIP; the rows of a sheet stand between <sheetData> and </sheetData>. */
#include "src/documents/readback.h"

#include "fundpool/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define PIECE    65536
#define PART_MAX ((zip_uint64_t)64 << 20) /* of one that is no sheet */
#define ROWS     "<sheetData>"
#define ROWS_END "</sheetData>"

enum fpl_status doc_rows_sum_of(struct fpl_hasher *hasher, lxw_worksheet *sheet, struct doc_rows_sum *out) {
    char piece[PIECE];
    struct doc_rows_sum sum = {.bytes = 0};
    FILE *file = sheet->optimize_tmpfile;
    size_t n = 0;
    errno = 0;
    lxw_worksheet_write_single_row(sheet); /* the last one, which waits for the next */
    int failed = fflush(file) != 0 || ferror(file);
    enum fpl_status status =
        errno == 0 || errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? FPL_E_DISK_FULL : FPL_E_IO;
    rewind(file); /* the library does so again before it reads the rows */
    fpl_sha256_begin(hasher);
    while (!failed && (n = fread(piece, 1, sizeof piece, file)) > 0) {
        fpl_sha256_add(hasher, piece, n);
        sum.bytes += n;
    }
    fpl_sha256_end(hasher, &sum.hash);
    if (failed || ferror(file))
        return status;
    *out = sum;
    return FPL_OK;
}

/* ---- reading a sheet ---- */

struct sheet_reader {
    struct fpl_hasher *hasher;
    uint64_t left;        /* bytes of rows that are still to come */
    char before[64];      /* the last bytes, for what lies across two pieces */
    size_t n;             /* of before */
    int in_rows, is_over; /* the rows have begun; have ended */
};

/* Takes bytes up to the end of <sheetData>; how many these are. */
static size_t find_rows(struct sheet_reader *r, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (r->n == sizeof r->before) {
            memmove(r->before, r->before + 1, sizeof r->before - 1);
            r->n--;
        }
        r->before[r->n++] = p[i];
        size_t m = sizeof ROWS - 1;
        if (p[i] == '>' && r->n >= m && memcmp(r->before + r->n - m, ROWS, m) == 0) {
            r->in_rows = 1;
            r->n = 0;
            return i + 1;
        }
    }
    return n;
}

static size_t take_rows(struct sheet_reader *r, const char *p, size_t n) {
    size_t part = n < r->left ? n : (size_t)r->left;
    fpl_sha256_add(r->hasher, p, part);
    r->left -= part;
    r->is_over = r->left == 0;
    return part;
}

/* What stands behind the rows begins with </sheetData>. */
static void take_rest(struct sheet_reader *r, const char *p, size_t n) {
    size_t part = sizeof r->before - r->n < n ? sizeof r->before - r->n : n;
    memcpy(r->before + r->n, p, part);
    r->n += part;
}

static int is_sheet_whole(struct fpl_hasher *hasher, zip_file_t *file, const struct doc_rows_sum *sum) {
    struct sheet_reader r = {.hasher = hasher, .left = sum->bytes};
    struct fpl_hash hash;
    char piece[PIECE], last[16] = "";
    zip_int64_t got = 0;
    fpl_sha256_begin(hasher);
    while ((got = zip_fread(file, piece, sizeof piece)) > 0) {
        size_t at = 0, n = (size_t)got;
        size_t kept = n < sizeof last ? n : sizeof last;
        memmove(last, last + kept, sizeof last - kept);
        memcpy(last + sizeof last - kept, piece + n - kept, kept);
        if (!r.in_rows)
            at = find_rows(&r, piece, n);
        if (r.in_rows && !r.is_over)
            at += take_rows(&r, piece + at, n - at);
        if (r.is_over)
            take_rest(&r, piece + at, n - at);
    }
    fpl_sha256_end(hasher, &hash);
    static const char end[] = "</worksheet>";
    return got == 0 && r.is_over && memcmp(&hash, &sum->hash, sizeof hash) == 0 && r.n >= sizeof ROWS_END - 1 &&
           memcmp(r.before, ROWS_END, sizeof ROWS_END - 1) == 0 &&
           memcmp(last + sizeof last - (sizeof end - 1), end, sizeof end - 1) == 0;
}

/* ---- any other part ---- */

/* It begins with a declaration and an element, and ends with that element. */
static int is_element_whole(struct fpl_str text) {
    const char *name = memchr(text.p, '>', text.n); /* of the declaration */
    const char *end = text.p + text.n;
    char want[80];
    while (name && name < end && *name != '<')
        name++;
    if (!name || name >= end)
        return 0;
    size_t n = 0;
    for (name++; name + n < end && !strchr(" \t\r\n/>", name[n]); n++)
        ;
    while (text.n && strchr(" \r\n", text.p[text.n - 1]))
        text.n--;
    int wanted = snprintf(want, sizeof want, "</%.*s>", (int)(n < 64 ? n : 64), name);
    if (n && text.n >= (size_t)wanted && memcmp(text.p + text.n - wanted, want, (size_t)wanted) == 0)
        return 1;
    const char *second = memchr(name, '<', (size_t)(end - name));
    return n && !second && text.n > 2 && memcmp(text.p + text.n - 2, "/>", 2) == 0;
}

static enum fpl_status check_part(zip_file_t *file, zip_uint64_t size, int *whole) {
    char *text = malloc((size_t)size + 1);
    if (!text)
        return FPL_E_NOMEM;
    zip_int64_t got = size ? zip_fread(file, text, size) : 0;
    *whole = got > 0 && (zip_uint64_t)got == size && is_element_whole((struct fpl_str){text, (size_t)size});
    free(text);
    return FPL_OK;
}

/* ---- the whole ---- */

/* "xl/worksheets/sheet3.xml": 3; 0: no sheet. */
static size_t sheet_number(const char *name) {
    static const char stem[] = "xl/worksheets/sheet";
    int64_t number = 0;
    if (strncmp(name, stem, sizeof stem - 1) != 0)
        return 0;
    const char *digits = name + sizeof stem - 1;
    return fpl_int_parse((struct fpl_str){digits, strspn(digits, "0123456789")}, &number) == FPL_OK && number > 0
               ? (size_t)number
               : 0;
}

static enum fpl_status check_entry(struct fpl_hasher *hasher, zip_t *zip, zip_uint64_t at,
                                   const struct doc_rows_sum *sum, size_t sheets) {
    zip_stat_t stat;
    int whole = 0;
    enum fpl_status status = FPL_OK;
    zip_file_t *file = zip_stat_index(zip, at, 0, &stat) == 0 ? zip_fopen_index(zip, at, 0) : NULL;
    if (!file)
        return FPL_E_IO;
    size_t number = sheet_number(stat.name);
    if (number && number <= sheets)
        whole = is_sheet_whole(hasher, file, &sum[number - 1]);
    else if (!number && stat.size <= PART_MAX)
        status = check_part(file, stat.size, &whole);
    (void)zip_fclose(file);
    return status ? status : whole ? FPL_OK : FPL_E_IO;
}

enum fpl_status doc_read_back(struct fpl_hasher *hasher, const char *path, const struct doc_rows_sum *sum,
                              size_t sheets, struct fpl_error *error) {
    static const char told[] = FPL_ZH_EN("写成后读回，工作簿缺少所写的内容，磁盘可能已满",
                                         "read back, the workbook lacks what was written; the disk may be full");
    int code = 0;
    size_t found = 0;
    enum fpl_status status = FPL_OK;
    zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    zip_int64_t n = zip ? zip_get_num_entries(zip, 0) : 0;
    for (zip_int64_t i = 0; i < n && !status; i++) {
        found += sheet_number(zip_get_name(zip, (zip_uint64_t)i, 0)) != 0;
        status = check_entry(hasher, zip, (zip_uint64_t)i, sum, sheets);
    }
    if (zip)
        zip_discard(zip);
    if (!status && found != sheets)
        status = FPL_E_IO;
    return status ? fpl_fail(error, status, status == FPL_E_IO ? told : NULL, NULL, NULL) : FPL_OK;
}
