/* What verify holds of the agreements of a book ends when another is signed, and is no other book's. */
#include "desk_world.h"

static void loan(struct city *city, const char *book, int n) {
    city_do(
        city,
        "zhang loan.register %s bank=BK-1; contract=C-%d; iou=1; firm=F-甲; firm_name=F-甲; type=CREDIT; "
        "contract_amount=1000; disbursed=1000; disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-01-05",
        book, n);
}

static void sign(struct city *city, const char *book, const char *number, const char *pack) {
    city_do(city,
            "ren agreement.sign %s agreement=%s; party=BK-1; pack=%s; version=1; from=2026-01-0%s; signed=2026-01-01",
            book, number, pack, number);
}

/* Each loan is judged under the pack signed last before it; the pools have another one each. */
static void test_verify_agreements__signed_between(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    city_pack(&city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 10%}\n");
    city_pack(&city, "u",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 20%}\n");
    for (int i = 0; i < 2; i++)
        city_do(&city, "zhang whitelist.list %s firm=F-甲; firm_name=F-甲; listed_on=2025-01-02", i ? "q" : "p");
    loan(&city, "p", 1);
    sign(&city, "p", "2", "o");
    loan(&city, "p", 2);
    loan(&city, "p", 3);
    sign(&city, "p", "3", "u");
    loan(&city, "p", 4);
    sign(&city, "q", "2", "o");
    loan(&city, "q", 5);
    sign(&city, "q", "3", "u");
    loan(&city, "q", 6);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_verify_agreements__signed_between)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
