#ifndef SRC_SERVICE_UPLOADS_H
#define SRC_SERVICE_UPLOADS_H
/* 上传 A file of rows over HTTP: received into a private folder, pre-checked on a copy of the ledger, given in (by a
 * second person too, where its rows make entries), imported by the writer, answered in its sender's layout. API and
 * pages share it. The import is that of the command line: same records, same answer file. */
#include "src/service/commands.h"
#include "src/service/spool.h"
#include "src/service/state_uploads.h"
#include "src/service/steps.h"

#define UPLOAD_OPEN_MOST 16                     /* of one maker, that are not closed */
#define UPLOAD_WAIT_MS   (24 * 3600000LL)       /* for further bytes */
#define UPLOAD_OPEN_MS   (30 * 24 * 3600000LL)  /* until somebody decides */
#define UPLOAD_KEEP_MS   (180LL * 24 * 3600000) /* answers, after the end */

/* ---- the service's part ---- */
/* Makes the folder and removes what nobody needs. */
FPL_MUST_CHECK enum fpl_status uploads_open(struct service *service, struct uploads **out, struct fpl_error *error);
/* The thread that pre-checks begins, and takes up what a stop or a kill has interrupted. FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status uploads_start(struct uploads *uploads, struct fpl_error *error);
/* Nothing more is begun; before writer_close. NULL allowed. */
void uploads_stop(struct uploads *uploads);
/* After writer_close. NULL allowed. */
void uploads_close(struct uploads *uploads);
const struct spool *uploads_spool(const struct uploads *uploads);
/* Something has changed: the thread looks again. */
void uploads_wake(struct uploads *uploads);
/* One round of what the thread does; 0 if there was nothing to do. For tests, which start no thread. */
int uploads_step(struct uploads *uploads);
/* How far the import or pre-check of that upload is; 0 if it is not at work. */
int uploads_progress(struct uploads *uploads, int64_t id, int64_t *rows, int64_t *bytes, int64_t *all);
/* One request at a time adds to a file. */
void uploads_hold(struct uploads *uploads);
void uploads_release(struct uploads *uploads);

/* ---- what people and programs do ---- */
struct upload_wish {
    struct fpl_str command; /* "loan.register" or what a file of them is called, "loans" */
    struct fpl_str book, name, own_key;
    int take_on;
    int is_part;                               /* more bytes will follow: it is not finished */
    struct fpl_str sha256;                     /* what the sender says of the whole; empty: nothing */
    struct fpl_str mapping;                    /* 列映射 one that is adopted, "ID" or "ID@VERSION"; empty: none */
    struct fpl_str mapping_text, mapping_name; /* or one that is given with the file, and what its sender calls it */
};
/* Makes an upload of what the request brought. The same key answers the same upload. FPL_E_NOT_FOUND, FPL_E_ROLE,
 * FPL_E_BOOK, FPL_E_REQUEST_CHANGED, FPL_E_UPLOAD_MOST, FPL_E_TOO_LARGE, FPL_E_EMPTY_FILE, FPL_E_UPLOAD_HASH,
 * FPL_E_DISK_FULL, and what upload_mapping_find answers. */
FPL_MUST_CHECK enum fpl_status uploads_make(struct call *call, const struct upload_wish *wish,
                                            const struct spool_source *source, struct state_upload *out);
/* Further bytes: FPL_E_UPLOAD_OFFSET (argument 0: how many are here), FPL_E_UPLOAD_STATE, FPL_E_TOO_LARGE. */
FPL_MUST_CHECK enum fpl_status uploads_append(struct call *call, int64_t id, int64_t offset,
                                              const struct spool_source *source, struct state_upload *out);
/* The mapping of a file whose bytes still come, in place of the one it had; an empty text is none. What
 * upload_mapping_find answers, FPL_E_UPLOAD_STATE (all its bytes have come). */
FPL_MUST_CHECK enum fpl_status uploads_map(struct call *call, int64_t id, struct fpl_str name, struct fpl_str text,
                                           struct state_upload *out);
/* All are there, and have this SHA-256 (empty: nobody says): FPL_E_UPLOAD_HASH, FPL_E_EMPTY_FILE. Finished once, it
 * answers the same. */
FPL_MUST_CHECK enum fpl_status uploads_finish(struct call *call, int64_t id, struct fpl_str sha256,
                                              struct state_upload *out);
/* What may not be seen is FPL_E_NOT_FOUND. */
FPL_MUST_CHECK enum fpl_status uploads_find(struct call *call, int64_t id, struct state_upload *out);
int uploads_may_see(const struct call *call, const struct state_upload *upload);
int uploads_is_own(const struct call *call, const struct state_upload *upload);
int uploads_needs_checker(const struct state_upload *upload);
int uploads_may_decide(const struct call *call, const struct state_upload *upload);
/* To submit and to approve, `expect` is that of the pre-check that was looked at. */
/* By its maker. FPL_E_SHOWN_MISSING, FPL_E_NOT_AS_SHOWN, FPL_E_UPLOAD_STATE, FPL_E_FACTOR. */
FPL_MUST_CHECK enum fpl_status uploads_submit(struct call *call, const struct step *act);
/* By another person: FPL_E_SAME_PERSON, FPL_E_CHECKER besides. */
FPL_MUST_CHECK enum fpl_status uploads_approve(struct call *call, const struct step *act);
FPL_MUST_CHECK enum fpl_status uploads_return(struct call *call, const struct step *act);
FPL_MUST_CHECK enum fpl_status uploads_withdraw(struct call *call, const struct step *act);
/* The pre-check once more, by its maker: the ledger has gone on. */
FPL_MUST_CHECK enum fpl_status uploads_check_again(struct call *call, const struct step *act);
/* What waits for whoever asks: to be checked by him; his own, pre-checked or returned. */
FPL_MUST_CHECK enum fpl_status uploads_count(struct call *call, int *to_check, int *to_give);
/* The response becomes that file. FPL_E_UPLOAD_GONE, FPL_E_UPLOAD_STATE (it is not there yet). */
FPL_MUST_CHECK enum fpl_status uploads_send(struct call *call, int64_t id, enum spool_file which);
/* The last part of what a sender calls a file: browsers of old send a whole path. */
struct fpl_str uploads_last_part(struct fpl_str name);
/* What the request brought. */
struct spool_source uploads_source(const struct call *call);

#endif
