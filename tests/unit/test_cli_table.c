/* The command table against the desk's table and status.def: whatever the desk can do has a command, whatever can go
 * wrong has an exit code, and every example that help shows is one the parser takes. */
#include "src/cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_cli_table__desk_commands_are_reachable(void **state) {
    int specs = 0, commands = 0;
    const struct fpl_command_spec *spec = fpl_command_all(&specs);
    const struct cli_command *command = cli_commands(&commands);
    (void)state;
    assert_true(specs > 0);
    for (int i = 0; i < specs; i++) {
        int found = 0;
        for (int j = 0; j < commands; j++) {
            if (!command[j].submits || strcmp(command[j].submits, spec[i].name) != 0)
                continue;
            char name[64];
            snprintf(name, sizeof name, "%s", command[j].name);
            char *blank = strchr(name, ' ');
            assert_non_null(blank);
            *blank = '.'; /* "claim approve" is claim.approve */
            assert_string_equal(name, spec[i].name);
            found++;
        }
        if (found != 1)
            fail_msg("%s has %d commands", spec[i].name, found);
    }
}

static void test_cli_table__rows_are_whole(void **state) {
    int count = 0;
    const struct cli_command *command = cli_commands(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        assert_true(cli_summary(&command[i], 1)[0] != '\0');
        assert_true(cli_summary(&command[i], 0)[0] != '\0');
        assert_true(strcmp(cli_summary(&command[i], 1), cli_summary(&command[i], 0)) != 0);
        assert_true(command[i].args_min <= command[i].args_max && command[i].args_max <= CLI_ARGS_MAX);
        assert_ptr_equal(cli_command_find(command[i].name), &command[i]);
        assert_non_null(command[i].run);
    }
    assert_null(cli_command_find("claim"));
    assert_null(cli_command_find(""));
}

/* A row of the table offers a dry run, lines or take-on exactly where the desk has them. */
static void test_cli_table__options_fit_the_desk(void **state) {
    int count = 0;
    const struct cli_command *command = cli_commands(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        if (!command[i].submits)
            continue;
        const struct fpl_command_spec *spec = fpl_command_find(command[i].submits);
        int dry = 0, line = 0, book = 0;
        for (const struct cli_option *option = command[i].options; option->name; option++) {
            dry |= strcmp(option->name, "dry-run") == 0;
            line |= strcmp(option->name, "line") == 0;
            book |= strcmp(option->name, "book") == 0;
        }
        assert_int_equal(dry, (spec->flags & (FPL_COMMAND_DRY | FPL_COMMAND_BLOB)) != 0); /* a document: on a copy */
        assert_int_equal(line, (spec->flags & FPL_COMMAND_LINES) != 0);
        assert_int_equal(book, spec->book != FPL_BOOK_REGISTRY);
    }
}

static int is_global(const char *name) {
    for (const struct cli_option *option = cli_global_options; option->name; option++)
        if (strcmp(option->name, name) == 0)
            return 1;
    return 0;
}

static void test_cli_table__option_names_do_not_clash(void **state) {
    int count = 0;
    const struct cli_command *command = cli_commands(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        for (const struct cli_option *option = command[i].options; option && option->name; option++) {
            assert_false(is_global(option->name));
            if (command[i].submits)
                assert_null(fpl_field_find(fpl_command_find(command[i].submits), fpl_str_of(option->name)));
        }
    }
    int specs = 0;
    const struct fpl_command_spec *spec = fpl_command_all(&specs);
    for (int i = 0; i < specs; i++)
        for (int j = 0; j < spec[i].field_count; j++)
            if (is_global(spec[i].fields[j].name)) /* the one known case: agreement sign --version 1 */
                assert_string_equal(spec[i].fields[j].name, "version");
}

static void test_cli_table__every_status_has_an_exit_code(void **state) {
    int count = 0;
    const enum fpl_status *status = fpl_status_all(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        enum cli_exit code = cli_exit_of(status[i]);
        if ((code == CLI_BUG) != (status[i] == FPL_E_BUG))
            fail_msg("%s leaves with %d", fpl_status_name(status[i]), (int)code);
        if (fpl_status_is_retryable(status[i]))
            assert_int_equal(code, CLI_RETRY);
    }
    assert_int_equal(cli_exit_of(FPL_OK), CLI_DONE);
    assert_int_equal(cli_exit_of(FPL_ALREADY), CLI_DONE);
    assert_int_equal(cli_exit_of(FPL_DEFERRED), CLI_NO);
    assert_int_equal(cli_exit_of(FPL_E_TAMPERED), CLI_TAMPERED);
    assert_int_equal(cli_exit_of((enum fpl_status)12345), CLI_BUG);
}

static void test_cli_table__form_on_the_command_line_is_usage(void **state) {
    (void)state;
    assert_int_equal(cli_exit_of(FPL_E_DATE_INVALID), CLI_INPUT);
    assert_int_equal(cli_exit_typed(FPL_E_DATE_INVALID), CLI_USAGE);
    assert_int_equal(cli_exit_typed(FPL_E_ENCODING), CLI_USAGE);
    assert_int_equal(cli_exit_typed(FPL_E_HEADER_ROW), CLI_USAGE);
    assert_int_equal(cli_exit_typed(FPL_E_NOT_LEDGER), CLI_INPUT);
    assert_int_equal(cli_exit_typed(FPL_E_ROLE), CLI_NO);
    assert_int_equal(cli_exit_typed(FPL_E_LOCKED), CLI_RETRY);
}

/* Splits as a shell would, as far as the examples need it: blanks, double quotes, a redirection ends it. */
static int split(char *line, char **argv, int max) {
    int argc = 0;
    argv[argc++] = (char *)(size_t) "fundpool";
    for (char *p = line; *p && *p != '>' && argc < max;) {
        char end = *p == '"' ? '"' : ' ';
        p += end == '"';
        argv[argc++] = p;
        while (*p && *p != end)
            p++;
        if (*p)
            *p++ = '\0';
        while (*p == ' ')
            p++;
    }
    return argc;
}

static void check_example(const struct cli_command *command, const char *text, size_t n) {
    char line[1024], *argv[64];
    struct cli *cli = calloc(1, sizeof *cli);
    assert_non_null(cli);
    snprintf(line, sizeof line, "%.*s", (int)n, text);
    if (cli_parse(cli, split(line, argv, 64), argv) != CLI_DONE)
        fail_msg("example of %s: %.*s", command->name, (int)n, text);
    assert_ptr_equal(cli->command, command);
    for (int i = command->args_max; cli->spec && !(cli->spec->flags & FPL_COMMAND_BLOB) && i < cli->spec->field_count;
         i++)
        if ((cli->spec->fields[i].flags & FPL_FIELD_REQUIRED) && !cli_get(cli, cli->spec->fields[i].name))
            fail_msg("example of %s lacks %s", command->name, cli->spec->fields[i].name);
    if (cli->spec && cli->spec->book != FPL_BOOK_REGISTRY)
        assert_non_null(cli_get(cli, "book"));
    free(cli);
}

static void test_cli_table__examples_parse(void **state) {
    int count = 0;
    const struct cli_command *command = cli_commands(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        const char *p = command[i].examples;
        assert_true(p && *p);
        while (*p) {
            size_t n = strcspn(p, "\n");
            check_example(&command[i], p, n);
            p += n + (p[n] != '\0');
        }
    }
}

static void test_cli_table__lines_parse(void **state) {
    struct fpl_line line;
    struct fpl_error error = {0};
    (void)state;
    assert_int_equal(cli_line_parse("6404 借 1000.00", &line, &error), FPL_OK);
    assert_true(fpl_str_is(line.account, "6404") && fpl_str_is(line.side, "借") && fpl_str_is(line.amount, "1000.00"));
    assert_int_equal(line.party.n + line.item.n + line.currency.n, 0);
    assert_int_equal(cli_line_parse("  110101\tD 5.5 item=YD-01  party=91340604XY00010150 currency=USD", &line, &error),
                     FPL_OK);
    assert_true(fpl_str_is(line.party, "91340604XY00010150") && fpl_str_is(line.item, "YD-01") &&
                fpl_str_is(line.currency, "USD"));
    static const char *const bad[] = {
        "", "6404", "6404 D", "6404 D 1 x", "6404 D 1 party=", "6404 D 1 note=x", "6404 D 1 party=a party=b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fpl_line kept = line;
        if (cli_line_parse(bad[i], &kept, &error) != FPL_E_USAGE)
            fail_msg("taken: \"%s\"", bad[i]);
        assert_memory_equal(&kept, &line, sizeof line);
        assert_string_equal(error.field, "line");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cli_table__desk_commands_are_reachable),
        cmocka_unit_test(test_cli_table__rows_are_whole),
        cmocka_unit_test(test_cli_table__options_fit_the_desk),
        cmocka_unit_test(test_cli_table__option_names_do_not_clash),
        cmocka_unit_test(test_cli_table__every_status_has_an_exit_code),
        cmocka_unit_test(test_cli_table__form_on_the_command_line_is_usage),
        cmocka_unit_test(test_cli_table__examples_parse),
        cmocka_unit_test(test_cli_table__lines_parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
