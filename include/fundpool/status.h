#ifndef FUNDPOOL_STATUS_H
#define FUNDPOOL_STATUS_H
/* One enum for every outcome the library can answer, from a full disk to a claim refused at a gate: the caller learns
 * *what* from the status and *where, which field, which value* from struct fpl_error. Numbers, texts and precedence:
 * status.def. */

#ifdef __cplusplus
extern "C" {
#endif

enum fpl_status {
#define FPL_STATUS(name, number, retryable, zh, en) FPL_##name = (number),
#include "fundpool/status.def"
#undef FPL_STATUS
};

#define FPL_MUST_CHECK __attribute__((warn_unused_result))

/* The name without its FPL_ prefix, "E_AMOUNT_FORMAT"; "E_BUG" for a number that is none of ours. Borrowed, static. */
const char *fpl_status_name(enum fpl_status status);

/* The status of a name as fpl_status_name() gives it; FPL_E_BUG if there is none. */
enum fpl_status fpl_status_of_name(const char *name);

/* 1 if the same call may succeed later without any change by the caller (lock, disk, memory). */
int fpl_status_is_retryable(enum fpl_status status);

/* Message template with {0} {1} {2}; zh != 0 for Chinese. Borrowed, static. Rendering belongs to the programs. */
const char *fpl_status_text(enum fpl_status status, int zh);

/* Every status in the order of status.def; *count is set. For tests and for `help codes`. */
const enum fpl_status *fpl_status_all(int *count);

/* Caller misuse and broken invariants stop the process, in every build: a ledger that is wrong about itself must not go
 * on. Bad *data* is a status, never an assert. */
__attribute__((noreturn)) void fpl_assert_failed(const char *condition, const char *file, int line);
#define FPL_ASSERT(condition) ((condition) ? (void)0 : fpl_assert_failed(#condition, __FILE__, __LINE__))

#ifdef __cplusplus
}
#endif
#endif
