#ifndef SRC_DOCUMENTS_PACKAGE_H
#define SRC_DOCUMENTS_PACKAGE_H
/* The file of a workbook: a ZIP whose entries are parts (ECMA-376 part 2). */
#include "src/documents/cells.h"

/* Puts the cells of each sheet, in the order of the sheets, into a workbook that was written without. Each of its parts
 * is looked at first: the library that wrote them does not look at what writing its temporary files answers, and on a
 * full disk calls a workbook well that lacks half of one. FPL_E_IO: a part is not whole, with that as its text, or the
 * file cannot be read or written; FPL_E_DISK_FULL; FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status doc_package_fill(const char *path, struct doc_cells *const *cells, size_t sheets,
                                                struct fpl_error *error);

#endif
