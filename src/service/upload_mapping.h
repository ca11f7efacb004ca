#ifndef SRC_SERVICE_UPLOAD_MAPPING_H
#define SRC_SERVICE_UPLOAD_MAPPING_H
/* 列映射 Which mapping an uploaded file is read by: one that the registry has adopted, or a text that was given with
 * the file. Either is read here as the import will read it, so that a mistake is told to whoever sends it. The upload
 * keeps the text: what was approved is what the import is run with. */
#include "src/service/state_uploads.h"
#include "src/service/uploads.h"

struct upload_mapping {
    char name[UPLOAD_NAME_BYTES]; /* "longji-loans@1", or the given file's name; "": standard headers */
    int is_adopted;
    char sha256[UPLOAD_HEX_BYTES];
    struct fpl_buf text; /* with a NUL; upload_mapping_release */
};
/* What the wish says: nothing, one adopted ("ID@VERSION", or "ID": its newest version), or a text. Errors have the
 * field "mapping": FPL_E_NOT_FOUND (none of that name is adopted), FPL_E_MAPPING_TWICE (both), FPL_E_YAML and the other
 * errors of ing_mapping_parse, FPL_E_MAPPING_COMMAND, FPL_E_TOO_LONG (the name). Of no error *out is the caller's to
 * release.
 */
FPL_MUST_CHECK enum fpl_status upload_mapping_find(struct call *call, const struct upload_wish *wish,
                                                   const struct fpl_command_spec *command, struct upload_mapping *out);
void upload_mapping_release(struct upload_mapping *mapping);
/* Into the upload's own fields; the text goes by itself. */
void upload_mapping_put(const struct upload_mapping *mapping, struct state_upload *upload);

/* Each version that this view knows and whose command the callback's owner may ask about, in order of names. */
typedef enum fpl_status (*upload_mapping_cb)(void *ctx, const char *name, const struct fpl_command_spec *command);
FPL_MUST_CHECK enum fpl_status upload_mapping_each(struct call *call, upload_mapping_cb cb, void *ctx);

#endif
