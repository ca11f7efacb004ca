/* What a person looks at before he gives a command, as one hash: given back with the command, it is recorded only if it
 * still comes out so. */
#include "ledger/desk/giving.h"

#include <string.h>

/* Places in a queue are keyed by the number of the record, which others move on. */
static int is_place(const char *kind) {
    int count = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    for (int i = 0; i < count; i++)
        if (all[i]->places && strcmp(all[i]->places, kind) == 0)
            return 1;
    return 0;
}

static void write_postings(struct fpl_json_out *out, const struct fpl_draft *draft) {
    fpl_json_key(out, "postings");
    fpl_json_array(out);
    for (int i = 0; i < draft->postings; i++) {
        const struct fpl_posting *p = &draft->posting[i];
        fpl_json_array(out);
        fpl_json_str(out, p->account);
        fpl_json_str(out, (struct fpl_str){&p->side, 1});
        fpl_json_int(out, fpl_money_minor(p->amount));
        fpl_json_str(out, p->party);
        fpl_json_str(out, p->item);
        fpl_json_str(out, p->currency);
        fpl_json_str(out, p->flow);
        fpl_json_end(out);
    }
    fpl_json_end(out);
}

/* The items of what has no decider follow from the command, or hold what is new each time (the uid of a book). */
static void write_items(struct fpl_json_out *out, const struct fpl_draft *draft) {
    const struct fpl_event *event = fpl_event_find(fpl_str_of(draft->kind));
    fpl_json_key(out, "items");
    fpl_json_array(out);
    for (int i = 0; i < draft->items && event && !(event->flags & FPL_EVENT_GENERAL); i++) {
        const struct fpl_item_write *item = &draft->item[i];
        if (is_place(item->kind))
            continue;
        fpl_json_array(out);
        fpl_json_strz(out, item->kind);
        fpl_json_str(out, item->key);
        if (item->data.n)
            fpl_json_raw(out, item->data);
        fpl_json_end(out);
    }
    fpl_json_end(out);
}

static void write_reasons(struct fpl_json_out *out, const struct fpl_decision *decision) {
    fpl_json_key(out, "reasons");
    fpl_json_array(out);
    for (int i = 0; i < decision->reasons; i++)
        fpl_json_strz(out, fpl_status_name(decision->reason[i].status));
    fpl_json_end(out);
}

/* What one record would say, and on which day it would be posted. */
static void write_result(struct fpl_json_out *out, const struct desk_call *call, struct fpl_date posted) {
    const struct fpl_decision *decision = &call->desk->decision;
    const struct fpl_draft *draft = &call->draft;
    char day[12];
    fpl_json_object(out);
    fpl_json_kint(out, "amount", fpl_money_minor(decision->amount));
    fpl_json_kstrz(out, "binding", decision->binding);
    fpl_json_kint(out, "exposure", fpl_money_minor(decision->exposure));
    write_items(out, draft);
    fpl_json_kstrz(out, "kind", draft->kind);
    fpl_json_kstrz(out, "out", fpl_status_name(decision->outcome));
    if (draft->postings && !fpl_date_is_none(posted))
        fpl_json_kstrz(out, "posted", fpl_date_format(posted, day));
    write_postings(out, draft);
    write_reasons(out, decision);
    fpl_json_end(out);
}

/* Hashes it, and compares with what the command expects. */
static enum fpl_status judge(struct desk_call *call, struct fpl_buf *text) {
    struct fpl_decision *decision = &call->desk->decision;
    struct fpl_str expect = call->command->expect;
    struct fpl_hash hash;
    call->looked = 1;
    if (fpl_buf_ok(text))
        return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_sha256(call->session->hasher, text->p, text->n, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, decision->shown);
    if (expect.n == 0 || fpl_str_is(expect, decision->shown))
        return FPL_OK;
    return fpl_fail(call->error, FPL_E_NOT_AS_SHOWN, decision->shown, NULL, NULL);
}

int fpl_desk__looks(const struct desk_call *call) {
    return !call->looked && call->row < 0 && (call->dry || call->command->expect.n > 0);
}

enum fpl_status fpl_desk__as_shown(struct desk_call *call, struct fpl_date posted) {
    struct desk *desk = call->desk;
    struct fpl_buf text = {0};
    struct fpl_json_out out;
    if (!fpl_desk__looks(call))
        return FPL_OK;
    fpl_json_begin(&out, &text);
    fpl_json_array(&out);
    write_result(&out, call, posted);
    for (int i = 0; i < desk->sides; i++)
        write_result(&out, &desk->side[i]->call, FPL_DATE_NONE);
    fpl_json_end(&out);
    enum fpl_status status = judge(call, &text);
    fpl_buf_release(&text);
    return status;
}

/* It changes nothing: the codes are all there is. */
enum fpl_status fpl_desk__refused_as_shown(struct desk_call *call, enum fpl_status refusal) {
    struct fpl_buf text = {0};
    struct fpl_json_out out;
    if (!fpl_desk__looks(call))
        return FPL_OK;
    fpl_json_begin(&out, &text);
    fpl_json_object(&out);
    fpl_json_kstrz(&out, "out", fpl_status_name(refusal));
    write_reasons(&out, &call->desk->decision);
    fpl_json_end(&out);
    enum fpl_status status = judge(call, &text);
    fpl_buf_release(&text);
    return status;
}
