#ifndef SRC_ANALYSIS_GBT_H
#define SRC_ANALYSIS_GBT_H
/* What `export --to gbt24589` writes: each table of the standard declared once, its elements in their order and the
 * question that fills them. docs/GBT24589.md says where names and order come from, and a test compares. */
#include "src/analysis/database.h"

#define ANA_GBT_FILES 2
#define ANA_GBT_AIDS  30 /* 辅助项1编号 to 辅助项30编号; of them the first two are filled: party, item */

struct ana_gbt_table {
    int file; /* 0 公共档案, 1 总账 */
    const char *name;
    /* Parted by blanks. "-" before one: the ledger has nothing for it, it is empty; "*" stands for the 辅助项. */
    const char *elements;
    const char *sql; /* gives the others, in order; NULL: nothing fills the table */
};
const struct ana_gbt_table *ana_gbt_tables(int *count);

/* Tables that several of the questions read. The first makes them; then `gbt` (one row: what is asked for), gbt_kind,
 * gbt_flow, gbt_statement and gbt_row are put in; the second fills the others from those and from the database. */
extern const char ana_gbt_before[], ana_gbt_after[];
#endif
