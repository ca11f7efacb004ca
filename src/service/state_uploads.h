#ifndef SRC_SERVICE_STATE_UPLOADS_H
#define SRC_SERVICE_STATE_UPLOADS_H
/* Uploads 上传的文件 in the state file: a file of rows from its first byte to its answers. What it does to the books
 * stands in the ledger; here stands how far it has come. No row is ever deleted. */
#include "fundpool/command.h"
#include "src/service/state.h"

enum upload_state {
    UPLOAD_RECEIVING = 1, /* its bytes come */
    UPLOAD_CHECKING,      /* all are there: the pre-check is made, or waits */
    UPLOAD_CHECKED,       /* its maker sees what would happen, and gives it in or not */
    UPLOAD_SUBMITTED,     /* waits for a checker */
    UPLOAD_APPROVED,      /* given in: pre-checked once more, for what was seen must be what comes */
    UPLOAD_RUNNING,       /* the import goes on, or waits */
    UPLOAD_DONE,
    UPLOAD_FAILED, /* it cannot be read, or the ledger does not take it: the problem says why */
    UPLOAD_RETURNED,
    UPLOAD_WITHDRAWN,
    UPLOAD_EXPIRED,
    UPLOAD_STATES
};
#define UPLOAD_BIT(state) (1u << (state))
/* Those that nothing follows. */
#define UPLOAD_CLOSED                                                                                                  \
    (UPLOAD_BIT(UPLOAD_DONE) | UPLOAD_BIT(UPLOAD_FAILED) | UPLOAD_BIT(UPLOAD_WITHDRAWN) | UPLOAD_BIT(UPLOAD_EXPIRED))
/* Chinese (zh > 0), English (0), the identifier "CHECKED" (< 0). */
const char *upload_state_name(enum upload_state state, int zh);
enum upload_state upload_state_of(struct fpl_str identifier); /* UPLOAD_FAILED of any other text */

#define UPLOAD_NAME_BYTES 121
#define UPLOAD_KEY_BYTES  65
#define UPLOAD_NOTE_BYTES 1001
#define UPLOAD_HEX_BYTES  65
struct state_upload {
    int64_t id;
    char maker[STATE_USER_BYTES], own_key[UPLOAD_KEY_BYTES], command[64], book[65], name[UPLOAD_NAME_BYTES];
    int take_on;
    enum upload_state state;
    int64_t made_ms, changed_ms;
    int64_t bytes;                      /* received */
    char sha256[UPLOAD_HEX_BYTES];      /* of all of them; "" while they come */
    char expect[UPLOAD_HEX_BYTES];      /* of the newest pre-check: what it came to; "": none yet */
    struct fpl_auth auth, checker_auth; /* how they were known when they gave it in and approved it */
    char checker[STATE_USER_BYTES], note[UPLOAD_NOTE_BYTES];
    char mapping[UPLOAD_NAME_BYTES]; /* what it is read by: "longji-loans@1", or a file's name; "": standard headers */
    int mapping_adopted;             /* the registry has it under that name */
    char mapping_sha256[UPLOAD_HEX_BYTES]; /* of its text; "": none */
};
/* Which of an upload's texts: JSON of ours, and the mapping as it was given; "" if there is none. */
enum upload_text { UPLOAD_CHECK, UPLOAD_RESULT, UPLOAD_PROBLEM, UPLOAD_MAPPING, UPLOAD_TEXTS };

/* Each answers FPL_E_IO, FPL_E_DISK_FULL, FPL_E_LOCKED or FPL_E_CORRUPT besides. */
/* Makes it, with the text of its mapping ("": none); the id is filled. The maker's key names one: FPL_E_EXISTS if it is
 * taken. */
FPL_MUST_CHECK enum fpl_status state_upload_make(struct state *state, struct state_upload *upload, const char *mapping,
                                                 struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_upload_get(struct state *state, int64_t id, struct state_upload *out,
                                                struct fpl_error *error); /* FPL_E_NOT_FOUND */
/* The one of that maker's key; id 0 if there is none. */
FPL_MUST_CHECK enum fpl_status state_upload_find(struct state *state, const char *maker, const char *own_key,
                                                 int64_t *id, struct fpl_error *error);
/* Everything that changes in an upload, if it is in one of the states `from`; else FPL_E_UPLOAD_STATE. Texts that are
 * NULL stay as they are. */
FPL_MUST_CHECK enum fpl_status state_upload_put(struct state *state, const struct state_upload *upload, unsigned from,
                                                const char *const text[UPLOAD_TEXTS], struct fpl_error *error);
FPL_MUST_CHECK enum fpl_status state_upload_text(struct state *state, int64_t id, enum upload_text which,
                                                 struct fpl_buf *out, struct fpl_error *error);
struct upload_filter {
    unsigned states;
    const char *maker; /* NULL: everybody's */
    int64_t after;     /* ids below this one; 0: from the newest */
    int is_oldest;     /* by the last change, the oldest first */
    int limit;
};
typedef enum fpl_status (*state_upload_cb)(void *ctx, const struct state_upload *upload);
FPL_MUST_CHECK enum fpl_status state_uploads(struct state *state, const struct upload_filter *filter,
                                             state_upload_cb cb, void *ctx, struct fpl_error *error);
#endif
