/* A decided event made again: what its command says, what the state before it says, its decider, its whole body. The
 * body that stands in the ledger must be that one, byte for byte; a record that an honest desk could not have written
 * is a difference. */
#include "ledger/verify/remake.h"

#include "fundpool/fund.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fpl_verify__maker_free(struct fpl_verify__maker *maker) {
    if (!maker)
        return;
    for (int i = 0; i < FPL_VERIFY_ORIGINS; i++) {
        fpl_buf_release(&maker->origin[i].bytes);
        fpl_json_doc_release(&maker->origin[i].doc);
    }
    fpl_agreements__release(&maker->agreements);
    fpl_json_doc_release(&maker->item_doc);
    fpl_json_doc_release(&maker->seen_doc);
    fpl_json_doc_release(&maker->undone_doc);
    fpl_json_doc_release(&maker->record_doc);
    fpl_json_doc_release(&maker->made_doc);
    fpl_buf_release(&maker->cmd);
    fpl_buf_release(&maker->cmd_each);
    fpl_buf_release(&maker->body);
    fpl_buf_release(&maker->extra);
    fpl_buf_release(&maker->undone_bytes);
    fpl_buf_release(&maker->record_bytes);
    fpl_buf_release(&maker->sides);
    fpl_buf_release(&maker->told.text);
    fpl_buf_release(&maker->side.bytes);
    fpl_json_doc_release(&maker->side.doc);
    fpl_buf_release(&maker->shared.bytes);
    fpl_json_doc_release(&maker->shared.doc);
    fpl_buf_release(&maker->primary.bytes);
    fpl_json_doc_release(&maker->primary.doc);
    for (int i = 0; i < FPL_LISTS; i++)
        fpl_rows__release(&maker->rows[i]);
    free(maker->shares);
    free(maker);
}

enum fpl_status fpl_remake__refuse(struct fpl_remake *m, const char *why) {
    if (!m->refused)
        fpl_str_copy(fpl_str_of(why), m->why, sizeof m->why);
    m->refused = 1;
    return FPL_OK;
}

struct fpl_str fpl_remake__keep(struct fpl_remake *m, struct fpl_str text) {
    struct fpl_verify__maker *maker = m->maker;
    if (text.n == 0)
        return (struct fpl_str){NULL, 0};
    if (text.n > sizeof maker->text - maker->text_n) {
        (void)fpl_remake__refuse(m, "texts");
        return (struct fpl_str){NULL, 0};
    }
    char *at = maker->text + maker->text_n;
    memcpy(at, text.p, text.n);
    maker->text_n += text.n;
    return (struct fpl_str){at, text.n};
}

/* The registry's items never change what they say: one that was written under a later registry was not there yet. */
enum fpl_status fpl_remake__item(struct fpl_remake *m, int32_t book, const char *kind, struct fpl_str key,
                                 struct fpl_item_value **out) {
    struct fpl_item_value *value = NULL;
    int64_t reg = fpl_json_num(m->record->field[FPL_BODY_reg], -1);
    *out = NULL;
    enum fpl_status status = fpl_fold__item_value(m->fold, book, fpl_str_of(kind), key, &value, m->run->error);
    if (!status && value->data.n && !(book == 0 && m->book != 0 && value->seq0 >= reg))
        *out = value;
    return status;
}

enum fpl_status fpl_remake__name(struct fpl_remake *m, const struct fpl_bearer *who, struct fpl_str *out) {
    struct fpl_item_value *mark = NULL, *bearer = NULL;
    struct fpl_buf *text = &m->maker->extra;
    char key[FPL_KEY_BYTES_MAX + 16];
    int64_t seq = -1;
    *out = (struct fpl_str){"", 0};
    enum fpl_status status = fpl_remake__item(m, 0, FPL_RENAMED, fpl_name__mark(who, key, sizeof key), &mark);
    if (!status && mark) { /* the changes are looked for in what is stored */
        m->run->lookups_pending = 0;
        status = fpl_fold__flush(m->fold, m->run->error);
    }
    if (!status && mark)
        status = fpl_name__on(m->fold->store, who, text, &seq, m->run->error);
    if (!status && seq < 0)
        status = fpl_remake__item(m, 0, who->kind, who->id, &bearer);
    if (!status && bearer)
        status = fpl_json_parse(&m->maker->item_doc, bearer->data, m->run->error);
    if (!status)
        *out = seq >= 0 ? fpl_buf_str(text)
               : bearer ? fpl_json_get_text(fpl_json_root(&m->maker->item_doc), "name")
                        : *out;
    return status;
}

/* ---- people ---- */

static enum fpl_status look_up(struct fpl_remake *m, struct fpl_str user, struct fpl_verify__person *out) {
    struct fpl_item_value *value = NULL;
    enum fpl_status status = fpl_remake__item(m, 0, "user", user, &value);
    if (status || !value)
        return status;
    if ((status = fpl_json_parse(&m->maker->item_doc, value->data, m->run->error)))
        return status;
    const struct fpl_json *data = fpl_json_root(&m->maker->item_doc);
    out->roles = fpl_people__roles(m->run->registry->tenure, m->run->registry->tenures, user, out->day, out->size,
                                   (unsigned)fpl_json_get_num(data, "roles", 0));
    fpl_str_copy(fpl_json_get_text(data, "party"), out->party, sizeof out->party);
    return FPL_OK;
}

/* Few people make most records. What the registry says of them at a size and on a day is looked up once: when a record
 * of another book is met, all of the registry has been folded. */
static const struct fpl_verify__person *known_person(const struct fpl_remake *m, struct fpl_str user, int64_t size) {
    for (size_t i = 0; m->book > 0 && size > 0 && i < sizeof m->maker->person / sizeof m->maker->person[0]; i++) {
        const struct fpl_verify__person *one = &m->maker->person[i];
        if (one->size == size && fpl_date_cmp(one->day, m->said.today) == 0 && fpl_str_is(user, one->user))
            return one;
    }
    return NULL;
}

/* As the registry stood then, on the day of the record. */
enum fpl_status fpl_remake__roles(struct fpl_remake *m, struct fpl_str user, unsigned *roles, char party[65]) {
    int64_t size = fpl_json_num(m->record->field[FPL_BODY_reg], 0);
    const struct fpl_verify__person *known = known_person(m, user, size);
    struct fpl_verify__person fresh = {.day = m->said.today, .size = size};
    *roles = 0;
    if (!known) {
        enum fpl_status status = look_up(m, user, &fresh);
        if (status)
            return status;
        if (user.n < sizeof fresh.user && m->book > 0) {
            fpl_str_copy(user, fresh.user, sizeof fresh.user);
            m->maker->person[m->maker->persons++ % (sizeof m->maker->person / sizeof m->maker->person[0])] = fresh;
        }
        known = &fresh;
    }
    *roles = known->roles;
    if (party)
        memcpy(party, known->party, sizeof known->party);
    return FPL_OK;
}

#define CONCERNED "of the institution concerned"

/* Whatever the kind: nobody posts on the account of the institution that he belongs to. */
static void check_own_lines(struct fpl_remake *m) {
    const struct fpl_json *list = m->record->field[FPL_BODY_p];
    struct fpl_posting line;
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p))
        for (int i = 0; i < 2; i++)
            if (m->of[i][0] && !fpl_body__posting(p, &line, NULL) && fpl_str_is(line.party, m->of[i]))
                (void)fpl_remake__refuse(m, CONCERNED);
}

/* The actor holds the role that the record names, which is the first of his that the command allows; a checker is
 * another person who may approve. */
enum fpl_status fpl_remake__people(struct fpl_remake *m, unsigned allowed, int needs_checker) {
    const struct fpl_json *act = m->record->field[FPL_BODY_act];
    struct fpl_str by = fpl_json_get_text(act, "by"), checker = fpl_json_text(m->record->field[FPL_BODY_chk]);
    unsigned roles = 0, others = 0;
    char party[65] = "";
    enum fpl_status status = fpl_remake__roles(m, by, &roles, party);
    if (status)
        return status;
    unsigned role = roles & allowed & (0u - (roles & allowed)); /* the lowest bit */
    if (!role || !fpl_str_is(fpl_json_get_text(act, "role"), fpl_role_name((enum fpl_role)role, -1)))
        return fpl_remake__refuse(m, "actor or role");
    if (role & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR))
        memcpy(m->institution, party, sizeof m->institution);
    else
        memcpy(m->of[0], party, sizeof m->of[0]);
    if (!checker.n) {
        check_own_lines(m);
        return needs_checker ? fpl_remake__refuse(m, "no checker") : FPL_OK;
    }
    if (!needs_checker || fpl_str_eq(checker, by))
        return fpl_remake__refuse(m, "checker");
    status = fpl_remake__roles(m, checker, &others, m->of[1]);
    check_own_lines(m);
    return !status && !(others & FPL_ROLE_APPROVER) ? fpl_remake__refuse(m, "checker") : status;
}

static enum fpl_status not_by(struct fpl_remake *m, int64_t seq, const char *why) {
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_remake__body(m, seq, &m->maker->record_bytes, &m->maker->record_doc, &body);
    struct fpl_str other = status ? (struct fpl_str){"", 0} : fpl_json_get_text(fpl_json_get(body, "act"), "by");
    if (!status && fpl_str_eq(other, fpl_json_get_text(m->record->field[FPL_BODY_act], "by")))
        return fpl_remake__refuse(m, why);
    return status;
}

/* ---- form ---- */

static void check_form(struct fpl_remake *m) {
    const struct fpl_event *event = m->event;
    const struct fpl_plan *plan = fpl_event__plan(event);
    unsigned flags = event->flags | (event->by || event->side_of ? fpl_event_of_command(plan->spec)->flags : 0u);
    if (m->said.take_on ? !(flags & FPL_EVENT_TAKE_ON) || m->institution[0] : (flags & FPL_EVENT_TAKEN_ON) != 0)
        (void)fpl_remake__refuse(m, "take_on");
    for (int i = 0; i < plan->spec->field_count; i++)
        if ((plan->spec->fields[i].flags & FPL_FIELD_OWN_BOOK) && m->maker->typed[i].given && !event->side_of &&
            !fpl_str_is(m->maker->typed[i].text, m->run->code))
            (void)fpl_remake__refuse(m, "book");
    if (m->institution[0] && (event->flags & FPL_EVENT_OWN_DAY) && plan->occurred >= 0 &&
        m->maker->typed[plan->occurred].given && m->maker->typed[plan->occurred].num != m->said.today.day)
        (void)fpl_remake__refuse(m, "day of an institution's user");
    for (int i = 0; i < 2; i++)
        if (fpl_event_concerns(event, m->facts, fpl_str_of(m->of[i])))
            (void)fpl_remake__refuse(m, CONCERNED);
    if (m->institution[0] && event->scope_field) {
        struct fpl_str whose = fpl_fact_text(m->facts, (enum fpl_fact_id)event->scope);
        if (!fpl_str_is(whose, m->institution))
            (void)fpl_remake__refuse(m, "institution");
    }
}

/* Parties that the command names are known by then; a claim is named by its key. */
enum fpl_status fpl_remake__parties(struct fpl_remake *m) {
    const struct fpl_command_spec *spec = fpl_event__plan(m->event)->spec;
    for (int i = 0; i < spec->field_count; i++) {
        struct fpl_item_value *party = NULL;
        if (spec->fields[i].type != FPL_FIELD_PARTY || !m->maker->typed[i].given)
            continue;
        enum fpl_status status = fpl_remake__item(m, 0, "party", m->maker->typed[i].text, &party);
        if (status)
            return status;
        if (!party)
            (void)fpl_remake__refuse(m, "party");
    }
    return FPL_OK;
}

/* ---- the item under the event's key ---- */

struct own_item {
    int found;
    int64_t seq0, seq;
};

static enum fpl_status find_own(struct fpl_remake *m, struct own_item *own) {
    struct fpl_item_value *value = NULL;
    struct fpl_str key =
        m->event->item ? fpl_fact_text(m->facts, (enum fpl_fact_id)m->event->key) : (struct fpl_str){"", 0};
    enum fpl_status status = key.n ? fpl_remake__item(m, m->book, m->event->item, key, &value) : FPL_OK;
    if (status)
        return status;
    *own = (struct own_item){value != NULL, value ? value->seq0 : -1, value ? value->seq : -1};
    if (m->event->again == FPL_AGAIN_KEY && value) {
        char why[96];
        snprintf(why, sizeof why, "%s %.*s recorded before in seq %lld", m->event->item, (int)(key.n < 48 ? key.n : 48),
                 key.p, (long long)value->seq0);
        return fpl_remake__refuse(m, why);
    }
    if (!value && !m->event->side_of && (m->event->again == FPL_AGAIN_UNDONE || m->event->again == FPL_AGAIN_LAST))
        return fpl_remake__refuse(m, "nothing under the key");
    return FPL_OK;
}

static enum fpl_status load_undone(struct fpl_remake *m, const struct own_item *own) {
    char mark[24];
    struct fpl_item_value *value = NULL;
    if (!(m->event->flags & FPL_EVENT_UNDOES) || (!own->found && !m->event->side_of))
        return FPL_OK;
    if (!m->event->side_of)
        m->undone = m->event->flags & FPL_EVENT_UNDOES_LAST ? own->seq : own->seq0;
    snprintf(mark, sizeof mark, "%lld", (long long)m->undone);
    enum fpl_status status = m->event->again == FPL_AGAIN_UNDONE
                                 ? fpl_remake__item(m, m->book, "reversed", fpl_str_of(mark), &value)
                                 : FPL_OK;
    if (!status && value)
        return fpl_remake__refuse(m, "taken back before");
    if (!status)
        status = fpl_remake__body(m, m->undone, &m->maker->undone_bytes, &m->maker->undone_doc, &m->undone_body);
    if (!status)
        m->day = fpl_body__date(m->undone_body, "occ");
    return status;
}

/* ---- pack ---- */

static enum fpl_status bind_pack(struct fpl_remake *m) {
    if (m->event->binds != FPL_BINDS_AGREEMENT)
        return FPL_OK;
    struct fpl_str party = m->event->partner(m->facts);
    struct fpl_date other = fpl_fact_date(m->facts, (enum fpl_fact_id)m->event->binding_day), day = m->day;
    for (int round = 0; round < 2; round++) {
        const struct fpl_json *data = NULL;
        int64_t seq = 0;
        enum fpl_status status = fpl_remake__agreement(m, party, round == 0 ? day : other, &data, &seq);
        if (status)
            return status;
        struct fpl_verify__document *document =
            data ? fpl_verify__document_of(m->run->registry, "pack", fpl_json_get_text(data, "pack")) : NULL;
        if (!document)
            return fpl_remake__refuse(m, "pack not agreed on");
        if ((status = fpl_verify__load_pack(m->run, document)))
            return status;
        m->pack = document->pack;
        fpl_hex(document->hash.byte, sizeof document->hash.byte, m->maker->pack_hex);
        m->pack_hash = fpl_str_of(m->maker->pack_hex);
        if (fpl_pack_binds_by_registration(m->pack) || fpl_date_cmp(day, other) == 0) {
            other = round == 0 ? day : other;
            break;
        }
    }
    return fpl_pack_in_force(m->pack, other) ? FPL_OK : fpl_remake__refuse(m, "pack not in force");
}

/* ---- order ---- */

/* No claim that shares a cap with this one waits in a place before it. */
static enum fpl_status check_place(struct fpl_remake *m) {
    struct fpl_cursor *cursor = NULL;
    int64_t own = fpl_fact_int(m->facts, FPL_FACT_CLAIM_PLACE, 0);
    int row = 1;
    if (!m->event->bars)
        return FPL_OK;
    enum fpl_status status = fpl_remake__flush(m);
    if (!status)
        status = fpl_store__scan_items(m->fold->store, m->book, fpl_str_of(m->event->places), FPL_STR(""), &cursor,
                                       m->run->error);
    while (!status && !(status = fpl_store__next(cursor, &row, m->run->error)) && row && !m->refused) {
        struct fpl_item_row item;
        int64_t place = 0;
        fpl_store__item_row(cursor, &item);
        for (size_t i = 0; i < item.key.n && i < 12; i++)
            place = 10 * place + (item.key.p[i] - '0');
        if (place >= own)
            break;
        if (!(status = fpl_json_parse(&m->maker->item_doc, item.data, m->run->error)) &&
            m->event->bars(fpl_json_root(&m->maker->item_doc), m->facts, m->pack))
            (void)fpl_remake__refuse(m, "a claim before it waits that shares a cap or the money");
    }
    fpl_store__end(cursor);
    return status;
}

/* ---- the decision ---- */

/* The newest version of every profile adopted by then, in the order of adoption of their first. */
static enum fpl_status load_profiles(struct fpl_remake *m, const struct fpl_profile **list, int *count) {
    struct fpl_verify__registry *registry = m->run->registry;
    int64_t reg = fpl_json_num(m->record->field[FPL_BODY_reg], -1);
    *count = 0;
    for (size_t i = 0; i < registry->documents; i++) {
        struct fpl_verify__document *document = &registry->document[i];
        int at = 0;
        if (strcmp(document->kind, "profile") != 0 || document->seq >= reg)
            continue;
        enum fpl_status status = fpl_verify__load_profile(m->run, document);
        if (status)
            return status;
        while (at < *count && !fpl_str_eq(fpl_profile_id(list[at]), fpl_profile_id(document->profile)))
            at++;
        if (at == FPL_PROFILES_MAX)
            return fpl_remake__refuse(m, "profiles");
        if (at == *count)
            list[(*count)++] = document->profile;
        else if (fpl_profile_version(document->profile) > fpl_profile_version(list[at]))
            list[at] = document->profile;
    }
    return FPL_OK;
}

static enum fpl_status red_image(struct fpl_remake *m) {
    const struct fpl_json *list = fpl_json_get(m->undone_body, "p");
    struct fpl_decision *d = &m->maker->decision;
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p)) {
        struct fpl_posting line;
        if (d->postings == FPL_DECISION_POSTINGS || fpl_body__posting(p, &line, NULL) || line.account.n == 0 ||
            line.currency.n || fpl_money_neg(line.amount, &line.amount))
            return fpl_remake__refuse(m, "postings of the event taken back");
        fpl_decision_post(d, &line);
    }
    return FPL_OK;
}

static enum fpl_status decide(struct fpl_remake *m) {
    const struct fpl_profile *profile[FPL_PROFILES_MAX];
    struct fpl_rules rules = {.pack = m->pack, .profile = profile, .currency = fpl_str_of(m->run->currency), .bare = 1};
    fpl_decision_begin(&m->maker->decision);
    if (!m->event->decide)
        return red_image(m);
    if (m->event->binds != FPL_BINDS_NONE && !m->pack)
        return fpl_remake__refuse(m, "pack");
    enum fpl_status limits = fpl_remake__limits(m, &rules);
    if (limits || m->refused)
        return limits;
    if (m->lists && !m->maker->shares && !(m->maker->shares = calloc(1, sizeof *m->maker->shares)))
        return fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL);
    rules.list = m->maker->list;
    rules.shares = m->maker->shares;
    if (m->event->flags & FPL_EVENT_PROFILES) {
        enum fpl_status status = load_profiles(m, profile, &rules.profiles);
        if (status || m->refused)
            return status;
    }
    memset(&m->maker->asked, 0, sizeof m->maker->asked);
    m->facts->asked = &m->maker->asked;
    m->event->decide(m->facts, &rules, &m->maker->decision);
    m->run->report->decisions++;
    const struct fpl_decision *d = &m->maker->decision;
    if (d->outcome != m->event->outcome)
        return fpl_remake__refuse(m, d->outcome == FPL_OK || d->outcome == FPL_DEFERRED || d->outcome == FPL_QUEUED
                                         ? "outcome"
                                         : fpl_status_name(d->outcome));
    return fpl_event__is_image(m->event) ? red_image(m) : FPL_OK;
}

/* ---- the body ---- */

/* A firm that the command names otherwise than the registry does, as it stood that day. */
static enum fpl_status named_otherwise(struct fpl_remake *m) {
    const struct fpl_command_spec *spec = fpl_event__plan(m->event)->spec;
    const struct fpl_typed *firm = &m->maker->typed[fpl_field_find(spec, FPL_STR("firm")) - spec->fields],
                           *name = &m->maker->typed[fpl_field_find(spec, FPL_STR("firm_name")) - spec->fields];
    struct fpl_bearer who = {"party", firm->text, m->said.today, fpl_json_num(m->record->field[FPL_BODY_reg], 0)};
    struct fpl_str known = {"", 0};
    enum fpl_status status = fpl_remake__name(m, &who, &known);
    if (!status && known.n && !fpl_str_eq(known, name->text))
        fpl_decision_item(&m->maker->decision, "named", firm->text, FPL_STR("{}"));
    return status;
}

static struct fpl_str memo_of(struct fpl_remake *m) {
    const struct fpl_event *event = m->event;
    const struct fpl_command_spec *spec = fpl_event__plan(event)->spec;
    struct fpl_str fixed = fpl_str_of(event->memo ? event->memo : ""), said = {"", 0};
    int optional = 1;
    if (event->memo_field) {
        const struct fpl_field_spec *field = fpl_field_find(spec, fpl_str_of(event->memo_field));
        const struct fpl_typed *value = &m->maker->typed[field - spec->fields];
        said = value->given ? value->text : said;
        optional = !(field->flags & FPL_FIELD_REQUIRED);
    }
    if (!said.n || !fixed.n || optional)
        return said.n ? said : fixed;
    struct fpl_buf *text = &m->maker->extra;
    fpl_buf_reset(text);
    fpl_buf_add(text, fixed.p, fixed.n);
    fpl_buf_addc(text, '|');
    fpl_buf_add(text, said.p, said.n);
    return fpl_buf_str(text);
}

/* What the desk adds to the decision: the mark of the event taken back, a firm's other name, and the request key.
 * `own` is for those of an event that decides for no list. */
static enum fpl_status add_items(struct fpl_remake *m, struct fpl_item_write own[FPL_DECISION_ITEMS + 1],
                                 struct fpl_draft *draft) {
    struct fpl_decision *d = &m->maker->decision;
    struct fpl_str request = fpl_json_text(fpl_json_at(m->record->field[FPL_BODY_rk], 0));
    if (m->event->again == FPL_AGAIN_UNDONE) {
        char mark[24];
        snprintf(mark, sizeof mark, "%lld", (long long)m->undone);
        fpl_decision_item(d, "reversed", fpl_str_of(mark), FPL_STR("{}"));
    }
    enum fpl_status status = m->event->flags & FPL_EVENT_NAMES_FIRM ? named_otherwise(m) : FPL_OK;
    draft->items = d->items;
    struct fpl_item_write *item = d->shares ? fpl_parts_items(d, &draft->items) : own;
    if (item == own)
        memcpy(item, d->item, (size_t)d->items * sizeof *item);
    if (request.n)
        item[draft->items++] = (struct fpl_item_write){"request", request, FPL_STR("{}")};
    draft->item = item;
    return status;
}

/* What another record says for it: the import that it is a row or a chunk of, the command that opened the book or met
 * the party. */
static int says_itself(const struct fpl_remake *m) {
    return fpl_json_count(m->record->field[FPL_BODY_rk]) != 2 && m->event != &fpl_event__import_chunk &&
           m->event != &fpl_event__book_founded &&
           !(m->event == &fpl_event__party_registered && !m->record->field[FPL_BODY_cmd]);
}

/* Had the ledger been closed to names alone when the record was made? */
static int is_closed(const struct fpl_remake *m) {
    const struct fpl_verify__registry *registry = m->run->registry;
    int64_t reg = fpl_json_num(m->record->field[FPL_BODY_reg], 0);
    for (size_t i = 0; i < registry->closings; i++)
        if (registry->closing[i].seq < reg && fpl_date_cmp(registry->closing[i].from, m->said.today) <= 0)
            return 1;
    return 0;
}

/* Of a row the round says it, and it is one that goes on (fpl_remake__row). */
static enum fpl_status check_auth(struct fpl_remake *m) {
    struct fpl_auth auth[2];
    if (!is_closed(m))
        return FPL_OK;
    if (says_itself(m))
        fpl_body_auth(m->record->body, auth);
    else if (!fpl_remake__round_auth(m, fpl_body_began(m->record->body), auth))
        return FPL_OK;
    if (auth[0].kind == FPL_AUTH_ASSERTED)
        return fpl_remake__refuse(m, "the actor is only asserted");
    return m->record->field[FPL_BODY_chk] && auth[1].kind == FPL_AUTH_ASSERTED
               ? fpl_remake__refuse(m, "the checker is only asserted")
               : FPL_OK;
}

void fpl_remake__told(struct fpl_remake *m, struct fpl_draft *draft, struct fpl_body_numbers *numbers) {
    const struct fpl_json *const *field = m->record->field;
    const struct fpl_json *act = field[FPL_BODY_act], *rk = field[FPL_BODY_rk], *vno = field[FPL_BODY_vno];
    draft->actor = fpl_json_get_text(act, "by");
    draft->role = fpl_json_get_text(act, "role");
    draft->checker = fpl_json_text(field[FPL_BODY_chk]);
    if (says_itself(m)) {
        struct fpl_auth auth[2];
        fpl_body_auth(m->record->body, auth);
        draft->auth = auth[0];
        draft->checker_auth = auth[1];
    }
    if (fpl_json_count(rk) == 2) {
        draft->submission = fpl_json_num(fpl_json_at(rk, 0), -1);
        draft->row = fpl_json_num(fpl_json_at(rk, 1), -1);
    } else {
        draft->request = fpl_json_text(fpl_json_at(rk, 0));
    }
    numbers->posted = fpl_body__posted(m->record->body);
    numbers->registry = fpl_json_num(field[FPL_BODY_reg], -1);
    if (vno) { /* consecutive: by the evidence pass */
        fpl_str_copy(fpl_json_text(fpl_json_at(vno, 0)), numbers->voucher.month, sizeof numbers->voucher.month);
        numbers->voucher.number = fpl_json_num(fpl_json_at(vno, 2), 0);
        fpl_str_copy(fpl_json_text(fpl_json_at(vno, 1)), m->maker->word, sizeof m->maker->word);
        numbers->voucher.word = m->maker->word;
    }
}

static enum fpl_status write_event(struct fpl_remake *m) {
    const struct fpl_decision *d = &m->maker->decision;
    struct fpl_item_write item[FPL_DECISION_ITEMS + 1];
    struct fpl_body_numbers numbers = {.occurred = m->day};
    struct fpl_draft draft;
    struct fpl_json_out out;
    fpl_draft__begin(&draft, m->event->kind);
    fpl_remake__told(m, &draft, &numbers);
    fpl_buf_reset(&m->maker->cmd);
    fpl_json_begin(&out, &m->maker->cmd);
    fpl_command__write(fpl_event__plan(m->event), m->maker->typed, m->said.take_on, &out);
    draft.cmd = fpl_buf_str(&m->maker->cmd);
    draft.posting = d->posting;
    draft.postings = d->postings;
    enum fpl_status status = add_items(m, item, &draft);
    draft.tally = d->tally;
    draft.tallies = d->tallies;
    draft.facts = m->event->decide ? m->facts : NULL;
    draft.outcome = d->outcome;
    draft.pack = m->event->binds ? m->pack_hash : (struct fpl_str){NULL, 0};
    draft.reverses = m->event->flags & FPL_EVENT_RED ? m->undone : -1;
    if (d->postings && numbers.voucher.number && strcmp(m->maker->word, "记") != 0)
        (void)fpl_remake__refuse(m, "voucher word");
    if (!status)
        status = fpl_remake__sides(m, &draft);
    if (status)
        return status;
    draft.memo = memo_of(m);
    fpl_body__write(&m->maker->body, &draft, &numbers);
    return fpl_buf_ok(&m->maker->body) ? fpl_fail(m->run->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
}

/* ---- the first difference ---- */

static const char *const names[FPL_BODY_KEYS] = {
#define FPL_BODY_KEY(name) #name,
    FPL_BODY_KEYS_ALL
#undef FPL_BODY_KEY
};

static enum fpl_status differs(struct fpl_remake *m, const char *what) {
    return fpl_verify__differs(m->run, "book %d seq %lld %s: %s", m->book, (long long)m->record->seq,
                               m->event->decide ? "decision" : "body", what);
}

/* The first fact that is not as it was read, by name. */
static enum fpl_status fact_differs(struct fpl_remake *m, const struct fpl_json *stored, const struct fpl_json *made) {
    const struct fpl_json *a = fpl_json_first(stored), *b = fpl_json_first(made);
    char what[80];
    for (; a || b;) {
        int order = !a ? 1 : !b ? -1 : fpl_str_cmp(a->str, b->str);
        const struct fpl_json *va = a ? fpl_json_next(stored, a) : NULL, *vb = b ? fpl_json_next(made, b) : NULL;
        if (order != 0 || !fpl_str_eq(va->raw, vb->raw)) {
            struct fpl_str name = order <= 0 ? a->str : b->str;
            snprintf(what, sizeof what, "fact %.*s", (int)(name.n < 60 ? name.n : 60), name.p);
            return differs(m, what);
        }
        a = fpl_json_next(stored, va);
        b = fpl_json_next(made, vb);
    }
    return differs(m, "facts");
}

static enum fpl_status decision_differs(struct fpl_remake *m, const struct fpl_json *stored,
                                        const struct fpl_json *made) {
    static const char *const keys[] = {"eng", "out", "pack"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct fpl_json *a = fpl_json_get(stored, keys[i]), *b = fpl_json_get(made, keys[i]);
        if (!fpl_json_same(a, b))
            return differs(m, i == 0 ? "engine" : i == 1 ? "outcome" : "pack");
    }
    const struct fpl_json *a = fpl_json_get(stored, "facts"), *b = fpl_json_get(made, "facts");
    return a && b ? fact_differs(m, a, b) : differs(m, "facts");
}

enum fpl_status fpl_remake__compare(struct fpl_remake *m) {
    struct fpl_verify__record made = {.seq = m->record->seq};
    static const char *const words[FPL_BODY_KEYS] = {
        [FPL_BODY_i] = "items", [FPL_BODY_p] = "postings", [FPL_BODY_y] = "tallies", [FPL_BODY_cmd] = "command"};
    if (fpl_str_eq(fpl_buf_str(&m->maker->body), m->record->body->raw))
        return FPL_OK;
    enum fpl_status status = fpl_json_parse(&m->maker->made_doc, fpl_buf_str(&m->maker->body), m->run->error);
    if (status)
        return status;
    made.body = fpl_json_root(&m->maker->made_doc);
    fpl_verify__fields(&made);
    for (int i = 0; i < FPL_BODY_KEYS; i++) {
        const struct fpl_json *a = m->record->field[i], *b = made.field[i];
        if (fpl_json_same(a, b))
            continue;
        if (i == FPL_BODY_dec && a && b)
            return decision_differs(m, a, b);
        return differs(m, words[i] ? words[i] : names[i]);
    }
    return differs(m, "a key that is none of ours");
}

/* ---- one record ---- */

static enum fpl_status make(struct fpl_remake *m) {
    struct own_item own = {0};
    const struct fpl_command_spec *spec = fpl_event__plan(m->event)->spec;
    struct fpl_error local = {0};
    enum fpl_status status = fpl_command__read(fpl_event__plan(m->event), m->record->field[FPL_BODY_cmd],
                                               m->maker->typed, &m->said.take_on, &local);
    if (status)
        return status == FPL_E_JSON ? fpl_remake__refuse(m, local.arg[0]) : status;
    int counts = m->record->field[FPL_BODY_p] || (m->event->flags & FPL_EVENT_CHECKED) || m->said.take_on;
    if ((status = fpl_remake__people(m, spec->roles, (spec->flags & FPL_COMMAND_ENTRY) && counts)))
        return status;
    if (fpl_command__say(&m->said, m->facts, &local))
        return fpl_remake__refuse(m, local.arg[0]);
    if ((status = fpl_remake__read_actor(m)) || (status = fpl_remake__begin_side(m)) || m->refused)
        return status;
    fpl_command__follow(&m->said, NULL, m->facts);
    m->day = fpl_command__day(&m->said, m->facts);
    if ((status = find_own(m, &own)) || m->refused || (status = load_undone(m, &own)) || m->refused)
        return status;
    if ((status = bind_pack(m)) || m->refused)
        return status;
    fpl_command__follow(&m->said, m->pack, m->facts);
    if ((status = fpl_remake__read_all(m)) || m->refused)
        return status;
    check_form(m);
    if ((status = fpl_remake__parties(m)))
        return status;
    if (fpl_command__dates(&m->said, m->facts, &local))
        return fpl_remake__refuse(m, local.field);
    if (m->event->not_origin && own.found && (status = not_by(m, own.seq0, "by the one who submitted it")))
        return status;
    if (m->event->not_last && own.found && (status = not_by(m, own.seq, "by the one who decided it")))
        return status;
    if ((status = fpl_remake__approver(m)) || m->refused)
        return status;
    if ((status = check_place(m)) || m->refused)
        return status;
    if ((status = decide(m)) || m->refused)
        return status;
    if (fpl_json_count(m->record->field[FPL_BODY_rk]) == 2) /* noted already */
        m->run->rows.row[m->run->rows.n - 1].told = fpl_event_told_number(m->event, m->facts);
    return write_event(m);
}

/* A kind stands in books of its own kind; what a command says of any book, in none but the registry. Founding, imports
 * and refusals, which no command is for, stand in every book. */
static int is_its_book(const struct fpl_verify__run *run, int32_t book, const struct fpl_event *event) {
    enum fpl_book_kind kind = fpl_event_book(event);
    if (!fpl_event__plan(event)->spec)
        return 1;
    return kind == FPL_BOOK_ANY ? book > 0 : kind == run->kind;
}

enum fpl_status fpl_verify__remake(struct fpl_verify__run *run, struct fpl_fold *fold, int32_t book,
                                   const struct fpl_verify__record *record) {
    const struct fpl_event *event = fpl_event_find(record->kind);
    struct fpl_verify__maker *maker = run->maker;
    if (!event)
        return fpl_verify__differs(run, "book %d seq %lld leaf: unknown kind of record", book, (long long)record->seq);
    struct fpl_remake m = {.run = run,
                           .fold = fold,
                           .book = book,
                           .record = record,
                           .event = event,
                           .maker = maker,
                           .facts = &maker->facts,
                           .undone = -1,
                           .day = FPL_DATE_NONE,
                           .said = {.event = event,
                                    .typed = maker->typed,
                                    .today = fpl_date_of_instant(record->t, run->session->offset_minutes),
                                    .keys = &maker->keys,
                                    .opened = run->opened}};
    maker->text_n = 0;
    fpl_facts_clear(&maker->facts);
    maker->facts.asked = NULL;
    if (!is_its_book(run, book, event))
        return differs(&m, "book of another kind");
    enum fpl_status status = fpl_remake__row(&m);
    if (!status && !m.refused)
        status = check_auth(&m);
    if (!status && m.refused)
        return differs(&m, m.why);
    if (!status)
        status = event->flags & FPL_EVENT_GENERAL ? fpl_remake__general(&m) : make(&m);
    if (!status && m.refused)
        return differs(&m, m.why);
    return status || (event->flags & FPL_EVENT_GENERAL) ? status : fpl_remake__compare(&m);
}
