#ifndef LEDGER_GENERAL_PEOPLE_H
#define LEDGER_GENERAL_PEOPLE_H
/* Who may do what, and since when. A user is enrolled with roles; each `user.changed` gives him others from a day on.
 * What holds on a day is the change of the latest day up to it, of several for one day the one recorded last. The desk
 * reads the tenures from the store, verification from the registry's records. */
#include "ledger/general/make.h"

struct fpl_tenure {
    char user[65];
    struct fpl_date from; /* FPL_DATE_NONE: the enrolment, which holds from its record on */
    int64_t seq;          /* of the registry's record */
    unsigned roles;       /* 0: disabled */
};
struct fpl_tenures {
    const struct fpl_tenure *list;
    size_t n;
};
/* The user's roles on that day as the registry's first `size` records say; `enrolled` where none of them changed them.
 */
unsigned fpl_people__roles(const struct fpl_tenure *list, size_t n, struct fpl_str user, struct fpl_date day,
                           int64_t size, unsigned enrolled);
/* Has he a role on that day or from a later one on? */
int fpl_people__acts(const struct fpl_tenure *list, size_t n, struct fpl_str user, struct fpl_date day, int64_t size,
                     unsigned enrolled);
/* Does another user who acts bear a name that looks like `name` on who->day, as the store and the first who->size
 * records of the registry say? *ask then holds him and the record that gave the name; ask->seq -1: nobody does. What
 * the transaction wrote is to be flushed before. */
FPL_MUST_CHECK enum fpl_status fpl_people__called(struct fpl_store *store, const struct fpl_tenures *changes,
                                                  const struct fpl_bearer *who, struct fpl_str name,
                                                  struct fpl_alike *ask, struct fpl_error *error);
/* Is there an administrator on that day and on each later one, as the first `size` records and then `change` say? */
int fpl_people__has_admin(const struct fpl_tenure *list, size_t n, int64_t size, const struct fpl_tenure *change);

/* Roles as user.change names them: *disables for the word "none" or 停用, which gives 0. */
unsigned fpl_people__parse(struct fpl_str text, struct fpl_str *unknown, int *disables);
/* The tenure that an item `user.roles` says: key "USER|DATE|SEQ", data {"roles":bits}. 0: no such key. */
int fpl_people__read(struct fpl_str key, const struct fpl_json *data, struct fpl_tenure *out);
void fpl_make__tenure(struct fpl_decision *out, struct fpl_str user, struct fpl_date from, int64_t seq, unsigned roles);
/* What a change of a name holds: the name from who->day on, under the record's own seq, and the mark. */
void fpl_make__renamed(struct fpl_decision *out, const struct fpl_bearer *who, int64_t seq, struct fpl_str name);

#endif
