/* A sender's own rows against what a forger of the whole file made of their import: what verification must let pass,
 * the file names. */
#include "forger.h"
#include "fundpool/recheck.h"

#define FIRM(n) "firm=F-" n "; firm_name=" n "; listed_on="
static const char *const rows[] = {
    FIRM("甲") "2026-01-01", /* accepted */
    FIRM("乙") "2026-01-02", /* accepted */
    FIRM("甲") "2026-01-01", /* recorded before */
    "!bad E_AMOUNT_FORMAT",  /* ill-formed */
    FIRM("丙") "2027-01-01", /* refused by the desk: in the future */
    FIRM("丁") "2026-02-30", /* and by the reader of its fields */
    NULL,
};
static const struct city_import spec = {
    .actor = "zhang", .checker = "", .book = "p", .command = "whitelist.list", .submission = "s"};

struct seen {
    int n;
    int64_t row, seq;
    char en[128], detail[64];
};

static void differs(void *ctx, const struct fpl_file_difference *d) {
    struct seen *seen = ctx;
    assert_true(d->zh[0] && d->en[0]);
    if (seen->n++ > 0)
        return;
    seen->row = d->row;
    seen->seq = d->seq;
    snprintf(seen->en, sizeof seen->en, "%s", d->en);
    snprintf(seen->detail, sizeof seen->detail, "%s", d->detail);
}

static enum fpl_status give(struct city *city, struct fpl_recheck *recheck, const char *text, int64_t row) {
    char line[1024];
    struct fpl_error reason = {0};
    if (strncmp(text, "!none", 5) == 0)
        return fpl_recheck_skip(recheck, row, row, &city->error);
    if (strncmp(text, "!bad ", 5) == 0) {
        (void)fpl_fail(&reason, fpl_status_of_name(text + 5), "12x", NULL, NULL);
        fpl_error_at_field(&reason, "amount");
        return fpl_recheck_refuse(recheck, row, row, &(struct fpl_import_faults){&reason, 1}, fpl_str_of(text),
                                  &city->error);
    }
    snprintf(line, sizeof line, "%s %s %s %s", spec.actor, spec.command, spec.book, text);
    return fpl_recheck_row(recheck, row, row, city_parse(city, line), fpl_str_of(text), &city->error);
}

/* The file with these rows; at..: that one reads so instead. */
static enum fpl_status recheck_with(struct city *city, int at, const char *instead, struct seen *seen,
                                    struct fpl_recheck_counts *counts) {
    struct fpl_recheck *recheck = NULL;
    static const char sha256[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"; /* of city_open */
    *seen = (struct seen){0};
    enum fpl_status status =
        fpl_recheck_open(city->w.session, fpl_str_of(sha256), (struct fpl_str){NULL, 0}, &recheck, &city->error);
    if (status)
        return status;
    status = fpl_recheck_begin(recheck, 0, differs, seen, &city->error);
    for (int i = 0;
         !status && i < (int)(sizeof rows / sizeof rows[0]) && (rows[i] || i == at) && !(i == at && !instead); i++)
        status = give(city, recheck, i == at ? instead : rows[i], i + 1);
    if (!status)
        status = fpl_recheck_end(recheck, counts, &city->error);
    fpl_recheck_close(recheck);
    return status;
}

static enum fpl_status recheck(struct city *city, struct seen *seen) {
    struct fpl_recheck_counts counts;
    return recheck_with(city, -1, NULL, seen, &counts);
}

static void import_all(struct city *city) {
    struct fpl_import *import = NULL;
    enum fpl_import_state state;
    assert_int_equal(city_open(city, &spec, &import, &state), FPL_OK);
    city_rows(city, import, &spec, rows, 0);
    assert_int_equal(fpl_import_finish(import, &city->error), FPL_OK);
    fpl_import_close(import);
}

static void expect(struct city *city, int at, const char *instead, const char *what, const char *detail) {
    struct seen seen;
    struct fpl_recheck_counts counts;
    assert_int_equal(recheck_with(city, at, instead, &seen, &counts), FPL_E_FILE_DIFFERS);
    assert_string_equal(seen.en, what);
    assert_string_equal(seen.detail, detail);
    assert_int_equal(seen.row, instead ? at + 1 : 0);
    assert_true(seen.seq > 0);
}

static void test_desk_recheck__rows(void **state) {
    struct city city;
    struct seen seen;
    struct fpl_recheck_counts counts;
    (void)state;
    city_begin(&city);
    assert_int_equal(recheck(&city, &seen), FPL_E_NO_SUBMISSION);
    import_all(&city);
    assert_int_equal(recheck_with(&city, -1, NULL, &seen, &counts), FPL_OK);
    assert_int_equal(seen.n, 0);
    assert_int_equal(counts.accepted, 2);
    assert_int_equal(counts.already, 1);
    assert_int_equal(counts.refused, 3);
    assert_int_equal(counts.open, 0);
    expect(&city, 0, FIRM("甲") "2026-01-03", "another command was recorded", "listed_on");
    expect(&city, 2, FIRM("甲") "2026-01-03", "another command was recorded", "listed_on");
    expect(&city, 0, "!bad E_CSV", "the row is ill-formed, and is recorded as decided", "E_CSV");
    expect(&city, 1, "!none", "the row holds no command, and is recorded as holding one", "");
    expect(&city, 3, "!bad E_AMOUNT_SCALE", "what was refused is not the content of this row", "");
    expect(&city, 4, FIRM("丙") "2027-01-02", "what was refused is not the content of this row", "");
    expect(&city, 6, FIRM("戊") "2026-01-05", "nothing is recorded of the row", "");
    expect(&city, 5, NULL, "another number of rows is recorded", "6 / 5");
    city_verify(&city);
    city_end(&city);
}

/* ---- a forged chunk ---- */

struct trying {
    struct forger *forger;
    int record, tried, passed, named;
};

/* Why a decider refused row 5 on the state of that moment is told; and the salt may be another that every commitment
 * was made with. */
static int is_told(const struct trying *t, const char *path, struct fpl_str body) {
    const struct fpl_buf *honest = &t->forger->record[t->record].body;
    size_t i = 0, from = 0, to = 0;
    while (i < body.n && i < honest->n && body.p[i] == honest->p[i])
        i++;
    for (size_t k = 0; k + 5 < honest->n; k++) {
        from = memcmp(honest->p + k, "[5,5,", 5) == 0 ? k : from;
        to = memcmp(honest->p + k, "[6,6,", 5) == 0 ? k : to;
    }
    return strncmp(path, "x.refused", 9) == 0 && i > from && i < to;
}

static void try_one(void *ctx, const char *path, struct fpl_str body) {
    struct trying *t = ctx;
    struct fpl_verify_report report;
    struct seen seen;
    const struct forger_record *r = &t->forger->record[t->record];
    if (strncmp(path, "x.", 2) != 0 || forger_put(t->forger, t->record, body, &r->leaf, &report) != FPL_OK)
        return;
    t->tried++;
    enum fpl_status status = recheck(t->forger->city, &seen);
    if (status == FPL_E_FILE_DIFFERS) {
        t->named++;
        return;
    }
    assert_int_equal(status, FPL_OK);
    if (!is_told(t, path, body))
        fail_msg("%s passes: %.*s", path, (int)body.n, body.p);
    t->passed++;
}

/* One text of the chunk changed to another: verification lets it pass. */
static void put_text(struct forger *forger, int record, const char *from, const char *to) {
    const struct forger_record *r = &forger->record[record];
    struct fpl_verify_report report;
    struct fpl_buf body = {0};
    size_t n = strlen(from), i = 0;
    while (i + n <= r->body.n && memcmp(r->body.p + i, from, n) != 0)
        i++;
    assert_true(i + n <= r->body.n);
    fpl_buf_add(&body, r->body.p, i);
    fpl_buf_adds(&body, to);
    fpl_buf_add(&body, r->body.p + i + n, r->body.n - i - n);
    assert_int_equal(forger_put(forger, record, fpl_buf_str(&body), &r->leaf, &report), FPL_OK);
    fpl_buf_release(&body);
}

static void named(struct city *city, int64_t row, const char *what) {
    struct seen seen;
    assert_int_equal(recheck(city, &seen), FPL_E_FILE_DIFFERS);
    assert_int_equal(seen.row, row);
    assert_string_equal(seen.en, what);
}

static void test_desk_recheck__forged(void **state) {
    struct city city;
    struct forger forger;
    struct trying t = {.forger = &forger};
    (void)state;
    if (access("/dev/shm", W_OK) == 0)
        setenv("TEST_TMP", "/dev/shm", 1);
    city_begin(&city);
    import_all(&city);
    forger_begin(&forger, &city);
    while (strcmp(forger.record[t.record].kind, "import.chunk") != 0)
        t.record++;
    for (int k = 0; k < forger.record[t.record].values; k++)
        forger_each(&forger, t.record, k, try_one, &t);
    print_message("%d tried, %d named, %d told\n", t.tried, t.named, t.passed);
    assert_true(t.tried > 20 && t.named > 10 && t.passed > 0);
    /* the code and the words of an ill-formed row, the code of a row whose fields cannot be read, a number before */
    put_text(&forger, t.record, "[4,4,\"E_AMOUNT_FORMAT\"", "[4,4,\"E_AMOUNT_SCALE\"");
    named(&city, 4, "other reasons for the refusal are recorded");
    put_text(&forger, t.record, "\"amount\",\"@amount\"", "\"amount\",\"13x\"");
    named(&city, 4, "other reasons for the refusal are recorded");
    put_text(&forger, t.record, "[5,5,\"E_FUTURE\"", "[5,5,\"E_DATE_FORMAT\"");
    named(&city, 5, "the row can be read, and is recorded as ill-formed");
    put_text(&forger, t.record, "[5,5,\"E_FUTURE\"", "[5,5,\"E_TOTAL_ROW\"");
    named(&city, 5, "the row can be read, and is recorded as ill-formed");
    put_text(&forger, t.record, "[6,6,\"E_DATE_INVALID\"", "[6,6,\"E_DATE_FORMAT\"");
    named(&city, 6, "other reasons for the refusal are recorded");
    put_text(&forger, t.record, "INVALID\",\"listed_on\",\"@listed_on\"", "INVALID\",\"listed_on\",\"13x\"");
    named(&city, 6, "other reasons for the refusal are recorded");
    forger_restore(&forger);
    forger_end(&forger);
    city_verify(&city);
    city_end(&city);
}

/* A round that was left before its first chunk is a round of the file, too: nothing is told of its rows. */
static void test_desk_recheck__rounds_left_at_once(void **state) {
    static const char *const mapping[] = {"1111111111111111111111111111111111111111111111111111111111111111",
                                          "2222222222222222222222222222222222222222222222222222222222222222", "",
                                          "3333333333333333333333333333333333333333333333333333333333333333"};
    struct city city;
    struct fpl_import *import = NULL;
    struct fpl_recheck *recheck = NULL;
    enum fpl_import_state found;
    struct fpl_import_spec left = {.command = fpl_command_find(spec.command),
                                   .book = FPL_STR("p"),
                                   .actor = FPL_STR("zhang"),
                                   .submission = FPL_STR("s"),
                                   .file_sha256 =
                                       FPL_STR("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")};
    (void)state;
    city_begin(&city);
    for (int i = 0; i < 4; i++) {
        left.mapping = fpl_str_of(mapping[i]);
        city_do(&city,
                "zhang whitelist.list p "
                "firm=F-戊%d; firm_name=戊; listed_on=2026-01-01",
                i); /* records of others between them */
        if (i == 2) {
            import_all(&city);
            continue;
        }
        assert_int_equal(fpl_import_open(city.w.session, &left, &import, &found, &city.error), FPL_OK);
        assert_int_equal(found, FPL_IMPORT_FRESH);
        fpl_import_close(import);
    }
    assert_int_equal(
        fpl_recheck_open(city.w.session, left.file_sha256, (struct fpl_str){NULL, 0}, &recheck, &city.error), FPL_OK);
    assert_int_equal(fpl_recheck_rounds(recheck), 4);
    for (int i = 0; i < 4; i++) {
        const struct fpl_submitted *round = fpl_recheck_round(recheck, i);
        struct seen seen = {0};
        struct fpl_recheck_counts counts = {0};
        assert_int_equal(round->round, i + 1);
        assert_string_equal(round->mapping, mapping[i]);
        assert_int_equal(round->is_done, i == 2);
        assert_int_equal(fpl_recheck_begin(recheck, i, differs, &seen, &city.error), FPL_OK);
        for (int k = 0; rows[k]; k++)
            assert_int_equal(give(&city, recheck, rows[k], k + 1), FPL_OK);
        assert_int_equal(fpl_recheck_end(recheck, &counts, &city.error), FPL_OK);
        assert_int_equal(counts.accepted, i == 2 ? 2 : 0);
        assert_int_equal(counts.open, i == 2 ? 0 : 6);
        assert_int_equal(seen.n, 0);
    }
    fpl_recheck_close(recheck);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_recheck__rows),
        cmocka_unit_test(test_desk_recheck__forged),
        cmocka_unit_test(test_desk_recheck__rounds_left_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
