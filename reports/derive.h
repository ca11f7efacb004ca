#ifndef REPORTS_DERIVE_H
#define REPORTS_DERIVE_H
/* A decision once more, from the facts of its record and the pack it names: steps and binding cap are recomputed,
 * never stored. */
#include "fundpool/fund.h"
#include "fundpool/pool.h"
#include "fundpool/reader.h"

struct fpl_derive;
FPL_MUST_CHECK enum fpl_status fpl_derive__new(struct fpl_view *view, struct fpl_derive **out, struct fpl_error *error);
void fpl_derive__free(struct fpl_derive *derive);
/* The decision of a record, NULL if it comes from no decider; valid until the next call. The record is a callback's.
 * FPL_E_PACK. */
FPL_MUST_CHECK enum fpl_status fpl_derive__record(struct fpl_derive *derive, const struct fpl_record *record,
                                                  const struct fpl_decision **out, struct fpl_error *error);
/* The same for a record by its place. */
FPL_MUST_CHECK enum fpl_status fpl_derive__seq(struct fpl_derive *derive, int32_t book, int64_t seq,
                                               const struct fpl_decision **out, struct fpl_error *error);
/* The facts of the last one; texts are valid within the record's callback only. */
const struct fpl_facts *fpl_derive__facts(const struct fpl_derive *derive);
/* The pack it was decided under, NULL if none; and any pack by its hash in hex. */
const struct fpl_pack *fpl_derive__pack(const struct fpl_derive *derive);
/* Notes, under the table at hand, which packs of the book's agreements have a text that expired before the view's day,
 * and which of their conditions nobody has tested. */
struct fpl_report;
FPL_MUST_CHECK enum fpl_status fpl_derive__note_expired(struct fpl_derive *derive, int32_t book,
                                                        struct fpl_report *report, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_derive__pack_of(struct fpl_derive *derive, struct fpl_str hash,
                                                   const struct fpl_pack **out, struct fpl_error *error);
#endif
