/* Items as of an earlier day: whatever the order in which events were recorded, and whichever were taken back, a view
 * sees what had occurred by its day. The model adds up amounts by day; it knows nothing of records. */
#include "desk_world.h"

#define THINGS 4
#define MOVES  28

struct move {
    int thing, taken_back;
    int32_t day;
    int64_t amount;
};
struct model {
    struct city city;
    struct move move[MOVES];
    int moves;
    uint64_t seed;
};

static int64_t draw(struct model *m, int64_t below) {
    m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)(m->seed >> 33) % below;
}

static const char *day_text(int32_t day) {
    static char text[12];
    return fpl_date_format((struct fpl_date){day}, text);
}

/* What the item holds in a view as of the day: the member, or 0. */
struct asked {
    const char *member;
    int64_t found;
};

static enum fpl_status take(void *ctx, const struct fpl_item *item) {
    struct asked *asked = ctx;
    asked->found = fpl_json_get_num(item->data, asked->member, 0);
    return FPL_OK;
}

static int64_t seen(struct model *m, const char *book, const char *kind, const char *key, const char *member,
                    int32_t day) {
    struct fpl_view_spec spec = {.actor = FPL_STR("root"), .as_of = {day}};
    struct fpl_view *view = NULL;
    struct asked asked = {member, 0};
    int32_t id = city_book(&m->city, book);
    assert_int_equal(fpl_view_open(m->city.w.session, &spec, &view, &m->city.error), FPL_OK);
    enum fpl_status status = fpl_read_item(view, id, kind, fpl_str_of(key), take, &asked, &m->city.error);
    assert_true(status == FPL_OK || status == FPL_E_NOT_FOUND);
    fpl_view_close(view);
    return asked.found;
}

static int64_t expected(const struct model *m, int thing, int32_t day) {
    int64_t sum = 0;
    for (int i = 0; i < m->moves; i++)
        if (m->move[i].thing == thing && !m->move[i].taken_back && m->move[i].day <= day)
            sum += m->move[i].amount;
    return sum;
}

static struct move *add(struct model *m, int32_t from, int64_t most) {
    struct move *move = &m->move[m->moves++];
    *move = (struct move){(int)draw(m, THINGS), 0, from + (int32_t)draw(m, 300), 1 + draw(m, most)};
    return move;
}

static int to_take_back(struct model *m) {
    if (m->moves == 0 || draw(m, 4) != 0)
        return -1;
    int at = (int)draw(m, m->moves);
    return m->move[at].taken_back ? -1 : at;
}

static void compare(struct model *m, const char *book, const char *kind, const char *const key[THINGS],
                    const char *member, int32_t from) {
    for (int i = 0; i < THINGS; i++) {
        int32_t day = from + (int32_t)draw(m, 320);
        int64_t is = seen(m, book, kind, key[i], member, day), want = expected(m, i, day);
        if (is != want)
            fail_msg("%s %s of %s as of %s: %lld, want %lld", kind, member, key[i], day_text(day), (long long)is,
                     (long long)want);
    }
}

static void test_journal_items__repaid_as_of_a_day(void **state) {
    static const char *const key[THINGS] = {"BK-1|C-0|1", "BK-1|C-1|1", "BK-1|C-2|1", "BK-1|C-3|1"};
    struct model m = {.seed = 20261129};
    (void)state;
    city_begin(&m.city);
    city_pack(&m.city, "o",
              "base_kind: OUTSTANDING_PRINCIPAL\nrule_binding: BY_REGISTRATION\nround_mode: HALF_UP\nrate_tiers:\n  - "
              "{rate: 35%}\n");
    city_do(&m.city,
            "ren agreement.sign p agreement=O-1; party=BK-1; pack=o; version=1; from=2025-06-01; signed=2025-06-01");
    city_do(&m.city, "zhang whitelist.list p firm=F-甲; firm_name=F-甲; listed_on=2025-01-02");
    for (int i = 0; i < THINGS; i++)
        city_do(&m.city,
                "zhang loan.register p bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
                "contract_amount=100000.00; disbursed=100000.00; disbursed_on=2025-12-01; due_on=2026-11-19; "
                "registered_on=2025-12-01",
                i);
    int32_t from = world_day("2025-12-20").day;
    for (int i = 0; i < MOVES; i++) {
        int back = to_take_back(&m);
        if (back >= 0) {
            city_do(&m.city, "zhang repayment.reverse p bank=BK-1; contract=C-%d; iou=1; instalment=%d; memo=x",
                    m.move[back].thing, back);
            m.move[back].taken_back = 1;
        }
        struct move *move = add(&m, from, 300000);
        city_do(&m.city,
                "zhang loan.repay p bank=BK-1; contract=C-%d; iou=1; instalment=%d; amount=%lld.%02lld; occurred=%s",
                move->thing, m.moves - 1, (long long)(move->amount / 100), (long long)(move->amount % 100),
                day_text(move->day));
        compare(&m, "p", "loan", key, "rep", from - 10);
    }
    city_end(&m.city);
}

static void test_journal_items__paid_in_as_of_a_day(void **state) {
    static const char *const key[THINGS] = {"R-0", "R-1", "R-2", "R-3"};
    struct model m = {.seed = 47};
    (void)state;
    city_begin(&m.city);
    for (int i = 0; i < THINGS; i++)
        city_do(
            &m.city,
            "zhang commitment.sign f commitment=R-%d; party=G-CZ; capacity=GUIDANCE; level=CITY; signed_on=2025-12-01; "
            "amount=1000000.00",
            i);
    int32_t from = world_day("2025-12-20").day;
    for (int i = 0; i < MOVES; i++) {
        int back = to_take_back(&m);
        if (back >= 0) {
            city_do(&m.city, "zhang capital.reverse f receipt=S-%d; memo=x", back);
            m.move[back].taken_back = 1;
        }
        struct move *move = add(&m, from, 300000);
        city_do(&m.city,
                "zhang capital.receive f receipt=S-%d; commitment=R-%d; amount=%lld.%02lld; occurred=%s; bank_ref=%d",
                m.moves - 1, move->thing, (long long)(move->amount / 100), (long long)(move->amount % 100),
                day_text(move->day), i);
        compare(&m, "f", "commitment", key, "paid", from - 10);
    }
    city_end(&m.city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_items__repaid_as_of_a_day),
        cmocka_unit_test(test_journal_items__paid_in_as_of_a_day),
    };
    return cmocka_run_group_tests_name("journal items", tests, NULL, NULL);
}
