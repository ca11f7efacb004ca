/* Where facts come from, over the folded state: the second interpreter of an event's reads, written apart from the
 * desk's, so that a defect in one of them cannot hide in the other. */
#include "ledger/verify/remake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fpl_str text_of(const struct fpl_remake *m, int id) {
    return id < 0 ? (struct fpl_str){"", 0} : fpl_fact_text(m->facts, (enum fpl_fact_id)id);
}

/* The first `parts` parts of the key; all of it for 0. */
static struct fpl_str key_of(const struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_str key = text_of(m, read->key);
    int bars = 0;
    if (read->key < 0 && (read->from == FPL_FROM_ITEM || read->from == FPL_FROM_DATED))
        return FPL_STR(FPL_ONE_KEY);
    for (size_t i = 0; i < key.n && read->parts; i++) {
        bars += key.p[i] == '|';
        if (bars == read->parts)
            return (struct fpl_str){key.p, i};
    }
    return key;
}

union fpl_read_value {
    int64_t num;
    struct fpl_str text;
};

/* What the command says stays. */
static void set(struct fpl_remake *m, const struct fpl_read *read, int known, union fpl_read_value *value, int32_t book,
                int64_t seq) {
    enum fpl_fact_id id = (enum fpl_fact_id)read->fact;
    const struct fpl_fact *before = fpl_fact_of(m->facts, id);
    int unkept = (read->flags & FPL_READ_UNKEPT) != 0;
    if (before->known && before->book == FPL_SOURCE_COMMAND)
        return;
    if (!known) {
        fpl_fact_forget(m->facts, id);
        return;
    }
    if (fpl_fact_type(id) == FPL_FACT_TEXT)
        fpl_fact_set_text(m->facts, id, fpl_remake__keep(m, value->text));
    else
        fpl_fact_put(m->facts, id, &(struct fpl_fact){.known = 1, .v.num = value->num});
    fpl_fact_source(m->facts, id, unkept ? FPL_SOURCE_COMMAND : book, unkept ? 0 : seq);
    if (read->flags & FPL_READ_FROZEN)
        fpl_fact_freeze(m->facts, id);
}

static void set_number(struct fpl_remake *m, const struct fpl_read *read, int64_t number, int64_t seq) {
    set(m, read, 1, &(union fpl_read_value){.num = number}, m->book, seq);
}

/* The member as the fact's type has it. */
static int member_value(const struct fpl_json *data, const struct fpl_read *read, union fpl_read_value *out) {
    enum fpl_fact_type type = fpl_fact_type((enum fpl_fact_id)read->fact);
    const struct fpl_json *node = fpl_json_get(data, read->member);
    if (type == FPL_FACT_TEXT) {
        out->text = fpl_json_text(node);
        return out->text.n > 0;
    }
    if (type == FPL_FACT_DATE) {
        out->num = fpl_body__date(data, read->member).day;
        return !fpl_date_is_none(fpl_body__date(data, read->member));
    }
    out->num = fpl_json_num(node, 0);
    return node != NULL || (data != NULL && (read->flags & FPL_READ_ZERO));
}

static enum fpl_status set_item(struct fpl_remake *m, const struct fpl_read *read, const struct fpl_json *data,
                                int32_t book, int64_t seq) {
    union fpl_read_value value = {.num = 0};
    if (!read->value) {
        int known = member_value(data, read, &value);
        set(m, read, known, &value, book, seq);
        return FPL_OK;
    }
    struct fpl_fact fact = {.known = 0};
    struct fpl_buf text = {0};
    read->value(data, m->facts, &text, &fact);
    if (fpl_fact_type((enum fpl_fact_id)read->fact) == FPL_FACT_TEXT)
        value.text = fact.v.text;
    else
        value.num = fact.v.num;
    int failed = text.failed;
    if (!failed)
        set(m, read, fact.known, &value, book, seq);
    fpl_buf_release(&text);
    return failed ? fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

static enum fpl_status parse_item(struct fpl_remake *m, const struct fpl_item_value *value,
                                  const struct fpl_json **data) {
    enum fpl_status status = fpl_json_parse(&m->maker->item_doc, value->data, m->run->error);
    *data = status ? NULL : fpl_json_root(&m->maker->item_doc);
    return status;
}

/* "@began", "@on": the day that the first, the last record of the item bears. */
static enum fpl_status set_day(struct fpl_remake *m, const struct fpl_read *read, int32_t book, int64_t seq) {
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_remake__body_of(m, book, seq, &m->maker->record_bytes, &m->maker->record_doc, &body);
    struct fpl_date on = status ? FPL_DATE_NONE : fpl_body__date(body, "occ");
    if (!status)
        set(m, read, !fpl_date_is_none(on), &(union fpl_read_value){.num = on.day}, book, seq);
    return status;
}

/* The item of the read's kind, which ends with its name or at a '|' in it, into m->seen: several facts stand in one,
 * and the state does not change while a record is made again. */
static enum fpl_status see_item(struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_str key = read->flags & FPL_READ_SELF ? fpl_str_of(m->run->code) : key_of(m, read);
    int32_t book = read->flags & FPL_READ_REGISTRY ? 0 : m->book;
    char kind[32];
    if (m->seen.name && m->seen.book == book && strcmp(m->seen.name, read->name) == 0 && fpl_str_eq(m->seen.key, key))
        return FPL_OK;
    m->seen.name = NULL;
    m->seen.book = book;
    m->seen.key = key;
    m->seen.value = NULL;
    m->seen.data = NULL;
    fpl_str_copy((struct fpl_str){read->name, strcspn(read->name, "|")}, kind, sizeof kind);
    enum fpl_status status = key.n ? fpl_remake__item(m, book, kind, key, &m->seen.value) : FPL_OK;
    if (!status && m->seen.value)
        status = fpl_json_parse(&m->maker->seen_doc, m->seen.value->data, m->run->error);
    if (status)
        return status;
    m->seen.name = read->name;
    m->seen.data = m->seen.value ? fpl_json_root(&m->maker->seen_doc) : NULL;
    return FPL_OK;
}

static enum fpl_status read_item(struct fpl_remake *m, const struct fpl_read *read) {
    enum fpl_status status = see_item(m, read);
    if (status)
        return status;
    const struct fpl_item_value *value = m->seen.value;
    const struct fpl_json *data = m->seen.data;
    int32_t book = m->seen.book;
    if (!value && read->absent)
        return fpl_remake__refuse(m, fpl_status_name(read->absent));
    if (read->member && strcmp(read->member, "@first") == 0) {
        set_number(m, read, value ? value->seq0 : m->record->seq, 0);
        return FPL_OK;
    }
    if (read->member && (strcmp(read->member, "@began") == 0 || strcmp(read->member, "@on") == 0))
        return value ? set_day(m, read, book, read->member[1] == 'b' ? value->seq0 : value->seq) : FPL_OK;
    /* where nothing is, that was seen at the size of the own log, whatever book was looked into */
    return set_item(m, read, data, book, value ? value->seq : m->record->seq);
}

enum fpl_status fpl_remake__flush(struct fpl_remake *m) {
    if (!m->run->lookups_pending)
        return FPL_OK;
    m->run->lookups_pending = 0;
    return fpl_fold__flush(m->fold, m->run->error);
}

static enum fpl_status prefix_of(struct fpl_remake *m, const struct fpl_str *parts, int count, struct fpl_str *out) {
    struct fpl_buf *text = &m->maker->extra;
    fpl_buf_reset(text);
    for (int i = 0; i < count; i++) {
        fpl_buf_add(text, parts[i].p, parts[i].n);
        fpl_buf_addc(text, '|');
    }
    *out = fpl_buf_str(text);
    return fpl_buf_ok(text) ? fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

static enum fpl_status read_dated(struct fpl_remake *m, const struct fpl_read *read) {
    const char *bar = strchr(read->name, '|');
    struct fpl_date since = FPL_DATE_NONE;
    struct fpl_str key = key_of(m, read), prefix = {NULL, 0};
    char date[12];
    enum fpl_status status = see_item(m, read);
    struct fpl_item_value *value = m->seen.value;
    const struct fpl_json *data = m->seen.data;
    if (!status && data && fpl_date_cmp(fpl_body__date(data, "on"), m->day) > 0) {
        data = NULL;
        if ((status = fpl_remake__flush(m)) || (status = prefix_of(m, &key, 1, &prefix)))
            return status;
        struct fpl_item_row row = {.book = m->book, .kind = fpl_str_of(bar + 1), .key = prefix};
        status = fpl_journal__newest_dated(m->fold->store, &row, m->day, &since, m->run->error);
        value = NULL;
        if (!status && !fpl_date_is_none(since)) {
            fpl_buf_adds(&m->maker->extra, fpl_date_format(since, date));
            status = fpl_remake__item(m, m->book, bar + 1, fpl_buf_str(&m->maker->extra), &value);
        }
        if (!status && value)
            status = parse_item(m, value, &data);
    }
    return status ? status : set_item(m, read, data, m->book, value ? value->seq : m->record->seq);
}

static enum fpl_status read_any(struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_str key = key_of(m, read), prefix = {NULL, 0};
    struct fpl_cursor *cursor = NULL;
    struct fpl_fact yes = {.known = 1};
    int64_t seq = m->record->seq;
    int row = 1;
    enum fpl_status status = fpl_remake__flush(m);
    if (!status)
        status = prefix_of(m, &key, 1, &prefix);
    if (!status)
        status = fpl_store__scan_items(m->fold->store, m->book, fpl_str_of(read->name), prefix, &cursor, m->run->error);
    while (!status && yes.v.num == 0 && !(status = fpl_store__next(cursor, &row, m->run->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < prefix.n || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if (!(status = fpl_json_parse(&m->maker->item_doc, item.data, m->run->error))) {
            read->value(fpl_json_root(&m->maker->item_doc), m->facts, NULL, &yes);
            seq = yes.v.num ? item.seq : seq;
        }
    }
    fpl_store__end(cursor);
    if (!status)
        set_number(m, read, yes.v.num, seq);
    return status;
}

/* ---- one of many ---- */

/* Does the item count, and come before the one at hand? Of amounts the greatest, of payments the one begun first. */
static enum fpl_status beats(struct fpl_remake *m, const struct fpl_read *read, const struct fpl_item_row *item,
                             int64_t amount, const int64_t held[2], int *out) {
    struct fpl_item_value *mark = NULL;
    char number[24];
    *out = 0;
    if ((read->flags & FPL_READ_OTHERS) && m->undone == item->seq0)
        return FPL_OK;
    if (!(read->flags & FPL_READ_BEGUN)) {
        *out = held[0] < amount;
        return FPL_OK;
    }
    if (held[1] >= 0 && held[1] <= item->seq0)
        return FPL_OK;
    snprintf(number, sizeof number, "%lld", (long long)item->seq0);
    enum fpl_status status = fpl_remake__item(m, m->book, "reversed", fpl_str_of(number), &mark);
    *out = !mark;
    return status;
}

static enum fpl_status read_each(struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_cursor *cursor = NULL;
    int64_t held[2] = {0, -1}; /* the amount, and the record that began its item */
    int row = 1;
    m->run->lookups_pending = 0;
    enum fpl_status status = fpl_fold__flush(m->fold, m->run->error); /* whatever begins or changes such an item */
    if (!status)
        status =
            fpl_store__scan_items(m->fold->store, m->book, fpl_str_of(read->name), FPL_STR(""), &cursor, m->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, m->run->error)) && row) {
        struct fpl_item_row item;
        struct fpl_fact fact = {.known = 0};
        int is = 0;
        fpl_store__item_row(cursor, &item);
        if ((status = fpl_json_parse(&m->maker->item_doc, item.data, m->run->error)))
            break;
        read->value(fpl_json_root(&m->maker->item_doc), m->facts, NULL, &fact);
        if (fact.known)
            status = beats(m, read, &item, fact.v.num, held, &is);
        if (is) {
            held[0] = fact.v.num;
            held[1] = item.seq0;
        }
    }
    fpl_store__end(cursor);
    if (!status)
        set_number(m, read, held[0], m->record->seq);
    return status;
}

/* ---- all of a kind ---- */

static enum fpl_status scan_list(struct fpl_remake *m, const struct fpl_read *read, struct fpl_str prefix,
                                 struct fpl_rows *rows) {
    struct fpl_cursor *cursor = NULL;
    struct fpl_json_doc *doc = &m->maker->item_doc;
    int row = 1;
    enum fpl_status status =
        fpl_store__scan_items(m->fold->store, m->book, fpl_str_of(read->name), prefix, &cursor, m->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, m->run->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (prefix.n > item.key.n || memcmp(prefix.p, item.key.p, prefix.n) != 0)
            break;
        if (!(status = fpl_json_parse(doc, item.data, m->run->error)))
            status = fpl_rows__add(rows, read, item.key, item.data, fpl_json_root(doc), m->run->error);
    }
    fpl_store__end(cursor);
    return status;
}

static enum fpl_status read_list(struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_str key = key_of(m, read), prefix = {"", 0};
    char text[FPL_ROWS_TEXT];
    FPL_ASSERT(m->lists < FPL_LISTS);
    struct fpl_rows *rows = &m->maker->rows[m->lists];
    fpl_rows__begin(rows);
    m->run->lookups_pending = 0;
    enum fpl_status status = fpl_fold__flush(m->fold, m->run->error); /* whatever left such an item */
    if (!status && read->key >= 0)
        status = prefix_of(m, &key, 1, &prefix);
    if (!status)
        status = scan_list(m, read, prefix, rows);
    if (status == FPL_E_LIST_LONG)
        return fpl_remake__refuse(m, fpl_status_name(status));
    if (status)
        return status;
    m->maker->list[m->lists++] = (struct fpl_list){rows->row, rows->n};
    (void)fpl_rows__text(rows, m->run->session->hasher, text);
    set(m, read, 1, &(union fpl_read_value){.text = fpl_str_of(text)}, m->book, m->record->seq);
    return FPL_OK;
}

/* ---- sums ---- */

/* Terms of "+lending-repaid": 0 at the end. */
static int next_term(const char **terms, char name[32]) {
    int sign = **terms == '-' ? -1 : 1;
    size_t n = 0;
    if (**terms == '\0')
        return 0;
    for (++*terms; **terms && **terms != '+' && **terms != '-'; ++*terms)
        if (n < 31)
            name[n++] = **terms;
    name[n] = '\0';
    return sign;
}

static enum fpl_status read_sum(struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_date from = FPL_DATE_MIN, to = FPL_DATE_MAX;
    struct fpl_str id = key_of(m, read);
    const char *terms = read->name;
    char name[32];
    int64_t total = 0;
    int sign;
    struct fpl_buf *scope = &m->maker->extra;
    if (read->flags & (FPL_READ_YEAR | FPL_READ_COHORT)) {
        int year, month, day;
        struct fpl_date of =
            read->flags & FPL_READ_COHORT ? fpl_fact_date(m->facts, FPL_FACT_LOAN_REGISTERED_ON) : m->day;
        if (fpl_date_is_none(of))
            return FPL_OK;
        fpl_date_split(of, &year, &month, &day);
        from = fpl_period_first((struct fpl_period){(int16_t)year, 1});
        to = fpl_period_last((struct fpl_period){(int16_t)year, 12});
    } else if (read->flags & FPL_READ_PERIOD) {
        from = fpl_fact_date(m->facts, FPL_FACT_AGREEMENT_FROM);
        if (fpl_date_is_none(from)) /* of an agreement that is not in force: unknown */
            return FPL_OK;
    }
    if (read->flags & FPL_READ_AFTER)
        from = (struct fpl_date){m->day.day + 1};
    fpl_buf_reset(scope);
    fpl_buf_adds(scope, read->member);
    fpl_buf_add(scope, id.p, id.n);
    if (fpl_buf_ok(scope))
        return fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    while ((sign = next_term(&terms, name)) != 0) {
        struct fpl_tally_row which = {
            .book = m->book, .name = fpl_str_of(name), .scope = fpl_buf_str(scope), .day = from.day};
        int64_t amount = 0, count = 0;
        enum fpl_status status = fpl_fold__sum_tally(m->fold, &which, to, &amount, &count, m->run->error);
        if (status)
            return status;
        total += sign * amount;
    }
    set_number(m, read, total, m->record->seq);
    return FPL_OK;
}

static enum fpl_status read_balance(struct fpl_remake *m, const struct fpl_read *read) {
    const char *terms = read->name;
    struct fpl_str party = text_of(m, read->key);
    char account[32];
    int64_t total = 0;
    int sign;
    while ((sign = next_term(&terms, account)) != 0) {
        int64_t one = 0;
        enum fpl_status status = fpl_fold__balance(m->fold, m->book, fpl_str_of(account), read->key < 0 ? NULL : &party,
                                                   &one, m->run->error);
        if (status)
            return status;
        total += sign * one;
    }
    set_number(m, read, read->flags & FPL_READ_NEGATE ? -total : total, m->record->seq);
    return FPL_OK;
}

static enum fpl_status read_latest(struct fpl_remake *m, const struct fpl_read *read) {
    const char *bar = strchr(read->name, '|');
    char kind[32];
    struct fpl_str parts[2] = {fpl_str_of(bar + 1), key_of(m, read)}, prefix = {NULL, 0};
    struct fpl_cursor *cursor = NULL;
    int row = 1, year, month, of_month;
    fpl_date_split(m->day, &year, &month, &of_month);
    struct fpl_date end = fpl_period_last((struct fpl_period){(int16_t)(year - 1), 12});
    int only_end = (read->flags & FPL_READ_YEAR_END) != 0;
    snprintf(kind, sizeof kind, "%.*s", (int)(bar - read->name), read->name);
    fpl_fact_forget(m->facts, (enum fpl_fact_id)read->fact);
    enum fpl_status status = fpl_remake__flush(m);
    if (!status)
        status = prefix_of(m, parts, 2, &prefix);
    if (!status)
        status = fpl_store__scan_items(m->fold->store, m->book, fpl_str_of(kind), prefix, &cursor, m->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, m->run->error)) && row) {
        struct fpl_item_row item;
        struct fpl_date on;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != prefix.n + 10 || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if (fpl_date_parse((struct fpl_str){item.key.p + prefix.n, 10}, &on, NULL) ||
            (only_end ? fpl_date_cmp(on, end) != 0 : fpl_date_cmp(on, m->day) > 0))
            continue;
        if (!(status = fpl_json_parse(&m->maker->item_doc, item.data, m->run->error)))
            status = set_item(m, read, fpl_json_root(&m->maker->item_doc), m->book, item.seq);
    }
    fpl_store__end(cursor);
    return status;
}

/* ---- records ---- */

enum fpl_status fpl_remake__body(struct fpl_remake *m, int64_t seq, struct fpl_buf *bytes, struct fpl_json_doc *doc,
                                 const struct fpl_json **out) {
    return fpl_remake__body_of(m, m->book, seq, bytes, doc, out);
}

enum fpl_status fpl_remake__body_of(struct fpl_remake *m, int32_t book, int64_t seq, struct fpl_buf *bytes,
                                    struct fpl_json_doc *doc, const struct fpl_json **out) {
    struct fpl_str salt, stored;
    enum fpl_status status =
        fpl_store__get_opening(m->run->session->store, book, seq, FPL_PART_BODY, &salt, &stored, m->run->error);
    if (status)
        return status;
    fpl_buf_reset(bytes);
    fpl_buf_add(bytes, stored.p, stored.n);
    if (fpl_buf_ok(bytes))
        return fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!(status = fpl_json_parse(doc, fpl_buf_str(bytes), m->run->error)))
        *out = fpl_json_root(doc);
    return status;
}

/* Kind and day of recording, as the leaf has them. */
static enum fpl_status leaf_of(struct fpl_remake *m, int64_t seq, struct fpl_decided *out) {
    struct fpl_record_row row;
    enum fpl_status status = fpl_store__get_record(m->run->session->store, m->book, seq, &row, m->run->error);
    if (!status) {
        out->kind = fpl_remake__keep(m, fpl_str_of(row.of.kind));
        out->today = fpl_date_of_instant(row.of.t, m->run->session->offset_minutes);
    }
    return status;
}

static enum fpl_status load_origin(struct fpl_remake *m, const struct fpl_read *read, int64_t seq) {
    FPL_ASSERT(m->origins < FPL_VERIFY_ORIGINS);
    struct fpl_verify__origin *origin = &m->maker->origin[m->origins++];
    struct fpl_facts *facts = &m->maker->origin_facts;
    struct fpl_decided record = {.body = NULL};
    enum fpl_status status = leaf_of(m, seq, &record);
    if (!status)
        status = fpl_remake__body(m, seq, &origin->bytes, &origin->doc, &record.body);
    if (status)
        return status;
    struct fpl_str hash = fpl_json_get_text(fpl_json_get(record.body, "dec"), "pack");
    struct fpl_verify__document *document = hash.n ? fpl_verify__pack_of(m->run->registry, hash) : NULL;
    if (hash.n && !document)
        return fpl_remake__refuse(m, "pack");
    if (document && (status = fpl_verify__load_pack(m->run, document)))
        return status;
    if (read->origin)
        record.kind = fpl_str_of(read->origin->kind);
    record.pack = document ? document->pack : NULL;
    struct fpl_error local = {0};
    if ((status = fpl_facts_of_record(&record, &origin->keys, facts, &local)) == FPL_E_JSON)
        return fpl_remake__refuse(m, local.arg[0]);
    if (status)
        return fpl_fail(m->run->error, status, local.arg[0], NULL, NULL);
    for (int i = 0; i < facts->count; i++)
        if (facts->fact[i].book == FPL_SOURCE_COMMAND) {
            facts->fact[i].book = m->book;
            facts->fact[i].seq = seq;
        }
    if (document && m->event->binds == FPL_BINDS_ORIGIN) {
        m->pack = document->pack;
        m->pack_hash = hash;
    }
    return FPL_OK;
}

static enum fpl_status read_origin(struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_item_value *value = NULL;
    struct fpl_str key = key_of(m, read);
    const struct fpl_facts *from = &m->maker->origin_facts;
    enum fpl_status status = key.n ? fpl_remake__item(m, m->book, read->name, key, &value) : FPL_OK;
    if (status || (!value && !read->absent))
        return status;
    if (!value)
        return fpl_remake__refuse(m, fpl_status_name(read->absent));
    int64_t seq = value->seq0;
    if (m->origin_name != read->name || !fpl_str_eq(m->origin_key, key))
        status = load_origin(m, read, seq);
    if (status || m->refused)
        return status;
    m->origin_name = read->name;
    m->origin_key = key;
    if (read->fact != FPL_NO_FACT)
        set_number(m, read, fpl_fact_bool(from, FPL_FACT_TAKE_ON, 0), seq);
    for (int i = 0; read->fact == FPL_NO_FACT && i < from->count; i++) {
        enum fpl_fact_id id = (enum fpl_fact_id)from->id[i];
        struct fpl_fact fact = from->fact[i];
        const struct fpl_fact *before = fpl_fact_of(m->facts, id);
        fact.frozen = 0;
        if ((fpl_fact__group(id) & read->groups) && !(before->known && before->book == FPL_SOURCE_COMMAND))
            fpl_fact_put(m->facts, id, &fact);
    }
    return FPL_OK;
}

static enum fpl_status read_ledger(struct fpl_remake *m, const struct fpl_read *read) {
    struct fpl_str key = key_of(m, read);
    enum fpl_status status = key.n ? fpl_remake__shared(m, read, key) : FPL_OK;
    if (status || m->refused || key.n == 0)
        return status;
    if (strcmp(read->member, "@n") != 0)
        return set_item(m, read, m->state, m->shared.book, m->shared.seq);
    set(m, read, 1, &(union fpl_read_value){.num = m->shared.n}, m->shared.book, m->shared.seq);
    return FPL_OK;
}

static void read_primary(struct fpl_remake *m, const struct fpl_read *read) {
    const struct fpl_fact *fact = fpl_fact_of(&m->maker->primary_facts, (enum fpl_fact_id)read->fact);
    if (fact->known)
        fpl_fact_put(m->facts, (enum fpl_fact_id)read->fact, fact);
}

static enum fpl_status read_undone(struct fpl_remake *m, const struct fpl_read *read) {
    const struct fpl_json *body = m->undone_body;
    if (strcmp(read->member, "occ") == 0) {
        set_number(m, read, fpl_body__date(body, "occ").day, m->undone);
    } else if (strcmp(read->member, "take_on") == 0) {
        if (fpl_json_num(fpl_json_get(fpl_json_get(body, "cmd"), "take_on"), 0) == 1)
            set_number(m, read, 1, m->undone);
    } else {
        int64_t by = fpl_body__moved(body, fpl_fact_name((enum fpl_fact_id)read->before), read->member);
        set_number(m, read, read->flags & FPL_READ_NEGATE ? -by : by, m->undone);
    }
    return FPL_OK;
}

static enum fpl_status read_agreement(struct fpl_remake *m, const struct fpl_read *read) {
    const struct fpl_json *data = NULL;
    int64_t seq = 0;
    enum fpl_status status = fpl_remake__agreement(m, key_of(m, read), m->day, &data, &seq);
    fpl_fact_forget(m->facts, (enum fpl_fact_id)read->fact);
    return status || !data ? status : set_item(m, read, data, m->book, seq);
}

/* ---- all of them ---- */

enum fpl_status fpl_remake__read_actor(struct fpl_remake *m) {
    for (int i = 0; m->institution[0] && i < m->event->reads; i++) {
        const struct fpl_read *read = &m->event->read[i];
        struct fpl_item_value *user = NULL;
        struct fpl_str by = fpl_json_get_text(m->record->field[FPL_BODY_act], "by");
        if (read->from != FPL_FROM_ACTOR || fpl_fact_known(m->facts, (enum fpl_fact_id)read->fact))
            continue;
        enum fpl_status status = fpl_remake__item(m, 0, "user", by, &user);
        if (status || !user)
            return status ? status : fpl_remake__refuse(m, "actor");
        set(m, read, 1, &(union fpl_read_value){.text = fpl_str_of(m->institution)}, 0, user->seq);
    }
    return FPL_OK;
}

static enum fpl_status read_one(struct fpl_remake *m, const struct fpl_read *read) {
    switch (read->from) {
    case FPL_FROM_ITEM:
        return read_item(m, read);
    case FPL_FROM_DATED:
        return read_dated(m, read);
    case FPL_FROM_ANY:
        return read_any(m, read);
    case FPL_FROM_EACH:
        return read_each(m, read);
    case FPL_FROM_LIST:
        return read_list(m, read);
    case FPL_FROM_SUM:
        return read_sum(m, read);
    case FPL_FROM_BALANCE:
        return read_balance(m, read);
    case FPL_FROM_LATEST:
        return read_latest(m, read);
    case FPL_FROM_ORIGIN:
        return read_origin(m, read);
    case FPL_FROM_UNDONE:
        return read_undone(m, read);
    case FPL_FROM_AGREEMENT:
        return read_agreement(m, read);
    case FPL_FROM_LEDGER:
        return read_ledger(m, read);
    case FPL_FROM_PRIMARY:
        read_primary(m, read);
        break;
    case FPL_FROM_ACTOR:
        break;
    }
    return FPL_OK;
}

enum fpl_status fpl_remake__read_all(struct fpl_remake *m) {
    for (int i = 0; i < m->event->reads && !m->refused; i++) {
        const struct fpl_read *read = &m->event->read[i];
        if (read->when && !read->when(m->facts, m->pack))
            continue;
        enum fpl_status status = read_one(m, read);
        if (status)
            return status;
    }
    return FPL_OK;
}
