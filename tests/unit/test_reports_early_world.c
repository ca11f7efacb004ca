/* The early-stage share of random funds, through the desk and the report, against the model in tests/model: every
 * basis, window and reading of follow-on rounds, as of days in the middle. FPL_SEED repeats a run. */
#include "fundpool/report.h"
#include "tests/model/early_model.h"

#include <inttypes.h>

#include "desk_world.h"

#define FUNDS  24
#define FIRMS  4
#define EVENTS 26
#define MONTHS 20
#define ROUNDS 8

static uint64_t seed_now;

static int64_t up_to(int64_t n) { /* 0..n */
    seed_now = seed_now * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((seed_now >> 33) % (uint64_t)(n + 1));
}

struct fund {
    char code[16];
    struct early_event event[EVENTS];
    int events;
    int64_t given_back[EVENTS]; /* of the deal there */
    int touched[FIRMS];         /* an exit was made: no refund any more */
    struct early_rule rule;
};

/* Month 1 is January 2023. */
static const char *date_of(int month, int day, char out[16]) { /* the 10th or the 20th */
    return fpl_date_format(fpl_date_add_months(world_day(day == 20 ? "2023-01-20" : "2023-01-10"), month - 1), out);
}

static const char *yuan(int64_t fen, char out[32]) {
    (void)snprintf(out, 32, "%" PRId64 ".%02" PRId64, fen / 100, fen % 100);
    return out;
}

/* ---- what happens in a fund ---- */

static int happened(struct fund *fund, struct early_event event) {
    fund->event[fund->events] = event;
    return fund->events++;
}

static void sign(struct city *city, struct fund *fund, int month, int guides) {
    char day[16], money[32];
    int64_t amount = 1 + up_to(90000);
    int at = happened(
        fund, (struct early_event){.kind = EARLY_SIGNED, .day = month, .firm = -1, .amount = amount, .guides = guides});
    city_do(city,
            "zhang commitment.sign %s commitment=C-%d; party=%s; capacity=%s; level=CITY; signed_on=%s; amount=%s",
            fund->code, at, guides ? "LP-G" : "LP-S", guides ? "GUIDANCE" : "SOCIAL", date_of(month, 10, day),
            yuan(amount, money));
    if (up_to(3) == 0 && amount > 3) {
        int64_t less = 1 + up_to(amount / 3 - 1);
        happened(fund, (struct early_event){
                           .kind = EARLY_RELEASED, .day = month, .firm = -1, .amount = less, .guides = guides});
        amount -= less;
        city_do(city,
                "zhang commitment.release %s release=H-%d; commitment=C-%d; occurred=%s; amount=%s; document=决议",
                fund->code, at, at, day, yuan(less, money));
    }
    int64_t paid = 1 + up_to(amount - 1);
    happened(fund, (struct early_event){.kind = EARLY_PAID_IN, .day = month, .firm = -1, .amount = paid});
    city_do(city, "zhang capital.receive %s receipt=K-%d; commitment=C-%d; occurred=%s; amount=%s; bank_ref=S-%d",
            fund->code, at, at, day, yuan(paid, money), at);
}

static void invest(struct city *city, struct fund *fund, int month) {
    static const char *const facts[] = {"; is_transfer=N", "; is_transfer=Y; achievement=A", ""};
    char day[16], money[32], agreed[48] = "";
    struct early_event event = {.kind = EARLY_DEAL,
                                .day = month,
                                .firm = (int)up_to(FIRMS - 1),
                                .amount = 1 + up_to(up_to(1) ? 20000 : 3),
                                .stage = (enum early_stage)(up_to(5) > 3 ? EARLY_UNKNOWN : up_to(1))};
    if (up_to(1)) {
        event.agreed = event.amount + up_to(500);
        (void)snprintf(agreed, sizeof agreed, "; agreed=%s", yuan(event.agreed, money));
    }
    int at = happened(fund, event);
    city_do(city, "zhang deal.record %s deal=D-%d; firm=F-%d; firm_name=名F-%d; paid_date=%s; amount=%s; shares=%d%s%s",
            fund->code, at, event.firm, event.firm, date_of(month, 10, day), yuan(event.amount, money), EARLY_SHARES,
            facts[event.stage], agreed);
}

static void refund(struct city *city, struct fund *fund, int month) {
    char day[16], money[32];
    int at = (int)up_to(fund->events - 1);
    const struct early_event *deal = &fund->event[at];
    int64_t left = deal->amount - fund->given_back[at];
    if (deal->kind != EARLY_DEAL || left < 1 || fund->touched[deal->firm])
        return;
    int64_t amount = up_to(2) ? 1 + up_to(left - 1) : left;
    int64_t shares = amount == left ? EARLY_SHARES : 0; /* they go back with the last of the money */
    fund->given_back[at] += amount;
    int now = happened(
        fund,
        (struct early_event){
            .kind = EARLY_REFUND, .day = month, .firm = deal->firm, .deal = at, .amount = amount, .shares = shares});
    city_do(city, "zhang deal.refund %s refund=T-%d; deal=D-%d; occurred=%s; amount=%s; bank_ref=T-%d%s", fund->code,
            now, at, date_of(month, 10, day), yuan(amount, money), now, shares ? "; shares=1000" : "");
}

static void leave(struct city *city, struct fund *fund, int month) {
    char day[16];
    int firm = (int)up_to(FIRMS - 1);
    int64_t held = early_shares_held(fund->event, fund->events, firm);
    if (held == 0)
        return;
    int64_t shares = up_to(1) ? held : 1 + up_to(held - 1);
    int now = happened(fund, (struct early_event){.kind = EARLY_EXIT, .day = month, .firm = firm, .shares = shares});
    fund->touched[firm] = 1;
    city_do(city,
            "zhang exit.record %s exit=X-%d; firm=F-%d; type=TRANSFER; occurred=%s; shares=%" PRId64
            "; proceeds=1.00; paid=RECEIVED",
            fund->code, now, firm, date_of(month, 10, day), shares);
}

static void live(struct city *city, struct fund *fund) {
    city_do(city, "root book.open - code=%s; kind=fund; name=%s; name_en=%s; chart=fund@1; opened=2023-01-01",
            fund->code, fund->code, fund->code);
    if (up_to(5))
        sign(city, fund, 1, 1);
    for (int month = 1; month <= MONTHS && fund->events < EVENTS - 3; month++) {
        for (int64_t n = up_to(2); n > 0 && fund->events < EVENTS - 3; n--) {
            int64_t what = up_to(9);
            if (what == 0)
                sign(city, fund, month, (int)up_to(1));
            else if (what < 6)
                invest(city, fund, month);
            else if (what < 8 && fund->events)
                refund(city, fund, month);
            else
                leave(city, fund, month);
        }
    }
}

/* ---- the rule and the report ---- */

static void bind(struct city *city, struct fund *fund, int round) {
    static const char *const thresholds[][2] = {{"1/2", "2"}, {"1/3", "3"}, {"2/3", "3"}, {"7/10", "10"}};
    char window[96] = "", from[16], to[16], times[32] = "", end[48] = "";
    struct early_rule *rule = &fund->rule;
    int64_t which = up_to(3);
    *rule = (struct early_rule){.basis = (enum early_basis)(EARLY_B1 + (int)up_to(5)),
                                .inherits = (int)up_to(1),
                                .p = thresholds[which][0][0] - '0',
                                .q = which == 3 ? 10 : thresholds[which][1][0] - '0'};
    int64_t kind = up_to(2);
    if (kind == 1) {
        rule->first = 1 + (int)up_to(MONTHS - 1);
        rule->last = rule->first + (int)up_to(MONTHS - rule->first);
        (void)snprintf(window, sizeof window, "; window=PERIOD; period_from=%s; period_to=%s",
                       date_of(rule->first, 10, from), date_of(rule->last, 10, to));
    } else if (kind == 2 && rule->basis <= EARLY_B3) {
        rule->outstanding = 1;
        (void)snprintf(window, sizeof window, "; window=OUTSTANDING");
    }
    if (rule->basis == EARLY_B6) {
        rule->times = 1 + up_to(2);
        (void)snprintf(times, sizeof times, "; times=%" PRId64, rule->times);
    }
    if ((rule->basis == EARLY_B2 || rule->basis == EARLY_B3 || rule->basis == EARLY_B6) && up_to(2)) {
        rule->investing_end = 1 + (int)up_to(MONTHS - 1);
        (void)snprintf(end, sizeof end, "; investment_end=%s", date_of(rule->investing_end, 20, to));
    }
    city_do(city,
            "ren early.bind %s binding=R-%d; profile=TRANSFER; version=1; from=2023-01-01; basis=B%d; followon=%s; "
            "document=协议; threshold=%s%s%s%s",
            fund->code, round, (int)rule->basis, rule->inherits ? "INHERIT_FIRST" : "REASSESS", thresholds[which][0],
            window, times, end);
}

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

/* The table of all funds, each by its own rule. */
static void report(struct city *city, int month, struct fpl_buf *out) {
    char day[16];
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(date_of(month, 20, day))};
    struct fpl_report_spec spec = {.deals = -1};
    struct fpl_render how = {.format = FPL_FORMAT_CSV, .zh = 1};
    struct fpl_view *view = NULL;
    struct fpl_report *made = NULL;
    fpl_buf_reset(out);
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_report_early(view, &spec, &made, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(made, &how, to_buf, out, &city->error), FPL_OK);
    fpl_report_free(made);
    fpl_view_close(view);
    fpl_buf_addc(out, '\0');
}

/* "early,unknown,all,percent": percents cut to four places, sums in yuan or projects. */
static void percent_of(int64_t part, int64_t all, char out[32]) {
    int64_t ppm = all ? (int64_t)((int64_t)part * 1000000 / all) : 0;
    out[0] = '\0';
    if (all)
        (void)snprintf(out, 32, "%" PRId64 ".%04" PRId64, ppm / 10000, ppm % 10000);
}

static void sum_text(const struct early_rule *rule, int64_t sum, char out[32]) {
    if (rule->basis == EARLY_B5)
        (void)snprintf(out, 32, "%" PRId64, sum);
    else
        (void)yuan(sum, out);
}

static void expected(const struct fund *fund, int month, char *out, size_t size) {
    static const char *const verdicts[] = {"不适用", "达标", "未达标", "进行中", "不可能达标"};
    static const char *const least[] = {"50.0000", "33.3333", "66.6666", "70.0000"};
    const struct early_rule *rule = &fund->rule;
    struct early_answer a = early_model(fund->event, fund->events, rule, month);
    char early[32], unknown[32], all[32], share[32], other[32], lacks[32], room[32] = "";
    int of_whole = rule->basis == EARLY_B2 || rule->basis == EARLY_B3 || rule->basis == EARLY_B6;
    sum_text(rule, a.early, early);
    sum_text(rule, a.unknown, unknown);
    sum_text(rule, a.all, all);
    sum_text(rule, a.shortfall, lacks);
    if (!of_whole && a.verdict != EARLY_NA)
        sum_text(rule, a.headroom, room);
    percent_of(a.early, a.all, share);
    percent_of(a.other, a.all, other);
    (void)snprintf(out, size, "%s,%s,%s,%s,%s,%s,%s,%s,%s,", early, unknown, all, share,
                   least[rule->q == 10  ? 3
                         : rule->q == 2 ? 0
                                        : rule->p],
                   verdicts[a.verdict], lacks, room, other);
}

/* What stands behind the eighth comma of the fund's row. */
static const char *figures_of(const char *csv, const struct fund *fund) {
    char begin[48];
    (void)snprintf(begin, sizeof begin, "\n%s,%s,CNY,", fund->code, fund->code);
    const char *at = strstr(csv, begin);
    assert_non_null(at);
    for (int commas = 0; commas < 8; at++)
        commas += *at == ',';
    return at;
}

static void compare(struct city *city, const struct fund *funds, uint64_t seed) {
    struct fpl_buf csv = {0};
    char wanted[400];
    for (int i = 0; i < 3; i++) {
        int month = i ? 1 + (int)up_to(MONTHS - 1) : MONTHS + 1;
        report(city, month, &csv);
        for (int f = 0; f < FUNDS; f++) {
            expected(&funds[f], month, wanted, sizeof wanted);
            const char *got = figures_of(csv.p, &funds[f]);
            if (strncmp(got, wanted, strlen(wanted)) != 0)
                fail_msg("seed %" PRIu64 ", fund %s, B%d%s%s, as of month %d:\nmodel  %s\nreport %.160s", seed,
                         funds[f].code, (int)funds[f].rule.basis, funds[f].rule.inherits ? " inherits" : "",
                         funds[f].rule.outstanding ? " outstanding"
                         : funds[f].rule.last      ? " period"
                                                   : "",
                         month, wanted, got);
        }
    }
    fpl_buf_release(&csv);
}

static void test_reports_early_world__random(void **state) {
    static struct fund funds[FUNDS];
    struct city city;
    const char *given = getenv("FPL_SEED");
    int64_t asked = 20230101;
    (void)state;
    if (given)
        assert_int_equal(fpl_int_parse(fpl_str_of(given), &asked), FPL_OK);
    const uint64_t seed = (uint64_t)asked;
    seed_now = seed;
    print_message("seed %" PRIu64 "\n", seed);
    city_begin(&city);
    for (int i = 0; i < 2; i++)
        city_do(&city, "zhang party.register - party=%s; name=%s名; kind=%s; uscc=%s", i ? "LP-S" : "LP-G",
                i ? "LP-S" : "LP-G", i ? "lp" : "soe", city_firm(700 + i));
    memset(funds, 0, sizeof funds);
    for (int f = 0; f < FUNDS; f++) {
        (void)snprintf(funds[f].code, sizeof funds[f].code, "w%02d", f);
        live(&city, &funds[f]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int f = 0; f < FUNDS; f++)
            bind(&city, &funds[f], round);
        compare(&city, funds, seed);
    }
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reports_early_world__random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
