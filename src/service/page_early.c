/* Early share: a card a fund, with the figures of its own rule, and the tables behind them. */
#include "src/service/api.h"
#include "src/service/page.h"

#define CARDS_MOST 200

struct cards {
    struct page *page;
    const struct fpl_table_shown *table; /* NULL: another table than "rule" */
    struct page_early_card *card;
    size_t n;
};

static enum fpl_status begin(void *ctx, const struct fpl_table_shown *table) {
    struct cards *cards = ctx;
    cards->table = strcmp(table->key, "rule") == 0 ? table : NULL;
    return FPL_OK;
}

static const struct fpl_report_cell *cell_of(const struct cards *cards, const struct fpl_report_cell *row,
                                             const char *key) {
    for (size_t i = 0; i < cards->table->columns; i++)
        if (strcmp(cards->table->column[i].key, key) == 0)
            return &row[i];
    return NULL;
}

static struct fpl_str text_of(const struct cards *cards, const struct fpl_report_cell *row, const char *key,
                              int exact) {
    const struct fpl_report_cell *cell = cell_of(cards, row, key);
    struct fpl_buf text = {0};
    struct fpl_report_cell as_ratio;
    if (!cell)
        return (struct fpl_str){0};
    as_ratio = *cell;
    if (exact && cell->type == FPL_CELL_PERCENT)
        as_ratio.type = FPL_CELL_RATIO;
    fpl_cell_text(&as_ratio, (struct fpl_cell_style){.zh = cards->page->call->zh, .exact = exact}, &text);
    struct fpl_str kept = page_format(cards->page, "%.*s", (int)text.n, text.n ? text.p : "");
    fpl_buf_release(&text);
    return kept;
}

static void fill(struct cards *cards, const struct fpl_report_cell *row, struct page_early_card *card) {
    const struct fpl_report_cell *verdict = cell_of(cards, row, "verdict");
    struct fpl_buf path = {0};
    *card = (struct page_early_card){.fund = text_of(cards, row, "fund", 0),
                                     .name = text_of(cards, row, "fund_name", 0),
                                     .share = text_of(cards, row, "share", 0),
                                     .numerator = text_of(cards, row, "numerator", 0),
                                     .denominator = text_of(cards, row, "denominator", 0),
                                     .ratio = text_of(cards, row, "share", 1),
                                     .unknown = text_of(cards, row, "unknown", 0),
                                     .threshold = text_of(cards, row, "threshold", 0),
                                     .shortfall = text_of(cards, row, "shortfall", 0),
                                     .headroom = text_of(cards, row, "headroom", 0),
                                     .profile = text_of(cards, row, "profile", 0),
                                     .clause = text_of(cards, row, "document", 0),
                                     .verdict = text_of(cards, row, "verdict", 0)};
    card->bound = verdict && verdict->type == FPL_CELL_CODE;
    if (card->bound)
        card->verdict_class = fpl_str_of(report_verdict(fpl_cell_part(verdict, 0)));
    fpl_buf_adds(&path, "/early/");
    web_urlencode(card->fund, &path);
    fpl_buf_addc(&path, '\0');
    card->to = path.failed ? FPL_STR("#") : page_link(cards->page, path.p, NULL, 0);
    fpl_buf_release(&path);
}

static enum fpl_status rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct cards *cards = ctx;
    for (size_t i = 0; cards->table && i < n && cards->n < CARDS_MOST; i += cards->table->columns)
        fill(cards, &cell[i], &cards->card[cards->n++]);
    return FPL_OK;
}

static enum fpl_status show(struct call *call, struct fpl_str book, struct fpl_str heading) {
    static const struct fpl_visitor visitor = {.begin = begin, .rows = rows};
    const struct fpl_report_kind *kind = fpl_report_kind_find(FPL_STR("early"));
    struct page page;
    struct fpl_report_spec spec;
    struct fpl_report *report = NULL;
    page_begin(&page, call);
    struct cards cards = {.page = &page, .card = page_array(&page, CARDS_MOST, sizeof *cards.card)};
    enum fpl_status status = cards.card ? ask_spec(call, kind, NULL, &spec) : FPL_E_NOMEM;
    if (!status && book.n) {
        spec.book = book;
        spec.deals = 1;
    }
    if (!status)
        status = fpl_report_early(call->view, &spec, &report, &call->error);
    if (!status)
        status = fpl_report_visit(report, &visitor, &cards, &call->error);
    struct report_html how = {.page = &page, .book = book};
    if (!status)
        status = report_html(&how, report);
    fpl_report_free(report);
    struct page_early out = {
        .heading = heading,
        .lead = page_say(&page, "分子 ÷ 分母 = 占比，不四舍五入；资料不全的只计入分母；各基金按其登记的规则认定。",
                         "Numerator ÷ denominator = share, never rounded; what is unknown counts in the "
                         "denominator alone; each fund by the rule that binds it."),
        .card = cards.card,
        .card_count = cards.n,
        .body = {page_put_html, &page.html}};
    size_t formats = 0;
    struct page_report_format *format = report_formats(&page, "early", book, &formats);
    struct page_early_format *own = page_array(&page, formats, sizeof *own);
    for (size_t i = 0; own && format && i < formats; i++)
        own[i] = (struct page_early_format){format[i].to, format[i].name};
    out.format = own;
    out.format_count = own ? formats : 0;
    if (!status)
        status = page_show(&page, out.heading, (struct page_part){page_early, &out});
    page_end(&page);
    return status;
}

enum fpl_status show_early(struct call *call) {
    struct page page;
    page_begin(&page, call);
    struct fpl_str heading = page_say(&page, "早期投资占比", "Early-stage share");
    enum fpl_status status = web_pairs_get(&call->args, "book").n
                                 ? show(call, web_pairs_get(&call->args, "book"), heading)
                                 : show(call, (struct fpl_str){0}, heading);
    page_end(&page);
    return status;
}

enum fpl_status show_early_book(struct call *call) {
    struct page page;
    struct fpl_book book;
    page_begin(&page, call);
    enum fpl_status status = ask_book(call, call->variable[0], &book);
    struct fpl_str heading = status ? (struct fpl_str){0}
                                    : page_format(&page, call->zh ? "%s %s　早期投资占比" : "%s %s: early-stage share",
                                                  book.code, call->zh ? book.name : book.name_en);
    if (!status)
        status = show(call, fpl_str_of(book.code), heading);
    page_end(&page);
    return status;
}
