/* 待复核事项: the list, and one with what it says, what it would do now, and the decision. */
#include "src/service/page_proposals.h"
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/forms.h"
#include "src/service/session.h"

#include <stdlib.h>

#define LIST_MOST    50
#define STEPS_MOST   200
#define KINDS_MOST   32
#define COUNTED_MOST 1000
#define VALUES       (FPL_COMMAND_VALUES + 3)

static struct fpl_str class_of(enum proposal_state state) {
    return state == PROPOSAL_APPROVED                                ? FPL_STR("pass")
           : state == PROPOSAL_RETURNED || state == PROPOSAL_EXPIRED ? FPL_STR("fail")
           : state == PROPOSAL_WITHDRAWN                             ? FPL_STR("")
                                                                     : FPL_STR("unsure");
}

/* ---- the list ---- */

struct listing {
    struct page *page;
    struct page_proposals_item *item;
    size_t n;
    int64_t last;
    int more;
};

static enum fpl_status list_one(void *ctx, const struct state_proposal *it) {
    struct listing *listing = ctx;
    struct page *page = listing->page;
    if (listing->n == LIST_MOST) {
        listing->more = 1;
        return FPL_OK;
    }
    listing->item[listing->n++] =
        (struct page_proposals_item){.to = page_format(page, "/proposals/%lld", (long long)it->id),
                                     .no = page_format(page, "%lld", (long long)it->id),
                                     .what = page_command_words(page, it->command),
                                     .book = page_format(page, "%s", it->book),
                                     .maker = page_format(page, "%s", it->maker),
                                     .age = page_moment(page, it->changed_ms),
                                     .version = page_format(page, "%d", it->version),
                                     .word = fpl_str_of(proposal_state_name(it->state, page->call->zh)),
                                     .class_name = class_of(it->state),
                                     .receipt = page_format(page, "%s", it->receipt),
                                     .record = page_format(page, "/records/%s", it->receipt)};
    listing->last = it->id;
    return FPL_OK;
}

/* ---- several at once ---- */

struct kinds { /* commands of which more than one waits for whoever looks */
    struct {
        const struct fpl_command_spec *spec;
        int count;
    } at[KINDS_MOST];
    size_t n;
};

static enum fpl_status count_kind(void *ctx, const struct state_proposal *it) {
    struct kinds *kinds = ctx;
    const struct fpl_command_spec *spec = fpl_command_find(it->command);
    size_t i = 0;
    while (i < kinds->n && kinds->at[i].spec != spec)
        i++;
    if (i == kinds->n && spec && kinds->n < KINDS_MOST)
        kinds->at[kinds->n++].spec = spec;
    if (i < kinds->n)
        kinds->at[i].count++;
    return FPL_OK;
}

static enum fpl_status fill_kinds(struct page *page, struct page_proposals *out) {
    struct call *call = page->call;
    struct proposal_filter filter = {
        .states = 1u << PROPOSAL_SUBMITTED, .not_of = call->who.user, .is_oldest = 1, .limit = COUNTED_MOST};
    struct kinds kinds = {.n = 0};
    struct page_proposals_kind *kind = page_array(page, KINDS_MOST, sizeof *kind);
    enum fpl_status status = FPL_OK;
    if (call->roles & FPL_ROLE_APPROVER)
        status = state_proposals(call->service->state, &filter, host_real_ms(), count_kind, &kinds, &call->error);
    for (size_t i = 0; kind && i < kinds.n; i++) {
        const struct fpl_command_spec *spec = kinds.at[i].spec;
        if (kinds.at[i].count < 2)
            continue;
        struct web_pair pair = {FPL_STR("command"), fpl_str_of(spec->name)};
        kind[out->kind_count++] =
            (struct page_proposals_kind){page_link(page, "/proposals/bulk", &pair, 1),
                                         page_format(page, call->zh ? "成批复核：%s（%d）" : "approve several: %s (%d)",
                                                     call->zh ? spec->zh : spec->en, kinds.at[i].count)};
    }
    out->kind = kind;
    return status;
}

/* ---- the list's page ---- */

static const struct {
    const char *value, *zh, *en;
    unsigned states;
} tabs[] = {{"", "待复核", "To be checked", 1u << PROPOSAL_SUBMITTED | 1u << PROPOSAL_UNSURE | 1u << PROPOSAL_DECIDING},
            {"returned", "已退回", "Returned", 1u << PROPOSAL_RETURNED},
            {"done", "已入账", "Recorded", 1u << PROPOSAL_APPROVED},
            {"all", "全部", "All", ~0u}};
#define TABS (sizeof tabs / sizeof tabs[0])

enum fpl_status show_proposals(struct call *call) {
    struct page page;
    struct fpl_str which = web_pairs_get(&call->args, "show"), after = web_pairs_get(&call->args, "after");
    struct proposal_filter filter = {.states = 0, .limit = LIST_MOST + 1};
    enum fpl_status status = ask_only(call, "show after");
    page_begin(&page, call);
    struct listing listing = {.page = &page, .item = page_array(&page, LIST_MOST, sizeof *listing.item)};
    struct page_proposals out = {.caption = page_say(&page, "待复核事项", "Proposals")};
    struct page_proposals_tab *tab = page_array(&page, TABS, sizeof *tab);
    for (size_t i = 0; tab && i < TABS; i++) {
        struct web_pair pair = {FPL_STR("show"), fpl_str_of(tabs[i].value)};
        int is_it = fpl_str_is(which, tabs[i].value);
        tab[out.tab_count++] = (struct page_proposals_tab){page_link(&page, "/proposals", &pair, 1),
                                                           page_say(&page, tabs[i].zh, tabs[i].en), is_it};
        if (is_it)
            filter.states = tabs[i].states;
    }
    out.tab = tab;
    if (!status && (!filter.states || (after.n && (fpl_int_parse(after, &filter.after) || filter.after < 1))))
        status = fpl_fail_text(&call->error, FPL_E_NOT_FOUND, which.p, which.n);
    if (call->institution.n || call->roles == FPL_ROLE_ADMIN)
        filter.maker = call->who.user;
    if (!status && listing.item)
        status = state_proposals(call->service->state, &filter, host_real_ms(), list_one, &listing, &call->error);
    if (!status && which.n == 0)
        status = fill_kinds(&page, &out);
    out.item = listing.item;
    out.item_count = listing.n;
    if (listing.more) {
        struct fpl_str last = page_format(&page, "%lld", (long long)listing.last);
        struct web_pair pairs[] = {{FPL_STR("show"), which}, {FPL_STR("after"), last}};
        out.next = page_link(&page, "/proposals", pairs, 2);
        out.empty = FPL_STR("1");
    }
    if (!status)
        status = page_show(&page, out.caption, (struct page_part){page_proposals, &out});
    page_end(&page);
    return status;
}

/* ---- one ---- */

struct looking {
    struct page *page;
    struct proposal_look look;
    struct wish before; /* of the version before this one */
    struct page_proposal out;
    struct page_proposal_step *step;
};

static struct fpl_str shown_value(struct page *page, const struct fpl_command *command, const struct fpl_value *value) {
    return value->field->type == FPL_FIELD_ENUM    ? forms_choice_word(value->field, value->text, page->call->zh)
           : value->field->type == FPL_FIELD_MONEY ? page_amount_words(page, command->book, value->text)
                                                   : value->text;
}

static void fill_said(struct looking *looking) {
    struct page *page = looking->page;
    const struct fpl_command *command = &looking->look.wish.command, *before = &looking->before.command;
    struct page_proposal_said *said = page_array(page, VALUES, sizeof *said);
    size_t n = 0;
    if (!said)
        return;
    if (command->book.n)
        said[n++] = (struct page_proposal_said){page_say(page, "账套", "Book"), command->book, {0}};
    for (int f = 0; f < command->spec->field_count; f++) { /* as the form has them */
        const struct fpl_value *value = NULL;
        for (int i = 0; i < command->value_count; i++)
            if (command->value[i].field == &command->spec->fields[f])
                value = &command->value[i];
        if (!value)
            continue;
        struct fpl_str old = before->spec ? fpl_command_get(before, value->field->name) : value->text;
        int same = fpl_str_eq(old, value->text);
        said[n++] = (struct page_proposal_said){page_title(page, value->field->zh, value->field->en),
                                                shown_value(page, command, value),
                                                same    ? (struct fpl_str){0}
                                                : old.n ? old
                                                        : page_say(page, "未填", "not given")};
    }
    for (int i = 0; before->spec && i < before->value_count && n < VALUES; i++)
        if (fpl_command_get(command, before->value[i].field->name).n == 0)
            said[n++] =
                (struct page_proposal_said){page_title(page, before->value[i].field->zh, before->value[i].field->en),
                                            page_say(page, "未填", "not given"), before->value[i].text};
    if (command->take_on && n < VALUES)
        said[n++] = (struct page_proposal_said){page_say(page, "承接", "Taken on"), page_say(page, "是", "yes"), {0}};
    looking->out.said = said;
    looking->out.said_count = n;
}

static void fill_lines(struct looking *looking) {
    const struct fpl_command *command = &looking->look.wish.command;
    struct page_proposal_line *line = page_array(looking->page, (size_t)command->line_count, sizeof *line);
    struct fpl_str none = {0};
    for (int i = 0; line && i < command->line_count; i++) {
        const struct fpl_line *l = &command->line[i];
        int debit = l->side.n > 0 && l->side.p[0] == 'D';
        line[i] = (struct page_proposal_line){
            l->account, debit ? l->amount : none, debit ? none : l->amount, l->party, l->item, l->flow};
    }
    looking->out.line = line;
    looking->out.line_count = line ? (size_t)command->line_count : 0;
}

static enum fpl_status take_step(void *ctx, const struct proposal_step *step) {
    struct looking *looking = ctx;
    struct page *page = looking->page;
    if (looking->out.step_count == STEPS_MOST)
        return FPL_OK;
    looking->step[looking->out.step_count++] = (struct page_proposal_step){
        .when = page_moment(page, step->t),
        .which = page_format(page, page->call->zh ? "第 %d 版" : "version %d", step->version),
        .user = page_format(page, "%s", step->user),
        .word = fpl_str_of(proposal_state_name(step->state, page->call->zh)),
        .note = page_format(page, "%s", step->note)};
    return FPL_OK;
}

static enum fpl_status read_before(struct looking *looking) {
    struct call *call = looking->page->call;
    struct fpl_buf body = {0};
    if (looking->look.it.version < 2)
        return FPL_OK;
    enum fpl_status status = state_proposal_body(call->service->state, looking->look.it.id,
                                                 looking->look.it.version - 1, &body, &call->error);
    if (!status)
        status = wish_read(looking->look.spec, fpl_buf_str(&body), &looking->before, &call->error);
    fpl_buf_release(&body);
    return status;
}

enum fpl_status page_proposal_preview(struct page *page, struct proposal_look *look) {
    struct call *call = page->call;
    struct fpl_report *report = NULL;
    struct report_html how = {.page = page, .book = look->wish.command.book};
    char text[FPL_MESSAGE_BYTES];
    if (!look->tried)
        return FPL_OK;
    if (look->what) {
        fpl_buf_adds(&page->html, "<p class=\"verdict fail\">");
        page_put_text(&page->html, fpl_str_of(fpl_error_message(&look->why, call->zh, text, sizeof text)));
        fpl_buf_adds(&page->html, "</p>");
        return fpl_buf_ok(&page->html);
    }
    enum fpl_status status = commands_preview(call, &look->wish.command, look->tried, &report);
    if (!status)
        status = report_html(&how, report);
    fpl_report_free(report);
    return status;
}

static void fill_decision(struct looking *looking) {
    struct page *page = looking->page;
    struct call *call = page->call;
    struct proposal_look *look = &looking->look;
    struct page_proposal *out = &looking->out;
    long long id = (long long)look->it.id;
    int decides = proposals_may_decide(call, look), own = strcmp(look->it.maker, call->who.user) == 0;
    int submitted = look->it.state == PROPOSAL_SUBMITTED;
    out->unsure = look->it.state == PROPOSAL_UNSURE;
    out->is_open = submitted || out->unsure || look->it.state == PROPOSAL_RETURNED;
    int would = look->tried && !look->what && commands_is_yes(look->tried->answer.status);
    out->may_approve = decides && ((submitted && would) || out->unsure);
    out->may_return = decides && submitted;
    out->may_edit = own && (submitted || look->it.state == PROPOSAL_RETURNED);
    out->own = own && submitted;
    out->factor = session_factor_is_old(call);
    out->token = fpl_str_of(call->who.token);
    out->version = page_format(page, "%d", look->it.version);
    out->expect = look->tried ? fpl_str_of(look->tried->decision.shown) : FPL_STR("");
    out->approve = page_format(page, "/proposals/%lld/approve", id);
    out->send_back = page_format(page, "/proposals/%lld/return", id);
    out->withdraw = page_format(page, "/proposals/%lld/withdraw", id);
    out->edit = page_format(page, "/new/%s?proposal=%lld", look->it.command, id);
}

static enum fpl_status show_it(struct call *call, int64_t id, struct fpl_str trouble) {
    struct page page;
    struct looking looking = {.page = &page};
    struct page_proposal *out = &looking.out;
    page_begin(&page, call);
    looking.step = page_array(&page, STEPS_MOST, sizeof *looking.step);
    enum fpl_status status =
        looking.step ? proposals_look(call, id, &looking.look) : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = read_before(&looking);
    if (!status)
        status = state_proposal_steps(call->service->state, id, take_step, &looking, &call->error);
    if (!status)
        status = page_proposal_preview(&page, &looking.look);
    if (!status) {
        const struct state_proposal *it = &looking.look.it;
        fill_said(&looking);
        fill_lines(&looking);
        fill_decision(&looking);
        out->heading = page_format(&page, call->zh ? "待复核事项 %lld" : "Proposal %lld", (long long)id);
        out->word = fpl_str_of(proposal_state_name(it->state, call->zh));
        out->class_name = class_of(it->state);
        struct fpl_str what = page_command_words(&page, it->command);
        out->lead = page_format(&page, call->zh ? "%.*s · 制单 %s · 第 %d 版" : "%.*s · made by %s · version %d",
                                (int)what.n, what.p, it->maker, it->version);
        out->receipt = fpl_str_of(it->receipt);
        out->record = page_format(&page, "/records/%s", it->receipt);
        out->preview = (struct page_part){page_put_html, &page.html};
        out->step = looking.step;
        struct page_proposal_error error = {trouble};
        out->error = &error;
        out->error_count = trouble.n > 0;
        status = page_show(&page, out->heading, (struct page_part){page_proposal, out});
    }
    proposals_release(&looking.look);
    wish_release(&looking.before);
    page_end(&page);
    return status;
}

enum fpl_status show_proposal(struct call *call) {
    int64_t id = 0;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &id);
    return status ? status : show_it(call, id, (struct fpl_str){0});
}

/* ---- decisions ---- */

static void go_back(struct call *call, int64_t id) {
    char path[64];
    snprintf(path, sizeof path, "/proposals/%lld", (long long)id);
    web_redirect(call->response, fpl_str_of(path));
}

enum fpl_status show_approve(struct call *call) {
    struct step act;
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    enum fpl_status status =
        answer ? step_of_form(call, STEP_VERSION, &act) : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status) {
        status = proposals_approve(call, &act, answer);
        if (!status)
            status = proposals_outcome(call, answer);
        if (!status)
            go_back(call, act.id);
        else
            status = step_trouble(call, act.id, status, show_it);
    }
    free(answer);
    return status;
}

static enum fpl_status decide(struct call *call, enum fpl_status (*act_on)(struct call *call, const struct step *act)) {
    struct step act;
    enum fpl_status status = step_of_form(call, STEP_VERSION, &act);
    if (status)
        return status;
    status = act_on(call, &act);
    if (status)
        return step_trouble(call, act.id, status, show_it);
    go_back(call, act.id);
    return FPL_OK;
}

enum fpl_status show_return(struct call *call) {
    return decide(call, proposals_return);
}

enum fpl_status show_withdraw(struct call *call) {
    return decide(call, proposals_withdraw);
}
