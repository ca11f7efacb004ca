/* 成批复核: proposals of one command below each other, each with what it would do now; those ticked are approved with
 * one second factor, each by itself on what was seen of it, and each has its answer. */
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/page_proposals.h"
#include "src/service/session.h"

#include <stdlib.h>

#define BULK_MOST  50
#define BOOKS_MOST 32
#define TICK       "t."

struct bulk {
    struct page *page;
    const struct fpl_command_spec *spec;
    int64_t id[BULK_MOST];
    size_t ids;
    struct page_bulk out;
    struct page_bulk_item *item;
    struct sum {
        struct fpl_str book;
        struct fpl_money amount;
        int count;
    } sum[BOOKS_MOST];
    size_t sums;
};

static enum fpl_status begin_bulk(struct call *call, struct page *page, struct bulk *bulk) {
    struct fpl_str name = web_pairs_get(&call->args, "command");
    char own[64];
    *bulk = (struct bulk){.page = page};
    page_begin(page, call);
    bulk->spec = name.n < sizeof own ? fpl_command_find(fpl_str_copy(name, own, sizeof own)) : NULL;
    if (!bulk->spec)
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, name.p ? name.p : "", name.n);
    return FPL_OK;
}

/* ---- what is listed ---- */

static enum fpl_status take_id(void *ctx, const struct state_proposal *it) {
    struct bulk *bulk = ctx;
    if (bulk->ids < BULK_MOST)
        bulk->id[bulk->ids++] = it->id;
    else
        bulk->out.more = 1;
    return FPL_OK;
}

/* "KC-101 示例有限公司": the key of what it makes, and the names and words that must be given. */
static struct fpl_str named(struct page *page, const struct fpl_command *command) {
    struct fpl_buf words = {0};
    for (int i = 0; i < command->value_count; i++) {
        const struct fpl_value *value = &command->value[i];
        int is_word = value->field->type == FPL_FIELD_TEXT && (value->field->flags & FPL_FIELD_REQUIRED);
        if (is_word || (value->field->flags & FPL_FIELD_KEY))
            fpl_buf_addf(&words, "%s%.*s", words.n ? " " : "", (int)value->text.n, value->text.p);
    }
    struct fpl_str kept = page_format(page, "%.*s", (int)words.n, words.n ? words.p : "");
    fpl_buf_release(&words);
    return kept;
}

static enum fpl_status add_sum(struct bulk *bulk, struct fpl_str book, struct fpl_money amount) {
    struct call *call = bulk->page->call;
    size_t i = 0;
    while (i < bulk->sums && !fpl_str_eq(bulk->sum[i].book, book))
        i++;
    if (i == BOOKS_MOST)
        return FPL_OK;
    if (i == bulk->sums)
        bulk->sum[bulk->sums++] = (struct sum){.book = book};
    bulk->sum[i].count++;
    enum fpl_status status = fpl_money_add(bulk->sum[i].amount, amount, &bulk->sum[i].amount);
    return status ? fpl_fail(&call->error, status, NULL, NULL, NULL) : FPL_OK;
}

/* What page->html holds becomes a part of its own, which lives as long as the page. */
static struct page_part take_html(struct page *page) {
    struct fpl_buf *own = page_array(page, 1, sizeof *own);
    char *bytes = page_array(page, page->html.n, 1);
    if (own && bytes && page->html.n) {
        memcpy(bytes, page->html.p, page->html.n);
        *own = (struct fpl_buf){.p = bytes, .n = page->html.n};
    }
    fpl_buf_reset(&page->html);
    return (struct page_part){page_put_html, own};
}

static void fill_item(struct bulk *bulk, struct proposal_look *look, struct page_bulk_item *item) {
    struct page *page = bulk->page;
    const struct state_proposal *it = &look->it;
    struct fpl_str no = page_format(page, "%lld", (long long)it->id),
                   name = page_format(page, TICK "%lld", (long long)it->id);
    int zh = page->call->zh;
    item->would = look->tried && !look->what && commands_is_yes(look->tried->answer.status);
    enum fpl_status outcome = look->what ? look->what : look->tried ? look->tried->answer.status : FPL_OK;
    item->no = no;
    item->to = page_format(page, "/proposals/%lld", (long long)it->id);
    item->tick = name;
    item->seen = page_format(page, "%d.%s", it->version, item->would ? look->tried->decision.shown : "");
    struct fpl_str typed = web_pairs_get(&page->call->args, name.p ? name.p : "");
    item->ticked = item->would && fpl_str_eq(typed, item->seen);
    item->what = named(page, &look->wish.command);
    item->label =
        page_format(page, zh ? "勾选 %.*s：%.*s" : "tick %.*s: %.*s", (int)no.n, no.p, (int)item->what.n, item->what.p);
    item->book = page_format(page, "%s", it->book);
    item->maker = page_format(page, "%s", it->maker);
    item->when = page_moment(page, it->changed_ms);
    item->word =
        item->would ? page_say(page, "可入账", "can be recorded") : page_format(page, "%s", fpl_status_name(outcome));
    item->class_name = fpl_str_of(item->would ? "pass" : "fail");
}

static enum fpl_status look_at(struct bulk *bulk, int64_t id) {
    struct page *page = bulk->page;
    struct proposal_look look = {.tried = NULL};
    enum fpl_status status = proposals_look(page->call, id, &look);
    if (!status)
        status = page_proposal_preview(page, &look);
    if (!status) {
        struct page_bulk_item *item = &bulk->item[bulk->out.item_count++];
        fill_item(bulk, &look, item);
        item->preview = take_html(page);
        if (item->would && look.tried->decision.amount.minor /* Raw: is there one at all? */) {
            item->amount = page_money_words(page, item->book, look.tried->decision.amount);
            status = add_sum(bulk, item->book, look.tried->decision.amount);
        }
    }
    proposals_release(&look);
    return status;
}

static enum fpl_status list_all(struct bulk *bulk) {
    struct call *call = bulk->page->call;
    struct proposal_filter filter = {.states = 1u << PROPOSAL_SUBMITTED,
                                     .not_of = call->who.user,
                                     .command = bulk->spec->name,
                                     .is_oldest = 1,
                                     .limit = BULK_MOST + 1};
    bulk->item = page_array(bulk->page, BULK_MOST, sizeof *bulk->item);
    if (!bulk->item)
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status =
        state_proposals(call->service->state, &filter, host_real_ms(), take_id, bulk, &call->error);
    for (size_t i = 0; !status && i < bulk->ids; i++)
        status = look_at(bulk, bulk->id[i]);
    return status;
}

static void fill_sums(struct bulk *bulk) {
    struct page *page = bulk->page;
    struct page_bulk_sum *sum = page_array(page, bulk->sums, sizeof *sum);
    for (size_t i = 0; sum && i < bulk->sums; i++)
        sum[bulk->out.sum_count++] =
            (struct page_bulk_sum){bulk->sum[i].book, page_format(page, "%d", bulk->sum[i].count),
                                   page_money_words(page, bulk->sum[i].book, bulk->sum[i].amount)};
    bulk->out.sum = sum;
}

static enum fpl_status show_it(struct bulk *bulk) {
    struct page *page = bulk->page;
    struct call *call = page->call;
    struct page_bulk *out = &bulk->out;
    enum fpl_status status = list_all(bulk);
    if (status)
        return status;
    struct fpl_str words = page_command_words(page, bulk->spec->name);
    fill_sums(bulk);
    out->item = bulk->item;
    out->heading = page_format(page, call->zh ? "成批复核：%.*s" : "Approve several: %.*s", (int)words.n, words.p);
    out->token = fpl_str_of(call->who.token);
    out->command = fpl_str_of(bulk->spec->name);
    out->factor = session_factor_is_old(call);
    out->back = FPL_STR("/proposals");
    return page_show(page, out->heading, (struct page_part){page_bulk, out});
}

enum fpl_status show_bulk(struct call *call) {
    struct page page;
    struct bulk bulk;
    enum fpl_status status = begin_bulk(call, &page, &bulk);
    if (!status)
        status = ask_only(call, "command");
    if (!status)
        status = show_it(&bulk);
    page_end(&page);
    return status;
}

/* ---- deciding ---- */

/* "t.12" and "3.HASH": number, version and what was seen; 0: another pair of the form. */
static int read_tick(const struct web_pair *pair, struct step *out) {
    size_t mark = sizeof TICK - 1, dot = 0;
    int64_t version = 0;
    if (pair->name.n <= mark || memcmp(pair->name.p, TICK, mark) != 0)
        return 0;
    while (dot < pair->value.n && pair->value.p[dot] != '.')
        dot++;
    *out = (struct step){.id = -1};
    if (fpl_int_parse((struct fpl_str){pair->name.p + mark, pair->name.n - mark}, &out->id) || out->id < 1 ||
        fpl_int_parse((struct fpl_str){pair->value.p, dot}, &version) || version < 1 || version > INT32_MAX)
        return 0;
    out->version = (int)version;
    if (dot + 1 < pair->value.n)
        out->expect = (struct fpl_str){pair->value.p + dot + 1, pair->value.n - dot - 1};
    return 1;
}

/* The number is that of a proposal of this command: a form of one kind approves no other. */
static enum fpl_status is_of_kind(struct bulk *bulk, int64_t id, struct state_proposal *it) {
    struct call *call = bulk->page->call;
    enum fpl_status status = state_proposal_get(call->service->state, id, host_real_ms(), it, &call->error);
    if (!status && strcmp(it->command, bulk->spec->name) != 0)
        status = fpl_fail(&call->error, FPL_E_NOT_FOUND, it->command, NULL, NULL);
    return status;
}

static void put_answer(struct bulk *bulk, const struct step *step, enum fpl_status status,
                       const struct fpl_answer *answer, struct page_bulk_answer *out) {
    struct page *page = bulk->page;
    struct call *call = page->call;
    char text[FPL_MESSAGE_BYTES];
    *out = (struct page_bulk_answer){.to = page_format(page, "/proposals/%lld", (long long)step->id),
                                     .no = page_format(page, "%lld", (long long)step->id),
                                     .word = status ? page_say(page, "未入账", "not recorded")
                                                    : page_say(page, "已入账", "recorded"),
                                     .class_name = fpl_str_of(status ? "fail" : "pass")};
    if (status)
        out->message = page_format(page, "%s", fpl_error_message(&call->error, call->zh, text, sizeof text));
    if (!status && answer->seq >= 0) {
        out->receipt = page_format(page, "%d/%lld", (int)answer->book, (long long)answer->seq);
        out->record = page_format(page, "/records/%d/%lld", (int)answer->book, (long long)answer->seq);
    }
    fpl_error_clear(&call->error);
}

static enum fpl_status approve_one(struct bulk *bulk, const struct step *step, struct fpl_answer *answer) {
    struct state_proposal it;
    enum fpl_status status = is_of_kind(bulk, step->id, &it);
    if (!status)
        status = proposals_approve(bulk->page->call, step, answer);
    return status ? status : proposals_outcome(bulk->page->call, answer);
}

static enum fpl_status approve_ticked(struct bulk *bulk) {
    struct call *call = bulk->page->call;
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    struct page_bulk_answer *row = page_array(bulk->page, (size_t)call->args.n, sizeof *row);
    enum fpl_status status = answer && row ? FPL_OK : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    for (int i = 0; !status && i < call->args.n; i++) {
        struct step step;
        if (!read_tick(&call->args.at[i], &step))
            continue;
        memset(answer, 0, sizeof *answer);
        answer->seq = -1;
        enum fpl_status outcome = approve_one(bulk, &step, answer);
        if (!call->view) /* the ledger cannot be read any more: that is the answer */
            status = outcome ? outcome : fpl_fail(&call->error, FPL_E_LOCKED, "1", NULL, NULL);
        put_answer(bulk, &step, outcome, answer, &row[bulk->out.answer_count++]);
    }
    bulk->out.answer = row;
    free(answer);
    return status;
}

static int has_ticks(const struct call *call) {
    struct step step;
    for (int i = 0; i < call->args.n; i++)
        if (read_tick(&call->args.at[i], &step))
            return 1;
    return 0;
}

static void tell_trouble(struct bulk *bulk, enum fpl_status status) {
    struct call *call = bulk->page->call;
    char text[FPL_MESSAGE_BYTES];
    bulk->out.trouble = page_format(bulk->page, "%s", fpl_error_message(&call->error, call->zh, text, sizeof text));
    fpl_error_clear(&call->error);
    call->response->status = problem_http_status(status);
}

enum fpl_status show_bulk_post(struct call *call) {
    struct page page;
    struct bulk bulk;
    enum fpl_status status = begin_bulk(call, &page, &bulk);
    if (!status) {
        status = has_ticks(call) ? session_factor(call, web_pairs_get(&call->args, "code"))
                                 : fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("勾选的事项", "a tick"), NULL, NULL);
        int http = status ? problem_http_status(status) : 0;
        if (!status)
            status = approve_ticked(&bulk);
        else if (http < 500) { /* what was ticked is ticked still */
            tell_trouble(&bulk, status);
            status = FPL_OK;
        }
    }
    if (!status)
        status = show_it(&bulk);
    page_end(&page);
    return status;
}
