/* explain: one record in words. A claim is explained by its decision (or, before there is one, by its submission); its
 * payment follows. */
#include "fundpool/event.h"
#include "fundpool/proof.h"
#include "reports/common.h"
#include "reports/derive.h"
#include "reports/early.h"
#include "reports/explain_rule.h"
#include "reports/limits.h"
#include "reports/parts.h"
#include "reports/steps.h"
#include "reports/words.h"

#include <stdio.h>
#include <string.h>

struct explain {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    struct fpl_book book;
    struct fpl_reports__accounts accounts;
    struct fpl_early__profiles profiles;
    struct fpl_derive *derive;
    struct fpl_report *report;
    struct fpl_which which; /* the record to explain */
    struct fpl_then then;   /* of the record at hand: names are those of then */
    struct fpl_error *error;
};

/* ---- one record ---- */

static void put_capitals(struct explain *e, int64_t minor) {
    char text[256];
    fpl_report_caption(e->report, "amount", "金额", "Amount");
    fpl_report_money(e->report, fpl_money_of(minor), e->which.book.scale);
    if (strcmp(e->which.book.currency, "CNY") != 0)
        return;
    fpl_reports__caption_text(e->report, "in_capitals", "大写", "In capitals",
                              fpl_str_of(fpl_money_capitals(fpl_money_of(minor), text, sizeof text)));
}

static void put_voucher(struct explain *e, const struct fpl_json *body) {
    const struct fpl_json *vno = fpl_json_get(body, "vno");
    struct fpl_str month = fpl_json_text(fpl_json_at(vno, 0)), word = fpl_json_text(fpl_json_at(vno, 1));
    char text[96];
    if (!vno)
        return;
    (void)snprintf(text, sizeof text, "%.*s %.*s %lld", (int)month.n, month.p, (int)word.n, word.p,
                   (long long)fpl_json_num(fpl_json_at(vno, 2), 0));
    fpl_reports__caption_text(e->report, "voucher", "凭证号", "Voucher", fpl_str_of(text));
}

static void put_kind(struct explain *e, struct fpl_str kind) {
    char code[64];
    const char *zh = fpl_words__kind(kind, 1);
    fpl_report_caption(e->report, "kind", "记录种类", "Kind");
    if (zh[0])
        fpl_report_code(e->report, fpl_str_copy(kind, code, sizeof code), zh, fpl_words__kind(kind, 0));
    else
        fpl_report_text(e->report, kind);
}

static void put_people(struct explain *e, const struct fpl_json *body, const struct fpl_auth auth[2]) {
    fpl_reports__caption_text(e->report, "actor", "制单（经办）", "By",
                              fpl_json_get_text(fpl_json_get(body, "act"), "by"));
    fpl_report_caption(e->report, "actor_auth", "制单身份", "By, known as");
    fpl_reports__auth(e->report, &auth[0]);
    if (!fpl_json_get(body, "chk"))
        return;
    fpl_reports__caption_text(e->report, "checker", "复核", "Checked by", fpl_json_get_text(body, "chk"));
    fpl_report_caption(e->report, "checker_auth", "复核身份", "Checked by, known as");
    fpl_reports__auth(e->report, &auth[1]);
}

static enum fpl_status put_head(struct explain *e, const struct fpl_record *record,
                                const struct fpl_decision *decision) {
    const struct fpl_json *body = record->body;
    struct fpl_auth auth[2];
    char receipt[48];
    enum fpl_status status = fpl_read_auth(e->view, record, auth, e->error);
    if (status)
        return status;
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)record->book, (long long)record->seq);
    if (record->seq == e->which.paid && e->which.paid != e->which.seq)
        fpl_report_table(e->report, "payment", "拨付", "The payment");
    else
        fpl_report_table(e->report, "record", "记录说明", "The record");
    fpl_reports__caption_book(e->report, &e->which.book);
    fpl_reports__caption_text(e->report, "receipt", "回执号", "Receipt", fpl_str_of(receipt));
    put_kind(e, record->kind);
    fpl_reports__caption_text(e->report, "occurred", "业务发生日", "Occurred", fpl_json_get_text(body, "occ"));
    if (fpl_body_posted(body).n)
        fpl_reports__caption_text(e->report, "posted", "记账日期", "Posted", fpl_body_posted(body));
    put_voucher(e, body);
    char memo[FPL_REPORTS_MEMO];
    if (fpl_body_memo(body).n)
        fpl_reports__caption_text(e->report, "memo", "摘要", "Memo", fpl_reports__memo(fpl_body_memo(body), memo));
    put_people(e, body, auth);
    if (decision && !fpl_explain__is_rule(fpl_event_find(record->kind))) /* a rule moves no money */
        put_capitals(e, fpl_money_minor(decision->amount));
    else if (fpl_json_get(body, "p"))
        put_capitals(e, fpl_reports__debits(&e->accounts, body));
    if (decision)
        fpl_reports__caption_exposure(e->report, decision, e->which.book.scale);
    return FPL_OK;
}

/* ---- taken back, and taking back ---- */

static void put_receipt(struct explain *e, const char *const words[3], int64_t seq) {
    char receipt[48];
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)e->which.book.id, (long long)seq);
    fpl_reports__caption_text(e->report, words[0], words[1], words[2], fpl_str_of(receipt));
}

static enum fpl_status take_reversal(void *ctx, const struct fpl_item *item) {
    static const char *const words[] = {"reversed_by", "已冲销，冲销回执号", "Reversed by"};
    put_receipt(ctx, words, item->seq0);
    return FPL_OK;
}

static enum fpl_status take_loan_state(void *ctx, const struct fpl_item *item) {
    struct explain *e = ctx;
    fpl_report_caption(e->report, "loan_state", "贷款状态", "State of the loan");
    fpl_reports__loan_state(e->report, fpl_json_get_text(item->data, "st"));
    struct fpl_str next = fpl_json_get_text(item->data, "next"),
                   institution = fpl_view_institution(e->view); /* the guarantor need not be that of the renewal */
    if (next.n > 0 && (institution.n == 0 || fpl_str_eq(institution, fpl_json_get_text(item->data, "bank"))))
        fpl_reports__caption_text(e->report, "renewed_by", "续贷贷款", "Renewed by", next);
    return FPL_OK;
}

static int is_failure(enum fpl_status status) {
    return status != FPL_OK && status != FPL_E_NOT_FOUND && status != FPL_E_SCOPE;
}

/* What a record takes back, by what it was taken back, where the loan it registered stands. An institution is not told
 * of reversals, which are the pool's own. */
static enum fpl_status put_undone(struct explain *e, const struct fpl_record *record) {
    static const char *const of[] = {"reverses", "所冲销的记录", "Reverses"};
    const struct fpl_json *rev = fpl_json_get(record->body, "rev");
    struct fpl_error error = {0};
    char seq[24];
    if (rev)
        put_receipt(e, of, fpl_json_num(rev, -1));
    (void)snprintf(seq, sizeof seq, "%lld", (long long)record->seq);
    enum fpl_status status =
        fpl_read_item(e->view, e->which.book.id, "reversed", fpl_str_of(seq), take_reversal, e, &error);
    if (!is_failure(status) && fpl_event_begins(fpl_event_find(record->kind), FPL_STR("loan")))
        status =
            fpl_read_item(e->view, e->which.book.id, "loan",
                          fpl_fact_text(fpl_derive__facts(e->derive), FPL_FACT_LOAN_KEY), take_loan_state, e, &error);
    return is_failure(status) ? fpl_fail(e->error, status, error.arg[0], NULL, NULL) : FPL_OK;
}

static enum fpl_status put_posting(struct explain *e, const struct fpl_json *p) {
    struct fpl_str code = fpl_json_text(fpl_json_at(p, 0)), party = fpl_json_text(fpl_json_at(p, 3));
    struct fpl_str currency = fpl_json_text(fpl_json_at(p, 5));
    const struct fpl_account *account = fpl_reports__account(&e->accounts, code);
    int64_t amount = fpl_json_num(fpl_json_at(p, 2), 0);
    int debit = fpl_str_is(fpl_json_text(fpl_json_at(p, 1)), "D"), scale = 2;
    char name[256], capitals[256];
    enum fpl_status status = fpl_reports__scale(e->view, &e->which.book, currency, &scale, e->error);
    if (status)
        return status;
    fpl_reports__name_then(e->view, &(struct fpl_named){"party", party, &e->then}, name, sizeof name);
    fpl_report_code(e->report, debit ? "D" : "C", debit ? "借" : "贷", debit ? "Dr" : "Cr");
    fpl_report_text(e->report, code);
    fpl_report_name(e->report, account ? account->zh : "", account ? account->en : "");
    fpl_report_text(e->report, party);
    fpl_report_text(e->report, fpl_str_of(name));
    fpl_report_text(e->report, fpl_json_text(fpl_json_at(p, 4)));
    fpl_report_text(e->report, currency.n ? currency : fpl_str_of(e->which.book.currency));
    fpl_report_money(e->report, fpl_money_of(amount), scale);
    if (currency.n == 0 && strcmp(e->which.book.currency, "CNY") == 0)
        fpl_report_text(e->report, fpl_str_of(fpl_money_capitals(fpl_money_of(amount), capitals, sizeof capitals)));
    else
        fpl_report_none(e->report);
    return FPL_OK;
}

/* Of a renewal, the loan renewed may have been guaranteed by another. */
static int is_anothers(struct explain *e, const struct fpl_record *record, struct fpl_str item) {
    const struct fpl_event *event = fpl_event_find(record->kind);
    const struct fpl_facts *facts = fpl_derive__facts(e->derive);
    struct fpl_str institution = fpl_view_institution(e->view);
    return event && institution.n && item.n && fpl_str_eq(item, fpl_fact_text(facts, FPL_FACT_RENEWED_LOAN)) &&
           !fpl_event_is_own(event, FPL_FACT_RENEWED_BALANCE, facts, institution);
}

static enum fpl_status put_postings(struct explain *e, const struct fpl_record *record, int payment) {
    const struct fpl_json *list = fpl_json_get(record->body, "p");
    struct fpl_report *r = e->report;
    enum fpl_status status = FPL_OK;
    if (!list)
        return FPL_OK;
    fpl_report_table(r, payment ? "payment_postings" : "postings", "分录", "Postings");
    fpl_report_column(r, "side", "方向", "D/C", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "account", "科目", "Account", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "account_name", "科目名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "party_name", "主体", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "item", "项目", "Item", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "currency", "币种", "Currency", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "in_capitals", "大写", "In capitals", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    for (const struct fpl_json *p = fpl_json_first(list); p && !status; p = fpl_json_next(list, p))
        status = is_anothers(e, record, fpl_json_text(fpl_json_at(p, 4))) ? FPL_OK : put_posting(e, p);
    return status;
}

/* ---- a deal's results ---- */

static void put_why(struct explain *e, const struct fpl_early__profile *profile, int result) {
    struct fpl_buf zh = {0}, en = {0};
    const struct fpl_facts *facts = fpl_derive__facts(e->derive);
    enum fpl_fact_id as_of = fpl_profile_as_of(profile->profile);
    if (result != FPL_TRUE) {
        fpl_buf_adds(&zh, result == FPL_UNKNOWN ? "缺：" : "不符：");
        fpl_buf_adds(&en, result == FPL_UNKNOWN ? "lacks: " : "fails: ");
        fpl_words__why(profile->predicate, facts, as_of, 1, &zh);
        fpl_words__why(profile->predicate, facts, as_of, 0, &en);
    }
    fpl_buf_addc(&zh, '\0');
    fpl_buf_addc(&en, '\0');
    if (fpl_buf_ok(&zh) || fpl_buf_ok(&en))
        fpl_report_none(e->report);
    else
        fpl_report_name(e->report, zh.p, en.p);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

static const struct fpl_json *deal_item(const struct fpl_json *body) {
    const struct fpl_json *items = fpl_json_get(body, "i");
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "deal"))
            return fpl_json_at(item, 2);
    return NULL;
}

static void put_results(struct explain *e, const struct fpl_record *record) {
    const struct fpl_json *deal = deal_item(record->body);
    struct fpl_report *r = e->report;
    fpl_report_table(r, "results", "早期认定", "Results under the profiles");
    fpl_report_column(r, "profile", "口径", "Profile", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "title", "名称", "Title", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "result", "结果", "Result", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "why", "说明", "Why", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "clause", "依据", "Clause", FPL_COLUMN_TEXT, 0);
    for (size_t i = 0; i < e->profiles.n; i++) {
        const struct fpl_early__profile *profile = &e->profiles.list[i];
        int result = fpl_fund_deal_result(deal, fpl_str_of(profile->name));
        char zh[256], en[256];
        if (result < 0)
            result = (int)fpl_profile_eval(profile->profile, fpl_derive__facts(e->derive));
        fpl_report_text(r, fpl_str_of(profile->name));
        fpl_report_name(r, fpl_str_copy(fpl_profile_title(profile->profile, 1), zh, sizeof zh),
                        fpl_str_copy(fpl_profile_title(profile->profile, 0), en, sizeof en));
        fpl_reports__result(r, result);
        put_why(e, profile, result);
        fpl_report_text(r, fpl_profile_clause(profile->profile));
    }
}

/* ---- facts kept ---- */

/* A fact's value, but for an institution's user only if it is the institution's own. */
static void put_fact_value(struct explain *e, const struct fpl_event *event, enum fpl_fact_id id) {
    const struct fpl_facts *facts = fpl_derive__facts(e->derive);
    struct fpl_str institution = fpl_view_institution(e->view);
    struct fpl_buf zh = {0}, en = {0};
    if (institution.n && !fpl_event_is_own(event, id, facts, institution)) {
        fpl_report_code(e->report, FPL_WITHHELD, "不向机构显示", "withheld");
        return;
    }
    const struct fpl_words__unit unit = {e->which.book.currency, e->which.book.scale};
    fpl_words__fact(facts, id, &unit, 1, &zh);
    fpl_words__fact(facts, id, &unit, 0, &en);
    fpl_buf_addc(&zh, '\0');
    fpl_buf_addc(&en, '\0');
    if (fpl_buf_ok(&zh) || fpl_buf_ok(&en))
        fpl_report_none(e->report);
    else
        fpl_report_name(e->report, zh.p, en.p);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

static void put_facts(struct explain *e, const struct fpl_event *event) {
    const struct fpl_facts *facts = fpl_derive__facts(e->derive);
    struct fpl_report *r = e->report;
    fpl_report_table(r, "facts", "所据事实", "Facts it rests on");
    fpl_report_column(r, "fact", "事实", "Fact", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "value", "值", "Value", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "source", "来源", "Source", FPL_COLUMN_TEXT, 0);
    for (int id = 0; id < FPL_FACT_COUNT; id++) {
        const struct fpl_fact *fact = fpl_fact_of(facts, (enum fpl_fact_id)id);
        char source[48] = "";
        if (!fact->known)
            continue;
        if (fact->book >= 0)
            (void)snprintf(source, sizeof source, "%d/%lld", (int)fact->book, (long long)fact->seq);
        fpl_report_code(r, fpl_fact_name((enum fpl_fact_id)id), fpl_fact_title((enum fpl_fact_id)id, 1),
                        fpl_fact_title((enum fpl_fact_id)id, 0));
        put_fact_value(e, event, (enum fpl_fact_id)id);
        if (source[0])
            fpl_report_text(r, fpl_str_of(source));
        else
            fpl_report_code(r, "command", "本次申报", "the command");
    }
}

static void put_pack(struct explain *e) {
    const struct fpl_pack *pack = fpl_derive__pack(e->derive);
    char zh[256], en[256], name[128];
    if (!pack)
        return;
    struct fpl_str id = fpl_pack_id(pack);
    (void)snprintf(name, sizeof name, "%.*s@%lld", (int)(id.n < 80 ? id.n : 80), id.p,
                   (long long)fpl_pack_version(pack));
    fpl_reports__caption_text(e->report, "pack", "规则包", "Pack", fpl_str_of(name));
    fpl_report_caption(e->report, "pack_title", "办法", "Measure");
    fpl_report_name(e->report, fpl_str_copy(fpl_pack_title(pack, 1), zh, sizeof zh),
                    fpl_str_copy(fpl_pack_title(pack, 0), en, sizeof en));
}

static enum fpl_status put_record(void *ctx, const struct fpl_record *record) {
    struct explain *e = ctx;
    const struct fpl_event *event = fpl_event_find(record->kind);
    const struct fpl_decision *decision = NULL;
    enum fpl_status status = fpl_derive__record(e->derive, record, &decision, e->error);
    if (status)
        return status;
    if ((status = put_head(e, record, decision)) || (status = put_undone(e, record)))
        return status;
    if (decision)
        put_pack(e);
    if (decision && decision->binding[0]) {
        fpl_report_caption(e->report, "binding", "起作用的上限", "Binding cap");
        fpl_steps__binding(e->report, decision->binding);
    }
    if (event && (event->flags & FPL_EVENT_PROFILES))
        put_results(e, record);
    else if (decision && decision->steps)
        fpl_steps__table(e->report, decision, e->which.book.scale);
    if ((status = fpl_parts__of_record(e->report, e->view, record, e->which.book.scale, e->error)))
        return status;
    if (decision)
        fpl_limits__planned(e->report, decision, e->which.book.scale);
    if (decision)
        fpl_steps__reasons(e->report, decision);
    if (fpl_json_get(fpl_json_get(record->body, "x"), "codes") &&
        (status = fpl_steps__refusal(e->report, record->body)))
        return fpl_fail(e->error, status, NULL, NULL, NULL);
    if ((status = fpl_explain__rule(e->report, e->view, event, e->which.book.code, e->error)))
        return status;
    return put_postings(e, record, record->seq == e->which.paid && e->which.paid != e->which.seq);
}

/* What the decision explained was made on, after everything else: it is long. */
static enum fpl_status put_kept(void *ctx, const struct fpl_record *record) {
    struct explain *e = ctx;
    const struct fpl_decision *decision = NULL;
    enum fpl_status status = fpl_derive__record(e->derive, record, &decision, e->error);
    if (!status && decision)
        put_facts(e, fpl_event_find(record->kind));
    return status;
}

/* ---- a claim as a whole ---- */

static void put_named(struct explain *e, const char *const words[3], struct fpl_str id) {
    char name[256], text[400];
    fpl_reports__name_then(e->view, &(struct fpl_named){"party", id, &e->then}, name, sizeof name);
    (void)snprintf(text, sizeof text, "%s（%.*s）", name, (int)(id.n < 65 ? id.n : 65), id.p);
    fpl_reports__caption_text(e->report, words[0], words[1], words[2], fpl_str_of(text));
}

static void put_sum(struct explain *e, const char *const words[3], int64_t minor) {
    fpl_report_caption(e->report, words[0], words[1], words[2]);
    fpl_report_money(e->report, fpl_money_of(minor), e->which.book.scale);
}

static enum fpl_status put_claim(void *ctx, const struct fpl_item *item) {
    static const char *const claimant[] = {"claimant", "申请机构", "Claimant"},
                             *const bank[] = {"bank", "贷款银行", "Bank"},
                             *const firm[] = {"firm", "借款企业", "Borrower"},
                             *const provisional[] = {"provisional", "受理暂算", "Provisional"},
                             *const amount[] = {"decided", "核定（暂缓）金额", "Decided (deferred)"},
                             *const part[] = {"part", "已分次拨付", "Paid in parts so far"},
                             *const rest[] = {"rest", "排队待付", "Waits for money"},
                             *const lapsed[] = {"lapsed", "资金不足、由机构自担", "Lapsed for lack of money"};
    struct explain *e = ctx;
    const struct fpl_json *data = item->data;
    struct fpl_str state = fpl_json_get_text(data, "st");
    fpl_report_table(e->report, "claim", "补偿申请", "The claim");
    fpl_reports__caption_text(e->report, "claim", "申请", "Claim", item->key);
    put_named(e, claimant, fpl_json_get_text(data, "claimant"));
    put_named(e, bank, fpl_json_get_text(data, "bank"));
    put_named(e, firm, fpl_json_get_text(data, "firm"));
    fpl_report_caption(e->report, "state", "状态", "State");
    fpl_reports__claim_state(e->report, state, e->which.taken_on);
    if (!e->which.taken_on)
        put_sum(e, provisional, fpl_json_get_num(data, "prov", 0));
    if (!fpl_str_is(state, "SUBMITTED") && !fpl_str_is(state, "REFUSED") && !fpl_str_is(state, "QUEUED"))
        put_sum(e, amount, fpl_json_get_num(data, "amt", 0));
    if (fpl_json_get_num(data, "part", 0))
        put_sum(e, part, fpl_json_get_num(data, "part", 0));
    if (fpl_json_get_num(data, "rest", 0))
        put_sum(e, rest, fpl_json_get_num(data, "rest", 0));
    if (fpl_json_get_num(data, "brn", 0))
        put_sum(e, lapsed, fpl_json_get_num(data, "brn", 0));
    return FPL_OK;
}

static enum fpl_status note_then(void *ctx, const struct fpl_record *record) {
    struct explain *e = ctx;
    e->then = fpl_view_then(e->view, record);
    return FPL_OK;
}

/* ---- that it is in the log ---- */

/* "BANK|CONTRACT|IOU" and what may follow: whose loan the record is about. */
static void put_loan(struct explain *e, struct fpl_str key) {
    static const char *const words[3][3] = {
        {"bank_id", "贷款银行编号", "Bank, number"}, {"contract", "合同号", "Contract"}, {"iou", "借据号", "IOU"}};
    for (int part = 0; part < 3 && key.n > 0; part++) {
        const char *bar = memchr(key.p, '|', key.n);
        size_t n = bar ? (size_t)(bar - key.p) : key.n;
        fpl_reports__caption_text(e->report, words[part][0], words[part][1], words[part][2],
                                  (struct fpl_str){key.p, n});
        key.p += n + (bar != NULL);
        key.n -= n + (bar != NULL);
    }
}

static enum fpl_status put_names(void *ctx, const struct fpl_item *item) {
    static const char *const words[3][3] = {
        {"claimant", "申请机构", "Claimant"}, {"bank", "贷款银行", "Bank"}, {"firm", "借款企业", "Borrower"}};
    for (int i = 0; i < 3; i++)
        if (fpl_json_get_text(item->data, words[i][0]).n)
            put_named(ctx, words[i], fpl_json_get_text(item->data, words[i][0]));
    return FPL_OK;
}

/* The first loan or claim that the record has written: whose it is. */
static enum fpl_status put_subject(struct explain *e, const struct fpl_json *items) {
    for (const struct fpl_json *i = fpl_json_first(items); i; i = fpl_json_next(items, i)) {
        struct fpl_str kind = fpl_json_text(fpl_json_at(i, 0)), key = fpl_json_text(fpl_json_at(i, 1));
        int is_claim = fpl_str_is(kind, "claim");
        if (!is_claim && !fpl_str_is(kind, "loan"))
            continue;
        put_loan(e, key);
        if (is_claim)
            fpl_reports__caption_text(e->report, "claim", "申请", "Claim", key);
        return fpl_read_item(e->view, e->which.book.id, is_claim ? "claim" : "loan", key, put_names, e, e->error);
    }
    return FPL_OK;
}

static enum fpl_status put_path(struct explain *e, const struct fpl_checkpoint *at) {
    struct fpl_proof proof = {.count = 0};
    char text[48];
    enum fpl_status status =
        fpl_read_inclusion(e->view, e->which.book.id, e->which.seq, (int64_t)at->size, &proof, e->error);
    fpl_report_column(e->report, "no", "序号", "no.", FPL_COLUMN_INT, 0);
    fpl_report_column(e->report, "hash", "路径（由叶到根）", "path, from the leaf to the root", FPL_COLUMN_TEXT,
                      FPL_COLUMN_KEEP);
    for (int i = 0; !status && i < proof.count; i++) {
        fpl_base64(proof.hash[i].byte, FPL_HASH_BYTES, text);
        fpl_report_int(e->report, i + 1);
        fpl_report_text(e->report, fpl_str_of(text));
    }
    return status;
}

static enum fpl_status put_evidence(void *ctx, const struct fpl_record *record) {
    struct explain *e = ctx;
    struct fpl_checkpoint at;
    struct fpl_hash leaf;
    struct fpl_hasher *hasher = NULL;
    char text[2 * FPL_HASH_BYTES + 1];
    enum fpl_status status = fpl_read_checkpoint(e->view, e->which.book.id, &at, e->error);
    if (!status)
        status = fpl_hasher_new(&hasher) ? fpl_fail(e->error, FPL_E_NOMEM, NULL, NULL, NULL) : FPL_OK;
    if (status)
        return status;
    fpl_leaf_hash(hasher, record->leaf.p, record->leaf.n, &leaf);
    fpl_hasher_free(hasher);
    fpl_report_table(e->report, "evidence", "存证", "Evidence");
    fpl_reports__caption_text(e->report, "recorded", "入账时刻", "Recorded",
                              fpl_str_of(fpl_reports__moment(e->view, record->t, text)));
    status = put_subject(e, fpl_json_get(record->body, "i"));
    fpl_hex(leaf.byte, FPL_HASH_BYTES, text);
    fpl_reports__caption_text(e->report, "leaf", "叶散列", "Leaf hash", fpl_str_of(text));
    fpl_report_caption(e->report, "index", "序号", "Number in the log");
    fpl_report_int(e->report, e->which.seq);
    fpl_reports__caption_text(e->report, "origin", "日志", "Log", fpl_str_of(at.origin));
    fpl_report_caption(e->report, "size", "记录数", "Records");
    fpl_report_int(e->report, (int64_t)at.size);
    fpl_base64(at.root.byte, FPL_HASH_BYTES, text);
    fpl_reports__caption_text(e->report, "root", "存证根", "Root", fpl_str_of(text));
    return status ? status : put_path(e, &at);
}

enum fpl_status fpl_report_explain(struct fpl_view *view, const struct fpl_report_spec *spec, struct fpl_report **out,
                                   struct fpl_error *error) {
    struct explain e = {.view = view, .spec = spec, .error = error};
    /* a proof is of the very record that was asked for */
    const struct fpl_wanted_record asked = {spec->book, spec->key, spec->proof};
    if (!(e.report = fpl_reports__begin("explain", error)))
        return FPL_E_NOMEM;
    enum fpl_status status = fpl_report_which(view, &asked, &e.which, error);
    if (!status)
        status = fpl_reports__accounts(view, e.which.book.id, &e.accounts, error);
    if (!status)
        status = fpl_early__profiles(view, spec->profile, &e.profiles, error);
    if (!status)
        status = fpl_derive__new(view, &e.derive, error);
    if (!status)
        status = fpl_read_record(view, e.which.book.id, e.which.seq, note_then, &e, error);
    if (!status && e.which.claim[0])
        status = fpl_read_item(view, e.which.book.id, "claim", fpl_str_of(e.which.claim), put_claim, &e, error);
    if (!status)
        status = fpl_read_record(view, e.which.book.id, e.which.seq, put_record, &e, error);
    if (!status && e.which.paid >= 0 && e.which.paid != e.which.seq)
        status = fpl_read_record(view, e.which.book.id, e.which.paid, put_record, &e, error);
    if (!status)
        status = fpl_read_record(view, e.which.book.id, e.which.seq, put_kept, &e, error);
    if (!status && spec->proof)
        status = fpl_read_record(view, e.which.book.id, e.which.seq, put_evidence, &e, error);
    fpl_derive__free(e.derive);
    fpl_early__profiles_release(&e.profiles);
    fpl_reports__accounts_release(&e.accounts);
    return fpl_reports__end(e.report, status, out, error);
}
