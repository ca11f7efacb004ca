#ifndef SRC_INGEST_INTAKE_H
#define SRC_INGEST_INTAKE_H
/* One input file, read twice: pass one takes the SHA-256 of the raw bytes and settles the encoding; every later pass
 * delivers the decoded UTF-8 in order and checks the hash again at its end. Memory does not depend on the file's size.
 */
#include "fundpool/text.h"

enum ing_encoding { ING_UTF8 = 1, ING_GB18030, ING_UTF16LE, ING_UTF16BE };
const char *ing_encoding_name(enum ing_encoding encoding); /* "UTF-8", as iconv spells it */
/* "utf8" "UTF-8" "gbk" "gb2312" "gb18030" "cp936" "utf-16le" "utf-16be" "utf-16", any case; 0 if none of them (utf-16
 * is LE). */
enum ing_encoding ing_encoding_of(struct fpl_str name);

struct ing_intake;

/* Opens `path` ("-" = standard input), spools it to an unlinked temporary file unless it is a regular file, and makes
 * pass one. `encoding` 0 = find out: byte-order mark, else UTF-16 by its NUL pattern, else strict UTF-8 for the whole
 * file, else strict GB18030. FPL_E_NOT_CSV (a workbook, a picture, a web page), FPL_E_NOT_FOUND, FPL_E_PERMISSION,
 * FPL_E_NOT_FILE (a directory, a device), FPL_E_EMPTY_FILE, FPL_E_ENCODING (arg 0 = byte offset and encoding, row =
 * line), FPL_E_IO, FPL_E_DISK_FULL (spooling), FPL_E_NOMEM. *out is the caller's. */
FPL_MUST_CHECK enum fpl_status ing_intake_open(const char *path, enum ing_encoding encoding, struct ing_intake **out,
                                               struct fpl_error *error);
/* A pass of its own over the same bytes, for another thread. FPL_E_IO, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_intake_again(const struct ing_intake *intake, struct ing_intake **out,
                                                struct fpl_error *error);
void ing_intake_close(struct ing_intake *intake); /* NULL allowed */

const char *ing_intake_name(const struct ing_intake *intake);   /* base name, "-" for standard input */
const char *ing_intake_sha256(const struct ing_intake *intake); /* 64 hex digits */
enum ing_encoding ing_intake_encoding(const struct ing_intake *intake);
int ing_intake_has_bom(const struct ing_intake *intake);
int ing_intake_is(const struct ing_intake *intake, uint64_t device, uint64_t inode); /* is that the file being read? */
int64_t ing_intake_bytes(const struct ing_intake *intake);
int64_t
ing_intake_position(const struct ing_intake *intake); /* raw bytes read in the current pass, for a progress bar */

/* Starts another pass from the first byte. */
FPL_MUST_CHECK enum fpl_status ing_intake_rewind(struct ing_intake *intake, struct fpl_error *error);
/* Up to `size` (>= 16) bytes of UTF-8 without the byte-order mark; *got = 0 at the end, where the hash has matched.
 * FPL_E_FILE_CHANGED if the bytes are no longer those of pass one, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status ing_intake_read(struct ing_intake *intake, char *out, size_t size, size_t *got,
                                               struct fpl_error *error);

/* Reads a small document (a mapping, a pack) whole, as strict UTF-8 without BOM, into *text, with its SHA-256 in hex.
 * Errors as above and FPL_E_TOO_LONG past `bytes_max`. */
FPL_MUST_CHECK enum fpl_status ing_document_load(const char *path, size_t bytes_max, struct fpl_buf *text,
                                                 char sha256[65], struct fpl_error *error);
#endif
