/* What every command goes through at the desk: who gives it, what is answered, the append, business keys. */
#include "ledger/desk/giving.h"
#include "ledger/general/make.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What has nothing to decide, and bytes of its own: a closed list. Every other command makes an event with a decider.
 */
static const struct {
    const char *name;
    desk_handler handler;
} handlers[] = {
    {"user.enrol", fpl_desk__user_enrol},
    {"user.change", fpl_desk__user_change},
    {"user.rename", fpl_desk__rename},
    {"auth.require", fpl_desk__auth_require},
    {"currency.add", fpl_desk__currency_add},
    {"book.open", fpl_desk__book_open},
    {"party.register", fpl_desk__party_register},
    {"party.rename", fpl_desk__rename},
    {"chart.adopt", fpl_desk__document_adopt},
    {"pack.adopt", fpl_desk__document_adopt},
    {"profile.adopt", fpl_desk__document_adopt},
    {"tolerance.adopt", fpl_desk__document_adopt},
    {"limit.adopt", fpl_desk__document_adopt},
    {"calendar.adopt", fpl_desk__document_adopt},
    {"mapping.adopt", fpl_desk__document_adopt},
    {"journal.post", fpl_desk__journal_post},
    {"journal.reverse", fpl_desk__journal_reverse},
    {"opening.post", fpl_desk__opening_post},
    {"period.close", fpl_desk__period_close},
};

desk_handler fpl_desk__handler(const struct fpl_command_spec *spec) {
    for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++)
        if (strcmp(handlers[i].name, spec->name) == 0)
            return handlers[i].handler;
    return fpl_desk__event;
}

int fpl_desk__is_machine(enum fpl_status status) {
    return (status <= FPL_E_NOMEM && status >= FPL_E_TAMPERED) || status == FPL_E_ENTROPY || status == FPL_E_BUG ||
           status == FPL_E_CLOCK || status == FPL_E_UNKNOWN || status == FPL_E_SCHEMA || status == FPL_E_MEANWHILE;
}

int fpl_desk__is_decided(enum fpl_status status) {
    return status <= FPL_E_KEY_CHANGED && !fpl_desk__is_machine(status);
}

struct fpl_str fpl_desk__key(struct desk_call *call, const struct fpl_str *parts, int count) {
    struct fpl_buf *text = &call->desk->text;
    size_t start = text->n, need = (size_t)count;
    for (int i = 0; i < count; i++)
        need += parts[i].n;
    FPL_ASSERT(text->n + need <= text->cap); /* reserved by begin_call: slices must not move */
    for (int i = 0; i < count; i++) {
        if (i)
            fpl_buf_addc(text, '|');
        fpl_buf_add(text, parts[i].p, parts[i].n);
    }
    return (struct fpl_str){text->p + start, text->n - start};
}

#define TEXT_BYTES ((size_t)64 << 10)

struct fpl_str fpl_desk__own_key(const struct desk_call *call, struct fpl_str key, char out[65]) {
    struct fpl_hash hash;
    struct fpl_hasher *hasher = call->session->hasher;
    if (!call->institution[0] || key.n == 0)
        return key;
    fpl_sha256_begin(hasher);
    fpl_sha256_add(hasher, call->institution, strlen(call->institution));
    fpl_sha256_add(hasher, "|", 1);
    fpl_sha256_add(hasher, key.p, key.n);
    fpl_sha256_end(hasher, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, out);
    return fpl_str_of(out);
}

/* ---- who ---- */

static enum fpl_status check_role(struct desk_call *call) {
    const struct fpl_command_spec *spec = call->command->spec;
    char party[65], name[64];
    enum fpl_status status =
        fpl_journal__user(call->session, call->command->actor, call->who_day, &call->roles, party, call->error);
    call->institution[0] = call->of[0][0] = call->of[1][0] = '\0';
    if (status)
        return status;
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR; role <<= 1) {
        if (!(call->roles & spec->roles & role))
            continue;
        fpl_str_copy(fpl_str_of(fpl_role_name((enum fpl_role)role, -1)), call->role, sizeof call->role);
        int own = (role & (FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)) != 0;
        fpl_str_copy(fpl_str_of(party), own ? call->institution : call->of[0], sizeof call->of[0]);
        return FPL_OK;
    }
    return fpl_fail(call->error, FPL_E_ROLE, fpl_str_copy(call->command->actor, name, sizeof name), spec->name, NULL);
}

static enum fpl_status checkers(struct desk_call *call, char list[FPL_ERROR_ARG_BYTES]) {
    const struct fpl_wanted_people wanted = {
        FPL_ROLE_APPROVER, call->who_day, {call->command->actor}, call->institution};
    return fpl_journal__people(call->session, &wanted, list, call->error);
}

static enum fpl_status same_person(struct desk_call *call) {
    char actor[FPL_ERROR_ARG_BYTES], list[FPL_ERROR_ARG_BYTES];
    enum fpl_status status = checkers(call, list);
    return status ? status
                  : fpl_fail(call->error, FPL_E_SAME_PERSON, fpl_error_quote(call->command->actor, actor), NULL, list);
}

/* FPL_E_MISSING where nobody was named, FPL_E_CHECKER for one who may not; both say who may. */
static enum fpl_status no_checker(struct desk_call *call) {
    struct fpl_str named = call->command->checker;
    char list[FPL_ERROR_ARG_BYTES], name[FPL_ERROR_ARG_BYTES], text[FPL_ERROR_ARG_BYTES * 2];
    enum fpl_status status = checkers(call, list);
    if (status)
        return status;
    if (named.n)
        return fpl_fail(call->error, FPL_E_CHECKER, fpl_error_quote(named, name), NULL, list);
    (void)snprintf(text, sizeof text,
                   FPL_ZH_EN("复核人（--checker）。须由有审批角色的另一人复核：",
                             "--checker; another person, an approver, checks: ") "%s",
                   list);
    return fpl_fail(call->error, FPL_E_MISSING, text, NULL, NULL);
}

/* An entry has a preparer and a checker, two enrolled people. */
static enum fpl_status check_checker(struct desk_call *call) {
    const struct fpl_command *command = call->command;
    unsigned roles = 0;
    struct fpl_error ignored = {0};
    if (!(command->spec->flags & FPL_COMMAND_ENTRY))
        return FPL_OK;
    /* who prepares it asks before anybody checks */
    if (command->checker.n == 0 && (call->dry || call->session->rehearses))
        return FPL_OK;
    if (command->checker.n == 0)
        return no_checker(call);
    if (fpl_str_eq(command->checker, command->actor))
        return same_person(call);
    enum fpl_status status =
        fpl_journal__user(call->session, command->checker, call->who_day, &roles, call->of[1], &ignored);
    if (status == FPL_E_ACTOR || status == FPL_E_DISABLED || (!status && !(roles & FPL_ROLE_APPROVER)))
        return no_checker(call);
    return status ? fpl_fail(call->error, status, ignored.arg[0], NULL, NULL) : FPL_OK;
}

enum fpl_status fpl_desk__check_approver(struct desk_call *call, struct fpl_str who) {
    unsigned roles = 0;
    char party[65];
    struct fpl_error ignored = {0};
    if (fpl_str_eq(who, call->command->actor) || fpl_str_eq(who, call->command->checker))
        return fpl_fail_text(call->error, FPL_E_LIMIT_APPROVER, who.p, who.n);
    enum fpl_status status = fpl_journal__user(call->session, who, call->who_day, &roles, party, &ignored);
    if (status == FPL_E_ACTOR || status == FPL_E_DISABLED || (!status && !(roles & FPL_ROLE_APPROVER)))
        return fpl_fail_text(call->error, FPL_E_LIMIT_APPROVER, who.p, who.n);
    return status ? fpl_fail(call->error, status, ignored.arg[0], NULL, NULL) : FPL_OK;
}

static enum fpl_status check_book(struct desk_call *call) {
    const struct fpl_command *command = call->command;
    enum fpl_book_kind kind = command->spec->book;
    struct fpl_str code = kind == FPL_BOOK_REGISTRY ? FPL_STR("registry") : command->book;
    if (code.n == 0)
        return fpl_fail(call->error, FPL_E_BOOK, FPL_ZH_EN("没有写明账套（--book）", "none is named (--book)"), NULL,
                        NULL);
    enum fpl_status status = fpl_journal__book_by_code(call->session, code, &call->book, call->error);
    if (status)
        return status;
    int other = kind == FPL_BOOK_ANY ? call->book->info.id == 0 : call->book->info.kind != kind;
    return other ? fpl_book_wrong_kind(call->error, &call->book->info, kind) : FPL_OK;
}

enum fpl_status fpl_desk__reserve_text(struct desk *desk) {
    if (desk->text.cap < TEXT_BYTES) {
        static const char zero[256];
        while (desk->text.cap < TEXT_BYTES && !desk->text.failed)
            fpl_buf_add(&desk->text, zero, sizeof zero);
    }
    enum fpl_status status = fpl_buf_ok(&desk->text);
    fpl_buf_reset(&desk->text);
    return status;
}

/* The book is found first, because the day is that of its next record; what is wrong with it is told last. */
enum fpl_status fpl_desk__check_who(struct desk_call *call) {
    struct fpl_open_book *registry = NULL;
    struct fpl_error *error = call->error, of_book = {0};
    fpl_journal__hold_clock(call->session);
    enum fpl_status status = fpl_journal__book(call->session, 0, &registry, error);
    if (status)
        return status;
    call->error = &of_book;
    enum fpl_status book = check_book(call);
    call->error = error;
    call->who_registry = registry->head.size;
    call->who_day = fpl_journal__today(call->session, book ? registry : call->book);
    if ((status = fpl_desk__check_auth(call)) || (status = check_role(call)) || (status = check_checker(call)))
        return status;
    if (book)
        *error = of_book;
    return book;
}

enum fpl_status fpl_desk__check_who_again(struct desk_call *call) {
    struct fpl_open_book *registry = NULL;
    enum fpl_status status = fpl_journal__book(call->session, 0, &registry, call->error);
    if (status || (registry->head.size == call->who_registry &&
                   fpl_date_cmp(fpl_journal__today(call->session, call->book), call->who_day) == 0))
        return status;
    return fpl_desk__check_who(call);
}

enum fpl_status fpl_desk__begin_row(struct desk_call *call) {
    memset(call->answer, 0, offsetof(struct fpl_answer, reason));
    call->answer->seq = -1;
    call->unseen_count = call->hides = call->looked = call->desk->sides = 0;
    fpl_journal__hold_clock(call->session);
    call->today = fpl_journal__today(call->session, call->book);
    if (fpl_date_cmp(call->today, call->who_day) != 0) { /* midnight passed */
        enum fpl_status status = fpl_desk__check_who(call);
        if (status)
            return status;
        call->today = call->who_day;
    }
    fpl_decision_begin(&call->desk->decision);
    if (fpl_desk__reserve_text(call->desk))
        return fpl_fail(call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    return fpl_desk__read_fields(call);
}

/* ---- answers ---- */

/* A reason names a fact; the person who gave the command knows it by its field. */
static const struct fpl_field_spec *field_of_fact(const struct fpl_command_spec *spec, const char *fact) {
    int id = fact[0] ? fpl_fact_find(fpl_str_of(fact)) : -1;
    for (int i = 0; i < spec->field_count && id >= 0; i++)
        if (spec->fields[i].says == 1 + id)
            return &spec->fields[i];
    return NULL;
}

/* Either argument may be the fact's name: the second is of a status whose text tells the first alone. */
static enum fpl_status copy_reason(struct desk_call *call, const struct fpl_reason *from, struct fpl_reason *to) {
    *to = *from;
    if (to->status == FPL_E_LATER)
        return fpl_desk__name_later(call, to);
    for (int i = 1; i >= 0; i--) {
        const struct fpl_field_spec *field = field_of_fact(call->command->spec, from->arg[i]);
        if (!field)
            continue;
        to->about = field->says;
        fpl_str_copy(fpl_str_of(field->name), to->arg[i], sizeof to->arg[i]);
    }
    return FPL_OK;
}

void fpl_desk__tell(const struct fpl_tell *tell, const struct fpl_fact *fact, struct fpl_reason *out) {
    *out = (struct fpl_reason){.status = tell->as};
    if (fpl_fact_type((enum fpl_fact_id)tell->fact) == FPL_FACT_INT) {
        (void)snprintf(out->arg[0], sizeof out->arg[0], "%lld", (long long)fact->v.num);
        return;
    }
    (void)fpl_str_copy(fact->v.text, out->arg[0], sizeof out->arg[0]);
    (void)snprintf(out->arg[1], sizeof out->arg[1], "%d/%lld", (int)fact->book, (long long)fact->seq);
}

/* Of single commands: a file's answer reads it from the row. */
static void tell_day(struct desk_call *call, const struct fpl_event *event) {
    struct fpl_answer *answer = call->answer;
    if (!(event->flags & FPL_EVENT_TELLS_DAY) || call->row >= 0 || fpl_desk__text(call, event->occurred).n > 0 ||
        answer->reasons == FPL_DECISION_REASONS)
        return;
    struct fpl_reason *note = &answer->reason[answer->reasons++];
    const struct fpl_field_spec *field = fpl_field_find(call->command->spec, fpl_str_of(event->occurred));
    *note = (struct fpl_reason){.status = FPL_DAY_ASSUMED};
    (void)snprintf(note->arg[0], sizeof note->arg[0], FPL_ZH_EN("%s", "%s"), field->zh, field->en);
}

/* What an accepted command is told beside its receipt. */
static void tell(struct desk_call *call) {
    const struct fpl_event *event = fpl_event_of_command(call->command->spec);
    struct fpl_answer *answer = call->answer;
    tell_day(call, event);
    for (int i = 0; i < FPL_EVENT_TELLS && event->tells[i].as && answer->reasons < FPL_DECISION_REASONS; i++) {
        const struct fpl_fact *fact = fpl_fact_of(&call->desk->facts, (enum fpl_fact_id)event->tells[i].fact);
        if (fact->known)
            fpl_desk__tell(&event->tells[i], fact, &answer->reason[answer->reasons++]);
    }
}

enum fpl_status fpl_desk__decided(struct desk_call *call) {
    struct fpl_decision *decision = &call->desk->decision;
    struct fpl_answer *answer = call->answer;
    if (call->institution[0])
        fpl_event_withhold(fpl_event_of_command(call->command->spec), &call->desk->facts, fpl_str_of(call->institution),
                           decision);
    answer->reasons = decision->reasons;
    for (int i = 0; i < decision->reasons; i++) {
        enum fpl_status status = copy_reason(call, &decision->reason[i], &answer->reason[i]);
        if (status)
            return status;
    }
    answer->amount = decision->amount;
    answer->exposure = decision->exposure;
    fpl_decision_left_out(decision, answer->left_out);
    if (fpl_event_of_outcome(fpl_event_of_command(call->command->spec), decision->outcome)) {
        tell(call);
        return FPL_OK;
    }
    int first = 0; /* the reason that is the outcome, by precedence */
    FPL_ASSERT(decision->reasons > 0);
    while (decision->reason[first].status != decision->outcome)
        first++;
    const char *field = fpl_desk__field_about(call->command->spec, &answer->reason[first]);
    if (field[0])
        fpl_error_at_field(call->error, field);
    return fpl_fail(call->error, decision->outcome, answer->reason[first].arg[0], answer->reason[first].arg[1], NULL);
}

void fpl_desk__use_decision(struct desk_call *call, struct fpl_str pack_hash) {
    struct fpl_decision *decision = &call->desk->decision;
    call->draft.posting = decision->posting;
    call->draft.postings = decision->postings;
    call->draft.item = decision->item;
    call->draft.items = decision->items;
    if (decision->shares)
        call->draft.item = fpl_parts_items(decision, &call->draft.items);
    call->draft.tally = decision->tally;
    call->draft.tallies = decision->tallies;
    call->draft.facts = &call->desk->facts;
    call->draft.outcome = decision->outcome;
    call->draft.pack = pack_hash;
    call->draft.flags |= FPL_DRAFT_CONTROL;
}

/* Firms seen for the first time: one registry record each, in the same transaction and before the record that names
 * them. */
static enum fpl_status register_unseen(struct desk_call *call) {
    struct fpl_decision *made = &call->desk->made;
    struct fpl_open_book *registry = NULL;
    enum fpl_status status = call->unseen_count ? fpl_journal__book(call->session, 0, &registry, call->error) : FPL_OK;
    for (int i = 0; i < call->unseen_count && !status; i++) {
        const struct desk_party *party = &call->unseen[i];
        struct fpl_draft draft;
        struct fpl_appended appended;
        char cause[64];
        fpl_decision_begin(made);
        fpl_make__unseen_party(made, party->id, party->name);
        if (made->outcome != FPL_OK)
            return fpl_fail(call->error, made->outcome, NULL, NULL, NULL);
        snprintf(cause, sizeof cause, "{\"book\":%d,\"seq\":%lld}", (int)call->book->info.id,
                 (long long)call->book->head.size);
        fpl_draft__begin(&draft, fpl_event__party_registered.kind);
        draft.actor = call->command->actor;
        draft.role = fpl_str_of(call->role);
        draft.extra = fpl_str_of(cause); /* the record that comes next */
        draft.item = made->item;
        draft.items = made->items;
        status = fpl_journal__append(call->session, registry, &draft, &appended, call->error);
    }
    return status;
}

/* What occurred in a closed month is posted later: whoever gives it looks for it in that month otherwise. */
static void note_posting_day(struct desk_call *call, struct fpl_date posted) {
    struct fpl_answer *answer = call->answer;
    struct fpl_date occurred = call->draft.occurred;
    char day[12];
    if (call->draft.postings == 0 || call->draft.period13 || fpl_date_is_none(occurred) ||
        fpl_date_cmp(occurred, call->book->opened) < 0 || fpl_date_cmp(posted, occurred) <= 0 ||
        answer->reasons == FPL_DECISION_REASONS)
        return;
    struct fpl_reason *note = &answer->reason[answer->reasons++];
    *note = (struct fpl_reason){.status = FPL_POSTED_LATER};
    fpl_str_copy(fpl_str_of(fpl_date_format(occurred, day)), note->arg[0], sizeof note->arg[0]);
    fpl_str_copy(fpl_str_of(fpl_date_format(posted, day)), note->arg[1], sizeof note->arg[1]);
}

/* What the journal refuses for its day names the field that said the day. */
static enum fpl_status name_day(struct desk_call *call, enum fpl_status status) {
    const struct fpl_event *event = fpl_event_of_command(call->command->spec);
    int of_day = status == FPL_E_FUTURE || status == FPL_E_PERIOD_CLOSED || status == FPL_E_OPENING;
    if (of_day && event->occurred && fpl_desk__given(call, event->occurred) && !call->error->field[0])
        fpl_error_at_field(call->error, event->occurred);
    return status;
}

/* A journal or an opening balance, on which nobody decides, concerns the institution that a line of it names; in books
 * of every kind. */
static enum fpl_status check_own_lines(struct desk_call *call) {
    const struct fpl_str who[2] = {call->command->actor, call->command->checker};
    char name[65];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < call->draft.postings && call->of[i][0]; j++)
            if (fpl_str_is(call->draft.posting[j].party, call->of[i]))
                return fpl_fail(call->error, FPL_E_OWN_INSTITUTION, fpl_str_copy(who[i], name, sizeof name),
                                call->of[i], NULL);
    return FPL_OK;
}

enum fpl_status fpl_desk__append(struct desk_call *call) {
    struct fpl_appended appended = {.seq = -1};
    struct fpl_date posted = FPL_DATE_NONE;
    struct fpl_draft *draft = &call->draft;
    draft->actor = call->command->actor;
    draft->role = fpl_str_of(call->role);
    if (draft->postings && draft->checker.n == 0 && (call->command->spec->flags & FPL_COMMAND_ENTRY))
        draft->checker = call->command->checker;
    if (draft->cmd.n == 0)
        draft->cmd = fpl_buf_str(&call->desk->cmd);
    if (call->submission < 0) { /* of a row, the beginning of its import says it */
        draft->auth = call->auth;
        draft->checker_auth = call->checker_auth;
    }
    draft->submission = call->submission;
    draft->row = call->row;
    enum fpl_status status = check_own_lines(call);
    if (status)
        return status;
    if (fpl_desk__looks(call) || call->dry || call->unseen_count)
        status = name_day(call, fpl_journal__check(call->session, call->book, draft, &posted, call->error));
    if (!status && fpl_desk__looks(call))
        status = fpl_desk__as_shown(call, posted);
    if (status)
        return status;
    struct fpl_item_write own[FPL_DECISION_ITEMS + 1], *item = own;
    struct fpl_parts *shares = call->desk->shares;
    if (draft->request.n) { /* the request key is consumed by the record that answers it */
        if (shares && draft->item == shares->item)
            item = shares->item; /* which has room for one more */
        else
            FPL_ASSERT(draft->items <= FPL_DECISION_ITEMS);
        for (int i = 0; i < draft->items && item == own; i++)
            item[i] = draft->item[i];
        item[draft->items++] = (struct fpl_item_write){"request", draft->request, FPL_STR("{}")};
        draft->item = item;
    }
    if (call->dry) {
        note_posting_day(call, posted);
        return FPL_OK;
    }
    if (call->unseen_count)
        status = register_unseen(call);
    if (!status)
        status = name_day(call, fpl_journal__append(call->session, call->book, draft, &appended, call->error));
    if (status)
        return status;
    for (int i = 0; i < draft->items; i++)
        if (strcmp(draft->item[i].kind, "agreement") == 0) /* those read before are stale */
            call->desk->agreements.book = -1;
    note_posting_day(call, appended.posted);
    call->recorded = 1;
    call->answer->book = call->book->info.id;
    call->answer->seq = appended.seq;
    memcpy(call->answer->voucher, appended.voucher, sizeof call->answer->voucher);
    return FPL_OK;
}

enum fpl_status fpl_desk__body(struct desk_call *call, int32_t book, int64_t seq, struct fpl_buf *bytes,
                               struct fpl_json_doc *doc, const struct fpl_json **out) {
    const struct fpl_body_into into = {bytes, doc};
    return fpl_journal__body_in(call->session, book, seq, &into, out, call->error);
}

/* ---- business keys ---- */

static int is_other(const struct fpl_json *old, const struct fpl_json *new, const char *name) {
    const struct fpl_json *was = fpl_json_get(old, name), *is = fpl_json_get(new, name);
    return was && is ? !fpl_json_same(was, is) : was != is;
}

#define DIFFERENCES 4 /* as many are named: who sees them knows */

static void add_difference(struct fpl_str name, int *n, char list[FPL_ERROR_ARG_BYTES]) {
    if (*n <= DIFFERENCES)
        fpl_error_list(list, " ", *n < DIFFERENCES ? name : FPL_STR("…"), " …");
    ++*n;
}

/* Names of the members in which two command objects differ, a blank between: fields as the form has them, then what
 * else there is. */
static void differences(const struct fpl_command_spec *spec, const struct fpl_json *const both[2],
                        char list[FPL_ERROR_ARG_BYTES]) {
    char name[64];
    int n = 0;
    list[0] = '\0';
    for (int i = 0; i < spec->field_count; i++)
        if (is_other(both[0], both[1], spec->fields[i].name))
            add_difference(fpl_str_of(spec->fields[i].name), &n, list);
    for (int i = 0; i < 2; i++)
        for (const struct fpl_json *key = fpl_json_first(both[i]); key;
             key = fpl_json_next(both[i], fpl_json_next(both[i], key))) {
            (void)fpl_str_copy(key->str, name, sizeof name);
            int told = fpl_field_find(spec, key->str) || (i > 0 && fpl_json_get(both[0], name));
            if (!told && is_other(both[0], both[1], name))
                add_difference(key->str, &n, list);
        }
}

enum fpl_status fpl_desk__compare_commands(struct desk_call *call, const struct fpl_json *body, enum fpl_status changed,
                                           int64_t seq) {
    char list[FPL_ERROR_ARG_BYTES], field[64], receipt[48];
    enum fpl_status status = fpl_json_parse(&call->desk->doc, fpl_buf_str(&call->desk->cmd), call->error);
    if (status)
        return status;
    const struct fpl_json *const both[] = {fpl_json_get(body, "cmd"), fpl_json_root(&call->desk->doc)};
    differences(call->command->spec, both, list);
    if (list[0]) {
        snprintf(receipt, sizeof receipt, "%d/%lld", (int)call->book->info.id, (long long)seq);
        fpl_error_at_field(call->error, fpl_str_copy((struct fpl_str){list, strcspn(list, " ")}, field, sizeof field));
        return fpl_fail(call->error, changed, list, receipt, NULL);
    }
    call->answer->status = FPL_ALREADY;
    call->answer->book = call->book->info.id;
    call->answer->seq = seq;
    fpl_body__voucher(body, call->answer->voucher, sizeof call->answer->voucher);
    return FPL_OK;
}

/* The number by which people know what they give: the last of the fields that are keys. */
static const char *key_field(const struct fpl_command_spec *spec) {
    const char *name = "";
    for (int i = 0; i < spec->field_count; i++)
        if (spec->fields[i].flags & FPL_FIELD_KEY)
            name = spec->fields[i].name;
    return name;
}

enum fpl_status fpl_desk__taken_back(struct desk_call *call, int64_t seq, int64_t by) {
    char was[48], now[48];
    snprintf(was, sizeof was, "%d/%lld", (int)call->book->info.id, (long long)seq);
    snprintf(now, sizeof now, "%d/%lld", (int)call->book->info.id, (long long)by);
    fpl_error_at_field(call->error, key_field(call->command->spec));
    return fpl_fail(call->error, FPL_E_KEY_REVERSED, was, now, NULL);
}

/* A record that was taken back is marked: given again, it is no longer what the books count. */
enum fpl_status fpl_desk__in_force(struct desk_call *call, int64_t seq) {
    struct fpl_item_state state;
    char mark[24];
    int found = 0;
    snprintf(mark, sizeof mark, "%lld", (long long)seq);
    enum fpl_status status = fpl_journal__item(call->session, call->book->info.id, "reversed", fpl_str_of(mark), &state,
                                               &found, call->error);
    return status || !found ? status : fpl_desk__taken_back(call, seq, state.seq0);
}

enum fpl_status fpl_desk__same_command(struct desk_call *call, int64_t seq) {
    const struct fpl_json *body = NULL;
    enum fpl_status status = fpl_desk__in_force(call, seq);
    if (!status)
        status = fpl_desk__body(call, call->book->info.id, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
    return status ? status : fpl_desk__compare_commands(call, body, FPL_E_KEY_CHANGED, seq);
}

enum fpl_status fpl_desk__done_before(struct desk_call *call, int64_t seq, const char *kind, int *done) {
    struct fpl_leaf leaf = {.seq = -1};
    enum fpl_status status = fpl_journal__leaf(call->session, call->book->info.id, seq, &leaf, call->error);
    *done = !status && fpl_str_is(fpl_str_of(leaf.kind), kind);
    return *done ? fpl_desk__same_command(call, seq) : status;
}

enum fpl_status fpl_desk__business_key(struct desk_call *call, const char *kind, struct fpl_str key, int *taken) {
    struct fpl_item_state state;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, kind, key, &state, taken, call->error);
    return status || !*taken ? status : fpl_desk__same_command(call, state.seq0);
}
