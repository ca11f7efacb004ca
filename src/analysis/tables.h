#ifndef SRC_ANALYSIS_TABLES_H
#define SRC_ANALYSIS_TABLES_H
/* What stands in an analysis database: each table declared once. Its DDL, its filling, its Chinese and its English view
 * and its rows of the README follow from the declaration. */
#include "fundpool/text.h"

enum ana_type {
    ANA_TEXT,
    ANA_INT,
    ANA_MONEY,   /* minor units; views show them in whole units, yuan, as well, as exact text */
    ANA_PARTY,   /* a party's id; views show its name as well */
    ANA_BOOK,    /* code of a book; views show its name as well */
    ANA_RECEIPT, /* number of a record of the row's book; views show the receipt, "1/17" */
    ANA_KIND     /* kind of a record; views show it in words */
};
struct ana_column {
    const char *name, *zh, *en; /* zh: its name in the Chinese view */
    enum ana_type type;
    const char *from; /* what fills it, an expression over the table's `from`; NULL: rows are put in one by one */
    /* Codes in Chinese for the Chinese view: "HELD=在持|…", or those of the catalogue: "@loan.register type" the
     * choices of that command's field, "@commands", "@fields", "@roles". NULL: none. */
    const char *words;
};
struct ana_table {
    const char *name, *zh, *en; /* of the table; of its Chinese view; in words */
    const char *key;            /* its primary key; NULL: rows stand in the order in which they came */
    const char *from;           /* FROM … of its filling; NULL: rows are put in one by one */
    const char *currency;       /* whose units its amounts are in, an expression over `t` and its book `b` */
    const struct ana_column *column;
    int columns;
    int is_view; /* made of the others when it is asked */
};
const struct ana_table *ana_tables(int *count);
const struct ana_table *ana_table_named(const char *name); /* one of them */

void ana_words(const struct ana_column *column, struct fpl_buf *out); /* adds "HELD=在持|…"; `words` is not NULL */
void ana_sql_create(const struct ana_table *table, struct fpl_buf *out);
void ana_sql_fill(const struct ana_table *table, struct fpl_buf *out); /* nothing where rows are put in one by one */
void ana_sql_views(const struct ana_table *table, struct fpl_buf *out);

/* The n-th part of a business key, parted by '|', for the fillings: "part(key, n)". */
#endif
