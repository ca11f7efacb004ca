/* B15: many funds in one ledger, each with deals, a write-off, and the rules that bind it. Usage:
 * funds LEDGER FUNDS DEALS   the books f1, f2, … are open; profile and rule of tolerance are adopted */
#include "bench/common.h"
#include "fundpool/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IN_A_COMMIT 2000

struct made {
    struct fpl_session *session;
    struct fpl_command *command;
    struct fpl_batch *batch;
    int given;
};

static void commit(struct made *made) {
    struct fpl_error error = {0};
    if (made->batch)
        bench_must(fpl_batch_commit(made->batch, &error), &error, "commit");
    made->batch = NULL;
    made->given = 0;
}

/* The command of a book, "field=value;field=value". */
static void give(struct made *made, const char *name, const char *book, char *fields) {
    struct fpl_command *command = made->command;
    struct fpl_answer answer;
    struct fpl_error error = {0};
    char *rest = NULL;
    int rules = strstr(name, ".bind") != NULL;
    if (!made->batch)
        bench_must(fpl_batch_begin(made->session, &made->batch, &error), &error, "begin");
    fpl_command_begin(command, fpl_command_find(name));
    command->actor = rules ? FPL_STR("gui") : FPL_STR("zhi");
    command->checker = rules ? FPL_STR("") : FPL_STR("fu");
    command->book = fpl_str_of(book);
    for (char *field = strtok_r(fields, ";", &rest); field; field = strtok_r(NULL, ";", &rest)) {
        char *value = strchr(field, '=');
        *value++ = '\0';
        bench_must(fpl_command_set(command, fpl_str_of(field), fpl_str_of(value), &error), &error, field);
    }
    bench_must(fpl_batch_give(made->batch, command, &answer, &error), &error, name);
    bench_must(answer.status, &error, name);
    if (++made->given == IN_A_COMMIT)
        commit(made);
}

static const char *firm_of(int i) {
    static const char digit[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static char text[20];
    for (int c = 0; c < 31; c++) {
        snprintf(text, sizeof text, "91340600XY%07u%c", 1000000u + (unsigned)i, digit[c]);
        if (fpl_uscc_check(fpl_str_of(text)) == FPL_OK)
            return text;
    }
    abort();
}

static void make_fund(struct made *made, int fund, int deals) {
    char book[16], text[512];
    snprintf(book, sizeof book, "f%d", fund);
    for (int d = 0; d < deals; d++) {
        const char *firm = firm_of((fund * 7 + d * 31) % 5000); /* firms of several funds */
        snprintf(text, sizeof text,
                 "deal=D-%d;firm=%s;firm_name=企业%s;paid_date=2026-%02d-11;amount=%d.00;round=ANGEL;is_transfer=%s;"
                 "achievement=A;ic_date=2025-12-20;established=2021-06-01;category=SEED",
                 d, firm, firm, 1 + d % 10, 1000000 + d * 1000 + fund, d % 2 ? "Y" : "N");
        give(made, "deal.record", book, text);
    }
    snprintf(text, sizeof text,
             "writeoff=W-1;firm=%s;occurred=2026-11-12;ground=BANKRUPTCY;recovered=1000.00;approval=批;"
             "evidence=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
             firm_of(fund * 7 % 5000));
    give(made, "writeoff.record", book, text);
    snprintf(text, sizeof text,
             "binding=R-1;profile=TRANSFER;version=1;from=2026-01-01;basis=B1;followon=INHERIT_FIRST;threshold=1/2;"
             "document=协议");
    give(made, "early.bind", book, text);
    snprintf(text, sizeof text, "binding=R-1;rule=HUBEI;version=1;from=2026-01-01;document=协议;class=SEED");
    give(made, "tolerance.bind", book, text);
}

int main(int argc, char **argv) {
    static struct fpl_command command;
    struct made made = {.command = &command};
    struct fpl_error error = {0};
    struct fpl_host host;
    if (argc != 4)
        return 2;
    bench_host(&host);
    bench_must(fpl_session_open(argv[1], FPL_WRITE, &host, &made.session, &error), &error, argv[1]);
    for (int fund = 1; fund <= bench_number(argv[2]); fund++)
        make_fund(&made, fund, bench_number(argv[3]));
    commit(&made);
    fpl_session_close(made.session);
    return 0;
}
