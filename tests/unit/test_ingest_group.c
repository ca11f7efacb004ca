/* Which rows make one entry, what they share, and what spoils an entry. */
#include "src/ingest/group.h"

#include "plan_support.h"

#define HEADER "单据号,日期,摘要,科目,方向,金额\n"

struct gathering {
    struct sheet sheet;
    struct ing_group group;
    struct ing_row row;
    struct fpl_buf told; /* "2-3:2 4-5!0:E_NEIGHBOUR,5:E_CSV ": rows, and lines or why not, and of which row (0: all) */
};

static void tell_group(struct gathering *g) {
    struct fpl_command command;
    if (!g->group.open)
        return;
    fpl_buf_addf(&g->told, "%lld-%lld", (long long)g->group.first, (long long)g->group.last);
    if (g->group.reasons > 0) {
        for (int i = 0; i < g->group.reasons; i++)
            fpl_buf_addf(&g->told, "%c%lld:%s", i ? ',' : '!', (long long)g->group.reason[i].row,
                         fpl_status_name(g->group.reason[i].status));
        fpl_buf_addc(&g->told, ' ');
        return;
    }
    fpl_command_begin(&command, g->sheet.plan.command);
    ing_group_command(&g->group, &command);
    fpl_buf_addf(&g->told, ":%d ", command.line_count);
}

static void gather_record(struct gathering *g, const struct ing_record *record) {
    struct fpl_command values;
    struct fpl_error error = {0};
    if (ing_group_takes(&g->group, &g->sheet.plan, record)) {
        ing_group_pass(&g->group, &g->sheet.plan, record);
    } else {
        assert_int_equal(ing_group_hold(&g->group, &g->sheet.plan, record, &error), FPL_OK);
        tell_group(g);
        assert_int_equal(ing_group_start(&g->group, &g->sheet.plan, record, &error), FPL_OK);
    }
    fpl_command_begin(&values, g->sheet.plan.command);
    enum fpl_status status = ing_plan_is_header(&g->sheet.plan, record) ? FPL_E_HEADER_ROW : record->status;
    g->row.faults = 0;
    if (status != FPL_OK)
        g->row.fault[g->row.faults++] = (struct fpl_error){.status = status, .row = record->row};
    else
        status = ing_plan_apply(&g->sheet.plan, record, &values, &g->row, &error);
    assert_int_equal(status == FPL_OK, g->row.faults == 0);
    assert_int_equal(ing_group_add(&g->group, record, &values, &g->row, &error), FPL_OK);
}

/* Gathers every data row; the last group stays for a closer look. */
static void gather(struct gathering *g, const char *text) {
    const struct ing_record *record = NULL;
    memset(g, 0, sizeof *g);
    sheet_open(&g->sheet, "journal.post", text, (size_t)-1);
    while (assert_int_equal(ing_csv_next(g->sheet.csv, &record, &g->sheet.error), FPL_OK), record)
        if (record->row > g->sheet.plan.header_row && !record->blank)
            gather_record(g, record);
    tell_group(g);
}

static void gather_end(struct gathering *g) {
    ing_group_release(&g->group);
    ing_row_release(&g->row);
    fpl_buf_release(&g->told);
    sheet_close(&g->sheet);
}

#define D ",100203,D,1\n"
#define C ",271102,C,1\n"

static void test_ingest_group__rows_of_one_entry(void **state) {
    (void)state;
    static const struct {
        const char *rows, *want;
    } cases[] = {
        {"V1,2026-03-01,a" D "V1,2026-03-01,a" C "V2,2026-03-01,a" D, "2-3:2 4-4:1 "},
        {"V1,2026-03-01,a" D "V1,," C ",," D, "2-4:3 "},                           /* what is left out is the same */
        {",2026-03-01,a" D ",2026-03-01,a" C ",2026-03-02,a" D, "2-3:2 4-4:1 "},   /* no number: the day counts */
        {",2026-03-01,a" D ",2026-03-01,b" C, "2-2:1 3-3:1 "},                     /* and the memo */
        {",2026-03-01,a" D ",,b" C, "2-2:1 3-3:1 "},                               /* each of them alone */
        {",2026-03-01,a" D "V1,2026-03-01,a" C, "2-2:1 3-3:1 "},                   /* a number begins another one */
        {"V1,2026-03-01,a" D ",2026-03-01,a" C ",2026-03-02,a" C, "2-3:2 4-4:1 "}, /* not the day of V1 */
        {"V1,2026-03-01,a" D "V2,2026-03-01,a" D "V1,2026-03-01,a" C, "2-2:1 3-3:1 4-4:1 "}, /* not consecutive */
        {"V1,2026-03-01,a" D "\n"
         "V1,2026-03-01,a" C,
         "2-4:2 "},                                                   /* blank rows part nothing */
        {"V1,2026-03-01,a" D "V1,2026-03-01,own remark" C, "2-3:2 "}, /* a line's own memo */
        {"V1,2026-03-01,a" D "V1,2026-03-02,a" C,
         "2-3!0:E_NEIGHBOUR,3:E_DUPLICATE_FIELD "}, /* two documents, one number */
        {"V1,2026-03-01,a" D "V1,2026-03-01,a,271102\n"
         "V2,2026-03-01,a" D,
         "2-3!0:E_NEIGHBOUR,3:E_MISSING 4-4:1 "},
        {"V1,2026-03-01,a" D "\"V?\"?,x\n"
         "V2,2026-03-01,a" D "V2,2026-03-01,a" C "V3,2026-03-01,a" D,
         "2-2!0:E_NEIGHBOUR 3-3!0:E_NEIGHBOUR,3:E_CSV 4-5!0:E_NEIGHBOUR 6-6:1 "}, /* may belong to either neighbour */
        {"\"V?\"?,x\n"
         "V2,2026-03-01,a" D "V3,2026-03-01,a" D,
         "2-2!0:E_NEIGHBOUR,2:E_CSV 3-3!0:E_NEIGHBOUR 4-4:1 "},
        {"V1,2026-03-01,a" D HEADER "V1,2026-03-01,a" C,
         "2-2:1 3-3!0:E_NEIGHBOUR,3:E_HEADER_ROW 4-4:1 "}, /* pages put together */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gathering g;
        char text[512];
        snprintf(text, sizeof text, "%s%s", HEADER, cases[i].rows);
        gather(&g, text);
        if (!fpl_str_is(fpl_buf_str(&g.told), cases[i].want))
            fail_msg("%s gives %.*s, not %s", text, (int)g.told.n, g.told.p, cases[i].want);
        gather_end(&g);
    }
}

static void test_ingest_group__what_an_entry_holds(void **state) {
    (void)state;
    struct gathering g;
    struct fpl_command command;
    gather(&g, HEADER "V1,2026-03-01,first,100203,D,1.50\nV1,,,271102,C,1.00\nV1,,second,271103,C,0.50\n");
    fpl_command_begin(&command, g.sheet.plan.command);
    ing_group_command(&g.group, &command);
    assert_true(fpl_str_is(fpl_command_get(&command, "occurred"), "2026-03-01"));
    assert_true(fpl_str_is(fpl_command_get(&command, "memo"), "first")); /* the entry's is the first one */
    assert_int_equal(command.line_count, 3);
    assert_true(fpl_str_is(command.line[0].account, "100203"));
    assert_true(fpl_str_is(command.line[1].side, "C"));
    assert_true(fpl_str_is(command.line[2].amount, "0.50"));
    assert_int_equal(command.line[0].row, 2);
    assert_int_equal(command.line[2].row, 4);
    assert_true(fpl_str_is(fpl_buf_str(&g.group.raw), "V1,2026-03-01,first,100203,D,1.50\nV1,,,271102,C,1.00\n"
                                                      "V1,,second,271103,C,0.50"));
    gather_end(&g);
}

/* An entry of as many lines as there may be, and one of one more. */
static void test_ingest_group__the_longest_entry(void **state) {
    (void)state;
    for (int lines = FPL_COMMAND_LINES_MAX; lines <= FPL_COMMAND_LINES_MAX + 1; lines++) {
        struct fpl_buf text = {0};
        struct gathering g;
        char want[64];
        fpl_buf_adds(&text, HEADER);
        for (int i = 0; i < lines; i++)
            fpl_buf_adds(&text, "V1,2026-03-01,a" D);
        assert_int_equal(fpl_buf_ok(&text), FPL_OK);
        gather(&g, text.p);
        if (lines > FPL_COMMAND_LINES_MAX)
            snprintf(want, sizeof want, "2-%d!0:E_NEIGHBOUR,%d:E_LIMIT ", lines + 1, lines + 1);
        else
            snprintf(want, sizeof want, "2-%d:%d ", lines + 1, lines);
        assert_true(fpl_str_is(fpl_buf_str(&g.told), want));
        gather_end(&g);
        fpl_buf_release(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_group__rows_of_one_entry),
        cmocka_unit_test(test_ingest_group__what_an_entry_holds),
        cmocka_unit_test(test_ingest_group__the_longest_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
