#include "src/service/state_proposals.h"
#include "src/host/host.h"
#include "src/service/state_sql.h"

#define DAY_MS INT64_C(86400000)

static const struct state_word_texts names[PROPOSAL_STATES] = {{"", "", ""},
                                                               {"SUBMITTED", "待复核", "to be checked"},
                                                               {"RETURNED", "已退回", "returned"},
                                                               {"DECIDING", "正在入账", "being recorded"},
                                                               {"UNSURE", "结果待确认", "outcome to be confirmed"},
                                                               {"APPROVED", "已入账", "recorded"},
                                                               {"WITHDRAWN", "已撤回", "withdrawn"},
                                                               {"EXPIRED", "已过期", "expired"}};

static const struct state_words words = {names, PROPOSAL_STATES};

const char *proposal_state_name(enum proposal_state state, int zh) {
    return state_word(&words, (int)state, zh);
}

enum proposal_state proposal_state_of(struct fpl_str identifier) {
    return (enum proposal_state)state_word_of(&words, identifier);
}

/* ---- one ---- */

#define COLUMNS                                                                                                        \
    "SELECT p.id,p.version,p.command,p.book,p.maker,p.checker,p.made,p.changed,p.receipt,v.request,v.auth,v.auth_ref," \
    "p.state FROM proposal p JOIN proposal_version v ON v.id=p.id AND v.version=p.version "
#define FIELD(kind, member) STATE_FIELD(kind, struct state_proposal, member)
static const struct state_field fields[] = {
    FIELD(STATE_INT64, id),     FIELD(STATE_INT, version),  FIELD(STATE_TEXT, command),  FIELD(STATE_TEXT, book),
    FIELD(STATE_TEXT, maker),   FIELD(STATE_TEXT, checker), FIELD(STATE_INT64, made_ms), FIELD(STATE_INT64, changed_ms),
    FIELD(STATE_TEXT, receipt), FIELD(STATE_TEXT, request), FIELD(STATE_INT, auth.kind), FIELD(STATE_BYTES, auth.ref)};
#define FIELDS ((int)(sizeof fields / sizeof fields[0]))

static void read_proposal(struct sqlite3_stmt *get, struct state_proposal *out) {
    *out = (struct state_proposal){.id = 0};
    state_read(get, fields, FIELDS, out);
    out->state = proposal_state_of(state_column(get, FIELDS));
}

static enum fpl_status add_step(struct state *state, const struct proposal_move *step, struct fpl_error *error) {
    struct sqlite3_stmt *put =
        state_begin(state, "INSERT INTO proposal_step(id,n,version,t,state,user,note)SELECT ?1,1+coalesce(max(n),0),?2,"
                           "?3,?4,?5,?6 FROM proposal_step WHERE id=?1");
    state_bind_int(put, 1, step->id);
    state_bind_int(put, 2, step->version);
    state_bind_int(put, 3, step->now_ms);
    state_bind_text(put, 4, names[step->to].name);
    state_bind_text(put, 5, step->user);
    state_bind_text(put, 6, step->note ? step->note : "");
    return state_end(state, put, NULL, error);
}

struct moving {
    struct state *state;
    const struct proposal_move *move;
};

static enum fpl_status move_it(void *ctx, struct fpl_error *error) {
    const struct moving *moving = ctx;
    const struct proposal_move *move = moving->move;
    struct fpl_buf sql = {0};
    int changes = 0;
    fpl_buf_adds(&sql, "UPDATE proposal SET state=?3,changed=?4,checker=coalesce(?5,checker),receipt=coalesce(?6,"
                       "receipt)WHERE id=?1 AND version=?2 AND state");
    state_words_in(&sql, &words, move->from);
    fpl_buf_addc(&sql, '\0');
    enum fpl_status status = fpl_buf_ok(&sql);
    if (!status) {
        struct sqlite3_stmt *put = state_begin(moving->state, sql.p);
        state_bind_int(put, 1, move->id);
        state_bind_int(put, 2, move->version);
        state_bind_text(put, 3, names[move->to].name);
        state_bind_int(put, 4, move->now_ms);
        state_bind_text(put, 5, move->checker);
        state_bind_text(put, 6, move->receipt);
        status = state_end(moving->state, put, &changes, error);
    }
    fpl_buf_release(&sql);
    if (!status && changes == 0)
        status = state_fail_at(error, FPL_E_PROPOSAL_CHANGED, move->id);
    return status ? status : add_step(moving->state, move, error);
}

enum fpl_status state_proposal_move(struct state *state, const struct proposal_move *move, struct fpl_error *error) {
    struct moving moving = {state, move};
    return state_together(state, move_it, &moving, error);
}

/* ---- a version ---- */

struct putting {
    struct state *state;
    struct state_proposal *proposal;
    const struct state_version *version;
};

static enum fpl_status put_head(struct putting *putting, struct fpl_error *error) {
    struct state_proposal *proposal = putting->proposal;
    int changes = 0;
    struct sqlite3_stmt *put =
        proposal->id ? state_begin(putting->state, "UPDATE proposal SET version=version+1,state='SUBMITTED',changed=?5,"
                                                   "checker=''WHERE id=?1 AND version=?2 AND command=?3 AND maker=?4 "
                                                   "AND book=?6 AND state IN('RETURNED','SUBMITTED')")
                     : state_begin(putting->state, "INSERT INTO proposal(id,version,command,maker,made,changed,book,"
                                                   "state,checker,receipt)SELECT 1+coalesce(max(id),0),1,?3,?4,?5,?5,"
                                                   "?6,'SUBMITTED','','' FROM proposal");
    state_bind_int(put, 1, proposal->id);
    state_bind_int(put, 2, proposal->version);
    state_bind_text(put, 3, proposal->command);
    state_bind_text(put, 4, proposal->maker);
    state_bind_int(put, 5, putting->version->now_ms);
    state_bind_text(put, 6, proposal->book);
    enum fpl_status status = state_end(putting->state, put, &changes, error);
    if (status || changes > 0)
        return status;
    return state_fail_at(error, FPL_E_PROPOSAL_CHANGED, proposal->id);
}

static enum fpl_status find_id(struct putting *putting, struct fpl_error *error) {
    struct state_proposal *proposal = putting->proposal;
    if (proposal->id) {
        proposal->version++;
        return FPL_OK;
    }
    struct sqlite3_stmt *get = state_begin(putting->state, "SELECT max(id) FROM proposal");
    if (state_row(get))
        proposal->id = state_column_int(get, 0);
    proposal->version = 1;
    return state_end(putting->state, get, NULL, error);
}

static enum fpl_status put_version(void *ctx, struct fpl_error *error) {
    struct putting *putting = ctx;
    struct state_proposal *proposal = putting->proposal;
    const struct state_version *version = putting->version;
    struct fpl_buf body = {0};
    enum fpl_status status = put_head(putting, error);
    if (!status)
        status = find_id(putting, error);
    fpl_buf_add(&body, version->body.p, version->body.n);
    fpl_buf_addc(&body, '\0');
    if (!status)
        status = fpl_buf_ok(&body);
    if (!status) {
        struct sqlite3_stmt *put = state_begin(
            putting->state, "INSERT INTO proposal_version(id,version,maker,own_key,request,auth,auth_ref,t,body,note)"
                            "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
        state_bind_int(put, 1, proposal->id);
        state_bind_int(put, 2, proposal->version);
        state_bind_text(put, 3, proposal->maker);
        state_bind_text(put, 4, version->own_key[0] ? version->own_key : proposal->request);
        state_bind_text(put, 5, proposal->request);
        state_bind_int(put, 6, version->auth.kind);
        state_bind_blob(put, 7, version->auth.ref, FPL_AUTH_REF_BYTES);
        state_bind_int(put, 8, version->now_ms);
        state_bind_text(put, 9, body.p);
        state_bind_text(put, 10, version->note);
        status = state_end(putting->state, put, NULL, error);
    }
    fpl_buf_release(&body);
    struct proposal_move step = {.id = proposal->id,
                                 .version = proposal->version,
                                 .to = PROPOSAL_SUBMITTED,
                                 .user = proposal->maker,
                                 .note = version->note,
                                 .now_ms = version->now_ms};
    return status ? status : add_step(putting->state, &step, error);
}

enum fpl_status state_proposal_put(struct state *state, struct state_proposal *proposal,
                                   const struct state_version *version, struct fpl_error *error) {
    uint8_t random[16];
    struct state_proposal next = *proposal;
    struct putting putting = {state, &next, version};
    static const char prefix[] = "proposal:";
    enum fpl_status status = host_entropy(NULL, random, sizeof random);
    if (status)
        return fpl_fail(error, status, NULL, NULL, NULL);
    memcpy(next.request, prefix, sizeof prefix);
    fpl_hex(random, sizeof random, next.request + sizeof prefix - 1);
    next.auth = version->auth;
    next.state = PROPOSAL_SUBMITTED;
    next.changed_ms = version->now_ms;
    status = state_together(state, put_version, &putting, error);
    if (!status)
        *proposal = next;
    return status;
}

/* ---- reading ---- */

struct expiring {
    struct state *state;
    int64_t now_ms;
};

static enum fpl_status expire_all(void *ctx, struct fpl_error *error) {
    static const char *const sql[] = {
        "INSERT INTO proposal_step(id,n,version,t,state,user,note)SELECT id,1+(SELECT coalesce(max(n),0)FROM "
        "proposal_step s WHERE s.id=p.id),version,?1,'EXPIRED','','' FROM proposal p WHERE state IN('SUBMITTED',"
        "'RETURNED')AND changed<?2",
        "UPDATE proposal SET state='EXPIRED',changed=?1 WHERE state IN('SUBMITTED','RETURNED')AND changed<?2"};
    const struct expiring *expiring = ctx;
    enum fpl_status status = FPL_OK;
    for (int i = 0; !status && i < 2; i++) {
        struct sqlite3_stmt *put = state_begin(expiring->state, sql[i]);
        state_bind_int(put, 1, expiring->now_ms);
        state_bind_int(put, 2, expiring->now_ms - PROPOSAL_DAYS * DAY_MS);
        status = state_end(expiring->state, put, NULL, error);
    }
    return status;
}

/* A reader writes nothing unless something is overdue. */
static enum fpl_status expire(struct state *state, int64_t now_ms, struct fpl_error *error) {
    struct expiring expiring = {state, now_ms};
    struct sqlite3_stmt *get =
        state_begin(state, "SELECT 1 FROM proposal WHERE state IN('SUBMITTED','RETURNED')AND changed<?1 LIMIT 1");
    state_bind_int(get, 1, now_ms - PROPOSAL_DAYS * DAY_MS);
    int overdue = state_row(get);
    enum fpl_status status = state_end(state, get, NULL, error);
    return status || !overdue ? status : state_together(state, expire_all, &expiring, error);
}

enum fpl_status state_proposal_get(struct state *state, int64_t id, int64_t now_ms, struct state_proposal *out,
                                   struct fpl_error *error) {
    struct state_proposal proposal = {.id = 0};
    enum fpl_status status = expire(state, now_ms, error);
    if (status)
        return status;
    struct sqlite3_stmt *get = state_begin(state, COLUMNS "WHERE p.id=?1");
    state_bind_int(get, 1, id);
    if (state_row(get))
        read_proposal(get, &proposal);
    status = state_end(state, get, NULL, error);
    if (status)
        return status;
    if (!proposal.id)
        return state_fail_at(error, FPL_E_NOT_FOUND, id);
    *out = proposal;
    return FPL_OK;
}

enum fpl_status state_proposal_find(struct state *state, const char *maker, const char *own_key, int64_t *id,
                                    int *version, struct fpl_error *error) {
    int64_t found[2] = {0, 0};
    struct sqlite3_stmt *get =
        state_begin(state, "SELECT id,version FROM proposal_version WHERE maker=?1 AND own_key=?2");
    state_bind_text(get, 1, maker);
    state_bind_text(get, 2, own_key);
    if (state_row(get)) {
        found[0] = state_column_int(get, 0);
        found[1] = state_column_int(get, 1);
    }
    enum fpl_status status = state_end(state, get, NULL, error);
    if (status)
        return status;
    *id = found[0];
    *version = (int)found[1];
    return FPL_OK;
}

enum fpl_status state_proposal_body(struct state *state, int64_t id, int version, struct fpl_buf *body,
                                    struct fpl_error *error) {
    struct sqlite3_stmt *get = state_begin(state, "SELECT body FROM proposal_version WHERE id=?1 AND version=?2");
    state_bind_int(get, 1, id);
    state_bind_int(get, 2, version);
    int found = state_row(get);
    if (found) {
        struct fpl_str text = state_column(get, 0);
        fpl_buf_add(body, text.p, text.n);
    }
    enum fpl_status status = state_end(state, get, NULL, error);
    if (!status && !found)
        status = fpl_fail(error, FPL_E_NOT_FOUND, NULL, NULL, NULL);
    return status ? status : fpl_buf_ok(body);
}

enum fpl_status state_proposals(struct state *state, const struct proposal_filter *filter, int64_t now_ms,
                                state_proposal_cb cb, void *ctx, struct fpl_error *error) {
    struct fpl_buf sql = {0};
    enum fpl_status status = expire(state, now_ms, error);
    fpl_buf_adds(&sql, COLUMNS "WHERE(?1 IS NULL OR p.maker=?1)AND(?2 IS NULL OR p.maker<>?2)AND(?3=0 OR "
                               "p.id<?3)AND(?5 IS NULL OR p.command=?5)"
                               "AND p.state");
    state_words_in(&sql, &words, filter->states);
    fpl_buf_adds(&sql, filter->is_oldest ? " ORDER BY p.id LIMIT ?4" : " ORDER BY p.id DESC LIMIT ?4");
    fpl_buf_addc(&sql, '\0');
    if (!status)
        status = fpl_buf_ok(&sql);
    if (!status) {
        struct sqlite3_stmt *list = state_begin(state, sql.p);
        state_bind_text(list, 1, filter->maker);
        state_bind_text(list, 2, filter->not_of);
        state_bind_int(list, 3, filter->after);
        state_bind_int(list, 4, filter->limit);
        state_bind_text(list, 5, filter->command);
        while (!status && state_row(list)) {
            struct state_proposal proposal;
            read_proposal(list, &proposal);
            status = cb(ctx, &proposal);
        }
        enum fpl_status ended = state_end(state, list, NULL, error);
        status = status ? status : ended;
    }
    fpl_buf_release(&sql);
    return status;
}

enum fpl_status state_proposal_steps(struct state *state, int64_t id, proposal_step_cb cb, void *ctx,
                                     struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    struct sqlite3_stmt *list =
        state_begin(state, "SELECT version,t,state,user,note FROM proposal_step WHERE id=?1 ORDER BY n");
    state_bind_int(list, 1, id);
    while (!status && state_row(list)) {
        struct proposal_step step = {.version = (int)state_column_int(list, 0),
                                     .t = state_column_int(list, 1),
                                     .state = proposal_state_of(state_column(list, 2))};
        state_column_text(list, 3, step.user, sizeof step.user);
        state_column_text(list, 4, step.note, sizeof step.note);
        status = cb(ctx, &step);
    }
    enum fpl_status ended = state_end(state, list, NULL, error);
    return status ? status : ended;
}

static enum fpl_status resume_all(void *ctx, struct fpl_error *error) {
    static const char *const sql[] = {
        "INSERT INTO proposal_step(id,n,version,t,state,user,note)SELECT id,1+(SELECT coalesce(max(n),0)FROM "
        "proposal_step s WHERE s.id=p.id),version,?1,'UNSURE','','' FROM proposal p WHERE state='DECIDING'",
        "UPDATE proposal SET state='UNSURE',changed=?1 WHERE state='DECIDING'"};
    const struct expiring *resuming = ctx;
    enum fpl_status status = FPL_OK;
    for (int i = 0; !status && i < 2; i++) {
        struct sqlite3_stmt *put = state_begin(resuming->state, sql[i]);
        state_bind_int(put, 1, resuming->now_ms);
        status = state_end(resuming->state, put, NULL, error);
    }
    return status;
}

enum fpl_status state_proposals_resume(struct state *state, int64_t now_ms, struct fpl_error *error) {
    struct expiring resuming = {state, now_ms};
    return state_together(state, resume_all, &resuming, error);
}
