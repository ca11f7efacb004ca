/* Rates of return by the ledger's own solver: irr. One flow a line on standard input, YYYY-MM-DD AMOUNT, a whole
 * number; answers NONE, ONE, MULTIPLE or UNDECIDED, then the rates. */
#include "fundpool/irr.h"

#include <stdio.h>
#include <string.h>

#define FLOWS_MAX 100000

int main(void) {
    static const char *const words[] = {[FPL_IRR_NONE] = "NONE",
                                        [FPL_IRR_ONE] = "ONE",
                                        [FPL_IRR_MULTIPLE] = "MULTIPLE",
                                        [FPL_IRR_UNDECIDED] = "UNDECIDED"};
    static struct fpl_irr_flow flow[FLOWS_MAX];
    char line[128], text[32];
    size_t n = 0;
    struct fpl_irr irr;
    while (n < FLOWS_MAX && fgets(line, sizeof line, stdin)) {
        int64_t amount;
        if (strlen(line) < 12 || fpl_date_parse((struct fpl_str){line, 10}, &flow[n].day, NULL) ||
            fpl_int_parse((struct fpl_str){line + 11, strcspn(line + 11, "\n")}, &amount)) {
            fputs("irr: each line is YYYY-MM-DD AMOUNT, a whole number\n", stderr);
            return 2;
        }
        flow[n++].amount = fpl_money_of(amount);
    }
    if (fpl_irr(flow, n, &irr))
        return 1;
    fputs(words[irr.answer], stdout);
    for (size_t i = 0; i < irr.rates && i < FPL_IRR_RATES_MAX; i++)
        printf(" %s", fpl_irr_format(irr.rate[i], text));
    putchar('\n');
    return 0;
}
