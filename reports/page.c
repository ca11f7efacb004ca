#include "reports/page.h"
#include "reports/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A cursor is hex of lines: a sum over what follows, the cut, what it is a cursor of, the last row's key. It is no
 * secret and gives nobody a right: whoever alters it asks for other rows of what he may see. The sum tells a damaged
 * one. */
#define CURSOR_BYTES 2048

static uint32_t sum_of(const char *text, size_t n) {
    uint32_t sum = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ (uint8_t)text[i]) * 16777619U;
    return sum;
}

/* What a cursor belongs to: one line without the ends that ids and texts cannot hold. */
static void write_list(const struct fpl_reports__page *page, struct fpl_buf *out) {
    const struct fpl_report_spec *s = page->spec;
    const struct fpl_str said[] = {s->book, s->account, s->party, s->item, s->bank, s->state};
    char day[2][12] = {"", ""};
    fpl_buf_adds(out, page->list);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        fpl_buf_addc(out, '\t');
        fpl_buf_add(out, said[i].p, said[i].n);
    }
    for (int i = 0; i < 2; i++)
        if (!fpl_reports__no_date(i ? s->to : s->from))
            fpl_date_format(i ? s->to : s->from, day[i]);
    fpl_buf_addf(out, "\t%s\t%s\n", day[0], day[1]);
}

struct cursor { /* slices of text */
    char text[CURSOR_BYTES + 1];
    struct fpl_str list, key;
    struct fpl_date as_of;
    int64_t known_by;
};

static struct fpl_str line_of(struct fpl_str *rest) {
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    struct fpl_str line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    size_t past = line.n + (end != NULL);
    *rest = (struct fpl_str){rest->p + past, rest->n - past};
    return line;
}

static enum fpl_status no_cursor(struct fpl_error *error) {
    fpl_error_at_field(error, "after");
    return fpl_fail(error, FPL_E_CURSOR, NULL, NULL, NULL);
}

static enum fpl_status read_cursor(struct fpl_str after, struct cursor *out, struct fpl_error *error) {
    size_t n = after.n / 2;
    char sum[16];
    *out = (struct cursor){.known_by = 0};
    if (n < 9 || n > CURSOR_BYTES || fpl_unhex(after, (uint8_t *)out->text, n))
        return no_cursor(error);
    struct fpl_str rest = {out->text, n}, told = line_of(&rest);
    (void)snprintf(sum, sizeof sum, "%08x", (unsigned)sum_of(rest.p, rest.n));
    if (!fpl_str_is(told, sum) || fpl_date_parse(line_of(&rest), &out->as_of, NULL) ||
        fpl_int_parse(line_of(&rest), &out->known_by) || out->known_by <= 0)
        return no_cursor(error);
    out->list = line_of(&rest);
    out->key = rest;
    return rest.n && rest.n < FPL_PAGE_KEY ? FPL_OK : no_cursor(error);
}

enum fpl_status fpl_report_cursor_cut(struct fpl_str after, struct fpl_view_spec *spec, struct fpl_error *error) {
    struct cursor cursor;
    enum fpl_status status = read_cursor(after, &cursor, error);
    if (status)
        return status;
    spec->as_of = cursor.as_of;
    spec->known_by = cursor.known_by;
    return FPL_OK;
}

enum fpl_status fpl_reports__page_begin(struct fpl_reports__page *page, struct fpl_error *error) {
    struct cursor cursor;
    struct fpl_buf list = {0};
    if (page->spec->limit < 0) {
        fpl_error_at_field(error, "limit");
        return fpl_fail(error, FPL_E_USAGE, "limit", NULL, NULL);
    }
    if (page->spec->after.n == 0)
        return FPL_OK;
    enum fpl_status status = read_cursor(page->spec->after, &cursor, error);
    if (status)
        return status;
    write_list(page, &list);
    if (fpl_buf_ok(&list))
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    else if (cursor.list.n + 1 != list.n || memcmp(cursor.list.p, list.p, cursor.list.n) != 0 ||
             fpl_date_cmp(cursor.as_of, fpl_view_as_of(page->view)) != 0 ||
             cursor.known_by != fpl_view_known_by(page->view))
        status = no_cursor(error);
    fpl_buf_release(&list);
    if (!status)
        (void)fpl_str_copy(cursor.key, page->first, sizeof page->first);
    return status;
}

int fpl_reports__is_paged(const struct fpl_reports__page *page) {
    return page->more || page->first[0];
}

int fpl_reports__page_takes(struct fpl_reports__page *page, struct fpl_str key) {
    if (page->first[0] && page->rows == 0 && fpl_str_is(key, page->first))
        return 0;
    page->more = page->spec->limit > 0 && page->rows == page->spec->limit;
    if (page->more)
        return 0;
    page->rows++;
    (void)fpl_str_copy(key, page->last, sizeof page->last);
    return 1;
}

static void write_cursor(const struct fpl_reports__page *page, struct fpl_buf *out) {
    struct fpl_buf body = {0};
    char day[12];
    fpl_buf_addf(&body, "%s\n%lld\n", fpl_date_format(fpl_view_as_of(page->view), day),
                 (long long)fpl_view_moment(page->view));
    write_list(page, &body);
    fpl_buf_adds(&body, page->last);
    if (fpl_buf_ok(&body) == FPL_OK)
        fpl_buf_addf(out, "%08x\n%.*s", (unsigned)sum_of(body.p, body.n), (int)body.n, body.p);
    else
        out->failed = 1;
    fpl_buf_release(&body);
}

enum fpl_status fpl_reports__page_end(const struct fpl_reports__page *page, struct fpl_report *report,
                                      struct fpl_error *error) {
    struct fpl_buf text = {0};
    enum fpl_status status = FPL_OK;
    if (!page->more)
        return FPL_OK;
    write_cursor(page, &text);
    char *hex = fpl_buf_ok(&text) ? NULL : malloc(2 * text.n + 1);
    if (hex) {
        char zh[2 * CURSOR_BYTES + 64], en[2 * CURSOR_BYTES + 64];
        fpl_hex((const uint8_t *)text.p, text.n, hex);
        (void)snprintf(zh, sizeof zh, "后面还有：--after %s", hex);
        (void)snprintf(en, sizeof en, "there is more: --after %s", hex);
        fpl_report_note(report, "MORE", zh, en);
        report->next = hex;
    } else
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_buf_release(&text);
    return status;
}

const char *fpl_report_next(const struct fpl_report *report) {
    return report->next ? report->next : "";
}
