/* Which field of a command a refusal is about: whoever gave it looks there first, and a file's answer names its column.
 * A decider says the fact that it judged; where it judged several, the status says which of the fields people change.
 */
#include "ledger/desk/desk.h"

#include <string.h>

/* Fields in the order in which they are looked for; "*": the last part of the command's key; "@": the day of
 * the event. What no field of the command can mend is not here: who gives it, a measure that nobody has recorded, tiers
 * that the pack leaves open; and what is about a line of an entry. */
static const struct {
    enum fpl_status status;
    const char *fields;
} usual[] = {
    {FPL_E_EXISTS, "*"},
    {FPL_E_SCOPE, "claimant"},
    {FPL_E_LAST_ADMIN, "roles"},
    {FPL_E_CHANGED, "expect amount"},
    {FPL_E_STATE, "claim *"},
    {FPL_E_LOOKALIKE, "contract claim_no"},
    {FPL_E_BOOK, "other"},
    {FPL_E_REVERSED, "commitment event *"},
    {FPL_E_ORDER, "claim"},
    {FPL_E_PERIOD_CLOSED, "@ occurred *"},
    {FPL_E_FUTURE, "@ occurred"},
    {FPL_E_CURRENCY, "currency"},
    {FPL_E_PACK, "pack"},
    {FPL_E_AGREEMENT, "bank"},
    {FPL_E_PACK_DAY, "@"},
    {FPL_E_TOLERANCE, "rule"},
    {FPL_E_LIMIT_RULE, "limits"},
    {FPL_E_LIMIT_APPROVER, "limit_approver"},
    {FPL_E_MIRROR_CURRENCY, "other"},
    {FPL_E_NOTHING_DUE, "exit"},
    {FPL_E_BANK_SIDES, "in"},
    {FPL_E_LIST_LONG, "*"},
    {FPL_E_LIST_EMPTY, "*"},
    {FPL_E_CALL_NUMBER, "number"},
    {FPL_E_CALL_UNFUNDED, "amount"},
    {FPL_E_CALL_PAID, "amount"},
    {FPL_E_CALL_SHARE, "call"},
    {FPL_E_CALL_OUTSIDE, "call"},
    {FPL_E_CALL_TOLD, "call"},
    {FPL_E_CALL_ON_TIME, "call"},
    {FPL_E_CALL_OPEN, "amount"},
    {FPL_E_CALL_NEEDED, "call"},
    {FPL_E_MATURITY, "matures"},
    {FPL_E_ALLOCATE_RECALLABLE, "recallable"},
    {FPL_E_EACH_ID, "*"},
    {FPL_E_FAIR_OPENING, "firm"},
    {FPL_E_LIQUIDATING, "@ purpose *"},
    {FPL_E_NOT_LIQUIDATING, "*"},
    {FPL_E_LIQUIDATION_LEFT, "*"},
    {FPL_E_LIQUIDATION_CLOSED, "*"},
    {FPL_E_RECLAIM_USED, "reclaim"},
    {FPL_E_AGREED, "amount"},
    {FPL_E_TERM, "until end term *"},
    {FPL_E_ADVANCE, "amount"},
    {FPL_E_LOSS_YEAR, "year"},
    {FPL_E_REMIT, "amount"},
    {FPL_E_TRANCHE_FIRM, "firm tranche"},
    {FPL_E_TRANCHE, "amount tranche"},
    {FPL_E_NOT_CONVERTIBLE, "deal"},
    {FPL_E_CONVERTIBLE, "shares deal"},
    {FPL_E_LP_SELF, "party"},
    {FPL_E_LP_TAKEN, "to"},
    {FPL_E_LP_PAID, "paid_in"},
    {FPL_E_GATE_WHITELIST, "firm"},
    {FPL_E_REINVEST_FREE, "@"},
    {FPL_E_REINVEST_YEARS, "lock_years"},
    {FPL_E_SUBFUND_CYCLE, "holder"},
    {FPL_E_SUBFUND_SHARE, "own_paid_in"},
    {FPL_E_NOT_FOUND, "tranche event commitment carry exit recognition distribution user *"},
    {FPL_E_PARTY, "party"},
    {FPL_E_AMOUNT_RANGE, "amount"},
    {FPL_E_TOO_LONG, "contract document"},
    {FPL_E_AGREEMENT_DAY, "from"},
    {FPL_E_GATE_LOAN, "renews_iou iou"},
    {FPL_E_GATE_RENEWED_TO, "renews_iou"},
    {FPL_E_GATE_RENEWED_REPAID, "renews_iou"},
    {FPL_E_GATE_LOAN_STATE, "claim iou"},
    {FPL_E_GATE_FIRM_DEBT, "disbursed"},
    {FPL_E_GATE_CAPACITY, "disbursed"},
    {FPL_E_GATE_REPAID, "repaid amount"},
    {FPL_E_GATE_BASE, "claim repaid"},
    {FPL_E_GATE_DISBURSED, "disbursed"},
    {FPL_E_GATE_PAYOUT, "amount"},
    {FPL_E_GATE_TAKE_ON, "iou"},
    {FPL_E_SHORTAGE, "amount claim"},
    {FPL_E_STALE, "claim"},
    {FPL_E_ON_ACCOUNT, "amount *"},
    {FPL_E_RETURN_SHARE, "amount"},
    {FPL_E_UNFUNDED, "amount *"},
    {FPL_E_LATER, "*"},
    {FPL_E_HOLDING, "firm deal"},
    {FPL_E_HELD, "shares amount"},
    {FPL_E_NEWEST, "paid_date occurred"},
    {FPL_E_FROZEN, "category"},
    {FPL_E_FAIR_LEFT, "amount"},
    {FPL_E_DUE, "amount"},
    {FPL_E_NO_LOSS, "event"},
    {FPL_E_ACCOUNTABLE, "accountable"},
    {FPL_E_WRITE_OFF_GAIN, "recovered"},
    {FPL_E_LIMIT_REFUSED, "amount"},
    {FPL_E_LIMIT_SECOND, "limit_approver"},
    {FPL_E_LIMIT_REASON, "limit_reason"},
    {FPL_E_LIMIT_BACK, "limit_approver"},
    {FPL_E_LIMIT_CURRENCY, "limits"},
    {FPL_E_CASH_REASON, "cash_reason"},
    {FPL_E_GATE_RENEWAL, "disbursed"},
    {FPL_E_RELEASE, "amount"},
    {FPL_E_STAKE_COST, "amount"},
    {FPL_E_RESERVE, "amount *"},
    {FPL_E_CONCESSION, "amount"},
    {FPL_E_GATE_RENEWED_ELSEWHERE, "claim iou"},
    {FPL_E_GATE_PAID_ELSEWHERE, "renews_iou"},
    {FPL_E_GATE_RENEWED_HERE, "renews_iou"},
    {FPL_E_GATE_RENEWED_TO, "iou"},
    {FPL_E_GATE_RENEWED_REPAID, "renews_iou"},
    {FPL_E_GATE_RENEWAL_FIRST, "first_loan"},
    {FPL_E_NOT_YET, "occurred"},
    {FPL_E_FISCAL_CAPACITY, "capacity"},
    {FPL_E_FIRM_KIND, "firm"},
    {FPL_E_FIRM_REASON, "firm_reason"},
    {FPL_E_STALE_ELSEWHERE, "claim"},
    {FPL_E_NO_TAX, "distribution"},
};

/* A number of shares is told without decimals, an amount with them. */
static int is_meant(const struct fpl_reason *reason, struct fpl_str field) {
    return reason->status != FPL_E_HELD || fpl_str_is(field, "amount") == (strchr(reason->arg[0], '.') != NULL);
}

static const struct fpl_field_spec *named(const struct fpl_command_spec *spec, struct fpl_str word) {
    const struct fpl_field_spec *found = NULL;
    const char *day = fpl_event_of_command(spec)->occurred;
    if (fpl_str_is(word, "@"))
        return day ? fpl_field_find(spec, fpl_str_of(day)) : NULL;
    if (!fpl_str_is(word, "*"))
        return fpl_field_find(spec, word);
    for (int i = 0; i < spec->field_count; i++)
        if (spec->fields[i].flags & FPL_FIELD_KEY)
            found = &spec->fields[i];
    return found;
}

static const char *usual_field(const struct fpl_command_spec *spec, const struct fpl_reason *reason) {
    size_t i = 0;
    while (i < sizeof usual / sizeof usual[0] && usual[i].status != reason->status)
        i++;
    for (const char *p = i < sizeof usual / sizeof usual[0] ? usual[i].fields : ""; *p;) {
        struct fpl_str word = {p, strcspn(p, " ")};
        const struct fpl_field_spec *field = named(spec, word);
        if (field && is_meant(reason, word))
            return field->name;
        p += word.n + (p[word.n] == ' ');
    }
    return "";
}

const char *fpl_desk__field_about(const struct fpl_command_spec *spec, const struct fpl_reason *reason) {
    for (int i = 0; i < spec->field_count && reason->about; i++)
        if (spec->fields[i].says == reason->about)
            return spec->fields[i].name;
    if (reason->field)
        return reason->field;
    const char *day = fpl_event_of_command(spec)->occurred; /* which need not say a fact of its own */
    if (reason->about == 1 + FPL_FACT_TODAY && day)
        return day;
    return usual_field(spec, reason);
}

int fpl_desk__about_field(const struct fpl_command_spec *spec, const char *name) {
    const struct fpl_field_spec *field = name[0] ? fpl_field_find(spec, fpl_str_of(name)) : NULL;
    const char *day = fpl_event_of_command(spec)->occurred;
    if (!field || field->says)
        return field ? field->says : 0;
    return day && strcmp(name, day) == 0 ? 1 + FPL_FACT_TODAY : 0;
}

const char *fpl_desk__cell_of(enum fpl_status status) {
    int is_flow = status == FPL_E_CASH_FLOW_NOT || (status <= FPL_E_CASH_FLOW_IN && status >= FPL_E_CASH_FLOW_POOL_OUT);
    int is_amount = status == FPL_E_AMOUNT_SIGN || status == FPL_E_AMOUNT_RANGE;
    return is_flow ? "cash_flow" : is_amount ? "amount" : "account";
}

/* ---- several faults of one command ---- */

void fpl_desk__faults_begin(struct desk_call *call, struct desk_faults *faults) {
    call->answer->reasons = 0;
    faults->error = call->error;
    faults->first = FPL_OK;
}

/* The name in memory that stays: of a field of the command, or of an entry's lines. NULL: of neither. */
static const char *lasting_name(const struct fpl_command_spec *spec, const char *name) {
    static const char *const of_line[] = {"account", "side", "amount", "party", "item", "currency", "cash_flow"};
    const struct fpl_field_spec *field = name[0] ? fpl_field_find(spec, fpl_str_of(name)) : NULL;
    if (field)
        return field->name;
    for (size_t i = 0; i < sizeof of_line / sizeof of_line[0]; i++)
        if (strcmp(of_line[i], name) == 0)
            return of_line[i];
    return NULL;
}

static void add_fault(struct desk_call *call, enum fpl_status status) {
    struct fpl_answer *answer = call->answer;
    if (answer->reasons == FPL_DECISION_REASONS)
        return;
    struct fpl_reason *reason = &answer->reason[answer->reasons++];
    *reason = (struct fpl_reason){.status = status,
                                  .about = fpl_desk__about_field(call->command->spec, call->error->field),
                                  .field = lasting_name(call->command->spec, call->error->field),
                                  .row = call->error->row};
    for (int i = 0; i < 2; i++)
        fpl_str_copy(fpl_str_of(call->error->arg[i]), reason->arg[i], sizeof reason->arg[i]);
    fpl_str_copy(fpl_str_of(call->error->clause), reason->clause, sizeof reason->clause);
}

enum fpl_status fpl_desk__fault(struct desk_call *call, struct desk_faults *faults, enum fpl_status status) {
    if (status == FPL_OK)
        return FPL_OK;
    if (fpl_desk__is_machine(status)) {
        if (call->error != faults->error)
            *faults->error = faults->rest;
        call->error = faults->error;
        call->answer->reasons = 0;
        return status;
    }
    add_fault(call, status);
    if (faults->first == FPL_OK)
        faults->first = status;
    call->error = &faults->rest;
    fpl_error_clear(call->error);
    return FPL_OK;
}

enum fpl_status fpl_desk__faults_end(struct desk_call *call, struct desk_faults *faults) {
    call->error = faults->error;
    if (call->answer->reasons < 2)
        call->answer->reasons = 0;
    return faults->first;
}

enum fpl_status fpl_desk__handle(struct desk_call *call) {
    enum fpl_status status = fpl_desk__handler(call->command->spec)(call);
    if (!status || !call->error || call->error->field[0])
        return status;
    struct fpl_reason reason = {.status = status};
    fpl_str_copy(fpl_str_of(call->error->arg[0]), reason.arg[0], sizeof reason.arg[0]);
    fpl_error_at_field(call->error, usual_field(call->command->spec, &reason));
    return status;
}
