/* The general kinds made again: what has nothing to decide. */
#include "ledger/verify/remake.h"

#include <stdio.h>
#include <string.h>

enum fpl_status fpl_remake__general(struct fpl_remake *m) {
    const struct fpl_command_spec *spec = fpl_event__plan(m->event)->spec;
    struct fpl_error local = {0};
    int take_on = 0;
    if (!spec || !m->record->field[FPL_BODY_cmd])
        return FPL_OK;
    enum fpl_status status = fpl_command__read(fpl_event__plan(m->event), m->record->field[FPL_BODY_cmd],
                                               m->maker->typed, &take_on, &local);
    if (status)
        return status == FPL_E_JSON ? fpl_remake__refuse(m, local.arg[0]) : status;
    return fpl_remake__people(m, spec->roles, (spec->flags & FPL_COMMAND_ENTRY) && m->record->field[FPL_BODY_p]);
}
