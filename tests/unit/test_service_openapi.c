/* The description of the API is JSON, is what stands in docs/openapi.json, and has every route and every command. */
#include "service_world.h"

#include "src/service/openapi.h"

#include <jansson.h>

static void read_file(const char *path, struct fpl_buf *out) {
    char piece[65536];
    size_t n;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        fpl_buf_add(out, piece, n);
    fclose(file);
}

static void test_service_openapi__is_what_is_documented(void **state) {
    struct fpl_buf made = {0}, again = {0}, kept = {0};
    (void)state;
    assert_int_equal(openapi_write(&made), FPL_OK);
    assert_int_equal(openapi_write(&again), FPL_OK);
    assert_true(made.n == again.n && memcmp(made.p, again.p, made.n) == 0);
    read_file("docs/openapi.json", &kept);
    if (made.n != kept.n || memcmp(made.p, kept.p, made.n) != 0)
        fail_msg("docs/openapi.json is not what the catalogue makes: run make openapi");
    fpl_buf_release(&made);
    fpl_buf_release(&again);
    fpl_buf_release(&kept);
}

/* The references of a document lead somewhere. */
static void follow(json_t *root, json_t *at) {
    const char *name = NULL;
    json_t *value = NULL;
    size_t i;
    if (json_is_array(at))
        json_array_foreach(at, i, value) follow(root, value);
    if (!json_is_object(at))
        return;
    json_object_foreach(at, name, value) {
        follow(root, value);
        if (strcmp(name, "$ref") != 0)
            continue;
        const char *to = json_string_value(value), *prefix = "#/components/";
        assert_int_equal(strncmp(to, prefix, strlen(prefix)), 0);
        char kind[64];
        (void)fpl_str_copy((struct fpl_str){to + strlen(prefix), strcspn(to + strlen(prefix), "/")}, kind, sizeof kind);
        assert_non_null(
            json_object_get(json_object_get(json_object_get(root, "components"), kind), strrchr(to, '/') + 1));
    }
}

static void test_service_openapi__has_all_there_is(void **state) {
    struct fpl_buf made = {0};
    json_error_t why;
    int count = 0, routes = 0;
    char path[128];
    (void)state;
    assert_int_equal(openapi_write(&made), FPL_OK);
    json_t *root = json_loadb(made.p, made.n, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        fail_msg("line %d: %s", why.line, why.text);
    assert_string_equal(json_string_value(json_object_get(root, "openapi")), "3.1.0");
    json_t *paths = json_object_get(root, "paths");
    const struct fpl_command_spec *all = fpl_command_all(&count);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "/api/v1/commands/%s", all[i].name);
        json_t *post = json_object_get(json_object_get(paths, path), "post"), *schema = NULL, *fields = NULL;
        assert_non_null(post);
        assert_int_equal(
            json_unpack(post, "{s:{s:{s:{s:o}}}}", "requestBody", "content", "application/json", "schema", &schema), 0);
        assert_int_equal(json_unpack(schema, "{s:{s:{s:o}}}", "properties", "fields", "properties", &fields), 0);
        assert_int_equal(json_object_size(fields), all[i].field_count);
        assert_int_equal(json_is_true(json_object_get(post, "x-checker")), (all[i].flags & FPL_COMMAND_ENTRY) != 0);
    }
    const struct route *route = route_all(&routes);
    for (int i = 0; i < routes; i++)
        if ((route[i].flags & ROUTE_API) && !strstr(route[i].path, "/commands/{"))
            assert_non_null(
                json_object_get(json_object_get(paths, route[i].path), route[i].method == WEB_POST ? "post" : "get"));
    follow(root, root);
    json_decref(root);
    fpl_buf_release(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service_openapi__is_what_is_documented),
        cmocka_unit_test(test_service_openapi__has_all_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
