/* The words of a column's codes: written beside the column, or those of the catalogue, which are looked up so that a
 * choice that is new there has its word here. */
#include "src/analysis/tables.h"

#include "fundpool/event.h"

#include <string.h>

static void add(struct fpl_buf *out, const char *code, const char *zh) {
    fpl_buf_addf(out, "%s%s=%s", out->n ? "|" : "", code, zh);
}

/* "CODE=中文=english|…" */
static void add_choices(const char *choices, struct fpl_buf *out) {
    while (*choices) {
        size_t end = strcspn(choices, "|"), code = strcspn(choices, "=");
        size_t zh = strcspn(choices + code + 1, "=|");
        fpl_buf_addf(out, "%s%.*s=%.*s", out->n ? "|" : "", (int)code, choices, (int)zh, choices + code + 1);
        choices += end + (choices[end] == '|');
    }
}

static void add_field(const char *what, struct fpl_buf *out) {
    char command[64];
    size_t n = strcspn(what, " ");
    const struct fpl_command_spec *spec =
        fpl_command_find(fpl_str_copy((struct fpl_str){what, n}, command, sizeof command));
    FPL_ASSERT(spec && what[n] == ' ');
    const struct fpl_field_spec *field = fpl_field_find(spec, fpl_str_of(what + n + 1));
    FPL_ASSERT(field);
    add_choices(field->choices, out);
}

static void add_commands(struct fpl_buf *out) {
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    for (int i = 0; i < count; i++)
        add(out, all[i].name, all[i].zh);
}

/* Each name once, as the first command calls it. */
static void add_fields(struct fpl_buf *out) {
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < all[i].field_count; j++) {
            int seen = 0;
            for (int k = 0; k < i && !seen; k++)
                seen = fpl_field_find(&all[k], fpl_str_of(all[i].fields[j].name)) != NULL;
            if (!seen)
                add(out, all[i].fields[j].name, all[i].fields[j].zh);
        }
}

static void add_roles(struct fpl_buf *out) {
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR; role <<= 1)
        add(out, fpl_role_name((enum fpl_role)role, -1), fpl_role_name((enum fpl_role)role, 1));
}

void ana_words(const struct ana_column *column, struct fpl_buf *out) {
    const char *words = column->words;
    if (words[0] != '@')
        fpl_buf_adds(out, words);
    else if (strcmp(words, "@commands") == 0)
        add_commands(out);
    else if (strcmp(words, "@fields") == 0)
        add_fields(out);
    else if (strcmp(words, "@roles") == 0)
        add_roles(out);
    else
        add_field(words + 1, out);
}
