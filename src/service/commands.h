#ifndef SRC_SERVICE_COMMANDS_H
#define SRC_SERVICE_COMMANDS_H
/* Commands of whoever is signed in: tried, given, answered. API and forms share it. */
#include "src/service/service.h"
#include "src/service/wish.h"

/* How whoever asks was known, for the record. */
struct fpl_auth commands_auth(const struct call *call);
/* The command of that name which somebody of these roles may give; else FPL_E_NOT_FOUND or FPL_E_ROLE. */
FPL_MUST_CHECK enum fpl_status commands_find(struct call *call, struct fpl_str name,
                                             const struct fpl_command_spec **out);
/* Is it one that only an approver, a cashier, or whoever keeps rules and users may give? Those ask for a fresh second
 * factor. */
int commands_ask_factor(const struct fpl_command_spec *spec);

/* May whoever asks check what `maker` gave? FPL_E_SAME_PERSON, FPL_E_CHECKER, both with the people who may. */
FPL_MUST_CHECK enum fpl_status commands_may_check(struct call *call, const char *maker);

struct tried { /* large: keep it on the heap */
    struct fpl_answer answer;
    struct fpl_decision decision; /* its slices live until the session's next question to the desk */
};
struct tried *tried_new(void); /* nothing tried yet; NULL: no memory. free() ends it */
/* A dry run as the ledger is now, with what a report of it is made from; the view is opened anew. Statuses as of
 * fpl_dry_run. */
FPL_MUST_CHECK enum fpl_status commands_try(struct call *call, const struct fpl_command *command, struct tried *out);
int commands_is_yes(enum fpl_status outcome); /* it would be recorded: OK, DEFERRED, QUEUED */
/* The preview of what was tried. The caller frees it. */
FPL_MUST_CHECK enum fpl_status commands_preview(struct call *call, const struct fpl_command *command,
                                                const struct tried *tried, struct fpl_report **out);
/* Through the writer; afterwards the view shows what was recorded. */
FPL_MUST_CHECK enum fpl_status commands_give(struct call *call, const struct fpl_command *command,
                                             struct fpl_answer *answer);
/* Why not, as the members "field" and "reasons": what the decider found, or what was found before it was asked; of one
 * fault alone only `error` tells. decision may be NULL. */
void commands_put_why_not(const struct fpl_command_spec *spec, const struct fpl_decision *decision,
                          const struct fpl_answer *answer, const struct fpl_error *error, struct fpl_buf *out);
/* Decimals of that book; -1 if it is not to be seen. */
int commands_scale(const struct call *call, int32_t book);
/* Of a field as its specification says: "金额（amount）" in the error's first argument. */
void commands_name_field(struct call *call, const struct fpl_command_spec *spec);

int commands_is_of_form(enum fpl_status status); /* answered 400 or 404: a field cannot be read, or names nothing */
/* Of a command whose form was refused: the call's error, and what else would be refused of its form, one of a field at
 * most. Returns how many; the call's error stays. */
#define COMMANDS_FAULTS 32
int commands_faults(struct call *call, const struct fpl_command *command, struct fpl_error fault[COMMANDS_FAULTS]);

/* ---- the API's answers ---- */
/* After `status` of a command: a problem with every field whose form is refused if there are several; else `status`. */
FPL_MUST_CHECK enum fpl_status commands_fail_form(struct call *call, const struct fpl_command *command,
                                                  enum fpl_status status);
/* 201, 200 (already), 202 (deferred, queued), or a problem with the receipt of the refusal. */
FPL_MUST_CHECK enum fpl_status commands_answer(struct call *call, const struct fpl_command_spec *spec,
                                               const struct fpl_answer *answer);
/* "field":…,"reasons":[…] of a refusal: each reason with its code, its words in both languages, its clause and its
 * arguments; no field if it is "". */
void commands_put_reasons(const struct fpl_command_spec *spec, const struct fpl_reason *reason, int reasons,
                          const char *field, struct fpl_buf *out);
/* After `status` of a command: a problem with all reasons if there are several; else `status` again. */
FPL_MUST_CHECK enum fpl_status commands_fail(struct call *call, const struct fpl_command_spec *spec,
                                             enum fpl_status status, const struct fpl_answer *answer);

#endif
