#ifndef SRC_DOCUMENTS_FORM_H
#define SRC_DOCUMENTS_FORM_H
/* Papers with a form of their own take what they say from a report's cells, by the keys that its JSON has too. */
#include "src/documents/ink.h"

/* The caption of that key, as it is shown, in `out`, which is emptied first; "" if the table has none. */
struct fpl_str doc_form_caption(const struct fpl_table_shown *table, const char *key, int zh, struct fpl_buf *out);
/* The place of the column; the table has it. */
size_t doc_form_column(const struct fpl_table_shown *table, const char *key);
/* "2026-10-28" as "2026年10月28日"; anything else, and in English, as it is. Returns out. */
char *doc_form_day(struct fpl_str day, int zh, char out[40]);

#endif
