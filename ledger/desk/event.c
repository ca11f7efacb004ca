/* Every event that is decided goes the same way: what its command says, whether it was given before, under which pack,
 * what it reads, may these people, then its decider, and one draft for the journal. What is particular to a kind of
 * event stands in its declaration. */
#include "fundpool/cash_flow.h"
#include "ledger/desk/giving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fpl_str key_of(const struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    return event->item ? fpl_fact_text(g->reading.facts, (enum fpl_fact_id)event->key) : (struct fpl_str){NULL, 0};
}

/* ---- form that only the event knows ---- */

static enum fpl_status check_take_on(struct desk_call *call, const struct fpl_event *event) {
    int given = call->command->take_on;
    char actor[65];
    if (event->side_of) /* the primary has looked */
        return FPL_OK;
    if (given && call->institution[0]) { /* he would date his own claims back */
        fpl_error_at_field(call->error, "take_on");
        return fpl_fail(call->error, FPL_E_ROLE, fpl_str_copy(call->command->actor, actor, sizeof actor), "--take-on",
                        NULL);
    }
    if (given ? (event->flags & FPL_EVENT_TAKE_ON) != 0 : !(event->flags & FPL_EVENT_TAKEN_ON))
        return FPL_OK;
    fpl_error_at_field(call->error, "take_on");
    return given ? fpl_fail(call->error, FPL_E_USAGE, "take_on", NULL, NULL)
                 : fpl_fail(call->error, FPL_E_MISSING, "--take-on", NULL,
                            NULL); /* what is paid today is claimed first */
}

/* A deal that names its fund stands in that fund's book. */
static enum fpl_status check_own_book(struct desk_call *call) {
    const struct fpl_command_spec *spec = call->command->spec;
    for (int i = 0; i < spec->field_count; i++) {
        const struct fpl_typed *value = &call->desk->typed[i];
        if (!(spec->fields[i].flags & FPL_FIELD_OWN_BOOK) || !value->given ||
            fpl_str_is(value->text, call->book->info.code))
            continue;
        fpl_error_at_field(call->error, spec->fields[i].name);
        return fpl_fail_text(call->error, FPL_E_BOOK, value->text.p, value->text.n);
    }
    return FPL_OK;
}

/* An institution's user acts for the institution alone. */
static enum fpl_status check_scope(struct desk_call *call, const struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    if (!call->institution[0] || !event->scope_field)
        return FPL_OK;
    struct fpl_str whose = fpl_fact_text(g->reading.facts, (enum fpl_fact_id)event->scope);
    if (whose.n == 0 || fpl_str_is(whose, call->institution))
        return FPL_OK;
    fpl_error_at_field(call->error, event->scope_field);
    return fpl_fail_text(call->error, FPL_E_SCOPE, call->command->actor.p, call->command->actor.n);
}

/* Nobody judges, checks or pays what concerns the institution that he belongs to. */
static enum fpl_status check_own_institution(struct desk_call *call, const struct desk_giving *g) {
    const struct fpl_str who[2] = {call->command->actor, call->command->checker};
    char name[65];
    for (int i = 0; i < 2; i++)
        if (call->of[i][0] && fpl_event_concerns(g->said.event, g->reading.facts, fpl_str_of(call->of[i])))
            return fpl_fail(call->error, FPL_E_OWN_INSTITUTION, fpl_str_copy(who[i], name, sizeof name), call->of[i],
                            NULL);
    return FPL_OK;
}

/* The loan of an institution's command: one that it neither lent nor guarantees is to it as if there were none. Asked
 * before any key is looked up. */
static enum fpl_status hide_loan(struct desk_call *call, const struct desk_giving *g) {
    struct fpl_str key = fpl_fact_text(g->reading.facts, FPL_FACT_LOAN_KEY);
    struct fpl_item_state state;
    int found = 0;
    if (!call->institution[0] || key.n == 0)
        return FPL_OK;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "loan", key, &state, &found, call->error);
    if (!status && found)
        status = fpl_json_parse(&call->desk->item_doc, state.data, call->error);
    if (status || !found)
        return status;
    const struct fpl_json *loan = fpl_json_root(&call->desk->item_doc);
    call->hides = !fpl_str_is(fpl_json_get_text(loan, "bank"), call->institution) &&
                  !fpl_str_is(fpl_json_get_text(loan, "guar"), call->institution);
    return FPL_OK;
}

/* ---- given before? ---- */

static enum fpl_status find_item(struct desk_call *call, struct desk_giving *g) {
    struct fpl_str key = key_of(g);
    enum fpl_status status = key.n && !call->hides
                                 ? fpl_journal__item(call->session, call->book->info.id, g->said.event->item, key,
                                                     &g->state, &g->found, call->error)
                                 : FPL_OK;
    if (!status && g->found && g->said.event->moves_other &&
        !(status = fpl_json_parse(&call->desk->item_doc, g->state.data, call->error)))
        (void)fpl_str_copy(fpl_json_get_text(fpl_json_root(&call->desk->item_doc), "st"), g->item_state,
                           sizeof g->item_state);
    return status;
}

/* The same reversal again is answered so; another one comes too late, whatever it says. */
static enum fpl_status reversed_before(struct desk_call *call, struct desk_giving *g) {
    char receipt[48], number[24];
    snprintf(number, sizeof number, "%lld", (long long)g->reading.undone);
    struct fpl_str mark = fpl_str_of(number);
    g->mark = fpl_desk__key(call, &mark, 1);
    enum fpl_status status = fpl_desk__business_key(call, "reversed", g->mark, &g->done);
    if (status != FPL_E_KEY_CHANGED)
        return status;
    fpl_str_copy(fpl_str_of(call->error->arg[1]), receipt, sizeof receipt);
    return fpl_fail(call->error, FPL_E_REVERSED, receipt, NULL, NULL);
}

/* Of a side: the primary's event taken back has its side at g->reading.undone. */
static enum fpl_status find_undone_side(struct desk_call *call, struct desk_giving *g) {
    if (!(g->said.event->flags & FPL_EVENT_UNDOES))
        return FPL_OK;
    enum fpl_status status = reversed_before(call, g);
    if (!status && !g->done)
        status = fpl_desk__read_undone(&g->reading, g->reading.undone);
    if (!status && !g->done)
        g->reading.day = fpl_body__date(g->reading.undone_body, "occ");
    return status;
}

/* The record that this event takes back, read before anything else: its day is the event's. */
static enum fpl_status find_undone(struct desk_call *call, struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    struct fpl_str key = key_of(g);
    if (event->side_of)
        return find_undone_side(call, g);
    if (!(event->flags & FPL_EVENT_UNDOES) || !g->found)
        return event->again == FPL_AGAIN_UNDONE && !g->found ? fpl_fail_text(call->error, FPL_E_NOT_FOUND, key.p, key.n)
                                                             : FPL_OK;
    g->reading.undone = event->flags & FPL_EVENT_UNDOES_LAST ? g->state.seq : g->state.seq0;
    enum fpl_status status = event->again == FPL_AGAIN_UNDONE ? reversed_before(call, g) : FPL_OK;
    if (status || g->done)
        return status;
    if ((status = fpl_desk__read_undone(&g->reading, g->reading.undone)))
        return status;
    g->reading.day = fpl_body__date(g->reading.undone_body, "occ");
    return FPL_OK;
}

/* Was the item moved last by an event of another item of its kind, which is none of its own? */
static int is_of_another(const struct desk_giving *g, const struct fpl_event *last) {
    return fpl_event_moved_other(last, fpl_str_of(g->said.event->item), fpl_str_of(g->item_state));
}

/* Has the newest record of the item ended it? A withdrawal posts no red image and marks nothing. */
static enum fpl_status not_ended(struct desk_call *call, const struct desk_giving *g) {
    struct fpl_leaf leaf;
    if (g->state.seq == g->state.seq0)
        return FPL_OK;
    enum fpl_status status = fpl_journal__leaf(call->session, call->book->info.id, g->state.seq, &leaf, call->error);
    if (status)
        return status;
    const struct fpl_event *last = fpl_event_find(fpl_str_of(leaf.kind));
    return last && (last->flags & FPL_EVENT_ENDS) && !is_of_another(g, last)
               ? fpl_desk__taken_back(call, g->state.seq0, g->state.seq)
               : FPL_OK;
}

static enum fpl_status given_before(struct desk_call *call, struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    enum fpl_status status = event->item ? find_item(call, g) : FPL_OK;
    if (!status && g->found && event->again == FPL_AGAIN_KEY) {
        g->done = 1;
        status = not_ended(call, g);
        return status ? status : fpl_desk__same_command(call, g->state.seq0);
    }
    return status;
}

/* The item's last record is this very command, or another one of its kind, which comes too late. */
static enum fpl_status done_before(struct desk_call *call, struct desk_giving *g) {
    if (g->said.event->again != FPL_AGAIN_LAST || !g->found || is_of_another(g, g->said.event))
        return FPL_OK;
    return fpl_desk__done_before(call, g->state.seq, g->said.event->kind, &g->done);
}

/* Is this the command of that record given again? */
static enum fpl_status is_same(struct desk_call *call, int64_t seq, int *same) {
    struct fpl_error keep = *call->error;
    enum fpl_status status = fpl_desk__same_command(call, seq);
    *same = status == FPL_OK;
    if (status == FPL_E_KEY_CHANGED) {
        *call->error = keep;
        status = FPL_OK;
    }
    return status;
}

/* AGAIN_STATE, once the decider has said that nothing would change: what was recorded for that day, or else the newest
 * state, is this command given again or another one. */
static enum fpl_status compare_states(struct desk_call *call, struct desk_giving *g) {
    struct fpl_item_state dated;
    int has_dated = 0, same = 0;
    struct fpl_str listing = fpl_fact_text(g->reading.facts, (enum fpl_fact_id)g->said.event->keys[0].fact);
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "listing", listing, &dated, &has_dated, call->error);
    int64_t earlier = has_dated ? dated.seq : g->state.seq0;
    if (!status && earlier != g->state.seq)
        status = is_same(call, earlier, &same);
    g->done = 1;
    return status || same ? status : fpl_desk__same_command(call, g->state.seq);
}

/* ---- under which pack ---- */

/* A version binds no loan of a day outside its validity, whatever was signed. */
static enum fpl_status in_force(struct desk_call *call, const struct desk_agreement *agreement,
                                const struct fpl_pack *pack, struct fpl_date day) {
    char text[12];
    if (fpl_pack_in_force(pack, day))
        return FPL_OK;
    return fpl_fail(call->error, FPL_E_PACK_DAY, agreement->pack, fpl_date_format(day, text), NULL);
}

/* The pack of the agreement in force; the day by which it binds is the pack's own choice. */
static enum fpl_status bind_pack(struct desk_call *call, struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    struct desk_agreement agreement;
    int found = 0;
    if (event->binds != FPL_BINDS_AGREEMENT)
        return FPL_OK;
    struct fpl_str party = event->partner(g->reading.facts);
    struct fpl_date other = fpl_fact_date(g->reading.facts, (enum fpl_fact_id)event->binding_day), day = g->reading.day;
    for (int round = 0; round < 2; round++) {
        enum fpl_status status = fpl_desk__agreement(call, party, round == 0 ? day : other, &agreement, &found);
        if (!status && !found)
            status = fpl_fail_text(call->error, FPL_E_AGREEMENT, party.p, party.n);
        if (!status)
            status = fpl_desk__pack(call, fpl_str_of(agreement.pack), &g->reading.pack);
        if (status)
            return status;
        if (fpl_pack_binds_by_registration(g->reading.pack->pack) || fpl_date_cmp(day, other) == 0)
            return in_force(call, &agreement, g->reading.pack->pack, round == 0 ? day : other);
    }
    return in_force(call, &agreement, g->reading.pack->pack, other);
}

/* ---- people, and places before one's own ---- */

/* Who gave a record of the command's book. */
static enum fpl_status giver(struct desk_call *call, int64_t seq, char out[FPL_ERROR_ARG_BYTES]) {
    const struct fpl_json *body = NULL;
    enum fpl_status status =
        fpl_desk__body(call, call->book->info.id, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
    if (!status)
        (void)fpl_error_quote(fpl_json_get_text(fpl_json_get(body, "act"), "by"), out);
    return status;
}

/* The record that the actor gave is named, and who else may go on from it: that the checker be changed is no help. */
static enum fpl_status same_person(struct desk_call *call, const struct desk_giving *g, int64_t seq) {
    const struct fpl_event *event = g->said.event;
    char first[FPL_ERROR_ARG_BYTES] = "", last[FPL_ERROR_ARG_BYTES] = "", list[FPL_ERROR_ARG_BYTES], receipt[48];
    char actor[FPL_ERROR_ARG_BYTES];
    enum fpl_status status = event->not_origin ? giver(call, g->state.seq0, first) : FPL_OK;
    if (!status && event->not_last)
        status = giver(call, g->state.seq, last);
    const struct fpl_wanted_people wanted = {call->command->spec->roles,
                                             call->who_day,
                                             {call->command->actor, fpl_str_of(first), fpl_str_of(last)},
                                             call->institution};
    if (!status)
        status = fpl_journal__people(call->session, &wanted, list, call->error);
    if (status)
        return status;
    snprintf(receipt, sizeof receipt, "%d/%lld", (int)call->book->info.id, (long long)seq);
    return fpl_fail(call->error, FPL_E_SAME_PERSON, fpl_error_quote(call->command->actor, actor), receipt, list);
}

static enum fpl_status not_by(struct desk_call *call, const struct desk_giving *g, int64_t seq) {
    char by[FPL_ERROR_ARG_BYTES];
    enum fpl_status status = giver(call, seq, by);
    return status || !fpl_str_is(call->command->actor, by) ? status : same_person(call, g, seq);
}

/* Whoever lets a breach of a limit through is a third person beside actor and checker. */
static enum fpl_status check_approver(struct desk_call *call, const struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    struct fpl_str who = event->approver ? fpl_fact_text(g->reading.facts, (enum fpl_fact_id)event->approver)
                                         : (struct fpl_str){NULL, 0};
    return who.n ? fpl_desk__check_approver(call, who) : FPL_OK;
}

/* Keys of places are numbers of a fixed width. */
static int64_t place_of(struct fpl_str key) {
    int64_t place = 0;
    for (size_t i = 0; i < key.n && key.p[i] >= '0' && key.p[i] <= '9'; i++)
        place = place * 10 + (key.p[i] - '0');
    return place;
}

static enum fpl_status check_place(struct desk_call *call, const struct desk_giving *g) {
    const struct fpl_facts *facts = g->reading.facts;
    struct fpl_cursor *cursor = NULL;
    int64_t own = fpl_fact_int(facts, FPL_FACT_CLAIM_PLACE, 0);
    int row = 1;
    if (!g->said.event->bars)
        return FPL_OK;
    enum fpl_status status =
        fpl_store__scan_items(call->session->store, call->book->info.id, fpl_str_of(g->said.event->places), FPL_STR(""),
                              &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        int64_t place = place_of(item.key);
        if (place >= own)
            break;
        if ((status = fpl_json_parse(&call->desk->item_doc, item.data, call->error)))
            break;
        if (g->said.event->bars(fpl_json_root(&call->desk->item_doc), facts, g->reading.pack->pack)) {
            char receipt[48], number[FPL_ERROR_ARG_BYTES];
            struct fpl_str key = fpl_json_get_text(fpl_json_root(&call->desk->item_doc), "claim");
            while (key.n && memchr(key.p, '|', key.n)) /* the claimant's own number is the key's last part */
                key = (struct fpl_str){key.p + 1, key.n - 1};
            snprintf(receipt, sizeof receipt, "%d/%lld", (int)call->book->info.id, (long long)place);
            status = fpl_fail(call->error, FPL_E_ORDER, receipt, fpl_error_quote(key, number), NULL);
        }
    }
    fpl_store__end(cursor);
    return status;
}

/* ---- the decision ---- */

/* What an institution's user does counts from the day the ledger learns of it. Asked once it is known that the command
 * was not given before: given again on a later day, it is answered as before. */
static enum fpl_status check_own_day(struct desk_call *call, const struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    struct fpl_date day = g->reading.day;
    char given[12], today[12];
    if (!call->institution[0] || !(event->flags & FPL_EVENT_OWN_DAY) || fpl_date_cmp(day, call->today) == 0)
        return FPL_OK;
    fpl_error_at_field(call->error, event->occurred);
    return fpl_fail(call->error, FPL_E_OWN_DAY, fpl_date_format(call->today, today), fpl_date_format(day, given), NULL);
}

static void keep_gate(struct desk_call *call, struct desk_giving *g, enum fpl_status status) {
    g->gate = status;
    call->desk->gate =
        (struct fpl_reason){.status = status, .about = fpl_desk__about_field(call->command->spec, call->error->field)};
    for (int i = 0; i < 2; i++)
        fpl_str_copy(fpl_str_of(call->error->arg[i]), call->desk->gate.arg[i], sizeof call->desk->gate.arg[i]);
    fpl_error_clear(call->error);
}

/* Nothing is recorded of a day to come. The journal asks it of every draft; here it is told beside the other days. */
static enum fpl_status check_future(struct desk_call *call, const struct desk_giving *g) {
    char day[12];
    if (fpl_date_is_none(g->reading.day) || fpl_date_cmp(g->reading.day, call->today) <= 0)
        return FPL_OK;
    if (g->said.event->occurred)
        fpl_error_at_field(call->error, g->said.event->occurred);
    return fpl_fail(call->error, FPL_E_FUTURE, fpl_date_format(g->reading.day, day), NULL, NULL);
}

/* A day that breaks two rules is wrong once: the first says what to write. */
static int is_told(const struct desk_call *call, const char *field) {
    const struct fpl_answer *answer = call->answer;
    for (int i = 0; i < answer->reasons; i++)
        if (strcmp(fpl_desk__field_about(call->command->spec, &answer->reason[i]), field) == 0)
            return 1;
    return 0;
}

/* Days that are out of order are told by themselves, all of them, for a decider may count between them. Days overdue
 * that were told too many are a gate among others: it waits for the decider's reasons, and all are given at once. */
static enum fpl_status check_dates(struct desk_call *call, struct desk_giving *g) {
    struct desk_faults faults;
    enum fpl_status status;
    int at = 0;
    fpl_desk__faults_begin(call, &faults);
    while ((status = fpl_command__dates_from(&g->said, g->reading.facts, &at, call->error))) {
        if (status == FPL_E_GATE_OVERDUE_SINCE)
            keep_gate(call, g, status);
        else if (is_told(call, call->error->field))
            fpl_error_clear(call->error);
        else if ((status = fpl_desk__fault(call, &faults, status)))
            return status;
    }
    status = check_future(call, g);
    if ((status = fpl_desk__fault(call, &faults, status && is_told(call, call->error->field) ? FPL_OK : status)))
        return status;
    if (faults.first && g->gate)
        call->answer->reason[call->answer->reasons++] = call->desk->gate;
    return fpl_desk__faults_end(call, &faults);
}

static void add_gate(struct fpl_decision *decision, const struct fpl_reason *gate) {
    if (decision->outcome == FPL_OK)
        fpl_decision_begin(decision); /* what it would have made, and remarked, does not come about */
    fpl_decision_refuse(decision, gate->status, gate->arg[0], gate->arg[1], NULL);
    for (int i = 0; i < decision->reasons; i++)
        if (decision->reason[i].status == gate->status)
            decision->reason[i].about = gate->about;
}

static enum fpl_status read_facts(struct desk_call *call, struct desk_giving *g) {
    enum fpl_status status = check_own_day(call, g);
    if (!status)
        status = check_dates(call, g);
    if (!status)
        status = bind_pack(call, g);
    if (status)
        return status;
    fpl_command__follow(&g->said, g->reading.pack ? g->reading.pack->pack : NULL, g->reading.facts);
    if ((status = fpl_desk__read_all(&g->reading)))
        return status;
    if ((status = check_scope(call, g)) || (status = check_own_institution(call, g)) || (status = check_dates(call, g)))
        return status;
    if (g->said.event->not_origin && g->found && (status = not_by(call, g, g->state.seq0)))
        return status;
    if ((status = done_before(call, g)) || g->done)
        return status;
    if (g->said.event->not_last && g->found && (status = not_by(call, g, g->state.seq)))
        return status;
    if ((status = check_approver(call, g)))
        return status;
    return check_place(call, g);
}

/* The red image of what was posted. */
static enum fpl_status red_image(struct desk_call *call, const struct fpl_json *undone, int decided) {
    struct fpl_decision *decision = &call->desk->decision;
    const struct fpl_json *list = fpl_json_get(undone, "p");
    enum fpl_status status = FPL_OK;
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        struct fpl_posting line;
        if ((status = fpl_body__posting(p, &line, call->error)))
            break;
        if (!decided)
            decision->amount = line.amount;
        if (fpl_money_neg(line.amount, &line.amount))
            return fpl_fail(call->error, FPL_E_CORRUPT, "p", NULL, NULL);
        fpl_decision_post(decision, &line);
    }
    return status;
}

/* What the facts that were read name: the fund's limits. */
static enum fpl_status load_limits(struct desk_call *call, const struct desk_giving *g, struct fpl_rules *rules) {
    struct fpl_str limits = fpl_fact_text(g->reading.facts, FPL_FACT_LIMIT_RULE);
    return (g->said.event->approver || g->said.event == &fpl_event__limit_bound) && limits.n
               ? fpl_desk__limits(call, limits, &rules->limits)
               : FPL_OK;
}

/* Of an event that reads lists. */
static enum fpl_status give_lists(struct desk_call *call, const struct desk_giving *g, struct fpl_rules *rules) {
    struct desk *desk = call->desk;
    if (g->reading.lists == 0)
        return FPL_OK;
    if (!desk->shares && !(desk->shares = calloc(1, sizeof *desk->shares)))
        return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    rules->list = desk->list;
    rules->shares = desk->shares;
    return FPL_OK;
}

static enum fpl_status decide(struct desk_call *call, struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    struct desk *desk = call->desk;
    struct fpl_rules rules = {.pack = g->reading.pack ? g->reading.pack->pack : NULL,
                              .currency = fpl_str_of(call->book->info.currency),
                              .bare = !call->dry};
    if (!event->decide)
        return red_image(call, g->reading.undone_body, 0);
    enum fpl_status loaded = load_limits(call, g, &rules);
    if (!loaded)
        loaded = give_lists(call, g, &rules);
    if (loaded)
        return loaded;
    if (event->flags & FPL_EVENT_PROFILES) {
        enum fpl_status status = fpl_desk__profiles(call);
        if (status)
            return status;
        rules.profile = (const struct fpl_profile *const *)desk->profile;
        rules.profiles = desk->profiles;
    }
    FPL_ASSERT(event->binds == FPL_BINDS_NONE || rules.pack);
    memset(&desk->asked, 0, sizeof desk->asked);
    desk->facts.asked = &desk->asked;
    event->decide(&desk->facts, &rules, &desk->decision);
    return fpl_event__is_image(event) && desk->decision.outcome == FPL_OK ? red_image(call, g->reading.undone_body, 1)
                                                                          : FPL_OK;
}

/* ---- the record ---- */

static struct fpl_str memo_of(struct desk_call *call, const struct fpl_event *event) {
    struct fpl_str parts[2] = {fpl_str_of(event->memo ? event->memo : ""), {"", 0}};
    if (!event->memo_field)
        return parts[0];
    const struct fpl_field_spec *field = fpl_field_find(call->command->spec, fpl_str_of(event->memo_field));
    parts[1] = fpl_desk__text(call, event->memo_field);
    if (!event->memo || (!(field->flags & FPL_FIELD_REQUIRED) && parts[1].n))
        return parts[1];
    return parts[1].n ? fpl_desk__key(call, parts, 2) : parts[0];
}

void fpl_desk__draft(struct desk_call *call, struct desk_giving *g) {
    struct desk *desk = call->desk;
    const struct fpl_event *event = fpl_event_of_outcome(g->said.event, desk->decision.outcome);
    FPL_ASSERT(event);
    if (event->outcome)
        call->answer->status = event->outcome;
    if (g->mark.n)
        fpl_decision_item(&desk->decision, "reversed", g->mark, FPL_STR("{}"));
    if (g->named)
        fpl_decision_item(&desk->decision, "named", fpl_desk__text(call, "firm"), FPL_STR("{}"));
    fpl_desk__use_decision(call, g->reading.pack && event->binds ? fpl_str_of(g->reading.pack->hash)
                                                                 : (struct fpl_str){NULL, 0});
    if (!event->decide)
        call->draft.facts = NULL;
    call->draft.kind = event->kind;
    call->draft.occurred = g->reading.day;
    call->draft.memo = memo_of(call, event);
    call->draft.extra = g->sides;
    if (event->flags & FPL_EVENT_RED) {
        call->draft.reverses = g->reading.undone;
        call->draft.flags |= FPL_DRAFT_RED;
    }
    if (event->flags & FPL_EVENT_OPENING)
        call->draft.flags |= FPL_DRAFT_OPENING;
    if ((event->flags & FPL_EVENT_CHECKED) || call->command->take_on) /* it may post nothing, and counts */
        call->draft.checker = call->command->checker;
}

/* What is paid out of each cash account beyond what the books have there is remarked: an amount with two digits too
 * many is found here, or else on the bank's statement. Of single commands: a file says more than a person sees. */
static enum fpl_status note_cash(struct desk_call *call, const struct fpl_event *event) {
    const struct fpl_decision *decision = &call->desk->decision;
    if (call->row >= 0 || event->command.book != FPL_BOOK_FUND || (event->flags & FPL_EVENT_RED))
        return FPL_OK;
    for (int i = 0; i < decision->postings; i++) {
        const struct fpl_posting *line = &decision->posting[i];
        int64_t balance = 0, paid = fpl_money_minor(line->amount);
        if (line->side != 'C' || !fpl_account_is_cash(line->account))
            continue;
        enum fpl_status status =
            fpl_journal__balance(call->session, call->book->info.id, line->account, NULL, &balance, call->error);
        if (status)
            return status;
        if (paid <= balance || call->answer->reasons == FPL_DECISION_REASONS)
            continue;
        struct fpl_reason *note = &call->answer->reason[call->answer->reasons++];
        *note = (struct fpl_reason){.status = FPL_E_CASH};
        (void)fpl_money_format(fpl_money_of(balance), FPL_UNIT_YUAN, call->book->scale, note->arg[0]);
        (void)fpl_money_format(line->amount, FPL_UNIT_YUAN, call->book->scale, note->arg[1]);
    }
    return FPL_OK;
}

static enum fpl_status begin(struct desk_call *call, struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    enum fpl_status status = check_take_on(call, event);
    if (!status && !event->side_of)
        status = check_own_book(call);
    if (!status)
        status = fpl_command__say(&g->said, g->reading.facts, call->error);
    if (!status)
        status = check_scope(call, g);
    if (!status)
        status = hide_loan(call, g);
    if (!status)
        status = fpl_desk__read_actor(&g->reading);
    if (status)
        return status;
    fpl_command__follow(&g->said, NULL, g->reading.facts);
    g->reading.day = fpl_command__day(&g->said, g->reading.facts);
    status = given_before(call, g);
    return status || g->done ? status : find_undone(call, g);
}

enum fpl_status fpl_desk__decide(struct desk_call *call, const struct fpl_event *event,
                                 const struct desk_giving *primary, int64_t undone, struct desk_giving *g) {
    struct desk *desk = call->desk;
    *g = (struct desk_giving){.reading = {.call = call,
                                          .event = event,
                                          .facts = &desk->facts,
                                          .day = FPL_DATE_NONE,
                                          .undone = undone,
                                          .primary = primary ? &primary->reading : NULL},
                              .said = {event, desk->typed, call->command->take_on, call->today, &desk->keys,
                                       call->book ? call->book->opened : FPL_DATE_NONE}};
    fpl_facts_clear(&desk->facts);
    desk->facts.asked = NULL;
    enum fpl_status status = begin(call, g);
    if (status || g->done)
        return status;
    if ((status = read_facts(call, g)) || g->done)
        return status;
    if ((status = decide(call, g)))
        return status;
    if (g->gate)
        add_gate(&desk->decision, &desk->gate);
    if (desk->decision.outcome == FPL_E_KEY_CHANGED && event->again == FPL_AGAIN_STATE)
        return compare_states(call, g);
    return fpl_desk__decided(call);
}

/* Of the thing that the event begins, and of the parties that it registers on the way. */
static enum fpl_status tell_alike(struct desk_call *call, const struct desk_giving *g) {
    enum fpl_status status = FPL_OK;
    if (g->said.event->item && !g->found)
        status = fpl_desk__tell_alike(call, call->book->info.id, g->said.event->item, key_of(g));
    for (int i = 0; i < call->unseen_count && !status; i++)
        if (!(status = fpl_desk__tell_alike(call, 0, "party", call->unseen[i].id)))
            status = fpl_desk__tell_namesake(call, call->unseen[i].id, call->unseen[i].name);
    return status;
}

enum fpl_status fpl_desk__event(struct desk_call *call) {
    const struct fpl_event *event = fpl_event_of_command(call->command->spec);
    struct desk_giving g;
    enum fpl_status status = fpl_desk__decide(call, event, NULL, -1, &g);
    if (status || g.done)
        return status;
    if ((event->flags & FPL_EVENT_NAMES_FIRM) && (status = fpl_desk__check_firm_name(call, &g.named)))
        return status;
    if ((status = tell_alike(call, &g)) || (status = note_cash(call, event)) ||
        (status = fpl_desk__tell_bound_expired(call, event, g.reading.day)))
        return status;
    call->desk->sides = 0;
    if (event->sides && (status = fpl_desk__prepare_sides(call, &g)))
        return status;
    if (event->each && (status = fpl_desk__prepare_each(call, &g)))
        return status;
    fpl_desk__draft(call, &g);
    if (call->desk->sides || event->each)
        call->draft.event = fpl_str_of(call->desk->event_id);
    if ((status = fpl_desk__append(call)))
        return status;
    if (event->each)
        return fpl_desk__append_each(call, &g);
    return call->desk->sides ? fpl_desk__append_sides(call) : FPL_OK;
}
