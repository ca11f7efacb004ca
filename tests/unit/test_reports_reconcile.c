/* A bank's statement against the postings of its account: red pairs, references, amounts, the bank's own balances; over
 * random small statements, what is matched is as much as can be, and nothing twice. */
#include "base_support.h"
#include "desk_world.h"

#include "fundpool/report.h"
#include "reports/reconcile.h"

#define MOST 12

static void add(struct fpl_reconcile__side *side, const char *day, int64_t amount, const char *ref) {
    struct fpl_reconcile__row *row = &side->row[side->n];
    *row = (struct fpl_reconcile__row){.seq = (int64_t)side->n, .day = world_day(day), .amount = amount};
    row->ref_at = side->text.n;
    row->ref_n = strlen(ref);
    fpl_buf_adds(&side->text, ref);
    side->n++;
}

static void red(struct fpl_reconcile__side *side, const char *day, int64_t amount) {
    add(side, day, amount, "");
    side->row[side->n - 1].is_red = 1;
}

struct both {
    struct fpl_reconcile__row rows[2][2 * MOST];
    struct fpl_reconcile__side bank, book;
};
static void begin(struct both *b) {
    *b = (struct both){.bank = {.n = 0}};
    b->bank.row = b->rows[0];
    b->book.row = b->rows[1];
}
static void end(struct both *b) {
    fpl_buf_release(&b->bank.text);
    fpl_buf_release(&b->book.text);
}

static void test_reports_reconcile__references(void **state) {
    struct both b;
    (void)state;
    begin(&b);
    add(&b.bank, "2026-03-01", 700, "A"); /* one transfer for two entries */
    add(&b.bank, "2026-03-02", -30, "B");
    add(&b.bank, "2026-03-03", -40, "C"); /* its own reference, another amount */
    add(&b.book, "2026-01-05", 300, "A"); /* months before: a reference knows no days */
    add(&b.book, "2026-03-01", 400, "A");
    add(&b.book, "2026-03-02", 30, "B"); /* wrong side */
    add(&b.book, "2026-03-03", -41, "C");
    assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
    assert_int_equal(b.bank.row[0].as, FPL_RECONCILED_REF);
    assert_int_equal(b.book.row[0].as, FPL_RECONCILED_REF);
    assert_int_equal(b.book.row[1].as, FPL_RECONCILED_REF);
    for (int i = 1; i < 3; i++) {
        assert_int_equal(b.bank.row[i].as, FPL_RECONCILED_SUMS);
        assert_int_equal(b.book.row[i + 1].as, FPL_RECONCILED_SUMS);
    }
    end(&b);
    begin(&b); /* of one reference what is of one amount, though the sums differ */
    add(&b.bank, "2026-03-01", 700, "A");
    add(&b.bank, "2026-03-01", -5, "A");
    add(&b.book, "2026-03-09", 700, "A");
    assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
    assert_int_equal(b.bank.row[0].as, FPL_RECONCILED_REF);
    assert_int_equal(b.bank.row[1].as, FPL_RECONCILED_SUMS);
    assert_int_equal(b.book.row[0].as, FPL_RECONCILED_REF);
    end(&b);
}

static void test_reports_reconcile__red(void **state) {
    struct both b;
    (void)state;
    begin(&b); /* recorded wrongly, taken back, recorded again: one movement at the bank */
    add(&b.bank, "2026-03-01", 100, "A");
    add(&b.book, "2026-03-01", 100, "A");
    red(&b.book, "2026-03-01", -100);
    add(&b.book, "2026-03-01", 100, "A");
    assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
    assert_int_equal(b.book.row[0].as, FPL_RECONCILED_RED);
    assert_int_equal(b.book.row[0].with, 1);
    assert_int_equal(b.book.row[1].as, FPL_RECONCILED_RED);
    assert_int_equal(b.book.row[2].as, FPL_RECONCILED_REF);
    assert_int_equal(b.bank.row[0].as, FPL_RECONCILED_REF);
    end(&b);
    begin(&b); /* a red entry of another item takes nothing of this one back */
    add(&b.book, "2026-03-01", 100, "");
    red(&b.book, "2026-03-01", -100);
    b.book.row[1].dims = 7;
    assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
    assert_int_equal(b.book.row[0].as, FPL_RECONCILED_NOT);
    assert_int_equal(b.book.row[1].as, FPL_RECONCILED_NOT);
    end(&b);
}

static void test_reports_reconcile__days(void **state) {
    struct both b;
    (void)state;
    begin(&b);
    add(&b.bank, "2026-03-11", 100, "");
    add(&b.bank, "2026-03-22", 100, "");
    add(&b.book, "2026-03-01", 100, ""); /* ten days before the first, and no more */
    add(&b.book, "2026-03-11", 100, ""); /* eleven before the second */
    assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
    assert_int_equal(b.bank.row[0].as, FPL_RECONCILED_AMOUNT);
    assert_int_equal(b.bank.row[0].with, 0);
    assert_int_equal(b.bank.row[1].as, FPL_RECONCILED_NOT);
    assert_int_equal(b.book.row[1].as, FPL_RECONCILED_NOT);
    end(&b);
}

/* How many pairs of one amount there can be at most, tried out: each line with each posting or with none. */
static int most_pairs(const struct both *b, size_t line, unsigned taken) {
    if (line == b->bank.n)
        return 0;
    int best = most_pairs(b, line + 1, taken);
    for (size_t k = 0; k < b->book.n; k++) {
        int32_t apart = fpl_days_between(b->bank.row[line].day, b->book.row[k].day);
        if ((taken >> k & 1) || b->bank.row[line].amount != b->book.row[k].amount || apart > FPL_RECONCILE_DAYS ||
            apart < -FPL_RECONCILE_DAYS)
            continue;
        int with = 1 + most_pairs(b, line + 1, taken | 1U << k);
        best = with > best ? with : best;
    }
    return best;
}

static void test_reports_reconcile__as_many_as_can_be(void **state) {
    uint64_t seed = random_seed("test_reports_reconcile");
    (void)state;
    for (int run = 0; run < 2000; run++) {
        struct both b;
        int pairs = 0;
        begin(&b);
        for (int side = 0; side < 2; side++) {
            struct fpl_date day = world_day("2026-01-01");
            for (int i = (int)random_below(&seed, 7); i > 0; i--) {
                char text[12];
                day = fpl_date_add_days(day, (int32_t)random_below(&seed, 9));
                add(side ? &b.book : &b.bank, fpl_date_format(day, text), random_below(&seed, 2) ? 5 : -3, "");
            }
        }
        assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
        for (size_t i = 0; i < b.bank.n; i++)
            if (b.bank.row[i].as == FPL_RECONCILED_AMOUNT) {
                const struct fpl_reconcile__row *with = &b.book.row[b.bank.row[i].with];
                assert_int_equal(with->with, i); /* no posting twice */
                assert_int_equal(with->amount, b.bank.row[i].amount);
                pairs++;
            }
        assert_int_equal(pairs, most_pairs(&b, 0, 0));
        end(&b);
    }
}

static void balance(struct fpl_reconcile__side *side, int64_t is) {
    side->row[side->n - 1].balance = is;
    side->row[side->n - 1].has_balance = 1;
}

static void test_reports_reconcile__balances(void **state) {
    struct both b;
    struct fpl_reconcile__balances of;
    (void)state;
    begin(&b);
    assert_int_equal(fpl_reconcile__balances(&b.bank, &of), FPL_OK);
    assert_int_equal(of.stated, 0);
    add(&b.bank, "2026-03-01", 5, ""); /* states none */
    add(&b.bank, "2026-03-02", 20, "");
    balance(&b.bank, 145);
    add(&b.bank, "2026-03-02", 10, ""); /* entered last of its day, stands first */
    balance(&b.bank, 125);
    b.bank.row[1].balance = 145;
    add(&b.bank, "2026-03-03", -45, "");
    balance(&b.bank, 93); /* 7 less than 145 - 45: a line is missing */
    assert_int_equal(fpl_reconcile__balances(&b.bank, &of), FPL_OK);
    assert_int_equal(of.stated, 1);
    assert_int_equal(of.opening, 110); /* before the first of the day: 125 - 10 - 5 */
    assert_int_equal(of.closing, 93);
    assert_int_equal(of.breaks, 1); /* and none for the line that was entered last */
    assert_int_equal(of.broken, -7);
    assert_int_equal(of.first_break, 3);
    end(&b);
}

/* ---- as it is reported ---- */

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

static void reported(struct city *city, const char *as_of, struct fpl_buf *out) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(as_of)};
    struct fpl_report_spec spec = {.book = FPL_STR("f"), .account = FPL_STR("100201")};
    const struct fpl_render how = {.format = FPL_FORMAT_CSV};
    struct fpl_view *view = NULL;
    struct fpl_report *report = NULL;
    fpl_buf_reset(out);
    assert_int_equal(fpl_view_open(city->w.session, &who, &view, &city->error), FPL_OK);
    assert_int_equal(fpl_report_reconcile(view, &spec, &report, &city->error), FPL_OK);
    assert_int_equal(fpl_report_render(report, &how, to_buf, out, &city->error), FPL_OK);
    fpl_buf_addc(out, '\0');
    fpl_report_free(report);
    fpl_view_close(view);
}

#define HAS(out, text)                                                                                                 \
    do {                                                                                                               \
        if (!strstr((out)->p, text))                                                                                   \
            fail_msg("no %s in:\n%s", text, (out)->p);                                                                 \
    } while (0)

static void test_reports_reconcile__of_a_fund(void **state) {
    struct city city;
    struct fpl_buf out = {0};
    (void)state;
    city_begin(&city);
    reported(&city, "2026-06-30", &out);
    HAS(&out, "balance,0.00,0.00");
    city_do(&city,
            "zhang commitment.sign f commitment=C-1; party=GU-1; capacity=GP; signed_on=2026-01-02; amount=1000; "
            "document=D");
    city_do(&city, "zhang capital.receive f receipt=R-1; commitment=C-1; occurred=2026-03-01; amount=300; bank_ref=S1");
    city_do(&city, "zhang capital.receive f receipt=R-2; commitment=C-1; occurred=2026-03-20; amount=200; bank_ref=S2");
    city_no(&city, FPL_E_NOT_CASH, "zhang bankline.record f no=L-0; account=6605; date=2026-03-01; in=300");
    city_no(&city, FPL_E_NOT_CASH, "zhang bankline.record f no=L-0; account=100299; date=2026-03-01; in=300");
    city_no(&city, FPL_E_BANK_SIDES, "zhang bankline.record f no=L-0; account=100201; date=2026-03-01");
    city_no(&city, FPL_E_BANK_SIDES, "zhang bankline.record f no=L-0; account=100201; date=2026-03-01; in=0; out=0");
    city_no(&city, FPL_E_BANK_SIDES, "zhang bankline.record f no=L-0; account=100201; date=2026-03-01; in=3; out=3");
    city_do(&city, "zhang bankline.record f no=L-1; account=银行存款—托管户; date=2026-03-01; in=300; balance=300; "
                   "ref=ｓ1"); /* as the bank writes it */
    city_do(&city, "zhang bankline.record f no=L-2; account=100201; date=2026-03-05; out=2; balance=299; memo=错");
    city_do(&city, "zhang bankline.reverse f no=L-2; account=100201; reason=录错");
    city_do(&city, "zhang bankline.record f no=L-3; account=100201; date=2026-03-05; out=1; balance=299; memo=费");
    reported(&city, "2026-03-20", &out);
    HAS(&out, "balance,500.00,299.00");
    HAS(&out, "\"less: paid by the bank, not in the book\",1.00,");
    HAS(&out, "\"add: received in the book, not at the bank\",,200.00");
    HAS(&out, "adjusted balance,499.00,499.00");
    HAS(&out, "\"difference, to be zero\",0.00,");
    HAS(&out, "in the book,2026-03-20,S2,");
    HAS(&out, "at the bank,2026-03-05,L-3,,费,,1.00,15,");
    reported(&city, "2026-03-04", &out); /* as of before both */
    HAS(&out, "adjusted balance,300.00,300.00");
    city_do(&city, "zhang bankline.record f no=L-4; account=100201; date=2026-03-21; in=200; balance=498.99; ref=S2");
    reported(&city, "2026-06-30", &out); /* a line of 0.01 paid is not there */
    HAS(&out, "\"difference, to be zero\",0.01,");
    HAS(&out, "  of it: breaks of the bank's balances,0.01,");
    city_verify(&city);
    fpl_buf_release(&out);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_reconcile__references),
        cmocka_unit_test(test_reports_reconcile__red),
        cmocka_unit_test(test_reports_reconcile__days),
        cmocka_unit_test(test_reports_reconcile__as_many_as_can_be),
        cmocka_unit_test(test_reports_reconcile__balances),
        cmocka_unit_test(test_reports_reconcile__of_a_fund),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
