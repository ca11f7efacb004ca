#ifndef LEDGER_JOURNAL_CELLS_H
#define LEDGER_JOURNAL_CELLS_H
/* Turnover that a transaction adds, by posted day; months and years are summed from the days when it is flushed. */
#include "fundpool/date.h"
#include "ledger/journal/map.h"

struct fpl_cell_line { /* what a posting falls on; its key in the map: book, account, party, currency */
    uint32_t id;       /* place in order of first use */
    uint32_t rank;     /* place in order of key, set by the flush */
    uint32_t newest;   /* 1 + its cell made last; 0: none */
};
struct fpl_day_cell {
    const struct fpl_cell_line *line;
    int32_t day;
    uint32_t older; /* 1 + the cell of the same line made before; 0: none */
    int64_t debit, credit;
};
struct fpl_cells { /* {0}-filled with line.value_size set is empty */
    struct fpl_map line;
    struct fpl_day_cell *cell;
    size_t n, cap;
    uint32_t *slot; /* open addressing over (line, day): 1 + index of the cell */
    size_t slots;
};
void fpl_cells__reset(struct fpl_cells *cells);
void fpl_cells__release(struct fpl_cells *cells);
/* The cell of a line key on a day, made if it was not there. NULL: out of memory. */
struct fpl_day_cell *fpl_cells__at(struct fpl_cells *cells, struct fpl_str key, struct fpl_date day);

struct fpl_keyed { /* something to be sorted: a number to sort by, and which thing it is */
    uint64_t key;
    uint64_t at;
};
/* Sorts by key; equal keys keep their order. `spare` has room for n as well. */
void fpl_keyed__sort(struct fpl_keyed *list, struct fpl_keyed *spare, size_t n);

#endif
