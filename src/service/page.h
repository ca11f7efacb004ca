#ifndef SRC_SERVICE_PAGE_H
#define SRC_SERVICE_PAGE_H
/* Handlers of pages, and what they share: texts that live as long as the page, the frame, links that keep the cut. */
#include "gen/pages.h"
#include "src/service/service.h"

/* ---- handlers ---- */
enum fpl_status show_static_file(struct call *call);
enum fpl_status show_language(struct call *call);
enum fpl_status show_login(struct call *call);
enum fpl_status show_login_post(struct call *call);
enum fpl_status show_logout(struct call *call);
enum fpl_status show_home(struct call *call);
enum fpl_status show_early(struct call *call);
enum fpl_status show_early_book(struct call *call);
enum fpl_status show_tolerance(struct call *call);
enum fpl_status show_limits(struct call *call);
enum fpl_status show_pools(struct call *call);
enum fpl_status show_loans(struct call *call);
enum fpl_status show_claims(struct call *call);
enum fpl_status show_funds(struct call *call);
enum fpl_status show_fund_report(struct call *call);
enum fpl_status show_statements(struct call *call);
enum fpl_status show_statement(struct call *call);
enum fpl_status show_books(struct call *call);
enum fpl_status show_record(struct call *call);
enum fpl_status show_item(struct call *call);
enum fpl_status show_log(struct call *call);
enum fpl_status show_find(struct call *call);
enum fpl_status show_rules(struct call *call);
enum fpl_status show_rule(struct call *call);
enum fpl_status show_verify(struct call *call);
enum fpl_status show_compare(struct call *call);
enum fpl_status show_copy(struct call *call);
enum fpl_status show_checkpoints(struct call *call);
enum fpl_status show_sessions(struct call *call);
enum fpl_status show_sessions_end(struct call *call);
enum fpl_status show_new_list(struct call *call);
enum fpl_status show_new(struct call *call);
enum fpl_status show_new_post(struct call *call);
enum fpl_status show_proposals(struct call *call);
enum fpl_status show_proposal(struct call *call);
enum fpl_status show_bulk(struct call *call);
enum fpl_status show_bulk_post(struct call *call);
enum fpl_status show_approve(struct call *call);
enum fpl_status show_return(struct call *call);
enum fpl_status show_withdraw(struct call *call);
enum fpl_status show_uploads(struct call *call);
enum fpl_status show_upload_new(struct call *call);
enum fpl_status show_upload_template(struct call *call);
enum fpl_status show_upload_post(struct call *call);
enum fpl_status show_upload(struct call *call);
enum fpl_status show_upload_answer(struct call *call);
enum fpl_status show_upload_precheck(struct call *call);
enum fpl_status show_upload_submit(struct call *call);
enum fpl_status show_upload_check(struct call *call);
enum fpl_status show_upload_withdraw(struct call *call);
enum fpl_status show_upload_approve(struct call *call);
enum fpl_status show_upload_return(struct call *call);

/* The error of the call as a page. */
void show_error(struct call *call);
/* Of a page that somebody must sign in for: instead of the error, the way to the login; FPL_OK if so. A link from
 * another site arrives without the cookie (SameSite=Strict): that page loads itself once more. */
enum fpl_status show_sign_in_first(struct call *call, enum fpl_status status);

/* ---- what they share ---- */
struct page_piece;
struct page {
    struct call *call;
    struct page_piece *pieces; /* texts and arrays that live until page_end */
    int failed;
    const char *refresh; /* NULL, or after how many seconds it loads itself again where no script does */
    int tables;          /* of reports, on this page so far */
    struct fpl_buf html; /* what is rendered before the frame is */
};
void page_begin(struct page *page, struct call *call);
void page_end(struct page *page);
struct fpl_str page_format(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
void *page_array(struct page *page, size_t n, size_t size); /* zeroed; NULL: no memory, and page->failed */
struct fpl_str page_say(const struct page *page, const char *zh, const char *en);
struct fpl_str page_command_words(const struct page *page, const char *name); /* "deal.record": 记录投资 */
/* As a heading or a label has it: English declarations are written small, "borrower uscc" becomes "Borrower USCC". */
struct fpl_str page_title(struct page *page, const char *zh, const char *en);
/* A path of ours with the cut of this call behind it, if one was asked for. Each of the n pairs (name, value) is
 * encoded; an empty value is left out. */
struct fpl_str page_link(struct page *page, const char *path, const struct web_pair *pairs, int n);
/* The same question under another path or with one more parameter (NULL: none). */
struct fpl_str page_same(struct page *page, const char *path, const char *name, const char *value);
/* "2,500,000.00", and in Chinese, of yuan, "2,500,000.00　贰佰伍拾万元整". Of a book that is not to be seen: empty. */
struct fpl_str page_money_words(struct page *page, struct fpl_str book, struct fpl_money amount);
/* The same of an amount as it was typed; what is none stays as it is. */
struct fpl_str page_amount_words(struct page *page, struct fpl_str book, struct fpl_str text);
/* Whether a copy of the whole ledger is this user's to download. */
int page_may_copy(const struct call *call);
/* A moment in the ledger's time, to the minute. */
struct fpl_str page_moment(struct page *page, int64_t t);
/* Renders the frame around `main` into the response. */
FPL_MUST_CHECK enum fpl_status page_show(struct page *page, struct fpl_str title, struct page_part main);
void page_put_html(struct fpl_buf *out, int zh, const void *html); /* a part: a struct fpl_buf that is HTML already */
/* The book's log stands in the cut bar and in the headers. */
FPL_MUST_CHECK enum fpl_status page_of_book(struct call *call, struct fpl_str code);

/* report_html.c */
struct report_html { /* how a report becomes tables */
    struct page *page;
    struct fpl_str
        book;        /* the book that accounts and items of the rows are of; empty: the column "fund" or "book" says */
    const char *csv; /* address of the whole as CSV, told where rows are left out; NULL */
    int is_bare;     /* no heading and no notes: the page has its own */
};
#define REPORT_ROWS_MOST 500 /* of a table on a page; more are in the CSV */
/* Appends to page->html. */
FPL_MUST_CHECK enum fpl_status report_html(const struct report_html *how, const struct fpl_report *report);
/* The class of a verdict, "pass", "fail", "unsure"; "" of any other word. */
const char *report_verdict(const char *code);

/* page_report.c */
struct report_page {
    const char *report; /* a name of fpl_report_kinds */
    const char *path;
    const char *lead_zh, *lead_en;
    struct page_report_tab *tab;
    size_t tabs;
};
FPL_MUST_CHECK enum fpl_status report_page(struct call *call, const struct report_page *what);
/* JSON and CSV of a report: two entries for a page's list of formats. */
struct page_report_format *report_formats(struct page *page, const char *report, struct fpl_str book, size_t *count);

#endif
