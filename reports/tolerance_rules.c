/* The rules of loss tolerance adopted, and which of them binds a fund. */
#include "reports/tolerance.h"

#include <stdlib.h>
#include <string.h>

struct loading {
    struct fpl_tolerance__rules *out;
    struct fpl_error *error;
};

static enum fpl_status take_rule(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                 int64_t seq) {
    struct loading *loading = ctx;
    struct fpl_tolerance__rules *out = loading->out;
    (void)source;
    (void)seq;
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 8;
        struct fpl_tolerance__rule *wider = realloc(out->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(loading->error, FPL_E_NOMEM, NULL, NULL, NULL);
        out->list = wider;
        out->cap = cap;
    }
    struct fpl_tolerance__rule *rule = &out->list[out->n];
    *rule = (struct fpl_tolerance__rule){.rule = NULL};
    (void)fpl_str_copy(key, rule->name, sizeof rule->name);
    enum fpl_status status = fpl_loss_rule_parse(json, &rule->rule, loading->error);
    if (!status)
        out->n++;
    return status;
}

enum fpl_status fpl_tolerance__rules(struct fpl_view *view, struct fpl_tolerance__rules *out, struct fpl_error *error) {
    struct loading loading = {out, error};
    return fpl_read_documents(view, "tolerance", take_rule, &loading, error);
}

void fpl_tolerance__rules_release(struct fpl_tolerance__rules *rules) {
    for (size_t i = 0; i < rules->n; i++)
        fpl_loss_rule_free(rules->list[i].rule);
    free(rules->list);
    *rules = (struct fpl_tolerance__rules){.n = 0};
}

const struct fpl_tolerance__rule *fpl_tolerance__rule(const struct fpl_tolerance__rules *rules, struct fpl_str name) {
    const struct fpl_tolerance__rule *found = NULL;
    for (size_t i = 0; i < rules->n; i++) {
        const struct fpl_tolerance__rule *rule = &rules->list[i];
        if (fpl_str_is(name, rule->name))
            return rule;
        if (fpl_str_eq(name, fpl_loss_rule_id(rule->rule)) &&
            (!found || fpl_loss_rule_version(rule->rule) > fpl_loss_rule_version(found->rule)))
            found = rule;
    }
    return found;
}

/* ---- bindings ---- */

struct newest {
    struct fpl_tolerance__binding *out;
    struct fpl_date as_of;
    struct fpl_error *error;
};

static enum fpl_status take_binding(void *ctx, const struct fpl_item *item) {
    struct newest *newest = ctx;
    struct fpl_tolerance__binding *out = newest->out;
    struct fpl_date from;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "from"), &from, newest->error);
    if (status || fpl_date_cmp(from, newest->as_of) > 0)
        return status;
    int order = out->rule[0] ? fpl_date_cmp(from, out->from) : 1;
    if (order < 0 || (order == 0 && item->seq0 < out->seq))
        return FPL_OK;
    *out = (struct fpl_tolerance__binding){.from = from, .seq = item->seq0};
    (void)fpl_str_copy(item->key, out->id, sizeof out->id);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "rule"), out->rule, sizeof out->rule);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "class"), out->classes, sizeof out->classes);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "doc"), out->document, sizeof out->document);
    return FPL_OK;
}

enum fpl_status fpl_tolerance__binding(struct fpl_view *view, int32_t fund, const struct fpl_bound *planned,
                                       struct fpl_tolerance__binding *out, struct fpl_error *error) {
    struct newest newest = {out, fpl_view_as_of(view), error};
    *out = (struct fpl_tolerance__binding){.rule = ""};
    return fpl_bound__then(fpl_read_items(view, fund, "binding", take_binding, &newest, error), planned, take_binding,
                           &newest);
}
