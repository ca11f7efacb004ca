#ifndef LEDGER_DESK_DESK_H
#define LEDGER_DESK_DESK_H
/* The desk: the one door for writes. A call goes through the same steps whatever the command: who (actor, role,
 * checker), form (typed fields, canonical command), request key, book, then its handler, which loads facts, lets the
 * decider decide and hands one draft to the journal. */
#include "fundpool/fund.h"
#include "fundpool/pool.h"
#include "ledger/general/make.h"
#include "ledger/journal/journal.h"
#include "ledger/policy/command.h"
#include "ledger/policy/rows.h"

#define DESK_PACKS 32

struct desk_pack {
    char key[96]; /* "<id>@<version>" */
    char hash[65];
    struct fpl_pack *pack;
};

struct desk_party { /* an unseen party that this command will register, once it is accepted */
    struct fpl_str id, name;
};

struct desk_agreement {
    char pack[96];
    struct fpl_date from, to;
};
struct desk_signed {
    char party[65];
    struct desk_agreement agreement;
};
struct desk_side;
struct desk_agreements { /* of one book, read once; book -1: not read */
    int32_t book;
    uint64_t resets; /* of the write set they were read under */
    struct desk_signed *row;
    size_t n, cap;
};

#define DESK_LIMITS 8
struct desk_limits {
    char key[160]; /* "ID@VERSION" */
    struct fpl_limit_rule *rule;
};

struct desk_closing {     /* of the ledger to names alone */
    int64_t asked;        /* size of the registry when it was looked up; -1: not yet */
    struct fpl_date from; /* FPL_DATE_NONE: it is open */
    int64_t seq;          /* the registry's record that says so */
};

#define DESK_ORIGINS 3
struct desk_origin { /* an earlier record whose facts a decision reads; texts borrow from it */
    struct fpl_fact_keys keys;
    struct fpl_buf body;
    struct fpl_json_doc doc;
};

/* Names that commands gave for parties, met last (named.c). */
#define DESK_NAMES 8
struct desk_named {
    char name[512], id[65], institution[65]; /* of whoever asked; name "": the place is free */
    int count;                               /* parties that bear it, as far as the asker may know */
};
struct desk_names {
    struct desk_named list[DESK_NAMES];
    unsigned next;
    int64_t at; /* records of the registry that the list knows of */
};

struct desk { /* kept with the session: caches and the large scratch structures of one call */
    struct fpl_reason gate;
    struct desk_pack pack[DESK_PACKS];
    int packs;
    struct fpl_profile *profile[FPL_PROFILES_MAX];
    int profiles;
    struct desk_limits limits[DESK_LIMITS]; /* of the funds met last, in turn */
    int limits_next;
    struct desk_agreements agreements;
    struct desk_closing closing;
    struct desk_names names;
    int64_t profiles_at;                  /* registry seq of the newest profile loaded; -1: load again */
    struct fpl_decision decision, made;   /* made: of parties registered on the way */
    struct fpl_facts facts, origin_facts; /* of the command at hand; of the record that an ORIGIN was read from */
    struct fpl_facts_asked asked;         /* by the decider */
    struct fpl_fact_keys keys;
    struct desk_origin origin[DESK_ORIGINS];
    struct fpl_typed typed[FPL_COMMAND_VALUES];
    struct fpl_buf cmd, extra, text; /* text: memory behind ids composed here */
    struct fpl_buf party_name;       /* what the party asked for last is called today */
    struct fpl_json_doc doc, item_doc, blob_doc, claim_doc, undone_doc;
    struct fpl_buf claim_body, undone_body; /* claim_*: of a record that a command is compared with */
    struct fpl_buf shared_body;             /* of the record that wrote the newest state of a thing of several books */
    struct fpl_json_doc shared_doc;
    struct desk_side *side[FPL_SIDES_MAX]; /* made on first use */
    int sides;                             /* of the event at hand */
    char event_id[48];                     /* which joins its records */
    struct fpl_posting line[FPL_COMMAND_LINES_MAX];
    struct fpl_rows rows[FPL_LISTS]; /* lists that the decision at hand reads, */
    struct fpl_list list[FPL_LISTS]; /* as its decider sees them, */
    struct fpl_parts *shares;        /* and its answer for each row; made on first use */
};

struct desk_call {
    struct fpl_session *session;
    struct desk *desk;
    const struct fpl_command *command;
    struct fpl_open_book *book;
    struct fpl_date today;
    struct fpl_date who_day;            /* when the actor was looked up, */
    int64_t who_registry;               /* and the records of the registry then */
    unsigned roles;                     /* of the actor */
    char role[16];                      /* identifier of the role used */
    struct fpl_auth auth, checker_auth; /* how actor and checker are known */
    char institution[65];               /* the actor's party, if the role is an institution's */
    char of[2][65];                     /* whom actor and checker belong to in any other role; "" if nobody */
    char own_request[65];               /* its request key, if it gave one */
    int hides;               /* the loan or claim that the command names is another's: it reads as if there were none */
    int dry, recorded;       /* recorded: this call has appended */
    int looked;              /* what it does has been compared with what was shown */
    int64_t submission, row; /* import; -1 */
    struct desk_party unseen[2];
    int unseen_count;
    struct fpl_draft draft;
    struct fpl_answer *answer;
    struct fpl_error *error;
};

/* Handlers answer FPL_OK with answer->status OK/ALREADY/DEFERRED, or a refusal's status with details in call->error
 * (and answer->reason). */
typedef enum fpl_status (*desk_handler)(struct desk_call *call);
desk_handler fpl_desk__handler(const struct fpl_command_spec *spec);
/* Runs it; a refusal that names no field gets the one that its status is usually about. */
FPL_MUST_CHECK enum fpl_status fpl_desk__handle(struct desk_call *call);

/* typed fields; the name must be one of the command's (asserted) */
const struct fpl_typed *fpl_desk__get(const struct desk_call *call, const char *name);
int fpl_desk__given(const struct desk_call *call, const char *name);
int64_t fpl_desk__num(const struct desk_call *call, const char *name, int64_t absent);
struct fpl_str fpl_desk__text(const struct desk_call *call, const char *name);
struct fpl_date fpl_desk__date(const struct desk_call *call, const char *name); /* FPL_DATE_NONE */
/* Reads and checks every field, resolves parties, writes the canonical command into desk->cmd. */
FPL_MUST_CHECK enum fpl_status fpl_desk__read_fields(struct desk_call *call);

/* 1: the machine could not (lock, disk, memory, damage); 0: an answer about the command */
int fpl_desk__is_machine(enum fpl_status status);
/* 1: a decided no, which becomes a record; 0: bad form or no permission */
int fpl_desk__is_decided(enum fpl_status status);

/* Composes "a|b|c" in desk->text. */
struct fpl_str fpl_desk__key(struct desk_call *call, const struct fpl_str *parts, int count);
/* Copies a decision's outcome and reasons into the answer; returns its outcome if that is a refusal, FPL_OK else. */
FPL_MUST_CHECK enum fpl_status fpl_desk__decided(struct desk_call *call);
/* Fills draft from the decision (postings, items, tallies, facts, pack). */
void fpl_desk__use_decision(struct desk_call *call, struct fpl_str pack_hash);
/* Appends the draft (or, in a dry run, only checks it); registers unseen parties first; fills the answer. */
FPL_MUST_CHECK enum fpl_status fpl_desk__append(struct desk_call *call);
/* Is the business key (kind, key) taken? Compares the recorded command with this one: answers ALREADY (via answer),
 * FPL_E_KEY_CHANGED naming the first field that differs, or FPL_OK with *taken = 0. */
FPL_MUST_CHECK enum fpl_status fpl_desk__business_key(struct desk_call *call, const char *kind, struct fpl_str key,
                                                      int *taken);
/* The same against the command of one record of the book: ALREADY (via answer), FPL_E_KEY_CHANGED, or
 * FPL_E_KEY_REVERSED whatever the command says if the record is marked as reversed. */
FPL_MUST_CHECK enum fpl_status fpl_desk__same_command(struct desk_call *call, int64_t seq);
/* The command of the record `seq`, whose body is given, against this one: ALREADY (via answer), or `changed`. */
FPL_MUST_CHECK enum fpl_status fpl_desk__compare_commands(struct desk_call *call, const struct fpl_json *body,
                                                          enum fpl_status changed, int64_t seq);
/* FPL_E_KEY_REVERSED if the record is marked as taken back: given again, it is no longer what the books count. */
FPL_MUST_CHECK enum fpl_status fpl_desk__in_force(struct desk_call *call, int64_t seq);
/* What fpl_reason.about is of the field of that name, "" for none: the fact that it says, and TODAY where it says the
 * event's day; 0: neither. */
int fpl_desk__about_field(const struct fpl_command_spec *spec, const char *name);
/* The field of the command that a reason is about; "" if it is about none. */
const char *fpl_desk__field_about(const struct fpl_command_spec *spec, const struct fpl_reason *reason);
/* All that is wrong with one command at the same step, so that whoever mends it is told everything in one answer. The
 * first fault stands in call->error as if it were alone; two and more are the answer's reasons, in their order. */
struct desk_faults {
    struct fpl_error *error; /* of the call: holds the first fault */
    struct fpl_error rest;   /* where the next one is written */
    enum fpl_status first;
};
void fpl_desk__faults_begin(struct desk_call *call, struct desk_faults *faults);
/* Takes the status that a check has just answered, whose details are in call->error; FPL_OK is no fault. Answers
 * FPL_OK, or the status if it is the machine's: then nothing else is told. */
FPL_MUST_CHECK enum fpl_status fpl_desk__fault(struct desk_call *call, struct desk_faults *faults,
                                               enum fpl_status status);
/* The first fault's status; FPL_OK if there was none. */
FPL_MUST_CHECK enum fpl_status fpl_desk__faults_end(struct desk_call *call, struct desk_faults *faults);
/* The cell of an entry's line that the chart's refusal of the line is about: "account", "amount" or "cash_flow". */
const char *fpl_desk__cell_of(enum fpl_status status);
/* Refuses with FPL_E_KEY_REVERSED: the record `seq` was taken back by the record `by`. */
enum fpl_status fpl_desk__taken_back(struct desk_call *call, int64_t seq, int64_t by);
/* Is the last record of a thing, at seq, of the kind that this command makes? Then the command is that one again
 * (ALREADY), or another one that comes too late (FPL_E_KEY_CHANGED); *done is set either way. */
FPL_MUST_CHECK enum fpl_status fpl_desk__done_before(struct desk_call *call, int64_t seq, const char *kind, int *done);
/* Request keys and submissions of an institution are a name space of its own: what stands in the ledger is the SHA-256
 * of "INSTITUTION|key", so that no key of another's is met. `key` itself for everybody else. */
struct fpl_str fpl_desk__own_key(const struct desk_call *call, struct fpl_str key, char out[65]);
/* Parses the body of a record into the given document. */
FPL_MUST_CHECK enum fpl_status fpl_desk__body(struct desk_call *call, int32_t book, int64_t seq, struct fpl_buf *bytes,
                                              struct fpl_json_doc *doc, const struct fpl_json **out);

/* A voucher that a command names by its voucher number or its document's: the number of its record; -1: by a receipt,
 * or it is none of this book. What reading answers. */
FPL_MUST_CHECK enum fpl_status fpl_desk__voucher(struct desk_call *call, struct fpl_str text, int64_t *out);
/* Of a reason E_LATER that names a kind, or an item: puts into its second argument the receipt and the number of the
 * record that bars, if the decision read it, and the command that takes it back. What reading answers. */
FPL_MUST_CHECK enum fpl_status fpl_desk__name_later(struct desk_call *call, struct fpl_reason *reason);

/* Limits of an actor and day (fundpool/limits.h): the delta that a record writes for what it counts, its scope in the
 * caller's memory; and FPL_E_LIMIT if the day's count over all books has reached `most`. */
#define DESK_SCOPE_BYTES 80 /* "user:" and an id */
struct fpl_tally_delta fpl_desk__count_one(struct fpl_str actor, const char *name, int64_t count,
                                           char scope[DESK_SCOPE_BYTES]);
FPL_MUST_CHECK enum fpl_status fpl_desk__within(struct fpl_session *session, struct fpl_str actor,
                                                struct fpl_date today, const char *name, int64_t most,
                                                struct fpl_error *error);

/* registry look-ups */
/* Party id of an id, USCC, alias or full registered name; *found = 0 if unknown. FPL_E_AMBIGUOUS: several parties bear
 * the name (arg 1: their ids). */
FPL_MUST_CHECK enum fpl_status fpl_desk__party(struct desk_call *call, struct fpl_str text, struct fpl_str *id,
                                               int *found);
FPL_MUST_CHECK enum fpl_status fpl_desk__party_named(struct desk_call *call, struct fpl_str name, struct fpl_str *id,
                                                     int *found); /* by the name alone (named.c) */
FPL_MUST_CHECK enum fpl_status fpl_desk__party_kind(struct desk_call *call, struct fpl_str id, char *kind,
                                                    size_t kind_size, char *name, size_t name_size);
/* What the party is called today, into desk->party_name; "" for a stranger. */
FPL_MUST_CHECK enum fpl_status fpl_desk__party_name(struct desk_call *call, struct fpl_str id);
FPL_MUST_CHECK enum fpl_status fpl_desk__pack(struct desk_call *call, struct fpl_str key,
                                              const struct desk_pack **out); /* "<id>@<version>" */
FPL_MUST_CHECK enum fpl_status fpl_desk__pack_by_hash(struct desk_call *call, struct fpl_str hash,
                                                      const struct desk_pack **out);
FPL_MUST_CHECK enum fpl_status fpl_desk__profiles(struct desk_call *call);
/* The last day on which the text of an adopted document ("pack", "profile", "tolerance", "limit") is in force;
 * FPL_DATE_NONE where it says none or there is none. */
FPL_MUST_CHECK enum fpl_status fpl_desk__document_until(struct desk_call *call, const char *kind, struct fpl_str key,
                                                        struct fpl_date *out);
/* Tells, as a reason of the answer, that the text of `name` had expired by the day. */
void fpl_desk__tell_expired(struct desk_call *call, struct fpl_str name, struct fpl_date until, struct fpl_date day);
/* Of an event that binds a text of the registry: has it expired by the later of the event's day and today? */
FPL_MUST_CHECK enum fpl_status fpl_desk__tell_bound_expired(struct desk_call *call, const struct fpl_event *event,
                                                            struct fpl_date day);
/* The limits "ID@VERSION", valid until as many others were asked for as the desk keeps. FPL_E_LIMIT_RULE. */
FPL_MUST_CHECK enum fpl_status fpl_desk__limits(struct desk_call *call, struct fpl_str key,
                                                const struct fpl_limit_rule **out);
/* One more approver than the checker. FPL_E_LIMIT_APPROVER. */
FPL_MUST_CHECK enum fpl_status fpl_desk__check_approver(struct desk_call *call, struct fpl_str who);
/* A request key is the whole ledger's: has this one acted in another book than `own`? where says in which, as
 * "book 4/17 CODE" with the receipt number of the record that consumed the key; "" if it has not. */
#define DESK_WHERE_BYTES FPL_ERROR_ARG_BYTES
FPL_MUST_CHECK enum fpl_status fpl_desk__elsewhere(struct fpl_session *session, int32_t own,
                                                   const struct fpl_request_row *request, char where[DESK_WHERE_BYTES],
                                                   struct fpl_error *error);
/* The reason by which an answer tells the fact. */
void fpl_desk__tell(const struct fpl_tell *tell, const struct fpl_fact *fact, struct fpl_reason *out);

/* The agreement of an institution in force on a day: its pack and first day; *found = 0 if there is none. */
FPL_MUST_CHECK enum fpl_status fpl_desk__agreement(struct desk_call *call, struct fpl_str party, struct fpl_date on,
                                                   struct desk_agreement *out, int *found);
/* The key of the claim that a text names: its whole key, the receipt number "book/seq" of one of its records, or its
 * own number if no other bank gave the same one. FPL_E_NOT_FOUND. */
FPL_MUST_CHECK enum fpl_status fpl_desk__claim(struct desk_call *call, struct fpl_str text, struct fpl_str *key);
void fpl_desk__release(struct desk *desk); /* what it owns */
/* After records were taken back: what was read of them is read again. NULL allowed. */
void fpl_desk__forget(struct desk *desk);
/* One command, within a transaction that the caller has begun and ends: fpl_submit without the commit, or with `dry`
 * fpl_dry_run. */
FPL_MUST_CHECK enum fpl_status fpl_desk__give(struct fpl_session *session, const struct fpl_command *command, int dry,
                                              struct fpl_answer *answer, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_desk__reserve_text(struct desk *desk); /* room for composed ids */
struct desk *fpl_desk__of(struct fpl_session *session);                   /* NULL: out of memory */
/* Begins a transaction that writes to what this command may write to. */
FPL_MUST_CHECK enum fpl_status fpl_desk__begin_books(struct fpl_session *session, const struct fpl_command_spec *spec,
                                                     struct fpl_str book, struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status
fpl_desk__check_who(struct desk_call *call); /* actor, role, checker, book, on the day of the clock, which it holds */
/* Of a single command: the hash of what call->draft would record, into the decision, where it is asked for (a dry run,
 * or a command that expects one). FPL_E_NOT_AS_SHOWN: another was expected. The second, of a decided no. */
int fpl_desk__looks(const struct desk_call *call); /* is it asked for? */
FPL_MUST_CHECK enum fpl_status fpl_desk__as_shown(struct desk_call *call, struct fpl_date posted);
FPL_MUST_CHECK enum fpl_status fpl_desk__refused_as_shown(struct desk_call *call, enum fpl_status refusal);
/* FPL_E_AUTH if the registry has closed the ledger to names that are only asserted, and one of these is (auth.c). */
FPL_MUST_CHECK enum fpl_status fpl_desk__check_auth(struct desk_call *call);
/* The same again if the day or the registry is another one than when it was asked last: roles are those of the moment.
 */
FPL_MUST_CHECK enum fpl_status fpl_desk__check_who_again(struct desk_call *call);
FPL_MUST_CHECK enum fpl_status fpl_desk__begin_row(struct desk_call *call); /* empties the answer, reads the fields */

/* Tells, as a reason of the answer, that a key about to be recorded differs from a recorded one only in case or width.
 * For single commands; of the rows of an import it is told when they are read back (outcome.c). */
FPL_MUST_CHECK enum fpl_status fpl_desk__tell_alike(struct desk_call *call, int32_t book, const char *kind,
                                                    struct fpl_str key);
/* Of a party about to be registered: is another one known by that name? Not told to an institution. */
FPL_MUST_CHECK enum fpl_status fpl_desk__tell_namesake(struct desk_call *call, struct fpl_str id, struct fpl_str name);

/* An institution is not told what others call a firm. */
#define FPL_DESK_NAME_WITHHELD FPL_ZH_EN("登记名称略", "the registered name is withheld")
/* Compares the command's firm_name with the registered one. Names unseen firms. */
FPL_MUST_CHECK enum fpl_status fpl_desk__check_firm_name(struct desk_call *call, int *differs);

/* The lines of an entry are no fields: their digest, in hex, and whether a record holds others (request keys). */
void fpl_desk__digest_lines(const struct desk_call *call, char hex[65]);
FPL_MUST_CHECK enum fpl_status fpl_desk__lines_differ(struct desk_call *call, const struct fpl_json *body, int *differ);

/* Is the refusal among the answer's reasons (a decider's are all given, in its order)? If not, what stands there is a
 * flag on an answer that did not come about. */
int fpl_desk__explains(const struct fpl_answer *answer, enum fpl_status refusal);
/* The reasons that there are, and not the 60 KiB that there may be. */
void fpl_desk__copy_answer(const struct fpl_answer *from, struct fpl_answer *to);

/* What the makers of ledger/general take, with an empty decision for what they make. */
struct fpl_making fpl_desk__making(struct desk_call *call);
/* Appends a record of the command's own kind with the items that were made. */
FPL_MUST_CHECK enum fpl_status fpl_desk__append_made(struct desk_call *call);

/* handlers */
enum fpl_status fpl_desk__user_enrol(struct desk_call *call);
enum fpl_status fpl_desk__user_change(struct desk_call *call);
enum fpl_status fpl_desk__rename(struct desk_call *call); /* of a party or a user */
enum fpl_status fpl_desk__auth_require(struct desk_call *call);
enum fpl_status fpl_desk__currency_add(struct desk_call *call);
enum fpl_status fpl_desk__book_open(struct desk_call *call);
enum fpl_status fpl_desk__party_register(struct desk_call *call);
enum fpl_status fpl_desk__document_adopt(struct desk_call *call);
enum fpl_status fpl_desk__journal_post(struct desk_call *call);
enum fpl_status fpl_desk__journal_reverse(struct desk_call *call);
enum fpl_status fpl_desk__opening_post(struct desk_call *call);
enum fpl_status fpl_desk__period_close(struct desk_call *call);
enum fpl_status fpl_desk__event(struct desk_call *call); /* every event that is decided */

#endif
