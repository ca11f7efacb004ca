/* Hex and base64. Decoding is strict in both: one text for one value, so that a stored text can be compared as bytes.
 */
#include "fundpool/text.h"

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void fpl_hex(const uint8_t *bytes, size_t n, char *out) {
    for (size_t i = 0; i < n; i++) {
        *out++ = hex_digits[bytes[i] >> 4];
        *out++ = hex_digits[bytes[i] & 15];
    }
    *out = '\0';
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum fpl_status fpl_unhex(struct fpl_str hex, uint8_t *out, size_t n) {
    if (hex.n % 2 != 0 || hex.n / 2 != n)
        return FPL_E_NUMBER_FORMAT;
    for (size_t i = 0; i < hex.n; i++)
        if (hex_value(hex.p[i]) < 0)
            return FPL_E_NUMBER_FORMAT;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)((unsigned)hex_value(hex.p[2 * i]) << 4 | (unsigned)hex_value(hex.p[2 * i + 1]));
    return FPL_OK;
}

size_t fpl_base64(const uint8_t *bytes, size_t n, char *out) {
    char *p = out;
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t word = (uint32_t)bytes[i] << 16;
        if (left > 1)
            word |= (uint32_t)bytes[i + 1] << 8;
        if (left > 2)
            word |= bytes[i + 2];
        *p++ = base64_digits[word >> 18];
        *p++ = base64_digits[word >> 12 & 63];
        *p++ = left > 1 ? base64_digits[word >> 6 & 63] : '=';
        *p++ = left > 2 ? base64_digits[word & 63] : '=';
    }
    *p = '\0';
    return (size_t)(p - out);
}

static int base64_value(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* The four characters of group i as 24 bits; -1 for a character outside the alphabet or bits set that the last group of
 * a text of n bytes must leave 0. */
static int64_t group(struct fpl_str text, size_t i, size_t bytes) {
    int64_t word = 0;
    for (size_t k = 0; k < 4; k++) {
        char c = text.p[4 * i + k];
        int value = k > bytes ? (c == '=' ? 0 : -1) : base64_value(c);
        if (value < 0)
            return -1;
        word = word << 6 | value;
    }
    if ((bytes == 1 && (word & 0xFFFF) != 0) || (bytes == 2 && (word & 0xFF) != 0))
        return -1;
    return word;
}

enum fpl_status fpl_unbase64(struct fpl_str text, uint8_t *out, size_t n) {
    size_t groups = n / 3 + (n % 3 != 0);
    if (text.n % 4 != 0 || text.n / 4 != groups)
        return FPL_E_NUMBER_FORMAT;
    for (size_t i = 0; i < groups; i++)
        if (group(text, i, n - 3 * i < 3 ? n - 3 * i : 3) < 0)
            return FPL_E_NUMBER_FORMAT;
    for (size_t i = 0; i < groups; i++) {
        size_t bytes = n - 3 * i < 3 ? n - 3 * i : 3;
        int64_t word = group(text, i, bytes);
        for (size_t k = 0; k < bytes; k++)
            out[3 * i + k] = (uint8_t)(word >> (16 - 8 * k) & 0xFF);
    }
    return FPL_OK;
}
