#ifndef LEDGER_GENERAL_MAKE_H
#define LEDGER_GENERAL_MAKE_H
/* The general kinds: what their records hold, as pure functions of the command and of named reads. The desk calls them
 * to write a record, verification to make it again. Items are added to a decision, which keeps their texts. */
#include "ledger/journal/journal.h"
#include "ledger/policy/command.h"

struct fpl_making { /* a command whose fields are typed */
    const struct fpl_command_spec *spec;
    const struct fpl_typed *typed;
    struct fpl_decision *out;
};
const struct fpl_typed *fpl_making__get(const struct fpl_making *making, const char *name); /* the field is there */
struct fpl_str fpl_making__text(const struct fpl_making *making, const char *name);         /* empty if not given */
int64_t fpl_making__num(const struct fpl_making *making, const char *name, int64_t absent);

/* Bits of roles named in a text, divided by commas, semicolons, bars or blanks; 0 with *unknown = a word that is none.
 */
unsigned fpl_roles__parse(struct fpl_str text, struct fpl_str *unknown);
/* May one person hold these? The administrator can neither post nor approve. An institution's user holds no role of
 * the pool: he would decide on his own claims, or read those of others. */
int fpl_roles__go_together(unsigned roles);
/* USCC is optional for those who have none by kind: foreign bodies, natural persons, fiscal bureaus, others. */
int fpl_party__may_lack_uscc(struct fpl_str kind);
/* The kind of a party that an import meets first, by the form of its id. */
const char *fpl_party__kind_unseen(struct fpl_str id);
/* May a party of this id be registered by the record that names it? With a USCC, or without one an id with a prefix: F-
 * foreign, N- natural person, G- fiscal, X- other. */
int fpl_party__may_be_unseen(struct fpl_str id);
/* A party's id: the one given, or its USCC. */
struct fpl_str fpl_party__id(const struct fpl_making *making);

void fpl_make__user(const struct fpl_making *making, unsigned roles);
#define FPL_AUTH_ITEM "auth" /* its key: the day from which on a name alone is not enough */
void fpl_make__auth(struct fpl_decision *out, struct fpl_date from);
void fpl_make__currency(const struct fpl_making *making);
void fpl_make__party(const struct fpl_making *making);
void fpl_make__unseen_party(struct fpl_decision *out, struct fpl_str id, struct fpl_str name);
void fpl_make__book(const struct fpl_making *making, int64_t id, const char *uid);
void fpl_make__document(const struct fpl_making *making, const char *kind, const char *hash);
/* SHA-256 of postings, in hex: the key of opening balances without a number. With day and summary before them: what an
 * entry without a number says. */
void fpl_make__digest(struct fpl_hasher *hasher, const struct fpl_posting *posting, int n, const struct fpl_str said[2],
                      char hex[2 * FPL_HASH_BYTES + 1]);
void fpl_make__opening(struct fpl_decision *out, const char *lines, struct fpl_str number);
/* Such an entry, as an item "said" by its digest: `before`, the newest one that said the same; -1: none has. */
void fpl_make__said(struct fpl_decision *out, const char *digest, int64_t before);
void fpl_make__period(struct fpl_decision *out, struct fpl_period period, const char *digest, int64_t size);

struct fpl_submission {                             /* of a submission: item "import" */
    struct fpl_str submission, file, mapping, what; /* what: the command's name */
    int64_t began, round;
    int done, take_on;
};
void fpl_make__import(struct fpl_decision *out, const struct fpl_submission *state);
struct fpl_chunk_counts { /* item "chunk" */
    int64_t lo, hi, round, accepted, already, refused;
};
void fpl_make__chunk(struct fpl_decision *out, struct fpl_str submission, const struct fpl_chunk_counts *counts);
/* The numbers that answers tell of accepted rows, in a chunk: [row, number, number, …], one such list for neighbours.
 */
struct fpl_told {
    struct fpl_buf text; /* the lists, the last one open until fpl_told__end */
    int64_t next;        /* row whose number would follow */
};
void fpl_told__begin(struct fpl_told *told);
/* Of a row, or of an entry's first and last one. number 0: nothing is told. */
void fpl_told__add(struct fpl_told *told, int64_t row, int64_t last, int64_t number);
/* FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_told__end(struct fpl_told *told);
/* What limits an actor's day: one tally of the actor's own scope. */
void fpl_make__count(struct fpl_decision *out, struct fpl_str actor, const char *name, int64_t count);

#endif
