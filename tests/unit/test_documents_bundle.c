/* A ZIP of papers: its list of hashes, the moment of its entries, the same bytes again, and no file where it fails. */
#include "src/documents/bundle.h"

#include "tests/support/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

static char path[128];

static int make_folder(void **state) {
    struct test_file file = test_file_of("x", 1);
    (void)state;
    snprintf(path, sizeof path, "%s", file.path);
    return unlink(path);
}

static enum fpl_status made(int64_t local, enum fpl_status status) {
    struct doc_bundle *bundle = NULL;
    struct fpl_error error = {0};
    struct fpl_buf a = {0}, b = {0};
    assert_int_equal(doc_bundle_begin(path, local, &bundle, &error), FPL_OK);
    fpl_buf_adds(&a, "abc");
    fpl_buf_adds(&b, "中");
    assert_int_equal(doc_bundle_add(bundle, "a.json", &a, &error), FPL_OK);
    assert_int_equal(doc_bundle_add(bundle, "HB-PL/资金池.json", &b, &error), FPL_OK);
    assert_null(a.p); /* taken over */
    return doc_bundle_end(bundle, status, &error);
}

static void test_documents_bundle__hashes(void **state) {
    char text[400];
    zip_stat_t at;
    int code = 0;
    (void)state;
    assert_int_equal(made(INT64_C(1795168801000), FPL_OK), FPL_OK);
    zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    assert_non_null(zip);
    assert_int_equal(zip_get_num_entries(zip, 0), 3);
    zip_file_t *sums = zip_fopen(zip, "SHA256SUMS", 0);
    zip_int64_t n = zip_fread(sums, text, sizeof text - 1);
    assert_true(n > 0);
    text[n] = '\0';
    zip_fclose(sums);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.json\n"
                              "a567bdaa11367f260f0708391f4d10766b5962f565d9e432f17981a3584fe1e2  HB-PL/资金池.json\n");
    assert_int_equal(zip_stat(zip, "HB-PL/资金池.json", ZIP_FL_ENC_UTF_8, &at), 0);
    zip_discard(zip);
    unlink(path);
}

static void test_documents_bundle__same_bytes(void **state) {
    size_t n[2];
    char *bytes[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(setenv("TZ", i ? "America/New_York" : "Asia/Shanghai", 1), 0);
        assert_int_equal(made(INT64_C(1795168801000), FPL_OK), FPL_OK);
        bytes[i] = test_file_read(path, &n[i]);
        unlink(path);
    }
    assert_int_equal(n[0], n[1]);
    assert_memory_equal(bytes[0], bytes[1], n[0]);
    /* a local header: time 10:00:00 (seconds are halves), day 2026-11-20 */
    assert_memory_equal(bytes[0], "PK\3\4", 4);
    assert_int_equal((unsigned char)bytes[0][10] | (unsigned char)bytes[0][11] << 8, 10 << 11);
    assert_int_equal((unsigned char)bytes[0][12] | (unsigned char)bytes[0][13] << 8, 46 << 9 | 11 << 5 | 20);
    for (int i = 0; i < 2; i++)
        free(bytes[i]);
    assert_int_equal(made(0, FPL_OK), FPL_OK); /* of a ledger without records: the first day that a ZIP knows */
    char *first = test_file_read(path, NULL);
    assert_int_equal((unsigned char)first[12] | (unsigned char)first[13] << 8, 1 << 5 | 1);
    free(first);
    unlink(path);
}

static void test_documents_bundle__failures(void **state) {
    struct doc_bundle *bundle = NULL;
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(made(0, FPL_E_NOMEM), FPL_E_NOMEM); /* what went before has failed */
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(made(0, FPL_OK), FPL_OK);
    assert_int_equal(doc_bundle_begin(path, 0, &bundle, &error), FPL_E_IO); /* it is there */
    unlink(path);
    assert_int_equal(doc_bundle_begin("/no/such/folder/x.zip", 0, &bundle, &error), FPL_OK);
    assert_int_equal(doc_bundle_end(bundle, FPL_OK, &error), FPL_E_IO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_bundle__hashes),
        cmocka_unit_test(test_documents_bundle__same_bytes),
        cmocka_unit_test(test_documents_bundle__failures),
    };
    return cmocka_run_group_tests(tests, make_folder, NULL);
}
