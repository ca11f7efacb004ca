/* The catalogue of events, held against the charts, the life cycles and itself; and the facts of one decision. */
#include "ledger/policy/command.h"

#include "fundpool/cash_flow.h"
#include "src/ingest/document.h"
#include "tests/unit/pool_support.h"

static struct fpl_json_doc chart[8];
static struct fpl_decision *d;

static const struct fpl_event *const *all(int *count) {
    return fpl_event_all(count);
}

static const struct fpl_json *accounts_of(enum fpl_book_kind kind) {
    static const char *const path[8] = {[FPL_BOOK_FUND] = "policies/charts/fund.yaml",
                                        [FPL_BOOK_COMPANY] = "policies/charts/company.yaml",
                                        [FPL_BOOK_FISCAL] = "policies/charts/fiscal.yaml",
                                        [FPL_BOOK_POOL] = "policies/charts/pool.yaml"};
    static struct ing_document document[8];
    struct fpl_error error = {0};
    assert_true((size_t)kind < 8 && path[kind]);
    if (!document[kind].json.n) {
        assert_int_equal(ing_document_read(path[kind], ING_CHART, &document[kind], &error), FPL_OK);
        assert_int_equal(fpl_json_parse(&chart[kind], fpl_buf_str(&document[kind].json), NULL), FPL_OK);
    }
    return fpl_json_get(fpl_json_root(&chart[kind]), "accounts");
}

/* ---- the catalogue itself ---- */

static void test_policy_event__names_are_unique(void **state) {
    (void)state;
    int count = 0, commands = 0;
    const struct fpl_event *const *event = all(&count);
    assert_true(count >= 38);
    for (int i = 0; i < count; i++) {
        assert_ptr_equal(fpl_event_find(fpl_str_of(event[i]->kind)), event[i]);
        for (int j = 0; j < i; j++) {
            const char *a = event[i]->command.plural, *b = event[j]->command.plural;
            assert_string_not_equal(event[i]->kind, event[j]->kind);
            if (a && b)
                assert_string_not_equal(a, b);
        }
    }
    const struct fpl_command_spec *spec = fpl_command_all(&commands);
    for (int i = 0; i < commands; i++) {
        assert_string_equal(fpl_event_of_command(&spec[i])->command.name, spec[i].name);
        if (spec[i].flags & (FPL_COMMAND_DRY | FPL_COMMAND_IMPORT) && !(spec[i].examples && spec[i].examples[0]))
            fail_msg("%s has no example", spec[i].name);
        if (!(spec[i].flags & FPL_COMMAND_IMPORT) != !spec[i].plural && !(spec[i].flags & FPL_COMMAND_LINES))
            fail_msg("%s: what a file of them is called", spec[i].name);
    }
    assert_null(fpl_event_find(FPL_STR("note")));
    assert_null(fpl_event_find(FPL_STR("")));
}

/* ---- example rows ---- */

/* What has a file has example rows, and the other way round; each cell names a field of the command or of its lines. */
static void test_policy_event__files_have_example_rows(void **state) {
    (void)state;
    static const char *const line[] = {"account", "side", "amount", "party", "item", "currency", "cash_flow"};
    int count = 0;
    const struct fpl_event *const *event = all(&count);
    for (int i = 0; i < count; i++) {
        const struct fpl_command_spec *spec = &event[i]->command;
        assert_true((event[i]->rows != NULL) == (spec->name && spec->plural));
        for (const char *p = event[i]->rows; p && *p;) {
            size_t n = strcspn(p, "=;|");
            int known = fpl_field_find(spec, (struct fpl_str){p, n}) != NULL;
            for (size_t k = 0; (spec->flags & FPL_COMMAND_LINES) && k < sizeof line / sizeof line[0]; k++)
                known |= strlen(line[k]) == n && memcmp(line[k], p, n) == 0;
            if (p[n] != '=' || !known)
                fail_msg("%s: no field %.*s", event[i]->kind, (int)n, p);
            p += strcspn(p, ";|");
            p += *p != '\0';
        }
    }
}

/* ---- recipes ---- */

/* A leg on cash bears the recipe's line of the cash-flow statement, which fits its side and its book; no other leg
 * does. */
static void check_flow(const struct fpl_event *event, const struct fpl_recipe *row, const char *account, char side) {
    enum fpl_book_kind book = fpl_event_book(event);
    struct fpl_posting line = {.account = fpl_str_of(account), .side = side, .flow = fpl_str_of(row->flow)};
    struct fpl_error error = {0};
    if (!fpl_account_is_cash(line.account))
        line.flow.n = 0;
    if (fpl_cash_flow_settle(&line, book, 0, &error) || (line.flow.n && !fpl_str_is(line.flow, row->flow)))
        fail_msg("%s: %s/%s: its line of the cash flow", event->kind, row->debit, row->credit);
}

static void check_leg(const struct fpl_event *event, const char *account, int party, int item) {
    const struct fpl_json *found = NULL, *list = accounts_of(fpl_event_book(event));
    for (const struct fpl_json *row = fpl_json_first(list); row && !found; row = fpl_json_next(list, row))
        if (fpl_str_is(fpl_json_get_text(row, "code"), account))
            found = row;
    if (!found)
        fail_msg("%s: no account %s", event->kind, account);
    const struct fpl_json *posting = fpl_json_get(found, "posting"), *needs = fpl_json_get(found, "needs");
    if (posting && !posting->num)
        fail_msg("%s: %s takes no postings", event->kind, account);
    for (const struct fpl_json *need = fpl_json_first(needs); need; need = fpl_json_next(needs, need))
        if (fpl_str_is(need->str, "party") ? !party : !item)
            fail_msg("%s: %s needs a dimension", event->kind, account);
}

static void test_policy_event__recipes_fit_their_charts(void **state) {
    (void)state;
    int count = 0, rows = 0;
    const struct fpl_event *const *event = all(&count);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < event[i]->recipes; j++, rows++) {
            const struct fpl_recipe *row = &event[i]->recipe[j];
            check_leg(event[i], row->debit, row->debit_party, row->debit_item);
            check_leg(event[i], row->credit, row->credit_party, row->credit_item);
            check_flow(event[i], row, row->debit, 'D');
            check_flow(event[i], row, row->credit, 'C');
            int cash = fpl_account_is_cash(fpl_str_of(row->debit)) + fpl_account_is_cash(fpl_str_of(row->credit));
            assert_int_equal(cash, strcmp(row->flow, "TRANSFER") == 0 ? 2 : row->flow[0] != '\0');
            assert_true(row->code[0] && row->zh[0] && row->en[0]);
        }
    assert_true(rows >= 20);
}

static void test_policy_event__posts_balance(void **state) {
    (void)state;
    static const int64_t amounts[] = {0, 1, -1, 12345, -12345, FPL_MINOR_MAX, -FPL_MINOR_MAX};
    int count = 0;
    const struct fpl_event *const *event = all(&count);
    static struct fpl_facts facts;
    loan_facts(&facts, 1000);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < event[i]->recipes; j++)
            for (size_t k = 0; k < sizeof amounts / sizeof amounts[0]; k++) {
                fpl_fact_forget(&facts, FPL_FACT_TAKE_ON);
                fpl_decision_begin(d);
                fpl_event_post(d, &event[i]->recipe[j], fpl_money_of(amounts[k]), &facts);
                assert_int_equal(d->postings, amounts[k] ? 2 : 0);
                if (amounts[k]) {
                    assert_int_equal(fpl_money_minor(d->posting[0].amount), amounts[k]); /* red where negative */
                    assert_int_equal(fpl_money_minor(d->posting[1].amount), amounts[k]);
                    assert_int_equal(d->posting[0].side, 'D');
                    assert_int_equal(d->posting[1].side, 'C');
                }
                fpl_fact_set_bool(&facts, FPL_FACT_TAKE_ON, 1);
                fpl_decision_begin(d);
                fpl_event_post(d, &event[i]->recipe[j], fpl_money_of(amounts[k]), &facts);
                assert_int_equal(d->postings, 0);
            }
}

/* ---- moves ---- */

struct machine { /* of one kind of item */
    const char *item, *state[16];
    int states, reached[16], exits[16];
};

static int state_at(struct machine *m, const char *state) {
    int i = 0;
    while (i < m->states && strcmp(m->state[i], state) != 0)
        i++;
    assert_true(i < 16);
    if (i == m->states)
        m->state[m->states++] = state;
    return i;
}

static int join(struct machine *m) {
    int count = 0, changed = 0;
    const struct fpl_event *const *event = all(&count);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < event[i]->moves; j++) {
            const struct fpl_move *move = &event[i]->move[j];
            if (strcmp(move->item, m->item) != 0)
                continue;
            int from = state_at(m, move->from), to = state_at(m, move->to);
            m->exits[from] |= from != to;
            changed |= m->reached[from] && !m->reached[to];
            m->reached[to] |= m->reached[from];
        }
    return changed;
}

static void test_policy_event__life_cycles(void **state) {
    (void)state;
    static const char *const ends[] = {"loan WITHDRAWN", "claim REVERSED",      "claim REFUSED", "claim WITHDRAWN",
                                       "deal REVERSED",  "commitment REVERSED", "call REVERSED"};
    static const char *const items[] = {"loan", "claim", "deal", "commitment", "holding", "call"};
    int count = 0, ended = 0;
    const struct fpl_event *const *event = all(&count);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < event[i]->moves; j++) {
            const struct fpl_move *move = &event[i]->move[j];
            int known = 0;
            for (size_t k = 0; k < sizeof items / sizeof items[0]; k++)
                known |= strcmp(items[k], move->item) == 0;
            if (!known)
                fail_msg("%s moves a %s, whose life this test does not walk", event[i]->kind, move->item);
            assert_string_equal(fpl_event_next(event[i], move->item, fpl_str_of(move->from), move->way), move->to);
            for (int k = 0; k < j; k++)
                if (strcmp(event[i]->move[k].item, move->item) == 0 && strcmp(event[i]->move[k].from, move->from) == 0)
                    assert_string_not_equal(event[i]->move[k].way, move->way); /* else it has two targets */
        }
    for (size_t k = 0; k < sizeof items / sizeof items[0]; k++) {
        struct machine m = {.item = items[k]};
        m.reached[state_at(&m, "")] = 1;
        while (join(&m))
            ;
        for (int i = 0; i < m.states; i++) {
            char text[64];
            int is_end = 0;
            snprintf(text, sizeof text, "%s %s", m.item, m.state[i]);
            for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++)
                is_end |= strcmp(ends[e], text) == 0;
            if (!m.reached[i] || m.exits[i] == is_end)
                fail_msg("%s: reached %d, exits %d", text, m.reached[i], m.exits[i]);
            ended += is_end;
        }
    }
    assert_int_equal(ended, sizeof ends / sizeof ends[0]);
}

/* ---- reads ---- */

static int fits(const struct fpl_read *read) {
    enum fpl_fact_type type = fpl_fact_type((enum fpl_fact_id)read->fact);
    switch (read->from) {
    case FPL_FROM_SUM:
    case FPL_FROM_BALANCE:
    case FPL_FROM_LATEST:
        return type == FPL_FACT_MONEY;
    case FPL_FROM_EACH:
        return type == FPL_FACT_MONEY && read->value;
    case FPL_FROM_ANY:
        return type == FPL_FACT_BOOL && read->value;
    case FPL_FROM_ORIGIN:
        return type == FPL_FACT_BOOL && !read->groups;
    case FPL_FROM_ACTOR:
        return type == FPL_FACT_TEXT;
    case FPL_FROM_LIST: /* kept, asked or not: the record says what it was decided on */
        return type == FPL_FACT_TEXT && read->row && (read->flags & FPL_READ_FROZEN);
    case FPL_FROM_UNDONE:
        return strcmp(read->member, "occ") == 0       ? type == FPL_FACT_DATE
               : strcmp(read->member, "take_on") == 0 ? type == FPL_FACT_BOOL
                                                      : type == FPL_FACT_MONEY && read->before != FPL_NO_FACT;
    case FPL_FROM_ITEM:
        if (read->member && strcmp(read->member, "@first") == 0)
            return type == FPL_FACT_INT;
        return type != FPL_FACT_NONE && (!(read->flags & FPL_READ_ZERO) || type == FPL_FACT_MONEY);
    case FPL_FROM_LEDGER:
        if (strncmp(read->name, FPL_LEDGER, strlen(FPL_LEDGER)) != 0)
            return 0;
        return strcmp(read->member, "@n") == 0 ? type == FPL_FACT_INT : type != FPL_FACT_NONE;
    case FPL_FROM_DATED:
    case FPL_FROM_AGREEMENT:
    case FPL_FROM_PRIMARY:
        return type != FPL_FACT_NONE;
    }
    return 0;
}

/* 2 was meant as 2 %: whatever is a share or a rate has a greatest value. What is a plain number is no share. */
static void test_policy_event__shares_have_a_bound(void **state) {
    int count = 0, shares = 0;
    (void)state;
    for (const struct fpl_event *const *all = fpl_event_all(&count), *const *end = all + count; all < end; all++)
        for (int i = 0; i < (*all)->command.field_count; i++) {
            const struct fpl_field_spec *field = &(*all)->command.fields[i];
            if (field->type != FPL_FIELD_RATIO)
                continue;
            if (!(field->flags & FPL_FIELD_PLAIN) == !field->most)
                fail_msg("%s %s", (*all)->kind, field->name);
            shares += field->most > 0;
        }
    assert_true(shares > 6);
}

static void test_policy_event__reads_fit_their_facts(void **state) {
    (void)state;
    int count = 0, reads = 0;
    const struct fpl_event *const *event = all(&count);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < event[i]->reads; j++, reads++) {
            const struct fpl_read *read = &event[i]->read[j];
            int groups = read->from == FPL_FROM_ORIGIN && read->fact == FPL_NO_FACT;
            if (groups ? !read->groups : !fits(read))
                fail_msg("%s: read %d, %s", event[i]->kind, j,
                         groups ? "groups" : fpl_fact_name((enum fpl_fact_id)read->fact));
            if ((read->from == FPL_FROM_UNDONE) > ((event[i]->flags & FPL_EVENT_UNDOES) != 0))
                fail_msg("%s: reads of a record that it does not take back", event[i]->kind);
            if (read->from == FPL_FROM_BALANCE)
                for (const char *p = read->name; *p; p += 1 + strcspn(p + 1, "+-")) {
                    char account[16];
                    snprintf(account, sizeof account, "%.*s", (int)strcspn(p + 1, "+-"), p + 1);
                    check_leg(event[i], account, 1, 1);
                }
        }
    assert_true(reads >= 100);
}

/* ---- the facts of one decision ---- */

static void test_policy_event__sparse_facts(void **state) {
    (void)state;
    static struct fpl_facts facts, copy;
    struct fpl_facts_asked asked = {{0}};
    memset(&facts, 0xa5, sizeof facts);
    memset(&copy, 0x5a, sizeof copy);
    facts.count = 0; /* place[] is garbage, and stays believed by nobody */
    facts.asked = NULL;
    for (int id = 0; id < FPL_FACT_COUNT; id++)
        assert_int_equal(fpl_fact_known(&facts, (enum fpl_fact_id)id), 0);
    for (int id = 0; id < FPL_FACT_COUNT && id < 100; id += 2)
        fpl_fact_put(&facts, (enum fpl_fact_id)id, &(struct fpl_fact){.known = 1, .v.num = id});
    for (int id = 0; id < FPL_FACT_COUNT && id < 100; id += 4)
        fpl_fact_forget(&facts, (enum fpl_fact_id)id);
    for (int id = 1; id < FPL_FACT_COUNT; id += 2)
        fpl_fact_forget(&facts, (enum fpl_fact_id)id); /* was never there */
    fpl_facts_copy(&facts, &copy);
    for (int id = 0; id < FPL_FACT_COUNT; id++) {
        const struct fpl_fact *fact = fpl_fact_of(&copy, (enum fpl_fact_id)id);
        assert_int_equal(fact->known, id < 100 && id % 4 == 2);
        assert_int_equal(fact->known ? fact->v.num : id, id);
        assert_int_equal(fpl_fact_known(&facts, (enum fpl_fact_id)id), fact->known);
    }
    fpl_fact_put(&facts, FPL_FACT_LOAN_KEY, &(struct fpl_fact){.known = 0});
    assert_int_equal(fpl_fact_known(&facts, FPL_FACT_LOAN_KEY), 0);
    facts.asked = &asked; /* known or not, and no others */
    (void)fpl_fact_known(&facts, FPL_FACT_LOAN_KEY);
    (void)fpl_fact_money(&facts, FPL_FACT_LOAN_BALANCE);
    (void)fpl_fact_int(&facts, FPL_FACT_LOAN_TENOR_MONTHS, 0);
    (void)fpl_fact_date(&facts, FPL_FACT_TODAY);
    (void)fpl_fact_text(&facts, FPL_FACT_LOAN_BANK);
    (void)fpl_fact_ratio(&facts, FPL_FACT_LOAN_RATE);
    (void)fpl_fact_bool(&facts, FPL_FACT_TAKE_ON, 0);
    (void)fpl_fact_of(&facts, FPL_FACT_FIRM_ID);
    fpl_fact_forget(&facts, FPL_FACT_LOAN_LOSS); /* no getter */
    static const int wanted[] = {FPL_FACT_LOAN_KEY, FPL_FACT_LOAN_BALANCE, FPL_FACT_LOAN_TENOR_MONTHS,
                                 FPL_FACT_TODAY,    FPL_FACT_LOAN_BANK,    FPL_FACT_LOAN_RATE,
                                 FPL_FACT_TAKE_ON,  FPL_FACT_FIRM_ID};
    for (int id = 0; id < FPL_FACT_COUNT; id++) {
        int is_wanted = 0;
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
            is_wanted |= wanted[i] == id;
        if (fpl_fact_was_asked(&asked, (enum fpl_fact_id)id) != is_wanted)
            fail_msg("%s", fpl_fact_name((enum fpl_fact_id)id));
    }
    fpl_facts_clear(&facts);
    assert_int_equal(facts.count, 0);
    assert_ptr_equal(facts.asked, &asked); /* stays */
    assert_int_equal(fpl_fact_known(&facts, 2), 0);
}

/* Names stand in lists, logs and answers: short, and no sentence. What explains stands in the note, which is help's. */
static void test_policy_event__names_are_short(void **state) {
    int count = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        const char *names[] = {all[i]->zh, all[i]->command.name ? all[i]->command.zh : ""};
        for (int j = 0; j < 2; j++)
            if (strlen(names[j]) > 16 * 3 || strstr(names[j], "：") || strstr(names[j], "，") || strstr(names[j], "；"))
                fail_msg("%s: %s is no name", all[i]->kind, names[j]);
        const char *en = all[i]->command.name ? all[i]->command.en : "";
        if (strlen(all[i]->en) > 48 || strlen(en) > 64 || strchr(en, ';') || strchr(en, ':'))
            fail_msg("%s: %s, %s", all[i]->kind, all[i]->en, en);
    }
}

/* One reference of the bank, one payment: whoever has the field says it, reads where it stood before, and tells. */
static void test_policy_event__bank_references_are_told(void **state) {
    int count = 0, found = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    (void)state;
    for (int i = 0; i < count; i++) {
        const struct fpl_event *event = all[i];
        const struct fpl_field_spec *field =
            event->command.name ? fpl_field_find(&event->command, FPL_STR("bank_ref")) : NULL;
        int reads = 0, tells = 0;
        if (!field)
            continue;
        for (int j = 0; j < event->reads; j++)
            reads += event->read[j].fact == FPL_FACT_BANK_REF_BEFORE && event->read[j].key == FPL_FACT_BANK_REF;
        for (int j = 0; j < FPL_EVENT_TELLS && event->tells[j].as; j++)
            tells += event->tells[j].as == FPL_SAME_BANK_REF;
        if (field->says != 1 + FPL_FACT_BANK_REF || reads != 1 || tells != 1)
            fail_msg("%s has a bank reference that nobody is told of", event->kind);
        found++;
    }
    assert_int_equal(found, 19);
}

static int begin(void **state) {
    (void)state;
    d = calloc(1, sizeof *d);
    return d ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    free(d);
    for (int i = 0; i < 8; i++)
        fpl_json_doc_release(&chart[i]);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_event__names_are_unique),
        cmocka_unit_test(test_policy_event__files_have_example_rows),
        cmocka_unit_test(test_policy_event__recipes_fit_their_charts),
        cmocka_unit_test(test_policy_event__posts_balance),
        cmocka_unit_test(test_policy_event__life_cycles),
        cmocka_unit_test(test_policy_event__shares_have_a_bound),
        cmocka_unit_test(test_policy_event__reads_fit_their_facts),
        cmocka_unit_test(test_policy_event__sparse_facts),
        cmocka_unit_test(test_policy_event__bank_references_are_told),
        cmocka_unit_test(test_policy_event__names_are_short),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
