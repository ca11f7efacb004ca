/* One record: its derivation, step by step, and what proves that it stands in the log. */
#include "fundpool/event.h"
#include "src/service/api.h"
#include "src/service/page.h"

struct shown {
    struct page *page;
    struct page_record *out;
    const struct fpl_book *book;
};

static enum fpl_status explain(struct page *page, const struct fpl_report_spec *spec, const char *book) {
    struct call *call = page->call;
    struct fpl_report *report = NULL;
    struct report_html how = {.page = page, .book = fpl_str_of(book)};
    enum fpl_status status = fpl_report_explain(call->view, spec, &report, &call->error);
    if (!status)
        status = report_html(&how, report);
    fpl_report_free(report);
    return status;
}

static void fill_leaf(struct shown *shown, const struct fpl_record *record) {
    struct page *page = shown->page;
    struct page_record_leaf *leaf = page_array(page, 2, sizeof *leaf);
    struct fpl_hasher *hasher = NULL;
    struct fpl_hash hash;
    char root[48];
    if (!leaf || fpl_hasher_new(&hasher))
        return;
    fpl_leaf_hash(hasher, record->leaf.p, record->leaf.n, &hash);
    fpl_hasher_free(hasher);
    fpl_base64(hash.byte, FPL_HASH_BYTES, root);
    leaf[0] = (struct page_record_leaf){page_say(page, "叶", "Leaf"),
                                        page_format(page, "%.*s", (int)record->leaf.n, record->leaf.p)};
    leaf[1] = (struct page_record_leaf){page_say(page, "叶散列", "Leaf hash"), page_format(page, "%s", root)};
    shown->out->leaf = leaf;
    shown->out->leaf_count = 2;
}

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct shown *shown = ctx;
    struct page *page = shown->page;
    struct call *call = page->call;
    const struct fpl_event *event = fpl_event_find(record->kind);
    struct fpl_buf body = {0};
    enum fpl_status status = FPL_OK;
    if (record->body)
        status = fpl_report_shown_body(call->view, record, &body, &call->error);
    shown->out->body = page_format(page, "%.*s", (int)body.n, body.n ? body.p : "");
    fpl_buf_release(&body);
    shown->out->kind =
        event ? page_say(page, event->zh, event->en) : page_format(page, "%.*s", (int)record->kind.n, record->kind.p);
    char moment[40];
    (void)cut_moment(call, record->t, moment);
    moment[10] = ' ';
    shown->out->recorded = page_format(page, "%.19s", moment);
    fill_leaf(shown, record);
    return status;
}

static struct fpl_str neighbour(struct page *page, const struct fpl_book *book, int64_t seq) {
    if (seq < 0 || seq >= book->size || page->call->institution.n)
        return (struct fpl_str){0};
    struct fpl_str path = page_format(page, "/records/%d/%lld", (int)book->id, (long long)seq);
    return page_link(page, path.p, NULL, 0);
}

enum fpl_status show_record(struct call *call) {
    struct page page;
    struct fpl_book book;
    int64_t seq = -1;
    if (fpl_int_parse(call->variable[1], &seq) || seq < 0)
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[1].p, call->variable[1].n);
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = ask_book(call, call->variable[0], &book);
    if (status)
        return status;
    page_begin(&page, call);
    struct fpl_str key = page_format(&page, "%d/%lld", (int)book.id, (long long)seq);
    struct fpl_report_spec spec = {.key = key};
    struct page_record out = {.heading = page_format(&page, call->zh ? "回执号 %s" : "Receipt %s", key.p),
                              .before = neighbour(&page, &book, seq - 1),
                              .after = neighbour(&page, &book, seq + 1),
                              .book = page_link(&page, "/books", NULL, 0),
                              .book_name = page_format(&page, "%s %s", book.code, call->zh ? book.name : book.name_en),
                              .derivation = {page_put_html, &page.html}};
    struct shown shown = {&page, &out, &book};
    struct fpl_str path = page_format(&page, "/api/v1/records/%s", key.p);
    out.json = page_link(&page, path.p, NULL, 0);
    path = page_format(&page, "/api/v1/records/%s/proof", key.p);
    out.proof = page_link(&page, path.p, NULL, 0);
    status = fpl_read_record(call->view, book.id, seq, take_record, &shown, &call->error);
    if (!status)
        status = explain(&page, &spec, book.id > 0 ? book.code : "");
    if (!status)
        status = page_show(&page, out.heading, (struct page_part){page_record, &out});
    page_end(&page);
    return status;
}

/* A deal, a loan, a claim, by its own number. */
enum fpl_status show_item(struct call *call) {
    struct page page;
    struct fpl_book book;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = ask_book(call, call->variable[0], &book);
    if (status)
        return status;
    page_begin(&page, call);
    struct fpl_report_spec spec = {.book = fpl_str_of(book.code), .key = call->variable[1]};
    struct page_report out = {.heading = call->variable[1],
                              .lead = page_format(&page, "%s %s", book.code, call->zh ? book.name : book.name_en),
                              .body = {page_put_html, &page.html}};
    status = explain(&page, &spec, book.code);
    if (!status)
        status = page_show(&page, out.heading, (struct page_part){page_report, &out});
    page_end(&page);
    return status;
}
