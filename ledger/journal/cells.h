#ifndef LEDGER_JOURNAL_CELLS_H
#define LEDGER_JOURNAL_CELLS_H
/* Turnover that a transaction adds, by posted day; months and years are summed from the days when it is flushed. */
#include "fundpool/date.h"
#include "ledger/journal/map.h"

struct fpl_cell_line { /* what a posting falls on; its key in the map: book, account, party, currency, flow */
    int32_t book;
    int32_t no;      /* its number in the book's table of lines; -1: not looked up yet */
    uint32_t newest; /* 1 + its cell made last; 0: none */
    int32_t latest;  /* day of the latest of its cells, if any */
};
struct fpl_day_cell {
    struct fpl_cell_line *line;
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
    struct {            /* newest stored day of each grain of one book, once asked for: later cells are new */
        int32_t book;   /* -1: of none */
        int32_t day[3]; /* INT32_MIN: nothing is stored; INT32_MAX: not asked for, of months and years */
    } newest;
};
void fpl_cells__init(struct fpl_cells *cells);
void fpl_cells__reset(struct fpl_cells *cells);
void fpl_cells__empty(struct fpl_cells *cells); /* the cells go, the lines and the newest days stay */
void fpl_cells__release(struct fpl_cells *cells);
/* The line of a key, made if it was not there (its book and no are then the caller's to set). NULL: out of memory. */
struct fpl_cell_line *fpl_cells__line(struct fpl_cells *cells, struct fpl_str key, int *made);
/* The cell of a line on a day, made if it was not there. NULL: out of memory. */
struct fpl_day_cell *fpl_cells__at(struct fpl_cells *cells, struct fpl_cell_line *line, struct fpl_date day);

struct fpl_keyed { /* something to be sorted: a number to sort by, and which thing it is */
    uint64_t key;
    uint64_t at;
};
/* Sorts by key; equal keys keep their order. `spare` has room for n as well. */
void fpl_keyed__sort(struct fpl_keyed *list, struct fpl_keyed *spare, size_t n);

#endif
