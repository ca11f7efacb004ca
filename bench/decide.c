/* B3: the pure claim decider in one thread, on the facts that a submitted claim of the ledger was decided on, its
 * amounts changed each time, under the pack of the ledger. Usage: decide LEDGER RUNS */
#include "bench/common.h"
#include "fundpool/event.h"
#include "fundpool/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DECISIONS 100000

struct found {
    struct fpl_pack *pack;
    struct fpl_json_doc doc;
    struct fpl_buf bytes; /* the body of the claim */
    struct fpl_date day;  /* it was recorded on */
    struct fpl_view *view;
    struct fpl_fact_keys keys;
    struct fpl_facts facts;
    int claims;
};

static enum fpl_status take_pack(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                 int64_t seq) {
    struct found *found = ctx;
    struct fpl_error error = {0};
    (void)key;
    (void)source;
    (void)seq;
    bench_must(fpl_pack_parse(json, &found->pack, &error), &error, "pack");
    return FPL_OK;
}

static enum fpl_status take_claim(void *ctx, const struct fpl_record *record) {
    struct found *found = ctx;
    if (!fpl_str_is(record->kind, "claim.submitted"))
        return FPL_OK;
    fpl_buf_add(&found->bytes, record->body_bytes.p, record->body_bytes.n);
    found->day = fpl_view_day_of(found->view, record->t);
    found->claims++;
    return FPL_E_INTERRUPTED; /* one is enough */
}

static void load(const char *path, struct found *found) {
    struct fpl_session *session = NULL;
    struct fpl_book book;
    struct fpl_error error = {0};
    struct fpl_host host;
    struct fpl_view_spec spec = {.actor = FPL_STR("shen"), .as_of = FPL_DATE_NONE};
    bench_host(&host);
    bench_must(fpl_session_open(path, FPL_READ, &host, &session, &error), &error, path);
    bench_must(fpl_view_open(session, &spec, &found->view, &error), &error, "view");
    bench_must(fpl_read_documents(found->view, "pack", take_pack, found, &error), &error, "packs");
    bench_must(fpl_read_book(found->view, FPL_STR("pool"), &book, &error), &error, "pool");
    enum fpl_status status =
        fpl_read_records(found->view, book.id, book.size - 10, book.size, take_claim, found, &error);
    if (status != FPL_E_INTERRUPTED)
        bench_must(status, &error, "records");
    fpl_view_close(found->view);
    fpl_session_close(session);
    if (!found->claims) {
        fprintf(stderr, "no claim in the ledger\n");
        exit(1);
    }
    bench_must(fpl_json_parse(&found->doc, fpl_buf_str(&found->bytes), &error), &error, "claim");
    struct fpl_decided claim = {FPL_STR("claim.submitted"), fpl_json_root(&found->doc), found->day, found->pack};
    bench_must(fpl_facts_of_record(&claim, &found->keys, &found->facts, &error), &error, "facts");
}

/* Decisions a second: submission and decision both compute gates, base, tiers, add-ons, ceiling and all caps; the
 * decision is the one counted. */
static double run(struct found *found) {
    static struct fpl_decision decision;
    const struct fpl_event *event = fpl_event_find(FPL_STR("claim.decided"));
    const struct fpl_rules rules = {.pack = found->pack, .bare = 1}; /* as the desk does */
    struct fpl_facts facts = found->facts;
    fpl_fact_set_text(&facts, FPL_FACT_CLAIM_STATE, FPL_STR("SUBMITTED"));
    fpl_fact_set_text(&facts, FPL_FACT_LOAN_STATE, FPL_STR("CLAIMED"));
    fpl_fact_set_money(&facts, FPL_FACT_CLAIM_APPROVED, fpl_money_of(0));
    int64_t paid = 0;
    int expected = 0;
    double start = bench_seconds();
    for (int i = 0; i < DECISIONS; i++) {
        fpl_fact_set_money(&facts, FPL_FACT_CLAIM_REPAID, fpl_money_of(i % 1000));
        fpl_fact_set_money(&facts, FPL_FACT_CLAIM_EXPECTED, fpl_money_of(paid));
        event->decide(&facts, &rules, &decision);
        if (decision.outcome == FPL_OK)
            expected++;
        else if (decision.outcome != FPL_E_CHANGED) {
            fprintf(stderr, "outcome %s %s\n", fpl_status_name(decision.outcome), decision.reason[0].arg[0]);
            exit(1);
        }
        paid = fpl_money_minor(decision.amount);
    }
    double seconds = bench_seconds() - start;
    printf("amount %lld\nagreed %d\n", (long long)paid, expected);
    return DECISIONS / seconds;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    static struct found found;
    double rate[99];
    if (argc != 3)
        return 2;
    int runs = bench_number(argv[2]);
    load(argv[1], &found);
    for (int i = 0; i < runs && i < 99; i++)
        rate[i] = run(&found);
    qsort(rate, (size_t)runs, sizeof *rate, by_value);
    printf("rate %.0f\ndecisions %d\n", rate[runs / 2], DECISIONS);
    fpl_pack_free(found.pack);
    fpl_json_doc_release(&found.doc);
    fpl_buf_release(&found.bytes);
    return 0;
}
