#ifndef REPORTS_COMMON_H
#define REPORTS_COMMON_H
/* What several reports need: the book, its accounts, names of parties, dates asked for, the captions they share. */
#include "fundpool/report.h"

struct fpl_reports__accounts {          /* a book's chart, in code order */
    const struct fpl_account **account; /* the view's own */
    size_t n, cap;
};
FPL_MUST_CHECK enum fpl_status fpl_reports__accounts(struct fpl_view *view, int32_t book,
                                                     struct fpl_reports__accounts *out, struct fpl_error *error);
void fpl_reports__accounts_release(struct fpl_reports__accounts *accounts);
const struct fpl_account *fpl_reports__account(const struct fpl_reports__accounts *accounts, struct fpl_str code);
/* The debits of an entry in the book's own currency, memo accounts left out, for they only mirror: minor units. */
int64_t fpl_reports__debits(const struct fpl_reports__accounts *accounts, const struct fpl_json *body);

/* The account of that code, or of that name as reports print it, if one account alone bears it. FPL_E_ACCOUNT. */
FPL_MUST_CHECK enum fpl_status fpl_reports__account_named(struct fpl_view *view, const struct fpl_book *book,
                                                          struct fpl_str text, struct fpl_account *out,
                                                          struct fpl_error *error);
/* The book of that code; of that kind (FPL_BOOK_ANY: of any but the registry), else FPL_E_BOOK. */
FPL_MUST_CHECK enum fpl_status fpl_reports__book(struct fpl_view *view, struct fpl_str code, enum fpl_book_kind kind,
                                                 struct fpl_book *out, struct fpl_error *error);
/* Decimals of a currency. */
FPL_MUST_CHECK enum fpl_status fpl_reports__scale(struct fpl_view *view, const struct fpl_book *book,
                                                  struct fpl_str currency, int *out, struct fpl_error *error);
/* A party's name into out, as of the view's day; its id where the registry has none. */
void fpl_reports__party_name(struct fpl_view *view, struct fpl_str id, char *out, size_t out_size);
/* What a party or a user was called when a record was made, as papers about it say; the id where that may not be read.
 */
void fpl_reports__name_then(struct fpl_view *view, const struct fpl_named *who, char *out, size_t out_size);

/* spec->from and ->to made definite: FPL_DATE_MIN and the view's as_of where not given; to is cut at as_of.
 * FPL_E_DATE_ORDER where nothing lies between them. */
FPL_MUST_CHECK enum fpl_status fpl_reports__range(const struct fpl_view *view, const struct fpl_report_spec *spec,
                                                  struct fpl_date *from, struct fpl_date *to, struct fpl_error *error);
/* The id of the party that a filter names: an id, a USCC or an alias, as commands take them, or its name, as reports
 * print it, if one party alone bears it; empty stays empty. FPL_E_PARTY. out[65]. */
FPL_MUST_CHECK enum fpl_status fpl_reports__party_of(struct fpl_view *view, struct fpl_str text, const char *field,
                                                     char *out, struct fpl_error *error);
int fpl_reports__no_date(struct fpl_date date);

/* A report whose first table this is; NULL (and *status FPL_E_NOMEM) without memory. */
struct fpl_report *fpl_reports__begin(const char *name, struct fpl_error *error);
/* Captions: the book; as-of day and knowledge; a period. */
void fpl_reports__caption_book(struct fpl_report *report, const struct fpl_book *book);
void fpl_reports__caption_cut(struct fpl_report *report, const struct fpl_view *view, int by_occurred);
/* Of a dry run: no cut-off is asked for, the figures hold what the books have by today. */
void fpl_reports__caption_planned(struct fpl_report *report, const struct fpl_view *view);
void fpl_reports__caption_known(struct fpl_report *report, const struct fpl_view *view); /* if the view knows less */
/* A moment in the ledger's own time, "2026-11-20 10:00:00". Returns out. */
char *fpl_reports__moment(const struct fpl_view *view, int64_t t, char out[40]);
/* A record's 摘要 as people read it: "拨付风险补偿款：SL01". In the record an event's own words and what was typed are
 * divided by '|'. Borrowed from memo or out. */
#define FPL_REPORTS_MEMO 2048
struct fpl_str fpl_reports__memo(struct fpl_str memo, char out[FPL_REPORTS_MEMO]);
void fpl_reports__caption_text(struct fpl_report *report, const char *key, const char *zh, const char *en,
                               struct fpl_str text);
/* How a person was known, as a cell: "session:HEX", in words with the first digits of it. */
void fpl_reports__auth(struct fpl_report *report, const struct fpl_auth *auth);
/* The contingent share that a loan's event opens, releases or gives back; nothing for other events. */
void fpl_reports__caption_exposure(struct fpl_report *report, const struct fpl_decision *decision, int scale);
/* Hands the report over if the status and its memory are well, else frees it. */
enum fpl_status fpl_reports__end(struct fpl_report *report, enum fpl_status status, struct fpl_report **out,
                                 struct fpl_error *error);
/* A sum that adds up in int64 or fails: FPL_E_OVERFLOW. */
/* Lines of opening balances, and of what takes them back, posted in [from, to]: 期初, what stood there before the first
 * turnover. They stand on the day the book was opened, and nothing is posted before it. */
struct fpl_reports__opened {
    int64_t seq;
    struct fpl_str account, party, item, currency;
    int64_t balance; /* debit - credit */
    char side;
};
typedef enum fpl_status (*fpl_reports__opened_cb)(void *ctx, const struct fpl_reports__opened *line);
/* days: from and to. */
FPL_MUST_CHECK enum fpl_status fpl_reports__openings(struct fpl_view *view, const struct fpl_book *book,
                                                     const struct fpl_date days[2], fpl_reports__opened_cb cb,
                                                     void *ctx, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_reports__add(int64_t *sum, int64_t more, struct fpl_error *error);

/* A note under the table if the text of a pack or profile was no longer in force on that day; `to` FPL_DATE_NONE: it
 * does not say. */
/* One note for each condition of the pack that nobody has tested. */
struct fpl_pack;
void fpl_reports__note_not_tested(struct fpl_report *report, struct fpl_str name, const struct fpl_pack *pack);
void fpl_reports__note_expired(struct fpl_report *report, struct fpl_str name, struct fpl_date to, struct fpl_date day);

/* Does the code of an account begin so? */
int fpl_reports__begins(struct fpl_str code, const char *with);
/* Balances of a book in its own currency, as of the view's day: what a figure of the book may count. The ledger has no
 * rates (fund rules §11: per book and currency), so what stands in another currency is only noticed. */
struct fpl_reports__own {
    const struct fpl_book *book;
    int by_party;
    fpl_total_cb take;
    void *ctx;
    int foreign; /* out: some account has a balance in another currency */
};
/* Paid-in capital that the end of a liquidation closed is given back, as totals of their own. What fpl_read_totals and
 * take() answer. */
FPL_MUST_CHECK enum fpl_status fpl_reports__own_totals(struct fpl_view *view, struct fpl_reports__own *own,
                                                       struct fpl_error *error);
/* The column of a row's currency, in tables over several books: shown where these are in different ones. */
void fpl_reports__currency_column(struct fpl_report *report, int several);
int fpl_reports__several_currencies(const struct fpl_book *book, size_t n);
/* Says of a book with `foreign` that its figures leave other currencies out; else nothing. */
void fpl_reports__note_foreign(struct fpl_report *report, const struct fpl_book *book, int foreign);
/* Capital paid in, 4001 and below: the one meaning of 实缴 that a whole fund has, as of the cut, opening balances,
 * entries made by hand and what was paid outside a commitment included, and what the end of a liquidation closed. */
int fpl_reports__is_capital(struct fpl_str code);
/* num / den with six decimals, cut, as a cell; none where den is not above 0. */
void fpl_reports__multiple(struct fpl_report *report, int64_t num, int64_t den);

/* Words of ours in both languages, as cells. Unknown codes show as they are. */
void fpl_reports__side(struct fpl_report *report, int64_t balance); /* 借 贷 平 */
void fpl_reports__loan_state(struct fpl_report *report, struct fpl_str state);
/* taken_on: it was paid before the ledger, which the words say and the code does not. */
void fpl_reports__claim_state(struct fpl_report *report, struct fpl_str state, int taken_on);
/* The state that a filter names, by its code or its word in either language; FPL_E_ENUM with the codes. */
FPL_MUST_CHECK enum fpl_status fpl_reports__find_loan_state(struct fpl_str text, struct fpl_str *code,
                                                            struct fpl_error *error);
/* *taken_on: those alone that were paid before the ledger. */
FPL_MUST_CHECK enum fpl_status fpl_reports__find_claim_state(struct fpl_str text, struct fpl_str *code, int *taken_on,
                                                             struct fpl_error *error);
void fpl_reports__result(struct fpl_report *report, int result); /* enum fpl_tri; -1 none */

#endif
