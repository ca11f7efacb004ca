/* Facts, reasons, steps and writes as the deciders of this room use them. */
#include "ledger/pool/room.h"

#include <stdio.h>
#include <string.h>

int64_t fpl_pool__money(const struct fpl_pool__run *run, enum fpl_fact_id id) {
    return fpl_money_minor(fpl_fact_money(run->facts, id));
}

int64_t fpl_pool__need(struct fpl_pool__run *run, enum fpl_fact_id id) {
    if (!fpl_fact_known(run->facts, id))
        fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(id), NULL, FPL_PF_NO_CLAUSE);
    return fpl_pool__money(run, id);
}

void fpl_pool__leave_out(struct fpl_pool__run *run, int reasons, enum fpl_status outcome, const char *step,
                         enum fpl_policy__field clause) {
    struct fpl_decision *out = run->out;
    for (int i = reasons; i < out->reasons; i++)
        if (strncmp(out->reason[i].arg[0], "claim.", 6) == 0)
            return;
    fpl_pool__step(run, step, "?", out->reason[reasons].arg[0], clause);
    out->reasons = reasons;
    out->outcome = outcome;
}

int64_t fpl_pool__balance(const struct fpl_pool__run *run) {
    if (fpl_fact_known(run->facts, FPL_FACT_LOAN_BALANCE))
        return fpl_pool__money(run, FPL_FACT_LOAN_BALANCE);
    return fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED) - fpl_pool__money(run, FPL_FACT_LOAN_REPAID);
}

int fpl_pool__counts_npl(const struct fpl_pool__run *run) {
    static const char *const performing[] = {"PASS", "SPECIAL", "正常", "关注"};
    struct fpl_str class = fpl_fact_text(run->facts, FPL_FACT_CLAIM_CLASS);
    for (int i = 0; i < COUNT(performing); i++)
        if (fpl_str_is(class, performing[i]))
            return 0;
    return fpl_str_eq(fpl_fact_text(run->facts, FPL_FACT_CLAIM_CLAIMANT),
                      fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK));
}

int64_t fpl_pool__npl(const struct fpl_pool__run *run) {
    int counts = run->final ? fpl_fact_int(run->facts, FPL_FACT_LOAN_UNCOUNTED, 0) == 0 : fpl_pool__counts_npl(run);
    return counts ? fpl_pool__balance(run) : 0;
}

void fpl_pool__tally_npl(struct fpl_pool__run *run, int64_t amount, int64_t count) {
    fpl_pool__tally(run, "npl", "bank:", fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK), amount, count);
}

static const char *clause_of(const struct fpl_pool__run *run, enum fpl_policy__field clause) {
    return run->pack && clause != FPL_PF_NO_CLAUSE ? run->pack->clause[clause] : "";
}

/* What each parameter of a pack judges. */
static const struct {
    enum fpl_policy__field field;
    enum fpl_fact_id fact;
} judges[] = {
    {FPL_PF_WHITELIST_ID, FPL_FACT_FIRM_ID},
    {FPL_PF_FIRM_CLASS, FPL_FACT_FIRM_CLASS},
    {FPL_PF_REVENUE_MAX, FPL_FACT_FIRM_REVENUE},
    {FPL_PF_STAFF_MAX, FPL_FACT_FIRM_EMPLOYEES},
    {FPL_PF_AGE_MAX, FPL_FACT_FIRM_ESTABLISHED},
    {FPL_PF_LISTED_OK, FPL_FACT_FIRM_LISTED},
    {FPL_PF_REGION, FPL_FACT_FIRM_REGION},
    {FPL_PF_INDUSTRY_EXCLUDE, FPL_FACT_FIRM_INDUSTRY},
    {FPL_PF_NO_BREACH_YEARS, FPL_FACT_FIRM_BREACH_FREE_YEARS},
    {FPL_PF_RATE_MAX, FPL_FACT_LOAN_RATE},
    {FPL_PF_TENOR_MAX, FPL_FACT_LOAN_DUE_ON},
    {FPL_PF_TENOR_MIN, FPL_FACT_LOAN_DUE_ON},
    {FPL_PF_MAX_ELIGIBLE_LOAN, FPL_FACT_LOAN_CONTRACT_AMOUNT},
    {FPL_PF_LOAN_TYPE, FPL_FACT_LOAN_TYPE},
    {FPL_PF_PURPOSE_EXCLUDE, FPL_FACT_LOAN_PURPOSE},
    {FPL_PF_EXCLUSIVE_WITH, FPL_FACT_LOAN_MODE},
    {FPL_PF_COLLATERAL_RATIO_MAX, FPL_FACT_LOAN_COLLATERAL_SHARE},
    {FPL_PF_IP_SHARE_MIN, FPL_FACT_LOAN_IP_SHARE},
    {FPL_PF_IP_SHARE_APPLY, FPL_FACT_LOAN_IP_SHARE},
    {FPL_PF_BENEFICIARY, FPL_FACT_CLAIM_CLAIMANT},
    {FPL_PF_OVERDUE_DAYS_MIN, FPL_FACT_CLAIM_OVERDUE_DAYS},
    {FPL_PF_CLASS_MIN, FPL_FACT_CLAIM_CLASS},
    {FPL_PF_LITIGATION, FPL_FACT_CLAIM_LITIGATION},
    {FPL_PF_CLAIM_WINDOW_DAYS, FPL_FACT_CLAIM_DATE},
    {FPL_PF_DOCS_REQUIRED, FPL_FACT_CLAIM_DOCS},
};

void fpl_pool__refuse(struct fpl_pool__run *run, enum fpl_status status, const char *arg0, const char *arg1,
                      enum fpl_policy__field clause) {
    fpl_decision_refuse(run->out, status, arg0 ? arg0 : "", arg1 ? arg1 : "", clause_of(run, clause));
    for (size_t i = 0; i < sizeof judges / sizeof judges[0]; i++)
        if (judges[i].field == clause)
            run->out->reason[run->out->reasons - 1].about = 1 + (int)judges[i].fact;
}

void fpl_pool__refuse_limit(struct fpl_pool__run *run, enum fpl_status status, int64_t most, int64_t is,
                            enum fpl_policy__field clause) {
    char limit[FPL_MONEY_TEXT], text[FPL_MONEY_TEXT];
    fpl_pool__refuse(run, status, fpl_money_format(fpl_money_of(most), FPL_UNIT_YUAN, 2, limit),
                     is < 0 ? "?" : fpl_money_format(fpl_money_of(is), FPL_UNIT_YUAN, 2, text), clause);
}

void fpl_pool__refuse_money(struct fpl_pool__run *run, enum fpl_status status, int64_t amount,
                            enum fpl_policy__field clause) {
    char text[FPL_MONEY_TEXT];
    fpl_pool__refuse(run, status, fpl_money_format(fpl_money_of(amount), FPL_UNIT_YUAN, 2, text), NULL, clause);
}

char *fpl_pool__bound_by(const struct fpl_pool__run *run, char out[FPL_ERROR_ARG_BYTES]) {
    const struct fpl_pack_field *field = run->out->binding[0] ? fpl_pack_field(run->out->binding) : NULL;
    if (field)
        (void)snprintf(out, FPL_ERROR_ARG_BYTES, FPL_ZH_EN("起作用的是%s %s", "bound by %s, %s"), field->zh,
                       field->name, field->name, field->en);
    else if (strcmp(run->out->binding, FPL_POOL_BY_OTHERS) == 0)
        (void)snprintf(out, FPL_ERROR_ARG_BYTES,
                       FPL_ZH_EN("其他资金池已补偿该笔贷款", "other pools have compensated the loan"));
    else
        (void)snprintf(out, FPL_ERROR_ARG_BYTES, "%s",
                       run->out->binding[0]
                           ? FPL_ZH_EN("起作用的是熔断线", "bound by the line of a breaker")
                           : FPL_ZH_EN("上限均未起作用，按基数和比例计算", "no cap binds: base x rate"));
    return out;
}

void fpl_pool__note_rest(struct fpl_pool__run *run) {
    char text[FPL_MONEY_TEXT];
    fpl_decision_note(run->out, FPL_QUEUED, fpl_money_format(fpl_money_of(run->rest), FPL_UNIT_YUAN, 2, text), NULL);
}

/* What bound it, and what can be done: what has lapsed is paid by no later decision. */
void fpl_pool__note_zero(struct fpl_pool__run *run) {
    char bound[FPL_ERROR_ARG_BYTES];
    const char *then = FPL_ZH_EN("已没有应补金额", "nothing is left to be compensated");
    if (run->borne > 0 || (run->lapsed > 0 && !run->out->binding[0])) {
        fpl_decision_note(
            run->out, FPL_ZERO_PAYOUT,
            run->borne > 0 ? FPL_ZH_EN("起作用的是资金不足处理方式", "bound by shortage_mode")
                           : FPL_ZH_EN("此前因资金不足已经失效", "it lapsed before for lack of money"),
            FPL_ZH_EN("失效的部分由机构自担，撤销核定或另行申请都不再补偿",
                      "what has lapsed is the institution's own, and no later decision or claim pays it"));
        return;
    }
    if (strcmp(run->out->binding, FPL_POOL_BY_OTHERS) == 0)
        then = FPL_ZH_EN("他池撤销核定后，可撤销本次核定再核定",
                         "if another pool revokes its decision, revoke this one and decide again");
    else if (run->out->binding[0])
        then = FPL_ZH_EN("限额恢复后可撤销核定再核定，或另行申请",
                         "once there is room, revoke the decision and decide again, or claim again");
    fpl_decision_note(run->out, FPL_ZERO_PAYOUT, fpl_pool__bound_by(run, bound), then);
}

void fpl_pool__refuse_text(struct fpl_pool__run *run, enum fpl_status status, struct fpl_str text,
                           enum fpl_policy__field clause) {
    char arg[FPL_ERROR_ARG_BYTES];
    fpl_pool__refuse(run, status, text.n > 0 ? fpl_error_quote(text, arg) : "?", NULL, clause);
}

void fpl_pool__refuse_over(struct fpl_decision *out, enum fpl_status status, int64_t there, int64_t given) {
    char text[2][FPL_MONEY_TEXT];
    fpl_decision_refuse(out, status, fpl_money_format(fpl_money_of(there), FPL_UNIT_YUAN, 2, text[0]),
                        fpl_money_format(fpl_money_of(given), FPL_UNIT_YUAN, 2, text[1]), NULL);
}

void fpl_pool__step(struct fpl_pool__run *run, const char *code, const char *value, const char *arg,
                    enum fpl_policy__field clause) {
    if (!run->bare)
        fpl_decision_step(run->out, code, value, arg ? arg : "", clause_of(run, clause));
}

/* In the second gear the number is written in any case: one that has too many digits decides. */
void fpl_pool__step_x(struct fpl_pool__run *run, const char *code, const struct fpl_pool__x *x, const char *arg,
                      enum fpl_policy__field clause) {
    char text[96];
    if (run->bare && !run->math.big)
        return;
    fpl_x__text(&run->math, x, text, sizeof text);
    fpl_pool__step(run, code, text, arg, clause);
}

void fpl_pool__step_int(struct fpl_pool__run *run, const char *code, int64_t value, const char *arg,
                        enum fpl_policy__field clause) {
    char text[FPL_DECIMAL_BYTES + 2], *end = text + sizeof text - 1;
    if (run->bare)
        return;
    *end = '\0';
    char *p = fpl_int__digits(fpl_int__abs(value), end);
    if (value < 0)
        *--p = '-';
    fpl_pool__step(run, code, p, arg, clause);
}

struct again {
    struct fpl_pool__run *run;
    void (*compute)(struct fpl_pool__run *);
};

static enum fpl_status compute_big(void *ctx) {
    struct again *again = ctx;
    again->compute(again->run);
    return again->run->math.status;
}

void fpl_pool__compute(struct fpl_pool__run *run, void (*compute)(struct fpl_pool__run *), int big) {
    struct fpl_decision *out = run->out;
    const struct fpl_pool__run fresh = *run;
    int steps = out->steps, reasons = out->reasons;
    enum fpl_status outcome = out->outcome;
    if (!big) {
        compute(run);
        if (run->math.status == FPL_OK)
            return;
    }
    *run = fresh;
    run->math = (struct fpl_pool__math){.big = 1, .status = FPL_OK};
    out->steps = steps;
    out->reasons = reasons;
    out->outcome = outcome;
    out->binding[0] = '\0';
    struct again again = {run, compute};
    enum fpl_status status = fpl_exact(compute_big, &again, FPL_EXACT_BYTES);
    if (status != FPL_OK) {
        out->reasons = reasons; /* half of them would only mislead */
        fpl_pool__refuse(run, status, "", NULL, FPL_PF_NO_CLAUSE);
    }
}

int fpl_pool__ids_fit(struct fpl_pool__run *run, const enum fpl_fact_id *ids, int count) {
    int before = run->out->reasons;
    for (int i = 0; i < count; i++) {
        struct fpl_str id = fpl_fact_text(run->facts, ids[i]);
        size_t most = ids[i] == FPL_FACT_LOAN_KEY ? FPL_POOL_KEY_MAX : FPL_POOL_ID_MAX;
        if (id.n == 0)
            fpl_pool__refuse(run, FPL_E_MISSING, fpl_fact_name(ids[i]), NULL, FPL_PF_NO_CLAUSE);
        else if (id.n > most)
            fpl_pool__refuse(run, FPL_E_TOO_LONG, most == FPL_POOL_KEY_MAX ? "256" : "128", fpl_fact_name(ids[i]),
                             FPL_PF_NO_CLAUSE);
        for (size_t j = 0; j < id.n && id.n <= most; j++) {
            if ((unsigned char)id.p[j] < 0x20) {
                fpl_pool__refuse(run, FPL_E_ENCODING, fpl_fact_name(ids[i]), NULL, FPL_PF_NO_CLAUSE);
                break;
            }
        }
    }
    return run->out->reasons == before;
}

void fpl_pool__post(struct fpl_pool__run *run, const struct fpl_recipe *row, int64_t amount) {
    FPL_ASSERT(amount >= 0);
    fpl_event_post(run->out, row, fpl_money_of(amount), run->facts);
}

void fpl_pool__tally(struct fpl_pool__run *run, const char *name, const char *kind, struct fpl_str id, int64_t amount,
                     int64_t count) {
    char scope[16 + FPL_POOL_ID_MAX];
    size_t n = strlen(kind);
    FPL_ASSERT(n <= 16 && id.n <= FPL_POOL_ID_MAX);
    if (amount == 0 && count == 0)
        return;
    memcpy(scope, kind, n);
    if (id.n > 0)
        memcpy(scope + n, id.p, id.n);
    fpl_decision_tally(run->out, name, (struct fpl_str){scope, n + id.n}, fpl_money_of(amount), count);
}

void fpl_pool__cohort(const struct fpl_json *loan, const struct fpl_facts *facts, struct fpl_buf *text,
                      struct fpl_fact *out) {
    struct fpl_date on = fpl_fact_date(facts, FPL_FACT_LOAN_REGISTERED_ON);
    struct fpl_str bank = fpl_fact_text(facts, FPL_FACT_LOAN_BANK);
    (void)loan;
    if (fpl_date_is_none(on) || bank.n == 0)
        return;
    fpl_buf_addf(text, "%.*s|%d", (int)bank.n, bank.p, fpl_period_of(on).year);
    out->v.text = fpl_buf_str(text);
    out->known = 1;
}

int fpl_pool__by_cohort(const struct fpl_facts *facts, const struct fpl_pack *pack) {
    (void)facts;
    for (int i = 0; pack && i < pack->breakers; i++)
        if (pack->breaker[i].cohort)
            return 1;
    return 0;
}

/* Always, whatever the pack: a later one may count so. */
static void tally_cohort(struct fpl_pool__run *run, int sign) {
    char bytes[16 + FPL_POOL_ID_MAX];
    struct fpl_buf text = {.p = bytes, .cap = sizeof bytes};
    struct fpl_fact cohort = {.known = 0};
    fpl_pool__cohort(NULL, run->facts, &text, &cohort);
    if (cohort.known)
        fpl_pool__tally(run, "loss", "cohort:", cohort.v.text, sign * run->loss, sign);
}

void fpl_pool__tally_paid(struct fpl_pool__run *run, int sign) {
    const struct fpl_facts *facts = run->facts;
    int64_t amount = sign * run->amount;
    fpl_pool__tally(run, "paid", "bank:", fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT), amount, sign);
    fpl_pool__tally(run, "paid", "firm:", fpl_fact_text(facts, FPL_FACT_FIRM_ID), amount, sign);
    fpl_pool__tally(run, "paid", "scheme:", fpl_fact_text(facts, FPL_FACT_LOAN_SCHEME), amount, sign);
    fpl_pool__tally(run, "paid", "", (struct fpl_str){NULL, 0}, amount, sign);
    fpl_pool__tally(run, "loss", "bank:", fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT), sign * run->loss, sign);
    if (fpl_str_eq(fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT), fpl_fact_text(facts, FPL_FACT_LOAN_BANK)))
        tally_cohort(run, sign);
}

void fpl_pool__tally_all(struct fpl_pool__run *run, const char *name, int64_t amount, int64_t count) {
    fpl_pool__tally(run, name, "bank:", fpl_fact_text(run->facts, FPL_FACT_LOAN_BANK), amount, count);
    fpl_pool__tally(run, name, "firm:", fpl_fact_text(run->facts, FPL_FACT_FIRM_ID), amount, count);
    fpl_pool__tally(run, name, "", (struct fpl_str){NULL, 0}, amount, count);
}

/* Whom a loan compensates says it, but where both parties of a stacked loan were paid. */
static int64_t implied_guarantor(const struct fpl_facts *facts, struct fpl_str to, int64_t compensated) {
    struct fpl_str guarantor = fpl_fact_text(facts, FPL_FACT_LOAN_GUARANTOR);
    return guarantor.n > 0 && fpl_str_eq(to, guarantor) ? compensated : 0;
}

int64_t fpl_pool__paid_guarantor(const struct fpl_pool__run *run) {
    if (fpl_fact_known(run->facts, FPL_FACT_LOAN_PAID_GUARANTOR))
        return fpl_pool__money(run, FPL_FACT_LOAN_PAID_GUARANTOR);
    return implied_guarantor(run->facts, fpl_fact_text(run->facts, FPL_FACT_LOAN_PAID_TO),
                             fpl_pool__money(run, FPL_FACT_LOAN_PAID));
}

void fpl_pool__loan_load(const struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    loan->balance = fpl_pool__balance(run);
    loan->compensated = fpl_pool__money(run, FPL_FACT_LOAN_PAID);
    loan->to_guarantor = fpl_pool__paid_guarantor(run);
    loan->exposure = fpl_pool__money(run, FPL_FACT_LOAN_MEMO_SHARE);
    loan->lapsed = fpl_pool__money(run, FPL_FACT_LOAN_LAPSED);
    loan->lapsed_guarantor = fpl_pool__money(run, FPL_FACT_LOAN_LAPSED_GUARANTOR);
    loan->kept = fpl_pool__money(run, FPL_FACT_LOAN_LAPSE_KEPT);
    loan->kept_guarantor = fpl_pool__money(run, FPL_FACT_LOAN_LAPSE_KEPT_GUARANTOR);
    loan->paid_of = fpl_pool__money(run, FPL_FACT_LOAN_PAID_UNPAID);
    loan->recovered_before = fpl_pool__money(run, FPL_FACT_LOAN_RECOVERED_BEFORE);
    loan->paid_on = fpl_fact_date(run->facts, FPL_FACT_LOAN_PAID_ON);
    loan->loss = fpl_pool__money(run, FPL_FACT_LOAN_LOSS);
    loan->uncounted = fpl_fact_int(run->facts, FPL_FACT_LOAN_UNCOUNTED, 0) != 0;
    loan->repaid = fpl_pool__money(run, FPL_FACT_LOAN_REPAID);
    fpl_pool__told_load(run, loan);
    loan->state = "";
    loan->to = fpl_fact_text(run->facts, FPL_FACT_LOAN_PAID_TO);
    loan->next = (struct fpl_str){"", 0};
}

void fpl_pool__tally_leaves(struct fpl_pool__run *run, const struct fpl_pool__loan *loan, int64_t amount, int ends) {
    if (!loan->uncounted)
        fpl_pool__tally_npl(run, -amount, -ends);
}

static void finish_item(struct fpl_pool__run *run, const char *kind, enum fpl_fact_id key, struct fpl_buf *buf) {
    if (fpl_buf_ok(buf) == FPL_OK)
        fpl_decision_item(run->out, kind, fpl_fact_text(run->facts, key), fpl_buf_str(buf));
    else
        fpl_pool__refuse(run, FPL_E_NOMEM, NULL, NULL, FPL_PF_NO_CLAUSE);
    fpl_buf_release(buf);
}

/* An amount that is 0 is not written: in most loans most of them are. */
static void write_amount(struct fpl_json_out *out, const char *key, int64_t amount) {
    if (amount != 0)
        fpl_json_kint(out, key, amount);
}

/* What names a loan, and stands in its registration. */
struct names {
    enum fpl_fact_id key, disbursed, guarantor;
};

static void write_loan(struct fpl_pool__run *run, const struct fpl_pool__loan *loan, const struct names *of) {
    const struct fpl_facts *facts = run->facts;
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    char day[12];
    FPL_ASSERT(loan->balance >= 0 && loan->exposure >= 0 && loan->state[0] != '\0');
    fpl_json_begin(&out, &buf);
    fpl_json_object(&out);
    write_amount(&out, "bal", loan->balance);
    fpl_json_kstr(&out, "bank", fpl_fact_text(facts, FPL_FACT_LOAN_BANK));
    write_amount(&out, "cmp", loan->compensated);
    if (loan->to_guarantor != implied_guarantor(facts, loan->to, loan->compensated))
        write_amount(&out, "cmpg", loan->to_guarantor);
    write_amount(&out, "disb", fpl_pool__money(run, of->disbursed));
    write_amount(&out, "exp", loan->exposure);
    fpl_json_kstr(&out, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    if (fpl_fact_known(facts, of->guarantor))
        fpl_json_kstr(&out, "guar", fpl_fact_text(facts, of->guarantor));
    write_amount(&out, "loss", loan->loss);
    write_amount(&out, "lpk", loan->kept);
    write_amount(&out, "lpkg", loan->kept_guarantor);
    write_amount(&out, "lps", loan->lapsed);
    write_amount(&out, "lpsg", loan->lapsed_guarantor);
    if (loan->next.n > 0)
        fpl_json_kstr(&out, "next", loan->next);
    if (!fpl_date_is_none(loan->paid_on))
        fpl_json_kstrz(&out, "pon", fpl_date_format(loan->paid_on, day));
    write_amount(&out, "rbf", loan->recovered_before);
    write_amount(&out, "rep", loan->repaid);
    fpl_json_kstrz(&out, "st", loan->state);
    for (int i = 0; i < FPL_POOL_TOLD; i++)
        write_amount(&out, fpl_pool__told_member(i), loan->told[i]);
    if (loan->to.n > 0)
        fpl_json_kstr(&out, "to", loan->to);
    write_amount(&out, "unc", loan->uncounted);
    write_amount(&out, "upd", loan->paid_of);
    fpl_json_end(&out);
    finish_item(run, "loan", of->key, &buf);
}

void fpl_pool__loan_write(struct fpl_pool__run *run, const struct fpl_pool__loan *loan) {
    write_loan(run, loan, &(struct names){FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_DISBURSED, FPL_FACT_LOAN_GUARANTOR});
}

void fpl_pool__old_write(struct fpl_pool__run *run, const struct fpl_pool__loan *loan) {
    write_loan(run, loan,
               &(struct names){FPL_FACT_RENEWED_LOAN, FPL_FACT_RENEWED_DISBURSED, FPL_FACT_RENEWED_GUARANTOR});
}

void fpl_pool__claim_write(struct fpl_pool__run *run, const char *state, int64_t amount, int64_t provisional) {
    const struct fpl_facts *facts = run->facts;
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    char day[12];
    fpl_json_begin(&out, &buf);
    fpl_json_object(&out);
    fpl_json_kint(&out, "amt", amount);
    fpl_json_kstr(&out, "bank", fpl_fact_text(facts, FPL_FACT_LOAN_BANK));
    write_amount(&out, "brn", run->borne);
    fpl_json_kstr(&out, "claimant", fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT));
    if (fpl_fact_known(facts, FPL_FACT_CLAIM_DATE))
        fpl_json_kstrz(&out, "date", fpl_date_format(fpl_fact_date(facts, FPL_FACT_CLAIM_DATE), day));
    fpl_json_kstr(&out, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    if (strcmp(state, "DECIDED") == 0)
        fpl_pool__known_write(run, &out);
    if (!run->final) { /* an answer is built from the record again */
        char left_out[FPL_LEFT_OUT];
        fpl_decision_left_out(run->out, left_out);
        if (left_out[0])
            fpl_json_kstrz(&out, "left", left_out);
    }
    fpl_json_kstr(&out, "loan", fpl_fact_text(facts, FPL_FACT_LOAN_KEY));
    write_amount(&out, "part", run->part);
    write_amount(&out, "pes", fpl_pool__paid_before(run));
    fpl_json_kint(&out, "prov", provisional);
    if (strcmp(state, "DECIDED") == 0)
        write_amount(&out, "rep", fpl_pool__money(run, FPL_FACT_LOAN_REPAID));
    write_amount(&out, "rest", run->rest);
    fpl_json_kstrz(&out, "st", state);
    fpl_json_end(&out);
    finish_item(run, "claim", FPL_FACT_CLAIM_KEY, &buf);
}

void fpl_pool__scheme_year(const struct fpl_json *agreement, const struct fpl_facts *facts, struct fpl_buf *text,
                           struct fpl_fact *out) {
    struct fpl_date from = FPL_DATE_NONE, on = fpl_fact_date(facts, FPL_FACT_TODAY);
    int years = 0;
    (void)text;
    if (!agreement || fpl_date_parse(fpl_json_get_text(agreement, "from"), &from, NULL) || fpl_date_is_none(on))
        return;
    while (years < 400 && fpl_date_cmp(fpl_date_add_months(from, 12 * (years + 1)), on) <= 0)
        years++;
    *out = (struct fpl_fact){.known = 1, .v.num = years + 1};
}

/* Keys of a fixed width, so that they stand in order. */
static struct fpl_str place_key(const struct fpl_pool__run *run, char text[24]) {
    int64_t place = fpl_fact_int(run->facts, FPL_FACT_CLAIM_PLACE, 0);
    char *end = text + 23, *p = fpl_int__digits(fpl_int__abs(place), end);
    while (p > end - 12)
        *--p = '0';
    return (struct fpl_str){p, (size_t)(end - p)};
}

void fpl_pool__place_open(struct fpl_pool__run *run) {
    const struct fpl_facts *facts = run->facts;
    struct fpl_buf data = {0};
    struct fpl_json_out out;
    char place[24];
    fpl_json_begin(&out, &data);
    fpl_json_object(&out);
    fpl_json_kstr(&out, "bank", fpl_fact_text(facts, FPL_FACT_LOAN_BANK));
    fpl_json_kstr(&out, "claim", fpl_fact_text(facts, FPL_FACT_CLAIM_KEY));
    fpl_json_kstr(&out, "claimant", fpl_fact_text(facts, FPL_FACT_CLAIM_CLAIMANT));
    fpl_json_kstr(&out, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    write_amount(&out, "queued", run->rest > 0);
    fpl_json_kstr(&out, "scheme", fpl_fact_text(facts, FPL_FACT_LOAN_SCHEME));
    fpl_json_end(&out);
    if (fpl_buf_ok(&data) == FPL_OK)
        fpl_decision_item(run->out, FPL_POOL_PLACES, place_key(run, place), fpl_buf_str(&data));
    else
        fpl_pool__refuse(run, FPL_E_NOMEM, NULL, NULL, FPL_PF_NO_CLAUSE);
    fpl_buf_release(&data);
}

void fpl_pool__place_leave(struct fpl_pool__run *run) {
    char place[24];
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE);
    if (fpl_str_is(state, "SUBMITTED") || fpl_pool__money(run, FPL_FACT_CLAIM_REST) > 0)
        fpl_decision_item(run->out, FPL_POOL_PLACES, place_key(run, place), (struct fpl_str){NULL, 0});
}

static const enum fpl_fact_id loan_ids[] = {FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};

/* 1 if there is such a loan, with ids that can be kept and amounts that a loan can have (facts kept in a record may
 * have been tampered with). */
int fpl_pool__loan_is_whole(struct fpl_pool__run *run, struct fpl_pool__loan *loan) {
    if (fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE).n == 0) {
        fpl_pool__refuse_text(run, FPL_E_GATE_LOAN, fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY), FPL_PF_NO_CLAUSE);
        return 0;
    }
    fpl_pool__loan_load(run, loan);
    if (loan->balance < 0 || loan->exposure < 0 || loan->repaid < 0 || loan->compensated < 0 || loan->loss < 0)
        fpl_pool__refuse(run, FPL_E_NEGATIVE, NULL, NULL, FPL_PF_NO_CLAUSE);
    return fpl_pool__ids_fit(run, loan_ids, COUNT(loan_ids)) && run->out->reasons == 0;
}

void fpl_pool__key_consume(struct fpl_pool__run *run, const char *kind) {
    struct fpl_str key = fpl_fact_text(run->facts, FPL_FACT_EVENT_KEY);
    if (key.n > 0) /* a decider that is called by itself, as by a preview, has none */
        fpl_decision_item(run->out, kind, key, FPL_STR("{}"));
}

int fpl_pool__claim_is_open(struct fpl_pool__run *run, const struct fpl_event *event) {
    static const enum fpl_fact_id ids[] = {FPL_FACT_CLAIM_KEY, FPL_FACT_CLAIM_CLAIMANT, FPL_FACT_LOAN_KEY,
                                           FPL_FACT_LOAN_BANK, FPL_FACT_FIRM_ID};
    struct fpl_str state = fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE);
    if (!fpl_event_next(event, "claim", state, ""))
        fpl_pool__refuse_text(run, FPL_E_STATE, state, FPL_PF_NO_CLAUSE);
    return fpl_pool__ids_fit(run, ids, (int)(sizeof ids / sizeof ids[0])) && run->out->reasons == 0;
}

/* Deferred claims and the rest of queued ones stand in memo 9008 until they are decided or given up. */
void fpl_pool__leave_memo(struct fpl_pool__run *run, const struct fpl_recipe *row) {
    int deferred = fpl_str_is(fpl_fact_text(run->facts, FPL_FACT_CLAIM_STATE), "DEFERRED");
    fpl_pool__post(run, row, fpl_pool__money(run, deferred ? FPL_FACT_CLAIM_APPROVED : FPL_FACT_CLAIM_REST));
}

void fpl_pool__keep_amount(struct fpl_pool__run *run, const char *item, struct fpl_str way) {
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    fpl_json_begin(&out, &buf);
    fpl_json_object(&out);
    fpl_json_kint(&out, "amt", fpl_money_minor(run->out->amount));
    if (fpl_fact_known(run->facts, FPL_FACT_EVENT_PARTY))
        fpl_json_kstr(&out, "party", fpl_fact_text(run->facts, FPL_FACT_EVENT_PARTY));
    if (way.n > 0)
        fpl_json_kstr(&out, "way", way);
    fpl_json_end(&out);
    finish_item(run, item, FPL_FACT_EVENT_KEY, &buf);
}

void fpl_pool__came(struct fpl_pool__run *run, const char *account, struct fpl_str party, int64_t amount) {
    fpl_pool__tally(run, "came", account, party, amount, amount == 0 ? 0 : amount > 0 ? 1 : -1);
}

void fpl_pool__came_cash(struct fpl_pool__run *run, int64_t amount) {
    fpl_pool__came(run, FPL_POOL_CAME_CASH, (struct fpl_str){"", 0}, amount);
    fpl_pool__came(run, FPL_POOL_CAME_ALL, (struct fpl_str){"", 0}, amount);
}

void fpl_pool__gate_later(struct fpl_pool__run *run, int64_t there, enum fpl_fact_id later, int64_t amount) {
    int64_t then = there - fpl_pool__money(run, later);
    if (amount > 0 && amount > then && amount <= there)
        fpl_pool__refuse_over(run->out, FPL_E_NOT_YET, then > 0 ? then : 0, amount);
}

void fpl_pool__gate_cash(struct fpl_pool__run *run, int64_t amount) {
    int64_t held = fpl_pool__money(run, FPL_FACT_TRANSFER_HELD);
    char text[2][FPL_MONEY_TEXT];
    fpl_pool__gate_later(run, held, FPL_FACT_HELD_LATER, amount);
    if (amount <= held)
        return;
    if (!fpl_fact_known(run->facts, FPL_FACT_CASH_REASON))
        fpl_pool__refuse_over(run->out, FPL_E_CASH_REASON, held, amount);
    else
        fpl_decision_note(run->out, FPL_E_CASH, fpl_money_format(fpl_money_of(held), FPL_UNIT_YUAN, 2, text[0]),
                          fpl_money_format(fpl_money_of(amount), FPL_UNIT_YUAN, 2, text[1]));
}

void fpl_pool__back_unpaid(const struct fpl_facts *facts, struct fpl_decision *out) {
    int64_t open = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_PAYABLE_OPEN));
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    if (fpl_money_minor(out->amount) > open)
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__payable_paid.kind, NULL, NULL);
}
