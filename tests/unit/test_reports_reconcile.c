/* A bank's statement against the postings of its account: red pairs, references, amounts, the bank's own balances; over
 * random small statements, what is matched is as much as can be, and nothing twice. */
#include "base_support.h"
#include "desk_world.h"

#include "fundpool/report.h"
#include "reports/reconcile.h"

#define MOST 12

static void add(struct fpl_reconcile__side *side, const char *day, int64_t amount, const char *ref) {
    struct fpl_reconcile__row *row = &side->row[side->n];
    *row = (struct fpl_reconcile__row){.seq = (int64_t)side->n + 1, .day = world_day(day), .amount = amount};
    row->ref_at = side->text.n;
    row->ref_n = strlen(ref);
    fpl_buf_adds(&side->text, ref);
    side->n++;
}

/* Of the record `undone`, which it takes back. */
static void red(struct fpl_reconcile__side *side, const char *day, int64_t amount, int64_t undone) {
    add(side, day, amount, "");
    side->row[side->n - 1].undone = undone;
}

/* The last row is one more posting of the record before it. */
static void same_record(struct fpl_reconcile__side *side) {
    side->row[side->n - 1].seq = side->row[side->n - 2].seq;
    side->row[side->n - 1].line = side->row[side->n - 2].line + 1;
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

/* Matches, and compares how each row ended: one letter a row, first the bank's. */
static void matched(struct both *b, const char *bank, const char *book) {
    static const char letters[] = {[FPL_RECONCILED_NOT] = '-',
                                   [FPL_RECONCILED_SUMS] = 's',
                                   [FPL_RECONCILED_RED] = 'r',
                                   [FPL_RECONCILED_REF] = 'R',
                                   [FPL_RECONCILED_AMOUNT] = 'a'};
    char found[2][2 * MOST + 1] = {"", ""};
    assert_int_equal(fpl_reconcile__match(&b->bank, &b->book), FPL_OK);
    for (int side = 0; side < 2; side++) {
        const struct fpl_reconcile__side *of = side ? &b->book : &b->bank;
        for (size_t i = 0; i < of->n; i++)
            found[side][i] = letters[of->row[i].as];
    }
    assert_string_equal(found[0], bank);
    assert_string_equal(found[1], book);
    end(b);
}

static void test_reports_reconcile__number_and_amount(void **state) {
    struct both b;
    (void)state;
    begin(&b); /* out and back under the reference of a payment that is in the book */
    add(&b.bank, "2026-03-01", 1000, "A");
    add(&b.bank, "2026-03-05", -600, "A");
    add(&b.bank, "2026-04-10", 600, "A");
    add(&b.book, "2026-03-01", 1000, "A");
    matched(&b, "Rss", "R");
    begin(&b); /* what one record posts is one movement */
    add(&b.bank, "2026-03-01", 250, "A");
    add(&b.book, "2026-03-01", 300, "A");
    add(&b.book, "2026-03-01", -50, "A");
    same_record(&b.book);
    matched(&b, "R", "RR");
    begin(&b); /* two records in two directions are two */
    add(&b.bank, "2026-03-01", 250, "A");
    add(&b.book, "2026-03-01", 300, "A");
    add(&b.book, "2026-03-01", -50, "A");
    matched(&b, "s", "ss");
    begin(&b); /* a record of two movements, each with its line */
    add(&b.bank, "2026-03-01", 300, "A");
    add(&b.bank, "2026-03-01", -50, "A");
    add(&b.book, "2026-03-01", 300, "A");
    add(&b.book, "2026-03-01", -50, "A");
    same_record(&b.book);
    matched(&b, "RR", "RR");
    begin(&b); /* one entry paid in two, and the other way round */
    add(&b.bank, "2026-03-01", -300, "A");
    add(&b.bank, "2026-03-02", -400, "A");
    add(&b.bank, "2026-03-03", 90, "B");
    add(&b.book, "2026-03-01", -700, "A");
    add(&b.book, "2026-03-03", 40, "B");
    add(&b.book, "2026-03-04", 50, "B");
    matched(&b, "RRR", "RRR");
    begin(&b); /* two for two of one sum: which is which nobody can tell */
    add(&b.bank, "2026-03-01", 10, "A");
    add(&b.bank, "2026-03-01", 40, "A");
    add(&b.book, "2026-03-01", 20, "A");
    add(&b.book, "2026-03-01", 30, "A");
    matched(&b, "ss", "ss");
    begin(&b); /* line for posting, then what is left: one for two */
    add(&b.bank, "2026-03-01", 300, "A");
    add(&b.bank, "2026-03-01", 700, "A");
    add(&b.book, "2026-03-01", 300, "A");
    add(&b.book, "2026-03-01", 400, "A");
    add(&b.book, "2026-03-01", 300, "A");
    matched(&b, "RR", "RRR");
    begin(&b); /* no reference is none on either side */
    add(&b.bank, "2026-03-01", 700, "");
    add(&b.book, "2026-03-20", 700, "");
    matched(&b, "-", "-");
}

static void test_reports_reconcile__red(void **state) {
    struct both b;
    (void)state;
    begin(&b); /* recorded wrongly, taken back, recorded again: one movement at the bank */
    add(&b.bank, "2026-03-01", 100, "A");
    add(&b.book, "2026-03-01", 100, "A");
    red(&b.book, "2026-03-01", -100, 1);
    add(&b.book, "2026-03-01", 100, "A");
    matched(&b, "R", "rrR");
    begin(&b); /* the older of two equal ones, in a later month: the newer stands */
    add(&b.bank, "2026-08-20", 100, "B");
    add(&b.book, "2026-08-01", 100, "A");
    add(&b.book, "2026-08-20", 100, "B");
    red(&b.book, "2026-09-01", -100, 1);
    matched(&b, "R", "rRr");
    begin(&b); /* what the reversal takes back is not there: it is a movement of its own */
    add(&b.book, "2026-03-01", 100, "");
    red(&b.book, "2026-03-01", -100, 7);
    matched(&b, "", "--");
    begin(&b); /* nor is it an equal one that was recorded between them */
    add(&b.book, "2026-03-01", 100, "");
    red(&b.book, "2026-03-01", -100, 3);
    b.book.row[0].seq = 5;
    b.book.row[1].seq = 6;
    matched(&b, "", "--");
    begin(&b); /* line by line */
    add(&b.book, "2026-03-01", 100, "");
    add(&b.book, "2026-03-01", 100, "");
    same_record(&b.book);
    red(&b.book, "2026-03-02", -100, 1);
    red(&b.book, "2026-03-02", -100, 1);
    same_record(&b.book);
    assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(b.book.row[i].as, FPL_RECONCILED_RED);
        assert_int_equal(b.book.row[i].with, i ^ 2);
    }
    end(&b);
}

/* Random postings and reversals of some, entered in any order of days: each pair is of one reversal, and no other. */
static void test_reports_reconcile__red_its_own(void **state) {
    uint64_t seed = random_seed("test_reports_reconcile red");
    (void)state;
    for (int run = 0; run < 2000; run++) {
        struct both b;
        begin(&b);
        for (int i = 0; i < MOST; i++) {
            size_t of = b.book.n ? (size_t)random_below(&seed, (int64_t)b.book.n) : 0;
            if (b.book.n && random_below(&seed, 3) == 0 && b.book.row[of].undone == 0 && b.book.row[of].with == 0) {
                b.book.row[of].with = 1; /* taken back once */
                red(&b.book, "2026-09-01", -b.book.row[of].amount, b.book.row[of].seq);
            } else {
                add(&b.book, "2026-08-01", random_below(&seed, 2) ? 5 : 7, "");
            }
        }
        assert_int_equal(fpl_reconcile__match(&b.bank, &b.book), FPL_OK);
        for (size_t i = 0; i < b.book.n; i++)
            if (b.book.row[i].undone) {
                assert_int_equal(b.book.row[i].as, FPL_RECONCILED_RED);
                assert_int_equal(b.book.row[b.book.row[i].with].seq, b.book.row[i].undone);
                assert_int_equal(b.book.row[b.book.row[i].with].with, i);
            }
        end(&b);
    }
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
    assert_int_equal(of.first_break.day, world_day("2026-03-03").day);
    end(&b);
}

/* ---- as it is reported ---- */

static enum fpl_status to_buf(void *ctx, const char *bytes, size_t n) {
    fpl_buf_add(ctx, bytes, n);
    return FPL_OK;
}

struct asked {
    const char *book, *account, *party, *as_of;
    enum fpl_format format;
};

static void reported_of(struct city *city, const struct asked *asked, struct fpl_buf *out) {
    struct fpl_view_spec who = {.actor = FPL_STR("aud"), .as_of = world_day(asked->as_of)};
    struct fpl_report_spec spec = {
        .book = fpl_str_of(asked->book), .account = fpl_str_of(asked->account), .party = fpl_str_of(asked->party)};
    const struct fpl_render how = {.format = asked->format};
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

static void reported(struct city *city, const char *as_of, struct fpl_buf *out) {
    reported_of(city, &(struct asked){"f", "100201", NULL, as_of, FPL_FORMAT_CSV}, out);
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

/* Its number in the statement is the reference of a posting months before: nobody's reference. */
static void test_reports_reconcile__a_number_is_no_reference(void **state) {
    struct city city;
    struct fpl_buf out = {0};
    const struct asked asked = {"q", "100203", NULL, "2026-11-20", FPL_FORMAT_CSV};
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang pool.contribute q contribution=A-1; party=G-CZ; occurred=2026-08-01; amount=500; bank_ref=7");
    city_do(&city, "zhang bankline.record q no=7; account=100203; date=2026-11-05; in=500; balance=1000");
    city_do(&city, "zhang bankline.record q no=8; account=100203; date=2026-11-06; in=20; balance=1020");
    city_do(&city, "zhang pool.contribute q contribution=A-2; party=G-CZ; occurred=2026-11-04; amount=20; bank_ref=21");
    reported_of(&city, &asked, &out);
    HAS(&out, "at the bank,2026-11-05,7,,,500.00,,15,");
    HAS(&out, "\"difference, to be zero\",0.00,");
    HAS(&out, "at the bank,2026-11-06,8,,,20.00,,14,"); /* and in the table of what is inferred */
    HAS(&out, "in the book,2026-11-04,21,,");
    city_verify(&city);
    fpl_buf_release(&out);
    city_end(&city);
}

/* The older of two equal receipts never came and is taken back after its month was closed. */
static void test_reports_reconcile__taken_back_later(void **state) {
    struct city city;
    struct fpl_buf out = {0};
    const struct asked asked = {"q", "100203", NULL, "2026-11-20", FPL_FORMAT_CSV};
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang pool.contribute q contribution=A-1; party=G-CZ; occurred=2025-01-02; amount=9; bank_ref=S1");
    city_do(&city, "zhang pool.contribute q contribution=A-2; party=G-CZ; occurred=2025-01-20; amount=9; bank_ref=S2");
    city_do(&city, "li period.close q period=2025-01");
    city_do(&city, "zhang contribution.reverse q contribution=A-1; memo=未到账");
    city_do(&city, "zhang bankline.record q no=1; account=100203; date=2025-01-20; in=9; balance=9; ref=S2");
    reported_of(&city, &asked, &out);
    HAS(&out, "balance,9.00,9.00");
    HAS(&out, "adjusted balance,9.00,9.00");
    HAS(&out, "\"difference, to be zero\",0.00,");
    HAS(&out, "  of it: opening of the statement,0.00,");
    if (strstr(out.p, "at the bank,2025") || strstr(out.p, "in the book,2025"))
        fail_msg("%s", out.p);
    fpl_buf_release(&out);
    city_end(&city);
}

#define NONE_OPEN(out)                                                                                                 \
    do {                                                                                                               \
        HAS(out, "\"difference, to be zero\",0.00,");                                                                  \
        if (strstr((out)->p, "at the bank,2") || strstr((out)->p, "in the book,2"))                                    \
            fail_msg("%s", (out)->p);                                                                                  \
    } while (0)

/* The special account of a pool and its sub-account at a bank: two statements, one account of the chart. */
static void test_reports_reconcile__sub_accounts(void **state) {
    struct city city;
    struct fpl_buf out = {0};
    const struct asked special = {"p", "100203", NULL, "2026-11-20", FPL_FORMAT_CSV},
                       at_bank = {"p", "100203", "BK-1", "2026-11-20", FPL_FORMAT_CSV},
                       noted = {"p", "100203", NULL, "2026-11-20", FPL_FORMAT_JSON};
    (void)state;
    city_begin(&city);
    city_do(&city, "zhang transfer.record p transfer=H-1; way=BANKS; to=BK-1; occurred=2026-04-01; amount=50; "
                   "bank_ref=S8");
    city_do(&city, "zhang bankline.record p no=1; account=100203; date=2025-01-10; in=30000000; balance=30000000; "
                   "ref=S1");
    city_do(&city, "zhang bankline.record p no=2; account=100203; date=2026-04-01; out=50; balance=29999950; ref=S8");
    reported_of(&city, &special, &out); /* the other side is no business of this statement */
    HAS(&out, "balance,29999950.00,29999950.00");
    NONE_OPEN(&out);
    reported_of(&city, &noted, &out);
    HAS(&out, "{\"party\":\"BK-1\",");
    HAS(&out, "\"book\":\"50.00\",\"lines\":0}");
    HAS(&out, "\"SUB_ACCOUNTS\"");
    reported_of(&city, &at_bank, &out);
    HAS(&out, "balance,50.00,");
    HAS(&out, "in the book,2026-04-01,S8,");
    /* numbers of its own, and what is entered wrongly is taken back under them */
    city_do(&city, "zhang bankline.record p no=1; account=100203; date=2026-04-01; in=5; balance=5; bank=BK-1");
    city_do(&city, "zhang bankline.reverse p no=1; account=100203; bank=BK-1; reason=录错");
    city_do(&city, "zhang bankline.record p no=2; account=100203; date=2026-04-01; in=50; balance=50; ref=S8; "
                   "bank=BK-1");
    city_no(&city, FPL_E_PARTY, "zhang bankline.record p no=3; account=100203; date=2026-04-02; in=5; bank=BK-99");
    reported_of(&city, &at_bank, &out);
    HAS(&out, "balance,50.00,50.00");
    NONE_OPEN(&out);
    reported_of(&city, &special, &out);
    HAS(&out, "balance,29999950.00,29999950.00");
    NONE_OPEN(&out);
    city_verify(&city);
    fpl_buf_release(&out);
    city_end(&city);
}

/* In other accounts a party of a posting is whoever pays or is paid, until a statement names it as a bank. */
static void test_reports_reconcile__a_party_of_a_fund(void **state) {
    struct city city;
    struct fpl_buf out = {0};
    const struct asked all = {"f", "100201", NULL, "2026-11-20", FPL_FORMAT_CSV},
                       bank = {"f", "100201", "BK-1", "2026-11-20", FPL_FORMAT_CSV};
    (void)state;
    city_begin(&city);
    city_do(&city,
            "zhang journal.post f entry=J-1; occurred=2026-03-02; memo=利息; !lines=D100201:7.00@BK-1 C630101:7.00");
    city_do(&city, "zhang journal.post f entry=J-2; occurred=2026-03-02; memo=利息; !lines=D100201:8.00 C630101:8.00");
    city_do(&city, "zhang bankline.record f no=1; account=100201; date=2026-03-02; in=8; balance=8");
    city_do(&city, "zhang bankline.record f no=2; account=100201; date=2026-03-02; in=7; balance=15");
    reported_of(&city, &all, &out);
    HAS(&out, "balance,15.00,15.00");
    city_do(&city, "zhang bankline.reverse f no=2; account=100201; reason=别行");
    city_do(&city, "zhang bankline.record f no=2; account=100201; date=2026-03-02; in=7; balance=7; bank=BK-1");
    reported_of(&city, &all, &out);
    HAS(&out, "balance,8.00,8.00");
    HAS(&out, "\"difference, to be zero\",0.00,");
    reported_of(&city, &bank, &out);
    HAS(&out, "balance,7.00,7.00");
    HAS(&out, "\"difference, to be zero\",0.00,");
    fpl_buf_release(&out);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_reconcile__references),
        cmocka_unit_test(test_reports_reconcile__number_and_amount),
        cmocka_unit_test(test_reports_reconcile__red),
        cmocka_unit_test(test_reports_reconcile__red_its_own),
        cmocka_unit_test(test_reports_reconcile__days),
        cmocka_unit_test(test_reports_reconcile__as_many_as_can_be),
        cmocka_unit_test(test_reports_reconcile__balances),
        cmocka_unit_test(test_reports_reconcile__of_a_fund),
        cmocka_unit_test(test_reports_reconcile__a_number_is_no_reference),
        cmocka_unit_test(test_reports_reconcile__taken_back_later),
        cmocka_unit_test(test_reports_reconcile__sub_accounts),
        cmocka_unit_test(test_reports_reconcile__a_party_of_a_fund),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
