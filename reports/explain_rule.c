/* The steps behind a fund's share, rate of loss, waterfall and reinvestment, handed on from their reports. */
#include "reports/explain_rule.h"
#include "reports/borrow.h"

#include <string.h>

struct source {
    const char *item; /* that the binding begins */
    fpl_borrow__make make;
    const char *in_force[2]; /* table and column that name the rule */
    const char *tables[3];   /* and those that show how it comes to what it says */
};
static const struct source sources[] = {
    {"early.rule", fpl_report_early, {"rule", "binding"}, {"steps", "stages", "look_through"}},
    {"binding", fpl_report_tolerance, {"tolerance", "rule"}, {"steps"}},
    {"waterfall", fpl_report_waterfall, {"rule", "binding"}, {"steps", "tiers"}},
    {"reinvest.rule", fpl_report_reinvest, {"reinvest", "from"}, {"reinvest", "situations"}},
};

static const struct source *source_of(const struct fpl_event *event) {
    for (size_t i = 0; event && i < sizeof sources / sizeof sources[0]; i++)
        if (fpl_event_begins(event, fpl_str_of(sources[i].item)))
            return &sources[i];
    return NULL;
}

int fpl_explain__is_rule(const struct fpl_event *event) {
    return source_of(event) != NULL;
}

struct handing {
    const struct source *source;
    struct fpl_report *report;
    struct fpl_date as_of;
    const struct fpl_table_shown *table; /* at hand */
    char rule[128];                      /* in force; "" until its table came */
    int begun, wanted;                   /* is the table at hand in the report yet; is it one of those asked for? */
};

static enum fpl_status begin(void *ctx, const struct fpl_table_shown *table) {
    struct handing *h = ctx;
    h->table = table;
    h->begun = h->wanted = 0;
    for (size_t i = 0; i < sizeof h->source->tables / sizeof h->source->tables[0] && h->source->tables[i]; i++)
        h->wanted |= strcmp(h->source->tables[i], table->key) == 0;
    return FPL_OK;
}

/* A table without rows is left out. */
static void begin_table(struct handing *h) {
    const struct fpl_table_shown *t = h->table;
    fpl_report_table(h->report, t->key, t->zh, t->en);
    fpl_report_caption(h->report, "as_of", "截止日（业务发生日）", "As of (days of events)");
    fpl_report_date(h->report, h->as_of);
    if (h->rule[0]) {
        fpl_report_caption(h->report, "in_force", "现行规则", "Rule in force");
        fpl_report_text(h->report, fpl_str_of(h->rule));
    }
    for (size_t i = 0; i < t->columns; i++)
        fpl_report_column(h->report, t->column[i].key, t->column[i].zh, t->column[i].en, t->column[i].type,
                          t->column[i].flags);
    h->begun = 1;
}

static enum fpl_status rows(void *ctx, const struct fpl_report_cell *cell, size_t n) {
    struct handing *h = ctx;
    struct fpl_borrow__row row = {h->table, cell};
    for (size_t i = 0; i < n; i += h->table->columns) {
        row.cell = cell + i;
        if (!h->rule[0] && strcmp(h->source->in_force[0], h->table->key) == 0)
            fpl_borrow__text(&row, h->source->in_force[1], h->rule, sizeof h->rule);
        if (h->wanted && !h->begun)
            begin_table(h);
        for (size_t c = 0; h->wanted && c < h->table->columns; c++)
            fpl_borrow__copy(&row, h->table->column[c].key, h->report);
    }
    return FPL_OK;
}

enum fpl_status fpl_explain__rule(struct fpl_report *report, struct fpl_view *view, const struct fpl_event *event,
                                  const char *book, struct fpl_error *error) {
    static const struct fpl_visitor visitor = {.begin = begin, .rows = rows};
    const struct fpl_report_spec spec = {.book = fpl_str_of(book), .deals = -1};
    struct handing handing = {.source = source_of(event), .report = report, .as_of = fpl_view_as_of(view)};
    struct fpl_report *made = NULL;
    if (!handing.source)
        return FPL_OK;
    enum fpl_status status = handing.source->make(view, &spec, &made, error);
    if (status == FPL_E_NOT_FOUND) {
        *error = (struct fpl_error){0};
        return FPL_OK;
    }
    if (!status)
        status = fpl_report_visit(made, &visitor, &handing, error);
    fpl_report_free(made);
    return status;
}
