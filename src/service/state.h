#ifndef SRC_SERVICE_STATE_H
#define SRC_SERVICE_STATE_H
/* The state file of the service: how people prove who they are, and what is open now. It is no ledger: a ledger must
 * not keep old hashes of passwords for ever. One SQLite file, for its owner alone (0600); one connection, which threads
 * take in turn. Who loses it enrols people again, and no record is lost with it.
 *
 * Secrets: passwords as Argon2id, sessions and API keys as SHA-256 of 32 random bytes; a TOTP secret stands there as it
 * is, for the code is made from it. */
#include "fundpool/proof.h"

struct state;
/* Opens or, with `create`, makes it. FPL_E_NOT_FOUND, FPL_E_STATE_FILE (another file, or of a newer version),
 * FPL_E_PERMISSION (others may read it: argument 0 the file), FPL_E_IO, FPL_E_NOMEM. */
/* Grows whenever a proposal or an upload changes, as long as the file is open. */
int64_t state_changes(struct state *state);
/* The same of those that this user has made, out of the file: another number than before if one of them changed. */
FPL_MUST_CHECK enum fpl_status state_changes_of(struct state *state, const char *user, int64_t *out,
                                                struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_open(const char *path, int create, struct state **out, struct fpl_error *error);
void state_close(struct state *state); /* NULL allowed */
/* A consistent copy into a new file, 0600, while the service runs. FPL_E_EXISTS, FPL_E_NOT_FOUND (the folder),
 * FPL_E_DISK_FULL; nothing is left behind on failure. */
FPL_MUST_CHECK enum fpl_status state_copy(struct state *state, const char *path, struct fpl_error *error);

/* Every function below answers FPL_E_IO, FPL_E_DISK_FULL, FPL_E_LOCKED or FPL_E_CORRUPT besides. */

#define STATE_USER_BYTES     65
#define STATE_PASSWORD_BYTES 128
#define STATE_TOTP_BYTES     20
struct state_account {
    char user[STATE_USER_BYTES];
    char password[STATE_PASSWORD_BYTES]; /* as crypto_pwhash_str makes it; "": none */
    uint8_t totp[STATE_TOTP_BYTES];
    int has_totp;
    int64_t totp_step; /* the last one that was used */
    int64_t made_ms;
};
/* Puts it in the place of an older one of that user, whose sessions end. */
FPL_MUST_CHECK enum fpl_status state_account_put(struct state *state, const struct state_account *account,
                                                 struct fpl_error *error);
/* FPL_E_NOT_FOUND. */
FPL_MUST_CHECK enum fpl_status state_account_get(struct state *state, const char *user, struct state_account *out,
                                                 struct fpl_error *error);
/* Uses up a step: *fresh 0 if that step or a later one was used before. */
FPL_MUST_CHECK enum fpl_status state_totp_use(struct state *state, const char *user, int64_t step, int *fresh,
                                              struct fpl_error *error);
/* Takes away the password, the second factor, every session and key of a user. */
FPL_MUST_CHECK enum fpl_status state_account_end(struct state *state, const char *user, struct fpl_error *error);
typedef enum fpl_status (*state_account_cb)(void *ctx, const struct state_account *account, int keys);
FPL_MUST_CHECK enum fpl_status state_accounts(struct state *state, state_account_cb cb, void *ctx,
                                              struct fpl_error *error);

/* Failed attempts under a name, whoever typed it and whether or not there is such a user. */
FPL_MUST_CHECK enum fpl_status state_attempts_get(struct state *state, const char *name, int *fails, int64_t *last_ms,
                                                  struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_attempts_put(struct state *state, const char *name, int fails, int64_t last_ms,
                                                  struct fpl_error *error);

struct state_session {
    uint8_t hash[FPL_HASH_BYTES]; /* SHA-256 of the secret that the cookie holds */
    char user[STATE_USER_BYTES];
    int64_t made_ms, seen_ms, factor_ms;
    char agent[121]; /* the browser, as it names itself */
};
FPL_MUST_CHECK enum fpl_status state_session_put(struct state *state, const struct state_session *session,
                                                 struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_session_get(struct state *state, const uint8_t hash[FPL_HASH_BYTES],
                                                 struct state_session *out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_session_seen(struct state *state, const uint8_t hash[FPL_HASH_BYTES],
                                                  int64_t now_ms, struct fpl_error *error);
/* The second factor was given again. */
FPL_MUST_CHECK enum fpl_status state_session_factor(struct state *state, const uint8_t hash[FPL_HASH_BYTES],
                                                    int64_t now_ms, struct fpl_error *error);
/* Of that user only; *ended 0 if there was none. hash NULL: all but `kept` (NULL: all). */
FPL_MUST_CHECK enum fpl_status state_session_end(struct state *state, const char *user, const uint8_t *hash,
                                                 const uint8_t *kept, int *ended, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_sessions_forget(struct state *state, int64_t made_before, int64_t seen_before,
                                                     struct fpl_error *error);
typedef enum fpl_status (*state_session_cb)(void *ctx, const struct state_session *session);
FPL_MUST_CHECK enum fpl_status state_sessions(struct state *state, const char *user, state_session_cb cb, void *ctx,
                                              struct fpl_error *error);

#define STATE_KEY_ID_BYTES 17
struct state_key {
    char id[STATE_KEY_ID_BYTES];
    uint8_t hash[FPL_HASH_BYTES];
    char user[STATE_USER_BYTES];
    int64_t made_ms, expires_ms, last_ms; /* last_ms 0: not used yet */
    char note[121];
};
FPL_MUST_CHECK enum fpl_status state_key_put(struct state *state, const struct state_key *key, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_key_get(struct state *state, const char *id, struct state_key *out,
                                             struct fpl_error *error); /* FPL_E_NOT_FOUND */
FPL_MUST_CHECK enum fpl_status state_key_seen(struct state *state, const char *id, int64_t now_ms,
                                              struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_key_end(struct state *state, const char *id, int *ended, struct fpl_error *error);
typedef enum fpl_status (*state_key_cb)(void *ctx, const struct state_key *key);
FPL_MUST_CHECK enum fpl_status state_keys(struct state *state, const char *user, state_key_cb cb, void *ctx,
                                          struct fpl_error *error);

/* The audit log: what happened to identities and what was taken away, one line an event, each with the SHA-256 of the
 * one before it and its own text, so that none is altered or left out unnoticed by whoever kept a later hash. */
FPL_MUST_CHECK enum fpl_status state_audit(struct state *state, int64_t now_ms, const char *what, const char *user,
                                           const char *detail, struct fpl_error *error);

#endif
