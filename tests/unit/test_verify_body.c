/* Records that someone wrote past the desk, with right hashes, commitments and derived tables: each broken rule of the
 * books is named. */
#include "desk_world.h"

#define HEAD "{\"act\":{\"by\":\"zhang\",\"role\":\"recorder\"},"
#define GOOD                                                                                                           \
    "\"p\":[[\"1001\",\"D\",500,\"\",\"\",\"\",\"OPERATING_IN\"],"                                                     \
    "[\"3001\",\"C\",500]],\"post\":\"2026-02-01\","
#define REG             "\"reg\":4"
#define VNO             ",\"vno\":[\"2026-02\",\"记\",1]}"
#define ENTRY(postings) HEAD "\"occ\":\"2026-02-01\"," postings REG VNO

struct forgery {
    const char *what, *body;
};

/* A book of two records: its founding and one entry of January, voucher 2026-01 记 1; January 2024 is closed. */
static void begin(struct world *w) {
    world_begin(w);
    world_currency(w, "USD");
    int32_t book = world_book(w, "f");
    world_post(w, book, "2026-01-01", "D1001:100 C3001:100");
    world_close_period(w, book, "2024-01");
}

static void expect(const char *kind, const struct forgery *forgery) {
    struct world w;
    struct fpl_verify_report report;
    char where[160] = "";
    begin(&w);
    assert_int_equal(world_size(&w, 0), 4);
    world_forge(&w, 1, kind, forgery->body);
    enum fpl_status status = world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report);
    if (forgery->what)
        snprintf(where, sizeof where, "book 1 seq 3 %s", forgery->what);
    if (status != (forgery->what ? FPL_E_TAMPERED : FPL_OK) || strcmp(report.where, where) != 0)
        fail_msg("%s: status %s, named \"%s\", expected \"%s\"", forgery->body, fpl_status_name(status), report.where,
                 where);
    world_end(&w);
}

static void test_verify_body__postings(void **state) {
    (void)state;
    static const struct forgery forgeries[] = {
        {NULL, ENTRY(GOOD)}, /* the forger's good work passes: the others fail for their one fault */
        {"body: debits and credits differ", ENTRY("\"p\":[[\"1001\",\"D\",500,\"\",\"\",\"\",\"OPERATING_IN\"],["
                                                  "\"3001\",\"C\",499]],\"post\":\"2026-02-01\",")},
        {"body: debits and credits differ",
         ENTRY("\"p\":[[\"1001\",\"D\",500,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\","
               "\"C\",500,\"\",\"\",\"USD\"]],\"post\":\"2026-02-01\",")},
        {"body: debits and credits differ",
         ENTRY("\"p\":[[\"1001\",\"D\",500,\"\",\"\",\"\",\"OPERATING_IN\"]],\"post\":\"2026-02-01\",")},
        {"body: amount",
         ENTRY(
             "\"p\":[[\"1001\",\"D\",0,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",0]],\"post\":\"2026-02-01\",")},
        {"body: amount", ENTRY("\"p\":[[\"1001\",\"D\",\"500\",\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",500]],"
                               "\"post\":\"2026-02-01\",")},
        {"body: negative amount outside a reversal", ENTRY("\"p\":[[\"1001\",\"D\",-5,\"\",\"\",\"\",\"OPERATING_IN\"],"
                                                           "[\"3001\",\"C\",-5]],\"post\":\"2026-02-01\",")},
        {"body: account", ENTRY("\"p\":[[\"1009\",\"D\",5],[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {"body: account", ENTRY("\"p\":[[\"90\",\"D\",5],[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {"body: dimension",
         ENTRY(
             "\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"2001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {"body: control account in a raw entry",
         ENTRY("\"p\":[[\"110101\",\"D\",5,\"x\",\"y\"],[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {"body: currency",
         ENTRY("\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"EUR\",\"OPERATING_IN\"],[\"3001\",\"C\",5,\"\",\"\",\"EUR\"]],"
               "\"post\":\"2026-02-01\",")},
        {NULL,
         ENTRY("\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"USD\",\"OPERATING_IN\"],[\"3001\",\"C\",5,\"\",\"\",\"USD\"]],"
               "\"post\":\"2026-02-01\",")},
        {"body: line of the cash-flow statement",
         ENTRY("\"p\":[[\"1001\",\"D\",5],[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        /* money received by a line of payments; what is not quite the code */
        {"body: line of the cash-flow statement", ENTRY("\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"GOODS\"],"
                                                        "[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {"body: line of the cash-flow statement",
         ENTRY("\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"sales\"],[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {"body: line of the cash-flow statement",
         ENTRY("\"p\":[[\"3001\",\"D\",5,\"\",\"\",\"\",\"SALES\"],[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {NULL,
         ENTRY("\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"SALES\"],[\"3001\",\"C\",5]],\"post\":\"2026-02-01\",")},
        {"body: postings", ENTRY("\"p\":[],\"post\":\"2026-02-01\",")},
    };
    for (size_t i = 0; i < sizeof forgeries / sizeof forgeries[0]; i++)
        expect("entry.posted", &forgeries[i]);
}

static void test_verify_body__dates_and_numbers(void **state) {
    (void)state;
    static const struct forgery forgeries[] = {
        {"body: posted date", HEAD "\"occ\":\"2026-02-01\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],["
                                   "\"3001\",\"C\",5]],\"post\":\"2026-02-02\"," REG VNO},
        {"body: posted date",
         HEAD "\"occ\":\"2024-01-15\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"post\":\"2024-01-15\"," REG ",\"vno\":[\"2024-01\",\"记\",1]}"},
        {NULL,
         HEAD "\"occ\":\"2024-01-15\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"post\":\"2024-02-01\"," REG ",\"vno\":[\"2024-02\",\"记\",1]}"},
        {NULL,
         HEAD "\"occ\":\"2025-06-15\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"per\":13,\"post\":\"2025-12-31\"," REG ",\"vno\":[\"2025-13\",\"记\",1]}"},
        {"body: posted date",
         HEAD "\"occ\":\"2025-06-15\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"per\":12,\"post\":\"2025-12-31\"," REG ",\"vno\":[\"2025-12\",\"记\",1]}"},
        {"body: posted date",
         HEAD "\"occ\":\"2026-06-15\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"per\":13,\"post\":\"2026-12-31\"," REG ",\"vno\":[\"2026-13\",\"记\",1]}"},
        {"body: posted date", HEAD "\"occ\":\"2026-02-01\",\"post\":\"2026-02-01\"," REG "}"},
        {"body: occurred date", HEAD "\"occ\":\"2026-11-21\"," REG "}"},
        {"body: occurred date", HEAD REG "}"},
        {NULL, HEAD "\"occ\":\"2026-11-20\"," REG "}"},
        {"body: voucher number not consecutive",
         HEAD "\"occ\":\"2026-01-01\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"post\":\"2026-01-01\"," REG ",\"vno\":[\"2026-01\",\"记\",1]}"},
        {"body: voucher number not consecutive",
         HEAD "\"occ\":\"2026-01-01\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"post\":\"2026-01-01\"," REG ",\"vno\":[\"2026-01\",\"记\",3]}"},
        {NULL,
         HEAD "\"occ\":\"2026-01-01\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"post\":\"2026-01-01\"," REG ",\"vno\":[\"2026-01\",\"收\",1]}"},
        {"body: voucher number",
         HEAD "\"occ\":\"2026-01-01\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",5]],"
              "\"post\":\"2026-01-01\"," REG ",\"vno\":[\"2026-02\",\"记\",1]}"},
        {"body: voucher number",
         HEAD "\"occ\":\"2026-01-01\",\"p\":[[\"1001\",\"D\",5,\"\",\"\",\"\",\"OPERATING_IN\"],["
              "\"3001\",\"C\",5]],\"post\":\"2026-01-01\"," REG "}"},
        {"body: voucher number without postings",
         HEAD "\"occ\":\"2026-01-01\"," REG ",\"vno\":[\"2026-01\",\"记\",2]}"},
    };
    for (size_t i = 0; i < sizeof forgeries / sizeof forgeries[0]; i++)
        expect("entry.posted", &forgeries[i]);
}

static void test_verify_body__the_rest(void **state) {
    (void)state;
    static const struct forgery forgeries[] = {
        {"body: actor", "{\"occ\":\"2026-02-01\"," REG "}"},
        {"body: actor",
         "{\"act\":{\"auth\":\"key\",\"by\":\"zhang\",\"role\":\"recorder\"},\"occ\":\"2026-02-01\"," REG "}"},
        {"body: maker and checker are the same", HEAD "\"chk\":\"zhang\",\"occ\":\"2026-02-01\"," REG "}"},
        {"body: registry size", HEAD "\"occ\":\"2026-02-01\",\"reg\":3}"},
        {"body: registry size", HEAD "\"occ\":\"2026-02-01\",\"reg\":5}"},
        {"body: registry size", HEAD "\"occ\":\"2026-02-01\"}"},
        {"body: period closed out of order",
         HEAD "\"i\":[[\"closed\",\"last\",{\"p\":\"2024-03\"}]],\"occ\":\"2026-02-01\"," REG "}"},
        {"body: period closed out of order",
         HEAD "\"i\":[[\"closed\",\"last\",{\"p\":\"2024-01\"}]],\"occ\":\"2026-02-01\"," REG "}"},
        {"body: closed period", HEAD "\"i\":[[\"closed\",\"last\"]],\"occ\":\"2026-02-01\"," REG "}"},
        {NULL, HEAD "\"i\":[[\"closed\",\"last\",{\"p\":\"2024-02\"}]],\"occ\":\"2026-02-01\"," REG "}"},
        {"body: item", HEAD "\"i\":[[\"voucher\",\"2026-02|记\",{\"n\":9}]],\"occ\":\"2026-02-01\"," REG "}"},
        {"body: item", HEAD "\"i\":[[\"thing\"]],\"occ\":\"2026-02-01\"," REG "}"},
        {"body: tally", HEAD "\"occ\":\"2026-02-01\"," REG ",\"y\":[[\"a\",[\"b\"],\"1\",1]]}"},
        {"body: tally", HEAD "\"occ\":\"2026-02-01\"," REG ",\"y\":[[\"a\",\"b\",1,1]]}"},
        {"body: tally", HEAD "\"occ\":\"2026-02-01\"," REG ",\"y\":[[\"a\",[],1,1]]}"},
        {"body: tally", HEAD "\"occ\":\"2026-02-01\"," REG ",\"y\":[[\"a\",[7],1,1]]}"},
        {"body: tally", HEAD "\"occ\":\"2026-02-01\"," REG ",\"y\":[7]}"},
        {NULL, HEAD "\"occ\":\"2026-02-01\"," REG ",\"y\":[[\"a\",[\"b\",\"c\"],1,1]]}"},
        {NULL, /* what is no decision of ours is for the pass over bodies: below */
         HEAD "\"dec\":{\"eng\":1,\"facts\":{},\"out\":\"OK\"},\"occ\":\"2026-02-01\"," REG "}"},
    };
    for (size_t i = 0; i < sizeof forgeries / sizeof forgeries[0]; i++)
        expect("note", &forgeries[i]);
}

/* A kind that no declaration has is told where bodies are made again. */
static void test_verify_body__an_unknown_kind(void **state) {
    (void)state;
    struct city city;
    struct fpl_verify_report report;
    char body[256];
    city_begin(&city);
    snprintf(body, sizeof body,
             HEAD "\"dec\":{\"eng\":1,\"facts\":{},\"out\":\"OK\"},\"occ\":\"2026-02-01\",\"reg\":%lld}",
             (long long)city_size(&city, "registry"));
    world_forge(&city.w, 1, "note", body);
    assert_int_equal(world_verify(&city.w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    assert_int_equal(world_verify(&city.w, FPL_VERIFY_BODIES, &report), FPL_E_TAMPERED);
    assert_string_equal(report.where, "book 1 seq 1 leaf: unknown kind of record");
    city_end(&city);
}

#define COUNTED(occ, x, y) HEAD "\"occ\":\"" occ "\"," REG x ",\"y\":[" y "]}"

/* What limits an actor's day is what the records say of themselves. */
static void test_verify_body__counted(void **state) {
    static const struct forgery refusals[] = {
        {NULL, COUNTED("2026-11-20", "", "[\"refused\",[\"user:zhang\"],0,1]")},
        {NULL, HEAD "\"occ\":\"2026-11-20\"," REG "}"}, /* of before the limits */
        {"body: tally", COUNTED("2026-11-20", "", "[\"refused\",[\"user:zhang\"],0,0]")},
        {"body: tally", COUNTED("2026-11-20", "", "[\"refused\",[\"user:zhan\"],0,1]")},
        {"body: tally", COUNTED("2026-11-20", "", "[\"refused\",[\"user:wu\"],0,1]")},
        {"body: tally", COUNTED("2026-11-20", "", "[\"refused\",[\"user:zhang\"],5,1]")},
        {"body: tally", COUNTED("2026-11-20", "", "[\"refused.rows\",[\"user:zhang\"],0,1]")},
        {"body: tally",
         COUNTED("2026-11-20", "", "[\"refused\",[\"user:zhang\"],0,1],[\"refused\",[\"user:zhang\"],0,1]")},
        {"body: tally", COUNTED("2026-11-20", "", "[\"refused\",[\"user:zhang\",\"user:wu\"],0,1]")},
        {"body: tally", COUNTED("2026-11-19", "", "[\"refused\",[\"user:zhang\"],0,1]")}};
    static const struct forgery chunks[] = {
        {NULL,
         COUNTED("2026-11-20", ",\"x\":{\"refused\":[[2,2],[2,2],[3,3]]}", "[\"refused.rows\",[\"user:zhang\"],0,2]")},
        {"body: tally",
         COUNTED("2026-11-20", ",\"x\":{\"refused\":[[2,2],[2,2],[3,3]]}", "[\"refused.rows\",[\"user:zhang\"],0,3]")}};
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        expect("command.refused", &refusals[i]);
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++)
        expect("import.chunk", &chunks[i]);
}

#define RED(postings, rev)                                                                                             \
    HEAD "\"i\":[[\"reversed\",\"1\",{}]],\"occ\":\"2026-02-01\"," postings "\"post\":\"2026-02-01\"," REG             \
         ",\"rev\":" rev VNO

static void test_verify_body__reversals(void **state) {
    (void)state;
    static const struct forgery forgeries[] = {
        {NULL, RED("\"p\":[[\"1001\",\"D\",-100,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",-100]],", "1")},
        {"body: reversal",
         RED("\"p\":[[\"1001\",\"D\",-100,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",-100]],", "3")},
        {"body: reversal",
         RED("\"p\":[[\"1001\",\"D\",-100,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",-100]],", "-1")},
        {"body: reversal of no raw entry",
         RED("\"p\":[[\"1001\",\"D\",-100,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",-100]],", "0")},
        {"body: reversal is not the red image of the entry",
         RED("\"p\":[[\"1001\",\"D\",-99,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",-99]],", "1")},
        {"body: reversal is not the red image of the entry",
         RED("\"p\":[[\"3001\",\"D\",100],[\"1001\",\"C\",100,\"\",\"\",\"\",\"OPERATING_OUT\"]],", "1")},
        {"body: reversal is not the red image of the entry",
         RED("\"p\":[[\"1001\",\"D\",-100,\"\",\"\",\"\",\"OPERATING_IN\"],[\"3001\",\"C\",-60],[\"3001\",\"C\",-40]],",
             "1")},
    };
    for (size_t i = 0; i < sizeof forgeries / sizeof forgeries[0]; i++)
        expect("entry.reversed", &forgeries[i]);
}

/* Keys that are consumed once, and what a period was closed with, show in the state pass. */
static void test_verify_body__claims_about_the_state(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    begin(&w);
    world_forge(&w, 1, "note", HEAD "\"i\":[[\"request\",\"k\",{}]],\"occ\":\"2026-02-01\"," REG "}");
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report), FPL_OK);
    world_forge(&w, 1, "note", HEAD "\"i\":[[\"request\",\"k\",{}]],\"occ\":\"2026-02-01\"," REG "}");
    assert_int_equal(world_verify(&w, FPL_VERIFY_EVIDENCE, &report), FPL_OK);
    assert_int_equal(world_verify(&w, FPL_VERIFY_STATE, &report), FPL_E_TAMPERED);
    assert_string_equal(report.where, "book 1 seq 4 body: request k recorded before in seq 3");
    world_end(&w);
    begin(&w);
    world_forge(&w, 1, "period.closed",
                HEAD "\"i\":[[\"closed\",\"last\",{\"p\":\"2024-02\"}],[\"period\",\"2024-02\",{\"digest\":\"00\","
                     "\"size\":3}]],\"occ\":\"2026-02-01\"," REG "}");
    assert_int_equal(world_verify(&w, FPL_VERIFY_STATE, &report), FPL_E_TAMPERED);
    assert_string_equal(report.where, "book 1 seq 3 body: digest of the closed period");
    world_end(&w);
}

/* ---- decisions ---- */

static const char young[] = "id: YOUNG\nversion: 1\ntitle: {zh: 中, en: e}\nsource: {doc: 文〔2025〕1号, clause: "
                            "第二条}\nas_of: ic_decision\npredicate: {field: deal.as_of, op: \"<\", value: {field: "
                            "firm.established, months: 60}}\n";

static void replace(const char *text, const char *from, const char *to, char *out, size_t size) {
    const char *at = strstr(text, from);
    if (!at)
        fail_msg("no %s in %s", from, text);
    snprintf(out, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

/* A deal of the fund, recorded through the desk; seq of the record. */
static int64_t begin_deal(struct city *city) {
    city_begin(city);
    city_yaml(city, "profile.adopt", young);
    return city_do(city, "zhang deal.record f deal=D-1; fund=f; firm=F-1; firm_name=甲; paid_date=2026-05-10; "
                         "amount=5000000.00; established=2022-03-31; ic_date=2026-03-30");
}

static void test_verify_body__decisions_run_again(void **state) {
    (void)state;
    static const struct {
        const char *from, *to, *where;
    } changes[] = {
        {"\"out\":\"OK\"", "\"out\":\"OK\"", NULL},
        {"\"out\":\"OK\"", "\"out\":\"E_FUTURE\"", "decision: outcome"},
        /* the command is what the decision is run again on */
        {"\"amount\":500000000", "\"amount\":500000001", "decision: items"},
        {"\"amount\":500000000", "\"amount\":0", "decision: cmd.amount"},
        {"\"amount\":500000000", "\"amount\":\"500000000\"", "decision: cmd.amount"},
        {"\"deal\":\"D-1\"", "\"deal\":\"D-2\"", "decision: items"},
        {"\"firm\":\"F-1\"", "\"firm\":\"F-2\"", "book 0 seq 28 body: not the party of the record that met it"},
        {"\"established\":\"2022-03-31\"", "\"established\":\"2012-03-31\"", "decision: items"},
        {"\"established\"", "\"estoblished\"", "decision: cmd.estoblished"},
        {"\"fund\":\"f\"", "\"fund\":\"g\"", "body: fund"},
        {"\"ic_date\":\"2026-03-30\"", "\"ic_date\":\"2026-11-21\"", "decision: E_FUTURE"}, /* after it was recorded */
        {"\"paid_date\":\"2026-05-10\"", "\"paid_date\":\"2026-05-09\"", "decision: items"},
        {"\"paid_date\":\"2026-05-10\"}", "\"paid_date\":\"2026-05-10\",\"take_on\":true}", "decision: paid_date"},
        {"\"cmd\":{", "\"cmb\":{", "book 0 seq 28 body: not the party of the record that met it"},
        /* and what the record keeps beside it must have been read, and be no word of the command */
        {"\"facts\":{}", "\"facts\":{\"firm.estoblished\":[\"2022-03-31\",1,1]}", "decision: fact firm.estoblished"},
        {"\"facts\":{}", "\"facts\":{\"firm.region\":\"340600\"}", "decision: fact firm.region"},
        {"\"facts\":{}", "\"facts\":{\"deal.paid\":[500000000,1,1]}", "decision: fact deal.paid"},
        {"\"facts\":{}", "\"facts\":{\"deal.paid\":500000000}", "decision: fact deal.paid"},
        {"\"facts\":{}", "\"facts\":{\"event.occurred\":[\"2026-11-20\",1,1]}", "decision: fact event.occurred"},
        {"\"facts\":{}", "\"facts\":{\"firm.region\":[\"340600\",1,1]}",
         "decision: fact firm.region"}, /* read where? */
        {"[\"YOUNG@1\",\"T\"]", "[\"YOUNG@1\",\"F\"]", "decision: items"},
        {"[\"YOUNG@1\",\"T\"]", "[\"YOUNG@2\",\"T\"]", "decision: items"},
        {"[\"YOUNG@1\",\"T\"]", "[\"YOUNG@1\",\"T\"],[\"YOUNG@1\",\"T\"]", "decision: items"},
        {"[\"early.YOUNG@1\",[\"T\"],500000000,1]", "[\"early.YOUNG@1\",[\"T\"],500000000,2]", "decision: tallies"},
        {"[\"early.YOUNG@1\",[\"T\"],500000000,1]", "[\"early.YOUNG@1\",[\"F\"],500000000,1]", "decision: tallies"},
        {"[\"early.YOUNG@1\",[\"T\"],500000000,1]",
         "[\"early.YOUNG@1\",[\"T\"],500000000,1],[\"early.YOUNG@1\",[\"F\"],500000000,1]", "decision: tallies"},
        {"[\"early.YOUNG@1\",[\"T\"],500000000,1]", "[\"early.YOUNG@1\",[\"T\",\"F\"],500000000,1]",
         "decision: tallies"},
        {"\"eng\":1", "\"eng\":2", "decision: engine"},
        {"\"out\":\"OK\"", "\"out\":\"OK\",\"pack\":\"00\"", "decision: pack"},
        {"\"dec\":{", "\"dac\":{", "decision: dec"},
        {"\"i\":[", "\"i\":[[\"loan\",\"x\",{\"st\":\"PAID_OFF\"}],", "decision: items"},
        {"\"i\":[", "\"i\":[[\"deal.open\",\"x\",{\"n\":1}],", "decision: items"}, /* the desk adds none of its own */
        {"\"memo\":\"支付投资款\"", "\"memo\":\"支付货款\"", "decision: memo"},
        {"\"chk\":\"li\"", "\"chk\":\"wu\"", "decision: checker"},
        {"\"chk\":\"li\",", "", "decision: no checker"},
        {"\"vno\":[\"2026-05\",\"记\"", "\"vno\":[\"2026-05\",\"付\"", "decision: voucher word"},
    };
    struct city city;
    struct fpl_verify_report report;
    struct fpl_buf body = {0};
    int64_t seq = begin_deal(&city);
    char forged[4096], sql[160];
    assert_int_equal(world_verify(&city.w, FPL_VERIFY_ALL, &report), FPL_OK);
    assert_int_equal(report.decisions, 5); /* the deal, three agreements, the contribution */
    world_body(&city.w, 1, seq, &body);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char where[200] = "";
        replace(body.p, changes[i].from, changes[i].to, forged, sizeof forged);
        long long id = (INT64_C(1) << 36) | seq;
        snprintf(sql, sizeof sql, "DELETE FROM record WHERE id = %lld; DELETE FROM opening WHERE id / 256 = %lld", id,
                 id);
        world_sql(&city.w, sql);
        world_forge(&city.w, 1, "deal.recorded", forged);
        enum fpl_status status = world_verify(&city.w, FPL_VERIFY_ALL, &report);
        if (changes[i].where)
            snprintf(where, sizeof where, "book 1 seq %lld %s", (long long)seq, changes[i].where);
        if (changes[i].where && strncmp(changes[i].where, "book ", 5) == 0) /* another record contradicts it */
            snprintf(where, sizeof where, "%s", changes[i].where);
        if (status != (changes[i].where ? FPL_E_TAMPERED : FPL_OK) || strcmp(report.where, where) != 0)
            fail_msg("%s: named \"%s\", expected \"%s\"", changes[i].to, report.where, where);
    }
    fpl_buf_release(&body);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_body__postings),
        cmocka_unit_test(test_verify_body__dates_and_numbers),
        cmocka_unit_test(test_verify_body__the_rest),
        cmocka_unit_test(test_verify_body__an_unknown_kind),
        cmocka_unit_test(test_verify_body__counted),
        cmocka_unit_test(test_verify_body__reversals),
        cmocka_unit_test(test_verify_body__claims_about_the_state),
        cmocka_unit_test(test_verify_body__decisions_run_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
