#include "ledger/desk/document.h"

#include "fundpool/fund_limit.h"
#include "fundpool/loss.h"
#include "ledger/journal/journal.h"
#include "ledger/policy/command.h"

#include <string.h>

#define SOURCE_BYTES_MAX ((size_t)1 << 20)

static enum fpl_status check_days(const struct fpl_json *list, struct fpl_error *error) {
    struct fpl_date last = FPL_DATE_NONE;
    for (const struct fpl_json *day = fpl_json_first(list); day; day = fpl_json_next(list, day)) {
        struct fpl_date date;
        enum fpl_status status = fpl_date_parse(fpl_json_text(day), &date, error);
        if (status)
            return status;
        if (!fpl_date_is_none(last) && fpl_date_cmp(last, date) >= 0)
            return fpl_fail_text(error, FPL_E_DATE_INVALID, day->str.p, day->str.n);
        last = date;
    }
    return FPL_OK;
}

/* `rest` there must be; `work` is left out where no day is made up. */
static enum fpl_status check_calendar(const struct fpl_json *doc, struct fpl_error *error) {
    const struct fpl_json *rest = fpl_json_get(doc, "rest"), *work = fpl_json_get(doc, "work");
    if (!rest || rest->type != FPL_JSON_ARRAY || (work && work->type != FPL_JSON_ARRAY))
        return fpl_fail(error, FPL_E_MISSING, "rest", NULL, NULL);
    enum fpl_status status = check_days(rest, error);
    return status ? status : check_days(work, error);
}

static enum fpl_status check_chart(const struct fpl_json *doc, struct fpl_str json, struct fpl_error *error) {
    struct fpl_str name = fpl_json_get_text(doc, "kind");
    for (int kind = FPL_BOOK_FUND; kind <= FPL_BOOK_POOL; kind++) {
        struct fpl_chart chart = {0};
        if (!fpl_str_is(name, fpl_book_kind_name((enum fpl_book_kind)kind, -1)))
            continue;
        enum fpl_status status = fpl_chart__parse(json, (enum fpl_book_kind)kind, &chart, error);
        fpl_chart__release(&chart);
        return status;
    }
    return fpl_fail_text(error, FPL_E_ACCOUNT, name.p, name.n);
}

/* Charts and calendars have no parser that takes the text. */
static enum fpl_status check_parsed(const char *kind, struct fpl_str json, struct fpl_error *error) {
    struct fpl_json_doc doc = {0};
    enum fpl_status status = fpl_json_parse(&doc, json, error);
    if (!status)
        status = strcmp(kind, "chart") == 0 ? check_chart(fpl_json_root(&doc), json, error)
                                            : check_calendar(fpl_json_root(&doc), error);
    fpl_json_doc_release(&doc);
    return status;
}

enum fpl_status fpl_document__check(const char *kind, struct fpl_str json, struct fpl_str source,
                                    struct fpl_error *error) {
    struct fpl_pack *pack = NULL;
    struct fpl_profile *profile = NULL;
    struct fpl_loss_rule *tolerance = NULL;
    struct fpl_limit_rule *limits = NULL;
    enum fpl_status status = fpl_text_check(source, SOURCE_BYTES_MAX, error);
    if (status)
        return status;
    if (strcmp(kind, "chart") == 0 || strcmp(kind, "calendar") == 0)
        status = check_parsed(kind, json, error);
    else if (strcmp(kind, "pack") == 0)
        status = fpl_pack_parse(json, &pack, error);
    else if (strcmp(kind, "profile") == 0)
        status = fpl_profile_parse(json, &profile, error);
    else if (strcmp(kind, "tolerance") == 0)
        status = fpl_loss_rule_parse(json, &tolerance, error);
    else if (strcmp(kind, "limit") == 0)
        status = fpl_limit_rule_parse(json, &limits, error);
    fpl_pack_free(pack);
    fpl_profile_free(profile);
    fpl_loss_rule_free(tolerance);
    fpl_limit_rule_free(limits);
    return status;
}

struct fpl_date fpl_document__until(const struct fpl_json *document) {
    const struct fpl_json *place[] = {fpl_json_get(document, "effective_to"), /* of a pack */
                                      fpl_json_get(fpl_json_get(document, "source"), "effective_to"),
                                      fpl_json_get(fpl_json_get(document, "valid"), "to")};
    struct fpl_date until = FPL_DATE_NONE;
    for (size_t i = 0; i < sizeof place / sizeof place[0]; i++)
        if (place[i] && fpl_date_parse(fpl_json_text(place[i]), &until, NULL) == FPL_OK)
            return until;
    return FPL_DATE_NONE;
}

enum fpl_status fpl_document__translated(const struct fpl_host *host, const char *kind, struct fpl_str json,
                                         struct fpl_str source, int *agrees, struct fpl_error *error) {
    struct fpl_buf made = {0};
    *agrees = 1;
    if (!host->translate)
        return FPL_OK;
    if (source.n == 0)
        return strcmp(kind, "mapping") == 0 ? fpl_fail(error, FPL_E_MISSING, "src", NULL, NULL) : FPL_OK;
    enum fpl_status status = host->translate(host->ctx, kind, source, &made, error);
    *agrees = !status && fpl_str_eq(fpl_buf_str(&made), json);
    fpl_buf_release(&made);
    return status;
}
