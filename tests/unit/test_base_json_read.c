/* The strict reader: what it takes it gives back byte for byte when written again; everything else is refused with an
 * offset. */
#include "base_support.h"

#include "fundpool/json.h"

#define S(literal) FPL_STR(literal)

static void write_again(struct fpl_json_out *out, const struct fpl_json *node) {
    char key[64];
    switch (node->type) {
    case FPL_JSON_OBJECT:
        fpl_json_object(out);
        for (const struct fpl_json *at = fpl_json_first(node); at; at = fpl_json_next(node, at)) {
            fpl_json_key(out, fpl_str_copy(at->str, key, sizeof key));
            at = fpl_json_next(node, at);
            write_again(out, at);
        }
        fpl_json_end(out);
        break;
    case FPL_JSON_ARRAY:
        fpl_json_array(out);
        for (const struct fpl_json *at = fpl_json_first(node); at; at = fpl_json_next(node, at))
            write_again(out, at);
        fpl_json_end(out);
        break;
    case FPL_JSON_STRING:
        fpl_json_str(out, node->str);
        break;
    case FPL_JSON_INT:
        fpl_json_int(out, node->num);
        break;
    case FPL_JSON_BOOL:
        fpl_json_bool(out, node->num != 0);
        break;
    }
}

/* 1 if taken; then it must come back identical. The bytes are copied to their own exact size, so that a sanitizer sees
 * a read past the end. */
static int takes(struct fpl_str bytes) {
    struct fpl_json_doc doc = {0};
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    char *copy = malloc(bytes.n + 1);
    assert_non_null(copy);
    memcpy(copy + 1, bytes.p, bytes.n);
    struct fpl_str exact = {copy + 1, bytes.n};
    enum fpl_status status = fpl_json_parse(&doc, exact, NULL);
    assert_true(status == FPL_OK || status == FPL_E_JSON);
    if (status == FPL_OK) {
        const struct fpl_json *root = fpl_json_root(&doc);
        assert_int_equal(root->next, doc.count);
        assert_true(fpl_str_eq(root->raw, exact));
        fpl_json_begin(&out, &buf);
        write_again(&out, root);
        assert_true(fpl_str_eq(fpl_buf_str(&buf), exact));
    } else {
        assert_null(fpl_json_root(&doc));
    }
    fpl_json_doc_release(&doc);
    fpl_buf_release(&buf);
    free(copy);
    return status == FPL_OK;
}

static const char *const good[] = {
    "{}",
    "[]",
    "0",
    "-1",
    "true",
    "false",
    "\"\"",
    "\"淮北市\"",
    "[0,1,[],{},\"\"]",
    "9007199254740991",
    "-9007199254740991",
    "{\"0\":1,\"_\":2,\"a\":3,\"a.b\":4,\"a0\":5,\"aa\":6}",
    "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u000b\\u001f/\x7F\"",
    "{\"name\":\"安徽\\\"某某\\\"有限公司（试点）é𠮷\",\"p\":[{\"a\":\"1002\",\"s\":\"D\"}],\"v\":1}",
    "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
    "[\"q\xCC\xA3\xCC\x87\"]",
};

static void test_base_json_read__round_trip(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(takes(fpl_str_of(good[i])));
}

struct refusal {
    struct fpl_str bytes;
    const char *at;
};

static void test_base_json_read__refusals(void **state) {
    (void)state;
    const struct refusal rows[] = {
        {S(""), "0"},
        /* blanks, marks, rest */
        {S(" 1"), "0"},
        {S("1 "), "1"},
        {S("[1, 2]"), "3"},
        {S("{\"a\": 1}"), "5"},
        {S("1\n"), "1"},
        {S("\xEF\xBB\xBF{}"), "0"},
        {S("{}{}"), "2"},
        {S("1,2"), "1"},
        {S("1]"), "1"},
        /* literals outside the profile */
        {S("null"), "0"},
        {S("True"), "0"},
        {S("tru"), "0"},
        {S("falsey"), "5"},
        {S("[null]"), "1"},
        {S("NaN"), "0"},
        /* numbers */
        {S("-0"), "0"},
        {S("00"), "0"},
        {S("01"), "0"},
        {S("-01"), "0"},
        {S("-"), "0"},
        {S("+1"), "0"},
        {S("1.0"), "1"},
        {S("1e2"), "1"},
        {S("1E2"), "1"},
        {S(".5"), "0"},
        {S("9007199254740992"), "0"},
        {S("-9007199254740992"), "0"},
        {S("90071992547409910"), "0"},
        {S("0x1"), "1"},
        {S("99999999999999999999999999"), "0"},
        /* containers */
        {S("["), "1"},
        {S("[1"), "2"},
        {S("[1,"), "3"},
        {S("[1,]"), "3"},
        {S("[,1]"), "1"},
        {S("[1}"), "2"},
        {S("]"), "0"},
        {S("{"), "1"},
        {S("{\"a\""), "4"},
        {S("{\"a\":"), "5"},
        {S("{\"a\":1"), "6"},
        {S("{\"a\":1,"), "7"},
        {S("{\"a\":1,}"), "7"},
        {S("{\"a\" :1}"), "4"},
        {S("{a:1}"), "1"},
        {S("{1:1}"), "1"},
        {S("{\"a\":1]"), "6"},
        {S("{,}"), "1"},
        {S("{\"a\",1}"), "4"},
        {S("[1 2]"), "2"},
        {S("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"), "16"},
        /* keys */
        {S("{\"\":1}"), "2"},
        {S("{\"A\":1}"), "2"},
        {S("{\"a-b\":1}"), "3"},
        {S("{\"\\u0061\":1}"), "2"},
        {S("{\"名\":1}"), "2"},
        {S("{\"b\":1,\"a\":2}"), "7"},
        {S("{\"a\":1,\"a\":2}"), "7"},
        {S("{\"ab\":1,\"a\":2}"), "8"},
        {S("{\"x\":{\"b\":1,\"a\":1}}"), "12"},
        /* strings */
        {S("\""), "1"},
        {S("\"a"), "2"},
        {S("\"\\"), "1"},
        {S("\"\\\""), "3"},
        {S("\"\\u00"), "1"},
        {S("\"\\u0001"), "7"},
        {S("\"\\/\""), "1"},
        {S("\"\\a\""), "1"},
        {S("\"\\u0041\""), "1"},
        {S("\"\\u000A\""), "1"},
        {S("\"\\u000a\""), "1"},
        {S("\"\\u0022\""), "1"},
        {S("\"\\u001F\""), "1"},
        {S("\"\\u0000\""), "1"},
        {S("\"\\U0001\""), "1"},
        {S("\"\\u007f\""), "1"},
        {S("\"\\ud83d\\ude00\""), "1"},
        {S("\"\n\""), "1"},
        {S("\"a\tb\""), "2"},
        {S("\"a\0b\""), "2"},
        {S("'a'"), "0"},
        {S("\"\\x41\""), "1"},
        {S("\"12345678\x1F\""), "9"},
        /* UTF-8 and NFC, with and without an escape */
        {S("\"\xFF\""), "0"},
        {S("\"\xC0\x80\""), "0"},
        {S("\"\xED\xA0\x80\""), "0"},
        {S("[\"\xE4\xB8\"]"), "1"},
        {S("\"e\xCC\x81\""), "0"},
        {S("\"\\n\xFF\""), "0"},
        {S("\"\\ne\xCC\x81\""), "0"},
        {S("\"\xEF\xA4\x80\""), "0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fpl_json_doc doc = {0};
        struct fpl_error error;
        fpl_error_clear(&error);
        assert_int_equal(fpl_json_parse(&doc, rows[i].bytes, &error), FPL_E_JSON);
        if (strcmp(error.arg[0], rows[i].at) != 0)
            fail_msg("%.*s: refused at %s, not at %s", (int)rows[i].bytes.n, rows[i].bytes.p, error.arg[0], rows[i].at);
        assert_null(fpl_json_root(&doc));
        fpl_json_doc_release(&doc);
        assert_false(takes(rows[i].bytes));
    }
}

/* Every prefix of a good text is refused, as none is whole before its end. */
static void test_base_json_read__every_prefix(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char last = good[i][strlen(good[i]) - 1];
        if (last != '}' && last != ']' && last != '"')
            continue;
        for (size_t n = 0; n < strlen(good[i]); n++)
            assert_false(takes((struct fpl_str){good[i], n}));
    }
}

static void test_base_json_read__navigation(void **state) {
    (void)state;
    struct fpl_json_doc doc = {0};
    struct fpl_str text = S("{\"a\":[10,[20,[]],{\"x\":\"y\"},true],\"b\":{},\"c\":\"e\\nf\",\"d\":-7}");
    assert_int_equal(fpl_json_parse(&doc, text, NULL), FPL_OK);
    const struct fpl_json *root = fpl_json_root(&doc);
    const struct fpl_json *a = fpl_json_get(root, "a");
    assert_int_equal(fpl_json_count(root), 4);
    assert_int_equal(fpl_json_count(a), 4);
    assert_int_equal(fpl_json_num(fpl_json_at(a, 0), 0), 10);
    assert_int_equal(fpl_json_num(fpl_json_at(fpl_json_at(a, 1), 0), 0), 20);
    assert_int_equal(fpl_json_count(fpl_json_at(fpl_json_at(a, 1), 1)), 0);
    assert_true(fpl_str_is(fpl_json_get_text(fpl_json_at(a, 2), "x"), "y"));
    assert_int_equal(fpl_json_num(fpl_json_at(a, 3), 0), 1);
    assert_null(fpl_json_at(a, 4));
    assert_true(fpl_str_is(fpl_json_at(a, 1)->raw, "[20,[]]"));
    assert_int_equal(fpl_json_count(fpl_json_get(root, "b")), 0);
    assert_null(fpl_json_first(fpl_json_get(root, "b")));
    assert_true(fpl_str_is(fpl_json_get_text(root, "c"), "e\nf"));
    assert_true(fpl_str_is(fpl_json_get(root, "c")->raw, "\"e\\nf\""));
    assert_int_equal(fpl_json_get_num(root, "d", 0), -7);
    int members = 0;
    for (const struct fpl_json *at = fpl_json_first(root); at; at = fpl_json_next(root, at))
        members++;
    assert_int_equal(members, 8); /* keys and values in turn */
    fpl_json_doc_release(&doc);
}

static void test_base_json_read__what_is_not_there(void **state) {
    (void)state;
    struct fpl_json_doc doc = {0};
    assert_int_equal(fpl_json_parse(&doc, S("{\"b\":\"t\",\"d\":1}"), NULL), FPL_OK);
    const struct fpl_json *root = fpl_json_root(&doc);
    assert_null(fpl_json_get(root, "a"));
    assert_null(fpl_json_get(root, "c"));
    assert_null(fpl_json_get(root, "e"));
    assert_null(fpl_json_get(root, ""));
    assert_null(fpl_json_get(fpl_json_get(root, "b"), "x"));
    assert_null(fpl_json_get(NULL, "x"));
    assert_int_equal(fpl_json_get_num(root, "b", 5), 5);
    assert_int_equal(fpl_json_get_num(NULL, "b", 6), 6);
    assert_int_equal(fpl_json_get_text(root, "d").n, 0);
    assert_null(fpl_json_at(root, 0));
    assert_null(fpl_json_first(NULL));
    assert_null(fpl_json_next(root, NULL));
    assert_int_equal(fpl_json_count(fpl_json_get(root, "b")), 0);
    fpl_json_doc_release(&doc);
    fpl_json_doc_release(NULL);
}

static void test_base_json_read__document_is_reused(void **state) {
    (void)state;
    struct fpl_json_doc doc = {0};
    for (int i = 0; i < 100; i++) {
        assert_int_equal(fpl_json_parse(&doc, S("[\"a\\tb\",\"c\\td\"]"), NULL), FPL_OK);
        assert_true(fpl_str_is(fpl_json_text(fpl_json_at(fpl_json_root(&doc), 1)), "c\td"));
        assert_int_equal(fpl_json_parse(&doc, S("[\"a\\tb\",\"c\\td\""), NULL), FPL_E_JSON);
        assert_null(fpl_json_root(&doc));
        assert_int_equal(fpl_json_parse(&doc, S("7"), NULL), FPL_OK);
        assert_int_equal(doc.count, 1);
    }
    fpl_json_doc_release(&doc);
}

static void test_base_json_read__limits(void **state) {
    (void)state;
    struct fpl_json_doc doc = {0};
    struct fpl_buf buf = {0};
    struct fpl_error error;
    fpl_buf_addc(&buf, '[');
    for (uint32_t i = 0; i < FPL_JSON_NODES_MAX - 1; i++)
        fpl_buf_adds(&buf, i ? ",1" : "1");
    fpl_buf_addc(&buf, ']');
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&buf), NULL), FPL_OK);
    assert_int_equal(fpl_json_count(fpl_json_root(&doc)), FPL_JSON_NODES_MAX - 1);
    buf.n--;
    fpl_buf_adds(&buf, ",1]");
    fpl_error_clear(&error);
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&buf), &error), FPL_E_LIMIT);
    assert_string_equal(error.arg[0], "1048576");
    fpl_buf_reset(&buf);
    fpl_buf_addc(&buf, '"');
    while (buf.n < FPL_JSON_BYTES_MAX)
        fpl_buf_addc(&buf, 'x');
    fpl_buf_addc(&buf, '"');
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&buf), NULL), FPL_E_LIMIT);
    buf.n--;
    buf.p[buf.n - 1] = '"';
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&buf), NULL), FPL_OK);
    fpl_buf_release(&buf);
    fpl_json_doc_release(&doc);
}

/* A random value, built by the writer. */
static void write_random(struct fpl_json_out *out, uint64_t *x, int depth) {
    static const char *const texts[] = {
        "", "a", "淮北", "line\nbreak", "quote \"q\" and \\", "\x01\x1F", "é𠮷（）", "0123456789abcdef0"};
    char key[32];
    int64_t kind = random_below(x, depth < FPL_JSON_DEPTH - 1 ? 6 : 4);
    int members = (int)random_below(x, 6);
    if (kind < 2) {
        fpl_json_strz(out, texts[random_below(x, 8)]);
    } else if (kind == 2) {
        fpl_json_int(out, random_int(x) % INT64_C(9007199254740992));
    } else if (kind == 3) {
        fpl_json_bool(out, (int)random_below(x, 2));
    } else if (kind == 4) {
        fpl_json_array(out);
        for (int i = 0; i < members; i++)
            write_random(out, x, depth + 1);
        fpl_json_end(out);
    } else {
        fpl_json_object(out);
        for (int i = 0; i < members; i++) {
            snprintf(key, sizeof key, "k%d.%d", i, (int)random_below(x, 10));
            fpl_json_key(out, key);
            write_random(out, x, depth + 1);
        }
        fpl_json_end(out);
    }
}

static void test_base_json_read__reads_what_was_written(void **state) {
    (void)state;
    uint64_t x = random_seed("json");
    struct fpl_buf buf = {0};
    for (int i = 0; i < 3000; i++) {
        struct fpl_json_out out;
        fpl_buf_reset(&buf);
        fpl_json_begin(&out, &buf);
        write_random(&out, &x, 0);
        assert_true(takes(fpl_buf_str(&buf)));
    }
    fpl_buf_release(&buf);
}

/* Mutated texts: refused, or their own canonical encoding. */
/* The end of a text, an escape and a character of several bytes at every place of texts of up to three words; what
 * stands behind the end does not count to it. */
static void test_base_json_read__ends_anywhere(void **state) {
    static const char *const odd[] = {"", "\\\\", "\\\"", "\\n", "\\u001f", "甲", "é", "\x7f"};
    static const char *const wrong[] = {"\x1f", "\n", "\xff", "\xc3\x28", "\\x", "\"", "e\xCC\x81"};
    struct fpl_json_doc doc = {0};
    struct fpl_error error;
    char text[64];
    (void)state;
    for (int n = 0; n < 24; n++) {
        for (int at = 0; at <= n; at++) {
            for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
                int size = snprintf(text, sizeof text, "[\"%.*s%s%.*s\",\"é\",\"b\"]", at, "aaaaaaaaaaaaaaaaaaaaaaaa",
                                    odd[i], n - at, "aaaaaaaaaaaaaaaaaaaaaaaa");
                assert_int_equal(fpl_json_parse(&doc, (struct fpl_str){text, (size_t)size}, &error), FPL_OK);
                struct fpl_str got = fpl_json_text(fpl_json_at(fpl_json_root(&doc), 0));
                size_t most = strlen(odd[i]), least = odd[i][0] == '\\' ? 1 : most;
                assert_int_equal(got.n, (size_t)n + least);
                assert_true(fpl_str_is(fpl_json_text(fpl_json_at(fpl_json_root(&doc), 2)), "b"));
            }
            for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                int size = snprintf(text, sizeof text, "[\"%.*s%s%.*s\",\"b\"]", at, "aaaaaaaaaaaaaaaaaaaaaaaa",
                                    wrong[i], n - at, "aaaaaaaaaaaaaaaaaaaaaaaa");
                assert_int_not_equal(fpl_json_parse(&doc, (struct fpl_str){text, (size_t)size}, &error), FPL_OK);
            }
        }
    }
    fpl_json_doc_release(&doc);
}

static void test_base_json_read__mutations(void **state) {
    (void)state;
    static const char alphabet[] = "{}[]\",:\\u0019abtrfne-.\x7F\x01\xE4\xB8\xAD\xCC\x81\xFF ";
    uint64_t x = random_seed("json mutations");
    int taken = 0;
    for (int i = 0; i < 60000; i++) {
        char text[256];
        const char *from = good[random_below(&x, (int64_t)(sizeof good / sizeof good[0]))];
        size_t n = strlen(from);
        memcpy(text, from, n);
        for (int64_t k = random_below(&x, 3) + 1; k > 0 && n > 0; k--) {
            size_t at = (size_t)random_below(&x, (int64_t)n);
            int64_t kind = random_below(&x, 3);
            char c = alphabet[random_below(&x, sizeof alphabet)];
            if (kind == 0) {
                text[at] = c;
            } else if (kind == 1) {
                memmove(text + at, text + at + 1, n - at - 1);
                n--;
            } else if (n < sizeof text) {
                memmove(text + at + 1, text + at, n - at);
                text[at] = c;
                n++;
            }
        }
        taken += takes((struct fpl_str){text, n});
    }
    assert_true(taken > 0);
}

struct taken {
    struct fpl_buf text; /* what was given, written again, a blank after each */
    int left;            /* refuses the one after so many */
};

static enum fpl_status take_element(void *ctx, const struct fpl_json *element) {
    struct taken *taken = ctx;
    struct fpl_json_out out;
    struct fpl_buf again = {0};
    if (taken->left-- == 0)
        return FPL_E_INTERRUPTED;
    fpl_json_begin(&out, &again);
    write_again(&out, element);
    assert_true(fpl_str_eq(fpl_buf_str(&again), element->raw));
    fpl_buf_add(&taken->text, again.p, again.n);
    fpl_buf_addc(&taken->text, ' ');
    fpl_buf_release(&again);
    return FPL_OK;
}

static enum fpl_status each(struct fpl_json_doc *doc, const char *path, const char *json, int left,
                            struct taken *taken) {
    fpl_buf_release(&taken->text);
    taken->left = left;
    struct fpl_json_each how = {fpl_str_of(path), take_element, taken};
    return fpl_json_parse_each(doc, fpl_str_of(json), &how, NULL);
}

static void test_base_json_read__elements_one_by_one(void **state) {
    static const struct {
        const char *path, *json, *given;
    } cases[] = {
        {"list", "{\"list\":[1,\"a\\tb\",{\"k\":[2,3]},[],[[4]],true],\"z\":5}",
         "1 \"a\\tb\" {\"k\":[2,3]} [] [[4]] true "},
        {"list", "{\"list\":[]}", ""},
        {"list", "{\"list\":{\"list\":[1]}}", ""},             /* not an array */
        {"list", "{\"a\":{\"list\":[1]},\"list\":[2]}", "2 "}, /* not at the root */
        {"list", "[{\"list\":[1]}]", ""},                      /* the root is no object */
        {"a.b", "{\"a\":{\"b\":[1,2],\"c\":[3]},\"b\":[4]}", "1 2 "},
        {"a.b", "{\"a\":{\"c\":[3]},\"b\":[4],\"c\":{\"b\":[5]}}", ""}, /* the path ends with a */
        {"a.b", "{\"a\":7,\"c\":{\"b\":[5]}}", ""},
        {"a.b", "{\"a\":[{\"b\":[1]}],\"c\":{\"b\":[5]}}", ""},
        {"", "{\"a\":[1]}", ""},
    };
    (void)state;
    struct fpl_json_doc doc = {0}, whole = {0};
    struct taken taken = {{0}, 0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(each(&doc, cases[i].path, cases[i].json, -1, &taken), FPL_OK);
        assert_true(fpl_str_is(fpl_buf_str(&taken.text), cases[i].given));
        assert_int_equal(fpl_json_root(&doc)->next, doc.count);
        assert_int_equal(fpl_json_parse(&whole, fpl_str_of(cases[i].json), NULL), FPL_OK);
        assert_int_equal(doc.count < whole.count, cases[i].given[0] != '\0'); /* given, and not kept */
    }
    assert_int_equal(each(&doc, "list", cases[0].json, -1, &taken), FPL_OK);
    assert_int_equal(fpl_json_count(fpl_json_get(fpl_json_root(&doc), "list")), 0);
    assert_int_equal(fpl_json_get_num(fpl_json_root(&doc), "z", 0), 5); /* what follows the list is in its place */
    fpl_buf_release(&taken.text);
    fpl_json_doc_release(&doc);
    fpl_json_doc_release(&whole);
}

static void test_base_json_read__elements_refused(void **state) {
    (void)state;
    struct fpl_json_doc doc = {0};
    struct taken taken = {{0}, 0};
    assert_int_equal(each(&doc, "l", "{\"l\":[1,2,3]}", 2, &taken), FPL_E_INTERRUPTED);
    assert_true(fpl_str_is(fpl_buf_str(&taken.text), "1 2 "));
    assert_null(fpl_json_root(&doc));
    assert_int_equal(each(&doc, "l", "{\"l\":[1,2,]}", -1, &taken), FPL_E_JSON);
    assert_int_equal(each(&doc, "l", "{\"l\":[{\"b\":1,\"a\":2}]}", -1, &taken), FPL_E_JSON);
    assert_int_equal(each(&doc, "l", "{\"l\":[1,2", -1, &taken), FPL_E_JSON);
    assert_int_equal(each(&doc, "l", "{\"l\":[1],\"a\":[2]}", -1, &taken), FPL_E_JSON);
    assert_null(fpl_json_root(&doc));
    assert_int_equal(each(&doc, "l", "{\"l\":[1]}", -1, &taken), FPL_OK); /* and is used again */
    fpl_buf_release(&taken.text);
    fpl_json_doc_release(&doc);
}

static void test_base_json_read__pick(void **state) {
    (void)state;
    static const struct fpl_str keys[] = {{"a", 1}, {"aa", 2}, {"c", 1}, {"d", 1}, {"e", 1}};
    const struct fpl_json *value[5];
    struct fpl_json_doc doc = {0};
    assert_int_equal(fpl_json_parse(&doc, S("{\"aa\":[1,{\"d\":9}],\"b\":{\"c\":8},\"d\":\"x\"}"), NULL), FPL_OK);
    fpl_json_pick(fpl_json_root(&doc), keys, value, 5);
    assert_null(value[0]);
    assert_int_equal(fpl_json_count(value[1]), 2);
    assert_null(value[2]);
    assert_true(fpl_str_is(fpl_json_text(value[3]), "x"));
    assert_null(value[4]);
    fpl_json_pick(fpl_json_at(value[1], 0), keys, value, 5); /* no object has nothing */
    assert_null(value[1]);
    fpl_json_pick(NULL, keys, value, 5);
    assert_null(value[0]);
    assert_int_equal(fpl_json_parse(&doc, S("{}"), NULL), FPL_OK);
    fpl_json_pick(fpl_json_root(&doc), keys, value, 5);
    assert_null(value[0]);
    fpl_json_doc_release(&doc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_json_read__round_trip),
        cmocka_unit_test(test_base_json_read__refusals),
        cmocka_unit_test(test_base_json_read__every_prefix),
        cmocka_unit_test(test_base_json_read__navigation),
        cmocka_unit_test(test_base_json_read__what_is_not_there),
        cmocka_unit_test(test_base_json_read__document_is_reused),
        cmocka_unit_test(test_base_json_read__limits),
        cmocka_unit_test(test_base_json_read__reads_what_was_written),
        cmocka_unit_test(test_base_json_read__ends_anywhere),
        cmocka_unit_test(test_base_json_read__mutations),
        cmocka_unit_test(test_base_json_read__elements_one_by_one),
        cmocka_unit_test(test_base_json_read__elements_refused),
        cmocka_unit_test(test_base_json_read__pick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
