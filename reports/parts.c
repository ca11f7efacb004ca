/* Shares of an amount as a table: what each is measured by, the exact share, what it is rounded down to, and who got
 * the fen that were left over. All in whole numbers. */
#include "reports/parts.h"

#include <stdio.h>
#include <string.h>

struct parts {
    struct fpl_view *view;
    struct fpl_report *report;
    int scale;
    int64_t total, whole;
    struct fpl_str document; /* by which it was divided, "" where none is told */
};

static void columns(const struct parts *p, int64_t count) {
    struct fpl_report *r = p->report;
    fpl_report_table(r, "shares", "各方份额", "Shares");
    fpl_report_caption(r, "total", "分摊总额", "Divided");
    fpl_report_money(r, fpl_money_of(p->total), p->scale);
    fpl_report_caption(r, "whole", "依据合计", "Measured by, in all");
    fpl_report_money(r, fpl_money_of(p->whole), p->scale);
    fpl_report_caption(r, "count", "份数", "Shares");
    fpl_report_int(r, count);
    fpl_report_caption(r, "rule", "分法", "How");
    fpl_report_name(
        r, "总额×依据÷依据合计，舍到分；余下的分依余数由大到小各加一分，余数相同的依主体编号",
        "total x measure / measures in all, rounded down to fen; the fen left over go one each to the largest "
        "remainders, among equal ones in order of party ids");
    if (p->document.n)
        fpl_reports__caption_text(r, "document", "依据文件", "By document", p->document);
    fpl_report_column(r, "party", "主体编号", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "party_name", "出资人", "Party", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "commitment", "认缴编号", "Commitment", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "of", "依据", "Measured by", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "rounded_down", "舍到分", "Rounded down", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "remainder", "余数（分）", "Remainder, fen", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "added", "加", "Added", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "amount", "份额", "Share", FPL_COLUMN_MONEY, 0);
}

static int64_t gcd(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* total x of - down x whole, in fen times `whole`: less than `whole`, so that 64 bits that wrap around hold it. */
static void put_remainder(const struct parts *p, int64_t of, int64_t down) {
    char text[48];
    int64_t rest = (int64_t)((uint64_t)p->total * (uint64_t)of - (uint64_t)down * (uint64_t)p->whole),
            by = gcd(p->whole, rest);
    if (rest == 0)
        (void)snprintf(text, sizeof text, "0");
    else
        (void)snprintf(text, sizeof text, "%lld/%lld", (long long)(rest / by), (long long)(p->whole / by));
    fpl_report_text(p->report, fpl_str_of(text));
}

static void put_part(const struct parts *p, const struct fpl_part *part) {
    struct fpl_money down = fpl_money_of(0);
    int64_t amount = fpl_money_minor(part->amount);
    char name[256];
    fpl_reports__party_name(p->view, part->party, name, sizeof name);
    fpl_report_text(p->report, part->party);
    fpl_report_text(p->report, fpl_str_of(name));
    fpl_report_text(p->report, part->key);
    fpl_report_money(p->report, fpl_money_of(part->of), p->scale);
    if (p->whole > 0 &&
        fpl_money_scale(fpl_money_of(p->total), (struct fpl_ratio){part->of, p->whole}, FPL_DOWN, &down) == FPL_OK) {
        fpl_report_money(p->report, down, p->scale);
        put_remainder(p, part->of, fpl_money_minor(down));
        fpl_report_money(p->report, fpl_money_of(amount - fpl_money_minor(down)), p->scale);
    } else {
        for (int i = 0; i < 3; i++)
            fpl_report_none(p->report);
    }
    fpl_report_money(p->report, part->amount, p->scale);
}

void fpl_parts__planned(struct fpl_report *report, struct fpl_view *view, const struct fpl_decision *decision,
                        int scale) {
    const struct fpl_parts *shares = decision->shares;
    if (!shares || decision->outcome != FPL_OK)
        return;
    const struct parts p = {view, report, scale, fpl_money_minor(shares->total), shares->whole, {"", 0}};
    columns(&p, shares->count);
    for (int i = 0; i < shares->count; i++)
        put_part(&p, &shares->share[i]);
}

/* The item at hand as a share; 0: it is none, or it ended. */
static int part_of(const struct fpl_event *event, const struct fpl_json *item, struct fpl_part *out) {
    const struct fpl_json *data = fpl_json_at(item, 2);
    struct fpl_str key = fpl_json_text(fpl_json_at(item, 1));
    const char *bar = key.n ? memchr(key.p, '|', key.n) : NULL;
    if (!data || !bar || !fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), event->shares))
        return 0;
    *out = (struct fpl_part){{bar + 1, (size_t)(key.p + key.n - bar - 1)},
                             fpl_json_get_text(data, "party"),
                             fpl_json_get_num(data, "of", 0),
                             fpl_money_of(fpl_json_get_num(data, "amt", 0))};
    return 1;
}

enum fpl_status fpl_parts__of_record(struct fpl_report *report, struct fpl_view *view, const struct fpl_record *record,
                                     int scale, struct fpl_error *error) {
    const struct fpl_event *event = fpl_event_find(record->kind);
    const struct fpl_json *items = fpl_json_get(record->body, "i");
    struct parts p = {.view = view,
                      .report = report,
                      .scale = scale,
                      .document = fpl_json_get_text(fpl_json_get(record->body, "cmd"), "document")};
    struct fpl_part part;
    int64_t count = 0;
    enum fpl_status status = FPL_OK;
    if (!event || !event->shares)
        return FPL_OK;
    for (const struct fpl_json *item = fpl_json_first(items); item && !status; item = fpl_json_next(items, item)) {
        if (!part_of(event, item, &part))
            continue;
        count++;
        status = fpl_reports__add(&p.whole, part.of, error);
        if (!status)
            status = fpl_reports__add(&p.total, fpl_money_minor(part.amount), error);
    }
    if (status || count == 0)
        return status;
    columns(&p, count);
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (part_of(event, item, &part))
            put_part(&p, &part);
    return FPL_OK;
}
