#ifndef REPORTS_EXPORT_H
#define REPORTS_EXPORT_H
/* One pass over the entries, shared by the three formats: names, running balances, and who was touched on a day. */
#include "reports/common.h"

#define FPL_EXPORT__NAME 700

struct fpl_export__account { /* an account of a tool: book, account, party, currency */
    char *key;               /* "account NUL party NUL currency NUL" */
    size_t key_n;
    char *name; /* as the tool writes it; shared by the currencies */
    char currency[16];
    int scale;
    int64_t balance;
    int32_t touched; /* day last posted to */
    int announced;
};
struct fpl_export__posting {
    struct fpl_export__account *account;
    int64_t amount; /* debit positive */
    struct fpl_str item;
};
struct fpl_export__entry {
    struct fpl_date posted;
    char receipt[48], voucher[96];
    struct fpl_str memo;
};
struct fpl_export__run;
struct fpl_export__format {
    void (*name)(struct fpl_export__run *run, const struct fpl_account *account, struct fpl_str party,
                 struct fpl_buf *out);
    void (*head)(struct fpl_export__run *run); /* of the file */
    void (*announce)(struct fpl_export__run *run, const struct fpl_export__account *account, struct fpl_date first);
    void (*entry)(struct fpl_export__run *run, const struct fpl_export__entry *entry);
    void (*posting)(struct fpl_export__run *run, const struct fpl_export__posting *posting);
    void (*day_end)(struct fpl_export__run *run, const struct fpl_export__account *account, struct fpl_date day);
};
struct fpl_export__run {
    struct fpl_view *view;
    const struct fpl_export__format *format;
    struct fpl_book book;
    struct fpl_reports__accounts chart;
    struct fpl_export__account **slot; /* hash table of the book at hand */
    size_t count, cap;
    struct fpl_export__account **today; /* touched on the day at hand */
    size_t touched, touched_cap;
    int32_t day; /* the day at hand; INT32_MIN before the first */
    struct fpl_buf out, key;
    fpl_write_fn write;
    void *ctx;
    struct fpl_error *error;
};
extern const struct fpl_export__format fpl_export__journal, fpl_export__beancount;

/* Assets, Liabilities, Equity, Income, Expenses; memo accounts, which balance among themselves, stand under
 * Equity:Memo. */
const char *fpl_export__root(const struct fpl_account *account);
/* "Assets:guidance:100201 银行存款:91340600…", for the two ledgers. */
void fpl_export__plain_name(struct fpl_export__run *run, const struct fpl_account *account, struct fpl_str party,
                            struct fpl_buf *out);
/* The text as people are shown it, in the scratch if that is not the text itself. */
struct fpl_str fpl_export__shown(struct fpl_str text, struct fpl_buf *scratch);
/* That, with the characters that have a meaning in a journal's first line replaced by their full-width sisters. */
void fpl_export__plain_text(struct fpl_str text, struct fpl_buf *out);
void fpl_export__amount(int64_t minor, const struct fpl_export__account *account, struct fpl_buf *out);

#endif
