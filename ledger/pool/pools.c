/* One loan in several pools of a ledger. A loan is its bank, contract and IOU, in the spelling that look-alikes share,
 * whatever pool it is registered in: FPL_LEDGER_LOAN holds in how many pools it stands, and of which debt it is. A loan
 * that renews another is of the same debt, whatever pool says so, and stays so. What all pools have decided and paid of
 * a debt, and know of it, is one state over the whole ledger (FPL_LEDGER_DEBT), under its first loan's key. What a
 * contract is registered as (FPL_LEDGER_CONTRACT): the same loan never stands in two modes (pool rules §1 M2, §4 note
 * 15).
 *
 * Repayments are counted from the debt's beginning: a loan's `base` is what had been repaid before it, and so a
 * repayment that one pool records on the old loan is known of the new one in another.
 *
 * What other pools paid is public money paid already on the loan (§4 note 11): it counts as such where the pack deducts
 * other public money or has a ceiling on it. A pack of the family STACKED pays beside them. Any other takes what they
 * paid off its own amount as it does what it has paid itself (§4, step 6). Of all of them, no loan is paid more than
 * its loss. */
#include "ledger/pool/room.h"

#include <stdio.h>
#include <string.h>

/* ---- what a contract is registered as: "DIRECT scheme excluded excluded|GUARANTEED scheme" ---- */

static struct fpl_str cut(struct fpl_str *rest, char by) {
    size_t n = 0;
    while (n < rest->n && rest->p[n] != by)
        n++;
    struct fpl_str head = {rest->p, n};
    size_t gone = n + (n < rest->n);
    *rest = (struct fpl_str){rest->p + gone, rest->n - gone};
    return head;
}

static int excludes(const struct fpl_pack *pack, struct fpl_str scheme) {
    const struct fpl_json *list = pack->field[FPL_PF_EXCLUSIVE_WITH];
    for (const struct fpl_json *each = fpl_json_first(list); each && scheme.n > 0; each = fpl_json_next(list, each))
        if (fpl_str_eq(each->str, scheme))
            return 1;
    return 0;
}

/* Does one entry bar the loan? Either pack may say so: of the other, whether it excludes any scheme stands there. */
static int entry_bars(const struct fpl_pool__run *run, struct fpl_str entry, struct fpl_str *mode) {
    *mode = cut(&entry, ' ');
    struct fpl_str scheme = cut(&entry, ' '), own = fpl_fact_text(run->facts, FPL_FACT_LOAN_SCHEME);
    int exclusive = run->pack->field[FPL_PF_EXCLUSIVE_WITH] != NULL || entry.n > 0,
        other_mode = !fpl_str_eq(*mode, fpl_fact_text(run->facts, FPL_FACT_LOAN_MODE));
    if ((exclusive && other_mode) || excludes(run->pack, scheme))
        return 1;
    while (entry.n > 0)
        if (fpl_str_eq(cut(&entry, ' '), own) && own.n > 0)
            return 1;
    return 0;
}

static void gate_contract(struct fpl_pool__run *run, enum fpl_fact_id number, enum fpl_fact_id as) {
    struct fpl_str list = fpl_fact_text(run->facts, as), mode;
    const struct fpl_fact *told = fpl_fact_of(run->facts, as);
    char receipt[48];
    (void)fpl_fact_int(run->facts, number, 0); /* the record keeps which state it has read */
    while (list.n > 0) {
        if (!entry_bars(run, cut(&list, '|'), &mode))
            continue;
        (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)told->book, (long long)told->seq);
        fpl_pool__refuse(run, FPL_E_GATE_EXCLUSIVE,
                         fpl_str_is(mode, "GUARANTEED") ? FPL_ZH_EN("担保贷款", "guaranteed")
                                                        : FPL_ZH_EN("银行直贷", "direct"),
                         receipt, FPL_PF_EXCLUSIVE_WITH);
        return;
    }
}

void fpl_pool__gate_exclusive(struct fpl_pool__run *run) {
    gate_contract(run, FPL_FACT_LOAN_CONTRACT_N, FPL_FACT_LOAN_CONTRACT_AS);
    if (fpl_pool__renews(run->facts))
        gate_contract(run, FPL_FACT_RENEWED_CONTRACT_N, FPL_FACT_RENEWED_CONTRACT_AS);
}

static int is_id(struct fpl_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ' ' || text.p[i] == '|')
            return 0;
    return text.n > 0 && text.n <= 64;
}

/* This registration as an entry; what can be no scheme's id excludes none. */
static void entry_of(const struct fpl_pool__run *run, struct fpl_buf *out) {
    const struct fpl_json *list = run->pack->field[FPL_PF_EXCLUSIVE_WITH];
    struct fpl_str mode = fpl_fact_text(run->facts, FPL_FACT_LOAN_MODE),
                   scheme = fpl_fact_text(run->facts, FPL_FACT_LOAN_SCHEME);
    fpl_buf_add(out, mode.p, mode.n);
    fpl_buf_addc(out, ' ');
    fpl_buf_add(out, scheme.p, scheme.n);
    for (const struct fpl_json *each = fpl_json_first(list); each; each = fpl_json_next(list, each)) {
        if (!is_id(each->str))
            continue;
        fpl_buf_addc(out, ' ');
        fpl_buf_add(out, each->str.p, each->str.n);
    }
}

static int has_entry(struct fpl_str list, struct fpl_str entry) {
    while (list.n > 0)
        if (fpl_str_eq(cut(&list, '|'), entry))
            return 1;
    return 0;
}

void fpl_pool__write_state(struct fpl_pool__run *run, const char *kind, struct fpl_str thing, int64_t n,
                           const struct fpl_buf *data) {
    struct fpl_buf key = {0};
    fpl_buf_add(&key, thing.p, thing.n);
    fpl_buf_addc(&key, '|');
    fpl_buf_addi(&key, n);
    if (fpl_buf_ok(&key) == FPL_OK && fpl_buf_ok(data) == FPL_OK)
        fpl_decision_item(run->out, kind, fpl_buf_str(&key), fpl_buf_str(data));
    else
        fpl_pool__refuse(run, FPL_E_NOMEM, NULL, NULL, FPL_PF_NO_CLAUSE);
    fpl_buf_release(&key);
}

void fpl_pool__contract_write(struct fpl_pool__run *run) {
    struct fpl_str key = fpl_fact_text(run->facts, FPL_FACT_LOAN_SPELT),
                   list = fpl_fact_text(run->facts, FPL_FACT_LOAN_CONTRACT_AS);
    struct fpl_buf entry = {0}, all = {0}, data = {0};
    struct fpl_json_out json;
    while (key.n > 0 && key.p[key.n - 1] != '|')
        key.n--;
    key.n -= key.n > 0;
    entry_of(run, &entry);
    if (key.n > 0 && !has_entry(list, fpl_buf_str(&entry))) {
        fpl_buf_add(&all, list.p, list.n);
        if (list.n > 0)
            fpl_buf_addc(&all, '|');
        fpl_buf_add(&all, entry.p, entry.n);
        fpl_json_begin(&json, &data);
        fpl_json_object(&json);
        fpl_json_kstr(&json, "as", fpl_buf_str(&all));
        fpl_json_end(&json);
        data.failed |= entry.failed | all.failed;
        fpl_pool__write_state(run, FPL_LEDGER_CONTRACT, key, 1 + fpl_fact_int(run->facts, FPL_FACT_LOAN_CONTRACT_N, 0),
                              &data);
    }
    fpl_buf_release(&entry);
    fpl_buf_release(&all);
    fpl_buf_release(&data);
}

/* ---- a loan's state ---- */

struct of_loan { /* of the loan, or of the one that it renews */
    enum fpl_fact_id key, n, in, odd, renewed, base, of, debt;
};
static const struct of_loan this = {FPL_FACT_LOAN_SPELT,     FPL_FACT_LOAN_POOLS_N,       FPL_FACT_LOAN_POOLS,
                                    FPL_FACT_LOAN_POOLS_ODD, FPL_FACT_LOAN_POOLS_RENEWED, FPL_FACT_LOAN_BASE,
                                    FPL_FACT_LOAN_BASE_OF,   FPL_FACT_LOAN_DEBT};
static const struct of_loan old = {FPL_FACT_RENEWED_SPELT,     FPL_FACT_RENEWED_POOLS_N,       FPL_FACT_RENEWED_POOLS,
                                   FPL_FACT_RENEWED_POOLS_ODD, FPL_FACT_RENEWED_POOLS_RENEWED, FPL_FACT_RENEWED_BASE,
                                   FPL_FACT_RENEWED_BASE_OF,   FPL_FACT_RENEWED_DEBT};

/* odd: pools contradict each other; renewed: in how many pools; debt: none of its own is ""; of: what the loan's amount
 * is where its base was reckoned, 0 where no pool has made it a renewal. */
struct state {
    int64_t in, odd, renewed, base, of;
    struct fpl_str debt;
};

static struct state load_state(const struct fpl_pool__run *run, const struct of_loan *of) {
    struct state state = {.in = fpl_fact_int(run->facts, of->in, 0),
                          .odd = fpl_fact_int(run->facts, of->odd, 0),
                          .renewed = fpl_fact_int(run->facts, of->renewed, 0),
                          .base = fpl_pool__money(run, of->base),
                          .of = fpl_pool__money(run, of->of),
                          .debt = fpl_fact_text(run->facts, of->debt)};
    (void)fpl_fact_int(run->facts, of->n, 0); /* whoever uses a state keeps its number */
    if (fpl_str_eq(state.debt, fpl_fact_text(run->facts, of->key)))
        state.debt = (struct fpl_str){NULL, 0};
    return state;
}

static void save_state(struct fpl_pool__run *run, const struct of_loan *of, const struct state *state) {
    const struct {
        const char *name;
        int64_t value;
        struct fpl_str text;
    } member[] = {{"base", state->base, {NULL, 0}}, {"debt", 0, state->debt},     {"in", state->in, {NULL, 0}},
                  {"odd", state->odd, {NULL, 0}},   {"of", state->of, {NULL, 0}}, {"ren", state->renewed, {NULL, 0}}};
    struct fpl_str key = fpl_fact_text(run->facts, of->key);
    struct fpl_buf data = {0};
    struct fpl_json_out json;
    if (key.n == 0) /* a decider that is called by itself has none */
        return;
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    for (int i = 0; i < COUNT(member); i++) {
        if (member[i].value != 0)
            fpl_json_kint(&json, member[i].name, member[i].value);
        if (member[i].text.n > 0)
            fpl_json_kstr(&json, member[i].name, member[i].text);
    }
    fpl_json_end(&json);
    fpl_pool__write_state(run, FPL_LEDGER_LOAN, key, 1 + fpl_fact_int(run->facts, of->n, 0), &data);
    fpl_buf_release(&data);
}

/* What the own pool has repaid of the debt before this loan. Another pool may have made it a renewal while it knew of
 * less that was repaid: what is less in the amount here was repaid before. */
static int64_t own_base(const struct fpl_pool__run *run, int64_t base, int64_t of) {
    return of > 0 && fpl_pool__renews(run->facts) ? base + of - fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED) : base;
}

static int64_t base_here(const struct fpl_pool__run *run) {
    return own_base(run, fpl_pool__money(run, FPL_FACT_LOAN_BASE), fpl_pool__money(run, FPL_FACT_LOAN_BASE_OF));
}

static void debt_of(const struct fpl_json *state, struct fpl_str spelt, struct fpl_fact *out) {
    struct fpl_str debt = fpl_json_get_text(state, "debt");
    *out = (struct fpl_fact){.known = spelt.n > 0, .v.text = debt.n > 0 ? debt : spelt};
}

void fpl_pool__debt_of_LOAN_SPELT(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                                  struct fpl_fact *out) {
    (void)text;
    debt_of(state, fpl_fact_text(facts, FPL_FACT_LOAN_SPELT), out);
}

void fpl_pool__debt_of_RENEWED_SPELT(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                                     struct fpl_fact *out) {
    (void)text;
    debt_of(state, fpl_fact_text(facts, FPL_FACT_RENEWED_SPELT), out);
}

/* ---- a debt's state ---- */

/* What pools tell each other of a debt: what paid claims told, which never shrinks (`claim`: the amount of a claim;
 * TAKEN_ON: of no claim), and historical payouts. A decision keeps what it knew of each, in byte order of `kept`. */
enum { COLLATERAL, COUNTER, OUTSIDE, INSURANCE, RECOVERED, REPAID, TAKEN_ON, KNOWN };
static const struct {
    enum fpl_fact_id pools, renewed, decided;
    const char *kept;
    int claim;
} known[KNOWN] = {
    [COLLATERAL] = {FPL_FACT_LOAN_POOLS_COLLATERAL, FPL_FACT_RENEWED_POOLS_COLLATERAL, FPL_FACT_CLAIM_KNOWN_COLLATERAL,
                    "kcol", FPL_FACT_CLAIM_COLLATERAL},
    [COUNTER] = {FPL_FACT_LOAN_POOLS_COUNTER, FPL_FACT_RENEWED_POOLS_COUNTER, FPL_FACT_CLAIM_KNOWN_COUNTER, "kctr",
                 FPL_FACT_CLAIM_COUNTER_GUARANTEE},
    [OUTSIDE] = {FPL_FACT_LOAN_POOLS_OUTSIDE, FPL_FACT_RENEWED_POOLS_OUTSIDE, FPL_FACT_CLAIM_KNOWN_OUTSIDE, "kgov",
                 FPL_FACT_CLAIM_OTHER_GOV},
    [INSURANCE] = {FPL_FACT_LOAN_POOLS_INSURANCE, FPL_FACT_RENEWED_POOLS_INSURANCE, FPL_FACT_CLAIM_KNOWN_INSURANCE,
                   "kins", FPL_FACT_CLAIM_INSURANCE},
    [RECOVERED] = {FPL_FACT_LOAN_POOLS_RECOVERED, FPL_FACT_RENEWED_POOLS_RECOVERED, FPL_FACT_CLAIM_KNOWN_RECOVERED,
                   "krec", FPL_FACT_CLAIM_RECOVERED},
    [REPAID] = {FPL_FACT_LOAN_POOLS_REPAID, FPL_FACT_RENEWED_POOLS_REPAID, FPL_FACT_CLAIM_KNOWN_REPAID, "krep",
                FPL_FACT_CLAIM_REPAID},
    [TAKEN_ON] = {FPL_FACT_LOAN_POOLS_TAKEN_ON, FPL_FACT_RENEWED_POOLS_TAKEN_ON, FPL_FACT_CLAIM_KNOWN_TAKEN_ON, "ktkn",
                  FPL_NO_FACT},
};

/* paid: decided, less what was revoked or reclaimed; out: of it, what has left a pool. The lists hold what each pool
 * has in its ledger, "100.00 250.00" in no order: a pool takes its own amount out, which it knows, and puts the new one
 * in, so that a repayment taken back leaves what the others have. told[REPAID] and repaid_each count from the debt's
 * beginning. */
struct debt {
    struct fpl_str key;
    int64_t n, paid, out, told[KNOWN];
    struct fpl_str repaid_each, returned_each;
};

static struct debt load_debt(const struct fpl_pool__run *run) {
    struct debt debt = {.key = fpl_fact_text(run->facts, FPL_FACT_LOAN_DEBT),
                        .n = fpl_fact_int(run->facts, FPL_FACT_LOAN_DEBT_N, 0),
                        .paid = fpl_pool__money(run, FPL_FACT_LOAN_POOLS_PAID),
                        .out = fpl_pool__money(run, FPL_FACT_LOAN_POOLS_OUT),
                        .repaid_each = fpl_fact_text(run->facts, FPL_FACT_LOAN_POOLS_REPAID_EACH),
                        .returned_each = fpl_fact_text(run->facts, FPL_FACT_LOAN_POOLS_RETURNED_EACH)};
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_POOLS_N, 0); /* the loan's state said which debt */
    for (int i = 0; i < KNOWN; i++)
        debt.told[i] = fpl_pool__money(run, known[i].pools);
    return debt;
}

/* Of a loan that is renewed: nothing is paid of its debt, but it may have been, recovered and reclaimed since. */
static struct debt load_old_debt(const struct fpl_pool__run *run) {
    struct debt debt = {.key = fpl_fact_text(run->facts, FPL_FACT_RENEWED_DEBT),
                        .n = fpl_fact_int(run->facts, FPL_FACT_RENEWED_DEBT_N, 0),
                        .paid = fpl_pool__money(run, FPL_FACT_RENEWED_POOLS_PAID),
                        .out = fpl_pool__money(run, FPL_FACT_RENEWED_POOLS_OUT),
                        .repaid_each = fpl_fact_text(run->facts, FPL_FACT_RENEWED_POOLS_REPAID_EACH),
                        .returned_each = fpl_fact_text(run->facts, FPL_FACT_RENEWED_POOLS_RETURNED_EACH)};
    (void)fpl_fact_int(run->facts, FPL_FACT_RENEWED_POOLS_N, 0);
    for (int i = 0; i < KNOWN; i++)
        debt.told[i] = fpl_pool__money(run, known[i].renewed);
    return debt;
}

static void save_debt(struct fpl_pool__run *run, const struct debt *debt) {
    const struct {
        const char *name;
        int64_t value;
        struct fpl_str text;
    } member[] = {{"col", debt->told[COLLATERAL], {NULL, 0}},
                  {"ctr", debt->told[COUNTER], {NULL, 0}},
                  {"gov", debt->told[OUTSIDE], {NULL, 0}},
                  {"ins", debt->told[INSURANCE], {NULL, 0}},
                  {"out", debt->out, {NULL, 0}},
                  {"paid", debt->paid, {NULL, 0}},
                  {"rec", debt->told[RECOVERED], {NULL, 0}},
                  {"recs", 0, debt->returned_each},
                  {"rep", debt->told[REPAID], {NULL, 0}},
                  {"reps", 0, debt->repaid_each},
                  {"tkn", debt->told[TAKEN_ON], {NULL, 0}}};
    struct fpl_buf data = {0};
    struct fpl_json_out json;
    if (debt->key.n == 0)
        return;
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    for (int i = 0; i < COUNT(member); i++) {
        if (member[i].value != 0)
            fpl_json_kint(&json, member[i].name, member[i].value);
        if (member[i].text.n > 0)
            fpl_json_kstr(&json, member[i].name, member[i].text);
    }
    fpl_json_end(&json);
    fpl_pool__write_state(run, FPL_LEDGER_DEBT, debt->key, debt->n + 1, &data);
    fpl_buf_release(&data);
}

/* ---- what each pool has ---- */

static int64_t next_of(struct fpl_str *list) {
    struct fpl_money amount = fpl_money_of(0);
    struct fpl_str text = cut(list, ' ');
    return fpl_money_parse(text, FPL_UNIT_YUAN, 2, &amount, NULL) ? 0 : fpl_money_minor(amount);
}

static int64_t greatest(struct fpl_str list) {
    int64_t most = 0;
    while (list.n > 0) {
        int64_t each = next_of(&list);
        most = each > most ? each : most;
    }
    return most;
}

static void add(struct fpl_buf *out, int64_t amount) {
    char text[FPL_MONEY_TEXT];
    if (amount > 0)
        fpl_buf_addf(out, "%s%s", out->n ? " " : "", fpl_money_format(fpl_money_of(amount), FPL_UNIT_YUAN, 2, text));
}

/* The list with one amount in place of the other; 0 or less is none. */
static void replace(struct fpl_buf *out, struct fpl_str list, int64_t before, int64_t now) {
    while (list.n > 0) {
        int64_t each = next_of(&list);
        if (each == before)
            before = 0;
        else
            add(out, each);
    }
    add(out, now);
}

static void save_list(struct fpl_pool__run *run, struct debt *debt, struct fpl_str *list, int64_t before, int64_t now) {
    struct fpl_buf text = {0};
    replace(&text, *list, before, now);
    if (fpl_buf_ok(&text) == FPL_OK) {
        *list = fpl_buf_str(&text);
        save_debt(run, debt);
    } else {
        fpl_pool__refuse(run, FPL_E_NOMEM, NULL, NULL, FPL_PF_NO_CLAUSE);
    }
    fpl_buf_release(&text);
}

/* The own pool's amount in the list: a loan that renews another goes on from what was repaid of that one, until it is
 * withdrawn. */
static int64_t entry_at(const struct fpl_pool__run *run, int64_t base, int64_t repaid) {
    int goes_on =
        fpl_pool__renews(run->facts) && !fpl_str_is(fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE), "WITHDRAWN");
    return repaid > 0 || goes_on ? base + repaid : 0;
}

void fpl_pool__pools_repaid(struct fpl_pool__run *run, int64_t before, int64_t now) {
    struct debt debt = load_debt(run);
    int64_t base = base_here(run);
    save_list(run, &debt, &debt.repaid_each, entry_at(run, base, before), entry_at(run, base, now));
}

void fpl_pool__pools_returned(struct fpl_pool__run *run, int64_t before, int64_t now) {
    struct debt debt = load_debt(run);
    if (before != now)
        save_list(run, &debt, &debt.returned_each, before, now);
}

/* ---- what all pools know ---- */

static int64_t least_zero(int64_t amount) {
    return amount > 0 ? amount : 0;
}

/* As all pools know: told by a paid claim, or in the ledger of any; of repayments, those of this loan. What is repaid
 * of a debt that has gone to another loan is of that one. */
static int64_t known_of(const struct fpl_pool__run *run, int i) {
    int64_t told = fpl_pool__money(run, known[i].pools), each = 0;
    if (i == REPAID && fpl_str_is(fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE), "RENEWED"))
        return 0;
    if (i == REPAID)
        each = greatest(fpl_fact_text(run->facts, FPL_FACT_LOAN_POOLS_REPAID_EACH));
    else if (i == RECOVERED)
        each = greatest(fpl_fact_text(run->facts, FPL_FACT_LOAN_POOLS_RETURNED_EACH));
    told = told > each ? told : each;
    return i == REPAID ? least_zero(told - base_here(run)) : told;
}

int64_t fpl_pool__known_repaid_of_old(const struct fpl_pool__run *run) {
    int64_t told = fpl_pool__money(run, FPL_FACT_RENEWED_POOLS_REPAID),
            each = greatest(fpl_fact_text(run->facts, FPL_FACT_RENEWED_POOLS_REPAID_EACH));
    return least_zero((told > each ? told : each) - fpl_pool__money(run, FPL_FACT_RENEWED_BASE));
}

/* What the claim tells of public money that came from outside this ledger. It tells a total of what was paid: what
 * other pools had paid out by its submission is in it, and what was taken on since, for that was paid before the
 * ledger. */
static int64_t outside_of(const struct fpl_pool__run *run) {
    int64_t inside = fpl_pool__paid_before(run) + known_of(run, TAKEN_ON),
            told = fpl_pool__money(run, FPL_FACT_CLAIM_OTHER_GOV);
    return told > inside ? told - inside : 0;
}

/* At a submission no decision of the own pool waits to be paid. */
int64_t fpl_pool__paid_before(const struct fpl_pool__run *run) {
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_POOLS_N, 0);
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_DEBT_N, 0);
    if (run->final)
        return fpl_pool__money(run, FPL_FACT_CLAIM_PAID_BEFORE);
    return least_zero(fpl_pool__money(run, FPL_FACT_LOAN_POOLS_OUT) - fpl_pool__paid_here(run)) -
           known_of(run, TAKEN_ON);
}

void fpl_pool__known_write(const struct fpl_pool__run *run, struct fpl_json_out *json) {
    for (int i = 0; i < KNOWN; i++)
        if (known_of(run, i) != 0)
            fpl_json_kint(json, known[i].kept, known_of(run, i));
}

/* Repayments and recoveries are events, whatever the claim tells; of the rest only what is more than the claim itself
 * tells moves its amount. */
int fpl_pool__known_moved(const struct fpl_pool__run *run, int64_t *then, int64_t *now) {
    static const int order[KNOWN] = {REPAID, RECOVERED, COLLATERAL, COUNTER, INSURANCE, OUTSIDE, TAKEN_ON};
    for (int i = 0; i < KNOWN; i++) {
        int each = order[i];
        int64_t own = 0;
        if (each == OUTSIDE)
            own = outside_of(run);
        else if (each != REPAID && each != RECOVERED && each != TAKEN_ON)
            own = fpl_pool__money(run, (enum fpl_fact_id)known[each].claim);
        *then = fpl_pool__money(run, known[each].decided);
        *now = known_of(run, each);
        if (*then != *now && (*then > own || *now > own))
            return 1;
    }
    return 0;
}

/* ---- registered, renewed, withdrawn ---- */

/* The loan renewed is of the same debt from now on, under that of the two which has others under it. 0: both have. */
static int join(const struct fpl_pool__run *run, struct fpl_str *debt) {
    struct state state = load_state(run, &this), before = load_state(run, &old);
    struct fpl_str of_this = fpl_fact_text(run->facts, FPL_FACT_LOAN_DEBT),
                   of_old = fpl_fact_text(run->facts, FPL_FACT_RENEWED_DEBT);
    int this_is_free = state.debt.n == 0 && state.renewed == 0, old_is_free = before.debt.n == 0 && before.renewed == 0;
    *debt = this_is_free ? of_old : of_this;
    return this_is_free || old_is_free || fpl_str_eq(of_this, of_old);
}

/* What a list counts from another beginning. */
static void shift(struct fpl_buf *out, struct fpl_str list, int64_t by) {
    while (list.n > 0)
        add(out, next_of(&list) + by);
}

static int add_within(int64_t *sum, int64_t amount) {
    return !__builtin_add_overflow(*sum, amount, sum) && *sum >= 0 && *sum <= FPL_MINOR_MAX;
}

/* Both lists in one, and where it is kept. */
static struct fpl_str both(struct fpl_buf *out, struct fpl_str list, struct fpl_str more, int64_t by) {
    shift(out, list, 0);
    shift(out, more, by);
    return fpl_buf_str(out);
}

/* All that is known of either debt is known of the one that stays, whose beginning is `by` before the other's. What was
 * taken on of each adds up, as what was paid does. */
static void merge(struct fpl_pool__run *run, struct debt *into, const struct debt *from, int64_t by,
                  struct fpl_buf list[2]) {
    into->repaid_each = both(&list[0], into->repaid_each, from->repaid_each, by);
    into->returned_each = both(&list[1], into->returned_each, from->returned_each, 0);
    for (int i = 0; i < TAKEN_ON; i++) {
        int64_t told = from->told[i] + (i == REPAID && from->told[i] > 0 ? by : 0);
        into->told[i] = told > into->told[i] ? told : into->told[i];
    }
    if (!add_within(&into->paid, from->paid) || !add_within(&into->out, from->out) ||
        !add_within(&into->told[TAKEN_ON], from->told[TAKEN_ON]) || fpl_buf_ok(&list[0]) || fpl_buf_ok(&list[1]))
        fpl_pool__refuse(run, FPL_E_AMOUNT_RANGE, NULL, NULL, FPL_PF_NO_CLAUSE);
}

/* The states of both loans, and the debt's, when one renews the other here. */
static void write_renewal(struct fpl_pool__run *run, struct state *state) {
    struct state before = load_state(run, &old);
    struct debt of_this = load_debt(run), of_old = load_old_debt(run), debt;
    struct fpl_str key;
    struct fpl_buf list[2] = {{0}, {0}};
    int64_t moved = fpl_pool__money(run, FPL_FACT_RENEWED_DISBURSED) - fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED),
            was = fpl_pool__money(run, FPL_FACT_RENEWED_REPAID), had = was > 0 ? before.base + was : 0,
            repaid_now = fpl_pool__money(run, FPL_FACT_LOAN_REPAID),
            amount = fpl_pool__money(run, FPL_FACT_LOAN_DISBURSED);
    (void)join(run, &key);
    int same = fpl_str_eq(of_this.key, of_old.key), stays = same || fpl_str_eq(key, of_old.key);
    debt = stays ? of_old : of_this;
    if (same)
        debt = of_this;
    else if (stays) { /* under the old loan's */
        state->debt = key;
        state->base = before.base + moved;
        merge(run, &debt, &of_this, state->base, list);
    } else { /* the old loan comes under this one's */
        int64_t by = state->base - moved - before.base;
        before.debt = key;
        before.base += by;
        had = was > 0 ? before.base + was : 0;
        merge(run, &debt, &of_old, by, list);
    }
    before.renewed++;
    if (state->of == 0) /* by what this pool repaid the first that makes it a renewal knows its base */
        state->of = same ? amount + before.base + moved - state->base : amount;
    save_state(run, &old, &before);
    save_list(run, &debt, &debt.repaid_each, had, own_base(run, state->base, state->of) + repaid_now);
    fpl_buf_release(&list[0]);
    fpl_buf_release(&list[1]);
}

void fpl_pool__pools_registered(struct fpl_pool__run *run) {
    struct fpl_str key = fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY);
    struct state state = load_state(run, &this);
    int64_t repaid = fpl_pool__money(run, FPL_FACT_LOAN_REPAID);
    int contradicts = fpl_fact_text(run->facts, FPL_FACT_LOAN_OTHER_TERMS).n > 0;
    (void)load_debt(run);
    state.in++;
    state.odd |= contradicts;
    if (fpl_pool__renews(run->facts))
        write_renewal(run, &state);
    else if (repaid > 0)
        fpl_pool__pools_repaid(run, 0, repaid);
    save_state(run, &this, &state);
    if (fpl_fact_text(run->facts, FPL_FACT_LOAN_OTHER_POOL).n > 0 && key.n > 0)
        fpl_decision_item(run->out, "loan.other_pool", key, FPL_STR("{}"));
    if (contradicts && key.n > 0)
        fpl_decision_item(run->out, "loan.other_terms", key, FPL_STR("{}"));
}

/* What the registration told goes with it. Repayments were recorded by themselves: a withdrawal takes none back. What
 * this pool has repaid of the debt is, where the loan renewed is open again, what it has of that one. */
int64_t fpl_pool__pools_withdrawn(struct fpl_pool__run *run) {
    struct state state = load_state(run, &this), before = load_state(run, &old);
    struct debt debt = load_debt(run);
    (void)load_old_debt(run);
    int restored = fpl_fact_bool(run->facts, FPL_FACT_RENEWED_RESTORED, 0);
    int64_t repaid = fpl_pool__money(run, FPL_FACT_LOAN_REPAID),
            left = repaid - fpl_pool__money(run, FPL_FACT_LOAN_REPAID_FIRST),
            of_old = fpl_pool__money(run, FPL_FACT_RENEWED_REPAID), base = base_here(run),
            had = entry_at(run, base, repaid), now = left > 0 ? base + left : 0;
    state.in--;
    if (state.in <= 1)
        state.odd = 0;
    save_state(run, &this, &state);
    if (restored) {
        before.renewed--;
        save_state(run, &old, &before);
        now = of_old > 0 ? before.base + of_old : 0;
    }
    if (had != now)
        save_list(run, &debt, &debt.repaid_each, had, now);
    return left;
}

/* ---- decided, paid, taken on, reclaimed ---- */

static void keep_told(const struct fpl_pool__run *run, struct debt *debt, const struct fpl_pool__loan *loan) {
    for (int i = 0; i < TAKEN_ON; i++) {
        int64_t told = i == OUTSIDE ? outside_of(run) : fpl_pool__kept_told(loan, (enum fpl_fact_id)known[i].claim);
        if (i == REPAID && told > 0)
            told += base_here(run);
        debt->told[i] = told > debt->told[i] ? told : debt->told[i];
    }
}

/* Even where no amount moves: that a record is the next says that it has read what is known. */
static void move(struct fpl_pool__run *run, int64_t paid, int64_t out, int64_t taken_on,
                 const struct fpl_pool__loan *told) {
    struct debt debt = load_debt(run);
    if (debt.key.n == 0) /* a decider that is called by itself has none */
        return;
    if (told)
        keep_told(run, &debt, told);
    if (add_within(&debt.paid, paid) && add_within(&debt.out, out) && add_within(&debt.told[TAKEN_ON], taken_on))
        save_debt(run, &debt);
    else
        fpl_pool__refuse(run, FPL_E_AMOUNT_RANGE, NULL, NULL, FPL_PF_NO_CLAUSE);
}

void fpl_pool__pools_decided(struct fpl_pool__run *run, int64_t amount, const struct fpl_pool__loan *told) {
    move(run, amount, 0, 0, told);
}

/* As told: what a pool has recorded stands in its list, from which a reversal takes it. */
void fpl_pool__pools_paid(struct fpl_pool__run *run, int64_t amount, const struct fpl_pool__loan *told) {
    move(run, 0, amount, 0, told);
}

void fpl_pool__pools_taken_on(struct fpl_pool__run *run, int64_t amount) {
    move(run, amount, amount, amount, NULL);
}

/* It is as if that part had not been paid: others may pay it. */
void fpl_pool__pools_reclaimed(struct fpl_pool__run *run, int64_t amount) {
    move(run, -amount, -amount, 0, NULL);
}

void fpl_pool__other_pool(const struct fpl_json *state, const struct fpl_facts *facts, struct fpl_buf *text,
                          struct fpl_fact *out) {
    (void)text;
    *out = (struct fpl_fact){.known = fpl_json_get_num(state, "in", 0) > 0,
                             .v.text = fpl_fact_text(facts, FPL_FACT_LOAN_SPELT)};
}

/* ---- what it means for a claim ---- */

int64_t fpl_pool__told_elsewhere(const struct fpl_pool__run *run, enum fpl_fact_id id) {
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_POOLS_N, 0);
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_DEBT_N, 0);
    for (int i = 0; i < KNOWN; i++) {
        int64_t told = known[i].claim == (int)id ? known_of(run, i) : 0;
        if (known[i].claim != (int)id)
            continue;
        if (i != OUTSIDE)
            return told;
        int64_t own = outside_of(run);
        return (told > own ? told : own) + fpl_pool__paid_elsewhere(run);
    }
    return 0;
}

int64_t fpl_pool__paid_here(const struct fpl_pool__run *run) {
    return fpl_pool__money(run, FPL_FACT_LOAN_PAID) - fpl_pool__money(run, FPL_FACT_RETURN_RECLAIMED);
}

int64_t fpl_pool__paid_elsewhere(const struct fpl_pool__run *run) {
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_POOLS_N, 0);
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_DEBT_N, 0);
    return least_zero(fpl_pool__money(run, FPL_FACT_LOAN_POOLS_PAID) - fpl_pool__paid_here(run));
}

void fpl_pool__gate_renewed_elsewhere(struct fpl_pool__run *run) {
    (void)fpl_fact_int(run->facts, FPL_FACT_LOAN_POOLS_N, 0);
    if (fpl_fact_int(run->facts, FPL_FACT_LOAN_POOLS_RENEWED, 0) > 0 &&
        !fpl_str_is(fpl_fact_text(run->facts, FPL_FACT_LOAN_STATE), "RENEWED")) /* here: its state says so */
        fpl_pool__refuse_text(run, FPL_E_GATE_RENEWED_ELSEWHERE, fpl_fact_text(run->facts, FPL_FACT_LOAN_KEY),
                              FPL_PF_NO_CLAUSE);
}

void fpl_pool__gate_renewed_paid(struct fpl_pool__run *run) {
    struct fpl_str debt;
    if (!join(run, &debt))
        fpl_pool__refuse_text(run, FPL_E_GATE_RENEWED_TO, debt, FPL_PF_NO_CLAUSE);
    if (fpl_pool__money(run, FPL_FACT_RENEWED_POOLS_PAID) > 0)
        fpl_pool__refuse_text(run, FPL_E_GATE_PAID_ELSEWHERE, fpl_fact_text(run->facts, FPL_FACT_RENEWED_LOAN),
                              FPL_PF_NO_CLAUSE);
}

static void at_most(struct fpl_pool__run *run, int64_t room, const char **binding) {
    if (room < 0)
        room = 0;
    if (room >= run->amount)
        return;
    run->amount = room;
    *binding = FPL_POOL_BY_OTHERS;
}

/* What has come back in any way is no loss: of a pack whose base leaves it in it is shared later, or stays with the
 * claimant; but no two pools together pay it. */
static int64_t come_back(const struct fpl_pool__run *run) {
    static const enum fpl_fact_id covers[] = {FPL_FACT_CLAIM_RECOVERED, FPL_FACT_CLAIM_COLLATERAL,
                                              FPL_FACT_CLAIM_COUNTER_GUARANTEE, FPL_FACT_CLAIM_INSURANCE};
    int64_t sum = 0;
    for (int i = 0; i < COUNT(covers); i++)
        sum = add_within(&sum, fpl_pool__told(run, covers[i])) ? sum : FPL_MINOR_MAX;
    return sum;
}

void fpl_pool__beside_others(struct fpl_pool__run *run, const char **binding) {
    const struct fpl_pack *pack = run->pack;
    int64_t other = fpl_pool__paid_elsewhere(run), paid = fpl_pool__money(run, FPL_FACT_LOAN_PAID);
    int says = pack->stacked || (pack->deduct & FPL_DEDUCT_OTHER_GOV) || pack->cap[FPL_CAP_TOTAL_GOV].set;
    if (other == 0)
        return;
    int64_t loss = least_zero(fpl_pool__liability_most(run) - come_back(run));
    fpl_pool__step_int(run, "paid_by_other_pools", other, says ? "as the pack says" : "taken off",
                       says && !pack->stacked ? FPL_PF_CAP_TOTAL_GOV : FPL_PF_FAMILY);
    if (!run->bare)
        fpl_decision_step_rests(run->out, FPL_FACT_LOAN_POOLS_PAID);
    if (!says)
        at_most(run, run->amount - other, binding);
    at_most(run, loss - paid - other, binding);
}
