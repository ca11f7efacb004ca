/* The text of a leaf. The store keeps what differs from record to record, and the text is made of it each time. */
#include "fundpool/proof.h"
#include "fundpool/text.h"

#include <string.h>

struct text {
    char *at;
};

static void add(struct text *text, const char *bytes, size_t n) {
    memcpy(text->at, bytes, n);
    text->at += n;
}
#define ADD(text, literal) add(text, literal, sizeof(literal) - 1)

static void add_number(struct text *text, int64_t number) {
    char digit[20];
    size_t n = sizeof digit;
    do
        digit[--n] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    add(text, digit + n, sizeof digit - n);
}

static int is_number(int64_t number) {
    return number >= 0 && number < INT64_C(1) << 53;
}

/* Length of a kind as records bear it; 0: it is none. */
static size_t kind_bytes(const char *kind) {
    size_t n = strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789._");
    return kind[n] == '\0' ? n : 0;
}

size_t fpl_leaf_text(const struct fpl_leaf *leaf, char out[FPL_LEAF_BYTES]) {
    struct text text = {out};
    size_t n = kind_bytes(leaf->kind);
    if (n == 0 || strspn(leaf->uid, "0123456789abcdef") != 2 * (size_t)FPL_UID_BYTES || !is_number(leaf->seq) ||
        !is_number(leaf->t))
        return 0;
    ADD(&text, "{\"book\":\"");
    add(&text, leaf->uid, 2 * (size_t)FPL_UID_BYTES);
    ADD(&text, "\",\"c\":{\"body\":\"");
    text.at += fpl_base64(leaf->body.byte, FPL_HASH_BYTES, text.at);
    ADD(&text, "\"},\"e\":\"");
    add(&text, leaf->kind, n);
    ADD(&text, "\",\"n\":");
    add_number(&text, leaf->seq);
    ADD(&text, ",\"t\":");
    add_number(&text, leaf->t);
    ADD(&text, ",\"v\":1}");
    return (size_t)(text.at - out);
}
