/* report … and explain: ask a report, render it. */
#include "src/cli/cli.h"

#include <string.h>

static int bad_option(struct cli *cli, enum fpl_status status, const char *name, const char *text) {
    fpl_error_clear(&cli->error);
    fpl_fail(&cli->error, status, text, NULL, NULL);
    fpl_error_at_field(&cli->error, name);
    return cli_fail(cli);
}

static int read_unit(const char *text, enum fpl_unit *out) {
    *out = strcmp(text, "wan") == 0 || strcmp(text, "万元") == 0 ? FPL_UNIT_WAN : FPL_UNIT_YUAN;
    return *out == FPL_UNIT_WAN || strcmp(text, "yuan") == 0 || strcmp(text, "元") == 0;
}

static int read_threshold(struct cli *cli, const char *text, struct fpl_ratio *out) {
    char advice[FPL_RATIO_ADVICE];
    if (fpl_ratio_parse(fpl_str_of(text), out, &cli->error) != FPL_OK || out->num < 0)
        return bad_option(cli, FPL_E_NUMBER_FORMAT, "threshold", text);
    if (out->num <= out->den)
        return CLI_DONE;
    fpl_error_clear(&cli->error);
    fpl_fail(&cli->error, FPL_E_RATIO_RANGE, text, "100%", fpl_ratio_advice(fpl_str_of(text), FPL_STR("100%"), advice));
    fpl_error_at_field(&cli->error, "threshold");
    return cli_fail(cli);
}

static int read_spec(struct cli *cli, struct fpl_report_spec *spec) {
    const char *threshold = cli_get(cli, "threshold"), *year = cli_get(cli, "year"), *unit = cli_get(cli, "unit");
    const char *amount = cli_get(cli, "amount");
    int64_t number = 0;
    *spec = (struct fpl_report_spec){.book = fpl_str_of(cli_get(cli, "book")),
                                     .account = fpl_str_of(cli_get(cli, "account")),
                                     .party = fpl_str_of(cli_get(cli, "party")),
                                     .item = fpl_str_of(cli_get(cli, "item")),
                                     .profile = fpl_str_of(cli_get(cli, "profile")),
                                     .bank = fpl_str_of(cli_get(cli, "bank")),
                                     .state = fpl_str_of(cli_get(cli, "state")),
                                     .by_party = cli_has(cli, "by-party"),
                                     .rule = fpl_str_of(cli_get(cli, "rule")),
                                     .history = cli_has(cli, "history")};
    int code = cli_get_date(cli, "from", FPL_DATE_NONE, &spec->from);
    if (code == CLI_DONE)
        code = cli_get_date(cli, "to", FPL_DATE_NONE, &spec->to);
    if (code != CLI_DONE)
        return code;
    if (unit && !read_unit(unit, &spec->unit))
        return cli_wrong_word(cli, "--unit", "yuan wan 元 万元", unit);
    if (threshold && (code = read_threshold(cli, threshold, &spec->threshold)) != CLI_DONE)
        return code;
    if (year && (fpl_int_parse(fpl_str_of(year), &number) != FPL_OK || number < 1900 || number > 2199))
        return bad_option(cli, FPL_E_NUMBER_FORMAT, "year", year);
    if (amount && (fpl_money_parse(fpl_str_of(amount), FPL_UNIT_YUAN, 2, &spec->amount, &cli->error) != FPL_OK ||
                   fpl_money_sign(spec->amount) <= 0))
        return bad_option(cli, FPL_E_NUMBER_FORMAT, "amount", amount);
    spec->year = (int)number;
    const char *limit = cli_get(cli, "limit");
    number = 0;
    if (limit && (fpl_int_parse(fpl_str_of(limit), &number) != FPL_OK || number < 1 || number > INT32_MAX))
        return bad_option(cli, FPL_E_NUMBER_FORMAT, "limit", limit);
    spec->limit = (int)number;
    spec->after = fpl_str_of(cli_get(cli, "after"));
    return CLI_DONE;
}

/* A question that has no object is answered no; only an input file that is missing is an unreadable input. */
typedef enum fpl_status (*report_fn)(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                     struct fpl_error *error);
static int answer(struct cli *cli, report_fn make, const struct fpl_report_spec *spec) {
    struct fpl_report *report = NULL;
    fpl_error_clear(&cli->error);
    enum fpl_status status = make(cli->view, spec, &report, &cli->error);
    if (!status)
        return cli_show(cli, report);
    cli->error.status = status;
    return cli_fail(cli);
}

/* --with may be given several times. */
static void read_with(const struct cli *cli, struct fpl_str with[CLI_GIVEN_MAX], struct fpl_report_spec *spec) {
    for (int i = 0; i < cli->givens; i++)
        if (strcmp(cli->given[i].name, "with") == 0)
            with[spec->withs++] = fpl_str_of(cli->given[i].text);
    spec->with = with;
}

int cli_run_report(struct cli *cli) {
    struct fpl_report_spec spec;
    struct fpl_str with[CLI_GIVEN_MAX];
    const struct fpl_report_kind *kind = fpl_report_kind_find(fpl_str_of(cli->command->name));
    FPL_ASSERT(kind != NULL);
    int code = read_spec(cli, &spec);
    if (code == CLI_DONE)
        read_with(cli, with, &spec);
    if (code == CLI_DONE && spec.withs > 0 && spec.book.n == 0)
        code = cli_usage(cli, "--with 须同时用 --book 指明基金", "--with needs --book, the fund");
    if (code == CLI_DONE && (kind->reads & FPL_REPORT_NEEDS_BOOK) && spec.book.n == 0)
        code = cli_usage(cli, "缺少 --book（账套编号）", "--book (code of the book) is missing");
    if (code == CLI_DONE && (kind->reads & FPL_REPORT_ACCOUNT) && spec.account.n == 0)
        code = cli_usage(cli, "缺少 --account（科目）", "--account is missing");
    if (code == CLI_DONE)
        code = cli_view(cli);
    return code == CLI_DONE ? answer(cli, kind->make, &spec) : code;
}

int cli_run_explain(struct cli *cli) {
    struct fpl_report_spec spec = {.book = fpl_str_of(cli_get(cli, "book")), .key = fpl_str_of(cli->arg[0])};
    int code = cli_view(cli);
    return code == CLI_DONE ? answer(cli, fpl_report_explain, &spec) : code;
}

int cli_run_notice(struct cli *cli) {
    const char *form = cli_get(cli, "form");
    if (form && strcmp(form, "decision") != 0 && strcmp(form, "sheet") != 0 && strcmp(form, "receipt") != 0)
        return cli_wrong_word(cli, "--form", "decision sheet receipt", form);
    struct fpl_report_spec spec = {.book = fpl_str_of(cli_get(cli, "book")),
                                   .key = fpl_str_of(cli->arg[0]),
                                   .proof = form && strcmp(form, "receipt") == 0};
    int code = cli_view(cli);
    return code == CLI_DONE ? answer(cli, fpl_report_explain, &spec) : code;
}

int cli_run_voucher(struct cli *cli) {
    const char *paper = cli_get(cli, "paper");
    if (paper && strcmp(paper, "a5") != 0 && strcmp(paper, "a4") != 0)
        return cli_wrong_word(cli, "--paper", "a5 a4", paper);
    struct fpl_report_spec spec = {.book = fpl_str_of(cli_get(cli, "book")),
                                   .key = fpl_str_of(cli->args ? cli->arg[0] : NULL)};
    int code = cli_get_date(cli, "from", FPL_DATE_NONE, &spec.from);
    if (code == CLI_DONE)
        code = cli_get_date(cli, "to", FPL_DATE_NONE, &spec.to);
    if (code == CLI_DONE && spec.book.n == 0 && spec.key.n == 0)
        code = cli_usage(cli, "缺少 --book（账套编号）；写明是哪一张的不需要",
                         "--book is missing; one voucher by its key needs none");
    if (code == CLI_DONE)
        code = cli_view(cli);
    return code == CLI_DONE ? answer(cli, fpl_report_voucher, &spec) : code;
}

int cli_run_find(struct cli *cli) {
    struct fpl_report_spec spec = {.book = fpl_str_of(cli_get(cli, "book")), .key = fpl_str_of(cli->arg[0])};
    if (cli->arg[0][strspn(cli->arg[0], " ")] == '\0')
        return cli_usage(cli, "查找内容为空", "there is nothing to find");
    int code = cli_view(cli);
    return code == CLI_DONE ? answer(cli, fpl_report_find, &spec) : code;
}
