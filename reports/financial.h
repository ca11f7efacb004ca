#ifndef REPORTS_FINANCIAL_H
#define REPORTS_FINANCIAL_H
/* The three statements: forms, which say of each line what it is made of, and the sums that fill them. */
#include "reports/common.h"

enum fpl_financial__which { FPL_FINANCIAL_SHEET, FPL_FINANCIAL_INCOME, FPL_FINANCIAL_CASH, FPL_FINANCIAL_FORMS };

/* What a row of a form is. A letter 'a' to 'z' is a line of that group, whose accounts `takes` names by how their codes
 * begin, parted by blanks; the longest beginning wins, and "@P" is every account of profit and loss that no other line
 * names. Of the cash-flow statement it is the code of the line. */
enum {
    FPL_FINANCIAL_HEADING = '#',
    FPL_FINANCIAL_OF_WHICH = '.', /* a part of the line above it, not added up once more */
    FPL_FINANCIAL_SUM = '=',      /* of the groups that `takes` lists */
    FPL_FINANCIAL_OPENING = '<',  /* cash at the beginning */
    FPL_FINANCIAL_CLOSING = '>'   /* cash at the end */
};
struct fpl_financial__line {
    char group;
    const char *code, *zh, *en; /* zh NULL: a line of the cash-flow statement, whose names the list of these has */
    const char *takes;
    char side; /* shown is 'D' debit less credit, 'C' credit less debit */
};
struct fpl_financial__form {
    const char *zh, *en;
    const struct fpl_financial__line *line;
    size_t n;
    const char *left, *right; /* codes of the sums that must be equal, for the sheet; of the profit, for income */
    const char *retained;     /* accounts of equity that profit goes to */
    const char *carry;        /* those of them against which 结转 clears profit and loss */
};
/* Never NULL for a book that is not the registry. Static memory. */
const struct fpl_financial__form *fpl_financial__form(enum fpl_book_kind kind, enum fpl_financial__which which);
/* Bytes of the longest beginning in `takes` that the code has; 0 for "@P" and an account of profit and loss; -1. */
int fpl_financial__match(const char *takes, struct fpl_str code, char nature);

/* Debit less credit of an account in one currency; of the line of a cash-flow statement, where nature is 'F'. Of two
 * periods, this and the one before. */
enum fpl_financial__sum {
    FPL_FINANCIAL_START,   /* before the first day */
    FPL_FINANCIAL_END,     /* up to the last */
    FPL_FINANCIAL_OPENED,  /* opening balances within it */
    FPL_FINANCIAL_CARRIED, /* moved by entries of 结转 within it */
    FPL_FINANCIAL_FLOW,    /* received less paid; nature 'F' alone */
    FPL_FINANCIAL_SUMS
};
struct fpl_financial__entry {
    char code[24], currency[16];
    char nature; /* of the account; 'F'; '?': not in the chart */
    const struct fpl_account *account;
    int64_t sum[2][FPL_FINANCIAL_SUMS];
};
struct fpl_financial__sums {
    struct fpl_financial__entry *entry; /* in order of currency, nature 'F' last, code */
    size_t n, cap;
    int64_t *mixed; /* records that clear profit and loss together with something else: not taken for 结转 */
    size_t mixed_n, mixed_cap;
};
struct fpl_financial__asked {
    struct fpl_view *view;
    const struct fpl_book *book;
    const struct fpl_reports__accounts *accounts;
    const char *carry;              /* NULL: entries of 结转 are not looked for */
    struct fpl_date from[2], to[2]; /* of either period; none from: it is not asked for */
    int flows;
};
/* What the reads answer; FPL_E_OVERFLOW, FPL_E_NOMEM. No posting is walked but those on the accounts of `carry`. */
FPL_MUST_CHECK enum fpl_status fpl_financial__read(const struct fpl_financial__asked *asked,
                                                   struct fpl_financial__sums *out, struct fpl_error *error);
void fpl_financial__release(struct fpl_financial__sums *sums);

/* ---- a statement at work ---- */

#define FPL_FINANCIAL_ROWS_MAX 64 /* of a form */
struct fpl_financial__amounts {   /* this period and the one before, debit less credit */
    int64_t of[2];
};
struct fpl_financial__statement {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    enum fpl_financial__which which;
    const struct fpl_financial__form *form;
    struct fpl_book book;
    struct fpl_reports__accounts accounts;
    struct fpl_financial__asked asked;
    struct fpl_financial__sums sums;
    int currencies; /* more than the book's own */
    /* of the currency at hand */
    const char *currency;
    int scale;
    struct fpl_financial__amounts row[FPL_FINANCIAL_ROWS_MAX], opening, closing, difference;
    struct fpl_report *report;
    struct fpl_error *error;
};

/* sum + or - (sign) the amounts of either period. FPL_E_OVERFLOW, as all that adds up here. */
FPL_MUST_CHECK enum fpl_status fpl_financial__add(struct fpl_financial__statement *s,
                                                  struct fpl_financial__amounts *sum,
                                                  const struct fpl_financial__amounts *amounts, int sign);
/* Is it of the currency at hand, and of those that the statement is about? */
int fpl_financial__is_shown(const struct fpl_financial__statement *s, const struct fpl_financial__entry *entry);
int fpl_financial__is_line(const struct fpl_financial__line *line);
/* The line of the form that takes the entry; -1: none does. */
int fpl_financial__place(const struct fpl_financial__statement *s, const struct fpl_financial__entry *entry);
/* Of an account: what was there when the period began, opening balances with it; what moved within it but for 结转;
 * what the statement shows of it. */
FPL_MUST_CHECK enum fpl_status fpl_financial__began_with(struct fpl_financial__statement *s,
                                                         const struct fpl_financial__entry *entry,
                                                         struct fpl_financial__amounts *out);
FPL_MUST_CHECK enum fpl_status fpl_financial__turned_over(struct fpl_financial__statement *s,
                                                          const struct fpl_financial__entry *entry,
                                                          struct fpl_financial__amounts *out);
FPL_MUST_CHECK enum fpl_status fpl_financial__amounts(struct fpl_financial__statement *s,
                                                      const struct fpl_financial__entry *entry,
                                                      struct fpl_financial__amounts *out);
/* The row of that code, which the form has. */
const struct fpl_financial__amounts *fpl_financial__row(const struct fpl_financial__statement *s, const char *code);
/* Every row, in that currency. */
FPL_MUST_CHECK enum fpl_status fpl_financial__fill(struct fpl_financial__statement *s, const char *currency);
/* Both periods: as asked, or from 1 January to as_of; and a year before. FPL_E_DATE_ORDER. */
FPL_MUST_CHECK enum fpl_status fpl_financial__set_periods(struct fpl_financial__statement *s);

#endif
