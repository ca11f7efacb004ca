#ifndef LEDGER_FUND_RULE_H
#define LEDGER_FUND_RULE_H
/* Parts that the rules of a fund have in common, read from canonical JSON. Each answers FPL_E_PACK_INVALID (arg 0 = the
 * place, arg 1 = what is wrong) or FPL_OK. */
#include "fundpool/date.h"
#include "fundpool/error.h"
#include "fundpool/json.h"
#include "fundpool/ratio.h"

enum fpl_status fpl_fund__rule_bad(struct fpl_error *error, const char *place, const char *what);
/* Exactly these members, which stand in byte order, perhaps without those that begin with '?'. */
FPL_MUST_CHECK enum fpl_status fpl_fund__rule_members(const struct fpl_json *object, const char *place,
                                                      const char *const *known, struct fpl_error *error);
/* One of the texts, as its place among them; names ended by NULL. */
FPL_MUST_CHECK enum fpl_status fpl_fund__rule_choice(const struct fpl_json *node, const char *place,
                                                     const char *const *names, int *out, struct fpl_error *error);
/* A fraction in lowest terms, not negative. */
FPL_MUST_CHECK enum fpl_status fpl_fund__rule_ratio(const struct fpl_json *object, const char *member,
                                                    struct fpl_ratio *out, struct fpl_error *error);
/* FPL_DATE_NONE where the member is left out. */
FPL_MUST_CHECK enum fpl_status fpl_fund__rule_day(const struct fpl_json *object, const char *member,
                                                  struct fpl_date *out, struct fpl_error *error);
/* A text of 1 to 200 bytes? */
int fpl_fund__rule_text(const struct fpl_json *node);
/* id, version, title, source; adds "DOC CLAUSE" to `citation`. FPL_E_NOMEM too. */
FPL_MUST_CHECK enum fpl_status fpl_fund__rule_head(const struct fpl_json *root, struct fpl_buf *citation,
                                                   struct fpl_error *error);
/* `valid` with `from` and `to`, each of which may be left out. */
FPL_MUST_CHECK enum fpl_status fpl_fund__rule_validity(const struct fpl_json *root, struct fpl_date *from,
                                                       struct fpl_date *to, struct fpl_error *error);

#endif
