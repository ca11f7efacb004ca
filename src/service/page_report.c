/* Pages that are a report with its filters. */
#include "src/service/api.h"
#include "src/service/page.h"

struct page_report_format *report_formats(struct page *page, const char *report, struct fpl_str book, size_t *count) {
    struct page_report_format *format = page_array(page, 2, sizeof *format);
    struct fpl_str path = page_format(page, "/api/v1/reports/%s", report);
    struct fpl_str code = page_format(page, "%.*s", (int)book.n, book.n ? book.p : "");
    *count = 0;
    if (!format || page->failed)
        return NULL;
    struct fpl_str json = page_same(page, path.p, book.n ? "book" : NULL, code.p);
    format[0] = (struct page_report_format){
        page_format(page, "%.*s%sformat=csv", (int)json.n, json.p, memchr(json.p, '?', json.n) ? "&" : "?"),
        FPL_STR("CSV")};
    format[1] = (struct page_report_format){json, FPL_STR("JSON")};
    *count = 2;
    return format;
}

/* ---- filters ---- */

static const struct {
    unsigned bit;
    const char *name, *zh, *en, *hint_zh, *hint_en;
} fields[] = {
    {FPL_REPORT_FROM, "from", "起始日", "From", "2026-01-01", "2026-01-01"},
    {FPL_REPORT_TO, "to", "截止日", "To", "2026-06-30", "2026-06-30"},
    {FPL_REPORT_ACCOUNT, "account", "科目", "Account", "编号或名称", "code or name"},
    {FPL_REPORT_PARTY, "party", "主体", "Party", "编号、信用代码或名称", "id, USCC or name"},
    {FPL_REPORT_ITEM, "item", "项目", "Item", "", ""},
    {FPL_REPORT_PROFILE, "profile", "口径", "Profile", "TRANSFER", "TRANSFER"},
    {FPL_REPORT_YEAR, "year", "年度", "Year", "2026", "2026"},
    {FPL_REPORT_BANK_STATE, "bank", "机构", "Institution", "编号或名称", "id or name"},
    {FPL_REPORT_RULE, "rule", "规则", "Rule", "", ""},
};
#define FIELDS (sizeof fields / sizeof fields[0])

static void fill_fields(struct page *page, unsigned reads, struct page_report *out) {
    struct page_report_field *field = page_array(page, FIELDS, sizeof *field);
    for (size_t i = 0; field && i < FIELDS; i++) {
        int is_own_bank = fields[i].bit == FPL_REPORT_BANK_STATE && page->call->institution.n;
        if (!(reads & fields[i].bit) || is_own_bank)
            continue;
        field[out->field_count++] = (struct page_report_field){
            fpl_str_of(fields[i].name), page_say(page, fields[i].zh, fields[i].en),
            web_pairs_get(&page->call->args, fields[i].name), page_say(page, fields[i].hint_zh, fields[i].hint_en)};
    }
    out->field = field;
}

struct word {
    const char *value, *zh, *en;
};
static const struct word units[] = {{"", "元", "yuan"}, {"wan", "万元", "10,000 yuan"}, {NULL, NULL, NULL}};
static const struct word parties[] = {
    {"", "按科目", "by account"}, {"1", "按科目与主体", "by account and party"}, {NULL, NULL, NULL}};
static const struct word histories[] = {
    {"", "不列", "no"}, {"1", "列出超限历史", "when a limit was exceeded"}, {NULL, NULL, NULL}};
static const struct word loan_states[] = {{"", "全部", "all"},
                                          {"REGISTERED", "已备案", "registered"},
                                          {"CLAIMED", "已申请补偿", "claimed"},
                                          {"COMPENSATED", "已补偿", "compensated"},
                                          {"PAID_OFF", "已结清", "paid off"},
                                          {"RENEWED", "已续贷", "renewed"},
                                          {"WITHDRAWN", "已撤销备案", "withdrawn"},
                                          {NULL, NULL, NULL}};
static const struct word claim_states[] = {{"", "全部", "all"},
                                           {"SUBMITTED", "已受理", "submitted"},
                                           {"DECIDED", "已核定待拨付", "decided"},
                                           {"QUEUED", "资金不足排队", "queued"},
                                           {"DEFERRED", "熔断暂缓", "deferred"},
                                           {"PAID", "已拨付", "paid"},
                                           {"REFUSED", "不予补偿", "refused"},
                                           {"CLOSED", "核定为零办结", "closed"},
                                           {"WITHDRAWN", "已撤回", "withdrawn"},
                                           {"REVERSED", "已冲销", "reversed"},
                                           {NULL, NULL, NULL}};

static void add_choice(struct page *page, struct page_report_choice *choice, const char *name, const char *zh,
                       const char *en, const struct word *words) {
    size_t n = 0;
    while (words[n].value)
        n++;
    struct page_report_option *option = page_array(page, n, sizeof *option);
    for (size_t i = 0; option && i < n; i++)
        option[i] = (struct page_report_option){fpl_str_of(words[i].value), page_say(page, words[i].zh, words[i].en),
                                                fpl_str_is(web_pairs_get(&page->call->args, name), words[i].value)};
    *choice = (struct page_report_choice){fpl_str_of(name), page_say(page, zh, en), option, option ? n : 0};
}

static void fill_choices(struct page *page, const struct fpl_report_kind *kind, struct page_report *out) {
    struct page_report_choice *choice = page_array(page, 4, sizeof *choice);
    if (!choice)
        return;
    if (kind->reads & FPL_REPORT_UNIT)
        add_choice(page, &choice[out->choice_count++], "unit", "单位", "Unit", units);
    if (kind->reads & FPL_REPORT_BY_PARTY)
        add_choice(page, &choice[out->choice_count++], "by_party", "分列", "Lines", parties);
    if (kind->reads & FPL_REPORT_HISTORY)
        add_choice(page, &choice[out->choice_count++], "history", "历史", "History", histories);
    if (kind->reads & FPL_REPORT_BANK_STATE)
        add_choice(page, &choice[out->choice_count++], "state", "状态", "State",
                   kind->make == fpl_report_loans ? loan_states : claim_states);
    out->choice = choice;
}

static int is_of_kind(const struct fpl_book *book, enum fpl_book_kind kind) {
    return book->kind != FPL_BOOK_REGISTRY && (kind == FPL_BOOK_ANY || book->kind == kind);
}

static void fill_books(struct page *page, const struct fpl_report_kind *kind, struct fpl_str chosen,
                       struct page_report *out) {
    const struct cut *cut = &page->call->cut;
    struct page_report_book *book = page_array(page, (size_t)cut->books, sizeof *book);
    for (int i = 0; book && i < cut->books; i++)
        if (is_of_kind(&cut->book[i], kind->book))
            book[out->book_count++] = (struct page_report_book){fpl_str_of(cut->book[i].code),
                                                                page_say(page, cut->book[i].name, cut->book[i].name_en),
                                                                fpl_str_is(chosen, cut->book[i].code)};
    out->book = book;
    out->any_book = !(kind->reads & FPL_REPORT_NEEDS_BOOK);
}

/* A report of a book without one named is that of the first such book. */
static int choose_book(struct call *call, const struct fpl_report_kind *kind) {
    if (!(kind->reads & FPL_REPORT_NEEDS_BOOK) || web_pairs_get(&call->args, "book").n)
        return 1;
    for (int i = 0; i < call->args.n; i++) /* an empty one that a form sent */
        if (fpl_str_is(call->args.at[i].name, "book"))
            call->args.at[i] = call->args.at[--call->args.n];
    for (int i = 0; i < call->cut.books; i++) {
        if (!is_of_kind(&call->cut.book[i], kind->book) || call->args.n == WEB_PAIRS_MAX)
            continue;
        call->args.at[call->args.n++] = (struct web_pair){FPL_STR("book"), fpl_str_of(call->cut.book[i].code)};
        return 1;
    }
    return 0;
}

static enum fpl_status make_body(struct page *page, const struct fpl_report_kind *kind, const char *csv) {
    struct call *call = page->call;
    struct fpl_report_spec spec;
    struct fpl_report *report = NULL;
    enum fpl_status status = ask_spec(call, kind, NULL, &spec);
    if (!status && spec.book.n)
        status = page_of_book(call, spec.book);
    if (!status)
        status = kind->make(call->view, &spec, &report, &call->error);
    struct report_html how = {.page = page, .book = spec.book, .csv = csv};
    if (!status)
        status = report_html(&how, report);
    fpl_report_free(report);
    return status;
}

enum fpl_status report_page(struct call *call, const struct report_page *what) {
    const struct fpl_report_kind *kind = fpl_report_kind_find(fpl_str_of(what->report));
    struct page page;
    enum fpl_status status = FPL_OK;
    FPL_ASSERT(kind != NULL);
    page_begin(&page, call);
    int has_book = choose_book(call, kind);
    struct page_report out = {.heading = page_say(&page, kind->zh, kind->en),
                              .lead = page_say(&page, what->lead_zh, what->lead_en),
                              .tab = what->tab,
                              .tab_count = what->tabs,
                              .filters = 1,
                              .action = page_format(&page, "%s", what->path),
                              .as_of = web_pairs_get(&call->args, "as_of"),
                              .known_by = web_pairs_get(&call->args, "known_by"),
                              .body = {page_put_html, &page.html}};
    fill_books(&page, kind, web_pairs_get(&call->args, "book"), &out);
    fill_fields(&page, kind->reads, &out);
    fill_choices(&page, kind, &out);
    if (!has_book) {
        out.empty = page_say(&page, "还没有这类账套：由系统管理员办理 book open。",
                             "There is no such book yet: an administrator gives book open.");
    } else if ((kind->reads & FPL_REPORT_ACCOUNT) && !web_pairs_get(&call->args, "account").n) {
        out.empty = page_say(&page, "请填写科目编号或名称后查看；科目余额表中的科目编号可直接点开。",
                             "Give the code or name of an account; in the trial balance each code leads here.");
    } else {
        out.format = report_formats(&page, what->report, web_pairs_get(&call->args, "book"), &out.format_count);
        status = make_body(&page, kind, out.format ? out.format[0].to.p : NULL);
    }
    if (!status)
        status = page_show(&page, out.heading, (struct page_part){page_report, &out});
    page_end(&page);
    return status;
}

/* ---- one report, one page ---- */

enum fpl_status show_tolerance(struct call *call) {
    static const struct report_page what = {
        "tolerance",
        "/tolerance",
        "考核损失 ÷ 分母 = 损失率，与容错率比较；各基金按其登记的规则。",
        "The loss tested ÷ the denominator = the rate, held against the limit; each fund by the rule that binds it.",
        NULL,
        0};
    return report_page(call, &what);
}

enum fpl_status show_limits(struct call *call) {
    static const struct report_page what = {
        "limits",
        "/limits",
        "分子、分母、已用、余额、结论与条款；按各基金登记的限额规则。",
        "Numerator, denominator, used, left, status and clause, under the limits that bind each fund.",
        NULL,
        0};
    return report_page(call, &what);
}

enum fpl_status show_pools(struct call *call) {
    static const struct report_page what = {
        "pool",
        "/pools",
        "资金、出资方、机构、额度与熔断，各附算式与依据。",
        "Money, contributors, institutions, caps and breakers, each with its formula and clause.",
        NULL,
        0};
    return report_page(call, &what);
}

enum fpl_status show_loans(struct call *call) {
    static const struct report_page what = {"loans", "/loans", "一笔贷款一行。", "One line a loan.", NULL, 0};
    return report_page(call, &what);
}

enum fpl_status show_claims(struct call *call) {
    static const struct report_page what = {"claims",
                                            "/claims",
                                            "一件申请一行；点申请号看逐步推导。",
                                            "One line a claim; its number leads to the derivation.",
                                            NULL,
                                            0};
    return report_page(call, &what);
}

/* ---- groups of reports: tabs ---- */

static const char *const statements[] = {"balance",   "balance-sheet", "income", "cash-flow",
                                         "statement", "reconcile",     "takeon", NULL};
static const char *const funds[] = {"fund", "performance", "deals", "holdings", "commitments", "calls", "duties", NULL};

static enum fpl_status show_group(struct call *call, const char *root, const char *const *names, struct fpl_str which) {
    struct page page;
    struct report_page what = {.lead_zh = "", .lead_en = ""};
    page_begin(&page, call);
    struct page_report_tab *tab = page_array(&page, 8, sizeof *tab);
    struct fpl_str book = web_pairs_get(&call->args, "book");
    for (int i = 0; tab && names[i]; i++) {
        const struct fpl_report_kind *kind = fpl_report_kind_find(fpl_str_of(names[i]));
        struct web_pair pair = {FPL_STR("book"), book};
        struct fpl_str path = page_format(&page, "%s/%s", root, names[i]);
        int is_it = fpl_str_is(which, names[i]);
        tab[what.tabs++] =
            (struct page_report_tab){page_link(&page, path.p, &pair, 1), page_say(&page, kind->zh, kind->en), is_it};
        if (is_it) {
            what.report = names[i];
            what.path = path.p;
        }
    }
    what.tab = tab;
    enum fpl_status status = what.report && !page.failed
                                 ? report_page(call, &what)
                                 : fpl_fail_text(&call->error, FPL_E_NOT_FOUND, which.p, which.n);
    page_end(&page);
    return status;
}

enum fpl_status show_statements(struct call *call) {
    return show_group(call, "/statements", statements, FPL_STR("balance"));
}

enum fpl_status show_statement(struct call *call) {
    return show_group(call, "/statements", statements, call->variable[0]);
}

enum fpl_status show_funds(struct call *call) {
    return show_group(call, "/funds", funds, FPL_STR("fund"));
}

enum fpl_status show_fund_report(struct call *call) {
    return show_group(call, "/funds", funds, call->variable[0]);
}
