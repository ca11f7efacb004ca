/* Every value of every kind of record, changed by itself by a forger of the whole file: does verification alone name
 * it, or does only an earlier checkpoint tell? Only what could have been given honestly may pass, and that is a closed
 * list; the table of SECURITY.md is the same list. */
/* timeout: 900 */
/* The whole sweep is long. FPL_WHOLE=1 asks for it, as .ci/run does. A usual run takes a sample, another one each time:
 * something of every kind and of every key, each value that may pass until it does, and one in SAMPLE of the rest (of
 * which an instrumented build takes an eighth: it is there for the code, and each key has met it by then). */
#include "base_support.h"
#include "forger.h"

#include "fundpool/event.h"

#define KNOWN  48000
#define SAMPLE 32

static const struct {
    const char *kind, *paths; /* "cmd.*": whatever stands below */
    const char *why;
} told[] = {
    {"every kind", "auth auth.*", "how its people were known is told, as long as the ledger is open to names"},
    {"advance.refilled", "cmd.document", "a reference; nothing hangs on it"},
    {"baddebt.recorded", "cmd.approval cmd.evidence", "references; nothing hangs on them"},
    {"bankline.recorded", "cmd.counterparty", "whom the bank names is told; nothing hangs on it"},
    {"book.founded (registry)", "i.user.data.name x.offset",
     "the administrator's name and the offset were given when the ledger was made"},
    {"calendar.adopted", "x.src", "a document may be adopted without its text; the document itself stands"},
    {"call.issued", "cmd.document", "a reference; nothing hangs on it"},
    {"call.issued", "cmd.limit_approver cmd.limit_reason", "no limit asked for it"},
    {"capital.received", "cmd.call", "a text that names no call; nothing hangs on it"},
    {"capital.received", "cmd.limit_approver cmd.limit_reason", "no limit asked for it"},
    {"capital.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"carry.declared", "cmd.document", "a reference; nothing hangs on it"},
    {"carry.withheld", "cmd.approval", "by whom is told"},
    {"chart.adopted", "x.src", "a document may be adopted without its text; the document itself stands"},
    {"claim.decided", "cmd.occurred", "the day of recording, whether it is said or not"},
    {"claim.deferred", "cmd.expect", "a deferral pays nothing, whatever was expected"},
    {"claim.submitted", "cmd.litigation cmd.unpaid_interest", "nothing was decided on it under this pack"},
    {"claim.withdrawn", "act", "another who may withdraw the claim"},
    {"clawback.claimed", "cmd.document", "a reference; nothing hangs on it"},
    {"command.refused", "cmd cmd.* x.codes x.codes.*", "a refusal is told; it changes nothing"},
    {"command.refused", "x.field x.lines", "a refusal is told; it changes nothing"},
    {"commitment.released", "cmd.document", "a reference; nothing hangs on it"},
    {"commitment.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"commitment.signed", "cmd.document", "a reference; nothing hangs on it"},
    {"commitment.signed", "cmd.limit_approver cmd.limit_reason", "no limit asked for it"},
    {"cost.accrued", "cmd.cost_kind", "every kind of cost posts alike; which it was is told"},
    {"deal.recorded",
     "cmd.achievement cmd.agreement_date cmd.assets cmd.bachelor cmd.employees cmd.established cmd.external_round "
     "cmd.firm_reason cmd.fund cmd.ic_date cmd.listed cmd.net_assets cmd.revenue cmd.rnd_share",
     "no profile asked for it"},
    {"deal.recorded", "cmd.fixed_buyback cmd.fixed_return cmd.guarantees cmd.limit_reason", "no limit asked for it"},
    {"deal.recorded", "cmd.limit_approver", "another who may let a breach through, or nobody where none was"},
    {"collection.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"distribution.declared", "cmd.round", "a reference; nothing hangs on it"},
    {"dividend.recorded", "cmd.document", "a reference; nothing hangs on it"},
    {"dividend.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"due.settled", "cmd.limit_approver cmd.limit_reason", "no limit asked for it"},
    {"duty.judged", "cmd.authority cmd.document cmd.evaluator", "who judged, and on which document, is told"},
    {"entry.posted", "cmd.memo", "what an entry with a number is about is told"},
    {"entry.posted", "p p.*.flow p.*.item p.*.party",
     "the lines of a raw entry are told; a party is one of the registry"},
    {"entry.reversed", "cmd.memo", "why an entry was reversed is told"},
    {"exit.recorded", "cmd.appraisal cmd.approval", "references; nothing hangs on them"},
    {"exit.recorded", "cmd.type", "the ways of an exit post alike; which it was is told"},
    {"exit.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"fee.accrued", "cmd.base", "another base that gives the same fee to the fen"},
    {"fee.bound", "cmd.document", "a reference; nothing hangs on it"},
    {"firm.listed", "cmd.keylist", "N and nothing say the same"},
    {"import.began", "x.delimiter x.encoding x.name",
     "how a file was called and read the sender's file settles: `verify --file`"},
    {"import.chunk", "x.already.*.seq x.refused.* x.salt",
     "of a row that made no record the sender's file tells: `verify --file`"},
    {"fund.described", "cmd.document", "a reference; nothing hangs on it"},
    {"limit.adopted", "x.src", "a document may be adopted without its text; the document itself stands"},
    {"liquidation.begun", "cmd.document cmd.liquidator", "references; nothing hangs on them"},
    {"liquidation.ended", "cmd.document", "a reference; nothing hangs on it"},
    {"loan.registered",
     "cmd.breach_free_years cmd.contract_amount cmd.credit_line cmd.employees "
     "cmd.established cmd.first_loan cmd.industry cmd.listed cmd.lpr cmd.mode cmd.monetary_tool cmd.rate cmd.repaid "
     "cmd.revenue",
     "nothing was decided on it under this pack"},
    {"lookthrough.recorded", "cmd.document", "a reference; nothing hangs on it"},
    {"opening.posted", "cmd.memo", "what opening balances are about is told"},
    {"pack.adopted", "x.src", "a document may be adopted without its text; the document itself stands"},
    {"party.registered", "act", "another who may register parties"},
    {"party.renamed", "act", "another who may rename parties"},
    {"penalty.received", "cmd.base", "another base that gives the same penalty to the fen"},
    {"penalty.received", "cmd.call", "a text that names no call; nothing hangs on it"},
    {"penalty.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"profile.adopted", "x.src", "a document may be adopted without its text; the document itself stands"},
    {"recovery.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"redemption.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"reinvest.recognised", "cmd.document", "a reference; nothing hangs on it"},
    {"reinvest.revoked", "cmd.document", "a reference; nothing hangs on it"},
    {"release.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"remittance.declared", "cmd.document", "a reference; nothing hangs on it"},
    {"reserve.appropriated", "cmd.base", "the base is told, as a fee's is; the amount follows from it"},
    {"reserve.appropriated", "cmd.document", "a reference; nothing hangs on it"},
    {"reserve.used", "cmd.approval", "by whom is told"},
    {"settlement.reversed", "cmd.limit_approver", "no limit asked for it"},
    {"subfund.recorded", "cmd.document", "a reference; nothing hangs on it"},
    {"term.extended", "cmd.document", "a reference; nothing hangs on it"},
    {"tolerance.adopted", "x.src", "a document may be adopted without its text; the document itself stands"},
    {"tranche.agreed", "cmd.document cmd.expected cmd.milestone", "references; nothing hangs on them"},
    {"tranche.cancelled", "cmd.document", "a reference; nothing hangs on it"},
    {"convertible.converted", "cmd.document", "a reference; nothing hangs on it"},
    {"deal.recorded", "cmd.instrument", "equity and preferred shares post alike; which it was is told"},
    {"instalment.agreed", "cmd.document", "a reference; nothing hangs on it"},
    {"instalment.agreed", "cmd.limit_approver cmd.limit_reason", "no limit asked for it"},
    {"underlying.recorded", "cmd.firm", "whose project it is, is told; it counts as it is told"},
    {"valuation.recorded", "cmd.audited cmd.calibration cmd.level cmd.method", "how the value was found is told"},
    {"writeoff.recorded", "cmd.approval cmd.evidence", "references; nothing hangs on them"},
    {"writeoff.recorded", "cmd.ground", "every ground posts alike; which it was is told"},
    {"writeoff.reversed", "cmd.limit_approver", "no limit asked for it"},
};
#define TOLD ((int)(sizeof told / sizeof told[0]))

struct seen { /* of a kind and a place */
    char kind[48], path[FORGER_PATH];
    uint32_t kind_hash, path_hash; /* compared first: there are some 20,000 of them */
    int offered, forged, passed;
    int turn;  /* how many kinds had this place before */
    int first; /* of its kind or of its path */
};
static struct seen seen[KNOWN];
static int seen_count;

static uint32_t hash_of(const char *text) {
    uint32_t hash = 2166136261U; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * 16777619U;
    return hash;
}

static struct seen *seen_of(const char *kind, const char *path) {
    uint32_t kind_hash = hash_of(kind), path_hash = hash_of(path);
    int turn = 0, known = 0;
    for (int i = seen_count - 1; i >= 0; i--) { /* mostly one of the last */
        int same_kind = seen[i].kind_hash == kind_hash && strcmp(seen[i].kind, kind) == 0;
        int same_path = seen[i].path_hash == path_hash && strcmp(seen[i].path, path) == 0;
        if (same_kind && same_path)
            return &seen[i];
        known |= same_kind;
        turn += same_path;
    }
    assert_true(seen_count < KNOWN);
    struct seen *made = &seen[seen_count++];
    *made = (struct seen){.kind_hash = kind_hash, .path_hash = path_hash, .turn = turn, .first = !known || turn == 0};
    snprintf(made->kind, sizeof made->kind, "%s", kind);
    snprintf(made->path, sizeof made->path, "%s", path);
    return made;
}

static int stands_in(const char *paths, const char *path) {
    size_t n = strlen(path);
    for (const char *p = paths; *p;) {
        size_t length = strcspn(p, " ");
        int below = length > 1 && p[length - 1] == '*' && strncmp(p, path, length - 1) == 0;
        if (below || (length == n && strncmp(p, path, n) == 0))
            return 1;
        p += length + (p[length] == ' ');
    }
    return 0;
}

/* The row of the table that the place stands in, of which the first is of every kind; TOLD: none. */
static int told_of(const struct seen *place) {
    int row = 0;
    while (row < TOLD &&
           !((row == 0 || strcmp(told[row].kind, place->kind) == 0) && stands_in(told[row].paths, place->path)))
        row++;
    return row;
}

/* ---- checkpoints held elsewhere, of before ---- */

struct kept {
    struct fpl_checkpoint checkpoint[16];
    int n;
};
static enum fpl_status keep(void *ctx, int32_t book, const struct fpl_checkpoint *checkpoint) {
    struct kept *kept = ctx;
    assert_int_equal(book, kept->n);
    assert_true(kept->n < 16);
    kept->checkpoint[kept->n++] = *checkpoint;
    return FPL_OK;
}

/* ---- values ---- */

struct trying {
    struct forger *forger;
    struct kept kept;
    int record;
};

static int is_variant(const char *name) {
    const char *variant = getenv("FPL_VARIANT");
    return strcmp(variant ? variant : "plain", name) == 0;
}

/* The sample of this run. */
static uint64_t turned;
static int draw(void) {
    return random_below(&turned, is_variant("plain") ? SAMPLE : 8 * SAMPLE) == 0;
}

/* A place that every kind has alike (who acted, the voucher's number, a posting's account) is checked by the same code
 * for all: its first kind gets every forgery, each later one the first and every eighth from its turn on, a field of a
 * command every fourth. What may pass gets them all, in a sample until one passes. Instrumented builds, which are
 * there for the code and not for the table, do not search for what passes. */
static int is_due(struct seen *place) {
    int turn = place->offered++, each = strncmp(place->path, "cmd", 3) == 0 ? 4 : 8;
    int due = place->turn == 0 || turn == 0 || turn % each == place->turn % each;
    if (told_of(place) < TOLD)
        return sweep_is_whole() || turn == 0 || (is_variant("plain") && place->passed == 0) || draw();
    return due && (sweep_is_whole() || (place->first && turn == 0) || draw());
}

static void try_one(void *ctx, const char *path, struct fpl_str body) {
    struct trying *t = ctx;
    struct world *w = &t->forger->city->w;
    struct fpl_verify_report report;
    const struct forger_record *r = &t->forger->record[t->record];
    struct seen *place = seen_of(r->kind, path);
    if (!is_due(place))
        return;
    enum fpl_status status = forger_put(t->forger, t->record, body, &r->leaf, &report);
    place->forged++;
    if (status == FPL_E_TAMPERED && strstr(report.where, " seq "))
        return;
    if (status != FPL_OK)
        fail_msg("%s %s: %s \"%s\" for %.*s", r->kind, path, fpl_status_name(status), report.where, (int)body.n,
                 body.p);
    place->passed++;
    if (getenv("SHOW"))
        print_message("PASS %s %s %d %.*s\n", r->kind, path, place->forged, 300, body.p);
    if (fpl_verify_against(w->session, &t->kept.checkpoint[r->book], &report, &w->error) != FPL_E_TAMPERED)
        fail_msg("%s %s: not even the checkpoint of before tells", r->kind, path);
    forger_restore(t->forger); /* the head was made to fit the forgery */
}

static void judge(void) {
    int used[TOLD] = {0}, bad = 0, all = is_variant("plain");
    for (int i = 0; i < seen_count; i++) {
        const struct seen *s = &seen[i];
        int row = told_of(s);
        int wrong = row == TOLD ? s->passed > 0 : all && !s->passed && !strchr(told[row].paths, '*');
        if (wrong)
            print_error("%s %s: %d of %d forgeries pass, and the table says %s\n", s->kind, s->path, s->passed,
                        s->forged, row < TOLD ? "that some do" : "nothing of it");
        bad += wrong;
        if (row < TOLD)
            used[row] += s->passed > 0;
    }
    for (int row = 0; row < TOLD; row++)
        if (all && !used[row]) {
            print_error("%s %s: no forgery passes\n", told[row].kind, told[row].paths);
            bad++;
        }
    assert_int_equal(bad, 0);
}

/* One record of each kind will do for a place, wherever the place is. */
static int is_first(struct forger *forger, int record, int value) {
    const struct forger_record *r = &forger->record[record];
    for (int i = 0; i <= record; i++)
        for (int k = 0; strcmp(forger->record[i].kind, r->kind) == 0 && k < forger->record[i].values; k++) {
            if (i == record && k == value)
                return 1;
            if (strcmp(forger->record[i].value[k].path, r->value[value].path) == 0)
                return 0;
        }
    return 1;
}

static void begin(struct city *city, struct forger *forger, struct kept *kept) {
    if (access("/dev/shm", W_OK) == 0) /* it is no power cut that is tested */
        setenv("TEST_TMP", "/dev/shm", 1);
    forger_story(city);
    city_verify(city);
    kept->n = 0;
    assert_int_equal(fpl_checkpoints(city->w.session, keep, kept, &city->error), FPL_OK);
    forger_begin(forger, city);
}

static void end(struct city *city, struct forger *forger) {
    forger_restore(forger);
    forger_end(forger);
    city_verify(city);
    city_end(city);
}

static void test_verify_forged__every_value(void **state) {
    struct city city;
    struct forger forger;
    struct trying t = {.forger = &forger};
    int kinds = 0, forged = 0;
    (void)state;
    begin(&city, &forger, &t.kept);
    const struct fpl_event *const *event = fpl_event_all(&kinds);
    for (int i = 0; i < kinds; i++) { /* the story tells of them all */
        int found = 0;
        for (int k = 0; k < forger.records; k++)
            found |= strncmp(forger.record[k].kind, event[i]->kind, strlen(event[i]->kind)) == 0;
        if (!found)
            fail_msg("no %s in the story", event[i]->kind);
    }
    for (t.record = 0; t.record < forger.records; t.record++)
        for (int k = 0; k < forger.record[t.record].values; k++)
            if (is_first(&forger, t.record, k))
                forger_each(&forger, t.record, k, try_one, &t);
    for (int i = 0; i < seen_count; i++)
        forged += seen[i].forged;
    print_message("%d forgeries of %d values of %d kinds\n", forged, seen_count, kinds);
    judge();
    end(&city, &forger);
}

/* ---- leaves ---- */

/* How many records of its kind stand before it. */
static int turn_of(const struct forger *forger, int record) {
    int turn = 0;
    for (int i = 0; i < record; i++)
        turn += strcmp(forger->record[i].kind, forger->record[record].kind) == 0;
    return turn;
}

static int is_newest(const struct forger *forger, int record) {
    return record + 1 == forger->records || forger->record[record + 1].book != forger->record[record].book;
}

/* One function reads the leaves of every kind, so the first record of a kind gets each change and those after it one,
 * from another on each. The newest record of a book may be later than the clock, if nothing in its body follows from
 * the day: that is a warning. */
static void test_verify_forged__every_leaf(void **state) {
    struct city city;
    struct forger forger;
    struct kept kept;
    (void)state;
    begin(&city, &forger, &kept);
    for (int i = 0; i < forger.records; i++) {
        const struct forger_record *r = &forger.record[i];
        int raw = strncmp(r->kind, "entry.posted", 12) == 0;
        const char *const change[] = {
            raw ? "e = 'opening.posted'" : "e = 'entry.posted'",
            "e = 'unheard.of'",
            "e = ''",
            "e = e || '\"'",
            "t = t - 100000000000",
            "t = t + 100000000000",
            "t = -t",
            "c = zeroblob(32)",
            "c = CAST(substr(c, 1, 31) AS BLOB)",
            r->seq == 0 ? "uid = x''" : "uid = (SELECT uid FROM record WHERE id = 0)",
            "uid = zeroblob(16)",
            "uid = CAST(uid || x'00' AS BLOB)",
        };
        for (size_t k = 0; k < sizeof change / sizeof change[0]; k++) {
            struct fpl_verify_report report;
            int turn = turn_of(&forger, i), mine = (size_t)i % (sizeof change / sizeof change[0]) == k;
            int due = sweep_is_whole() ? turn == 0 || mine : turn == 0 && mine;
            if (!due && !draw())
                continue;
            enum fpl_status status = forger_set(&forger, i, change[k], &report);
            int may = status == FPL_OK && report.ahead > 0 && is_newest(&forger, i);
            if (!may && (status != FPL_E_TAMPERED || !strstr(report.where, " seq ")))
                fail_msg("%s: %s: \"%s\"", r->kind, change[k], report.where);
            if (may)
                forger_restore(&forger);
        }
    }
    end(&city, &forger);
}

/* ---- appended ---- */

/* A copy of a record at the end of its book, every checkpoint of before still valid. What may be given twice passes. */
static void test_verify_forged__appended(void **state) {
    int bad = 0;
    struct city city;
    struct forger forger;
    struct kept kept;
    (void)state;
    begin(&city, &forger, &kept);
    for (int i = 0; i < forger.records; i++) {
        const struct forger_record *r = &forger.record[i];
        struct fpl_verify_report report;
        if (!sweep_is_whole() && turn_of(&forger, i) > 0 && !draw())
            continue;
        enum fpl_status status = forger_append(&forger, i, &report);
        int may = strcmp(r->kind, "command.refused") == 0;
        int wrong = status == FPL_OK ? !may : !strstr(report.where, " seq ");
        if (wrong)
            print_error("%s (%d/%d) once more: %s \"%s\"\n", r->kind, (int)r->book, (int)r->seq,
                        fpl_status_name(status), report.where);
        bad += wrong;
        for (int k = 0; k < kept.n; k++)
            assert_int_equal(fpl_verify_against(city.w.session, &kept.checkpoint[k], &report, &city.w.error), FPL_OK);
        forger_cut(&forger, i);
    }
    assert_int_equal(bad, 0);
    end(&city, &forger);
}

/* ---- what is used once, and what is later ---- */

static int find(const struct forger *forger, const char *kind) {
    for (int i = 0; i < forger->records; i++)
        if (strcmp(forger->record[i].kind, kind) == 0)
            return i;
    fail_msg("no %s", kind);
    return -1;
}

static void named(struct city *city, const char *where) {
    struct fpl_verify_report report;
    assert_int_equal(world_verify(&city->w, FPL_VERIFY_ALL, &report), FPL_E_TAMPERED);
    assert_string_equal(report.where, where);
}

static void test_verify_forged__a_salt_used_twice(void **state) {
    struct city city;
    struct forger forger;
    struct kept kept;
    char where[120];
    (void)state;
    begin(&city, &forger, &kept);
    int deal = find(&forger, "deal.recorded"), loan = find(&forger, "loan.registered");
    forger_salt(&forger, loan, deal);
    snprintf(where, sizeof where, "book %d seq %lld opening: salt of book %d seq %lld", forger.record[loan].book,
             (long long)forger.record[loan].seq, forger.record[deal].book, (long long)forger.record[deal].seq);
    named(&city, where);
    forger_end(&forger);
    city_end(&city);
}

/* The leaf of a record with another time. */
static void put_time(struct forger *forger, int record, int64_t t) {
    const struct forger_record *r = &forger->record[record];
    struct fpl_verify_report report;
    struct fpl_leaf leaf = r->leaf;
    leaf.t = t;
    (void)forger_put(forger, record, fpl_buf_str(&r->body), &leaf, &report);
    world_rebuild(&forger->city->w);
}

static void test_verify_forged__times(void **state) {
    struct city city;
    struct forger forger;
    struct kept kept;
    struct fpl_verify_report report;
    (void)state;
    begin(&city, &forger, &kept);
    /* the first record after the registry's newest one in a book where nothing stands before it but its founding */
    put_time(&forger, find(&forger, "opening.posted"), INT64_C(1795147200000));
    named(&city, "book 1 seq 1 leaf: time before that of the registry it rests on");
    forger_restore(&forger);
    /* a clock that is behind is a warning and no tampering */
    assert_int_equal(fpl_verify(city.w.session, &(struct fpl_verify_spec){FPL_VERIFY_ALL, city.w.now}, NULL, NULL,
                                &report, &city.w.error),
                     FPL_OK);
    assert_int_equal(report.ahead, 0);
    assert_int_equal(fpl_verify(city.w.session, &(struct fpl_verify_spec){FPL_VERIFY_ALL, INT64_C(1795147200000) - 1},
                                NULL, NULL, &report, &city.w.error),
                     FPL_OK);
    assert_int_equal(report.ahead, forger.records);
    assert_string_equal(report.ahead_where, "book 0 seq 0");
    end(&city, &forger);
}

/* ---- the document ---- */

/* The table between the two marks of SECURITY.md, as it must be. */
static void write_table(struct fpl_buf *out) {
    fpl_buf_adds(out, "| kind | value | why it could have been so |\n|---|---|---|\n");
    for (int i = 0; i < TOLD; i++) {
        fpl_buf_addf(out, "| `%s` | ", told[i].kind);
        for (const char *p = told[i].paths; *p; p++)
            fpl_buf_adds(out, *p == ' ' ? ", " : (char[]){*p, '\0'});
        fpl_buf_addf(out, " | %s |\n", told[i].why);
    }
}

static void test_verify_forged__the_document_says_so(void **state) {
    static const char begins[] = "<!-- forged: begin -->\n", ends[] = "<!-- forged: end -->";
    const char *root = getenv("SRCDIR");
    char name[400], text[65536];
    struct fpl_buf table = {0};
    (void)state;
    snprintf(name, sizeof name, "%s/SECURITY.md", root ? root : ".");
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    write_table(&table);
    const char *from = strstr(text, begins), *to = strstr(text, ends);
    size_t stands = from && to && from + sizeof begins - 1 <= to ? (size_t)(to - from) - (sizeof begins - 1) : 0;
    if (fpl_buf_ok(&table) || stands == 0 || table.n != stands ||
        memcmp(from + sizeof begins - 1, table.p, stands) != 0)
        fail_msg("SECURITY.md does not have this table between its marks:\n%.*s", (int)table.n, table.p);
    fpl_buf_release(&table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verify_forged__every_leaf),           cmocka_unit_test(test_verify_forged__appended),
        cmocka_unit_test(test_verify_forged__a_salt_used_twice),    cmocka_unit_test(test_verify_forged__times),
        cmocka_unit_test(test_verify_forged__the_document_says_so), cmocka_unit_test(test_verify_forged__every_value),
    };
    turned = random_seed("test_verify_forged");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
