#ifndef SRC_SERVICE_OPENAPI_H
#define SRC_SERVICE_OPENAPI_H
/* The API as OpenAPI 3.1, made of the catalogue of commands and the table of routes: the same program writes the same
 * bytes. */
#include "fundpool/text.h"

/* Appended. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status openapi_write(struct fpl_buf *out);

#endif
