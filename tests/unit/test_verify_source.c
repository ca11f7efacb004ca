/* A document's text and its JSON: verification translates the one again and compares. */
#include "desk_world.h"
#include "src/ingest/document.h"

static const char yaml[] = "id: feiertage\nversion: 1\nrest: [2026-01-01]\nwork: [2026-01-04]\n";
static const char json[] = "{\"id\":\"feiertage\",\"rest\":[\"2026-01-01\"],\"version\":1,\"work\":[\"2026-01-04\"]}";

/* Adopts `json` as made from `source`; what verification answers, with the translator or without. */
static enum fpl_status adopt(const char *source, int has_translator, char where[200]) {
    struct city city;
    struct fpl_verify_report report;
    char text[400], place[40];
    city_begin(&city);
    int64_t seq = world_size(&city.w, 0);
    snprintf(text, sizeof text, "ren calendar.adopt - id=feiertage; version=1; !blob=%s", json);
    struct fpl_command command = *city_parse(&city, text);
    command.blob_source = fpl_str_of(source);
    if (city_give(&city, &command))
        fail_msg("%s %s", fpl_status_name(city.error.status), city.error.arg[0]);
    assert_int_equal(city.answer.seq, seq);
    city.w.host.translate = has_translator ? ing_document_translate : NULL;
    world_reopen(&city.w, FPL_READ);
    enum fpl_status status = world_verify(&city.w, FPL_VERIFY_ALL, &report);
    memcpy(where, report.where, sizeof report.where);
    snprintf(place, sizeof place, "book 0 seq %d body: ", (int)seq);
    if (status && strncmp(where, place, strlen(place)) != 0)
        fail_msg("named \"%s\", expected \"%s\"", where, place);
    city_end(&city);
    return status;
}

static void test_verify_source__text_and_json_agree(void **state) {
    char where[200];
    (void)state;
    assert_int_equal(adopt(yaml, 1, where), FPL_OK);
    /* another layout of the same document */
    assert_int_equal(
        adopt("version: 1 # of 2026\nid: 'feiertage'\nwork:\n  - 2026-01-04\nrest:\n  - 2026-01-01\n", 1, where),
        FPL_OK);
}

static void test_verify_source__another_text(void **state) {
    static const struct {
        const char *source, *why;
    } others[] = {
        {"id: feiertage\nversion: 1\nrest: [2026-01-02]\nwork: [2026-01-04]\n", "document is not its text"},
        {"id: feiertage\nversion: 1\nrest: [2026-01-01]\n", "document is not its text"},
        {"id: feiertage\nversion: 2\nrest: [2026-01-01]\nwork: [2026-01-04]\n", "document is not its text"},
        {"id: [\n", "text of the document is none"},
        {"nothing of the kind", "text of the document is none"},
    };
    char where[200];
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(adopt(others[i].source, 1, where), FPL_E_TAMPERED);
        if (!strstr(where, others[i].why))
            fail_msg("%s: named \"%s\"", others[i].source, where);
    }
    assert_int_equal(adopt(others[0].source, 0, where), FPL_OK); /* who cannot read YAML leaves it */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_source__text_and_json_agree),
        cmocka_unit_test(test_verify_source__another_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
