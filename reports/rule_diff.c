/* Two texts of one kind of rule against each other: what was added, dropped and changed, with the clauses of both; and
 * a text shown whole, alone or before it is adopted. */
#include "reports/common.h"
#include "reports/limits.h"
#include "reports/rule_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows that are kept ---- */

enum part { KEY, ZH, EN, RULE_ZH, RULE_EN, CLAUSE, PARTS };
struct kept {
    size_t at[PARTS]; /* in the list's text, NUL-ended */
    const struct kept *other;
};
struct list {
    struct kept *row;
    size_t n, cap;
    struct fpl_buf text;
    struct fpl_error *error;
};

static const char *part_of(const struct list *list, const struct kept *row, enum part part) {
    return list->text.p + row->at[part];
}

static enum fpl_status keep(void *ctx, const struct fpl_rule_text__row *row) {
    struct list *list = ctx;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 64;
        struct kept *wider = realloc(list->row, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(list->error, FPL_E_NOMEM, NULL, NULL, NULL);
        list->row = wider;
        list->cap = cap;
    }
    const struct fpl_str parts[PARTS] = {
        row->key,   fpl_str_of(row->zh), fpl_str_of(row->en), fpl_str_of(row->rule_zh), fpl_str_of(row->rule_en),
        row->clause};
    struct kept *kept = &list->row[list->n++];
    kept->other = NULL;
    for (int i = 0; i < PARTS; i++) {
        kept->at[i] = list->text.n;
        fpl_buf_add(&list->text, parts[i].p, parts[i].n);
        fpl_buf_addc(&list->text, '\0');
    }
    return fpl_buf_ok(&list->text) ? fpl_fail(list->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

static enum fpl_status read_list(const struct fpl_rule_text *text, struct list *out) {
    enum fpl_status status = fpl_rule_text__head(text, keep, out, out->error);
    return status ? status : fpl_rule_text__rows(text, keep, out, out->error);
}

static void release(struct list *list) {
    free(list->row);
    fpl_buf_release(&list->text);
}

/* ---- which row became which ---- */

/* The same parameter: the numbers that rows of a list bear change where one is put in. */
static int same_parameter(const char *a, const char *b) {
    size_t n = strcspn(a, " ");
    return n == strcspn(b, " ") && memcmp(a, b, n) == 0;
}

static int same_text(const struct list *before, const struct kept *a, const struct list *after, const struct kept *b) {
    static const enum part parts[] = {RULE_ZH, RULE_EN, CLAUSE};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(part_of(before, a, parts[i]), part_of(after, b, parts[i])) != 0)
            return 0;
    return 1;
}

/* Rows of one parameter are paired first where they say the same, then in their order. */
static void pair(struct list *before, struct list *after) {
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < after->n; i++)
            for (size_t k = 0; k < before->n && !after->row[i].other; k++) {
                struct kept *a = &before->row[k], *b = &after->row[i];
                if (a->other || !same_parameter(part_of(before, a, KEY), part_of(after, b, KEY)) ||
                    (pass == 0 && !same_text(before, a, after, b)))
                    continue;
                a->other = b;
                b->other = a;
            }
}

/* ---- the table ---- */

static void put_side(struct fpl_report *r, const struct list *list, const struct kept *row, int clause) {
    if (!row)
        fpl_report_none(r);
    else if (clause)
        fpl_report_text(r, fpl_str_of(part_of(list, row, CLAUSE)));
    else
        fpl_report_name(r, part_of(list, row, RULE_ZH), part_of(list, row, RULE_EN));
}

static void put_difference(struct fpl_report *r, const struct list *before, const struct kept *a,
                           const struct list *after, const struct kept *b) {
    const struct list *list = b ? after : before;
    const struct kept *row = b ? b : a;
    if (!a)
        fpl_report_code(r, "ADDED", "增加", "added");
    else if (!b)
        fpl_report_code(r, "REMOVED", "删去", "removed");
    else
        fpl_report_code(r, "CHANGED", "修改", "changed");
    fpl_report_text(r, fpl_str_of(part_of(list, row, KEY)));
    fpl_report_name(r, part_of(list, row, ZH), part_of(list, row, EN));
    for (int clause = 0; clause < 2; clause++) {
        put_side(r, before, a, clause);
        put_side(r, after, b, clause);
    }
}

static void columns(struct fpl_report *r, const struct fpl_rule_text *before, const struct fpl_rule_text *after) {
    char name[160];
    fpl_report_table(r, "differences", "前后两版的不同", "What differs");
    fpl_report_caption(r, "kind", "种类", "Kind");
    fpl_report_code(r, after->kind, fpl_rule_text__kind(after->kind, 1), fpl_rule_text__kind(after->kind, 0));
    fpl_rule_text__name(before, name);
    fpl_reports__caption_text(r, "before", "前", "Before", fpl_str_of(name));
    fpl_rule_text__name(after, name);
    fpl_reports__caption_text(r, "after", "后", "After", fpl_str_of(name));
    fpl_report_column(r, "change", "变化", "change", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "field", "参数", "parameter", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "title", "项目", "what", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "rule_before", "前", "before", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "rule_after", "后", "after", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause_before", "前依据", "clause before", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause_after", "后依据", "clause after", FPL_COLUMN_TEXT, 0);
}

enum fpl_status fpl_rule_text__differences(struct fpl_report *report, const struct fpl_rule_text *before,
                                           const struct fpl_rule_text *after, struct fpl_error *error) {
    struct list a = {.error = error}, b = {.error = error};
    int n = 0;
    enum fpl_status status = read_list(before, &a);
    if (!status)
        status = read_list(after, &b);
    if (!status) {
        pair(&a, &b);
        columns(report, before, after);
        for (size_t i = 0; i < b.n; i++)
            if (!b.row[i].other || !same_text(&a, b.row[i].other, &b, &b.row[i])) {
                put_difference(report, &a, b.row[i].other, &b, &b.row[i]);
                n++;
            }
        for (size_t i = 0; i < a.n; i++)
            if (!a.row[i].other) {
                put_difference(report, &a, &a.row[i], &b, NULL);
                n++;
            }
        if (n == 0)
            fpl_report_note(report, "SAME", "两版规定相同", "both say the same");
    }
    release(&a);
    release(&b);
    return status;
}

/* ---- a text shown whole ---- */

static enum fpl_status put_caption(void *ctx, const struct fpl_rule_text__row *row) {
    char key[64];
    fpl_report_caption(ctx, fpl_str_copy(row->key, key, sizeof key), row->zh, row->en);
    fpl_report_name(ctx, row->rule_zh, row->rule_en);
    return FPL_OK;
}

static enum fpl_status put_row(void *ctx, const struct fpl_rule_text__row *row) {
    fpl_report_text(ctx, row->key);
    fpl_report_name(ctx, row->zh, row->en);
    fpl_report_name(ctx, row->rule_zh, row->rule_en);
    fpl_report_text(ctx, row->clause);
    return FPL_OK;
}

enum fpl_status fpl_rule_text__table(struct fpl_report *report, const struct fpl_rule_text *text, struct fpl_date day,
                                     struct fpl_error *error) {
    char name[160];
    if (strcmp(text->kind, "pack") == 0)
        return fpl_pack__table(report, text, day, error);
    if (strcmp(text->kind, "limit") == 0)
        return fpl_limits__rule_table(report, text->json, day, error);
    fpl_report_table(report, text->kind, fpl_rule_text__kind(text->kind, 1), fpl_rule_text__kind(text->kind, 0));
    fpl_rule_text__name(text, name);
    fpl_reports__caption_text(report, "id", "编号", "id", fpl_str_of(name));
    enum fpl_status status = fpl_rule_text__head(text, put_caption, report, error);
    fpl_report_column(report, "field", "参数", "parameter", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(report, "title", "项目", "what", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "rule", "规定", "rule", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "clause", "依据", "clause", FPL_COLUMN_TEXT, 0);
    return status ? status : fpl_rule_text__rows(text, put_row, report, error);
}

enum fpl_status fpl_report_rule_text(const struct fpl_rule_text *text, struct fpl_date day, struct fpl_report **out,
                                     struct fpl_error *error) {
    struct fpl_report *report = fpl_reports__begin(text->kind, error);
    enum fpl_status status = report ? fpl_rule_text__table(report, text, day, error) : FPL_E_NOMEM;
    return fpl_reports__end(report, status, out, error);
}

enum fpl_status fpl_report_rule_differences(const struct fpl_rule_text *before, const struct fpl_rule_text *after,
                                            struct fpl_report **out, struct fpl_error *error) {
    struct fpl_report *report = fpl_reports__begin("differences", error);
    enum fpl_status status = report ? fpl_rule_text__differences(report, before, after, error) : FPL_E_NOMEM;
    return fpl_reports__end(report, status, out, error);
}

enum fpl_status fpl_report_rule_adopted(struct fpl_view *view, const struct fpl_rule_text *text,
                                        const struct fpl_rule_text *before, struct fpl_report **out,
                                        struct fpl_error *error) {
    struct fpl_report *report = fpl_reports__begin(text->kind, error);
    enum fpl_status status = report ? fpl_rule_text__table(report, text, fpl_view_as_of(view), error) : FPL_E_NOMEM;
    if (!status && before)
        status = fpl_rule_text__differences(report, before, text, error);
    if (!status && strcmp(text->kind, "limit") == 0)
        status = fpl_limits__adopted(report, view, text->json, error);
    return fpl_reports__end(report, status, out, error);
}
