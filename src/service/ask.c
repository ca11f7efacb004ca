#include "src/service/api.h"

static int is_among(struct fpl_str name, const char *names) {
    for (const char *p = names; p && *p;) {
        size_t n = strcspn(p, " ");
        if (name.n == n && memcmp(name.p, p, n) == 0)
            return 1;
        p += n + (p[n] == ' ');
    }
    return 0;
}

#define OF_EVERY_READ "as_of known_by lang format"

enum fpl_status ask_only(struct call *call, const char *names) {
    for (int i = 0; i < call->args.n; i++) {
        struct fpl_str name = call->args.at[i].name;
        if (!is_among(name, OF_EVERY_READ) && !is_among(name, names))
            return fpl_fail_text(&call->error, FPL_E_UNKNOWN_FIELD, name.p, name.n);
    }
    return FPL_OK;
}

enum fpl_status ask_number(struct call *call, const char *name, int64_t least, int64_t most, int64_t *out) {
    struct fpl_str text = web_pairs_get(&call->args, name);
    if (text.n == 0 || (fpl_int_parse(text, out) == FPL_OK && *out >= least && *out <= most))
        return FPL_OK;
    fpl_error_at_field(&call->error, name);
    return fpl_fail_text(&call->error, FPL_E_NUMBER_FORMAT, text.p, text.n);
}

static const struct {
    unsigned bit;
    const char *names;
} parameters[] = {
    {FPL_REPORT_BOOK, "book"},
    {FPL_REPORT_FROM, "from"},
    {FPL_REPORT_TO, "to"},
    {FPL_REPORT_UNIT, "unit"},
    {FPL_REPORT_BY_PARTY, "by_party"},
    {FPL_REPORT_ACCOUNT, "account"},
    {FPL_REPORT_PARTY, "party"},
    {FPL_REPORT_ITEM, "item"},
    {FPL_REPORT_PROFILE, "profile threshold"},
    {FPL_REPORT_YEAR, "year"},
    {FPL_REPORT_BANK_STATE, "bank state"},
    {FPL_REPORT_RULE, "rule"},
    {FPL_REPORT_HISTORY, "history"},
};

static enum fpl_status check_names(struct call *call, const struct fpl_report_kind *kind, const char *own) {
    for (int i = 0; i < call->args.n; i++) {
        struct fpl_str name = call->args.at[i].name;
        int known = is_among(name, OF_EVERY_READ) || is_among(name, own);
        for (size_t p = 0; !known && p < sizeof parameters / sizeof parameters[0]; p++)
            known = (kind->reads & parameters[p].bit) && is_among(name, parameters[p].names);
        if (!known)
            return fpl_fail_text(&call->error, FPL_E_UNKNOWN_FIELD, name.p, name.n);
    }
    return FPL_OK;
}

static enum fpl_status at_field(struct call *call, enum fpl_status status, const char *field) {
    if (status)
        fpl_error_at_field(&call->error, field);
    return status;
}

static enum fpl_status read_date(struct call *call, const char *name, struct fpl_date *out) {
    struct fpl_str text = web_pairs_get(&call->args, name);
    *out = FPL_DATE_NONE;
    return text.n ? at_field(call, fpl_date_parse(text, out, &call->error), name) : FPL_OK;
}

static enum fpl_status read_flag(struct call *call, const char *name, int *out) {
    struct fpl_str text = web_pairs_get(&call->args, name);
    *out = fpl_str_is(text, "1");
    if (text.n == 0 || *out || fpl_str_is(text, "0"))
        return FPL_OK;
    return at_field(call, fpl_fail(&call->error, FPL_E_ENUM, name, "0 1", NULL), name);
}

static enum fpl_status read_unit(struct call *call, enum fpl_unit *out) {
    struct fpl_str text = web_pairs_get(&call->args, "unit");
    *out = fpl_str_is(text, "wan") ? FPL_UNIT_WAN : FPL_UNIT_YUAN;
    if (text.n == 0 || *out == FPL_UNIT_WAN || fpl_str_is(text, "yuan"))
        return FPL_OK;
    return at_field(call, fpl_fail(&call->error, FPL_E_ENUM, "unit", "yuan wan", NULL), "unit");
}

static enum fpl_status read_numbers(struct call *call, struct fpl_report_spec *out) {
    struct fpl_str threshold = web_pairs_get(&call->args, "threshold"), year = web_pairs_get(&call->args, "year");
    int64_t number = 0;
    if (year.n && (fpl_int_parse(year, &number) || number < 1900 || number > 2199))
        return at_field(call, fpl_fail_text(&call->error, FPL_E_NUMBER_FORMAT, year.p, year.n), "year");
    out->year = (int)number;
    if (threshold.n && (fpl_ratio_parse(threshold, &out->threshold, &call->error) || out->threshold.num < 0 ||
                        out->threshold.num > out->threshold.den))
        return at_field(call, fpl_fail_text(&call->error, FPL_E_NUMBER_FORMAT, threshold.p, threshold.n), "threshold");
    return FPL_OK;
}

enum fpl_status ask_spec(struct call *call, const struct fpl_report_kind *kind, const char *own,
                         struct fpl_report_spec *out) {
    const struct web_pairs *args = &call->args;
    *out = (struct fpl_report_spec){.book = web_pairs_get(args, "book"),
                                    .account = web_pairs_get(args, "account"),
                                    .party = web_pairs_get(args, "party"),
                                    .item = web_pairs_get(args, "item"),
                                    .profile = web_pairs_get(args, "profile"),
                                    .bank = web_pairs_get(args, "bank"),
                                    .state = web_pairs_get(args, "state"),
                                    .rule = web_pairs_get(args, "rule")};
    enum fpl_status status = check_names(call, kind, own);
    if (!status)
        status = read_date(call, "from", &out->from);
    if (!status)
        status = read_date(call, "to", &out->to);
    if (!status)
        status = read_flag(call, "by_party", &out->by_party);
    if (!status)
        status = read_flag(call, "history", &out->history);
    if (!status)
        status = read_unit(call, &out->unit);
    if (!status)
        status = read_numbers(call, out);
    if (!status && (kind->reads & FPL_REPORT_NEEDS_BOOK) && out->book.n == 0)
        status = at_field(call, fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("账套", "book"), NULL, NULL), "book");
    if (!status && (kind->reads & FPL_REPORT_ACCOUNT) && out->account.n == 0)
        status =
            at_field(call, fpl_fail(&call->error, FPL_E_MISSING, FPL_ZH_EN("科目", "account"), NULL, NULL), "account");
    return status;
}

static enum fpl_status read_format(struct call *call, enum fpl_format *out) {
    struct fpl_str format = web_pairs_get(&call->args, "format");
    *out = fpl_str_is(format, "csv") ? FPL_FORMAT_CSV : FPL_FORMAT_JSON;
    if (format.n == 0 || *out == FPL_FORMAT_CSV || fpl_str_is(format, "json"))
        return FPL_OK;
    return at_field(call, fpl_fail(&call->error, FPL_E_ENUM, "format", "json csv", NULL), "format");
}

/* Of the member "report" the renderer's own line feed is left out. */
static enum fpl_status write_json(struct call *call, struct fpl_str members, const struct fpl_report *report,
                                  const struct fpl_render *how) {
    struct fpl_buf head = {0};
    fpl_buf_addc(&head, '{');
    fpl_buf_add(&head, members.p, members.n);
    cut_json(call, &head);
    fpl_buf_adds(&head, ",\"report\":");
    enum fpl_status status = fpl_buf_ok(&head);
    if (!status)
        status = body_write(call, head.p, head.n);
    fpl_buf_release(&head);
    if (!status)
        status = fpl_report_render(report, how, body_write, call, &call->error);
    return status ? status : body_write(call, "}\n", 2);
}

enum fpl_status ask_answer(struct call *call, struct fpl_report *report) {
    return ask_answer_with(call, (struct fpl_str){0}, report);
}

enum fpl_status ask_answer_with(struct call *call, struct fpl_str members, struct fpl_report *report) {
    struct fpl_render how = {.zh = call->zh};
    enum fpl_status status = report ? read_format(call, &how.format) : FPL_E_NOMEM;
    if (!status && how.format == FPL_FORMAT_JSON) {
        call->response->type = "application/json";
        if (call->service->is_trial)
            fpl_report_note(report, "TRIAL", FPL_REPORT_TRIAL_ZH, FPL_REPORT_TRIAL_EN);
        status = write_json(call, members, report, &how);
    } else if (!status) {
        call->response->type = "text/csv; charset=utf-8";
        web_header_addf(call->response, "Content-Disposition", "attachment; filename=\"%s.csv\"",
                        fpl_report_key(report));
        status = fpl_report_render(report, &how, body_write, call, &call->error);
    }
    fpl_report_free(report);
    return status;
}

enum fpl_status ask_book(struct call *call, struct fpl_str text, struct fpl_book *out) {
    return cut_find_book(&call->cut, text, out, &call->error);
}

static void put_book(struct fpl_report *report, const struct fpl_book *book) {
    fpl_report_int(report, book->id);
    fpl_report_text(report, fpl_str_of(book->code));
    fpl_report_code(report, fpl_book_kind_name(book->kind, -1), fpl_book_kind_name(book->kind, 1),
                    fpl_book_kind_name(book->kind, 0));
    fpl_report_name(report, book->name, book->name_en);
    fpl_report_text(report, book->kind == FPL_BOOK_REGISTRY ? FPL_STR("") : fpl_str_of(book->currency));
    fpl_report_int(report, book->size);
    fpl_report_text(report, fpl_str_of(book->origin));
}

enum fpl_status ask_books(struct call *call, const char *code, struct fpl_report **out) {
    struct fpl_report *report = fpl_report_new("books");
    if (!report)
        return fpl_fail(&call->error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_report_table(report, "books", "账套", "Books");
    fpl_report_column(report, "id", "序号", "no.", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "code", "账套编号", "code", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "kind", "类型", "kind", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "currency", "币种", "currency", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "records", "记录数", "records", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "origin", "存证来源", "origin", FPL_COLUMN_TEXT, 0);
    for (int i = 0; i < call->cut.books; i++)
        if (!code || strcmp(code, call->cut.book[i].code) == 0)
            put_book(report, &call->cut.book[i]);
    *out = report;
    return FPL_OK;
}
