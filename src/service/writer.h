#ifndef SRC_SERVICE_WRITER_H
#define SRC_SERVICE_WRITER_H
/* The writer: one thread that owns the one session that writes. Callers' commands wait in a queue; the thread takes
 * what is there as one batch, so that n callers wait for the disk once, and while one commit syncs the next group
 * gathers. Nobody is answered before his record is on the disk. */
#include "fundpool/session.h"

#include <stdatomic.h>

#define WRITER_WAITING_MOST 1024       /* commands that wait */
#define WRITER_ACTOR_MOST   32         /* of one actor, so that one cannot keep out the others */
#define WRITER_GROUP_MOST   64         /* commands of one commit */
#define WRITER_GROUP_BYTES  (1u << 20) /* and the bytes of their texts, unless one alone has more */
#define WRITER_LOCKED_MS    30000      /* how long another program that writes to the file is waited for */
#define WRITER_STOP_MS      10000      /* how long a stop waits for it */

struct writer;
/* Starts the thread. The file is opened with the first command: a ledger that can only be read is served. Both are
 * borrowed. FPL_E_NOMEM, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status writer_open(const char *ledger, const struct fpl_host *host, struct writer **out,
                                           struct fpl_error *error);
/* As fpl_submit, and returns when the command's group has been committed. Besides: FPL_E_BUSY (the queue is full, or
 * this actor has enough in it; argument 0: seconds), FPL_E_INTERRUPTED (the service stops), FPL_E_LOCKED (another
 * program wrote for longer than WRITER_LOCKED_MS). After any failure of the machine, which all of a group get, the same
 * command with the same request key acts once and answers what became of it. */
FPL_MUST_CHECK enum fpl_status writer_give(struct writer *writer, const struct fpl_command *command,
                                           struct fpl_answer *answer, struct fpl_error *error);

/* Could something be recorded now? Waits for its turn like a command and records nothing. Errors: writer_give's. */
FPL_MUST_CHECK enum fpl_status writer_ask(struct writer *writer, struct fpl_error *error);

/* A longer work with the session, a file's rows: begun when no command waits, one at a time. It calls writer_between
 * whenever its session is free, and stops soon once *stop is set. */
struct writer_work {
    enum fpl_status (*run)(struct writer_work *work, struct fpl_session *session, const atomic_int *stop,
                           struct fpl_error *error);
    /* In the writer's thread, at the end, however it ended; the work may be freed in it. FPL_E_INTERRUPTED if it never
     * began. */
    void (*ended)(struct writer_work *work, enum fpl_status status, const struct fpl_error *error);
    struct writer_work *next; /* the writer's */
};
/* FPL_E_BUSY (WRITER_WORKS_MOST wait), FPL_E_INTERRUPTED (the service stops): then `ended` is not called. */
#define WRITER_WORKS_MOST 8
FPL_MUST_CHECK enum fpl_status writer_begin(struct writer *writer, struct writer_work *work, struct fpl_error *error);
/* Gives one group of what waits. Only in the writer's thread, from a work, between two chunks. */
void writer_between(struct writer *writer);

struct writer_figures {
    int waiting, most; /* now; since the start */
    int64_t groups, commands;
    int is_well; /* the last group was committed, or there was none */
};
void writer_look(struct writer *writer, struct writer_figures *out);
/* Takes nothing more, empties the queue, stops a work at its next chunk, ends the thread. NULL allowed. */
void writer_close(struct writer *writer);

#endif
