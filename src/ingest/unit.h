#ifndef SRC_INGEST_UNIT_H
#define SRC_INGEST_UNIT_H
/* Units of amounts and ratios: in a header's brackets (金额（万元）), in a line above the table (单位：万元), in a
 * mapping. A unit that a file states is applied or the file is refused; it is never passed over. Amounts are in the
 * currency of the book: 万元 is a unit of a book in CNY, 万美元 of one in USD, 万 of either. */
#include "src/ingest/csv.h"

enum ing_unit {
    ING_UNIT_NONE,
    ING_UNIT_YUAN,     /* 元; in a book of another currency its own unit */
    ING_UNIT_THOUSAND, /* 千元 */
    ING_UNIT_WAN,      /* 万元 */
    ING_UNIT_MILLION,  /* 百万元 */
    ING_UNIT_YI,       /* 亿元 */
    ING_UNIT_PERCENT,
    ING_UNIT_NUMBER, /* ratios: as they stand, 0.0435 or 4.35% */
    ING_UNIT_UNKNOWN /* reads like a unit, but is none of these, or of another currency (美元, ‰) */
};
#define ING_UNIT_BYTES 32
/* As people write it in a book of this currency: "万元", "万USD". Returns out. */
const char *ing_unit_name(enum ing_unit unit, const char *currency, char out[ING_UNIT_BYTES]);
/* FPL_E_UNIT: the unit that `text` states at `where` cannot be applied in a book of this currency. */
FPL_MUST_CHECK enum fpl_status ing_unit_fail(struct fpl_str text, const char *where, const char *currency,
                                             struct fpl_error *error);

/* The unit in brackets at the end of a header key (ing_header_key) of n bytes, for a book of this currency. Unless it
 * is NONE, *name_n is the length of the key before the brackets. Brackets that hold no unit (含税) are part of the
 * name: NONE. */
enum ing_unit ing_unit_in_brackets(const char *key, size_t n, const char *currency, size_t *name_n);

struct ing_unit_line { /* what the lines above a header say; but for the currency {0} at first */
    char currency[4];  /* of the book */
    enum ing_unit money;
    int is_percent;
    int64_t row, percent_row;
    int money_idle, percent_idle; /* no column that is used takes it */
};
/* Adds what a record above the header says. FPL_E_UNIT: it states a unit that is not known, or one that stands over
 * several columns; FPL_E_UNIT_CONFLICT: not the one that an earlier line states. error: row. */
FPL_MUST_CHECK enum fpl_status ing_unit_note(struct ing_unit_line *line, const struct ing_record *record,
                                             struct fpl_error *error);

/* An amount in `unit` as one in the unit of a currency of `scale` decimals, exactly, appended to *out.
 * FPL_E_AMOUNT_FORMAT, _SCALE, _RANGE with the text as it stood. */
FPL_MUST_CHECK enum fpl_status ing_unit_to_one(struct fpl_str text, enum ing_unit unit, int scale, struct fpl_buf *out,
                                               struct fpl_error *error);
#endif
