/* beancount. Balances are asserted for the start of a day, with those of sub-accounts in them: so an account without
 * party is a leaf of its own ("0"), and what holds at the end of a day is asserted on the next. Names: a part begins
 * with a capital or a digit and goes on with letters, digits and '-'. */
#include "reports/export.h"

#include <string.h>

static void head(struct fpl_export__run *run) {
    char date[12];
    fpl_buf_addf(&run->out, "; fundpool, as of %s\n", fpl_date_format(fpl_view_as_of(run->view), date));
    fpl_buf_addf(&run->out, "option \"title\" \"fundpool\"\noption \"operating_currency\" \"%s\"\n\n",
                 run->book.currency[0] ? run->book.currency : "CNY");
}

static int is_plain(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* CJK ideographs U+3400 to U+9FFF are letters to beancount; other characters past ASCII may be punctuation. */
static int is_ideograph(const unsigned char *p, size_t n) {
    return n >= 3 && ((p[0] > 0xE3 && p[0] < 0xEA) || (p[0] == 0xE3 && p[1] >= 0x90)) && (p[0] != 0xE9 || p[1] <= 0xBF);
}

/* For people only: the code before it makes the name unique, so what does not fit becomes '-'. */
static void add_title(const char *title, struct fpl_buf *out) {
    size_t n = strlen(title);
    for (size_t i = 0; i < n;) {
        size_t bytes = 1;
        while (i + bytes < n && ((unsigned char)title[i + bytes] & 0xC0) == 0x80)
            bytes++;
        if (is_plain(title[i]) || is_ideograph((const unsigned char *)title + i, bytes))
            fpl_buf_add(out, title + i, bytes);
        else if (out->n > 0 && !out->failed && out->p[out->n - 1] != '-')
            fpl_buf_addc(out, '-');
        i += bytes;
    }
    while (out->n > 0 && out->p[out->n - 1] == '-')
        out->n--;
}

/* One id, one name: a character that does not fit is written "--" and its bytes in hex. */
static void add_id(struct fpl_str id, struct fpl_buf *out) {
    for (size_t i = 0; i < id.n;) {
        size_t bytes = 1;
        while (i + bytes < id.n && ((unsigned char)id.p[i + bytes] & 0xC0) == 0x80)
            bytes++;
        int dash = id.p[i] == '-' && !(i > 0 && id.p[i - 1] == '-');
        if (dash || is_plain(id.p[i]) || is_ideograph((const unsigned char *)id.p + i, bytes)) {
            fpl_buf_add(out, id.p + i, bytes);
        } else {
            fpl_buf_adds(out, "--");
            for (size_t b = 0; b < bytes; b++)
                fpl_buf_addf(out, "%02X", (unsigned)(unsigned char)id.p[i + b]);
        }
        i += bytes;
    }
}

static void name(struct fpl_export__run *run, const struct fpl_account *account, struct fpl_str party,
                 struct fpl_buf *out) {
    fpl_buf_addf(out, "%s:B-", fpl_export__root(account));
    add_id(fpl_str_of(run->book.code), out);
    fpl_buf_addf(out, ":%s-", account->code);
    add_title(account->zh, out);
    fpl_buf_adds(out, party.n ? ":P" : ":0");
    add_id(party, out);
}

static void announce(struct fpl_export__run *run, const struct fpl_export__account *account, struct fpl_date first) {
    char date[12];
    for (size_t i = 0; i < run->cap; i++) /* an account in a second currency is open already */
        if (run->slot[i] && run->slot[i]->announced && strcmp(run->slot[i]->name, account->name) == 0)
            return;
    fpl_buf_addf(&run->out, "%s open %s\n", fpl_date_format(first, date), account->name);
}

static void add_string(struct fpl_str text, struct fpl_buf *out) {
    struct fpl_buf scratch = {0};
    struct fpl_str shown = fpl_export__shown(text, &scratch);
    fpl_buf_addc(out, '"');
    for (size_t i = 0; i < shown.n; i++) {
        if (shown.p[i] == '"' || shown.p[i] == '\\')
            fpl_buf_addc(out, '\\');
        fpl_buf_addc(out, shown.p[i]);
    }
    fpl_buf_addc(out, '"');
    out->failed |= scratch.failed;
    fpl_buf_release(&scratch);
}

static void entry(struct fpl_export__run *run, const struct fpl_export__entry *entry) {
    char date[12];
    fpl_buf_addf(&run->out, "%s * ", fpl_date_format(entry->posted, date));
    add_string(fpl_str_of(entry->voucher), &run->out);
    fpl_buf_addc(&run->out, ' ');
    add_string(entry->memo, &run->out);
    fpl_buf_addf(&run->out, "\n  receipt: \"%s\"\n", entry->receipt);
}

static void posting(struct fpl_export__run *run, const struct fpl_export__posting *posting) {
    fpl_buf_addf(&run->out, "  %s  ", posting->account->name);
    fpl_export__amount(posting->amount, posting->account, &run->out);
    fpl_buf_addc(&run->out, '\n');
    if (posting->item.n) {
        fpl_buf_adds(&run->out, "    item: ");
        add_string(posting->item, &run->out);
        fpl_buf_addc(&run->out, '\n');
    }
}

static void day_end(struct fpl_export__run *run, const struct fpl_export__account *account, struct fpl_date day) {
    char date[12], amount[FPL_MONEY_TEXT];
    fpl_buf_addf(&run->out, "%s balance %s  %s ~ 0 %s\n", fpl_date_format(fpl_date_add_days(day, 1), date),
                 account->name, fpl_money_format(fpl_money_of(account->balance), FPL_UNIT_YUAN, account->scale, amount),
                 account->currency);
}

const struct fpl_export__format fpl_export__beancount = {name, head, announce, entry, posting, day_end};
