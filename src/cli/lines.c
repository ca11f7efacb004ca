/* A posting typed on the command line. */
#include "src/cli/cli.h"

#include <string.h>

static struct fpl_str next_word(const char **at) {
    const char *p = *at;
    while (*p == ' ' || *p == '\t')
        p++;
    const char *start = p;
    while (*p != '\0' && *p != ' ' && *p != '\t')
        p++;
    *at = p;
    return (struct fpl_str){start, (size_t)(p - start)};
}

static int starts_with(struct fpl_str word, const char *prefix, struct fpl_str *rest) {
    size_t n = strlen(prefix);
    if (word.n <= n || memcmp(word.p, prefix, n) != 0)
        return 0;
    *rest = (struct fpl_str){word.p + n, word.n - n};
    return 1;
}

enum fpl_status cli_line_parse(const char *text, struct fpl_line *out, struct fpl_error *error) {
    struct fpl_line line = {0};
    const char *at = text;
    line.account = next_word(&at);
    line.side = next_word(&at);
    line.amount = next_word(&at);
    int good = line.amount.n > 0;
    for (struct fpl_str word = next_word(&at); good && word.n > 0; word = next_word(&at)) {
        good = (line.party.n == 0 && starts_with(word, "party=", &line.party)) ||
               (line.item.n == 0 && starts_with(word, "item=", &line.item)) ||
               (line.currency.n == 0 && starts_with(word, "currency=", &line.currency)) ||
               (line.flow.n == 0 && starts_with(word, "cash_flow=", &line.flow));
    }
    if (!good) {
        fpl_error_at_field(error, "line");
        return fpl_fail_text(error, FPL_E_USAGE, text, strlen(text));
    }
    *out = line;
    return FPL_OK;
}
