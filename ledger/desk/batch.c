/* Batches: several commands, each with its own answer, in one commit. A single command is a batch of one. */
#include "ledger/desk/giving.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define FOLD(s) (&(struct fpl_fold){(s)->store, &(s)->set})

struct fpl_batch {
    struct fpl_session *session;
    int64_t appended;        /* records of the session when the batch began */
    struct fpl_error failed; /* the machine's failure; status FPL_OK: none */
};

static struct fpl_batch begun(struct fpl_session *session) {
    return (struct fpl_batch){.session = session, .appended = session->appended};
}

/* Scans read what is stored, so that what the commands before have left is stored before this one is decided. */
static enum fpl_status show_earlier(const struct fpl_batch *batch, struct fpl_error *error) {
    return batch->session->appended > batch->appended ? fpl_fold__flush(FOLD(batch->session), error) : FPL_OK;
}

static enum fpl_status fail_again(const struct fpl_batch *batch, struct fpl_error *error) {
    const struct fpl_error *why = &batch->failed;
    return fpl_fail(error, why->status, why->arg[0], why->arg[1], why->arg[2]);
}

/* A clock behind a book's newest record, or randomness that is not to be had, is told before anything is written. */
static int ends_batch(enum fpl_status status) {
    return fpl_desk__is_machine(status) && status != FPL_E_CLOCK && status != FPL_E_ENTROPY;
}

static enum fpl_status give(struct fpl_batch *batch, const struct fpl_command *command, struct fpl_answer *answer,
                            struct fpl_error *error) {
    struct fpl_session *session = batch->session;
    enum fpl_status status = batch->failed.status ? fail_again(batch, error) : FPL_OK;
    if (status)
        return status;
    int64_t before = session->appended;
    int told = 0;
    if (!(status = show_earlier(batch, error))) {
        status = fpl_desk__give(session, command, 0, answer, error);
        told = !ends_batch(status) && (!status || session->appended == before);
    }
    if (told)
        return status;
    batch->failed = *error; /* half a command, or a transaction that nobody may rely on */
    batch->failed.status = status;
    return status;
}

/* Commits or takes back; nothing is acknowledged before the disk has it. */
static enum fpl_status end(struct fpl_batch *batch, struct fpl_error *error) {
    struct fpl_session *session = batch->session;
    int is_empty = session->appended == batch->appended;
    enum fpl_status status = batch->failed.status ? fail_again(batch, error) : FPL_OK;
    if (status || is_empty) {
        fpl_journal__rollback(session);
    } else {
        status = fpl_journal__commit(session, error);
        if (!status)
            status = fpl_store__settle(session->store, error);
    }
    if (status && !is_empty)
        fpl_desk__forget(session->desk);
    return status;
}

/* Of a failure the reasons alone: where a decider lacks a fact there may be others beside it. */
static void give_answer(const struct fpl_answer *from, enum fpl_status status, struct fpl_answer *to) {
    if (!status) {
        fpl_desk__copy_answer(from, to);
    } else if (!fpl_desk__is_machine(status) && from->reasons > 0) {
        memset(to, 0, offsetof(struct fpl_answer, reason));
        memcpy(to->reason, from->reason, (size_t)from->reasons * sizeof from->reason[0]);
        to->reasons = from->reasons;
        to->status = status;
        to->seq = -1;
    }
}

/* ---- several ---- */

enum fpl_status fpl_batch_begin(struct fpl_session *session, struct fpl_batch **out, struct fpl_error *error) {
    struct fpl_batch *batch = malloc(sizeof *batch);
    if (!batch)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    *batch = begun(session);
    enum fpl_status status = fpl_journal__begin(session, 1, error);
    if (status) {
        free(batch);
        return status;
    }
    *out = batch;
    return FPL_OK;
}

enum fpl_status fpl_batch_give(struct fpl_batch *batch, const struct fpl_command *command, struct fpl_answer *answer,
                               struct fpl_error *error) {
    struct fpl_answer local;
    struct fpl_error own = {0};
    local.reasons = 0;
    enum fpl_status status = give(batch, command, &local, error ? error : &own);
    give_answer(&local, status, answer);
    return status;
}

enum fpl_status fpl_batch_commit(struct fpl_batch *batch, struct fpl_error *error) {
    enum fpl_status status = end(batch, error);
    free(batch);
    return status;
}

void fpl_batch_drop(struct fpl_batch *batch) {
    if (!batch)
        return;
    fpl_journal__rollback(batch->session);
    fpl_desk__forget(batch->session->desk);
    free(batch);
}

/* ---- one ---- */

enum fpl_status fpl_submit(struct fpl_session *session, const struct fpl_command *command, struct fpl_answer *answer,
                           struct fpl_error *error) {
    struct fpl_answer local;
    struct fpl_error own = {0};
    struct fpl_batch one = begun(session);
    struct fpl_error *why = error ? error : &own;
    local.reasons = 0;
    enum fpl_status status = fpl_desk__begin_books(session, command->spec, command->book, why);
    if (!status) {
        status = give(&one, command, &local, why);
        enum fpl_status ended = end(&one, why);
        status = status ? status : ended;
    }
    give_answer(&local, status, answer);
    return status;
}

static void note_unknown(const struct desk *desk, struct fpl_decision *out) {
    out->unknowns = 0;
    for (int id = 0; id < FPL_FACT_COUNT && out->unknowns < FPL_DECISION_UNKNOWN; id++)
        if (fpl_fact_was_asked(&desk->asked, (enum fpl_fact_id)id) &&
            !fpl_fact_of(&desk->facts, (enum fpl_fact_id)id)->known)
            out->unknown[out->unknowns++] = (uint16_t)id;
}

/* Refused before or after its decider spoke (a loan that is not there, a month that is closed): the decision says so,
 * and nothing of what it would have posted. */
static void note_refusal(const struct fpl_error *why, struct fpl_decision *out) {
    char shown[sizeof out->shown];
    memcpy(shown, out->shown, sizeof shown);
    fpl_decision_begin(out);
    memcpy(out->shown, shown, sizeof shown);
    fpl_decision_refuse(out, why->status, why->arg[0], why->arg[1], why->clause);
}

enum fpl_status fpl_dry_run(struct fpl_session *session, const struct fpl_command *command, struct fpl_answer *answer,
                            struct fpl_decision *decision, struct fpl_error *error) {
    struct fpl_answer local;
    struct fpl_error own = {0};
    local.reasons = 0;
    enum fpl_status status = fpl_journal__begin(session, 0, error);
    if (status)
        return status;
    status = fpl_desk__give(session, command, 1, &local, error ? error : &own);
    fpl_journal__rollback(session);
    int is_no = fpl_desk__is_decided(status);
    if (is_no) { /* that is what a dry run is for */
        local.status = status;
        status = FPL_OK;
    }
    give_answer(&local, status, answer);
    if (status)
        return status;
    if (decision) {
        *decision = ((struct desk *)session->desk)->decision;
        note_unknown(session->desk, decision);
        if (is_no && !fpl_desk__explains(&local, local.status))
            note_refusal(error ? error : &own, decision);
    }
    return FPL_OK;
}
