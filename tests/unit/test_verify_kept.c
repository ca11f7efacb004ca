/* Every fact that a pool's decision read from the ledger, changed by itself in the stored old ledger, with right hashes
 * and derived tables: either the decision comes out differently, or the state it was made on did not hold that fact. */
#include "desk_world.h"

#include <sqlite3.h>

static char *copy_of(const char *from, const char *to) {
    char buffer[65536];
    size_t n;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
        assert_int_equal(fwrite(buffer, 1, n, out), n);
    fclose(in);
    assert_int_equal(fclose(out), 0);
    return NULL;
}

static void begin(struct world *w) {
    char name[400];
    const char *root = getenv("SRCDIR");
    world_begin(w);
    fpl_session_close(w->session);
    w->session = NULL;
    snprintf(name, sizeof name, "%s/tests/data/ledger-v1.db", root ? root : ".");
    copy_of(name, w->path);
    world_reopen(w, FPL_WRITE);
}

/* ---- the decisions of the pool's book ---- */

#define POOL 2
struct decided {
    int64_t seq;
    char kind[32];
    struct fpl_buf body;
};
struct list {
    struct decided *decided;
    int n;
};

static enum fpl_status collect(void *ctx, const struct fpl_record *record) {
    struct list *list = ctx;
    if (!fpl_json_get(record->body, "dec"))
        return FPL_OK;
    list->decided = realloc(list->decided, (size_t)(list->n + 1) * sizeof *list->decided);
    assert_non_null(list->decided);
    struct decided *d = &list->decided[list->n++];
    *d = (struct decided){.seq = record->seq};
    fpl_str_copy(record->kind, d->kind, sizeof d->kind);
    fpl_buf_add(&d->body, record->body_bytes.p, record->body_bytes.n);
    return FPL_OK;
}

/* The stored ledger has no payout of before its time: one more loan, taken on, and two for it. */
static void take_on(struct world *w) {
    struct city city = {.w = *w};
    city_do(&city,
            "zhi.dan loan.register pool bank=BK-XC; contract=OLD-1; iou=1; firm=91340602XY0000098D; "
            "firm_name=示例鹿鸣微电子有限公司; type=CREDIT; mode=DIRECT; contract_amount=1000000; disbursed=1000000; "
            "disbursed_on=2025-02-20; due_on=2025-08-25; registered_on=2025-03-01; rate=3.55%%; lpr=3%%; "
            "purpose=流动资金; collateral_share=0%%; revenue=7920000; employees=132; established=2019-11-05; "
            "listed=N; industry=电子信息; breach_free_years=8; first_loan=N; monetary_tool=N; !take_on=1; "
            "!checker=fu.he");
    for (int i = 1; i <= 2; i++)
        city_do(
            &city,
            "zhi.dan payout.record pool bank=BK-XC; contract=OLD-1; iou=1; claim_no=OLD-%d; decided_on=2025-10-0%d; "
            "amount=100000; loss=300000; bank_ref=SL; !take_on=1; !checker=fu.he",
            i, i);
}

static void begin_list(struct world *w, struct list *list) {
    struct fpl_view *view = NULL;
    struct fpl_view_spec spec = {.actor = FPL_STR("shen.ji"), .as_of = FPL_DATE_NONE};
    begin(w);
    take_on(w);
    assert_int_equal(fpl_view_open(w->session, &spec, &view, &w->error), FPL_OK);
    assert_int_equal(fpl_read_records(view, POOL, 0, 1000, collect, list, &w->error), FPL_OK);
    fpl_view_close(view);
    assert_true(list->n >= 6);
}

static void end_list(struct list *list) {
    for (int i = 0; i < list->n; i++)
        fpl_buf_release(&list->decided[i].body);
    free(list->decided);
}

/* Writes another body in the place of a record's, with the commitment that fits it; tree and tables stay. */
static void put(struct world *w, int32_t book, int64_t seq, struct fpl_str body) {
    struct fpl_str salt, old;
    struct fpl_hash made;
    sqlite3_stmt *stmt[2] = {NULL, NULL};
    int64_t id = ((int64_t)book << 36) | seq;
    assert_int_equal(fpl_journal__begin(w->session, 0, &w->error), FPL_OK);
    assert_int_equal(fpl_store__get_opening(w->session->store, book, seq, FPL_PART_BODY, &salt, &old, &w->error),
                     FPL_OK);
    fpl_commit(w->session->hasher, (const uint8_t *)salt.p, "body", body, &made);
    fpl_journal__rollback(w->session);
    sqlite3 *db = world_break_in(w);
    assert_int_equal(sqlite3_prepare_v2(db, "UPDATE record SET c = ?1 WHERE id = ?2", -1, &stmt[0], NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "UPDATE opening SET bytes = ?1 WHERE id = ?2", -1, &stmt[1], NULL),
                     SQLITE_OK);
    sqlite3_bind_blob(stmt[0], 1, made.byte, FPL_HASH_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(stmt[0], 2, id);
    sqlite3_bind_blob(stmt[1], 1, body.p, (int)body.n, SQLITE_STATIC);
    sqlite3_bind_int64(stmt[1], 2, id * 256);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sqlite3_step(stmt[i]), SQLITE_DONE);
        assert_int_equal(sqlite3_changes(db), 1);
        sqlite3_finalize(stmt[i]);
    }
    world_break_out(db);
}

static void overwrite_in(struct world *w, int32_t book, int64_t seq, struct fpl_str body) {
    put(w, book, seq, body);
    world_rebuild(w);
}

static void overwrite(struct world *w, int64_t seq, struct fpl_str body) {
    overwrite_in(w, POOL, seq, body);
}

/* The body with one sourced fact changed: its value (what = 0) or its source (what = 1). 0 if there is no such fact. */
static int change_fact(const struct decided *d, int which, int what, char *name, struct fpl_buf *out) {
    struct fpl_json_doc doc = {0};
    int at = 0, done = 0;
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&d->body), NULL), FPL_OK);
    const struct fpl_json *facts = fpl_json_get(fpl_json_get(fpl_json_root(&doc), "dec"), "facts");
    for (const struct fpl_json *key = fpl_json_first(facts); key && !done;) {
        const struct fpl_json *node = fpl_json_next(facts, key);
        if (node->type == FPL_JSON_ARRAY && at++ == which) {
            const struct fpl_json *part = fpl_json_at(node, what ? 2 : 0);
            size_t before = (size_t)(part->raw.p - d->body.p);
            fpl_buf_reset(out);
            fpl_buf_add(out, d->body.p, before);
            if (part->type == FPL_JSON_INT)
                fpl_buf_addi(out, part->num + (what ? (part->num > 0 ? -1 : 1) : 1));
            else if (part->type == FPL_JSON_BOOL)
                fpl_buf_adds(out, part->num ? "false" : "true");
            else if (part->str.n >= 10 && part->str.p[4] == '-') /* a date: another year */
                fpl_buf_addf(out, "\"%.3s%c%.6s\"", part->str.p, part->str.p[3] == '9' ? '8' : part->str.p[3] + 1,
                             part->str.p + 4);
            else if (part->str.n && part->str.p[0] >= '0' && part->str.p[0] <= '9' && part->str.n < 15)
                fpl_buf_addf(out, "\"%s\"", fpl_str_is(part->str, "7") ? "11" : "7"); /* a ratio */
            else
                fpl_buf_addf(out, "\"%.*sx\"", (int)part->str.n, part->str.p);
            fpl_buf_add(out, part->raw.p + part->raw.n, d->body.n - before - part->raw.n);
            fpl_str_copy(key->str, name, 64);
            done = 1;
        }
        key = fpl_json_next(facts, node);
    }
    fpl_json_doc_release(&doc);
    return done;
}

static void test_verify_kept__each_fact_read_is_watched(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct list list = {0};
    struct fpl_buf changed = {0};
    int by_state = 0, by_decision = 0;
    begin_list(&w, &list);
    for (int i = 0; i < list.n; i++) {
        const struct decided *d = &list.decided[i];
        char name[64];
        for (int which = 0, what = 0; what < 2; which++) {
            if (!change_fact(d, which, what, name, &changed)) {
                which = -1;
                what++;
                continue;
            }
            overwrite(&w, d->seq, fpl_buf_str(&changed));
            enum fpl_status status = world_verify(&w, FPL_VERIFY_ALL, &report);
            if (status != FPL_E_TAMPERED)
                fail_msg("%s %lld: %s of %s changed: %s", d->kind, (long long)d->seq, what ? "source" : "value", name,
                         fpl_status_name(status));
            char expected[96];
            snprintf(expected, sizeof expected, "fact %s", name);
            by_state += strstr(report.where, expected) != NULL;
            by_decision += strstr(report.where, "decision: ") != NULL && strstr(report.where, "fact ") == NULL;
            put(&w, POOL, d->seq, fpl_buf_str(&d->body)); /* the next one rebuilds */
        }
    }
    world_rebuild(&w);
    assert_int_equal(world_verify(&w, FPL_VERIFY_ALL, &report), FPL_OK);
    /* a record keeps what its decider asked for: 241 facts, value and source of each; each is named itself, before what
     * would follow from it, but for the number of a state over several books, under which nothing is found then */
    assert_int_equal(by_state + by_decision, 2 * 241);
    assert_int_equal(by_decision, 45);
    end_list(&list);
    fpl_buf_release(&changed);
    world_end(&w);
}

/* The body without one of the facts it keeps. 0 if there are no more. */
static int drop_fact(const struct decided *d, int which, char *name, struct fpl_buf *out) {
    struct fpl_json_doc doc = {0};
    int at = 0, done = 0;
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&d->body), NULL), FPL_OK);
    const struct fpl_json *facts = fpl_json_get(fpl_json_get(fpl_json_root(&doc), "dec"), "facts");
    for (const struct fpl_json *key = fpl_json_first(facts); key && !done;) {
        const struct fpl_json *node = fpl_json_next(facts, key), *after = fpl_json_next(facts, node);
        if (at++ == which) {
            size_t from = (size_t)(key->raw.p - d->body.p), to = (size_t)(node->raw.p + node->raw.n - d->body.p);
            from -= !after && which > 0; /* the comma before the last one */
            to += after != NULL;
            fpl_buf_reset(out);
            fpl_buf_add(out, d->body.p, from);
            fpl_buf_add(out, d->body.p + to, d->body.n - to);
            fpl_str_copy(key->str, name, 64);
            done = 1;
        }
        key = after;
    }
    fpl_json_doc_release(&doc);
    return done;
}

/* Nor may a decision look away: unknown, a fact could count for nothing. */
static void test_verify_kept__each_fact_read_is_there(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct list list = {0};
    struct fpl_buf changed = {0};
    int dropped = 0;
    char name[64];
    begin_list(&w, &list);
    for (int i = 0; i < list.n; i++) {
        const struct decided *d = &list.decided[i];
        for (int which = 0; drop_fact(d, which, name, &changed); which++, dropped++) {
            overwrite(&w, d->seq, fpl_buf_str(&changed));
            if (world_verify(&w, FPL_VERIFY_ALL, &report) != FPL_E_TAMPERED)
                fail_msg("%s %lld: %s left out", d->kind, (long long)d->seq, name);
            put(&w, POOL, d->seq, fpl_buf_str(&d->body)); /* the next one rebuilds */
        }
    }
    assert_int_equal(dropped, 241); /* all that the records keep: see above */
    end_list(&list);
    fpl_buf_release(&changed);
    world_end(&w);
}

/* ---- commands ---- */

/* One change to the command of a stored record, commitment and derived tables right again, and what is named, from the
 * seq on: mostly that decision, or else the claim that copied the fact. */
struct said {
    int64_t seq;
    const char *from, *to, *where;
};
#define CLAIM "BK-XC|XC-1|XC1-01|XC-01"

static const struct said changes[] = {
    /* a registration */
    {8, "\"cmd\":{\"bank\":\"BK-XC\"", "\"cmd\":{\"bank\":\"BK-NH\"", "8 decision: pack not agreed on"},
    {8, "\"collateral_share\":\"0\"", "\"collateral_share\":\"1\"", "8 decision: E_GATE_COLLATERAL"},
    {8, "\"contract\":\"XC-1\"", "\"contract\":\"XC-2\"", "8 decision: state of another book"},
    {8, "\"contract_amount\":480000000", "\"contract_amount\":479999999", "8 decision: E_GATE_DISBURSED"},
    {8, "\"disbursed\":480000000", "\"disbursed\":479999999", "8 decision: state of another book"},
    {8, "\"disbursed_on\":\"2026-02-20\"", "\"disbursed_on\":\"2027-02-20\"", "8 decision: state of another book"},
    {8, "\"due_on\":\"2026-08-25\"", "\"due_on\":\"2036-08-25\"", "8 decision: E_GATE_TENOR"},
    {8, "\"due_on\":\"2026-08-25\"", "\"due_on\":\"2026-02-19\"", "8 decision: due_on"},
    {8, "\"employees\":\"132\"", "\"employees\":\"132000\"", "8 decision: E_GATE_FIRM"},
    {8, "\"firm\":\"91340602XY0000098D\",\"firm_name\"", "\"firm\":\"91340604XY00010150\",\"firm_name\"",
     "8 decision: state of another book"},
    {8, "\"iou\":\"XC1-02\"", "\"iou\":\"XC1-03\"", "8 decision: items"},
    {8, "\"listed\":\"N\"", "\"listed\":\"Y\"", "8 decision: E_GATE_FIRM"},
    {7, "\"mode\":\"DIRECT\"", "\"mode\":\"GUARANTEED\"", "7 decision: E_GATE_TIER"},
    {8, "\"mode\":\"DIRECT\"", "\"mode\":\"GUARANTEED\"", "8 decision: E_GATE_TIER"},
    {8, "\"purpose\":\"流动资金\"", "\"purpose\":\"购买理财产品\"", "14 decision: fact loan.purpose"},
    {8, "\"rate\":\"71/2000\"", "\"rate\":\"71/200\"", "8 decision: E_GATE_RATE"},
    {8, "\"by\":\"zhi.dan\",\"role\":\"recorder\"", "\"by\":\"xc.01\",\"role\":\"bank\"",
     "8 decision: day of an institution's user"},
    {8, "\"registered_on\":\"2026-03-01\"", "\"registered_on\":\"2026-03-02\"", "8 decision: occ"},
    {8, "\"revenue\":792000000", "\"revenue\":79200000000000", "8 decision: E_GATE_FIRM"},
    {8, "\"type\":\"CREDIT\"", "\"type\":\"COLLATERAL\"", "8 decision: E_GATE_TYPE"},
    {8, "\"type\":\"CREDIT\"", "\"take_on\":true,\"type\":\"CREDIT\"", "8 decision: postings"},
    /* a repayment */
    {9, "\"amount\":400000000", "\"amount\":400000001", "9 decision: items"},
    {9, "\"contract\":\"XC-1\"", "\"contract\":\"XC-2\"", "9 decision: E_GATE_LOAN"},
    {9, "\"instalment\":\"01\"", "\"instalment\":\"02\"", "9 decision: items"},
    {9, "\"iou\":\"XC1-01\"", "\"iou\":\"XC1-02\"", "9 decision: state of another book"},
    {9, "\"occurred\":\"2026-06-20\"", "\"occurred\":\"2026-06-21\"", "9 decision: occ"},
    /* a submission */
    {14, "\"bank\":\"BK-XC\",\"claim_date\"", "\"bank\":\"BK-NH\",\"claim_date\"", "14 decision: E_GATE_LOAN"},
    {14, "\"claim_date\":\"2026-11-18\"", "\"claim_date\":\"2026-11-17\"", "14 decision: overdue_days"},
    {14, "\"claim_no\":\"XC-01\",\"coll", "\"claim_no\":\"XC-02\",\"coll", "14 decision: items"},
    {14, "\"claim_no\":\"XC-01\",\"coll", "\"claim_no\":\"XC-01\",\"claimant\":\"BK-NH\",\"coll",
     "14 decision: institution"},
    {14, "\"docs\":\"补偿申请表、法院受理通知书\"", "\"docs\":\"无\"", "14 decision: E_GATE_DOCS"},
    {14, "\"five_class\":\"SUBSTANDARD\"", "\"firm\":\"91340604XY00010150\",\"five_class\":\"SUBSTANDARD\"",
     "14 decision: E_GATE_LOAN"},
    {14, "\"five_class\":\"SUBSTANDARD\"", "\"five_class\":\"NORMAL\"", "14 decision: cmd.five_class"},
    {14, "\"five_class\":\"SUBSTANDARD\"", "\"five_class\":\"PASS\"", "14 decision: E_GATE_CLASS"},
    {14, "\"insurance\":0", "\"insurance\":100", NULL}, /* this pack does not take it off: the same decision */
    {14, "\"iou\":\"XC1-02\"", "\"iou\":\"XC1-01\"",
     "14 decision: claim BK-XC|XC-1|XC1-01|XC-01 recorded before in seq 10"},
    {14, "\"litigation\":\"ACCEPTED\"", "\"litigation\":\"NONE\"", "14 decision: E_GATE_LITIGATION"},
    {14, "\"overdue_days\":85", "\"overdue_days\":1", "14 decision: E_GATE_OVERDUE"},
    {14, "\"repaid\":400000000,\"unpaid", "\"repaid\":479999900,\"unpaid", "14 decision: items"},
    /* a decision and a payment */
    /* a claim of later, one taken on, none at all, another book's form, an old form */
    {12, "\"claim\":\"" CLAIM "\"", "\"claim\":\"BK-XC|XC-1|XC1-02|XC-01\"", "12 decision: nothing under the key"},
    {12, "\"claim\":\"" CLAIM "\"", "\"claim\":\"BK-XC|OLD-1|1|OLD-1\"", "12 decision: nothing under the key"},
    {12, "\"claim\":\"" CLAIM "\"", "\"claim\":\"BK-XC|XC-1|XC1-01|XC-02\"", "12 decision: nothing under the key"},
    {12, "\"claim\":\"" CLAIM "\"", "\"claim\":\"BK-NH|XC-1|XC1-01|XC-01\"", "12 decision: nothing under the key"},
    {12, "\"claim\":\"" CLAIM "\"", "\"claim\":\"XC-01\"", "12 decision: nothing under the key"},
    {12, "\"claim\":\"" CLAIM "\"", "\"claim\":\"2/10\"", "12 decision: nothing under the key"},
    {12, "\"expect\":32000000", "\"expect\":32000001", "12 decision: E_CHANGED"},
    {12, "\"expect\":32000000}", "\"expect\":32000000,\"occurred\":\"2026-11-19\"}", "12 decision: occurred"},
    {13, "\"claim\":\"" CLAIM "\"", "\"claim\":\"BK-XC|XC-1|XC1-02|XC-01\"", "13 decision: nothing under the key"},
    {13, "\"claim\":\"" CLAIM "\"", "\"claim\":\"BK-XC|XC-1|XC1-01|XC-02\"", "13 decision: nothing under the key"},
    /* facts that follow from a command are kept by no record of it */
    {8, "\"loan.pools_state\":[", "\"loan.mode\":[\"DIRECT\",2,7],\"loan.pools_state\":[",
     "8 decision: fact loan.mode"},
    {8, "\"loan.terms_of\":[", "\"loan.tenor_months\":[7,2,7],\"loan.terms_of\":[",
     "8 decision: fact loan.tenor_months"},
    {8, "\"loan.terms_of\":[", "\"loan.registered_on\":[\"2026-03-01\",2,7],\"loan.terms_of\":[",
     "8 decision: fact loan.registered_on"},
    {8, "\"loan.terms_of\":[", "\"loan.registered_amount\":[480000000,2,7],\"loan.terms_of\":[",
     "8 decision: fact loan.registered_amount"},
    {8, "\"disbursed_on\":\"2026-02-20\"", "\"disbursed_on\":\"2026-01-20\"", "8 decision: state of another book"},
    /* what no decision asked for changes nothing that is recorded: checkpoints alone tell it */
    {8, "\"industry\":\"电子信息\"", "\"industry\":\"房地产\"", NULL},
};

static void replace(const struct fpl_buf *body, const char *from, const char *to, struct fpl_buf *out) {
    struct fpl_str rest = fpl_buf_str(body);
    size_t n = strlen(from), at = 0;
    while (at + n <= rest.n && memcmp(rest.p + at, from, n) != 0)
        at++;
    if (at + n > rest.n)
        fail_msg("no %s in %.*s", from, (int)rest.n, rest.p);
    fpl_buf_reset(out);
    fpl_buf_add(out, rest.p, at);
    fpl_buf_adds(out, to);
    fpl_buf_add(out, rest.p + at + n, rest.n - at - n);
}

static const struct decided *decided_at(const struct list *list, int64_t seq) {
    for (int i = 0; i < list->n; i++)
        if (list->decided[i].seq == seq)
            return &list->decided[i];
    fail_msg("no decision at %lld", (long long)seq);
    return NULL;
}

static void test_verify_kept__each_command_is_what_was_decided(void **state) {
    (void)state;
    struct world w;
    struct fpl_verify_report report;
    struct list list = {0};
    struct fpl_buf changed = {0};
    begin_list(&w, &list);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const struct said *c = &changes[i];
        const struct decided *d = decided_at(&list, c->seq);
        replace(&d->body, c->from, c->to, &changed);
        overwrite(&w, d->seq, fpl_buf_str(&changed));
        enum fpl_status status = world_verify(&w, FPL_VERIFY_ALL, &report);
        char where[160] = "";
        if (c->where)
            snprintf(where, sizeof where, "book 2 seq %s", c->where);
        if (status != (c->where ? FPL_E_TAMPERED : FPL_OK) || strcmp(report.where, where) != 0)
            fail_msg("%s: %s \"%s\", expected \"%s\"", c->to, fpl_status_name(status), report.where, where);
        put(&w, POOL, d->seq, fpl_buf_str(&d->body)); /* the next one rebuilds */
    }
    end_list(&list);
    fpl_buf_release(&changed);
    world_end(&w);
}

/* ---- the claimant ---- */

/* A guarantor's user need not say for whom he claims: it is read from his enrolment, and nowhere else. */
static void test_verify_kept__a_claimant_is_whose_user_claims(void **state) {
    (void)state;
    static const struct said forged[] = {
        {0, "\"claim.claimant\":[\"GU-1\",0,", "\"claim.claimant\":[\"GU-1\",0,", NULL},
        {0, "\"claim.claimant\":[\"GU-1\",0,", "\"claim.claimant\":[\"BK-2\",0,", "fact claim.claimant"},
        {0, "\"claim.claimant\":[\"GU-1\",0,", "\"claim.claimant\":[\"GU-1\",0,1", "fact claim.claimant"},
        {0, "\"claim.claimant\":[\"GU-1\",0,", "\"claim.claimant\":[\"GU-1\",1,", "fact claim.claimant"},
        {0, "\"role\":\"guarantor\"", "\"role\":\"recorder\"", "actor or role"},
        {0, "\"by\":\"gua1\"", "\"by\":\"bank2\"", "actor or role"},
        {0, "\"by\":\"gua1\",\"role\":\"guarantor\"", "\"by\":\"bank2\",\"role\":\"bank\"", "fact claim.claimant"},
        {0, "\"by\":\"gua1\"", "\"by\":\"nobody\"", "actor or role"},
        {0, "\"cmd\":{\"bank\":\"BK-2\"", "\"cmd\":{\"bank\":\"GU-1\"", "E_GATE_LOAN"},
        {0, "\"claim_date\":\"2026-10-01\"", "\"claim_date\":\"2026-10-01\",\"claimant\":\"GU-1\"",
         "fact claim.claimant"},
        {0, "\"claimant\":\"GU-1\",\"date\"", "\"claimant\":\"BK-2\",\"date\"", "items"},
    };
    struct city city;
    struct fpl_verify_report report;
    struct fpl_buf body = {0}, changed = {0};
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-乙; firm_name=F-乙; listed_on=2025-01-02");
    city_do(&city, "zhang loan.register p bank=BK-2; contract=C-3; iou=1; firm=F-乙; firm_name=F-乙; type=CREDIT; "
                   "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
                   "registered_on=2026-01-05; guarantor=GU-1");
    int64_t seq =
        city_do(&city, "gua1 claim.submit p bank=BK-2; contract=C-3; iou=1; claim_date=2026-10-01; overdue_days=88; "
                       "five_class=LOSS; repaid=0; guarantor_paid=1000; liability=1000; other_gov=0");
    int32_t book = city_book(&city, "p");
    world_body(&city.w, book, seq, &body);
    body.n = strlen(body.p);
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        char where[160] = "";
        replace(&body, forged[i].from, forged[i].to, &changed);
        overwrite_in(&city.w, book, seq, fpl_buf_str(&changed));
        enum fpl_status status = world_verify(&city.w, FPL_VERIFY_ALL, &report);
        if (forged[i].where)
            snprintf(where, sizeof where, "book %d seq %lld decision: %s", (int)book, (long long)seq, forged[i].where);
        if (status != (forged[i].where ? FPL_E_TAMPERED : FPL_OK) || strcmp(report.where, where) != 0)
            fail_msg("%s: %s \"%s\", expected \"%s\"", forged[i].to, fpl_status_name(status), report.where, where);
    }
    overwrite_in(&city.w, book, seq, fpl_buf_str(&body));
    fpl_buf_release(&body);
    fpl_buf_release(&changed);
    city_verify(&city);
    city_end(&city);
}

/* ---- what a chunk tells ---- */

/* The days that each row came late follow from its record: a chunk that tells others, fewer, or the same ones in other
 * lists is refused. */
static void test_verify_kept__days_late_are_those_of_the_rows(void **state) {
    (void)state;
    static const char honest[] = "\"told\":[[1,2,10]]";
    static const char *const forged[] = {"\"told\":[[1,2,11]]", "\"told\":[[1,2]]",        "\"told\":[[1,2,10,10]]",
                                         "\"told\":[]",         "\"told\":[[2,2,10]]",     "\"told\":[[1,2],[2,10]]",
                                         "\"told\":{}",         "\"told\":[[1,\"2\",10]]", "\"tolt\":[[1,2,10]]"};
    static const struct city_import file = {
        .actor = "zhang", .checker = "li", .book = "p", .command = "loan.register", .submission = "late"};
    static const char *const rows[] = {
        "bank=BK-1; contract=D-1; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=1; "
        "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-11-18",
        "bank=BK-1; contract=D-2; iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=100; disbursed=2; "
        "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-11-10",
        NULL};
    struct city city;
    struct fpl_verify_report report;
    struct fpl_buf body = {0}, changed = {0};
    struct fpl_import *import = NULL;
    enum fpl_import_state is;
    city_begin(&city);
    city_do(&city, "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01");
    city_day(&city, "2026-11-20");
    assert_int_equal(city_open(&city, &file, &import, &is), FPL_OK);
    assert_int_equal(city_rows(&city, import, &file, rows, 0), 2);
    assert_int_equal(fpl_import_finish(import, &city.error), FPL_OK);
    fpl_import_close(import);
    int32_t book = city_book(&city, "p");
    int64_t seq = city_size(&city, "p") - 1;
    world_body(&city.w, book, seq, &body);
    body.n = strlen(body.p);
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
        replace(&body, honest, forged[i], &changed);
        overwrite_in(&city.w, book, seq, fpl_buf_str(&changed));
        if (world_verify(&city.w, FPL_VERIFY_ALL, &report) != FPL_E_TAMPERED)
            fail_msg("%s passed", forged[i]);
    }
    overwrite_in(&city.w, book, seq, fpl_buf_str(&body));
    fpl_buf_release(&body);
    fpl_buf_release(&changed);
    city_verify(&city);
    city_end(&city);
}

/* ---- the pack ---- */

/* The hash of an adopted pack, in hex, from the registry's item of it. */
static void hash_of_pack(struct city *city, const char *key, char hex[65]) {
    struct fpl_cursor *cursor = NULL;
    char expected[64];
    int row = 1;
    snprintf(expected, sizeof expected, "\"pack\":\"%s\"", key);
    hex[0] = '\0';
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(
        fpl_store__scan_items(city->w.session->store, 0, FPL_STR("packhash"), FPL_STR(""), &cursor, &city->error),
        FPL_OK);
    while (!fpl_store__next(cursor, &row, &city->error) && row) {
        struct fpl_item_row item;
        char data[256];
        fpl_store__item_row(cursor, &item);
        if (strstr(fpl_str_copy(item.data, data, sizeof data), expected))
            fpl_str_copy(item.key, hex, 65);
    }
    fpl_store__end(cursor);
    fpl_journal__rollback(city->w.session);
    assert_int_equal(strlen(hex), 64);
}

static const char other_rules[] =
    "rule_binding: BY_REGISTRATION\nbeneficiary: BOTH\nwhitelist_id: t\nbase_kind: OUTSTANDING_PRINCIPAL\n"
    "rate_tiers:\n  - {rate: 40%}\ncap_pool_year: {amount: 2000万元}\noverdue_days_min: 60\n"
    "class_min: SUBSTANDARD\nround_mode: HALF_UP\n";

/* Another pack under which the decision would be the same: it was not agreed on, and a claim keeps its loan's. */
static void test_verify_kept__a_pack_is_the_one_agreed_on(void **state) {
    (void)state;
    struct city city;
    struct fpl_verify_report report;
    struct fpl_buf body = {0}, changed = {0};
    char agreed[65], other[65], where[96];
    city_begin(&city);
    city_pack(&city, "u", other_rules);
    hash_of_pack(&city, "t@1", agreed);
    hash_of_pack(&city, "u@1", other);
    city_do(&city, "zhang whitelist.list p firm=F-乙; firm_name=F-乙; listed_on=2025-01-02");
    int64_t seq[2];
    seq[0] =
        city_do(&city, "zhang loan.register p bank=BK-2; contract=C-3; iou=1; firm=F-乙; firm_name=F-乙; type=CREDIT; "
                       "contract_amount=1000.00; disbursed=1000.00; disbursed_on=2026-01-05; due_on=2026-07-05; "
                       "registered_on=2026-01-06");
    seq[1] =
        city_do(&city, "bank2 claim.submit p bank=BK-2; contract=C-3; iou=1; claim_date=2026-10-01; overdue_days=88; "
                       "five_class=LOSS; repaid=0");
    int32_t book = city_book(&city, "p");
    for (int i = 0; i < 2; i++) {
        world_body(&city.w, book, seq[i], &body);
        body.n = strlen(body.p);
        replace(&body, agreed, other, &changed);
        overwrite_in(&city.w, book, seq[i], fpl_buf_str(&changed));
        assert_int_equal(world_verify(&city.w, FPL_VERIFY_EVIDENCE, &report), FPL_OK);
        assert_int_equal(world_verify(&city.w, FPL_VERIFY_BODIES, &report), FPL_E_TAMPERED);
        snprintf(where, sizeof where, "book %d seq %lld decision: pack", (int)book, (long long)seq[i]);
        assert_string_equal(report.where, where);
        overwrite_in(&city.w, book, seq[i], fpl_buf_str(&body));
    }
    fpl_buf_release(&body);
    fpl_buf_release(&changed);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_kept__each_fact_read_is_watched),
        cmocka_unit_test(test_verify_kept__each_fact_read_is_there),
        cmocka_unit_test(test_verify_kept__each_command_is_what_was_decided),
        cmocka_unit_test(test_verify_kept__a_claimant_is_whose_user_claims),
        cmocka_unit_test(test_verify_kept__days_late_are_those_of_the_rows),
        cmocka_unit_test(test_verify_kept__a_pack_is_the_one_agreed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
