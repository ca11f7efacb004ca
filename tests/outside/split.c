/* Runs outside apportionments through fpl_split: split FILE.csv.
 *
 * Columns case,total,weights,expected,tie; weights and expected are blank-separated lists of equal length: seats by
 * largest remainder (Hamilton) of published elections and censuses, and amounts in fen. tie is 1 where the result hangs
 * on the rule among equal remainders, which here is the lower index. Exit status 0 only if every row agrees. */
#include "fundpool/ratio.h"

#include <stdio.h>
#include <string.h>

#define LINE_BYTES 65536
#define COLUMNS    5

/* Cuts text at the first `mark`; what follows it stays in *text. */
static struct fpl_str cut(struct fpl_str *text, char mark) {
    const char *at = text->n > 0 ? memchr(text->p, mark, text->n) : NULL;
    struct fpl_str head = {text->p, at ? (size_t)(at - text->p) : text->n};
    size_t used = head.n + (at != NULL);
    *text = (struct fpl_str){text->p + used, text->n - used};
    return head;
}

/* The numbers of a list; -1 if one is none or there are too many. */
static int numbers(struct fpl_str text, int64_t *out) {
    int n = 0;
    while (text.n > 0) {
        if (n == FPL_SPLIT_MAX || fpl_int_parse(cut(&text, ' '), &out[n]) != FPL_OK)
            return -1;
        n++;
    }
    return n;
}

static int agrees(const struct fpl_str *column) {
    static int64_t weights[FPL_SPLIT_MAX], expected[FPL_SPLIT_MAX];
    static struct fpl_money parts[FPL_SPLIT_MAX];
    int64_t total = 0;
    int n = numbers(column[2], weights);
    if (n <= 0 || numbers(column[3], expected) != n || fpl_int_parse(column[1], &total) != FPL_OK)
        return 0;
    if (fpl_split(fpl_money_of(total), weights, n, parts) != FPL_OK)
        return 0;
    for (int i = 0; i < n; i++)
        if (fpl_money_minor(parts[i]) != expected[i])
            return 0;
    return 1;
}

int main(int argc, char **argv) {
    static char line[LINE_BYTES];
    int rows = 0, ties = 0, wrong = 0;
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        fputs("usage: split FILE.csv\n", stderr);
        return 2;
    }
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        struct fpl_str rest = fpl_str_trim(fpl_str_of(line));
        struct fpl_str column[COLUMNS];
        if (number == 1)
            continue; /* the header */
        for (int i = 0; i < COLUMNS; i++)
            column[i] = cut(&rest, ',');
        rows++;
        ties += fpl_str_is(column[4], "1");
        if (!agrees(column)) {
            wrong++;
            printf("split: line %d (%.*s) differs\n", number, (int)column[0].n, column[0].p);
        }
    }
    fclose(file);
    printf("split: rows %d ties %d wrong %d\n", rows, ties, wrong);
    return rows > 0 && wrong == 0 ? 0 : 1;
}
