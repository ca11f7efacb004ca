#include "src/documents/form.h"

#include "src/documents/sheet.h"

#include <stdio.h>
#include <string.h>

struct fpl_str doc_form_caption(const struct fpl_table_shown *table, const char *key, int zh, struct fpl_buf *out) {
    fpl_buf_reset(out);
    for (size_t i = 0; i < table->captions; i++)
        if (strcmp(table->caption[i].key, key) == 0)
            return doc_cell_shown(&table->caption[i].value, zh, out);
    return FPL_STR("");
}

size_t doc_form_column(const struct fpl_table_shown *table, const char *key) {
    size_t at = 0;
    while (at < table->columns && strcmp(table->column[at].key, key) != 0)
        at++;
    FPL_ASSERT(at < table->columns);
    return at;
}

char *doc_form_day(struct fpl_str day, int zh, char out[40]) {
    struct fpl_date date;
    int year, month, number;
    (void)fpl_str_copy(day, out, 40);
    if (!zh || fpl_date_parse(day, &date, NULL) != FPL_OK)
        return out;
    fpl_date_split(date, &year, &month, &number);
    (void)snprintf(out, 40, "%d年%d月%d日", year, month, number);
    return out;
}
