/* Day cells in memory: a line of postings is looked up by its text once, its days by numbers. */
#include "ledger/journal/cells.h"

#include <stdlib.h>
#include <string.h>

void fpl_cells__init(struct fpl_cells *cells) {
    *cells = (struct fpl_cells){.line = {.value_size = sizeof(struct fpl_cell_line)}, .newest.book = -1};
}

void fpl_cells__release(struct fpl_cells *cells) {
    fpl_map__release(&cells->line);
    free(cells->cell);
    free(cells->slot);
    fpl_cells__init(cells);
}

#define KEEP_CELLS 131072 /* larger tables are given back between transactions */

void fpl_cells__reset(struct fpl_cells *cells) {
    if (cells->cap > KEEP_CELLS) {
        fpl_cells__release(cells);
        return;
    }
    if (cells->n > 0)
        memset(cells->slot, 0, cells->slots * sizeof *cells->slot);
    cells->n = 0;
    cells->newest.book = -1;
    fpl_map__reset(&cells->line);
}

void fpl_cells__empty(struct fpl_cells *cells) {
    for (size_t i = 0; i < cells->n; i++)
        cells->cell[i].line->newest = 0;
    if (cells->n > 0)
        memset(cells->slot, 0, cells->slots * sizeof *cells->slot);
    cells->n = 0;
}

/* Where the cell's number stands, or where it would; a cell that is known to be new (is_new) is compared with no other.
 */
static size_t place_of(const struct fpl_cells *cells, const struct fpl_cell_line *line, int32_t day, int is_new) {
    uint64_t h = (((uint64_t)line->book << 24 | (uint32_t)line->no) << 18 ^ (uint32_t)day) * 0x9fb21c651e98df25u;
    size_t i = (size_t)(h >> 32) & (cells->slots - 1);
    while (cells->slot[i]) {
        const struct fpl_day_cell *cell = &cells->cell[cells->slot[i] - 1];
        if (!is_new && cell->line == line && cell->day == day)
            break;
        i = (i + 1) & (cells->slots - 1);
    }
    return i;
}

static int grow(struct fpl_cells *cells) {
    size_t cap = cells->cap ? cells->cap * 2 : 16, slots = cap * 2;
    struct fpl_day_cell *wider = realloc(cells->cell, cap * sizeof *wider);
    if (!wider)
        return 0;
    cells->cell = wider;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (!slot)
        return 0;
    free(cells->slot);
    cells->slot = slot;
    cells->slots = slots;
    cells->cap = cap;
    for (size_t i = 0; i < cells->n; i++)
        slot[place_of(cells, cells->cell[i].line, cells->cell[i].day, 1)] = (uint32_t)i + 1;
    return 1;
}

struct fpl_cell_line *fpl_cells__line(struct fpl_cells *cells, struct fpl_str key, int *made) {
    return fpl_map__add(&cells->line, key, made);
}

struct fpl_day_cell *fpl_cells__at(struct fpl_cells *cells, struct fpl_cell_line *line, struct fpl_date day) {
    if (line->newest && cells->cell[line->newest - 1].day == day.day)
        return &cells->cell[line->newest - 1];
    if (cells->n == cells->cap && !grow(cells))
        return NULL;
    int is_new = !line->newest || day.day > line->latest; /* days mostly rise */
    size_t place = place_of(cells, line, day.day, is_new);
    if (!cells->slot[place]) {
        line->latest = is_new ? day.day : line->latest;
        cells->cell[cells->n++] = (struct fpl_day_cell){.line = line, .day = day.day, .older = line->newest};
        cells->slot[place] = line->newest = (uint32_t)cells->n;
    }
    return &cells->cell[cells->slot[place] - 1];
}

/* ---- sorting ---- */

#define SMALL 32

static void insertion_sort(struct fpl_keyed *list, size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct fpl_keyed one = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1].key > one.key; at--)
            list[at] = list[at - 1];
        list[at] = one;
    }
}

/* By bytes, the lowest first; a byte that is the same in all keys costs one look. */
void fpl_keyed__sort(struct fpl_keyed *list, struct fpl_keyed *spare, size_t n) {
    struct fpl_keyed *from = list, *to = spare;
    uint64_t differs = 0;
    if (n <= SMALL) {
        insertion_sort(list, n);
        return;
    }
    for (size_t i = 1; i < n; i++)
        differs |= list[i].key ^ list[0].key;
    for (int shift = 0; shift < 64; shift += 8) {
        size_t start[257] = {0};
        if (!(differs >> shift & 255))
            continue;
        for (size_t i = 0; i < n; i++)
            start[(from[i].key >> shift & 255) + 1]++;
        for (int b = 0; b < 256; b++)
            start[b + 1] += start[b];
        for (size_t i = 0; i < n; i++)
            to[start[from[i].key >> shift & 255]++] = from[i];
        struct fpl_keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != list)
        memcpy(list, from, n * sizeof *list);
}
