#ifndef SRC_INGEST_UNIT_H
#define SRC_INGEST_UNIT_H
/* Units of amounts and ratios: in a header's brackets (金额（万元）), in a line above the table (单位：万元), in a
 * mapping. A unit that a file states is applied or the file is refused; it is never passed over. */
#include "src/ingest/csv.h"

enum ing_unit {
    ING_UNIT_NONE,
    ING_UNIT_YUAN,
    ING_UNIT_THOUSAND, /* 千元 */
    ING_UNIT_WAN,      /* 万元 */
    ING_UNIT_MILLION,  /* 百万元 */
    ING_UNIT_YI,       /* 亿元 */
    ING_UNIT_PERCENT,
    ING_UNIT_NUMBER, /* ratios: as they stand, 0.0435 or 4.35% */
    ING_UNIT_UNKNOWN /* reads like a unit, but is none of these (美元, ‰) */
};
const char *ing_unit_name(enum ing_unit unit); /* as people write it: "万元" */

/* The unit in brackets at the end of a header key (ing_header_key) of n bytes. Unless it is NONE, *name_n is the
 * length of the key before the brackets. Brackets that hold no unit (含税) are part of the name: NONE. */
enum ing_unit ing_unit_in_brackets(const char *key, size_t n, size_t *name_n);

struct ing_unit_line { /* what the lines above a header say; {0} at first */
    enum ing_unit money;
    int is_percent;
    int64_t row, percent_row;
};
/* Adds what a record above the header says. FPL_E_UNIT: it states a unit that is not known, or one that stands over
 * several columns; FPL_E_UNIT_CONFLICT: not the one that an earlier line states. error: row. */
FPL_MUST_CHECK enum fpl_status ing_unit_note(struct ing_unit_line *line, const struct ing_record *record,
                                             struct fpl_error *error);

/* An amount in `unit` as one in yuan, exactly, appended to *out. FPL_E_AMOUNT_FORMAT, _SCALE, _RANGE with the text as
 * it stood. */
FPL_MUST_CHECK enum fpl_status ing_unit_to_yuan(struct fpl_str text, enum ing_unit unit, struct fpl_buf *out,
                                                struct fpl_error *error);
#endif
