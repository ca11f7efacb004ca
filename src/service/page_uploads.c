/* 上传: the list, the form, and one file with what it would do, has done, and what is to be decided. Nothing needs a
 * script: while a job goes on, the page loads itself again. */
#include "src/host/host.h"
#include "src/ingest/template.h"
#include "src/service/api.h"
#include "src/service/multipart.h"
#include "src/service/page.h"
#include "src/service/session.h"
#include "src/service/upload_mapping.h"
#include "src/service/uploads.h"

#include <jansson.h>

#define LIST_MOST  50
#define REFRESH    "3"
#define SAID_MOST  12
#define ROWS_MOST  64
#define MAPPINGS   256 /* that a form offers; the API takes any */
#define WAITS_BITS (UPLOAD_BIT(UPLOAD_CHECKING) | UPLOAD_BIT(UPLOAD_APPROVED) | UPLOAD_BIT(UPLOAD_RUNNING))

static struct fpl_str class_of(enum upload_state state) {
    return state == UPLOAD_DONE                                                            ? FPL_STR("pass")
           : state == UPLOAD_FAILED || state == UPLOAD_RETURNED || state == UPLOAD_EXPIRED ? FPL_STR("fail")
           : state == UPLOAD_WITHDRAWN                                                     ? FPL_STR("")
                                                                                           : FPL_STR("unsure");
}

static struct fpl_str progress_words(struct page *page, const struct state_upload *it) {
    int64_t rows = 0, bytes = 0, all = 0;
    if (!uploads_progress(page->call->service->uploads, it->id, &rows, &bytes, &all))
        return UPLOAD_BIT(it->state) & WAITS_BITS ? page_say(page, "排队等候", "waiting") : FPL_STR("");
    long long share = all > 0 ? (long long)(bytes * 100 / all) : 0;
    return page_format(page, page->call->zh ? "已读 %lld 行，%lld%%" : "%lld rows read, %lld%%", (long long)rows,
                       share);
}

/* ---- the list ---- */

struct listing {
    struct page *page;
    struct page_uploads_item *item;
    size_t n;
    int64_t last;
    int more;
};

static enum fpl_status list_one(void *ctx, const struct state_upload *it) {
    struct listing *listing = ctx;
    struct page *page = listing->page;
    if (!uploads_may_see(page->call, it))
        return FPL_OK;
    if (listing->n == LIST_MOST) {
        listing->more = 1;
        return FPL_OK;
    }
    listing->item[listing->n++] =
        (struct page_uploads_item){.to = page_format(page, "/uploads/%lld", (long long)it->id),
                                   .no = page_format(page, "%lld", (long long)it->id),
                                   .name = page_format(page, "%s", it->name),
                                   .what = page_command_words(page, it->command),
                                   .book = page_format(page, "%s", it->book),
                                   .maker = page_format(page, "%s", it->maker),
                                   .when = page_moment(page, it->changed_ms),
                                   .word = fpl_str_of(upload_state_name(it->state, page->call->zh)),
                                   .class_name = class_of(it->state),
                                   .progress = progress_words(page, it),
                                   .answer = page_format(page, "/uploads/%lld/answer", (long long)it->id),
                                   .done = it->state == UPLOAD_DONE};
    listing->last = it->id;
    return FPL_OK;
}

static int may_import(const struct call *call, const struct fpl_command_spec *spec) {
    return (spec->roles & call->roles) && (spec->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES));
}

enum fpl_status show_uploads(struct call *call) {
    struct page page;
    struct fpl_str after = web_pairs_get(&call->args, "after");
    struct upload_filter filter = {.states = ~0u, .limit = LIST_MOST + 1};
    enum fpl_status status = ask_only(call, "after");
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    page_begin(&page, call);
    struct listing listing = {.page = &page, .item = page_array(&page, LIST_MOST, sizeof *listing.item)};
    struct page_uploads out = {.caption = page_say(&page, "上传的文件", "Uploaded files"),
                               .new_one = FPL_STR("/uploads/new")};
    for (int i = 0; i < count; i++)
        out.may_upload = out.may_upload || may_import(call, &all[i]);
    if (!status && after.n && (fpl_int_parse(after, &filter.after) || filter.after < 1))
        status = fpl_fail_text(&call->error, FPL_E_NOT_FOUND, after.p, after.n);
    if (call->institution.n || call->roles == FPL_ROLE_ADMIN)
        filter.maker = call->who.user;
    if (!status && listing.item)
        status = state_uploads(call->service->state, &filter, list_one, &listing, &call->error);
    out.item = listing.item;
    out.item_count = listing.n;
    if (listing.more) {
        struct web_pair pair = {FPL_STR("after"), page_format(&page, "%lld", (long long)listing.last)};
        out.next = page_link(&page, "/uploads", &pair, 1);
        out.more = 1;
    }
    if (!status)
        status = page_show(&page, out.caption, (struct page_part){page_uploads, &out});
    page_end(&page);
    return status;
}

/* ---- the form ---- */

/* Books of the kinds that the commands go to; where there is one alone, it is chosen. */
static void fill_books(struct page *page, unsigned kinds, struct page_upload_new *out) {
    struct call *call = page->call;
    struct fpl_str chosen = web_pairs_get(&call->args, "book");
    struct page_upload_new_book *book = page_array(page, (size_t)call->cut.books, sizeof *book);
    for (int i = 1; book && i < call->cut.books; i++) {
        const struct fpl_book *b = &call->cut.book[i];
        if (kinds & (1u << b->kind | 1u << FPL_BOOK_ANY))
            book[out->book_count++] = (struct page_upload_new_book){
                fpl_str_of(b->code), page_say(page, b->name, b->name_en), fpl_str_is(chosen, b->code)};
    }
    out->registry = (kinds & 1u << FPL_BOOK_REGISTRY) != 0;
    if (book && out->book_count == 1 && !out->registry)
        book[0].chosen = 1;
    out->book = book;
}

static void fill_choices(struct page *page, struct page_upload_new *out) {
    struct call *call = page->call;
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    unsigned kinds = 0;
    struct fpl_str chosen = web_pairs_get(&call->args, "command");
    struct page_upload_new_command *command = page_array(page, (size_t)count, sizeof *command);
    for (int i = 0; command && i < count; i++) {
        if (!may_import(call, &all[i]))
            continue;
        command[out->command_count++] = (struct page_upload_new_command){
            fpl_str_of(all[i].name), page_say(page, all[i].zh, all[i].en), fpl_str_is(chosen, all[i].name),
            page_format(page, "/uploads/templates/%s", all[i].name)};
        kinds |= 1u << all[i].book;
        /* what was before the books is taken on by who keeps them, and by no institution */
        out->take_on = out->take_on || (!call->institution.n && (all[i].flags & FPL_COMMAND_TAKE_ON));
    }
    out->command = command;
    fill_books(page, kinds, out);
}

struct mappings {
    struct page *page;
    struct page_upload_new *out;
    struct page_upload_new_mapping *mapping;
};

static enum fpl_status offer_one(void *ctx, const char *name, const struct fpl_command_spec *spec) {
    struct mappings *mappings = ctx;
    struct page *page = mappings->page;
    if (!may_import(page->call, spec) || mappings->out->mapping_count == MAPPINGS)
        return FPL_OK;
    mappings->mapping[mappings->out->mapping_count++] =
        (struct page_upload_new_mapping){page_format(page, "%s", name), page_say(page, spec->zh, spec->en),
                                         fpl_str_is(web_pairs_get(&page->call->args, "mapping"), name)};
    return FPL_OK;
}

static enum fpl_status fill_mappings(struct page *page, struct page_upload_new *out) {
    struct mappings mappings = {page, out, page_array(page, MAPPINGS, sizeof *mappings.mapping)};
    out->mapping = mappings.mapping;
    return mappings.mapping ? upload_mapping_each(page->call, offer_one, &mappings)
                            : fpl_fail(&page->call->error, FPL_E_NOMEM, NULL, NULL, NULL);
}

static enum fpl_status show_form(struct call *call, struct fpl_str trouble, struct fpl_str at) {
    struct page page;
    uint8_t random[16] = {0};
    char key[33];
    page_begin(&page, call);
    enum fpl_status status = host_entropy(NULL, random, sizeof random);
    fpl_hex(random, sizeof random, key);
    struct page_upload_new out = {.token = fpl_str_of(call->who.token),
                                  .own_key = page_format(&page, "%s", key),
                                  .most =
                                      page_format(&page, "%lld MiB", (long long)(call->service->upload_most >> 20))};
    struct page_upload_new_error error = {at, trouble};
    out.error = &error;
    out.error_count = trouble.n > 0;
    fill_choices(&page, &out);
    if (!status)
        status = fill_mappings(&page, &out);
    if (!status)
        status =
            page_show(&page, page_say(&page, "上传文件", "Upload a file"), (struct page_part){page_upload_new, &out});
    page_end(&page);
    return status;
}

enum fpl_status show_upload_new(struct call *call) {
    enum fpl_status status = ask_only(call, "");
    return status ? status : show_form(call, (struct fpl_str){0}, (struct fpl_str){0});
}

/* A file to begin with, of what the user may upload. */
enum fpl_status show_upload_template(struct call *call) {
    struct fpl_buf name = {0}, csv = {0};
    enum fpl_status status = ask_only(call, "");
    fpl_buf_add(&name, call->variable[0].p, call->variable[0].n);
    fpl_buf_addc(&name, '\0');
    const struct fpl_command_spec *spec = fpl_buf_ok(&name) ? NULL : fpl_command_find(name.p);
    fpl_buf_release(&name);
    if (!status && (!spec || !may_import(call, spec)))
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[0].p, call->variable[0].n);
    if (!status)
        status = ing_template(spec, &csv);
    if (!status)
        status = body_write(call, csv.p, csv.n);
    fpl_buf_release(&csv);
    if (status)
        return fpl_fail(&call->error, status, NULL, NULL, NULL);
    call->response->type = "text/csv; charset=utf-8";
    web_header_addf(call->response, "Content-Disposition", "attachment; filename=\"%s.csv\"", spec->name);
    return FPL_OK;
}

static void go_to(struct call *call, int64_t id) {
    char path[64];
    snprintf(path, sizeof path, "/uploads/%lld", (long long)id);
    web_redirect(call->response, fpl_str_of(path));
}

/* What its sender can put right is told on the form; the file itself no page can keep. */
static enum fpl_status tell_on_form(struct call *call, enum fpl_status status) {
    char text[FPL_MESSAGE_BYTES];
    int http = problem_http_status(status);
    struct fpl_buf words = {0};
    struct fpl_str at =
        strcmp(call->error.field, "command") == 0 ? FPL_STR("#f-command")
        : strcmp(call->error.field, "book") == 0  ? FPL_STR("#f-book")
        : strcmp(call->error.field, "mapping") == 0
            ? web_pairs_get(&call->args, MULTIPART_TEXT).n ? FPL_STR("#f-mapping-file") : FPL_STR("#f-mapping")
            : FPL_STR("#f-file");
    if (http >= 500 || http == 401 || http == 403)
        return status;
    if (call->error.row) /* of the mapping */
        fpl_buf_addf(&words, call->zh ? "%s 第 %lld 行第 %d 列：" : "%s, line %lld, column %d: ", call->error.file,
                     (long long)call->error.row, (int)call->error.column);
    fpl_buf_adds(&words, fpl_error_message(&call->error, call->zh, text, sizeof text));
    fpl_error_clear(&call->error);
    call->response->status = http;
    enum fpl_status shown = fpl_buf_ok(&words);
    if (!shown)
        shown = show_form(call, fpl_buf_str(&words), at);
    fpl_buf_release(&words);
    return shown;
}

enum fpl_status show_upload_post(struct call *call) {
    struct state_upload it;
    struct spool_source source = uploads_source(call);
    struct upload_wish wish = {.command = web_pairs_get(&call->args, "command"),
                               .book = web_pairs_get(&call->args, "book"),
                               .name = web_pairs_get(&call->args, "name"),
                               .own_key = web_pairs_get(&call->args, "own_key"),
                               .mapping = web_pairs_get(&call->args, "mapping"),
                               .mapping_text = web_pairs_get(&call->args, MULTIPART_TEXT),
                               .mapping_name = web_pairs_get(&call->args, MULTIPART_TEXT_NAME),
                               .take_on = fpl_str_is(web_pairs_get(&call->args, "take_on"), "1")};
    enum fpl_status status = FPL_OK;
    if (wish.command.n == 0) {
        fpl_error_at_field(&call->error, "command");
        status = fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("业务", "what each row is"), NULL, NULL);
    }
    if (!status && wish.name.n == 0)
        status = fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("文件", "the file"), NULL, NULL);
    if (!status)
        status = uploads_make(call, &wish, &source, &it);
    if (status)
        return tell_on_form(call, status);
    go_to(call, it.id);
    return FPL_OK;
}

/* ---- one ---- */

struct looking {
    struct page *page;
    struct state_upload it;
    struct page_upload out;
    struct page_upload_section section[2];
    struct page_upload_error error[2];
    struct page_upload_said said[SAID_MOST];
};

static const char *text_of(const json_t *object, const char *member) {
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static const char *words_of(const struct page *page, const json_t *object) {
    return text_of(object, page->call->zh ? "text" : "text_en");
}

static void fill_counts(struct page *page, const json_t *root, struct page_upload_section *out) {
    static const struct {
        const char *member, *zh, *en, *class_name;
        int always;
    } counts[] = {{"rows", "行数", "rows", "", 1},
                  {"accepted", "接受", "accepted", "pass", 1},
                  {"already", "已登记", "already recorded", "", 1},
                  {"refused", "拒绝", "refused", "fail", 1},
                  {"deferred", "暂缓", "deferred", "unsure", 1},
                  {"totals", "合计行（不导入）", "rows of totals (not imported)", "", 0},
                  {"remarked", "接受但有提示", "accepted with a remark", "unsure", 0},
                  {"repeated", "可能重复", "likely repeated", "unsure", 0}};
    size_t most = sizeof counts / sizeof counts[0];
    struct page_upload_count *count = page_array(page, most, sizeof *count);
    for (size_t i = 0; count && i < most; i++) {
        long long n = (long long)json_integer_value(json_object_get(root, counts[i].member));
        if (n == 0 && !counts[i].always)
            continue;
        count[out->count_count++] =
            (struct page_upload_count){page_say(page, counts[i].zh, counts[i].en), page_format(page, "%lld", n),
                                       n ? fpl_str_of(counts[i].class_name) : FPL_STR("")};
    }
    out->count = count;
}

static void fill_lists(struct page *page, const char *book, const json_t *root, struct page_upload_section *out) {
    const json_t *sums = json_object_get(root, "sums"), *codes = json_object_get(root, "codes"),
                 *rows = json_object_get(root, "refused_rows");
    struct page_upload_sum *sum = page_array(page, ROWS_MOST, sizeof *sum);
    struct page_upload_code *code = page_array(page, ROWS_MOST, sizeof *code);
    struct page_upload_row *row = page_array(page, ROWS_MOST, sizeof *row);
    if (!sum || !code || !row)
        return;
    for (size_t i = 0; i < json_array_size(sums) && i < ROWS_MOST; i++) {
        const json_t *one = json_array_get(sums, i);
        sum[out->sum_count++] =
            (struct page_upload_sum){page_format(page, page->call->zh ? "接受各行 %s 合计" : "accepted rows, %s",
                                                 text_of(one, page->call->zh ? "zh" : "en")),
                                     page_amount_words(page, fpl_str_of(book), fpl_str_of(text_of(one, "amount")))};
    }
    for (size_t i = 0; i < json_array_size(codes) && i < ROWS_MOST; i++) {
        const json_t *one = json_array_get(codes, i);
        code[out->code_count++] = (struct page_upload_code){
            page_format(page, "%s", text_of(one, "code")),
            page_format(page, "%lld", (long long)json_integer_value(json_object_get(one, "count")))};
    }
    for (size_t i = 0; i < json_array_size(rows) && i < ROWS_MOST; i++) {
        const json_t *one = json_array_get(rows, i);
        long long column = (long long)json_integer_value(json_object_get(one, "column"));
        row[out->row_count++] = (struct page_upload_row){
            page_format(page, "%lld", (long long)json_integer_value(json_object_get(one, "row"))),
            column ? page_format(page, "%lld", column) : FPL_STR(""), page_format(page, "%s", text_of(one, "codes")),
            page_format(page, "%s", words_of(page, one))};
    }
    out->sum = sum;
    out->code = code;
    out->row = row;
}

static enum fpl_status fill_section(struct looking *looking, enum upload_text which) {
    struct page *page = looking->page;
    struct call *call = page->call;
    struct fpl_buf text = {0};
    json_error_t why = {.line = 0};
    long long id = (long long)looking->it.id;
    enum fpl_status status = state_upload_text(call->service->state, looking->it.id, which, &text, &call->error);
    json_t *root = status || text.n == 0 ? NULL : json_loadb(text.p, text.n, 0, &why);
    if (root) {
        struct page_upload_section *out = &looking->section[looking->out.section_count++];
        int done = which == UPLOAD_RESULT;
        *out = (struct page_upload_section){
            .title = done ? page_say(page, "办理结果", "What was recorded")
                          : page_say(page, "预检结果（未入账）", "Pre-check (nothing recorded)"),
            .file = page_format(page, done ? "/uploads/%lld/answer" : "/uploads/%lld/precheck", id),
            .has_file = 1,
            .file_words =
                done ? page_say(page, "下载答复文件（原列、原编码，逐行结果与回执号）",
                                "Download the answer file (your columns and encoding, each row's result and receipt)")
                     : page_say(page, "下载逐行预检结果", "Download the pre-check of each row"),
            .differs = json_is_false(json_object_get(root, "as_prechecked"))};
        fill_counts(page, root, out);
        fill_lists(page, looking->it.book, root, out);
    }
    json_decref(root);
    fpl_buf_release(&text);
    return status;
}

static enum fpl_status fill_problem(struct looking *looking) {
    struct page *page = looking->page;
    struct call *call = page->call;
    struct fpl_buf text = {0};
    json_error_t why = {.line = 0};
    enum fpl_status status =
        state_upload_text(call->service->state, looking->it.id, UPLOAD_PROBLEM, &text, &call->error);
    json_t *root = status || text.n == 0 ? NULL : json_loadb(text.p, text.n, 0, &why);
    if (root) {
        long long row = (long long)json_integer_value(json_object_get(root, "row"));
        const char *code = text_of(root, "code"), *words = words_of(page, root);
        looking->error[looking->out.error_count++].message =
            row ? page_format(page, call->zh ? "%s：第 %lld 行：%s（%s）" : "%s:%lld: %s (%s)", looking->it.name, row,
                              words, code)
                : page_format(page, call->zh ? "%s：%s（%s）" : "%s: %s (%s)", looking->it.name, words, code);
    }
    json_decref(root);
    fpl_buf_release(&text);
    return status;
}

static void say(struct looking *looking, const char *zh, const char *en, struct fpl_str value) {
    if (value.n && looking->out.said_count < SAID_MOST)
        looking->said[looking->out.said_count++] = (struct page_upload_said){page_say(looking->page, zh, en), value};
}

static void fill_said(struct looking *looking) {
    struct page *page = looking->page;
    const struct state_upload *it = &looking->it;
    say(looking, "业务", "Command", page_command_words(page, it->command));
    say(looking, "账套", "Book", it->book[0] ? fpl_str_of(it->book) : page_say(page, "登记簿", "registry"));
    say(looking, "大小", "Size", page_format(page, page->call->zh ? "%lld 字节" : "%lld bytes", (long long)it->bytes));
    say(looking, "文件 SHA-256", "SHA-256 of the file", fpl_str_of(it->sha256));
    if (it->take_on)
        say(looking, "承接", "Taken on", page_say(page, "是", "yes"));
    say(looking, "列映射", "Mapping",
        !it->mapping[0] ? page_say(page, "无（表头为标准名）", "none (standard headers)")
        : it->mapping_adopted
            ? page_format(page, page->call->zh ? "%s（已采用）" : "%s (adopted)", it->mapping)
            : page_format(page, page->call->zh ? "%s（随文件附上）" : "%s (given with the file)", it->mapping));
    say(looking, "列映射 SHA-256", "SHA-256 of the mapping", fpl_str_of(it->mapping_sha256));
    say(looking, "复核", "Checker", fpl_str_of(it->checker));
}

/* Its text: who approves approves what it makes of the columns too. */
static enum fpl_status fill_mapping(struct looking *looking) {
    struct call *call = looking->page->call;
    struct fpl_buf text = {0};
    enum fpl_status status =
        state_upload_text(call->service->state, looking->it.id, UPLOAD_MAPPING, &text, &call->error);
    if (!status && text.n)
        looking->out.mapping = page_format(looking->page, "%.*s", (int)text.n, text.p);
    fpl_buf_release(&text);
    return status;
}

static void fill_decision(struct looking *looking) {
    struct call *call = looking->page->call;
    const struct state_upload *it = &looking->it;
    struct page_upload *out = &looking->out;
    long long id = (long long)it->id;
    unsigned bit = UPLOAD_BIT(it->state);
    int own = uploads_is_own(call, it);
    unsigned open = UPLOAD_BIT(UPLOAD_CHECKED) | UPLOAD_BIT(UPLOAD_SUBMITTED) | UPLOAD_BIT(UPLOAD_RETURNED);
    out->needs_checker = uploads_needs_checker(it);
    out->own_submits = own && it->state == UPLOAD_CHECKED;
    out->own_waits = own && it->state == UPLOAD_SUBMITTED;
    out->may_approve = it->state == UPLOAD_SUBMITTED && uploads_may_decide(call, it);
    out->may_check_again = own && (bit & open);
    out->may_withdraw = own && (bit & (open | UPLOAD_BIT(UPLOAD_CHECKING) | UPLOAD_BIT(UPLOAD_RECEIVING)));
    const struct fpl_command_spec *spec = fpl_command_find(it->command);
    out->factor = session_factor_is_old(call) && (out->may_approve || (spec && commands_ask_factor(spec)));
    out->token = fpl_str_of(call->who.token);
    out->expect = fpl_str_of(it->expect);
    out->submit = page_format(looking->page, "/uploads/%lld/submit", id);
    out->check = page_format(looking->page, "/uploads/%lld/check", id);
    out->withdraw = page_format(looking->page, "/uploads/%lld/withdraw", id);
    out->approve = page_format(looking->page, "/uploads/%lld/approve", id);
    out->send_back = page_format(looking->page, "/uploads/%lld/return", id);
}

static enum fpl_status render(struct looking *looking) {
    struct page *page = looking->page;
    struct call *call = page->call;
    const struct state_upload *it = &looking->it;
    struct page_upload *out = &looking->out;
    fill_said(looking);
    fill_decision(looking);
    out->heading = page_format(page, call->zh ? "上传 %lld：%s" : "Upload %lld: %s", (long long)it->id, it->name);
    out->lead = page_format(page, call->zh ? "%s 上传，最近变动 %.*s" : "by %s, changed %.*s", it->maker,
                            (int)page_moment(page, it->changed_ms).n, page_moment(page, it->changed_ms).p);
    out->word = fpl_str_of(upload_state_name(it->state, call->zh));
    out->class_name = class_of(it->state);
    out->waits = (UPLOAD_BIT(it->state) & WAITS_BITS) != 0;
    out->progress = progress_words(page, it);
    out->refresh = page_format(page, "/uploads/%lld", (long long)it->id);
    out->note = it->state == UPLOAD_RETURNED ? fpl_str_of(it->note) : FPL_STR("");
    out->section = looking->section;
    out->error = looking->error;
    out->said = looking->said;
    out->state = fpl_str_of(upload_state_name(it->state, -1));
    out->events = page_format(page, "/api/v1/uploads/%lld/events", (long long)it->id);
    if (out->waits && call->request->method == WEB_GET)
        page->refresh = REFRESH;
    return page_show(page, out->heading, (struct page_part){page_upload, out});
}

static enum fpl_status show_it(struct call *call, int64_t id, struct fpl_str trouble) {
    struct page page;
    struct looking looking = {.page = &page};
    page_begin(&page, call);
    if (trouble.n)
        looking.error[looking.out.error_count++].message = trouble;
    enum fpl_status status = uploads_find(call, id, &looking.it);
    if (!status)
        status = fill_problem(&looking);
    if (!status)
        status = fill_mapping(&looking);
    if (!status)
        status = fill_section(&looking, UPLOAD_RESULT);
    if (!status && looking.it.state != UPLOAD_DONE)
        status = fill_section(&looking, UPLOAD_CHECK);
    if (!status)
        status = render(&looking);
    page_end(&page);
    return status;
}

enum fpl_status show_upload(struct call *call) {
    int64_t id = 0;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &id);
    return status ? status : show_it(call, id, (struct fpl_str){0});
}

static enum fpl_status send_file(struct call *call, enum spool_file which) {
    int64_t id = 0;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &id);
    return status ? status : uploads_send(call, id, which);
}

enum fpl_status show_upload_answer(struct call *call) {
    return send_file(call, SPOOL_ANSWER);
}

enum fpl_status show_upload_precheck(struct call *call) {
    return send_file(call, SPOOL_CHECK);
}

/* ---- decisions ---- */

static enum fpl_status decide(struct call *call, enum fpl_status (*act_on)(struct call *call, const struct step *act)) {
    struct step act;
    enum fpl_status status = step_of_form(call, 0, &act);
    if (status)
        return status;
    status = act_on(call, &act);
    if (status)
        return step_trouble(call, act.id, status, show_it);
    go_to(call, act.id);
    return FPL_OK;
}

enum fpl_status show_upload_submit(struct call *call) {
    return decide(call, uploads_submit);
}

enum fpl_status show_upload_check(struct call *call) {
    return decide(call, uploads_check_again);
}

enum fpl_status show_upload_withdraw(struct call *call) {
    return decide(call, uploads_withdraw);
}

enum fpl_status show_upload_approve(struct call *call) {
    return decide(call, uploads_approve);
}

enum fpl_status show_upload_return(struct call *call) {
    return decide(call, uploads_return);
}
