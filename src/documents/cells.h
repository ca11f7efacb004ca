#ifndef SRC_DOCUMENTS_CELLS_H
#define SRC_DOCUMENTS_CELLS_H
/* The cells of one sheet (SpreadsheetML, ECMA-376 part 1, 18.3.1.4 c and 18.3.1.73 row), written to a file without a
 * name as they come. The library writes a cell through four or five calls of printf, which was a fifth of the time of
 * a long register, and does not look at what the writing answers. */
#include "fundpool/error.h"
#include "fundpool/text.h"

#include <stdio.h>

struct doc_cells;

/* In that folder, for a sheet of at most that many columns. FPL_E_NOMEM, FPL_E_DISK_FULL, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status doc_cells_begin(const char *folder, size_t columns, struct doc_cells **out);
void doc_cells_free(struct doc_cells *cells);

/* Rows and columns count from 0; cells come row by row, from left to right. `style` is the library's number of a form
 * (lxw_format_get_xf_index), 0: none. A text is never a formula. What fails is kept and told by doc_cells_end. */
void doc_cells_text(struct doc_cells *cells, uint32_t row, uint32_t column, struct fpl_str text, int style);
/* The next row is as high as that many lines of text; a reader does not fold a row's height out of a file by itself. */
void doc_cells_lines(struct doc_cells *cells, int lines);
/* The number divided by 10 to the power of scale (0 to 9), exactly. */
void doc_cells_number(struct doc_cells *cells, const uint32_t at[2], int64_t number, int scale, int style);

/* The last cell is there. FPL_E_NOMEM, FPL_E_DISK_FULL, FPL_E_IO: of any cell before. */
FPL_MUST_CHECK enum fpl_status doc_cells_end(struct doc_cells *cells);
/* The sheet as the library writes it without cells, and the cells put between: a file that begins at *from with the
 * first byte of the sheet, which whoever takes it closes; NULL: it could not be written, *status says why. */
FILE *doc_cells_sheet(struct doc_cells *cells, struct fpl_str bare, int64_t *from, enum fpl_status *status);

#endif
