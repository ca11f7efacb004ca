#ifndef SRC_SERVICE_MULTIPART_H
#define SRC_SERVICE_MULTIPART_H
/* multipart/form-data (RFC 7578) of a form with one file, which stands last: the fields before it, and where it begins
 * and ends. Nothing is decoded and the file is not read: its end is found from the end of the body. A small file of
 * text may stand among the fields, under MULTIPART_TEXT. */
#include "src/service/web.h"

#define MULTIPART_TAIL_BYTES 256
#define MULTIPART_TEXT       "mapping_file" /* the field whose file is read as a field */
#define MULTIPART_TEXT_NAME  "mapping_name" /* and what that file is called */
struct multipart {
    struct fpl_str type; /* the header Content-Type */
    struct fpl_str head; /* the body's first bytes, which hold all fields and the file's own header */
    struct fpl_str tail; /* its last bytes, MULTIPART_TAIL_BYTES if it has so many */
    int64_t bytes;       /* of the body */
    int64_t file_from, file_to;
};
/* Appends the fields and, as "name", the file's name, as MULTIPART_TEXT_NAME that of a file of text; slices of head.
 * FPL_E_REQUEST (no boundary, cut short, no file, a field behind the file), FPL_E_DUPLICATE_FIELD, FPL_E_LIMIT,
 * FPL_E_ENCODING. */
FPL_MUST_CHECK enum fpl_status multipart_read(struct multipart *parts, struct web_pairs *out, struct fpl_error *error);

#endif
