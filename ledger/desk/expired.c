/* Who adopts or binds a text that is out of force is told so: nothing is refused for it, because a fund whose history
 * is entered late was bound by texts that have expired since. */
#include "ledger/desk/desk.h"

#include <string.h>

void fpl_desk__tell_expired(struct desk_call *call, struct fpl_str name, struct fpl_date until, struct fpl_date day) {
    struct fpl_answer *answer = call->answer;
    char text[12];
    if (fpl_date_is_none(until) || fpl_date_cmp(day, until) <= 0 || answer->reasons == FPL_DECISION_REASONS)
        return;
    struct fpl_reason *note = &answer->reason[answer->reasons++];
    *note = (struct fpl_reason){.status = FPL_TEXT_EXPIRED};
    fpl_str_copy(fpl_str_of(fpl_date_format(until, text)), note->arg[0], sizeof note->arg[0]);
    (void)fpl_error_quote(name, note->arg[1]);
}

static int is_rule_text(const struct fpl_read *read) {
    static const char *const kinds[] = {"pack", "profile", "tolerance", "limit"};
    int is = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        is |= strcmp(read->name, kinds[i]) == 0;
    return is && read->from == FPL_FROM_ITEM && (read->flags & FPL_READ_REGISTRY);
}

enum fpl_status fpl_desk__tell_bound_expired(struct desk_call *call, const struct fpl_event *event,
                                             struct fpl_date day) {
    const struct fpl_facts *facts = &call->desk->facts;
    const struct fpl_fact *own = fpl_fact_of(facts, FPL_FACT_EARLY_UNTIL);
    struct fpl_date until = FPL_DATE_NONE;
    if (call->row >= 0) /* of a file: as for cash, it says more than a person sees */
        return FPL_OK;
    if (fpl_date_is_none(day) || fpl_date_cmp(day, call->today) < 0)
        day = call->today;
    for (int i = 0; i < event->reads; i++) {
        if (!is_rule_text(&event->read[i]))
            continue;
        struct fpl_str key = fpl_fact_of(facts, (enum fpl_fact_id)event->read[i].key)->v.text;
        enum fpl_status status = fpl_desk__document_until(call, event->read[i].name, key, &until);
        if (status)
            return status;
        fpl_desk__tell_expired(call, key, until, day);
    }
    if (own->known) /* what binds may end before its text does */
        fpl_desk__tell_expired(call, fpl_fact_of(facts, FPL_FACT_EVENT_KEY)->v.text,
                               (struct fpl_date){(int32_t)own->v.num}, day);
    return FPL_OK;
}
