#ifndef LEDGER_STORE_BEHIND_H
#define LEDGER_STORE_BEHIND_H
/* Write-behind: statements that change rows, with the values bound to them, wait in blocks that a thread of the store
 * carries out in order. The connection belongs to one thread at a time: to this one while anything waits or is being
 * carried out, else to the caller; settle hands it back. After a failure what still waits is dropped. */
#include "ledger/store/store.h"

struct fpl_behind;
struct fpl_put;

enum fpl_behind_control {
    FPL_BEHIND_BEGIN,
    FPL_BEHIND_COMMIT,
    FPL_BEHIND_EXPECT, /* book, size and indexed of its head */
    FPL_BEHIND_MERGE,
    FPL_BEHIND_COUNT,
    FPL_BEHIND_UNUSED,
    FPL_BEHIND_ROLL /* book, first day of the month, of its year */
};
#define FPL_CONTROL_VALUES 3

struct fpl_behind *fpl_behind__start(struct fpl_store *store); /* NULL if no thread could be started */
void fpl_behind__stop(struct fpl_behind *behind);              /* after settle; NULL allowed */
/* 1: something has been queued since the last settle. */
int fpl_behind__is_pending(const struct fpl_behind *behind);
/* Begins a statement by number; its values follow by fpl_put__int and the like, fpl_put__run ends it. A failure met
 * since is answered here. */
FPL_MUST_CHECK enum fpl_status fpl_behind__put(struct fpl_behind *behind, int sql, struct fpl_put *put,
                                               struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_behind__control(struct fpl_behind *behind, enum fpl_behind_control what,
                                                   const int64_t values[FPL_CONTROL_VALUES], struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status fpl_behind__run(struct fpl_behind *behind, struct fpl_put *put, struct fpl_error *error);
/* fpl_store__merge_now, queued. */
FPL_MUST_CHECK enum fpl_status fpl_behind__merge(struct fpl_behind *behind, int64_t block, struct fpl_str added,
                                                 struct fpl_error *error);
/* fpl_store__expect_count_now, queued. */
FPL_MUST_CHECK enum fpl_status fpl_behind__expect_count(struct fpl_behind *behind, const struct fpl_tally_row *which,
                                                        int64_t count, struct fpl_error *error);
/* fpl_store__expect_unused_now, queued. */
FPL_MUST_CHECK enum fpl_status fpl_behind__expect_unused(struct fpl_behind *behind, struct fpl_str kind,
                                                         struct fpl_str key, struct fpl_error *error);
/* Everything queued is done, or the failure that stopped it. */
FPL_MUST_CHECK enum fpl_status fpl_behind__settle(struct fpl_behind *behind, struct fpl_error *error);

#endif
