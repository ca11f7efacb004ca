#ifndef SRC_INGEST_DOCUMENT_H
#define SRC_INGEST_DOCUMENT_H
// clang-format off
/* Documents that people write as YAML and the ledger adopts as canonical JSON: charts, rule packs, profiles, rules of
 * tolerance, limits, calendars, mappings.
 *
 * A quoted scalar is a text. A plain scalar is true or false, a whole number, or else a text, unless the kind of
 * document says what it is:
 *   pack       by the pack schema (fpl_pack_fields): money "500万元" or "1000.00元" to minor units; ratio "40%" "15pp"
 *              "30bp" "2/5" "10倍" to lowest terms; dates; whole numbers; rate_max also "4.35%" "1.5×LPR" "LPR+300bp"
 *   tolerance  tau and reserve are ratios
 *   limit      a bound is money where it has its unit, "500万元", or else a ratio; days are days
 *   predicate  (in packs and profiles) by the type of the fact it compares
 *   text       always: identifiers, titles, codes and clauses, however they are written
 * A mapping with keys that are not identifiers (a value list in a mapping file) becomes a list of [key, value]. */
// clang-format on
#include "fundpool/text.h"

enum ing_document_kind { ING_CHART = 1, ING_PACK, ING_PROFILE, ING_TOLERANCE, ING_LIMIT, ING_CALENDAR, ING_MAPPING };
/* Kind adopted by a command, "pack.adopt"; 0 if the command adopts no document. */
enum ing_document_kind ing_document_kind_of(const char *command);

struct ing_document {      /* {0} at first; ing_document_release frees */
    struct fpl_buf json;   /* canonical */
    struct fpl_buf source; /* the YAML text itself */
    char sha256[65];       /* of the source */
    char id[80];           /* `id`, of a pack `scheme_id` */
    char version[24];      /* whole number as text */
};
void ing_document_release(struct ing_document *document);
/* FPL_E_YAML (a mapping also if no file could be read by it), FPL_E_PACK_INVALID (unknown pack field; arg 0 = its
 * path), with file, row and column; those of ing_document_load. */
FPL_MUST_CHECK enum fpl_status ing_document_read(const char *path, enum ing_document_kind kind,
                                                 struct ing_document *out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status ing_document_convert(struct fpl_str yaml, const char *name, enum ing_document_kind kind,
                                                    struct ing_document *out, struct fpl_error *error);
/* fpl_host.translate. */
FPL_MUST_CHECK enum fpl_status ing_document_translate(void *ctx, const char *kind, struct fpl_str source,
                                                      struct fpl_buf *json, struct fpl_error *error);
#endif
