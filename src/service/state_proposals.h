#ifndef SRC_SERVICE_STATE_PROPOSALS_H
#define SRC_SERVICE_STATE_PROPOSALS_H
/* Proposals 待复核事项 in the state file: a command that makes an entry, from its maker's submission to the checker's
 * decision. Every version and every step is kept; nothing is deleted. A proposal is nobody's act yet, so it stands here
 * and not in the ledger. */
#include "fundpool/command.h"
#include "src/service/state.h"

enum proposal_state {
    PROPOSAL_SUBMITTED = 1, /* waits for a checker */
    PROPOSAL_RETURNED,      /* with a reason; its maker may submit another version */
    PROPOSAL_DECIDING,      /* the writer has it */
    PROPOSAL_UNSURE,        /* the machine failed while it was recorded: approved once more, it acts once */
    PROPOSAL_APPROVED,      /* recorded: it has a receipt */
    PROPOSAL_WITHDRAWN,
    PROPOSAL_EXPIRED, /* nobody decided for PROPOSAL_DAYS */
    PROPOSAL_STATES
};
#define PROPOSAL_DAYS 30
/* Chinese (zh > 0), English (0), the identifier "SUBMITTED" (< 0). */
const char *proposal_state_name(enum proposal_state state, int zh);
enum proposal_state proposal_state_of(struct fpl_str identifier); /* 0: none */

#define PROPOSAL_NOTE_BYTES    1001
#define PROPOSAL_KEY_BYTES     65
#define PROPOSAL_REQUEST_BYTES 48
struct state_proposal {
    int64_t id;
    int version; /* the newest, from 1 */
    char command[64], book[65], maker[STATE_USER_BYTES], checker[STATE_USER_BYTES];
    enum proposal_state state;
    int64_t made_ms, changed_ms;
    char receipt[40];                     /* "2/15"; "": not recorded */
    char request[PROPOSAL_REQUEST_BYTES]; /* of the newest version: the request key under which it is recorded */
    struct fpl_auth auth;                 /* how its maker was known */
};
struct state_version {
    const char *own_key; /* the maker's own key; "": none */
    struct fpl_auth auth;
    int64_t now_ms;
    struct fpl_str body; /* canonical JSON */
    const char *note;
};
/* A new proposal (version 1) or, with an id, the next version of one that was returned or is submitted, by its maker:
 * `proposal` holds command, book, maker, and the id and version that is replaced; id, version, request and state are
 * filled. FPL_E_PROPOSAL_CHANGED (another version or state than was looked at). */
FPL_MUST_CHECK enum fpl_status state_proposal_put(struct state *state, struct state_proposal *proposal,
                                                  const struct state_version *version, struct fpl_error *error);
/* FPL_E_NOT_FOUND. What is overdue is expired first. */
FPL_MUST_CHECK enum fpl_status state_proposal_get(struct state *state, int64_t id, int64_t now_ms,
                                                  struct state_proposal *out, struct fpl_error *error);
/* The version of that maker's own key: *id and *version, 0 if there is none. */
FPL_MUST_CHECK enum fpl_status state_proposal_find(struct state *state, const char *maker, const char *own_key,
                                                   int64_t *id, int *version, struct fpl_error *error);
/* The JSON of a version, appended. FPL_E_NOT_FOUND. */
FPL_MUST_CHECK enum fpl_status state_proposal_body(struct state *state, int64_t id, int version, struct fpl_buf *body,
                                                   struct fpl_error *error);
struct proposal_move {
    int64_t id;
    int version;
    unsigned from; /* bits 1 << state */
    enum proposal_state to;
    const char *user, *note;
    const char *checker, *receipt; /* NULL: as before */
    int64_t now_ms;
};
/* FPL_E_PROPOSAL_CHANGED: it is at another version, or in none of these states. */
FPL_MUST_CHECK enum fpl_status state_proposal_move(struct state *state, const struct proposal_move *move,
                                                   struct fpl_error *error);
/* What was being decided when an earlier service ended is unsure. */
FPL_MUST_CHECK enum fpl_status state_proposals_resume(struct state *state, int64_t now_ms, struct fpl_error *error);

struct proposal_filter {
    unsigned states;            /* bits 1 << state */
    const char *maker, *not_of; /* NULL: of everybody; of nobody left out */
    const char *command;        /* NULL: any */
    int64_t after;              /* only ids below it; 0: all */
    int is_oldest;              /* the oldest first */
    int limit;
};
typedef enum fpl_status (*state_proposal_cb)(void *ctx, const struct state_proposal *proposal);
/* The newest first, unless told. The callback asks nothing of the state file. */
FPL_MUST_CHECK enum fpl_status state_proposals(struct state *state, const struct proposal_filter *filter,
                                               int64_t now_ms, state_proposal_cb cb, void *ctx,
                                               struct fpl_error *error);
struct proposal_step {
    int version;
    int64_t t;
    enum proposal_state state;
    char user[STATE_USER_BYTES], note[PROPOSAL_NOTE_BYTES];
};
typedef enum fpl_status (*proposal_step_cb)(void *ctx, const struct proposal_step *step);
FPL_MUST_CHECK enum fpl_status state_proposal_steps(struct state *state, int64_t id, proposal_step_cb cb, void *ctx,
                                                    struct fpl_error *error);

#endif
