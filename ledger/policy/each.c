/* The command that an event for a list gives for each of its parts: what it says itself, the row, and the part. The
 * desk records it, verification makes it again. */
#include "ledger/policy/command.h"

#include <stdio.h>
#include <string.h>

static const struct fpl_typed *named(const struct fpl_command_spec *spec, const struct fpl_typed *typed,
                                     const char *name) {
    const struct fpl_field_spec *field = fpl_field_find(spec, fpl_str_of(name));
    return field ? &typed[field - spec->fields] : NULL;
}

enum fpl_status fpl_each__typed(const struct fpl_event *event, const struct fpl_typed *said,
                                const struct fpl_part *part, char key[FPL_EACH_KEY], struct fpl_typed *out,
                                struct fpl_error *error) {
    const struct fpl_command_spec *spec = fpl_event__plan(event)->spec, *each = fpl_event__plan(event->each)->spec;
    struct fpl_str id = said[0].text;
    FPL_ASSERT(spec->fields[0].flags & FPL_FIELD_KEY);
    int n = snprintf(key, FPL_EACH_KEY, "%.*s-%.*s", (int)id.n, id.p, (int)part->key.n, part->key.p);
    if (n > FPL_ID_BYTES_MAX) {
        fpl_error_at_field(error, spec->fields[0].name);
        return fpl_fail(error, FPL_E_EACH_ID, key, NULL, NULL);
    }
    for (int i = 0; i < each->field_count; i++) {
        const struct fpl_field_spec *field = &each->fields[i];
        const struct fpl_typed *same = named(spec, said, field->name);
        out[i] = (struct fpl_typed){.given = 0};
        if (field->flags & FPL_FIELD_KEY)
            out[i] = (struct fpl_typed){.given = 1, .text = {key, (size_t)n}};
        else if (field->says == 1 + FPL_FACT_COMMITMENT_ID)
            out[i] = (struct fpl_typed){.given = 1, .text = part->key};
        else if (field->says == 1 + FPL_FACT_EVENT_AMOUNT)
            out[i] = (struct fpl_typed){.given = 1, .num = fpl_money_minor(part->amount)};
        else if (same)
            out[i] = *same;
    }
    return FPL_OK;
}

int fpl_each__count(const struct fpl_parts *parts) {
    int count = 0;
    for (int i = 0; i < parts->count; i++)
        count += fpl_money_sign(parts->share[i].amount) > 0;
    return count;
}

void fpl_each__extra(int count, struct fpl_buf *out) {
    fpl_buf_reset(out);
    fpl_buf_addf(out, "{\"each\":%d}", count);
}
