#ifndef SRC_DOCUMENTS_BUNDLE_H
#define SRC_DOCUMENTS_BUNDLE_H
/* Several papers in one ZIP, with their SHA-256 in a list that `sha256sum -c` reads. The same papers give the same
 * bytes: entries bear the moment of the ledger and no zone. */
#include "fundpool/error.h"
#include "fundpool/text.h"

struct doc_bundle;
/* A ZIP at that path, which is not there yet; local: ms in the ledger's own time. FPL_E_IO, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status doc_bundle_begin(const char *path, int64_t local, struct doc_bundle **out,
                                                struct fpl_error *error);
/* Takes *bytes over, and leaves it empty. A name is UTF-8, with '/' between folders. */
FPL_MUST_CHECK enum fpl_status doc_bundle_add(struct doc_bundle *bundle, const char *name, struct fpl_buf *bytes,
                                              struct fpl_error *error);
/* `status`: how the making has ended. If well, adds SHA256SUMS and writes the file. Frees. FPL_E_DISK_FULL, FPL_E_IO,
 * FPL_E_NOMEM; `status` else. */
FPL_MUST_CHECK enum fpl_status doc_bundle_end(struct doc_bundle *bundle, enum fpl_status status,
                                              struct fpl_error *error);

#endif
