/* A party by its full registered name: what a bank's own file calls it. Those met last are kept for as long as nothing
 * is registered. */
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <string.h>

struct search {
    struct desk_call *call;
    struct fpl_str name;
    struct desk_named *out;
    char all[FPL_ERROR_ARG_BYTES]; /* ids of those that bear it */
};

/* To an institution another party of its name is none. */
static void take(struct search *search, struct fpl_str id) {
    const char *own = search->call->institution;
    if (own[0] && !fpl_str_is(id, own))
        return;
    if (search->out->count++ == 0)
        (void)fpl_str_copy(id, search->out->id, sizeof search->out->id);
    fpl_error_list(search->all, FPL_ZH_EN("、", ", "), id,
                   FPL_ZH_EN("…（全部见 fundpool party list）", "… (all of them: fundpool party list)"));
}

struct borne {
    struct fpl_str name;
    int is;
};

static enum fpl_status compare(void *ctx, const struct fpl_rename *one) {
    struct borne *borne = ctx;
    borne->is |= fpl_str_eq(one->name, borne->name);
    return FPL_OK;
}

/* Is that the very name, now or before, of a party whose name is spelled like it? */
static enum fpl_status bears(struct search *search, struct fpl_str id, int *is) {
    struct desk_call *call = search->call;
    const struct fpl_bearer who = {"party", id, FPL_DATE_MAX, INT64_MAX};
    struct borne borne = {.name = search->name};
    struct fpl_item_state state;
    int found = 0;
    enum fpl_status status = fpl_journal__item(call->session, 0, "party", id, &state, &found, call->error);
    if (!status && found)
        status = fpl_json_parse(&call->desk->item_doc, state.data, call->error);
    if (!status && found)
        borne.is = fpl_str_eq(fpl_json_get_text(fpl_json_root(&call->desk->item_doc), "name"), search->name);
    if (!status && !borne.is)
        status = fpl_name__each(call->session->store, &who, compare, &borne, call->error);
    *is = borne.is;
    return status;
}

/* By the name it bears and by those that it bore: a paper of before has the old one. A name that has passed to another
 * party is told as borne by both, and nobody guesses. Every name has its row among those that look alike. */
static enum fpl_status look(struct search *search) {
    struct desk_call *call = search->call;
    struct fpl_alike ask = {.kind = FPL_STR(FPL_NAMED), .key = search->name, .own = search->name, .below = INT64_MAX};
    char last[sizeof ask.other];
    enum fpl_status status = FPL_OK;
    while (!status) {
        int is = 0;
        if ((status = fpl_journal__alike(call->session, &ask, call->error)) || ask.seq < 0)
            break;
        memcpy(last, ask.other, sizeof last);
        ask.after = fpl_str_of(last);
        status = bears(search, ask.after, &is);
        if (!status && is)
            take(search, ask.after);
    }
    return status;
}

/* A session may serve several people; what one institution was answered is not another's. */
static int is_kept(const struct desk_named *kept, const struct desk_call *call, struct fpl_str name) {
    return kept->name[0] && fpl_str_is(name, kept->name) && strcmp(kept->institution, call->institution) == 0;
}

enum fpl_status fpl_desk__party_named(struct desk_call *call, struct fpl_str name, struct fpl_str *id, int *found) {
    struct desk_names *names = &call->desk->names;
    struct fpl_open_book *registry = NULL;
    struct desk_named fresh = {.count = 0}, *kept = NULL;
    *found = 0;
    enum fpl_status status = fpl_journal__book(call->session, 0, &registry, call->error);
    if (status)
        return status;
    if (names->at != registry->head.size)
        memset(names->list, 0, sizeof names->list);
    names->at = registry->head.size;
    for (int i = 0; i < DESK_NAMES && !kept; i++)
        kept = is_kept(&names->list[i], call, name) ? &names->list[i] : NULL;
    struct search search = {.call = call, .name = name, .out = &fresh};
    if (!kept) {
        if ((status = look(&search)))
            return status;
        if (fresh.count > 1)
            return fpl_fail(call->error, FPL_E_AMBIGUOUS, fpl_error_quote(name, (char[FPL_ERROR_ARG_BYTES]){0}),
                            search.all, NULL);
        kept = &fresh;
        if (name.n < sizeof fresh.name) {
            (void)fpl_str_copy(name, fresh.name, sizeof fresh.name);
            memcpy(fresh.institution, call->institution, sizeof fresh.institution);
            kept = &names->list[names->next++ % DESK_NAMES];
            *kept = fresh;
        }
    }
    *found = kept->count == 1;
    if (*found) {
        struct fpl_str text = fpl_str_of(kept->id);
        *id = fpl_desk__key(call, &text, 1);
    }
    return FPL_OK;
}
