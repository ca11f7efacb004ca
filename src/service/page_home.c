/* The first page: what this person is to do, which his role lets him; what he should know, which others are to do or
 * nobody; and what was recorded last. */
#include "src/service/page.h"
#include "src/service/proposals.h"
#include "src/service/tasks.h"
#include "src/service/uploads.h"

#define TASKS_MOST    64
#define RECEIPTS_LAST 10
#define CLOSE         "period.close"
#define REFRESH       "60" /* seconds, where no script follows */

struct home {
    struct page *page;
    struct page_home_task *task;
    size_t tasks;
    struct page_home_note *note;
    size_t notes;
    const struct fpl_table_shown *table;
    size_t column; /* of the code that is counted */
    const char *const *codes;
    int64_t count[8];
};

static void add_task(struct home *home, struct page_home_task task) {
    if (home->tasks < TASKS_MOST)
        home->task[home->tasks++] = task;
}

static void add_note(struct home *home, struct page_home_note note) {
    if (home->notes < TASKS_MOST)
        home->note[home->notes++] = note;
}

static int may_give(const struct call *call, const char *command) {
    const struct fpl_command_spec *spec = command ? fpl_command_find(command) : NULL;
    return spec && (spec->roles & call->roles);
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
    const char *command; /* that is given next; NULL: nobody's turn */
} claim_words[] = {{"待核定", "to be decided", "unsure", "claim.approve"},
                   {"待拨付", "to be paid", "unsure", "claim.pay"},
                   {"排队待付", "queued", "unsure", NULL},
                   {"熔断暂缓", "deferred", "unsure", NULL},
                   {"已拨付", "paid", "pass", NULL}};

static void add_claim(struct home *home, const struct fpl_book *pool, int c) {
    struct page *page = home->page;
    struct call *call = page->call;
    long long n = (long long)home->count[c];
    struct web_pair pairs[] = {{FPL_STR("book"), fpl_str_of(pool->code)},
                               {FPL_STR("state"), fpl_str_of(claim_codes[c])}};
    struct page_home_task task = {.word = page_say(page, claim_words[c].zh, claim_words[c].en),
                                  .class_name = fpl_str_of(claim_words[c].class_name),
                                  .to = page_link(page, "/claims", pairs, 2),
                                  .what = page_format(page,
                                                      call->zh ? "补偿申请 %lld 件"
                                                      : n == 1 ? "%lld claim"
                                                               : "%lld claims",
                                                      n),
                                  .detail =
                                      page_format(page, "%s %s", pool->code, call->zh ? pool->name : pool->name_en)};
    if (may_give(call, claim_words[c].command))
        add_task(home, task);
    else
        add_note(home, (struct page_home_note){task.word, task.class_name, task.to, task.what, task.detail});
}

static enum fpl_status add_claims(struct home *home, const struct fpl_book *pool) {
    static const struct fpl_visitor visitor = {.begin = begin, .rows = rows};
    struct call *call = home->page->call;
    struct fpl_report_spec spec = {.book = fpl_str_of(pool->code)};
    struct fpl_report *report = NULL;
    memset(home->count, 0, sizeof home->count);
    home->codes = claim_codes;
    enum fpl_status status = fpl_report_claims(call->view, &spec, &report, &call->error);
    if (!status)
        status = fpl_report_visit(report, &visitor, home, &call->error);
    fpl_report_free(report);
    for (int c = 0; !status && claim_codes[c]; c++)
        if (home->count[c] && (call->institution.n || strcmp(claim_codes[c], "PAID") != 0))
            add_claim(home, pool, c);
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
    add_note(home, (struct page_home_note){
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

/* Who may close is told what can be closed today: months go in order, so the last one is not the next one. */
static enum fpl_status add_months(struct home *home) {
    struct page *page = home->page;
    struct call *call = page->call;
    struct fpl_period next, first = {0, 0};
    enum fpl_status status = FPL_OK;
    const char *code = "";
    char text[12];
    int books = 0;
    for (int i = 1; !status && i < call->cut.books; i++) {
        status = fpl_read_next_close(call->view, call->cut.book[i].id, &next, &call->error);
        if (status || fpl_date_cmp(fpl_period_last(next), call->cut.as_of) >= 0)
            continue;
        if (books++ == 0 || fpl_period_cmp(next, first) < 0) {
            first = next;
            code = call->cut.book[i].code;
        }
    }
    if (status || !books)
        return status;
    fpl_period_format(first, text);
    add_task(home, (struct page_home_task){
                       .word = page_say(page, "可结账", "can be closed"),
                       .class_name = FPL_STR("unsure"),
                       .to = page_link(page, "/new/" CLOSE, NULL, 0),
                       .what = page_format(page,
                                           call->zh     ? "%d 个账套结账"
                                           : books == 1 ? "%d book"
                                                        : "%d books",
                                           books),
                       .detail = page_format(page, call->zh ? "最早 %s %s" : "the earliest %s %s", code, text)});
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
        add_task(home, (struct page_home_task){.word = page_say(page, "待我复核", "to be checked"),
                                               .class_name = FPL_STR("unsure"),
                                               .to = page_link(page, "/proposals", NULL, 0),
                                               .what = page_format(page,
                                                                   page->call->zh  ? "待复核事项 %d 件"
                                                                   : to_check == 1 ? "%d proposal"
                                                                                   : "%d proposals",
                                                                   to_check)});
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
        add_task(home, (struct page_home_task){.word = page_say(page, "待我复核", "to be checked"),
                                               .class_name = FPL_STR("unsure"),
                                               .to = page_link(page, "/uploads", NULL, 0),
                                               .what = page_format(page,
                                                                   page->call->zh  ? "上传的文件 %d 份"
                                                                   : to_check == 1 ? "%d uploaded file"
                                                                                   : "%d uploaded files",
                                                                   to_check)});
    if (!status && to_give)
        add_task(home, (struct page_home_task){.word = page_say(page, "待报送", "to be given in"),
                                               .class_name = FPL_STR("unsure"),
                                               .to = page_link(page, "/uploads", NULL, 0),
                                               .what = page_format(page,
                                                                   page->call->zh ? "我上传的文件 %d 份"
                                                                   : to_give == 1 ? "%d file of mine"
                                                                                  : "%d files of mine",
                                                                   to_give)});
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
    if (!status && may_give(call, CLOSE))
        status = add_months(home);
    if (!status && (call->roles & ~(unsigned)FPL_ROLE_ADMIN))
        status = add_receipts(home);
    return status;
}

enum fpl_status show_home(struct call *call) {
    struct page page;
    page_begin(&page, call);
    struct home home = {.page = &page,
                        .task = page_array(&page, TASKS_MOST, sizeof *home.task),
                        .note = page_array(&page, TASKS_MOST, sizeof *home.note)};
    char mark[TASKS_MARK_BYTES] = "";
    int is_live = !call->cut.is_asked && !web_pairs_has(&call->args, "as_of"); /* what was so stays as it is */
    enum fpl_status status = home.task && home.note ? FPL_OK : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
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
        .note = home.note,
        .note_count = home.notes,
        .none = reads
                    ? page_say(&page, "今日无待办。", "Nothing waits for you today.")
                    : page_say(&page,
                               "系统管理员登记用户、开设账套（见“录入”“上传”），不查账、不记账。口令、动态码和密钥在服"
                               "务器上办理。",
                               "An administrator enrols users and opens books (Enter, Uploads), and neither reads nor "
                               "posts. Passwords, codes and keys are given at the server."),
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
