#ifndef FUNDPOOL_COMMAND_H
#define FUNDPOOL_COMMAND_H
/* Commands: what a user may wish, as data. One table names every command, the roles that may give it, and its fields
 * with their types and their Chinese and English names; CSV headers, command-line options, help and the glossary are
 * all read from it. */
#include "fundpool/decision.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fpl_field_type {
    FPL_FIELD_TEXT,   /* UTF-8, NFC, 1..FPL_FIELD_BYTES_MAX bytes */
    FPL_FIELD_ID,     /* 1..FPL_ID_BYTES_MAX bytes as fpl_id_check allows */
    FPL_FIELD_MONEY,  /* decimal yuan (of the book's currency), > 0 unless FPL_FIELD_ZERO */
    FPL_FIELD_DATE,   /* YYYY-MM-DD */
    FPL_FIELD_INT,    /* whole number, >= 0 */
    FPL_FIELD_RATIO,  /* 4.35%, 0.0435, 87/2000 */
    FPL_FIELD_BOOL,   /* Y N 是 否 true false 1 0 */
    FPL_FIELD_ENUM,   /* one of choices */
    FPL_FIELD_PARTY,  /* a party's id, USCC or alias */
    FPL_FIELD_USCC,   /* 18 characters with a right check character */
    FPL_FIELD_PERIOD, /* 2026-11 */
    FPL_FIELD_CLAIM /* a claim by the receipt number of one of its records, its own number or its whole key; the key is
                       kept */
};
enum {
    FPL_FIELD_REQUIRED = 1,
    FPL_FIELD_ZERO = 2,
    FPL_FIELD_KEY = 4 /* part of the business key */,
    FPL_FIELD_REGISTERS = 8 /* an unseen party is registered */,
    FPL_FIELD_OWN_BOOK = 16 /* must be the code of the book it is recorded in */,
    FPL_FIELD_PLAIN = 32 /* RATIO: a number of heads; no percent sign */,
    /* ID: a voucher of the book, by its receipt, its voucher number ("2026-10 记 17") or the number of its document;
     * the receipt is kept */
    FPL_FIELD_VOUCHER = 64,
    FPL_FIELD_NAME = 128, /* TEXT: a name, FPL_NAME_BYTES_MAX bytes at most, so that it is shown whole everywhere */
    FPL_FIELD_CASH = 256  /* ID: a cash account of the book's chart, by its code or its name; the code is kept */
};

struct fpl_field_spec {
    const char *name, *zh, *en;
    const char *aliases; /* further headers, separated by '|', "" if none; matched like zh and en, ignoring ASCII case
                            and blanks */
    enum fpl_field_type type;
    unsigned flags;
    const char *choices; /* ENUM: "CODE=中文=english|CODE=…": any of the three spellings is accepted, the code is kept;
                            else "" */
    int says;            /* 1 + the fact (fpl_fact_id) that the field gives; 0: it decides nothing */
    int most;            /* RATIO: the greatest value that makes sense, in percent (E_RATIO_RANGE above it); 0: none */
};

enum fpl_book_kind {
    FPL_BOOK_REGISTRY = 0,
    FPL_BOOK_FUND = 1,
    FPL_BOOK_COMPANY = 2,
    FPL_BOOK_FISCAL = 3,
    FPL_BOOK_POOL = 4,
    FPL_BOOK_ANY = 9
};

enum fpl_role {
    FPL_ROLE_ADMIN = 1,       /* 系统管理员: users, books; can neither post nor approve */
    FPL_ROLE_RULES = 2,       /* 规则管理员: packs, profiles, tolerance, calendars, agreements */
    FPL_ROLE_RECORDER = 4,    /* 记账（制单） */
    FPL_ROLE_APPROVER = 8,    /* 复核（审批） */
    FPL_ROLE_CASHIER = 16,    /* 出纳 */
    FPL_ROLE_BANK = 32,       /* 合作银行, bound to its party */
    FPL_ROLE_GUARANTOR = 64,  /* 合作担保机构, bound to its party */
    FPL_ROLE_REGULATOR = 128, /* 主管部门: reads everything */
    FPL_ROLE_AUDITOR = 256    /* 审计: reads and verifies everything */
};

struct fpl_command_spec {
    const char *name; /* "loan.register" */
    const char *zh, *en;
    enum fpl_book_kind book; /* where it records */
    unsigned roles;          /* FPL_ROLE_* that may give it */
    unsigned flags;
    const struct fpl_field_spec *fields;
    int field_count;
    const char *plural;            /* what `import` calls a file of them: "loans"; NULL: it has no file */
    const char *note_zh, *note_en; /* one line of help that says more than the name; NULL: the name is enough */
    const char *examples;          /* lines of help, each a command line without the program's name */
    int args;                      /* 1: the first field may be given without its name */
};
enum {
    FPL_COMMAND_IMPORT = 1 /* one row, one command */,
    FPL_COMMAND_LINES = 2 /* rows group into one entry with lines */,
    FPL_COMMAND_ENTRY = 4 /* makes an entry: needs a checker */,
    FPL_COMMAND_DRY = 8 /* has a dry run worth showing */,
    FPL_COMMAND_BLOB = 16 /* carries a document (pack, chart, …) as canonical JSON */,
    FPL_COMMAND_TAKE_ON = 32 /* may be given as history taken on */
};

/* All of these answer static memory. */
/* The command of that name, "loan.register"; NULL if there is none. */
const struct fpl_command_spec *fpl_command_find(const char *name);
/* The whole table; *count is its length. */
const struct fpl_command_spec *fpl_command_all(int *count);
/* The command's field of that identifier, "bank_ref"; NULL if it has none. */
const struct fpl_field_spec *fpl_field_find(const struct fpl_command_spec *command, struct fpl_str name);
/* One role's name in Chinese (zh > 0), in English (0), or its identifier "recorder" (< 0). */
const char *fpl_role_name(enum fpl_role role, int zh);
/* The role of an identifier or of its Chinese name; 0 if there is none. */
unsigned fpl_role_of(struct fpl_str identifier);
/* The kind's name, as fpl_role_name; its identifier is "fund". */
const char *fpl_book_kind_name(enum fpl_book_kind kind, int zh);

struct fpl_book;
/* Fails with FPL_E_BOOK: the book is there and of another kind than is wanted (FPL_BOOK_ANY: any but the registry). */
enum fpl_status fpl_book_wrong_kind(struct fpl_error *error, const struct fpl_book *book, enum fpl_book_kind wanted);

struct fpl_value { /* one field as text, already UTF-8 and NFC */
    const struct fpl_field_spec *field;
    struct fpl_str text;
};
struct fpl_line {                                                      /* one posting line of a raw entry, as text */
    struct fpl_str account, side, amount, party, item, currency, flow; /* flow: its line of the cash-flow statement */
    int64_t row;                                                       /* where it stands in the file, 0 if typed */
};

/* How a person was known to whoever gave the command for him. The library records it and proves nothing by it: that is
 * the caller's, who looks at passwords and keys. */
enum fpl_auth_kind {
    FPL_AUTH_ASSERTED, /* his name was given, no more: whoever can write to the file can give any name */
    FPL_AUTH_SESSION,  /* he had signed in */
    FPL_AUTH_KEY       /* a key or certificate of his was used */
};
#define FPL_AUTH_REF_BYTES 32
struct fpl_auth {
    enum fpl_auth_kind kind;
    uint8_t ref[FPL_AUTH_REF_BYTES]; /* SHA-256 of the session's or the key's id; not looked at of an asserted name */
};
int fpl_auth_eq(const struct fpl_auth *a, const struct fpl_auth *b);
/* Chinese (zh > 0), English (0), or the identifier that records hold: "session" (< 0). */
const char *fpl_auth_name(enum fpl_auth_kind kind, int zh);

#define FPL_COMMAND_VALUES    64
#define FPL_COMMAND_LINES_MAX 4096
struct fpl_command {
    const struct fpl_command_spec *spec;
    struct fpl_str actor, checker;      /* user ids; checker empty if the command makes no entry */
    struct fpl_auth auth, checker_auth; /* how actor and checker were known; kept in the record of the command */
    struct fpl_str book;                /* book code; empty for the registry */
    struct fpl_str expect;  /* fpl_decision.shown of the result that was looked at; empty: whatever it now is */
    struct fpl_str request; /* request key of a single command, empty if none; one key acts once in the ledger */
    struct fpl_value value[FPL_COMMAND_VALUES];
    int value_count;
    const struct fpl_line *line;
    int line_count;
    struct fpl_str blob;        /* FPL_COMMAND_BLOB: canonical JSON; */
    struct fpl_str blob_source; /* and the text it was made from (YAML) */
    int take_on;                /* 承接: counted by rules and caps, no posting of its own */
};
/* An empty command of that kind: no actor, no book, no values. */
void fpl_command_begin(struct fpl_command *command, const struct fpl_command_spec *spec);
/* Adds or replaces a value. The text is borrowed until the command has been given. FPL_E_UNKNOWN_FIELD (the command has
 * no such field; arg 0 = the name), FPL_E_LIMIT (more than FPL_COMMAND_VALUES). */
FPL_MUST_CHECK enum fpl_status fpl_command_set(struct fpl_command *command, struct fpl_str name, struct fpl_str text,
                                               struct fpl_error *error);
/* The value as it was given, borrowed; empty if it was not. */
struct fpl_str fpl_command_get(const struct fpl_command *command, const char *name);

#ifdef __cplusplus
}
#endif
#endif
