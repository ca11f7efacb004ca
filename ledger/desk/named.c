/* A party by its full registered name: what a bank's own file calls it. Names have no index, so those met last are kept
 * with the records of the registry they were looked up in; what was registered since is read, and no more. */
#include "ledger/desk/desk.h"

#include <stdio.h>
#include <string.h>

struct search {
    struct desk_call *call;
    struct fpl_str name;
    struct desk_named *out;
    char all[FPL_ERROR_ARG_BYTES]; /* ids of those that bear it */
};

/* To an institution another party of its name is none. One that bore the name twice is one. */
static void take(struct search *search, struct fpl_str id) {
    const char *own = search->call->institution;
    if ((own[0] && !fpl_str_is(id, own)) || (search->out->count && fpl_str_is(id, search->out->id)))
        return;
    if (search->out->count++ == 0)
        (void)fpl_str_copy(id, search->out->id, sizeof search->out->id);
    fpl_error_list(search->all, FPL_ZH_EN("、", ", "), id,
                   FPL_ZH_EN("…（全部见 fundpool party list）", "… (all of them: fundpool party list)"));
}

static enum fpl_status scan_kind(struct search *search, const char *kind) {
    struct desk_call *call = search->call;
    struct fpl_cursor *cursor = NULL;
    struct fpl_date from;
    int row = 1;
    enum fpl_status status =
        fpl_store__scan_items(call->session->store, 0, fpl_str_of(kind), FPL_STR(""), &cursor, call->error);
    while (!status && !(status = fpl_store__next(cursor, &row, call->error)) && row) {
        struct fpl_item_row item;
        struct fpl_str id;
        fpl_store__item_row(cursor, &item);
        status = fpl_json_parse(&call->desk->item_doc, item.data, call->error);
        if (!status && fpl_str_eq(fpl_json_get_text(fpl_json_root(&call->desk->item_doc), "name"), search->name))
            take(search, fpl_name_key__read(item.key, &id, &from) ? id : item.key);
    }
    fpl_store__end(cursor);
    return status;
}

/* By the name it bears and by those that it bore: a paper of before has the old one. A name that has passed to another
 * party is told as borne by both, and nobody guesses. */
static enum fpl_status scan(struct search *search) {
    enum fpl_status status = scan_kind(search, fpl_event__party_registered.item);
    return status ? status : scan_kind(search, fpl_event__party_renamed.item);
}

/* Has one been registered or renamed since under a name that is kept? Then all are looked up anew. */
static enum fpl_status read_newer(struct desk_call *call, int64_t size) {
    struct desk_names *names = &call->desk->names;
    enum fpl_status status = FPL_OK;
    if (names->at > size) { /* a transaction was rolled back */
        memset(names->list, 0, sizeof names->list);
        names->at = size;
    }
    for (; !status && names->at < size; names->at++) {
        const struct fpl_json *body = NULL;
        struct fpl_leaf leaf = {.seq = -1};
        status = fpl_journal__leaf(call->session, 0, names->at, &leaf, call->error);
        struct fpl_str kind = fpl_str_of(leaf.kind);
        if (status ||
            (!fpl_str_is(kind, fpl_event__party_registered.kind) && !fpl_str_is(kind, fpl_event__party_renamed.kind)))
            continue;
        if ((status = fpl_desk__body(call, 0, names->at, &call->desk->claim_body, &call->desk->claim_doc, &body)))
            break;
        struct fpl_str name = fpl_json_get_text(fpl_json_at(fpl_json_first(fpl_json_get(body, "i")), 2), "name");
        for (int i = 0; i < DESK_NAMES; i++)
            if (fpl_str_is(name, names->list[i].name))
                names->list[i].name[0] = '\0';
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
    if (!status && names->at == 0)
        names->at = registry->head.size;
    if (!status)
        status = read_newer(call, registry->head.size);
    for (int i = 0; !status && i < DESK_NAMES && !kept; i++)
        kept = is_kept(&names->list[i], call, name) ? &names->list[i] : NULL;
    if (status)
        return status;
    struct search search = {.call = call, .name = name, .out = &fresh};
    if (!kept) {
        if ((status = scan(&search)))
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
