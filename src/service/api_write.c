/* What the API records: commands, and proposals with their decisions. */
#include "src/host/host.h"
#include "src/service/api.h"
#include "src/service/proposals.h"
#include "src/service/session.h"

#include <stdlib.h>

#define PROPOSALS_USUAL 100
#define PROPOSALS_MOST  500

static struct fpl_str body_of(const struct call *call) {
    return (struct fpl_str){call->request->body, call->request->body_bytes};
}

/* ---- proposals as JSON ---- */

static void put_proposal(const struct call *call, const struct state_proposal *it, struct fpl_buf *out) {
    char moment[40];
    fpl_buf_addf(out, "{\"id\":%lld,\"version\":%d", (long long)it->id, it->version);
    body_member("command", it->command, out);
    body_member("book", it->book, out);
    body_member("state", proposal_state_name(it->state, -1), out);
    body_member("maker", it->maker, out);
    body_member("made", cut_moment(call, it->made_ms, moment), out);
    body_member("changed", cut_moment(call, it->changed_ms, moment), out);
    if (it->checker[0])
        body_member("checker", it->checker, out);
    if (it->receipt[0])
        body_member("receipt", it->receipt, out);
    fpl_buf_addc(out, '}');
}

/* Submitted: 202, and where it is looked at. */
static enum fpl_status answer_proposal(struct call *call, const struct state_proposal *it, int http) {
    struct fpl_buf *out = &call->response->body;
    call->response->status = http;
    call->response->type = "application/json";
    web_header_addf(call->response, "Location", "/api/v1/proposals/%lld", (long long)it->id);
    fpl_buf_adds(out, "{\"proposal\":");
    put_proposal(call, it, out);
    fpl_buf_adds(out, "}\n");
    return fpl_buf_ok(out);
}

/* ---- commands ---- */

static enum fpl_status try_it(struct call *call, const struct fpl_command *command, struct tried *tried) {
    struct fpl_report *report = NULL;
    struct fpl_buf members = {0};
    enum fpl_status status = commands_try(call, command, tried);
    if (status)
        return commands_fail(call, command->spec, status, &tried->answer);
    const struct fpl_decision *decision = &tried->decision;
    fpl_buf_addf(&members, "\"dry\":true,\"status\":\"%s\",", fpl_status_name(tried->answer.status));
    if (!commands_is_yes(tried->answer.status) && tried->answer.status != FPL_ALREADY) {
        commands_put_why_not(command->spec, decision, &tried->answer, &call->error, &members);
        fpl_buf_addc(&members, ',');
    }
    fpl_error_clear(&call->error);
    if (decision->shown[0])
        fpl_buf_addf(&members, "\"expect\":\"%s\",", decision->shown);
    status = fpl_buf_ok(&members);
    if (!status)
        status = commands_preview(call, command, tried, &report);
    if (!status)
        status = ask_answer_with(call, fpl_buf_str(&members), report);
    fpl_buf_release(&members);
    return status;
}

static enum fpl_status own_key(struct call *call, struct fpl_str *out) {
    *out = call->request->header[WEB_IDEMPOTENCY_KEY];
    if (out->n && !call->request->repeated[WEB_IDEMPOTENCY_KEY])
        return FPL_OK;
    fpl_error_at_field(&call->error, "Idempotency-Key");
    return fpl_fail(&call->error, out->n ? FPL_E_DUPLICATE_FIELD : FPL_E_MISSING, "Idempotency-Key", NULL, NULL);
}

static enum fpl_status record_it(struct call *call, struct wish *wish, struct tried *tried) {
    struct fpl_str key = {0};
    struct fpl_buf request = {0};
    enum fpl_status status = own_key(call, &key);
    if (!status && commands_ask_factor(wish->command.spec))
        status = session_factor(call, call->request->header[WEB_CODE]);
    fpl_buf_addf(&request, "%s:%.*s", call->who.user, (int)key.n, key.p ? key.p : "");
    if (!status)
        status = fpl_buf_ok(&request);
    wish->command.request = fpl_buf_str(&request);
    if (!status)
        status = commands_give(call, &wish->command, &tried->answer);
    wish->command.request = (struct fpl_str){0};
    fpl_buf_release(&request);
    return status ? commands_fail(call, wish->command.spec, status, &tried->answer)
                  : commands_answer(call, wish->command.spec, &tried->answer);
}

static enum fpl_status submit_it(struct call *call, struct proposal_wish *wish, struct tried *tried) {
    struct state_proposal proposal = {.id = 0};
    enum fpl_status status = own_key(call, &wish->own_key);
    if (!status)
        status = proposals_submit(call, wish, tried, &proposal);
    if (status)
        return commands_fail(call, wish->spec, status, &tried->answer);
    if (!proposal.id) /* it would be refused, or is recorded already */
        return commands_answer(call, wish->spec, &tried->answer);
    fpl_error_clear(&call->error);
    return answer_proposal(call, &proposal, 202);
}

enum fpl_status api_command(struct call *call) {
    struct wish wish = {.texts = NULL};
    const struct fpl_command_spec *spec = NULL;
    struct fpl_str dry = web_pairs_get(&call->args, "dry");
    struct tried *tried = tried_new();
    enum fpl_status status = tried ? ask_only(call, "dry") : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = commands_find(call, call->variable[0], &spec);
    if (!status && dry.n && !fpl_str_is(dry, "1") && !fpl_str_is(dry, "0"))
        status = fpl_fail(&call->error, FPL_E_ENUM, "dry", "0 1", NULL);
    if (!status)
        status = wish_read(spec, body_of(call), &wish, &call->error);
    if (!status) {
        wish.command.actor = fpl_str_of(call->who.user);
        wish.command.auth = commands_auth(call);
        struct proposal_wish proposal = {.spec = spec, .wish = &wish};
        status = fpl_str_is(dry, "1")              ? try_it(call, &wish.command, tried)
                 : spec->flags & FPL_COMMAND_ENTRY ? submit_it(call, &proposal, tried)
                                                   : record_it(call, &wish, tried);
        if (status)
            status = commands_fail_form(call, &wish.command, status);
        if (status)
            commands_name_field(call, spec);
    }
    wish_release(&wish);
    free(tried);
    return status;
}

/* ---- proposals ---- */

struct listing {
    struct call *call;
    int64_t limit, shown, last;
    int more;
};

static enum fpl_status list_one(void *ctx, const struct state_proposal *proposal) {
    struct listing *listing = ctx;
    struct fpl_buf *out = &listing->call->response->body;
    if (!proposals_may_see(listing->call, proposal))
        return FPL_OK;
    if (listing->shown == listing->limit) {
        listing->more = 1;
        return FPL_OK;
    }
    fpl_buf_adds(out, listing->shown++ ? ",\n " : "\n ");
    put_proposal(listing->call, proposal, out);
    listing->last = proposal->id;
    return fpl_buf_ok(out);
}

enum fpl_status api_proposals(struct call *call) {
    struct fpl_buf *out = &call->response->body;
    struct listing listing = {.call = call, .limit = PROPOSALS_USUAL};
    struct proposal_filter filter = {.states = ~0u};
    struct fpl_str state = web_pairs_get(&call->args, "state");
    enum fpl_status status = ask_only(call, "state after limit");
    if (!status)
        status = ask_number(call, "limit", 1, PROPOSALS_MOST, &listing.limit);
    if (!status)
        status = ask_number(call, "after", 1, INT64_MAX, &filter.after);
    if (!status && state.n) {
        filter.states = 1u << proposal_state_of(state);
        if (filter.states == 1u)
            status = fpl_fail(&call->error, FPL_E_ENUM, "state",
                              "SUBMITTED RETURNED DECIDING UNSURE APPROVED WITHDRAWN EXPIRED", NULL);
    }
    if (status)
        return status;
    if (call->institution.n || call->roles == FPL_ROLE_ADMIN)
        filter.maker = call->who.user;
    filter.limit = (int)listing.limit + 1;
    call->response->type = "application/json";
    fpl_buf_adds(out, "{\"proposals\":[");
    status = state_proposals(call->service->state, &filter, host_real_ms(), list_one, &listing, &call->error);
    if (listing.more)
        fpl_buf_addf(out, "],\"next\":%lld}\n", (long long)listing.last);
    else
        fpl_buf_adds(out, "],\"next\":null}\n");
    return status ? status : fpl_buf_ok(out);
}

static enum fpl_status put_step(void *ctx, const struct proposal_step *step) {
    struct listing *listing = ctx;
    struct fpl_buf *out = &listing->call->response->body;
    char moment[40];
    fpl_buf_adds(out, listing->shown++ ? ",\n " : "\n ");
    fpl_buf_addf(out, "{\"version\":%d", step->version);
    body_member("state", proposal_state_name(step->state, -1), out);
    body_member("t", cut_moment(listing->call, step->t, moment), out);
    body_member("user", step->user, out);
    body_member("note", step->note, out);
    fpl_buf_addc(out, '}');
    return fpl_buf_ok(out);
}

/* The preview is the report of a dry run, under the member "preview"; what cannot be decided says why instead. */
static enum fpl_status put_preview(struct call *call, struct proposal_look *look) {
    struct fpl_buf *out = &call->response->body;
    struct fpl_render how = {.zh = call->zh, .format = FPL_FORMAT_JSON};
    struct fpl_report *report = NULL;
    if (!look->tried)
        return FPL_OK;
    enum fpl_status outcome = look->what ? look->what : look->tried->answer.status;
    body_member("outcome", fpl_status_name(outcome), out);
    if (look->tried->decision.shown[0] && !look->what)
        body_member("expect", look->tried->decision.shown, out);
    if (look->what)
        return FPL_OK;
    enum fpl_status status = commands_preview(call, &look->wish.command, look->tried, &report);
    fpl_buf_adds(out, ",\"preview\":");
    if (!status)
        status = fpl_report_render(report, &how, body_write, call, &call->error);
    fpl_report_free(report);
    return status;
}

enum fpl_status api_proposal(struct call *call) {
    struct fpl_buf *out = &call->response->body;
    struct proposal_look look = {.tried = NULL};
    struct listing listing = {.call = call};
    int64_t id = 0;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = step_id(call, &id);
    if (!status)
        status = proposals_look(call, id, &look);
    if (!status) {
        call->response->type = "application/json";
        fpl_buf_addc(out, '{');
        cut_json(call, out);
        fpl_buf_adds(out, ",\"proposal\":");
        put_proposal(call, &look.it, out);
        fpl_buf_addf(out, ",\"body\":%.*s,\"steps\":[", (int)look.wish.canonical.n, look.wish.canonical.p);
        status = state_proposal_steps(call->service->state, id, put_step, &listing, &call->error);
        fpl_buf_addc(out, ']');
    }
    if (!status)
        status = put_preview(call, &look);
    fpl_buf_adds(out, "}\n");
    proposals_release(&look);
    return status ? status : fpl_buf_ok(out);
}

enum fpl_status api_approve(struct call *call) {
    struct step act = {.id = 0};
    struct fpl_answer *answer = calloc(1, sizeof *answer);
    enum fpl_status status = answer ? FPL_OK : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = step_of_json(call, STEP_VERSION | STEP_EXPECT, &act);
    if (!status)
        status = proposals_approve(call, &act, answer);
    if (!status) {
        struct state_proposal it;
        status = state_proposal_get(call->service->state, act.id, host_real_ms(), &it, &call->error);
        if (!status)
            status = commands_answer(call, fpl_command_find(it.command), answer);
    }
    step_release(&act);
    free(answer);
    return status;
}

static enum fpl_status move(struct call *call, unsigned members,
                            enum fpl_status (*act_on)(struct call *call, const struct step *act)) {
    struct step act;
    struct state_proposal it;
    enum fpl_status status = step_of_json(call, STEP_VERSION | members, &act);
    if (!status)
        status = act_on(call, &act);
    int64_t id = act.id;
    step_release(&act);
    if (!status)
        status = state_proposal_get(call->service->state, id, host_real_ms(), &it, &call->error);
    return status ? status : answer_proposal(call, &it, 200);
}

enum fpl_status api_return(struct call *call) {
    return move(call, STEP_REASON, proposals_return);
}

enum fpl_status api_withdraw(struct call *call) {
    return move(call, STEP_REASON, proposals_withdraw);
}

/* Another version of what was returned, or of what nobody has looked at yet: the body of the command, ?version=N. */
enum fpl_status api_resubmit(struct call *call) {
    struct wish wish = {.texts = NULL};
    struct state_proposal it = {.id = 0};
    struct tried *tried = tried_new();
    int64_t id = 0, version = 0;
    enum fpl_status status = tried ? ask_only(call, "version") : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = step_id(call, &id);
    if (!status)
        status = ask_number(call, "version", 1, INT32_MAX, &version);
    if (!status)
        status = state_proposal_get(call->service->state, id, host_real_ms(), &it, &call->error);
    if (!status && strcmp(it.maker, call->who.user) != 0)
        status = fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[0].p, call->variable[0].n);
    const struct fpl_command_spec *spec = status ? NULL : fpl_command_find(it.command);
    if (!status && !spec)
        status = fpl_fail(&call->error, FPL_E_STATE_FILE, it.command, NULL, NULL);
    if (!status)
        status = wish_read(spec, body_of(call), &wish, &call->error);
    struct proposal_wish proposal = {.spec = spec, .wish = &wish, .id = id, .version = (int)version};
    if (!status)
        status = submit_it(call, &proposal, tried);
    wish_release(&wish);
    free(tried);
    return status;
}
