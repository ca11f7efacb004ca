#include "src/service/state_figures.h"
#include "src/service/state_sql.h"

/* Each row of `sql` is a state's name and how many are in it. */
static enum fpl_status count_states(struct state *state, const char *sql, int (*state_of)(struct fpl_str name),
                                    int64_t *out, struct fpl_error *error) {
    struct sqlite3_stmt *list = state_begin(state, sql);
    while (state_row(list))
        out[state_of(state_column(list, 0))] = state_column_int(list, 1);
    return state_end(state, list, NULL, error);
}

static int proposal_of(struct fpl_str name) {
    return (int)proposal_state_of(name);
}

static int upload_of(struct fpl_str name) {
    return (int)upload_state_of(name);
}

enum fpl_status state_figures(struct state *state, int64_t made_after, int64_t seen_after, struct state_figures *out,
                              struct fpl_error *error) {
    struct state_figures figures = {.sessions = 0};
    struct sqlite3_stmt *get = state_begin(state, "SELECT count(*)FROM session WHERE made>=?1 AND seen>=?2");
    state_bind_int(get, 1, made_after);
    state_bind_int(get, 2, seen_after);
    if (state_row(get))
        figures.sessions = state_column_int(get, 0);
    enum fpl_status status = state_end(state, get, NULL, error);
    if (!status)
        status = count_states(state, "SELECT state,count(*)FROM proposal GROUP BY state", proposal_of,
                              figures.proposals, error);
    if (!status)
        status =
            count_states(state, "SELECT state,count(*)FROM upload GROUP BY state", upload_of, figures.uploads, error);
    if (!status)
        *out = figures;
    return status;
}
