#ifndef SRC_SERVICE_PROPOSALS_H
#define SRC_SERVICE_PROPOSALS_H
/* 待复核事项: who makes an entry submits it, and another person, in a session of his own, approves what he was shown or
 * returns it with a reason. API and pages share it. The desk asks for two people as well: nothing here lets one
 * through. */
#include "src/service/commands.h"
#include "src/service/state_proposals.h"
#include "src/service/steps.h"

struct proposal_look {
    struct state_proposal it;
    const struct fpl_command_spec *spec;
    struct wish wish;     /* of the newest version: command, maker and how he was known are filled */
    struct tried *tried;  /* what it would do now; NULL if it is closed */
    enum fpl_status what; /* of the trial: FPL_OK, or why it could not even be decided (in `why`) */
    struct fpl_error why;
};
/* May whoever asks see it? Its maker; and who reads all books. */
int proposals_may_see(const struct call *call, const struct state_proposal *proposal);
int proposals_may_decide(const struct call *call, const struct proposal_look *look); /* approve or return, by role */
/* The proposal with what it would do now. What may not be seen is FPL_E_NOT_FOUND. *out is released whatever is
 * answered; {0} at first. */
FPL_MUST_CHECK enum fpl_status proposals_look(struct call *call, int64_t id, struct proposal_look *out);
void proposals_release(struct proposal_look *look);

struct proposal_wish {
    const struct fpl_command_spec *spec;
    struct wish *wish;
    struct fpl_str own_key; /* the maker's own key: the same acts once; empty: none */
    int64_t id;             /* 0: a new one; else the next version of it, in the place of `version` */
    int version;
    struct fpl_str note;
};
/* Tried first: what would be refused is not submitted, and `tried` says why (its answer is no yes).
 * FPL_E_REQUEST_CHANGED (another command under that key), FPL_E_PROPOSAL_CHANGED. */
FPL_MUST_CHECK enum fpl_status proposals_submit(struct call *call, const struct proposal_wish *wish,
                                                struct tried *tried, struct state_proposal *out);

/* With the version; to approve, `expect` is fpl_decision.shown of what was looked at; to return, a reason. */
/* Records it with both people, if what was shown is what comes of it: FPL_E_NOT_AS_SHOWN, FPL_E_PROPOSAL_CHANGED,
 * FPL_E_SAME_PERSON, FPL_E_FACTOR, FPL_E_SHOWN_MISSING; a refusal (FPL_OK, and the answer says why) leaves it as it
 * was. After a failure of the machine it may be approved again, and acts once. */
FPL_MUST_CHECK enum fpl_status proposals_approve(struct call *call, const struct step *act, struct fpl_answer *answer);
/* What became of it, as one status: FPL_OK if it stands in the ledger. */
FPL_MUST_CHECK enum fpl_status proposals_outcome(struct call *call, const struct fpl_answer *answer);
FPL_MUST_CHECK enum fpl_status proposals_return(struct call *call, const struct step *act); /* FPL_E_MISSING */
FPL_MUST_CHECK enum fpl_status proposals_withdraw(struct call *call, const struct step *act);
/* What waits for whoever asks: to be checked by him; returned to him. */
FPL_MUST_CHECK enum fpl_status proposals_count(struct call *call, int *to_check, int *returned);

#endif
