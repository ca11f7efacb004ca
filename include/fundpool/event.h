#ifndef FUNDPOOL_EVENT_H
#define FUNDPOOL_EVENT_H
/* The catalogue of events. Everything that a kind of event is stands in one declaration beside its decider, in
 * ledger/fund, ledger/pool or ledger/general; one line of ledger/policy/events.def puts it into the catalogue. The
 * desk, verification, reports, the command line, CSV headers, help and the role table read it here; no other code knows
 * an event by its name.
 *
 * A record's kind names the version of the declaration that made it: "deal.recorded" is version 1; a later wording or
 * rule is a row of its own, "deal.recorded.2", and the old row stays for the records that were made under it. */
#include "fundpool/command.h"
#include "fundpool/fund_limit.h"
#include "fundpool/pack.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FPL_LIST_TEXTS   2
#define FPL_LIST_NUMBERS 4
struct fpl_list_row { /* one item of a list, as the `row` of its read says it */
    char key[144], text[FPL_LIST_TEXTS][72];
    int64_t num[FPL_LIST_NUMBERS];
};
struct fpl_list { /* in byte order of keys */
    const struct fpl_list_row *row;
    int rows;
};

struct fpl_rules {               /* what a decider decides under, beside the facts */
    const struct fpl_pack *pack; /* NULL: none */
    const struct fpl_profile *const *profile;
    int profiles;
    const struct fpl_limit_rule *limits; /* of the fund, as LIMIT_RULE names them; NULL: none bind it */
    struct fpl_str currency;             /* of the book; "": CNY, the currency of every amount in a rule */
    const struct fpl_list *list;         /* of an event that reads lists: they, in the order of its reads */
    struct fpl_parts *shares;            /* of the same: for fpl_parts_begin */
    int bare;                            /* 1: nobody reads the steps, and they may be left out; all else is the same */
};

/* ---- where a fact comes from: a closed set, interpreted by the desk over the write set and by verification over the
 * folded state, in two files that do not share their code ---- */
enum fpl_from {
    FPL_FROM_ITEM = 1, /* a member of an item; source: the record that wrote it last */
    FPL_FROM_DATED,    /* the same, of the state in force on the event's day: name = "newest|dated" kinds */
    FPL_FROM_ANY,      /* is there an item below the key for which value() says yes? source: its record */
    FPL_FROM_EACH,    /* the greatest amount that value() answers of the items of a kind, 0 if of none; source: the size
                         of the log */
    FPL_FROM_SUM,     /* sums of tallies, name = "+lending-repaid"; source: the size of the log */
    FPL_FROM_BALANCE, /* debit less credit of accounts in the book's own currency, name = "+100203+224105", of the party
                         `key` alone if there is one (an unknown one: of the lines without a party); source: the size
                         of the log */
    FPL_FROM_LATEST,  /* the newest item NAME|key|day that is not after the event's day; source: its record */
    FPL_FROM_ORIGIN, /* the facts of the record that began an item, those of `groups`; source: theirs, or that record */
    FPL_FROM_UNDONE, /* of the record that the event takes back; source: that record */
    FPL_FROM_AGREEMENT, /* of the agreement of the party `key` in force on the event's day; source: its record */
    FPL_FROM_ACTOR,     /* the institution that the actor is enrolled for; source: the enrolment */
    FPL_FROM_LEDGER,    /* a member of the newest state of a thing that several books share (below), whatever book wrote
                           it; source: the record that wrote it; where there is none the size of the log */
    FPL_FROM_LIST,      /* all items of a kind in the event's own book, of a key those below it, FPL_LIST_MAX at most
                           (E_LIST_LONG): rules->list. The fact is "N:HASH", how many and the SHA-256 of their lines
                           ["KEY",DATA], each with a line feed behind it; source: the size of the log */
    FPL_FROM_PRIMARY    /* of a side: the fact as the primary of the event has it; source: the primary's, or it */
};

enum {                         /* flags of a read */
       FPL_READ_REGISTRY = 1,  /* ITEM: of book 0 */
       FPL_READ_ZERO = 2,      /* ITEM: an amount that the item does not hold is a known 0 */
       FPL_READ_FROZEN = 4,    /* kept even if this decision does not ask for it, because later ones will */
       FPL_READ_YEAR = 8,      /* SUM: over the calendar year of the event's day */
       FPL_READ_PERIOD = 16,   /* SUM: from the first day of the agreement (fact agreement.from) on; unknown if that is
                                */
       FPL_READ_YEAR_END = 32, /* LATEST: the one of the last day of the year before the event's day only */
       FPL_READ_NEGATE = 64,   /* BALANCE: credit less debit; UNDONE: by how much it fell */
       FPL_READ_UNKEPT = 128,  /* never kept: it follows from the log itself */
       FPL_READ_COHORT = 256,  /* SUM: over the calendar year in which the loan was registered; unknown if that is */
       FPL_READ_BEGUN = 512,   /* EACH: of those whose first record is not taken back, the one begun first */
       FPL_READ_OTHERS = 1024, /* EACH: beside what the record taken back began */
       FPL_READ_AFTER = 2048,  /* SUM: from the day after the event's day on */
       FPL_READ_SELF = 4096    /* ITEM of the registry: its key is the code of the event's own book */
};

enum { /* groups of facts, by the first word of their names */
       FPL_GROUP_FIRM = 1,
       FPL_GROUP_LOAN = 2,
       FPL_GROUP_CLAIM = 4
};

#define FPL_NO_FACT (-1)
#define FPL_ONE_KEY "fund"
struct fpl_event;
struct fpl_read {
    int fact; /* fpl_fact_id; ORIGIN: FPL_NO_FACT for the facts of `groups`, else the BOOL that says: it was taken on */
    enum fpl_from from;
    const char *name;   /* kind of item, tallies, accounts; "" where the source needs none */
    int key;            /* the fact that is the item's key or the scope's id; FPL_NO_FACT: none, and of an ITEM or a
                           DATED the one item of its kind, FPL_ONE_KEY */
    int parts;          /* only so many parts of the key, as divided by '|'; 0: all of it */
    const char *member; /* of the item's data, "@first" for the number of the record that began it (its own if there is
                           no such item), "@began" and "@on" for the days of that record and of the one that wrote it
                           last | prefix of the scope, "firm:" | UNDONE: "occ", "take_on" or a member moved |
                           LEDGER: "@n" for how many states there have been */
    const struct fpl_event *origin; /* ORIGIN: what that record is; NULL: any event */
    unsigned flags, groups;
    int before; /* UNDONE: the fact that the record taken back had read of the member before it moved it */
    enum fpl_status
        absent; /* the refusal if there is no such item; FPL_OK: the fact is then unknown, or value() says */
    int (*when)(const struct fpl_facts *facts, const struct fpl_pack *pack); /* pure; NULL: always */
    /* What several members say together, pure; data NULL: there is no such item. Sets out->known and out->v; a text may
     * be put together in `text`. NULL: the member itself. */
    void (*value)(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                  struct fpl_fact *out);
    /* LIST: what the decider is to know of one item; pure. The key is there already. */
    void (*row)(const struct fpl_json *data, struct fpl_list_row *out);
};

/* ---- what it posts ---- */
struct fpl_recipe {
    const char *code;    /* of the domain's own list: "P03", "E05" */
    const char *zh, *en; /* the amount: 贷款余额, loan balance */
    const char *debit, *credit;
    int debit_party, debit_item, credit_party, credit_item; /* 1 + the fact that is the dimension; 0: none */
    const char *flow; /* code of its line in cash_flow.h if one account is cash; else "" */
};

/* ---- the life of its items ---- */
struct fpl_move {
    const char *item, *from; /* kind of item; state before, "" before the first */
    const char *way;         /* which of several ways, "" if there is one: the decider's choice */
    const char *to;
};

struct fpl_key { /* a fact put together from fields of the command, with '|' between them */
    int fact;
    const char *fields; /* "bank contract iou"; "claim_no/claim_date": the second where the first is not given;
                           "pack@version"; "?call commitment": none where a part is no id; "~contract": in the spelling
                           that look-alikes share (fpl_id_fold); "no +bank": without the last where it is not
                           given */
};
struct fpl_day_rule { /* no `day` before `earliest`; earliest FPL_NO_FACT: none after the day of recording */
    const char *field;
    int day, earliest;
    enum fpl_status status; /* FPL_OK: the next rule is asked only of a day that breaks this one */
};

enum fpl_binding { /* which pack it is decided under */
                   FPL_BINDS_NONE,
                   FPL_BINDS_AGREEMENT, /* of the agreement with partner() on the day of the event or of `binding_day`
                                         */
                   FPL_BINDS_ORIGIN     /* the one that the record read by ORIGIN was decided under */
};
enum fpl_again {                   /* when is a command one that was given before? */
                 FPL_AGAIN_KEY,    /* the item under its key is there: compared with the record that began it */
                 FPL_AGAIN_LAST,   /* the item's last record is of this kind: compared with that one */
                 FPL_AGAIN_UNDONE, /* the event under its key is marked as taken back: compared with the mark's record
                                    */
                 FPL_AGAIN_STATE   /* the decider tells (FPL_E_KEY_CHANGED): compared with the item's records */
};
enum {                              /* flags of an event */
       FPL_EVENT_GENERAL = 1,       /* made by a handler of its own (ledger/general), no decider */
       FPL_EVENT_RED = 2,           /* its postings are the red image of those of the event it undoes: made without the
                                       decider where it has no recipe */
       FPL_EVENT_TAKE_ON = 4,       /* may be given as history taken on */
       FPL_EVENT_TAKEN_ON = 8,      /* must be given so */
       FPL_EVENT_NAMES_FIRM = 16,   /* field firm_name: registers an unseen firm, flags a name that differs */
       FPL_EVENT_PROFILES = 64,     /* is judged under the newest version of every profile adopted */
       FPL_EVENT_UNDOES = 128,      /* bears the day of the event it takes back, which is read and not said */
       FPL_EVENT_UNDOES_LAST = 256, /* with UNDOES: the last record of its item, else the one that began it */
       FPL_EVENT_CHECKED = 512,     /* has a checker even if it posts nothing */
       FPL_EVENT_RAW = 1024,        /* its lines are a person's own: no control accounts */
       FPL_EVENT_OPENING = 2048,    /* its lines are opening balances, which are no cash flows */
       FPL_EVENT_TELLS_DAY = 8192,  /* its answer tells that the day was not given and is that of recording */
       FPL_EVENT_OWN_DAY = 16384,   /* a user of an institution may give the day of recording alone */
       FPL_EVENT_ENDS = 4096        /* takes out of force what began its item, for ever; a reversal marks it instead */
};

/* One event over several books. The primary stands in the book of the command; each side is an event of its own,
 * decided on its own book's state and on what the primary read (FPL_FROM_PRIMARY), and recorded with the same command,
 * day, people and event id, in the same commit. Its amount is the primary's. A side stands in the book that the item
 * "mirror" of the primary's book names for a party, if that is of this kind; a reversal's, where those of the event
 * taken back stand. What is taken on has none: the other book has its own opening balances. */
struct fpl_side {
    const struct fpl_event *event; /* `side_of` is the primary; no command of its own */
    enum fpl_book_kind book;
    int party; /* fact of the primary: whose book it is; of a reversal 0 */
};

struct fpl_tell { /* what the answer tells beside the receipt: a fact, if it is known */
    enum fpl_status as;
    int fact; /* a TEXT, told with the receipt of its source, or an INT greater than 0 */
    const char
        *item; /* of a TEXT: kind of the item that every such record leaves; none in a book: no record of it tells.
                  NULL of an INT, of which an event has one: an import's chunk holds the number of each row */
};

/* ---- things that several books share ---- */
/* A loan stands in one pool or in several, and each has to know what the others paid. The states of such a thing are
 * numbered over the whole ledger: the record that writes the n-th holds the item [kind, "KEY|n", state], and no number
 * is given twice. So whoever writes the next has read the last, whatever the clocks say, and `verify` opens what was
 * read in the record that wrote it. Kinds begin with FPL_LEDGER. */
#define FPL_LEDGER          "ledger."
#define FPL_LEDGER_LOAN     FPL_LEDGER "loan"
#define FPL_LEDGER_DEBT     FPL_LEDGER "debt"
#define FPL_LEDGER_CONTRACT FPL_LEDGER "contract"
#define FPL_LEDGER_TERMS    FPL_LEDGER "terms"

#define FPL_LISTS       2 /* that one event reads */
#define FPL_EVENT_KEYS  6
#define FPL_EVENT_TELLS 5
#define FPL_SIDES_MAX   2
struct fpl_event {
    const char *kind;                /* "deal.recorded": `e` of the leaf */
    const char *zh, *en;             /* the record: 投资, deal */
    struct fpl_command_spec command; /* name NULL: of no command of its own */
    /* Example rows of a file of them, as `import templates` prints them: "field=text;field=text|…", a row after '|'.
     * The rows of all events make one story and import as they are; names and codes are invented. NULL: it has no file.
     */
    const char *rows;
    const char *by; /* command that may end in this kind as well as in its own; NULL: none */
    unsigned flags;
    const char *item;                    /* kind of the item under its business key; NULL: none */
    int key;                             /* the fact that is the business key */
    struct fpl_key keys[FPL_EVENT_KEYS]; /* facts put together; ended by fields NULL */
    enum fpl_again again;
    const struct fpl_event *undoes; /* the event it takes back; NULL: none */
    const char *occurred;           /* field that says the day; NULL: the day of recording */
    const char *memo, *memo_field;  /* 摘要: this text, then what the field says, with '|' between */
    int scope;                      /* fact that must be the institution of an institution's user; 0: none */
    const char *scope_field;        /* the field it is named by */
    enum fpl_binding binds;
    struct fpl_str (*partner)(const struct fpl_facts *facts); /* BINDS_AGREEMENT: with whom */
    int binding_day;                                          /* fact: the other day a pack may bind by */
    /* Facts that follow from the command and the pack it is decided under (NULL: none). Pure; NULL: none. */
    void (*follows)(const struct fpl_pack *pack, struct fpl_facts *facts);
    struct fpl_tell tells[FPL_EVENT_TELLS]; /* ended by FPL_OK */
    /* The event's only code: pure, the same facts and rules give the same decision for ever. NULL: nothing to decide.
     */
    void (*decide)(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out);
    enum fpl_status outcome;           /* of its decisions: FPL_OK, or that of a second event of the command */
    const struct fpl_event *otherwise; /* the next event that the command may end in, by the decider's outcome */
    /* People who may not: the one who gave the record that began the item, the one who gave its last record. */
    int not_origin, not_last;
    int approver;       /* fact that names one more approver, neither the actor nor the checker; 0: none */
    const char *places; /* with bars: kind of the items that are open places, in the order of their keys */
    /* Does an open place before its own bar the decision? Pure, for claims that share a cap; NULL: no. */
    int (*bars)(const struct fpl_json *place, const struct fpl_facts *facts, const struct fpl_pack *pack);
    const struct fpl_read *read;
    int reads;
    const struct fpl_day_rule *day;
    int days;
    const struct fpl_recipe *recipe;
    int recipes;
    const struct fpl_move *move;
    int moves;
    const char *moves_other; /* the way in which it moves another item of its own kind: a loan renewed; NULL: none */
    const struct fpl_side *side; /* in other books */
    int sides;
    const struct fpl_event *side_of; /* the primary whose side it is; NULL: of none */
    /* Of one that decides for a list: the kind of the items that are its answer for each row, {"amt","of","party"} and
     * more under "KEY|ROW"; NULL: it decides for none. */
    const char *shares;
    /* Of such an event that is held against limits: that alone, from facts alone, so that `explain` shows the figures
     * without the lists. NULL: it is held against none. Pure; `out` has begun. */
    void (*limits)(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out);
    /* What is recorded for each share above 0: that event, with a command that follows from this one's and the share,
     * in the same book and commit, right after it and under its event id. `each_of` is the other way round. */
    const struct fpl_event *each, *each_of;
};

/* All events, in the order of the catalogue. */
const struct fpl_event *const *fpl_event_all(int *count);
const struct fpl_event *fpl_event_find(struct fpl_str kind); /* NULL: not in the catalogue */
const struct fpl_event *
fpl_event_of_command(const struct fpl_command_spec *spec); /* what the command makes; never NULL */

/* Which of a command's events a decision is: `event` itself or one further along `otherwise`; NULL: a refusal. */
const struct fpl_event *fpl_event_of_outcome(const struct fpl_event *event, enum fpl_status outcome);
/* Kind of the book that its records stand in. */
enum fpl_book_kind fpl_event_book(const struct fpl_event *event);

/* The INT that the answer tells; 0: none. */
int64_t fpl_event_told_number(const struct fpl_event *event, const struct fpl_facts *facts);

/* Posts one row of a recipe: both legs, with the dimensions that the row names. Nothing for the amount 0, nor for an
 * event that was taken on. A negative amount is a red entry. */
void fpl_event_post(struct fpl_decision *out, const struct fpl_recipe *row, struct fpl_money amount,
                    const struct fpl_facts *facts);
/* Keeps the bank's reference, if one was given, as used for the business that is `key`; one that was used before is
 * marked so. */
void fpl_event_keep_ref(const struct fpl_facts *facts, enum fpl_fact_id key, struct fpl_decision *out);
/* What brings the sum of an account that stands on `side` ('D' or 'C') item by item, where only the item's own
 * settlement, in money, takes it off again and no event of it is taken on: an opening balance there could never be
 * settled. NULL: such an account it is not. */
const struct fpl_event *fpl_event_brings(enum fpl_book_kind book, struct fpl_str account, char side);
/* Does a record of this event begin the item of that kind under its key, which is so consumed? event NULL: no. */
int fpl_event_begins(const struct fpl_event *event, struct fpl_str item);
/* Does a record of this event leave another item of that kind, not the one under its key, in the state `to`? */
int fpl_event_moved_other(const struct fpl_event *event, struct fpl_str item, struct fpl_str to);
/* Is a fact of the institution's own? A sum, a balance or a measure is if its read in the catalogue is by a key that is
 * the institution; what is said, and what stands in items of its own loans and claims, is. Totals of the book and of
 * other parties, what stands in other pools, and what is read of a loan renewed that is another's, are not. */
int fpl_event_is_own(const struct fpl_event *event, enum fpl_fact_id id, const struct fpl_facts *facts,
                     struct fpl_str institution);
/* Does an event of a pool concern the institution: its loan, its claim, its contribution, what it is paid? Whoever
 * belongs to it acts on such an event in no role but the institution's. */
int fpl_event_concerns(const struct fpl_event *event, const struct fpl_facts *facts, struct fpl_str institution);
/* Takes out of a decision what an institution's user is not shown: the values of steps and the arguments of reasons
 * that rest on facts which are not its own. Outcome, amount, what bound, and the clauses stay. */
#define FPL_WITHHELD "withheld" /* in place of a step's value */
void fpl_event_withhold(const struct fpl_event *event, struct fpl_facts *facts, struct fpl_str institution,
                        struct fpl_decision *decision);
/* The state after a move, NULL if the event has no such row. */
const char *fpl_event_next(const struct fpl_event *event, const char *item, struct fpl_str from, const char *way);

#ifdef __cplusplus
}
#endif
#endif
