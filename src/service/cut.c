/* The cut: as of which day, with the knowledge of which moment, over which logs. It stands in the address, in the
 * headers, in the body and on the page, so that a link asks the same question for ever. */
#include "src/service/service.h"

#include <stdlib.h>

#define BOOKS_FIRST 16

#define ZONE_BYTES 8

/* "+08:00" */
static char *zone_of(int32_t offset, char out[ZONE_BYTES]) {
    unsigned minutes = (unsigned)abs(offset) % 1440;
    snprintf(out, ZONE_BYTES, "%c%02u:%02u", offset < 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
    return out;
}

char *cut_moment(const struct call *call, int64_t t, char out[40]) {
    char day[12], zone[ZONE_BYTES];
    int32_t offset = call->service->offset;
    int64_t local = t + (int64_t)offset * 60000;
    unsigned second = (unsigned)(local / 1000 % 86400);
    fpl_date_format(fpl_date_of_instant(t, offset), day);
    snprintf(out, 40, "%.10sT%02u:%02u:%02u.%03u%s", day, second / 3600 % 24, second / 60 % 60, second % 60,
             (unsigned)(local % 1000) % 1000, zone_of(offset, zone));
    return out;
}

/* ---- reading ---- */

static int two_digits(const char *p, int most, int64_t *out) {
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return 0;
    *out = (p[0] - '0') * 10 + (p[1] - '0');
    return *out <= most;
}

/* Milliseconds; a day, which stands for its last moment; or YYYY-MM-DDThh:mm[:ss[.mmm[+hh:mm]]] in the ledger's own
 * offset, which may be written. */
static int read_moment(const struct call *call, struct fpl_str text, int64_t *out) {
    struct fpl_date date;
    int64_t h = 23, m = 59, s = 59, ms = 999, offset = call->service->offset;
    char zone[ZONE_BYTES];
    if (fpl_int_parse(text, out) == FPL_OK)
        return *out > 0;
    if (text.n < 10 || fpl_date_parse((struct fpl_str){text.p, 10}, &date, NULL))
        return 0;
    if (text.n == 29 && memcmp(text.p + 23, zone_of((int32_t)offset, zone), 6) == 0)
        text.n = 23;
    if (text.n > 10) {
        s = ms = 0;
        if ((text.n != 16 && text.n != 19 && text.n != 23) || (text.p[10] != 'T' && text.p[10] != ' ') ||
            text.p[13] != ':' || !two_digits(text.p + 11, 23, &h) || !two_digits(text.p + 14, 59, &m))
            return 0;
        if (text.n >= 19 && (text.p[16] != ':' || !two_digits(text.p + 17, 59, &s)))
            return 0;
        if (text.n == 16 || text.n == 19)
            ms = 999; /* whatever was recorded within it */
        if (text.n == 16)
            s = 59;
        struct fpl_str part = {text.p + 20, 3};
        if (text.n == 23) {
            if (text.p[19] != '.' || part.p[0] < '0' || part.p[0] > '9' || !two_digits(part.p + 1, 99, &ms))
                return 0;
            ms += (part.p[0] - '0') * 100;
        }
    }
    *out = ((int64_t)date.day * 86400 + h * 3600 + m * 60 + s - offset * 60) * 1000 + ms;
    return *out > 0;
}

enum fpl_status cut_read(struct call *call, struct fpl_view_spec *spec) {
    struct fpl_str as_of = web_pairs_get(&call->args, "as_of"), known = web_pairs_get(&call->args, "known_by");
    spec->as_of = FPL_DATE_NONE;
    spec->known_by = 0;
    if (as_of.n) {
        enum fpl_status status = fpl_date_parse(as_of, &spec->as_of, &call->error);
        if (status) {
            fpl_error_at_field(&call->error, "as_of");
            return status;
        }
    }
    if (known.n && !read_moment(call, known, &spec->known_by)) {
        fpl_error_at_field(&call->error, "known_by");
        return fpl_fail_text(&call->error, FPL_E_NUMBER_FORMAT, known.p, known.n);
    }
    return FPL_OK;
}

/* ---- what was read ---- */

static enum fpl_status note_book(void *ctx, const struct fpl_book *book) {
    struct cut *cut = ctx;
    if (cut->books % BOOKS_FIRST == 0) {
        struct fpl_book *wider = realloc(cut->book, (size_t)(cut->books + BOOKS_FIRST) * sizeof *wider);
        if (!wider)
            return FPL_E_NOMEM;
        cut->book = wider;
    }
    cut->book[cut->books++] = *book;
    return FPL_OK;
}

static enum fpl_status note_log(struct call *call, const struct fpl_book *book) {
    struct cut_log *log = &call->cut.log[call->cut.logs];
    log->book = *book;
    enum fpl_status status = fpl_read_checkpoint(call->view, book->id, &log->at, &call->error);
    call->cut.logs += status == FPL_OK;
    return status;
}

/* What stands for {book} in the path, or is the parameter: its code, or its number. Empty: no book. */
static struct fpl_str asked_book(const struct call *call) {
    int at = 0;
    for (const char *p = strchr(call->route->path, '{'); p; p = strchr(p + 1, '{'), at++)
        if (strncmp(p, "{book}", 6) == 0)
            return call->variable[at];
    return web_pairs_get(&call->args, "book");
}

enum fpl_status cut_take(struct call *call) {
    struct cut *cut = &call->cut;
    struct fpl_str asked = asked_book(call);
    struct fpl_error ignored = {0};
    struct fpl_book book;
    cut->as_of = fpl_view_as_of(call->view);
    cut->is_asked = web_pairs_get(&call->args, "known_by").n > 0;
    enum fpl_status status = fpl_read_books(call->view, note_book, cut, &call->error);
    for (int i = 0; !status && i < cut->books; i++)
        if (cut->book[i].t_last > cut->known_by)
            cut->known_by = cut->book[i].t_last;
    if (fpl_view_known_by(call->view))
        cut->known_by = fpl_view_known_by(call->view);
    if (!status && cut->books > 0)
        status = note_log(call, &cut->book[0]);
    /* That there is no such book is for the handler to say. */
    if (!status && asked.n && cut_find_book(cut, asked, &book, &ignored) == FPL_OK && book.id != cut->book[0].id)
        status = note_log(call, &book);
    return status;
}

enum fpl_status cut_find_book(const struct cut *cut, struct fpl_str text, struct fpl_book *out,
                              struct fpl_error *error) {
    int64_t number = -1;
    int is_number = fpl_int_parse(text, &number) == FPL_OK;
    for (int i = 0; i < cut->books; i++) {
        const struct fpl_book *book = &cut->book[i];
        int is_registry = book->kind == FPL_BOOK_REGISTRY && fpl_str_is(text, "registry");
        if (is_registry || fpl_str_is(text, book->code) || (is_number && book->id == number)) {
            *out = *book;
            return FPL_OK;
        }
    }
    return fpl_fail_text(error, FPL_E_BOOK, text.p, text.n);
}

enum fpl_status cut_add_book(struct call *call, struct fpl_str code) {
    for (int i = 1; i < call->cut.books; i++) {
        if (!fpl_str_is(code, call->cut.book[i].code))
            continue;
        call->cut.logs = 1;
        return note_log(call, &call->cut.book[i]);
    }
    return fpl_fail_text(&call->error, FPL_E_BOOK, code.p, code.n);
}

void cut_release(struct cut *cut) {
    free(cut->book);
    *cut = (struct cut){.books = 0};
}

/* ---- telling ---- */

static const char *book_name(const struct fpl_book *book) {
    return book->kind == FPL_BOOK_REGISTRY ? "registry" : book->code;
}

void cut_headers(struct call *call) {
    struct fpl_buf logs = {0};
    char day[12], moment[40], root[48];
    for (int i = call->cut.logs - 1; i >= 0; i--) { /* the book before the registry */
        const struct cut_log *log = &call->cut.log[i];
        fpl_base64(log->at.root.byte, FPL_HASH_BYTES, root);
        fpl_buf_addf(&logs, "%s", logs.n ? "; " : "");
        web_urlencode(fpl_str_of(book_name(&log->book)), &logs);
        fpl_buf_addf(&logs, " size=%llu root=%s", (unsigned long long)log->at.size, root);
    }
    (void)web_header_add(call->response, "Fundpool-As-Of", fpl_str_of(fpl_date_format(call->cut.as_of, day)));
    (void)web_header_add(call->response, "Fundpool-Known-By", fpl_str_of(cut_moment(call, call->cut.known_by, moment)));
    (void)web_header_add(call->response, "Fundpool-Log", fpl_buf_str(&logs));
    fpl_buf_release(&logs);
}

void cut_json(const struct call *call, struct fpl_buf *out) {
    char day[12], moment[40], root[48];
    fpl_buf_addf(out, "\"cut\":{\"as_of\":\"%s\",\"known_by\":\"%s\",\"known_by_ms\":%lld,\"logs\":[",
                 fpl_date_format(call->cut.as_of, day), cut_moment(call, call->cut.known_by, moment),
                 (long long)call->cut.known_by);
    for (int i = 0; i < call->cut.logs; i++) {
        const struct cut_log *log = &call->cut.log[i];
        fpl_base64(log->at.root.byte, FPL_HASH_BYTES, root);
        fpl_buf_adds(out, i ? ",{\"book\":" : "{\"book\":");
        body_json(fpl_str_of(book_name(&log->book)), out);
        fpl_buf_adds(out, ",\"origin\":");
        body_json(fpl_str_of(log->at.origin), out);
        fpl_buf_addf(out, ",\"size\":%llu,\"root\":\"%s\"}", (unsigned long long)log->at.size, root);
    }
    fpl_buf_adds(out, "]}");
}

/* What an answer follows from: the books as far as they are known, the cut, the question, who asks, and the program. */
void cut_etag(const struct call *call, char out[67]) {
    struct fpl_hasher *hasher = NULL;
    struct fpl_hash hash;
    struct fpl_buf text = {0};
    char day[12];
    fpl_buf_addf(&text, "%s\n%s\n%lld\n%d\n%u\n%s\n", FUNDPOOL_VERSION, fpl_date_format(call->cut.as_of, day),
                 (long long)fpl_view_known_by(call->view), call->zh, call->roles, call->who.user);
    fpl_buf_adds(&text, call->route->path);
    for (int i = 0; i < call->variables; i++)
        fpl_buf_addf(&text, "\n%.*s", (int)call->variable[i].n, call->variable[i].p);
    for (int i = 0; i < call->args.n; i++)
        fpl_buf_addf(&text, "\n%.*s=%.*s", (int)call->args.at[i].name.n, call->args.at[i].name.p,
                     (int)call->args.at[i].value.n, call->args.at[i].value.p);
    for (int i = 0; i < call->cut.books; i++)
        fpl_buf_addf(&text, "\n%s %lld", call->cut.book[i].uid, (long long)call->cut.book[i].size);
    out[0] = '\0';
    if (fpl_buf_ok(&text) == FPL_OK && fpl_hasher_new(&hasher) == FPL_OK) {
        fpl_sha256(hasher, text.p, text.n, &hash);
        out[0] = '"';
        fpl_hex(hash.byte, FPL_HASH_BYTES, out + 1);
        memcpy(out + 65, "\"", 2);
    }
    fpl_hasher_free(hasher);
    fpl_buf_release(&text);
}
