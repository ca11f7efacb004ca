/* What a dry run shows: the decision, and for a deal the early-stage share before and after it. */
#include "reports/bound.h"
#include "reports/early.h"
#include "reports/limits.h"
#include "reports/parts.h"
#include "reports/steps.h"
#include "reports/words.h"

#include <string.h>

struct preview {
    struct fpl_view *view;
    const struct fpl_report_spec *spec;
    const struct fpl_decision *decision;
    struct fpl_book book;
    struct fpl_reports__accounts accounts;
    struct fpl_early__profiles profiles;
    struct fpl_report *report;
    struct fpl_error *error;
};

/* The outcome is the status of one of the reasons: its words with their figures. */
static void put_outcome_words(struct fpl_report *r, const struct fpl_decision *d) {
    struct fpl_buf zh = {0}, en = {0};
    int i = 0;
    while (i < d->reasons && d->reason[i].status != d->outcome)
        i++;
    if (i < d->reasons) {
        fpl_words__reason(NULL, &d->reason[i], 1, &zh);
        fpl_words__reason(NULL, &d->reason[i], 0, &en);
    } else {
        fpl_buf_adds(&zh, fpl_status_text(d->outcome, 1));
        fpl_buf_adds(&en, fpl_status_text(d->outcome, 0));
    }
    fpl_buf_addc(&zh, '\0');
    fpl_buf_addc(&en, '\0');
    if (fpl_buf_ok(&zh) || fpl_buf_ok(&en))
        fpl_report_none(r);
    else
        fpl_report_code(r, fpl_status_name(d->outcome), zh.p, en.p);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

static void put_outcome(struct preview *v) {
    const struct fpl_decision *d = v->decision;
    struct fpl_report *r = v->report;
    fpl_report_table(r, "outcome", "试算（未入账）", "Dry run (nothing recorded)");
    fpl_reports__caption_book(r, &v->book);
    fpl_report_caption(r, "outcome", "结果", "Outcome");
    put_outcome_words(r, d);
    if (d->outcome != FPL_OK || d->postings > 0 || fpl_money_sign(d->amount) != 0) { /* a rule bound has none */
        fpl_report_caption(r, "amount", "金额", "Amount");
        fpl_report_money(r, d->amount, v->book.scale);
    }
    fpl_reports__caption_exposure(r, d, v->book.scale);
    if (d->binding[0]) {
        fpl_report_caption(r, "binding", "起作用的上限", "Binding cap");
        fpl_steps__binding(r, d->binding);
    }
}

/* What this decision adds under a profile, as the tally it would leave. */
static const struct fpl_tally_delta *delta_of(const struct fpl_decision *d, const char *profile) {
    static const char prefix[] = "early.";
    for (int i = 0; i < d->tallies; i++)
        if (strncmp(d->tally[i].name, prefix, sizeof prefix - 1) == 0 &&
            strcmp(d->tally[i].name + sizeof prefix - 1, profile) == 0)
            return &d->tally[i];
    return NULL;
}

static enum fpl_status add_delta(struct fpl_share_sums *sums, const struct fpl_tally_delta *delta) {
    int yes = fpl_str_is(delta->scope, "T"), no = fpl_str_is(delta->scope, "F");
    struct fpl_money *amount = yes ? &sums->yes : no ? &sums->no : &sums->unknown;
    *(yes ? &sums->yes_count : no ? &sums->no_count : &sums->unknown_count) += delta->count;
    return fpl_money_add(*amount, delta->amount, amount);
}

static enum fpl_status put_share(struct preview *v, const struct fpl_early__profile *profile) {
    const struct fpl_tally_delta *delta = delta_of(v->decision, profile->name);
    struct fpl_early__sums days = {.n = 0};
    struct fpl_share_sums sums;
    if (!delta)
        return FPL_OK;
    enum fpl_status status = fpl_early__sums(v->view, &v->book, profile, &days, v->error);
    if (!status)
        status = fpl_early__cumulate(&days, fpl_view_as_of(v->view), &sums, v->error);
    for (int after = 0; after <= 1 && !status; after++) {
        if (after && (status = add_delta(&sums, delta)))
            status = fpl_fail(v->error, status, NULL, NULL, NULL);
        if (status)
            break;
        fpl_report_text(v->report, fpl_str_of(profile->name));
        fpl_reports__result(v->report, fpl_str_is(delta->scope, "T")   ? FPL_TRUE
                                       : fpl_str_is(delta->scope, "F") ? FPL_FALSE
                                                                       : FPL_UNKNOWN);
        fpl_report_code(v->report, after ? "after" : "before", after ? "计入后" : "计入前", after ? "after" : "before");
        status = fpl_early__share_cells(v->report, &sums, fpl_early__threshold(v->spec), v->book.scale, v->error);
    }
    fpl_early__sums_release(&days);
    return status;
}

static enum fpl_status put_shares(struct preview *v) {
    struct fpl_report *r = v->report;
    enum fpl_status status = FPL_OK;
    fpl_report_table(r, "share", "早期投资占比：计入前后", "Early-stage share before and after");
    fpl_reports__caption_planned(r, v->view);
    fpl_early__caption_basis(r, v->spec);
    fpl_report_column(r, "profile", "口径", "Profile", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "result", "本笔", "This deal", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "when", "时点", "When", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_early__share_columns(r);
    for (size_t i = 0; i < v->profiles.n && !status; i++)
        status = put_share(v, &v->profiles.list[i]);
    for (size_t i = 0; i < v->profiles.n && !status; i++)
        fpl_reports__note_expired(r, fpl_str_of(v->profiles.list[i].name), fpl_profile_to(v->profiles.list[i].profile),
                                  fpl_view_as_of(v->view));
    return status;
}

static void put_postings(struct preview *v) {
    const struct fpl_decision *d = v->decision;
    struct fpl_report *r = v->report;
    if (d->postings == 0)
        return;
    fpl_report_table(r, "postings", "将记分录", "Postings it would make");
    fpl_report_column(r, "side", "方向", "D/C", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "account", "科目", "Account", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "account_name", "科目名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "主体", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "item", "项目", "Item", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    for (int i = 0; i < d->postings; i++) {
        const struct fpl_posting *p = &d->posting[i];
        const struct fpl_account *account = fpl_reports__account(&v->accounts, p->account);
        char name[256];
        fpl_reports__party_name(v->view, p->party, name, sizeof name);
        fpl_report_code(r, p->side == 'D' ? "D" : "C", p->side == 'D' ? "借" : "贷", p->side == 'D' ? "Dr" : "Cr");
        fpl_report_text(r, p->account);
        fpl_report_name(r, account ? account->zh : "", account ? account->en : "");
        fpl_report_text(r, fpl_str_of(name));
        fpl_report_text(r, p->item);
        fpl_report_money(r, p->amount, v->book.scale);
    }
}

static int is_of_deals(const struct fpl_decision *decision) {
    for (int i = 0; i < decision->tallies; i++)
        if (strncmp(decision->tally[i].name, "early.", 6) == 0)
            return 1;
    return 0;
}

static enum fpl_status load_profiles(struct preview *v) {
    int needs = v->book.kind == FPL_BOOK_FUND && v->decision->outcome == FPL_OK && is_of_deals(v->decision);
    return needs ? fpl_early__profiles(v->view, v->spec->profile, &v->profiles, v->error) : FPL_OK;
}

typedef enum fpl_status (*would_bind_fn)(struct fpl_report *, struct fpl_view *, const struct fpl_book *,
                                         const struct fpl_decision *, struct fpl_error *);
static const would_bind_fn would_bind[] = {fpl_limits__would_bind, fpl_early__would_bind, fpl_tolerance__would_bind,
                                           fpl_waterfall__would_bind, fpl_reinvest__would_bind};

/* What binding a rule, as the decision says, would make of what the fund already is. */
static enum fpl_status put_bound(struct preview *v) {
    enum fpl_status status = FPL_OK;
    if (v->book.kind != FPL_BOOK_FUND || v->decision->outcome != FPL_OK)
        return FPL_OK;
    for (size_t i = 0; i < sizeof would_bind / sizeof would_bind[0] && !status; i++)
        status = would_bind[i](v->report, v->view, &v->book, v->decision, v->error);
    return status;
}

/* What whoever gives the command hands back, so that nothing else is recorded. */
static void put_shown(struct preview *v) {
    if (v->decision->shown[0])
        fpl_reports__caption_text(v->report, "shown", "结果散列", "Hash of the result", fpl_str_of(v->decision->shown));
}

enum fpl_status fpl_report_preview(struct fpl_view *view, const struct fpl_report_spec *spec,
                                   const struct fpl_decision *decision, struct fpl_report **out,
                                   struct fpl_error *error) {
    struct preview v = {.view = view, .spec = spec, .decision = decision, .error = error};
    struct fpl_ratio threshold = fpl_early__threshold(spec);
    if (threshold.num < 0 || threshold.num > threshold.den)
        return fpl_fail(error, FPL_E_NUMBER_FORMAT, "threshold", NULL, NULL);
    enum fpl_status status = fpl_reports__book(view, spec->book, FPL_BOOK_ANY, &v.book, error);
    if (status)
        return status;
    if (!(v.report = fpl_reports__begin("preview", error)))
        return FPL_E_NOMEM;
    status = fpl_reports__accounts(view, v.book.id, &v.accounts, error);
    if (!status) {
        put_outcome(&v);
        put_shown(&v);
        fpl_parts__planned(v.report, view, decision, v.book.scale);
        fpl_limits__planned(v.report, decision, v.book.scale);
        status = put_bound(&v);
        if (!status)
            status = load_profiles(&v);
        if (!status)
            fpl_reports__missing(v.report, &v.profiles, decision);
        if (!status && v.book.kind == FPL_BOOK_FUND && decision->outcome == FPL_OK && is_of_deals(decision))
            status = fpl_early__by_rule(view, &v.book, 1, decision, v.report, error);
        if (!status && v.book.kind == FPL_BOOK_FUND && decision->outcome == FPL_OK && is_of_deals(decision))
            status = put_shares(&v);
    }
    if (!status) {
        if (v.book.kind == FPL_BOOK_POOL && decision->steps)
            fpl_steps__table(v.report, decision, v.book.scale);
        fpl_steps__reasons(v.report, decision);
        put_postings(&v);
    }
    fpl_early__profiles_release(&v.profiles);
    fpl_reports__accounts_release(&v.accounts);
    return fpl_reports__end(v.report, status, out, error);
}
