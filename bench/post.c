/* B4: one entry a commit through the library, beside a bare durable transfer in SQLite (two postings, two balances,
 * WAL, synchronous FULL). Usage: post LEDGER BARE_DB RUNS */
#include "bench/common.h"
#include "fundpool/command.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POSTS    1000
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

static double run_ours(struct fpl_session *session, uint64_t *x) {
    static struct fpl_command command;
    struct fpl_answer answer;
    struct fpl_error error = {0};
    char account[2][8], amount[16];
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
        command.book = FPL_STR("f");
        command.line = line;
        command.line_count = 2;
        bench_must(fpl_command_set(&command, FPL_STR("occurred"), FPL_STR("2026-11-18"), &error), &error, "occurred");
        bench_must(fpl_command_set(&command, FPL_STR("memo"), FPL_STR("收付款项"), &error), &error, "memo");
        bench_must(fpl_submit(session, &command, &answer, &error), &error, "submit");
        bench_must(answer.status, &error, "answer");
    }
    return bench_seconds() - start;
}

int main(int argc, char **argv) {
    struct fpl_session *session = NULL;
    struct fpl_error error = {0};
    struct fpl_host host;
    uint64_t x = 1;
    if (argc != 4)
        return 2;
    bench_host(&host);
    bench_must(fpl_session_open(argv[1], FPL_WRITE, &host, &session, &error), &error, argv[1]);
    sqlite3 *bare = open_bare(argv[2]);
    for (int i = 0; i < bench_number(argv[3]); i++) {
        double ours = i % 2 ? 0 : run_ours(session, &x), peer = run_bare(bare, &x);
        if (i % 2)
            ours = run_ours(session, &x);
        printf("pair %.6f %.6f\n", ours, peer);
    }
    printf("posts %d\n", POSTS);
    sqlite3_close(bare);
    fpl_session_close(session);
    unlink(argv[2]);
    return 0;
}
