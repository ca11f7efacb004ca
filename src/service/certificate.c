#include "src/service/certificate.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

static int hash_of(const gnutls_datum_t *der, uint8_t out[FPL_HASH_BYTES]) {
    size_t n = FPL_HASH_BYTES;
    return gnutls_fingerprint(GNUTLS_DIG_SHA256, der, out, &n) == 0 && n == FPL_HASH_BYTES;
}

int certificate_of_peer(struct gnutls_session_int *session, uint8_t out[FPL_HASH_BYTES]) {
    unsigned count = 0, faults = 1;
    const gnutls_datum_t *chain = session ? gnutls_certificate_get_peers(session, &count) : NULL;
    return chain && count > 0 && gnutls_certificate_verify_peers2(session, &faults) == 0 && faults == 0 &&
           hash_of(&chain[0], out);
}

static int read_certificate(const gnutls_datum_t *pem, uint8_t out[FPL_HASH_BYTES], time_t *until) {
    gnutls_x509_crt_t certificate = NULL;
    gnutls_datum_t der = {NULL, 0};
    int good = gnutls_x509_crt_init(&certificate) == 0 &&
               gnutls_x509_crt_import(certificate, pem, GNUTLS_X509_FMT_PEM) == 0 &&
               gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der) == 0 && hash_of(&der, out);
    *until = good ? gnutls_x509_crt_get_expiration_time(certificate) : (time_t)-1;
    gnutls_free(der.data);
    if (certificate)
        gnutls_x509_crt_deinit(certificate);
    return good && *until != (time_t)-1;
}

enum fpl_status certificate_of_file(const char *path, int64_t now_ms, uint8_t out[FPL_HASH_BYTES], int64_t *until_ms,
                                    struct fpl_error *error) {
    gnutls_datum_t pem = {NULL, 0};
    time_t until = 0;
    int good = gnutls_load_file(path, &pem) == 0 && read_certificate(&pem, out, &until);
    gnutls_free(pem.data);
    *until_ms = (int64_t)until * 1000;
    return good && *until_ms > now_ms ? FPL_OK : fpl_fail(error, FPL_E_CERTIFICATE, path, NULL, NULL);
}

void certificate_id(const uint8_t hash[FPL_HASH_BYTES], char out[STATE_KEY_ID_BYTES]) {
    char hex[2 * FPL_HASH_BYTES + 1];
    fpl_hex(hash, FPL_HASH_BYTES, hex);
    snprintf(out, STATE_KEY_ID_BYTES, "x%.*s", STATE_KEY_ID_BYTES - 2, hex);
}
