/* The table of outcomes, made from status.def alone, and the end of the process when an invariant is broken. */
#include "fundpool/cash_flow.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct status_row {
    enum fpl_status status;
    int retryable;
    const char *name;
    const char *zh;
    const char *en;
};

/* One line of the cash-flow statement as the texts list it. */
#define FPL_FLOW_ZH(code, zh, en) code " " zh "；"
#define FPL_FLOW_EN(code, zh, en) code " " en "; "

static const struct status_row rows[] = {
#define FPL_STATUS(name, number, retryable, zh, en) {FPL_##name, (retryable), #name, (zh), (en)},
#include "fundpool/status.def"
#undef FPL_STATUS
};

static const enum fpl_status all[] = {
#define FPL_STATUS(name, number, retryable, zh, en) FPL_##name,
#include "fundpool/status.def"
#undef FPL_STATUS
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

/* The switch makes the compiler refuse a number that is used twice. An unknown number answers the row of E_BUG. */
static const struct status_row *row_of(enum fpl_status status) {
    enum {
#define FPL_STATUS(name, number, retryable, zh, en) AT_##name,
#include "fundpool/status.def"
#undef FPL_STATUS
    };
    switch (status) {
#define FPL_STATUS(name, number, retryable, zh, en)                                                                    \
    case FPL_##name:                                                                                                   \
        return &rows[AT_##name];
#include "fundpool/status.def"
#undef FPL_STATUS
    }
    return &rows[AT_E_BUG];
}

const char *fpl_status_name(enum fpl_status status) {
    return row_of(status)->name;
}

enum fpl_status fpl_status_of_name(const char *name) {
    if (name)
        for (size_t i = 0; i < ROW_COUNT; i++)
            if (strcmp(rows[i].name, name) == 0)
                return rows[i].status;
    return FPL_E_BUG;
}

int fpl_status_is_retryable(enum fpl_status status) {
    return row_of(status)->retryable;
}

const char *fpl_status_text(enum fpl_status status, int zh) {
    const struct status_row *row = row_of(status);
    return zh ? row->zh : row->en;
}

const enum fpl_status *fpl_status_all(int *count) {
    FPL_ASSERT(count != NULL);
    *count = (int)ROW_COUNT;
    return all;
}

static void say(const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t n = write(STDERR_FILENO, text, left);
        if (n <= 0)
            return;
        text += n;
        left -= (size_t)n;
    }
}

/* The library is silent everywhere else: here the process ends, and the line is the only trace of why. */
void fpl_assert_failed(const char *condition, const char *file, int line) {
    char digits[12];
    char *p = digits + sizeof(digits);
    unsigned n = line > 0 ? (unsigned)line : 0;
    *--p = '\0';
    do {
        *--p = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    say("fundpool: broken invariant: ");
    say(condition);
    say(" at ");
    say(file);
    say(":");
    say(p);
    say("\n");
    abort();
}
