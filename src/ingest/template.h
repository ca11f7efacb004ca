#ifndef SRC_INGEST_TEMPLATE_H
#define SRC_INGEST_TEMPLATE_H
/* A file to begin with: the header that an import of these takes, in Chinese, and the example rows of the event's
 * declaration. CSV in UTF-8 with its mark, lines end in CRLF. */
#include "fundpool/command.h"

/* Of a command that files can hold. Adds to out; FPL_OK or FPL_E_NOMEM. */
enum fpl_status ing_template(const struct fpl_command_spec *spec, struct fpl_buf *out);
#endif
