/* 查找: what bears a name or a number, over all books: parties by name, code or short name, users, vouchers, and
 * whatever has a business number. Spellings that differ in case or width are one. What concerns a party that was found
 * is found too. */
#include "fundpool/event.h"
#include "reports/common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SHOWN 200

enum rank { EXACT, PREFIX, WITHIN, CONCERNS, NONE };
struct hit {
    enum rank rank;
    int32_t book;
    int64_t seq;
    const char *zh, *en; /* what it is */
    char number[FPL_KEY_BYTES_MAX + 1];
    char name[256];
};
struct kind {
    const char *kind, *zh, *en;
};
struct find {
    struct fpl_view *view;
    struct fpl_error *error;
    struct fpl_buf sought, folded;
    struct fpl_book book; /* at hand */
    struct fpl_book *books;
    size_t book_count, book_cap;
    struct kind kind; /* at hand */
    struct hit *hit;
    size_t n, cap;
    char (*party)[65]; /* ids of parties found by what they are */
    size_t parties, party_cap;
};

/* Items that no event declares as its own, in the registry. */
static const struct kind registered[] = {
    {"party", "主体", "party"}, {"alias", "简称", "alias"}, {"user", "用户", "user"}};

static void *wider(void *list, size_t n, size_t *cap, size_t size, struct fpl_error *error) {
    if (n < *cap)
        return list;
    size_t more = *cap ? 2 * *cap : 32;
    void *moved = realloc(list, more * size);
    if (!moved)
        (void)fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    else
        *cap = more;
    return moved;
}

/* The spelling that case, width and blanks do not change; 0 if the text has none. */
static int fold(struct fpl_str text, struct fpl_buf *out) {
    size_t n = 0;
    fpl_buf_reset(out);
    if (fpl_id_fold(text, out) != FPL_OK)
        return 0;
    for (size_t i = 0; i < out->n; i++)
        if (out->p[i] != ' ')
            out->p[n++] = out->p[i];
    out->n = n;
    return n > 0;
}

/* How a text bears what is sought; a key of several parts by each of them too. */
static enum rank rank_of(struct find *find, struct fpl_str text) {
    struct fpl_str sought = fpl_buf_str(&find->sought);
    enum rank best = NONE;
    if (text.n == 0 || !fold(text, &find->folded))
        return NONE;
    struct fpl_str all = fpl_buf_str(&find->folded);
    if (fpl_str_eq(all, sought))
        return EXACT;
    for (size_t at = 0; at + sought.n <= all.n; at++) {
        int begins = at == 0 || all.p[at - 1] == '|', ends = at + sought.n == all.n || all.p[at + sought.n] == '|';
        if (((unsigned char)all.p[at] & 0xC0) == 0x80 || memcmp(all.p + at, sought.p, sought.n) != 0)
            continue;
        enum rank here = begins && ends ? EXACT : begins ? PREFIX : WITHIN;
        best = here < best ? here : best;
    }
    return best;
}

static enum rank best_of(enum rank a, enum rank b) {
    return a < b ? a : b;
}

static enum fpl_status add_hit(struct find *find, enum rank rank, int64_t seq, struct fpl_str number,
                               struct fpl_str name) {
    struct hit *list = wider(find->hit, find->n, &find->cap, sizeof *list, find->error);
    if (!list)
        return FPL_E_NOMEM;
    find->hit = list;
    struct hit *hit = &list[find->n++];
    *hit = (struct hit){.rank = rank, .book = find->book.id, .seq = seq, .zh = find->kind.zh, .en = find->kind.en};
    fpl_str_copy(number, hit->number, sizeof hit->number);
    fpl_str_copy(name, hit->name, sizeof hit->name);
    return FPL_OK;
}

static enum fpl_status note_party(struct find *find, struct fpl_str id) {
    char(*list)[65] = wider(find->party, find->parties, &find->party_cap, sizeof *list, find->error);
    if (!list)
        return FPL_E_NOMEM;
    find->party = list;
    fpl_str_copy(id, list[find->parties++], sizeof *list);
    return FPL_OK;
}

/* Is the item's firm, bank, institution or partner one of the parties that were found? */
static int concerns_found(const struct find *find, const struct fpl_item *item) {
    static const char *const members[] = {"firm", "bank", "inst", "party", "guarantor"};
    for (size_t i = 0; i < find->parties; i++) {
        struct fpl_str id = fpl_str_of(find->party[i]);
        if (fpl_str_eq(item->key, id))
            return 1;
        for (size_t j = 0; j < sizeof members / sizeof members[0]; j++)
            if (fpl_str_eq(fpl_json_get_text(item->data, members[j]), id))
                return 1;
    }
    return 0;
}

/* An institution reads no registry: the firm of what is its own is found by its name here. */
static int is_of_firm(struct find *find, const struct fpl_item *item) {
    struct fpl_str firm = fpl_json_get_text(item->data, "firm");
    char name[256];
    if (fpl_view_institution(find->view).n == 0 || firm.n == 0)
        return 0;
    fpl_reports__party_name(find->view, firm, name, sizeof name);
    return rank_of(find, fpl_str_of(name)) != NONE || rank_of(find, firm) != NONE;
}

static enum fpl_status take_item(void *ctx, const struct fpl_item *item) {
    struct find *find = ctx;
    struct fpl_str name = fpl_json_get_text(item->data, "name");
    int is_party = strcmp(find->kind.kind, "party") == 0, is_alias = strcmp(find->kind.kind, "alias") == 0;
    enum rank rank = best_of(rank_of(find, item->key), rank_of(find, name));
    char party[256];
    if (is_party)
        rank = best_of(rank, rank_of(find, fpl_json_get_text(item->data, "uscc")));
    if (is_alias && fpl_uscc_check(item->key) == FPL_OK)
        return FPL_OK; /* the party's row says it */
    if (is_alias)
        name = fpl_json_get_text(item->data, "party");
    if (rank == NONE && !is_party && !is_alias && (concerns_found(find, item) || is_of_firm(find, item)))
        rank = CONCERNS;
    if (rank == NONE)
        return FPL_OK;
    if (is_party && note_party(find, item->key))
        return FPL_E_NOMEM;
    if (is_alias && note_party(find, name))
        return FPL_E_NOMEM;
    if (name.n == 0 && fpl_json_get_text(item->data, "firm").n) {
        fpl_reports__party_name(find->view, fpl_json_get_text(item->data, "firm"), party, sizeof party);
        name = fpl_str_of(party);
    }
    return add_hit(find, rank, item->seq0, item->key, name);
}

/* A voucher is found by its number as it is shown, "2025-03 记 7", with or without its month, with or without '-'. */
static enum fpl_status take_voucher(void *ctx, const struct fpl_record *record) {
    struct find *find = ctx;
    const struct fpl_json *vno = fpl_json_get(record->body, "vno");
    char month[16], word[32], number[24], text[96];
    if (!vno)
        return FPL_OK;
    snprintf(number, sizeof number, "%lld", (long long)fpl_json_num(fpl_json_at(vno, 2), 0));
    fpl_str_copy(fpl_json_text(fpl_json_at(vno, 0)), month, sizeof month);
    fpl_str_copy(fpl_json_text(fpl_json_at(vno, 1)), word, sizeof word);
    int found = 0;
    for (int i = 0; i < 4 && !found; i++) {
        const char *dash = i % 2 ? "-" : "";
        snprintf(text, sizeof text, "%s%s%s%s%s", i < 2 ? month : "", i < 2 ? dash : "", word, dash, number);
        found = rank_of(find, fpl_str_of(text)) == EXACT;
    }
    snprintf(text, sizeof text, "%s %s %s", month, word, number);
    return found ? add_hit(find, EXACT, record->seq, fpl_str_of(text), fpl_body_memo(record->body)) : FPL_OK;
}

/* Only a text such as a voucher's number has, a Chinese word and digits behind it, is looked for among all entries. */
static int may_be_voucher(struct fpl_str text) {
    int wide = 0;
    for (size_t i = 0; i < text.n; i++)
        wide |= (unsigned char)text.p[i] >= 0x80;
    return wide && text.p[text.n - 1] >= '0' && text.p[text.n - 1] <= '9';
}

/* To an institution what is not its own does not exist. */
static enum fpl_status own_only(struct find *find, enum fpl_status status) {
    if (status != FPL_E_SCOPE)
        return status;
    fpl_error_clear(find->error);
    return FPL_OK;
}

static enum fpl_status scan_kind(struct find *find, struct kind kind) {
    find->kind = kind;
    return own_only(find, fpl_read_items(find->view, find->book.id, kind.kind, take_item, find, find->error));
}

static enum fpl_status scan_book(struct find *find) {
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    enum fpl_status status = FPL_OK;
    if (find->book.id == 0)
        for (size_t i = 0; !status && i < sizeof registered / sizeof registered[0]; i++)
            status = scan_kind(find, registered[i]);
    for (int i = 0; !status && find->book.id > 0 && i < count; i++) {
        int met = 0; /* several events move one kind of item: the first begins it */
        for (int j = 0; j < i; j++)
            met |= events[j]->item && events[i]->item && strcmp(events[j]->item, events[i]->item) == 0;
        if (events[i]->item && !met)
            status = scan_kind(find, (struct kind){events[i]->item, events[i]->zh, events[i]->en});
    }
    find->kind = (struct kind){"voucher", "凭证号", "voucher"};
    if (!status && find->book.id > 0 && find->book.size > 0 && may_be_voucher(fpl_buf_str(&find->sought)))
        status = own_only(
            find, fpl_read_records(find->view, find->book.id, 0, find->book.size - 1, take_voucher, find, find->error));
    return status;
}

static enum fpl_status note_book(void *ctx, const struct fpl_book *book) {
    struct find *find = ctx;
    struct fpl_book *list = wider(find->books, find->book_count, &find->book_cap, sizeof *list, find->error);
    if (!list)
        return FPL_E_NOMEM;
    find->books = list;
    list[find->book_count++] = *book;
    return FPL_OK;
}

static int by_rank(const void *a, const void *b) {
    const struct hit *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->book != y->book)
        return x->book < y->book ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq ? 1 : strcmp(x->number, y->number);
}

static const char *code_of(const struct find *find, int32_t book) {
    for (size_t i = 0; i < find->book_count; i++)
        if (find->books[i].id == book)
            return find->books[i].code;
    return "";
}

static void put_hits(struct find *find, struct fpl_report *r, struct fpl_str sought) {
    char text[64];
    fpl_report_table(r, "found", "查找", "Found");
    fpl_reports__caption_text(r, "sought", "查找内容", "Sought", sought);
    fpl_report_column(r, "what", "事项", "what", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "number", "编号", "number", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "book", "账套", "book", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "receipt", "回执号", "receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "shown_by", "查看", "shown by", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    if (find->n)
        qsort(find->hit, find->n, sizeof *find->hit, by_rank);
    for (size_t i = 0; i < find->n && i < MOST_SHOWN; i++) {
        const struct hit *hit = &find->hit[i];
        fpl_report_name(r, hit->zh, hit->en);
        fpl_report_text(r, fpl_str_of(hit->number));
        fpl_report_text(r, fpl_str_of(hit->name));
        fpl_report_text(r, fpl_str_of(code_of(find, hit->book)));
        (void)snprintf(text, sizeof text, "%d/%lld", (int)hit->book, (long long)hit->seq);
        fpl_report_text(r, fpl_str_of(text));
        (void)snprintf(text, sizeof text, "explain %d/%lld", (int)hit->book, (long long)hit->seq);
        fpl_report_text(r, fpl_str_of(text));
    }
    if (find->n > MOST_SHOWN)
        fpl_report_note(r, "MORE", "只列前 200 条，请写得更具体，或用 --book 限于一个账套",
                        "only the first 200 are listed: write more of it, or name one book with --book");
}

enum fpl_status fpl_report_find(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                struct fpl_error *error) {
    struct find find = {.view = view, .error = error};
    struct fpl_report *report = NULL;
    struct fpl_book only = {.id = -1};
    enum fpl_status status = fold(spec->key, &find.sought)
                                 ? fpl_read_books(view, note_book, &find, error)
                                 : fpl_fail(error, FPL_E_MISSING, FPL_ZH_EN("查找内容", "what to find"), NULL, NULL);
    if (!status && spec->book.n)
        status = fpl_read_book(view, spec->book, &only, error);
    for (size_t i = 0; !status && i < find.book_count; i++) {
        find.book = find.books[i];
        if (only.id < 0 || find.book.id == only.id || find.book.id == 0) /* parties stand in the registry */
            status = scan_book(&find);
    }
    if (!status && !(report = fpl_reports__begin("find", error)))
        status = FPL_E_NOMEM;
    if (!status)
        put_hits(&find, report, spec->key);
    fpl_buf_release(&find.sought);
    fpl_buf_release(&find.folded);
    free(find.books);
    free(find.hit);
    free(find.party);
    return fpl_reports__end(report, status, out, error);
}
