/* Business events taken back: a deal, money paid in, a repayment, by the red image of what they posted; a loan's
 * registration, by undoing what is left of it. The record bears the day of the event it takes back, so that no cut by
 * the day something occurred counts that event any more, while a reader who asks what was known earlier still sees it.
 * The event's own key stays taken: the same row again is answered `already recorded`, what is right is recorded under a
 * key of its own. (Decisions on claims are revoked in claims.c.) */
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <string.h>

enum fpl_status fpl_desk__not_taken_on(struct desk_call *call) {
    if (!call->command->take_on)
        return FPL_OK;
    fpl_error_at_field(call->error, "take_on");
    return fpl_fail(call->error, FPL_E_USAGE, "take_on", NULL, NULL);
}

struct event { /* the one to be taken back */
    int64_t seq;
    struct fpl_str mark;         /* key of the item "reversed": its seq, in desk->text */
    struct fpl_str data;         /* of its own item */
    const struct fpl_json *body; /* in desk->claim_doc */
};

/* The same reversal again is answered so; another one comes too late, whatever it says. */
static enum fpl_status reversed_before(struct desk_call *call, const struct event *event, int *done) {
    char receipt[48];
    enum fpl_status status = fpl_desk__business_key(call, "reversed", event->mark, done);
    if (status != FPL_E_KEY_CHANGED)
        return status;
    fpl_str_copy(fpl_str_of(call->error->arg[1]), receipt, sizeof receipt);
    return fpl_fail(call->error, FPL_E_REVERSED, receipt, NULL, NULL);
}

/* The event that consumed a business key, with its body; *done: this very command has been recorded. */
static enum fpl_status find_event(struct desk_call *call, const char *kind, struct fpl_str key, struct event *out,
                                  int *done) {
    struct fpl_item_state state = {0};
    char number[24];
    int found = 0;
    int32_t book = call->book->info.id;
    enum fpl_status status = fpl_desk__not_taken_on(call);
    if (!status)
        status = fpl_journal__item(call->session, book, kind, key, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_NOT_FOUND, key.p, key.n);
    if (status)
        return status;
    snprintf(number, sizeof number, "%lld", (long long)state.seq0);
    struct fpl_str mark = fpl_str_of(number);
    *out = (struct event){.seq = state.seq0, .mark = fpl_desk__key(call, &mark, 1), .data = state.data};
    status = reversed_before(call, out, done);
    if (status || *done)
        return status;
    return fpl_desk__body(call, book, out->seq, &call->desk->claim_body, &call->desk->claim_doc, &out->body);
}

static void source(struct desk_call *call, enum fpl_fact_id id, int64_t seq) {
    fpl_fact_source(&call->desk->facts, id, call->book->info.id, seq);
}

/* Was the event taken on? Then it posted nothing, and neither does its reversal. */
static void load_take_on(struct desk_call *call, const struct event *event) {
    if (!fpl_json_num(fpl_json_get(fpl_json_get(event->body, "cmd"), "take_on"), 0))
        return;
    fpl_fact_set_bool(&call->desk->facts, FPL_FACT_TAKE_ON, 1);
    source(call, FPL_FACT_TAKE_ON, event->seq);
}

/* facts: what a decider read; NULL where nothing was to be decided. */
static enum fpl_status append_red(struct desk_call *call, const struct event *event, const char *kind,
                                  const struct fpl_facts *facts) {
    fpl_decision_item(&call->desk->decision, "reversed", event->mark, FPL_STR("{}"));
    fpl_desk__use_decision(call, (struct fpl_str){NULL, 0});
    call->draft.facts = facts;
    call->draft.kind = kind;
    call->draft.reverses = event->seq;
    call->draft.occurred = fpl_body__date(event->body, "occ");
    call->draft.memo = fpl_desk__text(call, "memo");
    call->draft.flags |= FPL_DRAFT_RED;
    return fpl_desk__append(call);
}

/* ---- a deal ---- */

static enum fpl_status load_deal(struct desk_call *call, const struct event *event) {
    static const enum fpl_fact_id read[] = {FPL_FACT_TODAY,          FPL_FACT_FIRM_ID,      FPL_FACT_DEAL_AMOUNT,
                                            FPL_FACT_DEAL_PAID_DATE, FPL_FACT_DEAL_RESULTS, FPL_FACT_DEAL_STATE};
    struct fpl_date occurred = fpl_body__date(event->body, "occ");
    struct fpl_facts *facts = &call->desk->facts;
    struct fpl_buf *results = &call->desk->extra;
    enum fpl_status status = fpl_json_parse(&call->desk->doc, event->data, call->error);
    if (status)
        return status;
    const struct fpl_json *deal = fpl_json_root(&call->desk->doc);
    struct fpl_str firm = fpl_json_get_text(deal, "firm"), state = fpl_json_get_text(deal, "st");
    memset(facts, 0, sizeof *facts);
    fpl_fund_deal_results(deal, results);
    if (fpl_buf_ok(results))
        return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_fact_set_date(facts, FPL_FACT_TODAY, occurred);
    fpl_fact_set_text(facts, FPL_FACT_FIRM_ID, fpl_desk__key(call, &firm, 1));
    fpl_fact_set_money(facts, FPL_FACT_DEAL_AMOUNT, fpl_money_of(fpl_json_get_num(deal, "amt", 0)));
    fpl_fact_set_date(facts, FPL_FACT_DEAL_PAID_DATE, fpl_body__date(deal, "paid"));
    fpl_fact_set_text(facts, FPL_FACT_DEAL_RESULTS, fpl_buf_str(results));
    fpl_fact_set_text(facts, FPL_FACT_DEAL_STATE, fpl_desk__key(call, &state, 1));
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++)
        if (fpl_fact_known(facts, read[i]))
            source(call, read[i], event->seq);
    load_take_on(call, event);
    status = fpl_desk__say(call, "deal.reversed");
    return status ? status : fpl_desk__add_said(call, occurred);
}

enum fpl_status fpl_desk__deal_reverse(struct desk_call *call) {
    struct event deal;
    int done = 0;
    enum fpl_status status = find_event(call, "deal", fpl_desk__text(call, "deal"), &deal, &done);
    if (!status && !done)
        status = load_deal(call, &deal);
    if (status || done)
        return status;
    fpl_fund_decide_deal_reversal(&call->desk->facts, &call->desk->decision);
    status = fpl_desk__decided(call);
    return status ? status : append_red(call, &deal, "deal.reversed", &call->desk->facts);
}

/* ---- money paid into a pool ---- */

/* No rule stands behind it: money that did not come must leave the books, whatever has been paid out since. */
static enum fpl_status red_image(struct desk_call *call, const struct event *event) {
    struct fpl_decision *decision = &call->desk->decision;
    const struct fpl_json *list = fpl_json_get(event->body, "p");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        struct fpl_posting line;
        struct fpl_money red;
        char account[16];
        if ((status = fpl_body__posting(p, &line, call->error)))
            break;
        decision->amount = line.amount;
        if (fpl_money_neg(line.amount, &red))
            return fpl_fail(call->error, FPL_E_CORRUPT, "p", NULL, NULL);
        fpl_decision_post(decision, fpl_str_copy(line.account, account, sizeof account), line.side, red, line.party,
                          line.item);
    }
    return status;
}

enum fpl_status fpl_desk__contribution_reverse(struct desk_call *call) {
    struct event money;
    int done = 0;
    enum fpl_status status = find_event(call, "contribution", fpl_desk__text(call, "contribution"), &money, &done);
    if (!status && !done)
        status = red_image(call, &money);
    if (!status && !done)
        status = fpl_desk__decided(call);
    return status || done ? status : append_red(call, &money, "contribution.reversed", NULL);
}

/* ---- a repayment ---- */

/* Is a claim on the loan neither refused nor paid? Asked of a loan paid off, whose state does not tell. */
static enum fpl_status load_pending(struct desk_call *call, struct fpl_str loan) {
    struct fpl_str parts[2] = {loan, {"", 0}}, prefix = fpl_desk__key(call, parts, 2);
    struct fpl_cursor *cursor = NULL;
    int64_t seq = call->book->head.size;
    int row = 1, pending = 0;
    enum fpl_status status = fpl_store__scan_items(call->session->store, call->book->info.id, FPL_STR("claim"), prefix,
                                                   &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row && !pending) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (item.key.n < prefix.n || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if ((status = fpl_json_parse(&call->desk->doc, item.data, call->error)))
            break;
        struct fpl_str state = fpl_json_get_text(fpl_json_root(&call->desk->doc), "st");
        pending = !fpl_str_is(state, "REFUSED") && !fpl_str_is(state, "PAID");
        seq = pending ? item.seq : seq;
    }
    fpl_store__end(cursor);
    fpl_fact_set_bool(&call->desk->facts, FPL_FACT_LOAN_CLAIM_PENDING, pending);
    source(call, FPL_FACT_LOAN_CLAIM_PENDING, seq);
    return status;
}

static enum fpl_status load_repayment(struct desk_call *call, const struct event *event) {
    struct fpl_facts *facts = &call->desk->facts;
    const struct desk_pack *pack = NULL;
    struct fpl_str loan = call->desk->said.loan_key;
    enum fpl_status status = fpl_desk__load_loan(call, loan, &pack);
    if (status)
        return status;
    fpl_fact_set_date(facts, FPL_FACT_TODAY, fpl_body__date(event->body, "occ"));
    fpl_fact_set_money(facts, FPL_FACT_CLAIM_REPAID,
                       fpl_money_of(fpl_body__moved(event->body, fpl_fact_name(FPL_FACT_LOAN_REPAID), "rep")));
    fpl_fact_set_money(facts, FPL_FACT_REPAYMENT_RELEASED,
                       fpl_money_of(-fpl_body__moved(event->body, fpl_fact_name(FPL_FACT_LOAN_MEMO_SHARE), "exp")));
    source(call, FPL_FACT_TODAY, event->seq);
    source(call, FPL_FACT_CLAIM_REPAID, event->seq);
    source(call, FPL_FACT_REPAYMENT_RELEASED, event->seq);
    load_take_on(call, event);
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_LOAN_STATE), "PAID_OFF"))
        status = load_pending(call, loan);
    return status ? status : fpl_desk__add_said(call, fpl_fact_date(facts, FPL_FACT_TODAY));
}

enum fpl_status fpl_desk__repayment_reverse(struct desk_call *call) {
    struct event repayment;
    int done = 0;
    enum fpl_status status = fpl_desk__say(call, "repayment.reversed");
    if (status)
        return status;
    struct fpl_str parts[2] = {call->desk->said.loan_key, fpl_desk__text(call, "instalment")};
    status = find_event(call, "repayment", fpl_desk__key(call, parts, 2), &repayment, &done);
    if (!status && !done)
        status = load_repayment(call, &repayment);
    if (status || done)
        return status;
    fpl_pool_decide_repayment_reversal(&call->desk->facts, &call->desk->decision);
    status = fpl_desk__decided(call);
    return status ? status : append_red(call, &repayment, "repayment.reversed", &call->desk->facts);
}

/* ---- the registration of a loan ---- */

enum fpl_status fpl_desk__loan_withdraw(struct desk_call *call) {
    struct fpl_facts *facts = &call->desk->facts;
    const struct desk_pack *pack = NULL;
    struct fpl_item_state state = {0};
    int found = 0, done = 0;
    enum fpl_status status = fpl_desk__not_taken_on(call);
    if (!status)
        status = fpl_desk__say(call, "loan.withdrawn");
    if (status)
        return status;
    struct fpl_str loan = call->desk->said.loan_key;
    status = fpl_desk__load_loan(call, loan, &pack);
    if (!status)
        status = fpl_journal__item(call->session, call->book->info.id, "loan", loan, &state, &found, call->error);
    if (!status)
        status = fpl_desk__done_before(call, state.seq, "loan.withdrawn", &done);
    if (status || done)
        return status;
    fpl_fact_set_date(facts, FPL_FACT_TODAY, fpl_body__date(fpl_json_root(&call->desk->loan_doc), "occ"));
    source(call, FPL_FACT_TODAY, state.seq0);
    if ((status = fpl_desk__add_said(call, fpl_fact_date(facts, FPL_FACT_TODAY))))
        return status;
    fpl_pool_decide_withdrawal(facts, &call->desk->decision);
    if ((status = fpl_desk__decided(call)))
        return status;
    fpl_desk__use_decision(call, (struct fpl_str){NULL, 0});
    call->draft.kind = "loan.withdrawn";
    call->draft.occurred = fpl_fact_date(facts, FPL_FACT_TODAY);
    call->draft.memo = fpl_desk__text(call, "reason");
    return fpl_desk__append(call);
}
