/* 查找: what bears a name or a number, over all books: parties by name, code or short name, users, books, documents by
 * id or title, accounts, imported files, closed periods, vouchers, and whatever has a business number. Spellings that
 * look alike are one. What concerns a party that was found is found too: its loans, its holding. A test
 * holds that the keys of every kind of item are found, but for those that no person gives. */
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
    int is_account;      /* no record begins it: its statement shows it */
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
    enum rank former; /* best of the former names of the bearer at hand */
    char was[256];    /* the one that has that rank */
};

/* Items that no event declares as its own, in the registry and in other books. */
static const struct kind registered[] = {{"party", "主体", "party"},
                                         {"alias", "简称", "alias"},
                                         {"user", "用户", "user"},
                                         {"book", "账套", "book"},
                                         {"currency", "币种", "currency"}};
static const struct kind of_books[] = {{"holding", "持有的投资", "holding"},
                                       {"agreement", "合作协议", "agreement"},
                                       {"period", "已结账的会计期间", "closed period"},
                                       {"bank.ref", "银行流水号", "bank reference"}};
static const struct kind documents[] = {{"chart", "科目表", "chart of accounts"},
                                        {"pack", "规则包", "rule pack"},
                                        {"profile", "早期口径", "early-stage profile"},
                                        {"tolerance", "容错规则", "rule of loss tolerance"},
                                        {"limit", "限额规则", "limits"},
                                        {"calendar", "工作日历", "calendar of work days"},
                                        {"mapping", "列映射", "mapping"}};

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

/* The spelling that look-alikes share; 0 if the text has none. */
static int fold(struct fpl_str text, struct fpl_buf *out) {
    fpl_buf_reset(out);
    return fpl_name_fold(text, out) == FPL_OK && out->n > 0;
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

/* A party or a user by the names borne before: `was` gets the one that bears best what is sought. */
static void try_former(struct find *find, struct fpl_str name) {
    enum rank rank = rank_of(find, name);
    if (rank < find->former) {
        find->former = rank;
        (void)fpl_str_copy(name, find->was, sizeof find->was);
    }
}

static enum fpl_status take_change(void *ctx, const struct fpl_name_change *change) {
    try_former(ctx, change->name);
    return FPL_OK;
}

/* The name it bears on the view's day into `now`; find->former is the rank of those that it bears no more. */
static enum fpl_status names_of(struct find *find, const struct fpl_item *item, char now[256]) {
    const struct fpl_named who = {.kind = find->kind.kind, .id = item->key};
    find->former = NONE;
    enum fpl_status status = fpl_read_name(find->view, &who, now, 256, find->error);
    if (status || fpl_str_is(fpl_json_get_text(item->data, "name"), now))
        return status;
    try_former(find, fpl_json_get_text(item->data, "name"));
    return fpl_read_names(find->view, &who, take_change, find, find->error);
}

/* Its own name; of a book, that of its founding; of a holding, the firm's. */
static struct fpl_str name_of(const struct find *find, const struct fpl_item *item, char out[256]) {
    if (strcmp(find->kind.kind, "book") == 0)
        for (size_t i = 0; i < find->book_count; i++)
            if (fpl_str_is(item->key, find->books[i].code))
                return fpl_str_of(find->books[i].name);
    if (strcmp(find->kind.kind, "holding") == 0) {
        fpl_reports__party_name(find->view, item->key, out, 256);
        return fpl_str_of(out);
    }
    if (strcmp(find->kind.kind, "agreement") == 0)
        return fpl_json_get_text(item->data, "agr");
    return fpl_json_get_text(item->data, "name");
}

static enum fpl_status take_item(void *ctx, const struct fpl_item *item) {
    struct find *find = ctx;
    char own[256] = "", both[600];
    struct fpl_str name = name_of(find, item, own);
    int is_party = strcmp(find->kind.kind, "party") == 0, is_alias = strcmp(find->kind.kind, "alias") == 0;
    int has_names = is_party || strcmp(find->kind.kind, "user") == 0;
    enum fpl_status status = has_names ? names_of(find, item, own) : FPL_OK;
    if (status)
        return status;
    if (has_names)
        name = fpl_str_of(own);
    int is_agreement = strcmp(find->kind.kind, "agreement") == 0;
    struct fpl_str key = item->key;
    if (is_agreement && memchr(key.p, '|', key.n)) /* its day is no number; its own number has a row already */
        key.n = (size_t)((const char *)memchr(key.p, '|', key.n) - key.p);
    enum rank rank = rank_of(find, item->key);
    if (is_agreement)
        rank = rank == EXACT ? EXACT : rank_of(find, key);
    else
        rank = best_of(rank, rank_of(find, name));
    char party[256];
    if (is_party)
        rank = best_of(rank, rank_of(find, fpl_json_get_text(item->data, "uscc")));
    if (has_names && find->former < rank) { /* found by what it is no longer called */
        rank = find->former;
        (void)snprintf(both, sizeof both, "%s（曾用名 %s）", own, find->was);
        name = fpl_str_of(both);
    }
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

/* ---- what is no item of a business number ---- */

/* "hb-demo@1" by its id or by its title. */
static enum fpl_status take_document(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                     int64_t seq) {
    struct find *find = ctx;
    struct fpl_json_doc doc = {0};
    (void)source;
    enum fpl_status status = fpl_json_parse(&doc, json, find->error);
    if (status)
        return status;
    const struct fpl_json *title = fpl_json_get(fpl_json_root(&doc), "title");
    struct fpl_str zh = fpl_json_get_text(title, "zh");
    enum rank rank =
        best_of(rank_of(find, key), best_of(rank_of(find, zh), rank_of(find, fpl_json_get_text(title, "en"))));
    if (rank != NONE)
        status = add_hit(find, rank, seq, key, zh);
    fpl_json_doc_release(&doc);
    return status;
}

/* By its code or its name; of English ones their beginning alone, for short words stand in many. */
static enum fpl_status take_account(void *ctx, const struct fpl_account *account) {
    struct find *find = ctx;
    enum rank code = rank_of(find, fpl_str_of(account->code)), en = rank_of(find, fpl_str_of(account->en)),
              rank = best_of(code <= PREFIX ? code : NONE, rank_of(find, fpl_str_of(account->zh)));
    rank = best_of(rank, en <= PREFIX ? en : NONE);
    if (rank == NONE)
        return FPL_OK;
    enum fpl_status status = add_hit(find, rank, -1, fpl_str_of(account->code), fpl_str_of(account->zh));
    if (!status)
        find->hit[find->n - 1].is_account = 1;
    return status;
}

/* An imported file by its name, its SHA-256 or the key of its submission. */
static enum fpl_status take_import(void *ctx, const struct fpl_record *record) {
    struct find *find = ctx;
    const struct fpl_json *x = fpl_json_get(record->body, "x");
    struct fpl_str name = fpl_json_get_text(x, "name"), key = fpl_json_get_text(x, "submission"),
                   file = fpl_json_get_text(x, "file");
    enum rank rank = best_of(rank_of(find, name), best_of(rank_of(find, key), rank_of(find, file)));
    return rank == NONE ? FPL_OK : add_hit(find, rank, record->seq, name, key.n ? key : file);
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

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

static enum fpl_status scan_registry(struct find *find) {
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; !status && i < COUNT_OF(registered); i++)
        status = scan_kind(find, registered[i]);
    for (size_t i = 0; !status && i < COUNT_OF(documents); i++) {
        find->kind = documents[i];
        status = own_only(find, fpl_read_documents(find->view, documents[i].kind, take_document, find, find->error));
    }
    return status;
}

static enum fpl_status scan_imports(struct find *find) {
    const struct fpl_begun every = {find->book.id, "import", {"", 0}};
    find->kind = (struct kind){"import", "导入", "import"};
    return fpl_read_beginnings(find->view, &every, take_import, find, find->error);
}

static enum fpl_status scan_accounts(struct find *find) {
    find->kind = (struct kind){"account", "科目", "account"};
    if (fpl_view_institution(find->view).n > 0) /* reads no accounts */
        return FPL_OK;
    return own_only(find, fpl_read_accounts(find->view, find->book.id, take_account, find, find->error));
}

static enum fpl_status scan_book(struct find *find) {
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    enum fpl_status status = find->book.id == 0 ? scan_registry(find) : scan_accounts(find);
    for (size_t i = 0; !status && find->book.id > 0 && i < COUNT_OF(of_books); i++)
        status = scan_kind(find, of_books[i]);
    if (!status)
        status = scan_imports(find);
    for (int i = 0; !status && find->book.id > 0 && i < count; i++) {
        int met = 0; /* several events move one kind of item: the first begins it */
        for (int j = 0; j < i; j++)
            met |= events[j]->item && events[i]->item && strcmp(events[j]->item, events[i]->item) == 0;
        if (events[i]->item && !met)
            status = scan_kind(find, (struct kind){events[i]->item, events[i]->zh, events[i]->en});
    }
    find->kind = (struct kind){"voucher", "凭证号", "voucher"};
    int reads_vouchers = fpl_view_institution(find->view).n == 0; /* a book's numbers tell of others' entries */
    if (!status && reads_vouchers && find->book.id > 0 && find->book.size > 0 &&
        may_be_voucher(fpl_buf_str(&find->sought)))
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
    char text[FPL_KEY_BYTES_MAX + 128];
    fpl_report_table(r, "found", "查找", "Found");
    fpl_reports__caption_text(r, "sought", "查找内容", "Sought", sought);
    fpl_report_column(r, "what", "事项", "what", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "number", "编号", "number", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "book", "账套", "book", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "receipt", "回执号", "receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "shown_by", "查看", "shown by", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_TYPED);
    if (find->n)
        qsort(find->hit, find->n, sizeof *find->hit, by_rank);
    for (size_t i = 0; i < find->n && i < MOST_SHOWN; i++) {
        const struct hit *hit = &find->hit[i];
        fpl_report_name(r, hit->zh, hit->en);
        fpl_report_text(r, fpl_str_of(hit->number));
        fpl_report_text(r, fpl_str_of(hit->name));
        fpl_report_text(r, fpl_str_of(code_of(find, hit->book)));
        (void)snprintf(text, sizeof text, "%d/%lld", (int)hit->book, (long long)hit->seq);
        fpl_report_text(r, fpl_str_of(hit->is_account ? "" : text));
        if (hit->is_account)
            (void)snprintf(text, sizeof text, "report statement --book %s --account %s", code_of(find, hit->book),
                           hit->number);
        else
            (void)snprintf(text, sizeof text, "explain %d/%lld", (int)hit->book, (long long)hit->seq);
        fpl_report_text(r, fpl_str_of(text));
    }
    if (find->n > MOST_SHOWN)
        fpl_report_note(r, "MORE", "只列前 200 条，请写得更具体，或限于一个账套",
                        "only the first 200 are listed: write more of it, or name one book");
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
