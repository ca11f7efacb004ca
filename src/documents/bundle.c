/* A ZIP through libzip. */
#include "src/documents/bundle.h"

#include "fundpool/date.h"
#include "fundpool/proof.h"

#include <errno.h>
#include <stdlib.h>
#include <zip.h>

#define SUMS "SHA256SUMS"

struct doc_bundle {
    zip_t *zip;
    struct fpl_hasher *hasher;
    struct fpl_buf sums;
    uint16_t time, date; /* as ZIP has them, of the ledger's own time */
};

static enum fpl_status failed(zip_t *zip, struct fpl_error *error) {
    int number = zip_error_code_system(zip_get_error(zip)), code = zip_error_code_zip(zip_get_error(zip));
    enum fpl_status status = code == ZIP_ER_MEMORY                  ? FPL_E_NOMEM
                             : number == ENOSPC || number == EDQUOT ? FPL_E_DISK_FULL
                                                                    : FPL_E_IO;
    return fpl_fail(error, status, zip_strerror(zip), NULL, NULL);
}

/* Days begin in 1980, seconds are halves. */
static void set_moment(struct doc_bundle *b, int64_t local) {
    int year = 1980, month = 1, day = 1;
    int64_t seconds = local / 1000 % 86400;
    if (local > INT64_C(315532800000))
        fpl_date_split((struct fpl_date){(int32_t)(local / 86400000)}, &year, &month, &day);
    else
        seconds = 0;
    b->date = (uint16_t)((year - 1980) << 9 | month << 5 | day);
    b->time = (uint16_t)(seconds / 3600 << 11 | seconds / 60 % 60 << 5 | seconds % 60 / 2);
}

enum fpl_status doc_bundle_begin(const char *path, int64_t local, struct doc_bundle **out, struct fpl_error *error) {
    struct doc_bundle *b = calloc(1, sizeof *b);
    int code = 0;
    if (!b || fpl_hasher_new(&b->hasher)) {
        free(b);
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    set_moment(b, local);
    b->zip = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code);
    if (!b->zip) {
        fpl_hasher_free(b->hasher);
        free(b);
        return fpl_fail(error, code == ZIP_ER_MEMORY ? FPL_E_NOMEM : FPL_E_IO, path, NULL, NULL);
    }
    *out = b;
    return FPL_OK;
}

static enum fpl_status add_entry(struct doc_bundle *b, const char *name, struct fpl_buf *bytes,
                                 struct fpl_error *error) {
    zip_source_t *source = zip_source_buffer(b->zip, bytes->p, bytes->n, 1);
    if (!source)
        return failed(b->zip, error);
    *bytes = (struct fpl_buf){0}; /* the source frees them */
    zip_int64_t at = zip_file_add(b->zip, name, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return failed(b->zip, error);
    }
    return zip_file_set_dostime(b->zip, (zip_uint64_t)at, b->time, b->date, 0) ? failed(b->zip, error) : FPL_OK;
}

enum fpl_status doc_bundle_add(struct doc_bundle *bundle, const char *name, struct fpl_buf *bytes,
                               struct fpl_error *error) {
    struct fpl_hash hash;
    char hex[2 * FPL_HASH_BYTES + 1];
    if (fpl_buf_ok(bytes))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_sha256(bundle->hasher, bytes->p, bytes->n, &hash);
    fpl_hex(hash.byte, FPL_HASH_BYTES, hex);
    fpl_buf_addf(&bundle->sums, "%s  %s\n", hex, name);
    return add_entry(bundle, name, bytes, error);
}

enum fpl_status doc_bundle_end(struct doc_bundle *b, enum fpl_status status, struct fpl_error *error) {
    if (!status)
        status =
            fpl_buf_ok(&b->sums) ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : add_entry(b, SUMS, &b->sums, error);
    if (!status && zip_close(b->zip) != 0)
        status = failed(b->zip, error);
    else if (!status)
        b->zip = NULL;
    if (b->zip)
        zip_discard(b->zip);
    fpl_hasher_free(b->hasher);
    fpl_buf_release(&b->sums);
    free(b);
    return status;
}
