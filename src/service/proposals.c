#include "src/service/proposals.h"
#include "src/host/host.h"
#include "src/service/session.h"

#include <stdlib.h>

#define OPEN_BITS   (1u << PROPOSAL_SUBMITTED | 1u << PROPOSAL_UNSURE)
#define COUNTS_MOST 1000

int proposals_may_see(const struct call *call, const struct state_proposal *proposal) {
    unsigned reads = ~(unsigned)FPL_ROLE_ADMIN;
    return strcmp(proposal->maker, call->who.user) == 0 || (call->institution.n == 0 && (call->roles & reads));
}

int proposals_may_decide(const struct call *call, const struct proposal_look *look) {
    return (call->roles & FPL_ROLE_APPROVER) && strcmp(look->it.maker, call->who.user) != 0;
}

/* ---- looking ---- */

/* As it would be recorded: by its maker, and checked by whoever looks, if he may. */
static void fill_command(const struct call *call, struct proposal_look *look) {
    struct fpl_command *command = &look->wish.command;
    command->actor = fpl_str_of(look->it.maker);
    command->auth = look->it.auth;
    if (proposals_may_decide(call, look)) {
        command->checker = fpl_str_of(call->who.user);
        command->checker_auth = commands_auth(call);
    }
}

static enum fpl_status find(struct call *call, int64_t id, struct proposal_look *out) {
    struct fpl_buf body = {0};
    struct state *state = call->service->state;
    char text[24];
    enum fpl_status status = state_proposal_get(state, id, host_real_ms(), &out->it, &call->error);
    snprintf(text, sizeof text, "%lld", (long long)id);
    if (!status && !proposals_may_see(call, &out->it))
        status = fpl_fail(&call->error, FPL_E_NOT_FOUND, text, NULL, NULL);
    if (status)
        return status;
    out->spec = fpl_command_find(out->it.command);
    if (!out->spec)
        return fpl_fail(&call->error, FPL_E_STATE_FILE, out->it.command, NULL, NULL);
    status = state_proposal_body(state, id, out->it.version, &body, &call->error);
    if (!status)
        status = wish_read(out->spec, fpl_buf_str(&body), &out->wish, &call->error);
    fpl_buf_release(&body);
    if (!status)
        fill_command(call, out);
    return status;
}

enum fpl_status proposals_look(struct call *call, int64_t id, struct proposal_look *out) {
    enum fpl_status status = find(call, id, out);
    if (status || !(1u << out->it.state & (OPEN_BITS | 1u << PROPOSAL_RETURNED)))
        return status;
    out->tried = calloc(1, sizeof *out->tried);
    if (!out->tried)
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    out->what = commands_try(call, &out->wish.command, out->tried);
    out->why = call->error;
    fpl_error_clear(&call->error);
    return call->view ? FPL_OK : out->what; /* the view could not be opened again */
}

void proposals_release(struct proposal_look *look) {
    wish_release(&look->wish);
    free(look->tried);
    *look = (struct proposal_look){.tried = NULL};
}

/* ---- submitting ---- */

/* The same key once more: the same command, or another one. */
static enum fpl_status find_same(struct call *call, const struct proposal_wish *wish, const char *own_key,
                                 struct state_proposal *out, int *found) {
    struct state *state = call->service->state;
    struct fpl_buf body = {0};
    int64_t id = 0;
    int version = 0;
    *found = 0;
    if (!own_key[0])
        return FPL_OK;
    enum fpl_status status = state_proposal_find(state, call->who.user, own_key, &id, &version, &call->error);
    if (status || !id)
        return status;
    status = state_proposal_get(state, id, host_real_ms(), out, &call->error);
    if (!status)
        status = state_proposal_body(state, id, version, &body, &call->error);
    if (!status && (strcmp(out->command, wish->spec->name) != 0 ||
                    !fpl_str_eq(fpl_buf_str(&body), fpl_buf_str(&wish->wish->canonical))))
        status = fpl_fail_text(&call->error, FPL_E_REQUEST_CHANGED, wish->own_key.p, wish->own_key.n);
    *found = !status;
    fpl_buf_release(&body);
    return status;
}

static enum fpl_status take_key(struct call *call, struct fpl_str key, char out[PROPOSAL_KEY_BYTES]) {
    if (key.n < PROPOSAL_KEY_BYTES && fpl_id_check(key, &call->error) == FPL_OK) {
        (void)fpl_str_copy(key, out, PROPOSAL_KEY_BYTES);
        return FPL_OK;
    }
    fpl_error_at_field(&call->error, "Idempotency-Key");
    return call->error.status ? call->error.status : fpl_fail(&call->error, FPL_E_TOO_LONG, "64", NULL, NULL);
}

static enum fpl_status take_note(struct call *call, struct fpl_str note, char out[PROPOSAL_NOTE_BYTES]) {
    fpl_error_at_field(&call->error, "reason");
    if (note.n >= PROPOSAL_NOTE_BYTES)
        return fpl_fail(&call->error, FPL_E_TOO_LONG, "1000", NULL, NULL);
    (void)fpl_str_copy(fpl_str_trim(note), out, PROPOSAL_NOTE_BYTES);
    fpl_error_at_field(&call->error, "");
    return FPL_OK;
}

static enum fpl_status audit(struct call *call, const char *what, const struct state_proposal *it) {
    char detail[64];
    snprintf(detail, sizeof detail, "%lld/%d", (long long)it->id, it->version);
    return state_audit(call->service->state, host_real_ms(), what, call->who.user, detail, &call->error);
}

enum fpl_status proposals_submit(struct call *call, const struct proposal_wish *wish, struct tried *tried,
                                 struct state_proposal *out) {
    struct fpl_command *command = &wish->wish->command;
    char own_key[PROPOSAL_KEY_BYTES] = "", note[PROPOSAL_NOTE_BYTES];
    struct state_proposal next = {.id = wish->id, .version = wish->version};
    int found = 0;
    enum fpl_status status = take_key(call, wish->own_key, own_key);
    if (!status)
        status = take_note(call, wish->note, note);
    if (!status)
        status = find_same(call, wish, own_key, out, &found);
    if (status || found)
        return status;
    command->actor = fpl_str_of(call->who.user);
    command->auth = commands_auth(call);
    command->checker = (struct fpl_str){0};
    status = commands_try(call, command, tried);
    if (status || !commands_is_yes(tried->answer.status))
        return status;
    (void)fpl_str_copy(fpl_str_of(wish->spec->name), next.command, sizeof next.command);
    (void)fpl_str_copy(command->book, next.book, sizeof next.book);
    (void)fpl_str_copy(command->actor, next.maker, sizeof next.maker);
    next.made_ms = host_real_ms();
    struct state_version version = {.own_key = own_key,
                                    .auth = command->auth,
                                    .now_ms = next.made_ms,
                                    .body = fpl_buf_str(&wish->wish->canonical),
                                    .note = note};
    status = state_proposal_put(call->service->state, &next, &version, &call->error);
    if (status && status != FPL_E_PROPOSAL_CHANGED && !find_same(call, wish, own_key, out, &found) && found)
        return FPL_OK; /* the same, in the same moment */
    if (!status)
        status = audit(call, "proposal.submit", &next);
    if (!status)
        *out = next;
    return status;
}

/* ---- deciding ---- */

static enum fpl_status stale(struct call *call, int64_t id) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)id);
    return fpl_fail(&call->error, FPL_E_PROPOSAL_CHANGED, text, NULL, NULL);
}

static enum fpl_status may_approve(struct call *call, const struct step *act, const struct proposal_look *look) {
    enum fpl_status status = commands_may_check(call, look->it.maker);
    if (status)
        return status;
    if (look->it.version != act->version || !(1u << look->it.state & OPEN_BITS))
        return stale(call, act->id);
    if (look->it.state == PROPOSAL_UNSURE) /* whether it was recorded is what the ledger is asked */
        return session_factor(call, act->factor);
    if (act->expect.n == 0)
        return fpl_fail(&call->error, FPL_E_SHOWN_MISSING, NULL, NULL, NULL);
    if (look->what) {
        call->error = look->why;
        return look->what;
    }
    if (look->tried->decision.shown[0] && !fpl_str_is(act->expect, look->tried->decision.shown))
        return fpl_fail(&call->error, FPL_E_NOT_AS_SHOWN, look->tried->decision.shown, NULL, NULL);
    return session_factor(call, act->factor);
}

/* How it ended: recorded, as it was before, or nobody knows. */
static enum proposal_state state_after(enum fpl_status status, const struct fpl_answer *answer,
                                       enum proposal_state before) {
    if (!status && (commands_is_yes(answer->status) || answer->status == FPL_ALREADY))
        return PROPOSAL_APPROVED;
    return status == FPL_E_UNKNOWN || status == FPL_E_POISONED ? PROPOSAL_UNSURE : before;
}

static enum fpl_status record(struct call *call, const struct step *act, struct proposal_look *look,
                              struct fpl_answer *answer) {
    struct fpl_command *command = &look->wish.command;
    struct state *state = call->service->state;
    struct proposal_move move = {.id = act->id,
                                 .version = act->version,
                                 .from = 1u << look->it.state,
                                 .to = PROPOSAL_DECIDING,
                                 .user = call->who.user,
                                 .now_ms = host_real_ms()};
    struct fpl_error error = {0};
    char receipt[40] = "";
    enum fpl_status status = state_proposal_move(state, &move, &call->error);
    if (status)
        return status;
    command->expect = look->it.state == PROPOSAL_UNSURE ? (struct fpl_str){0} : act->expect;
    command->request = fpl_str_of(look->it.request);
    status = commands_give(call, command, answer);
    move.from = 1u << PROPOSAL_DECIDING;
    move.to = state_after(status, answer, look->it.state);
    if (move.to == PROPOSAL_APPROVED) {
        if (answer->seq >= 0)
            snprintf(receipt, sizeof receipt, "%d/%lld", (int)answer->book, (long long)answer->seq);
        move.receipt = receipt;
        move.checker = call->who.user;
    }
    /* What is recorded is recorded, whatever becomes of this note of it: it is found again at the next start. */
    enum fpl_status noted = state_proposal_move(state, &move, &error);
    if (!noted && move.to == PROPOSAL_APPROVED)
        noted = state_audit(state, move.now_ms, "proposal.approve", call->who.user, receipt, &error);
    if (noted)
        log_event("proposal not noted", fpl_status_name(noted));
    return status;
}

enum fpl_status proposals_approve(struct call *call, const struct step *act, struct fpl_answer *answer) {
    struct proposal_look look = {.tried = NULL};
    enum fpl_status status = proposals_look(call, act->id, &look);
    if (!status)
        status = may_approve(call, act, &look);
    if (!status && look.it.state != PROPOSAL_UNSURE && !commands_is_yes(look.tried->answer.status))
        *answer = look.tried->answer; /* as it is now it would be refused: that is no record */
    else if (!status)
        status = record(call, act, &look, answer);
    proposals_release(&look);
    return status;
}

enum fpl_status proposals_outcome(struct call *call, const struct fpl_answer *answer) {
    if (commands_is_yes(answer->status) || answer->status == FPL_ALREADY)
        return FPL_OK;
    if (call->error.status == answer->status)
        return answer->status;
    return fpl_fail(&call->error, answer->status, answer->reasons ? answer->reason[0].arg[0] : NULL,
                    answer->reasons ? answer->reason[0].arg[1] : NULL, NULL);
}

static enum fpl_status move_to(struct call *call, const struct step *act, unsigned from, enum proposal_state to,
                               const char *what) {
    char note[PROPOSAL_NOTE_BYTES];
    enum fpl_status status = take_note(call, act->reason, note);
    struct proposal_move move = {.id = act->id,
                                 .version = act->version,
                                 .from = from,
                                 .to = to,
                                 .user = call->who.user,
                                 .note = note,
                                 .now_ms = host_real_ms()};
    struct state_proposal it = {.id = act->id, .version = act->version};
    if (!status)
        status = state_proposal_move(call->service->state, &move, &call->error);
    return status ? status : audit(call, what, &it);
}

enum fpl_status proposals_return(struct call *call, const struct step *act) {
    struct proposal_look look = {.tried = NULL};
    enum fpl_status status = find(call, act->id, &look);
    if (!status)
        status = commands_may_check(call, look.it.maker);
    if (!status && fpl_str_trim(act->reason).n == 0) {
        fpl_error_at_field(&call->error, "reason");
        status = fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("退回原因", "the reason"), NULL, NULL);
    }
    if (!status)
        status = move_to(call, act, 1u << PROPOSAL_SUBMITTED, PROPOSAL_RETURNED, "proposal.return");
    proposals_release(&look);
    return status;
}

enum fpl_status proposals_withdraw(struct call *call, const struct step *act) {
    struct proposal_look look = {.tried = NULL};
    enum fpl_status status = find(call, act->id, &look);
    if (!status && strcmp(look.it.maker, call->who.user) != 0)
        status = fpl_fail(&call->error, FPL_E_ROLE, call->who.user,
                          FPL_ZH_EN("撤回他人提交的事项", "withdrawing what another submitted"), NULL);
    if (!status)
        status = move_to(call, act, 1u << PROPOSAL_SUBMITTED | 1u << PROPOSAL_RETURNED, PROPOSAL_WITHDRAWN,
                         "proposal.withdraw");
    proposals_release(&look);
    return status;
}

/* ---- counting ---- */

static enum fpl_status count_one(void *ctx, const struct state_proposal *proposal) {
    int *count = ctx;
    (void)proposal;
    ++*count;
    return FPL_OK;
}

enum fpl_status proposals_count(struct call *call, int *to_check, int *returned) {
    struct proposal_filter check = {.states = OPEN_BITS, .not_of = call->who.user, .limit = COUNTS_MOST};
    struct proposal_filter own = {.states = 1u << PROPOSAL_RETURNED, .maker = call->who.user, .limit = COUNTS_MOST};
    struct state *state = call->service->state;
    int64_t now = host_real_ms();
    enum fpl_status status = FPL_OK;
    *to_check = *returned = 0;
    if (call->roles & FPL_ROLE_APPROVER)
        status = state_proposals(state, &check, now, count_one, to_check, &call->error);
    return status ? status : state_proposals(state, &own, now, count_one, returned, &call->error);
}
