#ifndef SRC_DOCUMENTS_READBACK_H
#define SRC_DOCUMENTS_READBACK_H
/* A workbook is read back once it is written. The library that writes it keeps rows in temporary files and does not
 * look at what writing them answers: on a full disk it makes a workbook that lacks rows, and calls it well. */
#include "fundpool/error.h"
#include "fundpool/proof.h"

#include <xlsxwriter.h>

/* What the rows of one sheet are, as they stand in its temporary file. */
struct doc_rows_sum {
    uint64_t bytes;
    struct fpl_hash hash;
};

/* Of a sheet to which nothing is added any more, of a workbook with constant_memory. FPL_E_DISK_FULL, FPL_E_IO: a row
 * before was not written. */
FPL_MUST_CHECK enum fpl_status doc_rows_sum_of(struct fpl_hasher *hasher, lxw_worksheet *sheet,
                                               struct doc_rows_sum *out);

/* Does the workbook at that path hold just these rows in its sheets, in their order, and is each of its parts whole?
 * FPL_E_IO where it does not, with that as its text; FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status doc_read_back(struct fpl_hasher *hasher, const char *path,
                                             const struct doc_rows_sum *sum, size_t sheets, struct fpl_error *error);

#endif
