#ifndef SRC_SERVICE_STEPS_H
#define SRC_SERVICE_STEPS_H
/* A step of something that waits for people, a proposal or an uploaded file, as a form or a program asks for it. */
#include "src/service/service.h"

struct json_t;

enum { STEP_VERSION = 1, STEP_EXPECT = 2, STEP_REASON = 4, STEP_SHA256 = 8 };
struct step {
    int64_t id;            /* of the path */
    int version;           /* of a proposal, from 1 */
    struct fpl_str expect; /* the hash of what was looked at */
    struct fpl_str reason; /* why it goes back */
    struct fpl_str sha256; /* of a whole file */
    struct fpl_str factor; /* the code, if the second factor is old */
    struct json_t *root;   /* whose texts these are slices of; NULL: the call's */
};
/* The number in the path: FPL_E_NOT_FOUND if it is none. */
FPL_MUST_CHECK enum fpl_status step_id(struct call *call, int64_t *id);
/* From the pairs of a form. `members`: bits of what this step has; a version is asked for, the rest may be absent.
 * FPL_E_NOT_FOUND, FPL_E_NUMBER_FORMAT (field: version). */
FPL_MUST_CHECK enum fpl_status step_of_form(struct call *call, unsigned members, struct step *out);
/* From a JSON object that has these members and no other. FPL_E_REQUEST, FPL_E_UNKNOWN_FIELD, FPL_E_NUMBER_FORMAT,
 * FPL_E_MISSING (the version) besides. Released by step_release whatever is answered. */
FPL_MUST_CHECK enum fpl_status step_of_json(struct call *call, unsigned members, struct step *out);
void step_release(struct step *step);

/* A page's answer to a step that did not go through: what there is now, below `trouble`. FPL_E_… that no page of the
 * thing can tell (not found, not signed in, the machine) are answered as they are. */
FPL_MUST_CHECK enum fpl_status step_trouble(struct call *call, int64_t id, enum fpl_status status,
                                            enum fpl_status (*show)(struct call *call, int64_t id,
                                                                    struct fpl_str trouble));

#endif
