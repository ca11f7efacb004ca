/* A workbook's parts through libzip. */
#include "src/documents/package.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define PART_MAX ((zip_uint64_t)64 << 20)
#define DAY_ONE  33 /* 1980-01-01, as the library dates all parts */
/* Of rows: at 6, the usual one, a register of 200,000 loans took 1.5 s more and was 19 MB instead of 24. */
#define LEVEL 2

static const char not_whole[] = FPL_ZH_EN("写成后读回，工作簿缺少所写的内容，磁盘可能已满",
                                          "read back, the workbook lacks what was written; the disk may be full");

static enum fpl_status failed(zip_t *zip, struct fpl_error *error) {
    int number = zip_error_code_system(zip_get_error(zip)), code = zip_error_code_zip(zip_get_error(zip));
    enum fpl_status status = code == ZIP_ER_MEMORY                                     ? FPL_E_NOMEM
                             : number == ENOSPC || number == EDQUOT || number == EFBIG ? FPL_E_DISK_FULL
                                                                                       : FPL_E_IO;
    return fpl_fail(error, status, zip_strerror(zip), NULL, NULL);
}

/* ---- what the library wrote ---- */

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

/* The bytes of a part, which must be whole. */
static enum fpl_status read_part(zip_t *zip, zip_uint64_t at, struct fpl_buf *out, struct fpl_error *error) {
    zip_stat_t stat;
    char piece[8192];
    zip_int64_t got = 0;
    fpl_buf_reset(out);
    zip_file_t *file = zip_stat_index(zip, at, 0, &stat) == 0 ? zip_fopen_index(zip, at, 0) : NULL;
    if (!file)
        return failed(zip, error);
    while (out->n <= PART_MAX && (got = zip_fread(file, piece, sizeof piece)) > 0)
        fpl_buf_add(out, piece, (size_t)got);
    (void)zip_fclose(file);
    if (fpl_buf_ok(out))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    int whole = got == 0 && out->n > 0 && out->n == stat.size && is_element_whole(fpl_buf_str(out));
    return whole ? FPL_OK : fpl_fail(error, FPL_E_IO, not_whole, NULL, NULL);
}

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

/* ---- cells ---- */

static enum fpl_status put_sheet(zip_t *zip, zip_uint64_t at, struct doc_cells *cells, struct fpl_str bare,
                                 struct fpl_error *error) {
    int64_t from = 0;
    enum fpl_status status = FPL_OK;
    FILE *file = doc_cells_sheet(cells, bare, &from, &status);
    if (!file)
        return fpl_fail(error, status, status == FPL_E_IO ? not_whole : NULL, NULL, NULL);
    zip_source_t *source = zip_source_filep(zip, file, (zip_uint64_t)from, -1);
    if (!source) {
        (void)fclose(file);
        return failed(zip, error);
    }
    if (zip_file_replace(zip, at, source, 0) != 0) {
        zip_source_free(source);
        return failed(zip, error);
    }
    /* ZIP_CM_DEFAULT is DEFLATE; by that name, which the part had before, libzip 1.7 keeps no level */
    if (zip_set_file_compression(zip, at, ZIP_CM_DEFAULT, LEVEL) != 0 || zip_file_set_dostime(zip, at, 0, DAY_ONE, 0))
        return failed(zip, error);
    return FPL_OK;
}

enum fpl_status doc_package_fill(const char *path, struct doc_cells *const *cells, size_t sheets,
                                 struct fpl_error *error) {
    int code = 0;
    size_t found = 0;
    struct fpl_buf part = {0};
    enum fpl_status status = FPL_OK;
    zip_t *zip = zip_open(path, ZIP_CHECKCONS, &code);
    zip_int64_t n = zip ? zip_get_num_entries(zip, 0) : 0;
    if (!zip)
        return fpl_fail(error, code == ZIP_ER_MEMORY ? FPL_E_NOMEM : FPL_E_IO, not_whole, NULL, NULL);
    for (zip_int64_t i = 0; i < n && !status; i++) {
        size_t number = sheet_number(zip_get_name(zip, (zip_uint64_t)i, 0));
        status = read_part(zip, (zip_uint64_t)i, &part, error);
        if (!status && number && number <= sheets)
            status = put_sheet(zip, (zip_uint64_t)i, cells[number - 1], fpl_buf_str(&part), error);
        found += number != 0;
    }
    if (!status && found != sheets)
        status = fpl_fail(error, FPL_E_IO, not_whole, NULL, NULL);
    if (!status && zip_close(zip) != 0)
        status = failed(zip, error);
    else if (!status)
        zip = NULL;
    if (zip)
        zip_discard(zip);
    fpl_buf_release(&part);
    return status;
}
