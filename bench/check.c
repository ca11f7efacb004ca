/* B8: the evidence pass beside a bare walk over the same SQLite rows in one thread, which hashes each leaf and body,
 * folds the tree, and adds up the postings found in the body by a scan for their pattern, checking nothing else. Usage:
 * check LEDGER RUNS [evidence] */
#include "bench/common.h"
#include "fundpool/verify.h"
#include "ledger/store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bare {
    struct fpl_hasher *hasher;
    struct fpl_frontier frontier;
    struct fpl_leaf leaf;
    int64_t sum[2];
    int64_t records, postings;
};

static const char *find_postings(const char *p, const char *end) {
    static const char mark[] = "\"p\":[[";
    for (const char *at = p; (at = memchr(at, '"', (size_t)(end - at))) && end - at > 6; at++)
        if (memcmp(at, mark, 6) == 0)
            return at;
    return NULL;
}

/* Adds up every ["account","D",n… of the body. */
static void add_up(struct bare *bare, const char *p, const char *end) {
    const char *list = find_postings(p, end);
    if (!list)
        return;
    for (p = list + 5; p < end && *p == '[';) {
        int64_t n = 0;
        while (p < end && *p != ',')
            p++;
        int credit = p + 2 < end && p[2] == 'C';
        p += 5; /* ,"D", */
        int negative = p < end && *p == '-';
        for (p += negative; p < end && *p >= '0' && *p <= '9'; p++)
            n = n * 10 + (*p - '0');
        bare->sum[credit] += negative ? -n : n;
        bare->postings++;
        while (p < end && *p != ']')
            p++;
        p += 2; /* ], */
    }
}

/* The text that is hashed is made of the row's columns. */
static void bare_leaf(struct bare *bare, sqlite3_stmt *row, struct fpl_hash *out) {
    struct fpl_leaf *leaf = &bare->leaf;
    char text[FPL_LEAF_BYTES];
    leaf->seq = sqlite3_column_int64(row, 0) & FPL_SEQ_MAX;
    memcpy(leaf->kind, sqlite3_column_text(row, 1), (size_t)sqlite3_column_bytes(row, 1) + 1);
    leaf->t = sqlite3_column_int64(row, 2);
    memcpy(leaf->body.byte, sqlite3_column_blob(row, 3), FPL_HASH_BYTES);
    if (sqlite3_column_bytes(row, 4))
        fpl_hex(sqlite3_column_blob(row, 4), FPL_UID_BYTES, leaf->uid);
    fpl_leaf_hash(bare->hasher, text, fpl_leaf_text(leaf, text), out);
}

static void walk_bare(const char *path, struct bare *bare) {
    sqlite3 *db = NULL;
    sqlite3_stmt *records = NULL, *openings = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "SELECT id, e, t, c, uid FROM record ORDER BY id", -1, &records, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "SELECT salt, bytes FROM opening ORDER BY id", -1, &openings, NULL) != SQLITE_OK)
        exit(1);
    while (sqlite3_step(records) == SQLITE_ROW && sqlite3_step(openings) == SQLITE_ROW) {
        struct fpl_hash leaf, body;
        const char *bytes = sqlite3_column_blob(openings, 1);
        size_t n = (size_t)sqlite3_column_bytes(openings, 1);
        bare_leaf(bare, records, &leaf);
        fpl_frontier_push(bare->hasher, &bare->frontier, &leaf, NULL, NULL);
        fpl_commit(bare->hasher, sqlite3_column_blob(openings, 0), "body", (struct fpl_str){bytes, n}, &body);
        add_up(bare, bytes, bytes + n);
        bare->records++;
    }
    sqlite3_finalize(records);
    sqlite3_finalize(openings);
    sqlite3_close(db);
}

static double run_bare(const char *path, struct bare *bare) {
    double start = bench_seconds();
    *bare = (struct bare){.records = 0};
    bench_must(fpl_hasher_new(&bare->hasher), NULL, "hasher");
    walk_bare(path, bare);
    fpl_hasher_free(bare->hasher);
    return bench_seconds() - start;
}

static double run_ours(const char *path, unsigned passes, struct fpl_verify_report *report) {
    struct fpl_session *session = NULL;
    struct fpl_error error = {0};
    struct fpl_host host;
    double start = bench_seconds();
    bench_host(&host);
    bench_must(fpl_session_open(path, FPL_READ, &host, &session, &error), &error, path);
    bench_must(fpl_verify(session, &(struct fpl_verify_spec){passes, INT64_MAX}, NULL, NULL, report, &error), &error,
               "verify");
    fpl_session_close(session);
    return bench_seconds() - start;
}

int main(int argc, char **argv) {
    struct fpl_verify_report report = {0};
    struct bare bare;
    if (argc < 3)
        return 2;
    for (int i = 0; i < bench_number(argv[2]); i++) {
        double ours = run_ours(argv[1], FPL_VERIFY_EVIDENCE, &report), peer = run_bare(argv[1], &bare);
        printf("pair %.6f %.6f\n", ours, peer);
        if (bare.records != report.records || bare.postings != report.postings || bare.sum[0] != bare.sum[1]) {
            fprintf(stderr, "the bare walk saw other rows\n");
            return 1;
        }
    }
    printf("records %lld\n", (long long)report.records);
    if (argc == 3)
        printf("state %.6f\n", run_ours(argv[1], FPL_VERIFY_STATE | FPL_VERIFY_BODIES, &report));
    return 0;
}
