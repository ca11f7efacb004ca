/* What the desk refuses to record of the general kinds, verification refuses when it stands in the ledger all the same:
 * one forged record for each refusal, with a right commitment, leaf and number. */
#include "forger.h"

#define TODAY "\"occ\":\"2026-11-20\""
#define ROOT  "{\"act\":{\"by\":\"root\",\"role\":\"admin\"},"
#define REN   "{\"act\":{\"by\":\"ren\",\"role\":\"rules\"},"
#define LI    "{\"act\":{\"by\":\"li\",\"role\":\"approver\"},"
#define ZHANG "{\"act\":{\"by\":\"zhang\",\"role\":\"recorder\"},"
#define ENTRY ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2026-11-20\"},"
#define POST  "\"reg\":~R,\"vno\":[\"2026-11\",\"记\",1]}"
#define CLOSE(month)                                                                                                   \
    LI "\"cmd\":{\"period\":\"" month "\"},\"i\":[[\"closed\",\"last\",{\"p\":\"" month "\"}],[\"period\",\"" month    \
       "\",{\"digest\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"size\":~N}]]," TODAY     \
       ",\"reg\":~R}"
#define ADOPT(kind, doc)                                                                                               \
    REN "\"cmd\":{\"id\":\"k\",\"version\":1},\"i\":[[\"" kind "\",\"k@1\",{\"hash\":\"00\"}]]," TODAY                 \
        ",\"reg\":~R,\"x\":{\"doc\":" doc "}}"
#define PARTY(cmd, id) ZHANG "\"cmd\":{" cmd "},\"i\":[[\"party\",\"" id "\",{}]]," TODAY ",\"reg\":~R}"
#define USER(id, more, roles)                                                                                          \
    ROOT "\"cmd\":{\"name\":\"x\"," more ",\"user\":\"" id "\"},\"i\":[[\"user\",\"" id "\",{\"name\":\"x\","          \
         "\"roles\":" roles "}]]," TODAY ",\"reg\":~R}"
#define CHANGE(from, roles, user, bits)                                                                                \
    ROOT "\"cmd\":{\"from\":\"" from "\",\"roles\":\"" roles "\",\"user\":\"" user                                     \
         "\"},\"i\":[[\"user.roles\",\"" user "|" from "|~1\",{\"roles\":" bits "}]]," TODAY ",\"reg\":~R}"
#define NAMED(user, from, name)                                                                                        \
    ROOT "\"cmd\":{\"from\":\"" from "\",\"name\":\"" name "\",\"reason\":\"r\",\"user\":\"" user                      \
         "\"},\"i\":[[\"user.name\",\"" user "|" from "|~1\",{\"name\":\"" name "\"}],[\"renamed\",\"user|" user       \
         "\",{}]],\"memo\":\"r\"," TODAY ",\"reg\":~R}"
#define CLOSED(from) ROOT "\"cmd\":{\"from\":\"" from "\"},\"i\":[[\"auth\",\"" from "\",{}]]," TODAY ",\"reg\":~R}"
#define BOOK(more)                                                                                                     \
    ROOT "\"cmd\":{" more ",\"kind\":\"fund\",\"name\":\"n\",\"name_en\":\"n\",\"opened\":\"2025-01-01\"},"            \
         "\"ev\":\"00112233445566778899aabbccddeeff\",\"i\":[[\"book\",\"b9\",{\"id\":7,\"kind\":\"fund\","            \
         "\"uid\":\"00112233445566778899aabbccddeeff\"}]]," TODAY ",\"reg\":~R}"
#define LINES(account, amount, more)                                                                                   \
    ENTRY TODAY ",\"p\":[[\"" account "\",\"D\"," amount more "],[\"100201\",\"C\"," amount                            \
                ",\"\",\"\",\"\",\"OPERATING_OUT\"]]," POST

/* ~R: size of the registry, ~N: own seq (~1: in 12 digits), ~B: seq of BK-1, ~U: the USCC of BK-1. */
static const struct refused {
    enum fpl_status status; /* of the desk; FPL_OK: no command could say it */
    const char *command;    /* which gets that answer; NULL: none could say it */
    int32_t book;
    const char *kind, *body, *where;
} refused[] = {
    /* people */
    {FPL_E_ENUM, "root user.enrol - user=u9; name=x; roles=king", 0, "user.enrolled",
     USER("u9", "\"roles\":\"king\"", "4"), "body: roles"},
    {FPL_E_ROLES, "root user.enrol - user=u9; name=x; roles=admin recorder", 0, "user.enrolled",
     USER("u9", "\"roles\":\"admin recorder\"", "5"), "body: roles"},
    {FPL_E_MISSING, "root user.enrol - user=u9; name=x; roles=bank", 0, "user.enrolled",
     USER("u9", "\"roles\":\"bank\"", "32"), "body: roles"},
    {FPL_E_PARTY, "root user.enrol - user=u9; name=x; roles=bank; party=NO", 0, "user.enrolled",
     USER("u9", "\"party\":\"NO\",\"roles\":\"bank\"", "32"), "body: party"},
    {FPL_E_KEY_CHANGED, "root user.enrol - user=zhang; name=x; roles=approver", 0, "user.enrolled",
     USER("zhang", "\"roles\":\"approver\"", "8"), "body: user zhang recorded before in seq 2"},
    {FPL_E_USER_ALIKE, "root user.enrol - user=ZHANG; name=x; roles=approver", 0, "user.enrolled",
     USER("ZHANG", "\"roles\":\"approver\"", "8"), "body: user looks like another"},
    {FPL_E_USER_NAMED, "root user.enrol - user=u9; name=某 LI; roles=approver", 0, "user.enrolled",
     ROOT "\"cmd\":{\"name\":\"某 LI\",\"roles\":\"approver\",\"user\":\"u9\"},\"i\":[[\"user\",\"u9\","
          "{\"name\":\"某 LI\",\"roles\":8}]]," TODAY ",\"reg\":~R}",
     "body: user called like another"},
    {FPL_E_USER_NAMED, "root user.rename - user=wu; name=某li\u200B; from=2026-11-20; reason=r", 0, "user.renamed",
     NAMED("wu", "2026-11-20", "某li\u200B"), "body: user called like another"},
    {FPL_E_USER_NAMED, "root user.change - user=old; roles=cashier; from=2026-11-20", 0, "user.changed",
     CHANGE("2026-11-20", "cashier", "old", "16"), "body: user called like another"},
    {FPL_E_DATE_ORDER, "root user.change - user=wu; roles=cashier; from=2026-11-19", 0, "user.changed",
     CHANGE("2026-11-19", "cashier", "wu", "16"), "body: from"},
    {FPL_E_NOT_FOUND, "root user.change - user=nobody; roles=cashier", 0, "user.changed",
     CHANGE("2026-11-20", "cashier", "nobody", "16"), "body: user"},
    {FPL_E_LAST_ADMIN, "root user.change - user=root; roles=none", 0, "user.changed",
     CHANGE("2026-11-20", "none", "root", "0"), "body: the last administrator"},
    {FPL_ALREADY, "root user.change - user=bank2; roles=guarantor; from=2026-12-31", 0, "user.changed",
     CHANGE("2026-12-31", "guarantor", "bank2", "64"), "body: said before"},
    {FPL_E_FUTURE, "root user.rename - user=wu; name=y; from=2026-11-21; reason=r", 0, "user.renamed",
     NAMED("wu", "2026-11-21", "y"), "body: from"},
    {FPL_E_NOT_FOUND, "root user.rename - user=nobody; name=y; from=2026-11-20; reason=r", 0, "user.renamed",
     NAMED("nobody", "2026-11-20", "y"), "body: user"},
    {FPL_ALREADY, "root user.rename - user=wu; name=某wu; from=2026-11-20; reason=r", 0, "user.renamed",
     NAMED("wu", "2026-11-20", "某wu"), "body: the name borne before"},
    {FPL_E_ROLE, "li user.enrol - user=u9; name=x; roles=cashier", 0, "user.enrolled",
     LI "\"cmd\":{\"name\":\"x\",\"roles\":\"cashier\",\"user\":\"u9\"}," TODAY ",\"reg\":~R}", "body: actor or role"},
    {FPL_E_DATE_ORDER, "root auth.require - from=2026-11-19", 0, "auth.required", CLOSED("2026-11-19"), "body: from"},
    {FPL_E_KEY_CHANGED, "root auth.require - from=2027-06-02", 0, "auth.required", CLOSED("2027-06-02"),
     "body: closed before"},
    {FPL_ALREADY, "root auth.require - from=2027-06-01", 0, "auth.required", CLOSED("2027-06-01"),
     "body: auth 2027-06-01 recorded before in seq 29"},
    /* currencies and books */
    {FPL_E_CURRENCY, "root currency.add - currency=EURO; scale=2", 0, "currency.added",
     ROOT "\"cmd\":{\"currency\":\"EURO\",\"scale\":2}," TODAY ",\"reg\":~R}", "body: currency"},
    {FPL_E_CURRENCY,
     "root book.open - code=b9; kind=fund; name=n; name_en=n; currency=ZZZ; chart=fund@1; opened=2025-01-01", 0,
     "book.opened", BOOK("\"chart\":\"fund@1\",\"code\":\"b9\",\"currency\":\"ZZZ\""), "body: currency"},
    {FPL_E_BOOK_CURRENCY,
     "root book.open - code=b9; kind=fund; name=n; name_en=n; currency=KWD; chart=fund@1; opened=2025-01-01", 0,
     "book.opened", BOOK("\"chart\":\"fund@1\",\"code\":\"b9\",\"currency\":\"KWD\""),
     "body: decimals of the currency"},
    {FPL_E_NOT_FOUND, "root book.open - code=b9; kind=fund; name=n; name_en=n; chart=no@1; opened=2025-01-01", 0,
     "book.opened", BOOK("\"chart\":\"no@1\",\"code\":\"b9\""), "body: chart"},
    /* parties */
    {FPL_E_EXISTS, "zhang party.register - party=X-9; name=x; kind=other; alias=银行一", 0, "party.registered",
     PARTY("\"alias\":\"银行一\",\"kind\":\"other\",\"name\":\"x\",\"party\":\"X-9\"", "X-9"),
     "body: name of another party"},
    {FPL_E_EXISTS, "zhang party.register - party=银行一; name=x; kind=other", 0, "party.registered",
     PARTY("\"kind\":\"other\",\"name\":\"x\",\"party\":\"银行一\"", "银行一"), "body: name of another party"},
    {FPL_E_EXISTS, "zhang party.register - party=X-9; name=x; kind=other; uscc=~U", 0, "party.registered",
     PARTY("\"kind\":\"other\",\"name\":\"x\",\"party\":\"X-9\",\"uscc\":\"~U\"", "X-9"),
     "body: name of another party"},
    {FPL_E_KEY_CHANGED, "zhang party.register - party=BK-1; name=x; kind=other", 0, "party.registered",
     PARTY("\"kind\":\"other\",\"name\":\"x\",\"party\":\"BK-1\"", "BK-1"),
     "body: party BK-1 recorded before in seq ~B"},
    {FPL_E_MISSING, "zhang party.register - party=X-9; name=x; kind=bank", 0, "party.registered",
     PARTY("\"kind\":\"bank\",\"name\":\"x\",\"party\":\"X-9\"", "X-9"), "body: uscc"},
    {FPL_OK, NULL, 0, "party.registered",
     ZHANG "\"i\":[[\"party\",\"NOBODY\",{\"kind\":\"investee\",\"name\":\"x\"}]]," TODAY
           ",\"reg\":~R,\"x\":{\"book\":1,\"seq\":9}}",
     "body: uscc"},
    {FPL_OK, NULL, 0, "party.registered",
     ZHANG "\"i\":[[\"party\",\"F-9\",{\"kind\":\"foreign\",\"name\":\"x\"}]]," TODAY
           ",\"reg\":~R,\"x\":{\"book\":1,\"seq\":9007199254740991}}",
     "body: no record that met it"},
    /* documents */
    {FPL_E_ACCOUNT, "ren chart.adopt - id=k; version=1; !blob={\"id\":\"k\",\"version\":1}", 0, "chart.adopted",
     ADOPT("chart", "{\"id\":\"k\",\"version\":1}"), "body: document that is none of its kind"},
    {FPL_E_PACK_INVALID, "ren pack.adopt - id=k; version=1; !blob={\"scheme_id\":\"k\",\"version\":1}", 0,
     "pack.adopted", ADOPT("pack", "{\"scheme_id\":\"k\",\"version\":1}"), "body: document that is none of its kind"},
    {FPL_E_PACK_INVALID, "ren profile.adopt - id=k; version=1; !blob={\"id\":\"k\",\"version\":1}", 0,
     "profile.adopted", ADOPT("profile", "{\"id\":\"k\",\"version\":1}"), "body: document that is none of its kind"},
    {FPL_E_PACK_INVALID, "ren tolerance.adopt - id=k; version=1; !blob={\"id\":\"k\",\"version\":1}", 0,
     "tolerance.adopted", ADOPT("tolerance", "{\"id\":\"k\",\"version\":1}"),
     "body: document that is none of its kind"},
    {FPL_E_MISSING, "ren calendar.adopt - id=k; version=1; !blob={\"id\":\"k\",\"version\":1}", 0, "calendar.adopted",
     ADOPT("calendar", "{\"id\":\"k\",\"version\":1}"), "body: document that is none of its kind"},
    {FPL_E_DATE_INVALID,
     "ren calendar.adopt - id=k; version=1; "
     "!blob={\"id\":\"k\",\"rest\":[\"2026-05-01\",\"2026-05-01\"],\"version\":1}",
     0, "calendar.adopted", ADOPT("calendar", "{\"id\":\"k\",\"rest\":[\"2026-05-01\",\"2026-05-01\"],\"version\":1}"),
     "body: document that is none of its kind"},
    {FPL_E_PACK_INVALID, "ren mapping.adopt - id=k; version=1; !blob={\"id\":\"m\",\"version\":1}", 0,
     "mapping.adopted", ADOPT("mapping", "{\"id\":\"m\",\"version\":1}"), "body: document's id or version"},
    {FPL_E_PACK_EXISTS, "ren mapping.adopt - id=k2; version=1; !blob={\"id\":\"k2\",\"more\":1,\"version\":1}", 0,
     "mapping.adopted",
     REN "\"cmd\":{\"id\":\"k2\",\"version\":1},\"i\":[[\"mapping\",\"k2@1\",{\"hash\":\"00\"}]]," TODAY
         ",\"reg\":~R,\"x\":{\"doc\":{\"id\":\"k2\",\"more\":1,\"version\":1}}}",
     "body: mapping k2@1 adopted before"},
    /* entries */
    {FPL_E_UNBALANCED, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D6404:1.00", 1, "entry.posted",
     ENTRY TODAY ",\"p\":[[\"6404\",\"D\",100]]," POST, "body: debits and credits differ"},
    {FPL_E_DATE_ORDER, "zhang journal.post f occurred=2024-12-31; memo=m; !lines=D6404:1.00 C100201:1.00", 1,
     "entry.posted",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2024-12-31\"},\"occ\":\"2024-12-31\","
           "\"p\":[[\"6404\",\"D\",100],[\"100201\",\"C\",100,\"\",\"\",\"\",\"OPERATING_OUT\"]],"
           "\"post\":\"2025-01-01\",\"reg\":~R,\"vno\":[\"2025-01\",\"记\",1]}",
     "body: before the day the book was opened"},
    {FPL_E_AMOUNT_SIGN, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D6404:0 C100201:0", 1, "entry.posted",
     LINES("6404", "0", ""), "body: amount"},
    {FPL_E_NEGATIVE, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D6404:-1.00 C100201:-1.00", 1,
     "entry.posted", LINES("6404", "-100", ""), "body: negative amount outside a reversal"},
    {FPL_E_PARTY, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D6404:1.00@NO C100201:1.00", 1,
     "entry.posted", LINES("6404", "100", ",\"NO\""), "body: party of a posting"},
    {FPL_E_ACCOUNT, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D1:1.00 C100201:1.00", 1, "entry.posted",
     LINES("1", "100", ""), "body: account"},
    {FPL_E_CONTROL, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D110101:1.00@BK-1#i C100201:1.00", 1,
     "entry.posted", LINES("110101", "100", ",\"BK-1\",\"i\""), "body: control account in a raw entry"},
    {FPL_E_DIMENSION, "zhang journal.post c occurred=2026-11-20; memo=m; !lines=D1501:1.00 C4002:1.00", 2,
     "entry.posted", ENTRY TODAY ",\"p\":[[\"1501\",\"D\",100],[\"4002\",\"C\",100]]," POST, "body: dimension"},
    {FPL_E_CURRENCY, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D6404:1.00=ZZZ C100201:1.00=ZZZ", 1,
     "entry.posted", LINES("6404", "100", ",\"\",\"\",\"ZZZ\""), "body: currency"},
    {FPL_OK, NULL, 1, "entry.posted", LINES("6404", "100", ",\"\",\"\",\"CNY\""),
     "body: the book's own currency written out"},
    {FPL_E_FUTURE, "zhang journal.post f occurred=2026-11-21; memo=m; !lines=D6404:1.00 C100201:1.00", 1,
     "entry.posted",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2026-11-21\"},\"occ\":\"2026-11-21\",\"reg\":~R}",
     "body: occurred date"},
    {FPL_E_KEY_CHANGED, "zhang journal.post f entry=J-1; occurred=2026-11-20; memo=m; !lines=D6404:1.00 C100201:1.00",
     1, "entry.posted",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"entry\":\"J-1\",\"memo\":\"m\",\"occurred\":\"2026-11-20\"},"
           "\"i\":[[\"entry\",\"J-1\",{}]]," TODAY
           ",\"p\":[[\"6404\",\"D\",100],[\"100201\",\"C\",100,\"\",\"\",\"\",\"OPERATING_OUT\"]]," POST,
     "body: entry J-1 recorded before in seq 2"},
    {FPL_E_NOT_FOUND, "zhang journal.reverse f receipt=1/99; memo=m", 1, "entry.reversed",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"receipt\":\"1/99\"}," TODAY ",\"reg\":~R,\"rev\":99}",
     "body: reversal"},
    {FPL_E_REVERSED, "zhang journal.reverse f receipt=1/0; memo=m", 1, "entry.reversed",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"receipt\":\"1/0\"}," TODAY ",\"reg\":~R,\"rev\":0}",
     "body: reversal of no raw entry"},
    {FPL_OK, NULL, 1, "entry.posted",
     ENTRY TODAY ",\"p\":[[\"6404\",\"D\",100],[\"100201\",\"C\",100,\"\",\"\",\"\","
                 "\"OPERATING_OUT\"]],\"reg\":~R,\"rk\":[0,5],\"vno\":[\"2026-11\",\"记\",1]}",
     "body: a row of no import that goes on"},
    /* opening balances */
    {FPL_E_OPENING, "zhang opening.post f occurred=2025-01-02; memo=m; !lines=D100201:8.00 C400101:8.00@G-CZ", 1,
     "opening.posted",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2025-01-02\"},\"i\":[],"
           "\"occ\":\"2025-01-02\",\"p\":[[\"100201\",\"D\",800],[\"400101\",\"C\",800,\"G-CZ\"]],"
           "\"reg\":~R,\"vno\":[\"2025-01\",\"初\",2]}",
     "body: not on the day the book was opened"},
    {FPL_ALREADY, "zhang opening.post f occurred=2025-01-01; memo=m; !lines=D100201:7.00 C400101:7.00@G-CZ", 1,
     "opening.posted",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2025-01-01\"},\"i\":[],"
           "\"occ\":\"2025-01-01\",\"p\":[[\"100201\",\"D\",700],[\"400101\",\"C\",700,\"G-CZ\"]],"
           "\"reg\":~R,\"vno\":[\"2025-01\",\"初\",2]}",
     "body: the same lines recorded before"},
    {FPL_E_PERIOD_CLOSED, "zhang opening.post s occurred=2025-01-01; memo=m; !lines=D1001:8.00 C3001:8.00", 3,
     "opening.posted",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2025-01-01\"},\"i\":[],"
           "\"occ\":\"2025-01-01\",\"p\":[[\"1001\",\"D\",800],[\"3001\",\"C\",800]],"
           "\"post\":\"2025-02-01\",\"reg\":~R,\"vno\":[\"2025-02\",\"初\",1]}",
     "body: opening balances in a closed period"},
    {FPL_E_OPENING_ITEM, "zhang opening.post p occurred=2025-01-01; memo=m; !lines=D100203:8.00 C224105:8.00@BK-1#L", 4,
     "opening.posted",
     ZHANG "\"chk\":\"li\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2025-01-01\"},\"i\":[],"
           "\"occ\":\"2025-01-01\",\"p\":[[\"100203\",\"D\",800],[\"224105\",\"C\",800,\"BK-1\",\"L\"]],"
           "\"reg\":~R,\"vno\":[\"2025-01\",\"初\",1]}",
     "body: opening balance of what is settled item by item"},
    {FPL_E_OWN_INSTITUTION,
     "zhang opening.post p occurred=2025-01-01; memo=m; !lines=D101201:8.00@BK-1 C271101:8.00@G-CZ; !checker=ofbank", 4,
     "opening.posted",
     ZHANG "\"chk\":\"ofbank\",\"cmd\":{\"memo\":\"m\",\"occurred\":\"2025-01-01\"},\"i\":[],"
           "\"occ\":\"2025-01-01\",\"p\":[[\"101201\",\"D\",800,\"BK-1\"],[\"271101\",\"C\",800,\"G-CZ\"]],"
           "\"reg\":~R,\"vno\":[\"2025-01\",\"初\",1]}",
     "body: of the institution concerned"},
    /* periods */
    {FPL_E_FUTURE, "li period.close n period=2026-11", 6, "period.closed", CLOSE("2026-11"), "body: period not over"},
    {FPL_E_PERIOD_ORDER, "li period.close s period=2025-03", 3, "period.closed", CLOSE("2025-03"),
     "body: period closed out of order"},
    {FPL_E_PERIOD_CLOSED, "li period.close n period=2026-10", 6, "period.closed", CLOSE("2026-10"),
     "body: period closed out of order"},
    {FPL_OK, NULL, 0, "period.closed", CLOSE("2025-01"), "body: closed period"},
    /* books of another kind */
    {FPL_OK, NULL, 1, "user.enrolled", USER("u9", "\"roles\":\"cashier\"", "16"), "body: book of another kind"},
    {FPL_E_BOOK,
     "ren agreement.sign f agreement=A-9; party=BK-1; pack=t; version=1; from=2026-01-01; signed=2026-01-01", 1,
     "agreement.signed", REN "\"cmd\":{}," TODAY ",\"reg\":~R}", "decision: book of another kind"},
};
#define REFUSED ((int)(sizeof refused / sizeof refused[0]))

struct ledger {
    struct city city;
    char uscc[20], party[16];
};

static void begin(struct ledger *l) {
    struct city *city = &l->city;
    city_begin(city);
    fpl_str_copy(fpl_str_of(city_firm(901)), l->uscc, sizeof l->uscc);
    city_no(city, FPL_E_KEY_CHANGED, "zhang party.register - party=BK-1; name=y; kind=other");
    snprintf(l->party, sizeof l->party, "%s", strchr(city->error.arg[1], '/') + 1);
    city_do(city, "root currency.add - currency=KWD; scale=3");
    city_do(city, "root auth.require - from=2027-06-01");
    city_do(city, "root book.open - code=n; kind=fund; name=n; name_en=n; chart=fund@1; opened=2026-11-01");
    city_do(city, "root user.change - user=bank2; roles=guarantor; from=2026-12-31");
    city_do(city, "root user.enrol - user=ofbank; name=行; roles=approver; party=BK-1");
    city_do(city, "root user.enrol - user=old; name=旧; roles=auditor");
    city_do(city, "root user.change - user=old; roles=none");
    city_do(city, "root user.enrol - user=new; name=旧; roles=auditor");
    city_do(city, "ren mapping.adopt - id=k2; version=1; !blob={\"id\":\"k2\",\"version\":1}");
    city_do(city, "zhang opening.post f occurred=2025-01-01; memo=m; !lines=D100201:7.00 C400101:7.00@G-CZ");
    assert_int_equal(city_do(city, "zhang journal.post f entry=J-1; occurred=2026-10-20; memo=m; "
                                   "!lines=D6404:5.00 C100201:5.00"),
                     2);
    assert_int_equal(city_do(city, "li period.close s period=2025-01"), 1);
}

/* The text with what the ledger says in the place of ~R, ~N, … */
static const char *fit(struct ledger *l, const char *text, int64_t seq, char *out, size_t size) {
    int64_t registry = city_size(&l->city, "registry");
    size_t n = 0;
    for (const char *p = text; *p && n + 24 < size; p++) {
        if (*p != '~' || !strchr("RN1UB", p[1])) {
            out[n++] = *p;
            continue;
        }
        char what = *++p;
        if (what == 'U' || what == 'B')
            n += (size_t)snprintf(out + n, size - n, "%s", what == 'U' ? l->uscc : l->party);
        else
            n += (size_t)snprintf(out + n, size - n, what == '1' ? "%012lld" : "%lld",
                                  (long long)(what == 'R' ? registry : seq));
    }
    assert_true(n + 24 < size);
    out[n] = '\0';
    return out;
}

/* As forger_verify, and nothing is made anew: a record is named before head and tables are looked at. */
static enum fpl_status named(struct ledger *l, struct fpl_verify_report *report) {
    enum fpl_status status = world_verify(&l->city.w, FPL_VERIFY_EVIDENCE, report);
    if (status == FPL_E_TAMPERED && strstr(report->where, " seq "))
        return status;
    return world_verify(&l->city.w, FPL_VERIFY_BODIES, report);
}

static void cut(struct ledger *l, int32_t book, int64_t from) {
    char sql[256];
    long long id = ((long long)book << 36) | (long long)from, end = (long long)(book + 1) << 36;
    snprintf(sql, sizeof sql,
             "DELETE FROM record WHERE id >= %lld AND id < %lld; DELETE FROM opening WHERE id >= %lld AND id < %lld",
             id, end, id * 256, end * 256);
    world_sql(&l->city.w, sql);
}

static const char *code_of(int32_t book) {
    static const char *const codes[] = {"registry", "f", "c", "s", "p", "q", "n"};
    return codes[book];
}

static int try_one(struct ledger *l, const struct refused *row) {
    struct fpl_verify_report report = {0};
    char text[2048], body[2048], where[160], expected[200];
    int64_t seq = city_size(&l->city, code_of(row->book));
    int bad = 0;
    if (row->command) {
        enum fpl_status status = city_dry(&l->city, "%s", fit(l, row->command, seq, text, sizeof text));
        bad = status != row->status;
        if (bad)
            print_error("%s: %s instead of %s\n", text, fpl_status_name(status), fpl_status_name(row->status));
    }
    world_put(&l->city.w, row->book, row->kind, fit(l, row->body, seq, body, sizeof body));
    enum fpl_status status = named(l, &report);
    snprintf(expected, sizeof expected, "book %d seq %lld %s", (int)row->book, (long long)seq,
             fit(l, row->where, seq, where, sizeof where));
    if (status != FPL_E_TAMPERED || strcmp(report.where, expected) != 0) {
        print_error("%s: %s \"%s\" instead of \"%s\"\n", body, fpl_status_name(status), report.where, expected);
        bad = 1;
    }
    cut(l, row->book, seq);
    return bad;
}

static void test_verify_refused__each_refusal(void **state) {
    struct ledger l;
    struct fpl_verify_report report = {0};
    int bad = 0;
    (void)state;
    begin(&l);
    for (int i = 0; i < REFUSED; i++)
        bad += try_one(&l, &refused[i]);
    assert_int_equal(bad, 0);
    assert_int_equal(world_verify(&l.city.w, FPL_VERIFY_ALL, &report), FPL_OK);
    city_end(&l.city);
}

/* ---- imports: a row is of its import, and its chunk follows it ---- */

#define BEGAN(what, file, round)                                                                                       \
    ZHANG "\"chk\":\"li\",\"i\":[[\"import\",\"K\",{\"began\":~N,\"done\":0,\"file\":\"" file                          \
          "\",\"mapping\":\"\",\"round\":" round ",\"take_on\":false,\"what\":\"" what "\"}]]," TODAY                  \
          ",\"reg\":~R,\"x\":{\"command\":\"" what "\",\"encoding\":\"UTF-8\",\"file\":\"" file                        \
          "\",\"name\":\"f.csv\",\"round\":" round ",\"submission\":\"K\",\"take_on\":false},"                         \
          "\"y\":[[\"imports\",[\"user:zhang\"],0,1]]}"
#define FILE_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define FILE_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ROW(checker, key, number)                                                                                      \
    ZHANG "\"chk\":\"" checker "\",\"cmd\":{\"entry\":\"J-" number "\",\"memo\":\"m\",\"occurred\":\"2026-11-20\"},"   \
          "\"i\":[[\"entry\",\"J-" number "\",{}]]," TODAY                                                             \
          ",\"p\":[[\"6404\",\"D\",100],[\"100201\",\"C\",100,\"\",\"\",\"\",\"OPERATING_OUT\"]],"                     \
          "\"reg\":~R" key ",\"vno\":[\"2026-11\",\"记\"," number "]}"

static void test_verify_refused__imports(void **state) {
    static const struct {
        const char *kind[3], *body[3], *where; /* in book n, after its founding */
    } cases[] = {
        {{"import.began", "entry.posted", "entry.posted"},
         {BEGAN("journal.post", FILE_A, "1"), ROW("li", ",\"rk\":[1,2]", "1"), ROW("li", "", "2")},
         "book 6 seq 3 body: between the rows of an import and their chunk"},
        {{"import.began", "entry.posted"},
         {BEGAN("journal.post", FILE_A, "1"), ROW("li", ",\"rk\":[1,2]", "1")},
         "book 6: rows of an import that no chunk tells of"},
        {{"import.began", "entry.posted"},
         {BEGAN("fee.accrue", FILE_A, "1"), ROW("li", ",\"rk\":[1,2]", "1")},
         "book 6 seq 2 body: a row of another command than its import"},
        {{"import.began", "entry.posted"},
         {BEGAN("journal.post", FILE_A, "1"), ROW("wang", ",\"rk\":[1,2]", "1")},
         "book 6 seq 2 body: a row by other people than its import"},
        {{"import.began", "import.began"},
         {BEGAN("journal.post", FILE_A, "1"), BEGAN("journal.post", FILE_A, "2")},
         "book 6 seq 2 body: the round before it goes on"},
        {{"import.began", "import.began"},
         {BEGAN("journal.post", FILE_A, "1"), BEGAN("journal.post", FILE_B, "2")},
         "book 6 seq 2 body: another file or command than that of the round before"},
        {{"import.began"}, {BEGAN("user.enrol", FILE_A, "1")}, "book 6 seq 1 body: import"},
        {{"import.began"}, {BEGAN("journal.post", FILE_A, "1")}, ""},
    };
    struct ledger l;
    char body[2048];
    (void)state;
    begin(&l);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_verify_report report = {0};
        for (int k = 0; k < 3 && cases[i].kind[k]; k++)
            world_put(&l.city.w, 6, cases[i].kind[k], fit(&l, cases[i].body[k], 1 + k, body, sizeof body));
        assert_int_equal(named(&l, &report), cases[i].where[0] ? FPL_E_TAMPERED : FPL_OK);
        assert_string_equal(report.where, cases[i].where);
        cut(&l, 6, 1);
    }
    city_end(&l.city);
}

/* ---- time: who does not know a registry record is none the later ---- */

static void test_verify_refused__times(void **state) {
    struct ledger l;
    struct fpl_verify_report report = {0};
    char body[2048];
    (void)state;
    begin(&l);
    city_do(&l.city, "zhang journal.post f occurred=2026-11-20; memo=m; !lines=D6404:5.00 C100201:5.00");
    l.city.w.now -= 3600000; /* the clock was set back: the registry goes on from the newest record there is */
    city_do(&l.city, "root user.change - user=zhang; roles=none");
    assert_int_equal(world_verify(&l.city.w, FPL_VERIFY_ALL, &report), FPL_OK);
    l.city.w.now += 3600001;
    long long known = (long long)city_size(&l.city, "registry") - 1;
    snprintf(body, sizeof body,
             ENTRY TODAY ",\"p\":[[\"6404\",\"D\",100],[\"100201\",\"C\",100,\"\",\"\",\"\","
                         "\"OPERATING_OUT\"]],\"reg\":%lld,\"vno\":[\"2026-11\",\"记\",1]}",
             known);
    world_put(&l.city.w, 6, "entry.posted", body);
    assert_int_equal(named(&l, &report), FPL_E_TAMPERED);
    assert_string_equal(report.where, "book 6 seq 1 leaf: time after that of a registry record it does not know");
    city_end(&l.city);
}

/* ---- the ways by which keys are looked up ---- */

/* Two accounts of book f under each other's numbers, in the index alone: a walk over the table does not see it. */
static void swap_in_index(struct world *w) {
    world_sql(w,
              "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) SELECT "
              "'table', 'evil', 'evil', rootpage, 'CREATE TABLE evil (book INTEGER, no INTEGER, account TEXT, "
              "party TEXT, currency TEXT, flow TEXT, PRIMARY KEY (book, no, account, party, currency, flow)) WITHOUT "
              "ROWID' FROM sqlite_schema WHERE name = 'line_by_no'");
    world_sql(w, "CREATE TEMP TABLE old AS SELECT * FROM evil WHERE book = 1 AND no < 2; DELETE FROM evil WHERE "
                 "book = 1 AND no < 2; INSERT INTO evil SELECT book, 1 - no, account, party, currency, flow FROM "
                 "old; DROP TABLE temp.old");
    world_sql(w, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'evil'");
}

static void test_verify_refused__search_order(void **state) {
    struct ledger l;
    struct fpl_verify_report report = {0};
    (void)state;
    begin(&l);
    assert_int_equal(world_verify(&l.city.w, FPL_VERIFY_ALL, &report), FPL_OK);
    swap_in_index(&l.city.w);
    for (int beside = 0; beside < 2; beside++) { /* with the evidence on a thread of its own, and without */
        assert_int_equal(world_verify(&l.city.w, beside ? FPL_VERIFY_ALL : FPL_VERIFY_STATE, &report), FPL_E_TAMPERED);
        assert_non_null(strstr(report.where, "search order: row "));
        assert_non_null(strstr(report.where, "missing from index line_by_no"));
    }
    city_end(&l.city);
}

/* ---- numbers that nobody has checked ---- */

static void test_verify_refused__numbers_past_every_book(void **state) {
    static const int32_t book[] = {FPL_BOOK_MAX + 1, INT32_MAX, -1, 99};
    struct ledger l;
    struct fpl_str text, salt;
    struct fpl_record_row row;
    (void)state;
    begin(&l);
    struct fpl_session *session = l.city.w.session;
    assert_int_equal(fpl_journal__begin(session, 0, &l.city.error), FPL_OK);
    for (size_t i = 0; i < sizeof book / sizeof book[0]; i++) {
        struct fpl_open_book *open = NULL;
        assert_int_equal(fpl_store__get_record(session->store, book[i], 0, &row, NULL), FPL_E_NOT_FOUND);
        assert_int_equal(fpl_store__get_opening(session->store, book[i], 0, FPL_PART_BODY, &salt, &text, NULL),
                         FPL_E_NOT_FOUND);
        assert_int_equal(fpl_journal__book(session, book[i], &open, NULL), FPL_E_BOOK);
    }
    assert_int_equal(fpl_store__get_record(session->store, 1, FPL_SEQ_MAX + 1, &row, NULL), FPL_E_NOT_FOUND);
    fpl_journal__rollback(session);
    city_end(&l.city);
}

static void test_verify_refused__a_rebuild_names_what_it_cannot_read(void **state) {
    static const char *const cases[][2] = {
        {"{\"occ\":\"2026-11-20\",\"p\":[[5]],\"post\":\"2026-11-20\"}", "p"},
        {"{\"occ\":\"2026-11-20\",\"p\":[[\"6404\",\"D\",1]],\"post\":\"x\"}", "post"}};
    struct ledger l;
    (void)state;
    begin(&l);
    for (size_t i = 0; i < 2; i++) {
        struct fpl_error error = {0};
        char where[64];
        world_put(&l.city.w, 6, "entry.posted", cases[i][0]);
        assert_int_equal(fpl_rebuild(l.city.w.session, NULL, NULL, &error), FPL_E_TAMPERED);
        snprintf(where, sizeof where, "book 6 seq 1 body: %s", cases[i][1]);
        assert_string_equal(error.arg[0], where);
        cut(&l, 6, 1);
    }
    city_end(&l.city);
}

/* ---- none is left out ---- */

/* What the handlers refuse that needs no row: a machine's faults, a bound of the body's own grammar (4,096 lines), and
 * a name that is the party's key again, for which there is a row. */
static const enum fpl_status elsewhere[] = {FPL_E_NOMEM, FPL_E_CORRUPT, FPL_E_LIMIT, FPL_E_PARTY_NAME};

static int is_covered(const char *name) {
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (strcmp(fpl_status_name(elsewhere[i]), name) == 0)
            return 1;
    for (int i = 0; i < REFUSED; i++)
        if (strcmp(fpl_status_name(refused[i].status), name) == 0)
            return 1;
    return 0;
}

static void look_through(const char *file) {
    static char text[65536];
    char path[512];
    const char *source = getenv("SRCDIR");
    snprintf(path, sizeof path, "%s/ledger/desk/%s", source ? source : ".", file);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    size_t n = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    text[n] = '\0';
    int found = 0;
    for (const char *p = text; (p = strstr(p, "FPL_E_")); found++) {
        char name[64];
        size_t length = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        fpl_str_copy((struct fpl_str){p + 4, length - 4}, name, sizeof name);
        if (!is_covered(name))
            fail_msg("%s refuses with %s: give it a forgery in the table", file, name);
        p += length;
    }
    assert_true(found > 0);
}

static void test_verify_refused__no_refusal_without_a_forgery(void **state) {
    (void)state;
    look_through("registry.c");
    look_through("people.c");
    look_through("entries.c");
    look_through("document.c");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_refused__each_refusal),
        cmocka_unit_test(test_verify_refused__imports),
        cmocka_unit_test(test_verify_refused__times),
        cmocka_unit_test(test_verify_refused__search_order),
        cmocka_unit_test(test_verify_refused__numbers_past_every_book),
        cmocka_unit_test(test_verify_refused__a_rebuild_names_what_it_cannot_read),
        cmocka_unit_test(test_verify_refused__no_refusal_without_a_forgery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
