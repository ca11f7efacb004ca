/* book list, party list, user list, account list, period list, chart list, pack list, profile list, tolerance list,
 * limit list. */
#include "fundpool/fund_limit.h"
#include "fundpool/loss.h"
#include "src/cli/cli.h"

#include <string.h>

static int failed(struct cli *cli, struct fpl_report *report) {
    fpl_report_free(report);
    return cli_fail(cli);
}

static enum fpl_status list_book(void *ctx, const struct fpl_book *book) {
    struct fpl_report *report = ctx;
    fpl_report_int(report, book->id);
    fpl_report_text(report, fpl_str_of(book->code));
    fpl_report_code(report, fpl_book_kind_name(book->kind, -1), fpl_book_kind_name(book->kind, 1),
                    fpl_book_kind_name(book->kind, 0));
    fpl_report_name(report, book->name, book->name_en);
    fpl_report_text(report,
                    book->kind == FPL_BOOK_REGISTRY ? FPL_STR("") : fpl_str_of(book->currency)); /* no amounts */
    fpl_report_int(report, book->size);
    fpl_report_text(report, fpl_str_of(book->origin));
    return FPL_OK;
}

int cli_run_book_list(struct cli *cli) {
    int code = cli_view(cli);
    struct fpl_report *report = code == CLI_DONE ? fpl_report_new("books") : NULL;
    if (!report)
        return code != CLI_DONE ? code : cli_show(cli, NULL);
    fpl_report_table(report, "books", "账套", "Books");
    fpl_report_column(report, "id", "序号", "no.", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "code", "账套编号", "code", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "kind", "类型", "kind", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "currency", "币种", "currency", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "records", "记录数", "records", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "origin", "存证来源", "origin", FPL_COLUMN_TEXT, 0);
    if (fpl_read_books(cli->view, list_book, report, &cli->error) != FPL_OK)
        return failed(cli, report);
    return cli_show(cli, report);
}

/* ---- names: that of the view's day, and those borne before it ---- */

struct bearer {
    struct cli *cli;
    struct fpl_report *report;
    struct fpl_named who;
    char now[256], before[1024];
};

static enum fpl_status take_name(void *ctx, const struct fpl_name_change *change) {
    struct bearer *b = ctx;
    size_t n = strlen(b->before);
    (void)snprintf(b->before + n, sizeof b->before - n, "%s%s", n ? "、" : "", b->now);
    (void)fpl_str_copy(change->name, b->now, sizeof b->now);
    return FPL_OK;
}

static enum fpl_status read_names(struct bearer *b, struct fpl_str first) {
    (void)fpl_str_copy(first, b->now, sizeof b->now);
    b->before[0] = '\0';
    return fpl_read_names(b->cli->view, &b->who, take_name, b, &b->cli->error);
}

static enum fpl_status list_party(void *ctx, const struct fpl_item *item) {
    struct bearer *b = ctx;
    struct fpl_report *report = b->report;
    b->who = (struct fpl_named){.kind = "party", .id = item->key};
    enum fpl_status status = read_names(b, fpl_json_get_text(item->data, "name"));
    fpl_report_text(report, item->key);
    fpl_report_text(report, fpl_json_get_text(item->data, "uscc"));
    fpl_report_text(report, fpl_str_of(b->now));
    fpl_report_choice(report, "party.register", "kind", fpl_json_get_text(item->data, "kind"));
    fpl_report_text(report, fpl_json_get_text(item->data, "region"));
    fpl_report_text(report, fpl_str_of(b->before));
    return status;
}

int cli_run_party_list(struct cli *cli) {
    int code = cli_view(cli);
    struct fpl_report *report = code == CLI_DONE ? fpl_report_new("parties") : NULL;
    if (!report)
        return code != CLI_DONE ? code : cli_show(cli, NULL);
    fpl_report_table(report, "parties", "主体", "Parties");
    fpl_report_column(report, "party", "主体编号", "party", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "uscc", "统一社会信用代码", "USCC", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "kind", "类别", "kind", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "region", "行政区划", "region", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "former_names", "曾用名", "former names", FPL_COLUMN_TEXT, 0);
    struct bearer bearer = {.cli = cli, .report = report};
    if (fpl_read_items(cli->view, 0, "party", list_party, &bearer, &cli->error) != FPL_OK)
        return failed(cli, report);
    return cli_show(cli, report);
}

/* ---- users ---- */

struct people {
    struct cli *cli;
    struct fpl_report *report;
    const struct fpl_item *user;
    struct bearer bearer; /* whose changes are listed */
};

/* Words that --roles takes, in either language. */
static void put_roles(struct fpl_report *report, unsigned roles) {
    char codes[160] = "", zh[240] = "";
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR; role <<= 1) {
        size_t at = strlen(codes), zh_at = strlen(zh);
        if (!(roles & role))
            continue;
        snprintf(codes + at, sizeof codes - at, "%s%s", at ? " " : "", fpl_role_name((enum fpl_role)role, -1));
        snprintf(zh + zh_at, sizeof zh - zh_at, "%s%s", zh_at ? "、" : "", fpl_role_name((enum fpl_role)role, 1));
    }
    fpl_report_code(report, roles ? codes : "none", roles ? zh : "停用", roles ? codes : "none");
}

static void put_tenure(struct people *p, struct fpl_date since, const struct fpl_json *data, int64_t seq) {
    const struct fpl_json *enrolled = p->user->data;
    unsigned roles = (unsigned)fpl_json_get_num(data, "roles", 0);
    fpl_report_text(p->report, p->user->key);
    fpl_report_text(p->report, fpl_str_of(p->bearer.now));
    fpl_report_text(p->report, fpl_str_of(p->bearer.before));
    fpl_report_text(p->report, fpl_json_get_text(enrolled, "party"));
    put_roles(p->report, roles);
    fpl_report_date(p->report, since);
    fpl_report_int(p->report, seq);
}

static enum fpl_status list_enrolment(void *ctx, const struct fpl_record *record) {
    struct people *p = ctx;
    put_tenure(p, fpl_view_day_of(p->cli->view, record->t), p->user->data, record->seq);
    return FPL_OK;
}

/* Keys "USER|DATE|SEQ". */
static enum fpl_status list_change(void *ctx, const struct fpl_item *item) {
    struct people *p = ctx;
    size_t n = p->user->key.n;
    struct fpl_date since;
    if (item->key.n < n + 12 || item->key.p[n] != '|' || memcmp(item->key.p, p->user->key.p, n) != 0 ||
        fpl_date_parse((struct fpl_str){item->key.p + n + 1, 10}, &since, NULL))
        return FPL_OK;
    put_tenure(p, since, item->data, item->seq0);
    return FPL_OK;
}

static enum fpl_status list_user(void *ctx, const struct fpl_item *item) {
    struct people *p = ctx;
    p->user = item;
    p->bearer = (struct bearer){.cli = p->cli, .who = {.kind = "user", .id = item->key}};
    enum fpl_status status = read_names(&p->bearer, fpl_json_get_text(item->data, "name"));
    if (!status)
        status = fpl_read_record(p->cli->view, 0, item->seq0, list_enrolment, p, &p->cli->error);
    return status ? status : fpl_read_items(p->cli->view, 0, "user.roles", list_change, p, &p->cli->error);
}

/* Everyone ever enrolled, a row for what he could do since which day: the last row up to a day is what holds on it. */
int cli_run_user_list(struct cli *cli) {
    int code = cli_view(cli);
    struct fpl_report *report = code == CLI_DONE ? fpl_report_new("users") : NULL;
    if (!report)
        return code != CLI_DONE ? code : cli_show(cli, NULL);
    struct people people = {.cli = cli, .report = report};
    fpl_report_table(report, "users", "用户", "Users");
    fpl_report_column(report, "user", "用户", "user", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "name", "姓名", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "former_names", "曾用名", "former names", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "party", "所属机构", "institution", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "roles", "角色", "roles (none: disabled)", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "since", "自", "since", FPL_COLUMN_DATE, 0);
    fpl_report_column(report, "seq", "登记簿记录", "registry record", FPL_COLUMN_INT, 0);
    enum fpl_status status = fpl_read_items(cli->view, 0, "user", list_user, &people, &cli->error);
    return status ? failed(cli, report) : cli_show(cli, report);
}

/* ---- a book's accounts and periods ---- */

static int begin_of_book(struct cli *cli, const char *name, struct fpl_book *book, struct fpl_report **report) {
    int code = cli_has(cli, "book") ? cli_view(cli)
                                    : cli_usage(cli, "缺少 --book（账套编号）", "--book (code of the book) is missing");
    if (code == CLI_DONE)
        code = cli_book(cli, book);
    *report = code == CLI_DONE ? fpl_report_new(name) : NULL;
    return code == CLI_DONE && !*report ? cli_show(cli, NULL) : code;
}

static void caption_book(struct fpl_report *report, const struct fpl_book *book) {
    fpl_report_caption(report, "book", "账套", "Book");
    fpl_report_text(report, fpl_str_of(book->code));
}

static void put_mark(struct fpl_report *report, int holds) {
    fpl_report_code(report, holds ? "Y" : "N", holds ? "是" : "", holds ? "yes" : "");
}

static enum fpl_status list_account(void *ctx, const struct fpl_account *account) {
    static const struct {
        char nature;
        const char *zh, *en;
    } natures[] = {{'A', "资产", "asset"},
                   {'L', "负债", "liability"},
                   {'E', "权益", "equity"},
                   {'P', "损益", "profit and loss"},
                   {'M', "表外", "memo"}};
    struct fpl_report *report = ctx;
    char code[2] = {account->nature, '\0'};
    size_t i = 0;
    while (i + 1 < sizeof natures / sizeof natures[0] && natures[i].nature != account->nature)
        i++;
    fpl_report_text(report, fpl_str_of(account->code));
    fpl_report_name(report, account->zh, account->en[0] ? account->en : account->zh);
    fpl_report_code(report, code, natures[i].zh, natures[i].en);
    fpl_report_code(report, account->side == 'D' ? "D" : "C", account->side == 'D' ? "借" : "贷",
                    account->side == 'D' ? "debit" : "credit");
    put_mark(report, account->control);
    put_mark(report, account->needs_party);
    put_mark(report, account->needs_item);
    return FPL_OK;
}

int cli_run_account_list(struct cli *cli) {
    struct fpl_report *report = NULL;
    struct fpl_book book;
    int code = begin_of_book(cli, "accounts", &book, &report);
    if (code != CLI_DONE || !report)
        return code;
    fpl_report_table(report, "accounts", "科目表", "Accounts");
    caption_book(report, &book);
    fpl_report_column(report, "account", "科目", "account", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "name", "名称", "name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "nature", "性质", "nature", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "side", "余额方向", "side", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "control", "受控", "control", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "party", "须填主体", "needs a party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "item", "须填项目", "needs an item", FPL_COLUMN_TEXT, 0);
    if (fpl_read_accounts(cli->view, book.id, list_account, report, &cli->error) != FPL_OK)
        return failed(cli, report);
    fpl_report_note(report, "CONTROL", "受控科目只由业务事项入账，凭证不能直接记",
                    "a control account is posted to by business events alone, not by a journal");
    return cli_show(cli, report);
}

struct periods {
    struct cli *cli;
    struct fpl_report *report;
    const struct fpl_item *period;
    int32_t book;
};

static enum fpl_status put_closing(void *ctx, const struct fpl_record *record) {
    struct periods *p = ctx;
    char receipt[48];
    fpl_report_text(p->report, p->period->key);
    fpl_report_code(p->report, "CLOSED", "已结账", "closed");
    fpl_report_date(p->report, fpl_view_day_of(p->cli->view, record->t));
    fpl_report_text(p->report, fpl_json_get_text(fpl_json_get(record->body, "act"), "by"));
    fpl_report_int(p->report, fpl_json_get_num(p->period->data, "size", 0));
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)p->book, (long long)record->seq);
    fpl_report_text(p->report, fpl_str_of(receipt));
    fpl_report_text(p->report, fpl_json_get_text(p->period->data, "digest"));
    return FPL_OK;
}

static enum fpl_status list_period(void *ctx, const struct fpl_item *item) {
    struct periods *p = ctx;
    p->period = item;
    return fpl_read_record(p->cli->view, p->book, item->seq0, put_closing, p, &p->cli->error);
}

/* Months that are closed, and who closed them; what is not listed is open. */
int cli_run_period_list(struct cli *cli) {
    struct fpl_report *report = NULL;
    struct fpl_book book;
    int code = begin_of_book(cli, "periods", &book, &report);
    if (code != CLI_DONE || !report)
        return code;
    struct periods periods = {.cli = cli, .report = report, .book = book.id};
    fpl_report_table(report, "periods", "会计期间", "Periods");
    caption_book(report, &book);
    fpl_report_column(report, "period", "会计期间", "period", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "state", "状态", "state", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "closed", "结账日", "closed on", FPL_COLUMN_DATE, 0);
    fpl_report_column(report, "by", "经办", "by", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "records", "当时记录数", "records then", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "receipt", "回执号", "receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "digest", "余额摘要值", "digest of the balances", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    if (fpl_read_items(cli->view, book.id, "period", list_period, &periods, &cli->error) != FPL_OK)
        return failed(cli, report);
    fpl_report_note(report, "OPEN", "未列出的月份未结账", "months that are not listed are open");
    return cli_show(cli, report);
}

/* ---- adopted documents ---- */

struct listing {
    struct fpl_report *report;
    struct fpl_error *error;
};

static void document_cells(struct fpl_report *report, struct fpl_str id, int64_t version, const char *zh,
                           const char *en) {
    fpl_report_text(report, id);
    fpl_report_int(report, version);
    fpl_report_name(report, zh, en);
}

static enum fpl_status list_pack(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                 int64_t seq) {
    struct listing *listing = ctx;
    struct fpl_pack *pack = NULL;
    char zh[256], en[256];
    (void)key;
    (void)source;
    enum fpl_status status = fpl_pack_parse(json, &pack, listing->error);
    if (status)
        return status;
    document_cells(listing->report, fpl_pack_id(pack), fpl_pack_version(pack),
                   fpl_str_copy(fpl_pack_title(pack, 1), zh, sizeof zh),
                   fpl_str_copy(fpl_pack_title(pack, 0), en, sizeof en));
    fpl_report_date(listing->report, fpl_pack_from(pack));
    fpl_report_date(listing->report, fpl_pack_to(pack));
    fpl_report_int(listing->report, seq);
    fpl_pack_free(pack);
    return FPL_OK;
}

static enum fpl_status list_chart(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                  int64_t seq) {
    struct listing *listing = ctx;
    struct fpl_json_doc doc = {0};
    char zh[256], en[256];
    (void)key;
    (void)source;
    enum fpl_status status = fpl_json_parse(&doc, json, listing->error);
    if (status)
        return status;
    const struct fpl_json *root = fpl_json_root(&doc), *title = fpl_json_get(root, "title");
    int64_t accounts = (int64_t)fpl_json_count(fpl_json_get(root, "accounts"));
    document_cells(listing->report, fpl_json_get_text(root, "id"), fpl_json_get_num(root, "version", 0),
                   fpl_str_copy(fpl_json_get_text(title, "zh"), zh, sizeof zh),
                   fpl_str_copy(fpl_json_get_text(title, "en"), en, sizeof en));
    fpl_report_int(listing->report, accounts);
    fpl_report_int(listing->report, seq);
    fpl_json_doc_release(&doc);
    return FPL_OK;
}

static enum fpl_status list_profile(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                    int64_t seq) {
    struct listing *listing = ctx;
    struct fpl_profile *profile = NULL;
    char zh[256], en[256];
    (void)key;
    (void)source;
    enum fpl_status status = fpl_profile_parse(json, &profile, listing->error);
    if (status)
        return status;
    document_cells(listing->report, fpl_profile_id(profile), fpl_profile_version(profile),
                   fpl_str_copy(fpl_profile_title(profile, 1), zh, sizeof zh),
                   fpl_str_copy(fpl_profile_title(profile, 0), en, sizeof en));
    fpl_report_text(listing->report, fpl_profile_clause(profile));
    fpl_report_int(listing->report, seq);
    fpl_profile_free(profile);
    return FPL_OK;
}

static enum fpl_status list_tolerance(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                      int64_t seq) {
    struct listing *listing = ctx;
    struct fpl_loss_rule *rule = NULL;
    char zh[256], en[256];
    (void)key;
    (void)source;
    enum fpl_status status = fpl_loss_rule_parse(json, &rule, listing->error);
    if (status)
        return status;
    const struct fpl_loss_terms *terms = fpl_loss_rule_terms(rule);
    document_cells(listing->report, fpl_loss_rule_id(rule), fpl_loss_rule_version(rule),
                   fpl_str_copy(fpl_loss_rule_title(rule, 1), zh, sizeof zh),
                   fpl_str_copy(fpl_loss_rule_title(rule, 0), en, sizeof en));
    fpl_report_date(listing->report, terms->from);
    fpl_report_date(listing->report, terms->to);
    fpl_report_code(listing->report, terms->reading ? "READING" : "TEXT", terms->reading ? "读法" : "明文",
                    terms->reading ? "a reading" : "the text");
    fpl_report_text(listing->report, fpl_loss_rule_clause(rule));
    fpl_report_int(listing->report, seq);
    fpl_loss_rule_free(rule);
    return FPL_OK;
}

static enum fpl_status list_limit(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                  int64_t seq) {
    struct listing *listing = ctx;
    struct fpl_limit_rule *rule = NULL;
    char zh[256], en[256];
    (void)key;
    (void)source;
    enum fpl_status status = fpl_limit_rule_parse(json, &rule, listing->error);
    if (status)
        return status;
    document_cells(listing->report, fpl_limit_rule_id(rule), fpl_limit_rule_version(rule),
                   fpl_str_copy(fpl_limit_rule_title(rule, 1), zh, sizeof zh),
                   fpl_str_copy(fpl_limit_rule_title(rule, 0), en, sizeof en));
    fpl_report_date(listing->report, fpl_limit_rule_from(rule));
    fpl_report_date(listing->report, fpl_limit_rule_to(rule));
    fpl_report_text(listing->report, fpl_limit_rule_clause(rule));
    fpl_report_int(listing->report, seq);
    fpl_limit_rule_free(rule);
    return FPL_OK;
}

static const struct documents {
    const char *kind, *zh, *en;
    int has_validity, has_basis, has_clause, has_accounts;
    enum fpl_status (*list)(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source, int64_t seq);
} documents[] = {
    {"pack", "规则包", "Rule packs", 1, 0, 0, 0, list_pack},
    {"profile", "早期口径", "Early-stage profiles", 0, 0, 1, 0, list_profile},
    {"tolerance", "容错规则", "Rules of loss tolerance", 1, 1, 1, 0, list_tolerance},
    {"chart", "科目表", "Charts of accounts", 0, 0, 0, 1, list_chart},
    {"limit", "限额规则", "Limits of funds", 1, 0, 1, 0, list_limit},
};

static int list_documents(struct cli *cli, const struct documents *of) {
    int code = cli_view(cli);
    struct fpl_report *report = code == CLI_DONE ? fpl_report_new(of->kind) : NULL;
    if (!report)
        return code != CLI_DONE ? code : cli_show(cli, NULL);
    struct listing listing = {report, &cli->error};
    fpl_report_table(report, of->kind, of->zh, of->en);
    fpl_report_column(report, "id", "编号", "id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "version", "版本", "version", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "title", "名称", "title", FPL_COLUMN_TEXT, 0);
    if (of->has_validity) {
        fpl_report_column(report, "from", "生效日", "from", FPL_COLUMN_DATE, 0);
        fpl_report_column(report, "to", "失效日", "to", FPL_COLUMN_DATE, 0);
    }
    if (of->has_basis)
        fpl_report_column(report, "scope_is", "适用范围", "scope is", FPL_COLUMN_TEXT, 0);
    if (of->has_clause)
        fpl_report_column(report, "clause", "依据", "clause", FPL_COLUMN_TEXT, 0);
    if (of->has_accounts)
        fpl_report_column(report, "accounts", "科目数", "accounts", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "seq", "登记簿记录", "registry record", FPL_COLUMN_INT, 0);
    if (fpl_read_documents(cli->view, of->kind, of->list, &listing, &cli->error) != FPL_OK)
        return failed(cli, report);
    return cli_show(cli, report);
}

int cli_run_pack_list(struct cli *cli) {
    return list_documents(cli, &documents[0]);
}

int cli_run_profile_list(struct cli *cli) {
    return list_documents(cli, &documents[1]);
}

int cli_run_tolerance_list(struct cli *cli) {
    return list_documents(cli, &documents[2]);
}

int cli_run_chart_list(struct cli *cli) {
    return list_documents(cli, &documents[3]);
}

int cli_run_limit_list(struct cli *cli) {
    return list_documents(cli, &documents[4]);
}
