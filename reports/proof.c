/* That a record is in the log, in a file that a stranger checks on his own machine, without the ledger. It is that of
 * C2SP tlog-proof: the first line c2sp.org/tlog-proof@v1, "extra" and the leaf in base64, "index" and its number, a
 * line of base64 for each hash of the path from the leaf to the root, a blank line, and origin, size and root as a
 * checkpoint has them. */
#include "fundpool/proof.h"
#include "fundpool/report.h"

#include <stdlib.h>

#define HASH_TEXT_BYTES 44

struct writing {
    struct fpl_view *view;
    int32_t book;
    int64_t seq;
    const struct fpl_checkpoint *at;
    struct fpl_buf *out;
    struct fpl_error *error;
};

static enum fpl_status write_proof(void *ctx, const struct fpl_record *record) {
    const struct writing *w = ctx;
    struct fpl_proof proof = {.count = 0};
    char hash[HASH_TEXT_BYTES + 1], *leaf = malloc(4 * (record->leaf.n / 3 + 1) + 1);
    enum fpl_status status = leaf ? fpl_read_inclusion(w->view, w->book, w->seq, (int64_t)w->at->size, &proof, w->error)
                                  : fpl_fail(w->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status) {
        fpl_base64((const uint8_t *)record->leaf.p, record->leaf.n, leaf);
        fpl_buf_addf(w->out, FPL_PROOF_FIRST_LINE "\nextra %s\nindex %lld\n", leaf, (long long)w->seq);
        for (int i = 0; i < proof.count; i++) {
            fpl_base64(proof.hash[i].byte, FPL_HASH_BYTES, hash);
            fpl_buf_addf(w->out, "%s\n", hash);
        }
        fpl_buf_addc(w->out, '\n');
        fpl_checkpoint_format(w->at, w->out);
        status = fpl_buf_ok(w->out);
    }
    free(leaf);
    return status;
}

enum fpl_status fpl_export_proof(struct fpl_view *view, int32_t book, int64_t seq, const struct fpl_checkpoint *at,
                                 struct fpl_buf *out, struct fpl_error *error) {
    struct writing w = {view, book, seq, at, out, error};
    return fpl_read_record(view, book, seq, write_proof, &w, error);
}
