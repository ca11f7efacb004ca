/* 录入: a form for each command of the catalogue, what it would do, and then the sending. Without a script: each step
 * is a page, and what was typed comes along in it. */
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/forms.h"
#include "src/service/page.h"
#include "src/service/proposals.h"
#include "src/service/session.h"

#include <stdlib.h>

#define ERRORS_MOST 48
#define OWN_BYTES   32
#define CLOSE       "period.close"

struct entry { /* one form, on its way through a request */
    struct page *page;
    const struct fpl_command_spec *spec;
    const struct web_pairs *args; /* what was typed, or what a returned proposal says */
    struct page_new out;
    struct page_closing closing;
    struct page_new_error *error;
    struct fpl_str wrong[FPL_COMMAND_VALUES]; /* by field of the command */
    struct wish wish;
    struct tried *tried;
    int is_tried; /* decided: tried holds the outcome */
};

/* ---- what is wrong ---- */

static void add_error(struct entry *entry, struct fpl_str to, struct fpl_str message) {
    if (entry->out.error_count < ERRORS_MOST && entry->error)
        entry->error[entry->out.error_count++] = (struct page_new_error){to, message};
}

static struct fpl_str id_of(struct entry *entry, const char *name) {
    return page_format(entry->page, "f-%s", name);
}

static struct fpl_str message_of(struct entry *entry) {
    char text[FPL_MESSAGE_BYTES];
    const struct call *call = entry->page->call;
    return page_format(entry->page, "%s", fpl_error_message(&call->error, call->zh, text, sizeof text));
}

/* The call's error at the field that it names, and in the summary. */
static void tell_error(struct entry *entry) {
    struct call *call = entry->page->call;
    commands_name_field(call, entry->spec);
    struct fpl_str message = message_of(entry), to = FPL_STR("#main");
    for (int i = 0; i < entry->spec->field_count; i++) {
        if (strcmp(entry->spec->fields[i].name, call->error.field) != 0)
            continue;
        entry->wrong[i] = message;
        to = page_format(entry->page, "#f-%s", call->error.field);
        message =
            page_format(entry->page, call->zh ? "%s：%.*s" : "%s: %.*s",
                        call->zh ? entry->spec->fields[i].zh : entry->spec->fields[i].en, (int)message.n, message.p);
    }
    if (call->error.status == FPL_E_BOOK)
        to = FPL_STR("#f-book");
    if (call->error.row > 0)
        message = page_format(entry->page, call->zh ? "第 %lld 行：%.*s" : "line %lld: %.*s",
                              (long long)call->error.row, (int)message.n, message.p);
    add_error(entry, to, message);
    fpl_error_clear(&call->error);
}

/* Every field whose form is refused: one told alone would send its reader round again for the next. */
static void tell_faults(struct entry *entry) {
    struct call *call = entry->page->call;
    struct fpl_error *fault = calloc(COMMANDS_FAULTS, sizeof *fault);
    int n = fault ? commands_faults(call, &entry->wish.command, fault) : 0;
    for (int i = 0; i < n; i++) {
        call->error = fault[i];
        tell_error(entry);
    }
    if (n == 0)
        tell_error(entry);
    free(fault);
}

/* All that is missing at once. */
static void tell_missing(struct entry *entry) {
    struct page *page = entry->page;
    int zh = page->call->zh;
    if (entry->spec->book != FPL_BOOK_REGISTRY && web_pairs_get(entry->args, "book").n == 0) {
        entry->out.book_error = page_say(page, "请选择账套", "choose a book");
        add_error(entry, FPL_STR("#f-book"), entry->out.book_error);
    }
    for (int i = 0; i < entry->spec->field_count; i++) {
        const struct fpl_field_spec *field = &entry->spec->fields[i];
        char name[96];
        snprintf(name, sizeof name, "f.%s", field->name);
        if (!(field->flags & FPL_FIELD_REQUIRED) || fpl_str_trim(web_pairs_get(entry->args, name)).n)
            continue;
        entry->wrong[i] = page_format(page, zh ? "请填写%s" : "give the %s", zh ? field->zh : field->en);
        add_error(entry, page_format(page, "#f-%s", field->name), entry->wrong[i]);
    }
}

static void tell_reasons(struct entry *entry) {
    const struct fpl_answer *answer = &entry->tried->answer;
    struct page *page = entry->page;
    for (int i = 0; i < answer->reasons; i++) {
        struct fpl_buf text = {0};
        fpl_report_reason_text(entry->spec, &answer->reason[i], page->call->zh, &text);
        add_error(entry, FPL_STR("#main"), page_format(page, "%.*s", (int)text.n, text.n ? text.p : ""));
        fpl_buf_release(&text);
    }
    if (answer->reasons == 0)
        tell_error(entry);
}

/* ---- the controls ---- */

static void fill_options(struct entry *entry, const struct fpl_field_spec *spec, struct page_new_field *field) {
    struct page *page = entry->page;
    const char *choices = spec->type == FPL_FIELD_BOOL ? "Y=是=yes|N=否=no" : spec->choices;
    struct fpl_field_spec as = {.choices = choices};
    size_t most = 1;
    for (const char *p = choices; *p; p++)
        most += *p == '|';
    struct page_new_option *option = page_array(page, most, sizeof *option);
    field->one_of = 1;
    for (const char *p = choices; option && *p;) {
        struct fpl_str code = {p, strcspn(p, "=|")};
        size_t whole = strcspn(p, "|");
        option[field->option_count++] = (struct page_new_option){code, forms_choice_word(&as, code, page->call->zh),
                                                                 fpl_str_eq(field->value, code)};
        p += whole + (p[whole] == '|');
    }
    field->option = option;
}

static struct fpl_str hint_of(const struct page *page, const struct fpl_field_spec *spec) {
    switch ((int)spec->type) {
    case FPL_FIELD_MONEY:
        return page_say(page, "元，如 1234567.89", "yuan, like 1234567.89");
    case FPL_FIELD_RATIO:
        return spec->flags & FPL_FIELD_PLAIN ? page_say(page, "数，不带百分号", "a number, without a percent sign")
                                             : page_say(page, "如 4.35%", "like 4.35%");
    case FPL_FIELD_DATE:
        return page_say(page, "年-月-日", "YYYY-MM-DD");
    case FPL_FIELD_PERIOD:
        return page_say(page, "年-月，如 2026-11", "YYYY-MM, like 2026-11");
    case FPL_FIELD_USCC:
        return page_say(page, "18 位统一社会信用代码", "18 characters");
    case FPL_FIELD_PARTY:
        return spec->flags & FPL_FIELD_REGISTERS ? page_say(page, "编号、信用代码或简称；新企业随本笔登记",
                                                            "id, USCC or alias; a new firm is registered")
                                                 : page_say(page, "编号、信用代码或简称", "id, USCC or alias");
    default:
        return (struct fpl_str){0};
    }
}

static void fill_field(struct entry *entry, int i, struct page_new_field *field) {
    const struct fpl_field_spec *spec = &entry->spec->fields[i];
    struct page *page = entry->page;
    *field = (struct page_new_field){.name = page_format(page, "f.%s", spec->name),
                                     .id = id_of(entry, spec->name),
                                     .label = page_title(page, spec->zh, spec->en),
                                     .hint = hint_of(page, spec),
                                     .error = entry->wrong[i],
                                     .required = (spec->flags & FPL_FIELD_REQUIRED) != 0};
    char name[96];
    snprintf(name, sizeof name, "f.%s", spec->name);
    field->value = web_pairs_get(entry->args, name);
    if (spec->type == FPL_FIELD_ENUM || spec->type == FPL_FIELD_BOOL)
        fill_options(entry, spec, field);
    field->money = spec->type == FPL_FIELD_MONEY;
    field->date = spec->type == FPL_FIELD_DATE;
    field->text = !field->money && !field->date && !field->one_of;
}

/* What must be filled comes first. */
static void fill_groups(struct entry *entry) {
    struct page *page = entry->page;
    struct page_new_group *group = page_array(page, 2, sizeof *group);
    for (int optional = 0; group && optional < 2; optional++) {
        struct page_new_field *field = page_array(page, (size_t)entry->spec->field_count, sizeof *field);
        struct page_new_group *it = &group[entry->out.group_count];
        it->title = optional ? page_say(page, "其他", "Further") : page_say(page, "基本", "Basics");
        it->field = field;
        for (int i = 0; field && i < entry->spec->field_count; i++) {
            unsigned flags = entry->spec->fields[i].flags;
            int basic = (flags & (FPL_FIELD_REQUIRED | FPL_FIELD_KEY)) != 0;
            if (basic != optional)
                fill_field(entry, i, &field[it->field_count++]);
        }
        entry->out.group_count += it->field_count > 0;
    }
    entry->out.group = group;
}

static void fill_lines(struct entry *entry) {
    struct page *page = entry->page;
    struct page_new_row *row = page_array(page, FORM_ROWS, sizeof *row);
    entry->out.lines = 1;
    for (int r = 1; row && r <= FORM_ROWS; r++) {
        struct page_new_cell *cell = page_array(page, FORM_CELLS, sizeof *cell);
        for (int c = 0; cell && c < FORM_CELLS; c++) {
            struct fpl_str name = page_format(page, "l.%d.%s", r, form_cells[c].name);
            cell[c] = (struct page_new_cell){name,
                                             page_format(page, page->call->zh ? "第 %d 行%s" : "line %d, %s", r,
                                                         page->call->zh ? form_cells[c].zh : form_cells[c].en),
                                             name.p ? web_pairs_get(entry->args, name.p) : name,
                                             c == FORM_DEBIT || c == FORM_CREDIT};
        }
        row[r - 1] = (struct page_new_row){page_format(page, "%d", r), cell, cell ? FORM_CELLS : 0};
    }
    entry->out.row = row;
    entry->out.row_count = row ? FORM_ROWS : 0;
}

static void fill_books(struct entry *entry) {
    struct page *page = entry->page;
    struct call *call = page->call;
    struct fpl_str chosen = web_pairs_get(entry->args, "book");
    struct page_new_book *book = page_array(page, (size_t)call->cut.books, sizeof *book);
    entry->out.needs_book = 1;
    for (int i = 1; book && i < call->cut.books; i++) {
        const struct fpl_book *b = &call->cut.book[i];
        if (entry->spec->book == FPL_BOOK_ANY || entry->spec->book == b->kind)
            book[entry->out.book_count++] = (struct page_new_book){
                fpl_str_of(b->code), fpl_str_of(call->zh ? b->name : b->name_en), fpl_str_is(chosen, b->code)};
    }
    if (book && entry->out.book_count == 1 && !chosen.n)
        book[0].chosen = 1;
    entry->out.book = book;
}

/* Months are closed in order: which one is next, and whether its days are over. */
static enum fpl_status fill_closing(struct entry *entry) {
    struct page *page = entry->page;
    struct call *call = page->call;
    enum fpl_status status = FPL_OK;
    struct page_closing_closing *closing = page_array(page, (size_t)call->cut.books, sizeof *closing);
    entry->closing.closing = closing;
    for (int i = 1; closing && !status && i < call->cut.books; i++) {
        const struct fpl_book *book = &call->cut.book[i];
        struct fpl_period next;
        char text[12];
        status = fpl_read_next_close(call->view, book->id, &next, &call->error);
        if (status)
            break;
        struct fpl_str period = page_format(page, "%s", fpl_period_format(next, text));
        struct web_pair pairs[] = {{FPL_STR("book"), fpl_str_of(book->code)}, {FPL_STR("f.period"), period}};
        int over = fpl_date_cmp(fpl_period_last(next), call->cut.as_of) < 0;
        closing[entry->closing.closing_count++] = (struct page_closing_closing){
            .to = over ? page_link(page, "/new/" CLOSE, pairs, 2) : FPL_STR(""),
            .book = page_format(page, "%s %s", book->code, call->zh ? book->name : book->name_en),
            .period = period,
            .word = over ? page_say(page, "可结账", "can be closed") : page_say(page, "期间未完", "not over yet"),
            .class_name = over ? FPL_STR("unsure") : FPL_STR("pass")};
    }
    return status;
}

/* ---- the two pages ---- */

static enum fpl_status show(struct entry *entry) {
    struct page *page = entry->page;
    struct call *call = page->call;
    struct page_new *out = &entry->out;
    const struct fpl_command_spec *spec = entry->spec;
    out->heading = page_title(page, spec->zh, spec->en);
    out->note = spec->note_zh ? page_title(page, spec->note_zh, spec->note_en) : FPL_STR("");
    out->action = page_format(page, "/new/%s", spec->name);
    out->token = fpl_str_of(call->who.token);
    out->preview = out->before = (struct page_part){page_put_html, &page->html};
    out->error = entry->error;
    if (!out->checking) {
        fill_groups(entry);
        if (spec->book != FPL_BOOK_REGISTRY)
            fill_books(entry);
        if (spec->flags & FPL_COMMAND_LINES)
            fill_lines(entry);
        out->document = (spec->flags & FPL_COMMAND_BLOB) != 0;
        out->document_text = web_pairs_get(entry->args, "document");
        /* what was before the books is taken on by who keeps them, and by no institution */
        out->take_on = (spec->flags & FPL_COMMAND_TAKE_ON) && !(call->roles & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR));
        out->take_on_chosen = fpl_str_is(web_pairs_get(entry->args, "take_on"), "1");
    }
    if (out->error_count > 0)
        call->response->status = 422;
    if (!out->checking && strcmp(spec->name, CLOSE) == 0) {
        enum fpl_status status = call->view ? FPL_OK : route_look_again(call);
        if (!status)
            status = fill_closing(entry);
        if (status)
            return status;
        out->before = (struct page_part){page_closing, &entry->closing};
    }
    return page_show(page, out->heading, (struct page_part){page_new, out});
}

static int is_control(struct fpl_str name) {
    static const char *const names[] = {"token",    "own_key", "action",       "expect",
                                        "proposal", "version", "acknowledged", "code"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (fpl_str_is(name, names[i]))
            return 1;
    return 0;
}

static void fill_said(struct entry *entry) {
    struct page *page = entry->page;
    const struct web_pairs *args = entry->args;
    struct page_new_kept *kept = page_array(page, (size_t)args->n, sizeof *kept);
    struct page_new_said *said = page_array(page, (size_t)args->n, sizeof *said);
    for (int i = 0; kept && said && i < args->n; i++) {
        struct fpl_str name = args->at[i].name, value = args->at[i].value, word = name;
        if (is_control(name) || value.n == 0)
            continue;
        kept[entry->out.kept_count++] = (struct page_new_kept){name, value};
        if (fpl_str_is(name, "book"))
            word = page_say(page, "账套", "Book");
        if (fpl_str_is(name, "document"))
            continue;
        if (fpl_str_is(name, "take_on")) {
            word = page_say(page, "承接", "Taken on");
            value = page_say(page, "是", "yes");
        }
        for (int f = 0; f < entry->spec->field_count && name.n > 2 && name.p[0] == 'f'; f++) {
            const struct fpl_field_spec *field = &entry->spec->fields[f];
            if (!fpl_str_is((struct fpl_str){name.p + 2, name.n - 2}, field->name))
                continue;
            word = page_title(page, field->zh, field->en);
            if (field->type == FPL_FIELD_ENUM)
                value = forms_choice_word(field, value, page->call->zh);
            if (field->type == FPL_FIELD_MONEY)
                value = page_amount_words(page, web_pairs_get(args, "book"), value);
        }
        for (int c = 0; c < FORM_CELLS && name.n > 4 && name.p[0] == 'l'; c++)
            if (fpl_str_is((struct fpl_str){name.p + 4, name.n - 4}, form_cells[c].name)) {
                if (c == FORM_DEBIT || c == FORM_CREDIT)
                    value = page_amount_words(page, web_pairs_get(args, "book"), value);
                word = page_format(page, page->call->zh ? "第 %c 行%s" : "line %c, %s", name.p[2],
                                   page->call->zh ? form_cells[c].zh : form_cells[c].en);
            }
        said[entry->out.said_count++] = (struct page_new_said){word, value};
    }
    entry->out.kept = kept;
    entry->out.said = said;
}

/* Does any verdict of the preview fail? Then whoever sends it says that he knows. */
struct verdicts {
    const struct fpl_table_shown *table;
    int fails;
};
static enum fpl_status begin_table(void *ctx, const struct fpl_table_shown *table) {
    ((struct verdicts *)ctx)->table = table;
    return FPL_OK;
}
static enum fpl_status look_rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct verdicts *verdicts = ctx;
    for (size_t i = 0; i < n; i++) {
        const char *key = verdicts->table->column[i % verdicts->table->columns].key;
        if (strcmp(key, "verdict") == 0 && cell[i].type == FPL_CELL_CODE &&
            strcmp(report_verdict(fpl_cell_part(&cell[i], 0)), "fail") == 0)
            verdicts->fails = 1;
    }
    return FPL_OK;
}

static enum fpl_status put_preview(struct entry *entry) {
    static const struct fpl_visitor visitor = {.begin = begin_table, .rows = look_rows};
    struct call *call = entry->page->call;
    struct fpl_report *report = NULL;
    struct report_html how = {.page = entry->page, .book = entry->wish.command.book};
    struct verdicts verdicts = {.fails = 0};
    enum fpl_status status = commands_preview(call, &entry->wish.command, entry->tried, &report);
    if (!status)
        status = report_html(&how, report);
    if (!status)
        status = fpl_report_visit(report, &visitor, &verdicts, &call->error);
    entry->out.must_acknowledge = verdicts.fails;
    fpl_report_free(report);
    return status;
}

static int is_own_trouble(enum fpl_status status) { /* of what was typed: told on the form */
    int http = problem_http_status(status);
    return http == 400 || http == 404 || http == 409 || http == 422 || http == 413;
}

/* Reads and tries what was typed; what is wrong with it is told on the form. FPL_OK unless the machine failed. */
static enum fpl_status try_entry(struct entry *entry) {
    struct call *call = entry->page->call;
    struct fpl_buf json = {0};
    tell_missing(entry);
    if (entry->out.error_count)
        return FPL_OK;
    enum fpl_status status = forms_json(entry->spec, entry->args, &json, &call->error);
    if (!status)
        status = wish_read(entry->spec, fpl_buf_str(&json), &entry->wish, &call->error);
    fpl_buf_release(&json);
    int is_read = !status;
    if (!status) {
        entry->wish.command.actor = fpl_str_of(call->who.user);
        entry->wish.command.auth = commands_auth(call);
        status = commands_try(call, &entry->wish.command, entry->tried);
        entry->is_tried = !status;
    }
    if (status && !is_own_trouble(status))
        return status;
    if (status && entry->tried->answer.reasons > 1 && !commands_is_of_form(status)) {
        tell_reasons(entry);
        return FPL_OK;
    }
    if (status && is_read)
        tell_faults(entry);
    else if (status)
        tell_error(entry);
    else if (!commands_is_yes(entry->tried->answer.status) && entry->tried->answer.status != FPL_ALREADY)
        tell_reasons(entry);
    fpl_error_clear(&call->error);
    return FPL_OK;
}

static void begin_out(struct entry *entry) {
    struct page *page = entry->page;
    struct fpl_str own = web_pairs_get(&page->call->args, "own_key");
    uint8_t random[OWN_BYTES / 2] = {0};
    char hex[OWN_BYTES + 1];
    entry->error = page_array(page, ERRORS_MOST, sizeof *entry->error);
    entry->out.proposal = web_pairs_get(&page->call->args, "proposal");
    entry->out.version = web_pairs_get(&page->call->args, "version");
    entry->out.factor = commands_ask_factor(entry->spec) && session_factor_is_old(page->call);
    entry->out.sends = (entry->spec->flags & FPL_COMMAND_ENTRY) != 0;
    if (own.n == 0) {
        (void)host_entropy(NULL, random, sizeof random);
        fpl_hex(random, sizeof random, hex);
        own = page_format(page, "%s", hex);
    }
    entry->out.own_key = own;
}

static enum fpl_status show_checking(struct entry *entry) {
    struct page *page = entry->page;
    enum fpl_status status = put_preview(entry);
    entry->out.checking = 1;
    entry->out.may_record = commands_is_yes(entry->tried->answer.status);
    entry->out.expect = fpl_str_of(entry->tried->decision.shown);
    entry->out.lead = page_say(page, "请核对。尚未入账。", "Check it. Nothing is recorded yet.");
    if (entry->tried->answer.status == FPL_ALREADY)
        entry->out.lead = page_say(page, "此笔已登记，无变化。", "This is recorded already; nothing would change.");
    fill_said(entry);
    return status ? status : show(entry);
}

/* ---- sending ---- */

static enum fpl_status send_proposal(struct entry *entry, struct fpl_str note) {
    struct call *call = entry->page->call;
    struct state_proposal it = {.id = 0};
    int64_t id = 0, version = 0;
    char path[64];
    if (entry->out.proposal.n && (fpl_int_parse(entry->out.proposal, &id) || id < 1 ||
                                  fpl_int_parse(entry->out.version, &version) || version < 1 || version > INT32_MAX))
        return fpl_fail(&call->error, FPL_E_NOT_FOUND, "proposal", NULL, NULL);
    struct proposal_wish wish = {.spec = entry->spec,
                                 .wish = &entry->wish,
                                 .own_key = entry->out.own_key,
                                 .id = id,
                                 .version = (int)version,
                                 .note = note};
    enum fpl_status status = proposals_submit(call, &wish, entry->tried, &it);
    if (status || !it.id)
        return status ? status : show_checking(entry); /* it came out otherwise at the last moment */
    snprintf(path, sizeof path, "/proposals/%lld", (long long)it.id);
    web_redirect(call->response, fpl_str_of(path));
    return FPL_OK;
}

static enum fpl_status send_record(struct entry *entry) {
    struct call *call = entry->page->call;
    struct fpl_command *command = &entry->wish.command;
    struct fpl_answer *answer = &entry->tried->answer;
    char path[64];
    enum fpl_status status =
        commands_ask_factor(entry->spec) ? session_factor(call, web_pairs_get(&call->args, "code")) : FPL_OK;
    if (status == FPL_E_FACTOR) {
        tell_error(entry);
        return show_checking(entry);
    }
    if (status)
        return status;
    command->request =
        page_format(entry->page, "%s:%.*s", call->who.user, (int)entry->out.own_key.n, entry->out.own_key.p);
    command->expect = web_pairs_get(&call->args, "expect");
    status = commands_give(call, command, answer);
    if (status)
        return status;
    if (answer->seq < 0 || (!commands_is_yes(answer->status) && answer->status != FPL_ALREADY)) {
        tell_reasons(entry);
        return show(entry);
    }
    snprintf(path, sizeof path, "/records/%d/%lld", (int)answer->book, (long long)answer->seq);
    web_redirect(call->response, fpl_str_of(path));
    return FPL_OK;
}

static enum fpl_status send(struct entry *entry) {
    struct call *call = entry->page->call;
    struct fpl_str shown = web_pairs_get(&call->args, "expect");
    struct page *page = entry->page;
    if (!commands_is_yes(entry->tried->answer.status) ||
        (entry->tried->decision.shown[0] && !fpl_str_is(shown, entry->tried->decision.shown))) {
        add_error(
            entry, FPL_STR("#main"),
            page_say(page, "结果已与所见不同，请再核对一次。", "It would come out otherwise now: check it once more."));
        return show_checking(entry);
    }
    enum fpl_status status = put_preview(entry);
    fpl_buf_reset(&page->html);
    if (status)
        return status;
    int knows = fpl_str_is(web_pairs_get(&call->args, "acknowledged"), "1");
    if (entry->out.must_acknowledge && !knows) {
        add_error(
            entry, FPL_STR("#main"),
            page_say(page, "入账后有未达标的口径，须勾选“已知悉”。", "A share fails afterwards: say that you know."));
        return show_checking(entry);
    }
    return entry->out.sends
               ? send_proposal(entry, entry->out.must_acknowledge ? FPL_STR("已知悉未达标 knows that a share fails")
                                                                  : FPL_STR(""))
               : send_record(entry);
}

/* ---- handlers ---- */

static enum fpl_status begin_entry(struct call *call, struct page *page, struct entry *entry) {
    *entry = (struct entry){.page = page, .args = &call->args};
    page_begin(page, call);
    entry->tried = calloc(1, sizeof *entry->tried);
    if (!entry->tried)
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return commands_find(call, call->variable[0], &entry->spec);
}

static void end_entry(struct entry *entry) {
    wish_release(&entry->wish);
    free(entry->tried);
    page_end(entry->page);
}

/* Of the newest version's return: why. */
static enum fpl_status take_reason(void *ctx, const struct proposal_step *step) {
    struct entry *entry = ctx;
    entry->out.returned =
        step->state == PROPOSAL_RETURNED ? page_format(entry->page, "%s", step->note) : (struct fpl_str){0};
    return FPL_OK;
}

/* A returned proposal comes with what it says, to be changed, and why it came back. */
static enum fpl_status take_proposal(struct entry *entry, struct fpl_buf *texts, struct web_pairs *pairs) {
    struct call *call = entry->page->call;
    struct proposal_look look = {.tried = NULL};
    struct fpl_str text = web_pairs_get(&call->args, "proposal");
    int64_t id = 0;
    if (fpl_int_parse(text, &id) || id < 1)
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, text.p, text.n);
    enum fpl_status status = proposals_look(call, id, &look);
    if (!status && (strcmp(look.it.maker, call->who.user) != 0 || look.spec != entry->spec))
        status = fpl_fail_text(&call->error, FPL_E_NOT_FOUND, text.p, text.n);
    if (!status)
        status = forms_pairs(&look.wish, texts, pairs);
    if (!status) {
        entry->wish = look.wish; /* the values are slices of it */
        look.wish = (struct wish){.texts = NULL};
        entry->out.version = page_format(entry->page, "%d", look.it.version);
        pairs->at[pairs->n++] = (struct web_pair){FPL_STR("book"), entry->wish.command.book};
        if (entry->wish.command.take_on)
            pairs->at[pairs->n++] = (struct web_pair){FPL_STR("take_on"), FPL_STR("1")};
        entry->args = pairs;
        status = state_proposal_steps(call->service->state, id, take_reason, entry, &call->error);
    }
    proposals_release(&look);
    return status;
}

enum fpl_status show_new(struct call *call) {
    struct page page;
    struct entry entry;
    struct fpl_buf texts = {0};
    struct web_pairs *pairs = calloc(1, sizeof *pairs);
    enum fpl_status status = begin_entry(call, &page, &entry);
    if (!status && !pairs)
        status = fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status) {
        begin_out(&entry);
        entry.out.version = (struct fpl_str){0};
        if (entry.out.proposal.n)
            status = take_proposal(&entry, &texts, pairs);
    }
    if (!status)
        status = show(&entry);
    end_entry(&entry);
    fpl_buf_release(&texts);
    free(pairs);
    return status;
}

enum fpl_status show_new_post(struct call *call) {
    struct page page;
    struct entry entry;
    enum fpl_status status = begin_entry(call, &page, &entry);
    if (!status) {
        struct fpl_str action = web_pairs_get(&call->args, "action");
        begin_out(&entry);
        int edits = fpl_str_is(action, "edit");
        status = edits ? FPL_OK : try_entry(&entry);
        if (!status && (edits || entry.out.error_count))
            status = show(&entry);
        else if (!status)
            status = fpl_str_is(action, "record") ? send(&entry) : show_checking(&entry);
    }
    end_entry(&entry);
    return status;
}

static int is_offered(const struct call *call, const struct fpl_command_spec *spec) {
    return (spec->roles & call->roles) != 0;
}

enum fpl_status show_new_list(struct call *call) {
    static const enum fpl_book_kind kinds[] = {FPL_BOOK_FUND,   FPL_BOOK_POOL, FPL_BOOK_COMPANY,
                                               FPL_BOOK_FISCAL, FPL_BOOK_ANY,  FPL_BOOK_REGISTRY};
    struct page page;
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    enum fpl_status status = ask_only(call, "");
    page_begin(&page, call);
    struct page_choose out = {
        .heading = page_say(&page, "录入", "Enter"),
        .lead = page_say(&page, "试算不入账；记账业务提交后由另一人复核。",
                         "A preview records nothing; what makes an entry is approved by another person.")};
    struct page_choose_kind *kind = page_array(&page, sizeof kinds / sizeof kinds[0], sizeof *kind);
    for (size_t k = 0; kind && k < sizeof kinds / sizeof kinds[0]; k++) {
        struct page_choose_command *command = page_array(&page, (size_t)count, sizeof *command);
        struct page_choose_kind *it = &kind[out.kind_count];
        *it = (struct page_choose_kind){.name = kinds[k] == FPL_BOOK_ANY
                                                    ? page_say(&page, "各类账套", "Books of every kind")
                                                    : fpl_str_of(fpl_book_kind_name(kinds[k], call->zh)),
                                        .command = command};
        for (int i = 0; command && i < count; i++)
            if (all[i].book == kinds[k] && is_offered(call, &all[i]))
                command[it->command_count++] = (struct page_choose_command){
                    page_format(&page, "/new/%s", all[i].name), page_title(&page, all[i].zh, all[i].en),
                    all[i].note_zh ? page_title(&page, all[i].note_zh, all[i].note_en) : FPL_STR("")};
        out.kind_count += it->command_count > 0;
    }
    out.kind = kind;
    if (!status)
        status = page_show(&page, out.heading, (struct page_part){page_choose, &out});
    page_end(&page);
    return status;
}
