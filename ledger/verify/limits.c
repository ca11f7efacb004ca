/* What a breach of a fund's limits rests on: the limits as they were adopted, and the approver who let it through. */
#include "ledger/verify/remake.h"

enum fpl_status fpl_remake__limits(struct fpl_remake *m, struct fpl_rules *rules) {
    struct fpl_str key = fpl_fact_text(m->facts, FPL_FACT_LIMIT_RULE);
    struct fpl_verify__document *document = NULL;
    if ((!m->event->approver && m->event != &fpl_event__limit_bound) || key.n == 0)
        return FPL_OK;
    document = fpl_verify__document_of(m->run->registry, "limit", key);
    if (!document || document->seq >= fpl_json_num(m->record->field[FPL_BODY_reg], -1))
        return fpl_remake__refuse(m, "limits");
    enum fpl_status status = fpl_verify__load_limits(m->run, document);
    rules->limits = document->limits;
    return status;
}

enum fpl_status fpl_remake__approver(struct fpl_remake *m) {
    struct fpl_str who =
        m->event->approver ? fpl_fact_text(m->facts, (enum fpl_fact_id)m->event->approver) : (struct fpl_str){NULL, 0};
    unsigned roles = 0;
    if (who.n == 0)
        return FPL_OK;
    if (fpl_str_eq(who, fpl_json_get_text(m->record->field[FPL_BODY_act], "by")) ||
        fpl_str_eq(who, fpl_json_text(m->record->field[FPL_BODY_chk])))
        return fpl_remake__refuse(m, "limit approver");
    enum fpl_status status = fpl_remake__roles(m, who, &roles, NULL);
    return status || (roles & FPL_ROLE_APPROVER) ? status : fpl_remake__refuse(m, "limit approver");
}
