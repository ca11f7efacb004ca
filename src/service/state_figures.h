#ifndef SRC_SERVICE_STATE_FIGURES_H
#define SRC_SERVICE_STATE_FIGURES_H
/* How many of what stand in the state file. */
#include "src/service/state_proposals.h"
#include "src/service/state_uploads.h"

struct state_figures {
    int64_t sessions; /* that are not over */
    int64_t proposals[PROPOSAL_STATES], uploads[UPLOAD_STATES];
};
/* made_after, seen_after: a session is over that began, or was last used, before. */
FPL_MUST_CHECK enum fpl_status state_figures(struct state *state, int64_t made_after, int64_t seen_after,
                                             struct state_figures *out, struct fpl_error *error);

#endif
