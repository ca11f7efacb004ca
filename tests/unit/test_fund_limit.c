/* The limits of a fund: as documents, on their edges, through the desk with reason and second person, and verified. */
#include "fund_story.h"
#include "fundpool/fund_limit.h"
#include "fundpool/report.h"

/* ---- the document ---- */

static const char good[] =
    "{\"id\":\"R\",\"limits\":[{\"at_most\":\"1/"
    "5\",\"breach\":\"REASON\",\"clause\":\"第二条\",\"limit\":\"project_share\","
    "\"of\":\"PAID_IN\"},{\"below\":50000000,\"breach\":\"SECOND\",\"clause\":\"第三条\",\"doc\":\"另文\",\"from\":"
    "\"2025-02-01\",\"limit\":\"project_amount\"},{\"breach\":\"REFUSE\",\"clause\":\"第四条\",\"limit\":\"cash\"},"
    "{\"clause\":\"第五条\",\"limit\":\"exit_idle\",\"months\":12}],\"source\":{\"clause\":\"第一条\",\"doc\":"
    "\"文〔2025〕1号\"},\"title\":{\"en\":\"e\",\"zh\":\"中\"},\"valid\":{\"from\":\"2025-01-01\",\"to\":\"2025-12-"
    "31\"},"
    "\"version\":7}";

static const char *with(const char *from, const char *to) {
    static char text[4096];
    const char *at = strstr(good, from);
    if (at == NULL)
        fail_msg("not in the rule: %s", from);
    else
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    return text;
}

static void test_fund_limit__says_what_was_written(void **state) {
    struct fpl_limit_rule *rule = NULL;
    char bound[FPL_LIMIT_BOUND];
    int n = 0;
    (void)state;
    assert_int_equal(fpl_limit_rule_parse(fpl_str_of(good), &rule, NULL), FPL_OK);
    const struct fpl_limit *limit = fpl_limit_rule_list(rule, &n);
    assert_int_equal(n, 4);
    assert_true(fpl_str_is(fpl_limit_rule_id(rule), "R") && fpl_limit_rule_version(rule) == 7);
    assert_true(fpl_str_is(fpl_limit_rule_title(rule, 1), "中") && fpl_str_is(fpl_limit_rule_title(rule, 0), "e"));
    assert_true(fpl_str_is(fpl_limit_rule_clause(rule), "文〔2025〕1号 第一条"));
    assert_int_equal(fpl_date_cmp(fpl_limit_rule_from(rule), world_day("2025-01-01")), 0);
    assert_int_equal(fpl_date_cmp(fpl_limit_rule_to(rule), world_day("2025-12-31")), 0);
    assert_string_equal(limit[0].clause, "文〔2025〕1号 第二条");
    assert_string_equal(limit[1].clause, "另文 第三条");
    assert_int_equal(limit[1].breach, FPL_BREACH_SECOND);
    assert_string_equal(fpl_limit_bound(&limit[0], 0, bound), "<= 20%");
    assert_string_equal(fpl_limit_bound(&limit[1], 0, bound), "< 500,000.00");
    assert_string_equal(fpl_limit_bound(&limit[2], 0, bound), "");
    assert_string_equal(fpl_limit_bound(&limit[3], 1, bound), "12 个月");
    assert_true(fpl_limit_expired(&limit[1], world_day("2025-01-31")));
    assert_false(fpl_limit_expired(&limit[1], world_day("2025-02-01")));
    assert_false(fpl_limit_expired(&limit[0], world_day("2025-12-31")));
    assert_true(fpl_limit_expired(&limit[0], world_day("2026-01-01")));
    fpl_limit_rule_free(rule);
    fpl_limit_rule_free(NULL);
}

static void test_fund_limit__refuses(void **state) {
    static const struct {
        const char *from, *to, *place;
    } table[] = {
        {"\"at_most\":\"1/5\",", "", "project_share"},                    /* without a bound */
        {"\"at_most\":\"1/5\"", "\"at_least\":\"1/5\"", "project_share"}, /* on the wrong side */
        {"\"at_most\":\"1/5\"", "\"at_most\":\"2/10\"", "at_most"},
        {"\"at_most\":\"1/5\",", "\"at_most\":\"1/5\",\"below\":\"1/5\",", "project_share"}, /* two of them */
        {"\"at_most\":\"1/5\"", "\"at_most\":\"5/2\"", "project_share"},                     /* stops nothing */
        {"\"at_most\":\"1/5\"", "\"at_most\":\"101/100\"", "project_share"},
        {"\"at_most\":\"1/5\"", "\"below\":\"101/100\"", "project_share"},
        {"\"at_most\":\"1/5\"", "\"below\":\"0\"", "project_share"}, /* lets nothing pass */
        {"\"at_most\":\"1/5\",\"breach\":\"REASON\",\"clause\":\"第二条\",\"limit\":\"project_share\"",
         "\"at_least\":\"0\",\"breach\":\"REASON\",\"clause\":\"第二条\",\"limit\":\"gp_share\"", "gp_share"},
        {"\"at_most\":\"1/5\",\"breach\":\"REASON\",\"clause\":\"第二条\",\"limit\":\"project_share\"",
         "\"at_least\":\"3/2\",\"breach\":\"REASON\",\"clause\":\"第二条\",\"limit\":\"gp_share\"", "gp_share"},
        {"\"at_most\":\"1/5\",\"breach\":\"REASON\",\"clause\":\"第二条\",\"limit\":\"project_share\"",
         "\"above\":\"1\",\"breach\":\"REASON\",\"clause\":\"第二条\",\"limit\":\"gp_share\"", "gp_share"},
        {",\"of\":\"PAID_IN\"", "", "project_share"}, /* a share of what? */
        {"\"PAID_IN\"", "\"NAV\"", "limits.of"},
        {"\"below\":50000000", "\"below\":\"1/5\"", "project_amount"},
        {"\"below\":50000000", "\"below\":0", "project_amount"},
        {"\"breach\":\"REFUSE\",", "", "cash"},
        {"\"REFUSE\"", "\"SHRUG\"", "limits.breach"},
        {"\"limit\":\"cash\"", "\"limit\":\"money\"", "limits.limit"},
        {"\"limit\":\"cash\"", "\"limit\":\"cash\",\"of\":\"TARGET\"", "cash"},
        {",\"months\":12", "", "exit_idle"},
        {"\"months\":12", "\"months\":0", "exit_idle"},
        {"{\"clause\":\"第五条\"", "{\"breach\":\"TELL\",\"clause\":\"第五条\"", "exit_idle"},
        {"\"clause\":\"第二条\"", "\"clause\":\"\"", "project_share"},
        {"\"from\":\"2025-02-01\"", "\"from\":\"2026-02-01\"", "project_amount"}, /* ends before it begins */
        {"\"limits\":[", "\"limits\":[],\"x\":[", "x"},
        {"\"version\":7", "\"version\":0", "version"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct fpl_limit_rule *rule = NULL;
        struct fpl_error error = {0};
        enum fpl_status status = fpl_limit_rule_parse(fpl_str_of(with(table[i].from, table[i].to)), &rule, &error);
        if (status != FPL_E_PACK_INVALID && status != FPL_E_JSON)
            fail_msg("%s: %s", table[i].to, fpl_status_name(status));
        if (status == FPL_E_PACK_INVALID && strcmp(error.arg[0], table[i].place) != 0)
            fail_msg("%s: at %s, not %s", table[i].to, error.arg[0], table[i].place);
        assert_null(rule);
    }
}

/* Every numerator and whole up to a few fen, every small fraction, both ends: against the definition, num·q ~ p·whole.
 */
static void test_fund_limit__edges_are_exact(void **state) {
    int passed = 0, tried = 0;
    (void)state;
    for (int edge = FPL_AT_MOST; edge <= FPL_ABOVE; edge++)
        for (int64_t p = 0; p <= 4; p++)
            for (int64_t q = 1; q <= 7; q++)
                for (int64_t whole = 0; whole <= 15; whole++)
                    for (int64_t num = 0; num <= 17; num++) {
                        const struct fpl_limit limit = {
                            .kind = FPL_LIMIT_PROJECT_SHARE, .edge = (enum fpl_limit_edge)edge, .ratio = {p, q}};
                        int64_t reach = 0, left = num * q, right = p * whole;
                        assert_int_equal(fpl_limit_reach(&limit, whole, &reach), FPL_OK);
                        int upper = edge == FPL_AT_MOST || edge == FPL_BELOW, is = upper ? num <= reach : num >= reach,
                            should = edge == FPL_AT_MOST    ? left <= right
                                     : edge == FPL_BELOW    ? left < right
                                     : edge == FPL_AT_LEAST ? left >= right
                                                            : left > right;
                        assert_int_equal(is, should);
                        passed += is;
                        tried++;
                    }
    assert_true(passed > 1000 && tried - passed > 1000);
}

/* What is left of a share in the commitments, against the definition: with exactly that much more in the numerator and
 * in the whole the bound holds, with one fen more it does not; of a floor with that much less. 10 of 100 at 60 %: (10 +
 * 125)/(100 + 125) = 135/225 = 60 %; the whole alone would leave 50. */
static void test_fund_limit__left_moves_the_whole(void **state) {
    static const enum fpl_limit_kind kinds[] = {FPL_LIMIT_GUIDANCE_SHARE, FPL_LIMIT_GOVERNMENT_SHARE,
                                                FPL_LIMIT_GP_SHARE};
    int64_t left = 0;
    int has = 0, tried = 0;
    (void)state;
    struct fpl_limit limit = {.kind = FPL_LIMIT_GUIDANCE_SHARE, .of = FPL_OF_COMMITTED, .ratio = {3, 5}};
    assert_int_equal(fpl_limit_left(&limit, 10, 100, &has, &left), FPL_OK);
    assert_true(has && left == 125);
    limit.of = FPL_OF_TARGET;
    assert_int_equal(fpl_limit_left(&limit, 10, 100, &has, &left), FPL_OK);
    assert_true(has && left == 50);
    for (int k = 0; k < 6; k++)
        for (int64_t q = 1; q <= 7; q++)
            for (int64_t p = 1; p < q; p++)
                for (int64_t whole = 1; whole <= 15; whole++)
                    for (int64_t num = 0; num < whole; num++) {
                        int upper = k < 4, closed = k % 2;
                        limit = (struct fpl_limit){.kind = kinds[k / 2], .of = FPL_OF_COMMITTED, .ratio = {p, q}};
                        limit.edge = upper ? (closed ? FPL_AT_MOST : FPL_BELOW) : closed ? FPL_AT_LEAST : FPL_ABOVE;
                        assert_int_equal(fpl_limit_left(&limit, num, whole, &has, &left), FPL_OK);
                        assert_int_equal(has, 1);
                        for (int more = 0; more <= 1; more++) {
                            int64_t x = upper ? left + more : -left - more;
                            int64_t over = (num + x) * q - p * (whole + x);
                            int is = closed ? (upper ? over <= 0 : over >= 0) : (upper ? over < 0 : over > 0);
                            assert_int_equal(is, !more);
                            tried++;
                        }
                    }
    assert_true(tried > 10000);
    limit = (struct fpl_limit){.kind = FPL_LIMIT_GUIDANCE_SHARE, .of = FPL_OF_COMMITTED, .ratio = {1, 1}};
    assert_int_equal(fpl_limit_left(&limit, 100, 100, &has, &left), FPL_OK);
    assert_int_equal(has, 0); /* at most all of it: whatever comes */
    limit.edge = FPL_BELOW;   /* and less than all of it is broken by one fen */
    assert_int_equal(fpl_limit_left(&limit, 100, 100, &has, &left), FPL_OK);
    assert_true(has && left == -1);
    limit = (struct fpl_limit){.kind = FPL_LIMIT_GUIDANCE_SHARE, .of = FPL_OF_COMMITTED, .ratio = {999999, 1000000}};
    assert_int_equal(fpl_limit_left(&limit, 1, FPL_MINOR_MAX, &has, &left), FPL_OK);
    assert_int_equal(has, 0); /* more than any amount */
}

/* ---- through the desk ---- */

#define LIMITS(lines)                                                                                                            \
    "id: R\nversion: 1\ntitle: {zh: 测试限额, en: limits}\nsource: {doc: 文〔2023〕1号, clause: 第一条}\nvalid: {}\n" \
    "limits:\n" lines
#define BIND(id, from, more)                                                                                           \
    "ren limit.bind " B " binding=" id "; limits=R; version=1; from=" from "; document=协议" more

static void bound(struct city *city, const char *yaml, const char *more) {
    char text[300];
    found(city);
    city_yaml(city, "limit.adopt", yaml);
    snprintf(text, sizeof text, BIND("XE-1", "2023-01-01", "%s"), more);
    city_do(city, "%s", text);
}

static void no(struct city *city, enum fpl_status status, const char *arg0, const char *line) {
    city_no(city, status, "%s", line);
    if (!strstr(city->error.arg[1], arg0))
        fail_msg("%s: [%s] [%s]", line, city->error.arg[0], city->error.arg[1]);
}

static void test_fund_limit__contributions(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          LIMITS("  - {limit: guidance_share, of: TARGET, at_most: 30%, breach: REFUSE, clause: 第二条}\n"
                 "  - {limit: government_share, of: TARGET, below: 50%, breach: REFUSE, clause: 第三条}\n"
                 "  - {limit: gp_share, of: COMMITTED, at_least: 1%, breach: REFUSE, clause: 第四条}\n"
                 "  - {limit: first_call, at_least: 20%, breach: REASON, clause: 第五条}\n"
                 "  - {limit: principal_guarantee, breach: REFUSE, clause: 第六条}\n"),
          "; target=200000000");
#define OK_SIGN(id, party, capacity, amount, level)                                                                    \
    "zhang commitment.sign " B " commitment=" id "; party=" party "; capacity=" capacity level                         \
    "; signed_on=2023-03-01; amount=" amount "; guaranteed=N"
#define CITY_LEVEL "; level=CITY"
    no(&city, FPL_E_LIMIT_REFUSED, "60000000.01 / 200000000.00",
       OK_SIGN("C-G", "LP-G", "GUIDANCE", "60000000.01", CITY_LEVEL));
    city_do(&city, OK_SIGN("C-G", "LP-G", "GUIDANCE", "60000000", CITY_LEVEL)); /* 30 %, which passes */
    /* 50 % of all budget levels is not below 50 %: a state-owned enterprise that says its level counts */
    no(&city, FPL_E_LIMIT_REFUSED, "100000000.00 / 200000000.00",
       OK_SIGN("C-S", "LP-S", "SOE", "40000000", CITY_LEVEL));
    city_do(&city, OK_SIGN("C-S", "LP-S", "SOE", "39999999.99", CITY_LEVEL));
    city_no(&city, FPL_E_MISSING, "%s",
            "zhang commitment.sign " B
            " commitment=C-P; party=GP-1; capacity=GP; signed_on=2023-03-01; amount=1000000");
    no(&city, FPL_E_LIMIT_REFUSED, "it says yes",
       "zhang commitment.sign " B
       " commitment=C-P; party=GP-1; capacity=GP; signed_on=2023-03-01; amount=1000000; guaranteed=Y");
    city_do(&city, OK_SIGN("C-P", "GP-1", "GP", "1010101.00", ""));
    no(&city, FPL_E_LIMIT_REFUSED, "1010101.00 / 101010100.99", PAY_IN("K-1", "C-G", "12000000"));
    city_do(&city, OK_SIGN("C-P2", "GP-1", "GP", "0.01", "")); /* 1,010,101.01 of 101,010,101.00: 1 % */
    no(&city, FPL_E_LIMIT_REASON, "11999999.99 / 60000000.00", PAY_IN("K-1", "C-G", "11999999.99"));
    city_do(&city, PAY_IN("K-1", "C-G", "11999999.99") "; limit_reason=分两笔到账");
    city_do(&city, PAY_IN("K-2", "C-G", "0.01")); /* it is no first one */
    city_do(&city, "zhang commitment.release " B " release=H-1; commitment=C-S; occurred=2023-03-20; amount=10000000; "
                   "document=决议");
    city_do(&city, PAY_IN("K-3", "C-S", "6000000"));                        /* of what is left, 29,999,999.99 */
    city_do(&city, OK_SIGN("C-S2", "LP-S", "SOE", "10000000", CITY_LEVEL)); /* the release made room */
    no(&city, FPL_E_LIMIT_REFUSED, "100000000.00 / 200000000.00", OK_SIGN("C-S3", "LP-S", "SOE", "0.01", CITY_LEVEL));
    city_do(&city, "zhang commitment.reverse " B " commitment=C-S2; memo=误");
    city_do(&city, OK_SIGN("C-S3", "LP-S", "SOE", "0.01", CITY_LEVEL));
    city_verify(&city);
    city_end(&city);
}

/* 900 of social capital and 100 of guidance at 60 %: 1,250.01 more would be 1,350.01 of 2,250.01, of which 60 % are
 * 1,350.006: over by 0.01, for 900 × 60/40 = 1,350 pass. 2,000 more would be 2,100 of 3,000: over by 750. */
#define OVER_BY FPL_ZH_EN("，超出 ", ", over by ")
static void test_fund_limit__over_by(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: guidance_share, of: COMMITTED, at_most: 60%, breach: REFUSE, clause: 第二条}\n"),
          "");
    city_do(&city, OK_SIGN("C-1", "LP-S", "SOCIAL", "900", ""));
    city_do(&city, OK_SIGN("C-2", "LP-G", "GUIDANCE", "100", CITY_LEVEL));
    no(&city, FPL_E_LIMIT_REFUSED, OVER_BY "0.01", OK_SIGN("C-3", "LP-G", "GUIDANCE", "1250.01", CITY_LEVEL));
    no(&city, FPL_E_LIMIT_REFUSED, OVER_BY "750.00", OK_SIGN("C-3", "LP-G", "GUIDANCE", "2000", CITY_LEVEL));
    city_do(&city, OK_SIGN("C-3", "LP-G", "GUIDANCE", "1250", CITY_LEVEL));
    city_verify(&city);
    city_end(&city);
}

#define HELD_TO(share, more)                                                                                           \
    LIMITS("  - {limit: project_share, of: PAID_IN, " share ", breach: SECOND, clause: 第七条}\n" more)

static void test_fund_limit__projects(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          HELD_TO("at_most: 20%", "  - {limit: project_amount, at_most: 900万元, breach: REFUSE, clause: 第八条}\n"
                                  "  - {limit: deal_amount, at_most: 850万元, breach: REASON, clause: 第九条}\n"),
          "");
    /* nothing is paid in: a share of nothing is not judged as kept */
    no(&city, FPL_E_LIMIT_SECOND, "0.00", DEAL("P1", "F-1", "2023-04-10", "1", "; limit_reason=急"));
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "40000000"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "8000000", "")); /* 20 % */
    no(&city, FPL_E_LIMIT_SECOND, "8000000.01 / 40000000.00", DEAL("P2", "F-1", "2023-04-11", "0.01", ""));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P2", "F-1", "2023-04-11", "0.01", "; limit_reason=追加"));
    static const char *const wrong[] = {"zhang", "li", "wu", "nobody"}; /* actor, checker, no approver, no user */
    for (int i = 0; i < 4; i++)
        city_no(&city, FPL_E_LIMIT_APPROVER, DEAL("P2", "F-1", "2023-04-11", "0.01", "%s%s"),
                "; limit_reason=追加; limit_approver=", wrong[i]);
    city_do(&city, DEAL("P2", "F-1", "2023-04-11", "0.01", "; limit_reason=追加; limit_approver=wang"));
    no(&city, FPL_E_LIMIT_REFUSED, "9000000.01",
       DEAL("P3", "F-1", "2023-04-12", "1000000", "; limit_reason=追加; limit_approver=wang"));
    /* an exit makes no room, a refund and a deal taken back do */
    city_do(&city, EXIT("X-1", "F-1", "2023-05-01", "shares=1000", "5000000", "RECEIVED"));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P4", "F-1", "2023-05-02", "0.01", ""));
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P2; occurred=2023-05-02; amount=0.01; bank_ref=S");
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P4", "F-1", "2023-05-02", "0.01", ""));
    city_no(&city, FPL_E_LIMIT_BACK, "%s", "zhang refund.reverse " B " refund=T-1; memo=误");
    city_do(&city, "zhang refund.reverse " B " refund=T-1; memo=误; limit_approver=wang");
    city_do(&city, "zhang deal.refund " B " refund=T-2; deal=P1; occurred=2023-05-02; amount=1000000; bank_ref=S");
    city_do(&city, DEAL("P4", "F-1", "2023-05-02", "999999.99", ""));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P5", "F-1", "2023-05-02", "0.01", ""));
    city_verify(&city);
    city_end(&city);
}

static void test_fund_limit__banned_acts(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          LIMITS("  - {limit: named_equity, breach: REFUSE, clause: 第一条}\n"
                 "  - {limit: firm_guarantee, breach: SECOND, clause: 第二条}\n"
                 "  - {limit: listed_shares, breach: TELL, clause: 第三条}\n"
                 "  - {limit: direct_share, of: TARGET, at_most: 10%, breach: REFUSE, clause: 第四条}\n"),
          "");
#define SAYS(ret, buy, gives, listed)                                                                                  \
    "; fixed_return=" ret "; fixed_buyback=" buy "; guarantees=" gives "; listed=" listed "; direct=Y"
    city_no(&city, FPL_E_MISSING, "%s", DEAL("P1", "F-1", "2023-04-10", "100", "")); /* nobody said anything */
    /* one of the two is enough, whatever the other */
    city_no(&city, FPL_E_MISSING, "%s", DEAL("P1", "F-1", "2023-04-10", "100", SAYS("N", "N", "N", "N")));
    assert_string_equal(city.error.arg[0], "limit.target_size"); /* the share is of a size that the fund never said */
    city_do(&city, BIND("XE-2", "2023-01-01", "; target=1000")); /* of the same day: corrected */
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s",
            DEAL("P1", "F-1", "2023-04-10", "100", "; fixed_return=Y; guarantees=N; listed=N; direct=Y"));
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s", DEAL("P1", "F-1", "2023-04-10", "100", SAYS("N", "Y", "N", "N")));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P1", "F-1", "2023-04-10", "100", SAYS("N", "N", "Y", "N")));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "60", SAYS("N", "N", "N", "Y"))); /* told, and recorded */
    assert_int_equal(city.answer.reasons, 2);                                        /* and the cash */
    assert_int_equal(city.answer.reason[0].status, FPL_E_LIMIT_TOLD);
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s", DEAL("P2", "F-2", "2023-04-10", "40.01", SAYS("N", "N", "N", "N")));
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "40", SAYS("N", "N", "N", "N"))); /* 10 % */
    city_do(&city, "zhang deal.reverse " B " deal=P1; memo=误");
    city_do(&city, DEAL("P3", "F-2", "2023-04-10", "60", SAYS("N", "N", "N", "N")));
    city_do(&city, "zhang deal.refund " B " refund=T-1; deal=P3; occurred=2023-05-02; amount=10; bank_ref=S");
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s", DEAL("P4", "F-3", "2023-04-10", "10.01", SAYS("N", "N", "N", "N")));
    city_do(&city, DEAL("P4", "F-3", "2023-04-10", "10", SAYS("N", "N", "N", "N")));
    city_do(&city, DEAL("P5", "F-4", "2023-04-10", "1000000",
                        "; fixed_return=N; fixed_buyback=N; guarantees=N; listed=N; direct=N"));
    city_verify(&city);
    city_end(&city);
}

/* Judged by what binds on the event's day; before the first day by nothing; what was taken on has happened. */
static void test_fund_limit__by_day(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_no(&city, FPL_E_LIMIT_RULE, BIND("XE-1", "2023-05-01", ""));
    city_yaml(&city, "limit.adopt", HELD_TO("at_most: 20%", ""));
    city_do(&city, BIND("XE-1", "2023-05-01", ""));
    city_do(&city, DEAL("P1", "F-1", "2023-04-30", "1", ""));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P2", "F-1", "2023-05-01", "1", ""));
    city_no(&city, FPL_E_TAKE_ON_DAY, "%s", DEAL("P2", "F-1", "2023-01-01", "1", "; !take_on=1")); /* the first day */
    city_do(&city, DEAL("P2", "F-1", "2022-12-31", "1", "; !take_on=1"));
    city_yaml(&city, "limit.adopt",
              "id: W\nversion: 1\ntitle: {zh: 宽, en: wide}\nsource: {doc: 文, clause: 条}\nvalid: {}\nlimits:\n"
              "  - {limit: deal_amount, at_most: 100.00元, breach: REFUSE, clause: 第一条}\n");
    city_do(&city, "ren limit.bind " B " binding=XE-2; limits=W; version=1; from=2023-03-01; document=协议");
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s", DEAL("P3", "F-2", "2023-04-30", "101", ""));
    city_do(&city, DEAL("P3", "F-2", "2023-04-30", "100", ""));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P4", "F-2", "2023-05-01", "1", ""));
    city_do(&city, DEAL("P5", "F-2", "2023-02-28", "1000", ""));
    city_no(&city, FPL_E_DATE_ORDER, BIND("XE-3", "2023-06-01", "; approved_on=2023-02-01; established_on=2023-01-31"));
    city_verify(&city);
    city_end(&city);
}

/* A cap that was broken before holds nothing up that does not break it further: a deal through a sub-fund beside too
 * many direct ones, a commitment that mends the share. */
static void test_fund_limit__broken_before(void **state) {
    struct city city;
    (void)state;
    bound(&city,
          LIMITS("  - {limit: direct_share, of: TARGET, at_most: 20%, breach: SECOND, clause: 第一条}\n"
                 "  - {limit: guidance_share, of: COMMITTED, at_most: 50%, breach: REASON, clause: 第二条}\n"),
          "; target=1000");
    city_no(&city, FPL_E_LIMIT_REASON, "%s", SIGN("C-G", "LP-G", "GUIDANCE", "600"));
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "600") "; limit_reason=分次设立");
    city_do(&city, SIGN("C-S", "LP-S", "SOE", "100"));                                /* 600/700 mends it */
    city_no(&city, FPL_E_LIMIT_REASON, "%s", SIGN("C-H", "LP-G", "GUIDANCE", "200")); /* 800/900 breaks it further */
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "250", "; direct=Y; limit_reason=急; limit_approver=wang"));
    city_do(&city, DEAL("P2", "F-2", "2023-04-11", "100", "; direct=N"));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P3", "F-2", "2023-04-12", "1", "; direct=Y"));
    city_verify(&city);
    city_end(&city);
}

/* A payment beyond the cash there is, with its reason; what is collected needs none. */
static void test_fund_limit__payments(void **state) {
    struct city city;
    (void)state;
    bound(&city, LIMITS("  - {limit: cash, breach: REASON, clause: 第一条}\n"), "");
    city_do(&city, SIGN("C-G", "LP-G", "GUIDANCE", "60000000"));
    city_do(&city, PAY_IN("K-G", "C-G", "1000"));
    no(&city, FPL_E_LIMIT_REASON, "1000.01 > 1000.00", DEAL("P1", "F-1", "2023-04-10", "1000.01", ""));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "900", ""));
    city_do(&city, EXIT("X-1", "F-1", "2023-05-01", "whole=Y", "2000", "DUE"));
    city_do(&city, DISTRIBUTE("D-1", "C-G", "1500", ""));
    no(&city, FPL_E_LIMIT_REASON, "1500.00 > 100.00", SETTLE("S-1", "DISTRIBUTION", "D-1", "2024-11-01", "1500"));
    city_do(&city, SETTLE("S-1", "DISTRIBUTION", "D-1", "2024-11-01", "100"));
    city_do(&city, SETTLE("S-2", "DISTRIBUTION", "D-1", "2024-11-01", "1") "; limit_reason=退出款次日到账");
    city_do(&city, SETTLE("S-3", "EXIT", "X-1", "2024-11-02", "2000"));
    city_do(&city, SETTLE("S-4", "DISTRIBUTION", "D-1", "2024-11-03", "1399"));
    city_verify(&city);
    city_end(&city);
}

/* The shipped rules on the cases that their places publish: 2,000,000.00 passes in Chongqing and a fen more is told; a
 * fixed yearly return with a buy-back is debt dressed as equity; 20 % of the commitments in Zhengzhou. */
static void test_fund_limit__shipped(void **state) {
    struct city city;
    (void)state;
    found(&city);
    city_yaml(&city, "limit.adopt", "policies/limits/CQ_SEED_2024.yaml");
    city_yaml(&city, "limit.adopt", "policies/limits/MOF_210.yaml");
    city_yaml(&city, "limit.adopt", "policies/limits/ZHENGZHOU_ANGEL.yaml");
#define SHIPPED(id, rule, from)                                                                                        \
    "ren limit.bind " B " binding=" id "; limits=" rule "; version=1; from=" from "; target=100000000; document=协议"
    city_do(&city, SHIPPED("XE-1", "CQ_SEED_2024", "2023-01-01"));
    city_do(&city, DEAL("P1", "F-1", "2023-04-10", "2000000", ""));
    assert_int_equal(city.answer.reasons, 1); /* the cash alone */
    city_do(&city, DEAL("P2", "F-2", "2023-04-10", "2000000.01", ""));
    assert_int_equal(city.answer.reason[0].status, FPL_E_LIMIT_TOLD);
    assert_non_null(strstr(city.answer.reason[0].arg[1], "0.01"));
    city_do(&city, SHIPPED("XE-2", "MOF_210", "2023-05-01"));
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s",
            DEAL("P3", "F-3", "2023-05-10", "1", "; fixed_return=Y; fixed_buyback=Y; guarantees=N; listed=N"));
    assert_non_null(strstr(city.error.arg[0], "名股实债"));
    assert_non_null(strstr(city.answer.reason[0].clause, "发改财金规〔2025〕1752号"));
    city_do(&city, SHIPPED("XE-3", "ZHENGZHOU_ANGEL", "2023-06-01"));
    city_no(&city, FPL_E_LIMIT_REFUSED, "%s",
            "zhang commitment.sign " B
            " commitment=C-G; party=LP-G; capacity=GUIDANCE; level=CITY; signed_on=2023-06-01; amount=60000000.01");
    city_do(&city, "zhang commitment.sign " B
                   " commitment=C-G; party=LP-G; capacity=GUIDANCE; level=CITY; signed_on=2023-06-01; amount=60000000");
    city_do(&city, DEAL("P4", "F-4", "2023-06-10", "12000000", ""));
    city_no(&city, FPL_E_LIMIT_SECOND, "%s", DEAL("P5", "F-4", "2023-06-11", "0.01", ""));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fund_limit__says_what_was_written),
        cmocka_unit_test(test_fund_limit__refuses),
        cmocka_unit_test(test_fund_limit__edges_are_exact),
        cmocka_unit_test(test_fund_limit__left_moves_the_whole),
        cmocka_unit_test(test_fund_limit__contributions),
        cmocka_unit_test(test_fund_limit__over_by),
        cmocka_unit_test(test_fund_limit__projects),
        cmocka_unit_test(test_fund_limit__banned_acts),
        cmocka_unit_test(test_fund_limit__by_day),
        cmocka_unit_test(test_fund_limit__payments),
        cmocka_unit_test(test_fund_limit__broken_before),
        cmocka_unit_test(test_fund_limit__shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
