#ifndef SRC_SERVICE_PASSWORD_H
#define SRC_SERVICE_PASSWORD_H
/* What people know and what they have: passwords, codes of an authenticator, secrets of sessions and keys. */
#include "fundpool/proof.h"
#include "src/service/state.h"

/* Once, before the others. FPL_E_BUG if the library does not start. */
FPL_MUST_CHECK enum fpl_status password_begin(struct fpl_error *error);
/* At least 12 characters, at most 128 bytes, none of those that everybody tries, not the user's own name, not one
 * character or pair of them again and again. FPL_E_PASSWORD with the words of what is wrong. */
FPL_MUST_CHECK enum fpl_status password_check(struct fpl_str password, const char *user, struct fpl_error *error);
/* Argon2id with 64 MiB and two passes; three at a time at most, so that a flood of logins does not eat the memory.
 * FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status password_hash(struct fpl_str password, char out[STATE_PASSWORD_BYTES],
                                             struct fpl_error *error);
/* 1 if it is. An empty hash takes as long and is never right, so that an unknown user is not told by time. */
int password_is(struct fpl_str password, const char *hash);

#define TOTP_STEP_SECONDS 30
#define TOTP_DIGITS       6
/* RFC 6238 with HMAC-SHA1, 30 seconds, six digits: what every authenticator takes. */
void totp_code(const uint8_t *secret, size_t n, int64_t step, int digits, char out[12]);
/* The step, of the present one and its neighbours, whose code that is; -1 if none. */
int64_t totp_find(const uint8_t secret[STATE_TOTP_BYTES], struct fpl_str code, int64_t now_ms);
void totp_base32(const uint8_t *bytes, size_t n, char *out); /* out[8 * ((n + 4) / 5) + 1], without padding */

/* A secret of 32 random bytes as 43 characters of base64url, and the SHA-256 of those characters, which is what is
 * kept. */
#define SECRET_CHARACTERS 43
FPL_MUST_CHECK enum fpl_status secret_make(char out[SECRET_CHARACTERS + 1], uint8_t hash[FPL_HASH_BYTES],
                                           struct fpl_error *error);
/* SHA-256 of a label and a text; what forms bear is made of the session's secret with a label of its own. */
void secret_hash(const char *label, struct fpl_str text, uint8_t out[FPL_HASH_BYTES]);
int secret_is(const uint8_t a[FPL_HASH_BYTES], const uint8_t b[FPL_HASH_BYTES]); /* in constant time */

#endif
