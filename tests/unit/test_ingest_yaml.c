/* The YAML subset: what is read, what is refused and where. */
#include "src/ingest/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_error(const char *yaml, int row, int column, const char *word) {
    struct ing_yaml_doc doc = {0};
    struct fpl_error error;
    fpl_error_clear(&error);
    enum fpl_status status = ing_yaml_parse(fpl_str_of(yaml), "p.yaml", &doc, &error);
    if (status != FPL_E_YAML || error.row != row || error.column != column || !strstr(error.arg[0], word))
        fail_msg("%s %d:%d \"%s\" for:\n%s", fpl_status_name(status), (int)error.row, (int)error.column, error.arg[0],
                 yaml);
    assert_string_equal(error.file, "p.yaml");
    assert_null(doc.memory);
}

static void test_ingest_yaml__refusals(void **state) {
    (void)state;
    expect_error("a: &x 1\nb: 2\n", 1, 7, "anchors");
    expect_error("a: &x [1]\n", 1, 7, "anchors");
    expect_error("a: 1\nb: *a\n", 2, 4, "alias");
    expect_error("a: !int 1\n", 1, 9, "tags");
    expect_error("a: !x {b: 1}\n", 1, 7, "tags");
    expect_error("<<: {a: 1}\n", 1, 1, "merge");
    expect_error("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate");
    expect_error("x:\n  a: 1\n  a: 1\n", 3, 3, "duplicate");
    expect_error("? [a]\n: 1\n", 1, 3, "scalar");
    expect_error("a:\nb: 1\n", 1, 1, "empty value"); /* where its key stands */
    expect_error("- 1\n-\n", 1, 3, "empty value");   /* the last thing before it */
    expect_error("a: 1\n---\nb: 2\n", 2, 1, "more than one");
    expect_error("", 0, 0, "empty");
    expect_error("# nothing\n", 1, 1, "empty");
    expect_error("a: e\xCC\x81\n", 1, 4, "E_NOT_NFC");
    expect_error("%YAML 1.2\n---\na: 1\n", 1, 1, "directives");
    expect_error("%\xFF"
                 "0",
                 1, 1, "directives"); /* hangs libfyaml 0.7.12 */
    expect_error("a: 1\nb: \x01\n", 2, 4, "control");
    expect_error("[[[[[[[[[[[[[1]]]]]]]]]]]]]\n", 1, 13, "deep");
}

/* The message is libfyaml's own; only that there is one, and on which line. */
static void test_ingest_yaml__syntax(void **state) {
    (void)state;
    static const struct {
        const char *yaml;
        int row;
    } rows[] = {{"a: [1, 2\n", 0}, {"a: 1\n b: 2\n", 1},   {"a: \"x\n", 0}, {"a: b: c\n", 1},
                {"\ta: 1\n", 1},   {"a: 1\nb: 2\n}\n", 3}, {"a: \xFF\n", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ing_yaml_doc doc = {0};
        struct fpl_error error;
        fpl_error_clear(&error);
        assert_int_equal(ing_yaml_parse(fpl_str_of(rows[i].yaml), "p", &doc, &error), FPL_E_YAML);
        if (rows[i].row && error.row != rows[i].row)
            fail_msg("line %d (%s) for:\n%s", (int)error.row, error.arg[0], rows[i].yaml);
    }
    struct ing_yaml_doc doc = {0};
    assert_int_equal(ing_yaml_parse((struct fpl_str){"a: \0\n", 5}, "p", &doc, NULL), FPL_E_YAML);
}

static void expect_text(const struct ing_yaml *node, const char *text, int plain) {
    assert_non_null(node);
    assert_int_equal(node->type, ING_YAML_SCALAR);
    if (!fpl_str_is(node->text, text))
        fail_msg("\"%.*s\" is not \"%s\"", (int)node->text.n, node->text.p, text);
    assert_int_equal(node->plain, plain);
}

static void test_ingest_yaml__tree(void **state) {
    (void)state;
    struct ing_yaml_doc doc = {0};
    static const char yaml[] =
        "---\n# 注释\nid: 0123 # tail\nrate: 0.30\nname: '5000000.00'\nlist: [a, \"b c\", {k: v}]\n"
        "nested:\n  - x: 1\n    y: |\n      two\n      lines\n  - >-\n    folded\n    text\n空: \"\"\n";
    assert_int_equal(ing_yaml_parse(fpl_str_of(yaml), "p", &doc, NULL), FPL_OK);
    expect_text(ing_yaml_get(doc.root, "id"), "0123", 1); /* every scalar is the text that stands there */
    expect_text(ing_yaml_get(doc.root, "rate"), "0.30", 1);
    expect_text(ing_yaml_get(doc.root, "name"), "5000000.00", 0);
    expect_text(ing_yaml_get(doc.root, "空"), "", 0);
    assert_int_equal(ing_yaml_get(doc.root, "rate")->line, 4);
    assert_int_equal(ing_yaml_get(doc.root, "rate")->column, 7);
    const struct ing_yaml *list = ing_yaml_get(doc.root, "list");
    assert_int_equal(list->count, 3);
    expect_text(list->first, "a", 1);
    expect_text(list->first->next, "b c", 0);
    expect_text(ing_yaml_get(list->first->next->next, "k"), "v", 1);
    const struct ing_yaml *nested = ing_yaml_get(doc.root, "nested");
    expect_text(ing_yaml_get(nested->first, "y"), "two\nlines\n", 0);
    expect_text(nested->first->next, "folded text", 0);
    assert_null(ing_yaml_get(doc.root, "absent"));
    assert_null(ing_yaml_get(list, "a"));
    ing_yaml_release(&doc);
}

static void test_ingest_yaml__limits(void **state) {
    (void)state;
    struct fpl_buf text = {0};
    struct ing_yaml_doc doc = {0};
    while (text.n <= ING_YAML_BYTES_MAX)
        fpl_buf_adds(&text, "# long\n");
    assert_int_equal(ing_yaml_parse(fpl_buf_str(&text), "p", &doc, NULL), FPL_E_YAML);
    fpl_buf_reset(&text);
    fpl_buf_adds(&text, "a: ");
    for (int i = 0; i <= FPL_FIELD_BYTES_MAX; i++)
        fpl_buf_addc(&text, 'x');
    assert_int_equal(ing_yaml_parse(fpl_buf_str(&text), "p", &doc, NULL), FPL_E_YAML);
    fpl_buf_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_yaml__refusals),
        cmocka_unit_test(test_ingest_yaml__syntax),
        cmocka_unit_test(test_ingest_yaml__tree),
        cmocka_unit_test(test_ingest_yaml__limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
