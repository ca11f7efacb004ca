/* Some thousand commands drawn at random, by two sessions in turn, over every book, what was recorded taken back among
 * them; then every figure a reader gives, at random cuts of day and knowledge, against sums that the test keeps on its
 * own from what it asked for and was granted. FPL_SEED gives another run. */
#include "desk_world.h"

#define STEPS   4000
#define POSTS   40000
#define OBJECTS 600

static uint64_t seed;

static uint32_t draw(uint32_t below) {
    uint64_t z = seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 33) % below;
}

/* ---- what the test knows ---- */

enum { F, C, S, P, Q, BOOKS };
static const char *const code[BOOKS] = {"f", "c", "s", "p", "q"};
static const char *const open_account[BOOKS][4] = {{"100201", "1132", "224101", "4103"},
                                                   {"100202", "1131", "2221", "1132"},
                                                   {"1001", "1022", "3001", "5001"},
                                                   {"1231", "2801", "2221", "4103"},
                                                   {"6711", "2801", "6702", "410415"}};

struct post { /* one posting of the shadow */
    int book;
    char account[12], currency[4], side;
    int64_t amount, t;
    int32_t day;
};
struct sum { /* one addition to a rule sum */
    const char *name;
    char scope[40];
    int64_t amount, t;
    int n;
    int32_t day;
};
struct event { /* a deal, a contribution or a repayment, which may be taken back */
    int book, id, reversed;
    int what; /* of a deal its result, of money whose it is, of a repayment its loan */
    int64_t amount;
    int32_t day;
};
struct raw { /* a raw entry that may be reversed */
    int book, reversed;
    int64_t seq, amount;
    const char *debit, *credit, *currency;
};
struct debt {                                  /* a loan and its claim */
    int64_t disbursed, balance, claim, amount; /* claim: seq of the submission; 0: none */
    int bank, firm;
    int64_t balance_decided;
    int32_t day, decided;
    enum { OPEN, CLAIMED, DECIDED, GONE, WITHDRAWN } state; /* GONE: paid */
};

static struct {
    struct city city;
    struct fpl_session *session[2];
    struct post post[POSTS];
    struct sum sum[POSTS];
    struct raw raw[OBJECTS];
    struct debt loan[OBJECTS];
    struct event deal[OBJECTS], money[OBJECTS], repaid[OBJECTS];
    int posts, sums, raws, loans, deals, moneys, repayments, taken_back[5];
    int64_t t[BOOKS];          /* of each book's last record */
    int32_t first_open[BOOKS]; /* day */
    int closed_month[BOOKS];   /* months closed since 2025-01 */
    int64_t cut[64];
    int cuts, accepted, refused, early;
} w;

static int32_t today(void) {
    return fpl_date_of_instant(w.city.w.now, 480).day;
}

static const char *text_of(int32_t day) {
    static char text[8][12];
    static int turn;
    turn = (turn + 1) % 8;
    return fpl_date_format((struct fpl_date){day}, text[turn]);
}

/* What became of the command just given, in its book. */
static int granted(enum fpl_status status, int book) {
    const struct fpl_answer *answer = &w.city.answer;
    if (status == FPL_E_BUG || status == FPL_E_CORRUPT || status == FPL_E_TAMPERED)
        fail_msg("%s", fpl_status_name(status));
    if (status != FPL_ALREADY && answer->seq >= 0 && w.t[book] < w.city.w.now)
        w.t[book] = w.city.w.now;
    w.accepted += status == FPL_OK;
    w.refused += status != FPL_OK;
    return status == FPL_OK;
}

static void post(int book, const char *account, char side, int64_t amount, int32_t occurred, const char *currency) {
    struct post *p = &w.post[w.posts++];
    assert_true(w.posts < POSTS);
    *p = (struct post){.book = book, .side = side, .amount = amount, .t = w.t[book]};
    p->day = occurred < w.first_open[book] ? w.first_open[book] : occurred;
    snprintf(p->account, sizeof p->account, "%s", account);
    snprintf(p->currency, sizeof p->currency, "%s", currency);
}

static void count_n(const char *name, const char *scope, int64_t amount, int n, int32_t occurred, int book) {
    struct sum *s = &w.sum[w.sums++];
    assert_true(w.sums < POSTS);
    *s = (struct sum){.name = name, .amount = amount, .n = n, .t = w.t[book], .day = occurred};
    snprintf(s->scope, sizeof s->scope, "%s", scope);
}

static void count(const char *name, const char *scope, int64_t amount, int32_t occurred, int book) {
    count_n(name, scope, amount, 1, occurred, book);
}

/* What is claimed and neither refused nor paid. */
static void count_npl(int bank, int64_t amount, int n, int32_t day) {
    char scope[24];
    snprintf(scope, sizeof scope, "bank:BK-%d", bank);
    count_n("npl", scope, amount, n, day, P);
}

static int32_t today_of(int book) {
    return fpl_date_of_instant(w.city.w.now > w.t[book] ? w.city.w.now : w.t[book], 480).day;
}

static void remember(struct event *list, int *n, struct event event) {
    if (*n < OBJECTS)
        list[(*n)++] = event;
}

/* Some event of the list, most often one that has not been taken back; NULL if there is none. */
static struct event *some_event(struct event *list, int n) {
    struct event *event = n ? &list[draw((uint32_t)n)] : NULL;
    return event && event->reversed && draw(3) ? NULL : event;
}

/* Was the reversal granted, as it must be exactly if `may`? One taken back before is answered so, or refused. */
static int taken_back(enum fpl_status status, struct event *event, int may, int which) {
    int ok = granted(status, event->book);
    if (ok != (may && !event->reversed))
        fail_msg("%s: %s", w.city.error.field, fpl_status_name(status));
    if (event->reversed)
        assert_true(status == FPL_ALREADY || status == FPL_E_REVERSED);
    event->reversed |= ok;
    w.taken_back[which] += ok;
    return ok;
}

/* ---- commands ---- */

static int32_t some_day(void) {
    int32_t day = today() - (int32_t)draw(draw(4) ? 20 : 200), floor = world_day("2025-01-01").day;
    return day < floor ? floor : day;
}

static const char *yuan(int64_t minor, int scale) {
    static char text[4][32];
    static int turn;
    int64_t unit = scale == 3 ? 1000 : 100;
    turn = (turn + 1) % 4;
    snprintf(text[turn], sizeof text[0], "%lld.%0*lld", (long long)(minor / unit), scale, (long long)(minor % unit));
    return text[turn];
}

static void raw_entry(void) {
    int book = (int)draw(BOOKS), foreign = draw(5) == 0, keyed = draw(3) == 0, a = (int)draw(4),
        b = (a + 1 + (int)draw(3)) % 4;
    int64_t amount = 1 + draw(draw(10) ? 1000000 : 5);
    int32_t day = some_day() + (draw(30) == 0 ? 300 : 0);
    const char *mark = foreign ? "=KWD" : "", *text = yuan(amount, foreign ? 3 : 2);
    char key[40] = "";
    if (keyed)
        snprintf(key, sizeof key, "entry=E-%d; ", (int)draw(300));
    enum fpl_status status =
        city_try(&w.city, "%s journal.post %s %soccurred=%s; memo=某; !checker=%s; !lines=D%s:%s%s C%s:%s%s",
                 draw(2) ? "zhang" : "wu", code[book], key, text_of(day), draw(2) ? "li" : "wang",
                 open_account[book][a], text, mark, open_account[book][b], draw(20) ? text : "0.01", mark);
    if (!granted(status, book))
        return;
    const char *currency = foreign ? "KWD" : "CNY";
    post(book, open_account[book][a], 'D', amount, day, currency);
    post(book, open_account[book][b], 'C', amount, day, currency);
    if (w.raws < OBJECTS)
        w.raw[w.raws++] = (struct raw){.book = book,
                                       .seq = w.city.answer.seq,
                                       .amount = amount,
                                       .debit = open_account[book][a],
                                       .credit = open_account[book][b],
                                       .currency = currency};
}

static void reversal(void) {
    if (w.raws == 0)
        return;
    struct raw *raw = &w.raw[draw((uint32_t)w.raws)];
    int32_t day = some_day();
    enum fpl_status status = city_try(&w.city, "zhang journal.reverse %s receipt=%lld; occurred=%s; memo=冲",
                                      code[raw->book], (long long)raw->seq, text_of(day));
    int ok = granted(status, raw->book);
    if (raw->reversed)
        assert_false(ok);
    if (!ok)
        return;
    raw->reversed = 1;
    post(raw->book, raw->debit, 'D', -raw->amount, day, raw->currency);
    post(raw->book, raw->credit, 'C', -raw->amount, day, raw->currency);
}

static void close_month(void) {
    int book = (int)draw(BOOKS), n = w.closed_month[book];
    int period = n % 13 + 1, year = 2025 + n / 13;
    if (!granted(city_try(&w.city, "li period.close %s period=%d-%02d", code[book], year, period), book))
        return;
    struct fpl_date first;
    w.closed_month[book]++;
    if (period < 12)
        assert_int_equal(fpl_date_of(year, period + 1, 1, &first), FPL_OK);
    else
        assert_int_equal(fpl_date_of(year + 1, 1, 1, &first), FPL_OK);
    w.first_open[book] = first.day;
}

static void deal(void) {
    static const char *const stage[] = {"; is_transfer=Y; achievement=AH1", "; is_transfer=N", ""};
    static const char *const result[] = {"T", "F", "U"};
    int early = (int)draw(3), firm = (int)draw(8);
    int64_t amount = 1 + draw(100000000);
    int32_t day = some_day();
    int id = (int)draw(400);
    enum fpl_status status =
        city_try(&w.city, "zhang deal.record f deal=D-%d; firm=F-%d; firm_name=名%d; paid_date=%s; amount=%s%s", id,
                 firm, firm, text_of(day), yuan(amount, 2), stage[early]);
    if (!granted(status, F))
        return;
    remember(w.deal, &w.deals, (struct event){.book = F, .id = id, .what = early, .amount = amount, .day = day});
    post(F, "110101", 'D', amount, day, "CNY");
    post(F, "100201", 'C', amount, day, "CNY");
    count("early.TRANSFER@1", result[early], amount, day, F);
}

static void deal_back(void) {
    static const char *const result[] = {"T", "F", "U"};
    struct event *deal = some_event(w.deal, w.deals);
    if (!deal) {
        assert_int_equal(city_try(&w.city, "zhang deal.reverse f deal=D-none; memo=x"), FPL_E_NOT_FOUND);
        return;
    }
    if (!taken_back(city_try(&w.city, "zhang deal.reverse f deal=D-%d; memo=%s", deal->id, draw(2) ? "错" : "误"), deal,
                    1, 0))
        return;
    post(F, "110101", 'D', -deal->amount, deal->day, "CNY");
    post(F, "100201", 'C', -deal->amount, deal->day, "CNY");
    count_n("early.TRANSFER@1", result[deal->what], -deal->amount, -1, deal->day, F);
}

static void money_in(void) {
    int64_t amount = 1 + draw(100000000);
    int32_t day = some_day(), partner = (int)draw(2);
    int book = draw(4) ? P : Q, id = (int)draw(500) + 10;
    enum fpl_status status =
        city_try(&w.city, "zhang pool.contribute %s contribution=Z-%d; party=%s; occurred=%s; amount=%s; bank_ref=x",
                 code[book], id, partner ? "GU-1" : "G-CZ", text_of(day), yuan(amount, 2));
    if (!granted(status, book))
        return;
    remember(w.money, &w.moneys, (struct event){.book = book, .id = id, .what = partner, .amount = amount, .day = day});
    post(book, "100203", 'D', amount, day, "CNY");
    post(book, partner ? "271104" : "271101", 'C', amount, day, "CNY");
}

static void money_back(void) {
    struct event *money = some_event(w.money, w.moneys);
    if (!money || !taken_back(city_try(&w.city, "zhang contribution.reverse %s contribution=Z-%d; memo=%s",
                                       code[money->book], money->id, draw(2) ? "错" : "误"),
                              money, 1, 1))
        return;
    post(money->book, "100203", 'D', -money->amount, money->day, "CNY");
    post(money->book, money->what ? "271104" : "271101", 'C', -money->amount, money->day, "CNY");
}

static void listing(void) {
    granted(city_try(&w.city, "zhang whitelist.list p firm=F-%d; firm_name=名%d; listed_on=%s; status=%s", (int)draw(8),
                     0, text_of(some_day()), draw(6) ? "IN" : "OUT"),
            P);
}

static void loan(void) {
    int bank = 1 + (int)draw(2), firm = (int)draw(8);
    int64_t amount = 1 + draw(10000000);
    int32_t day = some_day();
    if (w.loans == OBJECTS)
        return;
    enum fpl_status status = city_try(
        &w.city,
        "zhang loan.register p bank=BK-%d; contract=C-%d; iou=1; firm=F-%d; firm_name=名%d; type=CREDIT; "
        "contract_amount=%s; disbursed=%s; disbursed_on=%s; due_on=%s; registered_on=%s",
        bank, w.loans, firm, firm, yuan(amount, 2), yuan(amount, 2), text_of(day), text_of(day + 90), text_of(day));
    if (!granted(status, P))
        return;
    char scope[24];
    w.loan[w.loans++] = (struct debt){.disbursed = amount, .balance = amount, .bank = bank, .firm = firm, .day = day};
    post(P, "9003", 'D', amount, day, "CNY");
    post(P, "9103", 'C', amount, day, "CNY");
    snprintf(scope, sizeof scope, "bank:BK-%d", bank);
    count("lending", scope, amount, day, P);
    count("lending", "", amount, day, P);
    count("registered", scope, amount, day, P);
}

/* A loan whose claim was paid, or that was withdrawn or is paid off, stays. */
static void withdrawal(struct debt *debt, int n) {
    char scope[24];
    int may = debt->state == OPEN && debt->balance > 0;
    int64_t repaid = debt->disbursed - debt->balance;
    enum fpl_status status =
        city_try(&w.city, "zhang loan.withdraw p bank=BK-%d; contract=C-%d; iou=1; reason=x", debt->bank, n);
    if (granted(status, P) != may)
        fail_msg("withdrawn: %s, state %d", fpl_status_name(status), (int)debt->state);
    if (!may)
        return;
    w.taken_back[2]++;
    debt->state = WITHDRAWN;
    post(P, "9003", 'C', debt->balance, debt->day, "CNY");
    post(P, "9103", 'D', debt->balance, debt->day, "CNY");
    snprintf(scope, sizeof scope, "bank:BK-%d", debt->bank);
    count_n("lending", scope, -debt->disbursed, -1, debt->day, P);
    count_n("lending", "", -debt->disbursed, -1, debt->day, P);
    count_n("registered", scope, -debt->disbursed, -1, debt->day, P);
    count_n("repaid", "", -repaid, -(repaid > 0), debt->day, P);
    debt->balance = 0;
}

static void repayment(struct debt *debt, int n) {
    int64_t amount = debt->balance && draw(4) == 0 ? debt->balance : 1 + draw((uint32_t)debt->balance + 2);
    int32_t day = some_day();
    int id = (int)draw(9);
    enum fpl_status status =
        city_try(&w.city, "zhang loan.repay p bank=BK-%d; contract=C-%d; iou=1; instalment=%d; occurred=%s; amount=%s",
                 debt->bank, n, id, text_of(day), yuan(amount, 2));
    if (!granted(status, P))
        return;
    assert_true(amount <= debt->balance && debt->state < GONE);
    remember(w.repaid, &w.repayments, (struct event){.book = P, .id = id, .what = n, .amount = amount, .day = day});
    count("repaid", "", amount, day, P);
    if (debt->state != OPEN)
        count_npl(debt->bank, -amount, 0, day);
    debt->balance -= amount;
    post(P, "9003", 'C', amount, day, "CNY");
    post(P, "9103", 'D', amount, day, "CNY");
}

/* Allowed where a repayment is, of a loan that is paid off, and of one withdrawn, whose balance leaves again at once.
 */
static void repayment_back(void) {
    struct event *repaid = some_event(w.repaid, w.repayments);
    if (!repaid)
        return;
    struct debt *debt = &w.loan[repaid->what];
    int may = debt->state != GONE;
    if (!taken_back(city_try(&w.city,
                             "zhang repayment.reverse p bank=BK-%d; contract=C-%d; iou=1; instalment=%d; memo=%s",
                             debt->bank, repaid->what, repaid->id, draw(2) ? "错" : "误"),
                    repaid, may, 3) ||
        debt->state == WITHDRAWN)
        return;
    debt->balance += repaid->amount;
    post(P, "9003", 'C', -repaid->amount, repaid->day, "CNY");
    post(P, "9103", 'D', -repaid->amount, repaid->day, "CNY");
    count_n("repaid", "", -repaid->amount, -1, repaid->day, P);
    if (debt->state != OPEN)
        count_npl(debt->bank, repaid->amount, 0, repaid->day);
}

static void revocation(struct debt *debt) {
    char scope[24];
    int may = debt->state == DECIDED;
    enum fpl_status status =
        city_try(&w.city, "%s claim.revoke p claim=4/%lld; reason=x", draw(2) ? "li" : "wang", (long long)debt->claim);
    if (granted(status, P) != may)
        fail_msg("revoked: %s, state %d", fpl_status_name(status), (int)debt->state);
    if (!may)
        return;
    w.taken_back[4]++;
    debt->state = CLAIMED;
    if (debt->amount) {
        post(P, "224105", 'D', debt->amount, debt->decided, "CNY");
        post(P, "271105", 'C', debt->amount, debt->decided, "CNY");
    }
    snprintf(scope, sizeof scope, "firm:F-%d", debt->firm);
    count_n("paid", scope, -debt->amount, -1, debt->decided, P);
    count_n("paid", "", -debt->amount, -1, debt->decided, P);
}

static void decide(struct debt *debt) {
    char expect[FPL_ERROR_ARG_BYTES], scope[24];
    int32_t day = today() - (int32_t)draw(3);
    if (draw(5) == 0) {
        day = today_of(P);
        if (granted(city_try(&w.city, "li claim.refuse p claim=4/%lld; reason=x", (long long)debt->claim), P)) {
            debt->state = OPEN;
            count_npl(debt->bank, -debt->balance, -1, day);
        }
        return;
    }
    enum fpl_status status = city_dry(&w.city, "li claim.approve p claim=4/%lld; expect=0; occurred=%s",
                                      (long long)debt->claim, text_of(day));
    snprintf(expect, sizeof expect, "%s", status == FPL_E_CHANGED ? w.city.answer.reason[0].arg[0] : "0");
    status = city_try(&w.city, "li claim.approve p claim=4/%lld; expect=%s; occurred=%s", (long long)debt->claim,
                      expect, text_of(day));
    if (!granted(status, P))
        return;
    debt->state = DECIDED;
    debt->decided = day;
    debt->balance_decided = debt->balance;
    debt->amount = fpl_money_minor(w.city.answer.amount);
    if (debt->amount) {
        post(P, "271105", 'D', debt->amount, day, "CNY");
        post(P, "224105", 'C', debt->amount, day, "CNY");
    }
    snprintf(scope, sizeof scope, "firm:F-%d", debt->firm);
    count("paid", scope, debt->amount, day, P);
    count("paid", "", debt->amount, day, P);
}

static void pay(struct debt *debt) {
    int32_t day = today_of(P);
    int stale = debt->balance != debt->balance_decided;
    enum fpl_status status = city_try(&w.city, "qian claim.pay p claim=4/%lld; bank_ref=x", (long long)debt->claim);
    assert_int_equal(status == FPL_E_STALE, stale);
    if (!granted(status, P))
        return;
    debt->state = GONE;
    if (debt->amount) {
        post(P, "224105", 'D', debt->amount, day, "CNY");
        post(P, "100203", 'C', debt->amount, day, "CNY");
    }
    if (debt->balance) {
        post(P, "9003", 'C', debt->balance, day, "CNY");
        post(P, "9103", 'D', debt->balance, day, "CNY");
    }
    count_npl(debt->bank, -debt->balance, -1, day);
    debt->balance = 0;
}

static void debt(void) {
    if (w.loans == 0)
        return;
    int n = (int)draw((uint32_t)w.loans);
    struct debt *debt = &w.loan[n];
    if (debt->state == OPEN && draw(2)) {
        enum fpl_status status =
            city_try(&w.city,
                     "zhang claim.submit p bank=BK-%d; contract=C-%d; iou=1; claim_no=%d; claim_date=%s; "
                     "overdue_days=%d; five_class=LOSS; repaid=%s",
                     debt->bank, n, (int)draw(3), text_of(today()), 55 + (int)draw(50),
                     yuan(debt->disbursed - debt->balance, 2));
        if (!granted(status, P))
            return;
        debt->state = CLAIMED;
        debt->claim = w.city.answer.seq;
        count_npl(debt->bank, debt->balance, 1, today());
    } else if (debt->state == CLAIMED && draw(3)) {
        decide(debt);
    } else if (debt->state == DECIDED && draw(3)) {
        if (draw(3) == 0)
            pay(debt);
        else
            revocation(debt);
    } else if (draw(8) == 0) {
        if (draw(3))
            withdrawal(debt, n);
        else if (debt->claim)
            revocation(debt);
    } else {
        repayment(debt, n);
    }
}

/* The clock went back to a day before a book's newest record: that book takes nothing until the day has come. */
static void wait_for_the_day(void) {
    for (int book = 0; book < BOOKS; book++) {
        if (today_of(book) == today())
            continue;
        enum fpl_status status =
            city_try(&w.city, "zhang journal.post %s occurred=%s; memo=某; !checker=li; !lines=D%s:1 C%s:1", code[book],
                     text_of(today()), open_account[book][0], open_account[book][1]);
        assert_int_equal(status, FPL_E_CLOCK);
        w.early++;
        w.city.w.now = w.t[book];
    }
}

static void step(void) {
    static void (*const commands[])(void) = {raw_entry, raw_entry, raw_entry,     raw_entry, reversal,   close_month,
                                             deal,      deal,      deal_back,     money_in,  money_back, listing,
                                             loan,      loan,      debt,          debt,      debt,       debt,
                                             debt,      debt,      repayment_back};
    w.city.w.now += draw(60000) + (draw(12) ? 0 : (int64_t)draw(3) * WORLD_DAY_MS);
    if (draw(40) == 0) /* a clock set back, perhaps into yesterday */
        w.city.w.now -= draw(20 * 3600 * 1000);
    w.city.w.session = w.session[draw(2)];
    wait_for_the_day();
    commands[draw(sizeof commands / sizeof commands[0])]();
    if (w.cuts < 64 && draw(STEPS / 50) == 0)
        w.cut[w.cuts++] = w.city.w.now;
}

/* ---- what the reader says ---- */

struct check {
    int book;
    int32_t from, to;
    int64_t known;
    int seen;
};

static int is_kept(const char *account) { /* exposure and claims in hand are the decider's to compute */
    return account[0] != '9' || strcmp(account, "9003") == 0 || strcmp(account, "9103") == 0;
}

static void shadow_total(const struct check *c, const char *account, const char *currency, int64_t out[2]) {
    out[0] = out[1] = 0;
    for (int i = 0; i < w.posts; i++) {
        const struct post *p = &w.post[i];
        if (p->book == c->book && p->day >= c->from && p->day <= c->to && (c->known == 0 || p->t <= c->known) &&
            strcmp(p->account, account) == 0 && strcmp(p->currency, currency) == 0)
            out[p->side == 'C'] += p->amount;
    }
}

static enum fpl_status same_total(void *ctx, const struct fpl_total *total) {
    struct check *c = ctx;
    char account[16], currency[4];
    int64_t expected[2];
    fpl_str_copy(total->account, account, sizeof account);
    fpl_str_copy(total->currency, currency, sizeof currency);
    if (!is_kept(account))
        return FPL_OK;
    shadow_total(c, account, currency, expected);
    if (fpl_money_minor(total->debit) != expected[0] || fpl_money_minor(total->credit) != expected[1])
        fail_msg("book %s account %s %s, %s to %s, known by %lld: %lld/%lld, not %lld/%lld", code[c->book], account,
                 currency, text_of(c->from), text_of(c->to), (long long)c->known,
                 (long long)fpl_money_minor(total->debit), (long long)fpl_money_minor(total->credit),
                 (long long)expected[0], (long long)expected[1]);
    c->seen++;
    return FPL_OK;
}

/* Accounts that the shadow says have moved. */
static int shadow_accounts(const struct check *c) {
    int n = 0;
    for (int i = 0; i < w.posts; i++) {
        int64_t sum[2];
        int first = w.post[i].book == c->book;
        for (int j = 0; j < i && first; j++)
            first = w.post[j].book != c->book || strcmp(w.post[j].account, w.post[i].account) != 0 ||
                    strcmp(w.post[j].currency, w.post[i].currency) != 0;
        if (!first)
            continue;
        shadow_total(c, w.post[i].account, w.post[i].currency, sum);
        n += sum[0] != 0 || sum[1] != 0;
    }
    return n;
}

static void same_sum(struct fpl_view *view, const struct check *c, const char *name, const char *scope) {
    struct fpl_money amount;
    int64_t n = 0, expected = 0, expected_n = 0;
    assert_int_equal(fpl_read_tally(view, c->book + 1, name, fpl_str_of(scope), (struct fpl_date){c->from},
                                    FPL_DATE_MAX, &amount, &n, &w.city.error),
                     FPL_OK);
    for (int i = 0; i < w.sums; i++) {
        const struct sum *s = &w.sum[i];
        if (strcmp(s->name, name) == 0 && strcmp(s->scope, scope) == 0 && s->day >= c->from && s->day <= c->to &&
            (c->known == 0 || s->t <= c->known)) {
            expected += s->amount;
            expected_n += s->n;
        }
    }
    if (fpl_money_minor(amount) != expected || n != expected_n)
        fail_msg("%s %s: %lld (%lld), not %lld (%lld)", name, scope, (long long)fpl_money_minor(amount), (long long)n,
                 (long long)expected, (long long)expected_n);
}

static void compare_at(int32_t as_of, int32_t from, int64_t known) {
    struct fpl_view_spec spec = {.actor = FPL_STR("aud"), .as_of = {as_of}, .known_by = known};
    struct fpl_view *view = NULL;
    assert_int_equal(fpl_view_open(w.city.w.session, &spec, &view, &w.city.error), FPL_OK);
    for (int book = 0; book < BOOKS; book++) {
        struct check c = {.book = book, .from = from, .to = as_of, .known = known};
        assert_int_equal(
            fpl_read_totals(view, book + 1, (struct fpl_date){from}, FPL_DATE_MAX, 0, same_total, &c, &w.city.error),
            FPL_OK);
        assert_int_equal(c.seen, shadow_accounts(&c));
    }
    struct check f = {.book = F, .from = from, .to = as_of, .known = known},
                 p = {.book = P, .from = from, .to = as_of, .known = known};
    same_sum(view, &f, "early.TRANSFER@1", "T");
    same_sum(view, &f, "early.TRANSFER@1", "F");
    same_sum(view, &f, "early.TRANSFER@1", "U");
    static const char *const scopes[][2] = {{"paid", ""},    {"paid", "firm:F-1"},     {"paid", "firm:F-2"},
                                            {"lending", ""}, {"lending", "bank:BK-2"}, {"registered", "bank:BK-1"},
                                            {"repaid", ""},  {"npl", "bank:BK-1"}};
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++)
        same_sum(view, &p, scopes[i][0], scopes[i][1]);
    fpl_view_close(view);
}

static void test_desk_random__figures(void **state) {
    const char *given = getenv("FPL_SEED");
    (void)state;
    int64_t number = 20261120;
    assert_int_equal(given ? fpl_int_parse(fpl_str_of(given), &number) : FPL_OK, FPL_OK);
    seed = (uint64_t)number;
    print_message("seed %llu\n", (unsigned long long)seed);
    memset(&w, 0, sizeof w);
    city_begin(&w.city);
    city_do(&w.city, "root currency.add - currency=KWD; scale=3");
    for (int i = 0; i < 8; i++)
        city_do(&w.city, "zhang whitelist.list p firm=F-%d; firm_name=名%d; listed_on=2025-01-02", i, i);
    for (int b = 0; b < BOOKS; b++)
        w.t[b] = w.city.w.now;
    post(P, "100203", 'D', 3000000000, world_day("2025-01-10").day, "CNY");
    post(P, "271101", 'C', 3000000000, world_day("2025-01-10").day, "CNY");
    for (int b = 0; b < BOOKS; b++)
        w.first_open[b] = world_day("2025-01-01").day;
    w.session[0] = w.city.w.session;
    assert_int_equal(fpl_session_open(w.city.w.path, FPL_WRITE, &w.city.w.host, &w.session[1], &w.city.error), FPL_OK);
    for (int i = 0; i < STEPS; i++)
        step();
    print_message("accepted %d, refused %d, postings %d, loans %d\n", w.accepted, w.refused, w.posts, w.loans);
    print_message("taken back: %d deals, %d contributions, %d loans, %d repayments, %d decisions\n", w.taken_back[0],
                  w.taken_back[1], w.taken_back[2], w.taken_back[3], w.taken_back[4]);
    for (int i = 0; i < 5; i++)
        assert_true(w.taken_back[i] > 0);
    assert_true(w.early > 0);
    assert_true(w.accepted > STEPS / 4 && w.refused > STEPS / 20 && w.loans > 20 && w.sums > 50);
    compare_at(today(), FPL_DATE_MIN.day, 0);
    for (int i = 0; i < 40; i++)
        compare_at(world_day("2025-06-01").day + (int32_t)draw(700), draw(2) ? FPL_DATE_MIN.day : some_day(),
                   draw(3) && w.cuts ? w.cut[draw((uint32_t)w.cuts)] : 0);
    fpl_session_close(w.session[1]);
    w.city.w.session = w.session[0];
    city_verify(&w.city);
    compare_at(today(), FPL_DATE_MIN.day, 0); /* and after the rebuild */
    city_end(&w.city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_desk_random__figures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
