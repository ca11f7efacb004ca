/* Amounts as people check them: with thousands separators, and in Chinese in formal numerals, as vouchers have them. */
#include "src/service/api.h"
#include "src/service/page.h"

#define CAPITALS_BYTES 256

static int is_yuan(const struct fpl_book *book) {
    return strcmp(book->currency, "CNY") == 0;
}

static const struct fpl_book *book_of(const struct call *call, struct fpl_str code) {
    for (int i = 0; i < call->cut.books; i++)
        if (fpl_str_is(code, call->cut.book[i].code))
            return &call->cut.book[i];
    return NULL;
}

struct fpl_str page_money_words(struct page *page, struct fpl_str code, struct fpl_money amount) {
    const struct fpl_book *book = book_of(page->call, code);
    char grouped[FPL_MONEY_TEXT], capitals[CAPITALS_BYTES];
    if (!book)
        return (struct fpl_str){0};
    fpl_money_format_grouped(amount, book->scale, grouped);
    if (!page->call->zh || !is_yuan(book))
        return page_format(page, "%s", grouped);
    return page_format(page, "%s　%s", grouped, fpl_money_capitals(amount, capitals, sizeof capitals));
}

struct fpl_str page_amount_words(struct page *page, struct fpl_str code, struct fpl_str text) {
    const struct fpl_book *book = book_of(page->call, code);
    struct fpl_money amount;
    struct fpl_error ignored = {0};
    if (!book || fpl_money_parse(text, FPL_UNIT_YUAN, book->scale, &amount, &ignored))
        return page_format(page, "%.*s", (int)text.n, text.p);
    return page_money_words(page, code, amount);
}

static void put_text(const char *text, struct fpl_buf *out) {
    if (text)
        body_json(fpl_str_of(text), out);
    else
        fpl_buf_adds(out, "null");
}

/* While somebody types: what a text comes to, of a book or else of yuan. What is no amount, or not yet, is null. */
enum fpl_status api_amounts(struct call *call) {
    static const struct fpl_book yuan = {.currency = "CNY", .scale = 2};
    struct fpl_str code = web_pairs_get(&call->args, "book"), text = fpl_str_trim(web_pairs_get(&call->args, "amount"));
    const struct fpl_book *book = code.n ? book_of(call, code) : &yuan;
    struct fpl_buf *out = &call->response->body;
    struct fpl_money amount;
    struct fpl_error ignored = {0};
    char shown[CAPITALS_BYTES];
    enum fpl_status status = ask_only(call, "amount book");
    if (status)
        return status;
    if (!book)
        return fpl_fail_text(&call->error, FPL_E_BOOK, code.p, code.n);
    int is_amount = fpl_money_parse(text, FPL_UNIT_YUAN, book->scale, &amount, &ignored) == FPL_OK;
    call->response->type = "application/json";
    fpl_buf_adds(out, "{\"amount\":");
    put_text(is_amount ? fpl_money_format_grouped(amount, book->scale, shown) : NULL, out);
    fpl_buf_adds(out, ",\"capitals\":");
    put_text(is_amount && is_yuan(book) ? fpl_money_capitals(amount, shown, sizeof shown) : NULL, out);
    fpl_buf_adds(out, "}\n");
    return fpl_buf_ok(out);
}
