/* A fund's records as movements of loss tolerance: one pass over the log. What is taken back later is left out at the
 * end, so that a view which does not know of the reversal counts the event. */
#include "fundpool/event.h"
#include "reports/tolerance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gather {
    struct fpl_tolerance__moves *out;
    struct fpl_error *error;
};

enum fpl_status fpl_tolerance__add(struct fpl_tolerance__moves *moves, const struct fpl_tolerance__move *move,
                                   struct fpl_error *error) {
    if (moves->n == moves->cap) {
        size_t cap = moves->cap ? moves->cap * 2 : 64;
        struct fpl_tolerance__move *wider = realloc(moves->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        moves->list = wider;
        moves->cap = cap;
    }
    moves->list[moves->n++] = *move;
    return FPL_OK;
}

static enum fpl_status take_back(struct gather *g, int64_t seq) {
    struct fpl_tolerance__moves *out = g->out;
    if (out->reversals == out->reversal_cap) {
        size_t cap = out->reversal_cap ? out->reversal_cap * 2 : 16;
        int64_t *wider = realloc(out->reversed, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
        out->reversed = wider;
        out->reversal_cap = cap;
    }
    out->reversed[out->reversals++] = seq;
    return FPL_OK;
}

/* ---- what a record holds ---- */

/* The state of an item that the record wrote. */
static const struct fpl_json *item_of(const struct fpl_record *record, const char *kind) {
    const struct fpl_json *items = fpl_json_get(record->body, "i");
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), kind))
            return fpl_json_at(item, 2);
    return NULL;
}

static struct fpl_money money_of(const struct fpl_json *object, const char *member) {
    return fpl_money_of(fpl_json_get_num(object, member, 0));
}

static enum fpl_status keep(const struct gather *g, struct fpl_str text, char *out, size_t size) {
    if (text.n >= size)
        return fpl_fail_text(g->error, FPL_E_LIMIT, text.p, text.n);
    (void)fpl_str_copy(text, out, size);
    return FPL_OK;
}

/* "EXIT|X-1" */
static void name_event(char out[FPL_LOSS_NAME_BYTES], const char *of, struct fpl_str id) {
    (void)snprintf(out, FPL_LOSS_NAME_BYTES, "%s|%.*s", of, (int)id.n, id.n ? id.p : "");
}

/* The categories of rules are written in small letters. */
static void lower(char *text) {
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

/* ---- kinds of records ---- */

typedef enum fpl_status (*read_fn)(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move);

static const struct fpl_json *cmd_of(const struct fpl_record *record) {
    return fpl_json_get(record->body, "cmd");
}

static enum fpl_status of_fund(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    (void)g;
    move->move.amount = money_of(cmd_of(record), "amount");
    return FPL_OK;
}

static enum fpl_status of_line(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    move->move.amount = money_of(cmd_of(record), "amount");
    return keep(g, fpl_json_get_text(cmd_of(record), "firm"), move->line, sizeof move->line);
}

static enum fpl_status paid(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    enum fpl_status status = of_line(g, record, move);
    move->move.shares = fpl_json_get_num(cmd_of(record), "shares", 0);
    if (fpl_str_is(fpl_json_get_text(cmd_of(record), "instrument"), "CONVERTIBLE"))
        move->move.debt = move->move.amount;
    if (!status)
        status = keep(g, fpl_json_get_text(cmd_of(record), "category"), move->category, sizeof move->category);
    lower(move->category);
    return status;
}

static enum fpl_status refund(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    move->move.amount = money_of(cmd_of(record), "amount");
    move->move.shares = fpl_json_get_num(cmd_of(record), "shares", 0);
    move->move.debt = money_of(item_of(record, "refund"), "dd");
    return keep(g, fpl_json_get_text(item_of(record, "refund"), "firm"), move->line, sizeof move->line);
}

/* Owed is paid, as far as a loss goes: it is cost of the holding from that day. */
static enum fpl_status instalment(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    const struct fpl_json *item = item_of(record, "instalment");
    move->move.amount = money_of(item, "amt");
    move->move.shares = fpl_json_get_num(item, "ds", 0);
    return keep(g, fpl_json_get_text(item, "firm"), move->line, sizeof move->line);
}

/* Shares come, and no money: what was convertible is so no more. */
static enum fpl_status conversion(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    const struct fpl_json *item = item_of(record, "conversion");
    move->move.shares = fpl_json_get_num(item, "ds", 0);
    move->move.debt = money_of(item, "dd");
    return keep(g, fpl_json_get_text(item, "firm"), move->line, sizeof move->line);
}

static enum fpl_status valuation(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    enum fpl_status status = of_line(g, record, move);
    move->move.amount = money_of(cmd_of(record), "fair_value");
    return status;
}

/* What was relieved of cost as the event's own item keeps it. */
static enum fpl_status relief(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move,
                              const char *kind, const char *of) {
    const struct fpl_json *item = item_of(record, kind);
    int64_t cost = -fpl_json_get_num(item, "dc", 0);
    move->move.amount = money_of(item, "amt");
    move->move.has_cost = 1;
    move->move.cost = fpl_money_of(cost);
    move->move.shares = -fpl_json_get_num(item, "ds", 0);
    move->move.debt = money_of(item, "dd");
    name_event(move->event, of, fpl_json_get_text(cmd_of(record), kind));
    return keep(g, fpl_json_get_text(cmd_of(record), "firm"), move->line, sizeof move->line);
}

/* A buy-back that is signed and not paid is recognised as its rule says. */
static enum fpl_status sale(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    struct fpl_str type = fpl_json_get_text(cmd_of(record), "type"), how = fpl_json_get_text(cmd_of(record), "paid");
    enum fpl_status status = relief(g, record, move, "exit", "EXIT");
    int back = fpl_str_is(type, "BUYBACK") || fpl_str_is(type, "FOUNDER_BUYBACK");
    if (back && fpl_str_is(how, "DUE") && fpl_money_sign(move->move.amount) > 0)
        move->move.kind = FPL_LOSS_BUYBACK;
    return status;
}

/* Given to a party at its fair value: as if it had been sold for that. */
static enum fpl_status delivery(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    return relief(g, record, move, "delivery", "DELIVERY");
}

/* Principal is cost that came back, interest is income: a movement of its own, of the same record. */
static enum fpl_status redemption(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    const struct fpl_json *item = item_of(record, "redemption");
    int64_t principal = -fpl_json_get_num(item, "dd", 0), interest = fpl_json_get_num(item, "amt", 0) - principal;
    move->move.amount = fpl_money_of(principal);
    enum fpl_status status = keep(g, fpl_json_get_text(item, "firm"), move->line, sizeof move->line);
    struct fpl_tolerance__move income = *move;
    income.move.kind = FPL_LOSS_DIVIDEND;
    income.move.amount = fpl_money_of(interest);
    return status || interest == 0 ? status : fpl_tolerance__add(g->out, &income, g->error);
}

static enum fpl_status write_off(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    return relief(g, record, move, "writeoff", "WRITEOFF");
}

/* Its line is that of the event it is about, found once all are there. */
static enum fpl_status judged(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    static const char *const results[] = {"PENDING", "EXEMPT", "PARTIAL", "ACCOUNTABLE"};
    const struct fpl_json *cmd = cmd_of(record);
    char of[16];
    (void)g;
    for (int i = 0; i < 4; i++)
        if (fpl_str_is(fpl_json_get_text(cmd, "result"), results[i]))
            move->move.duty = (enum fpl_loss_duty)i;
    move->move.amount = money_of(cmd, "accountable");
    name_event(move->about, fpl_str_copy(fpl_json_get_text(cmd, "of"), of, sizeof of), fpl_json_get_text(cmd, "event"));
    return FPL_OK;
}

/* Only what is collected of an exit: the rest is no movement, and is left out with it. */
static enum fpl_status collected(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    const struct fpl_json *cmd = cmd_of(record);
    (void)g;
    move->move.amount = money_of(cmd, "amount");
    move->left_out = !fpl_str_is(fpl_json_get_text(cmd, "of"), "EXIT");
    name_event(move->about, "EXIT", fpl_json_get_text(cmd, "event"));
    return FPL_OK;
}

/* What an exit left due and will not come; what of that came in after all. */
static enum fpl_status bad_debt(struct gather *g, const struct fpl_record *record, struct fpl_tolerance__move *move) {
    (void)g;
    move->move.amount = fpl_money_of(-fpl_json_get_num(item_of(record, "baddebt"), "dc", 0));
    name_event(move->event, "BADDEBT", fpl_json_get_text(cmd_of(record), "baddebt"));
    name_event(move->about, "EXIT", fpl_json_get_text(cmd_of(record), "exit"));
    return FPL_OK;
}

static enum fpl_status bad_debt_back(struct gather *g, const struct fpl_record *record,
                                     struct fpl_tolerance__move *move) {
    (void)g;
    move->move.amount = money_of(cmd_of(record), "amount");
    name_event(move->about, "BADDEBT", fpl_json_get_text(cmd_of(record), "baddebt"));
    return FPL_OK;
}

static const struct {
    const char *item; /* that the record begins */
    enum fpl_loss_kind kind;
    read_fn read;
} kinds[] = {
    {"commitment", FPL_LOSS_COMMITMENT, of_fund},
    {"release", FPL_LOSS_RELEASE, of_fund},
    {"distribution", FPL_LOSS_DISTRIBUTION, of_fund},
    {"deal", FPL_LOSS_PAID, paid},
    {"instalment", FPL_LOSS_PAID, instalment},
    {"conversion", FPL_LOSS_PAID, conversion},
    {"redemption", FPL_LOSS_REDEEMED, redemption},
    {"refund", FPL_LOSS_REFUND, refund},
    {"exit", FPL_LOSS_EXIT, sale},
    {"delivery", FPL_LOSS_EXIT, delivery},
    {"settlement", FPL_LOSS_INSTALMENT, collected},
    {"baddebt", FPL_LOSS_UNPAID, bad_debt},
    {"collection", FPL_LOSS_RECOVERY, bad_debt_back},
    {"writeoff", FPL_LOSS_WRITE_OFF, write_off},
    {"recovery", FPL_LOSS_RECOVERY, of_line},
    {"dividend", FPL_LOSS_DIVIDEND, of_line},
    {"valuation", FPL_LOSS_VALUATION, valuation},
    {"duty.case", FPL_LOSS_DUTY, judged},
    {"ending", FPL_LOSS_ENDED, of_fund},
};

/* What an entry adds to the capital paid in, in the fund's own currency: events of capital, opening balances, entries
 * by hand. Other events of a fund do not add to it: one that closes the account at its end gives nothing back. */
static enum fpl_status take_capital(struct gather *g, const struct fpl_record *record, const struct fpl_event *event) {
    struct fpl_tolerance__move move = {.move = {.kind = FPL_LOSS_FUND_PAID_IN, .seq = record->seq}};
    const struct fpl_json *lines = fpl_json_get(record->body, "p");
    int64_t paid = 0;
    enum fpl_status status = FPL_OK;
    if (!lines || !event || (event->command.book == FPL_BOOK_FUND && !fpl_event_begins(event, FPL_STR("capital"))))
        return FPL_OK;
    for (const struct fpl_json *line = fpl_json_first(lines); line && !status; line = fpl_json_next(lines, line)) {
        int64_t amount = fpl_json_num(fpl_json_at(line, 2), 0);
        if (fpl_reports__is_capital(fpl_json_text(fpl_json_at(line, 0))) && fpl_json_text(fpl_json_at(line, 5)).n == 0)
            status = fpl_reports__add(&paid, fpl_str_is(fpl_json_text(fpl_json_at(line, 1)), "C") ? amount : -amount,
                                      g->error);
    }
    if (status || paid == 0)
        return status;
    move.move.amount = fpl_money_of(paid);
    status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &move.move.day, g->error);
    return status ? status : fpl_tolerance__add(g->out, &move, g->error);
}

static enum fpl_status take_record(void *ctx, const struct fpl_record *record) {
    struct gather *g = ctx;
    int64_t undone = fpl_json_get_num(record->body, "rev", -1);
    const struct fpl_event *event = fpl_event_find(record->kind);
    if (undone >= 0)
        return take_back(g, undone);
    enum fpl_status capital = take_capital(g, record, event);
    if (capital)
        return capital;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct fpl_tolerance__move move = {.move = {.kind = kinds[i].kind, .seq = record->seq}};
        if (!fpl_event_begins(event, fpl_str_of(kinds[i].item)))
            continue;
        enum fpl_status status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &move.move.day, g->error);
        if (!status)
            status = kinds[i].read(g, record, &move);
        return status ? status : fpl_tolerance__add(g->out, &move, g->error);
    }
    return FPL_OK;
}

/* ---- ask ---- */

enum fpl_status fpl_tolerance__moves(struct fpl_view *view, const struct fpl_book *fund,
                                     struct fpl_tolerance__moves *out, struct fpl_error *error) {
    struct gather g = {.out = out, .error = error};
    enum fpl_status status = fpl_read_records(view, fund->id, 1, fund->size, take_record, &g, error);
    return status ? status : fpl_tolerance__settle(out, error);
}

enum fpl_status fpl_tolerance__write_off(struct fpl_tolerance__moves *moves, struct fpl_str firm,
                                         const struct fpl_money *cost, struct fpl_date day, struct fpl_error *error) {
    struct gather g = {.out = moves, .error = error};
    struct fpl_tolerance__move move = {.move = {.kind = FPL_LOSS_WRITE_OFF, .day = day, .seq = INT64_MAX}};
    enum fpl_status status = keep(&g, firm, move.line, sizeof move.line);
    if (cost) {
        move.move.has_cost = 1;
        move.move.cost = *cost;
    }
    if (!status)
        status = fpl_tolerance__add(moves, &move, error);
    return status ? status : fpl_tolerance__order(moves, error);
}

void fpl_tolerance__moves_release(struct fpl_tolerance__moves *moves) {
    free(moves->list);
    free(moves->move);
    free(moves->reversed);
    *moves = (struct fpl_tolerance__moves){.n = 0};
}
