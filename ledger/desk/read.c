/* Where facts come from, over the write set: one function a source of the closed set in fundpool/event.h. */
#include "ledger/desk/read.h"

#include <stdio.h>
#include <string.h>

static int32_t own_book(const struct desk_reading *r) {
    return r->call->book->info.id;
}

/* Texts of documents are kept with the call: the document is used again before the fact is. */
static struct fpl_str keep(struct desk_reading *r, struct fpl_str text) {
    return text.n ? fpl_desk__key(r->call, &text, 1) : (struct fpl_str){NULL, 0};
}

static struct fpl_str key_of(const struct desk_reading *r, const struct fpl_read *read) {
    int is_item = read->from == FPL_FROM_ITEM || read->from == FPL_FROM_DATED;
    struct fpl_str key = read->key >= 0 ? fpl_fact_text(r->facts, (enum fpl_fact_id)read->key)
                         : is_item      ? FPL_STR(FPL_ONE_KEY)
                                        : (struct fpl_str){"", 0};
    int parts = 0;
    size_t n = 0;
    if (!read->parts)
        return key;
    for (; n < key.n && (key.p[n] != '|' || ++parts < read->parts); n++)
        ;
    key.n = n;
    return key;
}

/* A fact is not read over what the command says. */
static void put(struct desk_reading *r, int id, struct fpl_fact fact, const struct fpl_read *read) {
    const struct fpl_fact *known = fpl_fact_of(r->facts, (enum fpl_fact_id)id);
    if (known->known && known->book == FPL_SOURCE_COMMAND)
        return;
    fact.frozen = (read->flags & FPL_READ_FROZEN) != 0;
    if (read->flags & FPL_READ_UNKEPT) {
        fact.book = FPL_SOURCE_COMMAND;
        fact.seq = 0;
    }
    if (fact.known && fpl_fact_type((enum fpl_fact_id)id) == FPL_FACT_TEXT)
        fact.v.text = keep(r, fact.v.text);
    fpl_fact_put(r->facts, (enum fpl_fact_id)id, &fact);
}

static void put_number(struct desk_reading *r, const struct fpl_read *read, int64_t number, int64_t seq) {
    put(r, read->fact, (struct fpl_fact){.known = 1, .book = own_book(r), .seq = seq, .v.num = number}, read);
}

/* A member of an item's data in the fact's type; absent: unknown, or 0 where the read says so. */
static struct fpl_fact member_of(const struct fpl_json *data, const struct fpl_read *read) {
    const struct fpl_json *node = fpl_json_get(data, read->member);
    struct fpl_fact fact = {.known = node != NULL};
    struct fpl_date date = FPL_DATE_NONE;
    switch (fpl_fact_type((enum fpl_fact_id)read->fact)) {
    case FPL_FACT_MONEY:
    case FPL_FACT_INT:
    case FPL_FACT_BOOL:
        fact.v.num = fpl_json_num(node, 0);
        fact.known |= data && (read->flags & FPL_READ_ZERO);
        break;
    case FPL_FACT_DATE:
        fact.known = node && !fpl_date_parse(node->str, &date, NULL);
        fact.v.num = date.day;
        break;
    case FPL_FACT_TEXT:
        fact.v.text = fpl_json_text(node);
        fact.known = fact.v.text.n > 0;
        break;
    case FPL_FACT_RATIO:
    case FPL_FACT_NONE:
        fact.known = 0;
        break;
    }
    return fact;
}

/* What an item says, or what it means that there is none (data NULL). */
static enum fpl_status put_item(struct desk_reading *r, const struct fpl_read *read, const struct fpl_json *data,
                                int32_t book, int64_t seq) {
    struct fpl_fact fact = {.known = 0};
    struct fpl_buf text = {0};
    if (read->value)
        read->value(data, r->facts, &text, &fact);
    else
        fact = member_of(data, read);
    fact.book = book;
    fact.seq = seq;
    int failed = text.failed;
    if (!failed)
        put(r, read->fact, fact, read);
    fpl_buf_release(&text);
    return failed ? fpl_fail(r->call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

static enum fpl_status load(struct desk_reading *r, int32_t book, const char *kind, struct fpl_str key,
                            struct fpl_item_state *state, const struct fpl_json **data) {
    int found = 0;
    *data = NULL;
    enum fpl_status status = fpl_journal__item(r->call->session, book, kind, key, state, &found, r->call->error);
    if (status || !found)
        return status;
    if (r->parsed.n != state->data.n || r->parsed.p != state->data.p) { /* what the write set holds stays where it is */
        r->parsed.n = 0;
        status = fpl_json_parse(&r->call->desk->item_doc, state->data, r->call->error);
    }
    if (!status) {
        r->parsed = state->data;
        *data = fpl_json_root(&r->call->desk->item_doc);
    }
    return status;
}

/* The day of a record that wrote an item. */
static enum fpl_status put_day(struct desk_reading *r, const struct fpl_read *read, int32_t book, int64_t seq) {
    struct desk *desk = r->call->desk;
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_desk__body(r->call, book, seq, &desk->claim_body, &desk->claim_doc, &body);
    struct fpl_date on = status ? FPL_DATE_NONE : fpl_body__date(body, "occ");
    if (!status)
        put(r, read->fact, (struct fpl_fact){.known = !fpl_date_is_none(on), .book = book, .seq = seq, .v.num = on.day},
            read);
    return status;
}

static int is_day(const struct fpl_read *read, int *began) {
    *began = read->member && strcmp(read->member, "@began") == 0;
    return *began || (read->member && strcmp(read->member, "@on") == 0);
}

static enum fpl_status read_item(struct desk_reading *r, const struct fpl_read *read) {
    struct fpl_item_state state = {0};
    const struct fpl_json *data = NULL;
    int32_t book = read->flags & FPL_READ_REGISTRY ? 0 : own_book(r);
    int began = 0;
    struct fpl_str key = read->flags & FPL_READ_SELF ? fpl_str_of(r->call->book->info.code) : key_of(r, read);
    enum fpl_status status = key.n ? load(r, book, read->name, key, &state, &data) : FPL_OK;
    if (status)
        return status;
    if (!data && read->absent)
        return fpl_fail_text(r->call->error, read->absent, key.p, key.n);
    if (read->member && strcmp(read->member, "@first") == 0) {
        put_number(r, read, data ? state.seq0 : r->call->book->head.size, 0);
        return FPL_OK;
    }
    if (is_day(read, &began))
        return data ? put_day(r, read, book, began ? state.seq0 : state.seq) : FPL_OK;
    return put_item(r, read, data, book, data ? state.seq : r->call->book->head.size);
}

/* "whitelist|listing": the item of the first kind is the newest state, those of the second the one of each day on which
 * it changed. */
static enum fpl_status read_dated(struct desk_reading *r, const struct fpl_read *read) {
    const char *bar = strchr(read->name, '|');
    struct fpl_item_state state = {0};
    const struct fpl_json *data = NULL;
    struct fpl_str key = key_of(r, read), parts[2] = {key, {"", 0}};
    struct fpl_date since = FPL_DATE_NONE;
    char newest[32], date[12];
    fpl_str_copy((struct fpl_str){read->name, (size_t)(bar - read->name)}, newest, sizeof newest);
    enum fpl_status status = load(r, own_book(r), newest, key, &state, &data);
    if (!status && data && fpl_date_cmp(fpl_body__date(data, "on"), r->day) > 0) {
        struct fpl_item_row prefix = {
            .book = own_book(r), .kind = fpl_str_of(bar + 1), .key = fpl_desk__key(r->call, parts, 2)};
        data = NULL;
        status = fpl_journal__newest_dated(r->call->session->store, &prefix, r->day, &since, r->call->error);
        parts[1] = fpl_str_of(fpl_date_is_none(since) ? "" : fpl_date_format(since, date));
        if (!status && !fpl_date_is_none(since))
            status = load(r, own_book(r), bar + 1, fpl_desk__key(r->call, parts, 2), &state, &data);
    }
    return status ? status : put_item(r, read, data, own_book(r), data ? state.seq : r->call->book->head.size);
}

static enum fpl_status read_any(struct desk_reading *r, const struct fpl_read *read) {
    struct fpl_str parts[2] = {key_of(r, read), {"", 0}}, prefix = fpl_desk__key(r->call, parts, 2);
    struct fpl_cursor *cursor = NULL;
    struct fpl_fact fact = {.known = 1};
    int64_t seq = r->call->book->head.size;
    int row = 1;
    enum fpl_status status = fpl_store__scan_items(r->call->session->store, own_book(r), fpl_str_of(read->name), prefix,
                                                   &cursor, r->call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, r->call->error)) && row && !fact.v.num) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < prefix.n || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if ((status = fpl_json_parse(&r->call->desk->item_doc, item.data, r->call->error)))
            break;
        read->value(fpl_json_root(&r->call->desk->item_doc), r->facts, NULL, &fact);
        seq = fact.v.num ? item.seq : seq;
    }
    fpl_store__end(cursor);
    fact.book = own_book(r);
    fact.seq = seq;
    if (!status)
        put(r, read->fact, fact, read);
    return status;
}

/* ---- one of many ---- */

static enum fpl_status is_taken_back(struct desk_reading *r, int64_t seq, int *is) {
    struct fpl_item_state state;
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)seq);
    return fpl_journal__item(r->call->session, own_book(r), "reversed", fpl_str_of(number), &state, is, r->call->error);
}

struct best {
    int64_t amount, first; /* first: the record that began its item; -1: there is none yet */
};

/* Takes the item if it is to be preferred. An import has one kind of rows, and none of those that read so begins or
 * changes such an item: what is stored is all. */
static enum fpl_status prefer(struct desk_reading *r, const struct fpl_read *read, int64_t seq0, int64_t amount,
                              struct best *best) {
    int back = 0;
    if ((read->flags & FPL_READ_OTHERS) && seq0 == r->undone)
        return FPL_OK;
    if (read->flags & FPL_READ_BEGUN ? best->first >= 0 && seq0 >= best->first : amount <= best->amount)
        return FPL_OK;
    enum fpl_status status = read->flags & FPL_READ_BEGUN ? is_taken_back(r, seq0, &back) : FPL_OK;
    if (!status && !back)
        *best = (struct best){amount, seq0};
    return status;
}

static enum fpl_status read_each(struct desk_reading *r, const struct fpl_read *read) {
    struct fpl_cursor *cursor = NULL;
    struct best best = {0, -1};
    int row = 1;
    enum fpl_status status = fpl_store__scan_items(r->call->session->store, own_book(r), fpl_str_of(read->name),
                                                   FPL_STR(""), &cursor, r->call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, r->call->error)) && row) {
        struct fpl_item_row item;
        struct fpl_fact fact = {.known = 0};
        fpl_store__item_row(cursor, &item);
        if ((status = fpl_json_parse(&r->call->desk->item_doc, item.data, r->call->error)))
            break;
        read->value(fpl_json_root(&r->call->desk->item_doc), r->facts, NULL, &fact);
        if (fact.known)
            status = prefer(r, read, item.seq0, fact.v.num, &best);
    }
    fpl_store__end(cursor);
    if (!status)
        put_number(r, read, best.amount, r->call->book->head.size);
    return status;
}

/* ---- all of a kind ---- */

/* Other rows of the same file may have left some, which is stored first. */
static enum fpl_status read_list(struct desk_reading *r, const struct fpl_read *read) {
    struct fpl_session *session = r->call->session;
    int at = r->lists++;
    struct fpl_rows *rows = &r->call->desk->rows[at];
    struct fpl_str parts[2] = {key_of(r, read), {"", 0}},
                   prefix = read->key >= 0 ? fpl_desk__key(r->call, parts, 2) : (struct fpl_str){"", 0};
    struct fpl_cursor *cursor = NULL;
    char text[FPL_ROWS_TEXT];
    int row = 1;
    FPL_ASSERT(at < FPL_LISTS);
    fpl_rows__begin(rows);
    enum fpl_status status = fpl_fold__flush(&(struct fpl_fold){session->store, &session->set}, r->call->error);
    if (!status)
        status =
            fpl_store__scan_items(session->store, own_book(r), fpl_str_of(read->name), prefix, &cursor, r->call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, r->call->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < prefix.n || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if (!(status = fpl_json_parse(&r->call->desk->item_doc, item.data, r->call->error)))
            status =
                fpl_rows__add(rows, read, item.key, item.data, fpl_json_root(&r->call->desk->item_doc), r->call->error);
    }
    fpl_store__end(cursor);
    if (status)
        return status;
    r->call->desk->list[at] = (struct fpl_list){rows->row, rows->n};
    put(r, read->fact,
        (struct fpl_fact){.known = 1,
                          .book = own_book(r),
                          .seq = r->call->book->head.size,
                          .v.text = fpl_str_of(fpl_rows__text(rows, session->hasher, text))},
        read);
    return FPL_OK;
}

/* ---- sums ---- */

/* 0 if there is none: the period of an agreement that is not in force has no first day. */
static int window(const struct desk_reading *r, const struct fpl_read *read, struct fpl_date *from,
                  struct fpl_date *to) {
    int16_t year = fpl_period_of(r->day).year;
    *from = FPL_DATE_MIN;
    *to = FPL_DATE_MAX;
    if (read->flags & FPL_READ_COHORT) {
        struct fpl_date on = fpl_fact_date(r->facts, FPL_FACT_LOAN_REGISTERED_ON);
        if (fpl_date_is_none(on))
            return 0;
        year = fpl_period_of(on).year;
    }
    if (read->flags & (FPL_READ_YEAR | FPL_READ_COHORT)) {
        *from = fpl_period_first((struct fpl_period){year, 1});
        *to = fpl_period_last((struct fpl_period){year, 12});
    }
    if (read->flags & FPL_READ_AFTER)
        *from = (struct fpl_date){r->day.day + 1};
    if (read->flags & FPL_READ_PERIOD)
        *from = fpl_fact_date(r->facts, FPL_FACT_AGREEMENT_FROM);
    return !fpl_date_is_none(*from);
}

/* "+lending-repaid-closed": one name after the other, with its sign. */
static const char *next_name(const char *names, int *sign, char name[32]) {
    size_t n = strcspn(names + 1, "+-");
    *sign = names[0] == '-' ? -1 : 1;
    fpl_str_copy((struct fpl_str){names + 1, n}, name, 32);
    return names + 1 + n;
}

static enum fpl_status read_sum(struct desk_reading *r, const struct fpl_read *read) {
    struct fpl_date from, to;
    struct fpl_str id = key_of(r, read);
    char name[32], text[160]; /* ids have at most 128 bytes */
    size_t n = strlen(read->member);
    int64_t total = 0;
    enum fpl_status status = FPL_OK;
    fpl_fact_forget(r->facts, (enum fpl_fact_id)read->fact);
    if (!window(r, read, &from, &to))
        return FPL_OK;
    FPL_ASSERT(n + id.n <= sizeof text);
    memcpy(text, read->member, n);
    if (id.n)
        memcpy(text + n, id.p, id.n);
    for (const char *names = read->name; *names && !status;) {
        int sign = 1;
        int64_t amount = 0, count = 0;
        names = next_name(names, &sign, name);
        status = fpl_journal__tally(r->call->session, own_book(r), name, (struct fpl_str){text, n + id.n}, from, to,
                                    &amount, &count, r->call->error);
        total += sign * amount; /* the book's gross bounds each of them */
    }
    if (!status)
        put_number(r, read, total, r->call->book->head.size);
    return status;
}

static enum fpl_status read_balance(struct desk_reading *r, const struct fpl_read *read) {
    const struct fpl_str key = key_of(r, read), *party = read->key < 0 ? NULL : &key;
    char account[32];
    int64_t total = 0;
    enum fpl_status status = FPL_OK;
    for (const char *names = read->name; *names && !status;) {
        int sign = 1;
        int64_t amount = 0;
        names = next_name(names, &sign, account);
        status =
            fpl_journal__balance(r->call->session, own_book(r), fpl_str_of(account), party, &amount, r->call->error);
        total += sign * amount;
    }
    if (!status)
        put_number(r, read, read->flags & FPL_READ_NEGATE ? -total : total, r->call->book->head.size);
    return status;
}

/* "measure|bank_deposit": items of kind measure with keys bank_deposit|KEY|day. */
static enum fpl_status read_latest(struct desk_reading *r, const struct fpl_read *read) {
    const char *bar = strchr(read->name, '|');
    char kind[32];
    struct fpl_str parts[3] = {fpl_str_of(bar + 1), key_of(r, read), {"", 0}},
                   prefix = fpl_desk__key(r->call, parts, 3);
    struct fpl_cursor *cursor = NULL;
    struct fpl_date last_year = fpl_period_last((struct fpl_period){(int16_t)(fpl_period_of(r->day).year - 1), 12}),
                    from = read->flags & FPL_READ_YEAR_END ? last_year : FPL_DATE_MIN,
                    to = read->flags & FPL_READ_YEAR_END ? last_year : r->day;
    int row = 1;
    fpl_str_copy((struct fpl_str){read->name, (size_t)(bar - read->name)}, kind, sizeof kind);
    fpl_fact_forget(r->facts, (enum fpl_fact_id)read->fact);
    enum fpl_status status =
        fpl_store__scan_items(r->call->session->store, own_book(r), fpl_str_of(kind), prefix, &cursor, r->call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, r->call->error)) && row) {
        struct fpl_item_row item;
        struct fpl_date day;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != prefix.n + 10 || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if (fpl_date_parse((struct fpl_str){item.key.p + prefix.n, 10}, &day, NULL) || fpl_date_cmp(day, from) < 0 ||
            fpl_date_cmp(day, to) > 0)
            continue;
        if (!(status = fpl_json_parse(&r->call->desk->item_doc, item.data, r->call->error)))
            status = put_item(r, read, fpl_json_root(&r->call->desk->item_doc), own_book(r), item.seq);
    }
    fpl_store__end(cursor);
    return status;
}

/* ---- records ---- */

/* The facts of an earlier record: what that one had read keeps its source, what its command said has the record for its
 * source. */
static enum fpl_status load_origin(struct desk_reading *r, const struct fpl_read *read, int64_t seq) {
    struct desk *desk = r->call->desk;
    struct desk_origin *origin = &desk->origin[r->origins++];
    const struct fpl_json *body = NULL;
    const struct desk_pack *pack = NULL;
    struct fpl_leaf leaf = {.seq = -1};
    FPL_ASSERT(r->origins <= DESK_ORIGINS);
    enum fpl_status status = fpl_journal__leaf(r->call->session, own_book(r), seq, &leaf, r->call->error);
    if (!status)
        status = fpl_desk__body(r->call, own_book(r), seq, &origin->body, &origin->doc, &body);
    if (status)
        return status;
    struct fpl_str hash = fpl_json_get_text(fpl_json_get(body, "dec"), "pack");
    if (hash.n && (status = fpl_desk__pack_by_hash(r->call, hash, &pack)))
        return status;
    struct fpl_decided record = {fpl_str_of(read->origin ? read->origin->kind : leaf.kind), body,
                                 fpl_date_of_instant(leaf.t, r->call->session->offset_minutes),
                                 pack ? pack->pack : NULL};
    if ((status = fpl_facts_of_record(&record, &origin->keys, &desk->origin_facts, r->call->error)))
        return status;
    for (int i = 0; i < desk->origin_facts.count; i++)
        if (desk->origin_facts.fact[i].book == FPL_SOURCE_COMMAND)
            fpl_fact_source(&desk->origin_facts, (enum fpl_fact_id)desk->origin_facts.id[i], own_book(r), seq);
    if (pack && r->event->binds == FPL_BINDS_ORIGIN)
        r->pack = pack;
    return FPL_OK;
}

static void put_origin(struct desk_reading *r, const struct fpl_read *read, int64_t seq) {
    const struct fpl_facts *origin = &r->call->desk->origin_facts;
    if (read->fact != FPL_NO_FACT) { /* was it taken on? */
        put_number(r, read, fpl_fact_bool(origin, FPL_FACT_TAKE_ON, 0), seq);
        return;
    }
    for (int i = 0; i < origin->count; i++) {
        enum fpl_fact_id id = (enum fpl_fact_id)origin->id[i];
        const struct fpl_fact *known = fpl_fact_of(r->facts, id);
        if (!(fpl_fact__group(id) & read->groups) || (known->known && known->book == FPL_SOURCE_COMMAND))
            continue;
        struct fpl_fact fact = origin->fact[i];
        fact.frozen = 0;
        fpl_fact_put(r->facts, id, &fact);
    }
}

static enum fpl_status read_origin(struct desk_reading *r, const struct fpl_read *read) {
    struct fpl_item_state state = {0};
    struct fpl_str key = key_of(r, read);
    int found = 0;
    enum fpl_status status = key.n && !r->call->hides ? fpl_journal__item(r->call->session, own_book(r), read->name,
                                                                          key, &state, &found, r->call->error)
                                                      : FPL_OK;
    if (status || (!found && !read->absent))
        return status;
    if (!found)
        return fpl_fail_text(r->call->error, read->absent, key.p, key.n);
    if (r->origin_name != read->name || !fpl_str_eq(r->origin_key, key))
        status = load_origin(r, read, state.seq0);
    if (status)
        return status;
    r->origin_name = read->name;
    r->origin_key = key;
    put_origin(r, read, state.seq0);
    return FPL_OK;
}

/* ---- what several books share ---- */

static enum fpl_status load_shared(struct desk_reading *r, const char *kind, struct fpl_str key) {
    struct desk *desk = r->call->desk;
    const struct fpl_json *body = NULL;
    if (r->shared.kind == kind && fpl_str_eq(r->shared.key, key)) /* several facts stand in one state */
        return FPL_OK;
    r->shared = (struct fpl_shared){.kind = kind, .key = key};
    r->shared_data = NULL;
    enum fpl_status status = fpl_journal__newest_state(r->call->session, &r->shared, r->call->error);
    if (status || r->shared.n == 0)
        return status;
    status = fpl_desk__body(r->call, r->shared.book, r->shared.seq, &desk->shared_body, &desk->shared_doc, &body);
    if (status)
        return status;
    r->shared_data = fpl_body__state(body, &r->shared);
    return r->shared_data ? FPL_OK : fpl_fail(r->call->error, FPL_E_CORRUPT, "request", NULL, NULL);
}

static enum fpl_status read_ledger(struct desk_reading *r, const struct fpl_read *read) {
    struct fpl_str key = key_of(r, read);
    enum fpl_status status = key.n && !r->call->hides ? load_shared(r, read->name, key) : FPL_OK;
    if (status || key.n == 0 || r->call->hides)
        return status;
    int32_t book = r->shared.n ? r->shared.book : own_book(r);
    int64_t seq = r->shared.n ? r->shared.seq : r->call->book->head.size;
    if (strcmp(read->member, "@n") != 0)
        return put_item(r, read, r->shared_data, book, seq);
    put(r, read->fact, (struct fpl_fact){.known = 1, .book = book, .seq = seq, .v.num = r->shared.n}, read);
    return FPL_OK;
}

/* What the primary said itself has its record, the next one of its book, as source. */
static void read_primary(struct desk_reading *r, const struct fpl_read *read) {
    const struct desk_reading *primary = r->primary;
    struct fpl_fact fact = *fpl_fact_of(primary->facts, (enum fpl_fact_id)read->fact);
    fact.frozen = 0;
    if (fact.known && fact.book == FPL_SOURCE_COMMAND) {
        fact.book = primary->call->book->info.id;
        fact.seq = primary->call->book->head.size;
    }
    if (fact.known)
        fpl_fact_put(r->facts, (enum fpl_fact_id)read->fact, &fact);
}

enum fpl_status fpl_desk__read_undone(struct desk_reading *reading, int64_t seq) {
    struct desk *desk = reading->call->desk;
    reading->undone = seq;
    return fpl_desk__body(reading->call, own_book(reading), seq, &desk->undone_body, &desk->undone_doc,
                          &reading->undone_body);
}

static enum fpl_status read_undone(struct desk_reading *r, const struct fpl_read *read) {
    const struct fpl_json *body = r->undone_body;
    if (strcmp(read->member, "occ") == 0) {
        put_number(r, read, fpl_body__date(body, "occ").day, r->undone);
    } else if (strcmp(read->member, "take_on") == 0) {
        if (fpl_json_num(fpl_json_get(fpl_json_get(body, "cmd"), "take_on"), 0))
            put_number(r, read, 1, r->undone);
    } else {
        int64_t moved = fpl_body__moved(body, fpl_fact_name((enum fpl_fact_id)read->before), read->member);
        put_number(r, read, read->flags & FPL_READ_NEGATE ? -moved : moved, r->undone);
    }
    return FPL_OK;
}

static enum fpl_status read_agreement(struct desk_reading *r, const struct fpl_read *read) {
    struct desk_agreement agreement;
    int found = 0;
    const struct fpl_json *data = NULL;
    enum fpl_status status = fpl_desk__agreement(r->call, key_of(r, read), r->day, &agreement, &found);
    fpl_fact_forget(r->facts, (enum fpl_fact_id)read->fact);
    if (!status && found) {
        struct fpl_item_state state;
        char from[12];
        struct fpl_str parts[2] = {key_of(r, read), fpl_str_of(fpl_date_format(agreement.from, from))};
        status = load(r, own_book(r), "agreement", fpl_desk__key(r->call, parts, 2), &state, &data);
        if (!status && data)
            status = put_item(r, read, data, own_book(r), state.seq);
    }
    return status;
}

/* ---- all of them ---- */

enum fpl_status fpl_desk__read_actor(struct desk_reading *r) {
    struct fpl_str own = fpl_str_of(r->call->institution);
    for (int i = 0; own.n > 0 && i < r->event->reads; i++) {
        const struct fpl_read *read = &r->event->read[i];
        struct fpl_item_state state = {0};
        int found = 0;
        if (read->from != FPL_FROM_ACTOR || fpl_fact_known(r->facts, (enum fpl_fact_id)read->fact))
            continue;
        enum fpl_status status =
            fpl_journal__item(r->call->session, 0, "user", r->call->command->actor, &state, &found, r->call->error);
        if (status || !found)
            return status ? status : fpl_fail(r->call->error, FPL_E_ACTOR, NULL, NULL, NULL);
        put(r, read->fact, (struct fpl_fact){.known = 1, .book = 0, .seq = state.seq, .v.text = own}, read);
    }
    return FPL_OK;
}

static enum fpl_status read_one(struct desk_reading *r, const struct fpl_read *read) {
    if (read->from != FPL_FROM_ITEM && read->from != FPL_FROM_DATED) /* may parse another into item_doc */
        r->parsed.n = 0;
    switch (read->from) {
    case FPL_FROM_ITEM:
        return read_item(r, read);
    case FPL_FROM_DATED:
        return read_dated(r, read);
    case FPL_FROM_ANY:
        return read_any(r, read);
    case FPL_FROM_EACH:
        return read_each(r, read);
    case FPL_FROM_LIST:
        return read_list(r, read);
    case FPL_FROM_SUM:
        return read_sum(r, read);
    case FPL_FROM_BALANCE:
        return read_balance(r, read);
    case FPL_FROM_LATEST:
        return read_latest(r, read);
    case FPL_FROM_ORIGIN:
        return read_origin(r, read);
    case FPL_FROM_UNDONE:
        return read_undone(r, read);
    case FPL_FROM_AGREEMENT:
        return read_agreement(r, read);
    case FPL_FROM_LEDGER:
        return read_ledger(r, read);
    case FPL_FROM_PRIMARY:
        read_primary(r, read);
        break;
    case FPL_FROM_ACTOR:
        break; /* by fpl_desk__read_actor */
    }
    return FPL_OK;
}

enum fpl_status fpl_desk__read_all(struct desk_reading *r) {
    for (int i = 0; i < r->event->reads; i++) {
        const struct fpl_read *read = &r->event->read[i];
        if (read->when && !read->when(r->facts, r->pack ? r->pack->pack : NULL))
            continue;
        enum fpl_status status = read_one(r, read);
        if (status)
            return status;
    }
    return FPL_OK;
}
