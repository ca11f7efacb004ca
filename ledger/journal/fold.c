/* Derived state: totals by day, month and year; items. Changes gather in a write set and reach the store once,
 * in key order, at the end of the transaction; a lookup goes to the write set first. */
#include "ledger/journal/journal.h"
#include "ledger/journal/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fpl_writeset__init(struct fpl_writeset *set) {
    *set = (struct fpl_writeset){.item = {.value_size = sizeof(struct fpl_item_value)},
                                 .tally = {.value_size = sizeof(struct fpl_tally_value)},
                                 .sum = {.value_size = sizeof(struct fpl_sum_value)},
                                 .request = {.value_size = fpl_request__value_size()},
                                 .next_line.book = -1,
                                 .lines_of = -1,
                                 .asked.book = -1};
    fpl_cells__init(&set->total);
    fpl_absent__init(&set->absent);
}

void fpl_writeset__release(struct fpl_writeset *set) {
    fpl_cells__release(&set->total);
    fpl_map__release(&set->item);
    fpl_map__release(&set->tally);
    fpl_map__release(&set->sum);
    fpl_map__release(&set->request);
    fpl_absent__release(&set->absent);
    fpl_buf_release(&set->key);
    fpl_buf_release(&set->text);
}

void fpl_fold__reset(struct fpl_fold *fold) {
    fpl_cells__reset(&fold->set->total);
    fpl_map__reset(&fold->set->item);
    fpl_absent__reset(&fold->set->absent);
    fpl_map__reset(&fold->set->tally);
    fpl_map__reset(&fold->set->sum);
    fpl_map__reset(&fold->set->request);
    fold->set->next_line.book = fold->set->lines_of = fold->set->asked.book = -1;
    fold->set->wholes = fold->set->balances = fold->set->count.known = 0;
    memset(&fold->set->watched, 0, sizeof fold->set->watched);
    fold->set->dirties = 0;
    fold->set->resets++;
}

/* What is kept of a write set from one transaction to the next is bounded; beyond, it is read again. */
#define CARRY_ENTRIES 65536
#define CARRY_BYTES   ((size_t)1 << 20)

static int is_kept(const struct fpl_carry *carry, const struct fpl_map_entry *entry) {
    struct fpl_str key = entry->key;
    return carry->knows(carry->ctx, fpl_key__read_int(&key));
}

/* Half of what makes a copy due, so that the next one is due after as much again has been read, not at each commit. */
static int is_half_full(const struct fpl_map *kept) {
    return kept->count >= CARRY_ENTRIES / 2 || kept->arena.bytes >= CARRY_BYTES / 2;
}

/* Items that were only read, into a map of their own; the rest is given back. */
static int carry_items(struct fpl_writeset *set, const struct fpl_carry *carry) {
    struct fpl_map kept = {.value_size = set->item.value_size};
    int made = 0, failed = 0;
    for (size_t i = 0; i < set->item.count && !failed; i++) {
        const struct fpl_map_entry *entry = &set->item.entry[i];
        const struct fpl_item_value *value = entry->value;
        if ((!value->whole && (value->written || is_half_full(&kept))) || !is_kept(carry, entry))
            continue;
        struct fpl_item_value *copy = fpl_map__add(&kept, entry->key, &made);
        if (!copy)
            failed = 1;
        else {
            *copy = *value;
            copy->place = (uint32_t)kept.count - 1;
            copy->data = fpl_arena__copy(&kept.arena, value->data, &failed);
        }
    }
    if (failed) {
        fpl_map__release(&kept);
        return 0;
    }
    fpl_map__release(&set->item);
    set->item = kept;
    set->watched.item = 0;
    return 1;
}

/* 1: small, and of books that the session watches; the first *watched entries are, for a book that it no longer watches
 * ends the write set. */
static int may_stay(const struct fpl_map *map, size_t *watched, const struct fpl_carry *carry) {
    if (map->count > CARRY_ENTRIES || map->arena.bytes > 16 * CARRY_BYTES)
        return 0;
    while (*watched < map->count && is_kept(carry, &map->entry[*watched]))
        ++*watched;
    return *watched == map->count;
}

static void keep_or_reset(struct fpl_map *map, size_t *watched, const struct fpl_carry *carry) {
    if (may_stay(map, watched, carry))
        return;
    fpl_map__reset(map);
    *watched = 0;
}

void fpl_fold__carry(struct fpl_fold *fold, const struct fpl_carry *carry) {
    struct fpl_writeset *set = fold->set;
    fpl_map__reset(&set->request);                          /* of all books, of which the session watches some */
    FPL_ASSERT(set->total.n == 0 && set->tally.count == 0); /* flushed */
    int items = set->item.arena.bytes <= CARRY_BYTES &&
                may_stay(&set->item, &set->watched.item, carry); /* all true now, written or read */
    if (set->total.line.count > CARRY_ENTRIES || (!items && !carry_items(set, carry))) {
        fpl_fold__reset(fold);
        return;
    }
    keep_or_reset(&set->sum, &set->watched.sum, carry);
    keep_or_reset(&set->absent.newest, &set->watched.newest, carry);
    fpl_absent__carry(&set->absent, carry);
}

static struct fpl_str line_key(struct fpl_buf *key, int32_t book, const struct fpl_posting *posting) {
    fpl_key__begin(key);
    fpl_key__int(key, book);
    fpl_key__text(key, posting->account);
    fpl_key__text(key, posting->party);
    fpl_key__text(key, posting->currency);
    fpl_key__text(key, posting->flow);
    return fpl_buf_str(key);
}

/* Stored value and what this transaction adds, with room for `all` more on either side. */
static int has_room(int64_t stored, int64_t added, int64_t all) {
    int64_t sum = 0;
    return !__builtin_add_overflow(stored, added, &sum) && !__builtin_add_overflow(sum, sum < 0 ? -all : all, &sum);
}

/* What this transaction adds to the cell of a grain. */
static int added_to(const struct fpl_cells *cells, const struct fpl_cell_line *line, struct fpl_cell *cell) {
    cell->debit = cell->credit = 0;
    for (uint32_t at = line ? line->newest : 0; at; at = cells->cell[at - 1].older) {
        const struct fpl_day_cell *one = &cells->cell[at - 1];
        if (fpl_totals__grain_day(cell->grain, (struct fpl_date){one->day}) != cell->day)
            continue;
        if (__builtin_add_overflow(cell->debit, one->debit, &cell->debit) ||
            __builtin_add_overflow(cell->credit, one->credit, &cell->credit))
            return 0;
    }
    return 1;
}

static struct fpl_line_row line_row(int32_t book, const struct fpl_posting *posting) {
    return (struct fpl_line_row){.book = book,
                                 .account = posting->account,
                                 .party = posting->party,
                                 .currency = posting->currency,
                                 .flow = posting->flow};
}

/* Of a month or year that the open month is in, as it will be with it. */
static enum fpl_status stored_total(struct fpl_fold *fold, struct fpl_cell *cell, int32_t open,
                                    struct fpl_error *error) {
    struct fpl_open_sums sums = {0};
    int found = 0;
    enum fpl_status status = fpl_store__get_total(fold->store, cell, &found, error);
    if (status || cell->grain == 0 || open == INT32_MAX ||
        fpl_totals__grain_day(cell->grain, (struct fpl_date){open}) != cell->day)
        return status;
    status = fpl_store__open_sums(fold->store, cell->book, open, &sums, error);
    if (!status && (size_t)cell->line < sums.lines &&
        (__builtin_add_overflow(cell->debit, sums.line[cell->line].debit, &cell->debit) ||
         __builtin_add_overflow(cell->credit, sums.line[cell->line].credit, &cell->credit)))
        status = fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    free(sums.line);
    return status;
}

enum fpl_status fpl_fold__room(struct fpl_fold *fold, int32_t book, struct fpl_date posted,
                               const struct fpl_posting *posting, int64_t all, struct fpl_error *error) {
    const struct fpl_cell_line *line = fpl_map__find(&fold->set->total.line, line_key(&fold->set->key, book, posting));
    struct fpl_line_row row = line_row(book, posting);
    int known = line && line->no >= 0;
    if (known)
        row.no = line->no;
    enum fpl_status status = known ? FPL_OK : fpl_store__get_line(fold->store, &row, &known, error);
    int32_t open = INT32_MAX;
    if (!status)
        status = fpl_totals__open_month(fold->store, book, &open, error);
    for (int grain = 0; grain < 3 && !status; grain++) {
        struct fpl_cell cell = {.book = book,
                                .grain = grain,
                                .day = fpl_totals__grain_day(grain, posted),
                                .line = row.no},
                        added = cell;
        if (known)
            status = stored_total(fold, &cell, open, error);
        if (!status && (!added_to(&fold->set->total, line, &added) || !has_room(cell.debit, added.debit, all) ||
                        !has_room(cell.credit, added.credit, all)))
            status = fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    }
    return status;
}

enum fpl_status fpl_fold__next_line(struct fpl_fold *fold, int32_t book, int64_t *out, struct fpl_error *error) {
    struct fpl_writeset *set = fold->set;
    enum fpl_status status = FPL_OK;
    if (set->next_line.book != book) {
        status = fpl_store__next_line(fold->store, book, &set->next_line.no, error);
        set->next_line.book = status ? -1 : book;
    }
    if (!status)
        *out = set->next_line.no;
    return status;
}

enum fpl_status fpl_fold__add_line(struct fpl_fold *fold, const struct fpl_posting *posting, struct fpl_cell_line *line,
                                   struct fpl_error *error) {
    struct fpl_line_row row = line_row(line->book, posting);
    FPL_ASSERT(line->no < 0);
    enum fpl_status status = fpl_fold__next_line(fold, line->book, &row.no, error);
    if (!status && row.no >= FPL_LINES_MAX)
        status = fpl_fail(error, FPL_E_LIMIT, FPL_LINES_TEXT, NULL, NULL);
    if (!status)
        status = fpl_store__add_line(fold->store, &row, error);
    if (status)
        return status;
    line->no = (int32_t)row.no;
    fold->set->next_line.no++;
    return FPL_OK;
}

int fpl_fold__has_new_lines(const struct fpl_fold *fold) {
    return fold->set->next_line.book >= 0;
}

#define LINES_ASKED 64 /* one by one; who asks for more of a book reads them all, which costs as much as some 1,000 */

static enum fpl_status count_asked(struct fpl_fold *fold, int32_t book, struct fpl_error *error) {
    struct fpl_writeset *set = fold->set;
    if (set->lines_of == book || (set->asked.book == book && set->asked.times < LINES_ASKED))
        return FPL_OK;
    int many = set->asked.book == book;
    set->asked.book = book;
    set->asked.times = 0;
    return many ? fpl_fold__load_lines(fold, book, error) : FPL_OK;
}

enum fpl_status fpl_fold__find_line(struct fpl_fold *fold, int32_t book, const struct fpl_posting *posting,
                                    int32_t stored_no, struct fpl_cell_line **out, struct fpl_error *error) {
    enum fpl_status counted = stored_no < 0 ? count_asked(fold, book, error) : FPL_OK;
    if (counted)
        return counted;
    struct fpl_str key = line_key(&fold->set->key, book, posting);
    int made = 0, found = stored_no >= 0;
    struct fpl_cell_line *line = fold->set->key.failed ? NULL : fpl_cells__line(&fold->set->total, key, &made);
    enum fpl_status status = line ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status && (made || line->no < 0)) {
        struct fpl_line_row row = line_row(book, posting);
        line->book = book;
        line->no = -1;
        row.no = stored_no;
        if (!found && fold->set->lines_of != book) {
            fold->set->asked.times++;
            status = fpl_store__get_line(fold->store, &row, &found, error);
        }
        if (!status && found)
            line->no = (int32_t)row.no;
    }
    *out = line;
    return status;
}

enum fpl_status fpl_fold__load_lines(struct fpl_fold *fold, int32_t book, struct fpl_error *error) {
    struct fpl_cursor *cursor = NULL;
    int64_t lines = 0;
    int row = 1, made = 0;
    if (fold->set->lines_of == book)
        return FPL_OK;
    enum fpl_status status = fpl_store__next_line(fold->store, book, &lines, error);
    if (status || lines > CARRY_ENTRIES / 2) /* too many to be kept from one transaction to the next */
        return status;
    status = fpl_store__scan_lines(fold->store, book, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_line_row stored;
        fpl_store__line_row(cursor, &stored);
        struct fpl_posting posting = {
            .account = stored.account, .party = stored.party, .currency = stored.currency, .flow = stored.flow};
        struct fpl_str key = line_key(&fold->set->key, book, &posting);
        struct fpl_cell_line *line = fold->set->key.failed ? NULL : fpl_cells__line(&fold->set->total, key, &made);
        if (!line)
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        else if (made)
            *line = (struct fpl_cell_line){.book = book, .no = (int32_t)stored.no};
    }
    fpl_store__end(cursor);
    if (!status)
        fold->set->lines_of = book;
    return status;
}

static int is_of(const struct fpl_known_balance *known, int32_t book, struct fpl_str account) {
    return known->book == book && fpl_str_eq(account, (struct fpl_str){known->account, known->account_n});
}

/* Keeps the balances asked for earlier true; one that leaves int64 is forgotten, and whoever asks for it again is told
 * so. */
static void add_to_balances(struct fpl_writeset *set, int32_t book, const struct fpl_posting *posting) {
    int64_t amount = fpl_money_minor(posting->amount);
    if (posting->currency.n > 0)
        return;
    for (int i = 0; i < set->balances; i++) {
        int64_t *sum = &set->balance[i].sum;
        if (!is_of(&set->balance[i], book, posting->account))
            continue;
        if (posting->side == 'D' ? __builtin_add_overflow(*sum, amount, sum)
                                 : __builtin_sub_overflow(*sum, amount, sum))
            set->balance[i] = set->balance[--set->balances];
        return;
    }
}

enum fpl_status fpl_fold__turnover(struct fpl_fold *fold, struct fpl_cell_line *line, struct fpl_date posted,
                                   const struct fpl_posting *posting, struct fpl_error *error) {
    struct fpl_day_cell *cell = fpl_cells__at(&fold->set->total, line, posted);
    if (!cell)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    int64_t *side = posting->side == 'D' ? &cell->debit : &cell->credit;
    if (__builtin_add_overflow(*side, fpl_money_minor(posting->amount), side))
        return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
    add_to_balances(fold->set, line->book, posting);
    return FPL_OK;
}

enum fpl_status fpl_fold__posting(struct fpl_fold *fold, int32_t book, struct fpl_date posted,
                                  const struct fpl_posting *posting, struct fpl_error *error) {
    struct fpl_cell_line *line = NULL;
    enum fpl_status status = fpl_fold__find_line(fold, book, posting, -1, &line, error);
    if (!status && line->no < 0)
        status = fpl_fold__add_line(fold, posting, line, error);
    return status ? status : fpl_fold__turnover(fold, line, posted, posting, error);
}

static int is_whole(const struct fpl_writeset *set, int32_t book, struct fpl_str kind) {
    for (int i = 0; i < set->wholes; i++)
        if (set->whole[i].book == book && fpl_str_is(kind, set->whole[i].kind))
            return 1;
    return 0;
}

static enum fpl_status stored_item(struct fpl_fold *fold, struct fpl_item_row *row, int *found,
                                   struct fpl_error *error) {
    if (is_whole(fold->set, row->book, row->kind)) {
        *found = 0;
        return FPL_OK;
    }
    int absent = 0;
    enum fpl_status status = fpl_absent__look(fold, row, &absent, error);
    *found = 0;
    if (status || absent)
        return status;
    if (!(status = fpl_store__get_item(fold->store, row, found, error)) && !*found)
        status = fpl_absent__learn(fold, row, error);
    return status;
}

static struct fpl_buf *item_key(struct fpl_writeset *set, int32_t book, struct fpl_str kind, struct fpl_str item) {
    fpl_key__begin(&set->key);
    fpl_key__int(&set->key, book);
    fpl_key__text(&set->key, kind);
    fpl_key__text(&set->key, item);
    return &set->key;
}

enum fpl_status fpl_fold__item_value(struct fpl_fold *fold, int32_t book, struct fpl_str kind,
                                     struct fpl_str key_of_item, struct fpl_item_value **out, struct fpl_error *error) {
    struct fpl_buf *key = item_key(fold->set, book, kind, key_of_item);
    int made = 0, found = 0, failed = 0;
    struct fpl_item_value *value = key->failed ? NULL : fpl_map__add(&fold->set->item, fpl_buf_str(key), &made);
    if (!value)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (made) {
        struct fpl_item_row row = {.book = book, .kind = kind, .key = key_of_item};
        value->place = (uint32_t)fold->set->item.count - 1;
        enum fpl_status status = stored_item(fold, &row, &found, error);
        if (status)
            return status;
        value->exists = found != 0;
        value->whole = is_whole(fold->set, book, kind) != 0;
        value->seq0 = found ? row.seq0 : -1;
        value->seq = found ? row.seq : -1;
        value->data = found ? fpl_arena__copy(&fold->set->item.arena, row.data, &failed) : (struct fpl_str){"", 0};
    }
    *out = value;
    return failed ? fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

enum fpl_status fpl_fold__load_kind(struct fpl_fold *fold, int32_t book, const char *kind, struct fpl_error *error) {
    struct fpl_writeset *set = fold->set;
    struct fpl_cursor *cursor = NULL;
    int row = 1, made = 0, failed = 0;
    if (is_whole(set, book, fpl_str_of(kind)) || set->wholes == FPL_WHOLE_KINDS)
        return FPL_OK;
    enum fpl_status status =
        fpl_store__scan_items(fold->store, book, fpl_str_of(kind), (struct fpl_str){"", 0}, &cursor, error);
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        struct fpl_buf *key = item_key(set, book, fpl_str_of(kind), item.key);
        struct fpl_item_value *value = key->failed ? NULL : fpl_map__add(&set->item, fpl_buf_str(key), &made);
        if (value && made)
            *value = (struct fpl_item_value){item.seq0, item.seq, fpl_arena__copy(&set->item.arena, item.data, &failed),
                                             .place = (uint32_t)set->item.count - 1, .exists = 1};
        if (value)
            value->whole = 1;
        if (!value || failed)
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    fpl_store__end(cursor);
    if (!status) {
        set->whole[set->wholes].book = book;
        set->whole[set->wholes++].kind = kind;
    }
    return status;
}

static void note_dirty(struct fpl_writeset *set, const struct fpl_item_value *value) {
    if (set->dirties < FPL_FEW_DIRTY)
        set->dirty[set->dirties] = value->place;
    if (set->dirties <= FPL_FEW_DIRTY)
        set->dirties++;
}

enum fpl_status fpl_fold__item(struct fpl_fold *fold, int32_t book, int64_t seq, struct fpl_str kind,
                               struct fpl_str key, struct fpl_str data, struct fpl_error *error) {
    const struct fpl_request_row acts = {kind, key, book, seq};
    struct fpl_item_value *value = NULL;
    int failed = 0;
    enum fpl_status status = fpl_request__is(kind) ? fpl_fold__add_request(fold, &acts, error) : FPL_OK;
    if (status || (fpl_request__is(kind) && !fpl_str_is(kind, "import"))) /* has no state beside */
        return status;
    if ((status = fpl_fold__item_value(fold, book, kind, key, &value, error)))
        return status;
    int is_new = value->data.n == 0;
    if (is_new)
        value->seq0 = seq;
    value->seq = seq;
    value->data = fpl_arena__copy(&fold->set->item.arena, data, &failed);
    if (!value->dirty)
        note_dirty(fold->set, value);
    value->dirty = value->written = 1;
    if (failed)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    const struct fpl_item_row begun = {.book = book, .kind = kind, .key = key, .seq0 = seq, .seq = seq, .data = data};
    return is_new ? fpl_fold__alike(fold, &begun, error) : FPL_OK;
}

/* New items wait here to be written together; texts stand in the write set. */
struct fresh_items {
    struct fpl_item_row row[FPL_ROWS_AT_ONCE];
    int n;
};

static enum fpl_status put_fresh(struct fpl_fold *fold, struct fresh_items *fresh, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    if (fresh->n == FPL_ROWS_AT_ONCE)
        status = fpl_store__add_items(fold->store, fresh->row, error);
    else
        for (int i = 0; i < fresh->n && !status; i++)
            status = fpl_store__put_item(fold->store, &fresh->row[i], 0, error);
    fresh->n = 0;
    return status;
}

static enum fpl_status flush_item(struct fpl_fold *fold, struct fpl_str key, struct fpl_item_value *value,
                                  struct fresh_items *fresh, struct fpl_error *error) {
    struct fpl_item_row row = {.book = fpl_key__read_int(&key)};
    enum fpl_status status = FPL_OK;
    row.kind = fpl_key__read_text(&key);
    row.key = fpl_key__read_text(&key);
    row.seq0 = value->seq0;
    row.seq = value->seq;
    row.data = value->data;
    if (value->exists) {
        status = fpl_store__put_item(fold->store, &row, 1, error);
    } else if (row.data.n > 0) {
        fpl_absent__stored(fold->set, &row);
        fresh->row[fresh->n++] = row;
        status = fresh->n == FPL_ROWS_AT_ONCE ? put_fresh(fold, fresh, error) : FPL_OK;
    }
    value->exists = row.data.n > 0;
    value->dirty = 0;
    return status;
}

static int is_dirty_item(const void *value) {
    return ((const struct fpl_item_value *)value)->dirty;
}

static enum fpl_status dirty_items(const struct fpl_writeset *set, struct fpl_map_entry ***list, size_t *n) {
    if (set->dirties > FPL_FEW_DIRTY)
        return fpl_map__sorted(&set->item, is_dirty_item, list, n);
    *n = (size_t)set->dirties;
    return fpl_map__sorted_few(&set->item, set->dirty, *n, list);
}

static enum fpl_status flush_items(struct fpl_fold *fold, struct fpl_error *error) {
    struct fpl_map_entry **list = NULL;
    size_t n = 0;
    if (fold->set->dirties == 0)
        return FPL_OK;
    if (dirty_items(fold->set, &list, &n))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = FPL_OK;
    fold->set->dirties = 0;
    struct fresh_items fresh = {.n = 0};
    for (size_t i = 0; i < n && !status; i++)
        status = flush_item(fold, list[i]->key, list[i]->value, &fresh, error);
    if (!status)
        status = put_fresh(fold, &fresh, error);
    free(list);
    return status;
}

/* ---- balance of an account ---- */

/* Is the line in the book's own currency, which its key does not name? `rest` follows the account, or the party. */
static int is_own(struct fpl_str rest, int after_party) {
    if (!after_party)
        (void)fpl_key__read_text(&rest);
    return fpl_key__read_text(&rest).n == 0;
}

/* Adds what the write set holds. */
static enum fpl_status sum_account(struct fpl_fold *fold, int32_t book, struct fpl_str account,
                                   const struct fpl_str *party, int64_t *sum, struct fpl_error *error) {
    const struct fpl_cells *cells = &fold->set->total;
    struct fpl_buf *prefix = &fold->set->key;
    fpl_key__begin(prefix);
    fpl_key__int(prefix, book);
    fpl_key__text(prefix, account);
    if (party)
        fpl_key__text(prefix, *party);
    for (size_t i = 0; i < cells->line.count; i++) {
        const struct fpl_map_entry *entry = &cells->line.entry[i];
        if (entry->key.n < prefix->n || memcmp(entry->key.p, prefix->p, prefix->n) != 0 ||
            !is_own((struct fpl_str){entry->key.p + prefix->n, entry->key.n - prefix->n}, party != NULL))
            continue;
        const struct fpl_cell_line *line = entry->value;
        for (uint32_t at = line->newest; at; at = cells->cell[at - 1].older) {
            const struct fpl_day_cell *cell = &cells->cell[at - 1];
            if (__builtin_add_overflow(*sum, cell->debit, sum) || __builtin_sub_overflow(*sum, cell->credit, sum))
                return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
        }
    }
    return FPL_OK;
}

/* Once asked for, a balance is kept true: many rows of an import ask for the same few accounts. Of one party's part few
 * rows ask, and each asks the store. */
enum fpl_status fpl_fold__balance(struct fpl_fold *fold, int32_t book, struct fpl_str account,
                                  const struct fpl_str *party, int64_t *out, struct fpl_error *error) {
    struct fpl_writeset *set = fold->set;
    int64_t sum = 0;
    for (int i = 0; i < set->balances && !party; i++) {
        if (is_of(&set->balance[i], book, account)) {
            *out = set->balance[i].sum;
            return FPL_OK;
        }
    }
    enum fpl_status status = fpl_totals__balance(fold->store, book, account, party, &sum, error);
    if (!status)
        status = sum_account(fold, book, account, party, &sum, error);
    if (status)
        return status;
    if (!party && set->balances < FPL_BALANCES && account.n < sizeof set->balance[0].account) {
        struct fpl_known_balance *known = &set->balance[set->balances++];
        *known = (struct fpl_known_balance){.book = book, .account_n = account.n, .sum = sum};
        fpl_str_copy(account, known->account, sizeof known->account);
    }
    *out = sum;
    return FPL_OK;
}

enum fpl_status fpl_fold__flush(struct fpl_fold *fold, struct fpl_error *error) {
    enum fpl_status status = fpl_totals__flush(fold->store, &fold->set->total, error);
    if (!status)
        status = flush_items(fold, error);
    if (!status)
        status = fpl_fold__flush_requests(fold, error);
    return status ? status : fpl_fold__flush_tallies(fold, error);
}
