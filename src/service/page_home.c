/* The first page: what waits for this person, by his role, and what was recorded last. */
#include "src/service/page.h"
#include "src/service/proposals.h"
#include "src/service/tasks.h"
#include "src/service/uploads.h"

#define TASKS_MOST    64
#define RECEIPTS_LAST 10
#define REFRESH       "60" /* seconds, where no script follows */

struct home {
    struct page *page;
    struct page_home_task *task;
    size_t tasks;
    const struct fpl_table_shown *table;
    size_t column; /* of the code that is counted */
    const char *const *codes;
    int64_t count[8];
};

static void add_task(struct home *home, struct page_home_task task) {
    if (home->tasks < TASKS_MOST)
        home->task[home->tasks++] = task;
}

/* ---- counting a column of codes ---- */

static enum fpl_status begin(void *ctx, const struct fpl_table_shown *table) {
    struct home *home = ctx;
    home->table = NULL;
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->column[i].key, "state") == 0 && strcmp(table->key, "claims") == 0) {
            home->table = table;
            home->column = i;
        }
    return FPL_OK;
}

static enum fpl_status rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct home *home = ctx;
    for (size_t i = 0; home->table && i < n; i += home->table->columns) {
        const struct fpl_report_cell *state = &cell[i + home->column];
        for (int c = 0; state->type == FPL_CELL_CODE && home->codes[c]; c++)
            home->count[c] += strcmp(fpl_cell_part(state, 0), home->codes[c]) == 0;
    }
    return FPL_OK;
}

static const char *const claim_codes[] = {"SUBMITTED", "DECIDED", "QUEUED", "DEFERRED", "PAID", NULL};
static const struct {
    const char *zh, *en, *class_name;
} claim_words[] = {{"待核定", "to be decided", "unsure"},
                   {"待拨付", "to be paid", "unsure"},
                   {"排队待付", "queued", "unsure"},
                   {"熔断暂缓", "deferred", "unsure"},
                   {"已拨付", "paid", "pass"}};

static enum fpl_status add_claims(struct home *home, const struct fpl_book *pool) {
    static const struct fpl_visitor visitor = {.begin = begin, .rows = rows};
    struct page *page = home->page;
    struct call *call = page->call;
    struct fpl_report_spec spec = {.book = fpl_str_of(pool->code)};
    struct fpl_report *report = NULL;
    memset(home->count, 0, sizeof home->count);
    home->codes = claim_codes;
    enum fpl_status status = fpl_report_claims(call->view, &spec, &report, &call->error);
    if (!status)
        status = fpl_report_visit(report, &visitor, home, &call->error);
    fpl_report_free(report);
    for (int c = 0; !status && claim_codes[c]; c++) {
        int is_own_or_open = call->institution.n || c < 4;
        struct web_pair pairs[] = {{FPL_STR("book"), fpl_str_of(pool->code)},
                                   {FPL_STR("state"), fpl_str_of(claim_codes[c])}};
        if (home->count[c] == 0 || !is_own_or_open)
            continue;
        add_task(home, (struct page_home_task){
                           .word = page_say(page, claim_words[c].zh, claim_words[c].en),
                           .class_name = fpl_str_of(claim_words[c].class_name),
                           .to = page_link(page, "/claims", pairs, 2),
                           .what = page_format(page, call->zh ? "补偿申请 %lld 件" : "%lld claims",
                                               (long long)home->count[c]),
                           .detail = page_format(page, "%s %s", pool->code, call->zh ? pool->name : pool->name_en)});
    }
    return status;
}

/* ---- funds that fail ---- */

static enum fpl_status begin_rule(void *ctx, const struct fpl_table_shown *table) {
    struct home *home = ctx;
    home->table = strcmp(table->key, "rule") == 0 ? table : NULL;
    return FPL_OK;
}

static const struct fpl_report_cell *cell_of(const struct home *home, const struct fpl_report_cell *row,
                                             const char *key) {
    for (size_t i = 0; i < home->table->columns; i++)
        if (strcmp(home->table->column[i].key, key) == 0)
            return &row[i];
    return NULL;
}

static void add_fund(struct home *home, const struct fpl_report_cell *row) {
    struct page *page = home->page;
    struct fpl_buf text = {0}, path = {0};
    const struct fpl_report_cell *fund = cell_of(home, row, "fund"), *share = cell_of(home, row, "share");
    if (!fund || !share)
        return;
    fpl_cell_text(share, (struct fpl_cell_style){.zh = page->call->zh}, &text);
    fpl_buf_adds(&path, "/early/");
    web_urlencode((struct fpl_str){fund->v.p, fund->n}, &path);
    fpl_buf_addc(&path, '\0');
    add_task(home, (struct page_home_task){
                       .word = page_say(page, "未达标", "fails"),
                       .class_name = FPL_STR("fail"),
                       .to = path.failed ? FPL_STR("/early") : page_link(page, path.p, NULL, 0),
                       .what = page_format(page, page->call->zh ? "%.*s 早期投资占比" : "%.*s early-stage share",
                                           (int)fund->n, fund->v.p),
                       .detail = page_format(page, "%.*s", (int)text.n, text.n ? text.p : "")});
    fpl_buf_release(&text);
    fpl_buf_release(&path);
}

static enum fpl_status rows_rule(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct home *home = ctx;
    for (size_t i = 0; home->table && i < n; i += home->table->columns) {
        const struct fpl_report_cell *verdict = cell_of(home, &cell[i], "verdict");
        if (verdict && verdict->type == FPL_CELL_CODE && strcmp(report_verdict(fpl_cell_part(verdict, 0)), "fail") == 0)
            add_fund(home, &cell[i]);
    }
    return FPL_OK;
}

static enum fpl_status add_funds(struct home *home) {
    static const struct fpl_visitor visitor = {.begin = begin_rule, .rows = rows_rule};
    struct call *call = home->page->call;
    struct fpl_report_spec spec = {.deals = -1};
    struct fpl_report *report = NULL;
    enum fpl_status status = fpl_report_early(call->view, &spec, &report, &call->error);
    if (!status)
        status = fpl_report_visit(report, &visitor, home, &call->error);
    fpl_report_free(report);
    return status;
}

/* ---- months that are open ---- */

struct month {
    char last[12];
    int is_closed;
};

static enum fpl_status take_period(void *ctx, const struct fpl_item *item) {
    struct month *month = ctx;
    month->is_closed = month->is_closed || fpl_str_is(item->key, month->last);
    return FPL_OK;
}

static enum fpl_status add_months(struct home *home) {
    struct call *call = home->page->call;
    struct fpl_period now = fpl_period_of(call->cut.as_of);
    struct fpl_period last = fpl_period_of(fpl_date_add_days(fpl_period_first(now), -1));
    struct month month = {.is_closed = 0};
    enum fpl_status status = FPL_OK;
    int open = 0;
    fpl_period_format(last, month.last);
    for (int i = 1; !status && i < call->cut.books; i++) {
        month.is_closed = 0;
        status = fpl_read_items(call->view, call->cut.book[i].id, "period", take_period, &month, &call->error);
        open += !month.is_closed;
    }
    if (!status && open)
        add_task(home, (struct page_home_task){
                           .word = page_say(home->page, "未结账", "open"),
                           .class_name = FPL_STR("unsure"),
                           .to = page_link(home->page, "/books", NULL, 0),
                           .what = page_format(home->page, call->zh ? "%s 尚未结账" : "%s is not closed", month.last),
                           .detail = page_format(home->page, call->zh ? "%d 个账套" : "%d books", open)});
    return status;
}

/* ---- the page ---- */

static enum fpl_status add_receipts(struct home *home) {
    struct call *call = home->page->call;
    struct fpl_report_spec spec = {.last = RECEIPTS_LAST};
    struct fpl_report *report = NULL;
    struct report_html how = {.page = home->page, .is_bare = 1};
    enum fpl_status status = fpl_report_log(call->view, &spec, &report, &call->error);
    if (!status)
        status = report_html(&how, report);
    fpl_report_free(report);
    return status;
}

/* ---- what two people decide ---- */

static enum fpl_status add_proposals(struct home *home) {
    struct page *page = home->page;
    int to_check = 0, returned = 0;
    enum fpl_status status = proposals_count(page->call, &to_check, &returned);
    struct web_pair back = {FPL_STR("show"), FPL_STR("returned")};
    if (!status && to_check)
        add_task(home, (struct page_home_task){
                           .word = page_say(page, "待我复核", "to be checked"),
                           .class_name = FPL_STR("unsure"),
                           .to = page_link(page, "/proposals", NULL, 0),
                           .what = page_format(page, page->call->zh ? "待复核事项 %d 件" : "%d proposals", to_check)});
    if (!status && returned)
        add_task(home, (struct page_home_task){
                           .word = page_say(page, "被退回", "returned"),
                           .class_name = FPL_STR("fail"),
                           .to = page_link(page, "/proposals", &back, 1),
                           .what = page_format(page, page->call->zh ? "我提交的事项 %d 件" : "%d of mine", returned)});
    return status;
}

static enum fpl_status add_uploads(struct home *home) {
    struct page *page = home->page;
    int to_check = 0, to_give = 0;
    enum fpl_status status = uploads_count(page->call, &to_check, &to_give);
    if (!status && to_check)
        add_task(home,
                 (struct page_home_task){
                     .word = page_say(page, "待我复核", "to be checked"),
                     .class_name = FPL_STR("unsure"),
                     .to = page_link(page, "/uploads", NULL, 0),
                     .what = page_format(page, page->call->zh ? "上传的文件 %d 份" : "%d uploaded files", to_check)});
    if (!status && to_give)
        add_task(home,
                 (struct page_home_task){
                     .word = page_say(page, "待报送", "to be given in"),
                     .class_name = FPL_STR("unsure"),
                     .to = page_link(page, "/uploads", NULL, 0),
                     .what = page_format(page, page->call->zh ? "我上传的文件 %d 份" : "%d files of mine", to_give)});
    return status;
}

static enum fpl_status gather(struct home *home) {
    struct call *call = home->page->call;
    int reads_claims = (call->roles & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR | FPL_ROLE_APPROVER | FPL_ROLE_CASHIER |
                                       FPL_ROLE_REGULATOR | FPL_ROLE_AUDITOR)) != 0;
    enum fpl_status status = add_proposals(home);
    if (!status)
        status = add_uploads(home);
    for (int i = 0; !status && reads_claims && i < call->cut.books; i++)
        if (call->cut.book[i].kind == FPL_BOOK_POOL)
            status = add_claims(home, &call->cut.book[i]);
    if (!status && call->institution.n == 0 && (call->roles & ~(unsigned)FPL_ROLE_ADMIN))
        status = add_funds(home);
    if (!status && (call->roles & (FPL_ROLE_RECORDER | FPL_ROLE_APPROVER)))
        status = add_months(home);
    if (!status && (call->roles & ~(unsigned)FPL_ROLE_ADMIN))
        status = add_receipts(home);
    return status;
}

enum fpl_status show_home(struct call *call) {
    struct page page;
    page_begin(&page, call);
    struct home home = {.page = &page, .task = page_array(&page, TASKS_MOST, sizeof *home.task)};
    char mark[TASKS_MARK_BYTES] = "";
    int is_live = !call->cut.is_asked && !web_pairs_has(&call->args, "as_of"); /* what was so stays as it is */
    enum fpl_status status = home.task ? FPL_OK : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status && is_live)
        status = tasks_mark(call, mark);
    if (!status && is_live)
        status = route_look_again(call); /* nothing comes between the mark and what is read */
    if (!status)
        status = gather(&home);
    int reads = (call->roles & ~(unsigned)FPL_ROLE_ADMIN) != 0;
    struct page_home out = {
        .mark = fpl_str_of(mark),
        .events = FPL_STR("/api/v1/tasks/events"),
        .greeting = page_say(&page, "今日待办", "Today"),
        .task = home.task,
        .task_count = home.tasks,
        .none = reads
                    ? page_say(&page, "今日无待办。", "Nothing waits for you today.")
                    : page_say(&page,
                               "系统管理员登记用户和账套，不查账、不记账：请用命令行 fundpool user、fundpool access。",
                               "An administrator enrols users and opens books, and neither reads nor posts: use "
                               "fundpool user and "
                               "fundpool access at the command line."),
        .log_title = reads ? page_say(&page, "最近入账", "Recorded last") : FPL_STR(""),
        .log = page_link(&page, "/log", NULL, 0),
        .receipts = {page_put_html, &page.html}};
    if (is_live)
        page.refresh = REFRESH "; url=/tasks";
    if (!status)
        status = page_show(&page, page_say(&page, "待办", "Tasks"), (struct page_part){page_home, &out});
    page_end(&page);
    return status;
}
