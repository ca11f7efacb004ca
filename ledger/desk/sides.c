/* One event over several books. All sides are decided and checked before the first row is written; then the primary is
 * appended, which names them, and they after it, in one transaction. */
#include "ledger/desk/giving.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The book that the fund's own says has this party's side; *out NULL: none, or one of another kind. */
static enum fpl_status mirror(struct desk_call *call, const struct fpl_side *side, const struct fpl_facts *facts,
                              struct fpl_open_book **out) {
    struct fpl_item_state state;
    int found = 0;
    struct fpl_str party = fpl_fact_text(facts, (enum fpl_fact_id)side->party);
    enum fpl_status status =
        party.n ? fpl_journal__item(call->session, call->book->info.id, "mirror", party, &state, &found, call->error)
                : FPL_OK;
    if (status || !found || (status = fpl_json_parse(&call->desk->item_doc, state.data, call->error)))
        return status;
    const struct fpl_json *data = fpl_json_root(&call->desk->item_doc);
    if (!fpl_str_is(fpl_json_get_text(data, "kind"), fpl_book_kind_name(side->book, -1)))
        return FPL_OK;
    return fpl_journal__book(call->session, (int32_t)fpl_json_get_num(data, "book", -1), out, call->error);
}

/* Of a reversal: where the side of the event taken back stands. *seq -1: it had none. */
static enum fpl_status undone_side(struct desk_call *call, const struct desk_giving *g, const struct fpl_side *side,
                                   struct fpl_open_book **out, int64_t *seq) {
    const struct fpl_json *sides = fpl_json_get(fpl_json_get(g->reading.undone_body, "x"), "sides");
    for (const struct fpl_json *at = fpl_json_first(sides); at; at = fpl_json_next(sides, at)) {
        struct fpl_open_book *book = NULL;
        enum fpl_status status =
            fpl_journal__book(call->session, (int32_t)fpl_json_num(fpl_json_at(at, 0), -1), &book, call->error);
        if (status)
            return status;
        int64_t number = fpl_json_num(fpl_json_at(at, 1), -1);
        struct fpl_leaf leaf;
        if (book->info.kind != side->book)
            continue;
        if ((status = fpl_journal__leaf(call->session, book->info.id, number, &leaf, call->error)))
            return status;
        if (!fpl_str_is(fpl_str_of(leaf.kind), side->event->undoes->kind))
            continue;
        *out = book;
        *seq = number;
    }
    return FPL_OK;
}

/* Several partners may have their sides in one book. */
static void name_book(struct desk_books *books, struct fpl_str code, int *found) {
    for (int i = 0; i < books->n; i++)
        if (fpl_str_eq(books->code[i], code))
            return;
    if (*found == DESK_MIRRORS) {
        books->all = 1;
        return;
    }
    char *text = books->text[(*found)++];
    books->code[books->n++] = fpl_str_of(fpl_str_copy(code, text, sizeof books->text[0]));
}

enum fpl_status fpl_desk__side_books(struct fpl_session *session, const struct fpl_event *event, struct fpl_str book,
                                     struct desk_books *books, struct fpl_error *error) {
    struct desk *desk = fpl_desk__of(session);
    struct fpl_open_book *own = NULL;
    struct fpl_cursor *cursor = NULL;
    struct fpl_error unknown = {0};
    int row = 1, found = 0;
    if (!event->sides)
        return FPL_OK;
    if (!desk)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    if (!(status = fpl_journal__book_by_code(session, book, &own, &unknown)))
        status = fpl_store__scan_items(session->store, own->info.id, FPL_STR("mirror"), FPL_STR(""), &cursor, &unknown);
    while (!status && !(status = fpl_store__next(cursor, &row, &unknown)) && row) {
        struct fpl_item_row item;
        fpl_store__item_row(cursor, &item);
        if (!(status = fpl_json_parse(&desk->item_doc, item.data, &unknown)))
            name_book(books, fpl_json_get_text(fpl_json_root(&desk->item_doc), "code"), &found);
    }
    fpl_store__end(cursor);
    fpl_journal__rollback(session);
    if (status == FPL_E_BOOK) /* whoever looks at the command says so */
        return FPL_OK;
    return status ? fpl_fail(error, status, unknown.arg[0], unknown.arg[1], unknown.arg[2]) : FPL_OK;
}

struct desk_side *fpl_desk__side_room(struct desk *desk, int at) {
    if (!desk->side[at]) {
        desk->side[at] = calloc(1, sizeof *desk->side[at]);
        if (desk->side[at]) {
            desk->side[at]->desk.profiles_at = -1;
            desk->side[at]->desk.agreements.book = -1;
        }
    }
    return desk->side[at];
}

/* The same command, people and day in another book. */
void fpl_desk__side_begin(struct desk_side *side, const struct desk_call *primary, struct fpl_open_book *book) {
    struct desk *desk = &side->desk;
    side->call = *primary;
    side->call.desk = desk;
    side->call.book = book;
    side->call.today = fpl_journal__today(primary->session, book);
    side->call.answer = &side->answer;
    side->call.submission = side->call.row = -1;
    side->call.unseen_count = 0;
    memset(&side->answer, 0, offsetof(struct fpl_answer, reason));
    memcpy(desk->typed, primary->desk->typed, sizeof desk->typed);
    fpl_buf_reset(&desk->cmd);
    fpl_buf_add(&desk->cmd, primary->desk->cmd.p, primary->desk->cmd.n);
    fpl_draft__begin(&side->call.draft, "");
    fpl_decision_begin(&desk->decision);
}

void fpl_desk__side_draft(struct desk_side *side, const struct desk_call *primary) {
    struct fpl_draft *draft = &side->call.draft;
    fpl_desk__draft(&side->call, &side->giving);
    draft->actor = primary->command->actor;
    draft->role = fpl_str_of(primary->role);
    if (draft->postings || (side->giving.said.event->flags & FPL_EVENT_CHECKED))
        draft->checker = primary->command->checker;
    draft->auth = primary->auth;
    draft->checker_auth = primary->checker_auth;
    draft->cmd = fpl_buf_str(&side->desk.cmd);
}

static enum fpl_status prepare(struct desk_call *call, const struct desk_giving *g, const struct fpl_event *event,
                               struct desk_side *side, struct fpl_open_book *book, int64_t undone) {
    struct fpl_date posted;
    fpl_desk__side_begin(side, call, book);
    enum fpl_status status = fpl_desk__reserve_text(&side->desk);
    if (!status && fpl_buf_ok(&side->desk.cmd))
        status = fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = fpl_desk__decide(&side->call, event, g, undone, &side->giving);
    if (status) {
        call->answer->reasons = side->answer.reasons;
        memcpy(call->answer->reason, side->answer.reason, (size_t)side->answer.reasons * sizeof side->answer.reason[0]);
        return status;
    }
    if (side->giving.done) /* recorded there and not here: a key of that book is taken */
        return fpl_fail(call->error, FPL_E_KEY_CHANGED, "book", book->info.code, NULL);
    struct fpl_money one = side->desk.decision.amount, other = call->desk->decision.amount;
    if (fpl_money_minor(one) != fpl_money_minor(other) || fpl_date_cmp(side->giving.reading.day, g->reading.day) != 0)
        return fpl_fail(call->error, FPL_E_BUG, event->kind, "side", NULL);
    fpl_desk__side_draft(side, call);
    return fpl_journal__check(call->session, book, &side->call.draft, &posted, call->error);
}

enum fpl_status fpl_desk__prepare_sides(struct desk_call *call, struct desk_giving *g) {
    const struct fpl_event *event = g->said.event;
    struct desk *desk = call->desk;
    struct fpl_json_out json;
    enum fpl_status status = FPL_OK;
    desk->sides = 0;
    fpl_buf_reset(&desk->extra);
    fpl_json_begin(&json, &desk->extra);
    fpl_json_object(&json);
    fpl_json_key(&json, "sides");
    fpl_json_array(&json);
    for (int i = 0; i < event->sides && !call->command->take_on && !status; i++) {
        struct fpl_open_book *book = NULL;
        int64_t undone = -1;
        const struct fpl_side *declared = &event->side[i];
        status = event->flags & FPL_EVENT_UNDOES ? undone_side(call, g, declared, &book, &undone)
                                                 : mirror(call, declared, g->reading.facts, &book);
        if (status || !book)
            continue;
        struct desk_side *side = fpl_desk__side_room(desk, desk->sides);
        if (!side)
            return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
        if ((status = prepare(call, g, declared->event, side, book, undone)))
            break;
        desk->sides++;
        fpl_json_array(&json);
        fpl_json_int(&json, book->info.id);
        fpl_json_int(&json, book->head.size);
        fpl_json_end(&json);
    }
    fpl_json_end(&json);
    fpl_json_end(&json);
    if (status || !desk->sides)
        return status;
    snprintf(desk->event_id, sizeof desk->event_id, "%d/%lld", (int)call->book->info.id,
             (long long)call->book->head.size);
    g->sides = fpl_buf_str(&desk->extra);
    return fpl_buf_ok(&desk->extra) ? fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

enum fpl_status fpl_desk__append_sides(struct desk_call *call) {
    struct desk *desk = call->desk;
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < desk->sides && !status && !call->dry; i++) {
        struct fpl_appended appended;
        struct desk_side *side = desk->side[i];
        side->call.draft.event = fpl_str_of(desk->event_id);
        status = fpl_journal__append(call->session, side->call.book, &side->call.draft, &appended, call->error);
        if (!status) {
            call->answer->side[i].book = side->call.book->info.id;
            call->answer->side[i].seq = appended.seq;
            call->answer->sides = i + 1;
        }
    }
    return status;
}

void fpl_desk__free_sides(struct desk *desk) {
    for (int i = 0; i < FPL_SIDES_MAX; i++) {
        if (desk->side[i])
            fpl_desk__release(&desk->side[i]->desk);
        free(desk->side[i]);
    }
}
