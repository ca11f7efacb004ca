/* One loan under two numbers that look the same, one claim under two, one day with two agreements: the second is
 * refused, names the first, and a ledger that holds both is not one that an honest desk wrote. */
#include "desk_world.h"

#include "ledger/base/base.h"

#define REST                                                                                                           \
    "firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; "    \
    "due_on=2026-07-05; registered_on=2026-01-05"

static void list(struct city *city) {
    city_do(city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02");
}

static enum fpl_status loan(struct city *city, const char *contract, const char *iou) {
    return city_try(city, "zhang loan.register p bank=BK-1; contract=%s; iou=%s; " REST, contract, iou);
}

static void told(const struct city *city, const char *key, int64_t seq) {
    char receipt[48];
    snprintf(receipt, sizeof receipt, "4/%lld", (long long)seq);
    assert_int_equal(city->answer.reasons, 1);
    assert_int_equal(city->answer.reason[0].status, FPL_E_LOOKALIKE);
    assert_string_equal(city->answer.reason[0].arg[0], key);
    assert_string_equal(city->answer.reason[0].arg[1], receipt);
}

static int is_told(const struct city *city, enum fpl_status status, const char *other) {
    for (int i = 0; i < city->answer.reasons; i++)
        if (city->answer.reason[i].status == status && (!other || strcmp(city->answer.reason[i].arg[0], other) == 0))
            return 1;
    return 0;
}

/* Full-width letters and hyphens, dashes of every kind, case, quotes. */
static void test_desk_alike__a_loan_has_one_number(void **state) {
    static const char *const same[] = {"SH-RCD-2026-099'A", "SH－RCD-2026-099'A",      "SH-RCD–2026—099'A",
                                       "sh-rcd-2026-099'a", "ＳＨ-RCD-２０２６-099'A", "SH‐RCD‑2026−099’a",
                                       "SH-RCD-2026-099′A"};
    static const char *const other[] = {"SH-RCD-2O26-099'A", "SH-RCD-2026-099'A.", "SH-RCD-2026-0990'A"};
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    assert_int_equal(loan(&city, same[0], "I-1"), FPL_OK);
    int64_t first = city.answer.seq;
    for (size_t i = 1; i < sizeof same / sizeof same[0]; i++) {
        assert_int_equal(loan(&city, same[i], "I-1"), FPL_E_LOOKALIKE);
        told(&city, "BK-1|SH-RCD-2026-099'A|I-1", first);
    }
    assert_int_equal(loan(&city, same[0], "i—1"), FPL_E_LOOKALIKE); /* the number of the note counts as well */
    assert_int_equal(loan(&city, same[0], "I-1"), FPL_ALREADY);
    assert_int_equal(loan(&city, same[1], "I-2"), FPL_OK);        /* another note under the contract */
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) { /* told by its terms */
        assert_int_equal(loan(&city, other[i], "I-1"), FPL_OK);
        assert_int_equal(city.answer.reasons, i == 0 ? 3 : 2);
        assert_int_equal(city.answer.reason[0].status, FPL_SAME_TERMS);
        assert_int_equal(city.answer.reason[1].status, FPL_LATE); /* it is entered late */
        assert_string_equal(city.answer.reason[1].arg[0], "319");
        assert_int_equal(is_told(&city, FPL_E_ALIKE, "BK-1|SH-RCD-2026-099'A|I-1"), i == 0); /* O for 0 */
    }
    city_verify(&city);
    city_end(&city);
}

/* Written wholly in another script, or with a letter or a dot for a dash: refused one at a time and in a file, in the
 * other pool the same loan, and no claim is made under such a number or of such a loan. So it is paid once. */
static void test_desk_alike__a_loan_is_paid_once(void **state) {
    static const char *const same[] = {"\u041D\u0422-0001", "\u0397\u03A4-0001", "\uA4E7\uA4D4-0001",
                                       "\u043D\u0442—0001", "HTー0001",          "HT一0001",
                                       "HT・0001",          "ht•0001",           "HT─0001"};
    static const char rest[] = "iou=1; claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0";
    enum { SAME = sizeof same / sizeof same[0] };
    char text[SAME][512];
    const char *row[SAME + 1] = {NULL};
    struct city_import spec = {
        .actor = "zhang", .checker = "li", .book = "p", .command = "loan.register", .submission = "f1"};
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    struct fpl_row_outcome out;
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    assert_int_equal(loan(&city, "HT-0001", "1"), FPL_OK);
    int64_t first = city.answer.seq;
    for (int i = 0; i < SAME; i++) {
        assert_int_equal(loan(&city, same[i], "1"), FPL_E_LOOKALIKE);
        told(&city, "BK-1|HT-0001|1", first);
        snprintf(text[i], sizeof text[i], "bank=BK-1; contract=%s; iou=1; " REST, same[i]);
        row[i] = text[i];
    }
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    assert_int_equal(city_rows(&city, import, &spec, row, 0), SAME);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    for (int i = 0; i < SAME; i++) {
        assert_int_equal(fpl_import_outcome(import, i + 1, &out, &city.error), FPL_OK);
        assert_int_equal(out.status, FPL_E_LOOKALIKE);
    }
    fpl_import_close(import);
    city_do(&city, "ren agreement.sign q agreement=Q-1; party=BK-1; pack=t; version=1; from=2026-01-01; to=2027-12-31; "
                   "signed=2025-12-25");
    city_do(&city, "zhang whitelist.list q firm=F-甲; firm_name=甲; listed_on=2025-01-02");
    city_do(&city, "zhang loan.register q bank=BK-1; contract=%s; iou=1; " REST, same[0]);
    assert_true(is_told(&city, FPL_OTHER_POOL, NULL));
    for (int i = 0; i < SAME; i++)
        city_no(&city, FPL_E_GATE_LOAN, "bank1 claim.submit p bank=BK-1; contract=%s; claim_no=%d; %s", same[i], i,
                rest);
    int64_t claim = city_do(&city, "bank1 claim.submit p bank=BK-1; contract=HT-0001; claim_no=HT-1; %s", rest);
    city_do(&city, "li claim.approve p claim=4/%d; expect=400.00", (int)claim);
    city_do(&city, "qian claim.pay p claim=4/%d; bank_ref=L1", (int)claim);
    city_try(&city, "bank1 claim.submit p bank=BK-1; contract=HT-0001; claim_no=\u041D\u0422-1; %s", rest);
    assert_true(is_told(&city, FPL_E_LOOKALIKE, "BK-1|HT-0001|1|HT-1"));
    city_do(&city, "bank1 claim.submit q bank=BK-1; contract=%s; claim_no=2; %s", same[0], rest);
    city_no(&city, FPL_E_CHANGED, "li claim.approve q claim=2; expect=400.00");
    city_do(&city, "li claim.approve q claim=2; expect=0"); /* the other pool has paid */
    city_verify(&city);
    city_end(&city);
}

/* The first in a spelling that is not the shared one, the second in the shared one or a third one. */
static void test_desk_alike__whichever_comes_first(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    assert_int_equal(loan(&city, "sh–1", "i"), FPL_OK);
    int64_t first = city.answer.seq;
    assert_int_equal(loan(&city, "SH-1", "I"), FPL_E_LOOKALIKE);
    told(&city, "BK-1|sh–1|i", first);
    assert_int_equal(loan(&city, "ｓｈ-1", "ｉ"), FPL_E_LOOKALIKE);
    told(&city, "BK-1|sh–1|i", first);
    assert_int_equal(loan(&city, "sh–1", "i"), FPL_ALREADY);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_alike__within_one_file(void **state) {
    static const char *const row[] = {"bank=BK-1; contract=a－1; iou=1; " REST, "bank=BK-1; contract=A-2; iou=1; " REST,
                                      "bank=BK-1; contract=A-1; iou=1; " REST};
    struct city_import spec = {
        .actor = "zhang", .checker = "li", .book = "p", .command = "loan.register", .submission = "f1"};
    struct fpl_row_outcome out;
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    assert_int_equal(city_rows(&city, import, &spec, (const char *const[]){row[0], row[1], row[2], NULL}, 0), 3);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    assert_int_equal(fpl_import_outcome(import, 2, &out, &city.error), FPL_OK);
    assert_int_equal(out.status, FPL_OK);
    assert_int_equal(fpl_import_outcome(import, 3, &out, &city.error), FPL_OK);
    assert_int_equal(out.status, FPL_E_LOOKALIKE);
    assert_string_equal(out.reason[0].arg[0], "BK-1|a－1|1");
    assert_int_equal(fpl_import_outcome(import, 2, &out, &city.error), FPL_OK);
    assert_int_equal(out.reasons, 2); /* the row is accepted, and told */
    assert_int_equal(out.reason[0].status, FPL_SAME_TERMS);
    assert_string_equal(out.reason[0].arg[0], "BK-1|a－1|1");
    assert_int_equal(fpl_import_outcome(import, 1, &out, &city.error), FPL_OK);
    assert_int_equal(out.reasons, 1);
    assert_int_equal(out.reason[0].status, FPL_LATE); /* 2026-01-05, entered on 2026-11-20 */
    assert_string_equal(out.reason[0].arg[0], "319");
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_alike__a_claim_has_one_number(void **state) {
    static const char rest[] = "claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0";
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    assert_int_equal(loan(&city, "C-1", "1"), FPL_OK);
    int64_t first = city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=kd-1; %s", rest);
    city_do(&city, "wang claim.refuse p claim=4/%d; reason=x", (int)first);
    city_no(&city, FPL_E_LOOKALIKE, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=KD－1; %s", rest);
    told(&city, "BK-1|C-1|1|kd-1", first);
    city_no(&city, FPL_E_GATE_LOAN, "bank1 claim.submit p bank=BK-1; contract=c-1; iou=1; claim_no=2; %s", rest);
    city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; iou=1; claim_no=KD-2; %s", rest);
    city_verify(&city);
    city_end(&city);
}

static void test_desk_alike__a_payout_taken_on_has_one_number(void **state) {
    static const char rest[] =
        "decided_on=2026-02-01; paid_on=2026-02-02; amount=10.00; loss=100.00; bank_ref=S; !take_on=1";
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    city_do(&city, "zhang loan.register p bank=BK-1; contract=C-1; iou=1; " REST "; !take_on=1");
    int64_t first = city_do(&city, "zhang payout.record p bank=BK-1; contract=C-1; iou=1; claim_no=K-1; %s", rest);
    city_no(&city, FPL_E_LOOKALIKE, "zhang payout.record p bank=BK-1; contract=C-1; iou=1; claim_no=k-1; %s", rest);
    told(&city, "BK-1|C-1|1|K-1", first);
    city_verify(&city);
    city_end(&city);
}

static const char *step_of(const struct fpl_decision *decision, const char *code) {
    for (int i = 0; i < decision->steps; i++)
        if (strcmp(decision->step[i].code, code) == 0)
            return decision->step[i].value;
    return "none";
}

static void dry(struct city *city, const char *text, struct fpl_decision *out) {
    assert_int_equal(fpl_dry_run(city->w.session, city_parse(city, text), &city->answer, out, &city->error), FPL_OK);
    assert_int_equal(out->outcome, FPL_OK);
}

/* Of the same bank, firm, day and amount: told at registration, and to whoever decides a claim on either. */
static void test_desk_alike__same_terms_are_told(void **state) {
    static const char rest[] = "iou=1; claim_date=2026-10-01; overdue_days=88; five_class=LOSS; repaid=0";
    static struct fpl_decision seen;
    char receipt[48], text[128];
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    assert_int_equal(loan(&city, "C-1", "1"), FPL_OK);
    assert_int_equal(city.answer.reasons, 1);
    assert_int_equal(city.answer.reason[0].status, FPL_LATE);
    snprintf(receipt, sizeof receipt, "4/%lld", (long long)city.answer.seq);
    city_do(&city, "zhang loan.register p bank=BK-1; contract=C-2; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; "
                   "contract_amount=1000.00; disbursed=999.99; disbursed_on=2026-01-05; due_on=2026-07-05; "
                   "registered_on=2026-01-05");
    assert_int_equal(city.answer.reasons, 1); /* late, and not the same terms */
    assert_int_equal(city.answer.reason[0].status, FPL_LATE);
    assert_int_equal(loan(&city, "C-3", "1"), FPL_OK);
    assert_int_equal(city.answer.reasons, 2);
    assert_int_equal(city.answer.reason[0].status, FPL_SAME_TERMS);
    assert_string_equal(city.answer.reason[0].arg[0], "BK-1|C-1|1");
    assert_string_equal(city.answer.reason[0].arg[1], receipt);
    int64_t claim = city_do(&city, "bank1 claim.submit p bank=BK-1; contract=C-1; %s", rest);
    snprintf(text, sizeof text, "li claim.approve p claim=4/%lld; expect=400.00", (long long)claim);
    dry(&city, text, &seen);
    assert_string_equal(step_of(&seen, "loan.twin"), "BK-1|C-3|1");
    city_do(&city, "%s", text);
    snprintf(text, sizeof text, "bank1 claim.submit p bank=BK-1; contract=C-3; %s", rest);
    dry(&city, text, &seen);
    assert_string_equal(step_of(&seen, "loan.twin"), "BK-1|C-1|1");
    snprintf(text, sizeof text, "bank1 claim.submit p bank=BK-1; contract=C-2; %s", rest);
    dry(&city, text, &seen);
    assert_string_equal(step_of(&seen, "loan.twin"), "none");
    city_verify(&city);
    city_end(&city);
}

/* An id folds to at most 704 bytes; what is longer than a key may be is refused and breaks nothing. */
static void test_desk_alike__a_spelling_is_bounded(void **state) {
    char sign[FPL_ID_BYTES_MAX + 1] = "";
    struct city city;
    (void)state;
    city_begin(&city);
    list(&city);
    for (int i = 0; i < FPL_ID_BYTES_MAX / 3; i++)
        memcpy(sign + 3 * (size_t)i, "㌀", sizeof "㌀");
    assert_int_equal(loan(&city, sign, sign), FPL_E_TOO_LONG);
    city_end(&city);
}

static void test_desk_alike__a_day_has_one_agreement(void **state) {
    static const char more[] = "party=BK-1; pack=t; version=1; signed=2024-12-25";
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t size = city_size(&city, "p");
    city_no(&city, FPL_E_AGREEMENT_DAY, "ren agreement.sign p agreement=EVIL; from=2025-01-01; %s", more);
    assert_string_equal(city.answer.reason[0].arg[0], "A-0");
    assert_int_equal(city_size(&city, "p"), size + 1); /* the refusal */
    city_do(&city, "ren agreement.sign p agreement=NEXT; from=2025-01-02; %s", more);
    assert_int_equal(city_try(&city, "ren agreement.sign p agreement=NEXT; from=2025-01-02; %s", more), FPL_ALREADY);
    city_verify(&city);
    city_end(&city);
}

/* A checker who looks like the maker on paper: refused one at a time and in a file, and named by verification. */
static void test_desk_alike__users(void **state) {
    static const char *const same[] = {"fu．he", "Fu.He", "FU.HE", "ｆｕ.he"};
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t first = city_do(&city, "root user.enrol - user=fu.he; name=付; roles=approver");
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        city_no(&city, FPL_E_USER_ALIKE, "root user.enrol - user=%s; name=付; roles=recorder", same[i]);
        assert_string_equal(city.error.arg[0], "fu.he");
        char receipt[24];
        snprintf(receipt, sizeof receipt, "0/%lld", (long long)first);
        assert_string_equal(city.error.arg[1], receipt);
    }
    city_no(&city, FPL_ALREADY, "root user.enrol - user=fu.he; name=付; roles=approver");
    city_do(&city, "root user.enrol - user=fu.he.2; name=付二; roles=recorder");
    city_no(&city, FPL_E_USER_ALIKE, "root user.enrol - user=ROOT; name=某; roles=recorder"); /* the administrator */
    city_do(&city, "root user.enrol - user=kot; name=安; roles=recorder");
    city_do(&city, "root user.enrol - user=wu-1; name=吴一; roles=recorder");
    city_no(&city, FPL_E_USER_ALIKE, "root user.enrol - user=wu・1; name=某; roles=recorder");
    city_no(&city, FPL_E_USER_ALIKE, "root user.enrol - user=\u041A\u043E\u0442; name=某; roles=recorder");
    city_verify(&city);
    city_end(&city);
}

static void called_like(struct city *city, const char *other, int64_t seq, const char *field) {
    char receipt[24];
    snprintf(receipt, sizeof receipt, "0/%lld", (long long)seq);
    assert_string_equal(city->error.arg[0], other);
    assert_string_equal(city->error.arg[1], receipt);
    assert_string_equal(city->error.field, field);
}

/* Papers say names: no two who act bear one that looks alike, whoever is enrolled, renamed or let act again; whoever
 * acts no more, or has another name by now, leaves it free. */
static void test_desk_alike__users_of_one_name(void **state) {
    static const char *const same[] = {"付 Ann",     "付Ann", "付\u3000ANN", "付\u200BAnn", "\uFEFF付Ann\u00AD",
                                       "付\u0410nn", "付Ａnn"};
    struct city city;
    (void)state;
    city_begin(&city);
    int64_t first = city_do(&city, "root user.enrol - user=fu; name=付 Ann; roles=approver");
    city_do(&city, "root user.enrol - user=two; name=付Ann（财务部）; roles=recorder");
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        city_no(&city, FPL_E_USER_NAMED, "root user.enrol - user=xu; name=%s; roles=recorder", same[i]);
        called_like(&city, "fu", first, "name");
        city_no(&city, FPL_E_USER_NAMED, "root user.rename - user=two; name=%s; reason=x", same[i]);
        called_like(&city, "fu", first, "name");
    }
    city_do(&city, "root user.rename - user=fu; name=付\u200BANN; reason=x"); /* his own */
    city_do(&city, "root user.rename - user=fu; name=傅; reason=x");
    city_do(&city, "root user.enrol - user=xu; name=付Ann; roles=recorder"); /* nobody bears it any more */
    city_no(&city, FPL_E_USER_NAMED, "root user.rename - user=fu; name=付Ann; reason=x");
    city_do(&city, "root user.change - user=xu; roles=none");
    city_do(&city, "root user.rename - user=fu; name=付Ann; reason=x");
    city_no(&city, FPL_E_USER_NAMED, "root user.change - user=xu; roles=approver; from=2026-12-01");
    assert_string_equal(city.error.arg[0], "fu");
    assert_string_equal(city.error.field, "user");
    city_do(&city, "root user.change - user=fu; roles=none; from=2026-12-31"); /* who acts still */
    city_no(&city, FPL_E_USER_NAMED, "root user.change - user=xu; roles=approver; from=2027-12-01");
    city_do(&city, "root user.rename - user=xu; name=徐; reason=x");
    city_do(&city, "root user.change - user=xu; roles=approver");
    city_do(&city, "root user.change - user=li; roles=none");
    city_do(&city, "root user.change - user=li; roles=approver; from=2027-01-01"); /* who will act again */
    city_no(&city, FPL_E_USER_NAMED, "root user.enrol - user=li2; name=某li; roles=recorder");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_alike__users_of_one_name_in_a_file(void **state) {
    static const char *const row[] = {"user=a1; name=甲 一; roles=recorder", "user=a2; name=甲一; roles=approver",
                                      "user=a3; name=甲二; roles=approver", NULL};
    struct city_import spec = {.actor = "root", .checker = "", .book = "", .command = "user.enrol", .submission = "f1"};
    struct fpl_import *import = NULL;
    enum fpl_import_state how;
    struct fpl_row_outcome out;
    struct city city;
    (void)state;
    city_begin(&city);
    assert_int_equal(city_open(&city, &spec, &import, &how), FPL_OK);
    assert_int_equal(city_rows(&city, import, &spec, row, 0), 3);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    static const enum fpl_status want[] = {FPL_OK, FPL_E_USER_NAMED, FPL_OK};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(fpl_import_outcome(import, i + 1, &out, &city.error), FPL_OK);
        assert_int_equal(out.status, want[i]);
    }
    fpl_import_close(import);
    city_verify(&city);
    city_end(&city);
}

/* A book, and a party's name: told. */
static void test_desk_alike__books_and_names(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
#define OPEN "root book.open - code=%s; kind=pool; name=池; name_en=P; chart=pool@1; opened=2026-01-01"
    city_do(&city, OPEN, "PL1");
    assert_false(is_told(&city, FPL_E_ALIKE, "PL1"));
    city_do(&city, OPEN, "PL１");
    assert_true(is_told(&city, FPL_E_ALIKE, "PL1"));
    city_do(&city, OPEN, "pl1");
    assert_true(is_told(&city, FPL_E_ALIKE, "PL1"));
#define PARTY "zhang party.register - party=%s; name=%s; kind=investee; uscc=%s"
    city_do(&city, PARTY, "F-A", "示例A公司", city_firm(1));
    assert_int_equal(city.answer.reasons, 0);
    city_do(&city, PARTY, "F-B", "示例Ａ公司", city_firm(2));
    assert_true(is_told(&city, FPL_E_NAMESAKE, "F-A"));
    city_no(&city, FPL_ALREADY, PARTY, "F-B", "示例Ａ公司", city_firm(2));
    assert_int_equal(city.answer.reasons, 0);
    city_do(&city, "zhang whitelist.list p firm=%s; firm_name=示例a公司; listed_on=2026-01-02", city_firm(3));
    assert_true(is_told(&city, FPL_E_NAMESAKE, "F-A")); /* registered on the way */
    city_do(&city, PARTY, "F-C", "示例C公司", city_firm(4));
    assert_int_equal(city.answer.reasons, 0);
    city_do(&city, PARTY, "F-D", "示例\u200B C\u3000公司", city_firm(5)); /* allowed, and told */
    assert_true(is_told(&city, FPL_E_NAMESAKE, "F-C"));
    city_do(&city, PARTY, "F-E", "示例\u0421公司", city_firm(6));
    assert_true(is_told(&city, FPL_E_NAMESAKE, "F-C"));
    city_do(&city, OPEN, "P10");
    city_do(&city, OPEN, "PlO1");
    assert_false(is_told(&city, FPL_E_ALIKE, "P10"));
    city_do(&city, OPEN, "P1O");
    assert_true(is_told(&city, FPL_E_ALIKE, "P10"));
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_alike__a_loan_has_one_number),
        cmocka_unit_test(test_desk_alike__a_loan_is_paid_once),
        cmocka_unit_test(test_desk_alike__whichever_comes_first),
        cmocka_unit_test(test_desk_alike__within_one_file),
        cmocka_unit_test(test_desk_alike__a_claim_has_one_number),
        cmocka_unit_test(test_desk_alike__a_payout_taken_on_has_one_number),
        cmocka_unit_test(test_desk_alike__same_terms_are_told),
        cmocka_unit_test(test_desk_alike__a_spelling_is_bounded),
        cmocka_unit_test(test_desk_alike__a_day_has_one_agreement),
        cmocka_unit_test(test_desk_alike__users),
        cmocka_unit_test(test_desk_alike__users_of_one_name),
        cmocka_unit_test(test_desk_alike__users_of_one_name_in_a_file),
        cmocka_unit_test(test_desk_alike__books_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
