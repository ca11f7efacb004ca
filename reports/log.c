/* 操作日志: what was recorded, by whom and when, over all books or of one, in order of time. The newest rows are found
 * from the end of each log, a block at a time, so that a long log costs what is shown of it. */
#include "fundpool/event.h"
#include "reports/common.h"
#include "reports/derive.h"
#include "reports/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK      512 /* records read before it is asked whether enough were found */
#define MOST_SHOWN 100 /* rows, if no number is given */

struct found {
    int64_t t, seq;
    int32_t book;
};

struct log {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    int by_met; /* a record that --by names was met */
    struct fpl_report *report;
    struct fpl_book *book; /* those that are looked at */
    int books, book_cap;
    struct found *found;
    size_t n, cap;
    size_t most;        /* rows shown */
    int past;           /* a record earlier than `since` was met */
    int left_out;       /* older rows than those shown exist */
    int proven;         /* somebody was known by more than his name */
    int32_t began_book; /* import whose beginning has been looked at for that */
    int64_t began;
    struct fpl_derive *derive;
    struct fpl_reports__accounts accounts; /* of the book below */
    int32_t accounts_of;                   /* -1: of none yet */
    struct fpl_error *error;
};

/* ---- which records ---- */

/* The command that a record refuses; NULL for every other record. */
static const struct fpl_command_spec *refused_by(const struct fpl_record *record) {
    const struct fpl_json *x = fpl_json_get(record->body, "x");
    char name[64];
    return fpl_json_get(x, "codes") ? fpl_command_find(fpl_str_copy(fpl_json_get_text(x, "cmd"), name, sizeof name))
                                    : NULL; /* only a refusal bears codes */
}

static int is_any(struct fpl_str text, const char *code, const char *zh, const char *en) {
    return fpl_str_is(text, code) || fpl_str_is(text, zh) || fpl_str_is(text, en);
}

/* A record is of the kind that its own kind or what its row says of it (put_what) names. */
static int is_of_kind(struct fpl_str text, const struct fpl_record *record) {
    const struct fpl_event *event = fpl_event_find(record->kind);
    const struct fpl_command_spec *refused = refused_by(record);
    return (event && is_any(text, event->kind, event->zh, event->en)) ||
           (refused && is_any(text, refused->name, refused->zh, refused->en));
}

static int is_wanted(struct log *log, const struct fpl_record *record) {
    const struct fpl_json *body = record->body;
    struct fpl_str who = log->spec->who;
    if (who.n && !fpl_str_eq(fpl_json_get_text(fpl_json_get(body, "act"), "by"), who) &&
        !fpl_str_eq(fpl_json_get_text(body, "chk"), who))
        return 0;
    log->by_met = 1;
    return log->spec->kind.n == 0 || is_of_kind(log->spec->kind, record);
}

static enum fpl_status note_known(struct log *log, const struct fpl_record *record) {
    int64_t began = fpl_body_began(record->body);
    struct fpl_auth auth[2];
    if (log->proven || (began >= 0 && began == log->began && record->book == log->began_book))
        return FPL_OK;
    log->began = began;
    log->began_book = record->book;
    enum fpl_status status = fpl_read_auth(log->view, record, auth, log->error);
    log->proven = !status && (auth[0].kind != FPL_AUTH_ASSERTED || auth[1].kind != FPL_AUTH_ASSERTED);
    return status;
}

static enum fpl_status take(void *ctx, const struct fpl_record *record) {
    struct log *log = ctx;
    const struct fpl_report_spec *spec = log->spec;
    int is_known = record->book == spec->since_book && record->seq <= spec->since_seq && spec->since;
    if (record->book < spec->since_sizes && record->seq < spec->since_size[record->book])
        is_known = 1;
    if (record->t < spec->since || is_known) {
        log->past = 1;
        return FPL_OK;
    }
    if (!is_wanted(log, record))
        return FPL_OK;
    if (log->n == log->cap) {
        size_t cap = log->cap ? 2 * log->cap : 256;
        struct found *wider = realloc(log->found, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(log->error, FPL_E_NOMEM, NULL, NULL, NULL);
        log->found = wider;
        log->cap = cap;
    }
    log->found[log->n++] = (struct found){record->t, record->seq, record->book};
    return note_known(log, record);
}

/* Records that an institution may not see answer as if they were not there: they are passed over one by one. */
static enum fpl_status take_block(struct log *log, int32_t book, int64_t from, int64_t to) {
    enum fpl_status status = FPL_OK;
    if (fpl_view_institution(log->view).n == 0)
        return fpl_read_records(log->view, book, from, to, take, log, log->error);
    for (int64_t seq = from; !status && seq <= to; seq++) {
        status = fpl_read_record(log->view, book, seq, take, log, log->error);
        if (status == FPL_E_NOT_FOUND) {
            fpl_error_clear(log->error);
            status = FPL_OK;
        }
    }
    return status;
}

static enum fpl_status scan_book(struct log *log, const struct fpl_book *book) {
    size_t had = log->n;
    int64_t to = book->size - 1;
    enum fpl_status status = FPL_OK;
    log->past = 0;
    while (!status && to >= 0 && !log->past && log->n - had <= log->most) {
        int64_t from = to >= BLOCK ? to - BLOCK + 1 : 0;
        status = take_block(log, book->id, from, to);
        to = from - 1;
    }
    return status;
}

static int by_time(const void *a, const void *b) {
    const struct found *x = a, *y = b;
    if (x->t != y->t)
        return x->t < y->t ? -1 : 1;
    if (x->book != y->book)
        return x->book < y->book ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static enum fpl_status note_book(void *ctx, const struct fpl_book *book) {
    struct log *log = ctx;
    if (log->spec->book.n && !fpl_str_is(log->spec->book, book->code))
        return FPL_OK;
    if (log->books == log->book_cap) {
        int cap = log->book_cap ? 2 * log->book_cap : 16;
        struct fpl_book *wider = realloc(log->book, (size_t)cap * sizeof *wider);
        if (!wider)
            return fpl_fail(log->error, FPL_E_NOMEM, NULL, NULL, NULL);
        log->book = wider;
        log->book_cap = cap;
    }
    log->book[log->books++] = *book;
    return FPL_OK;
}

static enum fpl_status gather(struct log *log) {
    enum fpl_status status = fpl_read_books(log->view, note_book, log, log->error);
    if (!status && log->spec->book.n && log->books == 0)
        status = fpl_fail_text(log->error, FPL_E_BOOK, log->spec->book.p, log->spec->book.n);
    for (int i = 0; !status && i < log->books; i++)
        status = scan_book(log, &log->book[i]);
    if (status || log->n == 0)
        return status;
    qsort(log->found, log->n, sizeof *log->found, by_time);
    log->left_out = log->n > log->most;
    return FPL_OK;
}

/* ---- what is told of one ---- */

static const struct fpl_book *book_of(const struct log *log, int32_t id) {
    for (int i = 0; i < log->books; i++)
        if (log->book[i].id == id)
            return &log->book[i];
    FPL_ASSERT(0);
    return NULL;
}

/* A refused command bears its name, everything else the record's kind. */
static void put_what(struct log *log, const struct fpl_record *record, const struct fpl_command_spec *refused) {
    char code[64];
    if (refused)
        fpl_report_code(log->report, refused->name, refused->zh, refused->en);
    else
        fpl_report_code(log->report, fpl_str_copy(record->kind, code, sizeof code), fpl_words__kind(record->kind, 1),
                        fpl_words__kind(record->kind, 0));
}

/* In both languages: a field that has choices says one in words to Chinese readers. */
static void add_value(const struct fpl_field_spec *field, struct fpl_str value, struct fpl_buf text[2]) {
    for (int zh = 0; zh < 2; zh++) {
        if (text[zh].n)
            fpl_buf_addc(&text[zh], ' ');
        if (!zh || !fpl_words__field_choice(field, value, 1, &text[zh]))
            fpl_buf_add(&text[zh], value.p, value.n);
    }
}

/* The business key: what the command's own key fields say, as they were given; else the file of an import. */
static void put_subject(struct log *log, const struct fpl_record *record, const struct fpl_command_spec *spec) {
    const struct fpl_json *cmd = fpl_json_get(record->body, "cmd"), *x = fpl_json_get(record->body, "x");
    struct fpl_buf text[2] = {{0}, {0}}, code = {0};
    for (int i = 0; spec && i < spec->field_count; i++) {
        struct fpl_str value = fpl_json_get_text(cmd, spec->fields[i].name);
        if ((spec->fields[i].flags & FPL_FIELD_KEY) && value.n)
            add_value(&spec->fields[i], value, text);
    }
    if (text[0].n == 0 && spec && spec->args) {
        struct fpl_str value = fpl_json_get_text(cmd, spec->fields[0].name);
        if (value.n)
            add_value(&spec->fields[0], value, text);
    }
    fpl_buf_add(&code, text[0].p, text[0].n);
    for (int i = 0; i < 2; i++)
        fpl_buf_addc(&text[i], '\0');
    fpl_buf_addc(&code, '\0');
    if (text[0].n == 1)
        fpl_report_text(log->report, fpl_json_get_text(x, "name"));
    else if (fpl_buf_ok(&text[0]) || fpl_buf_ok(&text[1]) || fpl_buf_ok(&code))
        fpl_report_none(log->report);
    else
        fpl_report_code(log->report, code.p, text[1].p, text[0].p);
    for (int i = 0; i < 2; i++)
        fpl_buf_release(&text[i]);
    fpl_buf_release(&code);
}

/* What its command says; else what its decision came to; else what an entry by hand, or a reversal, posts. */
static enum fpl_status amount_of(struct log *log, const struct fpl_record *record, int64_t *out) {
    const struct fpl_json *said = fpl_json_get(fpl_json_get(record->body, "cmd"), "amount");
    const struct fpl_decision *decision = NULL;
    *out = fpl_json_num(said, 0);
    if (said && said->type == FPL_JSON_INT)
        return FPL_OK;
    enum fpl_status status = fpl_derive__record(log->derive, record, &decision, log->error);
    if (!status && decision)
        *out = fpl_money_minor(decision->amount);
    if (status || *out || !fpl_json_get(record->body, "p"))
        return status;
    if (log->accounts_of != record->book) {
        fpl_reports__accounts_release(&log->accounts);
        memset(&log->accounts, 0, sizeof log->accounts);
        log->accounts_of = -1;
        status = fpl_reports__accounts(log->view, record->book, &log->accounts, log->error);
        if (status)
            return status;
        log->accounts_of = record->book;
    }
    *out = fpl_reports__debits(&log->accounts, record->body);
    return FPL_OK;
}

static enum fpl_status put_amount(struct log *log, const struct fpl_record *record) {
    int64_t amount = 0;
    enum fpl_status status = amount_of(log, record, &amount);
    if (!status && amount)
        fpl_report_money(log->report, fpl_money_of(amount), book_of(log, record->book)->scale);
    else if (!status)
        fpl_report_none(log->report);
    return status;
}

/* ---- what became of it ---- */

static void put_codes(struct log *log, const struct fpl_json *codes) {
    struct fpl_buf text = {0};
    for (const struct fpl_json *one = fpl_json_first(codes); one; one = fpl_json_next(codes, one)) {
        struct fpl_str code = fpl_json_text(fpl_json_at(one, 0));
        fpl_buf_adds(&text, text.n ? " " : "");
        fpl_buf_add(&text, code.p, code.n);
    }
    fpl_report_text(log->report, fpl_buf_str(&text));
    fpl_buf_release(&text);
}

/* A refusal is [[STATUS,ARGUMENT,ARGUMENT,CLAUSE],…]. */
static void add_reasons(const struct fpl_command_spec *spec, const struct fpl_json *codes, int zh,
                        struct fpl_buf *out) {
    fpl_buf_adds(out, zh ? "不予受理" : "refused");
    for (const struct fpl_json *one = fpl_json_first(codes); one; one = fpl_json_next(codes, one)) {
        struct fpl_reason reason = {.status = FPL_OK};
        char name[64];
        (void)fpl_str_copy(fpl_json_text(fpl_json_at(one, 0)), name, sizeof name);
        reason.status = fpl_status_of_name(name);
        for (uint32_t i = 0; i < 2; i++)
            (void)fpl_str_copy(fpl_json_text(fpl_json_at(one, i + 1)), reason.arg[i], sizeof reason.arg[i]);
        (void)fpl_str_copy(fpl_json_text(fpl_json_at(one, 3)), reason.clause, sizeof reason.clause);
        fpl_buf_adds(out, one == fpl_json_first(codes) ? (zh ? "：" : ": ") : (zh ? "；" : "; "));
        fpl_report_reason_text(spec, &reason, zh, out);
    }
    fpl_buf_addc(out, '\0');
}

static void put_refusal(struct log *log, const struct fpl_command_spec *spec, const struct fpl_json *codes) {
    struct fpl_buf zh = {0}, en = {0};
    add_reasons(spec, codes, 1, &zh);
    add_reasons(spec, codes, 0, &en);
    if (fpl_buf_ok(&zh) == FPL_OK && fpl_buf_ok(&en) == FPL_OK)
        fpl_report_code(log->report, "REFUSED", zh.p, en.p);
    else
        fpl_report_none(log->report);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

/* Refused and why; of an import's piece its rows; deferred, queued; posted, or recorded without a posting. */
static void put_result(struct log *log, const struct fpl_json *body, const struct fpl_command_spec *refused) {
    const struct fpl_json *codes = fpl_json_get(fpl_json_get(body, "x"), "codes");
    const struct fpl_json *data = fpl_json_at(fpl_json_first(fpl_json_get(body, "i")), 2);
    char zh[96], en[96], name[64];
    enum fpl_status outcome =
        fpl_status_of_name(fpl_str_copy(fpl_json_get_text(fpl_json_get(body, "dec"), "out"), name, sizeof name));
    if (codes)
        put_refusal(log, refused, codes);
    else if (fpl_json_get(data, "acc")) {
        long long accepted = fpl_json_get_num(data, "acc", 0), already = fpl_json_get_num(data, "alr", 0),
                  no = fpl_json_get_num(data, "ref", 0);
        (void)snprintf(zh, sizeof zh, "接受 %lld，已登记 %lld，拒绝 %lld", accepted, already, no);
        (void)snprintf(en, sizeof en, "accepted %lld, already recorded %lld, refused %lld", accepted, already, no);
        fpl_report_name(log->report, zh, en);
    } else if (outcome == FPL_DEFERRED || outcome == FPL_QUEUED) {
        fpl_report_code(log->report, name, fpl_report_outcome_text(outcome, 1), fpl_report_outcome_text(outcome, 0));
    } else {
        fpl_report_code(log->report, "RECORDED", fpl_json_get(body, "p") ? "已入账" : "已登记", "recorded");
    }
    put_codes(log, codes);
}

/* Nothing where the name was all there was. */
static enum fpl_status put_known(struct log *log, const struct fpl_record *record) {
    struct fpl_auth auth[2];
    enum fpl_status status = fpl_read_auth(log->view, record, auth, log->error);
    for (int i = 0; i < 2 && !status; i++)
        if (auth[i].kind == FPL_AUTH_ASSERTED)
            fpl_report_text(log->report, FPL_STR(""));
        else
            fpl_reports__auth(log->report, &auth[i]);
    return status;
}

/* The command it came by: its own, that of the event it may end instead of, or of the event whose side it is. */
static const struct fpl_command_spec *command_of(const struct fpl_event *event) {
    if (!event)
        return NULL;
    if (event->command.name)
        return &event->command;
    return event->by ? fpl_command_find(event->by) : command_of(event->side_of);
}

static enum fpl_status put_record(void *ctx, const struct fpl_record *record) {
    struct log *log = ctx;
    enum fpl_status status = FPL_OK;
    const struct fpl_json *body = record->body;
    char receipt[48], moment[40];
    const struct fpl_event *event = fpl_event_find(record->kind);
    const struct fpl_command_spec *refused = refused_by(record);
    fpl_report_text(log->report, fpl_str_of(fpl_reports__moment(log->view, record->t, moment)));
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)record->book, (long long)record->seq);
    fpl_report_text(log->report, fpl_str_of(receipt));
    fpl_report_text(log->report, fpl_str_of(book_of(log, record->book)->code));
    put_what(log, record, refused);
    put_subject(log, record, refused ? refused : command_of(event));
    if ((status = put_amount(log, record)))
        return status;
    fpl_report_text(log->report, fpl_json_get_text(fpl_json_get(body, "act"), "by"));
    fpl_report_text(log->report, fpl_json_get_text(body, "chk"));
    put_result(log, body, refused);
    char memo[FPL_REPORTS_MEMO];
    fpl_report_text(log->report, fpl_reports__memo(fpl_body_memo(body), memo));
    return put_known(log, record);
}

static void columns(struct log *log) {
    struct fpl_report *r = log->report;
    fpl_report_table(r, "log", "操作日志", "Log of what was recorded");
    fpl_reports__caption_known(r, log->view);
    if (log->spec->who.n)
        fpl_reports__caption_text(r, "by", "经办或复核", "Given or checked by", log->spec->who);
    fpl_report_column(r, "recorded", "入账时刻", "Recorded", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "book", "账套", "Book", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "what", "事项", "What", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "key", "编号", "Number", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "by", "经办", "By", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "checker", "复核", "Checked by", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "result", "结果", "Result", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "codes", "原因代码", "Reason codes", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "memo", "摘要", "Memo", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "by_auth", "经办身份", "By, known as", FPL_COLUMN_TEXT, log->proven ? 0 : FPL_COLUMN_DATA);
    fpl_report_column(r, "checker_auth", "复核身份", "Checked by, known as", FPL_COLUMN_TEXT,
                      log->proven ? 0 : FPL_COLUMN_DATA);
}

static enum fpl_status put_all(struct log *log) {
    enum fpl_status status = FPL_OK;
    size_t from = log->left_out ? log->n - log->most : 0;
    columns(log);
    for (size_t i = from; !status && i < log->n; i++)
        status = fpl_read_record(log->view, log->found[i].book, log->found[i].seq, put_record, log, log->error);
    if (!status && log->left_out)
        fpl_report_note(log->report, "OLDER", "只列最近的；更早的用 --last 行数 或 --since 列出",
                        "only the newest are listed; --last NUMBER or --since lists older ones");
    return status;
}

/* --kind takes every word that a row may say in its column "what". */
static enum fpl_status check_kind(struct log *log) {
    struct fpl_str text = log->spec->kind;
    int count = 0, found = text.n == 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    for (int i = 0; !found && i < count; i++)
        found = is_any(text, events[i]->kind, events[i]->zh, events[i]->en);
    const struct fpl_command_spec *commands = fpl_command_all(&count);
    for (int i = 0; !found && i < count; i++)
        found = is_any(text, commands[i].name, commands[i].zh, commands[i].en);
    if (found)
        return FPL_OK;
    fpl_error_at_field(log->error, "kind");
    return fpl_fail_text(log->error, FPL_E_NOT_FOUND, text.p, text.n);
}

static enum fpl_status take_user(void *ctx, const struct fpl_item *item) {
    (void)ctx;
    (void)item;
    return FPL_OK;
}

/* An institution's user reads no registry: to him there is who gave or checked what he may see. */
static enum fpl_status check_by(struct log *log) {
    struct fpl_str who = log->spec->who;
    struct fpl_error ignored = {0};
    if (who.n == 0 || log->by_met || (fpl_view_institution(log->view).n && log->spec->since) ||
        fpl_read_item(log->view, 0, "user", who, take_user, NULL, &ignored) == FPL_OK)
        return FPL_OK;
    fpl_error_at_field(log->error, "by");
    return fpl_fail_text(log->error, FPL_E_NOT_FOUND, who.p, who.n);
}

enum fpl_status fpl_report_log(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                               struct fpl_error *error) {
    struct log log = {.view = view,
                      .spec = spec,
                      .error = error,
                      .most = spec->last > 0 ? (size_t)spec->last : MOST_SHOWN,
                      .accounts_of = -1};
    enum fpl_status status = check_kind(&log);
    if (!status)
        status = gather(&log);
    if (!status)
        status = check_by(&log);
    if (!status && !(log.report = fpl_reports__begin("log", error)))
        status = FPL_E_NOMEM;
    if (!status)
        status = fpl_derive__new(view, &log.derive, error);
    if (!status)
        status = put_all(&log);
    fpl_derive__free(log.derive);
    fpl_reports__accounts_release(&log.accounts);
    free(log.found);
    free(log.book);
    return fpl_reports__end(log.report, status, out, error);
}
