/* The rule that binds a fund's early-stage share, as its item says it. */
#include "reports/early_bound.h"

enum fpl_status fpl_early__day_of(const struct fpl_json *data, const char *member, struct fpl_date *out,
                                  struct fpl_error *error) {
    struct fpl_str text = fpl_json_get_text(data, member);
    *out = FPL_DATE_NONE;
    return text.n ? fpl_date_parse(text, out, error) : FPL_OK;
}

static enum fpl_early__basis basis_of(struct fpl_str code) {
    static const char *const codes[] = {"B1", "B2", "B3", "B4", "B5", "B6", "B7"};
    for (int i = 0; i < (int)(sizeof codes / sizeof codes[0]); i++)
        if (fpl_str_is(code, codes[i]))
            return (enum fpl_early__basis)i;
    return FPL_EARLY_BY_INVESTED;
}

/* How it counts: basis, window, what each of them needs. */
static enum fpl_status take_measure(const struct fpl_json *data, struct fpl_early__rule *rule,
                                    struct fpl_error *error) {
    struct fpl_str window = fpl_json_get_text(data, "win"), stages = fpl_json_get_text(data, "stages");
    enum fpl_status status = fpl_early__day_of(data, "wf", &rule->first, error);
    if (!status)
        status = fpl_early__day_of(data, "wt", &rule->last, error);
    rule->basis = basis_of(fpl_json_get_text(data, "basis"));
    rule->window = fpl_str_is(window, "PERIOD")        ? FPL_EARLY_PERIOD
                   : fpl_str_is(window, "OUTSTANDING") ? FPL_EARLY_OUTSTANDING
                                                       : FPL_EARLY_CUMULATIVE;
    rule->inherit = fpl_str_is(fpl_json_get_text(data, "follow"), "INHERIT_FIRST");
    rule->threshold = (struct fpl_ratio){fpl_json_get_num(data, "p", 1), fpl_json_get_num(data, "q", 1)};
    rule->times = (struct fpl_ratio){fpl_json_get_num(data, "mn", 0), fpl_json_get_num(data, "mq", 1)};
    static const char *const scopes[] = {"DIRECT", "L1", "L2", "L3"}, *const policies[] = {"COUNT", "EXCLUDE", "FAIL"};
    for (int i = 0; i < 4; i++)
        if (fpl_str_is(fpl_json_get_text(data, "scope"), scopes[i]))
            rule->scope = (enum fpl_early__scope)i;
    for (int i = 0; i < 3; i++)
        if (fpl_str_is(fpl_json_get_text(data, "und"), policies[i]))
            rule->undisclosed = (enum fpl_early__undisclosed)i;
    if (!status && stages.n > 0 && (status = fpl_fund_buckets_parse(stages, &rule->stages)))
        status = fpl_fail_text(error, status, stages.p, stages.n);
    return status;
}

struct newest {
    struct fpl_early__rule *out;
    struct fpl_date as_of;
    struct fpl_error *error;
};

static enum fpl_status take_rule(void *ctx, const struct fpl_item *item) {
    struct newest *newest = ctx;
    struct fpl_early__rule rule = {.seq = item->seq0};
    enum fpl_status status = fpl_early__day_of(item->data, "from", &rule.from, newest->error);
    if (status || fpl_date_cmp(rule.from, newest->as_of) > 0)
        return status;
    int order = newest->out->seq ? fpl_date_cmp(rule.from, newest->out->from) : 1;
    if (order < 0 || (order == 0 && rule.seq < newest->out->seq))
        return FPL_OK;
    if ((status = fpl_early__day_of(item->data, "until", &rule.until, newest->error)) ||
        (status = fpl_early__day_of(item->data, "end", &rule.end, newest->error)))
        return status;
    (void)fpl_str_copy(item->key, rule.binding, sizeof rule.binding);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "profile"), rule.profile, sizeof rule.profile);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "doc"), rule.document, sizeof rule.document);
    if (!(status = take_measure(item->data, &rule, newest->error)))
        *newest->out = rule;
    return status;
}

enum fpl_status fpl_early__rule(struct fpl_view *view, int32_t fund, const struct fpl_bound *planned,
                                struct fpl_early__rule *out, struct fpl_error *error) {
    struct newest newest = {out, fpl_view_as_of(view), error};
    *out = (struct fpl_early__rule){.seq = 0};
    return fpl_bound__then(fpl_read_items(view, fund, "early.rule", take_rule, &newest, error), planned, take_rule,
                           &newest);
}
