/* Lines of the cash-flow statement. */
#include "fundpool/cash_flow.h"

#include <string.h>

static const struct fpl_cash_flow lines[] = {
#define ROW(code, zh, en) {code, zh, en, 'D', 'N'},
    FPL_CASH_FLOWS_IN(ROW)
#undef ROW
#define ROW(code, zh, en) {code, zh, en, 'C', 'N'},
        FPL_CASH_FLOWS_OUT(ROW)
#undef ROW
#define ROW(code, zh, en) {code, zh, en, 'D', 'P'},
            FPL_CASH_FLOWS_POOL_IN(ROW)
#undef ROW
#define ROW(code, zh, en) {code, zh, en, 'C', 'P'},
                FPL_CASH_FLOWS_POOL_OUT(ROW)
#undef ROW
#define ROW(code, zh, en) {code, zh, en, 'B', 'B'},
                    FPL_CASH_FLOWS_BOTH(ROW)
#undef ROW
};
#define LINES ((int)(sizeof lines / sizeof lines[0]))

const struct fpl_cash_flow *fpl_cash_flow_all(int *count) {
    *count = LINES;
    return lines;
}

static int is_code(struct fpl_str text, const char *code) {
    size_t i = 0;
    for (; i < text.n && code[i]; i++)
        if (text.p[i] != code[i] && !(text.p[i] >= 'a' && text.p[i] <= 'z' && text.p[i] - 'a' + 'A' == code[i]))
            return 0;
    return i == text.n && !code[i];
}

const struct fpl_cash_flow *fpl_cash_flow_find(struct fpl_str text) {
    for (int i = 0; i < LINES; i++)
        if (fpl_str_is(text, lines[i].zh) || fpl_str_is(text, lines[i].en) || is_code(text, lines[i].code))
            return &lines[i];
    return NULL;
}

int fpl_account_is_cash(struct fpl_str account) {
    static const char *const heads[] = {"1001", "1002", "1012"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (account.n >= 4 && memcmp(account.p, heads[i], 4) == 0)
            return 1;
    return 0;
}

static int fits(const struct fpl_cash_flow *line, char side, enum fpl_book_kind book) {
    return (line->side == 'B' || line->side == side) &&
           (line->book == 'B' || (line->book == 'P') == (book == FPL_BOOK_POOL));
}

enum fpl_status fpl_cash_flow_settle(struct fpl_posting *posting, enum fpl_book_kind book, int opening,
                                     struct fpl_error *error) {
    char account[16], given[FPL_ERROR_ARG_BYTES];
    const int flows = !opening && fpl_account_is_cash(posting->account);
    if (!flows && posting->flow.n == 0)
        return FPL_OK;
    const struct fpl_cash_flow *line = fpl_cash_flow_find(posting->flow);
    if (flows && line && fits(line, posting->side, book)) {
        posting->flow = fpl_str_of(line->code);
        return FPL_OK;
    }
    static const enum fpl_status missing[2][2] = {{FPL_E_CASH_FLOW_IN, FPL_E_CASH_FLOW_OUT},
                                                  {FPL_E_CASH_FLOW_POOL_IN, FPL_E_CASH_FLOW_POOL_OUT}};
    enum fpl_status status = flows ? missing[book == FPL_BOOK_POOL][posting->side == 'C'] : FPL_E_CASH_FLOW_NOT;
    return fpl_fail(error, status, fpl_str_copy(posting->account, account, sizeof account),
                    fpl_error_quote(posting->flow, given), NULL);
}

static int is_transfer(const struct fpl_posting *posting) {
    return fpl_str_is(posting->flow, FPL_CASH_TRANSFER);
}

/* Of one currency. The sum of an entry's lines of a currency fits, and so need those of a part of them not. */
static enum fpl_status transferred(const struct fpl_posting *posting, int count, struct fpl_str currency,
                                   int64_t *sum) {
    *sum = 0;
    for (int i = 0; i < count; i++) {
        int64_t minor = fpl_money_minor(posting[i].amount);
        if (is_transfer(&posting[i]) && fpl_str_eq(posting[i].currency, currency) &&
            __builtin_add_overflow(*sum, posting[i].side == 'D' ? minor : -minor, sum))
            return FPL_E_OVERFLOW;
    }
    return *sum == 0 ? FPL_OK : FPL_E_CASH_TRANSFER;
}

enum fpl_status fpl_cash_flow_tie(const struct fpl_posting *posting, int count, int *at, int64_t *sum) {
    int alone = 1;
    enum fpl_status status = FPL_OK;
    *sum = 0;
    for (*at = 0; *at < count && !status; ++*at) {
        alone = alone && fpl_account_is_cash(posting[*at].account);
        if (is_transfer(&posting[*at]) && (status = transferred(posting, count, posting[*at].currency, sum)))
            return status;
    }
    for (*at = 0; alone && *at < count; ++*at)
        if (posting[*at].flow.n > 0 && !is_transfer(&posting[*at]))
            return FPL_E_CASH_ALONE;
    return FPL_OK;
}
