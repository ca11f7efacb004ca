/* The canonical writer: one encoding, escapes of RFC 8785, order of keys. */
#include "base_support.h"

#include "fundpool/json.h"

#define S(literal) FPL_STR(literal)

static void expect_str(struct fpl_str text, const char *encoded) {
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    fpl_json_begin(&out, &buf);
    fpl_json_str(&out, text);
    assert_int_equal(buf.n, strlen(encoded));
    assert_memory_equal(buf.p, encoded, buf.n);
    fpl_buf_release(&buf);
}

static void test_base_json_write__escapes(void **state) {
    (void)state;
    expect_str(S(""), "\"\"");
    expect_str(S("\"\\\b\f\n\r\t"), "\"\\\"\\\\\\b\\f\\n\\r\\t\"");
    expect_str(S("\x01\x1f\x0b\x0e\x10"), "\"\\u0001\\u001f\\u000b\\u000e\\u0010\"");
    expect_str(S("/ \x7F <>&'"), "\"/ \x7F <>&'\"");
    expect_str(S("淮北\xE2\x80\xA8 é 𠮷"), "\"淮北\xE2\x80\xA8 é 𠮷\"");
}

/* RFC 8785 section 3.2.2.2, without the slash of its last part, which is a matter of the input. */
static void test_base_json_write__rfc8785_example(void **state) {
    (void)state;
    expect_str(S("€$\x0F\nA'B\"\\\\\"/"), "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
}

/* An escape in any place relative to the words of eight bytes. */
static void test_base_json_write__escapes_everywhere(void **state) {
    (void)state;
    for (size_t n = 1; n < 40; n++)
        for (size_t at = 0; at < n; at++) {
            char text[40], want[48];
            memset(text, 'x', n);
            text[at] = '"';
            snprintf(want, sizeof want, "\"%.*s\\\"%.*s\"", (int)at, text, (int)(n - at - 1), text + at + 1);
            expect_str((struct fpl_str){text, n}, want);
        }
}

static void test_base_json_write__everything(void **state) {
    (void)state;
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    fpl_json_begin(&out, &buf);
    fpl_json_object(&out);
    fpl_json_kint(&out, "0", INT64_C(9007199254740991));
    fpl_json_kint(&out, "_", -INT64_C(9007199254740991));
    fpl_json_key(&out, "a");
    fpl_json_array(&out);
    fpl_json_int(&out, 0);
    fpl_json_object(&out);
    fpl_json_end(&out);
    fpl_json_array(&out);
    fpl_json_end(&out);
    fpl_json_bool(&out, 1);
    fpl_json_raw(&out, S("{\"x\":1}"));
    fpl_json_strz(&out, "s");
    fpl_json_end(&out);
    fpl_json_kbool(&out, "a.b", 0);
    fpl_json_kstr(&out, "ab", S("文"));
    fpl_json_kstrz(&out, "b", NULL);
    fpl_json_end(&out);
    assert_int_equal(fpl_buf_ok(&buf), FPL_OK);
    assert_true(fpl_str_is(fpl_buf_str(&buf),
                           "{\"0\":9007199254740991,\"_\":-9007199254740991,"
                           "\"a\":[0,{},[],true,{\"x\":1},\"s\"],\"a.b\":false,\"ab\":\"文\",\"b\":\"\"}"));
    fpl_buf_release(&buf);
}

/* The order is checked within one object only, also after a nested one, and wherever the text begins in the buffer. */
static void test_base_json_write__order_is_per_object(void **state) {
    (void)state;
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    fpl_buf_adds(&buf, "prefix:");
    fpl_json_begin(&out, &buf);
    fpl_json_object(&out);
    fpl_json_key(&out, "m");
    fpl_json_object(&out);
    fpl_json_kint(&out, "z", 1);
    fpl_json_end(&out);
    fpl_json_key(&out, "n");
    fpl_json_object(&out);
    fpl_json_kint(&out, "a", 1);
    fpl_json_end(&out);
    fpl_json_end(&out);
    assert_true(fpl_str_is(fpl_buf_str(&buf), "prefix:{\"m\":{\"z\":1},\"n\":{\"a\":1}}"));
    fpl_buf_release(&buf);
}

static void open_levels(int n) {
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    fpl_json_begin(&out, &buf);
    for (int i = 0; i < n; i++)
        fpl_json_array(&out);
    for (int i = 0; i < n; i++)
        fpl_json_end(&out);
    fpl_buf_release(&buf);
}

static struct fpl_json_out *in_object(void) {
    static struct fpl_buf buf;
    static struct fpl_json_out out;
    fpl_json_begin(&out, &buf);
    fpl_json_object(&out);
    return &out;
}

static void too_deep(void) {
    open_levels(FPL_JSON_DEPTH + 1);
}

static void keys_out_of_order(void) {
    struct fpl_json_out *out = in_object();
    fpl_json_kint(out, "b", 1);
    fpl_json_kint(out, "a", 1);
}

static void key_twice(void) {
    struct fpl_json_out *out = in_object();
    fpl_json_kint(out, "a", 1);
    fpl_json_kint(out, "a", 1);
}

static void out_of_order_behind_a_nested_object(void) {
    struct fpl_json_out *out = in_object();
    fpl_json_key(out, "b");
    fpl_json_object(out);
    fpl_json_kint(out, "a", 1);
    fpl_json_end(out);
    fpl_json_kint(out, "a", 1);
}

static void bad_key(void) {
    fpl_json_kint(in_object(), "Name", 1);
}

static void empty_key(void) {
    fpl_json_kint(in_object(), "", 1);
}

static void value_without_key(void) {
    fpl_json_int(in_object(), 1);
}

static void key_without_value(void) {
    struct fpl_json_out *out = in_object();
    fpl_json_key(out, "a");
    fpl_json_end(out);
}

static void key_after_key(void) {
    struct fpl_json_out *out = in_object();
    fpl_json_key(out, "a");
    fpl_json_key(out, "b");
}

static void key_in_array(void) {
    struct fpl_json_out *out = in_object();
    fpl_json_key(out, "a");
    fpl_json_array(out);
    fpl_json_key(out, "b");
}

static void too_many_ends(void) {
    struct fpl_json_out *out = in_object();
    fpl_json_end(out);
    fpl_json_end(out);
}

static void too_large(void) {
    fpl_json_kint(in_object(), "a", INT64_C(9007199254740992));
}

static void smallest(void) {
    fpl_json_kint(in_object(), "a", INT64_MIN);
}

static void with_nul(void) {
    fpl_json_kstr(in_object(), "a", FPL_STR("a\0b"));
}

static void test_base_json_write__misuse_stops(void **state) {
    (void)state;
    void (*const wrong[])(void) = {too_deep,      keys_out_of_order, key_twice,    out_of_order_behind_a_nested_object,
                                   bad_key,       empty_key,         key_in_array, value_without_key,
                                   too_many_ends, key_without_value, too_large,    key_after_key,
                                   smallest,      with_nul};
    open_levels(FPL_JSON_DEPTH);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_true(stops(wrong[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_json_write__escapes),
        cmocka_unit_test(test_base_json_write__rfc8785_example),
        cmocka_unit_test(test_base_json_write__escapes_everywhere),
        cmocka_unit_test(test_base_json_write__everything),
        cmocka_unit_test(test_base_json_write__order_is_per_object),
        cmocka_unit_test(test_base_json_write__misuse_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
