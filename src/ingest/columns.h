#ifndef SRC_INGEST_COLUMNS_H
#define SRC_INGEST_COLUMNS_H
/* Which column of a file feeds which field of a command, and how a cell becomes the field's text. */
#include "fundpool/command.h"
#include "src/ingest/unit.h"
#include "src/ingest/yaml.h"

#define ING_RULES_MAX 64
#define ING_JOIN_MAX  6

/* Parts of a posting line, for commands with FPL_COMMAND_LINES; their field specs stand in this order in
 * ing_line_fields(). */
enum ing_line_part {
    ING_LINE_ACCOUNT,
    ING_LINE_SIDE,
    ING_LINE_AMOUNT,
    ING_LINE_DEBIT,
    ING_LINE_CREDIT,
    ING_LINE_PARTY,
    ING_LINE_ITEM,
    ING_LINE_CURRENCY,
    ING_LINE_FLOW,
    ING_LINE_PARTS
};
const struct fpl_field_spec *ing_line_fields(void); /* [ING_LINE_PARTS] */
/* The texts of a line, in a fixed order. */
#define ING_LINE_TEXTS 7
void ing_line_texts(struct fpl_line *line, struct fpl_str *out[ING_LINE_TEXTS]);

enum ing_use {
    ING_USE_FIELD, /* a field of the command */
    ING_USE_LINE,  /* a part of a posting line */
    ING_USE_CHECK  /* its form is checked, nothing is recorded */
};
enum ing_partial { ING_PARTIAL_REFUSE, ING_PARTIAL_FIRST, ING_PARTIAL_LAST };
enum ing_groups { ING_GROUPS_WESTERN, ING_GROUPS_INDIAN, ING_GROUPS_ANY };

struct ing_rule { /* how one text is made from a row; slices and nodes borrow from the mapping */
    const struct fpl_field_spec *field;
    enum ing_use use;
    struct fpl_str header[ING_JOIN_MAX]; /* wanted columns; none: a constant, or a standard header */
    int headers;
    int column[ING_JOIN_MAX]; /* where they are, from 0 */
    int columns;
    struct fpl_str with; /* between joined cells */
    int is_constant;
    struct fpl_str constant;
    enum ing_unit said; /* by the mapping */
    int scale;          /* decimals of the book's currency, */
    char currency[4];   /* and its code */
    enum ing_unit unit; /* in force: the mapping's, the header's, or that of the lines above the table */
    char grouping;      /* declared thousands separator, 0 = none allowed */
    enum ing_groups groups;
    const struct ing_yaml *dates;  /* a pattern or a list of them; NULL = YYYY-MM-DD as it stands */
    const struct ing_yaml *values; /* label → text */
    const struct ing_yaml *fallback, *when_empty;
    struct fpl_str prefix;
    int dash_empty;           /* a cell of dashes is an empty one */
    enum ing_partial partial; /* dates without a day or a month */
    int slug, required, optional;
};

struct ing_constant { /* a field's text for every row, as given on the command line */
    struct fpl_str field, text;
};

struct ing_mapping;

struct ing_plan {
    const struct fpl_command_spec *command;
    struct ing_rule rule[ING_RULES_MAX];
    int rules;
    int standard;     /* columns are also found by the command table's own names */
    int header_cells; /* with a name */
    int row_cells;    /* that a row may have, empty ones at its end included */
    int results;      /* where the columns of an earlier answer file begin (they are its last ones); -1: none */
    int64_t header_row;
    struct fpl_buf header;               /* the header's cells, one behind the other */
    struct fpl_str title[ING_CELLS_MAX]; /* slices of it */
    char missing[FPL_ERROR_ARG_BYTES];   /* after a failed bind: what was not found; "" if that was not the reason */
    int bound;
    char currency[4];                               /* of the book: what its amounts are in */
    int scale;                                      /* its decimals */
    struct ing_unit_line units;                     /* of the lines above the header */
    int cells_bound;                                /* of one row, by all rules */
    const struct ing_rule *entry, *occurred, *memo; /* rules of the keys that rows are grouped by; NULL: not bound */
};

/* Starts a plan from the command, the mapping (may be NULL) and constants. FPL_E_UNKNOWN_FIELD, FPL_E_DUPLICATE_FIELD,
 * FPL_E_LIMIT. Borrows all of them. */
FPL_MUST_CHECK enum fpl_status ing_plan_begin(struct ing_plan *plan, const struct fpl_command_spec *command,
                                              const struct ing_mapping *mapping, const struct ing_constant *constant,
                                              int constants, struct fpl_error *error);
/* Amounts are in this currency; CNY with two decimals if it is not told. Before the bind. */
void ing_plan_in(struct ing_plan *plan, const char *currency, int scale);
/* In that of a book; one that there is not is told when rows are given to it. */
struct fpl_session;
void ing_plan_in_book(struct ing_plan *plan, struct fpl_session *session, struct fpl_str book);
void ing_plan_release(struct ing_plan *plan);
/* Tries a record as the header. FPL_OK: every required column was found and the plan is bound to it. FPL_E_HEADER: not
 * (missing[] and bound say how near it was); FPL_E_DUPLICATE_FIELD: two columns for one field; FPL_E_UNIT: a column's
 * unit is not known; FPL_E_UNIT_CONFLICT: it is not the mapping's; FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_plan_bind(struct ing_plan *plan, const struct ing_record *record,
                                             struct fpl_error *error);
/* After the bind: gives plan->units to the columns without a unit of their own. FPL_E_UNIT: no column takes one of
 * them, and there is none that is not used; or the mapping's is not of the book's currency. FPL_E_UNIT_CONFLICT: a
 * column or the mapping states another one, or the lines say % and a ratio's column does not say whether it means it.
 */
FPL_MUST_CHECK enum fpl_status ing_plan_settle_units(struct ing_plan *plan, struct fpl_error *error);
/* The names of the columns nobody uses, joined by ", ". */
void ing_plan_ignored(const struct ing_plan *plan, struct fpl_buf *out);
/* Is this record the header again? */
int ing_plan_is_header(const struct ing_plan *plan, const struct ing_record *record);
/* The rule that makes a field; NULL if it is not bound. */
const struct ing_rule *ing_plan_rule(const struct ing_plan *plan, struct fpl_str field);
#define ING_RESULTS 5 /* columns that an answer file adds */
extern const char *const ing_result_title[ING_RESULTS];
/* Where a header has the columns of an answer file, from 0, if it is one that comes back; -1: nowhere. */
int ing_result_columns(const struct ing_record *header);
/* The rule that reads a column, from 0; NULL if none does. */
const struct ing_rule *ing_plan_rule_at(const struct ing_plan *plan, int column);
struct fpl_str ing_plan_header(const struct ing_plan *plan, int column);
/* What the row itself says for a rule: its cell, joined cells with their separator, or the constant. Joined text is
 * built in *scratch. */
struct fpl_str ing_rule_source(const struct ing_rule *rule, const struct ing_record *record, struct fpl_buf *scratch);

/* A header cell as it is compared: ASCII lower case, no blanks, brackets half-width, cut to 127 bytes. Returns its
 * length. */
#define ING_KEY_BYTES 128
size_t ing_header_key(struct fpl_str cell, char out[ING_KEY_BYTES]);

/* The texts of one row, made by the plan's rules; valid until the next call with the same *text. line[] is filled for
 * line commands. */
#define ING_FAULTS_MAX FPL_DECISION_REASONS /* told of one row; further ones are not */
struct ing_row {
    struct fpl_buf text;    /* memory behind converted texts; {0} at first */
    struct fpl_buf scratch; /* {0} at first */
    struct fpl_line line;
    struct fpl_error fault[ING_FAULTS_MAX]; /* of each bad cell, from left to right */
    int faults;
};
void ing_row_release(struct ing_row *row);
/* Fills command->value from the record (whose status is FPL_OK); an empty cell gives no value, nor does one that is
 * missing at the row's end, where spreadsheets leave them out. FPL_E_COLUMNS (cells beyond the header that hold
 * something; or the file ends in the middle of the row), FPL_E_QUOTE (a cell that spans lines), and per cell
 * FPL_E_GROUPING, FPL_E_AMOUNT_*, FPL_E_EXPONENT, FPL_E_DATE_*, FPL_E_NUMBER_FORMAT, FPL_E_ENUM, FPL_E_USCC,
 * FPL_E_MISSING, FPL_E_NOT_NFC never: texts are normalised. All bad cells stand in row->fault; *error is the first.
 * Each has row, column, field, and mostly arg 0 = the cell. The desk reads every field again and has the last word. */
FPL_MUST_CHECK enum fpl_status ing_plan_apply(const struct ing_plan *plan, const struct ing_record *record,
                                              struct fpl_command *command, struct ing_row *row,
                                              struct fpl_error *error);

/* The rule's text for this row, converted and checked, empty if it has none; built in row->text, which must have room
 * (ing_plan_apply). */
FPL_MUST_CHECK enum fpl_status ing_rule_text(const struct ing_rule *rule, const struct ing_record *record,
                                             struct ing_row *row, struct fpl_str *out, struct fpl_error *error);

/* The same of one rule alone, which makes the room. Texts of *row that were made before are gone. */
FPL_MUST_CHECK enum fpl_status ing_row_text(const struct ing_rule *rule, const struct ing_record *record,
                                            struct ing_row *row, struct fpl_str *out, struct fpl_error *error);

#define ING_BOOL_CHOICES "Y=yes=true=1=是|N=no=false=0=否" /* what a field of yes or no takes */
/* The form of a text by its field's type alone, as the desk will ask it. *is_sure: 0 where the answer depends on what
 * the desk alone knows (decimals of a currency). */
FPL_MUST_CHECK enum fpl_status ing_form_check(const struct ing_rule *rule, struct fpl_str text, int *is_sure,
                                              struct fpl_error *error);
/* 6.22848E+18, 1.2e+5: what a spreadsheet makes of a long number. */
int ing_is_exponent(struct fpl_str text, enum fpl_field_type type);
/* Is this the line of totals below a table? *label: what says so. */
int ing_is_total_row(const struct ing_record *record, const char **label);

/* Does a cell span lines and hold delimiters? Then a stray quote has swallowed rows, which may be anybody's. */
int ing_has_swallowed(const struct ing_record *record);
/* FPL_E_QUOTE: the quote that opens a cell of the record at that line of the file is not closed on it. */
enum fpl_status ing_quote_fail(struct fpl_error *error, int column, int64_t line);

/* ---- single conversions, public for their tests ---- */
/* Removes a declared thousands separator, which must stand exactly where it belongs. FPL_E_GROUPING. */
FPL_MUST_CHECK enum fpl_status ing_ungroup(struct fpl_str cell, char separator, enum ing_groups groups,
                                           struct fpl_buf *out, struct fpl_error *error);
/* Reads a date by a pattern of YYYY YY MM M DD D Mon hh mm ss and literal characters into "YYYY-MM-DD".
 * FPL_E_DATE_FORMAT, FPL_E_DATE_INVALID. */
FPL_MUST_CHECK enum fpl_status ing_date_read(struct fpl_str cell, struct fpl_str pattern, char out[12],
                                             struct fpl_error *error);
/* A date that lacks its day or its month too, 2015-06, 2015年6月, 2015, as the first or last day of that time. Any
 * other text is not touched: 0. */
int ing_date_complete(struct fpl_str cell, enum ing_partial partial, char out[12]);
/* An identifier from any text: letters, digits and . _ : / stay, anything else becomes '-', runs of which are one; more
 * than 48 bytes end in the first 12 hex digits of the text's SHA-256. Empty if nothing is left. */
FPL_MUST_CHECK enum fpl_status ing_slug(struct fpl_str text, struct fpl_buf *out);
#endif
