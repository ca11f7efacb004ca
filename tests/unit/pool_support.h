#ifndef TESTS_UNIT_POOL_SUPPORT_H
#define TESTS_UNIT_POOL_SUPPORT_H
/* Packs from a few members, facts of a usual loan and claim, and looks into a decision. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fundpool/pool.h"

#define WAN(n)      ((int64_t)(n)*1000000) /* 万元 in fen */
#define YUAN(n)     ((int64_t)(n)*100)
#define MEMBERS_MAX 64

struct member {
    const char *name, *value;
};

static inline int member_order(const void *a, const void *b) {
    return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static inline void member_set(struct member *members, int *count, const char *name, const char *value) {
    for (int i = 0; i < *count; i++) {
        if (strcmp(members[i].name, name) == 0) {
            members[i].value = value;
            return;
        }
    }
    assert_true(*count < MEMBERS_MAX);
    members[(*count)++] = (struct member){name, value};
}

/* What every test pack has unless it says otherwise. */
static inline void usual_members(struct member *members, int *count) {
    *count = 0;
    member_set(members, count, "base_kind", "\"OUTSTANDING_PRINCIPAL\"");
    member_set(members, count, "clauses", "{\"base_kind\":\"第九条\",\"rate_tiers\":\"第八条\"}");
    member_set(members, count, "doc_no", "\"试〔2026〕1号\"");
    member_set(members, count, "effective_from", "\"2025-01-01\"");
    member_set(members, count, "family", "[\"COMPENSATE_RATE\"]");
    member_set(members, count, "rate_tiers", "[{\"rate\":\"2/5\"}]");
    member_set(members, count, "scheme_id", "\"test\"");
    member_set(members, count, "title", "{\"en\":\"Test\",\"zh\":\"试验\"}");
    member_set(members, count, "version", "1");
}

/* Their canonical JSON, malloced; a member without a value is left out. */
static inline char *members_json(struct member *members, int count) {
    size_t size = 16, n = 0;
    qsort(members, (size_t)count, sizeof members[0], member_order);
    for (int i = 0; i < count; i++)
        size += strlen(members[i].name) + (members[i].value ? strlen(members[i].value) : 0) + 8;
    char *json = malloc(size);
    assert_non_null(json);
    n = (size_t)snprintf(json, size, "{");
    for (int i = 0; i < count; i++) {
        if (members[i].value)
            n += (size_t)snprintf(json + n, size - n, "%s\"%s\":%s", n > 1 ? "," : "", members[i].name,
                                  members[i].value);
    }
    (void)snprintf(json + n, size - n, "}");
    return json;
}

static inline enum fpl_status members_parse(struct member *members, int count, struct fpl_pack **out,
                                            struct fpl_error *error) {
    char *json = members_json(members, count);
    fpl_error_clear(error);
    enum fpl_status status = fpl_pack_parse(fpl_str_of(json), out, error);
    free(json);
    return status;
}

static inline struct fpl_pack *pack_of_json(const char *json) {
    struct fpl_pack *pack = NULL;
    struct fpl_error error = {0};
    enum fpl_status status = fpl_pack_parse(fpl_str_of(json), &pack, &error);
    if (status != FPL_OK)
        fail_msg("%s: %s: %s", fpl_status_name(status), error.arg[0], error.arg[1]);
    return pack;
}

/* The usual pack with name, value, …, NULL over it. */
static inline struct fpl_pack *pack_of(const char *first, ...) {
    struct fpl_pack *pack = NULL;
    struct fpl_error error = {0};
    struct member members[MEMBERS_MAX];
    int count = 0;
    va_list args;
    usual_members(members, &count);
    va_start(args, first);
    for (const char *name = first; name; name = va_arg(args, const char *))
        member_set(members, &count, name, va_arg(args, const char *));
    va_end(args);
    enum fpl_status status = members_parse(members, count, &pack, &error);
    if (status != FPL_OK)
        fail_msg("%s: %s: %s", fpl_status_name(status), error.arg[0], error.arg[1]);
    return pack;
}

static inline void set_money(struct fpl_facts *facts, enum fpl_fact_id id, int64_t fen) {
    fpl_fact_set_money(facts, id, fpl_money_of(fen));
}

static inline void set_text(struct fpl_facts *facts, enum fpl_fact_id id, const char *text) {
    fpl_fact_set_text(facts, id, fpl_str_of(text));
}

static inline void set_ratio(struct fpl_facts *facts, enum fpl_fact_id id, int64_t num, int64_t den) {
    fpl_fact_set_ratio(facts, id, (struct fpl_ratio){num, den});
}

static inline void set_date(struct fpl_facts *facts, enum fpl_fact_id id, int year, int month, int day) {
    struct fpl_date date = FPL_DATE_NONE;
    assert_int_equal(fpl_date_of(year, month, day, &date), FPL_OK);
    fpl_fact_set_date(facts, id, date);
}

static inline void unset(struct fpl_facts *facts, enum fpl_fact_id id) {
    fpl_fact_forget(facts, id);
}

/* A direct loan of `contract` fen, wholly disbursed, nothing repaid, not yet registered. */
static inline void loan_facts(struct fpl_facts *facts, int64_t contract) {
    memset(facts, 0, sizeof *facts);
    set_date(facts, FPL_FACT_TODAY, 2026, 5, 31);
    set_text(facts, FPL_FACT_FIRM_ID, "F1");
    set_text(facts, FPL_FACT_LOAN_KEY, "B1|C1|I1");
    set_text(facts, FPL_FACT_LOAN_BANK, "B1");
    set_text(facts, FPL_FACT_LOAN_TYPE, "CREDIT");
    set_text(facts, FPL_FACT_LOAN_MODE, "DIRECT");
    set_money(facts, FPL_FACT_LOAN_CONTRACT_AMOUNT, contract);
    set_money(facts, FPL_FACT_LOAN_DISBURSED, contract);
    set_money(facts, FPL_FACT_LOAN_REPAID, 0);
    set_date(facts, FPL_FACT_LOAN_DISBURSED_ON, 2025, 3, 31);
    set_date(facts, FPL_FACT_LOAN_DUE_ON, 2026, 3, 31);
    fpl_fact_set_int(facts, FPL_FACT_LOAN_TENOR_MONTHS, 12);
}

/* A submitted claim of the bank on it, ready to be decided: all sums 0, plenty of money. `expected` < 0: not named. */
static inline void claim_facts(struct fpl_facts *facts, int64_t contract, int64_t expected) {
    static const enum fpl_fact_id zero[] = {FPL_FACT_CLAIM_REPAID,
                                            FPL_FACT_CLAIM_UNPAID_INTEREST,
                                            FPL_FACT_CLAIM_RECOVERED,
                                            FPL_FACT_CLAIM_COLLATERAL,
                                            FPL_FACT_CLAIM_INSURANCE,
                                            FPL_FACT_CLAIM_OTHER_GOV,
                                            FPL_FACT_CLAIM_GUARANTOR_PAID,
                                            FPL_FACT_CLAIM_COUNTER_GUARANTEE,
                                            FPL_FACT_PAID_BORROWER_YTD,
                                            FPL_FACT_PAID_BANK_YTD,
                                            FPL_FACT_PAID_POOL_YTD,
                                            FPL_FACT_PAID_PERIOD,
                                            FPL_FACT_PAID_SCHEME_YTD,
                                            FPL_FACT_PAID_BANK_PERIOD,
                                            FPL_FACT_LENDING_PERIOD,
                                            FPL_FACT_LENDING_BANK_PERIOD,
                                            FPL_FACT_REGISTERED_BANK_YTD,
                                            FPL_FACT_LOSS_BANK_YTD,
                                            FPL_FACT_NPL_BANK,
                                            FPL_FACT_BALANCE_BANK,
                                            FPL_FACT_BALANCE_POOL};
    loan_facts(facts, contract);
    set_text(facts, FPL_FACT_LOAN_STATE, "CLAIMED");
    set_text(facts, FPL_FACT_CLAIM_KEY, "Q1");
    set_text(facts, FPL_FACT_CLAIM_CLAIMANT, "B1");
    set_text(facts, FPL_FACT_CLAIM_STATE, "SUBMITTED");
    set_date(facts, FPL_FACT_CLAIM_DATE, 2026, 5, 31);
    fpl_fact_set_int(facts, FPL_FACT_CLAIM_OVERDUE_DAYS, 61);
    set_text(facts, FPL_FACT_CLAIM_CLASS, "SUBSTANDARD");
    set_text(facts, FPL_FACT_CLAIM_LITIGATION, "ACCEPTED");
    for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++)
        set_money(facts, zero[i], 0);
    set_money(facts, FPL_FACT_POOL_AVAILABLE, INT64_C(1000000000000));
    if (expected >= 0)
        set_money(facts, FPL_FACT_CLAIM_EXPECTED, expected);
}

static inline void make_submission(struct fpl_facts *facts) {
    set_text(facts, FPL_FACT_LOAN_STATE, "REGISTERED");
    unset(facts, FPL_FACT_CLAIM_STATE);
    unset(facts, FPL_FACT_CLAIM_EXPECTED);
}

static inline struct fpl_decision *decision_new(void) {
    struct fpl_decision *d = malloc(sizeof *d);
    assert_non_null(d);
    memset(d, 0xA5, sizeof *d); /* fpl_decision_begin has to do with what it finds */
    return d;
}

static inline const struct fpl_reason *reason_of(const struct fpl_decision *d, enum fpl_status status) {
    for (int i = 0; i < d->reasons; i++) {
        if (d->reason[i].status == status)
            return &d->reason[i];
    }
    return NULL;
}

static inline const struct fpl_step *step_of(const struct fpl_decision *d, const char *code) {
    for (int i = 0; i < d->steps; i++) {
        if (strcmp(d->step[i].code, code) == 0)
            return &d->step[i];
    }
    return NULL;
}

static inline int64_t amount_of(const struct fpl_decision *d) {
    return fpl_money_minor(d->amount);
}

static inline int64_t exposure_of(const struct fpl_decision *d) {
    return fpl_money_minor(d->exposure);
}

/* Asserts that the claim is paid, and pays exactly `fen`. */
static inline void assert_pays(const struct fpl_facts *facts, const struct fpl_pack *pack, int64_t fen) {
    struct fpl_facts named = *facts;
    struct fpl_decision *d = decision_new();
    set_money(&named, FPL_FACT_CLAIM_EXPECTED, fen);
    fpl_pool_decide_claim(&named, pack, 1, d);
    if (d->outcome != FPL_OK || amount_of(d) != fen)
        fail_msg("%s %s: %lld, not %lld", fpl_status_name(d->outcome), d->reasons ? d->reason[0].arg[0] : "",
                 (long long)amount_of(d), (long long)fen);
    free(d);
}

static inline int64_t posted(const struct fpl_decision *d, const char *account, char side) {
    int64_t sum = 0;
    for (int i = 0; i < d->postings; i++) {
        if (fpl_str_is(d->posting[i].account, account) && d->posting[i].side == side)
            sum += fpl_money_minor(d->posting[i].amount);
    }
    return sum;
}

static inline void assert_balanced(const struct fpl_decision *d) {
    int64_t sum = 0;
    for (int i = 0; i < d->postings; i++) {
        int64_t amount = fpl_money_minor(d->posting[i].amount);
        assert_true(amount > 0);
        sum += d->posting[i].side == 'D' ? amount : -amount;
    }
    assert_int_equal(sum, 0);
}

static inline int64_t tallied(const struct fpl_decision *d, const char *name, const char *scope) {
    int64_t sum = 0;
    for (int i = 0; i < d->tallies; i++) {
        if (strcmp(d->tally[i].name, name) == 0 && fpl_str_is(d->tally[i].scope, scope))
            sum += fpl_money_minor(d->tally[i].amount);
    }
    return sum;
}

static inline void assert_item(const struct fpl_decision *d, const char *kind, const char *key, const char *data) {
    for (int i = 0; i < d->items; i++) {
        if (strcmp(d->item[i].kind, kind) == 0) {
            char have[1024];
            assert_true(fpl_str_is(d->item[i].key, key));
            assert_string_equal(fpl_str_copy(d->item[i].data, have, sizeof have), data);
            return;
        }
    }
    fail_msg("no item %s", kind);
}

#endif
