/* The general kinds made again: what has nothing to decide. What a body of these merely tells (postings given line by
 * line, a document and its text, a file's name and hashes, refused rows) is of a closed grammar and written again from
 * what was read; the rest follows from the command, earlier records and the state before it. */
#include "ledger/verify/general.h"
#include "ledger/desk/document.h"
#include "ledger/general/make.h"

#include <stdio.h>
#include <string.h>

/* ---- the record under way ---- */

static struct fpl_making making_of(const struct fpl_remake *m) {
    return (struct fpl_making){fpl_event__plan(m->event)->spec, m->maker->typed, &m->maker->decision};
}

static struct fpl_str x_text(const struct fpl_remake *m, const char *name) {
    return fpl_json_get_text(m->record->field[FPL_BODY_x], name);
}

static int64_t x_num(const struct fpl_remake *m, const char *name) {
    return fpl_json_get_num(m->record->field[FPL_BODY_x], name, -1);
}

/* Postings that a person gave line by line: told; balance, accounts and periods are checked with the evidence. */
static enum fpl_status tell_postings(struct fpl_remake *m, struct fpl_draft *draft, int red) {
    const struct fpl_json *list = red ? fpl_json_get(m->undone_body, "p") : m->record->field[FPL_BODY_p];
    int n = 0;
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p)) {
        struct fpl_posting *line = &m->maker->line[n];
        if (n == FPL_COMMAND_LINES_MAX || fpl_body__posting(p, line, NULL) ||
            (red && fpl_money_neg(line->amount, &line->amount)))
            return fpl_remake__refuse(m, "postings");
        if (!red) {
            struct fpl_item_value *party = NULL;
            enum fpl_status status = line->party.n ? fpl_remake__item(m, 0, "party", line->party, &party) : FPL_OK;
            if (status)
                return status;
            if ((line->party.n && !party) || (line->item.n && fpl_text_check(line->item, 128, NULL)))
                return fpl_remake__refuse(m, party || !line->party.n ? "item of a posting" : "party of a posting");
        }
        n++;
    }
    draft->posting = m->maker->line;
    draft->postings = n;
    return n ? FPL_OK : fpl_remake__refuse(m, "no postings");
}

/* Writes the body of the draft with the decision's items and tallies, and compares. */
static enum fpl_status finish(struct fpl_remake *m, struct fpl_draft *draft, struct fpl_date occurred) {
    const struct fpl_decision *d = &m->maker->decision;
    struct fpl_item_write item[FPL_DECISION_ITEMS + 2];
    struct fpl_body_numbers numbers = {.occurred = fpl_date_is_none(occurred) ? m->said.today : occurred};
    struct fpl_json_out out;
    const struct fpl_plan *plan = fpl_event__plan(m->event);
    fpl_remake__told(m, draft, &numbers);
    if (plan->spec && m->record->field[FPL_BODY_cmd]) {
        fpl_buf_reset(&m->maker->cmd);
        fpl_json_begin(&out, &m->maker->cmd);
        fpl_command__write(plan, m->maker->typed, m->said.take_on, &out);
        draft->cmd = fpl_buf_str(&m->maker->cmd);
    }
    if (draft->postings && strcmp(m->maker->word, draft->word ? draft->word : "记") != 0)
        return fpl_remake__refuse(m, "voucher word");
    memcpy(item, d->item, (size_t)d->items * sizeof *item);
    draft->item = item;
    draft->items = d->items;
    if (draft->request.n)
        item[draft->items++] = (struct fpl_item_write){"request", draft->request, FPL_STR("{}")};
    draft->tally = d->tally;
    draft->tallies = d->tallies;
    fpl_body__write(&m->maker->body, draft, &numbers);
    draft->item = NULL;
    draft->items = 0;
    if (fpl_buf_ok(&m->maker->body))
        return fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return fpl_remake__compare(m);
}

/* ---- the registry ---- */

static enum fpl_status looks_like_another(struct fpl_remake *m, struct fpl_str user) {
    struct fpl_alike ask = {.kind = FPL_STR("user"), .key = user, .below = m->record->seq};
    enum fpl_status status = fpl_fold__flush(m->fold, m->run->error);
    if (!status)
        status = fpl_alike__find(m->fold->store, &ask, m->run->error);
    return !status && ask.seq >= 0 ? fpl_remake__refuse(m, "user looks like another") : status;
}

static enum fpl_status is_called_like_another(struct fpl_remake *m, struct fpl_str user, struct fpl_str name) {
    const struct fpl_bearer who = {"user", user, m->said.today, m->record->seq};
    const struct fpl_tenures changes = {m->run->registry->tenure, m->run->registry->tenures};
    struct fpl_alike ask = {.seq = -1};
    enum fpl_status status = fpl_fold__flush(m->fold, m->run->error);
    if (!status)
        status = fpl_people__called(m->fold->store, &changes, &who, name, &ask, m->run->error);
    return !status && ask.seq >= 0 ? fpl_remake__refuse(m, "user called like another") : status;
}

static enum fpl_status user(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    struct fpl_str id = fpl_making__text(&making, "user");
    enum fpl_status status = looks_like_another(m, id);
    if (!status && !m->refused)
        status = is_called_like_another(m, id, fpl_making__text(&making, "name"));
    if (status || m->refused)
        return status;
    struct fpl_str unknown;
    unsigned roles = fpl_roles__parse(fpl_making__text(&making, "roles"), &unknown);
    if (!roles || !fpl_roles__go_together(roles) ||
        ((roles & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)) && !fpl_making__get(&making, "party")->given))
        return fpl_remake__refuse(m, "roles");
    fpl_make__user(&making, roles);
    return finish(m, draft, FPL_DATE_NONE);
}

/* The newest change of the same user for the same day says the same. */
static int is_said_before(const struct fpl_verify__registry *registry, const struct fpl_tenure *change) {
    const struct fpl_tenure *last = NULL;
    for (size_t i = 0; i < registry->tenures; i++) {
        const struct fpl_tenure *one = &registry->tenure[i];
        if (one->seq < change->seq && fpl_date_cmp(one->from, change->from) == 0 &&
            strcmp(one->user, change->user) == 0 && (!last || one->seq > last->seq))
            last = one;
    }
    return last && last->roles == change->roles;
}

/* From the day of the record on or later; someone who is known; and never the last administrator. */
static enum fpl_status user_changed(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    const struct fpl_typed *from = fpl_making__get(&making, "from");
    const struct fpl_verify__registry *registry = m->run->registry;
    struct fpl_str id = fpl_making__text(&making, "user"), unknown;
    struct fpl_item_value *enrolled = NULL;
    struct fpl_tenure change = {.from = from->given ? (struct fpl_date){(int32_t)from->num} : m->said.today,
                                .seq = m->record->seq};
    int disables = 0;
    change.roles = fpl_people__parse(fpl_making__text(&making, "roles"), &unknown, &disables);
    fpl_str_copy(id, change.user, sizeof change.user);
    if (!disables && (!change.roles || !fpl_roles__go_together(change.roles)))
        return fpl_remake__refuse(m, "roles");
    enum fpl_status status = fpl_remake__item(m, 0, "user", id, &enrolled);
    if (!status && enrolled)
        status = fpl_json_parse(&m->maker->item_doc, enrolled->data, m->run->error);
    if (status)
        return status;
    if (!enrolled || ((change.roles & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)) &&
                      !fpl_json_get(fpl_json_root(&m->maker->item_doc), "party")))
        return fpl_remake__refuse(m, "user");
    if (fpl_date_cmp(change.from, m->said.today) < 0)
        return fpl_remake__refuse(m, "from");
    if (is_said_before(registry, &change))
        return fpl_remake__refuse(m, "said before");
    if (!fpl_people__has_admin(registry->tenure, registry->tenures, change.seq, &change))
        return fpl_remake__refuse(m, "the last administrator");
    if (change.roles) {
        const struct fpl_bearer who = {"user", id, m->said.today, m->record->seq};
        struct fpl_str name = {"", 0};
        if (!(status = fpl_remake__name(m, &who, &name)))
            status = is_called_like_another(m, id, name);
        if (status || m->refused)
            return status;
    }
    fpl_make__tenure(making.out, id, change.from, change.seq, change.roles);
    draft->memo = fpl_making__text(&making, "reason");
    return finish(m, draft, FPL_DATE_NONE);
}

/* From a day that is not after the record's; someone who is known; and another name than was borne on that day. */
static enum fpl_status renamed(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    const struct fpl_typed *from = fpl_making__get(&making, "from");
    const char *kind = m->event == &fpl_event__user_renamed ? "user" : "party";
    struct fpl_bearer who = {.kind = kind,
                             .id = fpl_making__text(&making, kind),
                             .day = from->given ? (struct fpl_date){(int32_t)from->num} : m->said.today,
                             .size = m->record->seq};
    struct fpl_str name = {"", 0};
    enum fpl_status status = fpl_remake__name(m, &who, &name);
    if (status)
        return status;
    if (!name.n || fpl_str_eq(name, fpl_making__text(&making, "name")))
        return fpl_remake__refuse(m, name.n ? "the name borne before" : kind);
    if (fpl_date_cmp(who.day, m->said.today) > 0)
        return fpl_remake__refuse(m, "from");
    if (m->event == &fpl_event__user_renamed &&
        ((status = is_called_like_another(m, who.id, fpl_making__text(&making, "name"))) || m->refused))
        return status;
    fpl_make__renamed(making.out, &who, m->record->seq, fpl_making__text(&making, "name"));
    draft->memo = fpl_making__text(&making, "reason");
    return finish(m, draft, FPL_DATE_NONE);
}

/* From the day of the record on or later, and earlier than any before it said. */
static enum fpl_status auth_required(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    const struct fpl_verify__registry *registry = m->run->registry;
    const struct fpl_typed *said = fpl_making__get(&making, "from");
    struct fpl_date from = said->given ? (struct fpl_date){(int32_t)said->num} : m->said.today;
    if (fpl_date_cmp(from, m->said.today) < 0)
        return fpl_remake__refuse(m, "from");
    for (size_t i = 0; i < registry->closings; i++)
        if (registry->closing[i].seq < m->record->seq && fpl_date_cmp(registry->closing[i].from, from) <= 0)
            return fpl_remake__refuse(m, "closed before");
    fpl_make__auth(making.out, from);
    draft->memo = fpl_making__text(&making, "reason");
    return finish(m, draft, FPL_DATE_NONE);
}

static enum fpl_status currency(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    if (fpl_making__text(&making, "currency").n != 3 || fpl_making__num(&making, "scale", 2) > 4)
        return fpl_remake__refuse(m, "currency");
    fpl_make__currency(&making);
    return finish(m, draft, FPL_DATE_NONE);
}

static int is_word(struct fpl_str text) { /* an identifier */
    for (size_t i = 0; i < text.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_.", text.p[i]) || !text.p[i])
            return 0;
    return text.n > 0 && text.n < 64;
}

int fpl_remake__is_refusal(const char *name) {
    enum fpl_status status = fpl_status_of_name(name);
    return strcmp(fpl_status_name(status), name) == 0 && strncmp(name, "E_", 2) == 0;
}

static int is_hex(struct fpl_str text, size_t n) {
    for (size_t i = 0; i < text.n; i++)
        if (!memchr("0123456789abcdef", text.p[i], 16))
            return 0;
    return text.n == n;
}

/* A uid is random and told; no two books have one. */
static enum fpl_status take_uid(struct fpl_remake *m, struct fpl_str uid) {
    int made = 0;
    if (!fpl_map__add(&m->run->uids, uid, &made))
        return fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return made ? FPL_OK : fpl_remake__refuse(m, "uid of another book");
}

/* Funds and pools: what rules are applied to, whose amounts have two decimals. */
static int is_under_rules(struct fpl_str kind) {
    return fpl_str_is(kind, "fund") || fpl_str_is(kind, "pool");
}

static enum fpl_status has_two_decimals(struct fpl_remake *m, const struct fpl_item_value *money, int *fits) {
    enum fpl_status status = fpl_json_parse(&m->maker->item_doc, money->data, m->run->error);
    if (!status)
        *fits = fpl_json_get_num(fpl_json_root(&m->maker->item_doc), "scale", 2) == 2;
    return status;
}

/* The book's number is the next one; leaf 0 of the book must be of its uid. */
static enum fpl_status book_opened(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    const struct fpl_json *data = fpl_json_at(fpl_json_at(m->record->field[FPL_BODY_i], 0), 2);
    struct fpl_str uid = fpl_json_get_text(data, "uid"), event = fpl_json_text(m->record->field[FPL_BODY_ev]);
    struct fpl_item_value *chart = NULL, *money = NULL;
    struct fpl_str currency_said = fpl_making__text(&making, "currency");
    char text[40];
    if (!is_hex(uid, 32) || !is_hex(event, 32))
        return fpl_remake__refuse(m, "uid");
    enum fpl_status status = take_uid(m, uid);
    if (status || m->refused)
        return status;
    status = fpl_remake__item(m, 0, "chart", fpl_making__text(&making, "chart"), &chart);
    if (status || !chart)
        return status ? status : fpl_remake__refuse(m, "chart");
    status = currency_said.n ? fpl_remake__item(m, 0, "currency", currency_said, &money) : FPL_OK;
    if (status || (currency_said.n && !money))
        return status ? status : fpl_remake__refuse(m, "currency");
    int fits = 1;
    status = money ? has_two_decimals(m, money, &fits) : FPL_OK;
    if (status || (!fits && is_under_rules(fpl_making__text(&making, "kind"))))
        return status ? status : fpl_remake__refuse(m, "decimals of the currency");
    fpl_make__book(&making, m->run->next_book, fpl_str_copy(uid, text, sizeof text));
    m->run->next_book++;
    draft->event = event;
    return finish(m, draft, FPL_DATE_NONE);
}

/* Leaf 0 of the registry: its name, language, offset, administrator and uid are told, in a closed grammar. */
static enum fpl_status registry_founded(struct fpl_remake *m, struct fpl_draft *draft) {
    const struct fpl_json *x = m->record->field[FPL_BODY_x], *items = m->record->field[FPL_BODY_i];
    struct fpl_str by = fpl_json_get_text(m->record->field[FPL_BODY_act], "by"), lang = x_text(m, "lang"),
                   name = fpl_json_get_text(fpl_json_at(fpl_json_at(items, 0), 2), "name");
    int64_t offset = fpl_json_get_num(x, "offset", INT64_MAX);
    char origin[FPL_ORIGIN_BYTES_MAX + 1], uid[40], ledger[FPL_ORIGIN_BYTES_MAX + 1];
    struct fpl_json_out out;
    if (by.n == 0 ||
        !fpl_str_is(fpl_json_get_text(m->record->field[FPL_BODY_act], "role"), fpl_role_name(FPL_ROLE_ADMIN, -1)) ||
        m->record->field[FPL_BODY_chk] || draft->event.n || m->record->field[FPL_BODY_rk])
        return fpl_remake__refuse(m, "people of the founding");
    if (!is_hex(x_text(m, "uid"), 32) || offset < -1439 || offset > 1439 ||
        !(fpl_str_is(lang, "zh") || fpl_str_is(lang, "en")) || fpl_journal__check_origin(x_text(m, "ledger"), NULL))
        return fpl_remake__refuse(m, "identity");
    fpl_str_copy(x_text(m, "ledger"), ledger, sizeof ledger);
    snprintf(origin, sizeof origin, "%.*s/0", FPL_ORIGIN_BYTES_MAX - 2, ledger);
    fpl_buf_reset(&m->maker->extra);
    fpl_json_begin(&out, &m->maker->extra);
    fpl_json_object(&out);
    fpl_json_kstrz(&out, "code", "registry");
    fpl_json_kstrz(&out, "currency", "CNY");
    fpl_json_kint(&out, "id", 0);
    fpl_json_kstrz(&out, "kind", fpl_book_kind_name(FPL_BOOK_REGISTRY, -1));
    fpl_json_kstr(&out, "lang", lang);
    fpl_json_kstrz(&out, "ledger", ledger);
    fpl_json_kstrz(&out, "name", "登记簿");
    fpl_json_kstrz(&out, "name_en", "Registry");
    fpl_json_kint(&out, "offset", offset);
    fpl_json_kstrz(&out, "origin", origin);
    if (fpl_json_get(x, "trial"))
        fpl_json_kbool(&out, "trial", 1);
    fpl_json_kstrz(&out, "uid", fpl_str_copy(x_text(m, "uid"), uid, sizeof uid));
    fpl_json_end(&out);
    draft->extra = fpl_buf_str(&m->maker->extra);
    enum fpl_status status = take_uid(m, x_text(m, "uid"));
    if (status || m->refused)
        return status;
    fpl_str_copy(fpl_str_of(ledger), m->run->origin, sizeof m->run->origin);
    struct fpl_typed typed[4] = {{.given = 1, .text = by}, {.given = name.n > 0, .text = name}, {0}, {0}};
    struct fpl_making admin = {fpl_command_find("user.enrol"), typed, &m->maker->decision};
    fpl_make__user(&admin, FPL_ROLE_ADMIN);
    fpl_decision_item(&m->maker->decision, "currency", FPL_STR("CNY"), FPL_STR("{\"scale\":2}"));
    return finish(m, draft, FPL_DATE_NONE);
}

/* Leaf 0: what the registry says of the book. */
static enum fpl_status founded(struct fpl_remake *m, struct fpl_draft *draft) {
    const struct fpl_json *x = m->record->field[FPL_BODY_x];
    struct fpl_str code = fpl_json_get_text(x, "code");
    struct fpl_item_value *value = NULL;
    const struct fpl_json *body = NULL;
    static const char *const same[] = {"code", "kind", "name", "name_en", "chart", "opened"};
    draft->extra = x ? x->raw : draft->extra;
    draft->event = fpl_json_text(m->record->field[FPL_BODY_ev]);
    if (m->record->seq != 0)
        return fpl_remake__refuse(m, "not the first record of its book");
    if (m->book == 0)
        return registry_founded(m, draft);
    enum fpl_status status = fpl_remake__item(m, 0, "book", code, &value);
    if (status || !value)
        return status ? status : fpl_remake__refuse(m, "not opened in the registry");
    int64_t seq = value->seq0;
    if ((status = fpl_json_parse(&m->maker->item_doc, value->data, m->run->error)))
        return status;
    if (fpl_json_get_num(fpl_json_root(&m->maker->item_doc), "id", -1) != m->book ||
        !fpl_str_eq(fpl_json_get_text(fpl_json_root(&m->maker->item_doc), "uid"), fpl_json_get_text(x, "uid")))
        return fpl_remake__refuse(m, "identity is not the registry's");
    if ((status = fpl_remake__body_of(m, 0, seq, &m->maker->record_bytes, &m->maker->record_doc, &body)))
        return status;
    const struct fpl_json *cmd = fpl_json_get(body, "cmd"), *act = fpl_json_get(body, "act");
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (!fpl_str_eq(fpl_json_get_text(cmd, same[i]), fpl_json_get_text(x, same[i])))
            return fpl_remake__refuse(m, same[i]);
    struct fpl_str currency_said = fpl_json_get_text(cmd, "currency");
    if (!fpl_str_eq(currency_said.n ? currency_said : FPL_STR("CNY"), fpl_json_get_text(x, "currency")) || !act ||
        !fpl_json_same(act, m->record->field[FPL_BODY_act]) || m->record->field[FPL_BODY_chk] ||
        !fpl_str_eq(fpl_json_get_text(body, "ev"), draft->event))
        return fpl_remake__refuse(m, "currency, people or event");
    if (m->record->field[FPL_BODY_rk] || fpl_json_num(m->record->field[FPL_BODY_reg], -1) != seq + 1)
        return fpl_remake__refuse(m, "not founded when it was opened");
    char origin[FPL_ORIGIN_BYTES_MAX + 1];
    snprintf(origin, sizeof origin, "%.*s/%d", FPL_ORIGIN_BYTES_MAX - 12, m->run->origin, (int)m->book);
    if (!fpl_str_is(fpl_json_get_text(x, "origin"), origin) || fpl_json_count(x) != 10)
        return fpl_remake__refuse(m, "origin");
    return finish(m, draft, FPL_DATE_NONE);
}

/* An id, a USCC and an alias mean one party for ever. */
static enum fpl_status free_name(struct fpl_remake *m, struct fpl_str name) {
    static const char *const kinds[] = {"party", "alias"};
    for (size_t i = 0; name.n && i < sizeof kinds / sizeof kinds[0]; i++) {
        struct fpl_item_value *value = NULL;
        enum fpl_status status = fpl_remake__item(m, 0, kinds[i], name, &value);
        if (status)
            return status;
        if (value)
            return fpl_remake__refuse(m, "name of another party");
    }
    return FPL_OK;
}

/* An import or a deal met the party first: x names the record that did, which bears the party's name. */
static enum fpl_status party_on_the_way(struct fpl_remake *m, struct fpl_draft *draft) {
    const struct fpl_json *item = fpl_json_at(m->record->field[FPL_BODY_i], 0), *x = m->record->field[FPL_BODY_x];
    struct fpl_str id = fpl_json_text(fpl_json_at(item, 1)), name = fpl_json_get_text(fpl_json_at(item, 2), "name");
    int64_t book = x_num(m, "book"), seq = x_num(m, "seq");
    const struct fpl_json *body = NULL;
    if (m->record->field[FPL_BODY_chk] || m->record->field[FPL_BODY_rk])
        return fpl_remake__refuse(m, "people");
    if (!x || fpl_json_count(x) != 2 || book <= 0 || book > FPL_BOOK_MAX || seq < 0)
        return fpl_remake__refuse(m, "no record that met it");
    if (!fpl_party__may_be_unseen(id))
        return fpl_remake__refuse(m, "uscc");
    enum fpl_status status = free_name(m, id);
    if (status || m->refused)
        return status;
    status = fpl_remake__body_of(m, (int32_t)book, seq, &m->maker->record_bytes, &m->maker->record_doc, &body);
    if (status == FPL_E_NOT_FOUND || status == FPL_E_CORRUPT)
        return fpl_remake__refuse(m, "no record that met it");
    if (status)
        return status;
    const struct fpl_json *cmd = fpl_json_get(body, "cmd"), *act = fpl_json_get(body, "act"),
                          *own = m->record->field[FPL_BODY_act];
    if (!fpl_str_eq(fpl_json_get_text(cmd, "firm"), id) || !fpl_str_eq(fpl_json_get_text(cmd, "firm_name"), name) ||
        !act || !fpl_json_same(act, own) || fpl_json_get_num(body, "reg", -1) <= m->record->seq)
        return fpl_remake__refuse(m, "not the party of the record that met it");
    fpl_make__unseen_party(&m->maker->decision, id, name);
    draft->extra = x->raw;
    return finish(m, draft, FPL_DATE_NONE);
}

static enum fpl_status party(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    if (!m->record->field[FPL_BODY_cmd])
        return party_on_the_way(m, draft);
    struct fpl_str uscc = fpl_making__text(&making, "uscc");
    if (fpl_party__id(&making).n == 0 || (!uscc.n && !fpl_party__may_lack_uscc(fpl_making__text(&making, "kind"))))
        return fpl_remake__refuse(m, "uscc");
    struct fpl_str said[] = {fpl_party__id(&making), uscc, fpl_making__text(&making, "alias")};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        enum fpl_status status = free_name(m, said[i]);
        if (status || m->refused)
            return status;
    }
    fpl_make__party(&making);
    return finish(m, draft, FPL_DATE_NONE);
}

/* The text is told; the document is what the program makes of it. A program that cannot read such texts leaves that. */
static enum fpl_status translated(struct fpl_remake *m, const char *kind, const struct fpl_json *x,
                                  const struct fpl_json *doc) {
    struct fpl_error why = {0};
    int agrees = 1;
    enum fpl_status status =
        fpl_document__translated(&m->run->session->host, kind, doc->raw, fpl_json_get_text(x, "src"), &agrees, &why);
    if (status == FPL_E_NOMEM)
        return fpl_fail(m->run->error, status, NULL, NULL, NULL);
    if (!status && agrees)
        return FPL_OK;
    return fpl_remake__refuse(m, status ? "text of the document is none" : "document is not its text");
}

/* The document and the text it was made of are told; the hash follows, and id and version are the document's. */
static enum fpl_status document(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    const struct fpl_json *x = m->record->field[FPL_BODY_x], *doc = fpl_json_get(x, "doc");
    struct fpl_hash hash;
    char kind[16], hex[2 * FPL_HASH_BYTES + 1];
    size_t keys = x && fpl_json_get(x, "src") ? 2 : 1;
    if (!x || !doc || fpl_json_count(x) != keys || (keys == 2 && fpl_json_get(x, "src")->type != FPL_JSON_STRING))
        return fpl_remake__refuse(m, "document");
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(m->event->kind, "."), m->event->kind);
    struct fpl_str id = fpl_json_get_text(doc, strcmp(kind, "pack") == 0 ? "scheme_id" : "id");
    if (!fpl_str_eq(id, fpl_making__text(&making, "id")) ||
        fpl_json_get_num(doc, "version", -1) != fpl_making__num(&making, "version", 0))
        return fpl_remake__refuse(m, "document's id or version");
    struct fpl_error why = {0};
    enum fpl_status status = fpl_document__check(kind, doc->raw, fpl_json_get_text(x, "src"), &why);
    if (status)
        return status == FPL_E_NOMEM ? fpl_fail(m->run->error, status, NULL, NULL, NULL)
                                     : fpl_remake__refuse(m, "document that is none of its kind");
    status = translated(m, kind, x, doc);
    if (status || m->refused)
        return status;
    fpl_sha256(m->run->session->hasher, doc->raw.p, doc->raw.n, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, hex);
    fpl_make__document(&making, kind, hex);
    draft->extra = x->raw;
    return finish(m, draft, FPL_DATE_NONE);
}

/* ---- entries ---- */

static struct fpl_date day_of(const struct fpl_remake *m, const char *field) {
    struct fpl_making making = making_of(m);
    const struct fpl_typed *value = fpl_making__get(&making, field);
    return value->given ? (struct fpl_date){(int32_t)value->num} : FPL_DATE_NONE;
}

/* An entry without a number is known by what it says. */
static enum fpl_status said(struct fpl_remake *m, const struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    struct fpl_item_value *before = NULL;
    char day[12], hex[2 * FPL_HASH_BYTES + 1];
    const struct fpl_str what[2] = {fpl_str_of(fpl_date_format(day_of(m, "occurred"), day)),
                                    fpl_making__text(&making, "memo")};
    fpl_make__digest(m->run->session->hasher, draft->posting, draft->postings, what, hex);
    enum fpl_status status = fpl_remake__item(m, m->book, "said", fpl_str_of(hex), &before);
    if (!status)
        fpl_make__said(&m->maker->decision, hex, before ? before->seq : -1);
    return status;
}

static enum fpl_status entry(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    struct fpl_str key = fpl_making__text(&making, "entry");
    if (fpl_date_cmp(day_of(m, "occurred"), m->run->opened) < 0)
        return fpl_remake__refuse(m, "before the day the book was opened");
    if (key.n)
        fpl_decision_item(&m->maker->decision, "entry", key, FPL_STR("{}"));
    draft->period13 = fpl_str_is(fpl_making__text(&making, "period13"), "Y");
    draft->attachments = fpl_making__num(&making, "attachments", 0);
    enum fpl_status status = tell_postings(m, draft, 0);
    if (!status && !m->refused && !key.n)
        status = said(m, draft);
    return status || m->refused ? status : finish(m, draft, day_of(m, "occurred"));
}

/* "book/seq", or seq alone. */
static int names_receipt(struct fpl_str text, int32_t book, int64_t seq) {
    char whole[48], alone[24];
    snprintf(whole, sizeof whole, "%d/%lld", (int)book, (long long)seq);
    snprintf(alone, sizeof alone, "%lld", (long long)seq);
    return fpl_str_is(text, whole) || fpl_str_is(text, alone);
}

static enum fpl_status entry_reversed(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    char key[24];
    m->undone = fpl_json_num(m->record->field[FPL_BODY_rev], -1);
    if (m->undone < 0 || m->undone >= m->record->seq ||
        !names_receipt(fpl_making__text(&making, "receipt"), m->book, m->undone))
        return fpl_remake__refuse(m, "reversal of another entry than the command names");
    enum fpl_status status =
        fpl_remake__body(m, m->undone, &m->maker->undone_bytes, &m->maker->undone_doc, &m->undone_body);
    if (!status)
        status = tell_postings(m, draft, 1);
    if (status || m->refused)
        return status;
    snprintf(key, sizeof key, "%lld", (long long)m->undone);
    fpl_decision_item(&m->maker->decision, "reversed", fpl_str_of(key), FPL_STR("{}"));
    draft->reverses = m->undone;
    return finish(m, draft, day_of(m, "occurred"));
}

static enum fpl_status opening(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    char hex[2 * FPL_HASH_BYTES + 1];
    enum fpl_status status = tell_postings(m, draft, 0);
    if (status || m->refused)
        return status;
    fpl_make__digest(m->run->session->hasher, draft->posting, draft->postings,
                     (const struct fpl_str[2]){{"", 0}, {"", 0}}, hex);
    if (!fpl_making__text(&making, "entry").n) { /* without a number it is known by its lines */
        struct fpl_item_value *before = NULL;
        status = fpl_remake__item(m, m->book, "opening.lines", fpl_str_of(hex), &before);
        if (status || before)
            return status ? status : fpl_remake__refuse(m, "the same lines recorded before");
    }
    fpl_make__opening(&m->maker->decision, hex, fpl_making__text(&making, "entry"));
    draft->word = "初";
    if (fpl_date_cmp(day_of(m, "occurred"), m->run->opened) != 0)
        return fpl_remake__refuse(m, "not on the day the book was opened");
    return finish(m, draft, day_of(m, "occurred"));
}

/* The digest of the totals is compared with the state by fpl_verify__claims. */
static enum fpl_status period(struct fpl_remake *m, struct fpl_draft *draft) {
    struct fpl_making making = making_of(m);
    int64_t said = fpl_making__num(&making, "period", 0);
    struct fpl_period closed = {(int16_t)(said / 100), (int8_t)(said % 100)};
    const struct fpl_json *data = fpl_json_at(fpl_json_at(m->record->field[FPL_BODY_i], 1), 2);
    struct fpl_str digest = fpl_json_get_text(data, "digest");
    char hex[2 * FPL_HASH_BYTES + 1];
    if (!is_hex(digest, 2 * FPL_HASH_BYTES))
        return fpl_remake__refuse(m, "digest");
    if (fpl_date_cmp(fpl_period_last(closed), m->said.today) >= 0)
        return fpl_remake__refuse(m, "period not over");
    fpl_make__period(&m->maker->decision, closed, fpl_str_copy(digest, hex, sizeof hex), m->record->seq);
    return finish(m, draft, FPL_DATE_NONE);
}

/* Reasons: [code, argument, argument, clause], all texts, the code one of ours and no outcome that records. */
static int are_reasons(const struct fpl_json *list) {
    for (const struct fpl_json *reason = fpl_json_first(list); reason; reason = fpl_json_next(list, reason)) {
        char name[64];
        if (reason->type != FPL_JSON_ARRAY || fpl_json_count(reason) != 4)
            return 0;
        for (uint32_t i = 0; i < 4; i++)
            if (fpl_json_at(reason, i)->type != FPL_JSON_STRING)
                return 0;
        if (!fpl_remake__is_refusal(fpl_str_copy(fpl_json_text(fpl_json_at(reason, 0)), name, sizeof name)))
            return 0;
    }
    return list && list->type == FPL_JSON_ARRAY && fpl_json_count(list) > 0;
}

/* What stands in place of a document or of lines is a hash, and the field that the reason is about has a name. */
static int are_digests(const struct fpl_json *x, const struct fpl_command_spec *spec) {
    const struct fpl_json *blob = fpl_json_get(x, "blob"), *lines = fpl_json_get(x, "lines"),
                          *field = fpl_json_get(x, "field");
    return (!blob || is_hex(fpl_json_text(blob), 2 * FPL_HASH_BYTES)) && (!blob == !(spec->flags & FPL_COMMAND_BLOB)) &&
           (!lines || (is_hex(fpl_json_text(lines), 2 * FPL_HASH_BYTES) && (spec->flags & FPL_COMMAND_LINES))) &&
           (!field || is_word(fpl_json_text(field)));
}

/* The command that was refused, as far as it was well-formed: written again from its typed fields. */
static enum fpl_status refused_command(struct fpl_remake *m, const struct fpl_command_spec *spec) {
    const struct fpl_plan *plan = fpl_event__plan(fpl_event_of_command(spec));
    struct fpl_error local = {0};
    struct fpl_json_out out;
    int take_on = 0;
    if (!m->record->field[FPL_BODY_cmd])
        return FPL_OK;
    enum fpl_status status = fpl_command__read(plan, m->record->field[FPL_BODY_cmd], m->maker->typed, &take_on, &local);
    if (status)
        return status == FPL_E_JSON ? fpl_remake__refuse(m, local.arg[0]) : status;
    fpl_buf_reset(&m->maker->cmd);
    fpl_json_begin(&out, &m->maker->cmd);
    fpl_command__write(plan, m->maker->typed, take_on, &out);
    return FPL_OK;
}

/* A decided no: the command's name, its reasons, and what stands in place of lines or a document. */
static enum fpl_status refused(struct fpl_remake *m, struct fpl_draft *draft) {
    const struct fpl_json *x = m->record->field[FPL_BODY_x];
    char name[64];
    const struct fpl_command_spec *spec = fpl_command_find(fpl_str_copy(x_text(m, "cmd"), name, sizeof name));
    static const char *const keys[] = {"blob", "cmd", "codes", "field", "lines"};
    uint32_t known = 0;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        known += fpl_json_get(x, keys[i]) != NULL;
    if (!spec || !x || known != fpl_json_count(x) || !are_reasons(fpl_json_get(x, "codes")) || !are_digests(x, spec))
        return fpl_remake__refuse(m, "refusal");
    if (!(spec->book == FPL_BOOK_ANY ? m->book > 0 : spec->book == m->run->kind))
        return fpl_remake__refuse(m, "book");
    enum fpl_status status = fpl_remake__people(m, spec->roles, 0);
    if (status || m->refused)
        return status;
    if ((status = refused_command(m, spec)) || m->refused)
        return status;
    draft->cmd = m->record->field[FPL_BODY_cmd] ? fpl_buf_str(&m->maker->cmd) : draft->cmd;
    draft->extra = x->raw;
    fpl_make__count(&m->maker->decision, fpl_json_get_text(m->record->field[FPL_BODY_act], "by"), "refused", 1);
    return finish(m, draft, FPL_DATE_NONE);
}

/* ---- all of them ---- */

enum fpl_status fpl_remake__general(struct fpl_remake *m) {
    static const struct {
        const struct fpl_event *event;
        enum fpl_status (*make)(struct fpl_remake *m, struct fpl_draft *draft);
    } kinds[] = {
        {&fpl_event__user_enrolled, user},
        {&fpl_event__user_changed, user_changed},
        {&fpl_event__user_renamed, renamed},
        {&fpl_event__auth_required, auth_required},
        {&fpl_event__currency_added, currency},
        {&fpl_event__book_opened, book_opened},
        {&fpl_event__book_founded, founded},
        {&fpl_event__party_registered, party},
        {&fpl_event__party_renamed, renamed},
        {&fpl_event__chart_adopted, document},
        {&fpl_event__pack_adopted, document},
        {&fpl_event__profile_adopted, document},
        {&fpl_event__tolerance_adopted, document},
        {&fpl_event__limit_adopted, document},
        {&fpl_event__calendar_adopted, document},
        {&fpl_event__mapping_adopted, document},
        {&fpl_event__entry_posted, entry},
        {&fpl_event__entry_reversed, entry_reversed},
        {&fpl_event__opening_posted, opening},
        {&fpl_event__period_closed, period},
        {&fpl_event__command_refused, refused},
        {&fpl_event__import_began, fpl_remake__import_began},
        {&fpl_event__import_chunk, fpl_remake__import_chunk},
    };
    const struct fpl_command_spec *spec = fpl_event__plan(m->event)->spec;
    struct fpl_error local = {0};
    struct fpl_draft draft;
    size_t i = 0;
    while (i < sizeof kinds / sizeof kinds[0] && kinds[i].event != m->event)
        i++;
    if (i == sizeof kinds / sizeof kinds[0])
        return fpl_remake__refuse(m, "a kind that nothing makes");
    if (spec && m->record->field[FPL_BODY_cmd]) {
        enum fpl_status status = fpl_command__read(fpl_event__plan(m->event), m->record->field[FPL_BODY_cmd],
                                                   m->maker->typed, &m->said.take_on, &local);
        if (status)
            return status == FPL_E_JSON ? fpl_remake__refuse(m, local.arg[0]) : status;
        if (m->said.take_on)
            return fpl_remake__refuse(m, "take_on");
        status = fpl_remake__people(m, spec->roles, (spec->flags & FPL_COMMAND_ENTRY) != 0);
        if (!status && !m->refused)
            status = fpl_remake__parties(m);
        if (status || m->refused)
            return status;
    } else if (spec &&
               m->event != &fpl_event__party_registered) { /* only a party is registered without a command of its own */
        return fpl_remake__refuse(m, "no command");
    }
    fpl_decision_begin(&m->maker->decision);
    m->maker->word[0] = '\0';
    fpl_draft__begin(&draft, m->event->kind);
    return kinds[i].make(m, &draft);
}

enum fpl_status fpl_remake__finish(struct fpl_remake *m, struct fpl_draft *draft) {
    return finish(m, draft, FPL_DATE_NONE);
}
