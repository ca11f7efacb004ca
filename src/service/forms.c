#include "src/service/forms.h"
#include "src/service/service.h"

#include <stdlib.h>

const struct form_cell_words form_cells[FORM_CELLS] = {
    {"account", "科目", "Account"}, {"debit", "借方", "Debit"}, {"credit", "贷方", "Credit"},
    {"party", "主体", "Party"},     {"item", "项目", "Item"},   {"flow", "现金流量项目", "Cash-flow line"}};

static struct fpl_str typed(const struct web_pairs *args, const char *prefix, const char *name) {
    char key[96];
    snprintf(key, sizeof key, "%s%s", prefix, name);
    return fpl_str_trim(web_pairs_get(args, key));
}

static struct fpl_str cell_of(const struct web_pairs *args, int row, enum form_cell cell) {
    char prefix[16];
    snprintf(prefix, sizeof prefix, "l.%d.", row);
    return typed(args, prefix, form_cells[cell].name);
}

static void put_member(const char *name, struct fpl_str value, int *members, struct fpl_buf *out) {
    if (value.n == 0)
        return;
    fpl_buf_addf(out, "%s\"%s\":", (*members)++ ? "," : "", name);
    body_json(value, out);
}

static enum fpl_status put_row(const struct web_pairs *args, int row, int *rows, struct fpl_buf *out,
                               struct fpl_error *error) {
    struct fpl_str cell[FORM_CELLS];
    int filled = 0, members = 0;
    for (int i = 0; i < FORM_CELLS; i++) {
        cell[i] = cell_of(args, row, (enum form_cell)i);
        filled += cell[i].n > 0;
    }
    if (filled == 0)
        return FPL_OK;
    if (cell[FORM_DEBIT].n && cell[FORM_CREDIT].n) {
        fpl_error_at(error, NULL, row, 0);
        return fpl_fail(error, FPL_E_USAGE,
                        FPL_ZH_EN("一行只填借方或贷方", "a line has a debit or a credit, and not both"), NULL, NULL);
    }
    fpl_buf_adds(out, (*rows)++ ? ",{" : "{");
    put_member("account", cell[FORM_ACCOUNT], &members, out);
    put_member("side", cell[FORM_DEBIT].n ? FPL_STR("D") : FPL_STR("C"), &members, out);
    put_member("amount", cell[FORM_DEBIT].n ? cell[FORM_DEBIT] : cell[FORM_CREDIT], &members, out);
    put_member("party", cell[FORM_PARTY], &members, out);
    put_member("item", cell[FORM_ITEM], &members, out);
    put_member("flow", cell[FORM_FLOW], &members, out);
    fpl_buf_addc(out, '}');
    return FPL_OK;
}

enum fpl_status forms_json(const struct fpl_command_spec *spec, const struct web_pairs *args, struct fpl_buf *out,
                           struct fpl_error *error) {
    int members = 0, fields = 0, rows = 0;
    enum fpl_status status = FPL_OK;
    fpl_buf_addc(out, '{');
    if (spec->book != FPL_BOOK_REGISTRY)
        put_member("book", web_pairs_get(args, "book"), &members, out);
    if (spec->flags & FPL_COMMAND_BLOB)
        put_member("document", web_pairs_get(args, "document"), &members, out);
    fpl_buf_adds(out, members++ ? ",\"fields\":{" : "\"fields\":{");
    for (int i = 0; i < spec->field_count; i++)
        put_member(spec->fields[i].name, typed(args, "f.", spec->fields[i].name), &fields, out);
    fpl_buf_addc(out, '}');
    if (spec->flags & FPL_COMMAND_LINES) {
        fpl_buf_adds(out, ",\"lines\":[");
        for (int row = 1; !status && row <= FORM_ROWS; row++)
            status = put_row(args, row, &rows, out, error);
        fpl_buf_addc(out, ']');
    }
    if ((spec->flags & FPL_COMMAND_TAKE_ON) && fpl_str_is(web_pairs_get(args, "take_on"), "1"))
        fpl_buf_adds(out, ",\"take_on\":true");
    fpl_buf_addc(out, '}');
    return status ? status : fpl_buf_ok(out);
}

/* ---- back ---- */

struct naming {
    struct fpl_buf *texts;
    struct web_pairs *out;
    size_t at[WEB_PAIRS_MAX];
};

static void add_pair(struct naming *naming, struct fpl_str value, const char *prefix, const char *name) {
    if (value.n == 0 || naming->out->n >= WEB_PAIRS_MAX - 2) /* two are the caller's */
        return;
    naming->at[naming->out->n] = naming->texts->n;
    fpl_buf_addf(naming->texts, "%s%s", prefix, name);
    fpl_buf_addc(naming->texts, '\0');
    naming->out->at[naming->out->n++].value = value;
}

static void add_line(struct naming *naming, int row, const struct fpl_line *line) {
    char prefix[16];
    int debit = line->side.n > 0 && line->side.p[0] == 'D';
    const struct fpl_str cell[FORM_CELLS] = {line->account,
                                             debit ? line->amount : (struct fpl_str){0},
                                             debit ? (struct fpl_str){0} : line->amount,
                                             line->party,
                                             line->item,
                                             line->flow};
    snprintf(prefix, sizeof prefix, "l.%d.", row);
    for (int i = 0; i < FORM_CELLS; i++)
        add_pair(naming, cell[i], prefix, form_cells[i].name);
}

enum fpl_status forms_pairs(const struct wish *wish, struct fpl_buf *texts, struct web_pairs *out) {
    const struct fpl_command *command = &wish->command;
    struct naming *naming = calloc(1, sizeof *naming);
    if (!naming)
        return FPL_E_NOMEM;
    naming->texts = texts;
    naming->out = out;
    out->n = 0;
    for (int i = 0; i < command->value_count; i++)
        add_pair(naming, command->value[i].text, "f.", command->value[i].field->name);
    for (int i = 0; i < command->line_count && i < FORM_ROWS; i++)
        add_line(naming, i + 1, &command->line[i]);
    for (int i = 0; i < out->n && !texts->failed; i++)
        out->at[i].name = fpl_str_of(texts->p + naming->at[i]);
    free(naming);
    return fpl_buf_ok(texts);
}

struct fpl_str forms_choice_word(const struct fpl_field_spec *field, struct fpl_str code, int zh) {
    for (const char *p = field->choices; *p;) {
        size_t whole = strcspn(p, "|"), name = strcspn(p, "=|");
        const char *middle = p + name + 1;
        if (name == code.n && memcmp(p, code.p, name) == 0 && name < whole) {
            size_t n = strcspn(middle, "=|");
            const char *last = middle + n + 1;
            return zh ? (struct fpl_str){middle, n} : (struct fpl_str){last, strcspn(last, "=|")};
        }
        p += whole + (p[whole] == '|');
    }
    return code;
}
