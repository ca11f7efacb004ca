/* Sums of an early-stage share: the tallies that each deal left per profile, and, for deals older than a profile, the
 * profile applied now to the facts they kept. A deal taken back has taken its tallies with it; of those that left none
 * for the profile it is left out here. */
#include "fundpool/event.h"
#include "reports/early.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- profiles ---- */

struct loading {
    struct fpl_early__profiles *out;
    struct fpl_error *error;
};

static int is_wanted(struct fpl_str name, struct fpl_str key) {
    if (name.n == 0 || fpl_str_eq(name, key))
        return 1;
    return key.n > name.n && key.p[name.n] == '@' && fpl_str_eq(name, (struct fpl_str){key.p, name.n});
}

static enum fpl_status take_profile(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                    int64_t seq) {
    struct loading *loading = ctx;
    struct fpl_early__profiles *out = loading->out;
    (void)source;
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 8;
        struct fpl_early__profile *wider = realloc(out->list, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(loading->error, FPL_E_NOMEM, NULL, NULL, NULL);
        out->list = wider;
        out->cap = cap;
    }
    struct fpl_early__profile *p = &out->list[out->n];
    *p = (struct fpl_early__profile){.adopted = seq, .superseded = INT64_MAX};
    (void)fpl_str_copy(key, p->name, sizeof p->name);
    enum fpl_status status = fpl_profile_parse(json, &p->profile, loading->error);
    if (status)
        return status;
    out->n++;
    status = fpl_json_parse(&p->doc, fpl_profile_json(p->profile), loading->error);
    if (!status)
        p->predicate = fpl_json_get(fpl_json_root(&p->doc), "predicate");
    return status;
}

/* Of one id the highest version adopted is in force. */
static void find_superseded(struct fpl_early__profiles *profiles) {
    for (size_t i = 0; i < profiles->n; i++) {
        struct fpl_early__profile *p = &profiles->list[i];
        for (size_t j = 0; j < profiles->n; j++) {
            const struct fpl_early__profile *other = &profiles->list[j];
            if (fpl_str_eq(fpl_profile_id(p->profile), fpl_profile_id(other->profile)) &&
                fpl_profile_version(other->profile) > fpl_profile_version(p->profile) && other->adopted < p->superseded)
                p->superseded = other->adopted;
        }
    }
}

static void release_profile(struct fpl_early__profile *p) {
    fpl_profile_free(p->profile);
    fpl_json_doc_release(&p->doc);
}

static void keep_wanted(struct fpl_early__profiles *profiles, struct fpl_str name) {
    size_t kept = 0;
    for (size_t i = 0; i < profiles->n; i++) {
        struct fpl_early__profile p = profiles->list[i];
        if (name.n ? is_wanted(name, fpl_str_of(p.name)) : p.superseded == INT64_MAX)
            profiles->list[kept++] = p;
        else
            release_profile(&p);
    }
    profiles->n = kept;
}

enum fpl_status fpl_early__profiles(struct fpl_view *view, struct fpl_str wanted, struct fpl_early__profiles *out,
                                    struct fpl_error *error) {
    struct loading loading = {.out = out, .error = error};
    enum fpl_status status = fpl_read_documents(view, "profile", take_profile, &loading, error);
    if (status)
        return status;
    find_superseded(out);
    keep_wanted(out, wanted);
    return out->n == 0 && wanted.n ? fpl_fail_text(error, FPL_E_PROFILE, wanted.p, wanted.n) : FPL_OK;
}

void fpl_early__profiles_release(struct fpl_early__profiles *profiles) {
    for (size_t i = 0; i < profiles->n; i++)
        release_profile(&profiles->list[i]);
    free(profiles->list);
    *profiles = (struct fpl_early__profiles){.n = 0};
}

/* ---- days ---- */

struct gather {
    struct fpl_view *view;
    int32_t book;
    int64_t size; /* of the book */
    const struct fpl_early__profile *profile;
    struct fpl_early__sums *out;
    int result;
    int64_t registry; /* of the record looked at */
    int64_t sign;     /* of what is moved: -1 refunds */
    struct fpl_early__day moved;
    struct fpl_error *error;
};

static int by_day(const void *a, const void *b) {
    const struct fpl_early__day *x = a, *y = b;
    return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : (x->result > y->result) - (x->result < y->result);
}

/* Sorts by day; what is of one day and result becomes one sum, so that there are no more than days. */
static enum fpl_status merge_days(struct fpl_early__sums *sums, struct fpl_error *error) {
    size_t n = 0;
    enum fpl_status status = FPL_OK;
    if (sums->n)
        qsort(sums->day, sums->n, sizeof *sums->day, by_day);
    for (size_t i = 0; i < sums->n && !status; i++) {
        if (n == 0 || by_day(&sums->day[n - 1], &sums->day[i]) != 0) {
            sums->day[n++] = sums->day[i];
            continue;
        }
        sums->day[n - 1].count += sums->day[i].count;
        status = fpl_reports__add(&sums->day[n - 1].amount, sums->day[i].amount, error);
    }
    if (!status)
        sums->n = n;
    return status;
}

static enum fpl_status add_day(struct gather *g, struct fpl_early__day day) {
    struct fpl_early__sums *sums = g->out;
    if (sums->n == sums->cap) {
        enum fpl_status status = merge_days(sums, g->error);
        if (status)
            return status;
    }
    if (2 * sums->n >= sums->cap) {
        size_t cap = sums->cap ? sums->cap * 2 : 64;
        struct fpl_early__day *wider = realloc(sums->day, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(g->error, FPL_E_NOMEM, NULL, NULL, NULL);
        sums->day = wider;
        sums->cap = cap;
    }
    sums->day[sums->n++] = day;
    return FPL_OK;
}

static enum fpl_status take_day(void *ctx, struct fpl_date day, struct fpl_money amount, int64_t count) {
    struct gather *g = ctx;
    return add_day(g, (struct fpl_early__day){day.day, g->result, fpl_money_minor(amount), count});
}

static enum fpl_status read_tallies(struct gather *g) {
    static const struct {
        const char *scope;
        enum fpl_tri result;
    } scopes[] = {{"T", FPL_TRUE}, {"F", FPL_FALSE}, {"U", FPL_UNKNOWN}};
    char name[FPL_EARLY__NAME + 8];
    enum fpl_status status = FPL_OK;
    (void)snprintf(name, sizeof name, "early.%s", g->profile->name);
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0] && !status; i++) {
        g->result = (int)scopes[i].result;
        status = fpl_read_tally_days(g->view, g->book, name, fpl_str_of(scopes[i].scope), FPL_DATE_MIN,
                                     fpl_view_as_of(g->view), take_day, g, g->error);
    }
    return status;
}

/* ---- deals older than the profile ---- */

static const struct fpl_json *deal_of(const struct fpl_json *body) {
    const struct fpl_json *items = fpl_json_get(body, "i");
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "deal"))
            return fpl_json_at(item, 2);
    return NULL;
}

static enum fpl_status found(void *ctx, const struct fpl_item *item) {
    (void)item;
    *(int *)ctx = 1;
    return FPL_OK;
}

/* Was the record taken back, as this view knows? */
static enum fpl_status is_reversed(struct gather *g, int64_t seq, int *out) {
    char key[24];
    struct fpl_error ignored = {0};
    (void)snprintf(key, sizeof key, "%lld", (long long)seq);
    *out = 0;
    enum fpl_status status = fpl_read_item(g->view, g->book, "reversed", fpl_str_of(key), found, out, &ignored);
    return status == FPL_E_NOT_FOUND || !status ? FPL_OK : fpl_fail(g->error, status, ignored.arg[0], NULL, NULL);
}

static enum fpl_status judge_late(void *ctx, const struct fpl_record *record) {
    struct gather *g = ctx;
    struct fpl_decided decided = {record->kind, record->body, fpl_view_day_of(g->view, record->t), NULL};
    struct fpl_facts facts;
    struct fpl_fact_keys keys;
    struct fpl_date paid;
    const struct fpl_event *event = fpl_event_find(record->kind);
    const struct fpl_json *deal = event && (event->flags & FPL_EVENT_PROFILES) ? deal_of(record->body) : NULL;
    int reversed = 0;
    if (!deal || fpl_fund_deal_result(deal, fpl_str_of(g->profile->name)) >= 0)
        return FPL_OK;
    enum fpl_status status = is_reversed(g, record->seq, &reversed);
    if (status || reversed)
        return status;
    if (!(status = fpl_facts_of_record(&decided, &keys, &facts, g->error)))
        status = fpl_date_parse(fpl_json_get_text(record->body, "occ"), &paid, g->error);
    if (status || fpl_date_cmp(paid, fpl_view_as_of(g->view)) > 0)
        return status;
    struct fpl_early__day day = {.day = paid.day,
                                 .result = (int)fpl_profile_eval(g->profile->profile, &facts),
                                 .amount = fpl_json_get_num(deal, "amt", 0),
                                 .count = 1};
    g->out->late++;
    return add_day(g, day);
}

static enum fpl_status take_registry(void *ctx, const struct fpl_record *record) {
    ((struct gather *)ctx)->registry = fpl_json_get_num(record->body, "reg", 0);
    return FPL_OK;
}

/* The first record that was decided under more than `adopted` registry records: registry sizes never fall along a book.
 * Most profiles are older than the fund, so its first record is asked first. */
static enum fpl_status first_knowing(struct gather *g, int64_t adopted, int64_t *out) {
    int64_t low = 1, high = g->size; /* record 0 opens the book */
    enum fpl_status status = FPL_OK;
    while (low < high && !status) {
        int64_t middle = low == 1 && high == g->size ? low : low + (high - low) / 2;
        status = fpl_read_record(g->view, g->book, middle, take_registry, g, g->error);
        if (g->registry > adopted)
            high = middle;
        else
            low = middle + 1;
    }
    if (!status)
        *out = low;
    return status;
}

/* Deals without a tally for the profile stand before the record that first knew it, and after the one that first knew
 * its next version. */
static enum fpl_status read_late(struct gather *g) {
    int64_t from = 1, to = g->size;
    enum fpl_status status = first_knowing(g, g->profile->adopted, &from);
    if (!status && g->profile->superseded != INT64_MAX)
        status = first_knowing(g, g->profile->superseded, &to);
    if (!status && from > 1)
        status = fpl_read_records(g->view, g->book, 1, from - 1, judge_late, g, g->error);
    if (!status && to < g->size)
        status = fpl_read_records(g->view, g->book, to > from ? to : from, g->size - 1, judge_late, g, g->error);
    return status;
}

/* ---- what was refunded of such deals, or paid under them later ---- */

static enum fpl_status judge_moved(void *ctx, const struct fpl_record *record) {
    struct gather *g = ctx;
    struct fpl_decided decided = {record->kind, record->body, fpl_view_day_of(g->view, record->t), NULL};
    struct fpl_facts facts;
    struct fpl_fact_keys keys;
    enum fpl_status status = fpl_facts_of_record(&decided, &keys, &facts, g->error);
    g->moved.result = status ? 0 : (int)fpl_profile_eval(g->profile->profile, &facts);
    return status ? status : add_day(g, g->moved);
}

static enum fpl_status take_moved_deal(void *ctx, const struct fpl_item *item) {
    struct gather *g = ctx;
    if (fpl_fund_deal_result(item->data, fpl_str_of(g->profile->name)) >= 0)
        return FPL_OK; /* it stands in the tallies */
    return fpl_read_record(g->view, g->book, item->seq0, judge_moved, g, g->error);
}

/* What was taken back names no deal. */
static enum fpl_status take_moved(void *ctx, const struct fpl_item *item) {
    struct gather *g = ctx;
    struct fpl_str deal = fpl_json_get_text(item->data, "deal");
    struct fpl_date day;
    if (deal.n == 0)
        return FPL_OK;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "day"), &day, g->error);
    if (status || fpl_date_cmp(day, fpl_view_as_of(g->view)) > 0)
        return status;
    g->moved = (struct fpl_early__day){.day = day.day, .amount = g->sign * fpl_json_get_num(item->data, "amt", 0)};
    return fpl_read_item(g->view, g->book, "deal", deal, take_moved_deal, g, g->error);
}

static enum fpl_status read_moved(struct gather *g) {
    if (g->out->late == 0)
        return FPL_OK;
    g->sign = -1;
    enum fpl_status status = fpl_read_items(g->view, g->book, "refund", take_moved, g, g->error);
    g->sign = 1;
    return status ? status : fpl_read_items(g->view, g->book, "instalment.paid", take_moved, g, g->error);
}

enum fpl_status fpl_early__sums(struct fpl_view *view, const struct fpl_book *book,
                                const struct fpl_early__profile *profile, struct fpl_early__sums *out,
                                struct fpl_error *error) {
    struct gather g = {
        .view = view, .book = book->id, .size = book->size, .profile = profile, .out = out, .error = error};
    enum fpl_status status = read_tallies(&g);
    if (!status)
        status = read_late(&g);
    if (!status)
        status = read_moved(&g);
    return status ? status : merge_days(out, error);
}

void fpl_early__sums_release(struct fpl_early__sums *sums) {
    free(sums->day);
    *sums = (struct fpl_early__sums){.n = 0};
}

enum fpl_status fpl_early__cumulate(const struct fpl_early__sums *sums, struct fpl_date to, struct fpl_share_sums *out,
                                    struct fpl_error *error) {
    int64_t amount[3] = {0, 0, 0}, count[3] = {0, 0, 0};
    enum fpl_status status = FPL_OK;
    for (size_t i = 0; i < sums->n && sums->day[i].day <= to.day && !status; i++) {
        const struct fpl_early__day *day = &sums->day[i];
        count[day->result] += day->count;
        status = fpl_reports__add(&amount[day->result], day->amount, error);
    }
    if (!status)
        *out = (struct fpl_share_sums){.yes = fpl_money_of(amount[FPL_TRUE]),
                                       .no = fpl_money_of(amount[FPL_FALSE]),
                                       .unknown = fpl_money_of(amount[FPL_UNKNOWN]),
                                       .yes_count = count[FPL_TRUE],
                                       .no_count = count[FPL_FALSE],
                                       .unknown_count = count[FPL_UNKNOWN]};
    return status;
}
