/* Checkpoint text: one accepted spelling. The sample is a published head of the Go checksum database with its
 * signature. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof_reference.h"

#define ROOT "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM="
#define TEXT "go.sum database tree\n30055305\n" ROOT "\n"
#define SIG                                                                                                            \
    "\xE2\x80\x94 sum.golang.org "                                                                                     \
    "Az3grpgEild5qw7+5dtV13Kf1C2Xurm8q4fhdxvcsDHnqNTaxL2AFjBY+2TyGKevucFcAAlWFJJYle3EJlDCrQ+y3A8=\n"

static void assert_refused(struct fpl_str text, const char *line) {
    struct fpl_checkpoint checkpoint, untouched;
    struct fpl_error error;
    memset(&checkpoint, 0x5a, sizeof checkpoint);
    untouched = checkpoint;
    fpl_error_clear(&error);
    assert_int_equal(fpl_checkpoint_parse(text, &checkpoint, &error), FPL_E_NUMBER_FORMAT);
    assert_int_equal(error.status, FPL_E_NUMBER_FORMAT);
    assert_string_equal(error.arg[0], line);
    assert_memory_equal(&checkpoint, &untouched, sizeof checkpoint);
    assert_int_equal(fpl_checkpoint_parse(text, &checkpoint, NULL), FPL_E_NUMBER_FORMAT);
}

static void assert_formats_as(const struct fpl_checkpoint *checkpoint, struct fpl_str text) {
    struct fpl_buf out = {0};
    fpl_checkpoint_format(checkpoint, &out);
    assert_int_equal(fpl_buf_ok(&out), FPL_OK);
    assert_int_equal(out.n, text.n);
    assert_memory_equal(out.p, text.p, text.n);
    fpl_buf_release(&out);
}

static void test_proof_checkpoint__published(void **state) {
    (void)state;
    struct fpl_checkpoint checkpoint;
    struct fpl_hash root = hash_of_base64(ROOT);
    static const char *const texts[] = {TEXT, TEXT "\n" SIG, TEXT "\n" SIG SIG};
    for (int i = 0; i < 3; i++) {
        memset(&checkpoint, 0x5a, sizeof checkpoint);
        assert_int_equal(fpl_checkpoint_parse(fpl_str_of(texts[i]), &checkpoint, NULL), FPL_OK);
        assert_string_equal(checkpoint.origin, "go.sum database tree");
        assert_int_equal(checkpoint.size, 30055305);
        assert_same_hash(&checkpoint.root, &root);
        assert_formats_as(&checkpoint, FPL_STR(TEXT));
    }
}

static void test_proof_checkpoint__format_appends(void **state) {
    struct fpl_buf out = {0};
    struct fpl_checkpoint checkpoint = {.origin = "huaibei.example/pool", .size = 0};
    fpl_empty_root(*state, &checkpoint.root);
    fpl_buf_adds(&out, "before ");
    fpl_checkpoint_format(&checkpoint, &out);
    assert_int_equal(fpl_buf_ok(&out), FPL_OK);
    assert_true(fpl_str_is(fpl_buf_str(&out),
                           "before huaibei.example/pool\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"));
    fpl_buf_release(&out);
}

static void test_proof_checkpoint__sizes(void **state) {
    (void)state;
    static const struct {
        const char *digits;
        int good;
        uint64_t size;
    } cases[] = {
        {"0", 1, 0},
        {"1", 1, 1},
        {"10", 1, 10},
        {"9223372036854775807", 1, INT64_MAX},
        {"9223372036854775808", 1, UINT64_C(1) << 63},
        {"18446744073709551615", 1, UINT64_MAX},
        {"18446744073709551616", 0, 0},
        {"18446744073709551620", 0, 0},
        {"99999999999999999999", 0, 0},
        {"184467440737095516150", 0, 0},
        {"", 0, 0},
        {"00", 0, 0},
        {"007", 0, 0},
        {"01", 0, 0},
        {"+1", 0, 0},
        {"-1", 0, 0},
        {"-0", 0, 0},
        {" 1", 0, 0},
        {"1 ", 0, 0},
        {"1\r", 0, 0},
        {"0x1", 0, 0},
        {"1.0", 0, 0},
        {"1e3", 0, 0},
        {"1_0", 0, 0},
        {"一", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_buf text = {0};
        struct fpl_checkpoint checkpoint;
        fpl_buf_addf(&text, "log\n%s\n" ROOT "\n", cases[i].digits);
        if (cases[i].good) {
            assert_int_equal(fpl_checkpoint_parse(fpl_buf_str(&text), &checkpoint, NULL), FPL_OK);
            assert_true(checkpoint.size == cases[i].size);
            assert_formats_as(&checkpoint, fpl_buf_str(&text));
        } else {
            assert_refused(fpl_buf_str(&text), "2");
        }
        fpl_buf_release(&text);
    }
}

static void test_proof_checkpoint__origins(void **state) {
    (void)state;
    static const struct {
        struct fpl_str origin;
        int good;
    } cases[] = {
        {{"淮北.example/资金池", sizeof "淮北.example/资金池" - 1}, 1},
        {{"a", 1}, 1},
        {{"", 0}, 0},
        {{"a\tb", 3}, 0},
        {{"a\r", 2}, 0},
        {{"a\0b", 3}, 0},
        {{"\xFF", 1}, 0},
        {{"\xC0\x80", 2}, 0},
        {{"\xED\xA0\x80", 3}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_buf text = {0};
        struct fpl_checkpoint checkpoint;
        fpl_buf_add(&text, cases[i].origin.p, cases[i].origin.n);
        fpl_buf_adds(&text, "\n5\n" ROOT "\n");
        if (cases[i].good) {
            assert_int_equal(fpl_checkpoint_parse(fpl_buf_str(&text), &checkpoint, NULL), FPL_OK);
            assert_formats_as(&checkpoint, fpl_buf_str(&text));
        } else {
            assert_refused(fpl_buf_str(&text), "1");
        }
        fpl_buf_release(&text);
    }
}

static void test_proof_checkpoint__longest_origin(void **state) {
    (void)state;
    char text[FPL_ORIGIN_BYTES_MAX + 1 + sizeof "\n5\n" ROOT "\n"];
    const size_t tail = sizeof "\n5\n" ROOT "\n" - 1;
    for (size_t n = FPL_ORIGIN_BYTES_MAX; n <= FPL_ORIGIN_BYTES_MAX + 1; n++) {
        memset(text, 'o', n);
        memcpy(text + n, "\n5\n" ROOT "\n", tail);
        struct fpl_checkpoint checkpoint;
        if (n == FPL_ORIGIN_BYTES_MAX) {
            assert_int_equal(fpl_checkpoint_parse((struct fpl_str){text, n + tail}, &checkpoint, NULL), FPL_OK);
            assert_formats_as(&checkpoint, (struct fpl_str){text, n + tail});
        } else {
            assert_refused((struct fpl_str){text, n + tail}, "1");
        }
    }
}

static void test_proof_checkpoint__roots(void **state) {
    (void)state;
    static const char *const roots[] = {
        "",
        "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM",   /* no padding */
        "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsN=",  /* trailing bits set */
        "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM==", /* too much padding */
        "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGs==",  /* 31 bytes */
        "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsMA",  /* 33 bytes */
        "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGs-=",  /* the URL alphabet */
        " mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM=",
        "mXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM=\r",
        "mXfgRcJ0bG0j3CPdKwgGWtUz\nBUbX67saZGRmFuJGGsM=",
    };
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        struct fpl_buf text = {0};
        fpl_buf_addf(&text, "log\n5\n%s\n", roots[i]);
        assert_refused(fpl_buf_str(&text), "3");
        fpl_buf_release(&text);
    }
}

static void test_proof_checkpoint__below_the_text(void **state) {
    (void)state;
    static const struct {
        const char *rest, *line;
    } cases[] = {
        {"extension\n", "4"},
        {"extension", "4"},
        {"\r\n", "4"},
        {"\n", "5"},                /* a blank line without signatures */
        {SIG, "4"},                 /* signatures without a blank line */
        {"extension\n\n" SIG, "4"}, /* legal in the specification, never written by us */
        {"\n\n" SIG, "5"},          /* the text would end at the last blank line */
        {"\n" SIG "\n", "6"},
        {"\n" SIG "\n" SIG, "6"},
        {"\n" SIG "stray\n", "6"},
        {"\n\xE2\x80\x94 name c2ln", "5"}, /* no newline at the end */
        {"\n\xE2\x80\x94 name\n", "5"},
        {"\n\xE2\x80\x94 name \n", "5"},
        {"\n\xE2\x80\x94  c2ln\n", "5"},
        {"\n\xE2\x80\x94 name c2ln x\n", "5"},
        {"\n- name c2ln\n", "5"},
        {"\n\xE2\x80\x94 ", "5"},
        {"\n\xE2\x80\x94 \n", "5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fpl_buf text = {0};
        fpl_buf_addf(&text, "%s%s", TEXT, cases[i].rest);
        assert_refused(fpl_buf_str(&text), cases[i].line);
        fpl_buf_release(&text);
    }
}

static void test_proof_checkpoint__cut_anywhere(void **state) {
    (void)state;
    static const char note[] = TEXT "\n" SIG;
    struct fpl_checkpoint checkpoint;
    assert_refused((struct fpl_str){NULL, 0}, "1");
    for (size_t n = 0; n < sizeof note; n++) {
        int whole = n == sizeof TEXT - 1 || n == sizeof note - 1;
        enum fpl_status status = fpl_checkpoint_parse((struct fpl_str){note, n}, &checkpoint, NULL);
        assert_int_equal(status, whole ? FPL_OK : FPL_E_NUMBER_FORMAT);
    }
}

/* Every byte of the text replaced by every other: whatever is still accepted is written back to the same bytes. */
static void test_proof_checkpoint__one_spelling(void **state) {
    (void)state;
    char text[] = "log/1\n1205\n" ROOT "\n";
    struct fpl_str whole = {text, sizeof text - 1};
    int accepted = 0;
    for (size_t at = 0; at < whole.n; at++) {
        char before = text[at];
        for (int byte = 0; byte < 256; byte++) {
            struct fpl_checkpoint checkpoint;
            text[at] = (char)byte;
            if (fpl_checkpoint_parse(whole, &checkpoint, NULL) != FPL_OK)
                continue;
            accepted++;
            assert_formats_as(&checkpoint, whole);
        }
        text[at] = before;
    }
    /* origin 5 x (128 - 32 control characters; DEL is none here), size 9+10+10+10, base64 42 x 64 + 16 for the last
     * character, which carries only four bits, and the padding and the three newlines as they are */
    assert_int_equal(accepted, 5 * 96 + 39 + 42 * 64 + 16 + 1 + 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof_checkpoint__published),
        cmocka_unit_test(test_proof_checkpoint__format_appends),
        cmocka_unit_test(test_proof_checkpoint__sizes),
        cmocka_unit_test(test_proof_checkpoint__origins),
        cmocka_unit_test(test_proof_checkpoint__longest_origin),
        cmocka_unit_test(test_proof_checkpoint__roots),
        cmocka_unit_test(test_proof_checkpoint__below_the_text),
        cmocka_unit_test(test_proof_checkpoint__cut_anywhere),
        cmocka_unit_test(test_proof_checkpoint__one_spelling),
    };
    return cmocka_run_group_tests(tests, setup_hasher, teardown_hasher);
}
