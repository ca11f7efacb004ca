#ifndef FUNDPOOL_REPORT_H
#define FUNDPOOL_REPORT_H
/* Read-only answers. A report is a short list of tables with captions (definition, clause, cut-offs), built from a
 * view; a renderer turns it into a terminal table, CSV or JSON, byte by byte into a callback. Nothing here writes to
 * the ledger. */
#include "fundpool/fund.h"
#include "fundpool/reader.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_report;
void fpl_report_free(struct fpl_report *report); /* NULL allowed */

struct fpl_report_spec {        /* {0}-filled asks for everything; what a report does not read is ignored */
    struct fpl_str book;        /* its code; required by all reports of a book */
    struct fpl_date from, to;   /* posted dates of balance, statement, income and cash flow, `to` of the balance sheet;
                                   {0} and FPL_DATE_NONE: from the beginning, to as_of */
    enum fpl_unit unit;         /* balance sheet, income, cash flow: yuan, or 万元 with four decimals more */
    struct fpl_str account;     /* statement: required */
    struct fpl_str party, item; /* statement: only these; reconcile: the party's sub-account; explain: not read */
    int by_party;               /* balance: one line per account and party */
    struct fpl_str profile;     /* early: "ID" (every version of it) or "ID@VERSION"; empty: every adopted profile */
    struct fpl_ratio threshold; /* early: den 0 stands for 1/2, 以上 (>=): 淮政〔2022〕46号 二(四) */
    struct fpl_str bank, state; /* loans, claims: only these */
    int proof;                  /* explain: with what proves that the record is in the log */
    struct fpl_str key;         /* explain: receipt number "BOOK/SEQ", or the id of a deal, loan or claim of `book` */
    int deals;                  /* early: list the deals, as they are rendered; -1: not */
    int year;                   /* pool: the year of caps and loss rates; 0: that of as_of */
    struct fpl_str rule;        /* tolerance: "ID" (its newest version) or "ID@VERSION"; empty: each fund's own */
    int history; /* tolerance: when each tested row was over its limit; early: each quarter by the fund's rule of then
                  */
    const struct fpl_str *with; /* tolerance, of one fund: write-offs that are not recorded, "FIRM" (all that is held)
                                   or "FIRM:AMOUNT" (so much of its cost) */
    int withs;
    struct fpl_money amount;  /* waterfall: as if so much were paid out; 0: nothing */
    struct fpl_str who, kind; /* log: only what this user gave or checked; only records of this kind (code or words) */
    int64_t since;            /* log: from this moment on; 0: from the beginning */
    int32_t since_book;       /* log: and, of this book, only what comes after since_seq */
    int64_t since_seq;
    const int64_t *since_size; /* log: of the book of that id, only what comes after so many records; NULL: not so */
    int since_sizes;           /* ids that it has; books behind them are listed whole */
    int last;                  /* log: at most so many, the newest; 0: 100 */
    int limit;                 /* loans, claims, statement: at most so many rows and no totals; 0: all rows */
    struct fpl_str after;      /* and those behind this cursor, which fpl_report_next gave; empty: from the first on */
};

/* Each answers FPL_OK with *out the caller's, fpl_report_free, before the view is closed: lists of deals and holdings
 * are read while they are rendered. Otherwise what the reads answer (FPL_E_BOOK, FPL_E_ACCOUNT,
 * FPL_E_PARTY, FPL_E_NOT_FOUND, FPL_E_SCOPE, FPL_E_IO …), FPL_E_PROFILE, FPL_E_OVERFLOW or FPL_E_NOMEM. A book of
 * another kind than the report's is FPL_E_BOOK. */

/* A page of a list ends in a cursor: opaque text that fixes the list, its filters, the cut of the view and the last
 * row. The text for the next page, borrowed from the report; "" if there is none. */
const char *fpl_report_next(const struct fpl_report *report);
/* Sets as_of and known_by of a view as the cursor has them: with any other the report refuses it (FPL_E_CURSOR). */
FPL_MUST_CHECK enum fpl_status fpl_report_cursor_cut(struct fpl_str after, struct fpl_view_spec *spec,
                                                     struct fpl_error *error);
/* 答复: the answer to one command, as a table of one row; of one that decided for a list, a second table with a row a
 * party, read from its record, where there is a view. `spec`: of the command, NULL: not told. `scale`: decimals of
 * the answer's book; -1: amounts are left out. FPL_E_NOMEM, what reading the record answers. */
FPL_MUST_CHECK enum fpl_status fpl_report_answer(struct fpl_view *view, const struct fpl_command_spec *spec,
                                                 const struct fpl_answer *answer, int scale, struct fpl_report **out,
                                                 struct fpl_error *error);
/* Does the answer to this command have such a table? */
int fpl_report_answers_list(const struct fpl_command_spec *spec, const struct fpl_answer *answer);
/* That table alone. */
FPL_MUST_CHECK enum fpl_status fpl_report_answer_list(struct fpl_view *view, const struct fpl_answer *answer, int scale,
                                                      struct fpl_report **out, struct fpl_error *error);
/* The text of one reason of an answer, in one language, appended, with the clause behind it. */
void fpl_report_reason_text(const struct fpl_command_spec *spec, const struct fpl_reason *reason, int zh,
                            struct fpl_buf *out);
/* What became of a command, in few words: 已办理, done; 不予受理, refused. Static memory. */
const char *fpl_report_outcome_text(enum fpl_status status, int zh);

/* A record's body as the view's user may see it, appended: canonical JSON; for an institution's user the facts that are
 * not the institution's own (fpl_event_is_own) are ["withheld",BOOK,SEQ], so that its commitment cannot be made again
 * from it. FPL_E_JSON, FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_report_shown_body(const struct fpl_view *view, const struct fpl_record *record,
                                                     struct fpl_buf *out, struct fpl_error *error);
/* 科目余额表: opening, turnover of both sides, closing per account (and party), memo accounts after the others; then Σ
 * debit = Σ credit. */
FPL_MUST_CHECK enum fpl_status fpl_report_balance(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                  struct fpl_report **out, struct fpl_error *error);
/* 科目明细账: opening balance, postings with running balance, turnover. */
FPL_MUST_CHECK enum fpl_status fpl_report_statement(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                    struct fpl_report **out, struct fpl_error *error);
/* 银行存款余额调节表 of a cash account (spec->account), or of its sub-account at the bank spec->party; without a party
 * the sub-accounts are left out, and a note names them: its balance in the book and at the bank, as the recorded lines
 * of the statement have it, what each has that the other has not, both balances with that taken in, and the lines
 * behind it. reports/reconcile.h says what is taken for one. FPL_E_NOT_CASH, FPL_E_PARTY. */
FPL_MUST_CHECK enum fpl_status fpl_report_reconcile(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                    struct fpl_report **out, struct fpl_error *error);
/* 资产负债表 at spec->to, or at the view's day, beside the end of the year before (opening balances of this year with
 * it), 利润表 and 现金流量表 of a period (from and to; 1 January to as_of) beside the same period a year before, of a
 * book of any kind, each currency by itself. Each line says its accounts; what no line takes is a line, named account
 * by account; the tie stands below. Profit leaves out entries that clear profit and loss alone to retained profit
 * (结转); cash flows are those that postings name. */
FPL_MUST_CHECK enum fpl_status fpl_report_balance_sheet(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                        struct fpl_report **out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_report_income(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                 struct fpl_report **out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_report_cash_flow(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                    struct fpl_report **out, struct fpl_error *error);
/* 早期投资占比 of one fund (spec->book) or of every fund, each by itself, on basis B1: share and verdict per profile,
 * and the profiles' definitions; with spec->book also per quarter-end since the first deal, and (spec->deals) every
 * deal behind it with what decided its result. */
FPL_MUST_CHECK enum fpl_status fpl_report_early(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                struct fpl_report **out, struct fpl_error *error);
/* 容错率 of one fund (spec->book) or of all, each under the rule that binds it (`tolerance bind`), or all under
 * spec->rule, which then prints no clause: per level the loss tested, denominator, rate, limit, verdict, excess and
 * headroom; the other readings beside it; who answers for the loss. With spec->book the lines behind it;
 * spec->history: the days on which a tested row was over its limit; spec->with: the same rows with those write-offs.
 * FPL_E_TOLERANCE for a rule that is not adopted; FPL_E_USAGE for `with` without a book; FPL_E_LIMIT for a write-off of
 * more than is held. */
FPL_MUST_CHECK enum fpl_status fpl_report_tolerance(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                    struct fpl_report **out, struct fpl_error *error);
/* 限额 of one fund (spec->book) or of all, under the limits that bind each on the view's day (`limit bind`): bound,
 * numerator, denominator, what is left in yuan, verdict and clause. Of all funds the tightest firm of each limit; of
 * one fund every firm, the records behind the figures, and the breaches that were let through with reason and approver.
 */
FPL_MUST_CHECK enum fpl_status fpl_report_limits(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                 struct fpl_report **out, struct fpl_error *error);
/* 基金概况表: commitments, paid-in, invested, exits, write-offs, distributions, cash and net assets; DPI, RVPI and TVPI
 * as exact fractions and six decimals, cut; then the three lists below. Movements are cut by the day they occurred,
 * cash and net assets by the posted date. DPI counts what was paid out; what is declared and not yet paid stands with
 * RVPI, so that TVPI is the sum of both. */
FPL_MUST_CHECK enum fpl_status fpl_report_fund(struct fpl_view *view, const struct fpl_report_spec *spec,
                                               struct fpl_report **out, struct fpl_error *error);
/* 业绩表 (R9): of one fund (spec->book) or of all, net and gross: paid in, back, left, DPI, RVPI, TVPI (six decimals,
 * cut) and XIRR with how many rates there are. All funds: by vintage too, the year of the first payment in, their flows
 * in one sum. One fund: by party, the net assets split by what was paid in, and by project. */
FPL_MUST_CHECK enum fpl_status fpl_report_performance(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                      struct fpl_report **out, struct fpl_error *error);
/* 分配瀑布 of one fund under the waterfall that binds it on the view's day (`waterfall bind`): what each tier has taken
 * of what was paid out, carried interest included, what investors and general partner have of it, what is still owed
 * before any carry, and what is to be clawed back; with spec->amount also as if that were paid out on the day.
 * FPL_E_NOT_FOUND where none binds. */
FPL_MUST_CHECK enum fpl_status fpl_report_waterfall(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                    struct fpl_report **out, struct fpl_error *error);
/* 返投完成情况 (R6) of one fund under the rule that binds it on the view's day (`reinvest bind`): guidance money,
 * multiple, what is to be reinvested, what is recognised by situation, what was revoked, the rate and whether it is
 * reached. FPL_E_NOT_FOUND where none binds. */
FPL_MUST_CHECK enum fpl_status fpl_report_reinvest(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                   struct fpl_report **out, struct fpl_error *error);
/* 审计疑点表 of one fund or pool (spec->book) or of all: what auditors look for, a row a line with its verdict, how
 * many were found and tested, the amount at issue, threshold and clause; then the records behind it, and idle money by
 * age. A line that no event records is NOT_TESTED, with the reason: never clean. */
FPL_MUST_CHECK enum fpl_status fpl_report_audit(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                struct fpl_report **out, struct fpl_error *error);
/* 联席会议季报 (R11) of one fund (spec->book) or of all, for the quarter up to the view's day: what was paid in,
 * invested, sold and written off, early-stage share, rate of loss and reinvestment by each fund's own rules, each with
 * numerator, denominator, limit, verdict, definition and clause; then warnings, what happened, what is to be settled.
 */
FPL_MUST_CHECK enum fpl_status fpl_report_joint(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                struct fpl_report **out, struct fpl_error *error);
/* 认缴, 持有的投资, 尽职认定: one line each, in key order. */
FPL_MUST_CHECK enum fpl_status fpl_report_commitments(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                      struct fpl_report **out, struct fpl_error *error);
/* 缴款台账 (R2): the standing calls of a fund, a row a party: called, paid, unpaid, due, and days overdue as of the
 * view's day, or until the last late payment where nothing is unpaid. */
FPL_MUST_CHECK enum fpl_status fpl_report_calls(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                struct fpl_report **out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_report_holdings(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                   struct fpl_report **out, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_report_duties(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                 struct fpl_report **out, struct fpl_error *error);
/* 资金池报表: position, contributors, institutions with caps and breakers, and the balance identity. Reads totals and
 * tallies, no loans. */
FPL_MUST_CHECK enum fpl_status fpl_report_pool(struct fpl_view *view, const struct fpl_report_spec *spec,
                                               struct fpl_report **out, struct fpl_error *error);
/* 贷款台账: one line a loan, in key order. */
FPL_MUST_CHECK enum fpl_status fpl_report_loans(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                struct fpl_report **out, struct fpl_error *error);
/* 补偿申请台账: one line a claim, in key order. */
FPL_MUST_CHECK enum fpl_status fpl_report_claims(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                 struct fpl_report **out, struct fpl_error *error);
/* 承接核对: what was taken on (deals, loans) against the opening balances, with the difference. */
FPL_MUST_CHECK enum fpl_status fpl_report_takeon(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                 struct fpl_report **out, struct fpl_error *error);
/* 操作日志: what was recorded, by whom and when, oldest first; of all books, or of spec->book. To an institution's user
 * what concerns it. FPL_E_NOT_FOUND for an unknown kind. */
FPL_MUST_CHECK enum fpl_status fpl_report_log(struct fpl_view *view, const struct fpl_report_spec *spec,
                                              struct fpl_report **out, struct fpl_error *error);
/* 查找: what bears spec->key (a name or a number, or a part of one, whatever its case and width): parties, users, items
 * under their business numbers, vouchers; exact ones first, at the end what concerns the parties found. Of all books,
 * or of spec->book. To an institution's user its own. FPL_E_MISSING for nothing to find. */
FPL_MUST_CHECK enum fpl_status fpl_report_find(struct fpl_view *view, const struct fpl_report_spec *spec,
                                               struct fpl_report **out, struct fpl_error *error);
/* The text of a rule of any kind ("pack" "profile" "tolerance" "limit" "chart" "calendar" "mapping") as a clerk reads
 * it: what it sets, with the clause behind it. What its parser answers, FPL_E_NOMEM. */
struct fpl_rule_text {
    const char *kind;
    struct fpl_str json;  /* canonical, as it is adopted */
    const char *currency; /* that its amounts are read in, "": of several */
};
FPL_MUST_CHECK enum fpl_status fpl_report_rule_text(const struct fpl_rule_text *text, struct fpl_date day,
                                                    struct fpl_report **out, struct fpl_error *error);
/* What two texts of one kind say differently: added, removed, changed, with the clauses of both. */
FPL_MUST_CHECK enum fpl_status fpl_report_rule_differences(const struct fpl_rule_text *before,
                                                           const struct fpl_rule_text *after, struct fpl_report **out,
                                                           struct fpl_error *error);
/* What adopting a text would bring: the text, what it changes of the version before it (NULL: there is none), and of
 * limits, what each fund that an earlier version binds keeps and breaks now and under it. */
FPL_MUST_CHECK enum fpl_status fpl_report_rule_adopted(struct fpl_view *view, const struct fpl_rule_text *text,
                                                       const struct fpl_rule_text *before, struct fpl_report **out,
                                                       struct fpl_error *error);
/* One cell: a code of the field's choices ("investee" of party.register's kind) with its words; another text as it is.
 */
void fpl_report_choice(struct fpl_report *report, const char *command, const char *field, struct fpl_str code);
/* Puts words (FPL_ZH_EN) in place of the codes among an error's arguments: states, fields, kinds of events, commands,
 * roles and choices; Chinese has a word, English keeps what is typed. `spec` is the command that was given, NULL where
 * it is not known; `about` is that of a reason, 0 for none. An argument that is no such code, or has words already,
 * stays. */
void fpl_report_error_words(const struct fpl_command_spec *spec, int about, struct fpl_error *error);
/* The codes of the pack schema in words, ended by code NULL. */
struct fpl_pack_word {
    const char *code, *zh, *en;
};
const struct fpl_pack_word *fpl_pack_words(void);
/* 投资台账: the tranches of a fund, one line each, in key order. */
FPL_MUST_CHECK enum fpl_status fpl_report_deals(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                struct fpl_report **out, struct fpl_error *error);
/* The record that people mean by a key: its receipt, BOOK/SEQ with the number or the code of the book; the number of
 * its voucher, "2026-10 记 17"; or the number of a business: a claim's own, a loan's contract or IOU, that of a deal, a
 * holding, a document … A business is its first record, a claim its decision once there is one. FPL_E_NOT_FOUND;
 * FPL_E_AMBIGUOUS: several businesses bear the number (argument 1: their keys), or several books hold it (field "book",
 * argument 1: their codes). */
struct fpl_wanted_record {
    struct fpl_str book; /* code; empty: in whichever it stands */
    struct fpl_str key;
    int very; /* a receipt means that very record, and no decision of the claim that it submitted */
};
struct fpl_which {
    struct fpl_book book;
    int64_t seq;
    char claim[300]; /* key of the claim that it is about; "": none */
    int64_t paid;    /* the record of its payment; -1: none */
    int taken_on;    /* the claim was paid before the ledger: one record, no derivation */
};
FPL_MUST_CHECK enum fpl_status fpl_report_which(struct fpl_view *view, const struct fpl_wanted_record *wanted,
                                                struct fpl_which *out, struct fpl_error *error);
/* One record in words: a claim's derivation step by step in exact fractions with clauses (recomputed from the facts it
 * kept), a deal's result under each profile, an entry's postings. */
FPL_MUST_CHECK enum fpl_status fpl_report_explain(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                  struct fpl_report **out, struct fpl_error *error);
/* 记账凭证: each a table with number, days, lines, sum in capitals, maker and checker by name, receipt, leaf hash. One
 * (spec->key: a receipt, or its number "2026-10 记 17" in spec->book), or all of spec->book posted in from..to, at most
 * 5,000 (FPL_E_VOUCHERS). Memo accounts are left out beside others. FPL_E_NOT_FOUND. */
FPL_MUST_CHECK enum fpl_status fpl_report_voucher(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                  struct fpl_report **out, struct fpl_error *error);
/* A dry run's decision: postings, steps, reasons; for a deal the early share before and after it, per profile and
 * verdict; for a rule that is bound (limits, early-stage share, loss tolerance, waterfall, reinvestment) what it says
 * of the fund now and would say; for a claim its derivation. */
FPL_MUST_CHECK enum fpl_status fpl_report_preview(struct fpl_view *view, const struct fpl_report_spec *spec,
                                                  const struct fpl_decision *decision, struct fpl_report **out,
                                                  struct fpl_error *error);

/* ---- the reports by name: what the command line, the API and the pages offer ---- */
enum { /* what of the specification a report reads, besides the view's cut */
       FPL_REPORT_BOOK = 1,
       FPL_REPORT_NEEDS_BOOK = 2, /* and refuses to do without */
       FPL_REPORT_FROM = 4,
       FPL_REPORT_TO = 8,
       FPL_REPORT_UNIT = 16,
       FPL_REPORT_BY_PARTY = 32,
       FPL_REPORT_ACCOUNT = 64, /* required */
       FPL_REPORT_PARTY = 128,
       FPL_REPORT_PROFILE = 256, /* and the threshold */
       FPL_REPORT_YEAR = 512,
       FPL_REPORT_BANK_STATE = 1024,
       FPL_REPORT_RULE = 2048,         /* and with */
       FPL_REPORT_INSTITUTIONS = 4096, /* a bank's or a guarantor's user reads it too, of its own */
       FPL_REPORT_ITEM = 8192,
       FPL_REPORT_HISTORY = 16384
};
struct fpl_report_kind {
    const char *name;    /* "balance-sheet": in addresses */
    const char *command; /* "report balance-sheet": at the command line */
    const char *zh, *en;
    enum fpl_book_kind book; /* whose books; FPL_BOOK_ANY */
    unsigned reads;          /* FPL_REPORT_* */
    enum fpl_status (*make)(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                            struct fpl_error *error);
};
/* The whole table, static; *count is set. */
const struct fpl_report_kind *fpl_report_kinds(int *count);
/* By its name, or by its words at the command line; NULL if there is none. */
const struct fpl_report_kind *fpl_report_kind_find(struct fpl_str name);

/* ---- rendering ---- */
enum fpl_format { FPL_FORMAT_TABLE, FPL_FORMAT_CSV, FPL_FORMAT_JSON, FPL_FORMAT_HTML, FPL_FORMAT_SVG };
struct fpl_render {
    enum fpl_format format;
    int zh;    /* language of headers, captions and notes; JSON has none */
    int width; /* TABLE: terminal columns to fit: long texts are folded, and where that is too narrow a row is a list of
                  its cells; 0: as wide as needed */
    int colour; /* TABLE: verdicts and negative amounts bear a colour of the terminal (ESC [ 3x m … ESC [ 0 m) */
    const char *foot; /* HTML: what the page ends in, the cut and the root it was made of; NULL: nothing */
};
/* The marks of colour. */
#define FPL_RENDER_RED    "\033[31m"
#define FPL_RENDER_GREEN  "\033[32m"
#define FPL_RENDER_YELLOW "\033[33m"
#define FPL_RENDER_PLAIN  "\033[0m"
/* Takes n bytes; anything but FPL_OK stops the rendering, which then answers it. */
typedef enum fpl_status (*fpl_write_fn)(void *ctx, const char *bytes, size_t n);
/* TABLE: captions, thousands separators, notes. CSV: UTF-8 with BOM, CRLF, header and data rows only, plain decimals,
 * percent values without the sign, text that a spreadsheet would take for a formula (= + - @ TAB CR first) behind a ';
 * several tables are parted by an empty line. HTML: one page for a browser and for paper, charts in it, nothing fetched
 * from anywhere. SVG: the charts alone, one below the other; FPL_E_NO_CHART for a report without. JSON: one object,
 * machine keys, codes instead of words, amounts as decimal text "1234.50", ratios "n/d", percentages
 * {"ratio":"n/d","percent":"33.3333"}. */
FPL_MUST_CHECK enum fpl_status fpl_report_render(const struct fpl_report *report, const struct fpl_render *how,
                                                 fpl_write_fn write, void *ctx, struct fpl_error *error);

/* Export of books for a second opinion, in posted-date order up to the view's as_of, balances asserted all along. */
enum fpl_export { FPL_EXPORT_HLEDGER, FPL_EXPORT_LEDGER, FPL_EXPORT_BEANCOUNT };
/* One book by its code, or every book if empty. FPL_E_BOOK, what the reads and `write` answer. */
FPL_MUST_CHECK enum fpl_status fpl_export(struct fpl_view *view, struct fpl_str book, enum fpl_export to,
                                          fpl_write_fn write, void *ctx, struct fpl_error *error);

/* The proof of a record as a file: C2SP tlog-proof, in the tree of `at`, a checkpoint of that book. What reading
 * answers; FPL_E_NOT_FOUND also for what the view may not see. */
#define FPL_PROOF_FIRST_LINE "c2sp.org/tlog-proof@v1"
struct fpl_checkpoint;
FPL_MUST_CHECK enum fpl_status fpl_export_proof(struct fpl_view *view, int32_t book, int64_t seq,
                                                const struct fpl_checkpoint *at, struct fpl_buf *out,
                                                struct fpl_error *error);

/* ---- building, for programs that show tables of their own through the same renderers ---- */
enum fpl_column_type {
    FPL_COLUMN_TEXT,
    FPL_COLUMN_MONEY,
    FPL_COLUMN_INT,
    FPL_COLUMN_RATIO,
    FPL_COLUMN_PERCENT,
    FPL_COLUMN_DATE
};
enum {
    FPL_COLUMN_DATA = 1,    /* CSV, JSON and XLSX only */
    FPL_COLUMN_KEEP = 2,    /* not folded to fit the width */
    FPL_COLUMN_VERDICT = 4, /* what became of the row: a page keeps it in sight where the table is wider */
    FPL_COLUMN_TYPED = 8    /* what to type at the command line: no page shows it */
};
/* NULL: no memory. The name is the JSON "report". Texts are copied throughout. */
struct fpl_report *fpl_report_new(const char *name);
/* Begins a table; captions, columns and cells that follow are its own. */
void fpl_report_table(struct fpl_report *report, const char *key, const char *zh, const char *en);
/* A caption: the next cell is its value. */
void fpl_report_caption(struct fpl_report *report, const char *key, const char *zh, const char *en);
/* The table's next column, before its first row; `key` is its name in JSON, flags are FPL_COLUMN_*. */
void fpl_report_column(struct fpl_report *report, const char *key, const char *zh, const char *en,
                       enum fpl_column_type type, unsigned flags);
/* Rows that are not gathered: `rows` gives them, cell by cell, to the report that it is handed, each time the table is
 * rendered (twice for a TABLE, whose columns are measured first). What it reads from stays open until then; `ctx` is
 * the report's from now on, `release` frees it. Such a table has no other rows. */
typedef enum fpl_status (*fpl_rows_fn)(void *ctx, struct fpl_report *report, struct fpl_error *error);
void fpl_report_rows(struct fpl_report *report, fpl_rows_fn rows, void *ctx, void (*release)(void *ctx));
/* The next row of cells is a total: shown apart, not in CSV. */
void fpl_report_total(struct fpl_report *report);
/* A remark under the table; the code is what JSON gives. */
void fpl_report_note(struct fpl_report *report, const char *code, const char *zh, const char *en);
/* Cells, from left to right; a row is complete with the last column's. */
void fpl_report_none(struct fpl_report *report);                                 /* empty; JSON null */
void fpl_report_text(struct fpl_report *report, struct fpl_str text);            /* as it stands */
void fpl_report_name(struct fpl_report *report, const char *zh, const char *en); /* in the reader's language */
/* The same; JSON gives the code. */
void fpl_report_code(struct fpl_report *report, const char *code, const char *zh, const char *en);
void fpl_report_money(struct fpl_report *report, struct fpl_money amount, int scale); /* scale: its decimals */
void fpl_report_int(struct fpl_report *report, int64_t value);                        /* a count */
void fpl_report_ratio(struct fpl_report *report, struct fpl_ratio ratio);             /* den > 0 */
void fpl_report_percent(struct fpl_report *report, int64_t num,
                        int64_t den);                                  /* den 0: none; four decimals, truncated */
void fpl_report_date(struct fpl_report *report, struct fpl_date date); /* FPL_DATE_NONE: none */
/* A picture of the current table, behind its columns: texts but the title are keys of columns; NULL: not used. */
enum fpl_chart_kind {
    FPL_CHART_LINE,     /* a percentage over days, a line a series */
    FPL_CHART_METER,    /* a bar a row: used, pending, left, and over; a row without `left` has none */
    FPL_CHART_COLUMNS,  /* an amount over months */
    FPL_CHART_WATERFALL /* signed amounts, one step after the other; the table's totals are where they come to */
};
struct fpl_chart_spec { /* constants: not copied */
    enum fpl_chart_kind kind;
    const char *zh, *en;
    const char *label[2];  /* names of a row; both, where there are two */
    const char *series;    /* LINE */
    const char *value[4];  /* METER: used, pending, left, over; else the first */
    struct fpl_ratio line; /* LINE: the threshold, den 0: none */
};
void fpl_report_chart(struct fpl_report *report, const struct fpl_chart_spec *chart);
/* The remark that every output of a trial ledger bears, as the last note of the last table. */
#define FPL_REPORT_TRIAL_ZH "试验 TRIAL 账本，不作凭据"
#define FPL_REPORT_TRIAL_EN "试验 TRIAL ledger, proof of nothing"
/* FPL_E_NOMEM if any of the above ran out of memory. */
FPL_MUST_CHECK enum fpl_status fpl_report_ok(const struct fpl_report *report);

/* ---- reading, for renderers, these and others: typed cells, so that a figure is the same number everywhere ---- */
enum fpl_cell_type {
    FPL_CELL_NONE,
    FPL_CELL_TEXT, /* as written by someone */
    FPL_CELL_NAME, /* in both languages: "zh NUL en NUL" */
    FPL_CELL_CODE, /* a word of ours: "code NUL zh NUL en NUL" */
    FPL_CELL_MONEY,
    FPL_CELL_INT,
    FPL_CELL_RATIO,
    FPL_CELL_PERCENT,
    FPL_CELL_DATE
};
struct fpl_report_cell {
    uint8_t type;  /* enum fpl_cell_type */
    uint8_t scale; /* MONEY: its decimals */
    uint32_t n;    /* bytes of TEXT, which may hold any */
    union {
        const char *p;
        int64_t num; /* MONEY in its smallest unit, INT, DATE (days since 1970-01-01); numerator of RATIO, PERCENT */
    } v;
    int64_t den; /* RATIO, PERCENT; PERCENT is num/den of a whole, not of a hundred */
};
/* The cell in words for people or programs, appended to out; NONE is nothing. */
struct fpl_cell_style {
    int zh;
    int data;  /* plain decimals as in CSV: no thousands separators, no percent sign */
    int exact; /* ratios as "n/d", not as truncated decimals */
};
void fpl_cell_text(const struct fpl_report_cell *cell, struct fpl_cell_style style, struct fpl_buf *out);
/* Of NAME and CODE the text of that place: 0, 1, 2. Borrowed from the cell. */
const char *fpl_cell_part(const struct fpl_report_cell *cell, int index);
/* What fpl_cell_text gives for a TEXT, NAME or CODE, where it stands. */
struct fpl_str fpl_cell_words(const struct fpl_report_cell *cell, int zh);

struct fpl_column {
    const char *key, *zh, *en;
    enum fpl_column_type type;
    unsigned flags;
};
struct fpl_caption {
    const char *key, *zh, *en;
    struct fpl_report_cell value;
};
struct fpl_note {
    const char *code, *zh, *en;
};
struct fpl_table_shown { /* all of a table but its rows */
    const char *key, *zh, *en;
    const struct fpl_caption *caption;
    const struct fpl_column *column;
    const struct fpl_report_cell *total; /* whole rows of cells */
    const struct fpl_note *note;
    const struct fpl_chart_spec *chart;
    size_t captions, columns, totals /* cells */, notes, charts;
};
/* Of each table in turn begin, measure, head, rows, end; any may be NULL. `measure` and `rows` get all rows, n cells at
 * a time, whole rows each time, at least once and then maybe 0; rows that are not gathered are read for each of them,
 * and live until it returns. A table without columns has begin and end alone. `head` stands between measuring and the
 * first row. Anything but FPL_OK stops the visit. */
struct fpl_visitor {
    enum fpl_status (*begin)(void *ctx, const struct fpl_table_shown *table);
    enum fpl_status (*measure)(void *ctx, const struct fpl_report_cell *cell, size_t n);
    enum fpl_status (*head)(void *ctx);
    enum fpl_status (*rows)(void *ctx, const struct fpl_report_cell *cell, size_t n);
    enum fpl_status (*end)(void *ctx);
};
/* What it was named at fpl_report_new. */
const char *fpl_report_key(const struct fpl_report *report);
/* What a callback answered (whose error is its own affair), what reading rows did, or FPL_E_NOMEM of a report that ran
 * out of memory. */
FPL_MUST_CHECK enum fpl_status fpl_report_visit(const struct fpl_report *report, const struct fpl_visitor *visitor,
                                                void *ctx, struct fpl_error *error);

#ifdef __cplusplus
}
#endif
#endif
