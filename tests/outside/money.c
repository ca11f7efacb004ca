/* Reads amounts through the ledger's own parser: money. One a line on standard input, UNIT SCALE TEXT with UNIT yuan or
 * wan; answers one line each: the minor units and the same amount in yuan and in 万元, or the name of the status. */
#include "fundpool/money.h"

#include <stdio.h>
#include <string.h>

#define LINE_BYTES 8192

/* Cuts text at the first blank; what follows it stays in *text. */
static struct fpl_str word(struct fpl_str *text) {
    const char *at = text->n > 0 ? memchr(text->p, ' ', text->n) : NULL;
    struct fpl_str head = {text->p, at ? (size_t)(at - text->p) : text->n};
    size_t used = head.n + (at != NULL);
    *text = (struct fpl_str){text->p + used, text->n - used};
    return head;
}

static int answer(struct fpl_str line) {
    struct fpl_str unit = word(&line), scale = word(&line);
    struct fpl_money money;
    char yuan[FPL_MONEY_TEXT], wan[FPL_MONEY_TEXT];
    int wan_given = fpl_str_is(unit, "wan");
    int64_t decimals;
    if ((!wan_given && !fpl_str_is(unit, "yuan")) || fpl_int_parse(scale, &decimals) || decimals < 0 || decimals > 8)
        return 0;
    enum fpl_status status =
        fpl_money_parse(line, wan_given ? FPL_UNIT_WAN : FPL_UNIT_YUAN, (int)decimals, &money, NULL);
    if (status == FPL_OK)
        printf("%lld %s %s\n", (long long)fpl_money_minor(money),
               fpl_money_format(money, FPL_UNIT_YUAN, (int)decimals, yuan),
               fpl_money_format(money, FPL_UNIT_WAN, (int)decimals, wan));
    else
        puts(fpl_status_name(status));
    return 1;
}

int main(void) {
    static char line[LINE_BYTES];
    while (fgets(line, sizeof line, stdin)) {
        size_t n = strlen(line);
        if (n > 0 && line[n - 1] == '\n')
            n--;
        if (!answer((struct fpl_str){line, n})) {
            fputs("money: each line is UNIT SCALE TEXT, UNIT yuan or wan\n", stderr);
            return 2;
        }
    }
    return 0;
}
