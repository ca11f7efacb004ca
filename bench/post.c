/* B4: one entry a commit through the library, beside a bare durable transfer in SQLite (two postings, two balances,
 * WAL, synchronous FULL). Usage: post single LEDGER BARE_DB RUNS
 * B5: the same in batches of 32. Usage: post batched LEDGER BARE_DB RUNS
 * B14: one entry a commit with a request key in a ledger of many books, f, b1, b2 and so on, beside the same in one of
 * a single book, f: all in f, and by turns in every book. Usage: post books LEDGER_OF_MANY LEDGER_OF_ONE RUNS BOOKS */
#include "bench/common.h"
#include "fundpool/command.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POSTS    1024
#define BATCH    32
#define ACCOUNTS 5000

static void must(int rc, sqlite3 *db) {
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
        fprintf(stderr, "bare: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static sqlite3 *open_bare(const char *path) {
    sqlite3 *db = NULL;
    unlink(path);
    must(sqlite3_open(path, &db), db);
    must(
        sqlite3_exec(db,
                     "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE balance (account INTEGER PRIMARY KEY, amount INTEGER NOT NULL);"
                     "CREATE TABLE posting (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, amount INTEGER NOT NULL);"
                     "WITH n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999) INSERT INTO balance SELECT "
                     "i, 0 FROM n;",
                     NULL, NULL, NULL),
        db);
    return db;
}

static unsigned next_random(uint64_t *x) {
    *x = *x * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(*x >> 33);
}

static double run_bare(sqlite3 *db, uint64_t *x) {
    static const char *const text[] = {"BEGIN IMMEDIATE", "INSERT INTO posting (account, amount) VALUES (?1, ?2)",
                                       "UPDATE balance SET amount = amount + ?2 WHERE account = ?1", "COMMIT"};
    sqlite3_stmt *stmt[4];
    for (int i = 0; i < 4; i++)
        must(sqlite3_prepare_v2(db, text[i], -1, &stmt[i], NULL), db);
    double start = bench_seconds();
    for (int n = 0; n < POSTS; n++) {
        for (int step = 0; step < 6; step++) {
            sqlite3_stmt *now = stmt[step == 0 ? 0 : step == 5 ? 3 : step <= 2 ? 1 : 2];
            if (step > 0 && step < 5) {
                sqlite3_bind_int64(now, 1, next_random(x) % ACCOUNTS);
                sqlite3_bind_int64(now, 2, step % 2 ? 500 : -500);
            }
            must(sqlite3_step(now), db);
            sqlite3_reset(now);
        }
    }
    double seconds = bench_seconds() - start;
    for (int i = 0; i < 4; i++)
        sqlite3_finalize(stmt[i]);
    return seconds;
}

struct posting { /* where entries go, whether with keys, and whether many in one commit */
    struct fpl_session *session;
    int books, keyed, batched;
};

/* The n-th command, alone or in a batch of its own. */
static void give(const struct posting *to, int n, const struct fpl_command *command) {
    static struct fpl_batch *batch;
    struct fpl_answer answer;
    struct fpl_error error = {0};
    if (to->batched && n % BATCH == 0)
        bench_must(fpl_batch_begin(to->session, &batch, &error), &error, "begin");
    bench_must(to->batched ? fpl_batch_give(batch, command, &answer, &error)
                           : fpl_submit(to->session, command, &answer, &error),
               &error, "submit");
    bench_must(answer.status, &error, "answer");
    if (to->batched && n % BATCH == BATCH - 1)
        bench_must(fpl_batch_commit(batch, &error), &error, "commit");
}

static double run_ours(const struct posting *to, uint64_t *x) {
    static struct fpl_command command;
    static int key;
    struct fpl_error error = {0};
    char account[2][8], amount[16], book[16] = "f", request[24];
    struct fpl_line line[2] = {{.side = FPL_STR("D")}, {.side = FPL_STR("C")}};
    double start = bench_seconds();
    for (int n = 0; n < POSTS; n++) {
        snprintf(amount, sizeof amount, "%u.%02u", 1 + next_random(x) % 100000, next_random(x) % 100);
        for (int i = 0; i < 2; i++) {
            snprintf(account[i], sizeof account[i], "%u", 500001 + next_random(x) % ACCOUNTS);
            line[i].account = fpl_str_of(account[i]);
            line[i].amount = fpl_str_of(amount);
        }
        fpl_command_begin(&command, fpl_command_find("journal.post"));
        command.actor = FPL_STR("zhi");
        command.checker = FPL_STR("fu");
        if (to->books > 1 && n % to->books)
            snprintf(book, sizeof book, "b%d", n % to->books);
        else
            snprintf(book, sizeof book, "f");
        command.book = fpl_str_of(book);
        snprintf(request, sizeof request, "key-%d", ++key);
        if (to->keyed)
            command.request = fpl_str_of(request);
        command.line = line;
        command.line_count = 2;
        bench_must(fpl_command_set(&command, FPL_STR("occurred"), FPL_STR("2026-11-18"), &error), &error, "occurred");
        bench_must(fpl_command_set(&command, FPL_STR("memo"), FPL_STR("收付款项"), &error), &error, "memo");
        give(to, n, &command);
    }
    return bench_seconds() - start;
}

static struct fpl_session *open_ledger(const char *path, const struct fpl_host *host) {
    struct fpl_session *session = NULL;
    struct fpl_error error = {0};
    bench_must(fpl_session_open(path, FPL_WRITE, host, &session, &error), &error, path);
    return session;
}

static void beside_bare(char **argv, const struct fpl_host *host, int batched) {
    struct posting ours_to = {open_ledger(argv[1], host), 1, 0, batched};
    sqlite3 *bare = open_bare(argv[2]);
    uint64_t x = 1;
    for (int i = 0; i < bench_number(argv[3]); i++) {
        double ours = i % 2 ? 0 : run_ours(&ours_to, &x), peer = run_bare(bare, &x);
        if (i % 2)
            ours = run_ours(&ours_to, &x);
        printf("pair %.6f %.6f\n", ours, peer);
    }
    sqlite3_close(bare);
    fpl_session_close(ours_to.session);
    unlink(argv[2]);
}

/* The first round of each, in which its books are opened, is not told. */
static void many_beside_one(char **argv, const struct fpl_host *host) {
    struct posting many = {open_ledger(argv[1], host), 1, 1, 0}, one = {open_ledger(argv[2], host), 1, 1, 0},
                   all = many;
    uint64_t x = 1;
    double by_turns = 0;
    int runs = bench_number(argv[3]);
    all.books = bench_number(argv[4]);
    for (int i = 0; i <= runs; i++) {
        double a = i % 2 ? 0 : run_ours(&many, &x), b = run_ours(&one, &x), c = run_ours(&all, &x);
        if (i % 2)
            a = run_ours(&many, &x);
        if (i > 0)
            printf("pair %.6f %.6f\n", a, b);
        by_turns += i > 0 ? c : 0;
    }
    printf("turns %.6f\n", by_turns / runs);
    fpl_session_close(many.session);
    fpl_session_close(one.session);
}

int main(int argc, char **argv) {
    struct fpl_host host;
    const char *what = argc > 1 ? argv[1] : "";
    int is_books = strcmp(what, "books") == 0, is_batched = strcmp(what, "batched") == 0;
    if (argc != 5 + is_books || (!is_books && !is_batched && strcmp(what, "single") != 0))
        return 2;
    bench_host(&host);
    if (is_books)
        many_beside_one(argv + 1, &host);
    else
        beside_bare(argv + 1, &host, is_batched);
    printf("posts %d\n", POSTS);
    return 0;
}
