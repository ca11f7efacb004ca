/* append: everything that can refuse is checked first; then record, opening, tiles and derived changes are written.
 * What fails after the first INSERT is the machine, and half a record stands in the transaction: it is abandoned, so
 * that nothing can be appended to it and nobody can commit it. */
#include "ledger/journal/journal.h"

#include "fundpool/cash_flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLD(s)      (&(struct fpl_fold){(s)->store, &(s)->set})
#define WORD_DEFAULT "记"

/* ---- checks ---- */

/* Finds the account's place in the chart as well. */
enum fpl_status fpl_journal__check_posting(const struct fpl_open_book *book, const struct fpl_draft *draft,
                                           const struct fpl_posting *p, int32_t *place, struct fpl_error *error) {
    const struct fpl_account *account = fpl_chart__find(&book->chart, p->account);
    int64_t amount = fpl_money_minor(p->amount);
    if (!account)
        return fpl_fail_text(error, FPL_E_ACCOUNT, p->account.p, p->account.n);
    *place = (int32_t)(account - book->chart.account);
    if (account->control && !(draft->flags & (FPL_DRAFT_CONTROL | FPL_DRAFT_OPENING)))
        return fpl_fail_text(error, FPL_E_CONTROL, p->account.p, p->account.n);
    if (account->needs_party && p->party.n == 0)
        return fpl_fail(error, FPL_E_DIMENSION, account->code, FPL_ZH_EN("往来主体（party）", "party"), NULL);
    if (account->needs_item && p->item.n == 0)
        return fpl_fail(error, FPL_E_DIMENSION, account->code, FPL_ZH_EN("项目（item）", "item"), NULL);
    if (amount == 0 || (amount < 0 && !(draft->flags & FPL_DRAFT_RED)))
        return fpl_fail(error, FPL_E_AMOUNT_SIGN, NULL, NULL, NULL);
    if (amount > FPL_MINOR_MAX || amount < -FPL_MINOR_MAX)
        return fpl_fail(error, FPL_E_AMOUNT_RANGE, NULL, NULL, NULL);
    struct fpl_posting settled = *p; /* already so: the desk and the recipes give the code */
    return fpl_cash_flow_settle(&settled, book->info.kind, (draft->flags & FPL_DRAFT_OPENING) != 0, error);
}

static enum fpl_status unbalanced(struct fpl_session *session, const struct fpl_open_book *book,
                                  struct fpl_str currency, int64_t sum, struct fpl_error *error) {
    char text[FPL_MONEY_TEXT], whole[FPL_MONEY_TEXT + 20];
    int scale = book->scale;
    enum fpl_status status = currency.n ? fpl_journal__scale(session, currency, &scale, error) : FPL_OK;
    if (status)
        return status;
    fpl_money_format(fpl_money_of(sum), FPL_UNIT_YUAN, scale, text);
    snprintf(whole, sizeof whole, "%s%s%.*s", text, currency.n ? " " : "", (int)currency.n,
             currency.n ? currency.p : "");
    return fpl_fail(error, FPL_E_UNBALANCED, whole, NULL, NULL);
}

/* Σ debit = Σ credit for each currency; and no total can leave int64 whatever the order of folding. */
enum fpl_status fpl_journal__check_balance(struct fpl_session *session, const struct fpl_open_book *book,
                                           const struct fpl_draft *draft, struct fpl_error *error) {
    int64_t all = 0;
    for (int i = 0; i < draft->postings; i++) {
        int64_t amount = fpl_money_minor(draft->posting[i].amount), sum = 0;
        if (__builtin_add_overflow(all, amount < 0 ? -amount : amount, &all))
            return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
        int seen = 0;
        for (int j = 0; j < i && !seen; j++)
            seen = fpl_str_eq(draft->posting[j].currency, draft->posting[i].currency);
        for (int j = i; j < draft->postings && !seen; j++) {
            if (!fpl_str_eq(draft->posting[j].currency, draft->posting[i].currency))
                continue;
            int64_t a = fpl_money_minor(draft->posting[j].amount);
            if (__builtin_add_overflow(sum, draft->posting[j].side == 'D' ? a : -a, &sum))
                return fpl_fail(error, FPL_E_OVERFLOW, NULL, NULL, NULL);
        }
        if (sum != 0)
            return unbalanced(session, book, draft->posting[i].currency, sum, error);
    }
    return FPL_OK;
}

/* What is called a transfer between cash accounts is one, and what is one is called so. */
static enum fpl_status check_transfers(struct fpl_session *session, const struct fpl_open_book *book,
                                       const struct fpl_draft *draft, struct fpl_error *error) {
    char text[FPL_MONEY_TEXT];
    int at = 0, scale = book->scale;
    int64_t sum = 0;
    enum fpl_status status = fpl_cash_flow_tie(draft->posting, draft->postings, &at, &sum), failed = FPL_OK;
    if (status == FPL_OK)
        return FPL_OK;
    if (status == FPL_E_CASH_TRANSFER && draft->posting[at].currency.n)
        failed = fpl_journal__scale(session, draft->posting[at].currency, &scale, error);
    if (failed)
        return failed;
    fpl_money_format(fpl_money_of(sum), FPL_UNIT_YUAN, scale, text);
    if (status == FPL_E_CASH_ALONE)
        return fpl_fail_text(error, status, draft->posting[at].account.p, draft->posting[at].account.n);
    return fpl_fail(error, status, text, NULL, NULL);
}

static int64_t gross_with(const struct fpl_open_book *book, const struct fpl_draft *draft) {
    int64_t gross = book->head.gross;
    for (int i = 0; i < draft->postings; i++)
        gross = fpl_gross__add(gross, fpl_money_minor(draft->posting[i].amount));
    for (int i = 0; i < draft->tallies; i++)
        gross = fpl_gross__add(fpl_gross__add(gross, fpl_money_minor(draft->tally[i].amount)), draft->tally[i].count);
    return gross;
}

/* A total past int64 is a refusal. While all that the book has ever taken would fit into one cell there is nothing to
 * look at; else every cell touched must have room for the whole entry, in whatever order it is folded. */
static enum fpl_status check_room(struct fpl_session *session, struct fpl_open_book *book,
                                  const struct fpl_draft *draft, struct fpl_date day, struct fpl_date posted,
                                  struct fpl_error *error) {
    int64_t all = 0; /* fpl_journal__check_balance has found that this sum fits */
    enum fpl_status status = FPL_OK;
    if (gross_with(book, draft) < INT64_MAX)
        return FPL_OK;
    for (int i = 0; i < draft->postings; i++) {
        int64_t amount = fpl_money_minor(draft->posting[i].amount);
        all += amount < 0 ? -amount : amount;
    }
    for (int i = 0; i < draft->postings && !status; i++)
        status = fpl_fold__room(FOLD(session), book->info.id, posted, &draft->posting[i], all, error);
    for (int i = 0; i < draft->tallies && !status; i++)
        status = fpl_fold__tally_room(FOLD(session), book->info.id, day, &draft->tally[i], error);
    return status;
}

/* Lines of the account alone, which most postings are, are found by its place. */
static enum fpl_status line_of(struct fpl_session *session, struct fpl_open_book *book,
                               const struct fpl_posting *posting, int32_t place, struct fpl_cell_line **out,
                               struct fpl_error *error) {
    int plain = posting->party.n == 0 && posting->currency.n == 0 && posting->flow.n == 0;
    if (!book->plain)
        book->plain = calloc((size_t)book->chart.count, sizeof(struct fpl_cell_line *));
    if (!book->plain_no)
        book->plain_no = calloc((size_t)book->chart.count, sizeof *book->plain_no);
    if (!book->plain || !book->plain_no)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (book->plain_at != session->set.resets)
        memset(book->plain, 0, (size_t)book->chart.count * sizeof(struct fpl_cell_line *));
    book->plain_at = session->set.resets;
    if (plain && book->plain[place] && book->plain[place]->no >= 0) {
        *out = book->plain[place];
        return FPL_OK;
    }
    enum fpl_status status =
        fpl_fold__find_line(FOLD(session), book->info.id, posting, plain ? book->plain_no[place] - 1 : -1, out, error);
    if (!status && plain)
        book->plain[place] = *out;
    if (!status && plain && !fpl_fold__has_new_lines(FOLD(session))) /* a stored line keeps its number for ever */
        book->plain_no[place] = (*out)->no + 1;
    return status;
}

static int is_met_before(const struct fpl_session *session, int i) {
    for (int j = 0; j < i; j++)
        if (session->line[j] == session->line[i])
            return 1;
    return 0;
}

/* Finds the line of each posting. FPL_E_LIMIT if the book would have too many: most drafts are far from it, so that
 * lines met twice in the draft are counted twice at first. */
static enum fpl_status check_lines(struct fpl_session *session, struct fpl_open_book *book,
                                   const struct fpl_draft *draft, struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    int64_t lines = 0, most = session->limits.lines;
    int fresh = 0;
    for (int i = 0; i < draft->postings && !status; i++) {
        status = line_of(session, book, &draft->posting[i], session->place[i], &session->line[i], error);
        fresh += !status && session->line[i]->no < 0;
    }
    if (!status && fresh)
        status = fpl_fold__next_line(FOLD(session), book->info.id, &lines, error);
    if (status || lines + fresh <= most)
        return status;
    fresh = 0;
    for (int i = 0; i < draft->postings; i++)
        fresh += session->line[i]->no < 0 && !is_met_before(session, i);
    return lines + fresh <= most ? FPL_OK : fpl_fail(error, FPL_E_LIMIT, FPL_LINES_TEXT, NULL, NULL);
}

enum fpl_status fpl_journal__check(struct fpl_session *session, struct fpl_open_book *book,
                                   const struct fpl_draft *draft, struct fpl_date *posted, struct fpl_error *error) {
    struct fpl_date day = draft->occurred;
    enum fpl_status status = fpl_journal__know_times(session, book, error);
    if (!status)
        status = fpl_journal__check_clock(session, book, error);
    if (status)
        return status;
    if (fpl_date_is_none(day))
        day = fpl_journal__today(session, book);
    FPL_ASSERT(draft->postings <= FPL_COMMAND_LINES_MAX);
    for (int i = 0; i < draft->postings && !status; i++)
        status = fpl_journal__check_posting(book, draft, &draft->posting[i], &session->place[i], error);
    if (!status && draft->postings)
        status = fpl_journal__check_balance(session, book, draft, error);
    if (!status && draft->postings && !(draft->flags & FPL_DRAFT_OPENING))
        status = check_transfers(session, book, draft, error);
    if (!status && fpl_date_cmp(day, fpl_journal__today(session, book)) > 0) {
        char text[12];
        status = fpl_fail(error, FPL_E_FUTURE, fpl_date_format(day, text), NULL, NULL);
    }
    if (!status && draft->postings)
        status = fpl_journal__posting_day(session, book, day, draft->period13, posted, error);
    else if (!status)
        *posted = day;
    if (!status && (draft->flags & FPL_DRAFT_OPENING) && fpl_date_cmp(*posted, day) != 0) {
        char text[16]; /* an opening entry is never moved to the next open period */
        status = fpl_fail(error, FPL_E_PERIOD_CLOSED, fpl_period_format(fpl_period_of(day), text), NULL, NULL);
    }
    if (!status)
        status = check_lines(session, book, draft, error);
    return status ? status : check_room(session, book, draft, day, *posted, error);
}

/* ---- leaf, tree, tiles ---- */

/* Leaf hashes of the open tile from before this session. */
static enum fpl_status fill_tile(struct fpl_session *session, struct fpl_open_book *book, struct fpl_error *error) {
    int64_t start = book->head.size - FPL_TILE_HASHES;
    struct fpl_cursor *cursor = NULL;
    enum fpl_status status =
        fpl_store__scan_records(session->store, book->info.id, start, start + book->tile_from - 1, &cursor, error);
    int row = 1, at = 0;
    while (!status && !(status = fpl_store__next(cursor, &row, error)) && row) {
        struct fpl_record_row record;
        fpl_store__record_row(cursor, &record);
        fpl_leaf_hash(session->hasher, record.leaf.p, record.leaf.n,
                      (struct fpl_hash *)(void *)(book->tile + FPL_HASH_BYTES * at++));
    }
    fpl_store__end(cursor);
    if (!status && at != book->tile_from)
        status = fpl_fail(error, FPL_E_CORRUPT, "record", NULL, NULL);
    return status;
}

static void root_of_tile(struct fpl_session *session, struct fpl_str hashes, struct fpl_hash *out) {
    struct fpl_frontier frontier = {0};
    for (int i = 0; i < FPL_TILE_HASHES; i++)
        fpl_frontier_push(session->hasher, &frontier,
                          (const struct fpl_hash *)(const void *)(hashes.p + (size_t)i * FPL_HASH_BYTES), NULL, NULL);
    *out = frontier.node[0];
}

#define TILE_LEVEL 8 /* of the tree: the root of 256 leaves */

struct tree_growth {
    struct fpl_tile_roots *roots;
    int32_t book;
};

static void note_root(void *ctx, int level, uint64_t index, const struct fpl_hash *hash) {
    const struct tree_growth *growth = ctx;
    struct fpl_tile_roots *roots = growth->roots;
    int64_t tile = (int64_t)index;
    if (level != TILE_LEVEL)
        return;
    if (roots->book != growth->book || roots->next != tile || tile % FPL_TILE_HASHES == 0)
        roots->first = tile;
    roots->book = growth->book;
    roots->next = tile + 1;
    memcpy(roots->hash + (size_t)(tile % FPL_TILE_HASHES) * FPL_HASH_BYTES, hash->byte, FPL_HASH_BYTES);
}

/* The hash of tile `at` of a level: known, or made of the stored tile. */
static enum fpl_status root_at(struct fpl_session *session, int32_t book, int level, int64_t at, struct fpl_hash *out,
                               struct fpl_error *error) {
    const struct fpl_tile_roots *roots = &session->roots;
    struct fpl_str lower = {NULL, 0};
    if (level == 0 && roots->book == book && at >= roots->first && at < roots->next) {
        memcpy(out->byte, roots->hash + (size_t)(at % FPL_TILE_HASHES) * FPL_HASH_BYTES, FPL_HASH_BYTES);
        return FPL_OK;
    }
    enum fpl_status status = fpl_store__get_tile(session->store, book, level, at, &lower, error);
    if (status)
        return status == FPL_E_NOT_FOUND ? fpl_fail(error, FPL_E_CORRUPT, "tile", NULL, NULL) : status;
    root_of_tile(session, lower, out);
    return FPL_OK;
}

/* Tiles of the levels above: full when 256 tiles below are. */
static enum fpl_status put_upper_tiles(struct fpl_session *session, struct fpl_open_book *book,
                                       struct fpl_error *error) {
    int64_t tiles = book->head.size / FPL_TILE_HASHES;
    enum fpl_status status = FPL_OK;
    for (int level = 1; tiles % FPL_TILE_HASHES == 0 && !status; level++) {
        uint8_t upper[FPL_TILE_BYTES];
        tiles /= FPL_TILE_HASHES;
        for (int i = 0; i < FPL_TILE_HASHES && !status; i++) {
            struct fpl_hash root;
            status = root_at(session, book->info.id, level - 1, (tiles - 1) * FPL_TILE_HASHES + i, &root, error);
            if (!status)
                memcpy(upper + (size_t)i * FPL_HASH_BYTES, root.byte, FPL_HASH_BYTES);
        }
        if (!status)
            status = fpl_store__put_tile(session->store, book->info.id, level, tiles - 1, upper, error);
    }
    return status;
}

static enum fpl_status grow_tree(struct fpl_session *session, struct fpl_open_book *book, const struct fpl_hash *leaf,
                                 struct fpl_error *error) {
    int place = (int)(book->head.size % FPL_TILE_HASHES);
    enum fpl_status status = FPL_OK;
    fpl_frontier_push(session->hasher, &book->head.frontier, leaf, note_root,
                      &(struct tree_growth){&session->roots, book->info.id});
    if (book->tile_from < 0 || book->tile_from > place)
        book->tile_from = place;
    memcpy(book->tile + (size_t)place * FPL_HASH_BYTES, leaf->byte, FPL_HASH_BYTES);
    book->head.size++;
    if (place == FPL_TILE_HASHES - 1) {
        if (book->tile_from > 0)
            status = fill_tile(session, book, error);
        if (!status)
            status = fpl_store__put_tile(session->store, book->info.id, 0, book->head.size / FPL_TILE_HASHES - 1,
                                         book->tile, error);
        if (!status)
            status = put_upper_tiles(session, book, error);
        book->tile_from = 0;
    }
    FPL_ASSERT((int64_t)book->head.frontier.size == book->head.size);
    return status;
}

/* ---- numbers ---- */

/* "2026-11 记 12"; by hand, for an import needs one a record. */
static void voucher_text(const struct fpl_voucher_no *voucher, char *out, size_t size) {
    char digits[20];
    size_t month = strlen(voucher->month), word = strlen(voucher->word), n = 0;
    for (int64_t rest = voucher->number; rest > 0; rest /= 10)
        digits[n++] = (char)('0' + rest % 10);
    FPL_ASSERT(voucher->number > 0 && month + word + n + 3 <= size);
    memcpy(out, voucher->month, month);
    out[month] = ' ';
    memcpy(out + month + 1, voucher->word, word);
    out += month + 1 + word;
    *out++ = ' ';
    while (n > 0)
        *out++ = digits[--n];
    *out = '\0';
}

static enum fpl_status next_voucher(struct fpl_session *session, struct fpl_open_book *book,
                                    const struct fpl_draft *draft, struct fpl_date posted, struct fpl_voucher_no *out,
                                    struct fpl_error *error) {
    struct fpl_period period = fpl_period_of(posted);
    struct fpl_item_state state;
    char key[64];
    int found = 0;
    if (draft->period13)
        period.month = 13;
    *out = (struct fpl_voucher_no){.word = draft->word ? draft->word : WORD_DEFAULT};
    fpl_period_format(period, out->month);
    if (book->voucher.month.month == period.month && book->voucher.month.year == period.year &&
        strcmp(book->voucher.word, out->word) == 0) {
        out->number = book->voucher.number + 1;
        return FPL_OK;
    }
    snprintf(key, sizeof key, "%s|%s", out->month, out->word);
    if (strcmp(key, book->head.series.key) == 0) {
        out->number = book->head.series.number + 1;
        return FPL_OK;
    }
    enum fpl_status status =
        fpl_journal__item(session, book->info.id, "voucher", fpl_str_of(key), &state, &found, error);
    if (status)
        return status;
    out->number = 1;
    if (found) {
        if ((status = fpl_json_parse(&session->doc, state.data, error)))
            return status;
        out->number += fpl_json_get_num(fpl_json_root(&session->doc), "n", 0);
    }
    return FPL_OK;
}

/* A draft that may be appended, and what append gives it. */
struct entry {
    struct fpl_session *session;
    struct fpl_open_book *book;
    const struct fpl_draft *draft;
    struct fpl_date occurred, posted;
    struct fpl_voucher_no voucher; /* number 0: none */
    int64_t registry, seq, t, gross;
    uint8_t salt[FPL_SALT_BYTES];
    struct fpl_leaf leaf;
    struct fpl_hash leaf_hash;
};

static enum fpl_status fold_postings(struct entry *e, struct fpl_error *error) {
    struct fpl_fold *fold = FOLD(e->session);
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < e->draft->postings && !status; i++) {
        struct fpl_cell_line *line = e->session->line[i];
        if (line->no < 0)
            status = fpl_fold__add_line(fold, &e->draft->posting[i], line, error);
        if (!status)
            status = fpl_fold__turnover(fold, line, e->posted, &e->draft->posting[i], error);
    }
    return status;
}

static enum fpl_status fold_draft(struct entry *e, struct fpl_error *error) {
    struct fpl_fold *fold = FOLD(e->session);
    const struct fpl_draft *draft = e->draft;
    int32_t id = e->book->info.id;
    enum fpl_status status = fold_postings(e, error);
    for (int i = 0; i < draft->items && !status; i++) {
        status = fpl_fold__item(fold, id, e->seq, fpl_str_of(draft->item[i].kind), draft->item[i].key,
                                draft->item[i].data, error);
        if (strcmp(draft->item[i].kind, "closed") == 0)
            e->book->closed_loaded = 0;
    }
    for (int i = 0; i < draft->tallies && !status; i++)
        status = fpl_fold__tally(fold, id, e->occurred, &draft->tally[i], error);
    if (!status && e->voucher.number)
        status = fpl_fold__voucher(
            fold, id, &e->book->head, e->seq,
            &(struct fpl_voucher){fpl_str_of(e->voucher.month), fpl_str_of(e->voucher.word), e->voucher.number}, error);
    return status;
}

static enum fpl_status registry_size(struct fpl_session *session, const struct fpl_open_book *book, int64_t *out,
                                     struct fpl_error *error) {
    struct fpl_open_book *registry = NULL;
    *out = book->head.size;
    if (book->info.id == 0)
        return FPL_OK;
    enum fpl_status status = fpl_journal__book(session, 0, &registry, error);
    if (!status)
        *out = registry->head.size;
    return status;
}

/* FPL_E_CORRUPT: the book's own identity is none. */
static enum fpl_status make_leaf(struct entry *e, struct fpl_error *error) {
    struct fpl_leaf *leaf = &e->leaf;
    char text[FPL_LEAF_BYTES];
    fpl_str_copy(fpl_str_of(e->book->info.uid), leaf->uid, sizeof leaf->uid);
    fpl_str_copy(fpl_str_of(e->draft->kind), leaf->kind, sizeof leaf->kind);
    leaf->seq = e->seq;
    leaf->t = e->t;
    fpl_commit(e->session->hasher, e->salt, "body", fpl_buf_str(&e->session->body), &leaf->body);
    size_t n = fpl_leaf_text(leaf, text);
    if (n == 0)
        return fpl_fail(error, FPL_E_CORRUPT, "uid", NULL, NULL);
    fpl_leaf_hash(e->session->hasher, text, n, &e->leaf_hash);
    return FPL_OK;
}

/* Everything that may refuse, and the bytes of the record: nothing has been written when it fails. */
static enum fpl_status prepare(struct entry *e, struct fpl_error *error) {
    struct fpl_session *session = e->session;
    enum fpl_status status = fpl_journal__abandoned(session, error);
    if (!status)
        status = fpl_journal__check(session, e->book, e->draft, &e->posted, error);
    if (!status && e->draft->postings)
        status = next_voucher(session, e->book, e->draft, e->posted, &e->voucher, error);
    if (!status)
        status = registry_size(session, e->book, &e->registry, error);
    if (!status)
        status = fpl_journal__salt(session, e->salt, error);
    if (status)
        return status;
    fpl_body__write(&session->body, e->draft,
                    &(struct fpl_body_numbers){e->occurred, e->posted, e->voucher, e->registry});
    if (fpl_buf_ok(&session->body))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return make_leaf(e, error);
}

/* The rows of the record, then what is derived from it. Only the machine can fail here. */
static enum fpl_status write(struct entry *e, struct fpl_error *error) {
    struct fpl_session *session = e->session;
    int32_t id = e->book->info.id;
    enum fpl_status status = FPL_OK;
    if (id == 0 && !session->times_expected && fpl_store__is_behind(session->store)) {
        status = fpl_store__expect_time(session->store, e->t, error); /* decided before the lock was taken */
        session->times_expected = 1;
    }
    if (!status)
        status = fpl_store__add_record(session->store, id, &e->leaf, error);
    if (!status)
        status = fpl_store__add_opening(session->store, id, e->seq, FPL_PART_BODY, e->salt, fpl_buf_str(&session->body),
                                        error);
    e->book->head_dirty = 1;
    if (!status)
        status = grow_tree(session, e->book, &e->leaf_hash, error);
    if (!status)
        status = fold_draft(e, error);
    if (!status && session->bulk && fpl_pending__add(session, e->book, e->seq, e->draft, e->posted))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status && session->bulk && e->book->head.size % FPL_SPAN_RECORDS == 0)
        status = fpl_journal__index(session, e->book, 0, error);
    return status;
}

static enum fpl_status abandon(struct fpl_session *session, enum fpl_status status, const struct fpl_error *error) {
    if (error)
        session->abandoned = *error;
    session->abandoned.status = status;
    return status;
}

static void remember_voucher(struct entry *e) {
    struct fpl_open_book *book = e->book;
    if (!e->voucher.number)
        return;
    book->voucher.month = fpl_period_of(e->posted);
    if (e->draft->period13)
        book->voucher.month.month = 13;
    book->voucher.word = e->voucher.word;
    book->voucher.number = e->voucher.number;
}

enum fpl_status fpl_journal__append(struct fpl_session *session, struct fpl_open_book *book,
                                    const struct fpl_draft *draft, struct fpl_appended *out, struct fpl_error *error) {
    enum fpl_status status = fpl_journal__know_times(session, book, error);
    if (status)
        return status;
    int64_t t = fpl_journal__moment(session, book);
    struct entry e = {.session = session,
                      .book = book,
                      .draft = draft,
                      .occurred = draft->occurred,
                      .seq = book->head.size,
                      .t = t,
                      .gross = gross_with(book, draft)};
    FPL_ASSERT(session->depth && book->head_loaded);
    if (!fpl_journal__may_write(session, book->info.id))
        return fpl_fail(error, FPL_E_BUG, "append", book->info.code, NULL);
    if (fpl_date_is_none(e.occurred))
        e.occurred = fpl_date_of_instant(t, session->offset_minutes);
    if ((status = prepare(&e, error)))
        return status;
    session->appended++;
    if ((status = write(&e, error)))
        return abandon(session, status, error);
    book->head.t = t;
    book->head.gross = e.gross;
    remember_voucher(&e);
    *out = (struct fpl_appended){.seq = e.seq, .t = t, .posted = e.posted};
    if (e.voucher.number)
        voucher_text(&e.voucher, out->voucher, sizeof out->voucher);
    return FPL_OK;
}
