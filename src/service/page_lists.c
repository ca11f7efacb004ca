/* Books, the log, finding, rules: reports with a form of their own. */
#include "src/service/api.h"
#include "src/service/page.h"

static enum fpl_status put_report(struct page *page, struct fpl_report *report) {
    struct report_html how = {.page = page};
    enum fpl_status status =
        report ? report_html(&how, report) : fpl_fail(&page->call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_report_free(report);
    return status;
}

/* The note of the log speaks of options of the command line; the page says the same of its own fields. */
static enum fpl_status put_log(struct page *page, struct fpl_report *report) {
    struct report_html how = {.page = page, .is_bare = 1};
    enum fpl_status status = report_html(&how, report);
    fpl_report_free(report);
    return status;
}

static enum fpl_status finish(struct page *page, struct page_report *out, enum fpl_status status) {
    out->body = (struct page_part){page_put_html, &page->html};
    if (!status)
        status = page_show(page, out->heading, (struct page_part){page_report, out});
    page_end(page);
    return status;
}

static void add_field(struct page *page, struct page_report *out, struct page_report_field *field, const char *name,
                      const char *zh, const char *en) {
    field[out->field_count++] = (struct page_report_field){fpl_str_of(name), page_say(page, zh, en),
                                                           web_pairs_get(&page->call->args, name), FPL_STR("")};
    out->field = field;
}

/* What a page with a form of its own starts from. */
static struct page_report begin_form(struct page *page, const char *path, const char *zh, const char *en) {
    struct page_report out = {.heading = page_say(page, zh, en),
                              .filters = path != NULL,
                              .action = fpl_str_of(path),
                              .as_of = web_pairs_get(&page->call->args, "as_of"),
                              .known_by = web_pairs_get(&page->call->args, "known_by")};
    return out;
}

enum fpl_status show_books(struct call *call) {
    struct page page;
    struct fpl_report *report = NULL;
    page_begin(&page, call);
    struct page_report out = begin_form(&page, NULL, "账套", "Books");
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = ask_books(call, NULL, &report);
    return finish(&page, &out, status ? status : put_report(&page, report));
}

/* ---- the log ---- */

static enum fpl_status read_log(struct page *page, struct fpl_report_spec *spec) {
    struct call *call = page->call;
    struct fpl_str last = web_pairs_get(&call->args, "last");
    int64_t number = 0;
    enum fpl_status status = ask_only(call, "book by kind last");
    if (!status && last.n && (fpl_int_parse(last, &number) || number < 1 || number > REPORT_ROWS_MOST)) {
        status = fpl_fail_text(&call->error, FPL_E_NUMBER_FORMAT, last.p, last.n);
        fpl_error_at_field(&call->error, "last");
    }
    *spec = (struct fpl_report_spec){.book = web_pairs_get(&call->args, "book"),
                                     .who = web_pairs_get(&call->args, "by"),
                                     .kind = web_pairs_get(&call->args, "kind"),
                                     .last = (int)number};
    if (!status && spec->book.n)
        status = page_of_book(call, spec->book);
    return status;
}

enum fpl_status show_log(struct call *call) {
    struct page page;
    struct fpl_report_spec spec;
    struct fpl_report *report = NULL;
    page_begin(&page, call);
    struct page_report out = begin_form(&page, "/log", "操作日志", "Log");
    struct page_report_field *field = page_array(&page, 4, sizeof *field);
    enum fpl_status status = field ? read_log(&page, &spec) : FPL_E_NOMEM;
    out.lead = page_say(&page, "记录了什么、何时、由谁；旧的在前，默认最近 100 条。",
                        "What was recorded, when and by whom; oldest first, the newest 100 unless asked otherwise.");
    if (field) {
        add_field(&page, &out, field, "book", "账套", "Book");
        add_field(&page, &out, field, "by", "经办或复核", "By");
        add_field(&page, &out, field, "kind", "事项", "What");
        add_field(&page, &out, field, "last", "条数（最多 500）", "Rows, 500 at most");
    }
    if (!status)
        status = fpl_report_log(call->view, &spec, &report, &call->error);
    return finish(&page, &out, status ? status : put_log(&page, report));
}

/* ---- find ---- */

enum fpl_status show_find(struct call *call) {
    struct page page;
    struct fpl_report *report = NULL;
    page_begin(&page, call);
    struct page_report out = begin_form(&page, "/find", "查找", "Find");
    struct page_report_field *field = page_array(&page, 1, sizeof *field);
    struct fpl_report_spec spec = {.key = web_pairs_get(&call->args, "q")};
    enum fpl_status status = field ? ask_only(call, "q") : FPL_E_NOMEM;
    out.lead = page_say(
        &page, "企业、机构、贷款、申请、投资、用户、账套、科目、规则、文件、凭证：名称或编号，可只写一部分。",
        "Firms, institutions, loans, claims, deals, users, books, accounts, rules, files, vouchers: a name or a "
        "number, or a part of it.");
    if (field)
        add_field(&page, &out, field, "q", "名称或编号", "Name or number");
    if (!status && spec.key.n) {
        status = fpl_report_find(call->view, &spec, &report, &call->error);
        status = status ? status : put_report(&page, report);
    } else if (!status) {
        out.empty = page_say(&page, "填写要查找的内容。", "Say what is sought.");
    }
    return finish(&page, &out, status);
}

/* ---- rules ---- */

static const struct {
    const char *kind, *zh, *en;
} documents[] = {{"pack", "补偿规则包", "Compensation packs"},
                 {"profile", "早期口径", "Early-stage profiles"},
                 {"tolerance", "容错规则", "Rules of loss tolerance"},
                 {"limit", "限额规则", "Limits of funds"},
                 {"mapping", "列映射", "Mappings of files"},
                 {"calendar", "工作日历", "Work-day calendars"},
                 {"chart", "科目表", "Charts of accounts"}};
#define DOCUMENTS (sizeof documents / sizeof documents[0])

struct listing {
    struct page *page;
    const char *kind;
    int rows;
};

static struct fpl_str title_of(const struct listing *listing, const struct fpl_json *root) {
    const struct fpl_json *title = fpl_json_get(root, "title");
    struct fpl_str zh = fpl_json_get_text(title, "zh"), en = fpl_json_get_text(title, "en");
    return listing->page->call->zh || en.n == 0 ? zh : en;
}

static enum fpl_status list_document(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                     int64_t seq) {
    struct listing *listing = ctx;
    struct page *page = listing->page;
    struct fpl_json_doc doc = {0};
    struct fpl_buf path = {0};
    (void)source;
    enum fpl_status status = fpl_json_parse(&doc, json, &page->call->error);
    if (status)
        return status;
    fpl_buf_addf(&path, "/rules/%s/", listing->kind);
    web_urlencode(key, &path);
    fpl_buf_addc(&path, '\0');
    fpl_buf_adds(&page->html, "<li><a href=\"");
    page_put_url(&page->html, path.failed ? FPL_STR("#") : page_link(page, path.p, NULL, 0));
    fpl_buf_adds(&page->html, "\">");
    page_put_text(&page->html, key);
    fpl_buf_adds(&page->html, "</a> <span class=\"detail\">");
    page_put_text(&page->html, title_of(listing, fpl_json_root(&doc)));
    fpl_buf_addf(&page->html, "</span> <a href=\"/records/0/%lld\">0/%lld</a></li>\n", (long long)seq, (long long)seq);
    listing->rows++;
    fpl_json_doc_release(&doc);
    fpl_buf_release(&path);
    return fpl_buf_ok(&page->html);
}

enum fpl_status show_rules(struct call *call) {
    struct page page;
    page_begin(&page, call);
    struct page_report out = begin_form(&page, NULL, "规则", "Rules");
    enum fpl_status status = ask_only(call, "");
    out.lead =
        page_say(&page, "已采用的规则全文：采用之后不能改动，条款逐项注明出处。",
                 "The rules adopted, in full: once adopted they are not altered, and each parameter cites its clause.");
    for (size_t i = 0; !status && i < DOCUMENTS; i++) {
        struct listing listing = {&page, documents[i].kind, 0};
        fpl_buf_adds(&page.html, "<section><h2>");
        page_put_text(&page.html, page_say(&page, documents[i].zh, documents[i].en));
        fpl_buf_adds(&page.html, "</h2>\n<ul class=\"tasks\">\n");
        status = fpl_read_documents(call->view, documents[i].kind, list_document, &listing, &call->error);
        fpl_buf_adds(&page.html, "</ul>\n");
        if (listing.rows == 0) {
            fpl_buf_adds(&page.html, "<p class=\"empty\">");
            page_put_text(&page.html, page_say(&page, "尚未采用。", "None is adopted."));
            fpl_buf_adds(&page.html, "</p>");
        }
        fpl_buf_adds(&page.html, "</section>\n");
    }
    return finish(&page, &out, status);
}

struct wanted {
    struct page *page;
    struct fpl_str key;
    const char *kind;
    int found;
};

static enum fpl_status put_rule(struct wanted *wanted, struct fpl_str json) {
    struct call *call = wanted->page->call;
    const struct fpl_rule_text text = {wanted->kind, json, "CNY"};
    struct fpl_report *report = NULL;
    enum fpl_status status = fpl_report_rule_text(&text, call->cut.as_of, &report, &call->error);
    return status ? status : put_report(wanted->page, report);
}

static enum fpl_status take_document(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                     int64_t seq) {
    struct wanted *wanted = ctx;
    struct fpl_buf *html = &wanted->page->html;
    (void)seq;
    if (!fpl_str_eq(key, wanted->key))
        return FPL_OK;
    wanted->found = 1;
    enum fpl_status status = put_rule(wanted, json);
    if (status)
        return status;
    fpl_buf_adds(html, "<section><h2>");
    page_put_text(html, page_say(wanted->page, "采用时的原文", "The text it was adopted from"));
    fpl_buf_adds(html, "</h2>\n<pre class=\"bytes\" tabindex=\"0\">");
    page_put_text(html, source);
    fpl_buf_adds(html, "</pre></section>\n");
    return fpl_buf_ok(html);
}

enum fpl_status show_rule(struct call *call) {
    struct page page;
    struct wanted wanted = {&page, call->variable[1], NULL, 0};
    page_begin(&page, call);
    struct page_report out = begin_form(&page, NULL, "规则", "Rules");
    enum fpl_status status = ask_only(call, "");
    for (size_t i = 0; i < DOCUMENTS; i++)
        if (fpl_str_is(call->variable[0], documents[i].kind)) {
            wanted.kind = documents[i].kind;
            out.lead = page_say(&page, documents[i].zh, documents[i].en);
        }
    out.heading = call->variable[1];
    if (!status && wanted.kind)
        status = fpl_read_documents(call->view, wanted.kind, take_document, &wanted, &call->error);
    if (!status && !wanted.found)
        status = fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[1].p, call->variable[1].n);
    return finish(&page, &out, status);
}
