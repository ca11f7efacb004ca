/* A deal taken back: it was recorded wrongly, or never made. What it posted is posted again in red; what it added to
 * the shares is taken out of the same tallies, which are those of the profiles that judged it then, whatever has been
 * adopted since. The facts come from the deal's own record, so that a reversal needs no profile and no clock. */
#include "fundpool/fund.h"
#include "ledger/fund/agreed.h"
#include "ledger/fund/limit.h"
#include "ledger/fund/recorded.h"

#include <stdio.h>
#include <string.h>

#define ID_BYTES_MAX   128
#define DATA_BYTES_MAX 4096
#define PROFILE_NAME   80 /* "<id>@<version>" */
#define REVERSED       "REVERSED"

static const struct fpl_field_spec fields[] = {
    FS("deal", "投资编号", "deal", "项目编号|inv_id", ID, KEY, DEAL_ID),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
enum { INVESTED, TRANCHE, CONVERTIBLE };
static const struct fpl_recipe recipe[] = {
    {"E25", "冲销的投资款", "amount taken back", "110101", "100201", DIM(FIRM_ID), DIM(DEAL_ID), NONE, NONE, "INVEST"},
    FPL_FUND_TRANCHE_ROW("E25", "冲销的已付分期", "tranche paid, taken back"),
    {"E25", "冲销的可转债投资款", "convertible taken back", "1501", "100201", DIM(FIRM_ID), DIM(DEAL_ID), NONE, NONE,
     "INVEST"},
};

int fpl_fund_deal_is_reversed(const struct fpl_json *deal) {
    return fpl_str_is(fpl_json_get_text(deal, "st"), REVERSED);
}

void fpl_fund_deal_results(const struct fpl_json *deal, struct fpl_buf *out) {
    const struct fpl_json *results = fpl_json_get(deal, "pr");
    fpl_buf_reset(out);
    for (const struct fpl_json *pair = fpl_json_first(results); pair != NULL; pair = fpl_json_next(results, pair)) {
        struct fpl_str name = fpl_json_text(fpl_json_at(pair, 0)), result = fpl_json_text(fpl_json_at(pair, 1));
        if (out->n > 0) {
            fpl_buf_addc(out, ' ');
        }
        fpl_buf_add(out, name.p, name.n);
        fpl_buf_addc(out, '=');
        fpl_buf_add(out, result.p, result.n);
    }
}

/* ---- the results as the deal kept them ---- */

struct result {
    char profile[PROFILE_NAME]; /* "<id>@<version>" */
    char value[2];              /* "T" "F" "U" */
};

/* One word "<id>@<version>=T". */
static int read_result(struct fpl_str word, struct result *out) {
    size_t n = word.n > 2 ? word.n - 2 : 0;
    const char *equals = memchr(word.p, '=', word.n);
    if (n == 0 || n >= sizeof out->profile || equals != word.p + n || memchr("TFU", word.p[n + 1], 3) == NULL) {
        return 0;
    }
    (void)fpl_str_copy((struct fpl_str){word.p, n}, out->profile, sizeof out->profile);
    out->value[0] = word.p[n + 1];
    out->value[1] = '\0';
    return 1;
}

/* How many there are; -1 if the text is none that fpl_fund_deal_results gives. */
static int read_results(struct fpl_str text, struct result out[FPL_PROFILES_MAX]) {
    int count = 0, more = text.n > 0;
    for (size_t at = 0; more; count++) {
        const char *end = memchr(text.p + at, ' ', text.n - at);
        size_t n = end != NULL ? (size_t)(end - text.p) - at : text.n - at;
        if (count == FPL_PROFILES_MAX || !read_result((struct fpl_str){text.p + at, n}, &out[count])) {
            return -1;
        }
        at += n + 1;
        more = end != NULL;
    }
    return count;
}

/* ---- checks ---- */

static void check(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id needed[] = {FPL_FACT_DEAL_ID, FPL_FACT_FIRM_ID, FPL_FACT_DEAL_AMOUNT,
                                              FPL_FACT_DEAL_PAID_DATE};
    struct fpl_money amount = fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT);
    struct fpl_str deal = fpl_fact_text(facts, FPL_FACT_DEAL_ID);
    char text[FPL_ERROR_ARG_BYTES];
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!fpl_fact_known(facts, needed[i])) {
            fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(needed[i]), NULL, NULL);
        } else if (fpl_fact_type(needed[i]) == FPL_FACT_TEXT && fpl_fact_text(facts, needed[i]).n > ID_BYTES_MAX) {
            fpl_decision_refuse(out, FPL_E_TOO_LONG, "128", fpl_fact_name(needed[i]), NULL);
        }
    }
    if (fpl_fact_known(facts, FPL_FACT_DEAL_AMOUNT) && fpl_money_sign(amount) <= 0) {
        fpl_decision_refuse(out, FPL_E_AMOUNT_SIGN, fpl_fact_name(FPL_FACT_DEAL_AMOUNT), NULL, NULL);
    }
    if (fpl_money_cmp(amount, fpl_money_of(FPL_MINOR_MAX)) > 0) {
        fpl_decision_refuse(out, FPL_E_AMOUNT_RANGE, fpl_fact_name(FPL_FACT_DEAL_AMOUNT), NULL, NULL);
    }
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_DEAL_STATE), REVERSED)) {
        fpl_decision_refuse(out, FPL_E_REVERSED, fpl_error_quote(deal, text), NULL, NULL);
    }
}

/* ---- what is written ---- */

static void take_out(const struct result *result, struct fpl_money red, struct fpl_decision *out) {
    char name[PROFILE_NAME + sizeof "early."];
    (void)snprintf(name, sizeof name, "early.%.*s", PROFILE_NAME - 1, result->profile);
    fpl_decision_tally(out, name, fpl_str_of(result->value), red, -1);
    fpl_decision_step(out, "deal.profile", result->value, result->profile, NULL);
}

/* The item's state as it was, marked. The buffer lies on the stack and never grows: ids are at most ID_BYTES_MAX,
 * profiles FPL_PROFILES_MAX. */
static void mark(const struct fpl_facts *facts, const struct result *results, int count, struct fpl_decision *out) {
    char bytes[DATA_BYTES_MAX], date[12];
    struct fpl_buf buf = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    fpl_json_begin(&json, &buf);
    fpl_json_object(&json);
    fpl_json_kint(&json, "amt", fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)));
    fpl_json_kstr(&json, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    fpl_json_kstrz(&json, "paid", fpl_date_format(fpl_fact_date(facts, FPL_FACT_DEAL_PAID_DATE), date));
    fpl_json_key(&json, "pr");
    fpl_json_array(&json);
    for (int i = 0; i < count; i++) {
        fpl_json_array(&json);
        fpl_json_strz(&json, results[i].profile);
        fpl_json_strz(&json, results[i].value);
        fpl_json_end(&json);
    }
    fpl_json_end(&json);
    fpl_json_kstrz(&json, "st", REVERSED);
    fpl_json_end(&json);
    FPL_ASSERT(buf.p == bytes && !buf.failed);
    fpl_decision_item(out, "deal", fpl_fact_text(facts, FPL_FACT_DEAL_ID), fpl_buf_str(&buf));
}

void fpl_fund_decide_deal_reversal(const struct fpl_facts *facts, struct fpl_decision *out) {
    FPL_ASSERT(facts != NULL && out != NULL);
    struct result results[FPL_PROFILES_MAX];
    struct fpl_fund__holding holding;
    struct fpl_money red = fpl_money_of(0);
    fpl_decision_begin(out);
    check(facts, out);
    int count = read_results(fpl_fact_text(facts, FPL_FACT_DEAL_RESULTS), results);
    if (count < 0) {
        fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(FPL_FACT_DEAL_RESULTS), NULL, NULL);
    }
    fpl_fund__not_closed(facts, out);
    if (out->outcome == FPL_OK) {
        fpl_fund__tranche_back(facts, &holding, out);
        fpl_fund__agreed_take(facts, FPL_AGREED_PAID, -fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)),
                              out);
    }
    if (out->outcome != FPL_OK) {
        return;
    }
    out->amount = fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT);
    enum fpl_status status = fpl_money_neg(out->amount, &red);
    FPL_ASSERT(status == FPL_OK); /* at most FPL_MINOR_MAX */
    fpl_event_post(out, &recipe[fpl_fund__is_convertible(facts) ? CONVERTIBLE : INVESTED], red, facts);
    if (fpl_fund__names_tranche(facts)) {
        fpl_event_post(out, &recipe[TRANCHE], red, facts);
    }
    for (int i = 0; i < count; i++) {
        take_out(&results[i], red, out);
    }
    fpl_fund__count_invested(facts, fpl_money_minor(red), out);
    mark(facts, results, count, out);
    fpl_fund__holding_write(facts, &holding, out);
}

/* ---- the event ---- */

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    fpl_fund_decide_deal_reversal(facts, out);
}

static const struct fpl_read reads[] = {
    READ_ITEM(FIRM_ID, "deal", DEAL_ID, "firm", 0),
    READ_ITEM(DEAL_AMOUNT, "deal", DEAL_ID, "amt", 0),
    READ_ITEM(DEAL_PAID_DATE, "deal", DEAL_ID, "paid", 0),
    READ_ITEM(DEAL_DIRECT, "deal", DEAL_ID, "dir", 0),
    READ_ITEM(DEAL_STATE, "deal", DEAL_ID, "st", 0),
    FPL_FUND_READ_RESULTS(NULL),
    READ_ITEM(MOVED_SHARES, "deal", DEAL_ID, "sh", 0),
    READ_ITEM(BEFORE_LAST, "deal", DEAL_ID, "last", 0),
    READ_ITEM(BEFORE_PAID, "deal", DEAL_ID, "pp", 0),
    READ_ITEM(TRANCHE_ID, "deal", DEAL_ID, "tr", 0),
    READ_ITEM(DEAL_INSTRUMENT, "deal", DEAL_ID, "ins", 0),
    FPL_FUND_READS_TRANCHE,
    FPL_FUND_READS_HOLDING,
    READ_UNDONE(TODAY, "occ"),
    READ_UNDONE(TAKE_ON, "take_on"),
};
static const struct fpl_move moves[] = {{"deal", "RECORDED", "", REVERSED}};

const struct fpl_event fpl_event__deal_reversed = {
    .kind = "deal.reversed",
    .zh = "投资冲销",
    .en = "deal reversed",
    .command = {"deal.reverse", "投资冲销", "reverse a deal", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY, fields,
                COUNT(fields), "deal-reversals",
                "投资冲销：整笔红字，任何截止日均不再计入；原编号不再使用，更正用新编号",
                "take a deal back in red: it counts at no cut; its id stays used, record the right deal under a new "
                "one",
                "deal reverse YD-024 --book guidance --reason 金额录错，另以YD-024-2登记 --dry-run --as zhi.dan "
                "--checker fu.he\n"
                "deal reverse YD-024 --book guidance --reason 金额录错，另以YD-024-2登记 --as zhi.dan --checker fu.he",
                1},
    .rows = "deal=示例-TZ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "deal",
    .key = FACT(DEAL_ID),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__deal_recorded,
    .memo_field = "memo",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};
