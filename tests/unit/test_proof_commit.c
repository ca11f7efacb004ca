/* Commitments, against values made with
 *   printf 'fundpool/commit/v1/<part>\n<bytes>' | openssl dgst -sha256 -mac hmac -macopt hexkey:<salt> -binary | base64
 * which is also how an outsider checks one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof_reference.h"

#define CLAIM                                                                                                          \
    "{\"amount_fen\":35000000,\"bank\":\"B017\",\"claim\":\"2026-0031\",\"loan\":\"L-88\",\"party_no\":42,"            \
    "\"pool_share\":\"7/10\",\"prev_seq\":11802}"
#define PERSON "{\"id_no\":\"34060319800101001X\",\"name\":\"张三\",\"role\":\"guarantor\"}"
#define P44    "pppppppppppppppppppppppppppppppppppppppppppp"

static void salt_from(uint8_t first, uint8_t salt[FPL_SALT_BYTES]) {
    for (int i = 0; i < FPL_SALT_BYTES; i++)
        salt[i] = (uint8_t)(first + i);
}

static void test_proof_commit__vectors(void **state) {
    static const struct {
        uint8_t salt_first;
        const char *part, *bytes, *base64;
    } cases[] = {
        {0x00, "body", CLAIM, "o2kISaBMsoJmqz7dHIEdmPXm0B9+cwu3eJFEaBp2NpY="},
        {0x00, "to.1", CLAIM, "p31tQoz18NH4swdoPUh4qetfbyywVMwS+gQMEDMzikE="},
        {0x00, "pi", "", "Oo5b6YUH3D+aW8JJaA4Fg+BNG7t0cBpKUxy7Z42o5nU="},
        {0x20, "pi", PERSON, "uqrwXMpcJA1CnO2OsdLujMQEGxmF0fxtOrwaAPfMuYU="},
        {0x00, P44, "x", "A9v3d7Ot6xFzcENnOKu45pRGteDA/9qQ13SQHlRLHxw="},
        {0x00, P44 "p", "x", "hY2Oza33gA9ay3K0RmqEtV5dZI/V16PpTe9rRgx79I0="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t salt[FPL_SALT_BYTES];
        struct fpl_hash hash;
        struct fpl_hash expected = hash_of_base64(cases[i].base64);
        salt_from(cases[i].salt_first, salt);
        fpl_commit(*state, salt, cases[i].part, fpl_str_of(cases[i].bytes), &hash);
        assert_same_hash(&hash, &expected);
    }
}

static void test_proof_commit__long_bytes(void **state) {
    char bytes[1000];
    uint8_t salt[FPL_SALT_BYTES];
    struct fpl_hash hash;
    struct fpl_hash expected = hash_of_base64("e0m0KK/jsB/wy8A0Ogs3c1oqEZqpqXczntujysui+V8=");
    memset(bytes, 'a', sizeof bytes);
    salt_from(0x20, salt);
    fpl_commit(*state, salt, "body", (struct fpl_str){bytes, sizeof bytes}, &hash);
    assert_same_hash(&hash, &expected);
}

/* Another salt, part or text is another commitment; every bit of all three counts. */
static void test_proof_commit__binds_everything(void **state) {
    uint8_t salt[FPL_SALT_BYTES];
    char text[] = "{\"n\":1}";
    struct fpl_str bytes = {text, sizeof text - 1};
    struct fpl_hash first, other;
    salt_from(0x40, salt);
    fpl_commit(*state, salt, "body", bytes, &first);
    for (int bit = 0; bit < 8 * FPL_SALT_BYTES; bit++) {
        salt[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        fpl_commit(*state, salt, "body", bytes, &other);
        assert_false(fpl_hash_eq(&first, &other));
        salt[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
    for (size_t i = 0; i < bytes.n; i++) {
        text[i] ^= 1;
        fpl_commit(*state, salt, "body", bytes, &other);
        assert_false(fpl_hash_eq(&first, &other));
        text[i] ^= 1;
    }
    fpl_commit(*state, salt, "bod", bytes, &other);
    assert_false(fpl_hash_eq(&first, &other));
    fpl_commit(*state, salt, "body", bytes, &other);
    assert_true(fpl_hash_eq(&first, &other));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof_commit__vectors),
        cmocka_unit_test(test_proof_commit__long_bytes),
        cmocka_unit_test(test_proof_commit__binds_everything),
    };
    return cmocka_run_group_tests(tests, setup_hasher, teardown_hasher);
}
