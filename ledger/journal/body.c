/* What a body says about the change it made. */
#include "ledger/journal/journal.h"

int64_t fpl_body__moved(const struct fpl_json *body, const char *fact, const char *field) {
    const struct fpl_json *kept = fpl_json_get(fpl_json_get(fpl_json_get(body, "dec"), "facts"), fact);
    const struct fpl_json *items = fpl_json_get(body, "i"), *loan = NULL;
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "loan"))
            loan = fpl_json_at(item, 2);
    if (!loan)
        return 0;
    return fpl_json_get_num(loan, field, 0) - fpl_json_num(fpl_json_at(kept, 0), 0); /* both within 2^53 */
}
