/* Roles over time. */
#include "ledger/general/people.h"
#include "ledger/general/make.h"

#include <stdio.h>
#include <string.h>

#define SEQ_DIGITS 12

static int is_later(const struct fpl_tenure *a, const struct fpl_tenure *b) {
    int order = fpl_date_cmp(a->from, b->from);
    return order > 0 || (order == 0 && a->seq > b->seq);
}

static int holds(const struct fpl_tenure *one, struct fpl_str user, struct fpl_date day, int64_t size) {
    return one->seq < size && fpl_str_is(user, one->user) &&
           (fpl_date_is_none(one->from) || fpl_date_cmp(one->from, day) <= 0);
}

unsigned fpl_people__roles(const struct fpl_tenure *list, size_t n, struct fpl_str user, struct fpl_date day,
                           int64_t size, unsigned enrolled) {
    const struct fpl_tenure *best = NULL;
    for (size_t i = 0; i < n; i++)
        if (!fpl_date_is_none(list[i].from) && holds(&list[i], user, day, size) && (!best || is_later(&list[i], best)))
            best = &list[i];
    return best ? best->roles : enrolled;
}

int fpl_people__acts(const struct fpl_tenure *list, size_t n, struct fpl_str user, struct fpl_date day, int64_t size,
                     unsigned enrolled) {
    int acts = fpl_people__roles(list, n, user, day, size, enrolled) != 0;
    for (size_t i = 0; i < n && !acts; i++)
        if (!fpl_date_is_none(list[i].from) && fpl_date_cmp(list[i].from, day) > 0 &&
            holds(&list[i], user, list[i].from, size))
            acts = fpl_people__roles(list, n, user, list[i].from, size, enrolled) != 0;
    return acts;
}

/* ---- who is called so ---- */

/* The name that he bears, spelt as those that look like it, and the roles that he was enrolled with. */
static enum fpl_status borne(struct fpl_store *store, const struct fpl_bearer *who, struct fpl_buf *spelt,
                             unsigned *enrolled, struct fpl_error *error) {
    struct fpl_item_row row = {.kind = FPL_STR("user"), .key = who->id};
    struct fpl_json_doc doc = {0};
    struct fpl_buf name = {0};
    int64_t seq = -1;
    int found = 0;
    fpl_buf_reset(spelt);
    enum fpl_status status = fpl_name__on(store, who, &name, &seq, error);
    if (!status)
        status = fpl_store__get_item(store, &row, &found, error);
    if (!status && found && !(status = fpl_json_parse(&doc, row.data, error))) {
        struct fpl_str first = fpl_json_get_text(fpl_json_root(&doc), "name");
        *enrolled = (unsigned)fpl_json_get_num(fpl_json_root(&doc), "roles", 0);
        if (fpl_name_fold(seq < 0 ? first : fpl_buf_str(&name), spelt) == FPL_E_NOMEM || fpl_buf_ok(&name))
            status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    fpl_json_doc_release(&doc);
    fpl_buf_release(&name);
    return status;
}

enum fpl_status fpl_people__called(struct fpl_store *store, const struct fpl_tenures *changes,
                                   const struct fpl_bearer *who, struct fpl_str name, struct fpl_alike *ask,
                                   struct fpl_error *error) {
    struct fpl_buf sought = {0}, theirs = {0};
    char after[sizeof ask->other] = "";
    *ask = (struct fpl_alike){.kind = FPL_STR(FPL_CALLED), .key = name, .own = who->id, .below = who->size, .seq = -1};
    enum fpl_status status = fpl_name_fold(name, &sought);
    for (int found = 0; !status && !found;) {
        struct fpl_bearer other = *who;
        unsigned enrolled = 0;
        ask->after = fpl_str_of(after);
        if ((status = fpl_alike__find(store, ask, error)) || ask->seq < 0)
            break;
        other.id = fpl_str_of(fpl_str_copy(fpl_str_of(ask->other), after, sizeof after));
        if (!(status = borne(store, &other, &theirs, &enrolled, error)))
            found = fpl_str_eq(fpl_buf_str(&theirs), fpl_buf_str(&sought)) &&
                    fpl_people__acts(changes->list, changes->n, other.id, who->day, who->size, enrolled);
    }
    fpl_buf_release(&sought);
    fpl_buf_release(&theirs);
    return status == FPL_E_NOMEM ? fpl_fail(error, status, NULL, NULL, NULL) : status;
}

/* Of one user on one day: `change`, which is recorded last, counts before those of the same or an earlier day. */
static unsigned roles_with(const struct fpl_tenure *list, size_t n, int64_t size, const struct fpl_tenure *change,
                           const struct fpl_tenure *enrolment, struct fpl_date day) {
    struct fpl_str user = fpl_str_of(enrolment->user);
    const struct fpl_tenure *best = enrolment;
    if (fpl_str_is(user, change->user) && fpl_date_cmp(change->from, day) <= 0)
        best = change;
    for (size_t i = 0; i < n; i++)
        if (!fpl_date_is_none(list[i].from) && holds(&list[i], user, day, size) &&
            (fpl_date_is_none(best->from) || is_later(&list[i], best)))
            best = &list[i];
    return best->roles;
}

static int has_admin_on(const struct fpl_tenure *list, size_t n, int64_t size, const struct fpl_tenure *change,
                        struct fpl_date day) {
    for (size_t i = 0; i < n; i++)
        if (fpl_date_is_none(list[i].from) && list[i].seq < size &&
            (roles_with(list, n, size, change, &list[i], day) & FPL_ROLE_ADMIN))
            return 1;
    return 0;
}

int fpl_people__has_admin(const struct fpl_tenure *list, size_t n, int64_t size, const struct fpl_tenure *change) {
    int has = has_admin_on(list, n, size, change, change->from);
    for (size_t i = 0; i < n && has; i++) /* nothing changes on another day */
        if (list[i].seq < size && !fpl_date_is_none(list[i].from) && fpl_date_cmp(list[i].from, change->from) > 0)
            has = has_admin_on(list, n, size, change, list[i].from);
    return has;
}

unsigned fpl_people__parse(struct fpl_str text, struct fpl_str *unknown, int *disables) {
    unknown->n = 0;
    *disables = fpl_str_is(text, "none") || fpl_str_is(text, "停用");
    return *disables ? 0 : fpl_roles__parse(text, unknown);
}

int fpl_people__read(struct fpl_str key, const struct fpl_json *data, struct fpl_tenure *out) {
    const size_t tail = 1 + 10 + 1 + SEQ_DIGITS;
    if (key.n <= tail || key.n - tail >= sizeof out->user || key.p[key.n - tail] != '|')
        return 0;
    struct fpl_str user = {key.p, key.n - tail}, day = {key.p + user.n + 1, 10};
    struct fpl_date from;
    if (day.p[day.n] != '|' || fpl_date_parse(day, &from, NULL))
        return 0;
    int64_t seq = 0;
    for (const char *p = day.p + day.n + 1; p < key.p + key.n; p++) {
        if (*p < '0' || *p > '9')
            return 0;
        seq = seq * 10 + (*p - '0');
    }
    *out = (struct fpl_tenure){.from = from, .seq = seq, .roles = (unsigned)fpl_json_get_num(data, "roles", 0)};
    fpl_str_copy(user, out->user, sizeof out->user);
    return 1;
}

void fpl_make__auth(struct fpl_decision *out, struct fpl_date from) {
    char day[12];
    fpl_decision_item(out, FPL_AUTH_ITEM, fpl_str_of(fpl_date_format(from, day)), FPL_STR("{}"));
}

void fpl_make__tenure(struct fpl_decision *out, struct fpl_str user, struct fpl_date from, int64_t seq,
                      unsigned roles) {
    char key[65 + 32], day[12], data[32];
    snprintf(key, sizeof key, "%.*s|%s|%0*lld", (int)user.n, user.p, fpl_date_format(from, day), SEQ_DIGITS,
             (long long)seq);
    snprintf(data, sizeof data, "{\"roles\":%u}", roles);
    fpl_decision_item(out, "user.roles", fpl_str_of(key), fpl_str_of(data));
}

void fpl_make__renamed(struct fpl_decision *out, const struct fpl_bearer *who, int64_t seq, struct fpl_str name) {
    char key[FPL_KEY_BYTES_MAX + 32], mark[FPL_KEY_BYTES_MAX + 16], day[12], kind[32];
    struct fpl_buf data = {0};
    struct fpl_json_out json;
    snprintf(key, sizeof key, "%.*s|%s|%0*lld", (int)who->id.n, who->id.p, fpl_date_format(who->day, day),
             FPL_NAME_SEQ_DIGITS, (long long)seq);
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    fpl_json_kstr(&json, "name", name);
    fpl_json_end(&json);
    if (fpl_buf_ok(&data) == FPL_OK)
        fpl_decision_item(out, fpl_name__kind(who, kind), fpl_str_of(key), fpl_buf_str(&data));
    else
        fpl_decision_refuse(out, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_buf_release(&data);
    fpl_decision_item(out, FPL_RENAMED, fpl_name__mark(who, mark, sizeof mark), FPL_STR("{}"));
}
