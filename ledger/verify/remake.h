#ifndef LEDGER_VERIFY_REMAKE_H
#define LEDGER_VERIFY_REMAKE_H
/* A record's body made again from its command, the state before it and the ledger's own data. */
#include "ledger/policy/command.h"
#include "ledger/policy/rows.h"
#include "ledger/verify/verify.h"

#define FPL_VERIFY_ORIGINS 3
struct fpl_verify__origin { /* an earlier record whose facts a decision reads; texts borrow from it */
    struct fpl_fact_keys keys;
    struct fpl_buf bytes;
    struct fpl_json_doc doc;
};
struct fpl_verify__other {
    int64_t t; /* of its leaf; -1: there is no such record */
    struct fpl_buf bytes;
    struct fpl_json_doc doc;
};
struct fpl_verify__person { /* as the registry stood at a size and on a day; size 0: nobody yet */
    char user[65], party[65];
    struct fpl_date day;
    int64_t size;
    unsigned roles;
};

struct fpl_verify__signed { /* an agreement; party and data stand in bytes */
    struct fpl_str party;
    struct fpl_date from, to; /* to: FPL_DATE_NONE, it goes on */
    int64_t seq;
    struct fpl_buf bytes;
    struct fpl_json_doc doc;
};
struct fpl_verify__agreements { /* all of a book, in order of party and first day (agreements.c) */
    int32_t book;
    int64_t folded; /* run->agreements when they were read: they hold for that number, and no other */
    struct fpl_verify__signed *row;
    size_t n, cap;
};
void fpl_agreements__release(struct fpl_verify__agreements *list); /* {0}: nothing */

struct fpl_verify__maker { /* large: made once a run */
    struct fpl_verify__registry registry;
    struct fpl_facts facts, origin_facts;
    struct fpl_facts_asked asked;
    struct fpl_fact_keys keys;
    struct fpl_typed typed[FPL_COMMAND_VALUES];
    struct fpl_decision decision;
    struct fpl_verify__origin origin[FPL_VERIFY_ORIGINS];
    struct fpl_verify__agreements agreements;
    struct fpl_json_doc item_doc, seen_doc, undone_doc, record_doc, made_doc;
    struct fpl_buf cmd, cmd_each, body, extra, undone_bytes, record_bytes, sides;
    int32_t each_book; /* of the event for a list made again last: the records of its shares, (from, to] */
    int64_t each_from, each_to;
    struct fpl_told told; /* of a chunk */
    struct fpl_verify__person person[4];
    unsigned persons; /* looked up so far: the next takes the place of the oldest */
    char event_id[48];
    struct fpl_verify__other shared;        /* the record that wrote a state of a thing of several books */
    struct fpl_verify__other side, primary; /* bodies of other books; of a side the primary's, and what it has read */
    struct fpl_facts primary_facts;
    struct fpl_fact_keys primary_keys;
    struct fpl_posting line[FPL_COMMAND_LINES_MAX];
    struct fpl_rows rows[FPL_LISTS]; /* lists that the record at hand read, */
    struct fpl_list list[FPL_LISTS]; /* as its decider sees them, */
    struct fpl_parts *shares;        /* and its answer for each row; made on first use */
    char text[65536];                /* texts of facts of the record at hand */
    size_t text_n;
    char pack_hex[2 * FPL_HASH_BYTES + 1], word[32];
};
void fpl_verify__maker_free(struct fpl_verify__maker *maker); /* NULL allowed */

struct fpl_remake { /* the record at hand */
    struct fpl_verify__run *run;
    struct fpl_fold *fold; /* the state before it */
    int32_t book;
    const struct fpl_verify__record *record;
    const struct fpl_event *event;
    struct fpl_verify__maker *maker;
    struct fpl_said said;
    struct fpl_facts *facts;
    const struct fpl_pack *pack; /* NULL: none (yet) */
    struct fpl_str pack_hash;
    struct fpl_date day;
    char institution[65]; /* of the actor, if the role is an institution's */
    char of[2][65];       /* whom actor and checker belong to in any other role; "" if nobody */
    int64_t undone;       /* seq of the record that it takes back; -1: none */
    const struct fpl_json *undone_body;
    struct {
        const char *name; /* NULL: none yet */
        struct fpl_str key;
        int32_t book;
        struct fpl_item_value *value; /* NULL: there is none */
        const struct fpl_json *data;  /* in maker->seen_doc */
    } seen;                           /* the item that a fact was read from last */
    int lists;                        /* read so far */
    int origins;
    const char *origin_name;
    struct fpl_str origin_key;
    const struct fpl_json *primary; /* of a side: the primary's body */
    struct fpl_shared shared;       /* the thing of several books read last; kind NULL: none */
    const struct fpl_json *state;   /* of it, as the record has read it; NULL: there was none */
    int refused;                    /* 1: the desk would have refused it, as `why` says */
    char why[96];
};
/* The people of a record: see remake.c. needs_checker: 1 there must be one, 0 there must be none. */
FPL_MUST_CHECK enum fpl_status fpl_remake__people(struct fpl_remake *remake, unsigned allowed, int needs_checker);
/* What a party or a user was called on a day, as the registry stood then; "" for a stranger. Valid until the maker's
 * `extra` or `item_doc` is used again. */
FPL_MUST_CHECK enum fpl_status fpl_remake__name(struct fpl_remake *remake, const struct fpl_bearer *who,
                                                struct fpl_str *out);
/* Of an enrolled user as the registry stood then; 0 for a stranger. party may be NULL. */
FPL_MUST_CHECK enum fpl_status fpl_remake__roles(struct fpl_remake *remake, struct fpl_str user, unsigned *roles,
                                                 char party[65]);
/* The limits of the fund that the facts name, into rules->limits; whoever let a breach of them through (limits.c). */
FPL_MUST_CHECK enum fpl_status fpl_remake__limits(struct fpl_remake *remake, struct fpl_rules *rules);
FPL_MUST_CHECK enum fpl_status fpl_remake__approver(struct fpl_remake *remake);
/* Are the parties that the command names known? */
FPL_MUST_CHECK enum fpl_status fpl_remake__parties(struct fpl_remake *remake);
/* A row of an import against the round that it is of, and a record that stands where only rows and their chunk may
 * (import.c). */
FPL_MUST_CHECK enum fpl_status fpl_remake__row(struct fpl_remake *remake);
/* How the people of an import's round that goes on were known; 0: there is no such round. */
int fpl_remake__round_auth(struct fpl_remake *remake, int64_t sub, struct fpl_auth out[2]);
/* Takes over what a body merely tells and other checks watch: actor, request key, posted day, voucher number. */
void fpl_remake__told(struct fpl_remake *remake, struct fpl_draft *draft, struct fpl_body_numbers *numbers);
/* maker->body against the record's own: names the first difference. */
FPL_MUST_CHECK enum fpl_status fpl_remake__compare(struct fpl_remake *remake);
/* Opens the primary of a side, and the record that a reversal's side takes back (m->undone). */
FPL_MUST_CHECK enum fpl_status fpl_remake__begin_side(struct fpl_remake *remake);
/* Event id and sides of a record whose event stands in several books (sides.c). */
FPL_MUST_CHECK enum fpl_status fpl_remake__sides(struct fpl_remake *remake, struct fpl_draft *draft);
/* The kinds with nothing to decide. */
FPL_MUST_CHECK enum fpl_status fpl_remake__general(struct fpl_remake *remake);
/* Notes why an honest desk would not have recorded it, once; answers FPL_OK. */
enum fpl_status fpl_remake__refuse(struct fpl_remake *remake, const char *why);
/* The fact of the ACTOR source; the others. They answer a machine's status, or FPL_OK with remake->refused. */
FPL_MUST_CHECK enum fpl_status fpl_remake__read_actor(struct fpl_remake *remake);
FPL_MUST_CHECK enum fpl_status fpl_remake__read_all(struct fpl_remake *remake);
/* Items that are looked for by the beginning of their keys are stored then, if any of them waits in the write set. */
FPL_MUST_CHECK enum fpl_status fpl_remake__flush(struct fpl_remake *remake);
/* The agreement of a party in force on a day, and the record that signed it; *data NULL: none. Valid while the record
 * is at hand. */
FPL_MUST_CHECK enum fpl_status fpl_remake__agreement(struct fpl_remake *remake, struct fpl_str party,
                                                     struct fpl_date on, const struct fpl_json **data, int64_t *seq);
/* Body of a record of this book, parsed into doc. */
FPL_MUST_CHECK enum fpl_status fpl_remake__body(struct fpl_remake *remake, int64_t seq, struct fpl_buf *bytes,
                                                struct fpl_json_doc *doc, const struct fpl_json **out);
FPL_MUST_CHECK enum fpl_status fpl_remake__body_of(struct fpl_remake *remake, int32_t book, int64_t seq,
                                                   struct fpl_buf *bytes, struct fpl_json_doc *doc,
                                                   const struct fpl_json **out);
/* The item as it stood; *out NULL: none, or (of the registry) not yet when this record was written. */
FPL_MUST_CHECK enum fpl_status fpl_remake__item(struct fpl_remake *remake, int32_t book, const char *kind,
                                                struct fpl_str key, struct fpl_item_value **out);
/* m->shared and m->state: the thing of several books that the read names, as the record has read it (shared.c). */
FPL_MUST_CHECK enum fpl_status fpl_remake__shared(struct fpl_remake *remake, const struct fpl_read *read,
                                                  struct fpl_str key);
/* A text that lives as long as the record is at hand. */
struct fpl_str fpl_remake__keep(struct fpl_remake *remake, struct fpl_str text);

#endif
