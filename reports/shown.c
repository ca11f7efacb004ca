/* A record's body as the view's user may see it. */
#include "fundpool/event.h"
#include "fundpool/report.h"

#include <string.h>

struct shown {
    const struct fpl_event *event;
    struct fpl_facts facts;
    struct fpl_fact_keys keys;
    struct fpl_str institution;
};

/* ["withheld",BOOK,SEQ] in place of [VALUE,BOOK,SEQ]. */
static void put_fact(const struct shown *shown, struct fpl_str name, const struct fpl_json *kept, struct fpl_buf *out) {
    int id = fpl_fact_find(name);
    if (id >= 0 && fpl_event_is_own(shown->event, (enum fpl_fact_id)id, &shown->facts, shown->institution)) {
        fpl_buf_add(out, kept->raw.p, kept->raw.n);
        return;
    }
    fpl_buf_adds(out, "[\"" FPL_WITHHELD "\"");
    for (uint32_t i = 1; i < fpl_json_count(kept); i++) {
        struct fpl_str source = fpl_json_at(kept, i)->raw;
        fpl_buf_addc(out, ',');
        fpl_buf_add(out, source.p, source.n);
    }
    fpl_buf_addc(out, ']');
}

/* Of a renewal the loan renewed may be another guarantor's, and what stands over all pools is nobody's own. */
static int is_anothers(const struct shown *shown, struct fpl_str kind, struct fpl_str key) {
    static const char shared[] = FPL_LEDGER;
    if (kind.n >= sizeof shared - 1 && memcmp(kind.p, shared, sizeof shared - 1) == 0)
        return 1;
    return key.n > 0 && fpl_str_eq(key, fpl_fact_text(&shown->facts, FPL_FACT_RENEWED_LOAN)) &&
           !fpl_event_is_own(shown->event, FPL_FACT_RENEWED_BALANCE, &shown->facts, shown->institution);
}

/* [KIND,KEY,"withheld"] for the item of another's, and for a posting of its "withheld" in place of the amount. */
static void put_rows(const struct shown *shown, const struct fpl_json *list, int items, struct fpl_buf *out) {
    char sign = '[';
    for (const struct fpl_json *row = fpl_json_first(list); row; row = fpl_json_next(list, row)) {
        struct fpl_str kind = items ? fpl_json_text(fpl_json_at(row, 0)) : (struct fpl_str){"", 0},
                       key = fpl_json_text(fpl_json_at(row, items ? 1 : 4));
        uint32_t hidden = is_anothers(shown, kind, key) ? 2 : UINT32_MAX;
        fpl_buf_addc(out, sign);
        for (uint32_t i = 0; i < fpl_json_count(row); i++) {
            struct fpl_str part = fpl_json_at(row, i)->raw;
            fpl_buf_addc(out, i ? ',' : '[');
            if (i == hidden)
                fpl_buf_adds(out, "\"" FPL_WITHHELD "\"");
            else
                fpl_buf_add(out, part.p, part.n);
        }
        fpl_buf_addc(out, ']');
        sign = ',';
    }
    fpl_buf_addc(out, ']');
}

/* The object with the facts of its member "facts" looked through, or with those of its member "dec" (depth 0). */
static void put_object(const struct shown *shown, const struct fpl_json *object, int depth, struct fpl_buf *out) {
    static const char *const on_the_way[] = {"dec", "facts"};
    char sign = '{';
    for (const struct fpl_json *key = fpl_json_first(object); key;) {
        const struct fpl_json *value = fpl_json_next(object, key);
        fpl_buf_addc(out, sign);
        fpl_buf_add(out, key->raw.p, key->raw.n);
        fpl_buf_addc(out, ':');
        if (depth == 2)
            put_fact(shown, key->str, value, out);
        else if (fpl_str_is(key->str, on_the_way[depth]) && fpl_json_count(value))
            put_object(shown, value, depth + 1, out);
        else if (depth == 0 && fpl_json_count(value) && (fpl_str_is(key->str, "i") || fpl_str_is(key->str, "p")))
            put_rows(shown, value, fpl_str_is(key->str, "i"), out);
        else
            fpl_buf_add(out, value->raw.p, value->raw.n);
        key = fpl_json_next(object, value);
        sign = ',';
    }
    fpl_buf_addc(out, '}');
}

enum fpl_status fpl_report_shown_body(const struct fpl_view *view, const struct fpl_record *record, struct fpl_buf *out,
                                      struct fpl_error *error) {
    struct shown shown = {.event = fpl_event_find(record->kind), .institution = fpl_view_institution(view)};
    struct fpl_decided decided = {record->kind, record->body, fpl_view_day_of(view, record->t), NULL};
    enum fpl_status status = FPL_OK;
    if (!shown.institution.n || !shown.event || !shown.event->decide || !fpl_json_get(record->body, "dec")) {
        fpl_buf_add(out, record->body_bytes.p, record->body_bytes.n);
    } else {
        status = fpl_facts_of_record(&decided, &shown.keys, &shown.facts, error);
        if (!status)
            put_object(&shown, record->body, 0, out);
    }
    if (!status && fpl_buf_ok(out))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return status;
}
