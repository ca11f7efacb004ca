#ifndef SRC_SERVICE_CERTIFICATE_H
#define SRC_SERVICE_CERTIFICATE_H
/* Certificates of those who ask. One counts if an authority that the service trusts has signed it, and if its SHA-256
 * has been enrolled for a user: the authority says that it is genuine, the enrolment whose it is. */
#include "src/service/state.h"

struct gnutls_session_int;

/* SHA-256 of the certificate that the other side has shown, and whose chain is good today; 0 if there is none. */
int certificate_of_peer(struct gnutls_session_int *session, uint8_t out[FPL_HASH_BYTES]);
/* The same of a PEM file, and until when (POSIX ms) it is good. FPL_E_CERTIFICATE: no certificate, or one that is good
 * no more. */
FPL_MUST_CHECK enum fpl_status certificate_of_file(const char *path, int64_t now_ms, uint8_t out[FPL_HASH_BYTES],
                                                   int64_t *until_ms, struct fpl_error *error);
/* The id under which it is kept: "x" and the first 15 digits of the hash; no API key begins so. */
void certificate_id(const uint8_t hash[FPL_HASH_BYTES], char out[STATE_KEY_ID_BYTES]);

#endif
