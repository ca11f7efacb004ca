/* What is recorded for each share of a list. All of them are decided and checked before the first row is written, so
 * that a refusal of one is the refusal of the whole; then the event itself is appended, and they after it, in one
 * transaction. Each is decided twice rather than kept: 4,000 drafts would be 100 MB. */
#include "ledger/desk/giving.h"

#include <stdio.h>
#include <string.h>

struct one { /* under way */
    struct desk_side *side;
    struct fpl_command command;
    char key[FPL_EACH_KEY];
};

static enum fpl_status begin(struct desk_call *call, struct one *one) {
    const struct fpl_event *each = fpl_event_of_command(call->command->spec)->each;
    one->side = fpl_desk__side_room(call->desk, 0); /* an event for a list has no sides */
    if (!one->side)
        return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_command_begin(&one->command, fpl_command_find(each->command.name));
    one->command.actor = call->command->actor;
    one->command.checker = call->command->checker;
    one->command.book = call->command->book;
    return FPL_OK;
}

/* The command of one share, typed and in its canonical form. */
static enum fpl_status take_part(struct desk_call *call, struct one *one, const struct fpl_part *part) {
    const struct fpl_event *event = fpl_event_of_command(call->command->spec);
    struct desk *desk = &one->side->desk;
    struct fpl_json_out out;
    fpl_desk__side_begin(one->side, call, call->book);
    one->side->call.command = &one->command;
    enum fpl_status status = fpl_each__typed(event, call->desk->typed, part, one->key, desk->typed, call->error);
    if (status)
        return status;
    fpl_buf_reset(&desk->cmd);
    fpl_json_begin(&out, &desk->cmd);
    fpl_command__write(fpl_event__plan(event->each), desk->typed, 0, &out);
    return fpl_buf_ok(&desk->cmd) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

static enum fpl_status decide_one(struct desk_call *call, const struct desk_giving *g, struct one *one,
                                  const struct fpl_part *part) {
    struct desk_side *side = one->side;
    enum fpl_status status = take_part(call, one, part);
    if (!status)
        status = fpl_desk__reserve_text(&side->desk);
    if (!status)
        status = fpl_desk__decide(&side->call, g->said.event->each, NULL, -1, &side->giving);
    if (status) {
        call->answer->reasons = side->answer.reasons;
        memcpy(call->answer->reason, side->answer.reason, (size_t)side->answer.reasons * sizeof side->answer.reason[0]);
        return status;
    }
    if (side->giving.done) { /* the very same was declared by itself */
        char receipt[48];
        snprintf(receipt, sizeof receipt, "%d/%lld", (int)side->answer.book, (long long)side->answer.seq);
        return fpl_fail(call->error, FPL_E_KEY_CHANGED, one->key, receipt, NULL);
    }
    fpl_desk__side_draft(side, call);
    side->call.draft.event = fpl_str_of(call->desk->event_id);
    return FPL_OK;
}

enum fpl_status fpl_desk__prepare_each(struct desk_call *call, struct desk_giving *g) {
    struct desk *desk = call->desk;
    const struct fpl_parts *parts = desk->decision.shares;
    struct one one;
    snprintf(desk->event_id, sizeof desk->event_id, "%d/%lld", (int)call->book->info.id,
             (long long)call->book->head.size);
    enum fpl_status status = begin(call, &one);
    for (int i = 0; i < parts->count && !status; i++) {
        struct fpl_date posted;
        if (fpl_money_sign(parts->share[i].amount) == 0)
            continue;
        status = decide_one(call, g, &one, &parts->share[i]);
        if (!status)
            status = fpl_journal__check(call->session, call->book, &one.side->call.draft, &posted, call->error);
    }
    if (status)
        return status;
    fpl_each__extra(fpl_each__count(parts), &desk->extra);
    g->sides = fpl_buf_str(&desk->extra);
    return fpl_buf_ok(&desk->extra) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

enum fpl_status fpl_desk__append_each(struct desk_call *call, const struct desk_giving *g) {
    const struct fpl_parts *parts = call->desk->decision.shares;
    struct one one;
    enum fpl_status status = call->dry ? FPL_OK : begin(call, &one);
    for (int i = 0; i < parts->count && !status && !call->dry; i++) {
        struct fpl_appended appended;
        if (fpl_money_sign(parts->share[i].amount) == 0)
            continue;
        status = decide_one(call, g, &one, &parts->share[i]);
        if (!status)
            status = fpl_journal__append(call->session, call->book, &one.side->call.draft, &appended, call->error);
    }
    return status;
}
