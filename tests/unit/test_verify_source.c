/* A document's text and its JSON: verification translates the one again and compares. */
#include "desk_world.h"
#include "src/ingest/document.h"

static const char yaml[] = "id: feiertage\nversion: 1\nrest: [2026-01-01]\nwork: [2026-01-04]\n";
static const char json[] = "{\"id\":\"feiertage\",\"rest\":[\"2026-01-01\"],\"version\":1,\"work\":[\"2026-01-04\"]}";

struct text { /* a document as it is given to the desk */
    const char *kind, *id, *json, *source;
};

static enum fpl_status give(struct city *city, const struct text *t) {
    char text[900];
    snprintf(text, sizeof text, "ren %s.adopt - id=%s; version=1; !blob=%s", t->kind, t->id, t->json);
    struct fpl_command command = *city_parse(city, text);
    command.blob_source = fpl_str_of(t->source);
    return city_give(city, &command);
}

/* What the desk answers that has the translator, and, if one without it takes the document, verification with it or
 * without. */
static enum fpl_status adopt_text(const struct text *t, enum fpl_status at_the_desk, int has_translator,
                                  char where[200]) {
    struct city city;
    struct fpl_verify_report report;
    char place[40];
    city_begin(&city);
    city.w.host.translate = ing_document_translate;
    world_reopen(&city.w, FPL_WRITE);
    int64_t seq = world_size(&city.w, 0);
    if (at_the_desk) {
        assert_int_equal(give(&city, t), at_the_desk);
        city.w.host.translate = NULL; /* who cannot read YAML leaves it, and so does an attacker */
        world_reopen(&city.w, FPL_WRITE);
        seq = world_size(&city.w, 0); /* behind the refusal, if that is kept */
    }
    if (give(&city, t))
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

static enum fpl_status adopt(const char *source, enum fpl_status at_the_desk, int has_translator, char where[200]) {
    const struct text calendar = {"calendar", "feiertage", json, source};
    return adopt_text(&calendar, at_the_desk, has_translator, where);
}

static void test_verify_source__text_and_json_agree(void **state) {
    char where[200];
    (void)state;
    assert_int_equal(adopt(yaml, FPL_OK, 1, where), FPL_OK);
    /* another layout of the same document */
    assert_int_equal(adopt("version: 1 # of 2026\nid: 'feiertage'\nwork:\n  - 2026-01-04\nrest:\n  - 2026-01-01\n",
                           FPL_OK, 1, where),
                     FPL_OK);
}

static void test_verify_source__another_text(void **state) {
    static const struct {
        const char *source, *why;
        enum fpl_status status;
    } others[] = {
        {"id: feiertage\nversion: 1\nrest: [2026-01-02]\nwork: [2026-01-04]\n", "document is not its text",
         FPL_E_PACK_INVALID},
        {"id: feiertage\nversion: 1\nrest: [2026-01-01]\n", "document is not its text", FPL_E_PACK_INVALID},
        {"id: feiertage\nversion: 2\nrest: [2026-01-01]\nwork: [2026-01-04]\n", "document is not its text",
         FPL_E_PACK_INVALID},
        {"id: [\n", "text of the document is none", FPL_E_YAML},
        {"nothing of the kind", "text of the document is none", FPL_E_YAML},
    };
    char where[200];
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(adopt(others[i].source, others[i].status, 1, where), FPL_E_TAMPERED);
        if (!strstr(where, others[i].why))
            fail_msg("%s: named \"%s\"", others[i].source, where);
    }
    assert_int_equal(adopt(others[0].source, FPL_E_PACK_INVALID, 0, where),
                     FPL_OK); /* who cannot read YAML leaves it */
}

/* A mapping is read by its text alone: one by which no file can be read is refused at the desk and by verification, and
 * so is one without a text. */
static void test_verify_source__a_mapping_that_is_none(void **state) {
    static const struct {
        struct text text;
        enum fpl_status status;
    } forged[] = {
        {{"mapping", "m", "{\"id\":\"m\",\"version\":1}", "id: m\nversion: 1\n"}, FPL_E_YAML},
        {{"mapping", "m", "{\"id\":\"m\",\"version\":1}", ""}, FPL_E_MISSING},
        {{"mapping", "m",
          "{\"columns\":{\"amount\":\"金额\",\"no_such\":\"列\"},\"command\":\"deal.record\",\"id\":\"m\",\"version\":"
          "1}",
          "id: m\nversion: 1\ncommand: deal.record\ncolumns:\n  amount: 金额\n  no_such: 列\n"},
         FPL_E_YAML},
        {{"mapping", "m",
          "{\"columns\":{\"amount\":{\"header\":\"金额\",\"unit\":\"ton\"}},\"command\":\"deal.record\",\"id\":\"m\","
          "\"version\":1}",
          "id: m\nversion: 1\ncommand: deal.record\ncolumns:\n  amount: {header: 金额, unit: ton}\n"},
         FPL_E_YAML},
    };
    static const struct text good = {
        "mapping", "m",
        "{\"columns\":{\"amount\":{\"header\":\"金额\",\"unit\":\"wan\"}},\"command\":\"deal.record\",\"id\":\"m\","
        "\"version\":1}",
        "id: m\nversion: 1\ncommand: deal.record\ncolumns:\n  amount: {header: 金额, unit: wan}\n"};
    char where[200];
    (void)state;
    assert_int_equal(adopt_text(&good, FPL_OK, 1, where), FPL_OK);
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        assert_int_equal(adopt_text(&forged[i].text, forged[i].status, 1, where), FPL_E_TAMPERED);
        if (!strstr(where, "text of the document is none"))
            fail_msg("%s: named \"%s\"", forged[i].text.source, where);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_source__text_and_json_agree),
        cmocka_unit_test(test_verify_source__another_text),
        cmocka_unit_test(test_verify_source__a_mapping_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
