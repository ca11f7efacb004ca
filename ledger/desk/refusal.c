/* What a chunk of an import says of a refused row: a list of JSON arrays, one a reason, in one form for whoever writes
 * them and whoever makes them again from the sender's file. */
#include "ledger/desk/import.h"

#include <stdio.h>
#include <string.h>

/* Is it the content, whole or cut as errors cut it, or the same number with more zeros ("1000" as "1000.00")? What only
 * begins alike, as two days of one month do, is another thing. */
static int is_content(struct fpl_str text, const char *arg) {
    char quoted[FPL_ERROR_ARG_BYTES];
    size_t n = strlen(fpl_error_quote(text, quoted));
    if (n == 0 || strncmp(quoted, arg, n) != 0)
        return 0;
    const char *more = arg + n;
    if (!strchr(quoted, '.') && more[0] == '.')
        more++;
    else if (!strchr(quoted, '.') && more[0])
        return 0;
    return more[strspn(more, "0")] == '\0';
}

/* An argument that is a field's own content is kept as a pointer to it, behind the words that name it if it has any. */
static void write_argument(struct fpl_json_out *out, const struct fpl_command *command, const char *arg) {
    char pointed[FPL_ERROR_ARG_BYTES];
    const char *end = strrchr(arg, FPL_ZH_EN_END), *own = end && end[1] == ' ' ? end + 2 : arg;
    for (int i = 0; own[0] && command && i < command->value_count; i++) {
        const struct fpl_value *value = &command->value[i];
        if (is_content(value->text, own)) {
            snprintf(pointed, sizeof pointed, "%.*s@%s", (int)(own - arg), arg, value->field->name);
            fpl_json_strz(out, pointed);
            return;
        }
    }
    fpl_json_strz(out, arg);
}

/* Its first argument is not what the cell says. */
static int speaks_of_form(enum fpl_status status) {
    return status == FPL_E_MISSING || status == FPL_E_DUPLICATE_FIELD || status == FPL_E_TOO_LONG ||
           status == FPL_E_COLUMNS || status == FPL_E_NEIGHBOUR;
}

void fpl_import__commitment(struct fpl_hasher *hasher, const uint8_t salt[FPL_SALT_BYTES], int64_t row,
                            struct fpl_str raw, char out[IMPORT_COMMITMENT_BYTES]) {
    struct fpl_hash hash;
    char part[40];
    snprintf(part, sizeof part, "row/%lld", (long long)row);
    fpl_commit(hasher, salt, part, raw, &hash);
    fpl_base64(hash.byte, sizeof hash.byte, out);
}

enum fpl_status fpl_import__refusal(const struct import_refusals *list, const struct refused_row *row,
                                    const struct fpl_reason *reason, const char *field) {
    struct fpl_json_out out;
    char commitment[IMPORT_COMMITMENT_BYTES];
    fpl_import__commitment(list->hasher, list->salt, row->row, row->raw, commitment);
    if (list->text->n)
        fpl_buf_addc(list->text, ',');
    fpl_json_begin(&out, list->text);
    fpl_json_array(&out);
    fpl_json_int(&out, row->row);
    fpl_json_int(&out, row->last);
    fpl_json_strz(&out, fpl_status_name(reason->status));
    fpl_json_strz(&out, field);
    if (row->command) {
        write_argument(&out, row->command, reason->arg[0]);
        write_argument(&out, row->command, reason->arg[1]);
    } else { /* ill-formed: the first argument is what the row said */
        char own[72];
        snprintf(own, sizeof own, "@%s", field);
        int hides = field[0] && reason->arg[0][0] && !speaks_of_form(reason->status);
        fpl_json_strz(&out, hides ? own : reason->arg[0]);
        fpl_json_strz(&out, reason->arg[1]);
    }
    fpl_json_strz(&out, reason->clause);
    fpl_json_strz(&out, commitment);
    if (row->about)
        fpl_json_int(&out, row->about);
    fpl_json_end(&out);
    return fpl_buf_ok(list->text);
}

enum fpl_status fpl_import__faults(const struct import_refusals *list, const struct refused_row *row,
                                   const struct fpl_import_faults *faults) {
    struct refused_row about = *row;
    enum fpl_status status = FPL_OK;
    for (int i = 0; i < faults->reasons && !status; i++) {
        const struct fpl_error *reason = &faults->reason[i];
        struct fpl_reason why = {.status = reason->status};
        for (int k = 0; k < 2; k++)
            fpl_str_copy(fpl_str_of(reason->arg[k]), why.arg[k], sizeof why.arg[k]);
        about.about = row->last > row->row ? reason->row : 0;
        status = fpl_import__refusal(list, &about, &why, reason->field);
    }
    return status;
}
