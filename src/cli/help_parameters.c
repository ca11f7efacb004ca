/* help parameters: what a rule pack may say, field by field with its form and its words, from the schema that adoption
 * holds a pack against. */
#include "fundpool/pack.h"
#include "src/cli/cli.h"

#include <string.h>

static const struct {
    const char *zh, *en;
} form[] = {[FPL_PACK_TEXT] = {"文字", "text"},
            [FPL_PACK_MONEY] = {"金额，如 300万元", "amount, 300万元 or 3000000.00元"},
            [FPL_PACK_RATIO] = {"比例，如 40%、1/3、2倍", "ratio, 40%, 1/3 or 2倍"},
            [FPL_PACK_INT] = {"整数", "whole number"},
            [FPL_PACK_DATE] = {"日期，如 2026-01-01", "day, 2026-01-01"},
            [FPL_PACK_BOOL] = {"true 或 false", "true or false"},
            [FPL_PACK_ENUM] = {"下列之一", "one of"},
            [FPL_PACK_TEXTS] = {"文字列表", "list of texts"},
            [FPL_PACK_ENUMS] = {"列表，取自下列", "list of"},
            [FPL_PACK_OBJECT] = {"对照表，栏目见下", "mapping, of the fields below"},
            [FPL_PACK_OBJECTS] = {"列表，每项的栏目见下", "list, each with the fields below"},
            [FPL_PACK_PREDICATE] = {"条件 {field, op, value}，或 all、any、not",
                                    "condition {field, op, value}, or all, any, not"},
            [FPL_PACK_CLAUSES] = {"参数名：条款", "parameter: clause"}};

static int has_word(const char *list, const char *word, size_t n) {
    for (const char *at = list; *at; at += *at == ' ') {
        size_t m = strcspn(at, " ");
        if (m == n && memcmp(at, word, n) == 0)
            return 1;
        at += m;
    }
    return 0;
}

/* The words that this engine computes with. */
static void put_values(struct fpl_report *report, const struct fpl_pack_field *field) {
    struct fpl_buf text = {0};
    for (const char *at = field->values; *at; at += *at == ' ') {
        size_t n = strcspn(at, " ");
        if (!has_word(field->lacking, at, n)) {
            fpl_buf_adds(&text, text.n ? " " : "");
            fpl_buf_add(&text, at, n);
        }
        at += n;
    }
    fpl_report_text(report, fpl_buf_str(&text));
    fpl_buf_release(&text);
}

static void put_fields(struct fpl_report *report, const struct fpl_pack_field *fields, const char *within) {
    for (const struct fpl_pack_field *field = fields; field->name; field++) {
        char path[96];
        snprintf(path, sizeof path, "%s%s%s", within, *within ? "." : "", field->name);
        if (field->engine == 0) /* adoption refuses it by name */
            continue;
        fpl_report_text(report, fpl_str_of(path));
        fpl_report_name(report, field->zh, field->en);
        fpl_report_name(report, form[field->type].zh, form[field->type].en);
        put_values(report, field);
        if (field->fields)
            put_fields(report, field->fields, path);
    }
}

int cli_help_parameters(struct cli *cli) {
    struct fpl_report *report = fpl_report_new("parameters");
    if (!report)
        return cli_show(cli, NULL);
    fpl_report_table(report, "parameters", "规则包的栏目", "Fields of a rule pack");
    fpl_report_column(report, "field", "栏目", "field", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "title", "名称", "title", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "form", "写法", "form", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "values", "取值", "values", FPL_COLUMN_TEXT, 0);
    put_fields(report, fpl_pack_fields(), "");
    return cli_show(cli, report);
}
