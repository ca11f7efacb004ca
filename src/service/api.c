#include "src/service/api.h"
#include "src/service/writer.h"

#define ITEMS_USUAL 100
#define ITEMS_MOST  1000

enum fpl_status api_health(struct call *call) {
    call->response->type = "application/json";
    fpl_buf_adds(&call->response->body, "{\"status\":\"ok\"}\n");
    return FPL_OK;
}

/* Ready: a reader opens the ledger and reads its newest head. */
enum fpl_status api_ready(struct call *call) {
    enum fpl_status status = readers_borrow(call->service->readers, &call->session, &call->error);
    if (!status) {
        route_leave_session(call);
        status = writer_ask(call->service->writer, &call->error);
    }
    if (status == FPL_E_READONLY || status == FPL_E_PERMISSION) { /* a ledger that nobody here is to write to is read */
        fpl_error_clear(&call->error);
        status = FPL_OK;
    }
    return status ? status : api_health(call);
}

enum fpl_status api_books(struct call *call) {
    struct fpl_report *report = NULL;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = ask_books(call, NULL, &report);
    return status ? status : ask_answer(call, report);
}

enum fpl_status api_book(struct call *call) {
    struct fpl_report *report = NULL;
    struct fpl_book book;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = ask_book(call, call->variable[0], &book);
    if (!status)
        status = ask_books(call, book.code, &report);
    return status ? status : ask_answer(call, report);
}

/* ---- reports ---- */

static int may_read(const struct call *call, const struct fpl_report_kind *kind) {
    return call->institution.n == 0 || (kind->reads & FPL_REPORT_INSTITUTIONS);
}

enum fpl_status api_report_list(struct call *call) {
    int count = 0;
    const struct fpl_report_kind *kinds = fpl_report_kinds(&count);
    struct fpl_report *report = fpl_report_new("reports");
    enum fpl_status status = ask_only(call, "");
    if (status || !report) {
        fpl_report_free(report);
        return status ? status : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    fpl_report_table(report, "reports", "报表", "Reports");
    fpl_report_column(report, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "title", "标题", "title", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < count; i++) {
        if (!may_read(call, &kinds[i]))
            continue;
        fpl_report_text(report, fpl_str_of(kinds[i].name));
        fpl_report_name(report, kinds[i].zh, kinds[i].en);
    }
    return ask_answer(call, report);
}

enum fpl_status api_report(struct call *call) {
    const struct fpl_report_kind *kind = fpl_report_kind_find(call->variable[0]);
    struct fpl_report_spec spec;
    struct fpl_report *report = NULL;
    if (!kind || !may_read(call, kind) || strcmp(kind->command, "") == 0)
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[0].p, call->variable[0].n);
    enum fpl_status status = ask_spec(call, kind, NULL, &spec);
    if (!status)
        status = kind->make(call->view, &spec, &report, &call->error);
    return status ? status : ask_answer(call, report);
}

/* ---- records ---- */

static enum fpl_status read_place(struct call *call, struct fpl_book *book, int64_t *seq) {
    if (fpl_int_parse(call->variable[1], seq) || *seq < 0)
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[1].p, call->variable[1].n);
    return ask_book(call, call->variable[0], book);
}

static enum fpl_status put_record(void *ctx, const struct fpl_record *record) {
    struct call *call = ctx;
    struct fpl_buf *out = &call->response->body;
    struct fpl_buf body = {0};
    enum fpl_status status = FPL_OK;
    if (record->body)
        status = fpl_report_shown_body(call->view, record, &body, &call->error);
    fpl_buf_addc(out, '{');
    cut_json(call, out);
    fpl_buf_addf(out, ",\"record\":{\"body\":%.*s,\"leaf\":%.*s}}\n", record->body ? (int)body.n : 4,
                 record->body ? body.p : "null", (int)record->leaf.n, record->leaf.p);
    fpl_buf_release(&body);
    call->response->type = "application/json";
    return status ? status : fpl_buf_ok(out);
}

enum fpl_status api_record(struct call *call) {
    struct fpl_book book;
    int64_t seq;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = read_place(call, &book, &seq);
    return status ? status : fpl_read_record(call->view, book.id, seq, put_record, call, &call->error);
}

/* What proves that the record stands in the log: a file that `fundpool record check` holds against a checkpoint. */
enum fpl_status api_proof(struct call *call) {
    struct fpl_book book;
    struct fpl_checkpoint at;
    char name[80];
    int64_t seq;
    struct fpl_buf *out = &call->response->body;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = read_place(call, &book, &seq);
    if (status)
        return status;
    status = fpl_read_checkpoint(call->view, book.id, &at, &call->error);
    if (!status)
        status = fpl_export_proof(call->view, book.id, seq, &at, out, &call->error);
    if (status)
        return status;
    if (call->service->is_trial)
        fpl_buf_adds(out, "\n试验 TRIAL\n");
    call->response->type = "text/plain; charset=utf-8";
    snprintf(name, sizeof name, "attachment; filename=\"%d-%lld.proof\"", (int)book.id, (long long)seq);
    (void)web_header_add(call->response, "Content-Disposition", fpl_str_of(name));
    return fpl_buf_ok(out);
}

enum fpl_status api_explain(struct call *call) {
    struct fpl_book book;
    struct fpl_report *report = NULL;
    char key[48];
    int64_t seq;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = read_place(call, &book, &seq);
    if (status)
        return status;
    snprintf(key, sizeof key, "%d/%lld", (int)book.id, (long long)seq);
    struct fpl_report_spec spec = {.key = fpl_str_of(key)};
    status = fpl_report_explain(call->view, &spec, &report, &call->error);
    return status ? status : ask_answer(call, report);
}

/* ---- items ---- */

struct items {
    struct call *call;
    struct fpl_str after;
    struct fpl_buf last; /* the key of the last one shown */
    int64_t limit, shown;
    int more;
};

static void put_one(struct call *call, const struct fpl_item *item, struct fpl_buf *out) {
    (void)call;
    fpl_buf_adds(out, "{\"key\":");
    body_json(item->key, out);
    fpl_buf_addf(out, ",\"first\":%lld,\"last\":%lld,\"data\":%.*s}", (long long)item->seq0, (long long)item->seq,
                 (int)item->data->raw.n, item->data->raw.p);
}

static enum fpl_status put_item(void *ctx, const struct fpl_item *item) {
    struct items *items = ctx;
    struct fpl_buf *out = &items->call->response->body;
    if (items->after.n && fpl_str_cmp(item->key, items->after) <= 0)
        return FPL_OK;
    if (items->shown == items->limit) {
        items->more = 1;
        return FPL_OK;
    }
    fpl_buf_adds(out, items->shown++ ? ",\n " : "\n ");
    put_one(items->call, item, out);
    fpl_buf_reset(&items->last);
    fpl_buf_add(&items->last, item->key.p, item->key.n);
    return out->n > BODY_BYTES_MAX ? fpl_fail(&items->call->error, FPL_E_LIMIT, "8388608", NULL, NULL)
                                   : fpl_buf_ok(out);
}

static const char *item_kind(struct fpl_str text) {
    static const char *const kinds[] = {"deal", "holding", "commitment", "loan", "claim"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (fpl_str_is(text, kinds[i]))
            return kinds[i];
    return NULL;
}

static enum fpl_status read_kind(struct call *call, struct fpl_book *book, const char **kind) {
    *kind = item_kind(call->variable[1]);
    if (!*kind)
        return fpl_fail_text(&call->error, FPL_E_NOT_FOUND, call->variable[1].p, call->variable[1].n);
    return ask_book(call, call->variable[0], book);
}

static void put_next(struct items *items) {
    struct fpl_buf *out = &items->call->response->body;
    fpl_buf_adds(out, "],\"next\":");
    if (items->more)
        body_json(fpl_buf_str(&items->last), out);
    else
        fpl_buf_adds(out, "null");
    fpl_buf_adds(out, "}\n");
}

enum fpl_status api_items(struct call *call) {
    struct fpl_book book;
    const char *kind = NULL;
    struct fpl_str limit = web_pairs_get(&call->args, "limit");
    struct items items = {.call = call, .after = web_pairs_get(&call->args, "after"), .limit = ITEMS_USUAL};
    enum fpl_status status = ask_only(call, "after limit");
    if (!status)
        status = read_kind(call, &book, &kind);
    if (!status && limit.n && (fpl_int_parse(limit, &items.limit) || items.limit < 1 || items.limit > ITEMS_MOST)) {
        status = fpl_fail_text(&call->error, FPL_E_NUMBER_FORMAT, limit.p, limit.n);
        fpl_error_at_field(&call->error, "limit");
    }
    if (status)
        return status;
    call->response->type = "application/json";
    fpl_buf_addc(&call->response->body, '{');
    cut_json(call, &call->response->body);
    fpl_buf_adds(&call->response->body, ",\"items\":[");
    status = fpl_read_items(call->view, book.id, kind, put_item, &items, &call->error);
    put_next(&items);
    fpl_buf_release(&items.last);
    return status ? status : fpl_buf_ok(&call->response->body);
}

static enum fpl_status put_single(void *ctx, const struct fpl_item *item) {
    struct call *call = ctx;
    struct fpl_buf *out = &call->response->body;
    fpl_buf_addc(out, '{');
    cut_json(call, out);
    fpl_buf_adds(out, ",\"item\":");
    put_one(call, item, out);
    fpl_buf_adds(out, "}\n");
    call->response->type = "application/json";
    return fpl_buf_ok(out);
}

enum fpl_status api_item(struct call *call) {
    struct fpl_book book;
    const char *kind = NULL;
    enum fpl_status status = ask_only(call, "");
    if (!status)
        status = read_kind(call, &book, &kind);
    return status ? status
                  : fpl_read_item(call->view, book.id, kind, call->variable[2], put_single, call, &call->error);
}

/* ---- parties ---- */

#define PARTIES_MOST 50

struct parties {
    struct call *call;
    struct fpl_report *report;
    struct fpl_buf sought, folded;
    int shown;
};

static int stands_in(const struct fpl_buf *text, const struct fpl_buf *sought) {
    for (size_t i = 0; i + sought->n <= text->n; i++)
        if (memcmp(text->p + i, sought->p, sought->n) == 0)
            return 1;
    return 0;
}

static enum fpl_status put_party(void *ctx, const struct fpl_item *item) {
    struct parties *parties = ctx;
    const struct fpl_named who = {.kind = "party", .id = item->key};
    struct fpl_error ignored = {0};
    char name[256];
    if (fpl_read_name(parties->call->view, &who, name, sizeof name, &ignored) != FPL_OK)
        (void)fpl_str_copy(fpl_json_get_text(item->data, "name"), name, sizeof name);
    struct fpl_str told[] = {item->key, fpl_json_get_text(item->data, "uscc"), fpl_str_of(name)};
    int found = parties->sought.n == 0;
    for (size_t i = 0; !found && i < sizeof told / sizeof told[0]; i++) {
        fpl_buf_reset(&parties->folded);
        found = told[i].n && fpl_name_fold(told[i], &parties->folded) == FPL_OK &&
                stands_in(&parties->folded, &parties->sought);
    }
    if (!found || parties->shown >= PARTIES_MOST)
        return FPL_OK;
    parties->shown++;
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        fpl_report_text(parties->report, told[i]);
    fpl_report_text(parties->report, fpl_json_get_text(item->data, "kind"));
    return FPL_OK;
}

enum fpl_status api_parties(struct call *call) {
    struct parties parties = {.call = call, .report = fpl_report_new("parties")};
    enum fpl_status status =
        parties.report ? ask_only(call, "q") : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status)
        status = fpl_name_fold(web_pairs_get(&call->args, "q"), &parties.sought);
    if (!status) {
        fpl_report_table(parties.report, "parties", "主体", "Parties");
        fpl_report_column(parties.report, "party", "主体编号", "party", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
        fpl_report_column(parties.report, "uscc", "统一社会信用代码", "USCC", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
        fpl_report_column(parties.report, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
        fpl_report_column(parties.report, "kind", "类别", "kind", FPL_COLUMN_TEXT, 0);
        status = fpl_read_items(call->view, 0, "party", put_party, &parties, &call->error);
    }
    fpl_buf_release(&parties.sought);
    fpl_buf_release(&parties.folded);
    if (!status)
        return ask_answer(call, parties.report);
    fpl_report_free(parties.report);
    return status;
}

/* ---- checkpoints ---- */

enum fpl_status api_checkpoints(struct call *call) {
    struct fpl_report *report = fpl_report_new("checkpoints");
    enum fpl_status status = report ? ask_only(call, "") : fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    if (!status) {
        fpl_report_table(report, "checkpoints", "存证点", "Checkpoints");
        fpl_report_column(report, "book", "账套", "book", FPL_COLUMN_INT, 0);
        fpl_report_column(report, "origin", "来源", "origin", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
        fpl_report_column(report, "size", "记录数", "size", FPL_COLUMN_INT, 0);
        fpl_report_column(report, "root", "根", "root", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    }
    for (int i = 0; !status && i < call->cut.books; i++) {
        struct fpl_checkpoint at;
        char root[48];
        status = fpl_read_checkpoint(call->view, call->cut.book[i].id, &at, &call->error);
        if (status)
            break;
        fpl_base64(at.root.byte, FPL_HASH_BYTES, root);
        fpl_report_int(report, call->cut.book[i].id);
        fpl_report_text(report, fpl_str_of(at.origin));
        fpl_report_int(report, (int64_t)at.size);
        fpl_report_text(report, fpl_str_of(root));
    }
    if (!status)
        return ask_answer(call, report);
    fpl_report_free(report);
    return status;
}

static enum fpl_status put_compared(void *ctx, const struct compared *compared) {
    struct call *call = ctx;
    struct fpl_buf *out = &call->response->body;
    fpl_buf_adds(out, out->p && out->n && out->p[out->n - 1] == '}' ? ",\n {\"origin\":" : "\n {\"origin\":");
    body_json(fpl_str_of(compared->earlier.origin), out);
    fpl_buf_addf(out, ",\"size\":%llu,\"result\":\"%s\"", (unsigned long long)compared->earlier.size,
                 !compared->is_found ? "UNKNOWN_ORIGIN"
                 : compared->agrees  ? "PREFIX"
                                     : "DIFFERS");
    if (compared->is_found)
        fpl_buf_addf(out, ",\"size_now\":%llu", (unsigned long long)compared->now.size);
    fpl_buf_addc(out, '}');
    return fpl_buf_ok(out);
}

enum fpl_status api_compare(struct call *call) {
    struct fpl_buf *out = &call->response->body;
    struct fpl_str text = {call->request->body, call->request->body_bytes};
    enum fpl_status status = ask_only(call, "");
    if (status)
        return status;
    call->response->type = "application/json";
    fpl_buf_addc(out, '{');
    cut_json(call, out);
    fpl_buf_adds(out, ",\"compared\":[");
    status = compare_each(call, text, put_compared, call);
    fpl_buf_adds(out, "]}\n");
    return status ? status : fpl_buf_ok(out);
}
