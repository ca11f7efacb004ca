/* Raw journals, their reversal, opening balances, closing a period. */
#include "ledger/desk/desk.h"
#include "ledger/desk/same.h"

#include "fundpool/cash_flow.h"

#include <stdio.h>
#include <string.h>

/* FPL_OK stays so. */
static enum fpl_status line_failed(struct desk_call *call, enum fpl_status status, int64_t row, const char *field) {
    if (status == FPL_OK)
        return FPL_OK;
    fpl_error_at_field(call->error, field);
    if (row && call->error)
        call->error->row = row;
    return status;
}

static enum fpl_status read_side(struct desk_call *call, struct fpl_str text, char *out) {
    static const char *const debit[] = {"D", "d", "借", "Dr", "DR", "debit"}, *const credit[] = {"C",  "c",  "贷",
                                                                                                 "Cr", "CR", "credit"};
    for (size_t i = 0; i < sizeof debit / sizeof debit[0]; i++) {
        if (fpl_str_is(text, debit[i]) || fpl_str_is(text, credit[i])) {
            *out = fpl_str_is(text, debit[i]) ? 'D' : 'C';
            return FPL_OK;
        }
    }
    char given[FPL_ERROR_ARG_BYTES];
    return fpl_fail(call->error, FPL_E_ENUM, fpl_error_quote(text, given), "D 借 C 贷", NULL);
}

static enum fpl_status read_currency(struct desk_call *call, struct fpl_str text, struct fpl_str *out, int *scale) {
    struct fpl_item_state state;
    int found = 0;
    *scale = call->book->scale;
    *out = (struct fpl_str){"", 0};
    if (text.n == 0 || fpl_str_is(text, call->book->info.currency))
        return FPL_OK;
    enum fpl_status status = fpl_journal__item(call->session, 0, "currency", text, &state, &found, call->error);
    if (!status && !found)
        status = fpl_fail_text(call->error, FPL_E_CURRENCY, text.p, text.n);
    if (!status && !(status = fpl_json_parse(&call->desk->doc, state.data, call->error)))
        *scale = (int)fpl_json_get_num(fpl_json_root(&call->desk->doc), "scale", 2);
    *out = text;
    return status;
}

static enum fpl_status read_amount(struct desk_call *call, const struct fpl_line *line, int scale,
                                   struct fpl_money *out) {
    enum fpl_status status = fpl_money_parse(line->amount, FPL_UNIT_YUAN, scale, out, call->error);
    if (status || fpl_money_sign(*out) > 0)
        return status;
    return fpl_fail(call->error, fpl_money_sign(*out) ? FPL_E_NEGATIVE : FPL_E_AMOUNT_SIGN, NULL, NULL, NULL);
}

static enum fpl_status read_line_party(struct desk_call *call, const struct fpl_line *line, struct fpl_str *out) {
    int found = 0;
    if (line->party.n == 0)
        return FPL_OK;
    enum fpl_status status = fpl_id_check(line->party, call->error);
    if (!status && !(status = fpl_desk__party(call, line->party, out, &found)) && !found)
        status = fpl_fail_text(call->error, FPL_E_PARTY, line->party.p, line->party.n);
    return status;
}

static enum fpl_status find_account(struct desk_call *call, const struct fpl_line *line) {
    if (line->account.n == 0)
        return fpl_fail(call->error, FPL_E_MISSING, "account", NULL, NULL);
    return fpl_chart__find(&call->book->chart, line->account)
               ? FPL_OK
               : fpl_fail_text(call->error, FPL_E_ACCOUNT, line->account.p, line->account.n);
}

static enum fpl_status check_item(struct desk_call *call, const struct fpl_line *line) {
    enum fpl_status status = fpl_text_check(line->item, 128, call->error);
    return status ? status : fpl_key_check(line->item, call->error);
}

/* What the account asks of each line: told here, where the line's place in the file is known. An account that events
 * alone post to is refused as such. */
static enum fpl_status check_dimensions(const struct desk_call *call, const struct fpl_posting *p, int opening) {
    static const char *const lacks[] = {"", FPL_ZH_EN("往来主体（party）", "party"), FPL_ZH_EN("项目（item）", "item"),
                                        FPL_ZH_EN("往来主体（party）、项目（item）", "party, item")};
    const struct fpl_account *account = fpl_chart__find(&call->book->chart, p->account);
    if (!account || (account->control && !opening))
        return FPL_OK;
    int lack = (account->needs_party && p->party.n == 0) + 2 * (account->needs_item && p->item.n == 0);
    return lack ? fpl_fail(call->error, FPL_E_DIMENSION, account->code, lacks[lack], NULL) : FPL_OK;
}

/* One cell of a line after the other: the next is looked at whatever is wrong with the one before. */
static enum fpl_status read_line(struct desk_call *call, struct desk_faults *faults, const struct fpl_line *line,
                                 struct fpl_posting *out) {
    int scale = 2, opening = (fpl_event_of_command(call->command->spec)->flags & FPL_EVENT_OPENING) != 0;
    int before = call->answer->reasons;
    *out = (struct fpl_posting){.account = line->account, .item = line->item, .flow = line->flow};
    enum fpl_status status =
        fpl_desk__fault(call, faults, line_failed(call, read_side(call, line->side, &out->side), line->row, "side"));
    if (!status)
        status = fpl_desk__fault(
            call, faults,
            line_failed(call, read_currency(call, line->currency, &out->currency, &scale), line->row, "currency"));
    if (!status)
        status = fpl_desk__fault(call, faults,
                                 line_failed(call, read_amount(call, line, scale, &out->amount), line->row, "amount"));
    if (!status)
        status = fpl_desk__fault(call, faults,
                                 line_failed(call, read_line_party(call, line, &out->party), line->row, "party"));
    if (!status)
        status = fpl_desk__fault(call, faults, line_failed(call, find_account(call, line), line->row, "account"));
    if (!status)
        status = fpl_desk__fault(call, faults, line_failed(call, check_item(call, line), line->row, "item"));
    if (!status && call->answer->reasons == before) /* which line of the cash flow there is hangs on the side */
        status =
            fpl_desk__fault(call, faults,
                            line_failed(call, fpl_cash_flow_settle(out, call->book->info.kind, opening, call->error),
                                        line->row, "cash_flow"));
    if (!status && call->answer->reasons == before)
        status = fpl_desk__fault(
            call, faults,
            line_failed(call, check_dimensions(call, out, opening), line->row, out->party.n ? "item" : "party"));
    return status;
}

/* Was every side, amount and currency read, whatever else is wrong with the lines? */
static int has_sums(const struct fpl_answer *answer) {
    static const char *const of_sums[] = {"side", "amount", "currency"};
    for (int i = 0; i < answer->reasons; i++)
        for (size_t j = 0; j < sizeof of_sums / sizeof of_sums[0]; j++)
            if (answer->reason[i].field && strcmp(answer->reason[i].field, of_sums[j]) == 0)
                return 0;
    return 1;
}

static enum fpl_status read_lines(struct desk_call *call, struct desk_faults *faults) {
    const struct fpl_command *command = call->command;
    enum fpl_status status = FPL_OK;
    if (command->line_count < 2)
        return fpl_desk__fault(call, faults,
                               fpl_fail(call->error, FPL_E_UNBALANCED,
                                        FPL_ZH_EN("凭证至少一借一贷两行", "an entry has two lines at least"), NULL,
                                        NULL));
    if (command->line_count > FPL_COMMAND_LINES_MAX)
        return fpl_desk__fault(call, faults, fpl_fail(call->error, FPL_E_LIMIT, "lines", NULL, NULL));
    for (int i = 0; i < command->line_count && !status; i++)
        status = read_line(call, faults, &command->line[i], &call->desk->line[i]);
    call->draft.posting = call->desk->line;
    call->draft.postings = command->line_count;
    call->draft.occurred = fpl_desk__date(call, "occurred");
    if (!status && faults->first && has_sums(call->answer))
        status = fpl_desk__fault(call, faults,
                                 fpl_journal__check_balance(call->session, call->book, &call->draft, call->error));
    return status;
}

static enum fpl_status read_lines_alone(struct desk_call *call) {
    struct desk_faults faults;
    fpl_desk__faults_begin(call, &faults);
    enum fpl_status status = read_lines(call, &faults);
    return status ? status : fpl_desk__faults_end(call, &faults);
}

/* What the chart refuses of each line, and the balance: the journal asks the same of every draft and tells the first.
 */
static enum fpl_status check_lines(struct desk_call *call) {
    struct desk_faults faults;
    enum fpl_status status = FPL_OK;
    int32_t place;
    fpl_desk__faults_begin(call, &faults);
    for (int i = 0; i < call->draft.postings && !status; i++) {
        enum fpl_status line =
            fpl_journal__check_posting(call->book, &call->draft, &call->draft.posting[i], &place, call->error);
        status = fpl_desk__fault(call, &faults,
                                 line_failed(call, line, call->command->line[i].row, fpl_desk__cell_of(line)));
    }
    if (!status)
        status = fpl_desk__fault(call, &faults,
                                 fpl_journal__check_balance(call->session, call->book, &call->draft, call->error));
    return status ? status : fpl_desk__faults_end(call, &faults);
}

/* Do the recorded postings equal the lines of this command? */
static int same_lines(const struct fpl_json *body, const struct fpl_draft *draft) {
    const struct fpl_json *list = fpl_json_get(body, "p");
    int i = 0;
    for (const struct fpl_json *p = fpl_json_first(list); p; p = fpl_json_next(list, p), i++) {
        struct fpl_posting old;
        if (i >= draft->postings || fpl_body__posting(p, &old, NULL))
            return 0;
        const struct fpl_posting *new = &draft->posting[i];
        if (!fpl_str_eq(old.account, new->account) || old.side != new->side ||
            fpl_money_cmp(old.amount, new->amount) != 0 || !fpl_str_eq(old.party, new->party) ||
            !fpl_str_eq(old.item, new->item) || !fpl_str_eq(old.currency, new->currency) ||
            !fpl_str_eq(old.flow, new->flow))
            return 0;
    }
    return i == draft->postings;
}

/* The key of a document of this kind: taken by the same fields and the same lines, or changed. */
static enum fpl_status entry_key(struct desk_call *call, const char *kind, struct fpl_str key, int *taken) {
    enum fpl_status status = key.n ? fpl_desk__business_key(call, kind, key, taken) : FPL_OK;
    if (status || !*taken || same_lines(fpl_json_root(&call->desk->claim_doc), &call->draft))
        return status;
    char receipt[48];
    snprintf(receipt, sizeof receipt, "%d/%lld", (int)call->book->info.id, (long long)call->answer->seq);
    call->answer->status = FPL_OK;
    call->answer->seq = -1;
    fpl_error_at_field(call->error, "amount");
    return fpl_fail(call->error, FPL_E_KEY_CHANGED, "amount", receipt, NULL);
}

void fpl_desk__digest_lines(const struct desk_call *call, char hex[65]) {
    struct fpl_hasher *hasher = call->session->hasher;
    struct fpl_hash hash;
    fpl_sha256_begin(hasher);
    for (int i = 0; i < call->command->line_count; i++) {
        const struct fpl_line *line = &call->command->line[i];
        const struct fpl_str part[] = {line->account, line->side,     line->amount, line->party,
                                       line->item,    line->currency, line->flow};
        for (size_t j = 0; j < sizeof part / sizeof part[0]; j++) {
            fpl_sha256_add(hasher, part[j].p, part[j].n);
            fpl_sha256_add(hasher, j + 1 < sizeof part / sizeof part[0] ? "|" : "\n", 1);
        }
    }
    fpl_sha256_end(hasher, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, hex);
}

/* A refused entry kept the digest of its lines, a recorded one its postings. */
enum fpl_status fpl_desk__lines_differ(struct desk_call *call, const struct fpl_json *body, int *differ) {
    const struct fpl_json *kept = fpl_json_get(fpl_json_get(body, "x"), "lines");
    char hex[65];
    *differ = 0;
    if (!(call->command->spec->flags & FPL_COMMAND_LINES))
        return FPL_OK;
    if (kept) {
        fpl_desk__digest_lines(call, hex);
        *differ = !fpl_str_is(fpl_json_text(kept), hex);
        return FPL_OK;
    }
    enum fpl_status status = read_lines_alone(call);
    *differ = status ? 1 : !same_lines(body, &call->draft);
    return fpl_desk__is_machine(status) ? status : FPL_OK;
}

/* What was before the book is its opening balance; a year typed wrongly would be posted on the first open day. */
static enum fpl_status check_opened(const struct desk_call *call) {
    struct fpl_date occurred = fpl_desk__date(call, "occurred");
    char day[12], first[FPL_NAMED_DAY];
    if (fpl_date_cmp(occurred, call->book->opened) >= 0)
        return FPL_OK;
    size_t n = strlen(fpl_command__named_day(FPL_OPENING_DAY, call->book->opened, first));
    (void)snprintf(first + n, sizeof first - n, "%s", FPL_OPENING_ADVICE);
    fpl_error_at_field(call->error, "occurred");
    return fpl_fail(call->error, FPL_E_DATE_ORDER, fpl_date_format(occurred, day), first, NULL);
}

static enum fpl_status check_today(const struct desk_call *call) {
    struct fpl_date occurred = fpl_desk__date(call, "occurred");
    char day[12];
    if (fpl_date_cmp(occurred, call->today) <= 0)
        return FPL_OK;
    fpl_error_at_field(call->error, "occurred");
    return fpl_fail(call->error, FPL_E_FUTURE, fpl_date_format(occurred, day), NULL, NULL);
}

/* Nothing keeps an entry without a number from being posted twice, so the answer tells it; of an import's rows its
 * reader does (outcome.c). */
static enum fpl_status tell_said(struct desk_call *call, int64_t before) {
    struct fpl_answer *answer = call->answer;
    if (call->row >= 0 || answer->reasons == FPL_DECISION_REASONS)
        return FPL_OK;
    enum fpl_status status =
        fpl_desk__said_before(call->session, call->book->info.id, call->book->head.size, &before, call->error);
    if (status || before < 0)
        return status;
    struct fpl_reason *note = &answer->reason[answer->reasons++];
    *note = (struct fpl_reason){.status = FPL_SAME_ENTRY};
    snprintf(note->arg[0], sizeof note->arg[0], "%d/%lld", (int)call->book->info.id, (long long)before);
    return FPL_OK;
}

/* An entry is known by its number, or else by what it says. */
static enum fpl_status name_entry(struct desk_call *call, struct fpl_str number) {
    struct fpl_decision *made = &call->desk->decision;
    struct fpl_item_state before = {.seq = -1};
    char day[12], hex[2 * FPL_HASH_BYTES + 1];
    int found = 0;
    fpl_decision_begin(made);
    call->draft.item = made->item;
    if (number.n) {
        fpl_decision_item(made, "entry", number, FPL_STR("{}"));
        call->draft.items = made->items;
        return FPL_OK;
    }
    const struct fpl_str said[2] = {fpl_str_of(fpl_date_format(call->draft.occurred, day)),
                                    fpl_desk__text(call, "memo")};
    fpl_make__digest(call->session->hasher, call->draft.posting, call->draft.postings, said, hex);
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "said", fpl_str_of(hex), &before, &found, call->error);
    fpl_make__said(made, hex, found ? before.seq : -1);
    call->draft.items = made->items;
    return !status && found ? tell_said(call, before.seq) : status;
}

enum fpl_status fpl_desk__journal_post(struct desk_call *call) {
    struct fpl_str key = fpl_desk__text(call, "entry");
    int taken = 0;
    struct desk_faults faults;
    fpl_desk__faults_begin(call, &faults);
    enum fpl_status status = fpl_desk__fault(call, &faults, check_opened(call));
    if (!status)
        status = fpl_desk__fault(call, &faults, check_today(call));
    if (!status)
        status = read_lines(call, &faults);
    if (!status)
        status = fpl_desk__faults_end(call, &faults);
    if (!status)
        status = entry_key(call, "entry", key, &taken);
    if (!status && !taken)
        status = check_lines(call);
    if (!status && !taken)
        status = fpl_desk__tell_alike(call, call->book->info.id, "entry", key);
    if (!status && !taken)
        status = name_entry(call, key);
    if (status || taken)
        return status;
    call->draft.kind = fpl_event__entry_posted.kind;
    call->draft.period13 = fpl_str_is(fpl_desk__text(call, "period13"), "Y");
    call->draft.attachments = fpl_desk__num(call, "attachments", 0);
    return fpl_desk__append(call);
}

static enum fpl_status settled_by_item(struct desk_call *call, const struct fpl_event *brings, const char *account) {
    char name[64]; /* "exit record" */
    snprintf(name, sizeof name, "%s", brings->command.name ? brings->command.name : brings->by);
    for (char *dot = strchr(name, '.'); dot; dot = strchr(dot, '.'))
        *dot = ' ';
    return fpl_fail(call->error, FPL_E_OPENING_ITEM, account, name, NULL);
}

/* What is settled item by item has its items from events: of an opening balance none would know. */
static enum fpl_status check_opening(struct desk_call *call) {
    struct desk_faults faults;
    enum fpl_status status = FPL_OK;
    fpl_desk__faults_begin(call, &faults);
    for (int i = 0; i < call->draft.postings && !status; i++) {
        const struct fpl_account *account = fpl_chart__find(&call->book->chart, call->draft.posting[i].account);
        const struct fpl_event *brings = NULL;
        if (account && account->control)
            brings = fpl_event_brings(call->book->info.kind, fpl_str_of(account->code), account->side);
        if (brings)
            status = fpl_desk__fault(
                call, &faults,
                line_failed(call, settled_by_item(call, brings, account->code), call->command->line[i].row, "account"));
    }
    return status ? status : fpl_desk__faults_end(call, &faults);
}

/* An opening voucher without a number of its own is known by its lines. */
static enum fpl_status opening_key(struct desk_call *call, struct fpl_str number, struct fpl_str lines, int *taken) {
    return number.n ? entry_key(call, "opening", number, taken)
                    : fpl_desk__business_key(call, "opening.lines", lines, taken);
}

/* Opening balances stand on the day the book was opened. */
enum fpl_status fpl_desk__opening_post(struct desk_call *call) {
    struct fpl_str number = fpl_desk__text(call, "entry");
    char hex[2 * FPL_HASH_BYTES + 1];
    int taken = 0;
    enum fpl_status status = read_lines_alone(call);
    if (!status)
        status = check_opening(call);
    if (!status) {
        fpl_make__digest(call->session->hasher, call->draft.posting, call->draft.postings,
                         (const struct fpl_str[2]){{"", 0}, {"", 0}}, hex);
        status = opening_key(call, number, fpl_str_of(hex), &taken);
    }
    if (status || taken)
        return status;
    if (fpl_date_cmp(call->draft.occurred, call->book->opened) != 0) {
        char date[12];
        fpl_error_at_field(call->error, "occurred");
        return fpl_fail(call->error, FPL_E_OPENING, fpl_date_format(call->book->opened, date), NULL, NULL);
    }
    struct fpl_item_write item[2] = {{"opening.lines", fpl_str_of(hex), FPL_STR("{}")},
                                     {"opening", number, FPL_STR("{}")}};
    call->draft.kind = fpl_event__opening_posted.kind;
    call->draft.word = "初";
    call->draft.flags |= FPL_DRAFT_OPENING;
    if ((status = check_lines(call)))
        return status;
    call->draft.item = item;
    call->draft.items = 1 + (number.n > 0);
    return fpl_desk__append(call);
}

/* ---- reversal ---- */

/* "book/seq", or seq alone for the command's own book: kept as it was given. */
static int receipt_seq(const struct desk_call *call, struct fpl_str text, int64_t *seq) {
    const char *slash = memchr(text.p, '/', text.n);
    int64_t book = call->book->info.id;
    if (slash) {
        if (fpl_int_parse((struct fpl_str){text.p, (size_t)(slash - text.p)}, &book))
            return 0;
        text = (struct fpl_str){slash + 1, text.n - (size_t)(slash - text.p) - 1};
    }
    return !fpl_int_parse(text, seq) && book == call->book->info.id && *seq >= 0 && *seq < call->book->head.size;
}

/* The newest entry of that voucher number: every leaf from the end on, and the bodies of entries by hand alone. */
static enum fpl_status numbered(struct desk_call *call, const struct fpl_voucher_name *name, int64_t *out) {
    enum fpl_status status = FPL_OK;
    for (int64_t seq = call->book->head.size - 1; seq > 0 && *out < 0 && !status; seq--) {
        const struct fpl_json *body = NULL;
        struct fpl_leaf leaf;
        status = fpl_journal__leaf(call->session, call->book->info.id, seq, &leaf, call->error);
        if (!status && fpl_str_is(fpl_str_of(leaf.kind), fpl_event__entry_posted.kind))
            status =
                fpl_desk__body(call, call->book->info.id, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
        if (!status && body && fpl_body_bears(body, name))
            *out = seq;
    }
    return status;
}

enum fpl_status fpl_desk__voucher(struct desk_call *call, struct fpl_str text, int64_t *out) {
    struct fpl_voucher_name name;
    struct fpl_item_state state;
    int found = 0;
    int64_t seq = -1;
    *out = -1;
    if (receipt_seq(call, text, &seq))
        return FPL_OK;
    if (fpl_voucher_parse(text, &name)) {
        enum fpl_status status = numbered(call, &name, out);
        if (status || *out >= 0)
            return status;
    }
    if (text.n > FPL_ID_BYTES_MAX)
        return FPL_OK;
    enum fpl_status status =
        fpl_journal__item(call->session, call->book->info.id, "entry", text, &state, &found, call->error);
    if (!status && found)
        *out = state.seq0;
    return status;
}

static enum fpl_status red_lines(struct desk_call *call, const struct fpl_json *body) {
    const struct fpl_json *list = fpl_json_get(body, "p");
    enum fpl_status status = FPL_OK;
    int n = 0;
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p)) {
        FPL_ASSERT(n < FPL_COMMAND_LINES_MAX);
        struct fpl_posting *line = &call->desk->line[n++];
        if (!(status = fpl_body__posting(p, line, call->error)))
            status = fpl_money_neg(line->amount, &line->amount);
    }
    call->draft.posting = call->desk->line;
    call->draft.postings = n;
    return status;
}

enum fpl_status fpl_desk__journal_reverse(struct desk_call *call) {
    struct fpl_str receipt = fpl_desk__text(call, "receipt");
    struct fpl_leaf leaf;
    const struct fpl_json *body = NULL;
    char key[24];
    int64_t seq = -1;
    int taken = 0;
    if (!receipt_seq(call, receipt, &seq))
        return fpl_fail_text(call->error, FPL_E_NOT_FOUND, receipt.p, receipt.n);
    snprintf(key, sizeof key, "%lld", (long long)seq);
    enum fpl_status status = fpl_desk__business_key(call, "reversed", fpl_str_of(key), &taken);
    if (status || taken)
        return status;
    status = fpl_journal__leaf(call->session, call->book->info.id, seq, &leaf, call->error);
    if (!status && !fpl_str_is(fpl_str_of(leaf.kind),
                               fpl_event__entry_posted.kind)) /* business events have reversals of their own */
        status = fpl_fail_text(call->error, FPL_E_REVERSED, receipt.p, receipt.n);
    if (!status)
        status = fpl_desk__body(call, call->book->info.id, seq, &call->desk->claim_body, &call->desk->claim_doc, &body);
    if (!status)
        status = red_lines(call, body);
    if (status)
        return status;
    struct fpl_item_write item = {"reversed", fpl_str_of(key), FPL_STR("{}")};
    call->draft.kind = fpl_event__entry_reversed.kind;
    call->draft.reverses = seq;
    call->draft.occurred = fpl_desk__date(call, "occurred");
    call->draft.flags |= FPL_DRAFT_RED;
    call->draft.item = &item;
    call->draft.items = 1;
    return fpl_desk__append(call);
}

/* ---- closing ---- */

struct not_carried {
    struct desk_call *call;
    char list[FPL_ERROR_ARG_BYTES];
};

static enum fpl_status list_left(void *ctx, const struct fpl_account *account, struct fpl_str currency,
                                 int64_t balance) {
    struct not_carried *left = ctx;
    char amount[FPL_MONEY_TEXT], text[160], unit[16] = "";
    int scale = left->call->book->scale;
    if (currency.n > 0) {
        enum fpl_status status = read_currency(left->call, currency, &currency, &scale);
        if (status)
            return status;
        snprintf(unit, sizeof unit, " %.*s", (int)currency.n, currency.p);
    }
    fpl_money_format(fpl_money_of(balance < 0 ? -balance : balance), FPL_UNIT_YUAN, scale, amount);
    snprintf(text, sizeof text, FPL_ZH_EN("%s %s %s%s", "%s %s %s%s"), account->code, balance > 0 ? "借" : "贷", amount,
             unit, account->code, balance > 0 ? "Dr" : "Cr", amount, unit);
    fpl_error_list(left->list, ", ", fpl_str_of(text),
                   FPL_ZH_EN("…（全部见 report balance）", "… (all of them: report balance)"));
    return FPL_OK;
}

/* At the end of a year profit and loss is carried to equity (结转损益). What is left there is told. */
static enum fpl_status tell_not_carried(struct desk_call *call, struct fpl_period period) {
    struct not_carried left = {call, ""};
    struct fpl_answer *answer = call->answer;
    if (period.month < 12 || answer->reasons == FPL_DECISION_REASONS)
        return FPL_OK;
    enum fpl_status status =
        fpl_journal__profit_left(call->session, call->book, period.year, list_left, &left, call->error);
    if (status || left.list[0] == '\0')
        return status;
    struct fpl_reason *note = &answer->reason[answer->reasons++];
    *note = (struct fpl_reason){.status = period.month == 13 ? FPL_NOT_CARRIED_FINAL : FPL_NOT_CARRIED};
    fpl_period_format(period, note->arg[0]);
    memcpy(note->arg[1], left.list, sizeof note->arg[1]);
    return FPL_OK;
}

enum fpl_status fpl_desk__period_close(struct desk_call *call) {
    struct fpl_period period = {(int16_t)(fpl_desk__num(call, "period", 0) / 100),
                                (int8_t)(fpl_desk__num(call, "period", 0) % 100)},
                      next;
    char text[12], hex[65], data[128], last[32];
    int taken = 0;
    enum fpl_status status =
        fpl_desk__business_key(call, "period", fpl_str_of(fpl_period_format(period, text)), &taken);
    if (!status && !taken)
        status = fpl_journal__next_close(call->session, call->book, &next, call->error);
    if (status || taken)
        return status;
    if (fpl_period_cmp(period, next) != 0 || fpl_date_cmp(fpl_period_last(period), call->today) >= 0)
        fpl_error_at_field(call->error, "period");
    if (fpl_period_cmp(period, next) < 0)
        return fpl_fail(call->error, FPL_E_PERIOD_CLOSED, fpl_period_format(period, text), NULL, NULL);
    if (fpl_period_cmp(period, next) > 0)
        return fpl_fail(call->error, FPL_E_PERIOD_ORDER, fpl_period_format(next, text), NULL, NULL);
    if (fpl_date_cmp(fpl_period_last(period), call->today) >= 0)
        return fpl_fail(call->error, FPL_E_FUTURE, fpl_period_format(period, text), NULL, NULL);
    if ((status = fpl_totals__digest(call->session->store, call->session->hasher, call->book->info.id, period, hex,
                                     call->error)))
        return status;
    fpl_period_format(period, text);
    snprintf(data, sizeof data, "{\"digest\":\"%s\",\"size\":%lld}", hex, (long long)call->book->head.size);
    snprintf(last, sizeof last, "{\"p\":\"%s\"}", text);
    struct fpl_item_write item[2] = {{"closed", FPL_STR("last"), fpl_str_of(last)},
                                     {"period", fpl_str_of(text), fpl_str_of(data)}};
    call->draft.kind = fpl_event__period_closed.kind;
    call->draft.item = item;
    call->draft.items = 2;
    status = tell_not_carried(call, period);
    return status ? status : fpl_desk__append(call);
}
