/* What a dry run could not know: which fact, for which judgement, and where it would come from. */
#include "fundpool/event.h"
#include "reports/early.h"
#include "reports/steps.h"
#include "reports/words.h"

#include <stdio.h>
#include <string.h>

/* ---- where a fact comes from ---- */

struct source {
    char zh[256], en[256];
};

/* A field of a command says it: as it is typed. */
static int said(enum fpl_fact_id id, struct source *out) {
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < all[i].field_count; j++) {
            const struct fpl_field_spec *field = &all[i].fields[j];
            char option[64], command[64];
            if (field->says != 1 + (int)id)
                continue;
            (void)fpl_str_copy(fpl_str_of(field->name), option, sizeof option);
            (void)fpl_str_copy(fpl_str_of(all[i].name), command, sizeof command);
            for (char *p = option; *p; p++)
                *p = *p == '_' ? '-' : *p;
            for (char *p = command; *p; p++)
                *p = *p == '.' ? ' ' : *p;
            (void)snprintf(out->zh, sizeof out->zh, "“%s”的“%s”栏（%s --%s）", all[i].zh, field->zh, command, option);
            (void)snprintf(out->en, sizeof out->en, "field \"%s\" of %s --%s", field->en, command, option);
            return 1;
        }
    return 0;
}

static const struct fpl_read *read_of(enum fpl_fact_id id) {
    int count = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < all[i]->reads; j++)
            if (all[i]->read[j].fact == (int)id)
                return &all[i]->read[j];
    return NULL;
}

/* The event that begins items of the kind it is read from. */
static const struct fpl_event *beginning(const char *item) {
    int count = 0;
    const struct fpl_event *const *all = fpl_event_all(&count);
    for (int i = 0; i < count; i++)
        if (all[i]->item && strcmp(all[i]->item, item) == 0 && !all[i]->undoes)
            return all[i];
    return NULL;
}

static void find_source(enum fpl_fact_id id, struct source *out) {
    const struct fpl_read *read = read_of(id);
    const struct fpl_event *event = NULL;
    if (said(id, out))
        return;
    if (read && read->from == FPL_FROM_LATEST)
        event = beginning("measure");
    else if (read && (read->from == FPL_FROM_ITEM || read->from == FPL_FROM_DATED || read->from == FPL_FROM_ANY))
        event = beginning(read->name);
    if (event) {
        (void)snprintf(out->zh, sizeof out->zh, "记录“%s”", event->zh);
        (void)snprintf(out->en, sizeof out->en, "a record: %s", event->en);
    } else if (read && read->from == FPL_FROM_AGREEMENT) {
        (void)snprintf(out->zh, sizeof out->zh, "合作协议");
        (void)snprintf(out->en, sizeof out->en, "the agreement");
    } else {
        (void)snprintf(out->zh, sizeof out->zh, "账上此前的记录");
        (void)snprintf(out->en, sizeof out->en, "earlier records of the book");
    }
}

/* ---- the table ---- */

static void begin(struct fpl_report *r, int *begun) {
    if ((*begun)++)
        return;
    fpl_report_table(r, "missing", "所缺事实", "Facts that are missing");
    fpl_report_column(r, "judgement", "用于", "for", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "fact", "事实代码", "fact id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "title", "所缺事实", "missing", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "source", "来自", "comes from", FPL_COLUMN_TEXT, 0);
}

static void put_fact(struct fpl_report *r, enum fpl_fact_id id) {
    struct source source = {"", ""};
    find_source(id, &source);
    fpl_report_text(r, fpl_str_of(fpl_fact_name(id)));
    fpl_report_name(r, fpl_fact_title(id, 1), fpl_fact_title(id, 0));
    fpl_report_name(r, source.zh, source.en);
}

/* Is the fact named anywhere in a predicate, as a field or as what a field is compared with? */
static int speaks_of(const struct fpl_json *node, const char *fact) {
    if (node->type == FPL_JSON_STRING)
        return fpl_str_is(node->str, fact);
    for (const struct fpl_json *one = node->type <= FPL_JSON_ARRAY ? fpl_json_first(node) : NULL; one;
         one = fpl_json_next(node, one))
        if (speaks_of(one, fact))
            return 1;
    return 0;
}

static int is_unknown(const struct fpl_decision *d, const char *profile) {
    static const char prefix[] = "early.";
    for (int i = 0; i < d->tallies; i++)
        if (strncmp(d->tally[i].name, prefix, sizeof prefix - 1) == 0 &&
            strcmp(d->tally[i].name + sizeof prefix - 1, profile) == 0)
            return fpl_str_is(d->tally[i].scope, "U");
    return 0;
}

void fpl_reports__missing(struct fpl_report *r, const struct fpl_early__profiles *profiles,
                          const struct fpl_decision *d) {
    int begun = 0;
    for (size_t p = 0; p < profiles->n; p++) {
        const struct fpl_early__profile *profile = &profiles->list[p];
        for (int i = 0; i < d->unknowns && is_unknown(d, profile->name); i++) {
            enum fpl_fact_id id = (enum fpl_fact_id)d->unknown[i];
            if (!speaks_of(profile->predicate, fpl_fact_name(id)))
                continue;
            if (id == FPL_FACT_DEAL_AS_OF) /* which day that is, the profile says */
                id = fpl_profile_as_of(profile->profile);
            begin(r, &begun);
            fpl_report_text(r, fpl_str_of(profile->name));
            put_fact(r, id);
        }
    }
    for (int i = 0; i < d->steps; i++) { /* a cap or a breaker that the provisional amount leaves out */
        int id = strcmp(d->step[i].value, "?") == 0 ? fpl_fact_find(fpl_str_of(d->step[i].arg)) : -1;
        if (id < 0)
            continue;
        begin(r, &begun);
        fpl_steps__binding(r, d->step[i].code);
        put_fact(r, (enum fpl_fact_id)id);
    }
}
