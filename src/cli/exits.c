/* Which exit code each status leaves with. The unit test walks status.def: a status that is missing here does not pass.
 */
#include "src/cli/cli.h"

#define ROW(name, exit)                                                                                                \
    { FPL_##name, CLI_##exit }

static const struct {
    enum fpl_status status;
    enum cli_exit exit;
} exits[] = {
    ROW(OK, DONE),
    ROW(ALREADY, DONE),
    /* Recorded in memo, but not what was asked for. */
    ROW(DEFERRED, NO),
    /* the machine */
    ROW(E_NOMEM, RETRY),
    ROW(E_IO, RETRY),
    ROW(E_DISK_FULL, RETRY),
    ROW(E_LOCKED, RETRY),
    ROW(E_POISONED, RETRY),
    ROW(E_READONLY, NO),
    ROW(E_NOT_LEDGER, INPUT),
    ROW(E_VERSION, INPUT),
    ROW(E_CORRUPT, TAMPERED),
    ROW(E_TAMPERED, TAMPERED),
    ROW(E_EXISTS, NO),
    ROW(E_NOT_FOUND, INPUT),
    ROW(E_ENTROPY, RETRY),
    ROW(E_FILE_CHANGED, RETRY),
    ROW(E_INTERRUPTED, RETRY),
    ROW(E_PERMISSION, INPUT),
    ROW(E_LINKS, NO),
    ROW(E_ANSWER, RETRY),
    ROW(E_CLOCK, NO),
    ROW(E_SCHEMA, TAMPERED),
    ROW(E_UNKNOWN, RETRY),
    /* form of the input: of a file as a whole; on the command line it is usage */
    ROW(E_ENCODING, INPUT),
    ROW(E_NUL, INPUT),
    ROW(E_NOT_NFC, INPUT),
    ROW(E_TOO_LONG, INPUT),
    ROW(E_MISSING, INPUT),
    ROW(E_UNKNOWN_FIELD, INPUT),
    ROW(E_DUPLICATE_FIELD, INPUT),
    ROW(E_AMOUNT_FORMAT, INPUT),
    ROW(E_AMOUNT_SCALE, INPUT),
    ROW(E_AMOUNT_RANGE, INPUT),
    ROW(E_AMOUNT_SIGN, INPUT),
    ROW(E_NEGATIVE, INPUT),
    ROW(E_DATE_FORMAT, INPUT),
    ROW(E_DATE_INVALID, INPUT),
    ROW(E_NUMBER_FORMAT, INPUT),
    ROW(E_ENUM, INPUT),
    ROW(E_USCC, INPUT),
    ROW(E_JSON, INPUT),
    ROW(E_CSV, INPUT),
    ROW(E_COLUMNS, INPUT),
    ROW(E_HEADER, INPUT),
    ROW(E_EMPTY_FILE, INPUT),
    ROW(E_YAML, INPUT),
    ROW(E_USAGE, USAGE),
    ROW(E_GROUPING, INPUT),
    ROW(E_NOT_FILE, INPUT),
    ROW(E_HEADER_ROW, INPUT),
    ROW(E_FILE_NAME, USAGE),
    ROW(E_OUTPUT, USAGE),
    ROW(E_UNIT, INPUT),
    ROW(E_UNIT_CONFLICT, INPUT),
    ROW(E_TOTAL_ROW, INPUT),
    ROW(E_EXPONENT, INPUT),
    ROW(E_NEIGHBOUR, INPUT),
    ROW(E_NOT_CSV, INPUT),
    ROW(E_QUOTE, INPUT),
    ROW(E_ID, INPUT),
    /* arithmetic */
    ROW(E_OVERFLOW, NO),
    ROW(E_INEXACT, NO),
    ROW(E_DIV_ZERO, NO),
    ROW(E_LIMIT, NO),
    /* who */
    ROW(E_ACTOR, NO),
    ROW(E_ROLE, NO),
    ROW(E_SAME_PERSON, NO),
    ROW(E_SCOPE, NO),
    ROW(E_CHECKER, NO),
    /* keys */
    ROW(E_REQUEST_CHANGED, NO),
    ROW(E_KEY_CHANGED, NO),
    ROW(E_CHANGED, NO),
    ROW(E_STATE, NO),
    ROW(E_ORDER, NO),
    ROW(E_DATE_ORDER, NO),
    /* books */
    ROW(E_BOOK, NO),
    ROW(E_PERIOD_CLOSED, NO),
    ROW(E_PERIOD_ORDER, NO),
    ROW(E_FUTURE, NO),
    ROW(E_UNBALANCED, NO),
    ROW(E_ACCOUNT, NO),
    ROW(E_CONTROL, NO),
    ROW(E_DIMENSION, NO),
    ROW(E_CURRENCY, NO),
    ROW(E_REVERSED, NO),
    ROW(E_PARTY, NO),
    ROW(E_PARTY_NAME, NO),
    ROW(E_OPENING, NO),
    ROW(E_CASH_FLOW_IN, NO),
    ROW(E_CASH_FLOW_OUT, NO),
    ROW(E_CASH_FLOW_POOL_IN, NO),
    ROW(E_CASH_FLOW_POOL_OUT, NO),
    ROW(E_CASH_FLOW_NOT, NO),
    /* packs and profiles */
    ROW(E_PACK_FIELD, NO),
    ROW(E_PACK_INVALID, INPUT),
    ROW(E_PACK, NO),
    ROW(E_PACK_EXISTS, NO),
    ROW(E_AGREEMENT, NO),
    ROW(E_PROFILE, NO),
    /* pool gates */
    ROW(E_GATE_WHITELIST, NO),
    ROW(E_GATE_LOAN, NO),
    ROW(E_GATE_LOAN_STATE, NO),
    ROW(E_GATE_OVERDUE, NO),
    ROW(E_GATE_CLASS, NO),
    ROW(E_GATE_LITIGATION, NO),
    ROW(E_GATE_WINDOW, NO),
    ROW(E_GATE_AMOUNT, NO),
    ROW(E_GATE_TENOR, NO),
    ROW(E_GATE_RATE, NO),
    ROW(E_GATE_TYPE, NO),
    ROW(E_GATE_FIRM, NO),
    ROW(E_GATE_COLLATERAL, NO),
    ROW(E_GATE_PURPOSE, NO),
    ROW(E_GATE_EXCLUSIVE, NO),
    ROW(E_GATE_IP_SHARE, NO),
    ROW(E_GATE_DOCS, NO),
    ROW(E_GATE_TIER, NO),
    ROW(E_GATE_FIRM_DEBT, NO),
    ROW(E_GATE_CAPACITY, NO),
    ROW(E_GATE_REPAID, NO),
    ROW(E_GATE_BASE, NO),
    ROW(E_GATE_TIER_AMBIGUOUS, NO),
    ROW(E_GATE_DISBURSED, NO),
    ROW(E_GATE_PAYOUT, NO),
    ROW(E_GATE_TAKE_ON, NO),
    ROW(E_BREAKER, NO),
    ROW(E_SHORTAGE, NO),
    ROW(E_SHARE_FAIL, NO),
    ROW(E_BUG, BUG),
};

enum cli_exit cli_exit_of(enum fpl_status status) {
    for (size_t i = 0; i < sizeof exits / sizeof exits[0]; i++)
        if (exits[i].status == status)
            return exits[i].exit;
    return CLI_BUG;
}

enum cli_exit cli_exit_of_form(enum fpl_status status) {
    enum cli_exit exit = cli_exit_of(status);
    int form = (status >= FPL_E_HEADER_ROW && status <= FPL_E_ENCODING) || status == FPL_E_ID;
    return exit == CLI_INPUT && form ? CLI_USAGE : exit;
}
