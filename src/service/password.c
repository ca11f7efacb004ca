#include "src/service/password.h"
#include "src/host/host.h"

#include <ctype.h>
#include <gnutls/crypto.h>
#include <pthread.h>
#include <sodium.h>

#define CHARACTERS_LEAST 12
#define BYTES_MOST       128
#define HASHES_AT_ONCE   3

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int hashing;
static char nobody[crypto_pwhash_STRBYTES]; /* a hash that no password has */

_Static_assert(crypto_pwhash_STRBYTES <= STATE_PASSWORD_BYTES, "a hash fits");
_Static_assert(crypto_hash_sha256_BYTES == FPL_HASH_BYTES, "SHA-256");

/* The core of what is tried first everywhere, at any length; digits and signs around it do not make it another one. */
static const char *const common[] = {
    "password",      "passw0rd",  "qwerty",   "qwertyuiop", "asdfghjkl",    "zxcvbnm",      "abcdef",
    "abcdefghijkl",  "letmein",   "welcome",  "iloveyou",   "monkey",       "dragon",       "admin",
    "administrator", "root",      "changeme", "default",    "secret",       "login",        "master",
    "superman",      "football",  "baseball", "sunshine",   "princess",     "trustno",      "woaini",
    "wodemima",      "mima",      "fundpool", "huaibei",    "test",         "guest",        "user",
    "aaaaaaaaaaaa",  "qazwsxedc", "qazwsx",   "1qaz2wsx",   "1q2w3e4r5t6y", "123qweasdzxc", "q1w2e3r4t5y6"};

enum fpl_status password_begin(struct fpl_error *error) {
    static const char never[] = "";
    if (sodium_init() < 0 || crypto_pwhash_str(nobody, never, 0, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                               crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    return FPL_OK;
}

/* Letters alone, in lower case; of a password of digits, the digits. */
static size_t core_of(struct fpl_str text, char *out) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (isalpha((unsigned char)text.p[i]))
            out[n++] = (char)tolower((unsigned char)text.p[i]);
    out[n] = '\0';
    return n;
}

/* The whole repeats its first `period` bytes. */
static int repeats(struct fpl_str text, size_t period) {
    for (size_t i = period; i < text.n; i++)
        if (text.p[i] != text.p[i - period])
            return 0;
    return 1;
}

static int runs(struct fpl_str text) { /* 123456789012, abcdefghijkl, 098765432109 */
    int up = 1, down = 1;
    for (size_t i = 1; i < text.n; i++) {
        int step = (unsigned char)text.p[i] - (unsigned char)text.p[i - 1];
        up = up && (step == 1 || step == -9 || step == -25);
        down = down && (step == -1 || step == 9 || step == 25);
    }
    return up || down;
}

static int is_common(struct fpl_str password) {
    char core[BYTES_MOST + 1], whole[BYTES_MOST + 1];
    size_t letters = core_of(password, core);
    for (size_t i = 0; i < password.n; i++)
        whole[i] = (char)tolower((unsigned char)password.p[i]);
    whole[password.n] = '\0';
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (strcmp(core, common[i]) == 0 || strcmp(whole, common[i]) == 0)
            return 1;
    for (size_t period = 1; period <= 4; period++)
        if (repeats(password, period))
            return 1;
    return runs(password) || (letters > 0 && repeats((struct fpl_str){core, letters}, 1) && letters > 3);
}

static int holds(struct fpl_str text, const char *word) {
    size_t n = strlen(word);
    for (size_t i = 0; n > 0 && i + n <= text.n; i++)
        if (memcmp(text.p + i, word, n) == 0)
            return 1;
    return 0;
}

static size_t characters(struct fpl_str text) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

enum fpl_status password_check(struct fpl_str password, const char *user, struct fpl_error *error) {
    struct fpl_error ignored = {0};
    const char *why = NULL;
    if (fpl_text_check(password, BYTES_MOST, &ignored) == FPL_E_ENCODING)
        why = FPL_ZH_EN("不是 UTF-8 文字", "it is not UTF-8");
    else if (password.n > BYTES_MOST)
        why = FPL_ZH_EN("最长 128 字节", "128 bytes at most");
    else if (characters(password) < CHARACTERS_LEAST)
        why = FPL_ZH_EN("至少 12 个字符", "12 characters at least");
    else if (is_common(password))
        why = FPL_ZH_EN("属于人人会试的常见口令", "it is one that everybody tries");
    else if (password.n <= 2 * strlen(user) + 6 && holds(password, user))
        why = FPL_ZH_EN("由用户名构成", "it is made of the user's name");
    return why ? fpl_fail(error, FPL_E_PASSWORD, why, NULL, NULL) : FPL_OK;
}

static void hash_begin(void) {
    pthread_mutex_lock(&mutex);
    while (hashing >= HASHES_AT_ONCE)
        pthread_cond_wait(&freed, &mutex);
    hashing++;
    pthread_mutex_unlock(&mutex);
}

static void hash_end(void) {
    pthread_mutex_lock(&mutex);
    hashing--;
    pthread_cond_signal(&freed);
    pthread_mutex_unlock(&mutex);
}

enum fpl_status password_hash(struct fpl_str password, char out[STATE_PASSWORD_BYTES], struct fpl_error *error) {
    char hash[crypto_pwhash_STRBYTES];
    hash_begin();
    int rc = crypto_pwhash_str(hash, password.p ? password.p : "", password.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                               crypto_pwhash_MEMLIMIT_INTERACTIVE);
    hash_end();
    if (rc != 0)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    memcpy(out, hash, sizeof hash);
    return FPL_OK;
}

int password_is(struct fpl_str password, const char *hash) {
    const char *against = hash[0] ? hash : nobody;
    hash_begin();
    int rc = crypto_pwhash_str_verify(against, password.p ? password.p : "", password.n);
    hash_end();
    return rc == 0 && hash[0] != '\0';
}

/* ---- codes ---- */

void totp_code(const uint8_t *secret, size_t n, int64_t step, int digits, char out[12]) {
    uint8_t counter[8], mac[20] = {0};
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    FPL_ASSERT(digits > 0 && digits < 10);
    FPL_ASSERT(gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, n, counter, sizeof counter, mac) == 0);
    size_t at = mac[19] & 15;
    uint32_t value = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 |
                     (uint32_t)mac[at + 3];
    out[digits] = '\0';
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10);
}

int64_t totp_find(const uint8_t secret[STATE_TOTP_BYTES], struct fpl_str code, int64_t now_ms) {
    int64_t now = now_ms / 1000 / TOTP_STEP_SECONDS, found = -1;
    char right[12];
    if (code.n != TOTP_DIGITS)
        return -1;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        totp_code(secret, STATE_TOTP_BYTES, step, TOTP_DIGITS, right);
        if (sodium_memcmp(right, code.p, TOTP_DIGITS) == 0)
            found = step;
    }
    return found;
}

void totp_base32(const uint8_t *bytes, size_t n, char *out) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < n; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *out++ = alphabet[held >> (bits - 5) & 31];
    }
    if (bits)
        *out++ = alphabet[held << (5 - bits) & 31];
    *out = '\0';
}

/* ---- secrets ---- */

void secret_hash(const char *label, struct fpl_str text, uint8_t out[FPL_HASH_BYTES]) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)label, strlen(label) + 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)text.p, text.n);
    crypto_hash_sha256_final(&state, out);
}

enum fpl_status secret_make(char out[SECRET_CHARACTERS + 1], uint8_t hash[FPL_HASH_BYTES], struct fpl_error *error) {
    uint8_t bytes[32];
    if (host_entropy(NULL, bytes, sizeof bytes))
        return fpl_fail(error, FPL_E_ENTROPY, NULL, NULL, NULL);
    sodium_bin2base64(out, SECRET_CHARACTERS + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    secret_hash("secret", fpl_str_of(out), hash);
    sodium_memzero(bytes, sizeof bytes);
    return FPL_OK;
}

int secret_is(const uint8_t a[FPL_HASH_BYTES], const uint8_t b[FPL_HASH_BYTES]) {
    return sodium_memcmp(a, b, FPL_HASH_BYTES) == 0;
}
