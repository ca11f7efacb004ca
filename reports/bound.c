/* What a dry run would bind, read as if it were recorded: so the report of a rule has one code for both. */
#include "reports/bound.h"

#include <stdio.h>
#include <string.h>

enum fpl_status fpl_bound__read(const struct fpl_decision *decision, const char *kind, struct fpl_bound *out,
                                struct fpl_error *error) {
    const struct fpl_item_write *write = NULL;
    *out = (struct fpl_bound){.is = 0};
    for (int i = 0; i < decision->items && !write; i++)
        write = strcmp(decision->item[i].kind, kind) == 0 ? &decision->item[i] : NULL;
    if (!write)
        return FPL_OK;
    enum fpl_status status = fpl_json_parse(&out->doc, write->data, error);
    if (status)
        return status;
    out->item = (struct fpl_item){.key = write->key, .seq = INT64_MAX, .seq0 = INT64_MAX};
    out->item.data = fpl_json_root(&out->doc);
    out->is = 1;
    return FPL_OK;
}

void fpl_bound__release(struct fpl_bound *bound) {
    fpl_json_doc_release(&bound->doc);
}

enum fpl_status fpl_bound__then(enum fpl_status status, const struct fpl_bound *planned, fpl_item_cb cb, void *ctx) {
    return status || !planned ? status : cb(ctx, &planned->item);
}

void fpl_bound__cell_when(struct fpl_report *report, int after) {
    fpl_report_code(report, after ? "after" : "before", after ? "适用后" : "现行", after ? "under it" : "now");
}

void fpl_bound__note_held(struct fpl_report *report, const struct fpl_bound *planned, const char *held) {
    char zh[256], en[256];
    if (fpl_str_is(planned->item.key, held))
        return;
    (void)snprintf(zh, sizeof zh, "适用起始日较晚的 %s 仍然有效：本次适用不改变今天的结论", held);
    (void)snprintf(en, sizeof en, "%s begins later and goes on to hold: what is bound here changes nothing today",
                   held);
    fpl_report_note(report, "HELD_BY_ANOTHER", zh, en);
}
