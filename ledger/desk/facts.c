/* Loading what a pool's deciders read: the firm, the loan, sums and measures. */
#include "ledger/desk/desk.h"
#include "ledger/policy/pack.h"

#include <stdio.h>
#include <string.h>

static void set_sourced(struct desk_call *call, enum fpl_fact_id id, int64_t minor, int64_t seq) {
    fpl_fact_set_money(&call->desk->facts, id, fpl_money_of(minor));
    fpl_fact_source(&call->desk->facts, id, call->book->info.id, seq);
}

/* What the white list said of a firm on a day, its document in desk->doc: item "whitelist" is the newest state,
 * "listing" the one of each day on which it changed. *found = 0: not listed by then. */
static enum fpl_status listing_on(struct desk_call *call, struct fpl_str firm, struct fpl_date on,
                                  struct fpl_item_state *state, int *found) {
    int32_t book = call->book->info.id;
    struct fpl_str parts[2] = {firm, {"", 0}};
    struct fpl_date since = FPL_DATE_NONE;
    char date[12];
    enum fpl_status status = fpl_journal__item(call->session, book, "whitelist", firm, state, found, call->error);
    if (!status && *found)
        status = fpl_json_parse(&call->desk->doc, state->data, call->error);
    if (status || !*found || fpl_date_cmp(fpl_body__date(fpl_json_root(&call->desk->doc), "on"), on) <= 0)
        return status;
    struct fpl_item_row prefix = {.book = book, .kind = FPL_STR("listing"), .key = fpl_desk__key(call, parts, 2)};
    *found = 0;
    status = fpl_journal__newest_dated(call->session->store, &prefix, on, &since, call->error);
    if (status || fpl_date_is_none(since))
        return status;
    parts[1] = fpl_str_of(fpl_date_format(since, date));
    status =
        fpl_journal__item(call->session, book, "listing", fpl_desk__key(call, parts, 2), state, found, call->error);
    return status || !*found ? status : fpl_json_parse(&call->desk->doc, state->data, call->error);
}

/* The white list on a day: absent means not listed, which is a fact; class, region and key list come with the listing.
 */
enum fpl_status fpl_desk__load_firm(struct desk_call *call, struct fpl_str firm, struct fpl_date on) {
    struct fpl_facts *facts = &call->desk->facts;
    struct fpl_item_state state;
    int found = 0, listed = 0;
    int32_t book = call->book->info.id;
    enum fpl_status status = listing_on(call, firm, on, &state, &found);
    if (status)
        return status;
    if (found) {
        const struct fpl_json *data = fpl_json_root(&call->desk->doc);
        struct fpl_str class = fpl_json_get_text(data, "class"), region = fpl_json_get_text(data, "region");
        listed = fpl_str_is(fpl_json_get_text(data, "st"), "IN");
        fpl_fact_set_bool(facts, FPL_FACT_FIRM_KEYLIST, listed && fpl_json_num(fpl_json_get(data, "key"), 0));
        fpl_fact_source(facts, FPL_FACT_FIRM_KEYLIST, book, state.seq);
        if (class.n) {
            fpl_fact_set_text(facts, FPL_FACT_FIRM_CLASS, fpl_desk__key(call, &class, 1));
            fpl_fact_source(facts, FPL_FACT_FIRM_CLASS, book, state.seq);
        }
        if (region.n) {
            fpl_fact_set_text(facts, FPL_FACT_FIRM_REGION, fpl_desk__key(call, &region, 1));
            fpl_fact_source(facts, FPL_FACT_FIRM_REGION, book, state.seq);
        }
    }
    fpl_fact_set_bool(facts, FPL_FACT_FIRM_WHITELISTED, listed);
    fpl_fact_source(facts, FPL_FACT_FIRM_WHITELISTED, book, found ? state.seq : call->book->head.size);
    return FPL_OK;
}

/* Where the loan stands, from its item. */
static enum fpl_status loan_item_facts(struct desk_call *call, const struct fpl_item_state *state) {
    static const struct {
        enum fpl_fact_id id;
        const char *key;
    } amounts[] = {{FPL_FACT_LOAN_BALANCE, "bal"},    {FPL_FACT_LOAN_PAID, "cmp"},  {FPL_FACT_LOAN_DISBURSED, "disb"},
                   {FPL_FACT_LOAN_MEMO_SHARE, "exp"}, {FPL_FACT_LOAN_LOSS, "loss"}, {FPL_FACT_LOAN_REPAID, "rep"}};
    enum fpl_status status = fpl_json_parse(&call->desk->doc, state->data, call->error);
    if (status)
        return status;
    const struct fpl_json *data = fpl_json_root(&call->desk->doc);
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) /* what is not there is 0 */
        set_sourced(call, amounts[i].id, fpl_json_get_num(data, amounts[i].key, 0), state->seq);
    struct fpl_str st = fpl_json_get_text(data, "st");
    fpl_fact_set_text(&call->desk->facts, FPL_FACT_LOAN_STATE, fpl_desk__key(call, &st, 1));
    fpl_fact_source(&call->desk->facts, FPL_FACT_LOAN_STATE, call->book->info.id, state->seq);
    return FPL_OK;
}

enum fpl_status fpl_desk__facts_of(struct desk_call *call, int64_t seq, const char *kind, const struct fpl_json *body,
                                   struct fpl_fact_keys *keys, const struct desk_pack **pack) {
    struct fpl_facts *facts = &call->desk->facts;
    enum fpl_status status = fpl_desk__pack_by_hash(call, fpl_json_get_text(fpl_json_get(body, "dec"), "pack"), pack);
    if (status)
        return status;
    /* its own day in place of the day of recording: what was checked when it was written is not checked again */
    struct fpl_decided record = {fpl_str_of(kind), body, fpl_body__date(body, "occ"), (*pack)->pack};
    status = fpl_facts_of_record(&record, keys, facts, call->error);
    for (int id = 0; id < FPL_FACT_COUNT && !status; id++)
        if (facts->fact[id].known && facts->fact[id].book == FPL_SOURCE_COMMAND)
            fpl_fact_source(facts, (enum fpl_fact_id)id, call->book->info.id, seq);
    facts->fact[FPL_FACT_TODAY].known = 0; /* the command at hand has its own */
    return status;
}

enum fpl_status fpl_desk__load_loan(struct desk_call *call, struct fpl_str key, const struct desk_pack **pack) {
    struct fpl_item_state state;
    const struct fpl_json *body = NULL;
    struct fpl_facts *facts = &call->desk->facts;
    int found = 0;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "loan", key, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_GATE_LOAN, key.p, key.n);
    if (!status)
        status =
            fpl_desk__body(call, call->book->info.id, state.seq0, &call->desk->loan_body, &call->desk->loan_doc, &body);
    if (!status)
        status = fpl_desk__facts_of(call, state.seq0, "loan.registered", body, &call->desk->loan_keys, pack);
    if (status)
        return status;
    facts->fact[FPL_FACT_TAKE_ON].known = facts->fact[FPL_FACT_LOAN_KEY].known = 0;
    return loan_item_facts(call, &state);
}

enum fpl_status fpl_desk__refresh_loan(struct desk_call *call) {
    struct fpl_item_state state;
    int found = 0;
    struct fpl_str key = fpl_fact_text(&call->desk->facts, FPL_FACT_LOAN_KEY);
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "loan", key, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_GATE_LOAN, key.p, key.n);
    return status ? status : loan_item_facts(call, &state);
}

/* ---- sums ---- */

struct sums {
    struct desk_call *call;
    struct fpl_date year_from, year_to, period_from;
    struct fpl_str bank, claimant, firm; /* scopes: "bank:…", "bank:…", "firm:…" */
};

static enum fpl_status tally(struct sums *s, const char *name, struct fpl_str scope, struct fpl_date from,
                             struct fpl_date to, int64_t *out) {
    int64_t count = 0;
    return fpl_journal__tally(s->call->session, s->call->book->info.id, name, scope, from, to, out, &count,
                              s->call->error);
}

static enum fpl_status sum_fact(struct sums *s, enum fpl_fact_id id, const char *name, struct fpl_str scope,
                                int whole_year) {
    int64_t amount = 0;
    enum fpl_status status = tally(s, name, scope, whole_year ? s->year_from : s->period_from,
                                   whole_year ? s->year_to : FPL_DATE_MAX, &amount);
    if (!status)
        set_sourced(s->call, id, amount, s->call->book->head.size);
    return status;
}

static enum fpl_status balance_fact(struct sums *s, enum fpl_fact_id id, struct fpl_str scope) {
    int64_t lending = 0, repaid = 0, closed = 0;
    enum fpl_status status = tally(s, "lending", scope, FPL_DATE_MIN, FPL_DATE_MAX, &lending);
    if (!status)
        status = tally(s, "repaid", scope, FPL_DATE_MIN, FPL_DATE_MAX, &repaid);
    if (!status)
        status = tally(s, "closed", scope, FPL_DATE_MIN, FPL_DATE_MAX, &closed);
    if (!status)
        set_sourced(s->call, id, lending - repaid - closed, s->call->book->head.size);
    return status;
}

static struct fpl_str scope_of(struct desk_call *call, const char *prefix, struct fpl_str id) {
    char text[160]; /* ids have at most 128 bytes */
    snprintf(text, sizeof text, "%s:%.*s", prefix, (int)id.n, id.p);
    struct fpl_str part = fpl_str_of(text);
    return fpl_desk__key(call, &part, 1);
}

/* The latest value of a measure on or before a day. */
static enum fpl_status measure_fact(struct desk_call *call, enum fpl_fact_id id, const char *measure,
                                    struct fpl_str party, struct fpl_date from, struct fpl_date to) {
    struct fpl_str parts[3] = {fpl_str_of(measure), party, {"", 0}}, prefix = fpl_desk__key(call, parts, 3);
    struct fpl_cursor *cursor = NULL;
    int row = 1;
    enum fpl_status status = fpl_store__scan_items(call->session->store, call->book->info.id, FPL_STR("measure"),
                                                   prefix, &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        struct fpl_date day;
        fpl_store__item_row(cursor, &item);
        if (item.key.n != prefix.n + 10 || memcmp(item.key.p, prefix.p, prefix.n) != 0)
            break;
        if (fpl_date_parse((struct fpl_str){item.key.p + prefix.n, 10}, &day, NULL) || fpl_date_cmp(day, from) < 0 ||
            fpl_date_cmp(day, to) > 0)
            continue;
        if (!(status = fpl_json_parse(&call->desk->doc, item.data, call->error)))
            set_sourced(call, id, fpl_json_get_num(fpl_json_root(&call->desk->doc), "amt", 0), item.seq);
    }
    fpl_store__end(cursor);
    return status;
}

enum fpl_status fpl_desk__load_pool_money(struct desk_call *call) {
    int64_t cash = 0, payable = 0, fiscal = 0, partner = 0;
    int32_t book = call->book->info.id;
    enum fpl_status status = fpl_journal__balance(call->session, book, FPL_STR("100203"), &cash, call->error);
    if (!status)
        status = fpl_journal__balance(call->session, book, FPL_STR("224105"), &payable, call->error);
    if (!status)
        status = fpl_journal__balance(call->session, book, FPL_STR("271101"), &fiscal, call->error);
    if (!status)
        status = fpl_journal__balance(call->session, book, FPL_STR("271104"), &partner, call->error);
    if (status)
        return status;
    set_sourced(call, FPL_FACT_POOL_AVAILABLE, cash + payable,
                call->book->head.size); /* 224105 stands on the credit side */
    set_sourced(call, FPL_FACT_POOL_PAID_IN, -(fiscal + partner), call->book->head.size);
    return FPL_OK;
}

static enum fpl_status year_sums(struct sums *s) {
    enum fpl_status status = sum_fact(s, FPL_FACT_REGISTERED_BANK_YTD, "registered", s->bank, 1);
    if (!status)
        status = sum_fact(s, FPL_FACT_LOSS_BANK_YTD, "loss", s->bank, 1);
    if (!status)
        status = sum_fact(s, FPL_FACT_PAID_BORROWER_YTD, "paid", s->firm, 1);
    if (!status)
        status = sum_fact(s, FPL_FACT_PAID_POOL_YTD, "paid", FPL_STR(""), 1);
    if (!status)
        status = sum_fact(s, FPL_FACT_PAID_BANK_YTD, "paid", s->claimant, 1);
    return status;
}

static enum fpl_status period_sums(struct sums *s) {
    enum fpl_status status = sum_fact(s, FPL_FACT_PAID_BANK_PERIOD, "paid", s->claimant, 0);
    if (!status)
        status = sum_fact(s, FPL_FACT_PAID_PERIOD, "paid", FPL_STR(""), 0);
    if (!status)
        status = sum_fact(s, FPL_FACT_LENDING_PERIOD, "lending", FPL_STR(""), 0);
    if (!status)
        status = sum_fact(s, FPL_FACT_LENDING_BANK_PERIOD, "lending", s->bank, 0);
    s->period_from = FPL_DATE_MIN;
    if (!status)
        status = sum_fact(s, FPL_FACT_NPL_BANK, "npl", s->bank, 0);
    if (!status)
        status = balance_fact(s, FPL_FACT_BALANCE_BANK, s->bank);
    if (!status)
        status = balance_fact(s, FPL_FACT_FIRM_DEBT, s->firm);
    if (!status)
        status = balance_fact(s, FPL_FACT_BALANCE_POOL, FPL_STR(""));
    return status;
}

/* Every sum that caps and breakers may read, on the day the claim is computed for. */
enum fpl_status fpl_desk__load_sums(struct desk_call *call, struct fpl_date on) {
    struct fpl_facts *facts = &call->desk->facts;
    struct fpl_str claimant = fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT);
    struct desk_agreement agreement = {.from = FPL_DATE_MIN};
    int year = fpl_period_of(on).year;
    struct fpl_period january = {(int16_t)year, 1}, december = {(int16_t)year, 12}, before = {(int16_t)(year - 1), 12};
    struct sums s = {.call = call,
                     .year_from = fpl_period_first(january),
                     .year_to = fpl_period_last(december),
                     .bank = scope_of(call, "bank", fpl_fact_text(facts, FPL_FACT_LOAN_BANK)),
                     .claimant = scope_of(call, "bank", claimant),
                     .firm = scope_of(call, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID))};
    struct fpl_error none = {0};
    struct fpl_error *keep = call->error;
    call->error = &none; /* no agreement today: the period then counts from the start */
    enum fpl_status status = fpl_desk__agreement(call, claimant, on, &agreement);
    call->error = keep;
    if (status && status != FPL_E_AGREEMENT)
        return fpl_fail(call->error, status, none.arg[0], NULL, NULL);
    s.period_from = agreement.from;
    if ((status = year_sums(&s)) || (status = period_sums(&s)))
        return status;
    if (fpl_date_cmp(agreement.from, FPL_DATE_MIN) > 0) {
        int years = 0;
        while (fpl_date_cmp(fpl_date_add_months(agreement.from, 12 * (years + 1)), on) <= 0)
            years++;
        fpl_fact_set_int(facts, FPL_FACT_SCHEME_YEAR, years + 1);
        fpl_fact_source(facts, FPL_FACT_SCHEME_YEAR, call->book->info.id, call->book->head.size);
    }
    status = measure_fact(call, FPL_FACT_PRIOR_YEAR_BALANCE, "prior_year_balance", claimant, fpl_period_last(before),
                          fpl_period_last(before));
    if (!status)
        status = measure_fact(call, FPL_FACT_BANK_DEPOSIT, "bank_deposit", claimant, FPL_DATE_MIN, on);
    if (!status)
        status = measure_fact(call, FPL_FACT_FEES_PERIOD, "guarantee_fees", claimant, FPL_DATE_MIN, on);
    return status ? status : fpl_desk__load_pool_money(call);
}

/* For registering a loan: only what this pack's gates read. */
enum fpl_status fpl_desk__load_loan_sums(struct desk_call *call, const struct fpl_pack *pack) {
    struct fpl_facts *facts = &call->desk->facts;
    struct sums s = {.call = call, .firm = scope_of(call, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID))};
    enum fpl_status status = FPL_OK;
    if (pack->firm_debt_max != FPL_PACK_UNSET)
        status = balance_fact(&s, FPL_FACT_FIRM_DEBT, s.firm);
    if (!status && pack->capacity != FPL_CAPACITY_NONE) {
        status = balance_fact(&s, FPL_FACT_BALANCE_POOL, FPL_STR(""));
        if (!status)
            status = fpl_desk__load_pool_money(call);
    }
    return status;
}
